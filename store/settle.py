"""How one fetched candidate ends: as an article, a revision of one, a duplicate, or a rejection.

Every function works inside the caller's transaction. Settling the same result twice changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from store.columns import clean, clean_or_none, parse_time, text_hash, time_text, time_text_or_none
from store.parts import lacks_known_part, settle_parts
from store.records import Article, Fetched, Outcome, Reason, Rejection, Validators
from store.repeats import site_of
from store.sameness import same_headline, same_text, shares_text
from store.search import Fold, index_article
from store.sightings import cut_known, note_lines, same_but_repeats
from store.versions import (
    find_twin,
    had_headline,
    insert_article,
    is_earlier_version,
    revise_article,
    take_given_date,
)

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
    recheck_at: str | None

    @property
    def own_article(self) -> int | None:
        """The article that this candidate is; None when it is none yet, or only repeats one."""
        return self.article_id if self.previous in _OWN_TEXT else None


@dataclass(frozen=True, slots=True)
class _Held:
    """The article that a page is a version of."""

    number: int
    url: str
    title: str
    text: str
    at: str
    extractor: str


def settle(
    conn: sqlite3.Connection, fetched: Fetched, fold: Fold, recheck: Sequence[timedelta] = ()
) -> tuple[Outcome, Reason | None]:
    """Record how one candidate ended; its outcome, and the reason when it failed (also when it is put off).

    ``recheck``: how long after its first fetch an article is asked again whether it has changed, ascending.
    """
    candidate = _candidate(conn, fetched)
    if _is_recheck(candidate, fetched) and isinstance(fetched.result, Rejection):
        return Outcome.PENDING, _missed(conn, candidate, fetched, fetched.result, recheck)
    ended = _end(conn, candidate, fetched, fold)
    _set_recheck(conn, candidate.url, fetched.at, recheck)
    return ended


def _end(
    conn: sqlite3.Connection, candidate: _Candidate, fetched: Fetched, fold: Fold
) -> tuple[Outcome, Reason | None]:
    result = fetched.result
    if fetched.retry_at is not None:
        return _put_off(conn, candidate, fetched, fetched.retry_at)
    if isinstance(result, Rejection):
        _reject(conn, candidate, time_text(result.at), result.reason, result.detail, result.extractor)
        return Outcome.REJECTED, result.reason
    if isinstance(result, Article):
        return _keep(conn, candidate, fetched, result, fold), None
    if candidate.article_id is None or candidate.previous == Outcome.REJECTED:
        # "Not modified" of something we do not hold, or that failed: ask again, without validators.
        return _put_off(conn, candidate, fetched, fetched.at)
    return _unchanged(conn, candidate, fetched), None


def _candidate(conn: sqlite3.Connection, fetched: Fetched) -> _Candidate:
    url = clean(fetched.candidate_url)
    conn.execute(
        "INSERT INTO candidates (url, source_id, discovered_at, date_source, outcome, detail, attempts)"
        " VALUES (?, ?, ?, 'none', 'pending', '', 0) ON CONFLICT DO NOTHING",
        (url, fetched.source_id, time_text(fetched.at)),
    )
    source_id, outcome, previous, attempts, tried_at, article_id, recheck_at = conn.execute(
        "SELECT source_id, outcome, previous, attempts, tried_at, article_id, recheck_at FROM candidates"
        " WHERE url = ?",
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
        recheck_at=recheck_at,
    )


def _is_recheck(candidate: _Candidate, fetched: Fetched) -> bool:
    """Whether this is a second look at an article that is held, and not the fetch of a candidate that waits."""
    again = candidate.recheck_at is not None or candidate.tried_at == time_text(fetched.at)
    return candidate.outcome in _OWN_TEXT and again


def _missed(
    conn: sqlite3.Connection,
    candidate: _Candidate,
    fetched: Fetched,
    failure: Rejection,
    recheck: Sequence[timedelta],
) -> Reason:
    """A second look that failed takes nothing from the article: its page may be gone, its text was published."""
    at = time_text(fetched.at)
    if candidate.tried_at == at:
        return failure.reason  # this try is counted already
    attempts = candidate.attempts + 1
    if fetched.retry_at is not None and attempts < MAX_ATTEMPTS:
        conn.execute(
            "UPDATE candidates SET attempts = ?, tried_at = ?, recheck_at = ? WHERE url = ?",
            (attempts, at, time_text(fetched.retry_at), candidate.url),
        )
        return failure.reason
    conn.execute("UPDATE candidates SET attempts = 0, tried_at = ? WHERE url = ?", (at, candidate.url))
    _set_recheck(conn, candidate.url, fetched.at, recheck)
    return failure.reason


def _set_recheck(conn: sqlite3.Connection, url: str, at: datetime, recheck: Sequence[timedelta]) -> None:
    """When the page is asked "changed since?" next: never again, unless it is an article of its own and young."""
    row = conn.execute(
        "SELECT a.first_fetched_at, coalesce(a.published_at, a.first_fetched_at) FROM candidates AS c"
        " JOIN articles AS a ON a.id = c.article_id WHERE c.url = ? AND c.outcome IN ('article', 'revision')",
        (url,),
    ).fetchone()
    due = None
    if row is not None and recheck:
        first, published = parse_time(row[0]), parse_time(row[1])
        if first - published < recheck[-1]:  # what was old when we met it does not change any more
            due = next((first + distance for distance in recheck if first + distance > at), None)
    conn.execute("UPDATE candidates SET recheck_at = ? WHERE url = ?", (time_text_or_none(due), url))


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
        " detail = '', etag = NULL, last_modified = NULL WHERE url = ?",
        (
            candidate.previous,
            attempts,
            time_text(retry_at),
            at,
            candidate.url,
        ),
    )
    if attempts < MAX_ATTEMPTS:
        conn.execute("DELETE FROM rejections WHERE url = ?", (candidate.url,))
        return Outcome.PENDING, reason
    detail = failure.detail if failure else "not modified, but nothing is stored"
    _reject(conn, candidate, at, reason, f"{detail} (tried {attempts} times)".strip())
    return Outcome.REJECTED, reason


def _reject(
    conn: sqlite3.Connection, candidate: _Candidate, at: str, reason: Reason, detail: str, extractor: str = ""
) -> None:
    conn.execute(
        "INSERT INTO rejections (url, source_id, at, reason, detail, extractor) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET at = excluded.at, reason = excluded.reason, detail = excluded.detail,"
        " extractor = excluded.extractor",
        (candidate.url, candidate.source_id, at, str(reason), clean(detail), clean(extractor)),
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
    uncut = replace(article, url=clean(article.url), text=clean(article.text))
    article = cut_known(conn, uncut)
    title, text = clean(article.title), article.text
    digest = text_hash(text)
    at = time_text(article.fetched_at)
    held = _held(conn, candidate, article.url, text)
    if held is None:
        twin = find_twin(conn, article.source_id, title, digest)
        if twin is not None:
            take_given_date(conn, twin, article)
            return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "same text", twin)
        free = _article_at(conn, "url", article.url) is None
        named = article if free else replace(article, url=candidate.url)
        number = insert_article(conn, named, title, text, digest)
        index_article(conn, number, title, text, fold)
        note_lines(conn, number, uncut)
        return _settled(conn, candidate, fetched, Outcome.ARTICLE, "", number)
    number, own = held.number, candidate.own_article == held.number
    same = same_text(held.text, text) or same_but_repeats(conn, article.url, held.text, uncut.text)
    same = same or lacks_known_part(conn, number, article)
    if same and not (own and _retitled(conn, held, article, title)):
        take_given_date(conn, number, article)
        if own and candidate.previous:
            _settled(conn, candidate, fetched, Outcome(candidate.previous), "", number)
            return Outcome.DUPLICATE
        return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "unchanged", number)
    if not own and site_of(candidate.url) != site_of(held.url):
        # A page of another host may say that it is this article; it does not get to rewrite it.
        return _settled(conn, candidate, fetched, Outcome.DUPLICATE, "other host", number)
    if at < held.at or is_earlier_version(conn, number, digest, at):
        outcome = Outcome(candidate.previous) if own and candidate.previous else Outcome.DUPLICATE
        _settled(conn, candidate, fetched, outcome, "" if own else "superseded", number)
        return Outcome.DUPLICATE
    read_alike = held.extractor == clean(article.extractor)
    # Another version reads another text on any page: that the page has changed, too, nobody can say of this one.
    revise_article(conn, number, article, title, text, digest, cause="page" if read_alike else "extraction")
    index_article(conn, number, title, text, fold)
    note_lines(conn, number, uncut)
    return _settled(conn, candidate, fetched, Outcome.REVISION, "", number)


def _held(conn: sqlite3.Connection, candidate: _Candidate, url: str, text: str) -> _Held | None:
    """The article that this page is a version of.

    Some sites name one address as that of all their articles: what has hardly a sentence in common with the article
    that stands there is no version of it, unless it was so before, or was fetched from that very address.
    """
    found = _article_at(conn, "url", url)
    if found is not None:
        known = found.number == candidate.own_article or url == candidate.url
        if known or site_of(url) != site_of(candidate.url) or shares_text(found.text, text):
            return found
    if candidate.own_article is not None:
        # The page names another address as its own than it did before: it is the same article all the same.
        return _article_at(conn, "id", candidate.own_article)
    return _article_at(conn, "url", candidate.url) if found is not None else None


def _article_at(conn: sqlite3.Connection, column: str, value: str | int) -> _Held | None:
    row = conn.execute(
        f"SELECT id, url, title, text, fetched_at, extractor FROM articles WHERE {column} = ?", (value,)
    ).fetchone()
    return None if row is None else _Held(*row)


def _retitled(conn: sqlite3.Connection, held: _Held, article: Article, title: str) -> bool:
    """Whether the page has another headline over the same text.

    Not when another version of the extractor read it, and not when it goes back to one that it had: sites that try
    two headlines on their readers show now the one, now the other.
    """
    read_alike = held.extractor == clean(article.extractor)
    changed = read_alike and not same_headline(held.title, title)
    return changed and not had_headline(conn, held.number, title)


def _settled(
    conn: sqlite3.Connection,
    candidate: _Candidate,
    fetched: Fetched,
    outcome: Outcome,
    detail: str,
    article_id: int,
) -> Outcome:
    validators = fetched.page.validators if fetched.page else Validators()
    if isinstance(fetched.result, Article):
        settle_parts(conn, article_id, fetched.result, candidate.source_id)
        if fetched.result.missing:
            validators = Validators()  # "not modified" of its first page would leave it without the others
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
