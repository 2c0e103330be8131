#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Judges a catalog by what its callers were told.

It reads what journal-dump said before a load began, the log that journal-load
wrote, and what journal-dump says now, after whatever happened meanwhile. What a
call that succeeded did must be there, unless a later call undid it; nothing may
be there twice, nothing of a call that failed, and a call that never ended did all
of what it was to do, or nothing.

It shares no code with the load or with the module. Calls that overlap may have
happened in any order: an object is as it should be if there is one order, in
which no call begins after another that it comes before has ended, that leads from
what it was to what it is.
"""

import argparse
import os
import sys
from collections import defaultdict

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from journal_media import OWNED, RESERVED, Media                 # noqa: E402
from journal_order import ABSENT, Step, diagnose, order_exists  # noqa: E402
from journal_records import NULL, Catalog, Log, Unreadable      # noqa: E402

APPLICATION = "1000"
# What objects are made and deleted by calls: all others stay.
MADE = ("pool", "logical", "request", "medium", "side")
# What a call says that it made
RESULT = {"create": "pool", "register": "medium", "allocate": "lmid"}

# What of an object may change, and is judged by the calls: all else must stay.
CHANGES = {
    "pool": {"media", "logical_media", "owner", "alloc", "description"},
    "medium": {"pool", "name", "description", "enabled"},
    "side": {"pool", "lmid", "state", "count", "enabled"},
    "logical": {"pool", "side", "medium"},
    "library": {"media", "description"},
}
# What is said of objects, one by one
FIELDS = {
    "pool": ("owner", "alloc", "description"),
    "medium": ("name", "description", "enabled"),
    "library": ("description",),
}


class Judge:
    """Everything that is known of one load, and what is wrong with it."""

    def __init__(self, before, log, after):
        self.before = before
        self.log = log
        self.after = after
        self.wrong = []
        self.adopted = {}       # what a call that did not end made: by call
        self.pools = dict(before.all("pool"))
        self.pools.update(after.all("pool"))
        for call in self.calls("create"):
            if call.succeeded:
                self.pools.setdefault(call.results["pool"], call.args)

    def say(self, text):
        self.wrong.append(text)

    def calls(self, *names):
        return [call for call in self.log.calls if call.name in names]

    def made_by(self, call):
        """What a call made: as it said, or if it did not end, as is there."""
        return call.results.get(RESULT[call.name]) or self.adopted.get(call)

    def judge(self):
        self.whole()
        self.unchanged()
        self.adopt_pools()
        self.adopt_media()
        self.adopt_logical()
        self.judge_pools()
        self.judge_media()
        self.judge_logical()
        Media(self).check()
        self.judge_fields()
        self.judge_rights()
        self.judge_attributes()
        return self.wrong

    # The catalog by itself

    def whole(self):
        """What holds of any catalog."""
        for what in self.after.twice:
            self.say(f"twice: {what} is in the catalog two times")
        self.whole_sides()
        self.whole_pools()
        for name in list(self.after.rights) + \
                [name for name, _ in self.after.attributes]:
            if name not in self.after.objects:
                self.say(f"in between: rights or attributes of {name}, which "
                         "does not exist")
        for name, said in self.after.all("request").items():
            if int(said["flags"]) & 1:
                self.say(f"left behind: the operator request {name}, of a call "
                         "that is over")

    def whole_sides(self):
        owners = defaultdict(list)
        media, sides = self.after.all("medium"), self.after.all("side")
        for name, said in self.after.all("logical").items():
            owners[said["side"]].append(name)
            side = sides.get(said["side"])
            if not side:
                self.say(f"in between: {name} owns {said['side']}, which is no "
                         "side")
            elif (said["medium"], said["pool"]) != (side["medium"], side["pool"]):
                self.say(f"in between: {name} is on {said['medium']} in the pool "
                         f"{said['pool']}, and the side that it owns on "
                         f"{side['medium']} in {side['pool']}")
        for name, said in sides.items():
            medium = media.get(said["medium"], {})
            for key in ("pool", "enabled"):
                if said[key] != medium.get(key):
                    self.say(f"in between: {key} of the side {name} is "
                             f"{said[key]}, and of its cartridge "
                             f"{medium.get(key)}")
            if len(owners[name]) > 1:
                self.say(f"twice: the side {name} is owned by "
                         f"{' and by '.join(owners[name])}")
            owner = owners[name][0] if owners[name] else NULL
            if said["lmid"] != owner:
                self.say(f"in between: the side {name} says that it is owned by "
                         f"{said['lmid']}, and {owner} that it owns it")
            if (said["state"] in OWNED) != (owner != NULL):
                self.say(f"in between: the side {name} in the state "
                         f"{said['state']} is owned by {owner}")
        self.whole_cartridges()

    def whole_cartridges(self):
        """Both sides together, and the libraries with what is in them."""
        states, held = defaultdict(list), defaultdict(int)
        for said in self.after.all("side").values():
            states[said["medium"]].append(said["state"])
        for name, said in self.after.all("medium").items():
            held[said["library"]] += 1
            if RESERVED in states[name] and not set(OWNED) & set(states[name]):
                self.say(f"in between: a side of {name} is reserved, and nobody "
                         "owns the other")
        for name, said in self.after.all("library").items():
            if int(said["media"]) != held[name]:
                self.say(f"in between: the library {said['name']} says that it "
                         f"holds {said['media']} cartridges, and holds "
                         f"{held[name]}")

    def whole_pools(self):
        pools = self.after.all("pool")
        names = set()
        media, logical = defaultdict(int), defaultdict(int)
        for kind, count in (("medium", media), ("logical", logical)):
            for name, said in self.after.all(kind).items():
                count[said["pool"]] += 1
                if said["pool"] not in pools:
                    self.say(f"in between: {kind} {name} is in {said['pool']}, "
                             "which is no pool")
        for name, said in pools.items():
            key = (said["parent"], said["name"])
            if key in names:
                self.say(f"twice: two pools are called {said['name']}")
            names.add(key)
            if int(said["media"]) != media[name] or \
                    int(said["logical_media"]) != logical[name]:
                self.say(f"in between: the pool {said['name']} says that it "
                         f"holds {said['media']} cartridges and "
                         f"{said['logical_media']} logical media, and holds "
                         f"{media[name]} and {logical[name]}")

    def unchanged(self):
        """What no call changes is as it was."""
        for name, (kind, said) in self.before.objects.items():
            if name not in self.after.objects:
                if kind not in MADE:
                    self.say(f"lost: {kind} {name}")
                elif kind == "side" and said["medium"] in self.after.objects:
                    self.say(f"lost: side {name} of {said['medium']}")
                continue
            kind_now, now = self.after.objects[name]
            if kind_now != kind:
                self.say(f"lost: {kind} {name} is a {kind_now} now")
                continue
            for key in sorted(set(said) | set(now)):
                if key not in CHANGES.get(kind, ()) and \
                        said.get(key) != now.get(key):
                    self.say(f"lost: {key} of {kind} {name} was "
                             f"{said.get(key)} and is {now.get(key)}")
        for name, (kind, said) in self.after.objects.items():
            if name in self.before.objects:
                continue
            if kind not in MADE or (kind == "side" and said["medium"] in
                                    self.before.objects):
                self.say(f"from nowhere: {kind} {name}")

    # What is there and nobody was told of

    def unexplained(self, kind, keys, *names):
        known = set(self.before.objects)
        known.update(call.results[key] for call in self.calls(*names)
                     for key in keys if call.succeeded and key in call.results)
        return {name: said for name, said in self.after.all(kind).items()
                if name not in known}

    def adopt(self, kind, name, made, refused):
        """Gives what is there to the one call that may have made it."""
        made = [call for call in made if call not in self.adopted]
        if made:
            self.adopted[made[0]] = name
        elif refused:
            self.say(f"effect of a failure: {kind} {name} is there, and "
                     f"{refused[-1]}")
        else:
            self.say(f"from nowhere: {kind} {name} is there, and no call made "
                     "it")

    def adopt_pools(self):
        for name, said in self.unexplained("pool", ["pool"], "create").items():
            same = [call for call in self.calls("create")
                    if call.args["name"] == said["name"]]
            # Two that wanted the same name: it is the one that it is like.
            same.sort(key=lambda call, said=said: self.unlike(call, said))
            self.adopt("pool", name, [c for c in same if c.unfinished],
                       [c for c in same if c.failed])

    def adopt_media(self):
        """Every barcode is of one call only."""
        for name, said in self.unexplained("medium", ["medium"],
                                           "register").items():
            same = [call for call in self.calls("register")
                    if call.args["barcode"] == said["barcode"]]
            self.adopt("medium", name, [c for c in same if c.unfinished],
                       [c for c in same if c.failed])

    def adopt_logical(self):
        came = {name for call, name in self.adopted.items()
                if call.name == "register"}
        for name, said in self.unexplained(
                "logical", ["lmid", "lmid0", "lmid1"], "allocate",
                "register").items():
            # They came with their cartridge.
            if said["medium"] in came:
                continue
            caller = said["application"].removeprefix("load-")
            his = [call for call in self.calls("allocate")
                   if call.caller == caller]
            same = [c for c in his if c.args["pool"] == said["pool"]]
            refused = [c for c in same if c.failed]
            # It may have been moved since; but that is the less likely.
            self.adopt("logical medium", name, [
                c for c in his if c.unfinished and (c in same or not refused)],
                refused)

    # Objects that calls make and delete

    def existence(self, kind, key, made, ended):
        """Whether each is there that should be, and none that should not."""
        by_id = defaultdict(list)
        for call in ended:
            by_id[call.args[key]].append(call)
        for name, why in made.items():
            ends = by_id[name]
            over = [call for call in ends if call.succeeded]
            if name in self.after.objects:
                if over:
                    self.say(f"lost: {kind} {name} is there, after {over[0]}")
            elif not over and not any(call.unfinished for call in ends):
                self.say(f"lost: {kind} {name} is not there, after {why}")
            if len(over) > 1:
                self.say(f"twice: {kind} {name} ended two times: "
                         f"{over[0]}; {over[1]}")

    def made(self, kind, keys, *names):
        result = {}
        for call in self.calls(*names):
            for key in keys:
                made = call.results.get(key) if call.succeeded else None
                if not made:
                    continue
                if made in result or made in self.before.objects:
                    self.say(f"twice: {kind} {made} was given once more by "
                             f"{call}")
                result[made] = call
        for made in self.before.all(kind):
            result[made] = "it was there before"
        return result

    @staticmethod
    def unlike(call, said):
        """What of a pool is not as the call wanted it."""
        wanted = {**call.args, "parent": NULL, "pool_type": APPLICATION}
        return [key for key in ("name", "media_type", "dealloc", "max", "parent",
                                "pool_type") if said[key] != wanted[key]]

    def judge_pools(self):
        creates, deletes = self.calls("create"), self.calls("delete")
        self.existence("pool", "pool", self.made("pool", ["pool"], "create"),
                       deletes)
        for call in creates:
            said = self.after.all("pool").get(self.made_by(call))
            if said and self.unlike(call, said):
                self.say(f"in between: {', '.join(self.unlike(call, said))} of "
                         f"the pool {said['name']} are not as in {call}")
        self.judge_names(creates, deletes)

    def judge_names(self, creates, deletes):
        """No two pools ever had one name at a time."""
        steps = defaultdict(list)
        for call in creates:
            name = self.made_by(call)
            if name and not call.failed:
                steps[call.args["name"]].append(Step(
                    call, lambda s, n=name: n if s is ABSENT else None))
        for call in deletes:
            said = self.pools.get(call.args["pool"])
            if said and not call.failed:
                steps[said["name"]].append(Step(
                    call, lambda s, n=call.args["pool"]:
                    ABSENT if s == n else None))
        for name in steps:
            self.search(f"the pool called {name}", steps[name], [],
                        self.pool_called(self.before, name),
                        self.pool_called(self.after, name))

    @staticmethod
    def pool_called(catalog, name):
        for found, said in catalog.all("pool").items():
            if said["name"] == name and said["pool_type"] == APPLICATION:
                return found
        return ABSENT

    def search(self, what, steps, refused, first, last):
        if not order_exists(steps, first, last):
            self.say(diagnose(what, steps, refused, first, last))

    # Cartridges with what is on them

    def judge_logical(self):
        self.existence("logical", "lmid", self.made(
            "logical", ["lmid", "lmid0", "lmid1"], "allocate", "register"),
            self.calls("deallocate"))
        moved = {call.args[key] for call in self.calls("swap")
                 for key in ("first", "second") if not call.failed}
        for call in self.calls("allocate"):
            lmid = self.made_by(call)
            said = self.after.all("logical").get(lmid)
            if not said:
                continue
            if call.note and lmid not in moved and \
                    call.note["side"] != said["side"]:
                self.say(f"lost: {call} had the side {call.note['side']}, and "
                         f"has {said['side']}")
            if call.args["side"] not in (NULL, call.note.get("side",
                                                             said["side"])):
                self.say(f"lost: {call} has the side {said['side']}")
            if said["application"] != f"load-{call.caller}":
                self.say(f"in between: {call} belongs to "
                         f"'{said['application']}'")

    def judge_media(self):
        self.existence("medium", "medium", self.made("medium", ["medium"],
                                                     "register"),
                       self.calls("forget"))
        for call in self.calls("register"):
            name = self.made_by(call)
            said = self.after.all("medium").get(name)
            if not said:
                continue
            if said["barcode"] != call.args["barcode"] or \
                    said["library"] != self.after.computer["offline_library"]:
                self.say(f"in between: {name} is called {said['barcode']} in "
                         f"{said['library']}, not as in {call}")
            sides = sum(side["medium"] == name
                        for side in self.after.all("side").values())
            if sides != len(call.args["sides"].split(",")):
                self.say(f"in between: {name} has {sides} sides, not as in "
                         f"{call}")

    # Rights and attributes: the last that was written

    def judge_values(self, what, calls, before, after, absent):
        """calls are (key, value, call); the first of a key is its object."""
        steps, refused = defaultdict(list), defaultdict(list)
        for key, value, call in calls:
            (refused if call.failed else steps)[key].append(Step(
                call, lambda state, v=value: v))
        for key in sorted({*steps, *refused, *before, *after}):
            name = key[0]
            if name not in self.after.objects:
                continue
            self.search(f"{what} {' '.join(key[1:] + ('of', name))}",
                        steps[key], refused[key], before.get(key, absent),
                        after.get(key, absent))

    def judge_fields(self):
        """What is said of pools, cartridges and libraries; what was made begins
        with what its call said."""
        def values(catalog):
            return {(name, field): said[field]
                    for name, (kind, said) in catalog.objects.items()
                    for field in FIELDS.get(kind, ())}

        before, after = values(self.before), values(self.after)
        for call in self.calls("create", "register"):
            name = self.made_by(call)
            if not name:
                continue
            begins = {"description": "", "enabled": "1",
                      "name": call.args.get("barcode")}
            for field in FIELDS[RESULT[call.name]]:
                before[(name, field)] = {**begins, **call.args}[field]
        self.judge_values("what is said of", [
            ((call.args["object"], call.args["field"]), call.args["value"], call)
            for call in self.calls("set")], before, after, ABSENT)

    def judge_rights(self):
        self.judge_values("the list of rights", [
            ((call.args["object"],), call.args["aces"], call)
            for call in self.calls("rights")],
            {(name,): aces for name, aces in self.before.rights.items()},
            {(name,): aces for name, aces in self.after.rights.items()}, "-")

    def judge_attributes(self):
        def value(args):
            return (args["size"], args["crc"]) if args["size"] != "0" else ABSENT

        self.judge_values("the attribute", [
            ((call.args["object"], call.args["name"]), value(call.args), call)
            for call in self.calls("attribute")],
            self.before.attributes, self.after.attributes, ABSENT)


def manners(log, options):
    """What is wrong with how the calls went, whatever became of the catalog."""
    wrong = []
    for call in log.calls:
        if call.unfinished:
            if options.finished:
                wrong.append(f"hangs: {call}")
            continue
        if call.reason.startswith("ERRNO_"):
            wrong.append(f"no reason: {call}")
        if options.healthy and call.reason.startswith("DATABASE_"):
            wrong.append(f"the journal failed: {call}")
        if options.longest and call.milliseconds() > options.longest:
            wrong.append(f"late: {call}, after {call.milliseconds()} ms")
    return wrong


def arguments():
    parser = argparse.ArgumentParser(
        description="Judges a catalog by what its callers were told.")
    parser.add_argument("--finished", action="store_true",
                        help="every call must have ended")
    parser.add_argument("--healthy", action="store_true",
                        help="the journal must have failed no call")
    parser.add_argument("--longest", type=int, metavar="MS",
                        help="no call may have taken longer")
    parser.add_argument("before", help="what journal-dump said before")
    parser.add_argument("log", help="what journal-load wrote")
    parser.add_argument("after", help="what journal-dump says now")
    return parser.parse_args()


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def summary(log, judge):
    """How much there was to judge."""
    count = {what: sum(getattr(call, what) for call in log.calls)
             for what in ("succeeded", "failed", "unfinished")}
    return (f"{len(log.calls)} calls of {len(log.last)} callers: "
            f"{count['succeeded']} succeeded, {count['failed']} failed, "
            f"{count['unfinished']} did not end, and "
            f"{len(judge.adopted)} of these made what nobody was told of")


def main():
    options = arguments()
    try:
        log = Log(read(options.log), options.log)
        judge = Judge(Catalog(read(options.before), options.before), log,
                      Catalog(read(options.after), options.after))
        wrong = judge.judge() + manners(log, options)
    except (OSError, UnicodeError, Unreadable) as error:
        print(f"journal-check: {error}", file=sys.stderr)
        return 2
    for text in wrong:
        print(f"WRONG {text}")
    print(f"journal-check: {summary(log, judge)}; "
          f"{len(wrong) or 'nothing'} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
