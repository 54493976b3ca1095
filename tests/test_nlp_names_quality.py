"""Floors under what names score on three sets of our own writing that nothing was learned from.

The rows of the split "evaluated" are only ever scored. The floors lie a little under what was measured: another
catalogue or other weights may move a name or two, not the whole.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from name_scoring import Found, Row, score_names

from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document

DATA = Path(__file__).parent / "data"
LANGS = ("zh-Hans", "zh-Hant", "en")


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    lines = (DATA / f"entities_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(row for row in map(json.loads, lines) if "about" not in row)


@cache
def read(text: str) -> Sequence[Found]:
    mentions = find_mentions(build_document(text), load_lexicon())
    return [(item.start, item.end, item.type, item.id) for item in mentions if not item.in_title]


def ours(row: Row) -> Sequence[Found]:
    return read(row["text"])


@pytest.mark.parametrize("name", ["fresh", "articles", "news"])
def test_the_sets_quote_their_texts_in_three_scripts(name: str) -> None:
    for row in rows(name):
        for item in row["mentions"]:
            assert row["text"][item["start"] : item["end"]] == item["quote"]
            assert row["text"][item["start"] : item["end"]].strip() == item["quote"]
    assert {row["lang"] for row in rows(name)} == set(LANGS)


@pytest.mark.parametrize(
    ("name", "precision", "f1", "typed", "span_and_id", "unseen"),
    [
        ("fresh", 0.94, 0.91, 0.87, 0.89, 0.83),
        ("articles", 0.915, 0.905, 0.89, 0.88, 0.85),
        ("news", 0.95, 0.945, 0.93, 0.84, 0.95),
    ],
)
def test_what_is_only_scored_keeps_its_floors(
    name: str, precision: float, f1: float, typed: float, span_and_id: float, unseen: float
) -> None:
    score = score_names([row for row in rows(name) if row["split"] == "evaluated"], ours)
    assert score.precision >= precision
    assert score.f1 >= f1
    assert score.typed >= typed
    assert score.span_and_id >= span_and_id
    assert score.unseen >= unseen


@pytest.mark.parametrize(("lang", "f1"), [("zh-Hans", 0.93), ("zh-Hant", 0.925), ("en", 0.96)])
def test_every_script_keeps_its_floor_in_news(lang: str, f1: float) -> None:
    assert score_names([row for row in rows("news") if row["lang"] == lang], ours).f1 >= f1
