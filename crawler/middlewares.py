"""Scrapy downloader middlewares: the guard and the proxies, robots.txt, patient retries.

Each passes once for every request, every redirect and every retry.
"""

from __future__ import annotations

import asyncio
import math
import random
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
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from twisted.python.failure import Failure

from crawler.desk import Work
from crawler.guard import allowed_by_name, refused_url, resolver_refusal
from crawler.outcomes import (
    NO_ORIGIN,
    TRANSIENT,
    HostRestsError,
    NoOriginError,
    RobotsForbiddenError,
    RobotsUnreachableError,
    RunEndsError,
    UnsafeAddressError,
    parse_retry_after,
)
from crawler.settings import proxy_hosts
from crawler.urls import host_of

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 asks for 500 KiB at least
MAX_CRAWL_DELAY = (
    30.0  # seconds; a robots.txt that asks for a day means "go away" and is told so in the notes
)
REST_UNASKED = 1_800.0  # seconds, after a 429 that does not say how long

_TROUBLE = (
    CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError,
    ResponseDataLossError, OSError,
)  # fmt: skip


class _WithWork:
    """A middleware of a crawl; ``work`` hangs on the spider."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        self.crawler, self.work = crawler, work

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler, crawler.spider.work)  # type: ignore[union-attr]  # the spider is made before its engine


class Guard(_WithWork):
    """Refuses unsafe hosts, spares hosts that rest, and names the proxy. First in line."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._proxies = proxy_hosts(work.options)

    def process_request(self, request: Request) -> None:
        """Raise for a request that must not be sent; set its proxy."""
        options = self.work.options
        if self.work.stopped_early:
            raise RunEndsError(self.work.stopped_early)
        reason = refused_url(request.url, options.allow_hosts)
        if reason is not None:
            raise UnsafeAddressError(reason)
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if self.work.hosts.resting(host, now=monotonic()):
            raise HostRestsError(host)
        proxy = options.https_proxy if parts.scheme == "https" else options.http_proxy
        if proxy and options.no_proxy and proxy_bypass_environment(host, {"no": options.no_proxy}):
            proxy = ""
        if not proxy and host in self._proxies and not allowed_by_name(host, options.allow_hosts):
            # The resolver lets the proxy's name through wherever it leads: that is for asking it, not its pages.
            raise UnsafeAddressError(f"{host} is the proxy")
        # None, not a missing key: without the key Scrapy would ask the environment behind our back.
        request.meta["proxy"] = proxy or None


class Robots(_WithWork):
    """Obeys robots.txt as RFC 9309 has it: 4xx is no rules, anything that failed is no entry for this run."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._rules: dict[str, asyncio.Future[RobotParser | Exception | None]] = {}

    async def process_request(self, request: Request) -> None:
        """Raise for a request that robots.txt forbids."""
        if not self.work.options.obey_robots or request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        key = f"{parts.scheme}://{parts.netloc}"
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(self._load(key))
        rules = await asyncio.shield(self._rules[key])
        if isinstance(rules, Exception):
            # One candidate is told; the others of the host stay as they were, for this is not their fault.
            if self.work.hosts.resting(parts.hostname or "", now=monotonic()):
                raise HostRestsError(str(rules))
            self.work.hosts.rest(parts.hostname or "", math.inf, now=monotonic(), why=str(rules))
            raise rules
        if rules is not None and not rules.allowed(request.url, self.work.options.user_agent):
            raise RobotsForbiddenError("robots.txt forbids it")

    async def _load(self, site: str) -> RobotParser | Exception | None:
        """The rules of a site, None when it has none, or why they could not be read."""
        request = Request(
            f"{site}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            dont_filter=True,
            meta={"is_robots": True},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except (UnsafeAddressError, RunEndsError, HostRestsError) as error:
            return error
        except IgnoreRequest as error:
            return RobotsUnreachableError(f"robots.txt: {error}")
        except (
            Exception
        ) as error:  # a host that gives no robots.txt gives no page: the page's error is this one
            return error
        if response.status in NO_ORIGIN:
            return NoOriginError(f"robots.txt answered {response.status}")
        if response.status in TRANSIENT or response.status >= 500:
            return RobotsUnreachableError(f"robots.txt answered {response.status}")
        if not 200 <= response.status < 300:
            return None
        rules = ProtegoRobotParser(response.body[:MAX_ROBOTS_BYTES], None)
        self._slow_down(host_of(site), rules.crawl_delay(self.work.options.user_agent))
        return rules

    def _slow_down(self, host: str, delay: float | None) -> None:
        """Obey Crawl-delay where it asks for more than we would give anyway."""
        downloader = self.crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(host, {})
        if not delay or delay <= float(settings.get("delay", self.work.options.delay)):
            return
        if delay > MAX_CRAWL_DELAY:
            self.work.hosts.notes.append(
                f"{host}: asks for {delay:g} s between requests, gets {MAX_CRAWL_DELAY:g}"
            )
        settings["delay"] = min(delay, MAX_CRAWL_DELAY)
        if host in downloader.slots:
            downloader.slots[host].delay = settings["delay"]


class Patience(_WithWork):
    """Tries again after trouble, waits where it is told to, and leaves a host alone that is down."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        crawler.signals.connect(self.heard, signal=signals.response_downloaded)

    def heard(self, response: Response, request: Request) -> None:
        """An answer, before its host is asked the next thing: put hosts that say "too many" or "later" to rest."""
        host = host_of(request.url)
        self.work.hosts.answered(host)
        header = response.headers.get("Retry-After")
        if response.status != 429 and (header is None or response.status not in TRANSIENT):
            return
        wait = parse_retry_after(header.decode("latin-1") if header else None, at=self.work.desk.now())
        seconds = wait.total_seconds() if wait else REST_UNASKED
        self._rest(host, seconds, f"answered {response.status}, wants {seconds:g} s of rest")

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
        if self.work.hosts.resting(host, now=monotonic()):
            return None
        again = await self._again(request, type(exception).__name__)
        if again is None and not isinstance(exception, ResponseDataLossError):
            self.work.hosts.failed(host, now=monotonic(), why=type(exception).__name__)
            if self.work.hosts.resting(host, now=monotonic()):
                drop_waiting(self.crawler, HostRestsError(host), host)
        return again

    def _rest(self, host: str, seconds: float, why: str) -> None:
        self.work.hosts.rest(host, seconds, now=monotonic(), why=why)
        drop_waiting(self.crawler, HostRestsError(host), host)

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


def drop_waiting(crawler: Crawler, error: Exception, host: str | None = None) -> int:
    """Fail the requests that wait for their host's delay, of one host or of all; those on the wire go on.

    Returns how many there were.
    """
    downloader: Any = crawler.engine.downloader if crawler.engine else None
    slots = dict(downloader.slots) if downloader else {}
    dropped = 0
    for name, slot in slots.items():
        while slot.queue and host in (None, name):
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call]  # twisted is half typed
            dropped += 1
    return dropped
