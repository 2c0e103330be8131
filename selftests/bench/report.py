#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a table and a file of figures out of the benchmark's samples.

Usage: report.py RESULTS FIGURES.json

RESULTS holds samples.tsv (name, unit, round, value), facts.tsv, and what the
kernel said of its memory; RESULTS/loading holds those of the start. What was not
measured is left out. A figure is the median of its samples. A ratio of two
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
        self.hidden = set()

    def plotted(self, name, unit, value):
        """One that is in the file and in the plots, and not in the table."""
        self.hidden.add(name)
        self.add(name, unit, value, "")

    def add(self, name, unit, value, note, target=None, better="lower",
            strictly=False):
        met = None
        if target is not None:
            met = value == target and not strictly
            if better != "exactly":
                met |= value < target if better == "lower" else value > target
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
        ("sqlite", "in memory"),
        ("sqlite-wal", "file in memory, write-ahead log"),
    )
    for key, words in names:
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
                    target=35, better="higher")


def server_figures(figures, samples, media):
    name = f"server beside own {media}"
    figures.add("pairs of a daemon behind a socket", "pairs/s",
                1e9 / samples.median(name),
                f"a model: {media:,} media in 16 pools in the memory of another "
                "process, heaps in the order of choice, binary messages; "
                f"{samples.median(name) / 1e3:.0f} µs a pair", better="higher")
    figures.add("pair to that of a daemon behind a socket", "times faster",
                samples.ratio(name, f"own {media}"),
                "pool with media of its own", better="higher")


def postgres_figures(figures, samples, media, facts):
    name = "postgres pair"
    if name not in samples:
        return
    figures.add("PostgreSQL's pairs, in memory", "pairs/s",
                1e9 / samples.median(name),
                f"{facts['postgres']}, one connection: {media:,} media in 16 "
                "pools, UPDATE of what SELECT ... FOR UPDATE SKIP LOCKED gives, "
                "prepared statements, nothing is synced; "
                f"{samples.median(name) / 1e3:.0f} µs a pair", better="higher")
    figures.add("pair to PostgreSQL's pair, in memory", "times faster",
                samples.median(name) / samples.median(f"own {media}"),
                "pool with media of its own; not measured by turns",
                better="higher")


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
                f"{samples.median(name + ' mtx-start'):.3f} s are its start; "
                f"it failed {samples.median(name + ' mtx-failed'):.0f} times, "
                "which are not counted"),
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


def media_figures(figures, samples, many, everything):
    note = ("CHIOGPARAMS measured by turns with it; {:.2f} µs; by the least "
            "disturbed slices {:.2f}")
    for kind, words in (("move", "a move between two pools"),
                        ("swap", "a swap of two logical media")):
        name, ch = f"media {kind}", f"media ch beside {kind}"
        figures.add(f"{words}, {many:,} media, to ch's smallest ioctl",
                    "ratio", samples.ratio(name, ch), note.format(
                        samples.median(name) / 1e3,
                        samples.ratio(name + ".best", ch + ".best")), target=4)
    names = ("media completed pair", "media pair", "media ch beside swap")
    rounds = zip(*(samples.all[name] for name in names), strict=True)
    figures.add(f"a completed side, {many:,} media, to ch's smallest ioctl",
                "ratio",
                statistics.median((more - pair) / ch
                                  for more, pair, ch in rounds),
                "what a pair takes longer with NTMS_IOC_COMPLETE in it",
                target=4)
    figures.add(f"list of {everything:,} media", "µs each",
                samples.median("list each.cpu") / 1e3,
                "NTMS_IOC_ENUM by 4,096, processor time", target=1)
    beside = samples.ratio("list beside", "list none")
    figures.add(f"pair while {everything:,} media are listed, to none",
                "ratio", samples.ratio("list beside.cpu", "list none.cpu"),
                "by the caller's processor time; another process lists all "
                f"media again and again; by the clock {beside:.2f}; beside a "
                "process that does nothing but keep another processor busy, "
                f"{samples.ratio('list spin', 'list none'):.2f}", target=1.1)


def rights_figures(figures, samples):
    for entries, target in ((8, 1.02), (32, 1.1)):
        best, group = (samples.ratio(f"rights {entries}{what}", "rights 1" +
                                     what.replace(" groups", ""))
                       for what in (".best", " groups"))
        figures.add(f"pair by the last of {entries} entries of rights, to by "
                    "the only one", "ratio",
                    samples.ratio(f"rights {entries}", "rights 1"),
                    "users and groups by turns, the last one is the caller, who "
                    "is no administrator; by the least disturbed slices "
                    f"{best:.3f}; if the last one is his group {group:.3f}",
                    target=target)


