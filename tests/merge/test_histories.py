#!/usr/bin/env python3
"""Random histories of four clones of one ledger that log, amend, withdraw and edit contacts, and pull from
each other criss-cross: by merge, in every second history also by rebase and cherry-pick; in the others one
clone only ever says `crm sync`. After each pull and at the end

- every line of the journal that was ever written is there, and no other one;
- what crm shows of each contact is what a model in this test says: nothing lost, nothing mixed, nothing
  that was withdrawn or corrected risen from the dead;
- each key of a contact has the value that was written last, wherever lines that do not touch were changed
  on both sides; where git reports a conflict, `crm` names it and shows the rest, and whoever resolves it
  takes the newer line;
- all clones are the same, byte for byte, once all have pulled.

What would happen with a journal of another form is shown by the controls, which have to lose something:
lines that are changed and deleted in place, lines without an id, entries of several lines.

Usage: test_histories.py CRM [--count N] [--from SEED]    N histories (12), with the seeds from SEED (1) on;
                                                         the long form is --count 1000
"""

import argparse
import collections
import datetime
import functools
import json
import random
import re
import shutil
import sys
import time

import yaml

from clones import ID, Folder, copies, new_ledger

CLONES = 4
TURNS = 16
MONTHS = ["2026-08", "2026-09", "2026-10", "2026-11"]
TOUCHES = ["call", "lunch", "card", "email", "meeting"]
STATUSES = ["active", "paused", "do-not-contact", "archived"]  # in this order, so that none comes twice
KEYS = ["org", "role", "household", "tags"]  # one for each clone

# Between two keys stands a line that nobody changes.
WIDE = "name: Wide\n# a\nsnooze: 2026-12-01\n# b\norg: Org 0\n# c\nrole: Role 0\n# d\nhousehold: h0\n# e\ntags: [t0]\n# f\nstatus: active\n# g\n"


def rank(line):
    """How new a line of a contact is: every value has a number in it, and they only rise."""
    key, _, value = line.partition(": ")
    if key == "status":
        return STATUSES.index(value)
    if key == "snooze":
        return datetime.date.fromisoformat(value).toordinal()
    return max(map(int, re.findall(r"\d+", value)), default=0)


def key_of(line):
    return line.split(":")[0] if re.match("[a-z]", line) else None


def newest_of_each_key(lines):
    """Lines without a second one of the same key: the newest stays, where the first stood."""
    newest = {}
    for line in lines:
        if (key := key_of(line)) and (key not in newest or rank(line) > rank(newest[key])):
            newest[key] = line
    out = []
    for line in lines:
        key = key_of(line)
        if key is None:
            out.append(line)
        elif key in newest:
            out.append(newest.pop(key))
    return out


def resolved(text):
    """What somebody makes of a contact with marks of a conflict: of each key the newer line."""
    out = []
    for line in text.splitlines():
        if re.match("<<<<<<< |=======$|>>>>>>> ", line):
            continue
        if key_of(line) is None and line in out:
            continue  # a remark that both sides show
        out.append(line)
    return "\n".join(newest_of_each_key(out)) + "\n"


def keys_of(path):
    return {key: line.partition(": ")[2] for line in path.read_text().splitlines() if (key := key_of(line))}


# The journal as the contract says it is read; an implementation of its own.


@functools.lru_cache(maxsize=None)
def parsed(line):
    return yaml.safe_load(line)[0]


def holding(lines):
    """Of each entry the line that counts."""
    by_id = {}
    for line in {line.partition(" ")[2] for line in lines}:
        entry = parsed(line)
        standing = (entry.get("rev", 1), line)
        if entry["id"] not in by_id or standing > by_id[entry["id"]][0]:
            by_id[entry["id"]] = (standing, entry)
    by_ref = {}
    for standing, entry in by_id.values():
        name = ("ref", entry["ref"]) if "ref" in entry else ("id", entry["id"])
        if name not in by_ref or standing > by_ref[name][0]:
            by_ref[name] = (standing, entry)
    return [entry for _, entry in by_ref.values()]


