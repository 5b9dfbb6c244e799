#!/usr/bin/env python3
"""The corpus of a target is one text file with an input a line (target.hpp: escaped()); libFuzzer
wants a folder with a file for each.

Usage: corpus.py unpack CORPUS FOLDER   makes the files
       corpus.py pack FOLDER CORPUS     writes the corpus, the shortest inputs first"""

import hashlib
import pathlib
import re
import sys

ESCAPE = re.compile(rb"\\(?:x([0-9A-F]{2})|n|\\)")


def escaped(data):
    return b"".join(
        b"\\n" if c == 10 else b"\\\\" if c == 92 else bytes([c]) if 32 <= c < 127 else b"\\x%02X" % c for c in data
    )


def unescaped(line):
    def meaning(match):
        if match[1]:
            return bytes([int(match[1], 16)])
        return b"\n" if match[0] == b"\\n" else b"\\"

    return ESCAPE.sub(meaning, line)


def main():
    verb, source, target = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    if verb == "unpack":
        target.mkdir(parents=True, exist_ok=True)
        for line in source.read_bytes().splitlines():
            data = unescaped(line)
            (target / hashlib.sha1(data).hexdigest()).write_bytes(data)
    elif verb == "pack":
        inputs = {path.read_bytes() for path in source.iterdir()}
        for data in inputs:
            assert unescaped(escaped(data)) == data
        lines = sorted((escaped(data) for data in inputs), key=lambda line: (len(line), line))
        target.write_bytes(b"".join(line + b"\n" for line in lines))
        print(f"{len(lines)} inputs, {target.stat().st_size} bytes")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
