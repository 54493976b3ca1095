"""The words that say what is measured (data/metrics.toml), and which figures each name can take."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.script import fold
from nlp.spans import Cover
from nlp.word_patterns import words_pattern

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
    shapes: re.Pattern[str]  # single characters that say it in some surroundings, a group each
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
    words = words_pattern(
        ordered,
        before=lambda first: "a-z" if _is_latin(first) else "",
        behind=lambda word: "(?![a-z])" if _is_latin(word) else "",
    )
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
        words=re.compile(words),
        shapes=re.compile("|".join(patterns)),
        forms=forms,
        metric_of=metric_of,
        weak=weak,
        kinds={metric: frozenset(row.get("kinds", ())) for metric, row in data.items()},
        sort={metric: row.get("sort", "") for metric, row in data.items()},
        units={metric: frozenset(row.get("units", ())) for metric, row in data.items()},
    )


def _is_latin(word: str) -> bool:
    return word[0].isascii() and word[0].isalpha()


def metric_names() -> frozenset[str]:
    """Every name of the closed list, with rank, which has no words of its own: what a metric may be called."""
    return frozenset(load_metrics().kinds) | {"rank"}


def find_metric_words(page: str) -> list[MetricWord]:
    """Every metric word of a folded text, left to right."""
    table = load_metrics()
    found = [
        MetricWord(
            start=match.start(),
            end=match.end(),
            metrics=table.metric_of[match.group()],
            weak=match.group() in table.weak,
        )
        for match in table.words.finditer(page)
    ]
    taken = Cover((word.start, word.end) for word in found)
    found += [
        MetricWord(
            start=match.start(), end=match.end(), metrics=(table.forms[match.lastgroup or ""],), weak=True
        )
        for match in table.shapes.finditer(page)
        if not taken.touches(match.start(), match.end())
    ]
    return sorted(found, key=lambda word: word.start)


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
