"""Figures that the week's articles state: printed with their sentence, never tested.

A figure is not a count of ours. It is shown as reported, with how many publishers say so; where two
publishers give different values for the same thing and period, both are shown and none is chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from digests.evidence import UNSAFE, one_per_language
from digests.frames import ENTITY, Frames, figure_key
from digests.narrowing import has_unnamed_source
from digests.newness import at_odds, best_first, in_lead, is_name
from digests.parts import Evidence, FigureLine, Name
from digests.proofs import Proofs

# Three of five figures that have subject and metric reach it, and three of four of those are right (nlp/confidence.py).
MIN_CONFIDENCE = 0.6
_FIGURES, _PER_SUBJECT = 6, 2  # a letter is read in five minutes; the rest is in the store
_KINDS = {"money", "percent", "pp", "multiple", "count", "rate", "capacity"}
_COMPARABLE = {"money", "count"}  # two percentages of one subject are more often of two things
_FAR = Decimal("1.5")  # values further apart are of different things, or a slip of units: not ours to say
_UNSAID = {"hypothetical", "negated"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_MAX_LABEL = 120

Row = Mapping[str, Any]


def build_figures(
    frames: Frames, proofs: Proofs, watch: Sequence[str], shifted: Sequence[str] = ()
) -> tuple[FigureLine, ...]:
    """The week's figures that are news: of leads and headlines, of watched and shifted names first; two a subject.

    ``shifted``: the series that the issue claims. What the weeks before stated already is left out.
    """
    rows = fresh_figures(frames, proofs)
    lines: list[FigureLine] = []
    subjects: dict[str, int] = defaultdict(int)
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_same_thing(row)].append(row)
    for group in best_first(groups.values(), proofs, frames.week, watch, shifted):
        if len(lines) == _FIGURES:
            break
        subject = str(group[0]["subject"] or "")
        if subjects[subject] == _PER_SUBJECT or (line := _figure(group, proofs)) is None:
            continue
        if not any(_repeats(line, other) for other in lines):
            lines.append(line)
            subjects[subject] += 1
    return tuple(lines)


def fresh_figures(frames: Frames, proofs: Proofs) -> list[Row]:
    """The week's figures that can be printed and that neither the weeks before nor an earlier issue have."""
    return [
        row
        for row in frames.of_week(frames.rows.figures)
        if _usable(row)
        and figure_key(row) not in frames.stated
        and row["article_id"] in proofs.origins
        and row["article_id"] not in proofs.printed.articles
    ]


def _repeats(line: FigureLine, other: FigureLine) -> bool:
    """Whether a line shows a sentence again, or says the same of the same name."""
    same = (line.subject, line.metric, line.value, line.low) == (
        other.subject,
        other.metric,
        other.value,
        other.low,
    )
    return same or line.evidence[0] == other.evidence[0]


def _usable(row: Row) -> bool:
    confidence = row.get("confidence")
    return (
        row["kind"] in _KINDS
        and bool(row["subject"])
        and bool(row["metric"])
        and row["modality"] not in _UNSAID
        and (confidence is None or confidence >= MIN_CONFIDENCE)
        and (
            decimal_of(row["value"]) is not None
            or None not in (decimal_of(row["low"]), decimal_of(row["high"]))
        )
        and len(str(row["subject"])) <= _MAX_LABEL
        and UNSAFE.search(str(row["subject"])) is None
    )


