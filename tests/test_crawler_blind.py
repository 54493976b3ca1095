"""Pages and bytes that no rule was written from: how many of them come out as they should. Floors, as measured.

Rows that are wrong stay in the file; a floor below the count says so. Who raises the count raises the floor; nobody
looks at which rows are wrong.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract_page
from crawler.reading.encodings import decode
from store.records import Article, Page, Rejection

AT = datetime(2026, 11, 20, tzinfo=UTC)
PATH = Path(__file__).parent / "data" / "pages_blind.jsonl"
NAMED = frozenset({"blocked", "soft-404", "login-wall", "consent", "paywall"})
FLOORS = {  # right answers, questions asked
    "refused": (16, 17),
    "by its name": (11, 12),
    "kept": (11, 11),
    "title": (11, 11),
    "text": (11, 11),
    "read": (12, 12),
}


def rows(part: str) -> list[dict[str, Any]]:
    lines = PATH.read_text(encoding="utf-8").splitlines()[1:]
    return [row for line in lines if (row := json.loads(line))["part"] == part]


def result_of(row: dict[str, Any]) -> Article | Rejection:
    page = Page(
        url=row["url"],
        final_url=row["url"],
        source_id="blind",
        fetched_at=AT,
        status=200,
        body=row["html"].encode(),
        content_type="text/html; charset=utf-8",
    )
    return extract_page(page, now=AT)


def holds(row: dict[str, Any], text: str) -> bool:
    return all(part in text for part in row["must"]) and not any(part in text for part in row["mustnot"])


@pytest.fixture(scope="module")
def counted() -> dict[str, tuple[int, int]]:
    """Of each question: how often the answer is right, and how often it was asked."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()

    def count(question: str, answer: bool) -> None:
        asked[question] += 1
        right[question] += answer

    for row in rows("page"):
        result = result_of(row)
        if row["want"] == "article":
            count("kept", isinstance(result, Article))
            count("title", isinstance(result, Article) and result.title == row["title"])
            count("text", isinstance(result, Article) and holds(row, result.text))
        else:
            count("refused", isinstance(result, Rejection))
            if row["kind"] in NAMED:
                count("by its name", isinstance(result, Rejection) and result.reason.value == row["kind"])
    for row in rows("encoding"):
        count("read", holds(row, decode(base64.b64decode(row["body"]), row["header"]).text))
    return {question: (right[question], asked[question]) for question in asked}


@pytest.mark.parametrize("question", FLOORS)
def test_no_answer_is_lost(question: str, counted: dict[str, tuple[int, int]]) -> None:
    floor, asked = FLOORS[question]
    assert counted[question][0] >= floor, counted[question]
    assert counted[question][1] == asked


def test_the_set_is_whole() -> None:
    assert (len(rows("page")), len(rows("encoding"))) == (28, 12)
    assert len({row["id"] for row in rows("page") + rows("encoding")}) == 40
