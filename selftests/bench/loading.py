#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What the benchmark of a start does, see selftests/bench/loading.

Usage: loading.py many MEDIA <EXPORT >EXPORT
       loading.py load ROUND MODULE NTMSD DATABASE

The first adds cartridges to the text of a catalog, on the shelf and in the free
pool, like one that is in that pool already. The second loads the module and ntmsd,
waits until that one says that it is ready, as it would to systemd, and prints
samples: how long it took, and what memory ntmsd needed at most.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEADLINE = 300
GUID = re.compile(r"[0-9a-f]{8}((-[0-9a-f]{4}){3}-[0-9a-f]{12})")
# Where a cartridge is, what it is called, and its place among all
OWN = ("element-type", "address", "library", "order", "barcode", "name")


def many(media):
    """The catalog at standard input, with so many more cartridges."""
    text = sys.stdin.read().rstrip("\n")
    paragraphs = text.split("\n\n")
    shelf = next(p for p in paragraphs
                 if p.startswith("library ") and "\tkind 1\n" in p)
    like = next(p for p in paragraphs
                if p.startswith("cartridge ") and "-state available" in p)
    shelf = GUID.search(shelf.split("\n")[0])[0]
    head, *lines = like.split("\n")
    lines = [line for line in lines if line.split()[0] not in OWN]
    rest = GUID.search(head)[1]
    # The module's own GUIDs are so far apart, and these are none of them.
    rest = f"-{int(rest[1:5], 16) ^ 1:04x}{rest[5:]}"
    last = "\n".join([f'\tlibrary "" {shelf}', *lines])
    print(text)
    for i in range(media):
        first = i * 0x9e3779b1 % 2**32
        print(f'\ncartridge "" {first:08x}{rest}\n\torder {1000 + i}\n'
              f'\tbarcode "M{i:07d}"\n{last}')


def ready(run, notices, deadline):
    """Wait until who was started says that it is."""
    notices.settimeout(1)
    while run.poll() is None and time.monotonic() < deadline:
        try:
            if b"READY=1" in notices.recv(4096).split(b"\n"):
                return
        except TimeoutError:
            pass
    run.kill()
    sys.exit("ntmsd did not become ready")


def peak(pid):
    """Bytes of memory that a process had at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)[1]) * 1024


def load(number, module, ntmsd, database):
    """One start."""
    with tempfile.TemporaryDirectory() as work, \
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        path = os.path.join(work, "notices")
        notices.bind(path)
        begin = time.monotonic()
        subprocess.run(["insmod", module, "require_journal=1"], check=True)
        with subprocess.Popen([ntmsd, "--database", database],
                              env={**os.environ, "NOTIFY_SOCKET": path}) as run:
            ready(run, notices, begin + DEADLINE)
            took = time.monotonic() - begin
            memory = peak(run.pid)
            run.terminate()
            if run.wait(DEADLINE):
                sys.exit(f"ntmsd ended with status {run.returncode}")
    print(f"load\ts\t{number}\t{took:.3f}")
    print(f"load memory\tMB\t{number}\t{memory / 1e6:.3f}")


if __name__ == "__main__":
    if sys.argv[1] == "many":
        many(int(sys.argv[2]))
    else:
        load(*sys.argv[2:])
