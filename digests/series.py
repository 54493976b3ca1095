"""A reported figure beside what was stated of the same thing before: told with its own quote, never tested.

A false comparison is worse than none. The same thing is the same known subject, metric, kind, unit, currency, "per",
basis and class of modality, in sentences that name the same places. What is measured over time is compared with another
period of the same length; a price or a rate holds on the day it is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from digests.frames import ENTITY, Frames
from digests.parts import Evidence, FigureLine, FigurePoint
from digests.proofs import Proofs
from digests.reported import MIN_CONFIDENCE, decimal_of, rounds_to

Row = Mapping[str, Any]

_LEVELS = {"price", "fee", "tax_rate", "tariff_rate", "interest_rate", "threshold", "shipping_cost"}
_COMPARED = {"money", "count", "percent"}
_FAR = Decimal(3)  # values further apart are more often of different things
_SURE = {"actual": "actual", "": "actual", "forecast": "expected", "estimate": "expected", "target": "target"}
_NAMES = ("metric", "kind", "unit", "currency", "per", "basis")
_LENGTH = re.compile(r"\d{4}(?P<rest>Q[1-4]|H[12]|-\d\d(?P<day>-\d\d)?)?")
_POINTS, _READ = 6, 24


def add_series(frames: Frames, proofs: Proofs, lines: Sequence[FigureLine]) -> tuple[FigureLine, ...]:
    """The same lines, each with what was stated of it before."""
    things = {(line.subject.id.removeprefix(ENTITY), line.metric) for line in lines if _comparable(line)}
    earlier = _by_subject(frames, proofs.figures_of(things))
    return tuple(replace(line, earlier=series_of(proofs, line, earlier)) for line in lines)


def series_of(
    proofs: Proofs, line: FigureLine, earlier: Mapping[str, Sequence[Row]]
) -> tuple[FigurePoint, ...]:
    """What articles of the weeks before state of the same thing, oldest first; () where nothing is sure to be that.

    ``earlier``: figure rows by subject. Values of one day or period that contradict each other are all in it.
    """
    subject = line.subject.id.removeprefix(ENTITY)
    if not _comparable(line) or not line.subject.id.startswith(ENTITY):
        return ()
    rows = [row for row in earlier.get(subject, ()) if _is_same(line, row)]
    proofs.load(row["article_id"] for row in rows[-_READ:])
    here = _places(proofs, line.evidence[0])
    found: list[FigurePoint] = []
    for row in rows[-_READ:]:
        evidence = proofs.around(row)
        value = decimal_of(row["value"])
        if evidence is None or value is None or _places(proofs, evidence) != here:
            continue
        if not any(_repeats(point, value, row["period"], evidence) for point in found):
            found.append(FigurePoint(value=value, period=row["period"] or None, evidence=evidence))
    return tuple(found[-_POINTS:])


def last_before(line: FigureLine) -> FigurePoint | None:
    """The newest earlier value; None when there is none, when it is the same, or when its own time contradicts it."""
    if not line.earlier or line.value is None:
        return None
    last = line.earlier[-1]
    rivals = [point for point in line.earlier[:-1] if point.period and point.period == last.period]
    if any(not _alike(point.value, last.value) for point in rivals) or _alike(last.value, line.value):
        return None
    return last


def status_of(line: FigureLine) -> str:
    """first | changed | contradicted (another value for the same period) | confirmed."""
    last = line.earlier[-1] if line.earlier else None
    if last is None or line.value is None:
        return "first"
    if _alike(last.value, line.value):
        return "confirmed"
    return "contradicted" if line.period and last.period == line.period else "changed"


def _alike(a: Decimal, b: Decimal) -> bool:
    """Whether one is the other, rounded by no more than a twentieth: 10 is no rounded 8."""
    return rounds_to(a, b) and abs(a - b) * 20 <= max(abs(a), abs(b))


def _by_subject(frames: Frames, more: Sequence[Row]) -> dict[str, list[Row]]:
    """Figure rows of the weeks before by subject, in the order of their articles; ``more``: what is not in frames."""
    before = frames.articles["at"].to_numpy() < frames.now
    found: dict[str, list[Row]] = {}
    for row in (*more, *frames.rows.figures):
        place = frames.place.get(row["article_id"])
        if place is not None and before[place] and row["subject"] and row["article_id"] not in frames.unread:
            found.setdefault(str(row["subject"]), []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (frames.place[row["article_id"]], row["start"]))
    return found


def _comparable(line: FigureLine) -> bool:
    """Whether a value stands for itself: exact, no change of something else, of a known length of time or none."""
    exact = line.value is not None and line.approx is None and line.kind in _COMPARED
    if not exact or line.change_role in ("by", "from") or (line.modality or "") not in _SURE:
        return False
    if line.metric in _LEVELS:
        return not line.direction or line.change_role == "to"
    return line.kind != "percent" and _length(line.period) is not None


def _is_same(line: FigureLine, row: Row) -> bool:
    value, confidence = decimal_of(row["value"]), row.get("confidence")
    if value is None or row["approx"] or (confidence is not None and confidence < MIN_CONFIDENCE):
        return False
    if row["change_role"] in ("by", "from") or any(
        (row[name] or "") != (getattr(line, name) or "") for name in _NAMES
    ):
        return False
    if _SURE.get(row["modality"] or "") != _SURE[line.modality or ""]:
        return False
    if line.metric not in _LEVELS and _length(row["period"]) != _length(line.period):
        return False
    near = line.value and value and 1 / _FAR <= abs(value / line.value) <= _FAR
    return bool(near)


def _length(period: str | None) -> str | None:
    """How long a period is: Y, Q, H, M; None: a day, a span, or not told."""
    found = _LENGTH.fullmatch(period or "")
    if found is None or found["day"]:
        return None
    rest = found["rest"]
    return "Y" if not rest else "M" if rest[0] == "-" else rest[0]


def _repeats(point: FigurePoint, value: Decimal, period: str | None, evidence: Evidence) -> bool:
    same = point.period == (period or None) and _alike(point.value, value)
    return same or point.evidence.quote == evidence.quote


def _places(proofs: Proofs, item: Evidence) -> frozenset[str]:
    """Places that a quote names: a fee in Spain is not the fee in Japan."""
    return frozenset(_named(proofs.places_in(item.article_id), item))


def _named(rows: Iterable[Row], item: Evidence) -> Iterable[str]:
    return (row["id"] for row in rows if item.start <= row["start"] < item.end)
