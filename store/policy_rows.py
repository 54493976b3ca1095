"""Policy events with the instrument they are of and the article that tells of them: what calendars and timelines read.

Only the standard library, because sqlite_utils takes as long to load as pandas.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from store.columns import key_list, time_text
from store.queries import snapshot
from store.transactions import worded

_MOMENT = "coalesce(a.published_at, a.first_fetched_at)"
# CROSS JOIN keeps the order of the loops: the instruments that were chosen, their events, their articles.
_EVENTS = f"""
SELECT
  l.instrument_id, i.name, i.doc_number AS number, i.jurisdiction, i.authority AS body, i.kind, i.scope AS tags,
  l.official, l.stage, l.differs, l.replaced,
  p.article_id, p.n, p.instrument, p.doc_number, p.authority, p.action, p.announced_on, p.effective_on, p.deadline,
  p.rates, p.thresholds, p.scope, p.start, p."end", p.quote,
  a.url, a.title, a.lang, a.source_id, s.name AS source, a.published_at, a.first_fetched_at,
  coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id) AS house, k.story_id, k.reprint_of,
  (SELECT json_group_array(json_array(f.period, f.start, f."end", f.quote)) FROM figures AS f
    WHERE f.article_id = p.article_id AND f.kind = 'date' AND f.period IN (p.effective_on, p.deadline)) AS days,
  (SELECT json_group_array(json_array(f.start, f."end")) FROM figures AS f WHERE f.article_id = p.article_id
    AND f.kind = 'duration' AND f.start >= p.start AND f."end" <= p."end") AS terms,
  CASE WHEN instr(a.text, p.instrument) THEN
    substr(a.text, max(1, instr(a.text, p.instrument) - 24), min(24, instr(a.text, p.instrument) - 1))
    WHEN instr(a.title, p.instrument) THEN '' END AS led,
  (SELECT json_group_array(t.topic) FROM topics AS t WHERE t.article_id = p.article_id) AS topics,
  (SELECT json_group_array(r.id) FROM roles AS r WHERE r.article_id = p.article_id AND r.provisional = 0
    AND r.role IN ('subject', 'actor', 'affected')) AS things
FROM json_each(:instruments) AS w
CROSS JOIN policy_links AS l ON l.instrument_id = w.value
CROSS JOIN policies AS p ON p.article_id = l.article_id AND p.n = l.n
CROSS JOIN articles AS a ON a.id = p.article_id
JOIN instruments AS i ON i.instrument_id = l.instrument_id
JOIN sources AS s ON s.id = a.source_id
LEFT JOIN story_links AS k ON k.article_id = a.id
WHERE {_MOMENT} < :until AND a.first_fetched_at < :as_of
ORDER BY l.instrument_id, {_MOMENT}, a.url, p.n
"""
# Each of the two arms walks its own index; a month is told as YYYY-MM and sorts before the days in it.
_COMING = """
SELECT DISTINCT l.instrument_id FROM (
  SELECT article_id, n FROM policies WHERE effective_on BETWEEN :first AND :last
  UNION SELECT article_id, n FROM policies WHERE deadline BETWEEN :first AND :last
) AS p JOIN policy_links AS l ON l.article_id = p.article_id AND l.n = p.n
"""
_TOLD = """
SELECT DISTINCT l.instrument_id FROM (
  SELECT id FROM articles WHERE published_at >= :since AND published_at < :until
  UNION ALL SELECT id FROM articles
    WHERE published_at IS NULL AND first_fetched_at >= :since AND first_fetched_at < :until
) AS a CROSS JOIN policy_links AS l ON l.article_id = a.id
"""
_NAMES = """
SELECT i.instrument_id, i.name, i.doc_number, i.jurisdiction, i.authority, i.kind, i.scope,
  (SELECT json_group_array(DISTINCT p.instrument) FROM policy_links AS l JOIN policies AS p
    ON p.article_id = l.article_id AND p.n = l.n WHERE l.instrument_id = i.instrument_id) AS names,
  (SELECT json_group_array(a.title) FROM policy_links AS l JOIN articles AS a ON a.id = l.article_id
    WHERE l.instrument_id = i.instrument_id) AS titles
