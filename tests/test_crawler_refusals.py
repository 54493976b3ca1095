"""crawler.reading.refusals: pages in the place of an article go by their name; articles that look like them stay articles."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from gate_pages import GATE_PAGES, GatePage
from hypothesis import given, settings
from hypothesis import strategies as st
from refused_pages import ARTICLES, REFUSED, SMALL, Sample, links
from refused_pages import page as bare_page
from webpages import NOW, SCRIPTS, article_html, page

from crawler.extract import extract_page
from store.records import Article, Reason, Rejection


def read(
    html: str | bytes, url: str = "https://www.chuhai.example/a/20261105/881.html"
) -> Article | Rejection:
    return extract_page(page(html, url=url), now=NOW)


@pytest.mark.parametrize("sample", [*REFUSED, *SMALL], ids=lambda sample: f"{sample.reason}-{sample.name}")
def test_a_page_in_the_place_of_an_article_goes_by_its_name(sample: Sample) -> None:
    result = read(sample.html, sample.url)
    assert isinstance(result, Rejection), result
    assert (result.reason, bool(result.detail)) == (sample.reason, True)


@pytest.mark.parametrize("sample", ARTICLES, ids=lambda sample: sample.name)
def test_an_article_that_looks_like_one_stays(sample: Sample) -> None:
    result = read(sample.html, sample.url)
    assert isinstance(result, Article), result
    assert sample.holds in result.text


@pytest.mark.parametrize("gate", GATE_PAGES, ids=lambda gate: gate.name)
def test_a_gate_sent_with_200_is_blocked(gate: GatePage) -> None:
    result = read(gate.html)
    assert isinstance(result, Rejection), result
    assert result.reason is Reason.BLOCKED
    assert result.detail


@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("sample", [s for s in REFUSED if "hans" in s.name], ids=lambda sample: sample.name)
def test_the_encoding_of_a_notice_does_not_hide_it(sample: Sample, encoding: str) -> None:
    result = read(sample.html.encode(encoding), sample.url)
    assert isinstance(result, Rejection)
    assert result.reason is sample.reason


@pytest.mark.parametrize(
    "sample", [s for s in REFUSED if s.reason is not Reason.NOT_ARTICLE], ids=lambda s: s.name
)
def test_the_furniture_of_a_site_around_a_notice_does_not_hide_it(sample: Sample) -> None:
    menu = "<header><nav>" + "".join(f"<a href=/c/{n}>Channel {n}</a>" for n in range(30)) + "</nav></header>"
    foot = (
        "<footer><p>Quayside Post, 5 Wharf Lane. All rights are reserved, and some were taken.</p></footer>"
    )
    html = sample.html.replace("<body>", "<body>" + menu).replace("</body>", foot + "</body>")
    result = read(html, sample.url)
    assert isinstance(result, Rejection), result
    assert result.reason is sample.reason


@given(
    st.sampled_from(["hans", "hant", "en"]),
    st.lists(
        st.sampled_from([sample for sample in REFUSED if sample.reason is not Reason.NOT_ARTICLE]),
        min_size=1,
        max_size=2,
    ),
)
@settings(max_examples=60, deadline=None)
def test_an_article_that_quotes_a_notice_beside_it_stays(script: str, samples: list[Sample]) -> None:
    """What a notice shows, put into a box beside a dated and signed article, does not make it a notice."""
    boxes = "".join(sample.html.split("<body>")[1].split("</body>")[0] for sample in samples)
    result = read(article_html(script, aside=f'<div class="modal">{boxes}</div>'))
    assert isinstance(result, Article), result
    assert SCRIPTS[script][0] in result.text


def test_a_title_alone_is_not_enough_under_a_real_article() -> None:
    for title in ("404", "Sign in", "Cookie Settings", "页面不存在", "请先登录", "安全验证", "403 Forbidden"):
        result = read(article_html("en", title=title, document_title=f"{title} | Harbour Trade Times"))
        assert isinstance(result, Article), (title, result)


def test_an_undated_article_with_a_plain_address_stays() -> None:
    for script in SCRIPTS:
        result = read(article_html(script, byline=""))
        assert isinstance(result, Article)


def test_the_address_of_a_list_does_not_refuse_an_article() -> None:
    for url in (
        "https://quay.example/news/index.html",
        "https://quay.example/tag/temu",
        "https://quay.example/search",
    ):
        assert isinstance(read(article_html("hans"), url), Article)


def test_links_count_against_the_text_not_by_themselves() -> None:
    many = "<ul>" + links(90, "Rates on the northern lane rise in week {n}") + "</ul>"
    assert isinstance(read(article_html("en", aside=many)), Article)
    result = read(
        bare_page("Rates", "<p>All our reports in one place.</p>" + many), "https://quay.example/rates"
    )
    assert isinstance(result, Rejection)


def test_an_address_that_cannot_be_parsed_is_no_sign() -> None:
    sample = replace(REFUSED[0], url="https://[broken")
    assert isinstance(read(sample.html, sample.url), Rejection)


@pytest.mark.parametrize(
    "html",
    [
        "<title>" + "page not found " * 3000 + "</title><p>x</p>",
        "<title>" + "| " * 50_000 + "</title><p>x</p>",
        "<title>登录</title>" + "<input type=password>" * 50_000,
        "<title>404</title>" + "<p>page could not be " * 20_000,
        "<title>x</title>" + "<a href=/1>2026-11-05</a>" * 40_000,
        "<title>验证</title><script>" + "document.cookie location " * 60_000 + "</script>",
    ],
    ids=range(6),
)
@pytest.mark.slow
def test_hostile_pages_cost_little(html: str) -> None:
    begun = time.process_time()
    assert isinstance(read(html), Rejection)
    assert time.process_time() - begun < 25
