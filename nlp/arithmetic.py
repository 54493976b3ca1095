"""Whether an old level, a new level and the change between them agree: 79.8 to 129.8 is 62.7 %.

Every number is an interval: half a unit of its last printed place to either side. Three that can be true together
agree; three that cannot, even with the change cut off in place of rounded, disagree; in between nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.clauses import split_sentences
from nlp.document import Document
from nlp.metric_words import MetricWord
from nlp.triples import Triple, find_triples
from store.records import Figure

Interval = tuple[Decimal, Decimal]

_PRINTED = re.compile(r"\d[\d,]*(?:\.(?P<places>\d+))?")
_ZEROS = re.compile(r"0{4,}$")
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_TENTH = Decimal("0.1")
_MOST_TRIPLES = 400  # of one text; no article has more
_MOST_APART = 50  # times: levels further apart are not of one thing, or one of them was misread
# What a word of approximation leaves open, in times the value: what it agrees with, and what it can still mean.
_OPEN = {
    "about": ((Decimal("0.95"), Decimal("1.05")), (Decimal("0.8"), Decimal("1.2"))),
    "nearly": ((Decimal("0.9"), _ONE), (Decimal("0.7"), Decimal("1.03"))),
    "under": ((Decimal("0.9"), _ONE), (Decimal(0), Decimal("1.03"))),
    "over": ((_ONE, Decimal("1.1")), (Decimal("0.97"), Decimal(1000))),
}


@dataclass(frozen=True, slots=True)
class _Operand:
    """A printed number: where it can lie when it is rounded as printed, and when it is taken loosely."""

    value: Decimal
    unit: Decimal  # of the last printed place
    near: Interval
    wide: Interval


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way in which a change follows from two levels; ``change`` rises with the first, falls with the second."""

    change: Callable[[Decimal, Decimal], Decimal]  # of new, old
    new: Callable[[Decimal, Decimal], Decimal]  # of old, change
    old: Callable[[Decimal, Decimal], Decimal]  # of new, change


@dataclass(frozen=True, slots=True)
class _Verdict:
    says: str  # agrees | disagrees
    computed: tuple[Decimal, Decimal, Decimal]  # old, new and change, each by the other two


def check_arithmetic(
    document: Document, page: str, figures: Sequence[Figure], words: Sequence[MetricWord]
) -> list[Figure]:
    """The figures, those that are from, to and by of one change marked with what their arithmetic says.

    ``figures`` are sorted by place, ``words`` the metric words of the page. A disagreement is told only where the
    text leaves no doubt which three belong together.
    """
    triples = find_triples(page, split_sentences(page, document.sentences), figures, words)[:_MOST_TRIPLES]
    judged = [(triple, verdict) for triple in triples if (verdict := _judge(page, figures, triple))]
    agreed = [triple for triple, verdict in judged if verdict.says == "agrees"]
    checked = list(figures)
    for triple, verdict in judged:
        if verdict.says == "disagrees" and not _stands_alone(figures, triple, triples, agreed):
            continue
        for index, computed in zip(triple.figures, verdict.computed, strict=True):
            if checked[index].arithmetic is None:
                checked[index] = replace(checked[index], arithmetic=verdict.says, computed=computed)
            elif verdict.says == "agrees" and checked[index].arithmetic == "disagrees":
                checked[index] = replace(checked[index], arithmetic="agrees", computed=computed)
    return checked


def _stands_alone(
    figures: Sequence[Figure], triple: Triple, triples: Sequence[Triple], agreed: Sequence[Triple]
) -> bool:
    """Whether the figures of a triple can belong to no other one: only then may it be told to disagree.

    By $20, or 10%, from $100 to $120: another change between the same levels is no other triple.
    """
    own = set(triple.figures)
    kind = figures[triple.change].kind
    return triple.certain and not any(
        own & set(other.figures)
        and not (other.levels == triple.levels and figures[other.change].kind != kind)
        for other in (*triples, *agreed)
        if other != triple and (other.certain or other in agreed)
    )


def _judge(page: str, figures: Sequence[Figure], triple: Triple) -> _Verdict | None:
    old, new, change = (_operand(page, figures[index], index == triple.change) for index in triple.figures)
    if old is None or new is None or change is None:
        return None
    if not _ONE / _MOST_APART < new.value / old.value < _MOST_APART:
        return None
    readings = _readings(figures[triple.old], figures[triple.change], triple, triple.direction)
    verdicts = [_weigh(old, new, change, reading) for reading in readings]
    for verdict in verdicts:
        if verdict is not None and verdict.says == "agrees":
            return verdict
    found = [verdict for verdict in verdicts if verdict is not None]
    if not found or len(found) < len(verdicts):
        return None  # by one of the readings it can be meant
    # What comes out the other way round was read wrongly here rather than written wrongly there.
    turned = "down" if triple.direction == "up" else "up"
    others = [(reading, new, old) for reading in readings]
    others += [
        (reading, old, new)
        for reading in _readings(figures[triple.old], figures[triple.change], triple, turned)
    ]
    for reading, first, second in others:
        verdict = _weigh(first, second, change, reading)
        if verdict is None or verdict.says == "agrees":
            return None
    return found[0] if triple.years else min(found, key=lambda made: abs(made.computed[2] - change.value))


