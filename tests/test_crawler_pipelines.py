"""Pages to articles, articles to the desk, in batches that a failing desk does not lose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from crawler.desk import Arrived, CrawlOptions, Desk, Work
from crawler.outcomes import RETRY_BLOCKED
from crawler.pipelines import SAVE_EVERY, Extraction, Saving
from store.records import Article, Candidate, Fetched, Lang, Page, Reason, Rejection, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.shop/1"
SOURCE = Source(id="n", name="N", kind=SourceKind.FEED, url="https://news.shop/feed")
PAGE = Page(url=URL, final_url=URL, source_id="n", fetched_at=AT, status=200, body=b"<p>x</p>")
ARRIVED = Arrived(page=PAGE, source=SOURCE, candidate=Candidate(url=URL, source_id="n", discovered_at=AT))
ARTICLE = Article(
    url=URL, source_id="n", title="T", text="Text", lang=Lang.UNKNOWN, fetched_at=AT, declared_lang="de"
)


class Extractor:
    def __init__(self, outcome: Article | Rejection | Exception) -> None:
        self.outcome, self.asked, self.closed = outcome, 0, False

    async def extract(self, page: Page, source: Any, candidate: Any, now: datetime) -> Article | Rejection:
        assert (page, source, now) == (PAGE, SOURCE, AT)
        self.asked += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def close(self) -> None:
        self.closed = True


NO_ENGINE: Any = SimpleNamespace(engine=None)  # nothing waits in a downloader


def work_with(
    *, extractor: Extractor | None = None, save: Callable[[list[Fetched]], Any] = lambda batch: None, lang: Lang = Lang.EN,
    batch: int = 3,
) -> Work:  # fmt: skip
    desk = Desk(
        announcement_validators=lambda url: None, save_discovery=lambda found: None, pending=lambda ids: [],
        article_validators=lambda url: None, save_fetched=save, detect_lang=lambda text: lang, now=lambda: AT,
        progress=lambda *_: None,
    )  # fmt: skip
    options = CrawlOptions(user_agent="t", batch=batch)
    return Work(
        sources=[SOURCE], options=options, desk=desk, make_extractor=lambda: extractor or Extractor(ARTICLE)
    )


def extract(extraction: Extraction, item: Arrived | Fetched = ARRIVED) -> Fetched:
    return asyncio.run(extraction.process_item(item))


def test_an_article_gets_the_language_that_its_text_has() -> None:
    extractor = Extractor(ARTICLE)
    extraction = Extraction(NO_ENGINE, work_with(extractor=extractor, lang=Lang.ZH_HANT))
    fetched = extract(extraction)
    assert isinstance(fetched.result, Article)
    assert fetched.result.lang is Lang.ZH_HANT
    assert (fetched.candidate_url, fetched.page, fetched.at, fetched.retry_at) == (URL, PAGE, AT, None)
    extraction.close_spider()
    assert extractor.closed


def test_a_text_in_another_language_is_a_rejection_with_its_page() -> None:
    fetched = extract(Extraction(NO_ENGINE, work_with(lang=Lang.UNKNOWN)))
    assert isinstance(fetched.result, Rejection)
    assert (fetched.result.reason, fetched.result.detail) == (Reason.LANGUAGE, "de")
    assert fetched.page is PAGE


def test_a_rejection_passes_as_it_is() -> None:
    rejection = Rejection(url=URL, source_id="n", at=AT, reason=Reason.TOO_SHORT)
    assert extract(Extraction(NO_ENGINE, work_with(extractor=Extractor(rejection)))).result is rejection


def test_an_extractor_that_breaks_costs_one_page() -> None:
    fetched = extract(Extraction(NO_ENGINE, work_with(extractor=Extractor(ValueError("bad\npage")))))
    assert isinstance(fetched.result, Rejection)
    assert (fetched.result.reason, fetched.result.detail) == (Reason.EXTRACT_FAILED, "ValueError: bad page")


def test_a_gate_in_place_of_a_page_is_asked_again_hours_later_and_the_third_in_a_row_ends_the_visit() -> None:
    rejection = Rejection(
        url="u", source_id="s", at=AT, reason=Reason.BLOCKED, detail="Cloudflare (two signs)"
    )
    extraction = Extraction(NO_ENGINE, work_with(extractor=Extractor(rejection)))
    hosts = extraction.work.hosts
    for number in (1, 2, 3):
        assert not hosts.notes, number
        fetched = extract(extraction)
        assert fetched.result is rejection
        assert fetched.retry_at == fetched.at + RETRY_BLOCKED
    assert hosts.notes == [
        "news.shop: blocked 3 times in a row (Cloudflare (two signs)); left for the next run"
    ]
    rest = hosts.rest_of("news.shop", now=10**9)
    assert rest is not None
    assert not rest.asked


def test_a_page_between_two_gates_starts_the_count_again() -> None:
    rejection = Rejection(url="u", source_id="s", at=AT, reason=Reason.BLOCKED)
    extractor = Extractor(rejection)
    extraction = Extraction(NO_ENGINE, work_with(extractor=extractor))
    extract(extraction)
    extract(extraction)
    extractor.outcome = ARTICLE
    extract(extraction)
    extractor.outcome = rejection
    extract(extraction)
    assert not extraction.work.hosts.notes


def test_what_needs_no_extractor_starts_none() -> None:
    extractor = Extractor(ARTICLE)
    extraction = Extraction(NO_ENGINE, work_with(extractor=extractor))
    given = Fetched(candidate_url=URL, source_id="n", at=AT, page=None, result=None)
    assert extract(extraction, given) is given
    extraction.close_spider()
    assert (extractor.asked, extractor.closed) == (0, False)


def test_after_a_failure_nothing_is_extracted() -> None:
    work = work_with()
    work.failure = OSError("full")
    with pytest.raises(DropItem):
        extract(Extraction(NO_ENGINE, work))


def fetched_number(number: int) -> Fetched:
    return Fetched(candidate_url=f"{URL}{number}", source_id="n", at=AT, page=None, result=None)


def saving_with(save: Callable[[list[Fetched]], Any]) -> tuple[Saving, list[str]]:
    stops: list[str] = []

    async def stop_async() -> None:
        stops.append("stop")

    spider = SimpleNamespace(work=work_with(save=save), flush=None)
    crawler: Any = SimpleNamespace(spider=spider, stop_async=stop_async)
    saving = Saving.from_crawler(crawler)
    assert spider.flush == saving.flush
    return saving, stops


@pytest.mark.slow
def test_batches_are_full_or_a_second_old() -> None:
    batches: list[list[str]] = []
    saving, _ = saving_with(lambda batch: batches.append([item.candidate_url[-1] for item in batch]))

    async def crawl() -> None:
        for number in range(5):
            await saving.process_item(fetched_number(number))
        assert batches == [["0", "1", "2"]]
        await asyncio.sleep(SAVE_EVERY + 0.2)
        assert batches == [["0", "1", "2"], ["3", "4"]]
        await saving.process_item(fetched_number(5))
        saving.close_spider()

    asyncio.run(crawl())
    assert batches == [["0", "1", "2"], ["3", "4"], ["5"]]
    assert saving.work.settled == 6
    saving.flush()
    assert len(batches) == 3  # an empty batch is not saved


def test_a_desk_that_fails_ends_the_run_and_nothing_of_the_batch_counts() -> None:
    def save(batch: list[Fetched]) -> None:
        raise OSError("full")

    saving, stops = saving_with(save)

    async def crawl() -> None:
        for number in range(7):
            await saving.process_item(fetched_number(number))
        await asyncio.sleep(0)
        saving.close_spider()

    asyncio.run(crawl())
    assert str(saving.work.failure) == "full"
    assert saving.work.settled == 0
    assert stops == ["stop"]
