"""Numbers: any value in any written form comes back; what is no number stays none."""

from __future__ import annotations

import itertools
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from number_forms import FORMAL, hanzi
from timing import grows_evenly

from nlp.number_words import FRACTION, find_word_numbers, fraction_value, parse_words
from nlp.numbers import find_numbers, parse_number, readable
from nlp.numerals import parse_hanzi

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            head, rest = divmod(number, scale)
            return f"{english(head)} {name}" + (f" {english(rest)}" if rest else "")
    raise AssertionError


@given(st.integers(0, 10**15))
def test_digits_with_and_without_separators(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}") == number


@given(st.integers(0, 10**9), st.integers(1, 999))
def test_decimals(whole: int, fraction: int) -> None:
    written = f"{whole:,}.{fraction}"
    assert parse_number(written) == Decimal(f"{whole}.{fraction}")


@given(st.integers(1, 10**15))
def test_chinese_numerals_by_sections(number: int) -> None:
    assert parse_number(hanzi(number)) == number


@given(st.integers(11, 10**8))  # one character alone is rather part of a word: 壹号院, 大陆
def test_cheque_numerals(number: int) -> None:
    assert parse_number(hanzi(number).translate(FORMAL)) == number


@given(
    st.integers(1, 99999),
    st.sampled_from([("万", 4), ("亿", 8), ("万亿", 12), ("兆", 12), ("千万", 7), ("百万", 6)]),
)
def test_mixed_digits_and_scale(tenths: int, scale: tuple[str, int]) -> None:
    name, power = scale
    value = Decimal(tenths) / 10
    assert parse_number(f"{value}{name}") == value * 10**power
    assert parse_number(f"{value} {name}") == value * 10**power


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_compounds_of_digits_and_scales(big: int, small: int) -> None:
    assert parse_number(f"{big}兆{small}亿") == big * 10**12 + small * 10**8
    assert parse_number(f"{big}亿{small:,}万") == big * 10**8 + small * 10**4


@given(
    st.integers(1, 99999),
    st.sampled_from(
        [
            ("thousand", 3),
            ("million", 6),
            ("billion", 9),
            ("trillion", 12),
            ("bn", 9),
            ("mn", 6),
            ("m", 6),
            ("k", 3),
            ("tn", 12),
        ]
    ),
)
def test_english_scales(tenths: int, scale: tuple[str, int]) -> None:
    name, power = scale
    value = Decimal(tenths) / 10
    spaced = f"{value} {name}" if len(name) > 2 else f"{value}{name}"
    assert parse_number(spaced) == value * 10**power


@given(st.integers(2, 10**13))
def test_english_words(number: int) -> None:
    assert parse_words(english(number)) == number
    assert parse_number(english(number)) == number


@given(st.integers(10, 9_999))
def test_surrounded_numbers_keep_their_place(number: int) -> None:
    text = f"约{number:,}件"
    found = find_numbers(text)
    assert [(n.start, n.end, n.value) for n in found] == [(1, len(text) - 1, number)]


@pytest.mark.parametrize(
    "written,value",
    [
        ("十", "10"),
        ("十二", "12"),
        ("廿五", "25"),
        ("卅", "30"),
        ("两千", "2000"),
        ("二百五", "250"),
        ("三万五", "35000"),
        ("一万零五十", "10050"),
        ("一万二千亿", "1200000000000"),
        ("三千万亿", "30000000000000000"[:-1]),
        ("二〇二五", "2025"),
        ("十二点五", "12.5"),
        ("三点二万", "32000"),
        ("壹佰贰拾万", "1200000"),
        ("1万2千", "12000"),
        ("3亿5000万", "350000000"),
        ("half a billion", "500000000"),
        ("a million", "1000000"),
        ("a dozen", "12"),
        ("two and a half million", "2500000"),
        ("two and a half", "2.5"),
        ("three hundred and twelve", "312"),
        ("30w", "300000"),
        ("10k", "10000"),
        ("5 crore", "50000000"),
        ("2 hundred thousand", "200000"),
        ("1.5 million", "1500000"),
    ],
)
def test_written_forms(written: str, value: str) -> None:
    assert parse_number(written) == Decimal(value)


