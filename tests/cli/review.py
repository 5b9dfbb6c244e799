#!/usr/bin/env python3
"""Drives `crm review` in a pseudo-terminal: what review.session shows, then what a review writes, how it is left and
taken up again, what signals, small windows, other programs and failures do to it.

Usage: review.py CRM EXAMPLES [SCENE...]   [--update rewrites review.session with what is printed]"""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

sys.dont_write_bytecode = True  # the sources stay as they are
from run import TODAY, ids_in, normalise  # noqa: E402

SESSION = pathlib.Path(__file__).with_name("review.session")
PROMPTS = ("> ", "): ", "(several lines: an empty one ends the note)\n")
TYPED = re.compile("«([^»]*)»")
PATIENCE = 60
ENTRY = re.compile(r"- \{date: (\S+), with: \[(\S+)\], touch: (\S+?)(?:, (.*?))?(?:, )?id: ([a-z0-9]{13})(.*)\}")


class Review:
    """`crm review` at a terminal of its own."""

    def __init__(self, home, *arguments, rows=24, columns=80, program=None, **environment):
        self.home = home
        self.printed = ""
        self.seen = 0
        self.ended = False
        ready, go = os.pipe()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.close(go)
            os.read(ready, 1)  # until the terminal has its size
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
                signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore some
            variables = {
                "PATH": f"{home.path}:{os.environ['PATH']}",
                "HOME": home.path,
                "LC_ALL": "C.UTF-8",
                "TZ": "UTC",
                "TERM": "dumb",
                "CRM_LEDGER": home.ledger,
                "CRM_TODAY": TODAY,
                "EDITOR": "true",
                **{k: os.environ[k] for k in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if k in os.environ},
                **environment,
            }
            os.chdir(home.path)
            command = program or ["crm", "review", *arguments]
            os.execvpe(command[0] if program else home.crm, command, variables)
        os.close(ready)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.mode = termios.tcgetattr(self.terminal)
        os.close(go)

    def read(self, wait):
        """What is printed next; False at the end."""
        ready, _, _ = select.select([self.terminal], [], [], wait)
        if not ready:
            return True
        try:
            part = os.read(self.terminal, 65536)
        except OSError:
            part = b""
        self.ended = not part
        self.printed += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return not self.ended

    def until(self, *texts):
        """What is printed up to one of `texts` at the end of the output, or up to the end of the program."""
        deadline = time.monotonic() + PATIENCE
        while not self.ended and not (texts and self.printed[self.seen :].endswith(texts)):
            if time.monotonic() > deadline:
                raise AssertionError(f"{texts!r} did not come; printed was:\n{self.printed}")
            self.read(1)
        out = self.printed[self.seen :]
        self.seen = len(self.printed)
        return out

    def asked(self):
        """What is printed until the next question."""
        return self.until(*PROMPTS)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def answer(self, *texts):
        """Types each text when there is a question; what is printed from the first to the next question."""
        out = ""
        for text in texts:
            self.type(text)
            out += self.asked()
        return out

    def end(self):
        out = self.until()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.terminal)
        return out, os.waitstatus_to_exitcode(status)

    def mode_now(self):
        return termios.tcgetattr(self.terminal)


