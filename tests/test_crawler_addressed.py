"""Calls of the house to its reader, and what only sounds like one. All wordings are made up."""

from __future__ import annotations

import time

import pytest

from crawler.reading.addressed import addresses_reader, appeals_for_support
from crawler.reading.residue import cut_lines, cut_residue, late_rule, rule_of
from tests.timing import grows_evenly

HANT = (
    "基隆一家報關行說，上週的查驗率比八月高出一倍。",
    "港務公司統計，十月的拖車等候時間降到四十分鐘。",
    "賣家多半改走中轉港，運費因此多付兩成。",
)
HANS = (
    "宁波一家货代说，上周的查验率比八月高出一倍。",
    "港口统计，十月的拖车等候时间降到四十分钟。",
    "卖家大多改走中转港，运费因此多付两成。",
)
EN = (
    "A broker in Felixstowe said checks had doubled since August.",
    "Trucks waited 40 minutes in October, the port's figures show.",
    "Most sellers now ship through a hub and pay a fifth more.",
)

CALLS = [
    "貨代們都在看！快加我們的LINE群，行情不漏接",
    "想第一時間收到報關消息，請追蹤《海港觀察》Threads",
    "登入海港觀察APP 查看今日運價",
    "您的一則留言，就是小編的動力",
    "搜尋「海港觀察」加好友",
    "海港觀察歡迎讀者投稿，來信請寄編輯部信箱",
    "航运老板都在用，搜索“海港观察”加入微信群",
    "回复【运价】，领取十月的资料和干货",
    "小伙伴们有话想说，评论区等你",
    "打开海港观察客户端，一起讨论",
    "旺季特卖，专属红包限时领取！",
    "CLICK HERE FOR MORE HARBOUR NEWS",
    "Join 9,000 brokers on our weekly podcast",
    "Enjoyed the piece? We would love you to try our newsletter.",
    "For rates as they move, subscribe to the Harbour Watch newsletter.",
    "Send your notes on this story to the desk",
    "Get the key stories before the gates open every morning",
    "You can read every article because our readers donate, and we thank them.",
]
TOLD = [
    "賣家登入後台才知道，帳戶已經凍結。",
    "民眾可上官網報名，額滿為止。",
    "他在臉書社團留言，請同業別再殺價。",
    "平台將關閉這個頻道，並把會員移到新站。",
    "「快加入我們的群組，晚了就沒有名額」，假客服這樣說。",
    "关注汇率的卖家越来越多。",
    "公众号的打开率，三年来首次跌破一成。",
    "请假的司机多了，码头只好改用夜班。",
    "订阅模式",
    "下载量创新高",
    "Readers of the newsletter pay more than they did in spring.",
    "Subscribe-and-save orders fell by a tenth, the retailer said.",
    "Support for the levy was thin outside the capital.",
    "Follow the money, an old hand at the port told us, and you will see who gains.",
    "We use the site to sell, you see, not to chat.",
    "Click fraud costs more than storage.",
]


@pytest.mark.parametrize("line", CALLS)
def test_a_call_to_the_reader_is_known(line: str) -> None:
    assert addresses_reader(line)


@pytest.mark.parametrize("line", TOLD)
def test_what_is_told_of_others_is_no_call(line: str) -> None:
    assert not addresses_reader(line)


@pytest.mark.parametrize("line", TOLD)
def test_news_as_the_last_line_stays(line: str) -> None:
    for body in (HANT, HANS, EN):
        assert cut_residue([*body, line]) == [*body, line]


@pytest.mark.parametrize("line", CALLS)
def test_a_call_goes_below_an_article_by_some_rule(line: str) -> None:
    assert late_rule(line) is not None
    for body in (HANT, HANS, EN):
        assert cut_residue([*body, line]) == list(body)


def test_a_call_in_the_text_stays() -> None:
    line = "搜尋「海港觀察」加好友"
    assert rule_of(line) is None
    assert cut_residue([*HANT[:2], line, HANT[2]]) == [*HANT[:2], line, HANT[2]]


def test_a_paragraph_that_ends_with_a_call_stays() -> None:
    line = (
        "The rates we follow moved little in May, and our next note on the northern ports is due in June. "
        * 2
    )
    line += "If you liked this article, subscribe to our newsletter."
    assert cut_residue([*EN, line]) == [*EN, line]


@pytest.mark.parametrize(
    "line",
    [
        "SIGN UP FOR THE HARBOUR WATCH",
        "End of carousel",
        "skip past newsletter promotion",
        "《海港觀察》提醒您：投資前請審慎評估風險。",
        "點我加入海港觀察好友",
        "预览时标签不可点",
        "打开海港观察 查看精彩图片",
        "[廣告] 請繼續往下閱讀...",
    ],
)
def test_what_is_furniture_wherever_it_stands_goes_from_the_middle(line: str) -> None:
    assert cut_residue([*HANT[:2], line, HANT[2]]) == list(HANT)