FROM instruments AS i ORDER BY i.instrument_id
"""
_EVER = "9999"


@worded
def load_events_of(
    conn: sqlite3.Connection,
    instruments: Collection[str],
    *,
    until: datetime | None = None,
    as_of: datetime | None = None,
) -> tuple[Mapping[str, Any], ...]:
    """Every event of these instruments that was published before ``until`` and first seen before ``as_of``.

    One row an event, in order of instrument, publication and URL: columns of ``policies`` and ``policy_links``; of the
    instrument name, number, body, kind and tags (its scope); of the article url, title, lang, source_id, source (its
    name), house, published_at, first_fetched_at, story_id, reprint_of; ``days``: where the article states the days of
    effect and deadline, JSON list of [day, start, end, quote]; ``terms``: durations in the policy's sentence, JSON list
    of [start, end]; ``led``: what stands before the instrument's name in the text, null where it does not print one;
    ``topics`` and ``things``: what the article is about, JSON lists.
    """
    values = {
        "instruments": key_list(instruments),
        "until": _EVER if until is None else time_text(until),
        "as_of": _EVER if as_of is None else time_text(as_of),
    }
    cursor = conn.execute(_EVENTS, values)
    names = [item[0] for item in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


@worded
def load_coming(
    conn: sqlite3.Connection,
    *,
    first: date,
    last: date,
    until: datetime | None = None,
    as_of: datetime | None = None,
) -> tuple[Mapping[str, Any], ...]:
    """All events of the instruments of which some event names a day from ``first`` to ``last``; rows as above."""
    values = {"first": first.isoformat()[:7], "last": last.isoformat()}
    with snapshot(conn):
        wanted = [row[0] for row in conn.execute(_COMING, values)]
        return load_events_of(conn, wanted, until=until, as_of=as_of)


@worded
def load_told(conn: sqlite3.Connection, *, since: datetime, until: datetime) -> tuple[Mapping[str, Any], ...]:
    """All events of the instruments of which articles published in [since, until) tell; rows as above."""
    with snapshot(conn):
        wanted = [
            row[0] for row in conn.execute(_TOLD, {"since": time_text(since), "until": time_text(until)})
        ]
        return load_events_of(conn, wanted, until=until)


@worded
def load_joined(
    conn: sqlite3.Connection,
    *,
    since: datetime,
    until: datetime,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> tuple[Mapping[str, Any], ...]:
    """Events published before ``until`` of the instruments that are told of in [since, until), or have a day ahead.

    Ahead is from ``first`` to ``last``. Rows as above.
    """
    window = {"since": time_text(since), "until": time_text(until)}
    with snapshot(conn):
        wanted = {row[0] for row in conn.execute(_TOLD, window)}
        days = {"first": first.isoformat()[:7], "last": last.isoformat()}
        wanted |= {row[0] for row in conn.execute(_COMING, days)}
        return load_events_of(conn, sorted(wanted), until=until, as_of=as_of)


@worded
def load_instruments(conn: sqlite3.Connection) -> tuple[Mapping[str, Any], ...]:
    """Every instrument: columns of the table, and JSON lists of the names and headlines that its events have."""
    cursor = conn.execute(_NAMES)
    names = [item[0] for item in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


@worded
def jurisdictions(conn: sqlite3.Connection) -> tuple[str, ...]:
    """Of which countries and unions there are instruments, sorted."""
    found = conn.execute(
        "SELECT DISTINCT jurisdiction FROM instruments WHERE jurisdiction IS NOT NULL ORDER BY 1"
    )
    return tuple(row[0] for row in found)


_NEWEST = f"""
SELECT l.instrument_id FROM policy_links AS l
JOIN instruments AS i ON i.instrument_id = l.instrument_id JOIN articles AS a ON a.id = l.article_id
WHERE (:jurisdictions = '[]' OR i.jurisdiction IN (SELECT value FROM json_each(:jurisdictions)))
  AND (:kind IS NULL OR i.kind = :kind)
  AND (:tags = '[]' OR EXISTS (SELECT 1 FROM json_each(i.scope) AS t JOIN json_each(:tags) AS w ON w.value = t.value)
    OR EXISTS (SELECT 1 FROM topics AS t JOIN json_each(:tags) AS w ON w.value = t.topic
      WHERE t.article_id = l.article_id))
GROUP BY l.instrument_id HAVING max({_MOMENT}) >= :since
ORDER BY max({_MOMENT}) DESC, l.instrument_id LIMIT :limit
"""


@worded
def newest_instruments(
    conn: sqlite3.Connection,
    *,
    jurisdictions: Collection[str] = (),
    tags: Collection[str] = (),
    kind: str | None = None,
    since: datetime | None = None,
    limit: int = -1,
) -> list[str]:
    """Ids of instruments, those told of last first. ``tags``: of what they cover, or topics of their articles."""
    values = {
        "jurisdictions": key_list(jurisdictions),
        "tags": key_list(tags),
        "kind": kind,
        "since": "" if since is None else time_text(since),
        "limit": limit,
    }
    return [row[0] for row in conn.execute(_NEWEST, values)]
