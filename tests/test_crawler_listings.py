"""Article links of HTML pages, by selector and by their looks."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import MAX_LINKS, ListingContent, read_listing
from store.records import Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://www.news.example/latest/"


def read(
    body: str | bytes, *, css: str = "", content_type: str = "text/html", url: str = URL
) -> ListingContent:
    source = Source(id="n", name="N", kind=SourceKind.LISTING, url=url, link_css=css)
    data = body.encode() if isinstance(body, str) else body
    return read_listing(data, content_type, source=source, url=url, at=AT)


def urls(content: ListingContent) -> list[str]:
    return [item.url.removeprefix("https://www.news.example") for item in content.candidates]


NEWSROOM = """<!doctype html><html><head><title>Latest</title></head><body>
<nav><a href="/newsroom/2026/every-story-of-this-year-in-one-place">Every story of this year in one place</a></nav>
<div class="breadcrumb"><a href="/a/b-c-d-e">Somewhere in the middle of the site tree</a></div>
<main>
 <article><a href="/stories/parcel-fees-start-in-march-after-all"><img src="x.jpg" alt=""></a>
  <h2><a href="/stories/parcel-fees-start-in-march-after-all">Parcel fees start in March after all</a></h2></article>
 <article><h2><a href="/stories/second-warehouse-opens-near-leipzig?utm_source=home">Second warehouse opens near Leipzig</a></h2></article>
 <article><h2><a href="stories/brief-note-on-vat-returns">Brief note</a></h2></article>
 <article><a href="/stories/cards-can-be-links-as-a-whole"><h3>Cards can be links as a whole</h3><p>Teaser text</p></a></article>
 <a href="/tags/customs">All the stories about customs and parcels</a> <a href="/stories/page/2">Next page of older stories here</a>
 <a href="/about">About us and the people who write these pages</a> <a href="https://other.example/stories/not-ours-at-all">A story of somebody else altogether</a>
 <a href="/files/annual-report-of-the-year.pdf">The annual report of the year as PDF</a> <a href="#top">Back to the top of this page</a>
 <a href="javascript:void(0)">Open the menu of this page now</a> <a href="/latest/">Latest</a>
