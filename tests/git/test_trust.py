#!/usr/bin/env python3
"""A ledger from anybody: nothing that it, or the repository around it, brings along is run.

Each variant plants something hostile in a copy of a ledger in git. In it each writing command is run under strace:
whatever is started has to be crm, git or a part of git; what was written is there; the exit code is 0, or 3 with the
reason; `crm check` names what waits for trust. Then git itself is called by hand, to show that what was planted
works. At the end: what the user trusts runs, and what the user's own configuration names.

Usage: test_trust.py CRM"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))
import scenes  # noqa: E402

SETTINGS = scenes.SETTINGS + "advisor: {name: Jo Park, email: jo@park.example}\ngit: {commit: true}\n"
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Dee Dew\nEMAIL:dee@x.example\nEND:VCARD\n"
CALLS = "date,number\n2026-11-20,+1 555 0110\n"
failures = []
STARTED = re.compile(r'execve\("([^"]*)", \[(.*)\], .* = 0$')
# git-upload-pack and git-receive-pack on this computer are started through a shell, by git.
SHELL = re.compile(r'"(/bin/)?sh", "-c", "git(-(upload|receive)-pack \'| -c safe\.directory=)')


def expect(condition, text):
    if not condition:
        failures.append(text)


def write(path, text, mode=0o600):
    scenes.write(path, text)
    os.chmod(path, mode)


class Clone:
    """A copy of the prepared ledger in a folder of its own."""

    def __init__(self, root, crm):
        self.root = root
        self.crm_path = crm
        self.top = os.path.join(root, "top")
        self.ledger = self.top
        self.home = os.path.join(root, "home")
        self.marker = os.path.join(root, "ran")
        self.evil = os.path.join(root, "evil.sh")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "CRM_TODAY": scenes.TODAY,
            "GIT_CONFIG_NOSYSTEM": "1", "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
        }  # fmt: skip
        os.makedirs(self.home)
        write(self.evil, f'#!/bin/sh\necho "$0 $@" >> "{self.marker}"\nexit 1\n', 0o755)

    def path(self, path):
        return os.path.join(self.top, path)

    def write(self, path, text, mode=0o600):
        write(self.path(path), text, mode)

    def run(self, *words, at=None, **how):
        return subprocess.run(words, cwd=at or self.ledger, env={**self.environment, **how.pop("env", {})},
                              stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120, **how)  # fmt: skip

    def git(self, *words, **how):
        result = self.run("git", *words, **how)
        assert result.returncode == 0, f"git {words}: {result.stderr.decode()}"
        return result.stdout.decode()

    def config(self, key, value):
        self.git("config", key, value, at=self.top)

    def ran(self):
        there = os.path.exists(self.marker)
        if there:
            os.unlink(self.marker)
        return there


def prepare(root, crm):
    clone = Clone(root, crm)
    for path, text in {**scenes.LEDGER, "crm.yaml": SETTINGS, "data.bin": "x\n"}.items():
        clone.write(path, text)
    write(os.path.join(root, "card.vcf"), CARD)
    write(os.path.join(root, "home/.gitconfig"), "[user]\n\tname = Jo\n\temail = jo@x.example\n[init]\n\tdefaultBranch = main\n")
    clone.git("init", "-q", at=clone.top)
    clone.git("add", "-A", at=clone.top)
    clone.git("commit", "-q", "-m", "start", at=clone.top)
    clone.git("init", "-q", "--bare", os.path.join(root, "other.git"))
    clone.git("remote", "add", "origin", os.path.join(root, "other.git"), at=clone.top)
    clone.git("push", "-q", "-u", "origin", "main", at=clone.top)
    return clone


# What can be planted. Each gives a command of git that runs it, to show that it works; or nothing.


def all_hooks(folder, evil):
    for name in ("pre-commit", "post-commit", "post-index-change", "reference-transaction", "pre-push", "post-merge",
                 "post-checkout", "pre-auto-gc", "commit-msg", "prepare-commit-msg", "fsmonitor-watchman"):  # fmt: skip
        os.makedirs(folder, exist_ok=True)
        shutil.copy(evil, os.path.join(folder, name))


def bare(clone):
    """What a clone brings: all of it tracked, beside crm.yaml in a folder below the top."""
    clone.ledger = clone.path("book")
    for path, text in {**scenes.LEDGER, "crm.yaml": SETTINGS}.items():
        clone.write("book/" + path, text)
    for path, text in (("HEAD", "ref: refs/heads/main\n"), ("refs/.keep", ""), ("objects/.keep", ""),
                       ("config", f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = "../book"\n\tfsmonitor = "{clone.evil}"\n')):  # fmt: skip
        clone.write("book/" + path, text)
    clone.git("add", "-A", at=clone.top)
    clone.git("commit", "-q", "-m", "book", at=clone.top)
    return ("status",)


def fsmonitor(clone):
    clone.config("core.fsmonitor", clone.evil)
    return ("status",)


def included(clone):
    write(os.path.join(clone.root, "more"), f'[core]\n\tfsmonitor = "{clone.evil}"\n\thooksPath = "{clone.root}/hooks"\n')
    all_hooks(os.path.join(clone.root, "hooks"), clone.evil)
    clone.config("include.path", os.path.join(clone.root, "more"))
    return ("status",)


def included_if(clone):
    write(os.path.join(clone.root, "more"), f'[core]\n\tfsmonitor = "{clone.evil}"\n[gpg]\n\tprogram = "{clone.evil}"\n[commit]\n\tgpgsign = true\n')
    clone.config("includeIf.gitdir:/**.path", os.path.join(clone.root, "more"))
    return ("status",)


def hooks_path(clone):
    all_hooks(clone.path("hooks"), clone.evil)
    clone.config("core.hooksPath", "hooks")
    return ("update-ref", "refs/heads/x", "HEAD")


def hooks(clone):
    all_hooks(clone.path(".git/hooks"), clone.evil)
    return ("update-ref", "refs/heads/x", "HEAD")


def filters(clone):
    """On the ledger's own files."""
    clone.write(".gitattributes", "*.yaml filter=evil\n")
    for part in ("clean", "smudge"):
        clone.config(f"filter.evil.{part}", clone.evil)
    return ("hash-object", "--path", "contacts/x.yaml", "crm.yaml")


