"""The names that articles use and no catalogue lists, and where a thing was named lately."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.columns import time_text
from store.transactions import worded

AROUND = 60  # characters of a text on each side of a name
_LOOKED_AT = 40  # newest articles in which contexts of a name are looked for
_HOUSE = "coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id)"
_NAMED = "JOIN articles AS a ON a.id = m.article_id JOIN sources AS s ON s.id = a.source_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """A thing that articles name and no catalogue lists."""

    id: str  # made of its name
    articles: int  # that name it
    houses: int  # publishers of those
    first: str | None  # day (UTC) of the oldest and the newest of them that has a date
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One way in which the articles of one language write a name."""

    quote: str
    type: str
    lang: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A place where an article names a thing."""

    before: str  # the characters around the name
    quote: str
    after: str
    in_title: bool
    source_id: str
    house: str
    title: str
    url: str
    published_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An article that names a thing."""

    published_at: str | None
    source_id: str
    title: str
    url: str
    mentions: int


@worded
def load_unlisted(
    conn: sqlite3.Connection,
    same: Mapping[str, str],
    *,
    least: int = 1,
    since: datetime | None = None,
    langs: Sequence[str] = (),
) -> list[Unlisted]:
    """The unlisted things that at least ``least`` articles name: most houses first, then most articles, then by id.

    ``same``: the ids to count, each with the id it is counted under (texts may have given one thing several).
    ``since``: only articles published (undated ones: first fetched) then or later; ``langs``: only articles in these
    languages, empty: all.
    """
    where, values = ["m.provisional = 1"], [json.dumps(same)]
    if since is not None:
        where.append("coalesce(a.published_at, a.first_fetched_at) >= ?")
        values.append(time_text(since))
    if langs:
        where.append(f"a.lang IN ({', '.join('?' * len(langs))})")
        values += langs
    rows = conn.execute(
        "SELECT g.value AS id, count(DISTINCT a.id) AS articles,"
        f" count(DISTINCT {_HOUSE}) AS houses, substr(min(a.published_at), 1, 10),"
        f" substr(max(a.published_at), 1, 10) FROM json_each(?) AS g CROSS JOIN mentions AS m ON m.id = g.key"
        f" {_NAMED} WHERE {' AND '.join(where)} GROUP BY g.value HAVING articles >= ?"
        " ORDER BY houses DESC, articles DESC, g.value",
        (*values, least),
    )
    return [Unlisted(id=row[0], articles=row[1], houses=row[2], first=row[3], last=row[4]) for row in rows]


@worded
def load_spellings(conn: sqlite3.Connection) -> dict[str, list[Spelling]]:
    """How articles write each unlisted thing, by its id and by language; what most articles use first."""
    rows = conn.execute(
        "SELECT m.id, m.quote, m.type, a.lang, count(DISTINCT a.id) AS articles FROM mentions AS m"
        " JOIN articles AS a ON a.id = m.article_id WHERE m.provisional = 1 AND m.id IS NOT NULL"
        " GROUP BY m.id, m.quote, m.type, a.lang ORDER BY m.id, articles DESC, m.quote, m.type, a.lang"
    )
    found: dict[str, list[Spelling]] = {}
    for entity_id, quote, kind, lang, articles in rows:
        found.setdefault(entity_id, []).append(Spelling(quote=quote, type=kind, lang=lang, articles=articles))
    return found


@worded
def load_contexts(conn: sqlite3.Connection, ids: Sequence[str], *, limit: int = 3) -> list[Context]:
    """The newest places that name it, each of another article; of different houses as far as there are any."""
    rows = conn.execute(
        "SELECT m.in_title, m.start, m.quote, CASE m.in_title WHEN 1 THEN a.title ELSE"
        f' substr(a.text, max(m.start - {AROUND}, 0) + 1, m."end" - max(m.start - {AROUND}, 0) + {AROUND})'
        f" END, a.source_id, {_HOUSE}, a.title, a.url, a.published_at FROM mentions AS m {_NAMED}"
        f" WHERE m.id IN ({', '.join('?' * len(ids))}) AND m.n = (SELECT min(x.n) FROM mentions AS x"
        " WHERE x.id = m.id AND x.article_id = m.article_id)"
        f" ORDER BY coalesce(a.published_at, a.first_fetched_at) DESC, a.url, m.n LIMIT {_LOOKED_AT}",
        tuple(ids),
    )
    contexts = list({row[7]: _context(*row) for row in reversed(rows.fetchall())}.values())[::-1]
    firsts = list({each.house: each for each in reversed(contexts)}.values())
    firsts.sort(key=contexts.index)
    return (firsts + [each for each in contexts if each not in firsts])[:limit]


def _context(
    in_title: int,
    start: int,
    quote: str,
    around: str,
    source_id: str,
    house: str,
    title: str,
    url: str,
    published_at: str | None,
) -> Context:
    at = start if in_title else min(start, AROUND)
    return Context(
        before=around[max(0, at - AROUND) : at],
        quote=quote,
        after=around[at + len(quote) :][:AROUND],
        in_title=bool(in_title),
        source_id=source_id,
        house=house,
        title=title,
        url=url,
        published_at=published_at,
    )


@worded
def load_namings(conn: sqlite3.Connection, entity_id: str, *, limit: int = 5) -> tuple[int, list[Naming]]:
    """How many articles name a thing, and the newest of them."""
    total = conn.execute(
        "SELECT count(DISTINCT article_id) FROM mentions WHERE id = ?", (entity_id,)
    ).fetchone()[0]
    rows = conn.execute(
        "SELECT a.published_at, a.source_id, a.title, a.url, count(*) FROM mentions AS m"
        " JOIN articles AS a ON a.id = m.article_id WHERE m.id = ? GROUP BY a.id"
        " ORDER BY coalesce(a.published_at, a.first_fetched_at) DESC, a.url LIMIT ?",
        (entity_id, limit),
    )
    return total, [
        Naming(published_at=row[0], source_id=row[1], title=row[2], url=row[3], mentions=row[4])
        for row in rows
    ]
