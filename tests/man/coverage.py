#!/usr/bin/env python3
"""Holds the manual against the program: every command has a page, every option an entry, with the value
it takes, and the other way round; the NAME line is the command's summary, the SYNOPSIS its usage; crm(1)
lists every page.

The rule for NAME: the summary with its first letter small.

Usage: coverage.py CRM ROOT
"""

import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources stay as they are
from pages import all_pages  # noqa: E402


def small(text):
    return text[:1].lower() + text[1:]


def option_faults(page, options, elsewhere=()):
    declared = {(option["name"], option["value"]) for option in options if option["name"] not in elsewhere}
    described = page.options
    for name, value in sorted(declared - set(described)):
        yield f"{page.call}: no entry for {name} {value}".rstrip()
    for name, value in sorted(set(described) - declared):
        yield f"{page.call}: the program has no {name} {value}".rstrip()
    for name in sorted({name for name, _ in described}):
        if sum(name == other for other, _ in described) > 1:
            yield f"{page.call}: {name} has two entries"


def command_faults(command, page, global_names):
    yield from option_faults(page, command["options"], global_names)
    if page.title != small(command["summary"]):
        yield f"{page.call}: NAME says '{page.title}', the program '{small(command['summary'])}'"
    usage = " ".join(f"crm {command['name']} {command['usage']} [OPTIONS]".split())
    if page.synopsis() != usage:
        yield f"{page.call}: SYNOPSIS reads '{page.synopsis()}', the program has '{usage}'"


def faults(told, pages):
    commands = {f"crm-{command['name']}": command for command in told["commands"] if not command["hidden"]}
    global_names = {option["name"] for option in told["global"]}  # crm(1) has them, once
    hidden = {f"crm-{command['name']}" for command in told["commands"] if command["hidden"]}
    for name, command in commands.items():
        if name not in pages:
            yield f"{name}(1) is missing"
        else:
            yield from command_faults(command, pages[name], global_names)
    for name, page in pages.items():
        if page.section == "1" and name != "crm" and name not in commands:
            yield f"{page.call}: there is no such command" + (" to show" if name in hidden else "")
        if page.section != "1" and page.options:
            yield f"{page.call}: options belong to the pages of commands"
    yield from option_faults(pages["crm"], told["global"])
    for page in pages.values():
        if page.name != "crm" and page.call not in pages["crm"].references:
            yield f"crm(1) does not name {page.call}"


def main():
    crm, root = sys.argv[1:]
    told = json.loads(subprocess.run([crm, "complete", "--describe"], capture_output=True, check=True).stdout)
    pages = all_pages(pathlib.Path(root))
    found = [*faults(told, pages)]
    options = sum(len(command["options"]) for command in told["commands"])
    print("\n".join(found) or f"{len(told['commands'])} commands, {options} options, {len(pages)} pages")
    return 1 if found or not told["commands"] or options == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
