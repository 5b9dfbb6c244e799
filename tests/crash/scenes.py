"""The small ledger that is written to, each way of writing to it, and what a folder holds."""

import copy
import os
import re
import shutil
import stat

TODAY = "2026-11-23"
KNOWN = ("k4q7m2x9b1tza", "w8c35n0r6yhde", "m3x9q7d1k5vzb")
SETTINGS = "crm: 1\ncadence:\n  - {for: \"kind:client\", minor: every 45 days}\n"
ADA = "# the engines\nname: Ada Lovelace\nkind: client\ntier: A\nsince: 2026-01-05\nx_own: 1\n"
BOB = "name: Bob Stone\nkind: prospect\nsnooze: 2026-12-01\n"
CY = "name: Cy Young\nstatus: paused\n"
JOURNAL = (
    "- {date: 2026-11-02, with: [ada-lovelace], touch: call, id: k4q7m2x9b1tza}\n"
    "- {date: 2026-11-03, with: [bob-stone], touch: lunch, id: w8c35n0r6yhde}\n"
    "- {date: 2026-11-03, with: [bob-stone], touch: lunch, id: w8c35n0r6yhde, rev: 2, void: true}\n"
)
PROMISED = (
    "- {date: 2026-11-04, with: [ada-lovelace], touch: follow-up, follow_up: \"send the checklist\", "
    "by: 2026-11-20, id: m3x9q7d1k5vzb}\n"
)
CARDS = "".join(
    f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:{name[:3]}@x.example\nEND:VCARD\n"
    for name in ("Dee Dew", "Eve Ray", "Bob Stone")
)
TYPED = ADA.replace("tier: A", "tier: B")
TABLE = "date,with,touch,note\n2026-10-12,Ada Lovelace,call,asked\n2026-11-12,Ada Lovelace,lunch,\n"
LEDGER = {
    "crm.yaml": SETTINGS,
    "contacts/ada-lovelace.yaml": ADA,
    "contacts/bob-stone.yaml": BOB,
    "contacts/cy-young.yaml": CY,
    "journal/2026-11.yaml": JOURNAL,
    ".gitattributes": "*.md text\n",
}
NEW_ID = re.compile(rb"\bid: ([a-z][a-z0-9]{12})\b")
TEMPORARY = re.compile(r"(^|/)\.crm-[^/]*$")


class Place:
    """A folder with a home and a ledger in it, made anew for each run at the same path."""

    def __init__(self, root, crm, plain=None, ledger=None):
        self.root = os.path.realpath(root)
        self.crm = crm
        self.plain = plain
        self.home = os.path.join(self.root, "home")
        self.ledger = ledger or os.path.join(self.root, "ledger")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.home,
            "TMPDIR": self.root,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "CRM_TODAY": TODAY,
            "CRM_LEDGER": self.ledger,
            "VISUAL": os.path.join(self.root, "editor"),
            "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", ""),
            # What looks for leaks cannot do so in a program that is traced.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
        }
        write(os.path.join(self.root, "typed.yaml"), TYPED)
        write(self.environment["VISUAL"], f'#!/bin/sh\ncat "{self.root}/typed.yaml" > "$1"\n')
        os.chmod(self.environment["VISUAL"], 0o755)

    def fill(self, scene):
        for folder in (self.home, self.ledger):
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder, 0o700)
        for path, text in scene.files.items():
            write(os.path.join(self.ledger, path), text)
        # A file keeps its permissions, and not only those that a new one gets.
        for path in scene.files:
            if path.startswith("contacts/ada"):
                os.chmod(os.path.join(self.ledger, path), 0o640)

    def command(self, scene):
        words = [self.ledger + word[len("ledger") :] if word.startswith("ledger") else word for word in scene.words]
        return [self.plain if scene.is_control else self.crm, *words]

    def drafts(self):
        """What stands in the drafts that are kept."""
        for folder, _, names in os.walk(os.path.join(self.home, ".local")):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o600)


class Scene:
    """One way of writing. `order`: the paths that it changes, in that order, where these are several."""

    def __init__(self, name, *words, files=None, order=(), stdin=None, is_control=False):
        self.name = name
        self.words = words
        self.files = LEDGER if files is None else files
        self.order = order
        self.how = {"input": stdin.encode()} if stdin is not None else {}
        self.is_control = is_control
        self.command = words[0]
        self.types = name == "edit in an editor"
        self.makes_ledger = words[0] == "init"
        self.is_finished_by_itself = words[0] == "erase"
        self.in_steps = self.makes_ledger or self.is_finished_by_itself or words[0] == "import"  # done in part, it is begun again

    def states(self, before, after):
        """All states that the ledger may be seen in, from the old one to the new one."""
        out = [before]
        for path in self.order:
            state = dict(out[-1])
            if path not in after and self.command == "erase":
                del state[path]
            elif path == "contacts/ada-lovelace.yaml" and path not in after:  # takes its new name only when it names the old one
                state[path] = after["contacts/ada-king.yaml"]
            elif path in after:
                state[path] = after[path]
            out.append(state)
        return out if out[-1] == after else [*out, after]


# So that a new version needs more than one page of memory.
PAD = "# " + "-" * 76 + "\n"


def padded(scene):
    """The scene with longer files."""
    out = copy.copy(scene)
    out.files = {path: PAD * 60 + text for path, text in scene.files.items()}
    return out


