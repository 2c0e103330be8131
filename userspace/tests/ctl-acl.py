#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl's lists of rights, against the stand-in for the module. Prints TAP.

usage: ctl-acl.py DIRECTORY-OF-TEST-PROGRAMS
"""

import grp
import pwd
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import Fake, Tap, table  # noqa: E402

tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fresh, shown, fails = fake.ctl, fake.fresh, fake.shown, fake.fails
as_json, complete = fake.as_json, fake.complete

USER = pwd.getpwuid(0).pw_name
GROUP = grp.getgrgid(0).gr_name
# A number that no user and no group of this machine has
NOBODY = str(next(i for i in range(70000, 80000)
                  if i not in {u.pw_uid for u in pwd.getpwall()}
                  and i not in {g.gr_gid for g in grp.getgrall()}))


def entries(name="backup"):
    value = as_json(ctl("acl", "show", name, "--json"), f"rights of {name}")
    return {(e["kind"], e["id"]): e["rights"] for e in value["entries"]}


def test_show():
    result = ctl("acl", "show", "backup")
    ok(result.code == 0 and 'Rights on pool "backup"' in result.out
       and "The list is empty" in result.out, "nobody at first", result)
    ctl("acl", "set", "backup", f"user:{USER}=control,use",
        f"group:{GROUP}=modify", f"user:{NOBODY}=use", "everyone=use")
    result = ctl("acl", "show", "backup")
    rows = table(result.out[result.out.index("FOR"):])
    ok([(row["FOR"], row["NAME"], row["RIGHTS"]) for row in rows[:3]] ==
       [("user", USER, "use,control"), ("group", GROUP, "modify"),
        ("user", NOBODY, "use")], "users and groups by name", result)
    ok(rows[3]["FOR"] == "everyone" and rows[3]["RIGHTS"] == "use",
       "and everyone", result)
    value = as_json(ctl("acl", "show", "backup", "--json"), "as JSON")
    ok(value["governor"]["type"] == "pool"
       and value["governor"]["name"] == "backup"
       and value["entries"][0] == {"kind": "user", "id": 0, "name": USER,
                                   "rights": ["use", "control"]}
       and value["entries"][3] == {"kind": "everyone", "id": None,
                                   "name": None, "rights": ["use"]},
       "as JSON", value)
    owner = as_json(ctl("pool", "show", "backup", "--json"), "its owner")
    ok(value["owner_uid"] == owner["owner"]["uid"], "with the owner", value,
       owner)
    result = ctl("acl", "show", "Drive 1")
    ok('Rights on library "L700", which governs drive "Drive 1"' in result.out,
       "a drive is governed by its library", result)
    result = ctl("acl", "show", "computer")
    ok("Rights on the computer" in result.out
       and "Administrators have all." in result.out, "and the computer",
       result)
    value = as_json(ctl("acl", "show", "computer", "--json"), "as JSON")
    ok(value["owner"] is None and value["owner_uid"] is None,
       "which nobody owns", value)


def test_change():
    result = ctl("acl", "set", "backup", "user:0=use", "user:0=control")
    ok(result.code == 0
       and result.out == 'Wrote the rights of pool "backup": 1 entry.\n'
       and entries() == {("user", 0): ["use", "control"]},
       "what is said twice is merged", result)
    ctl("acl", "add", "backup", "user:0=modify", "group:0=use")
    ok(entries() == {("user", 0): ["use", "modify", "control"],
                     ("group", 0): ["use"]},
       "more is merged with what was there", entries())
    ctl("acl", "remove", "backup", f"user:{USER}")
    ok(entries() == {("group", 0): ["use"]}, "one is taken out", entries())
    fails(1, ("acl", "remove", "backup", "user:0"), "user:0 is not in",
          "ntmsctl acl show backup")
    ok(entries() == {("group", 0): ["use"]}, "and no other", entries())
    ctl("acl", "add", "backup", "everyone=use")
    ctl("acl", "set", "backup", "everyone=modify")
    ok(entries() == {("everyone", None): ["modify"]},
       "set leaves nothing of before", entries())
    value = as_json(ctl("acl", "set", "backup", "--empty", "--json"), "set")
    ok(value["entries"] == [] and entries() == {}, "nor does an empty one",
       value)
    for name in ("L700", "computer"):
        result = ctl("acl", "set", name, f"group:{GROUP}=control")
        ok(result.code == 0
           and entries(name) == {("group", 0): ["control"]}, name, result)


def test_full():
    most = [f"user:{i}=use" for i in range(32)]
    ok(ctl("acl", "set", "backup", *most).code == 0 and len(entries()) == 32,
       "all there can be")
    ok(ctl("acl", "add", "backup", "user:7=control").code == 0
       and entries()[("user", 7)] == ["use", "control"],
       "who is there can have more")
    fails(1, ("acl", "add", "backup", "user:32=use"), "at most 32 entries",
          "to a group")


def test_not_here():
    """What the kernel says of who is not in the caller's user namespace"""
    fails(1, ("acl", "add", "backup", "user:4294967295=use"),
          "cannot write the rights", "not in this user namespace")
    fails(1, ("acl", "set", "backup", "group:4294967295=use"),
          "cannot write the rights", "not in this user namespace")


