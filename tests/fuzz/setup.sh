#!/bin/sh
# Gets the source of yaml-cpp that Debian's package was built from into build/yaml-cpp, so that the
# fuzzer sees into it. The system's lists of packages stay as they are.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
to=$root/build/yaml-cpp
[ ! -f "$to/CMakeLists.txt" ] || exit 0
version=$(dpkg-query -W -f '${source:Version}' libyaml-cpp-dev)
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
work=$root/build/yaml-cpp.apt
rm -rf "$work"
mkdir -p "$work/lists/partial"
cat >"$work/sources.sources" <<END
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: $release
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
set -- -q -o "Dir::Etc::sourcelist=$work/sources.sources" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User=
cd "$work"
apt-get "$@" update
apt-get "$@" source --download-only "yaml-cpp=$version"
dpkg-source -q -x ./*.dsc yaml-cpp
mv yaml-cpp "$to"
rm -r "$work"
