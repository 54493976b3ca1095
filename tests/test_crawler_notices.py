"""What stands in the place of an article says so about itself; lists are lists by their shape; walls stand below."""

from __future__ import annotations

import json

import pytest
from webpages import NOW, page

from crawler.extract import extract_page
from store.records import Article, Reason, Rejection

URL = "https://www.quay.example/a/20261105/881.html"


def read(html: str, url: str = URL) -> Article | Rejection:
    return extract_page(page(html, url=url), now=NOW)


def plain(title: str, *paragraphs: str, more: str = "", head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<div class=text>{body}</div>{more}</body></html>"
    )


TELLING = (  # title, words, reason: nothing else on the page names it
    ("Quay Weekly", "Oh dear. The page you requested has been deleted or its address was changed by an editor. "
     "Older pieces are kept in the archive for two years only, and after that they are lost to the web for good; "
     "write to us if you need one.", Reason.SOFT_404),
    ("潮汐财经", "您所查看的文章已下线。本站与供稿机构的合作到期之后，相关稿件会从网站和客户端同时撤下，恕不另行通知；如需转载或引用，"
     "请与原作者联系取得授权。", Reason.SOFT_404),
    ("Quay Weekly", "The developers are at work: we are currently undergoing scheduled maintenance, and everything will be in its "
     "place again by the afternoon. Subscribers will find today's edition in their mail boxes meanwhile. Many thanks for bearing "
     "with us.", Reason.NOT_ARTICLE),
    ("島嶼商業日報", "為了給您更好的閱讀環境，本站正在搬遷機房，期間將暫停所有服務，造成不便敬請見諒。搬遷完成以後，原有的帳號與收藏都會保留，"
     "不需要重新設定。", Reason.NOT_ARTICLE),
    ("quaylog.example", "This website is for sale. It comes with its archive and eleven thousand readers of the weekly letter, and "
     "payment is held in trust until the transfer has ended. Ask our brokers for a price today.", Reason.NOT_ARTICLE),
    ("gangwan.example", "该域名已到期，如需继续使用请与服务商联系续费，逾期三十日未续费的将进入赎回期，赎回期结束后任何人都可以重新注册，"
     "请及时处理以免造成损失。", Reason.NOT_ARTICLE),
    ("港湾快讯", "下载港湾客户端，查看完整内容。客户端里还有每天三次的早中晚报、运价走势图和一万多家货代的联系方式，新用户注册即可领取七天会员。",
     Reason.NOT_ARTICLE),
    ("Quay Weekly", "You are using an outdated browser. Our pages need features that came into browsers in 2020, and for the sake of "
     "your own security as well we ask you to update it to a recent version before you come back.", Reason.NOT_ARTICLE),
    ("Quay Weekly", "Choose how you want to read: continue without tracking for two euros a month, or let our partners show you what "
     "they think you like. Either way you can change your mind at any time, at the foot of each page.", Reason.CONSENT),
    ("Quay Weekly", "Under the laws of your country our stories are not available in your region. We are working with our lawyers to "
     "change that and are sorry that you came here for nothing; our newsletter may be read everywhere.", Reason.BLOCKED),
    ("防火墙拦截提示", "您提交的内容可能带有攻击行为，已被防护系统阻断。时间：2026-11-05 10:11，编号 99182。如果这是误报，请把编号发给站长处理。",
     Reason.BLOCKED),
)  # fmt: skip


@pytest.mark.parametrize(("title", "words", "reason"), TELLING, ids=lambda value: str(value)[:24])
def test_what_a_page_says_of_itself_names_it(title: str, words: str, reason: Reason) -> None:
    result = read(plain(title, words))
    assert isinstance(result, Rejection), result
    assert result.reason is reason


