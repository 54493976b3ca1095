"""crawler.reading.titles: the headline without the site's name, and who wrote it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webpages import TITLES, article_html

from crawler.reading.authors import find_author
from crawler.reading.markup import parse_html, read_head
from crawler.reading.sitenames import MAX_TITLE
from crawler.reading.titles import find_title


def title_of(html: str) -> str:
    tree = parse_html(html)
    assert tree is not None
    return find_title(read_head(tree), tree).value


def author_of(html: str) -> str | None:
    tree = parse_html(html)
    assert tree is not None
    found = find_author(read_head(tree), tree)
    return found.value if found is not None else None


def page(*, title: str = "", h1: tuple[str, ...] = (), head: str = "", body: str = "") -> str:
    headings = "".join(f"<h1>{text}</h1>" for text in h1)
    return f"<html><head><title>{title}</title>{head}</head><body>{headings}{body}<p>text</p></body></html>"


HANS, HANT, EN = TITLES["hans"], TITLES["hant"], TITLES["en"]


@pytest.mark.parametrize("headline", [HANS, HANT, EN])
@pytest.mark.parametrize("tail", ["_出海观察网", "-新华在线", " - Harbour Trade Times", " | Harbour Trade Times", "_平台_出海观察网", "--时政--出海网", "｜島嶼商業日報", " — Harbour News", ""])  # fmt: skip
@pytest.mark.parametrize("with_heading", [True, False])
def test_the_tail_of_the_document_title_is_cut(headline: str, tail: str, with_heading: bool) -> None:
    html = page(title=headline + tail, h1=(headline,) if with_heading else ())
    assert title_of(html) == headline


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # the site's name is often the first h1
        (page(title=f"{EN} | The Objective Trader", h1=("The Objective Trader", EN)), EN),
        (page(title=f"{HANS}_出海观察网", h1=("出海观察网", HANS)), HANS),
        (page(title=EN, h1=("Menu", EN, "Related")), EN),
        # a heading beats a title written for search engines
        (page(title="Bluefin commission cut for clothing | 2026 guide", h1=(EN,)), EN),
        # a heading of something else does not
        (page(title=EN, h1=("Subscribe to our letter",)), EN),
        (page(title=HANS, h1=("频道首页",)), HANS),
        # og:title and JSON-LD confirm where the tail begins
        (page(title=f"{EN} - by Mara Quill - Harbour", head=f'<meta property="og:title" content="{EN}">'), EN),
        (page(title="", head=f'<meta property="og:title" content="{HANT}">'), HANT),
        (page(head=f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": HANS})}</script>'), HANS),
        (page(title=f"{EN} - Harbour", head='<meta property="og:site_name" content="Harbour">'), EN),
        # elements that are named as the title stand in for the h1
        (page(title=f"{HANS}-某某某电子设计", body=f'<div class="art_title">{HANS}</div>'), HANS),
        # a heading that swallowed the line below it
        (page(title=EN, h1=(f"{EN} Posted on July 1, 2026 by staff",)), EN),
        # hyphens and bars that belong to the headline
        (page(title="Cross-border e-commerce grows", h1=("Cross-border e-commerce grows",)), "Cross-border e-commerce grows"),
        (page(title="Q3 2026 - what sellers paid", h1=("Q3 2026 - what sellers paid",)), "Q3 2026 - what sellers paid"),
        (page(title="A &amp; B settle", h1=("A &amp;amp; B settle",)), "A & B settle"),
        (page(h1=("  Only\n a   heading ",)), "Only a heading"),
        (page(body="<h2>Only a second heading</h2>"), "Only a second heading"),
        (page(), ""),
        (page(title="—", h1=("!!!",)), ""),
    ],
)  # fmt: skip
def test_the_headline(html: str, expected: str) -> None:
    assert title_of(html) == expected


@pytest.mark.parametrize("clock", [" (11:53)", "（9:05）", "(23:00)"])
def test_the_clock_behind_a_headline_is_no_part_of_it(clock: str) -> None:
    assert title_of(page(title=f"{HANT}{clock} - 20261105 - 港聞", h1=(f"{HANT}{clock}",))) == HANT


def test_a_year_in_brackets_stays_in_a_headline() -> None:
    assert title_of(page(title=f"{HANT}(2026)", h1=(f"{HANT}(2026)",))) == f"{HANT}(2026)"


def test_a_megabyte_of_title_is_cut() -> None:
    assert len(title_of(page(title="word " * 200_000, h1=("word " * 200_000,)))) <= MAX_TITLE


def linked(author: object, **more: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "author": author, **more})}</script>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page(head=linked({"@type": "Person", "name": "Mara Quill"})), "Mara Quill"),
        (page(head=linked([{"name": "Mara Quill"}, {"name": "周航"}])), "Mara Quill; 周航"),
        (page(head=linked("By Mara Quill")), "Mara Quill"),
        (page(head=linked({"@type": "Organization", "name": "Harbour"}) + '<meta name="author" content="Mara Quill">'), "Mara Quill"),
        (page(head=linked({"@type": "Organization", "name": "Harbour Desk"})), "Harbour Desk"),
        (
            page(head='<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"#m"}},'
                      '{"@type":"Person","@id":"#m","name":"Mara Quill"}]}</script>'),
            "Mara Quill",
        ),
        (page(head='<meta name="author" content="周航">'), "周航"),
        (page(head='<meta name="author" content="https://www.example/mara"><meta name="byl" content="By Mara Quill">'), "Mara Quill"),
        (page(head='<meta name="author" content="admin">'), None),
        (page(head='<meta name="author" content="作者">'), None),
        (page(body='<span itemprop="author"><span itemprop="name">Mara Quill</span></span>'), "Mara Quill"),
        (page(body='<a rel="author" href="/m">Mara Quill</a>'), "Mara Quill"),
        (page(body='<div class="byline">By Mara Quill and Jo Lane | 5 November</div>'), "Mara Quill; Jo Lane"),
        (page(body='<div class="post-author">Mara Quill</div>'), "Mara Quill"),
        (page(body='<div class="info">来源：出海观察网 作者：周航 编辑：何一</div>'), "周航"),
        (page(body='<div class="author">記者黃立文／台北報導</div>'), "黃立文"),
        (page(body='<div class="source">来源：综合整理</div>'), None),
        (page(), None),
    ],
)  # fmt: skip
def test_the_author(html: str, expected: str | None) -> None:
    assert author_of(html) == expected


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_a_whole_page(script: str) -> None:
    html = article_html(script)
    assert title_of(html) == TITLES[script]
    assert author_of(html) in {"周航", "黃立文", "Mara Quill"}


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=60))
def test_no_text_raises(title: str, heading: str, name: str) -> None:
    escaped = [text.replace("<", "").replace('"', "") for text in (title, heading, name)]
    html = page(
        title=escaped[0], h1=(escaped[1],), head=linked(name), body=f'<i class="author">{escaped[2]}</i>'
    )
    assert isinstance(title_of(html), str)
    author_of(html)
