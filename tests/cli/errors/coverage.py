#!/usr/bin/env python3
"""Reports the texts in the sources that no transcript and not README.md shows.

Every string literal of core/ and cli/ that has several words is taken for a text that a user can
see: what is wrong, a remedy, a phrase of the output, a help text. Neighbouring literals are joined,
fmt's placeholders stand for anything, and line breaks count as spaces. What no transcript can
provoke is listed in UNSEEN, with the reason.

Usage: coverage.py [ROOT]
"""

import pathlib
import re
import sys

# A part of the text as the source has it: why it is in no transcript.
UNSEEN = {
    "unexpected: {}": "a fault of the program",
    "this is a fault of the program": "likewise",
    "no random numbers from the system": "the system's random source would have to fail",
    "lies outside the ledger's folder": "no path with '..' is ever asked for",
    "' cannot be read: ": "an open folder would have to lose its status",
    "is reached through a symbolic link": "a folder that is a link is told of when it is listed, before",
    "put the folder itself in its place": "likewise",
    "a character that is not expected here": "yaml-cpp has such a message, and no place that gives it",
    "illegal map value": "what yaml-cpp says, not what is shown",
    "unknown escape": "likewise",
    "bad character found": "likewise",
    "invalid unicode": "likewise",
    "illegal EOF in scalar": "likewise",
    "is not valid YAML: {}": "for what yaml-cpp may say besides",
    "written, but then something went wrong": "the disk would have to fail between two steps",
    "cannot be locked": "needs a limit of open files that the sanitizers cannot work under",
    "is a device, not a file": "only root can make one",
    "make room on the disk": "needs a full disk",
    "can neither exchange nor link": "needs another file system; tests/parallel has it",
    "keeps being changed by another program": "a race; tests/unit/base has it",
    "another edit made at the same time": "likewise",
    "copy from there what is missing": "likewise",
    "the old version in '{}' cannot be removed": "likewise",
    "a power cut may undo it": "likewise",
    "this entry cannot be repeated on one line": "a line that did not mean the same; none is known",
    "write the correction by hand, as a line with": "likewise",
    "does not stand here any more": "a race; tests/unit/ledger has it",
    "another program changed the file; try again": "likewise",
    "is gone": "a race",
    "meanwhile something was changed": "a race; tests/cli/review.py has it",
    "to erase this for good: ": "on a terminal only; tests/merge/test_erase.py has it",
    "Enter to try again": "a disk that fails; tests/cli/review.py has it",
    "has another program removed it?": "likewise",
    "has taken over what it lacked": "the disk would have to fail; tests/crash has it",
    "was changed meanwhile": "a race; tests/unit/base has it",
    "git did not finish within": "git would have to wait",
    "is it waiting for a password": "likewise",
    "git cannot read what it holds": "git's own files would have to be damaged",
    "'git fsck' tells more": "likewise",
    "git's index cannot be written": "a race",
    "git cannot keep what it was given": "the disk would have to fail",
    "and git keeps it behind the filter": "needs two computers; tests/git/test_sync.py has it",
    "crm cannot bring such files together": "likewise",
    "the next command of crm commits it when": "likewise",
    "type yes if you know them": "on a terminal only; tests/git/test_trust.py has it",
    "not trusted; crm does without": "likewise",
    "is too old to bring the two together": "needs a git that is",
    "nothing was merged; git 2.38": "likewise",
    "Whether signing works": "in a commit that nobody sees",
    "# Programs that repositories": "in a file of the user's, not shown",
    "- {{repository: {}": "likewise",
    "couldn't find remote ref": "what git says, not what is shown",
    "Could not read from remote repository": "likewise",
    "Everything up-to-date": "likewise",
    "Read-only file system": "likewise",
    "insufficient permission": "likewise",
    "Write access": "likewise",
    "refusing to update checked out branch": "likewise",
    "[remote rejected]": "likewise",
    "cannot lock ref": "likewise",
    "-pack=git -c": "what git is told",
    "blob\nmark :": "likewise",
    "get-mark :": "likewise",
    "update {} {}\nupdate {} {}": "likewise",
    "sync: merge": "stands in git's log of the branch",
    "git's index cannot be read": "the disk would have to fail",
    "git cannot keep what was brought together": "likewise",
    "git cannot bring the two together": "git's own files would have to be damaged",
    "what came cannot be written: {}": "the disk would have to fail",
    "what came from there is merged, and nothing is lost": "tests/unit/git has it",
    "there is no room left": "likewise",
    "make room there, then 'crm sync'": "likewise",
    "you may not write there": "likewise",
    "can let you write": "likewise",
    "somebody works in that folder": "likewise",
    "a place between two is a folder that is": "likewise",
    "no ordinary file": "a symbolic link that both sides changed",
    "nothing of this ledger is in git yet": "a race",
    "is it named in a .gitignore?": "likewise",
    "its last changes": "of a place that lost a merge and nothing else",
    "other programs keep changing the ledger": "a race",
    "m mine, t theirs": "on a terminal only; tests/git/test_sync.py has it",
    "not a git repository": "likewise",
    "dubious ownership": "likewise",
    "renamed to '{}'": "the disk would have to fail; tests/unit/ledger has it",
    "where this ends cannot be told": "what a parser read would have to stand nowhere",
    "FRXPsspace": "what less shows at the foot of a page",
    "trap : INT QUIT;": "a command, not shown",
    "Correct it and save; or leave it": "stands in the editor; tests/cli/editor.py has it",
    "cannot be written: {}": "a full disk",
    "CREATE TABLE ledger": "what SQLite is told",
    "CREATE VIEW": "likewise",
    "INSERT INTO {}": "likewise",
    "PRAGMA ": "likewise",
    "yaml-language-server": "tests/cli/init.transcript has it; what follows its // is taken for a remark",
    " Standard Time": "names of time zones in files, not shown",
    "Russia Time Zone": "likewise",
    "reading mail, MB": "progress, on a terminal only",
    "writing entries": "likewise",
    "date time": "a heading in files, not shown",
    "date and time": "likewise",
    "start time": "likewise",
    "call time": "likewise",
    "caller name": "likewise",
    "deleted items": "a folder of mail programs, not shown",
    "deleted messages": "likewise",
    "junk e-mail": "likewise",
    "repeats too often; not all of it was taken": "takes a large file; tests/unit_foreign has it",
    "the calendar is too full": "likewise",
    "this event and {} more were": "likewise",
    "this event was": "likewise",
    "comes after 100000 others": "takes a large file; tests/unit/exchange has it",
    "holds zeros and no mail any more": "a file of a mebibyte; tests/unit_foreign has it",
    "are the most": "takes a large file; tests/unit/exchange has it",
    "its date cannot be read": "an instant that no calendar has",
    "could not be read to its end": "the disk would have to fail",
    "is neither a file nor a folder": "told before, where files are looked for",
    "libical {}, GMime": "not shown yet",
    "cannot be listed: ": "a folder that root cannot list",
    "Promised: {} {}.": "broken over lines in a calendar; tests/unit/exchange has it",
    "Never yet.": "likewise",
    "not this one and those after it": "a race; tests/unit/base has it",
    "' is larger than {} MiB": "needs a file of half a gigabyte",
    "import it in parts": "likewise",
    "nothing was merged, and your ledger is as it was": "what git may say besides",
    "lines of {} without an id stay": "tests/unit/ledger has it",
    "--add uid=": "joined with the uid",
    "What was not committed when": "stands in a commit's message",
    "could be several of crm's commits": "two hashes would have to begin alike",
    "type more of its digits": "likewise",
    "the ledger was changed meanwhile": "a race",
    "call date": "a heading of a table",
    "caller number": "likewise",
    "contact number": "likewise",
    "contact name": "likewise",
    "call type": "likewise",
    "call duration": "likewise",
    "talk time": "likewise",
    "writing contacts": "on a terminal only, of what takes long",
}

