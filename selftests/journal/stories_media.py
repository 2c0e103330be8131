# SPDX-License-Identifier: GPL-2.0
"""More stories for test_check.py: sides that change their owners, cartridges with
two of them, cartridges on the shelf, and what is said of objects."""

from stories import (NULL, Story, allocate, allocated, begin, but, create,
                     deallocate, end, guid, move)

DECOMMISSIONED, AVAILABLE, COMPLETE, UNRECOGNIZED, RESERVED = 3, 4, 6, 7, 9
NEW, NEXT = 1, 2


def swap(caller, number, first, second):
    return begin(caller, number, "swap", first=guid(first), second=guid(second))


def decommission(caller, number, side):
    return begin(caller, number, "decommission", side=guid(side))


def change(caller, number, name, field, value):
    return begin(caller, number, "set", object=guid(name), field=field,
                 value=value)


def swapped(world):
    """L and M change places."""
    world.change("A0", lmid=guid("M"))
    world.change("B0", lmid=guid("L"))
    world.change("L", side=guid("B0"), medium=guid("B"))
    world.change("M", side=guid("A0"), medium=guid("A"))


def story_of_two_owners():
    """A and B are owned, in one pool; nothing happens."""
    story = Story()
    story.both(lambda w: (w.allocate("L", "A", "P"),
                          w.allocate("M", "B", "P", count=3)))
    return story


def story_of_swap():
    story = story_of_two_owners()
    story.log = [swap(1, 1, "L", "M"), end(1, 1)]
    swapped(story.after)
    return story


def story_of_swap_and_return():
    """What is given back afterwards is where the other one was."""
    story = story_of_swap()
    story.log += [deallocate(1, 2, "L"), end(1, 2)]
    story.after.deallocate("L", "B", "P")
    return story


def story_of_swaps_at_once():
    """Three in a circle, by two callers: any of both orders will do."""
    story = story_of_two_owners()
    story.both(lambda w: (w.cartridge("C", "P"), w.allocate("N", "C", "P")))
    story.log = [swap(1, 1, "L", "M"), swap(2, 1, "M", "N"), end(1, 1), end(2, 1)]
    # The second came first.
    for lmid, medium in (("N", "B"), ("M", "A"), ("L", "C")):
        story.after.change(f"{medium}0", lmid=guid(lmid))
        story.after.change(lmid, side=guid(f"{medium}0"), medium=guid(medium))
    return story


def story_of_decommissioning():
    story = Story()
    story.log = [decommission(1, 1, "A0"), end(1, 1)]
    story.after.change("A0", state=DECOMMISSIONED)
    return story


def story_of_wear():
    """It was allocated as often as the pool allows."""
    story = Story()
    story.both(lambda w: w.allocate("L", "A", "P", count=7))
    story.log = [deallocate(1, 1, "L"), end(1, 1)]
    story.after.deallocate("L", "A", "P", state=DECOMMISSIONED)
    return story


def disk_of(pool):
    """A cartridge with two sides"""
    story = Story()
    story.both(lambda w: w.cartridge("D", pool, 2))
    return story


def story_of_new():
    """The other side is reserved."""
    story = disk_of("free6")
    story.log = allocated(1, 1, "P", "L", "D", options=NEW)
    story.after.allocate("L", "D", "P")
    story.after.change("D1", state=RESERVED)
    return story


def story_of_next():
    """And is given to who has the first."""
    story = story_of_new()
    story.log += allocated(1, 2, "P", "M", "D", "P", side=1, options=NEXT,
                           of=guid("L"))
    story.after.allocate("M", "D", "P", side=1)
    return story


def story_of_next_given_back():
    """It is reserved again, as long as the first is owned."""
    story = story_of_next()
    story.log += [deallocate(1, 3, "M"), end(1, 3)]
    story.after.deallocate("M", "D", "P", side=1, state=RESERVED)
    return story


def story_of_last_side():
    """The last side that is owned goes, and what was reserved is so no more."""
    story = disk_of("Q")
    story.both(lambda w: (w.allocate("L", "D", "Q"),
                          w.change("D1", state=RESERVED)))
    story.log = [deallocate(1, 1, "L"), end(1, 1)]
    story.after.deallocate("L", "D", "free6")
    story.after.change("D1", state=AVAILABLE)
    return story


