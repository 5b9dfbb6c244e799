# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # used by, and set by, those that source it
# Sourced by examples/run, tests/run and .ci/run: installs Debian packages that are missing and
# builds. $root is the top of the checkout.

build_packages="g++ cmake ninja-build pkg-config libcli11-dev libyaml-cpp-dev libfmt-dev
libhowardhinnant-date-dev nlohmann-json3-dev libutf8proc-dev libical-dev
libgmime-3.0-dev libsqlite3-dev mandoc"
test_packages="doctest-dev python3 python3-yaml python3-vobject python3-icalendar python3-jsonschema
bash zsh fish ed git tzdata dpkg-dev file
binutils strace mount"

# Runs a command whose output matters only when it fails.
quietly() {
    mkdir -p "$root/build"
    if ! "$@" >"$root/build/setup.log" 2>&1; then
        cat "$root/build/setup.log" >&2
        echo "failed: $*" >&2
        exit 1
    fi
}

is_installed() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

install_packages() {
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "These Debian packages are needed, and apt-get is not here to install them:$missing" >&2
        exit 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Packages are missing. Run this as root, then try again:" >&2
            echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
            exit 1
        fi
        as_root=sudo
    fi
    echo "Installing:$missing" >&2
    quietly $as_root apt-get update
    # shellcheck disable=SC2086 # one word a package
    quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# build PRESET TARGET [CMAKE-OPTION...]
build() {
    preset=$1
    target=$2
    shift 2
    if [ ! -f "$root/build/$preset/build.ninja" ]; then
        echo "Building (a few minutes the first time)" >&2
    fi
    (cd "$root" && quietly cmake --preset "$preset" "$@" && quietly cmake --build --preset "$preset" --target "$target")
}
