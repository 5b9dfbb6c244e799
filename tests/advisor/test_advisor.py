#!/usr/bin/env python3
"""A simulated advisor does each morning what `crm due` says, and nothing before it is asked: 60 contacts, one day after
the other, with the real program. What is promised must all be kept, by a reading of the journal that shares nothing with
the program and by `crm report`; nothing may be too much or of a sort that a contact avoids. Advisors who do something
else must fail: one who does not look at the list on Wednesdays, one who forgets what falls due on free days, one who
takes another touch than is suggested.

Usage: test_advisor.py CRM [--days N | --years N] [--seed N] [--contacts N] [--habit HABIT]
The others have half of the days and of the contacts. Three years: test_advisor.py CRM --years 3"""

import argparse
import collections
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
from reading import DAY, Cadence, kept_and_missed, read_journal  # noqa: E402

START = datetime.date(2026, 1, 5)
TOUCHES = {
    "major": ["dinner", "lunch", "visit", "event", "gift"],
    "minor": ["call", "voicemail", "email", "card", "note", "article", "congratulation"],
    "service": ["meeting", "work"],
    "signal": ["email-open", "web-visit"],
    "none": ["follow-up"],
}
CLASSES = {touch: klass for klass, touches in TOUCHES.items() for touch in touches}
# For whom, what is promised, what would be too much: the first that fits.
RULES = [
    (("client", "A"), {"major": "2 per year", "minor": "every 45 days"}, {"minor": "1 in 10 days", "email": "2 per quarter"}),
    (("client", "B"), {"major": "1 per year", "minor": "every 90 days"}, {"email": "1 in 60 days"}),
    (("client", "C"), {"minor": "2 per year"}, {}),
    (("prospect", None), {"call": "1 per month"}, {"minor": "3 per month", "email": "2 per month"}),
    (("referral", None), {"minor": "3 in 90 days"}, {"call": "2 in 60 days"}),
    (("coi", None), {"lunch": "2 in 6 months"}, {}),
    (("alliance", None), {"lunch": "every 3 months", "minor": "1 per month"}, {"major": "1 in 30 days"}),
    (("expert", None), {"minor": "1 per quarter", "article": "every 6 months"}, {}),
]
# Promised in a contact's own file; what a contact avoids must leave a way to keep them.
OWN = [
    {"minor": "1 per week"},
    {"minor": "every 7 days"},
    {"minor": "every 2 weeks", "major": "every 2 months"},
    {"minor": "2 per month", "dinner": "1 per quarter"},
    {"minor": "5 in 60 days", "major": "3 in 1 year"},
    {"call": "2 per quarter", "email": "every 1 month"},
]
HOLIDAYS = [(1, 1), (4, 3), (4, 6), (5, 25), (7, 3), (9, 7), (11, 26), (11, 27), (12, 24), (12, 25), (12, 28)]
HABITS = ("does what due says", "does not look on Wednesdays", "forgets free days", "always mails")


class Contact:
    """What the test knows of one, by its own settings."""

    def __init__(self, dice, number):
        self.id = f"c{number:02}"
        self.kind, tier = dice.choice([rule[0] for rule in RULES])
        self.tier = tier or dice.choice("ABC")
        _, promises, self.ceilings = next(r for r in RULES if r[0] in ((self.kind, self.tier), (self.kind, None)))
        self.own = OWN[number % len(OWN)] if number % 5 == 0 else {}
        self.promises = {wanted: Cadence(text) for wanted, text in {**promises, **self.own}.items()}
        self.ceilings = {of: Cadence(text) for of, text in ({} if self.own else self.ceilings).items()}
        self.avoid = dice.choice([[], [], ["email"], ["email", "article"], ["dinner"], ["gift", "event"]])
        self.avoid = [touch for touch in self.avoid if touch not in self.promises]
        slack = min(cadence.share for cadence in self.promises.values()) // 2
        self.start = START - DAY * dice.randint(0, slack)
        self.paused_until = None
        self.promised_by = self.start  # the last day by which something is to be done
        self.birthday = f"{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    def text(self):
        lines = [f"name: Contact {self.id}", f"kind: {self.kind}", f"tier: {self.tier}", f"since: {self.start}"]
        lines += [f"dates: {{birthday: {self.birthday}}}", "interests: [sailing, roses]"]
        if self.avoid:
            lines.append(f"avoid: [{', '.join(self.avoid)}]")
        if self.own:
            lines.append(f"cadence: {{{', '.join(f'{k}: {v}' for k, v in self.own.items())}}}")
            lines.append("at_most: {major: none, minor: none, email: none, call: none}")
        return "\n".join(lines) + "\n"


