#!/usr/bin/env python3
"""Signals while somebody sits at the program: in the editor, while it reads standard input, while it waits for
another crm. In a pseudo-terminal; Ctrl-C and Ctrl-\\ are typed, the others are sent, the terminal is closed. Each
leaves the ledger byte for byte as it was, keeps what was typed, ends the program, and leaves the terminal as it was
found.

Usage: sessions.py CRM"""

import fcntl
import os
import pty
import select
import signal
import sys
import tempfile
import termios
import time

import scenes

PATIENCE = 60
EDITOR = """#!/bin/sh
echo $$ > "$0.pid"
cat "$0.typed" > "$1"
case $MODE in
raw) stty raw -echo;;
saves) exit 0;;
esac
echo READY
exec sleep 1000
"""
AT_ADA = scenes.Scene("edit in an editor", "edit", "ada")


class Session:
    """A program at a terminal."""

    def __init__(self, place, words, mode="", fill=True):
        self.place = place
        if fill:
            place.fill(AT_ADA)
        editor = place.environment["VISUAL"]
        scenes.write(editor, EDITOR)
        scenes.write(editor + ".typed", scenes.TYPED)
        os.chmod(editor, 0o755)
        self.before, _ = scenes.snapshot(place.ledger)
        self.printed = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(place.root)
            os.execve(place.crm, ["crm", *words], {**place.environment, "MODE": mode, "TERM": "xterm"})
        self.modes = termios.tcgetattr(self.terminal)

    def read_until(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.printed:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.terminal, 65536) if ready else b""
            if not part:
                raise AssertionError(f"{text!r} did not come: {self.printed!r}")
            self.printed += part

    def rest(self):
        """Until it waits for something outside."""
        deadline = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 5 and time.monotonic() < deadline:
            with open(f"/proc/{self.pid}/stat", encoding="utf-8") as file:
                quiet = quiet + 1 if file.read().rsplit(") ", 1)[1][0] == "S" else 0
            time.sleep(0.02)

    def type(self, text):
        os.write(self.terminal, text)

    def editor(self):
        with open(self.place.environment["VISUAL"] + ".pid", encoding="utf-8") as file:
            return int(file.read())

    def end(self):
        """The code the program ends with; less than 0: the signal."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.terminal is not None and select.select([self.terminal], [], [], 0.01)[0]:
                try:
                    self.printed += os.read(self.terminal, 65536)
                except OSError:  # nobody has it open any more
                    time.sleep(0.01)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.drain()
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"it did not end: {self.printed!r}")

    def drain(self):
        """What it printed last, just before it ended."""
        while self.terminal is not None and select.select([self.terminal], [], [], 0)[0]:
            try:
                part = os.read(self.terminal, 65536)
            except OSError:
                return
            if not part:
                return
            self.printed += part

    def hang_up(self):
        os.close(self.terminal)
        self.terminal = None

    def close(self):
        if self.terminal is not None:
            os.close(self.terminal)


def expect(condition, what, session):
    if not condition:
        held, temporary = scenes.snapshot(session.place.ledger)
        raise AssertionError(f"{what}\n{session.printed.decode()}\n{scenes.difference(held, session.before)}{temporary}")


def as_it_was(session):
    held, temporary = scenes.snapshot(session.place.ledger)
    expect(held == session.before and not temporary, "the ledger is as it was", session)


def in_editor(place, act, code, mode=""):
    """Something happens while the editor is open and has saved."""
    session = Session(place, ["edit", "ada"], mode)
    session.read_until(b"READY")
    act(session)
    found = session.end()
    expect(found == code, f"ends with {code}, not {found}", session)
    as_it_was(session)
    expect(scenes.TYPED in place.drafts(), "what was typed is kept", session)
    if code == 3:
        expect(b"what you typed is kept in" in session.printed, "and it says where", session)
    if session.terminal is not None:
        expect(termios.tcgetattr(session.terminal) == session.modes, "the terminal is as it was found", session)
    session.close()
    try:
        os.kill(session.editor(), signal.SIGKILL)
    except ProcessLookupError:
        pass


def at_input(place, words, act, code):
    """Something happens while standard input is read; the ledger is free for others meanwhile."""
    session = Session(place, words)
    session.type(b"name: half a text\n")
    session.rest()
    folder = os.open(place.ledger, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(folder)
    act(session)
    found = session.end()
    expect(found == code, f"ends with {code}, not {found}", session)
    as_it_was(session)
    session.close()


def at_lock(place, act, code):
    """Something happens while another crm writes."""
    place.fill(AT_ADA)
    folder = os.open(place.ledger, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    session = Session(place, ["log", "ada", "call"], fill=False)
    session.rest()
    act(session)
    begin = time.monotonic()
    found = session.end()
    expect(found == code, f"ends with {code}, not {found}", session)
    expect(time.monotonic() - begin < 5, "it does not wait any longer", session)
    as_it_was(session)
    os.close(folder)
    session.close()


def saved(place):
    """Without a signal, what the editor saves is in the ledger: the scenes can tell the difference."""
    session = Session(place, ["edit", "ada"], "saves")
    expect(session.end() == 0, "ends well", session)
    held, _ = scenes.snapshot(place.ledger)
    expect(held != session.before and scenes.TYPED not in place.drafts(), "it is saved", session)
    session.close()


def typed(keys):
    return lambda session: session.type(keys)


def to_crm(number):
    return lambda session: os.kill(session.pid, number)


def to_group(number):
    return lambda session: os.killpg(session.pid, number)


def to_both(first, second):
    """One to crm, then one to the editor."""

    def act(session):
        os.kill(session.pid, first)
        os.kill(session.editor(), second)

    return act


def to_editor(number):
    return lambda session: os.kill(session.editor(), number)


def main():
    crm = os.path.abspath(sys.argv[1])
    os.umask(0o077)
    count = 0
    with tempfile.TemporaryDirectory(prefix="crm-sessions-") as root:
        place = scenes.Place(root, crm)
        saved(place)
        for name, act, code, mode in (
            ("Ctrl-C", typed(b"\x03"), 3, ""),
            ("Ctrl-\\", typed(b"\x1c"), 3, ""),
            ("SIGINT to crm alone, which is the editor's", to_both(signal.SIGINT, signal.SIGTERM), 3, ""),
            ("the editor is killed", to_editor(signal.SIGKILL), 3, ""),
            ("the editor is killed and had a raw terminal", to_editor(signal.SIGKILL), 3, "raw"),
            ("the editor is ended and had a raw terminal", to_editor(signal.SIGTERM), 3, "raw"),
            ("SIGTERM to crm", to_crm(signal.SIGTERM), -signal.SIGTERM, ""),
            ("SIGTERM to crm and the editor", to_group(signal.SIGTERM), -signal.SIGTERM, ""),
            ("SIGHUP to crm", to_crm(signal.SIGHUP), -signal.SIGHUP, ""),
            ("SIGKILL to crm", to_crm(signal.SIGKILL), -signal.SIGKILL, ""),
            ("the terminal goes away", Session.hang_up, -signal.SIGHUP, ""),
        ):
            in_editor(place, act, code, mode)
            count += 1
            print(f"in the editor: {name}: passed")
        for words in (["log", "ada", "call", "-"], ["edit", "ada", "--from", "-"], ["amend", "k4q", "--note", "-"]):
            for name, act, code in (
                ("Ctrl-C", typed(b"\x03"), -signal.SIGINT),
                ("Ctrl-\\", typed(b"\x1c"), -signal.SIGQUIT),
                ("SIGTERM", to_crm(signal.SIGTERM), -signal.SIGTERM),
                ("the terminal goes away", Session.hang_up, -signal.SIGHUP),
            ):
                at_input(place, words, act, code)
                count += 1
                print(f"{' '.join(words)}: {name}: passed")
        for name, act, code in (("Ctrl-C", typed(b"\x03"), -signal.SIGINT), ("SIGTERM", to_crm(signal.SIGTERM), -signal.SIGTERM)):
            at_lock(place, act, code)
            count += 1
            print(f"waiting for another crm: {name}: passed")
    print(f"{count} sessions broken off")
    return 0


if __name__ == "__main__":
    sys.exit(main())
