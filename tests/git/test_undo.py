#!/usr/bin/env python3
"""`crm undo` and `crm redo`, with real git: random commands are taken back and done again in any order, and the
ledger means each time what it meant then; a correction from another computer is never overridden; what was written
and could not be committed is the last thing that was done; and git is started as often for 40 files as for 5.

Usage: test_undo.py CRM [--steps N] [--seed N]
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "merge"))
from clones import ENVIRONMENT, Clone, Folder, run  # noqa: E402

CRM = "crm"
STEPS = 16
SEED = 1


def ledger(folder, *options):
    """A new ledger that commits what is written to it."""
    clone = Clone(CRM, folder)
    result = run([CRM, "init", "--git", *options, str(folder)])
    assert result.returncode == 0, result.stderr
    return clone


def head(clone):
    return (clone / ".git/refs/heads/main").read_text()


def meaning(clone):
    """What a ledger says, whatever the revisions of its entries and the order of its lines; the files of contacts
    byte by byte."""
    said = []
    for line in clone.done("export", "jsonl").splitlines():
        record = json.loads(line)
        record.pop("rev", None)
        said.append(json.dumps(record))
    files = {path: text for path, text in clone.files().items() if not path.startswith("journal/")}
    return sorted(said), clone.done("list", "--json"), files


class Undoing(unittest.TestCase):
    def setUp(self):
        self.top = Folder()
        self.folder = self.top.__enter__()
        self.addCleanup(self.top.cleanup)

    def refused(self, clone, words, text, code=3):
        """Nothing is written, and it is said why."""
        before, at = clone.files(), head(clone)
        result = clone.crm(*words)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertIn(text, result.stderr)
        self.assertEqual(clone.files(), before)
        self.assertEqual(head(clone), at)

    def test_any_order(self):
        """A stack of meanings is the model: after `undo` the one before, after `redo` the one after."""
        chance = random.Random(SEED)
        clone = ledger(self.folder / "ledger")
        for who in ("ada", "bob"):
            clone.done("add-contact", who.title(), "--id", who, "--kind", "client")
        at = meaning(clone)
        done, taken, days, tried = [], [], iter(range(1, 10_000)), collections.Counter()

        def command():
            people = [path.stem for path in (clone / "contacts").iterdir() if "merged_into" not in path.read_text()]
            who, number = chance.choice(people), next(days)
            return chance.choice([
                ("log", who, chance.choice(["call", "lunch", "card"]), f"note {number}", "--date", f"-{number}d"),
                ("log", f"{who},{chance.choice(people)}", "lunch", "--date", f"-{number}d"),
                ("amend", "last", "--note", f"corrected {number}"),
                ("amend", "last", "--touch", "email"),
                ("amend", "last", "--void"),
                ("edit", who, "--set", f"tier={chance.choice('ABC')}", "--add", f"tags=t{number}"),
                ("edit", who, "--set", f"org=Firm {number}"),
                ("edit", "--add", f"holidays=20{27 + number % 50}-01-01"),
                ("add-contact", f"P {number}", "--id", f"p{number}"),
                ("rename", who, f"r{number}"),
                ("merge", who, chance.choice(people)),
                ("snooze", who, "2", "weeks"),
                ("follow-up", who, f"send {number}", "--by", "friday"),
                ("done", who),
            ])

        for _ in range(STEPS):
            act = chance.choice(["command"] * 5 + ["undo"] * 3 + ["redo"] * 3 + ["id"])
            tried[act] += 1
            if act == "command":
                words, before = command(), head(clone)
                result = clone.crm(*words)
                if head(clone) == before:
                    self.assertIn(result.returncode, (0, 2), f"{words}: {result.stderr}")
                    continue
                now = meaning(clone)
                done.append((head(clone).strip(), words, at, now))
                taken.clear()
                at = now
            elif act == "undo" and done:
                taken.append(done.pop())
                said = clone.done("undo")
                at = meaning(clone)
                self.assertEqual(at, taken[-1][2], f"{taken[-1][1]} taken back: {said}")
            elif act == "redo" and taken:
                done.append(taken.pop())
                said = clone.done("redo")
                at = meaning(clone)
                self.assertEqual(at, done[-1][3], f"{done[-1][1]} done again: {said}")
            elif act == "redo":
                self.refused(clone, ["redo"], "nothing to do again", 2)
            elif act == "id" and done:
                name, words, _, _ = chance.choice(done)
                files = clone.files()
                result = clone.crm("undo", name[:12])
                if result.returncode == 0:
                    said = clone.done("redo") if "  to take this back" in result.stdout else result.stdout
                    self.assertEqual(meaning(clone), at, f"{words} by its id: {result.stdout}{said}")
                else:
                    self.assertEqual((result.returncode, clone.files()), (3, files), f"{words} by its id: {result}")
        self.assertEqual(clone.done("check"), "")
        self.assertEqual(clone.must("status", "--porcelain"), "")
        self.assertEqual(clone.must("fsck", "--no-dangling", "--no-progress"), "")
        self.assertGreater(min(tried[act] for act in ("command", "undo", "redo", "id")), 0)

    def test_two_computers(self):
        """Corrected here and withdrawn there: taking back the one would override the other."""
        here = ledger(self.folder / "here")
        here.done("add-contact", "Ada", "--kind", "client")
        here.done("log", "ada", "call")
        entry = re.search(r"\bid: (\w+)", (here / "journal/2026-11.yaml").read_text())[1]
        self.assertEqual(run(["git", "clone", "-q", str(here.folder), str(self.folder / "there")]).returncode, 0)
        there = Clone(CRM, self.folder / "there")
        there.done("amend", entry, "--void")
        here.done("amend", entry, "--touch", "lunch")
        self.assertEqual(here.git("pull", "-q", "--no-edit", "--no-rebase", str(there.folder), "main").returncode, 0)
        names = [line.split()[0] for line in here.done("undo", "--list").splitlines() if "amend: " in line]
        self.assertEqual(len(names), 2, "a command of the other computer is missing")
        for words in (["undo"], ["undo", names[0]], ["undo", names[1]]):
            self.refused(here, words, "has been corrected on two computers at once")
        # Both took the same thing back: it is, once, and can be done again.
        for clone in (here, there):
            clone.must("reset", "-q", "--hard", ":/^log: ")
            clone.done("undo")
        self.assertEqual(here.git("pull", "-q", "--no-edit", "--no-rebase", str(there.folder), "main").returncode, 0)
        here.done("redo")
        self.assertIn("call", here.done("show", "ada"))

    def test_not_committed(self):
        """What is written and not committed is the last thing that was done, whatever kept git from it."""
        def ignored(clone):
            with open(clone / ".gitignore", "a", encoding="utf-8") as file:
                file.write("journal/\n")
            clone.commit()

        def unsigned(clone):
            clone.must("config", "commit.gpgsign", "true")
            clone.must("config", "gpg.program", "false")

        def busy(clone):
            (clone / ".git/MERGE_HEAD").write_text(head(clone))

        for number, obstacle in enumerate((ignored, unsigned, busy)):
            clone = ledger(self.folder / f"ledger{number}")
            clone.done("add-contact", "Ada", "--kind", "client")
            obstacle(clone)
            result = clone.crm("log", "ada", "call")
            self.assertEqual(result.returncode, 3, obstacle.__name__)
            self.assertIn("not committed", result.stderr)
            if obstacle is busy:
                self.refused(clone, ["undo"], "under way")
                (clone / ".git/MERGE_HEAD").unlink()
            for words in (["undo"], ["redo"], ["undo", head(clone)[:9]])[: 1 if number else 3]:
                self.refused(clone, words, "what was written last is not committed")

    def test_kinds_of_repositories(self):
        """SHA-256, and a ledger beside others in a larger repository, each with commands of its own."""
        folder = self.folder / "long"
        folder.mkdir()
        self.assertEqual(run(["git", "init", "-q", "-b", "main", "--object-format=sha256"], folder).returncode, 0)
        clone = ledger(folder)
        top = self.folder / "top"
        top.mkdir()
        self.assertEqual(run(["git", "init", "-q", "-b", "main"], top).returncode, 0)
        first, second = ledger(top / "a b" / "one"), ledger(top / "two")
        for one in (clone, first, second):
            one.done("add-contact", "Ada", "--kind", "client")
            one.done("log", "ada", "call")
        for one in (first, clone):
            before = meaning(one)
            self.assertIn("withdrawn", one.done("undo"))
            self.assertIn("there again", one.done("redo"))
            self.assertEqual(meaning(one), before)
        self.assertNotIn("taken back by", second.done("undo", "--list"))
        self.assertEqual(len(second.done("undo", "--list").splitlines()), 4)

    def test_processes(self):
        """How often git is started does not depend on how many files or entries there are."""
        stub = self.folder / "stub"
        stub.mkdir()
        real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
        (stub / "git").write_text(f'#!/bin/sh\necho "$*" >> "$STARTED"\nexec {real} "$@"\n')
        (stub / "git").chmod(0o755)

        def started(clone, *words):
            log = pathlib.Path(f"{clone.folder}.started")
            log.write_text("")
            environment = ENVIRONMENT | {"PATH": f"{stub}:{ENVIRONMENT['PATH']}", "STARTED": str(log)}
            result = subprocess.run([CRM, "--ledger", str(clone.folder), *words], env=environment, capture_output=True,
                                    text=True, check=False, timeout=300)  # fmt: skip
            self.assertEqual(result.returncode, 0, f"{words}: {result.stderr}")
            return len(log.read_text().splitlines())

        counts = {}
        for size in (5, 40):
            clone = ledger(self.folder / f"of{size}")
            cards, calls, more = (self.folder / f"{name}-{size}" for name in ("cards.csv", "calls.csv", "more.csv"))
            cards.write_text("name,email\n" + "".join(f"Person{i:03} Smith,p{i}@x.example\n" for i in range(size)))
            more.write_text("name,email,title\n" + "".join(f"Person{i:03} Smith,p{i}@x.example,Owner\n" for i in range(size)))
            calls.write_text("date,with,touch\n" + "".join(
                f"2026-{1 + i % 10:02}-{1 + i % 28:02},Person{i:03} Smith,call\n" for i in range(size)))
            counts[size] = [
                (words[0], started(clone, *words))
                for words in (["import", "contacts", str(cards)], ["import", "contacts", "--update", str(more)],
                              ["import", "interactions", str(calls)], ["undo", "--dry-run"], ["undo"], ["undo"], ["undo"],
                              ["redo"], ["redo"], ["forecast", "--spread", "6w", "--write"], ["undo"])
            ]  # fmt: skip
            self.assertEqual(len(list((clone / "contacts").iterdir())), size)
            self.assertEqual(clone.must("status", "--porcelain"), "")
        self.assertEqual(counts[5], counts[40])


def main():
    global CRM, STEPS, SEED  # pylint: disable=global-statement
    parser = argparse.ArgumentParser()
    parser.add_argument("crm")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=SEED)
    options, rest = parser.parse_known_args()
    CRM, STEPS, SEED = os.path.abspath(options.crm), options.steps, options.seed
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
