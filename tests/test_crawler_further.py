"""Further pages of an article: asked for between two extractions, bounded, and never another article's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.desk import Arrived, CrawlOptions, Desk, Work
from crawler.extract import extract_page
from crawler.further import PARTS_SECONDS, ask_next, may_go_on
from crawler.outcomes import HostRestsError, RobotsForbiddenError, RunEndsError
from crawler.pipelines import Extraction
from crawler.reading.pagers import MAX_PARTS
from crawler.spiders.news import PARTS_PRIORITY, NewsSpider
from store.records import (
    Article,
    Candidate,
    Fetched,
    Lang,
    Page,
    Reason,
    Rejection,
    Source,
    SourceKind,
    Validators,
)
from tests.paged_site import dede, page, zh_lines

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
ROOT = "https://news.shop/2026/"
SOURCE = Source(id="n", name="N", kind=SourceKind.FEED, url="https://news.shop/feed", delay=2.0)
TITLE = "跨境小包新规满月：各地仓库怎么样了"


def name(number: int) -> str:
    return "a1.html" if number == 1 else f"a1_{number}.html"


def markup(number: int, last: int, *, title: str = TITLE) -> str:
    return page(title, zh_lines("a1", number), dede("a1", number, last))


class Extractor:
    """The real one, in this process."""

    def __init__(self) -> None:
        self.read, self.most = 0, MAX_PARTS

    async def extract(
        self, page: Page, source: Source | None, candidate: Candidate | None, now: datetime
    ) -> Article | Rejection:
        self.read += 1
        if len(page.parts) > self.most:
            return Rejection(url=page.url, source_id="n", at=now, reason=Reason.EXTRACT_TIMEOUT)
        return extract_page(page, source=source, candidate=candidate, now=now)

    def close(self) -> None:
        """Nothing to end."""


class Site:
    """What a crawl hears, without a network: a spider, its pipeline, and answers by address."""

    def __init__(self, answers: Mapping[str, str | int | Exception]) -> None:
        self.answers, self.asked, self.requests = answers, list[str](), list[Request]()
        desk = Desk(
            announcement_validators=lambda url: None, save_discovery=lambda found: None, pending=lambda ids: [],
            article_validators=lambda url: None, save_fetched=lambda batch: None, detect_lang=lambda text: Lang.ZH_HANS,
            now=lambda: AT, progress=lambda *_: None,
        )  # fmt: skip
        self.extractor = Extractor()
        self.work = Work(
            sources=[SOURCE],
            options=CrawlOptions(user_agent="t"),
            desk=desk,
            make_extractor=lambda: self.extractor,
        )
        self.spider = NewsSpider(work=self.work)
        crawler: Any = SimpleNamespace(spider=self.spider, engine=SimpleNamespace(crawl=self.requests.append))
        self.extraction = Extraction(crawler, self.work)

    def crawl(self, number: int) -> Fetched | None:
        """What is saved of the candidate at this page; None when it is left for the next run."""
        url = ROOT + name(number)
        candidate = Candidate(url=url, source_id="n", discovered_at=AT)
        waiting: list[Any] = [
            Request(
                url, callback=self.spider.parse_article, cb_kwargs={"source": SOURCE, "candidate": candidate}
            )
        ]
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, Request):
                waiting += self._answer(item)
                continue
            try:
                return asyncio.run(self.extraction.process_item(item))
            except DropItem:
                waiting += self.requests
                self.requests.clear()
        return None

    def _answer(self, request: Request) -> list[Any]:
        self.asked.append(request.url)
        answer = self.answers.get(request.url.rpartition("/")[2], 404)
        if isinstance(answer, Exception):
            failure = Failure(answer)
            failure.request = request  # type: ignore[attr-defined]  # as Scrapy does
            assert request.errback is not None
            return list(request.errback(failure))
        status, body = (answer, "") if isinstance(answer, int) else (200, answer)
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{request.url[-9:]}"'}
        response = Response(request.url, status=status, body=body.encode(), headers=headers, request=request)
        assert request.callback is not None
        return list(request.callback(response, **request.cb_kwargs))


def article_of(fetched: Fetched | None) -> Article:
    assert fetched is not None
    assert isinstance(fetched.result, Article), fetched.result
    return fetched.result


def text_of(*numbers: int) -> str:
    return "\n".join(line for number in numbers for line in zh_lines("a1", number))


def test_pages_are_asked_for_in_order_and_read_together_twice() -> None:
    site = Site({name(number): markup(number, 4) for number in range(1, 5)})
    fetched = site.crawl(1)
    made = article_of(fetched)
    assert (made.text, made.missing) == (text_of(1, 2, 3, 4), ())
    assert site.asked == [ROOT + name(number) for number in range(1, 5)]
    assert site.extractor.read == 2
    assert fetched is not None
    assert fetched.page is not None
    assert [part.url for part in fetched.page.parts] == site.asked[1:]
    assert fetched.page.validators.etag == '"6/a1.html"'
    assert site.work.hosts.notes == []


def test_a_request_for_a_part_is_polite_and_counts_for_no_limit() -> None:
    site = Site({})
    arrived = Arrived(
        page=Page(url=ROOT + name(1), final_url=ROOT + name(1), source_id="n", fetched_at=AT, status=200, body=b""),
        source=SOURCE, candidate=Candidate(url=ROOT + name(1), source_id="n", discovered_at=AT), until=1.0,
    )  # fmt: skip
    request = site.spider.part(arrived, (ROOT + name(2),))
    assert request.meta["download_slot"] == "news.shop"
    assert (
        request.cb_kwargs["source"] is SOURCE
    )  # by which the guard knows the delay that its source asks for
    assert "candidate" not in request.cb_kwargs
    assert (request.priority, request.dont_filter) == (PARTS_PRIORITY, True)


@pytest.mark.parametrize("trouble", [404, 503, RobotsForbiddenError("no"), DownloadTimeoutError("30 s")])
def test_a_page_that_does_not_come_leaves_a_gap_that_is_told(trouble: int | Exception) -> None:
    site = Site({name(1): markup(1, 3), name(2): trouble, name(3): markup(3, 3)})
    fetched = site.crawl(1)
    made = article_of(fetched)
    assert (made.text, made.missing) == (text_of(1, 3), (ROOT + name(2),))
    assert fetched is not None
    assert fetched.page is not None
    assert [part.status for part in fetched.page.parts] == [0, 200]
    site.extraction.close_spider()
    assert site.work.hosts.notes == [f"the article {ROOT}a1.html lacks a page that was not read"]


@pytest.mark.parametrize("error", [HostRestsError("news.shop: 429"), RunEndsError("SIGTERM")])
def test_a_page_that_was_not_asked_for_leaves_the_candidate_to_the_next_run(error: Exception) -> None:
    assert Site({name(1): markup(1, 3), name(2): error}).crawl(1) is None


def test_a_gate_in_the_place_of_a_part_is_no_part() -> None:
    gate = "<html><head><title>Just a moment...</title></head><body><div id='cf-wrapper'>Checking your browser</div></body></html>"
    made = article_of(Site({name(1): markup(1, 2), name(2): gate}).crawl(1))
    assert (made.text, made.parts) == (text_of(1), ())


def test_not_more_pages_than_the_limit_are_asked_for() -> None:
    site = Site({name(number): markup(number, 25) for number in range(1, 26)})
    made = article_of(site.crawl(1))
    assert len(site.asked) == 1 + MAX_PARTS
    assert made.missing == tuple(ROOT + name(number) for number in range(MAX_PARTS + 2, 26))


def test_parts_that_cannot_be_read_in_time_do_not_cost_the_beginning() -> None:
    site = Site({name(number): markup(number, 3) for number in (1, 2, 3)})
    site.extractor.most = 1
    fetched = site.crawl(1)
    made = article_of(fetched)
    assert (made.text, made.missing) == (text_of(1), (ROOT + name(2), ROOT + name(3)))
    assert fetched is not None
    assert fetched.page is not None
    assert fetched.page.parts == ()
    later = Site({name(number): markup(number, 3) for number in (1, 2, 3)})
    later.extractor.most = 1
    assert article_of(later.crawl(2)).text == text_of(2)


def test_a_chain_without_an_end_ends() -> None:
    def chained(number: int) -> str:
        before = f'<a href="{name(number - 1)}">上一页</a>' if number > 1 else ""
        return page(
            TITLE, zh_lines("a1", number), f'<div>{before}<a href="{name(number + 1)}">下一页</a></div>'
        )

    site = Site({name(number): chained(number) for number in range(1, 29)})
    article_of(site.crawl(1))
    assert len(site.asked) == 1 + MAX_PARTS


def test_a_later_page_leads_to_the_first_and_is_part_of_it() -> None:
    site = Site({name(number): markup(number, 3) for number in (1, 2, 3)})
    fetched = site.crawl(3)
    made = article_of(fetched)
    assert (made.url, made.text) == (ROOT + name(1), text_of(1, 2, 3))
    assert fetched is not None
    assert fetched.candidate_url == ROOT + name(3)
    assert fetched.page is not None
    assert (fetched.page.url, fetched.page.validators) == (ROOT + name(1), Validators())


@pytest.mark.parametrize("first", [404, RobotsForbiddenError("no"), "other"])
def test_a_later_page_whose_first_cannot_be_had_stands_for_itself(first: int | str | Exception) -> None:
    other = page("海关总署：十一月出口增长一成", zh_lines("b7", 1), dede("a1", 1, 3))
    site = Site({name(1): other if first == "other" else first, name(2): markup(2, 3), name(3): markup(3, 3)})
    made = article_of(site.crawl(2))
    assert (made.url, made.text) == (ROOT + name(2), text_of(2))


def arrived_of(parts: int = 0, **more: Any) -> Arrived:
    url = ROOT + name(1)
    one = Page(url=url, final_url=url, source_id="n", fetched_at=AT, status=200, body=b"")
    further = tuple(replace(one, url=ROOT + name(number)) for number in range(2, parts + 2))
    candidate = Candidate(url=url, source_id="n", discovered_at=AT)
    return Arrived(page=replace(one, parts=further), source=SOURCE, candidate=candidate, **more)


def lacking(*missing: str) -> Article:
    return Article(
        url=ROOT + name(1),
        source_id="n",
        title="T",
        text="x",
        lang=Lang.UNKNOWN,
        fetched_at=AT,
        missing=missing,
    )


def test_what_is_asked_next() -> None:
    second, third = ROOT + name(2), ROOT + name(3)
    assert ask_next(arrived_of(), lacking(second, third), now=0.0, most=10) == (second, third)
    assert ask_next(arrived_of(1), lacking(second, third), now=0.0, most=10) == (third,)
    assert ask_next(arrived_of(), lacking(), now=0.0, most=10) == ()
    assert ask_next(arrived_of(), lacking(second, third), now=0.0, most=1) == (second,)
    assert ask_next(arrived_of(1), lacking(third), now=0.0, most=1) == ()
    assert ask_next(arrived_of(), lacking(second), now=0.0, most=0) == ()
    many = tuple(f"{ROOT}a1_{number}.html" for number in range(2, 40))
    assert len(ask_next(arrived_of(), lacking(*many), now=0.0, most=99)) == MAX_PARTS
    assert ask_next(arrived_of(), lacking("https://other.shop/a1_2.html"), now=0.0, most=10) == ()
    assert ask_next(arrived_of(until=PARTS_SECONDS), lacking(second), now=PARTS_SECONDS + 1, most=10) == ()
    assert may_go_on(arrived_of(MAX_PARTS - 1), now=0.0)
    assert not may_go_on(arrived_of(MAX_PARTS), now=0.0)
