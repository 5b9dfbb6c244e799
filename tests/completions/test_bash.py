#!/usr/bin/env python3
"""TAB in a real bash. Usage: test_bash.py CRM"""

import os
import re
import sys

from shells import COMPLETED, COMPLETIONS, LISTED, Terminal, check, main

TELL = "\x18t"  # Ctrl-X t: prints the line as it stands
CLEAR = "\x05\x15"  # Ctrl-E Ctrl-U


def press(terminal, keys):
    """What bash prints for the keys, and the line that results."""
    terminal.send(keys + TELL)
    printed = terminal.wait_for(r"LINE<.*>END")
    terminal.send(CLEAR)
    return printed, re.findall(r"LINE<(.*)>END", printed)[-1]


def start(place, breaks):
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], place)
    terminal.send("PS1='> '; bind 'set completion-query-items 0'; bind 'set page-completions off'; bind 'set bell-style none'\n")
    terminal.send("bind 'set enable-bracketed-paste off'; shopt -u checkwinsize; COLUMNS=200\n")
    terminal.send("bind -x '\"\\C-xt\": printf \"LINE<%s>END\\n\" \"$READLINE_LINE\"'\n")
    terminal.send(f"source '{os.path.realpath(COMPLETIONS)}/crm.bash'; {breaks} echo RE''ADY\n")
    terminal.wait_for("READY")
    return terminal


def complete(place, breaks):
    terminal = start(place, breaks)
    for line, wanted in COMPLETED:
        if wanted is not None:
            yield from check(press(terminal, line + "\t")[1], wanted, line)
    for line, wanted in LISTED:
        printed, result = press(terminal, line + "\t\t")
        for word in wanted:
            if word not in printed:
                yield f"'{line}' and TAB TAB: no '{word}' in {printed!r}"
        if not result.startswith(line):
            yield f"'{line}' and TAB TAB: the line became '{result}'"
        if "\x1b[31m" in printed:
            yield f"'{line}': a raw control character of a name"
    # Names, by any of their words: the id takes their place.
    for line, wanted in [
        ("crm show orte", "crm show jose-ortega "),
        ("crm show Zolt", "crm show contact-7k2m9q "),
        ("crm show zoli", "crm show contact-7k2m9q "),
        ('crm show "Bob St', 'crm show "bob-stone" '),
        ("crm show Bob\\ St", "crm show bob-stone "),
        ("crm log ada-lovelace,nagy", "crm log ada-lovelace,contact-7k2m9q "),
        ("crm list tag:vip,-fa", "crm list tag:vip,-farm "),
        ("crm add-contact Zed --tag evi", r"crm add-contact Zed --tag evil\$\(touch\ PWNED\) "),
        ('crm add-contact Zed --tag "evi', r'crm add-contact Zed --tag "evil\$(touch PWNED)" '),
        ("crm show $(touch PWNED) ad", "crm show $(touch PWNED) ad"),
        ("crm list 'tag:`touch PWNED`", "crm list 'tag:`touch PWNED`"),
    ]:
        yield from check(press(terminal, line + "\t")[1], wanted, line)
    # In the middle of a line, what follows stays.
    yield from check(press(terminal, "crm show ad --json" + "\x02" * 7 + "\t")[1], "crm show ada-lovelace --json", "crm show ad| --json")
    terminal.send("crm add-contact Zed --tag evi\t; echo DO''NE\n")
    terminal.wait_for("DONE")
    with open(os.path.join(place.environment["CRM_LEDGER"], "contacts", "zed.yaml"), encoding="utf-8") as file:
        text = file.read()
    os.remove(os.path.join(place.environment["CRM_LEDGER"], "contacts", "zed.yaml"))
    if "evil$(touch PWNED)" not in text:
        yield f"a tag was not taken as it is: {text}"
    terminal.close()


def run(place):
    yield from complete(place, "")
    # Users take ':' and '=' out of the characters at which bash breaks words.
    yield from (f"with other word breaks: {failure}" for failure in complete(place, "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=@]};"))


if __name__ == "__main__":
    sys.exit(main("bash", run))
