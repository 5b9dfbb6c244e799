#!/usr/bin/env python3
"""Kills every writing command of the program at each system call that changes a file, makes each of these calls
fail, sends signals at each, and reads from the trace in which order they come. Afterwards

- each file of the ledger is wholly the old or wholly the new one,
- the exit code and the message tell the truth: 0 only if the new content is in place, 3 and 'written, but' if it is
  and something failed afterwards, 3 and the old content else; what was only interrupted is tried again,
- nothing temporary is left, but after a kill, and then the next write removes it,
- `crm check` and `crm due` work.

A program that writes as programs do (plain_writer.cpp) must fail each of these parts.

Usage: run.py CRM PLAIN-WRITER [PART...] [--long] [--scene NAME]
Parts: commands, order, kill, fault, signal, control. Without --long each part takes a sample. 77: strace cannot be
used here."""

import collections
import json
import os
import re
import sys
import tempfile
import time

import order
import scenes
import strace

ERRORS = ("ENOSPC", "EIO", "EINTR", "EACCES", "EDQUOT")
SIGNALS = ("INT", "TERM", "HUP", "QUIT")
# Calls for which an errno has a meaning of its own.
NO_EXCHANGE = ("EINVAL", "ENOSYS")
PARTS = ("commands", "order", "kill", "fault", "signal", "control")
TRIES = 5
SKIPPED = 77
# Of these scenes the short form tries each call.
WHOLE = ("log", "edit --set", "rename")


class Plan:
    """An undisturbed run of a scene: what stood there before and after, and the calls that changed it."""

    def __init__(self, place, scene):
        place.fill(scene)
        self.before, _ = scenes.snapshot(place.ledger)
        self.result, self.calls, self.process = strace.undisturbed(place.command(scene), place, **scene.how)
        self.after, temporary = scenes.snapshot(place.ledger)
        self.faults = [f"{call}: a system call that this test does not know" for call in strace.unknown(self.calls)]
        if self.result.code != 0 or temporary:
            self.faults.append(f"undisturbed: {self.result}{temporary}")
        if scene not in scenes.READING and self.before == self.after:
            self.faults.append("undisturbed: nothing changed")
        self.states = scene.states(self.before, self.after)
        # The editor is a process of its own; a thread would change files unseen by what follows.
        own = {self.process}
        others = {c.process for c in self.calls if c.name == "execve"} - own
        self.points = [c for c in strace.changing(self.calls) if c.process not in others]
        for call in self.points:
            if call.process != self.process:
                self.faults.append(f"{call}: a thread changes files")


class Judge:
    """Looks at what a disturbed run has left in a place."""

    def __init__(self, place, scene, plan, result):
        self.place = place
        self.scene = scene
        self.plan = plan
        self.result = result
        self.held, self.temporary = scenes.snapshot(place.ledger)
        self.is_new = self.held == plan.after
        self.faults = []

    def expect(self, condition, text):
        if not condition:
            self.faults.append(text)

    def files(self, states):
        if self.held not in states:
            nearest = plan_nearest(self.held, states)
            self.faults.append("a file is neither the old nor the new one\n" + scenes.difference(self.held, nearest))

    def drafts(self):
        """What was typed is in the ledger or in a draft."""
        if self.scene.types and not self.is_new:
            self.expect(scenes.TYPED in self.place.drafts(), "what was typed is lost")

    def truth(self, interrupted):
        code, err = self.result.code, self.result.err
        self.expect("Sanitizer" not in err and "runtime error" not in err, "the program is at fault")
        self.expect(code in (0, 3), "neither done nor failed")
        self.expect(code == 0 or err.startswith("crm: "), "it does not say what failed")
        self.expect("unexpected" not in err, "the failure was not expected")
        if self.is_new:
            self.expect(code == 0 or re.search(r"\b(written|renamed|removed), but\b", err), "done, and told as not done")
        else:
            self.expect(code == 3, "not done, and told as done")
            partly = self.scene.in_steps and self.held != self.plan.before
            self.expect(
                partly or not re.search(r"\b(written|renamed|removed), but\b", err), "not written, and told as written"
            )
        if interrupted:
            self.expect(code == 0 and self.is_new, "what was interrupted is not tried again")
        named = [path for path in self.temporary if f"'{path}'" in err]
        self.expect(self.temporary == named, f"left behind: {self.temporary}")

    def works(self):
        """Reading works, and the next write takes away what a kill has left."""
        place = self.place
        if self.scene.makes_ledger:
            if self.held != self.plan.after:
                again = strace.run(place.command(self.scene), place, **self.scene.how)
                self.expect(again.code == 0, f"a second try fails: {again}")
                self.after_next_write(self.plan.after)
            return
        for command in ("check", "due"):
            result = strace.run([place.crm, command], place)
            self.expect(result.code in (0, 1) and "Sanitizer" not in result.err, f"{command} fails: {result}")
        if self.scene.is_finished_by_itself and not self.is_new:
            result = strace.run(place.command(self.scene), place)
            held, temporary = scenes.snapshot(place.ledger)
            self.expect(result.code == 0 and held == self.plan.after and not temporary, f"run again, it does not finish: {result}")
            return
        if self.temporary:
            result = strace.run([place.crm, "log", "cy", "card", "--date", "2026-09-09"], place)
            self.expect(result.code == 0, f"the next write fails: {result}")
            held, _ = scenes.snapshot(place.ledger)
            added = {path: held[path] for path in ("journal", "journal/2026-09.yaml") if path in held}
            self.expect("journal/2026-09.yaml" in added, "the next write is missing")
            self.after_next_write({**self.held, **added})

    def after_next_write(self, wanted):
        held, temporary = scenes.snapshot(self.place.ledger)
        self.expect(held == wanted, "after the next write\n" + scenes.difference(held, wanted))
        self.expect(not temporary, f"not removed by the next write: {temporary}")


