#!/usr/bin/env python3
"""`crm sync` where a transcript does not reach: a kill at each step of bringing two sides together, another crm
that writes meanwhile, the question on a terminal, a computer on which nobody has told git anything, and what no
sync may run or leave behind.

Usage: test_sync.py CRM [--long]   --long: each kill, and after it whatever may be done before the next sync"""

import fcntl
import os
import pathlib
import pty
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # the sources stay as they are

TODAY = "2026-11-23"
GIT = shutil.which("git")
failures = []


def expect(condition, text):
    if not condition:
        failures.append(text)


class Computer:
    """One with a home of its own, and no word about git in it."""

    def __init__(self, root, name, crm):
        self.home = root / name
        self.home.mkdir(mode=0o700)
        self.crm = crm
        self.folder = self.home / "crm"
        kept = {k: os.environ[k] for k in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if k in os.environ}
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8", "CRM_TODAY": TODAY,
                            "CRM_LEDGER": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1", **kept}  # fmt: skip

    def run(self, *words, **how):
        return subprocess.run([self.crm, *words], cwd=self.home, env={**self.environment, **how}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)  # fmt: skip

    def done(self, *words, **how):
        result = self.run(*words, **how)
        if result.returncode != 0:
            raise AssertionError(f"crm {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def git(self, *words):
        return subprocess.run([GIT, "-C", str(self.folder), *words], env=self.environment, capture_output=True, text=True,
                              check=True).stdout  # fmt: skip

    def path(self, name):
        return self.folder / name

    def files(self):
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in sorted(self.folder.rglob("*"))
                if p.is_file() and ".git" not in p.relative_to(self.folder).parts}  # fmt: skip

    def is_clean(self):
        merging = (self.path(".git") / "MERGE_HEAD").exists()
        return not merging and self.git("status", "--porcelain") == "" and "crm/to-be" not in self.git("for-each-ref")


class Place(tempfile.TemporaryDirectory):
    """Two computers that have synced once, and a stick between them."""

    def __init__(self, crm):
        memory = "/dev/shm"
        super().__init__(prefix="crm sync é ", dir=memory if os.access(memory, os.W_OK) else None)
        root = pathlib.Path(self.name)
        self.root = root
        self.one = Computer(root, "one", crm)
        self.two = Computer(root, "two", crm)
        (root / "stick").mkdir()
        self.stick = str(root / "stick" / "crm")
        self.one.done("init", "--git", str(self.one.folder))
        for who in ("Ada Lovelace", "Bob Stone", "Cy Young"):
            self.one.done("add-contact", who, "--kind", "client", "--tier", "A", "--since", "2025-01-01")
        self.one.done("sync", self.stick)
        self.two.done("init", "--from", self.stick, str(self.two.folder))

    def apart(self):
        """Both go on: months, contacts and crm.yaml, some of them on both sides."""
        self.one.done("log", "ada", "call", "from one", "--date", "2026-11-20")
        self.one.done("log", "ada", "call", "from one", "--date", "2026-10-20")
        self.one.done("edit", "bob", "--set", "org=Stones", "--add", "tags=one")
        self.one.done("add-contact", "Dee New", "--since", "2026-11-01")
        self.one.done("edit", "--set", "advisor.firm=Park")
        self.one.done("sync")
        self.two.done("log", "bob", "lunch", "from two", "--date", "2026-11-21")
        self.two.done("edit", "bob", "--set", "role=Owner", "--add", "tags=two")
        self.two.done("edit", "cy", "--set", "tier=B")


