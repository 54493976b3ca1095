"""From whatever bytes came to candidates or a named reason."""

from __future__ import annotations

import gzip
import json
import time
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.announced import announce
from crawler.discovery import Announcement, candidates_since, read_announcement, sniff
from crawler.urls import UnusableURL, canonical_url
from store.records import Reason, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.example/feed"
RSS = "<rss version='2.0'><channel><title>N</title><item><title>One</title><link>/1</link></item></channel></rss>"
SITEMAP = "<urlset><url><loc>https://news.example/1</loc></url></urlset>"
JSON = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1"}]})
PAGE = "<!doctype html><html><head><title>x</title></head><body><a href='/2026/11/02/a'>A story with five words here</a></body></html>"


def read(body: str | bytes, kind: SourceKind = SourceKind.FEED, content_type: str = "") -> Announcement:
    source = Source(id="n", name="N", kind=kind, url=URL)
    return read_announcement(source, URL, body.encode() if isinstance(body, str) else body, content_type, AT)


def status(found: Announcement) -> str:
    return found.discovery.status


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.SITEMAP])
@pytest.mark.parametrize(
    "body",
    [RSS, SITEMAP, JSON, *(gzip.compress(text.encode(), mtime=0) for text in (SITEMAP, RSS))],
    ids=["rss", "sitemap", "json", "packed sitemap", "packed rss"],
)
@pytest.mark.parametrize("content_type", ["", "text/html", "text/plain; charset=utf-8", "image/png"])
def test_the_bytes_decide_not_the_labels(body: str | bytes, kind: SourceKind, content_type: str) -> None:
    found = read(body, kind, content_type)
    assert status(found) == "ok"
    assert [item.url for item in found.discovery.candidates] == ["https://news.example/1"]
    assert (found.discovery.source_id, found.discovery.url, found.discovery.at) == ("n", URL, AT)
    assert found.discovery.validators is None


def test_a_listing_may_turn_out_to_be_a_feed() -> None:
    assert status(read(PAGE, SourceKind.LISTING)) == "ok"
    assert status(read(RSS, SourceKind.LISTING)) == "ok"
    assert status(read(SITEMAP, SourceKind.LISTING)) == "ok"


def test_an_index_names_further_announcements() -> None:
    found = read("<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>", SourceKind.SITEMAP)
    assert status(found) == "ok"
    assert found.further == ("https://news.example/a.xml",)
    assert found.discovery.candidates == ()


REFUSALS = [
    (b"", SourceKind.FEED, Reason.EMPTY, "no bytes"),
    (b" \r\n ", SourceKind.LISTING, Reason.EMPTY, "no bytes"),
    (PAGE, SourceKind.FEED, Reason.NOT_ARTICLE, "HTML where a feed was expected"),
    (PAGE, SourceKind.SITEMAP, Reason.NOT_ARTICLE, "HTML where a feed was expected"),
    ("<div>Access denied</div>", SourceKind.FEED, Reason.NOT_ARTICLE, "HTML where a feed was expected"),
    ('{"error": "no"}', SourceKind.FEED, Reason.NOT_ARTICLE, "JSON without a list of items"),
    ('{"error": "no"}', SourceKind.LISTING, Reason.NOT_HTML, "JSON where a page of links was expected"),
    (b"%PDF-1.7 \x00\x01", SourceKind.FEED, Reason.NOT_HTML, "binary bytes"),
    (b"\x89PNG\r\n\x1a\n\x00", SourceKind.LISTING, Reason.NOT_HTML, "no text"),
    ("just words", SourceKind.FEED, Reason.NOT_HTML, "plain text"),
    ("<?xml version='1.0'?><other/>", SourceKind.FEED, Reason.NOT_ARTICLE, "without a feed"),
    ("<rss><channel><item><title>no link</title></item></channel></rss>", SourceKind.FEED, Reason.NOT_ARTICLE, "usable link"),
    ("<html><body><a href='/about'>About</a></body></html>", SourceKind.LISTING, Reason.NOT_ARTICLE, "none of 1 links"),
    ("<html><body><p>Nothing today.</p></body></html>", SourceKind.LISTING, Reason.EMPTY, "none of 0"),
    (b"\x1f\x8b broken gzip", SourceKind.SITEMAP, Reason.TRUNCATED, ""),
    ("<rss version='2.0'><channel><title>cut o", SourceKind.FEED, Reason.TRUNCATED, "damaged"),
    ("<urlset><url><loc>https://news.exam", SourceKind.SITEMAP, None, ""),
]  # fmt: skip