def filter_process(clone):
    clone.write(".gitattributes", "* filter=evil\n")
    clone.config("filter.evil.process", clone.evil)
    return ("hash-object", "--path", "contacts/x.yaml", "crm.yaml")


def other_filters(clone):
    """On other files, that git looks at when it refreshes its index."""
    clone.write(".git/info/attributes", "*.bin filter=a.b=c\n")
    clone.config("filter.a.b=c.clean", clone.evil)
    clone.write("data.bin", "y\n")
    return ("update-index", "--refresh")


def signing(clone):
    clone.config("commit.gpgsign", "true")
    clone.config("gpg.program", clone.evil)
    return ("commit", "--allow-empty", "-m", "x")


def merge_driver(clone):
    clone.write(".git/info/attributes", "* merge=evil\n")
    clone.config("merge.evil.driver", clone.evil)
    return None


def ssh(clone):
    clone.config("core.sshCommand", clone.evil)
    clone.config("remote.origin.url", "ssh://host.invalid/x.git")
    return ("ls-remote",)


def packs(clone):
    clone.config("remote.origin.uploadpack", clone.evil)
    clone.config("remote.origin.receivepack", clone.evil)
    return ("ls-remote",)


def ext(clone):
    clone.config("remote.origin.url", f"ext::{clone.evil} %S")
    clone.config("protocol.ext.allow", "always")
    return ("ls-remote",)


def instead_of(clone):
    clone.config(f"url.ext::{clone.evil} .insteadOf", "https://")
    clone.config("remote.origin.url", "https://host.invalid/x")
    clone.config("protocol.ext.allow", "always")
    return ("ls-remote",)


