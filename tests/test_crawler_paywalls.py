"""crawler.reading.paywalls: a declared paywall is believed when only a beginning is there; words alone never close a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from webpages import EN, HANS, HANT, NOW, SCRIPTS, article_html, page

from crawler.extract import extract_page
from crawler.reading.markup import parse_html, read_head
from crawler.reading.paywalls import declared_closed, paywall_of
from store.records import Article, Reason, Rejection

GATE = {
    "en": '<div class="paywall-box"><h3>Subscribe to continue reading the full article</h3><button>Join</button></div>',
    "hans": '<div class="vip-lock"><p>剩余60%未读，开通会员后可阅读全文</p></div>',
    "hant": '<div class="paywall"><p>訂閱後即可閱讀全文</p><p>本文限訂戶閱讀</p></div>',
}


def linked(**fields: Any) -> str:
    body = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", **fields}
    return f'<script type="application/ld+json">{json.dumps(body)}</script>'


def read(html: str) -> Article | Rejection:
    return extract_page(page(html), now=NOW)


def is_closed(html: str) -> bool:
    result = read(html)
    if isinstance(result, Rejection):
        assert result.reason is Reason.PAYWALL, result
        assert result.detail
        return True
    return False


@pytest.mark.parametrize("value", [False, "False", "false", "no", 0, "http://schema.org/False"])
@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_a_beginning_that_breaks_off_is_refused(script: str, value: object) -> None:
    texts = SCRIPTS[script]
    cut = (texts[0], texts[1][: len(texts[1]) * 2 // 3] + "……")
    assert is_closed(
        article_html(script, paragraphs=cut, head=linked(isAccessibleForFree=value), aside=GATE[script])
    )


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_two_whole_paragraphs_before_a_gate_are_a_beginning(script: str) -> None:
    html = article_html(
        script, paragraphs=SCRIPTS[script][:2], head=linked(isAccessibleForFree=False), aside=GATE[script]
    )
    assert is_closed(html)


@pytest.mark.parametrize("value", [True, "True", "true", "yes", 1, None, "", "metered", [], {}])
def test_what_is_not_declared_closed_is_not(value: object) -> None:
    head = linked(isAccessibleForFree=value) if value is not None else ""
    html = article_html("en", paragraphs=(EN[0], EN[1][:70] + " …"), head=head, aside=GATE["en"])
    assert isinstance(read(html), Article)


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_a_declared_paywall_with_the_whole_text_is_an_article(script: str) -> None:
    long = tuple(f"{text[:-1]} ({n + 1}){text[-1]}" for n in range(4) for text in SCRIPTS[script])
    html = article_html(script, paragraphs=long, head=linked(isAccessibleForFree=False), aside=GATE[script])
    result = read(html)
    assert isinstance(result, Article)
    assert long[-1] in result.text


def test_a_short_article_that_ends_and_has_no_gate_is_whole() -> None:
    for script, texts in SCRIPTS.items():
        html = article_html(script, paragraphs=texts[:3], head=linked(isAccessibleForFree="false"))
        assert isinstance(read(html), Article)


def test_the_word_count_that_a_page_declares_decides() -> None:
    few = linked(isAccessibleForFree=False, wordCount=900)
    assert is_closed(article_html("en", paragraphs=EN[:3], head=few))
    enough = linked(isAccessibleForFree=False, wordCount=78)
    assert isinstance(
        read(article_html("en", paragraphs=(*EN[:3], EN[3][:-1]), head=enough, aside=GATE["en"])), Article
    )


def test_the_part_declared_closed_decides() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".closed"}
    head = linked(isAccessibleForFree=False, hasPart=part)
    here = article_html(
        "en", container='div class="article-content closed"', paragraphs=EN[:3], head=head, aside=GATE["en"]
    )
    assert isinstance(read(here), Article)
    gone = article_html(
        "en", paragraphs=(EN[0], EN[1][:60] + " ..."), head=head, aside='<div class="closed"></div>'
    )
    assert is_closed(gone)
    by_id = head.replace(".closed", "#rest")
    assert is_closed(
        article_html("en", paragraphs=(EN[0], EN[1][:60] + " ..."), head=by_id, aside='<p id="rest"></p>')
    )


def test_the_description_and_no_more_is_a_beginning() -> None:
    head = (
        linked(isAccessibleForFree=False) + f'<meta property="og:description" content="{HANS[0]}{HANS[1]}">'
    )
    assert is_closed(article_html("hans", paragraphs=HANS[:2], head=head, aside=GATE["hans"]))


def test_a_locked_tier_is_a_declaration_and_a_metered_one_is_not() -> None:
    for tier, closed in (("locked", True), ("metered", False), ("free", False)):
        head = f'<meta property="article:content_tier" content="{tier}">'
        html = article_html("hant", paragraphs=(HANT[0], HANT[1][:20] + "..."), head=head, aside=GATE["hant"])
        assert is_closed(html) is closed


def test_nothing_shown_of_a_closed_article() -> None:
    html = f"<html><head><title>A title here</title>{linked(isAccessibleForFree=False)}</head><body><h1>A title here</h1></body></html>"
    assert is_closed(html)


@pytest.mark.parametrize(
    "selector",
    ["", "div > p", ".a .b", "*", "#", ".x'] | //*['", ["list"], None, "." + "a" * 500, ".closed, .other"],
)
def test_odd_selectors_are_left_alone(selector: object) -> None:
    part = {"isAccessibleForFree": False, "cssSelector": selector}
    html = article_html(
        "en", paragraphs=EN * 2, head=linked(isAccessibleForFree=False, hasPart=[part, "x", 3])
    )
    assert isinstance(read(html), Article)


def test_what_is_declared_of_something_else_is_not_of_the_article() -> None:
    other = '<script type="application/ld+json">{"@type": "Product", "isAccessibleForFree": false}</script>'
    tree = parse_html(article_html("en", head=other))
    assert tree is not None
    head = read_head(tree)
    assert not declared_closed(head)
    assert paywall_of(tree, head, "") is None
