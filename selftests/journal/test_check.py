#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""journal_check.py with logs and catalogs made by hand: what is right passes, and
every kind of wrong is called by its name. Prints TAP."""

import copy
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
import journal_check     # noqa: E402
import stories_media     # noqa: E402
from stories import (    # noqa: E402
    GOOD, NULL, Story, allocate, allocated, begin, but, create, deallocate, end,
    guid, move, story_of_allocation, story_of_attribute, story_of_completion,
    story_of_deletion, story_of_move, story_of_owner, story_of_pool,
    story_of_return, story_of_rights)


def unfinished(story):
    """The same, cut off before the last call ended."""
    while story.log and " begin " not in story.log[-1]:
        story.log.pop()
    return story


def refused(story):
    """The same, but the last call failed."""
    unfinished(story)
    caller, _, number = story.log[-1].split(" ")[:3]
    story.log.append(end(caller, number, "DATABASE_FAILURE"))
    return story


def unchanged(story):
    """The same, and the catalog knows nothing of it."""
    story.after = copy.deepcopy(story.before)
    return story


# Of one call
LAST_CALLS = [story_of_allocation, story_of_return, story_of_completion,
              story_of_move, story_of_pool, story_of_deletion, story_of_rights,
              story_of_attribute, *stories_media.LAST_CALLS]

# Each is a story that has gone wrong; BAD has the word that says how.


def second_owner():
    story = story_of_allocation()
    story.log += allocated(2, 1, "P", "M", "A", "P")
    story.after.put("logical", "M", side=guid("A0"), medium=guid("A"),
                    pool=guid("P"), uid=0, application="load-2")
    return story


def counted_twice():
    story = story_of_allocation()
    story.after.change("A0", count=2)
    return story


def two_of_one_call():
    """A call that did not end made two."""
    story = unfinished(story_of_allocation())
    story.after.allocate("M", "B", "P")
    return story


def two_pools_of_one_name():
    story = unfinished(story_of_pool())
    story.log += [create(2, 1, "N")]
    story.after.pool("N3", name="N")
    return story


def given_twice():
    story = story_of_allocation()
    story.log += allocated(2, 1, "P", "L", "A", "P")
    return story


def older_value():
    """Of two that followed each other the first is there."""
    story = story_of_rights()
    story.log += [begin(2, 1, "rights", object=guid("P"), aces="1:3:3"),
                  end(2, 1)]
    return story


def back_from_the_dead():
    """Made, given back, and there after all."""
    story = story_of_allocation()
    story.log += [deallocate(2, 1, "L"), end(2, 1)]
    return story


def other_side():
    story = Story()
    story.log = allocated(1, 1, "P", "L", "A")
    story.after.allocate("L", "B", "P")
    return story


def ended_twice(story):
    """The last call succeeds for another caller too."""
    first = story.log[0].split(" ")
    story.log += [" ".join(["3", "begin", "1"] + first[3:]), end(3, 1)]
    return story


def side_not_wanted():
    """B was asked for."""
    story = story_of_allocation()
    story.log[0] = allocate(1, 1, "P", guid("B0"))
    return story


def from_a_third_pool():
    """Neither from the pool nor from free, and no side was named."""
    story = Story()
    story.both(lambda world: world.move("A", "Q"))
    story.log = allocated(1, 1, "P", "L", "A", "Q")
    story.after.allocate("L", "A", "P")
    return story


def not_from_there():
    story = story_of_allocation()
    story.log = allocated(1, 1, "P", "L", "A", "P")
    return story


def not_available():
    story = story_of_allocation()
    story.before.change("A0", state=2)
    return story


def freed_and_owned():
    story = story_of_owner()
    story.log = [move(1, 1, "A", "free6"), end(1, 1)]
    story.after.move("A", "free6")
    return story


def timed_out_and_there():
    """What caller 1 was refused is there, and he was at something else."""
    story = Story()
    story.log = [allocate(1, 1, "P"), end(1, 1, "TIMEOUT"), allocate(1, 2, "Q")]
    story.after.allocate("L", "A", "P")
    return story


BAD = {
    "a call that timed out, before one that did not end": (
        timed_out_and_there, "effect of a failure"),
    "two give back the same": (lambda: ended_twice(story_of_return()), "twice"),
    "two delete the same pool": (lambda: ended_twice(story_of_deletion()),
                                 "twice"),
    "a side is full twice": (lambda: ended_twice(story_of_completion()), "lost"),
    "an allocation is not on the side that was asked for": (side_not_wanted,
                                                            "lost"),
    "an allocation that belongs to another caller": (but(
        story_of_allocation, lambda w: w.change("L", application="load-2")),
        "in between"),
    "an allocation from a pool that has no part in it": (from_a_third_pool,
                                                         "no order"),
    "an allocation from where the side was not": (not_from_there, "no order"),
    "an allocation of what was not available": (not_available, "no order"),
    "what is owned was moved to free": (freed_and_owned, "no order"),
    "a side with two owners": (second_owner, "twice"),
    "an allocation that counts twice": (counted_twice, "no order"),
    "two allocations by one call that did not end": (two_of_one_call,
                                                     "from nowhere"),
    "two pools of one name": (two_pools_of_one_name, "twice"),
    "one LMID for two calls": (given_twice, "twice"),
    "a list of rights older than the last": (older_value, "lost"),
    "what was given back is there again": (back_from_the_dead, "lost"),
    "an allocation is on another side": (other_side, "lost"),
    "a pool without its policies": (but(
        story_of_pool, lambda w: w.change("N", dealloc=1)), "in between"),
    "a pool of a call that did not end, and not whole": (but(
        lambda: unfinished(story_of_pool()), lambda w: w.change("N", max=0)),
        "in between"),
    "a cartridge that was moved and not allocated": (but(
        lambda: unfinished(story_of_allocation()),
        lambda w: (w.remove("L"), w.change("A0", lmid=NULL, state=4,
                                           count=0))), "no order"),
    "an allocation in the old pool": (but(
        lambda: unfinished(story_of_allocation()),
        lambda w: w.move("A", "free6")), "no order"),
    "an owner whose side does not know him": (but(
        story_of_allocation, lambda w: w.change("A0", lmid=NULL, state=4)),
        "in between"),
    "an owner of no side": (but(
        story_of_allocation, lambda w: w.change("L", side=guid("?"))),
        "in between"),
    "a side that is owned and Available": (but(
        story_of_allocation, lambda w: w.change("A0", state=4)),
        "in between"),
    "half a list of rights": (but(
        lambda: unfinished(story_of_rights()),
        lambda w: w.rights.update({guid("P"): "1:100:7"})), "no order"),
    "half an attribute": (but(
        lambda: unfinished(story_of_attribute()),
        lambda w: w.attributes.update({(guid("A"), "job"): (5, "aa")})),
        "no order"),
    "an attribute of nothing": (but(
        Story, lambda w: w.attributes.update({(guid("?"), "job"): (5, "b")})),
        "in between"),
    "a pool that says it holds more": (but(
        Story, lambda w: w.change("P", media=1)), "in between"),
    "a side in another pool than its cartridge": (but(
        Story, lambda w: w.change("A0", pool=guid("Q"))), "in between"),
    "a cartridge in another pool than its side": (but(
        Story, lambda w: w.change("A", pool=guid("Q"))), "in between"),
    "an owner in another pool than his cartridge": (but(
        story_of_allocation, lambda w: w.change("L", pool=guid("free6"))),
        "in between"),
    "an owner of another cartridge than his side's": (but(
        story_of_allocation, lambda w: w.change("L", medium=guid("B"))),
        "in between"),
    "a side of no cartridge": (but(
        Story, lambda w: w.change("A0", medium=guid("?"))), "lost: medium"),
    "a library that says it holds more": (but(
        Story, lambda w: w.change("robot", media=3)), "in between"),
    "a pool of another media type": (but(
        story_of_pool, lambda w: w.change("N", media_type=guid("?"))),
        "in between"),
    "a pool in another": (but(
        story_of_pool, lambda w: w.change("N", parent=guid("P"))),
        "in between"),
    "a pool of another kind": (but(
        story_of_pool, lambda w: w.change("N", pool_type=1)), "in between"),
    "a cartridge in no pool": (but(
        Story, lambda w: w.move("A", "?")), "in between"),
    "a cartridge is gone": (but(
        Story, lambda w: (w.remove("A"), w.remove("A0"))), "lost: medium"),
    "a cartridge has become another": (but(
        Story, lambda w: w.change("A", barcode="C")), "lost: barcode"),
    "a cartridge nobody brought": (but(
        Story, lambda w: w.cartridge("C", "P")), "from nowhere: medium"),
    "a pool nobody made": (but(
        Story, lambda w: w.pool("N")), "from nowhere: pool"),
    "a pool that was there is gone": (but(
        Story, lambda w: w.remove("P")), "lost: pool"),
    "the owner of a pool is another": (but(
        Story, lambda w: w.change("P", owner=6)), "no order"),
    "an allocation nobody made": (but(
        Story, lambda w: w.allocate("L", "A", "P")), "from nowhere: logical"),
    "an owner who did nothing has lost it": (but(
        story_of_owner, lambda w: w.deallocate("L", "A", "free6")),
        "lost: logical"),
    "rights nobody wrote": (but(
        Story, lambda w: w.rights.update({guid("P"): "1:1:1"})), "no order"),
    "an attribute nobody wrote": (but(
        Story, lambda w: w.attributes.update({(guid("A"), "x"): (1, "b")})),
        "no order"),
    "an attribute that was there is gone": (lambda: unchanged_but(
        lambda w: w.attributes.update({(guid("A"), "x"): (1, "b")})),
        "no order"),
    "an operator request of a call that is over": (but(
        Story, lambda w: w.put("request", "R", flags=1)), "left behind"),
}


def unchanged_but(change):
    """Something that was there before, and is not any more."""
    story = Story()
    change(story.before)
    return story


def wrong(story):
    """What the judge says."""
    log = journal_check.Log("".join(line + "\n" for line in story.log))
    return journal_check.Judge(journal_check.Catalog(story.before.text()), log,
                               journal_check.Catalog(story.after.text())).judge()


class Tap:
    """Counts and prints."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, what, good, details=()):
        self.number += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} {what}")
        if not good:
            for line in details:
                print(f"#   {line}")

    def passes(self, what, story):
        said = wrong(story)
        self.check(what, not said, said)

    def catches(self, what, story, word):
        said = wrong(story)
        self.check(f"is caught: {what}",
                   any(text.startswith(word) for text in said),
                   said or ["nothing is said to be wrong"])


