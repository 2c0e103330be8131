# SPDX-License-Identifier: GPL-2.0
"""What a user without privileges meets when the module is loaded: nothing but the
device, netlink and sysfs, and in all of it no name that another user gave to
something, and no address in the kernel."""

import ctypes
import os
import re
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["NTMS_ROOT"], "selftests/netlink"))
# pylint: disable=wrong-import-position
import common  # noqa: E402
from common import (CLONE_NEWNET, CLONE_NEWUSER, EMULATED, EVERYONE,  # noqa: E402
                    MODULES, NEW_MEDIA, NOBODY, REQUEST, REQUEST_GET, ROOT_MATCH,
                    TYPE_LIBRARY, TYPE_MEDIA_TYPE, TYPE_POOL, USE, Device, Raw,
                    as_user, attribute, unshare)

# In every name of the other user's, and nowhere else
MARK = "Xq7-somebody's-own"
TREES = ("/dev", "/proc", "/sys")
# For root alone, with all that is in them
CLOSED = ("/sys/kernel/debug", "/sys/kernel/tracing")
ALLOWED = re.compile(
    r"/dev/ntms|/dev/char/10:\d+|/sys/dev/char/10:\d+|/sys/class/misc/ntms|"
    r"/sys/devices/virtual/misc/ntms(/.*)?|/sys/module/ntms(/.*)?|"
    r"/sys/module/\w+/holders/ntms|/sys/kernel/btf/ntms|/sys/kernel/slab/.*")
TYPE_MEDIUM = 15
SET_NAME, SET_DESCRIPTION = 1, 2
READ_LOG = 3


def paths():
    """All there is, but for processes"""
    found = set()
    for tree in TREES:
        for directory, below, files in os.walk(tree):
            below[:] = [name for name in below
                        if os.path.join(directory, name) not in CLOSED and
                        not (directory == "/proc" and name.isdigit())]
            found |= {os.path.join(directory, name) for name in below + files}
    return {path for path in found if not re.match(r"/proc/(thread-)?self/", path)}


def settled():
    """All there is when nothing comes any more: devices may still be found"""
    found = [set(), paths()]

    def same():
        found[:] = found[1], paths()
        return found[0] == found[1]

    common.wait_for(same, "nothing new")
    return found[1]


def content(path):
    """As much of a file as may be read, or nothing"""
    try:
        if not os.path.isfile(path):
            return b""
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    data = b""
    try:
        while len(data) < 1 << 20:
            more = os.read(fd, 1 << 16)
            if not more:
                break
            data += more
    except OSError:
        pass
    finally:
        os.close(fd)
    return data


def log():
    """The kernel's log, or nothing"""
    room = ctypes.create_string_buffer(1 << 20)
    said = ctypes.CDLL(None).klogctl(READ_LOG, room, len(room))
    return room.raw[:said] if said > 0 else b""


