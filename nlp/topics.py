"""What a text is about: weighted evidence for the topics of a closed list, and for those of the user's.

Every topic has its own terms, entities and metrics (nlp.topic_terms). Two forms of one term are one piece of
evidence: it counts once with its weight, and its repetitions with a falling share, those of a plain word in a short
text not at all; in the title it counts most, in the lead more than in the body. A text that is about something says
so often enough for its length: the bar rises with the length of the text, and a topic far behind the strongest one,
or that neither title nor first sentences speak of, is a side remark. docs/topics.md tells it with examples.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from nlp.document import Document
from nlp.sectors import sector_of
from nlp.topic_terms import TOPICS, TopicTerms, shipped_terms
from store.records import Figure, Lang, Mention, Span, Topic

_STRONG = 1.6
_PLACE = {"title": 2.5, "lead": 1.25, "body": 1.0}
_LEAD = 240  # characters of Chinese; English writes the same in about three times as many
_BAR = 1.6  # evidence that a text of one or two sentences needs: one strong term, or two plain ones
_INSIDE_NAME = 0.3  # a term inside a name (Data Protection Commission) says less than one in the text
_SIDE_REMARK = (0.6, 0.45)  # share of the strongest topic: less is a side remark; short texts, long ones
_PLENTY = 4.0  # bars: who has more than this puts nobody else in the shade any further
_OPENING = 90  # characters of Chinese: two or three sentences
_OPENS = 0.9  # weight of a term there that counts as saying so: a plain one
_SHORT = 200  # characters of Chinese
_MOST = 4
_MOST_WORDS = 6  # of the reasons that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One piece of evidence for a topic, and what it adds to the topic's score before the bar."""

    words: tuple[str, ...]  # as the text has them, folded; an entity's id; the quote of a figure
    weight: float  # of the list it stands in
    place: float  # what its best place multiplies the weight by: title, lead, body
    count: int
    adds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A topic that something in a text speaks for."""

    topic: str
    score: float
    bar: float  # what a text of this length asks for
    opens: bool  # whether title or first sentences speak of it
    reasons: tuple[Weighed, ...]  # strongest first


@dataclass(slots=True)
class _Words:
    """One piece of evidence: a term, an entity or what figures measure, wherever it stands."""

    words: tuple[str, ...]  # as the text has them; those of a joined term are several
    weight: float
    place: float  # the best one
    count: int = 1

    def score(self, repeats: bool) -> float:
        often = 1 + math.log(self.count) if repeats or self.weight >= _STRONG else 1.0
        return self.weight * self.place * often


@dataclass(slots=True)
class _Evidence:
    """What speaks for one topic."""

    rows: dict[str, _Words] = field(default_factory=dict)
    opening: float = 0.0  # weight of what the title and the first sentences say of it

    def add(self, key: str, words: tuple[str, ...], weight: float, place: float, *, opens: bool) -> None:
        self.opening = max(self.opening, weight if opens else 0.0)
        row = self.rows.get(key)
        if row is None:
            self.rows[key] = _Words(words, weight, place)
        else:
            row.weight, row.place = max(row.weight, weight), max(row.place, place)
            row.count += 1

    def score(self, *, repeats: bool) -> float:
        """``repeats``: whether a word said again says more; in two sentences a plain one does not."""
        return sum(row.score(repeats) for row in self.rows.values())

    def ranked(self) -> list[_Words]:
        return sorted(self.rows.values(), key=lambda row: (-row.weight * row.count, row.words))

    def strongest(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for row in self.ranked() for word in row.words))[:_MOST_WORDS]


def _lead(document: Document) -> int:
    return _LEAD * (3 if document.lang is Lang.EN else 1)


def _bars(document: Document) -> tuple[float, float, bool]:
    """(evidence a topic needs: grows with the text, slower than it; share of the strongest topic's it needs; whether
    plain words say more when they are repeated)."""
    length = len(document.folded) / (3.0 if document.lang is Lang.EN else 1.0)
    return _BAR * max(1.0, math.sqrt(length / 120.0)), _SIDE_REMARK[length > _SHORT], length > _SHORT


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


def find_topics(
    document: Document,
    mentions: Sequence[Mention],
    figures: Sequence[Figure] = (),
    terms: TopicTerms | None = None,
) -> list[Topic]:
    """At most four topics of ``TOPICS``, strongest first, then at most four of the user's; none is a valid answer.

    ``mentions`` are those of the text and the title; their ids are evidence too, and what ``figures`` measure.
    ``terms``: those of nlp.topic_files where the user has some of their own.
    """
    return _choose(document, _gather(document, mentions, figures, terms or shipped_terms()))


def weigh_topics(
    document: Document,
    mentions: Sequence[Mention],
    figures: Sequence[Figure] = (),
    terms: TopicTerms | None = None,
) -> dict[str, list[Weighed]]:
    """What speaks for each topic for which something does, the strongest words first: why ``find_topics`` says so."""
    judged = judge_topics(document, mentions, figures, terms)
    return {item.topic: list(item.reasons) for item in judged}


def judge_topics(
    document: Document,
    mentions: Sequence[Mention],
    figures: Sequence[Figure] = (),
    terms: TopicTerms | None = None,
) -> list[Judged]:
    """Every topic that something speaks for, in the order of the list, whether it is enough or not."""
    evidence = _gather(document, mentions, figures, terms or shipped_terms())
    bar, _, repeats = _bars(document)
    return [
        Judged(
            topic=topic,
            score=item.score(repeats=repeats),
            bar=bar,
            opens=item.opening >= _OPENS,
            reasons=tuple(
                sorted(
                    (
                        Weighed(
                            words=row.words,
                            weight=row.weight,
                            place=row.place,
                            count=row.count,
                            adds=row.score(repeats),
                        )
                        for row in item.rows.values()
                    ),
                    key=lambda reason: (-reason.adds, reason.words),
                )
            ),
        )
        for topic, item in evidence.items()
        if item.rows
    ]


def _gather(
    document: Document, mentions: Sequence[Mention], figures: Sequence[Figure], known: TopicTerms
) -> dict[str, _Evidence]:
    """All that speaks for each topic."""
    evidence = {topic: _Evidence() for topic in known.topics}
    opening = _opening(document)
    _weigh_terms(document, mentions, known, evidence, opening)
    lead = _lead(document)
    for mention in mentions:
        place = _PLACE["title" if mention.in_title else "lead" if mention.start < lead else "body"]
        for topic, weight in known.entities.get(mention.id or "", ()):
            opens = mention.in_title or mention.start < opening
            evidence[topic].add(f"id:{mention.id}", (mention.id or "",), weight, place, opens=opens)
    for figure in figures:
        for topic, weight in known.metrics.get(figure.metric or "", ()):
            place = _PLACE["lead" if figure.start < lead else "body"]
            evidence[topic].add(
                f"metric:{figure.metric}", (figure.quote,), weight, place, opens=figure.start < opening
            )
    return evidence


def _weigh_terms(
    document: Document,
    mentions: Sequence[Mention],
    known: TopicTerms,
    evidence: Mapping[str, _Evidence],
    opening: int,
) -> None:
    """Adds every term of the title and the text."""
    lead = _lead(document)
    for text, original, is_title in (
        (document.title_folded, document.title, True),
        (document.folded, document.text, False),
    ):
        sentences = (Span(0, len(text)),) if is_title else document.sentences
        named = _named_ends(mentions, is_title, known.entities)
        whole = {(item.start, item.end) for item in mentions if item.in_title is is_title}
        for hit in known.find(text, sentences):
            place = _PLACE["title" if is_title else "lead" if hit.start < lead else "body"]
            inside = hit.start in named and hit.end - 1 in named
            name = named[hit.end - 1] != hit.end if inside else _is_capitalised(original, hit.start, hit.end)
            own = (
                hit.topic not in TOPICS and (hit.start, hit.end) in whole
            )  # the name itself is what is asked for
            share = _INSIDE_NAME if name and not own else 1.0
            opens = is_title or hit.start < opening
            evidence[hit.topic].add(hit.term, hit.words, hit.weight * share, place, opens=opens)


def _choose(document: Document, evidence: Mapping[str, _Evidence]) -> list[Topic]:
    bar, share_of_top, repeats = _bars(document)
    scores = {topic: item.score(repeats=repeats) for topic, item in evidence.items()}
    top = max(scores[topic] for topic in TOPICS)
    enough = min(top, _PLENTY * bar)
    chosen: list[str] = []
    own: list[str] = []
    for topic, score in scores.items():
        opens = evidence[topic].opening >= _OPENS
        if topic not in TOPICS:  # asked for by name: no side remark, however strong the others are
            own += [topic] if score >= bar and opens else []
        elif score >= max(bar, share_of_top * enough) and (opens or score == top):
            chosen.append(topic)
    order = {topic: number for number, topic in enumerate(scores)}
    ranked = (
        sorted(part, key=lambda topic: (-scores[topic], order[topic]))[:_MOST] for part in (chosen, own)
    )
    return [
        Topic(
            topic=topic,
            score=round(min(1.0, scores[topic] / (2 * bar)), 3),
            evidence=evidence[topic].strongest(),
        )
        for part in ranked
        for topic in part
    ]
