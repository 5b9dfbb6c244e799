"""What the tests of writing share: a ledger of their own, the program in it, and surroundings in which
system calls are missing."""

import ctypes
import errno
import os
import pathlib
import platform
import shutil
import struct
import subprocess
import tempfile

TODAY = "2026-11-23"

# System calls by their numbers, and what AUDIT_ARCH calls the machine.
CALLS = {
    "x86_64": (0xC000003E, {"renameat2": 316, "openat2": 437, "linkat": 265, "flock": 73, "fcntl": 72, "fsync": 74}),
    "aarch64": (0xC00000B7, {"renameat2": 276, "openat2": 437, "linkat": 37, "flock": 32, "fcntl": 25, "fsync": 82}),
}


def environment(**more):
    kept = {k: os.environ[k] for k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR") if k in os.environ}
    return kept | {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "CRM_TODAY": TODAY} | more


class Ledger:
    """A new ledger in a folder of its own."""

    def __init__(self, crm, folder):
        self.crm = str(pathlib.Path(crm).resolve())
        self.folder = pathlib.Path(folder)
        made = subprocess.run([self.crm, "init", str(folder)], env=environment(), capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr

    def __truediv__(self, path):
        return self.folder / path

    def command(self, *words):
        return [self.crm, "--ledger", str(self.folder), *words]

    def run(self, *words, before=None, **options):
        """`before` runs in the child, as what the program then finds itself in."""
        return subprocess.run(self.command(*words), env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=300, check=False, preexec_fn=before, **options)  # fmt: skip

    def done(self, *words, **options):
        """Runs what has to succeed, and gives what it printed."""
        result = self.run(*words, **options)
        assert result.returncode == 0, f"crm {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout

    def litter(self):
        return sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob(".crm-*"))

    def content(self):
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


class Folder(tempfile.TemporaryDirectory):
    def __init__(self):
        super().__init__(prefix="crm-parallel-", ignore_cleanup_errors=True)

    def __enter__(self):
        return pathlib.Path(super().__enter__())


def forbid(**calls):
    """For `before`: forbid(renameat2="EINVAL") lets the system call fail. None where that is not to be had."""
    arch, numbers = CALLS.get(platform.machine(), (None, {}))
    if not all(name in numbers for name in calls):
        return None

    def instruction(code, jump_true, jump_false, value):
        return struct.pack("HBBI", code, jump_true, jump_false, value)

    load, equal, give, allow, fail = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050000
    program = [instruction(load, 0, 0, 4), instruction(equal, 1, 0, arch), instruction(give, 0, 0, allow)]
    program.append(instruction(load, 0, 0, 0))
    for name, error in calls.items():
        program.append(instruction(equal, 0, 1, numbers[name]))
        program.append(instruction(give, 0, 0, fail | getattr(errno, error)))
    program.append(instruction(give, 0, 0, allow))
    filters = ctypes.create_string_buffer(b"".join(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(filters)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def before():
        if prctl(38, 1, 0, 0, 0) != 0 or prctl(22, 2, header, 0, 0) != 0:
            os._exit(97)

    try:
        if subprocess.run(["true"], preexec_fn=before, check=False).returncode != 0:
            return None
    except subprocess.SubprocessError:
        return None
    before.kept = filters
    return before


def have(*programs):
    return all(shutil.which(program) for program in programs)
