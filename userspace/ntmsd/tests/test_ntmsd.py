#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ntmsd against a module of our own. TAP.

usage: test_ntmsd.py DIRECTORY-OF-THE-TEST-PROGRAMS
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests"))
# pylint: disable=wrong-import-position,wildcard-import,unused-wildcard-import
from module import *        # noqa: E402,F403
from ctltest import Tap     # noqa: E402

PROGRAMS = sys.argv[1]
tap = Tap()


@contextlib.contextmanager
def scene():
    """A directory with a module that listens."""
    with tempfile.TemporaryDirectory(prefix="ntmsd-") as directory:
        module = Module(directory)
        yield directory, module
        module.listener.close()


def start(directory, *words, **more):
    return Daemon(PROGRAMS, directory, *words, **more)


def stored(directory):
    """Objects in the database, as (kind, number), in the order of a load; those
    of records that are not carried to them yet come last."""
    with contextlib.closing(sqlite3.connect(
            os.path.join(directory, "catalog.db"))) as database:
        objects = list(database.execute(
            "SELECT type, id FROM object ORDER BY place"))
        for (entries,) in database.execute(
                "SELECT entries FROM record WHERE at >"
                " (SELECT carried FROM meta) ORDER BY at"):
            for kind, ident, gone in entries_in(entries):
                if gone and (kind, ident) in objects:
                    objects.remove((kind, ident))
                elif not gone and (kind, ident) not in objects:
                    objects.append((kind, ident))
    return [(kind, int.from_bytes(ident[:4], "little"))
            for kind, ident in objects]


def fill(attached, first=1, *, more=()):
    """A whole catalog: a computer and a pool, and what else there is."""
    attached.send(record(BEGIN, first),
                  record(OBJECTS, first + 1, entry(COMPUTER, 1, image()),
                         pool(2, "p"), *more),
                  record(END, first + 2))
    return attached.answers(first + 2)


def made(directory, module, *, more=()):
    """A database with a whole catalog, made by an ntmsd that has ended."""
    daemon = start(directory)
    _, attached = module.attached()
    fill(attached, more=more)
    daemon.end()
    attached.close()


def test_batches():
    with scene() as (directory, module):
        daemon = start(directory)
        computer, attached = module.attached()
        tap.ok(computer == NULL, "who has no catalog says so")
        acknowledged, refused = fill(attached)
        tap.ok(acknowledged[-1] == 3 and not refused, "all is acknowledged",
               acknowledged, refused)
        tap.ok(stored(directory) == [(COMPUTER, 1), (POOL, 2)],
               "and is there when it is", stored(directory))
        # As one write they are one transaction, with one answer.
        attached.send(*(record(CHANGE, n, pool(n, "x"))
                        for n in range(4, 504)))
        acknowledged, refused = attached.answers(503)
        tap.ok(len(acknowledged) < 100 and not refused,
               "what can be read at once is stored at once", acknowledged)
        tap.ok(len(stored(directory)) == 502, "all of it")
        attached.send(record(CHANGE, 504, entry(POOL, 2, gone=True)))
        attached.answers(504)
        tap.ok((POOL, 2) not in stored(directory), "what is deleted goes")
        daemon.process.send_signal(signal.SIGHUP)
        attached.send(record(FACT, 505, pool(2, "y")))
        tap.ok(attached.answers(505)[0] == [505], "SIGHUP is nothing")
        attached.send(record(CHANGE, 506, pool(3, "last")))
        status = daemon.end()
        data, kinds = attached.next(), []
        while data:
            kinds.append(RECORD.unpack_from(data)[1:3])
            data = attached.next()
        tap.ok(status == 0 and kinds == [(ACKNOWLEDGE, 506), (DETACH, 0)],
               "SIGTERM: what was there is stored, then it leaves in order",
               status, kinds, *daemon.said)
        tap.ok((POOL, 3) in stored(directory), "and is there")
        for suffix in ("", ".lock"):
            mode = os.stat(daemon.database + suffix).st_mode & 0o777
            tap.ok(mode == 0o600, f"nobody else may read catalog.db{suffix}",
                   oct(mode))


