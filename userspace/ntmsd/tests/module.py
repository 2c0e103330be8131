# SPDX-License-Identifier: GPL-2.0
"""The module's side of the journal, and ntmsd as it runs against it."""

import errno
import os
import queue
import re
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

DEADLINE = 60

CHANGE, FACT, VOID, BEGIN, OBJECTS, END = 1, 2, 3, 4, 5, 6
ACKNOWLEDGE, REFUSE, LOADED, DETACH = 7, 8, 9, 10
OBJECT, ACL, ATTRIBUTE = 1, 2, 3
COMPUTER, DRIVE, LIBRARY, LOGICAL, POOL, TYPE, SIDE, MEDIUM = (
    4, 5, 9, 11, 12, 13, 14, 15)
ALL, LOAD = 1, 2
BUSY, ACCESS_DENIED, FAILURE, FULL, NOT_EMPTY = 170, 5, 4313, 4314, 4307

ATTACH = struct.Struct("<IIII16siI")
RECORD = struct.Struct("<IIQQQQII")
ENTRY = struct.Struct("<IHHII16s")
NULL = bytes(16)


def guid(number, part=0):
    """A GUID from a number, of an object or of a part of it."""
    return struct.pack("<I7xB3xB", number, 1, part)


def entry(kind, number, data=b"", *, what=OBJECT, gone=False, part=0):
    """One object, or what belongs to it."""
    padded = data + bytes(-len(data) % 8)
    return ENTRY.pack(ENTRY.size + len(padded), what, kind, int(gone),
                      len(data), guid(number, part)) + padded


def entries_in(data):
    """Kind, GUID and whether it is gone, of objects in entries."""
    while data:
        size, what, kind, flags, _, ident = ENTRY.unpack_from(data)
        if what == OBJECT:
            yield kind, ident, bool(flags & 1)
        data = data[size:]


def attribute(kind, number, name, data):
    name = name.encode()
    return entry(kind, number, struct.pack("<II", len(name), len(data)) + name
                 + data, what=ATTRIBUTE)


def image(*, name="", created=0, modified=0, flags=1, rest=b"", more=b""):
    """The image of an object: rest is of its kind, more are further strings."""
    name = name.encode()
    size = 32 + len(rest)
    return struct.pack("<IIQQII", size, flags, created, modified, len(name),
                       0) + rest + name + more


def pool(number, name, parent=0):
    return entry(POOL, number, image(
        name=name, rest=(guid(parent) if parent else NULL)
        + struct.pack("<IIIIII", 1000, 0x35, 0, 0, 0, 0)))


def record(kind, number, *entries, sequence=None, when=None, refers=0):
    """A record of the module's."""
    data = b"".join(entries)
    return RECORD.pack(RECORD.size + len(data), kind, number,
                       number if sequence is None else sequence,
                       time.time_ns() if when is None else when, refers, 0,
                       len(entries)) + data


def unpack(data):
    """The entries of a record: (kind, number, data, what)."""
    found, at = [], RECORD.size
    while at < len(data):
        size, what, kind, _, length, ident = ENTRY.unpack_from(data, at)
        found.append((kind, struct.unpack_from("<I", ident)[0],
                      data[at + ENTRY.size:at + ENTRY.size + length], what))
        at += size
    return found


