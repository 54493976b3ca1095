"""Names that no lexicon lists: the record for them, the word lists they are known by, and their slugs.

The rules stand in ``nlp.names_en`` and ``nlp.names_zh``, the words in ``nlp/data/names.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nlp.script import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name found by its form. ``absorbs``: known names inside it are only parts of it (Bank of Canada)."""

    start: int
    end: int
    type: str
    id: str | None
    absorbs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name the lexicon has found already, as the open rules see it."""

    start: int
    end: int
    type: str
    id: str | None


def with_overlapped(names: Iterable[Name], known: Sequence[Known]) -> Iterator[tuple[Name, list[Known]]]:
    """Each of the names, which come in order of their starts, and the known ones that it shares characters with."""
    position = 0
    for name in names:
        while position < len(known) and known[position].end <= name.start:
            position += 1
        overlapped, index = [], position
        while index < len(known) and known[index].start < name.end:
            overlapped.append(known[index])
            index += 1
        yield name, overlapped


@cache
def word_list(language: str, key: str) -> frozenset[str]:
    """One list of names.toml as a set; Chinese ones folded."""
    words = _tables()[language][key].split()
    return frozenset(fold(word) for word in words) if language == "chinese" else frozenset(words)


@cache
def common_words() -> frozenset[str]:
    """Everyday English words in lower case: a capital on one of them is no sign of a name."""
    return frozenset((resources.files("nlp") / "data/common_words.txt").read_text(encoding="utf-8").split())


def is_everyday(word: str) -> bool:
    """Whether every part of an English word is a common one (Best, Long-Term)."""
    openers = word_list("english", "openers")
    return all(
        part in common_words() or part in openers or part.isdigit() for part in word.lower().split("-")
    )


@cache
def surname_readings() -> Mapping[str, str]:
    """Folded surname to its sound, where it has two characters or is read otherwise than the word (单: shan)."""
    return {fold(name): sound for name, sound in _tables()["surname_readings"].items()}


@cache
def bodies() -> Mapping[str, str]:
    """Folded name of a kind of public body to the slug it gives (财政部: finance-ministry)."""
    return {fold(name): slug_part for name, slug_part in _tables()["bodies"].items()}


@cache
def _tables() -> dict[str, dict[str, str]]:
    source = (resources.files("nlp") / "data/names.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = tomllib.loads(source)
    return tables


def slug(name: str) -> str | None:
    """A Latin name as an id: ``Mr Price`` to mr-price, ``L’Oréal`` to loreal. None when no letter is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"'s?\b(?=\s|$)", "", plain)
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("&", " and "))
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return "-".join(words) or None


_LEGAL = frozenset({"inc", "corp", "co", "ltd", "llc", "plc", "corporation", "incorporated", "limited"})