def test_load():
    child = pool(5, "child")
    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        # In an order in which nothing could be loaded.
        attached.send(
            record(BEGIN, 1),
            record(OBJECTS, 2, attribute(SIDE, 7, "a", b"1"),
                   entry(LOGICAL, 9, b"l"), entry(MEDIUM, 8, b"b" * 70000),
                   entry(MEDIUM, 7, b"m"), child, pool(4, "mother"),
                   pool(3, "grandmother"), entry(DRIVE, 11, b"d")),
            record(OBJECTS, 3, entry(LIBRARY, 10, b"l"),
                   entry(ACL, 7, b"r" * 16, what=ACL), entry(TYPE, 12, b"t"),
                   entry(COMPUTER, 1, image())),
            record(CHANGE, 4, pool(5, "child", 4), pool(4, "mother", 3)),
            record(END, 5, sequence=99))
        attached.answers(5)
        daemon.end()
        daemon = start(directory)
        computer, attached = module.attached(LOAD)
        tap.ok(computer == guid(1), "it says whose catalog it has")
        entries, sequence, sizes = attached.loaded()
        order = [number for _, number, _, _ in entries]
        tap.ok(order == [1, 12, 10, 11, 3, 4, 5, 8, 7, 9, 7, 7],
               "objects come after what they need", order)
        tap.ok([what for _, _, _, what in entries[-2:]] == [ACL, ATTRIBUTE],
               "then rights, then attributes", entries[-2:])
        tap.ok(sequence == 99, "the highest number is told", sequence)
        tap.ok(max(sizes) <= 1 << 20, "no record is too long", sizes)
        # And it goes on with numbers that begin again.
        attached.send(record(CHANGE, 1, pool(2, "p"), sequence=100))
        tap.ok(attached.answers(1)[0] == [1], "then it serves")
        tap.ok(daemon.end() == 0, "and ends", *daemon.said)


def test_many():
    """100,000 objects, in records of their size."""
    count, each = 100000, 1000
    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        attached.send(record(BEGIN, 1),
                      record(OBJECTS, 2, entry(COMPUTER, 1, image())))
        number = 2
        for first in range(1000, 1000 + count, each):
            number += 1
            attached.send(record(OBJECTS, number, *(
                entry(MEDIUM, n, b"m" * 280)
                for n in range(first, first + each))))
        attached.send(record(END, number + 1))
        attached.answers(number + 1)
        daemon.end()
        daemon = start(directory)
        _, attached = module.attached(LOAD)
        before = time.monotonic()
        entries, sequence, sizes = attached.loaded()
        took = time.monotonic() - before
        tap.ok(len(entries) == count + 1 and sequence == number + 1,
               "100,000 objects are loaded", len(entries), sequence)
        tap.ok(max(sizes) > 1000000, "in records as long as may be", max(sizes))
        memory = daemon.memory()
        # The sanitizers have half of it.
        tap.ok(memory < 256, "with less than 256 MiB of memory", memory)
        print(f"# {took:.1f} s, {memory:.0f} MiB with sanitizers")
        daemon.end()


def test_generations():
    with scene() as (directory, module):
        made(directory, module, more=(pool(3, "goes"), pool(4, "stays")))
        daemon = start(directory)
        computer, attached = module.attached()
        tap.ok(computer == guid(1), "it comes back with its catalog")
        # A record that was read before and not acknowledged comes first.
        attached.send(record(CHANGE, 4, pool(5, "again")),
                      record(BEGIN, 5),
                      record(OBJECTS, 6, entry(COMPUTER, 1, image()),
                             pool(4, "stays")))
        tap.ok(attached.answers(6)[0][-1] == 6,
               "what comes is acknowledged as it comes")
        tap.ok((POOL, 3) in stored(directory), "nothing goes before the end")
        attached.send(record(CHANGE, 7, pool(6, "new")),
                      record(OBJECTS, 8, pool(5, "again")),
                      record(END, 9))
        attached.answers(9)
        tap.ok(stored(directory) == [(COMPUTER, 1), (POOL, 4), (POOL, 5),
                                     (POOL, 6)],
               "then what did not come goes", stored(directory))
        daemon.end()


