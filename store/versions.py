"""Versions of an article: the first one, the next one in its place, and the earlier ones beside it.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from store.annotations import forget_annotations
from store.columns import clean, clean_or_none, parse_time_or_none, time_text, time_text_or_none
from store.links import forget_links
from store.records import Article, DateSource

REDATED = timedelta(hours=36)  # a day given without a time may be corrected by this much; more is a new date


def find_twin(conn: sqlite3.Connection, source_id: str, title: str, digest: str) -> int | None:
    """The article of this source that has, or once had, this headline and text under another URL."""
    row = conn.execute(
        "SELECT id FROM articles WHERE source_id = :source AND text_sha256 = :digest AND title = :title"
        " UNION ALL SELECT a.id FROM article_revisions AS r CROSS JOIN articles AS a ON a.id = r.article_id"
        " WHERE r.text_sha256 = :digest AND r.title = :title AND a.source_id = :source ORDER BY 1 LIMIT 1",
        {"source": source_id, "digest": digest, "title": title},
    ).fetchone()
    return None if row is None else int(row[0])


def is_earlier_version(conn: sqlite3.Connection, number: int, digest: str, at: str) -> bool:
    """Whether this text, as fetched at that time, was replaced already."""
    row = conn.execute(
        "SELECT 1 FROM article_revisions WHERE article_id = ? AND text_sha256 = ? AND fetched_at = ?",
        (number, digest, at),
    ).fetchone()
    return row is not None


def had_headline(conn: sqlite3.Connection, number: int, title: str) -> bool:
    """Whether an earlier version of the article had this headline."""
    row = conn.execute(
        "SELECT 1 FROM article_revisions WHERE article_id = ? AND title = ? LIMIT 1", (number, title)
    ).fetchone()
    return row is not None


def insert_article(conn: sqlite3.Connection, article: Article, title: str, text: str, digest: str) -> int:
    """Write a new article, still untagged; its number."""
    at = time_text(article.fetched_at)
    done = conn.execute(
        "INSERT INTO articles (url, source_id, title, lang, published_at, date_only, date_source, published_raw,"
        " author, declared_lang, description, extractor, first_fetched_at, fetched_at, text_sha256, text, publisher)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            clean(article.url),
            article.source_id,
            title,
            str(article.lang),
            time_text_or_none(article.published_at),
            article.date_only,
            str(article.date_source),
            clean(article.published_raw),
            clean_or_none(article.author),
            clean(article.declared_lang),
            clean(article.description),
            clean(article.extractor),
            at,
            at,
            digest,
            text,
            clean(article.publisher),
        ),
    )
    number = done.lastrowid
    if number is None:
        raise sqlite3.DatabaseError("SQLite gave no number to a new article")
    conn.execute("INSERT INTO taggings (article_id, version) VALUES (?, NULL)", (number,))
    return number


def take_given_date(conn: sqlite3.Connection, number: int, article: Article) -> None:
    """A date a person says of a known text is taken; what was read by the old one is forgotten, to be tagged anew."""
    if article.date_source is not DateSource.GIVEN:
        return
    moment = time_text_or_none(article.published_at)
    done = conn.execute(
        "UPDATE articles SET published_at = ?, date_only = ?, date_source = ?, published_raw = ?"
        " WHERE id = ? AND (published_at IS NOT ? OR date_source <> ?)",
        (
            moment,
            article.date_only,
            str(article.date_source),
            clean(article.published_raw),
            number,
            moment,
            str(article.date_source),
        ),
    )
    if done.rowcount:
        forget_annotations(conn, number)
        forget_links(conn, number)


def revise_article(
    conn: sqlite3.Connection, number: int, article: Article, title: str, text: str, digest: str
) -> None:
    """Keep the old version aside, put the new one in its place, and forget what was said of the old one."""
    at = time_text(article.fetched_at)
    conn.execute(
        "INSERT INTO article_revisions (article_id, number, title, text, text_sha256, fetched_at, replaced_at)"
        " SELECT id, 1 + (SELECT count(*) FROM article_revisions WHERE article_id = id), title, text, text_sha256,"
        " fetched_at, ? FROM articles WHERE id = ?",
        (at, number),
    )
    if article.published_at is not None and _may_redate(conn, number, article, article.published_at):
        conn.execute(
            "UPDATE articles SET published_at = ?, date_only = ?, date_source = ?, published_raw = ? WHERE id = ?",
            (
                time_text(article.published_at),
                article.date_only,
                str(article.date_source),
                clean(article.published_raw),
                number,
            ),
        )
    conn.execute(
        "UPDATE articles SET title = ?, text = ?, text_sha256 = ?, lang = ?, author = coalesce(?, author),"
        " declared_lang = ?, description = ?, extractor = ?, fetched_at = ? WHERE id = ?",
        (
            title,
            text,
            digest,
            str(article.lang),
            clean_or_none(article.author),
            clean(article.declared_lang),
            clean(article.description),
            clean(article.extractor),
            at,
            number,
        ),
    )
    forget_annotations(conn, number)
    forget_links(conn, number)


def _may_redate(conn: sqlite3.Connection, number: int, article: Article, published_at: datetime) -> bool:
    """Whether a version's date is a better reading of the day the article was published.

    A page that lost its date has not lost that day, and one that is put up again with today's date is still the
    article of its first day: it would be counted as news twice.
    """
    row = conn.execute("SELECT published_at FROM articles WHERE id = ?", (number,)).fetchone()
    known = parse_time_or_none(row[0])
    given = article.date_source is DateSource.GIVEN
    return known is None or given or published_at <= known + REDATED
