#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsctl's numbers, read from directories made as the module makes them. Prints
TAP.

usage: ctl-stats.py DIRECTORY-OF-TEST-PROGRAMS SOURCE-OF-THE-MODULE
"""

import json
import os
import re
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from ctltest import Fake, Tap  # noqa: E402

tap = Tap()
fake = Fake(sys.argv[1], tap)
ok = tap.ok
ctl, fails, as_json, complete = fake.ctl, fake.fails, fake.as_json, fake.complete

SYSFS = "/sys/class/misc/ntms"
STATS = os.path.join(fake.work, "stats")


def module_has():
    """The names of the files that the module makes."""
    with open(os.path.join(sys.argv[2], "sysfs.c"), encoding="utf-8") as file:
        return re.findall(r"^\tNTMS_\w+\((\w+), NTMS_", file.read(),
                          re.MULTILINE)


def write(name, text):
    """A file, whole at any time, as in sysfs."""
    path = os.path.join(fake.work, "new")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    os.rename(path, os.path.join(STATS, name))


def fill(values):
    """A directory with these numbers and no others."""
    os.makedirs(STATS, exist_ok=True)
    for name in os.listdir(STATS):
        os.remove(os.path.join(STATS, name))
    for name, value in values.items():
        write(name, f"{value}\n")


def shown(text):
    """The lines of a list, as a dict of their labels by heading; all headings."""
    found, heading = {}, None
    for line in text.splitlines():
        if line.startswith("  "):
            label, value = re.fullmatch(r"  (\S.*?\S)  +(\S.*)", line).groups()
            found[heading, label] = value
        elif line:
            heading = line
    return found


def stats(*words):
    return ctl("stats", "--from", STATS, *words)


def test_all():
    values = {name: 1000 + i for i, name in enumerate(module_has())}
    ok(len(values) > 30, "the module has numbers", values)
    fill(values)
    ok(as_json(stats("--json"), "all") == values, "as JSON all of them")
    result = stats()
    lines = shown(result.out)
    ok(result.code == 0 and len(lines) == len(values) and
       not any(heading == "Others" for heading, _ in lines),
       "as text, too, and each has words of its own", result)
    ok(all(line == line.rstrip() for line in result.out.splitlines()) and
       len({len(line) for line in result.out.splitlines()
            if line.startswith("  ")}) == 1, "the numbers end in one column",
       result)
    for heading, label, name in (
            ("Calls", "calls that failed", "calls_failed_total"),
            ("Waiting for cartridges", "allocations that wait now", "waits"),
            ("Waiting for cartridges", "were served", "waits_served_total"),
            ("Libraries", "inventories", "inventories_total"),
            ("Journal", "were refused", "journal_refused_total"),
            ("Messages to listeners", "dropped", "messages_dropped_total"),
            ("Objects", "cartridges", "media")):
        ok(lines[heading, label] == str(values[name]), f"{heading}: {label}",
           result)


def test_words():
    fill({"waits_ms_total": 61007, "journal_attached": 0, "media": 2**64 - 1})
    lines = shown(stats().out)
    ok(lines["Waiting for cartridges", "time that they waited"] == "61.007 s",
       "time is told in seconds", lines)
    ok(lines["Journal", "attached"] == "no", "no journal is one that is not", lines)
    ok(lines["Objects", "cartridges"] == str(2**64 - 1), "the largest number",
       lines)
    ok({heading for heading, _ in lines} ==
       {"Waiting for cartridges", "Journal", "Objects"},
       "there are no headings of nothing", lines)
    fill({"journal_attached": 1, "zebras": 3, "apes_total": 4})
    result = stats()
    lines = shown(result.out)
    ok(lines["Journal", "attached"] == "yes", "a journal is attached", lines)
    ok(lines["Others", "zebras"] == "3" and lines["Others", "apes_total"] == "4",
       "what a newer module counts is shown by its name", lines)
    ok(list(as_json(stats("--json"), "what is unknown")) ==
       ["apes_total", "journal_attached", "zebras"], "JSON is in order")


def test_wrong():
    for text in ("", "x\n", "12", "12 \n", "-\n"):
        fill({"media": 1})
        write("pools", text)
        result = stats()
        ok(result.code == 1 and not result.out and
           f"{STATS}/pools: it is no number." in result.err,
           f"{text!r} is no number", result)
    fill({})
    os.mkdir(os.path.join(STATS, "pools"))
    fails(1, ("stats", "--from", STATS), "stats/pools: Is a directory")
    os.rmdir(os.path.join(STATS, "pools"))
    fails(1, ("stats", "--from", STATS + "/nowhere"), "No such file")
    result = stats("--json")
    ok(as_json(result, "nothing") == {}, "an empty directory is empty", result)
    for words, pattern in (
            (("--watch", "0"), "number of seconds, 1 to 86400"),
            (("--watch", "86401"), "number of seconds"),
            (("--watch", "1s"), "number of seconds"),
            (("--watch",), "needs a value"),
            (("extra",), "one word too many")):
        fails(2, ("stats", *words), pattern)
    if not os.path.exists(SYSFS):
        fails(3, ("stats",), "not loaded", "modprobe ntms")
    elif not os.path.exists(SYSFS + "/stats"):
        fails(1, ("stats",), "has no statistics")


def end(run):
    run.terminate()
    run.communicate(timeout=60)


def test_watch():
    fill({"media": 5, "allocations_total": 100, "waits_ms_total": 2000})
    run = fake.start("stats", "--watch", "1", "--from", STATS, "--json")
    first = json.loads(run.stdout.readline())
    ok(first == {"media": 5, "allocations_total": 0, "waits_ms_total": 0},
       "what does not change is watched", first)
    write("allocations_total", "107\n")
    write("media", "4\n")
    line, grown = {}, 0
    for _ in range(20):
        line = json.loads(run.stdout.readline())
        grown += line["allocations_total"]
        if grown and line["media"] == 4:
            break
    ok(grown == 7 and line["media"] == 4,
       "a change is shown once, and how things are each time", line)
    # The module was loaded anew.
    write("allocations_total", "3\n")
    for _ in range(20):
        line = json.loads(run.stdout.readline())
        if line["allocations_total"]:
            break
    ok(line["allocations_total"] == 3, "what begins anew begins with nothing", line)
    os.rename(STATS, STATS + ".gone")
    result = fake.end(run)
    ok(result.code == 1 and "No such file" in result.err,
       "it ends when there is nothing more to read", result)


def test_watch_text():
    fill({"waits": 1, "waits_total": 9, "waits_ms_total": 1500})
    run = fake.start("stats", "--watch", "1", "--from", STATS)
    lines = []
    while not any("time that they waited" in line for line in lines):
        lines.append(run.stdout.readline())
    end(run)
    ok(re.fullmatch(r"---- in 1 s, until [-0-9T:+]+\n", lines[1]),
       "each interval says when it ended", lines)
    found = shown("".join(lines[2:]))
    ok(found["Waiting for cartridges", "allocations that wait now"] == "1" and
       found["Waiting for cartridges", "began to wait"] == "+0" and
       found["Waiting for cartridges", "time that they waited"] == "+0.000 s",
       "what is counted has a sign", found)
    with open("/dev/full", "w", encoding="ascii") as full:
        run = fake.start("stats", "--watch", "1", "--from", STATS, stdout=full)
        result = fake.end(run)
    ok(result.code == 1 and "could not be written" in result.err,
       "it ends when nobody can read it", result)


def test_completion():
    ok(complete("stats", "--") == ["--watch", "--from", "--json", "--help"],
       "completion offers its options")
    ok("stats" in complete("st"), "and the command")


def main():
    for test in (test_all, test_words, test_wrong, test_watch, test_watch_text,
                 test_completion):
        test()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
