"""Promises and ceilings read from a journal by the text of the rules alone (crm-cadence(7)): a second reading, which
shares nothing with the program but the files."""

import bisect
import calendar
import datetime
import math
import os
import re

import yaml

NOMINAL = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
DAY = datetime.timedelta(days=1)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WEIGHT = {"major": 0, "minor": 1, "service": 2, "signal": 3, "none": 4}


def add_months(day, months):
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_period(day, count, unit):
    if unit in ("day", "week"):
        return day + DAY * count * NOMINAL[unit]
    return add_months(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])


class Cadence:
    """`every 45 days`, `2 in 12 months`, `2 per year`."""

    def __init__(self, text):
        self.text = text
        if match := re.fullmatch(r"every (\d+) (day|week|month|year)s?", text):
            self.wanted, self.period, self.unit = 1, int(match[1]), match[2]
        elif match := re.fullmatch(r"(\d+) in (\d+) (day|week|month|year)s?", text):
            self.wanted, self.period, self.unit = int(match[1]), int(match[2]), match[3]
        else:
            match = re.fullmatch(r"(\d+) per (week|month|quarter|year)", text)
            self.wanted, self.period, self.unit = int(match[1]), None, match[2]
        self.share = max(1, NOMINAL[self.unit] * (self.period or 1) // self.wanted)
        self.half = math.ceil(self.share / 2)

    def unit_of(self, day):
        """The first day of the calendar's unit in which a day lies, and of the next one."""
        first = {
            "week": day - DAY * day.weekday(),
            "month": day.replace(day=1),
            "quarter": day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1),
            "year": day.replace(day=1, month=1),
        }[self.unit]
        return first, add_period(first, 1, self.unit)

    def due(self, start, dates):
        """The last day on which the promise is kept; `dates` are those that count, in order."""
        if self.period:
            newest = sorted(dates, reverse=True)
            filled = (newest + [start - DAY * self.share * i for i in range(self.wanted)])[: self.wanted]
            due = add_period(filled[-1], self.period, self.unit)
            return max(due, newest[0] + DAY * self.half) if newest else due
        if not dates:
            return start + DAY * self.share
        first, after = self.unit_of(dates[-1])
        done = sum(first <= day for day in dates)
        earliest = max(dates[-1] + DAY * self.half, start + DAY * self.share)
        part = done + 1
        while True:
            length = (after - first).days
            for j in range(part, self.wanted + 1):
                end = first + DAY * (math.ceil(length * j / self.wanted) - 1)
                if end >= earliest:
                    return end
            part = 1
            first, after = self.unit_of(after)

    def exceeded(self, dates, day):
        """True where those of `dates` up to `day` are more than this allows at most."""
        if self.period:
            inside = [d for d in dates if d <= day < add_period(d, self.period, self.unit)]
        else:
            inside = [d for d in dates if self.unit_of(day)[0] <= d <= day]
        return len(inside) > self.wanted


class Entry:
    def __init__(self, line, classes):
        self.day = line["date"]
        self.who = line["with"]
        self.touch = line["touch"]
        self.klass = line.get("class") or classes[self.touch]
        self.attempt = line.get("outcome") == "attempt"
        self.id = line["id"]
        self.rev = line.get("rev", 1)
        self.line = line

    def satisfies(self, wanted):
        if self.attempt:
            return False
        if wanted in ("major", "minor"):
            return WEIGHT[self.klass] <= WEIGHT[wanted]
        return self.touch == wanted and WEIGHT[self.klass] <= WEIGHT["minor"]


def read_journal(folder, classes):
    """What holds, by date."""
    entries = {}
    journal = os.path.join(folder, "journal")
    for name in sorted(os.listdir(journal)):
        with open(os.path.join(journal, name), encoding="utf-8") as file:
            for line in yaml.load(file, Loader=LOADER):
                entry = Entry(line, classes)
                if entry.id not in entries or entries[entry.id].rev < entry.rev:
                    entries[entry.id] = entry
    return sorted((e for e in entries.values() if not e.line.get("void")), key=lambda e: e.day)


def kept_and_missed(promises, start, entries, last):
    """(kept, [(requirement, due, done or None)]) for a contact whose entries these are, from `start` to `last`."""
    kept, missed = 0, []
    for wanted, cadence in promises.items():
        dates = []
        for entry in entries:
            if start <= entry.day <= last and entry.satisfies(wanted):
                due = cadence.due(start, dates)
                if entry.day <= due:
                    kept += 1
                else:
                    missed.append((wanted, due, entry.day))
                bisect.insort(dates, entry.day)
        if start <= last and (due := cadence.due(start, dates)) < last:
            missed.append((wanted, due, None))
    return kept, missed
