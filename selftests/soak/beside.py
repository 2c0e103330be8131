#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes of a dump from before a load one from which journal_check.py can judge the
load alone, although others worked in the same catalog: what is in the dump from
afterwards, and is theirs, is taken as if it had been there before.

	beside.py BEFORE AFTER >FOR-THE-JUDGE

Theirs is what is of another media type than the cartridges that were there before,
and libraries and drives that were not. Whatever holds of any catalog is judged of theirs as well."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../journal"))
# pylint: disable=wrong-import-position
from journal_records import Catalog     # noqa: E402


def theirs(before, after):
    """The objects of others."""
    types = {said["media_type"] for said in before.all("medium").values()}
    found = set()
    for name, (kind, said) in after.objects.items():
        if kind in ("library", "drive", "type", "request"):
            if name not in before.objects:
                found.add(name)
            continue
        if kind in ("side", "logical"):
            said = after.objects.get(said["medium"], (kind, {}))[1]
        if said.get("media_type", None) not in types | {None}:
            found.add(name)
    return found


def about(text, which):
    """The lines about some objects"""
    return [line for line in text.splitlines()[:-1]
            if which(line.split(" ")[1])]


def main():
    texts = []
    for name in sys.argv[1:3]:
        with open(name, encoding="utf-8") as file:
            texts.append(file.read())
    others = theirs(*map(Catalog, texts))
    lines = about(texts[0], lambda name: name not in others) + \
        about(texts[1], lambda name: name in others)
    print("\n".join(lines + [f"end {len(lines)}"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