</main>
<footer><a href="/legal/terms-and-conditions-of-this-site">Terms and conditions of this site</a></footer></body></html>"""


def test_a_newsroom_without_a_selector() -> None:
    content = read(NEWSROOM)
    assert urls(content) == [
        "/stories/parcel-fees-start-in-march-after-all",
        "/stories/second-warehouse-opens-near-leipzig",
        "/stories/cards-can-be-links-as-a-whole",
    ]
    assert [item.title for item in content.candidates] == [
        "Parcel fees start in March after all",
        "Second warehouse opens near Leipzig",
        "Cards can be links as a whole",
    ]
    assert all(item.published_at is None and item.source_id == "n" for item in content.candidates)


def test_a_ministry_page_in_chinese() -> None:
    rows = "".join(
        f'<li><a href="/zwgk/zcfb/art/2026/art_{number:032x}.html" title="关于调整跨境电子商务零售进口清单的公告第{number}号">'
        f"关于调整跨境电子商务…</a><span>[2026-11-0{number}]</span></li>"
        for number in range(1, 6)
    )
    page = (
        '<html><head><meta charset="gbk"></head><body><div class="nav"><a href="/zwgk/index.html">政务公开信息目录首页链接</a>'
        f'</div><ul class="list">{rows}</ul><div id="friend-links"><a href="/x/2026/1.html">友情链接到其他部委的网站</a></div></body></html>'
    )
    content = read(page.encode("gbk"), url="https://www.news.example/zwgk/")
    assert len(content.candidates) == 5
    assert content.candidates[0].title == "关于调整跨境电子商务零售进口清单的公告第1号"


def test_pages_of_one_kind_vouch_for_a_short_headline() -> None:
    rows = "".join(f'<a href="/n/2026110{n}/88{n}12.html">大型平台公布新的退货规则{n}</a>' for n in range(4))
    content = read(
        f'<body>{rows}<a href="/n/20261109/88912.html">新规来了</a><a href="/m/x">新规来了</a></body>'
    )
    assert len(content.candidates) == 5
    assert "/n/20261109/88912.html" in urls(content)


LOOKS = [
    ("/insight/fees-rise", "Why the new handling fee for small parcels is a fee and not a duty", True),
    ("/insight/fees", "Why the new handling fee for small parcels is a fee and not a duty", False),
    ("/2026/11/02/", "Fees rise in spring again soon", True),
    ("/a/5f3a9c01d2", "Parcels wait at the gate", True),
    ("/post/%E5%85%B3%E7%A8%8E", "各大平台从三月起向每件小包裹收取两欧元处理费", True),
    ("/t20261102_918273.html", "关于包裹处理费", True),
    ("/news", "News", False),
    ("/shop/red-shoes", "Red shoes", False),
    ("/tag/fees-and-duties-2026", "All the stories about fees and duties of this year", False),
    ("/newsletter/sign-up-2026", "Sign up to our newsletter for all the news of the week", False),
    ("/login?next=12345", "Log in to read the stories of this week in full", False),
    ("/img/2026/11/02/chart.png", "A chart of fees and duties of this year", False),
]


@pytest.mark.parametrize("path, text, article", LOOKS)
def test_what_a_link_to_an_article_looks_like(path: str, text: str, article: bool) -> None:
    assert bool(read(f'<body><a href="{path}">{text}</a></body>').candidates) is article


def test_a_selector_is_obeyed() -> None:
    assert urls(read(NEWSROOM, css="h2 a")) == [
        "/stories/parcel-fees-start-in-march-after-all",
        "/stories/second-warehouse-opens-near-leipzig",
        "/latest/stories/brief-note-on-vat-returns",
    ]
    assert len(urls(read(NEWSROOM, css="article"))) == 4
    assert (
        read(NEWSROOM, css="main a[href*='other.example']")
        .candidates[0]
        .url.startswith("https://other.example/")
    )


def test_a_selector_that_finds_nothing_says_so() -> None:
    assert "finds nothing" in read(NEWSROOM, css="h7 a").damage
    for wrong in ("h2 >", "[", "a:frobnicate", "::", "a:nth-child(x)"):
        content = read(NEWSROOM, css=wrong)
        assert content.candidates == ()
        assert "not a CSS selector" in content.damage


def test_the_base_tag_is_obeyed() -> None:
    page = '<html><head><base href="/archive/"></head><body><a href="2026/11/02/fees-rise">Fees for parcels rise again soon</a></body>'
    assert urls(read(page)) == ["/archive/2026/11/02/fees-rise"]
    bad = page.replace("/archive/", "javascript:x")
    assert urls(read(bad)) == ["/latest/2026/11/02/fees-rise"]


def test_subdomains_are_the_same_site() -> None:
    page = '<a href="https://shop.news.example/2026/11/02/a">A story on another host of the house</a>'
    assert len(read(page).candidates) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_encodings(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><a href="/2026/11/02/a.html">電商平台公布新的退貨規則</a></body></html>'
    assert read(page.encode(encoding)).candidates[0].title == "電商平台公布新的退貨規則"
    bare = page.replace(f'<meta charset="{encoding}">', "")
    declared = read(bare.encode(encoding), content_type=f"text/html; charset={encoding}")
    assert declared.candidates[0].title == "電商平台公布新的退貨規則"


def test_a_lying_encoding_still_gives_the_links() -> None:
    page = (
        '<head><meta charset="no-such-thing"></head><a href="/2026/11/02/a.html">电商平台公布新的退货规则</a>'
    )
    assert urls(read(page.encode("gbk"))) == ["/2026/11/02/a.html"]


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00\x00", b"<!-- only a comment -->", b"plain", b"\xff\xfe\x00"]
)
def test_pages_without_links(body: bytes) -> None:
    assert read(body).candidates == ()


@pytest.mark.slow
def test_links_are_bounded() -> None:
    rows = "".join(
        f'<a href="/2026/11/02/story-{number}">The story of the day number {number}</a>'
        for number in range(12_000)
    )
    began = time.process_time()
    content = read(f"<body>{rows}</body>")
    assert time.process_time() - began < 4
    assert len(content.candidates) == MAX_LINKS


@pytest.mark.parametrize(
    "body",
    ["<div>" * 100_000, "<a href='/x'>" * 20_000, "<a href='" + "x" * 2_000_000 + "'>y</a>", "<a " + "b=c " * 200_000,
     "<div class='" + "nav-" * 200_000 + "'><a href='/2026/01/01/a'>A title with five words</a></div>"],
    ids=["deep", "open anchors", "long link", "attributes", "long class"],
)  # fmt: skip
def test_hostile_pages_end_soon(body: str) -> None:
    began = time.process_time()
    read(body)
    read(body, css="a")
    assert time.process_time() - began < 4


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(read(b"<a href='/2026/01/01/a'>" + data), ListingContent)
    assert isinstance(read(data), ListingContent)


@pytest.mark.parametrize(
    "label", ["undefined", "punycode", "idna", "zip", "rot13", "utf-7", "unicode_escape", "no-such"]
)
def test_labels_that_are_no_charset_are_not_obeyed(label: str) -> None:
    html = '<a href="/2026/11/02/8812345.html">包裹附加费三月起开征并分三档计算</a>'
    began = time.process_time()
    for body in (html.encode() * 3_000, f'<meta charset="{label}">{html}'.encode()):
        found = read(body, content_type=f"text/html; charset={label}")
        assert [item.title for item in found.candidates] == ["包裹附加费三月起开征并分三档计算"]
    assert time.process_time() - began < 5


@pytest.mark.parametrize("encoding, label", [("gbk", "gb2312"), ("big5", "big5"), ("utf-16", "utf-16")])
def test_listings_in_their_own_encodings(encoding: str, label: str) -> None:
    title = "包裹運費明年一月調整並分三級" if encoding == "big5" else "包裹附加费三月起开征并分三档计算"
    html = f'<meta charset="{label}"><a href="/2026/11/02/8812345.html">{title}</a>'
    assert read(html.encode(encoding), content_type="text/html").candidates[0].title == title


# --- the next page --------------------------------------------------------------------------------------------


def paged(links: str, *, css: str = "", pages: int = 3, url: str = URL, head: str = "") -> str:
    source = Source(id="n", name="N", kind=SourceKind.LISTING, url=URL, next_css=css, pages=pages)
    body = f"<html><head>{head}</head><body><main>{links}</main></body></html>".encode()
    return read_listing(body, "", source=source, url=url, at=AT).next


NEXT = [
    ("<a rel='next' href='/latest/2/'>older</a>", "", "https://www.news.example/latest/2/"),
    ("<a rel='nofollow NEXT' href='?page=2'>»</a>", "", "https://www.news.example/latest/?page=2"),
    ("<a class='next' href='?page=2'>下一页</a>", "a.next", "https://www.news.example/latest/?page=2"),
    ("<li class='next'><a href='index_2.htm'>下一頁</a></li>", "li.next", "https://www.news.example/latest/index_2.htm"),
    ("<a rel='next' href='https://news.example/p2'>x</a>", "", "https://news.example/p2"),  # www is no other house
    ("<a class='next' href='?page=2'>下一页</a>", "", ""),  # only what says rel=next, when nobody names a selector
    ("<a rel='next' href='/latest/'>x</a>", "", ""),  # this very page
    ("<a rel='next' href='/latest/#p2'>x</a>", "", ""),
    ("<a rel='next' href='https://other.example/latest/2'>x</a>", "", ""),
    ("<a rel='next' href='https://shop.news.example/latest/2'>x</a>", "", ""),
    ("<a rel='next' href='javascript:more()'>x</a>", "", ""),
    ("<a rel='next'>x</a>", "", ""),
    ("<a class='next' href='javascript:more()'>x</a><a class='next' href='?page=2'>x</a>", ".next", "https://www.news.example/latest/?page=2"),
    ("<a href='?page=2'>x</a>", "a.next", ""),
]  # fmt: skip


@pytest.mark.parametrize("links, css, found", NEXT)
def test_the_next_page(links: str, css: str, found: str) -> None:
    assert paged(links, css=css) == found
    assert paged(links, css=css, pages=1) == ""  # nobody asked for more than one


def test_a_link_of_the_head_is_a_next_page_too() -> None:
    assert (
        paged("", head="<link rel='next' href='/latest/page/2'>") == "https://www.news.example/latest/page/2"
    )
