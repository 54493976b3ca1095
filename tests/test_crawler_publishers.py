"""Who printed what an aggregator announces, and the links that stand for other links."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.announced import announce
from crawler.feeds import read_feed, read_json_feed
from crawler.publishers import (
    is_aggregator,
    is_closed,
    own_address,
    publisher_houses,
    publisher_of,
    with_houses,
    without_publisher,
)
from store.records import Candidate, Discovery, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
SEARCH = "https://news.google.com/rss/search?q=parcels"


def source(url: str = SEARCH, *, group: str = "aggregator", id: str = "agg", family: str = "") -> Source:
    return Source(id=id, name=id.title(), kind=SourceKind.FEED, url=url, group=group, family=family)


def old_link(address: str, *, more: str = "", path: str = "rss/articles") -> str:
    """A Google News link of the older form: a number, then the address with its length before it, then anything."""
    raw = address.encode()
    size = bytes([len(raw)]) if len(raw) < 128 else bytes([len(raw) & 0x7F | 0x80, len(raw) >> 7])
    tail = b"\xd2\x01" + bytes([len(more)]) + more.encode() if more else b"\xd2\x01\x00"
    name = base64.urlsafe_b64encode(b"\x08\x13\x22" + size + raw + tail).decode().rstrip("=")
    return f"https://news.google.com/{path}/{name}?oc=5"


CLOSED = "https://news.google.com/rss/articles/" + base64.urlsafe_b64encode(
    b"\x08\x13\x22\x40AU_yqL" + b"x" * 58
).decode().rstrip("=")

ADDRESSES = [
    "https://post.example/a", "https://post.example/" + "long-" * 40 + "end", "http://port.example/新闻?id=1&x=2",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("path", ["rss/articles", "articles", "read"])
def test_the_older_google_links_say_where_they_lead(address: str, path: str) -> None:
    link = old_link(address, more="https://post.example/amp", path=path)
    assert own_address(link) == address
    assert not is_closed(own_address(link))


@pytest.mark.parametrize("link", [
    CLOSED, old_link("javascript:alert(1)"), old_link(""), "https://news.google.com/rss/articles/CBMi",
    "https://news.google.com/rss/articles/!!!!!!!!!!", "https://news.google.com/topics/CBMiLmh0dHBz", "https://[", "",
    "https://news.google.com.evil.example/rss/articles/CBMi", "https://post.example/a?url=https://other.example/",
    "https://www.google.com/url?url=javascript:x", "https://www.google.com/url?" + "url=x&" * 200,
])  # fmt: skip
def test_other_links_stay_as_they_are(link: str) -> None:
    assert own_address(link) == link


def test_links_that_carry_their_address() -> None:
    for link in (
        "https://www.google.com/url?rct=j&sa=t&url="
        + quote("https://post.example/a?b=1", safe="")
        + "&ct=ga",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url="
        + quote("https://post.example/a?b=1", safe=""),
    ):
        assert own_address(link) == "https://post.example/a?b=1"


def test_what_is_closed_is_known() -> None:
    assert is_closed(CLOSED)
    assert not is_closed("https://post.example/")


PUBLISHERS = [
    ("https://www.post.example", "https://news.google.com/x", "post.example"),
    ("https://feeds.tide.example.co.uk/rss.xml", "https://other.example/x", "example.co.uk"),
    ("post.example", "https://news.google.com/x", "post.example"),
    ("The Harbour Post", "https://www.post.example/x", "post.example"),  # the link knows better than the name
    ("The Harbour  Post ", "https://news.google.com/x", "The Harbour Post"),
    ("", "https://post.example/x", "post.example"),
    ("", "https://news.google.com/x", ""),
    ("https://google.com", "https://news.google.com/x", ""),
    ("10.0.0.1", "https://news.google.com/x", "10.0.0.1"),
    ("https://bad host/", "https://news.google.com/x", ""),
]  # fmt: skip


@pytest.mark.parametrize("named, link, publisher", PUBLISHERS)
def test_publishers_of_items(named: str, link: str, publisher: str) -> None:
    assert publisher_of(source(), named=named, link=link) == publisher


def test_only_aggregators_are_asked() -> None:
    own = source("https://post.example/feed", group="press")
    assert publisher_of(own, named="https://wire.example", link="https://wire.example/x") == ""
    assert is_aggregator(source(group="press"))  # whatever a user's file calls it
    assert not is_aggregator(own)


def test_a_feed_of_an_aggregator() -> None:
    body = f"""<rss version="2.0"><channel><title>parcels - Google News</title>
      <item><title>Parcels pile up - The Harbour Post</title><link>{old_link("https://www.post.example/a")}</link>
        <pubDate>Fri, 13 Nov 2026 08:00:00 GMT</pubDate><source url="https://www.post.example">The Harbour Post</source></item>
      <item><title>包裹积压 - 海港日报</title><link>{CLOSED}</link><source url="https://gangkou.example">海港日报</source></item>
      <item><title>No source named</title><link>https://tide.example/b</link></item></channel></rss>"""
    first, second, third = read_feed(body.encode(), "", source=source(), url=SEARCH, at=AT).candidates
    assert (first.url, first.title, first.publisher) == (
        "https://www.post.example/a",
        "Parcels pile up",
        "post.example",
    )
    assert (is_closed(second.url), second.title, second.publisher) == (True, "包裹积压", "gangkou.example")
    assert (third.url, third.publisher) == ("https://tide.example/b", "tide.example")
    own = read_feed(
        body.encode(), "", source=source("https://post.example/feed", group="press"), url=SEARCH, at=AT
    )
    assert [item.publisher for item in own.candidates] == ["", "", ""]
    assert own.candidates[0].title == "Parcels pile up - The Harbour Post"


