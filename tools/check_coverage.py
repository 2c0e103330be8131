#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Tests how tools/coverage adds up what gcov tells, with a program that gcc has
instrumented here. Prints TAP."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from as_module import as_module     # noqa: E402

coverage = as_module("coverage")

# What is run depends on the number of arguments.
PROGRAM = """\
#define WARN_ON(x) do { if (x) __builtin_abort(); } while (0)
__attribute__((noinline)) int other(void)
{
\treturn 0;
}
int main(int argc, char **argv)
{
\tif (argc > 2)
\t\treturn 0;
\tif (argc > 1)
\t\treturn other();
\tWARN_ON(!argv);
\treturn 0;
}
"""


def make(root):
    """A tree as the real one is: sources, and objects of theirs elsewhere"""
    coverage.ROOT = root
    coverage.OBJECTS = os.path.join(root, "objects")
    coverage.OUT = os.path.join(root, "out")
    for name in ("module", "module/tests", "objects/module"):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    for name in ("module/a.c", "module/tests/b.c"):
        with open(os.path.join(root, name), "w", encoding="ascii") as file:
            file.write(PROGRAM)
    for name in ("a", "tests/b"):
        source = os.path.join(root, f"module/{name}.c")
        os.makedirs(os.path.join(root, "objects/module/tests"), exist_ok=True)
        link = os.path.join(coverage.OBJECTS, f"module/{name}.c")
        os.symlink(source, link)
        for more in (["-c", f"module/{name}.c", "-o", f"module/{name}.o"],
                     [f"module/{name}.o", "-o", f"module/{name}"]):
            subprocess.run(["gcc", "--coverage", *more], check=True,
                           cwd=coverage.OBJECTS)


def count(guest, *arguments):
    """One guest in which the programs run once"""
    counts = os.path.join(coverage.OUT, "guests", guest, "counts")
    for name in ("a", "tests/b"):
        subprocess.run([os.path.join(coverage.OBJECTS, "module", name), *arguments],
                       check=True)
        os.makedirs(os.path.join(counts, "module/tests"), exist_ok=True)
        os.rename(os.path.join(coverage.OBJECTS, f"module/{name}.gcda"),
                  os.path.join(counts, f"module/{name}.gcda"))


def totals():
    files = coverage.read(os.path.join(coverage.OUT, "guests"))
    return [(file.path, *file.totals()) for file in files]


def document(root, text):
    """What there is to read about coverage"""
    os.makedirs(os.path.join(root, "Documentation"), exist_ok=True)
    with open(os.path.join(root, coverage.NAMED), "w", encoding="ascii") as file:
        file.write(text)


def never_run():
    with contextlib.redirect_stdout(io.StringIO()):
        return coverage.unnamed(coverage.read(os.path.join(coverage.OUT, "guests")))


def met():
    """Are the targets? What else is said is not for TAP."""
    with contextlib.redirect_stdout(io.StringIO()):
        return coverage.report()


def main():
    number = failed = 0

    def equal(got, wanted, what):
        nonlocal number, failed
        number += 1
        failed += got != wanted
        print(f"{'ok' if got == wanted else 'not ok'} {number} - {what}")
        if got != wanted:
            print(f"# got {got!r}\n# wanted {wanted!r}")

    with tempfile.TemporaryDirectory() as root:
        make(root)
        document(root, "")
        count("first")
        equal(totals(), [("module/a.c", 9, 5, 4, 2)],
              "lines and branches, without tests and assertions")
        equal(never_run(), True, "a function that is never run is told")
        document(root, "``other()`` is not needed.")
        equal(never_run(), False, "unless the documents say why")
        document(root, "")
        count("second", "x")
        equal(never_run(), False, "or it is run")
        equal(totals(), [("module/a.c", 9, 8, 4, 3)], "guests are added up")
        equal(met(), False, "a target is missed")
        count("third", "x", "y")
        equal(totals(), [("module/a.c", 9, 9, 4, 4)], "to the last line")
        equal(met(), True, "and met")
        with open(os.path.join(coverage.OUT, "module-a.c.html"),
                  encoding="utf-8") as page:
            equal('<tr class="good"><td>9<td>1' in page.read(), True,
                  "a page has the counts of each line")
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
