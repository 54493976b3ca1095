"""Scrapy item pipelines: pages become articles, and what came of each candidate goes to the desk in batches."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import monotonic
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.desk import Arrived, Extractor, Work
from crawler.further import PARTS_SECONDS, ask_next, holds, is_later, named
from crawler.middlewares import note_gate
from crawler.outcomes import RETRY_BLOCKED, clean_detail
from crawler.standalone import work_of
from crawler.urls import host_of
from store.records import Article, Fetched, Lang, Reason, Rejection

SAVE_EVERY = 1.0  # seconds: what has arrived is durable after it at the latest


class Extraction:
    """Makes articles of pages, off the event loop. The workers start with the first page, not before."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        self.crawler, self.work = crawler, work
        self._extractor: Extractor | None = None
        self._incomplete: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler, work_of(crawler))

    async def process_item(self, item: Arrived | Fetched) -> Fetched:
        """An Arrived as Fetched; a Fetched as it is."""
        if isinstance(item, Fetched):
            return item
        if self.work.failure is not None:
            raise DropItem("the run has failed", log_level="DEBUG")
        page = item.page
        if self._extractor is None:
            self._extractor = self.work.make_extractor()
        result = await self._extract(self._extractor, item)
        addresses = ask_next(item, result, now=monotonic(), most=self.work.options.max_parts)
        if addresses:
            self._ask(item, addresses, seeks_first=is_later(result))
            raise DropItem("its further pages are asked for", log_level="DEBUG")
        if isinstance(result, Rejection) and page.parts:
            # What came with it cost it its reading, its time or its memory: better its beginning than nothing.
            item = replace(item, page=replace(page, parts=()))
            page = item.page
            result = await self._extract(self._extractor, item)
        if item.later is not None and not holds(result, item.later):
            item = replace(item.later, until=item.until)  # it is no part of what stands on that other page
            page = item.page
            result = await self._extract(self._extractor, item)
        result = named(result, page)
        if isinstance(result, Article):
            self._count_missing(result)
            self.work.hosts.let_in(host_of(page.final_url))
            result = self._with_lang(item, result)
        retry_at = None
        if isinstance(result, Rejection) and result.reason is Reason.BLOCKED:
            note_gate(self.crawler, self.work, page.final_url, result.detail)
            retry_at = page.fetched_at + RETRY_BLOCKED
        return Fetched(
            candidate_url=item.candidate.url,
            source_id=item.source.id,
            at=page.fetched_at,
            page=page,
            result=result,
            retry_at=retry_at,
        )

    async def _extract(self, extractor: Extractor, item: Arrived) -> Article | Rejection:
        page = item.page
        try:
            return await extractor.extract(page, item.source, item.candidate, page.fetched_at)
        except Exception as error:  # one page's fault, whatever it is
            return self._refusal(
                item, Reason.EXTRACT_FAILED, clean_detail(f"{type(error).__name__}: {error}")
            )

    def _ask(self, item: Arrived, addresses: tuple[str, ...], *, seeks_first: bool) -> None:
        """Have the spider ask for further pages of an article; they come back as another Arrived."""
        spider, engine = self.crawler.spider, self.crawler.engine
        until = item.until if item.until is not None else monotonic() + PARTS_SECONDS
        begun = replace(item, until=until, seeks_first=seeks_first)
        engine.crawl(spider.part(begun, addresses))  # type: ignore[union-attr]  # both are there while items pass

    def _count_missing(self, article: Article) -> None:
        if article.missing:
            self._incomplete.append(article.url)

    def close_spider(self) -> None:
        """End the workers."""
        if self._incomplete:
            number, first = len(self._incomplete), self._incomplete[0]
            self.work.hosts.notes.append(
                f"{number} articles lack a page that was not read, such as {first}"
                if number > 1
                else f"the article {first} lacks a page that was not read"
            )
        if self._extractor is not None:
            self._extractor.close()

    def _with_lang(self, item: Arrived, article: Article) -> Article | Rejection:
        lang = self.work.desk.detect_lang(article.text)
        if lang is Lang.UNKNOWN:
            refusal = self._refusal(item, Reason.LANGUAGE, article.declared_lang)
            return replace(refusal, extractor=article.extractor)
        return replace(article, lang=lang)

    @staticmethod
    def _refusal(item: Arrived, reason: Reason, detail: str) -> Rejection:
        return Rejection(
            url=item.candidate.url,
            source_id=item.source.id,
            at=item.page.fetched_at,
            reason=reason,
            detail=detail,
        )


class Saving:
    """Hands what came of the candidates to the desk: ``batch`` at a time, or what a second brought."""

    def __init__(self, crawler: Crawler, work: Work) -> None:
        self.crawler, self.work = crawler, work
        self._batch: list[Fetched] = []
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        saving = cls(crawler, work_of(crawler))
        if crawler.spider is not None:  # `scrapy shell` makes its engine before its spider
            crawler.spider.flush = saving.flush  # type: ignore[attr-defined]  # for a run that is cut short
        return saving

    async def process_item(self, item: Fetched) -> Fetched:
        """Take one; save when there are enough."""
        self._batch.append(item)
        if len(self._batch) >= self.work.options.batch:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SAVE_EVERY, self.flush)
        return item

    def flush(self) -> None:
        """Save what there is. The first failure of the desk ends the run; what was not saved stays pending."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._batch = self._batch, []
        if not batch or self.work.failure is not None:
            return
        try:
            self.work.desk.save_fetched(batch)
        except (
            Exception
        ) as error:  # a full disk, a lock: the store's errors are raised when the run has ended
            self.work.failure = error
            asyncio.ensure_future(self.crawler.stop_async())  # noqa: RUF006 - the loop ends with it
            return
        for fetched in batch:
            self.work.count_fetched(fetched)
        self.work.desk.progress(self.work.settled, self.work.asked, host_note(batch[-1]))

    def close_spider(self) -> None:
        """Save the rest."""
        self.flush()


def host_note(fetched: Fetched) -> str:
    """What a progress line says: the source that was saved last."""
    return fetched.source_id
