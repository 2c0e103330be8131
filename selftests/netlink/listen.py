# SPDX-License-Identifier: GPL-2.0
"""News: what is heard, by whom, in which order, and what becomes of it when it
is more than a listener or the module can hold."""

import contextlib
import errno
import os
import select
import socket
import sys
import time

import common
from common import (COMPLETE, EVENT, OTHER, REFUSED, REQUEST_EVENT,
                    TYPE_LIBRARY, TYPE_MEDIA_TYPE, TYPE_POOL, TYPE_REQUEST,
                    Device, Raw, as_user, attributes, in_background,
                    number_now, wait_for)

UPDATE, INSERT, DELETE, ENDED = 1, 2, 3, 5
SUBMITTED = 1
LISTENERS = 200
STORM = 1000 if common.EMULATED else 3000
RT_RUNTIME = "/proc/sys/kernel/sched_rt_runtime_us"
RCVBUFFORCE = 33


def doorbells(tap):
    """A request's life, as both groups hear it"""
    device, events = Device(), Raw().resolve().join("events")
    operator = Raw().resolve().join("operator")
    before = number_now(operator)
    request = device.submit("a secret")
    device.answer(request, COMPLETE, "another")
    device.delete(request)

    def life(raw, command):
        """Its numbers, if the rest is as it should be"""
        heard = [news for news in raw.hear(
            lambda news: news[2:5] == (DELETE, TYPE_REQUEST, request))
            if news[4] == request]
        tap.equal([news[:1] + news[2:] for news in heard],
                  [(command, INSERT, TYPE_REQUEST, request, SUBMITTED),
                   (command, UPDATE, TYPE_REQUEST, request, COMPLETE),
                   (command, DELETE, TYPE_REQUEST, request, COMPLETE)],
                  f"command {command} tells a request's life")
        return [news[1] for news in heard]

    numbered = life(operator, REQUEST_EVENT)
    tap.equal(life(events, EVENT), numbered, "in both groups by one number")
    tap.check(before < numbered[0] < numbered[1] < numbered[2] <=
              number_now(operator), "that grows, and that info-get knows",
              before, numbered)


def private(tap):
    """A doorbell says nothing that is anybody's"""
    device, raw = Device(), Raw().resolve().join("events", "operator")
    request = device.submit("a secret")
    device.answer(request, REFUSED, "a secret")
    end, heard = time.monotonic() + common.DEADLINE, set()
    while not {EVENT, REQUEST_EVENT} <= heard and time.monotonic() < end:
        for _, _, _, body in common.messages(raw.sock.recv(1 << 18)):
            heard.add(body[0])
            if not set(attributes(body[4:])) <= {1, 2, 3, 4, 5, 6} or \
                    b"secret" in body:
                tap.check(False, "only the number, what, and which", body)
    tap.equal(heard, {EVENT, REQUEST_EVENT},
              "only the number, what happened, to which object")
    device.forget(request)


def kinds(tap):
    """Other objects are none of the operators' business"""
    device, events = Device(), Raw().resolve().join("events")
    operator = Raw().resolve().join("operator")
    media_type = wait_for(lambda: device.list(TYPE_MEDIA_TYPE), "a library")[0]
    pool = device.pool_create("heard", media_type)
    request = device.submit("after it")
    heard = events.hear(lambda news: news[4] == request)
    tap.check((INSERT, TYPE_POOL, pool) in [news[2:5] for news in heard],
              "a new pool is an event", heard)
    tap.equal({news[3] for news in operator.hear(
        lambda news: news[4] == request)}, {TYPE_REQUEST},
              "and nothing to the operators")
    device.forget(request)


def inventories(tap):
    """An inventory that ended is told after how it ended can be read"""
    device, events = Device(), Raw().resolve().join("events")
    library = wait_for(lambda: [each for each in device.list(TYPE_LIBRARY)
                                if not device.inventory(each)],
                       "a library that can be looked at")[0]
    heard = events.hear(lambda news: news[2:5] ==
                        (ENDED, TYPE_LIBRARY, library))
    said = [news[2] for news in heard if news[4] == library]
    tap.equal(said[:said.index(ENDED)][-1:], [UPDATE],
              "its end is an event, after that of how it ended")


