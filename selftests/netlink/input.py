# SPDX-License-Identifier: GPL-2.0
"""Input of every wrong shape: refused with a text where netlink has a place for
one, and harmless. A good question is answered after each."""

import errno
import os
import random
import struct
import sys

import common
from common import (ACK, INFO_GET, REQUEST, REQUEST_GET, ROOT_MATCH, Device,
                    Raw, attribute, attributes)

ROUNDS = 2000 if common.EMULATED else 6000
GUID = bytes(range(1, 17))
# Linux before 6.2 has no place for a text when a dump begins.
OLD = tuple(map(int, os.uname().release.split(".")[:2])) < (6, 2)
GET = REQUEST | ACK
DUMP = REQUEST | ROOT_MATCH

# (what, command, flags, body behind the header, errno, has the kernel a text?)
WRONG = (
    ("no id", REQUEST_GET, GET, b"", errno.EINVAL, True),
    ("an id of 15 bytes", REQUEST_GET, GET, attribute(1, GUID[:15]),
     errno.ERANGE, True),
    ("an id of 17 bytes", REQUEST_GET, GET, attribute(1, GUID + b"x"),
     errno.ERANGE, True),
    ("an id of nothing", REQUEST_GET, GET, attribute(1, b""),
     errno.ERANGE, True),
    ("an id of 60000 bytes", REQUEST_GET, GET, attribute(1, bytes(60000)),
     errno.ERANGE, True),
    ("an id that nobody has", REQUEST_GET, GET, attribute(1, GUID),
     errno.ENOENT, True),
    ("the null id", REQUEST_GET, GET, attribute(1, bytes(16)),
     errno.ENOENT, True),
    ("an attribute of an answer", REQUEST_GET, GET,
     attribute(1, GUID) + attribute(3, struct.pack("I", 1)),
     errno.EINVAL, True),
    ("an attribute beyond all", REQUEST_GET, GET,
     attribute(1, GUID) + attribute(999, b"x"), errno.EINVAL, True),
    ("attribute 0", REQUEST_GET, GET, attribute(0, GUID), errno.EINVAL, True),
    ("an id in a nest", REQUEST_GET, GET,
     attribute(0x8001, attribute(1, GUID)), errno.EINVAL, True),
    ("a nest of nests", REQUEST_GET, GET,
     attribute(0x8002, attribute(0x8001, attribute(0x8001, GUID))),
     errno.EINVAL, True),
    ("an attribute that is longer than the message", REQUEST_GET, GET,
     struct.pack("HH", 200, 1) + GUID, errno.EINVAL, True),
    ("an attribute that is shorter than its header", REQUEST_GET, GET,
     struct.pack("HH", 2, 1) + GUID, errno.EINVAL, True),
    ("bytes behind the attributes", REQUEST_GET, GET,
     attribute(1, GUID) + b"abc", errno.EINVAL, True),
    ("an attribute to info-get", INFO_GET, GET, attribute(1, b"\0\0\0\0"),
     errno.EINVAL, True),
    ("a dump with an id", REQUEST_GET, DUMP, attribute(1, GUID),
     errno.EINVAL, not OLD),
    ("a dump with an unknown attribute", REQUEST_GET, DUMP,
     attribute(77, GUID), errno.EINVAL, True),
    ("a dump of info", INFO_GET, DUMP, b"", errno.EOPNOTSUPP, False),
    ("no command", 0, GET, b"", errno.EOPNOTSUPP, False),
    ("an event as a command", common.EVENT, GET, b"", errno.EOPNOTSUPP, False),
    ("an event as a dump", common.REQUEST_EVENT, DUMP, b"", errno.EOPNOTSUPP,
     False),
    ("command 255", 255, GET, attribute(1, GUID), errno.EOPNOTSUPP, False),
    ("a flag that is none", REQUEST_GET, GET | 0x8000, attribute(1, GUID),
     errno.EINVAL, True),
    ("half of a dump's flags", REQUEST_GET, GET | 0x100, attribute(1, GUID),
     errno.EINVAL, True),
)