class Home:
    """A folder with a ledger, made anew for each scene."""

    def __init__(self, path, crm, examples):
        self.path = path
        self.crm = crm
        self.examples = examples
        self.ledger = os.path.join(path, "ledger")
        os.symlink(crm, os.path.join(path, "crm"))

    def own(self, **more):
        """A ledger of three clients of whom each is owed a call since 15 November."""
        contacts = {name: "" for name in ("ann", "bob", "cy")} | more
        self.write("crm.yaml", "crm: 1\ncadence: [{minor: every 30 days}]\n")
        for name, extra in contacts.items():
            self.write(f"contacts/{name}.yaml", f"name: {name.title()} Lee\nkind: client\ntier: A\nsince: 2026-10-16\n{extra}")
        return self

    def example(self):
        shutil.copytree(self.examples, self.ledger, ignore=shutil.ignore_patterns("run"))
        os.chmod(self.ledger, 0o700)
        return self

    def write(self, name, text):
        path = os.path.join(self.ledger, name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        path = os.path.join(self.ledger, name)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as file:
            return file.read()

    def journal(self):
        """(who, touch, what follows) of each line of the month."""
        lines = self.read("journal/2026-11.yaml").splitlines()
        found = [ENTRY.fullmatch(line) for line in lines]
        expect(all(found), "the journal has a line of another form", "\n".join(lines))
        return [(m[2], m[3], ((m[4] or "") + m[6]).strip(", ")) for m in found]


def expect(condition, what, seen=""):
    if not condition:
        raise AssertionError(f"{what}\n{seen}")


def expect_equal(found, wanted, what):
    expect(found == wanted, what, f"  wanted: {wanted!r}\n  found:  {found!r}")


# What review.session shows.


def send(review, typed):
    """Types what stands between « and »; what is printed then, without the echo of a line."""
    text = typed.replace("⏎", "\n").replace("^D", "\x04")
    review.type(text)
    out = review.asked()
    if text.endswith("\n"):
        expect(out.startswith(text), "the terminal shows what is typed", out)
        out = out[len(text) :]
        return "\n" + out
    return out


def play(home, command, shown):
    """What a session prints, with what is typed in its place."""
    review = Review(home, program=["bash", "-c", command.removeprefix("$ ")])
    keys = TYPED.findall(shown)
    out = review.asked() if keys else ""
    for typed in keys:
        expect(not review.ended, f"it has ended before «{typed}»", review.printed)
        out += f"«{typed}»" + send(review, typed)
    rest, code = review.end()
    return (out + rest).strip("\n") + (f"\n[exit {code}]" if code else "")


def as_shown(home, update=False):
    home.example()
    known = ids_in(home.examples)
    kept = []
    wrong = []
    for block in re.split(r"(?m)^(?=\$ |## )", SESSION.read_text(encoding="utf-8")):
        if not block.startswith("$ "):
            kept.append(block)
            continue
        command, _, shown = block.partition("\n")
        printed = play(home, command, shown)
        kept.append(f"{command}\n{printed}\n\n")
        if normalise(printed, known) != normalise(shown.strip("\n"), known):
            wrong.append(f"{command}\n--- wanted\n{shown}--- printed\n{printed}")
    if update:
        SESSION.write_text("".join(kept).rstrip("\n") + "\n", encoding="utf-8")
    else:
        expect(not wrong, "what is shown differs from review.session", "\n".join(wrong))


# What it writes.


def each_answer_at_once(home):
    home.own(dee="snooze: 2026-01-01\n")
    home.write(
        "journal/2026-11.yaml",
        "- {date: 2026-11-03, with: [ann], touch: follow-up, follow_up: \"send it\", by: 2026-11-20, id: k4q7m2x9b1tza}\n"
        "- {date: 2026-11-04, with: [ann], touch: follow-up, follow_up: \"ask him\", by: 2026-12-01, id: w8c35n0r6yhde}\n",
    )
    before = home.journal()
    review = Review(home)
    expect("Ann Lee  ann\n" in review.asked(), "the first card")
    out = review.answer("d", "3\n")
    expect("crm: '3' is not one of 1 to 2\n" in out, "a number that is none", out)
    for text in ("0", "", "ask", "-1", "99999999999999999999"):
        out = review.answer(text + "\n")
        expect(f"crm: '{text}' is not one of 1 to 2\n" in out, f"nor is {text!r}", out)
    out = review.answer("1\n")
    expect("done: send it, for Ann Lee\n  3 days late: it was due 20 November 2026\n" in out, "told", out)
    expect_equal(
        home.journal()[2:],
        [("ann", "follow-up", 'follow_up: "send it", by: 2026-11-20, done: 2026-11-23, rev: 2')],
        "the follow-up is closed by a line of its own",
    )
    expect("Ann Lee  ann\n" in out, "a call is still owed to her", out)
    out = review.answer("l")
    expect("touch (Enter: call, -: back): " in out, "a suggestion", out)
    out = review.answer("EMAIL\n")
    expect_equal(len(home.journal()), 3, "nothing is written before the note")
    out = review.answer("Asked about the audit: \"yes\"\n")
    expect_equal(home.journal()[3:], [("ann", "email", r'note: "Asked about the audit: \"yes\""')], "logged")
    expect("  to take this back: crm amend " in out and "Ann Lee: next minor due 23 December 2026" in out, "told", out)
    expect("Bob Lee  bob\n" in out, "on to the next", out)
    review.answer("a", "\n")
    expect_equal(home.journal()[4:], [("bob", "call", "outcome: attempt")], "an attempt")
    out = review.answer("s", "friday\n")
    expect("Cy Lee (cy) is snoozed until Friday 27 November 2026" in out, "snoozed", out)
    expect(home.read("contacts/cy.yaml").endswith("since: 2026-10-16\nsnooze: 2026-11-27\n"), "in the file")
    out = review.answer("s", "off\n")
    expect("Dee Lee (dee) is snoozed no longer" in out, "off is an answer as for `snooze`", out)
    expect("snooze" not in home.read("contacts/dee.yaml"), "gone from the file")
    review.answer("l")
    review.answer("\n")
    review.type("\n")
    out, code = review.end()
    expect(code == 0 and "That was all: 2 logged, 1 tried, 2 snoozed, 1 done.\n" in out, "the end", out)
    expect_equal(home.journal()[5:], [("dee", "call", "")], "no note is none")
    expect_equal(home.journal()[:2], before, "older lines stand as they were")


def wrong_answers(home):
    home.own()
    review = Review(home)
    review.asked()
    out = review.answer("l", "diner\n")
    expect("crm: 'diner' is not a touch of this ledger\n  did you mean 'dinner'?\ntouch (" in out, "as log says it", out)
    out = review.answer("follow-up\n")
    expect("crm: 'follow-up' is " in out and out.endswith("back): "), "nothing that has happened", out)
    out = review.answer("-\n")
    expect("Ann Lee  ann\n" in out, "back to the card", out)
    out = review.answer("s", "soon\n")
    expect("crm: UNTIL 'soon' is not a date\n" in out and out.endswith("back): "), "no date", out)
    out = review.answer("\n")
    expect("UNTIL '' is not a date" in out, "nothing is no date", out)
    out = review.answer("2026-11-23\n")
    expect("crm: 23 November 2026 does not lie ahead\n" in out, "today is none", out)
    review.answer("-\n")
    review.answer("l", "\n")
    out = review.answer("-\n")
    expect("Ann Lee  ann\n" in out, "back from the note", out)
    for key in ("x", "\x1b[D", "\x1b[A", "é", "\t", "d", "b", "7"):
        out = review.answer(key)
        expect("no such key here" in out and out.count("\n") <= 4, f"{key!r} does nothing", out)
    review.type("q")
    _, code = review.end()
    expect(code == 0 and home.journal() == [] and "snooze" not in home.read("contacts/ann.yaml"), "nothing is written")


def without_suggestion(home):
    home.own()
    home.write("contacts/ann.yaml", home.read("contacts/ann.yaml") + "avoid: [call, email, card, note, article, congratulation]\n")
    review = Review(home)
    out = review.asked()
    expect("try    nothing that is neither avoided nor too much today\n" in out, "told", out)
    out = review.answer("l", "\n")
    expect("crm: TOUCH is missing\n  the touches are " in out and out.endswith("touch (-: back): "), "asked again", out)
    out = review.answer("call\n", "\n")
    expect("caution: Ann Lee is to be spared 'call' (avoid)" in out, "as log warns", out)
    review.type("q")
    review.end()


def resumed(home):
    home.own()
    review = Review(home)
    review.asked()
    review.answer("l", "\n", "\n")  # Ann
    review.answer("n")  # Bob
    review.type("q")
    out, _ = review.end()
    expect("So far: 1 logged, 1 left for later.\nBegun again, 'crm review' shows who is still due.\n" in out, "told", out)
    review = Review(home)
    expect("-- 1 of 2 -" in (out := review.asked()) and "Bob Lee" in out, "who was passed over comes again", out)
    expect("Cy Lee" in review.answer("a", "\n"), "Cy next")
    review.type("q")
    review.end()
    review = Review(home)
    expect("Cy Lee  cy\n" in (out := review.asked()), "who was tried today comes last", out)
    expect("Bob Lee  bob\n" in (out := review.answer("n")), "but comes", out)
    expect("Cy Lee  cy\n" in review.answer("b"), "and back")
    review.answer("n")
    review.type("n")
    out, code = review.end()
    expect(code == 0 and "That was all: 2 left for later.\n" in out, "through", out)


def pasted(home):
    home.own()
    review = Review(home)
    review.asked()
    review.answer("l", "\n")
    review.type("first line\nquit\nn\n\nlast without an end")
    review.until("last without an end")
    time.sleep(0.5)  # until it waits
    out = review.answer("\n")
    expect("(several lines" in out, "asked for the end", out)
    out = review.answer("\n")
    expect("Bob Lee  bob\n" in out, "none of it was a key", out)
    expect_equal(home.journal(), [("ann", "call", r'note: "first line\nquit\nn\n\nlast without an end"')], "one note")
    review.type("nnnnq")  # several keys at once: only the first can be meant for this card
    out = review.asked()
    expect("Cy Lee  cy\n" in out and "So far" not in out, "what was typed ahead is no answer", out)
    review.type("q")
    review.end()


# How it is left.


def left_in_a_note(home):
    home.own()
    for typed, wanted in (("\x03", -signal.SIGINT), ("\x04", 0), ("\x1c", -signal.SIGQUIT)):
        review = Review(home)
        before = review.mode
        review.asked()
        review.answer("l", "\n")
        if typed == "\x04":
            review.type(typed)
        else:
            review.type("half a note" + typed)
        out = review.until("still due.\n")
        expect("So far: nothing was written.\n" in out, "it says goodbye", out)
        time.sleep(0.05)
        expect_equal(review.mode_now(), before, "the terminal is as it was")
        _, code = review.end()
        expect_equal(code, wanted, f"how it ends after {typed!r}")
    expect_equal(home.journal(), [], "nothing is written")


def left_at_a_card(home):
    home.own()
    for typed, wanted in (("\x03", -signal.SIGINT), ("\x04", 0), ("q", 0), ("Q", 0)):
        review = Review(home)
        before = review.mode
        review.asked()
        expect(review.mode_now() != before, "a card takes keys, not lines")
        review.type(typed)
        review.until("still due.\n")
        time.sleep(0.05)
        expect_equal(review.mode_now(), before, "the terminal is as it was")
        _, code = review.end()
        expect_equal(code, wanted, f"how it ends after {typed!r}")


def signals(home):
    home.own()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        for typed in ((), ("l",), ("l", "\n")):
            review = Review(home)
            before = review.mode
            review.asked()
            review.answer(*typed)
            os.kill(review.pid, number)
            review.until("still due.\n")
            time.sleep(0.05)
            expect_equal(review.mode_now(), before, "the terminal is as it was")
            _, code = review.end()
            expect_equal(code, -number, "it ends by the signal")
    expect_equal(home.journal(), [], "nothing is written")


def terminal_closed(home):
    home.own()
    for typed in ((), ("l", "\n")):
        review = Review(home)
        review.asked()
        review.answer(*typed)
        os.close(review.terminal)
        deadline = time.monotonic() + PATIENCE
        while (ended := os.waitpid(review.pid, os.WNOHANG))[0] == 0:
            expect(time.monotonic() < deadline, "it ends when its terminal is closed")
            time.sleep(0.02)
        expect_equal(os.waitstatus_to_exitcode(ended[1]), -signal.SIGHUP, "by the signal")


def stopped(home):
    """By Ctrl-Z, under a shell that has jobs and leaves the terminal's mode alone."""
    home.own()
    script = "set -m; stty -g > before; crm review; stty -g > card; fg; stty -g > question; fg"
    shell = Review(home, program=["bash", "-c", script])
    shell.asked()
    shell.type("\x1a")
    expect("Ann Lee  ann\n" in (out := shell.asked()), "the card is shown again", out)
    shell.answer("l")
    shell.type("\x1a")
    expect("touch (" in (out := shell.asked()), "the question is asked again", out)
    expect("Bob Lee" in (out := shell.answer("\n", "\n")), "and answered", out)
    shell.type("q")
    _, code = shell.end()
    modes = [open(os.path.join(home.path, name), encoding="ascii").read() for name in ("before", "card", "question")]
    expect(code == 0 and modes[0] == modes[1] == modes[2], "stopped, it leaves the terminal as it was", str(modes))
    expect_equal(home.journal(), [("ann", "call", "")], "logged")


# Where it is shown.


def width(line):
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) == "Cf" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in line
    )


