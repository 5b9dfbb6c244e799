#!/usr/bin/env python3
"""The ledger in git: each writing command makes one commit of what it wrote and leaves nothing behind; whatever else
lies in the index or in the folder stays as it was; commands that read, and those that write where nothing is to be
committed, never start git; several at once lose nothing.

Usage: test_git.py CRM"""

import fcntl
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))
import scenes  # noqa: E402

NAMES = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Jo Park",
    "GIT_AUTHOR_EMAIL": "jo@park.example",
    "GIT_COMMITTER_NAME": "Jo Park",
    "GIT_COMMITTER_EMAIL": "jo@park.example",
}
TURNED_ON = scenes.SETTINGS + "git: {commit: true}\n"
failures = []


def expect(condition, text):
    if not condition:
        failures.append(text)


class Repository:
    """A ledger in git, made from the files of a scene."""

    def __init__(self, root, crm, scene, settings=TURNED_ON, subfolder=""):
        self.top = os.path.join(root, "top")
        os.makedirs(os.path.join(self.top, subfolder), 0o700)
        self.place = scenes.Place(root, crm, ledger=os.path.join(self.top, subfolder) if subfolder else self.top)
        self.place.environment.update(NAMES)
        self.place.environment["VISUAL"] = f'"{self.place.environment["VISUAL"]}"'
        os.makedirs(self.place.home, 0o700, exist_ok=True)
        self.subfolder = subfolder
        for path, text in {**scene.files, "crm.yaml": settings}.items():
            self.write(path, text)
        self.git("init", "-q", "-b", "main", at=self.top)
        self.commit("start")

    def path(self, path):
        return os.path.join(self.place.ledger, path)

    def write(self, path, text):
        scenes.write(self.path(path), text)

    def read(self, path):
        with open(self.path(path), encoding="utf-8") as file:
            return file.read()

    def run(self, *words, **how):
        return subprocess.run(
            words, cwd=how.pop("at", self.place.ledger), env={**self.place.environment, **how.pop("env", {})},
            capture_output=True, check=False, timeout=120, **how)

    def git(self, *words, **how):
        result = self.run("git", *words, **how)
        if result.returncode != 0:
            raise AssertionError(f"git {words}: {result.stderr.decode()}")
        return result.stdout.decode()

    def crm(self, *words, **how):
        return self.run(self.place.crm, *words, **how)

    def commit(self, text):
        self.git("add", "-A", ".", at=self.top)
        self.git("commit", "-q", "-m", text, at=self.top)

    def commits(self):
        return int(self.git("rev-list", "--count", "HEAD"))

    def status(self):
        return self.git("status", "--porcelain", "--untracked-files=all", at=self.top)


def in_repository(crm, scene=scenes.WRITING[4], **how):
    """A new repository in a folder of its own, which goes with the block."""
    folder = tempfile.TemporaryDirectory(prefix="crm git é ")
    return folder, Repository(folder.name, crm, scene, **how)


def each_command(crm):
    """No writing command forgets its commit, and none commits twice."""
    for scene in scenes.WRITING:
        if scene.makes_ledger:
            continue
        folder, repo = in_repository(crm, scene)
        with folder:
            before = repo.commits()
            result = repo.run(*repo.place.command(scene), **scene.how)
            expect(result.returncode == 0, f"{scene.name}: {result.stderr.decode()}")
            expect(repo.commits() == before + 1, f"{scene.name}: {repo.commits() - before} commits")
            expect(repo.status() == "", f"{scene.name}: left behind\n{repo.status()}")
            message = repo.git("log", "-1", "--format=%B")
            expect(f"Crm-Command: {scene.command}\n" in message, f"{scene.name}: {message}")
            expect(message.startswith(f"{scene.command}: "), f"{scene.name}: {message}")
            names = set(repo.git("show", "--name-only", "--no-renames", "--format=", "HEAD").split())
            expect(names and all(n.startswith(("contacts/", "journal/", "crm.yaml")) for n in names), f"{scene.name}: {names}")
            # And all of it can be taken back.
            tree = repo.git("rev-parse", "HEAD~1^{tree}").strip()
            undone = repo.crm("undo")
            if scene.command == "erase":
                expect(undone.returncode == 2 and repo.git("rev-parse", "HEAD^{tree}").strip() != tree, "erase is taken back")
                continue
            expect(undone.returncode == 0, f"{scene.name}, undo: {undone.stderr.decode()}")
            expect(repo.status() == "", f"{scene.name}, undo: left behind\n{repo.status()}")
            if not any(name.startswith("journal/") for name in names):
                expect(repo.git("rev-parse", "HEAD^{tree}").strip() == tree, f"{scene.name}: undo is not exact")
            expect(repo.crm("check").returncode == 0, f"{scene.name}: check after undo")


