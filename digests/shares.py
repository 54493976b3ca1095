"""Whether a share changed: one name's of the stories about several, one language's of all stories.

Given how many stories there are, those that count are beta-binomial around the usual share. News comes in bursts:
with variance phi m + alpha m^2 for the counts of a subject (digests.spread), and the same for all the others, the
share of n stories has variance phi n p (1 - p) + 2 alpha (n p (1 - p))^2 by the delta method. What a share's own weeks
show moderates that, and Student's tail stands for what is not known of it. Two looks as in digests.shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from digests.panel import MIN_BASELINE_WEEKS, Cube
from digests.shifts import CLAIM_Q
from digests.spread import CLIP, find_rates
from digests.tails import adjust
from digests.weeks import Week

MIN_OF = 10  # stories in the weeks looked at, and in the weeks before: a share of fewer is an anecdote
MIN_CHANGE = 0.1  # of the stories: a smaller change of share is not worth a line
MIN_HITS = 3  # stories that count now (for a fall: that were expected)
MIN_WITNESSES = 2
_RARE = 6  # stories that count in all weeks looked at: a rarer share cannot be claimed
_PRIOR = 10.0  # degrees of freedom that the pooled spread is worth against a share's own twelve weeks
_TAIL = 0.1  # each side of an 80 % interval

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareShift:
    """One share in one week, tested. Counts are stories of the panel's sources."""

    week: Week
    series: str
    weeks: int  # 1: this week; 2: the second look, this week and the last together
    hits: int
    of: int
    share: float
    usual: float  # the share over the weeks before
    range_low: float  # four of five normal weeks lie in range_low .. range_high
    range_high: float
    low: float  # 80 % interval of the share
    high: float
    p: float
    q: float  # Benjamini-Hochberg over the shares tested together, both looks
    claim: bool  # q <= 0.1 and above the floors
    witnesses: int  # independent houses of the stories that count (for a fall: of those before)

    @property
    def effect(self) -> float:
        """Share now over the usual one; where next to none was usual, over half a story."""
        return self.share / max(self.usual, 0.5 / max(self.of, 1))


@dataclass(frozen=True, slots=True)
class _Look:
    weeks: int
    hits: Array
    of: Array
    usual: Array
    past: Array  # stories before, of which the usual share is known
    spread: Array  # correlation within a week's stories: 0 is binomial
    p: Array


def compare_shares(
    names: Sequence[str],
    hits: Array,
    of: Array,
    by_house: Cube,
    *,
    week: Week,
    baseline: int,
    phi: float,
    alpha: float,
) -> tuple[ShareShift, ...]:
    """Test the shares ``hits / of`` (series, week) of the newest week together: one family of tests.

    ``by_house`` (series, house, week) are the hits by independent house. ``phi`` and ``alpha``: how subjects burst.
    A share with no stories to be a share of has no record.
    """
    if baseline == 0 or not len(names):
        return ()
    looks = [_look(hits, of, 1, baseline, phi, alpha)]
    if hits.shape[1] - 2 >= MIN_BASELINE_WEEKS:
        looks.append(_look(hits, of, 2, baseline, phi, alpha))
    window = hits[:, -baseline - 1 :].sum(axis=1), of[:, -baseline - 1 :].sum(axis=1)
    able = (window[0] >= _RARE) & (looks[0].past >= MIN_OF) & (looks[0].of > 0)
    tested = np.flatnonzero(able)
    q = adjust(np.concatenate([look.p[tested] for look in looks])).reshape(len(looks), len(tested))
    floors = [_floors(look, looks[0], by_house) for look in looks]
    found = []
    for column, row in enumerate(tested.tolist()):
        allowed = [index for index in range(len(looks)) if floors[index][0][row]]
        best = min(allowed or [0], key=lambda index: (q[index, column], index))
        look, small = looks[best], float(q[best, column])
        n, usual, spread = int(look.of[row]), float(look.usual[row]), float(look.spread[row])
        low, high = _interval(int(look.hits[row]), n, spread)
        least, most = _normal_range(n, usual, spread)
        found.append(
            ShareShift(
                week=week,
                series=names[row],
                weeks=look.weeks,
                hits=int(look.hits[row]),
                of=n,
                share=float(look.hits[row] / n),
                usual=usual,
                range_low=least,
                range_high=most,
                low=low,
                high=high,
                p=float(look.p[row]),
                q=small,
                claim=bool(allowed) and small <= CLAIM_Q,
                witnesses=int(floors[best][1][row]),
            )
        )
    return tuple(found)


