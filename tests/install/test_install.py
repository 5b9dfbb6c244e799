#!/usr/bin/env python3
"""Installs crm into clean folders, by `cmake --install` and from the Debian package, and runs it there.

Usage: test_install.py CMAKE CPACK BUILD-FOLDER SOURCE-FOLDER
"""

import glob
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

BASH = """
source "$1"
COMP_LINE='crm show grant' COMP_POINT=14 COMP_WORDS=(crm show grant) COMP_CWORD=2 COMP_TYPE=9
_crm && echo "${COMPREPLY[*]}"
"""
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
ENVIRONMENT |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}


class Checks:
    def __init__(self):
        self.failures = []

    def equal(self, got, wanted, what):
        if got != wanted:
            self.failures.append(f"{what}: wanted {wanted!r}, got {got!r}")

    def holds(self, text, part, what):
        if part not in text:
            self.failures.append(f"{what}: no {part!r} in {text!r}")


def run(*arguments, **options):
    result = subprocess.run(arguments, capture_output=True, text=True, check=False, **({"env": ENVIRONMENT} | options))
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit code {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def files_in(root):
    return {os.path.relpath(os.path.join(folder, file), root) for folder, _, files in os.walk(root) for file in files}


def expected(source, zsh, packed):
    """What is to be installed, relative to the prefix."""
    gz = ".gz" if packed else ""
    out = {"bin/crm", "libexec/crm/crm-exchange", "share/bash-completion/completions/crm", f"share/zsh/{zsh}/_crm", "share/fish/vendor_completions.d/crm.fish"}
    out |= {"share/doc/crm/README.md", "share/doc/crm/copyright"}
    out |= {"share/doc/crm/changelog.gz", "share/doc/crm/changelog.Debian.gz"} if packed else {"share/doc/crm/CHANGELOG.md"}
    out |= {f"share/crm/schema/{os.path.basename(schema)}" for schema in glob.glob(f"{source}/core/exchange/schema/*.json")}
    out |= {f"share/doc/crm/examples/{file}" for file in files_in(f"{source}/examples") if file != "run"}
    return out | {f"share/man/man{page[-1]}/{os.path.basename(page)}{gz}" for page in glob.glob(f"{source}/man/*.[157]")}


def check_modes(checks, root):
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            mode = stat.S_IMODE(os.lstat(path).st_mode)
            executable = name in folders or path.endswith(("bin/crm", "libexec/crm/crm-exchange"))
            checks.equal(oct(mode), oct(0o755 if executable else 0o644), f"mode of {path}")


def check_use(checks, prefix, version):
    """The installed program is used as its user would."""
    examples = f"{prefix}/share/doc/crm/examples"
    environment = ENVIRONMENT | {"PATH": f"{prefix}/bin:{ENVIRONMENT['PATH']}", "CRM_TODAY": "2026-11-23", "CRM_LEDGER": examples}
    checks.equal(run("crm", "--version", env=environment), f"crm {version}\n", "version")
    checks.holds(run("crm", "due", env=environment), "Grant McAllister", "due on the installed examples")
    with tempfile.TemporaryDirectory() as folder:  # what needs the companion finds it
        run("crm", "export", "sqlite", "-o", f"{folder}/crm.db", env=environment)
        with open(f"{folder}/crm.db", "rb") as file:
            checks.equal(file.read(15), b"SQLite format 3", "export to SQLite")
    script = f"{prefix}/share/bash-completion/completions/crm"
    checks.equal(run("bash", "-c", BASH, "bash", script, env=environment).strip(), "grant-mcallister", "completion of bash")
    if shutil.which("fish"):
        script = f"{prefix}/share/fish/vendor_completions.d/crm.fish"
        text = run("fish", "--no-config", "-c", f"source '{script}'; complete -C 'crm show grant'", env=environment | {"HOME": prefix})
        checks.equal(text.strip(), "grant-mcallister\tGrant McAllister", "completion of fish")


def check_chroot(checks, root, version):
    """In a root that has nothing but the package and the libraries that it names."""
    libraries = run("ldd", f"{root}/usr/bin/crm")
    if "libasan" in libraries:
        print("not run in a chroot: the sanitizers need /proc")
        return
    for library in re.findall(r"(/\S+) \(0x", libraries):
        os.makedirs(root + os.path.dirname(library), exist_ok=True)
        shutil.copy(os.path.realpath(library), root + library)
    environment = {"CRM_TODAY": "2026-11-23", "CRM_LEDGER": "/usr/share/doc/crm/examples"}
    chroot = shutil.which("chroot")
    checks.equal(run(chroot, root, "/usr/bin/crm", "--version", env=environment), f"crm {version}\n", "version in a chroot")
    checks.holds(run(chroot, root, "/usr/bin/crm", "due", env=environment), "Grant McAllister", "due in a chroot")


def main():
    cmake, cpack, build, source = sys.argv[1:]
    with open(f"{build}/CMakeCache.txt", encoding="utf-8") as file:
        version = re.search(r"^CMAKE_PROJECT_VERSION:STATIC=(.*)$", file.read(), re.M)[1]
    checks = Checks()
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="crm-install-") as work:
        run(cmake, "--install", build, "--prefix", f"{work}/own")
        checks.equal(files_in(f"{work}/own"), expected(source, "site-functions", False), "cmake --install --prefix")
        check_modes(checks, f"{work}/own")
        check_use(checks, f"{work}/own", version)

        run(cmake, "--install", build, "--prefix", "/usr", env=ENVIRONMENT | {"DESTDIR": f"{work}/staged"})
        checks.equal(files_in(f"{work}/staged/usr"), expected(source, "vendor-completions", False), "cmake --install with DESTDIR")

        os.umask(0o077)  # that of whoever packs must not decide who can read the manual
        binary = os.stat(f"{build}/crm").st_mtime_ns
        run(cpack, "-G", "DEB", "-B", f"{work}/package", cwd=build, env=ENVIRONMENT | {"HOME": work})
        checks.equal(os.stat(f"{build}/crm").st_mtime_ns, binary, "cpack builds nothing")
        os.umask(0o022)
        packages = glob.glob(f"{work}/package/*.deb")
        checks.equal([re.sub(r"_[a-z0-9-]+\.deb$", "", os.path.basename(p)) for p in packages], [f"crm_{version}-1"], "name of the package")
        about = run("dpkg-deb", "-f", packages[0])
        checks.holds(about, "Package: crm\n", "package")
        linked = subprocess.run(["ldd", f"{build}/crm"], capture_output=True, text=True).stdout
        depends = bool(re.search(r"^Depends: .*libc6 \(>=.*libyaml-cpp", about, re.M))
        checks.equal(depends, "libyaml-cpp" in linked, f"libraries that the package depends on: {about}")
        owners = set(re.findall(r"^\S+ (\S+)", run("dpkg-deb", "-c", packages[0]), re.M))
        checks.equal(owners, {"root/root"}, "owners of the package's files")
        root = f"{work}/root"
        run("dpkg-deb", "-x", packages[0], root)
        checks.equal(files_in(f"{root}/usr"), expected(source, "vendor-completions", True), "files of the package")
        checks.equal(os.listdir(root), ["usr"], "folders of the package")
        check_modes(checks, root)
        check_use(checks, f"{root}/usr", version)
        if os.geteuid() == 0:
            check_chroot(checks, root, version)
    print("\n".join(checks.failures) or "installed, packed and run")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
