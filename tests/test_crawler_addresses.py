"""The key of a page and the address it is fetched at; hosts whose pause outlives a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import rows, run
from hypothesis import given
from hypothesis import strategies as st
from origin import Answer, Origin, article_html, feed_xml, origin

from crawler.announced import announce
from crawler.discovery import read_announcement
from crawler.outcomes import ending_of_status
from crawler.urls import MAX_URL_LENGTH, canonical_url
from store.articles import pending, save_discovery, save_sources
from store.db import open_store
from store.records import Discovery, Source, SourceKind
from tests.storeroom import DAY, HOUR, NOW, candidate, source

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
KEY = "https://news.shop/a?id=7"
TRACKED = "https://news.shop/a?id=7&utm_source=rss&spm=a2.1"


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def test_the_key_drops_what_the_address_keeps() -> None:
    found = announce(TRACKED, base="https://news.shop/", source_id="n", at=AT)
    assert found is not None
    assert (found.url, found.fetch_url) == (KEY, TRACKED)


@pytest.mark.parametrize("link", [KEY, "/a?id=7", "HTTPS://NEWS.shop:443/a?id=7#top", "a?id=7"])
def test_an_address_that_is_the_key_is_not_kept_twice(link: str) -> None:
    found = announce(link, base="https://news.shop/", source_id="n", at=AT)
    assert found is not None
    assert (found.url, found.fetch_url) == (KEY, "")


def test_an_address_that_is_too_long_with_all_it_carries_is_the_key() -> None:
    link = KEY + "&utm_content=" + "x" * MAX_URL_LENGTH
    found = announce(link, base="https://news.shop/", source_id="n", at=AT)
    assert found is not None
    assert (found.url, found.fetch_url) == (KEY, "")


@given(st.text(alphabet="ab&=?%utm_spm./é ", max_size=40))
def test_key_and_address_are_one_page(query: str) -> None:
    address = canonical_url("https://news.shop/p?" + query, tracking=True)
    assert canonical_url(address) == canonical_url("https://news.shop/p?" + query)
    assert canonical_url(address, tracking=True) == address


FEED = feed_xml(["/a?id=7&amp;utm_source=rss&amp;spm=a2.1"])
SITEMAP = f"<urlset><url><loc>{TRACKED.replace('&', '&amp;')}</loc></url></urlset>"
LISTING = "<ul><li><a href='/a?id=7&amp;utm_source=rss&amp;spm=a2.1'>Ports say parcels wait nine days at customs</a></ul>"


@pytest.mark.parametrize(
    ("kind", "body"),
    [(SourceKind.FEED, FEED), (SourceKind.SITEMAP, SITEMAP), (SourceKind.LISTING, LISTING)],
)
def test_every_kind_of_announcement_keeps_the_address(kind: SourceKind, body: str) -> None:
    of = Source(id="n", name="N", kind=kind, url="https://news.shop/x", link_css="li a")
    [found] = read_announcement(of, of.url, body.encode(), "", AT).discovery.candidates
    assert (found.url, found.fetch_url) == (KEY, TRACKED)


def test_the_store_keeps_the_address_announced_last(tmp_path: Path) -> None:
    db = open_store(tmp_path / "t.db")
    save_sources(db, [source()])
    first = candidate("a", fetch_url="https://harbour.example/a?utm_source=one")
    told = Discovery(source_id="harbour", url="https://harbour.example/feed", at=NOW, status="ok")
    save_discovery(db, replace(told, candidates=(first, candidate("b"))))
    asked = {item.url: item.fetch_url for item in pending(db, source_ids=None, now=NOW)}
    assert asked == {first.url: first.fetch_url, "https://harbour.example/b": ""}
    # Signed links go stale: the newest is the one that works.
    later = replace(first, fetch_url="https://harbour.example/a?utm_source=two", updated_at=NOW)
    save_discovery(db, replace(told, candidates=(later,), at=NOW + HOUR))
    asked = {item.url: item.fetch_url for item in pending(db, source_ids=None, now=NOW)}
    assert asked[first.url] == later.fetch_url
    save_discovery(db, replace(told, candidates=(replace(first, fetch_url=""),), at=NOW + DAY))
    assert {item.fetch_url for item in pending(db, source_ids=None, now=NOW)} == {""}


@pytest.mark.slow
def test_a_server_that_needs_the_parameters_gets_them(site: Origin, tmp_path: Path) -> None:
    site.answers["/a?spm=a2.1"] = Answer(body=article_html("Needs its parameter", "a"), etag='"1"')
    feed = site.feed("/feed", [site.url("/a?spm=a2.1")])
    found = run(tmp_path / "t.db", [{"url": feed}])
    assert found["counts"] == {"article": 1}
    assert site.paths() == ["/feed", "/a?spm=a2.1"]
    key = site.url("/a")
    assert rows(tmp_path / "t.db", "SELECT url, fetch_url FROM candidates") == [
        (key, site.url("/a?spm=a2.1"))
    ]
    assert rows(tmp_path / "t.db", "SELECT url FROM articles") == [(key,)]

    # Announced again by another campaign it is the same page, and nothing is fetched.
    site.hits.clear()
    site.feed("/feed", [site.url("/a?spm=b9.9")])
    run(tmp_path / "t.db", [{"url": feed}])
    assert site.paths() == ["/feed"]


@pytest.mark.slow
def test_conditional_requests_and_redirects_go_by_the_address(site: Origin, tmp_path: Path) -> None:
    def feed(day: int) -> Answer:
        links = "".join(
            f"<entry><title>t</title><link href='{site.url(path)}'/><updated>2026-01-0{day}T08:00:00Z</updated>"
            "<published>2026-01-05T08:00:00Z</published></entry>"
            for path in ("/same?utm_source=rss", "/hop?utm_source=rss")
        )
        return Answer(
            body=f"<feed xmlns='http://www.w3.org/2005/Atom'>{links}</feed>",
            content_type="application/atom+xml",
        )

    site.page("/same?utm_source=rss", etag='"1"')
    site.answers["/hop?utm_source=rss"] = Answer(status=302, headers={"Location": site.url("/there")})
    site.page("/there")
    site.answers["/feed"] = feed(5)
    assert run(tmp_path / "t.db", [{"url": site.url("/feed")}])["counts"] == {"article": 2}
    keys = rows(tmp_path / "t.db", "SELECT url FROM articles ORDER BY url")
    assert keys == [(site.url("/hop"),), (site.url("/same"),)]

    site.hits.clear()
    site.answers["/feed"] = feed(6)
    again = run(tmp_path / "t.db", [{"url": site.url("/feed")}])
    assert site.paths(status=304) == ["/same?utm_source=rss"]
    assert again["summary"]["sources"]["s0"]["unchanged"] == 1
    assert rows(tmp_path / "t.db", "SELECT count(*) FROM articles") == [(2,)]


@pytest.mark.slow
def test_a_canonical_link_that_echoes_the_parameters_is_the_key(site: Origin, tmp_path: Path) -> None:
    echo = f'<head><link rel="canonical" href="{site.url("/a?utm_source=rss")}">'
    body = article_html("Echoes what it was asked", "a").replace("<head>", echo)
    site.answers["/a?utm_source=rss"] = Answer(body=body)
    feed = site.feed("/feed", [site.url("/a?utm_source=rss")])
    run(tmp_path / "t.db", [{"url": feed}], real_extractor=True)
    assert rows(tmp_path / "t.db", "SELECT url FROM articles") == [(site.url("/a"),)]


# --- pauses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "header", "rests"),
    [(429, None, True), (429, "60", True), (503, "60", True), (503, None, False), (500, None, False), (404, "60", False)],
)  # fmt: skip
def test_who_speaks_for_the_host(status: int, header: str | None, rests: bool) -> None:
    assert ending_of_status(status, header, at=AT).host_rests is rests


@pytest.mark.slow
def test_a_pause_holds_in_the_next_run(site: Origin, tmp_path: Path) -> None:
    site.answers["/a"] = Answer(status=429, headers={"Retry-After": "600"})
    other = site.page("/b")
    feed = site.feed("/feed", [site.url("/a"), other])
    first = run(tmp_path / "t.db", [{"url": feed}])
    assert first["by_url"][site.url("/a")]["retry_in"] == 600

    site.hits.clear()
    second = run(tmp_path / "t.db", [{"url": feed}])
    assert site.hits == []  # neither its feed nor its pages nor its robots.txt
    assert second["saved"] == []
    assert second["pending"] == 2
    assert any("asked to be left alone until" in note for note in second["summary"]["notes"])

    with origin() as elsewhere:
        feed = elsewhere.feed("/feed", []).replace("127.0.0.1", "127.0.0.2")
    third = run(tmp_path / "t.db", [{"id": "other", "url": feed}], options={"retries": 0})
    assert not any("left alone until" in note for note in third["summary"]["notes"])  # it asked nothing there


@pytest.mark.slow
def test_a_page_that_fails_does_not_hold_its_host(site: Origin, tmp_path: Path) -> None:
    site.answers["/a"] = Answer(status=500)
    feed = site.feed("/feed", [site.url("/a")])
    run(tmp_path / "t.db", [{"url": feed}], options={"retries": 0})
    site.feed("/feed", [site.url("/a"), site.page("/b")])
    second = run(tmp_path / "t.db", [{"url": feed}])
    assert second["counts"] == {"article": 1}
    assert "/a" not in site.paths()[3:]
