#!/usr/bin/env python3
"""Random ledgers in which somebody is erased: afterwards no byte of any file has the person's names, ids, addresses,
numbers or notes, what others have is as it was, and `crm check` finds nothing new. Then two clones, of which one
erases while the other goes on: however they are merged, nothing of the person comes back in what crm shows, nothing
of the others is lost, and `check` names each line that stands in the files again, with the command that takes it out.

Usage: test_erase.py CRM [--count N]
"""

import argparse
import itertools
import json
import os
import pty
import random
import subprocess
import sys

from clones import ENVIRONMENT, Clone, Folder, copies, new_ledger, run

SETTINGS = 'crm: 1\ncadence:\n  - {for: "kind:client", minor: every 45 days, major: 1 per year}\n'
ATTRIBUTES = "journal/*.yaml text eol=lf merge=union\ncontacts/*.yaml text eol=lf\ncrm.yaml text eol=lf\n"
# Each with what the id and the address are made of.
PEOPLE = [("Ada Lovelace", "ada-lovelace"), ("José Ángel Ortíz", "jose-angel-ortiz"), ("Zoë O'Brien", "zoe-obrien"),
          ("Weißhaupt-Müller, Jörg", "weisshaupt-muller-jorg"), ("Mary Ann Smith", "mary-ann-smith")]  # fmt: skip
OTHERS = [("Bob Stone", "bob-stone"), ("Ada Byron", "ada-byron"), ("Ann Lovelace", "ann-lovelace"), ("Cy Young", "cy-young")]
MONTHS = ["2026-09", "2026-10", "2026-11"]
WORDS = ("call", "lunch", "email", "dinner")


class Ledger:
    """A random ledger, and what nobody may find in it afterwards."""

    def __init__(self, seed, has_merges=False):
        self.has_merges = has_merges
        self.dice = random.Random(seed)
        self.number = itertools.count(1)
        self.name, self.id = PEOPLE[seed % len(PEOPLE)]
        self.mail = f"{self.id.replace('-', '.')}@engines.example"
        self.phone = "+1 555 01" + f"{self.dice.randrange(10000):04}"
        self.old_ids = ["old-" + self.id] if self.chance(0.5) else []
        self.twin = "twin-of-" + self.id if self.chance(0.5) else None
        self.secrets = [self.name, self.id, self.mail, self.phone, "Countess of " + self.name, "12 Mill Lane"]
        self.secrets += self.old_ids + ([self.twin] if self.twin else [])
        self.files = {"crm.yaml": SETTINGS, ".gitattributes": ATTRIBUTES}
        self.contacts()
        for month in MONTHS:
            self.month(month)

    def chance(self, share):
        return self.dice.random() < share

    def secret(self):
        word = f"secret{next(self.number):04}"
        self.secrets.append(word)
        return word

    def new_id(self):
        return "a" + f"{next(self.number):012}"

    def contacts(self):
        formerly = f"formerly: [{', '.join(self.old_ids)}]\n" if self.old_ids else ""
        self.files[f"contacts/{self.id}.yaml"] = (
            f'# {self.secret()}\nname: "{self.name}"\nkind: client\nsince: 2026-01-05\nemail: [{self.mail}]\n'
            f'phone: ["{self.phone} (cell)"]\naddress: ["12 Mill Lane; Springfield"]\naliases: ["Countess of {self.name}"]\n'
            f"notes: {self.secret()}\n{formerly}"
        )
        if self.twin:
            self.files[f"contacts/{self.twin}.yaml"] = f"name: Twin\nnotes: {self.secret()}\nmerged_into: {self.id}\n"
        for name, who in OTHERS:
            text = f"name: {name}\nkind: client\nsince: 2026-01-0{self.dice.randrange(1, 9)}\n"
            if self.chance(0.4):
                text += f"referred_by: {self.dice.choice([self.id, *self.old_ids])}\n"
            if self.chance(0.3):
                text += f"household: {self.id}\n"
            text += self.dice.choice(["", "x_own: kept # a remark\n", "tags: [golf, tax]\n"])
            text += self.dice.choice([
                "", f"notes: Sails with {self.name.upper()}.\n", f'notes: "Write to {self.mail}, or call {self.phone}"\n',
                f"notes: |\n  Knows the Countess of\n  {self.name}'s house.\n", f"# of {self.name}\n", "notes: Prefers mornings.\n",
            ])  # fmt: skip
            self.files[f"contacts/{who}.yaml"] = text

    def people(self):
        mine = [self.dice.choice([self.id, *self.old_ids, *([self.twin] if self.twin else [])])]
        others = [who for _, who in self.dice.sample(OTHERS, self.dice.randrange(1, 3))]
        return self.dice.choice([mine, mine + others, others, others + mine, others])

    def month(self, month):
        lines = ["# a month\n"] if self.chance(0.3) else []
        for _ in range(self.dice.randrange(4, 14)):
            lines += self.entry(month)
        # Duplicates, as a union merge may leave them; not without an id, where they would count twice.
        lines += [line for line in lines if "id:" in line and self.chance(0.1)]
        self.dice.shuffle(lines)
        self.files[f"journal/{month}.yaml"] = "".join(lines)

    def entry(self, month):
        people = self.people()
        entry_id = self.new_id() if self.chance(0.9) else None
        # A line without an id comes back in a merge as it was, with what its note says.
        mentions = entry_id or not self.has_merges
        newest = None
        out = []
        count = self.dice.choice([1, 1, 1, 2, 3]) if entry_id else 1
        for rev in range(1, count + 1):
            mine = not any(who in dict(map(reversed, OTHERS)) for who in people)
            note = self.secret() if mine or rev < count else self.dice.choice(["", "the audit", f"with {self.name} and the dog" if mentions else ""])
            newest = f"date: {month}-{self.dice.randrange(1, 23):02}, with: [{', '.join(people)}], touch: {self.dice.choice(WORDS)}"
            newest += f', note: "{note}"' if note else ""
            newest += f", ref: mail:{next(self.number)}@x.example" if self.chance(0.2) else ""
            newest += ', follow_up: "send it", by: 2026-12-01' if self.chance(0.2) else ""
            newest += ", x_mood: good" if self.chance(0.2) else ""
            newest += f", id: {entry_id}" if entry_id else ""
            newest += f", rev: {rev}" if rev > 1 else ""
            newest += ", void: true" if rev == count > 1 and self.chance(0.3) else ""
            if not entry_id and self.chance(0.3):
                out.append(f"- {newest.split(', with:')[0]}\n  with: [{', '.join(people)}]\n  touch: call\n")
            else:
                out.append("- {" + newest + "}" + (" # remark\n" if self.chance(0.1) else "\n"))
            if self.chance(0.2) and rev < count:
                people = [who for who in people if who in dict(map(reversed, OTHERS))] or people
        if not mine and any(word in "".join(out) for word in self.secrets if word.startswith("secret")):
            # What an entry of others alone said before stays; only where the person was named it goes.
            if not any(who in "".join(out) for who in [self.id, self.twin or self.id, *self.old_ids]) and self.name not in "".join(out):
                self.secrets = [word for word in self.secrets if not word.startswith("secret") or word not in "".join(out)]
        return out

    def write(self, clone):
        for path, text in self.files.items():
            (clone / path).parent.mkdir(mode=0o700, exist_ok=True)
            (clone / path).write_text(text)
        clone.folder.chmod(0o700)

    def left_in(self, clone):
        """What of the person is in a file, or in its name."""
        faults = []
        for path, content in clone.files().items():
            text = (path + "\n" + content.decode()).casefold()
            faults += [f"{path} has {word!r}" for word in self.secrets if word.casefold() in text]
        return faults


