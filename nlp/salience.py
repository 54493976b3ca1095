"""What an article has to do with each thing it names, and how much of the article is about it.

Every mention weighs something; a thing's salience is its share of all weights of the article:

    headline    3, and 5 for the name that leads it
    text        1, and 1 more in the first sentence, 0.5 in the second and third, 0.5 where the name leads its clause
    a third     of that for a name that only speaks or is cited, a half for one that only says where
    nothing     in promotion, picture credits, captions and datelines

Roles are given by nlp.casting.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import floor

from nlp.asides import CREDIT, find_asides, kind_at
from nlp.casting import HEADLINE, Place, Thing, cast, is_lobby
from nlp.datelines import after_dateline
from nlp.document import Document
from nlp.judged import is_regulator
from nlp.lexicon import Lexicon, load_lexicon
from nlp.script import fold
from nlp.speakers import is_cited, speaks
from nlp.standing import AGENT, NAMED, PLACED, bears, is_sideways, stand
from nlp.witnesses import is_body, measures
from store.records import Figure, Mention, Role, Sentiment

_LONGEST, _MOST_NAMES = 1_200, 60  # characters and names of a sentence whose clauses are read
_BESIDE = 4  # names on either side of one that may stand between it and its verb
_READ = 12  # sentences whose clauses are read; behind them names are only counted
_HEADLINE, _LED = 3.0, 5.0
_FIRST, _EARLY, _ACTS = 1.0, 0.5, 0.5
_EARLY_SENTENCES = 3
_SPEAKS, _WHERE = 1 / 3, 0.5
_GRAIN = 10_000  # salience is kept to this part, rounded down: the shares of all things add up to 1 at most
_TELLERS = frozenset(("media", "research"))  # sectors of the catalogue whose things tell and measure
_AUTHORITIES, _ASSOCIATIONS = "government", "associations"
# An authority no catalogue lists, by the form of its name.
_AUTHORITY = re.compile(
    r"(?:[^俱总全分内外]部|署|[^当格结布]局|委员会|法院|议院|国会|议会|检察院|海关|政府|央行|警方)$"
    r"|\b(?:ministry|department|authority|commission|court|senate|parliament|customs|bureau|government"
    r"|police)\b"
)
# A medium no catalogue lists.
_MEDIUM = re.compile(
    r"(?:[日早晚时周]报|新闻|新闻社|通讯社|周刊|杂志|电视台)$|\b(?:news|times|post|journal|daily"
    r"|tribune|herald|gazette|weekly|magazine|reports)$"
)


def find_roles(
    document: Document,
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    sentiments: Sequence[Sentiment] = (),
    lexicon: Lexicon | None = None,
) -> list[Role]:
    """One record for each id among the mentions, the most salient first. Pure, linear in the text.

    ``figures`` tell who is cited for them, ``sentiments`` whose business the text judges, ``lexicon`` (the shipped
    one by default) which names are media, research houses and authorities.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    first: dict[str, Mention] = {}
    for mention, place in _places(document, mentions, frozenset(f.source for f in figures if f.source)):
        if mention.id is not None:
            places[mention.id].append(place)
            first.setdefault(mention.id, mention)
    total = sum(place.weight for found in places.values() for place in found)
    entities = (lexicon or load_lexicon()).entities
    judged = {sentiment.id for sentiment in sentiments if sentiment.polarity}
    things = {}
    for key, found in places.items():
        known = entities.get(key)
        sector = known.sector if known else ""
        share = sum(place.weight for place in found) / total if total else 0.0
        things[key] = Thing(
            mention=first[key],
            places=tuple(found),
            salience=floor(_GRAIN * share) / _GRAIN,
            tells=first[key].type == "ORG" and _tells(first[key], sector),
            rules=first[key].type == "ORG" and _rules(first[key], sector),
            judged=key in judged,
            lobbies=first[key].type == "ORG" and (sector == _ASSOCIATIONS or is_lobby(first[key].quote)),
        )
    roles = [
        _record(key, thing, role)
        for (key, thing), role in zip(things.items(), cast(things).values(), strict=True)
    ]
    return sorted(roles, key=lambda role: (-role.salience, role.id))


def _tells(mention: Mention, sector: str) -> bool:
    if sector in _TELLERS:
        return True
    if not sector:
        return _MEDIUM.search(fold(mention.quote)) is not None
    return sector != _AUTHORITIES and not is_body(mention.quote) and measures(mention)