def windows(home):
    home.example()
    for rows, columns in ((24, 80), (12, 40), (10, 30), (60, 200)):
        review = Review(home, rows=rows, columns=columns)
        shown = review.asked()
        count = int(re.search(r"-- 1 of (\d+) ", shown)[1])
        for place in range(1, count + 1):
            card = shown[shown.index(f"-- {place} of {count} ") :].split("\n")
            size = (len(card), max(map(width, card)))
            expect(size[0] <= min(rows, 24) and size[1] <= columns, f"the card fits {columns}x{rows}: {size}", "\n".join(card))
            expect(any(line.startswith(("owed", "to do")) for line in card), "what is owed is there", "\n".join(card))
            review.type("n")
            shown = review.asked() if place < count else ""
        out, code = review.end()
        expect(code == 0 and "That was all" in out, "through", out)


def colours(home):
    home.own()
    for variables, coloured in (
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    ):
        review = Review(home, **variables)
        out = review.asked() + review.answer("?", "x", "l", "lnch\n", "\n", "\n")
        review.type("q")
        out += review.end()[0]
        expect_equal("\x1b" in out, coloured, f"colour with {variables}")


# Others at the same ledger.


def two_at_once(home):
    home.own()
    one, two = Review(home), Review(home)
    expect("Ann Lee" in one.asked() and "Ann Lee" in two.asked(), "both show Ann")
    one.answer("l", "\n", "by one\n")
    out = two.answer("l")
    expect("meanwhile something was changed: look again\n" in out and "Bob Lee  bob\n" in out, "two is told", out)
    expect("-- 1 of 2 -" in out, "and counts anew", out)
    expect_equal(len(home.journal()), 1, "nothing is written twice")
    one.type("s")
    one.asked()
    two.answer("l", "\n", "by two\n")
    out = one.answer("2w\n")
    expect("Bob Lee (bob) is snoozed until" in out, "an answer under way is written", out)
    for review in (one, two):
        review.type("q")
        review.end()
    expect_equal(home.journal(), [("ann", "call", 'note: "by one"'), ("bob", "call", 'note: "by two"')], "both are there")