def test_refusals():
    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        fill(attached)
        daemon.fault("full")
        attached.send(record(CHANGE, 4, pool(4, "x")),
                      record(CHANGE, 5, pool(5, "x")))
        acknowledged, refused = attached.answers(5)
        tap.ok(refused == {4: FULL, 5: FULL}, "a full disk: refused",
               acknowledged, refused)
        daemon.fault(None)
        attached.send(record(CHANGE, 6, pool(6, "x")))
        tap.ok(attached.answers(6) == ([6], {}), "with room it goes on")
        tap.ok(stored(directory)[1:] == [(POOL, 2), (POOL, 6)],
               "what was refused is not there", stored(directory))

        daemon.fault("full")
        attached.send(record(FACT, 7, pool(7, "x")),
                      record(CHANGE, 8, pool(8, "x")))
        tap.ok(attached.refusal() == (8, FULL),
               "a fact that does not fit is not acknowledged")
        attached.send(record(CHANGE, 9, pool(9, "x")))
        tap.ok(attached.refusal() == (9, FULL), "nor what comes after it")
        tap.ok(daemon.until("is full.*make some"), "what to do is said",
               *daemon.said)
        daemon.fault(None)
        tap.ok(attached.next() is None, "with room all is asked for again")
        _, attached = module.attached()
        attached.send(record(FACT, 7, pool(7, "x")))
        fill(attached, 10, more=(pool(7, "x"),))
        tap.ok(stored(directory)[1:] == [(POOL, 2), (POOL, 7)],
               "and is there", stored(directory))

        for how in ("error", "sync"):
            daemon.fault(how)
            attached.send(record(CHANGE, 40, pool(40, "x")))
            tap.ok(attached.refusal() == (40, FAILURE),
                   f"{how}: a disk that fails: refused")
            tap.ok(daemon.until("cannot be written.*see ntmsd"),
                   "what to do is said", *daemon.said)
            daemon.fault(None)
            tap.ok(daemon.until("works again"), "it goes on by itself")
            while attached.next():
                pass
            _, attached = module.attached()
            fill(attached, 41, more=(pool(21, "x"),))
            tap.ok((POOL, 40) not in stored(directory),
                   "and what was refused is not there", stored(directory))
        tap.ok(daemon.end() == 0, "all in one life", *daemon.said)


def test_full():
    """It is said once that changes are refused, and once that they are not."""
    def count(daemon, words):
        return sum(words in line for line in daemon.said)

    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        fill(attached)
        number = 4
        for times in (1, 2):
            daemon.fault("full")
            for _ in range(3):
                attached.send(record(CHANGE, number, pool(number, "x")))
                tap.ok(attached.answers(number)[1] == {number: FULL},
                       "a full disk: refused")
                number += 1
            tap.ok(daemon.until("is full.*make some"), "what to do is said",
                   *daemon.said)
            daemon.fault(None)
            for _ in range(2):
                attached.send(record(CHANGE, number, pool(number, "x")))
                tap.ok(attached.answers(number) == ([number], {}),
                       "with room it is stored")
                number += 1
            tap.ok(daemon.until("has room again"), "which is said, too",
                   *daemon.said)
            tap.ok(count(daemon, "is full") == times and
                   count(daemon, "has room") == times, "each of them once",
                   *daemon.said)
        daemon.fault("small")
        attached.send(record(CHANGE, number, entry(MEDIUM, 9, b"b" * 400000)))
        tap.ok(attached.answers(number)[1] == {number: FULL},
               "what is large does not fit")
        attached.send(record(CHANGE, number + 1, pool(9, "x")))
        tap.ok(attached.answers(number + 1)[0] == [number + 1],
               "what is small does")
        number += 2
        attached.send(record(CHANGE, number, entry(MEDIUM, 9, b"b" * 400000)))
        tap.ok(attached.answers(number)[1] == {number: FULL},
               "what is large does not still")
        daemon.fault(None)
        number += 1
        attached.send(record(CHANGE, number, entry(MEDIUM, 9, b"b" * 400000)))
        tap.ok(attached.answers(number)[0] == [number],
               "with room what is large does, too")
        tap.ok(daemon.until("has room again") and daemon.end() == 0,
               "all in one life", *daemon.said)
        while daemon.until("."):
            pass
        tap.ok(count(daemon, "is full") == 3 and count(daemon, "has room") == 3,
               "what is small does not tell that there is room", *daemon.said)


def test_replaced():
    """A database that is removed, or becomes another, under its owner."""
    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        fill(attached)
        os.unlink(daemon.database)
        attached.send(record(CHANGE, 4, pool(4, "x")))
        tap.ok(attached.next() is None,
               "removed: nothing is acknowledged, all is asked for again",
               *daemon.said)
        computer, attached = module.attached()
        tap.ok(computer == NULL, "for a new one")
        fill(attached, 5, more=(pool(4, "x"),))
        tap.ok(stored(directory) == [(COMPUTER, 1), (POOL, 2), (POOL, 4)],
               "which has all of it", stored(directory))

        with scene() as (elsewhere, another):
            daemon_there = start(elsewhere)
            _, there = another.attached()
            there.send(record(BEGIN, 1), record(OBJECTS, 2, entry(
                COMPUTER, 9, image())), record(END, 3))
            there.answers(3)
            daemon_there.end()
            os.rename(daemon.database, daemon.database + ".mine")
            with open(daemon_there.database, "rb") as theirs, open(
                    daemon.database, "wb") as file:
                file.write(theirs.read())
        attached.send(record(CHANGE, 20, pool(20, "x")))
        tap.ok(attached.refusal() == (20, FAILURE)
               and daemon.until("of another computer"),
               "replaced by another's: refused", *daemon.said)
        tap.ok(daemon.until("does not work yet")
               and daemon.until("does not work yet"),
               "however often it is looked at", *daemon.said)
        os.rename(daemon.database + ".mine", daemon.database)
        tap.ok(daemon.until("works again"), "the right one: it goes on")
        while attached.next():
            pass
        computer, attached = module.attached()
        tap.ok(computer == guid(1), "with its own catalog")
        fill(attached, 21, more=(pool(4, "x"), pool(21, "x")))
        tap.ok(stored(directory)[-1] == (POOL, 21)
               and (POOL, 20) not in stored(directory), "as if nothing had been",
               stored(directory))
        tap.ok(daemon.end() == 0, "all in one life", *daemon.said)