QUOTING = (  # undated, unsigned, short; each quotes a notice
    ("Register sells dropped names by the hour", (
        "The registry of the islands sold nine hundred dropped names in October, it said in a statement.",
        "Each of them leads to the same page, which offers the name at forty times the fee that its owner forgot to pay, and the "
        "registry keeps a tenth of the price. Traders in Port Ellen found that their shops were gone overnight.",
        "The minister said she would look at a grace period of sixty days, as the mainland has had since 2019, and at a cap on what "
        "may be asked. A bill is expected after the recess.")),
    ("港口系统升级 申报顺延一天", (
        "港口公司表示，本周六夜间的系统升级共用时六小时，比计划多两个小时，期间受影响的申报单有一千三百余票，均已顺延一天办理，不收滞报金。",
        "公司负责人说，升级以后单票处理时间由九分钟缩短到四分钟，年底前还将开放批量上传。下一次升级安排在明年三月，会提前两周通知企业。")),
    ("法院判决App强制下载案", (
        "杭州一家法院认定，某资讯平台在网页上折叠正文、迫使用户安装程序的做法构成不正当竞争，判令赔偿原告八十万元。",
        "判决书写道，用户有权在网页上读到全部内容，平台不得以技术手段妨碍。被告当庭表示将提起上诉，原告代理人则称判决具有示范意义。")),
)  # fmt: skip


@pytest.mark.parametrize(("title", "paragraphs"), QUOTING, ids=lambda value: str(value)[:16])
def test_an_undated_article_about_such_things_stays(title: str, paragraphs: tuple[str, ...]) -> None:
    result = read(plain(title, *paragraphs))
    assert isinstance(result, Article), result


SMALL = {  # undated and unsigned too
    "en": ("Tug crews vote on a new rota", (
        "The four hundred crews of the estuary will decide by Friday whether they work two weeks on and two off, their union said.",
        "The ballot follows an accident in March, in which a deckhand drowned near the lock.")),
    "hans": ("港区集卡司机驿站启用", (
        "港区首座集卡司机驿站昨天启用，设有一百二十张床位、淋浴间和食堂，司机凭预约单可免费休息四小时，周边道路夜间停车因此减少了一半。",)),
}  # fmt: skip
BOXES = (
    ("en", "Your browser is no longer supported, please get a newer one."),
    (
        "en",
        "We ask for your agreement before we show posts of other networks; we need your consent to display this one.",
    ),
    ("en", "This recording is unavailable in your region."),
    ("en", "Open it in our app to read without advertising."),
    ("en", "Subscribe to unlock this season's crossword."),
    ("hans", "您的浏览器版本太旧，建议更换后访问。"),
    ("hans", "下载客户端查看完整榜单"),
    ("hans", "您所在地区无法播放该视频"),
)


@pytest.mark.parametrize(("script", "box"), BOXES, ids=lambda value: value[:20])
@pytest.mark.parametrize("above", [True, False])
def test_the_same_words_in_a_box_beside_a_short_article_change_nothing(
    script: str, box: str, above: bool
) -> None:
    title, paragraphs = SMALL[script]
    html = plain(title, *paragraphs, more="" if above else f"<div>{box}</div>")
    if above:
        html = html.replace("<h1>", f"<div>{box}</div><h1>")
    assert isinstance(result := read(html), Article), result


def test_what_somebody_is_quoted_with_is_not_said_by_the_page() -> None:
    said = (
        "The ferry line's booking page was away on Sunday, and those who came read “we are currently undergoing maintenance”. "
        "The line said that all ships ran and that tickets could be had on board; it counted nine hundred calls by noon."
    )
    assert isinstance(read(plain("No tickets by telephone either", said)), Article)
    notice = (
        "各报关单位：舱单系统将于本周六夜间升级，期间申报业务将暂停服务，不便之处敬请谅解。急需通关的鲜活货物，请提前与现场海关联系，凭纸质单证"
        "办理，事后补录电子数据；滞报期限相应顺延一日。"
    )
    assert isinstance(read(plain("关于舱单系统升级的公告", notice)), Article)