def test_usage():
    fails(2, ("acl", "set", "backup"), "--empty")
    fails(2, ("acl", "set", "backup", "everyone=use", "--empty"), "either")
    fails(2, ("acl", "add", "backup"), "something is missing")
    fails(2, ("acl", "add", "backup", "everyone"), "says no rights",
          "everyone=use,control")
    for rights in ("", "read", "use,", "use,,modify", "us", "USE"):
        fails(2, ("acl", "add", "backup", f"everyone={rights}"), "is no right",
              "use, modify and control")
    fails(2, ("acl", "add", "backup", "user:no such=use"), "no user")
    fails(2, ("acl", "add", "backup", "group:no such=use"), "no group")
    fails(2, ("acl", "add", "backup", "user:=use"), "no user")
    fails(2, ("acl", "add", "backup", "root=use"), "user:NAME, group:NAME")
    fails(2, ("acl", "remove", "backup", "root"), "user:NAME, group:NAME")
    fails(1, ("acl", "set", "A00003L3", "everyone=use"),
          "NO_SECURITY_ON_OBJECT", "1350", "Write the list of pool")
    fails(1, ("acl", "show", "nothing"), 'no object "nothing"')
    ok(entries() == {}, "and nothing was written", entries())
    fresh("typical", "fail=27:5:13")
    fails(1, ("acl", "set", "backup", "everyone=use"), "ACCESS_DENIED",
          "Run it as root, or as", "who owns the pool")
    fresh("typical", "fail=27:5:13")
    fails(1, ("acl", "set", "L700", "everyone=use"), "ACCESS_DENIED",
          "Run it as root.")
    fresh("typical", "fail=26:4312:2")
    fails(1, ("acl", "show", "backup"), "cannot read the rights")


def test_completion():
    ok(complete("acl", "add", "backup", "every") == ["everyone"]
       or complete("acl", "add", "backup", "every")[0].startswith("everyone"),
       "everyone is offered", complete("acl", "add", "backup", "every"))
    words = complete("acl", "remove", "backup", "everyone", "")
    ok(any(w.startswith(f"user:{USER}") for w in words)
       and any(w.startswith(f"group:{GROUP}") for w in words)
       and not any(w.startswith("L700") for w in words),
       "users and groups are, and objects are not", words)
    ok(any(w.startswith("L700") for w in complete("acl", "show", "")),
       "objects are where one stands")


def main():
    for name, function in list(globals().items()):
        if name.startswith("test_") and callable(function):
            fresh("typical")
            function()
            ok("malformed=0 " in shown(), f"{name}: every struct was well formed",
               shown())
    return tap.end()


sys.exit(main())
