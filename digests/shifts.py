"""Which series shifted this week: a negative-binomial test of shares with a controlled rate of false alarms.

For each series: expected stories = its share of all stories in the last 12 weeks x this week's
stories, so that a holiday or a bigger corpus is no shift; the range around it from digests.spread.
Two looks, this week and the last two together, under one Benjamini-Hochberg; q <= 0.1 is a claim.

Why not a percentage: in a simulated year in which nothing shifts, week-over-week +-50 % makes a false
claim in every single digest. benchmarks/shifts.py runs both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digests.panel import MIN_BASELINE_WEEKS, Counts, Cube, Panel, find_panel, parse_counts
from digests.spread import ALPHAS, Spread, find_fade, find_rates, find_spread
from digests.tails import adjust, effect_interval, normal_range, two_sided
from digests.weeks import Week

if TYPE_CHECKING:  # frames needs pandas, which the command that reads counts from stdin can do without
    from digests.frames import Frames

CLAIM_Q = 0.1
WATCH_Q = 0.2
MIN_EFFECT = 1.3
MIN_STORIES = 3
MIN_WITNESSES = 2
_LEAST = 0.5  # stories: what an effect is taken over when less was expected
_STILL = 1.2  # a second look needs the newest week to be at least this much off too
_MATTERS = 0.05  # of the week's stories
_JSONL = ("week", "series", "effect", "low", "high", "p", "q", "claim", "second_look")
_RARE = 6  # stories in all weeks looked at; a rarer series cannot reach q <= 0.1, it would only dilute

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One series in one week, tested. Counts are stories of the panel's sources."""

    week: Week
    series: str
    weeks: int  # 1: this week; 2: the second look, this week and the last together
    observed: int  # stories in those weeks
    expected: float
    range_low: int  # four of five normal weeks lie in range_low .. range_high
    range_high: int
    effect: float  # observed / expected; see more_than
    low: float  # 80 % interval of the effect
    high: float
    p: float
    q: float  # Benjamini-Hochberg over all series and both looks of the week
    claim: bool  # q <= 0.1 and above the floors
    watch: bool  # 0.1 < q <= 0.2 and above the floors: worth watching, not a claim
    witnesses: int  # independent sources of those stories (for a fall: of those in the baseline)
    score: float  # log-likelihood ratio that ranks claims
    more_than: bool = (
        False  # under half a story was expected: effect is over half of one, the true one larger
    )

    @property
    def second_look(self) -> bool:
        """Whether it took two weeks to see."""
        return self.weeks == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekTest:
    """All that is said of one week: every tested series, and who was counted."""

    week: Week
    panel: tuple[str, ...]
    outages: tuple[str, ...]
    baseline: int  # weeks compared with; 0: none yet, and no shifts
    coverage: float  # the panel's share of the week's stories
    phi: float = 1.0
    alpha: float = 0.0
    shifts: tuple[Shift, ...] = ()  # in the order of Counts.series


@dataclass(frozen=True, slots=True)
class _Look:
    """One test of every series: the newest ``weeks`` weeks together against the baseline."""

    weeks: int
    observed: Array
    expected: Array
    variance: Array
    p: Array

    @property
    def effect(self) -> Array:
        """Observed over expected; where next to nothing was expected, over half a story."""
        return self.observed / np.maximum(self.expected, _LEAST)


