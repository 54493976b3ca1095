"""The way of an article through the store: sources, announcements, the queue of candidates, texts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from store.announcements import expect_page, last_look, save_announcement, validators_of
from store.article_rows import ARTICLE_COLUMNS, read_article, with_paragraphs
from store.columns import (
    clean,
    day_text,
    key_list,
    list_text,
    parse_recipe,
    recipe_text,
    time_text,
)
from store.db import Database, atomic
from store.errors import StoreError
from store.pages import PageArchive
from store.queue import CANDIDATE_COLUMNS, put_in_queue, read_candidate
from store.records import (
    Article,
    Candidate,
    Discovery,
    Fetched,
    Lang,
    Outcome,
    Source,
    SourceKind,
    Validators,
)
from store.registers import put_in_registers
from store.search import Fold, ensure_current
from store.settle import MAX_ATTEMPTS, settle
from store.transactions import worded

_CHUNK = 500  # candidates looked up and written at a time: a sitemap brings 50,000


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryCount:
    """What one announcement brought to the queue."""

    new: int  # URLs never seen before
    known: int  # seen before, and nothing newer about them
    again: int  # settled before, and announced as updated since: pending once more
    entries: int = 0  # entries of a register never seen before
    shared: int = (
        0  # of the known: first announced by another source, after the last look at this announcement
    )
    changed: int = 0  # entries that read differently than when they were last seen


@worded
def save_sources(db: Database, sources: Sequence[Source]) -> None:
    """Write the catalogue's rows; sources of the store that are not given stay as they are."""
    rows = [
        {
            "id": clean(source.id),
            "name": clean(source.name),
            "kind": str(source.kind),
            "url": clean(source.url),
            "lang": str(source.lang),
            "timezone": clean(source.timezone),
            "family": clean(source.family),
            "group": clean(source.group),
            "region": clean(source.region),
            "topics": list_text(source.topics),
            "enabled": int(source.enabled),
            "disabled_reason": clean(source.disabled_reason),
            "verified_on": day_text(source.verified_on),
            "note": clean(source.note),
            "link_css": clean(source.link_css),
            "delay": source.delay,
            "next_css": clean(source.next_css),
            "pages": source.pages,
            "recipe": recipe_text(source.recipe),
            "browser": int(source.browser),
            "body_css": clean(source.body_css),
            "drop_css": clean(source.drop_css),
        }
        for source in sources
    ]
    with atomic(db):
        db.table("sources").upsert_all(rows, pk="id")


@worded
def stored_or_saved(db: Database, source: Source) -> Source:
    """The source that the store has under this id, with all that it knows of it; this one, saved, where it has none."""
    stored = load_sources(db, [source.id])
    if stored:
        return stored[0]
    save_sources(db, [source])
    return source


def load_sources(db: Database, ids: Sequence[str] | None = None) -> list[Source]:
    """Sources of the store by id, all of them or these; unknown ids are left out."""
    where, values = "", []
    if ids is not None:
        where, values = " WHERE id IN (SELECT value FROM json_each(?))", [key_list(ids)]
    rows = db.conn.execute(
        'SELECT id, name, kind, url, lang, timezone, family, "group", region, topics, enabled, disabled_reason,'
        f" verified_on, note, link_css, delay, next_css, pages, recipe, browser, body_css, drop_css"
        f" FROM sources{where} ORDER BY id",
        values,
    )
    return [
        Source(
            id=row[0],
            name=row[1],
            kind=SourceKind(row[2]),
            url=row[3],
            lang=Lang(row[4]),
            timezone=row[5],
            family=row[6],
            group=row[7],
            region=row[8],
            topics=tuple(json.loads(row[9])),
            enabled=bool(row[10]),
            disabled_reason=row[11],
            verified_on=None if row[12] is None else date.fromisoformat(row[12]),
            note=row[13],
            link_css=row[14],
            delay=row[15],
            next_css=row[16],
            pages=row[17],
            recipe=parse_recipe(row[18]),
            browser=bool(row[19]),
            body_css=row[20],
            drop_css=row[21],
        )
        for row in rows
    ]


@worded
def save_discovery(db: Database, discovery: Discovery) -> DiscoveryCount:
    """Put an announcement's candidates into the queue and its records into their register, with its validators.

    All in one transaction.

    Raises StoreError when a source is not in the store (``save_sources`` comes first).
    """
    conn, counts = db.conn, Counter[str]()
    _require_sources(
        conn,
        {discovery.source_id}
        | {item.source_id for item in discovery.candidates}
        | {item.source_id for item in discovery.records},
    )
    with atomic(db):
        looked_at = last_look(conn, discovery.url)
        save_announcement(conn, discovery)
        candidates = iter(discovery.candidates)
        while chunk := list(islice(candidates, _CHUNK)):
            counts.update(put_in_queue(conn, chunk, looked_at=looked_at))
        entries = put_in_registers(conn, discovery.records)
        if discovery.next_page and (counts["new"] or entries["new"]):
            expect_page(conn, discovery)
    return DiscoveryCount(
        new=counts["new"], known=counts["known"], again=counts["again"],
        shared=counts["shared"], entries=entries["new"], changed=entries["changed"],
    )  # fmt: skip