def of_others(clone, ledger):
    """All that crm says of the others, without who else was there and what an erasure changes."""
    out = {}
    for _, who in OTHERS:
        shown = json.loads(clone.done("show", who, "--json"))
        for entry in shown["history"]:
            entry.pop("rev")
            entry["with"] = [one for one in entry["with"] if one in dict(map(reversed, OTHERS))]
            entry["note"] = entry["note"].replace(ledger.name, "(erased)")
        contact = {k: v for k, v in shown["contact"].items() if k in ("id", "name", "kind", "tier", "tags", "since")}
        out[who] = [contact, shown["history"], shown.get("promises")]
    due = json.loads(clone.done("due", "--all", "--json"))["items"]
    return out, [item for item in due if item["contact"] in out]


def findings(clone):
    found = json.loads(clone.crm("check", "--json").stdout)["findings"]
    return {(one["text"], one["remedy"]) for one in found}


def shown(clone):
    """What reading commands print."""
    calls = [["list", "--json"], ["due", "--all", "--json"], ["report", "--json"], ["export", "jsonl"], ["export", "csv", "interactions"]]
    calls += [["show", who, "--revisions", "--json"] for _, who in OTHERS]
    return "\n".join(clone.done(*words) for words in calls)


def equal(what, found, wanted):
    assert found == wanted, f"{what}:\n  is     {json.dumps(found)}\n  not as {json.dumps(wanted)}"


def erase_alone(crm, folder, seed):
    ledger = Ledger(seed)
    clone = Clone(crm, folder)
    clone.folder.mkdir()
    ledger.write(clone)
    before, told = of_others(clone, ledger), findings(clone)
    preview = clone.done("erase", ledger.id, "--dry-run")
    assert clone.files() == {path: text.encode() for path, text in ledger.files.items()}, "a dry run wrote"
    mentioned = "named in other texts" in preview
    refused = clone.crm("erase", ledger.id, *([] if mentioned else ["--bad"]), "--yes")
    assert refused.returncode == 2 and clone.files() == {p: t.encode() for p, t in ledger.files.items()}, refused
    clone.done("erase", ledger.id, "--yes", "--mentions")
    assert not (faults := ledger.left_in(clone)), "\n".join(faults)
    for mine, then in zip(of_others(clone, ledger), before):
        equal("others", mine, then)
    assert findings(clone) <= told, findings(clone) - told
    assert clone.crm("erase", ledger.id, "--yes").returncode == 2, "the id is still known"
    assert clone.done("erase", "--yes") == "nothing that was erased has come back\n"


