"""Every arrow of an article's way, written once. The only module that knows both a stage and the database.

    source --discover--> candidate --fetch--> page --extract--> article | rejection      crawl
    untagged article --annotate--> annotations                                           tag
    unlinked article --fingerprint--> story                                              link
    weeks of rows --frames--> shifts --compose--> digest --render--> files               digest

The store is the only queue: each function asks it what is left, and writes a unit of work in one
transaction. A run can die at any instruction; the next one goes on where the store says it stopped.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store import articles, issues, links, pages, queries, runs
from store.annotations import replace_annotations
from store.db import Database, open_existing, open_store
from store.errors import InputError
from store.records import Annotations, Article, Fetched, Lang, Outcome, Reason, Rejection, Source, SourceKind
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.engine import map_ordered, workers_for
from tradewind.version import __version__

if TYPE_CHECKING:
    from crawler.desk import CrawlOptions, CrawlSummary, Desk
    from digests.frames import Frames
    from digests.weeks import Week

LOCAL_SOURCE = Source(
    id="local", name="Local files", kind=SourceKind.LISTING, url="http://localhost/", group="local"
)

Progress = Callable[[int, int | None, str], None]


def quiet(done: int, total: int | None, note: str) -> None:
    """Progress that nobody watches."""


@dataclass
class Ledger:
    """What a run did, as it will stand in the run ledger."""

    run_id: int
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    exit_code: int = 0


@contextmanager
def ledger(db: Database, command: str) -> Iterator[Ledger]:
    """Record a run: its start at once, its end with counts and exit code, its failure as exit code 1."""
    book = Ledger(runs.start_run(db, command=command, version=__version__, at=now()))
    try:
        yield book
    except BaseException as error:
        code = getattr(error, "exit_code", 1)
        note = f"{type(error).__name__}: {error}"[:500]
        runs.finish_run(
            db, book.run_id, at=now(), exit_code=code, counts=dict(book.counts), notes=(*book.notes, note)
        )
        raise
    runs.finish_run(
        db, book.run_id, at=now(), exit_code=book.exit_code, counts=dict(book.counts), notes=tuple(book.notes)
    )


# --- source -> candidate -> page -> article ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CrawlResult:
    """A crawl as told to the person: what the crawler saw, and what the store says of all candidates."""

    summary: CrawlSummary
    outcomes: Mapping[str, int]  # of this run, by Outcome and, for rejections, by Reason
    discovered: Mapping[str, int]  # new, known, again
    pending: int  # candidates still to be fetched
    exit_code: int


def crawl(
    settings: Settings, sources: Sequence[Source], options: CrawlOptions, *, progress: Progress = quiet
) -> CrawlResult:
    """Discover, fetch and extract. Every fetched candidate is settled in the store before the run ends."""
    from crawler.run import crawl as run_crawl

    db = open_store(settings.store_path)
    with ledger(db, "crawl") as book, pages.open_pages(settings.pages_path) as archive:
        articles.save_sources(db, sources)
        discovered: Counter[str] = Counter()
        desk = _desk(db, archive, book.counts, discovered, progress)
        summary = run_crawl(sources, options, desk)
        pending = articles.candidate_counts(db).get(Outcome.PENDING, 0)
        book.exit_code = _crawl_code(summary, book.counts)
        book.notes.extend(summary.failures())
        book.counts.update({f"candidates-{name}": number for name, number in discovered.items()})
        return CrawlResult(
            summary=summary,
            outcomes=_outcomes(book.counts),
            discovered=discovered,
            pending=pending,
            exit_code=book.exit_code,
        )


def _desk(
    db: Database,
    archive: pages.PageArchive,
    counts: Counter[str],
    discovered: Counter[str],
    progress: Progress,
) -> Desk:
    """The store as the crawler sees it."""
    from crawler.desk import Desk
    from nlp.script import detect_lang, fold

    def save_fetched(batch: list[Fetched]) -> None:
        counts.update(articles.save_fetched(db, archive, batch, fold=fold))

    def save_discovery(discovery: articles.Discovery) -> None:
        found = articles.save_discovery(db, discovery)
        discovered.update(new=found.new, known=found.known, again=found.again)

    return Desk(
        announcement_validators=lambda url: articles.announcement_validators(db, url),
        save_discovery=save_discovery,
        pending=lambda source_ids: articles.pending(db, source_ids=source_ids, now=now()),
        article_validators=lambda url: articles.article_validators(db, url),
        save_fetched=save_fetched,
        detect_lang=detect_lang,
        now=now,
        progress=progress,
    )


def _outcomes(counts: Mapping[str, int]) -> dict[str, int]:
    names = {*Outcome, *Reason}
    return {name: number for name, number in counts.items() if name in names}


def _crawl_code(summary: CrawlSummary, counts: Mapping[str, int]) -> int:
    if summary.failures():
        return 3
    return 0 if counts.get(Outcome.ARTICLE, 0) + counts.get(Outcome.REVISION, 0) else 4


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

    source = (
        replace(LOCAL_SOURCE, id=source_id, name=source_id) if source_id != LOCAL_SOURCE.id else LOCAL_SOURCE
    )
    db = open_store(settings.store_path)
    results: list[tuple[Path, Article | Rejection]] = []
    with ledger(db, "import") as book, pages.open_pages(settings.pages_path) as archive:
        if not articles.load_sources(db, [source.id]):
            articles.save_sources(db, [source])
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
    return replace(result, lang=lang)


# --- article -> annotations ----------------------------------------------------------------------------------


def tag(settings: Settings, *, progress: Progress = quiet) -> tuple[Mapping[str, int], int]:
    """Annotate what this version of the tagger has not annotated. Returns counts and the exit code."""
    from nlp.annotate import annotate_from, version

    db = open_existing(settings.store_path)
    tagger = version()
    with ledger(db, "tag") as book:
        total = articles.count_untagged(db, tagger)
        workers = workers_for(total, settings.config.tag.workers)
        sources = {source.id: source for source in articles.load_sources(db)}
        work = ((article, sources.get(article.source_id)) for article in _untagged(db, tagger))
        batch: list[Annotations] = []
        done = 0
        for (article, _), made in map_ordered(annotate_from, work, workers=workers):
            done += 1
            if isinstance(made, Exception):
                book.counts["failed"] += 1
                book.notes.append(f"{article.url}: {type(made).__name__}: {made}"[:300])
                continue
            batch.append(made)
            if len(batch) >= settings.config.tag.batch:
                _save_annotations(db, batch, book.counts)
                progress(done, total, article.title)
        _save_annotations(db, batch, book.counts)
        progress(done, total, "")
        book.exit_code = 3 if book.counts["failed"] else (0 if book.counts["tagged"] else 4)
        return dict(book.counts), book.exit_code


def _untagged(db: Database, version: str) -> Iterator[Article]:
    after = 0
    while found := articles.untagged(db, version, after_id=after, limit=200):
        yield from found
        after = found[-1].id


def _save_annotations(db: Database, batch: list[Annotations], counts: Counter[str]) -> None:
    if not batch:
        return
    replace_annotations(db, batch)
    counts["tagged"] += len(batch)
    for name in ("mentions", "figures", "sentiments", "topics", "policies"):
        counts[name] += sum(len(getattr(made, name)) for made in batch)
    batch.clear()


# --- article -> story ----------------------------------------------------------------------------------------


def link(settings: Settings, *, progress: Progress = quiet) -> tuple[Mapping[str, int], int]:
    """Fold reprints into stories. Returns counts and the exit code."""
    from nlp.fingerprint import VERSION as FINGERPRINT_VERSION
    from nlp.fingerprint import build_fingerprint
    from nlp.stories import build_stories

    db = open_existing(settings.store_path)
    with ledger(db, "link") as book:
        families = {source.id: source.witness_family for source in articles.load_sources(db)}
        waiting = links.unlinked(db, FINGERPRINT_VERSION)
        for start in range(0, len(waiting), 500):
            new = [(article, build_fingerprint(article)) for article in waiting[start : start + 500]]
            prints = [fingerprint for _, fingerprint in new]
            made = build_stories(new, links.peers_of(db, prints), families)
            links.save_links(db, prints, made)
            book.counts["linked"] += len(new)
            book.counts["reprints"] += sum(1 for item in made if item.reprint_of is not None)
            progress(start + len(new), len(waiting), "")
        book.exit_code = 0 if waiting else 4
        return dict(book.counts), book.exit_code


# --- weeks of rows -> digest ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DigestFiles:
    """A digest of one week: its texts by language and form, and where they were written."""

    week: str
    revision: int
    text: Mapping[str, str]  # by language
    json: str
    files: tuple[Path, ...]
    hint: str  # for the person: why a digest may be empty; "" when there is nothing to say


def digest(
    settings: Settings, week: Week, *, as_of: datetime | None = None, languages: Sequence[str] | None = None
) -> DigestFiles:
    """Build, render and write the digest of one week. The same store, week and version give the same bytes."""
    from digests.digest import build_digest
    from digests.render import render_html, render_json, render_text

    options = settings.config.digest
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        frames = _frames(settings, connection, week, as_of)
        made = build_digest(
            frames,
            texts=lambda ids: queries.load_texts(connection, ids),
            watch=options.watch,
            version=__version__,
        )
        hint = _hint(connection, frames, options.timezone)
    body = render_json(made)
    chosen = tuple(languages or options.languages)
    texts = {lang: render_text(made, lang) for lang in chosen}
    files = {f"{week}.json": body}
    for lang in chosen:
        files[f"{week}.{lang}.html"] = render_html(made, lang)
        files[f"{week}.{lang}.txt"] = texts[lang]
    written = write_files(settings.digests_path, files)
    revision = _record_issue(settings, str(week), body, as_of)
    return DigestFiles(week=str(week), revision=revision, text=texts, json=body, files=written, hint=hint)


def tested_shifts(settings: Settings, week: Week) -> list[Mapping[str, object]]:
    """Every series that was tested for ``week``, one row each, claimed or not."""
    from digests.shifts import find_shifts, shift_row

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        return [shift_row(item) for item in find_shifts(_frames(settings, connection, week, None))]


def _frames(settings: Settings, connection: sqlite3.Connection, week: Week, as_of: datetime | None) -> Frames:
    """The rows of a week and its baseline (and one more, for the second look at its first week)."""
    from digests.frames import build_frames
    from digests.weeks import bounds, shift

    options = settings.config.digest
    start = bounds(shift(week, -options.baseline_weeks - 1), options.timezone)[0]
    newest, end = bounds(week, options.timezone)
    rows = queries.load_digest_rows(connection, start=start, end=end, newest_start=newest, as_of=as_of)
    return build_frames(rows, week=week, zone=options.timezone, weeks=options.baseline_weeks + 1)


def _hint(connection: sqlite3.Connection, frames: Frames, zone: str) -> str:
    """What to try when the week is empty but the store is not."""
    from digests.weeks import week_of

    newest = queries.newest_published(connection)
    if frames.stories_this_week or newest is None:
        return ""
    return (
        f"no article of {frames.week} is in the store; its newest is of {week_of(newest, zone)}: try --week"
    )


def _record_issue(settings: Settings, week: str, body: str, as_of: datetime | None) -> int:
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    db = open_existing(settings.store_path)
    return issues.save_issue(db, week=week, lang="*", as_of=as_of, sha256=sha256, body_json=body, at=now())


def write_files(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write each file whole or not at all: beside its place first, then renamed over it."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = folder / name
            beside = path.with_name(f".{name}.part")
            beside.write_text(content, encoding="utf-8", newline="\n")
            beside.replace(path)
            written.append(path)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            path=str(folder),
            key="digest.out",
            remedy="Check the folder's permissions and the free space",
        ) from None
    return tuple(written)
