# SPDX-License-Identifier: GPL-2.0
"""What ctl.py is made of: runs of the tool against the stand-in, TAP, and the
reading of tables by other means than the tool's own."""

import json
import os
import re
import subprocess
import tempfile
import time
import unicodedata

DEADLINE = 60


class Tap:
    """Results, and their count."""

    def __init__(self):
        self.count = 0
        self.failures = 0

    def ok(self, good, what, *more):
        """One test; what does not fit is shown."""
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {what}", flush=True)
        if not good:
            self.failures += 1
            for item in more:
                for line in str(item).splitlines():
                    print("#", line)
        return good

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failures else 0


class Result:
    """What a run of the tool gave."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def __str__(self):
        return f"exit code {self.code}\n{self.out}{self.err}"


class Fake:
    """The tool, with a catalog of its own."""

    def __init__(self, programs, tap):
        self.tap = tap
        self.tool = os.path.join(programs, "bin", "ntmsctl")
        self.reset = os.path.join(programs, "fake-reset")
        # Kept, so that it is removed when the tests end.
        self.directory = tempfile.TemporaryDirectory(prefix="ntms-ctl-")
        self.work = self.directory.name
        self.env = {
            **os.environ,
            "NTMS_FAKE": os.path.join(self.work, "catalog"),
            "ASAN_OPTIONS": "exitcode=99",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
            "LC_ALL": "C",
            "TZ": "Europe/Berlin",
        }
        self.env.pop("NTMS_ZERO_TIMEOUT", None)

    def fresh(self, *words):
        subprocess.run([self.reset, *words], env=self.env, check=True,
                       timeout=DEADLINE)

    def ctl(self, *words, **more):
        return Result(subprocess.run(
            [self.tool, *words], env={**self.env, **more}, timeout=DEADLINE,
            check=False, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8"))

    def start(self, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
        """The tool, waiting; give it to end()."""
        return subprocess.Popen(
            [self.tool, *words], env=self.env, stdin=subprocess.DEVNULL,
            stdout=stdout, stderr=stderr, encoding="utf-8")

    def end(self, run):
        """What it gave, once it has ended by itself."""
        run.stdout, run.stderr = run.communicate(timeout=DEADLINE)
        return Result(run)

    def until(self, what, condition):
        """Wait until a condition holds; gives what it gave."""
        deadline = time.monotonic() + DEADLINE
        while not (value := condition()):
            if time.monotonic() > deadline:
                self.tap.ok(False, what)
                return None
            time.sleep(0.02)
        return value

    def shown(self):
        """What the stand-in last saw."""
        return subprocess.run([self.reset, "show"], env=self.env, check=True,
                              text=True, timeout=DEADLINE,
                              capture_output=True).stdout

    def complete(self, *words):
        return self.ctl("__complete", "--", *words).out.split("\n")[:-1]

    def as_json(self, result, what):
        try:
            value = json.loads(result.out)
        except ValueError as error:
            self.tap.ok(False, what + ": JSON", error, result)
            return None
        self.tap.ok(result.code == 0, what + ": JSON", result)
        return value

    def fails(self, code, words, *patterns, **more):
        """A command fails with an exit code and says so, with what to do."""
        result = self.ctl(*words, **more)
        good = result.code == code and all(re.search(p, result.err)
                                           for p in patterns)
        self.tap.ok(good and not result.out
                    and result.err.startswith("ntmsctl: "),
                    f"{' '.join(words)}: fails with {code} and "
                    f"{' '.join(patterns)}", result)


def width(text):
    """Columns of a text, counted another way than the tool does."""
    columns = 0
    for character in text:
        if unicodedata.combining(character):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def cut(line, begin, end):
    """The part of a line between two columns."""
    part, at = "", 0
    for character in line:
        if begin <= at and (end is None or at < end):
            part += character
        at += width(character)
    return part.strip()


def blank(line, column):
    return cut(line, column, column + 1) == ""


def table(text):
    """A table as a list of dicts. Columns are where two blanks or more go all
    the way down; None if the heads do not stand above one column each, or a
    line ends with blanks."""
    lines = text.rstrip("\n").split("\n")
    if any(line != line.rstrip() for line in lines):
        return None
    borders = [0]
    end = max(width(line) for line in lines)
    for column in range(1, end):
        if (all(blank(line, column - 2) and blank(line, column - 1)
                for line in lines)
                and not all(blank(line, column) for line in lines)):
            borders.append(column)
    borders.append(None)
    cells = [[cut(line, begin, end) for begin, end in zip(borders, borders[1:])]
             for line in lines]
    if any("  " in head or not head for head in cells[0]):
        return None
    return [dict(zip(cells[0], row)) for row in cells[1:]]


def keys(value, found):
    """All keys in a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            found.add(key)
            keys(inner, found)
    elif isinstance(value, list):
        for inner in value:
            keys(inner, found)
    return found
