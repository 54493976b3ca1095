"""The pager of an article, told from every other row of links."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from crawler.reading.pagers import MAX_NUMBER, Pager, find_pager
from tests.timing import grows_evenly

ROOT = "https://news.example"


def found(own: str, below: str, *, head: str = "") -> Pager | None:
    markup = (
        f"<html><head><title>Report</title>{head}</head><body><h1>Report</h1><p>Text</p>{below}</body></html>"
    )
    return find_pager(document_fromstring(markup), ROOT + own)


def row(*pairs: tuple[str, str]) -> str:
    return "<div>" + " ".join(f'<a href="{target}">{label}</a>' for label, target in pairs) + "</div>"


# The address of a page, its row of links, and what is to come of it: the number of the page and those it names.
SHAPES = {
    "dedecms": ("/a/5.html", row(("2", "5_2.html"), ("3", "5_3.html"), ("下一页", "5_2.html")), 1, {2: "/a/5_2.html", 3: "/a/5_3.html"}),
    "dedecms in the middle": ("/a/5_2.html", row(("上一页", "5.html"), ("1", "5.html"), ("3", "5_3.html"), ("下一页", "5_3.html")), 2, {1: "/a/5.html", 3: "/a/5_3.html"}),
    "empire, traditional": ("/a/5.html", row(("下一頁", "/a/5_2.html"), ("尾頁", "/a/5_4.html")), 1, {2: "/a/5_2.html"}),
    "phpcms, the first page numbered": ("/show-12-345-1.html", row(("2", "/show-12-345-2.html"), ("下一页", "/show-12-345-2.html")), 1, {2: "/show-12-345-2.html"}),
    "discuz portal": ("/article-77-1.html", row(("[2]", "article-77-2.html")), 1, {2: "/article-77-2.html"}),
    "wordpress": ("/2026/11/depots/", row(("2", "/2026/11/depots/2/"), ("3", "/2026/11/depots/3/")), 1, {2: "/2026/11/depots/2/", 3: "/2026/11/depots/3/"}),
    "wordpress, the last": ("/2026/11/depots/3/", row(("1", "/2026/11/depots/"), ("2", "/2026/11/depots/2/")), 3, {1: "/2026/11/depots/", 2: "/2026/11/depots/2/"}),
    "query": ("/story?id=9", row(("2", "?id=9&page=2"), ("Next", "?id=9&page=2")), 1, {2: "/story?id=9&page=2"}),
    "query before": ("/story?page=2&id=9", row(("1", "?id=9"), ("3", "?page=3&id=9")), 2, {1: "/story?id=9", 3: "/story?page=3&id=9"}),
    "page of": ("/story/depots", row(("Next page: The second shift", "/story/depots/page-2")), 1, {2: "/story/depots/page-2"}),
    "words with the number": ("/story/depots.htm", row(("Page 2: The second shift", "depots-page-2.htm"), ("Page 3", "depots-page-3.htm")), 1, {2: "/story/depots-page-2.htm", 3: "/story/depots-page-3.htm"}),
    "第2页": ("/c/t9.shtml", row(("第2页", "t9_2.shtml"), ("第3页", "t9_3.shtml")), 1, {2: "/c/t9_2.shtml", 3: "/c/t9_3.shtml"}),
    "continue reading": ("/c/t9.shtml", row(("继续阅读", "t9_2.shtml")), 1, {2: "/c/t9_2.shtml"}),
    "余下全文 with a number": ("/c/t9.shtml", row(("余下全文>>", "t9_2.shtml")), 1, {2: "/c/t9_2.shtml"}),
    "arrow": ("/c/depots-1.html", row(("»", "depots-2.html")), 1, {2: "/c/depots-2.html"}),
    "full width brackets": ("/c/t9.shtml", row(("【2】", "t9_2.shtml")), 1, {2: "/c/t9_2.shtml"}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_pagers_of_the_usual_kinds(shape: str) -> None:
    own, below, number, pages = SHAPES[shape]
    pager = found(own, below)
    assert pager is not None
    assert (pager.number, dict(pager.pages)) == (number, {n: ROOT + path for n, path in pages.items()})


NONE = {
    "next article": ("/a/5.html", row(("下一篇：关税", "6.html"), ("上一篇", "4.html"))),
    "next article with rel": ("/a/depots/", '<a rel="next" href="/a/ferries/">Ferries are late</a>'),
    "next article whose address has a number": ("/a/depots", '<a rel="next" href="/a/depots-2">Next article: depots again</a>'),
    "a list": ("/list.html", row(("2", "list_2.html"), ("下一页", "list_2.html"))),
    "an index": ("/news/index.html", row(("2", "index_2.html"), ("下一页", "index_2.html"))),
    "the front page": ("/", row(("2", "/?page=2"), ("Next", "/?page=2"))),
    "pages of an archive": ("/becoming-a-nomad/", row(("2", "/becoming-a-nomad/page/2/"), ("3", "/becoming-a-nomad/page/3/"))),
    "comments": ("/a/5.html", '<div id="comments">' + row(("2", "5_2.html")) + "</div>"),
    "comments of a blog": ("/a/depots/", row(("2", "/a/depots/comment-page-2/"), ("Next", "/a/depots/comment-page-2/"))),
    "too many": ("/t/5.html", row(("2", "5_2.html"), (str(MAX_NUMBER + 53), f"5_{MAX_NUMBER + 53}.html"))),
    "a gallery by its address": ("/photos/5.html", row(("2", "5_2.html"))),
    "another host": ("/a/5.html", row(("2", "https://other.example/a/5_2.html"))),
    "a related report named by a number": ("/a/5.html", row(("2 depots close", "5_2.html"))),
    "only a later page": ("/a/5.html", row(("7", "5_7.html"))),
    "itself": ("/a/5.html", row(("1", "5.html"), ("2", "#p2"))),
    "scripts": ("/a/5.html", row(("2", "javascript:page(2)"))),
    "numbers of articles": ("/a/20261114_123.html", row(("124", "20261114_124.html"))),
    "previous only": ("/a/5_2.html", row(("3", "5_3.html"))),
}  # fmt: skip


@pytest.mark.parametrize("shape", NONE)
def test_what_is_no_pager_of_an_article(shape: str) -> None:
    own, below = NONE[shape]
    assert found(own, below) is None


def test_a_later_page_needs_a_way_back_to_the_first() -> None:
    # An address that ends in a number is that of an article like any other: "depots-2" may be the second report.
    assert found("/a/depots-2.html", row(("3", "depots-3.html"), ("下一页", "depots-3.html"))) is None
    pager = found("/a/depots-2.html", row(("上一页", "depots.html"), ("3", "depots-3.html")))
    assert pager is not None
    assert (pager.number, sorted(pager.pages)) == (2, [1, 3])


@pytest.mark.parametrize("kind", ["gallery", "image.gallery", "article:photogallery"])
def test_a_gallery_that_says_so(kind: str) -> None:
    below = row(("2", "5_2.html"))
    assert found("/a/5.html", below, head=f'<meta property="og:type" content="{kind}">') is None
    assert found("/a/5.html", below, head='<meta property="og:type" content="article">') is not None


@pytest.mark.parametrize(
    "title, is_gallery",
    [
        ("组图：港口的一天", True), ("[高清]港口的一天", True), ("圖輯／港口", True), ("In Pictures: the port", True),
        ("高清电视出口增长两成", False), ("The port in autumn", False),
    ],
)  # fmt: skip
def test_a_gallery_by_its_title(title: str, is_gallery: bool) -> None:
    tree = document_fromstring(f"<title>{title}</title><p>x</p>" + row(("2", "5_2.html")))
    assert (find_pager(tree, ROOT + "/a/5.html") is None) is is_gallery


@pytest.mark.parametrize(
    "label, target",
    [
        ("阅读全文", "5_all.html"),
        ("余下全文", "5_all.html"),
        ("单页阅读", "?page=all"),
        ("閱讀全文", "5_full.html"),
        ("View as single page", "?full=1"),
        ("View all", "?page=all"),
        ("Show all pages", "?singlepage=1"),
    ],
)
def test_the_whole_on_one_page(label: str, target: str) -> None:
    pager = found("/a/5.html", row((label, target)))
    assert pager is not None
    assert pager.whole.startswith(ROOT + "/a/5")
    assert not pager.pages
    # The same words lead to other articles on the cards of related ones.
    assert found("/a/5.html", row((label, "/a/6.html"))) is None


TRS = "/xwfb/t20261114_388.html"


def test_the_pager_that_trs_draws() -> None:
    script = "<script>createPageHTML({}, {}, 't20261114_388', 'html');</script>"
    pager = found(TRS, script.format(3, 0))
    assert pager is not None
    assert pager == Pager(
        number=1, pages={2: f"{ROOT}/xwfb/t20261114_388_1.html", 3: f"{ROOT}/xwfb/t20261114_388_2.html"}
    )
    middle = found("/xwfb/t20261114_388_1.html", script.format(3, 1))
    assert middle is not None
    assert (middle.number, sorted(middle.pages)) == (2, [1, 3])
    assert found(TRS, script.format(1, 0)) is None
    assert found(TRS, script.format(3, 1)) is None  # what it says is of another page
    assert found(TRS, script.format(3, 7)) is None
    assert found(TRS, "<script>createPageHTML(99, 0, 't20261114_388', 'html')</script>") is None
    assert found("/xwfb/", "<script>createPageHTML(9, 0, 'index', 'html')</script>") is None
    assert found(TRS, "<script>function createPageHTML(count, here, name, ext) {}</script>") is None


def test_the_pager_that_trs_writes_out() -> None:
    script = "<script>var currentPage = {}\nvar prevPage = currentPage-1\nvar countPage = {}\ndocument.write('x')</script>"
    pager = found(TRS, script.format(0, 2))
    assert pager is not None
    assert dict(pager.pages) == {2: f"{ROOT}/xwfb/t20261114_388_1.html"}
    later = found("/xwfb/t20261114_388_1.html", script.format(1, 2))
    assert later is not None
    assert dict(later.pages) == {1: f"{ROOT}{TRS}"}
    assert found(TRS, script.format(0, 1)) is None


def test_a_drop_down_of_pages() -> None:
    below = '<select><option value="5.html">1</option><option value="5_2.html">2</option></select>'
    pager = found("/a/5.html", below)
    assert pager is not None
    assert dict(pager.pages) == {2: f"{ROOT}/a/5_2.html"}


def test_the_head_may_say_it() -> None:
    pager = found("/a/5.html", "", head='<link rel="next" href="5_2.html">')
    assert pager is not None
    assert found("/a/5.html", "", head='<link rel="next" href="6.html">') is None
    icon = found("/a/5.html", '<a rel="next" href="5_2.html"><img src="r.gif"></a>')
    assert icon is not None


@given(st.text(max_size=40), st.text(max_size=30), st.text(max_size=60))
def test_nothing_raises(path: str, label: str, target: str) -> None:
    tree = document_fromstring("<html><body><a id=x>1</a></body></html>")
    tree.get_element_by_id("x").text = "".join(char for char in label if char.isprintable())
    tree.get_element_by_id("x").set("href", "".join(char for char in target if char.isprintable()))
    pager = find_pager(tree, f"{ROOT}/{path}")
    assert pager is None or pager.pages or pager.whole


def test_a_page_of_links_takes_time_in_proportion() -> None:
    def seconds(size: int) -> float:
        tree = document_fromstring(row(*((str(n), f"5_{n}-{'a-' * 90}{n}.html") for n in range(size))))
        began = perf_counter()
        find_pager(tree, ROOT + "/a/5.html")
        return perf_counter() - began

    assert grows_evenly(seconds, 200, 1_600, factor=16, free=0.2)
