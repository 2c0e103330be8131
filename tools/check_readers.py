#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Tests of the readers that tools/check rests on; prints TAP."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
import check_klog  # noqa: E402
import check_tap   # noqa: E402

NESTED = """\
KTAP version 1
1..2
    KTAP version 1
    # Subtest: smc
    1..3
    ok 1 header
    # truncated: EXPECTATION FAILED at smc_test.c:12
    not ok 2 truncated
    ok 3 volume tags # SKIP no tags
# smc: pass:1 fail:1 skip:1 total:3
not ok 1 smc
    1..1
        KTAP version 1
        # Subtest: table
        ok 1 first
        ok 2 second
    ok 1 table
ok 2 policy
"""

GUEST = """\
noise
# elsewhere failnth: only for the lane uml
# begin abi
TAP version 13
1..2
ok 1 abi.size
ok 2 abi.tail

# end abi 0 3
# begin broken
1..2
ok 1 only

# end broken 139 1
# begin lost
ok 1 half
# begin cut
ok 1 half
"""

LOG = """\
kern  :err   : [    1.000000] ntms: before the start
user  :warn  : [    2.000000] ntms-lane: the script starts
user  :warn  : [    3.000000] ntms-test: begin abi
kern  :err   : [    3.100000] ntms: bad
user  :warn  : [    3.200000] ntms-test: expect: reading .* failed
kern  :err   : [    3.300000] ntms: 0:0:0:3: reading the library failed
user  :warn  : [    3.350000] ntms-test: expect-end
kern  :err   : [    3.400000] ntms: 0:0:0:3: reading the library failed
kern  :info  : [    3.500000] ntms: fine
kern  :err   : [    3.550000] ch 0:0:0:3: not ours
kern  :warn  : [    3.560000] workqueue: work func ntms_x [ntms] is old
user  :warn  : [    3.600000] ntms-test: end abi
kern  :warn  : [    4.000000] WARNING: CPU: 0 PID: 1 at x.c:3
""".splitlines()


def outcomes(results):
    return [(r.name.split(": ", 1)[-1], r.outcome) for r in results]


def nested():
    return outcomes(check_tap.read_tap("k", NESTED, 0)) == [
        ("header", "passed"), ("truncated", "failed"),
        ("volume tags", "skipped"), ("first", "passed"), ("second", "passed")]


def reasons():
    results = check_tap.read_tap("k", NESTED, 0)
    return results[2].reason == "no tags" and \
        any("EXPECTATION" in line for line in results[1].details)


def stamped():
    text = "\n".join(f"[   12.{i:06}] {line}"
                     for i, line in enumerate(NESTED.splitlines()))
    return outcomes(check_tap.read_tap("k", text, 0)) == \
        outcomes(check_tap.read_tap("k", NESTED, 0))


def too_few():
    found = check_tap.read_tap("t", "1..3\nok 1 a\nok 2 b\n", 0)
    return [r.outcome for r in found] == ["passed", "passed", "failed"]


def nothing():
    return [r.outcome for r in check_tap.read_tap("t", "hello\n", 0)] == \
        ["failed"]


def status():
    found = check_tap.read_tap("t", "ok 1 a\n1..1\n", 1)
    return [r.outcome for r in found] == ["passed", "failed"]


def all_skipped():
    found = check_tap.read_tap("t", "1..0 # SKIP no device\n", 4)
    return [(r.outcome, r.reason) for r in found] == \
        [("skipped", "no device")]


def several():
    found = check_tap.read_tap("t", "1..1\nok 1 a\n1..2\nok 1 b\nok 2 c\n", 0)
    return outcomes(found) == [("a", "passed"), ("b", "passed"),
                               ("c", "passed")]


def plans_at_the_end():
    text = "ok 1 a\nok 2 b\n1..2\nok 1 c\n1..1\nok 1 d\n1..2\n"
    return [r.outcome for r in check_tap.read_tap("t", text, 0)] == \
        ["passed"] * 4 + ["failed"]


def guest():
    failed = [r.name for r in check_tap.read_guest("g", GUEST, 125)
              if r.outcome == "failed"]
    elsewhere = check_tap.read_elsewhere(GUEST)
    return elsewhere == ["failnth, only for the lane uml"] and \
        failed == ["broken: 2 tests planned, 1 came",
                      "lost: the guest ended in the middle of it",
                      "cut: the guest ended in the middle of it",
                      "g: ended with status 125"]


def warnings():
    def read(text, ended=0):
        return check_tap.read_warnings("b", text, ended)[0].outcome

    return (read("  CC x.o\n") == "passed" and
            read("a.c:1:2: warning: unused\n") == "failed" and
            read("  CC x.o\n", 2) == "failed")


def log():
    found = check_klog.unexpected(check_klog.since_start(LOG))
    return [(test, text) for test, text, _ in found] == [
        ("abi", "ntms: bad"),
        ("abi", "ntms: 0:0:0:3: reading the library failed"),
        ("abi", "workqueue: work func ntms_x [ntms] is old"),
        ("between tests", "WARNING: CPU: 0 PID: 1 at x.c:3")]


TESTS = (
    ("leaves are counted, and parents are not", nested),
    ("a failure has its diagnostics, a skip its reason", reasons),
    ("a kernel's time stamps do not matter", stamped),
    ("fewer results than planned are a failure", too_few),
    ("no result is a failure", nothing),
    ("a bad status after good results is a failure", status),
    ("a program that skips everything", all_skipped),
    ("several documents in a row", several),
    ("several documents with their plans at the end", plans_at_the_end),
    ("a guest's tests, one that crashed and one that was cut off", guest),
    ("a build with warnings", warnings),
    ("the kernel's log: announced, not ours, and unexpected", log),
)


def main():
    failed = 0
    print(f"TAP version 13\n1..{len(TESTS)}")
    for number, (name, test) in enumerate(TESTS, 1):
        good = test()
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
