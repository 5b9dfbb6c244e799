#!/usr/bin/env python3
"""Time and peak memory of crm beside `cat` of the same files, as a table.

Usage: run.py CRM EXAMPLES [LARGEST-NUMBER-OF-INTERACTIONS]

Each row is the median of paired runs: crm, cat, crm, cat ... after one run of each that does not
count. The ratio is the median of the ratios of the pairs.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PAIRS = 7
CAT = "find contacts journal -name '*.yaml' -print0 | xargs -0 cat"
GENERATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.py")


def run(command, folder):
    """Wall seconds and peak KiB of one run."""
    begin = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed")
    return seconds, usage.ru_maxrss


def measure(name, command, folder):
    cat = ["sh", "-c", CAT]
    run(command, folder)
    run(cat, folder)
    ours, theirs, memory = [], [], []
    for _ in range(PAIRS):
        seconds, peak = run(command, folder)
        ours.append(seconds)
        memory.append(peak)
        theirs.append(run(cat, folder)[0])
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(
        f"{name:<44} {statistics.median(ours) * 1000:9.1f} {statistics.median(theirs) * 1000:9.1f} "
        f"{ratio:8.2f} {max(memory) / 1024:9.1f}",
        flush=True,
    )


def main():
    crm, examples = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    largest = int(sys.argv[3]) if len(sys.argv) > 3 else 25_000
    os.environ["CRM_TODAY"] = "2026-11-23"
    os.environ.pop("CRM_LEDGER", None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"{'':<44} {'crm ms':>9} {'cat ms':>9} {'ratio':>8} {'peak MiB':>9}")
    measure("crm --version", [crm, "--version"], examples)
    measure("crm due, examples", [crm, "due"], examples)
    for contacts, interactions in [(50, 1_000), (250, 25_000), (2_500, 250_000), (10_000, 1_000_000)]:
        if interactions > largest:
            break
        with tempfile.TemporaryDirectory() as folder:
            ledger = os.path.join(folder, "ledger")
            subprocess.run([sys.executable, GENERATE, ledger, str(contacts), str(interactions)], check=True)
            measure(f"crm due, {contacts} contacts, {interactions} interactions", [crm, "due"], ledger)


if __name__ == "__main__":
    main()
