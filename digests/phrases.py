"""Words that always stand side by side are one phrase: 小额 and 豁免, de and minimis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from store.records import Span

_TOGETHER = 0.8  # share of a word's stories that have the longer phrase too
_LONGEST = 4  # words of a phrase
_OPENS = 1_500  # characters of a text in which the words of its opening stand
_INSIDE = re.compile(r"[a-z0-9,;] \Z", re.IGNORECASE)  # in front of a word in the middle of a sentence
_PLACES = 12  # of a word in one text that are looked at for a sentence to quote


@dataclass(slots=True)
class Opening:
    """Headline and text of one story's first article, as written and folded."""

    article: int
    house: int
    title: str
    text: str
    fold: Callable[[str], str]
    _folded: str = field(init=False)
    _opening: str = field(init=False)

    def __post_init__(self) -> None:
        self._folded = self.fold(self.text)
        self._opening = f"{self.fold(self.title)}\n{self._folded[:_OPENS]}"

    def has(self, phrase: str) -> bool:
        """Whether headline or beginning have it."""
        return holds(phrase, self._opening)

    def can_prove(self, phrase: str) -> bool:
        """Whether the text has it: a headline is not quoted."""
        return holds(phrase, self._folded)

    def places(self, phrase: str) -> list[Span]:
        """Where it stands in the text, the first twelve."""
        return list(islice(_found(phrase, self._folded), _PLACES))

    def surfaces(self, phrase: str) -> list[str]:
        """How the text writes it; a single word in Latin letters not where a sentence begins, which has a capital."""
        found = []
        for span in self.places(phrase):
            surface = self.text[span.start : span.end]
            inside = _INSIDE.search(self.text, max(0, span.start - 2), span.start)
            if not phrase[0].isascii() or inside or surface[1:].lower() != surface[1:]:
                found.append(surface)
        return found


def holds(phrase: str, folded: str) -> bool:
    """Whether a folded text has the phrase."""
    return next(_found(phrase, folded), None) is not None


def _found(phrase: str, folded: str) -> Iterator[Span]:
    """Where a phrase stands; one in Latin letters only as whole words, its last one also in the plural."""
    if phrase[0].isascii():
        stem, ending = (phrase[:-1], "(?:y|ies)") if phrase.endswith("y") else (phrase, "(?:e?s)?")
        word = re.compile(rf"(?<![a-z0-9]){re.escape(stem)}{ending}(?![a-z0-9])")
        yield from (Span(match.start(), match.end()) for match in word.finditer(folded))
        return
    at = folded.find(phrase)
    while at >= 0:
        yield Span(at, at + len(phrase))
        at = folded.find(phrase, at + len(phrase))


def join_words(
    word: str, read: Sequence[Opening], others: Sequence[str], *, spaced: bool
) -> tuple[str, tuple[str, ...]]:
    """The longest phrase around ``word`` that four in five of its stories have, and the words that are in it."""
    phrase, parts = word, [word]
    needed = max(2.0, _TOGETHER * len(read))
    space = " " if spaced else ""
    while len(parts) < _LONGEST:
        longer = [
            (joined, other)
            for other in others
            if other not in parts
            for joined in (f"{phrase}{space}{other}", f"{other}{space}{phrase}")
            if sum(item.has(joined) for item in read) >= needed
            and any(item.can_prove(joined) for item in read)
        ]
        if not longer:
            break
        phrase, other = longer[0]
        parts.append(other)
    return phrase, tuple(parts)
