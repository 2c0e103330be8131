#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Says whether a catalog fits to itself: whole.py JOURNAL-DUMP DIRECTORY

The rules are those of selftests/journal, of which the calls are left out.
"""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "journal"))
# pylint: disable=wrong-import-position
from journal_check import Judge                             # noqa: E402
from journal_records import Catalog, Log, Unreadable        # noqa: E402


def main():
    dump = os.path.join(sys.argv[2], "dump")
    if subprocess.run([sys.argv[1], "-n", "-o", dump], check=False).returncode:
        return 2
    try:
        with open(dump, encoding="utf-8") as file:
            catalog = Catalog(file.read(), dump)
    except (OSError, UnicodeError, Unreadable) as error:
        print(f"whole: {error}")
        return 2
    judge = Judge(catalog, Log(""), catalog)
    judge.whole()
    for text in judge.wrong:
        print(f"# WRONG {text}")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