def decimal_of(value: Any) -> Decimal | None:
    """A stored value: exact text, or a Decimal already. What is no finite number is no value."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def _same_thing(row: Row) -> tuple[Any, ...]:
    """What two rows must share to be values of one thing."""
    names = (
        "subject",
        "metric",
        "kind",
        "currency",
        "unit",
        "per",
        "period",
        "change_role",
        "basis",
        "modality",
    )
    return tuple(row[name] or "" for name in names)


def _figure(rows: Sequence[Row], proofs: Proofs) -> FigureLine | None:
    """The value most publishers give, its quote, and any other value for the same."""
    quoted: list[tuple[Row, Evidence]] = []

    def standing(row: Row) -> tuple[bool, float, int]:
        article = row["article_id"]
        return not in_lead(row, proofs), -proofs.grounded(article), proofs.place[article]

    for row in sorted(rows, key=standing):
        evidence = proofs.around(row)
        if evidence is not None:
            quoted.append((row, evidence))
    subject = str(rows[0]["subject"])
    if not proofs.named(subject):
        quoted = [(row, told) for row, told in quoted if is_name(*as_printed(subject, told, proofs))]
    if not quoted:
        return None
    by_value: dict[tuple[Any, ...], list[tuple[Row, Evidence]]] = defaultdict(list)
    for row, evidence in quoted:
        by_value[tuple(decimal_of(row[name]) for name in ("value", "low", "high"))].append((row, evidence))
    best = max(by_value.values(), key=_weight)
    row, evidence = best[0]
    doubted = all(at_odds(told) for told, _ in best)
    value, low, high = (decimal_of(row[name]) for name in ("value", "low", "high"))
    texts: dict[str, Any] = {name: row[name] or None for name in _TEXTS}
    return FigureLine(
        subject=_subject(str(row["subject"]), proofs),
        metric=str(row["metric"]),
        kind=str(row["kind"]),
        value=value,
        low=low,
        high=high,
        **texts,
        period=_period(row["period"], evidence.quote),
        cited=printable(row["source"]),
        houses=len({item.house for _, item in best}),
        evidence=one_per_language([item for _, item in best], 1),
        differs=_conflicts(row, evidence, quoted),
        unnamed=not row["source"] and has_unnamed_source(evidence.quote),
        selling=all(proofs.sells(item.article_id) for _, item in best),
        computed=decimal_of(row.get("computed")) if doubted else None,
    )


def as_printed(subject: str, told: Evidence, proofs: Proofs) -> tuple[str, str]:
    """What no catalogue names, and where it must stand: in the sentence, or it is called as most articles do."""
    if not proofs.known(subject):
        return subject, told.quote
    usual = proofs.name(ENTITY + subject).en
    return usual, usual


def _weight(found: Sequence[tuple[Row, Evidence]]) -> tuple[int, int]:
    """How well a value stands: houses whose own arithmetic does not speak against it, then all houses."""
    sound = {evidence.house for row, evidence in found if not at_odds(row)}
    return len(sound), len({evidence.house for _, evidence in found})


_TEXTS = ("unit", "currency", "per", "approx", "direction", "change_role", "basis", "modality")


def _period(period: Any, quote: str) -> str | None:
    """The period of a figure; a day only where the sentence names it: a dateline's day is when it was written."""
    if not period or not _DAY.fullmatch(str(period)) or len(str(period)) < 10:
        return str(period) if period else None
    numbers = {int(number) for number in re.findall(r"[0-9]{1,4}", quote)}
    return str(period) if int(str(period)[8:]) in numbers else None


def printable(text: Any) -> str | None:
    """A name out of a row, when it can be printed as it is."""
    return (
        text
        if isinstance(text, str) and 0 < len(text) <= _MAX_LABEL and UNSAFE.search(text) is None
        else None
    )


def _subject(subject: str, proofs: Proofs) -> Name:
    if proofs.known(subject):
        return proofs.name(ENTITY + subject)
    return Name(id=subject, en=subject, zh_hans=subject, zh_hant=subject)


def _conflicts(
    row: Row, first: Evidence, quoted: Sequence[tuple[Row, Evidence]]
) -> tuple[tuple[Decimal, Evidence], ...]:
    """Exact other values of another house for the same period: only where both cannot be rounding or a bound."""
    if (
        row["kind"] not in _COMPARABLE
        or not row["period"]
        or row["approx"]
        or row["modality"] not in (None, "actual")
    ):
        return ()
    mine = decimal_of(row["value"])
    found: list[tuple[Decimal, Evidence]] = []
    for other, evidence in quoted:
        value = decimal_of(other["value"])
        if mine is None or value is None or other["approx"] or evidence.house == first.house:
            continue
        near = mine and Decimal(1) / _FAR < value / mine < _FAR
        if near and not rounds_to(mine, value) and all(value != seen for seen, _ in found):
            found.append((value, evidence))
    return tuple(found[:2])


def rounds_to(a: Decimal, b: Decimal) -> bool:
    """Whether one value is the other, up to the last digit that the rounder one gives."""
    step = max(_last_digit(a), _last_digit(b))
    return abs(a - b) < step


def _last_digit(value: Decimal) -> Decimal:
    if not value:
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
