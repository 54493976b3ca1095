"""Acts whose stage moved on: what was a proposal in earlier weeks and is adopted in this one, with both sentences.

Told, never tested. An act is known by its number, or by its name where both sentences print it; cases under a law
(investigations, rulings) bear the law's name and are not it. Only a step forward is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digests.frames import Frames
from digests.parts import Evidence, StageLine
from digests.proofs import Proofs
from digests.reported import number_of, printed_label

Row = Mapping[str, Any]

_STEPS = ("proposed", "consultation", "adopted", "effective", "suspended", "repealed")
_SHOWN = 4


def build_stages(frames: Frames, proofs: Proofs) -> tuple[StageLine, ...]:
    """A line for each act whose furthest step of this week lies behind those of the weeks before."""
    newest = set(frames.articles.loc[frames.articles["at"] == frames.now, "article_id"])
    told: dict[tuple[str, str], tuple[list[Row], list[Row]]] = {}
    for row in frames.rows.policies:
        key = _act(row)
        if key is not None and row["action"] in _STEPS and row["article_id"] in frames.place:
            told.setdefault(key, ([], []))[row["article_id"] in newest].append(row)
    lines: list[StageLine] = []
    for then, now in told.values():
        if then and now and len(lines) < _SHOWN:
            line = _line(max(then, key=_step), max(now, key=_step), proofs)
            lines += [line] if line else []
    return tuple(lines)


def _act(row: Row) -> tuple[str, str] | None:
    """Country and number of an act, or country and name."""
    if not row["jurisdiction"]:
        return None
    if row["doc_number"]:
        return row["jurisdiction"], f"number {number_of(row)}"
    return (row["jurisdiction"], str(row["instrument"]).casefold()) if row["instrument"] else None


def _step(row: Row) -> int:
    return _STEPS.index(row["action"])


def _line(then: Row, now: Row, proofs: Proofs) -> StageLine | None:
    if _step(now) <= _step(then):
        return None
    before, after = _said(then, proofs), _said(now, proofs)
    if before is None or after is None:
        return None
    return StageLine(
        name=after[0],
        jurisdiction=now["jurisdiction"],
        before=then["action"],
        now=now["action"],
        then=before[1],
        evidence=(after[1],),
    )


def _said(row: Row, proofs: Proofs) -> tuple[str, Evidence] | None:
    """The name or number as the sentence prints it, and the sentence."""
    evidence = proofs.around(row)
    if evidence is None:
        return None
    labels = (printed_label(row, column, proofs) for column in ("doc_number", "instrument"))
    name = next((label for label in labels if label and label in evidence.quote), None)
    return (name, evidence) if name else None
