#!/usr/bin/env python3
"""What a real fish completes. Usage: test_fish.py CRM"""

import os
import subprocess
import sys

from shells import COMPLETED, COMPLETIONS, LISTED, PATIENCE, main


def candidates(place, line):
    """The words that fish offers for the end of the line, with their meanings."""
    script = f"source '{os.path.realpath(COMPLETIONS)}/crm.fish'; complete -C $argv[1]"
    result = subprocess.run(
        ["fish", "--no-config", "-c", script, line],
        cwd=place.work, env=place.environment, capture_output=True, timeout=PATIENCE, check=False,
    )
    if result.stderr:
        return {"an error": result.stderr.decode()}
    rows = (row.partition("\t") for row in result.stdout.decode().splitlines())
    return {word: meaning for word, _, meaning in rows}


def run(place):
    for line, wanted in COMPLETED:
        if wanted is None:
            continue
        word = wanted.rsplit(" ", 1 if not wanted.endswith(" ") else 2)[-1 if not wanted.endswith(" ") else -2]
        offered = candidates(place, line)
        if list(offered) != ([word] if wanted != line else []):
            yield f"'{line}': wanted '{word}', offered {offered}"
    for line, wanted in LISTED:
        offered = candidates(place, line)
        text = "\n".join(f"{word}\t{meaning}" for word, meaning in offered.items())
        for word in wanted:
            if word not in text:
                yield f"'{line}': no '{word}' in {text!r}"
        if "\x1b" in text:
            yield f"'{line}': a raw control character of a name"
    for line, word in [("crm show ortega", "jose-ortega"), ("crm log ada-lovelace,bob", "ada-lovelace,bob-stone"), ("crm add-contact Zed --tag evi", "evil$(touch PWNED)")]:
        if list(candidates(place, line)) != [word]:
            yield f"'{line}': wanted '{word}', offered {candidates(place, line)}"
    if candidates(place, "crm show (touch PWNED) bo"):
        yield "a word too many was completed"


if __name__ == "__main__":
    sys.exit(main("fish", run))
