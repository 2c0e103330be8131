# SPDX-License-Identifier: GPL-2.0
"""The module goes while somebody listens, asks or dumps: it goes safely, or is
not let go."""

import ctypes
import os
import random
import select
import sys
import time

import common
from common import (MODULES, REQUEST, REQUEST_GET, ROOT_MATCH, Device, Raw,
                    attribute, attributes, in_background, wait_for)

DELFAMILY = 2
LIBC = ctypes.CDLL(None, use_errno=True)
DELETE_MODULE, FINIT_MODULE = 176, 313      # of x86-64
ROUNDS = 10 if common.EMULATED else 25


def load():
    with open(f"{MODULES}/ntms.ko", "rb") as module:
        if LIBC.syscall(FINIT_MODULE, module.fileno(), b"", 0):
            raise OSError(ctypes.get_errno(), "finit_module")


def unload():
    """Did it go?"""
    return not LIBC.syscall(DELETE_MODULE, b"ntms", os.O_NONBLOCK)


def said(control):
    """Commands of what the controller said, if it said something"""
    return [body[0] for _, _, _, body in
            common.messages(control.sock.recv(1 << 18))]


def listeners(tap):
    """Those who listen do not hold it."""
    raw = Raw().resolve().join("events", "operator")
    control = Raw()
    control.family, control.groups = 16, {"notify": 16}
    control.join("notify")
    tap.check(unload(), "it goes while somebody listens")
    wait_for(lambda: DELFAMILY in said(control), "the family is gone")
    tap.check(True, "the controller says that the family is gone")
    try:
        Raw().resolve()
        tap.check(False, "there is no family")
    except OSError as error:
        tap.equal(error.errno, 2, "there is no family")
    load()
    device, new = Device(), Raw().resolve().join("operator")
    request = device.submit("again")
    new.hear(lambda news: news[4] == request)
    tap.equal(raw.news(), [], "groups are joined anew, or nothing is heard")
    raw.resolve().join("operator")
    device.answer(request, common.REFUSED)
    tap.equal(raw.hear(lambda news: True)[0][4:], (request, common.REFUSED),
              "and then all is as it was")
    device.forget(request)
    device.close()


def dumps(tap):
    """Those whose dump is not over do."""
    device = Device()
    for _ in range(100):
        device.submit("x" * 250)
    device.close()
    raw = Raw().resolve()
    raw.send(raw.family, REQUEST | ROOT_MATCH, b"\2\1\0\0")
    tap.check(not unload(), "it does not go while somebody dumps")
    tap.check(len(raw.answers()[2]) == 100, "and the dump is whole")
    raw.send(raw.family, REQUEST | ROOT_MATCH, b"\2\1\0\0")
    tap.check(not unload(), "nor while somebody does not read his dump")
    raw.close()
    wait_for(unload, "it goes")
    tap.check(True, "it goes when he closes his socket")
    load()
    tap.equal(Raw().resolve().requests(), [], "and begins anew")


def pester(seed):
    """Asks, dumps, listens, as long as there is somebody to be asked."""
    rng = random.Random(seed)
    while True:
        raw = Raw(buffer=rng.choice((0, 1)))
        try:
            raw.resolve().join(rng.choice(("events", "operator")))
            raw.sock.settimeout(0.2)
            for _ in range(rng.randrange(20)):
                raw.ask(REQUEST_GET, attribute(1, bytes(16)))
                raw.send(raw.family, REQUEST | ROOT_MATCH, b"\2\1\0\0")
                if rng.randrange(2):
                    raw.answers()
                raw.news()
        except (OSError, KeyError, IndexError):
            pass
        raw.close()
        select.select([], [], [], rng.random() / 20)


def shout():
    """Makes news, as long as there is somebody to be told, with pauses."""
    rng = random.Random(3)
    while True:
        select.select([], [], [], rng.random() / 20)
        try:
            device = Device()
            for _ in range(20):
                device.forget(device.submit("x" * 200))
            device.close()
        except OSError:
            pass


def race(tap):
    """All of it at once"""
    went, started = 0, time.monotonic()
    with in_background(pester, 1), in_background(pester, 2), \
            in_background(shout):
        while went < ROUNDS and time.monotonic() < started + common.DEADLINE:
            if unload():
                went += 1
                load()
    tap.check(went >= ROUNDS // 2,
              f"it went {went} times while others were at it", ROUNDS)
    device, raw = Device(), Raw().resolve().join("operator")
    request = device.submit("still there")
    raw.hear(lambda news: news[4] == request)
    _, _, bodies = raw.ask(REQUEST_GET, attribute(1, request))
    tap.equal(attributes(bodies[0][4:])[1], request, "and is as good as new")
    device.forget(request)
    device.close()


def main():
    return common.Tap().run(listeners, dumps, race)


if __name__ == "__main__":
    sys.exit(main())