@pytest.mark.parametrize(
    "written", ["", "一一", "十百", "1.2.3", "百百", "万", "abc", "点五", "千十", "亿万亿万亿", "数十"]
)
def test_what_is_no_number(written: str) -> None:
    assert parse_hanzi(written) is None or parse_number(written) in (None, Decimal(11), Decimal(10000))
    assert parse_number("1.2.3") is None


@pytest.mark.parametrize(
    "text,low,high",
    [
        ("七八个", 7, 8),
        ("四五百", 400, 500),
        ("三五天", 3, 5),
        ("十七八岁", 17, 18),
        ("二三十万", 200000, 300000),
    ],
)
def test_neighbouring_digits_are_a_span(text: str, low: int, high: int) -> None:
    number = find_numbers(text)[0]
    assert (number.value, number.high) == (low, high)


@pytest.mark.parametrize(
    "text,value",
    [
        ("200多个", 200),
        ("3万余人", 30000),
        ("十余家", 10),
        ("30多万", 300000),
        ("百余名", 100),
        ("十几亿", 10**9),
        ("20几家", 20),
        ("三千几百万", 30_000_000),
    ],
)
def test_and_some(text: str, value: int) -> None:
    number = find_numbers(text)[0]
    assert (number.value, number.more) == (value, True)


@pytest.mark.parametrize("text", ["数十家", "几十万人", "数百万"])
def test_amounts_of_which_only_the_size_is_said_are_vague(text: str) -> None:
    assert all(number.vague for number in find_numbers(text))


@pytest.mark.parametrize(
    "text,value",
    [("10千瓦", 10), ("5百分点", 5), ("3千克", 3), ("500兆瓦", 500), ("7兆赫", 7), ("20千米", 20)],
)
def test_a_scale_that_begins_a_unit_is_no_scale(text: str, value: int) -> None:
    assert find_numbers(text)[0].value == value


@pytest.mark.parametrize(
    "text,values",
    [
        ("2024，500", [2024, 500]),
        ("１，２００", [1200]),
        ("1,200", [1200]),
        ("12,34", [12, 34]),
    ],
)
def test_commas_of_sentences_and_of_numbers(text: str, values: list[int]) -> None:
    from nlp.script import fold

    assert [int(n.value) for n in find_numbers(readable(text, fold(text)))] == values


@given(st.text(alphabet="，,12３４年 家", max_size=40))
def test_readable_keeps_length(text: str) -> None:
    from nlp.script import fold

    assert len(readable(text, fold(text))) == len(text)


@pytest.mark.parametrize(
    "text,value",
    [
        ("a third of", "0.333"),
        ("two-thirds of", "0.667"),
        ("a quarter of", "0.25"),
        ("one in five", "0.2"),
        ("nine out of ten", "0.9"),
        ("one in every hundred", None),
        ("3 in 10", "0.3"),
        ("in a third quarter", None),
    ],
)
def test_fractions(text: str, value: str | None) -> None:
    match = FRACTION.pattern.search(text)
    assert (None if match is None else f"{fraction_value(match):.3f}") == (
        None if value is None else f"{Decimal(value):.3f}"
    )


def test_words_need_a_digit_before_the_scale() -> None:
    assert find_word_numbers("millions of dollars and hundreds of shops") == []
    assert find_word_numbers("a hundred shops") == [(0, 9, Decimal(100), Decimal(1))]


@settings(max_examples=300)
@given(st.text(alphabet="一二三十百千万亿点零0123456789,. 多余几kmbn-", max_size=60))
def test_numbers_are_in_order_and_never_overlap(text: str) -> None:
    found = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(n.value >= 0 and n.value.is_finite() for n in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["1", "一", ",", "1,", "111,", "十", "1万", "一点", "one ", "half a ", "1.", "万", "two and a half "],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]

        def once() -> float:
            began = time.process_time()  # of this process: a busy machine does not count
            find_numbers(text)
            return time.process_time() - began

        return min(once(), once())

    seconds(1000)
    assert grows_evenly(seconds, 50_000, 100_000, factor=4, free=0.5)
