# SPDX-License-Identifier: GPL-2.0
"""What the tests of the netlink family have in common: TAP, the commands of
/dev/ntms that make news, netlink with nothing between, and another user."""

import contextlib
import errno
import fcntl
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from ctypes import CDLL, addressof, c_char, create_string_buffer, get_errno

ROOT = os.environ["NTMS_ROOT"]
MODULES = os.environ["NTMS_MODULES"]
SPEC = os.path.join(ROOT, "Documentation/netlink/specs/ntms.yaml")
# To hold the specification against the schema takes an emulated machine a minute.
EMULATED = os.environ["NTMS_LANE"] != "uml"
SCHEMA = "" if EMULATED else os.environ["NTMS_SCHEMA"]
CLIENT = os.path.join(os.environ["NTMS_YNL"], "pyynl/cli.py")

DEADLINE = 60               # seconds that anything may take
NEVER = 2 ** 64 - 1
NONE = bytes(16)
NOBODY = 65534
OTHER = 1234

TYPE_COMPUTER = 4
TYPE_LIBRARY, TYPE_POOL, TYPE_MEDIA_TYPE, TYPE_REQUEST = 9, 12, 13, 17
USE, MODIFY, CONTROL = 1, 2, 4
USER, GROUP, EVERYONE = 1, 2, 3
NEW_MEDIA, MESSAGE = 1, 5
REFUSED, COMPLETE = 4, 5
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


class Tap:
    """One line a check; what went wrong below it."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, good, what, *details):
        self.number += 1
        print(f"{'ok' if good else 'not ok'} {self.number} - {what}", flush=True)
        if not good:
            self.failed += 1
            for detail in details:
                print(f"# {detail!r}", flush=True)
        return good

    def equal(self, got, wanted, what):
        return self.check(got == wanted, what, "got", got, "wanted", wanted)

    def run(self, *tests):
        """Runs the tests, one after the other; gives the exit status."""
        for test in tests:
            try:
                test(self)
            except Exception:   # pylint: disable=broad-except
                self.check(False, f"{test.__name__} runs through",
                           *traceback.format_exc().splitlines())
        print(f"1..{self.number}", flush=True)
        return 1 if self.failed or not self.number else 0


def wait_for(condition, what):
    """Until it holds, and gives what it was."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        select.select([], [], [], 0.02)
    raise TimeoutError(what)


class Device:
    """A session."""

    def __init__(self, name=None):
        self.fd = os.open("/dev/ntms", os.O_RDWR | os.O_CLOEXEC)
        if name:
            self.call(0x01, struct.pack("II192s", 0, 0, name.encode()))

    def close(self):
        os.close(self.fd)

    def call(self, number, body, check=True):
        """A command; its struct without size and reason, in and out."""
        arg = bytearray(struct.pack("II", len(body) + 8, 0) + body)
        try:
            fcntl.ioctl(self.fd, 0xbe << 8 | number, arg)
        except OSError:
            if check:
                raise
        return struct.unpack_from("I", arg, 4)[0], bytes(arg[8:])

    def submit(self, text, kind=MESSAGE, arg1=NONE, arg2=NONE):
        _, out = self.call(0x0c, struct.pack("II16s16s16s256s", kind, 0, arg1,
                                             arg2, NONE, text.encode()))
        return out[40:56]

    def answer(self, request, state, text=""):
        self.call(0x0d, struct.pack("II16s256s", state, 0, request,
                                    text.encode()))

    def delete(self, request):
        self.call(0x0f, struct.pack("II16s", 0, 0, request))

    def forget(self, request):
        """Whatever its state is"""
        with contextlib.suppress(OSError):
            self.answer(request, REFUSED)
        with contextlib.suppress(OSError):
            self.delete(request)

    def list(self, kind, container=NONE):
        room = bytearray(16 * 65536)
        base = (c_char * len(room)).from_buffer(room)
        _, out = self.call(0x02, struct.pack(
            "II16sQIIQQ", kind, 0, container, addressof(base), 65536, 0,
            0, 0))
        count = struct.unpack_from("I", out, 32)[0]
        return [bytes(room[i * 16:i * 16 + 16]) for i in range(count)]

    def pool_create(self, name, media_type, parent=NONE):
        _, out = self.call(0x06, struct.pack(
            "II16s16s16sIIII192s", 3, 0, parent, media_type, NONE, 2 ** 32 - 1,
            0, 0, 0, name.encode()))
        return out[40:56]

    def rights(self, name, *entries):
        """Writes a list of rights: (kind, id, rights) each."""
        aces = create_string_buffer(b"".join(struct.pack("IIII", *entry, 0)
                                             for entry in entries))
        self.call(0x1b, struct.pack("II16s16sIIIIQ", 0, 0, name, NONE, 0, 0,
                                    len(entries), 0, addressof(aces)))

    def inventory(self, library):
        """Is queued, and not waited for"""
        return self.call(0x0b, struct.pack("IIQ16s", 0, 0, 2 ** 64 - 1,
                                           library), check=False)[0]

    def allocate(self, pool, deadline, options=0):
        return self.call(0x09, struct.pack(
            "IIQ16s16s16s16sQIIQ", options, 0, deadline, pool, NONE, NONE,
            NONE, 0, 0, 0, 0), check=False)




SOL_NETLINK = 270
ADD_MEMBERSHIP, NO_ENOBUFS, CAP_ACK, EXT_ACK = 1, 5, 10, 11
REQUEST, ACK, ROOT_MATCH = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
INFO_GET, REQUEST_GET, EVENT, REQUEST_EVENT = 1, 2, 3, 4