def whoever_knows_no_git(place):
    """No identity anywhere: init, each command, sync and its merges work, and the commits have an author."""
    place.apart()
    out = place.two.done("sync")
    expect(out == "from origin: 5 changes (2 entries, 2 contacts and crm.yaml)\nsent to origin: 3 changes (1 entry and 2 contacts)\n", out)
    place.one.done("sync")
    expect(place.one.files() == place.two.files(), "the two differ")
    for computer in (place.one, place.two):
        expect(computer.is_clean(), computer.git("status", "--porcelain"))
        expect("@" in computer.git("log", "-1", "--format=%ae %ce"), "no author")
        expect(computer.done("check") == "", "check")
        expect((os.stat(computer.folder).st_mode & 0o777) == 0o700, "not private")
    bob = place.one.path("contacts/bob-stone.yaml").read_text()
    expect("org: Stones\n" in bob and "role: Owner\n" in bob and "tags: [two, one]\n" in bob, bob)
    expect((os.stat(place.stick).st_mode & 0o777) == 0o700, "the stick's folder is not private")


# Where sync is killed: which call of git, and what happens instead of it, or before the kill.
STUB = """#!/bin/sh
case "$*" in
*"{call}"*) [ -e "{mark}" ] || {{ : > "{mark}"; {act}; }};;
esac
exec {git} "$@"
"""
KILL = "kill -KILL $PPID"
HALF = ("{git} -C {folder} show FETCH_HEAD:contacts/dee-new.yaml | head -c 9 > {folder}/contacts/dee-new.yaml; "
        "{git} -C {folder} show FETCH_HEAD:crm.yaml > {folder}/crm.yaml; rm {folder}/journal/2026-11.yaml")  # fmt: skip
KILLS = [
    ("fetch", "{git} \"$@\"; " + KILL + "; exit"),
    ("merge-tree", KILL + "; exit"),
    ("update-ref --stdin", "{git} \"$@\"; " + KILL + "; exit"),
    ("read-tree -m -u", KILL + "; exit"),
    ("read-tree -m -u", HALF + "; " + KILL + "; exit"),
    ("read-tree -m -u", "{git} \"$@\"; " + KILL + "; exit"),
    ("update-ref -m", KILL + "; exit"),
    ("update-ref -m", "{git} \"$@\"; " + KILL + "; exit"),
    ("push", KILL + "; exit"),
    ("push", "{git} \"$@\"; " + KILL + "; exit"),
    ("update-ref refs/crm/there", KILL + "; exit"),
]


def stopping(place, call, act, computer):
    """A PATH with a git that does this instead, once."""
    (place.root / "bin").mkdir(exist_ok=True)
    stub = place.root / "bin" / "git"
    act = act.format(git=GIT, folder=shlex.quote(str(computer.folder)))
    stub.write_text(STUB.format(call=call, mark=place.root / "mark", act=act, git=GIT))
    stub.chmod(0o755)
    return f"{stub.parent}:{os.environ['PATH']}"


ODD = "\"a 'ä\nfolder"
SHORT = (3, 4, 5, 6, 9)  # in the short form
BETWEEN = [None, ("log", "ada", "card", "meanwhile"), ("edit", "cy", "--set", "role=Driver")]


