"""Which figures are this week's news: background, repeats and misnamed amounts stay out of the section."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.items_reported import figure_item
from digests.labels import labels_of
from digests.newness import fits, is_name, is_over, of_sellers
from digests.weeks import Week, shift
from tests.digest_rows import SOURCES, WEEK, Rows, figure
from tests.test_digests_digest import digest_of, told, write

LEAD = "Amazon set its storage fee at $2.60 a unit on Monday, the company told sellers."


def money(text: str, quote: str, metric: str, **more: Any) -> dict[str, Any]:
    row = figure(1, text.index(quote), quote, Decimal(1), kind="money", currency="USD", metric=metric)
    return row | {"direction": None, "change_role": None} | more


def lines(rows: Rows) -> list[tuple[str, Decimal | None]]:
    return [(line.metric, line.value) for line in digest_of(rows.build(), rows.read).figures]


def fee(rows: Rows, number: int, quote: str = "$2.60", value: str = "2.60", **more: object) -> None:
    given = {"kind": "money", "currency": "USD", "unit": None, "subject": "amazon", "change_role": None}
    told(rows, number, quote, value, **(given | more))


# --- what fits what is measured ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, quote, metric",
    [
        ("The VAT of the first penny, £0.01, is collected.", "£0.01", "tax_rate"),
        ("Imports below $800 entered free of duty.", "$800", "trade_value"),
        ("The $150 exemption for parcels ends.", "$150", "trade_value"),
        ("对低于150欧元的进口包裹收费。", "150欧元", "trade_value"),
        ("150欧元以下包裹每件收费。", "150欧元", "price"),
        ("取消对价值500美元及以下进口包裹的豁免。", "500美元", "trade_value"),
        ("價值不超過150歐元的貨物。", "150歐元", "exports"),
        ("Goods worth less than $65 pay nothing.", "$65", "fee"),
    ],
)
def test_the_line_of_an_exemption_is_no_trade_and_a_rate_no_sum(text: str, quote: str, metric: str) -> None:
    assert not fits(money(text, quote, metric), text)


@pytest.mark.parametrize(
    "text, quote, metric",
    [
        ("Imports below $800 entered free of duty.", "$800", "threshold"),
        ("The platform charges $2 for every parcel.", "$2", "fee"),
        ("跨境电商出口额达150亿元。", "150亿元", "exports"),
        ("Revenue reached $15 billion in the quarter.", "$15 billion", "revenue"),
    ],
)
def test_amounts_of_what_they_say_fit(text: str, quote: str, metric: str) -> None:
    assert fits(money(text, quote, metric), text)


def test_what_it_was_before_is_not_what_it_is_now() -> None:
    text = "佣金率由6%上调至7.5%。"
    old = money(text, "6%", "fee", kind="percent", change_role="from")
    new = money(text, "7.5%", "fee", kind="percent", change_role="to")
    assert not fits(old, text)
    assert fits(new, text)


@pytest.mark.parametrize("metric", ["funding", "net_income", "valuation", "investment"])
def test_a_percentage_is_no_sum_of_money_unless_it_says_how_that_moved(metric: str) -> None:
    text = "Northfield guarantees that 98% of letters raise a reply."
    assert not fits(money(text, "98%", metric, kind="percent"), text)
    assert fits(money(text, "98%", metric, kind="percent", change_role="by"), text)


def test_a_share_of_orders_is_no_number_of_orders_but_their_growth_is() -> None:
    text = "Temu ships 70% of its orders from local stock."
    assert not fits(money(text, "70%", "orders", kind="percent"), text)
    assert fits(money(text, "70%", "orders", kind="percent", direction="up"), text)


@pytest.mark.parametrize(
    "period, over",
    [
        ("2024", True),
        ("2025", True),
        ("2026", False),
        ("2026-Q3", False),
        ("2026Q3", False),
        ("2025-Q4", True),
        ("2026-H1", False),
        ("2026-10", False),
        ("2026-01", True),
        ("2027-01-01", False),
        (None, False),
        ("", False),
        ("last year", False),
        ("2026-13", False),
    ],
)
def test_periods_long_over_are_history(period: str | None, over: bool) -> None:
    assert is_over(period, WEEK) is over


@given(st.integers(2000, 2090), st.integers(1, 12))
def test_a_month_is_over_once_and_for_good(year: int, month: int) -> None:
    period = f"{year}-{month:02}"
    iso = date(year, month, 15).isocalendar()
    week = Week(iso.year, iso.week)
    assert not is_over(period, week)
    assert not is_over(period, shift(week, 20))
    assert all(is_over(period, shift(week, later)) for later in (40, 60, 500))


# --- in the digest -------------------------------------------------------------------------------------------


def test_a_figure_of_the_weeks_before_is_not_printed_again() -> None:
    rows = Rows(3)
    fee(rows, write(rows, 0, LEAD))
    assert lines(rows) == [("fee", Decimal("2.60"))]
    before = rows.article(shift(WEEK, -3), SOURCES[1], "fees-and-pricing", "amazon")
    rows.texts[before] = LEAD
    fee(rows, before)
    assert lines(rows) == []


def test_another_value_of_the_weeks_before_hides_nothing() -> None:
    rows = Rows(3)
    fee(rows, write(rows, 0, LEAD))
    before = rows.article(shift(WEEK, -3), SOURCES[1], "fees-and-pricing", "amazon")
    rows.texts[before] = LEAD.replace("$2.60", "$2.40")
    fee(rows, before, "$2.40", "2.40")
    assert lines(rows) == [("fee", Decimal("2.60"))]


@pytest.mark.parametrize(
    "sentence",
    [
        "For almost a decade Amazon has charged a storage fee of $2.60 for every unit it keeps.",
        "Amazon has long charged a storage fee of $2.60 for every unit that it keeps in stock.",
        "Until 2025 the storage fee that Amazon charged sellers for every unit was $2.60 a month.",
    ],
)
def test_background_is_no_figure_of_the_week(sentence: str) -> None:
    rows = Rows(3)
    fee(rows, write(rows, 0, sentence))
    assert lines(rows) == []


def test_a_sentence_that_does_not_name_the_subject_proves_nothing_of_it() -> None:
    rows = Rows(3)
    number = write(
        rows, 0, "Amazon spoke. The threshold of the country stands at $800 and did not change on Monday."
    )
    fee(rows, number, "$800", "800", metric="threshold")
    assert lines(rows) == []


def test_the_headline_names_the_subject_for_its_lead() -> None:
    rows = Rows(3)
    number = write(
        rows, 0, "The fee for every unit in storage is set at $2.60 from Monday, sellers were told."
    )
    fee(rows, number)
    write(rows, 1, "Amazon wrote a letter to its sellers on Monday and asked them for an answer to it.")
    assert lines(rows) == []
    title = rows.tables["mentions"][-1] | {"article_id": number, "id": "amazon", "in_title": 1, "start": 0}
    rows.tables["mentions"].append(title)
    assert lines(rows) == [("fee", Decimal("2.60"))]


def test_the_lead_comes_before_the_tail() -> None:
    rows = Rows(3)
    tail = "Amazon spoke of it at length. Sellers listened to it for an hour. Nobody knew what to say about it all."
    late = write(rows, 0, f"{tail} Amazon collected a fee of $9.10 a unit, it said on Monday in a letter.")
    fee(rows, late, "$9.10", "9.10")
    fee(rows, write(rows, 1, LEAD))
    assert lines(rows) == [("fee", Decimal("2.60"))]


def test_a_threshold_that_is_to_go_is_not_reported_as_one() -> None:
    rows = Rows(3)
    number = write(rows, 0, "Amazon said the duty threshold of $800 should be abolished on 1 March 2027.")
    fee(rows, number, "$800", "800", metric="threshold")
    assert lines(rows) == []


@pytest.mark.parametrize(
    "sentence, shown",
    [
        ("Amazon cut its headcount by 38% and told its employees on Monday, it said in a letter.", True),
        ("Amazon cut its product lines by 38% after the new rules came in, a survey said on Monday.", False),
    ],
)
def test_layoffs_are_of_people(sentence: str, shown: bool) -> None:
    rows = Rows(3)
    told(rows, write(rows, 0, sentence), "38%", "38", subject="amazon", metric="layoffs")
    assert bool(lines(rows)) is shown


@pytest.mark.parametrize(
    "sentence, period",
    [
        ("Amazon will charge a fee of $2.60 a unit from 1 December, the company told sellers.", "2026-12-01"),
        ("Amazon will charge a fee of $2.60 a unit before long, the company told its sellers.", None),
    ],
)
def test_a_day_is_printed_only_where_the_quote_has_it(sentence: str, period: str | None) -> None:
    rows = Rows(3)
    fee(rows, write(rows, 0, sentence), period="2026-12-01")
    assert [line.period for line in digest_of(rows.build(), rows.read).figures] == [period]


def test_one_value_is_said_once_of_a_name_whatever_is_planned_or_expected() -> None:
    rows = Rows(3)
    for source, modality in ((0, "planned"), (1, "forecast")):
        number = write(rows, source, LEAD.replace("on Monday", f"on Monday, plan {source}"))
        fee(rows, number, modality=modality)
    assert lines(rows) == [("fee", Decimal("2.60"))]


@pytest.mark.parametrize("value, shown", [("27", True), ("7000", False)])
def test_there_are_not_seven_thousand_countries(value: str, shown: bool) -> None:
    text = f"申报涉及{value}家。"
    row = money(text, f"{value}家", "country_count", kind="count", value=value)
    assert fits(row, text) is shown


@pytest.mark.parametrize("metric", ["engagement", "user_count", "units_sold"])
def test_what_is_counted_has_no_price(metric: str) -> None:
    text = "A click cost $0.48 on average."
    assert not fits(money(text, "$0.48", metric), text)


@pytest.mark.parametrize("better", [0, 1])
def test_of_equals_the_better_grounded_article_comes_first_and_none_is_hidden(better: int) -> None:
    rows = Rows(seed=3)
    numbers = [
        write(rows, 0, "Amazon set its storage fee at $2.60 a unit on Monday."),
        write(rows, 1, "Amazon raised its fee for returns to $3.10 a unit on Monday."),
    ]
    fee(rows, numbers[0])
    fee(rows, numbers[1], "$3.10", "3.10", metric="price")
    for row in rows.tables["articles"]:
        if row["article_id"] in numbers:
            row["evidence"] = 0.9 if row["article_id"] == numbers[better] else 0.2
    said = [value for _, value in lines(rows)]
    assert set(said) == {Decimal("2.60"), Decimal("3.10")}
    assert said[0] == (Decimal("2.60"), Decimal("3.10"))[better]


@pytest.mark.parametrize(
    ("grades", "selling"),
    [((0.2, 0.1), True), ((0.2, 0.9), False), ((0.9, 0.9), False), ((None, None), False)],
)
def test_a_figure_that_only_advertising_states_says_so(
    grades: tuple[float | None, float | None], selling: bool
) -> None:
    rows = Rows(seed=3)
    numbers = [
        write(rows, 0, "Amazon set its storage fee at $2.60 a unit on Monday."),
        write(rows, 1, "A unit costs $2.60 to store at Amazon from Monday."),
    ]
    for number in numbers:
        fee(rows, number)
    for row in rows.tables["articles"]:
        if row["article_id"] in numbers:
            row["evidence"] = grades[numbers.index(row["article_id"])]
    (line,) = [line for line in digest_of(rows.build(), rows.read).figures if line.value == Decimal("2.60")]
    assert line.selling is selling
    for lang, note in (
        ("en", "Stated only in a text that also advertises."),
        ("zh-Hans", "仅见于含推广内容的文章。"),
        ("zh-Hant", "僅見於含推廣內容的文章。"),
    ):
        assert (note in figure_item(labels_of(lang), line).body) is selling


@pytest.mark.parametrize(
    ("said", "computed", "note"),
    [
        (("disagrees", None), "4.40", None),  # another house states it and nothing there speaks against it
        (("disagrees", "disagrees"), "4.40", ("$4.40", "imply US$", "应为")),
        (("disagrees", "disagrees"), "-4.40", ("$4.40", "the other way", "方向相反")),
        (("agrees", "agrees"), "2.60", None),
    ],
)
def test_a_figure_its_own_sentence_contradicts_says_so(
    said: tuple[str | None, str | None], computed: str, note: tuple[str, str, str] | None
) -> None:
    rows = Rows(seed=3)
    numbers = [
        write(rows, 0, "Amazon set its storage fee at $2.60 a unit on Monday."),
        write(rows, 1, "A unit costs $2.60 to store at Amazon from Monday."),
    ]
    for number, arithmetic in zip(numbers, said, strict=True):
        fee(rows, number)
        rows.tables["figures"][-1] |= {"arithmetic": arithmetic, "computed": arithmetic and computed}
    (line,) = [line for line in digest_of(rows.build(), rows.read).figures if line.value == Decimal("2.60")]
    assert line.computed == (Decimal(computed) if note else None)
    english = " ".join(figure_item(labels_of("en"), line).body)
    chinese = " ".join(figure_item(labels_of("zh-Hans"), line).body)
    if note is None:
        assert "add up" not in english
        assert "不符" not in chinese
    else:
        assert note[0] in english
        assert note[1] in english
        assert note[2] in chinese


@pytest.mark.parametrize("larger", [0, 1])
def test_of_equals_the_larger_amount_comes_first_and_dollars_are_never_printed(larger: int) -> None:
    rows = Rows(seed=3)
    yen = {"kind": "money", "unit": None, "subject": "amazon", "currency": "JPY", "change_role": None}
    for source, (quote, value, metric) in enumerate(
        (("¥830 million", "830e6", "fine"), ("¥95 billion", "95e9", "capex"))
    ):
        number = write(rows, source, f"Amazon Japan put its {metric} at {quote} on Monday, it said.")
        told(rows, number, quote, value, metric=metric, **yen)
        rows.tables["figures"][-1]["usd"] = 7_654_321.0 if source == larger else 1_234_567.0
    digest = digest_of(rows.build(), rows.read)
    assert [line.metric for line in digest.figures] == (
        ["fine", "capex"] if larger == 0 else ["capex", "fine"]
    )
    for lang in ("en", "zh-Hans", "zh-Hant"):
        written = " ".join(str(figure_item(labels_of(lang), line)) for line in digest.figures)
        assert not any(
            digits in written.replace(",", "")
            for digits in ("7654", "1234", "7.65", "1.23", "765.4", "123.4")
        )


def test_of_two_values_the_one_that_adds_up_is_shown() -> None:
    rows = Rows(seed=3)
    for source, value, arithmetic in (
        (0, "2.60", "disagrees"),
        (1, "2.60", "disagrees"),
        (2, "3.10", "agrees"),
    ):
        number = write(rows, source, f"Amazon set its storage fee at ${value} a unit on Monday.")
        fee(rows, number, f"${value}", value)
        rows.tables["figures"][-1] |= {"arithmetic": arithmetic, "computed": "3.1"}
    (line,) = digest_of(rows.build(), rows.read).figures
    assert (line.value, line.computed) == (Decimal("3.10"), None)


@pytest.mark.parametrize(
    "text, quote, metric",
    [
        ("DHL德国员工停工2天，要求加薪8%。", "8%", "headcount"),
        ("资方提出分两步加薪3%，另发补贴。", "3%", "subsidy"),
        ("The union wants a pay rise of 7.5% for drivers.", "7.5%", "headcount"),
        ("千叶仓租一年涨5%，顺丰速运再租下1.8万平方米。", "5%", "fee"),
        ("Warehouse rents in Riyadh have risen 17% in a year.", "17%", "fee"),
        ("9月平均每次點擊0.48美元，比去年貴了31%。", "31%", "engagement"),
        ("Sellers paid $0.84 per click in July, up 9%.", "9%", "seller_count"),
    ],
)
def test_a_percentage_of_pay_rent_or_a_price_is_of_nothing_else(text: str, quote: str, metric: str) -> None:
    assert not fits(money(text, quote, metric, kind="percent", change_role="by"), text)


@pytest.mark.parametrize(
    "text, quote, metric",
    [
        ("The union wants a pay rise of 7.5% for drivers.", "7.5%", "wages"),
        ("站佣金率自12月1日起由6%上调至7.5%。", "7.5%", "fee"),
        ("活跃卖家数同比增长16%。", "16%", "seller_count"),
    ],
)
def test_a_percentage_of_what_it_is_filed_under_fits(text: str, quote: str, metric: str) -> None:
    assert fits(money(text, quote, metric, kind="percent", change_role="by", direction="up"), text)


@pytest.mark.parametrize(
    "text, quote, metric, more, shown",
    [
        (
            "将开出一家1200平方米的门店。",
            "1200平方米",
            "store_count",
            {"kind": "count", "unit": "平方米"},
            False,
        ),
        ("门店陈列9000款商品。", "9000款", "store_count", {"kind": "count", "unit": "款"}, False),
        ("在全国开出38家门店。", "38家", "store_count", {"kind": "count", "unit": "家"}, True),
        ("Amazon will raise charges by 18 yen per item.", "18 yen", "funding", {"per": "item"}, False),
        ("It charges 18 yen per item.", "18 yen", "fee", {"per": "item"}, True),
        ("It earns $3 million a month.", "$3 million", "revenue", {"per": "month"}, True),
        ("满299泰铢包邮的活动保留。", "299泰铢", "fee", {}, False),
    ],
)
def test_units_tell_what_is_measured(
    text: str, quote: str, metric: str, more: dict[str, Any], shown: bool
) -> None:
    assert fits(money(text, quote, metric, **more), text) is shown


@pytest.mark.parametrize(
    "text, quote",
    [
        ("44 percent of adults bought there, after 39 percent a year ago.", "39 percent"),
        ("有34%的成年人在此购物，一年前为41%。", "41%"),
        ("FedEx now charges $4.90, after $3.75 so far.", "$3.75"),
        ("12月1日起每票10英镑，此前为8英镑。", "8英镑"),
    ],
)
def test_what_the_text_says_it_was_is_not_what_it_is(text: str, quote: str) -> None:
    kind = "money" if quote[0] == "$" or "镑" in quote else "percent"
    assert not fits(money(text, quote, "fee" if kind == "money" else "share", kind=kind), text)


@pytest.mark.parametrize(
    "subject, is_one",
    [
        ("airport still", False),
        ("importers", False),
        ("Port of Long Beach", True),
        ("Ezhou airport", False),
        ("Orbita 2", True),
        ("鄂州花湖机场", True),
        ("其包裹", False),
        ("该公司", False),
        ("货物的", False),
        ("没有在句子里", False),
        ("", False),
        ("Port, of", False),
    ],
)
def test_whoever_has_a_figure_is_called_by_a_name(subject: str, is_one: bool) -> None:
    sentence = (
        "The airport still handled 4% less, importers said; Port of Long Beach, Ezhou airport and Orbita 2 did too: "
        "鄂州花湖机场与其包裹，该公司货物的。Port, of"
    )
    assert is_name(subject, sentence) is is_one


@pytest.mark.parametrize(
    ("sentence", "theirs"),
    [
        ("卖家须为每个商品填写税号和原产国，已有2200家店铺完成。", True),
        ("約三成網店改用海外倉。", True),
        ("Some 2,200 stores of sellers have complied.", True),
        ("Muji opened 38 stores across the country this year.", False),
        ("名创优品在全国开出38家门店。", False),
    ],
)
def test_shops_of_sellers_are_not_the_platforms(sentence: str, theirs: bool) -> None:
    assert of_sellers(sentence) is theirs
