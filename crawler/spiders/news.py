"""The one spider: announcements, then each source's pending candidates.

One spider for all sources, because the downloader keeps the limits of a host and several downloaders would not share
them. It decides nothing about what is stored: what is left to do is asked of the desk, what was found is told to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import ending_of, gate_of, header_of, permitted
from crawler.deadline import DeadlineError, deadline
from crawler.desk import Arrived, Work
from crawler.discovery import Announcement, candidates_since, read_announcement
from crawler.further import may_go_on, with_part
from crawler.hosts import PUT_OFF, turn_of
from crawler.middlewares import note_gate
from crawler.outcomes import Ending, HostDownError, RunEndsError, clean_detail, ending_of_error
from crawler.paging import ends_with_known, names_of
from crawler.rendering import REMEDY, can_render, render_meta
from crawler.standalone import build_work
from crawler.timetable import announced_wishes
from crawler.urls import host_of
from store.records import (
    Candidate,
    Discovery,
    Fetched,
    Page,
    Reason,
    Rejection,
    Source,
    SourceKind,
    Validators,
)

READ_SECONDS = 10.0  # for one announcement; a sitemap of 200,000 entries takes four
MAX_DEPTH = 3  # sitemap indexes of indexes; the protocol knows one level
MAX_PENDING = (
    2_000  # candidates of one source in one run: half an hour at one a second; the rest stays pending
)
ANNOUNCEMENT_BYTES = 25_000_000  # sitemaps may be large; they are read as a stream
PRIORITY = 10  # announcements before articles: they are few, and a source waits for its own
PARTS_PRIORITY = 5  # an article that was begun before the next


class NewsSpider(Spider):
    """Yields requests, and an Arrived or a Fetched for each candidate that has ended."""

    name = "news"

    def __init__(self, work: Work | None = None, **kwargs: Any) -> None:
        if work is None:
            raise ValueError("the news spider needs a store to ask; start it with `tradewind crawl`")
        super().__init__(**kwargs)
        self.work = work
        self.flush: Callable[[], None] = _nothing  # the saving pipeline puts its own here
        self._open: Counter[str] = Counter()  # announcements a source still waits for
        self._seen: dict[str, set[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it. Without a Work (``scrapy crawl``, ``scrapy check``) its arguments choose the sources."""
        if "work" not in kwargs:
            kwargs = {"work": build_work(crawler, kwargs)}
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Ask every source for its announcement."""
        for source in self.work.sources:
            report = self.work.report(source.id)
            report.due = source.id not in self.work.options.not_due
            if source.browser and not can_render():
                ending = Ending(Reason.UNREACHABLE, REMEDY)
                self._save(_failed_discovery(source, source.url, self.work.desk.now(), ending))
                continue
            if not report.due:
                for request in self._articles(source):
                    yield request
                continue
            yield self.announcement(source, source.url, depth=0)

    def parse_announcement(self, response: Response, source: Source, asked: str, depth: int) -> Iterator[Any]:
        """Save what an announcement brought; go on to its children or to the articles.

        @saved feed
        @returns requests 2 2
        @announces Ningbo terminal opens a second parcel hall
        """
        desk = self.work.desk
        at = desk.now()
        self._ask(desk.heard, _page(response, source, asked, at))
        further: tuple[str, ...] = ()
        named = False
        if response.status == 304 and _asked_since(response):
            discovery = Discovery(source_id=source.id, url=asked, at=at, status="unchanged")
        elif not 200 <= response.status < 300:
            ending = ending_of(response, asked=asked, at=at)
            discovery = _failed_discovery(source, asked, at, ending)
        else:
            found = _read(response, source, at, page=depth + 1)
            further = found.further
            named = bool(found.discovery.candidates)  # an index, or a page of a register, names none
            wanted = candidates_since(found.discovery.candidates, self.work.options.since)
            # The children of an index change while it stays the same, so the index is fetched whole each time. What
            # has been left out, or did not arrive, would stay hidden behind "unchanged".
            missed = found.cut or len(wanted) < len(found.discovery.candidates)
            validators = Validators() if further or missed else _validators(response)
            discovery = replace(found.discovery, url=asked, candidates=wanted)
            if further and ends_with_known(source):
                behind = names_of(source, further[0], at, depth + 2)[0]
                discovery = replace(discovery, next_page=behind)
            if discovery.status == Reason.NOT_ARTICLE and (gate := gate_of(response)):
                discovery = replace(discovery, status=str(Reason.BLOCKED), detail=gate)
            if discovery.status in ("ok", "empty"):
                wishes = announced_wishes(response.body)
                discovery = replace(
                    discovery, validators=validators, period=wishes.period, quiet=wishes.quiet
                )
        new = self._save(discovery)
        known = ends_with_known(source) and new == 0 and named and not self._ask(desk.unfinished, source.id)
        yield from self._children(source, () if known else further, depth)
        yield from self._announced(source)

    def failed_announcement(self, failure: Failure) -> Iterator[Any]:
        """An announcement that did not come is an outcome too; what is pending of its source is still fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        source: Source = request.cb_kwargs["source"]
        at = self.work.desk.now()
        error = failure.value
        ending = ending_of_error(error, at=at) if error else None
        if isinstance(error, HostDownError):
            ending = Ending(Reason.UNREACHABLE, clean_detail(f"not asked: {error}"))
        if ending is None and not isinstance(error, RunEndsError):
            # The host asked for a pause, and gets it: nothing is wrong with the announcement.
            self.work.report(source.id).announcements[PUT_OFF] += 1
        if ending is not None and not self.work.stopped_early:
            self._save(_failed_discovery(source, request.cb_kwargs["asked"], at, ending))
        yield from self._announced(source)

    def parse_article(self, response: Response, source: Source, candidate: Candidate) -> Iterator[Any]:
        """The end of a candidate's request: a page for the extractor, "unchanged", or why there is none.

        @saved article
        @returns items 1 1
        @article Ningbo terminal opens a second parcel hall
        """
        at = self.work.desk.now()
        if response.status == 304:
            yield Fetched(candidate_url=candidate.url, source_id=source.id, at=at, page=None, result=None)
        elif 200 <= response.status < 300 and not (response.status == 202 and gate_of(response)):
            options = self.work.options
            page = permitted(
                _page(response, source, candidate.url, at), response,
                user_agent=options.user_agent, obey_tdm=options.obey_tdm,
            )  # fmt: skip
            if isinstance(page, Page):
                yield Arrived(page=page, source=source, candidate=candidate)
            else:
                yield _without_page(candidate, source, at, page)
        else:
            ending = ending_of(response, asked=candidate.fetch_url or candidate.url, at=at)
            if ending.reason is Reason.BLOCKED:
                note_gate(self.crawler, self.work, response.url, ending.detail)
            yield _without_page(candidate, source, at, ending)

    def failed_article(self, failure: Failure) -> Iterator[Any]:
        """No answer at all."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        at = self.work.desk.now()
        ending = ending_of_error(failure.value, at=at) if failure.value else None
        if ending is not None:
            yield _without_page(request.cb_kwargs["candidate"], request.cb_kwargs["source"], at, ending)

    def part(self, arrived: Arrived, addresses: tuple[str, ...]) -> Request:
        """A request for a further page of an article whose page has arrived; ``addresses``: it and those after it.

        It is no page of its own: neither the limit of a run nor that of a host counts it, for an article that was
        begun is read to its end.
        """
        return Request(
            addresses[0], callback=self.parse_part, errback=self.failed_part, dont_filter=True, priority=PARTS_PRIORITY,
            meta={"download_slot": turn_of(host_of(addresses[0])), **self._rendered(arrived.source)},
            cb_kwargs={"source": arrived.source, "arrived": arrived, "addresses": addresses},
        )  # fmt: skip

    def parse_part(
        self, response: Response, source: Source, arrived: Arrived, addresses: tuple[str, ...]
    ) -> Iterator[Any]:
        """One page more of an article; the next one is asked for, or what has come goes to the extractor again."""
        at, options = self.work.desk.now(), self.work.options
        page: Page | Ending | None = None
        if 200 <= response.status < 300 and not gate_of(response):
            page = permitted(
                _page(response, source, addresses[0], at), response,
                user_agent=options.user_agent, obey_tdm=options.obey_tdm,
            )  # fmt: skip
        yield from self._parts(arrived, addresses, page if isinstance(page, Page) else None)

    def failed_part(self, failure: Failure) -> Iterator[Any]:
        """A page that did not come leaves a gap; one that was not asked for leaves its candidate for the next run."""
        given = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy puts it there
        if failure.value and ending_of_error(failure.value, at=self.work.desk.now()) is not None:
            yield from self._parts(given["arrived"], given["addresses"], None)

    def _parts(self, arrived: Arrived, addresses: tuple[str, ...], came: Page | None) -> Iterator[Any]:
        arrived = with_part(arrived, addresses[0], came, at=self.work.desk.now())
        if len(addresses) > 1 and may_go_on(arrived, now=monotonic()):
            yield self.part(arrived, addresses[1:])
        else:
            yield arrived

    def announcement(self, source: Source, url: str, *, depth: int) -> Request:
        """A request for an announcement of this source; ``depth`` counts the indexes and pages it was named by."""
        self._open[source.id] += 1
        self._seen.setdefault(source.id, set()).add(url)
        asked, address = names_of(source, url, self.work.desk.now(), depth + 1)
        rendered = self._rendered(source) if source.kind is SourceKind.LISTING else {}
        # A browser shows nothing of "unchanged": it would wait until its time is over.
        whole = bool(rendered) or asked != address
        validators = None if whole else self._ask(self.work.desk.announcement_validators, asked)
        return Request(
            address, callback=self.parse_announcement, errback=self.failed_announcement, dont_filter=True,
            priority=PRIORITY, headers=_conditional(validators),
            meta={
                "download_slot": turn_of(host_of(address)),
                "download_maxsize": max(ANNOUNCEMENT_BYTES, self.work.options.max_bytes), **rendered,
            },
            cb_kwargs={"source": source, "asked": asked, "depth": depth},
        )  # fmt: skip

    def _children(self, source: Source, urls: tuple[str, ...], depth: int) -> Iterator[Request]:
        seen, depths = self._seen[source.id], max(MAX_DEPTH, source.pages)
        for url in urls:
            if depth < depths and len(seen) < self.work.options.max_announcements and url not in seen:
                yield self.announcement(source, url, depth=depth + 1)

    def _announced(self, source: Source) -> Iterator[Request]:
        """One announcement less to wait for; after the last one the source's pending candidates."""
        self._open[source.id] -= 1
        if self._open[source.id] == 0:
            yield from self._articles(source)

    def _articles(self, source: Source) -> Iterator[Request]:
        work = self.work
        pending = candidates_since(tuple(self._ask(work.desk.pending, [source.id])), work.options.since)
        if len(pending) > MAX_PENDING:
            work.hosts.notes.append(f"{source.id}: {MAX_PENDING} of {len(pending)} pending pages in this run")
        for candidate in pending[:MAX_PENDING]:
            address = candidate.fetch_url or candidate.url
            host, options = host_of(address), work.options
            if work.hosts.resting(host, now=monotonic()) or not work.hosts.plan(
                host, options.max_pages_per_host
            ):
                continue  # it stays as it is, and takes nothing from what others may have of this run
            if options.max_pages is not None and work.asked >= options.max_pages:
                work.limited = True
                return
            work.asked += 1
            rendered = self._rendered(source)
            validators = None if rendered else self._ask(work.desk.article_validators, candidate.url)
            yield Request(
                address, callback=self.parse_article, errback=self.failed_article, dont_filter=True,
                headers=_conditional(validators), meta={"download_slot": turn_of(host), **rendered},
                cb_kwargs={"source": source, "candidate": candidate},
            )  # fmt: skip

    def _rendered(self, source: Source) -> dict[str, Any]:
        return render_meta(source, user_agent=self.work.options.user_agent)

    def _save(self, discovery: Discovery) -> Any:
        """How many addresses of it nobody knew; None where the desk does not count them."""
        new = self._ask(self.work.desk.save_discovery, discovery)
        self.work.count_discovery(discovery)
        note = f"{discovery.source_id}: {discovery.status}"
        self.work.desk.progress(self.work.settled, self.work.asked or None, note)
        return new

    def _ask(self, question: Any, *given: Any) -> Any:
        """Ask the desk; its failure is the run's, and ends it."""
        try:
            return question(*given)
        except Exception as error:
            self.work.failure = self.work.failure or error
            raise CloseSpider("the store failed") from error