def killed_anywhere(place):
    """After a kill at each step, and whatever is done before the next sync, that one brings both sides together."""
    place.apart()
    stick = pathlib.Path(place.stick)
    (place.root / "bin").mkdir()
    for number, (call, act) in enumerate(KILLS):
        if "--long" not in sys.argv and number not in SHORT:
            continue
        for between in BETWEEN if "--long" in sys.argv else BETWEEN[number % len(BETWEEN) :][:1]:
            saved = place.root / "saved"
            for name in (place.two.folder, stick):
                shutil.copytree(name, saved / name.parent.name, symlinks=True)
            stub = place.root / "bin" / "git"
            mark = place.root / "mark"
            act_now = act.format(git=GIT, folder=f'"{place.two.folder}"')
            stub.write_text(STUB.format(call=call, mark=mark, act=act_now, git=GIT))
            stub.chmod(0o755)
            killed = place.two.run("sync", PATH=f"{stub.parent}:{os.environ['PATH']}")
            name = f"kill {number} at {call}, then {between and between[0]}"
            expect(killed.returncode == -9 and mark.exists(), f"{name}: {killed}")
            time.sleep(0.02)
            mark.unlink(missing_ok=True)
            if between:
                done = place.two.run(*between)
                expect(done.returncode in (0, 3), f"{name}: {done.stderr}")
            again = place.two.run("sync")
            expect(again.returncode == 0, f"{name}: {again.stdout}{again.stderr}")
            expect(place.two.is_clean(), f"{name}: {place.two.git('status', '--porcelain')}")
            expect(place.two.run("check").stdout == "", f"{name}: check")
            files = {path: data.decode() for path, data in place.two.files().items()}
            november = files["journal/2026-11.yaml"]
            expect(november.count("from one") == 1 and november.count("from two") == 1, f"{name}: {november}")
            expect("org: Stones" in files["contacts/bob-stone.yaml"] and "role: Owner" in files["contacts/bob-stone.yaml"], name)
            expect("name: Dee New" in files["contacts/dee-new.yaml"] and "firm: Park" in files["crm.yaml"], name)
            if between and between[0] == "log":
                expect("meanwhile" in november, f"{name}: {november}")
            if between and between[0] == "edit" and done.returncode == 0:
                expect("role: Driver" in files["contacts/cy-young.yaml"], name)
            there = subprocess.run([GIT, "-C", place.stick, "rev-parse", "main"], capture_output=True, text=True, check=True)
            expect(there.stdout == place.two.git("rev-parse", "HEAD"), f"{name}: not sent")
            for folder in (place.two.folder, stick):
                shutil.rmtree(folder)
                shutil.move(saved / folder.parent.name, folder)
            shutil.rmtree(saved)


def waits(place):
    """sync waits for a crm that writes; what is written all the while is in, and is sent."""
    place.apart()
    lock = os.open(place.two.folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    timer = threading.Timer(0.7, lambda: fcntl.flock(lock, fcntl.LOCK_UN))
    timer.start()
    result = place.two.run("sync")
    timer.join()
    os.close(lock)
    expect(result.returncode == 0, f"waiting: {result.stderr}")

    def write():
        for number in range(3):
            place.two.done("log", "ada", "card", f"number {number}")

    place.one.done("edit", "ada", "--set", "org=Engines")
    place.one.done("sync")
    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        result = place.two.run("sync")
        expect(result.returncode == 0, f"meanwhile: {result.stdout}{result.stderr}")
    writer.join()
    place.two.done("sync")
    place.one.done("sync")
    month = place.one.path("journal/2026-11.yaml").read_text()
    for number in range(3):
        expect(month.count(f"number {number}") == 1, f"number {number} is lost or doubled")
    expect(place.one.files() == place.two.files(), "the two differ")


class Terminal:
    def __init__(self, computer, *words):
        self.printed = ""
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.chdir(computer.home)
            os.execve(computer.crm, ["crm", *words], {**computer.environment, "TERM": "dumb"})

    def until(self, text):
        """What is printed up to `text`, or to the end."""
        deadline = time.monotonic() + 60
        begin = len(self.printed)
        while text is None or text not in self.printed[begin:]:
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} did not come; printed was:\n{self.printed}")
            if not select.select([self.end], [], [], 1)[0]:
                continue
            try:
                part = os.read(self.end, 65536)
            except OSError:
                break
            if not part:
                break
            self.printed += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return self.printed[begin:]

    def type(self, key):
        os.write(self.end, key.encode())

    def code(self):
        self.until(None)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.end)
        return os.waitstatus_to_exitcode(status)