@pytest.mark.parametrize("body, kind, reason, detail", REFUSALS)
def test_what_cannot_be_read_is_named(
    body: str | bytes, kind: SourceKind, reason: Reason | None, detail: str
) -> None:
    found = read(body, kind)
    assert found.discovery.candidates == ()
    if reason is not None:
        assert status(found) == reason
    assert status(found) in {"empty", *Reason}
    assert type(found.discovery.status) is str
    assert detail in found.discovery.detail


def test_a_page_that_names_its_feed_gives_a_hint() -> None:
    page = "<html><head><link rel='alternate' type='application/rss+xml' href='/real.xml'></head><body></body></html>"
    assert read(page).discovery.detail.endswith("the page names /real.xml")


def test_an_empty_feed_and_an_empty_sitemap_are_no_failure() -> None:
    assert status(read("<rss version='2.0'><channel><title>N</title></channel></rss>")) == "empty"
    assert status(read("<urlset></urlset>", SourceKind.SITEMAP)) == "empty"
    assert status(read('{"version": "https://jsonfeed.org/version/1", "items": []}')) == "empty"


def test_a_damaged_feed_gives_what_it_has_and_says_so() -> None:
    found = read(RSS[: RSS.index("</channel>")])
    assert status(found) == "ok"
    assert len(found.discovery.candidates) == 1
    assert found.discovery.detail.startswith("damaged")


def test_a_gzip_that_breaks_off_gives_what_came() -> None:
    packed = gzip.compress((SITEMAP.replace("</urlset>", "") + "<url><loc>/x</loc></url>" * 5000).encode())
    found = read(packed[: len(packed) - 40], SourceKind.SITEMAP)
    assert status(found) == "ok"
    assert "truncated" in found.discovery.detail


def test_a_gzip_bomb_is_cut() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 80_000_000 + b"</urlset>")
    began = time.process_time()
    found = read(bomb, SourceKind.SITEMAP)
    assert time.process_time() - began < 5
    assert found.discovery.candidates == ()


def test_a_capped_sitemap_says_how_much_it_left_out() -> None:
    found = read(
        "<urlset>" + "".join(f"<url><loc>/{n}</loc></url>" for n in range(2500)) + "</urlset>",
        SourceKind.SITEMAP,
    )
    assert found.discovery.detail == "newest 2000 of 2500"


@pytest.mark.parametrize("body, kind", [
    (RSS, "feed"), (SITEMAP, "sitemap"), (JSON, "json"), (PAGE, "html"), ("[1]", "json"), ("<?xml version='1.0'?>", "feed"),
    ("\ufeff" + RSS, "feed"), ("  \n" + SITEMAP, "sitemap"), ("<!-- c --><feed xmlns='x'>", "feed"), ("hello", "text"),
    ("<rdf:RDF>", "feed"), ("<atom:feed>", "feed"), ("<sitemap:urlset>", "sitemap"), ("<p>x</p>", "html"), ("", "text"),
])  # fmt: skip
def test_sniffing(body: str, kind: str) -> None:
    assert sniff(body.encode()) == kind
    if body:
        assert sniff(body.encode("utf-16")) == kind
    if len(body) > 7:  # without its mark: fewer letters may be anything
        assert sniff(body.replace("\ufeff", "").encode("utf-16-le")) == kind
        assert sniff(body.replace("\ufeff", "").encode("utf-16-be")) == kind


