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
import journal_check  # noqa: E402

NULL = "0" * 32


def guid(text):
    """A GUID that says what it is of."""
    return text.encode().hex().ljust(32, "0")[:32]


class World:
    """A catalog that can be changed, and be said as journal-dump says it."""

    def __init__(self):
        self.lines = {}
        self.rights = {}
        self.attributes = {}
        self.put("computer", "computer", free_pool=guid("free"),
                 offline_library=guid("shelf"), import_pool=guid("import"),
                 unrecognized_pool=guid("unrecognized"))
        self.put("type", "lto6", name="LTO-6", code=60, sides=1)
        self.put("library", "robot", name="robot", serial="S1", media=2)
        self.put("pool", "free", name="Free", parent=NULL, media_type=NULL,
                 pool_type=1, alloc=0, dealloc=0, max=0, owner=0)
        self.put("pool", "free6", name="LTO-6", parent=guid("free"),
                 media_type=guid("lto6"), pool_type=1, alloc=0, dealloc=0,
                 max=0, owner=0)
        self.pool("P")
        self.pool("Q", dealloc=1)
        for name in ("A", "B"):
            self.put("medium", name, barcode=name, library=guid("robot"),
                     pool=guid("free6"), media_type=guid("lto6"))
            self.put("side", f"{name}0", medium=guid(name), pool=guid("free6"),
                     lmid=NULL, state=4, count=0)

    def put(self, kind, name, /, **said):
        self.lines[guid(name)] = (kind, said)
        if kind in ("computer", "library", "pool"):
            self.rights[guid(name)] = "-"

    def pool(self, name, /, **said):
        self.put("pool", name, **{"name": name, "parent": NULL,
                                  "media_type": guid("lto6"),
                                  "pool_type": 1000, "alloc": 1, "dealloc": 0,
                                  "max": 7, "owner": 5, **said})

    def change(self, name, /, **said):
        self.lines[guid(name)][1].update(said)

    def remove(self, name):
        del self.lines[guid(name)]
        self.rights.pop(guid(name), None)

    def allocate(self, lmid, medium, pool, caller=1, count=1):
        self.change(medium, pool=guid(pool))
        self.change(f"{medium}0", pool=guid(pool), lmid=guid(lmid), state=5,
                    count=count)
        self.put("logical", lmid, side=guid(f"{medium}0"), medium=guid(medium),
                 pool=guid(pool), uid=0, application=f"load-{caller}")

    def deallocate(self, lmid, medium, pool):
        self.remove(lmid)
        self.change(medium, pool=guid(pool))
        self.change(f"{medium}0", pool=guid(pool), lmid=NULL, state=4)

    def text(self):
        held = {name: [0, 0] for name in self.lines}
        for kind, said in self.lines.values():
            if kind in ("medium", "logical") and said["pool"] in held:
                held[said["pool"]][kind == "logical"] += 1
        lines = []
        for name, (kind, said) in self.lines.items():
            more = {"media": held[name][0], "logical_media": held[name][1]} \
                if kind == "pool" else {}
            lines.append(" ".join([kind, name] + [
                f"{key}={value}" for key, value in {**more, **said}.items()]))
        lines += [f"rights {name} aces={aces}"
                  for name, aces in self.rights.items()]
        lines += [f"attribute {name} name={key} size={size} crc={crc}"
                  for (name, key), (size, crc) in self.attributes.items()]
        return "\n".join(lines + [f"end {len(lines)}", ""])


# Lines of logs

def create(caller, number, name, /, **more):
    args = {"name": name, "media_type": guid("lto6"), "owner": 5, "alloc": 1,
            "dealloc": 0, "max": 7, **more}
    return f"{caller} begin {number} create " + \
        " ".join(f"{key}={value}" for key, value in args.items()) + " t=1"


def allocate(caller, number, pool, side=NULL):
    return f"{caller} begin {number} allocate pool={guid(pool)} side={side} " \
        "options=0 wait=0 t=1"


def begin(caller, number, name, /, **args):
    return f"{caller} begin {number} {name} " + \
        " ".join(f"{key}={value}" for key, value in args.items()) + " t=1"


def end(caller, number, reason="SUCCESS", **results):
    return " ".join([f"{caller} end {number} {reason}"] + [
        f"{key}={guid(value)}" for key, value in results.items()] + ["t=2"])


def note(caller, number, lmid, medium):
    return f"{caller} note {number} lmid={guid(lmid)} side={guid(medium + '0')} " \
        f"medium={guid(medium)}"


def allocated(caller, number, pool, lmid, medium, source="free6"):
    """The three lines of an allocation that went well."""
    return [allocate(caller, number, pool),
            end(caller, number, lmid=lmid, **{"from": source}),
            note(caller, number, lmid, medium)]


