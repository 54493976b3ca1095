"""The rows of a digest: what the store has of some weeks.

The digest's own week in full; of the weeks before it what is counted, in columns (store.digest_records); and whatever
else is quoted of them by article, when it is asked for. Only the standard library, because sqlite_utils takes as long
to load as pandas.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from store.columns import key_list, time_text
from store.policy_rows import load_joined
from store.queries import snapshot
from store.records import Coded, Columns, DigestRows, EarlierRows
from store.transactions import worded

_BATCH = 20_000  # rows taken from SQLite at once
_CHUNK = 500  # ids of one look-up

_SINCE = "a.published_at >= :newest AND a.published_at < :end AND a.first_fetched_at < :as_of"
_BEFORE = "a.published_at >= :start AND a.published_at < :newest AND a.first_fetched_at < :as_of"
_GIVEN = "a.id IN (SELECT value FROM json_each(:ids))"

# For order by size, as in v_figure.
_USD = ", coalesce(x.value_real, (x.low_real + x.high_real) / 2) * r.usd AS usd"
_RATED = " LEFT JOIN rates AS r ON r.currency = x.currency AND x.kind IN ('money', 'rate')"
_FAMILY = "coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id) AS family"


def _of_articles(table: str, order: str = "x.n", also: str = "", joined: str = "") -> str:
    # CROSS JOIN keeps the order of the loops: the window of articles outside, their rows inside.
    return (
        f"SELECT x.*{also} FROM articles AS a CROSS JOIN {table} AS x ON x.article_id = a.id{joined}"
        f" WHERE {{window}} ORDER BY a.published_at, a.url, {order}"
    )


# Tables of articles, of the window that is put in.
_IN_FULL: Mapping[str, str] = {
    "articles": (
        f"SELECT a.id AS article_id, a.source_id, a.lang, a.url, {_FAMILY},"
        " a.title, a.published_at, a.first_fetched_at AS fetched_at, l.story_id, l.root_id, l.reprint_of,"
        " e.score AS evidence, t.version AS tagged FROM articles AS a JOIN sources AS s ON s.id = a.source_id"
        " LEFT JOIN taggings AS t ON t.article_id = a.id"
        " LEFT JOIN evidence AS e ON e.article_id = a.id"
        " LEFT JOIN story_links AS l ON l.article_id = a.id WHERE {window} ORDER BY a.published_at, a.url"
    ),
    "mentions": _of_articles("mentions"),
    "roles": _of_articles("roles", order="x.id"),
    "figures": _of_articles("figures", also=_USD, joined=_RATED),
    "sentiments": _of_articles("sentiments"),
    "topics": _of_articles("topics"),
    "policies": _of_articles("policies"),
}

_EARLIER: Mapping[str, str] = {
    "articles": (
        f"SELECT a.id AS article_id, a.source_id, a.lang, a.url, {_FAMILY}, a.title, a.published_at,"
        " l.story_id, l.root_id, l.reprint_of, t.version AS tagged"
        " FROM articles AS a CROSS JOIN sources AS s ON s.id = a.source_id"
        " LEFT JOIN taggings AS t ON t.article_id = a.id"
        f" LEFT JOIN story_links AS l ON l.article_id = a.id WHERE {_BEFORE} ORDER BY a.published_at, a.url"
    ),
    "roles": (
        "SELECT x.article_id, x.id, x.type, x.role, x.salience, x.provisional"
        f" FROM articles AS a CROSS JOIN roles AS x ON x.article_id = a.id WHERE {_BEFORE}"
    ),
    "mentions": (
        "SELECT x.article_id, x.id, x.type, x.quote, x.provisional"
        f" FROM articles AS a CROSS JOIN mentions AS x ON x.article_id = a.id WHERE {_BEFORE} AND x.id IS NOT NULL"
    ),
    "topics": (
        "SELECT x.article_id, x.topic"
        f" FROM articles AS a CROSS JOIN topics AS x ON x.article_id = a.id WHERE {_BEFORE}"
    ),
}
_CODED = {"source_id", "lang", "family", "tagged", "id", "type", "quote", "role", "topic"}
_NUMBERS = {"article_id": "q", "provisional": "b", "salience": "d"}

_STATED = (
    "SELECT x.article_id, x.subject, x.metric, x.kind, x.value, x.currency, x.unit"
    f" FROM articles AS a CROSS JOIN figures AS x ON x.article_id = a.id WHERE {_BEFORE} AND x.metric <> ''"
)
# By name, among the articles from the first to the last of the window; which of them are in it is known by then.
_TOLD_OF = (
    "SELECT x.* FROM sentiments AS x WHERE x.id IN (SELECT value FROM json_each(:names))"
    " AND x.article_id BETWEEN :first AND :last ORDER BY x.article_id, x.n"
)
_OF_THING = (
    "SELECT x.* FROM figures AS x WHERE x.subject = :subject AND x.metric = :metric AND x.value IS NOT NULL"
    " AND x.article_id BETWEEN :first AND :last ORDER BY x.article_id, x.n"
)
_ACTS = (
    "SELECT x.* FROM articles AS a CROSS JOIN policies AS x ON x.article_id = a.id"
    f" WHERE {_BEFORE} AND (x.doc_number IN (SELECT value FROM json_each(:numbers))"
    " OR x.instrument IN (SELECT value FROM json_each(:instruments))) ORDER BY a.published_at, a.url, x.n"
)

_OTHERS: Mapping[str, str] = {
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
    names: Collection[str] = (),
    ahead: tuple[date, date] | None = None,
) -> DigestRows:
    """What the store knows of the articles published in [start, end), read as of one moment of the file.

    ``newest_start``: where the digest's own week begins. ``as_of``: leave out what we first saw at or after this
    time; an article that was revised since is shown in its newest version. ``names``: entity ids whose sentiments of
    the weeks before are wanted. ``ahead``: first and last of the days for which policy events of whatever week are
    wanted, as far as they were published before ``end``. Rows come in the order of publication, then by URL, so that
    two stores with the same content give the same rows.
    """
    values: dict[str, Any] = {
        "start": time_text(start),
        "end": time_text(end),
        "newest": time_text(newest_start),
        "as_of": "9999" if as_of is None else time_text(as_of),
        "names": key_list(names),
    }
    with snapshot(conn):
        rows: dict[str, Any] = {
            name: _rows(conn, sql.format(window=_SINCE), values) for name, sql in _IN_FULL.items()
        }
        rows |= {name: _rows(conn, sql, values) for name, sql in _OTHERS.items()}
        rows["policies"] = _rows(conn, _ACTS, values | _acts_of(rows["policies"])) + rows["policies"]
        tables = {name: _columns(conn, sql, values) for name, sql in _EARLIER.items()}
        rows["sentiments"] = _told_of(conn, values, tables["articles"]["article_id"]) + rows["sentiments"]
        earlier = EarlierRows(figures=_stated(conn, values, rows["figures"]), **tables)
        if ahead is not None:
            first, last = ahead
            rows["joined"] = load_joined(
                conn, since=newest_start, until=end, first=first, last=last, as_of=as_of
            )
        undated, pending = (int(conn.execute(sql, values).fetchone()[0]) for sql in (_UNDATED, _PENDING))
    return DigestRows(
        start=start,
        end=end,
        as_of=as_of,
        undated=undated,
        pending=pending,
        ahead=None if ahead is None else ahead[1],
        earlier=earlier,
        **rows,
    )


@worded
def load_article_rows(conn: sqlite3.Connection, ids: Sequence[int]) -> DigestRows:
    """All rows of these articles in full, for what is quoted of weeks before; the other tables are empty."""
    found: dict[str, Any] = dict.fromkeys(_IN_FULL, ())
    with snapshot(conn):
        for first in range(0, len(ids), _CHUNK):
            given = {"ids": key_list(ids[first : first + _CHUNK])}
            for name, sql in _IN_FULL.items():
                found[name] += _rows(conn, sql.format(window=_GIVEN), given)
    never = datetime.min.replace(tzinfo=UTC)
    return DigestRows(start=never, end=never, as_of=None, **found)


@worded
def load_figures_of(
    conn: sqlite3.Connection, things: Iterable[tuple[str, str]], *, first: int, last: int
) -> tuple[dict[str, Any], ...]:
    """Figures with a value of these subjects and metrics, of the articles with numbers from ``first`` to ``last``."""
    with snapshot(conn):
        return tuple(
            row
            for subject, metric in sorted(set(things))
            for row in _rows(
                conn, _OF_THING, {"subject": subject, "metric": metric, "first": first, "last": last}
            )
        )


def _rows(conn: sqlite3.Connection, sql: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    cursor = conn.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


class _Codes(dict[str | None, int]):
    """A number for each text, in the order in which they come."""

    def __missing__(self, text: str | None) -> int:
        self[text] = code = len(self)
        return code


def _columns(conn: sqlite3.Connection, sql: str, values: Mapping[str, Any]) -> Columns:
    """The rows of a SELECT by column: texts that return as numbers, never a tuple of every row at once."""
    cursor = conn.execute(sql, values)
    names = [item[0] for item in cursor.description]
    codes = {name: _Codes() for name in names if name in _CODED}
    found: dict[str, Any] = {
        name: array("i") if name in codes else array(_NUMBERS[name]) if name in _NUMBERS else []
        for name in names
    }
    while batch := cursor.fetchmany(_BATCH):
        for name, column in zip(names, zip(*batch, strict=True), strict=True):
            found[name].extend(map(codes[name].__getitem__, column) if name in codes else column)
    return {name: Coded(tuple(codes[name]), found[name]) if name in codes else found[name] for name in names}


def _stated(
    conn: sqlite3.Connection, values: Mapping[str, Any], newest: Sequence[Mapping[str, Any]]
) -> Columns:
    """Which statements of the newest figures earlier articles made already."""
    wanted = {
        tuple(row[name] for name in ("subject", "metric", "kind", "value", "currency", "unit"))
        for row in newest
    }
    articles, statements = array("q"), []
    cursor = conn.execute(_STATED, values)
    while batch := cursor.fetchmany(_BATCH):
        for article, *statement in batch:
            if (key := tuple(statement)) in wanted:
                articles.append(article)
                statements.append(key)
    return {"article_id": articles, "statement": statements}


def _told_of(
    conn: sqlite3.Connection, values: Mapping[str, Any], ids: Coded | Sequence[Any]
) -> tuple[dict[str, Any], ...]:
    """The sentiments of the names asked for, in these articles, in their order."""
    place: dict[Any, int] = {number: at for at, number in enumerate(ids)}
    if not place:
        return ()
    found = _rows(conn, _TOLD_OF, {**values, "first": min(place), "last": max(place)})
    inside = (row for row in found if row["article_id"] in place)
    return tuple(sorted(inside, key=lambda row: (place[row["article_id"]], row["n"])))


def _acts_of(policies: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Numbers and names of the acts that these rows tell of."""
    return {
        "numbers": key_list({row["doc_number"] for row in policies if row["doc_number"]}),
        "instruments": key_list({row["instrument"] for row in policies if row["instrument"]}),
    }
