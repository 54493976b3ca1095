"""The desk that a crawl is given: the store as the crawler sees it. The second half of tradewind.pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from store import announcements, articles, queue
from store.db import Database, atomic
from store.pages import PageArchive
from store.records import Article, Candidate, Discovery, Fetched
from tradewind.clock import now

if TYPE_CHECKING:
    from crawler.desk import Desk
    from crawler.health import Watch
    from crawler.timetable import Timetable

Progress = Callable[[int, int | None, str], None]


def quiet(done: int, total: int | None, note: str) -> None:
    """Progress that nobody watches."""


def _labelled(batch: list[Fetched]) -> list[Fetched]:
    """The batch, each line of its articles with its language."""
    from nlp.script import label_paragraphs

    return [
        replace(item, result=label_paragraphs(item.result)) if isinstance(item.result, Article) else item
        for item in batch
    ]


def store_desk(
    db: Database,
    archive: PageArchive,
    timetable: Timetable,
    *,
    counts: Counter[str],
    discovered: Counter[str],
    watch: Watch,
    progress: Progress = quiet,
    recheck: Sequence[timedelta] = (),
    rechecks: int | None = None,
) -> Desk:
    """A desk that writes to the store, and adds what came to ``counts`` (outcomes, reasons) and ``discovered``.

    ``watch`` hears it source by source.
    ``recheck``: how long after its first fetch an article is asked whether it has changed; ``rechecks``: of how many
    articles of a source in this run, None: of all that are due.
    """
    from crawler.desk import Desk
    from crawler.publishers import publisher_houses, with_houses
    from nlp.script import detect_lang, fold

    houses = publisher_houses(articles.load_sources(db))

    def save_fetched(batch: list[Fetched]) -> None:
        counts.update(
            articles.save_fetched(db, archive, _labelled(batch), fold=fold, recheck=recheck, told=watch.ended)
        )

    def save_discovery(discovery: Discovery) -> int:
        with atomic(db):
            found = articles.save_discovery(db, with_houses(discovery, houses))
            news = max(found.new, found.entries)  # an item may be both, an address and an entry
            announcements.save_look(db, timetable.note(discovery, news))
        # An address that a sister feed brought first is no news to the queue, but the feed has not fallen silent.
        watch.saw(discovery, news + found.shared)
        discovered.update(new=found.new, known=found.known, again=found.again)
        if found.entries or found.changed:
            counts["records"] += found.entries + found.changed
        return found.new

    def pending(source_ids: Sequence[str]) -> list[Candidate]:
        waiting = articles.pending(db, source_ids=source_ids, now=now())
        if not recheck and rechecks is not None:  # switched off
            return waiting
        return waiting + queue.rechecks(db, source_ids=source_ids, now=now(), limit=rechecks)

    return Desk(
        announcement_validators=lambda url: announcements.announcement_validators(db, url),
        save_discovery=save_discovery,
        pending=pending,
        article_validators=lambda url: articles.article_validators(db, url),
        save_fetched=save_fetched,
        detect_lang=detect_lang,
        now=now,
        progress=progress,
        unfinished=lambda source_id: announcements.has_unread_pages(db, source_id, now()),
        resting=lambda: queue.resting_hosts(db, now()),
        save_rest=lambda host, until, why: queue.save_rest(db, host, until, why),
    )