def other_place(clone):
    """The place that is sent to has hooks."""
    all_hooks(os.path.join(clone.root, "other.git/hooks"), clone.evil)
    for name in ("pre-receive", "update", "post-receive", "post-update"):
        shutil.copy(clone.evil, os.path.join(clone.root, "other.git/hooks", name))
    return ("push", "-q", "origin", "HEAD:refs/heads/x")


def promisor(clone):
    """What is missing would be fetched, from anywhere, by whatever reads it."""
    clone.config("remote.evil.url", "host:x")
    clone.config("remote.evil.promisor", "true")
    clone.config("core.sshCommand", clone.evil)
    clone.config("extensions.partialClone", "evil")
    blob = clone.git("rev-parse", "HEAD:journal/2026-11.yaml").strip()
    os.unlink(clone.path(f".git/objects/{blob[:2]}/{blob[2:]}"))
    return ("cat-file", "-p", blob)


def elsewhere(clone):
    """The repository keeps another folder: that of the user."""
    clone.config("core.worktree", clone.home)
    clone.config("core.fsmonitor", clone.evil)
    return None


def led_away(clone):
    """`.git` leads to a repository of somebody else."""
    os.rename(clone.path(".git"), os.path.join(clone.root, "own.git"))
    clone.write(".git", f"gitdir: {clone.root}/own.git\n")
    return None


def by_hand_only(clone):
    """What git runs in a terminal, or in commands that crm does not use."""
    for key in ("core.pager", "core.editor", "sequence.editor", "diff.external", "diff.x.textconv", "diff.x.command",
                "pager.log", "credential.helper", "core.askPass", "core.gitProxy", "gc.recentObjectsHook",
                "core.alternateRefsCommand", "trailer.x.command"):  # fmt: skip
        clone.config(key, clone.evil)
    clone.config("alias.update-index", "!" + clone.evil)
    clone.config("alias.nothing", "!" + clone.evil)
    clone.write(".git/info/attributes", "* diff=x\n")
    clone.write(".git/objects/info/alternates", f"{clone.root}/other.git/objects\n")
    return ("nothing",)


def names(clone):
    """Words that would be options, or commands in a shell."""
    clone.git("branch", "-m", "$(id>ran)`id>ran`;x", at=clone.top)
    clone.config("remote.--upload-pack=./evil.url", f"{clone.root}/other.git")
    clone.config("branch.$(id>ran)`id>ran`;x.remote", "--upload-pack=./evil")
    clone.config("branch.$(id>ran)`id>ran`;x.merge", "refs/heads/main:refs/heads/main")
    clone.write("contacts/-x.yaml", "name: '$(touch ran)'\n")
    clone.write("contacts/eve.yaml", "name: \"Eve\\n; touch ran\\e[2J\"\nphone: ['+1 555 0110']\n")
    shutil.copy(clone.evil, clone.path("evil"))
    return None


VARIANTS = (bare, fsmonitor, included, included_if, hooks_path, hooks, filters, filter_process, other_filters, signing,
            merge_driver, ssh, packs, ext, instead_of, other_place, promisor, elsewhere, led_away, by_hand_only, names)
COMMANDS = (("log", "ada", "card"), ("add-contact", "Zoe Zed"), ("edit", "ada", "--set", "role=CFO"), ("undo",),
            ("import", "CARD"), ("sync",), ("check",))  # fmt: skip
TRACED = ("log", "add-contact", "edit", "undo", "import", "sync")
# Those whose program crm may need, so that something waits for trust; the others are never asked about.
WAITING = {"fsmonitor", "included", "included_if", "hooks_path", "hooks", "filters", "filter_process", "other_filters", "signing",
           "merge_driver", "ssh", "packs", "ext", "instead_of", "other_place", "promisor", "elsewhere", "by_hand_only"}  # fmt: skip


