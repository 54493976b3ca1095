"""Acts whose stage moved on: what was a proposal in earlier weeks and is adopted in this one, with both sentences.

Told, never tested. An act is an instrument of the store where its events were joined. Else it is known by its number,
or by its name where both sentences print it; cases under a law (investigations, rulings) bear the law's name and are
not it. Only a step forward is told, and only of what one of the two sentences names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digests.frames import Frames
from digests.parts import Evidence, StageLine
from digests.policy_changes import PolicyChange, find_changes
from digests.policy_lines import label_of, number_of, printed_label
from digests.proofs import Proofs
from digests.stated import own_sentence, reading_of
from digests.weeks import bounds

Row = Mapping[str, Any]

_STEPS = ("proposed", "consultation", "adopted", "effective", "suspended", "repealed")
_SHOWN = 4


def build_stages(frames: Frames, proofs: Proofs) -> tuple[StageLine, ...]:
    """A line for each act whose furthest step of this week lies behind those of the weeks before."""
    lines = _of_instruments(frames, proofs)
    joined = {(row["article_id"], row["n"]) for row in frames.rows.joined}
    newest = set(frames.articles.loc[frames.articles["at"] == frames.now, "article_id"])
    told: dict[tuple[str, str], tuple[list[Row], list[Row]]] = {}
    for row in frames.rows.policies:
        key = _act(row)
        if (row["article_id"], row.get("n")) in joined or row["article_id"] not in frames.place:
            continue
        if key is not None and row["action"] in _STEPS:
            told.setdefault(key, ([], []))[row["article_id"] in newest].append(row)
    for then, now in told.values():
        if then and now:
            line = _line(max(then, key=_step), max(now, key=_step), proofs)
            lines += [line] if line else []
    return tuple(lines[:_SHOWN])


def _of_instruments(frames: Frames, proofs: Proofs) -> list[StageLine]:
    """The steps that the events of instruments take in this week."""
    since, until = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in bounds(frames.week, frames.zone))
    rows = [row for row in frames.rows.joined if row["published_at"] and row["jurisdiction"]]
    steps = [change for change in find_changes(rows, since=since, until=until) if change.kind == "step"]
    texts = proofs.texts_of(row["article_id"] for change in steps for row in (change.row, change.then) if row)
    found = (_stepped(change, frames, texts) for change in steps)
    return [line for line in found if line is not None]


def _stepped(change: PolicyChange, frames: Frames, texts: Mapping[int, str]) -> StageLine | None:
    if change.then is None:
        return None
    said = []
    for row in (change.row, change.then):
        text = texts.get(row["article_id"], "")
        evidence = own_sentence(row, reading_of(row, text, frames.zone)) if text else None
        if evidence is None:
            return None
        said.append(evidence)
    labels = [
        label_of(row, column) for row in (change.row, change.then) for column in ("instrument", "doc_number")
    ]
    name = next((label for label in labels if label and any(label in item.quote for item in said)), None)
    if name is None:
        return None
    return StageLine(
        name=name,
        jurisdiction=change.jurisdiction,
        before=change.before,
        now=change.after,
        then=said[1],
        evidence=(said[0],),
    )


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
