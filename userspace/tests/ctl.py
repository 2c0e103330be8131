#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl against the stand-in for the module: every command, every error path
of its own, tables that line up, JSON that is JSON. Prints TAP.

usage: ctl.py DIRECTORY-OF-TEST-PROGRAMS SOURCE-OF-USERSPACE
"""

import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import DEADLINE, Fake, Tap, keys, table  # noqa: E402

SOURCE = sys.argv[2]
tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fresh, shown, fails = fake.ctl, fake.fresh, fake.shown, fake.fails
as_json, complete = fake.as_json, fake.complete


def test_help():
    areas = ("status", "library", "drive", "media", "pool", "allocate",
             "deallocate", "why", "request", "attr", "acl", "type", "monitor",
             "stats", "version", "help")
    result = ctl("help")
    ok(result.code == 0 and all(f"ntmsctl {a}" in result.out for a in areas),
       "help lists all commands", result)
    ok(ctl("--help").out == result.out and ctl("-h").out == result.out,
       "--help and -h do too")
    result = ctl()
    ok(result.code == 2 and "ntmsctl status" in result.out,
       "nothing is a usage error and shows the help", result)
    result = ctl("help", "pool", "create")
    ok(result.code == 0 and "--from-free" in result.out
       and "--max-allocates N" in result.out, "help of a command", result)
    ok(ctl("pool", "create", "--help").out == result.out,
       "--help of a command is the same")
    result = ctl("help", "pool")
    ok(result.code == 0 and "ntmsctl pool tree" in result.out,
       "help of a group", result)
    ok(ctl("help", "allocate").out == ctl("allocate", "--help").out,
       "help of a command of one word")
    lines = [line for line in ctl("help").out.splitlines()
             if line.startswith("  ntmsctl")]
    ok(all(len(line) <= 120 for line in lines), "help is not too wide")


def test_usage():
    for words, pattern in (
            (("frobnicate",), "no command \"frobnicate\""),
            (("pool", "frobnicate"), "no command \"pool frobnicate\""),
            (("help", "frobnicate"), "no command"),
            (("help", "pool", "frobnicate"), "no command"),
            (("--frobnicate", "status"), "no option --frobnicate"),
            (("status", "--frobnicate"), "no option --frobnicate"),
            (("status", "-x"), "no option -x"),
            (("status", "extra"), "one word too many"),
            (("pool", "show"), "something is missing: POOL"),
            (("media", "move", "A00001L3"), "something is missing"),
            (("pool", "list", "--json=yes"), "no option"),
            (("library", "set", "L700", "--enable=1"), "takes no value"),
            (("library", "set", "L700", "--name"), "needs a value"),
            (("library", "set", "L700", "--name", "--json"), "needs a value"),
            (("library", "set", "L700", "--new-media", "fre"), "free import"),
            (("library", "set", "L700", "--new-media="), "free import"),
            (("library", "set", "L700"), "nothing to set"),
            (("library", "set", "L700", "--enable", "--disable"), "exclude"),
            (("library", "set", "L700", "--name", "x" * 192), "too long"),
            (("library", "set", "L700", "--description", "x" * 384), "too long"),
            (("library", "inventory", "L700", "--timeout", "x"), "30s"),
            (("pool", "set", "backup", "--from-free", "--no-from-free"),
             "exclude"),
            (("pool", "set", "backup", "--max-allocates", "-1"), "number"),
            (("pool", "set", "backup", "--max-allocates", "4294967296"),
             "number"),
            (("pool", "create", "x", "--media-type", "LTO_Ultrium",
              "--container"), "exclude"),
            (("pool", "create", "x", "--from-free", "--container"), "exclude"),
            (("pool", "create", "x", "--container", "--to-free"), "exclude"),
            (("pool", "create", "x", "--container", "--max-allocates", "1"),
             "exclude"),
            (("type", "add", "056", "L700"), "write 0x56 .*, or 56 for"),
            (("type", "delete", "00", "L700"), "write 0x0 .*, or 0 for"),
            (("pool", "create", "x"), "--media-type"),
            (("pool", "create", "x", "--must-exist", "--exist-ok"), "exclude"),
            (("pool", "create", "x", "--must-exist", "--to-free"), "exclude"),
            (("pool", "create", "x", "--must-exist", "--container"), "exclude"),
            (("pool", "create", "x", "--owner", "root", "--must-exist"),
             "exclude"),
            (("pool", "create", "x/"), "does not end with the name"),
            (("pool", "create", "x", "--container", "--owner", "nobody-here"),
             "no user"),
            (("allocate", "backup", "--new", "--next", "1234"), "exclude"),
            (("allocate", "backup", "--next", "1234", "--side", "x"), "--side"),
            (("allocate", "backup", "--timeout", "10"), "10s"),
            (("allocate", "backup", "--timeout", "50d"), "10s"),
            (("allocate", "backup", "--timeout", "1194h"), "10s"),
            (("allocate", "backup", "--timeout", "-1s"), "10s"),
            (("deallocate",), "LMID"),
            (("deallocate", "1234", "--medium", "A00001L3"), "LMID")):
        fails(2, words, re.escape(pattern) if "--" in pattern else pattern)
    fails(2, ("pool", "set", "backup"), "help pool set")
    fails(2, ("allocate",), "help allocate")
    fails(2, ("monitor", "pools"), "the kinds are cartridge side pool")


def test_no_module():
    for number, code, patterns in (
            (2, 3, ("module is not loaded", "modprobe ntms", "2250")),
            (19, 3, ("modprobe ntms",)),
            (13, 1, ("/dev/ntms", "ACCESS_DENIED", "root")),
            (16, 1, ("NOT_READY",)),
            (24, 1, ("NOT_ENOUGH_MEMORY",))):
        fresh("typical", f"open={number}")
        fails(code, ("status",), *patterns)
    fresh("typical", "open=2")
    result = ctl("version")
    ok(result.code == 0 and "not loaded" in result.out,
       "version works without the module", result)
    value = as_json(ctl("version", "--json"), "version without the module")
    ok(value["module_abi"] is None and value["tool_abi"] == 1,
       "and JSON says that there is none")
    ok(ctl("help").code == 0, "and so does help")
    result = ctl("status", "--json")
    error = json.loads(result.out)["error"]
    ok(result.code == 3 and error["reason"] == 2250
       and error["name"] == "NOT_CONNECTED" and "modprobe" in error["next"],
       "with --json the error is JSON too", result)
    fresh("typical", "fail=0:8:12")
    fails(1, ("status",), "NOT_ENOUGH_MEMORY")


def test_status():
    fresh("empty")
    result = ctl("status")
    ok(result.code == 0 and "no libraries, no drives, no cartridges" in result.out
       and "pool create NAME --from-free" in result.out
       and "POOL" not in result.out.split("There is")[0],
       "status of an empty catalog says how to begin", result)
    fresh("typical")
    result = ctl("status")
    ok(result.code == 0, "status of a library", result)
    for part in ("node: 1 library, 2 drives, 5 cartridges; none of 6 sides",
                 "No journal is attached: allocations do not survive a restart",
                 "Library L700: ready, inventory done.",
                 "6 slots, 1 port and 2 drives, with 5 cartridges.",
                 "New cartridges go to unrecognized.",
                 "2 cartridges are in unrecognized",
                 "L700:0   ready  -          nst0    serial",
                 "MO0001     slot 32   Import\\MO_5_RW            both import",
                 "ntmsctl media move BARCODE free"):
        ok(part in result.out, f"status says: {part}", result)
    pools = table(result.out[result.out.index("\nPOOL ") + 1:].split("\n\n")[0])
    ok(pools is not None and {"POOL": "backup", "KIND": "application",
                              "MEDIA TYPE": "LTO_Ultrium", "CARTRIDGES": "0",
                              "AVAILABLE": "0", "ALLOCATED": "0",
                              "DRAWS FROM FREE": "yes"} in pools,
       "the pools line up", pools)
    fresh("journal")
    result = ctl("status")
    ok("A journal is attached" in result.out
       and "No journal" not in result.out and "required" not in result.out,
       "status tells of a journal", result)
    value = as_json(ctl("status", "--json"), "status")
    ok(value["journal"] is True and value["journal_required"] is True and value["counts"]["media"] == 5
       and [lib["name"] for lib in value["libraries"]] == ["Offline", "L700"]
       and len(value["libraries"][1]["drive_list"]) == 2
       and any(p["path"] == "archive\\daily" for p in value["pools"]),
       "status as JSON has it all", value)
    fresh("required")
    result = ctl("status")
    ok("No journal is attached" in result.out and "One is required" in result.out
       and "parameters/require_journal" in result.out,
       "status tells of a journal that is missing", result)
    ok(ctl("--json", "status").out == ctl("status", "--json").out,
       "--json may stand before the command")
    ok("application=ntmsctl" in shown(), "the session says who it is")
    fresh("typical", "arriving")
    result = ctl("status")
    ok(result.code == 0 and "CARTRIDGE  LOCATION" not in result.out
       and "ntmsctl media list --library 'L700'" in result.out,
       "of more cartridges than were counted, status lists none", result)
    gets = int(re.search(r"^gets=(\d+)", shown(), re.MULTILINE)[1])
    ok(gets < 150, "nor does it ask for all of them", gets)
    value = as_json(ctl("status", "--json"), "status while cartridges come")
    ok(value["libraries"][1]["media_list"] == [], "nor as JSON", value)


LISTS = (
    (("library", "list"), "LIBRARY", "name"),
    (("drive", "list"), "DRIVE", "label"),
    (("drive", "list", "--library", "L700"), "DRIVE", "label"),
    (("media", "list"), "CARTRIDGE", "label"),
    (("media", "types"), "MEDIA TYPE", "name"),
    (("pool", "list"), "POOL", "path"),
)


def test_lists():
    fresh("typical", "odd")
    for words, head, key in LISTS:
        name = " ".join(words)
        rows = table(ctl(*words).out)
        value = as_json(ctl(*words, "--json"), name)
        ok(rows is not None and [row[head] for row in rows]
           == [item[key] for item in value], f"{name}: the table lines up and "
           "has what the JSON has", rows, value)
        ok(ctl(words[0]).out == ctl(words[0], "list").out,
           f"{words[0]} alone lists")
    value = json.loads(ctl("media", "list", "--json").out)
    names = [item["barcode"] for item in value]
    ok("磁带" in names and "e\u0301té" in names and '"quoted\\"' in names,
       "barcodes of all kinds come through", names)
    ok("\ufffd[31mred\ufffd" in names and "\x1b" not in ctl("media", "list").out,
       "control characters and what is no UTF-8 do not", names)
    fresh("empty")
    for words, sentence in (
            (("drive", "list"), "There are no drives."),
            (("media", "list"), "There are no cartridges."),
            (("media", "types"), "No media type is known yet."),
            (("media", "allocated"), "No side is allocated."),
            (("media", "list", "--barcode", "x"), "no such cartridges")):
        result = ctl(*words)
        ok(result.code == 0 and sentence in result.out,
           f"{' '.join(words)}: nothing is a sentence", result)
        value = as_json(ctl(*words, "--json"), " ".join(words))
        ok(value == [], "and an empty array")


def test_list_that_breaks_off():
    """An error in the middle of a list: what was printed is still JSON."""
    lengths, tables = set(), True
    for after in range(1, 30):
        fresh("typical", "fail=3:4313:5", f"after={after}")
        result = ctl("media", "list", "--json")
        value = json.loads(result.out)
        if result.code == 1:
            lengths.add(len(value))
            tables = tables and "DATABASE_FAILURE" in result.err
            fresh("typical", "fail=3:4313:5", f"after={after}")
            result = ctl("media", "list")
            tables = tables and result.code == 1 and not result.out
    ok(any(0 < length < 5 for length in lengths), "a list that breaks off is "
       "JSON", lengths)
    ok(tables, "and no table")
    fresh("typical", "fail=3:4313:5")
    result = ctl("media", "list", "--json")
    ok(result.code == 1
       and json.loads(result.out)["error"]["reason"] == 4313,
       "one that does not begin is an error in JSON", result)


def test_filters():
    fresh("typical")
    for words, names in (
            (("--pool", "unrecognized"), ["A00001L3", "A00002L3"]),
            (("--pool", "free/LTO_Ultrium"), ["A00003L3"]),
            (("--pool", "import"), ["A00004L3", "MO0001"]),
            (("--pool", "backup"), []),
            (("--library", "L700", "--barcode", "A*[34]L3"),
             ["A00003L3", "A00004L3"]),
            (("--library", "Offline"), []),
            (("--pool", "import", "--library", "XYZZY_A", "--barcode=MO*"),
             ["MO0001"])):
        value = as_json(ctl("media", "list", "--json", *words),
                        "media list " + " ".join(words))
        ok([item["label"] for item in value] == names, "has the right ones",
           value)


def test_show():
    fresh("typical")
    for words, parts in (
            (("library", "show", "L700"), ("Slots: +6", "Serial number: +XYZ")),
            (("library", "show", "XYZZY_A"), ("L700",)),
            (("library", "show", "sch0"), ("L700",)),
            (("library", "show", "/dev/sch0"), ("L700",)),
            (("library", "show", "0900000d"), ("L700",)),
            (("library", "show", "0900000d-0000-0000-8000-000000000001"),
             ("L700",)),
            (("library", "show", "{0900000D-0000-0000-8000-000000000001}"),
             ("L700",)),
            (("drive", "show", "Drive 1"), ("Device: +nst1",)),
            (("drive", "show", "nst1"), ("Drive 1",)),
            (("drive", "show", "L700:1"), ("Drive 1",)),
            (("drive", "show", "sch0:1"), ("Drive 1",)),
            (("drive", "show", "XYZZY_2"), ("Drive 1",)),
            (("media", "show", "MO0001"),
             ("Pool: +Import", "0 +import", "1 +import")),
            (("pool", "show", "archive\\daily"), (r"archive\\daily",)),
            (("pool", "show", "daily"), (r"archive\\daily",)),
            (("pool", "show", "FREE"), ("Holds pools: +yes",)),
            (("pool", "show", "free\\LTO_Ultrium"), ("Free",)),
            (("pool", "show", "backup"), ("Draws from free: +yes", "no limit",
                                          r"2026-03-14T10:26:53\+01:00"))):
        result = ctl(*words)
        ok(result.code == 0 and all(re.search(p, result.out) for p in parts),
           " ".join(words), result)
        as_json(ctl(*words, "--json"), " ".join(words))
    value = json.loads(ctl("pool", "show", "backup", "--json").out)
    ok(value["created"] == "2026-03-14T09:26:53Z", "JSON has times in UTC")


def test_names():
    fresh("typical", "twin")
    fails(1, ("library", "show", "L700"), "can mean 2 libraries", "Say which",
          "0900000d-0000-0000-8000-000000000001  L700")
    fails(1, ("media", "show", "A00003L3"), "can mean 2 cartridges",
          r"A00003L3 in library L700, slot 26\n")
    fails(1, ("pool", "show", "LTO_Ultrium"), "can mean 3 pools",
          r"Free\\LTO_Ultrium")
    fails(1, ("pool", "show", "0c00"), "can mean 12 pools", "and 4 more")
    ok(ctl("library", "show", "TWIN").code == 0, "another name may be unique")
    for words, hint in (
            (("library", "show", "nope"), "library list"),
            (("library", "show", "090"), "library list"),
            (("library", "show", "ffff"), "library list"),
            (("library", "show", "0500000e-0000-0000-8000-000000000001"),
             "library list"),
            (("drive", "show", "nope"), "drive list"),
            (("media", "show", "nope"), "media list"),
            (("pool", "show", "nope"), "pool list"),
            (("pool", "create", "x", "--media-type", "nope"), "type list"),
            (("allocate", "backup", "--next", "ffff"), "media allocated"),
            (("deallocate", "nope"), "media allocated"),
            (("deallocate", "--medium", "A00001L3"), "media allocated"),
            (("allocate", "backup", "--side", "MO0001"), "MO0001:0 or MO0001:1"),
            (("allocate", "backup", "--side", "A00001L3:1"), "no side 1"),
            (("media", "list", "--pool", "nope"), "pool list"),
            (("media", "show", "\x1b[31m"), "\ufffd")):
        fails(1, words, hint)


def test_moves():
    fresh("typical")
    result = ctl("media", "move", "A00001L3", "A00002L3", "free")
    ok(result.code == 0 and result.out.count("Moved cartridge") == 2
       and "available" in result.out, "cartridges are moved", result)
    value = as_json(ctl("media", "move", "MO0001", "free", "--json"), "move")
    ok(value[0]["pool"]["name"] == "Free\\MO_5_RW", "to the pool of their type")
    fresh("typical")
    fails(1, ("media", "move", "A00001L3", "nope", "free"), "no cartridge")
    value = json.loads(ctl("media", "show", "A00001L3", "--json").out)
    ok(value["pool"]["name"] == "Unrecognized\\LTO_Ultrium",
       "a mistyped name moves nothing", value)
    for reason, error, pattern in ((5023, 117, "media show 'A00001L3'"),
                                   (4302, 2, "only to free"),
                                   (4315, 124, "pool list"),
                                   (5, 13, "owner")):
        fresh("typical", f"fail=8:{reason}:{error}")
        fails(1, ("media", "move", "A00001L3", "backup"), pattern, str(reason))
    result = ctl("media", "set", "A00001L3", "--disable", "--name", "broken")
    ok(result.code == 0, "a cartridge is disabled", result)
    value = json.loads(ctl("media", "show", "broken", "--json").out)
    ok(value["enabled"] is False and value["barcode"] == "A00001L3",
       "and found by its name", value)


def test_states():
    fresh("typical")
    lmid = ctl("allocate", "backup", "--quiet").out.strip()
    fails(1, ("media", "decommission", "A00003L3"), "INVALID_STATE, 5023",
          "It is allocated. Give it back first: "
          "ntmsctl deallocate --medium 'A00003L3:0'")
    result = ctl("media", "complete", "A00003L3")
    ok(result.code == 0 and 'Completed side "A00003L3:0"; it keeps its owner.'
       in result.out and 'in pool "backup": complete.' in result.out,
       "a side is completed by its barcode", result)
    for name in (lmid, lmid[:8], "A00003L3:0"):
        fails(1, ("media", "complete", name), "INVALID_STATE, 5023",
              "complete already")
    fails(1, ("media", "complete", "A00001L3"), "is not allocated",
          "media allocated")
    fails(1, ("media", "complete", "ffff"), "no logical medium")
    fails(1, ("media", "complete", "nope"), "no cartridge")
    fails(1, ("media", "decommission", "A00003L3"), "It is complete")
    ok(ctl("deallocate", lmid).code == 0, "it is given back")
    value = as_json(ctl("media", "decommission", "A00003L3", "--json"),
                    "decommission")
    ok(value["sides"][0]["state"] == "decommissioned"
       and value["barcode"] == "A00003L3", "a side is decommissioned", value)
    fails(1, ("media", "decommission", "A00003L3"), "It is decommissioned, and")
    fails(1, ("media", "decommission", "A00001L3"), "It is unrecognized, and")
    fails(1, ("media", "decommission", "MO0001"), "MO0001:0 or MO0001:1")
    fresh("typical")
    ctl("pool", "create", "mo", "--media-type", "MO_5_RW")
    for side in ("MO0001:0", "MO0001:1"):
        ctl("allocate", "mo", "--side", side)
    fails(1, ("media", "complete", "MO0001"), "Say which one: MO0001:0 or MO")
    value = as_json(ctl("media", "complete", "MO0001:1", "--json"), "complete")
    ok([side["state"] for side in value["sides"]] == ["allocated", "complete"],
       "one side of two is completed", value)
    side = value["sides"][0]["id"]
    ok(ctl("media", "complete", side).code == 0, "by the side's GUID, too")
    for number, words in ((19, ("complete", "A00003L3")),
                          (20, ("decommission", "A00003L3"))):
        fresh("typical", f"fail={number}:5:13")
        if number == 19:
            ctl("allocate", "backup")
        fails(1, ("media", *words), "ACCESS_DENIED", "owner of the pool")


def test_swap():
    fresh("typical", "shelf")
    first = ctl("allocate", "backup", "--side", "A00003L3",
                "--quiet").out.strip()
    second = ctl("allocate", "backup", "--side", "A00004L3",
                 "--quiet").out.strip()
    result = ctl("media", "swap", "A00003L3", second)
    ok(result.code == 0
       and result.out == f'LMID {first} has side "A00004L3:0" now.\n'
                         f'LMID {second} has side "A00003L3:0" now.\n',
       "two sides are swapped", result)
    value = as_json(ctl("media", "swap", first[:8], "A00003L3:0", "--json"),
                    "swap")
    ok([item["side"]["name"] for item in value] == ["A00003L3:0", "A00004L3:0"]
       and [item["lmid"] for item in value] == [first, second], "and back",
       value)
    fails(2, ("media", "swap", "A00003L3", first), "the same side",
          "help media swap")
    fails(1, ("media", "swap", "A00003L3", "A00001L3"), "is not allocated")
    ctl("pool", "create", "other", "--media-type", "LTO_Ultrium")
    ok(ctl("allocate", "other", "--side", "A00001L3").code == 0,
       "one in another pool")
    fails(1, ("media", "swap", "A00003L3", "A00001L3"),
          "INVALID_MEDIA_POOL, 4302", "Only within one pool")
    ctl("media", "complete", "A00004L3")
    fails(1, ("media", "swap", "A00003L3", "A00004L3"), "INVALID_STATE, 5023",
          "complete side is not swapped")


def test_delete():
    fresh("typical", "shelf")
    fails(1, ("media", "delete", "A00003L3"), "INVALID_STATE, 5023",
          'in library "L700". Take it out')
    result = ctl("media", "delete", "S00001L3")
    ok(result.code == 0 and 'Deleted cartridge "S00001L3"' in result.out,
       "a cartridge on the shelf is forgotten", result)
    fails(1, ("media", "show", "S00001L3"), "no cartridge")
    value = as_json(ctl("media", "delete", "S00002L3", "--json"), "delete")
    ok(re.fullmatch(r"0f[0-9a-f]{6}-.*", value["deleted"]), "as JSON", value)
    fails(1, ("media", "delete", "S00002L3"), "no cartridge", "media list")
    fresh("typical", "shelf", "fail=22:5023:117")
    fails(1, ("media", "delete", "S00001L3"), "A side of it is owned",
          "ntmsctl deallocate --medium 'S00001L3'")
    fresh("typical", "shelf", "fail=22:5:13")
    fails(1, ("media", "delete", "S00001L3"), "ACCESS_DENIED")


def test_register():
    fresh("typical")
    result = ctl("media", "create", "backup", "--barcode", "N00001L3",
                 "--state", "allocated", "--owner", "0", "--name", "old")
    ok(result.code == 0 and result.out ==
       'Registered cartridge "N00001L3" in pool "backup": allocated.\n' and
       "mask=0x1" in shown(), "a cartridge is registered", result)
    value = as_json(ctl("media", "show", "N00001L3", "--json"), "show")
    ok(value["library"]["name"] == "Offline" and
       value["sides"][0]["state"] == "allocated", "on the shelf", value)
    fails(1, ("media", "create", "backup", "--barcode", "N00001L3"),
          "INVALID_MEDIA, 4300", "known already", "media list --barcode 'N00001L3'")
    guid = "12345678-9abc-8def-8123-456700000000"
    value = as_json(ctl("media", "create", "backup", "--guid", guid, "--state",
                        "complete", "--lmid", guid[:-12] + "456800000000",
                        "--json"), "create")
    ok(value["id"] == guid and value["sides"][0]["state"] == "complete",
       "with its GUID", value)
    result = ctl("media", "create", "import\\LTO_Ultrium")
    ok(result.code == 0 and ": import.\n" in result.out,
       "in import, where that is the state of all", result)
    fails(1, ("media", "create", "import\\LTO_Ultrium", "--state",
              "allocated"), "INVALID_STATE, 5023", "In import all sides")
    fails(1, ("media", "create", "import"), "pool of pools", "pool tree")
    fails(1, ("media", "create", "free\\LTO_Ultrium"),
          "INVALID_MEDIA_POOL, 4302", "application pool")
    fails(2, ("media", "create", "backup", "--state", "lost"),
          'no state "lost"')
    fails(2, ("media", "create", "backup", "--state", "complete,available"),
          "a state too many", "has 1 side")
    fails(2, ("media", "create", "backup", "--lmid", guid),
          "more LMIDs than there are sides")
    fails(2, ("media", "create", "backup", "--guid", "N1"), "it is a GUID")
    fails(2, ("media", "create", "backup", "--owner", "no such"),
          "there is no user")
    for reason, what in ((87, "a GUID has to be one"), (123, "a barcode has"),
                         (4315, "MEDIA_INCOMPATIBLE"), (5, "ACCESS_DENIED")):
        fresh("typical", f"fail=31:{reason}:22")
        result = ctl("media", "create", "backup", "--barcode", "N00001L3")
        ok(result.code == 1 and what.lower() in result.err.lower(),
           f"refused for {reason}", result)


def test_libraries():
    fresh("typical")
    result = ctl("library", "set", "L700", "--new-media", "free",
                 "--media-type", "MO_5_RW", "--disable")
    ok(result.code == 0 and "mask=0x30004" in shown(), "a library is changed",
       result)
    value = json.loads(ctl("library", "show", "L700", "--json").out)
    ok(value["new_media"] == "free" and not value["enabled"]
       and value["media_type"]["name"] == "MO_5_RW", "as it was said", value)
    for word, wanted in (("import", "import"), ("unrecognized", "unrecognized")):
        ctl("library", "set", "L700", "--new-media", word)
        value = json.loads(ctl("library", "show", "L700", "--json").out)
        ok(value["new_media"] == wanted, f"new cartridges go to {word}")
    result = ctl("library", "inventory", "L700")
    ok(result.code == 0 and "will be read" in result.out
       and "inventory flags=0 never=1" in shown(), "an inventory", result)
    result = ctl("library", "inventory", "L700", "--wait")
    ok(result.code == 0 and "holds 5 cartridges" in result.out
       and "inventory flags=1 never=1" in shown(), "waited for", result)
    ctl("library", "inventory", "L700", "--timeout", "2s")
    ok("inventory flags=1 never=0" in shown(), "not for ever")
    as_json(ctl("library", "inventory", "L700", "--json"), "inventory")
    fails(1, ("library", "inventory", "Offline"), "INVALID_LIBRARY")
    fresh("typical", "fail=11:4319:6", "sense")
    fails(1, ("library", "inventory", "L700"), r"SCSI sense 04/44/00", "dmesg")
    fresh("typical", "fail=11:4309:1", "sense")
    fails(1, ("library", "inventory", "L700"), "library set 'L700' --enable")
    fresh("typical", "fail=11:1460:110", "sense")
    fails(1, ("library", "inventory", "L700"), "still being read")
    result = ctl("status")
    ok("The last inventory failed: " in result.out
       and "04/44/00" in result.out, "status says so too", result)


def test_drives():
    fresh("typical")
    link = os.path.join(fake.work, "by-id")
    os.symlink("/dev/null", link)
    for name in ("nst9", "/dev/nst9", link, "/", "nst0/", "2:0:5", "x" * 5000):
        fails(1, ("drive", "map", "nst0", name), "no SCSI device", "lsscsi")
    for drive, device, address in (("nst0", "/dev/nst7", "2:0:8:0"),
                                   ("L700:0", "nst4", "2:0:5:0"),
                                   ("L700:0", "2:0:5:1", "2:0:5:1"),
                                   ("L700:0", "0:0:0:0", "0:0:0:0"),
                                   ("L700:0", "nst8", "0:0:0:0"),
                                   ("L700:0", "auto", "0:0:0:0")):
        ok(ctl("drive", "map", drive, device).code == 0,
           f"a drive is mapped to {device}")
        value = json.loads(ctl("drive", "show", "L700:0", "--json").out)
        ok(value["device"] == (None if device == "auto" else
                               device.removeprefix("/dev/")), "by name", value)
        ok(value["address"] == address, "as it was said", value)
    ok(ctl("drive", "set", "nst1", "--disable").code == 0, "and disabled")
    value = json.loads(ctl("drive", "show", "nst1", "--json").out)
    ok(value["enabled"] is False, "as was said")


def test_allocations():
    fresh("typical")
    result = ctl("allocate", "backup")
    match = re.search(r"LMID: (\S{36})", result.out)
    ok(result.code == 0 and match and 'side "A00003L3:0"' in result.out
       and 'came from pool "Free\\LTO_Ultrium"' in result.out,
       "a side is allocated", result)
    ok("options=0 flags=0 never=1" in shown(), "without limit of time")
    rows = table(ctl("media", "allocated").out)
    ok(rows and rows[0]["LMID"] == match.group(1)
       and rows[0]["APPLICATION"] == "ntmsctl", "and listed", rows)
    fails(1, ("allocate", "backup", "--error-if-unavailable"),
          "MEDIA_UNAVAILABLE, 4308", "Unrecognized has 2 cartridges")
    ok("options=4 flags=0 never=1" in shown(), "--error-if-unavailable")
    fails(1, ("allocate", "backup", "--no-wait"), "TIMEOUT, 1460")
    ok("options=0 flags=1 never=1" in shown(), "--no-wait")
    fails(1, ("allocate", "backup", "--timeout", "10ms"), "TIMEOUT")
    ok("options=0 flags=0 never=0" in shown(), "--timeout 10ms")
    fails(1, ("allocate", "backup", "--timeout", "0"), "TIMEOUT")
    ok("options=0 flags=0 never=1" in shown(), "--timeout 0 waits")
    fails(1, ("allocate", "backup", "--timeout", "0"), "TIMEOUT",
          NTMS_ZERO_TIMEOUT="nowait")
    ok("options=0 flags=1 never=1" in shown(), "unless told otherwise")
    fails(1, ("allocate", "backup", "--new"), "TIMEOUT")
    ok("options=1" in shown(), "--new")
    fails(1, ("allocate", "backup", "--next", match.group(1)[:8]),
          "no further side")
    ok("options=2" in shown(), "--next")
    result = ctl("allocate", "backup", "--side", "A00004L3", "--quiet")
    ok(result.code == 0 and re.fullmatch(r"\S{36}\n", result.out),
       "a named side, quietly", result)
    result = ctl("deallocate", result.out.strip())
    ok(result.code == 0 and 'Gave back side "A00004L3:0"' in result.out
       and 'in pool "backup": available' in result.out, "given back", result)
    value = as_json(ctl("allocate", "backup", "--json"), "allocate")
    ok(value["allocated_from"]["name"] == "backup"
       and value["side"]["name"] == "A00004L3:0", "as JSON", value)
    value = as_json(ctl("deallocate", "--medium", "A00004L3", "--json"),
                    "deallocate")
    ok(value["sides"][0]["state"] == "available", "given back by barcode")
    ok(ctl("deallocate", "--medium", "A00003L3:0").code == 0, "and by side")
    fails(1, ("allocate", "archive"), "INVALID_MEDIA_POOL|TIMEOUT", "pool|type")
    fails(1, ("allocate", "free"), "INVALID_MEDIA_POOL", "application pool")
    fresh("typical", "fail=9:4308:16")
    fails(1, ("allocate", "backup", "--side", "A00001L3"),
          'cannot allocate side "A00001L3:0"', "media move 'A00001L3' free")
    fresh("typical", "fail=9:4308:16")
    fails(1, ("allocate", "backup", "--side", "A00004L3"),
          "It would succeed now: try again")
    fresh("typical")
    fails(1, ("allocate", "daily", "--no-wait"),
          "Free has 1 available side", "--from-free")
    for reason, error, pattern in (
            (5, 13, "ACCESS_DENIED"), (8, 12, "NOT_ENOUGH_MEMORY"),
            (87, 22, "INVALID_PARAMETER"), (1223, 125, "CANCELLED"),
            (4300, 123, "INVALID_MEDIA"), (4304, 112, "MEDIA_OFFLINE"),
            (4309, 1, "RESOURCE_DISABLED"), (4313, 5, "DATABASE_FAILURE"),
            (4314, 28, "DATABASE_FULL"), (4315, 124, "MEDIA_INCOMPATIBLE"),
            (4319, 6, "DEVICE_NOT_AVAILABLE"), (0, 14, "INVALID_PARAMETER"),
            (9999, 5, "9999")):
        fresh("typical", f"fail=9:{reason}:{error}")
        fails(1, ("allocate", "backup"), pattern)
    fresh("typical")
    ctl("pool", "create", "mo", "--media-type", "MO_5_RW")
    for side in ("MO0001:0", "MO0001:1"):
        ok(ctl("allocate", "mo", "--side", side).code == 0, f"side {side}")
        result = ctl("media", "list", "--pool", "mo")
        ok(("both allocated" if side[-1] == "1" else "0 allocated, 1 import")
           in result.out, "and the list says so", result)
    fails(1, ("deallocate", "--medium", "MO0001"), "both sides",
          "--medium MO0001:0")
    fails(1, ("allocate", "backup", "--next", "0b00"), "can mean 2 logical media")
    ok(ctl("deallocate", "--medium", "MO0001:1").code == 0, "one of them")


def test_progress():
    """A wait says so after a second, on standard error."""
    fifo = os.path.join(fake.work, "fifo")
    os.mkfifo(fifo)
    for words, sentence in ((("library", "inventory", "L700", "--wait"),
                             'Reading the elements of library "L700"'),
                            (("allocate", "backup"),
                             'Waiting for a cartridge for pool "backup"')):
        fresh("typical", f"block={fifo}")
        with subprocess.Popen([fake.tool, *words], env=fake.env, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as run:
            # The line comes while the call still waits: it ends only when
            # the FIFO is written to.
            line = run.stderr.readline()
            with open(fifo, "w", encoding="ascii") as stream:
                stream.write("x")
            run.communicate(timeout=DEADLINE)
        ok(line == sentence + ".\n" and run.returncode == 0,
           f"{' '.join(words)}: says that it lasts", line)


def test_completion():
    fresh("typical")
    for words, wanted in (
            (("sta",), ["status", "stats"]),
            (("pool", "cr"), ["create"]),
            (("pool", "create", "x", "--fr"), ["--from-free"]),
            (("pool", "create", "--media-type", ""), ["LTO_Ultrium", "MO_5_RW"]),
            (("pool", "create", "--media-type", "=", "L"), ["LTO_Ultrium"]),
            (("library", "set", "L700", "--new-media", ""),
             ["free", "import", "unrecognized"]),
            (("library", "show", "L"), ["L700"]),
            (("drive", "show", "Dr"), ["Drive 1"]),
            (("drive", "show", ""), ["L700:0", "Drive 1"]),
            (("media", "show", "A00003"), ["A00003L3"]),
            (("media", "move", "A00003L3", "ba"), ["backup"]),
            (("media", "move", "A00003L3", "A00004L3", "arch"),
             ["archive", "archive/daily"]),
            (("allocate", "backup", "--side", "MO"), ["MO0001"]),
            (("media", "com"), ["complete"]),
            (("media", "delete", "MO"), ["MO0001"]),
            (("media", "swap", "A00003L3", "MO"), ["MO0001"]),
            (("media", "complete", "MO"), ["MO0001"]),
            (("media", "decommission", "MO"), ["MO0001"]),
            (("attr", "set", "MO"), ["MO0001"]),
            (("attr", "list", "ba"), ["backup"]),
            (("attr", "list", "x", "--kind", "c"), ["cartridge", "computer"]),
            (("pool", "show", "backup", ""), []),
            (("nope", ""), []),
            (("pool", "nope", ""), []),
            (("--json", "pool", "tr"), ["tree"]),
            (("pool", "create", "--owner", "roo"), ["root"]),
            (("help", "dea"), ["deallocate"]),
            (("request", "sub"), ["submit"]),
            (("request", "submit", "m"), ["move-media", "message"]),
            (("request", "submit", "service", "--drive", "Dr"), ["Drive 1"]),
            (("why", "back"), ["backup"]),
            (("mon",), ["monitor"]),
            (("monitor", "lmid", "p"), ["pool", "port"]),
            (("why", "backup", "--ne"), ["--new", "--next"])):
        have = complete(*words)
        ok(have == wanted, f"completion of {words}", have, wanted)
    ok(len(complete("allocate", "backup", "--")) == 9, "all options are offered")
    fresh("typical", "open=2")
    ok(complete("library", "show", "") == [], "without the module no objects")
    ok(complete("library", "sh") == ["show"], "but commands")
    fresh("typical")
    script = (f'PATH="{os.path.dirname(fake.tool)}:$PATH"; '
              f'. "{SOURCE}/ntmsctl/ntmsctl.bash"; '
              'complete -p ntmsctl; COMP_WORDS=(ntmsctl drive show "Dr"); '
              'COMP_CWORD=3; _ntmsctl; printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-euc", script], env=fake.env, text=True,
                          capture_output=True, timeout=DEADLINE)
    ok(done.stdout == "complete -F _ntmsctl ntmsctl\nDrive\\ 1\n",
       "bash gets it, with blanks quoted", done)


def test_manual():
    """The man page has every command, option and JSON key."""
    page = subprocess.run(
        ["mandoc", "-T", "ascii", os.path.join(SOURCE, "ntmsctl/ntmsctl.8")],
        check=True, capture_output=True, text=True, timeout=DEADLINE).stdout
    page = re.sub(r".\x08", "", page)
    words = set(re.findall(r"[a-z][a-z0-9_]*", page))
    fresh("typical")
    found = set()
    ctl("request", "submit", "message", "--message", "hello")
    for command in (("status",), ("library", "list"), ("drive", "list"),
                    ("media", "list"), ("media", "types"), ("pool", "tree"),
                    ("request", "list"), ("why", "daily"), ("request", "purge"),
                    ("request", "take", "1100"), ("request", "satisfy", "1100"),
                    ("request", "wait", "1100"), ("request", "delete", "1100"),
                    ("allocate", "backup"), ("media", "allocated"),
                    ("attr", "set", "backup", "a", "x"),
                    ("attr", "list", "backup"), ("attr", "get", "backup", "a"),
                    ("attr", "delete", "backup", "a"),
                    ("version",), ("pool", "delete", "daily"),
                    ("pool", "show", "nope")):
        keys(json.loads(ctl(*command, "--json").out), found)
    for key in sorted(found):
        ok(key in words, f"the man page has the key {key}")
    for line in ctl("help").out.splitlines():
        if not line.startswith("  ntmsctl "):
            continue
        command = line[10:].split("  ")[0].split()
        names = [word for word in command if word.islower()]
        ok(" ".join(names) in page or f"{names[0]} [{names[-1]}]" in page,
           f"the man page has {' '.join(names)}")
        for option in complete(*names, "--"):
            ok(option in page, f"and its {option}")


def test_output():
    """An output that cannot be written is an error."""
    fresh("typical")
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([fake.tool, "status"], env=fake.env, stdout=full, text=True,
                              stderr=subprocess.PIPE, timeout=DEADLINE)
    ok(done.returncode == 1 and "could not be written" in done.stderr,
       "a full disk is an error", done)


def main():
    for name, function in list(globals().items()):
        if name.startswith("test_") and callable(function):
            if name not in ("test_help", "test_no_module"):
                fresh("typical")
            function()
            ok("malformed=0 " in shown(), f"{name}: every struct was well formed",
               shown())
    return tap.end()


sys.exit(main())
