#!/usr/bin/env python3
"""What crm exports is read back equal by programs that know nothing of crm.

The ledger is that of the examples, and beside it people whose names and notes hold what could break
out of each format. What the files in contacts/ and journal/ say (read by PyYAML) is the truth;
Python's json, csv and sqlite3, python3-vobject, python3-icalendar, khard and khal have to find the
same. A part whose package is missing is passed over aloud; 77: all that need one were.

Usage: test_readers.py CRM EXAMPLES
"""

import csv
import datetime
import importlib.util
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

DEBIAN = "/usr/bin/python3"  # Debian's packages belong to Debian's Python
NEEDED = ["yaml", "vobject", "icalendar"]
if any(importlib.util.find_spec(name) is None for name in NEEDED) and sys.executable != DEBIAN and os.path.exists(DEBIAN):
    os.execv(DEBIAN, [DEBIAN, *sys.argv])

TODAY = "2026-11-23"
FORGED = "Eve\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Forged\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Forged"
HOSTILE = {
    "eve-break": {"name": FORGED, "notes": FORGED + "\n;,\\:\"'", "org": "a;b,c\\d\\n"},
    "eve-formula": {"name": "=HYPERLINK(\"x\")", "org": "@SUM(1)", "notes": "-1+2\n'=3", "role": "'=quoted"},
    "eve-emoji": {"name": "🎉" * 60 + " Fête", "aliases": ["é" * 100, "a, b", "c; d"], "tags": ["x,y"]},
    "eve-long": {"name": "w" * 500, "notes": "漢" * 400 + "\n\n  indented\n"},
    "eve-sql": {"name": "x'); DROP TABLE contacts; --", "email": ["a@b.example\",\"b", "=1+1@b.example"]},
    "eve-nul": {"name": "Nul \x00 \x1b[31m \x85 \u2028 \u202e name", "phone": ["\x01"]},
    "jo-park-jr": {"name": "Jo Beth Park Jr.", "dates": {"birthday": "02-29", "first; met": "2011-02-28"}},
}

faults = []


def check(what, found, expected):
    if found != expected:
        faults.append(what)
        print(f"FAULT {what}:\n  found    {found!r}\n  expected {expected!r}"[:2000], flush=True)


def skip(part, why):
    print(f"SKIPPED {part}: {why}", flush=True)