class Story:
    """What was, what was called, and what is: as it should be."""

    def __init__(self):
        self.before = World()
        self.after = World()
        self.log = []

    def both(self, change):
        change(self.before)
        change(self.after)


def story_of_allocation():
    """One side is allocated, and stays so."""
    story = Story()
    story.log = allocated(1, 1, "P", "L", "A")
    story.after.allocate("L", "A", "P")
    return story


def story_of_owner():
    """One side was allocated long ago; nothing happens."""
    story = Story()
    story.both(lambda world: world.allocate("L", "A", "Q"))
    return story


def story_of_return():
    """It is given back, and goes to free."""
    story = story_of_owner()
    story.log = [begin(1, 1, "deallocate", lmid=guid("L")), end(1, 1)]
    story.after.deallocate("L", "A", "free6")
    return story


def story_of_completion():
    story = story_of_owner()
    story.log = [begin(2, 1, "complete", lmid=guid("L")), end(2, 1)]
    story.after.change("A0", state=6)
    return story


def story_of_move():
    story = Story()
    story.log = [begin(1, 1, "move", medium=guid("A"), pool=guid("P")),
                 end(1, 1)]
    story.after.change("A", pool=guid("P"))
    story.after.change("A0", pool=guid("P"))
    return story


def story_of_pool():
    story = Story()
    story.log = [create(1, 1, "N"), end(1, 1, pool="N")]
    story.after.pool("N")
    return story


def story_of_deletion():
    story = Story()
    story.log = [begin(1, 1, "delete", pool=guid("P")), end(1, 1)]
    story.after.remove("P")
    return story


def story_of_rights():
    story = Story()
    story.log = [begin(1, 1, "rights", object=guid("P"), aces="1:100:7,2:9:1"),
                 end(1, 1)]
    story.after.rights[guid("P")] = "1:100:7,2:9:1"
    return story


def story_of_attribute():
    story = Story()
    story.log = [begin(1, 1, "attribute", object=guid("A"), name="job", size=10,
                       crc="aa"), end(1, 1)]
    story.after.attributes[(guid("A"), "job")] = (10, "aa")
    return story


def story_of_races():
    """Two callers at once: any of both orders will do."""
    story = Story()
    story.log = [begin(1, 1, "rights", object=guid("P"), aces="1:1:1"),
                 begin(2, 1, "rights", object=guid("P"), aces="1:2:2"),
                 end(1, 1), end(2, 1)]
    story.after.rights[guid("P")] = "1:1:1"
    return story


def story_of_shared_name():
    """Made, deleted by another, and made again."""
    story = Story()
    story.log = [create(1, 1, "N"), end(1, 1, pool="N"),
                 create(2, 1, "N"), end(2, 1, "ALREADY_EXISTS"),
                 begin(2, 2, "delete", pool=guid("N")),
                 create(1, 2, "N"), end(1, 2, pool="N2"), end(2, 2)]
    story.after.pool("N2", name="N")
    return story


def story_of_nothing_done():
    """A call that did not end did nothing, and a later one did something."""
    story = story_of_completion()
    story.log.insert(0, begin(1, 1, "move", medium=guid("A"), pool=guid("P")))
    return story


GOOD = {
    "nothing happened": Story,
    "an allocation": story_of_allocation,
    "an owner who does nothing": story_of_owner,
    "a side is given back": story_of_return,
    "a side is full": story_of_completion,
    "a cartridge is moved": story_of_move,
    "a pool is made": story_of_pool,
    "a pool is deleted": story_of_deletion,
    "rights are written": story_of_rights,
    "an attribute is written": story_of_attribute,
    "two write at once": story_of_races,
    "a name is used twice, one after the other": story_of_shared_name,
    "a call did nothing, and a later one did": story_of_nothing_done,
}


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


def with_after(story, change):
    change(story.after)
    return story


# Each is a story that has gone wrong, and the word that says how.

