# SPDX-License-Identifier: GPL-2.0
"""Memory that is not to be had: each question is repeated, and the first, the
second, the third ... allocation fails, until none is left. It is an error that
says so, or the answer, and the next question is answered."""

import errno
import os
import struct
import sys

import common
from common import (ACK, INFO_GET, REQUEST, REQUEST_GET, ROOT_MATCH, Device,
                    Raw, attribute, attributes)

FAIL_NTH = "/proc/thread-self/fail-nth"
DEBUG = "/sys/kernel/debug"
MANY = 200
# Copying to and from the program counts, too.
NO_MEMORY = (errno.ENOMEM, errno.ENOBUFS, errno.EFAULT)


def put(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


class Failing:
    """Lets one allocation of this thread fail."""

    def __init__(self):
        for part in ("failslab", "fail_page_alloc"):
            put(f"{DEBUG}/{part}/ignore-gfp-wait", "N")
            put(f"{DEBUG}/{part}/verbose", "0")
        self.fd = os.open(FAIL_NTH, os.O_RDWR)

    def arm(self, number):
        os.pwrite(self.fd, str(number).encode(), 0)

    def over(self):
        """Did one fail? Ends it."""
        try:
            failed = not int(os.pread(self.fd, 32, 0).rstrip(b"\0\n"))
        except OSError:     # this one
            failed = False
        try:
            self.arm(0)
        except OSError:     # or this one, which is then the last
            self.arm(0)
        return failed


def ask(raw, failing, number, message):
    """One question with one failure; (did it fail?, errno, answers)."""
    command, flags, body = message
    header = struct.pack("IHHII", 20 + len(body), raw.family, flags, number, 0)
    header += struct.pack("BBH", command, 1, 0) + body
    failed = False
    try:
        failing.arm(number)
        try:
            raw.sock.send(header)
        finally:
            failed |= failing.over()
        failing.arm(number)
        try:
            first = raw.sock.recv(1 << 18)
        finally:
            failed |= failing.over()
    except OSError as error:
        return failed, error.errno, 0
    found = 0
    for kind, _, _, body in common.messages(first):
        if kind == common.NLMSG_ERROR:
            return failed, -struct.unpack_from("i", body)[0], found
        found += kind == raw.family
    return failed, 0, found


def question(tap, what, *message):
    failing, device = Failing(), Device()
    requests = [device.submit("x" * 250) for _ in range(60)]
    family = Raw().resolve().family
    if message[0] == REQUEST_GET and message[1] == (REQUEST | ACK):
        message = (*message[:2], attribute(1, requests[0]))
    failures, odd = 0, []
    for number in range(1, MANY):
        raw = Raw()
        raw.family = family
        failed, error, found = ask(raw, failing, number, message)
        failures += failed
        if error not in (0, *NO_MEMORY) or (error and not failed) or \
                (not error and not failed and not found):
            odd.append((number, failed, error, found))
        raw.close()
        other = Raw()
        other.family = family
        _, _, bodies = other.ask(REQUEST_GET, attribute(1, requests[1]))
        if attributes(bodies[0][4:])[1] != requests[1]:
            odd.append((number, "afterwards"))
        other.close()
        if not failed:
            break
    tap.check(not odd and failures > 2 and number < MANY - 1,
              f"{what}: {failures} allocations failed", failures, odd[:5])
    for request in requests:
        device.forget(request)


def do(tap):
    question(tap, "one request", REQUEST_GET, REQUEST | ACK, b"")


def dump(tap):
    question(tap, "a dump", REQUEST_GET, REQUEST | ROOT_MATCH, b"")


def info(tap):
    question(tap, "info", INFO_GET, REQUEST | ACK, b"")


def main():
    return common.Tap().run(do, dump, info)


if __name__ == "__main__":
    sys.exit(main())
