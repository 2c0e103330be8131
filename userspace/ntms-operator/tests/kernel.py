# SPDX-License-Identifier: GPL-2.0
"""A kernel for ntms-operator: the families nlctrl and ntms, and the few commands
of /dev/ntms that it uses. Written from the specification, with nothing of what
is tested; kernel.c brings the program here."""

import errno
import os
import selectors
import socket
import struct
import threading
import time
import uuid

NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_MULTI, NLM_F_ACK, NLM_F_DUMP = 2, 4, 0x300
GENL_ID_CTRL, NOTIFY_GROUP = 16, 16
CTRL_NEWFAMILY, CTRL_DELFAMILY, CTRL_GETFAMILY = 1, 2, 3

INFO_GET, REQUEST_GET, EVENT, REQUEST_EVENT = 1, 2, 3, 4
UPDATE, INSERT, DELETE = 1, 2, 3
SUBMITTED, ACTIVE, IN_PROGRESS, REFUSED, COMPLETE = 1, 2, 3, 4, 5
NEW_MEDIA, CLEANER, DEVICE_SERVICE, MOVE_MEDIA, MESSAGE = 1, 2, 3, 4, 5
OPERATOR_REQUEST = 17
OF_CALL = 1

# Attributes of a request: number and form.
REQUEST = {
    "id": (1, "guid"), "kind": (3, "u32"), "state": (4, "u32"),
    "flags": (5, "u32"), "options": (6, "u32"), "arg1_type": (7, "u32"),
    "arg1": (8, "guid"), "arg2_type": (9, "u32"), "arg2": (10, "guid"),
    "media_type": (11, "guid"), "media_type_name": (12, "text"),
    "pool": (13, "text"), "object": (14, "text"), "library": (15, "text"),
    "computer": (16, "text"), "application": (17, "text"), "uid": (18, "u32"),
    "pid": (19, "u32"), "created": (20, "u64"), "deadline": (21, "u64"),
    "finished": (22, "u64"), "message": (23, "text"), "answer": (24, "text"),
}

IOC = 0xBE00
IOC_INFO, IOC_SESSION, IOC_ENUM, IOC_GET, IOC_WHY = 0, 1, 2, 3, 0x12
IOC_ANSWER = 0x0d
NOT_SUPPORTED, OBJECT_NOT_FOUND, INVALID_STATE = 50, 4312, 5023


def attr(number, form, value):
    """One netlink attribute."""
    if form == "u16":
        data = struct.pack("=H", value)
    elif form == "u32":
        data = struct.pack("=I", value)
    elif form == "u64":
        data = struct.pack("=Q", value)
    elif form == "text":
        data = value.encode("utf-8", "surrogateescape") + b"\0"
    elif form == "guid":
        data = value
    else:
        data = b"".join(value)
        number |= 0x8000
    size = 4 + len(data)
    return struct.pack("=HH", size, number) + data + bytes(-size % 4)


def message(kind, command, attrs, flags=0, seq=0, pid=0):
    """One generic netlink message."""
    body = struct.pack("=BBH", command, 1, 0) + b"".join(attrs)
    return struct.pack("=IHHII", 16 + len(body), kind, flags, seq, pid) + body


def parse(data):
    """The attributes of a message, by number."""
    found = {}
    while len(data) >= 4:
        size, number = struct.unpack_from("=HH", data)
        found[number & 0x3fff] = data[4:size]
        data = data[size + -size % 4:]
    return found


def guid():
    """A new GUID, in the order of bytes that text has."""
    return uuid.uuid4().bytes_le


def guid_text(data):
    return str(uuid.UUID(bytes_le=data))