def come_and_go(device, raw, whole, mine=None):
    """A request; hears its end, if the whole of it is wanted: a machine that
    has other things to do might not send the news of hundreds in time."""
    request = device.submit("more")
    device.forget(request)
    if mine is not None:
        mine.add(request)
    return raw.hear(lambda news: news[2:5] == (DELETE, TYPE_REQUEST, request)
                    ) if whole else raw.news()


def numbers(tap):
    """None is missing, however much there is, if somebody listens"""
    device, events = Device(), Raw().resolve().join("events")
    first, heard = number_now(events), []
    for number in range(500):
        heard += come_and_go(device, events, number % 50 == 49)
    said = [news[1] for news in heard if news[1] > first]
    tap.equal(said, list(range(first + 1, said[-1] + 1)),
              f"all {len(said)} numbers of 500 requests, in order")


def anybody(tap):
    """Who may listen: all, and what it says has no owner"""
    device = Device()
    ours, theirs = socket.socketpair()

    def listen():
        raw = Raw().resolve().join("events", "operator")
        theirs.send(b"x")
        raw.hear(lambda news: news[0] == REQUEST_EVENT)
        return len(raw.requests())

    reader, writer = os.pipe()
    if not os.fork():
        os.write(writer, as_user(OTHER, listen).encode())
        os._exit(0)
    ours.recv(1)
    request = device.submit("not theirs")
    tap.equal(os.read(reader, 4096).decode(), "0",
              "another user hears the doorbell, and sees no request")
    os.wait()
    device.forget(request)


def many(tap):
    """Listeners in any number hear the same"""
    device = Device()
    listeners = [Raw().resolve().join("operator") for _ in range(LISTENERS)]
    request = device.submit("to all of you")
    heard = sum(any(news[4] == request for news in
                    raw.hear(lambda news: news[4] == request))
                for raw in listeners)
    tap.equal(heard, LISTENERS, f"{LISTENERS} listeners hear of it")
    device.forget(request)
    for raw in listeners:
        raw.close()


def told_of_loss(raw):
    """Does the next look say that something was lost?"""
    try:
        raw.sock.recv(1 << 18, socket.MSG_DONTWAIT)
    except OSError as error:
        return error.errno == errno.ENOBUFS
    return False


def overrun(tap):
    """Listeners that do not listen: they are told, and nobody else notices"""
    device = Device()
    deaf = [Raw(buffer=4096).resolve().join("operator") for _ in range(50)]
    awake = Raw().resolve().join("operator")
    requests = []
    for number in range(STORM):
        # No faster than the module tells it: a loss is the listeners' own.
        come_and_go(device, awake, number % 50 == 49)
        request = device.submit(str(number))
        if number % 100:
            device.forget(request)
        else:
            requests.append(request)
    tap.check(True, f"{STORM} requests come and go, and no call fails")
    wait_for(lambda: all(select.select([raw.sock], [], [], 0)[0]
                         for raw in deaf), "all have something to read")
    tap.check(all(told_of_loss(raw) for raw in deaf),
              "those who did not listen are told that they lost something")
    # Asked with another socket: this one is still full.
    tap.equal([each[1] for each in Raw().resolve().requests()], requests,
              "and a dump says all that they have to know")
    come_and_go(device, awake, True)
    while deaf[0].news():
        pass
    device.answer(requests[0], REFUSED)
    tap.check(deaf[0].hear(lambda news: news[4:] == (requests[0], REFUSED)),
              "after which they hear again")
    for request in requests:
        device.forget(request)


def beside(tap):
    """What one listener loses is no other's loss"""
    device = Device()
    deaf = Raw(buffer=1).resolve().join("operator")
    awake = Raw().resolve().join("operator")
    heard, mine = [], set()
    for number in range(300):
        heard += come_and_go(device, awake, number % 50 == 49, mine)
    tap.equal({news[4] for news in heard if news[2] == DELETE} & mine, mine,
              "who listens hears all of it beside who does not")
    tap.check(told_of_loss(deaf), "who had lost some")


def busy():
    """Takes a processor, before everybody else"""
    os.sched_setaffinity(0, {1})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    while True:
        pass


