#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The disk that loses its cache (disk.c): what was flushed is there after its
process was killed, what was not is there in part, and blocks are whole. Prints
TAP."""

import os
import signal
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DISK = os.path.join(os.environ.get("NTMS_BUILD", os.path.join(ROOT, "build")),
                    "selftests", "journal-disk.so")
BLOCK = 4096
BLOCKS = 200

# What the process does that is killed: 'O' everywhere, flushed; 'N' everywhere,
# in two writes for two blocks, and flushed or not.
STORY = """
import os, signal, sys
name, flush = sys.argv[1:]
fd = os.open(name, os.O_RDWR)
size = os.fstat(fd).st_size
os.pwrite(fd, b"O" * size, 0)
os.fdatasync(fd)
for at in range(0, size, 2 * 4096):
    os.pwrite(fd, b"N" * 5000, at)
    os.pwrite(fd, b"N" * (2 * 4096 - 5000), at + 5000)
if os.pread(fd, size, 0) != b"N" * size:
    sys.exit(3)
if flush == "yes":
    os.fdatasync(fd)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(flush, seed):
    """What each block is afterwards: O, N, or ? if it is neither."""
    with tempfile.TemporaryDirectory() as place:
        name, count = os.path.join(place, "disk"), os.path.join(place, "count")
        with open(name, "wb") as file:
            file.truncate(BLOCKS * BLOCK)
        status = subprocess.run(
            [sys.executable, "-c", STORY, name, flush], check=False,
            env={**os.environ, "LD_PRELOAD": DISK, "NTMS_DISK": name,
                 "NTMS_DISK_COUNT": count, "NTMS_DISK_SEED": str(seed)})
        if status.returncode != -signal.SIGKILL:
            return f"status {status.returncode}", None
        with open(name, "rb") as file:
            data = file.read()
        with open(count, "rb") as file:
            counted = struct.unpack("4Q", file.read())
    blocks = ""
    for at in range(0, len(data), BLOCK):
        block = data[at:at + BLOCK]
        whole = block == block[:1] * BLOCK and block[:1] in (b"O", b"N")
        # The first of two blocks is written once, the second twice.
        half = at // BLOCK % 2 and set(block) <= set(b"ON")
        blocks += chr(block[0]) if whole else "/" if half else "?"
    return blocks, counted


def main():
    number = failed = 0

    def check(what, good, detail=""):
        nonlocal number, failed
        number += 1
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {what}")
        if not good:
            print(f"# {detail}")

    print("TAP version 13")
    blocks, counted = run("yes", 1)
    check("what was flushed is there", blocks == "N" * BLOCKS, blocks)
    check("and nothing is in the cache", counted and counted[1:3] == (2, 0),
          counted)
    blocks, counted = run("no", 1)
    check("of what was not, some is there", blocks.count("N") > BLOCKS // 8,
          blocks)
    check("and some is lost", blocks.count("O") > BLOCKS // 8, blocks)
    check("no block is torn but where it was written in two", "?" not in blocks,
          blocks)
    check("what is lost was counted", counted and
          counted[2] == blocks.count("O") + blocks.count("/"), counted)
    check("chance decides: the same again", run("no", 1)[0] == blocks)
    check("and with another seed something else", run("no", 2)[0] != blocks)
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
