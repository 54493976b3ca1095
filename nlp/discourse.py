"""What each clause of a text goes on about, carried from clause to clause and from sentence to sentence.

A clause with a subject of its own speaks of that. One whose subject points back (it, the company, 该平台), is a measure
(revenue, 毛利率) or is missing goes on about the subject before it in its sentence, then about the name the sentence
before spoke of, within a paragraph. What stands in brackets is never gone on about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.countries import parent_of
from nlp.grammar import english
from nlp.themes import Back, Names, Reading, Segment, Sort, Theme, segments_of
from nlp.themes_en import joined_clauses, read_english
from nlp.themes_zh import is_preposition, read_chinese
from store.records import Span

_NUMBER = re.compile(r"[$€£]?\d")
_LABEL = re.compile(r"[\u3400-\u9fff]{3,12}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ROW = 44  # characters of a line that can be a row of a list, whose next row goes on about the same
_LOOK_BACK = 6  # sentences at most whose theme can still be meant
_OWNERS = (Sort.NAME, Sort.PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one clause is about: ``own`` its own subject, ``current`` what it goes on about, ``named`` the last name."""

    own: Theme | None = None
    current: Theme | None = None
    named: Theme | None = None


_Row = tuple[Segment, Topic]
_EMPTY = Topic()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """The names last spoken of: of any sort, the last house and the last place."""

    named: Theme | None = None
    house: Theme | None = None
    place: Theme | None = None

    def after(self, theme: Theme) -> _Carried:
        """What is carried on behind a clause that speaks of a theme."""
        if theme.sort is Sort.NAME:
            return replace(self, named=theme, house=theme)
        if theme.sort in (Sort.PLACE, Sort.STATE):
            return replace(self, named=theme, place=theme)
        return self

    def meant(self, back: Back) -> Theme | None:
        """Whom a word that points back means."""
        if back is Back.HOUSE:
            return whole(self.house) if self.house else None
        return self.place if back is Back.PLACE else self.named


def whole(theme: Theme) -> Theme:
    """The house a unit belongs to, which is what its texts call the company."""
    parent = parent_of(theme.key) if theme.sort is Sort.NAME else None
    return replace(theme, key=parent) if parent else theme


@dataclass(slots=True)
class Discourse:
    """The topics of a text's clauses, read where they are asked for; each sentence once."""

    names: Names
    sentences: Sequence[Span]
    _starts: list[int] = field(init=False)
    _read: dict[int, tuple[list[_Row], _Carried]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [sentence.start for sentence in self.sentences]

    def topic(self, place: int) -> Topic:
        """What the clause at a place of the text is about."""
        return next(
            (topic for segment, topic in reversed(self._rows(place)) if segment.start <= place), _EMPTY
        )

    def spoken(self, place: int) -> list[Theme]:
        """What the clauses of the sentence up to a place speak of themselves, in order."""
        return [topic.own for segment, topic in self._rows(place) if topic.own and segment.start <= place]

    def _rows(self, place: int) -> list[_Row]:
        """The clauses of the sentence at a place."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return []
        first = index
        while first not in self._read and first > max(0, index - _LOOK_BACK) and self._follows(first):
            first -= 1
        for each in range(first, index + 1):
            if each not in self._read:
                before = (
                    self._read[each - 1][1] if each - 1 in self._read and self._follows(each) else _Carried()
                )
                self._read[each] = self._sentence(each, before)
        return self._read[index][0]

    def _follows(self, index: int) -> bool:
        """Whether a sentence stands in the same paragraph, or list, as the one before it."""
        if index == 0:
            return False
        before, here = self.sentences[index - 1], self.sentences[index]
        breaks = self.names.page.count("\n", before.end, here.start)
        return not breaks or (breaks == 1 and max(before.end - before.start, here.end - here.start) <= _ROW)

    def _label(self, index: int) -> Theme | None:
        """The line above a line that begins with a number, where it is a few words: what the row is about."""
        page, here = self.names.page, self.sentences[index]
        if not index or not _NUMBER.match(page, here.start):
            return None
        above = self.sentences[index - 1]
        if page.count("\n", above.end, here.start) != 1 or not _LABEL.fullmatch(page, above.start, above.end):
            return None
        if self.names.within(above.start, above.end):
            return None
        key = self.names.text[above.start : above.end]
        return Theme(key=key, sort=Sort.NOUN, start=above.start, end=above.end, tied=True)

    def _sentence(self, index: int, before: _Carried) -> tuple[list[_Row], _Carried]:
        """The topics of a sentence's clauses, and what is carried on behind it."""
        rows: list[_Row] = []
        carried, current = before, self._label(index) or before.named
        for segment in self._segments(self.sentences[index]):
            reading = self._reading(segment)
            own = None if reading.back else reading.theme
            if own is not None and own.bare and carried.place is not None:
                own = replace(own, key=carried.place.key)  # 菲律宾建议…，财政部估算
            if own is not None and own.sort in _OWNERS:
                own = self.names.grouped(own)
            meant = own or (carried.meant(reading.back) if reading.back else None) or reading.theme
            if segment.depth:
                rows.append((segment, Topic(own=own, current=meant or current, named=carried.named)))
                continue
            if meant is not None:
                current, carried = meant, carried.after(meant)
            elif reading.back or reading.reset:
                current = carried.named or current
            rows.append((segment, Topic(own=own, current=current, named=carried.named)))
        return (_looked_ahead(rows) if self._opens_ahead(rows) else rows), carried

    def _opens_ahead(self, rows: list[_Row]) -> bool:
        """Whether a sentence opens with a circumstance, and its subject is still to come."""
        if not rows or rows[0][1].current is not None:
            return False
        start, end = rows[0][0].start, rows[0][0].end
        if _HAN.search(self.names.page, start, end):
            return is_preposition(self.names.page, start, end)
        words = self.names.page[start : min(end, start + 16)].split()
        return bool(words) and words[0] in english().prepositions

    def _segments(self, sentence: Span) -> list[Segment]:
        """The clauses of a sentence; English ones also cut where and joins two of them."""
        return [
            part
            for segment in segments_of(self.names.page, sentence)
            for part in (
                joined_clauses(self.names.page, segment)
                if " and " in self.names.page[segment.start : segment.end]
                else [segment]
            )
        ]

    def _reading(self, segment: Segment) -> Reading:
        if _HAN.search(self.names.page, segment.start, segment.end):
            return read_chinese(self.names, segment.start, segment.end)
        return read_english(self.names, segment.start, segment.end)


def _looked_ahead(rows: list[_Row]) -> list[_Row]:
    """A sentence that opens with what is no subject speaks of the first name behind: 在扩建的同时，河南…."""
    named = next((t.own for each, t in rows if t.own and t.own.sort in _OWNERS and not each.depth), None)
    if named is None:
        return rows
    return [
        (
            segment,
            replace(topic, current=named) if topic.current is None and segment.start < named.start else topic,
        )
        for segment, topic in rows
    ]
