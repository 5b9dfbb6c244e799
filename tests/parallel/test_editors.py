#!/usr/bin/env python3
"""Another program saves a file while crm writes it: an editor that renames its version over the file,
one that writes it in place, one that takes its time, `git pull`. Each time

- what the other program saved is in the file: all of it, as it was saved;
- what crm acknowledged is there as well, unless the file is, byte for byte, what the other program
  saved last, from what it had loaded before. (No program can be kept from that. It is counted.)
  Editors that look once more, by the means the system has, do not do it, and then both are there.

A control, a program that replaces files by a plain rename, has to lose edits in the same test.

Usage: test_editors.py CRM [--tries N] [--only EDITOR]
    --tries N      N tries with each editor, instead of 30; the long form is 1500
    --only EDITOR  with one of them
"""

import argparse
import collections
import ctypes
import os
import random
import subprocess
import sys
import time

from sandbox import Folder, Ledger, environment

EXCHANGE = 2
AT_FDCWD = -100
LIBC = ctypes.CDLL(None, use_errno=True)


def write(path, text, flags=os.O_CREAT | os.O_TRUNC):
    file = os.open(path, os.O_WRONLY | flags, 0o600)
    os.write(file, text)
    os.close(file)


# The editors. Each loads, adds `line` and saves; the result is what it saved last.


def by_rename(path, line):
    text = path.read_bytes() + line
    beside = path.with_name("editor~")
    write(beside, text)
    os.rename(beside, path)
    return text


def by_exchange(path, line):
    """Looks at what it replaced, and begins anew if that is not what it had loaded."""
    beside = path.with_name("editor~")
    while True:
        loaded = path.read_bytes()
        write(beside, loaded + line)
        if LIBC.renameat2(AT_FDCWD, bytes(beside), AT_FDCWD, bytes(path), EXCHANGE) != 0:
            raise OSError(ctypes.get_errno(), "renameat2")
        was = beside.read_bytes()
        if was == loaded:
            beside.unlink()
            return None
        # What came out is newer than what was loaded, and may be written on top of.
        line, loaded = (line, was)
        write(beside, was + line)
        os.rename(beside, path)
        return None


def in_place(path, line):
    text = path.read_bytes() + line
    write(path, text, os.O_TRUNC)
    return text


def in_place_slowly(path, line):
    text = path.read_bytes() + line
    file = os.open(path, os.O_WRONLY | os.O_TRUNC)
    for begin in range(0, len(text), 40):
        os.write(file, text[begin : begin + 40])
        time.sleep(0.002)
    os.close(file)
    return text


def in_place_held(path, line):
    """Opens once, and reads and writes there."""
    file = os.open(path, os.O_RDWR)
    text = os.pread(file, 1 << 20, 0) + line
    time.sleep(0.003)
    os.ftruncate(file, 0)
    for begin in range(0, len(text), 60):
        os.pwrite(file, text[begin : begin + 60], begin)
        time.sleep(0.001)
    os.close(file)
    return None


def by_removing(path, line):
    """As git does it: the file is away for a moment."""
    text = path.read_bytes() + line
    path.unlink()
    try:
        write(path, text, os.O_CREAT | os.O_EXCL)
    except FileExistsError:  # crm saw no file, and has made a new one; git would give up here
        write(path, text, os.O_TRUNC)
    return text


class GitPull:
    """A clone whose upstream has the line; git puts the file in place, or refuses where it sees that crm has written."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.environment = environment(
            GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null", GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b.example",
            GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@b.example",
        )  # fmt: skip
        self.git("init", "-q", "-b", "main")
        self.other = ledger.folder.parent / "other"

    def git(self, *words, at=None, check=True):
        return subprocess.run(["git", "-C", str(at or self.ledger.folder), *words], env=self.environment, check=check,
                              capture_output=True)  # fmt: skip

    def prepare(self, path, line):
        """Commits what is there, and adds the line in the other clone."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "here")
        if not self.other.exists():
            self.git("clone", "-q", ".", str(self.other))
        self.git("fetch", "-q", "origin", at=self.other)
        self.git("reset", "-q", "--hard", "origin/main", at=self.other)
        there = self.other / path.relative_to(self.ledger.folder)
        there.write_bytes(there.read_bytes() + line)
        self.git("commit", "-q", "-a", "-m", "there", at=self.other)
        return there.read_bytes()

    def start(self):
        return subprocess.Popen(["git", "-C", str(self.ledger.folder), "pull", "-q", "--ff-only", str(self.other), "main"],
                                env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)  # fmt: skip


EDITORS = {
    "by rename": by_rename,
    "by rename, looking again": by_exchange,
    "in place": in_place,
    "in place, slowly": in_place_slowly,
    "in place, held open": in_place_held,
    "removed and made anew": by_removing,
}


class Target:
    """A file that both write: the month by `log`, the contact by `edit --add`."""

    def __init__(self, ledger, name):
        self.ledger = ledger
        self.name = name
        self.path = ledger / {"month": "journal/2026-11.yaml", "contact": "contacts/ann.yaml"}[name]

    def reset(self):
        if self.name == "month":
            text = "".join(f"- {{date: 2026-11-{n:02}, with: [ann], touch: call, id: a{n:012}}}\n" for n in range(1, 9))
        else:
            text = "name: Ann\nkind: client\ntags: [first]\nphone: []\nnotes: |\n  " + "some words " * 20 + "\n"
        self.before = text.encode()
        self.path.write_bytes(self.before)

    def line(self, mark):
        if self.name == "month":
            return f'- {{date: 2026-11-20, with: [ann], touch: card, note: "{mark}"}}\n'.encode()
        return f"x_{mark}: 1\n".encode()

    def words(self, mark):
        return ["log", "ann", "call", f"ours{mark}"] if self.name == "month" else ["edit", "ann", "--add", f"tags=ours{mark}"]

    def without(self, mark):
        """The file but for what crm wrote."""
        lines = self.path.read_bytes().splitlines(keepends=True)
        ours = b"ours" + mark.encode()
        if self.name == "month":
            return b"".join(line for line in lines if ours not in line)
        return b"".join(lines).replace(b", " + ours, b"")


