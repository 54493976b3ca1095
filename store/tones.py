"""What articles say of things, for roll-ups: one row for each article and entity, and the sentences behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from store.columns import key_list, time_text
from store.queries import snapshot
from store.transactions import worded

_CHUNK = 500  # articles of one look-up
_HOUSE = "coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id)"
_SUMS = (
    "count(*) AS sentences, sum(m.polarity > 0 AND NOT m.past) AS favourable,"
    " sum(m.polarity < 0 AND NOT m.past) AS unfavourable, sum(m.polarity <> 0 AND m.past) AS past"
)
_BEGAN = (
    "coalesce((SELECT min(o.published_at) FROM story_links AS p JOIN articles AS o ON o.id = p.article_id"
    " WHERE p.story_id = l.story_id), a.published_at)"
)
_WINDOW = "a.published_at >= :start AND a.published_at < :end"
# CROSS JOIN keeps the order of the loops: by name where names are given, else by the window of articles.
_OF_NAMES = "sentiments AS m CROSS JOIN articles AS a ON a.id = m.article_id"
_OF_WINDOW = "articles AS a CROSS JOIN sentiments AS m ON m.article_id = a.id"
_TOLD = (
    "SELECT t.*, r.type, r.role, r.salience, a.published_at, a.url, a.title, a.source_id, s.name AS source, a.lang,"
    f" {_HOUSE} AS house, coalesce(l.story_id, 'a-' || a.id) AS story_id, coalesce(l.root_id, a.id) AS root_id,"
    f" {_BEGAN} AS began, g.version AS tagged"
    " FROM (SELECT m.id, m.article_id, {sums} FROM {joined} WHERE {window} GROUP BY m.id, m.article_id) AS t"
    " JOIN articles AS a ON a.id = t.article_id JOIN sources AS s ON s.id = a.source_id"
    " LEFT JOIN story_links AS l ON l.article_id = a.id LEFT JOIN taggings AS g ON g.article_id = a.id"
    " LEFT JOIN roles AS r ON r.article_id = a.id AND r.id = t.id"
    " WHERE r.role IS NOT 'promotion' ORDER BY a.published_at, a.url, t.id"
)
_SENTENCES = (
    "SELECT m.article_id, m.id, m.polarity, m.score, m.sent_start, m.sent_end, m.evidence, m.past,"
    " substr(a.text, m.sent_start + 1, m.sent_end - m.sent_start) AS sentence"
    " FROM articles AS a CROSS JOIN sentiments AS m ON m.article_id = a.id"
    " WHERE a.id IN (SELECT value FROM json_each(:articles)) AND m.id = :name AND m.polarity <> 0"
    " ORDER BY a.published_at, a.url, m.n"
)
_READERS = (
    "SELECT g.version, count(*) AS n FROM articles AS a CROSS JOIN taggings AS g ON g.article_id = a.id"
    f" WHERE {_WINDOW} AND g.version IS NOT NULL GROUP BY g.version ORDER BY n DESC, g.version"
)
_KNOWN = "SELECT 1 FROM sentiments WHERE id = ? LIMIT 1"
_NEAR = "SELECT DISTINCT id FROM sentiments WHERE id >= ? AND id < ? ORDER BY id LIMIT 2000"


@worded
def load_told(
    conn: sqlite3.Connection, *, start: datetime, end: datetime, names: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """What each article published in [start, end) says of each entity, by publication, URL and id; promotions left out.

    ``names``: these ids only; None: all. Keys: id article_id sentences favourable
    unfavourable (neither counts what tells of the past) past (sentences with a sign that do) type role salience
    (these three null where the article was tagged before there were roles) published_at url title source_id source
    lang house story_id root_id began (when the story's earliest article was published) tagged (version).
    """
    values: dict[str, Any] = {"start": time_text(start), "end": time_text(end)}
    window, joined = _WINDOW, _OF_WINDOW
    if names is not None:
        values["names"] = key_list(names)
        window, joined = f"m.id IN (SELECT value FROM json_each(:names)) AND {_WINDOW}", _OF_NAMES
    return _rows(conn, _TOLD.format(sums=_SUMS, joined=joined, window=window), values)


@worded
def load_judged(conn: sqlite3.Connection, name: str, articles: Sequence[int]) -> list[dict[str, Any]]:
    """The sentences of these articles that take a side about ``name``, by publication and place.

    Keys: article_id id polarity score sent_start sent_end evidence (JSON text) past (0 or 1) sentence.
    """
    found: list[dict[str, Any]] = []
    with snapshot(conn):
        for first in range(0, len(articles), _CHUNK):
            given = {"articles": key_list(articles[first : first + _CHUNK]), "name": name}
            found += _rows(conn, _SENTENCES, given)
    return found


@worded
def prevailing_version(conn: sqlite3.Connection, *, start: datetime, end: datetime) -> str | None:
    """The version of the tagger that read most of the articles published in [start, end); None: it read none."""
    row = conn.execute(_READERS, {"start": time_text(start), "end": time_text(end)}).fetchone()
    return None if row is None else str(row[0])


@worded
def is_told_of(conn: sqlite3.Connection, name: str) -> bool:
    """Whether any sentence of the store names the entity with this id."""
    return conn.execute(_KNOWN, (name,)).fetchone() is not None


@worded
def told_ids(conn: sqlite3.Connection, letter: str) -> list[str]:
    """Ids that sentences name and that begin with ``letter``, 2000 at most: to find what was meant."""
    return [key for (key,) in conn.execute(_NEAR, (letter, letter + "\U0010ffff"))]


def _rows(conn: sqlite3.Connection, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
