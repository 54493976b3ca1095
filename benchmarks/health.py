"""Source health in simulated years whose truth is known: false alarms, and the delay until an ill source is found.

    python benchmarks/health.py [--years 2]

Twelve kinds of source, half of them chosen to be hard (benchmarks/source_years.py). First the alarms of healthy
sources by state, for each simulated year; then silence against three rules of thumb on the same looks: nothing new for
a week, three times the median pause, and mean plus three standard deviations. Then, for each trouble, how many of the
kinds are found within a month and the median delay. Last, the price of judging one crawl of 130 sources.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import mean, median, stdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.source_years import DAY, KINDS, START, Trouble, alarms, live
from crawler.health import judge_all
from crawler.rhythm import FINE, pauses_of
from store.records import SourceRun, SourceState

DIES, DAYS = 200, 260
MONTH = 30
FOUND_AS = {
    "fails": SourceState.BROKEN, "blocks": SourceState.BLOCKED, "empties": SourceState.EMPTY,
    "dies": SourceState.SILENT, "floods": SourceState.FLOODED, "undates": SourceState.LAYOUT_CHANGED,
    "misreads": SourceState.LAYOUT_CHANGED, "shrinks": SourceState.LAYOUT_CHANGED,
}  # fmt: skip

Runs = Mapping[str, Sequence[SourceRun]]


def a_week(_: Sequence[timedelta]) -> timedelta:
    return 7 * DAY


def three_medians(pauses: Sequence[timedelta]) -> timedelta:
    return 3 * median(pauses)


def three_deviations(pauses: Sequence[timedelta]) -> timedelta:
    days = [pause / DAY for pause in pauses]
    return (mean(days) + 3 * stdev(days)) * DAY


PEERS: Mapping[str, Callable[[Sequence[timedelta]], timedelta]] = {
    "a week": a_week, "3 x median pause": three_medians, "mean + 3 sd": three_deviations,
}  # fmt: skip


def silences(runs: Sequence[SourceRun], limit: Callable[[Sequence[timedelta]], timedelta]) -> list[SourceRun]:
    """The looks at which a rule of thumb begins to call this source silent; it too waits for eight pauses."""
    found: list[SourceRun] = []
    silent = False
    for place, run in enumerate(runs):
        if run.status not in FINE:
            continue
        before = runs[max(0, place - 400) : place]
        last = next((look.at for look in reversed(before) if look.new > 0), None)
        if run.new > 0 or last is None:
            silent = False
            continue
        if silent or run.at - last < DAY / 2:
            continue
        pauses = pauses_of(before)
        silent = len(pauses) >= 8 and run.at - last > limit(pauses)
        if silent:
            found.append(run)
    return found


def healthy(years: int) -> list[Runs]:
    """Simulated years of healthy sources, with their alarms printed by state."""
    counts: Counter[str] = Counter()
    worlds = []
    for seed in range(years):
        told, runs = alarms(live(KINDS, 365, seed=100 + seed))
        counts.update(str(run.state) for run in told)
        worlds.append(runs)
    total = years * len(KINDS)
    print(f"false alarms a year of a healthy source ({total} source-years)")
    print(f"  all states         {sum(counts.values()) / total:6.2f}  {dict(counts.most_common())}")
    return worlds


def compare_silence(worlds: Sequence[Runs]) -> None:
    """Our rule against rules of thumb: false alarms, sources found, delay."""
    # All die on one day, which is a holiday to each other's eyes: here each has a language of its own.
    kinds = [replace(kind, group=kind.name) for kind in KINDS]
    _, dead = alarms(live(kinds, DAYS, seed=5, trouble=lambda _: Trouble(day=DIES, what="dies")))
    ours = [_first(rows, SourceState.SILENT, DIES) for rows in dead.values()]
    total = sum(len(runs) for runs in worlds)
    alarm = sum(_silent_alarms(rows) for runs in worlds for rows in runs.values()) / total
    print("silence: false alarms a year, sources found dead within 30 days, median days until then")
    print(_line("ours", alarm, ours))
    for name, limit in PEERS.items():
        false = sum(len(silences(rows, limit)) for runs in worlds for rows in runs.values()) / total
        delays = [_after([run.at for run in silences(rows, limit)]) for rows in dead.values()]
        ratio = f"  ({false / alarm:.0f} times our false alarms)" if alarm else ""
        print(_line(name, false, delays) + ratio)


def _silent_alarms(rows: Sequence[SourceRun]) -> int:
    states = [run.state is SourceState.SILENT for run in rows]
    return sum(now and not before for before, now in zip([False, *states], states, strict=False))


def _after(times: Sequence[object]) -> float | None:
    after = [(at - START) / DAY - DIES for at in times]  # type: ignore[operator]  # datetimes
    return next((days for days in after if days >= 0), None)


def _first(rows: Sequence[SourceRun], state: SourceState, day: int) -> float | None:
    times = [(run.at - START) / DAY - day for run in rows if run.state is state]
    return next((days for days in times if days >= 0), None)


def _line(name: str, alarm: float, delays: Sequence[float | None]) -> str:
    found = [days for days in delays if days is not None and days <= MONTH]
    late = f"{median(found):5.1f}" if found else "    -"
    return f"  {name:18} {alarm:6.2f}  {len(found):2} of {len(delays)}  {late}"


def troubles() -> None:
    """How soon each trouble is found."""
    print("trouble, state it is found as: kinds found within 30 days, median days until then")
    for what, state in FOUND_AS.items():
        kinds = [replace(kind, group=kind.name) for kind in KINDS]
        _, runs = alarms(live(kinds, 170, seed=5, trouble=lambda _, w=what: Trouble(day=140, what=w)))
        found = [days for rows in runs.values() if (days := _first(rows, state, 140)) is not None]
        late = f"{median(found):5.1f}" if found else "    -"
        print(f"  {what:9} {state:15} {len(found):2} of {len(KINDS)}  {late}")


def price(runs: Runs) -> None:
    """Seconds to judge one crawl of 130 sources with full histories."""
    rows = list(runs.values())
    sources = {f"s{number}": rows[number % len(rows)][-600:] for number in range(130)}
    newest = [
        SourceRun(source_id=name, at=history[-1].at + DAY / 8, status="unchanged")
        for name, history in sources.items()
    ]
    began = time.process_time()
    judge_all(newest, lambda names: {name: sources[name] for name in names}, dict.fromkeys(sources, "en"))
    spent = time.process_time() - began
    print(
        f"judging a crawl of 130 sources: {spent * 1000:.0f} ms, {60 / max(spent, 1e-9):.0f} times under a minute"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--years", type=int, default=2, help="simulated years of each kind")
    years = healthy(parser.parse_args().years)
    compare_silence(years)
    troubles()
    price(years[0])
