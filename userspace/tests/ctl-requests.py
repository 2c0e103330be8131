#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl's operator requests, its waiting and its reasons why, against the
stand-in for the module. Prints TAP.

usage: ctl-requests.py DIRECTORY-OF-TEST-PROGRAMS
"""

import json
import os
import pty
import re
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import DEADLINE, Fake, Tap, table  # noqa: E402

tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fresh, shown, fails = fake.ctl, fake.fresh, fake.shown, fake.fails
as_json, start, end = fake.as_json, fake.start, fake.end


def requests():
    """All operator requests."""
    return json.loads(ctl("request", "list", "--json").out)


def asked(other=None):
    """The request of an allocation that waits, once there is one."""
    def look():
        return next((r for r in requests()
                     if r["of_call"] and r["id"] != other), None)
    return fake.until("an operator is asked", look)


def test_refuse():
    fresh("typical", "waits")
    run = start("allocate", "daily", "--timeout", "1h")
    request = asked()
    ok(request["task"]
       == 'Bring a cartridge of type LTO_Ultrium for pool "archive\\daily"'
       and request["kind"] == "new media"
       and request["request_state"] == "submitted"
       and request["arg1"]["name"] == "archive\\daily"
       and 3590 < request["seconds_left"] <= 3600
       and request["user"]["uid"] == os.getuid() and request["pid"] == run.pid
       and request["application"] == "ntmsctl", "an operator is asked", request)
    short = request["id"][:8]
    rows = table(ctl("request").out)
    ok(rows and rows[0]["REQUEST"] == short and rows[0]["STATE"] == "submitted"
       and rows[0]["WHAT TO DO"] == request["task"]
       and re.fullmatch(r"59 min \d+ s|1 h", rows[0]["LEFT"]),
       "the list says so, and lines up", rows)
    result = ctl("request", "show", short)
    ok(f"ntmsctl request satisfy {short}" in result.out
       and "An allocation waits:  yes" in result.out, "how to answer it", result)
    result = ctl("request", "take", short)
    ok(result.code == 0 and f"Request {short} is yours: Bring" in result.out,
       "an operator takes it on", result)
    fails(1, ("request", "take", short), "INVALID_STATE", f"request show {short}")
    fails(1, ("request", "delete", short), "not answered yet", "request refuse")
    result = ctl("request", "refuse", short, "kein Band\nda")
    ok(result.code == 0 and f"Request {short} is refused" in result.out,
       "and refuses", result)
    result = end(run)
    ok(result.code == 1 and "an operator refused and said: kein Band da "
       "(CANCELLED, 1223)" in result.err and "ntmsctl why" in result.err,
       "who waited is told why", result)
    fails(1, ("request", "refuse", short), "gone with the allocation",
          "request list")
    result = ctl("request")
    ok(result.out == "Nothing is asked of an operator.\n", "nothing is left",
       result)
    run = start("allocate", "daily", "--json")
    request = asked()
    ok(request["seconds_left"] is None and request["until"] is None
       and table(ctl("request").out)[0]["LEFT"] == "no limit",
       "without a time-out there is no limit", request)
    ctl("request", "refuse", request["id"])
    result = end(run)
    error = json.loads(result.out)["error"]
    ok(error["reason"] == 1223 and "without saying why" in error["why"],
       "a refusal without a text, as JSON", result)


def test_satisfy():
    fresh("typical", "waits")
    run = start("allocate", "daily", "--quiet")
    request = asked()
    result = ctl("request", "satisfy", request["id"])
    ok(result.code == 0 and "is satisfied: Bring" in result.out,
       "satisfied, with nothing to be had", result)
    ok(asked(request["id"])["id"] != request["id"], "it asks again")
    ctl("media", "move", "A00003L3", "daily")
    result = end(run)
    ok(result.code == 0 and re.fullmatch(r"\S{36}\n", result.out),
       "what comes by itself is had", result)
    ok(requests() == [], "nothing is left")
    run = start("allocate", "daily", "--timeout", "100ms")
    result = end(run)
    ok(result.code == 1 and "TIMEOUT, 1460" in result.err, "a time-out", result)
    ok(requests() == [], "leaves nothing")


def test_submit():
    fresh("typical")
    for words, task in (
            (("new-media", "--pool", "backup"),
             'Bring a cartridge for pool "backup"'),
            (("new-media", "--pool", "backup", "--library", "L700",
              "--message", "the blue ones"),
             'Bring a cartridge for pool "backup", into library "L700": '
             'the blue ones'),
            (("cleaner", "--library", "L700"),
             'Bring a cleaning cartridge for library "L700"'),
            (("cleaner", "--slot", "sch0:26"),
             'Bring a cleaning cartridge for slot "L700:26"'),
            (("service", "--drive", "nst1"), 'Look after drive "Drive 1"'),
            (("service", "--medium", "MO0001"), 'Look after cartridge "MO0001"'),
            (("service", "--library", "L700"), 'Look after library "L700"'),
            (("move-media", "--medium", "A00001L3", "--library", "L700"),
             'Bring cartridge "A00001L3" to library "L700"'),
            (("message", "--message", "Fire!\nLeave."), "Fire! Leave.")):
        result = ctl("request", "submit", *words)
        ok(result.code == 0 and f": {task}.\n" in result.out,
           f"request submit {' '.join(words)!r}", result)
        ok(requests()[-1]["task"] == task, "is there as it was said")
    ok(requests()[-1]["message"] == "Fire!\nLeave.", "lines are kept in JSON")
    ok(len(table(ctl("request", "list").out)) == 9, "the table lines up")
    for words, pattern in (
            ((), "something is missing: KIND"),
            (("frobnicate",), "new-media cleaner service move-media message"),
            (("new-media",), "--pool POOL"),
            (("new-media", "--library", "L700"), "--pool POOL"),
            (("new-media", "--pool", "backup", "--drive", "nst0"), "takes --pool"),
            (("cleaner",), "--slot SLOT"),
            (("cleaner", "--library", "L700", "--slot", "L700:26"), "or --slot"),
            (("service", "--pool", "backup"), "--drive DRIVE"),
            (("move-media", "--medium", "MO0001"), "--library LIBRARY"),
            (("message",), "--message TEXT"),
            (("message", "--pool", "backup", "--message", "x"), "nothing else"),
            (("message", "--message", "x" * 256), "too long"),
            (("message", "--message", "x", "--timeout", "5"), "no time-out")):
        fails(2, ("request", "submit", *words), pattern, "help request submit")
    fails(1, ("request", "submit", "cleaner", "--slot", "L700:9999"), "no slot")
    fails(1, ("request", "submit", "new-media", "--pool", "nope"), "pool list")
    for reason, error, pattern in ((5, 13, "control of the pool"),
                                   (4314, 28, "request delete"),
                                   (123, 22, "control characters"),
                                   (4312, 2, "OBJECT_NOT_FOUND")):
        fresh("typical", f"fail=12:{reason}:{error}")
        fails(1, ("request", "submit", "message", "--message", "x"), pattern)


def test_wait():
    fresh("typical")
    result = ctl("request", "submit", "message", "--message", "hello",
                 "--quiet")
    name = result.out.strip()
    ok(re.fullmatch(r"\S{36}", name), "a request, quietly", result)
    fails(1, ("request", "wait", name, "--timeout", "0"), "nobody has answered",
          "TIMEOUT, 1460", f"request show {name[:8]}")
    run = start("request", "wait", name)
    ctl("request", "satisfy", name, "--text", "hello\nyourself")
    result = end(run)
    ok(result.code == 0 and "is satisfied: hello yourself." in result.out,
       "an answer ends the wait", result)
    value = as_json(ctl("request", "wait", name, "--json"), "request wait")
    ok(value == {"id": name, "request_state": "complete",
                 "answer": "hello\nyourself"}, "in JSON too", value)
    result = ctl("request", "show", name)
    ok("Answer:               hello yourself" in result.out
       and "To answer it" not in result.out, "it is shown as answered", result)
    value = as_json(ctl("request", "delete", name, "--json"), "request delete")
    ok(value == {"deleted": 1}, "and deleted", value)
    fails(1, ("request", "wait", name), "request list")
    run = start("request", "submit", "message", "--message", "x", "--wait")
    request = fake.until("submitted", requests)[0]
    ctl("request", "refuse", request["id"], "no")
    result = end(run)
    ok(result.code == 1 and "said: no (CANCELLED, 1223)" in result.err
       and "Submitted request" in result.out, "submit and wait", result)
    result = ctl("request", "purge")
    ok("3 d after" in result.out, "answered ones are kept for three days", result)
    value = as_json(ctl("request", "purge", "10m", "--json"), "request purge")
    ok(value == {"request_purge": 600}, "or less", value)
    ok("as soon as" in ctl("request", "purge", "0").out, "or not at all")
    for word in ("5", "infinite", "10ms", "x"):
        fails(2, ("request", "purge", word), "is no time")
    for command, words in (("satisfy", ()), ("refuse", ()), ("delete", ()),
                           ("show", ()), ("wait", ())):
        fails(2, ("request", command, *words), "something is missing")
        fails(1, ("request", command, "4711"), "no operator request",
              "request list")
    for number, words in ((13, "satisfy"), (13, "refuse"), (15, "delete")):
        name = ctl("request", "submit", "message", "--message", "x",
                   "--quiet").out.strip()
        fresh("typical", f"fail={number}:5:13")
        name = ctl("request", "submit", "message", "--message", "x",
                   "--quiet").out.strip()
        fails(1, ("request", words, name), "ACCESS_DENIED", "as root")


def remedies(*words):
    """What would help, as commands."""
    value = json.loads(ctl("why", *words, "--json").out)
    return [r["command"] for r in value["remedies"]]


def test_why():
    fresh("typical")
    result = ctl("why", "backup")
    ok(result.code == 0
       and 'would succeed now: it would get side "A00003L3:0"' in result.out
       and "What would help" not in result.out, "an allocation that would "
       "succeed", result)
    result = ctl("why", "daily")
    rows = table(re.sub(r"(?m)^  ", "", result.out.split("\n\n")[1]))
    ok(rows == [{"SIDES": "to be had", "OF THE POOL": "0", "OF FREE": "1"}],
       "the table lines up", result, rows)
    ok(remedies("daily")[:2] == [
        "ntmsctl pool set 'archive\\daily' --from-free",
        "ntmsctl media move 'A00003L3' 'archive\\daily'"],
       "a pool that does not draw from free", remedies("daily"))
    fresh("typical", "shelf", "disabled")
    value = as_json(ctl("why", "backup", "--json"), "why")
    ok(value["name"] == "MEDIA_UNAVAILABLE" and not value["succeeds"]
       and value["from_free"] and value["would"] is None
       and {"obstacle": "offline", "text": "available, but in no library",
            "own": 1, "free": 1} in value["sides"]
       and {s["obstacle"]: s["free"] for s in value["sides"]}["disabled"] == 1,
       "what is in the way of each side", value)
    have = [r["text"] for r in value["remedies"]]
    ok(have[0].endswith("A00003L3") and "S00001L3, S00002L3" in have[1]
       and "A00001L3, A00002L3" in have[2], "and what would help", have)
    ok(remedies("backup")[0] == "ntmsctl media set 'A00003L3' --enable",
       "the easiest first", remedies("backup"))
    result = ctl("allocate", "backup", "--no-wait")
    ok("ntmsctl media set 'A00003L3' --enable." in result.err,
       "which is what a failed allocation says", result)
    ctl("media", "set", "A00003L3", "--enable")
    ok(remedies("backup") == [], "it was followed, and helps")
    ctl("library", "set", "L700", "--disable")
    ok("ntmsctl library set 'L700' --enable" in remedies("backup"),
       "a disabled library", remedies("backup"))
    ok(remedies("backup", "--side", "A00003L3")
       == ["ntmsctl library set 'L700' --enable"], "of a named side too")
    fresh("typical")
    free = "Free\\LTO_Ultrium"
    fails(2, ("pool", "set", free, "--enable", "--disable"), "exclude")
    ok(ctl("pool", "set", free, "--disable").code == 0
       and "no" in ctl("pool", "show", free).out, "a free pool is disabled")
    value = as_json(ctl("why", "backup", "--json"), "why")
    ok(value["name"] == "DEVICE_NOT_AVAILABLE"
       and {s["obstacle"]: s["free"] for s in value["sides"]}["pool disabled"] == 1,
       "nothing is drawn from it", value)
    ok(remedies("backup")[0] == f"ntmsctl pool set '{free}' --enable",
       "and that can be changed", remedies("backup"))
    ok(remedies("backup", "--side", "A00003L3")[0]
       == f"ntmsctl pool set '{free}' --enable", "for a named side, too")
    ctl("pool", "set", free, "--enable")
    ok(remedies("backup") == [], "it was followed, and helps")


def test_why_side():
    fresh("typical", "shelf")
    for side, sentence, command in (
            ("A00001L3", "is unrecognized", "ntmsctl media move 'A00001L3' free"),
            ("S00001L3", "Bring cartridge S00001L3", "library inventory")):
        result = ctl("why", "backup", "--side", side)
        ok(f'Side "{side}:0" cannot be allocated from pool "backup"' in result.out
           and sentence in result.out and command in result.out
           and "SIDES" not in result.out, f"why not side {side}", result)
    lmid = ctl("allocate", "backup", "--quiet").out.strip()
    result = ctl("why", "backup", "--side", "A00003L3")
    ok("is owned by user" in result.out and "(ntmsctl)" in result.out
       and f"ntmsctl deallocate {lmid}" in result.out, "a side that is owned",
       result)
    result = ctl("why", "backup", "--next", lmid)
    ok("has no further side" in result.out, "no next side", result)
    ok("would succeed" in ctl("why", "backup", "--side", "A00004L3").out,
       "a side to be imported")
    fresh("typical", "denied")
    result = ctl("why", "backup")
    ok("ACCESS_DENIED" in result.out and "right CONTROL" in result.out
       and "SIDES" not in result.out, "a right that is missing", result)
    fresh("typical", "waits")
    runs = [start("allocate", "daily", "--timeout", "1h") for _ in range(2)]
    fake.until("two wait", lambda: len(requests()) == 2)
    ok("2 allocations wait for this pool already, and are served first"
       in ctl("why", "daily").out, "others that wait are counted")
    result = ctl("status")
    ok("\n2 allocations wait for a cartridge. What operators are asked for: "
       "ntmsctl request list\n" in result.out, "in status too", result)
    for request in requests():
        ctl("request", "refuse", request["id"])
    for run in runs:
        end(run)
    fails(2, ("why", "backup", "--new", "--next", "x"), "exclude")
    fails(2, ("why", "backup", "--side", "x", "--next", "x"), "--side")
    fails(1, ("why", "nope"), "pool list")
    result = ctl("why", "archive")
    ok("INVALID_MEDIA_POOL" in result.out and "pool create" in result.out,
       "a pool of pools", result)


def test_old_module():
    fresh("typical", "old")
    fails(1, ("why", "backup"), "NOT_SUPPORTED", "ntmsctl version")
    fails(1, ("request", "submit", "message", "--message", "x"), "NOT_SUPPORTED")
    fails(1, ("allocate", "daily", "--no-wait"), "TIMEOUT", "media move")


def read_terminal(terminal):
    """All that is printed to a terminal until its other side is closed."""
    data = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            piece = b""
        if not piece:
            return data.decode()
        data += piece


def test_progress():
    """A wait says who was asked, how far that is and how long it lasts."""
    fresh("typical", "waits")
    run = start("allocate", "daily", "--timeout", "1h")
    request = asked()["id"]
    first = run.stderr.readline()
    ctl("request", "take", request)
    second = run.stderr.readline()
    ctl("request", "refuse", request)
    end(run)
    ok(first == 'Waiting for a cartridge for pool "archive\\daily": operators '
       f"are asked by request {request[:8]}.\n", "who is asked", first)
    ok(second == 'Waiting for a cartridge for pool "archive\\daily": an operator '
       f"is at request {request[:8]}.\n", "and that somebody is at it", second)
    fresh("typical", "waits")
    terminal, inner = pty.openpty()
    with open(inner, "w", encoding="utf-8") as stderr:
        run = fake.start("allocate", "daily", "--timeout", "2500ms",
                         stderr=stderr)
    text = read_terminal(terminal)
    os.close(terminal)
    run.communicate(timeout=DEADLINE)
    ok(re.search(r"\r1 s; 2 s left\. Ctrl-C ends the wait\.", text)
       and re.search(r"\r2 s; 1 s left\.", text)
       and "\nntmsctl: cannot allocate" in text, "on a terminal it counts",
       repr(text))
    fresh("typical")
    name = ctl("request", "submit", "message", "--message", "x",
               "--quiet").out.strip()
    run = start("request", "wait", name)
    line = run.stderr.readline()
    ctl("request", "satisfy", name)
    end(run)
    ok(line == f"Waiting for the answer to request {name[:8]}, which is "
       "submitted.\n", "a wait for an answer says so", line)


def main():
    for name, function in list(globals().items()):
        if name.startswith("test_") and callable(function):
            function()
            ok("malformed=0 " in shown(), f"{name}: every struct was well formed",
               shown())
    return tap.end()


sys.exit(main())
