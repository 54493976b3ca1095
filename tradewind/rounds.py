"""The whole job in order, for a timer: crawl, tag, link and, once a week, the digest. One lock, one record of the run.

A round that was killed is taken up by the next one: each stage asks the store what is left. A weekly one is taken up
by the next hourly one, so that its letters do not wait for a week. Weeks that nobody was there to issue are issued by
the next weekly round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store import issues, runs
from store.db import Database, open_store
from tradewind import issuing, pipeline
from tradewind.clock import now
from tradewind.ledger import Ledger, ledger
from tradewind.letters import is_configured, post_issue

if TYPE_CHECKING:
    from digests.weeks import Week
    from tradewind.config import Settings
    from tradewind.results import CrawlResult, DigestFiles

_HOURLY, _WEEKLY = "run hourly", "run weekly"

Crawl = Callable[[], "CrawlResult"]


@dataclass
class Round:
    """What a round did, for the person and for whoever is told of it."""

    crawled: CrawlResult
    issued: list[DigestFiles] = field(default_factory=list)  # oldest week first; the asked one last
    alerts: int = 0  # what rules have found that was not known
    exit_code: int = 0


def hourly(settings: Settings, crawl: Crawl, week: Week) -> Round:
    """Crawl what is due, tag and link; and issue ``week`` when the last weekly round was killed before its end."""
    return _round(settings, _HOURLY, crawl, week)


def weekly(settings: Settings, crawl: Crawl, week: Week) -> Round:
    """Crawl, tag, link, and issue ``week`` and the weeks before it that were missed."""
    return _round(settings, _WEEKLY, crawl, week)


def _round(settings: Settings, command: str, crawl: Crawl, week: Week) -> Round:
    with closing(open_store(settings.store_path)) as db:
        killed = runs.killed_run(db.conn, _WEEKLY)  # the lock is ours: it is not at work
        with ledger(db, command) as book:
            weeks: tuple[Week, ...] = ()
            if command == _WEEKLY or killed is not None:
                weeks = (*missed_weeks(db, week, settings.config.run.catch_up_weeks), week)
            done = _stages(settings, book, crawl, weeks)
            if killed is not None and not done.crawled.interrupted:
                told = f"it was killed; run {book.run_id} took it up"
                runs.finish_run(db, killed, at=now(), exit_code=done.exit_code, counts={}, notes=[told])
    return done


def _stages(settings: Settings, book: Ledger, crawl: Crawl, weeks: Sequence[Week]) -> Round:
    done = Round(crawled=crawl())
    if done.crawled.interrupted:
        book.notes.append("the crawl was ended by a signal: the stages after it did not run")
        done.exit_code = done.crawled.exit_code
    else:
        codes = [done.crawled.exit_code, pipeline.tag(settings)[1], pipeline.link(settings)[1]]
        for each in weeks:
            made = issuing.digest(settings, each)
            done.issued.append(made)
            if each == weeks[-1] and is_configured(settings.config.mail):
                post_issue(settings, made)  # before the round has its end; sent after it
            codes.append(4 if made.empty else 0)
        if settings.config.alerts.rules:
            codes.append(_alert(settings, done))
        done.exit_code = together(codes)
    _record(book, done)
    return done


def _alert(settings: Settings, done: Round) -> int:
    """Look by the rules, and hand on what goes to webhooks and chats; mail goes the way of all mail."""
    from tradewind import alerting

    checked, _ = alerting.check_rules(settings)
    told = alerting.tell_targets(settings)
    done.alerts = sum(checked.found.values())
    return 3 if told["failed"] or told["unknown"] else checked.exit_code


def together(codes: Sequence[int]) -> int:
    """One exit code of many: partly done outweighs done, done outweighs nothing new."""
    return 3 if 3 in codes else 0 if 0 in codes else 4


def _record(book: Ledger, done: Round) -> None:
    book.counts.update(done.crawled.outcomes)
    book.counts["alerts"] += done.alerts
    book.counts["issues"] += sum(not made.empty for made in done.issued)
    book.notes.extend(f"{made.week}: revision {made.revision}" for made in done.issued if not made.empty)
    book.exit_code = done.exit_code


def missed_weeks(db: Database, week: Week, most: int) -> tuple[Week, ...]:
    """Weeks between the newest issue before ``week`` and ``week``, the last ``most`` of them.

    None, where no week was ever issued: then nobody waits for one.
    """
    from digests.weeks import parse_week, week_at

    newest = issues.newest_before(db, str(week))
    if newest is None:
        return ()
    first = max(parse_week(newest).ordinal + 1, week.ordinal - most)
    return tuple(week_at(ordinal) for ordinal in range(first, week.ordinal))
