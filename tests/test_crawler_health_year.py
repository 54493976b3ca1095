"""Years of invented sources: how often a healthy one is taken for ill, and how soon an ill one is found.

benchmarks/health.py prints the same numbers for more years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

import pytest

from benchmarks.source_years import DAY, KINDS, START, Kind, Trouble, alarms, live
from store.records import SourceRun, SourceState

pytestmark = pytest.mark.slow  # years of looks

# Half the kinds are chosen to be hard: bursts, a tenth of the looks failing, holidays of eight days, news sitemaps
# that are empty by right, one look a week.
ALARMS_A_YEAR = 0.4  # of a healthy source; measured: 0.10 over 72 years


def found(what: str, kinds: Sequence[Kind], days: int = 120, after: int = 90) -> Mapping[str, float | None]:
    """Days from the trouble to the first look in the state it is found as, by kind.

    All are ill from one day on, which peers would take for a holiday: each has a language of its own.
    """
    kinds = [replace(kind, group=kind.name) for kind in kinds]
    _, runs = alarms(live(kinds, days, seed=5, trouble=lambda _: Trouble(day=after, what=what)))
    delays: dict[str, float | None] = {}
    for source_id, rows in runs.items():
        ill = (run.at for run in rows if run.at >= START + after * DAY and run.state is expected(what))
        first = next(ill, None)
        delays[source_id.rsplit("-", 1)[0]] = None if first is None else (first - START) / DAY - after
    return delays


def expected(what: str) -> SourceState:
    return {
        "dies": SourceState.SILENT, "fails": SourceState.BROKEN, "blocks": SourceState.BLOCKED,
        "empties": SourceState.EMPTY, "floods": SourceState.FLOODED, "undates": SourceState.LAYOUT_CHANGED,
        "misreads": SourceState.LAYOUT_CHANGED, "shrinks": SourceState.LAYOUT_CHANGED,
    }[what]  # fmt: skip


def of_kinds(*names: str) -> list[Kind]:
    return [kind for kind in KINDS if kind.name in names]


def test_a_hundred_days_of_healthy_sources_bring_hardly_an_alarm() -> None:
    told, runs = alarms(live(KINDS, 100, seed=11))
    assert len(runs) == len(KINDS)
    assert len(told) <= ALARMS_A_YEAR * len(KINDS) * 100 / 365 + 2, [(run.source_id, run.why) for run in told]


@pytest.mark.slow
def test_years_of_healthy_sources_bring_hardly_an_alarm() -> None:
    years, told = 0, list[SourceRun]()
    for seed in (21, 22):
        some, runs = alarms(live(KINDS, 365, seed=seed))
        told += some
        years += len(runs)
    assert len(told) / years <= ALARMS_A_YEAR, [(run.source_id, run.why) for run in told]


@pytest.mark.parametrize(
    ("what", "names", "most"),
    [
        ("fails", ("wire", "daily", "ministry", "blog"), 2.0),
        ("blocks", ("wire", "daily", "ministry", "blog"), 2.0),
        ("empties", ("daily", "trade-paper", "unsigned"), 4.0),
        ("dies", ("wire", "daily", "unsigned"), 7.0),
        ("floods", ("wire", "daily", "unsigned"), 1.5),
        ("undates", ("wire", "daily", "trade-paper"), 6.0),
        ("misreads", ("wire", "daily", "trade-paper"), 6.0),
        ("shrinks", ("wire", "daily"), 3.0),
    ],
)
def test_an_ill_source_is_found_within_days(what: str, names: tuple[str, ...], most: float) -> None:
    delays = found(what, of_kinds(*names))
    assert all(delay is not None and 0 <= delay <= most for delay in delays.values()), delays


def test_a_source_that_publishes_by_the_week_is_missed_after_weeks() -> None:
    delay = found("dies", of_kinds("ministry"), days=260, after=200)["ministry"]
    assert delay is not None
    assert 7 <= delay <= 45


@pytest.mark.slow
def test_half_of_all_dead_sources_are_found_within_a_fortnight() -> None:
    delays = [delay for delay in found("dies", KINDS, days=260, after=200).values() if delay is not None]
    assert len(delays) >= len(KINDS) - 2
    assert median(delays) <= 14
