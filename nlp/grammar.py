"""Words of clauses: verbs, prepositions, determiners of English; leads, speakers and measures of Chinese.

Reads data/grammar.toml once. All forms are folded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """Word classes of English; what each is for stands in the file."""

    auxiliaries: Words
    irregular: Words  # past forms
    participles: Words
    regular: Words  # base forms
    past: Words  # their forms in -ed
    present: Words  # their forms in -s
    nouns_too: Words  # of the present ones, those that are as often nouns
    saying: Words
    objects: Words
    verbal: Words
    openers: Words
    prepositions: Words
    elsewhere: Words
    determiners: Words
    relatives: Words
    pronouns: Words
    quantifiers: Words
    possessives: Words
    loose: Words
    abstract: Words
    definite: Words
    times: Words
    things: Words
    goods: Words
    statesmen: Words
    speakers: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Chinese:
    """Word classes of Chinese."""

    leads: Words
    speakers: Words
    vague: Words
    definite: Words
    prepositions: Words
    loose: Words
    attributive: Words


@cache
def _lists(language: str) -> dict[str, Words]:
    table = tomllib.loads(files("nlp").joinpath("data/grammar.toml").read_text(encoding="utf-8"))[language]
    return {name: frozenset(words.split()) for name, words in table.items()}


def _past(verb: str) -> Iterator[str]:
    """Every form in -ed that spelling allows; what nobody writes does no harm."""
    if verb.endswith("e"):
        yield f"{verb}d"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        yield f"{verb[:-1]}ied"
    else:
        yield f"{verb}ed"
        yield f"{verb}{verb[-1]}ed"


def _present(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh")) else f"{verb}s"


@cache
def english() -> English:
    """The English lists, with the forms of the regular verbs."""
    lists = _lists("english")
    verbs: Iterable[str] = lists["regular"]
    return English(
        past=frozenset(form for verb in verbs for form in _past(verb)),
        present=frozenset(map(_present, verbs)),
        **lists,
    )


@cache
def chinese() -> Chinese:
    """The Chinese lists."""
    return Chinese(**_lists("chinese"))