LAST_CALLS = [story_of_allocation, story_of_return, story_of_completion,
              story_of_move, story_of_pool, story_of_deletion, story_of_rights,
              story_of_attribute]


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
    story.log += [begin(2, 1, "deallocate", lmid=guid("L")), end(2, 1)]
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
    story.both(lambda world: (world.change("A", pool=guid("Q")),
                              world.change("A0", pool=guid("Q"))))
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
    story.log = [begin(1, 1, "move", medium=guid("A"), pool=guid("free6")),
                 end(1, 1)]
    for name in ("A", "A0", "L"):
        story.after.change(name, pool=guid("free6"))
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
    "an allocation that belongs to another caller": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("L", application="load-2")),
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
    "a pool without its policies": (lambda: with_after(
        story_of_pool(), lambda w: w.change("N", dealloc=1)), "in between"),
    "a pool of a call that did not end, and not whole": (lambda: with_after(
        unfinished(story_of_pool()), lambda w: w.change("N", max=0)),
        "in between"),
    "a cartridge that was moved and not allocated": (lambda: with_after(
        unfinished(story_of_allocation()),
        lambda w: (w.remove("L"), w.change("A0", lmid=NULL, state=4,
                                           count=0))), "no order"),
    "an allocation in the old pool": (lambda: with_after(
        unfinished(story_of_allocation()), lambda w: (
            w.change("A", pool=guid("free6")), w.change("A0", pool=guid("free6")),
            w.change("L", pool=guid("free6")))), "no order"),
    "an owner whose side does not know him": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("A0", lmid=NULL, state=4)),
        "in between"),
    "an owner of no side": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("L", side=guid("?"))),
        "in between"),
    "a side that is owned and Available": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("A0", state=4)),
        "in between"),
    "half a list of rights": (lambda: with_after(
        unfinished(story_of_rights()),
        lambda w: w.rights.update({guid("P"): "1:100:7"})), "no order"),
    "half an attribute": (lambda: with_after(
        unfinished(story_of_attribute()),
        lambda w: w.attributes.update({(guid("A"), "job"): (5, "aa")})),
        "no order"),
    "an attribute of nothing": (lambda: with_after(
        Story(), lambda w: w.attributes.update({(guid("?"), "job"): (5, "b")})),
        "in between"),
    "a pool that says it holds more": (lambda: with_after(
        Story(), lambda w: w.change("P", media=1)), "in between"),
    "a side in another pool than its cartridge": (lambda: with_after(
        Story(), lambda w: w.change("A0", pool=guid("Q"))), "in between"),
    "a cartridge in another pool than its side": (lambda: with_after(
        Story(), lambda w: w.change("A", pool=guid("Q"))), "in between"),
    "an owner in another pool than his cartridge": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("L", pool=guid("free6"))),
        "in between"),
    "an owner of another cartridge than his side's": (lambda: with_after(
        story_of_allocation(), lambda w: w.change("L", medium=guid("B"))),
        "in between"),
    "a side of no cartridge": (lambda: with_after(
        Story(), lambda w: w.change("A0", medium=guid("?"))), "lost: medium"),
    "a library that says it holds more": (lambda: with_after(
        Story(), lambda w: w.change("robot", media=3)), "lost: media"),
    "a pool of another media type": (lambda: with_after(
        story_of_pool(), lambda w: w.change("N", media_type=guid("?"))),
        "in between"),
    "a pool in another": (lambda: with_after(
        story_of_pool(), lambda w: w.change("N", parent=guid("P"))),
        "in between"),
    "a pool of another kind": (lambda: with_after(
        story_of_pool(), lambda w: w.change("N", pool_type=1)), "in between"),
    "a cartridge in no pool": (lambda: with_after(
        Story(), lambda w: (w.change("A", pool=guid("?")),
                            w.change("A0", pool=guid("?")))), "in between"),
    "a cartridge is gone": (lambda: with_after(
        Story(), lambda w: (w.remove("A"), w.remove("A0"))), "lost: medium"),
    "a cartridge has become another": (lambda: with_after(
        Story(), lambda w: w.change("A", barcode="C")), "lost: barcode"),
    "a cartridge nobody brought": (lambda: with_after(
        Story(), lambda w: (
            w.put("medium", "C", barcode="C", library=guid("robot"),
                  pool=guid("P"), media_type=guid("lto6")),
            w.put("side", "C0", medium=guid("C"), pool=guid("P"), lmid=NULL,
                  state=4, count=0))), "from nowhere: medium"),
    "a pool nobody made": (lambda: with_after(
        Story(), lambda w: w.pool("N")), "from nowhere: pool"),
    "a pool that was there is gone": (lambda: with_after(
        Story(), lambda w: w.remove("P")), "lost: pool"),
    "the owner of a pool is another": (lambda: with_after(
        Story(), lambda w: w.change("P", owner=6)), "lost: owner"),
    "an allocation nobody made": (lambda: with_after(
        Story(), lambda w: w.allocate("L", "A", "P")), "from nowhere: logical"),
    "an owner who did nothing has lost it": (lambda: with_after(
        story_of_owner(), lambda w: w.deallocate("L", "A", "free6")),
        "lost: logical"),
    "rights nobody wrote": (lambda: with_after(
        Story(), lambda w: w.rights.update({guid("P"): "1:1:1"})), "no order"),
    "an attribute nobody wrote": (lambda: with_after(
        Story(), lambda w: w.attributes.update({(guid("A"), "x"): (1, "b")})),
        "no order"),
    "an attribute that was there is gone": (lambda: unchanged_but(
        lambda w: w.attributes.update({(guid("A"), "x"): (1, "b")})),
        "no order"),
    "an operator request of a call that is over": (lambda: with_after(
        Story(), lambda w: w.put("request", "R", flags=1)), "left behind"),
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
    for what, story in GOOD.items():
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
    for what, (make, word) in BAD.items():
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