class Journal:
    """Writes with crm. `ever` are the lines that were ever written."""

    def __init__(self, clones, dice):
        self.clones = clones
        self.dice = dice
        self.ever = {line for clone in clones for line in clone.lines()}
        self.count = 0

    def act(self, number):
        clone = self.clones[number]
        before = set(clone.lines())
        self.count += 1
        getattr(self, self.dice.choice(["log", "log", "log", "amend", "amend", "withdraw", "by_hand"]))(clone, number)
        after = set(clone.lines())
        assert before <= after, f"crm has changed lines: {before - after}"
        self.ever |= after

    def log(self, clone, _):
        who = self.dice.choice(["wide", "dense", "solo0", "solo1", "wide,dense"])
        date = f"{self.dice.choice(MONTHS)}-{self.dice.randint(1, 20):02}"
        touch = self.dice.choice(TOUCHES)
        note = f"note {self.count}" if self.dice.random() < 0.5 else ""
        printed = clone.done("log", who, touch, *note.split(), "--date", date)
        new_id = re.search(", ([a-z0-9]{13})$", printed, re.M)[1]
        self.must_hold(clone, new_id, date=date, touch=touch, note=note, **{"with": who.split(",")})

    def some_entry(self, clone, is_void):
        entries = [e for e in holding(clone.lines()) if e.get("void", False) == is_void]
        return self.dice.choice(sorted(entries, key=lambda e: e["id"])) if entries else None

    def amend(self, clone, _):
        if entry := self.some_entry(clone, False):
            key, value = self.dice.choice([("note", f"amended {self.count}"), ("minutes", str(self.count)),
                                           ("touch", self.dice.choice(TOUCHES)), ("with", "dense"),
                                           ("date", f"2026-08-{self.dice.randint(1, 28):02}")])  # fmt: skip
            clone.done("amend", entry["id"], f"--{key}", value)
            self.must_hold(clone, entry["id"], **{key: [value] if key == "with" else value})

    def withdraw(self, clone, _):
        restore = self.dice.random() < 0.3
        if entry := self.some_entry(clone, restore):
            clone.done("amend", entry["id"], "--restore" if restore else "--void")
            self.must_hold(clone, entry["id"], void=not restore)

    @staticmethod
    def must_hold(clone, entry_id, **said):
        """What was asked for is what the line that counts now says."""
        entry = next(e for e in holding(clone.lines()) if e["id"] == entry_id)
        for key, value in said.items():
            there = entry.get(key, False if key == "void" else "")
            assert (there if isinstance(value, (list, bool)) else str(there)) == value, f"{key} of {entry} is not {value}"

    def by_hand(self, clone, number):
        """As an import or an editor adds a line, which may leave out the last line feed. Clones may import the same."""
        path = clone / f"journal/{self.dice.choice(MONTHS)}.yaml"
        text = path.read_text() if path.exists() else ""
        new_id = "h" + "".join(self.dice.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(11)) + str(number)
        text += "" if text.endswith("\n") or not text else "\n"
        text += f"- {{date: {path.stem}-21, with: [wide], touch: email, ref: mail-{self.dice.randint(1, 9)}, id: {new_id}}}"
        path.write_text(text + self.dice.choice(["", "\n"]))

    def faults(self, clone):
        """What is wrong with the lines of a clone that has everything."""
        there = set(clone.lines())
        lost = [f"lost: {line}" for line in sorted(self.ever - there)]
        mixed = [f"mixed: {line}" for line in sorted(there - self.ever)]
        if lost or mixed:
            return lost + mixed
        shown = {}
        for who in ("wide", "dense", "solo0", "solo1"):
            for entry in json.loads(clone.done("show", who, "--json"))["history"]:
                shown[entry["id"]] = entry
        wanted = {e["id"]: e for e in holding(self.ever) if not e.get("void")}
        if shown.keys() != wanted.keys():
            return [f"risen: {sorted(shown.keys() - wanted.keys())}, not shown: {sorted(wanted.keys() - shown.keys())}"]
        return [f"another version is shown: {shown[i]}, {entry}" for i, entry in wanted.items() if not self.same(shown[i], entry)]

    @staticmethod
    def same(shown, entry):
        return (shown["date"], shown["with"], shown["touch"], shown["note"], shown["minutes"], shown["rev"]) == (
            str(entry["date"]), entry["with"], entry["touch"], entry.get("note", ""), entry.get("minutes"), entry.get("rev", 1)
        )  # fmt: skip


