#!/usr/bin/env python3
"""Time and peak memory of crm beside `cat` of the same files, as a table.

Usage: run.py CRM EXAMPLES [LARGEST-NUMBER-OF-INTERACTIONS]   (1000000)

Each row is the median of paired runs: crm, cat, crm, cat ... after one run of each that does not
count. The ratio is the median of the ratios of the pairs. `crm --version` stands beside true(1).
Below, what it takes to take an import back, in processor seconds.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CAT = ["sh", "-c", "find contacts journal -name '*.yaml' -print0 | xargs -0 cat"]
GENERATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.py")
GROWTH = [(10, 1_000), (100, 10_000), (250, 25_000), (1_000, 100_000), (10_000, 1_000_000)]


def run(command, folder):
    """Wall seconds and peak KiB of one run."""
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ | {"PWD": folder}, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed")
    return seconds, usage.ru_maxrss


def measure(name, command, folder, beside=None, pairs=11):
    beside = beside or CAT
    os.chdir(folder)
    run(command, folder)
    run(beside, folder)
    ours, theirs, memory = [], [], []
    for _ in range(pairs):
        seconds, peak = run(command, folder)
        ours.append(seconds)
        memory.append(peak)
        theirs.append(run(beside, folder)[0])
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(
        f"{name:<46} {statistics.median(ours) * 1000:9.1f} {statistics.median(theirs) * 1000:9.1f} "
        f"{ratio:8.2f} {max(memory) / 1024:9.1f}",
        flush=True,
    )


def measure_undo(crm, count):
    """Processor seconds, git's included, of an import and of taking it back and doing it again."""
    with tempfile.TemporaryDirectory() as folder:
        ledger, cards = os.path.join(folder, "ledger"), os.path.join(folder, "cards.csv")
        with open(cards, "w", encoding="utf-8") as file:
            file.write("name,email\n" + "".join(f"Person{i:06} Smith,p{i}@x.example\n" for i in range(count)))
        seconds = []
        for words in (["init", "--git", ledger], ["import", "contacts", cards], ["undo", "--dry-run"], ["undo"], ["redo"]):
            words = [crm, *words] if words[0] == "init" else [crm, "--ledger", ledger, *words]
            pid = os.posix_spawnp(crm, words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
            _, status, usage = os.wait4(pid, 0)
            if os.waitstatus_to_exitcode(status) != 0:
                sys.exit(f"{words} failed")
            seconds.append(usage.ru_utime + usage.ru_stime)
    print(f"{count:>13,} {seconds[1]:9.2f} {seconds[2]:9.2f} {seconds[3]:9.2f} {seconds[4]:9.2f} {seconds[3] / seconds[1]:11.2f}", flush=True)


def main():
    crm, examples = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    largest = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    os.environ["CRM_TODAY"] = "2026-11-23"
    os.environ.pop("CRM_LEDGER", None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"{'':<46} {'crm ms':>9} {'cat ms':>9} {'ratio':>8} {'peak MiB':>9}")
    measure("crm --version, beside true", [crm, "--version"], examples, ["true"], 51)
    measure("crm due, examples", [crm, "due"], examples)
    for contacts, interactions in GROWTH:
        if interactions > largest:
            break
        size = f"{contacts:,} contacts, {interactions:,} interactions"
        with tempfile.TemporaryDirectory() as folder:
            ledger = os.path.join(folder, "ledger")
            subprocess.run([sys.executable, GENERATE, ledger, str(contacts), str(interactions)], check=True)
            measure(f"crm due, {size}", [crm, "due"], ledger)
            if interactions >= 25_000:
                measure(f"crm report, {size}", [crm, "report"], ledger, pairs=5)
                measure(f"crm log with an exact id, {size}", [crm, "log", "contact-000007", "call"], ledger)
            if interactions == 25_000:
                shutil.rmtree(ledger)
                subprocess.run([sys.executable, GENERATE, ledger, str(contacts), str(interactions), "--by-hand"], check=True)
                measure("the same in other styles of YAML, crm due", [crm, "due"], ledger, pairs=3)
            os.chdir(examples)
    print(f"\n{'contacts':>13} {'import s':>9} {'--dry-run':>9} {'undo':>9} {'redo':>9} {'undo/import':>11}")
    for count in (1_000, 5_000, 20_000):
        measure_undo(crm, count)


if __name__ == "__main__":
    main()
