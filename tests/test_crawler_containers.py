"""crawler.reading.containers, prose and body: where the article is, and which of its lines are text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from webpages import EN, HANS, HANT, SCRIPTS, TITLES, article_html

from crawler.reading.body import clean_line, paragraphs_of
from crawler.reading.containers import Found, find_container
from crawler.reading.lines import Line, read_sheet
from crawler.reading.markup import parse_html
from crawler.reading.prose import article_lines, drop_heading


def container(html: str) -> Found:
    tree = parse_html(html)
    assert tree is not None
    found = find_container(tree)
    assert found is not None
    return found


def texts_of(lines: Sequence[Line], title: str) -> list[str]:
    return [line.text for line in article_lines(lines, title)[0]]


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
@pytest.mark.parametrize("name", ["article-content", "TRS_Editor", "zoom", "story-body", "post_text", "x91"])
def test_the_container_is_the_innermost_that_holds_the_text(script: str, name: str) -> None:
    found = container(article_html(script, container=f'div class="{name}"'))
    assert found.element.get("class") == name
    assert found.share > 0.8
    assert (found.standing > 0) == (name != "x91")


def test_the_label_of_a_field_and_the_transcript_of_a_clip_are_no_text() -> None:
    prose = "".join(f"<p>{text}</p>" for text in EN)
    label = '<div class="field-label">Teaser image:</div>'
    field = f'<div class="field field-name-image field-label-above">{label}<img src=a.jpg></div>'
    clip = '<div class="video-full-transcript">00:01 The crane stands still, the harbour master said.</div>'
    kept = f'<div class="field field-name-body field-label-hidden">{prose}</div>'
    found = container(f"<html><body><div class=node>{field}{clip}{kept}</div></body></html>")
    assert texts_of(found.lines, TITLES["en"]) == list(EN)


@pytest.mark.parametrize(
    "name",
    [
        "comment-list",
        "gentie",
        "related-news",
        "recommend",
        "footer",
        "sidebar",
        "hot-news",
        "newsletter-box",
    ],
)
def test_places_named_for_something_else_are_not_it(name: str) -> None:
    more = "".join(f"<p>{text}</p>" for text in HANT)
    found = container(article_html("hans", aside=f'<div class="{name}">{more}</div>'))
    assert texts_of(found.lines, TITLES["hans"]) == list(HANS)


@pytest.mark.parametrize(
    "name", ["page share-enabled", "comments-open", "with-sidebar main", "has-ads", "recommend-off"]
)
def test_a_wrapper_with_an_unlucky_name_is_forgiven(name: str) -> None:
    html = article_html("en").replace('<div class="main">', f'<div class="{name}">')
    assert texts_of(container(html).lines, TITLES["en"]) == list(EN)


def test_wrong_names_everywhere_are_not_believed() -> None:
    body = "".join(f'<div class="news-list"><p>{text}</p></div>' for text in HANS * 2)
    found = container(f"<html><body><div id=x>{body}</div></body></html>")
    assert texts_of(found.lines, "") == list(dict.fromkeys(HANS))


def test_no_prose_no_container() -> None:
    tree = parse_html(
        "<html><body><ul>" + "<li><a href=/>链接一二三四五六七八九十</a></li>" * 30 + "</ul></body></html>"
    )
    assert tree is not None
    assert find_container(tree).lines == []


def lines(html: str) -> list[tuple[str, float]]:
    tree = parse_html(html)
    assert tree is not None
    return [(line.text, round(line.linked, 1)) for line in read_sheet(tree).lines]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<b>b</b>c</p><p>d</p>", [("abc", 0.0), ("d", 0.0)]),
        ("<div>a<br>b<div>c</div>d</div>", [("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0)]),
        ("<p><a href=/>abcd</a></p>", [("abcd", 1.0)]),
        ("<p>ab<a href=/>cd</a></p>", [("abcd", 0.5)]),
        ("<p>a<script>x()</script>b<style>c</style></p>", [("ab", 0.0)]),
        ("<p style='display: none'>a</p><p hidden>b</p><p>c</p>", [("c", 0.0)]),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>",
            [("a | b", 0.0), ("c", 0.0)],
        ),
        ("<table><tr><td></td><td></td></tr></table><p>x</p>", [("x", 0.0)]),
        ("<p>  \u3000 </p>", []),
    ],
)
def test_the_lines_of_a_page(html: str, expected: list[tuple[str, float]]) -> None:
    assert lines(f"<html><body>{html}</body></html>") == expected


@pytest.mark.parametrize(("text", "expected"), [(HANS[0], True), (EN[0], True), ("佣金下调", False), ("Read the report", False), ("一二三四五六七八九十一二三四五六七八", False)])  # fmt: skip
def test_prose_is_a_sentence_or_more(text: str, expected: bool) -> None:
    tree = parse_html(f"<p>{text}</p>")
    assert tree is not None
    assert read_sheet(tree).lines[0].prose is expected


def test_a_related_box_in_the_middle_does_not_end_the_text() -> None:
    box = '<p><strong>Related articles</strong></p><p><a href="/o">Couriers price returns anew in the northern ports</a></p>'
    html = article_html("en").replace(f"<p>{EN[2]}</p>", f"{box}<p>{EN[2]}</p>")
    assert [text for text in texts_of(container(html).lines, TITLES["en"]) if text in EN] == list(EN)


def test_text_after_a_tail_in_another_place_is_cut() -> None:
    tail = "<h3>推荐阅读</h3>" + "".join(f"<section><p>{text}</p></section>" for text in HANT)
    found = container(
        article_html("hans", container="div class=content").replace(
            '<p class="tools">', tail + '<p class="tools">', 1
        )
    )
    assert texts_of(found.lines, TITLES["hans"])[: len(HANS)] == list(HANS)


def test_the_introduction_above_the_byline_is_not_lost() -> None:
    inner = f"<h1>{TITLES['en']}</h1><p>{EN[3]}</p><p>By Mara Quill, 5 November 2026</p>" + "".join(
        f"<p>{t}</p>" for t in EN[:3]
    )
    found = container(f'<html><body><div class="article-body">{inner}</div></body></html>')
    assert texts_of(found.lines, TITLES["en"]) == [EN[3], *EN[:3]]


def test_a_byline_after_the_first_paragraph_takes_nothing_with_it() -> None:
    inner = f"<p>{HANS[0]}</p><p>（记者：周航）</p>" + "".join(f"<p>{text}</p>" for text in HANS[1:])
    found = container(f'<html><body><div class="article-body">{inner}</div></body></html>')
    assert texts_of(found.lines, "")[0] == HANS[0]


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_headings_of_plain_paragraphs_are_dropped(script: str) -> None:
    top = [TITLES[script], "2026-11-05 09:30", "图片来源：出海观察网"]
    assert drop_heading([*top, *SCRIPTS[script]], TITLES[script]) == list(SCRIPTS[script])
    assert drop_heading(list(SCRIPTS[script]), TITLES[script]) == list(SCRIPTS[script])


def test_an_extracted_tree_as_paragraphs() -> None:
    body = etree.fromstring(
        "<body><head>H</head><p>a<hi>b</hi>c<lb/>d</p><list><item>i</item><item>j</item></list>"
        "<table><row><cell>k</cell><cell>l<hi>m</hi></cell></row><row><cell/></row></table>tail<quote><p>q</p></quote></body>"
    )
    assert paragraphs_of(body) == ["H", "abc", "d", "i", "j", "k | l m", "tail", "q"]


def test_a_hundred_thousand_children_take_linear_time() -> None:
    body = etree.fromstring("<body>" + "<p>x</p>" * 100_000 + "</body>")
    assert len(paragraphs_of(body)) == 100_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a \u3000 b\u00a0c\td ", "a b c d"),
        ("a\u200bb\u202ec\ufeffd\x00e\x1f", "abcde"),
        ("e\u0301", "\u00e9"),
        ("ａｂ１２，", "ａｂ１２，"),  # full width is the author's; folding is for matching
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_a_clean_line(text: str, expected: str) -> None:
    assert clean_line(text) == expected


@given(st.text(max_size=300))
def test_cleaning_is_idempotent(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


@settings(max_examples=60)
@given(
    st.recursive(
        st.sampled_from([HANS[0], EN[0], "x", ""]),
        lambda inner: st.lists(inner, max_size=4).map(lambda parts: "<div>" + "<p>".join(parts) + "</div>"),
        max_leaves=20,
    )
)
def test_no_tree_raises(html: str) -> None:
    tree = parse_html(f"<html><body>{html}</body></html>")
    if tree is not None and (found := find_container(tree)).lines:
        assert 0 <= found.share <= 1.0001
        texts_of(found.lines, "x")
