#!/usr/bin/env python3
"""Sixteen processes write to one ledger at once, twenty-five times each: to one month and to several,
new months and new contacts of one name among them, and to the same contact, the same entry and the
settings. Every write that was acknowledged is there afterwards. Meanwhile readers run in a loop, crm
and others, and never meet a file that is broken.

The same again where the file system cannot exchange two names, and where openat2 is missing. A
control, a program that opens a file and writes it anew, has to lose something in the same test.

Usage: test_writers.py CRM [--times N] [--long]
    --times N  each process writes N times, instead of 25
    --long     20 rounds in each of the surroundings
"""

import argparse
import collections
import json
import multiprocessing
import multiprocessing.connection
import os
import random
import re
import sys
import time

import yaml

from sandbox import TODAY, Folder, Ledger, forbid

WRITERS = 16
ID = re.compile(r", ([a-z][a-z0-9]{12})$", re.M)
PROCESSES = multiprocessing.get_context("fork")


class Crm:
    """Writes with the program. Each method gives True when the write was acknowledged."""

    def __init__(self, ledger, before):
        self.ledger = ledger
        self.before = before
        self.gave_up = 0

    def __call__(self, *words, refused=None):
        result = self.ledger.run(*words, before=self.before)
        while "gave up after 10 seconds" in result.stderr:  # nothing was written, and one may try again
            self.gave_up += 1
            result = self.ledger.run(*words, before=self.before)
        if refused is not None and result.returncode == 2 and refused in result.stderr:
            return None
        if result.returncode != 0 or result.stderr:
            raise AssertionError(f"crm {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout


def work(crm, number, barrier, entry, times):
    """One of the sixteen; gives what was acknowledged."""
    dice = random.Random(number)
    acknowledged = collections.defaultdict(list)
    mine = f"writer-{number}"
    own = []
    barrier.wait()
    for time_ in range(times):
        mark = f"w{number}.{time_}"
        act = dice.choices(list(ACTS), list(ACTS.values()))[0]
        if act in ("amend", "void") and not own:
            act = "log"
        if act == "log":
            own.append(ID.search(crm("log", "shared", "call", mark))[1])
            acknowledged["notes"].append(mark)
        elif act == "log elsewhere":  # all make the same new months, at about the same time
            crm("log", f"shared,{mine}", "lunch", mark, "--date", f"{2001 + time_}-05-{number + 1:02}")
            acknowledged["notes"].append(mark)
        elif act == "add":
            crm("add-contact", f"New N{number}x{time_}", "--id", f"new-{number}-{time_}", "--tag", mark)
            acknowledged["contacts"].append([f"new-{number}-{time_}", mark])
        elif act == "add the same":
            if crm("add-contact", f"Same S{time_}", "--id", f"same-{time_}", "--tag", mark, refused=" already") is not None:
                acknowledged["contacts"].append([f"same-{time_}", mark])
        elif act == "tag":
            crm("edit", "shared", "--add", f"tags={mark}")
            acknowledged["tags"].append(mark)
        elif act == "set":
            crm("edit", "shared", "--set", f"x_{number}={mark}", "--set", f"role={mark}")
            acknowledged["keys"].append([f"x_{number}", mark])
        elif act == "settings":
            day = f"20{30 + time_}-01-{number + 1:02}"
            crm("edit", "--add", f"holidays={day}")
            acknowledged["holidays"].append(day)
        elif act == "snooze":
            day = f"{2027 + time_}-03-03"
            crm("snooze", dice.choice(["shared", mine]), day)
            crm("snooze", mine, day)
            acknowledged["snoozes"].append([mine, day])
        elif act == "amend the same":
            crm("amend", entry, "--note", mark)
            acknowledged["amendments"].append(mark)
        elif act == "amend":
            crm("amend", own[-1], "--note", mark)
            acknowledged["notes"].append(mark)
        elif act == "void":
            gone = own.pop()
            crm("amend", gone, "--void")
            acknowledged["voids"].append(gone)
    return dict(acknowledged), crm.gave_up


ACTS = {"log": 5, "log elsewhere": 4, "add": 2, "add the same": 2, "tag": 3, "set": 2, "settings": 2, "snooze": 2,
        "amend the same": 2, "amend": 2, "void": 1}  # fmt: skip


def read_with_crm(ledger, stop):
    """Reads until it is told to stop; broken files are an error."""
    count = 0
    commands = [("due", "--json"), ("check",), ("show", "shared", "--json"), ("list", "--json")]
    while not stop.is_set():
        words = commands[count % len(commands)]
        result = ledger.run(*words)
        assert result.returncode == 0, f"crm {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}"
        assert not words[-1] == "--json" or json.loads(result.stdout).get("problems", []) == [], result.stdout
        count += 1
    return count


def read_without_crm(ledger, stop):
    """Another program: whenever it looks, a file is whole, and a month only ever grew at its end."""
    count = 0
    before = {}
    while not stop.is_set():
        for folder in ("journal", "contacts"):
            for name in os.listdir(ledger / folder):
                if name.startswith("."):
                    continue
                text = (ledger / folder / name).read_bytes()
                assert text.endswith(b"\n"), f"{folder}/{name} was seen as {text!r}"
                if folder == "journal":
                    assert text.startswith(before.get(name, b"")), f"{name} did not only grow"
                    before[name] = text
                count += 1
        time.sleep(0.005)
    return count


class Child:
    """A function in a process of its own, with its result or its error."""

    def __init__(self, target, *arguments):
        self.pipe, end = PROCESSES.Pipe(duplex=False)
        self.process = PROCESSES.Process(target=self.act, args=(end, target, arguments))
        self.process.start()

    @staticmethod
    def act(end, target, arguments):
        try:
            end.send((target(*arguments), None))
        except BaseException as error:
            end.send((None, f"{type(error).__name__}: {error}"))


def results_of(children):
    """What each gives; with the first error all are ended."""
    out = {}
    while len(out) < len(children):
        for pipe in multiprocessing.connection.wait([c.pipe for c in children if c not in out]):
            child = next(c for c in children if c.pipe is pipe)
            out[child], error = pipe.recv()
            if error:
                for other in children:
                    other.process.terminate()
                    other.process.join()
                raise AssertionError(error)
    return [out[child] for child in children]


def entries_of(ledger):
    return [entry for path in sorted((ledger / "journal").iterdir()) for entry in yaml.safe_load(path.read_text())]


def missing_of(ledger, acknowledged, entry):
    """What was acknowledged and is not there."""
    entries = entries_of(ledger)
    notes = collections.Counter(e.get("note") for e in entries if not e.get("void"))
    shared = yaml.safe_load((ledger / "contacts/shared.yaml").read_text())
    settings = yaml.safe_load((ledger / "crm.yaml").read_text())
    missing = [note for note in acknowledged["notes"] + acknowledged["amendments"] if notes[note] != 1]
    missing += [i for i in acknowledged["voids"] if sum(e["id"] == i and e.get("void", False) for e in entries) != 1]
    missing += [tag for tag in acknowledged["tags"] if shared["tags"].count(tag) != 1]
    missing += [key for key, value in dict(acknowledged["keys"]).items() if shared.get(key) != value]
    missing += [day for day in acknowledged["holidays"] if [str(d) for d in settings["holidays"]].count(day) != 1]
    for who, tag in acknowledged["contacts"]:
        path = ledger / f"contacts/{who}.yaml"
        if not path.exists() or yaml.safe_load(path.read_text())["tags"] != [tag]:
            missing.append(who)
    for who, day in dict(acknowledged["snoozes"]).items():
        if str(yaml.safe_load((ledger / f"contacts/{who}.yaml").read_text())["snooze"]) != day:
            missing.append(f"snooze of {who}")
    revisions = sorted(e.get("rev", 1) for e in entries if e["id"] == entry)
    if revisions != list(range(1, len(acknowledged["amendments"]) + 2)):
        missing.append(f"revisions {revisions}")
    return missing, len(entries)


def one_round(binary, before, times):
    with Folder() as folder:
        ledger = Ledger(binary, folder / "ledger")
        ledger.done("add-contact", "Shared", "--id", "shared", "--tag", "first")
        for number in range(WRITERS):
            ledger.done("add-contact", f"Writer {number}", "--id", f"writer-{number}")
        entry = ID.search(ledger.done("log", "shared", "call", "the same"))[1]
        stop = PROCESSES.Event()
        barrier = PROCESSES.Barrier(WRITERS)
        begin = time.monotonic()
        readers = [Child(read_with_crm, ledger, stop), Child(read_without_crm, ledger, stop)]
        writers = [Child(work, Crm(ledger, before), n, barrier, entry, times) for n in range(WRITERS)]
        acknowledged = collections.defaultdict(list)
        gave_up = 0
        try:
            for result, count in results_of(writers):
                gave_up += count
                for key, items in result.items():
                    acknowledged[key] += items
        finally:
            took = time.monotonic() - begin
            stop.set()
            reads = results_of(readers)
        same = [who for who, _ in acknowledged["contacts"] if who.startswith("same-")]
        assert len(same) == len(set(same)), f"two have made the same contact: {sorted(same)}"
        missing, lines = missing_of(ledger, acknowledged, entry)
        assert not missing, f"acknowledged and not there: {missing}"
        checked = ledger.run("check")
        assert checked.returncode == 0 and not ledger.litter(), checked.stdout + str(ledger.litter())
        writes = sum(map(len, acknowledged.values()))
        print(f"  {writes} acknowledged writes, none lost; {lines} lines in the journal, {sum(reads)} reads, {took:.1f} s"
              + (f", {gave_up} times given up after 10 s and tried again" if gave_up else ""), flush=True)  # fmt: skip


def overwrite(path, number, barrier):
    barrier.wait()
    for time_ in range(25):
        text = path.read_text()
        path.write_text(text + f"- {{date: {TODAY}, with: [shared], touch: call, note: w{number}.{time_}}}\n")


def control():
    """A program that writes a file anew loses lines in the same test, or the test would prove nothing."""
    with Folder() as folder:
        path = folder / "2026-11.yaml"
        path.write_text("")
        barrier = PROCESSES.Barrier(WRITERS)
        results_of([Child(overwrite, path, n, barrier) for n in range(WRITERS)])
        there = set(re.findall(r"note: (w\d+\.\d+)}", path.read_text()))
    lost = WRITERS * 25 - len(there)
    print(f"control: a plain writer lost {lost} of {WRITERS * 25}")
    assert lost > 0, "the control lost nothing"


def rounds(name, binary, before, times, is_long):
    print(f"{name}:", flush=True)
    for _ in range(20 if is_long else 1):
        one_round(binary, before, times)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("crm")
    options.add_argument("--times", type=int, default=25, help="how often each process writes")
    options.add_argument("--long", action="store_true", help="20 rounds in each of the surroundings")
    chosen = options.parse_args()
    control()
    rounds("as it is", chosen.crm, None, chosen.times, chosen.long)
    for name, calls in (("without an exchange", {"renameat2": "EINVAL"}), ("without openat2", {"openat2": "ENOSYS"})):
        before = forbid(**calls)
        if before is None:
            print(f"{name}: skipped, system calls cannot be withheld here")
            continue
        rounds(name, chosen.crm, before, chosen.times if chosen.long else max(2, chosen.times // 5), chosen.long)
    return 0


if __name__ == "__main__":
    sys.exit(main())
