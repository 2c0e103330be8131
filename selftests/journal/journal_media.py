# SPDX-License-Identifier: GPL-2.0
"""What calls do to cartridges: which pool they are in, and who owns which side.

A swap has to do with two cartridges, so that those between which something was
swapped are looked at together: a state is what all of them are. Everything else
that is done at once to different ones of them may have happened in any order.
"""

from collections import defaultdict, namedtuple

from journal_order import ABSENT, ANY, Step, diagnose, order_exists
from journal_records import NULL, Unreadable

DECOMMISSIONED, AVAILABLE, ALLOCATED, COMPLETE, IMPORT, RESERVED = \
    "3", "4", "5", "6", "8", "9"
OWNED = (ALLOCATED, COMPLETE)
UNCHANGED_BY_FREE = (DECOMMISSIONED, AVAILABLE)
NEW, NEXT = 1, 2

# whole: whether who owns the side got it by NEW or NEXT, and so may have what is
# reserved beside it; None: the catalog does not say
Side = namedtuple("Side", "lmid state count whole")
Cartridge = namedtuple("Cartridge", "pool sides")

# Calls that have to do with cartridges
CALLS = ("allocate", "deallocate", "complete", "decommission", "move", "swap",
         "register", "forget")


def bare(state):
    """What the catalog shows of a state."""
    return state if state is ANY else tuple(
        cartridge if cartridge is ABSENT else Cartridge(cartridge.pool, tuple(
            side._replace(whole=None) for side in cartridge.sides))
        for cartridge in state)


def located(state, lmid):
    """Where a logical medium is: the place of its cartridge, and the side."""
    for place, cartridge in enumerate(state):
        if cartridge is ABSENT:
            continue
        for number, side in enumerate(cartridge.sides):
            if side.lmid == lmid:
                return place, number
    return None


def with_side(cartridge, number, side):
    return cartridge._replace(sides=tuple(
        side if at == number else other
        for at, other in enumerate(cartridge.sides)))


def others(cartridge, number):
    return [side for at, side in enumerate(cartridge.sides) if at != number]


def become(cartridge, number, before, after):
    """Other sides that are the one are the other from now on."""
    return cartridge._replace(sides=tuple(
        side._replace(state=after) if at != number and side.state == before
        else side for at, side in enumerate(cartridge.sides)))


