"""Annotated figures: 120 sentences, 388 later sentences and articles, and how what is found in them is counted.

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

DATA = Path(__file__).parent / "data"
PUBLISHED = datetime(2025, 11, 20, 9, tzinfo=UTC)
FIELDS = (
    "approx", "direction", "change_role", "basis", "period", "modality", "subject", "metric", "source", "per",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One annotated text; ``part`` is developed or evaluated. ``open``: where finding and not finding are both right."""

    id: str
    part: str
    lang: Lang
    text: str
    figures: Sequence[Row]
    open: Sequence[tuple[int, int]]
    published: datetime


def load_blind(part: str = "", name: str = "figures_blind") -> list[Sentence]:
    """The texts of one part, or of both, of a file in tests/data."""
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()[1:]
    return [_sentence(row) for line in lines if part in ("", (row := json.loads(line))["part"])]


def _sentence(row: Row) -> Sentence:
    day = row.get("published")
    return Sentence(
        id=row["id"],
        part=row["part"],
        lang=Lang(row["lang"]),
        text=row["context"],
        figures=[each for each in row["figures"] if not each.get("optional")],
        open=[(each["start"], each["end"]) for each in row["figures"] if each.get("optional")],
        published=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else PUBLISHED,
    )


def found_in(sentence: Sentence) -> list[Figure]:
    """The figures of the sentence as an article of its own, with the names the tagger finds in it."""
    article = Article(
        url=f"https://example.org/{sentence.id}",
        source_id="blind",
        title="",
        text=sentence.text,
        lang=sentence.lang,
        published_at=sentence.published,
        fetched_at=sentence.published,
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
    start, end = int(wanted["start"]), int(wanted["end"])
    return min(end, found.end) - max(start, found.start)


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
    if want["kind"] in ("date", "docref"):
        return want["kind"] == "docref" or bool(want["period"] == figure.period)
    wanted = _bounds(want.get("value"), want.get("low"), want.get("high"))
    found = _bounds(figure.value, figure.low, figure.high)
    if wanted is None or found is None:
        return wanted is found
    if _close(wanted[0], found[0]) and _close(wanted[1], found[1]):
        return True
    if want["kind"] != "multiple":
        return False
    moves = {("by", "to"): 1, ("to", "by"): -1}.get(
        (want.get("change_role", ""), figure.change_role or ""), 0
    )
    if moves and _close(wanted[0] + moves, found[0]):
        return True
    return figure.kind == "percent" and _close(wanted[0] * 100, found[0])


def _bounds(value: Any, low: Any, high: Any) -> tuple[float, float] | None:
    if value is not None:
        return float(value), float(value)
    return None if low is None or high is None else (float(low), float(high))


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


def all_right(want: Row | None, figure: Figure) -> bool:
    """Whether what a figure says of value, unit, subject and metric is right; what it leaves out it does not say."""
    if want is None or not value_right(want, figure):
        return False
    if _group(want["kind"]) != "quantity":
        return True
    told = (name for name in ("subject", "metric") if field_of(name, figure))
    return unit_right(want, figure) and all(field_of(name, figure) == field_of(name, want) for name in told)


def weighed(sentences: Sequence[Sentence]) -> list[tuple[Figure, bool]]:
    """Every figure that is found, and whether it is all right. One that nobody annotated is not."""
    found: list[tuple[Figure, bool]] = []
    for sentence in sentences:
        figures = found_in(sentence)
        wanted = {figure.start: want for want, figure in matched(sentence, figures)}
        found += [(figure, all_right(wanted.get(figure.start), figure)) for figure in figures]
    return found


def _f1(right: int, said: int, wanted: int) -> float:
    return round(2 * right / (said + wanted), 3) if right else 0.0


def score(sentences: Sequence[Sentence]) -> dict[str, float]:
    """F1 by name: span, exact, value, value_unit and the fields of quantities; date; precision of span."""
    count: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        found = found_in(sentence)
        pairs = matched(sentence, found)
        paired = {id(figure) for _, figure in pairs}
        figures = [
            figure
            for figure in found
            if id(figure) in paired
            or not any(min(figure.end, end) > max(figure.start, start) for start, end in sentence.open)
        ]
        count.update((_group(want["kind"]), "wanted") for want in sentence.figures)
        count.update((_group(figure.kind), "said") for figure in figures)
        for want in sentence.figures:
            if _group(want["kind"]) == "quantity":
                count.update((name, "wanted") for name in FIELDS if field_of(name, want))
        for want, figure in pairs:
            group = _group(want["kind"])
            right = value_right(want, figure)
            count[group, "right"] += right
            if group != "quantity":
                continue
            count["span", "right"] += 1
            count["exact", "right"] += want["quote"] == figure.quote
            count["unit", "right"] += right and unit_right(want, figure)
            for name in FIELDS:
                given = field_of(name, figure)
                count[name, "said"] += given is not None
                count[name, "right"] += given is not None and given == field_of(name, want)
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
