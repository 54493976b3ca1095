"""Money by its English names: every name of the list in front of an amount and behind it, signs, codes, small change."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from nlp.figures import find_figures
from nlp.segment import build_document
from nlp.units import after_number, before_number
from store.records import Figure, Lang

LISTS = tomllib.loads(files("nlp").joinpath("data/currencies_en.toml").read_text(encoding="utf-8"))
NAMES = [
    *((code.lower(), code) for code in LISTS["codes"]),
    *((name, code) for part in ("signs", "names") for code, listed in LISTS[part].items() for name in listed),
]


def money(text: str) -> list[Figure]:
    return [
        figure for figure in find_figures(build_document(text, lang=Lang.EN), ()) if figure.kind == "money"
    ]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_every_name_is_known_on_both_sides(name: str, code: str) -> None:
    behind = after_number(f"5 {name}.", 1)
    assert behind is not None
    assert (behind[0], behind[1].currency) == (2 + len(name), code)
    assert before_number(f"for {name} 5", 5 + len(name)) == (4, code)


def test_no_name_is_listed_twice() -> None:
    names = [name for name, _ in NAMES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("The fee rose to 450 Norwegian kroner.", "450", "NOK"),
        ("A fine of 3 million hryvnias was upheld.", "3000000", "UAH"),
        ("It raised KZT 2.5 billion.", "2500000000", "KZT"),
        ("Sales came to 75 EUR million.", "75000000", "EUR"),
        ("The deal is worth 30 MUSD.", "30000000", "USD"),
        ("A ticket is 4 dollars 50 cents.", "4.5", "USD"),
        ("A ticket is thirteen pounds and twenty pence.", "13.2", "GBP"),
        ("They charged 18 dollars and 75.", "18.75", "USD"),
        ("Wages of 900 pesos a day are usual in Mexico City, where", "900", "MXN"),
        ("The toll, paid in Manila, is 60 pesos for Philippine cars.", "60", "PHP"),
        ("Each costs 99元.", "99", "CNY"),
        ("The firm spent $5 and", "5", "USD"),
        ("It drew a c $ 12 million fine.", "12000000", "CAD"),
        ("It paid ₦5,000 for the permit.", "5000", "NGN"),
        ("The price is cad$ 15.", "15", "CAD"),
    ],
)
def test_an_amount(text: str, value: str, code: str) -> None:
    found = [
        figure
        for figure in find_figures(build_document(text, lang=Lang.EN), ())
        if figure.kind in ("money", "rate")
    ]
    assert [(figure.value, figure.currency) for figure in found] == [(Decimal(value), code)]


@pytest.mark.parametrize(
    "text",
    [
        "Try 5 of them.",
        "ALL 70 stores closed.",
        "The cup 5 years ago",
        "Top 5 sellers",
        "a 5 kgs bag",
        "COP 30 talks",
        "PHP 8 code",
    ],
)
def test_words_are_no_money(text: str) -> None:
    assert money(text) == []


def test_dollars_and_people_are_two() -> None:
    assert [figure.value for figure in money("It gave 15 dollars and 15 people came.")] == [15]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It costs half a million dollars.", "500000"),
        ("It costs half million dollars.", "500000"),
        ("It costs a quarter of a million dollars.", "250000"),
        ("It costs 12,34,567 rupees.", "1234567"),
        ("It costs 1,23,45,678.50 rupees.", "12345678.5"),
        ("It costs 7 1/2 pounds sterling.", "7.5"),
        ("It costs $2½ a piece.", "2.5"),
    ],
)
def test_parts_and_groups(text: str, value: str) -> None:
    found = find_figures(build_document(text, lang=Lang.EN), ())
    assert [figure.value for figure in found] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [("MYR42 for each", "42", "MYR"), ("a fee of GBP3.50", "3.5", "GBP"), ("five lakh rupees", "500000", "INR"),
     ("four crore rupees", "40000000", "INR"), ("twenty ringgit 43 sen", "20.43", "MYR")],
)  # fmt: skip
def test_marks_glued_to_digits_and_scales_of_india(text: str, value: str, code: str) -> None:
    assert [(figure.value, figure.currency) for figure in money(text)] == [(Decimal(value), code)]
