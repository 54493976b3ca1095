"""A crawl that looks for announcements instead of reading known ones: crawler.scout on the real downloader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.desk import CrawlOptions, CrawlSummary, Work
from crawler.memory import MemoryDesk
from crawler.outcomes import clean_detail, ending_of_error
from crawler.scout import Scout, Survey
from crawler.spiders.news import ANNOUNCEMENT_BYTES, NewsSpider
from crawler.urls import host_of
from store.records import Lang, Page


def discover(
    url: str,
    options: CrawlOptions,
    *,
    detect_lang: Callable[[str], Lang],
    now: Callable[[], datetime],
    resting: Mapping[str, datetime] | None = None,
    progress: Callable[[int, int | None, str], Any] | None = None,
) -> tuple[Survey, CrawlSummary]:
    """Look at a site as every crawl does: guard, robots.txt, delays, proxies. Once in a process."""
    from crawler.run import crawl

    memory = MemoryDesk(detect_lang=detect_lang, now=now, resting=resting, progress=progress)
    found: list[Survey] = []
    # What is not at a common place is no trouble: nothing is asked twice.
    limited = replace(options, retries=min(options.retries, 1), max_parts=0)
    summary = crawl([], limited, memory.desk(), spider=ScoutSpider, url=url, found=found)
    survey = found[0] if found else Survey(url=url, failure=summary.stopped_early or "it was not asked")
    return survey, summary


class ScoutSpider(NewsSpider):
    """Asks one thing after the other; what it finds is appended to ``found``."""

    name = "scout"

    def __init__(self, work: Work, *, url: str, found: list[Survey], **given: Any) -> None:
        super().__init__(work=work, **given)
        self._url, self._found, self._asked = url, found, 0

    async def start(self) -> AsyncIterator[Any]:
        """The whole search; yields nothing."""
        desk = self.work.desk
        try:
            scout = Scout(self._ask_site, at=desk.now(), detect_lang=desk.detect_lang)
            self._found.append(await scout.explore(self._url))
        except Exception as error:  # a bug of ours, not a page's fault: raised when the run has ended
            self.work.failure = self.work.failure or error
        requests: tuple[Any, ...] = ()
        for request in requests:
            yield request

    async def _ask_site(self, url: str) -> Page | str:
        """One request through all middlewares; why there is no answer as text."""
        self._asked += 1
        self.work.desk.progress(self._asked, None, host_of(url))
        robots = url.endswith("/robots.txt")
        meta = {"download_maxsize": max(ANNOUNCEMENT_BYTES, self.work.options.max_bytes), "is_robots": robots}
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever the downloader and its middlewares raise
            ending = ending_of_error(error, at=self.work.desk.now())
            return f"{ending.reason}: {ending.detail}" if ending else clean_detail(f"not asked: {error}")
        header = response.headers.get("Content-Type") or b""
        return Page(
            url=url, final_url=response.url, source_id="", fetched_at=self.work.desk.now(), status=response.status,
            body=response.body, content_type=clean_detail(header.decode("latin-1")),
        )  # fmt: skip