def start(ledger, words):
    return subprocess.Popen(ledger.command(*words), env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)  # fmt: skip


def save_meanwhile(save, delay):
    """An editor that saves some time after crm has begun."""

    def both(target, mark):
        crm = start(target.ledger, target.words(mark))
        time.sleep(delay)
        saved = save(target.path, target.line("hand" + mark))
        return saved, crm, crm.communicate(timeout=120)[1]

    return both


def pull_meanwhile(pull, delay):
    """git, which takes longer, with crm beginning some time after it."""

    def both(target, mark):
        saved = pull.prepare(target.path, target.line("hand" + mark))
        git = pull.start()
        time.sleep(delay)
        crm = start(target.ledger, target.words(mark))
        error = crm.communicate(timeout=120)[1]
        git.communicate(timeout=120)
        return saved if git.returncode == 0 else False, crm, error

    return both


def one_try(target, mark, both, tally):
    """`both` lets both write. It gives what the other one saved, from what it had loaded; None if it cannot have
    written over crm's; False if it gave up."""
    saved, crm, error = both(target, mark)
    hand, ours = target.line("hand" + mark), ("ours" + mark).encode()
    leftovers = list(target.path.parent.glob(".crm-*"))
    texts = [path.read_bytes() for path in [target.path, *leftovers]]
    at = f"{target.name}, {mark}: exit {crm.returncode}\n{error}\n" + "\n".join(t.decode() for t in texts)
    # Half of a file, or none, was seen before or after the write; crm says which.
    assert crm.returncode in (0, 3) or "nobody is called 'ann'" in error, at
    assert not leftovers or ("written, but another edit" in error and "is kept in" in error), at
    if saved is not False:
        assert any(hand in text for text in texts), "the edit is lost: " + at
        assert leftovers or target.without(mark) == target.before + hand, "the edit is changed: " + at
    else:
        assert target.without(mark) == target.before, "what was there is lost: " + at
        tally["gave up"] += 1
    acknowledged = crm.returncode == 0 or "written, but" in error
    there = sum(text.count(ours) for text in texts)
    if not acknowledged:
        assert there == 0, "written, and said to be not: " + at
        tally["refused"] += 1
    elif there == 0:
        assert saved and texts == [saved], "what crm wrote is lost: " + at
        tally["overwritten"] += 1
    else:
        assert there == 1, "written twice: " + at
        tally["both"] += 1
    shown = target.ledger.run("show", "ann")
    assert shown.returncode == 0 or leftovers, "not readable: " + at + shown.stderr
    for path in leftovers:
        path.unlink()


def race(ledger, name, editor, tries):
    tally = collections.Counter()
    dice = random.Random(name)
    begin = time.monotonic()
    if isinstance(editor, GitPull):
        target = Target(ledger, "month")
        editor.prepare(target.path, target.line("first"))
        editor.start().communicate(timeout=120)
    else:
        ledger.run("log", "ann", "call")
    span = time.monotonic() - begin
    for number in range(tries):
        target = Target(ledger, ("month", "contact")[number % 2])
        target.reset()
        meanwhile = pull_meanwhile if isinstance(editor, GitPull) else save_meanwhile
        one_try(target, str(number), meanwhile(editor, dice.uniform(0, span)), tally)
    print(f"  {name}: {tries} tries, nothing lost: both there in {tally['both']}, crm refused, and said so, in "
          f"{tally['refused']}, the other refused in {tally['gave up']}, and saved what it had loaded before over crm's in "
          f"{tally['overwritten']}", flush=True)  # fmt: skip


def plain_writer(path, line):
    """What crm would be without its care."""
    text = path.read_bytes() + line
    beside = path.with_name("new")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(file, text)
    os.fsync(file)
    os.close(file)
    time.sleep(0.002)
    os.rename(beside, path)


def control(folder):
    """A plain writer loses edits in the same race, or the test would prove nothing."""
    path = folder / "control"
    dice = random.Random("control")
    tries = 60
    lost = 0
    for _ in range(tries):
        path.write_bytes(b"old\n")
        child = os.fork()
        if child == 0:
            plain_writer(path, b"ours\n")
            os._exit(0)
        time.sleep(dice.uniform(0, 0.004))
        by_rename(path, b"hand\n")
        os.waitpid(child, 0)
        lost += b"hand" not in path.read_bytes()
    print(f"control: a plain writer lost {lost} of {tries} edits")
    assert lost > 0, "the control lost nothing"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("crm")
    options.add_argument("--tries", type=int, default=30)
    options.add_argument("--only", choices=[*EDITORS, "git pull"])
    chosen = options.parse_args()
    with Folder() as folder:
        control(folder)
        ledger = Ledger(chosen.crm, folder / "ledger")
        for name in ("month", "contact"):
            Target(ledger, name).reset()
        for name, editor in [*EDITORS.items(), ("git pull", GitPull)]:
            if chosen.only in (None, name):
                race(ledger, name, editor(ledger) if editor is GitPull else editor, chosen.tries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
