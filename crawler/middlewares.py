"""Scrapy downloader middlewares: the guard and the proxies, patient retries, the pace of each host.

Each passes once for every request, every redirect and every retry; so do crawler.robots and crawler.reservations.
"""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed has it for macOS only

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.desk import Work
from crawler.guard import allowed_by_name, refused_url, resolver_refusal
from crawler.hosts import turn_of
from crawler.outcomes import (
    TRANSIENT,
    HostDownError,
    HostRestsError,
    RunEndsError,
    UnsafeAddressError,
    parse_retry_after,
)
from crawler.pace import Pace
from crawler.settings import LEAST_DELAY, proxy_hosts
from crawler.standalone import work_of
from crawler.urls import host_of, site_of
from store.records import Source

REST_UNASKED = 1_800.0  # seconds, after a 429 that does not say how long
SLOW_NOTE = 5.0  # seconds between two requests from which a host's slowness is worth a line

_TROUBLE = (
    CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError,
    ResponseDataLossError, OSError,
)  # fmt: skip


class WithWork:
    """A middleware of a crawl; ``work`` hangs on the spider."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        self.crawler, self.work = crawler, work

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler, work_of(crawler))


class Guard(WithWork):
    """Refuses unsafe hosts, spares hosts that rest, and names the proxy. First in line."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._proxies = proxy_hosts(work.options)
        self._told = False

    def process_request(self, request: Request) -> None:
        """Raise for a request that must not be sent; set its proxy."""
        options = self.work.options
        if self.work.stopped_early:
            raise RunEndsError(self.work.stopped_early)
        reason = refused_url(request.url, options.allow_hosts)
        if reason is not None:
            raise UnsafeAddressError(reason)
        host = host_of(request.url)
        # Whoever made the request: robots.txt, tdmrep.json and second tries wait for their turn as pages do.
        request.meta["download_slot"] = turn_of(host)
        spare_resting(self.work, host)
        self._keep_delay(request, host)
        if "candidate" in request.cb_kwargs and not self.work.hosts.spend(host, options.max_pages_per_host):
            raise HostRestsError(f"{host}: {options.max_pages_per_host} pages in this run")
        proxy = options.https_proxy if urlsplit(request.url).scheme == "https" else options.http_proxy
        if proxy and options.no_proxy and proxy_bypass_environment(host, {"no": options.no_proxy}):
            proxy = ""
        if not proxy and host in self._proxies and not allowed_by_name(host, options.allow_hosts):
            # The resolver lets the proxy's name through wherever it leads: that is for asking it, not its pages.
            raise UnsafeAddressError(f"{host} is the proxy")
        if proxy and not self._told:
            self._told = True
            self.work.hosts.notes.append(
                f"through the proxy {_proxy_name(proxy)}: it resolves the names, so where they lead is for it to check"
            )
        # None, not a missing key: without the key Scrapy would ask the environment behind our back.
        request.meta["proxy"] = proxy or None

    def _keep_delay(self, request: Request, host: str) -> None:
        """A source's own delay holds for all hosts of its site: pages are often elsewhere than their feed."""
        source: Source | None = request.cb_kwargs.get("source")
        if source is None or source.delay is None or site_of(request.url) != site_of(source.url):
            return
        pace = pace_of(self.crawler, self.work, host)
        if source.delay > pace.floor:
            set_pace(self.crawler, host, pace.promise(source.delay))


