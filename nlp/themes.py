"""What a clause can speak of: themes, the names of a text by place, the clauses of a sentence.

The readings of single clauses are made by nlp.themes_en and nlp.themes_zh, and carried on by nlp.discourse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from nlp.clauses import CLAUSE_MARK
from nlp.countries import country_of, names_country
from nlp.script import fold
from nlp.sectors import sector_of
from store.records import Mention, Span

# What is measured in people; its words (shoppers, 卖家) can be subjects, those of other metrics cannot.
PEOPLE = frozenset(
    ("user_count", "mau", "member_count", "seller_count", "headcount", "account_count", "consumer_share")
)


class Sort(Enum):
    """What a theme is."""

    NAME = "name"  # a company, a product
    PLACE = "place"
    STATE = "state"  # a country whose office speaks
    NOUN = "noun"
    PERSON = "person"
    COUNTED = "counted"  # a noun that the figure itself counts: 600,000 items entered the market


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``key`` is the id of a thing, or the words as printed. Offsets of where it is named.

    ``tied``: a noun with a place in front (中国卖家, 美西航线), which is a thing of its own. ``group``: the names that
    stand together as the subject (A and B), this one among them; what they have in common is of neither. ``bare``: an
    office without its country's name, which is of the country at home where the text speaks of no other.
    """

    key: str
    sort: Sort
    start: int
    end: int
    tied: bool = False
    bare: bool = False
    group: tuple[Theme, ...] = ()


class Back(Enum):
    """What a word that points back can mean."""

    ANY = "any"  # it, its, 其, a measure: whatever was spoken of
    HOUSE = "house"  # the company, 该平台
    PLACE = "place"  # the country, 当地


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One clause: its own theme; ``back``: it points back, and what to; ``reset``: somebody else speaks.

    A theme beside ``back`` is what the clause speaks of when there is nothing to point back to.
    """

    theme: Theme | None = None
    back: Back | None = None
    reset: bool = False


NOTHING = Reading()
BACK = Reading(back=Back.ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a text by place."""

    page: str  # folded
    text: str  # as printed
    mentions: Sequence[Mention]
    starts: Sequence[int]
    home: str | None  # the country 我国 is
    measures: Sequence[int]  # where the words of measures begin, sorted

    def at(self, place: int) -> Mention | None:
        """The name that begins at a place, the longest one."""
        first = bisect_left(self.starts, place)
        best = None
        while first < len(self.starts) and self.starts[first] == place:
            best = self.mentions[first]
            first += 1
        return best

    def within(self, start: int, end: int) -> list[Mention]:
        """The names that stand in a stretch."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def grouped(self, theme: Theme) -> Theme:
        """The theme with the names it is listed with: A, B and C."""
        first = bisect_left(self.starts, theme.start)
        group: list[Theme] = []
        closed = False  # commas alone list nothing: from China, Windlass said
        for step in (-1, 1):
            edge, at = theme, first
            while 0 <= (at := at + step) < len(self.mentions):
                other = self.theme(self.mentions[at])
                left, right = (other, edge) if step < 0 else (edge, other)
                if left is None or right is None or other is None:
                    break
                if not _JOINED.fullmatch(self.page, left.end, right.start):
                    break
                closed = closed or _AND.search(self.page, left.end, right.start) is not None
                group.insert(0 if step < 0 else len(group), other)
                edge = other
            if step < 0:
                group.append(theme)
        return replace(theme, group=tuple(group)) if closed else theme

    def measure_from(self, start: int, end: int) -> int:
        """Where the next word of a measure begins; ``end`` if there is none before."""
        first = bisect_left(self.measures, start)
        return min(end, self.measures[first]) if first < len(self.measures) else end

    def theme(self, mention: Mention) -> Theme | None:
        """A name as the theme of a clause: offices of a state stand for their country, people for nothing."""
        sort, key = Sort.NAME, mention.id or mention.quote
        if mention.type == "GPE":
            sort = Sort.PLACE
        elif mention.type == "LAW" or is_office(mention):
            country = country_of(mention.id) or (self.home if is_bare_office(mention) else None)
            if country is None:
                return None
            sort, key = Sort.STATE, country
        elif mention.type not in ("ORG", "PRODUCT"):
            return None
        bare = sort is Sort.STATE and is_bare_office(mention)
        return Theme(key=key, sort=sort, start=mention.start, end=mention.end, bare=bare)


def is_office(mention: Mention) -> bool:
    """A body of state whose figures are its country's: a ministry, customs; not a central bank or the mail."""
    if _OWN_FIGURES.search(fold(mention.quote)):
        return False
    return sector_of(mention.id) == "government" or is_bare_office(mention)


def is_bare_office(mention: Mention) -> bool:
    """财政部, 统计处, 土地注册处: an office named without its country, which is then the text's own."""
    if mention.type != "ORG" or _OFFICE.fullmatch(fold(mention.quote)) is None:
        return False
    return not names_country(mention.quote)


_OFFICE = re.compile(
    r"[\u3400-\u9fff]{0,8}(?:部|总署|统计局|总局|统计处|总处|注册处|署|海关|财政司|国务院|行政院|立法院|发改委|委员会|税委会"
    r"|消保处|发展局|旅发局|贸发局)"
)
_OWN_FIGURES = re.compile(
    r"reserve|\bfed\b|\becb\b|central bank|bank of|央行|储|联准|人民银行|邮政|postal|post\b|大学|集团|公司"
)


def _is_dash_of_name(page: str, start: int, end: int) -> bool:
    """深圳—洛杉矶: a route; two dashes break a sentence."""
    around = (page[start - 1 : start], page[end : end + 1])
    return page[start:end] == "—" and "—" not in around and around[0] != " "


_AND = re.compile(r"[、和与及跟&]|\band\b")
# Between names that stand together.
_JOINED = re.compile(r"[ ]?(?:[、和与及跟,]|以及| and | & |, and )[ ]?")
_QUOTES = frozenset('"“”「」')


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two clause marks; ``depth`` counts the brackets it stands in."""

    start: int
    end: int
    depth: int


# Besides the marks of clauses: square brackets, and the English words behind which another subject follows.
_MARK = re.compile(
    rf"[\[\]]|{CLAUSE_MARK.pattern}"
    r"|[ ](?:that|how|where|whether|because|when|if|after|before|until|since|once)[ ](?=[a-z$€£])"
)


def segments_of(page: str, sentence: Span) -> list[Segment]:
    """The stretches of a sentence, left to right."""
    found: list[Segment] = []
    start, depth = sentence.start, 0
    for match in _MARK.finditer(page, sentence.start, sentence.end):
        if match.group() in _QUOTES or _is_dash_of_name(page, match.start(), match.end()):
            continue  # 「多多商贸」涉嫌: a name in quotes is part of its clause
        if match.start() > start:
            found.append(Segment(start, match.start(), depth))
        start = match.end()
        mark = match.group()
        depth = depth + 1 if mark in "(（[" else max(0, depth - 1) if mark in ")）]" else depth
    if start < sentence.end:
        found.append(Segment(start, sentence.end, depth))
    return found
