"""How the printed ranges fared: the test of each past week, held against what that week brought.

The range of a week is made from the weeks before it alone, so every past week is one that it had not seen.
Four of five should lie inside. A claim is followed for two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.panel import Counts, find_panel, parse_counts
from digests.shifts import Shift, compare_week

LEVELS = (
    ("all", 0.0, float("inf")),
    ("under 5", 0.0, 5.0),
    ("5 to 20", 5.0, 20.0),
    ("20 and more", 20.0, float("inf")),
)
LATER = 2  # weeks after a claim
_STILL = 1.2  # how far a series must still be off for its claim to stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many ranges of one level of expected stories held."""

    level: str
    ranges: int
    inside: int

    @property
    def share(self) -> float | None:
        """inside / ranges; None when there was none."""
        return self.inside / self.ranges if self.ranges else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What became of the ranges and claims of some weeks."""

    weeks: int  # with a baseline
    coverage: tuple[Coverage, ...]  # as LEVELS
    claims: int  # that a week two weeks later can be asked about
    stood: int  # of these, still off the same way then


def backtest_counts(counts: Counts) -> Backtest:
    """Test every week of ``counts`` over its own panel, and sum up."""
    return backtest(
        [compare_week(counts, find_panel(counts.totals, at), None).shifts for at in range(len(counts.weeks))]
    )


def backtest(tested: Sequence[Sequence[Shift]]) -> Backtest:
    """Sum up the tests of consecutive weeks, oldest first; a week without a baseline is an empty one."""
    ranges = [shift for week in tested for shift in week]
    coverage = []
    for level, least, most in LEVELS:
        of_level = [shift for shift in ranges if least <= shift.expected < most]
        inside = sum(shift.range_low <= shift.observed <= shift.range_high for shift in of_level)
        coverage.append(Coverage(level=level, ranges=len(of_level), inside=inside))
    claims = stood = 0
    for week, later in zip(tested, tested[LATER:], strict=False):
        then = {shift.series: shift for shift in later}
        for claim in week:
            if claim.claim and claim.series in then:
                claims += 1
                effect = then[claim.series].effect
                stood += effect >= _STILL if claim.effect > 1 else effect <= 1 / _STILL
    return Backtest(
        weeks=sum(bool(week) for week in tested), coverage=tuple(coverage), claims=claims, stood=stood
    )


def backtest_rows(found: Backtest) -> Iterator[dict[str, Any]]:
    """The rows ``tradewind shifts --backtest`` prints: {what, of, held, share}."""
    for line in found.coverage:
        what = "range" if line.level == "all" else f"range, {line.level} stories expected"
        yield _row(what, line.ranges, line.inside)
    yield _row("claim, two weeks later", found.claims, found.stood)


def compare_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same of rows {week, source, series, stories}. InputError for rows that cannot be read."""
    return backtest_rows(backtest_counts(parse_counts(rows)))


def _row(what: str, of: int, held: int) -> dict[str, Any]:
    return {"what": what, "of": of, "held": held, "share": round(held / of, 3) if of else None}