def judge_stories(tap):
    for what, story in {**GOOD, **stories_media.GOOD}.items():
        tap.passes(what, story())
    for make in LAST_CALLS:
        name = make.__name__.removeprefix("story_of_")
        tap.passes(f"cut off, and it has its effect: {name}", unfinished(make()))
        tap.passes(f"cut off, and it has none: {name}",
                   unchanged(unfinished(make())))
        tap.passes(f"it failed, and has none: {name}", unchanged(refused(make())))
        tap.catches(f"success without effect: {name}", unchanged(make()), "lost")
        said = wrong(refused(make()))
        tap.check(f"is caught: failure with effect: {name}", any(
            text.startswith(("effect of a failure", "lost"))
            for text in said), said)
    for what, (make, word) in {**BAD, **stories_media.BAD}.items():
        tap.catches(what, make(), word)


def run(files, *options):
    """The program, with the three files."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                           "journal_check.py")
    with tempfile.TemporaryDirectory() as place:
        names = []
        for name, text in zip(("before", "log", "after"), files):
            names.append(os.path.join(place, name))
            with open(names[-1], "w", encoding="utf-8") as file:
                file.write(text)
        return subprocess.run([program, *options, *names], text=True,
                              capture_output=True, check=False)


def judge_program(tap):
    """Its exit status, its options, and what it does not take for a log."""
    story = story_of_allocation()
    before, after = story.before.text(), story.after.text()
    log = "".join(line + "\n" for line in story.log)
    tap.check("exit status 0 if nothing is wrong",
              run((before, log, after)).returncode == 0)
    tap.check("exit status 1 if something is",
              run((before, log, before)).returncode == 1)
    lines = after.splitlines()
    twice = "\n".join(lines[:-2] + lines[-2:-1] * 2 + [f"end {len(lines)}", ""])
    tap.check("what is in a dump two times", "WRONG twice" in
              run((after, "", twice)).stdout)
    for what, files in {
            "half a dump": (before, log, after[:len(after) // 2]),
            "an empty dump": (before, log, ""),
            "a dump that lacks a line": (before, log,
                                         after[after.index("\n") + 1:]),
            "a log with an end and no beginning": (
                before, log.split("\n", 1)[1], after),
            "a log with two calls of one caller at once": (
                before, story.log[0] + "\n" + story.log[0] + "\n", after),
            "a log that lacks a call": (
                before, log + "\n".join([
                    begin(1, 3, "complete", lmid=guid("?")),
                    end(1, 3, "INVALID_MEDIA"), ""]), after),
            "something else": (before, "hello\n", after)}.items():
        tap.check(f"exit status 2: {what}", run(files).returncode == 2)
    torn = log + "1 begin 2 dealloc"
    tap.check("a line that was cut off is none",
              run((before, torn, after)).returncode == 0)
    cut = story.log[0] + "\n"
    tap.check("--finished: a call that hangs",
              run((before, cut, before), "--finished").returncode == 1)
    tap.check("without it, none",
              run((before, cut, before)).returncode == 0)
    slow = log.replace("t=2", "t=5002")
    tap.check("--longest: a call that came late",
              run((before, slow, after), "--longest", "5000").returncode == 1)
    tap.check("--longest: a call in time",
              run((before, slow, after), "--longest", "5001").returncode == 0)
    failed = cut + end(1, 1, "DATABASE_FAILURE") + "\n"
    tap.check("--healthy: the journal failed a call",
              run((before, failed, before), "--healthy").returncode == 1)
    tap.check("without it, none",
              run((before, failed, before)).returncode == 0)
    odd = cut + end(1, 1, "ERRNO_5") + "\n"
    tap.check("a call that failed without a reason",
              run((before, odd, before)).returncode == 1)


def main():
    tap = Tap()
    print("TAP version 13")
    judge_stories(tap)
    judge_program(tap)
    print(f"1..{tap.number}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
