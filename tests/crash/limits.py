#!/usr/bin/env python3
"""What every writing command does when there is no room: on a full disk (a file system in memory, which only root
can mount), with a limit on the size of files, with a standard output that is full or closed, with closed standard
streams. Each file is the old or the new one, nothing temporary is left, and the exit code and message tell the
truth; with room again the command works.

Usage: limits.py CRM"""

import contextlib
import errno
import os
import resource
import subprocess
import sys
import tempfile

import scenes
import strace

BIG = 1 << 20
PAGE = 4096


class Limits:
    def __init__(self, place):
        self.place = place
        self.failed = []
        self.count = 0
        self.refused = 0

    def end(self, what):
        print("".join(text + "\n" for text in self.failed) + f"{self.count} checks {what}, {len(self.failed)} failed")
        return 1 if self.failed or not self.count else 0

    def undisturbed(self, scene):
        self.place.fill(scene)
        before, _ = scenes.snapshot(self.place.ledger)
        result = strace.run(self.place.command(scene), self.place, **scene.how)
        after, _ = scenes.snapshot(self.place.ledger)
        if result.code != 0 or before == after:
            self.failed.append(f"{scene.name}: undisturbed: {result}")
        return before, after

    def run(self, scene, **how):
        return strace.run(self.place.command(scene), self.place, **{**scene.how, **how})

    def expect(self, condition, scene, what, result):
        self.count += 1
        if not condition:
            held, temporary = scenes.snapshot(self.place.ledger)
            self.failed.append(f"{scene.name}: {what}: {result}{temporary} {held}")

    def is_old(self, scene, before, after, result):
        """Refused, and nothing changed; of what is done in steps, the beginning may stay, and is told but of init."""
        held, temporary = scenes.snapshot(self.place.ledger)
        same = held in scene.states(before, after)[:-1] if scene.in_steps else held == before
        err = result.err
        truly = "written, but" not in err or (scene.in_steps and held != before)
        return result.code == 3 and err.startswith("crm: ") and truly and same and not temporary

    def is_new(self, after, result, code, text):
        held, temporary = scenes.snapshot(self.place.ledger)
        return result.code == code and held == after and not temporary and text in result.err

    def file_size(self, scene):
        before, after = self.undisturbed(scene)
        changed = [text for path, (_, text) in after.items() if text and before.get(path) != after[path]]
        for limit in sorted({0, 1, max(map(len, changed)) - 1}):
            self.place.fill(scene)
            result = self.run(scene, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            self.expect(self.is_old(scene, before, after, result), scene, f"files of {limit} bytes at most", result)

    def streams(self, scene):
        _, after = self.undisturbed(scene)
        report = "written, but the report of it could not be printed: "
        self.place.fill(scene)
        with open("/dev/full", "w") as full:
            result = self.run(scene, stdout=full)
        self.expect(self.is_new(after, result, 3, report + "No space left on device"), scene, "/dev/full", result)

        self.place.fill(scene)
        path = os.path.join(self.place.root, "report")
        with open(path, "wb") as file:
            file.truncate(BIG)
        with open(path, "ab") as file:
            result = self.run(scene, stdout=file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (BIG, BIG)))
        self.expect(self.is_new(after, result, 3, report + "File too large"), scene, "a report that is too large", result)

        self.place.fill(scene)
        result = self.run(scene, stdout=None, preexec_fn=lambda: os.close(1))
        self.expect(self.is_new(after, result, 3, report + "Bad file descriptor"), scene, "no standard output", result)

        self.place.fill(scene)
        result = self.run(scene, stderr=None, preexec_fn=lambda: os.close(2))
        self.expect(self.is_new(after, result, 0, ""), scene, "no standard error", result)

        if not scene.how:
            self.place.fill(scene)
            result = self.run(scene, stdout=None, stderr=None, preexec_fn=lambda: os.closerange(0, 3))
            self.expect(self.is_new(after, result, 3, ""), scene, "no standard streams", result)

    def full_disk(self, scene, fill):
        before, after = self.undisturbed(scene)
        self.place.fill(scene)
        with fill() as told:
            result = self.run(scene)
            is_old = self.is_old(scene, before, after, result)
            # With a little room it may be enough.
            self.expect(is_old or not told and self.is_new(after, result, 0, ""), scene, "a full disk", result)
            if told:
                told_so = "No space left on device\n" in result.err and "make room on the disk and try again" in result.err
                self.expect(told_so or scene.makes_ledger, scene, "not told", result)
        self.refused += is_old
        if is_old:
            result = self.run(scene)
            self.expect(self.is_new(after, result, 0, ""), scene, "with room again", result)


@contextlib.contextmanager
def no_room(disk, spare):
    """Leaves so many bytes. Gives whether nothing at all is left."""
    filler = os.path.join(disk, "filler")
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * PAGE)
        except OSError as error:
            assert error.errno == errno.ENOSPC
        file.truncate(file.seek(0, os.SEEK_END) - spare)
    yield spare == 0
    os.unlink(filler)


@contextlib.contextmanager
def no_inodes(disk):
    made = []
    try:
        while True:
            name = os.path.join(disk, f"filler-{len(made)}")
            os.mkdir(name)
            made.append(name)
    except OSError as error:
        assert error.errno == errno.ENOSPC
    yield True
    for name in made:
        os.rmdir(name)


def full_disks(crm):
    """In a mount namespace of its own."""
    with tempfile.TemporaryDirectory(prefix="crm-disk-") as root:
        disk = os.path.join(root, "disk")
        os.mkdir(disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0700,size=400k,nr_inodes=60", "crm-test", disk], check=True)
        limits = Limits(scenes.Place(root, crm, ledger=os.path.join(disk, "ledger")))
        for scene in scenes.WRITING:
            for fill in (lambda: no_room(disk, 0), lambda: no_room(disk, PAGE), lambda: no_inodes(disk)):
                limits.full_disk(scenes.padded(scene), fill)
        subprocess.run(["umount", disk], check=True)
    if limits.refused < 2 * len(scenes.WRITING):
        limits.failed.append(f"only {limits.refused} writes were refused")
    return limits.end("on full disks")


def with_full_disks(crm):
    """Root may mount; others may where they may make a user namespace."""
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    probe = subprocess.run([*unshare, "mount", "-t", "tmpfs", "crm-test", "/mnt"], capture_output=True, text=True, check=False)
    if probe.returncode != 0:
        print(f"full disks: skipped, nothing can be mounted here: {probe.stderr.strip()}")
        return 0
    return subprocess.run([*unshare, sys.executable, __file__, crm, "--disks"], check=False).returncode


def main():
    crm = os.path.abspath(sys.argv[1])
    os.umask(0o077)
    if "--disks" in sys.argv:
        return full_disks(crm)
    with tempfile.TemporaryDirectory(prefix="crm-limits-") as root:
        limits = Limits(scenes.Place(root, crm))
        for scene in scenes.WRITING:
            limits.file_size(scene)
            limits.streams(scene)
        code = limits.end("with limits and streams that cannot be written")
    return code or with_full_disks(crm)


if __name__ == "__main__":
    sys.exit(main())
