#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a table and a file of figures out of the benchmark's samples.

Usage: report.py RESULTS FIGURES.json

RESULTS holds samples.tsv (name, unit, round, value), facts.tsv, and what the
kernel said of its memory. A figure is the median of its samples. A ratio of two
things that were measured by turns is the median of the ratios of each round, so
that what the machine did meanwhile falls out.
"""

import json
import statistics
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

PAGE = 4096


class Samples:
    """All samples, by name, in the order of their rounds."""

    def __init__(self, path):
        self.all = defaultdict(list)
        for line in path.read_text().splitlines():
            name, _unit, _round, value = line.split("\t")
            self.all[name].append(float(value))

    def __contains__(self, name):
        return name in self.all

    def median(self, name):
        return statistics.median(self.all[name])

    def ratio(self, above, below):
        pairs = zip(self.all[above], self.all[below], strict=True)
        return statistics.median(a / b for a, b in pairs)

    def spread(self, name):
        """How far the samples are from their median, in percent of it."""
        middle = self.median(name)
        values = self.all[name]
        return 100 * statistics.median(abs(v - middle) for v in values) / middle


class Figures:
    """What was found out."""

    def __init__(self):
        self.list = []

    def add(self, name, unit, value, note, target=None, better="lower",
            strictly=False):
        met = None
        if target is not None:
            if better == "lower":
                met = value < target or (not strictly and value == target)
            else:
                met = value > target or (not strictly and value == target)
        self.list.append({
            "name": name, "unit": unit, "value": float(f"{value:.4g}"),
            "target": target, "better": better, "met": met, "note": note,
        })


def read_facts(path):
    return dict(line.split("\t", 1) for line in path.read_text().splitlines())


def meminfo(path):
    """/proc/meminfo in bytes."""
    facts = {}
    for line in path.read_text().splitlines():
        name, value = line.split(":")
        facts[name] = int(value.split()[0]) * (1024 if "kB" in value else 1)
    return facts


def slabs(path):
    """Bytes of each slab cache, whole slabs."""
    sizes = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0] in ("slabinfo", "#"):
            continue
        # name active objects size per-slab pages : tunables 3 : slabdata
        # active slabs shared
        sizes[words[0]] = int(words[14]) * int(words[5]) * PAGE
    return sizes


def pair_figures(figures, samples, sizes):
    few, many, everything = sizes
    kinds = (
        ("own", "pool with media of its own",
         "allocate and deallocate in 16 pools by turns, each with a "
         "sixteenth of the media"),
        ("draw", "drawn from free, given back",
         "the same in 16 empty pools: each allocation moves a cartridge from "
         "free, each deallocation moves it back"),
    )
    for kind, words, note in kinds:
        for media in sizes:
            name = f"{kind} {media}"
            figures.add(f"pairs, {words}, {media:,} media", "pairs/s",
                        1e9 / samples.median(name),
                        f"{note}; {samples.median(name) / 1e3:.2f} µs a pair, "
                        f"± {samples.spread(name):.0f} %", better="higher")
    for kind, words, _ in kinds:
        name = f"{kind} {many}"
        beside = f"ch beside {name}"
        figures.add(f"pair, {words}, {many:,} media, to ch's smallest ioctl",
                    "ratio", samples.ratio(name, beside),
                    "CHIOGPARAMS takes "
                    f"{samples.median(beside) / 1e3:.2f} µs; by the least "
                    "disturbed slices of each run "
                    f"{samples.ratio(name + '.best', beside + '.best'):.2f}",
                    target=4)
        above, below = (
            samples.ratio(f"{kind} {media}", f"ch beside {kind} {media}")
            for media in (everything, few))
        plain = (samples.median(f"{kind} {everything}") /
                 samples.median(f"{kind} {few}"))
        figures.add(f"pair, {words}, {everything:,} media to {few:,}",
                    "ratio", above / below,
                    "each in units of ch's ioctl measured by turns with it; "
                    f"in plain time {plain:.2f}", target=1.5)


def peer_figures(figures, samples, media, facts):
    own = f"own {media}"
    ch = f"ch beside {own}"
    figures.add("ch's smallest ioctl (CHIOGPARAMS)", "calls/s",
                1e9 / samples.median(ch), "no arbiter, no decision, no change",
                better="higher")
    names = (
        ("sqlite", "in memory", 35),
        ("sqlite-wal", "file in memory, write-ahead log", None),
    )
    for key, words, target in names:
        name = f"{key} beside {own}"
        if name not in samples:
            continue
        note = (f"a model, SQLite {facts['sqlite']}: {media:,} media in 16 "
                "pools, select, update and commit for each allocation and "
                "each deallocation, prepared statements, the index that fits "
                f"best; {samples.median(name) / 1e3:.0f} µs a pair")
        figures.add(f"SQLite's pairs, {words}", "pairs/s",
                    1e9 / samples.median(name), note, better="higher")
        figures.add(f"pair to SQLite's pair, {words}", "times faster",
                    samples.ratio(name, own),
                    "pool with media of its own; by the least disturbed slices "
                    f"{samples.ratio(name + '.best', own + '.best'):.1f}",
                    target=target, better="higher")


def profile_figures(figures, samples):
    words = {
        "getppid": "smallest system call",
        "info": "NTMS_IOC_INFO",
        "refused": "NTMS_IOC_DEALLOCATE of the null LMID: refused at once",
        "unknown": "NTMS_IOC_DEALLOCATE of an unknown LMID: lock and index",
    }
    for key, name in words.items():
        if f"profile {key}" in samples:
            figures.add(f"profile: {name}", "µs",
                        samples.median(f"profile {key}") / 1e3, "")


def inventory_figures(figures, samples, slots, targets, facts):
    name = f"inventory {slots}"
    part = int(facts["part"])
    ch_note = "CHIOGELEM for each slot"
    if part < slots and slots == int(facts["slots"].split()[1]):
        ch_note += f", extrapolated from {part} slots spread over all"
    rows = (
        ("ntms", "NTMS_IOC_INVENTORY, all elements read and reconciled"),
        ("mtx", f"the program 'mtx status' ({facts['mtx']}), output to "
                "/dev/null, of which "
                f"{samples.median(name + ' mtx-start'):.3f} s are its start"),
        ("ch", ch_note),
    )
    for who, note in rows:
        figures.add(f"inventory of {slots:,} slots, {who}", "s",
                    samples.median(f"{name} {who}"),
                    f"tgt {facts['tgt']}: {note}")
    for who, target in targets.items():
        figures.add(f"inventory of {slots:,} slots, to {who}", "times faster",
                    samples.ratio(f"{name} {who}", f"{name} ntms"), ch_note
                    if who == "ch" else "whole program", target=target,
                    better="higher", strictly=target == 1)


def memory_figures(figures, results, facts):
    before, after, again = (meminfo(results / f"meminfo.{when}")
                            for when in ("without", "with", "again"))
    sides = int(facts["sides"])
    parts = ("SUnreclaim", "VmallocUsed", "Percpu", "PageTables",
             "KernelStack")
    used = {part: after[part] - before[part] for part in parts}
    left = sum(again[part] - before[part] for part in parts)
    free = before["MemFree"] - after["MemFree"]
    note = ("what slabs and large kmalloc (SUnreclaim "
            f"{used['SUnreclaim'] / sides:.0f}), vmalloc "
            f"({used['VmallocUsed'] / sides:.0f}), per-processor memory, page "
            "tables and stacks grew by when the module was loaded and had read "
            "libraries that were there before and after; "
            f"{left / sides:+.1f} after it was unloaded; by free memory "
            f"{free / sides:.0f}")
    figures.add(f"kernel memory a side, {sides:,} sides", "bytes",
                sum(used.values()) / sides, note, target=384)
    grown = slabs(results / "slabinfo.with")
    for name, size in slabs(results / "slabinfo.without").items():
        grown[name] = grown.get(name, 0) - size
    top = sorted(grown.items(), key=lambda item: -item[1])[:3]
    figures.list[-1]["note"] += "; largest slabs: " + ", ".join(
        f"{name} {size / sides:.0f}" for name, size in top)


def format_value(value):
    if value is None:
        return ""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def print_table(figures, facts):
    print(f"ntms on Linux {facts['kernel']}, {facts['processors']} processors, "
          f"clock {facts['clock']}; medians of at least five runs.")
    print()
    rows = [("figure", "value", "unit", "target", "")]
    for figure in figures.list:
        target = ""
        verdict = ""
        if figure["target"] is not None:
            sign = "at most" if figure["better"] == "lower" else "at least"
            if figure["target"] == 1:
                sign = "above"
            target = f"{sign} {format_value(figure['target'])}"
            verdict = "met" if figure["met"] else "NOT MET"
        rows.append((figure["name"], format_value(figure["value"]),
                     figure["unit"], target, verdict))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        print("  ".join((row[0].ljust(widths[0]), row[1].rjust(widths[1]),
                         row[2].ljust(widths[2]), row[3].rjust(widths[3]),
                         row[4])).rstrip())
    print()
    judged = [figure for figure in figures.list if figure["met"] is not None]
    met = sum(figure["met"] for figure in judged)
    print(f"{met} of {len(judged)} targets met.")
    print()
    print("Notes")
    for figure in figures.list:
        if figure["note"]:
            print(textwrap.fill(f"- {figure['name']}: {figure['note']}.", 100,
                                subsequent_indent="  "))


def main():
    results = Path(sys.argv[1])
    samples = Samples(results / "samples.tsv")
    facts = read_facts(results / "facts.tsv")
    sizes = [int(size) for size in facts["sizes"].split()]
    small, big = (int(slots) for slots in facts["slots"].split())
    figures = Figures()
    pair_figures(figures, samples, sizes)
    peer_figures(figures, samples, sizes[1], facts)
    profile_figures(figures, samples)
    inventory_figures(figures, samples, small, {"ch": 50, "mtx": 1}, facts)
    inventory_figures(figures, samples, big, {"ch": 500, "mtx": 3}, facts)
    memory_figures(figures, results, facts)
    start = f"start {sizes[2]}"
    figures.add(f"loading the module with {sizes[2]:,} media in vlib", "s",
                samples.median(start), "until all libraries are catalogued; "
                "one run")
    Path(sys.argv[2]).write_text(
        json.dumps(figures.list, indent=2, ensure_ascii=False) + "\n")
    print_table(figures, facts)


main()
