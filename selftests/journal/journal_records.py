# SPDX-License-Identifier: GPL-2.0
"""Reads what journal-dump and journal-load write."""

NULL = "0" * 32
NEVER = float("inf")


class Unreadable(Exception):
    """A log or a dump that is none."""


def unquote(text):
    """The text that a word of a dump stands for, as bytes may be in it."""
    parts = text.split("%")
    return parts[0] + "".join(chr(int(p[:2], 16)) + p[2:] for p in parts[1:])


def words(fields, where):
    """The words 'key=value' of a line."""
    result = {}
    for field in fields:
        key, equals, value = field.partition("=")
        if not equals:
            raise Unreadable(f"{where}: '{field}' is not 'key=value'")
        result[key] = unquote(value)
    return result


class Catalog:
    """What a dump says."""

    def __init__(self, text, name="dump"):
        self.objects = {}       # id: (kind, words)
        self.kinds = {}         # kind: {id: words}
        self.rights = {}        # id: entries
        self.attributes = {}    # (id, name): (size, crc)
        self.twice = []
        self.computer = None
        lines = text.splitlines()
        if not lines or lines[-1] != f"end {len(lines) - 1}":
            raise Unreadable(f"{name}: it does not end in 'end' and the number "
                             "of its lines: it is not whole")
        for number, line in enumerate(lines[:-1], 1):
            self.take(line.split(" "), f"{name}:{number}")
        for each, (kind, said) in self.objects.items():
            self.kinds.setdefault(kind, {})[each] = said
        if not self.computer:
            raise Unreadable(f"{name}: there is no computer in it")

    def take(self, fields, where):
        kind, name = fields[0], fields[1] if len(fields) > 1 else ""
        if len(name) != 32:
            raise Unreadable(f"{where}: '{name}' is no GUID")
        said = words(fields[2:], where)
        if kind == "rights":
            self.once(self.rights, name, said["aces"], f"the rights of {name}")
        elif kind == "attribute":
            self.once(self.attributes, (name, said["name"]),
                      (said["size"], said["crc"]),
                      f"the attribute {said['name']} of {name}")
        else:
            self.once(self.objects, name, (kind, said), f"{kind} {name}")
            if kind == "computer":
                self.computer = said

    def once(self, table, key, value, what):
        if key in table:
            self.twice.append(what)
        table[key] = value

    def all(self, kind):
        return self.kinds.get(kind, {})

    def free_pool(self, media_type):
        """The pool of the free cartridges of a type."""
        for name, said in self.all("pool").items():
            if said["parent"] == self.computer["free_pool"] and \
                    said["media_type"] == media_type:
                return name
        return None


class Call:
    """A call in the log; its places there say what came before what."""

    def __init__(self, caller, number, name, args, place):
        self.caller = caller
        self.number = number
        self.name = name
        self.args = args
        self.begin = place
        self.end = NEVER
        self.reason = None
        self.results = {}
        self.note = {}

    def __str__(self):
        args = " ".join(f"{key}={value}" for key, value in self.args.items()
                        if key != "t")
        what = f"call {self.number} of caller {self.caller}: {self.name} {args}"
        return f"{what}: {self.reason or 'did not end'}"

    succeeded = property(lambda self: self.reason == "SUCCESS")
    unfinished = property(lambda self: self.reason is None)
    failed = property(lambda self: self.reason not in (None, "SUCCESS"))

    def milliseconds(self):
        return int(self.results["t"]) - int(self.args["t"])


class Log:
    """What the callers wrote, in the order in which they wrote it."""

    def __init__(self, text, name="log"):
        self.calls = []
        self.last = {}          # caller: its last call
        self.name = name
        if text and not text.endswith("\n"):
            # The machine went in the middle of a line.
            text = text[:text.rfind("\n") + 1]
        for place, line in enumerate(text.splitlines(), 1):
            fields = line.split(" ")
            if fields[0] != "0":
                self.take(fields, place)

    def take(self, fields, place):
        where = f"{self.name}:{place}"
        if len(fields) < 4:
            raise Unreadable(f"{where}: not a line of a log")
        caller, what, number = fields[:3]
        call = self.last.get(caller)
        if what == "begin":
            if call and call.unfinished:
                raise Unreadable(f"{where}: {call}, and it begins another")
            if number != str(int(call.number) + 1 if call else 1):
                raise Unreadable(f"{where}: call {number} begins, and not the "
                                 "next one")
            call = Call(caller, number, fields[3], words(fields[4:], where),
                        place)
            self.last[caller] = call
            self.calls.append(call)
            return
        if not call or call.number != number:
            raise Unreadable(f"{where}: call {number} did not begin")
        if what == "end":
            if not call.unfinished:
                raise Unreadable(f"{where}: call {number} ended twice")
            call.end = place
            call.reason = fields[3]
            call.results = words(fields[4:], where)
        elif what == "note":
            call.note = words(fields[3:], where)
        else:
            raise Unreadable(f"{where}: '{what}' is not known")