WALLS = (
    ("Tug crews vote on a new rota", ("The four hundred crews of the estuary will decide by Friday whether they work two weeks on and two "
     "off, their union said after talks that lasted a night.", "The ballot follows an accident in March."),
     "Become a member to unlock this report"),
    ("Why olive oil came back", ("The price of a litre has halved since the spring, and nobody in Jaén is surprised: the rain came in "
     "October, and it stayed.", "But the shelves have not noticed yet."), "You've used all of your free articles this month"),
    ("纸箱价格背后的账", ("进入十一月，珠三角的纸箱厂连续三次调价，每吨累计上涨两百元，下游的电商卖家开始寻找更薄的替代材料。", "一位厂长给我们算了一笔账。"),
     "本篇为订户专享，购买后可继续阅读"),
    ("半導體小鎮的房價", ("高鐵站旁的建案一年漲了三成，仲介說買家十個有七個在園區上班，另外三個等著租給他們。", "但銀行的看法不太一樣。"),
     "付費訂閱看全文，每月只要九十九元"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("script", "wall"),
    [
        ("en", "To keep reading, please sign in or start a trial"),
        ("en", "A subscriber-only story: the rest is for those who pay for it."),
        ("hans", "后续部分为订阅用户可见"),
        ("hans", "免费部分到此为止"),
        ("hans", "本报告会员独享"),
    ],
)
def test_a_wall_has_many_wordings(script: str, wall: str) -> None:
    title, paragraphs = SMALL[script]
    result = read(plain(title, *paragraphs, more=f"<section><p>{wall}</p></section>"))
    assert isinstance(result, Rejection), result
    assert result.reason is Reason.PAYWALL


@pytest.mark.parametrize(
    "more",
    [
        "本文为系列报道之三",
        "加入会员看更多",
        "订阅电子报，掌握最新消息",
        "Register to read and post comments",
    ],
)
def test_an_invitation_of_the_house_is_no_wall(more: str) -> None:
    for script, (title, paragraphs) in SMALL.items():
        assert isinstance(read(plain(title, *paragraphs, more=f"<p>{more}</p>")), Article), script


@pytest.mark.parametrize(("title", "paragraphs", "wall"), WALLS, ids=lambda value: str(value)[:12])
def test_a_wall_below_a_few_sentences_is_one_without_a_declaration(
    title: str, paragraphs: tuple[str, ...], wall: str
) -> None:
    result = read(plain(title, *paragraphs, more=f"<div><b>{wall}</b></div>"))
    assert isinstance(result, Rejection), result
    assert result.reason is Reason.PAYWALL


@pytest.mark.parametrize(("title", "paragraphs", "wall"), WALLS, ids=lambda value: str(value)[:12])
def test_a_wall_is_none_below_a_whole_article_or_when_it_is_declared_free(
    title: str, paragraphs: tuple[str, ...], wall: str
) -> None:
    again = [sentence + f" ({number})" for number in range(9) for sentence in paragraphs]
    assert isinstance(read(plain(title, *again, more=f"<div><b>{wall}</b></div>")), Article)
    free = json.dumps({"@type": "NewsArticle", "headline": title, "isAccessibleForFree": True})
    head = f'<script type="application/ld+json">{free}</script>'
    free_page = plain(title, *paragraphs, more=f"<div><b>{wall}</b></div>", head=head)
    result = read(free_page)
    assert isinstance(result, Article) or result.reason is Reason.TOO_SHORT


def test_a_wall_above_the_text_or_far_below_it_is_the_house_s_advertisement() -> None:
    title, paragraphs, wall = WALLS[0]
    above = plain(title, *paragraphs).replace("<h1>", f"<div><b>{wall}</b></div><h1>")
    far = plain(
        title, *paragraphs, more="<ul>" + "<li>Other news of the day</li>" * 9 + f"</ul><p>{wall}</p>"
    )
    for html in (above, far):
        assert isinstance(read(html), Article)


ITEMS = (
    ("Dredger back on the Elbe", "The river is eleven metres deep again after a summer of sand, and the largest ships may call at high water."),
    ("Two ferries for Corsica", "The region has ordered them from a yard in Italy, with a third to follow when the money is found."),
    ("Port of Sines grows", "It handled a fifth more boxes than in the same month of last year, nearly all of them from one alliance."),
    ("Pilots ask for ladders", "Their association counted nineteen falls this year, and wants fines for ships that rig them badly."),
)  # fmt: skip


def listing(title: str, wrap: str, *, dates: bool, head: str = "") -> str:
    rows = "".join(
        wrap.format(link=f'<a href="/a/{number}">{name}</a>', text=text)
        + (f"<div>2026-11-0{number + 1}</div>" if dates else "")
        for number, (name, text) in enumerate(ITEMS)
    )
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{rows}</body></html>"


@pytest.mark.parametrize(
    ("title", "wrap", "dates", "path"),
    [
        ("Posts tagged ports", "<div><h3>{link}</h3><p>{text}</p></div>", False, "/tag/ports/"),
        ("Waterways", "<article><h2>{link}</h2><p>{text}</p></article>", True, "/waterways"),
        ("Search results: ferry", "<li>{link}<p>{text}</p></li>", False, "/search?q=ferry"),
        ("November", "<div>{link}<p>{text}</p></div>", True, "/2026/11/"),
    ],
)
def test_teasers_below_links_are_a_list(title: str, wrap: str, dates: bool, path: str) -> None:
    result = read(listing(title, wrap, dates=dates), url="https://www.quay.example" + path)
    assert isinstance(result, Rejection), result
    assert result.reason is Reason.NOT_ARTICLE


def test_a_roundup_with_linked_headings_and_one_date_stays() -> None:
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-05T08:00:00Z">'
    html = listing(
        "What we read this week", "<div><h3>{link}</h3><p>{text}</p></div>", dates=False, head=head
    )
    assert isinstance(read(html), Article)


def test_a_writer_s_page_is_a_list_by_its_address_and_its_title() -> None:
    bio = (
        "Ole Bruun writes about tugs, pilots and everything that floats slowly. He came to the paper from a shipyard in 2012, "
        "where he had welded for nine years, and lives on a barge with a cat that will not go ashore."
    )
    html = plain("Stories by Ole Bruun", bio, more="<a href=/1>Tug crews vote on a new rota</a>")
    result = read(html, url="https://www.quay.example/author/ole-bruun")
    assert isinstance(result, Rejection)
    assert isinstance(read(html.replace("Stories by", "The life of")), Article)


def test_a_list_of_headlines_with_dates_beside_them_is_a_list() -> None:
    names = ("渔港扩建工程通过验收", "三家船厂联合竞标渡轮项目", "本市外贸企业数量突破五千家", "新航线直达南美东海岸港口",
             "冷库补贴申报今日开始受理", "口岸通关时间再缩短两小时", "集卡司机驿站在港区落成启用", "电商园区首季快递量翻番")  # fmt: skip
    rows = "".join(
        f"<li><a href=/c/{number}>{name}</a><i>2026-10-{number + 10}</i></li>"
        for number, name in enumerate(names)
    )
    html = f"<html><head><title>港区要闻</title></head><body><div>您的位置：首页</div><ul>{rows}</ul></body></html>"
    result = read(html, url="https://port.example.gov.cn/gqyw/index_2.html")
    assert isinstance(result, Rejection), result


def test_headlines_without_a_sentence_are_a_list_however_few() -> None:
    names = (
        "Bluefin names a finance chief",
        "Bluefin opens an office in Lagos",
        "Third quarter at Bluefin",
        "Bluefin buys Wexler",
    )
    rows = "".join(
        f"<p>{n + 3} October 2026</p><p><a href=/pr/{n}>{name}</a></p>" for n, name in enumerate(names)
    )
    html = f"<html><head><title>Media room - Bluefin</title></head><body><h1>Announcements</h1>{rows}<p>Press desk: 555 0100</p></body></html>"
    for link in ("", "<h2>Media kit</h2>"):
        result = read(
            html.replace("<p>Press", link + "<p>Press"), url="https://www.bluefin.example/media-room"
        )
        assert isinstance(result, Rejection), result


def test_an_article_in_a_plain_variable_of_a_script_is_read() -> None:
    title = "渔港扩建工程通过验收"
    text = (
        "历时三年的渔港扩建工程日前通过验收，新增泊位十二个，可同时停靠三百艘渔船，并配有两座冷库和一个交易大厅。"
        * 3
    )
    state = json.dumps({"title": title, "content": f"<p>{text}</p><p>{text[::-1]}</p>"})
    for name in ("const newsInfo", "let article", "var post_data"):
        html = f"<html><head><title>{title} - 港口网</title></head><body><div id=app></div><script>{name} = {state};</script></body></html>"
        result = read(html)
        assert isinstance(result, Article), (name, result)
        assert result.title == title
        assert text in result.text
