"""Denominators: inside the span, behind what is counted, before the amount, carried over; and what is none."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_figures import figure_of, figures_of
from timing import grows_evenly

from nlp.denominators import denominator
from nlp.script import fold

DATA = tomllib.loads(files("nlp").joinpath("data/denominators.toml").read_text(encoding="utf-8"))
ENGLISH = [(word, name) for name, words in DATA["names"].items() for word in words["en"]]
CHINESE = [(word, name) for name, words in DATA["names"].items() for word in words["zh"]]
TIMES = ["year", "month", "week", "day", "hour", "minute"]


@pytest.mark.parametrize("word,name", ENGLISH)
def test_every_english_noun_behind_an_amount(word: str, name: str) -> None:
    for form in (f" per {word}", f"/{word}", f" each {word}"):
        assert denominator(f"9{form}.", 1) == (1 + len(form), name)


@pytest.mark.parametrize("word,name", CHINESE)
def test_every_chinese_noun_behind_an_amount(word: str, name: str) -> None:
    for form in (f"/{word}", f"/每{word}", f"每{word}"):
        assert denominator(f"9{form}。", 1) == (1 + len(form), name)


def test_the_words_are_folded_and_each_has_one_name() -> None:
    words = [word for word, _ in [*ENGLISH, *CHINESE]]
    assert [word for word in words if fold(word) != word] == []
    english = dict(ENGLISH)
    assert all(english[word] == name for word, name in ENGLISH)


@pytest.mark.parametrize(
    "text,name",
    [
        ("9/month", "month"),
        ("9 a share", "share"),
        ("9-a-week", "week"),
        ("9 an hour", "hour"),
        ("9 per voyager", "voyager"),
        ("9元/吨", None),
        ("9一件", "item"),
        ("9 a year ago", None),
        ("9 a week after", None),
        ("9 a month from now", None),
        ("9 an hour from $8", "hour"),
        ("9 a share of the firm", None),
        ("9 a unit of the bank", None),
        ("9 a yearling", None),
        ("9 per cent", None),
        ("9 per diluted share", None),
        ("9 months", None),
        ("9一年前", None),
        ("9一次性", None),
    ],
)
def test_what_is_inside_the_span(text: str, name: str | None) -> None:
    found = denominator(text, 1)
    assert (found[1] if found else None) == name


@pytest.mark.parametrize("name", TIMES)
def test_a_count_of_a_time_keeps_its_span(name: str) -> None:
    for tail in (
        f"crates a {name}",
        f"crates per {name}",
        f"wooden crates every {name}",
        f"crates each {name}",
    ):
        figure = figure_of(f"The yard moves 6,400 {tail}.", "6,400")
        assert (figure.quote, figure.per) == ("6,400", name)


@pytest.mark.parametrize(
    "name", ["month", "year", "day", "share", "barrel", "parcel", "adult", "gallon", "kg"]
)
def test_an_amount_of_money_takes_it_into_the_span(name: str) -> None:
    figure = figure_of(f"They ask for $4.20 per {name} now.", "$4.20")
    assert (figure.kind, figure.quote) == ("rate", f"$4.20 per {name}")


BEFORE = [
    ("每年可省下{}。", "year"),
    ("每个月为骑手补贴{}。", "month"),
    ("每天亏损{}。", "day"),
    ("每股派发{}。", "share"),
    ("每件包裹加收{}。", "item"),
    ("每个进口小包收取{}。", "item"),
    ("每只四十尺高柜运价涨到{}。", "container"),
    ("每吨卖{}。", "tonne"),
    ("每桶跌破{}。", "barrel"),
    ("每次点击要付{}。", "click"),
    ("每单赚{}。", "order"),
    ("每位住户补助{}。", "household"),
    ("每人每月领取{}。", "month"),
    ("每平方米租金{}。", "square_metre"),
    ("月租费是{}。", "month"),
    ("店员年薪约{}。", "year"),
    ("时薪从{}起。", "hour"),
    ("单票成本为{}。", "item"),
    ("客单价仅{}。", "order"),
    ("人均消费{}。", "person"),
    ("户均负担{}。", "household"),
    ("一件卖{}。", "item"),
    ("去年利润为{}。", None),
    ("2024年销售额为{}。", None),
    ("全年销售额为{}。", None),
    ("今年产值为{}。", None),
    ("7月薪酬支出为{}。", None),
    ("每人民币的价格不变，收入{}。", None),
]


@pytest.mark.parametrize("text,name", BEFORE)
def test_words_before_a_chinese_amount(text: str, name: str | None) -> None:
    assert figure_of(text.format("86元"), "86元").per == name


@pytest.mark.parametrize(
    "text,quote,name",
    [
        ("日均处理小包4200万件。", "4200万件", "day"),
        ("月产能为30万片。", "30万片", "month"),
        ("年产能40万辆的新厂开工。", "40万辆", "year"),
        ("日活用户达5000万。", "5000万", None),
        ("日均活跃用户达5000万。", "5000万", None),
        ("2025年产能达40万辆。", "40万辆", None),
        ("仓库每小时处理2万件。", "2万件", "hour"),
        ("年均增长7%。", "7%", None),
        ("An annual fee of $99 applies.", "$99", "year"),
        ("Daily output fell to 1.2 million barrels.", "1.2 million", "day"),
        ("Annual sales of $99 million were reported.", "$99 million", None),
        ("Earnings per share came to $2.31.", "$2.31", "share"),
        ("Earnings per share rose 9% to $2.31.", "$2.31", "share"),
        ("Each parcel costs $3 to scan.", "$3", "item"),
        ("Tickets go for $45 apiece.", "$45", "item"),
        ("The lane takes 900 trucks daily.", "900", "day"),
        ("The app has 300 million daily active users.", "300 million", None),
        ("The loan bears interest of 4.5% a year.", "4.5%", "year"),
        ("Sales grew 4.5% a year.", "4.5%", None),
        ("It sold $3 million of shares in a day.", "$3 million", None),
        ("It raised $3 million a week after the fire.", "$3 million a week", None),
    ],
)
def test_words_around(text: str, quote: str, name: str | None) -> None:
    figures = [f for f in figures_of(text) if f.kind != "date" and (f.quote in quote or quote in f.quote)]
    assert [f.per for f in figures][:1] == [name]


@pytest.mark.parametrize(
    "text,quotes,name",
    [
        ("每股收益2.1元，去年同期为1.8元。", ["2.1元", "1.8元"], "share"),
        ("单件运费从60元降到45元。", ["60元", "45元"], "item"),
        ("运价为每箱2100美元，下跌150美元。", ["2100美元", "150美元"], "container"),
        ("每天有1200万件小包入境，2022年为400万件。", ["1200万件", "400万件"], "day"),
        ("The wage rose to $18.50 an hour from $17.", ["$18.50 an hour", "$17"], "hour"),
        ("Output rose from 300 to 420 cars a day.", ["420"], "day"),
        ("Profit of 68 cents a share missed the 74 cents expected.", ["74 cents"], "share"),
        ("It handles 12 million parcels a day against 4 million then.", ["12 million", "4 million"], "day"),
    ],
)
def test_what_is_compared_has_the_same_denominator(text: str, quotes: list[str], name: str) -> None:
    assert [figure_of(text, quote).per for quote in quotes] == [name] * len(quotes)


@pytest.mark.parametrize(
    "text,quote",
    [
        ("每股派息0.35元，共派发12亿元。", "12亿元"),
        ("月租100元。押金500元。", "500元"),
        ("It costs $30 a month. It earned $28 then.", "$28"),
        ("The fee is $2 a parcel and the fund holds $900 million.", "$900 million"),
    ],
)
def test_a_total_beside_a_rate_takes_none(text: str, quote: str) -> None:
    assert figure_of(text, quote).per is None


@given(st.text(alphabet="9 a/per每件月一year日$", max_size=40), st.integers(0, 40))
def test_any_text_is_survived(text: str, at: int) -> None:
    at = min(at, len(text))
    found = denominator(text, at)
    assert found is None or at < found[0] <= len(text)


@pytest.mark.parametrize("piece", ["每", "每年", "$5 a ", "9 per ", "日均", "5件每"])
def test_repetition_costs_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        begun = time.perf_counter()
        figures_of(piece * (size // len(piece)))
        return time.perf_counter() - begun

    assert grows_evenly(seconds, 10_000, 40_000, factor=8, free=0.5)