@pytest.mark.parametrize("body", [RSS, SITEMAP, JSON])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter(body: str, codec: str) -> None:
    assert [item.url for item in read(body.encode(codec)).discovery.candidates] == ["https://news.example/1"]


def test_a_sitemap_may_be_a_list_of_lines() -> None:
    lines = "https://news.example/1\r\n\r\nhttps://news.example/新闻\r\nhttps://news.example/1\r\n"
    found = read(lines, SourceKind.SITEMAP)
    assert [item.url for item in found.discovery.candidates] == [
        "https://news.example/1", "https://news.example/%E6%96%B0%E9%97%BB",
    ]  # fmt: skip
    assert status(read(lines, SourceKind.FEED)) == Reason.NOT_HTML
    assert status(read("https://news.example/1 is down\n", SourceKind.SITEMAP)) == Reason.NOT_HTML


def test_links_that_do_not_say_where_they_lead_are_counted() -> None:
    closed = RSS.replace("/1<", "https://news.google.com/rss/articles/CBMi_closed<")
    assert read(closed).discovery.detail == "1 links do not say where the article is"


def test_the_pages_of_a_listing() -> None:
    body = PAGE.replace("</body>", "<a rel='next' href='?page=2'>older</a></body>").encode()
    listing = Source(id="n", name="N", kind=SourceKind.LISTING, url=URL, pages=2)
    first = read_announcement(listing, URL, body, "", AT)
    assert first.further == ("https://news.example/feed?page=2",)
    assert read_announcement(listing, URL, body, "", AT, page=2).further == ()
    assert read(body, SourceKind.LISTING).further == ()


@given(st.binary(max_size=300), st.sampled_from(SourceKind))
def test_no_bytes_raise(data: bytes, kind: SourceKind) -> None:
    found = read(data, kind)
    assert found.discovery.status in {"ok", "empty", *Reason}


def test_since() -> None:
    def candidate(name: str, **dates: Any) -> object:
        return announce(f"/{name}", base=URL, source_id="n", at=AT, **dates)

    early, late = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    given_ones = (
        candidate("old", published_at=early), candidate("new", published_at=late), candidate("undated"),
        candidate("long-unchanged", updated_at=early), candidate("old-but-changed", published_at=early, updated_at=late),
    )  # fmt: skip
    kept = candidates_since(given_ones, late)  # type: ignore[arg-type]  # none of them is None
    assert [item.url.rsplit("/", 1)[-1] for item in kept] == ["new", "undated"]
    assert candidates_since(given_ones, None) == given_ones  # type: ignore[arg-type]  # as above


@pytest.mark.shared
@pytest.mark.slow
def test_saved_feeds_of_the_world() -> None:
    """Feeds, sitemaps and feed-like documents as found in public repositories: an outcome for each, and every item.

    feedparser's own reading of the bytes is the yardstick: each of its items with a web address is announced.
    """
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "feeds"
    if not folder.exists():
        pytest.skip("the saved feeds are not here")
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 100
    compared = 0
    for row in rows:
        data = (folder / row["file"]).read_bytes()
        found = read(data, SourceKind.SITEMAP if row["kind"] == "sitemap" else SourceKind.FEED)
        assert found.discovery.status in {"ok", "empty", *Reason}, row["file"]
        assert found.discovery.detail or found.discovery.status in ("ok", "empty"), row["file"]
        if row["kind"] == "sitemap" or sniff(data) != "feed":
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            entries = feedparser.parse(data).entries
        links = {link for entry in entries if (link := web_address(entry))}
        if found.discovery.status == Reason.TRUNCATED:
            continue
        compared += len(links)
        assert len(found.discovery.candidates) == len(links - {URL}), row["file"]
    assert compared > 500


def web_address(entry: dict[str, object]) -> str:
    """What is announced of an entry: its link, or a guid that is an address."""
    for name in ("link", "id"):
        value = entry.get(name)
        if isinstance(value, str):
            with suppress(UnusableURL):
                return canonical_url(value, URL) if name == "link" or value.startswith("http") else ""
    return ""
