"""What each sentence says of the business of each entity in it: -1, 0 or +1.

Sign by sign: the cues of a clause (nlp/cues.py) are given to the names they speak of (nlp/roles.py), weighed by
the clause they stand in (nlp/statements.py) and summed. Nothing said, or as much for as against: 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.cues import Cue, find_cues, load_cues
from nlp.document import Document
from nlp.roles import assign, is_bystander, last_named, main_subject, opens_relative
from nlp.statements import Group, build_clauses
from store.records import Figure, Mention, Quoted, Sentiment, Span

_BAR = 0.3  # less than this, after weighing, says nothing
_WEALTH = re.compile(r"身家|身价|财富|富豪|净资产|\bnet worth\b|\bfortunes?\b|\bwealth\b|\brichest\b")
# A product or a plan is announced: what is said in its praise is the announcer's own.
_LAUNCH = re.compile(
    r"推出|发布|上线|计划|宣布将|表示将|将(?:深化|升级|推出|继续)|升级了"
    r"|\bunveil|\blaunch|\bintroduc|\broll(?:s|ed|ing)? out\b|\bplans? to\b"
)
_BARE = 0.6  # a direction without a metric ("AWS grew") counts less than one with


def find_sentiments(
    document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]
) -> list[Sentiment]:
    """One record for each sentence and each known entity (id not None) named in it, in order of the text.

    ``figures`` are not needed yet by any rule: direction words are read from the text itself.
    """
    del figures
    known = sorted(
        (item for item in mentions if item.id is not None and not item.in_title), key=lambda item: item.start
    )
    found: list[Sentiment] = []
    at = 0
    for sentence in document.sentences:
        while at < len(known) and known[at].start < sentence.start:
            at += 1
        inside = []
        while at < len(known) and known[at].start < sentence.end:
            inside.append(known[at])
            at += 1
        if inside:
            found += _judge(document, sentence, inside)
    return found


def _judge(document: Document, sentence: Span, mentions: Sequence[Mention]) -> Iterator[Sentiment]:
    text = document.folded
    if _WEALTH.search(text, sentence.start, sentence.end):
        # A person whose own wealth is the point is judged as a company is.
        mentions = [replace(item, type="ORG") if item.type == "PERSON" else item for item in mentions]
    totals: dict[str, float] = {}
    evidence: dict[str, list[Quoted]] = {}
    for mention in mentions:
        totals.setdefault(mention.id or "", 0.0)
    for group, amount, cue in _verdicts(text, sentence, mentions):
        for mention in group.mentions:
            key = mention.id or ""
            if amount and not is_bystander(mention):
                totals[key] += amount
                evidence.setdefault(key, []).extend(_quoted(document, cue))
    for key, total in totals.items():
        polarity = 0 if abs(total) < _BAR else 1 if total > 0 else -1
        yield Sentiment(
            sent_start=sentence.start,
            sent_end=sentence.end,
            id=key,
            polarity=polarity,
            score=round(max(-1.0, min(1.0, total / 2)), 3),
            evidence=tuple(sorted(set(evidence.get(key, ())), key=lambda row: row.start)) if polarity else (),
        )


def _quoted(document: Document, cue: Cue) -> Iterator[Quoted]:
    """The words of a cue as the text prints them, and those of its metric."""
    for start, end in filter(None, ((cue.start, cue.end), cue.metric)):
        yield Quoted(start=start, end=end, quote=document.text[start:end])


def _verdicts(text: str, sentence: Span, mentions: Sequence[Mention]) -> Iterator[tuple[Group, float, Cue]]:
    """(who, how much, by which cue) for every cue of the sentence that speaks of somebody."""
    lexicon = load_cues()
    carried: Group | None = None
    latest: Group | None = None
    launch = _LAUNCH.search(text, sentence.start, sentence.end) is not None
    for clause in build_clauses(text, sentence.start, sentence.end, mentions):
        relative = opens_relative(text, clause)
        names = [(mention.start, mention.end) for group in clause.groups for mention in group.mentions]
        cues = find_cues(text, clause.start, clause.end, lexicon)
        for cue in cues:
            if any(start < cue.end and cue.start < end for start, end in names):
                continue  # a word inside a name
            if launch and cue.kind == "colour" and cue.subject > 0:
                continue
            roles = assign(text, clause, cue, (latest or carried) if relative else carried)
            weight = clause.weight * (_BARE if cue.bare else 1.0)
            if roles.subject is not None and cue.subject:
                yield roles.subject, cue.subject * weight, cue
            if roles.object is not None and cue.object:
                yield roles.object, cue.object * weight, cue
        carried = main_subject(text, clause, carried, said=bool(cues))
        latest = last_named(clause)
