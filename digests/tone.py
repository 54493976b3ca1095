"""How the week's stories speak of the watched names: a balance with its interval, and a change only when it is one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from digests.evidence import one_per_language
from digests.frames import ENTITY, Frames
from digests.parts import Evidence, ToneLine
from digests.proofs import Proofs

_LEVEL, _CHANGE = 5, 20  # stories: to state a balance; to claim that it changed
_TOLD = 3  # stories that take a side: fewer say nothing of a name
_HOUSES = 4  # houses with a balance in both times, for a paired difference
_QUOTES = 2
_Z95 = 1.96


def build_tone(frames: Frames, proofs: Proofs, watch: Sequence[str]) -> tuple[ToneLine, ...]:
    """The balance of favourable and unfavourable stories of each watched name that has enough of them."""
    story = dict(zip(frames.articles["article_id"], frames.articles["story"], strict=True))
    at = dict(zip(frames.stories["story"], frames.stories["at"], strict=True))
    house = dict(zip(frames.stories["story"], frames.stories["house"], strict=True))
    rows: dict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in frames.rows.sentiments:
        if row["id"] in watch and row["article_id"] in story:
            rows[row["id"]][story[row["article_id"]]].append(row)
    lines = []
    for name in dict.fromkeys(watch):
        sign = {key: _sign(sum(row["polarity"] for row in found)) for key, found in rows[name].items()}
        now = [key for key in sorted(sign) if at[key] == frames.now]
        up, down = sum(sign[key] > 0 for key in now), sum(sign[key] < 0 for key in now)
        if len(now) < _LEVEL or up + down < _TOLD:
            continue
        evidence = _tone_evidence(proofs, [row for key in now for row in rows[name][key]])
        if not evidence:
            continue
        balance, low, high = _balance(up, down, len(now))
        lines.append(
            ToneLine(
                name=proofs.name(ENTITY + name),
                stories=len(now),
                favourable=up,
                unfavourable=down,
                balance=balance,
                low=low,
                high=high,
                before=_paired_change(sign, at, house, frames.now) if len(now) >= _CHANGE else None,
                evidence=evidence,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name.id)))


def _sign(total: int) -> int:
    return (total > 0) - (total < 0)


def _balance(up: int, down: int, n: int) -> tuple[float, float, float]:
    """(up - down) / n with a 95 % interval; two stories of each kind are added for it (Agresti), as n is small."""
    a, b, total = up + 1, down + 1, n + 3
    centre = (a - b) / total
    half = _Z95 * math.sqrt(max(0.0, (a + b) / total - centre**2) / total)
    return (up - down) / n, max(-1.0, centre - half), min(1.0, centre + half)


def _paired_change(
    sign: Mapping[str, int], at: Mapping[str, int], house: Mapping[str, str], now: int
) -> float | None:
    """The balance before, over houses that spoke in both times, if the paired difference excludes none; else None."""
    then: dict[str, list[int]] = defaultdict(list)
    today: dict[str, list[int]] = defaultdict(list)
    for story in sorted(sign):
        (today if at[story] == now else then)[house[story]].append(sign[story])
    both = sorted(then.keys() & today.keys())
    if len(both) < _HOUSES:
        return None
    difference = np.array([np.mean(today[name]) - np.mean(then[name]) for name in both])
    weight = np.array([1 / (1 / len(today[name]) + 1 / len(then[name])) for name in both])
    weight /= weight.sum()
    mean = float((weight * difference).sum())
    error = math.sqrt(float((weight**2 * (difference - mean) ** 2).sum()) * len(both) / (len(both) - 1))
    if abs(mean) <= _STUDENT_95.get(len(both) - 1, 2.1) * error:
        return None
    return float(np.mean([value for name in both for value in then[name]]))


_STUDENT_95 = {3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23, 11: 2.20, 12: 2.18}


def _tone_evidence(proofs: Proofs, rows: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The strongest sentences, of the side that prevails first."""
    side = _sign(sum(row["polarity"] for row in rows)) or 1
    told = [row for row in rows if row["polarity"] != 0]
    told.sort(key=lambda row: (-row["polarity"] * side, -abs(row["score"]), proofs.place[row["article_id"]]))
    proofs.load(row["article_id"] for row in told[:20])
    found = [proofs.sentence(row["article_id"], row["sent_start"], row["sent_end"]) for row in told[:20]]
    found.sort(key=lambda item: item is not None and proofs.only_background(item))
    return one_per_language(found, _QUOTES)