# What yaml-cpp says, before its translation: the first literal of a row of that table.
THEIRS = re.compile(r'^(constexpr std::array<Translation.*?^\}\};)', re.S | re.M)
ROW = re.compile(r'\{"(?:[^"\\]|\\.)*",')
COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|^#include[^\n]*', re.M)
LITERAL = re.compile(r'R"(\w*)\((.*?)\)\1"|(?<!\')"((?:[^"\\\n]|\\.)*)"', re.S)
PLACEHOLDER = re.compile(r"(\{\{|\}\}|\{[a-z0-9]*(?::[^{}]*(?:\{\})?)?\})")
ESCAPES = {"n": "\n", "t": "\t", "0": "\0"}


def literals(code):
    """The string literals, as the program has them, neighbours joined."""
    out = []
    end = None
    for match in LITERAL.finditer(code):
        text = match[2] if match[2] is not None else re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), match[3])
        if end is not None and code[end : match.start()].strip() == "":
            out[-1] += text
        else:
            out.append(text)
        end = match.end()
    return out


def pattern(text):
    """What the text looks like when it is shown; spaces and line breaks are one space."""
    parts = PLACEHOLDER.split(" ".join(text.split()))
    while parts and not (parts[0].strip() and PLACEHOLDER.sub("", parts[0])):
        parts.pop(0)  # a placeholder at the begin would make the search slow
    return "".join({"{{": r"\{", "}}": r"\}"}.get(p, ".{0,300}?" if p[:1] == "{" else re.escape(p)) for p in parts)


def texts(root):
    for path in sorted([*root.glob("core/**/*.[ch]pp"), *root.glob("cli/*.[ch]pp")]):
        if path.name == "windows_zones.cpp":  # names of time zones
            continue
        code = COMMENT.sub(lambda m: m[1] or "", path.read_text(encoding="utf-8"))
        code = THEIRS.sub(lambda m: ROW.sub("{", m[1]), code)
        for text in literals(code):
            if len(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", text))) > 1 and " " in text.strip():
                yield path.relative_to(root), text


def printed(path):
    """What the program prints in a file: not the commands, not the comments."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return " ".join(line for line in lines if not line.startswith(("$ ", "> ", "## ")))


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    shown = [root / "README.md", *sorted([*root.glob("tests/cli/**/*.transcript"), *root.glob("tests/cli/*.session")])]
    shown = " ".join(" ".join(map(printed, shown)).split())
    missing = {}
    count = 0
    for path, text in texts(root):
        count += 1
        if not any(part in text for part in UNSEEN) and not re.search(pattern(text), shown):
            missing.setdefault(text, path)
    for text, path in missing.items():
        print(f"{path}: {' '.join(text.split())[:150]}")
    print(f"{count} texts, {len(missing)} in no transcript")
    return 1 if missing or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
