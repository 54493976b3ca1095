"""Who acts, and whether anybody does: a body that is only mentioned makes no policy and lends no country."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlp.entities import find_mentions
from nlp.figures import find_figures
from nlp.lexicon import load_lexicon
from nlp.policy import find_policies
from nlp.segment import build_document
from store.records import Policy

DAY = datetime(2027, 3, 10, 4, tzinfo=UTC)  # a Wednesday
BACKGROUND_ZH = "业内人士说，类似安排在其他市场也出现过，卖家需要提前核对库存与价格，并留意物流时效。" * 2


def read(text: str, title: str = "", kind: str = "press") -> list[Policy]:
    document = build_document(text, lang=None, title=title, published_at=DAY, source="", kind=kind)
    mentions = find_mentions(document, load_lexicon())
    return find_policies(document, mentions, find_figures(document, mentions))


@pytest.mark.parametrize(
    "text, title",
    [
        (
            f"Temu周三告知卖家，4月1日起在结账页面预收进口税费。{BACKGROUND_ZH}美国海关去年取消了小包免税。",
            "Temu改为预收税费",
        ),
        (
            f"【本報訊】Temu週三告知賣家，4月1日起歐盟消費者結帳時須一併支付進口稅費。{BACKGROUND_ZH}",
            "不再貨到補稅",
        ),
        (
            f"日本邮政宣布，自3月20日起暂停收寄寄往美国的包裹。{BACKGROUND_ZH}美国海关尚未公布新的申报要求。",
            "日本邮政暂停对美小包",
        ),
    ],
)
def test_what_a_company_does_is_no_policy_of_the_body_it_mentions(text: str, title: str) -> None:
    assert read(text, title) == []


@pytest.mark.parametrize(
    "text, title, country",
    [
        (
            f"波兰财政部周三宣布，自2027年7月1日起对小额包裹每件收取2欧元处理费。{BACKGROUND_ZH}罗马尼亚也有类似收费，欧盟委员会正在审议统一方案。",
            "波兰对小包收处理费",
            "PL",
        ),
        (
            "WARSAW, March 10 (Desk) - Poland's finance ministry said on Wednesday that a fee of 2 euros will apply to small "
            "parcels from 1 July 2027. Romania charges one already, and the European Commission is preparing its own.",
            "Poland puts a fee on parcels",
            "PL",
        ),
        (
            "法國海關總署週三公布，自2027年7月1日起對低價包裹每件收取2歐元處理費。中國海關總署沒有評論。",
            "法國開徵小包處理費",
            "FR",
        ),
    ],
)
def test_the_country_is_that_of_who_acts(text: str, title: str, country: str) -> None:
    assert [policy.jurisdiction for policy in read(text, title)] == [country]


@pytest.mark.parametrize(
    "text, title",
    [
        (
            "中国海关总署3月9日公布，前两个月跨境电商出口3200亿元，同比增长6.1%。",
            "前两个月跨境电商出口增6.1%",
        ),
        ("上海至美西航线即期运价一周下跌4.7%，船公司宣布4月1日起上调价格。", "运价观察：美西1980美元"),
        (
            "Exports rose 6 percent year on year in February, China's customs administration announced on Wednesday.",
            "Exports up 6 percent",
        ),
    ],
)
def test_statistics_and_freight_rates_are_no_acts(text: str, title: str) -> None:
    assert read(text, title) == []


def test_a_commission_of_a_platform_is_not_the_commission() -> None:
    told = (
        "Shopee raises its commission in Thailand to 6.42 percent from 1 April, it told sellers on Wednesday."
    )
    assert read(told, "Sellers do the sums as Shopee takes 6.42%") == []
    acts = (
        "The European Commission opened an investigation into Temu on Wednesday over toys sold on its site."
    )
    assert [policy.authority for policy in read(acts, "Commission looks at Temu")] == ["european-commission"]


@pytest.mark.parametrize(
    "threat",
    [
        "Platforms that fail to report may be fined up to 5 million dollars, the tax agency added.",
        "Sellers face a fine of up to 2 percent of sales if they do not answer, it said.",
    ],
)
def test_a_threatened_fine_is_no_ruling(threat: str) -> None:
    text = f"U.S. Customs and Border Protection will require ten-digit codes from 1 July 2027, it announced on Wednesday. {threat}"
    assert [policy.action for policy in read(text, "Customs wants codes")] == ["adopted"]


def test_a_fine_that_was_imposed_is_one() -> None:
    text = "The Federal Trade Commission fined a marketplace $5 million on Wednesday for hiding its fees from buyers."
    assert [policy.action for policy in read(text, "Marketplace fined")] == ["ruling"]


@pytest.mark.parametrize("word", ["做法", "说法", "看法", "违法", "執法"])
def test_words_that_end_like_a_law_name_none(word: str) -> None:
    text = f"美国海关周三宣布，自2027年7月1日起要求申报编码。今年已有多家邮政采取过同样{word}。"
    assert [word in (policy.instrument or "") for policy in read(text, "美国海关要求编码")] == [False]


def test_a_country_may_act_in_a_notice_without_a_body() -> None:
    text = "日本拟自2027年7月1日起对进口小包一律征收消费税，低于一万日元的商品不再免税。"
    for kind in ("press", "notice"):
        assert [(policy.jurisdiction, policy.effective_on) for policy in read(text, kind=kind)] == [
            ("JP", "2027-07-01")
        ]


def test_a_day_years_back_is_not_when_the_new_act_applies() -> None:
    text = "比利时海关周三宣布对小额包裹收取处理费。自2022年9月起，当地已有类似收费。"
    assert [policy.effective_on for policy in read(text, "比利时开征处理费")] == [None]


@pytest.mark.parametrize(
    "text, authority",
    [
        ("Japan said customs officers will charge 10% duty on parcels from 1 April 2027.", None),
        ("Japan without customs data will charge 10% duty on parcels from 1 April 2027.", None),
        ("Japan customs will charge 10% duty on parcels from 1 April 2027.", "Japan customs"),
        (
            "Japanese federal customs will charge 10% duty on parcels from 1 April 2027.",
            "Japanese federal customs",
        ),
        ("Japan's customs will charge 10% duty on parcels from 1 April 2027.", "customs"),
    ],
)
def test_words_between_a_country_and_an_organ_name_no_body(text: str, authority: str | None) -> None:
    assert [(policy.jurisdiction, policy.authority) for policy in read(text)] == [("JP", authority)]


@pytest.mark.parametrize(
    "text, deadline",
    [
        ("Romania's finance ministry adopted a parcel fee. Goods may be stored for at most 10 days.", None),
        ("Romania's finance ministry adopted a parcel fee. Parcels are held for 10 days.", None),
        ("Brazil's government adopted parcel rules on Tuesday. Sellers must register within 60 days.", None),
        ("罗马尼亚财政部周二公布小包新规，包裹存放期限为10天。", None),
        ("巴西政府周二公布小包新规，卖家须在60日内完成登记。", None),
        (
            "The European Commission opened a consultation on Tuesday. Replies are due within 60 days.",
            "2027-05-08",
        ),
        ("欧盟委员会周二就小包收费公开征求意见，为期60天。", "2027-05-08"),
        ("Brazil's government suspended the parcel duty on Tuesday for 90 days.", "2027-06-07"),
    ],
)
def test_how_long_goods_lie_and_sellers_take_is_no_deadline(text: str, deadline: str | None) -> None:
    (policy,) = read(text)
    assert policy.deadline == deadline


@pytest.mark.parametrize(
    "text, rates",
    [
        (
            "Poland's government adopted a duty of 10% on parcels. Logistics make up 12% of sellers' costs.",
            [10],
        ),
        ("Poland's government adopted a duty of 10% on parcels. Their sales rose 35% last year.", [10]),
        ("波兰财政部周二宣布对小包征收10%的关税。物流占卖家成本的12%。", [10]),
        ("Poland's government adopted fines of up to 4% of annual turnover on platforms.", [4]),
    ],
)
def test_shares_of_costs_and_sales_are_no_rates(text: str, rates: list[int]) -> None:
    (policy,) = read(text)
    assert [int(amount.value) for amount in policy.rates if amount.unit == "%"] == rates
