#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl's attributes, and objects of any kind by their names, against the
stand-in for the module. Prints TAP.

usage: ctl-attributes.py DIRECTORY-OF-TEST-PROGRAMS
"""

import base64
import os
import pty
import subprocess
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import DEADLINE, Fake, Tap, table  # noqa: E402

tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fresh, shown, fails = fake.ctl, fake.fresh, fake.shown, fake.fails
as_json = fake.as_json


def path(name):
    return os.path.join(fake.work, name)


def put(name, data):
    with open(path(name), "wb") as file:
        file.write(data)
    return path(name)


def raw(*words, stdin=None):
    """A run whose output is bytes."""
    return subprocess.run([fake.tool, *words], env=fake.env, input=stdin,
                          timeout=DEADLINE, check=False, capture_output=True)


def test_text():
    result = ctl("attr", "list", "backup")
    ok(result.code == 0 and result.out == "It has no attributes.\n",
       "none at first", result)
    result = ctl("attr", "set", "backup", "note", "Grüße")
    ok(result.code == 0 and result.out ==
       'Set attribute "note" of pool "backup": 7 bytes.\n', "one is set",
       result)
    ok(ctl("attr", "get", "backup", "note").out == "Grüße\n", "and shown")
    ctl("attr", "set", "backup", "lines", "one\ntwo\n")
    ok(ctl("attr", "get", "backup", "lines").out == "one\ntwo\n",
       "lines too, with one end")
    rows = table(ctl("attr", "list", "backup").out)
    ok([(row["ATTRIBUTE"], row["BYTES"]) for row in rows] ==
       [("lines", "8"), ("note", "7")], "both are listed", rows)
    ok(as_json(ctl("attr", "list", "backup", "--json"), "list") ==
       [{"name": "lines", "size": 8}, {"name": "note", "size": 7}], "as JSON")
    ok(as_json(ctl("attr", "get", "backup", "note", "--json"), "get") ==
       {"name": "note", "size": 7, "text": "Grüße",
        "base64": base64.b64encode("Grüße".encode()).decode()}, "and one")
    result = ctl("attr", "delete", "backup", "note")
    ok(result.code == 0 and result.out ==
       'Deleted attribute "note" of pool "backup".\n', "one is deleted", result)
    ok(as_json(ctl("attr", "delete", "backup", "lines", "--json"), "delete") ==
       {"deleted": "lines"}, "and the other")
    fails(1, ("attr", "get", "backup", "note"), "OBJECT_NOT_FOUND, 4312",
          "ntmsctl attr list backup")
    fails(1, ("attr", "delete", "backup", "note"), "OBJECT_NOT_FOUND",
          'attribute "note" of pool "backup"')


def test_data():
    for size in range(1, 8):
        data = bytes((i * 37 + 200) % 256 for i in range(size))
        ctl("attr", "set", "backup", "data", "--file", put("in", data))
        value = as_json(ctl("attr", "get", "backup", "data", "--json"),
                        f"{size} bytes")
        ok(value["text"] is None and value["size"] == size
           and base64.b64decode(value["base64"], validate=True) == data,
           f"{size} bytes as base64", value)
    data = bytes(range(256)) * 255 + bytes(255)
    result = ctl("attr", "set", "backup", "data", "--file", put("in", data))
    ok(result.code == 0 and "65535 bytes" in result.out, "all there can be",
       result)
    ok(raw("attr", "get", "backup", "data").stdout == data, "byte by byte")
    ctl("attr", "get", "backup", "data", "--file", path("out"))
    with open(path("out"), "rb") as file:
        ok(file.read() == data, "and to a file")
    ok(raw("attr", "get", "backup", "data", "--file", "-").stdout == data,
       "and to what is called -")
    done = raw("attr", "set", "backup", "input", "--file", "-", stdin=b"a\0b")
    ok(done.returncode == 0 and
       raw("attr", "get", "backup", "input").stdout == b"a\0b",
       "from the standard input", done)
    value = as_json(ctl("attr", "set", "backup", "data", "--json", "--file",
                        put("in", b"a\0b")), "set")
    ok(value["text"] is None and value["base64"] == "YQBi", "as JSON", value)
    fails(1, ("attr", "set", "backup", "data", "--file",
              put("in", bytes(65536))), "NO_DATA, 232", "65535 bytes")
    parent, child = pty.openpty()
    done = subprocess.run([fake.tool, "attr", "get", "backup", "data"],
                          env=fake.env, stdout=child, timeout=DEADLINE,
                          stderr=subprocess.PIPE, check=False, text=True)
    ok(done.returncode == 1 and "is no text" in done.stderr
       and "--file" in done.stderr, "no terminal is written to", done)
    os.close(parent)
    os.close(child)


def test_usage():
    fails(2, ("attr", "set", "backup", "a"), "value or --file")
    fails(2, ("attr", "set", "backup", "a", "x", "--file", "y"),
          "value or --file")
    fails(2, ("attr", "set", "backup", "a", ""), "cannot be empty",
          "attr delete")
    fails(2, ("attr", "set", "backup", "a", "--file", os.devnull),
          "cannot be empty")
    fails(2, ("attr", "list"), "something is missing")
    fails(2, ("attr", "list", "backup", "--kind", "nothing"), "one of")
    fails(1, ("attr", "set", "backup", "a", "--file", path("nothing")),
          "cannot open", "No such file")
    fails(1, ("attr", "set", "backup", "a", "--file", fake.work), "cannot read")
    ctl("attr", "set", "backup", "a", "x")
    fails(1, ("attr", "get", "backup", "a", "--file",
              path("nothing/below")), "cannot write")
    fails(1, ("attr", "get", "backup", "a", "--file", "/dev/full"),
          "cannot write", "No space")
    fails(1, ("attr", "set", "backup", "x" * 32, "x"), "INVALID_NAME",
          "31 characters")
    fails(1, ("attr", "get", "backup", ""), "INVALID_NAME")
    for number, words in ((24, ("set", "backup", "a", "x")),
                          (23, ("get", "backup", "a")),
                          (25, ("list", "backup"))):
        fresh("typical", f"fail={number}:5:13")
        fails(1, ("attr", *words), "ACCESS_DENIED", "owner of the pool")
    fresh("typical", "fail=24:4314:28")
    fails(1, ("attr", "set", "backup", "a", "x"), "DATABASE_FULL",
          "attr delete backup NAME")


def test_objects():
    """An object of any kind by its name."""
    lmid = ctl("allocate", "backup", "--side", "A00003L3",
               "--quiet").out.strip()
    request = ctl("request", "submit", "message", "--message", "x",
                  "--quiet").out.strip()
    for name, what in (("backup", 'pool "backup"'),
                       ("archive/daily", 'pool "archive\\daily"'),
                       ("daily", 'pool "archive\\daily"'),
                       ("free", 'pool "Free"'),
                       ("L700", 'library "L700"'),
                       ("Drive 1", 'drive "Drive 1"'),
                       ("L700:26", 'slot "L700:26"'),
                       ("A00003L3", 'cartridge "A00003L3"'),
                       ("A00003L3:0", 'side "A00003L3:0"'),
                       ("LTO_Ultrium", "media type"),
                       ("computer", "computer"),
                       (lmid, "logical medium"),
                       (lmid[:8], "logical medium"),
                       (request, "operator request")):
        result = ctl("attr", "set", name, "a", "x")
        ok(result.code == 0 and f" of {what}" in result.out, f"{name}", result)
    for kind, name in (("lmid", "A00003L3"), ("slot", "L700:26"),
                       ("drive", "L700:0"), ("side", "A00003L3"),
                       ("request", request[:8]), ("computer", "node"),
                       ("media-type", "LTO_Ultrium")):
        result = ctl("attr", "set", name, "b", "x", "--kind", kind)
        ok(result.code == 0, f"{kind} {name}", result)
    ok(ctl("attr", "get", lmid, "b").out == "x\n", "the LMID of a cartridge")
    ctl("pool", "create", "L700", "--container")
    fails(1, ("attr", "list", "L700"), "several kinds",
          "--kind pool, --kind library")
    fails(1, ("attr", "list", "nothing"), 'no object "nothing"', "--kind")
    fails(1, ("attr", "list", "backup", "--kind", "library"), "no library")
    fails(1, ("attr", "list", "backup", "--kind", "computer"), "no computer")
    fails(1, ("attr", "list", "12345678-1234-1234-1234-123456789abc"),
          "no object")


def main():
    for name, function in list(globals().items()):
        if name.startswith("test_") and callable(function):
            fresh("typical")
            function()
            ok("malformed=0 " in shown(), f"{name}: every struct was well formed",
               shown())
    return tap.end()


sys.exit(main())
