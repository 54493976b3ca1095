"""What each sentence says of the business of each entity in it: -1, 0 or +1.

Sign by sign: the cues of a clause (nlp/cues.py) are given to the names they speak of (nlp/roles.py), weighed by
the clause they stand in (nlp/statements.py) and summed. Nothing said, or as much for as against: 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.cues import Cue, find_cues, load_cues
from nlp.document import Document
from nlp.figure_tone import figure_cues
from nlp.judged import bystander_reason, eligible, is_bystander, is_cited
from nlp.roles import assign, last_named, main_subject, opens_relative, pointed_at
from nlp.statements import Clause, Group, build_clauses
from nlp.transfers import find_transfers
from nlp.unsaid import find_seams, says_nothing, straddles
from store.records import Figure, Mention, Quoted, Sentiment, Span

BAR = 0.3  # less than this, after weighing, says nothing
_WEALTH = re.compile(r"身家|身价|财富|富豪|净资产|\bnet worth\b|\bfortunes?\b|\bwealth\b|\brichest\b")
_SPEAKS = re.compile(
    r"表示|指出|认为|称|说|透露|强调|坦言|预计|写道|告诉|宣布|签署|下令|主持|出席|会见"
    r"|\b(?:said|says|told|wrote|tweeted|announced|signed|argued|noted|added|met|promised|warned|hailed|called)\b"
)
# A product or a plan is announced: what is said in its praise is the announcer's own.
_LAUNCH = re.compile(
    r"推出|发布|上线|计划|宣布将|表示将|将(?:深化|升级|推出|继续)|升级了"
    r"|\bunveil|\blaunch|\bintroduc|\broll(?:s|ed|ing)? out\b|\bplans? to\b"
)
_OVERRULED = 0.4  # what a later word of its clause takes back
_LOOSE = 0.6  # a cue that speaks of nobody, given to the only name there is
_FIGURE = 0.5  # a figure that moves, where no word of the sentence was weighed for its subject
_BARE = 0.6  # a direction without a metric ("AWS grew") counts less than one with


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A cue that was given to an entity, as ``subject`` or ``object``, and what it adds to the entity's total."""

    cue: Cue
    role: str  # subject | object
    weight: float  # signed: the cue's sign after negation times the weight of its clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReading:
    """What the rules read about one entity in one sentence; nothing is decided yet."""

    sentence: Span
    id: str
    mentions: tuple[Mention, ...]  # of the entity in the sentence, in order
    total: float  # sum of the weights, unbounded; 0 of a bystander
    cues: tuple[Weighed, ...]  # in the order in which they were read; of a bystander those it was kept out of
    bystander: str  # why the entity is never judged (nlp.roles.bystander_reason), "" if it is

    @property
    def polarity(self) -> int:
        """-1, 0 or +1 by the rules alone."""
        return 0 if abs(self.total) < BAR else 1 if self.total > 0 else -1

    @property
    def score(self) -> float:
        """-1..1: the total, halved and cut off."""
        return round(max(-1.0, min(1.0, self.total / 2)), 3)


def find_sentiments(
    document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]
) -> list[Sentiment]:
    """One record for each sentence and each entity with an id that is named in it, in order of the text."""
    return [as_sentiment(document, reading) for reading in read_rules(document, mentions, figures)]


def as_sentiment(document: Document, reading: RuleReading) -> Sentiment:
    """The record of a reading by rules alone."""
    polarity = reading.polarity
    return Sentiment(
        sent_start=reading.sentence.start,
        sent_end=reading.sentence.end,
        id=reading.id,
        polarity=polarity,
        score=reading.score,
        evidence=evidence_of(document, reading) if polarity else (),
    )


def evidence_of(document: Document, reading: RuleReading) -> tuple[Quoted, ...]:
    """The words that were weighed, as the text prints them, those of their metrics too; in order, each once."""
    if reading.bystander:
        return ()
    places = {
        place
        for item in reading.cues
        for place in ((item.cue.start, item.cue.end), item.cue.metric)
        if place is not None
    }
    return tuple(
        Quoted(start=start, end=end, quote=document.text[start:end]) for start, end in sorted(places)
    )


def read_rules(
    document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]
) -> list[RuleReading]:
    """One reading for each sentence and each entity with an id that is named in it, in order of the text.

    Names that no catalogue lists are read as those it lists. ``figures`` are those of the same text.
    """
    known = sorted(
        (item for item in mentions if item.id is not None and not item.in_title), key=lambda item: item.start
    )
    found: list[RuleReading] = []
    seams = find_seams(document)
    at = 0
    for sentence in document.sentences:
        while at < len(known) and known[at].start < sentence.start:
            at += 1
        inside = []
        while at < len(known) and known[at].start < sentence.end:
            inside.append(known[at])
            at += 1
        if inside:
            found += _judge(document.folded, seams, sentence, inside, figures)
    return found