class Media:
    """All cartridges, and the calls that changed them."""

    def __init__(self, judge):
        self.judge = judge
        self.sides = {}         # side: (cartridge, number)
        self.home = {}          # logical medium: cartridge that it came with
        self.calls = defaultdict(list)          # cartridge: steps
        self.refused = defaultdict(list)
        self.swaps = []         # (cartridges, step)
        self.refused_swaps = []
        self.learn()

    # Where things are

    def learn(self):
        for catalog in (self.judge.before, self.judge.after):
            for name, said in catalog.all("side").items():
                self.sides[name] = (said["medium"], int(said["side"]))
            for name, said in catalog.all("logical").items():
                self.home.setdefault(name, said["medium"])
        for call in self.judge.calls("register"):
            medium = self.judge.made_by(call)
            for key, value in {**call.results, **call.note}.items():
                if key.startswith("side"):
                    self.sides[value] = (medium, int(key.removeprefix("side")))
                elif key.startswith("lmid"):
                    self.home[value] = medium
        for call in self.judge.calls("allocate"):
            if call.note:
                self.home[call.note["lmid"]] = call.note["medium"]

    def of_call(self, call):
        """The cartridges that a call is about, as far as anybody knows."""
        args = call.args
        if call.name in ("move", "forget"):
            return [args["medium"]]
        if call.name == "register":
            return [self.judge.made_by(call)]
        if call.name == "decommission":
            return [self.sides.get(args["side"], (None, 0))[0]]
        if call.name == "swap":
            return [self.home.get(args["first"]), self.home.get(args["second"])]
        if call.name == "allocate":
            return [self.home.get(self.judge.made_by(call))]
        return [self.home.get(args["lmid"])]

    def state_of(self, catalog, medium):
        said = catalog.all("medium").get(medium)
        if not said:
            return ABSENT
        sides = sorted((int(side["side"]), Side(
            side["lmid"], side["state"], int(side["count"]), None))
            for side in catalog.all("side").values() if side["medium"] == medium)
        return Cartridge(said["pool"], tuple(side for _, side in sides))

    def free_pool(self, medium):
        for catalog in (self.judge.before, self.judge.after):
            said = catalog.all("medium").get(medium)
            if said:
                return self.judge.before.free_pool(said["media_type"])
        for call in self.judge.calls("register"):
            if medium in self.of_call(call):
                pool = self.judge.pools.get(call.args["pool"], {})
                return self.judge.before.free_pool(pool.get("media_type"))
        return None

    # What calls do. Each gives the state afterwards, None if it cannot have been,
    # or a list of what it may be.

    def side_of_grant(self, call):
        lmid = self.judge.made_by(call)
        for catalog in (self.judge.before, self.judge.after):
            said = catalog.all("logical").get(lmid)
            if said and not call.note:
                return self.sides.get(said["side"], (None, 0))[1]
        return self.sides.get(call.note.get("side"), (None, 0))[1]

    def allocate(self, call, free):
        args, number = call.args, self.side_of_grant(call)
        options, named = int(args["options"]), args["side"] != NULL
        lmid = self.judge.made_by(call)
        whole = bool(options & (NEW | NEXT))

        def may(cartridge, side):
            owned = [s for s in cartridge.sides if s.state in OWNED]
            here = cartridge.pool == args["pool"]
            if cartridge.pool != call.results.get("from", cartridge.pool):
                return False
            if options & NEXT:
                return here and side.state == RESERVED and any(
                    s.lmid == args["of"] for s in owned)
            if owned and (options & NEW or not here):
                return False
            # A side that is named may come from any pool.
            if named:
                return side.state in (AVAILABLE, IMPORT)
            return side.state == AVAILABLE and (here or cartridge.pool == free)

        def apply(cartridge):
            side = cartridge.sides[number]
            if side.lmid != NULL or not may(cartridge, side):
                return None
            cartridge = with_side(cartridge, number, Side(
                lmid, ALLOCATED, side.count + 1, whole))
            if options & NEW:
                cartridge = become(cartridge, number, AVAILABLE, RESERVED)
            return cartridge._replace(pool=args["pool"])

        return apply

    def deallocate(self, call, free):
        def scratch(cartridge, number, pool):
            rest = [side.state for side in others(cartridge, number)]
            return int(pool.get("dealloc", 0)) & 1 and \
                (cartridge.sides[number].state == AVAILABLE or AVAILABLE in rest) \
                and all(state in UNCHANGED_BY_FREE for state in rest)

        def returned(cartridge, number, state, pool):
            side = cartridge.sides[number]
            cartridge = with_side(cartridge, number, Side(
                NULL, state, side.count, False))
            cartridge = become(cartridge, number, RESERVED, AVAILABLE)
            if free and scratch(cartridge, number, pool):
                return cartridge._replace(pool=free)
            return cartridge

        def apply(cartridge):
            number = located((cartridge,), call.args["lmid"])[1]
            side = cartridge.sides[number]
            pool = self.judge.pools.get(cartridge.pool, {})
            if 0 < int(pool.get("max", 0)) <= side.count:
                return returned(cartridge, number, DECOMMISSIONED, pool)
            shared = any(s.state in OWNED for s in others(cartridge, number))
            states = [RESERVED] if side.whole else [AVAILABLE]
            if side.whole is None:
                states = [AVAILABLE, RESERVED]
            return [returned(cartridge, number, state if shared else AVAILABLE,
                             pool) for state in states]

        return apply

    @staticmethod
    def complete(call, _free):
        def apply(cartridge):
            number = located((cartridge,), call.args["lmid"])[1]
            side = cartridge.sides[number]
            return with_side(cartridge, number, side._replace(state=COMPLETE)) \
                if side.state == ALLOCATED else None

        return apply

    def decommission(self, call, _free):
        number = self.sides.get(call.args["side"], (None, 0))[1]

        def apply(cartridge):
            side = cartridge.sides[number]
            return with_side(cartridge, number, side._replace(
                state=DECOMMISSIONED)) if side.state == AVAILABLE else None

        return apply

    @staticmethod
    def move(call, free):
        pool = call.args["pool"]

        def freed(side):
            return side if side.state in UNCHANGED_BY_FREE else \
                side._replace(state=AVAILABLE)

        def apply(cartridge):
            if pool in (cartridge.pool, free) and any(
                    side.state in OWNED for side in cartridge.sides):
                # What is owned may not go there; if that failed, it could.
                return cartridge if pool == cartridge.pool else \
                    cartridge._replace(pool=pool) if call.failed else None
            if pool == free and pool != cartridge.pool:
                cartridge = cartridge._replace(
                    sides=tuple(freed(side) for side in cartridge.sides))
            return cartridge._replace(pool=pool)

        return apply

    def register(self, call, _free):
        after = self.judge.after
        medium = self.judge.made_by(call)
        presets = [preset.split(":") for preset in call.args["sides"].split(",")]
        whole = any(state == RESERVED for state, _ in presets)

        def side(number, state, count):
            if state not in OWNED:
                return Side(NULL, state, int(count), False)
            lmid = call.results.get(f"lmid{number}")
            for name, said in after.all("logical").items():
                if not lmid and said["medium"] == medium and \
                        self.sides.get(said["side"]) == (medium, number):
                    lmid = name
            return Side(lmid, state, max(1, int(count)), whole)

        made = Cartridge(call.args["pool"], tuple(
            side(number, *preset) for number, preset in enumerate(presets)))
        return lambda cartridge: made if cartridge is ABSENT else None

    @staticmethod
    def forget(_call, _free):
        def apply(cartridge):
            return None if any(side.state in OWNED
                               for side in cartridge.sides) else ABSENT

        return apply

    @staticmethod
    def swap(call):
        def apply(state):
            first = located(state, call.args["first"])
            second = located(state, call.args["second"])
            if not first or not second or \
                    state[first[0]].pool != state[second[0]].pool:
                return None
            sides = [state[place].sides[number]
                     for place, number in (first, second)]
            if any(side.state != ALLOCATED for side in sides):
                return None
            result = list(state)
            for (place, number), other in ((first, sides[1]),
                                           (second, sides[0])):
                side = result[place].sides[number]
                result[place] = with_side(result[place], number,
                                          side._replace(lmid=other.lmid))
            return tuple(result)

        return apply

    # Cartridges that have to do with each other

    def place(self, call, media):
        """Where in a state a call finds its cartridge, or cartridges."""
        if call.name in ("deallocate", "complete", "swap"):
            lmids = [call.args[key] for key in ("lmid", "first", "second")
                     if key in call.args]

            def by_lmid(state):
                found = [located(state, lmid) for lmid in lmids]
                return {at[0] for at in found if at}

            return by_lmid
        place = {media.index(self.of_call(call)[0])}
        return lambda state: place

    def step(self, call, media):
        """What a call does to the state of these."""
        places = self.place(call, media)
        if call.name == "swap":
            return Step(call, self.swap(call), places)
        free = self.free_pool(self.of_call(call)[0])
        apply = getattr(self, call.name)(call, free)
        absent = call.name == "register"

        def joint(state):
            where = places(state)
            if not where:
                return None
            place, = where
            if (state[place] is ABSENT) != absent:
                return None
            after = apply(state[place])
            if after is None:
                return None
            return [state[:place] + (one,) + state[place + 1:]
                    for one in (after if isinstance(after, list) else [after])]

        return Step(call, joint, places)

    def sort(self):
        """Gives each call to its cartridges."""
        for call in self.judge.calls(*CALLS):
            media = self.of_call(call)
            if None in media:
                if call.succeeded and call.name == "swap":
                    self.judge.say(f"no order: {call}, and one of these never "
                                   "was")
                continue
            if call.name == "swap":
                (self.refused_swaps if call.failed else self.swaps).append(
                    (media, call))
            else:
                (self.refused if call.failed else self.calls)[media[0]].append(
                    call)

    def groups(self):
        """Those between which something was swapped are together."""
        group = {}
        for catalog in (self.judge.before, self.judge.after):
            for medium in catalog.all("medium"):
                group[medium] = [medium]
        for medium in self.calls:
            group.setdefault(medium, [medium])
        for (first, second), _ in self.swaps:
            for medium in (first, second):
                group.setdefault(medium, [medium])
            if group[first] is not group[second]:
                joined = group[first] + group[second]
                for medium in joined:
                    group[medium] = joined
        return list({id(media): media for media in group.values()}.values())

    def problem(self, media, more=()):
        """The steps, and what was and what is."""
        calls = [call for medium in media for call in self.calls[medium]]
        calls += [call for (first, _), call in self.swaps if first in media]
        calls += more
        return ([self.step(call, media) for call in calls],
                *(tuple(self.state_of(catalog, medium) for medium in media)
                  for catalog in (self.judge.before, self.judge.after)))

    @staticmethod
    def same(state, last):
        return bare(state) == last

    def check(self):
        self.sort()
        groups = self.groups()
        for media in groups:
            steps, first, last = self.problem(media)
            if not order_exists(steps, first, last, self.same):
                self.judge.say(self.blame(media, groups, steps, first, last))

    def blame(self, media, groups, steps, first, last):
        """In words: which call it may have been."""
        try:
            swap = self.blame_swap(media, groups)
        except Unreadable:
            swap = None
        changed = [place for place in range(len(media))
                   if first[place] != last[place]] or range(min(2, len(media)))
        shown = [" and ".join(self.shown(media[place], state[place])
                              for place in changed) for state in (first, last)]
        if swap:
            return f"effect of a failure: {shown[0]} was there and " \
                f"{shown[1]} is, as with {swap}"
        refused = [self.step(call, media) for medium in media
                   for call in self.refused[medium]]
        return diagnose(f"{len(media)} cartridges", steps, refused, first, last,
                        self.same, shown)

    def blame_swap(self, media, groups):
        """A swap that failed, with which there would be an order."""
        for pair, call in reversed(self.refused_swaps[-40:]):
            together = [medium for group in groups for medium in group
                        if group is media or pair[0] in group or
                        pair[1] in group]
            if not set(pair) & set(media) or not set(pair) <= set(together):
                continue
            steps, first, last = self.problem(together, [call])
            if order_exists(steps, first, last, self.same):
                return call
        return None

    def shown(self, medium, cartridge):
        """Short, for who has to find it in a dump."""
        for catalog in (self.judge.before, self.judge.after):
            said = catalog.all("medium").get(medium)
            if said:
                medium = f"{said['barcode']} {medium}"
                break
        if cartridge is ABSENT:
            return f"{medium}: nothing"
        return f"{medium} in {cartridge.pool}: " + ", ".join(
            f"{side.lmid} {side.state}:{side.count}" for side in cartridge.sides)
