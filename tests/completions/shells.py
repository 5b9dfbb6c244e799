"""What the tests of the completions share: a ledger to complete from, and a shell in a terminal of its
own to which keys are sent."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import sys
import tempfile
import termios
import time

COMPLETIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "cli", "completions")
PATIENCE = 120  # seconds; generous, for machines that do much at once

FILES = {
    "crm.yaml": "crm: 1\n"
    "tiers: [A, B]\n"
    "kinds: [client, prospect, other]\n"
    "touches: {major: [dinner], minor: [call, card], aliases: {coffee: dinner}}\n",
    "contacts/ada-lovelace.yaml": "name: Ada Lovelace\nkind: client\norg: Analytical Engines\nhousehold: lovelace\ntags: [vip, tax]\n",
    "contacts/bob-stone.yaml": "name: Bob Stone\ntags: [tax]\n",
    "contacts/contact-7k2m9q.yaml": "name: Zoltán Nagy\naliases: [Zoli]\n",
    "contacts/jose-ortega.yaml": "name: José Ortega\ntags:\n  - farm\n",
    # Nothing in here may reach the terminal or the shell as it is.
    "contacts/mallory.yaml": 'name: "$(touch PWNED) `touch PWNED` \\e[31mred: ; touch PWNED \' \\" end"\n'
    'tags: ["evil$(touch PWNED)"]\n',
    "journal/2026-11.yaml": "- {date: 2026-11-18, with: [ada-lovelace], touch: dinner, id: k4q7m2x9b1tza}\n"
    "- {date: 2026-11-20, with: [bob-stone], touch: call, id: w8c35n0r6yhde}\n",
}


def make_ledger(folder):
    for path, text in FILES.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


class Place:
    """A folder with a ledger and `crm` on the PATH; where the shells run."""

    def __init__(self, crm):
        self.folder = tempfile.mkdtemp(prefix="crm completion ")
        os.mkdir(os.path.join(self.folder, "bin"))
        os.symlink(os.path.abspath(crm), os.path.join(self.folder, "bin", "crm"))
        self.work = os.path.join(self.folder, "work")
        os.makedirs(os.path.join(self.work, "some-folder"))
        ledger = os.path.join(self.folder, "ledger")
        make_ledger(ledger)
        other = os.path.join(self.folder, "other")
        make_ledger(other)
        os.rename(f"{other}/contacts/bob-stone.yaml", f"{other}/contacts/only-there.yaml")
        os.symlink(other, os.path.join(self.folder, "work", "other"))
        self.environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": self.work,
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "CRM_LEDGER": ledger,
            "CRM_TODAY": "2026-11-23",
        }
        for kept in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if kept in os.environ:
                self.environment[kept] = os.environ[kept]

    def attacked(self):
        return any("PWNED" in files for _, _, files in os.walk(self.folder))

    def remove(self):
        shutil.rmtree(self.folder)


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, arguments, place):
        self.text = ""
        self.child, self.fd = pty.fork()
        if self.child == 0:
            # No key may act on the terminal itself while the shell runs a command.
            mode = termios.tcgetattr(0)
            mode[3] &= ~(termios.ICANON | termios.ISIG | termios.ECHO)
            termios.tcsetattr(0, termios.TCSANOW, mode)
            os.chdir(place.work)
            os.execvpe(arguments[0], arguments, place.environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def wait_for(self, *patterns):
        """Reads until each pattern was printed, and returns everything printed since the last time."""
        end = time.monotonic() + PATIENCE
        while True:
            if all(re.search(pattern, self.text) for pattern in patterns):
                out, self.text = self.text, ""
                return out
            if not select.select([self.fd], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError(f"no {patterns} in {self.text!r}")
            try:
                self.text += os.read(self.fd, 65536).decode("utf-8", "replace")
            except OSError:
                raise TimeoutError(f"the shell ended: {self.text!r}") from None

    def close(self):
        os.close(self.fd)
        os.waitpid(self.child, 0)


# What every shell must make of a line and a TAB: the line it completes, or words that it lists.
COMPLETED = [
    ("crm lo", "crm log "),  # commands
    ("crm due --wi", "crm due --within "),  # options
    ("crm show ad", "crm show ada-lovelace "),  # ids
    ("crm log ada ca", None),
    ("crm log ada din", "crm log ada dinner "),  # touches
    ("crm log ada cof", "crm log ada coffee "),
    ("crm log ada-lovelace,bo", "crm log ada-lovelace,bob-stone "),  # lists
    ("crm log @lov", "crm log @lovelace "),  # groups
    ("crm list kind:cl", "crm list kind:client "),  # filters and their values
    ("crm list ki", "crm list kind:"),
    ("crm list kind:client,pro", "crm list kind:client,prospect "),
    ("crm list kind:-cl", "crm list kind:-client "),
    ("crm list tag:vi", "crm list tag:vip "),
    ("crm list tag:fa", "crm list tag:farm "),
    ("crm list kind:client status:pau", "crm list kind:client status:paused "),
    ("crm add-contact Zed --kind pros", "crm add-contact Zed --kind prospect "),
    ("crm add-contact Zed --tag fa", "crm add-contact Zed --tag farm "),
    ("crm add-contact Zed --referred-by bo", "crm add-contact Zed --referred-by bob-stone "),
    ("crm log ada call --date yes", "crm log ada call --date yesterday "),  # dates
    ("crm log ada call --date=yes", "crm log ada call --date=yesterday "),
    ("crm log ada call --date 2026-11-1", None),
    ("crm --color=al", "crm --color=always "),
    ("crm --ledger some", "crm --ledger some-folder/"),  # folders
    ("crm --ledger other show onl", "crm --ledger other show only-there "),  # the ledger of the line
    ("crm sho ada", "crm sho ada-lovelace "),  # a command that is only begun
    ("crm show mall", "crm show mallory "),
    ("crm add-contact --ti", "crm add-contact --tier "),
    ("crm add-contact Zed ada", "crm add-contact Zed ada"),  # nothing more can follow
]
LISTED = [
    ("crm ", ["due", "show", "add-contact", "check", "Record what happened"]),
    ("crm due --ex", ["--explain", "--exit-code"]),
    ("crm log ada ca", ["call", "card", "minor"]),
    ("crm show ", ["ada-lovelace", "Ada Lovelace", "bob-stone", "jose-ortega", "José Ortega", "contact-7k2m9q", r"touch PWNED"]),
    ("crm add-contact Zed --tier ", ["A", "B"]),
    ("crm log ada call --date 2026-11-1", ["2026-11-19", "2026-11-10", "Thursday"]),
]


def main(shell, run):
    """Runs the checks of one shell, or says aloud that it is not here."""
    if not shutil.which(shell):
        print(f"SKIPPED: {shell} is not installed")
        return 77
    place = Place(sys.argv[1])
    try:
        failures = list(run(place))
        if place.attacked():
            failures.append("something in the ledger was run")
    finally:
        place.remove()
    print("\n".join(failures) or f"{shell} completes")
    return 1 if failures else 0


def check(got, wanted, line):
    if got != wanted:
        yield f"'{line}' and TAB: wanted '{wanted}', got '{got}'"