@pytest.mark.parametrize(
    "line",
    [
        "Help us keep this coverage free for everyone by giving as little as $3 a month.",
        "Your contribution of $5 pays for the journalism you read here.",
    ],
)
def test_an_appeal_may_name_an_amount(line: str) -> None:
    assert appeals_for_support(line)
    assert cut_residue([*EN, line]) == list(EN)


def test_a_gift_that_is_news_is_no_appeal() -> None:
    line = "The fund said it would donate $3 million to the newsroom of our largest port."
    assert not appeals_for_support(line)
    assert cut_residue([*EN, line]) == [*EN, line]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("《海港觀察》提醒您：投資前請審慎評估風險。", "call to the reader"),
        ("海港新聞網關心您，勞工諮詢請洽各縣市政府。", "house's reminder"),
        ("※以上言論不代表海港觀察立場", "statement"),
        ("2、凡本网注明来源为海港观察的稿件，转载时须注明出处，违者追究责任。", "statement"),
        ("如对本文版权有异议，请在七日内来信联系，我们将删除。", "statement"),
        ("Jo Lane in Rotterdam contributed to this report.", "of the text itself"),
        ("A version of this article appears in print on May 4, 2026, Section C.", "of the text itself"),
        ("(This story has been updated with the port's reply.)", "of the text itself"),
        ("Her writing has appeared in the Dock Review and Tide.", "of the text itself"),
        ("All quotes delayed by at least 20 minutes.", "of the text itself"),
        ("設為首頁 加入收藏", "button"),
        ("打开海港观察 查看更多图片", "button"),
        ("首页 > 航运 > 运价 > 正文", "button"),
        ("►拖車大罷工 三港口夜裡亮燈", "button"),
        ("更多海港觀察報導：", "page's own"),
        ("想看更多運價走勢，請鎖定海港觀察", "page's own"),
        ("海運糾紛專線：0800-000-777", "page's own"),
        ("往 期 回 顾", "related articles"),
    ],
)
def test_what_the_house_says_of_itself(line: str, rule: str) -> None:
    kept, cut = cut_lines([*HANT, line])
    assert kept == [0, 1, 2]
    assert [(item.text, item.rule.removeprefix("after: ")) for item in cut] == [(line, rule)]


@pytest.mark.parametrize(
    "line",
    [
        "移民署提醒您：出境前請確認護照效期。",
        "這份聲明不代表部會立場，發言人受訪時澄清。",
        "本文件自发布之日起施行，有效期五年。",
        "喝酒不開車的宣導，十年來讓酒駕死亡人數減半。",
        "报名入口上午九点开放，十分钟后系统崩溃。",
        "The union's delay contributed to this report's late release.",
        "Be nice to the inspector, the old hands say.",
        "Data provided by the ports show a drop in empties.",
        "匯率>運費>關稅",
        "第三季出口 > 第二季出口",
    ],
)
def test_news_in_the_forms_of_houses_stays(line: str) -> None:
    for body in (HANT, EN):
        assert cut_residue([*body, line]) == [*body, line]


def test_short_lines_between_residue_go_with_it() -> None:
    foot = ["海港觀察 航運週報", "拖車大罷工 三港口夜裡亮燈", "請追蹤海港觀察的LINE頻道"]
    kept, cut = cut_lines([*HANT, "海港觀察粉絲團，歡迎按讚加入", *foot])
    assert kept == [0, 1, 2]
    assert [item.rule.startswith("between: ") for item in cut] == [False, True, True, False]


@pytest.mark.parametrize(
    "line",
    ["碼頭的夜班司機說，他們寧可等到十一月再談。", "拖車公司的報價每趟一百二十元", "十月運價：$1,240"],
)
def test_news_between_residue_stays_and_ends_the_foot(line: str) -> None:
    article = [*HANT, "搜尋「海港觀察」加好友", line, "請追蹤海港觀察的LINE頻道"]
    kept, _ = cut_lines(article)
    assert kept == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "piece",
    [
        "请", "您，", "> a ", "A > ", "声明：", "本网注", "更多 ", "自选股 ", "【看", "click ", "A CLICK ", "you our ", "for to ",
        "contributed to ", "a version of ", "data quotes ", "提醒您", "《a》", "不代表", "如有", "位置", "推 荐 ", "“", "http://a",
    ],
)  # fmt: skip
def test_time_grows_evenly_with_the_line(piece: str) -> None:
    def seconds(size: int) -> float:
        line = (piece * size)[:size]
        began = time.process_time()
        for _ in range(5):
            rule_of.__wrapped__(line)  # not the remembered answer
            late_rule(line)
            addresses_reader(line)
            appeals_for_support(line)
        return time.process_time() - began

    assert grows_evenly(seconds, 70, 560, factor=40, free=0.1)
