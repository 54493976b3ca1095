"""One pattern for a long list of words that costs the same however long the list is.

An alternation is tried word by word at every place of a text. Here words with the same beginning share it, and every
branch begins with a letter of its own, so that the engine skips what no word begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Beginning:
    """What words go on with after the same characters; ``end``: the condition of the word that ends here."""

    longer: dict[str, _Beginning] = field(default_factory=dict)
    end: str | None = None


def words_pattern(
    words: Iterable[str],
    *,
    before: Callable[[str], str] = lambda character: "",
    behind: Callable[[str], str] = lambda word: "",
) -> str:
    """The source of a pattern that matches the longest of the words at a place, without groups that capture.

    ``before``: for the first character of a word, the inside of a character class that must not stand before it ("" for
    none). ``behind``: for a word, a condition on what follows it, such as ``(?![a-z])``.
    """
    root = _Beginning()
    for word in words:
        node = root
        for character in word:
            node = node.longer.setdefault(character, _Beginning())
        node.end = behind(word)
    branches = []
    for first, node in sorted(root.longer.items()):
        refused = before(first)
        guard = f"(?<![{refused}]{re.escape(first)})" if refused else ""
        branches.append(re.escape(first) + guard + _rest(node))
    return f"(?:{'|'.join(branches)})" if branches else r"(?!)"


class LedPattern:
    """A pattern with what a text must hold to have a match of it, and what each match begins with.

    A pattern that begins with a condition or an alternative is tried at every place of a text, which costs more than
    looking for what it can begin with. ``lead``: a pattern that matches wherever a match of ``pattern`` begins;
    ``holds``: strings of which the text must have one. ``finditer`` finds what that of ``pattern`` finds.
    """

    def __init__(self, pattern: str, *, lead: str = "", holds: Sequence[str] = ()) -> None:
        self.pattern = re.compile(pattern)
        self._lead = re.compile(lead) if lead else None
        self._holds = tuple(holds)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, left to right, without overlap."""
        if self._holds and not any(word in text for word in self._holds):
            return iter(())
        return self.pattern.finditer(text) if self._lead is None else self._led(self._lead, text)

    def _led(self, lead: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        place = lead.search(text)
        while place:
            match = self.pattern.match(text, place.start())
            if match:
                yield match
            at = max(match.end(), place.start() + 1) if match else place.start() + 1
            place = lead.search(text, at)


def _rest(node: _Beginning) -> str:
    """What may follow a beginning: the longer words first, then the word that ends here."""
    branches = [re.escape(first) + _rest(longer) for first, longer in sorted(node.longer.items())]
    if node.end is not None:
        branches.append(node.end)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