class Contacts:
    """Edits contacts with crm. Each key of a contact is changed by one clone only; `newest` is what it wrote last."""

    def __init__(self, clones, dice, plain_merges):
        self.clones = clones
        self.dice = dice
        self.plain_merges = plain_merges
        self.newest = collections.defaultdict(dict)
        self.count = 0

    def act(self, number):
        self.count += 1
        who = self.dice.choice(["wide", "dense", "solo"])
        clone = self.clones[number]
        if who == "solo":
            self.solo(clone, number)
            return
        key = KEYS[number]
        if number == 0 and self.dice.random() < 0.5:
            self.snooze(clone, who)
        elif number == 3 and self.dice.random() < 0.3:
            self.next_status(clone, who)
        elif key == "tags":
            clone.done("edit", who, "--add", f"tags=t{self.count}")
            self.newest[who][key] = keys_of(clone / f"contacts/{who}.yaml")[key]
        else:
            value = f"h{self.count}" if key == "household" else f"{key.title()} {self.count}"
            clone.done("edit", who, "--set", f"{key}={value}")
            self.newest[who][key] = value

    def snooze(self, clone, who):
        day = str(datetime.date(2027, 1, 1) + datetime.timedelta(self.count))
        clone.done("snooze", who, day)
        self.newest[who]["snooze"] = day

    def next_status(self, clone, who):
        now = STATUSES.index(keys_of(clone / f"contacts/{who}.yaml").get("status", "active"))
        if now + 1 < len(STATUSES):
            clone.done("mark", who, STATUSES[now + 1])
            self.newest[who]["status"] = STATUSES[now + 1]

    def solo(self, clone, number):
        """One whole file to a clone. What is taken out again stays out where clones merge; a rebase or a cherry-pick
        of an older commit would bring it back, as it does with any text."""
        who = f"solo{number}"
        if not self.plain_merges:
            self.snooze(clone, who)
            return
        status = keys_of(clone / f"contacts/{who}.yaml").get("status", "active")
        change = self.dice.choice([
            ["snooze", who, f"{self.count % 50 + 2} weeks"],
            ["snooze", who, "off"],
            ["mark", who, self.dice.choice([s for s in STATUSES if s != status])],
            ["edit", who, "--add", f"tags=t{self.count}", "--set", f"org=Org {self.count}"],
            ["edit", who, "--remove", "org"],
        ])  # fmt: skip
        if change[2] != "--remove" or "org" in keys_of(clone / f"contacts/{who}.yaml"):
            clone.done(*change)
        self.newest[who] = {"": (clone / f"contacts/{who}.yaml").read_text()}

    def faults(self, clone, history):
        out = []
        for who, keys in self.newest.items():
            path = clone / f"contacts/{who}.yaml"
            if who in history.moved:
                gone = keys.keys() - keys_of(path).keys()
                history.tally["keys gone after they stood twice"] += len(gone)
                keys = {key: value for key, value in keys.items() if key not in gone}
            if keys.keys() == {""}:
                if path.read_text() != keys[""]:
                    out.append(f"{who} is\n{path.read_text()}and was\n{keys['']}")
                continue
            there = keys_of(path)
            out += [f"{who}: {key} is {there.get(key)} and was {value}" for key, value in keys.items() if there.get(key) != value]
        return out