PIPES = (".git/HEAD", ".git/config", ".git/config.worktree", ".git/commondir", ".git/gitdir", ".git/index", ".git/packed-refs",
         ".git/shallow", ".git/info/attributes", ".git/info/exclude", ".git/info/grafts", ".git/objects/info/alternates",
         ".git/refs/heads/main", ".git/crm-unfinished", ".gitattributes", ".gitignore")  # fmt: skip


def started(trace):
    """Programs that were started and are neither crm nor git's."""
    out = []
    with open(trace, encoding="utf-8", errors="replace") as file:
        for line in file:
            found = STARTED.search(line)
            if not found:
                continue
            name = os.path.basename(found[1])
            if not (name in ("crm", "crm-exchange") or name == "git" or name.startswith("git-") or SHELL.search(found[2])):
                out.append(line.strip())
    return out


def copy_of(prepared, root):
    shutil.copytree(prepared.root, root, symlinks=True)
    clone = Clone.__new__(Clone)
    clone.__dict__ = {k: v.replace(prepared.root, root) if isinstance(v, str) else v for k, v in prepared.__dict__.items()}
    clone.environment = {**prepared.environment, "HOME": clone.home}
    write(clone.evil, f'#!/bin/sh\necho "$0 $@" >> "{clone.marker}"\nexit 1\n', 0o755)
    clone.config("remote.origin.url", os.path.join(root, "other.git"))
    return clone


def hostile(crm, prepared):
    for variant in VARIANTS:
        with tempfile.TemporaryDirectory(prefix="crm-trust-") as folder:
            root = os.path.join(os.path.realpath(folder), "x")
            clone = copy_of(prepared, root)
            by_hand = variant(clone)
            clone.ran()
            name = variant.__name__
            trace = os.path.join(root, "trace")
            for words in COMMANDS:
                if words[0] == "import":
                    words = ("import", os.path.join(root, "card.vcf"))
                watched = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=execve", "-o", trace) if words[0] in TRACED else ()
                result = clone.run(*watched, crm, *words)
                told = f"{name}: {' '.join(words)}: {result.returncode} {result.stderr.decode()}"
                expect(result.returncode in (0, 1, 3), told)
                expect(not clone.ran(), f"{told}: ran what was planted")
                for line in started(trace) if watched else ():
                    expect(False, f"{told}: started {line}")
                expect(result.returncode != 3 or b"crm: " in result.stderr, told)
                if words[0] == "check":
                    waits = b"have not trusted" in result.stdout
                    expect(waits == (name in WAITING), f"{name}: check says {result.stdout.decode()}")
            with open(os.path.join(clone.ledger, "journal/2026-11.yaml"), encoding="utf-8") as file:
                expect("touch: card" in file.read(), f"{name}: the entry is lost")
            expect(os.path.exists(os.path.join(clone.ledger, "contacts/zoe-zed.yaml")), f"{name}: the contact is lost")
            expect(not os.path.exists(os.path.join(clone.home, "contacts")), f"{name}: wrote elsewhere")
            if by_hand:
                clone.run("timeout", "2", "git", *by_hand)  # some wait for what was planted, which waits for them
                expect(clone.ran(), f"{name}: git does not run it either, so this shows nothing")


