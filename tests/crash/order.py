"""The order of a write, read from its trace. A kill does not drop what the system still keeps in memory, a power
cut does: what was not synced may be missing then, and what was named before it was synced may be empty."""

import os

import scenes
import strace


class Order:
    """What a trace has done so far to the files in `root`; `files` are those that were there before, `here` is the
    folder that the program works in."""

    def __init__(self, here, root, files):
        self.here = here
        self.root = root
        self.there = set(files)
        self.synced = {}  # of the files made in this run: whether what they hold is on the disk
        self.unsynced_folders = {}  # by what they lack
        self.faults = []

    def inside(self, path):
        return path.startswith(self.root + "/")

    def path(self, call, index=0):
        """The path that a call names; one of those that end in 'at' names its folder too."""
        if call.name in ("open", "creat", "rename", "link", "mkdir", "unlink", "rmdir"):
            return os.path.normpath(os.path.join(self.here, strace.unquoted(call.parts[index])))
        return call.path(2 * index)

    def fault(self, call, text):
        self.faults.append(f"{text}: {call}")

    def see(self, call):
        if call.failed:
            return
        if call.opens_for_writing():
            self.open(call)
        elif call.name in ("write", "writev", "pwrite64", "pwritev", "pwritev2", "fchmod", "fchown"):
            self.write(call, call.file())
        elif call.name in ("fsync", "fdatasync"):
            if call.file() in self.synced:
                self.synced[call.file()] = True
            self.unsynced_folders.pop(call.file(), None)
        elif call.name in ("sync", "syncfs"):
            self.synced = dict.fromkeys(self.synced, True)
        elif call.name in ("rename", "renameat", "renameat2", "link", "linkat"):
            self.rename(call, self.path(call), self.path(call, 1))
        elif call.name in ("mkdir", "mkdirat"):
            path = self.path(call)
            if self.inside(path):
                self.unsynced_folders[os.path.dirname(path)] = call
        elif call.name in ("unlink", "unlinkat", "rmdir"):
            if self.path(call) in self.there:
                self.fault(call, "a file of the ledger is removed")
        elif call.name not in ("close", "flock") and self.root in strace.plain(call.arguments):
            self.fault(call, "what this means for the order is not known")

    def open(self, call):
        path = self.path(call)
        if not self.inside(path):
            return
        if path in self.there:
            self.fault(call, "a file of the ledger is opened for writing")
        elif "O_EXCL" not in call.arguments or not scenes.TEMPORARY.search(path):
            self.fault(call, "a file is made under its own name")
        self.synced[path] = False

    def write(self, call, path):
        if call.parts[0].startswith("1<") and self.unsynced_folders:
            self.fault(call, f"it is told before a folder is synced after {self.lacking()}")
        if self.inside(path):
            if path not in self.synced or not scenes.TEMPORARY.search(path):
                self.fault(call, "a file of the ledger is written in its place")
            self.synced[path] = False

    def rename(self, call, old, new):
        if not self.inside(old) and not self.inside(new):
            return
        if self.synced.get(old) is False:
            self.fault(call, "a file gets its name before it is synced")
        exchanged = "RENAME_EXCHANGE" in call.arguments
        if new in self.there and not exchanged:
            self.fault(call, "a file of the ledger is replaced unseen")
        state, other = self.synced.pop(old, None), self.synced.pop(new, None)
        if state is not None:
            self.synced[new] = state
        if exchanged and other is not None:
            self.synced[old] = other
        if not scenes.TEMPORARY.search(new):
            for path in (old, new):
                self.unsynced_folders[os.path.dirname(path)] = call
            self.there.add(new)
            if not exchanged:
                self.there.discard(old)

    def lacking(self):
        return ", ".join(str(call) for call in self.unsynced_folders.values())

    def end(self):
        if self.unsynced_folders:
            self.faults.append(f"a folder is not synced after {self.lacking()}")
        return self.faults


def faults(calls, place, paths):
    ledger = place.ledger
    order = Order(place.root, ledger, [os.path.join(ledger, path) for path in paths])
    for call in calls:
        order.see(call)
    return order.end()
