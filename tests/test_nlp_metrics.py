"""nlp.metrics: which name a figure takes among the metric words around it."""

from __future__ import annotations

import pytest
from test_nlp_figures import document

from nlp.figures import find_figures
from nlp.script import detect_lang


def metrics(text: str) -> list[str | None]:
    """The metrics of the counts of a text, in order."""
    return [
        figure.metric
        for figure in find_figures(document(text, detect_lang(text)), [])
        if figure.kind == "count"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "潮汐集市回应称，已下架3.1万个相关商品，并通知了部分买家。",
        "潮汐集市回應稱，已下架3.1萬件商品，並通知部分買家。",
        "平台清理了420万条链接，客户可以申请退款。",
        "该公司向用户召回1.2万件童装，会员将收到短信。",
        "Tidemart said it removed 31,000 listings and notified some buyers.",
        "Tidemart held back 900 parcels and wrote to its customers.",
    ],
)
def test_goods_are_not_the_people_who_are_named_beside_them(text: str) -> None:
    (metric,) = metrics(text)
    assert metric not in {"user_count", "member_count", "seller_count", "account_count", "headcount"}


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("平台共有3.1万名买家购买了相关商品。", "user_count"),
        ("平台下架了5000款玩具，影响用户约20万。", "user_count"),
        ("平台上有8万个商品的卖家只是少数，卖家总数为51万。", "seller_count"),
        ("Tidemart has 31,000 customers for these products.", "user_count"),
        ("这家平台上个月有310万件订单。", "orders"),
    ],
)
def test_people_beside_goods_are_counted_all_the_same(text: str, metric: str) -> None:
    assert metrics(text)[-1] == metric
