#!/usr/bin/env python3
"""What git makes of two clones in the cases that matter, one by one, with real git and the real program:
what merges cleanly; which conflicts there are, that `crm check` explains them and the rest of the ledger
can be used meanwhile; and the ways out that crm-ledger(5) names.

Usage: test_conflicts.py CRM
"""

import json
import re
import shutil
import sys
import unittest

from clones import Clone, Folder, copies, new_ledger

CRM = "crm"
MARKS = "git left a merge conflict here"
EVERYBODY = {"ada", "bob", "cy"}


class Merging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = Folder()
        cls.base = new_ledger(CRM, cls.top.__enter__() / "base")
        for who in sorted(EVERYBODY):
            cls.base.done("add-contact", who.title(), "--id", who, "--kind", "client", "--tier", "A", "--since", "2025-01-01",
                          "--org", "Old", "--tag", "first")  # fmt: skip
        cls.base.done("log", "ada", "call", "first", "--date", "2026-11-02")
        cls.base.commit("a ledger")

    @classmethod
    def tearDownClass(cls):
        cls.top.__exit__(None, None, None)

    def setUp(self):
        self.folder = Clone(CRM, self.base.folder.parent / self._testMethodName)
        self.here, self.there = copies(self.base, self.folder.folder, 2)
        self.addCleanup(shutil.rmtree, self.folder.folder)

    def pull(self, *options):
        return self.here.git("pull", "-q", "--no-edit", *(options or ["--no-rebase"]), str(self.there.folder), "main")

    def both(self, here, there):
        """Does each on its side, commits, and pulls."""
        for clone, words in ((self.there, there), (self.here, here)):
            clone.done(*words)
            clone.commit()
        return self.pull()

    def merged(self):
        """Ends a merge whose conflicts are resolved."""
        self.here.must("add", "-A")
        self.here.must("commit", "-q", "--no-edit")
        self.usable()

    def usable(self, clone=None):
        clone = clone or self.here
        self.assertEqual(clone.done("check"), "")
        self.assertEqual(json.loads(clone.done("due", "--all", "--json"))["problems"], [])

    def explained(self, path, text, line=None, remedy=""):
        """`check` names the file and the line, and says what to do; all commands that need it say the same."""
        result = self.here.crm("check", "--json")
        self.assertEqual(result.returncode, 1)
        found = json.loads(result.stdout)["findings"]
        self.assertEqual([f["file"] for f in found], [path], found)
        self.assertIn(text, found[0]["text"])
        self.assertIn(remedy, found[0]["remedy"])
        if line is not None:
            self.assertEqual(found[0]["line"], line)
        return found[0]

    def rest_is_usable(self, without):
        """Everybody but one is listed, and can be written to; the one is left as it is."""
        listed = self.here.crm("list", "--json")
        self.assertEqual(listed.returncode, 3)
        self.assertEqual({c["id"] for c in json.loads(listed.stdout)["contacts"]}, EVERYBODY - {without})
        due = self.here.crm("due", "--all", "--json")
        self.assertEqual(due.returncode, 3)
        self.assertEqual({i["contact"] for i in json.loads(due.stdout)["items"]}, EVERYBODY - {without})
        path = self.here / f"contacts/{without}.yaml"
        before = path.read_text()
        for words in (["log", without, "call"], ["edit", without, "--set", "tier=B"], ["snooze", without, "2w"],
                      ["mark", without, "paused"], ["show", without]):  # fmt: skip
            result = self.here.crm(*words)
            self.assertEqual(result.returncode, 3, words)
            self.assertTrue(result.stderr.startswith(f"crm: contacts/{without}.yaml:"), result.stderr)
        self.assertEqual(path.read_text(), before)
        self.assertEqual(self.here.crm("show", "bob").returncode, 3)
        # By his id he is known without the others; by a part of his name only among them.
        self.assertEqual(self.here.crm("log", "bob", "call", "meanwhile").returncode, 0)
        result = self.here.crm("log", "Bo", "call", "by name")
        self.assertEqual(result.returncode, 3)
        self.assertTrue(result.stderr.startswith("crm: written, but something else in the ledger could not be used:"))
        self.assertIn("meanwhile", "".join(self.here.lines()))

    def text(self, path="contacts/ada.yaml"):
        return (self.here / path).read_text()

    # What merges cleanly

    def test_lines_apart(self):
        for way in ("merge", "rebase", "cherry-pick"):
            with self.subTest(way=way):
                self.there.done("edit", "ada", "--set", f"name=Ada {way}")
                self.there.commit()
                self.here.done("edit", "ada", "--add", f"tags={way}")
                self.here.commit()
                if way == "cherry-pick":
                    self.here.must("fetch", "-q", str(self.there.folder), "main")
                    self.here.must("cherry-pick", "FETCH_HEAD")
                else:
                    self.assertEqual(self.pull("--rebase" if way == "rebase" else "--no-rebase").returncode, 0)
                self.assertTrue(self.text().startswith(f"name: Ada {way}\n"))
                self.assertIn(f"{way}]", self.text())
                self.usable()

    def test_both_log_the_same_words(self):
        self.assertEqual(self.both(["log", "ada", "lunch", "the same"], ["log", "ada", "lunch", "the same"]).returncode, 0)
        self.assertEqual(sum("the same" in line for line in self.here.lines()), 2)
        self.usable()

    def test_equal_lines_by_hand_become_one(self):
        """Which is why lines have an id: git cannot know that these are two."""
        for clone in (self.here, self.there):
            with (clone / "journal/2026-11.yaml").open("a") as file:
                file.write("- {date: 2026-11-20, with: [ada], touch: lunch}\n")
            clone.commit()
        self.assertEqual(self.pull().returncode, 0)
        self.assertEqual(sum("lunch" in line for line in self.here.lines()), 1)

    def test_no_line_feed_at_the_end(self):
        for number, clone in enumerate((self.here, self.there)):
            with (clone / "journal/2026-11.yaml").open("a") as file:
                file.write(f"- {{date: 2026-11-2{number}, with: [ada], touch: lunch, id: a00000000000{number}}}")
            clone.commit()
        self.assertEqual(self.pull().returncode, 0)
        self.assertEqual(len(self.here.lines()), 3)
        self.assertEqual(self.here.crm("due").returncode, 0)

    def test_line_ends_that_an_editor_turned(self):
        self.here.must("config", "core.autocrlf", "true")
        path = self.here / "journal/2026-11.yaml"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(self.both(["log", "ada", "call", "here"], ["log", "ada", "call", "there"]).returncode, 0)
        blob = self.here.must("show", "HEAD:journal/2026-11.yaml")
        self.assertEqual(blob.count("\n"), 3)
        self.assertNotIn("\r", blob)
        self.assertEqual(self.here.crm("due").returncode, 0)

    def test_what_is_not_committed(self):
        """git refuses, or sets it aside and puts it back; nothing is lost either way."""
        self.there.done("log", "ada", "call", "there")
        self.there.commit()
        self.here.done("log", "ada", "call", "here")
        before = self.text("journal/2026-11.yaml")
        self.assertNotEqual(self.pull().returncode, 0)
        self.assertEqual(self.text("journal/2026-11.yaml"), before)
        self.assertEqual(self.pull("--rebase", "--autostash").returncode, 0)
        self.assertTrue("here" in self.text("journal/2026-11.yaml") and "there" in self.text("journal/2026-11.yaml"))
        self.usable()

    def test_a_squash(self):
        """As the merge button of some servers does it; the branch goes on."""
        self.there.done("log", "ada", "call", "one")
        self.there.commit()
        self.here.must("fetch", "-q", str(self.there.folder), "main")
        self.here.must("merge", "-q", "--squash", "FETCH_HEAD")
        self.here.commit("squashed")
        self.assertEqual(self.both(["log", "bob", "call", "two"], ["log", "ada", "call", "three"]).returncode, 0)
        for note in ("one", "two", "three"):
            self.assertEqual(len({line for line in self.here.lines() if note in line}), 1)
        shown = json.loads(self.here.done("show", "ada", "--json"))["history"]
        self.assertEqual([e["note"] for e in shown].count("one"), 1)

    def test_a_withdrawn_entry_stays_so(self):
        entry = re.search("id: ([a-z0-9]{13})", self.text("journal/2026-11.yaml"))[1]
        self.assertEqual(self.both(["amend", entry, "--void"], ["log", "ada", "card", "there"]).returncode, 0)
        self.assertEqual([e["note"] for e in json.loads(self.here.done("show", "ada", "--json"))["history"]], ["there"])

    # Conflicts, and the ways out

    def test_both_correct_one_entry(self):
        entry = re.search("id: ([a-z0-9]{13})", self.text("journal/2026-11.yaml"))[1]
        self.assertEqual(self.both(["amend", entry, "--note", "here"], ["amend", entry, "--note", "there"]).returncode, 0)
        self.there.must("pull", "-q", "--no-rebase", "--no-edit", str(self.here.folder), "main")
        for clone in (self.here, self.there):
            found = json.loads(clone.crm("check", "--json").stdout)["findings"]
            self.assertEqual(len(found), 2)
            self.assertTrue(all(f"crm amend {entry}" in f["remedy"] for f in found))
            shown = json.loads(clone.done("show", "ada", "--json"))["history"]
            self.assertEqual([e["note"] for e in shown], ["there"])  # the one that sorts last
        self.here.done("amend", entry, "--note", "settled")
        self.usable()

    def same_line(self):
        result = self.both(["edit", "ada", "--set", "org=Here"], ["edit", "ada", "--set", "org=There"])
        self.assertEqual((result.returncode, self.here.unmerged()), (1, ["contacts/ada.yaml"]))

    def test_the_same_line_of_a_contact(self):
        self.same_line()
        line = self.text().split("\n").index("<<<<<<< HEAD") + 1
        self.explained("contacts/ada.yaml", MARKS, line, "keep the lines that are right and delete the marker lines")
        self.rest_is_usable("ada")
        kept = re.sub("<<<<<<< .*\n((?:.*\n)*?)=======\n(?:.*\n)*?>>>>>>> .*\n", r"\1", self.text())
        (self.here / "contacts/ada.yaml").write_text(kept)
        self.merged()
        self.assertIn("org: Here\n", self.text())

    def test_lines_that_stand_side_by_side(self):
        """git takes them for one place; the answer is to keep both."""
        self.assertEqual(self.both(["edit", "ada", "--set", "tier=B"], ["edit", "ada", "--set", "kind=coi"]).returncode, 1)
        self.explained("contacts/ada.yaml", MARKS)
        self.rest_is_usable("ada")

    def test_a_merge_that_is_given_up(self):
        self.same_line()
        self.here.must("merge", "--abort")
        self.usable()

    def test_a_key_that_both_have_added(self):
        self.there.done("edit", "ada", "--set", "role=CFO")
        self.there.commit()
        path = self.here / "contacts/ada.yaml"
        path.write_text(path.read_text().replace("name: Ada\n", "name: Ada\nrole: CEO\n"))
        self.here.commit()
        self.assertEqual(self.pull().returncode, 0)
        self.assertEqual(self.text().count("role:"), 2)
        line = [n for n, text in enumerate(self.text().split("\n"), 1) if text.startswith("role:")][1]
        self.explained("contacts/ada.yaml", "'role' stands twice", line, "one of the two")
        self.rest_is_usable("ada")
        path.write_text(self.text().replace("role: CFO\n", ""))
        self.usable()

    def test_a_contact_that_both_have_added(self):
        result = self.both(["add-contact", "Dan", "--tier", "A"], ["add-contact", "Dan", "--tier", "B"])
        self.assertEqual((result.returncode, self.here.unmerged()), (1, ["contacts/dan.yaml"]))
        self.explained("contacts/dan.yaml", MARKS)
        self.here.must("checkout", "--theirs", "contacts/dan.yaml")
        self.merged()

    def test_a_contact_that_both_have_renamed(self):
        self.assertEqual(self.both(["rename", "ada", "ada1"], ["rename", "ada", "ada2"]).returncode, 1)
        self.explained("contacts/ada2.yaml", "'ada' was formerly this contact's id, but is another contact's too")
        (self.here / "contacts/ada2.yaml").unlink()
        self.merged()
        self.assertEqual(len(json.loads(self.here.done("show", "ada", "--json"))["history"]), 1)

    def test_the_settings(self):
        result = self.both(["edit", "--set", "notice.minor=5 days"], ["edit", "--set", "notice.minor=6 days"])
        self.assertEqual((result.returncode, self.here.unmerged()), (1, ["crm.yaml"]))
        before = self.here.files()
        line = self.text("crm.yaml").split("\n").index("<<<<<<< HEAD") + 1
        said = (f"crm: crm.yaml:{line}:1: {MARKS}\n  <<<<<<< HEAD\n  ^\n"
                "  keep the lines that are right and delete the marker lines\n")  # fmt: skip
        for words in (["due"], ["list"], ["show", "ada"], ["report"], ["log", "ada", "call"], ["add-contact", "Dan"],
                      ["snooze", "ada", "2w"], ["mark", "ada", "paused"], ["amend", "last", "--void"], ["rename", "ada", "x"],
                      ["edit", "--set", "notice.minor=5 days"]):  # fmt: skip
            refused = self.here.crm(*words)
            self.assertEqual((refused.returncode, refused.stdout, refused.stderr), (3, "", said), words)
        checked = self.here.crm("check")
        self.assertEqual((checked.returncode, checked.stdout), (3, said.removeprefix("crm: ") + "\n1 finding\n"))
        self.assertEqual(self.here.files(), before)
        self.here.must("checkout", "--ours", "crm.yaml")
        self.merged()

    def on_a_server(self):
        """A merge that knows nothing of .gitattributes."""
        (self.here / ".git/info").mkdir(exist_ok=True)
        (self.here / ".git/info/attributes").write_text("* merge=text\n")
        self.here.done("log", "bob", "call", "before", "--date", "2026-10-05")
        result = self.both(["log", "ada", "call", "here"], ["log", "ada", "call", "there"])
        self.assertEqual((result.returncode, self.here.unmerged()), (1, ["journal/2026-11.yaml"]))

    def test_a_server_that_ignores_attributes(self):
        self.on_a_server()
        self.explained("journal/2026-11.yaml", MARKS, 2, "keep the lines of both sides and delete the marker lines")
        due = self.here.crm("due", "--json")
        self.assertEqual(due.returncode, 3)
        self.assertEqual({i["contact"] for i in json.loads(due.stdout)["items"]}, EVERYBODY)
        month = self.text("journal/2026-11.yaml")
        self.assertEqual(self.here.crm("log", "ada", "call").returncode, 3)
        self.assertEqual(self.text("journal/2026-11.yaml"), month)
        result = self.here.crm("log", "bob", "call", "elsewhere", "--date", "2026-10-06")
        self.assertTrue(result.returncode == 3 and result.stderr.startswith("crm: written, but"), result)
        kept = [line for line in month.splitlines(keepends=True) if line.startswith("- ")]
        (self.here / "journal/2026-11.yaml").write_text("".join(kept))
        self.assertEqual(len(kept), 3)
        self.merged()

    def test_the_same_merge_on_a_machine_of_ones_own(self):
        self.on_a_server()
        self.here.must("merge", "--abort")
        (self.here / ".git/info/attributes").unlink()
        self.assertEqual(self.pull().returncode, 0)
        self.assertEqual(len(self.here.lines()), 4)
        self.usable()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    CRM = shutil.os.path.abspath(sys.argv.pop(1))
    unittest.main()
