"""What may stand before and after a number: currencies, units, measure words (data/units.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.currencies import load_money
from nlp.word_patterns import words_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a number counts. ``factor`` multiplies the written value (cents: 1/100, decades: 10)."""

    kind: str  # money percent pp multiple duration capacity count
    unit: str | None = None
    currency: str | None = (
        None  # ISO 4217, or a mark ($ 元 比索) that nlp.currencies resolves by the document
    )
    factor: Decimal = Decimal(1)
    strong: bool = True  # False: a measure word that also lists arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTable:
    """The unit lists, compiled, longest form first. ``before`` matches backwards: the reversed text in front."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    runs_on: re.Pattern[str]
    behind_names: re.Pattern[str]
    currency_before: Mapping[str, str]
    units: Mapping[str, Unit]


@cache
def load_units() -> UnitTable:
    """Read data/units.toml and the names of money once."""
    data, chinese = _read("units.toml"), _read("units_zh.toml")
    money = load_money()
    units = {form: Unit(kind="money", currency=mark, factor=factor) for form, mark, factor in money.forms()}
    units = _units(data) | _chinese_units(chinese) | units
    before: dict[str, str] = {
        form: code for code, forms in data["currency"].items() for form in forms["before"]
    }
    before |= money.names
    return UnitTable(
        before=re.compile(words_pattern((form[::-1] for form in before), behind=_whole)),
        after=re.compile(words_pattern(units, behind=_whole)),
        runs_on=re.compile(words_pattern((*chinese["runs_on"]["always"], *chinese["runs_on"]["after_time"]))),
        behind_names=re.compile(words_pattern(chinese["runs_on"]["behind_names"])),
        currency_before=before,
        units=units,
    )


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LONGEST = 40  # characters of a name of money


def _whole(form: str) -> str:
    """A form that ends in a Latin letter must not run on into a longer word."""
    return "(?![a-z])" if form[-1] in _LETTERS else ""


def before_number(page: str, at: int) -> tuple[int, str] | None:
    """The currency sign or word that ends at ``at``: (its start, its mark), or None."""
    table = load_units()
    end = at - 1 if page[at - 1 : at] in (" ", "\u00a0") and at else at
    match = table.before.match(page[max(0, end - _LONGEST) : end][::-1])
    if match is None:
        return None
    return end - match.end(), table.currency_before[match.group()[::-1]]


# 3 more years, 90 full days: what stands between the number and its unit.
_ADDED = re.compile(r"(?:more|additional|extra|full|straight|consecutive|whole)[ \u00a0](?=[a-z])")
# Measure words that are more often something else: 999元起, 超过100则免运费.
_SELDOM = re.compile(
    r"起(?![\u4e00-\u9fff]{0,6}(?:案|事件|事故|投诉|交易|并购|融资|投资|诉讼|调查|纠纷|收购|召回|袭击|火灾|违法|违规|典型))"
    r"|则(?!新闻|消息|留言|贴文|讯息|广告|公告|回报|评论|回复|简讯|影片|短片|报|推文|通知|诉求|陈情|投诉|左右|以[上下]|上下|不等|[-–—~～至到]|[,，。、;；]|\Z)"
)


def _is_other_word(table: UnitTable, page: str, start: int, named: bool) -> bool:
    """Whether what looks like a measure word of one character begins another word."""
    if table.runs_on.match(page, start) or _SELDOM.match(page, start):
        return True
    return named and table.behind_names.match(page, start) is not None


def after_number(page: str, at: int, *, named: bool = True) -> tuple[int, Unit] | None:
    """The unit that begins at ``at`` (one space allowed): (its end, the unit), or None.

    ``named``: the number may be a year or a name (2024, 618), which stand before any word: 618家电 counts nothing.
    """
    table = load_units()
    start = at + 1 if page[at : at + 1] in (" ", "\u00a0") else at
    if start > at and (added := _ADDED.match(page, start)):
        start = added.end()
    match = table.after.match(page, start)
    if match is None:
        return None
    form = match.group()
    if len(form) == 1 and _is_other_word(table, page, start, named):
        return None
    return match.end(), table.units[form]


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
        units[form] = Unit(kind="count", unit=form.lstrip("-"))
    return units


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nlp").joinpath(f"data/{name}").read_text(encoding="utf-8"))


_TIMES = {
    "decade": ("year", Decimal(10)),
    "century": ("year", Decimal(100)),
    "millisecond": ("second", Decimal("0.001")),
}


def _chinese_units(data: Mapping[str, Any]) -> dict[str, Unit]:
    hundredth = Decimal("0.01")
    units = {form: Unit(kind="percent", unit="%") for form in data["percent"]["forms"]}
    units |= {
        form: Unit(kind="percent", unit="%", factor=Decimal("0.1")) for form in data["percent"]["thousandths"]
    }
    units |= {form: Unit(kind="pp", unit="pp") for form in data["points"]["forms"]}
    units |= {form: Unit(kind="pp", unit="pp", factor=hundredth) for form in data["points"]["hundredths"]}
    units |= {form: Unit(kind="multiple", unit="x") for form in data["multiple"]["forms"]}
    for name, forms in data["duration"].items():
        unit, factor = _TIMES.get(name, (name, Decimal(1)))
        units |= dict.fromkeys(forms, Unit(kind="duration", unit=unit, factor=factor))
    for name, forms in data["capacity"].items():
        units |= dict.fromkeys(forms, Unit(kind="capacity", unit=name))
    for name in ("weak", "strong"):
        units |= {
            form: Unit(kind="count", unit=form, strong=name == "strong") for form in data["count"][name]
        }
    return units
