"""crawler.reading.sitenames and crawler.reading.headings: what a site is called, titles without it, and headings as lines."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring
from timing import grows_evenly

from crawler.reading.headings import (
    above_the_date,
    heading_text,
    is_shown,
    main_headings,
    once,
    printed_parts,
)
from crawler.reading.markup import parse_html, read_head
from crawler.reading.sitenames import (
    Sites,
    is_channel,
    key_of,
    line_of,
    read_sites,
    site_names,
    without_dash,
    without_site,
)
from crawler.reading.titles import NO_HEADLINE, find_title


def tree_of(html: str) -> HtmlElement:
    tree = parse_html(html)
    assert tree is not None
    return tree


# --- names ------------------------------------------------------------------------------------------------------------


def test_the_places_that_name_a_site() -> None:
    tree = tree_of(
        "<html><head><meta property='og:site_name' content='Harbour Ledger'>"
        "<link rel='alternate' type='application/rss+xml' title='Quay Notes » Feed' href='/feed'>"
        "<script type='application/ld+json'>{'x'</script>"
        '<script type="application/ld+json">{"@type": "Organization", "name": "Ledger House"}</script></head>'
        "<body><a href='/'>The Ledger</a><a href='/'>Home</a><a href='/about'>About the port</a>"
        "<a href='https://ledger.example/'><img alt='Ledger logo mark'></a></body></html>"
    )
    sites = read_sites(read_head(tree), tree, "https://www.ledger.example/a/1")
    assert {"harbourledger", "quaynotes", "theledger", "ledgerhouse", "ledgerlogomark"} <= sites.names
    assert not {"home", "abouttheport"} & sites.names
    assert sites.hosts[0] == "ledger"
    assert {"harbourledger", "ledgerhouse"} <= site_names(read_head(tree))


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("Harbour Ledger", True),
        ("harbour-ledger", True),
        ("Harbour Ledger Online", True),
        ("Quay.Chat", True),
        ("QUA 贸易与设计", True),
        ("what the Harbour Ledger editors said of parcels", False),
        ("sellers share a warehouse", False),
        ("", False),
    ],
)
def test_whether_a_piece_is_the_sites_name(text: str, owned: bool) -> None:
    assert Sites(names=frozenset({"harbourledger"}), hosts=("quay", "quaychat")).owns(text) is owned


@pytest.mark.parametrize("url", ["", "not a url", "http://[", "https://203.0.113.9/a", "file:///a/b"])
def test_a_host_without_a_name_names_nothing(url: str) -> None:
    tree = tree_of("<p>text</p>")
    assert read_sites(read_head(tree), tree, url) == Sites(names=frozenset())


@pytest.mark.parametrize(
    "text", ["新闻中心", "正文", "国际", "通知公告", "Opinion", "NEWS", "[新闻]", "辟谣文章"]
)
def test_a_channel(text: str) -> None:
    assert is_channel(text)


@pytest.mark.parametrize(
    "text", ["新闻中心昨日揭牌", "正文如下所述", "Opinions differ on the duty", "三家货代共用海外仓"]
)
def test_no_channel(text: str) -> None:
    assert not is_channel(text)


SITES = Sites(names=frozenset({"harbourledger", "海贸网"}))


@pytest.mark.parametrize(
    ("title", "printed", "expected"),
    [
        ("Sellers share a warehouse | Trade | Harbour Ledger", False, "Sellers share a warehouse"),
        ("Harbour Ledger | Sellers share a warehouse", False, "Sellers share a warehouse"),
        (
            "Sellers share a warehouse | Our parcel series",
            False,
            "Sellers share a warehouse | Our parcel series",
        ),
        ("三家货代合租海外仓｜产业观察_海贸网", False, "三家货代合租海外仓"),
        ("三家货代合租海外仓｜产业观察", True, "三家货代合租海外仓｜产业观察"),
        ("港口观察｜三家货代合租海外仓_海贸网", False, "港口观察｜三家货代合租海外仓"),
        ("小包时代落幕——访海贸网", False, "小包时代落幕——访海贸网"),
        ("Duty: what sellers told the Harbour Ledger", False, "Duty: what sellers told the Harbour Ledger"),
        ("海贸网", False, "海贸网"),
        ("", False, ""),
    ],
)
def test_a_title_without_the_site(title: str, printed: bool, expected: str) -> None:
    assert without_site(title, SITES, printed=printed) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("三家货代合租一个海外仓-出海实验室", "三家货代合租一个海外仓"),
        ("三家货代合租一个海外仓 - 出海实验室", "三家货代合租一个海外仓"),
        ("三家货代合租一个海外仓-先看租约，再看地段", "三家货代合租一个海外仓-先看租约，再看地段"),
        ("短标题-实验室", "短标题-实验室"),
        ("Sellers share - Lab", "Sellers share - Lab"),
    ],
)
def test_the_name_behind_the_last_dash(title: str, expected: str) -> None:
    assert without_dash(title) == expected


# --- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>Sellers<br>share</h1>", "Sellers share"),
        ("<h1>卖家合租，<br>各付各的</h1>", "卖家合租，各付各的"),
        ("<h1>Sel<b>lers</b> share</h1>", "Sellers share"),
        ("<h1><div>Sellers</div><div>share</div></h1>", "Sellers share"),
        ("<h1>A &amp;amp; B</h1>", "A & B"),
        ("<h1></h1>", ""),
    ],
)
def test_an_element_as_a_line(html: str, expected: str) -> None:
    assert line_of(fragment_fromstring(html)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1><span class='kicker'>Trade</span> Sellers share a warehouse</h1>", "Sellers share a warehouse"),
        ("<h1>Sellers share a warehouse <time>2h ago</time></h1>", "Sellers share a warehouse"),
        ("<h1>Sellers share a warehouse<a class='headerlink'>¶</a></h1>", "Sellers share a warehouse"),
        ("<h1>Sellers share <em>a</em> warehouse</h1>", "Sellers share a warehouse"),
        ("<h1><span class='category'>News</span></h1>", "News"),
    ],
)
def test_what_a_heading_says(html: str, expected: str) -> None:
    assert heading_text(fragment_fromstring(html), {}) == expected


def test_the_heads_word_for_the_whole_heading_counts() -> None:
    html = "<h1><span class='label'>Opinion:</span> sellers share a warehouse</h1>"
    stated = {key_of("Opinion: sellers share a warehouse"): "x"}
    assert heading_text(fragment_fromstring(html), stated) == "Opinion: sellers share a warehouse"


def test_a_line_said_twice() -> None:
    assert once("Sellers share one Sellers share one") == "Sellers share one"
    assert once("三家货代共用一个仓三家货代共用一个仓") == "三家货代共用一个仓"
    assert once("no no") == "no no"


@pytest.mark.parametrize(
    ("wrapper", "shown"),
    [
        ("<div>{}</div>", True),
        ("<main class='sidebar-left'>{}</main>", True),
        ("<form id='aspnetForm'>{}</form>", True),
        ("<div id='__next'>{}</div>", True),
        ("<div hidden>{}</div>", False),
        ("<div style='display: none'>{}</div>", False),
        ("<div class='sr-only'>{}</div>", False),
        ("<nav>{}</nav>", False),
        ("<footer>{}</footer>", False),
        ("<div class='related'>{}</div>", False),
        ("<div class='next-article'>{}</div>", False),
    ],
)
def test_whether_readers_see_it(wrapper: str, shown: bool) -> None:
    tree = tree_of(f"<html><body>{wrapper.format('<h2>Sellers</h2>')}</body></html>")
    assert is_shown(next(tree.iter("h2"))) is shown


def test_headings_that_are_not_seen_come_last() -> None:
    tree = tree_of("<h1 class='hidden'>Front page list</h1><h1>Sellers share</h1><h1>Sellers share</h1>")
    assert main_headings(tree, {}) == ["Sellers share", "Front page list"]


def test_a_part_of_the_title_that_is_printed() -> None:
    parts = {key_of(text): text for text in ("Sellers share", "Sellers share a house")}
    assert (
        printed_parts(tree_of("<a>Sellers share a house</a><p>Sellers share</p>"), parts) == "Sellers share"
    )
    assert printed_parts(tree_of("<p>Others share</p>"), parts) == ""


def test_a_heading_above_a_date() -> None:
    page = "<h3>Sellers share a warehouse</h3><p>20 November 2026</p><h3>Another story of a port</h3><p>no day</p>"
    assert list(above_the_date(tree_of(page))) == ["Sellers share a warehouse"]


# --- hostile ----------------------------------------------------------------------------------------------------------


def test_a_page_called_by_its_site_has_no_headline() -> None:
    tree = tree_of("<html><head><title>Acre Post</title></head><body><p>Loading</p></body></html>")
    found = find_title(read_head(tree), tree, url="https://www.acre-post.example/a")
    assert (found.value, found.rule) == ("Acre Post", NO_HEADLINE)


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_title_raises_and_none_grows(title: str, site: str) -> None:
    sites = Sites(names=frozenset({key_of(site)}))
    for printed in (True, False):
        assert len(without_site(title, sites, printed=printed)) <= len(title)


def test_a_text_nested_a_hundredfold_is_read_once() -> None:
    def seconds(size: int) -> float:
        tree = tree_of(f"<title>a - b</title>{'<div class=title>' * 100}<p>{'x ' * size}</p>")
        head, began = read_head(tree), process_time()
        find_title(head, tree)
        return process_time() - began

    assert grows_evenly(seconds, 50_000, 1_000_000, factor=40, free=0.6)


@pytest.mark.parametrize(
    "unit",
    ["<h1>a</h1>", "<h1>", "<div class='title'>", "a - ", "港｜", "<b>2026-11-20</b>", "<a href='/'>x</a>", "<h1><span class='tag'>x"],
)  # fmt: skip
def test_time_grows_with_the_page_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        tree = tree_of(f"<html><head><title>{'a - b ' * 9}</title></head><body>{unit * size}</body></html>")
        head, began = read_head(tree), process_time()
        find_title(head, tree)
        return process_time() - began

    assert grows_evenly(seconds, 1_000, 4_000, factor=10, free=0.4)
