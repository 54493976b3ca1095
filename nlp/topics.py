"""What a text is about: weighted evidence for the topics of a closed list.

Every topic has its own terms and entities (nlp/data/topics.toml). A term counts once with its weight, and its
repetitions with a falling share; in the title it counts most, in the lead more than in the body. A text that is
about something says so often enough for its length: the bar rises with the length of the text, and a topic far
behind the strongest one, or that neither title nor first sentences speak of, is a side remark.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from nlp.document import Document
from nlp.sectors import sector_of
from nlp.terms import TermIndex, expand_term
from store.errors import InputError
from store.records import Lang, Mention, Topic

TOPICS = (
    "tariffs-and-duties",
    "de-minimis-and-customs",
    "platform-regulation",
    "antitrust",
    "product-safety",
    "data-privacy",
    "tax-vat",
    "logistics-fulfilment",
    "fees-and-pricing",
    "advertising",
    "ai-and-cloud",
    "sellers",
    "consumer-demand",
    "labour",
    "financial-results",
    "expansion",
    "investment-and-deals",
    "litigation-and-ip",
    "promotions",
    "sustainability",
)
"""The closed list, in the order of the guidelines."""

_TERM_WEIGHTS = {"strong": 2.0, "plain": 1.0, "weak": 0.4}
_ID_WEIGHTS = {"ids": 1.6, "plain_ids": 1.0, "weak_ids": 0.4}
_PLACE = {"title": 2.5, "lead": 1.25, "body": 1.0}
_LEAD = 240  # characters of Chinese; English writes the same in about three times as many
_BAR = 1.6  # evidence that a text of one or two sentences needs: one strong term, or two plain ones
_INSIDE_NAME = 0.3  # a term inside a name (Data Protection Commission) says less than one in the text
_SIDE_REMARK = (0.6, 0.45)  # share of the strongest topic: less is a side remark; short texts, long ones
_OPENING = 90  # characters of Chinese: two or three sentences
_OPENS = 0.9  # weight of a term there that counts as saying so: a plain one
_SHORT = 200  # characters of Chinese
_MOST = 4


@dataclass(slots=True)
class _Evidence:
    """What speaks for one topic: term to (weight, count, best place)."""

    terms: dict[str, tuple[float, int, float]] = field(default_factory=dict)
    opening: float = 0.0  # weight of what the title and the first sentences say of it

    def add(self, term: str, weight: float, place: float, *, opens: bool = False) -> None:
        self.opening = max(self.opening, weight if opens else 0.0)
        known, count, best = self.terms.get(term, (weight, 0, 0.0))
        self.terms[term] = (max(known, weight), count + 1, max(best, place))

    def score(self) -> float:
        return sum(
            weight * place * (1 + math.log(count)) if count else 0.0
            for weight, count, place in self.terms.values()
        )

    def strongest(self) -> tuple[str, ...]:
        ranked = sorted(self.terms, key=lambda term: (-self.terms[term][0] * self.terms[term][1], term))
        return tuple(ranked[:6])


@dataclass(frozen=True, slots=True)
class _TopicTerms:
    index: TermIndex[tuple[tuple[str, float], ...]]
    entities: dict[str, tuple[tuple[str, float], ...]]


def _collect(
    lists: Iterable[tuple[str, str, float]],
) -> dict[str, tuple[tuple[str, float], ...]]:
    """Key to the (topic, weight) pairs it is evidence of."""
    found: dict[str, dict[str, float]] = {}
    for key, topic, weight in lists:
        row = found.setdefault(key, {})
        row[topic] = max(weight, row.get(topic, 0.0))
    return {key: tuple(row.items()) for key, row in found.items()}


@cache
def _topic_terms() -> _TopicTerms:
    path = "data/topics.toml"
    tables = tomllib.loads((resources.files("nlp") / path).read_text(encoding="utf-8"))
    if set(tables) != set(TOPICS):
        raise InputError("the topics are not those of the closed list", path=f"nlp/{path}")
    terms: list[tuple[str, str, float]] = []
    entities: list[tuple[str, str, float]] = []
    for topic, lists in tables.items():
        for name, values in lists.items():
            if name in _TERM_WEIGHTS:
                terms += [
                    (form, topic, _TERM_WEIGHTS[name]) for value in values for form in expand_term(value)
                ]
            elif name in _ID_WEIGHTS:
                entities += [(value, topic, _ID_WEIGHTS[name]) for value in values]
            else:
                raise InputError("unknown list", path=f"nlp/{path}", key=f"{topic}.{name}")
    return _TopicTerms(TermIndex(_collect(terms).items()), _collect(entities))


def _bars(document: Document) -> tuple[float, float]:
    """(evidence a topic needs: grows with the text, slower than it; share of the strongest topic's it needs)."""
    length = len(document.folded) / (3.0 if document.lang is Lang.EN else 1.0)
    return _BAR * max(1.0, math.sqrt(length / 120.0)), _SIDE_REMARK[length > _SHORT]


def _opening(document: Document) -> int:
    """Where the opening ends: the first sentences, which say what an article is about. A short text is all opening."""
    factor = 3 if document.lang is Lang.EN else 1
    if len(document.folded) <= _SHORT * factor:
        return len(document.folded)
    return next(
        (span.end for span in document.sentences if span.end >= _OPENING * factor), len(document.folded)
    )


def _named_ends(mentions: Sequence[Mention], in_title: bool, known: Collection[str]) -> dict[int, int]:
    """Offsets inside the names of things other than laws; for each the end of a name whose last word tells, or -1.

    The last word of a name that no catalogue lists, or of a carrier's, says what it does (捷海物流, the High Court)
    as the text would, unless its id is evidence by itself (``known``).
    """
    ends: dict[int, int] = {}
    for mention in mentions:
        if mention.in_title is not in_title or mention.type == "LAW":
            continue
        tells = (
            mention.type == "ORG"
            and mention.id not in known
            and (mention.provisional or sector_of(mention.id) == "logistics")
        )
        ends.update(dict.fromkeys(range(mention.start, mention.end), mention.end if tells else -1))
    return ends


def _is_capitalised(text: str, start: int, end: int) -> bool:
    """Whether one English word is written like a name within a sentence: the Commission takes no commission."""
    word = text[start:end]
    if not (word.isascii() and word.isalpha() and word[0].isupper() and word[1:].islower()):
        return False
    before = text[max(0, start - 5) : start].lower()
    return before.endswith(("the ", " of ", " by "))


def find_topics(document: Document, mentions: Sequence[Mention]) -> list[Topic]:
    """At most four topics of ``TOPICS``, strongest first; none is a valid answer.

    ``mentions`` are those of the text and the title; their ids are evidence too.
    """
    known = _topic_terms()
    evidence = {topic: _Evidence() for topic in TOPICS}
    lead = _LEAD * (3 if document.lang is Lang.EN else 1)
    opening = _opening(document)
    for text, original, is_title in (
        (document.title_folded, document.title, True),
        (document.folded, document.text, False),
    ):
        named = _named_ends(mentions, is_title, known.entities)
        reached = dict.fromkeys(TOPICS, 0)
        for hit in known.index.find_all(text):
            place = _PLACE["title" if is_title else "lead" if hit.start < lead else "body"]
            inside = hit.start in named and hit.end - 1 in named
            name = named[hit.end - 1] != hit.end if inside else _is_capitalised(original, hit.start, hit.end)
            share = _INSIDE_NAME if name else 1.0
            for topic, weight in hit.value:
                if hit.end > reached[topic]:  # a term inside a longer one of the same topic adds nothing
                    evidence[topic].add(
                        hit.term, weight * share, place, opens=is_title or hit.start < opening
                    )
                    reached[topic] = hit.end
    for mention in mentions:
        place = _PLACE["title" if mention.in_title else "lead" if mention.start < lead else "body"]
        for topic, weight in known.entities.get(mention.id or "", ()):
            opens = mention.in_title or mention.start < opening
            evidence[topic].add(mention.id or "", weight, place, opens=opens)
    bar, share_of_top = _bars(document)
    scores = {topic: item.score() for topic, item in evidence.items()}
    top = max(scores.values())
    chosen = [
        topic
        for topic in TOPICS
        if scores[topic] >= max(bar, share_of_top * top)
        and (evidence[topic].opening >= _OPENS or scores[topic] == top)
    ]
    chosen.sort(key=lambda topic: (-scores[topic], TOPICS.index(topic)))
    return [
        Topic(
            topic=topic,
            score=round(min(1.0, scores[topic] / (2 * bar)), 3),
            evidence=evidence[topic].strongest(),
        )
        for topic in chosen[:_MOST]
    ]