def story_of_shared_disk():
    """Two sides, allocated by two; the first is given back, and stays there."""
    story = disk_of("Q")
    story.both(lambda w: w.allocate("M", "D", "Q", side=1))
    story.log = [*allocated(1, 1, "Q", "L", "D", "Q"), deallocate(1, 2, "L"),
                 end(1, 2)]
    story.after.change("D0", count=1)
    return story


def story_of_old_disk():
    """Nobody knows any more whether NEW or NEXT were used."""
    story = disk_of("P")
    story.both(lambda w: (w.allocate("L", "D", "P"),
                          w.allocate("M", "D", "P", side=1)))
    story.log = [deallocate(1, 1, "L"), end(1, 1)]
    story.after.deallocate("L", "D", "P", state=RESERVED)
    return story


def story_of_older_disk():
    """The same; they were not."""
    story = story_of_old_disk()
    story.after.change("D0", state=AVAILABLE)
    return story


def story_of_swapped_reservation():
    """What NEW reserved is for who has the other side by now."""
    story = story_of_new()
    story.both(lambda w: w.allocate("M", "A", "P"))
    story.log += [swap(1, 2, "L", "M"), end(1, 2)]
    story.log += allocated(2, 1, "P", "N", "D", "P", side=1, options=NEXT,
                           of=guid("M"))
    story.after.change("D0", lmid=guid("M"))
    story.after.change("A0", lmid=guid("L"))
    story.after.change("M", side=guid("D0"), medium=guid("D"))
    story.after.change("L", side=guid("A0"), medium=guid("A"))
    story.after.allocate("N", "D", "P", caller=2, side=1)
    return story


REGISTERED = {"pool": guid("P"), "barcode": "S", "owner": 5,
              "sides": "6:3,4:0"}


def shelved(world):
    """One side is full, one can be had."""
    world.cartridge("S", "P", 2, library="shelf")
    world.allocate("L", "S", "P", count=3)
    world.change("S0", state=COMPLETE)


def registered(caller, number):
    return [begin(caller, number, "register", **REGISTERED),
            end(caller, number, medium="S", lmid0="L"),
            f"{caller} note {number} medium={guid('S')} side0={guid('S0')} "
            f"side1={guid('S1')}"]


def story_of_registration():
    story = Story()
    story.log = registered(1, 1)
    shelved(story.after)
    return story


def story_of_registered_side():
    """Of what was registered, too, sides are given back."""
    story = story_of_registration()
    story.log += [deallocate(2, 1, "L"), end(2, 1)]
    story.after.deallocate("L", "S", "P")
    return story


def story_of_two_registrations():
    """Neither ended, and one of them happened."""
    story = Story()
    story.log = [begin(1, 1, "register", **{**REGISTERED, "barcode": "T"}),
                 begin(2, 1, "register", **REGISTERED)]
    shelved(story.after)
    story.after.change("L", application="load-2")
    return story


def half_done(lmid, medium):
    """Neither of two calls ended, and one of them happened."""
    def story():
        told = story_of_swap()
        told.log += [begin(1, 2, "complete", lmid=guid("L")),
                     begin(2, 1, "complete", lmid=guid("M"))]
        told.after.change(f"{medium}0", lmid=guid(lmid), state=COMPLETE)
        return told
    return story


def story_of_shelf():
    """It is there, and forgotten."""
    story = Story()
    story.both(lambda w: w.cartridge("S", "P", 2, library="shelf"))
    story.log = [begin(1, 1, "forget", medium=guid("S")), end(1, 1)]
    for name in ("S", "S0", "S1"):
        story.after.remove(name)
    return story


def story_of_short_life():
    """Registered, given back, and forgotten."""
    story = story_of_registered_side()
    story.log += [begin(1, 2, "forget", medium=guid("S")), end(1, 2)]
    for name in ("S", "S0", "S1"):
        story.after.remove(name)
    return story


def story_of_description():
    story = Story()
    story.log = [change(1, 1, "A", "description", "r.1.1"), end(1, 1)]
    story.after.change("A", description="r.1.1")
    return story


def story_of_new_owner():
    story = Story()
    story.log = [change(1, 1, "P", "owner", 77), end(1, 1)]
    story.after.change("P", owner=77)
    return story