class Year:
    """Someone's years with a ledger."""

    def __init__(self, crm, folder, options, habit):
        self.crm = crm
        self.folder = folder
        self.habit = habit
        self.dice = random.Random(options.seed)
        self.last = START + DAY * (options.days - 1)
        self.count = collections.Counter()
        self.per_day = collections.Counter()
        self.contacts = {}
        self.to_try_again = set()
        self.closed = []  # what was kept and missed before a pause
        self.faults = []
        self.holidays = {datetime.date(year, m, d) for year in range(2026, 2032) for m, d in HOLIDAYS}
        self.write_ledger(options.contacts)

    def write_ledger(self, count):
        def flow(pairs):
            return ", ".join(f"{key}: {value}" for key, value in pairs.items())

        lines = ["crm: 1", "touches:"]
        lines += [f"  {klass}: [{', '.join(touches)}]" for klass, touches in TOUCHES.items() if klass != "none"]
        lines.append("cadence:")
        for (kind, tier), promises, ceilings in RULES:
            more = f", at_most: {{{flow(ceilings)}}}" if ceilings else ""
            lines.append(f'  - {{for: "kind:{kind}{" tier:" + tier if tier else ""}", {flow(promises)}{more}}}')
        lines.append(f"holidays: [{', '.join(map(str, sorted(self.holidays)))}]")
        os.makedirs(os.path.join(self.folder, "contacts"), mode=0o700)
        os.mkdir(os.path.join(self.folder, "journal"), mode=0o700)
        with open(os.path.join(self.folder, "crm.yaml"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        for number in range(count):
            contact = Contact(self.dice, number)
            self.contacts[contact.id] = contact
            with open(os.path.join(self.folder, "contacts", contact.id + ".yaml"), "w", encoding="utf-8") as file:
                file.write(contact.text())

    def run(self, day, *words):
        command = [self.crm, "--ledger", self.folder, "--today", str(day), *words]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: exit {result.returncode}\n{result.stderr}")
        return result.stdout

    def log(self, day, who, touch, *options):
        self.run(day, "log", who, touch, "--date", str(day), *options)
        self.count["interactions"] += 1
        self.per_day[day] += 1

    def works(self, day):
        return day.weekday() < 5 and day not in self.holidays

    def live(self):
        day = START
        while day <= self.last:
            if self.works(day):
                self.count["workdays"] += 1
                self.resume(day)
                if self.habit != "does not look on Wednesdays" or day.weekday() != 2:
                    self.morning(day)
                self.afternoon(day)
            day += DAY

    # The morning: what `due` says.

    def asks(self, item):
        ahead = item["before_next_workday"] and self.habit != "forgets free days"
        return item["state"] in ("due", "overdue") or ahead

    def morning(self, day):
        told = json.loads(self.run(day, "due", "--json"))
        if told["problems"]:
            raise AssertionError(f"problems: {told['problems']}")
        self.count["mornings"] += 1
        listed = collections.defaultdict(dict)
        for item in told["items"]:
            listed[item["contact"]][item["requirement"]] = item
        for who, items in listed.items():
            self.contact_of_the_day(day, who, items)
        for one in told["follow_ups"]:
            if one["days_late"] >= 0 or (one["before_next_workday"] and self.habit != "forgets free days"):
                self.run(day, "done", one["id"])
                self.count["follow-ups done"] += 1

    def contact_of_the_day(self, day, who, items):
        asked = [item for item in items.values() if self.asks(item)]
        # A minor that the major will keep is done with it.
        asked = [items["major"] if item["covered_by"] and "major" in items else item for item in asked]
        done = set()
        for item in asked:
            if item["requirement"] not in done:
                done.add(item["requirement"])
                self.do(day, who, item)
                self.to_try_again.discard(who)
        if asked:
            return
        if who in self.to_try_again:  # today somebody answers
            self.to_try_again.discard(who)
            self.do(day, who, next(iter(items.values())))
        elif self.dice.random() < 0.05:  # there is time, and nobody answers
            self.log(day, who, "call", "--attempt")
            self.count["attempts"] += 1
            self.to_try_again.add(who)
        elif self.dice.random() < 0.05:
            self.snooze(day, who, items)

    def do(self, day, who, item):
        touch = "email" if self.habit == "always mails" else item["suggestion"]
        if touch is None:
            self.faults.append(f"{day}: {who} is owed {item['requirement']}, and nothing is suggested")
            return
        words = []
        by = day + DAY * self.dice.randint(1, 20)
        if self.dice.random() < 0.1 and self.last_chance(by) > day:  # or no morning would come before it
            words = ["--follow-up", "send what was promised", "--by", str(by)]
            self.contacts[who].promised_by = by
        self.log(day, who, touch, *words)
        self.check_touch(day, who, touch)

    def check_touch(self, day, who, touch):
        if touch in self.contacts[who].avoid:
            self.faults.append(f"{day}: {who} avoids {touch}")
            self.count["avoided"] += 1

    def last_chance(self, day):
        """The workday on which what is due by `day` can still be done."""
        return next(day - DAY * i for i in range(30) if self.works(day - DAY * i))

    def snooze(self, day, who, items):
        """For some days, but not beyond the last day on which there is time."""
        until = day + DAY * self.dice.randint(1, 5)
        due = min(datetime.date.fromisoformat(item["due"]) for item in items.values())
        if until <= self.last_chance(due) and self.contacts[who].promised_by < day:
            self.run(day, "snooze", who, str(until))
            self.count["snoozes"] += 1

    # The rest of the day: what life does.

    def afternoon(self, day):
        if self.dice.random() < 0.2:
            who = self.dice.choice(list(self.contacts))
            if self.contacts[who].paused_until is None:
                self.log(day, who, self.dice.choice(["meeting", "work", "email-open", "web-visit"]))
        if self.dice.random() < 0.1:
            who = self.dice.choice(list(self.contacts))
            self.log(day, who, "call", "--inbound")
        if self.dice.random() < 0.05:
            self.pause(day, self.dice.choice(list(self.contacts)))

    def pause(self, day, who):
        contact = self.contacts[who]
        if contact.paused_until is None:
            self.closed.append((who, contact.start, day))
            contact.paused_until = day + DAY * self.dice.randint(10, 90)
            self.run(day, "mark", who, "paused")
            self.count["pauses"] += 1

    def resume(self, day):
        for contact in self.contacts.values():
            if contact.paused_until and contact.paused_until <= day:
                contact.paused_until = None
                contact.start = day
                self.run(day, "mark", contact.id, "active")

    # Looking back.

    def judge(self):
        entries = read_journal(self.folder, CLASSES)
        theirs = collections.defaultdict(list)
        for entry in entries:
            for who in entry.who:
                theirs[who].append(entry)
        kept, missed = 0, []
        active = [(c.id, c.start, self.last) for c in self.contacts.values() if c.paused_until is None]
        to_the_end = 0
        for who, start, last in self.closed + active:
            contact_kept, contact_missed = kept_and_missed(self.contacts[who].promises, start, theirs[who], last)
            kept += contact_kept
            to_the_end += contact_kept if last == self.last else 0
            missed += [(who, *miss) for miss in contact_missed]
        self.count["kept"], self.count["missed"] = kept, len(missed)
        self.faults += [f"{who}: {wanted} was due {due}, done {done}" for who, wanted, due, done in missed]
        self.too_much(theirs)
        self.follow_ups(entries)
        report = json.loads(self.run(self.last, "report", "--from", str(START - DAY * 400), "--json"))["promises"]
        self.count["report: kept"], self.count["report: missed"] = report["kept"], report["missed"]
        if report["missed"]:
            self.faults.append(f"report: {report['missed']} missed")
        if report["kept"] != to_the_end:
            self.faults.append(f"report: {report['kept']} kept, and not {to_the_end}")

    def too_much(self, theirs):
        """What the contact began is not the advisor's."""
        for who, entries in theirs.items():
            for of, ceiling in self.contacts[who].ceilings.items():
                counted = [e for e in entries if not e.attempt and of in (e.klass, e.touch)]
                for i, entry in enumerate(counted):
                    before = [e.day for e in counted[: i + 1]]
                    if entry.line.get("dir") != "in" and ceiling.exceeded(before, entry.day):
                        self.faults.append(f"{entry.day}: {who} gets too much: {of}, at most {ceiling.text}")
                        self.count["too much"] += 1

    def follow_ups(self, entries):
        for entry in entries:
            by, done = entry.line.get("by"), entry.line.get("done")
            if "follow_up" in entry.line and (done > by if done else by < self.last):
                paused = any(self.contacts[who].paused_until for who in entry.who)
                self.faults.append(f"{entry.id}: a follow-up by {by}, done {done}" + (" (paused)" if paused else ""))
                self.count["follow-ups late"] += 1

    def figures(self):
        of = self.count["kept"] + self.count["missed"]
        parts = [f"{self.count['kept']} of {of} promises kept ({100 * self.count['kept'] / max(1, of):.1f}%)"]
        parts.append(f"report: {self.count['report: kept']} kept, {self.count['report: missed']} missed")
        for name in ("workdays", "interactions", "attempts", "follow-ups done", "follow-ups late", "snoozes", "pauses", "too much", "avoided"):
            parts.append(f"{self.count[name]} {name}")
        parts.append(f"at most {max(self.per_day.values())} a day")
        return ", ".join(parts)


def run(options, habit):
    with tempfile.TemporaryDirectory() as home:
        os.environ.update({"HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
        year = Year(os.path.abspath(options.crm), os.path.join(home, "ledger"), options, habit)
        year.live()
        year.judge()
    print(f"{options.days} days, {len(year.contacts)} contacts; the advisor {habit}: {year.figures()}", flush=True)
    return year


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("crm")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--years", type=int)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--contacts", type=int, default=60)
    parser.add_argument("--habit", choices=HABITS)
    options = parser.parse_args()
    if options.years:
        options.days = (START.replace(year=START.year + options.years) - START).days
    rest = argparse.Namespace(**{**vars(options), "days": options.days // 2, "contacts": options.contacts // 2})
    failed = 0
    for habit in [options.habit] if options.habit else HABITS:
        year = run(options if habit in (HABITS[0], options.habit) else rest, habit)
        if habit == HABITS[0]:
            print("\n".join(year.faults[:30]))
            failed += len(year.faults)
        else:
            wrong = ("too much", "avoided") if habit == "always mails" else ("missed", "report: missed")
            for name in wrong:
                if year.count[name] == 0:
                    print(f"an advisor who {habit} should have some '{name}'")
                    failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