class Kernel:
    """What the program talks to, in a thread of its own."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.RLock()
        self.loaded = False
        self.family, self.group = 0, 0
        self.reloads = 0
        self.number = 0
        self.requests = {}
        self.members = {}       # group: sockets
        self.sockets = {}       # port id: socket
        self.roles = {}
        self.deaf = False       # doorbells are lost
        self.counts = {"get": 0, "dump": 0, "info": 0, "family": 0}
        self.answers = []       # what was answered
        self.opened = 0
        self.open_now = 0
        self.objects = {}       # id: (type, info)
        self.lists = {}         # (type, container): ids
        self.why = None
        self.dump_error = 0
        self.batch = 20
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(path)
        self.listener.listen(64)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.ended = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def close(self):
        self.ended = True
        self.thread.join(10)
        for end in list(self.roles):
            end.close()
        self.listener.close()
        os.unlink(self.path)

    # ---- the tests' side

    def load(self):
        with self.lock:
            self.reloads += 1
            # As in the kernel, both are new each time.
            self.family = 30 + self.reloads
            self.group = 60 + self.reloads
            self.loaded = True
            self.number = 0
            self.control(CTRL_NEWFAMILY)

    def unload(self):
        with self.lock:
            self.control(CTRL_DELFAMILY)
            self.loaded = False
            self.requests.clear()
            self.members.pop(self.group, None)

    def insert(self, **fields):
        """A request, of a call unless flags say otherwise."""
        request = {
            "id": guid(), "kind": NEW_MEDIA, "state": SUBMITTED,
            "flags": OF_CALL, "arg1_type": 12, "arg1": guid(),
            "media_type": guid(), "media_type_name": "LTO_Ultrium",
            "pool": "backup\\daily", "computer": "tapehost",
            "application": "saver", "uid": 0, "pid": 4711,
            "created": time.time_ns(),
        }
        request.update(fields)
        with self.lock:
            self.requests[request["id"]] = request
            self.ring(INSERT, request["id"], request["state"])
        return request["id"]

    def update(self, which, **fields):
        with self.lock:
            self.requests[which].update(fields)
            self.ring(UPDATE, which, self.requests[which]["state"])

    def delete(self, which, state=0):
        with self.lock:
            del self.requests[which]
            self.ring(DELETE, which, state)

    def delete_quietly(self, which, state=0):
        """Returns what tells of it, at last."""
        with self.lock:
            del self.requests[which]
            news = self.news(DELETE, which, state)
        return lambda: self.broadcast(self.group, news)

    def overflow(self):
        """What a socket says that has lost messages."""
        self.broadcast(self.group, b"E" + struct.pack("=i", errno.ENOBUFS))

    # ---- netlink

    def broadcast(self, group, datagram):
        for end in self.members.get(group, []):
            try:
                end.send(datagram)
            except OSError:
                pass

    def control(self, command):
        if not self.deaf:
            self.broadcast(NOTIFY_GROUP, b"D" + message(
                GENL_ID_CTRL, command, self.family_attrs()))

    def family_attrs(self, name="ntms"):
        if name == "nlctrl":
            family, groups = GENL_ID_CTRL, [("notify", NOTIFY_GROUP)]
        else:
            family = self.family
            groups = [("events", 1000), ("operator", self.group)]
        return [attr(1, "u16", family), attr(2, "text", name),
                attr(7, "nest", [
                    attr(i + 1, "nest", [attr(2, "u32", number),
                                         attr(1, "text", text)])
                    for i, (text, number) in enumerate(groups)])]

    def news(self, operation, which, state):
        self.number += 1
        attrs = [attr(1, "u64", self.number), attr(3, "u32", operation),
                 attr(4, "u32", OPERATOR_REQUEST), attr(5, "guid", which)]
        if state:
            attrs.append(attr(6, "u32", state))
        return b"D" + message(self.family, REQUEST_EVENT, attrs)

    def ring(self, operation, which, state):
        news = self.news(operation, which, state)
        if not self.deaf:
            self.broadcast(self.group, news)

    @staticmethod
    def request_attrs(request):
        return [attr(*REQUEST[name], value) for name, value in request.items()]

    def answer(self, end, kind, flags, seq, pid, command, attrs):
        def error(number):
            end.send(b"D" + struct.pack("=IHHIIi", 36, NLMSG_ERROR, 0, seq, pid,
                                        -number) + bytes(16))

        def reply(reply_kind, attrs, more=0):
            return message(reply_kind, command, attrs, more, seq, pid)

        if kind == GENL_ID_CTRL:
            self.counts["family"] += 1
            name = attrs[2].rstrip(b"\0").decode()
            if name != "nlctrl" and not self.loaded:
                return error(errno.ENOENT)
            end.send(b"D" + reply(GENL_ID_CTRL, self.family_attrs(name)))
            return error(0)
        if not self.loaded or kind != self.family:
            return error(errno.ENOENT)
        if command == INFO_GET:
            self.counts["info"] += 1
            end.send(b"D" + reply(kind, [attr(1, "u32", 1),
                                         attr(3, "u64", self.number)]))
            return error(0)
        if flags & NLM_F_DUMP == NLM_F_DUMP:
            self.counts["dump"] += 1
            if self.dump_error:
                number, self.dump_error = self.dump_error, 0
                return error(number)
            return self.dump(end, kind, seq, pid, reply)
        self.counts["get"] += 1
        request = self.requests.get(attrs.get(1))
        if not request:
            return error(errno.ENOENT)
        end.send(b"D" + reply(kind, self.request_attrs(request)))
        return error(0)

    def dump(self, end, kind, seq, pid, reply):
        """In as many datagrams as it takes, while other things go on: who reads
        them may ask something else meanwhile."""
        parts = [reply(kind, self.request_attrs(request), NLM_F_MULTI)
                 for request in self.requests.values()]
        done = struct.pack("=IHHIIi", 20, NLMSG_DONE, NLM_F_MULTI, seq, pid, 0)
        batches = [b"".join(parts[i:i + self.batch])
                   for i in range(0, len(parts), self.batch)] + [done]

        def send():
            try:
                for batch in batches:
                    end.send(b"D" + batch)
            except OSError:
                pass    # nobody reads any more
        threading.Thread(target=send, daemon=True).start()

    # ---- the device

    def command(self, end, number, data):
        err, reason, extra = 0, 0, b""
        if number == IOC_ANSWER:
            state, = struct.unpack_from("=I", data, 8)
            which = data[16:32]
            text = data[32:].split(b"\0")[0].decode()
            err, reason = self.take_answer(which, state, text)
        elif number == IOC_INFO:
            data = data[:8] + struct.pack("=I", 1) + data[12:]
            root = self.objects.get("unrecognized")
            if root:
                data = data[:len(data) - 16] + root
        elif number == IOC_ENUM:
            kind, = struct.unpack_from("=I", data, 8)
            ids = self.lists.get((kind, data[16:32]), [])
            extra = b"".join(ids)
            data = (data[:40] + struct.pack("=II", len(ids), 0) +
                    struct.pack("=QQ", 0, len(ids)))
        elif number == IOC_GET:
            kind, info = self.objects.get(data[16:32], (0, None))
            if info is None:
                err, reason = errno.ENOENT, OBJECT_NOT_FOUND
            else:
                extra = info
        elif number == IOC_WHY and self.why:
            data = self.why(data)
        elif number != IOC_SESSION:
            err, reason = errno.ENOTTY, NOT_SUPPORTED
        data = data[:4] + struct.pack("=I", reason) + data[8:]
        end.send(b"A" + struct.pack("=i", err) + data + extra)

    def take_answer(self, which, state, text):
        self.answers.append((which, state, text))
        request = self.requests.get(which)
        if not request:
            return errno.ENOENT, OBJECT_NOT_FOUND
        if request["state"] >= REFUSED or request["state"] >= state:
            return errno.EUCLEAN, INVALID_STATE
        if request["flags"] & OF_CALL and state >= REFUSED:
            self.delete(which, state)
        elif text:
            self.update(which, state=state, answer=text,
                        finished=time.time_ns())
        else:
            self.update(which, state=state)
        return 0, 0

    # ---- serving

    def hello(self, end, text):
        words = text.decode().split()
        self.roles[end] = words[0]
        if words[0] == "netlink":
            self.sockets[int(words[1])] = end
        elif words[0] == "join":
            group = int(words[2])
            err = 0
            if group == NOTIFY_GROUP or (self.loaded and group == self.group):
                ends = self.members.setdefault(group, [])
                if self.sockets[int(words[1])] not in ends:
                    ends.append(self.sockets[int(words[1])])
            else:
                err = errno.ENOENT
            end.send(b"A" + struct.pack("=i", err))
        elif not self.loaded:
            self.drop(end)
        else:
            self.opened += 1
            self.open_now += 1

    def drop(self, end):
        if self.roles.pop(end, None) == "device":
            self.open_now -= 1
        for ends in self.members.values():
            if end in ends:
                ends.remove(end)
        self.selector.unregister(end)
        end.close()

    def take(self, end):
        try:
            data = end.recv(65536)
        except OSError:
            data = b""
        if not data:
            self.drop(end)
        elif data[:1] == b"H":
            self.hello(end, data[1:])
        elif data[:1] == b"C":
            number, = struct.unpack_from("=I", data, 1)
            self.command(end, number & 0xff, data[5:])
        else:
            _, kind, flags, seq, pid = struct.unpack_from("=IHHII", data, 1)
            self.answer(end, kind, flags, seq, pid, data[17], parse(data[21:]))

    def serve(self):
        while not self.ended:
            for key, _ in self.selector.select(0.1):
                with self.lock:
                    if key.fileobj is self.listener:
                        end, _ = self.listener.accept()
                        self.roles[end] = None
                        self.selector.register(end, selectors.EVENT_READ)
                    else:
                        self.take(key.fileobj)