def story_of_new_pool_of_another():
    """A pool is made, and then given to somebody."""
    story = Story()
    story.log = [create(1, 1, "N"), end(1, 1, pool="N"),
                 change(2, 1, "N", "owner", 77), end(2, 1)]
    story.after.pool("N", owner=77)
    return story


def story_of_disabling():
    story = Story()
    story.log = [change(1, 1, "B", "enabled", 0), end(1, 1)]
    for name in ("B", "B0"):
        story.after.change(name, enabled=0)
    return story


def story_of_next_of_old():
    """Of what was reserved long ago"""
    story = disk_of("P")
    story.both(lambda w: (w.allocate("L", "D", "P"),
                          w.change("D1", state=RESERVED)))
    story.log = allocated(1, 1, "P", "M", "D", "P", side=1, options=NEXT,
                          of=guid("L"))
    story.after.allocate("M", "D", "P", side=1)
    return story


# Of one call
LAST_CALLS = [
    story_of_swap, story_of_decommissioning, story_of_wear, story_of_new,
    story_of_next_of_old, story_of_last_side, story_of_registration,
    story_of_shelf, story_of_description, story_of_new_owner,
    story_of_disabling,
]

GOOD = {make.__name__.removeprefix("story_of_").replace("_", " "): make
        for make in [
            *LAST_CALLS, story_of_two_owners, story_of_swap_and_return,
            story_of_swaps_at_once, story_of_next, story_of_next_given_back,
            story_of_shared_disk, story_of_old_disk, story_of_older_disk,
            story_of_swapped_reservation, story_of_registered_side,
            story_of_short_life, story_of_new_pool_of_another,
            story_of_two_registrations]}
GOOD["the first of two that did not end"] = half_done("L", "B")
GOOD["the second of two that did not end"] = half_done("M", "A")


def called(story, *lines):
    """The same, and more was called."""
    story.log += lines
    return story


def cleared(story):
    """The same, and nobody called anything."""
    story.log = []
    return story


def swap_of_two_pools():
    """M is somewhere else."""
    story = story_of_two_owners()
    story.both(lambda w: w.move("B", "Q"))
    story.log = [swap(1, 1, "L", "M"), end(1, 1)]
    swapped(story.after)
    story.after.change("L", pool=guid("Q"))
    story.after.change("M", pool=guid("P"))
    return story


def swap_of_what_is_full():
    story = story_of_swap()
    story.both(lambda w: w.change("B0", state=COMPLETE))
    return story


def swap_that_changed_states():
    story = story_of_swap()
    story.after.change("A0", count=3)
    story.after.change("B0", count=1)
    return story


def swap_without_effect_on_others():
    """What is given back is where it was before the swap."""
    story = story_of_two_owners()
    story.log = [swap(1, 1, "L", "M"), end(1, 1), deallocate(1, 2, "L"),
                 end(1, 2)]
    story.after.deallocate("L", "A", "P")
    return story


def refused_swap(of):
    """It was refused between cartridges that nothing else has to do with."""
    story = of()
    story.log = [swap(1, 1, "L", "M"), end(1, 1, "DATABASE_FULL")]
    return story


def allocated_for_good():
    """What was decommissioned is given out."""
    story = story_of_decommissioning()
    story.log += allocated(1, 2, "P", "L", "A", side=0)
    story.after.allocate("L", "A", "P")
    return story


def decommissioned_while_owned():
    story = Story()
    story.both(lambda w: w.allocate("L", "A", "P"))
    story.log = [decommission(1, 1, "A0"), end(1, 1)]
    return story


def next_of_another():
    """M has nothing to do with that cartridge."""
    story = story_of_new()
    story.both(lambda w: w.allocate("N", "A", "P"))
    story.log += allocated(1, 2, "P", "M", "D", "P", side=1, options=NEXT,
                           of=guid("N"))
    story.after.allocate("M", "D", "P", side=1)
    return story


def next_without_new():
    story = disk_of("P")
    story.log = [*allocated(1, 1, "P", "L", "D", "P"),
                 *allocated(1, 2, "P", "M", "D", "P", side=1, options=NEXT,
                            of=guid("L"))]
    story.after.allocate("L", "D", "P")
    story.after.allocate("M", "D", "P", side=1)
    return story


def next_of_free():
    """Whoever has the first, anybody could have had the second."""
    story = story_of_next_of_old()
    story.before.change("D1", state=AVAILABLE)
    return story