@worded
def article_validators(db: Database, url: str) -> Validators | None:
    """What to ask a candidate's page "changed since?" with; None unless its last fetch gave the text that is held."""
    row = db.conn.execute(
        "SELECT etag, last_modified FROM candidates WHERE url = ? AND article_id IS NOT NULL", (clean(url),)
    ).fetchone()
    return None if row is None else validators_of(*row)


@worded
def pending(
    db: Database, *, source_ids: Sequence[str] | None, now: datetime, limit: int | None = None
) -> list[Candidate]:
    """Candidates to be fetched now, newest first, then by URL.

    ``source_ids`` None: of all sources. ``limit`` None: all of them.
    """
    where, values = "", [time_text(now), MAX_ATTEMPTS]
    if source_ids is not None:
        where = " AND source_id IN (SELECT value FROM json_each(?))"
        values.append(key_list(source_ids))
    rows = db.conn.execute(
        f"SELECT {CANDIDATE_COLUMNS} FROM candidates"
        f" WHERE outcome = 'pending' AND (retry_at IS NULL OR retry_at <= ?) AND attempts < ?{where}"
        " ORDER BY coalesce(published_at, updated_at, discovered_at) DESC, url LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return [read_candidate(row) for row in rows]


@worded
def save_fetched(
    db: Database,
    pages: PageArchive,
    batch: Sequence[Fetched],
    *,
    fold: Fold,
    recheck: Sequence[timedelta] = (),
    told: Callable[[Fetched, Outcome], None] | None = None,
) -> Counter[str]:
    """Settle fetched candidates: raw pages into the archive, then everything else in one transaction.

    ``fold`` is what the search index reads texts through (nlp.script.fold), ``recheck`` how long after its first fetch
    an article is asked again (crawler.timetable.recheck_distances). A second look that fails leaves the article as it
    was, and is counted as pending. ``told`` hears what became of each, once all are saved. Counts by Outcome, and by
    Reason for what was rejected. Saving the same batch again changes nothing. When this raises
    (StoreFull, StoreBusy ...) nothing is acknowledged; raw pages that were kept already do no harm.
    """
    counts: Counter[str] = Counter()
    ended: list[tuple[Fetched, Outcome]] = []
    _require_sources(
        db.conn,
        {item.source_id for item in batch}
        | {item.result.source_id for item in batch if isinstance(item.result, Article)},
    )
    pages.save([item.page for item in batch if item.page is not None])
    with atomic(db):
        ensure_current(db, fold)
        for item in batch:
            outcome, reason = settle(db.conn, item, fold, recheck)
            counts[outcome] += 1
            ended.append((item, outcome))
            if outcome is Outcome.REJECTED and reason is not None:
                counts[reason] += 1
    if told is not None:
        for item, outcome in ended:
            told(item, outcome)
    return counts


@worded
def candidate_counts(db: Database, source_ids: Sequence[str] | None = None) -> dict[Outcome, int]:
    """How many candidates ended how; every outcome is a key."""
    where, values = "", []
    if source_ids is not None:
        where, values = " WHERE source_id IN (SELECT value FROM json_each(?))", [key_list(source_ids)]
    found = dict(db.conn.execute(f"SELECT outcome, count(*) FROM candidates{where} GROUP BY outcome", values))
    return {outcome: int(found.get(str(outcome), 0)) for outcome in Outcome}


@worded
def rejection_counts(db: Database) -> dict[str, int]:
    """How many candidates are rejected for which reason, most frequent first."""
    return dict(
        db.conn.execute(
            "SELECT reason, count(*) FROM rejections GROUP BY reason ORDER BY count(*) DESC, reason"
        )
    )


@worded
def load_articles(db: Database, ids: Sequence[int]) -> list[Article]:
    """The articles with these numbers, in this order; unknown numbers are left out."""
    found: dict[int, Article] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = db.conn.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (key_list(ids[start : start + _CHUNK]),),
        )
        articles = with_paragraphs(db.conn, [read_article(row) for row in rows])
        found.update((article.id, article) for article in articles)
    return [found[number] for number in ids if number in found]


def each_article(db: Database, batch: int = 200) -> Iterator[list[Article]]:
    """All articles in the order they came, ``batch`` at a time; the store may be written to meanwhile."""
    last = 0
    while found := _articles_after(db, last, batch):
        last = found[-1].id
        yield found


@worded
def _articles_after(db: Database, last: int, limit: int) -> list[Article]:
    rows = db.conn.execute(
        f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, limit)
    )
    return with_paragraphs(db.conn, [read_article(row) for row in rows])


@worded
def untagged(db: Database, version: str, *, after_id: int, limit: int) -> list[Article]:
    """Articles not annotated by this version yet, in the order of their numbers above ``after_id``."""
    rows = db.conn.execute(
        "SELECT article_id FROM taggings WHERE article_id > ? AND version IS NOT ? ORDER BY article_id LIMIT ?",
        (after_id, version, limit),
    )
    return load_articles(db, [row[0] for row in rows])


@worded
def count_untagged(db: Database, version: str) -> int:
    """How many articles are not annotated by this version yet."""
    row = db.conn.execute("SELECT count(*) FROM taggings WHERE version IS NOT ?", (version,)).fetchone()
    return int(row[0])


def _require_sources(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    for source_id in sorted(ids):
        if conn.execute("SELECT 1 FROM sources WHERE id = ?", (source_id,)).fetchone() is None:
            raise StoreError(f"the source {source_id!r} is not in the store: save the catalogue first.")