def _rules(mention: Mention, sector: str) -> bool:
    return sector == _AUTHORITIES or (
        not sector
        and not is_lobby(mention.quote)
        and (is_regulator(mention) or _AUTHORITY.search(fold(mention.quote)) is not None)
    )


def _record(key: str, thing: Thing, role: str) -> Role:
    return Role(
        id=key,
        type=thing.mention.type,
        role=role,
        salience=thing.salience,
        mentions=len(thing.places),
        in_title=any(place.sentence == HEADLINE for place in thing.places),
        provisional=thing.mention.provisional,
    )


def _places(
    document: Document, mentions: Sequence[Mention], cited: frozenset[str]
) -> Iterator[tuple[Mention, Place]]:
    """Each mention with its place: those of the headline, then those of the text in order."""
    yield from _title_places(document, sorted((m for m in mentions if m.in_title), key=lambda m: m.start))
    yield from _text_places(
        document, sorted((m for m in mentions if not m.in_title), key=lambda m: m.start), cited
    )


def _title_places(document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Place]]:
    text, folded = document.title, document.title_folded
    near = [mention for mention in mentions[:_MOST_NAMES] if mention.end <= _LONGEST]
    manners = stand(folded, 0, min(len(text), _LONGEST), near) if near else {}
    start, led = after_dateline(text), False
    for at, mention in enumerate(mentions):
        manner = manners.get(mention.start, NAMED)
        said = speaks(text, folded, mention, _around(mentions, at))
        weight = 0.0 if mention.start < start else _HEADLINE
        if manner == AGENT and not led and weight:
            weight, led = _LED, True
        yield (
            mention,
            Place(
                sentence=HEADLINE,
                manner=manner,
                aside="",
                speaks=said,
                cited=is_cited(text, folded, mention),
                sideways=False,
                bears=False,
                weight=_scaled(weight, manner, said),
            ),
        )


def _text_places(
    document: Document, mentions: Sequence[Mention], cited: frozenset[str]
) -> Iterator[tuple[Mention, Place]]:
    text, folded = document.text, document.folded
    asides, start = find_asides(document), after_dateline(text)
    for number, inside in _by_sentence(mentions, [sentence.start for sentence in document.sentences]):
        sentence = document.sentences[number]
        end = min(sentence.end, sentence.start + _LONGEST)
        near = [mention for mention in inside[:_MOST_NAMES] if mention.end <= end]
        manners = stand(folded, sentence.start, end, near) if number < _READ else {}
        sideways = is_sideways(folded, sentence.start, sentence.end, near)
        burdened = bears(folded, sentence.start, sentence.end)
        for at, mention in enumerate(inside):
            aside = kind_at(asides, mention.start) or (CREDIT if mention.start < start else "")
            reports = mention.quote in cited or aside == CREDIT or is_cited(text, folded, mention)
            said = reports or speaks(text, folded, mention, _around(inside, at))
            manner = manners.get(mention.start, NAMED)
            yield (
                mention,
                Place(
                    sentence=number,
                    manner=manner,
                    aside=aside,
                    speaks=said,
                    cited=reports,
                    sideways=sideways,
                    bears=burdened,
                    weight=0.0 if aside else _weight(number, manner, said),
                ),
            )


def _around(mentions: Sequence[Mention], at: int) -> Sequence[Mention]:
    """The mentions that may stand between a name and its verb."""
    return mentions[max(0, at - _BESIDE) : at + _BESIDE + 1]


def _weight(sentence: int, manner: str, said: bool) -> float:
    weight = 1.0 + (_FIRST if sentence == 0 else _EARLY if sentence < _EARLY_SENTENCES else 0.0)
    return _scaled(weight + (_ACTS if manner == AGENT and not said else 0.0), manner, said)


def _scaled(weight: float, manner: str, said: bool) -> float:
    return weight * (_SPEAKS if said else 1.0) * (_WHERE if manner == PLACED else 1.0)


def _by_sentence(mentions: Sequence[Mention], starts: Sequence[int]) -> list[tuple[int, list[Mention]]]:
    """(number of the sentence, its mentions), in order."""
    grouped: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if starts:
            grouped[max(0, bisect_right(starts, mention.start) - 1)].append(mention)
    return sorted(grouped.items())
