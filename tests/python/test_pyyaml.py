#!/usr/bin/env python3
"""What crm writes means the same to a YAML 1.1 reader: every text comes back from PyYAML as the same
str, every date as a date.

Each hostile text goes through the real binary into every field that takes free text, in a ledger of
its own, and is read with yaml.safe_load.

Usage: test_pyyaml.py CRM [unittest arguments]
"""

import datetime
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

CRM = "crm"
TODAY = "2026-11-23"

# Texts that fit on a command line and are a name as well.
TEXTS = {
    "word_yes": "yes",
    "word_yes_capital": "Yes",
    "word_yes_upper": "YES",
    "word_no": "no",
    "word_on": "on",
    "word_off": "off",
    "word_off_upper": "OFF",
    "word_y": "y",
    "word_n": "n",
    "word_n_upper": "N",
    "word_true": "true",
    "word_true_capital": "True",
    "word_false": "false",
    "word_null": "null",
    "word_null_upper": "NULL",
    "tilde": "~",
    "number_zero": "0",
    "number": "42",
    "number_leading_zero": "0123",
    "number_octal_with_8": "0128",
    "number_hexadecimal": "0x1F",
    "number_octal_12": "0o17",
    "number_binary": "0b101",
    "number_underscore": "1_000",
    "number_exponent": "1e3",
    "number_exponent_signed": "1.5e+3",
    "number_point_first": ".5",
    "number_point_last": "1.",
    "number_plus": "+1",
    "number_minus": "-1",
    "number_comma": "1,000",
    "infinity": ".inf",
    "infinity_minus": "-.Inf",
    "nan_point": ".NaN",
    "nan": "nan",
    "inf": "inf",
    "sexagesimal": "12:30",
    "sexagesimal_three": "190:20:30",
    "date": "2024-01-01",
    "date_short": "2024-1-1",
    "timestamp": "2024-01-01T00:00:00Z",
    "timestamp_spaced": "2024-01-01 10:00:00",
    "date_that_is_none": "2024-13-45",
    "equals": "=",
    "merge": "<<",
    "dash": "-",
    "dashes": "--",
    "document_start": "---",
    "document_end": "...",
    "question": "?",
    "question_space": "? x",
    "colon": ":",
    "colon_space": ": x",
    "colon_first": ":x",
    "colon_last": "a:",
    "colon_within": "a: b",
    "colon_tight": "a:b",
    "remark": "# y",
    "remark_within": "a #b",
    "remark_tight": "a#b",
    "quote_single": "'",
    "quote_double": '"',
    "quoted_single": "'a'",
    "quoted_double": '"a"',
    "quote_single_within": "it's",
    "quote_double_within": 'say "so" now',
    "quotes_both": "'\"'\"",
    "backslash": "\\",
    "backslash_n": "a\\nb",
    "backslash_last": "a\\",
    "backslash_quote": '\\"',
    "backslash_x": "\\x41",
    "brace": "{",
    "brace_closing": "}",
    "braces": "{a: b}",
    "bracket": "[",
    "bracket_closing": "]",
    "brackets": "[a, b]",
    "comma": ",",
    "comma_within": "a, b",
    "comma_last": "a,",
    "anchor": "&a",
    "ampersand_within": "Smith & Sons",
    "alias": "*a",
    "tag": "!t",
    "tag_standard": "!!str a",
    "literal": "|",
    "folded": ">",
    "literal_strip": "|-",
    "percent": "%",
    "percent_yaml": "%YAML 1.2",
    "at": "@",
    "backtick": "`",
    "tab_within": "a\tb",
    "tab_last": "a\t",
    "tab_first": "\ta",
    "space_first": " a",
    "space_last": "a ",
    "spaces_around": "   a   ",
    "spaces_within": "a    b",
    "newline_within": "a\nb",
    "newline_last": "a\n",
    "newline_first": "\na",
    "newline_double": "a\n\nb",
    "newline_double_last": "a\n\n",
    "newline_and_spaces": "a\n  b",
    "newline_space_before": "a \nb",
    "newline_blank_line": "a\n   \nb",
    "newline_tab": "a\n\tb",
    "newline_key": "a: b\nc: d",
    "newline_item": "- a\n- b",
    "newline_remark": "a\n# b",
    "newline_document": "a\n---\nb",
    "newline_document_first": "---\na",
    "newline_percent": "%a\n%b",
    "newline_marker": "<<<<<<< a\n=======\n>>>>>>> b",
    "newline_long_lines": "word " * 60 + "\n" + "word " * 60 + "end",
    "carriage_return": "a\rb",
    "carriage_return_last": "a\r",
    "crlf": "a\r\nb\r\n",
    "emoji": "\U0001f600",
    "emoji_zwj": "\U0001f469\u200d\U0001f4bb and \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "emoji_flag": "\U0001f1e9\U0001f1ea",
    "combining": "e\u0301 a\u0308\u0323",
    "combining_first": "\u0301a",
    "composed": "\u00e9\u00e4",
    "right_to_left": "\u05e9\u05dc\u05d5\u05dd",
    "right_to_left_mixed": "a \u0645\u0631\u062d\u0628\u0627 b 12",
    "bidi_override": "a\u202eb\u202cc",
    "bidi_isolate": "\u2066a\u2069",
    "bidi_mark": "\u200fa\u200e",
    "line_separator": "a\u2028b",
    "line_separator_last": "a\u2028",
    "paragraph_separator": "a\u2029b",
    "next_line": "a\u0085b",
    "no_break_space": "a\u00a0",
    "no_break_space_first": "\u00a0a",
    "ideographic_space": "a\u3000",
    "zero_width_space": "\u200ba",
    "byte_order_mark": "\ufeffa",
    "byte_order_mark_within": "a\ufeffb",
    "noncharacter_fffe": "a\ufffeb",
    "noncharacter_ffff": "a\uffffb",
    "noncharacter_fdd0": "a\ufdd0b",
    "noncharacter_1fffe": "a\U0001fffeb",
    "replacement_character": "a\ufffdb",
    "private_use": "a\ue000b\U0010fffd",
    "last_code_point": "a\U0010ffffb",
    "delete": "a\x7fb",
    "escape": "\x1b[31mred\x1b[0m",
    "bell": "a\x07b",
    "unit_separator": "a\x1fb",
    "control_c1": "a\x80b\x9fc",
    "vertical_tab": "a\x0bb",
    "form_feed": "a\x0cb",
    "every_ascii": "".join(chr(c) for c in range(1, 128)),
    "every_latin": "".join(chr(c) for c in range(0x80, 0x250)),
    "words_10_kb": "word " * 2_000 + "end",
    "word_10_kb": "x" * 10_000,
}