def asks(place):
    """On a terminal each contact is asked about; what is quit, and a signal, leave everything as it was."""
    for who in ("ada", "bob", "cy"):
        place.one.done("edit", who, "--set", "tier=B", "--set", "role=One")
        place.two.done("edit", who, "--set", "tier=C", "--set", "org=Two")
    place.one.done("sync")
    before = place.two.files()
    question = "m mine, t theirs, q quit without merging: "
    for keys, code in (("q", 3), ("mq", 3), ("mt\x03", -2)):
        terminal = Terminal(place.two, "sync")
        for key in keys:
            terminal.until(question)
            terminal.type(key)
        got = terminal.code()
        expect(got == code, f"{keys!r}: {got}\n{terminal.printed}")
        expect(place.two.files() == before and place.two.is_clean(), f"{keys!r}: something changed")
    terminal = Terminal(place.two, "sync")
    shown = terminal.until(question)
    expect("changed here and in origin:\n  contacts/ada-lovelace.yaml\n    tier  C here, B in origin\n" in shown, shown)
    for key in "xmt":
        terminal.type(key)
        terminal.until(question)
    terminal.type("m")
    expect(terminal.code() == 0, terminal.printed)
    for who, tier in (("ada-lovelace", "C"), ("bob-stone", "B"), ("cy-young", "C")):
        text = place.two.path(f"contacts/{who}.yaml").read_text()
        expect(f"tier: {tier}\n" in text and "role: One\n" in text and "org: Two\n" in text, text)
    place.one.done("sync")
    expect(place.one.files() == place.two.files(), "the two differ")


def hand_edits_meanwhile(place):
    """A file that is saved in the instant of the merge is neither lost nor in the way."""
    place.apart()
    (place.root / "bin").mkdir()
    stub = place.root / "bin" / "git"
    mark = place.root / "mark"
    act = f'sed -i "1i # saved just now" "{place.two.path("contacts/bob-stone.yaml")}"'
    stub.write_text(STUB.format(call="read-tree -m -u", mark=mark, act=act, git=GIT))
    stub.chmod(0o755)
    result = place.two.run("sync", PATH=f"{stub.parent}:{os.environ['PATH']}")
    expect(result.returncode == 0 and mark.exists(), f"saved meanwhile: {result}")
    text = place.two.path("contacts/bob-stone.yaml").read_text()
    expect(text.startswith("# saved just now\n") and "org: Stones" in text and "role: Owner" in text, text)
    expect(place.two.is_clean(), "saved meanwhile: not clean")


def shapes(place):
    """A worktree, a ledger in a folder of a repository, one in SHA-256: each is synced."""
    ledger = place.one
    ledger.git("worktree", "add", "-q", "-b", "aside", str(place.root / "aside"))
    aside = Computer(place.root, "three", ledger.crm)
    aside.environment["CRM_LEDGER"] = str(place.root / "aside")
    aside.done("log", "ada", "call", "aside")
    aside.done("sync", "origin")
    expect("sent to origin: 1 change (1 entry)\n" in aside.done("log", "ada", "call", "more") + aside.done("sync"), "worktree")

    for name, options in (("sub", []), ("sha", ["--object-format=sha256"])):
        first, second = (Computer(place.root, f"{name}{i}", ledger.crm) for i in (1, 2))
        top = place.root / f"{name}-there"
        subprocess.run([GIT, "init", "-q", "--bare", "-b", "main", *options, str(top)], check=True)
        for computer in (first, second):
            computer.folder = computer.home / "repo" / (ODD if name == "sub" else "")
            computer.environment["CRM_LEDGER"] = str(computer.folder)
        repo = first.home / "repo"
        subprocess.run([GIT, "init", "-q", "-b", "main", *options, str(repo)], check=True)
        first.done("init", "--git", str(first.folder))
        (repo / "README").write_text("mine\n")
        first.done("add-contact", "Ada Lovelace", "--tier", "A")
        first.done("sync", str(top))
        subprocess.run([GIT, "clone", "-q", str(top), str(second.home / "repo")], check=True)
        second.done("edit", "ada", "--set", "tier=B")
        second.done("sync")
        first.done("edit", "ada", "--set", "org=Engines")
        first.done("log", "ada", "call")
        result = first.done("sync")
        expect("from origin: 1 change (1 contact)\nsent to origin: 2 changes (1 entry and 1 contact)\n" in result, f"{name}: {result}")
        second.done("sync")
        expect(first.files()["contacts/ada-lovelace.yaml"] == second.files()["contacts/ada-lovelace.yaml"], f"{name} differs")
        expect((repo / "README").read_text() == "mine\n", f"{name}: README")
        # Stopped half-way, and whatever the next sync finds.
        first.done("edit", "ada", "--set", "tier=C")
        first.done("add-contact", "Dee New")
        first.done("sync")
        second.done("log", "ada", "card", "from two")
        stub = stopping(place, "read-tree -m -u", "{git} -C {folder} show FETCH_HEAD:./contacts/ada-lovelace.yaml | head -c 9 > {folder}/contacts/ada-lovelace.yaml; " + KILL + "; exit", second)
        killed = second.run("sync", PATH=stub)
        cut = second.path("contacts/ada-lovelace.yaml").read_bytes()
        expect(killed.returncode == -9 and len(cut) == 9, f"{name}: {killed} {cut}")
        second.done("sync")
        expect(second.is_clean(), f"{name}: {second.git('status', '--porcelain')}")
        first.done("sync")
        expect(first.files() == {**second.files(), **({} if name == "sub" else {"README": b"mine\n"})}, f"{name}: after the kill")
        expect(b"tier: C" in second.files()["contacts/ada-lovelace.yaml"], f"{name}: lost by the kill")
        (place.root / "mark").unlink()


