#!/usr/bin/env python3
"""Ledgers that cannot be written, or not in the usual way: folders and files of somebody else, a mount
that is read-only, a lock that somebody holds, systems that lack a call. Each either works or fails with
its message, exit code 3, every byte as it was and nothing left behind; and reading goes on.

What needs root or a mount is skipped, and said so, where that is not to be had.

Usage: test_places.py CRM [--long]    --long: waits for the lock until crm gives up (10 seconds)
"""

import argparse
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

from sandbox import Folder, Ledger, environment, forbid, have

NOBODY = 65534
SOMEBODY = 65533
SHARED_GROUP = 60000
DENIED = "Permission denied\n  check the permissions of the file and its folder\n"
NOT_PERMITTED = "Operation not permitted\n  check the permissions of the file and its folder\n"

# Commands that write, with the file that each writes.
WRITES = {
    "journal/2026-11.yaml": ["log", "ann", "call"],
    "journal/2026-09.yaml": ["log", "ann", "call", "--date", "2026-09-09"],
    "contacts/bob.yaml": ["add-contact", "Bob", "--id", "bob"],
    "contacts/ann.yaml": ["edit", "ann", "--set", "org=Acme"],
    "crm.yaml": ["edit", "--add", "holidays=2027-01-01"],
}
MORE_WRITES = [["snooze", "ann", "2w"], ["mark", "ann", "paused"], ["amend", "last", "--note", "x"], ["rename", "ann", "ann2"]]


class Skipped(Exception):
    pass


def new_ledger(crm, folder):
    ledger = Ledger(crm, folder / "ledger")
    ledger.done("add-contact", "Ann", "--id", "ann")
    ledger.done("log", "ann", "call", "first")
    return ledger


def expect(result, code, error):
    got = (result.returncode, result.stderr)
    assert got == (code, error), f"{result.args}\nexpected {(code, error)}\ngot      {got}\n{result.stdout}"


def expect_refused(ledger, run, reason):
    """No command that writes can; each says so, and nothing is changed."""
    before = ledger.content()
    for path, words in WRITES.items():
        expect(run(*words), 3, f"crm: {path}: cannot be written: {reason}")
    for words in MORE_WRITES:
        result = run(*words)
        assert result.returncode == 3 and reason in result.stderr, f"{words}: {result}"
    expect(run("due", "--json"), 0, "")
    assert run("check").returncode in (0, 1)
    assert ledger.content() == before, "something has changed"


def expect_done(ledger, run):
    for path, words in WRITES.items():
        expect(run(*words), 0, "")
        assert (ledger / path).exists()
    for words in MORE_WRITES:
        expect(run(*words), 0, "")
    assert not ledger.litter(), ledger.litter()
    expect(run("due", "--json"), 0, "")
    assert b"first" in (ledger / "journal/2026-11.yaml").read_bytes()


def needs_root():
    if os.geteuid() != 0 or not have("setpriv"):
        raise Skipped("needs root")


def as_user(ledger, user=NOBODY, *groups):
    """Runs the program as somebody else."""
    to = ["--groups", ",".join(map(str, groups))] if groups else ["--clear-groups"]

    def run(*words):
        command = ["setpriv", "--reuid", str(user), "--regid", str(user), *to, *ledger.command(*words)]
        return subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, check=False)  # fmt: skip

    return run


def give(ledger, user, group, folder_mode, file_mode):
    for path in [ledger.folder, *ledger.folder.rglob("*")]:
        os.chown(path, user, group)
        path.chmod(folder_mode if path.is_dir() else file_mode)


def read_only_folders(ledger, _):
    """Of one's own, which one may not write to."""
    if os.geteuid() == 0:
        needs_root()
        give(ledger, NOBODY, NOBODY, 0o500, 0o600)
        expect_refused(ledger, as_user(ledger), DENIED)
    else:
        give(ledger, -1, -1, 0o500, 0o600)
        expect_refused(ledger, ledger.run, DENIED)
        give(ledger, -1, -1, 0o700, 0o600)


def folders_of_another(ledger, _):
    needs_root()
    give(ledger, 0, 0, 0o755, 0o644)
    expect_refused(ledger, as_user(ledger), DENIED)


def folders_where_only_owners_rename(ledger, _):
    """As /tmp is: anybody may make a file, and only its owner replace it."""
    needs_root()
    give(ledger, 0, 0, 0o1777, 0o644)
    before = ledger.content()
    for path in ("journal/2026-11.yaml", "contacts/ann.yaml", "crm.yaml"):
        expect(as_user(ledger)(*WRITES[path]), 3, f"crm: {path}: cannot be written: {NOT_PERMITTED}")
    assert ledger.content() == before


def files_that_are_not_to_be_read(ledger, _):
    needs_root()
    give(ledger, 0, 0, 0o777, 0o644)
    (ledger / "journal/2026-11.yaml").chmod(0o600)
    run = as_user(ledger)
    expect(run(*WRITES["journal/2026-11.yaml"]), 3, f"crm: journal/2026-11.yaml: cannot be read: {DENIED}")
    assert run("due").returncode == 3
    assert b"first" in (ledger / "journal/2026-11.yaml").read_bytes()


def files_of_a_group(ledger, _):
    """Two who share a ledger through a group lock each other out of nothing."""
    needs_root()
    give(ledger, SOMEBODY, SHARED_GROUP, 0o770, 0o660)
    for day, user in enumerate((NOBODY, SOMEBODY, NOBODY), 1):
        run = as_user(ledger, user, SHARED_GROUP)
        expect(run("log", "ann", "call", f"by {user}"), 0, "")
        expect(run("edit", "--add", f"holidays=2027-02-0{day}"), 0, "")
        for path in ("journal/2026-11.yaml", "crm.yaml"):
            status = (ledger / path).stat()
            assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (user, SHARED_GROUP, 0o660), status