class History:
    def __init__(self, base, folder, seed, journal=Journal, contacts=Contacts, plain_merges=None):
        self.dice = random.Random(seed)
        self.plain_merges = seed % 2 == 0 if plain_merges is None else plain_merges
        # This clone never hears of git: what it writes, by hand too, goes along with `crm sync`.
        self.syncing = 0 if self.plain_merges and contacts else None
        self.clones = copies(base, folder, CLONES)
        self.journal = journal(self.clones, self.dice)
        self.contacts = contacts(self.clones, self.dice, self.plain_merges) if contacts else None
        self.tally = collections.Counter()
        self.moved = set()

    def run(self):
        for turn in range(TURNS):
            number = self.dice.randrange(CLONES)
            for _ in range(self.dice.randint(1, 3)):
                acts = [self.journal, self.journal, self.contacts] if self.contacts else [self.journal]
                self.dice.choice(acts).act(number)
                self.tally["changes"] += 1
            if number != self.syncing:
                self.clones[number].commit(f"turn {turn}")
            if self.dice.random() < 0.7:
                self.pull(number)
        for number, clone in enumerate(self.clones):
            if number == self.syncing:
                self.sync(clone)
                continue
            self.by("merge", clone, "origin")
            clone.must("push", "-q", "origin", "HEAD:main")
        for clone in self.clones:
            clone.must("pull", "-q", "--ff-only", "origin", "main")

    def sync(self, clone):
        self.tally["sync"] += 1
        mine = set(clone.lines())
        result = clone.crm("sync")
        assert result.returncode in (0, 1), f"sync: {result.stdout}{result.stderr}"
        assert clone.must("status", "--porcelain") == "", f"sync left something: {clone.must('status', '--porcelain')}"
        there = set(clone.lines())
        assert mine <= there <= self.journal.ever, f"sync: lost {mine - there}, mixed {there - self.journal.ever}"
        self.no_key_twice(clone)

    def pull(self, number):
        clone = self.clones[number]
        if number == self.syncing:
            self.sync(clone)
            return
        source = self.dice.choice([str(c.folder) for c in self.clones if c is not clone] + ["origin"])
        way = "merge" if self.plain_merges else self.dice.choice(["merge", "merge", "rebase", "cherry-pick"])
        mine = set(clone.lines())
        self.by(way, clone, source)
        if type(self.journal) is Journal:
            there = set(clone.lines())
            assert mine <= there, f"{way}: lost {mine - there}"
            assert there <= self.journal.ever, f"{way}: mixed {there - self.journal.ever}"
        if source == "origin" and way != "cherry-pick":
            clone.must("push", "-q", "origin", "HEAD:main")

    def by(self, way, clone, source):
        if way == "cherry-pick":
            clone.must("fetch", "-q", source, "main")
            commits = clone.must("rev-list", "--no-merges", "HEAD..FETCH_HEAD").split()
            if not commits:
                return
            result = clone.git("cherry-pick", self.dice.choice(commits))
        else:
            result = clone.git("pull", "-q", "--no-edit", "--rebase" if way == "rebase" else "--no-rebase", source, "main")
        self.tally[way] += 1
        steps = 0
        while result.returncode != 0:
            steps += 1
            assert steps < 100, f"{way} does not end: {result.stdout}{result.stderr}"
            unmerged = clone.unmerged()
            if not unmerged:
                assert "empty" in result.stdout + result.stderr, f"{way}: {result.stdout}{result.stderr}"
                result = clone.git(way, "--skip")
                continue
            self.months_not_there_yet(way, clone, [path for path in unmerged if path.startswith("journal/")])
            self.conflict(clone, [path for path in unmerged if not path.startswith("journal/")])
            result = clone.git("commit", "-q", "--no-edit") if way == "merge" else clone.git(way, "--continue")
        if self.contacts:
            self.no_key_twice(clone)

    def months_not_there_yet(self, way, clone, paths):
        """A commit that adds to a month is picked, and the one that began the month is not here: git asks whether the
        file is to stay, and leaves all of it there. The journal knows no other conflict."""
        for path in paths:
            status = clone.must("status", "--porcelain", path)
            assert way != "merge" and status.startswith("DU "), f"{way}: conflict in {status}"
            clone.must("add", path)
            self.tally["months that a pick brought"] += 1

    def conflict(self, clone, paths):
        if not paths:
            return
        assert all(path.startswith("contacts/") for path in paths), f"conflict in {paths}"
        self.tally["conflicts in contacts"] += len(paths)
        others = [path for path in paths if path != "contacts/dense.yaml"]
        assert not (self.plain_merges and others), f"conflict in {others}, of which each line has one writer"
        if self.tally["conflicts in contacts"] <= 3:
            seen_as_conflict(clone, paths)
        for path in paths:
            (clone / path).write_text(resolved((clone / path).read_text()))
            clone.must("add", path)

    def no_key_twice(self, clone):
        """A rebase or a cherry-pick can give a line another place than it has elsewhere. A merge then takes both, and
        crm tells of it. Whoever deletes one deletes it for git; if a third clone, which had the other place, has
        merged meanwhile, git may find that none is to stay. That is so with any text; the journal is safe from it
        because nobody deletes a line."""
        changed = False
        for path in sorted((clone / "contacts").glob("*.yaml")):
            lines = path.read_text().splitlines()
            if len(newest_of_each_key(lines)) != len(lines):
                result = clone.crm("check")
                assert result.returncode == 1 and "stands twice" in result.stdout, result.stdout + result.stderr
                assert not self.plain_merges or path.stem == "dense", f"{path.stem} has a key twice, of one writer"
                path.write_text("\n".join(newest_of_each_key(lines)) + "\n")
                self.tally["keys that stood twice"] += 1
                self.moved.add(path.stem)
                changed = True
        if changed:
            clone.commit("one of each key")

    def faults(self):
        first = self.clones[0]
        trees = {clone.must("rev-parse", "HEAD^{tree}") for clone in self.clones}
        out = [] if len(trees) == 1 and all(c.files() == first.files() for c in self.clones) else ["the clones differ"]
        out += [f"{c.folder.name} is not clean" for c in self.clones if c.must("status", "--porcelain")]
        out += self.journal.faults(first)
        if self.contacts:
            out += self.contacts.faults(first, self)
            due = first.crm("due", "--json")
            out += [] if due.returncode == 0 else [f"due: {due.stdout}{due.stderr}"]
        return out