def filtered(place):
    """What git keeps behind a filter is taken over, and never brought together."""
    for computer in (place.one, place.two):
        computer.git("config", "filter.crypt.clean", "sed s/^/secret:/")
        computer.git("config", "filter.crypt.smudge", "sed s/^secret://")
    place.one.path(".gitattributes").write_text("contacts/*.yaml filter=crypt\n")
    place.one.done("trust", "--yes")
    place.two.done("trust", "--yes")
    place.one.done("edit", "bob", "--set", "role=Owner")
    place.one.done("sync")
    place.two.done("edit", "cy", "--set", "role=Driver")
    for computer in (place.two, place.two, place.one):  # what lay there before goes behind the filter as well
        computer.done("sync")
    bob = place.two.path("contacts/bob-stone.yaml").read_text()
    expect("role: Owner\n" in bob and "secret" not in bob, bob)
    expect("secret:role: Owner" in place.two.git("show", "HEAD:contacts/bob-stone.yaml"), "not behind the filter")
    for other in ("tier=B", "org=Two"):  # the same line, and another one
        place.one.done("edit", "ada", "--set", "tier=C" if other == "tier=B" else "role=One")
        place.one.done("log", "ada", "call", other)
        place.one.done("sync")
        place.two.done("edit", "ada", "--set", other)
        before = [c.files() for c in (place.one, place.two)], [c.git("for-each-ref", "refs/heads") for c in (place.one, place.two)]
        there = subprocess.run([GIT, "-C", place.stick, "rev-parse", "main"], capture_output=True, check=True).stdout
        result = place.two.run("sync")
        told = "'contacts/ada-lovelace.yaml' was changed here and there, and git keeps it behind the filter 'crypt'\n"
        expect(result.returncode == 3 and told in result.stderr and "nothing was merged" in result.stderr, f"{other}: {result}")
        after = [c.files() for c in (place.one, place.two)], [c.git("for-each-ref", "refs/heads") for c in (place.one, place.two)]
        expect(before == after and place.two.is_clean(), f"{other}: changed: {place.two.git('log', '-2', '--stat', '--format=%s')}")
        expect(there == subprocess.run([GIT, "-C", place.stick, "rev-parse", "main"], capture_output=True, check=True).stdout, other)


def main():
    crm = os.path.abspath(sys.argv[1])
    for part in (whoever_knows_no_git, killed_anywhere, waits, asks, hand_edits_meanwhile, shapes, filtered):
        known = len(failures)
        begin = time.monotonic()
        place = Place(crm)
        with place:
            try:
                part(place)
            except AssertionError as error:
                failures.append(f"{part.__name__}: {error}")
        print(f"{part.__name__}: {'failed' if len(failures) > known else 'ok'} ({time.monotonic() - begin:.1f} s)", flush=True)
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