def plan_nearest(held, states):
    return min(states, key=lambda state: sum(held.get(p) != state.get(p) for p in {*held, *state}))


def disturb(place, scene, call, what):
    for _ in range(TRIES):
        place.fill(scene)
        result, met = strace.disturbed(place.command(scene), place, call, what, **scene.how)
        if met:
            return result
    raise AssertionError(f"{scene.name}: {call} was not met again; last:\n{result.trace}")


def kill(place, scene, plan, call):
    judge = Judge(place, scene, plan, disturb(place, scene, call, "signal=KILL"))
    judge.expect(judge.result.code == -9, "not killed")
    judge.files(plan.states)
    if plan.points.index(call) > editor_end(plan):
        judge.drafts()
    judge.works()
    return judge


def fail(place, scene, plan, call, error):
    judge = Judge(place, scene, plan, disturb(place, scene, call, f"error={error}"))
    # A folder and files that make no ledger yet are no half of one.
    judge.files(plan.states if scene.in_steps else [plan.before, plan.after])
    # Closing is not to be tried again; see close(2).
    judge.truth(interrupted=error == "EINTR" or (error in NO_EXCHANGE and call.name == "renameat2"))
    if plan.points.index(call) > editor_end(plan):
        judge.drafts()
    judge.works()
    return judge


def signal(place, scene, plan, call, name):
    judge = Judge(place, scene, plan, disturb(place, scene, call, f"signal={name}"))
    judge.files(plan.states if scene.in_steps else [plan.before, plan.after])
    judge.expect(not judge.temporary, f"left behind: {judge.temporary}")
    if plan.points.index(call) > editor_end(plan):
        judge.drafts()
    judge.works()
    return judge


def editor_end(plan):
    """The last of the points before the editor has done its work."""
    waited = [i for i, call in enumerate(plan.calls) if call.name == "wait4" and call.process == plan.process]
    if not waited:
        return -1
    return max(i for i, point in enumerate(plan.points) if plan.calls.index(point) < waited[0])