def answered(crm, ledger, answer):
    """What crm shows on a terminal where its question is answered."""
    master, slave = pty.openpty()
    environment = ENVIRONMENT | {"TERM": "dumb", "COLUMNS": "80"}
    child = subprocess.Popen([crm, "--ledger", str(ledger), "erase", "cy"], stdin=slave, stdout=slave, stderr=slave, env=environment,
                             start_new_session=True)  # fmt: skip
    os.close(slave)
    text = b""
    try:
        while b"for good: " not in text.split(b"type ")[-1]:
            text += os.read(master, 1000)
        os.write(master, answer.encode() + b"\n")
        while True:
            text += os.read(master, 1000)
    except OSError:  # closed: it has ended
        pass
    os.close(master)
    assert child.wait() == 0, text
    return text.decode().replace("\r", "")


def erase_when_asked(crm, folder):
    clone = new_ledger(crm, folder)
    clone.done("add-contact", "Cy Young")
    before = clone.files()
    assert "type cy-young to erase this for good: " in (text := answered(crm, folder, "y")), text
    assert "nothing was erased" in text and clone.files() == before, text
    assert "erased Cy Young" in (text := answered(crm, folder, "cy-young")), text
    assert "contacts/cy-young.yaml" not in clone.files()


def go_on(clone, ledger, dice, marks):
    """What the other clone does meanwhile; the notes of the others' entries are put into `marks`."""
    # A text that somebody writes anew can name whom it likes; that is not asked of crm.
    ids = [line.split("id: ")[1][:13] for line in clone.lines() if "id: a0" in line]
    ids = [one for one in ids if not any(one in line and ledger.name in line for line in clone.lines())]
    for _ in range(4):
        note = f"meanwhile{dice.randrange(10**6):06}"
        act = dice.randrange(4)
        if act == 0:
            clone.done("log", ledger.id, "call", "private" + note)
        elif act == 1:
            clone.done("log", f"bob-stone,{ledger.id}", "lunch", note)
            marks.append(note)
        elif act == 2:
            clone.done("log", "cy-young", "call", note)
            marks.append(note)
        else:
            clone.crm("amend", dice.choice(ids), *dice.choice([["--void"], ["--note", "changed" + note]]))


def erase_in_a_clone(crm, folder, seed):
    ledger = Ledger(seed, has_merges=True)
    dice = random.Random(seed)
    base = Clone(crm, folder)
    base.folder.mkdir()
    ledger.write(base)
    base.must("init", "-q")
    base.commit()
    here, there = copies(base, base.folder.parent / f"{base.folder.name}-clones", 2)
    marks = []
    go_on(there, ledger, dice, marks)
    there.commit()
    here.done("erase", ledger.id, "--yes", "--mentions")
    here.commit()
    go_on(there, ledger, dice, marks)
    there.commit()
    for clone, other in [(here, there), (there, here)]:
        clone.git("pull", "-q", "--no-rebase", "--no-edit", str(other.folder), "main")
        for path in clone.unmerged():
            side = "--theirs" if clone is there else "--ours"
            if clone.git("checkout", side, "--", path).returncode != 0:
                clone.must("rm", "-q", "--", path)
        clone.commit("merged")
    for clone in (here, there):
        text = shown(clone)
        for word in [ledger.name, ledger.mail, ledger.id, *(w for w in ledger.secrets if w.startswith("secret"))]:
            assert word not in text, f"{word} is shown again"
        assert "privatemeanwhile" not in text, "an entry with the person alone is shown"
        for note in marks:
            assert note in text, f"{note} is lost"
        # Each line that is there again is named, and the commands that are named take it out.
        stands_again = [line for line in clone.lines() if ledger.id in line]
        for _ in range(2):
            remedies = {remedy for text, remedy in findings(clone) if "erase" in remedy}
            if not remedies:
                break
            for remedy in remedies:
                words = remedy.split("'crm ")[1].split("'")[0].split()
                clone.crm(*words, "--yes", "--mentions")
        else:
            raise AssertionError("what check names does not end")
        assert not stands_again or remedies == set()
        left = [line for line in clone.lines() if ledger.id in line]
        assert not left, left
        text = shown(clone)
        assert all(note in text for note in marks), "lost while it was erased again"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crm")
    parser.add_argument("--count", type=int, default=6)
    arguments = parser.parse_args()
    crm = str(Clone(arguments.crm, ".").program)
    crm = crm if crm.startswith("/") else run(["realpath", crm]).stdout.strip()
    failed = 0
    with Folder() as top:
        erase_when_asked(crm, top / "asked")
        for seed in range(arguments.count):
            for way in (erase_alone, erase_in_a_clone):
                try:
                    way(crm, top / f"{way.__name__}{seed}", seed)
                except AssertionError as fault:
                    failed += 1
                    print(f"{way.__name__}, seed {seed}: {str(fault)[:3000]}")
    print(f"{arguments.count} ledgers, {failed} faults")
    return 1 if failed or not arguments.count else 0


if __name__ == "__main__":
    sys.exit(main())