def nothing_to_commit(crm):
    """git is not even started by commands that read, nor by those that write where nothing is committed."""
    for settings, some in ((TURNED_ON, scenes.READING), (scenes.SETTINGS, scenes.WRITING[3:6] + scenes.READING)):
        for scene in some:
            folder, repo = in_repository(crm, scene, settings=settings)
            with folder:
                stub = os.path.join(folder.name, "stub")
                scenes.write(os.path.join(stub, "git"), f'#!/bin/sh\necho "$@" >> "{folder.name}/started"\nexit 1\n')
                os.chmod(os.path.join(stub, "git"), 0o755)
                result = repo.run(*repo.place.command(scene), env={"PATH": f"{stub}:{os.environ['PATH']}"}, **scene.how)
                expect(result.returncode in (0, 1), f"{scene.name}: {result.stderr.decode()}")
                expect(not os.path.exists(os.path.join(folder.name, "started")), f"{scene.name} starts git")


def other_things(crm):
    """In a subfolder of a larger repository, with all that can lie around there."""
    folder, repo = in_repository(crm, subfolder="notes/crm")
    with folder:
        for name, text in (("../a.txt", "a\n"), ("../b.txt", "b\n"), ("contacts/dora.yaml", "name: Dora\n")):
            repo.write(name, text)
        repo.commit("others")
        repo.write("../a.txt", "a staged\n")
        repo.git("add", "../a.txt")
        repo.write("../a.txt", "a staged\nand more\n")
        repo.write("../b.txt", "b changed\n")
        repo.write("contacts/new.yaml", "name: New\n")
        repo.git("rm", "-q", "--cached", "contacts/dora.yaml")
        repo.git("add", "-N", "contacts/new.yaml")
        before, staged = repo.status(), repo.git("diff", "--cached")
        result = repo.crm("log", "ada", "call")
        expect(result.returncode == 0, result.stderr.decode())
        expect(repo.status() == before, f"the status changed:\n{before}{repo.status()}")
        expect(repo.git("diff", "--cached") == staged, "what was staged changed")
        names = repo.git("show", "--name-only", "--format=", "HEAD").split()
        expect(names == ["notes/crm/journal/2026-11.yaml"], f"committed: {names}")


def partly_staged(crm):
    """What is staged in the file itself stays staged, or nothing is committed."""
    folder, repo = in_repository(crm)
    with folder:
        path = "contacts/ada-lovelace.yaml"
        repo.write(path, "# staged\n" + scenes.ADA)
        repo.git("add", path)
        repo.write(path, scenes.ADA)
        result = repo.crm("edit", "ada", "--set", "dates.birthday=12-10")
        expect(result.returncode == 0, result.stderr.decode())
        expect(repo.git("show", f"HEAD:{path}") == repo.read(path), "not as it is in the folder")
        staged = repo.git("diff", "--cached", "-U0", path).split("\n")
        expect([l for l in staged if l[:1] in "+-" and l[:3] not in ("+++", "---")][:1] == ["+# staged"], f"{staged}")
        expect(sum(l.startswith(("+", "-")) for l in staged) == 3, f"{staged}")
        # Staged and changed again in the same line: what is staged stays.
        repo.git("reset", "-q", "--hard")
        repo.write(path, repo.read(path).replace("tier: A", "tier: B"))
        repo.git("add", path)
        index = repo.git("ls-files", "-s", path)
        repo.write(path, repo.read(path).replace("tier: B", "tier: C"))
        result = repo.crm("edit", "ada", "--set", "tier=A")
        expect(result.returncode in (0, 3) and "tier: A" in repo.read(path), f"{result}")
        expect(repo.git("ls-files", "-s", path) == index, "the index changed")
        # Staged, and the same line written otherwise: nothing can be committed and keep it.
        commits = repo.commits()
        result = repo.crm("edit", "ada", "--set", "tier=C")
        expect(result.returncode == 3 and b"staged in part" in result.stderr, f"{result}")
        expect(repo.git("ls-files", "-s", path) == index and repo.commits() == commits, "committed in part")