@contextlib.contextmanager
def no_news():
    """Real-time programs, of which this is one, leave nothing, or next to
    nothing, to the module's work."""
    with open(RT_RUNTIME, encoding="ascii") as file:
        before = file.read()
    with open(RT_RUNTIME, "w", encoding="ascii") as file:
        file.write("-1")
    try:
        with in_background(busy):
            os.sched_setaffinity(0, {0})
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
            yield
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    finally:
        os.sched_setaffinity(0, set(range(os.cpu_count())))
        with open(RT_RUNTIME, "w", encoding="ascii") as file:
            file.write(before)


def counted(name):
    """What the module has counted since it was loaded"""
    with open(f"/sys/class/misc/ntms/stats/{name}_total",
              encoding="ascii") as file:
        return int(file.read())


def at_rest(name):
    """What it has counted when it counts no more: a message is counted after it was
    sent, and who hears it may be quicker."""
    last = []

    def rests():
        last.append(counted(name))
        return len(last) > 10 and len(set(last[-10:])) == 1

    wait_for(rests, f"{name} comes to rest")
    return last[-1]


def too_much(tap):
    """More than the module holds: everybody is told"""
    device = Device()
    listeners = [Raw().resolve().join(group)
                 for group in ("events", "operator")]
    for raw in listeners:
        # Room for all of it, so that a loss is not the socket's
        raw.sock.setsockopt(socket.SOL_SOCKET, RCVBUFFORCE, 1 << 27)
    first, lost, seen = number_now(Raw().resolve()), [0, 0], [[], []]
    sent, dropped = at_rest("messages_sent"), counted("messages_dropped")

    def listen(timeout=0):
        for index, raw in enumerate(listeners):
            try:
                raw.news(timeout, seen[index])
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                lost[index] += 1

    end = time.monotonic() + common.DEADLINE
    while not all(lost) and time.monotonic() < end:
        with no_news():
            for _ in range(500):
                device.forget(device.submit("more"))
        listen(0.1)
    tap.check(all(lost), "all who listen are told that the module lost some",
              lost, number_now(Raw().resolve()) - first)
    request = device.submit("after it")
    while not all(any(news[4] == request for news in heard)
                  for heard in seen) and time.monotonic() < end:
        listen(1)
    heard = [news[1] for news in seen[0] if news[1] > first]
    tap.check(heard == sorted(heard) and heard[-1] - first > len(heard),
              "the numbers have a gap, and are in order", heard[:3], heard[-3:])
    tap.equal(seen[1][-1][4], request, "and what comes after it is heard")
    tap.equal(counted("messages_dropped") - dropped,
              heard[-1] - first - len(heard),
              "sysfs says how many were lost")
    told = len(heard) + len([news for news in seen[1] if news[1] > first])
    wait_for(lambda: counted("messages_sent") - sent >= told,
             "all that was heard is counted")
    tap.equal(at_rest("messages_sent") - sent, told, "and how many were sent")
    device.forget(request)


def stock(tap):
    """The kernel's own client hears and understands it"""
    ynl, _ = common.stock_client()
    device = Device()
    ynl.ntf_subscribe("operator")
    request = device.submit("hear")
    said = next(ynl.poll_ntf(duration=common.DEADLINE))
    number = said["msg"].pop("number")
    tap.equal(said, {"name": "request-event", "msg": {
        "operation": "insert", "type": "operator-request",
        "id": request.hex(" "), "state": "submitted"}},
        "the stock client is told of a new request")
    tap.equal(ynl.do("request-get", {"id": said["msg"]["id"]})["message"],
              "hear", "and gets it with what it was told")
    device.forget(request)
    tap.equal([(each["msg"]["number"], each["msg"]["operation"])
               for _, each in zip(range(2), ynl.poll_ntf(
                   duration=common.DEADLINE))],
              [(number + 1, "update"), (number + 2, "delete")],
              "and of its end")


def main():
    return common.Tap().run(doorbells, private, kinds, inventories, numbers,
                            anybody, many, overrun, beside, stock, too_much)


if __name__ == "__main__":
    sys.exit(main())
