#!/usr/bin/env python3
"""Holds the order of the house: includes point to lower layers only, and each library is known in one
place. Usage: house.py SOURCE-FOLDER"""

import pathlib
import re
import sys

# Each layer may include itself and what stands before it; those in one group do not know each other.
LAYERS = [["base"], ["yaml"], ["calendar"], ["model"], ["ledger"], ["cadence", "practice"], ["git", "check", "report", "exchange"]]
RANK = {name: rank for rank, group in enumerate(LAYERS) for name in group}
ONLY_IN = {"date/": "core/calendar", "yaml-cpp/": "core/yaml", "CLI/": "cli", "nlohmann/": "cli", "utf8proc.h": "core/base"}
INCLUDE = re.compile(r'^#include ["<]([^">]+)[">]', re.M)


def faults_of(path, relative):
    parts = relative.split("/")
    layer = parts[1] if parts[0] == "core" else None
    for included in INCLUDE.findall(path.read_text(encoding="utf-8")):
        for library, home in ONLY_IN.items():
            if included.startswith(library) and not relative.startswith(home + "/"):
                yield f"{relative}: {included} belongs to {home}"
        if layer is None:
            continue
        if included.startswith("cli/"):
            yield f"{relative}: includes {included}, which stands above it"
        elif included.startswith("core/"):
            other = included.split("/")[1]
            if other != layer and RANK[other] >= RANK[layer]:
                yield f"{relative}: includes {included}, which does not stand below it"


def main():
    root = pathlib.Path(sys.argv[1])
    files = [p for folder in ("core", "cli") for p in sorted((root / folder).rglob("*.[ch]pp"))]
    faults = [fault for path in files for fault in faults_of(path, path.relative_to(root).as_posix())]
    print("\n".join(faults) or f"{len(files)} files in order")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
