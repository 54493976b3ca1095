"""The subject of one English clause: the noun phrase before its finite verb, and who owns it.

Walmart's quarterly revenue climbed: Walmart. Shares of Tesla fell: Tesla. Online sales at the chain rose: the chain,
which is the name before. Lower-income households cut back: themselves. A name in the phrase that only says where
(London nickel) gives way to what it describes.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.grammar import english
from nlp.noun_phrases_en import phrase_theme
from nlp.themes import BACK, NOTHING, Names, Reading, Segment, Sort
from nlp.verbs_en import Word, finite_verb, words_of
from nlp.witnesses import measures

_DEEPEST = 2  # X said that Y expects Z to grow
_EXPECTING = frozenset(
    (
        "expect",
        "expects",
        "expected",
        "forecast",
        "forecasts",
        "sees",
        "projects",
        "predict",
        "predicts",
        "wants",
        "want",
    )
)
_FAR = 12  # words from the verb to "to"
_BEHIND_SAYING = frozenset(("that", "on", "in", "monday", "tuesday", "wednesday", "thursday", "friday"))


def read_english(names: Names, start: int, end: int, *, depth: int = 0) -> Reading:
    """What the clause ``page[start:end]`` speaks of."""
    lists = english()
    words = words_of(names.page, start, end)
    opened = names.page[max(0, start - 7) : start].rsplit(" ", 2)[-2:-1]
    depends = bool(opened and opened[0] in lists.openers)
    while words and words[0].text in lists.openers:
        words, depends = words[1:], True
    if not words or _is_verbal(names, words[0]):
        return NOTHING
    if words[0].text in lists.relatives or opened == ["that"]:
        relative = _relative(names, words, start)
        if relative is not None or words[0].text in lists.relatives:
            return relative or NOTHING
    if words[0].text in lists.prepositions:
        words = _behind_opening(names, words)
        if not words:
            return NOTHING
    if (hoped := _expected(names, words)) is not None:
        return hoped
    verb = finite_verb(words)
    if verb is None:
        return NOTHING if depends else _verbless(names, words, start)
    told = words[verb].text in lists.saying
    if verb == 0:
        return (
            _told(names, words[1:], NOTHING, end, depth)
            if told and depth < _DEEPEST and len(words) > 2
            else NOTHING
        )
    if (
        told
        and verb == len(words) - 1
        and names.page[max(0, start - 3) : start].rstrip()[-1:] in (",", "”", '"')
    ):
        return NOTHING  # …, X said: it only closes what was said
    if words[0].text == "there":
        return _there(names, words)
    reading = phrase_theme(names, words[:verb])
    if told and depth < _DEEPEST:
        return _told(names, words[verb + 1 :], reading, end, depth)
    return reading


def joined_clauses(page: str, segment: Segment) -> list[Segment]:
    """Oil topped $90 and nickel traded lower: two clauses; where one side has no verb of its own, one."""
    at = page.find(" and ", segment.start, segment.end)
    while at >= 0:
        left, right = words_of(page, segment.start, at), words_of(page, at + 5, segment.end)
        if finite_verb(left) is not None and finite_verb(right):
            first = Segment(segment.start, at, segment.depth)
            return [first, *joined_clauses(page, Segment(at + 1, segment.end, segment.depth))]
        at = page.find(" and ", at + 5, segment.end)
    return [segment]


def _relative(names: Names, words: Sequence[Word], start: int) -> Reading | None:
    """…the Black Death, which killed, a chain that runs: of the name right before."""
    verb = finite_verb(words)
    inside = names.within(max(0, start - 60), start)
    if verb is None or verb > 1 or not inside or words[0].text in ("whose", "where"):
        return None
    gap = names.page[inside[-1].end : start].split()
    theme = names.theme(inside[-1])
    return (
        Reading(theme=theme)
        if theme and len(gap) <= 2 and all(w in (",", "that", "pandemic") for w in gap)
        else None
    )


def _is_verbal(names: Names, word: Word) -> bool:
    """A clause that opens with a participle or a direction has no subject of its own: rising by, down from."""
    if names.at(word.start) is not None:
        return False
    return word.text.endswith("ing") or word.text in english().verbal


def _there(names: Names, words: Sequence[Word]) -> Reading:
    """There are 40 million users across Northquay's shops: of whom they are said to be."""
    for index, word in enumerate(words[:-1]):
        if word.text in ("in", "at", "on", "across", "among"):
            mention = names.at(words[index + 1].start)
            if mention is not None and (theme := names.theme(mention)):
                return Reading(theme=theme)
    return NOTHING


