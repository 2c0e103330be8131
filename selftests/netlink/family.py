# SPDX-License-Identifier: GPL-2.0
"""The family, driven by the kernel's stock client: what it says of itself, of
operator requests, and to whom."""

import json
import os
import socket
import struct
import subprocess
import sys
import time

import common
from common import (CLONE_NEWNET, CLONE_NEWUSER, COMPLETE, CONTROL, DEADLINE,
                    EVERYONE, GROUP, INFO_GET, MODIFY, NEVER, NEW_MEDIA, NOBODY,
                    OTHER, REQUEST_GET, TYPE_COMPUTER, TYPE_MEDIA_TYPE, USE, USER,
                    Device, Raw, as_user, attribute, in_background, unshare,
                    wait_for)

ynl, NlError = common.stock_client()
UID = 18


def hexed(request):
    return request.hex(" ")


def found(request):
    """What get says of a request, or None if it says that there is none."""
    try:
        return ynl.do("request-get", {"id": hexed(request)})
    except NlError as error:
        if error.error != 2:
            raise
        return None


def dumped():
    return [bytes.fromhex(each["id"])
            for each in ynl.dump("request-get", {})]


def info(tap):
    device = Device()
    # What nobody listens to need not have a number.
    listener = Raw().resolve().join("operator")
    before = ynl.do("info-get", {})
    tap.equal(before["abi"], 1, "info-get says the version")
    request = device.submit("one")
    after = ynl.do("info-get", {})
    tap.check(after["number"] > before["number"],
              "a new request is news", before, after)
    tap.equal(after["requests"], before["requests"] + 1,
              "and one request more")
    device.forget(request)
    tap.equal(ynl.do("info-get", {})["requests"], before["requests"],
              "that is forgotten is none")
    listener.close()
    policy = ynl.get_policy("request-get", "do")
    tap.equal((policy["id"].min_length, policy["id"].max_length), (16, 16),
              "the kernel tells its policy")


def command_line(tap):
    """The client as a program"""
    device = Device()
    request = device.submit("from the command line")

    def run(*arguments):
        schema = ["--schema", common.SCHEMA] if common.SCHEMA \
            else ["--no-schema"]
        return subprocess.run(
            [sys.executable, "-B", common.CLIENT, "--spec", common.SPEC,
             *schema, "--output-json", *arguments],
            stdout=subprocess.PIPE, timeout=3 * DEADLINE, check=False)

    every = run("--dump", "request-get")
    tap.check(hexed(request) in [each["id"] for each in
                                 json.loads(every.stdout)],
              "the stock client dumps all requests")
    if common.EMULATED:
        device.forget(request)
        return
    one = run("--do", "request-get", "--json",
              json.dumps({"id": hexed(request)}))
    tap.equal(json.loads(one.stdout)["message"], "from the command line",
              "and gets one")
    device.forget(request)
    gone = run("--do", "request-get", "--json",
               json.dumps({"id": hexed(request)}))
    tap.check(gone.returncode == 1 and b"no such operator request" in
              gone.stdout, "and says what the kernel says to a wrong one", gone)


def message(tap):
    """Every attribute of the simplest request"""
    device = Device("a program")
    started = time.time_ns()
    request = device.submit("look at the door")
    said = ynl.do("request-get", {"id": hexed(request)})
    created = said.pop("created", 0)
    tap.check(started - 10 ** 10 < created < time.time_ns() + 10 ** 10,
              "it was submitted when it was", created, started)
    tap.equal(said, {
        "id": hexed(request), "kind": "message", "state": "submitted",
        "flags": set(), "options": set(), "message": "look at the door",
        "application": "a program", "computer": os.uname().nodename,
        "uid": 0, "pid": os.getpid()}, "what it says, and nothing else")
    device.answer(request, COMPLETE, "it was open")
    said = ynl.do("request-get", {"id": hexed(request)})
    tap.equal((said["state"], said["answer"]), ("complete", "it was open"),
              "what was answered")
    tap.check(said["finished"] >= created, "and when", said)
    device.delete(request)
    tap.equal(found(request), None, "no more when it is deleted")


