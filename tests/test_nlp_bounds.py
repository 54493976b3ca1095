"""Numbers that a bound makes figures, and two bounds that make one range; amounts of which only the size is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure, Lang


def found(text: str) -> list[Figure]:
    lang = Lang.EN if text.isascii() else Lang.ZH_HANS
    return [item for item in find_figures(build_document(text, lang=lang), ()) if item.kind != "date"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("评分高于60且低于85的商家", 60, 85),
        ("库存至少200件，最多500件", 200, 500),
        ("最多12件最少3件", 3, 12),
        ("重量不少于5公斤，不超过20公斤", 5, 20),
        ("scores of at least 40 and no more than 75 points", 40, 75),
        ("orders above $30 and below $90 ship free", 30, 90),
        ("at most 90 and at least 45 sellers", 45, 90),
        ("The figure is between 35 and 60.", 35, 60),
        ("该值介于35和60之间", 35, 60),
    ],
)
def test_two_bounds_are_one_range(text: str, low: int, high: int) -> None:
    (figure,) = found(text)
    assert (figure.low, figure.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text", ["above 90 and below 45", "at least 40 sellers and at most 90 days", "高于90低于45"]
)
def test_bounds_of_two_things_or_the_wrong_way_round_are_two(text: str) -> None:
    figures = found(text)
    assert len(figures) == 2
    assert all(figure.low is None for figure in figures)


@pytest.mark.parametrize(
    ("text", "value", "approx"),
    [
        ("得分不低于四十", 40, "over"),
        ("至少有15个型号", 15, "over"),
        ("小于或等于80", 80, "up_to"),
        ("大于等于80", 80, "over"),
        ("占比≥30%", 30, "over"),
        ("误差<5%", 5, "under"),
        ("The score is no less than forty.", 40, "over"),
        ("Orders of two hundred or more", 200, "over"),
        ("a value less than or equal to 80", 80, "up_to"),
        ("三十几万元", 300_000, "over"),
        ("20几家门店", 20, "over"),
        ("三千几百万元", 30_000_000, "over"),
    ],
)
def test_one_bound(text: str, value: int, approx: str) -> None:
    (figure,) = found(text)
    assert (figure.value, figure.approx) == (Decimal(value), approx)


@pytest.mark.parametrize(
    ("text", "low", "currency"),
    [
        ("耗资数十亿元", 10**9, "CNY"),
        ("人民币几千万元", 10**7, "CNY"),
        ("价值数百万英镑的库存", 10**6, "GBP"),
    ],
)
def test_money_of_which_only_the_size_is_said(text: str, low: int, currency: str) -> None:
    (figure,) = found(text)
    assert (figure.low, figure.high, figure.currency, figure.approx) == (low, 10 * low, currency, "order")


@pytest.mark.parametrize("text", ["数百家企业", "几十年来", "数千名员工", "几百元", "数亿"])
def test_some_of_anything_else_is_no_figure(text: str) -> None:
    assert found(text) == []
