"""The pages of the manual, read as text, for the tests beside this file."""

import pathlib
import re
import subprocess

NAME = re.compile(r"^(crm(?:-[a-z-]+)?)\.([157])$")


class Page:
    def __init__(self, path):
        self.path = path
        self.name, self.section = NAME.match(path.name).groups()
        self.source = path.read_text(encoding="utf-8")
        self.lines = self.source.split("\n")
        self.call = f"{self.name}({self.section})"

    @property
    def title(self):
        """What the NAME section says of it."""
        return next((line[4:] for line in self.lines if line.startswith(".Nd ")), "")

    @property
    def headings(self):
        """The names of its sections, in small letters."""
        return {line[4:].strip('"').lower() for line in self.lines if line.startswith((".Sh ", ".Ss "))}

    @property
    def options(self):
        """The options that have an entry: (name, value), the value as --help shows it."""
        out = []
        for line in self.lines:
            match = re.fullmatch(r"\.It Fl -([a-z-]+)(?: (Op )?Ar (\S+))?", line)
            if match:
                value = match[3] or ""
                out.append((f"--{match[1]}", f"[{value}]" if match[2] else value))
        return out

    @property
    def references(self):
        """The pages that it names: crm-due(1)."""
        return {f"{name}({section})" for name, section in re.findall(r"\bXr (?:\( )?(crm[a-z-]*) (\d)", self.source)}

    def rendered(self):
        """The page as crm help has it, without bold and underlined."""
        shown = subprocess.run(
            ["mandoc", "-K", "utf-8", "-T", "utf8", "-O", "width=78", self.path], capture_output=True, check=True
        ).stdout.decode("utf-8")
        return re.sub(".\b", "", shown)

    def synopsis(self):
        match = re.search(r"^SYNOPSIS\n(.*?)^\S", self.rendered(), re.S | re.M)
        return " ".join(match[1].split()) if match else ""


def all_pages(root):
    return {page.name: page for page in map(Page, sorted((root / "man").glob("crm*.[157]")))}