def next_elsewhere():
    """The first is in P, and Q was asked for."""
    story = story_of_next_of_old()
    story.log[0] = allocate(1, 1, "Q", options=NEXT, of=guid("L"))
    story.after.move("D", "Q")
    return story


def unknown_by_name():
    story = Story()
    story.both(lambda w: w.change("A0", state=UNRECOGNIZED))
    story.log = [allocate(1, 1, "P", guid("A0")),
                 *allocated(1, 1, "P", "L", "A")[1:]]
    story.after.allocate("L", "A", "P")
    return story


def new_beside_an_owner():
    story = disk_of("P")
    story.both(lambda w: w.allocate("M", "D", "P", side=1))
    story.log = allocated(1, 1, "P", "L", "D", "P", options=NEW)
    story.after.allocate("L", "D", "P")
    return story


def other_pool_beside_an_owner():
    """The cartridge goes to Q with a side that is owned in P."""
    story = disk_of("P")
    story.both(lambda w: w.allocate("M", "D", "P", side=1))
    story.log = [allocate(1, 1, "Q", guid("D0")),
                 *allocated(1, 1, "Q", "L", "D", "P")[1:]]
    story.after.allocate("L", "D", "Q")
    return story


def scratched_with_an_owner():
    story = story_of_shared_disk()
    story.after.move("D", "free6")
    return story


def forgotten_with_an_owner():
    story = story_of_registration()
    story.log += [begin(1, 2, "forget", medium=guid("S")), end(1, 2)]
    for name in ("S", "S0", "S1", "L"):
        story.after.remove(name)
    return story


def older_description():
    story = story_of_description()
    return called(story, change(2, 1, "A", "description", "r.2.1"), end(2, 1))


def reserved_moved_to_free():
    story = story_of_new()
    story.log += [move(2, 1, "D", "free6"), end(2, 1)]
    story.after.move("D", "free6")
    return story


def half_swapped(world):
    """The second side was left out of it."""
    world.change("A0", lmid=guid("M"))
    world.change("B0", lmid=guid("M"))
    world.change("L", side=guid("B0"), medium=guid("B"))


