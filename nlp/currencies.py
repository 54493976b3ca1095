"""Whose money it is: names and codes of currencies, and the marks ($, ¥, 元, 比索) that only the text explains."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from store.records import Lang

_JAPAN = re.compile(r"\byen\b|\bjapan|\btokyo\b|\bosaka\b|\brakuten\b|\bmercari\b")
_CHINA = re.compile(r"\byuan\b|\brmb\b|\bchin(?:a|ese)\b|renminbi")
# 单位:美元, (美元,下同): what 元 stands for is said once.
_SAID = re.compile(r"(?:(?P<code>美元|港元|港币|人民币|新台币|日元|欧元)[，,、;；][ ]?下同)")
_NEAR = 1500  # characters in front of an amount in which the country of its 比索 is looked for
_COUNTS = {"own": 3, "also": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A name that the money of several countries bears."""

    countries: Mapping[str, str]
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The lists of currencies: names by the code or mark they mean, parts of a currency, words of places.

    ``parts`` are hundredths and tenths, and codes with a scale before or behind them (MUSD, EUR million).
    """

    names: Mapping[str, str]
    shared: Mapping[str, Shared]
    parts: Mapping[str, tuple[str, Decimal]]
    home: Mapping[str, Mapping[str, int]]

    def forms(self) -> Iterator[tuple[str, str, Decimal]]:
        """What may stand behind an amount: (form, code or mark, factor)."""
        for name, mark in self.names.items():
            yield name, mark, Decimal(1)
        for part, (code, factor) in self.parts.items():
            yield part, code, factor


@cache
def load_money() -> Money:
    """Read data/currencies.toml and data/currencies_en.toml once."""
    data, english = _read("currencies.toml"), _read("currencies_en.toml")
    names = {code.lower(): code for code in english["codes"]}
    parts = _scaled_codes(english["scaled"])
    shared = {}
    for table, gap in ((english, " "), (data, "")):
        for section in ("signs", "names"):
            names |= {name: code for code, listed in table.get(section, {}).items() for name in listed}
        for mark, row in table["shared"].items():
            shared[mark] = Shared(countries=row["countries"], default=row.get("default"))
            for word in row["words"]:
                names[word] = mark
                if not gap:  # English adjectives (Mexican pesos) are names of their own
                    names |= {country + word: code for country, code in row["countries"].items()}
        parts |= {
            form: (code, factor)
            for section, factor in (("hundredths", Decimal("0.01")), ("tenths", Decimal("0.1")))
            for code, listed in table.get(section, {}).items()
            for form in listed
        }
    home = {
        code: {word: _COUNTS[kind] for kind in _COUNTS for word in lists[kind]}
        for code, lists in data["home"].items()
    }
    return Money(names=names, shared=shared, parts=parts, home=home)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nlp").joinpath(f"data/{name}").read_text(encoding="utf-8"))


def _scaled_codes(codes: Iterable[str]) -> dict[str, tuple[str, Decimal]]:
    """MUSD, KEUR, USD million, by the code and what they multiply by."""
    found: dict[str, tuple[str, Decimal]] = {}
    for code in codes:
        written = code.lower()
        for word, factor in (("million", 10**6), ("billion", 10**9)):
            found[f"{written} {word}"] = (code, Decimal(factor))
        found[f"m{written}"] = (code, Decimal(10**6))
        found[f"k{written}"] = (code, Decimal(1000))
    return found


def is_code(mark: str) -> bool:
    """Whether a mark says itself which money it is (ISO 4217)."""
    return len(mark) == 3 and mark.isascii() and mark.isupper()


def currency_of(mark: str, *, lang: Lang, region: str, page: str, at: int | None = None) -> str | None:
    """Resolve $, ¥, 元 or 比索 to an ISO 4217 code by the publisher's region, else by what the text speaks of.

    A mainland text's 元 is CNY; a Taiwanese text's is TWD. Where neither region nor words tell, a
    Traditional text stays None: both readings are common. ``at`` is where the amount stands.
    """
    if is_code(mark):
        return mark
    shared = load_money().shared.get(mark)
    if shared:
        return _by_country(shared, page, len(page) if at is None else at)
    if mark == "$":
        return _dollar(lang, region, page)
    if mark == "¥":
        yen = region == "JP" or (
            not region and lang is Lang.EN and _JAPAN.search(page) and not _CHINA.search(page)
        )
        return "JPY" if yen else "CNY"
    if mark == "圆":
        for code, words in (("JPY", ("日元", "日圆", "日本")), ("KRW", ("韩元", "韩圆", "韩国"))):
            if any(word in page for word in words):
                return code
    return _yuan(lang, region, page)


@lru_cache(maxsize=16)
def _yuan(lang: Lang, region: str, page: str) -> str | None:
    said = _SAID.search(page)
    if said:
        return load_money().names[said["code"]]
    by_region = {"TW": "TWD", "HK": "HKD", "MO": "MOP", "CN": "CNY", "SG": "SGD"}.get(region)
    if by_region:
        return by_region
    return _home(page) if lang is Lang.ZH_HANT else "CNY"


def _dollar(lang: Lang, region: str, page: str) -> str:
    local = {"HK": "HKD", "TW": "TWD", "AU": "AUD", "CA": "CAD", "SG": "SGD"}
    if lang is Lang.EN:
        return local[region] if region in ("AU", "CA", "SG") else "USD"
    if not region and lang is Lang.ZH_HANT:
        return "HKD" if _home(page) == "HKD" else "USD"
    return local.get(region, "USD")


def _by_country(shared: Shared, page: str, at: int) -> str | None:
    """The country named last in front of the amount, else anywhere in the text, else what the word means alone."""
    near = page[max(0, at - _NEAR) : at]
    places = sorted(
        (near.rfind(country) + len(country), len(country), code)
        for country, code in shared.countries.items()
        if country in near
    )
    if places:
        return places[-1][2]
    later = sorted(
        (page.find(country, at), code)
        for country, code in shared.countries.items()
        if page.find(country, at, at + _NEAR) >= 0
    )
    return later[0][1] if later else shared.default


@lru_cache(maxsize=16)
def _home(page: str) -> str | None:
    """The money of the place whose words the text uses most; None when two are used alike or none is."""
    weights = {
        code: sum(weight for word, weight in words.items() if word in page)
        for code, words in load_money().home.items()
    }
    first, second = sorted(weights, key=lambda code: -weights[code])[:2]
    return first if weights[first] > weights[second] else None
