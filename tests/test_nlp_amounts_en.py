"""How English writes amounts: every form with its value, and what looks like one and is none."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotate import annotate_document
from nlp.quantities import find_quantities
from nlp.script import fold
from nlp.segment import build_document
from nlp.spans import Cover, Quantity
from store.records import Figure, Lang


def quantities(text: str) -> list[Quantity]:
    """The amounts of a text, without names and dates."""
    return find_quantities(fold(text), text, lang=Lang.EN, region="", blocked=Cover(()))


def figures(text: str) -> list[Figure]:
    """The figures of a text as the tagger reads it, names and all."""
    return list(annotate_document(build_document(text, lang=Lang.EN)).figures)


class Form(NamedTuple):
    """A sentence, what is quoted of it, and what that says."""

    text: str
    quote: str
    kind: str
    value: str = ""
    low: str = ""
    high: str = ""
    unit: str | None = None
    currency: str | None = None


FORMS = (
    Form("Bookings shrank by a third without warning.", "a third", "multiple", "1/3", unit="x"),
    Form("They cut the fee by a quarter after the vote.", "a quarter", "multiple", "0.25", unit="x"),
    Form("Visits fell by nearly half in March.", "half", "multiple", "0.5", unit="x"),
    Form("The bank moved by half a percentage point.", "half a percentage point", "pp", "0.5", unit="pp"),
    Form("a quarter-point cut in May", "quarter-point", "pp", "0.25", unit="pp"),
    Form("a three-quarter-point rise", "three-quarter-point", "pp", "0.75", unit="pp"),
    Form("guided to mid-single-digit growth", "mid-single-digit", "percent", low="4", high="6", unit="%"),
    Form("a high single-digit fall in volumes", "high single-digit", "percent", low="7", high="9", unit="%"),
    Form("double-digit growth in parcels", "double-digit", "percent", low="10", high="99", unit="%"),
    Form("growth of anywhere from zero to 4%", "zero to 4%", "percent", low="0", high="4", unit="%"),
    Form("margins ranging from 8% to 11%", "8% to 11%", "percent", low="8", high="11", unit="%"),
    Form("a 13,000-tonne quota for cotton", "13,000-tonne", "count", "13000", unit="tonne"),
    Form("the ban lasts two more years", "two more years", "duration", "2", unit="year"),
    Form("after three consecutive quarters", "three consecutive quarters", "duration", "3", unit="quarter"),
    Form("a dozen Rotterdam warehouses", "a dozen", "count", "12"),
    Form("€3 a parcel, or 40 cents for books", "40 cents", "money", "0.4", currency="EUR"),
    Form("$3 a parcel, or 40 cents for books", "40 cents", "money", "0.4", currency="USD"),
    Form("profit may double to $8 million", "double", "multiple", "2", unit="x"),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_a_form_is_read(form: Form) -> None:
    found = next(each for each in quantities(form.text) if form.text[each.start : each.end] == form.quote)
    assert (found.kind, found.unit, found.currency)[: 2 if form.unit else 1] == (form.kind, form.unit)[
        : 2 if form.unit else 1
    ]
    assert found.currency == form.currency
    if form.value == "1/3":
        assert found.value is not None
        assert abs(found.value * 3 - 1) < Decimal("1e-9")
    elif form.value:
        assert found.value == Decimal(form.value)
    else:
        assert (found.low, found.high) == (Decimal(form.low), Decimal(form.high))


@pytest.mark.parametrize(
    "text",
    [
        "Five tips for new sellers",
        "There are three reasons to wait.",
        "a 16:9 picture of 3440x1440 dots",
        "a 38mm strap",
        "a 4K TV and an 8K monitor",
        "his fifth triple-double, cheered by double haters",
        "sent by a third party",
        "painted around 1671 in Delft",
    ],
)
def test_what_only_looks_like_an_amount(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The $750 loophole is closing, sellers at the Harbour Forum said.", "$750"),
        ("Brinkley Holdings bought Norse Freight for $310M in a deal.", "$310M"),
        ("Brussels wants to end its own 140-euro waiver.", "140-euro"),
    ],
)
def test_no_name_swallows_an_amount(text: str, quote: str) -> None:
    assert [each.quote for each in figures(text) if each.kind == "money"] == [quote]


@given(st.integers(2, 999), st.sampled_from(["tonne", "mile", "barrel", "acre", "liter"]))
def test_a_unit_behind_a_hyphen_is_one_behind_a_space(number: int, unit: str) -> None:
    hyphened, spaced = quantities(f"a {number}-{unit} quota"), quantities(f"{number} {unit}s in all")
    assert [each.value for each in hyphened] == [each.value for each in spaced] == [Decimal(number)]