def _behind_opening(names: Names, words: list[Word]) -> list[Word]:
    """The words behind "In May" or "For the December quarter": a subject may follow without a comma."""
    lists, verb = english(), finite_verb(words)
    if verb is None:
        return []
    for index in range(verb - 1, 0, -1):
        if words[index].text in lists.pronouns - lists.possessives:
            return words[index:]
    for mention in names.within(words[0].end, words[verb].start):
        if mention.end >= words[verb].start - 1 and mention.type in ("ORG", "PRODUCT", "GPE", "PERSON"):
            before = names.page[words[0].end : mention.start].split()
            if before and before[-1] not in lists.prepositions | lists.determiners:
                return [word for word in words if word.start >= mention.start]
    return []


def _expected(names: Names, words: Sequence[Word]) -> Reading | None:
    """Analysts expect Temu's European sales to reach: Temu, where it is named; None where no name is."""
    lists = english()
    at = next((index for index, word in enumerate(words) if index and word.text in _EXPECTING), None)
    if at is None or words[at - 1].text in lists.auxiliaries | lists.determiners | lists.prepositions:
        return None
    for index in range(at + 2, min(at + _FAR, len(words) - 1)):
        verb = words[index + 1]
        if words[index].text == "to" and verb.text in lists.regular and names.at(verb.start) is None:
            reading = phrase_theme(names, words[at + 1 : index])
            named = reading.theme is not None and reading.theme.sort in (Sort.NAME, Sort.PLACE, Sort.STATE)
            return reading if named else None
    return None


def _told(names: Names, rest: list[Word], speaker: Reading, end: int, depth: int) -> Reading:
    """X said that Y rose: Y where it is named, else X, unless X only measures others."""
    while rest and rest[0].text in _BEHIND_SAYING:
        rest = rest[1:]
    inner = read_english(names, rest[0].start, end, depth=depth + 1) if rest else NOTHING
    theme = speaker.theme
    if inner.theme is not None and inner.theme.sort in (Sort.NAME, Sort.PLACE, Sort.STATE):
        return inner
    if theme is None:
        if speaker.back:
            return BACK
        return inner if inner.theme is not None or inner.back else Reading(reset=bool(rest) or speaker.reset)
    if theme.sort is Sort.NAME:
        mention = names.at(theme.start)
        if mention is None or not measures(mention):
            return speaker
        return inner if inner.theme is not None else Reading(reset=True)
    if theme.sort is Sort.PLACE:
        return speaker
    return inner if inner.theme is not None else speaker


def _verbless(names: Names, words: Sequence[Word], start: int) -> Reading:
    """A name alone, set off by a comma or a colon, is what is spoken of: Walmart, the largest retailer, said …"""
    if words[0].text in english().prepositions:
        return NOTHING
    inside = names.within(words[0].start, words[-1].end)
    if (
        inside
        and inside[-1].end >= words[-1].end - 1
        and inside[-1].start <= words[min(2, len(words) - 1)].start
    ):
        theme = names.theme(inside[-1])
        return Reading(theme=theme) if theme else NOTHING
    if words[0].text in english().possessives and len(words) > 1:
        return BACK
    opens = not start or names.page[max(0, start - 2) : start].strip() in ("", ".", ";")
    set_off = names.page.startswith(",", words[-1].end) and words[-1].text.endswith("s")
    return (
        phrase_theme(names, words) if opens and set_off and not inside else NOTHING
    )  # Hilly areas, …, take up