# Texts too long for one argument, or with what no argument can hold: by standard input only.
NOTES = {
    "lines_100_kb": "".join(f"line {n}: it's \"so\" # {n}\n" for n in range(4_000))[:100_000],
    "words_100_kb": ("word " * 20_000)[:100_000] + "end",
    "word_100_kb": "x" * 100_000,
    "wide_100_kb": "\u6f22\u5b57 " * 14_000,
    "quotes_100_kb": "\"'\\" * 33_000,
    "blank_lines": "a" + "\n" * 1_000 + "b",
}


def run(ledger, *arguments, stdin=None):
    done = subprocess.run(
        [CRM, "--ledger", str(ledger), "--today", TODAY, *arguments],
        input=None if stdin is None else stdin.encode(),
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(
            f"crm {arguments[0]} gave {done.returncode}: {done.stderr.decode(errors='replace')[:500]}"
        )
    return done


def load(path):
    data = path.read_bytes()
    return yaml.safe_load(data.decode("utf-8"))


class Written(unittest.TestCase):
    """One method for each text is added below, so that a failure names it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crm-pyyaml-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.ledger = self.folder / "ledger"
        subprocess.run([CRM, "init", str(self.ledger)], check=True, capture_output=True, timeout=60)
        self.contact = self.ledger / "contacts" / "x.yaml"
        self.month = self.ledger / "journal" / "2026-11.yaml"

    def same(self, actual, expected):
        self.assertIs(type(actual), str)
        if actual != expected:
            at = next(
                (n for n, (a, b) in enumerate(zip(actual, expected)) if a != b),
                min(len(actual), len(expected)),
            )
            self.fail(f"from character {at}: {actual[at:at+40]!a} for {expected[at:at+40]!a}")

    def well_written(self, path):
        """UTF-8 and LF, no tab, no byte order mark, no control character, a line feed at the end."""
        text = path.read_bytes().decode("utf-8")
        self.assertTrue(text.endswith("\n"))
        found = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", text)
        self.assertIsNone(found, f"{found and found.group()!a} in {path.name}")

    def dates(self, contact):
        self.assertEqual(contact["since"], datetime.date(2024, 2, 29))
        self.assertIs(type(contact["since"]), datetime.date)
        self.assertEqual(contact["dates"]["birthday"], datetime.date(1984, 12, 10))
        self.assertIs(type(contact["dates"]["birthday"]), datetime.date)

    def check_contact(self, text):
        # A name of nothing but space is refused; with a letter before it every text is one.
        name = text if text.strip() else "x" + text
        run(
            self.ledger, "add-contact", "--id", "x", "--force",
            "--since", "2024-02-29", "--birthday", "1984-12-10",
            f"--org={text}", f"--role={text}", f"--email={text}", f"--phone={text}",
            f"--alias={text}", f"--alias={text}.", f"--household={text}", f"--tag={text}",
            f"--interest={text}", f"--note={text}", "--", name,
        )  # fmt: skip
        self.well_written(self.contact)
        contact = load(self.contact)
        self.same(contact["name"], name)
        for key in ("org", "role", "household", "notes"):
            with self.subTest(key=key):
                self.same(contact[key], text)
        for key, texts in (
            ("email", [text]),
            ("phone", [text]),
            ("aliases", [text, text + "."]),
            ("tags", [text]),
            ("interests", [text]),
        ):
            with self.subTest(key=key):
                self.assertEqual(len(contact[key]), len(texts))
                for actual, expected in zip(contact[key], texts):
                    self.same(actual, expected)
        self.dates(contact)
        run(self.ledger, "show", "x")  # and crm reads it back

    def check_entry(self, entry, text, touch="call"):
        self.assertEqual(entry["date"], datetime.date(2026, 11, 20))
        self.assertIs(type(entry["date"]), datetime.date)
        self.assertEqual(entry["with"], ["x"])
        self.assertEqual(entry["touch"], touch)
        self.assertIs(type(entry["id"]), str)
        self.assertRegex(entry["id"], "^[a-z][a-z0-9]{12}$")
        self.same(entry["note"], text)

    def check_log(self, text, by_argument=True):
        run(self.ledger, "add-contact", "X", "--id", "x")
        by_input = text.rstrip("\r\n")  # the line end of a file is none of the note's
        by_argument = by_argument and text != "-"  # that names standard input
        if by_argument:
            run(self.ledger, "log", "--date", "2026-11-20", "x", "call", "--", text)
        run(self.ledger, "log", "--date", "2026-11-20", "x", "card", "-", stdin=text)
        self.well_written(self.month)
        self.assertEqual(self.month.read_bytes().count(b"\n"), 2 if by_argument else 1)
        entries = load(self.month)
        if by_argument:
            self.check_entry(entries[0], text)
        self.check_entry(entries[-1], by_input, "card")
        run(self.ledger, "show", "x")


def add(kind, name, text, check):
    def method(self):
        check(self, text)

    method.__doc__ = f"{kind} {text[:40]!a}"
    setattr(Written, f"test_{kind}_{name}", method)


for text_name, hostile in TEXTS.items():
    add("contact", text_name, hostile, Written.check_contact)
    add("log", text_name, hostile, Written.check_log)
for text_name, hostile in NOTES.items():
    add("note", text_name, hostile, lambda self, text: self.check_log(text, by_argument=False))


class Initial(unittest.TestCase):
    def test_the_files_of_a_new_ledger_mean_what_they_say(self):
        with tempfile.TemporaryDirectory(prefix="crm-pyyaml-") as folder:
            subprocess.run([CRM, "init", folder], check=True, capture_output=True, timeout=60)
            settings = load(pathlib.Path(folder) / "crm.yaml")
            self.assertEqual(settings["crm"], 1)
            for key in settings:
                self.assertIs(type(key), str)
            for words in (settings.get("tiers"), settings.get("kinds"), settings.get("workdays")):
                for word in words or []:
                    self.assertIs(type(word), str)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    CRM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
