from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.panel import BASELINE_WEEKS, Panel, find_outages, find_panel, parse_counts
from digests.weeks import parse_week, shift
from store.errors import InputError

WEEK = parse_week("2026-W10")


def row(week: str, source: str, series: str, stories: object) -> dict[str, object]:
    return {"week": week, "source": source, "series": series, "stories": stories}


def test_rows_become_a_cube_with_every_week_between() -> None:
    counts = parse_counts(
        [
            row("2026-W01", "a", "*", 5),
            row("2026-W01", "a", "temu", 2),
            row("2026-W04", "b", "*", 3),
            row("2026-W04", "b", "amazon", 3),
        ]
    )
    assert [week.label for week in counts.weeks] == ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]
    assert counts.sources == ("a", "b")
    assert counts.series == ("amazon", "temu")
    assert counts.totals.tolist() == [[5, 0, 0, 0], [0, 0, 0, 3]]
    assert counts.stories[1].tolist() == [[2, 0, 0, 0], [0, 0, 0, 0]]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [
        row(f"2026-W{n:02d}", s, series, n) for n in range(1, 9) for s in "ab" for series in ("*", "x", "y")
    ]
    forward, backward = parse_counts(rows), parse_counts(rows[::-1])
    assert (forward.stories == backward.stories).all()
    assert (forward.weeks, forward.sources, forward.series) == (
        backward.weeks,
        backward.sources,
        backward.series,
    )


def test_no_rows_are_no_weeks() -> None:
    assert parse_counts([]).weeks == ()


def test_weeks_cross_a_year_of_53() -> None:
    counts = parse_counts([row("2026-W52", "a", "*", 1), row("2027-W01", "a", "*", 1)])
    assert [week.label for week in counts.weeks] == ["2026-W52", "2026-W53", "2027-W01"]