def _nothing() -> None:
    """Nothing is waiting to be saved."""


def _page(response: Response, source: Source, asked: str, at: datetime) -> Page:
    return Page(
        url=asked, final_url=response.url, source_id=source.id, fetched_at=at,
        status=response.status, body=response.body, content_type=header_of(response, "Content-Type"),
        validators=_validators(response),
    )  # fmt: skip


def _read(response: Response, source: Source, at: datetime, page: int) -> Announcement:
    """What an announcement says. A reader that fails costs this announcement, not the run."""
    content_type = header_of(response, "Content-Type")
    try:
        with deadline(READ_SECONDS):
            return read_announcement(source, response.url, response.body, content_type, at, page=page)
    except DeadlineError as error:
        ending = Ending(Reason.EXTRACT_TIMEOUT, str(error))
        return Announcement(discovery=_failed_discovery(source, response.url, at, ending))
    except Exception as error:
        ending = Ending(Reason.EXTRACT_FAILED, clean_detail(f"{type(error).__name__}: {error}"))
        return Announcement(discovery=_failed_discovery(source, response.url, at, ending))


def _without_page(candidate: Candidate, source: Source, at: datetime, ending: Ending) -> Fetched:
    rejection = Rejection(
        url=candidate.url, source_id=source.id, at=at, reason=ending.reason, detail=ending.detail
    )
    return Fetched(
        candidate_url=candidate.url,
        source_id=source.id,
        at=at,
        page=None,
        result=rejection,
        retry_at=ending.retry_at,
    )


def _failed_discovery(source: Source, url: str, at: datetime, ending: Ending) -> Discovery:
    return Discovery(
        source_id=source.id, url=url, at=at, status=str(ending.reason), detail=ending.detail,
        not_before=ending.retry_at if ending.host_rests else None,
    )  # fmt: skip


def _asked_since(response: Response) -> bool:
    """Whether the request had a condition. "Unchanged" without one is the answer of a server that is broken."""
    headers = response.request.headers if response.request is not None else {}
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _conditional(validators: Validators | None) -> dict[str, str]:
    """Headers that ask "changed since?"."""
    if validators is None:
        return {}
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(response: Response) -> Validators:
    return Validators(
        etag=header_of(response, "ETag") or None, last_modified=header_of(response, "Last-Modified") or None
    )
