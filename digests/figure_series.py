"""A figure over its periods, as this week's articles state it: what most publishers say, and what others do."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from digests.frames import ENTITY, Frames
from digests.parts import FigureLine
from digests.proofs import Proofs
from digests.reported import MIN_CONFIDENCE

_PERIOD = re.compile(r"(?:19|20)\d\d(?P<part>Q[1-4]|H[12]|-W\d\d|-\d\d-\d\d|-\d\d)?")
_SAME = ("metric", "kind", "currency", "unit", "per", "change_role", "basis", "direction")
_LONGEST = 12  # periods: the newest ones


@dataclass(frozen=True, slots=True)
class Stated:
    """One value for one period."""

    period: str
    value: Decimal
    houses: int  # publishers that state it
    conflict: bool  # more publishers state another value for the period


def find_series(frames: Frames, proofs: Proofs, line: FigureLine) -> tuple[Stated, ...]:
    """Values of the same thing in periods of the same length, oldest first, conflicts behind what most say.

    () where there is nothing to draw: fewer than two periods.
    """
    shape = _shape(line.period)
    if line.value is None or shape is None:
        return ()
    subject = line.subject.id.removeprefix(ENTITY)
    found: dict[str, dict[Decimal, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in frames.of_week(frames.rows.figures):
        sure = row.get("confidence") is None or row["confidence"] >= MIN_CONFIDENCE
        actual = row["modality"] in (None, "actual")
        same = row["subject"] == subject and all(row[name] == getattr(line, name) for name in _SAME)
        if same and sure and actual and row["value"] is not None and _shape(row["period"]) == shape:
            value = Decimal(str(row["value"])).normalize()
            if value.is_finite():
                found[row["period"]][value].add(proofs.origins[row["article_id"]].house)
    if len(found) < 2:
        return ()
    stated = []
    for period in sorted(found)[-_LONGEST:]:
        ranked = sorted(found[period].items(), key=lambda item: (-len(item[1]), item[0]))
        stated += [
            Stated(period, value, len(houses), conflict=place > 0)
            for place, (value, houses) in enumerate(ranked[:4])
        ]
    return tuple(stated)


def _shape(period: str | None) -> str | None:
    """How long a period is: years, quarters, halves, weeks, months, days; None for what is none of them."""
    known = _PERIOD.fullmatch(period or "")
    return re.sub(r"\d", "0", known["part"] or "year") if known else None
