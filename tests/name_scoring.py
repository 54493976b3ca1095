"""What a reading of annotated sentences scores: names exact, typed, by id, and those that no catalogue lists.

A row is {"lang", "text", "mentions": [{start, end, quote, type, id, alt_spans?, alt_types?, alt_ids?, optional?}]}.
Other boundaries, types and ids that the annotator allows are as good; an optional name is neither wanted nor wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Found = tuple[int, int, str, str | None]  # start, end, type, id


@dataclass(frozen=True, slots=True, kw_only=True)
class NameScore:
    """Shares from 0 to 1. ``unseen``: names without a catalogue id, of which some part was found; ``wanted``: names."""

    wanted: int
    precision: float
    recall: float
    f1: float
    typed: float
    span_and_id: float  # F1 of names whose span and id are right, among names for which an id is expected
    unseen: float
    unseen_exact: float


def score_names(rows: Iterable[Row], read: Callable[[Row], Sequence[Found]]) -> NameScore:
    """Count every row once. Raises ZeroDivisionError for rows without any name."""
    n: Counter[str] = Counter()
    for row in rows:
        _count(row, list(read(row)), n)
    return NameScore(
        wanted=n["wanted"],
        precision=n["hits"] / max(1, n["found"]),
        recall=n["hits"] / n["wanted"],
        f1=2 * n["hits"] / (n["found"] + n["wanted"]),
        typed=2 * n["typed"] / (n["found"] + n["wanted"]),
        span_and_id=n["id_hits"] / max(1, n["with_id"]),
        unseen=n["unseen_touched"] / max(1, n["unseen"]),
        unseen_exact=n["unseen_hits"] / max(1, n["unseen"]),
    )


def _count(row: Row, found: list[Found], n: Counter[str]) -> None:
    places: dict[tuple[int, int], Mapping[str, Any]] = {}
    for item in row["mentions"]:
        places[item["start"], item["end"]] = item
    for item in row["mentions"]:
        for start, end in item.get("alt_spans", []):
            places.setdefault((start, end), item)
    hit: dict[int, Found] = {}
    for ours in found:
        named = places.get(ours[:2])
        if named is None:
            # An optional name cut otherwise is no false alarm.
            optional = any(
                item.get("optional") and item["start"] < ours[1] and ours[0] < item["end"]
                for item in row["mentions"]
            )
            n["found"] += not optional
        elif not named.get("optional") and id(named) not in hit:
            hit[id(named)] = ours
            n["found"] += 1
    for item in row["mentions"]:
        if not item.get("optional"):
            _count_item(item, hit.get(id(item)), found, n)


def _count_item(item: Mapping[str, Any], ours: Found | None, found: list[Found], n: Counter[str]) -> None:
    listed = item["id"] is not None
    n["wanted"] += 1
    n["with_id"] += listed
    n["unseen"] += not listed
    n["unseen_touched"] += not listed and any(
        item["start"] < end and start < item["end"] for start, end, *_ in found
    )
    if ours is None:
        return
    n["hits"] += 1
    n["unseen_hits"] += not listed
    n["typed"] += ours[2] in (item["type"], *item.get("alt_types", []))
    n["id_hits"] += listed and ours[3] in (item["id"], *item.get("alt_ids", []))