def files_of_a_group_of_others(ledger, _):
    """Who replaces a file whose group he cannot give lets his own group see no more than everybody."""
    needs_root()
    give(ledger, SOMEBODY, SHARED_GROUP, 0o777, 0o664)
    expect(as_user(ledger)("log", "ann", "call"), 0, "")
    status = (ledger / "journal/2026-11.yaml").stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (NOBODY, NOBODY, 0o644), status


def a_read_only_mount(ledger, _):
    mounted = ["unshare", "-m", "sh", "-c", 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"', "sh"]
    if not have("unshare", "mount") or subprocess.run([*mounted, str(ledger.folder), "true"], capture_output=True,
                                                      check=False).returncode != 0:  # fmt: skip
        raise Skipped("cannot mount here")

    def run(*words):
        return subprocess.run([*mounted, str(ledger.folder), *ledger.command(*words)], env=environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300, check=False)  # fmt: skip

    expect_refused(ledger, run, "Read-only file system\n")


def lacking(ledger, **calls):
    before = forbid(**calls)
    if before is None:
        raise Skipped("system calls cannot be withheld here")
    return lambda *words: ledger.run(*words, before=before)


def no_exchange(ledger, _):
    expect_done(ledger, lacking(ledger, renameat2="EINVAL"))


def no_renameat2(ledger, _):
    expect_done(ledger, lacking(ledger, renameat2="ENOSYS"))


def neither_exchange_nor_links(ledger, _):
    run = lacking(ledger, renameat2="EINVAL", linkat="EPERM")
    expect_refused(ledger, run, "Operation not supported\n  the file system can neither exchange nor link files; keep the "
                                "ledger on another disk\n")  # fmt: skip


def no_openat2(ledger, _):
    for error in ("ENOSYS", "EPERM"):
        run = lacking(ledger, openat2=error)
        (ledger / "contacts/link.yaml").symlink_to("/etc/passwd")
        expect(run("list"), 3, "crm: contacts/link.yaml: is a symbolic link\n  put what it points to in its place\n")
        (ledger / "contacts/link.yaml").unlink()
    expect_done(ledger, run)


def no_locks(ledger, _):
    run = lacking(ledger, flock="ENOLCK")
    before = ledger.content()
    expect(run("log", "ann", "call"), 3, f"crm: '{ledger.folder}' cannot be locked: No locks available\n")
    expect(run("due"), 0, "")
    assert ledger.content() == before


def a_lock_that_is_held(ledger, chosen):
    """It is waited for, and in the end given up; who only reads does not wait."""
    folder = os.open(ledger.folder, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    begin = time.monotonic()
    expect(ledger.run("due"), 0, "")
    threading.Timer(1, lambda: fcntl.flock(folder, fcntl.LOCK_UN)).start()
    expect(ledger.run("log", "ann", "call", "waited"), 0, "")
    assert time.monotonic() - begin >= 1
    assert b"waited" in (ledger / "journal/2026-11.yaml").read_bytes()
    if chosen.long:
        fcntl.flock(folder, fcntl.LOCK_EX)
        before = ledger.content()
        begin = time.monotonic()
        message = "crm: another crm is writing to this ledger; gave up after 10 seconds\n  try again when it has finished\n"
        expect(ledger.run("log", "ann", "call"), 3, message)
        assert 10 <= time.monotonic() - begin < 15
        assert ledger.content() == before
    os.close(folder)


def a_contact_that_goes_away(ledger, _):
    """Somebody removes the file in the moment in which it is written: that is said, and nothing crashes."""
    path = ledger / "contacts/cy.yaml"
    gone = 0
    for _ in range(40):
        crm = subprocess.Popen(ledger.command("add-contact", "Cy", "--id", "cy"), env=environment(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
        while crm.poll() is None:
            path.unlink(missing_ok=True)
        error = crm.communicate()[1]
        if crm.returncode != 0:
            words = "crm: written, but then something went wrong:\ncrm: contacts/cy.yaml: is gone\n  has another program removed it?\n"
            assert (crm.returncode, error) == (3, words), (crm.returncode, error)
            gone += 1
        path.unlink(missing_ok=True)
    print(f"    gone in {gone} of 40 tries")


PLACES = [read_only_folders, folders_of_another, folders_where_only_owners_rename, files_that_are_not_to_be_read,
          files_of_a_group, files_of_a_group_of_others, a_read_only_mount, no_exchange, no_renameat2,
          neither_exchange_nor_links, no_openat2, no_locks, a_lock_that_is_held, a_contact_that_goes_away]  # fmt: skip


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("crm")
    options.add_argument("--long", action="store_true", help="waits until crm gives up waiting")
    chosen = options.parse_args()
    failed = 0
    with Folder() as top:
        top.chmod(0o755)
        crm = pathlib.Path(shutil.copy(chosen.crm, top / "crm"))  # where others can reach it
        for place in PLACES:
            name = place.__name__.replace("_", " ")
            folder = top / place.__name__
            folder.mkdir()
            try:
                place(new_ledger(crm, folder), chosen)
                print(f"  {name}: as it should be", flush=True)
            except Skipped as reason:
                print(f"  {name}: skipped, {reason}", flush=True)
            except AssertionError as error:
                print(f"  {name}: {error}", flush=True)
                failed += 1
    print(f"{len(PLACES)} places, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
