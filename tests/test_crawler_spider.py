"""What the spider makes of one answer: records for the desk, requests for what comes next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CloseSpider, DownloadTimeoutError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.desk import Arrived, CrawlOptions, Desk, Work
from crawler.outcomes import HostDownError, HostRestsError, RobotsForbiddenError, RunEndsError
from crawler.spiders.news import MAX_DEPTH, MAX_PENDING, NewsSpider
from store.records import Candidate, Discovery, Fetched, Lang, Rejection, Source, SourceKind, Validators

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.shop/feed"
SOURCE = Source(id="n", name="N", kind=SourceKind.FEED, url=URL)
CANDIDATE = Candidate(url="https://news.shop/1", source_id="n", discovered_at=AT)
RSS = b"<rss version='2.0'><channel><item><link>/1</link></item><item><link>/2</link></item></channel></rss>"


class Notes:
    """A desk that remembers what it was told."""

    def __init__(self) -> None:
        self.discoveries: list[Discovery] = []
        self.waiting: list[Candidate] = []
        self.validators: dict[str, Validators] = {}
        self.broken = False

    def save_discovery(self, discovery: Discovery) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self.discoveries.append(discovery)
        self.waiting.extend(discovery.candidates)

    def desk(self) -> Desk:
        return Desk(
            announcement_validators=self.validators.get, save_discovery=self.save_discovery,
            pending=lambda ids: [item for item in self.waiting if item.source_id in ids],
            article_validators=self.validators.get, save_fetched=lambda batch: None,
            detect_lang=lambda text: Lang.EN, now=lambda: AT, progress=lambda *_: None,
        )  # fmt: skip


def spider_of(notes: Notes, *sources: Source, **options: Any) -> NewsSpider:
    work = Work(
        sources=sources or (SOURCE,), options=CrawlOptions(user_agent="t", **options), desk=notes.desk(),
        make_extractor=None,  # type: ignore[arg-type]  # no page gets that far here
    )  # fmt: skip
    return NewsSpider(work=work)


def ask(spider: NewsSpider, source: Source = SOURCE) -> Request:
    return spider.announcement(source, source.url, depth=0)


def answer(request: Request, status: int = 200, body: bytes = b"", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(request.url, status=status, body=body, headers=named, request=request)


def hear(spider: NewsSpider, request: Request, response: Response) -> list[Any]:
    assert request.callback is not None
    return list(request.callback(response, **request.cb_kwargs))


def fail(request: Request, error: Exception) -> list[Any]:
    failure = Failure(error)
    failure.request = request  # type: ignore[attr-defined]  # as Scrapy does
    assert request.errback is not None
    return list(request.errback(failure))


def test_an_announcement_is_saved_and_its_articles_are_asked_for() -> None:
    notes = Notes()
    spider = spider_of(notes)
    request = ask(spider)
    found = hear(
        spider, request, answer(request, body=RSS, ETag='"7"', Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT")
    )
    saved = notes.discoveries[0]
    assert (saved.status, saved.url, saved.at, len(saved.candidates)) == ("ok", URL, AT, 2)
    assert saved.validators == Validators(etag='"7"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
    assert [item.url for item in found] == ["https://news.shop/1", "https://news.shop/2"]
    assert spider.work.asked == 2


def test_validators_become_conditional_headers() -> None:
    notes = Notes()
    notes.validators[URL] = Validators(etag='W/"x"', last_modified="yesterday")
    notes.validators[CANDIDATE.url] = Validators(etag='"1"')
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    request = ask(spider)
    assert request.headers.to_unicode_dict() == {"If-None-Match": 'W/"x"', "If-Modified-Since": "yesterday"}
    article = hear(spider, request, answer(request, 304))[0]
    assert article.headers.to_unicode_dict() == {"If-None-Match": '"1"'}
    assert notes.discoveries[0].status == "unchanged"
    assert notes.discoveries[0].validators is None


@pytest.mark.parametrize(
    "status, name", [(404, "http-status"), (410, "http-status"), (503, "http-status"), (302, "http-status")]
)
def test_a_failed_announcement_still_lets_what_is_pending_be_fetched(status: int, name: str) -> None:
    notes = Notes()
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    request = ask(spider)
    found = hear(spider, request, answer(request, status))
    assert (notes.discoveries[0].status, notes.discoveries[0].detail[:3]) == (name, str(status))
    assert notes.discoveries[0].validators is None
    assert [item.url for item in found] == [CANDIDATE.url]


def test_an_announcement_that_cannot_be_read_keeps_no_validators() -> None:
    notes = Notes()
    spider = spider_of(notes)
    request = ask(spider)
    hear(spider, request, answer(request, body=b"<html><body>Blocked</body></html>", ETag='"1"'))
    assert notes.discoveries[0].status == "not-article"
    assert notes.discoveries[0].validators is None


def test_a_reader_that_fails_costs_its_announcement_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise UnicodeError("undefined\nencoding")

    notes = Notes()
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    request = ask(spider)
    monkeypatch.setattr("crawler.spiders.news.read_announcement", fails)
    asked = hear(spider, request, answer(request, body=RSS, ETag='"1"'))
    saved = notes.discoveries[0]
    assert (saved.status, saved.detail, saved.url) == (
        "extract-failed",
        "UnicodeError: undefined encoding",
        URL,
    )
    assert saved.validators is None  # asked for whole next time
    assert [item.url for item in asked] == [CANDIDATE.url]
    assert spider.work.failure is None


def test_announcements_that_do_not_come() -> None:
    notes = Notes()
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    assert len(fail(ask(spider), DownloadTimeoutError("30 s"))) == 1
    assert len(fail(ask(spider), RobotsForbiddenError("no"))) == 1
    assert len(fail(ask(spider), HostDownError("news.shop: refused, 3 times in a row"))) == 1
    assert [item.status for item in notes.discoveries] == ["timeout", "robots", "unreachable"]
    assert notes.discoveries[-1].detail == "not asked: news.shop: refused, 3 times in a row"
    assert len(spider.work.report(SOURCE.id).problems) == 3
    spider.work.stopped_early = "SIGTERM"
    fail(ask(spider), RunEndsError("SIGTERM"))
    assert len(notes.discoveries) == 3  # an announcement nobody waited for has not failed


def test_an_announcement_whose_host_asked_for_a_pause_is_put_off_and_no_failure() -> None:
    notes = Notes()
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    assert len(fail(ask(spider), HostRestsError("news.shop: answered 429"))) == 1
    report = spider.work.report(SOURCE.id)
    assert report.announcements == {"put-off": 1}
    assert not report.problems
    assert not notes.discoveries  # what the store knows of it stays as it was


def test_a_source_waits_for_all_its_announcements() -> None:
    notes = Notes()
    notes.waiting = [CANDIDATE]
    spider = spider_of(notes)
    request = ask(spider)
    index = b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    children = hear(spider, request, answer(request, body=index, ETag='"1"'))
    assert [child.url for child in children] == ["https://news.shop/b.xml", "https://news.shop/a.xml"]
    assert notes.discoveries[0].validators == Validators()  # an index is always fetched whole
    assert hear(spider, children[0], answer(children[0], 404)) == []
    assert [item.url for item in hear(spider, children[1], answer(children[1], 404))] == [CANDIDATE.url]


def test_indexes_of_indexes_end() -> None:
    notes = Notes()
    spider = spider_of(notes)
    queue, asked, depth = [ask(spider)], 0, 0
    while queue:
        request = queue.pop(0)
        asked += 1
        depth = max(depth, request.cb_kwargs["depth"])
        body = "".join(f"<sitemap><loc>/{asked}-{n}.xml</loc></sitemap>" for n in range(9))
        queue += hear(spider, request, answer(request, body=f"<sitemapindex>{body}</sitemapindex>".encode()))
    assert asked <= CrawlOptions(user_agent="").max_announcements
    assert depth <= MAX_DEPTH


def test_a_page_goes_to_the_extractor_as_it_came() -> None:
    spider = spider_of(Notes())
    request = Request(
        CANDIDATE.url, callback=spider.parse_article, cb_kwargs={"source": SOURCE, "candidate": CANDIDATE}
    )
    response = answer(request, body=b"\xa4\xa4", Content_Type="text/html; charset=big5", ETag='"9"')
    [arrived] = hear(spider, request, response.replace(url="https://news.shop/moved"))
    assert isinstance(arrived, Arrived)
    page = arrived.page
    assert (page.url, page.final_url, page.body) == (CANDIDATE.url, "https://news.shop/moved", b"\xa4\xa4")
    assert (page.content_type, page.validators.etag, page.fetched_at) == (
        "text/html; charset=big5",
        '"9"',
        AT,
    )


@pytest.mark.parametrize(
    "status, retries", [(304, False), (404, False), (503, True), (451, False), (500, True)]
)
def test_an_article_that_is_no_page(status: int, retries: bool) -> None:
    spider = spider_of(Notes())
    request = Request(
        CANDIDATE.url, callback=spider.parse_article, cb_kwargs={"source": SOURCE, "candidate": CANDIDATE}
    )
    [fetched] = hear(spider, request, answer(request, status))
    assert isinstance(fetched, Fetched)
    assert (fetched.candidate_url, fetched.source_id, fetched.page) == (CANDIDATE.url, "n", None)
    assert (fetched.retry_at is not None) is retries
    assert isinstance(fetched.result, Rejection) is (status != 304)


def test_a_source_that_is_not_due_is_not_asked_but_what_waits_is_fetched() -> None:
    notes = Notes()
    notes.waiting = [CANDIDATE, replace(CANDIDATE, url="https://other.shop/1", source_id="o")]
    other = Source(id="o", name="O", kind=SourceKind.FEED, url="https://other.shop/feed")
    spider = spider_of(notes, SOURCE, other, not_due=frozenset({"n"}))

    async def asked() -> list[str]:
        return [request.url async for request in spider.start()]

    assert asyncio.run(asked()) == [CANDIDATE.url, other.url]
    assert [spider.work.report(name).due for name in ("n", "o")] == [False, True]
    assert not spider.work.report("n").announcements
    assert notes.discoveries == []


def test_unchanged_without_a_question_is_a_failure() -> None:
    notes = Notes()
    spider = spider_of(notes)
    request = ask(spider)
    hear(spider, request, answer(request, 304))
    assert [(found.status, found.detail) for found in notes.discoveries] == [
        ("http-status", "304 without a page to go to")
    ]
    notes.validators[URL] = Validators(last_modified="Mon, 09 Nov 2026 08:00:00 GMT")
    request = ask(spider)
    hear(spider, request, answer(request, 304))
    assert notes.discoveries[-1].status == "unchanged"


def test_what_a_feed_and_its_server_wish_reaches_the_desk() -> None:
    notes = Notes()
    spider = spider_of(notes)
    request = ask(spider)
    hear(spider, request, answer(request, 200, RSS.replace(b"<channel>", b"<channel><ttl>90</ttl>")))
    assert (notes.discoveries[-1].period, notes.discoveries[-1].not_before) == (5_400, None)
    hear(spider, request, answer(request, 503, Retry_After="7200"))
    assert notes.discoveries[-1].not_before == AT + timedelta(hours=2)
    hear(spider, request, answer(request, 500))
    assert notes.discoveries[-1].not_before is None


def test_a_candidate_that_was_not_asked_for_is_not_fetched() -> None:
    spider = spider_of(Notes())
    cb_kwargs = {"source": SOURCE, "candidate": CANDIDATE}
    request = Request(
        CANDIDATE.url, callback=spider.parse_article, errback=spider.failed_article, cb_kwargs=cb_kwargs
    )
    assert fail(request, HostRestsError("news.shop")) == []
    assert fail(request, RunEndsError("SIGTERM")) == []
    [fetched] = fail(request, DownloadTimeoutError("slow"))
    assert fetched.result.reason == "timeout"


def test_header_values_are_cut_and_cleaned() -> None:
    spider = spider_of(Notes())
    request = Request(
        CANDIDATE.url, callback=spider.parse_article, cb_kwargs={"source": SOURCE, "candidate": CANDIDATE}
    )
    [arrived] = hear(
        spider, request, answer(request, body=b"x", ETag='"' + "e" * 10_000, Content_Type="text/\x1b[31mhtml")
    )
    assert len(arrived.page.validators.etag) == 300
    assert "\x1b" not in arrived.page.content_type


def test_limits() -> None:
    notes = Notes()
    notes.waiting = [
        replace(CANDIDATE, url=f"https://news.shop/{number}") for number in range(MAX_PENDING + 5)
    ]
    spider = spider_of(notes)
    request = ask(spider)
    assert len(hear(spider, request, answer(request, 304))) == MAX_PENDING
    assert spider.work.hosts.notes == [f"n: {MAX_PENDING} of {MAX_PENDING + 5} pending pages in this run"]
    few = spider_of(notes, max_pages=3)
    request = ask(few)
    assert len(hear(few, request, answer(request, 304))) == 3
    assert few.work.limited


def test_since_holds_for_what_is_announced_and_for_what_is_pending() -> None:
    notes = Notes()
    notes.waiting = [
        replace(CANDIDATE, published_at=datetime(2026, 9, 1, tzinfo=UTC)),
        replace(CANDIDATE, url="https://news.shop/u"),
    ]
    spider = spider_of(notes, since=datetime(2026, 11, 1, tzinfo=UTC))
    old = b"<item><link>/old</link><pubDate>Thu, 01 Oct 2026 08:00:00 GMT</pubDate></item>"
    request = ask(spider)
    found = hear(spider, request, answer(request, body=RSS.replace(b"</channel>", old + b"</channel>")))
    assert [item.url for item in notes.discoveries[0].candidates] == [
        "https://news.shop/1",
        "https://news.shop/2",
    ]
    assert [item.url for item in found] == [
        "https://news.shop/u",
        "https://news.shop/1",
        "https://news.shop/2",
    ]


def test_the_desks_failure_is_the_runs() -> None:
    notes = Notes()
    notes.broken = True
    spider = spider_of(notes)
    request = ask(spider)
    with pytest.raises(CloseSpider):
        hear(spider, request, answer(request, body=RSS))
    assert str(spider.work.failure) == "the disk is full"


def test_requests_are_queued_by_the_host_whose_turn_they_wait_for() -> None:
    """By the name that the downloader counts under: what is counted under another counts as idle, and goes first."""
    notes = Notes()
    source = replace(SOURCE, url="https://www.news.shop/feed")
    spider = spider_of(notes, source)
    assert ask(spider, source).meta["download_slot"] == "news.shop"
    notes.waiting.append(replace(CANDIDATE, url="https://www.news.shop/1"))
    assert [item.meta["download_slot"] for item in spider._articles(source)] == ["news.shop"]
