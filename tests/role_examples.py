"""Articles with the role of each thing they name (tests/data/roles_*.jsonl), as documents and mentions.

Half of the first 120 (split "evaluated") are only scored in total; the others ("tuned") the rule was written with.
The 45 of the second file, with the same two splits, were labelled by a second reader who had not seen the rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.document import Document
from nlp.figures import find_figures
from nlp.salience import find_roles
from nlp.segment import build_document
from nlp.sentiment import find_sentiments
from store.records import Lang, Mention, Role

_FILES = Path(__file__).parent / "data"
FIRST, SECOND = "roles_labelled.jsonl", "roles_second.jsonl"
COUNTED = frozenset(("subject", "actor", "affected"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled article."""

    split: str
    lang: str
    title: str
    document: Document
    mentions: tuple[Mention, ...]
    roles: dict[str, str]  # id: role


def examples(split: str = "", name: str = FIRST) -> Iterator[Example]:
    """The labelled articles of a file, of one split or of both."""
    for line in _FILES.joinpath(name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == split or not split:
            yield Example(
                split=row["split"],
                lang=row["lang"],
                title=row["title"],
                document=build_document(row["text"], lang=Lang(row["lang"]), title=row["title"]),
                mentions=tuple(_mention(row, *item) for item in row["mentions"]),
                roles={item["id"]: item["role"] for item in row["roles"].values()},
            )


def _mention(row: dict[str, Any], start: int, end: int, kind: str, key: str, in_title: bool) -> Mention:
    part = row["title"] if in_title else row["text"]
    return Mention(start=start, end=end, quote=part[start:end], type=kind, id=key, in_title=in_title)


def found(example: Example) -> dict[str, Role]:
    """What the rule says of the labelled mentions, by id."""
    figures = find_figures(example.document, example.mentions)
    sentiments = find_sentiments(example.document, example.mentions, figures)
    return {role.id: role for role in find_roles(example.document, example.mentions, figures, sentiments)}
