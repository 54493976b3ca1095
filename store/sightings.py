"""Which lines of a site's texts return: counted with each new article, known after each crawl, and cut from then on.

Three steps, and their order makes the end the same whatever came first and whenever a run was killed:

- ``cut_known``: a new text loses the lines that are known by then, before it is compared or stored.
- ``note_lines``: the lines at the edges of an article's text, as the page had it, are written down, in the
  transaction that stores the article; each article once for each line.
- ``learn_repeats``, after a crawl: what was written down is judged (store/repeats.py), site by site; the articles that
  hold a line that has become known lose it, in one transaction with the knowledge. An article that was read
  by the tagger keeps its old text beside it, as a revision of extraction; of one that nobody has read nothing is kept.

What was written down is forgotten after ``KEPT``; a line that is known after ``KNOWN`` without being met.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from store.annotations import forget_annotations
from store.article_rows import ARTICLE_COLUMNS, read_article, with_paragraphs
from store.columns import key_list, text_hash, time_text
from store.db import Database, atomic
from store.links import forget_links
from store.records import Article
from store.repeats import (
    COMPARED,
    LEAST,
    Line,
    Seen,
    cut_text,
    edges_of,
    find_repeated,
    lines_of,
    site_of,
)
from store.sameness import same_text
from store.search import Fold, index_article
from store.transactions import worded
from store.versions import keep_aside, write_paragraphs

KEPT = timedelta(days=60)  # that a line of an article is remembered while it is not known to return
KNOWN = timedelta(
    days=400
)  # that a line is known after it was last met: a site drops or rewrites its own lines
_MET_EVERY = timedelta(days=1)  # how often it is written down that a known line was met
_LATELY = timedelta(days=14)  # a run that was killed is run again within
_CANDIDATES = 2_000  # lines of a site that are judged after one crawl, the most frequent first
_ITSELF = 0  # in the place of a line: that the article was seen at all


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that stands on enough articles to be judged."""

    mark: int
    count: int
    since: str  # day it was first met


def cut_known(conn: sqlite3.Connection, article: Article) -> Article:
    """The article without the lines at its edges that are known to return on its site."""
    marks = {line.mark for line in edges_of(article.text, article.paragraphs)}
    known = _known(conn, site_of(article.url), marks)
    if not known:
        return article
    text, paragraphs = cut_text(article.text, article.paragraphs, known)
    return replace(article, text=text, paragraphs=paragraphs)


def note_lines(conn: sqlite3.Connection, number: int, article: Article) -> None:
    """Remember the lines at the edges of a stored article's text, given as the page had it, uncut."""
    site = site_of(article.url)
    if not site:
        return
    at = article.fetched_at
    marks = {line.mark for line in edges_of(article.text, article.paragraphs)}
    known = _known(conn, site, marks)
    _meet(conn, site, known, at)
    conn.executemany(
        "INSERT INTO line_sightings (host, line, article_id, seen_on) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(site, mark, number, _day(at)) for mark in (_ITSELF, *sorted(marks - known.keys()))],
    )


def same_but_repeats(conn: sqlite3.Connection, url: str, old: str, new: str) -> bool:
    """Whether two texts of a page say the same without the lines that return on its site, wherever they stand.

    The old one may have been stored before a line was known, or with it further inside.
    """
    lines = (*lines_of(old, ()), *lines_of(new, ()))
    known = _known(conn, site_of(url), {line.mark for line in lines})
    return bool(known) and same_text(cut_text(old, (), known)[0], cut_text(new, (), known)[0])


@worded
def learn_repeats(db: Database, *, fold: Fold, now: datetime, within: timedelta = _LATELY) -> tuple[int, int]:
    """Judge what was written down, and cut what has become known from the articles that hold it.

    How many lines have become known, and how many articles lost some. Doing it again changes nothing. ``within``: only
    lines on an article that was fetched so lately; the others were judged before, unless their pages were read anew.
    """
    conn = db.conn
    with atomic(db):
        conn.execute("DELETE FROM line_sightings WHERE seen_on < ?", (_day(now - KEPT),))
        conn.execute("DELETE FROM repeated_lines WHERE last_at < ?", (time_text(now - KNOWN),))
    learned = cut = 0
    for site, candidates in _candidates(conn, now - within):
        with atomic(db):  # another process may write between two sites
            found = _judge(conn, site, candidates)
            if found:
                learned += len(found)
                cut += _cut_from_articles(conn, site, found, fold, now)
    return learned, cut


