#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl's pools and media types, against the stand-in for the module. Prints
TAP.

usage: ctl-pools.py DIRECTORY-OF-TEST-PROGRAMS
"""

import json
import re
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import Fake, Tap, table  # noqa: E402

tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fresh, shown, fails = fake.ctl, fake.fresh, fake.shown, fake.fails
as_json, complete = fake.as_json, fake.complete


def test_pools():
    fresh("typical")
    result = ctl("pool", "create", "photos", "--media-type", "MO_5_RW",
                 "--from-free", "--to-free", "--max-allocates", "50",
                 "--owner", "root")
    ok(result.code == 0 and 'Created pool "photos".' in result.out,
       "a pool is made", result)
    value = json.loads(ctl("pool", "show", "photos", "--json").out)
    ok(value["from_free"] and value["to_free"] and value["max_allocates"] == 50
       and value["owner"] == {"uid": 0, "name": "root"}
       and value["media_type"]["name"] == "MO_5_RW", "as it was said", value)
    fails(1, ("pool", "create", "photos", "--media-type", "MO_5_RW"),
          "ALREADY_EXISTS", "pool show 'photos'", "--exist-ok")
    result = ctl("pool", "set", "photos", "--no-from-free", "--max-allocates",
                 "0", "--description", "Bilder für später", "--name", "bilder")
    ok(result.code == 0, "a pool is changed", result)
    ok("mask=0x503" in shown(), "and only what was said")
    value = as_json(ctl("pool", "set", "bilder", "--to-free", "--json"), "set")
    ok(not value["from_free"] and value["to_free"]
       and value["description"] == "Bilder für später", "as it was said", value)
    value = as_json(ctl("pool", "set", "bilder", "--owner", "4711", "--json"),
                    "set")
    ok(value["owner"]["uid"] == 4711 and not value["from_free"]
       and "mask=0x800" in shown(), "it is given to somebody", value)
    fails(2, ("pool", "set", "bilder", "--owner", "no such user"), "no user")
    ok(ctl("pool", "create", "box", "--container").code == 0, "a pool of pools")
    value = as_json(ctl("pool", "create", "box/inner", "--media-type",
                        "LTO_Ultrium", "--json", "--owner", "4711"), "create")
    ok(value["path"] == "box\\inner" and value["owner"]["uid"] == 4711,
       "a pool in it", value)
    result = ctl("pool", "tree")
    ok("box\n└── inner (LTO_Ultrium, no cartridges)" in result.out
       and "├── LTO_Ultrium (LTO_Ultrium, 1 cartridge)" in result.out,
       "the tree shows it", result)
    value = as_json(ctl("pool", "tree", "--json"), "tree")
    ok(value[-1]["children"][0]["path"] == "box\\inner", "in JSON too")
    fails(1, ("pool", "delete", "box"), "NOT_EMPTY", "pool tree")
    result = ctl("pool", "delete", "box\\inner")
    ok(result.code == 0 and "Deleted pool" in result.out, "it is deleted", result)
    value = as_json(ctl("pool", "delete", "box", "--json"), "delete")
    ok("deleted" in value, "and the other")
    fails(1, ("pool", "delete", "free"), "INVALID_MEDIA_POOL", "system pools")
    fails(1, ("pool", "create", "nope/x", "--container"), "pool list")
    fresh("empty")
    fails(1, ("pool", "create", "x"), "no media type is known")
    fresh("typical", "fail=4:5:13")
    fails(1, ("pool", "set", "backup", "--owner", "root"), "ACCESS_DENIED",
          "Only an administrator says whose a pool is")


def test_pools_that_are_there():
    """Whether a pool is there or not, it is said what happened."""
    stays = 'Pool "backup" is there already; it stays as it is.\n'
    fresh("typical")
    before = ctl("pool", "show", "backup", "--json").out
    for option in (("--exist-ok",), ("--must-exist",),
                   ("--exist-ok", "--media-type", "MO_5_RW", "--to-free")):
        result = ctl("pool", "create", "backup", *option)
        ok(result.code == 0 and result.out == stays,
           "a pool that is there, " + " ".join(option), result)
    ok(ctl("pool", "show", "backup", "--json").out == before,
       "is not changed")
    value = as_json(ctl("pool", "create", "backup", "--must-exist", "--json"),
                    "--must-exist")
    ok(value["path"] == "backup", "has the pool", value)
    result = ctl("pool", "create", "new", "--exist-ok", "--media-type",
                 "MO_5_RW")
    ok(result.code == 0 and result.out == 'Created pool "new".\n',
       "one that is not there is made with --exist-ok", result)
    fails(1, ("pool", "create", "it's new", "--must-exist"),
          "cannot open pool \"it's new\"", "OBJECT_NOT_FOUND, 4312",
          "To make it if it is not there: --exist-ok")
    ok("it's new" not in ctl("pool", "list").out, "and not with --must-exist")
    fails(1, ("pool", "create", "nope/x", "--must-exist"), "pool list")
    fails(2, ("pool", "create", "other", "--exist-ok"), "--media-type")
    fresh("typical", "fail=6:5:13")
    fails(1, ("pool", "create", "backup", "--exist-ok"),
          'cannot open pool "backup"', "ACCESS_DENIED, 5")
    # Others are faster: one that has just gone, and one that has just come.
    fresh("typical", "fail=6:183:17", "after=1")
    result = ctl("pool", "create", "x", "--exist-ok", "--container")
    ok(result.code == 0 and result.out == 'Created pool "x".\n',
       "one that went meanwhile is made", result)
    fresh("typical", "fail=6:4312:2")
    result = ctl("pool", "create", "backup", "--exist-ok", "--container")
    ok(result.code == 0 and result.out == stays,
       "one that came meanwhile is left alone", result)
    fresh("typical")
    ctl("pool", "create", "it's", "--container")
    fails(1, ("pool", "create", "it's", "--container"),
          re.escape("pool show 'it'\\''s'"))


def test_only_type():
    """With one media type, a pool is for that, and it is said so."""
    fresh("typical", "one-type")
    result = ctl("pool", "create", "x")
    ok(result.code == 0 and "only media type there is, LTO_Ultrium" in result.out,
       "the only media type is taken, and said", result)
    result = ctl("pool", "create", "x", "--exist-ok")
    ok(result.code == 0 and "media type" not in result.out,
       "but not of one that is there", result)


def test_types():
    fresh("typical")
    result = ctl("type", "list")
    ok(result.code == 0 and "LTO_Ultrium" in result.out, "the media types",
       result)
    ok("CARTRIDGES" in result.out
       and "CARTRIDGES" not in ctl("type", "list", "--library", "L700").out,
       "how many there are is not said of a library")
    result = ctl("type", "list", "--library", "Offline")
    ok(result.code == 0 and "cartridges of all types" in result.out,
       "the shelf is another matter", result)
    value = as_json(ctl("type", "list", "--library", "L700", "--json"), "list")
    ok([item["name"] for item in value] == ["LTO_Ultrium", "MO_5_RW"],
       "those that a library supports", value)
    result = ctl("type", "add", "MO_5_RW", "L700")
    ok(result.code == 0 and
       result.out == 'Library "L700" supports MO_5_RW.\n',
       "another one by its name", result)
    result = ctl("type", "add", "0x56", "L700")
    ok(result.code == 0 and
       result.out == 'Library "L700" supports LTO_Ultrium.\n',
       "or by its code", result)
    fails(1, ("type", "add", "0x20", "L700"), "INVALID_MEDIA, 4300",
          "no such media type", "type codes")
    fails(1, ("type", "add", "0x56", "Offline"), "INVALID_LIBRARY, 4301",
          "cartridges of all types")
    for name in ("no such", "LTO", "256", "0x100", "0x", "0056", "0b00", "5G"):
        fails(1, ("type", "add", name, "L700"), f'no media type "{name}"',
              "type list", "type codes")
    fails(1, ("type", "delete", "0x56", "L700"), "NOT_EMPTY, 4307",
          "holds cartridges of that type", "media list --library 'L700'")
    fails(1, ("type", "delete", "0x20", "L700"), 'no media type "0x20"')
    result = ctl("type", "change", "A00002L3", "free")
    ok(result.code == 0 and result.out.startswith(
        'Cartridge "A00002L3" is of type LTO_Ultrium, in pool "'),
       "a cartridge's type is changed", result)
    fails(1, ("type", "change", "A00002L3", "import/MO_5_RW"),
          "MEDIA_INCOMPATIBLE, 4315", "same number of sides")
    for number, reason, what in ((29, 5, "ACCESS_DENIED"),
                                 (30, 4302, "goes only to free: ntmsctl media move 'A"),
                                 (28, 5, "acl show 'L700'"),
                                 (30, 5, "both pools and the computer"),
                                 (30, 5023, "deallocate --medium 'A00002L3'")):
        fresh("typical", f"fail={number}:{reason}:13")
        fails(1, ("type", "change", "A00002L3", "free") if number == 30 else
              ("type", "add" if number == 28 else "delete", "MO_5_RW", "L700"),
              what)


def test_no_way():
    """The module says that there is no way; the tool knows why."""
    for words, number in ((("media", "move"), 8), (("type", "change"), 30)):
        for pool, reason, what in (
                ("archive", 4302, 'Pool "archive" holds pools'),
                ("unrecognized", 4302, "Nothing is moved to unrecognized"),
                ("backup", 4302, "media move 'A00001L3' free"),
                ("import", 5023, "to be imported .* show 'A00001L3'"),
                ("free", 5023, "is owned.*deallocate --medium 'A00001L3'")):
            fresh("typical", f"fail={number}:{reason}:2")
            fails(1, (*words, "A00001L3", pool), what)
    for pool, what in (("free", "Of a system pool"),
                       ("archive", "only a name, a description and an owner"),
                       ("backup", "Only the pools in free can be enabled")):
        fresh("typical", "fail=4:87:22")
        fails(1, ("pool", "set", pool, "--disable"), "INVALID_PARAMETER", what)


def test_codes():
    rows = table(ctl("type", "codes").out)
    value = as_json(ctl("type", "codes", "--json"), "type codes")
    ok(rows is not None and {"MEDIA TYPE": "LTO_Ultrium", "CODE": "0x56"} in rows
       and [(row["MEDIA TYPE"], int(row["CODE"], 16)) for row in rows]
       == [(item["name"], item["code"]) for item in value],
       "the types that there can be", rows, value)
    ok(len({item["code"] for item in value}) == len(value)
       == len({item["name"] for item in value}), "each of them once", value)
    rows = table(ctl("type", "list").out)
    ok({row["MEDIA TYPE"]: row["CODE"] for row in rows}
       == {"LTO_Ultrium": "0x56", "MO_5_RW": "0x3b"},
       "those that there are have the same codes", rows)
    ok(ctl("media", "types").out == ctl("type", "list").out,
       "media types is type list")
    ok("SAIT" in complete("type", "add", "S")
       and "SAIT" not in complete("pool", "create", "x", "--media-type", "S"),
       "only what can be added is offered")


def main():
    for name, function in list(globals().items()):
        if name.startswith("test_") and callable(function):
            fresh("typical")
            function()
            ok("malformed=0 " in shown(), f"{name}: every struct was well formed",
               shown())
    return tap.end()


sys.exit(main())
