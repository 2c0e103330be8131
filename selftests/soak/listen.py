# SPDX-License-Identifier: GPL-2.0
"""Listeners and operators, until SIGTERM: some hear all news, and none of it
twice or out of order; some do not listen, and are told so in the end; one answers
what programs ask for, rightly or not."""

import errno
import os
import random
import select
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.environ["NTMS_ROOT"], "selftests/netlink"))
# pylint: disable=wrong-import-position
from common import (COMPLETE, REFUSED, REQUEST_EVENT, Device,  # noqa: E402
                    Raw)

INSERT = 2
IN_PROGRESS = 3
APPLICATION, ID = 17, 1
# Whose requests may be answered: the others are to be answered by nobody.
ASKERS = (b"churn", b"load-")
LISTENERS, DEAF = 4, 4
LOST = errno.ENOBUFS


class Listener:
    """One who hears all, or is told that it did not."""

    def __init__(self, *groups):
        self.raw = Raw().resolve().join(*groups)
        self.last = {}
        self.heard = self.lost = 0
        self.wrong = []

    def listen(self):
        """What came of requests"""
        try:
            news = self.raw.news()
        except OSError as error:
            if error.errno != LOST:
                raise
            self.lost += 1
            return []
        for each in news:
            # Each group has an order, and both together have none.
            if each[1] <= self.last.get(each[0], 0):
                self.wrong.append((self.last[each[0]], each[1]))
            self.last[each[0]] = each[1]
        self.heard += len(news)
        return [each[4] for each in news
                if each[0] == REQUEST_EVENT and each[2] == INSERT]


class Operator:
    """Answers what is asked for, if somebody who bears it asks."""

    def __init__(self, seed):
        self.device, self.raw = Device("operator"), Raw().resolve()
        self.chance = random.Random(seed)
        self.answers = self.looks = 0

    def work(self):
        self.looks += 1
        for request in self.raw.requests():
            if request.get(APPLICATION, b"").startswith(ASKERS) and \
                    self.chance.random() < 0.5:
                self.answer(request[ID])

    def answer(self, request):
        try:
            self.device.answer(request, self.chance.choice(
                (IN_PROGRESS, REFUSED, COMPLETE)), "by chance")
            self.answers += 1
        except OSError:     # it is over
            pass


def told(raw):
    """Whether one who did not listen is told that something was lost"""
    try:
        raw.sock.recv(1 << 18)
    except OSError as error:
        return error.errno == LOST
    return False


def main():
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    listeners = [Listener("events", "operator"), Listener("events")] + \
        [Listener("operator") for _ in range(LISTENERS - 2)]
    deaf = [Raw(buffer=4096).resolve().join("events") for _ in range(DEAF)]
    operator = Operator(int(sys.argv[1]))
    sockets = [listener.raw.sock for listener in listeners]
    print("# listen: begins", flush=True)
    due = 0.0
    while not stopped:
        select.select(sockets, [], [], 0.2)
        asked = [listener.listen() for listener in listeners]
        if any(asked) and time.monotonic() > due:
            operator.work()
            due = time.monotonic() + 0.05
    wrong = [each for listener in listeners for each in listener.wrong]
    heard = sum(listener.heard for listener in listeners)
    lost = sum(listener.lost for listener in listeners)
    silent = sum(not told(raw) for raw in deaf) if heard > 1000 * LISTENERS else 0
    print(f"# listen: {heard} news heard by {LISTENERS} listeners, who were told "
          f"{lost} times that some were lost; {operator.answers} answers of "
          f"operators, {operator.looks} looks at all requests")
    for last, number in wrong[:10]:
        print(f"# listen: number {number} after {last}")
    if silent:
        print(f"# listen: {silent} who did not listen were not told")
    return 1 if wrong or silent or not heard else 0


if __name__ == "__main__":
    sys.exit(main())