def allocation(tap):
    """The request of a call that waits, which says what to bring, and where"""
    device = Device("backup")
    media_type = wait_for(lambda: device.list(TYPE_MEDIA_TYPE), "a library")[0]
    pool = device.pool_create("netlink", media_type)
    deadline = time.monotonic_ns() + DEADLINE * 10 ** 9
    with in_background(device.allocate, pool, deadline) as pid:
        said = wait_for(lambda: ynl.dump("request-get", {}), "a request")[0]
    tap.equal((said["kind"], said["flags"], said["options"]),
              ("new-media", {"of-call"}, set()), "an allocation waits for media")
    tap.equal((said["arg1-type"], said["arg1"]), ("pool", hexed(pool)),
              "of this pool")
    tap.equal((said["pool"], said["media-type"]),
              ("netlink", hexed(media_type)), "it is called by its name")
    tap.check(said.get("media-type-name"), "and so is the type", said)
    tap.equal((said["deadline"], said["pid"], said["application"]),
              (deadline, pid, "backup"), "until when, and who")
    wait_for(lambda: not ynl.dump("request-get", {}), "no request")
    tap.check(True, "it goes with the process that was killed")

    with in_background(device.allocate, pool, NEVER):
        said = wait_for(lambda: ynl.dump("request-get", {}), "a request")[0]
        tap.check("deadline" not in said, "no deadline is none", said)
    wait_for(lambda: not ynl.dump("request-get", {}), "no request")
    request = device.submit("", NEW_MEDIA, pool)
    said = ynl.do("request-get", {"id": hexed(request)})
    tap.check("message" not in said and "deadline" not in said and
              said["flags"] == set(), "nor is that of a request for its own")
    device.forget(request)


def large(tap):
    """More than fits into a message, while others come and go"""
    device = Device()
    text = "x" * 255
    wanted = [device.submit(text) for _ in range(400)]
    tap.equal(dumped(), wanted, "400 of them, in order, each once")

    raw = Raw().resolve()
    raw.send(raw.family, 0x301, b"\2\1\0\0")
    first, whole = raw.sock.recv(1 << 18), []
    whole += [common.attributes(body[4:])[1]
              for kind, _, _, body in common.messages(first)]
    tap.check(0 < len(whole) < 400, "a dump is more than one message")
    lost = [each for each in wanted[300:310] if each not in whole]
    for request in lost + whole[:5]:
        device.forget(request)
    new = device.submit("late")
    _, _, bodies = raw.answers()
    whole += [common.attributes(body[4:])[1] for body in bodies]
    tap.equal(whole, [each for each in wanted if each not in lost] + [new],
              "one goes on where it was, whoever comes and goes")
    for request in set(wanted + [new]):
        device.forget(request)
    tap.equal(dumped(), [], "none is left")


def others(tap):
    """Who sees what"""
    device = Device()
    own = device.submit("of root")

    def look(request):
        raw = Raw().resolve()
        error, text, bodies = raw.ask(REQUEST_GET, attribute(1, request))
        return [error, text, len(bodies)]

    def every():
        return [each[1].hex() for each in Raw().resolve().requests()]

    def told():
        _, _, bodies = Raw().resolve().ask(INFO_GET)
        # 2 is padding, where the machine wants it.
        return sorted(set(common.attributes(bodies[0][4:])) - {2})

    hidden = as_user(OTHER, look, own)
    tap.check("no such operator request', 0]" in hidden,
              "another user does not see a request", hidden)
    tap.equal(as_user(OTHER, look, b"\1" + bytes(15)), hidden,
              "as if there were none")
    tap.equal(as_user(OTHER, every), "[]", "nor does he see it in a dump")
    theirs = device_of(OTHER, device)
    tap.equal(as_user(OTHER, every), str([theirs.hex()]),
              "he sees what he asked for")
    tap.equal(as_user(OTHER, look, theirs), "[0, '', 1]", "by its id, too")
    tap.equal(found(theirs)["uid"], OTHER,
              "and so does an administrator")
    tap.equal(as_user(OTHER + 1, look, theirs), hidden, "and no other user")
    tap.equal(as_user(OTHER, told), "[1, 3]",
              "he is not told how many there are")
    tap.equal(told(), [1, 3, 4], "as an administrator is")
    for request in (own, theirs):
        device.forget(request)


def operators(tap):
    """Who has CONTROL on the computer sees all, also by his groups"""
    device, borrowed_one = Device(), Raw().resolve()
    own = device.submit("of root")
    computer = device.list(TYPE_COMPUTER)[0]

    def every():
        return [each[1].hex() for each in Raw().resolve().requests()]

    def look():
        error, _, bodies = Raw().resolve().ask(REQUEST_GET, attribute(1, own))
        return [error, len(bodies)]

    def told():
        _, _, bodies = Raw().resolve().ask(INFO_GET)
        return 4 in common.attributes(bodies[0][4:])

    for kind, name in ((USER, "user"), (GROUP, "group")):
        device.rights(computer, (EVERYONE, 0, USE), (kind, OTHER, CONTROL))
        tap.equal(as_user(OTHER, look), "[0, 1]",
                  f"an operator by {name} sees a request")
        tap.equal(as_user(OTHER, every), str([own.hex()]), "and in a dump")
        tap.equal(as_user(OTHER, told), "True", "and how many there are")
        tap.equal(as_user(OTHER + 1, told), "False", "and nobody else")
    device.rights(computer, (EVERYONE, 0, USE), (GROUP, 4711, CONTROL))
    tap.equal(as_user(OTHER, every, groups=(1, 4711, 9999)), str([own.hex()]),
              "by any of his groups")
    tap.equal(as_user(OTHER, every, groups=(1, 9999)), "[]", "by no other")
    tap.equal(as_user(OTHER, borrowed_one.requests, groups=(1, 4711)), "[]",
              "nor by a socket of somebody who is not in it")
    device.rights(computer, (EVERYONE, 0, USE), (GROUP, OTHER, USE | MODIFY))
    tap.equal(as_user(OTHER, every), "[]", "no other right will do")
    device.rights(computer, (EVERYONE, 0, USE))
    device.forget(own)


