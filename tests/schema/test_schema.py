#!/usr/bin/env python3
"""The JSON Schemas in core/exchange/schema: that they know the keys which the program knows, that they
accept the example ledger, and that each file in bad/ is refused where its first line says:

    # contact /dates/birthday

Files are read as editors read them, by YAML 1.2: what looks like a date is a text. 77: a package is
missing; the keys are held equal all the same.

Usage: test_schema.py ROOT
"""

import importlib.util
import json
import os
import pathlib
import re
import sys

DEBIAN = "/usr/bin/python3"  # Debian's packages belong to Debian's Python
NEEDED = ["yaml", "jsonschema"]
if any(importlib.util.find_spec(name) is None for name in NEEDED) and sys.executable != DEBIAN and os.path.exists(DEBIAN):
    os.execv(DEBIAN, [DEBIAN, *sys.argv])

ROOT = pathlib.Path(sys.argv[1])
faults = []


def check(what, found, expected):
    if found != expected:
        faults.append(what)
        print(f"FAULT {what}: found {found}, expected {expected}")


def schema_keys(schema, prefix=""):
    """`dates.*`, `advisor.name` ... as core/ledger/keys.cpp writes them."""
    out = set()
    for name, of in schema.get("properties", {}).items():
        inner = [of, *of.get("oneOf", []), *of.get("allOf", [])]
        maps = [one for one in inner if one.get("properties")]
        reference = any(one.get("$ref") == "#/definitions/cadences" for one in inner)
        free = reference or any(isinstance(one.get("additionalProperties"), dict) and "properties" not in one for one in inner)
        if maps:
            for one in maps:
                out |= schema_keys(one, f"{prefix}{name}.")
        if free:
            out.add(f"{prefix}{name}.*")
        if not maps and not free or any("oneOf" in one for one in [of]) and maps:
            out.add(prefix + name)
    return out


def program_keys(table):
    code = (ROOT / "core/ledger/keys.cpp").read_text(encoding="utf-8")
    body = re.search(rf"{table}\{{\{{(.*?)^\}}\}};", code, re.S | re.M)[1]
    return set(re.findall(r'\{"([^"]+)", Shape::', body))


def journal_keys():
    code = (ROOT / "core/ledger/journal_file.cpp").read_text(encoding="utf-8")
    return set(re.findall(r'"(\w+)"', re.search(r"known_keys\{(.*?)\};", code, re.S)[1]))


def validate(schemas):
    import jsonschema
    import yaml

    class Loader(yaml.SafeLoader):
        pass
    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def refusals(kind, text):
        jsonschema.Draft7Validator.check_schema(schemas[kind])
        found = jsonschema.Draft7Validator(schemas[kind]).iter_errors(yaml.load(text, Loader=Loader))
        return ["/" + "/".join(map(str, error.absolute_path)) for error in found]

    count = 0
    files = [("crm", ROOT / "examples/crm.yaml")]
    files += [("contact", path) for path in sorted((ROOT / "examples/contacts").glob("*.yaml"))]
    files += [("journal", path) for path in sorted((ROOT / "examples/journal").glob("*.yaml"))]
    for kind, path in files:
        check(path.relative_to(ROOT), refusals(kind, path.read_text(encoding="utf-8")), [])
        count += 1
    initial = re.search(r'R"yaml\((.*?)\)yaml"', (ROOT / "core/ledger/initial.cpp").read_text(encoding="utf-8"), re.S)[1]
    check("what crm init writes", refusals("crm", initial), [])
    bad = sorted((ROOT / "tests/schema/bad").glob("*.yaml"))
    for path in bad:
        text = path.read_text(encoding="utf-8")
        kind, pointer = text.split("\n")[0].removeprefix("# ").split()
        check(path.name, refusals(kind, text), [pointer])
    print(f"{count} files accepted, {len(bad)} refused")


def main():
    schemas = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8"))
               for path in (ROOT / "core/exchange/schema").glob("*.schema.json")}
    check("the schemas", sorted(schemas), ["contact", "crm", "journal"])
    check("keys of a contact", schema_keys(schemas["contact"]), program_keys("of_contacts"))
    # `notice` stands there twice: alone, and as major and minor; what is `fixed` is a list of maps
    ours = {key for key in schema_keys(schemas["crm"]) if not key.startswith("occasions.")} | {"occasions.*"}
    check("keys of crm.yaml", ours, program_keys("of_settings"))
    check("keys of the journal", set(schemas["journal"]["items"]["properties"]), journal_keys())
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(f"SKIPPED: {' and '.join(missing)} not installed; no file was validated")
    else:
        validate(schemas)
    print(f"{len(faults)} faults")
    return 1 if faults else 77 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