def wake_figures(figures, samples, facts):
    kinds = (
        ("given-back", "a medium given back",
         "from just before the NTMS_IOC_DEALLOCATE of the only medium"),
        ("moved", "a medium moved to the pool",
         "from just before the NTMS_IOC_MOVE of the only medium"),
        ("refused", "an operator's refusal",
         "from just before the NTMS_IOC_REQUEST_ANSWER, with a text"),
    )
    for kind, words, note in kinds:
        name = f"wake {kind}"
        figures.add(f"{words}, to the caller's return", "µs",
                    samples.median(name) / 1e3,
                    f"{note}, by another thread, to the return of an "
                    "NTMS_IOC_ALLOCATE that sleeps on another processor; the "
                    "longest of a round "
                    f"{samples.median(name + '.longest') / 1e3:.0f} µs; on one "
                    "processor it takes "
                    f"{samples.median(name + '.met') / 1e3:.0f} µs",
                    target=300)
    for kind, words, _note in kinds:
        for part in (5, 25, 75, 90, 95, 99):
            figures.plotted(f"{words}, to the caller's return, {part} % of all",
                            "µs", samples.median(f"wake {kind}.p{part}") / 1e3)
    period = float(facts["poll"])
    polls = samples.all["wake polled"]
    figures.add(f"the same for who looks again every {period:g} s", "s",
                samples.median("wake polled"),
                f"{len(polls)} threads, each with a pool and a medium, look "
                "with NTMS_ALLOCATE_F_NOWAIT; the media are given back evenly "
                f"over a period; the longest {max(polls):.1f} s")


def crowd_figures(figures, samples, facts):
    few, many = facts["crowd"].split()
    crowd = f"{int(many):,} waiters"
    figures.add(f"wake-ups a freed medium, {crowd}", "threads",
                max(samples.all[f"crowd {many} woken"]),
                f"{crowd}, threads that sleep in NTMS_IOC_ALLOCATE; the "
                "scheduler's tracepoint sched_waking, counted for them; of "
                "the worst round; calls that came back with a medium: "
                f"{max(samples.all[f'crowd {many} returned']):g} each",
                target=1, better="exactly")
    figures.add(f"processor time of {crowd} in {float(facts['idle']):g} s", "s",
                samples.median(f"crowd {many} idle") / 1e9,
                "the same threads, their own clocks, while nothing happens",
                target=0)
    unawaited = samples.median("crowd 0 served") / 1e3
    away = samples.median(f"crowd {many} all-sent-away") / 1e6
    kinds = (
        ("came", "to begin to wait",
         "NTMS_IOC_ALLOCATE with NTMS_ALLOCATE_F_QUEUE and a deadline, in a "
         "pool that draws from free"),
        ("served", "to serve who has waited longest",
         "the whole NTMS_IOC_DEALLOCATE that serves; that of a medium which "
         f"nobody waits for takes {unawaited:.2f} µs"),
        ("over", "to run out of time",
         "processor time of the whole NTMS_IOC_ALLOCATE that waits for a "
         "millisecond in vain, most of it for going to sleep and waking up"),
        ("sent-away", "to wait no more",
         "NTMS_IOC_CANCEL of who has waited longest: what ntms does when time "
         f"is up, without the sleep; of all at once: {away:.0f} ms"),
    )
    for kind, words, note in kinds:
        names = [f"crowd {nr} {kind}" for nr in (many, few)]
        figures.add(f"{words}, among {int(many):,} to among {few}", "ratio",
                    samples.ratio(*names),
                    f"{note}; {samples.median(names[0]) / 1e3:.2f} µs and "
                    f"{samples.median(names[1]) / 1e3:.2f} µs", target=2)


CALLERS = (1, 2, 4, 8, 16)


def team_figures(figures, samples):
    machine = "team machine {}"
    for callers in CALLERS:
        name = f"team {callers}"
        figures.add(f"pairs of {callers} callers, a pool each", "pairs/s",
                    1e9 / samples.median(name),
                    f"threads with a session each, {samples.median(name) / 1e3:.2f} "
                    "µs a pair", better="higher")
    figures.add("pairs of two threads on two pools, to one thread", "times",
                samples.ratio("team 1", "team 2"),
                "a session each, pools with media of their own; of the "
                "smallest system call, two threads of this machine make "
                f"{samples.ratio(machine.format(1), machine.format(2)):.2f} "
                "times that of one; by the least disturbed slices "
                f"{samples.ratio('team 1.best', 'team 2.best'):.2f} and "
                + format(samples.ratio(machine.format(1) + ".best",
                                       machine.format(2) + ".best"), ".2f"),
                target=1.5, better="higher")


