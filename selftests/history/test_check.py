#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""history-check with histories made by hand: what can be explained passes, and
what cannot does not. Prints TAP."""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("NTMS_BUILD", os.path.join(ROOT, "build"))
CHECK = os.path.join(BUILD, "selftests", "history-check")

# Exit statuses of history-check
EXPLAINED, NOT_EXPLAINED, MALFORMED = 0, 1, 2


class Catalog:
    """A catalog that can be changed, and be said as history-record says it."""

    def __init__(self, cartridges=2, sides=1):
        self.library = 1
        # kind, draws, back, limit, enabled
        self.pools = [["application", 0, 0, 0, 1], ["application", 1, 1, 0, 1],
                      ["free", 0, 0, 0, 1]]
        self.cartridges = [[0, 1, sides] for _ in range(cartridges)]
        self.sides = {f"C{i}.{k}": ["available", "-", 0]
                      for i in range(cartridges) for k in range(sides)}

    def owned(self, side, lmid, count=1):
        self.sides[side] = ["allocated", lmid, count]
        return self

    def is_now(self, side, state, count=1):
        self.sides[side] = [state, "-", count]
        return self

    def moved(self, cartridge, pool):
        self.cartridges[cartridge][0] = pool
        return self

    def disabled(self, cartridge):
        self.cartridges[cartridge][1] = 0
        return self

    def text(self, how):
        lines = [how, f"library {self.library}"]
        for i, pool in enumerate(self.pools):
            lines.append(" ".join(["pool", f"P{i}", *map(str, pool)]))
        for i, (pool, enabled, sides) in enumerate(self.cartridges):
            lines.append(f"cartridge C{i} P{pool} {enabled} {sides}")
            for k in range(sides):
                side = f"C{i}.{k}"
                lines.append(" ".join(["side", side,
                                       *map(str, self.sides[side])]))
        return "\n".join(lines + ["calls", ""])


def history(before, calls, after):
    return "seed 1\n" + before.text("begin") + \
        "".join(call + "\n" for call in calls) + after.text("state")


def one():
    return Catalog(cartridges=1)


def two_sided():
    return Catalog(cartridges=1, sides=2)


# What it is, whether it can be explained, what there was, calls, what there is
CASES = [
    ("one call", True, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0"],
     one().owned("C0.0", "L1")),
    ("a side with two owners", False, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 21 allocate P0 plain - - = SUCCESS L2 P0"],
     one().owned("C0.0", "L2", 2)),
    ("one LMID for two allocations", False, Catalog(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 21 allocate P0 plain - - = SUCCESS L1 P0"],
     Catalog().owned("C0.0", "L1").owned("C1.0", "L1")),
    ("two want the one side, one gets it", True, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 21 allocate P0 plain - - = TIMEOUT"],
     one().owned("C0.0", "L1")),
    ("two want the one side, none gets it", False, one(),
     ["0 10 20 allocate P0 plain - - = TIMEOUT",
      "1 11 21 allocate P0 plain - - = TIMEOUT"], one()),
    ("who was first refused would have got it", False, one(),
     ["0 10 20 allocate P0 plain - - = TIMEOUT",
      "1 30 40 allocate P0 plain - - = SUCCESS L1 P0"],
     one().owned("C0.0", "L1")),
    ("the side that comes first", True, Catalog(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0"],
     Catalog().owned("C0.0", "L1")),
    ("the side that comes second", False, Catalog(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0"],
     Catalog().owned("C1.0", "L1")),
    ("from a pool that does not give it", False, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P2"],
     one().owned("C0.0", "L1")),
    ("drawn from free", True, one().moved(0, 2),
     ["0 10 20 allocate P1 plain - - = SUCCESS L1 P2"],
     one().moved(0, 1).owned("C0.0", "L1")),
    ("drawn from free without leave", False, one().moved(0, 2),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P2"],
     one().owned("C0.0", "L1")),
    ("given back and taken at the same time", True, one().owned("C0.0", "L1"),
     ["0 10 30 deallocate L1 = SUCCESS",
      "1 11 31 allocate P0 plain - - = SUCCESS L2 P0"],
     one().owned("C0.0", "L2", 2)),
    ("taken before it was given back", False, one().owned("C0.0", "L1"),
     ["0 30 40 deallocate L1 = SUCCESS",
      "1 10 20 allocate P0 plain - - = SUCCESS L2 P0"],
     one().owned("C0.0", "L2", 2)),
    ("a deallocation that is lost", False, one().owned("C0.0", "L1"),
     ["0 10 20 deallocate L1 = SUCCESS"], one().owned("C0.0", "L1")),
    ("given back twice", False, one().owned("C0.0", "L1"),
     ["0 10 20 deallocate L1 = SUCCESS", "1 11 21 deallocate L1 = SUCCESS"],
     one().is_now("C0.0", "available")),
    ("given back once, and the other is told so", True,
     one().owned("C0.0", "L1"),
     ["0 10 20 deallocate L1 = SUCCESS",
      "1 11 21 deallocate L1 = INVALID_MEDIA"],
     one().is_now("C0.0", "available")),
    ("back to free", True, one().moved(0, 1).owned("C0.0", "L1"),
     ["0 10 20 deallocate L1 = SUCCESS"],
     one().moved(0, 2).is_now("C0.0", "available")),
    ("not back to free", False, one().moved(0, 1).owned("C0.0", "L1"),
     ["0 10 20 deallocate L1 = SUCCESS"],
     one().moved(0, 1).is_now("C0.0", "available")),
    ("a read that overlaps", True, one(),
     ["0 10 30 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 20 look C0.0 = SUCCESS allocated L1 1 P0",
      "2 12 21 look C0.0 = SUCCESS allocated L1 1 P0"],
     one().owned("C0.0", "L1")),
    ("a read of what was", False, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 30 40 look C0.0 = SUCCESS available - 0 P0"],
     one().owned("C0.0", "L1")),
    ("new, and then old", False, one(),
     ["0 10 60 allocate P0 plain - - = SUCCESS L1 P0",
      "1 20 30 look C0.0 = SUCCESS allocated L1 1 P0",
      "2 40 50 look C0.0 = SUCCESS available - 0 P0"],
     one().owned("C0.0", "L1")),
    ("an LMID that is still to come", False, one(),
     ["0 30 40 allocate P0 plain - - = SUCCESS L1 P0",
      "1 10 20 read L1 = SUCCESS C0.0 P0"],
     one().owned("C0.0", "L1")),
    ("what nobody gave", False, one(),
     ["1 10 20 look C0.0 = SUCCESS allocated ? 1 P0"], one()),
    ("a count that adds up", True, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 21 count P0 = SUCCESS 1 0 1"], one().owned("C0.0", "L1")),
    ("a count of half a call", False, one(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "1 11 21 count P0 = SUCCESS 1 1 1"], one().owned("C0.0", "L1")),
    ("NEW reserves the other side", True, two_sided(),
     ["0 10 20 allocate P0 new - - = SUCCESS L1 P0"],
     two_sided().owned("C0.0", "L1").is_now("C0.1", "reserved", 0)),
    ("NEW reserves nothing", False, two_sided(),
     ["0 10 20 allocate P0 new - - = SUCCESS L1 P0"],
     two_sided().owned("C0.0", "L1")),
    ("NEXT", True, two_sided(),
     ["0 10 20 allocate P0 new - - = SUCCESS L1 P0",
      "0 30 40 allocate P0 next - L1 = SUCCESS L2 P0"],
     two_sided().owned("C0.0", "L1").owned("C0.1", "L2")),
    ("NEXT of what was not NEW", False, two_sided(),
     ["0 10 20 allocate P0 plain - - = SUCCESS L1 P0",
      "0 30 40 allocate P0 next - L1 = SUCCESS L2 P0"],
     two_sided().owned("C0.0", "L1").owned("C0.1", "L2")),
    ("swapped", True, Catalog().owned("C0.0", "L1").owned("C1.0", "L2"),
     ["0 10 20 swap L1 L2 = SUCCESS"],
     Catalog().owned("C0.0", "L2").owned("C1.0", "L1")),
    ("half swapped", False, Catalog().owned("C0.0", "L1").owned("C1.0", "L2"),
     ["0 10 20 swap L1 L2 = SUCCESS"],
     Catalog().owned("C0.0", "L2").owned("C1.0", "L2")),
    ("what is in use is moved to free", False, one().owned("C0.0", "L1"),
     ["0 10 20 move C0 P2 = SUCCESS"],
     one().moved(0, 2).owned("C0.0", "L1")),
    ("what is disabled is allocated", False, one(),
     ["0 10 20 set C0 enabled 0 = SUCCESS",
      "1 30 40 allocate P0 plain - - = SUCCESS L1 P0"],
     one().disabled(0).owned("C0.0", "L1")),
    ("it is disabled at the same time", True, one(),
     ["0 10 20 set C0 enabled 0 = SUCCESS",
      "1 11 40 allocate P0 plain - - = SUCCESS L1 P0"],
     one().disabled(0).owned("C0.0", "L1")),
    ("what changes nothing here has to stand there", True, one(),
     ["0 10 40 set C0 enabled 1 = SUCCESS", "1 20 30 set C0 enabled 0 = SUCCESS"],
     one()),
    ("what stands before cannot come after", False, one(),
     ["0 10 20 set C0 enabled 1 = SUCCESS", "1 30 40 set C0 enabled 0 = SUCCESS"],
     one()),
    ("worn out twice", False, one(),
     ["0 10 20 decommission C0.0 = SUCCESS",
      "1 11 21 decommission C0.0 = SUCCESS"],
     one().is_now("C0.0", "decommissioned", 0)),
    ("who waits is served", True, one().owned("C0.0", "L1"),
     ["0 10 60 wait P0 plain - - 90 = SUCCESS L2 P0",
      "1 20 30 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L2", 2)),
    ("who waits is forgotten", False, one().owned("C0.0", "L1"),
     ["0 10 30 queue P0 plain - - 80 = queued 95 0 TIMEOUT",
      "1 40 50 deallocate L1 = SUCCESS"],
     one().is_now("C0.0", "available")),
    ("it came when his time was over", True, one().owned("C0.0", "L1"),
     ["0 10 30 queue P0 plain - - 80 = queued 95 0 TIMEOUT",
      "1 81 90 deallocate L1 = SUCCESS"],
     one().is_now("C0.0", "available")),
    ("the time ran out before it was over", False, one().owned("C0.0", "L1"),
     ["0 10 30 wait P0 plain - - 80 = TIMEOUT"], one().owned("C0.0", "L1")),
    ("who waits is cancelled", True, one().owned("C0.0", "L1"),
     ["0 10 30 queue P0 plain - - 80 = queued 50 40 CANCELLED",
      "1 60 70 deallocate L1 = SUCCESS"],
     one().is_now("C0.0", "available")),
    ("who came first is served first", True, one().owned("C0.0", "L1"),
     ["0 10 20 queue P0 plain - - 900 = queued 95 0 SUCCESS L2 P0",
      "1 30 40 queue P0 plain - - 900 = queued 98 96 CANCELLED",
      "2 50 60 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L2", 2)),
    ("who came last is served first", False, one().owned("C0.0", "L1"),
     ["0 10 20 queue P0 plain - - 900 = queued 98 96 CANCELLED",
      "1 30 40 queue P0 plain - - 900 = queued 95 0 SUCCESS L2 P0",
      "2 50 60 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L2", 2)),
    ("they came at the same time", True, one().owned("C0.0", "L1"),
     ["0 10 35 queue P0 plain - - 900 = queued 98 96 CANCELLED",
      "1 30 40 queue P0 plain - - 900 = queued 95 0 SUCCESS L2 P0",
      "2 50 60 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L2", 2)),
    ("one who cannot use it is passed over", True,
     two_sided().owned("C0.0", "L1").owned("C0.1", "L3"),
     ["0 10 20 queue P0 new - - 900 = queued 98 96 CANCELLED",
      "1 30 40 queue P0 plain - - 900 = queued 95 0 SUCCESS L2 P0",
      "2 50 60 deallocate L1 = SUCCESS"],
     two_sided().owned("C0.0", "L2", 2).owned("C0.1", "L3")),
    ("one side ends two waits", False, one().owned("C0.0", "L1"),
     ["0 10 20 queue P0 plain - - 900 = queued 98 0 SUCCESS L3 P0",
      "1 30 40 queue P0 plain - - 900 = queued 95 0 SUCCESS L2 P0",
      "2 50 60 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L3", 3)),
    ("somebody was seen waiting", True, one().owned("C0.0", "L1"),
     ["0 10 90 wait P0 plain - - 80 = TIMEOUT",
      "1 20 30 why P0 plain - - = SUCCESS MEDIA_UNAVAILABLE - 1",
      "1 82 85 why P0 plain - - = SUCCESS MEDIA_UNAVAILABLE - 0"],
     one().owned("C0.0", "L1")),
    ("nobody waits who was seen waiting", False, one().owned("C0.0", "L1"),
     ["0 10 90 wait P0 plain - - 80 = TIMEOUT",
      "1 20 30 why P0 plain - - = SUCCESS MEDIA_UNAVAILABLE - 1",
      "1 40 50 why P0 plain - - = SUCCESS MEDIA_UNAVAILABLE - 0"],
     one().owned("C0.0", "L1")),
    ("what was seen waiting is not served first", False,
     one().owned("C0.0", "L1"),
     ["0 10 96 wait P0 plain - - 90 = TIMEOUT",
      "1 20 30 why P0 plain - - = SUCCESS MEDIA_UNAVAILABLE - 1",
      "2 40 95 wait P0 plain - - 900 = SUCCESS L2 P0",
      "3 50 60 deallocate L1 = SUCCESS"],
     one().owned("C0.0", "L2", 2)),
    ("why says another side", False, Catalog(),
     ["0 10 20 why P0 plain - - = SUCCESS SUCCESS C1.0 0"], Catalog()),
]

MALFORMED_ONES = [
    ("no call", history(one(), ["0 10 20 alocate P0"], one())),
    ("it returned before it began",
     history(one(), ["0 20 10 deallocate L1 = INVALID_MEDIA"], one())),
    ("more than a call", history(
        one(), ["0 10 20 deallocate L1 = INVALID_MEDIA L2"], one())),
    ("nobody looked afterwards", "seed 1\n" + one().text("begin") +
     "0 10 20 deallocate L1 = INVALID_MEDIA\n"),
    ("nobody looked before", one().text("state")),
    ("it is empty", "seed 1\n"),
]


def run(text):
    done = subprocess.run([CHECK, "-"], input=text, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def later():
    """What two windows have to do with each other: since when it is Available."""
    begin = Catalog().owned("C0.0", "L1").owned("C1.0", "L2")
    back = Catalog().is_now("C0.0", "available").is_now("C1.0", "available")
    at_once = ["0 10 30 deallocate L1 = SUCCESS",
               "1 11 31 deallocate L2 = SUCCESS"]
    in_order = ["0 10 20 deallocate L1 = SUCCESS",
                "1 30 40 deallocate L2 = SUCCESS"]
    then = "2 50 60 allocate P0 plain - - = SUCCESS L3 P0\n"
    first = Catalog().owned("C0.0", "L3", 2).is_now("C1.0", "available")
    second = Catalog().is_now("C0.0", "available").owned("C1.0", "L3", 2)
    for what, good, calls, end in (
            ("in a later window either was longest", True, at_once, first),
            ("and the other too", True, at_once, second),
            ("in a later window the one was longest", True, in_order, first),
            ("and the other was not", False, in_order, second)):
        yield what, good, history(begin, calls, back) + then + \
            end.text("state")


def main():
    tests = [(what, EXPLAINED if good else NOT_EXPLAINED,
              history(before, calls, after))
             for what, good, before, calls, after in CASES]
    tests += [(what, EXPLAINED if good else NOT_EXPLAINED, text)
              for what, good, text in later()]
    tests += [(what, MALFORMED, text) for what, text in MALFORMED_ONES]
    failures = 0
    for number, (what, wanted, text) in enumerate(tests, 1):
        status, said = run(text)
        good = status == wanted
        failures += not good
        print(f"{'ok' if good else 'not ok'} {number} - {what}")
        if not good:
            print(f"# exit status {status} instead of {wanted}")
            print("".join(f"# {line}\n" for line in said.splitlines()),
                  end="")
    print(f"1..{len(tests)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
