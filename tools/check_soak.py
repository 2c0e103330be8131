#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Tests how tools/soak judges, with what a guest would have said; prints TAP.
Each that is wrong is wrong in one way."""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from as_module import as_module     # noqa: E402

soak = as_module("soak")

SECONDS = 3600
ROUNDS = 8

ROUND = """\
# soak: round {number}; {left} s to go; 240 s together
# begin soak/together.sh
ok 1 - all of them work
# count: calls_ok 1000
# count: calls_failed 100
# count: waits 10
# count: deaths 7
# histories: 4000 calls have an order
# histories: 2000 calls beside those that have to last
# churn: 800 calls, 20 of which failed on purpose; 9 sides allocated
# listen: 5000 news heard by 4 listeners, who were told 2 times that some were \
lost; 50 answers of operators, 9 looks at all requests
# hands: 30 deeds
# reading: 40 looks, 3 of which at what was gone
# soak: 1065 calls of 8 callers: 752 succeeded; nothing wrong
1..1

# end soak/together.sh 0 240
# begin left-{number}
ok 1 no memory is lost
1..1

# end left-{number} 0 0
# memory: {kernel} {slab} 1500000
"""

LOG = """\
user  :warn  : [    2.000000] ntms-lane: the script starts
user  :warn  : [    3.000000] ntms-test: begin soak/together.sh
user  :warn  : [    3.200000] ntms-test: expect: reading the library failed
kern  :warn  : [    3.300000] ntms: 0:0:0:3: reading the library failed
user  :warn  : [    3.600000] ntms-test: end soak/together.sh
"""


def text(growth=0, rounds=ROUNDS, noise=700, slab=0):
    said = ["# memory: 100000 90000 1500000\n"]
    for number in range(1, rounds + 1):
        # Now more, now less, as it is
        kernel = 100000 + growth * number + noise * (-1) ** number
        said.append(ROUND.format(number=number, left=SECONDS - 440 * number,
                                 kernel=kernel, slab=90000 + slab * number))
    return "".join(said) + f"# soak: {rounds} rounds in 3550 s\n"


def wrong(said, log=LOG, status=0):
    """What is told to be wrong"""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "kernel.log"), "w",
                  encoding="utf-8") as file:
            file.write(log)
        judged, failed = soak.judged(said, status, directory, SECONDS)
        report = soak.report(judged, 1, "today", failed)
    silent = report.endswith("Verdict: silent, nothing was wrong\n")
    if silent != (not failed):
        return ["the report says something else"]
    return [result.name for result in failed]


def without(line):
    return "".join(each for each in text().splitlines(True)
                   if not each.startswith(line))


def kernel_says(line):
    return LOG + f"kern  :warn  : [    4.000000] {line}\n"


def totals():
    judged = soak.Soak(text(), 0)
    total = judged.total()
    return total["deaths"] == 7 * ROUNDS and \
        total["failures"] == 20 * ROUNDS and judged.seconds == 3550 and \
        "calls whose order was found" in soak.report(judged, 1, "today", [])


def guid(number):
    return f"{number:032x}"


def dump(*lines):
    """Pools 1 and 2 of the types 11 and 12, and cartridge 3 in pool 1, and more"""
    every = [f"computer {guid(9)} offline_library={guid(8)}", *lines]
    return "\n".join([*every, f"end {len(every)}"]) + "\n"


def pool(number, media_type, enabled=1):
    return f"pool {guid(number)} media_type={guid(media_type)} enabled={enabled}"


def medium(number, media_type):
    return f"medium {guid(number)} media_type={guid(media_type)}"


def beside(before, after):
    """What is taken as it was before, without its computer and its end"""
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, name) for name in ("before", "after")]
        for name, text_of in zip(names, (before, after)):
            with open(name, "w", encoding="utf-8") as file:
                file.write(text_of)
        said = subprocess.run(
            [os.path.join(soak.ROOT, "selftests/soak/beside.py"), *names],
            check=True, capture_output=True, text=True).stdout
    return set(said.splitlines()[1:-1])


def ours_and_theirs():
    """Cartridges, sides, and pools of others are taken as they are now; what is
    ours is not, whether it came or went or is another."""
    ours = [pool(1, 11), medium(3, 11), f"side {guid(4)} medium={guid(3)} count=1"]
    theirs = [pool(2, 12, 0), medium(5, 12),
              f"side {guid(6)} medium={guid(5)} count=7", f"rights {guid(5)} aces=-",
              f"library {guid(7)} media=1"]
    changed = [pool(1, 11, 0), f"side {guid(4)} medium={guid(3)} count=2",
               medium(13, 11)]
    return beside(dump(*ours, pool(2, 12)),
                  dump(*changed, medium(3, 11), *theirs)) == {*ours, *theirs}


TESTS = {
    "all is well": wrong(text()) == [],
    "what happened is added up": totals(),
    "a test failed": len(wrong(text().replace("ok 1 - all", "not ok 1 - all", 1))) == 1,
    "something is left": wrong(text().replace("ok 1 no memory", "not ok 1 no memory", 1))
    == ["left-1: no memory is lost"],
    "a test never ended": bool(wrong(text().replace("# end left-3 0 0\n", ""))),
    "a test was ended": bool(wrong(text().replace("# end left-3 0 0", "# end left-3 124 600"))),
    "the guest died": bool(wrong(text()[:3000], status=125)),
    "the guest said so": bool(wrong(text(), status=1)),
    "the kernel warns": bool(wrong(text(), kernel_says("WARNING: CPU: 0 PID: 1 at x.c:3"))),
    "a lock report": bool(wrong(text(), kernel_says(
        "WARNING: possible circular locking dependency detected"))),
    "memory is used that is gone": bool(wrong(text(), kernel_says(
        "BUG: KASAN: slab-use-after-free in ntms_commit"))),
    "memory leaks": bool(wrong(text(), kernel_says(
        "kmemleak: unreferenced object 0x61 (size 64):"))),
    "a task hangs": bool(wrong(text(), kernel_says(
        "INFO: task ntms:12 blocked for more than 120 seconds."))),
    "the module complains of what nobody expects": bool(wrong(text(), LOG + (
        "kern  :err   : [    4.000000] ntms: reading the library failed\n"))),
    "there is no log": bool(wrong(text(), "")),
    "it grows": [name[:25] for name in wrong(text(growth=2000))] ==
    ["the kernel's memory grows"],
    "it varies": wrong(text(noise=20000)) == [],
    "slabs grow": len(wrong(text(slab=600))) == 1,
    "it shrinks": wrong(text(growth=-2000)) == [],
    "it ended early": len(wrong(text().replace("in 3550 s", "in 900 s"))) == 1,
    "a round is not over": bool(wrong(text().replace("# memory: 99300", "# memories", 1))),
    "what is theirs, and what is ours": ours_and_theirs(),
    "nobody died": wrong(without("# count: deaths")) == ["there were no deaths of ntmsd"],
    "no history": len(wrong(without("# histories:"))) == 1,
    "nobody listened": len(wrong(without("# listen:"))) == 2,
}


def main():
    print(f"1..{len(TESTS)}")
    for number, (name, good) in enumerate(TESTS.items(), 1):
        print(f"{'ok' if good else 'not ok'} {number} {name}")
    return 0 if all(TESTS.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
