#!/usr/bin/env python3
"""What crm prints may be pasted into a shell, and looked at on a terminal.

A ledger says "$(id>ran)" and worse wherever a ledger can say something. Each command is run in it; every command line
in what it prints is then given to bash, with a `crm` that does nothing: nothing may have been run. And no control
character is in any output.

Usage: test_paste.py CRM"""

import os
import re
import subprocess
import sys
import tempfile

TODAY = "2026-11-23"
EVIL = "$(id>ran)`id>ran`;id>ran;'\"\\x1b[2J\\u202e&id>ran|id>ran"
Q = '"' + EVIL.replace('"', '\\"').replace("\\\\", "\\") + '"'
WORD = '"$(id>ran);id>ran"'  # for what has to be one word
failures = []


def settings():
    return f"""crm: 1
advisor: {{name: {Q}, email: jo@park.example}}
tiers: [A, {WORD}]
kinds: [client, {WORD}]
touches:
  major: [dinner, lunch]
  minor: [call, card, {WORD}]
  service: [meeting]
  signal: [inquiry]
cadence:
  - {{for: "kind:client", major: 2 per year, minor: every 45 days, {WORD}: every 30 days}}
goals:
  - {{name: {Q}, touch: lunch, cadence: 2 per month, from: "kind:client"}}
capacity: {{major: 1 per week, minor: 1 per week, blackouts: [{{name: {Q}, from: 01-15, to: 04-15, major: 0}}]}}
x_{WORD[1:-1]}: x
"""


def contact(name, more=""):
    return (f"name: {name}\nkind: client\ntier: A\nsince: 2024-01-05\norg: {Q}\nrole: {Q}\nemail: [{WORD}]\nphone: [{Q}]\n"
            f"tags: [{Q}]\ninterests: [{Q}]\nhousehold: {WORD}\naliases: [{Q}]\ndates: {{birthday: 11-25}}\nx_{WORD[1:-1]}: 1\nnotes: {Q}\n{more}")  # fmt: skip


def ledger(folder):
    files = {
        "crm.yaml": settings(),
        "contacts/ada.yaml": contact(Q),
        "contacts/bob.yaml": contact('"Bob $(id>ran)"', "referred_by: ada\n"),
        "contacts/cy.yaml": contact('"Bob $(id>ran)"', "tier: zzz\n").replace("tier: A\n", ""),
        "contacts/$(id>ran).yaml": contact("Dee"),
        "journal/2026-10.yaml": "".join(
            f"- {{date: 2026-10-{day:02}, with: [{who}], touch: {touch}, note: {Q}, id: {id}{more}}}\n"
            for day, who, touch, id, more in (
                (1, "ada", "call", '"$(id>ran)"', ""), (2, "bob", "lunch", '";id>ran;"', ""),
                (3, "ada", "follow-up", '"`id>ran`"', f", follow_up: {Q}, by: 2026-11-01"),
                (4, "ada", "nosuch", "w8c35n0r6yhde", ""), (5, WORD, "call", "w8c35n0r6yhdf", ""),
                (6, "ada", "call", '"$(id>ran)x"', ""), (7, "ada", "card", '"$(id>ran)x"', ""),
                (8, "bob", "call", "v19f2j7p4sgkx", ", void: true"))),
        "journal/$(id>ran).yaml": "",
    }  # fmt: skip
    for path, text in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


