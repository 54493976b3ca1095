"""The guard, robots.txt and patience, one request at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector

from crawler.desk import CrawlOptions, Work
from crawler.middlewares import Guard, Patience, drop_waiting
from crawler.outcomes import (
    HostDownError,
    HostRestsError,
    RobotsForbiddenError,
    RunEndsError,
    UnsafeAddressError,
)

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
PAGE = "https://news.shop/a"


class Slot:
    def __init__(self) -> None:
        self.delay = 1.0
        self.queue: deque[tuple[Any, Any]] = deque()


class Engine:
    """Downloads what it is told to."""

    def __init__(self, outcome: Response | Exception | None = None) -> None:
        self.outcome, self.asked = outcome, 0
        self.downloader = SimpleNamespace(
            per_slot_settings={}, slots={"news.shop": Slot(), "other.shop": Slot()}
        )

    async def download_async(self, request: Request) -> Response:
        self.asked += 1
        await asyncio.sleep(0)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        assert self.outcome is not None
        return self.outcome


def crawler_with(engine: Engine | None = None, **options: Any) -> Any:
    rests: list[tuple[str, datetime, str]] = []
    desk: Any = SimpleNamespace(now=lambda: AT, save_rest=lambda *rest: rests.append(rest), rests=rests)
    chosen = CrawlOptions(**{"user_agent": "tradewind/1 (+https://t.shop)", "retry_wait": 0.0, **options})
    work = Work(sources=[], options=chosen, desk=desk, make_extractor=None)  # type: ignore[arg-type]  # unused
    crawler: Any = SimpleNamespace(engine=engine or Engine(), signals=SignalManager(), settings=Settings())
    crawler.stats = StatsCollector(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type]  # all it reads
    crawler.spider = SimpleNamespace(work=work, crawler=crawler, name="news")
    return crawler


# --- guard ----------------------------------------------------------------------------------------------------


def guard_request(url: str, **options: Any) -> Request:
    request = Request(url)
    Guard.from_crawler(crawler_with(**options)).process_request(request)
    return request


def test_the_guard_names_the_proxy_of_each_scheme() -> None:
    proxies = {"http_proxy": "http://p.corp:3128", "https_proxy": "http://s.corp:3128"}
    assert guard_request("http://news.shop/", **proxies).meta["proxy"] == "http://p.corp:3128"
    assert guard_request("https://news.shop/", **proxies).meta["proxy"] == "http://s.corp:3128"
    direct = guard_request("https://news.shop/", **proxies, no_proxy="news.shop,localhost")
    assert direct.meta["proxy"] is None
    assert (
        guard_request("https://shop.other/", **proxies, no_proxy="news.shop").meta["proxy"]
        == "http://s.corp:3128"
    )
    # Without a proxy the key is there all the same: else Scrapy would read the environment.
    assert guard_request("http://news.shop/").meta == {"proxy": None, "download_slot": "news.shop"}


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://localhost/", "http://a.internal/", "ftp://news.shop/"]
)
def test_the_guard_stands_before_a_proxy_too(url: str) -> None:
    with pytest.raises(UnsafeAddressError):
        guard_request(url, http_proxy="http://p.corp:3128")
    if url.startswith("http"):
        assert guard_request(url, allow_hosts=("10.*", "localhost", "*.internal")).url


def test_the_proxy_itself_is_no_page_unless_it_is_asked_through_itself() -> None:
    proxies = {"http_proxy": "http://proxy.shop:3128"}
    assert guard_request("http://proxy.shop/", **proxies).meta["proxy"]  # what it answers is its policy
    with pytest.raises(UnsafeAddressError, match=r"proxy\.shop is the proxy"):
        guard_request("https://proxy.shop/admin", **proxies)  # of this scheme it is no proxy
    with pytest.raises(UnsafeAddressError):
        guard_request("http://proxy.shop:8080/", **proxies, no_proxy="proxy.shop")
    assert guard_request("https://proxy.shop/", **proxies, allow_hosts=("*.shop",)).meta["proxy"] is None
    assert guard_request("https://news.shop/", **proxies).meta["proxy"] is None


def test_the_guard_spares_hosts_that_rest_and_ends_with_the_run() -> None:
    guard = Guard.from_crawler(crawler_with())
    guard.work.hosts.rest("news.shop", 60, now=monotonic(), why="429")
    with pytest.raises(HostRestsError):
        guard.process_request(Request(PAGE))
    guard.process_request(Request("https://other.shop/"))
    guard.work.stopped_early = "SIGTERM"
    with pytest.raises(RunEndsError):
        guard.process_request(Request("https://other.shop/"))


def test_the_guard_tells_a_pause_from_a_host_that_is_down() -> None:
    guard = Guard.from_crawler(crawler_with())
    guard.work.hosts.rest("news.shop", 60, now=monotonic(), why="answered 429")
    with pytest.raises(HostRestsError, match=r"news\.shop: answered 429") as asked:
        guard.process_request(Request(PAGE))
    assert not isinstance(asked.value, HostDownError)
    guard.work.hosts.rest("down.shop", 60, now=monotonic(), why="timeout", asked=False)
    with pytest.raises(HostDownError, match=r"down\.shop: timeout"):
        guard.process_request(Request("https://down.shop/"))


def test_the_guard_keeps_to_a_hosts_budget_of_pages() -> None:
    guard = Guard.from_crawler(crawler_with(max_pages_per_host=2))

    def page(url: str) -> Request:
        return Request(url, cb_kwargs={"candidate": None})

    for _ in range(2):
        guard.process_request(page(PAGE))
    guard.process_request(page("https://other.shop/"))
    guard.process_request(Request(PAGE))  # an announcement
    for _ in range(3):
        with pytest.raises(HostRestsError):
            guard.process_request(page(PAGE))
    assert guard.work.hosts.notes == ["news.shop: 2 pages in this run; the rest waits for the next"]


@pytest.mark.parametrize("proxy, name", [
    ("http://p.corp:3128", "p.corp:3128"), ("p.corp:3128", "p.corp:3128"), ("http://user:s3cret@p.corp:3128/", "p.corp:3128"),
    ("http://u:p@w@p.corp", "p.corp"),
])  # fmt: skip
def test_a_proxy_is_noted_once_and_without_its_password(proxy: str, name: str) -> None:
    guard = Guard.from_crawler(crawler_with(http_proxy=proxy))
    assert not guard.work.hosts.notes  # nothing has gone through it yet
    for _ in range(2):
        guard.process_request(Request("http://news.shop/"))
    assert guard.work.hosts.notes == [
        f"through the proxy {name}: it resolves the names, so where they lead is for it to check"
    ]


# --- patience -------------------------------------------------------------------------------------------------


def respond(patience: Patience, status: int, tried: int = 0, **headers: str) -> Request | Response:
    request = Request(PAGE, meta={"retry_times": tried})
    response = Response(
        PAGE, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    patience.heard(response, request)
    return asyncio.run(patience.process_response(request, response))


def test_passing_trouble_is_tried_again_as_often_as_asked() -> None:
    patience = Patience.from_crawler(crawler_with(retries=2))
    again = respond(patience, 502)
    assert isinstance(again, Request)
    assert (again.meta["retry_times"], again.dont_filter) == (1, True)
    assert isinstance(respond(patience, 502, tried=1), Request)
    assert isinstance(respond(patience, 502, tried=2), Response)
    assert isinstance(respond(patience, 404), Response)
    assert isinstance(respond(patience, 200), Response)
    patience.work.stopped_early = "SIGTERM"
    assert isinstance(respond(patience, 502), Response)


@pytest.mark.parametrize("status, headers, seconds", [
    (429, {"Retry_After": "120"}, 120), (429, {}, 1800), (429, {"Retry_After": "soon"}, 1800), (503, {"Retry_After": "60"}, 60),
    (503, {"Retry_After": "9999999"}, 86_400), (200, {"Retry_After": "60"}, 0), (404, {"Retry_After": "60"}, 0), (503, {}, 0),
])  # fmt: skip
def test_a_host_that_wants_rest_gets_it(status: int, headers: dict[str, str], seconds: float) -> None:
    patience = Patience.from_crawler(crawler_with())
    began = monotonic()
    found = respond(patience, status, **headers)
    hosts = patience.work.hosts
    assert hosts.resting("news.shop", now=began) is (seconds > 0)
    if seconds:
        assert isinstance(found, Response)  # not tried again in this run
        assert hosts.resting("news.shop", now=began + seconds - 1)
        assert not hosts.resting("news.shop", now=monotonic() + seconds)


def test_a_pause_is_kept_for_the_next_runs_by_the_host_that_asked_for_it() -> None:
    patience = Patience.from_crawler(crawler_with())
    respond(patience, 429, Retry_After="120")
    (rest,) = patience.work.desk.rests  # type: ignore[attr-defined]  # of the desk of this test
    assert rest == ("news.shop", AT + timedelta(seconds=120), "answered 429, wants 120 s of rest")
    respond(patience, 503)
    assert len(patience.work.desk.rests) == 1  # type: ignore[attr-defined]  # trouble is no wish


def test_a_store_that_cannot_keep_a_pause_ends_the_run() -> None:
    crawler = crawler_with()
    stopped: list[bool] = []

    def full(*_: Any) -> None:
        raise OSError(28, "no space left on the disk")

    async def stop_async() -> None:
        stopped.append(True)

    crawler.stop_async, crawler.spider.work.desk.save_rest = stop_async, full
    patience = Patience.from_crawler(crawler)

    async def hear() -> None:
        patience.heard(Response(PAGE, status=429), Request(PAGE))
        await asyncio.sleep(0)

    asyncio.run(hear())
    assert stopped
    assert isinstance(patience.work.failure, OSError)
    assert patience.work.hosts.resting("news.shop", now=monotonic())  # the pause itself is kept


def test_the_pace_of_a_host_follows_its_answers() -> None:
    crawler = crawler_with()
    patience = Patience.from_crawler(crawler)
    slot = crawler.engine.downloader.slots["news.shop"]

    def hear(status: int, latency: float) -> float:
        request = Request(PAGE, meta={"download_latency": latency})
        patience.heard(Response(PAGE, status=status), request)
        return float(slot.delay)

    assert hear(200, 0.1) == 1.0
    assert hear(500, 0.1) == 2.0
    assert hear(503, 0.1) == 4.0
    assert not patience.work.hosts.notes
    assert hear(502, 0.1) == 8.0
    assert hear(502, 0.1) == 16.0
    assert patience.work.hosts.notes == ["news.shop: slow or in trouble, asked every 8 s or later"]
    assert 13 < hear(200, 0.1) < 16
    assert crawler.engine.downloader.slots["other.shop"].delay == 1.0


def test_a_timeout_slows_down_and_a_missing_tdmrep_counts_for_nothing() -> None:
    crawler = crawler_with(retries=0, timeout=3.0)
    patience = Patience.from_crawler(crawler)

    def fail(**meta: Any) -> None:
        asyncio.run(patience.process_exception(Request(PAGE, meta=meta), DownloadTimeoutError("3 s")))

    for _ in range(5):
        fail(is_tdmrep=True)
    assert not patience.work.hosts.resting("news.shop", now=monotonic())
    fail()
    assert crawler.engine.downloader.slots["news.shop"].delay == 6.0


def test_a_host_that_fails_is_tried_again_and_then_left() -> None:
    patience = Patience.from_crawler(crawler_with(retries=1))

    def fail(tried: int) -> Request | None:
        return asyncio.run(
            patience.process_exception(Request(PAGE, meta={"retry_times": tried}), DownloadTimeoutError("x"))
        )

    assert isinstance(fail(0), Request)
    for _ in range(3):
        assert fail(1) is None
    assert patience.work.hosts.resting("news.shop", now=10**9)
    assert fail(0) is None  # nobody tries a host that is down
    assert asyncio.run(patience.process_exception(Request(PAGE), RobotsForbiddenError("no"))) is None


def test_what_waits_for_a_host_is_let_go() -> None:
    crawler = crawler_with()
    failed: list[tuple[str, str]] = []

    def waiting(name: str) -> Any:
        return SimpleNamespace(errback=lambda failure: failed.append((name, type(failure.value).__name__)))

    for host in ("news.shop", "other.shop"):
        queue = crawler.engine.downloader.slots[host].queue
        queue.extend((Request(f"https://{host}/{number}"), waiting(host)) for number in range(2))
    beside = Request("https://www.news.shop/"), waiting("www.news.shop")
    crawler.engine.downloader.slots["news.shop"].queue.append(beside)
    assert drop_waiting(crawler, HostRestsError("x"), "news.shop") == 2
    assert drop_waiting(crawler, HostRestsError("x"), "www.news.shop") == 1
    assert failed.pop() == ("www.news.shop", "HostRestsError")
    assert failed == [("news.shop", "HostRestsError")] * 2
    assert drop_waiting(crawler, RunEndsError("x")) == 2
    assert failed[2:] == [("other.shop", "RunEndsError")] * 2
    assert drop_waiting(SimpleNamespace(engine=None), RunEndsError("x")) == 0  # type: ignore[arg-type]  # before it starts
