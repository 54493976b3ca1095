"""Rates and thresholds: what an act charges, what it measures against, and what is none of its figures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.figures import find_figures
from nlp.policy_amounts import read_amounts
from nlp.policy_asides import find_asides
from nlp.policy_dates import find_durations
from nlp.script import fold
from nlp.segment import build_document

Row = tuple[str, set[str], set[str]]  # text, rates, thresholds


def amounts(text: str, kind: str = "press", jurisdiction: str | None = None) -> tuple[set[str], set[str]]:
    document = build_document(text, lang=None, kind=kind)
    found = read_amounts(document, find_figures(document, []), find_durations(document.folded), jurisdiction)
    rates, limits = ({f"{format(row.value.normalize(), 'f')} {row.unit}" for row in rows} for rows in found)
    return rates, limits


CHINESE: list[Row] = [
    ("财政部宣布，消费税税率由10%提高到12%。", {"10 %", "12 %"}, set()),
    ("该国将个人网购免税额由1000元降至500元。", set(), {"1000 CNY", "500 CNY"}),
    ("海关对100美元以下的包裹每件收取2美元处理费。", {"2 USD/item"}, {"100 USD"}),
    ("违者处5万元以下罚款。", {"50000 CNY"}, set()),
    ("草案把罚款上限从50万元提高到200万元。", {"500000 CNY", "2000000 CNY"}, set()),
    ("年營業額逾新臺幣80萬元之賣家應辦理登記。", set(), {"800000 TWD"}),
    ("跨境商品的最低单价由80美元调到120美元。", set(), {"80 USD", "120 USD"}),
    ("公告调整清单内26个税号的监管条件，并须在15个工作日内备案。", set(), {"26 count", "15 working-day"}),
    ("月活用户超过5000万的平台须每年接受审计。", set(), {"50000000 person"}),
    ("税务局公布新税率为7%。\n去年该国进口小包3亿件，同比增长18%。", {"7 %"}, set()),
    ("税务局公布新税率为7%。卖家协会表示，上半年订单减少了30%，库存只够两个月。", {"7 %"}, set()),
    ("商务部决定对该产品征收12.5%至18.3%的反倾销税，为期五年。", {"12.5 %", "18.3 %"}, {"5 year"}),
    ("過去六個月內，當局已查獲違規包裹。", set(), set()),
]
ENGLISH: list[Row] = [
    ("The treasury will charge a fee of £3 on parcels worth less than £135.", {"3 GBP"}, {"135 GBP"}),
    ("The regulator fined the shop $4.5 million and gave it 30 days to comply.", {"4500000 USD"}, {"30 day"}),
    ("The duty rises to 54 percent from 30 percent.", {"54 %", "30 %"}, set()),
    ("Platforms face fines of up to 6% of turnover.", {"6 %"}, set()),
    (
        "The rule covers 14 product categories and sellers with 200 or more transactions a year.",
        set(),
        {"14 count", "200 count"},
    ),
    (
        "The ministry set a levy of 5%. Analysts said sales would fall 8% and costs rise by $20 million.",
        {"5 %"},
        set(),
    ),
    ("The limit for duty-free parcels is cut to $100, from $150.", set(), {"100 USD", "150 USD"}),
    ("The commission opened a probe. Shares of the company fell 4%.", set(), set()),
    ("Two years ago the fee was dropped; postal operators must now send a 10-digit code.", set(), set()),
    ("The agency puts the yearly cost of the rule at $90 million.", set(), set()),
]


@pytest.mark.parametrize("row", CHINESE + ENGLISH, ids=lambda row: row[0][:24])
def test_rates_and_thresholds(row: Row) -> None:
    assert amounts(row[0]) == (row[1], row[2])


def test_a_coin_without_a_country_is_that_of_who_acts() -> None:
    assert amounts("The 5,000-peso exemption ends.", jurisdiction="PH")[1] == {"5000 PHP"}
    assert amounts("The 5,000-peso exemption ends.", jurisdiction="MX")[1] == {"5000 MXN"}
    assert amounts("The 5,000-peso exemption ends.", jurisdiction="FR")[1] == set()


def test_what_the_trade_says_is_beside_the_act_but_not_what_an_office_says() -> None:
    text = "关税由5%升至9%。卖家张先生说，利润只剩3%。财政部表示，税率最高可达15%。"
    document = build_document(text, lang=None)
    asides = find_asides(document)
    marked = [
        document.text[row.start : row.end] for row in document.sentences if asides.touches(row.start, row.end)
    ]
    assert marked == ["卖家张先生说，利润只剩3%。"]
    assert amounts(text)[0] == {"5 %", "9 %", "15 %"}


def test_a_notice_is_the_act_itself() -> None:
    text = "The regulation is amended. Platforms said to be very large are those with 30 million users."
    assert amounts(text, kind="notice")[1] == {"30000000 person"}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CHINESE))
def test_both_scripts_give_the_same_amounts(row: Row) -> None:
    assert amounts(fold(row[0])) == amounts(row[0])


@pytest.mark.parametrize("text", ["5%" * 8_000, "每件2欧元" * 4_000, "under $5 " * 4_000, "万人以上" * 8_000])
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    rates, limits = amounts(text[:20_000])
    assert len(rates | limits) <= 3
