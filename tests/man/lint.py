#!/usr/bin/env python3
"""Holds the pages of the manual in order: what mandoc says of them, the width of their displays, and
that what is referred to exists: pages named by pages, and sections named by the sources.

Usage: lint.py ROOT
"""

import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources stay as they are
from pages import all_pages  # noqa: E402

DISPLAY_WIDTH = 95

# In the sources: crm(1), "Names"; crm-cadence(7), "Rolling" and "Calendar".
REFERENCE = re.compile(r'\b(crm[a-z-]*\([157]\))(?:, | says under )((?:"[^"]+"(?:,? and |, )?)+)')


def mandoc_faults(page):
    lint = subprocess.run(["mandoc", "-K", "utf-8", "-T", "lint", "-W", "style", page.path], capture_output=True, text=True, check=False)
    for line in (lint.stdout + lint.stderr).splitlines():
        # Whether a page is installed is no matter here; whether it exists is asked below.
        if "referenced manual not found: Xr crm" not in line:
            yield line


def width_faults(page):
    """Only displays can be too wide. What the program prints in them is not ours to break."""
    inside = runs = typed = False
    for number, line in enumerate(page.lines, 1):
        if line.startswith((".Bd ", ".Ed")):
            inside, runs = line.startswith(".Bd "), False
            continue
        typed = line.startswith("$ ") or (typed and line.startswith("> "))
        runs = runs or typed
        shown = re.sub(r"\\(?:\(..|.)", "?", line)
        if inside and (typed or not runs) and len(shown) > DISPLAY_WIDTH:
            yield f"{page.path}:{number}: a display of {len(shown)} columns"


def reference_faults(page, pages):
    calls = {other.call for other in pages.values()}
    for call in sorted(page.references - calls):
        yield f"{page.path}: there is no {call}"
    for call, names in REFERENCE.findall(" ".join(re.sub(r"^\.Xr (\S+) (\d)", r"\1(\2)", line).replace(") ,", "),") for line in page.lines)):
        yield from heading_faults(page.path, call, names, pages)


def heading_faults(path, call, names, pages):
    page = next((p for p in pages.values() if p.call == call), None)
    for name in re.findall(r'"([^"]+)"', names):
        if page is None or name.lower() not in page.headings:
            yield f'{path}: {call} has no section "{name}"'


def source_faults(root, pages):
    count = 0
    for path in [p for folder in ("core", "cli") for p in sorted((root / folder).rglob("*.[ch]pp"))]:
        text = re.sub(r"\s*\n\s*///?\s*", " ", path.read_text(encoding="utf-8"))
        for call, names in REFERENCE.findall(text):
            count += 1
            yield from heading_faults(path.relative_to(root), call, names, pages)
        for call in re.findall(r"\bcrm[a-z-]*\([157]\)", text):
            if call not in {page.call for page in pages.values()}:
                yield f"{path.relative_to(root)}: there is no {call}"
    if count == 0:
        yield "no source refers to a section: is the pattern still right?"


def main():
    root = pathlib.Path(sys.argv[1])
    pages = all_pages(root)
    faults = [*source_faults(root, pages)]
    for page in pages.values():
        faults += [*mandoc_faults(page), *width_faults(page), *reference_faults(page, pages)]
    print("\n".join(faults) or f"{len(pages)} pages in order")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
