"""The words that say what is measured (data/metrics.toml), and which figures each name can take."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.script import fold

NOTHING = "nothing"  # the word names what the list has no name for


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricWord:
    """One metric word in the text: the names it may mean, likeliest first; ``weak``: it says many things."""

    start: int
    end: int
    metrics: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricList:
    """The words, compiled, longest first, Latin words whole; and by name what a figure of it can be."""

    words: re.Pattern[str]
    forms: Mapping[str, str]  # group of the pattern: the name
    metric_of: Mapping[str, tuple[str, ...]]
    weak: frozenset[str]
    kinds: Mapping[str, frozenset[str]]
    sort: Mapping[str, str]  # amount | thing | rate | ""
    units: Mapping[str, frozenset[str]]  # of counts; empty: any


@cache
def load_metrics() -> MetricList:
    """Read data/metrics.toml once."""
    data = tomllib.loads(files("nlp").joinpath("data/metrics.toml").read_text(encoding="utf-8"))
    weak = frozenset(data.pop("weak"))
    nothing = data.pop("nothing")
    metric_of: dict[str, tuple[str, ...]] = {}
    forms: dict[str, str] = {}
    patterns: list[str] = []
    for metric, row in data.items():
        for word in (*row["zh"], *row["en"]):
            metric_of[word] = (*metric_of.get(word, ()), metric)
        for form in row.get("forms", ()):
            forms[f"form{len(forms)}"] = metric
            patterns.append(f"(?P<form{len(forms) - 1}>{form})")
    metric_of.update(dict.fromkeys(nothing, (NOTHING,)))
    ordered = sorted(metric_of, key=lambda word: (-len(word), word))
    latin = [word for word in ordered if _is_latin(word)]
    words = [
        rf"(?<![a-z])(?:{prefix_pattern(latin)})(?![a-z])",
        prefix_pattern([word for word in ordered if not _is_latin(word)]),
    ]
    # A word inside a longer one speaks too, after it: "of operating income" is also operating income.
    for word in ordered:
        inner = [
            m
            for part in ordered
            if part != word and len(part) > 2 and part in word and metric_of[word] != (NOTHING,)
            for m in metric_of[part]
            if m != NOTHING
        ]
        metric_of[word] = tuple(dict.fromkeys((*metric_of[word], *inner)))
    return MetricList(
        words=re.compile("|".join([*words, *patterns])),
        forms=forms,
        metric_of=metric_of,
        weak=weak,
        kinds={metric: frozenset(row.get("kinds", ())) for metric, row in data.items()},
        sort={metric: row.get("sort", "") for metric, row in data.items()},
        units={metric: frozenset(row.get("units", ())) for metric, row in data.items()},
    )


def prefix_pattern(words: Sequence[str]) -> str:
    """A pattern of many words that tries each beginning once, the longer word before the shorter."""
    by_head: dict[str, list[str]] = {}
    for word in words:
        by_head.setdefault(word[:1], []).append(word[1:])
    optional = by_head.pop("", None) is not None
    branches = [
        re.escape(head) + (prefix_pattern(rest) if any(rest) else "") for head, rest in by_head.items()
    ]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)})" + ("?" if optional else "")


def _is_latin(word: str) -> bool:
    return word[0].isascii() and word[0].isalpha()


def metric_names() -> frozenset[str]:
    """Every name of the closed list, with rank, which has no words of its own: what a metric may be called."""
    return frozenset(load_metrics().kinds) | {"rank"}


def find_metric_words(page: str) -> list[MetricWord]:
    """Every metric word of a folded text, left to right."""
    table = load_metrics()
    found = []
    for match in table.words.finditer(page):
        form = match.lastgroup
        names = (table.forms[form],) if form else table.metric_of[match.group()]
        weak = form is not None or match.group() in table.weak
        found.append(MetricWord(start=match.start(), end=match.end(), metrics=names, weak=weak))
    return found


def fits_kind(metric: str, kind: str) -> bool:
    """Whether a figure of this kind can be a value of the metric."""
    if metric == NOTHING:
        return False
    table = load_metrics()
    kinds = table.kinds[metric]
    return kind in kinds if kinds else not (kind == "count" and table.sort[metric] == "amount")


def counts(metric: str, unit: str | None) -> bool:
    """Whether a count with this measure word or noun can be of the metric."""
    units = load_metrics().units[metric]
    return not units or unit is None or singular(unit) in units


def singular(unit: str) -> str:
    """The measure word as the lists have it: folded; countrie, teus as the number grammar cuts them made whole."""
    unit = fold(unit)
    if unit.isascii() and unit.endswith("ie"):
        return f"{unit[:-2]}y"
    return (
        unit[:-1]
        if unit.isascii() and len(unit) > 3 and unit.endswith("s") and not unit.endswith("ss")
        else unit
    )
