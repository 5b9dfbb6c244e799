#!/usr/bin/env python3
"""Ledgers that git, a script or somebody with bad intentions could bring along.

Into a ledger of two contacts one hostile thing is put: as a contact, as a month of the journal or as
crm.yaml. Then `crm due` has to tell of it in one error with its place and a remedy, show the others,
say that the list is incomplete and leave with exit code 3, within SECONDS of processor time and
MEGABYTES plus FACTOR times the file of memory; FACTOR times SLOW where yaml-cpp has to read it, for
which a file has 4 MiB at most. What is fine, but large, may take four times as long. Under strace nothing but the ledger is opened, besides what `crm --version` opens.

Usage: test_hostile.py CRM EXAMPLES [--long]
--long: each hostile text in each place, and the examples cut off at 3,000 bytes instead of 100.
"""

import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))
from strace import plain  # noqa: E402

SECONDS = 1.0
BUSY = 8  # a busy machine: what is printed at the end tells how long it really took
MEGABYTES = 60
FACTOR = 2
SLOW = 60  # of FACTOR, for what yaml-cpp has to read
HANG = 300  # seconds on the clock after which a run is killed, for it waits for something
NOBODY = 65534

MB = 1 << 20
SETTINGS = b"crm: 1\ncadence:\n  - {minor: every 45 days}\n"
ADA = b"name: Ada Lovelace\nsince: 2026-01-05\n"
CY = b"name: Cy Young\nsince: 2026-01-05\n"
LINE = b"- {date: 2026-08-03, with: [ada-lovelace], touch: call, id: k4q7m2x9b1tza}\n"
OPEN = b"- {date: 2026-10-03, with: [ada-lovelace], touch: call, x_a: "

faults = []
counts = {}


def fault(text):
    faults.append(text)
    print(f"FAULT {text}", flush=True)


def count(what):
    counts[what] = counts.get(what, 0) + 1


class Launcher:
    """Starts crm, from a process that is small: what a process takes counts from before its exec."""

    def __init__(self):
        wanted, self.wanted = os.pipe()
        self.told, told = os.pipe()
        if os.fork() == 0:
            os.close(self.wanted)
            os.close(self.told)
            with open(wanted, encoding="ascii") as requests:
                for request in requests:
                    answer = self.launch(**json.loads(request))
                    os.write(told, (json.dumps(answer) + "\n").encode("ascii"))
            os._exit(0)
        os.close(wanted)
        os.close(told)
        self.told = open(self.told, encoding="ascii")

    def __call__(self, **request):
        os.write(self.wanted, (json.dumps(request) + "\n").encode("ascii"))
        return json.loads(self.told.readline())

    @staticmethod
    def launch(arguments, out, err, user):
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            try:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(os.open(out, os.O_WRONLY), 1)
                os.dup2(os.open(err, os.O_WRONLY), 2)
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
                if user is not None:
                    os.setgroups([])
                    os.setgid(user)
                    os.setuid(user)
                os.execve(arguments[0], arguments, ENVIRONMENT)
            finally:
                os._exit(99)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(HANG)
        _, status, usage = os.wait4(child, 0)
        signal.alarm(0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "wall": time.monotonic() - began,
            "seconds": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss / 1024,
        }


class Run:
    """One run of crm: what it printed, and what it cost."""

    def __init__(self, crm, folder, *arguments, user=None):
        with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
            cost = launcher(
                arguments=[str(crm), "--ledger", str(folder), "--today", "2026-11-23", *arguments],
                out=out.name, err=err.name, user=user)  # fmt: skip
            self.__dict__.update(cost)
            self.out = out.read()
            self.err = err.read()


launcher = None
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.environ["PATH"], "HOME": "/nonexistent"}
for kept in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if kept in os.environ:
        ENVIRONMENT[kept] = os.environ[kept]


class Ledger:
    """A ledger in a folder of its own, with what may be put into it; it is gone afterwards."""

    def __enter__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="crm-hostile-"))
        self.top.chmod(0o755)
        self.path = self.top / "ledger"
        for folder in (self.path, self.path / "contacts", self.path / "journal"):
            folder.mkdir(mode=0o700)
        self.put("crm.yaml", SETTINGS)
        self.put("contacts/ada-lovelace.yaml", ADA)
        self.put("contacts/cy-young.yaml", CY)
        self.put("journal/2026-08.yaml", LINE)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def put(self, name, data):
        path = os.path.join(os.fsencode(self.path), os.fsencode(name))
        with open(path, "wb") as file:
            file.write(data)
        return path


