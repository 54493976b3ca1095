"""Pages with next to no text: what stands around it is never taken for an article, and a flash stays one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract_page
from crawler.reading.main_text import is_too_short
from store.records import Article, Page, Reason, Rejection

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CHANNELS = ("首页", "要闻", "国际", "财经", "科技", "汽车", "房产", "教育", "健康", "旅游", "文化", "体育",
            "娱乐", "军事", "图片", "视频", "直播", "专题", "论坛", "博客", "地方", "北京", "上海", "广东")  # fmt: skip
SECTIONS = (
    "Home",
    "World",
    "Business",
    "Tech",
    "Science",
    "Health",
    "Sports",
    "Arts",
    "Books",
    "Style",
    "Food",
    "Travel",
)
TITLE, ENGLISH_TITLE = "海关调整进口商品清单的公告", "Harbour opens again after the storm"
FLASH = (
    "深圳海关二十八日通报，在盐田港查获未申报电子烟四万支，案值约三百二十万元，"
    "货物已移交缉私部门处理，两名嫌疑人被控制，案件还在调查。"
)
ENGLISH_FLASH = (
    "The port of Harwick opened again on Friday after two days, officials said. Forty ships were waiting off the "
    "coast, and clearing them will take until Tuesday, the harbour master told reporters at a briefing."
)
FOOT = (
    "<div class=foot><p>关于我们 | 联系我们 | 广告服务 | 网站地图</p><p>违法和不良信息举报电话：010-55500000 "
    "举报邮箱：jubao@paper.example 互联网新闻信息服务许可证编号：10120260001</p></div>"
)
BARE_FOOT = FOOT.replace(" class=foot", "")
ENGLISH_FOOT = (
    "<div><p>Copyright 2026 Harwick Media Inc. All rights reserved. Use of this site means that you accept our User "
    "Agreement, our Privacy Policy and our Cookie Statement, and that you are older than thirteen.</p></div>"
)
TEASERS = "<div>" + "".join(
    f"<div><h3><a href=/{number}>{title}</a></h3><p>{text}</p></div>"
    for number, (title, text) in enumerate(
        (
            ("Ports clear up", "The last of the late ships left on Tuesday, officials said, after two weeks of waiting."),
            ("Rates rise again", "Carriers raised their rates for the third time, and shippers expect more in the fall."),
            ("Orders move", "Three of the largest chains moved orders abroad to avoid the new duties on imports."),
        )
    )
) + "</div>"  # fmt: skip


def menu(labels: tuple[str, ...] | list[str], form: str) -> str:
    if form == "links":
        return "<ul>" + "".join(f"<li><a href=/{label}>{label}</a></li>" for label in labels) + "</ul>"
    return "<div>" + "".join(f"<{form}>{label}</{form}>" for label in labels) + "</div>"


def chinese(inner: str, *, foot: str = "", form: str = "div") -> Article | Rejection:
    return read(
        f"<html lang=zh><head><title>{TITLE}_港口网</title></head><body>{menu(CHANNELS, form)}<div class=main>"
        f"<h1>{TITLE}</h1>{inner}</div>{foot}</body></html>"
    )


def english(inner: str, *, foot: str = "") -> Article | Rejection:
    return read(
        f"<html lang=en><head><title>{ENGLISH_TITLE} | Harwick</title></head><body>{menu(SECTIONS, 'div')}<main>"
        f"<h1>{ENGLISH_TITLE}</h1>{inner}</main>{foot}</body></html>"
    )


def read(html: str) -> Article | Rejection:
    url = "https://paper.example/2026/02/28/port.html"
    body = html.encode()
    page = Page(
        url=url, final_url=url, source_id="s", fetched_at=NOW, status=200, body=body, content_type="text/html"
    )
    return extract_page(page, now=NOW)


@pytest.mark.parametrize("form", ["links", "span", "div"])
@pytest.mark.parametrize("foot", ["", FOOT, BARE_FOOT])
@pytest.mark.parametrize(
    "inner",
    [
        "<p>暂无内容</p>",
        "<div class=content><p>敬请期待</p></div>",
        "<div class=info>2026-02-28 10:20 来源：港口网</div><div class=content><p>图片新闻</p></div>",
        "<div class=info>2026-02-28 10:20 来源：港口网</div><div class=content></div>",
        "<div class=content><img src=1.jpg><p>图为港口。</p></div>",
        "<div class=info>2026-02-28</div><p>附件：<a href=a.pdf>公布目录的通知.pdf</a></p>",
    ],
)
def test_menus_and_feet_are_no_article(inner: str, foot: str, form: str) -> None:
    found = chinese(inner, foot=foot, form=form)
    assert isinstance(found, Rejection), found.text
    assert found.reason in {Reason.TOO_SHORT, Reason.EMPTY, Reason.NOT_ARTICLE}


@pytest.mark.parametrize("foot", ["", ENGLISH_FOOT, TEASERS])
@pytest.mark.parametrize(
    "inner",
    ["<p>Coming soon</p>", "<p>Feb 28, 2026</p><p>Watch the video above.</p>",
     "<p>By Ann Lee</p><p>February 28, 2026</p><p>The port opened on Friday.</p>",
     "<p>$19.99</p><p>Add to cart</p><p>In stock, ships within 2 days.</p>"],
)  # fmt: skip
def test_english_ones_are_none_either(inner: str, foot: str) -> None:
    found = english(inner, foot=foot)
    assert isinstance(found, Rejection), found.text


def test_what_is_hidden_is_not_read_for_want_of_a_text() -> None:
    hidden = f"<div style='display:none'><p>{FLASH}</p></div>"
    assert isinstance(chinese("<p>您要的页面正在整理</p>" + hidden), Rejection)


@pytest.mark.parametrize("form", ["links", "span", "div"])
@pytest.mark.parametrize("foot", ["", FOOT, BARE_FOOT])
@pytest.mark.parametrize("name", ["content", "article", "kuaixun", "post", ""])
def test_a_flash_among_menus_and_feet_is_all_of_its_text(name: str, foot: str, form: str) -> None:
    inner = f"<div class=info>2026-02-28 10:20 来源：港口网</div><div class='{name}'><p>{FLASH}</p></div>"
    found = chinese(inner, foot=foot, form=form)
    assert isinstance(found, Article), found
    assert found.text == FLASH


@pytest.mark.parametrize("foot", ["", ENGLISH_FOOT, TEASERS])
def test_an_english_one_too(foot: str) -> None:
    found = english(f"<div class=content><p>{ENGLISH_FLASH}</p></div>", foot=foot)
    assert isinstance(found, Article), found
    assert found.text == ENGLISH_FLASH


def test_lines_that_stand_below_any_article_are_not_counted() -> None:
    assert not is_too_short(FLASH)
    assert is_too_short(
        "图片新闻\n违法和不良信息举报电话：010-55500000 举报邮箱：jubao@paper.example 许可证编号：10120260001"
    )
    assert is_too_short(FLASH[:50])
    assert not is_too_short(ENGLISH_FLASH)
