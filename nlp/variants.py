"""What two nearly equal texts say differently: the figures, days and names that changed in the same place.

A reprint keeps them. Two articles from one template keep everything else: the weekly freight report of another
week has the same sentences and other numbers. Both look alike to a fingerprint; this is what tells them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from nlp.lexicon import Lexicon, load_lexicon
from nlp.script import fold

_LEFT, _RIGHT = 4, 4  # letters of context on either side that make it the same place
_VALUE_MARK = "\x00"  # stands for any value in a context: a changed neighbour does not make it another place

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|third|quarter"
)
# Digits with their scale or unit; Chinese numerals only before what makes a figure of them (一万 and 万 are one
# number, 一 is mostly none); number words; names in Latin letters.
_VALUE = re.compile(
    r"\d[\d.,:]*(?: ?(?:million|billion|trillion|percent)\b|[万亿兆%‰成倍]{1,2})?"
    r"|[一二两三四五六七八九十]{1,3}(?:成[一二三四五六七八九半]?|倍|月|日|号)"
    r"|[a-z][a-z0-9&'-]*"
)
_SENTENCE_END = frozenset('.!?:;"“”。！？：；\n')
_NUMBER_WORD = re.compile(rf"(?:{_DAYS}|{_MONTHS}|{_WORDS})\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A value and the letters on either side of it."""

    value: str
    named: bool  # an id of the lexicon, not a figure or an unknown name
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class _Pairing:
    """What pairing left: values equal in one place, values that differ in one place, values without a partner."""

    kept: int
    changed: list[tuple[Place, Place]]
    rest_mine: list[Place]
    rest_theirs: list[Place]


@dataclass(frozen=True, slots=True)
class Difference:
    """Values found in the same surroundings of both texts: ``kept`` are equal there, ``changed`` are not."""

    kept: int
    changed: int
    in_common: float  # share of the figures of the text with fewer that the other has too, wherever
    missing: int  # figures of that text that the other has nowhere
    renamed: int = 0  # of the changed: another known name, and neither is anywhere in the other text
    example: tuple[str, str] | None = None  # one that changed: in the one text, in the other

    @property
    def share_changed(self) -> float:
        """Share of the comparable values that changed; 0 when nothing was comparable."""
        total = self.kept + self.changed
        return self.changed / total if total else 0.0


def _names(text: str, folded: str, lexicon: Lexicon) -> dict[int, tuple[int, str]]:
    """Known names by their start: (end, entity id), the longest where several begin."""
    found: dict[int, tuple[int, str]] = {}
    for hit in lexicon.find(text, folded):
        known = found.get(hit.start)
        if hit.aliases and (known is None or known[0] < hit.end):
            found[hit.start] = (hit.end, hit.aliases[0].entity_id)
    return found


def _values(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, value, whether a known name) of every figure and name, left to right, without overlap."""
    folded = fold(text)
    names = _names(text, folded, lexicon)
    spans = [(start, -end, value, True) for start, (end, value) in names.items()]
    for match in _VALUE.finditer(folded):
        start, end = match.span()
        word = match.group()
        if word[0].isascii() and word[0].isalpha():
            if not (_NUMBER_WORD.match(word) or _is_name(text, start)):
                continue
            word = word.removesuffix("'s")
        spans.append((start, -end, _normal(word), False))
    last = 0
    for start, negative_end, value, named in sorted(spans):
        if start >= last:
            last = -negative_end
            yield start, last, value, named


def _normal(word: str) -> str:
    """The value without the house style: 3,400 is 3400, and 12 percent is 12%."""
    return word.replace(",", "").rstrip(".:").replace(" percent", "%").replace(" ", "")


def _is_name(text: str, start: int) -> bool:
    """Whether the capital at ``start`` is one a name has, not one that only begins a sentence."""
    before = text[max(0, start - 3) : start].rstrip(" '‘(")
    return text[start].isupper() and bool(before) and before[-1] not in _SENTENCE_END


def _places(text: str, lexicon: Lexicon) -> list[Place]:
    """The values of a text with the letters around them."""
    letters: list[str] = []
    marks: list[tuple[int, str, bool]] = []
    done = 0
    for start, end, value, named in _values(text, lexicon):
        letters.extend(char for char in fold(text[done:start]) if char.isalnum())
        marks.append((len(letters), value, named))
        letters.append(_VALUE_MARK)
        done = end
    letters.extend(char for char in fold(text[done:]) if char.isalnum())
    whole = "".join(letters)
    return [
        Place(value, named, whole[max(0, place - _LEFT) : place], whole[place + 1 : place + 1 + _RIGHT])
        for place, value, named in marks
    ]


def _pair(mine: Sequence[Place], theirs: Sequence[Place], side: Callable[[Place], Hashable]) -> _Pairing:
    """Pair the values whose surroundings agree; equal values first, then whatever is left there."""
    ours, others = _by_context(mine, side), _by_context(theirs, side)
    kept = 0
    changed: list[tuple[Place, Place]] = []
    rest_mine: list[Place] = []
    rest_theirs: list[Place] = []
    for context in dict.fromkeys((*ours, *others)):
        here, there = ours.get(context, []), others.get(context, [])
        equal = Counter(place.value for place in here) & Counter(place.value for place in there)
        kept += equal.total()
        here, there = _without(here, equal), _without(there, equal)
        pairs = min(len(here), len(there))
        changed += list(zip(here, there, strict=False))
        rest_mine += here[pairs:]
        rest_theirs += there[pairs:]
    return _Pairing(kept, changed, rest_mine, rest_theirs)


def _by_context(places: Sequence[Place], side: Callable[[Place], Hashable]) -> dict[Hashable, list[Place]]:
    found: dict[Hashable, list[Place]] = {}
    for place in places:
        found.setdefault(side(place), []).append(place)
    return found


def _without(places: Sequence[Place], taken: Counter[str]) -> list[Place]:
    left = Counter(taken)
    kept = []
    for place in places:
        if left[place.value]:
            left[place.value] -= 1
        else:
            kept.append(place)
    return kept


def _figures(places: Sequence[Place]) -> Counter[str]:
    return Counter(place.value for place in places if any(char.isdigit() for char in place.value))


def compare(one: str, other: str, lexicon: Lexicon | None = None) -> Difference:
    """The values of two texts, matched by their surroundings: both sides, else the left, else the right.

    One side that agrees is enough to find a value kept; a changed one needs both, because at the edge of a
    sentence that was taken out or put in, one side agrees by itself. Linear in both lengths.
    """
    known = lexicon or load_lexicon()
    mine, theirs = _places(one, known), _places(other, known)
    figures, others = _figures(mine), _figures(theirs)
    smaller, common = min(figures.total(), others.total()), (figures & others).total()
    said_here, said_there = {place.value for place in mine}, {place.value for place in theirs}
    both = _pair(mine, theirs, lambda place: (place.left, place.right))
    left = _pair(both.rest_mine, both.rest_theirs, lambda place: place.left)
    right = _pair(left.rest_mine, left.rest_theirs, lambda place: place.right)
    return Difference(
        kept=both.kept + left.kept + right.kept,
        changed=len(both.changed),
        in_common=common / smaller if smaller else 1.0,
        missing=smaller - common,
        renamed=sum(
            one.named and other.named and one.value not in said_there and other.value not in said_here
            for one, other in both.changed
        ),
        example=(both.changed[0][0].value, both.changed[0][1].value) if both.changed else None,
    )