def lasting_figures(figures, samples, facts):
    disks = (
        ("lasting", "in memory", "whose syncs cost nothing but processor time"),
        ("lasting slow", f"that answers after {facts['answer']} ms",
         "one that keeps all of it in memory, too, but takes so long for a "
         "write, and as long again for the flush after it"),
    )
    for name, words, note in disks:
        one, many, sqlite = (f"{name} {who}" for who in ("one", "many", "sqlite"))
        figures.add(f"durable pairs of one caller, disk {words}, to SQLite's",
                    "ratio", samples.ratio(sqlite, one),
                    f"ntmsd and the model, SQLite {facts['sqlite']}, on ext4, "
                    f"{note}; a pair is two changes: "
                    f"{samples.median(one) / 1e6:.2f} ms and "
                    f"{samples.median(sqlite) / 1e6:.2f} ms",
                    target=1, better="higher")
        figures.add(f"durable pairs of sixteen callers, disk {words}, to one",
                    "ratio", samples.ratio(one, many),
                    "a session and a pool each; one sync serves all who wait; "
                    f"{samples.median(many) / 1e6:.2f} ms a pair",
                    target=5, better="higher")


def listen_figures(figures, samples, facts):
    listeners = f"{int(facts['listeners']):,} listeners"
    wall, busy = (
        {kind: samples.ratio(f"listen {kind}{part}", f"listen none{part}")
         for kind in ("spin", "one", "unread", "read")}
        for part in ("", ".cpu"))
    figures.add(f"pair with {listeners} that do not read, to none", "ratio",
                wall["unread"],
                "sockets in both groups, whose buffers are full, so that each "
                "is told of a loss; pool with media of its own; by the "
                f"caller's processor time {busy['unread']:.2f}; with one "
                f"listener {wall['one']:.2f}; with none, and a process that "
                "does nothing but keep another processor busy, "
                f"{wall['spin']:.2f}", target=1.1)
    figures.add(f"pair's processor time with {listeners} that read, to none",
                "ratio", busy["read"],
                "the same, all read by one other process; it, the sender and "
                "the caller compete for the processors, so that by the clock "
                f"it is {wall['read']:.2f}", target=1.1)


def loading_figures(figures, results):
    """Those of the start. Return: where it was measured"""
    samples = Samples(results / "samples.tsv")
    facts = read_facts(results / "facts.tsv")
    media = int(facts["media"])
    times = samples.all["load"]
    figures.add(f"loading {media:,} media at start", "s", samples.median("load"),
                "the module and ntmsd, until that one is ready; the database, "
                f"{int(facts['database']) / 1e6:.0f} MB, is in memory; "
                f"{len(times)} starts, {min(times):.1f} to {max(times):.1f} s",
                target=10)
    figures.add("memory of ntmsd meanwhile", "MB",
                max(samples.all["load memory"]),
                "resident at most, of all starts", target=256)
    return (f"Starts in User-Mode Linux {facts['kernel']}, "
            f"{facts['processors']} processors.")


def format_value(value):
    if value is None:
        return ""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def print_table(figures, heads):
    for head in heads:
        print(head)
    print()
    rows = [("figure", "value", "unit", "target", "")]
    for figure in figures.list:
        if figure["name"] in figures.hidden:
            continue
        target = ""
        verdict = ""
        if figure["target"] is not None:
            sign = {"lower": "at most", "higher": "at least",
                    "exactly": "exactly"}[figure["better"]]
            if figure["better"] == "higher" and figure["target"] == 1:
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


def stock_figures(figures, results):
    """Those of the stock kernel. Return: where they were measured"""
    samples = Samples(results / "samples.tsv")
    facts = read_facts(results / "facts.tsv")
    sizes = [int(size) for size in facts["sizes"].split()]
    small, big = (int(slots) for slots in facts["slots"].split())
    pair_figures(figures, samples, sizes)
    peer_figures(figures, samples, sizes[1], facts)
    postgres_figures(figures, samples, sizes[1], facts)
    server_figures(figures, samples, sizes[1])
    profile_figures(figures, samples)
    media_figures(figures, samples, *sizes[1:])
    rights_figures(figures, samples)
    wake_figures(figures, samples, facts)
    crowd_figures(figures, samples, facts)
    team_figures(figures, samples)
    lasting_figures(figures, samples, facts)
    listen_figures(figures, samples, facts)
    inventory_figures(figures, samples, small, {"ch": 50, "mtx": 1}, facts)
    inventory_figures(figures, samples, big, {"ch": 500, "mtx": 3}, facts)
    memory_figures(figures, results, facts)
    start = f"start {sizes[2]}"
    figures.add(f"loading the module with {sizes[2]:,} media in vlib", "s",
                samples.median(start), "until all libraries are catalogued; "
                "one run")
    return (f"ntms on Linux {facts['kernel']}, {facts['processors']} processors, "
            f"clock {facts['clock']}; medians of at least five runs.")


def main():
    results = Path(sys.argv[1])
    loading = results / "loading"
    figures = Figures()
    heads = []
    if (results / "samples.tsv").exists():
        heads.append(stock_figures(figures, results))
    if (loading / "samples.tsv").exists():
        heads.append(loading_figures(figures, loading))
    Path(sys.argv[2]).write_text(
        json.dumps(figures.list, indent=2, ensure_ascii=False) + "\n")
    print_table(figures, heads)


main()
