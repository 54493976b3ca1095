"""Whose an English subject phrase is: a name in it, what stands behind of or at, what it points back to, or itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp.countries import adjectives, countries
from nlp.grammar import english
from nlp.metric_words import load_metrics
from nlp.themes import BACK, NOTHING, PEOPLE, Back, Names, Reading, Sort, Theme
from nlp.verbs_en import Word, is_noun_like
from nlp.witnesses import measures
from store.records import Mention

_COUNT = re.compile(
    r"(?:(?:a|an|the|some|about|around|nearly|almost|roughly|over|under|just|only|at least|up to|more than|less than"
    r"|fewer than|as many as|as much as|estimated|overwhelming|remaining|another|extra|well over|close to) ){0,4}"
    r"(?P<number>[$€£¥]?\d[\d.,]*(?:-[\d.,]+)?[a-z]{0,3}%?"
    r"|(?:one(?= in | out )|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen|twenty|dozens?|half"
    r"|thousands|millions|hundreds|third|quarter|fifth|two-thirds|three-quarters)\b"
    r"(?: (?:in|out of) (?:every )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b)?)"
    r"(?: (?:percent|per cent|million|billion|trillion|thousand|hundred|m|bn|of)){0,3}(?: of)? ?"
)
_PART = re.compile(r"%|per ?cent|\bof$|half|third|quarter|fifth| in | out of ")
_PLAIN = re.compile(r"[a-z][a-z'-]*")
_CAPITAL = re.compile(r"[A-Z][a-z]")
_PLACES = frozenset(("country", "bloc", "nation", "government", "kingdom", "state"))
_LONGEST = 4  # words of a noun phrase that is a subject


def phrase_theme(names: Names, words: Sequence[Word]) -> Reading:
    """The owner of a subject phrase; a number in front counts what follows."""
    start, end = words[0].start, words[-1].end
    counted = _COUNT.match(names.page, start, end)
    if counted is None:
        return _uncounted(names, words)
    words = [word for word in words if word.start >= counted.end()]
    if not words:
        return NOTHING
    reading = _uncounted(names, words)
    theme = reading.theme
    if theme is None or _PART.search(counted.group().rstrip()) or counted["number"][0] in "$€£¥":
        return reading  # a $12 dress is priced, not counted
    return Reading(theme=Theme(key=theme.key, sort=Sort.COUNTED, start=theme.start, end=theme.end))


def _uncounted(names: Names, words: Sequence[Word]) -> Reading:
    lists = english()
    core = _core(words)
    counts = words[0].text in lists.quantifiers and len(core) > 1 and core[1].text not in lists.definite
    if words[0].text in lists.pronouns and not counts:
        return _pointing(names, words[0], core)
    owner = _owner(names, core)
    if len(core) < len(words) and words[len(core)].text in ("it", "they", "he", "she"):
        return Reading(theme=owner.theme if owner else None, back=Back.ANY)  # of the goods it sells
    if owner is not None:
        return owner
    head = core[-1].text
    if is_measure(head) or head in lists.abstract:
        if core[0].text in ("world", "global", "worldwide") and is_measure(head):
            return Reading(theme=Theme(key="global", sort=Sort.PLACE, start=core[0].start, end=core[0].end))
        return _complement(names, words[len(core) :]) or BACK
    if head in lists.speakers:
        return Reading(reset=True)
    if head in lists.definite or _is_based(core):
        return Reading(back=Back.PLACE if head in _PLACES else Back.HOUSE)
    return _noun(names, core) or NOTHING


def _is_based(core: Sequence[Word]) -> bool:
    """The Bangalore-based jeweller: a house by where it sits."""
    return any(word.text.endswith("-based") for word in core)


def _pointing(names: Names, first: Word, core: Sequence[Word]) -> Reading:
    """It, its margin, they: back; its rival Shein: Shein; you, I: nobody."""
    if first.text in english().possessives:
        inside = names.within(first.end, core[-1].end)
        theme = names.theme(inside[-1]) if inside and inside[-1].end >= core[-1].end - 2 else None
        if theme is not None:
            return Reading(theme=theme)
    nobody = first.text in ("you", "i", "we", "there", "what", "anything", "nothing", "my", "our", "your")
    return NOTHING if nobody else BACK


def _core(words: Sequence[Word]) -> Sequence[Word]:
    """A noun phrase up to its preposition, participle or relative clause."""
    lists = english()
    for index in range(1, len(words)):
        text = words[index].text
        if (
            text in lists.prepositions
            or text in lists.relatives
            or text in lists.pronouns - lists.possessives
        ):
            return words[:index]
        following = words[index + 1].text if index + 1 < len(words) else ""
        describing = text.endswith("ing") or text in lists.past or text in lists.participles
        if describing and not is_noun_like(following) and (following or text.endswith("ed")):
            return words[:index]
    return words


def _owner(names: Names, core: Sequence[Word]) -> Reading | None:
    """The name in a noun phrase that owns its head: the last one (Braun's Ithaca Holdings), or a possessor."""
    start, end = core[0].start, core[-1].end
    for mention in reversed(names.within(start, end)):
        if measures(mention) and core[-1].text in english().speakers:
            return Reading(reset=True)  # a Reuters poll
        if mention.type == "PERSON":
            if mention.end >= end - 2:
                return _spokesman(names, mention, start)
            continue
        theme = names.theme(mention)
        if theme is not None:
            behind = [word.text for word in core if word.start >= mention.end]
            return _of_place(names, core, theme, behind) if theme.sort is Sort.PLACE else Reading(theme=theme)
    return _of_country(names, core)


def _of_place(names: Names, core: Sequence[Word], theme: Theme, behind: Sequence[str]) -> Reading | None:
    """Canada's jobless rate, US officials: the country; London nickel: nickel; Hanoi has not confirmed: Vietnam."""
    lists, seats = english(), countries().by_seat
    if not behind:
        key = seats.get(theme.key, theme.key)
        return Reading(theme=Theme(key=key, sort=Sort.PLACE, start=theme.start, end=theme.end))
    owned = names.page.startswith(("'", "’"), theme.end)
    head = behind[-1]
    if owned or head in lists.statesmen or is_measure(head) or head in lists.abstract:
        return Reading(theme=theme)
    if head in lists.definite and theme.key not in seats:
        return Reading(theme=theme)
    many = head.endswith("s")  # Michigan voters are told of by where they are, nickel is not
    return _noun(names, core if many else [word for word in core if word.start >= theme.end])


def _of_country(names: Names, core: Sequence[Word]) -> Reading | None:
    """Chinese exports, the Mexican economy: the country of the adjective."""
    adjective = adjectives().search(names.page, core[0].start, core[-1].end)
    behind = [word.text for word in core if adjective and word.start >= adjective.end()]
    if adjective is None or not behind:
        return None
    lists, head = english(), behind[-1]
    if not (is_measure(head) or head in lists.abstract or head in lists.statesmen or head in lists.goods):
        return None
    key = countries().by_word[adjective.group()]
    return Reading(theme=Theme(key=key, sort=Sort.PLACE, start=adjective.start(), end=adjective.end()))


def _spokesman(names: Names, person: Mention, start: int) -> Reading:
    """Costco's finance chief Gary Millerchip speaks for Costco; others for themselves."""
    houses = [m for m in names.within(start, person.start) if m.type == "ORG" and not measures(m)]
    theme = names.theme(houses[-1]) if houses else None
    if theme is not None:
        return Reading(theme=theme)
    own = Theme(key=person.quote, sort=Sort.PERSON, start=person.start, end=person.end)
    return Reading(theme=own, reset=True)


def _complement(names: Names, words: Sequence[Word]) -> Reading | None:
    """What stands behind of, at, for: the revenue of X. Where to and what from are not whose."""
    lists = english()
    if len(words) < 2 or words[0].text in lists.elsewhere:
        return None
    core = _core(words[1:])
    if (owner := _owner(names, core)) is not None:
        return owner
    if core[0].text in lists.pronouns:
        return BACK
    head = core[-1].text
    if is_measure(head) or head in lists.abstract or head in lists.times:
        return _complement(names, words[1 + len(core) :])
    if head in lists.definite or _is_based(core):
        return Reading(back=Back.HOUSE)
    return _noun(names, core) if words[0].text in ("of", "for", "at", "among") else None


def _noun(names: Names, core: Sequence[Word]) -> Reading | None:
    """A common noun phrase as it is usually called: without article, number and praise, at most four words."""
    lists = english()
    kept = list(core)
    while kept and (
        kept[0].text in lists.determiners
        or kept[0].text in lists.quantifiers
        or kept[0].text in lists.loose
        or kept[0].text[0] in "0123456789$€£"
        or kept[0].text.endswith("ly")
    ):
        kept = kept[1:]
    if not kept or len(kept) > _LONGEST or (len(kept) == 1 and kept[0].text.endswith("ed")):
        return None
    plain = all(_PLAIN.fullmatch(word.text) or names.at(word.start) for word in kept)
    if not plain or kept[-1].text in lists.pronouns:
        return None
    start, end = kept[0].start, kept[-1].end
    key = names.text[start:end].strip(".,'’")
    if _CAPITAL.match(key) and names.at(start) is None and not _CAPITAL.search(key, 1):
        key = key[0].lower() + key[1:]
    return Reading(theme=Theme(key=key, sort=Sort.NOUN, start=start, end=end))


@cache
def is_measure(text: str) -> bool:
    """Whether a word is one of the metric lexicon and counts no people: revenue, shares, exports."""
    if text in english().things:
        return False
    table = load_metrics().metric_of
    forms = (text, text.removesuffix("s"), f"{text}s")
    return any(PEOPLE.isdisjoint(table[form]) for form in forms if form in table)
