"""Pages that a script writes, read by a real Chromium behind the guard."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from crawling import rows, run
from origin import Answer, Origin, article_html, origin

from crawler.desk import CrawlOptions
from crawler.rendering import BROWSERS, browser_settings, can_render, render_meta
from store.records import Source, SourceKind

needs_browser = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None or not any(map(shutil.which, BROWSERS)),
    reason="the extra `browser` or a Chromium is not installed",
)


def scripted(data: str) -> str:
    """A page without a word in it until its script has asked for them."""
    return (
        "<!doctype html><html><head><title>Loading</title></head><body><div id=root></div><img src='/picture.png'>"
        f"<script>fetch({data!r}).then(r => r.text()).then(t => {{root.innerHTML = t}})</script></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as made:
        yield made


def inner(title: str) -> str:
    return article_html(title, title).partition("<body>")[2].partition("</body>")[0]


@pytest.mark.slow
@needs_browser
def test_a_scripted_page_is_an_article_and_pays_for_nothing_else(site: Origin, tmp_path: Path) -> None:
    site.answers["/a"] = Answer(body=scripted("/a.data"))
    site.answers["/a.data"] = Answer(body=inner("Parcels wait in Ningbo"))
    site.answers["/plain"] = Answer(body=article_html("Plain page", "plain"))
    site.answers["/list"] = Answer(body=scripted("/list.data"))
    site.answers["/list.data"] = Answer(
        body=f"<h2><a href='{site.url('/a')}'>Parcels wait in Ningbo as customs rules change again this week</a></h2>"
    )
    found = run(
        tmp_path / "news.db",
        [
            {"kind": "listing", "url": site.url("/list"), "browser": True, "link_css": "h2 a"},
            {"url": site.feed("/feed", [site.url("/plain")])},
        ],
        options={"user_agent": "tradewind-test (+mailto:desk@news.example)"},
    )
    assert found["by_url"][site.url("/a")]["article"], found
    assert rows(tmp_path / "news.db", "SELECT title FROM articles ORDER BY 1") == [
        ("Parcels wait in Ningbo",),
        ("Plain page",),
    ]
    assert "/picture.png" not in site.paths()
    assert {hit.headers["user-agent"] for hit in site.hits} == {"tradewind-test (+mailto:desk@news.example)"}
    assert site.paths().count("/a") == 1
    assert site.hits[0].path == "/robots.txt"


@pytest.mark.slow
@needs_browser
def test_a_rendered_page_is_never_asked_whether_it_changed(site: Origin, tmp_path: Path) -> None:
    """A browser that is answered "unchanged" has nothing to show, and waits until its time is over."""
    site.answers["/a"] = Answer(body=scripted("/a.data"), etag='"1"')
    site.answers["/a.data"] = Answer(body=inner("Parcels wait in Ningbo"), etag='"2"')
    link = f"<h2><a href='{site.url('/a')}'>Parcels wait in Ningbo as customs rules change again this week</a></h2>"
    site.answers["/list"] = Answer(body=link, etag='"3"')
    listing = {"kind": "listing", "url": site.url("/list"), "browser": True, "link_css": "h2 a"}
    for _ in range(2):
        found = run(tmp_path / "news.db", [listing], options={"timeout": 10.0, "retries": 0})
        assert found["by_url"][site.url("/a")]["article"], found
        assert found["summary"]["sources"]["s0"]["announcements"] == {"ok": 1}
        with closing(sqlite3.connect(tmp_path / "news.db")) as conn, conn:
            # A second look is due.
            conn.execute("UPDATE candidates SET previous = outcome, outcome = 'pending'")
    assert site.paths(status=200).count("/a") == 2
    assert not [hit for hit in site.hits if "if-none-match" in hit.headers]


@pytest.mark.slow
@needs_browser
def test_what_a_page_loads_or_leads_to_passes_the_guard(site: Origin, tmp_path: Path) -> None:
    with origin() as private:
        private.answers["/secret"] = Answer(
            body=inner("Secret"), headers={"Access-Control-Allow-Origin": "*"}
        )
        inside = f"http://localhost:{private.port}/secret"
        site.answers["/reads"] = Answer(body=scripted(inside))
        site.answers["/leads"] = Answer(status=302, headers={"Location": inside})
        site.answers["/walks"] = Answer(body=f"<script>location.href = {inside!r}</script>")
        links = [site.url(path) for path in ("/reads", "/leads", "/walks")]
        found = run(
            tmp_path / "news.db",
            [{"url": site.feed("/feed", links), "browser": True}],
            options={"allow_hosts": ["127.0.0.1"], "timeout": 20.0},
        )
        assert private.hits == []
        assert not any(found["by_url"][link]["article"] for link in links)
        assert found["by_url"][site.url("/leads")]["reason"] == "unsafe-address"


@pytest.mark.slow
@needs_browser
def test_a_page_that_is_too_large_or_never_comes_is_named(site: Origin, tmp_path: Path) -> None:
    site.answers["/large"] = Answer(
        body="<html><body><script>document.body.innerText = 'x'.repeat(300000)</script></body></html>"
    )
    site.answers["/slow"] = Answer(body="late", delay=6.0)
    links = [site.url("/large"), site.url("/slow")]
    found = run(
        tmp_path / "news.db",
        [{"url": site.feed("/feed", links), "browser": True}],
        options={"max_bytes": 100_000, "timeout": 3.0, "retries": 0},
    )
    assert found["by_url"][site.url("/large")]["reason"] == "too-large"
    assert found["by_url"][site.url("/slow")]["reason"] == "timeout"


@pytest.mark.slow
def test_without_the_extra_the_source_says_what_it_needs(site: Origin, tmp_path: Path) -> None:
    found = run(
        tmp_path / "news.db",
        [{"url": site.feed("/feed", [site.page("/a")]), "browser": True}],
        hide=["scrapy_playwright"],
    )
    assert site.paths() == []
    ((status, detail),) = rows(tmp_path / "news.db", "SELECT status, detail FROM announcements")
    assert status == "unreachable"
    assert "tradewind[browser]" in detail
    assert found["saved"] == []


def test_only_sources_that_ask_are_rendered() -> None:
    plain = Source(id="a", name="A", kind=SourceKind.FEED, url="https://a.example.com/feed")
    asks = Source(id="b", name="B", kind=SourceKind.LISTING, url="https://b.example.com/", browser=True)
    options = CrawlOptions(user_agent="tradewind")
    assert render_meta(plain, user_agent="tradewind") == {}
    assert render_meta(asks, user_agent="tradewind")["playwright_context_kwargs"]["user_agent"] == "tradewind"
    assert browser_settings(options, [plain]) == {}
    if can_render():
        assert browser_settings(options, [plain, asks])["DOWNLOAD_HANDLERS"]["file"] is None