def _weigh(old: _Operand, new: _Operand, change: _Operand, reading: _Reading) -> _Verdict | None:
    """Compare the printed change with the one its levels make; None: too close to say that it is wrong."""
    if _meet(_between(reading, old.near, new.near), change.near):
        says = "agrees"
    elif _overlap(_between(reading, old.wide, new.wide), change.wide):
        return None
    else:
        says = "disagrees"
    made = (
        _printed(reading.old(new.value, change.value), old),
        _printed(reading.new(old.value, change.value), new),
        _printed(reading.change(new.value, old.value), change),
    )
    return _Verdict(says, made)


def _between(reading: _Reading, old: Interval, new: Interval) -> Interval:
    ends = (reading.change(new[0], old[1]), reading.change(new[1], old[0]))
    return min(ends), max(ends)


def _meet(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _overlap(a: Interval, b: Interval) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _printed(value: Decimal, like: _Operand) -> Decimal:
    """A computed value with one place more than the printed one has."""
    step = like.unit * _TENTH
    rounded = (value / step).to_integral_value() * step
    return Decimal(f"{rounded.normalize():f}")


def _readings(old: Figure, change: Figure, triple: Triple, direction: str) -> list[_Reading]:
    """How a change of this kind, up or down, can follow from levels of that kind."""
    sign = Decimal(1 if direction == "up" else -1)
    if change.kind == "multiple" and change.change_role == "to":
        return [_TIMES]
    if triple.years:
        counted = (triple.years, max(1, triple.years - 1), triple.years + 1)
        return [_compound(sign, years) for years in counted]
    if change.kind == "multiple":
        return [_relative(sign, _ONE)]
    if change.kind == "percent":
        share = _relative(sign, Decimal(100))
        # From 25 % to 20 %, down 5 %: points are meant as often as a part.
        return [share, _absolute(sign)] if old.kind == "percent" else [share]
    return [_absolute(sign)]


_TIMES = _Reading(
    change=lambda new, old: new / old,
    new=lambda old, change: old * change,
    old=lambda new, change: new / change,
)


def _absolute(sign: Decimal) -> _Reading:
    return _Reading(
        change=lambda new, old: sign * (new - old),
        new=lambda old, change: old + sign * change,
        old=lambda new, change: new - sign * change,
    )


def _relative(sign: Decimal, whole: Decimal) -> _Reading:
    """``whole`` is what stands for all of the old level: 100 of percents, 1 of multiples."""
    return _Reading(
        change=lambda new, old: sign * whole * (new / old - 1),
        new=lambda old, change: old * (1 + sign * change / whole),
        old=lambda new, change: new / max(1 + sign * change / whole, _TENTH**3),
    )


def _compound(sign: Decimal, years: int) -> _Reading:
    """A percentage a year, compounded; reports count the years from the base year or from the one behind it."""
    root = _ONE / years
    return _Reading(
        change=lambda new, old: sign * 100 * ((new / old) ** root - 1),
        new=lambda old, change: old * (1 + sign * change / 100) ** years,
        old=lambda new, change: new / max(1 + sign * change / 100, _TENTH) ** years,
    )


def _operand(page: str, figure: Figure, is_change: bool) -> _Operand | None:
    """A figure as an interval; None for ranges, orders of magnitude and what is not above zero."""
    value = figure.value
    if value is None or value <= 0 or (figure.approx is not None and figure.approx not in _OPEN):
        return None
    unit, loose = _units(page[figure.start : figure.end], figure.kind, value)
    if figure.kind == "multiple":  # doubled is not said of 1.6 times
        near, wide = unit / 4, unit * _HALF
    else:  # a change may be cut off in place of rounded
        near, wide = unit * _HALF, loose if is_change else loose * _HALF
    around = ((max(value - near, value / 100), value + near), (max(value - wide, value / 100), value + wide))
    if figure.approx is None:
        return _Operand(value, unit, *around)
    near_open, wide_open = ((value * low, value * high) for low, high in _OPEN[figure.approx])
    return _Operand(value, unit, _widest(around[0], near_open), _widest(around[1], wide_open))


def _widest(a: Interval, b: Interval) -> Interval:
    return min(a[0], b[0]), max(a[1], b[1])


def _units(quote: str, kind: str, value: Decimal) -> tuple[Decimal, Decimal]:
    """The unit of the last printed place, and the same where trailing zeros may be rounding (30,000 for 30,412)."""
    numbers = _PRINTED.findall(quote)
    match = _PRINTED.search(quote) if len(numbers) == 1 else None
    digits = match.group().replace(",", "") if match else ""
    if match and Decimal(digits):
        scale = value / Decimal(digits)
        if scale.normalize().as_tuple().digits == (1,):
            unit = scale.scaleb(-len(match["places"] or ""))
            zeros = _ZEROS.search(digits) if not match["places"] else None
            kept = max(len(digits) - len(zeros.group()), 2) if zeros else len(digits)
            return unit, unit.scaleb(len(digits) - kept) if not match["places"] else unit
    if kind == "multiple":
        return (_ONE, _ONE) if value >= 1 else (_TENTH, _TENTH)
    unit = _ONE.scaleb(int(value.normalize().as_tuple().exponent))  # in words: the last place that is spoken
    return unit, unit
