"""System calls of a program, as strace tells them: which of them change files, and on which files."""

import os
import re
import subprocess

OPENS = {"open", "openat", "openat2"}
CHANGES = {
    "creat", "write", "writev", "pwrite64", "pwritev", "pwritev2", "sendfile", "copy_file_range", "splice", "tee",
    "vmsplice", "fallocate", "truncate", "ftruncate", "rename", "renameat", "renameat2", "link", "linkat", "symlink",
    "symlinkat", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "mknod", "mknodat", "chmod", "fchmod", "fchmodat",
    "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "utimensat", "futimesat", "fsync",
    "fdatasync", "sync", "syncfs", "sync_file_range", "msync",
}  # fmt: skip
HARMLESS = {
    "access", "faccessat", "faccessat2", "newfstatat", "fstat", "stat", "lstat", "statx", "statfs", "fstatfs",
    "read", "readv", "pread64", "preadv", "lseek", "getdents64", "readlink", "readlinkat", "getcwd", "chdir", "fchdir",
    "close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "poll", "ppoll", "select", "pselect6", "readahead",
    "fadvise64", "flock", "brk", "munmap", "mprotect", "mremap", "madvise", "mincore", "arch_prctl", "prctl",
    "personality", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "getrlimit", "getrandom", "futex",
    "membarrier", "memfd_create", "sysinfo", "uname", "sched_getaffinity", "sched_yield", "sigaltstack", "rt_sigaction",
    "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "clone", "clone3", "fork", "vfork", "wait4", "waitid",
    "execve", "exit", "exit_group", "kill", "tgkill", "getpid", "getppid", "gettid", "getuid", "geteuid", "getgid",
    "getegid", "getpgrp", "getrusage", "clock_gettime", "clock_nanosleep", "nanosleep", "umask",
}  # fmt: skip
FCNTL = re.compile(r"F_(GETFD|SETFD|GETFL|SETFL|DUPFD|DUPFD_CLOEXEC|SETLEASE|GETLEASE)\b")
IOCTL = re.compile(r"(TCGETS|TIOCGWINSZ|TIOCGPGRP)\b")
WRITING_OPEN = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE|APPEND)\b")

LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (.*)$")
PID = re.compile(r"^(\d+) +")
# A pipe of the program's own; the sanitizers try by one whether memory can be read.
OWN_PIPE = re.compile(r"(?:[3-9]|\d\d+)<(?:pipe:|/memfd:)")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|[^0-7])")
LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"f": b"\f", b"v": b"\v"}
RANDOM = [
    (re.compile(r"\.crm-new-\w{16}"), ".crm-new-*"),
    (re.compile(r"\.crm-swap-([^\"/>]+?)-[0-9a-f.]+-[0-9a-f.]+-\w{16}"), r".crm-swap-\1-*"),
    (re.compile(r"/edit-\w{6}"), "/edit-*"),
    (re.compile(r"pipe:\[\d+\]"), "pipe"),
]


class Call:
    """One system call of a trace: `number` counts those of its name from 1, as strace does."""

    def __init__(self, process, name, arguments, result, number):
        self.process = process
        self.name = name
        self.arguments = arguments
        self.result = result
        self.number = number
        self.failed = result.startswith("-1")
        self.parts = split(arguments)

    def file(self, index=0):
        """The path of the open file that argument `index` is, or "" """
        found = re.match(r"\d+<(.*?)>(\(deleted\))?$", self.parts[index]) if index < len(self.parts) else None
        return plain(found[1]) if found else ""

    def path(self, index):
        """The path that arguments `index` (a folder) and the next (a name) make."""
        folder = re.match(r"(?:\d+|AT_FDCWD)<(.*?)>$", self.parts[index])
        return os.path.normpath(os.path.join(plain(folder[1]) if folder else "/", unquoted(self.parts[index + 1])))

    def opens_for_writing(self):
        return self.name == "creat" or (self.name in OPENS and WRITING_OPEN.search(self.arguments) is not None)

    def shape(self):
        """The call without what differs from run to run."""
        out = f"{self.name}({self.arguments})"
        for pattern, replacement in RANDOM:
            out = pattern.sub(replacement, out)
        return out

    def __str__(self):
        return f"{self.name}#{self.number}({self.arguments})"


