"""Units: every form of the list is read, longest first, whole words only; currencies resolved, never guessed."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.currencies import currency_of, load_money
from nlp.script import fold
from nlp.units import after_number, before_number, load_units
from store.records import Lang

DATA = tomllib.loads(files("nlp").joinpath("data/units.toml").read_text(encoding="utf-8"))
AFTER = [
    (form, code)
    for code, forms in DATA["currency"].items()
    for form in forms["after"]
    if form not in load_money().names
]
BEFORE = [
    (form, code)
    for code, forms in DATA["currency"].items()
    for form in forms["before"]
    if form not in load_money().names
]


@pytest.mark.parametrize("form,code", AFTER)
def test_every_currency_behind_a_number(form: str, code: str) -> None:
    for gap in ("", " "):
        found = after_number(f"5{gap}{form}", 1)
        assert found is not None
        assert found[0] == 1 + len(gap) + len(form)
        assert (found[1].kind, found[1].currency) == ("money", code)


@pytest.mark.parametrize("form,code", BEFORE)
def test_every_currency_before_a_number(form: str, code: str) -> None:
    found = before_number(f"{form}5", len(form))
    assert found == (0, code)


def test_every_form_of_the_list_is_folded_already() -> None:
    """The text is folded before it is matched: a Traditional or capital form in the list could never match."""
    forms = {form for form, _ in [*AFTER, *BEFORE]} | set(load_units().units)
    assert {form for form in forms if fold(form) != form} == set()


def test_codes_are_iso_4217_or_marks_to_resolve() -> None:
    assert {code for _, code in [*AFTER, *BEFORE] if not re.fullmatch(r"[A-Z]{3}", code)} == {
        "$",
        "¥",
        "元",
        "圆",
    }


@pytest.mark.parametrize(
    "text,unit,kind",
    [
        ("5个百分点", "pp", "pp"),
        ("5 percentage points", "pp", "pp"),
        ("5%", "%", "percent"),
        ("5 per cent", "%", "percent"),
        ("5倍", "x", "multiple"),
        ("5个季度", "quarter", "duration"),
        ("5个工作日", "day", "duration"),
        ("5小时", "hour", "duration"),
        ("5-year", "year", "duration"),
        ("5吉瓦", "GW", "capacity"),
        ("5 mw", "MW", "capacity"),
        ("5家", "家", "count"),
        ("5平方米", "平方米", "count"),
        ("5平方公里", "平方公里", "count"),
    ],
)
def test_the_longest_unit_wins(text: str, unit: str, kind: str) -> None:
    found = after_number(text, 1)
    assert found is not None
    assert (found[0], found[1].unit, found[1].kind) == (len(text), unit, kind)


@pytest.mark.parametrize(
    "text", ["5 yearlings", "5 percentile", "5 euros2"[:7] + "phoria", "5 monthsx", "5 wonder", "5 randomly"]
)
def test_a_latin_unit_is_a_whole_word(text: str) -> None:
    found = after_number(text, 1)
    assert found is None or not text[found[0] : found[0] + 1].isalpha()


def test_hundredths() -> None:
    cents = after_number("60美分", 2)
    points = after_number("75 basis points", 2)
    decade = after_number("2 decades", 1)
    assert cents is not None
    assert points is not None
    assert decade is not None
    assert (cents[1].currency, cents[1].factor) == ("USD", Decimal("0.01"))
    assert (points[1].unit, points[1].factor) == ("pp", Decimal("0.01"))
    assert (decade[1].unit, decade[1].factor) == ("year", Decimal(10))


@pytest.mark.parametrize("text,at", [("exeur5", 5), ("programs5", 8), ("arm5", 3)])
def test_the_tail_of_a_word_is_no_currency(text: str, at: int) -> None:
    assert before_number(text, at) is None


@pytest.mark.parametrize(
    "mark,lang,region,page,code",
    [
        ("元", Lang.ZH_HANS, "", "", "CNY"),
        ("元", Lang.ZH_HANT, "TW", "", "TWD"),
        ("元", Lang.ZH_HANT, "HK", "人民币", "HKD"),
        ("元", Lang.ZH_HANT, "", "台股今天收高", "TWD"),
        ("元", Lang.ZH_HANT, "", "香港恒生指数", "HKD"),
        ("元", Lang.ZH_HANT, "", "台湾与香港", None),
        ("元", Lang.ZH_HANT, "", "", None),
        ("$", Lang.EN, "", "", "USD"),
        ("$", Lang.EN, "CA", "", "CAD"),
        ("$", Lang.EN, "HK", "", "USD"),
        ("$", Lang.ZH_HANT, "HK", "", "HKD"),
        ("¥", Lang.ZH_HANS, "", "", "CNY"),
        ("¥", Lang.EN, "", "the yen fell", "JPY"),
        ("EUR", Lang.EN, "US", "", "EUR"),
    ],
)
def test_marks_are_resolved_by_region_then_words(
    mark: str, lang: Lang, region: str, page: str, code: str | None
) -> None:
    assert currency_of(mark, lang=lang, region=region, page=page) == code


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_text_is_survived(text: str, at: int) -> None:
    at = min(at, len(text))
    found = after_number(text, at)
    assert found is None or at < found[0] <= len(text)
    before = before_number(text, at)
    assert before is None or 0 <= before[0] < at


def test_units_are_read_once() -> None:
    assert load_units() is load_units()
