"""The neighbourhood of a figure: its sentence, its clause, and what stands between it and the next one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.spans import Quantity
from store.records import Span

CLAUSE_MARK = re.compile(
    r"[，,](?!\d{3}(?!\d))|(?<!\d)[，,]|[；;：:（）()。！？!?\n\"“”「」]|(?<=[a-z0-9%]),(?= )|[ ](?:while|but"
    r"|although|though"
    r"|whereas|with)[ ]|(?<!much)(?<!many)(?<!high)(?<!well)(?<!such)(?<!same)[ ]as[ ](?!much|many|high"
    r"|well|an? |the )|[ ]-[ ]|—|–[ ]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where a figure stands. Offsets into the page; ``left`` and ``right`` are clipped to the clause."""

    page: str
    start: int
    end: int
    sentence: Span
    clause: Span
    before: int  # end of the quantity before it in the sentence, or the sentence's start
    after: int  # start of the next quantity in the sentence, or the sentence's end

    @property
    def left(self) -> str:
        """The clause up to the figure, not reaching over the quantity before it."""
        return self.page[max(self.clause.start, self.before) : self.start]

    @property
    def right(self) -> str:
        """The clause behind the figure, not reaching over the next quantity."""
        return self.page[self.end : min(self.clause.end, self.after)]

    @property
    def clause_left(self) -> str:
        """The whole clause up to the figure."""
        return self.page[self.clause.start : self.start]

    @property
    def sentence_left(self) -> str:
        """The whole sentence up to the figure."""
        return self.page[self.sentence.start : self.start]

    @property
    def sentence_right(self) -> str:
        """The sentence behind the figure."""
        return self.page[self.end : self.sentence.end]


def split_sentences(page: str, sentences: Sequence[Span]) -> list[Span]:
    """The given sentences, cut at line ends too: a line of a table is a sentence of its own."""
    lines: list[Span] = []
    for sentence in sentences or (Span(0, len(page)),):
        start = sentence.start
        while (at := page.find("\n", start, sentence.end)) >= 0:
            if at > start:
                lines.append(Span(start, at))
            start = at + 1
        if start < sentence.end:
            lines.append(Span(start, sentence.end))
    return lines


def surround(page: str, sentences: Sequence[Span], quantities: Sequence[Quantity]) -> list[Surroundings]:
    """The neighbourhood of each quantity; both lists sorted by place.

    Long sentences are clipped to 400 characters around.
    """
    starts = [sentence.start for sentence in sentences]
    found: list[Surroundings] = []
    for index, quantity in enumerate(quantities):
        at = max(0, bisect_right(starts, quantity.start) - 1)
        sentence = sentences[at] if sentences else Span(0, len(page))
        sentence = Span(
            max(min(sentence.start, quantity.start), quantity.start - 400),
            min(max(sentence.end, quantity.end), quantity.end + 400),
        )
        previous = quantities[index - 1] if index else None
        found.append(
            Surroundings(
                page=page,
                start=quantity.start,
                end=quantity.end,
                sentence=sentence,
                clause=_clause(page, sentence, quantity),
                before=max(sentence.start, previous.end if previous else 0),
                after=min(sentence.end, _next_start(page, quantities, index)),
            )
        )
    return found


def _next_start(page: str, quantities: Sequence[Quantity], index: int) -> int:
    """Where the next quantity begins; the same amount in other money, in brackets, is not a next one."""
    following = index + 1
    while following < len(quantities):
        gap = page[quantities[following - 1].end : quantities[following].start]
        if len(gap) > 12 or "(" not in gap or quantities[following].kind != quantities[index].kind:
            return quantities[following].start
        following += 1
    return len(page)


def _clause(page: str, sentence: Span, quantity: Quantity) -> Span:
    """The clause around a quantity; a closed bracket on the way belongs to it, an open one ends it."""
    start, outside = sentence.start, sentence.start
    for match in CLAUSE_MARK.finditer(page, sentence.start, quantity.start):
        mark = match.group()
        if mark in "(（":
            outside = start
        start = outside if mark in ")）" else match.end()
    depth = 0
    for match in CLAUSE_MARK.finditer(page, quantity.end, sentence.end):
        mark = match.group()
        if mark in "(（":
            depth += 1
        elif mark in ")）" and depth:
            depth -= 1
        elif not depth:
            return Span(start, match.start())
    return Span(start, sentence.end)