class Attached:
    """An attachment."""

    def __init__(self, connection):
        self.connection = connection
        self.data = b""

    def send(self, *records):
        self.connection.sendall(b"".join(records))

    def next(self, seconds=DEADLINE):
        """The next record that was written; None: it was closed instead."""
        self.connection.settimeout(seconds)
        try:
            while (len(self.data) < RECORD.size or len(self.data)
                   < struct.unpack_from("<I", self.data)[0]):
                more = self.connection.recv(1 << 20)
                if not more:
                    return None
                self.data += more
        except ConnectionResetError:
            return None
        size = struct.unpack_from("<I", self.data)[0]
        data, self.data = self.data[:size], self.data[size:]
        return data

    def answers(self, number, seconds=DEADLINE):
        """Answers up to the acknowledgement of a record: numbers that were
        acknowledged, and those that were refused with their reasons."""
        acknowledged, refused = [], {}
        while True:
            data = self.next(seconds)
            if data is None:
                return acknowledged, refused
            _, kind, of, _, _, _, reason, _ = RECORD.unpack_from(data)
            if kind == ACKNOWLEDGE:
                acknowledged.append(of)
                if of >= number:
                    return acknowledged, refused
            else:
                refused[of] = reason

    def refusal(self):
        """The next answer, which refuses: number and reason."""
        data = self.next()
        _, kind, of, _, _, _, reason, _ = RECORD.unpack_from(data)
        return (of, reason) if kind == REFUSE else None

    def loaded(self):
        """All entries of a load, the sequence at its end, and the sizes."""
        entries, sizes = [], []
        while True:
            data = self.next()
            if data is None:
                return entries, None, sizes
            head = RECORD.unpack_from(data)
            if head[1] == LOADED:
                return entries, head[3], sizes
            sizes.append(len(data))
            entries += unpack(data)

    def close(self):
        self.connection.close()


class Module:
    """Listens where ntmsd attaches."""

    def __init__(self, directory):
        self.path = os.path.join(directory, "journal")
        self.start()

    def start(self):
        # pylint: disable=attribute-defined-outside-init
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(4)

    def stop(self):
        """It is unloaded."""
        self.listener.close()
        os.unlink(self.path)

    def attached(self, state=ALL, error=0, reason=0):
        """Wait for an attachment: which computer, and the attachment."""
        self.listener.settimeout(DEADLINE)
        connection, _ = self.listener.accept()
        connection.settimeout(DEADLINE)
        data = connection.recv(ATTACH.size, socket.MSG_WAITALL)
        size, _, _, _, computer, _, _ = ATTACH.unpack(data)
        connection.sendall(struct.pack("<i", error) + ATTACH.pack(
            size, reason, 0, state, computer, -1, 0))
        if error:
            connection.close()
            return computer, None
        return computer, Attached(connection)

    def refuse(self, error, reason):
        return self.attached(error=error, reason=reason)[0]


class Daemon:
    """ntmsd, running."""

    def __init__(self, programs, directory, *words, point=None):
        self.database = os.path.join(directory, "catalog.db")
        self.faults = os.path.join(directory, "faults")
        self.lines = queue.Queue()
        self.said = []
        env = {
            **os.environ,
            "NTMS_TEST_JOURNAL": os.path.join(directory, "journal"),
            "NTMS_TEST_FAULTS": self.faults,
            "ASAN_OPTIONS": "exitcode=99:detect_leaks=1",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        }
        env.pop("NOTIFY_SOCKET", None)
        if point:
            env["NTMS_TEST_POINT"] = point
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            [os.path.join(programs, "bin", "ntmsd"), "--database",
             self.database, "--verbose", *words], env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, encoding="utf-8")
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, pattern, seconds=DEADLINE):
        """The next line that fits."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                break
            if line is None:
                break
            self.said.append(line)
            if re.search(pattern, line):
                return line
        return None

    def fault(self, how):
        """The disk fails from now on, or works again."""
        if how is None:
            os.unlink(self.faults)
            return
        with tempfile.NamedTemporaryFile(
                "w", dir=os.path.dirname(self.faults), delete=False) as file:
            file.write(how)
        os.rename(file.name, self.faults)

    def memory(self):
        """The most that it had, in MiB."""
        with open(f"/proc/{self.process.pid}/status",
                  encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024

    def wait(self):
        """Its exit status; what it said is in said."""
        try:
            status = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "did not end"
        self.until("$^", 5)
        self.process.stderr.close()
        return status

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()


# What the kernel says beside the reason.
ERRNO = {BUSY: errno.EBUSY, NOT_EMPTY: errno.ENOTEMPTY,
         ACCESS_DENIED: errno.EACCES}