class Addresses:
    """Tells what is an address of the kernel, in text and in structs."""

    def __init__(self):
        line = re.search(r"^ntms (\d+) .* (0x[0-9a-f]+)", open(
            "/proc/modules", encoding="ascii").read(), re.MULTILINE)
        self.size, self.base = int(line[1]), int(line[2], 16)

    def __contains__(self, number):
        return (self.base <= number < self.base + self.size or
                0xffff800000000000 <= number < 0xfffffffffffff000)

    def in_text(self, data):
        return [word for word in re.findall(rb"\b(?:0x)?([0-9a-f]{8,16})\b", data)
                if int(word, 16) in self]

    def in_struct(self, data):
        words = struct.unpack(f"{len(data) // 8}Q", data[:len(data) // 8 * 8])
        return [hex(word) for word in words if word in self]


class Named:
    """Objects of root's that have the mark in every name and text there can be"""

    def __init__(self, device):
        self.device = device
        device.call(0x01, struct.pack("II192s", 0, 0, MARK.encode()))
        library = next(each for each in device.list(TYPE_LIBRARY)
                       if device.list(TYPE_MEDIUM, each))
        self.media = device.list(TYPE_MEDIUM, library)
        self.pool = device.pool_create(MARK, self.media_type(self.media[0]))
        self.write(TYPE_POOL, self.pool, SET_DESCRIPTION)
        self.write(TYPE_MEDIUM, self.media[0], SET_DESCRIPTION)
        self.write(TYPE_LIBRARY, library, SET_NAME | SET_DESCRIPTION)
        data = ctypes.create_string_buffer(MARK.encode())
        device.call(0x18, struct.pack("II16sQII96s", 0, 0, self.pool,
                                      ctypes.addressof(data), len(data), 0,
                                      MARK.encode()))
        device.rights(self.pool, (EVERYONE, 0, USE))
        self.request = device.submit(MARK, NEW_MEDIA, self.pool)

    def info(self, kind, name):
        room = ctypes.create_string_buffer(4096)
        self.device.call(0x03, struct.pack(
            "II16sQII", kind, 0, name, ctypes.addressof(room), len(room), 0))
        return room.raw

    def media_type(self, medium):
        """A media type that is this one's: the first GUID in it that is one"""
        types = self.device.list(TYPE_MEDIA_TYPE)
        info = self.info(TYPE_MEDIUM, medium)
        return next(each for each in types if each in info)

    def write(self, kind, name, mask):
        info = bytearray(self.info(kind, name))
        mark = MARK.encode()
        info[48:48 + len(mark) + 1] = mark + b"\0"
        info[240:240 + len(mark) + 1] = mark + b"\0"
        room = (ctypes.c_char * len(info)).from_buffer(info)
        self.device.call(0x04, struct.pack(
            "II16sQII", kind, mask, name, ctypes.addressof(room), 624, 0))

    def change(self):
        """Something of each kind happens."""
        self.write(TYPE_POOL, self.pool, SET_DESCRIPTION)
        self.write(TYPE_MEDIUM, self.media[0], SET_DESCRIPTION)
        self.device.answer(self.device.submit(MARK), common.REFUSED, MARK)


def in_namespace(function, *arguments):
    """As root of a user namespace, with all capabilities there"""
    unshare(CLONE_NEWUSER)
    return function(*arguments)


# Who looks, and in which way he is nobody
EYES = (("a user", lambda function, *arguments: function(*arguments)),
        ("root of a user namespace", in_namespace))


def as_nobody(way, function, *arguments):
    return as_user(NOBODY, way, function, *arguments)


def marked(found):
    """Those of the files that have the mark"""
    return [path for path in found if MARK.encode() in content(path)]


def files(tap, before, after, addresses):
    """What appeared, and what can be read"""
    new = after - before
    tap.check("/dev/ntms" in new and "/sys/module/ntms" in new,
              "what appears is seen", new)
    tap.equal(sorted(p for p in new if not ALLOWED.fullmatch(p)), [],
              "nothing appears but the device and sysfs")
    planted = "/dev/shm/planted"
    with open(planted, "w", encoding="ascii") as file:
        file.write(f"... {MARK} {addresses.base:x}")
    os.chmod(planted, 0o644)
    for who, way in EYES:
        tap.equal(as_nobody(way, marked, [planted]), str([planted]),
                  f"{who} would find a name")
        tap.equal(as_nobody(way, lambda: len(addresses.in_text(content(planted)))),
                  "1", "and an address")
        look = sorted(new if EMULATED else after) + [
            f"/proc/{each}" for each in os.listdir("/proc")
            if not each.isdigit() and each not in ("kmsg", "self", "thread-self")]
        tap.equal(as_nobody(way, marked, look), "[]",
                  f"no file tells {who} a name")
        tap.equal(as_nobody(way, lambda: [
            path for path in sorted(new) + ["/proc/modules", "/proc/misc"]
            if addresses.in_text(content(path))]), "[]", "nor an address")
        tap.equal(as_nobody(way, lambda: [
            path for path in sorted(new) if not os.path.islink(path) and
            os.access(path, os.W_OK)]), "[]", "nor can be written")
        tap.equal(as_nobody(way, lambda: [
            path for path in CLOSED if os.access(path, os.R_OK | os.X_OK)]),
            "[]", "debugfs and tracefs are closed")
        tap.equal(as_nobody(way, lambda: os.open("/dev/ntms", os.O_RDWR)),
                  "EACCES", "and so is the device")
        tap.equal(as_nobody(way, lambda: os.open("/dev/ntms", os.O_RDONLY)),
                  "EACCES", "for reading, too")
    os.unlink(planted)


def messages(tap, addresses):
    """What the kernel's log says of us"""
    said = log()
    ours = b"\n".join(line for line in said.splitlines() if b"ntms" in line)
    tap.check(ours, "the kernel's log has lines of ours")
    tap.check(MARK.encode() not in said, "no name is in the kernel's log")
    tap.equal(addresses.in_text(ours), [], "nor is an address")


def heard(request, ours, theirs):
    """All bytes that netlink gives somebody"""
    raw = Raw().resolve().join("events", "operator")
    theirs.send(b"x")
    data = raw.sock.recv(1 << 18)
    ours.send(b"x")
    for command, body, flags in ((common.INFO_GET, b"", 5),
                                 (REQUEST_GET, attribute(1, request), 5),
                                 (REQUEST_GET, b"", REQUEST | ROOT_MATCH)):
        _, text, bodies = raw.ask(command, body, flags)
        data += text.encode() + b"".join(bodies)
    raw.sock.settimeout(0)
    while True:
        try:
            data += raw.sock.recv(1 << 18)
        except BlockingIOError:
            return data.hex()


def netlink(tap, named, addresses):
    """What it tells whom"""
    def listen(run):
        ours, theirs = common.socket.socketpair()
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                os.write(writer, run(heard, named.request, ours, theirs).encode())
            finally:
                os._exit(0)
        os.close(writer)
        ours.recv(1)
        named.change()
        with os.fdopen(reader) as pipe:
            said = pipe.read()
        os.waitpid(pid, 0)
        return bytes.fromhex(said)

    mark = MARK.encode()
    tap.check(mark in listen(lambda *a: as_user(0, *a)),
              "an administrator is told names")
    for who, way in EYES:
        said = listen(lambda *a, way=way: as_nobody(way, *a))
        tap.check(len(said) > 64 and mark not in said,
                  f"{who} hears doorbells, and no name", said)
        tap.equal(addresses.in_struct(said), [], "nor an address")

    def elsewhere():
        unshare(CLONE_NEWUSER | CLONE_NEWNET)
        return Raw().resolve().family

    tap.equal(as_user(NOBODY, elsewhere), "ENOENT",
              "and nothing at all in a network namespace of his own")


def structs(tap, named, addresses):
    """What who can open the device is told has names in it, and no address"""
    os.chmod("/dev/ntms", 0o666)

    def look():
        named.device, wrong, objects = Device(), [], 0
        for kind in range(1, 32):
            try:
                ids = named.device.list(kind)
            except OSError:
                continue
            for each in ids:
                objects += 1
                wrong += addresses.in_struct(named.info(kind, each))
        return [objects > 10, wrong]

    tap.equal(as_user(NOBODY, look), "[True, []]",
              "no struct of an object has an address in it")
    os.chmod("/dev/ntms", 0o660)


def main():
    subprocess.run(["rmmod", "ntms"], check=True)
    before = settled()
    subprocess.run(["insmod", os.path.join(MODULES, "ntms.ko")], check=True)
    after, addresses, device = paths(), Addresses(), Device()
    common.wait_for(lambda: any(device.list(TYPE_MEDIUM, each) for each in
                                device.list(TYPE_LIBRARY)), "media")
    named = Named(device)
    status = common.Tap().run(
        lambda tap: files(tap, before, after, addresses),
        lambda tap: messages(tap, addresses),
        lambda tap: netlink(tap, named, addresses),
        lambda tap: structs(tap, named, addresses))
    device.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