def compare_counts(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The function behind ``tradewind shifts --jsonl``.

    Rows {week, source, series, stories} (series "*": all stories of that source and week) give, for
    every week that has a baseline, a row {week, series, effect, low, high, p, q, claim, second_look}
    per tested series, and {week, outage: [source, ...]} for a week with sources silent beyond chance.
    ``low`` and ``high`` are the 80 % interval of ``effect``. InputError for rows that cannot be read.
    """
    counts = parse_counts(rows)
    for at in range(len(counts.weeks)):
        compared = compare_week(counts, find_panel(counts.totals, at), None)
        if compared.outages:
            yield {"week": compared.week.label, "outage": list(compared.outages)}
        for shift in compared.shifts:
            row = shift_row(shift)
            yield {name: row[name] for name in _JSONL}


def find_shifts(frames: Frames) -> tuple[Shift, ...]:
    """Every series that was tested for the week of ``frames``, claimed or not."""
    return compare_week(frames.tested.counts, frames.tested.panel, frames.tested.witnesses).shifts


def shift_row(shift: Shift) -> dict[str, Any]:
    """A shift as the row that ``tradewind shifts`` prints."""
    return {
        "week": shift.week.label,
        "series": shift.series,
        "observed": shift.observed,
        "expected": round(shift.expected, 1),
        "range_low": shift.range_low,
        "range_high": shift.range_high,
        "effect": round(shift.effect, 4),
        "low": round(shift.low, 4),
        "high": round(shift.high, 4),
        "p": float(f"{shift.p:.4g}"),
        "q": float(f"{shift.q:.4g}"),
        "claim": shift.claim,
        "second_look": shift.second_look,
    }


def compare_week(counts: Counts, panel: Panel, witnesses: Cube | None) -> WeekTest:
    """Test every series of week ``panel.at`` over its matched panel.

    ``witnesses`` (series, publisher house, week) counts stories by independent house; when None every
    panel source is one.
    """
    week = counts.weeks[panel.at]
    outages = tuple(counts.sources[index] for index in panel.outages)
    names = tuple(counts.sources[index] for index in panel.sources)
    if panel.baseline == 0 or not counts.series:
        return WeekTest(
            week=week, panel=names, outages=outages, baseline=panel.baseline, coverage=panel.coverage
        )
    start = max(0, panel.at - panel.baseline - 1)
    stories = counts.stories[:, panel.sources, start : panel.at + 1]
    tested = np.flatnonzero(stories.sum(axis=(1, 2)) >= _RARE)
    stories = stories[tested]
    series: Array = stories.sum(axis=1)
    totals = counts.totals[panel.sources, start : panel.at + 1].sum(axis=0)
    exposure: Array = np.repeat(totals[None, :], len(series), axis=0)
    spreads = [find_spread(series[:, :-1], exposure[:, :-1])]
    if series.shape[1] - 2 >= MIN_BASELINE_WEEKS:
        spreads.append(find_spread(series[:, :-2], exposure[:, :-2]))
    looks = _looks(series, exposure, panel.baseline, spreads)
    looks = _without_the_largest(looks, series, exposure, panel.baseline, spreads)
    by_house = stories if witnesses is None else witnesses[tested, :, start : panel.at + 1]
    return WeekTest(
        week=week,
        panel=names,
        outages=outages,
        baseline=panel.baseline,
        coverage=panel.coverage,
        phi=spreads[0].phi,
        alpha=spreads[0].alpha,
        shifts=_decide(tuple(counts.series[row] for row in tested.tolist()), week, looks, by_house),
    )


def _looks(series: Array, exposure: Array, length: int, spreads: list[Spread]) -> list[_Look]:
    """This week, and this with the last; each against the weeks before it alone."""
    return [_look(series, exposure, weeks, length, spread) for weeks, spread in enumerate(spreads, 1)]


def _look(series: Array, exposure: Array, weeks: int, length: int, spread: Spread) -> _Look:
    """The baseline is the ``length`` weeks before those looked at. Its own noise widens the range."""
    end = series.shape[1] - weeks
    past, past_exposure = series[:, max(0, end - length) : end], exposure[:, max(0, end - length) : end]
    fade = find_fade(past)
    rate = find_rates(past, past_exposure, spread.phi, spread.alpha, fade)
    weighed = past_exposure * fade
    shares = weighed / np.maximum(weighed.sum(axis=1, keepdims=True), 1e-9)
    each, usual = rate[:, None] * exposure[:, end:], rate[:, None] * past_exposure
    observed, expected = series[:, end:].sum(axis=1), each.sum(axis=1)
    noise = (
        expected[:, None] * shares
    )  # what a baseline week adds to the expected count, were it all there is
    # Bursts last: those of the two weeks of a second look are not independent.
    together = (each**2).sum(axis=1) + (2 * spread.lasting * each[:, 0] * each[:, 1] if weeks == 2 else 0.0)
    known = np.maximum(usual.sum(axis=1), 1e-9)
    unsure = (
        (noise**2 / np.maximum(usual, 1e-9)).sum(axis=1) * (known + 1) / known
    )  # none seen is not none expected
    plain = spread.phi * (expected + unsure)
    burst = together + (noise**2).sum(axis=1)
    variance = np.maximum(plain + ALPHAS[:, None] * burst, expected)
    p = two_sided(observed, expected, variance, spread.weights.T)
    return _Look(weeks, observed, expected, (spread.weights.T * variance).sum(axis=0), p)


def _without_the_largest(
    looks: list[_Look], series: Array, exposure: Array, length: int, spreads: list[Spread]
) -> list[_Look]:
    """Shares add up: when one subject takes a third of the week, the share of all others falls.

    So a fall has to be one also among the stories that the largest jump did not bring (or a rise, when
    what the largest drop lacks is put back). Only a jump of a twentieth of the week matters.
    """
    if not len(series):
        return looks  # every series is too rare to be tested
    sure = (looks[0].p < CLAIM_Q / len(series)) & (looks[0].expected > 0)
    usual = looks[0].expected / np.maximum(exposure[:, -1], 1.0)  # n - s = usual x (N - s), solved for s
    surplus = np.where(sure, (looks[0].observed - looks[0].expected) / np.maximum(1 - usual, 0.1), 0.0)
    change = float(surplus[np.abs(surplus).argmax()])
    if abs(change) < _MATTERS * exposure[0, -1]:
        return looks
    corrected = exposure.copy()
    corrected[:, -1] -= change
    again = _looks(series, corrected, length, spreads)
    return [
        _choose(old, new, (old.effect < 1) == (change > 0)) for old, new in zip(looks, again, strict=True)
    ]


def _choose(old: _Look, new: _Look, take: NDArray[np.bool_]) -> _Look:
    """``new`` for the series to take, ``old`` for the others."""
    return _Look(
        old.weeks,
        np.where(take, new.observed, old.observed),
        np.where(take, new.expected, old.expected),
        np.where(take, new.variance, old.variance),
        np.where(take, new.p, old.p),
    )


def _decide(names: tuple[str, ...], week: Week, looks: list[_Look], by_house: Cube) -> tuple[Shift, ...]:
    """One Benjamini-Hochberg over both looks of every series that could be found, then the floors."""
    if not names:
        return ()
    q = adjust(np.concatenate([look.p for look in looks])).reshape(len(looks), len(names))
    floors = [_floors(look, looks[0], by_house) for look in looks]
    allowed = np.stack([floor[0] for floor in floors])
    best = np.where(allowed.any(axis=0), np.where(allowed, q, 2.0).argmin(axis=0), 0)
    details = _details(looks[0] if len(looks) == 1 else _choose(looks[0], looks[1], best == 1))
    found = []
    for row, (name, chosen) in enumerate(zip(names, best.tolist(), strict=True)):
        look, detail = looks[chosen], details[:, row].tolist()
        small, large = float(q[chosen, row]), bool(allowed[chosen, row])
        found.append(
            Shift(
                week=week,
                series=name,
                weeks=look.weeks,
                observed=int(look.observed[row]),
                expected=float(look.expected[row]),
                effect=float(look.effect[row]),
                more_than=bool(look.expected[row] < _LEAST and look.effect[row] > 1),
                low=detail[0],
                high=detail[1],
                range_low=int(detail[2]),
                range_high=int(detail[3]),
                score=detail[4],
                p=float(look.p[row]),
                q=small,
                claim=large and small <= CLAIM_Q,
                watch=large and CLAIM_Q < small <= WATCH_Q,
                witnesses=int(floors[chosen][1][row]),
            )
        )
    return tuple(found)


def _floors(look: _Look, first: _Look, by_house: Cube) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Which series are large enough to speak of, and their independent witnesses.

    A rise: the effect, stories and witnesses of the weeks looked at. A fall: what was expected, and
    who used to write it. A second look must hold in its newest week too, or it reports what is over.
    """
    rising = look.effect > 1
    end = by_house.shape[2] - look.weeks
    now = (by_house[:, :, end:].sum(axis=2) > 0).sum(axis=1)
    before = (by_house[:, :, :end].sum(axis=2) > 0).sum(axis=1)
    witnesses = np.where(rising, now, before)
    size = np.where(rising, look.observed, look.expected)
    strong = np.where(rising, look.effect >= MIN_EFFECT, look.effect <= 1 / MIN_EFFECT)
    if look.weeks > 1:
        strong &= np.where(rising, first.effect >= _STILL, first.effect <= 1 / _STILL)
    return strong & (size >= MIN_STORIES) & (witnesses >= MIN_WITNESSES), witnesses


def _details(look: _Look) -> Array:
    """Rows: low and high of the effect, low and high of the normal range, score; columns: series."""
    mean = np.maximum(look.expected, _LEAST)
    variance = np.maximum(look.variance, mean)
    other = mean * np.where(look.observed > mean, 2.0, 0.5)
    size = mean**2 / np.maximum(variance - mean, 1e-9 * mean**2)
    score = look.observed * np.log(other / mean) - (look.observed + size) * np.log(
        (size + other) / (size + mean)
    )
    return np.stack([*effect_interval(look.observed, mean, variance), *normal_range(mean, variance), score])
