"""One story as it is read again: its articles with their texts, lines, figures and names."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.columns import key_list
from store.queries import snapshot
from store.transactions import worded

_CHUNK = 500  # ids of one look-up
_MOST = 60  # articles of a story that are read, the earliest ones


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRows:
    """Plain rows, one dict a row; articles by publication, then by URL.

    articles    article_id source_id source(name) family lang url title text published_at(or null) fetched_at(first)
    mentions    article_id start end quote id, of the text
    figures     article_id start kind
    """

    story: str
    articles: tuple[Mapping[str, Any], ...]
    mentions: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]
    kinds: Mapping[int, tuple[tuple[int, str], ...]]  # article_id: start and kind of each line


@worded
def load_kinds(conn: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    """Start and kind of each line of these articles' texts; articles whose lines are not known are left out."""
    found: dict[int, list[tuple[int, str]]] = {}
    for first in range(0, len(ids), _CHUNK):
        for number, start, kind in conn.execute(
            "SELECT article_id, start, kind FROM paragraphs"
            " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, n",
            (key_list(ids[first : first + _CHUNK]),),
        ):
            found.setdefault(number, []).append((start, kind))
    return {number: tuple(lines) for number, lines in found.items()}


@worded
def load_story(conn: sqlite3.Connection, key: str) -> StoryRows | None:
    """The story of this id, or of the article at this URL; None where there is none."""
    with snapshot(conn):
        story, ids = _find(conn, key)
        if not ids:
            return None
        chosen = key_list(ids)
        return StoryRows(
            story=story,
            articles=_rows(conn, _ARTICLES, chosen),
            mentions=_rows(conn, _MENTIONS, chosen),
            figures=_rows(conn, _FIGURES, chosen),
            kinds=load_kinds(conn, ids),
        )


def _find(conn: sqlite3.Connection, key: str) -> tuple[str, list[int]]:
    """The id of the story and its articles; an article that is not linked yet is a story without an id."""
    found = conn.execute(
        "SELECT a.id, l.story_id FROM articles AS a LEFT JOIN story_links AS l ON l.article_id = a.id WHERE a.url = ?",
        (key,),
    ).fetchone()
    if found is not None and found[1] is None:
        return "", [int(found[0])]
    story = key if found is None else str(found[1])
    rows = conn.execute(
        "SELECT l.article_id FROM story_links AS l JOIN articles AS a ON a.id = l.article_id WHERE l.story_id = ?"
        " ORDER BY coalesce(a.published_at, a.first_fetched_at), a.url LIMIT ?",
        (story, _MOST),
    )
    return story, [int(row[0]) for row in rows]


_ARTICLES = (
    "SELECT a.id AS article_id, a.source_id, s.name AS source,"
    " coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id) AS family, a.lang, a.url, a.title, a.text,"
    " a.published_at, a.first_fetched_at AS fetched_at FROM articles AS a JOIN sources AS s ON s.id = a.source_id"
    " WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY coalesce(a.published_at, a.first_fetched_at), a.url"
)
_MENTIONS = (
    'SELECT article_id, start, "end", quote, id FROM mentions WHERE NOT in_title'
    " AND article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, n"
)
_FIGURES = (
    "SELECT article_id, start, kind FROM figures"
    " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, n"
)


def _rows(conn: sqlite3.Connection, sql: str, chosen: str) -> tuple[dict[str, Any], ...]:
    cursor = conn.execute(sql, (chosen,))
    names = [item[0] for item in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)
