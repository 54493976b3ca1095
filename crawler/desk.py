"""What a crawl is given and what it gives back: options, the desk it hands its finds to, the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from crawler.hosts import PUT_OFF, Hosts
from store.records import Article, Candidate, Discovery, Fetched, Lang, Page, Rejection, Source, Validators

FINE = ("ok", "unchanged", "empty")  # announcement statuses that are no failure


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How a crawl behaves. Times in seconds, sizes in bytes."""

    user_agent: str
    delay: float = 1.0  # between the starts of two requests to one host
    per_host: int = 1  # requests in flight to one host
    concurrency: int = 16  # requests in flight in all
    timeout: float = 30.0  # for a whole answer, from connecting to its last byte
    max_bytes: int = 5_000_000  # of a page, as sent and unpacked
    max_pages: int | None = None  # fetched in this run; the rest stays pending
    since: datetime | None = None  # what was announced with an earlier date is left out
    allow_hosts: tuple[str, ...] = ()  # globs of private hosts that may be fetched all the same
    http_proxy: str = ""
    https_proxy: str = ""
    no_proxy: str = ""  # as in the environment: hosts that are asked directly
    obey_robots: bool = True
    obey_tdm: bool = True  # leave alone what its publisher reserves from text and data mining
    max_pages_per_host: int = 0  # asked of one host in this run, 0: no limit; the rest stays pending
    retries: int = 2  # within the run, after resets, timeouts and 5xx
    retry_wait: float = 1.0  # before the first of them; doubled for each, with jitter
    extract_workers: int = 1
    extract_deadline: float = 10.0
    batch: int = 25  # pages saved together, or what a second brought
    not_due: frozenset[str] = frozenset()  # ids that are not asked now; what is pending of them is fetched
    max_parts: int = 10  # further pages of an article that are asked for; 0: none
    max_announcements: int = 50  # of one source in one run: children of sitemap indexes, further pages


def _unheard(page: Page) -> None:
    """For a desk that looks at candidates only."""


def _finished(source_id: str) -> bool:
    """For a desk that remembers no pages: there is nothing to go on with."""
    return False


def _forget_rest(host: str, until: datetime, why: str) -> None:
    """For a desk without a store: the pause lasts as long as the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The store as the crawler sees it. Called in the thread that runs the crawl."""

    announcement_validators: Callable[[str], Validators | None]
    save_discovery: Callable[[Discovery], int | None]  # how many of its addresses are new; None: not counted
    pending: Callable[[Sequence[str]], Sequence[Candidate]]  # of these source ids
    article_validators: Callable[[str], Validators | None]
    save_fetched: Callable[[list[Fetched]], Any]
    detect_lang: Callable[[str], Lang]
    now: Callable[[], datetime]
    progress: Callable[[int, int | None, str], Any]  # settled so far, asked for so far, what is going on
    resting: Callable[[], Mapping[str, datetime]] = dict  # hosts that asked to be left alone, and until when
    save_rest: Callable[[str, datetime, str], Any] = _forget_rest  # host, until, why: what ``resting`` gives
    unfinished: Callable[[str], bool] = _finished  # whether further pages of this source wait to be read
    heard: Callable[[Page], Any] = _unheard  # every answer to an announcement, before it is read