@pytest.mark.parametrize(
    "rows, says",
    [
        ([{"week": "2026-W01", "source": "a", "series": "*"}], "lacks 'stories'"),
        ([row("2026-01", "a", "*", 1)], "not a week"),
        ([row("2026-W01", "", "*", 1)], "source must be a text"),
        ([row("2026-W01", "a", "*", -1)], "not a count"),
        ([row("2026-W01", "a", "*", 1.5)], "not a count"),
        ([row("2026-W01", "a", "*", float("nan"))], "not a count"),
        ([row("2026-W01", "a", "*", float("inf"))], "not a count"),
        ([row("2026-W01", "a", "*", True)], "must be a number"),
        ([row("2026-W01", "a", "*", "3")], "must be a number"),
        ([row("2026-W01", "a", "*", 3), row("2026-W01", "a", "*", 3)], "counted twice"),
        ([row("2026-W01", "a", "temu", 3)], "3 stories of 'temu', but 0 in all"),
        ([row("2026-W01", "a", "temu", 3), row("2026-W01", "a", "*", 2)], "but 2 in all"),
        ([row("1950-W01", "a", "*", 1), row("2026-W01", "a", "*", 1)], "more than 2600 weeks"),
    ],
)
def test_rows_that_cannot_be_read_are_named(rows: list[dict[str, object]], says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_counts(rows)


def test_a_cube_that_would_not_fit_is_refused() -> None:
    rows = [row("2026-W01", f"s{n}", "*", 9) for n in range(1500)] + [
        row("2026-W01", "s1", f"k{n}", 1) for n in range(1500)
    ]
    with pytest.raises(InputError, match="too much at once"):
        parse_counts([*rows, row("2024-W01", "s1", "*", 9)])


def totals(*sources: list[float]) -> np.ndarray:
    return np.array(sources, dtype=float)


def test_everybody_there_is_everybody_compared() -> None:
    panel = find_panel(totals([9] * 20, [4] * 20), 19)
    assert panel.sources.tolist() == [0, 1]
    assert (panel.baseline, panel.coverage, panel.outages) == (BASELINE_WEEKS, 1.0, ())


def test_a_source_that_joined_lately_is_left_out() -> None:
    panel = find_panel(totals([10] * 20, [0] * 15 + [8] * 5), 19)
    assert panel.sources.tolist() == [0]
    assert panel.coverage == pytest.approx(10 / 18)


def test_a_source_that_died_is_an_outage_and_left_out() -> None:
    panel = find_panel(totals([10] * 20, [10] * 19 + [0]), 19)
    assert panel.sources.tolist() == [0]
    assert panel.outages == (1,)


def test_two_weeks_missing_of_thirteen_are_forgiven_and_four_are_not() -> None:
    def alive(missing: int) -> list[float]:
        return [10] * 10 + [0] * missing + [10] * (10 - missing)

    assert 1 in find_panel(totals([10] * 20, alive(2)), 19).sources
    assert 1 not in find_panel(totals([10] * 20, alive(4)), 19).sources


@pytest.mark.parametrize("history, baseline", [(0, 0), (3, 0), (4, 4), (7, 7), (12, 12), (30, 12)])
def test_four_weeks_before_are_needed_and_twelve_are_used(history: int, baseline: int) -> None:
    assert find_panel(totals([10] * (history + 1)), history).baseline == baseline


def test_a_longer_baseline_may_be_asked_for() -> None:
    assert find_panel(totals([10] * 40), 39, longest=26).baseline == 26


def test_weeks_without_a_crawl_are_no_baseline() -> None:
    counts = totals([10, 10, 10] + [0] * 8 + [10])
    assert find_panel(counts, 11).baseline == 0


def test_a_young_store_is_compared_over_what_was_there() -> None:
    # Ten sources joined five weeks ago, one is old: twelve weeks would speak for a tenth of the news.
    old, young = [5.0] * 20, [0.0] * 15 + [6.0] * 5
    panel = find_panel(totals(old, *[young] * 10), 19)
    assert panel.baseline == 4
    assert len(panel.sources) == 11


def test_a_panel_that_speaks_for_nobody_is_none() -> None:
    panel = find_panel(totals([1.0] * 20, *[[0.0] * 18 + [9.0] * 2] * 10), 19)
    assert panel.baseline == 0
    assert len(panel.sources) == 0


def test_a_holiday_is_nobodys_outage() -> None:
    counts = np.full((12, 20), 20.0)
    counts[:, 19] = 8
    assert find_outages(counts, 19) == ()


def test_a_crawl_that_brought_nothing_is_everybodys_outage() -> None:
    counts = np.full((5, 20), 20.0)
    counts[:, 19] = 0
    assert find_outages(counts, 19) == (0, 1, 2, 3, 4)


def test_one_of_two_sources_dead_is_that_ones_outage() -> None:
    assert find_outages(totals([30] * 19 + [29], [30] * 19 + [0]), 19) == (1,)


def test_a_source_of_few_stories_may_be_silent_for_a_while() -> None:
    steady = [40.0] * 24
    rare = [1, 0, 2, 1, 1, 0, 1, 2, 0, 1, 1, 1, 2, 0, 1, 1]
    silent_since = {
        n: find_outages(totals(steady, [*map(float, rare), *[0.0] * 8]), 16 + n) for n in range(8)
    }
    assert silent_since[0] == ()
    assert silent_since[5] == (1,)


def test_a_source_that_brings_a_tenth_of_its_usual_is_broken_in_part() -> None:
    assert find_outages(totals([30] * 20, [60] * 19 + [5]), 19) == (1,)
    assert find_outages(totals([30] * 20, [60] * 19 + [40]), 19) == ()


def test_what_was_never_heard_cannot_fall_silent() -> None:
    assert find_outages(totals([30] * 20, [0] * 20), 19) == ()
    assert find_outages(totals([30] * 20, [0] * 18 + [3, 0]), 19) == ()


def test_a_source_gone_for_longer_than_the_window_is_forgotten() -> None:
    assert find_outages(totals([30] * 40, [30] * 20 + [0] * 20), 25) == (1,)
    assert find_outages(totals([30] * 40, [30] * 20 + [0] * 20), 39) == ()


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=16, max_size=16), min_size=1, max_size=6),
    st.integers(0, 15),
)
def test_a_panel_holds_only_sources_that_are_alive_and_well(table: list[list[int]], at: int) -> None:
    counts = np.array(table, dtype=float)
    panel: Panel = find_panel(counts, at)
    assert 0 <= panel.coverage <= 1 + 1e-9
    assert panel.baseline == 0 or 4 <= panel.baseline <= min(12, at)
    for source in panel.sources:
        assert counts[source, at] > 0
        assert source not in panel.outages
    if panel.baseline == 0:
        assert len(panel.sources) == 0
    assert (find_panel(counts[:, : at + 1], at).sources == panel.sources).all()  # the future is not looked at


def test_shift_of_weeks_and_columns_agree() -> None:
    rows = [row(shift(WEEK, n).label, "a", "*", n + 1) for n in range(6)]
    assert parse_counts(rows).totals[0].tolist() == [1, 2, 3, 4, 5, 6]
