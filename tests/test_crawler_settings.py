"""The settings that keep a crawl safe, and the records it reports in."""

from __future__ import annotations

import configparser
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

from crawler.desk import CrawlOptions, CrawlSummary, SourceReport, Work
from crawler.settings import crawl_settings, slot_settings
from crawler.spiders.news import NewsSpider
from store.records import Discovery, Fetched, Reason, Rejection, Source, SourceKind

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = CrawlOptions(user_agent="tradewind-test")
AT = datetime(2026, 11, 14, tzinfo=UTC)


def source(name: str, url: str, **more: Any) -> Source:
    return Source(id=name, name=name, kind=SourceKind.FEED, url=url, **more)


def test_every_setting_is_one_that_scrapy_knows() -> None:
    known = set(dir(default_settings)) | {"GUARD_ALLOW_HOSTS", "GUARD_PROXY_HOSTS"}
    assert set(crawl_settings(OPTIONS, [])) <= known


def test_unsafe_defaults_are_closed() -> None:
    settings = Settings(crawl_settings(OPTIONS, []))
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    for closed in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "HTTPCACHE_ENABLED"):
        assert not settings.getbool(closed)
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert settings.getint("DOWNLOAD_MAXSIZE") == OPTIONS.max_bytes < default_settings.DOWNLOAD_MAXSIZE
    assert settings.getint("REDIRECT_MAX_TIMES") == 10
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings["TWISTED_DNS_RESOLVER"] == "crawler.guard.GuardedResolver"


def test_what_is_named_can_be_loaded_and_the_guard_is_first() -> None:
    settings = Settings(crawl_settings(OPTIONS, []))
    middlewares = {
        path: order
        for path, order in settings.getwithbase("DOWNLOADER_MIDDLEWARES").items()
        if order is not None
    }
    assert min(middlewares, key=lambda path: middlewares[path]) == "crawler.middlewares.Guard"
    for path in (*middlewares, *settings.getdict("ITEM_PIPELINES"), settings["TWISTED_DNS_RESOLVER"]):
        assert load_object(path)
    assert not any("retry.Retry" in str(path) or "robotstxt" in str(path) for path in middlewares)


def test_options_arrive() -> None:
    options = replace(
        OPTIONS, delay=2.5, per_host=2, concurrency=7, timeout=9.0, allow_hosts=("*.example",), http_proxy="proxy.corp:3128",
        https_proxy="http://user:pass@127.0.0.1:8080/",
    )  # fmt: skip
    settings = crawl_settings(options, [])
    assert (settings["DOWNLOAD_DELAY"], settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (2.5, 2)
    assert (settings["CONCURRENT_REQUESTS"], settings["DOWNLOAD_TIMEOUT"]) == (7, 9.0)
    assert settings["GUARD_ALLOW_HOSTS"] == ["*.example"]
    assert settings["GUARD_PROXY_HOSTS"] == ["proxy.corp", "127.0.0.1"]
    assert settings["USER_AGENT"] == "tradewind-test"


def test_sources_with_a_delay_of_their_own() -> None:
    slots = slot_settings(OPTIONS, [
        source("a", "https://slow.example/feed", delay=10), source("b", "https://slow.example/other", delay=4),
        source("c", "https://fast.example/feed", delay=0), source("d", "https://usual.example/feed"),
    ])  # fmt: skip
    assert slots == {
        "slow.example": {"concurrency": 1, "delay": 10},
        "fast.example": {"concurrency": 1, "delay": 0.001},
    }


def test_the_scrapy_project_is_found() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "scrapy.cfg")
    assert config["settings"]["default"] == "tradewind.scrapy_project"
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    assert listed.stdout.split() == ["news"]


def test_the_spider_says_how_it_is_started() -> None:
    with pytest.raises(ValueError, match="tradewind crawl"):
        NewsSpider()


def work() -> Work:
    return Work(sources=[], options=OPTIONS, desk=None, make_extractor=None)  # type: ignore[arg-type]  # not asked here


def test_the_report_of_a_source_adds_up() -> None:
    book = work()
    book.count_discovery(Discovery(source_id="a", url="u", at=AT, status="ok"))
    book.count_discovery(Discovery(source_id="a", url="v", at=AT, status="robots", detail="forbidden"))
    book.count_discovery(Discovery(source_id="b", url="w", at=AT, status="unchanged"))
    rejection = Rejection(url="x", source_id="a", at=AT, reason=Reason.HTTP_STATUS, detail="404")
    common = {"candidate_url": "x", "source_id": "a", "at": AT, "page": None}
    book.count_fetched(Fetched(**common, result=rejection))
    book.count_fetched(Fetched(**common, result=rejection, retry_at=AT))
    book.count_fetched(Fetched(**common, result=None))
    report = book.report("a")
    assert report.announcements == {"ok": 1, "robots": 1}
    assert report.problems == ["robots at v: forbidden"]
    assert (report.rejected, report.later, report.unchanged) == ({"http-status": 1}, 1, 1)
    assert book.settled == 3


def reported(*statuses: str, due: bool = True) -> SourceReport:
    return SourceReport(due=due, announcements=Counter(statuses))


REPORTS = {
    "pages": reported("unchanged", "ok", "ok"),  # three announcements, one source
    "quiet": reported("ok", "empty"),
    "child": reported("ok", "http-status", "ok"),
    "later": reported(due=False),
    "rests": reported("put-off"),
    "ended": reported(),
}


def test_a_summary_for_people_and_machines() -> None:
    report = SourceReport(problems=["timeout at u: 30 s"])
    report.announcements.update(timeout=1)
    summary = CrawlSummary(
        sources={"a": report}, pages=30, bytes=2_500_000, seconds=10.0, notes=("b.example: rests",), stopped_early="SIGTERM"
    )  # fmt: skip
    assert summary.failures() == ["a: timeout at u: 30 s", "stopped early: SIGTERM"]
    assert summary.lines() == [
        "1 sources (1 timeout)", "30 pages, 2.5 MB, 10.0 s (3.0 a second)", "a: timeout at u: 30 s",
        "stopped early: SIGTERM", "b.example: rests",
    ]  # fmt: skip
    row = summary.as_row()
    assert row["sources"]["a"]["announcements"] == {"timeout": 1}
    assert row["stopped_early"] == "SIGTERM"
    quick = replace(summary, seconds=0.4, sources=REPORTS, notes=(), stopped_early=None)
    assert quick.lines() == [
        "6 sources (1 http-status, 1 not asked, 1 not due, 2 ok, 1 put-off)", "30 pages, 2.5 MB, 0.4 s",
    ]  # fmt: skip
    limited = replace(summary, stopped_early="max-pages", sources={}, notes=())
    assert limited.failures() == []
    assert limited.lines() == [
        "0 sources (nothing announced)",
        "30 pages, 2.5 MB, 10.0 s (3.0 a second)",
        "stopped early: max-pages",
    ]
