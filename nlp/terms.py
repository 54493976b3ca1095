"""Lists of terms, matched on the folded text: what sentiment, topics and policy read their evidence with.

Terms are written in the data files folded (Simplified, half width, lower case). Two short forms save lists of
inflections:

- ``slip{s|ped|ping}`` writes out alternatives; ``{|s}`` may be empty, ``{fine{|s}|order{|s}}`` nested;
- ``raise~`` stands for a regular English verb: ``-s -ed -ing``, a final e, a consonant before y; verbs that double
  their last consonant are written with braces.

A term that begins or ends with a Latin letter or digit matches whole words only; a Chinese one anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from nlp.script import fold
from store.errors import InputError

Value = TypeVar("Value")

_TOP_BRACES = re.compile(r"\{")
_MAX_BRACES = 64  # of one written term, all of which may stand in each other
_MAX_FORMS = 512  # of one written term; more is a slip of the pen


@dataclass(frozen=True, slots=True)
class Hit(Generic[Value]):
    """A term found: half-open offsets into the folded text, and what the list says of it."""

    start: int
    end: int
    term: str
    value: Value


def _inflections(verb: str) -> tuple[str, ...]:
    """The regular forms of an English verb."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return verb, verb + plural, verb + "ed", verb + "ing"


def _verb_forms(term: str) -> list[str]:
    """The term with each word that ends in ``~`` written out."""
    forms = [""]
    for index, word in enumerate(term.split(" ")):
        endings = _inflections(word[:-1]) if word.endswith("~") else (word,)
        forms = [f"{form} {ending}" if index else ending for form in forms for ending in endings]
    return forms


def _alternatives(term: str) -> list[str]:
    """``term`` with its braces written out, which may stand in each other: ``{fine{|s|d}|order{|s}}``.

    Raises InputError when they do not pair or there are more than 512 forms.
    """
    forms, done = [""], 0
    for opening in _TOP_BRACES.finditer(term):
        if opening.start() < done:
            continue
        end = _closing(term, opening.start())
        inner = [form for part in _split(term[opening.end() : end]) for form in _alternatives(part)]
        before = term[done : opening.start()]
        if len(forms) * len(inner) > _MAX_FORMS:
            raise InputError(f"term stands for more than {_MAX_FORMS} forms", key=term)
        forms = [form + before + choice for form in forms for choice in inner]
        done = end + 1
    rest = term[done:]
    if "}" in rest:
        raise InputError("braces do not pair", key=term)
    return [form + rest for form in forms]


def _closing(term: str, opening: int) -> int:
    """Where the brace that opens here is closed."""
    depth = 0
    for at in range(opening, len(term)):
        depth += (term[at] == "{") - (term[at] == "}")
        if not depth:
            return at
    raise InputError("braces do not pair", key=term)


def _split(inner: str) -> list[str]:
    """What stands between braces, cut at its own bars."""
    parts, depth = [""], 0
    for char in inner:
        depth += (char == "{") - (char == "}")
        if char == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def expand_term(term: str) -> list[str]:
    """Every form a written term stands for, folded, in order, without repetition.

    Raises InputError when braces do not pair or the term stands for more than 512 forms.
    """
    if term.count("{") > _MAX_BRACES:
        raise InputError(f"term has more than {_MAX_BRACES} pairs of braces", key=term)
    forms = [form for written in _alternatives(term) for form in _verb_forms(written)]
    if len(forms) > _MAX_FORMS:
        raise InputError(f"term stands for more than {_MAX_FORMS} forms", key=term)
    return list(dict.fromkeys(" ".join(fold(form).split()) for form in forms if form.strip()))


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _starts(first: set[str]) -> re.Pattern[str]:
    """Where a term may begin: at one of the characters, a Latin letter or digit only at the head of its word."""
    inside = "".join(re.escape(char) for char in sorted(first) if _is_word(char))
    others = "".join(re.escape(char) for char in sorted(first) if not _is_word(char))
    classes = [f"(?<![0-9A-Za-z])[{inside}]"] * bool(inside) + [f"[{others}]"] * bool(others)
    return re.compile("|".join(classes) or r"(?!)")


class TermIndex(Generic[Value]):
    """Terms ready to be found. Immutable after building; finding is linear in the text for a given list."""

    def __init__(self, terms: Iterable[tuple[str, Value]]) -> None:
        """``terms``: written term and its value; of two equal forms the later one counts."""
        forms = {form: value for term, value in terms for form in expand_term(term)}
        self._forms = forms
        lengths: dict[str, set[int]] = {}
        for form in forms:
            lengths.setdefault(form[:2], set()).add(len(form))
        # The lengths of the terms that begin with two characters, longest first: a look-up for each, however many.
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

        self._starts = _starts({head[0] for head in lengths})

    def __len__(self) -> int:
        return len(self._forms)

    def _longest_at(self, text: str, at: int, end: int) -> Hit[Value] | None:
        forms = self._forms
        for head in (text[at : at + 2], text[at]):
            for length in self._lengths.get(head, ()):
                stop = at + length
                term = text[at:stop]
                if term not in forms or stop > end:
                    continue
                if stop < len(text) and _is_word(term[-1]) and _is_word(text[stop]):
                    continue
                return Hit(at, stop, term, forms[term])
        return None

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit[Value]]:
        """Hits in ``text[start:end]``, leftmost, longest, without overlap. ``text`` is folded already."""
        limit = len(text) if end is None else end
        place = self._starts.search(text, start, limit)
        while place is not None:
            hit = self._longest_at(text, place.start(), limit)
            if hit is not None:
                yield hit
            place = self._starts.search(text, hit.end if hit else place.start() + 1, limit)

    def find_all(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit[Value]]:
        """Hits that may overlap: the longest at each place, and those that begin inside it."""
        limit = len(text) if end is None else end
        for place in self._starts.finditer(text, start, limit):
            hit = self._longest_at(text, place.start(), limit)
            if hit is not None:
                yield hit
