"""What may stand before and after a number: currencies, units, measure words, denominators (data/units.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from store.records import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a number counts. ``factor`` multiplies the written value (cents: 1/100, decades: 10)."""

    kind: str  # money percent pp multiple duration capacity count
    unit: str | None = None
    currency: str | None = None  # ISO 4217, or one of $ ¥ 元 to be resolved by the document
    factor: Decimal = Decimal(1)
    strong: bool = True  # False: a measure word that also lists arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTable:
    """The unit lists, compiled. ``before`` and ``after`` match at a position; longest form first."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    per: re.Pattern[str]
    currency_before: Mapping[str, str]
    units: Mapping[str, Unit]
    denominators: Mapping[str, str]


@cache
def load_units() -> UnitTable:
    """Read data/units.toml once."""
    data = tomllib.loads(files("nlp").joinpath("data/units.toml").read_text(encoding="utf-8"))
    before = {form: code for code, forms in data["currency"].items() for form in forms["before"]}
    units = _units(data)
    denominators = {form: name for name, forms in data["per"].items() for form in forms}
    return UnitTable(
        before=re.compile(rf"(?:{_alternation(before, behind=False)})[ \u00a0]?$"),
        after=re.compile(rf"[ \u00a0]?(?P<unit>{_alternation(units)})"),
        per=re.compile(
            r"(?:[ \u00a0]?/[ \u00a0]?每?|[ ](?:a|an|per|each|every)[ ]|[ ]?每)"
            rf"(?P<per>{_alternation(denominators)})(?! (?:ago|earlier|before|later|from|in a row))"
        ),
        currency_before=before,
        units=units,
        denominators=denominators,
    )


def currency_of(mark: str, *, lang: Lang, region: str, page: str) -> str | None:
    """Resolve $, ¥ and 元 to an ISO 4217 code by the publisher's region, else by what the text speaks of.

    A mainland text's 元 is CNY; a Taiwanese text's is TWD. Where neither region nor words tell, a
    Traditional text stays None: both readings are common.
    """
    if len(mark) == 3:
        return mark
    if mark == "$":
        return {"HK": "HKD", "TW": "TWD", "AU": "AUD", "CA": "CAD", "SG": "SGD"}.get(
            region if lang is not Lang.EN or region in ("AU", "CA", "SG") else "", "USD"
        )
    if mark == "¥":
        yen = region == "JP" or (not region and lang is Lang.EN and "yen" in page and "yuan" not in page)
        return "JPY" if yen else "CNY"
    by_region = {"TW": "TWD", "HK": "HKD", "MO": "MOP", "CN": "CNY", "SG": "SGD"}.get(region)
    if by_region:
        return by_region
    if lang is Lang.ZH_HANS:
        return "CNY"
    return _by_words(page)


def before_number(page: str, at: int) -> tuple[int, str] | None:
    """The currency sign or word that ends at ``at``: (its start, its mark), or None."""
    window = page[max(0, at - 18) : at]
    match = load_units().before.search(window)
    if not match:
        return None
    start = at - len(window) + match.start()
    form = match.group().strip(" \u00a0")
    if (
        form[0].isascii()
        and form[0].isalpha()
        and start
        and page[start - 1].isascii()
        and page[start - 1].isalpha()
    ):
        return None  # the tail of a longer word
    return start, load_units().currency_before[form]


def after_number(page: str, at: int) -> tuple[int, Unit] | None:
    """The unit that begins at ``at`` (one space allowed): (its end, the unit), or None."""
    match = load_units().after.match(page, at)
    return (match.end(), load_units().units[match["unit"]]) if match else None


def denominator(page: str, at: int) -> tuple[int, str] | None:
    """The denominator that begins at ``at``: "/month", " a share", "/吨" as (end, name), or None."""
    match = load_units().per.match(page, at)
    return (match.end(), load_units().denominators[match["per"]]) if match else None


def _by_words(page: str) -> str | None:
    """The region whose words the text uses, when only one region's are there."""
    taiwan = any(
        word in page for word in ("台币", "台湾", "台股", "台积", "台北", "经济部", "金管会", "行政院")
    )
    hong_kong = any(word in page for word in ("港元", "港币", "香港", "恒生", "港交所"))
    mainland = any(word in page for word in ("人民币", "国务院", "商务部", "海关总署"))
    if taiwan and not hong_kong and not mainland:
        return "TWD"
    if hong_kong and not taiwan and not mainland:
        return "HKD"
    return "CNY" if mainland and not taiwan and not hong_kong else None


def _units(data: Mapping[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, forms in data["currency"].items():
        units |= {form: Unit(kind="money", currency=code) for form in forms["after"]}
    hundredth = Decimal("0.01")
    units |= {
        form: Unit(kind="money", currency=code, factor=hundredth) for form, code in data["cents"].items()
    }
    units |= {form: Unit(kind="percent", unit="%") for form in data["percent"]["forms"]}
    units |= {form: Unit(kind="pp", unit="pp") for form in data["points"]["forms"]}
    units |= {form: Unit(kind="pp", unit="pp", factor=hundredth) for form in data["points"]["hundredths"]}
    units |= {form: Unit(kind="multiple", unit="x") for form in data["multiple"]["forms"]}
    for name, forms in data["duration"].items():
        unit = Unit(kind="duration", unit=name)
        if name == "decade":
            unit = Unit(kind="duration", unit="year", factor=Decimal(10))
        units |= dict.fromkeys(forms, unit)
    for name, forms in data["capacity"].items():
        units |= {form: Unit(kind="capacity", unit=name) for form in forms}
    for form in data["count"]["weak"]:
        units.setdefault(form, Unit(kind="count", unit=form, strong=False))
    for form in (*data["count"]["strong"], *data["count"]["latin"]):
        units[form] = Unit(kind="count", unit=form)
    return units


def _alternation(forms: Iterable[str], *, behind: bool = True) -> str:
    """Longest first; a form that ends in a Latin letter must not run on into a longer word."""
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(
        re.escape(form) + (r"(?![a-z])" if behind and form[-1].isascii() and form[-1].isalpha() else "")
        for form in ordered
    )