def links(crm, prepared):
    """What crm notes in `.git` goes through no link that came along, and is kept all the same."""
    with tempfile.TemporaryDirectory(prefix="crm-trust-") as folder:
        clone = copy_of(prepared, os.path.join(os.path.realpath(folder), "x"))
        note = clone.path(".git/crm-unfinished")
        precious = os.path.join(clone.home, "precious")
        text = "contacts/ada-lovelace.yaml\nmy key\n"
        for words in (("log", "ada", "card"), ("edit", "ada", "--set", "role=CFO"), ("add-contact", "Zoe Zed"), ("undo",)):
            write(precious, text)
            os.symlink(precious, note)
            result = clone.run(crm, *words)
            told = f"links: {' '.join(words)}: {result.returncode} {result.stderr.decode()}"
            with open(precious, encoding="utf-8") as file:
                expect(file.read() == text, f"{told}: written through the link")
            if os.path.lexists(note):
                kept = "" if os.path.islink(note) else open(note, encoding="utf-8").read()
                expect("my key" not in kept, f"{told}: what it leads to was taken over")
                os.unlink(note)
            expect(result.returncode == 0, told)
        # Where nothing can be committed the note is written for the first time.
        os.symlink(precious, note)
        clone.write(".git/MERGE_HEAD", clone.git("rev-parse", "HEAD"))
        result = clone.run(crm, "log", "ada", "card")
        with open(precious, encoding="utf-8") as file:
            expect(file.read() == text, "links: written through the link in a merge")
        expect(result.returncode == 3 and not os.path.islink(note), f"links: in a merge: {result}")
        with open(note, encoding="utf-8") as file:
            expect(file.read() == "journal/2026-11.yaml\n", "links: the note in a merge")


def pipes(crm, prepared):
    """A pipe where git keeps a file: nobody writes to it, and no command waits for it."""
    with tempfile.TemporaryDirectory(prefix="crm-trust-") as folder:
        clone = copy_of(prepared, os.path.join(os.path.realpath(folder), "x"))
        for name in PIPES:
            path = clone.path(name)
            aside = path + ".aside"
            there = os.path.exists(path)
            if there:
                os.rename(path, aside)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.mkfifo(path)
            for words in (("check",), ("due",), ("log", "ada", "card", f"beside {name}"), ("undo",)):
                told = f"pipes: {name}: {' '.join(words)}"
                result = clone.run("timeout", "-s", "KILL", "20", crm, *words)
                expect(result.returncode in (0, 1, 3), f"{told}: {result}")
                if words[0] in ("log", "undo") and name != ".git/crm-unfinished":
                    named = f"'{path}' is a pipe, not a file".encode()
                    expect(result.returncode == 3 and named in result.stderr, f"{told}: {result}")
                if words[0] == "log":
                    with open(clone.path("journal/2026-11.yaml"), encoding="utf-8") as file:
                        expect(f"beside {name}" in file.read(), f"{told}: the entry is lost")
            if os.path.lexists(path):  # crm puts a note of its own in the place of one
                os.unlink(path)
            if there:
                os.rename(aside, path)
            clone.git("checkout", "-q", "--", "journal")


def indexes(crm, prepared):
    """An index that a killed crm left goes after an hour; one that is at work keeps its own."""
    with tempfile.TemporaryDirectory(prefix="crm-trust-") as folder:
        clone = copy_of(prepared, os.path.join(os.path.realpath(folder), "x"))
        old = time.time() - 3700
        ages = {"crm-index-old": (old, old), "crm-index-old.lock": (old, old), "crm-index-young": (old + 200, old + 200),
                "crm-index-copied": (old + 3600, old), "crm-other": (old, old)}  # fmt: skip
        for name, times in ages.items():
            clone.write(f".git/{name}", "x")
            os.utime(clone.path(f".git/{name}"), times)
        result = clone.run(crm, "log", "ada", "card")
        left = sorted(name for name in os.listdir(clone.path(".git")) if name.startswith("crm-"))
        expect(result.returncode == 0 and left == ["crm-index-copied", "crm-index-young", "crm-other"], f"indexes: {left} {result}")


