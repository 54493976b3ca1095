"""Reading stored raw pages anew with this version of the extractor: ``tradewind extract --again``.

The store is the queue here too: what another version of the extractor has read is asked of it, batch by batch, and
what is written carries the new version in the same transaction. A run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from store import articles, pages, reextract, sightings
from store.db import Database, open_existing
from store.pages import PageArchive
from store.records import Article, Candidate, Page, Rejection, Source
from store.transactions import rehearsal, transaction
from tradewind.clock import now
from tradewind.commands.given import require_stored
from tradewind.config import Settings
from tradewind.desk import Progress, quiet
from tradewind.ledger import ledger

if TYPE_CHECKING:
    from crawler.pool import ExtractPool

BATCH = 25  # pages saved together
NAMED = 5  # addresses that a note names


@dataclass(slots=True, kw_only=True)
class Reread:
    """What a run did. ``counts`` by name (see ``tradewind extract --again``), ``notes`` for people."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(
        default_factory=list
    )  # "address: reason" of articles that would be refused today

    @property
    def exit_code(self) -> int:
        """4 when no stored page was to be read anew, or none was kept."""
        read = (number for name, number in self.counts.items() if not name.endswith("not-kept"))
        return 0 if any(read) else 4

    def notes(self) -> list[str]:
        """What the user should know."""
        if not self.refused:
            return []
        told = "; ".join(self.refused[:NAMED])
        more = f" and {len(self.refused) - NAMED} more" if len(self.refused) > NAMED else ""
        return [f"this version takes {len(self.refused)} stored articles for none; they stay: {told}{more}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One stored page to read: of an article, or of a candidate that was refused (``article`` None)."""

    article: Article | None
    page: Page
    source: Source | None
    candidate: Candidate | None


def again(
    settings: Settings,
    *,
    source_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    dry_run: bool = False,
    catalogue: Sequence[Source] = (),
    progress: Progress = quiet,
) -> Reread:
    """Read the raw pages of all articles and refusals that another version of the extractor has read.

    ``dry_run``: say what would come of it, and write nothing. ``catalogue``: sources as they are configured now, whose
    zones and selectors count before those of the last crawl.
    """
    with (
        closing(open_existing(settings.store_path)) as db,
        pages.open_pages(pages.pages_path(settings.store_path)) as archive,
    ):
        known = articles.load_sources(db)
        require_stored(source_ids, [source.id for source in known])
        sources = {source.id: source for source in (*known, *catalogue)}
        if dry_run:
            return _read_all(
                settings, db, archive, sources, source_ids, since, dry_run=True, progress=progress
            )
        with ledger(db, "extract --again") as book:
            done = _read_all(
                settings, db, archive, sources, source_ids, since, dry_run=False, progress=progress
            )
            book.counts.update(done.counts)
            book.notes.extend(done.notes())
            book.exit_code = done.exit_code
            return done


def _read_all(
    settings: Settings,
    db: Database,
    archive: PageArchive,
    sources: Mapping[str, Source],
    source_ids: Sequence[str] | None,
    since: datetime | None,
    *,
    dry_run: bool,
    progress: Progress,
) -> Reread:
    from crawler.extract import EXTRACTOR_VERSION
    from crawler.timetable import recheck_distances
    from nlp.script import fold

    done, config = Reread(), settings.config.crawl
    total = sum(reextract.count_stale(db, EXTRACTOR_VERSION, source_ids=source_ids, since=since))
    distances = recheck_distances(config.recheck_days)
    work = chain(
        _articles(db, archive, EXTRACTOR_VERSION, sources, source_ids, since, done),
        _refusals(db, archive, EXTRACTOR_VERSION, sources, source_ids, since, done),
    )
    results = _results(work, config.extract_workers, config.extract_deadline)
    while batch := list(islice(results, BATCH)):
        with rehearsal(db.conn) if dry_run else transaction(db.conn):
            for job, result in batch:
                _save(db, job, result, distances, done)
        progress(done.counts.total(), total, batch[-1][0].page.url)
    progress(done.counts.total(), total, "")
    if not dry_run:
        # Pages of any age were read, perhaps by a run that was killed before it came to this.
        learned, recut = sightings.learn_repeats(db, fold=fold, now=now(), within=sightings.KEPT)
        if learned:
            done.counts.update({"lines-learned": learned, "articles-recut": recut})
    return done


def _articles(
    db: Database,
    archive: PageArchive,
    version: str,
    sources: Mapping[str, Source],
    source_ids: Sequence[str] | None,
    since: datetime | None,
    done: Reread,
) -> Iterator[_Job]:
    after = 0
    while found := reextract.stale_articles(
        db, version, source_ids=source_ids, since=since, after_id=after, limit=BATCH
    ):
        after = found[-1].id
        for article in found:
            kept = reextract.raw_page(db, archive, article)
            if kept is None:
                done.counts["not-kept"] += 1
            else:
                yield _Job(
                    article=article, page=kept[0], source=sources.get(kept[0].source_id), candidate=kept[1]
                )


def _refusals(
    db: Database,
    archive: PageArchive,
    version: str,
    sources: Mapping[str, Source],
    source_ids: Sequence[str] | None,
    since: datetime | None,
    done: Reread,
) -> Iterator[_Job]:
    after = ""
    while found := reextract.stale_refusals(
        db, version, source_ids=source_ids, since=since, after=after, limit=BATCH
    ):
        after = found[-1].url
        for refused in found:
            kept = reextract.refused_page(db, archive, refused)
            if kept is None:
                done.counts["refusals-not-kept"] += 1
            else:
                yield _Job(
                    article=None, page=kept[0], source=sources.get(kept[0].source_id), candidate=kept[1]
                )


def _results(
    work: Iterable[_Job], workers: int, deadline: float
) -> Iterator[tuple[_Job, Article | Rejection]]:
    """What became of each job, in order; at most four a worker are in memory at once."""
    from crawler.pool import ExtractPool

    source = iter(work)
    first = next(source, None)
    if first is None:
        return  # no process is started for nothing
    source = chain((first,), source)
    with ExtractPool(workers, deadline) as pool, ThreadPoolExecutor(workers) as threads:
        under_way: deque[tuple[_Job, Future[Article | Rejection]]] = deque()
        while True:
            under_way.extend(
                (job, threads.submit(_read, pool, job))
                for job in islice(source, workers * 4 - len(under_way))
            )
            if not under_way:
                return
            job, result = under_way.popleft()
            yield job, result.result()


def _read(pool: ExtractPool, job: _Job) -> Article | Rejection:
    from nlp.script import detect_lang
    from tradewind.pipeline import with_lang

    # Read as on the day it was fetched: what is "in the future" or "three hours ago" is so from there.
    read = pool.extract_here(job.page, job.source, job.candidate, job.page.fetched_at)
    if isinstance(read, Rejection):
        return read
    named = with_lang(read, detect_lang)
    return replace(named, extractor=read.extractor)


def _save(
    db: Database,
    job: _Job,
    result: Article | Rejection,
    distances: Sequence[timedelta],
    done: Reread,
) -> None:
    from nlp.script import fold

    if job.article is None:
        done.counts[reextract.save_refusal(db, job.page, result, fold=fold, recheck=distances)] += 1
    elif isinstance(result, Rejection):
        done.counts["refused"] += 1
        done.refused.append(f"{job.article.url}: {result.reason} {result.detail}".strip()[:200])
    else:
        done.counts[reextract.save_reread(db, job.article.id, result, fold=fold, now=now())] += 1