def test_ends_while_failing():
    with scene() as (directory, module):
        daemon = start(directory)
        _, attached = module.attached()
        fill(attached)
        daemon.fault("error")
        attached.send(record(FACT, 4, pool(4, "x")))
        daemon.until("cannot be written")
        tap.ok(daemon.end() == 0, "it can be ended when nothing works")
        tap.ok(attached.next() is None,
               "but does not take its leave: others will be told")


def test_deaths():
    for point, there in (("read", False), ("stored", False),
                         ("committed", True), ("acknowledge", True)):
        with scene() as (directory, module):
            made(directory, module)
            daemon = start(directory, point=point)
            _, attached = module.attached()
            change = {"sequence": 4, "when": time.time_ns()}
            attached.send(record(CHANGE, 4, pool(4, "x"), **change))
            answered = attached.next()
            status = daemon.wait()
            tap.ok(status == -signal.SIGKILL and not answered,
                   f"{point}: killed before it answers", status, answered)
            tap.ok(((POOL, 4) in stored(directory)) == there,
                   "what was committed is there", stored(directory))
            daemon = start(directory)
            _, attached = module.attached()
            attached.send(record(BEGIN, 5),
                          record(CHANGE, 6, pool(4, "x"), **change))
            tap.ok(attached.answers(6) == ([6], {}),
                   "it comes again, with another number")
            fill(attached, 7, more=(pool(4, "x"),))
            tap.ok(stored(directory) == [(COMPUTER, 1), (POOL, 2), (POOL, 4)],
                   "and is there once", stored(directory))
            with contextlib.closing(sqlite3.connect(daemon.database)) as base:
                events = base.execute("SELECT count(*) FROM record WHERE"
                                      " sequence = 4").fetchone()[0]
            tap.ok(events == 1, "and once in the history", events)
            daemon.end()
    with scene() as (directory, module):
        made(directory, module)
        daemon = start(directory, point="loading")
        _, attached = module.attached(LOAD)
        _, sequence, _ = attached.loaded()
        tap.ok(sequence is None and daemon.wait() == -signal.SIGKILL,
               "killed while it loads")
        daemon = start(directory)
        _, attached = module.attached(LOAD)
        entries, sequence, _ = attached.loaded()
        tap.ok(len(entries) == 2 and sequence == 3, "it loads again",
               entries, sequence)
        daemon.end()


def test_module_goes():
    with scene() as (directory, module):
        made(directory, module)
        module.stop()
        daemon = start(directory)
        tap.ok(daemon.until("not loaded; it is waited for"),
               "a module that is not there is waited for", *daemon.said)
        module.start()
        _, attached = module.attached(LOAD)
        tap.ok(attached.loaded()[1] == 3, "and loaded when it comes")
        module.stop()
        attached.close()
        tap.ok(daemon.until("the journal is gone"), "it goes", *daemon.said)
        module.start()
        _, attached = module.attached(LOAD)
        tap.ok(attached.loaded()[1] == 3, "and comes again")
        tap.ok(daemon.end() == 0, "in one life", *daemon.said)


