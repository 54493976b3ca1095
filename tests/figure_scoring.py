"""The blind figures: 120 annotated sentences, and how what is found in them is counted.

A found figure and an annotated one match when they overlap by at least half of the shorter span, greatest overlap
first. Quantities and dates are counted apart, document numbers with neither. F1 of a field is over the rows where
it is set; "actual" is the default of modality and counts as not set. Names count as the same when the lexicon
gives them the same id.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from nlp.annotate import annotate
from nlp.lexicon import load_lexicon
from store.records import Article, Figure, Lang

DATA = Path(__file__).parent / "data" / "figures_blind.jsonl"
PUBLISHED = datetime(2025, 11, 20, 9, tzinfo=UTC)
FIELDS = (
    "approx", "direction", "change_role", "basis", "period", "modality", "subject", "metric", "source", "per",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One annotated sentence; ``part`` is developed or evaluated."""

    id: str
    part: str
    lang: Lang
    text: str
    figures: Sequence[Row]


def load_blind(part: str = "") -> list[Sentence]:
    """The sentences of one part, or of both."""
    rows = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()[1:]]
    return [
        Sentence(row["id"], row["part"], Lang(row["lang"]), row["context"], row["figures"])
        for row in rows
        if part in ("", row["part"])
    ]


def found_in(sentence: Sentence) -> list[Figure]:
    """The figures of the sentence as an article of its own, with the names the tagger finds in it."""
    article = Article(
        url=f"https://example.org/{sentence.id}",
        source_id="blind",
        title="",
        text=sentence.text,
        lang=sentence.lang,
        published_at=PUBLISHED,
        fetched_at=PUBLISHED,
    )
    return list(annotate(article).figures)


@cache
def _same_name(name: str) -> str:
    written = name.casefold().strip()
    known = load_lexicon().entities
    if name in known:
        return name
    for entity in known.values():
        if written in (text.casefold() for text in entity.names.values()):
            return entity.id
    article = Article(
        url="https://example.org/", source_id="blind", title="", text=name, lang=Lang.UNKNOWN,
        published_at=None, fetched_at=PUBLISHED,
    )  # fmt: skip
    whole = [m for m in annotate(article).mentions if m.quote == name and m.id]
    return whole[0].id or written if whole else written


def _group(kind: str) -> str:
    return kind if kind in ("date", "docref") else "quantity"


def _overlap(wanted: Row, found: Figure) -> int:
    return min(wanted["end"], found.end) - max(wanted["start"], found.start)


def matched(sentence: Sentence, figures: Sequence[Figure]) -> list[tuple[Row, Figure]]:
    """One-to-one pairs, greatest overlap first."""
    candidates = sorted(
        (-_overlap(want, figure), i, j)
        for i, want in enumerate(sentence.figures)
        for j, figure in enumerate(figures)
        if _group(want["kind"]) == _group(figure.kind)
        and _overlap(want, figure) * 2 >= min(want["end"] - want["start"], figure.end - figure.start) > 0
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, i, j in candidates:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((sentence.figures[i], figures[j]))
    return pairs


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1e-9, abs(a), abs(b))


def value_right(want: Row, figure: Figure) -> bool:
    """The same number, or the same period of a date; "by 1 times" and "to 2 times" are the same."""
    if want["kind"] == "date":
        return bool(want["period"] == figure.period)
    if want["kind"] == "docref":
        return True
    wanted = (want.get("value", want.get("low")), want.get("value", want.get("high")))
    low, high = figure.value if figure.low is None else figure.low, figure.value
    high = figure.high if figure.high is not None else high
    if wanted[0] is None or low is None or high is None:
        return wanted[0] is None and low is None
    if _close(wanted[0], float(low)) and _close(wanted[1], float(high)):
        return True
    moves = {("by", "to"): 1, ("to", "by"): -1}.get(
        (want.get("change_role", ""), figure.change_role or ""), 0
    )
    if want["kind"] == "multiple" and moves and _close(wanted[0] + moves, float(low)):
        return True
    return want["kind"] == "multiple" and figure.kind == "percent" and _close(wanted[0] * 100, float(low))


def unit_right(want: Row, figure: Figure) -> bool:
    """The same currency, where the text says one, or the same sort of unit."""
    kind = want["kind"]
    if want.get("currency"):
        return bool(want["currency"] == figure.currency)
    if kind == "count":
        return figure.currency is None and figure.kind in ("count", "rate", "capacity")
    if kind == "capacity":
        return figure.kind in ("capacity", "count") and want.get("unit") in (None, figure.unit)
    if kind == "multiple":
        return figure.kind in ("multiple", "percent")
    if kind == "duration":
        return bool(want["unit"] == figure.unit)
    return kind == figure.kind or kind in ("money", "rate", "date", "docref")


def field_of(name: str, given: Row | Figure) -> str | None:
    """A field as it is compared."""
    value = getattr(given, name) if isinstance(given, Figure) else given.get(name)
    if not value or (name == "modality" and value == "actual"):
        return None
    if name in ("subject", "source"):
        return _same_name(value)
    return str(value).split(":")[0].lower() if name == "basis" else str(value)


def _f1(right: int, said: int, wanted: int) -> float:
    return round(2 * right / (said + wanted), 3) if right else 0.0


def score(sentences: Sequence[Sentence]) -> dict[str, float]:
    """F1 by name: span, exact, value, value_unit and the fields of quantities; date; precision of span."""
    count: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        figures = found_in(sentence)
        for item in (*sentence.figures, *figures):
            side = "said" if isinstance(item, Figure) else "wanted"
            count[_group(item.kind if isinstance(item, Figure) else item["kind"]), side] += 1
        for want in sentence.figures:
            if _group(want["kind"]) == "quantity":
                count.update((name, "wanted") for name in FIELDS if field_of(name, want))
        for want, figure in matched(sentence, figures):
            group = _group(want["kind"])
            right = value_right(want, figure)
            count[group, "right"] += right
            if group != "quantity":
                continue
            count["span", "right"] += 1
            count["exact", "right"] += want["quote"] == figure.quote
            count["unit", "right"] += right and unit_right(want, figure)
            for name in FIELDS:
                wanted, said = field_of(name, want), field_of(name, figure)
                count[name, "said"] += said is not None
                count[name, "right"] += said is not None and said == wanted
    said, wanted = count["quantity", "said"], count["quantity", "wanted"]
    result = {
        "span": _f1(count["span", "right"], said, wanted),
        "exact": _f1(count["exact", "right"], said, wanted),
        "value": _f1(count["quantity", "right"], said, wanted),
        "value_unit": _f1(count["unit", "right"], said, wanted),
        "precision": round(count["span", "right"] / max(1, said), 3),
    }
    for name in ("date", "docref", *FIELDS):
        result[name] = _f1(count[name, "right"], count[name, "said"], count[name, "wanted"])
    return result
