#!/usr/bin/env python3
"""`crm amend` on random journals: entries in flow and block style, on one line and on several, with
comments, any quoting, keys that the program does not know, CRLF. Each is corrected with random
options, and then, read with PyYAML,

- every old byte of the file is still there, and one line more,
- the new line says what the old entry said, but for what was asked,
- the program's own reader says the same,
- the command that it prints to take the correction back gives back the old meaning.

Usage: test_amend.py CRM [ENTRIES [SEED]]
"""

import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import yaml

CLASSES = {
    "dinner": "major", "lunch": "major", "visit": "major",
    "call": "minor", "card": "minor", "email": "minor",
    "meeting": "service", "work": "service", "inquiry": "signal",
}  # fmt: skip
WHO = ["ada", "bob", "cy"]
WORDS = ["audit", "asked", "it's", "Möbius", "two, three", "[x]", "{y}", "a: b", "#no", "x # y", "yes", "'q'", '"dq"',
         "\\back", "tab\there", "two\nlines", "-", "? z", "陈", "100%", "12:30", "null", "é", "$HOME `ls`", "!tag",
         "&and", "*star", "\x1b[31m", "\u202e", "\x85", "end.", "=", "~"]  # fmt: skip
TODAY = datetime.date(2026, 11, 23)


class Dice(random.Random):
    def chance(self, percent):
        return self.randrange(100) < percent

    def text(self):
        return " ".join(self.choice(WORDS) for _ in range(self.randint(1, 6))).strip() or "x"


def double_quoted(text):
    return json.dumps(text, ensure_ascii=True)


def single_quoted(text):
    return "'" + text.replace("'", "''") + "'"


def printable(text):
    return all(c.isprintable() for c in text)


def is_plain(text, in_flow):
    """Whether `text` may stand without quotes, as the reader of this test sees it."""
    if not printable(text) or text != text.strip() or re.search(r": |:$| #|^[-?:,\[\]{}#&*!|>'\"%@`=~]", text):
        return False
    if in_flow and re.search(r"[,\[\]{}:]", text):
        return False
    try:
        return yaml.safe_load(text if not in_flow else f"[{text}]") == (text if not in_flow else [text])
    except yaml.YAMLError:
        return False