def _judge(
    text: str,
    seams: frozenset[int],
    sentence: Span,
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
) -> Iterator[RuleReading]:
    firms = any(item.type != "PERSON" and not is_bystander(item) for item in mentions)
    speaks = _SPEAKS.search(text, sentence.start, sentence.end) is not None
    if _WEALTH.search(text, sentence.start, sentence.end) or not (firms or speaks):
        # A person whose own wealth or standing is the point is judged as a company is.
        mentions = [replace(item, type="ORG") if item.type == "PERSON" else item for item in mentions]
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.id or "", []).append(mention)
    weighed: dict[str, list[Weighed]] = {key: [] for key in named}
    kept_out: dict[str, list[Weighed]] = {key: [] for key in named}
    for group, item in _verdicts(text, seams, sentence, mentions):
        for mention in group.mentions:
            (kept_out if bystander_reason(mention) else weighed)[mention.id or ""].append(item)
    for key, cue in figure_cues(figures, sentence):
        if key in weighed and not any(item.cue.kind == "direction" for item in weighed[key]):
            weighed[key].append(Weighed(cue=cue, role="subject", weight=cue.subject * _FIGURE))
    for key, own in named.items():
        reasons = [bystander_reason(mention) for mention in own]
        reason = reasons[0] if all(reasons) else ""
        yield RuleReading(
            sentence=sentence,
            id=key,
            mentions=tuple(own),
            total=sum(item.weight for item in weighed[key]),
            cues=tuple(kept_out[key] if reason else weighed[key]),
            bystander=reason,
        )


def _verdicts(
    text: str, seams: frozenset[int], sentence: Span, mentions: Sequence[Mention]
) -> Iterator[tuple[Group, Weighed]]:
    """Whom each cue of the sentence speaks of, and with which weight."""
    lexicon = load_cues()
    carried: Group | None = None
    latest: Group | None = None
    loose: list[tuple[Cue, float]] = []  # cues that found nobody
    spoken_of: list[Group] = []
    launch = _LAUNCH.search(text, sentence.start, sentence.end) is not None
    clauses = build_clauses(text, sentence.start, sentence.end, mentions)
    for index, clause in enumerate(clauses):
        relative = opens_relative(text, clause)
        names = [(mention.start, mention.end) for group in clause.groups for mention in group.mentions]
        cues = [
            cue
            for cue in find_cues(text, clause.start, clause.end, lexicon)
            if not any(start < cue.end and cue.start < end and cue.end < end + 2 for start, end in names)
            and not straddles(cue, seams)
            and not says_nothing(text, clause.start, clause.end, cue)
        ]
        given: list[tuple[Group, Weighed]] = []
        pointed = pointed_at(text, clause, [group for item in clauses[:index] for group in item.groups])
        for cue in cues:
            if launch and cue.kind == "colour" and cue.subject > 0:
                continue
            roles = assign(text, clause, cue, (latest or carried) if relative else carried, pointed)
            weight = clause.weight * (_BARE if cue.bare else 1.0)
            if roles.subject is None and roles.object is None and cue.kind != "frame":
                loose.append((cue, cue.subject * weight * _LOOSE))
            sign = cue.lone if roles.alone else cue.subject
            if roles.subject is not None and sign:
                given.append((roles.subject, Weighed(cue=cue, role="subject", weight=sign * weight)))
            if roles.object is not None and cue.object:
                given.append((roles.object, Weighed(cue=cue, role="object", weight=cue.object * weight)))
        seen = {id(group) for group, _ in given}
        for group, role, cue in find_transfers(text, clause, carried):
            if id(group) not in seen:
                given.append((group, Weighed(cue=cue, role=role, weight=cue.subject * clause.weight)))
        spoken_of += [group for group, _ in given]
        yield from _last_wins(text, given)
        more = any(later.groups for later in clauses[index + 1 :])
        carried = main_subject(text, clause, carried, said=bool(cues), more=more)
        latest = last_named(clause)
    if loose and not spoken_of:
        yield from _to_the_only_one(text, clauses, loose)


def _to_the_only_one(
    text: str, clauses: Sequence[Clause], loose: Sequence[tuple[Cue, float]]
) -> Iterator[tuple[Group, Weighed]]:
    """What nobody was found for goes to the one name that can be meant, where a sentence has but one."""
    named = [
        group
        for clause in clauses
        for group in clause.groups
        if eligible(group, places=False) and not is_cited(text, group)
    ]
    if len({mention.id for group in named for mention in group.mentions}) == 1:
        for cue, weight in loose:
            yield named[0], Weighed(cue=cue, role="subject", weight=weight)


def _last_wins(text: str, given: list[tuple[Group, Weighed]]) -> Iterator[tuple[Group, Weighed]]:
    """Of what one Chinese clause says for and against a name, its last predicate counts: 大单黄了, 罚单获撤销."""
    for index, (group, item) in enumerate(given):
        against = any(
            other is group and item.weight * later.weight < 0 and item.cue.end <= later.cue.start
            for other, later in given[index + 1 :]
        )
        overruled = against and "㐀" <= text[item.cue.start] <= "鿿"
        yield group, replace(item, weight=item.weight * _OVERRULED) if overruled else item
