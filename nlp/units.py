"""What may stand before and after a number: currencies, units, measure words (data/units.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.currencies import load_money


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
    """The unit lists, by the character they begin (``after``) or end with (``before``), longest form first."""

    before: Mapping[str, Sequence[str]]
    after: Mapping[str, Sequence[str]]
    currency_before: Mapping[str, str]
    units: Mapping[str, Unit]


@cache
def load_units() -> UnitTable:
    """Read data/units.toml and the names of money once."""
    data, chinese = _read("units.toml"), _read("units_zh.toml")
    money = load_money()
    before = {form: code for code, forms in data["currency"].items() for form in forms["before"]}
    units = _units(data) | _chinese_units(chinese)
    units |= {form: Unit(kind="money", currency=mark, factor=factor) for form, mark, factor in money.forms()}
    before |= money.names
    return UnitTable(
        before=_buckets(before, last=True),
        after=_buckets(units),
        currency_before=before,
        units=units,
    )


def before_number(page: str, at: int) -> tuple[int, str] | None:
    """The currency sign or word that ends at ``at``: (its start, its mark), or None."""
    table = load_units()
    end = at - 1 if page[at - 1 : at] in (" ", "\u00a0") and at else at
    for form in table.before.get(page[end - 1 : end] if end else "", ()):
        start = end - len(form)
        if start < 0 or not page.startswith(form, start):
            continue
        previous = page[start - 1 : start]
        if form[0].isascii() and form[0].isalpha() and start and previous.isascii() and previous.isalpha():
            return None  # the tail of a longer word
        return start, table.currency_before[form]
    return None


# 3 more years, 90 full days: what stands between the number and its unit.
_ADDED = re.compile(r"(?:more|additional|extra|full|straight|consecutive|whole)[ \u00a0](?=[a-z])")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# A measure word that goes on into another word is none: 800根据, 2024台湾, 300人民币.
_RUNS_ON = re.compile(
    r"根据|条件|条例|条约|项目|场景|场馆|场地|期间|期待|期望|面对|面向|面临|段落|道路|道歉|点击|点名"
    r"|次日|次级|头部|层面|代表|代码|代理|组成|组织|本次|本月|本土|本地|本周"
    r"|份额|支持|支付|支出|处理|处于|处罚|起步|起来|起到|起的|起诉|台湾|台北|台积|台商|位于|位置|位列"
    r"|位居|家庭|家居|家电|家长|家具|名为|名义|名列|名单|人民|人工|人均|人才|人力"
    r"|部分|部门|部署|国际|国内|国产|国务|国防|城市|店铺|店主|票房|票据|单价|单日|单月|单季|单量|单一"
    r"|包括|包裹|包含|包装|包邮|袋鼠|瓶颈|米兰|克服|克制|升至|升级|升到|升幅|箱包|只有|只是|只能"
    r"|套餐|套利|批准|批发|批评|轮胎|轮船|股价|股份|股东|股权|股市|级别|级以|成|句话说|字母|字符|门店"
    r"|门户|门槛|对于|对应|对比|对外|对华|对美|双方|双边|班车|列为|列入|片区|块链|幅度"
    r"|分别|分析|分钟|分布|分为|分之|种植|种种|类似|笔记|张家|颗粒|批量|度假|间接|间隔|例如|户外|户籍"
    r"|所有|所以|所谓|所得|件数|座椅|款项|辆车型|桶装|单元|亩产|层级|枝节|趟次"
)


def after_number(page: str, at: int) -> tuple[int, Unit] | None:
    """The unit that begins at ``at`` (one space allowed): (its end, the unit), or None."""
    table = load_units()
    start = at + 1 if page[at : at + 1] in (" ", "\u00a0") else at
    if start > at and (added := _ADDED.match(page, start)):
        start = added.end()
    for form in table.after.get(page[start : start + 1], ()):
        end = start + len(form)
        if page.startswith(form, start) and not (form[-1] in _LETTERS and page[end : end + 1] in _LETTERS):
            unit = table.units[form]
            if unit.kind == "count" and len(form) == 1 and _RUNS_ON.match(page, start):
                return None
            return end, unit
    return None


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


def _alternation(forms: Iterable[str], *, behind: bool = True) -> str:
    """Longest first; a form that ends in a Latin letter must not run on into a longer word."""
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(
        re.escape(form) + (r"(?![a-z])" if behind and form[-1].isascii() and form[-1].isalpha() else "")
        for form in ordered
    )


def _buckets(forms: Iterable[str], *, last: bool = False) -> dict[str, Sequence[str]]:
    """The forms by their first (or last) character, longest first."""
    found: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        found.setdefault(form[-1 if last else 0], []).append(form)
    return {character: tuple(listed) for character, listed in found.items()}
