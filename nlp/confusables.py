"""Names that are words and other things as well (Target, Shell, 苹果): where one is not the thing of the catalogue.

The rules stand in ``nlp/data/confusables.toml``: what stands beside the name refuses it, the head of a sentence does
unless a verb of business follows, and so does what the text as a whole speaks of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nlp.names import word_list
from nlp.script import fold

_NEAR = 40  # characters in front of a name that a pattern may look at
_SENTENCE_END = frozenset('.!?;:。！？；：\n\u2028|•·*-–—“"「『(（>')
_NAMED = re.compile(
    r"['’]s?\b|[\u3400-\u9fff，。、：；）)」”》]|,? (?:Inc|Corp|Co|Ltd|PLC|plc|AG|Group|Holdings)\b| (?:and|&) [A-Z]"
)
_OF_COMPANIES = frozenset({"officials", "chief", "stores", "executives", "shares", "shoppers", "spokesman"})
_NEXT_WORD = re.compile(r" ([A-Za-z]{1,20})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where the names of one row are not meant. Patterns are of the folded text."""

    behind: re.Pattern[str] | None
    front: re.Pattern[str] | None
    head: bool
    capital: bool
    told: tuple[str, ...]
    company: tuple[str, ...]


@cache
def confusable_rules() -> Mapping[str, Rule]:
    """Folded name to its rule; of two rows that hold a name the patterns of the first count."""
    rules: dict[str, Rule] = {}
    for row in confusable_rows():
        rule = Rule(
            behind=re.compile(row["behind"]) if "behind" in row else None,
            front=re.compile(rf"(?<![a-z0-9])(?:{row['front']})\Z") if "front" in row else None,
            head=row.get("head", False),
            capital=row.get("capital", False),
            told=tuple(fold(row.get("told", "")).split()),
            company=tuple(fold(row.get("company", "")).split()),
        )
        for word in row["words"]:
            rules.setdefault(fold(word), rule)
    return rules


@cache
def confusable_rows() -> tuple[dict[str, Any], ...]:
    """The rows of the file as they are written, with their examples."""
    source = (resources.files("nlp") / "data/confusables.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(source)["rule"])


def is_refused(text: str, folded: str, start: int, end: int) -> bool:
    """Whether what stands beside [start, end) says that this is not the thing of that name."""
    rule = confusable_rules().get(folded[start:end])
    if rule is None:
        return False
    if rule.capital and text[start:end].islower():
        return True
    if rule.behind is not None and rule.behind.match(folded, end):
        return True
    if rule.front is not None and rule.front.search(folded, max(0, start - _NEAR), start):
        return True
    return rule.head and _opens(text, start) and not _acts(text, end)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence, line, cell or quotation begins here, so that a capital says nothing."""
    before = text[max(0, start - 4) : start].rstrip(" \t\u3000")
    return not before or before[-1] in _SENTENCE_END


def _acts(text: str, end: int) -> bool:
    """Whether what follows is what companies do or have: said, 's, Inc; or Chinese, which knows no capitals."""
    if end >= len(text) or _NAMED.match(text, end):
        return True
    word = _NEXT_WORD.match(text, end)
    if word is None:
        return True
    past = word[1].islower() and word[1].endswith("ed") and len(word[1]) > 4
    return past or word[1] in word_list("english", "acts") or word[1] in _OF_COMPANIES


def speaks_of_another(name: str, folded: str) -> bool:
    """Whether a (folded) text speaks of the fruit, not of the company: one sense in one text."""
    rule = confusable_rules().get(name)
    return (
        rule is not None
        and any(word in folded for word in rule.told)
        and not any(word in folded for word in rule.company)
    )