def double_quoted(text):
    out = "".join(c if " " <= c < "\x7f" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{out}"'


def written(contact):
    lines = []
    for key, value in contact.items():
        if isinstance(value, list):
            value = "[" + ", ".join(map(double_quoted, value)) + "]"
        elif isinstance(value, dict):
            value = "{" + ", ".join(f"{double_quoted(k)}: {double_quoted(v)}" for k, v in value.items()) + "}"
        else:
            value = double_quoted(value)
        lines.append(f"{key}: {value}\n")
    return "".join(lines)


def harmful(c):
    o = ord(c)
    return (o < 0x20 or 0x7F <= o <= 0x9F or o in (0x61C, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF)
            or 0x2028 <= o <= 0x202E or 0x2066 <= o <= 0x2069)


def plain(text, lines=False):
    """What vCard and iCalendar can hold of a text."""
    text = text.replace("\t", " ")
    text = text if lines else text.replace("\n", " ")
    return "".join(c for c in text if c == "\n" or not harmful(c)).strip(" \n")


class Ledger:
    def __init__(self, crm, examples, top):
        self.crm = crm
        self.top = pathlib.Path(top)
        self.path = self.top / "ledger"
        shutil.copytree(examples, self.path)
        for name, contact in HOSTILE.items():
            (self.path / "contacts" / f"{name}.yaml").write_text(written(contact), encoding="utf-8")
        self.environment = {"HOME": str(top), "PATH": os.environ["PATH"], "CRM_LEDGER": str(self.path),
                            "CRM_TODAY": TODAY, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def export(self, *words):
        done = subprocess.run([self.crm, "export", *words], env=self.environment, cwd=self.top, capture_output=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"crm export {words}: {done.returncode}\n{done.stderr.decode()}")
        again = subprocess.run([self.crm, "export", *words], env=self.environment, cwd=self.top, capture_output=True, check=False)
        check(f"{words} twice", again.stdout, done.stdout)
        return done.stdout

    def contacts(self):
        import yaml
        out = {}
        for path in sorted((self.path / "contacts").glob("*.yaml")):
            contact = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)
            if "merged_into" not in contact:
                out[path.stem] = contact
        return out


def check_json(ledger, truth):
    lines = [json.loads(line) for line in ledger.export("jsonl").decode().splitlines()]
    check("json: the first line", (lines[0]["type"], lines[0]["schema"], lines[0]["today"]), ("ledger", "crm.export/1", TODAY))
    by_type = {}
    for line in lines:
        by_type.setdefault(line["type"], []).append(line)
    for kind, several in by_type.items():
        check(f"json: the keys of each {kind}", {tuple(line) for line in several}, {tuple(several[0])})
    contacts = {line["id"]: line for line in by_type["contact"]}
    check("json: who is there", list(contacts), sorted(truth))
    for id_, contact in truth.items():
        for key, value in contact.items():
            if key not in ("uid", "x_") and key in contacts[id_]:
                check(f"json: {id_} {key}", contacts[id_][key], value)
    return by_type


def formula_undone(cell):
    bare = cell.lstrip("'")
    return cell[1:] if cell[:1] == "'" and bare[:1] in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20") else cell


def check_csv(ledger, everything):
    rows = list(csv.DictReader(io.StringIO(ledger.export("csv").decode(), newline="")))
    contacts = {line["id"]: line for line in everything["contact"]}
    check("csv: who is there", [row["id"] for row in rows], list(contacts))
    for row in rows:
        one = contacts[row["id"]]
        for key in row:
            for cell in row.values():
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                    check(f"csv: {row['id']} {key} is no formula", cell, "")
            found = formula_undone(row[key])
            head, _, rest = key.partition(".")
            value = one["uids"] if key == "uid" else one[head].get(rest, "") if rest else one[head] if key != "cadence" else ""
            value = "; ".join(value) if isinstance(value, list) else value or ""
            value = value.rstrip("\n").replace("\t", " ")
            if not any(harmful(c) and c != "\n" for c in value):
                check(f"csv: {row['id']} {key}", found, value)
    rows = list(csv.DictReader(io.StringIO(ledger.export("csv", "interactions").decode(), newline="")))
    check("csv: interactions", [(r["date"], r["with"], r["touch"], r["class"], formula_undone(r["note"]), r["id"]) for r in rows],
          [(i["date"], "; ".join(i["with"]), i["touch"], i["class"], i["note"].rstrip("\n"), i["id"]) for i in everything["interaction"]])
    rows = list(csv.DictReader(io.StringIO(ledger.export("csv", "promises").decode(), newline="")))
    check("csv: promises", [(r["contact"], r["requirement"], r["state"], r["due"]) for r in rows],
          [(p["contact"], p["requirement"], p["state"], p["due"] or "") for p in everything["promise"]])


def check_sqlite(ledger, everything):
    ledger.export("sqlite", "-o", "crm.sqlite")
    database = sqlite3.connect(ledger.top / "crm.sqlite")
    ask = lambda question: database.execute(question).fetchall()  # noqa: E731
    check("sqlite: sound", ask("PRAGMA integrity_check"), [("ok",)])
    check("sqlite: contacts", ask("SELECT id, name, coalesce(org, ''), coalesce(notes, ''), uid FROM contacts ORDER BY id"),
          [(c["id"], c["name"], c["org"], c["notes"], c["uid"]) for c in everything["contact"]])
    check("sqlite: emails", ask("SELECT contact, email FROM contact_emails ORDER BY contact, place"),
          [(c["id"], email) for c in everything["contact"] for email in c["email"]])
    check("sqlite: interactions", ask("SELECT coalesce(id, ''), date, touch, attempt, coalesce(note, '') FROM interactions ORDER BY number"),
          [(i["id"], i["date"], i["touch"], int(i["attempt"]), i["note"]) for i in everything["interaction"]])
    check("sqlite: who took part", sorted(ask("SELECT interaction, contact FROM interaction_contacts")),
          sorted((n, who) for n, i in enumerate(everything["interaction"], 1) for who in i["with"]))
    overdue = [(p["contact"], p["requirement"], p["days_overdue"]) for p in everything["promise"] if p["state"] == "overdue"]
    check("sqlite: overdue", sorted(ask("SELECT id, requirement, days_overdue FROM overdue")), sorted(overdue))
    counted = {}
    last = {}
    for i in everything["interaction"]:
        if not i["attempt"]:
            counted.setdefault(i["date"][:7], []).append(i["class"])
        if not i["attempt"] and i["class"] in ("major", "minor", "service") and i["date"] <= TODAY:
            last.update({who: i["date"] for who in i["with"]})
    check("sqlite: by month", [row for row in ask("SELECT month, major, minor, service FROM by_month") if any(row[1:])],
          [(month, all_.count("major"), all_.count("minor"), all_.count("service")) for month, all_ in sorted(counted.items())
           if set(all_) & {"major", "minor", "service"}])
    check("sqlite: last contact", ask("SELECT id, last FROM last_contact ORDER BY id"),
          [(c["id"], last.get(c["id"])) for c in everything["contact"]])
    check("sqlite: days since", ask("SELECT count(*) FROM last_contact WHERE last IS NOT NULL AND "
                                    f"days_since <> julianday('{TODAY}') - julianday(last)"), [(0,)])
    check("sqlite: who met whom", ask("SELECT count(*) > 0, min(one < other) FROM who_met_whom"), [(1, 1)])
    limit = (datetime.date.fromisoformat(TODAY) - datetime.timedelta(days=180)).isoformat()
    check("sqlite: neglected", sorted(ask("SELECT id FROM neglected")),
          sorted((c["id"],) for c in everything["contact"] if c["status"] == "active" and last.get(c["id"], "") < limit))
    check("sqlite: open follow-ups", ask("SELECT count(*) > 0 FROM follow_ups JOIN interactions i ON i.number = interaction "
                                         "WHERE i.follow_up IS NOT NULL AND (i.done IS NULL)"), [(1,)])
    database.close()


def values(card, name):
    return [str(line.value) for line in card.contents.get(name, [])]


def check_vobject(ledger, everything):
    import vobject
    for version, words in (("3.0", ["vcard"]), ("4.0", ["vcard4"])):
        text = ledger.export(*words)
        for line in text.split(b"\r\n"):
            check("vobject: lines of 75 octets, no stray line break", (len(line) <= 75, b"\n" in line, b"\r" in line), (True, False, False))
        cards = list(vobject.readComponents(text.decode()))
        check(f"vobject {version}: as many as contacts", len(cards), len(everything["contact"]))
        for card, contact in zip(cards, everything["contact"]):
            who = f"vobject {version}: {contact['id']}"
            check(f"{who} version", values(card, "version"), [version])
            check(f"{who} name", values(card, "fn"), [plain(contact["name"])])
            check(f"{who} id", values(card, "x-crm-id"), [contact["id"]])
            check(f"{who} uid", values(card, "uid"), [contact["uid"]])
            check(f"{who} email", values(card, "email"), [plain(e) for e in contact["email"] if plain(e)])
            check(f"{who} phone", values(card, "tel"), [plain(e) for e in contact["phone"] if plain(e)])
            check(f"{who} role", values(card, "title"), [plain(contact["role"])] if contact["role"] else [])
            check(f"{who} notes", values(card, "note"), [plain(contact["notes"], True)] if contact["notes"] else [])
            check(f"{who} street", [line.value.street for line in card.contents.get("adr", [])], [plain(a) for a in contact["address"]])
            if version == "3.0":  # vobject takes structured values apart only there
                check(f"{who} org", [line.value for line in card.contents.get("org", [])], [[plain(contact["org"])]] if contact["org"] else [])
                check(f"{who} tags", [line.value for line in card.contents.get("categories", [])], [contact["tags"]] if contact["tags"] else [])
                n = card.n.value
                check(f"{who} parts", " ".join(" ".join((n.given, n.family, n.suffix)).split()), " ".join(plain(contact["name"]).split()))
    folder = ledger.top / "cards"
    ledger.export("vcard", "-o", "cards/")
    check("a card each", sorted(p.stem for p in folder.iterdir()), [c["id"] for c in everything["contact"]])
    check("the same cards", b"".join(p.read_bytes() for p in sorted(folder.iterdir(), key=lambda p: p.stem)), ledger.export("vcard"))


def check_khard(ledger, everything):
    if shutil.which("khard") is None:
        return skip("khard", "it is not installed")
    ledger.export("vcard", "-o", "cards/")
    settings = ledger.top / "khard.conf"
    settings.write_text(f"[addressbooks]\n[[crm]]\npath = {ledger.top}/cards\n[general]\ndefault_action = list\n", encoding="utf-8")
    done = subprocess.run(["khard", "-c", str(settings), "list", "--parsable"], env=ledger.environment, capture_output=True, text=True, check=False)
    check("khard: complaints", (done.returncode, done.stderr), (0, ""))
    found = sorted(line.split("\t")[0] for line in done.stdout.splitlines() if line)
    check("khard: everybody by uid", found, sorted(c["uid"] for c in everything["contact"]))
    done = subprocess.run(["khard", "-c", str(settings), "email", "--parsable"], env=ledger.environment, capture_output=True, text=True, check=False)
    found = sorted(line.split("\t")[0] for line in done.stdout.splitlines()[1:] if "\t" in line)
    expected = sorted(plain(e) for c in everything["contact"] for e in c["email"] if plain(e))
    check("khard: every email", [e for e in expected if e not in done.stdout], [])
    return len(found)


def check_icalendar(ledger, everything):
    import icalendar
    calendar = icalendar.Calendar.from_ical(ledger.export("ics"))
    events = [part for part in calendar.walk() if part.name == "VEVENT"]
    check("icalendar: uids differ", len({str(e["UID"]) for e in events}), len(events))
    check("icalendar: all-day", {type(e.decoded("DTSTART")) for e in events}, {datetime.date})
    check("icalendar: none is past", min(e.decoded("DTSTART") for e in events).isoformat() >= TODAY, True)
    dates = [e for e in events if "RRULE" in e]
    alive = [c for c in everything["contact"] if c["status"] in ("active", "paused")]
    check("icalendar: yearly dates", sorted(str(e["SUMMARY"]) for e in dates),
          sorted(plain(f"{name[:1].upper()}{name[1:]}: {c['name']}") for c in alive for name in c["dates"]))
    titles = [str(e["SUMMARY"]) for e in events]
    for promise in everything["promise"]:
        if promise["state"] == "overdue" and not promise["covered_by"]:
            check(f"icalendar: {promise['contact']} is owed {promise['requirement']}",
                  any(f"owed: {plain(promise['name'])}" in title for title in titles), True)
    later = icalendar.Calendar.from_ical(ledger.export("ics", "--today", "2026-11-24"))
    kept = {str(e["UID"]) for e in later.walk() if e.name == "VEVENT"}
    check("icalendar: the next day the same events", {str(e["UID"]) for e in events} - kept, set())
    tasks = icalendar.Calendar.from_ical(ledger.export("ics", "--tasks"))
    todos = [part for part in tasks.walk() if part.name == "VTODO"]
    check("icalendar: tasks in the place of events", len(todos), len(events) - len(dates))
    check("icalendar: tasks have a day", {type(t.decoded("DUE")) for t in todos}, {datetime.date})
    return len(events)


def check_khal(ledger):
    if shutil.which("khal") is None:
        return skip("khal", "it is not installed")
    ledger.export("ics", "-o", "crm.ics")
    (ledger.top / "calendar").mkdir(exist_ok=True)
    settings = ledger.top / "khal.conf"
    settings.write_text(f"[calendars]\n[[crm]]\npath = {ledger.top}/calendar\n[sqlite]\npath = {ledger.top}/khal.db\n"
                        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
                        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n", encoding="utf-8")
    for _ in range(2):  # the second import finds every event there
        done = subprocess.run(["khal", "-c", str(settings), "import", "--batch", "-a", "crm", "crm.ics"], env=ledger.environment,
                              cwd=ledger.top, capture_output=True, text=True, check=False)
        check("khal: import", (done.returncode, done.stderr), (0, ""))
    count = ledger.export("ics").count(b"BEGIN:VEVENT")
    check("khal: an event each, once", len(list((ledger.top / "calendar").iterdir())), count)
    done = subprocess.run(["khal", "-c", str(settings), "list", "-df", "", "-f", "{title}", TODAY, "1d"], env=ledger.environment,
                          cwd=ledger.top, capture_output=True, text=True, check=False)
    check("khal: today's list has Eleanor's birthday", "Birthday: Eleanor Whitcombe" in done.stdout, True)
    return count


def main():
    crm, examples = os.path.abspath(sys.argv[1]), sys.argv[2]
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    with tempfile.TemporaryDirectory() as top:
        ledger = Ledger(crm, examples, top)
        if "yaml" in missing:
            skip("everything", "python3-yaml is not installed")
            return 77
        truth = ledger.contacts()
        everything = check_json(ledger, truth)
        check_csv(ledger, everything)
        check_sqlite(ledger, everything)
        print(f"json, csv, sqlite3: {len(truth)} contacts, {len(everything['interaction'])} interactions")
        if "vobject" in missing:
            skip("vobject", "python3-vobject is not installed")
        else:
            check_vobject(ledger, everything)
            check_khard(ledger, everything)
        if "icalendar" in missing:
            skip("icalendar", "python3-icalendar is not installed")
        else:
            print(f"icalendar: {check_icalendar(ledger, everything)} events")
            check_khal(ledger)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
