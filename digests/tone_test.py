"""Whether the tone about a name changed: the same houses then and now, against what weeks differ by anyway.

A mean over all stories moves when other houses write. So each house is compared with itself, and two things must hold:
the houses agree (their differences, weighted by how well each is known, with a jackknife over houses), and the week
lies outside what whole weeks stray from each other, for one affair colours all houses at once. Both are Student's
tests; p is the larger one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from digests.panel import MIN_BASELINE_WEEKS
from digests.shifts import CLAIM_Q
from digests.tails import adjust
from digests.weeks import Week

MIN_STORIES = 20  # of houses that spoke in both times, now and before
MIN_HOUSES = 4
MIN_CHANGE = 0.2  # of a balance from -1 to 1
_TAIL = 0.1

Array = NDArray[np.float64]
Told = tuple[str, int, int]  # house, week, and how a story speaks of the name: -1, 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneShift:
    """One name's balance (favourable - unfavourable) / stories in one week, tested over the houses of both times."""

    week: Week
    series: str
    balance: float  # of the week, over houses that spoke before too
    usual: float  # what the same houses would give by their own weeks before
    change: float
    range_low: float  # four of five normal weeks lie in range_low .. range_high
    range_high: float
    low: float  # 80 % interval of the change
    high: float
    p: float
    q: float  # Benjamini-Hochberg over the names
    claim: bool
    stories: int
    houses: int
    baseline: int  # weeks with stories before

    @property
    def effect(self) -> float:
        """The change: a balance has no meaningful ratio."""
        return self.change


def compare_tones(told: Mapping[str, Sequence[Told]], week: Week, now: int) -> tuple[ToneShift, ...]:
    """Test each series of stories; those with too few of them, houses or weeks have no record."""
    found = [shift for name in sorted(told) if (shift := _compare(name, told[name], week, now)) is not None]
    q = adjust(np.array([shift.p for shift in found], dtype=np.float64))
    return tuple(
        replace(shift, q=float(each), claim=bool(each <= CLAIM_Q and abs(shift.change) >= MIN_CHANGE))
        for shift, each in zip(found, q, strict=True)
    )


def _compare(name: str, told: Sequence[Told], week: Week, now: int) -> ToneShift | None:
    then = {house for house, at, _ in told if at < now}
    both = sorted({house for house, at, _ in told if at == now} & then)
    place = {house: index for index, house in enumerate(both)}
    rows = [(place[house], at, sign) for house, at, sign in told if house in place and at <= now]
    if len(both) < MIN_HOUSES:
        return None
    house, at, sign = (np.array(column) for column in zip(*rows, strict=True))
    today: NDArray[np.bool_] = at == now
    weeks = len(set(at[~today].tolist()))
    if today.sum() < MIN_STORIES or (~today).sum() < MIN_STORIES or weeks < MIN_BASELINE_WEEKS:
        return None
    n_now, n_then = (np.bincount(house[part], minlength=len(both)).astype(float) for part in (today, ~today))
    usual = np.bincount(house[~today], sign[~today], minlength=len(both)) / n_then
    change = np.bincount(house[today], sign[today], minlength=len(both)) / n_now - usual
    weight = 1 / (1 / n_now + 1 / n_then)
    within = _within(house, today, sign, len(both))
    mean = float((weight * change).sum() / weight.sum())
    chance = within / weight.sum()  # of the weighted mean, were stories all that varies
    by_house = max(_jackknife(change, weight), chance)
    stray = _stray(house[~today], at[~today], sign[~today] - usual[house[~today]], within)
    by_week = chance + stray * (1 + 1 / weeks)
    freedom = float(weight.sum() ** 2 / (weight**2).sum()) - 1
    p = max(_student(mean, by_house, freedom), _student(mean, by_week, weeks - 1))
    reach = max(
        float(-special.stdtrit(freedom, _TAIL)) * np.sqrt(by_house),
        float(-special.stdtrit(weeks - 1, _TAIL)) * np.sqrt(by_week),
    )
    level = float((weight * usual).sum() / weight.sum())
    return ToneShift(
        week=week,
        series=name,
        balance=level + mean,
        usual=level,
        change=mean,
        range_low=max(-1.0, level - reach),
        range_high=min(1.0, level + reach),
        low=mean - reach,
        high=mean + reach,
        p=p,
        q=1.0,
        claim=False,
        stories=int(today.sum()),
        houses=len(both),
        baseline=weeks,
    )


def _within(house: NDArray[np.intp], today: NDArray[np.bool_], sign: Array, houses: int) -> float:
    """The variance of stories of one house in one of the two times, pooled; never nothing."""
    cell = house * 2 + today
    n = np.bincount(cell, minlength=2 * houses).astype(float)
    means = np.divide(np.bincount(cell, sign, minlength=2 * houses), n, out=np.zeros(len(n)), where=n > 0)
    squares = float(((sign - means[cell]) ** 2).sum())
    return max(squares / max(len(sign) - float((n > 0).sum()), 1.0), 0.05)


def _jackknife(change: Array, weight: Array) -> float:
    """The variance of the weighted mean, by leaving out one house at a time."""
    total, sums = weight.sum(), (weight * change).sum()
    without = (sums - weight * change) / (total - weight)
    return float((len(change) - 1) / len(change) * ((without - without.mean()) ** 2).sum())


def _stray(house: NDArray[np.intp], at: NDArray[np.intp], rest: Array, within: float) -> float:
    """How much whole weeks stray beyond what their stories do (DerSimonian and Laird's estimate)."""
    n = np.bincount(at).astype(float)
    sums = np.bincount(at, rest)
    seen = n > 0
    known, means = n[seen] / within, sums[seen] / n[seen]
    beyond = float((known * means**2).sum()) - (seen.sum() - 1)
    scale = float(known.sum() - (known**2).sum() / known.sum())
    return max(0.0, beyond / scale) if scale > 0 else 0.0


def _student(mean: float, variance: float, freedom: float) -> float:
    return float(min(1.0, 2 * special.stdtr(max(freedom, 1.0), -abs(mean) / np.sqrt(variance))))
