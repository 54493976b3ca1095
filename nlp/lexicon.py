"""What things are called in Simplified and Traditional Chinese and English, and the search for it in a text.

The rows come from the files of ``nlp/data/entities`` and from the user's own (nlp.entity_files has their form).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from nlp.entity_files import Alias, Entity, load_rows, shipped_rows
from store.errors import InputError

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HAN = re.compile(r"[\u3400-\u9fff]")


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
                continue
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


def _same_case(quote: str, surface: str) -> bool:
    """Letter for letter, up to apostrophes and width; or all capitals, as headlines are."""
    plain = quote.replace("\u2019", "'")
    return plain == surface or (len(surface) > 3 and plain == surface.upper())


# --- building ------------------------------------------------------------------------------------------------


def _check_parents(entities: Mapping[str, Entity]) -> None:
    for entity in entities.values():
        chain = [entity.id]
        current = entity
        while current.parent is not None:
            if current.parent not in entities:
                raise InputError(
                    f"parent {current.parent} of {current.id} is not in the lexicon",
                    path=current.path,
                    line=current.line,
                    key="parent",
                )
            if current.parent in chain:
                raise InputError(
                    f"parents run in a circle: {' > '.join([*chain, current.parent])}",
                    path=entity.path,
                    line=entity.line,
                    key="parent",
                )
            chain.append(current.parent)
            current = entities[current.parent]


def _collect_patterns(entities: Iterable[Entity]) -> dict[str, list[Alias]]:
    """Folded alias to its owners. Two strong owners of one spelling are an error."""
    patterns: dict[str, list[Alias]] = {}
    lines: dict[str, tuple[str, int]] = {}
    for entity in entities:
        lines[entity.id] = (entity.path, entity.line)
        for alias in entity.aliases:
            for other in patterns.setdefault(alias.folded, []):
                same_spelling = not (alias.exact and other.exact) or alias.surface == other.surface
                strong = not alias.weak and not other.weak
                if other.entity_id != alias.entity_id and strong and same_spelling:
                    path, line = lines[other.entity_id]
                    raise InputError(
                        f"alias {alias.surface!r} of {alias.entity_id} already belongs to {other.entity_id} "
                        f"({path}:{line})",
                        path=entity.path,
                        line=entity.line,
                        remedy="Mark one of them as weak (~) and give it cues",
                    )
            patterns[alias.folded].append(alias)
    for entity in entities:
        for confusable in entity.confusables:
            patterns.setdefault(confusable, [])
    return patterns


def _build_lexicon(rows: Iterable[Entity]) -> Lexicon:
    entities: dict[str, Entity] = {}
    for row in rows:
        entities[row.id] = row  # a later file replaces the row of an earlier one
    _check_parents(entities)
    patterns = _collect_patterns(list(entities.values()))
    return Lexicon(
        entities=entities,
        own="",
        _patterns=tuple(tuple(owners) for owners in patterns.values()),
        _automaton=AhoCorasick(list(patterns)),
    )


@cache
def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The shipped lexicon, with the rows of ``extra`` added; a row with a known id replaces the shipped one.

    Raises InputError with file and line: unreadable file, wrong header, bad id or type, duplicate id, unknown or
    circular parent, an alias that two things claim. A file is read once in a process.
    """
    return _build_lexicon(shipped_rows() if extra is None else (*shipped_rows(), *load_rows(extra)))
