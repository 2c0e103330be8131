#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl catalog, on databases that ntmsd made. TAP.

usage: ctl-catalog.py DIRECTORY-OF-THE-TEST-PROGRAMS
"""

import json
import os
import pwd
import re
import struct
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "ntmsd", "tests"))
# pylint: disable=wrong-import-position
from ctltest import Fake, Tap, table    # noqa: E402
import module as nt                     # noqa: E402

PROGRAMS = sys.argv[1]
tap = Tap()
HOUR = 3600 * 10**9
NOW = 1700000000 * 10**9
ALLOCATED, AVAILABLE = 5, 4


def computer():
    return nt.entry(nt.COMPUTER, 1, nt.image(
        name="host", created=NOW, rest=struct.pack("<II", 60, 0) + nt.guid(10)
        + nt.guid(20) + nt.guid(21) + nt.guid(22)))


def library(number, name, kind, identity=b"", others=b""):
    return nt.entry(nt.LIBRARY, number, nt.image(
        name=name, rest=struct.pack(
            "<IIII8H4sBB2x16s16s24s8s64sII", kind, 3, 0x35, len(identity), 0, 1000,
            10, 256, 1, 20, 2, 4, b"\x1f\x02\x03\x04", 1, 0, b"\x80" * 16,
            b"VENDOR", b"PRODUCT", b"1.0", b"SERIAL", len(others), 0),
        more=identity + others))


def drive(number, home, name):
    return nt.entry(nt.DRIVE, number, nt.image(
        name=name, rest=nt.guid(home) + struct.pack("<IIIIIIQ", 256, 1, 2, 0,
                                                    3, 0, 1 << 40)), part=7)


def medium(number, barcode, states=(AVAILABLE,), *, pool=30, home=11,
           element=2, address=1000, name="", side_name=b""):
    sides = b"".join(struct.pack("<QIIII", 5, state, 3, len(side_name), 0)
                     for state in states)
    return nt.entry(nt.MEDIUM, number, nt.image(
        name=name, created=NOW, rest=nt.guid(home) + nt.guid(pool)
        + struct.pack("<IIIIII64s", 0x35, 0, element, address, len(states), 0,
                      barcode.encode())
        + sides + bytes(48 - len(sides)), more=side_name * len(states)))


def logical(number, of, side=1, owner=1000, application=b"backup"):
    return nt.entry(nt.LOGICAL, number, nt.image(
        created=NOW, rest=nt.guid(of, side)
        + struct.pack("<IIII", owner, 0, len(application), 0),
        more=application))


SYSTEM = (computer(), library(10, "Offline", 1), library(
    11, "L \"1\"\n", 2, b"naa.\x00\xff", b"2:1500-1502 4:600"), drive(11, 11, "D1"),
          nt.pool(20, "Free"), nt.pool(21, "Import"),
          nt.pool(22, "Unrecognized"), nt.pool(31, "child", 30),
          nt.pool(30, "tapes\u00e4"), nt.entry(nt.TYPE, 2, nt.image(
              name="LTO-3", rest=struct.pack("<II", 0x35, 0))))
MEDIA = (medium(40, "B00001L3", (ALLOCATED, AVAILABLE), side_name=b"side"),
         medium(41, "A00001L3", address=1001),
         medium(42, "", element=0, address=0, home=10, name="shelf"))
OWNED = (logical(50, 40),)
MORE = (nt.entry(nt.POOL, 30, struct.pack("<IIII", 1, 1000, 7, 0)
                 + struct.pack("<IIII", 3, 0, 1, 0), what=nt.ACL),
        nt.attribute(nt.SIDE, 40, "key", b"value\x00\xff\"\\"))


class Scene:
    """A directory with a database that an ntmsd wrote."""

    def __init__(self, *entries, then=()):
        # pylint: disable=consider-using-with
        self.directory = tempfile.TemporaryDirectory(prefix="ntms-catalog-")
        self.path = os.path.join(self.directory.name, "catalog.db")
        self.serve(nt.record(nt.BEGIN, 1),
                   nt.record(nt.OBJECTS, 2, *entries),
                   nt.record(nt.END, 3, sequence=99), *then)

    def serve(self, *records):
        """Let an ntmsd store records; the last one's number is acknowledged."""
        module = nt.Module(self.directory.name)
        # Times here are of long ago.
        daemon = nt.Daemon(PROGRAMS, self.directory.name, "--history", "36500")
        _, attached = module.attached()
        attached.send(*records)
        attached.answers(nt.RECORD.unpack_from(records[-1])[2])
        daemon.end()
        attached.close()
        module.stop()

    def file(self, name, text=None):
        path = os.path.join(self.directory.name, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return path


fake = Fake(PROGRAMS, tap)


def catalog(scene, verb, *words, **more):
    return fake.ctl("catalog", verb, *words, "--database", scene.path, **more)


def test_export():
    scene = Scene(*SYSTEM, *MEDIA, *OWNED, *MORE)
    first = catalog(scene, "export")
    tap.ok('other-elements "2:1500-1502 4:600"' in first.out,
           "what a library has beside its geometry", first)
    tap.ok(first.code == 0 and first.out.startswith(
        "ntms catalog 1\nsequence 99\n\ncomputer \"host\" "),
           "a catalog is exported as text", first)
    paragraphs = first.out.split("\n\n")[1:]
    heads = [p.split("\n")[0].rsplit(" ", 1)[0] for p in paragraphs]
    tap.ok(heads == [
        'computer "host"', 'media-type "LTO-3"', 'library "L \\"1\\"\\x0a"',
        'library "Offline"', 'drive "D1"', 'pool "Free"', 'pool "Import"',
        'pool "Unrecognized"', 'pool "child"', 'pool "tapes\u00e4"',
        'cartridge "A00001L3"', 'cartridge "B00001L3"', 'cartridge "shelf"',
        'lmid ""', 'rights "tapes\u00e4"', 'attribute "B00001L3"'],
           "a paragraph for each object, by kind and name", heads)
    tap.ok(re.search(r'\n\tpool "tapes\u00e4" [0-9a-f-]{36}\n', first.out)
           and '\tside "B00001L3:0" ' in first.out
           and "\tside-0-state allocated\n" in first.out
           and "\tuser 1000 use modify control\n\teveryone 0 use\n"
           in first.out
           and '\tdata "value\\x00\\xff\\"\\\\"\n' in first.out
           and "\tcreated 2023-11-14T22:13:20.000000000Z\n" in first.out,
           "with names, words and times", first)

    written = scene.file("export.txt")
    done = catalog(scene, "export", written)
    with open(written, encoding="utf-8") as file:
        tap.ok(file.read() == first.out and "16 objects" in done.out,
               "the same goes into a file", done)
    value = fake.as_json(catalog(scene, "export", written, "--json"),
                         "export into a file")
    tap.ok(value == {"file": written, "objects": 16}, "what was done", value)
    tap.ok(os.stat(written).st_mode & 0o777 == 0o600, "nobody else's")

    # There and back again.
    done = catalog(scene, "import", written)
    tap.ok(done.code == 0 and "Nothing has changed yet" in done.out
           and "modprobe -r ntms && modprobe ntms require_journal=1"
           in done.out, "it is imported", done)
    again = fake.ctl("catalog", "export", "--database", scene.path + ".next")
    tap.ok(again.out == first.out, "and is what it was", again)
    with nt_database(scene.path) as one, nt_database(
            scene.path + ".next") as other:
        tap.ok(rows(one) == rows(other), "to the last bit, in the same order",
               rows(one), rows(other))

    copy = scene.file("copy.db")
    tap.ok(catalog(scene, "export", copy, "--copy").code == 0,
           "it is copied as a database")
    again = fake.ctl("catalog", "export", "--database", copy)
    tap.ok(again.out == first.out, "which has all of it", again)
    fake.fails(1, ["catalog", "export", copy, "--copy", "--database",
                   scene.path], "cannot be written", "not there yet")
    tap.ok(catalog(scene, "import", copy).code == 0, "that can be imported too")
    fake.fails(2, ["catalog", "export", "--copy"], "needs a FILE")
    fake.fails(2, ["catalog", "export", "--json"], "name a FILE")
    fake.fails(1, ["catalog", "export", "--database",
                   scene.path + ".absent"], "no such file", "systemctl")


def test_differences():
    """Two exports differ in what is different."""
    scene = Scene(*SYSTEM, *MEDIA)
    before = catalog(scene, "export").out
    scene.serve(nt.record(nt.CHANGE, 4, nt.entry(nt.MEDIUM, 41, gone=True),
                          sequence=100))
    after = catalog(scene, "export").out
    gone = next(p for p in before.split("\n\n") if "A00001L3" in p)
    want = before.replace(gone + "\n\n", "").replace("sequence 99",
                                                     "sequence 100")
    tap.ok(after == want and want != before,
           "what goes changes nothing of what comes behind it", after)
    done = catalog(scene, "import", scene.file("gap.txt", after))
    again = fake.ctl("catalog", "export", "--database", scene.path + ".next")
    tap.ok(again.out == after, "nor when it is imported", done, again)


def nt_database(path):
    # pylint: disable=import-outside-toplevel
    import contextlib
    import sqlite3
    return contextlib.closing(sqlite3.connect(path))


def rows(database):
    return database.execute("SELECT what, type, id, name, data FROM object"
                            " ORDER BY place").fetchall()


def test_running():
    """While ntmsd writes."""
    scene = Scene(*SYSTEM, *MEDIA)
    live = nt.Module(scene.directory.name)
    daemon = nt.Daemon(PROGRAMS, scene.directory.name)
    _, attached = live.attached()
    attached.send(nt.record(nt.CHANGE, 4, *OWNED,
                            MEDIA[0]))
    attached.answers(4)
    done = catalog(scene, "export")
    tap.ok(done.code == 0 and '\nlmid ""' in done.out,
           "what was acknowledged is exported while ntmsd runs", done)
    tap.ok(catalog(scene, "check").code == 0, "and checked",
           catalog(scene, "check"))
    attached.send(nt.record(nt.CHANGE, 5, nt.entry(nt.LOGICAL, 50, gone=True)))
    tap.ok(attached.answers(5)[0] == [5], "which does not disturb it")
    daemon.end()
    live.stop()


def test_import():
    scene = Scene(*SYSTEM, *MEDIA)
    text = catalog(scene, "export").out
    bad = scene.file("bad.txt")
    for change, line, pattern in (
            (lambda t: t.replace("catalog 1", "catalog 9"), 1, "begin with"),
            (lambda t: t.replace("computer", "computor", 1), 4, "no such kind"),
            (lambda t: t.replace("\torder 0", "\torder x"), 5, "no number"),
            (lambda t: t.replace("\torder 0", "\tcolour 1"), 5, "no such memb"),
            (lambda t: t.replace('"host"', '"host', 1), 4, "GUID"),
            (lambda t: re.sub(r"enabled yes", "enabled maybe", t, count=1),
             None, "no number, nor a word"),
            (lambda t: t.replace("request-purge 60", "request-purge 5000000000"),
             None, "too big"),
            (lambda t: t.replace("\torder 0", "\torder 18446744073709551616"),
             5, "no number"),
            (lambda t: t.replace("2023-11-14T", "2023-11-14 "), None,
             "no time"),
            (lambda t: t.replace('barcode "A00001L3"', f'barcode "{"A" * 64}"'),
             None, "too long"),
            (lambda t: "", 0, "empty")):
        scene.file("bad.txt", change(text))
        fake.fails(1, ["catalog", "import", bad, "--database", scene.path],
                   f"line {line}: " if line is not None else "line", pattern,
                   "ntms-catalog")
    tap.ok(not os.path.exists(scene.path + ".next")
           and not os.path.exists(scene.path + ".next.new"),
           "what cannot be read leaves nothing behind")
    scene.file("bad.txt", re.sub(r'\npool "Free".*?\n\n', "\n", text,
                                 flags=re.S))
    result = catalog(scene, "import", bad)
    tap.ok(result.code == 1 and "computer-pool" in result.out
           and "not without fault" in result.err, "nor what does not fit",
           result)
    # Comments, and any order.
    head, *paragraphs = text.rstrip("\n").split("\n\n")
    scene.file("bad.txt", head + "\n# words\n\n"
               + "\n\n".join(reversed(paragraphs)) + "\n")
    result = catalog(scene, "import", bad)
    tap.ok(result.code == 0, "the order of paragraphs is nothing", result)
    again = fake.ctl("catalog", "export", "--database", scene.path + ".next")
    tap.ok(again.out == text, "and words of one's own go", again)
    fake.fails(1, ["catalog", "import", "/absent", "--database", scene.path],
               "cannot be read")

    # A member that only a newer module knows is carried along.
    newer = Scene(*SYSTEM, nt.entry(nt.POOL, 60, struct.pack(
        "<IIQQII16sIIIIIIQ", 32 + 40 + 8, 1, 0, 0, 1, 0, nt.NULL, 1000, 0x35,
        0, 0, 0, 0, 77) + b"n"))
    tap.ok("\tmore 4d00000000000000\n" in catalog(newer, "export").out,
           "what a newer module wrote is exported",
           catalog(newer, "export").out)
    path = newer.file("export.txt")
    catalog(newer, "export", path)
    tap.ok(catalog(newer, "import", path).code == 0, "and imported")
    with nt_database(newer.path) as one, nt_database(
            newer.path + ".next") as other:
        tap.ok(rows(one) == rows(other), "to the last bit")


def test_check():
    scene = Scene(*SYSTEM, *MEDIA, *OWNED, *MORE)
    result = catalog(scene, "check")
    tap.ok(result.code == 0 and "16 objects, and all is well" in result.out,
           "a catalog that fits", result)
    value = fake.as_json(catalog(scene, "check", "--json"), "check")
    tap.ok(value == {"objects": 16, "differences": []}, "as JSON", value)
    for rule, entries in (
            ("pool-parent", (nt.pool(70, "orphan", 71),)),
            ("pool-parent", (nt.pool(30, "tapes\u00e4", 31),)),
            ("logical-side", (logical(51, 99),)),
            ("logical-side", (logical(51, 41, 2),)),
            ("logical-state", (logical(51, 41),)),
            ("one-owner", (logical(51, 40),)),
            ("one-place", (medium(43, "C00001L3"),)),
            ("medium-pool", (medium(43, "C00001L3", pool=99, address=1009),)),
            ("medium-library", (medium(43, "C00001L3", home=99),)),
            ("medium-sides", (medium(43, "C00001L3", (), address=1009),)),
            ("drive-library", (nt.entry(nt.LIBRARY, 11, gone=True),)),
            ("computer-pool", (nt.entry(nt.POOL, 20, gone=True),)),
            ("computer-library", (nt.entry(nt.LIBRARY, 10, gone=True),)),
            ("one-computer", (nt.entry(nt.COMPUTER, 1, gone=True),)),
            ("belongs", (nt.attribute(nt.MEDIUM, 99, "a", b""),)),
            ("image", (nt.entry(nt.POOL, 72, b"short"),))):
        scene = Scene(*SYSTEM, *MEDIA, *OWNED,
                      then=(nt.record(nt.CHANGE, 4, *entries),))
        result = catalog(scene, "check")
        tap.ok(result.code == 1 and f"\n{rule}: " in "\n" + result.out
               and "wrong" in result.err, f"{rule}: found", result)
        value = json.loads(catalog(scene, "check", "--json").out)
        tap.ok(rule in [d["rule"] for d in value["differences"]],
               f"{rule}: as JSON", value)

    # Bytes that are others.
    scene = Scene(*SYSTEM, *MEDIA)
    with open(scene.path, "r+b") as file:
        data = file.read()
        file.seek(data.index(b"A00001L3"))
        file.write(b"X")
    result = catalog(scene, "check")
    tap.ok(result.code == 1 and "database: database: the object at place"
           in result.out, "damage is found", result)
    fake.fails(1, ["catalog", "export", "--database", scene.path],
               "cannot be read", "catalog check")


def name_of(uid):
    """As everywhere: the name of a user, or the number of one who has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def test_history():
    def at(number, hours, *entries, kind=nt.CHANGE, **more):
        return nt.record(kind, number, *entries, when=NOW + hours * HOUR,
                         **more)

    scene = Scene(*SYSTEM, *MEDIA, then=(
        at(4, 0, logical(50, 40)),
        at(5, 1, nt.entry(nt.LOGICAL, 50, gone=True)),
        at(6, 2, logical(51, 40, 2, 0, b"other")),
        at(7, 3, logical(52, 41)),
        # They swap.
        at(8, 4, logical(51, 41, 1, 0, b"other"), logical(52, 40, 2)),
        # This one never was.
        at(9, 5, logical(53, 40)),
        at(10, 6, nt.entry(nt.LOGICAL, 53, gone=True), kind=nt.VOID,
           refers=9)))
    result = catalog(scene, "history", "B00001L3")
    seen = table(result.out.split("\n", 1)[1])
    tap.ok(result.code == 0 and [
        (row["FROM"][11:16], row["UNTIL"][11:16], row["SIDE"], row["USER"],
         row["APPLICATION"]) for row in seen] == [
             ("23:13", "00:13", "0", name_of(1000), "backup"),
             ("01:13", "03:13", "1", "root", "other"),
             ("03:13", "", "1", name_of(1000), "backup")],
           "who had a cartridge, and when", result, seen)
    value = fake.as_json(catalog(scene, "history", "A00001L3", "--json"),
                         "history")
    tap.ok([(o["from"], o["until"], o["user"]) for o in value] == [
        ("2023-11-15T01:13:20Z", "2023-11-15T02:13:20Z",
         {"uid": 1000, "name": name_of(1000)}),
        ("2023-11-15T02:13:20Z", None, {"uid": 0, "name": "root"})],
           "as JSON", value)
    lmid = value[1]["lmid"]
    result = catalog(scene, "history", lmid)
    tap.ok(result.code == 0 and len(table(
        result.out.split("\n", 1)[1])) == 2, "by the GUID of an LMID", result)
    fake.fails(1, ["catalog", "history", "nobody", "--database", scene.path],
               "knows no cartridge", "media list")
    result = catalog(scene, "history", "shelf")
    tap.ok(result.code == 0 and "Nobody had it" in result.out,
           "nobody had this one", result)

    # It goes, and what it was called is known all the same.
    scene.serve(nt.record(nt.CHANGE, 11, nt.entry(nt.LOGICAL, 51, gone=True),
                          MEDIA[1]),
                nt.record(nt.CHANGE, 12, nt.entry(nt.MEDIUM, 41, gone=True)))
    result = catalog(scene, "history", "A00001L3")
    tap.ok(result.code == 0 and "not there any more" in result.out
           and "other" in result.out, "one that is gone", result)

    # Owned since before anything was remembered.
    scene = Scene(*SYSTEM, *MEDIA, *OWNED)
    value = json.loads(catalog(scene, "history", "B00001L3", "--json").out)
    tap.ok([(o["from"], o["until"]) for o in value] == [
        ("2023-11-14T22:13:20Z", None)], "since it was allocated", value)


test_export()
test_differences()
test_running()
test_import()
test_check()
test_history()
sys.exit(tap.end())