class Patience(WithWork):
    """Tries again after trouble, waits where it is told to, and leaves a host alone that is down."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._slow: set[str] = set()  # hosts whose pace has been noted
        crawler.signals.connect(self.heard, signal=signals.response_downloaded)

    def process_request(self, request: Request) -> None:
        """Look once more: while robots.txt and tdmrep.json were asked for, their host may have asked for a pause."""
        if self.work.stopped_early:
            raise RunEndsError(self.work.stopped_early)
        spare_resting(self.work, host_of(request.url))

    def heard(self, response: Response, request: Request) -> None:
        """An answer, before its host is asked the next thing: put hosts that say "too many" or "later" to rest."""
        host = host_of(request.url)
        self.work.hosts.answered(host)
        self._adapt(host, request.meta.get("download_latency"), trouble=response.status in TRANSIENT)
        header = response.headers.get("Retry-After")
        if response.status != 429 and (header is None or response.status not in TRANSIENT):
            return
        wait = parse_retry_after(header.decode("latin-1") if header else None, at=self.work.desk.now())
        seconds = wait.total_seconds() if wait else REST_UNASKED
        why = f"answered {response.status}, wants {seconds:g} s of rest"
        self.work.hosts.rest(host, seconds, now=monotonic(), why=why)
        self._remember(host, seconds, why)
        drop_waiting(self.crawler, HostRestsError(f"{host}: {why}"), host)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Retry 5xx, unless the host said when to come back."""
        if response.status not in TRANSIENT or self.work.hosts.resting(host_of(request.url), now=monotonic()):
            return response
        return await self._again(request, str(response.status)) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry connections that failed; turn the resolver's refusal into the guard's."""
        if not isinstance(exception, _TROUBLE):
            return None
        host = host_of(request.url)
        if isinstance(exception, CannotResolveHostError) and (reason := resolver_refusal(host)):
            raise UnsafeAddressError(f"{host}: {reason}")
        if request.meta.get("is_tdmrep"):
            return None  # its pages are asked next, and count
        if self.work.hosts.resting(host, now=monotonic()):
            return None
        slow = self.work.options.timeout if isinstance(exception, DownloadTimeoutError) else None
        self._adapt(host, slow, trouble=True)
        again = await self._again(request, type(exception).__name__)
        if again is None and not isinstance(exception, ResponseDataLossError):
            self.work.hosts.failed(host, now=monotonic(), why=type(exception).__name__)
            if self.work.hosts.resting(host, now=monotonic()):
                drop_waiting(self.crawler, HostDownError(host), host)
        return again

    def _remember(self, host: str, seconds: float, why: str) -> None:
        """The pause is kept for the next runs too; a store that fails ends this one."""
        try:
            self.work.desk.save_rest(host, self.work.desk.now() + timedelta(seconds=seconds), why)
        except Exception as error:
            self.work.failure = self.work.failure or error
            asyncio.ensure_future(self.crawler.stop_async())  # noqa: RUF006 - the loop ends with it

    def _adapt(self, host: str, latency: float | None, *, trouble: bool) -> None:
        """Ask a host that is slow or in trouble less often, and come back slowly to what was promised."""
        pace = pace_of(self.crawler, self.work, host)
        before = pace.delay
        after = pace.answered(latency or 0.0, trouble=trouble)
        if after == before:
            return
        set_pace(self.crawler, host, after)
        if after >= SLOW_NOTE > before and host not in self._slow:
            self._slow.add(host)
            self.work.hosts.notes.append(f"{host}: slow or in trouble, asked every {after:.0f} s or later")

    async def _again(self, request: Request, why: str) -> Request | None:
        """The request once more after a pause, or None when it has been tried often enough."""
        options, spider = self.work.options, self.crawler.spider
        tried: int = request.meta.get("retry_times", 0)
        if spider is None or tried >= options.retries or self.work.stopped_early:
            return None
        await asyncio.sleep(options.retry_wait * 2**tried * random.uniform(0.5, 1.5))
        return get_retry_request(
            request, spider=spider, reason=why, max_retry_times=options.retries, give_up_log_level="DEBUG"
        )


def spare_resting(work: Work, host: str) -> None:
    """Raise for a host that is to be left alone now."""
    rest = work.hosts.rest_of(host, now=monotonic())
    if rest is not None:
        raise (HostRestsError if rest.asked else HostDownError)(f"{host}: {rest.why}")


def note_gate(crawler: Crawler, work: Work, url: str, why: str) -> None:
    """A gate was shown in place of a page: after the third in a row its host is left alone for this run."""
    host = host_of(url)
    if work.hosts.blocked(host, now=monotonic(), why=why):
        drop_waiting(crawler, HostDownError(f"{host}: {why}"), host)


def pace_of(crawler: Crawler, work: Work, host: str) -> Pace:
    """The pace of a host, made when first asked for, from the delay its slot was given."""
    paces, turn = work.hosts.paces, turn_of(host)
    if turn not in paces:
        given = crawler.engine.downloader.per_slot_settings.get(turn, {})
        paces[turn] = Pace(floor=float(given.get("delay", work.options.delay)))
    return paces[turn]


def set_pace(crawler: Crawler, host: str, delay: float) -> None:
    """Seconds between requests to a host from now on, in its slot of the downloader and in those made later."""
    downloader: Any = crawler.engine.downloader if crawler.engine else None
    # With no delay at all Scrapy's downloader would forget how many may be in flight (see crawler.settings).
    turn = turn_of(host)
    downloader.per_slot_settings.setdefault(turn, {})["delay"] = delay = max(delay, LEAST_DELAY)
    if turn in downloader.slots:
        downloader.slots[turn].delay = delay


def _proxy_name(proxy: str) -> str:
    """The proxy without the user's name and password."""
    return (proxy if "://" in proxy else f"http://{proxy}").rpartition("@")[2].rpartition("//")[2].strip("/")


def drop_waiting(crawler: Crawler, error: Exception, host: str | None = None) -> int:
    """Fail the requests that wait for their host's delay, of one host or of all; those on the wire go on.

    Returns how many there were.
    """
    downloader: Any = crawler.engine.downloader if crawler.engine else None
    slots = dict(downloader.slots) if downloader else {}
    dropped = 0
    for name, slot in slots.items():
        if host is not None and name != turn_of(host):
            continue
        gone: list[tuple[Request, Any]] = []
        left: list[tuple[Request, Any]] = []
        for item in slot.queue:
            (gone if host in (None, host_of(item[0].url)) else left).append(item)
        slot.queue.clear()
        slot.queue.extend(left)
        for _, waiting in gone:
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call]  # twisted is half typed
        dropped += len(gone)
    return dropped
