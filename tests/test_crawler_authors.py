"""crawler.reading.authors and crawler.reading.writers: who wrote a page, by what it declares and what it prints."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_evenly

from crawler.reading.authors import find_author
from crawler.reading.markup import parse_html, read_head

TEXT = "<p>港口上周恢复作业，三家货代在本周签下新的仓位合同，运价回到三月的水平。</p>"
ENGLISH = "<p>The port reopened last week, and three forwarders signed for space at the rates of March.</p>"


def page(body: str, head: str = "", *, english: bool = False) -> str:
    text, title = (ENGLISH, "Port reopens") if english else (TEXT, "港口恢复作业")
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body.replace('{p}', text)}</body></html>"


def author_of(html: str) -> str | None:
    tree = parse_html(html)
    assert tree is not None
    found = find_author(read_head(tree), tree)
    return found.value if found is not None else None


def linked(author: object, kind: str = "NewsArticle") -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, "author": author})}</script>'


CHINESE_FORMS = [
    # --- Simplified
    ("<p>本报记者 林晓 北京报道</p>{p}", "林晓"),
    ("<p>本报讯（记者 林晓 通讯员 张明）港口昨日恢复作业。</p>{p}", "林晓"),
    ("<p>新华社上海11月20日电（记者林晓、张明）港口昨日恢复作业。</p>{p}", "林晓; 张明"),
    ("<p>中新网义乌11月20日电 (记者 林晓)港口昨日恢复作业。</p>{p}", "林晓"),
    ("<p>21世纪商业评论记者林晓 深圳报道</p>{p}", "林晓"),
    ("<p>记者｜林晓</p>{p}", "林晓"),
    ("<p>作者 | 林晓</p><p>编辑 | 张明</p>{p}", "林晓"),
    ("<p>文｜林晓</p>{p}", "林晓"),
    ("<p>文 / 林晓 张明</p>{p}", "林晓; 张明"),
    ("<p>撰文｜林晓　编辑｜张明</p>{p}", "林晓"),
    ("<p>采写：林晓</p>{p}", "林晓"),
    ("<p>见习记者 林晓 杭州报道</p>{p}", "林晓"),
    ("<p>实习记者 林晓</p>{p}", "林晓"),
    ("<div class='info'>2026-11-20 10:12　来源：海风网　作者：林晓　责任编辑：张明</div>{p}", "林晓"),
    ("<div class='info'><span>来源：海风网</span><span>作者：林晓</span></div>{p}", "林晓"),
    ("{p}<p>（记者 林晓）</p>", "林晓"),
    ("<p>本报记者 林晓文 方　敏</p>{p}", "林晓文; 方敏"),
    ("<p>作者：欧阳静</p>{p}", "欧阳静"),
    ("<p>作者：阿米娜·哈桑</p>{p}", "阿米娜·哈桑"),
    ("<p>每日商情记者 林晓　每日商情编辑 张明</p>{p}", "林晓"),
    ("<p>【环宇时报驻纽约特约记者 林晓】港口昨日恢复作业。</p>{p}", "林晓"),
    ("<p>海风网北京11月20日电 （记者林晓）港口昨日恢复作业。</p>{p}", "林晓"),
    # the element below the headline before a byline in the text
    ("<div class='author cf'>林晓</div><p>本报讯（记者 张明）港口昨日恢复作业。</p>{p}", "林晓"),
    ("<div class='info'><small>作者:</small>林晓 <small>点击:</small>8</div>{p}", "林晓"),
    ("<div><span>撰文：</span><span>林晓</span></div>{p}", "林晓"),
    ("{p}<p>本文来自微信公众号“港口夜话”，作者：薄荷糖，经授权发布。</p>", "薄荷糖"),
    ("<div class='authi'><a class='xw1' href='space-uid-7.html'>北港渔夫</a></div>{p}", "北港渔夫"),
    # --- Traditional
    ("<p>記者林亭萱／台北報導</p>{p}", "林亭萱"),
    ("<p>〔記者林亭萱／台北報導〕港口昨日恢復作業。</p>{p}", "林亭萱"),
    ("<p>【記者林亭萱台北報導】港口昨日恢復作業。</p>{p}", "林亭萱"),
    ("<p>（島嶼社記者林亭萱台北20日電）港口昨日恢復作業。</p>{p}", "林亭萱"),
    ("<p>文／林亭萱</p>{p}", "林亭萱"),
    ("<p>圖、文／林亭萱</p>{p}", "林亭萱"),
    ("<p>撰文：林亭萱</p>{p}", "林亭萱"),
    ("<p>財經中心／林亭萱報導</p>{p}", "林亭萱"),
    ("<p>島嶼日報 記者林亭萱／即時報導</p>{p}", "林亭萱"),
    ("<p>島嶼日報 記者林亭萱、陳彥／綜合報導</p>{p}", "林亭萱; 陳彥"),
    ("<p>見習記者林亭萱／高雄報導</p>{p}", "林亭萱"),
    ("<p>島嶼傳媒｜記者林亭萱／綜合外電報導</p>{p}", "林亭萱"),
    ("{p}<p>（林亭萱／台北報導）</p>", "林亭萱"),
    ("<div class='author'>記者 林亭萱 / 攝影 陳彥</div>{p}", "林亭萱"),
]

NOBODY = [
    "<p>综合外媒报道，港口昨日恢复作业。</p>{p}",
    "<p>據外電報導，港口昨日恢復作業。</p>{p}",
    "<p>编译：林晓</p>{p}",
    "<p>國際中心／綜合報導</p>{p}",
    "<p>编辑：林晓</p>{p}",
    "<p>责任编辑：林晓</p>{p}",
    "<p>校对：林晓</p>{p}",
    "<p>图片来源：本报记者 林晓 摄</p>{p}",
    "<p>记者注意到，报道发出后平台下架了商品。</p>{p}",
    "<p>作者认为，关税会推高价格。</p>{p}",
    "<p>作者：网络整理</p>{p}",
    "<p>作者：佚名</p>{p}",
    "<p>作者：本站</p>{p}",
    "<span class='author'>admin</span>{p}",
    "<span class='author'>发布者</span><span class='author'>2026-11-20</span>{p}",
    "<div class='related'><span class='author'>林晓</span></div>{p}",
    # the beginnings of other articles in a list
    "{p}<ul><li><a href='/b'>另一篇报道</a><em>本报讯（记者 林晓）从二月下旬起，班机增至每周九班。</em></li></ul>",
    "{p}<p>本报讯（记者 林晓）从二月下旬起，班机增至每周九班，新…</p>",
    "<div class='comment-list'><span class='author-name'>林晓</span></div>{p}",
]

ENGLISH_FORMS = [
    ("<p>By Mara Quill</p>{p}", "Mara Quill"),
    ("<div>By <a href='/m'>Mara Quill</a></div>{p}", "Mara Quill"),
    ("<div>By<span>Mara Quill</span></div>{p}", "Mara Quill"),
    ("<div><p>Written by</p><p>Mara Quill</p></div>{p}", "Mara Quill"),
    ("<p>By Mara Quill and Jo Lane, Harbour News</p>{p}", "Mara Quill; Jo Lane"),
    ("<p>By Mara Quill, Jo Lane and Ana de Souza</p>{p}", "Mara Quill; Jo Lane; Ana de Souza"),
    ("<p>By MARA QUILL, Port Correspondent</p>{p}", "MARA QUILL"),
    ("<p>By Mara Quill | November 20, 2026</p>{p}", "Mara Quill"),
    ("<p>By Mara Quill November 20, 2026</p>{p}", "Mara Quill"),
    ("<p>November 20, 2026 by Mara Quill</p>{p}", None),
    ("<p><time>November 20, 2026</time> by Mara Quill in Ports</p>{p}", "Mara Quill"),
    ("<p>Analysis by Mara Quill, Editor-at-large</p>{p}", "Mara Quill"),
    ("<p>by: Mara Quill, Nov 20, 2026</p>{p}", "Mara Quill"),
    ("<p>By Mara Quill (mara@harbour.example)</p>{p}", "Mara Quill"),
    ("<p>By Mara Quill, MD, PhD</p>{p}", "Mara Quill"),
    ("{p}<p>This article was written by Mara Quill, head of trade at Harbour.</p>", "Mara Quill"),
    ("<div class='article-author'><img alt=''><a>Mara Quill</a><span>Port Reporter</span></div>{p}", "Mara Quill"),
    ("<div class='author'><span>Mara Quill</span><span>Founder</span></div>{p}", "Mara Quill"),
    ("<ul class='byline'><li>Mara Quill</li><li>Jo Lane</li></ul>{p}", "Mara Quill; Jo Lane"),
    ("<a rel='author' href='/m'>Mara Quill</a>{p}", "Mara Quill"),
    ("<script>dataLayer.push({\"pagePostAuthor\":\"Mara Quill\"})</script>{p}", "Mara Quill"),
    ('<script type="application/json">{"post":{"authors":[{"name":"Mara Quill"}]}}</script>{p}', "Mara Quill"),
    ("<a href='/author/mara/'>Mara Quill</a>{p}", "Mara Quill"),
    ("<p>Reviewed by Mara Quill</p>{p}", None),
    ("<p>Photo by Mara Quill</p>{p}", None),
    ("<p>By Christmas, rates had doubled in every port.</p>{p}", None),
    ("<p>By the Numbers</p>{p}", None),
    ("<p>By clicking you agree to our terms.</p>{p}", None),
    ("{p}<ul><li><a href='/b'><h3>Another story</h3><p>By Mara Quill</p></a></li></ul>", None),
    ("{p}<div class='comments'><p>By Mara Quill</p></div>", None),
]  # fmt: skip

DECLARED = [
    (linked([{"name": "Mara Quill"}, {"name": "Jo Lane"}]), "", "Mara Quill; Jo Lane"),
    (linked({"@type": "Person", "name": "By Mara Quill, Port Editor"}), "", "Mara Quill"),
    (linked({"@type": "Person", "name": "Mara Quill - Harbour Editorial Team"}), "", "Mara Quill"),
    ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Mara Quill">', "", "Mara Quill"),
    ('<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="Mara Quill">', "", None),
    ('<meta property="article:author" content="https://social.example/mara">', "", None),
    ('<meta name="author" content="Mara Quill, Harbour.example">', "", "Mara Quill"),
    ('<meta name="author" content="Mara Quill | Harbour News">', "", "Mara Quill"),
    # a full name that is printed is better than the account that published it
    ('<meta name="author" content="harbour_web2">', "<p>By Mara Quill</p>", "Mara Quill"),
    (linked({"@type": "Person", "name": "staffdesk"}), "<p>By Mara Quill</p>", "Mara Quill"),
    # and the house signs only where no person does
    (linked({"@type": "Person", "name": "Harbour News"}), "<p>By Mara Quill</p>", "Mara Quill"),
    (linked({"@type": "Organization", "name": "Harbour News"}), "", "Harbour News"),
    ('<meta name="author" content="Associated Press">', "", "Associated Press"),
    # two that agree outvote one
    (linked({"@type": "Person", "name": "Web Master Two"}) + '<meta name="author" content="Mara Quill">', "<p>By Mara Quill</p>", "Mara Quill"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CHINESE_FORMS)
def test_a_chinese_byline(body: str, expected: str) -> None:
    found = author_of(page(body))
    assert found is not None
    assert found.split("; ")[: len(expected.split("; "))] == expected.split("; ")


@pytest.mark.parametrize("body", NOBODY)
def test_nobody_is_better_than_somebody_else(body: str) -> None:
    assert author_of(page(body)) is None


@pytest.mark.parametrize(("body", "expected"), ENGLISH_FORMS)
def test_an_english_byline(body: str, expected: str | None) -> None:
    assert author_of(page(body, english=True)) == expected


@pytest.mark.parametrize(("head", "body", "expected"), DECLARED)
def test_what_is_declared_and_what_is_printed(head: str, body: str, expected: str | None) -> None:
    assert author_of(page(body + "{p}", head, english=True)) == expected


def test_the_choice_says_its_rule_and_what_it_passed_over() -> None:
    tree = parse_html(
        page("<p>By Mara Quill</p>{p}", '<meta name="author" content="harbour_web2">', english=True)
    )
    assert tree is not None
    found = find_author(read_head(tree), tree)
    assert found is not None
    assert (found.value, found.rule) == ("Mara Quill", "line below the headline")
    assert ("meta author", "harbour_web2") in found.others


@given(
    st.text(max_size=200),
    st.sampled_from(["By {}", "作者：{}", "記者{}／台北報導", "（记者 {}）", "Written by {}"]),
)
def test_no_byline_raises(text: str, form: str) -> None:
    line = form.format(text.replace("<", "").replace("&", ""))
    found = author_of(page(f"<p class='byline'>{line}</p>{{p}}"))
    assert found is None or 0 < len(found) < 800


@pytest.mark.parametrize(
    "unit",
    ["<p>By Mara Quill</p>", "<p>记者 作者：</p>", "<i class='author'>", "<p>By ", "本报记者林", "A. "],
)
def test_time_grows_with_the_page_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        html, began = (
            f"<html><body><h1>T</h1><div class='author'>{unit * size}</div></body></html>",
            process_time(),
        )
        author_of(html)
        return process_time() - began

    assert grows_evenly(seconds, 2_000, 16_000, factor=20, free=0.4)


@pytest.mark.parametrize(
    ("head", "body", "editor", "expected"),
    [
        ('<meta name="author" content="王祎">', "{p}<p>【编辑:王祎】</p>", "王祎", None),
        ('<meta name="author" content="王祎">', "<p>（记者 何未）港口恢复作业。</p>{p}", "王祎", "何未"),
        (linked({"@type": "Person", "name": "王祎"}), "{p}", "王祎; 宋晓", None),
        ('<meta name="author" content="王祎">', "<p>作者：王祎 编辑：王祎</p>{p}", "王祎", "王祎"),
        ('<meta name="author" content="何未">', "{p}", "王祎", "何未"),
        ('<meta name="author" content="Mara Quill">', "{p}", "Mara Quill", "Mara Quill"),
    ],
)
def test_the_editor_on_duty_did_not_write_it(head: str, body: str, editor: str, expected: str | None) -> None:
    tree = parse_html(page(body, head))
    assert tree is not None
    found = find_author(read_head(tree), tree, editor=editor)
    assert (found and found.value) == expected


@pytest.mark.parametrize("name", ["byline-contributors", "authorName", "story-byline"])
def test_where_classes_are_hashes_the_names_for_tests_tell(name: str) -> None:
    body = f'<div data-testid="{name}" class="sc-801d"><span>Mara Quill-Ward</span><span>Trade reporter</span></div>{{p}}'
    house = linked([{"@type": "Organization", "name": "Harbour News"}])
    assert author_of(page(body, house, english=True)) == "Mara Quill-Ward"