def split(arguments):
    """The arguments at the commas that stand in no quotes and no brackets."""
    out = [""]
    depth = 0
    quoted = False
    previous = ""
    for c in arguments:
        if c == '"' and previous != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (c in "[{<") - (c in "]}>")
        if c == "," and depth == 0 and not quoted:
            out.append("")
        else:
            out[-1] += c
        previous = c
    return [part.strip() for part in out]


def plain(text):
    """The path whose bytes strace escaped: all beyond ASCII, and what would end a string or the path of a file."""

    def byte(match):
        code = match[1]
        return bytes([int(code, 8) & 255]) if code.isdigit() else LETTERS.get(code, code)

    return os.fsdecode(ESCAPED.sub(byte, os.fsencode(text)))


def unquoted(part):
    return plain(part.strip('"'))


def parse(text):
    """The calls of a trace in order, and the process that began it."""
    calls = []
    counts = {}
    unfinished = {}
    first = None
    for line in text.split("\n"):
        pid = PID.match(line)
        process = pid[1] if pid else ""
        line = line[pid.end() :] if pid else line
        first = first or process
        if line.endswith("<unfinished ...>"):
            unfinished[process] = line.removesuffix("<unfinished ...>").rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)$", line)
        if resumed:
            line = unfinished.pop(process, "") + resumed[1]
        found = LINE.match(line)
        if found:
            key = (process, found[1])
            counts[key] = counts.get(key, 0) + 1
            calls.append(Call(process, found[1], found[2], found[3], counts[key]))
    return calls, first


def unknown(calls):
    """Calls that are neither known to change files nor known not to."""
    for call in calls:
        if call.name in CHANGES | HARMLESS | OPENS | {"close"}:
            continue
        if call.name == "fcntl" and FCNTL.search(call.arguments):
            continue
        if call.name == "ioctl" and IOCTL.search(call.arguments):
            continue
        if call.name == "mmap" and not ("MAP_SHARED" in call.arguments and "PROT_WRITE" in call.arguments):
            continue
        yield call


def changing(calls):
    """Those that change files, among them the closing of a file that was written (a disk may tell only then that
    it is full) and the lock, without which nothing may be changed."""
    written = set()
    for call in calls:
        if call.opens_for_writing():
            written.add(call.result.split("<")[0])
            yield call
        elif call.name in CHANGES or call.name == "flock":
            if not OWN_PIPE.match(call.parts[0]):
                yield call
        elif call.name == "close" and call.parts[0].split("<")[0] in written:
            written.discard(call.parts[0].split("<")[0])
            yield call


class Result:
    def __init__(self, code, out, err, trace):
        self.code = code
        self.out = out
        self.err = err
        self.trace = trace

    def __str__(self):
        return f"exit {self.code}\n{self.out}{self.err}"


def run(command, place, options=(), **how):
    """Runs a command in a place, under strace where there are options for it."""
    trace = os.path.join(place.root, "trace")
    words = ["strace", "-qq", "-o", trace, *options, *command] if options else command
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    if "input" in streams:
        del streams["stdin"]
    result = subprocess.run(words, cwd=place.root, env=place.environment, timeout=120, check=False, **streams)
    text = ""
    if options:
        with open(trace, encoding="utf-8", errors="backslashreplace") as file:
            text = file.read()
    return Result(result.returncode, (result.stdout or b"").decode(), (result.stderr or b"").decode(), text)


def undisturbed(command, place, **how):
    """The result and all calls of a run, those of its threads and children too."""
    result = run(command, place, ("-f", "-y", "-s", "0"), **how)
    calls, first = parse(result.trace)
    return result, calls, first


def disturbed(command, place, call, what, **how):
    """A run in which `what` (signal=KILL, error=EIO) happens to a call of an undisturbed one. Also whether it met
    that very call."""
    injection = f"--inject={call.name}:{what}:when={call.number}"
    result = run(command, place, ("-y", "-s", "0", "-e", f"trace={call.name}", "-e", "signal=none", injection), **how)
    met = [c for c in parse_cut(result.trace) if c.number == call.number]
    return result, bool(met) and met[0].shape() == call.shape()


def parse_cut(text):
    """As parse(), also where the last call was cut off by a kill."""
    lines = text.split("\n")
    kept = [re.sub(r"(\)?)\s+= \?.*$| <unfinished \.\.\.>$", r") = ?", line) for line in lines]
    return parse("\n".join(kept))[0]


def usable():
    """Why strace cannot be used here; empty where it can."""
    try:
        result = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "strace is not installed"
    return "" if result.returncode == 0 else f"strace may not trace here: {result.stderr.strip()}"
