"""The knowledge file: what things are called in Simplified and Traditional Chinese and English.

``nlp/data/entities.csv`` (and a file of the user's in the same form) has the columns

    id       lower-case slug, one per real-world thing
    type     ORG PERSON GPE PRODUCT LAW EVENT
    en, zh_hans, zh_hant    aliases, separated by |
    parent   id of the thing this one belongs to; empty: none
    cues     words, separated by |, of which one must be near for a weak alias to count
    not      longer strings, separated by |, in which an alias is no name (苹果 in 苹果汁)

An alias may carry marks: ``=`` before it: letter case counts (Target, US). ``~`` before it: weak, it only counts
where the text names a relative (what it belongs to, a sibling), another alias of the thing, or a cue. ``#``
after it: a series, a model number that follows belongs to the name (iPhone#); a weak one needs it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from nlp.names import common_words
from nlp.script import fold
from store.errors import InputError

TYPES = frozenset({"ORG", "PERSON", "GPE", "PRODUCT", "LAW", "EVENT"})
COLUMNS = ("id", "type", "en", "zh_hans", "zh_hant", "parent", "cues", "not")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One way to write the name of one thing."""

    surface: str  # as in the file, marks removed
    folded: str
    entity_id: str
    exact: bool  # letter case counts
    weak: bool  # needs support
    series: bool  # a model number may follow
    han: bool  # holds Chinese characters: no word boundary to look for


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing that has a name."""

    id: str
    type: str
    parent: str | None
    names: Mapping[str, str]  # what it is usually called: "en", "zh-Hans", "zh-Hant", as far as known
    aliases: tuple[Alias, ...]
    cues: tuple[str, ...]  # folded
    confusables: tuple[str, ...]  # folded
    path: str  # of the file, and the line, for messages
    line: int


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


# --- reading ------------------------------------------------------------------------------------------------


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _parse_alias(written: str, entity_id: str) -> Alias:
    body = written.lstrip("=~")
    marks = written[: len(written) - len(body)]
    series = body.endswith("#") and len(body) > 1
    surface = body[:-1] if series else body
    # Short capitals are words in lower case (US/us, IT/it): their case always counts.
    acronym = surface.isascii() and surface.isupper() and len(surface) <= 4
    # So is a name of everyday words (Best Buy, Whole Foods): only its capitals tell it from them.
    words = re.findall(r"[a-z]+", surface.lower())
    everyday = surface[:1].isupper() and surface.isascii() and common_words().issuperset(words)
    return Alias(
        surface=surface,
        folded=fold(surface),
        entity_id=entity_id,
        exact="=" in marks or acronym or (everyday and not re.search(r"\d", surface)),
        weak="~" in marks,
        series=series,
        han=bool(_HAN.search(surface)),
    )


def _read_rows(content: str, path: str) -> Iterator[Entity]:
    """The rows of one file, each checked by itself. Raises InputError."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    seen: dict[str, int] = {}
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            raise InputError(
                f"the first line must be {','.join(COLUMNS)}",
                path=path,
                line=1,
                remedy="Copy the header of nlp/data/entities.csv",
            )
        for cells in reader:
            line = reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(COLUMNS):
                raise InputError(f"{len(cells)} cells where {len(COLUMNS)} belong", path=path, line=line)
            entity = _parse_row(dict(zip(COLUMNS, cells, strict=True)), path, line)
            if entity.id in seen:
                raise InputError(
                    f"{entity.id} was given in line {seen[entity.id]} already", path=path, line=line, key="id"
                )
            seen[entity.id] = line
            yield entity
    except csv.Error as error:
        raise InputError(f"not a CSV file: {error}", path=path, line=reader.line_num) from error


def _parse_row(row: Mapping[str, str], path: str, line: int) -> Entity:
    entity_id = row["id"].strip()
    if not _SLUG.match(entity_id):
        raise InputError(
            f"{entity_id!r} is not a lower-case slug such as jd-logistics", path=path, line=line, key="id"
        )
    if row["type"] not in TYPES:
        raise InputError(
            f"{row['type']!r} is not a type",
            path=path,
            line=line,
            key="type",
            remedy=f"One of {', '.join(sorted(TYPES))}",
        )
    by_lang = {column.replace("_han", "-Han"): _split(row[column]) for column in ("en", "zh_hans", "zh_hant")}
    written = [part for parts in by_lang.values() for part in parts]
    aliases: dict[str, Alias] = {}
    for part in written:
        alias = _parse_alias(part, entity_id)
        if len(alias.folded) < 2:
            raise InputError(f"alias {part!r} is too short to be found safely", path=path, line=line)
        aliases.setdefault(alias.folded + "=" * alias.exact + alias.surface * alias.exact, alias)
    if not aliases:
        raise InputError(f"{entity_id} has no alias", path=path, line=line, key="en")
    return Entity(
        id=entity_id,
        type=row["type"],
        parent=row["parent"].strip() or None,
        names={lang: parts[0].strip("=~#") for lang, parts in by_lang.items() if parts},
        aliases=tuple(aliases.values()),
        cues=tuple(fold(cue) for cue in _split(row["cues"])),
        confusables=tuple(fold(part) for part in _split(row["not"])),
        path=path,
        line=line,
    )


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
        _patterns=tuple(tuple(owners) for owners in patterns.values()),
        _automaton=AhoCorasick(list(patterns)),
    )


@cache
def _shipped_rows() -> tuple[Entity, ...]:
    path = resources.files("nlp") / "data/entities.csv"
    return tuple(_read_rows(path.read_text(encoding="utf-8"), "nlp/data/entities.csv"))


@cache
def _shipped_lexicon() -> Lexicon:
    return _build_lexicon(_shipped_rows())


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The shipped lexicon, with the rows of ``extra`` added; a row with a known id replaces the shipped one.

    Raises InputError with file and line: unreadable file, wrong header, bad id or type, duplicate id, unknown or
    circular parent, an alias that two things claim.
    """
    if extra is None:
        return _shipped_lexicon()
    try:
        content = extra.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(extra)) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", path=str(extra), remedy="Save it as UTF-8") from error
    return _build_lexicon((*_shipped_rows(), *_read_rows(content, str(extra))))
