# SPDX-License-Identifier: GPL-2.0
"""Looks through a guest's kernel log for what nobody expected."""

import os
import re

from check_tap import Result

START = "ntms-lane: the script starts"
TEST = re.compile(r"ntms-test: (?P<what>begin|end) (?P<name>\S+)")
EXPECT = re.compile(r"ntms-test: expect: (?P<regex>.*)$")
EXPECT_END = re.compile(r"ntms-test: expect-end")
# dmesg --decode: "kern  :err   : [    1.234567] text"
DECODED = re.compile(r"^(?P<facility>\w+) *:(?P<level>\w+) *: "
                     r"\[ *[\d.]+\] (?P<text>.*)$")
STAMP = re.compile(r"^\[ *\d+\.\d+\] ")
BAD_LEVELS = ("emerg", "alert", "crit", "err")
BAD = re.compile(
    r"\bWARNING:|\bBUG:|\bBUG at |KASAN:|UBSAN:|KFENCE:|Oops\b|"
    r"possible (recursive|circular) locking|lock held when returning|"
    r"suspicious RCU usage|inconsistent lock state|"
    r"held lock freed|bad unlock balance|sleeping function called|"
    r"INFO: task .* blocked|rcu: INFO|soft lockup|hard LOCKUP|"
    r"kmemleak: unreferenced object|general protection|"
    r"Kernel panic|ODEBUG:|list_(add|del) corruption|"
    r"refcount_t:|scheduling while atomic|Unable to handle kernel|"
    r"stack-out-of-bounds|hung_task|ntms[a-z_]*: Unknown symbol|"
    r"disagrees about version of symbol|"
    # Others say something of us: a function, and whose it is.
    r"\[ntms[a-z_]*\]")


def log_of(directory):
    """The decoded log, or the console's where the guest died before."""
    for name in ("kernel.log", "console.log"):
        path = os.path.join(directory, name)
        if os.path.exists(path) and os.path.getsize(path):
            with open(path, encoding="utf-8", errors="replace") as log:
                return log.read().splitlines()
    return []


def since_start(lines):
    for number, line in enumerate(lines):
        if START in line:
            return lines[number + 1:]
    return lines


def is_bad(level, text):
    if BAD.search(text):
        return True
    return level in BAD_LEVELS and text.startswith("ntms")


def unexpected(lines):
    """(test, line, what follows) of everything that should not be there."""
    found, test, expected = [], "start", []
    for number, line in enumerate(lines):
        decoded = DECODED.match(line)
        level = decoded["level"] if decoded else ""
        text = decoded["text"] if decoded else STAMP.sub("", line)
        mark = TEST.search(text)
        if mark:
            test = mark["name"] if mark["what"] == "begin" else "between tests"
            expected = []
            continue
        mark = EXPECT.search(text)
        if mark:
            expected.append(re.compile(mark["regex"]))
            continue
        if EXPECT_END.search(text):
            expected = []
            continue
        if text.startswith(("ntms-test:", "ntms-lane:")):
            continue
        if is_bad(level, text) and not any(e.search(text) for e in expected):
            found.append((test, text, lines[number:number + 12]))
    return found


def read(prefix, directory):
    """One test a guest for the log, and one a finding."""
    lines = log_of(directory)
    if not lines:
        return [Result(f"{prefix}: the kernel's log was saved", "failed")]
    found = unexpected(since_start(lines))
    if not found:
        return [Result(f"{prefix}: nothing unexpected in the kernel's log",
                       "passed")]
    # A splat is many lines; those of one test within one place are one.
    results, last = [], None
    for test, text, details in found:
        key = (test, text)
        if key == last:
            continue
        last = key
        results.append(Result(f"{prefix}: kernel log, during {test}: {text}",
                              "failed", details=details))
        if len(results) == 20:
            break
    return results
