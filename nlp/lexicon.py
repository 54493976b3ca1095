"""What things are called in Simplified and Traditional Chinese and English, and the search for it in a text.

The rows come from the files of ``nlp/data/entities`` and from the user's own (nlp.entity_files has their form).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from nlp.catalogue import find_problems, merge_rows, rows_hash
from nlp.entity_files import WATCHLIST, Alias, Entity, parse_rows, read_own, shipped_rows

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,3}(?![a-z0-9%]|[.,]\d)")  # of a model; not 25%, not 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An alias that stands at [start, end) of a text. No alias: a confusable, which hides what it covers."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All things, and one automaton over all their aliases."""

    entities: Mapping[str, Entity]
    tickers: Mapping[str, str]  # stock symbol, as the catalogue writes it, to the id of its thing
    own: str  # hash of the user's rows, in whatever order and with whatever remarks; empty: none
    _patterns: tuple[tuple[Alias, ...], ...] = field(repr=False)
    _automaton: AhoCorasick = field(repr=False)

    def find(self, text: str, folded: str) -> list[Hit]:
        """Every place where an alias or confusable stands between boundaries, in order of their ends.

        Overlapping ones are all given: which of them is meant depends on the document. Linear in the text.
        """
        hits: list[Hit] = []
        haystack = _SURROGATE.sub("\ufffd", folded)
        for index, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            aliases = self._patterns[index]
            if not aliases:
                hits.append(Hit(start=start, end=end, aliases=()))
                continue
            if not stands_alone(folded, start, end):
                aliases = tuple(a for a in aliases if a.series and _carries_number(folded, start, end))
            fitting = tuple(a for a in aliases if not a.exact or _same_case(text[start:end], a.surface))
            if fitting:
                hits.append(Hit(start=start, end=end, aliases=fitting))
        return hits

    def ancestors(self, entity_id: str) -> tuple[str, ...]:
        """Parent, its parent, and so on; nearest first."""
        found: list[str] = []
        entity = self.entities.get(entity_id)
        while entity is not None and entity.parent is not None:
            found.append(entity.parent)
            entity = self.entities.get(entity.parent)
        return tuple(found)


def _is_word_char(char: str) -> bool:
    return char.isalnum() and not _HAN.match(char) and not "\u3040" <= char <= "\u30ff"


def stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether no letter or digit of the same word touches [start, end).

    Chinese has no such boundary; a Latin name inside Chinese does (``在Amazon上`` yes, ``Amazonia`` no).
    """
    first, last = folded[start], folded[end - 1]
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if before and _is_word_char(first) and (_is_word_char(before) or before in "@_"):
        return False
    if after and _is_word_char(last):
        if _is_word_char(after) or after in "$_@":
            return False
        following = folded[end + 1 : end + 2]
        if after in ".," and following.isalnum() and (last.isdigit() or after == "."):
            return following.isdigit() != last.isdigit() and bool(_HAN.match(following))
        if after == "%":
            return False
    if before and before in ".," and first.isdigit():
        return not folded[start - 2 : start - 1].isdigit()
    return True


def _carries_number(folded: str, start: int, end: int) -> bool:
    """Whether a model number is written onto the name (``iPhone17``), and nothing touches it before."""
    before = max(0, start - 2)
    return _NUMBER.match(folded, end) is not None and stands_alone(
        folded[before:end], start - before, end - before
    )


def _same_case(quote: str, surface: str) -> bool:
    """Letter for letter, up to apostrophes and width; or all capitals, as headlines are."""
    plain = quote.replace("\u2019", "'")
    return plain == surface or (len(surface) > 3 and plain == surface.upper())


# --- building ------------------------------------------------------------------------------------------------


def build_lexicon(shipped: Iterable[Entity], own: Sequence[Entity] = ()) -> Lexicon:
    """The lexicon of both; the user's rows win (nlp.catalogue). Raises InputError where rows contradict each other."""
    entities = merge_rows(shipped, own).entities
    for problem in find_problems(entities):
        raise problem
    patterns: dict[str, list[Alias]] = {}
    for entity in entities.values():
        for alias in entity.aliases:
            patterns.setdefault(alias.folded, []).append(alias)
    for entity in entities.values():
        for confusable in entity.confusables:
            patterns.setdefault(confusable, [])
    return Lexicon(
        entities=entities,
        tickers={ticker: row.id for row in reversed(tuple(entities.values())) for ticker in row.tickers},
        own=rows_hash(own),
        _patterns=tuple(tuple(owners) for owners in patterns.values()),
        _automaton=AhoCorasick(list(patterns)),
    )


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The shipped lexicon, or that with the user's rows of ``extra``, which win.

    Raises InputError with file and line: unreadable file, wrong header, bad id or type, duplicate id, unknown or
    circular parent, an alias that two rows of one kind claim. The user's file is looked at each time and built anew
    when it has changed.
    """
    return _shipped_lexicon() if extra is None else _own_lexicon(str(extra), read_own(extra))


@cache
def _shipped_lexicon() -> Lexicon:
    return build_lexicon(shipped_rows())


@lru_cache(maxsize=2)
def _own_lexicon(path: str, content: str) -> Lexicon:
    return build_lexicon(shipped_rows(), tuple(parse_rows(content, path, WATCHLIST)))