NO_JOURNAL = {path: text for path, text in LEDGER.items() if not path.startswith("journal")}
PARTS = ("contacts", "journal", ".gitattributes", ".gitignore", "crm.yaml")

WRITING = [
    Scene("init", "init", "ledger/new/own", files={}, order=("new", "new/own", *(f"new/own/{part}" for part in PARTS))),
    Scene("init here", "init", "ledger", files={".gitattributes": "*.md text\n"}, order=PARTS),
    Scene("add-contact", "add-contact", "Dee Dew", "--kind", "client", "--email", "dee@dew.example"),
    Scene("log", "log", "ada", "call", "asked", "about", "the", "audit"),
    Scene("log in a new month", "log", "ada,bob", "lunch", "--date", "2026-10-30"),
    Scene("log the first", "log", "ada", "call", files=NO_JOURNAL, order=("journal", "journal/2026-11.yaml")),
    Scene("log from standard input", "log", "ada", "call", "-", stdin="a note\n"),
    Scene("amend", "amend", "k4q7m2x9b1tza", "--touch", "email", "--note", "it was a letter"),
    Scene("amend --void", "amend", "k4q7m2x9b1tza", "--void"),
    Scene("amend --restore", "amend", "w8c35n0r6yhde", "--restore"),
    Scene("edit --set", "edit", "ada", "--set", "tier=B", "--set", "dates.birthday=12-10"),
    Scene("edit --add", "edit", "ada", "--add", "tags=golf"),
    Scene("edit --remove", "edit", "ada", "--remove", "since"),
    Scene("edit --from", "edit", "ada", "--from", "-", stdin=TYPED),
    Scene("edit crm.yaml", "edit", "--add", "holidays=2027-01-01"),
    Scene("edit in an editor", "edit", "ada"),
    Scene("follow-up", "follow-up", "ada", "send", "the", "checklist", "--by", "friday"),
    Scene("done", "done", "ada", files={**LEDGER, "journal/2026-11.yaml": JOURNAL + PROMISED}),
    Scene("snooze", "snooze", "ada", "2", "weeks"),
    Scene("snooze off", "snooze", "bob", "off"),
    Scene("mark", "mark", "ada", "paused"),
    Scene("mark active", "mark", "cy", "active"),
    Scene("forecast --spread", "forecast", "--spread", "6w", "--write", files=NO_JOURNAL),
    Scene(
        "import", "import", "-", stdin=CARDS,
        order=("contacts/dee-dew.yaml", "contacts/eve-ray.yaml", "contacts/bob-stone.yaml"),
    ),  # fmt: skip
    Scene("rename", "rename", "ada-lovelace", "ada-king", order=("contacts/ada-lovelace.yaml",)),
    Scene("merge", "merge", "ada", "bob", order=("contacts/ada-lovelace.yaml", "contacts/bob-stone.yaml")),
    Scene(
        "erase", "erase", "ada-lovelace", "--yes",
        files={**LEDGER, "contacts/bob-stone.yaml": BOB + "referred_by: ada-lovelace\n"},
        order=("journal/2026-11.yaml", "contacts/bob-stone.yaml", "contacts/ada-lovelace.yaml"),
    ),  # fmt: skip
    Scene("import interactions", "import", "interactions", "-", stdin=TABLE, order=("journal/2026-10.yaml", "journal/2026-11.yaml")),
]
READING = [
    Scene("due", "due"),
    Scene("show", "show", "ada"),
    Scene("list", "list"),
    Scene("report", "report"),
    Scene("forecast", "forecast"),
    Scene("check", "check"),
    Scene("export", "export", "csv"),
    Scene("help", "help", "log"),
    Scene("complete", "complete", "1", "--", "show", "ad"),
    Scene("import interactions --dry-run", "import", "interactions", "-", "--dry-run", stdin=TABLE),
    Scene("import --dry-run", "import", "-", "--dry-run", stdin=CARDS),
    Scene("log --dry-run", "log", "ada", "call", "--dry-run"),
    Scene("amend --dry-run", "amend", "k4q7m2x9b1tza", "--void", "--dry-run"),
]

# Ask on a terminal, and write with what `log`, `snooze`, `done` and `edit` write with; tests/cli/review.py has them.
ASKING = ("review",)

# Write with git; tests/git has them.
WITH_GIT = ("undo", "redo", "sync", "trust")


def control(mode):
    """The control of the tests, which adds the line that `log` adds, in a way that is not safe."""
    return Scene(f"control {mode}", mode, "ledger/journal/2026-11.yaml", is_control=True)


def snapshot(folder):
    """What a folder holds but for temporary files, and those: {path: (permissions, content)}, [path]. Ids that
    are made at random are alike."""
    held = {}
    temporary = []
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(at, name)
            relative = os.path.relpath(path, folder)
            if TEMPORARY.search(relative) and name != ".crm-":
                temporary.append(relative)
                continue
            status = os.lstat(path)
            content = None
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    content = NEW_ID.sub(lambda m: m[0] if m[1].decode() in KNOWN else b"id: *", file.read())
            held[relative] = (oct(status.st_mode), content)
    return held, sorted(temporary)


def difference(found, wanted):
    """In words, for a failure."""
    out = []
    for path in sorted({*found, *wanted}):
        if found.get(path) != wanted.get(path):
            out.append(f"{path}:\n  is     {found.get(path)}\n  not as {wanted.get(path)}")
    return "\n".join(out)
