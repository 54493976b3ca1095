"""Subscription lists."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.opml import parse_opml, render_opml
from store.errors import InputError
from store.records import Source, SourceKind


def opml(*outlines: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>t</title></head><body>{"".join(outlines)}</body></opml>'.encode()


def test_outlines_become_feeds_in_order_and_once() -> None:
    data = opml(
        '<outline text="Parcel News" xmlUrl="https://parcel.example/feed.xml"/>',
        '<outline text="Group"><outline type="rss" text="跨境观察" xmlUrl="http://guancha.example/rss"/></outline>',
        '<outline text="Same again" xmlUrl="https://PARCEL.example/feed.xml#top"/>',
        '<outline text="A &amp; B" xmlUrl="https://ab.example/?a=1&amp;b=2"/>',
    )
    sources = parse_opml(data, "list.opml")
    assert [(source.id, source.name, source.url) for source in sources] == [
        ("parcel-news", "Parcel News", "https://parcel.example/feed.xml"),
        ("guancha-example", "跨境观察", "http://guancha.example/rss"),
        ("a-b", "A & B", "https://ab.example/?a=1&b=2"),
    ]
    assert {source.kind for source in sources} == {SourceKind.FEED}


def test_ids_are_unique_slugs() -> None:
    data = opml(*(f'<outline text="News" xmlUrl="https://n{number}.example/"/>' for number in range(4)))
    assert [source.id for source in parse_opml(data, "x")] == ["news", "news-2", "news-3", "news-4"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline title="電商" xmlUrl="http://a.example/"/></body></opml>'
    assert parse_opml(text.encode(encoding), "x")[0].name == "電商"


@pytest.mark.parametrize(
    "data",
    [b"", b"not xml", b"<html><body>hello</body></html>", b"\x00\xff\xfe\x00", b"{}", opml(),
     opml('<outline xmlUrl="javascript:alert(1)"/>'), opml('<outline text="no url"/>'),
     opml('<outline xmlUrl="file:///etc/passwd"/>'), b"https://example.com/list.opml"],
)  # fmt: skip
def test_lists_without_a_feed_are_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse_opml(data, "list.opml")
    assert caught.value.path == "list.opml"


def test_entities_are_refused_and_nothing_is_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    file = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for head in (bomb, file):
        with pytest.raises(InputError, match="entities"):
            parse_opml(opml('<outline text="&b;" xmlUrl="http://a.example/"/>', head=head), "x")


def test_a_broken_list_gives_what_can_be_read() -> None:
    data = (
        b'<opml><body><outline text="One" xmlUrl="http://one.example/"/><outline text="Two" xmlUrl="http://tw'
    )
    assert [source.name for source in parse_opml(data, "x")] == ["One"]


@pytest.mark.slow
def test_size_is_bounded() -> None:
    began = time.process_time()
    many = opml(*(f'<outline text="s" xmlUrl="http://s{number}.example/"/>' for number in range(20_000)))
    assert len(parse_opml(many, "x")) == 5_000
    assert time.process_time() - began < 10
    with pytest.raises(InputError, match="larger"):
        parse_opml(b" " * 10_000_001, "x")
    deep = "<outline text='x'>" * 3_000 + "<outline text='in' xmlUrl='http://in.example/'/>"
    with suppress(InputError):  # deeper than the parser goes: then there is no feed in it
        assert len(parse_opml(opml(deep), "x")) == 1


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_rendered_is_read_again(names: list[str]) -> None:
    sources = [
        Source(id=f"s{number}", name=name, kind=SourceKind.FEED, url=f"https://s{number}.example/?a=1&b=2")
        for number, name in enumerate(names)
    ]
    again = parse_opml(render_opml(sources), "x")
    assert [source.url for source in again] == [source.url for source in sources]
    for before, after in zip(sources, again, strict=True):
        assert after.name == (" ".join(before.name.split()) or f"{before.id}.example")


def test_only_feeds_are_rendered_and_control_characters_left_out() -> None:
    sources = [
        Source(id="a", name='A\x00\x08<&"', kind=SourceKind.FEED, url="http://a.example/"),
        Source(id="b", name="B", kind=SourceKind.LISTING, url="http://b.example/"),
    ]
    again = parse_opml(render_opml(sources), "x")
    assert [(source.name, source.url) for source in again] == [('A<&"', "http://a.example/")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_entities_are_refused_in_every_encoding(encoding: str) -> None:
    text = '<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml><body><outline text="&a;" xmlUrl="http://a.example/"/></body></opml>'
    with pytest.raises(InputError, match="entities"):
        parse_opml(text.encode(encoding), "x")


@pytest.mark.parametrize("label", ["punycode", "undefined", "idna", "utf-7", "zip", "unicode_escape"])
def test_labels_that_are_no_charset_are_not_obeyed(label: str) -> None:
    head = f'<?xml version="1.0" encoding="{label}"?>'
    padding = f"<!-- {'x' * 300_000} -->"
    began = time.process_time()
    data = opml(padding, '<outline text="電商" xmlUrl="http://a.example/"/>', head=head)
    assert [source.name for source in parse_opml(data, "x")] == ["電商"]
    assert time.process_time() - began < 3
