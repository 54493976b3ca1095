"""Which way things moved, what a figure is of the movement, and against what it is measured."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from movement_examples import CHINESE, ENGLISH
from read_figures import figure_of, figures_of

_MARK = re.compile(r"\[(?P<quote>[^\[\]|]+)\|(?P<said>[^\[\]|]+)\]")
Change = tuple[str | None, str | None, str | None]


def changes_of(text: str) -> list[tuple[str, Change]]:
    """Quote, direction, role and the first word of the basis of each quantity; time that stands still is left out."""
    return [
        (f.quote, (f.direction, f.change_role, f.basis and f.basis.partition(":")[0]))
        for f in figures_of(text)
        if f.kind not in ("date", "docref") and (f.kind != "duration" or f.direction)
    ]


def change_of(text: str, quote: str) -> Change:
    return next(change for found, change in changes_of(text) if found == quote)


def said(words: str) -> Change:
    found = set(words.split())
    direction, role, basis = (
        next((word for word in closed if word in found), None)
        for closed in (
            ("up", "down", "flat"),
            ("by", "to", "from"),
            ("YoY", "QoQ", "CAGR", "YTD", "since", "vs"),
        )
    )
    return direction, role, basis


@pytest.mark.parametrize("marked", [*ENGLISH.split("\n")[1:-1], *CHINESE.split("\n")[1:-1]])
def test_sentences(marked: str) -> None:
    text = _MARK.sub(lambda match: match["quote"], marked)
    expected = [(match["quote"], said(match["said"])) for match in _MARK.finditer(marked)]
    assert changes_of(text) == expected


_TURNED_ZH = [
    ("增长", "下降"), ("上涨", "下跌"), ("上升", "下滑"), ("增加", "减少"), ("提高", "降低"), ("扩大", "缩小"), ("上调", "下调"),
    ("调升", "调降"), ("飙升", "暴跌"), ("攀升", "回落"), ("涨", "跌"), ("升", "降"), ("增", "减"), ("成长", "衰退"), ("走高", "走低"),
    ("激增", "锐减"), ("拉高", "压低"), ("升值", "贬值"), ("加快", "放缓"), ("回升", "滑落"),
]  # fmt: skip
_TURNED_EN = [
    ("rose", "fell"), ("grew", "shrank"), ("climbed", "slid"), ("jumped", "plunged"), ("increased", "decreased"), ("surged", "slumped"),
    ("gained", "lost"), ("soared", "tumbled"), ("advanced", "retreated"), ("was up", "was down"), ("has risen", "has fallen"),
    ("is rising", "is falling"), ("will grow", "will decline"), ("rebounded", "dropped"), ("went up", "went down"),
]  # fmt: skip
OTHER = {"up": "down", "down": "up"}


@pytest.mark.parametrize("up, down", _TURNED_ZH)
@pytest.mark.parametrize("frame", ["货运量同比{}12%。", "报价{}了12%左右。", "当月会员数{}约12%，超出预料。"])
def test_the_other_verb_turns_the_direction(up: str, down: str, frame: str) -> None:
    rising, falling = change_of(frame.format(up), "12%"), change_of(frame.format(down), "12%")
    assert rising[:2] == ("up", "by")
    assert falling == (OTHER["up"], *rising[1:])


@pytest.mark.parametrize("up, down", _TURNED_EN)
@pytest.mark.parametrize(
    "frame",
    ["Traffic {} 12% in the spring.", "Traffic {} by about 12%.", "Traffic {} nearly 12% year on year."],
)
def test_the_other_english_verb_turns_the_direction(up: str, down: str, frame: str) -> None:
    rising, falling = change_of(frame.format(up), "12%"), change_of(frame.format(down), "12%")
    assert rising[:2] == ("up", "by")
    assert falling == (OTHER["up"], *rising[1:])


@pytest.mark.parametrize(
    "adverb",
    ["", "大幅", "小幅", "进一步", "略微", "将", "已", "再度", "预计", "平均", "分别", "明显", "意外"],
)
@pytest.mark.parametrize(
    "sentence", ["仓租{}上涨8%。", "仓租{}下降8%，至每平米40元。", "佣金由10%{}上调至12%。"]
)
def test_an_adverb_changes_nothing(adverb: str, sentence: str) -> None:
    assert changes_of(sentence.format(adverb)) == changes_of(sentence.format(""))


@pytest.mark.parametrize(
    "adverb", ["", "sharply ", "only ", "roughly ", "a further ", "an estimated ", "another ", "as much as "]
)
@pytest.mark.parametrize(
    "sentence", ["Rents rose {}8%.", "Rents fell by {}8% to $40.", "Rents, up {}8%, weigh on stores."]
)
def test_an_english_adverb_changes_nothing(adverb: str, sentence: str) -> None:
    assert changes_of(sentence.format(adverb)) == changes_of(sentence.format(""))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 98), st.integers(1, 98))
def test_levels_without_a_verb_of_change_are_compared(old: int, new: int) -> None:
    texts = (
        f"税率由{old}%调整为{new}%。",
        f"费率从{old}%变为{new}%。",
        f"The share went from {old}% to {new}% in May.",
    )
    expected = [] if old == new else [("up" if new > old else "down", role) for role in ("from", "to")]
    for text in texts:
        assert [change[:2] for _, change in changes_of(text) if change[0]] == expected


@pytest.mark.parametrize(
    "text, quote, role",
    [
        ("日单量突破三百万单。", "三百万单", None),  # a total is only as large
        ("金价突破每克900元。", "900元", "to"),  # a price moved there
        ("The shop passed 3 million orders.", "3 million", None),
        ("Copper topped $11,000 a tonne.", "$11,000 a tonne", "to"),
        ("股价失守20元。", "20元", "to"),
        ("Prices reached a record high of $70.", "$70", "to"),
    ],
)
def test_a_level_that_is_passed_moves_only_a_price(text: str, quote: str, role: str | None) -> None:
    assert change_of(text, quote)[1] == role


@pytest.mark.parametrize(
    "text",
    [
        "公司裁减1200个岗位。", "全场满200减30元。", "增值税率为13%。", "占总数的40%。", "升级费用为500元。", "降雨量为80毫米。", "免征额为800元。",
        "The firm cut 1,200 jobs.", "It raised $40 million.", "Save up to 40%.", "A lower rate applies to 5% of them.",
        "Thanks to 3,000 volunteers the fair went well.", "They sold the unit to 3 buyers for $9 million.",
        "The rise cost it its 5% stake.", "Growth is driven by 3,000 sellers.",
    ],
)  # fmt: skip
def test_no_change_is_told(text: str) -> None:
    assert [change for _, change in changes_of(text) if change != (None, None, None)] == []


@pytest.mark.parametrize(
    "text, basis",
    [
        ("出口增长5%。", None), ("出口同比增长5%。", "YoY"), ("出口年增5%。", "YoY"), ("出口按年升5%。", "YoY"),
        ("出口较上年同期增长5%。", "YoY"), ("与去年相比，出口增长5%。", "YoY"), ("出口环比增长5%。", "QoQ"), ("出口季增5%。", "QoQ"),
        ("出口较上季度增长5%。", "QoQ"), ("出口较年初增长5%。", "YTD"), ("今年以来出口增长5%。", "YTD"), ("出口年均增长5%。", "CAGR"),
        ("出口年复合增长率为5%。", "CAGR"), ("自2020年以来出口增长5%。", "since"), ("出口较2020年增长5%。", "vs"),
        ("出口比进口多5%。", "vs"), ("出口5%的年增率创新高。", "YoY"), ("今年增长5%。", None), ("2024年增长5%。", None),
        ("上半年增长5%，为2021年以来最大增幅。", None),
        ("Exports rose 5%.", None), ("Exports rose 5% from a year earlier.", "YoY"), ("Exports rose 5% year over year.", "YoY"),
        ("Exports were 5% higher than last year.", "YoY"), ("Exports saw annual growth of 5%.", "YoY"),
        ("Exports rose 5% compared with the same month of 2024.", "YoY"), ("Exports rose 5% quarter-on-quarter.", "QoQ"),
        ("Exports rose 5% from the previous quarter.", "QoQ"), ("Exports rose 5% year to date.", "YTD"),
        ("Exports rose 5% so far this year.", "YTD"), ("Exports rose at a CAGR of 5%.", "CAGR"), ("Exports rose 5% since 2020.", "since"),
        ("Exports rose 5%, the most since 2020.", None), ("Exports were 5% higher than imports.", "vs"),
        ("Exports rose 5% from April.", "vs"), ("Exports rose 5% over the weekend.", None),
    ],
)  # fmt: skip
def test_against_what(text: str, basis: str | None) -> None:
    assert change_of(text, "5%")[2] == basis


@pytest.mark.parametrize(
    "text, bases",
    [
        ("月减4%、年增9%。", ["vs", "YoY"]),  # of two each has its own
        ("出口同比增长6%；其中机电产品增长8%。", ["YoY", "YoY"]),  # told once for the parts
        ("出口同比增长6%，股价收盘上涨2%。", ["YoY", None]),  # a price of the day is no part of it
        ("同比分别增长3%、5%和7%。", ["YoY", "YoY", "YoY"]),
        ("Sales rose 3% and profit 5% from a year earlier.", ["YoY", "YoY"]),
        ("Sales rose 3% from a year earlier, while traffic grew 2%.", ["YoY", "YoY"]),
        ("Sales rose 3% from a year earlier, but the shares lost 2%.", ["YoY", None]),
    ],
)
def test_told_once_or_for_each(text: str, bases: list[str | None]) -> None:
    assert [change[2] for _, change in changes_of(text)] == bases


def test_what_it_is_measured_against_is_kept() -> None:
    assert figure_of("单价比上一代贵了500元。", "500元").basis == "vs:上一代"
    assert figure_of("自2021年以来增长三成。", "三成").basis == "since:2021年"
    assert figure_of("Traffic has doubled since 2019.", "doubled").basis == "since:2019"
    assert figure_of("It sells twice as many as its rival.", "twice").basis == "vs:rival"
