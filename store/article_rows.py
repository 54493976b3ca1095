"""A row of the articles table as the record that travels between the rooms."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from store.columns import key_list, parse_time, parse_time_or_none
from store.records import Access, Article, DateSource, Lang, LineKind, Paragraph

ARTICLE_COLUMNS = (
    "id, url, source_id, title, text, lang, fetched_at, published_at, published_raw, date_source, date_only,"
    " author, declared_lang, description, extractor, publisher, modified_at, editor, section, tags, access, origin,"
    " origin_url, origin_mark, translated, parts, missing"
)


def read_article(row: Sequence[Any]) -> Article:
    """The record of a row of ARTICLE_COLUMNS. Its paragraphs stand in a table of their own."""
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
        modified_at=parse_time_or_none(row[16]),
        editor=row[17],
        section=row[18],
        tags=tuple(json.loads(row[19])),
        access=Access(row[20]),
        origin=row[21],
        origin_url=row[22],
        origin_mark=row[23],
        translated=bool(row[24]),
        parts=tuple(json.loads(row[25])),
        missing=tuple(json.loads(row[26])),
    )


def with_paragraphs(conn: sqlite3.Connection, articles: Sequence[Article]) -> list[Article]:
    """The same articles with what is known of their lines."""
    found: dict[int, list[Paragraph]] = {}
    for number, start, end, kind, lang in conn.execute(
        'SELECT article_id, start, "end", kind, lang FROM paragraphs'
        " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, n",
        (key_list(article.id for article in articles),),
    ):
        line = Paragraph(start=start, end=end, kind=LineKind(kind), lang=Lang(lang))
        found.setdefault(number, []).append(line)
    return [replace(article, paragraphs=tuple(found.get(article.id, ()))) for article in articles]
