"""From, to and by: generated in both languages, once as arithmetic has it and once beyond what rounding explains."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure

# {old}, {new}: levels with their unit; {by}: the change with its; {way} and the words behind it: up or down.
_UP = {
    "en": (
        "Revenue rose from {old} to {new}, an increase of {by}.",
        "Revenue rose {by} to {new} from {old} a year earlier.",
        "Revenue grew from {old} to {new}, up {by}.",
        "Revenue climbed to {new} from {old}, up {by}.",
        "Sales were {new}, up {by} from {old}.",
    ),
    "zh": (
        "营收从{old}增至{new}，增长{by}。",
        "营收由{old}上升至{new}，增幅为{by}。",
        "营收同比增长{by}至{new}，去年同期为{old}。",
        "净销售额为{new}，去年同期为{old}，同比增长{by}。",
        "營收從{old}增至{new}，成長{by}。",
    ),
}
_DOWN = {
    "en": (
        "Profit fell from {old} to {new}, a drop of {by}.",
        "Profit fell {by} to {new} from {old} a year earlier.",
        "Profit declined to {new} from {old}, down {by}.",
    ),
    "zh": (
        "净利润从{old}降至{new}，下降{by}。",
        "净利润由{old}减少至{new}，降幅为{by}。",
        "淨利潤從{old}降至{new}，下降{by}。",
    ),
}
_MONEY = {"en": "${} billion", "zh": "{}亿元"}


def _quantities(text: str) -> list[Figure]:
    found = find_figures(build_document(text), [])
    return [figure for figure in found if figure.kind not in ("date", "docref")]


def _says(text: str) -> list[str | None]:
    return [figure.arithmetic for figure in _quantities(text)]


@st.composite
def _changes(draw: st.DrawFn) -> tuple[str, str, Decimal, Decimal, Decimal]:
    """(language, template, old level, new level, change in percent to a tenth)."""
    lang = draw(st.sampled_from(("en", "zh")))
    tenths = st.integers(200, 9000).map(lambda n: Decimal(n) / 10)
    old, new = draw(tenths), draw(tenths)
    templates = (_UP if new > old else _DOWN)[lang]
    change = (abs(new - old) / old * 100).quantize(Decimal("0.1"))
    return lang, draw(st.sampled_from(templates)), old, new, change


def _worth_saying(change: Decimal) -> bool:
    return Decimal(2) <= change <= Decimal(900)


@settings(max_examples=60, deadline=None)
@given(_changes())
def test_what_adds_up_agrees(case: tuple[str, str, Decimal, Decimal, Decimal]) -> None:
    lang, template, old, new, change = case
    if not _worth_saying(change):
        return
    money = _MONEY[lang]
    text = template.format(old=money.format(f"{old:.1f}"), new=money.format(f"{new:.1f}"), by=f"{change}%")
    figures = _quantities(text)
    assert [figure.arithmetic for figure in figures] == ["agrees"] * 3, text
    for figure in figures:
        assert figure.computed is not None
        assert figure.value is not None
        assert abs(figure.computed - figure.value) <= figure.value / 20, text


@settings(max_examples=60, deadline=None)
@given(_changes(), st.sampled_from((Decimal("0.6"), Decimal("1.4"), Decimal("2.5"))))
def test_what_does_not_add_up_disagrees(
    case: tuple[str, str, Decimal, Decimal, Decimal], slip: Decimal
) -> None:
    lang, template, old, new, change = case
    printed = (change * slip).quantize(Decimal("0.1"))
    if not _worth_saying(change) or abs(printed - change) < 2 or (new < old and printed >= 99):
        return
    money = _MONEY[lang]
    text = template.format(old=money.format(f"{old:.1f}"), new=money.format(f"{new:.1f}"), by=f"{printed}%")
    figures = _quantities(text)
    assert [figure.arithmetic for figure in figures] == ["disagrees"] * 3, text
    by = next(figure for figure in figures if figure.kind == "percent")
    assert by.computed is not None
    assert abs(by.computed - change) <= Decimal("0.1"), text


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 60), st.integers(1, 30), st.sampled_from((0, 4, 9)))
def test_percentage_points(old: int, step: int, slip: int) -> None:
    for text in (
        f"Its market share rose from {old}% to {old + step}%, a gain of {step + slip} percentage points.",
        f"其市场份额从{old}%升至{old + step}%，提高了{step + slip}个百分点。",
    ):
        assert set(_says(text)) == {"disagrees" if slip else "agrees"}, text


@settings(max_examples=30, deadline=None)
@given(st.integers(11, 80), st.integers(1, 5), st.sampled_from((0, 2)))
def test_times(old: int, times: int, slip: int) -> None:
    new = old * (1 + times)
    text = f"注册卖家从{old}万家增至{new}万家，增长{times + slip}倍。"
    assert set(_says(text)) == {"disagrees" if slip else "agrees"}, text


@settings(max_examples=30, deadline=None)
@given(st.integers(110, 800), st.integers(3, 90), st.sampled_from((0, 5)))
def test_amounts(old: int, step: int, slip: int) -> None:
    """The change in the unit of its levels."""
    for text in (
        f"The fee rose from ${old} to ${old + step}, an increase of ${step + slip}.",
        f"门店从{old}家增至{old + step}家，增加{step + slip}家。",
    ):
        assert set(_says(text)) == {"disagrees" if slip else "agrees"}, text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # Rounded and cut off: 62.66 is 62.7, and 62 where somebody cut it.
        ("The market grew from $79.8 billion to $129.8 billion, up 62.7%.", "agrees"),
        ("The market grew from $79.8 billion to $129.8 billion, up 63%.", "agrees"),
        ("Revenue was $27.2bn, up 3.5% from $26.3bn.", "agrees"),
        ("占比从25%降至20%，下降5%。", "agrees"),  # points are meant
        ("用户数由500万增至1000万，翻了一番。", "agrees"),
        ("估值从660亿美元缩水近四分之一至500亿美元。", "agrees"),
        # The other way.
        ("营收从120亿元降至100亿元，增长20%。", None),
        # A rate a year, over the years between.
        ("The market will grow from $79.8bn in 2024 to $129.8bn in 2034, at a CAGR of 5%.", "agrees"),
        ("The market will grow from $79.8bn in 2024 to $129.8bn in 2034, at a CAGR of 9%.", "disagrees"),
        (
            "It was worth $20.4 billion in 2023 and will reach $45.1 billion by 2030, growing at a CAGR of 12%.",
            "agrees",
        ),
        ("市场规模2024年为120亿美元，预计2030年达到260亿美元，年均复合增长率13.8%。", "agrees"),
        ("市场规模2024年为120亿美元，预计2030年达到260亿美元，年均复合增长率23.8%。", "disagrees"),
    ],
)
def test_told_one_by_one(text: str, says: str | None) -> None:
    assert set(_says(text)) == {says}, text


@pytest.mark.parametrize(
    "text",
    [
        "Revenue rose 12% to $40 billion.",  # nothing to compare with
        "Revenue rose from $40 billion to $50 billion.",
        "营收120亿元，同比增长20%。",
        "年费由218元涨至238元，内容成本三年涨了七成。",  # of something else
        "末端网点增加一倍，单件派费由1.5元跌到0.6元。",
        "Rates jumped from 3% in 2021 to 7% in 2023, and that pushed payments up by 40%.",
        "基本工资由2.8万元提高到2.9万元，全年人事成本增加30%。",
        "营收从2019年的100亿元增至2024年的180亿元，同比增长9%。",  # of the last year alone
        "Sales grew from $100 million in 2020 to $180 million in 2024, rising 16% a year.",
        "销量和价格分别从100元、200元增至150元、300元，增长20%。",  # which to which?
        "月费从20至25元涨到30元，涨幅70%。",  # a range has no one change
        "营收从约100亿元增至约120亿元，增长25%。",  # "about" leaves it open
    ],
)
def test_where_it_is_not_sure_nothing_is_said(text: str) -> None:
    assert "disagrees" not in _says(text), text


def test_a_second_change_between_the_same_levels_is_compared_by_itself() -> None:
    figures = _quantities("The price rose from $100 to $120, up $20, or 10%.")
    assert [(figure.quote, figure.arithmetic) for figure in figures] == [
        ("$100", "agrees"),
        ("$120", "agrees"),
        ("$20", "agrees"),
        ("10%", "disagrees"),
    ]


@pytest.mark.parametrize(
    ("growth", "says"), [("9.5%", "agrees"), ("-9.5%", None), ("15%", "disagrees"), ("-8.7%", None)]
)
def test_columns_of_two_years_and_of_their_growth(growth: str, says: str | None) -> None:
    text = f"指标 | 2025年第三季度 | 2024年第三季度 | 同比\n营业收入 | 46.1亿元 | 42.1亿元 | {growth}\n毛利率 | 31.2% | 30.4% | -"
    found = [figure for figure in _quantities(text) if figure.metric == "revenue"]
    assert [figure.arithmetic for figure in found] == [says] * 3
