"""crawler.reading.residue: what is cut, and what must stay although it sounds like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_evenly
from webpages import EN, HANS, HANT

from crawler.reading.residue import (
    cut_lines,
    cut_residue,
    is_furniture,
    is_residue,
    late_rule,
    opens_tail,
    rule_of,
    tail_rule,
)

RESIDUE = [
    "京ICP备12345678号",
    "粤ICP備87654321號-2",
    "浙公网安备 33010002000123号",
    "增值电信业务经营许可证：浙B2-20260001",
    "点击查看更多",
    "點擊閱讀全文",
    "展开剩余内容",
    ">>更多財經消息請下載APP",
    "责任编辑：何一",
    "（責任編輯：王二）",
    "【编辑:周三】",
    "编辑 赵四 校对 钱五",
    "分享到：微信 微博",
    "收藏",
    "扫一扫在手机打开当前页",
    "长按识别二维码加群",
    "欢迎关注我们的微信公众号",
    "加入島嶼商業日報粉絲團",
    "更多精彩内容，请关注蓝鲸频道",
    "海量资讯、精准解读，尽在蓝鲸财经APP",
    "下載APP看獨家內容",
    "请登录后查看全部内容",
    "登入即可閱讀全文",
    "没有账号？立即注册",
    "付费后可阅读本文剩余部分",
    "廣告",
    "广告新款游戏今日上线，点击就送",
    "版权所有：出海观察网",
    "（原标题：服装佣金要降了）",
    "若有困擾請撥生命線協談專線",
    "Advertisement",
    "Story continues below advertisement",
    "Read more",
    "READ MORE: Freight rates on the northern route",
    "See also: How couriers price returns",
    "Share",
    "Facebook Twitter LinkedIn",
    "Sign up for our morning newsletter",
    "Subscribe now",
    "Log in to continue",
    "By signing up, you agree to our terms.",
    "Get our weekly newsletter on trade",
    "This article is available to subscribers only.",
    "This content is reserved for subscribers only",
    "Already a subscriber? Log in",
    "© 2026 Harbour Trade Times",
    "Copyright 2026 Harbour. All rights reserved.",
    "Click here to download the report",
    "Loading comments",
    "00:31 / 02:10",
]
TAILS = [
    "相关阅读",
    "【延伸閱讀】",
    "推荐阅读：",
    "相關新聞",
    "你可能還想看",
    "猜你喜欢",
    "其他人也在看",
    "热门文章",
    "上一篇：佣金之争",
    "下一篇",
    "網友評論",
    "最新评论",
    "评论(12)条",
    "免责声明：本文不构成任何投资建议",
    "版权声明",
    "声明：转载请注明出处",
    "本文来源：出海观察网，转载请联系授权",
    "以上内容仅代表作者个人观点",
    "未经授权不得转载",
    "如需转载请联系后台",
    "Related articles",
    "Related Stories",
    "More from Harbour Trade Times",
    "You may also like",
    "Most read",
    "Editor's picks",
    "About the author",
    "Leave a reply",
    "12 Comments",
    "Tags: tariffs, freight",
    "Follow us on LinkedIn",
]
PROSE = [
    *HANS,
    *HANT,
    *EN,
    "平台称将在下月分享到账明细，卖家可以逐笔核对。",
    "他说，广告支出占到了成本的三分之一，比去年高。",
    "欧盟新规要求平台在商品页标明责任人，未经检测的商品不得上架，违者最高罚款百分之六。",
    "關注平台動向的學者說，補貼退場之後才是考驗。",
    "The company said it would share savings with sellers.",
    "Subscribers paid 12 percent more on average than a year before, the filing showed.",
    "Sign-ups among sellers fell by a fifth in the quarter.",
    "Copyright claims against sellers doubled, the marketplace told a parliamentary committee in October.",
    "Read alongside the customs data, the filing shows that parcels below the threshold fell by a third.",
    "More sellers from Shenzhen than from any other city left the platform, it said.",
    "相关部门正在研究低值包裹的税收政策，预计明年上半年公布征求意见稿。",
    "推荐算法的调整让小店流量下降了四成，他说。",
]


@pytest.mark.parametrize("line", RESIDUE)
def test_residue_is_cut_wherever_it_stands(line: str) -> None:
    assert is_residue(line)
    assert cut_residue([HANS[0], line, HANS[1]]) == [HANS[0], HANS[1]]


@pytest.mark.parametrize("line", TAILS)
def test_a_tail_ends_the_text(line: str) -> None:
    assert opens_tail(line) or is_residue(line)
    kept = cut_residue([*EN, line, "A headline of another article", "And one more of them"])
    if opens_tail(line) and not is_residue(line):
        assert kept == list(EN)


@pytest.mark.parametrize("line", PROSE)
def test_prose_stays_whatever_words_it_holds(line: str) -> None:
    assert not is_residue(line)
    assert not opens_tail(line)
    assert not is_furniture(line)
    assert cut_residue([line]) == [line]


@pytest.mark.parametrize("line", TAILS)
def test_an_early_tail_line_does_not_swallow_the_article(line: str) -> None:
    kept = cut_residue([EN[0], line, *EN[1:], *HANS, *HANT])
    assert kept[0] == EN[0]
    assert kept[-1] == HANT[-1]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Jo Lane / Harbour",
        "(Image credit: Harbour Trade Times)",
        "Workers sort parcels in Liege. Getty Images",
        "图片来源：出海观察网",
        "▲义乌的仓库里堆满了退货。",
        "（圖／業者提供）",
        "仓库内景 林越 摄",
        "Caption",
        "watch now",
        "加载更多",
        "Key Points",
    ],
)
def test_labels_and_credits_are_furniture(line: str) -> None:
    assert is_furniture(line)


def test_the_first_line_never_opens_a_tail() -> None:
    assert cut_residue(["Related articles", *EN]) == list(EN)  # the label goes, the article does not


def test_nothing_stays_nothing() -> None:
    assert cut_residue([]) == []
    assert not is_residue("")
    assert not opens_tail("   ")


def test_order_and_wording_of_what_stays_are_untouched() -> None:
    given_lines = ["  " + HANS[0], HANS[1] + "\u3000", "分享", EN[0]]
    assert cut_residue(given_lines) == ["  " + HANS[0], HANS[1] + "\u3000", EN[0]]


def test_a_long_line_is_prose_even_if_it_begins_like_residue() -> None:
    line = "责任编辑：何一。" + "".join(HANS)
    assert not is_residue(line)


@given(st.lists(st.text(max_size=200), max_size=30))
def test_what_is_kept_is_a_subsequence(lines: list[str]) -> None:
    kept = iter(lines)
    assert all(any(line == other for other in kept) for line in cut_residue(lines))


@pytest.mark.parametrize(
    "line",
    [
        "关注" * 70, "分享" * 70, "share " * 23, "点击查看" * 35, "【" * 140, "图" * 140, "(photo " * 20, "1:1/" * 35,
        "a " * 70, "评论" * 70, "sign up " * 17, "read more " * 14, "／攝" * 70, " " * 140, "声明" * 70,
    ],
)  # fmt: skip
def test_hostile_lines_take_no_time(line: str) -> None:
    is_residue(line)  # compiled
    began = time.process_time()
    for _ in range(20):
        is_residue(line[:140])
        opens_tail(line[:140])
        is_furniture(line[:140])
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "piece",
    [
        "编辑：何一 ", "责任编辑：", "编辑何", "许可证：", "更新时间：2026-11-", "a@b.", "邮箱：1", "Reporting by A ", "Mara Lee is a ",
        "Mara ", "was originally by ", "下一篇：", "图片来源", "， 说", "热线 12-", "do you have a story ", "记者何一／", "updated on 1 ",
        "edit", "A ", "；", "“登录后”",
    ],
)  # fmt: skip
def test_time_grows_evenly_with_the_line(piece: str) -> None:
    def seconds(size: int) -> float:
        line = (piece * size)[:size]
        began = time.process_time()
        for _ in range(5):
            rule_of.__wrapped__(line)  # not the remembered answer
            tail_rule(line)
            late_rule(line)
        return time.process_time() - began

    assert grows_evenly(seconds, 70, 560, factor=40, free=0.1)


@pytest.mark.parametrize("piece", ["评论 ", "相关阅读", "一句话。", "登录后查看更多内容"])
def test_time_grows_evenly_with_the_lines(piece: str) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        cut_lines([f"{HANS[0]}{count}", *([piece] * count)])
        return time.process_time() - began

    assert grows_evenly(seconds, 2_000, 16_000, factor=24, free=0.2)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("责任编辑：何一", "editor"),
        ("核稿编辑：何一 校对：周三", "editor"),
        ("下一篇：港口整夜没有停工", "next article"),
        ("粤ICP备20991234号", "record number"),
        ("请登录后查看全文", "login wall"),
        ("扫码关注我们的公众号", "follow us"),
        ("延伸閱讀", "related articles"),
        ("轉載請註明出處", "statement"),
        ("分享到：微信 微博", "share bar"),
        ("还没有人发表评论", "comments"),
        ("We use cookies to improve your experience", "cookie notice"),
        ("Sign up for our newsletter", "newsletter"),
        ("Story continues below advertisement", "advertisement"),
        ("▲仓库里的退货", "picture credit"),
        ("Mara Ellison is a reporter covering ports.", "about the author"),
    ],
)
def test_a_cut_has_the_name_of_what_it_is(line: str, rule: str) -> None:
    kept, cut = cut_lines([*HANS, line])
    assert kept == list(range(len(HANS)))
    assert [(item.text, item.rule) for item in cut] == [(line, rule)]


def test_lines_after_a_tail_say_after_what() -> None:
    kept, cut = cut_lines([*HANS, "相关阅读", "另一家平台的消息", "京ICP备12345678号"])
    assert kept == list(range(len(HANS)))
    assert [item.rule for item in cut] == ["related articles", "after: related articles", "record number"]


def test_an_early_tail_closes_the_text_when_no_paragraphs_follow() -> None:
    short = [HANS[0], "相关阅读", *(f"另一条消息的标题之{number}" for number in range(40))]
    assert cut_residue(short) == [HANS[0]]


@given(
    st.lists(
        st.sampled_from([*HANS, "分享", "相关阅读", "关注我们", "", " ", "微信号：a1", "(photo)"]),
        max_size=25,
    )
)
def test_indices_and_cuts_add_up(lines: list[str]) -> None:
    kept, cut = cut_lines(lines)
    assert kept == sorted(set(kept))
    said = [lines[index] for index in kept] + [item.text for item in cut]
    assert sorted(line for line in said if line.strip()) == sorted(line for line in lines if line.strip())


@pytest.mark.parametrize(
    "tail",
    [
        ["★海燕電子報關心您：再給自己一次機會", "(海燕 )"],
        ["●《海燕新聞雲》提醒您，請給自己機會："],
        ["再給自己一次機會"],
        ["您所瀏覽的新聞已過查詢時效。建議您加入本社付費會員找尋您要的新聞。"],
        [
            "還想看更多新聞嗎？歡迎下載海燕時報APP，現在看新聞還能抽獎，共7萬個中獎機會等著你：",
            "Android載點 https://a.example/x",
        ],
        ["+1"],
    ],
)
def test_what_the_house_adds_below_a_report_goes(tail: list[str]) -> None:
    assert cut_residue([*HANT, *tail]) == list(HANT)


@pytest.mark.parametrize(
    "line",
    [
        "他希望社會再給自己一次機會。",
        "海關提醒您，入境旅客攜帶肉品最高罰一百萬元。",
        "您所瀏覽的商品已售完時，平台須於三日內通知，主管機關表示。",
        "安卓版下載量上月增加三成。",
        "（完成後）再試一次，結果相同。",
    ],
)
def test_news_in_the_words_of_a_house_stays_at_the_end(line: str) -> None:
    assert cut_residue([*HANT, line]) == [*HANT, line]
