"""What articles call the things they name: of all weeks of a digest, counted once and looked up by thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_SCRIPTS = ("en", "zh-Hans", "zh-Hant")


def script_of(lang: str) -> str:
    """The script in which an article of a language prints names: what is not Chinese counts as English."""
    return lang if lang in _SCRIPTS else "en"


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Surfaces by thing, sorted by the thing's number."""

    _number: dict[str, int]  # of a thing
    _things: Numbers
    _scripts: Numbers
    _quotes: Numbers
    _n: Numbers
    _texts: tuple[str, ...]
    _kinds: dict[str, frozenset[str]]  # type: things that are so called anywhere

    def known(self, thing: str) -> bool:
        """Whether any article of these weeks names it."""
        first, end = self._range(thing)
        return end > first

    def of(self, thing: str) -> Counter[tuple[str, str]]:
        """How often articles of each script write it how: {(script, surface): times}."""
        first, end = self._range(thing)
        scripts, quotes, n = (column[first:end].tolist() for column in (self._scripts, self._quotes, self._n))
        found: Counter[tuple[str, str]] = Counter()
        for script, quote, times in zip(scripts, quotes, n, strict=True):
            found[_SCRIPTS[script], self._texts[quote]] += times
        return found

    def is_a(self, thing: str, kind: str) -> bool:
        """Whether any mention of it is of this type (GPE, EVENT and so on)."""
        return thing in self._kinds.get(kind, ())

    def _range(self, thing: str) -> tuple[int, int]:
        number = self._number.get(thing)
        if number is None:
            return 0, 0
        first, end = np.searchsorted(self._things, [number, number + 1])
        return int(first), int(end)


def count_surfaces(mentions: pd.DataFrame, langs: pd.Categorical) -> Surfaces:
    """``mentions``: columns id, type, quote; ``langs``: the language of the article of each."""
    scripts = np.array([_SCRIPTS.index(script_of(lang)) for lang in langs.categories] or [0], dtype=np.int64)
    ids, quotes = mentions["id"].cat, mentions["quote"].cat
    names = tuple(str(name) for name in quotes.categories)
    wide = max(1, len(names))
    script = scripts[np.asarray(langs.codes, dtype=np.int64)] if len(langs) else np.zeros(0, dtype=np.int64)
    key = (ids.codes.to_numpy(np.int64) * len(_SCRIPTS) + script) * wide + quotes.codes.to_numpy(np.int64)
    found, n = np.unique(key, return_counts=True)
    rest, quote = np.divmod(found, wide)
    thing, script = np.divmod(rest, len(_SCRIPTS))
    kinds = mentions[["id", "type"]].drop_duplicates()
    return Surfaces(
        {str(name): number for number, name in enumerate(ids.categories)},
        thing,
        script,
        quote,
        n.astype(np.int64),
        names,
        {str(kind): frozenset(table["id"]) for kind, table in kinds.groupby("type")},
    )
