"""Two things in the same stories: which pairs shifted, beyond what their parts did.

A pair is a series like any other, ``pair:entity:a+topic:b``, tested by the same function over the same panel, in a
Benjamini-Hochberg family of its own. When Temu has three times its usual stories, so has Temu with anything: a pair
is claimed only if its share of the stories of each claimed part changed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digests.frames import TOPIC
from digests.matched import Matched
from digests.pairing import pair_of, parts_of
from digests.panel import Counts, Panel
from digests.shares import compare_shares
from digests.shifts import Shift, WeekTest, compare_week
from digests.weeks import week_at

MAX_PAIRS = 300
_RARE = 6  # stories in all weeks looked at: what digests.shifts tests at all
_SAME = 0.8  # of the rarer part's stories: the pair is that part under another name
_MORE = 0.05  # p of a changed share of a claimed part: more than the part explains


def compare_pairs(matched: Matched, attention: WeekTest) -> WeekTest:
    """The test of the pairs of one week; ``attention`` is the test of their parts over the same panel."""
    names, table = find_pairs(matched)
    empty = replace(attention, shifts=())
    if matched.baseline == 0 or not names:
        return empty
    weekly, by_house = matched.cubes(table, names)
    totals = np.bincount(matched.stories["at"].to_numpy(int), minlength=matched.weeks).astype(np.float64)
    oldest = matched.week.ordinal - matched.weeks + 1
    counts = Counts(
        weeks=tuple(week_at(oldest + index) for index in range(matched.weeks)),
        sources=("panel",),
        series=names,
        stories=weekly[:, None, :],
        totals=totals[None, :],
    )
    panel = Panel(matched.weeks - 1, np.zeros(1, dtype=np.intp), matched.baseline, attention.coverage, ())
    found = compare_week(counts, panel, by_house)
    claimed = {shift.series: shift for shift in attention.shifts if shift.claim}
    shifts = tuple(_beyond_its_parts(matched, shift, claimed, attention) for shift in found.shifts)
    return replace(empty, phi=found.phi, alpha=found.alpha, shifts=shifts)


def find_pairs(matched: Matched) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The pairs with enough stories to be tested, the most frequent 300; and their stories (story, name).

    Two topics are no pair: topics overlap by definition. Neither are two things of which one never comes alone.
    """
    table = matched.members
    names, code = np.unique(np.asarray(table["series"].cat.codes, dtype=np.int64), return_inverse=True)
    series = np.asarray(table["series"].cat.categories[names], dtype=object)
    story = table["story"].to_numpy(np.int64)
    order = np.lexsort((code, story))
    keys, at = _together(story[order], code[order], len(series))
    found, counts = np.unique(keys, return_counts=True)
    first, second = found // max(len(series), 1), found % max(len(series), 1)
    alone = np.bincount(code, minlength=len(series))
    is_topic = np.array([name.startswith(TOPIC) for name in series], dtype=bool)
    able = (counts >= _RARE) & ~(is_topic[first] & is_topic[second])
    able &= counts < _SAME * np.minimum(alone[first], alone[second])
    chosen = np.flatnonzero(able)
    chosen = chosen[np.argsort(-counts[chosen], kind="stable")][:MAX_PAIRS]
    name = {int(found[at]): pair_of(series[first[at]], series[second[at]]) for at in chosen.tolist()}
    inside = np.isin(keys, found[chosen])
    rows = pd.DataFrame({"story": at[inside], "name": [name[key] for key in keys[inside].tolist()]})
    return tuple(sorted(name.values())), rows


def _together(
    story: NDArray[np.int64], code: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """first * size + second, and the story, of every two codes of one story; rows by story, then code."""
    keys, at = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for step in range(1, len(story)):
        same = story[step:] == story[:-step]
        if not same.any():
            break
        keys.append(code[:-step][same] * size + code[step:][same])
        at.append(story[step:][same])
    return np.concatenate(keys), np.concatenate(at)


def _beyond_its_parts(
    matched: Matched, pair: Shift, claimed: Mapping[str, Shift], attention: WeekTest
) -> Shift:
    """The pair as it was tested; no claim where a claimed part that goes the same way explains it."""
    if not (pair.claim or pair.watch):
        return pair
    both = matched.about(pair.series)
    hits = matched.weekly(both)[None, :]
    houses = np.repeat(hits[:, None, :], 2, axis=1)  # witnesses were asked for already
    for part in parts_of(pair.series):
        other = claimed.get(part)
        if other is None or (other.effect > 1) != (pair.effect > 1):
            continue
        of = matched.weekly(matched.about(part))[None, :]
        found = compare_shares(
            (pair.series,),
            hits,
            of,
            houses,
            week=matched.week,
            baseline=matched.baseline,
            phi=attention.phi,
            alpha=attention.alpha,
        )
        if not any(share.p <= _MORE and (share.effect > 1) == (pair.effect > 1) for share in found):
            return replace(pair, claim=False, watch=False)
    return pair