class Hostile:
    def __init__(self, crm, examples, thorough):
        self.crm = crm
        self.examples = pathlib.Path(examples)
        self.thorough = thorough
        with open(crm, "rb") as file:
            self.sanitized = b"__asan_init" in file.read()
        self.worst = {}
        self.seconds = 0.0

    # ---- what every answer has to be

    def measure(self, label, run, size, slow=False, seconds=BUSY * SECONDS):
        if run.code == -signal.SIGKILL:
            fault(f"{label}: still running after {HANG} seconds")
        if run.code < 0:
            fault(f"{label}: ended by signal {-run.code}")
        self.seconds += run.seconds
        megabytes = MEGABYTES + FACTOR * (SLOW if slow else 1) * size / MB
        if run.seconds > seconds * (15 if self.sanitized else 1):
            fault(f"{label}: {run.seconds:.2f} seconds")
        if not self.sanitized and run.megabytes > megabytes:
            fault(f"{label}: {run.megabytes:.0f} MB for a file of {size / MB:.1f} MB")
        for what, value in (("seconds", run.seconds), ("wall", run.wall), ("MB", run.megabytes)):
            key = (what, slow)
            if value > self.worst.get(key, (0, ""))[0]:
                self.worst[key] = (value, label)

    def harmless(self, label, data):
        for line in data.split(b"\n"):
            text = line.decode("utf-8", "surrogateescape")
            if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 or ord(c) in (0x202E, 0x2028) for c in text):
                fault(f"{label}: prints {line[:200]!r}")
                return

    def one_error(self, label, run, file, text, remedy=True):
        """One message: its first line names the file, then says what is wrong."""
        told = [line for line in run.err.split(b"\n") if line.startswith(b"crm: ")]
        if run.code != 3:
            fault(f"{label}: exit code {run.code}, {run.err[:300]!r}")
        if len(told) != 1:
            fault(f"{label}: {len(told)} errors, {run.err[:600]!r}")
            return
        message = told[0].decode("utf-8", "replace")
        place = r"(:[0-9]+:[0-9]+)?"
        if not re.match(rf"crm: {re.escape(file)}{place}: .*({text})", message):
            fault(f"{label}: says {message[:300]}, not {text}")
        if len(run.err) > 4000:
            fault(f"{label}: an error of {len(run.err)} bytes")
        rest = run.err.rstrip(b"\n").split(b"\n")
        caret = [i for i, line in enumerate(rest) if line.strip() == b"^"]
        placed = re.match(rf"crm: {re.escape(file)}:[0-9]", message)
        if placed and not caret:
            fault(f"{label}: no excerpt, {run.err[:300]!r}")
        if remedy and len(rest) <= (caret[0] + 1 if caret else 1):
            fault(f"{label}: no remedy, {run.err[:300]!r}")
        self.harmless(label, run.err)

    def others_shown(self, label, run):
        for wanted in (b"Ada Lovelace", b"Cy Young", b"This is incomplete: one thing in the ledger could not be used"):
            if wanted not in run.out:
                fault(f"{label}: '{wanted.decode()}' is not shown, {run.out[:300]!r}")

    def refused(self, label, ledger, file, text, size=0, remedy=True, slow=False):
        """`due` leaves the file out and shows the rest; without crm.yaml there is nothing to show."""
        count("refused")
        run = Run(self.crm, ledger.path, "due")
        self.one_error(label, run, file, text, remedy)
        self.measure(label, run, size, slow)
        if file != "crm.yaml":
            self.others_shown(label, run)
        return run

    def told_by_check_and_json(self, label, ledger, **more):
        run = Run(self.crm, ledger.path, "check", **more)
        if run.code != 1 or run.out.count(b"\n1 finding\n") != 1:
            fault(f"{label}: check leaves with {run.code}, {run.out[:300]!r} {run.err[:300]!r}")
        self.harmless(label, run.out)
        run = Run(self.crm, ledger.path, "due", "--json", **more)
        try:
            problems = json.loads(run.out)["problems"]
        except ValueError:
            problems = []
        if len(problems) != 1:
            fault(f"{label}: {run.out[-400:]!r}")
        count("check and --json")

    # ---- texts

    def places(self, hostile, number):
        """The text as the value of a key and as a whole file, in each kind of file."""
        contact = ("contacts/bob-stone.yaml", b"name: Bob Stone\nx_a: " + hostile + b"\n")
        month = ("journal/2026-10.yaml", LINE.replace(b"k4", b"k5") + OPEN + hostile + b"}\n")
        settings = ("crm.yaml", SETTINGS + b"x_a: " + hostile + b"\n")
        whole = ("contacts/bob-stone.yaml", hostile)
        whole_month = ("journal/2026-10.yaml", hostile)
        whole_settings = ("crm.yaml", hostile)
        all_of_them = [contact, month, settings, whole, whole_month, whole_settings]
        if self.thorough:
            return all_of_them
        return [all_of_them[number % 6], all_of_them[(number + 1) % 6]][: 1 if self.sanitized else 2]

    def texts(self):
        deep = r"lists and maps nest deeper than 16 levels|a key may not be a list or a map"
        line = r"a line longer than 4 MiB"
        large = r"is larger than 4 MiB, and not in the style that crm writes"
        utf8 = r"byte 0x[0-9A-F]{2} is not valid UTF-8"
        control = r"control character"
        words = b"word " * (10 * MB)
        lists = [
            ("100,000 [", b"[" * 100_000, deep),
            ("100,000 {", b"{" * 100_000, deep),
            ("50,000 [{a:", b"[{a: " * 50_000, deep),
            ("100,000 [ closed", b"[" * 100_000 + b"]" * 100_000, deep),
            ("100,000 [ on lines", b"[\n " * 100_000, deep),
            ("1,000,000 [a: {b:", b"[a: {b: " * 500_000, deep),
            ("4 MB of {", b"{" * (4 * MB - 1000), deep),
            ("4 MB of [", b"[" * (4 * MB - 1000), deep),
            ("4 MB of [ behind all that may hide them", b"[&a b, !c d, \"]\", ']', x: y, # ]\n " + b"[" * (4 * MB - 1000), deep),
            ("5 MB of {", b"{" * (5 * MB), line),
            ("5 MB of { on lines", b"{\n" * (5 * MB // 2), large + "|" + deep),
            ("a plain line of 50 MB", words, line),
            ("a quote of 50 MB on one line", b'"' + words + b'"', line),
            ("an apostrophe of 50 MB on one line", b"'" + words + b"'", line),
            ("a block with a line of 50 MB", b"|\n  " + words, line),
            ("a note of 50 MB", b'b, note: "' + words + b'"}', line),
            ("a comment of 50 MB", b"b # " + words, line),
            ("50 MB of spaces", b"b" + b" " * (50 * MB), line),
            ("50 MB of lines in another style", b"b\n" + b"x_b:\n- a\n" * (5 * MB), large),
            ("a key of 10 MB", b"b\n" + b"k" * (10 * MB) + b": 1", line),
            ("a key of 10 MB in braces", b"{" + b"k" * (10 * MB) + b": 1}", line),
            ("a key of 4 MB", b"b\n" + b"k" * (4 * MB - 1000) + b": 1", "does not|a colon is missing|end of"),
            ("4 MB of commas", b"[" + b"," * (3 * MB) + b"]", "an item is missing|never closed|a list in brackets"),
            ("a million quotes", b"[" + b'"b",' * 900_000, "never closed"),
            ("an open quote of 4 MB", b'"' + words[: 4 * MB - 1000], "never closed"),
            ("NUL", b"a\0b", control),
            ("a NUL first", b"\0", control + "|UTF-16"),
            ("4 MB of NUL", b"a" + b"\0" * (4 * MB - 1000), control + "|UTF-16"),
            ("DEL", b"a\x7fb", control),
            ("ESC", b"a\x1b[31mb", control),
            ("C1", b"a\xc2\x9bb", control),
            ("U+2028", b"a\xe2\x80\xa8b", control),
            ("U+FFFE", b"a\xef\xbf\xbeb", control),
            ("an overlong form", b"a\xc0\xafb", utf8),
            ("an overlong form of three bytes", b"a\xe0\x80\xafb", utf8),
            ("an overlong form of four bytes", b"a\xf0\x80\x80\xafb", utf8),
            ("half a surrogate pair", b"a\xed\xa0\x80b", utf8),
            ("past U+10FFFF", b"a\xf4\x90\x80\x80b", utf8),
            ("a cut sequence", b"a\xe2\x82b", utf8),
            ("a cut sequence at the end", b"a\xf0\x9f\x98", utf8),
            ("a lone continuation", b"a\x80b", utf8),
            ("latin1", b"Jos\xe9", utf8),
            ("CR alone", b"a\rb: c\r", control),
            ("marks of a conflict", b"a\n<<<<<<< HEAD\ntier: A\n=======\ntier: B\n>>>>>>> laptop", "git left a merge conflict"),
            ("a tag", b"!!python/object/apply:os.system [id]", "tags"),
            ("a tag in brackets", b"[!!python/object:os.system {}]", "tags"),
            ("a verbatim tag", b"!<tag:yaml.org,2002:python/object/apply:os.system> id", "tags"),
            ("an alias", b"*a", "aliases"),
            ("a merge key", b"{<<: {a: 1}}", "merge keys"),
            ("a directive", b"a\n%YAML 1.1\n---\n", "may not begin with '%'|after the end"),
            ("a million documents", b"a\n" + b"---\n" * 1_000_000, "after the end of the document|not expected|does not continue"),
            ("billion laughs", b"\n" + LAUGHS, "anchors"),
            ("billion laughs in brackets", LAUGHS_FLOW, "anchors|aliases"),
        ]  # fmt: skip
        for number, (name, hostile, text) in enumerate(lists):
            for file, data in self.places(hostile, number):
                self.text(f"{name} in {file}", file, data, text)
        # Whole files of one kind.
        bad_entries = r"has more than 1000 faults|an interaction has keys and values|'date' is missing"
        for name, file, data, text in (
            ("0 bytes", "contacts/bob-stone.yaml", b"", "is no contact: 'name' is missing"),
            ("only comments", "contacts/bob-stone.yaml", b"# nothing\n# here\n", "is no contact: 'name' is missing"),
            ("only a mark", "contacts/bob-stone.yaml", b"\xef\xbb\xbf", "is no contact: 'name' is missing"),
            ("0 bytes", "crm.yaml", b"", "is no crm.yaml: 'crm: 1' is missing"),
            ("only comments", "crm.yaml", b"# nothing\n", "is no crm.yaml: 'crm: 1' is missing"),
            ("UTF-16", "contacts/bob-stone.yaml", "name: Bob\n".encode("utf-16"), "is not UTF-8 but UTF-16"),
            ("UTF-16", "journal/2026-10.yaml", LINE.decode().encode("utf-16-le"), "is not UTF-8 but UTF-16"),
            ("marks of a conflict", "journal/2026-10.yaml", b"<<<<<<< a\n" + LINE + b"=======\n" + LINE + b">>>>>>> b\n", "git left"),
            ("a tier of 4 MB", "contacts/bob-stone.yaml", b"name: Bob\ntier: " + b"A" * (4 * MB - 1000) + b"\n", "is not one of A, B, C"),
            ("a million tiers", "crm.yaml", b"crm: 1\ntiers:\n" + b"".join(b"- t%x\n" % i for i in range(400_000)), "more than 1000 tiers"),
            ("a million touches", "crm.yaml", b"crm: 1\ntouches:\n  minor:\n" + b"".join(b"  - t%x\n" % i for i in range(300_000)), "more than 1000 touches"),
        ):  # fmt: skip
            self.text(f"{name} in {file}", file, data, text, remedy="tier of" not in name)
        for name, data in (
            ("empty entries", b"-\n" * (2 * MB - 1000)),
            ("numbers as entries", b"- 1\n" * (MB - 1000)),
            ("entries without a date", b"- {a: 1}\n" * 400_000),
        ):
            with Ledger() as ledger:
                count("refused")
                ledger.put("journal/2026-10.yaml", data)
                run = Run(self.crm, ledger.path, "due")
                self.measure(name, run, len(data), slow=True)
                if run.code != 3 or not re.search(b"This is incomplete: (501|1001) things", run.out) or not re.search(bad_entries.encode(), run.err):
                    fault(f"{name}: {run.code} {run.out[:300]!r} {run.err[:300]!r}")

    def text(self, label, file, data, text, remedy=True):
        with Ledger() as ledger:
            ledger.put(file, data)
            by_yaml_cpp = len(data) <= 4 * MB and data[:1] != b"\0"
            self.refused(label, ledger, file, text, len(data), remedy, slow=by_yaml_cpp)

    def fine(self):
        """What looks dangerous, and is not: it is read, within the bounds."""
        part = 1 if self.thorough else 16 if self.sanitized else 4
        long = b"x" * (4 * MB - 1000)
        keys = b"".join(b"k%x: 1\n" % i for i in range(400_000 // part))
        texts = [
            ("a note of 4 MB", "contacts/bob-stone.yaml", b'name: Bob\nnotes: "' + long + b'"\n'),
            ("a name of 4 MB", "contacts/bob-stone.yaml", b"name: " + long + b"\n"),
            ("an entry of 4 MB", "journal/2026-10.yaml", OPEN + b'"' + long[:-100] + b'"}\n'),
            ("an entry with many keys", "journal/2026-10.yaml", OPEN + b"1" + b"".join(b", k%x: 1" % i for i in range(330_000 // part)) + b"}\n"),
            ("an entry with many names", "journal/2026-10.yaml", b"- {date: 2026-08-03, touch: call, with: [ada-lovelace" + b", ada-lovelace" * (250_000 // part) + b"]}\n"),
            ("a list of many", "contacts/bob-stone.yaml", b"name: Bob\ntags: [" + b"a," * ((2 * MB - 1000) // part) + b"]\n"),
            ("a map of many", "contacts/bob-stone.yaml", b"name: Bob\n" + keys),
            ("brackets within texts", "contacts/bob-stone.yaml", b"name: Bob\nnotes: |\n  " + b"[" * 1_000_000 + b"\norg: a " + b"{" * 1_000_000 + b"\nrole: '" + b"[" * 1_000_000 + b"' # " + b"[" * 900_000 + b"\n"),
            ("one file by two names", "contacts/bob-stone.yaml", None),
            ("a byte order mark and CRLF", "contacts/bob-stone.yaml", b"\xef\xbb\xbf" + b"name: Bob\r\ntags: [a]\r\n"),
            ("50 MB of blank lines", "contacts/bob-stone.yaml", b"name: Bob\n" + b"\n" * (50 * MB)),
            ("50 MB of comments", "contacts/bob-stone.yaml", b"name: Bob\n" + b"# a remark\n" * (5 * MB)),
            ("50 MB of notes", "contacts/bob-stone.yaml", b"name: Bob\nnotes: |\n" + b"  two words\n" * (4 * MB)),
            ("a month of 0 bytes", "journal/2026-10.yaml", b""),
            ("a month of comments", "journal/2026-10.yaml", b"# none\n"),
        ]  # fmt: skip
        if self.thorough:
            texts.append(("50 MB of interactions", "journal/2026-08.yaml", LINE * (50 * MB // len(LINE))))
        for name, file, data in texts:
            with Ledger() as ledger:
                if data is None:
                    os.link(ledger.path / "contacts/ada-lovelace.yaml", ledger.path / file)
                else:
                    ledger.put(file, data)
                run = Run(self.crm, ledger.path, "due")
                self.measure(name, run, len(data or b""), slow=True)
                if run.code != 0 or run.err or b"Ada Lovelace" not in run.out:
                    fault(f"{name}: {run.code} {run.err[:300]!r}")
                if len(run.out) > 3 * len(data or b"") + 10_000:
                    fault(f"{name}: prints {len(run.out)} bytes")
                count("fine")

    # ---- what stands in the place of files

    def entries(self):
        """Name, file, how it is made, what is said; each is also run under strace."""

        def link(target):
            return lambda path: os.symlink(target, path)

        def unix_socket(path):
            here = os.open(".", os.O_RDONLY)
            os.chdir(path.parent)
            socket.socket(socket.AF_UNIX).bind(path.name)
            os.fchdir(here)
            os.close(here)

        def sparse(size):
            def make(path):
                with open(path, "wb") as file:
                    file.truncate(size)

            return make

        def fifo(path):
            os.mkfifo(path)

        for file in ("contacts/bob-stone.yaml", "journal/2026-10.yaml", "crm.yaml"):
            yield "a folder", file, os.mkdir, "is a folder, not a file"
            yield "a fifo", file, fifo, "is a named pipe, not a file"
            yield "a socket", file, unix_socket, "is a socket, not a file"
            yield "a link to /etc/passwd", file, link("/etc/passwd"), "is a symbolic link"
            yield "a link to /dev/zero", file, link("/dev/zero"), "is a symbolic link"
            yield "a link out of the ledger", file, link("../../outside.yaml"), "is a symbolic link"
            yield "a link to a contact", file, link("../contacts/ada-lovelace.yaml"), "is a symbolic link"
            yield "a dangling link", file, link("nowhere"), "is a symbolic link"
            yield "a link to itself", file, link(os.path.basename(file)), "is a symbolic link"
            yield "a sparse file", file, sparse(600 * MB), "is larger than 512 MiB"
            if os.geteuid() == 0:
                yield "a device", file, lambda path: os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5)), "is a device, not a file"
        for folder in ("contacts", "journal"):
            yield "a link out of the ledger", folder, link("../elsewhere"), "is a symbolic link"
            yield "a link to /etc", folder, link("/etc"), "is a symbolic link"
            yield "a fifo", folder, fifo, "is not a folder"
            yield "a link to itself", folder, link(folder), "is a symbolic link"

    def files(self):
        for name, file, make, text in self.entries():
            label = f"{name} as {file}"
            with Ledger() as ledger:
                (ledger.top / "outside.yaml").write_bytes(b"name: Outside\n")
                path = ledger.path / file
                if file in ("contacts", "journal"):
                    path.rename(ledger.top / "elsewhere")
                elif path.exists():
                    path.unlink()
                try:
                    make(path)
                except PermissionError as error:
                    print(f"{label}: cannot be made here ({error.strerror}), left out", flush=True)
                    continue
                if "device" in name and stat.S_ISCHR(os.stat(path).st_mode):
                    text += "|cannot be read"  # on a file system mounted without devices
                count("refused")
                run = Run(self.crm, ledger.path, "due")
                self.one_error(label, run, file, text, remedy=file not in ("contacts", "journal"))
                self.measure(label, run, 0)
                if file not in ("contacts", "crm.yaml"):
                    self.others_shown(label, run)
                if file == "contacts/bob-stone.yaml":
                    self.told_by_check_and_json(label, ledger)
                self.strace(label, ledger)

    def names(self):
        """Names that hide a file or act on a terminal are told, and safe to show."""
        form = "is no name for a file in"
        for name, shown in (
            (b"contacts/a\nb.yaml", r"contacts/a\nb.yaml"),
            (b"contacts/\x1b[31mred\x07.yaml", r"contacts/\x1B[31mred\x07.yaml"),
            (b"contacts/\xff\xfe.yaml", r"contacts/\xFF\xFE.yaml"),
            (b"contacts/" + "\u202egnp.yaml".encode(), r"contacts/\u202Egnp.yaml"),
            (b"contacts/" + b"x" * 250 + b".yaml", "contacts/" + "x" * 250 + ".yaml"),
            (b"contacts/-rf.yaml", "contacts/-rf.yaml"),
            (b"contacts/a b.yaml", "contacts/a b.yaml"),
            (b"contacts/$(id).yaml", "contacts/$(id).yaml"),
            (b"contacts/Bob.yaml", "contacts/Bob.yaml"),
            (b"contacts/bob.yml", "contacts/bob.yml"),
            (b"journal/2026-13.yaml", "journal/2026-13.yaml"),
            (b"journal/2026-00.yaml", "journal/2026-00.yaml"),
            (b"journal/0000-01.yaml", "journal/0000-01.yaml"),
            (b"journal/99999-01.yaml", "journal/99999-01.yaml"),
            (b"journal/2026-1.yaml", "journal/2026-1.yaml"),
            (b"journal/-026-01.yaml", "journal/-026-01.yaml"),
        ):
            with Ledger() as ledger:
                ledger.put(name, b"name: Bob Stone\n" if name.startswith(b"c") else LINE)
                label = f"the name {name[:40]!r}"
                if name == b"journal/0000-01.yaml" and Run(self.crm, ledger.path, "check").code == 0:
                    continue  # the year 0 is one of the calendar's
                self.refused(label, ledger, shown, form)
                self.told_by_check_and_json(label, ledger)
        for name in (b"contacts/..yaml", b"contacts/.yaml", b"contacts/...yaml", b"contacts/README", b"journal/..yaml"):
            with Ledger() as ledger:
                ledger.put(name, b"[" * 1000)
                run = Run(self.crm, ledger.path, "due")
                if run.code != 0 or run.err:
                    fault(f"the name {name!r}: {run.code} {run.err!r}")
                count("fine")

    def permissions(self):
        if os.geteuid() != 0:
            user = None
        else:
            user = NOBODY
        for file in ("contacts/bob-stone.yaml", "journal/2026-10.yaml", "crm.yaml"):
            with Ledger() as ledger:
                path = ledger.put(file, b"name: Bob Stone\n")
                for folder in (ledger.path, ledger.path / "contacts", ledger.path / "journal"):
                    folder.chmod(0o755)
                os.chmod(path, 0)
                crm = self.crm
                if user is not None:
                    crm = shutil.copy(self.crm, ledger.top / "crm")
                    os.chmod(crm, 0o755)
                count("refused")
                run = Run(crm, ledger.path, "due", user=user)
                self.one_error(f"no permission for {file}", run, file, "cannot be read: Permission denied")
                if file != "crm.yaml":
                    self.others_shown(f"no permission for {file}", run)

    # ---- what is opened

    CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
    PATHS = re.compile(r'(?:(AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"((?:[^"\\]|\\.)*)"')

    REACHED = re.compile(r" = \d+<(/[^>]*)>$")  # what a link led to

    def touched(self, ledger, *arguments):
        """The system calls with paths, each with the path from the root; what else is there to see."""
        with tempfile.NamedTemporaryFile(prefix="crm-strace-") as trace:
            command = ["strace", "-f", "-y", "-o", trace.name, "-e", "trace=file,network,process", self.crm, *arguments]
            environment = dict(ENVIRONMENT, ASAN_OPTIONS=ENVIRONMENT.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
            nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            with subprocess.Popen(command, env=environment, cwd="/", start_new_session=True, **nowhere) as traced:
                try:
                    traced.wait(HANG)
                except subprocess.TimeoutExpired:
                    os.killpg(traced.pid, signal.SIGKILL)  # with what it traces
                    fault(f"{' '.join(arguments)}: still running under strace after {HANG} seconds")
            out = set()
            for line in trace.read().decode("utf-8", "surrogateescape").split("\n"):
                match = self.CALL.match(line)
                if not match:
                    continue
                call, rest = match.groups()
                path = self.PATHS.search(rest)
                if call in ("socket", "connect", "bind", "socketpair", "sendto", "fork", "vfork", "clone3") or (
                    call == "execve" and not (path and plain(path[3]) == self.crm)
                ):
                    out.add((call, rest))
                if path and call != "execve":
                    base = plain(path[2]) if path[1] and path[1] != "AT_FDCWD" else "/"
                    out.add((call, os.path.normpath(os.path.join(base, plain(path[3])))))
                reached = self.REACHED.search(rest)
                if reached:
                    out.add((call, plain(reached[1])))
            return out

    def strace(self, label, ledger):
        if not self.can_trace():
            return
        inside = str(ledger.path)
        known = {path for _, path in self.of_version}
        for command in (("due",), ("check",)) if self.thorough else (("due",),):
            for call, path in self.touched(ledger, "--ledger", inside, "--today", "2026-11-23", *command):
                within = path == inside or path.startswith(inside + "/")
                zone = path == "/etc/localtime" or path.startswith("/usr/share/zoneinfo/")
                if not within and not zone and path not in known and call != "getcwd":
                    fault(f"{label}: {command[0]} calls {call} on {path}")
            count("traced")

    def can_trace(self):
        if not hasattr(self, "of_version"):
            self.of_version = set()
            if shutil.which("strace") is None:
                print("strace is not here: what is opened is not looked at", flush=True)
            else:
                self.of_version = self.touched(None, "--version")
                if not self.of_version:
                    print("strace may not trace here: what is opened is not looked at", flush=True)
        return bool(self.of_version)

    def traced_texts(self):
        """Texts that name files, users, hosts and commands."""
        for name, data in (
            ("a tag", b"name: !!python/object/apply:os.system [id]\n"),
            ("an include", b"name: !include /etc/passwd\n"),
            ("billion laughs", LAUGHS),
            ("paths", b"name: /etc/passwd\nnotes: |\n  file:///etc/passwd http://localhost/ $(id) `id`\nemail: [\"|id@localhost\"]\n"),
            ("a path as an id", b"name: Bob\nreferred_by: ../../../etc/passwd\n"),
        ):
            with Ledger() as ledger:
                ledger.put("contacts/bob-stone.yaml", data)
                self.strace(name, ledger)

    # ---- files that were cut off

    def truncations(self):
        dice = random.Random(20261123)
        everything = sorted(p.relative_to(self.examples) for p in self.examples.rglob("*.yaml"))
        with tempfile.TemporaryDirectory(prefix="crm-hostile-") as top:
            folder = pathlib.Path(top) / "ledger"
            shutil.copytree(self.examples, folder, ignore=shutil.ignore_patterns("run"))
            folder.chmod(0o700)
            whole = Run(self.crm, folder, "list", "--json")
            ids = {contact["id"] for contact in json.loads(whole.out)["contacts"]}
            for _ in range(3000 if self.thorough else 30 if self.sanitized else 100):
                file = dice.choice(everything)
                text = (self.examples / file).read_bytes()
                length = dice.randrange(len(text))
                (folder / file).write_bytes(text[:length])
                label = f"{file} cut off at {length}"
                command = dice.choice(["list", "due", "check"])
                run = Run(self.crm, folder, command, *(["--json"] if command != "check" else []))
                self.measure(label, run, 0)
                self.cut(label, run, command, str(file), text[:length], ids)
                (folder / file).write_bytes(text)
                count("cut off")

    def cut(self, label, run, command, file, text, ids):
        if command == "check":
            if run.code == 3 and file == "crm.yaml" and run.err.startswith(b"crm: crm.yaml"):
                return
            asks = text and not text.endswith(b"\n")
            if run.code not in (0, 1) or (asks and file.encode() not in run.out):
                fault(f"{label}: check leaves with {run.code}, {run.out[:300]!r} {run.err[:300]!r}")
            return
        if run.code not in (0, 3) or (run.code == 3) != bool(run.err):
            fault(f"{label}: {command} leaves with {run.code}, {run.err[:300]!r}")
        if run.code == 3 and file.encode() not in run.err:
            fault(f"{label}: {run.err[:300]!r}")
        if command == "list" and file != "crm.yaml":
            shown = {contact["id"] for contact in json.loads(run.out)["contacts"]}
            if ids - shown - {pathlib.Path(file).stem} or (ids - shown and run.code != 3):
                fault(f"{label}: {ids - shown} are not listed")

    def run(self):
        for part in (self.texts, self.fine, self.files, self.names, self.permissions, self.traced_texts, self.truncations):
            began = time.monotonic()
            part()
            print(f"{part.__name__}: {time.monotonic() - began:.1f} s", flush=True)
        for (what, slow), (value, label) in sorted(self.worst.items()):
            print(f"most {what}{' of what yaml-cpp reads' if slow else ''}: {value:.2f} ({label})")
        print(", ".join(f"{number} {what}" for what, number in counts.items()) + f"; {self.seconds:.1f} seconds of crm")


NAMES = [chr(ord("a") + i) for i in range(9)]
LAUGHS = b"a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n" + b"".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n".encode() for a, b in zip(NAMES, NAMES[1:])
)
LAUGHS_FLOW = b"[&a [lol,lol,lol], " + b", ".join(
    f"&{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]".encode() for a, b in zip(NAMES, NAMES[1:])
) + b"]"  # fmt: skip


def main():
    global launcher
    launcher = Launcher()
    arguments = [a for a in sys.argv[1:] if a != "--long"]
    Hostile(os.path.abspath(arguments[0]), arguments[1], "--long" in sys.argv).run()
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