def test_an_atom_planet_and_a_json_feed() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>p</title><entry><title>A</title><link href="https://a.example/1"/>
      <source><title>A's</title><link rel="self" href="https://a.example/feed"/><link href="https://a.example/"/></source></entry></feed>"""
    planet = source("https://planet.example/atom")
    [item] = read_feed(atom.encode(), "", source=planet, url=planet.url, at=AT).candidates
    assert item.publisher == "a.example"
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://b.example/2"}]}'
    assert read_json_feed(feed, source=planet, url=planet.url, at=AT).candidates[0].publisher == "b.example"


@pytest.mark.parametrize("title, name, bare", [
    ("A - Post", "Post", "A"), ("A | Post", "Post", "A"), ("A - B - Post", "Post", "A - B"), ("A - Post", "", "A - Post"),
    (" - Post", "Post", " - Post"), ("A-Post", "Post", "A-Post"), ("Post", "Post", "Post"),
])  # fmt: skip
def test_headlines_without_the_house(title: str, name: str, bare: str) -> None:
    assert without_publisher(title, name) == bare


def test_publishers_of_the_catalogue_are_named_by_their_family() -> None:
    houses = publisher_houses([
        source("https://www.post.example/rss", group="press", id="post", family="harbour-group"),
        source("https://money.post.example/rss", group="press", id="post-money", family="harbour-group"),
        source("https://blogs.example/a", group="press", id="blog-a"),
        source("https://blogs.example/b", group="press", id="blog-b"),
        source(),
    ])  # fmt: skip
    assert houses["post.example"] == "harbour-group"
    assert houses["post"] == "harbour-group"  # the name as printed, for those who name no address
    assert "blogs.example" not in houses
    assert "google.com" not in houses

    def item(publisher: str) -> Candidate:
        found = announce(
            f"/{publisher}", base="https://x.example/", source_id="agg", at=AT, publisher=publisher
        )
        assert found is not None
        return found

    told = Discovery(
        source_id="agg", url=SEARCH, at=AT, status="ok",
        candidates=tuple(item(name) for name in ("post.example", "Post", "tide.example", "")),
    )  # fmt: skip
    housed = with_houses(told, houses)
    assert [one.publisher for one in housed.candidates] == [
        "harbour-group",
        "harbour-group",
        "tide.example",
        "",
    ]
    assert with_houses(housed, {}) == housed


@given(st.text(max_size=60), st.binary(max_size=60))
def test_no_link_raises(text: str, data: bytes) -> None:
    own_address(text)
    own_address("https://news.google.com/rss/articles/" + text)
    link = "https://news.google.com/articles/" + base64.urlsafe_b64encode(b"\x08\x13\x22" + data).decode()
    assert own_address(link) == link or own_address(link).startswith("http")
    publisher_of(source(), named=text, link=link)