def good(raw, request):
    """Is a good question answered, in full?"""
    error, _, bodies = raw.ask(REQUEST_GET, attribute(1, request))
    return not error and len(bodies) == 1 and \
        attributes(bodies[0][4:])[1] == request


def wrong(tap):
    raw, device = Raw().resolve(), Device()
    request = device.submit("good")
    for what, command, flags, body, wanted, texts in WRONG:
        error, text, bodies = raw.ask(command, body, flags)
        tap.check(error == wanted and not bodies and bool(text) == texts,
                  f"{what}: {errno.errorcode[wanted]}" +
                  (f", {text}" if texts else ""), error, text, bodies)
        if not good(raw, request):
            tap.check(False, "a good question is answered afterwards")
    device.forget(request)


def header(tap):
    """What is wrong before the attributes"""
    raw, device = Raw().resolve(), Device()
    request = device.submit("good")

    raw.send(raw.family, GET, struct.pack("BBH", REQUEST_GET, 1, 7) +
             attribute(1, request))
    tap.equal(raw.answers()[0], errno.EINVAL, "reserved bits in the header")
    raw.send(raw.family, GET, b"\2\1")
    tap.equal(raw.answers()[0], errno.EINVAL, "half a header")
    raw.send(raw.family, GET, b"")
    tap.equal(raw.answers()[0], errno.EINVAL, "no header")
    raw.send(raw.family, DUMP, b"")
    tap.equal(raw.answers()[0], errno.EINVAL, "a dump without a header")
    # Longer than what came, or shorter than itself: netlink drops it.
    for length in (1 << 20, 15, 0xffffffff):
        raw.send(raw.family, GET, b"\2\1\0\0", length)
    tap.check(good(raw, request), "lengths that lie are not answered")
    tap.check(good(raw, request), "and a good question is")
    # No flag says that it is a request: netlink does not pass it on.
    raw.send(raw.family, ACK, b"\2\1\0\0" + attribute(1, request))
    error, _, bodies = raw.answers()
    tap.equal((error, bodies), (0, []), "what is no request has no answer")
    tap.check(good(raw, request), "still good")
    device.forget(request)


def mutated(rng, request):
    """A good message with something wrong with it, or nothing good at all"""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.randbytes(rng.randrange(200))
    body = bytearray(struct.pack("BBH", REQUEST_GET, 1, 0) +
                     attribute(1, request))
    if kind == 1:
        for _ in range(rng.randrange(1, 4)):
            body[rng.randrange(len(body))] = rng.randrange(256)
    elif kind == 2:
        for _ in range(rng.randrange(1, 5)):
            body += attribute(rng.choice((0, 1, 2, 3, 24, 25, 0x8001, 0xffff,
                                          rng.randrange(65536))),
                              rng.randbytes(rng.randrange(40)))
        del body[rng.randrange(4, len(body)):]
    else:
        body[:4] = rng.randbytes(4)
    return bytes(body)


def noise(tap):
    """Thousands of random messages, of which no good one suffers"""
    seed = int.from_bytes(os.urandom(4), "little")
    rng = random.Random(seed)
    raw, device = Raw().resolve(), Device()
    listener = Raw().resolve().join("events", "operator")
    request = device.submit("good")
    listener.hear(lambda news: news[:1] + news[4:5] ==
                  (common.EVENT, request))
    while listener.news(1):
        pass
    bad = 0
    for number in range(ROUNDS):
        flags = rng.choice((GET, DUMP, GET | ROOT_MATCH, REQUEST,
                            rng.randrange(65536)))
        raw.send(raw.family, flags, mutated(rng, request))
        if number % 20 == 19:
            # What it said to all that; a dump may still be going on.
            raw.close()
            raw = Raw().resolve()
            bad += not good(raw, request)
    tap.equal(bad, 0, f"{ROUNDS} random messages (seed {seed}), "
              "and a good question among each 20")
    tap.equal(listener.news(), [], "none of them made news")
    tap.equal([each[1] for each in raw.requests()], [request],
              "or changed anything")
    device.forget(request)


def main():
    return common.Tap().run(wrong, header, noise)


if __name__ == "__main__":
    sys.exit(main())
