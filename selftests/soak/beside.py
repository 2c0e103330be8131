#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes of a dump from before a load one from which journal_check.py can judge the
load alone, although others worked in the same catalog: what is in the dump from
afterwards, and is theirs, is taken as if it had been there before.

	beside.py BEFORE AFTER >FOR-THE-JUDGE

Theirs is what is of another media type than all that was there before, and
libraries and drives. Whatever holds of any catalog is judged of theirs as well."""

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
        if name in before.objects:
            continue
        medium = said.get("medium") if kind in ("side", "logical") else name
        said = after.objects.get(medium, (kind, said))[1]
        if kind in ("library", "drive", "type", "request") or \
                said.get("media_type", None) not in types | {None}:
            found.add(name)
    return found


def main():
    texts = []
    for name in sys.argv[1:3]:
        with open(name, encoding="utf-8") as file:
            texts.append(file.read())
    others = theirs(*map(Catalog, texts))
    lines = texts[0].splitlines()[:-1]
    lines += [line for line in texts[1].splitlines()[:-1]
              if line.split(" ")[1] in others]
    print("\n".join(lines + [f"end {len(lines)}"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
