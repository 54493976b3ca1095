"""The rows of a digest: what the store has of some weeks.

Only the standard library, because sqlite_utils takes as long to load as pandas.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from store.columns import time_text
from store.queries import snapshot
from store.records import DigestRows
from store.transactions import worded

_WINDOW = "a.published_at >= :start AND a.published_at < :end AND a.first_fetched_at < :as_of"


# For order by size, as in v_figure.
_USD = ", coalesce(x.value_real, (x.low_real + x.high_real) / 2) * r.usd AS usd"
_RATED = " LEFT JOIN rates AS r ON r.currency = x.currency AND x.kind IN ('money', 'rate')"


def _of_articles(table: str, order: str = "x.n", also: str = "", joined: str = "") -> str:
    # CROSS JOIN keeps the order of the loops: the window of articles outside, their rows inside.
    return (
        f"SELECT x.*{also} FROM articles AS a CROSS JOIN {table} AS x ON x.article_id = a.id{joined}"
        f" WHERE {_WINDOW} ORDER BY a.published_at, a.url, {order}"
    )


_DIGEST: Mapping[str, str] = {
    "articles": (
        "SELECT a.id AS article_id, a.source_id, a.lang, a.url,"
        " coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id) AS family,"
        " a.title, a.published_at, a.first_fetched_at AS fetched_at, l.story_id, l.root_id, l.reprint_of,"
        " e.score AS evidence, t.version AS tagged FROM articles AS a JOIN sources AS s ON s.id = a.source_id"
        " LEFT JOIN taggings AS t ON t.article_id = a.id"
        " LEFT JOIN evidence AS e ON e.article_id = a.id"
        f" LEFT JOIN story_links AS l ON l.article_id = a.id WHERE {_WINDOW} ORDER BY a.published_at, a.url"
    ),
    "mentions": _of_articles("mentions"),
    "roles": _of_articles("roles", order="x.id"),
    "figures": _of_articles("figures", also=_USD, joined=_RATED),
    "sentiments": _of_articles("sentiments"),
    "topics": _of_articles("topics"),
    "policies": _of_articles("policies"),
    "sources": (
        "SELECT s.id AS source_id, s.name, coalesce(nullif(s.family, ''), s.id) AS family, s.\"group\", s.lang,"
        " s.enabled, (SELECT min(a.published_at) FROM articles AS a WHERE a.source_id = s.id"
        " AND a.first_fetched_at < :as_of) AS first_article_at FROM sources AS s ORDER BY s.id"
    ),
    "rejections": (
        "SELECT source_id, reason, count(*) AS n FROM rejections WHERE at >= :newest AND at < min(:end, :as_of)"
        " GROUP BY source_id, reason ORDER BY source_id, reason"
    ),
    # What nobody asked in that week or since (an address the source had before, a child of its index) says nothing.
    "announcements": (
        "SELECT n.source_id, n.url, n.at, n.status, n.detail FROM announcements AS n JOIN sources AS s"
        " ON s.id = n.source_id WHERE s.enabled AND n.at >= :newest AND n.at < :as_of ORDER BY n.source_id, n.url"
    ),
    # Monday's crawl still tells of the week before; what began after the week does not belong to it.
    "health": (
        "SELECT h.source_id, h.state, h.since, h.measure, h.numbers, h.status, h.detail FROM sources AS s"
        " JOIN source_runs AS h ON h.source_id = s.id AND h.run_id = (SELECT n.run_id FROM source_runs AS n"
        " WHERE n.source_id = s.id AND n.at < min(:as_of, strftime('%Y-%m-%dT%H:%M:%SZ', :end, '+2 days'))"
        " ORDER BY n.run_id DESC LIMIT 1)"
        " WHERE s.enabled AND h.state <> 'ok' AND h.since < :end ORDER BY s.id"
    ),
}
_UNDATED = (
    "SELECT count(*) FROM articles INDEXED BY articles_undated WHERE first_fetched_at >= :newest"
    " AND first_fetched_at < min(:end, :as_of) AND published_at IS NULL"
)
_PENDING = "SELECT count(*) FROM candidates WHERE outcome = 'pending' AND discovered_at < :as_of"


@worded
def load_digest_rows(
    conn: sqlite3.Connection,
    *,
    start: datetime,
    end: datetime,
    newest_start: datetime,
    as_of: datetime | None = None,
) -> DigestRows:
    """What the store knows of the articles published in [start, end), read as of one moment of the file.

    ``newest_start``: where the digest's own week begins. ``as_of``: leave out what we first saw at or after this
    time; an article that was revised since is shown in its newest version. Rows come in the order of publication,
    then by URL, so that two stores with the same content give the same rows.
    """
    values = {
        "start": time_text(start),
        "end": time_text(end),
        "newest": time_text(newest_start),
        "as_of": "9999" if as_of is None else time_text(as_of),
    }
    with snapshot(conn):
        rows = {name: _rows(conn, sql, values) for name, sql in _DIGEST.items()}
        undated, pending = (int(conn.execute(sql, values).fetchone()[0]) for sql in (_UNDATED, _PENDING))
    return DigestRows(start=start, end=end, as_of=as_of, undated=undated, pending=pending, **rows)


def _rows(conn: sqlite3.Connection, sql: str, values: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    cursor = conn.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)
