"""Section, tags and access of a page: its own words, the narrowest section, no keyword that only the site could mean."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from crawler.reading.fields import MAX_SECTION, MAX_TAG, MAX_TAGS, PageFields, read_fields
from crawler.reading.markup import parse_html, read_head
from crawler.reading.paywalls import access_of
from store.records import Access

TITLE = "Bluefin cuts commission for clothing sellers"
TEXT = (
    "The marketplace Bluefin said on Thursday that it would cut the commission.",
    "Analysts in Yiwu were not sure.",
)
ZH_TITLE = "蓝鲸平台下调服装类目佣金"
ZH_TEXT = ("跨境电商平台蓝鲸周四宣布下调服装类目的佣金。", "义乌商家说运费才是负担。")


def fields(
    head: str = "", body: str = "", *, zh: bool = False, url: str = "https://haiyun.example/a/1.html"
) -> PageFields:
    title, text = (ZH_TITLE, ZH_TEXT) if zh else (TITLE, TEXT)
    site = "_出海观察网" if zh else " | Harbour Daily"
    page = f"<html><head><title>{title}{site}</title>{head}</head><body>{body}<h1>{title}</h1><p>{text[0]}</p></body></html>"
    tree = parse_html(page)
    assert tree is not None
    return read_fields(read_head(tree), tree, text, title=title, url=url)


def section(head: str = "", body: str = "", *, zh: bool = False) -> str:
    found = fields(head, body, zh=zh).section
    return found.value if found is not None else ""


def linked(*items: dict[str, object]) -> str:
    return "".join(f"<script type='application/ld+json'>{json.dumps(item)}</script>" for item in items)


def article(**more: object) -> str:
    return linked({"@type": "NewsArticle", "headline": TITLE, **more})


def crumbs(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(names, 1)]
    return linked({"@type": "BreadcrumbList", "itemListElement": steps})


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("<meta property=article:section content='Retail &amp; Brands'>", "Retail & Brands"),
        (article(articleSection="Logistics"), "Logistics"),
        (article(articleSection=["News", "Logistics"]), "Logistics"),
        (article(articleSection="News,Logistics"), "Logistics"),
        ("<meta name=ColumnName content='Policy notices'>", "Policy notices"),
        ("<meta name=parsely-section content=logistics>", "logistics"),
        (crumbs("Home", "Business", "Retail", TITLE), "Retail"),
        (crumbs("Home", "Business", "Retail", TITLE[:30] + "…"), "Retail"),
        (
            linked({"@type": "BreadcrumbList", "itemListElement": [{"item": {"name": "Freight"}}, 7, None]}),
            "Freight",
        ),
    ],
)
def test_a_section_is_what_the_data_names(head: str, value: str) -> None:
    assert section(head) == value


@pytest.mark.parametrize(
    "body",
    [
        "<div class=breadcrumb><a href=/>首页</a> &gt; <a href=/n/>新闻</a> &gt; <a href=/p/>平台</a> &gt; 正文</div>",
        "<nav id=crumbs><a href=/>出海观察网</a><a href=/p/>平台</a></nav>",
        "<div class='location'>您现在的位置：<a href=/>首页</a> » <a href=/p/>平台</a> » 正文</div>",
        "<div>当前位置：<a href=/>首页</a>&gt;<a href=/p/>平台</a>&gt;<a href=/p/9.html>查看正文</a></div>",
        "<p><span>您的位置：</span><a href=/>网站首页</a> - <a href=/p/>平台</a></p>",
        "<table><tr><td>您现在的位置：首页 &gt;&gt; 新闻中心 &gt;&gt; 平台</td></tr></table>",
        "<div class=place><strong>当前位置:</strong> <a href=/>主页</a> > <a href=/a/>平台</a> ></div>",
        "<div class=breadcrumb><span>新闻</span><span>平台</span></div>",
        "<ul class='site-nav'><li><a href=/>首頁</a></li><li><a href=/p/>平台</a></li></ul>",
    ],
)
def test_a_section_is_the_last_step_of_the_trail(body: str) -> None:
    assert section(body=body, zh=True) == "平台"


@pytest.mark.parametrize(
    ("above", "value"),
    [
        ("<a class=c-overline href=/r>Retail</a>", "Retail"),
        ("<aside><a href=/r>Retail</a></aside>", "Retail"),
        ("<span class=label>Retail</span>", "Retail"),
        ("<span>Retail</span>", ""),  # nothing says what it is
        ("<a href=/>Back to overview</a>", ""),
        ("<span class=label>5 November 2026</span>", ""),
        ("<p class=label>The fees fall for a second time this year</p>", ""),
    ],
)
def test_the_line_above_the_headline_names_a_section(above: str, value: str) -> None:
    assert section(body=above) == value
    assert section("<meta property=article:section content=Fashion>", above) == "Fashion"


def test_a_channel_in_the_documents_title_is_not_the_sites_name() -> None:
    def named(tails: str, head: str = "") -> str:
        page = f"<html><head><title>{ZH_TITLE}{tails}</title>{head}</head><body><div class=breadcrumb><a>首页</a>&gt;<a>平台动态</a></div></body></html>"
        tree = parse_html(page)
        assert tree is not None
        found = read_fields(read_head(tree), tree, ZH_TEXT, title=ZH_TITLE, url="").section
        return found.value if found is not None else ""

    assert named("_平台动态_出海观察网") == "平台动态"
    assert named(" - 出海观察 - 平台动态", "<meta property=og:site_name content=出海观察>") == "平台动态"


def test_where_trail_and_data_agree_the_rule_says_so() -> None:
    trail = (
        "<div class=breadcrumb><a href=/>Home</a> / <a href=/r>Retail</a> / <a href=/r/f>Fashion</a></div>"
    )
    found = fields("<meta property=article:section content=Retail>", trail).section
    assert found is not None
    assert (found.value, found.rule) == ("Fashion", "breadcrumbs")
    assert ("meta article:section", "Retail") in found.others
    agreed = fields("<meta property=article:section content=fashion>", trail).section
    assert agreed is not None
    assert (agreed.value, agreed.rule) == ("Fashion", "breadcrumbs and the metadata agree")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta property=article:section content=News>", ""),
        ("<meta property=article:section content=Uncategorized>", ""),
        ("<meta property=article:section content='Harbour Daily'>", ""),
        ("<meta property=article:section content='https://haiyun.example/a/'>", ""),
        (f"<meta property=article:section content='{TITLE}'>", ""),
        ("<meta property=article:section content='" + "x" * 80 + "'>", ""),
        (crumbs("Home", TITLE), ""),
        ("", "<div class=location>Rotterdam, <a href=/map>the Netherlands</a></div>"),
        ("", "<div class=breadcrumb>" + "".join(f"<a href=/{n}>Menu {n}</a>" for n in range(30)) + "</div>"),
        ("", "<div class=breadcrumb><a href=/>Home</a></div>"),
    ],
)
def test_what_tells_nothing_is_no_section(head: str, body: str) -> None:
    assert section(head, body) == ""


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("<meta property=article:tag content=Fashion><meta property=article:tag content=Fees>", ("Fashion", "Fees")),
        ("<meta property=article:tag content='Fashion, Fees'>", ("Fashion", "Fees")),
        ("<meta name=news_keywords content='Fashion; Fees; fashion'>", ("Fashion", "Fees")),
        (article(keywords=["Fees, tolls and duties", "Fashion"]), ("Fees, tolls and duties", "Fashion")),
        (article(keywords="Fashion,Fees"), ("Fashion", "Fees")),
        (article(keywords=[{"@type": "DefinedTerm", "name": "Fees"}, "26157981-b4f7-4929-adc1-e860c6f03636"]), ("Fees",)),
        ("<meta name=keywords content='commission,Yiwu,cheap flights,Bluefin commission'>",
         ("commission", "Yiwu", "Bluefin commission")),
        (f"<meta name=keywords content='{TITLE}'>", ()),
        ("<meta name=keywords content='Harbour Daily, harbourdaily.example, news, commission'>", ("commission",)),
        ("<meta property=article:tag content='type:story'><meta property=article:tag content=_hidden>", ()),
        ("<meta property=article:tag content=''>", ()),
    ],
)  # fmt: skip
def test_tags_are_of_the_article(head: str, tags: tuple[str, ...]) -> None:
    assert fields(head).tags == tags


def test_chinese_keywords_are_parted_by_whatever_parts_them() -> None:
    for between in (",", "，", "、", ";", " ", "|"):
        head = f"<meta name=keywords content='{between.join(['蓝鲸', '佣金', '义乌', '旅游攻略'])}'>"
        assert fields(head, zh=True).tags == ("蓝鲸", "佣金", "义乌"), between


def test_an_editors_tags_go_before_keywords_for_search_engines() -> None:
    found = fields("<meta name=keywords content=commission><meta property=article:tag content=Fees>")
    assert (found.tags, found.tags_rule) == (("Fees",), "meta article:tag")
    marked = fields("", "<p><a rel=tag href=/t/fees>Fees</a> <a rel='nofollow tag' href=/t/f>Fashion</a></p>")
    assert (marked.tags, marked.tags_rule) == (("Fees", "Fashion"), "links marked as tags")


@pytest.mark.parametrize(
    "body",
    [
        "<div class=tag>关键词：<a href=/t/1>佣金</a> <a href=/t/2>东南亚</a></div>",
        "<p><span>本文标签：</span><a>佣金</a>、<a>东南亚</a></p>",
        "<ul><li>標籤：</li><li><a>佣金</a></li><li><a>东南亚</a></li></ul>",
        "<div><b>Tags:</b> <a>佣金</a><a>东南亚</a></div>",
    ],
)
def test_links_behind_a_label_are_tags(body: str) -> None:
    found = fields("<meta name=keywords content=蓝鲸>", body, zh=True)
    assert (found.tags, found.tags_rule) == (("佣金", "东南亚"), "links labelled as tags")


def test_a_label_without_links_or_within_a_text_names_no_tags() -> None:
    for body in (
        "<p>平台说，标签：不再收费。<a href=/x>更多</a></p>",
        "<p>标签：</p><p>" + "字" * 400 + "<a>佣金</a></p>",
        "<form>Tags: <input></form>",
    ):
        assert fields("", body, zh=True).tags == (), body


def test_stuffing_keeps_what_the_article_knows() -> None:
    many = ",".join(["commission", *(f"cheap thing {n}" for n in range(60)), "Yiwu"])
    assert fields(f"<meta property=article:tag content='{many}'>").tags == ("commission", "Yiwu")
    cloud = "".join(f"<a rel=tag href=/t/{n}>Topic {n}</a>" for n in range(40))
    assert fields("", cloud).tags == ()
    long = "".join(f"<meta property=article:tag content='Topic {n}'>" for n in range(28))
    assert len(fields(long).tags) == MAX_TAGS


@pytest.mark.parametrize(
    ("head", "access"),
    [
        ("", Access.UNKNOWN),
        (article(isAccessibleForFree=True), Access.FREE),
        (article(isAccessibleForFree="True"), Access.FREE),
        (article(isAccessibleForFree=False), Access.PAID),
        (article(isAccessibleForFree="False"), Access.PAID),
        (article(isAccessibleForFree="https://schema.org/False"), Access.PAID),
        (article(isAccessibleForFree="perhaps"), Access.UNKNOWN),
        ("<meta property=article:content_tier content=free>", Access.FREE),
        ("<meta property=article:content_tier content=locked>", Access.PAID),
        ("<meta property=article:content_tier content=metered>", Access.UNKNOWN),
        ("<meta itemprop=isAccessibleForFree content=true>", Access.FREE),
        ("<meta itemprop=isAccessibleForFree content=false>", Access.PAID),
        (
            linked({"@type": "WebPage", "isAccessibleForFree": True}),
            Access.UNKNOWN,
        ),  # of the page, not the article
        (
            article(isAccessibleForFree=False) + "<meta property=article:content_tier content=free>",
            Access.PAID,
        ),
    ],
)
def test_access_is_what_the_page_declares(head: str, access: Access) -> None:
    found = fields(head)
    assert found.access is access
    assert bool(found.access_rule) == (access is not Access.UNKNOWN)


def test_access_names_where_it_stands() -> None:
    tree = parse_html("<html><head><meta property=article:content_tier content=locked></head><p>x</p></html>")
    assert tree is not None
    assert access_of(read_head(tree)) == (Access.PAID, "article:content_tier")


def test_a_page_that_says_nothing_has_no_fields() -> None:
    found = fields()
    assert (found.section, found.tags, found.access, found.reprint) == (None, (), Access.UNKNOWN, None)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="<>ab/=\"'- :：来源首页位置转自,«»©", max_size=120),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "item", "url"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
)
def test_no_page_breaks_the_reading(markup: str, value: object) -> None:
    item = dict.fromkeys(
        ("articleSection", "keywords", "publisher", "isBasedOn", "sourceOrganization"), value
    )
    head = article(**item, isAccessibleForFree=value) + linked(
        {"@type": "BreadcrumbList", "itemListElement": value}
    )
    found = fields(
        head, f"<div class='crumb source'>{markup}</div><meta name=keywords content='{markup[:40]}'>"
    )
    assert found.section is None or 2 <= len(found.section.value) <= MAX_SECTION
    assert len(found.tags) <= MAX_TAGS
    assert all(2 <= len(tag) <= MAX_TAG for tag in found.tags)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "<div class=location>x " * min(n, 170) + "word " * n * 20,
        lambda n: ("<div class=location>" + "word " * 40 + "</div>") * n,
        lambda n: "<div>来源：" * n,
        lambda n: "<p class=source>来源：蓝湾日报 2026-01-01</p>" * n,
        lambda n: "<p>本文转载自蓝湾日报</p>" + "<a href='https://b.example/1'>x</a>" * n,
        lambda n: f"<div class='{'source ' * n}' id='{'crumb-' * n}'>来源：蓝湾日报</div>",
        lambda n: "<div class=crumb>" + "<li>" * min(n, 170) + "step" * n,
    ],
)
def test_hostile_markup_costs_no_more_than_its_size(make: Callable[[int], str]) -> None:
    def read(size: int) -> float:
        tree = parse_html(f"<html><body>{make(size)}</body></html>")
        assert tree is not None
        head, start = read_head(tree), time.process_time()
        read_fields(head, tree, TEXT, title=TITLE, url="https://haiyun.example/a/1.html")
        return time.process_time() - start

    assert grows_evenly(read, 500, 5_000, factor=20, free=0.5)
