"""A figure of one language, with a sentence of the other that gives the same value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digests.frames import ENTITY, Frames
from digests.newness import at_odds, is_name
from digests.parts import Evidence, FigureLine
from digests.proofs import Proofs
from digests.reported import Row, as_printed, decimal_of, fresh_figures

_SHARED = ("kind", "metric", "currency", "per", "direction", "modality")


def in_both_languages(frames: Frames, proofs: Proofs, lines: Sequence[FigureLine]) -> tuple[FigureLine, ...]:
    """The figures, each with a quote of either language where the week has one.

    What two sentences of one value need not share is how they were read: the unit (tons, 吨), role and basis; and a
    period that one of them leaves out.
    """
    rows = fresh_figures(frames, proofs)
    return tuple(_with_other(line, rows, proofs) for line in lines)


def _with_other(line: FigureLine, rows: Sequence[Row], proofs: Proofs) -> FigureLine:
    chinese = {_is_chinese(item) for item in line.evidence}
    if len(chinese) == 2:
        return line
    same = [row for row in rows if _says_the_same(row, line) and not at_odds(row)]
    proofs.load(row["article_id"] for row in same)
    for row in sorted(same, key=lambda row: (proofs.place[row["article_id"]], row["start"])):
        told = proofs.around(row)
        if told is None or _is_chinese(told) in chinese:
            continue
        subject = str(row["subject"])
        if proofs.named(subject) or is_name(*as_printed(subject, told, proofs)):
            heard = all(told.house != item.house for item in line.evidence)
            return replace(line, evidence=(*line.evidence, told), houses=line.houses + heard)
    return line


def _is_chinese(told: Evidence) -> bool:
    return told.lang.startswith("zh")


def _says_the_same(row: Row, line: FigureLine) -> bool:
    """Whether a row gives the line's value of the same thing."""
    amount = tuple(decimal_of(row[name]) for name in ("value", "low", "high"))
    return (
        str(row["subject"]) == line.subject.id.removeprefix(ENTITY)
        and amount == (line.value, line.low, line.high)
        and all((row[name] or None) == (getattr(line, name) or None) for name in _SHARED)
        and (row["change_role"] == "from") == (line.change_role == "from")
        and (not row["period"] or not line.period or row["period"] == line.period)
    )
