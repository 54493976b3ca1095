"""Figures and periods in the same order: 2016年至2018年分别为5亿、6亿和7亿元; 5 and 6 in May and June, respectively."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from nlp.period_notation import Period, grain
from nlp.spans import Quantity

_MARK = re.compile(r"分别|依次|\brespectively\b")
_BETWEEN = re.compile(r"[ ]?(?:、|和|及|与|以及|，|,|,? ?and|or)[ ]?(?:约|近|逾|超过?|about |some )?")
_STOP = re.compile(r"[。；;！？\n]|\. ")
_MOST = 8


def shared_out(page: str, quantities: Sequence[Quantity], periods: Sequence[Period]) -> dict[int, Period]:
    """The period of each figure (by its start) of a list that goes with a list of as many periods."""
    told: dict[int, Period] = {}
    for mark in _MARK.finditer(page):
        start, end = _stretch(page, mark.start(), mark.end())
        named = [p for p in periods if start <= p.start and p.end <= end and not p.old]
        run = _run(
            [q for q in quantities if start <= q.start and q.end <= end and q.kind != "duration"], page, mark
        )
        if len(run) < 2:
            continue
        for group in (named, [p for p in named if p.end <= mark.start()]):
            each = list(_each(group, page))
            if len(each) == len(run):
                told |= {quantity.start: period for quantity, period in zip(run, each, strict=True)}
                break
    return told


def _stretch(page: str, a: int, b: int) -> tuple[int, int]:
    """The part of a sentence around a mark."""
    starts = [match.end() for match in _STOP.finditer(page, max(0, a - 200), a)]
    ending = _STOP.search(page, b, b + 200)
    return (starts[-1] if starts else max(0, a - 200)), (
        ending.start() if ending else min(len(page), b + 200)
    )


def _run(quantities: Sequence[Quantity], page: str, mark: re.Match[str]) -> list[Quantity]:
    """The figures in a row behind the mark (in front of it in English)."""
    behind = mark.group().isascii()
    row = [q for q in quantities if (q.end <= mark.start() if behind else q.start >= mark.end())]
    if behind:
        row.reverse()
    run = row[:1]
    for quantity in row[1:_MOST]:
        a, b = sorted((run[-1], quantity), key=lambda q: q.start)
        if not _BETWEEN.fullmatch(page[a.end : b.start]):
            break
        run.append(quantity)
    return sorted(run, key=lambda q: q.start)


def _each(periods: Sequence[Period], page: str) -> Iterator[Period]:
    """The periods one by one; a range of years year by year when it stands alone."""
    if len(periods) == 1 and grain(periods[0].period) == "range":
        match = re.fullmatch(r"(\d{4})/(\d{4})", periods[0].period)
        if match and int(match[2]) - int(match[1]) < _MOST:
            for year in range(int(match[1]), int(match[2]) + 1):
                yield Period(
                    start=periods[0].start,
                    end=periods[0].end,
                    period=str(year),
                    stated=True,
                    how=periods[0].how,
                )
        return
    for a, b in itertools.pairwise(periods):
        if not _BETWEEN.fullmatch(page[a.end : b.start]) or grain(a.period) != grain(b.period):
            return
    yield from periods