COMMANDS = [
    ("due",), ("due", "--explain"), ("due", "--top", "5"), ("due", "--top", "5", "--explain"), ("review", "--dry-run"), ("due", "--all"), ("list",), ("show", "ada"), ("show", "ada", "--revisions"),
    ("show", "bob"), ("show", "bo"), ("check",), ("report",), ("report", "kind:client"), ("forecast",), ("forecast", "--level"),
    ("forecast", "--what-if", "kind:client minor every 10 days"), ("forecast", "--spread", "6w", "--dry-run"), ("export", "csv"),
    ("export", "vcard"), ("export", "ics"), ("log", "ada", "card"), ("log", "ada", "yesterday", "x"), ("log", "touch", "ada"),
    ("log", "ada,bob", "call", "2026-11-01 it was"), ("log", "ada", "nosuch"), ("amend", "last", "--note", "x"), ("amend", "last", "--void"),
    ("amend", "last", "--void"), ("amend", "$(id>ran)", "--touch", "card"), ("amend", ";id>ran;", "--void"), ("amend", ";id>ran;", "--void"),
    ("amend", ";id>ran;", "--touch", "call"), ("amend", "$(id>ran)x", "--note", "x"), ("done", "ada"), ("done", "`id>ran`", "--reopen"),
    ("follow-up", "ada", "ask", "--by", "friday"), ("edit", "ada", "--set", "role=CFO"), ("edit", "ada", "--add", "tags=$(id>ran)2"),
    ("edit", "ada", "--remove", "notes"), ("edit", "ada", "--remove", "$(id>ran);id>ran"), ("edit", "--set", "advisor.firm=x"),
    ("edit", "ada", "--set", "tier=$(id>ran);id>ran"), ("edit", "ada", "--set", "tier=A"), ("mark", "bob", "paused"), ("mark", "bob", "active"),
    ("snooze", "ada", "2 weeks"), ("snooze", "ada", "off"), ("rename", "bob", "$(id>ran)"), ("rename", "bob", "bob2"), ("merge", "ada", "bob2"),
    ("add-contact", "Bob $(id>ran)"), ("add-contact", "$(id>ran) X", "--kind", "client", "--tag", "$(id>ran)"), ("undo", "--list"), ("undo",),
    ("redo",), ("sync",), ("trust",), ("show", "$(id>ran)"), ("show", "@$(id>ran);id>ran"), ("log", "@$(id>ran);id>ran", "call"),
    ("erase", "ada", "--dry-run"), ("import", "cards.vcf"), ("complete", "1", "--", "show", ""), ("complete", "2", "--", "log", "ada", ""),
]  # fmt: skip
CARDS = ("BEGIN:VCARD\nVERSION:3.0\nFN:$(id>ran)\nEMAIL:x@$(id>ran)\nORG:;id>ran;\nEND:VCARD\n"
         "BEGIN:VCARD\nVERSION:3.0\nFN:Bob $(id>ran)\nTEL:;id>ran\nUID:`id>ran`\nEND:VCARD\n")  # fmt: skip


def command_lines(text):
    """What somebody could take for a command line: from `crm`, `git`, `cd`, `rm`, `chmod` on, to the end or to the quote."""
    for line in text.split("\n"):
        for found in re.finditer(r"(?<![\w/.])(crm|git|cd|rm|chmod) ", line):
            rest = line[found.start():]
            if found.start() > 0 and line[found.start() - 1] == "'":
                for end in re.finditer("'", rest):
                    yield rest[: end.start()]
            else:
                yield rest


def main():
    crm = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="crm-paste-") as folder:
        os.makedirs(os.path.join(folder, "home"))
        environment = {"PATH": os.environ["PATH"], "HOME": os.path.join(folder, "home"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "CRM_TODAY": TODAY,
                       "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}  # fmt: skip
        scripts = []
        for commits in (False, True):
            place = os.path.join(folder, f"$(id>ran) {commits}")
            ledger(place)
            with open(os.path.join(place, "cards.vcf"), "w", encoding="utf-8") as file:
                file.write(CARDS)
            if commits:
                with open(os.path.join(place, "crm.yaml"), "a", encoding="utf-8") as file:
                    file.write("git: {commit: true}\n")
                subprocess.run(["git", "init", "-q", "-b", "$(id>ran)", place], env=environment, check=True)
                subprocess.run(["git", "-C", place, "remote", "add", "$(id>ran)", "./$(id>ran)"], env=environment, check=False)
            for words in COMMANDS:
                result = subprocess.run([crm, "--ledger", place, *words], cwd=place, env=environment, stdin=subprocess.DEVNULL,
                                        capture_output=True, check=False, timeout=120)  # fmt: skip
                if result.returncode not in (0, 1, 2, 3):
                    failures.append(f"{words}: {result.returncode}")
                told = (result.stdout + result.stderr).decode()
                if words[0] != "export" and re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told):
                    failures.append(f"{words}: control characters in {told!r}")
                if words[0] not in ("export", "complete"):
                    scripts += [(words, line) for line in command_lines(told)]
        ran = os.path.join(folder, "home", "ran")
        seen = set()
        for words, script in scripts:
            if script in seen:
                continue
            seen.add(script)
            subprocess.run(["bash", "--norc", "-c", "crm() { :; }; git() { :; }; cd() { :; }; rm() { :; }; chmod() { :; }\n" + script],
                           cwd=os.path.join(folder, "home"), env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)  # fmt: skip
            if os.path.exists(ran):
                os.unlink(ran)
                failures.append(f"{words}: pasting runs something: {script}")
    print(f"{len(seen)} command lines")
    print("\n".join(failures))
    return 1 if failures or len(seen) < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