def half_dumps(tap):
    """Whose groups count is noted when a dump begins, whoever reads the rest"""
    device = Device()
    computer = device.list(TYPE_COMPUTER)[0]
    device.rights(computer, (EVERYONE, 0, USE), (GROUP, OTHER, CONTROL))
    wanted = [device.submit("x" * 255) for _ in range(400)]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def begin():
        raw = Raw().resolve()
        raw.send(raw.family, 0x301, b"\2\1\0\0")
        first = raw.sock.recv(1 << 18)
        socket.send_fds(theirs, [bytes([raw.seq])], [raw.sock.fileno()])
        return len(list(common.messages(first)))

    begun = int(as_user(OTHER, begin))
    tap.check(0 < begun < 400, "a dump is begun by one who is gone", begun)
    seq, fds, _, _ = socket.recv_fds(ours, 1, 1)
    lent = Raw()
    lent.sock = socket.socket(fileno=fds[0])
    lent.sock.settimeout(DEADLINE)
    _, _, bodies = lent.answers(seq[0])
    tap.equal(begun + len(bodies), 400, "and is his to its end")
    as_user(OTHER, begin)
    _, fds, _, _ = socket.recv_fds(ours, 1, 1)
    os.close(fds[0])
    device.rights(computer, (EVERYONE, 0, USE))
    for request in wanted:
        device.forget(request)
    tap.equal(dumped(), [], "one that is not read on is no hindrance")


def borrowed(tap):
    """A socket does not give more rights than its user has, or its owner"""
    device, raw = Device(), Raw().resolve()
    request = device.submit("of root")

    def ask(other):
        return len(other.requests())

    tap.equal(as_user(OTHER, ask, raw), "0",
              "an administrator's socket in other hands sees nothing")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def lend():
        mine = Raw()
        socket.send_fds(theirs, [b"x"], [mine.sock.fileno()])
        return theirs.recv(1)

    pid = os.fork()
    if not pid:
        try:
            os.setresuid(OTHER, OTHER, OTHER)
            lend()
        finally:
            os._exit(0)
    _, fds, _, _ = socket.recv_fds(ours, 1, 1)
    lent = Raw()
    lent.sock = socket.socket(fileno=fds[0])
    lent.sock.settimeout(DEADLINE)
    as_other = device_of(OTHER, device)
    tap.equal([each[1] for each in lent.resolve().requests()], [request],
              "another's socket in an administrator's hands sees what is the "
              "administrator's own")
    ours.send(b"x")
    os.waitpid(pid, 0)
    for each in (request, as_other):
        device.forget(each)


def device_of(uid, device):
    """A request that a user submits"""
    return bytes.fromhex(as_user(uid, lambda: device.submit("other").hex()))


def namespaces(tap):
    """Media are the machine's, and of no other network namespace; root of a user
    namespace is who he was"""

    def within(flags, function):
        unshare(flags)
        return function()

    def every():
        return [(each[1].hex(), struct.unpack("I", each[UID])[0])
                for each in Raw().resolve().requests()]

    def family():
        return Raw().resolve().family

    tap.equal(as_user(0, within, CLONE_NEWNET, family), "ENOENT",
              "no family in another network namespace")
    tap.check(family(), "and there is one in the first")
    device = Device()
    own, theirs = device.submit("of root"), device_of(OTHER, device)
    tap.equal(as_user(OTHER, within, CLONE_NEWUSER, every),
              str([(theirs.hex(), NOBODY)]),
              "root of a user namespace sees his own, of users that he knows")
    tap.equal(as_user(0, within, CLONE_NEWUSER, every),
              str([(own.hex(), NOBODY)]), "even if he was root outside")
    for request in (own, theirs):
        device.forget(request)


def main():
    os.chmod("/dev/ntms", 0o666)
    return common.Tap().run(info, command_line, message, allocation, large,
                            others, operators, half_dumps, borrowed,
                            namespaces)


if __name__ == "__main__":
    sys.exit(main())
