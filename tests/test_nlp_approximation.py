"""Approximators: each word of the closed classes, where it may stand, and what only looks like one."""

from __future__ import annotations

import pytest
from read_figures import figure_of

BEFORE_ZH = {
    "about": ["约", "大约", "大概", "约为", "约有", "约合", "约占", "差不多", "约莫", "大致"],
    "over": [
        "超", "超过", "超出", "逾", "突破", "突破了", "高于", "多于", "至少", "起码", "不低于", "不少于", "不下", "不止",
        "跨过", "站上", "重上", "远超", "已超过", "首次突破",
    ],
    "under": ["不到", "不足", "未满", "未达", "低于", "少于", "不满", "不及", "仅不到"],
    "nearly": ["近", "将近", "接近", "逼近", "近乎", "直逼"],
    "up_to": [
        "最高", "最高可达", "最多", "至多", "顶多", "不超过", "不得超过", "不高于", "不多于", "未超过", "上限为", "最多可减",
    ],
    None: ["高达", "仅", "达", "达到", "共", "为", "只有", "新增"],
}  # fmt: skip
BEHIND_ZH = {
    "over": ["以上", "出头", "有余", "开外", "还多", "之上"],
    "under": ["以下", "之下"],
    "up_to": ["以内", "之内", "封顶", "或以下"],
    "about": ["左右", "上下"],
    None: ["", "的货款", "不等"],
}
BEFORE_EN = {
    "about": ["about", "around", "roughly", "approximately", "some", "circa", "in the region of", "about another"],
    "over": [
        "over", "more than", "at least", "above", "in excess of", "upwards of", "north of", "no less than", "just over",
        "a minimum of", "surpassing", "well over", "not less than",
    ],
    "under": ["under", "below", "less than", "just under", "fewer than", "just shy of", "lower than"],
    "nearly": ["nearly", "almost", "close to", "approaching", "nearly another"],
    "up_to": [
        "up to", "as much as", "at most", "no more than", "not more than", "a maximum of", "capped at", "up to another",
        "not exceeding",
    ],
    None: ["only", "a total of", "exactly", "another", "just"],
}  # fmt: skip
BEHIND_EN = {
    "over": [" or more", " and above", " in fees or more", "-plus"],
    "up_to": [" or less", " or below", " in value or less"],
    "about": [" or so", ", give or take"[1:]],
    None: ["", " in fees", " or a coupon", " more than planned"],
}


def pairs(table: dict[str | None, list[str]]) -> list[tuple[str, str | None]]:
    return [(word, name) for name, words in table.items() for word in words]


@pytest.mark.parametrize("word,name", pairs(BEFORE_ZH))
@pytest.mark.parametrize("quote", ["3.2亿元", "三百家", "40%"])
def test_words_before_a_chinese_figure(word: str, name: str | None, quote: str) -> None:
    assert figure_of(f"昨天盘点时，存货{word}{quote}。", quote).approx == name


@pytest.mark.parametrize("word,name", pairs(BEHIND_ZH))
def test_words_behind_a_chinese_figure(word: str, name: str | None) -> None:
    assert figure_of(f"这批货值3.2亿元{word}，已经入仓。", "3.2亿元").approx == name


@pytest.mark.parametrize("word,name", pairs(BEFORE_EN))
@pytest.mark.parametrize("quote", ["$3.2 million", "40%", "300"])
def test_words_before_an_english_figure(word: str, name: str | None, quote: str) -> None:
    assert figure_of(f"The yard handled {word} {quote} parcels in May.", quote).approx == name


@pytest.mark.parametrize("word,name", pairs(BEHIND_EN))
def test_words_behind_an_english_figure(word: str, name: str | None) -> None:
    assert figure_of(f"Orders worth $45{word} ship free.", "$45").approx == name


@pytest.mark.parametrize(
    "text,quote,name",
    [
        ("物流费用约占公司总支出的三成。", "三成", "about"),
        ("交易额接近前年同期的两倍。", "两倍", "nearly"),
        ("补贴不到货值的2%。", "2%", "under"),
        ("违者最高可处全年销售额5%的罚款。", "5%", "up_to"),
        ("每批最多可以申报200件。", "200件", "up_to"),
        ("拒不改正的，处5万元以下罚款。", "5万元", "up_to"),
        ("新款都卖到三千元档。", "三千元", "order"),
        ("公司年内跻身5000亿俱乐部。", "5000亿", "order"),
        ("上万名骑手收到通知。", "万名", "over"),
        ("The clinic pays 110% of the invoice or more.", "110%", "over"),
        ("No seller paid more than 9% last spring.", "9%", "up_to"),
    ],
)
def test_words_at_a_distance(text: str, quote: str, name: str) -> None:
    assert figure_of(text, quote).approx == name


@pytest.mark.parametrize(
    "text,quote",
    [
        ("纽约500家门店停业。", "500家"),
        ("公司签约300家工厂。", "300家"),
        ("外贸出超820亿元。", "820亿元"),
        ("附近200家店受影响。", "200家"),
        ("近三年销量翻了一番。", "三年"),
        ("最近6个月订单减少。", "6个月"),
        ("通胀率为1.7%，低于2%的目标。", "2%"),
        ("营业额超过去年的30亿元。", "30亿元"),
        ("过去12个月新增了40家。", "12个月"),
        ("Sales doubled over three years.", "three years"),
        ("The firms are in a dispute over $70 million in fees.", "$70 million"),
        ("The senate passed a $19 billion bill.", "$19 billion"),
        ("Staff are worried about 600 jobs.", "600"),
        ("The bank lifted its call up to 2.4% from 0.9%.", "2.4%"),
        ("Inflation is still above the 2% target.", "2%"),
        ("The firm has a market cap of $90 billion.", "$90 billion"),
    ],
)
def test_what_only_looks_like_an_approximator(text: str, quote: str) -> None:
    assert figure_of(text, quote).approx is None


@pytest.mark.parametrize("before", ["损失", "收集", "新公布的订单条款涉及", "全年", "共签下"])
def test_a_word_is_not_cut_out_of_its_neighbours(before: str) -> None:
    assert figure_of(f"公司{before}约300份。", "300份").approx == "about"


def test_the_word_next_to_the_figure_rules() -> None:
    assert figure_of("预算不超过约300万元。", "300万元").approx in ("up_to", "about")
    assert figure_of("The cap is more than double, about $45 a head.", "$45 a head").approx == "about"
    assert figure_of("Fees of up to nearly 30% apply.", "30%").approx == "nearly"


def test_both_ends_of_one_range_take_one_word() -> None:
    assert figure_of("关税约为10%-15%。", "10%-15%").approx == "about"
    assert figure_of("It will take roughly 20 to 30 days.", "20 to 30 days").approx == "about"