def seen_as_conflict(clone, paths):
    """Each file with marks of a conflict is named, at its place, and all else is shown."""
    due = clone.crm("due", "--all", "--json")
    assert due.returncode == 3, due
    problems = json.loads(due.stdout)["problems"]
    assert {p["file"] for p in problems} == set(paths), (problems, paths)
    assert all(p["text"] == "git left a merge conflict here" and p["line"] for p in problems), problems
    listed = {c["id"] for c in json.loads(clone.crm("list", "status:active,paused,do-not-contact,archived", "--json").stdout)["contacts"]}
    others = {p.stem for p in (clone / "contacts").glob("*.yaml")} - {re.sub("contacts/|[.]yaml", "", p) for p in paths}
    assert listed == others, (listed, others)


# Controls: journals of other forms, in the same histories.


class InPlace(Journal):
    """Lines with an id that are changed and deleted where they stand, each by the clone that wrote it."""

    def __init__(self, clones, dice):
        super().__init__(clones, dice)
        self.now = {}  # of each entry: who wrote it, in which month, and the line

    def act(self, number):
        clone = self.clones[number]
        self.count += 1
        own = [i for i, (writer, _, _) in self.now.items() if writer == number]
        what = self.dice.choice(["log", "log", "amend", "delete"]) if own else "log"
        name = f"e{self.count:012}" if what == "log" else self.dice.choice(own)
        month = self.dice.choice(MONTHS) if what == "log" else self.now[name][1]
        path = clone / f"journal/{month}.yaml"
        lines = path.read_text().splitlines() if path.exists() else []
        line = f"- {{date: {month}-01, with: [wide], touch: call, note: {self.count}, id: {name}}}"
        if what == "log":
            lines.append(line)
        else:
            lines = [line if f"id: {name}}}" in old else old for old in lines]
        if what == "delete":
            lines.remove(line)
        path.write_text("".join(f"{text}\n" for text in lines))
        if what == "delete":
            del self.now[name]
        else:
            self.now[name] = (number, month, line)

    def faults(self, clone):
        there = collections.Counter(line for line in clone.lines() if ID.search(line) and ", note: " in line)
        wanted = {f"{month} {line}" for _, month, line in self.now.values()}
        return [f"lost: {line}" for line in wanted - there.keys()] + [f"risen: {line}" for line in there.keys() - wanted]


