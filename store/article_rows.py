"""A row of the articles table as the record that travels between the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.columns import parse_time, parse_time_or_none
from store.records import Article, DateSource, Lang

ARTICLE_COLUMNS = (
    "id, url, source_id, title, text, lang, fetched_at, published_at, published_raw, date_source, date_only,"
    " author, declared_lang, description, extractor, publisher"
)


def read_article(row: Sequence[Any]) -> Article:
    """The record of a row of ARTICLE_COLUMNS."""
    return Article(
        id=row[0],
        url=row[1],
        source_id=row[2],
        title=row[3],
        text=row[4],
        lang=Lang(row[5]),
        fetched_at=parse_time(row[6]),
        published_at=parse_time_or_none(row[7]),
        published_raw=row[8],
        date_source=DateSource(row[9]),
        date_only=bool(row[10]),
        author=row[11],
        declared_lang=row[12],
        description=row[13],
        extractor=row[14],
        publisher=row[15],
    )
