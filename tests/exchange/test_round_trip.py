#!/usr/bin/env python3
"""Out of one ledger, into an empty one, and out again: nothing that a format can hold is lost.

The ledger is the one of test_readers.py, with its hostile contacts. An import writes promised_from for
who has none, so that nobody starts overdue; but for that, what comes out again has the same bytes. From
then on files and ledgers stay equal to the byte, and a second import finds nothing new.

Usage: test_round_trip.py CRM EXAMPLES
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
from test_readers import TODAY, Ledger, check, faults  # noqa: E402

ADDED = f"X-CRM-PROMISED-FROM:{TODAY}\r\n".encode()


def tree(ledger):
    return {path.name: path.read_bytes() for path in sorted((ledger / "contacts").iterdir())}


class Trip:
    def __init__(self, source, form):
        self.source, self.form = source, form
        self.top = source.top / form
        self.top.mkdir()

    def crm(self, *words):
        done = subprocess.run([self.source.crm, *words], env=self.source.environment, cwd=self.top, capture_output=True, check=False)
        check(f"{self.form}: {words}", (done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def out(self, ledger, name):
        file = f"{name}.{'csv' if self.form == 'csv' else 'vcf'}"
        self.crm("--ledger", str(ledger), "export", self.form, "-o", file)
        return self.top / file

    def into(self, file, name):
        self.crm("init", name)
        shutil.copy(self.source.path / "crm.yaml", self.top / name / "crm.yaml")  # its words are known there
        kind = "contacts" if self.form == "csv" else "vcard"
        told = self.crm("--ledger", name, "import", kind, str(file))
        again = self.crm("--ledger", name, "import", kind, str(file))
        check(f"{self.form}: {name} again has nothing new", "Written: nothing." in again, True)
        return self.top / name, told

    def run(self):
        first = self.out(self.source.path, "first")
        one, _ = self.into(first, "one")
        second = self.out(one, "second")
        two, _ = self.into(second, "two")
        third = self.out(two, "third")
        check(f"{self.form}: the files stay the same", third.read_bytes(), second.read_bytes())
        check(f"{self.form}: the ledgers stay the same", tree(two), tree(one))
        if self.form != "csv":
            before = first.read_bytes().split(b"BEGIN:VCARD\r\n")
            after = second.read_bytes().split(b"BEGIN:VCARD\r\n")
            check(f"{self.form}: as many cards", len(after), len(before))
            for was, card in zip(before, after):
                had = b"X-CRM-PROMISED-FROM:" in was
                check(f"{self.form}: a card", card if had else card.replace(ADDED, b""), was)
        return len(tree(one))


def main():
    with tempfile.TemporaryDirectory() as top:
        source = Ledger(os.path.abspath(sys.argv[1]), sys.argv[2], pathlib.Path(top))
        for form in ("vcard", "vcard4", "csv"):
            print(f"{form}: {Trip(source, form).run()} contacts")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