def flow_scalar(dice, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return dice.choice(["null", "~"])
    if not isinstance(value, str):
        return str(value)
    forms = [double_quoted(value)]
    if printable(value):
        forms.append(single_quoted(value))
    if is_plain(value, True):
        forms.append(value)
    return dice.choice(forms)


def flow(dice, value, breaks):
    gap = dice.choice(["\n    ", "\n     ", " # c\n    "]) if breaks and dice.chance(30) else dice.choice([" ", "", "  "])
    if isinstance(value, list):
        return "[" + ("," + (gap or " ")).join(flow(dice, item, breaks) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ("," + (gap or " ")).join(f"{key_text(dice, k)}: {flow(dice, v, breaks)}" for k, v in value.items()) + "}"
    return flow_scalar(dice, value)


def key_text(dice, key):
    return dice.choice([key, key, key, f'"{key}"', f"'{key}'"])


def block(dice, value, indent):
    """What follows 'key:' in block style."""
    pad = " " * indent
    if isinstance(value, list) and value and dice.chance(50):
        return "".join(f"\n{pad}- {flow(dice, item, False)}" for item in value)
    if isinstance(value, dict) and value and dice.chance(50):
        return "".join(f"\n{pad}{key_text(dice, k)}:{block(dice, v, indent + 2)}" for k, v in value.items())
    if isinstance(value, str) and dice.chance(60):
        if is_plain(value, False):
            words = value.split(" ")
            if len(words) > 1 and "" not in words and dice.chance(30):
                broken = f"{words[0]}\n{pad}{' '.join(words[1:])}"
                try:
                    if yaml.safe_load(f"k: {broken}") == {"k": value}:
                        return " " + broken
                except yaml.YAMLError:
                    pass
            return " " + value
        lines = value.split("\n")
        if all(printable(line) and line and line == line.strip() for line in lines):
            return " |-" + "".join(f"\n{pad}{line}" for line in lines)
    comment = dice.choice(["", "", "  # a remark"])
    return f" {flow(dice, value, False)}{comment}"


def random_value(dice, depth=0):
    kind = dice.randrange(8 if depth < 2 else 5)
    if kind < 2:
        return dice.text()
    if kind < 5:
        return dice.choice([1, 42, 1.5, True, False, None, -3, datetime.date(2020, 2, 29)])
    if kind == 5:
        return [random_value(dice, depth + 1) for _ in range(dice.randint(0, 3))]
    return {f"k{i}": random_value(dice, depth + 1) for i in range(dice.randint(0, 3))}


def random_entry(dice, number):
    entry = {
        "date": datetime.date(2026, dice.randint(1, 11), dice.randint(1, 22)),
        "with": dice.sample(WHO, dice.randint(1, 3)),
        "touch": dice.choice(list(CLASSES)),
    }
    optional = {
        "class": lambda: dice.choice(["major", "minor", "service", "signal"]),
        "outcome": lambda: "attempt",
        "dir": lambda: "in",
        "minutes": lambda: dice.randint(0, 300),
        "talk": lambda: dice.randint(0, 100),
        "note": dice.text,
        "ref": lambda: f"mail:{number}",
        "x_own": lambda: random_value(dice),
        "unknown": lambda: random_value(dice),
        "rev": lambda: dice.randint(1, 4),
    }
    for key, make in optional.items():
        if dice.chance(35):
            entry[key] = make()
    entry["id"] = "e" + "".join(dice.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(12))
    if dice.chance(30):
        items = list(entry.items())
        dice.shuffle(items)
        entry = dict(items)
    return entry


def render(dice, entry):
    style = dice.randrange(3)
    if style < 2:
        return f"- {flow(dice, entry, style == 1)}" + dice.choice(["", "", "  # seen"])
    lines = [f"{key_text(dice, k)}:{block(dice, v, 4)}" for k, v in entry.items()]
    return "- " + "\n  ".join(lines)


def random_file(dice, entries):
    text = dice.choice(["", "# by hand\n", "\n"])
    text += "".join(render(dice, entry) + "\n" + dice.choice(["", "", "\n", "# between\n"]) for entry in entries)
    if dice.chance(20):
        text = text.rstrip("\n")
    if dice.chance(20):
        text = text.replace("\n", "\r\n")
    return text


def random_options(dice):
    """Options, and the keys that they set: None takes one out."""
    if dice.chance(15):
        return ["--void"], {"void": True}
    choices = {
        "date": lambda: (d := TODAY - datetime.timedelta(dice.randint(0, 300)), ["--date", d.isoformat()]),
        "touch": lambda: (t := dice.choice(list(CLASSES)), ["--touch", t]),
        "with": lambda: (w := dice.sample(WHO, dice.randint(1, 3)), ["--with", ",".join(w)]),
        "class": lambda: dice.choice([(c := dice.choice(["major", "minor", "service", "signal"]), ["--class", c]),
                                      (None, ["--clear", "class"])]),
        "outcome": lambda: dice.choice([("attempt", ["--attempt"]), (None, ["--reached"])]),
        "dir": lambda: dice.choice([("in", ["--inbound"]), (None, ["--outbound"])]),
        "minutes": lambda: dice.choice([(n := dice.randint(0, 200), ["--minutes", str(n)]), (None, ["--clear", "minutes"])]),
        "talk": lambda: dice.choice([(n := dice.randint(0, 100), ["--talk", str(n)]), (None, ["--clear", "talk"])]),
        "note": lambda: dice.choice([(n := dice.text(), ["--note", n]), (None, ["--clear", "note"])]),
    }  # fmt: skip
    arguments, changes = [], {}
    for key in dice.sample(list(choices), dice.randint(1, 4)):
        changes[key], words = choices[key]()
        arguments += words
    if changes.get("note") == "-":
        changes["note"] = arguments[arguments.index("--note") + 1] = "no dash"
    return arguments, changes


def meaning(entry):
    """What an entry says, whatever way it is written."""
    out = {key: value for key, value in entry.items() if key not in ("rev", "class", "void")}
    out["with"] = sorted(entry["with"])
    out["own class"] = entry.get("class", CLASSES[entry["touch"]])
    out["void"] = bool(entry.get("void"))
    return out


def expected(old, changes):
    out = dict(old)
    for key, value in changes.items():
        if key != "class":
            out.pop(key, None)
            if value is not None:
                out[key] = value
    own = CLASSES[out["touch"]]
    cleared = "class" in changes and changes["class"] is None
    wanted = changes.get("class") or (own if cleared or "class" not in old else old["class"])
    out.pop("class", None)
    if wanted != own:
        out["class"] = wanted
    return out


class Run:
    def __init__(self, crm, folder):
        self.crm = crm
        self.folder = folder
        self.environment = {**os.environ, "CRM_LEDGER": str(folder), "CRM_TODAY": TODAY.isoformat(), "LC_ALL": "C.UTF-8",
                            "PATH": f"{folder}/bin:{os.environ['PATH']}"}  # fmt: skip

    def __call__(self, *arguments):
        return subprocess.run([self.crm, *arguments], env=self.environment, capture_output=True, text=True, check=False)

    def shell(self, command):
        return subprocess.run(["bash", "-c", command], env=self.environment, capture_output=True, text=True, check=False)


def last_line(path):
    text = path.read_bytes().decode()
    line = text[text.rstrip("\n").rfind("\n") + 1 :]
    loaded = yaml.safe_load(line)
    assert len(loaded) == 1, line
    return line, loaded[0]


def amend_one(dice, run, path, old):
    arguments, changes = random_options(dice)
    before = path.read_bytes()
    result = run("amend", old["id"], *arguments)
    shown = f"{before.decode()}\n{old}\n{arguments}\n{result.stdout}{result.stderr}"
    assert result.returncode == 0, shown
    want = expected(old, changes)
    after = path.read_bytes()
    if after == before:
        assert meaning(want) == meaning(old), shown
        return
    kept = before if before.endswith(b"\n") else before + b"\n"
    assert after.startswith(kept) and after[len(kept) :].count(b"\n") == 1, shown
    line, new = last_line(path)
    shown += line
    assert list(new)[-2:] == (["rev", "void"] if changes.get("void") else ["id", "rev"]), shown
    assert new["rev"] == old.get("rev", 1) + 1, shown
    assert meaning(new) == meaning(want), f"{shown}\n{meaning(new)}\n{meaning(want)}"
    for key in old:
        if key not in changes and key not in ("class", "rev"):
            assert repr(new[key]) == repr(old[key]), shown
    order = [key for key in old if key in new and key not in ("id", "rev")]
    assert [key for key in new if key in order] == order, shown
    read = next(e for e in json.loads(run("show", new["with"][0], "--json", "--revisions").stdout)["history"] if e["id"] == old["id"])
    assert (read["rev"], read["note"], read["void"]) == (new["rev"], new.get("note", ""), bool(new.get("void"))), shown
    undo = [x for x in result.stdout.split("\n") if "to take this back: " in x]
    assert len(undo) == 1, shown
    back = run.shell(undo[0].split("to take this back: ")[1])
    assert back.returncode == 0, shown + back.stderr
    _, restored = last_line(path)
    assert meaning(restored) == meaning(old), f"{shown}{back.stdout}{restored}"


def main():
    crm = os.path.abspath(sys.argv[1])
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261123
    dice = Dice(seed)
    done = refused = 0
    with tempfile.TemporaryDirectory(prefix="crm-amend-") as name:
        folder = pathlib.Path(name)
        for part in ("contacts", "journal", "bin"):
            (folder / part).mkdir()
        os.symlink(crm, folder / "bin" / "crm")
        (folder / "crm.yaml").write_text("crm: 1\n")
        for who in WHO:
            (folder / "contacts" / f"{who}.yaml").write_text(f"name: {who}\n")
        run = Run(crm, folder)
        while done + refused < wanted:
            for old_file in (folder / "journal").iterdir():
                old_file.unlink()
            months = {}
            for month in range(1, 9):
                entries = [random_entry(dice, done + refused + month * 10 + i) for i in range(dice.randint(1, 4))]
                path = folder / "journal" / f"2026-{month:02}.yaml"
                text = random_file(dice, entries)
                path.write_bytes(text.encode())
                months[path] = yaml.safe_load(text)
                assert [e["id"] for e in months[path]] == [e["id"] for e in entries], text
            broken = {f["file"] for f in json.loads(run("due", "--json").stdout)["problems"]}
            for path, entries in months.items():
                for old in entries:
                    if f"journal/{path.name}" in broken:
                        refused += 1
                        continue
                    amend_one(dice, run, path, old)
                    done += 1
                if f"journal/{path.name}" in broken:
                    path.unlink()
    print(f"{done} entries corrected and taken back, {refused} in files that are refused (seed {seed})")
    return 1 if refused > wanted // 5 else 0


if __name__ == "__main__":
    sys.exit(main())