BAD = {
    "half a swap": (but(story_of_two_owners, half_swapped), "in between"),
    "a swap that only the sides know of": (but(
        story_of_swap, lambda w: (
            w.change("L", side=guid("A0"), medium=guid("A")),
            w.change("M", side=guid("B0"), medium=guid("B")))), "in between"),
    "a swap that only the logical media know of": (but(
        story_of_swap, lambda w: (w.change("A0", lmid=guid("L")),
                                  w.change("B0", lmid=guid("M")))),
        "in between"),
    "a swap nobody asked for": (but(story_of_two_owners, swapped), "no order"),
    "a swap that was refused, and happened": (
        lambda: refused_swap(story_of_swap), "effect of a failure"),
    "a swap of what is in two pools": (swap_of_two_pools, "no order"),
    "a swap of what is full": (swap_of_what_is_full, "no order"),
    "a swap that counts": (swap_that_changed_states, "no order"),
    "a swap that the next call knows nothing of": (swap_without_effect_on_others,
                                                   "lost"),
    "a swap of an LMID that is gone": (lambda: called(
        story_of_swap_and_return(), swap(2, 1, "L", "M"), end(2, 1)), "lost"),
    "a swap of an LMID that never was": (lambda: called(
        story_of_two_owners(), swap(1, 1, "L", "?"), end(1, 1)), "no order"),
    "what was decommissioned is given out": (allocated_for_good, "lost"),
    "what is owned was decommissioned": (decommissioned_while_owned, "lost"),
    "what was decommissioned can be had again": (but(
        story_of_decommissioning, lambda w: w.change("A0", state=AVAILABLE)),
        "lost"),
    "what was decommissioned twice": (lambda: called(
        story_of_decommissioning(), decommission(2, 1, "A0"), end(2, 1)),
        "lost"),
    "a side that nobody decommissioned": (but(
        Story, lambda w: w.change("A0", state=DECOMMISSIONED)), "no order"),
    "a side that was worn out goes on": (but(
        story_of_wear, lambda w: w.change("A0", state=AVAILABLE)), "no order"),
    "NEW that reserved nothing": (but(
        story_of_new, lambda w: w.change("D1", state=AVAILABLE)), "no order"),
    "NEW beside somebody": (new_beside_an_owner, "no order"),
    "NEXT of another cartridge": (next_of_another, "no order"),
    "NEXT into another pool": (next_elsewhere, "no order"),
    "NEXT of what was not reserved": (next_of_free, "no order"),
    "an allocation of what nobody knows, by name": (unknown_by_name, "no order"),
    "NEXT of what did not come by NEW": (next_without_new, "no order"),
    "a side reserved for nobody": (but(
        story_of_last_side, lambda w: w.change("D1", state=RESERVED)),
        "in between"),
    "a reservation that nobody made": (but(
        lambda: disk_of("P"), lambda w: w.change("D1", state=RESERVED)),
        "in between"),
    "NEXT that is given back and can be had": (but(
        story_of_next_given_back, lambda w: w.change("D1", state=AVAILABLE)),
        "no order"),
    "what was never reserved is so when given back": (but(
        story_of_shared_disk, lambda w: w.change("D0", state=RESERVED)),
        "no order"),
    "a cartridge given back with an owner on its other side": (
        scratched_with_an_owner, "no order"),
    "a cartridge taken away from under an owner": (other_pool_beside_an_owner,
                                                   "no order"),
    "what is reserved was moved to free": (reserved_moved_to_free, "no order"),
    "two sides with one owner": (but(
        story_of_next, lambda w: w.change("D1", lmid=guid("L"))), "in between"),
    "a cartridge on the shelf that nobody brought": (but(
        Story, lambda w: w.cartridge("S", "P", 2, library="shelf")),
        "from nowhere: medium"),
    "a cartridge on the shelf that was refused": (lambda: called(
        but(Story, lambda w: w.cartridge("S", "P", 2, library="shelf"))(),
        begin(1, 1, "register", **{**REGISTERED, "sides": "4:0,4:0"}),
        end(1, 1, "DATABASE_FULL")), "effect of a failure"),
    "a cartridge that was registered without its owner": (but(
        story_of_registration, lambda w: w.deallocate("L", "S", "P")),
        "lost: logical"),
    "a cartridge that was registered with one side": (but(
        story_of_registration, lambda w: w.remove("S1")), "in between"),
    "a cartridge that was registered in another pool": (but(
        story_of_registration, lambda w: w.move("S", "Q")), "no order"),
    "a cartridge that was registered in a robot": (but(
        story_of_registration, lambda w: w.change("S", library=guid("robot"))),
        "in between"),
    "a cartridge that was registered with another count": (but(
        story_of_registration, lambda w: w.change("S0", count=4)), "no order"),
    "a cartridge that was forgotten unasked": (
        lambda: cleared(story_of_shelf()), "lost: medium"),
    "a cartridge that was forgotten with an owner": (forgotten_with_an_owner,
                                                     "no order"),
    "a cartridge that was forgotten twice": (lambda: called(
        story_of_shelf(), begin(2, 1, "forget", medium=guid("S")), end(2, 1)),
        "twice"),
    "a side that was forgotten without its cartridge": (but(
        Story, lambda w: w.remove("A0")), "lost: side"),
    "a description older than the last": (older_description, "lost"),
    "half a description": (but(
        story_of_description, lambda w: w.change("A", description="r.1")),
        "no order"),
    "a description nobody wrote": (but(
        Story, lambda w: w.change("A", description="x")), "no order"),
    "an owner of a pool whom nobody named": (but(
        Story, lambda w: w.change("P", owner=6)), "no order"),
    "a pool that was made for another": (but(
        story_of_new_pool_of_another, lambda w: w.change("N", owner=6)),
        "no order"),
    "a cartridge that nobody disabled": (but(
        Story, lambda w: (w.change("B", enabled=0), w.change("B0", enabled=0))),
        "no order"),
    "a side that knows nothing of being disabled": (but(
        story_of_disabling, lambda w: w.change("B0", enabled=1)), "in between"),
    "a cartridge with another name": (but(
        Story, lambda w: w.change("B", name="C")), "no order"),
    "a number of a side": (but(
        lambda: disk_of("P"), lambda w: w.change("D1", side=0)), "lost"),
    "no owner at all": (but(
        story_of_two_owners, lambda w: w.change("A0", lmid=NULL, state=4)),
        "in between"),
}
