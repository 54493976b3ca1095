"""Versions of an article: the first one, the next one in its place, and the earlier ones beside it.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from store.annotations import forget_annotations
from store.columns import clean, clean_or_none, list_text, parse_time_or_none, time_text, time_text_or_none
from store.links import forget_links
from store.records import Article, DateSource, Paragraph

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
    row = {
        "url": clean(article.url),
        "source_id": article.source_id,
        "published_at": time_text_or_none(article.published_at),
        "date_only": article.date_only,
        "date_source": str(article.date_source),
        "published_raw": clean(article.published_raw),
        "author": clean_or_none(article.author),
        "first_fetched_at": at,
        "fetched_at": at,
        "publisher": clean(article.publisher),
        **_read_of_page(article, title, text, digest),
    }
    done = conn.execute(
        f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row
    )
    number = done.lastrowid
    if number is None:
        raise sqlite3.DatabaseError("SQLite gave no number to a new article")
    conn.execute("INSERT INTO taggings (article_id, version) VALUES (?, NULL)", (number,))
    write_paragraphs(conn, number, article.paragraphs, text)
    return number


def write_paragraphs(
    conn: sqlite3.Connection, number: int, paragraphs: Sequence[Paragraph], text: str
) -> None:
    """Put these in the place of what was known of the article's lines; none that lie outside the text."""
    conn.execute("DELETE FROM paragraphs WHERE article_id = ?", (number,))
    conn.executemany(
        'INSERT INTO paragraphs (article_id, n, start, "end", kind, lang) VALUES (?, ?, ?, ?, ?, ?)',
        [
            (number, n, line.start, line.end, str(line.kind), str(line.lang))
            for n, line in enumerate(paragraphs)
            if 0 <= line.start <= line.end <= len(text)
        ],
    )


def _read_of_page(article: Article, title: str, text: str, digest: str) -> dict[str, Any]:
    """Columns that each version of the page states anew."""
    return {
        "title": title,
        "text": text,
        "text_sha256": digest,
        "lang": str(article.lang),
        "declared_lang": clean(article.declared_lang),
        "description": clean(article.description),
        "extractor": clean(article.extractor),
        "modified_at": time_text_or_none(article.modified_at),
        "editor": clean_or_none(article.editor),
        "section": clean(article.section),
        "tags": list_text(article.tags),
        "access": str(article.access),
        "origin": clean(article.origin),
        "origin_url": clean(article.origin_url),
        "origin_mark": clean(article.origin_mark),
        "translated": article.translated,
        "parts": list_text(article.parts),
        "missing": list_text(article.missing),
    }


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
    conn: sqlite3.Connection,
    number: int,
    article: Article,
    title: str,
    text: str,
    digest: str,
    *,
    cause: str = "page",
) -> None:
    """Keep the old version aside, put the new one in its place, and forget what was said of the old one.

    ``cause``: "page" when the page had changed, "extraction" when the same page was read anew.
    """
    at = time_text(article.fetched_at)
    keep_aside(conn, number, at, cause=cause)
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
    row = {"fetched_at": at, **_read_of_page(article, title, text, digest)}
    conn.execute(
        f"UPDATE articles SET author = coalesce(:author, author), {', '.join(f'{name} = :{name}' for name in row)}"
        " WHERE id = :number",
        {**row, "author": clean_or_none(article.author), "number": number},
    )
    write_paragraphs(conn, number, article.paragraphs, text)
    forget_annotations(conn, number)
    forget_links(conn, number)


def reread_article(
    conn: sqlite3.Connection,
    number: int,
    article: Article,
    title: str,
    text: str,
    digest: str,
    *,
    at: str,
) -> bool:
    """Put what another version of the extractor reads on the same page in the place of the old reading.

    Whether text or headline differ; then the old ones are kept aside as a revision of extraction. What the extractor
    does not find any more is forgotten with its error, but a date that a person gave stays, and the day of an article
    whose page has changed since is corrected only as by a revision. Tags go when what they were read from differs.
    """
    before = _tagged_from(conn, number)
    changed = before[:2] != (title, text)
    if changed:
        keep_aside(conn, number, at, cause="extraction")
    if _takes_date(conn, number, article):
        conn.execute(
            "UPDATE articles SET published_at = ?, date_only = ?, date_source = ?, published_raw = ? WHERE id = ?",
            (
                time_text_or_none(article.published_at),
                article.date_only,
                str(article.date_source),
                clean(article.published_raw),
                number,
            ),
        )
    row = {"author": clean_or_none(article.author), **_read_of_page(article, title, text, digest)}
    conn.execute(
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in row)} WHERE id = :number",
        {**row, "number": number},
    )
    write_paragraphs(conn, number, article.paragraphs, text)
    if changed or _tagged_from(conn, number) != before:
        forget_annotations(conn, number)
        forget_links(conn, number)
    return changed


def _tagged_from(conn: sqlite3.Connection, number: int) -> tuple[Any, ...]:
    """What the tagger and the stories read of an article: headline, text, and whatever else they look at."""
    row = conn.execute(
        "SELECT title, text, lang, published_at, date_only, author, origin, origin_mark, translated"
        " FROM articles WHERE id = ?",
        (number,),
    ).fetchone()
    lines = conn.execute(
        'SELECT start, "end", kind, lang FROM paragraphs WHERE article_id = ? ORDER BY n', (number,)
    ).fetchall()
    return (*row, lines)


def _takes_date(conn: sqlite3.Connection, number: int, article: Article) -> bool:
    """Whether a new reading's date, or that it has none, is taken."""
    row = conn.execute(
        "SELECT date_source, EXISTS (SELECT 1 FROM article_revisions WHERE article_id = id AND cause = 'page')"
        " FROM articles WHERE id = ?",
        (number,),
    ).fetchone()
    if row[0] == DateSource.GIVEN:
        return False
    if not row[1]:
        return True
    return article.published_at is not None and _may_redate(conn, number, article, article.published_at)


def keep_aside(conn: sqlite3.Connection, number: int, at: str, *, cause: str) -> None:
    """Write the version that stands as an earlier one, replaced at this time; the caller writes the next one."""
    conn.execute(
        "INSERT INTO article_revisions (article_id, number, title, text, text_sha256, fetched_at, replaced_at,"
        " cause, extractor) SELECT id, 1 + (SELECT count(*) FROM article_revisions WHERE article_id = id), title,"
        " text, text_sha256, fetched_at, ?, ?, extractor FROM articles WHERE id = ?",
        (at, cause, number),
    )


def _may_redate(conn: sqlite3.Connection, number: int, article: Article, published_at: datetime) -> bool:
    """Whether a version's date is a better reading of the day the article was published.

    A page that lost its date has not lost that day, and one that is put up again with today's date is still the
    article of its first day: it would be counted as news twice.
    """
    row = conn.execute("SELECT published_at FROM articles WHERE id = ?", (number,)).fetchone()
    known = parse_time_or_none(row[0])
    given = article.date_source is DateSource.GIVEN
    return known is None or given or published_at <= known + REDATED
