"""crawler.reading.markup: a tree without surprises, and what the head of a page declares."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.markup import is_article, parse_html, read_head, text_of, text_of_body


def head_of(head: str, attributes: str = ""):  # type: ignore[no-untyped-def]
    tree = parse_html(f"<html {attributes}><head>{head}</head><body>x</body></html>")
    assert tree is not None
    return read_head(tree)


def test_metas_are_found_by_any_of_their_names() -> None:
    head = head_of(
        '<meta property="OG:Title" content=" a &amp;amp; b "><meta name="Date" content="1"><meta itemprop=date content=2>'
    )
    assert head.meta("og:title") == "a & b"
    assert head.metas["date"] == ("1", "2")
    assert head.meta("missing", "date") == "1"
    assert head.meta("missing") == ""


@pytest.mark.parametrize(
    ("attributes", "head", "lang"),
    [
        ("lang=zh-TW", "", "zh-TW"),
        ("", '<meta http-equiv="Content-Language" content="en">', "en"),
        ("", "", ""),
        ("lang=" + "x" * 99, "", "x" * 35),
    ],
)
def test_the_declared_language(attributes: str, head: str, lang: str) -> None:
    assert head_of(head, attributes).lang == lang


def test_the_canonical_link_and_the_title() -> None:
    head = head_of(
        "<title> A \n title </title><link rel='Canonical nofollow' href='/a'><link rel=canonical href='/b'>"
    )
    assert (head.title, head.canonical) == ("A title", "/a")


@pytest.mark.parametrize(
    "raw",
    [
        '{"@type":"NewsArticle","headline":"h"}', '[{"@type":"NewsArticle","headline":"h"}]', '{"@graph":[{"@type":"NewsArticle","headline":"h"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":["NewsArticle"],"headline":"h"}}', '<!-- {"@type":"NewsArticle","headline":"h"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"h"}\n//]]>', '{"@type":"NewsArticle","headline":"h",}', '{"@type":"NewsArticle",\n"headline":"h"};',
        '{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;h&quot;}', '{"@type":"NewsArticle","headline":"h","x":"a\nb\tc"}',
    ],
)  # fmt: skip
def test_json_ld_in_the_shapes_it_comes_in(raw: str) -> None:
    items = head_of(f'<script type="application/ld+json">{raw}</script>').linked
    assert is_article(items[0])
    assert items[0]["headline"] == "h"


@pytest.mark.parametrize(
    "raw",
    ["", "null", "5", '"x"', "{", "[[[[[[[[{}]]]]]]]]", "[" * 50_000, '{"@type":5}', '{"@type":[null]}'],
)
def test_json_ld_that_says_nothing(raw: str) -> None:
    head = head_of(f'<script type="application/ld+json">{raw}</script>')
    assert not any(is_article(item) for item in head.linked)


def test_articles_come_before_what_is_around_them() -> None:
    raw = json.dumps([{"@type": "WebSite", "name": "s"}, {"@type": "BlogPosting", "headline": "b"}])
    assert [
        item["@type"] for item in head_of(f'<script type="application/ld+json">{raw}</script>').linked
    ] == ["BlogPosting", "WebSite"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("a  b", "a b"), ({"name": "n"}, "n"), ([{"name": "n"}, "m"], "n"), ({"@value": "v"}, "v"), (None, ""), (5, ""), ([], ""), ("&lt;b&gt;", "<b>"), ([[[[["deep"]]]]], "")],
)  # fmt: skip
def test_a_json_value_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_an_article_body_loses_its_markup_and_keeps_its_lines() -> None:
    assert text_of_body({"articleBody": "<p>one &amp; two</p><p>three<br>four</p>\n\n five "}) == [
        "one & two",
        "three",
        "four",
        "five",
    ]
    assert text_of_body({"articleBody": ["x"]}) == text_of_body({}) == []


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "<?xml version='1.0' encoding='big5'?>", "<!-- only -->"]
)
def test_no_tree_or_an_empty_one(text: str) -> None:
    tree = parse_html(text)
    assert tree is None or not tree.text_content().strip()


def test_depth_beyond_the_parser_is_flattened() -> None:
    tree = parse_html("<div>" * 6000 + "<p>deep</p>" + "</div>" * 6000 + "<p>after</p>")
    assert tree is not None
    assert [element.text for element in tree.iter("p")] == ["deep", "after"]


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    tree = parse_html(text)
    assert tree is None or read_head(tree) is not None


@pytest.mark.parametrize("tag", ["article", "main", "section"])
def test_a_page_without_a_body_tag_has_a_body(tag: str) -> None:
    tree = parse_html(
        f"<html lang=en><title>x</title><{tag}><h1>Ports</h1><p>Open again.</p></{tag}><p>Ends.</p>"
    )
    assert tree is not None
    assert [child.tag for child in tree] == ["head", "body"]
    assert [child.tag for child in tree[0]] == ["title"]
    assert "".join(tree[1].itertext()) == "PortsOpen again.Ends."
