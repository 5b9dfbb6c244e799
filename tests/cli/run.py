#!/usr/bin/env python3
"""Runs transcripts: files that show commands and what they print, as a user sees it.

    ## a comment
    $ crm due --today 2026-11-23
    Monday 23 November 2026: nothing is due.
    [exit 2]

A command begins with '$ ', is run by bash and may go on over lines that begin with '> '. What it
prints on standard output and standard error follows, up to the next command or comment; the last
line tells an exit code other than 0. In Markdown only what stands between ```console and ``` counts,
and empty lines at the end of a block do not. In a page of the manual (man/*.1, .5, .7) the displays from
`.Bd -literal` to `.Ed` count; what mdoc escapes is read as it is shown, and --update writes it so.

Each file runs in a new empty folder, which is also $HOME, with the binary as `crm`, a copy of the
example ledger in `ledger` ($CRM_LEDGER) and the day of the examples ($CRM_TODAY). A line '## empty'
leaves the ledger and its variable out. Markdown runs beside a folder `examples`, with no variable
set. A page of the manual runs like a transcript, on a terminal of 72 columns, so that it fits the
page. Ids of new entries are random: an id of thirteen letters and
digits matches any other, each time the same one. What a command before a pipe says on standard error
comes when it comes: send it to a file and show that after the pipe.

Usage: run.py CRM EXAMPLES FILE...   [--update rewrites the files with what is printed]
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ID = re.compile(r"\b(?=[a-z0-9]*[0-9])[a-z][a-z0-9]{12}\b|\bcontact-[a-z0-9]{6}\b")
TODAY = "2026-11-23"
PAGE_COLUMNS = 72

# How mdoc writes what it would change or obey.
MDOC = {"\\": r"\e", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", "-": r"\-"}


def is_page(path):
    return path.endswith((".1", ".5", ".7"))


def from_mdoc(line):
    shown = {escape: character for character, escape in MDOC.items()} | {r"\&": ""}
    return re.sub(r"\\\(..|\\.", lambda match: shown.get(match[0], match[0]), line)


def to_mdoc(line):
    line = "".join(MDOC.get(c, c) for c in line)
    return r"\&" + line if line.startswith(".") else line


def shown_lines(lines):
    """The lines of a page, those of its displays as they are shown, and which these are."""
    shown = []
    inside = []
    display = False
    for line in lines:
        display = display and line != ".Ed"
        inside.append(display)
        shown.append(from_mdoc(line) if display else line)
        display = display or line.startswith(".Bd -literal")
    return shown, inside


class Step:
    def __init__(self, line):
        self.line = line  # index of the '$ ' line
        self.command = ""
        self.expected = []
        self.end = line  # index behind the last expected line


def parse(lines, markdown, display=None):
    """The steps in a file; `display` tells for each line of a page whether it is shown as it is."""
    steps = []
    step = None
    inside = not markdown
    for index, line in enumerate(lines):
        if display and not display[index]:
            step = None
            continue
        if markdown and line.startswith("```"):
            inside = not inside and line.strip() == "```console"
            step = None
        elif not inside:
            continue
        elif line.startswith("$ "):
            step = Step(index)
            step.command = line[2:]
            step.end = index + 1
            steps.append(step)
        elif line.startswith("> ") and step and not step.expected and step.end == index:
            step.command += "\n" + line[2:]
            step.end = index + 1
        elif line.startswith("## ") or line == "##":
            step = None
        elif step:
            step.expected.append(line)
            step.end = index + 1
    for step in steps:
        while step.expected and step.expected[-1] == "":
            step.expected.pop()
            step.end -= 1
    return steps


def normalise(text, known_ids):
    seen = {}

    def name(match):
        word = match.group(0)
        if word in known_ids:
            return word
        return seen.setdefault(word, f"<id {len(seen) + 1}>")

    return ID.sub(name, text)


def run_steps(steps, crm, examples, markdown, empty, columns=None):
    with tempfile.TemporaryDirectory(prefix="crm transcript é ") as home:
        bin_folder = os.path.join(home, ".bin")
        os.mkdir(bin_folder)
        os.symlink(os.path.abspath(crm), os.path.join(bin_folder, "crm"))
        work = os.path.join(home, "work")
        os.mkdir(work, 0o700)
        environment = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "HOME": work,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "CRM_TODAY": TODAY,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Jo Park",
            "GIT_AUTHOR_EMAIL": "jo@park.example",
            "GIT_COMMITTER_NAME": "Jo Park",
            "GIT_COMMITTER_EMAIL": "jo@park.example",
            "GIT_AUTHOR_DATE": "2026-11-23 12:00 +0000",
            "GIT_COMMITTER_DATE": "2026-11-23 12:00 +0000",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
        }
        if columns:
            environment["COLUMNS"] = str(columns)
        for kept in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if kept in os.environ:
                environment[kept] = os.environ[kept]
        if not empty:
            ledger = os.path.join(work, "examples" if markdown else "ledger")
            shutil.copytree(examples, ledger, ignore=shutil.ignore_patterns("run"))
            os.chmod(ledger, 0o700)
            environment["CRM_LEDGER"] = ledger
        if markdown:
            del environment["CRM_LEDGER"], environment["CRM_TODAY"]
        mark = "@@end-of-step@@"
        script = "".join(
            f"{{ {step.command}\n}} 2>&1; printf '%s %d\\n' '{mark}' $?\n" for step in steps
        )
        result = subprocess.run(
            ["bash", "-c", script],
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        text = result.stdout.decode("utf-8", "backslashreplace").replace(home, "/home")
    printed = []
    current = []
    for line in text.split("\n"):
        if mark in line:
            before, code = line.split(mark + " ")
            if before:
                current.append(before)
            if code != "0":
                current.append(f"[exit {code}]")
            printed.append(current)
            current = []
        else:
            current.append(line)
    while len(printed) < len(steps):
        printed.append(current + ["[the shell ended here]"])
        current = []
    return printed


def ids_in(examples):
    text = subprocess.run(["grep", "-rhoE", "[a-z0-9-]{13,14}", examples], capture_output=True, text=True, check=False)
    return set(text.stdout.split())


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    update = "--update" in sys.argv
    crm, examples, *files = arguments
    known = ids_in(examples)
    failed = passed = 0
    for path in files:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        markdown = path.endswith(".md")
        display = None
        if is_page(path):
            lines, display = shown_lines(lines)
        steps = parse(lines, markdown, display)
        printed = run_steps(steps, crm, examples, markdown, "## empty" in lines, PAGE_COLUMNS if display else None)
        wrong = []
        for step, got in zip(steps, printed):
            while got and got[-1] == "":
                got.pop()
        expected_all = normalise("\n\0".join("\n".join(s.expected) for s in steps), known).split("\n\0")
        printed_all = normalise("\n\0".join("\n".join(p) for p in printed), known).split("\n\0")
        for step, got, want_text, got_text in zip(steps, printed, expected_all, printed_all):
            if want_text == got_text:
                passed += 1
                continue
            failed += 1
            wrong.append((step, got))
            if not update:
                print(f"{path}:{step.line + 1}: $ {step.command}")
                print("  expected:")
                print("".join(f"    {line}\n" for line in want_text.split("\n")), end="")
                print("  printed:")
                print("".join(f"    {line}\n" for line in got_text.split("\n")), end="")
        if update and (wrong or display):
            # All of it, for an id that is shown twice must stay the same one.
            for step, got in reversed(list(zip(steps, printed)) if wrong else []):
                begin = step.line + 1 + step.command.count("\n")
                lines[begin : max(step.end, begin)] = got
                if display:
                    display[begin : max(step.end, begin)] = [True] * len(got)
            if display:
                lines = [to_mdoc(line) if shown else line for line, shown in zip(lines, display)]
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
            print(f"{path}: {len(wrong)} updated")
    print(f"{passed} commands as shown, {failed} not")
    if not files or passed + failed == 0:
        print("no transcripts were run")
        return 1
    return 1 if failed and not update else 0


if __name__ == "__main__":
    sys.exit(main())
