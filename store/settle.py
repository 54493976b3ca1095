"""How one fetched candidate ends: as an article, a revision of one, a duplicate, or a rejection.

Every function works inside the caller's transaction. Settling the same result twice changes nothing.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from store.annotations import forget_annotations
from store.columns import clean, clean_or_none, text_hash, time_text, time_text_or_none
from store.links import forget_links
from store.queue import HOST_RESTS
from store.records import Article, DateSource, Fetched, Outcome, Reason, Rejection, Validators
from store.search import Fold, index_article

MAX_ATTEMPTS = 5  # failed tries after which a candidate is rejected

_OWN_TEXT = (Outcome.ARTICLE, Outcome.REVISION)  # the candidate is the article, not a repetition of it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """What the queue knows of the candidate that is being settled."""

    url: str
    source_id: str
    outcome: str
    previous: str | None
    attempts: int
    tried_at: str | None
    article_id: int | None


def settle(conn: sqlite3.Connection, fetched: Fetched, fold: Fold) -> tuple[Outcome, Reason | None]:
    """Record how one candidate ended; its outcome, and the reason when it failed (also when it is put off)."""
    candidate = _candidate(conn, fetched)
    result = fetched.result
    if fetched.retry_at is not None:
        return _put_off(conn, candidate, fetched, fetched.retry_at)
    if isinstance(result, Rejection):
        _reject(conn, candidate, time_text(result.at), result.reason, result.detail)
        return Outcome.REJECTED, result.reason
    if isinstance(result, Article):
        return _keep(conn, candidate, fetched, result, fold), None
    if candidate.article_id is None:
        # "Not modified" of something we do not hold: ask again, without validators.
        return _put_off(conn, candidate, fetched, fetched.at)
    return _unchanged(conn, candidate, fetched), None


def _candidate(conn: sqlite3.Connection, fetched: Fetched) -> _Candidate:
    url = clean(fetched.candidate_url)
    conn.execute(
        "INSERT INTO candidates (url, source_id, discovered_at, date_source, outcome, detail, attempts)"
        " VALUES (?, ?, ?, 'none', 'pending', '', 0) ON CONFLICT DO NOTHING",
        (url, fetched.source_id, time_text(fetched.at)),
    )
    source_id, outcome, previous, attempts, tried_at, article_id = conn.execute(
        "SELECT source_id, outcome, previous, attempts, tried_at, article_id FROM candidates WHERE url = ?",
        (url,),
    ).fetchone()
    return _Candidate(
        url=url,
        source_id=source_id,
        outcome=outcome,
        previous=previous if outcome == Outcome.PENDING else outcome,
        attempts=attempts,
        tried_at=tried_at,
        article_id=article_id,
    )


def _put_off(
    conn: sqlite3.Connection, candidate: _Candidate, fetched: Fetched, retry_at: datetime
) -> tuple[Outcome, Reason | None]:
    failure = fetched.result if isinstance(fetched.result, Rejection) else None
    reason = failure.reason if failure else Reason.UNREACHABLE
    at = time_text(fetched.at)
    if candidate.attempts and candidate.tried_at == at:
        return Outcome(candidate.outcome), reason  # this try is counted already
    attempts = candidate.attempts + 1
    conn.execute(
        "UPDATE candidates SET outcome = 'pending', previous = ?, attempts = ?, retry_at = ?, tried_at = ?,"
        " detail = ?, etag = NULL, last_modified = NULL WHERE url = ?",
        (
            candidate.previous,
            attempts,
            time_text(retry_at),
            at,
            HOST_RESTS if fetched.host_rests else "",
            candidate.url,
        ),
    )
    if attempts < MAX_ATTEMPTS:
        conn.execute("DELETE FROM rejections WHERE url = ?", (candidate.url,))
        return Outcome.PENDING, reason
    detail = failure.detail if failure else "not modified, but nothing is stored"
    _reject(conn, candidate, at, reason, f"{detail} (tried {attempts} times)".strip())
    return Outcome.REJECTED, reason


def _reject(conn: sqlite3.Connection, candidate: _Candidate, at: str, reason: Reason, detail: str) -> None:
    conn.execute(
        "INSERT INTO rejections (url, source_id, at, reason, detail) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET at = excluded.at, reason = excluded.reason, detail = excluded.detail",
        (candidate.url, candidate.source_id, at, str(reason), clean(detail)),
    )
    # Validators go: "not modified" would hide that the last answer was no article.
    conn.execute(
        "UPDATE candidates SET outcome = 'rejected', detail = '', retry_at = NULL, tried_at = ?,"
        " etag = NULL, last_modified = NULL WHERE url = ?",
        (at, candidate.url),
    )


def _unchanged(conn: sqlite3.Connection, candidate: _Candidate, fetched: Fetched) -> Outcome:
    """304: the candidate is what it was before."""
    outcome = candidate.previous if candidate.previous in _OWN_TEXT else Outcome.DUPLICATE
    validators = fetched.page.validators if fetched.page else Validators()
    conn.execute(
        "UPDATE candidates SET outcome = ?, detail = iif(? = 'duplicate', 'unchanged', ''), attempts = 0,"
        " retry_at = NULL, tried_at = ?, etag = coalesce(?, etag), last_modified = coalesce(?, last_modified)"
        " WHERE url = ?",
        (
            outcome,
            outcome,
            time_text(fetched.at),
            clean_or_none(validators.etag),
            clean_or_none(validators.last_modified),
            candidate.url,
        ),
    )
    conn.execute("DELETE FROM rejections WHERE url = ?", (candidate.url,))
    return Outcome.DUPLICATE


def _keep(
    conn: sqlite3.Connection, candidate: _Candidate, fetched: Fetched, article: Article, fold: Fold
) -> Outcome:
    title, text = clean(article.title), clean(article.text)
    digest = text_hash(text)
    at = time_text(article.fetched_at)
    held = conn.execute(
        "SELECT id, text_sha256, fetched_at FROM articles WHERE url = ?", (clean(article.url),)
    ).fetchone()
    if held is None:
        twin = _twin(conn, article.source_id, title, digest)
        if twin is not None:
            _take_given_date(conn, twin, article)
            return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "same text", twin)
        number = _insert(conn, article, title, text, digest)
        index_article(conn, number, title, text, fold)
        return _settled(conn, candidate, fetched, Outcome.ARTICLE, "", number)
    number, held_digest, held_at = held
    own = candidate.article_id == number and candidate.previous in _OWN_TEXT
    if digest == held_digest:
        _take_given_date(conn, number, article)
        if own and candidate.previous:
            _settled(conn, candidate, fetched, Outcome(candidate.previous), "", number)
            return Outcome.DUPLICATE
        return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "unchanged", number)
    if not own and _host(candidate.url) != _host(article.url):
        # A page of another host may say that it is this article; it does not get to rewrite it.
        return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "other host", number)
    if at < held_at or _is_earlier_version(conn, number, digest, at):
        outcome = Outcome(candidate.previous) if own and candidate.previous else Outcome.DUPLICATE
        _settled(conn, candidate, fetched, outcome, "" if own else "superseded", number)
        return Outcome.DUPLICATE
    _revise(conn, number, article, title, text, digest)
    index_article(conn, number, title, text, fold)
    return _settled(conn, candidate, fetched, Outcome.REVISION, "", number)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")


def _twin(conn: sqlite3.Connection, source_id: str, title: str, digest: str) -> int | None:
    """The article of this source that has, or once had, this headline and text under another URL."""
    row = conn.execute(
        "SELECT id FROM articles WHERE source_id = :source AND text_sha256 = :digest AND title = :title"
        " UNION ALL SELECT a.id FROM article_revisions AS r CROSS JOIN articles AS a ON a.id = r.article_id"
        " WHERE r.text_sha256 = :digest AND r.title = :title AND a.source_id = :source ORDER BY 1 LIMIT 1",
        {"source": source_id, "digest": digest, "title": title},
    ).fetchone()
    return None if row is None else int(row[0])


def _is_earlier_version(conn: sqlite3.Connection, number: int, digest: str, at: str) -> bool:
    row = conn.execute(
        "SELECT 1 FROM article_revisions WHERE article_id = ? AND text_sha256 = ? AND fetched_at = ?",
        (number, digest, at),
    ).fetchone()
    return row is not None


def _settled(
    conn: sqlite3.Connection,
    candidate: _Candidate,
    fetched: Fetched,
    outcome: Outcome,
    detail: str,
    article_id: int,
) -> Outcome:
    validators = fetched.page.validators if fetched.page else Validators()
    conn.execute(
        "UPDATE candidates SET outcome = ?, detail = ?, attempts = 0, retry_at = NULL, tried_at = ?,"
        " article_id = ?, etag = ?, last_modified = ? WHERE url = ?",
        (
            str(outcome),
            detail,
            time_text(fetched.at),
            article_id,
            clean_or_none(validators.etag),
            clean_or_none(validators.last_modified),
            candidate.url,
        ),
    )
    conn.execute("DELETE FROM rejections WHERE url = ?", (candidate.url,))
    return outcome


def _insert(conn: sqlite3.Connection, article: Article, title: str, text: str, digest: str) -> int:
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


def _take_given_date(conn: sqlite3.Connection, number: int, article: Article) -> None:
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


def _revise(
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
    if article.published_at is not None:
        # A page that lost its date has not lost its day of publication.
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
