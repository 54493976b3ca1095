"""Which role each thing has in an article: subject, actor, affected, source, passing or promotion.

The order of the questions is the order of the rule (docs/decisions/roles.md): only in promotion; what the headline is
about; who only tells it; who acts; who bears it; the rest is named in passing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.asides import CREDIT, PROMOTION
from nlp.script import fold
from nlp.standing import AGENT, PARTNER, PATIENT, PLACED
from store.records import Mention

SUBJECT, ACTOR, AFFECTED, SOURCE, PASSING = "subject", "actor", "affected", "source", "passing"
HEADLINE = -1  # number of the headline among the sentences

_NEWS = 3  # sentences that tell the news; what follows is background
_NEXT_SUBJECT = 0.4  # of the first subject's worth that a further one needs
_MOST_SUBJECTS = 3
_UNTITLED = 0.8  # what leads the text and is not in the headline
_ALONE = 0.2  # salience from which a thing is the subject of a text whose headline and lead name none
_LOBBY = re.compile(
    r"(?:协会|商会|学会|联合会|总会|中央会|工会|公会|联盟|[^入]党)$|\b(?:association|federation"
    r"|chamber of commerce|union"
    r"|coalition)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One mention, and how it stands."""

    sentence: int  # HEADLINE, or its number in the text
    manner: str  # nlp.standing
    aside: str  # PROMOTION or CREDIT; empty: in the article
    speaks: bool
    cited: bool  # as who reports it: a house, not a party that speaks for itself
    sideways: bool  # in a sentence on rivals or the past
    bears: bool  # in a sentence that says who has to bear something
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One id of an article, with all its places."""

    mention: Mention  # the first
    places: tuple[Place, ...]
    salience: float
    tells: bool  # media, research houses
    rules: bool  # regulators, courts, ministries, parliaments
    judged: bool  # a sentence is good or bad news for it
    lobbies: bool  # speaks for many: an association, a union, a party

    @property
    def business(self) -> bool:
        """Whether it can bear what others decide."""
        return self.mention.type in ("ORG", "PRODUCT") and not (self.rules or self.tells or self.lobbies)


def is_lobby(name: str) -> bool:
    """Whether a name has the form of an association, a union or a party."""
    return _LOBBY.search(fold(name)) is not None


def cast(things: Mapping[str, Thing]) -> dict[str, str]:
    """The role of each id."""
    subjects = _subjects(things)
    ruled = any(things[key].rules or things[key].mention.type in ("GPE", "LAW") for key in subjects)
    ruled = ruled or (
        not any(things[key].business for key in subjects) and any(thing.rules for thing in things.values())
    )
    return {key: SUBJECT if key in subjects else _role(thing, ruled=ruled) for key, thing in things.items()}


def _role(thing: Thing, *, ruled: bool) -> str:
    told = [place for place in thing.places if place.aside != PROMOTION]
    if not told:
        return PROMOTION
    if _is_source(thing, told, ruled=ruled):
        return SOURCE
    return _part(thing, told, ruled=ruled)


def _subjects(things: Mapping[str, Thing]) -> set[str]:
    """The things the headline is about; where it names none, those of the first sentence, or what is named most."""
    titled = [place for thing in things.values() if thing.business for place in thing.places]
    firm = any(place.sentence == HEADLINE and place.manner == AGENT for place in titled)
    for sentence in (HEADLINE, 0, 1):
        worth = {}
        for key, thing in things.items():
            there = [place for place in thing.places if place.sentence == sentence]
            if any(place.weight for place in there):
                worth[key] = thing.salience * _fitness(thing, there, firm=firm)
            elif sentence == HEADLINE and thing.business and _leads_text(thing):
                worth[key] = _UNTITLED * thing.salience
        ranked = sorted((key for key in worth if worth[key]), key=lambda key: (-worth[key], key))
        if ranked:
            least = worth[ranked[0]] * _NEXT_SUBJECT
            return {key for key in ranked[:_MOST_SUBJECTS] if worth[key] >= least}
    plain = [key for key, thing in things.items() if thing.business and thing.salience >= _ALONE]
    return set(sorted(plain, key=lambda key: (-things[key].salience, key))[:_MOST_SUBJECTS])


def _leads_text(thing: Thing) -> bool:
    """Whether it acts in the first sentence of the text."""
    return any(place.sentence == 0 and place.manner == AGENT and not place.speaks for place in thing.places)


def _fitness(thing: Thing, there: Sequence[Place], *, firm: bool) -> float:
    """How far a thing can be what a headline is about: who speaks, is a place or rules on others is less so.

    ``there``: how it stands in the headline; ``firm``: a company acts in it, so that who suffers it is affected.
    """
    manners = {place.manner for place in there}
    if all(place.speaks for place in there) and (thing.mention.type == "PERSON" or thing.tells):
        return 0.0
    if thing.tells and 2 * sum(place.speaks for place in thing.places) >= len(thing.places):
        return 0.0
    if thing.rules:
        return 0.12
    if thing.tells:
        return 0.3
    if thing.mention.type == "GPE":
        return 0.5 if AGENT in manners else 0.2
    if (firm and manners == {PATIENT}) or manners == {PARTNER}:
        return 0.4
    return {"PERSON": 0.7, "EVENT": 0.6}.get(thing.mention.type, 1.0)


def _is_source(thing: Thing, told: Sequence[Place], *, ruled: bool) -> bool:
    """Whether it is only there to tell: what it says of itself makes no company a source of news about rules."""
    if thing.mention.type not in ("ORG", "PERSON", "PRODUCT"):
        return False
    said = sum(place.speaks for place in told)
    if all(place.aside == CREDIT for place in told):
        return True
    if thing.tells:
        return 2 * said >= len(told)
    if all(place.cited for place in told):
        return True
    if thing.rules:
        return 2 * sum(place.cited for place in told) >= len(told)
    if thing.lobbies:
        return said > 0 or not any(place.manner == PATIENT for place in told)
    if thing.business and (ruled or thing.judged):
        return False
    acts = any(place.manner == AGENT and not place.speaks and place.sentence < _NEWS for place in told)
    return said > 0 and 2 * said >= len(told) and not acts


def _part(thing: Thing, told: Sequence[Place], *, ruled: bool) -> str:
    """Actor, affected or passing. ``ruled``: the article is on what an authority or a country does."""
    here = [place for place in told if not place.sideways and not place.aside]
    free = [place for place in here if place.manner != PLACED]
    early = any(place.sentence < _NEWS for place in free)
    if not thing.tells and any(place.manner == PARTNER and place.sentence < _NEWS for place in here):
        return ACTOR
    if thing.rules:
        return ACTOR if any(place.manner != PATIENT for place in free) else PASSING
    if any(place.manner == PATIENT for place in here):
        return AFFECTED
    if thing.business and (
        (ruled and here) or (thing.judged and early) or any(place.bears for place in free)
    ):
        return AFFECTED
    agent = [place for place in free if place.manner == AGENT and not place.speaks]
    news = _NEWS if thing.mention.type in ("GPE", "PERSON") else 0
    return ACTOR if any(place.sentence < news for place in agent) else PASSING