def trusted(crm, prepared):
    """What the user trusts runs; what he trusts no more does not; what his own configuration names always did."""
    clone = prepared
    signer = os.path.join(clone.root, "sign.sh")
    # As gpg answers: on standard output the signature, on the other that it was made.
    write(signer, f'#!/bin/sh\necho signed >> "{clone.marker}"\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED " >&2\n'
                  'printf -- "-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n"\n', 0o755)  # fmt: skip
    clone.config("commit.gpgsign", "true")
    clone.config("gpg.program", signer)

    def commits():
        return int(clone.git("rev-list", "--count", "HEAD"))

    before = commits()
    result = clone.run(crm, "log", "ada", "card")
    expect(result.returncode == 3 and not clone.ran() and commits() == before, f"trusted: {result}")
    expect(f"gpg.program = {signer}".encode() in result.stderr, f"trusted: {result.stderr}")
    result = clone.run(crm, "trust")
    expect(result.returncode == 2 and signer.encode() in result.stdout, f"trusted: {result}")
    result = clone.run(crm, "trust", "--yes")
    expect(result.returncode == 0, f"trusted: {result}")
    result = clone.run(crm, "log", "ada", "note")
    expect(result.returncode == 0 and clone.ran(), f"trusted: {result}")
    # What could not be committed before is, by itself, and signed as well.
    expect(clone.git("log", "-2", "--format=%s") == "log: note with Ada Lovelace, 23 Nov 2026\nby hand: journal/2026-11.yaml\n", clone.git("log", "-2"))
    expect("gpgsig" in clone.git("cat-file", "-p", "HEAD") and clone.git("status", "--porcelain") == "", "trusted: signed")
    store = os.path.join(clone.home, ".config/crm/trust.yaml")
    expect(os.stat(store).st_mode & 0o077 == 0 and not [n for n in os.listdir(clone.ledger) if "trust" in n], "trusted: kept")
    # Another program, and the same one in another place, wait again.
    clone.config("gpg.program", clone.evil)
    result = clone.run(crm, "log", "ada", "note")
    expect(result.returncode == 3 and not clone.ran(), f"another program: {result}")
    clone.config("gpg.program", signer)
    moved = clone.top + "-moved"
    os.rename(clone.top, moved)
    result = clone.run(crm, "log", "ada", "note", at=moved)
    expect(result.returncode == 3 and not clone.ran(), f"another place: {result}")
    os.rename(moved, clone.top)
    expect(clone.run(crm, "trust", "--forget").returncode == 0, "forget")
    result = clone.run(crm, "log", "ada", "note")
    expect(result.returncode == 3 and not clone.ran(), f"forgotten: {result}")
    clone.git("config", "--unset", "gpg.program")
    clone.git("config", "--global", "gpg.program", signer)
    result = clone.run(crm, "log", "ada", "note")
    expect(result.returncode == 0 and clone.ran(), f"the user's own: {result}")
    clone.git("config", "--global", "commit.gpgsign", "false")
    clone.git("config", "--unset", "commit.gpgsign")
    # A filter that is asked for and not set up: nothing gets into git in plain text.
    clone.write(".gitattributes", "*.yaml filter=crypt\n")
    before = commits()
    result = clone.run(crm, "log", "ada", "gift")
    expect(result.returncode == 3 and commits() == before and b"the filter 'crypt'" in result.stderr, f"filter: {result}")
    clone.git("config", "filter.crypt.clean", "sed s/^/secret:/")
    clone.git("config", "filter.crypt.smudge", "sed s/^secret://")
    result = clone.run(crm, "log", "ada", "visit")
    expect(result.returncode == 3 and commits() == before, f"filter: {result}")
    expect(clone.run(crm, "trust", "--yes").returncode == 0, "filter: trust")
    result = clone.run(crm, "log", "ada", "event")
    text = clone.git("show", "HEAD:journal/2026-11.yaml")
    expect(result.returncode == 0 and "touch: gift" in text and all(l.startswith("secret:") for l in text.split("\n") if l), f"filter: {result} {text}")
    expect("secret" not in open(clone.path("journal/2026-11.yaml"), encoding="utf-8").read(), "filter: in the folder")


def main():
    crm = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="crm-trust-") as folder:
        prepared = prepare(os.path.realpath(folder), crm)
        for part in (links, pipes, indexes, hostile, trusted):
            known = len(failures)
            part(crm, prepared)
            print(f"{part.__name__}: {'failed' if len(failures) > known else 'ok'}")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
