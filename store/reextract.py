"""Articles and refusals of another version of the extractor: which they are, their raw pages, and the new reading.

What a page says does not change by being read anew: the text before is kept as a revision of extraction, the article
keeps its address, its number and the time it was fetched. What is left to do is asked of the store: an article that
was read anew carries the new version, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from store.article_rows import ARTICLE_COLUMNS, read_article, with_paragraphs
from store.columns import clean, key_list, parse_time, text_hash, time_text, time_text_or_none
from store.db import Database
from store.errors import StoreForeign
from store.pages import PageArchive
from store.parts import ask_whole, lacks_known_part, settle_parts
from store.queue import CANDIDATE_COLUMNS, read_candidate
from store.records import Article, Candidate, Fetched, Outcome, Page, Reason, Rejection
from store.search import Fold, ensure_current, index_article
from store.settle import settle
from store.sightings import cut_known, note_lines
from store.transactions import transaction, worded
from store.versions import reread_article

# Refusals that were spoken before a page was there to be read.
_WITHOUT_PAGE = (
    Reason.HTTP_STATUS, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.TRUNCATED, Reason.ROBOTS, Reason.UNSAFE_ADDRESS,
    Reason.RESERVED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A page that is no article, as an extractor said."""

    url: str  # of the candidate
    source_id: str
    at: datetime


@worded
def count_stale(
    db: Database, extractor: str, *, source_ids: Sequence[str] | None = None, since: datetime | None = None
) -> tuple[int, int]:
    """How many articles, and how many refused pages, another version of the extractor has read."""
    given = _given(extractor, source_ids, since)
    numbers = (
        f"SELECT count(*) FROM articles WHERE {_STALE_ARTICLE}",
        f"SELECT count(*) FROM rejections WHERE {_STALE_REFUSAL}",
    )
    articles, refused = (int(db.conn.execute(sql, given).fetchone()[0]) for sql in numbers)
    return articles, refused


@worded
def stale_articles(
    db: Database,
    extractor: str,
    *,
    source_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    after_id: int = 0,
    limit: int,
) -> list[Article]:
    """Articles of another version of the extractor, in the order of their numbers above ``after_id``.

    ``since``: published, or first fetched where that is not known, at or after it.
    """
    rows = db.conn.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE {_STALE_ARTICLE} AND id > :after ORDER BY id LIMIT :limit",
        {**_given(extractor, source_ids, since), "after": after_id, "limit": limit},
    )
    return with_paragraphs(db.conn, [read_article(row) for row in rows])


@worded
def stale_refusals(
    db: Database,
    extractor: str,
    *,
    source_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    after: str = "",
    limit: int,
) -> list[Refused]:
    """Pages that another version of the extractor refused, by address above ``after``; ``since``: refused since."""
    rows = db.conn.execute(
        f"SELECT url, source_id, at FROM rejections WHERE {_STALE_REFUSAL} AND url > :after ORDER BY url LIMIT :limit",
        {**_given(extractor, source_ids, since), "after": after, "limit": limit},
    )
    return [Refused(url=url, source_id=source_id, at=parse_time(at)) for url, source_id, at in rows]


@worded
def raw_page(db: Database, archive: PageArchive, article: Article) -> tuple[Page, Candidate | None] | None:
    """The page that the text of an article was read from, and the candidate it was; None when it is not kept.

    A copy without a part that is in the text is none: from it the article would be read as a shorter one.
    """
    addresses = [
        row[0]
        for row in db.conn.execute(
            "SELECT url FROM candidates WHERE article_id = ? AND outcome IN ('article', 'revision') ORDER BY url",
            (article.id,),
        )
    ]
    for url in dict.fromkeys((*addresses, article.url)):
        page = _kept(archive, url, article.fetched_at)
        if page is not None and {*article.parts} <= {part.url for part in page.parts}:
            return page, candidate_at(db, addresses[0] if addresses else article.url)
    return None


def refused_page(
    db: Database, archive: PageArchive, refused: Refused
) -> tuple[Page, Candidate | None] | None:
    """The page that was refused, and its candidate; None when it is not kept."""
    page = _kept(archive, refused.url, refused.at)
    return None if page is None else (page, candidate_at(db, refused.url))


@worded
def candidate_at(db: Database, url: str) -> Candidate | None:
    """The candidate of this address as it was announced."""
    row = db.conn.execute(
        f"SELECT {CANDIDATE_COLUMNS} FROM candidates WHERE url = ?", (clean(url),)
    ).fetchone()
    return None if row is None else read_candidate(row)


@worded
def save_reread(db: Database, number: int, read: Article, *, fold: Fold, now: datetime) -> str:
    """Put a new reading of its page in the place of an article's text, in one transaction or the caller's.

    "changed" when text or headline read differently, and "same" when they do not (other fields may). "shorter" and
    nothing is written, when the page the new reading was made of lacks a part that the old one had.
    """
    with transaction(db.conn):
        ensure_current(db, fold)
        row = db.conn.execute("SELECT url FROM articles WHERE id = ?", (number,)).fetchone()
        if row is None or lacks_known_part(db.conn, number, read):
            return "shorter"
        uncut = replace(read, url=row[0], text=clean(read.text))
        article = cut_known(db.conn, uncut)
        title = clean(article.title)
        changed = reread_article(
            db.conn, number, article, title, article.text, text_hash(article.text), at=time_text(now)
        )
        if changed:
            index_article(db.conn, number, title, article.text, fold)
            note_lines(db.conn, number, uncut)
        settle_parts(db.conn, number, article, article.source_id)
        if article.missing:
            ask_whole(db.conn, number)
    return "changed" if changed else "same"


@worded
def save_refusal(
    db: Database, page: Page, read: Article | Rejection, *, fold: Fold, recheck: Sequence[timedelta] = ()
) -> str:
    """Settle a refused candidate by a new reading of its page: "now-articles" (or a duplicate), or "still-refused"."""
    with transaction(db.conn):
        ensure_current(db, fold)
        fetched = Fetched(
            candidate_url=page.url, source_id=page.source_id, at=page.fetched_at, page=page, result=read
        )
        outcome, _ = settle(db.conn, fetched, fold, recheck)
    return "still-refused" if outcome is Outcome.REJECTED else "now-articles"


_STALE_ARTICLE = (
    "extractor <> :extractor AND (:ids IS NULL OR source_id IN (SELECT value FROM json_each(:ids)))"
    " AND (:since IS NULL OR coalesce(published_at, first_fetched_at) >= :since)"
)
_STALE_REFUSAL = (
    "extractor <> :extractor AND (:ids IS NULL OR source_id IN (SELECT value FROM json_each(:ids)))"
    " AND (:since IS NULL OR at >= :since) AND reason NOT IN (SELECT value FROM json_each(:unread))"
)


def _given(extractor: str, source_ids: Sequence[str] | None, since: datetime | None) -> dict[str, object]:
    return {
        "extractor": extractor,
        "ids": None if source_ids is None else key_list(source_ids),
        "since": time_text_or_none(since),
        "unread": key_list(map(str, _WITHOUT_PAGE)),
    }


def _kept(archive: PageArchive, url: str, at: datetime) -> Page | None:
    """The page of that fetch; None also when its copy is damaged."""
    try:
        return archive.load(url, at)
    except StoreForeign:
        return None