def test_ends():
    """What it ends with, and what it says then."""
    with scene() as (directory, module):
        made(directory, module)
        daemon = start(directory)
        computer = module.refuse(ERRNO[NOT_EMPTY], NOT_EMPTY)
        tap.ok(computer == guid(1) and daemon.wait() == 5
               and any("modprobe -r ntms" in line for line in daemon.said)
               and any("mv " in line for line in daemon.said),
               "another catalog: 5, and both ways out", *daemon.said)
        daemon = start(directory)
        module.refuse(ERRNO[ACCESS_DENIED], ACCESS_DENIED)
        tap.ok(daemon.wait() == 1 and "CAP_SYS_ADMIN" in daemon.said[-1],
               "not allowed: 1", *daemon.said)
        daemon = start(directory)
        module.refuse(errno.ENOTTY, 0)
        tap.ok(daemon.wait() == 1 and "no journal" in daemon.said[-1],
               "an old module: 1", *daemon.said)

        daemon = start(directory)
        module.refuse(ERRNO[BUSY], BUSY)
        _, attached = module.attached()
        tap.ok(attached, "somebody else is attached: tried again")
        other = start(directory)
        tap.ok(other.wait() == 3 and "in use" in other.said[-1],
               "a second one: 3", *other.said)
        fill(attached)
        daemon.end()

        with open(daemon.database, "r+b") as file:
            file.seek(100)
            file.write(b"\xff" * 8000)
        daemon = start(directory)
        tap.ok(daemon.wait() == 4 and any("catalog import" in line
                                          for line in daemon.said),
               "a damaged database: 4, and the ways out", *daemon.said)
        with contextlib.closing(sqlite3.connect(daemon.database + "x")) as base:
            base.execute("PRAGMA user_version = 99")
            base.execute("PRAGMA application_id = 1853123955")
        daemon = start(directory, "--database", daemon.database + "x")
        tap.ok(daemon.wait() == 6 and "newer" in daemon.said[-1],
               "a newer one's database: 6", *daemon.said)


def test_import():
    """What ntmsctl puts beside it is taken when the module has nothing."""
    with scene() as (directory, module):
        made(directory, module, more=(pool(9, "imported"),))
        path = os.path.join(directory, "catalog.db")
        os.rename(path, path + ".next")
        daemon = start(directory)
        _, attached = module.attached()
        tap.ok(daemon.until("becomes the database"),
               "where there is no database it is taken at once", *daemon.said)
        attached.close()
        daemon.end()
        tap.ok((POOL, 9) in stored(directory), "which it is")

        os.rename(path, path + ".next")
        made_elsewhere = path + ".next"
        with open(made_elsewhere, "rb") as file:
            kept = file.read()
        os.rename(made_elsewhere, path + ".kept")
        made(directory, module, more=(pool(8, "present"),))
        with open(made_elsewhere, "wb") as file:
            file.write(kept)
        daemon = start(directory)
        _, first = module.attached()
        _, attached = module.attached()
        fill(attached, 10, more=(pool(8, "present"),))
        tap.ok(daemon.until("an import waits"),
               "while the module has a catalog it waits", *daemon.said)
        tap.ok((POOL, 8) in stored(directory) and os.path.exists(
            made_elsewhere), "and nothing is changed")
        first.close()
        daemon.end()

        daemon = start(directory)
        _, attached = module.attached(LOAD)
        entries, _, _ = attached.loaded()
        tap.ok([number for _, number, _, _ in entries] == [1, 2, 9],
               "a module that has none is given it", entries)
        tap.ok(not os.path.exists(made_elsewhere) and os.path.exists(
            path + ".old"), "and what was there is kept")
        daemon.end()


def test_usage():
    for words, status in ((["--help"], 0), (["--version"], 0),
                          (["--history", "x"], 2), (["--database", ""], 2),
                          (["word"], 2), (["--nonsense"], 2)):
        done = subprocess.run(
            [os.path.join(PROGRAMS, "bin", "ntmsd"), *words], check=False,
            capture_output=True, timeout=DEADLINE)
        tap.ok(done.returncode == status, f"ntmsd {' '.join(words)}: {status}",
               done.stderr)


def test_history():
    with scene() as (directory, module):
        daemon = start(directory, "--history", "1")
        _, attached = module.attached()
        attached.send(record(CHANGE, 1, pool(4, "old"),
                             when=time.time_ns() - 2 * 86400 * 10**9))
        fill(attached, 2)
        daemon.end()
        daemon = start(directory, "--history", "1")
        _, attached = module.attached()
        fill(attached, 10)

        def left():
            with contextlib.closing(sqlite3.connect(daemon.database)) as base:
                return [row[0] for row in base.execute(
                    "SELECT number FROM record")]
        end = time.monotonic() + DEADLINE
        while 1 in left() and time.monotonic() < end:
            time.sleep(0.02)
        tap.ok(1 not in left(), "what was long ago is forgotten", left())
        daemon.end()


for test in (test_usage, test_batches, test_load, test_generations,
             test_refusals, test_full, test_replaced, test_ends_while_failing, test_deaths,
             test_module_goes, test_ends, test_import, test_history,
             test_many):
    test()
sys.exit(tap.end())
