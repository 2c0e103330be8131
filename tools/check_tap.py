# SPDX-License-Identifier: GPL-2.0
"""Reads what tests print: TAP, nested KTAP, and the warnings of a build."""

import re

# A kernel's log puts its time before a line.
STAMP = re.compile(r"^\[ *\d+\.\d+\] ")
LINE = re.compile(r"^(?P<indent> *)(?P<bad>not )?ok\b *(?P<number>\d*) *"
                  r"(?:- )?(?P<name>.*?)(?: *# *(?P<directive>SKIP|TO[D]O)\b:?"
                  r" *(?P<reason>.*))?$", re.IGNORECASE)
PLAN = re.compile(r"^(?P<indent> *)1\.\.(?P<count>\d+)"
                  r"(?: *# *SKIP *(?P<reason>.*))?$", re.IGNORECASE)
BEGIN = re.compile(r"^# begin (?P<name>\S+)$")
END = re.compile(r"^# end (?P<name>\S+) (?P<status>\d+) (?P<seconds>\d+)$")
ELSEWHERE = re.compile(r"^# elsewhere (?P<name>\S+): (?P<why>.*)$")
WARNING = re.compile(r"(warning|error)\b *:|^make.*\*\*\*|ERROR: modpost",
                     re.IGNORECASE)


class Result:
    """One test: passed, failed or skipped."""

    def __init__(self, name, outcome, reason="", details=()):
        self.name = name
        self.outcome = outcome
        self.reason = reason
        self.details = list(details)


class Block:
    """The lines of one level of KTAP."""

    def __init__(self):
        self.plan = None
        self.seen = 0
        self.failed = False
        self.over = False       # its plan came at its end


class Document:
    """Counts the leaves: a test with tests below it is those tests."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.results = []
        self.blocks = {}
        self.notes = []

    def close_deeper(self, indent):
        """Ends the levels below; says whether there were any, and failed."""
        below, failed = False, False
        for level in sorted(k for k in self.blocks if k > indent):
            block = self.blocks.pop(level)
            below = below or block.seen > 0
            failed = failed or block.failed
            self.check_plan(block)
        return below, failed

    def check_plan(self, block):
        if block.plan is not None and not block.over and \
                block.seen < block.plan:
            self.results.append(Result(
                f"{self.prefix}: {block.plan} tests planned, "
                f"{block.seen} came", "failed", details=self.notes[-12:]))
            block.failed = True

    def plan(self, indent, count, reason):
        self.close_deeper(indent)
        block = self.blocks.setdefault(indent, Block())
        if block.plan is not None:
            # The next document of several in a row.
            if not block.over:
                self.check_plan(block)
            block = self.blocks[indent] = Block()
        block.plan = count
        if block.seen:
            self.check_plan(block)
            block.over = True
        if count == 0 and reason is not None:
            self.results.append(Result(self.prefix, "skipped", reason))

    def line(self, found):
        indent = len(found["indent"])
        below, failed_below = self.close_deeper(indent)
        block = self.blocks.setdefault(indent, Block())
        if block.over:
            block = self.blocks[indent] = Block()
        block.seen += 1
        bad = bool(found["bad"])
        skipped = (found["directive"] or "").upper() == "SKIP"
        if bad and not skipped:
            block.failed = True
        name = found["name"].strip() or f"test {found['number']}"
        if below and not (bad and not failed_below):
            self.notes = []
            return
        outcome = "skipped" if skipped else "failed" if bad else "passed"
        self.results.append(Result(f"{self.prefix}: {name}", outcome,
                                   found["reason"] or "no reason was given",
                                   self.notes[-12:] if bad else ()))
        self.last = self.results[-1]
        self.notes = []

    def other(self, line):
        """Diagnostics come before the line of the kernel's harness, and
        after it with others."""
        text = line.strip()
        if not text:
            return
        self.notes.append(text)
        if text.startswith("#") and self.results and \
                self.results[-1].outcome == "failed" and \
                len(self.results[-1].details) < 12:
            self.results[-1].details.append(text)

    def end(self):
        self.close_deeper(-1)


def read_tap(prefix, text, status):
    """The results in text, of a program that ended with status."""
    document = Document(prefix)
    for line in text.splitlines():
        line = STAMP.sub("", line.rstrip())
        found = PLAN.match(line)
        if found:
            document.plan(len(found["indent"]), int(found["count"]),
                          found["reason"])
            continue
        found = LINE.match(line)
        if found:
            document.line(found.groupdict())
        else:
            document.other(line)
    document.end()
    results = document.results
    # The kernel's harness ends with 4 where everything was skipped.
    skipped = results and all(r.outcome == "skipped" for r in results)
    if status not in (0, None) and not (status == 4 and skipped) and \
            not any(r.outcome == "failed" for r in results):
        results.append(Result(f"{prefix}: ended with status {status}",
                              "failed", details=document.notes[-12:]))
    if not results:
        results.append(Result(f"{prefix}: printed no result", "failed",
                              details=text.splitlines()[-12:]))
    return results


def cut(name, lines):
    """A test whose end did not come."""
    return read_tap(name, "\n".join(lines), None) + [
        Result(f"{name}: the guest ended in the middle of it", "failed",
               details=lines[-12:])]


def read_guest(prefix, text, status):
    """What run-guest printed: a document for every test. A script without
    such marks is one test by itself."""
    results, name, lines = [], None, []
    marked = False
    for line in text.splitlines():
        found = BEGIN.match(line)
        if found:
            if name is not None:
                results += cut(name, lines)
            marked, name, lines = True, found["name"], []
            continue
        found = END.match(line)
        if found and found["name"] == name:
            results += read_tap(name, "\n".join(lines), int(found["status"]))
            name = None
            continue
        lines.append(line)
    if name is not None:
        results += cut(name, lines)
    if not marked:
        return read_tap(prefix, text, status)
    if status != 0:
        results.append(Result(f"{prefix}: ended with status {status}",
                              "failed", details=text.splitlines()[-12:]))
    return results


def read_elsewhere(text):
    """The tests that this guest does not run, and why: not even skipped."""
    return [f"{found['name']}, {found['why']}" for found in
            map(ELSEWHERE.match, text.splitlines()) if found]


def read_warnings(prefix, text, status):
    """A build is one test: it ends well, and nobody complains about files
    of ours. Sparse complains about the kernel's own headers, too."""
    complaints = []
    for line in text.splitlines():
        if not WARNING.search(line):
            continue
        if "/include/" in line and "kernel-" not in line.split(":")[0] and \
                "error" not in line:
            continue
        complaints.append(line.strip())
    if status == 0 and not complaints:
        return [Result(prefix, "passed")]
    return [Result(prefix, "failed", details=complaints[:12] or
                   text.splitlines()[-12:])]