def _look(hits: Array, of: Array, weeks: int, length: int, phi: float, alpha: float) -> _Look:
    """The baseline is the ``length`` weeks before those looked at. Its own noise widens the range."""
    end = hits.shape[1] - weeks
    past, past_of = hits[:, max(0, end - length) : end], of[:, max(0, end - length) : end]
    known = past_of.sum(axis=1)
    edge = 0.5 / (known + 1)  # what was never seen is not impossible
    usual = np.clip(find_rates(past, past_of, phi, alpha), edge, 1 - edge)
    each = _variance(past_of, usual, phi, alpha)
    z = np.clip((past - usual[:, None] * past_of) / np.sqrt(np.maximum(each, 1e-9)), -CLIP, CLIP)
    own = np.maximum((past_of > 0).sum(axis=1) - 1, 0)
    squares = np.where(past_of > 0, z**2, 0.0).sum(axis=1)
    factor = (_PRIOR + squares) / (_PRIOR + own)
    now, n = hits[:, end:].sum(axis=1), of[:, end:].sum(axis=1)
    noise = np.divide(n, known, out=np.zeros(len(n)), where=known > 0) ** 2 * each.sum(axis=1)
    variance = factor * (_variance(of[:, end:], usual, phi, alpha).sum(axis=1) + noise)
    plain = np.maximum(n * usual * (1 - usual), 1e-9)
    spread = np.clip((variance / plain - 1) / np.maximum(n - 1, 1), 1e-6, 0.95)
    p = np.array(
        [
            _two_sided(int(x), int(m), share, rho, free)
            for x, m, share, rho, free in zip(now, n, usual, spread, _PRIOR + own, strict=True)
        ]
    )
    return _Look(weeks, now, n, usual, known, spread, p)


def _variance(of: Array, share: Array, phi: float, alpha: float) -> Array:
    plain = of * (share * (1 - share))[:, None]
    return phi * plain + 2 * alpha * plain**2


def _below(count: int, n: int, share: float, spread: float) -> tuple[float, float]:
    """P(X <= count) and P(X = count) of the beta-binomial with this mean and correlation."""
    if count < 0:
        return 0.0, 0.0
    a, b = share * (1 / spread - 1), (1 - share) * (1 / spread - 1)
    k = np.arange(min(count, n) + 1, dtype=np.float64)
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    each = np.exp(ways + special.betaln(k + a, n - k + b) - special.betaln(a, b))
    return min(1.0, float(each.sum())), float(each[-1])


def _two_sided(count: int, n: int, share: float, spread: float, freedom: float) -> float:
    if n == 0:
        return 1.0
    below, exactly = _below(count, n, share, spread)
    one = min(max(min(below, 1 - below + exactly), 1e-300), 0.5)
    return min(1.0, 2 * float(special.stdtr(freedom, special.ndtri(one))))


def _middle(count: int, n: int, share: float, spread: float) -> float:
    """P(X < count) + P(X = count) / 2: a distribution function that is fair to whole numbers."""
    below, exactly = _below(count, n, share, spread)
    return below - exactly / 2


def _interval(count: int, n: int, spread: float) -> tuple[float, float]:
    """The shares under which so many stories are neither in the lower nor in the upper tenth."""
    ends = []
    for target in (1 - _TAIL, _TAIL):
        low, high = 1e-6, 1 - 1e-6
        for _ in range(30):
            middle = (low + high) / 2
            above = _middle(count, n, middle, spread) > target
            low, high = (middle, high) if above else (low, middle)
        ends.append((low + high) / 2)
    return min(ends[0], count / n), max(ends[1], count / n)


def _normal_range(n: int, share: float, spread: float) -> tuple[float, float]:
    """The shares of n whose middle probability lies in 0.1 .. 0.9."""
    ends = []
    for target in (_TAIL, 1 - _TAIL):
        low, high = -1, n
        while high - low > 1:
            middle = (low + high) // 2
            under = _middle(middle, n, share, spread) < target
            low, high = (middle, high) if under else (low, middle)
        ends.append((low, high))
    return ends[0][1] / n, max(ends[1][0], ends[0][1]) / n


def _floors(look: _Look, first: _Look, by_house: Cube) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Which changes are large enough to speak of, and the houses behind them.

    A second look must hold in its newest week too, by half of the change at least, or it reports what is over.
    """
    share = np.divide(look.hits, look.of, out=np.zeros(len(look.of)), where=look.of > 0)
    change = share - look.usual
    end = by_house.shape[2] - look.weeks
    now = (by_house[:, :, end:].sum(axis=2) > 0).sum(axis=1)
    before = (by_house[:, :, :end].sum(axis=2) > 0).sum(axis=1)
    rising = change > 0
    witnesses = np.where(rising, now, before)
    size = np.where(rising, look.hits, look.usual * look.of)
    able = (look.of >= MIN_OF) & (size >= MIN_HITS) & (np.abs(change) >= MIN_CHANGE)
    if look.weeks > 1:
        newest = np.divide(first.hits, first.of, out=np.zeros(len(first.of)), where=first.of > 0)
        able &= (newest - first.usual) * np.sign(change) >= MIN_CHANGE / 2
        able &= first.of > 0
    return able & (witnesses >= MIN_WITNESSES), witnesses