def attribute(number, value):
    return struct.pack("HH", len(value) + 4, number) + value + \
        bytes(-len(value) % 4)


def attributes(data):
    """Attributes by number, as bytes."""
    found = {}
    while len(data) >= 4:
        length, number = struct.unpack_from("HH", data)
        if length < 4:
            break
        found[number & 0x3fff] = data[4:length]
        data = data[(length + 3) & ~3:]
    return found


def messages(data):
    """(type, flags, seq, body) of each."""
    while len(data) >= 16:
        length, kind, flags, seq, _ = struct.unpack_from("IHHII", data)
        if length < 16:
            break
        yield kind, flags, seq, data[16:length]
        data = data[(length + 3) & ~3:]


class Raw:
    """A generic netlink socket, and no more."""

    def __init__(self, buffer=0):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
        if buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.sock.setsockopt(SOL_NETLINK, EXT_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, CAP_ACK, 1)
        self.sock.bind((0, 0))
        self.sock.settimeout(DEADLINE)
        self.family, self.groups, self.seq = None, {}, 0

    def close(self):
        self.sock.close()

    def send(self, kind, flags, body, length=None):
        self.seq += 1
        self.sock.send(struct.pack("IHHII", length or len(body) + 16, kind,
                                   flags, self.seq, 0) + body)

    def resolve(self):
        """The family and its groups, as the controller says them."""
        self.send(16, REQUEST, struct.pack("BBH", 3, 2, 0) +
                  attribute(2, b"ntms\0"))
        kind, _, _, body = next(messages(self.sock.recv(65536)))
        if kind == NLMSG_ERROR:
            raise OSError(-struct.unpack_from("i", body)[0], "no family")
        found = attributes(body[4:])
        self.family = struct.unpack("H", found[1])[0]
        for group in attributes(found.get(7, b"")).values():
            group = attributes(group)
            self.groups[group[1].rstrip(b"\0").decode()] = \
                struct.unpack("I", group[2])[0]
        return self

    def join(self, *names):
        for name in names:
            self.sock.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, self.groups[name])
        return self

    def answers(self, seq=None):
        """(errno, text of the kernel, bodies) of what was asked last."""
        bodies, seq = [], seq or self.seq
        while True:
            for kind, flags, number, body in messages(self.sock.recv(1 << 18)):
                if number != seq:
                    continue
                if kind == NLMSG_ERROR:
                    error = -struct.unpack_from("i", body)[0]
                    # With CAP_ACK: the header that it is about, then attributes
                    text = attributes(body[20:]) if flags & 0x200 else {}
                    return error, text.get(1, b"").rstrip(b"\0").decode(), bodies
                if kind == NLMSG_DONE:
                    error = -struct.unpack_from("i", body)[0]
                    return error, "", bodies
                bodies.append(body)

    def ask(self, command, body=b"", flags=REQUEST | ACK):
        """Sends a command, and waits until it is over."""
        self.send(self.family, flags, struct.pack("BBH", command, 1, 0) + body)
        return self.answers()

    def requests(self):
        """All of them, as attributes by number."""
        error, _, bodies = self.ask(REQUEST_GET, flags=REQUEST | ROOT_MATCH)
        if error:
            raise OSError(error, os.strerror(error))
        return [attributes(body[4:]) for body in bodies]

    def news(self, timeout=0, heard=None):
        """
        What has come: (command, number, operation, type, id, state). It is put at
        the end of heard, also that before a loss, which is an OSError.
        """
        heard = [] if heard is None else heard
        while select.select([self.sock], [], [], timeout)[0]:
            timeout = 0
            for _, _, _, body in messages(self.sock.recv(1 << 18)):
                found = attributes(body[4:])
                heard.append((body[0], struct.unpack("Q", found[1])[0],
                              struct.unpack("I", found[3])[0],
                              struct.unpack("I", found[4])[0], found[5],
                              struct.unpack("I", found.get(6, bytes(4)))[0]))
        return heard

    def hear(self, wanted):
        """Listens until something of it is what is wanted; gives it all."""
        heard, end = [], time.monotonic() + DEADLINE
        while not any(map(wanted, heard)):
            if time.monotonic() > end:
                raise TimeoutError(f"only heard {heard}")
            heard += self.news(1)
        return heard


def number_now(raw):
    """The number of the last news."""
    _, _, bodies = raw.ask(INFO_GET)
    return struct.unpack("Q", attributes(bodies[0][4:])[3])[0]


def as_user(uid, function, *arguments, groups=()):
    """Runs it as another user, in a group of the same number and in others, in a
    process of its own; gives what it gives, as text."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.setgroups(groups)
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            said = function(*arguments)
        except OSError as error:
            said = errno.errorcode[error.errno]
        except BaseException:   # pylint: disable=broad-except
            said = traceback.format_exc()
        os.write(writer, str(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return said


def unshare(flags):
    """This process goes into namespaces of its own."""
    if CDLL(None, use_errno=True).unshare(flags):
        raise OSError(get_errno(), "unshare")


@contextlib.contextmanager
def in_background(function, *arguments):
    """A process that runs it, and is gone afterwards; gives its pid."""
    pid = os.fork()
    if not pid:
        try:
            function(*arguments)
        finally:
            os._exit(0)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def stock_client():
    """The kernel's own client, unmodified, and its error"""
    sys.path.insert(0, os.environ["NTMS_YNL"])
    # pylint: disable=import-outside-toplevel,import-error
    from pyynl import NlError, YnlFamily
    return YnlFamily(SPEC, SCHEMA), NlError
