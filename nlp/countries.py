"""Countries as a text about trade calls them beside their name: 美方, 对华, Chinese goods, Hanoi, its ministries.

Reads data/countries.toml once. Everything is folded text; what is returned is the id of the place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.entity_files import shipped_rows
from nlp.script import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """The table, ready to be asked."""

    by_code: Mapping[str, str]  # US: united-states
    by_word: Mapping[str, str]  # chinese, 美, china's names: id
    by_seat: Mapping[str, str]  # hanoi: vietnam
    by_money: Mapping[str, str]  # CAD: canada
    by_act: Mapping[str, str]  # executive order: united-states
    short: Mapping[str, str]  # id: US, where nobody says the whole name


@cache
def countries() -> Countries:
    """The table of data/countries.toml."""
    rows = tomllib.loads(files("nlp").joinpath("data/countries.toml").read_text(encoding="utf-8"))
    return Countries(
        by_code={code: row["id"] for code, row in rows.items()},
        by_word={word: row["id"] for row in rows.values() for word in (*row["of"], *row["zh"])},
        by_seat={seat: row["id"] for row in rows.values() for seat in row["seat"]},
        by_money={row["money"]: row["id"] for row in rows.values() if "money" in row},
        by_act={act: row["id"] for row in rows.values() for act in row.get("acts", ())},
        short={row["id"]: row["short"] for row in rows.values() if "short" in row},
    )


@cache
def _codes() -> Mapping[str, str]:
    return {row.id: row.country for row in shipped_rows() if row.country}


def country_of(entity_id: str | None) -> str | None:
    """The country a thing of the catalogue sits in or rules: united-states for its treasury; None if unlisted."""
    return countries().by_code.get(_codes().get(entity_id or "", ""))


@cache
def _parents() -> Mapping[str, str]:
    return {row.id: row.parent for row in shipped_rows() if row.parent and row.type == "ORG"}


def parent_of(entity_id: str) -> str | None:
    """The house a unit of the catalogue belongs to: amazon for aws."""
    return _parents().get(entity_id)


@cache
def adjectives() -> re.Pattern[str]:
    """English words for what is of a country, folded: chinese, south korean, u.s."""
    words = sorted((word for word in countries().by_word if word.isascii()), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, words))})(?![a-z])")


@cache
def acts() -> re.Pattern[str]:
    """Names of laws and offices that one country alone has, folded."""
    return re.compile("|".join(re.escape(act) for act in countries().by_act))


@cache
def _named_in_chinese() -> re.Pattern[str]:
    ids = set(countries().by_code.values())
    names = {fold(row.names["zh-Hans"]) for row in shipped_rows() if row.id in ids and "zh-Hans" in row.names}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


def names_country(quote: str) -> bool:
    """Whether a Chinese name holds a country's: 美国财政部, not 财政部."""
    return _named_in_chinese().search(fold(quote)) is not None


@cache
def short_names() -> str:
    """An alternation of the characters that stand for countries in Chinese compounds: 对(美|华)出口."""
    words = sorted((word for word in countries().by_word if not word.isascii()), key=len, reverse=True)
    return "|".join(map(re.escape, words))