class Extractor(Protocol):
    """Whoever makes articles of pages; crawler.pool.ExtractPool."""

    async def extract(
        self, page: Page, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> Article | Rejection: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A page on its way to the extractor."""

    page: Page
    source: Source
    candidate: Candidate
    until: float | None = (
        None  # of the monotonic clock: its further pages are asked for before this; None: it is new
    )
    seeks_first: bool = False  # it is a later page of an article, whose first is asked for
    later: Arrived | None = (
        None  # the page that the candidate is, when ``page`` is the first of the same article
    )


@dataclass(slots=True, kw_only=True)
class SourceReport:
    """What a run saw of one source."""

    due: bool = True  # False: its announcement was not asked, the timetable says later
    announcements: Counter[str] = field(default_factory=Counter)  # by status
    problems: list[str] = field(default_factory=list)  # "status: detail" of announcements that failed
    candidates: int = 0  # announced, before the store told the new from the known
    articles: int = 0  # pages that became one, new or not
    unchanged: int = 0  # 304
    rejected: Counter[str] = field(default_factory=Counter)  # by reason
    later: int = 0  # to be tried again
    bytes: int = 0

    @property
    def status(self) -> str:
        """One word for all its announcements: the first failure, else ok if one brought something."""
        if not self.due:
            return "not due"
        failed = (status for status in self.announcements if status not in (*FINE, PUT_OFF))
        well = "ok" if self.announcements["ok"] else next(iter(self.announcements), "not asked")
        return next(failed, well)

    def as_row(self) -> dict[str, Any]:
        """A plain dict for JSON."""
        return {
            "due": self.due, "announcements": dict(self.announcements), "candidates": self.candidates,
            "articles": self.articles, "unchanged": self.unchanged, "rejected": dict(self.rejected),
            "later": self.later, "bytes": self.bytes, "problems": list(self.problems),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """A finished crawl. ``pages``: candidates settled in this run; ``bytes``: of their bodies, unpacked."""

    sources: dict[str, SourceReport]
    pages: int
    bytes: int
    seconds: float
    notes: tuple[str, ...] = ()  # hosts that were left alone, crawl delays that were obeyed or cut
    stopped_early: str | None = None

    def failures(self) -> list[str]:
        """One line for each source whose announcements failed, and for a run that was stopped by a signal."""
        lines = [
            f"{source_id}: {problem}"
            for source_id, report in self.sources.items()
            for problem in report.problems
        ]
        if self.stopped_early and self.stopped_early != "max-pages":
            lines.append(f"stopped early: {self.stopped_early}")
        return lines

    def lines(self) -> list[str]:
        """The summary for people."""
        statuses = Counter(report.status for report in self.sources.values())  # each source once: it sums up
        told = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
        first = f"{len(self.sources)} sources ({told or 'nothing announced'})"
        rate = f" ({self.pages / self.seconds:.1f} a second)" if self.seconds >= 1 else ""
        second = f"{self.pages} pages, {self.bytes / 1e6:.1f} MB, {self.seconds:.1f} s{rate}"
        stop = [f"stopped early: {self.stopped_early}"] if self.stopped_early == "max-pages" else []
        return [first, second, *stop, *self.failures(), *self.notes]

    def as_row(self) -> dict[str, Any]:
        """A plain dict for JSON."""
        return {
            "pages": self.pages, "bytes": self.bytes, "seconds": round(self.seconds, 3),
            "stopped_early": self.stopped_early, "notes": list(self.notes),
            "sources": {source_id: report.as_row() for source_id, report in self.sources.items()},
        }  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Work:
    """The state of one running crawl, shared by its spider, middlewares and pipelines."""

    sources: Sequence[Source]
    options: CrawlOptions
    desk: Desk
    make_extractor: Callable[[], Extractor]
    hosts: Hosts = field(default_factory=Hosts)
    reports: dict[str, SourceReport] = field(default_factory=dict)
    asked: int = 0  # candidates requested
    settled: int = 0  # candidates saved
    stopped_early: str | None = None  # name of the signal
    limited: bool = False  # max_pages left candidates pending
    failure: BaseException | None = (
        None  # the first error that is not a page's fault; raised when the run has ended
    )

    def report(self, source_id: str) -> SourceReport:
        """The report of a source, made when first asked for."""
        return self.reports.setdefault(source_id, SourceReport())

    def count_discovery(self, discovery: Discovery) -> None:
        """Book an announcement that has been saved."""
        report = self.report(discovery.source_id)
        report.announcements[discovery.status] += 1
        report.candidates += len(discovery.candidates)
        if discovery.status not in FINE:
            report.problems.append(f"{discovery.status} at {discovery.url}: {discovery.detail}")

    def count_fetched(self, fetched: Fetched) -> None:
        """Book a candidate that has been saved."""
        report = self.report(fetched.source_id)
        self.settled += 1
        if fetched.page is not None:
            report.bytes += sum(len(page.body) for page in (fetched.page, *fetched.page.parts))
        if fetched.retry_at is not None:
            report.later += 1
        elif fetched.result is None:
            report.unchanged += 1
        elif isinstance(fetched.result, Rejection):
            report.rejected[str(fetched.result.reason)] += 1
        else:
            report.articles += 1
