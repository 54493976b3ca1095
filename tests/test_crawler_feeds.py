"""RSS, Atom, RDF and JSON feeds, whole and hostile."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import MAX_ITEMS, FeedContent, read_feed, read_json_feed
from store.records import DateSource, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.example/feed.xml"
SOURCE = Source(id="n", name="N", kind=SourceKind.FEED, url=URL, timezone="Asia/Shanghai")


def read(text: str | bytes, content_type: str = "application/xml") -> FeedContent:
    return read_feed(
        text.encode() if isinstance(text, str) else text, content_type, source=SOURCE, url=URL, at=AT
    )


def rss(*items: str) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{"".join(items)}</channel></rss>'
    )


def test_rss() -> None:
    content = read(rss(
        "<item><title>One &amp;amp; two</title><link>https://news.example/1?utm_source=rss</link>"
        "<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>",
        "<item><title>Relative</title><link>/2</link></item>",
        "<item><title>Permalink</title><guid isPermaLink='true'>https://news.example/3</guid></item>",
        "<item><title>No link</title><guid isPermaLink='false'>abc</guid></item>",
        "<item><title>Same as the first</title><link>https://news.example/1</link></item>",
        "<item><title>Script</title><link>javascript:alert(1)</link></item>",
        "<item><title>The feed itself</title><link>https://news.example/feed.xml</link></item>",
    ))  # fmt: skip
    assert content.is_feed
    assert content.entries == 7
    assert [(item.url, item.title) for item in content.candidates] == [
        ("https://news.example/1", "One & two"),
        ("https://news.example/2", "Relative"),
        ("https://news.example/3", "Permalink"),
    ]
    first, second, _ = content.candidates
    assert first.published_at == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert first.date_source is DateSource.FEED
    assert (second.published_at, second.updated_at, second.date_source) == (None, None, DateSource.NONE)


def test_dates_without_a_zone_are_of_the_source() -> None:
    item = "<item><link>/1</link><pubDate>2026-11-02 08:00:00</pubDate></item>"
    assert read(rss(item)).candidates[0].published_at == datetime(2026, 11, 2, 0, tzinfo=UTC)


def test_atom_tells_published_from_updated() -> None:
    content = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://news.example/z/'>"
        "<entry><title type='html'>&lt;i&gt;A&lt;/i&gt;</title><link rel='enclosure' href='x.mp3'/><link href='a.html'/>"
        "<published>2026-11-01T00:00:00Z</published><updated>2026-11-03T00:00:00Z</updated></entry>"
        "<entry><title>B</title><link href='b.html'/><updated>2026-11-03T00:00:00Z</updated></entry></feed>"
    )
    first, second = content.candidates
    assert (first.url, first.title) == ("https://news.example/z/a.html", "A")
    assert first.published_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert first.updated_at == second.updated_at == datetime(2026, 11, 3, tzinfo=UTC)
    assert second.published_at is None
    assert second.date_source is DateSource.NONE


def test_rdf_and_dublin_core() -> None:
    content = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://news.example/1"><title>T</title>'
        "<link>https://news.example/1</link><dc:date>2026-11-02T10:00+08:00</dc:date></item></rdf:RDF>"
    )
    assert content.candidates[0].published_at == datetime(2026, 11, 2, 2, tzinfo=UTC)
    assert content.candidates[0].updated_at is None


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-8", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = rss("<item><title>跨境電商新規</title><link>/1</link></item>").replace(
        "?>", f' encoding="{encoding}"?>', 1
    )
    assert read(text.encode(encoding)).candidates[0].title == "跨境電商新規"


def test_the_header_may_name_the_encoding() -> None:
    text = rss("<item><title>关税</title><link>/1</link></item>").encode("gbk")
    assert read(text, "text/xml; charset=gbk").candidates[0].title == "关税"


def test_feedburner_hides_the_real_link() -> None:
    item = ("<item><link>http://feedproxy.example/~r/1</link>"
            "<feedburner:origLink>https://news.example/1</feedburner:origLink></item>")  # fmt: skip
    text = rss(item).replace("<rss", '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"')
    assert read(text).candidates[0].url == "https://news.example/1"


# --- damage and malice ----------------------------------------------------------------------------------------


def test_a_truncated_feed_gives_its_whole_items() -> None:
    text = rss(*(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(10)))
    content = read(text[: len(text) * 2 // 3])
    assert 5 <= len(content.candidates) <= 7
    assert content.damage.startswith("damaged")


def test_bare_ampersands_and_unknown_entities() -> None:
    content = read(
        rss("<item><title>AT&T &nbsp; &unknown; x</title><link>https://news.example/1?a=1&b=2</link></item>")
    )
    assert content.candidates[0].url == "https://news.example/1?a=1&b=2"


def test_html_is_no_feed() -> None:
    for text in (
        "<html><body><p>Blocked</p></body></html>",
        "",
        "hello",
        "{}",
        "\x00\x01\x02",
        "<?xml version='1.0'?>",
    ):
        content = read(text)
        assert content.candidates == ()
        assert not content.is_feed


def test_an_empty_feed_is_one() -> None:
    content = read(rss())
    assert content.is_feed
    assert content.entries == 0


def test_entities_are_not_expanded_and_files_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    bomb = "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for doctype in (
        f'<!DOCTYPE rss [<!ENTITY a "lol">{bomb}]>',
        f'<!DOCTYPE rss [<!ENTITY i SYSTEM "file://{secret}">]>',
    ):
        began = time.process_time()
        content = read(
            rss("<item><title>&i;</title><link>/1</link></item>").replace("<rss", doctype + "<rss")
        )
        assert time.process_time() - began < 2
        assert "TOPSECRET" not in repr(content)
        assert len(repr(content)) < 5_000


def test_bytes_that_look_like_a_path_or_url_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss("<item><link>/stolen</link></item>"))
    assert read(str(path)).candidates == ()
    assert read("http://127.0.0.1:9/feed").candidates == ()


def test_fifty_thousand_items_cost_no_more_than_a_thousand() -> None:
    item = "<item><title>Title of {0}</title><link>https://news.example/{0}</link></item>"
    text = rss(*(item.format(number) for number in range(50_000)))
    began = time.process_time()
    content = read(text)
    assert time.process_time() - began < 4
    assert len(content.candidates) == MAX_ITEMS
    assert content.candidates[-1].url == "https://news.example/999"
    assert "first 1000" in content.damage
    exactly = read(rss(*(item.format(number) for number in range(MAX_ITEMS))))
    assert len(exactly.candidates) == MAX_ITEMS
    assert exactly.damage == ""


@pytest.mark.parametrize(
    "text",
    ["<rss>" + "<item>" * 20_000, "<rss><channel>" + "<a" * 50_000, "<" * 300_000, "<rss>" + "&" * 300_000,
     "<rss version='2.0'><channel><item><title>" + "x" * 2_000_000, "<rss>" + "]]>" * 100_000,
     "<rss><channel><item><link>" + "/a" * 500_000 + "</link></item>"],
    ids=["nested items", "open tags", "brackets", "ampersands", "a long title", "cdata ends", "a long link"],
)  # fmt: skip
@pytest.mark.slow
def test_hostile_shapes_end_soon(text: str) -> None:
    began = time.process_time()
    content = read(text)
    assert time.process_time() - began < 5
    assert len(content.candidates) <= MAX_ITEMS


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    contents = [
        read(b"<rss version='2.0'><channel><item>" + data),
        read(data),
        read_json_feed(b'{"items": [' + data, source=SOURCE, url=URL, at=AT),
    ]
    assert all(isinstance(content, FeedContent) for content in contents)


# --- JSON Feed ------------------------------------------------------------------------------------------------


def read_json(content: object) -> FeedContent:
    return read_json_feed(json.dumps(content).encode(), source=SOURCE, url=URL, at=AT)


def test_json_feed() -> None:
    content = read_json({
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "https://news.example/1", "title": "One", "date_published": "2026-11-02T08:00:00+08:00",
             "date_modified": "2026-11-03T08:00:00+08:00"},
            {"id": "https://news.example/2", "content_text": "no title"},
            {"id": "3", "external_url": "/3"},
            {"id": 4, "url": ["a list"], "title": {"a": "dict"}},
            "not an item",
        ],
    })  # fmt: skip
    assert content.is_feed
    assert [item.url for item in content.candidates] == [
        f"https://news.example/{number}" for number in (1, 2, 3)
    ]
    first, second, _ = content.candidates
    assert first.published_at == datetime(2026, 11, 2, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 11, 3, tzinfo=UTC)
    assert (second.title, second.published_at) == (None, None)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", b"1", b'"items"', b'{"items": {}}', b'{"items": []}', b'{"items": [{"a": 1}]}',
     b'{"items": [', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b'{"items": [1, 2, 3]}'],
)  # fmt: skip
def test_json_that_is_no_feed(data: bytes) -> None:
    content = read_json_feed(data, source=SOURCE, url=URL, at=AT)
    assert content.candidates == ()
    assert not content.is_feed
    assert content.damage


def test_an_empty_json_feed_is_one() -> None:
    content = read_json({"version": "https://jsonfeed.org/version/1", "items": []})
    assert content.is_feed
    assert content.entries == 0


def test_a_long_json_feed_is_cut() -> None:
    content = read_json({"items": [{"url": f"https://news.example/{number}"} for number in range(5_000)]})
    assert len(content.candidates) == MAX_ITEMS
    assert "first 1000" in content.damage


HOSTILE = ["punycode", "idna", "undefined", "zip", "rot13", "utf-7", "unicode_escape", "raw_unicode_escape", "no-such"]  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.slow
def test_labels_that_are_no_charset_are_not_obeyed(label: str) -> None:
    items = "<item><title>關稅與包裹</title><link>/1</link><description>x</description></item>" * 900
    text = f'<?xml version="1.0" encoding="{label}"?><rss version="2.0"><channel>{items}{"y" * 300_000}</channel></rss>'
    began = time.process_time()
    content = read(text, f"application/rss+xml; charset={label}")
    assert time.process_time() - began < 3
    assert [item.title for item in content.candidates] == ["關稅與包裹"]
    hidden = (
        f'<?xml version="1.0"?><?note encoding="{label}"?><rss version="2.0"><channel>{items}</channel></rss>'
    )
    assert [item.title for item in read(hidden, "text/plain").candidates] == ["關稅與包裹"]


FEED_TITLES = {
    "gbk": "海关总署公布十月份进出口数据，包裹数量下降", "gb18030": "税务局：卖家须在年底以前完成登记",
    "big5": "財政部公布包裹課稅的新辦法，明年一月起實施", "utf-8": "包裹 — €150 – naïve",
    "utf-16": "关税与包裹", "utf-16-le": "关税与包裹的新规定", "windows-1252": "Zölle für Päckchen steigen über 150 €",
    "windows-1251": "Пошлина на посылки вырастет с января следующего года", "iso-8859-1": "Frais de dédouanement relevés",
}  # fmt: skip


@pytest.mark.parametrize("encoding", FEED_TITLES)
@pytest.mark.parametrize("told", ["declaration", "header"])
def test_feeds_in_their_own_encodings(encoding: str, told: str) -> None:
    title = FEED_TITLES[encoding]
    label = f' encoding="{encoding}"' if told == "declaration" else ""
    text = f'<?xml version="1.0"{label}?><rss version="2.0"><channel><item><title>{title}</title><link>/1</link></item></channel></rss>'
    header = f"text/xml; charset={encoding}" if told == "header" else "application/xml"
    content = read(text.encode(encoding), header)
    assert content.candidates[0].title == title
    assert content.damage == ""


# --- dates that are of the feed and not of its items -----------------------------------------------------------


def stamped(*seconds_ago: int) -> FeedContent:
    items = "".join(
        f"<item><title>t</title><link>/{n}</link><pubDate>{format_datetime(AT - timedelta(seconds=ago))}</pubDate></item>"
        for n, ago in enumerate(seconds_ago)
    )
    return read(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")


@pytest.mark.parametrize(
    "seconds_ago", [(3,) * 12, (90,) * 7 + (90_000,) * 5, (1_500,) * 12, tuple(range(12)), (-5,) * 10]
)
def test_dates_of_the_moment_a_feed_was_made_are_none(seconds_ago: tuple[int, ...]) -> None:
    content = stamped(*seconds_ago)
    assert content.note.startswith("its dates are of the moment it was made")
    assert {(item.published_at, item.date_source) for item in content.candidates} == {(None, DateSource.NONE)}


@pytest.mark.parametrize("seconds_ago", [
    (3,) * 9, (90_000,) * 30, tuple(range(0, 12_000, 300)), (5, 60, 110) + (9_000,) * 10, (30_000, 40_000) * 8,
])  # fmt: skip
def test_dates_of_items_are_believed(seconds_ago: tuple[int, ...]) -> None:
    content = stamped(*seconds_ago)
    assert (content.note, content.is_feed) == ("", True)
    assert all(item.published_at for item in content.candidates)


def changed(*updates: str) -> FeedContent:
    entries = "".join(
        f"<entry><title>t</title><link href='/{n}'/><published>2026-11-01T08:00:00Z</published>"
        f"<updated>{update}</updated></entry>"
        for n, update in enumerate(updates)
    )
    return read(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>{entries}</feed>")


def test_a_time_of_change_that_all_items_share_is_the_feeds() -> None:
    content = changed(*["2026-11-14T09:00:00Z"] * 4, "2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z")
    assert content.note == "its times of change are of the feed, not of its items"
    assert {item.updated_at for item in content.candidates} == {None}
    assert {item.published_at for item in content.candidates} == {datetime(2026, 11, 1, 8, tzinfo=UTC)}


def test_times_of_change_of_items_are_believed() -> None:
    few = changed(*["2026-11-14T09:00:00Z"] * 4)
    each = changed(*(f"2026-11-{day:02}T09:00:00Z" for day in range(2, 12)))
    assert all(item.updated_at for item in (*few.candidates, *each.candidates))
    assert few.note == each.note == ""