def at_once(crm):
    """Several commands at the same time: each has its commit, and none is lost."""
    folder, repo = in_repository(crm)
    with folder:
        before = repo.commits()
        many = [
            subprocess.Popen([crm, "log", "ada", "call", f"number {i}"], env=repo.place.environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for i in range(8)
        ]
        for one in many:
            _, err = one.communicate(timeout=120)
            expect(one.returncode == 0, f"at once: {err.decode()}")
        expect(repo.commits() == before + 8, f"at once: {repo.commits() - before} commits")
        expect(repo.status() == "", repo.status())
        for i in range(8):
            expect(f"number {i}" in repo.read("journal/2026-11.yaml"), f"number {i} is lost")
        diffs = repo.git("log", "-8", "-p", "--format=", "-U0").split("\n")
        expect(not [l for l in diffs if l.startswith("-") and not l.startswith("---")], "a commit takes a line away")


def settings_of_git(crm):
    """Line ends, signing that fails, hooks and variables that lead elsewhere."""
    folder, repo = in_repository(crm)
    with folder:
        repo.git("config", "core.autocrlf", "true")
        expect(repo.crm("log", "ada", "call").returncode == 0, "autocrlf")
        expect(repo.status() == "", "autocrlf: " + repo.status())
        hook = os.path.join(repo.top, ".git", "hooks", "pre-commit")
        scenes.write(hook, "#!/bin/sh\nexit 1\n")
        os.chmod(hook, 0o755)
        expect(repo.crm("log", "ada", "call").returncode == 0, "hook")
        elsewhere = os.path.join(folder.name, "elsewhere")
        result = repo.crm("log", "ada", "card", env={"GIT_DIR": elsewhere, "GIT_INDEX_FILE": elsewhere, "GIT_WORK_TREE": "/"})
        expect(result.returncode == 0 and not os.path.exists(elsewhere), f"elsewhere: {result.stderr.decode()}")
        expect(repo.status() == "", "elsewhere: " + repo.status())
        repo.git("config", "commit.gpgsign", "true")
        repo.git("config", "gpg.program", "false")
        result = repo.crm("log", "ada", "note")
        expect(result.returncode == 3 and b"written, but not committed" in result.stderr, f"signing: {result}")
        expect("touch: note" in repo.read("journal/2026-11.yaml"), "signing: the entry is lost")
        expect(not [n for n in os.listdir(os.path.join(repo.top, ".git")) if n.startswith("crm-") and n != "crm-unfinished"], "an index is left")


def in_between(crm):
    """A kill, a Ctrl-C and somebody else's commit, each right before a commit is put on the branch."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    log = "journal/2026-11.yaml"
    for name, act in (("kill", "kill -KILL $PPID; exit 1"),
                      ("Ctrl-C", "kill -INT $PPID $$"),
                      ("commit", f'{real} -C "$2" commit -q -m "by hand"'),
                      ("other commit", f'{real} -C "$2" commit -q --allow-empty --only -m "by hand"')):
        folder, repo = in_repository(crm)
        with folder:
            stub = os.path.join(folder.name, "stub")
            scenes.write(os.path.join(stub, "git"),
                         f'#!/bin/sh\ncase "$*" in *update-ref*) {act};; esac\nexec {real} "$@"\n')
            os.chmod(os.path.join(stub, "git"), 0o755)
            index, commits = repo.git("ls-files", "-s"), repo.commits()
            result = repo.crm("log", "ada", "call", env={"PATH": f"{stub}:{os.environ['PATH']}"})
            expect(repo.read(log).count("touch: call") == 2, f"{name}: the entry is lost")
            if name == "kill":
                expect(result.returncode == -9 and repo.commits() == commits, f"{name}: {result}")
                expect(repo.status() == f"M  {log}\n", f"{name}: {repo.status()}")
            elif name == "Ctrl-C":
                expect(repo.status() == "" and repo.commits() == commits + 1, f"{name}: {result}{repo.status()}")
            elif name == "commit":
                expect(result.returncode == 0 and repo.status() == "", f"{name}: {result}{repo.status()}")
                expect(repo.commits() == commits + 1, f"{name}: committed twice")
            else:
                expect(result.returncode == 3 and b"not committed" in result.stderr, f"{name}: {result}")
                expect(repo.git("ls-files", "-s") == index and repo.commits() == commits + 1, f"{name}: {repo.status()}")
            expect(repo.crm("log", "ada", "card").returncode == 0 and repo.status() == "", f"{name}: {repo.status()}")
            expect(repo.crm("check").returncode == 0, f"{name}: check")


def hanging_signer(crm):
    """Nothing is written or locked while a program that signs may ask a person, and waits."""
    folder, repo = in_repository(crm)
    with folder:
        asked, answer = os.path.join(folder.name, "asked"), os.path.join(folder.name, "answer")
        signer = os.path.join(folder.name, "sign")
        scenes.write(signer, f'#!/bin/sh\n: > "{asked}"\nwhile [ ! -e "{answer}" ]; do sleep 0.05; done\nexit 1\n')
        os.chmod(signer, 0o755)
        repo.git("config", "--global", "commit.gpgsign", "true")
        repo.git("config", "--global", "gpg.program", signer)
        journal = repo.read("journal/2026-11.yaml")
        crm_process = subprocess.Popen([crm, "log", "ada", "gift"], cwd=repo.place.ledger, env=repo.place.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
        while not os.path.exists(asked) and crm_process.poll() is None:
            time.sleep(0.01)
        lock = os.open(repo.place.ledger, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            expect(False, "hanging: the ledger is locked")
        os.close(lock)
        expect(repo.read("journal/2026-11.yaml") == journal, "hanging: written already")
        scenes.write(answer, "")
        _, err = crm_process.communicate(timeout=120)
        expect(crm_process.returncode == 3 and b"written, but not committed" in err, f"hanging: {err.decode()}")
        expect("touch: gift" in repo.read("journal/2026-11.yaml"), "hanging: the entry is lost")


def upkeep(crm):
    """When git would tidy up, it does, in the background."""
    folder, repo = in_repository(crm)
    with folder:
        repo.git("config", "gc.auto", "1")
        found = 0
        for i in itertools.count():
            text = str(i).encode()
            if hashlib.sha1(b"blob %d\0" % len(text) + text).hexdigest().startswith("17"):
                repo.git("hash-object", "-w", "--stdin", input=text)
                found += 1
                if found == 3:
                    break
        expect(repo.crm("log", "ada", "card").returncode == 0, "upkeep: log")
        packs = os.path.join(repo.top, ".git", "objects", "pack")
        for _ in range(6000):
            if any(name.endswith(".pack") for name in os.listdir(packs)) and not os.path.exists(os.path.join(repo.top, ".git", "gc.pid")):
                break
            time.sleep(0.01)
        expect(any(name.endswith(".pack") for name in os.listdir(packs)), "upkeep: nothing was tidied up")
        expect(repo.crm("log", "ada", "note").returncode == 0 and repo.status() == "", "upkeep: afterwards")


def main():
    crm = os.path.abspath(sys.argv[1])
    for part in (each_command, nothing_to_commit, other_things, partly_staged, at_once, settings_of_git, in_between, hanging_signer, upkeep):
        known = len(failures)
        part(crm)
        print(f"{part.__name__}: {'failed' if len(failures) > known else 'ok'}")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