class Tests:
    def __init__(self, crm, plain, is_long, wanted):
        self.root = tempfile.TemporaryDirectory(prefix="crm-crash-")
        self.place = scenes.Place(self.root.name, crm, plain)
        self.is_long = is_long
        self.scenes = [s for s in scenes.WRITING if not wanted or s.name == wanted]
        self.plans = {}
        self.count = collections.Counter()
        self.failed = []

    def plan(self, scene):
        if scene.name not in self.plans:
            self.plans[scene.name] = Plan(self.place, scene)
            self.failed += [f"{scene.name}: {fault}" for fault in self.plans[scene.name].faults]
        return self.plans[scene.name]

    def note(self, what, scene, call, judge):
        self.count[what] += 1
        shown = f"{scene.name}: {what} at {call}"
        self.failed += [f"{shown}: {fault}\n{judge.result}" for fault in judge.faults]

    def commands(self):
        """Every command is either tried here or writes nothing."""
        described = strace.run([self.place.crm, "complete", "--describe"], self.place).out
        tried = {scene.command for scene in scenes.WRITING + scenes.READING} | set(scenes.ASKING + scenes.WITH_GIT)
        for command in json.loads(described)["commands"]:
            self.count["commands"] += 1
            if command["name"] not in tried:
                self.failed.append(f"{command['name']}: a command that this test does not know")
        for scene in scenes.READING:
            plan = self.plan(scene)
            self.count["reading commands"] += 1
            for call in plan.points:
                if not call.parts[0].startswith("1<"):
                    self.failed.append(f"{scene.name}: reads, and yet {call}")
            if plan.before != plan.after:
                self.failed.append(f"{scene.name}: reads, and yet something changed")

    def order(self):
        for scene in self.scenes:
            self.count["traces in order"] += 1
            self.failed += [f"{scene.name}: {fault}" for fault in self.order_faults(scene)]

    def order_faults(self, scene):
        plan = self.plan(scene)
        own = [call for call in plan.calls if call.process == plan.process]
        return order.faults(strace.changing(own), self.place, [p for p, (_, text) in plan.before.items() if text is not None])

    def kill(self):
        for number, scene in enumerate(self.scenes):
            plan = self.plan(scene)
            for index, call in enumerate(plan.points):
                if self.is_long or scene.name in WHOLE or index % 4 == number % 4:
                    self.note("kill", scene, call, kill(self.place, scene, plan, call))

    def fault(self):
        for number, scene in enumerate(self.scenes):
            plan = self.plan(scene)
            for index, call in enumerate(plan.points):
                for turn, error in enumerate(self.errors(call)):
                    chosen = turn == (index + number) % len(ERRORS) and (scene.name in WHOLE or index % 3 == number % 3)
                    if self.is_long or chosen:
                        if not (error == "EINTR" and call.name == "close"):
                            self.note(error, scene, call, fail(self.place, scene, plan, call, error))

    def errors(self, call):
        return ERRORS + (NO_EXCHANGE if call.name == "renameat2" else ())

    def signal(self):
        for number, scene in enumerate(self.scenes):
            plan = self.plan(scene)
            for index, call in enumerate(plan.points):
                for turn, name in enumerate(SIGNALS):
                    if self.is_long or turn == index % 4 and (index + number) % 3 == 0:
                        self.note(name, scene, call, signal(self.place, scene, plan, call, name))

    def control(self):
        """What is not safe is found out."""
        for mode, parts in CONTROLS.items():
            scene = scenes.control(mode)
            plan = Plan(self.place, scene)
            found = set()
            if self.order_faults_of(scene, plan):
                found.add("order")
            for call in plan.points:
                if kill(self.place, scene, plan, call).faults:
                    found.add("kill")
                for error in ERRORS:
                    if call.name != "close" and fail(self.place, scene, plan, call, error).faults:
                        found.add("fault")
            self.count["controls"] += 1
            if plan.faults or found != parts:
                self.failed.append(f"control {mode}: found out by {sorted(found)}, not by {sorted(parts)} {plan.faults}")

    def order_faults_of(self, scene, plan):
        self.plans[scene.name] = plan
        return self.order_faults(scene)


# By which parts a writer that is not safe must be found out.
CONTROLS = {
    "in-place": {"order", "kill", "fault"},
    "append": {"order", "fault"},
    "rename": {"order", "fault"},
    "unheeding": {"order", "fault"},
}


def main():
    arguments = list(sys.argv[1:])
    wanted = None
    if "--scene" in arguments:
        at = arguments.index("--scene")
        wanted = arguments[at + 1]
        del arguments[at : at + 2]
    words = [a for a in arguments if a != "--long"]
    if len(words) < 2 or any(part not in PARTS for part in words[2:]):
        print(__doc__)
        return 2
    why = strace.usable()
    if why:
        print(f"skipped: {why}")
        return SKIPPED
    os.umask(0o077)
    tests = Tests(os.path.abspath(words[0]), os.path.abspath(words[1]), "--long" in arguments, wanted)
    begin = time.monotonic()
    for part in words[2:] or PARTS:
        getattr(tests, part)()
    print("\n".join(tests.failed))
    told = ", ".join(f"{count} {what}" for what, count in tests.count.items())
    print(f"{told}: {len(tests.failed)} failed, {time.monotonic() - begin:.0f} s")
    return 1 if tests.failed or not tests.count else 0


if __name__ == "__main__":
    sys.exit(main())
