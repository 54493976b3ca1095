from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from benchmarks.shift_worlds import build_world
from benchmarks.shifts import counts_of
from digests.backtest import LEVELS, backtest, backtest_counts, backtest_rows, compare_rows
from digests.panel import find_panel
from digests.shifts import Shift, compare_week
from tradewind.cli import app


def some_shift(**fields: object) -> Shift:
    counts = counts_of(build_world("ideal", 1, weeks=16, per_level=4, starts=0))
    first = compare_week(counts, find_panel(counts.totals, 15), None).shifts[0]
    return replace(first, series="a", claim=False, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind",
    [
        "syndicated",
        pytest.param("heavy", marks=pytest.mark.slow),
        pytest.param("many", marks=pytest.mark.slow),
    ],
)
def test_four_of_five_weeks_lie_in_the_range_made_before_them(kind: str) -> None:
    found = backtest_counts(counts_of(build_world(kind, 6001, weeks=26, starts=0)))
    assert found.weeks == 22
    assert found.coverage[0].ranges > 1000
    assert 0.75 <= (found.coverage[0].share or 0) <= 0.85


def test_levels_add_up() -> None:
    found = backtest_counts(counts_of(build_world("bursty", 6002, weeks=20, per_level=5, starts=0)))
    everything, *levels = found.coverage
    assert [line.level for line in found.coverage] == [name for name, _, _ in LEVELS]
    assert sum(line.ranges for line in levels) == everything.ranges
    assert sum(line.inside for line in levels) == everything.inside


def test_a_claim_stands_when_its_series_is_still_off_two_weeks_later() -> None:
    claim = replace(some_shift(effect=3.0), claim=True)
    for then, stood in ((2.0, 1), (1.1, 0), (0.4, 0)):
        found = backtest([[claim], [], [some_shift(effect=then)]])
        assert (found.claims, found.stood) == (1, stood)
    fall = replace(some_shift(effect=0.3), claim=True)
    assert backtest([[fall], [], [some_shift(effect=0.5)]]).stood == 1
    assert backtest([[claim], []]).claims == 0  # nobody can know yet


def test_nothing_tested_is_nothing_held() -> None:
    rows = list(backtest_rows(backtest([])))
    assert {row["share"] for row in rows} == {None}
    assert list(compare_rows([])) == rows


def test_the_command_reads_counts() -> None:
    world = build_world("ideal", 5, weeks=10, per_level=3, sources=3, starts=0)
    counts = counts_of(world)
    lines = [
        json.dumps({"week": week.label, "source": source, "series": series, "stories": int(cube[at])})
        for where, source in enumerate(counts.sources)
        for series, cube in [
            ("*", counts.totals[where]),
            *((name, counts.stories[row, where]) for row, name in enumerate(counts.series)),
        ]
        for at, week in enumerate(counts.weeks)
    ]
    done = CliRunner().invoke(app, ["shifts", "--jsonl", "--backtest"], input="\n".join(lines))
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert rows[0]["what"] == "range"
    assert rows[0]["of"] == 6 * 9
    assert rows[-1]["what"] == "claim, two weeks later"
