"""Full text search that finds two-character Chinese words: FTS5 over overlapping pairs of characters.

Rules (the same for texts and for queries, on folded text)
- A run of Chinese, Japanese or Korean characters becomes its overlapping pairs and, at its end, its last
  character: ``关税战`` is ``关税 税战 战``. A query for one character looks for grams that begin with it.
- A run of other letters and digits is one word; very long ones are cut into pieces.
- Everything else separates. Pairs never reach over a separator, so ``关税，税率`` is not found by ``关税税``.

The index keeps no text (``content=''``). A revised article gets a new row in it and the old row is left
behind without an article: the SQLite versions we support cannot delete from such an index without the old
grams, and wrong ones would damage it. ``rebuild`` drops what was left behind.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from store.columns import key_list, time_text
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

Fold = Callable[[str], str]

_RULES = "grams 1"  # change it with the rules above: stores then index anew
_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c"  # radicals, 々〆〇, numerals
    "\u3041-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"  # kana, bopomofo, jamo
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"  # Han, hangul, compatibility Han
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"  # half-width kana, kana supplement, Han B on
)
_RUN = re.compile(f"([{_CJK}]+)|([^\\W_{_CJK}]+)")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD_PIECE = 64  # code points; a base64 blob must not become one token of a megabyte
_MAX_QUERY = 1000  # code points of a query that are looked at
_MAX_TERMS = 32  # FTS5 refuses expressions nested deeper than 256
_SNIPPET = 40  # code points on each side of the match


class Hit(TypedDict):
    """One article that a search found."""

    article_id: int
    url: str
    title: str
    published_at: str | None  # ISO 8601, UTC
    source_id: str
    snippet: str  # the text around the first match, on one line; its beginning when the match is in the title


def bigrams(folded: str) -> str:
    """The grams of a folded text, separated by spaces, in the order of the text."""
    return " ".join(gram for cjk, word in _RUN.findall(folded) for gram in _grams(cjk, word))


def match_expression(folded_query: str) -> str:
    """The FTS5 expression for what a user typed: every term must occur; "quoted words" side by side.

    A trailing ``*`` on a Latin word means "begins with". Nothing the user types is FTS5 syntax; a query
    without any letter or digit gives the empty string, which matches nothing.
    """
    phrases = []
    for quoted, bare in _TERM.findall(folded_query[:_MAX_QUERY]):
        phrase = _phrase(quoted or bare)
        if phrase and phrase not in phrases:
            phrases.append(phrase)
    return " AND ".join(phrases[:_MAX_TERMS])


@worded
def search(
    conn: sqlite3.Connection,
    folded_query: str,
    *,
    limit: int,
    since: datetime | None = None,
    fold: Fold | None = None,
) -> list[Hit]:
    """At most ``limit`` articles that contain every term, best first (bm25, the headline counts more).

    ``since``: only articles published then or later (undated ones are left out). ``fold``: places the snippet
    at the match in whatever script it is written; without it a Traditional text shows its beginning.
    """
    expression = match_expression(folded_query)
    if not expression or limit <= 0:
        return []
    when, moment = ("", ()) if since is None else (" AND a.published_at >= ?", (time_text(since),))
    # The text is fetched in a second step: it must not travel through the sorter for every match.
    found = conn.execute(
        "SELECT a.id, a.url, a.title, a.published_at, a.source_id"
        " FROM article_grams AS g JOIN articles AS a ON a.search_id = g.rowid"
        f" WHERE g.article_grams MATCH ?{when}"
        " ORDER BY g.rank, a.published_at DESC, a.url LIMIT ?",
        (expression, *moment, limit),
    ).fetchall()
    texts: dict[int, str] = dict(
        conn.execute(
            "SELECT id, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (key_list(row[0] for row in found),),
        )
    )
    terms = [term for pair in _TERM.findall(folded_query[:_MAX_QUERY]) for term in pair if term]
    return [
        Hit(
            article_id=number,
            url=url,
            title=title,
            published_at=published,
            source_id=source_id,
            snippet=_snippet(texts.get(number, ""), terms, fold or str.lower),
        )
        for number, url, title, published, source_id in found
    ]


def index_article(conn: sqlite3.Connection, article_id: int, title: str, text: str, fold: Fold) -> None:
    """Make the search find this version of the article. The caller has opened the transaction."""
    # Always above every number ever given: a row that was left behind must not get a second text.
    search_id = conn.execute("SELECT coalesce(max(search_id), 0) + 1 FROM articles").fetchone()[0]
    conn.execute("UPDATE articles SET search_id = ? WHERE id = ?", (search_id, article_id))
    _insert(conn, search_id, title, text, fold)


@worded
def is_current(conn: sqlite3.Connection, fold: Fold) -> bool:
    """Whether the index was built with these rules and this folding (or is still empty)."""
    row = conn.execute("SELECT value FROM settings WHERE name = 'search_rules'").fetchone()
    if row is None:
        return conn.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None
    return bool(row[0] == _mark(fold))


def ensure_current(db: Database, fold: Fold) -> None:
    """Build the index anew when it was made with other rules or another folding than now."""
    conn = db.conn
    if not is_current(conn, fold):
        rebuild(db, fold)
    elif conn.execute("SELECT 1 FROM settings WHERE name = 'search_rules'").fetchone() is None:
        _remember(conn, fold)


def rebuild(db: Database, fold: Fold) -> int:
    """Index all articles anew, in one transaction: searches see the old index until it is done.

    Returns how many articles were indexed. Raises StoreFull, StoreBusy and the like.
    """
    conn, count, last = db.conn, 0, 0
    with transaction(conn):
        conn.execute("INSERT INTO article_grams (article_grams) VALUES ('delete-all')")
        while rows := conn.execute(
            "SELECT id, search_id, title, text FROM articles WHERE id > ? ORDER BY id LIMIT 200", (last,)
        ).fetchall():
            for number, search_id, title, text in rows:
                if search_id is None:
                    index_article(conn, number, title, text, fold)
                else:
                    _insert(conn, search_id, title, text, fold)
            count, last = count + len(rows), rows[-1][0]
        _remember(conn, fold)
    return count


def _grams(cjk: str, word: str) -> Iterator[str]:
    for i in range(len(cjk) - 1):
        yield cjk[i : i + 2]
    if cjk:
        yield cjk[-1]
    for i in range(0, len(word), _WORD_PIECE):
        yield word[i : i + _WORD_PIECE]


def _phrase(term: str) -> str:
    """One term as a quoted FTS5 phrase; "" when it holds no letter or digit. Grams hold no quotes."""
    runs = _RUN.findall(term)
    if not runs:
        return ""
    grams = [gram for cjk, word in runs for gram in _grams(cjk, word)]
    last_cjk = runs[-1][0]
    # The text may go on where the query ends: drop the sign of a run's end, or look for what begins with it.
    if len(last_cjk) > 1:
        grams.pop()
    begins = len(last_cjk) == 1 or (not last_cjk and term.endswith("*"))
    return '"' + " ".join(grams) + '"' + (" *" if begins else "")


def _insert(conn: sqlite3.Connection, search_id: int, title: str, text: str, fold: Fold) -> None:
    conn.execute(
        "INSERT INTO article_grams (rowid, title, body) VALUES (?, ?, ?)",
        (search_id, bigrams(fold(title)), bigrams(fold(text))),
    )


def _remember(conn: sqlite3.Connection, fold: Fold) -> None:
    conn.execute(
        "INSERT INTO settings (name, value) VALUES ('search_rules', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_mark(fold),),
    )


@lru_cache(maxsize=8)
def _mark(fold: Fold) -> str:
    """What the rules and the folding make of every character, as a short hash (some 40 ms, once a process)."""
    # The basic plane without surrogates and private use, and the compatibility characters above it.
    probe = "".join(map(chr, (*range(0x20, 0xD800), *range(0xF900, 0x10000), *range(0x2F800, 0x2FA20))))
    return hashlib.sha256(f"{_RULES}\n{fold(probe)}".encode()).hexdigest()[:16]


def _snippet(text: str, terms: list[str], fold: Fold) -> str:
    folded = fold(text)
    places = [place for term in terms if (place := folded.find(term.rstrip("*"))) >= 0]
    middle = min(places, default=0)
    start, end = max(0, middle - _SNIPPET), min(len(text), middle + 2 * _SNIPPET)
    line = " ".join(text[start:end].split())
    return ("…" if start else "") + line + ("…" if end < len(text) else "")