def opened(home):
    home.own()
    editor = os.path.join(home.path, "editor")
    with open(editor, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nstty -a | grep -q " icanon" || exit 3\nstty -a | grep -q " echo " || exit 4\nsed -i "s/tier: A/tier: B/" "$1"\n')
    os.chmod(editor, 0o755)
    review = Review(home, EDITOR=editor)
    review.asked()
    out = review.answer("o")
    expect("changed Ann Lee (ann) in contacts/ann.yaml\n  tier  B, was A\n" in out, "edited", out)
    expect("client, tier B" in out, "the card shows it", out)
    out = review.answer("o")
    expect("nothing changed in contacts/ann.yaml\n" in out, "nothing to change", out)
    review.type("q")
    expect("1 edited" in review.end()[0], "counted")
    review = Review(home, EDITOR="false")
    before = review.mode
    review.asked()
    out = review.answer("o")
    expect("crm: the editor 'false' ended with 1\n" in out and "Bob Lee" in out, "an editor that fails ends nothing", out)
    review.type("\x03")
    review.until("still due.\n")
    expect_equal(review.mode_now(), before, "the terminal is as it was")
    review.end()


def tried_again(home):
    home.own()
    review = Review(home)
    review.asked()
    review.answer("l", "\n")
    os.makedirs(os.path.join(home.ledger, "journal/2026-11.yaml"))  # in the way of the file
    out = review.answer("a note that took long\n")
    expect("crm: journal/2026-11.yaml" in out and out.endswith("Enter to try again (-: back): "), "it fails, and is told", out)
    expect("journal/2026-11.yaml" in review.answer("\n"), "and again")
    os.rmdir(os.path.join(home.ledger, "journal/2026-11.yaml"))
    out = review.answer("\n")
    expect_equal(home.journal(), [("ann", "call", 'note: "a note that took long"')], "what was typed is not lost")
    review.answer("l", "\n")
    os.rename(os.path.join(home.ledger, "journal"), os.path.join(home.ledger, "away"))
    home.write("journal", "a file\n")
    review.answer("another\n")
    out = review.answer("-\n") if not review.ended else ""
    os.remove(os.path.join(home.ledger, "journal"))
    os.rename(os.path.join(home.ledger, "away"), os.path.join(home.ledger, "journal"))
    expect("-- 2 of 3 -" in out or "-- " in out, "back to the card", out)
    review.type("q")
    review.end()
    expect_equal(len(home.journal()), 1, "given up is not written")


def incomplete(home):
    home.own(dee="kind: [\n")
    review = Review(home)
    out = review.asked()
    expect("This is incomplete: one thing in the ledger could not be used and was left out." in out, "told at the begin", out)
    review.type("q")
    out, code = review.end()
    expect(code == 3 and "contacts/dee.yaml" in out, "and at the end", out)


def no_terminal(home):
    home.own()
    environment = {**os.environ, "CRM_LEDGER": home.ledger, "CRM_TODAY": TODAY}
    result = subprocess.run([home.crm, "review"], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False)
    expect(result.returncode == 2 and "'crm due' lists the same" in result.stderr, "refused", result.stderr)


SCENES = (
    as_shown, each_answer_at_once, wrong_answers, without_suggestion, resumed, pasted, left_in_a_note, left_at_a_card, signals,
    terminal_closed, stopped, windows, colours, two_at_once, opened, tried_again, incomplete, no_terminal,
)  # fmt: skip


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    crm, examples, *names = arguments
    failed = 0
    for scene in SCENES:
        if (names and scene.__name__ not in names) or ("--update" in sys.argv and scene is not as_shown):
            continue
        with tempfile.TemporaryDirectory() as path:
            home = Home(path, os.path.abspath(crm), examples)
            try:
                scene(home, **({"update": True} if "--update" in sys.argv else {}))
                print(f"{scene.__name__}: passed")
            except AssertionError as error:
                failed += 1
                print(f"{scene.__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