def _candidates(conn: sqlite3.Connection, since: datetime) -> list[tuple[str, list[_Candidate]]]:
    """By site, lines that stand on enough articles, and on one that was fetched since."""
    rows = conn.execute(
        "SELECT host, line, count(*) AS n, min(seen_on) FROM line_sightings WHERE line <> ?"
        " GROUP BY host, line HAVING n >= ? AND max(seen_on) >= ? ORDER BY host, n DESC, line",
        (_ITSELF, LEAST, _day(since)),
    ).fetchall()
    return [
        (site, [_Candidate(*row[1:]) for row in list(group)[:_CANDIDATES]])
        for site, group in groupby(rows, key=lambda row: str(row[0]))
    ]


def _judge(conn: sqlite3.Connection, site: str, candidates: Sequence[_Candidate]) -> dict[int, int]:
    by_day = conn.execute(
        "SELECT seen_on, count(*) FROM line_sightings WHERE host = ? AND line = ? GROUP BY seen_on",
        (site, _ITSELF),
    ).fetchall()
    seen = {
        item.mark: Seen(
            articles=partial(_holders, conn, site, item.mark),
            count=item.count,
            total=sum(number for day, number in by_day if day >= item.since),
        )
        for item in candidates
    }
    return find_repeated(seen, lambda number: _lines_of_article(conn, number))


def _holders(conn: sqlite3.Connection, site: str, mark: int) -> list[int]:
    """The first articles, by URL, at whose edge a line stood."""
    rows = conn.execute(
        "SELECT s.article_id FROM line_sightings AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.host = ? AND s.line = ? ORDER BY a.url LIMIT ?",
        (site, mark, COMPARED),
    )
    return [row[0] for row in rows]


def _cut_from_articles(
    conn: sqlite3.Connection, site: str, found: Mapping[int, int], fold: Fold, now: datetime
) -> int:
    """Write down what has become known, and cut it from the articles that were seen with it; how many changed."""
    conn.executemany(
        "INSERT INTO repeated_lines (host, line, articles, last_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(site, mark, count, time_text(now)) for mark, count in found.items()],
    )
    rows = conn.execute(  # sorted whole before the first comes: what is written meanwhile changes none
        "SELECT article_id, line FROM line_sightings WHERE host = ?"
        " AND line IN (SELECT value FROM json_each(?)) ORDER BY article_id",
        (site, key_list(found)),
    )
    changed = sum(
        _cut_from_article(conn, number, {line for _, line in group}, fold, now)
        for number, group in groupby(rows, key=lambda row: int(row[0]))
    )
    conn.executemany(
        "DELETE FROM line_sightings WHERE host = ? AND line = ?", [(site, mark) for mark in found]
    )
    return changed


def _cut_from_article(
    conn: sqlite3.Connection, number: int, marks: Collection[int], fold: Fold, now: datetime
) -> bool:
    held = _article(conn, number)
    text, paragraphs = cut_text(held.text, held.paragraphs, marks)
    if text == held.text:
        return False
    read = conn.execute("SELECT version FROM taggings WHERE article_id = ?", (number,)).fetchone()
    if read is not None and read[0] is not None:
        keep_aside(conn, number, time_text(now), cause="extraction")
    conn.execute(
        "UPDATE articles SET text = ?, text_sha256 = ? WHERE id = ?", (text, text_hash(text), number)
    )
    write_paragraphs(conn, number, paragraphs, text)
    forget_annotations(conn, number)
    forget_links(conn, number)
    index_article(conn, number, held.title, text, fold)
    return True


def _lines_of_article(conn: sqlite3.Connection, number: int) -> list[Line]:
    held = _article(conn, number)
    return lines_of(held.text, held.paragraphs)


def _article(conn: sqlite3.Connection, number: int) -> Article:
    row = conn.execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (number,)).fetchone()
    return with_paragraphs(conn, [read_article(row)])[0]


def _known(conn: sqlite3.Connection, site: str, marks: Collection[int]) -> dict[int, str]:
    """Of these lines, those that are known to return on the site, and when each was last met."""
    if not site or not marks:
        return {}
    return dict(
        conn.execute(
            "SELECT line, last_at FROM repeated_lines WHERE host = ? AND line IN (SELECT value FROM json_each(?))",
            (site, key_list(marks)),
        )
    )


def _meet(conn: sqlite3.Connection, site: str, known: Mapping[int, str], at: datetime) -> None:
    """Write down that known lines were met; once a day will do."""
    stale = time_text(at - _MET_EVERY)
    conn.executemany(
        "UPDATE repeated_lines SET last_at = ? WHERE host = ? AND line = ?",
        [(time_text(at), site, mark) for mark, last_at in known.items() if last_at < stale],
    )


def _day(moment: datetime) -> str:
    return time_text(moment)[:10]
