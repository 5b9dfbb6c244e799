"""Clones of a ledger for the tests of merging: real git that knows nothing of the user's configuration,
and the program in each clone."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

TODAY = "2026-11-23"
ID = re.compile(r"\bid: ([a-z][a-z0-9]{12})\b")

CONFIGURATION = {
    "user.name": "Jo Park",
    "user.email": "jo@park.example",
    "init.defaultBranch": "main",
    "merge.conflictStyle": "merge",
    "core.fsync": "none",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "advice.detachedHead": "false",
}


def environment():
    kept = {k: os.environ[k] for k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if k in os.environ}
    out = kept | {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "CRM_TODAY": TODAY}
    out |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1", "GIT_EDITOR": "true",
            "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_DATE": f"{TODAY}T08:00:00Z", "GIT_COMMITTER_DATE": f"{TODAY}T08:00:00Z",
            "GIT_TEMPLATE_DIR": "", "GIT_CONFIG_COUNT": str(len(CONFIGURATION))}  # fmt: skip
    for number, (key, value) in enumerate(CONFIGURATION.items()):
        out |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return out


ENVIRONMENT = environment()


class Folder(tempfile.TemporaryDirectory):
    """Of the test's own, in memory where that is to be had."""

    def __init__(self):
        memory = "/dev/shm"
        super().__init__(prefix="crm-merge-", dir=memory if os.access(memory, os.W_OK) else None)

    def __enter__(self):
        return pathlib.Path(super().__enter__())


def run(words, at=None):
    return subprocess.run(words, cwd=at, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=300, check=False)  # fmt: skip


class Clone:
    def __init__(self, crm, folder):
        self.program = crm
        self.folder = pathlib.Path(folder)

    def __truediv__(self, path):
        return self.folder / path

    def git(self, *words):
        return run(["git", *words], self.folder)

    def must(self, *words):
        """What git prints; it has to succeed."""
        result = self.git(*words)
        assert result.returncode == 0, f"git {' '.join(words)}: {result.stdout}{result.stderr}"
        return result.stdout

    def crm(self, *words):
        return run([self.program, "--ledger", str(self.folder), *words])

    def done(self, *words):
        result = self.crm(*words)
        assert result.returncode == 0, f"crm {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout

    def commit(self, text="changes"):
        self.must("add", "-A")
        return self.git("commit", "-q", "-m", text).returncode == 0

    def unmerged(self):
        return self.must("diff", "--name-only", "--diff-filter=U").split()

    def months(self):
        return sorted((self.folder / "journal").glob("*.yaml"))

    def lines(self):
        """The lines of the journal, each behind the name of its month."""
        return [f"{path.stem} {line}" for path in self.months() for line in path.read_text().split("\n") if line]

    def files(self):
        tops = [path for path in self.folder.iterdir() if path.name != ".git"]
        return {str(path.relative_to(self.folder)): path.read_bytes() for top in tops for path in [top, *top.rglob("*")] if path.is_file()}


def new_ledger(crm, folder):
    """A ledger that is a repository."""
    clone = Clone(crm, folder)
    result = run([crm, "init", str(folder)])
    assert result.returncode == 0, result.stderr
    clone.must("init", "-q")
    return clone


def copies(clone, folder, count):
    """Clones of it, and a bare one behind them, `origin`; faster than cloning."""
    folder.mkdir()
    bare = folder / "origin"
    shutil.copytree(clone.folder / ".git", bare)
    assert run(["git", "config", "core.bare", "true"], bare).returncode == 0
    out = []
    for number in range(count):
        shutil.copytree(clone.folder, folder / f"clone{number}")
        out.append(Clone(clone.program, folder / f"clone{number}"))
        out[-1].must("remote", "add", "origin", str(bare))
    return out
