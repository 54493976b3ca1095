"""Every arrow of an article's way into the store, written once: here a stage meets the database.

    source --discover--> candidate --fetch--> page --extract--> article | rejection      crawl
    untagged article --annotate--> annotations                                           tag
    unlinked article --fingerprint--> story                                              link
    unjoined policy event --join--> instrument                                           link

The way out of it again, to readers, is tradewind.issuing.

The store is the only queue: each function asks it what is left, and writes a unit of work in one
transaction. A run can die at any instruction; the next one goes on where the store says it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store import announcements, articles, health, instruments, links, pages, queue, sightings
from store.annotations import replace_annotations
from store.catalogue import retire_sources
from store.db import Database, open_existing, open_store
from store.rates import save_rates
from store.records import (
    Annotations,
    Article,
    Fetched,
    Lang,
    Outcome,
    Reason,
    Rejection,
    Source,
    SourceKind,
)
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.desk import Progress, quiet, store_desk
from tradewind.engine import map_ordered, workers_for
from tradewind.ledger import Ledger, ledger
from tradewind.rates import load_rates
from tradewind.results import CrawlResult
from tradewind.tagging import ready_options

if TYPE_CHECKING:
    from crawler.desk import CrawlOptions, CrawlSummary
    from crawler.health import Watch

# Files of any house: the zone of their dates is told from each.
LOCAL_SOURCE = Source(
    id="local", name="Local files", kind=SourceKind.LISTING, url="http://localhost/", timezone="", group="local"
)  # fmt: skip

LINK_BATCH = 500  # articles in memory at once; what they may repeat is looked up in the store

RECHECKS_A_RUN = 200  # of one source: articles asked "changed since?" beside what is new


# --- source -> candidate -> page -> article ------------------------------------------------------------------


def crawl(
    settings: Settings,
    sources: Sequence[Source],
    options: CrawlOptions,
    *,
    due_only: bool = False,
    recheck: bool = False,
    catalogue: Sequence[Source] | None = None,
    progress: Progress = quiet,
) -> CrawlResult:
    """Discover, fetch and extract. Every fetched candidate is settled in the store before the run ends.

    ``due_only``: keep to the timetable (crawler.timetable); of the other sources only what is pending is fetched.
    ``recheck``: ask for every article of the sources whether it has changed, not only for the young ones.
    ``catalogue``: all that is configured; sources of the store that it has switched off are switched off there too.
    """
    from crawler.health import Watch
    from crawler.run import crawl as run_crawl
    from crawler.timetable import Bounds, Timetable, recheck_distances
    from nlp.script import fold

    config, ids = settings.config.crawl, [source.id for source in sources]
    with (
        closing(open_store(settings.store_path)) as db,
        ledger(db, "crawl") as book,
        pages.open_pages(pages.pages_path(settings.store_path)) as archive,
    ):
        articles.save_sources(db, sources)
        if catalogue is not None:
            retire_sources(db, catalogue)
        bounds = Bounds(least=config.poll_min, most=config.poll_max)
        timetable = Timetable(announcements.load_looks(db, ids), bounds)
        if due_only:
            options = replace(options, not_due=timetable.not_due(now()))
        if recheck:
            queue.ask_again(db, ids, now=now(), since=options.since)
        discovered: Counter[str] = Counter()
        watch = Watch()
        desk = store_desk(
            db, archive, timetable, counts=book.counts, discovered=discovered, watch=watch, progress=progress,
            recheck=recheck_distances(config.recheck_days), rechecks=None if recheck else RECHECKS_A_RUN,
        )  # fmt: skip
        summary = run_crawl(sources, options, desk)
        learned, recut = sightings.learn_repeats(db, fold=fold, now=now())
        if learned:
            book.counts.update({"lines-learned": learned, "articles-recut": recut})
        _save_health(db, book.run_id, watch)
        pending = articles.candidate_counts(db).get(Outcome.PENDING, 0)
        book.exit_code = _crawl_code(summary, book.counts)
        book.notes.extend(summary.failures())
        book.counts.update({f"candidates-{name}": number for name, number in discovered.items()})
        return CrawlResult(
            summary=summary,
            outcomes=_outcomes(book.counts),
            discovered=discovered,
            pending=pending,
            waiting=queue.waiting(db, now()),
            exit_code=book.exit_code,
            records=book.counts["records"],
        )


def _save_health(db: Database, run_id: int, watch: Watch) -> None:
    """How each source of the run stands, by what it did now and before."""
    from crawler.health import judge_all

    seen = watch.runs(at := now())
    languages = {source.id: str(source.lang) for source in articles.load_sources(db) if source.enabled}
    judged = judge_all(seen, lambda names: health.load_histories(db, names, now=at), languages)
    health.save_source_runs(db, run_id, judged)


def _outcomes(counts: Mapping[str, int]) -> dict[str, int]:
    names = {*Outcome, *Reason} - {Outcome.PENDING}  # put off is not settled
    return {name: number for name, number in counts.items() if name in names}


def _crawl_code(summary: CrawlSummary, counts: Mapping[str, int]) -> int:
    if summary.failures():
        return 3
    return 0 if any(counts.get(name, 0) for name in (Outcome.ARTICLE, Outcome.REVISION, "records")) else 4


def import_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    url: str | None = None,
    published: datetime | None = None,
    source_id: str = LOCAL_SOURCE.id,
    progress: Progress = quiet,
) -> tuple[list[tuple[Path, Article | Rejection]], Mapping[str, int]]:
    """Local .txt, .md and .html files become articles of ``source_id``, or counted rejections."""
    from crawler.local import read_local
    from nlp.script import detect_lang, fold

    named = (
        LOCAL_SOURCE if source_id == LOCAL_SOURCE.id else replace(LOCAL_SOURCE, id=source_id, name=source_id)
    )
    results: list[tuple[Path, Article | Rejection]] = []
    with (
        closing(open_store(settings.store_path)) as db,
        ledger(db, "import") as book,
        pages.open_pages(pages.pages_path(settings.store_path)) as archive,
    ):
        source = articles.stored_or_saved(db, named)
        for number, path in enumerate(paths, 1):
            at = now()
            result = with_lang(
                read_local(path, url=url, published=published, source=source, now=at), detect_lang
            )
            results.append((path, result))
            fetched = Fetched(candidate_url=result.url, source_id=source.id, at=at, page=None, result=result)
            book.counts.update(articles.save_fetched(db, archive, [fetched], fold=fold))
            progress(number, len(paths), path.name)
        counts = _outcomes(book.counts)
    return results, counts


def with_lang(result: Article | Rejection, detect: Callable[[str], Lang]) -> Article | Rejection:
    """Fill in the detected language; a text in another language than ours is a rejection."""
    if isinstance(result, Rejection):
        return result
    lang = detect(result.text)
    if lang is Lang.UNKNOWN:
        return Rejection(
            url=result.url,
            source_id=result.source_id,
            at=result.fetched_at,
            reason=Reason.LANGUAGE,
            detail=result.declared_lang,
        )
    from nlp.script import label_paragraphs

    return label_paragraphs(replace(result, lang=lang))


# --- article -> annotations ----------------------------------------------------------------------------------


def tag(settings: Settings, *, progress: Progress = quiet) -> tuple[Mapping[str, int], int]:
    """Annotate what this version of the tagger has not annotated. Returns counts and the exit code."""
    from nlp.annotate import annotate_from, version

    options = ready_options(settings)
    tagger, rates = version(options), load_rates(settings)
    with closing(open_existing(settings.store_path)) as db, ledger(db, "tag") as book:
        save_rates(db, rates)
        total = articles.count_untagged(db, tagger)
        workers = workers_for(total, settings.config.tag.workers)
        sources = {source.id: source for source in articles.load_sources(db)}
        work = ((article, sources.get(article.source_id), options) for article in _untagged(db, tagger))
        batch: list[Annotations] = []
        done = 0
        for (article, *_), made in map_ordered(annotate_from, work, workers=workers):
            done += 1
            if isinstance(made, Exception):
                book.counts["failed"] += 1
                book.notes.append(f"{article.url}: {type(made).__name__}: {made}"[:300])
                continue
            batch.append(made)
            if len(batch) >= settings.config.tag.batch:
                _save_annotations(db, batch, book)
                progress(done, total, article.title)
        _save_annotations(db, batch, book)
        progress(done, total, "")
        book.exit_code = 3 if book.counts["failed"] else (0 if book.counts["tagged"] else 4)
        return dict(book.counts), book.exit_code


def _untagged(db: Database, version: str) -> Iterator[Article]:
    after = 0
    while found := articles.untagged(db, version, after_id=after, limit=200):
        yield from found
        after = found[-1].id


def _save_annotations(db: Database, batch: list[Annotations], book: Ledger) -> None:
    if not batch:
        return
    refused = set(replace_annotations(db, batch))
    kept = [made for made in batch if made.article_id not in refused]
    book.notes.extend(f"article {number}: a span does not fit its text" for number in sorted(refused))
    book.counts["failed"] += len(refused)
    book.counts["tagged"] += len(kept)
    for name in ("mentions", "figures", "sentiments", "topics", "policies"):
        book.counts[name] += sum(len(getattr(made, name)) for made in kept)
    batch.clear()


# --- article -> story ----------------------------------------------------------------------------------------


def link(settings: Settings, *, progress: Progress = quiet) -> tuple[Mapping[str, int], int]:
    """Fold reprints into stories, and join policy events into instruments. Returns counts and the exit code."""
    from nlp.fingerprint import VERSION as FINGERPRINT_VERSION
    from nlp.fingerprint import build_fingerprint
    from nlp.stories import build_stories

    with closing(open_existing(settings.store_path)) as db, ledger(db, "link") as book:
        families = {source.id: source.witness_family for source in articles.load_sources(db)}
        total = links.count_unlinked(db, FINGERPRINT_VERSION)
        while waiting := links.unlinked(db, FINGERPRINT_VERSION, limit=LINK_BATCH):
            new = [(article, build_fingerprint(article)) for article in waiting]
            prints = [fingerprint for _, fingerprint in new]
            made = build_stories(new, links.peers_of(db, prints), families)
            links.save_links(db, prints, made)
            book.counts["linked"] += len(new)
            book.counts["reprints"] += sum(1 for item in made if item.reprint_of is not None)
            progress(book.counts["linked"], total, "")
        joined = _join_policies(settings, db, book)
        book.exit_code = 0 if total or joined else 4
        return dict(book.counts), book.exit_code


# --- policy event -> instrument ------------------------------------------------------------------------------


def _join_policies(settings: Settings, db: Database, book: Ledger) -> bool:
    """Join the policy events of each country that has new ones, a country in a transaction; whether any had."""
    from nlp.instrument_ids import RULES, build_instruments

    waiting = instruments.pending_jurisdictions(db, RULES)
    if not waiting:
        return False
    from nlp.instrument_names import known_laws
    from nlp.lexicon import load_lexicon

    entities = load_lexicon(ready_options(settings).watchlist).entities.values()
    laws = known_laws(
        (row.id, row.type, row.country, [alias.surface for alias in row.aliases]) for row in entities
    )
    for jurisdiction in waiting:
        moved, _ = instruments.join_jurisdiction(
            db, jurisdiction, lambda events, held: build_instruments(events, laws, held)
        )
        book.counts["joined"] += moved
    instruments.save_rules(db, RULES)
    return True
