#!/usr/bin/env python3
"""TAB in a real zsh, with its completion system. Usage: test_zsh.py CRM"""

import os
import re
import sys

from shells import COMPLETED, COMPLETIONS, LISTED, Terminal, check, main

TELL = "\x18t"  # Ctrl-X t: prints the line as it stands
CLEAR = "\x05\x15"  # Ctrl-E Ctrl-U


def press(terminal, keys, *patterns):
    """What zsh prints for the keys, and the line that results."""
    terminal.send(keys)
    printed = terminal.wait_for(*patterns) if patterns else ""
    terminal.send(TELL)
    printed += terminal.wait_for(r"LINE<.*>END")
    terminal.send(CLEAR)
    return printed, re.findall(r"LINE<(.*)>END", printed)[-1]


def run(place):
    terminal = Terminal(["zsh", "-f", "-i"], place)
    terminal.send("PS1='> '; unsetopt beep prompt_cr prompt_sp; bindkey -e; COLUMNS=200; LISTMAX=1000\n")
    terminal.send(f"fpath=('{os.path.realpath(COMPLETIONS)}' $fpath); autoload -Uz compinit; compinit -u -D\n")
    terminal.send("tell() { print -r -- \"LINE<$BUFFER>END\" >$TTY }; zle -N tell; bindkey '^Xt' tell; print RE''ADY\n")
    terminal.wait_for("READY")
    for line, wanted in COMPLETED:
        if wanted is not None:
            yield from check(press(terminal, line + "\t")[1], wanted, line)
    for line, wanted in LISTED:
        # It does not draw a list while keys are waiting: these are sent when the list stands.
        printed, result = press(terminal, line + "\t", *map(re.escape, wanted))
        if not result.startswith(line):
            yield f"'{line}' and TAB: the line became '{result}'"
        if "\x1b[31m" in printed:
            yield f"'{line}': a raw control character of a name"
    for line, wanted in [
        ("crm show orte", "crm show jose-ortega "),
        ("crm show Zolt", "crm show contact-7k2m9q "),
        ("crm show Bob\\ St", "crm show bob-stone "),
        ("crm log ada-lovelace,nagy", "crm log ada-lovelace,contact-7k2m9q "),
        ("crm list tag:vip,-fa", "crm list tag:vip,-farm "),
        ("crm add-contact Zed --tag evi", r"crm add-contact Zed --tag evil\$\(touch\ PWNED\) "),
        ("crm show $(touch PWNED) ad", "crm show $(touch PWNED) ad"),
    ]:
        yield from check(press(terminal, line + "\t")[1], wanted, line)
    terminal.close()


if __name__ == "__main__":
    sys.exit(main("zsh", run))
