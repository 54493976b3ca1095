"""One crawl, from the sources to the desk. Scrapy's reactor runs once in a process, and so does crawl()."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from twisted.logger import globalLogBeginner

from crawler.desk import CrawlOptions, CrawlSummary, Desk, Extractor, Work
from crawler.middlewares import drop_waiting
from crawler.outcomes import RunEndsError
from crawler.pool import ExtractPool
from crawler.settings import crawl_settings
from crawler.spiders.news import NewsSpider
from store.records import Source

__all__ = ["CrawlOptions", "CrawlSummary", "Desk", "crawl"]

_ONCE = Lock()  # never released
STOP_GRACE = 10.0  # seconds that answers on the wire have to end after the first signal


def crawl(
    sources: Sequence[Source],
    options: CrawlOptions,
    desk: Desk,
    *,
    make_extractor: Callable[[], Extractor] | None = None,
    spider: type[NewsSpider] = NewsSpider,
    **given: Any,
) -> CrawlSummary:
    """Fetch every announcement, then every pending candidate of its source; hand all of it to the desk.

    A ``spider`` that goes another way gets what else is ``given``.

    Ends early and cleanly on SIGINT and SIGTERM. Raises what the desk raised; what was saved until then is saved.
    Once in a process: a second call is a RuntimeError.
    """
    if not _ONCE.acquire(blocking=False):
        raise RuntimeError(
            "a crawl has run in this process; Twisted's reactor starts once, so start another process"
        )
    work = Work(
        sources=sources,
        options=options,
        desk=desk,
        make_extractor=make_extractor
        or (lambda: ExtractPool(options.extract_workers, options.extract_deadline)),
    )
    _keep_promised_rests(work)
    for name in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # silent, unless the door listens
    # Until its log is begun, Twisted prints tracebacks to stderr: one for every certificate it cannot make out.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    began = monotonic()
    process = AsyncCrawlerProcess(crawl_settings(options, sources))
    crawler = process.create_crawler(spider)
    bugs: list[BaseException] = []
    crawler.signals.connect(_keep_error(bugs), signal=signals.spider_error, weak=False)
    crawler.signals.connect(_keep_error(bugs), signal=signals.item_error, weak=False)
    task = process.crawl(crawler, work=work, **given)
    loop = asyncio.get_event_loop()
    with _signals(loop, work, crawler):
        process.start(install_signal_handlers=False)
    if work.failure is not None or bugs:
        raise work.failure or bugs[0]
    if task.done() and (error := task.exception()) is not None:
        raise error
    return CrawlSummary(
        sources=dict(work.reports),
        pages=work.settled,
        bytes=sum(report.bytes for report in work.reports.values()),
        seconds=monotonic() - began,
        notes=tuple(work.hosts.notes),
        stopped_early=work.stopped_early or ("max-pages" if work.limited else None),
    )


def _keep_promised_rests(work: Work) -> None:
    """Hosts that asked for a pause in an earlier run are left alone until it is over."""
    at = work.desk.now()
    for host, until in sorted(work.desk.resting().items()):
        why = f"asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        work.hosts.keep_rest(host, (until - at).total_seconds(), now=monotonic(), why=why)


def _keep_error(bugs: list[BaseException]) -> Callable[..., None]:
    """An exception in our own callbacks is a bug, not a page's fault: keep the first to raise it after the run.

    Until then the run goes on: what the other pages bring is saved, or one page would cost all of them in every run.
    """

    def keep(failure: Any, **_: Any) -> None:
        if not bugs:
            bugs.append(failure.value)

    return keep


class _signals:  # noqa: N801 - used as a function
    """SIGINT and SIGTERM end the crawl for as long as the block lasts; handlers before are put back."""

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Work, crawler: Crawler) -> None:
        self.loop, self.work, self.crawler = loop, work, crawler
        self.before: dict[int, Any] = {}

    def __enter__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            # Only the main thread of a POSIX process may; elsewhere the crawl cannot be stopped by signals.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                before = signal.getsignal(number)
                self.loop.add_signal_handler(number, self._stop, signal.Signals(number).name)
                self.before[number] = before

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            self.loop.remove_signal_handler(number)
            if handler is not None:  # None was set outside of Python, and Python cannot set it again
                signal.signal(number, handler)

    def _stop(self, name: str) -> None:
        """First signal: nothing new, what is on the wire may end. Second, or after the grace: now."""
        if self.work.stopped_early is not None:
            self._end_now()
            return
        self.work.stopped_early = name
        drop_waiting(self.crawler, RunEndsError(name))
        self._stopping = asyncio.ensure_future(self.crawler.stop_async())
        self.loop.call_later(STOP_GRACE, self._end_now)

    def _end_now(self) -> None:
        spider = self.crawler.spider
        if isinstance(spider, NewsSpider):
            spider.flush()
        self.loop.stop()
