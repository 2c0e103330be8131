# SPDX-License-Identifier: GPL-2.0
"""Catalogs and logs made by hand, for test_check.py: what was, what was called, and
what is, as it should be."""

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
        self.put("library", "robot", name="robot", serial="S1", new_media=2,
                 description="")
        self.put("pool", "free", name="Free", parent=NULL, media_type=NULL,
                 pool_type=1, alloc=0, dealloc=0, max=0, owner=0,
                 description="")
        self.put("pool", "free6", name="LTO-6", parent=guid("free"),
                 media_type=guid("lto6"), pool_type=1, alloc=0, dealloc=0,
                 max=0, owner=0, description="")
        self.pool("P")
        self.pool("Q", dealloc=1)
        self.put("library", "shelf", name="shelf", serial="", new_media=2,
                 description="")
        for name in ("A", "B"):
            self.cartridge(name, "free6")

    def put(self, kind, name, /, **said):
        self.lines[guid(name)] = (kind, said)
        if kind in ("computer", "library", "pool"):
            self.rights[guid(name)] = "-"

    def pool(self, name, /, **said):
        self.put("pool", name, **{"name": name, "parent": NULL,
                                  "media_type": guid("lto6"),
                                  "pool_type": 1000, "alloc": 1, "dealloc": 0,
                                  "max": 7, "owner": 5, "description": "",
                                  **said})

    def cartridge(self, name, pool, sides=1, /, state=4, library="robot"):
        self.put("medium", name, name=name, description="", enabled=1,
                 barcode=name, library=guid(library), pool=guid(pool),
                 media_type=guid("lto6"))
        for number in range(sides):
            self.put("side", f"{name}{number}", medium=guid(name), side=number,
                     enabled=1, pool=guid(pool), lmid=NULL, state=state,
                     count=0)

    def change(self, name, /, **said):
        self.lines[guid(name)][1].update(said)

    def remove(self, name):
        del self.lines[guid(name)]
        self.rights.pop(guid(name), None)

    def move(self, medium, pool):
        self.change(medium, pool=guid(pool))
        for kind, said in self.lines.values():
            if kind in ("side", "logical") and said["medium"] == guid(medium):
                said["pool"] = guid(pool)

    def allocate(self, lmid, medium, pool, caller=1, count=1, side=0):
        side = f"{medium}{side}"
        self.move(medium, pool)
        self.change(side, lmid=guid(lmid), state=5, count=count)
        self.put("logical", lmid, side=guid(side), medium=guid(medium),
                 pool=guid(pool), uid=0, application=f"load-{caller}")

    def deallocate(self, lmid, medium, pool, side=0, state=4):
        self.remove(lmid)
        self.move(medium, pool)
        self.change(f"{medium}{side}", lmid=NULL, state=state)

    def text(self):
        held = {name: [0, 0] for name in self.lines}
        for kind, said in self.lines.values():
            if kind in ("medium", "logical") and said["pool"] in held:
                held[said["pool"]][kind == "logical"] += 1
            if kind == "medium":
                held[said["library"]][0] += 1
        lines = []
        for name, (kind, said) in self.lines.items():
            more = {"media": held[name][0]} if kind in ("pool", "library") else {}
            if kind == "pool":
                more["logical_media"] = held[name][1]
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


def allocate(caller, number, pool, side=NULL, options=0, of=NULL):
    return f"{caller} begin {number} allocate pool={guid(pool)} side={side} " \
        f"of={of} options={options} wait=0 t=1"


def begin(caller, number, name, /, **args):
    return f"{caller} begin {number} {name} " + \
        " ".join(f"{key}={value}" for key, value in args.items()) + " t=1"


def deallocate(caller, number, lmid):
    return begin(caller, number, "deallocate", lmid=guid(lmid))


def move(caller, number, medium, pool):
    return begin(caller, number, "move", medium=guid(medium), pool=guid(pool))


def end(caller, number, reason="SUCCESS", **results):
    return " ".join([f"{caller} end {number} {reason}"] + [
        f"{key}={guid(value)}" for key, value in results.items()] + ["t=2"])


def note(caller, number, lmid, medium, side=0):
    return f"{caller} note {number} lmid={guid(lmid)} " \
        f"side={guid(f'{medium}{side}')} medium={guid(medium)}"


def allocated(caller, number, pool, lmid, medium, source="free6", *, side=0,
              **more):
    """The three lines of an allocation that went well."""
    return [allocate(caller, number, pool, **more),
            end(caller, number, lmid=lmid, **{"from": source}),
            note(caller, number, lmid, medium, side)]


class Story:
    """What was, what was called, and what is: as it should be."""

    def __init__(self):
        self.before = World()
        self.after = World()
        self.log = []

    def both(self, change):
        change(self.before)
        change(self.after)


def but(make, wrong):
    """The same, and something of the catalog is not as it should be."""
    def story():
        told = make()
        wrong(told.after)
        return told
    return story


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
    story.log = [deallocate(1, 1, "L"), end(1, 1)]
    story.after.deallocate("L", "A", "free6")
    return story


def story_of_completion():
    story = story_of_owner()
    story.log = [begin(2, 1, "complete", lmid=guid("L")), end(2, 1)]
    story.after.change("A0", state=6)
    return story


def story_of_move():
    story = Story()
    story.log = [move(1, 1, "A", "P"), end(1, 1)]
    story.after.move("A", "P")
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
    story.log.insert(0, move(1, 1, "A", "P"))
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
