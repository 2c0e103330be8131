#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntms-operator against a kernel of our own. TAP.

usage: test_operator.py DIRECTORY-OF-THE-TEST-PROGRAMS
"""

import json
import os
import queue
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests"))
# pylint: disable=wrong-import-position
import kernel as nl         # noqa: E402
from ctltest import Tap     # noqa: E402

DEADLINE = 30
TOOL = os.path.join(sys.argv[1], "bin", "ntms-operator")
tap = Tap()


class Operator:
    """The program, running."""

    def __init__(self, kernel, *words, stdin=False, **environment):
        self.lines = queue.Queue()
        self.seen = []
        env = {
            **os.environ, "NTMS_TEST_KERNEL": kernel.path, "LC_ALL": "C",
            "TZ": "UTC", "ASAN_OPTIONS": "exitcode=99:detect_leaks=1",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
            **environment,
        }
        # pylint: disable=consider-using-with
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [TOOL, *words], env=env, stdout=subprocess.PIPE,
            stderr=self.errors, encoding="utf-8",
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def line(self, seconds=DEADLINE):
        """The next line, or None at the end."""
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            return None
        self.seen.append(line)
        return line

    def until(self, pattern, seconds=DEADLINE):
        """Lines up to the one that fits, as one text; None if none does."""
        end = time.monotonic() + seconds
        lines = []
        while time.monotonic() < end:
            line = self.line(max(0.01, end - time.monotonic()))
            if line is None:
                return None
            lines.append(line)
            if re.search(pattern, line):
                return "\n".join(lines)
        return None

    def event(self, **wanted):
        """The next JSON line that has these members."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            line = self.line(max(0.01, end - time.monotonic()))
            if line is None:
                return None
            event = json.loads(line)
            if all(event.get(key) == value for key, value in wanted.items()):
                return event
        return None

    def type(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def said(self):
        """What was written to standard error so far."""
        self.errors.seek(0)
        return self.errors.read()

    def end(self, number=signal.SIGTERM):
        """Ends it, and gives its exit status."""
        if self.process.poll() is None and number:
            self.process.send_signal(number)
        try:
            status = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "did not end"
        self.reader.join(DEADLINE)
        for line in iter(lambda: self.line(0.1), None):
            del line
        self.process.stdout.close()
        if self.process.stdin:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass
        return status

    def __str__(self):
        return "\n".join(str(line) for line in self.seen) + "\n" + self.said()


def like(text, pattern, what, operator):
    tap.ok(text is not None and re.search(pattern, text, re.M | re.S), what,
           f"wanted: {pattern}", operator)


def wait_for(condition):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def in_seconds(seconds):
    return time.monotonic_ns() + int(seconds * 1e9)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def script(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + text)
    os.chmod(path, 0o755)
    return path


# ---- what people read

def test_follow(kernel):
    """A person is told all there is to know, and how it ended."""
    op = Operator(kernel)
    like(op.until("Watching"), "no request is open", "it says that it watches", op)
    one = kernel.insert(deadline=in_seconds(600.4), options=1,
                        message="for the\r\nmonthly save\n")
    text = op.until("Until")
    like(text, r"Request 1 \([0-9a-f]{8}\): bring a fresh cartridge of type "
         r"LTO_Ultrium\.", "what to bring", op)
    like(text, r"Says +for the\n {18}monthly save$", "what it says", op)
    like(text, r'For .*pool "backup\\daily", program "saver", user root '
         r"\(process 4711\), on tapehost", "for whom", op)
    like(op.line(), r"Answer .*ntmsctl request satisfy [0-9a-f]{8}, or refuse "
         r'[0-9a-f]{8} "WHY"', "how to answer", op)
    like(text, r"Until .*\d\d:\d\d:\d\d, 10 minutes left", "until when", op)
    kernel.delete(one, nl.COMPLETE)
    like(op.until("over"), "Request 1 is over: it is satisfied", "served", op)
    for state, fields, words in (
            (nl.REFUSED, {}, "Request 2 is over: it was refused"),
            (0, {"deadline": in_seconds(-1)},
             "Request 3 is over: its time ran out"),
            (0, {"deadline": in_seconds(3600)},
             "Request 4 is over: who asked waits no longer")):
        which = kernel.insert(**fields)
        op.until("Answer")
        kernel.delete(which, state)
        like(op.until("over"), words, words, op)
    kernel.insert(application="\x1b[2J\r\x07evil\udcff", pool="a\nb")
    text = op.until("For ")
    like(text, r'program "\ufffd\[2J\ufffd\ufffdevil\ufffd"',
         "nobody writes on the terminal what he wants", op)
    like(text, 'pool "a\ufffdb"', "nor begins a line of his own", op)
    tap.ok(op.end() == 0, "a signal ends it well", op)
    tap.ok(kernel.open_now == 0, "and no session was left open")


def test_kinds(kernel):
    """All five kinds, and one that is not known."""
    op = Operator(kernel)
    op.until("Watching")
    for fields, words in (
            ({"kind": nl.CLEANER, "arg1_type": 9, "object": "Robot"},
             "bring a cleaning cartridge for library Robot"),
            ({"kind": nl.DEVICE_SERVICE, "arg1_type": 5, "object": "Drive 1"},
             "look after drive Drive 1"),
            ({"kind": nl.MOVE_MEDIA, "arg1_type": 15, "object": "A00001L6",
              "library": "Robot", "arg2": nl.guid()},
             'bring cartridge A00001L6.*Put it .*library "Robot"'),
            ({"kind": nl.MESSAGE, "arg1_type": 0, "message": "hello"},
             'a message.*Says +hello$'),
            ({"kind": 99}, "something of kind 99")):
        kernel.insert(flags=0, **fields)
        like(op.until("Answer"), words, words, op)
    like(op.seen[-2], "until it is answered", "no call, no end", op)
    tap.ok(op.end() == 0, "and it ends well", op)


def test_submitted(kernel):
    """Requests that no call waits for stay after their answer."""
    kernel.insert(flags=0, state=nl.COMPLETE, finished=1)
    op = Operator(kernel)
    like(op.until("Watching"), "no request is open",
         "what was answered before is history", op)
    one = kernel.insert(flags=0)
    op.until("Answer")
    kernel.update(one, state=nl.ACTIVE)
    kernel.update(one, state=nl.IN_PROGRESS)
    like(op.until("at it"), "Request 1: an operator is at it",
         "somebody is at it", op)
    kernel.update(one, state=nl.REFUSED, answer="not today", finished=1)
    like(op.until("over"), 'it was refused: "not today"',
         "the text of the refusal", op)
    kernel.delete(one)
    two = kernel.insert(flags=0)
    like(op.until("Answer"), "Request 2", "that it goes is no news", op)
    kernel.update(two, state=nl.COMPLETE, finished=1)
    like(op.until("over"), "Request 2 is over: it is satisfied", "satisfied", op)
    tap.ok(op.end() == 0, "and it ends well", op)


def test_again(kernel):
    """What was not enough is asked for again."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    fields = {"pid": 17, "arg1": nl.guid(), "deadline": in_seconds(100)}
    one = kernel.insert(**fields)
    op.event(event="new")
    with kernel.lock:
        kernel.delete(one, nl.COMPLETE)
        kernel.insert(**fields)
        kernel.insert(**{**fields, "pid": 18})
    tap.ok(op.event(event="over")["outcome"] == "satisfied", "satisfied", op)
    tap.ok(op.event(event="new")["request"]["again"] == 1,
           "the same call asks again", op)
    tap.ok(op.event(event="new")["request"]["again"] is None,
           "another one does not", op)
    op.end()


# ---- what programs read

def test_json(kernel):
    """Every member, by name."""
    op = Operator(kernel, "--json")
    tap.ok(op.event(event="watching"), "watching", op)
    created = 1700000000123456789
    one = kernel.insert(deadline=in_seconds(60.9), options=1, message='bring\r\n"it"',
                        uid=4242, created=created)
    event = op.event(event="new")
    request = event["request"] if event else {}
    pool, kind = (kernel.requests[one][key] for key in ("arg1", "media_type"))
    wanted = {
        "id": nl.guid_text(one), "number": 1, "again": None,
        "task": "bring a fresh cartridge of type LTO_Ultrium",
        "kind": "new media", "request_state": "submitted", "of_call": True,
        "new": True, "pool": "backup\\daily",
        "media_type": {"id": nl.guid_text(kind), "name": "LTO_Ultrium"},
        "arg1_kind": "pool",
        "arg1": {"id": nl.guid_text(pool), "name": "backup\\daily"},
        "arg2": None, "application": "saver",
        "user": {"uid": 4242, "name": "4242"},
        "pid": 4711, "host": "tapehost", "created": "2023-11-14T22:13:20.123Z",
        "seconds_left": 60, "finished": None, "message": 'bring\n"it"',
        "answer": None,
    }
    for key, value in wanted.items():
        tap.ok(request.get(key) == value, f"{key} is {value}", request)
    tap.ok(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
                        str(request.get("until"))), "the deadline", request)
    kernel.delete(one, nl.REFUSED)
    event = op.event(event="over")
    tap.ok(event and event["outcome"] == "refused" and
           event["request"]["request_state"] == "refused", "over, and how", event)
    tap.ok(op.end(signal.SIGINT) == 0, "a signal ends it well", op)


def test_once(kernel):
    """What is open now."""
    op = Operator(kernel, "--once")
    tap.ok(op.end(None) == 0, "none: exit status", op)
    like("\n".join(map(str, op.seen)), "no request is open", "none", op)
    for _ in range(2):
        kernel.insert()
    op = Operator(kernel, "--once", "--json")
    tap.ok(op.end(None) == 0, "two: exit status", op)
    numbers = [json.loads(line)["request"]["number"] for line in op.seen
               if line and '"new"' in line]
    tap.ok(numbers == [1, 2], "both, in their order", op)
    kernel.unload()
    op = Operator(kernel, "--once")
    tap.ok(op.end(None) == 3, "no module: exit status", op)


def test_usage(kernel):
    """Wrong calls."""
    for words in (["--nonsense"], ["word"], ["--quiet"], ["-i", "--json"],
                  ["--exec-timeout", "0", "-x", "true"],
                  ["--exec-timeout", "1x", "-x", "true"], ["-x", ""],
                  ["--json", "--quiet", "-x", "true"], ["-i", "--once"]):
        op = Operator(kernel, *words)
        tap.ok(op.end(None) == 2, f"exit status of {' '.join(words)}", op)
    for word, pattern in (("--help", "Usage:"), ("--version", r"\d\.\d")):
        op = Operator(kernel, word)
        tap.ok(op.end(None) == 0, f"exit status of {word}", op)
        like("\n".join(map(str, op.seen)), pattern, f"what {word} says", op)
    kernel.insert()
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([TOOL], stdout=full, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=DEADLINE,
                              check=False, encoding="utf-8",
                              env={**os.environ, "NTMS_TEST_KERNEL": kernel.path})
    tap.ok(done.returncode == 1 and "written" in done.stderr,
           "output that cannot be written", done.stderr)


# ---- losing nothing

def test_module(kernel):
    """The module comes and goes."""
    kernel.unload()
    op = Operator(kernel, "--json")
    tap.ok(op.event(event="no-module"), "it waits for the module", op)
    kernel.load()
    tap.ok(op.event(event="watching"), "and goes on when it is there", op)
    one = kernel.insert()
    op.event(event="new")
    kernel.unload()
    event = op.event(event="over")
    tap.ok(event["request"]["id"] == nl.guid_text(one) and
           event["outcome"] == "unloaded", "requests go with it", event)
    tap.ok(op.event(event="no-module"), "it says so", op)
    with kernel.lock:
        kernel.load()
        two = kernel.insert()
    event = op.event(event="new")
    tap.ok(event["request"]["id"] == nl.guid_text(two),
           "what came with the module is not missed", event)
    tap.ok(op.event(event="watching"), "watching again", op)
    # The controller's word is lost, too.
    with kernel.lock:
        kernel.deaf = True
        kernel.unload()
        kernel.members.pop(nl.NOTIFY_GROUP + 1000, None)
        kernel.load()
        three = kernel.insert()
        kernel.deaf = False
        kernel.broadcast(nl.NOTIFY_GROUP, b"E" + struct.pack("=i", 105))
    event = op.event(event="over")
    tap.ok(event["request"]["id"] == nl.guid_text(two) and
           event["outcome"] == "unloaded", "a reload that nobody heard of", event)
    event = op.event(event="new")
    tap.ok(event["request"]["id"] == nl.guid_text(three), "and what is new", event)
    tap.ok(op.event(event="watching"), "and watching", op)
    kernel.insert()
    tap.ok(op.event(event="new")["request"]["number"] == 4,
           "the new group was joined", op)
    op.end()


def test_overload(kernel):
    """Lost messages: all is looked at again, and compared."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    ids = [kernel.insert() for _ in range(3)]
    while op.event(event="new")["request"]["number"] < 3:
        pass
    with kernel.lock:
        kernel.deaf = True
        kernel.delete(ids[0], nl.COMPLETE)
        kernel.update(ids[1], state=nl.IN_PROGRESS)
        new = kernel.insert()
        gone = kernel.insert()
        kernel.delete(gone)
        brief = kernel.insert(flags=0, state=nl.COMPLETE, finished=5)
        kernel.deaf = False
        kernel.overflow()
    events = []
    while not events or events[-1]["event"] != "lost":
        events.append(json.loads(op.line()))
    found = [(event["event"], event["request"]["id"], event.get("outcome"))
             for event in events[:-1]]
    for wanted in (("changed", nl.guid_text(ids[1]), None),
                   ("new", nl.guid_text(new), None),
                   ("new", nl.guid_text(brief), None),
                   ("over", nl.guid_text(brief), "satisfied"),
                   ("over", nl.guid_text(ids[0]), "gone")):
        tap.ok(wanted in found, f"{wanted[0]} {wanted[2] or ''}", *found)
    tap.ok(len(found) == 5, "and nothing else", *found)
    kernel.dump_error = 12
    kernel.overflow()
    tap.ok(op.event(event="lost"), "a look that fails is tried again", op)
    op.end()


def test_silent(kernel):
    """What the kernel could not say at all is found after a while."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    with kernel.lock:
        kernel.deaf = True
        one = kernel.insert()
        kernel.deaf = False
    event = op.event(event="new")
    tap.ok(event and event["request"]["id"] == nl.guid_text(one),
           "a request without a doorbell is found", op)
    dumps = kernel.counts["dump"]
    info = kernel.counts["info"]
    tap.ok(wait_for(lambda: kernel.counts["info"] > info),
           "it goes on looking at the number", op)
    tap.ok(kernel.counts["dump"] == dumps, "and at nothing else, idle", op)
    op.end()


def test_late(kernel):
    """A request that a look does not find any more ended as its news says, however
    late that comes; if what comes is later news, it never will."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    late, lost, open_still = (kernel.insert() for _ in range(3))
    while op.event(event="new")["request"]["number"] < 3:
        pass
    dumps = kernel.counts["dump"]
    with kernel.lock:
        kernel.delete_quietly(lost, nl.COMPLETE)
        tell = kernel.delete_quietly(late, nl.COMPLETE)
    tap.ok(wait_for(lambda: kernel.counts["dump"] > dumps),
           "all of it is looked at", kernel.counts)
    tell()
    over = {}
    for _ in range(2):
        event = op.event(event="over") or {"request": {"id": ""}}
        over[event["request"]["id"]] = event.get("outcome")
    tap.ok(over.get(nl.guid_text(late)) == "satisfied", "its news is late", over)
    tap.ok(over.get(nl.guid_text(lost)) == "gone", "its news does not come", over)
    kernel.delete(open_still)
    event = op.event(event="over")
    tap.ok(event and event["request"]["id"] == nl.guid_text(open_still) and
           event["outcome"] == "withdrawn", "and nothing else was over", op)
    op.end()


def test_storm(kernel):
    """Many at once: each is told once, and the kernel is not asked for each."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    op.process.send_signal(signal.SIGSTOP)
    ids = {nl.guid_text(kernel.insert()) for _ in range(150)}
    op.process.send_signal(signal.SIGCONT)
    seen = [op.event(event="new")["request"]["id"] for _ in range(150)]
    tap.ok(set(seen) == ids and len(seen) == len(set(seen)),
           "every request is told once", len(set(seen)))
    tap.ok(kernel.counts["get"] < 150, "they were not asked for singly",
           kernel.counts)
    for which in list(kernel.requests):
        kernel.delete(which, nl.COMPLETE)
    over = {op.event(event="over")["request"]["id"] for _ in range(150)}
    tap.ok(over == ids, "and all are over", len(over))
    op.end()
    for _ in range(1000):
        kernel.insert()
    op = Operator(kernel, "--json", "--once")
    tap.ok(op.end(None) == 0, "a dump of many messages", op.said())
    numbers = [json.loads(line)["request"]["number"] for line in op.seen
               if line and '"new"' in line]
    tap.ok(numbers == list(range(1, 1001)), "has all of them", len(numbers))


def test_shapes(kernel):
    """Messages of every wrong shape do no harm."""
    op = Operator(kernel, "--json")
    op.event(event="watching")
    send = kernel.broadcast
    whole = nl.message(kernel.family, nl.REQUEST_EVENT, [
        nl.attr(1, "u64", 1), nl.attr(3, "u32", nl.INSERT),
        nl.attr(4, "u32", 17), nl.attr(5, "guid", nl.guid())])
    with kernel.lock:
        for size in range(1, len(whole)):
            send(kernel.group, b"D" + whole[:size])
            # The header's length fits what is there.
            send(kernel.group, b"D" + struct.pack("=I", size) + whole[4:size])
        for seed in range(0, len(whole)):
            send(kernel.group, b"D" + whole[:seed] + b"\xff" + whole[seed + 1:])
        send(kernel.group, b"D" + nl.message(kernel.family, nl.REQUEST_EVENT, [
            nl.attr(1, "u32", 1), nl.attr(3, "u16", 2), nl.attr(4, "u32", 17),
            nl.attr(5, "u32", 7)]))
    odd = kernel.request_attrs

    def wrong(request):
        if request.get("message") != "wrong":
            return odd(request)
        return [nl.attr(1, "guid", request["id"]), nl.attr(3, "u16", 1),
                nl.attr(21, "u32", 1), nl.attr(10, "u32", 1),
                struct.pack("=HH", 8, 13) + b"abcd", nl.attr(99, "u32", 5)]
    kernel.request_attrs = wrong
    kernel.insert(message="wrong")
    event = op.event(event="new")
    tap.ok(event and event["request"]["pool"] is None and
           event["request"]["until"] is None, "wrong members are left out",
           event, op)
    kernel.insert(message="right")
    event = op.event(event="new")
    tap.ok(event and event["request"]["message"] == "right",
           "the next good one is told", op)
    tap.ok(op.end() == 0, "and it ends well", op)


# ---- hooks

def test_hook(kernel, directory):
    """A program for each event."""
    out = os.path.join(directory, "out")
    mark = os.path.join(directory, "mark")
    path = script(directory, "hook", f"""
echo "begin $# $1 $NTMS_EVENT" >>{out}
env | grep '^NTMS_' | sort >>{out}
[ -t 0 ] || read -r nothing || echo "no input" >>{out}
echo "to our error"
echo end >>{out}
""")
    op = Operator(kernel, "--json", "--exec", path,
                  NTMS_REQUEST_FOREIGN="x", NTMS_OUTCOME="y", KEPT="z")
    op.event(event="watching")
    one = kernel.insert(deadline=in_seconds(60.5), options=1,
                        message=f"$(touch {mark}) `touch {mark}`")
    op.event(event="new")
    kernel.delete(one, nl.REFUSED)
    op.event(event="over")
    tap.ok(wait_for(lambda: read(out).count("end\n") == 3),
           "it was started for each event", read(out), op)
    text = read(out)
    runs = re.findall(r"begin (\d) (\S+) (\S+)", text)
    tap.ok(runs == [("1", event, event) for event in
                    ("watching", "new", "over")], "one after another", runs)
    last = text[text.rindex("begin"):]
    for line in (f"NTMS_REQUEST_ID={nl.guid_text(one)}",
                 "NTMS_REQUEST_NUMBER=1", "NTMS_REQUEST_KIND=new media",
                 "NTMS_REQUEST_STATE=refused", "NTMS_OUTCOME=refused",
                 "NTMS_REQUEST_POOL=backup\\daily",
                 "NTMS_REQUEST_MEDIA_TYPE=LTO_Ultrium", "NTMS_REQUEST_NEW=1",
                 "NTMS_REQUEST_WAITS=1", "NTMS_REQUEST_APPLICATION=saver",
                 "NTMS_REQUEST_USER=root", "NTMS_REQUEST_HOST=tapehost",
                 f"NTMS_REQUEST_MESSAGE=$(touch {mark}) `touch {mark}`",
                 "NTMS_REQUEST_SECONDS_LEFT=60"):
        tap.ok(line in last.splitlines() or
               (line.startswith("NTMS_REQUEST_SEC") and
                "NTMS_REQUEST_SECONDS_LEFT=5" in last), line, last)
    tap.ok("FOREIGN" not in text and "OUTCOME=y" not in text,
           "what others put there is not handed on", text)
    tap.ok(text.count("no input") == 3, "there is nothing to read", text)
    tap.ok(not os.path.exists(mark), "no shell is involved")
    tap.ok(op.said().count("to our error") == 3 and
           not any("to our error" in str(line) for line in op.seen),
           "its output is not in ours", op)
    op.end()


def test_hook_trouble(kernel, directory):
    """Programs that fail, hang, or are not there."""
    out = os.path.join(directory, "trouble")
    path = script(directory, "hang", f"""
echo "$NTMS_REQUEST_NUMBER" >>{out}
[ "$NTMS_REQUEST_NUMBER" = 1 ] || exit 3
trap '' TERM
while :; do sleep 1000; done
""")
    op = Operator(kernel, "--json", "-x", path, "--exec-timeout", "1")
    op.event(event="watching")
    kernel.insert()
    tap.ok(wait_for(lambda: read(out).endswith("1\n")), "it hangs", op)
    kernel.insert()
    tap.ok(op.event(event="new") and op.event(event="new"),
           "what comes meanwhile is told", op)
    tap.ok(wait_for(lambda: read(out).endswith("1\n2\n")),
           "a program that hangs and will not end is ended", read(out), op)
    tap.ok(wait_for(lambda: op.said().count("exit status 3") == 2),
           "one that fails is reported", op)
    like(op.said(), "not done after 1 s", "and one that takes too long", op)
    tap.ok(op.end() == 0, "and it ends well", op)
    op = Operator(kernel, "--json", "-x", os.path.join(directory, "none"))
    tap.ok(wait_for(lambda: "cannot be started" in op.said()),
           "one that is not there is reported", op)
    op.end()
    path = script(directory, "slow", "exec sleep 1000\n")
    op = Operator(kernel, "--json", "-x", path)
    op.event(event="watching")
    started = time.monotonic()
    tap.ok(op.end() == 0 and time.monotonic() - started < 5,
           "the end does not wait for a program", op)
    like(op.said(), "not told any more", "and says what was left", op)
    path = script(directory, "count", f'echo "$1" >>{out}.once\n')
    op = Operator(kernel, "--once", "--quiet", "-x", path)
    tap.ok(op.end(None) == 0 and
           read(out + ".once") == "new\nnew\nwatching\n",
           "--once waits until all were told", read(out + ".once"), op)
    tap.ok(not [line for line in op.seen if line], "--quiet is quiet", op)


# ---- answers

def test_interactive(kernel):
    """What an operator types."""
    op = Operator(kernel, "-i", stdin=True)
    like(op.until("Watching"), 'Type "help"', "it says what to do", op)
    op.type("list")
    like(op.line(), "No request is open", "an empty list", op)
    op.type("done")
    like(op.line(), "No request is open", "nothing to be done", op)
    one = kernel.insert(deadline=in_seconds(90.3))
    like(op.until("Answer"), "Answer +done 1, or refuse 1 TEXT",
         "how to answer", op)
    tap.ok(wait_for(lambda: (one, nl.ACTIVE, "") in kernel.answers),
           "the kernel hears that it was shown", kernel.answers)
    op.type("done")
    like(op.until("over"), "Request 1 is over: it is satisfied",
         "done, with one open", op)
    two, three = kernel.insert(), kernel.insert(deadline=in_seconds(3600))
    op.until("done 3")
    op.type("  refuse  no tapes")
    like(op.line(), "Which one", "it has to be said which one", op)
    op.type("refuse 2")
    like(op.line(), "Say why", "and why", op)
    op.type("list")
    like(op.line(), r'^ +2  bring a cartridge of type LTO_Ultrium, for pool '
         r'"backup\\daily" \(no limit\)', "the list: the first", op)
    like(op.line(), r"^ +3 .*\(1 hour left\)|59 minutes", "and the second", op)
    op.type("take 3")
    like(op.until("at it"), "Request 3: an operator is at it", "at it", op)
    op.type("refuse 2 no tapes  until Monday ")
    like(op.until("over"), 'Request 2 is over: it was refused: "no tapes  until '
         'Monday"', "refused, with the text", op)
    tap.ok((two, nl.REFUSED, "no tapes  until Monday") in kernel.answers,
           "which the kernel has", kernel.answers)
    op.type("done 2")
    like(op.line(), "No request 2 is open", "over is over", op)
    with kernel.lock:       # it ends, and nobody has told us yet
        kernel.deaf = True
        kernel.delete(three, nl.COMPLETE)
        kernel.deaf = False
    op.type("done 3")
    like(op.line(), "Too late: nobody waits for request 3", "too late", op)
    kernel.overflow()
    op.until("Messages were lost")
    four = kernel.insert(flags=0)
    op.until("Answer")
    wait_for(lambda: (four, nl.ACTIVE, "") in kernel.answers)
    op.type("list")     # whose answer comes when all doorbells were heard
    op.line()
    with kernel.lock:
        kernel.deaf = True
        kernel.update(four, state=nl.COMPLETE)
        kernel.deaf = False
    op.type("refuse 4 no")
    like(op.line(), "Too late: request 4 was answered already",
         "somebody was first", op)
    op.type("refuse 4 " + "x" * 300)
    like(op.line(), "too long: 255 bytes", "a text that is too long", op)
    op.type("dance \x1b[2J")
    like(op.line(), 'no command "dance"', "an unknown command", op)
    op.type("show 4\n")
    like(op.until("Answer"), r"Request 4 \(.*\): bring", "one in full", op)
    op.type("help")
    like(op.until("left out"), "refuse .*quit", "help", op)
    op.type("x" * 5000)
    like(op.line(), "too long", "a line without an end", op)
    op.line()
    op.type("quit")
    tap.ok(op.end(None) == 0, "quit", op)
    tap.ok(kernel.open_now == 0, "no session was left open")
    op = Operator(kernel, "-i", stdin=True)
    op.until("Watching")
    op.process.stdin.close()
    tap.ok(op.end(None) == 0, "the end of the input", op)
    kernel.unload()
    op = Operator(kernel, "-i", stdin=True)
    like(op.until("waiting"), "not loaded", "without a module", op)
    op.type("done")
    like(op.line(), "No request is open", "it still listens", op)
    op.type("quit")
    op.end(None)


# ---- advice

def header(which, kind, name, enabled=1, state=0):
    return (which + struct.pack("=IIIIQQ", kind, enabled, state, 0, 0, 0) +
            name.encode().ljust(192, b"\0") + bytes(384))


def library(which, name, media_type, ports, new_media=2, **more):
    info = header(which, 9, name, **more)
    info += struct.pack("=IIIIQII", 2, 0, new_media, 2, 1, 0, 0) + media_type
    info += struct.pack("=IIIIIIIIII", 1, 0, 8, 1, ports, 100, 1, 200, 0, 0)
    return 9, info + struct.pack("=IIIIQ", 0, 0, 0, 0, 0) + bytes(64 + 16 + 24 + 8 + 64)


def medium(which, barcode, media_type, flags):
    info = header(which, 15, barcode) + bytes(48) + media_type
    return 15, info + struct.pack("=IIII", 0, flags, 1, 0) + bytes(32) + \
        barcode.encode().ljust(64, b"\0")


def port(which, content):
    return 8, header(which, 8, "port") + bytes(32) + \
        struct.pack("=IIIIII", 0, 0, content, 0, 0, 0)


def test_advice(kernel):
    """Where to put it, and which."""
    kind, other, pool, free = (nl.guid() for _ in range(4))
    robots = [nl.guid() for _ in range(4)]
    ports = [nl.guid() for _ in range(3)]
    root, unknown = nl.guid(), nl.guid()
    media = {name: nl.guid() for name in ("S1", "S2", "I1", "W1", "U1")}
    kernel.objects = {
        robots[0]: library(robots[0], "Robot", kind, 3),
        robots[1]: library(robots[1], "Optical", other, 3),
        robots[2]: library(robots[2], "Absent", kind, 3, state=21),
        robots[3]: library(robots[3], "Closet", bytes(16), 0),
        ports[0]: port(ports[0], 1), ports[1]: port(ports[1], 2),
        ports[2]: port(ports[2], 2),
        media["S1"]: medium(media["S1"], "S1", kind, 0),
        media["S2"]: medium(media["S2"], "S2", kind, 0),
        media["I1"]: medium(media["I1"], "I1", kind, 1),
        media["W1"]: medium(media["W1"], "W1", other, 0),
        media["U1"]: medium(media["U1"], "U1", kind, 1),
        "unrecognized": root,
    }
    kernel.lists = {
        (9, bytes(16)): robots, (8, robots[0]): ports,
        (15, pool): [media["S1"], media["I1"], media["W1"]],
        (15, free): [media["S2"]], (12, root): [unknown],
    }

    def why(data):
        # flags at 12, free behind result and obstacle
        return data[:12] + struct.pack("=I", 1) + data[16:72] + free + data[88:]
    kernel.why = why
    op = Operator(kernel)
    op.until("Watching")
    fields = {"arg1": pool, "media_type": kind}
    kernel.insert(**fields)
    text = op.until("Answer")
    like(text, r'Put it +into a port of library "Robot" \(3 ports, 2 empty\), or '
         r'into a slot of library "Closet", which has no port', "where to put it", op)
    tap.ok("Optical" not in text and "Absent" not in text,
           "not where it does not fit, nor in what is not there", text)
    like(text, r"Shelf +S1 or S2$", "what is on the shelf", op)
    like(text, r"Then +if it was never here before: .*move BARCODE free$",
         "what a new one needs", op)
    kernel.lists[(15, unknown)] = [media["U1"]]
    kernel.insert(**fields)
    like(op.until("Answer"), r"Or +take U1, not known yet; .*move U1 free$",
         "what is there and only has to be freed", op)
    ids = [kernel.insert(**fields) for _ in range(30)]
    text = op.until("satisfy " + nl.guid_text(ids[-1])[:8])
    tap.ok(text and text.count("Put it") <= 20 and text.count("Request ") == 30,
           "of many at once all are told, and few advised", text)
    # It counts in seconds of this clock.
    wait_for(lambda now=int(time.monotonic()): int(time.monotonic()) > now)
    kernel.lists[(9, bytes(16))] = robots * 3
    kernel.lists[(15, pool)] = [media["S1"]] * 7
    kernel.insert(**fields)
    like(op.until("Answer"), r"Shelf +S1, S1, S1, S1 or 4 more", "a long list", op)
    tap.ok(op.end() == 0 and kernel.open_now == 0, "and it ends well", op)


def main():
    with tempfile.TemporaryDirectory(prefix="ntms-op-") as directory:
        for name, test in list(globals().items()):
            if not name.startswith("test_") or \
                    (len(sys.argv) > 2 and name not in sys.argv[2:]):
                continue
            print(f"# {test.__doc__}".replace("\n", " "))
            kernel = nl.Kernel(os.path.join(directory, name))
            kernel.load()
            try:
                if "directory" in test.__code__.co_varnames[
                        :test.__code__.co_argcount]:
                    test(kernel, directory)
                else:
                    test(kernel)
            except Exception as error:  # pylint: disable=broad-except
                tap.ok(False, f"{name} went through", repr(error))
            kernel.close()
    return tap.end()


sys.exit(main())