class WithoutId(Journal):
    """Lines without an id: two clones may write the same one on one day."""

    def act(self, number):
        self.count += 1
        path = self.clones[number] / f"journal/{self.dice.choice(MONTHS)}.yaml"
        with path.open("a") as file:
            file.write(f"- {{date: {path.stem}-01, with: [wide], touch: {self.dice.choice(TOUCHES)}, minutes: 1}}\n")

    def faults(self, clone):
        there = sum(", minutes: 1}" in line for line in clone.lines())
        return [] if there == self.count else [f"{self.count} entries were written, {there} are there"]


class Blocks(Journal):
    """Entries of several lines."""

    def act(self, number):
        self.count += 1
        path = self.clones[number] / f"journal/{self.dice.choice(MONTHS)}.yaml"
        with path.open("a") as file:
            file.write(f"- date: {path.stem}-{self.dice.randint(1, 3):02}\n  with: [wide]\n  touch: {self.dice.choice(TOUCHES)}\n"
                       f"  note: {self.count}\n  id: b{self.count:012}\n")  # fmt: skip
        self.ever.add((path.stem, path.read_text().rpartition("- date")[2]))

    def faults(self, clone):
        there = {(path.stem, text) for path in clone.months() for text in path.read_text().split("- date")[1:]}
        wanted = {entry for entry in self.ever if isinstance(entry, tuple)}
        return [f"lost or mixed: {entry}" for entry in wanted - there]


def new_base(crm, folder):
    base = new_ledger(crm, folder)
    for name in ("Dense", "Solo0", "Solo1", "Solo2", "Solo3"):
        base.done("add-contact", name, "--id", name.lower(), "--kind", "client", "--since", "2026-01-01")
    (base / "contacts/wide.yaml").write_text(WIDE)
    base.done("log", "wide", "call", "--date", "2026-10-01")
    base.commit("a ledger")
    return base


def controls(base, folder, count):
    """`count` histories of each, or as many as it takes to lose something."""
    for journal in (InPlace, WithoutId, Blocks):
        wrong = []
        while len(wrong) < count or (not any(wrong) and len(wrong) < 10):
            history = History(base, folder / "control", len(wrong), journal, None)
            history.run()
            wrong.append(bool(history.faults()))
            shutil.rmtree(folder / "control")
        print(f"control, {journal.__name__}: faults in {sum(wrong)} of {len(wrong)} histories", flush=True)
        assert any(wrong), "the control lost nothing"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("crm")
    options.add_argument("--count", type=int, default=12)
    options.add_argument("--from", dest="first", type=int, default=1)
    chosen = options.parse_args()
    tally = collections.Counter()
    failed = []
    begin = time.monotonic()
    with Folder() as folder:
        base = new_base(chosen.crm, folder / "base")
        controls(base, folder, 1 + chosen.count // 50)
        for seed in range(chosen.first, chosen.first + chosen.count):
            history = History(base, folder / "history", seed)
            try:
                history.run()
                faults = history.faults()
            except AssertionError as error:
                faults = [str(error)]
            tally += history.tally
            if faults:
                failed.append(seed)
                print(f"history {seed}:\n  " + "\n  ".join(faults), flush=True)
            shutil.rmtree(folder / "history")
    print(f"{chosen.count} histories of {CLONES} clones, {len(failed)} with faults {failed or ''} in {time.monotonic() - begin:.0f} s")
    print(", ".join(f"{count} {name}" for name, count in sorted(tally.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
