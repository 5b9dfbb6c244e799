#!/usr/bin/env python3
"""Writes a ledger of any size, the same one for the same numbers, in the form crm writes.

Usage: generate.py FOLDER CONTACTS INTERACTIONS [YEARS] [--by-hand]

The years go back from 2026-11-21; 10 unless given. --by-hand writes the same in other styles of
YAML, as people do who know it well: a key a line, lists with dashes, single quotes, folded texts.
"""

import datetime
import os
import random
import sys

TOUCHES = ["call"] * 5 + ["email"] * 5 + ["card", "article", "note", "voicemail", "lunch", "dinner"] + ["meeting"] * 3 + ["work"] * 2
WORDS = (
    "asked about the estimate and the quarterly payment sent a copy of the letter will call again "
    "after the closing daughter starts college in the fall prefers mornings wants to sell the shop "
    "next year sign the engagement letter talked about the lease and the truck"
).split()
SETTINGS = """crm: 1
cadence:
  - {for: "kind:client tier:A", major: 2 per year, minor: every 45 days}
  - {for: "kind:client", minor: every 90 days}
  - {for: "kind:prospect", call: 1 per quarter}
"""


def entry(date, who, touch, extra, note, identity, by_hand):
    if not by_hand:
        return f'- {{date: {date}, with: [{who}], touch: {touch}{extra}, note: "{note}", id: {identity}}}\n'
    attempt = "  outcome: attempt\n" if extra else ""
    middle = note.find(" ", len(note) // 2)
    folded = note if middle < 0 else f"{note[:middle]}\n    {note[middle + 1:]}"
    return f"- date: {date}\n  with:\n  - {who}\n  touch: {touch}\n{attempt}  note: >-\n    {folded}\n  id: {identity}\n"


def contact(text, by_hand):
    return text.replace("notes: |\n", "notes: >\n").replace("tags: [tax, ", "tags:\n- tax\n- ").replace("]\ndates", "\ndates") if by_hand else text


def main():
    by_hand = "--by-hand" in sys.argv
    words = [word for word in sys.argv[1:] if word != "--by-hand"]
    folder, contacts, interactions = words[0], int(words[1]), int(words[2])
    years = int(words[3]) if len(words) > 3 else 10
    draw = random.Random(f"{contacts} {interactions} {years}")
    os.makedirs(os.path.join(folder, "contacts"), mode=0o700)
    os.makedirs(os.path.join(folder, "journal"), mode=0o700)
    with open(os.path.join(folder, "crm.yaml"), "w", encoding="utf-8") as file:
        file.write(SETTINGS)
    last = datetime.date(2026, 11, 21)
    first = last - datetime.timedelta(days=365 * years)
    ids = []
    for number in range(contacts):
        identity = f"contact-{number:06d}"
        ids.append(identity)
        with open(os.path.join(folder, "contacts", identity + ".yaml"), "w", encoding="utf-8") as file:
            text = (
                f"name: Person Number {number}\n"
                f"kind: {draw.choice(['client', 'client', 'client', 'prospect', 'coi', 'vendor'])}\n"
                f"tier: {draw.choice('ABBCCC')}\n"
                f"since: {first + datetime.timedelta(days=draw.randrange(300))}\n"
                f"org: Firm {number // 3}\n"
                f"email: [person{number}@firm{number // 3}.example]\n"
                f'phone: ["+1 555 {draw.randrange(10000):04d}"]\n'
                f"tags: [tax, t{number % 20}]\n"
                f"dates: {{birthday: {draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}}}\n"
                "notes: |\n"
                f"  {' '.join(draw.choice(WORDS) for _ in range(18))}\n"
                f"  {' '.join(draw.choice(WORDS) for _ in range(14))}\n"
            )
            file.write(contact(text, by_hand))
    days = (last - first).days
    months = {}
    for _ in range(interactions):
        date = first + datetime.timedelta(days=draw.randrange(days + 1))
        note = " ".join(draw.choice(WORDS) for _ in range(draw.randrange(4, 16)))
        identity = "k" + "".join(draw.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(12))
        extra = ", outcome: attempt" if draw.random() < 0.05 else ""
        months.setdefault(date.strftime("%Y-%m"), []).append(
            (date, entry(date, draw.choice(ids), draw.choice(TOUCHES), extra, note, identity, by_hand))
        )
    for month, lines in months.items():
        lines.sort(key=lambda line: line[0])
        with open(os.path.join(folder, "journal", month + ".yaml"), "w", encoding="utf-8") as file:
            file.writelines(line for _, line in lines)


if __name__ == "__main__":
    main()
