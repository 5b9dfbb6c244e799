#!/usr/bin/env python3
"""Drives `crm edit` in a pseudo-terminal with a real editor (ed): an error, the editor opened again,
the session given up, Ctrl-C. Usage: editor.py CRM"""

import os
import pty
import re
import select
import shutil
import sys
import tempfile
import time

PROMPT = "ed> "
CONTACT = "# the bakery\nname: Ann\ntier: A\nkind: client\n"


class Session:
    """`crm edit ann` at a terminal."""

    def __init__(self, crm, home, *arguments):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "CRM_TODAY": "2026-11-23",
            "VISUAL": f"ed -p '{PROMPT}'",
            "EDITOR": "false",
        }
        environment.update({k: os.environ[k] for k in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if k in os.environ})
        self.printed = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(crm, ["crm", "--ledger", "ledger", "edit", *arguments], environment)

    def read_until(self, text):
        """What is printed up to `text`, or up to the end of the program for None."""
        deadline = time.monotonic() + 60
        begin = len(self.printed)
        while text is None or text not in self.printed[begin:]:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            try:
                part = os.read(self.terminal, 65536) if ready else b""
            except OSError:
                part = b""
            if not part:
                if text is None and ready:
                    break
                raise AssertionError(f"{text!r} did not come; printed was:\n{self.printed}")
            self.printed += part.decode("utf-8").replace("\r\n", "\n")
        return self.printed[begin:]

    def type(self, *lines):
        """Types each line at ed's prompt; the last ends the editor."""
        out = ""
        for line in lines:
            os.write(self.terminal, line.encode() + b"\n")
            if line == "q":
                break
            out += self.read_until(PROMPT)
        return out

    def end(self):
        out = self.read_until(None)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.terminal)
        return out, os.waitstatus_to_exitcode(status)


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def expect(condition, what, seen=""):
    if not condition:
        raise AssertionError(f"{what}\n{seen}")


def error_then_mended(crm, home):
    session = Session(crm, home, "ann")
    session.read_until(PROMPT)
    session.type(",s/tier: A/tier: Q/", "w", "q")
    session.read_until(PROMPT)  # it opens again
    shown = session.type(",p")
    expect("#! crm: contacts/ann.yaml:7:7: tier 'Q' is not one of A, B, C" in shown, "the error stands above", shown)
    expect("# the bakery\nname: Ann\ntier: Q" in shown, "the text is the user's own", shown)
    expect("\ntier: Q\n" in session.type("7p"), "the line named is the line shown", session.printed)
    expect(read(home, "ledger/contacts/ann.yaml") == CONTACT, "nothing is replaced yet")
    session.type(",s/tier: Q/tier: B/", "w", "q")
    out, code = session.end()
    expect(code == 0 and "tier  B, was A" in out, "saved", out)
    expect(read(home, "ledger/contacts/ann.yaml") == CONTACT.replace("A\n", "B\n"), "the header is not in the file")
    expect(os.listdir(os.path.join(home, ".local/state/crm")) == [], "no draft is left")


def two_errors(crm, home):
    session = Session(crm, home, "ann")
    session.read_until(PROMPT)
    session.type(",s/tier: A/tier: Q/", "w", "q")
    session.read_until(PROMPT)
    session.type(",s/tier: Q/tier: [/", "w", "q")
    session.read_until(PROMPT)
    shown = session.type(",p")
    expect("is never closed" in shown and "not one of" not in shown, "the old error has gone", shown)
    session.type("g/^#!/d", ",s/tier: \\[/tier: C/", "w", "q")  # the header may be deleted by hand
    out, code = session.end()
    expect(code == 0 and "tier  C, was A" in out, "saved", out)


def given_up(crm, home):
    session = Session(crm, home, "ann")
    session.read_until(PROMPT)
    session.type(",s/tier: A/tier: Q/", "w", "q")
    session.read_until(PROMPT)
    session.type("q")
    out, code = session.end()
    expect(code == 3, "exit code", str(code))
    expect("contacts/ann.yaml:3:7: tier 'Q' is not one of A, B, C" in out, "the error is said again", out)
    kept = re.search(r"what you typed is kept in (\S+/ann\.yaml)", out)
    expect(kept, "the draft is named", out)
    expect(read(kept[1]) == CONTACT.replace("tier: A", "tier: Q"), "the draft is what was typed")
    expect(read(home, "ledger/contacts/ann.yaml") == CONTACT, "the file is as it was")


def unchanged(crm, home):
    before = os.stat(os.path.join(home, "ledger/contacts/ann.yaml"))
    session = Session(crm, home, "ann")
    session.read_until(PROMPT)
    session.type("w", "q")
    out, code = session.end()
    after = os.stat(os.path.join(home, "ledger/contacts/ann.yaml"))
    expect(code == 0 and "nothing changed in contacts/ann.yaml" in out, "said", out)
    expect((before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns), "nothing is written")


def interrupted(crm, home):
    session = Session(crm, home, "ann")
    session.read_until(PROMPT)
    os.write(session.terminal, b"\x03")
    session.read_until("?\n" + PROMPT)  # ed's answer to an interrupt; crm waits on
    session.type(",s/Ann/Anna/", "w", "q")
    out, code = session.end()
    expect(code == 0 and "name  Anna, was Ann" in out, "Ctrl-C is the editor's", out)


def settings(crm, home):
    session = Session(crm, home)
    session.read_until(PROMPT)
    session.type("$a\ntiers: [A, B]\n.", "w", "q")
    out, code = session.end()
    expect(code == 0 and "changed crm.yaml" in out and "tiers  A, B" in out, "crm.yaml is edited", out)


def main():
    crm = os.path.abspath(sys.argv[1])
    if shutil.which("ed") is None:
        print("ed is not installed: the editor's test needs it")
        return 1
    for scene in (error_then_mended, two_errors, given_up, unchanged, interrupted, settings):
        with tempfile.TemporaryDirectory() as home:
            os.makedirs(os.path.join(home, "ledger/contacts"), mode=0o700)
            with open(os.path.join(home, "ledger/crm.yaml"), "w", encoding="utf-8") as file:
                file.write("crm: 1\n")
            with open(os.path.join(home, "ledger/contacts/ann.yaml"), "w", encoding="utf-8") as file:
                file.write(CONTACT)
            scene(crm, home)
            print(f"{scene.__name__}: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
