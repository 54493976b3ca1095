"""What a sentence says of each name's business, by rules and model together.

The rules (nlp/sentiment.py) are right where they speak and often silent; the model (nlp/tone_model.py) always speaks.
So what the rules read stands, and where they are silent the model decides; an opposite sign is worse than none, so a
sign needs more than to be the likeliest. English headlines, which have a style of their own, are the model's alone.
What is never judged (sources, regulators, persons) stays without a sign, and a sign without words that speak for it is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from nlp.document import Document
from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.past import mark_past
from nlp.segment import build_document
from nlp.sentiment import RuleReading, evidence_of, read_rules
from nlp.tone_features import look
from nlp.tone_model import NEGATIVE, POSITIVE, Chances, ToneModel, shipped_model
from nlp.tone_tokens import Name, Seen, see
from store.records import Figure, Lang, Mention, Quoted, Sentiment

# How likely a sign must be where the rules are silent, by cross-validation: the English model confuses signs more.
_BAR = {"zh": 0.6, "en": 0.75}
_HAN = re.compile(r"[㐀-鿿]")
_NOBODY = "▪"
_LONGEST_HEADLINE = 200  # characters
_STOPS = '.!?。！？…"”’」』)）]】:：;；,，'
_SHARE = 0.45  # of the strongest word's weight that a word needs to be evidence beside it
_MOST_WORDS = 3  # spans of evidence that the model gives
# Words of grammar: where no other word speaks for a sign of the model's, nothing does.
_GRAMMAR_EN = re.compile(
    r"a|an|the|of|to|in|on|at|by|for|from|with|against|into|over|than|as|and|or|"
    r"but|if|that|which|who|what|this|these|those|it|its|they|their|he|his|she|her|"
    r"we|our|you|is|are|was|were|be|been|being|has|have|had|will|would|can|could|"
    r"may|might|do|does|did|not|s|t|about|after|before|while|when|where|since|through|"
    r"per|last|next|year|month|week|day|all|some|any|more|most|other|another|also|"
    r"just|so|such|there|here|said|says|say"
)
_GRAMMAR_ZH = frozenset("的了在是和与也都就而及或于对从把被向到上中下个这那其为以并等年月日称说将已有一不")
_PLACE_BAR = (
    0.9  # of a place, which is judged only where its economy is the point: the rules know, the model guesses
)
# Outlines and to-do lists tell what ought to be done, not how somebody fares.
_OUTLINE = re.compile(r"机遇|需聚焦|需重点|需围绕|唯有|本文|拆解")
_CERTAIN: Chances = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneReading:
    """What was read of one entity in one sentence, and by whom it was decided."""

    rules: RuleReading
    chances: Chances  # of -, 0 and + by the model, which knows what the rules read
    polarity: int  # -1, 0 or +1
    score: float  # -1..1, with the sign of the polarity; of a polarity 0 which way it leans
    evidence: tuple[Quoted, ...]  # words that decided, in order of the text; none for polarity 0
    decided_by: str  # rules | model | none | bystander


def find_sentiments(
    document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]
) -> list[Sentiment]:
    """One record for each sentence and each entity with an id that is named in it, in order of the text."""
    found = [as_record(reading) for reading in combine(document, read_rules(document, mentions, figures))]
    return mark_past(document, found, figures)


def as_record(reading: ToneReading) -> Sentiment:
    """The record of what rules and model say together."""
    return Sentiment(
        sent_start=reading.rules.sentence.start,
        sent_end=reading.rules.sentence.end,
        id=reading.rules.id,
        polarity=reading.polarity,
        score=reading.score,
        evidence=reading.evidence,
    )


def combine(document: Document, readings: Sequence[RuleReading]) -> list[ToneReading]:
    """The readings by rules with what the model makes of them, in the same order."""
    found: list[ToneReading] = []
    for sentence, group in groupby(readings, key=lambda reading: reading.sentence):
        rows = list(group)
        if all(row.bystander for row in rows):
            found += [_untouched(row) for row in rows]
            continue
        headline = is_headline(document) and not _HAN.search(document.folded, sentence.start, sentence.end)
        names = {
            row.id: [
                Name(start=item.start, end=item.end, type="" if headline else item.type)
                for item in row.mentions
            ]
            for row in rows
        }
        seen = see(
            document.folded, sentence.start, sentence.end, [name for each in names.values() for name in each]
        )
        model = shipped_model("zh" if seen.han else "en")
        for row in rows:
            if row.bystander:
                found.append(_untouched(row))
            else:
                found.append(_judge(document, row, seen, names[row.id], model, headline=headline))
    return found


def read_headline(text: str, lang: Lang | None = None) -> Chances:
    """How likely a headline is bad, no or good news for whom it is about: the first name that can be judged.

    Where it names nobody, for a subject that is not written. ``lang`` None: detected. Where the rules read a sign,
    half of the chances are its.
    """
    document = build_document(text, lang=lang)
    mentions = [
        replace(item, id=item.id or item.quote, in_title=False)
        for item in find_mentions(document, load_lexicon())
    ]
    rows = [row for row in read_rules(document, mentions, ()) if not row.bystander]
    business = [row for row in rows if any(item.type != "GPE" for item in row.mentions)]
    if not business:
        # A mark that is no word stands for the subject.
        document = build_document(f"{_NOBODY}{text}", lang=document.lang)
        nobody = Mention(start=0, end=len(_NOBODY), quote=_NOBODY, type="ORG", id=_NOBODY)
        moved = [
            replace(item, start=item.start + len(_NOBODY), end=item.end + len(_NOBODY)) for item in mentions
        ]
        mentions = [nobody, *moved]
        business = [row for row in read_rules(document, mentions, ()) if row.id == _NOBODY]
    wanted = [(row.sentence, row.id) for row in business[:1]]
    for reading in combine(document, read_rules(document, mentions, ())):
        if (reading.rules.sentence, reading.rules.id) in wanted:
            return _with_rules(reading)
    return _CERTAIN


def _with_rules(reading: ToneReading) -> Chances:
    if not reading.rules.polarity:
        return reading.chances
    halved = [chance / 2 for chance in reading.chances]
    halved[1 + reading.rules.polarity] += 0.5
    negative, neutral, positive = halved
    return negative, neutral, positive


def is_headline(document: Document) -> bool:
    """Whether the text is one line without a full stop: those of newspapers are written in a style of their own."""
    text = document.text.strip()
    return 0 < len(text) <= _LONGEST_HEADLINE and len(document.sentences) == 1 and text[-1] not in _STOPS


def _untouched(row: RuleReading) -> ToneReading:
    return ToneReading(
        rules=row, chances=_CERTAIN, polarity=0, score=0.0, evidence=(), decided_by="bystander"
    )


def decide(chances: Chances, by_rules: int, bar: float = 0.0) -> int:
    """The sign the rules read; where they read none, the likeliest of the three, a sign only from ``bar`` on."""
    if by_rules:
        return by_rules
    sign = max((0, -1, 1), key=lambda item: chances[1 + item])
    return sign if chances[1 + sign] >= bar else 0


def _judge(
    document: Document,
    row: RuleReading,
    seen: Seen,
    own: Sequence[Name],
    model: ToneModel,
    *,
    headline: bool,
) -> ToneReading:
    view = look(seen, own)
    if view is None:  # beyond what is looked at
        return _untouched(row)
    style = "headline" if headline and "headline" in model.tables else "report"
    chances = model.chances(view.keys(), style)
    if style == "headline":
        polarity = decide(chances, 0)  # the rules were made for sentences: here the model knows more
    else:
        polarity = decide(chances, row.polarity, _BAR["zh" if seen.han else "en"])
        if not row.polarity and _beyond_model(document, row, max(chances)):
            polarity = 0
    evidence: tuple[Quoted, ...] = ()
    if polarity and polarity == row.polarity:
        evidence, decided = evidence_of(document, row), "rules"
    elif polarity:
        strengths = model.strengths(*view.traced(), polarity, len(seen.words), style)
        evidence, decided = tuple(_words(document, seen, strengths)), "model"
    else:
        decided = "none"
    if not evidence:
        polarity, decided = 0, "none"
    return ToneReading(
        rules=row,
        chances=chances,
        polarity=polarity,
        score=_score(row, chances, polarity),
        evidence=evidence,
        decided_by=decided,
    )


def _beyond_model(document: Document, row: RuleReading, chance: float) -> bool:
    """A place, unless the model is all but certain, and a sentence of an outline."""
    if chance < _PLACE_BAR and all(item.type == "GPE" for item in row.mentions):
        return True
    return _OUTLINE.search(document.folded, row.sentence.start, row.sentence.end) is not None


def _score(row: RuleReading, chances: Chances, polarity: int) -> float:
    """How much likelier good news is than bad; where the rules speak, the mean of that and theirs."""
    lean = chances[POSITIVE] - chances[NEGATIVE]
    score = round((lean + row.score) / 2 if row.polarity == polarity != 0 else lean, 3)
    return score if not polarity or score * polarity > 0 else 0.01 * polarity


def _words(document: Document, seen: Seen, strengths: NDArray[np.float64]) -> Iterator[Quoted]:
    """The words that speak loudest for the sign, neighbours together; names and marks speak for nothing."""
    for at, word in enumerate(seen.words):
        if not word[:1].isalnum() or word[:1].isdigit():
            strengths[at] = 0.0
    top = strengths.max(initial=0.0)
    for at, word in enumerate(seen.words):
        if word in _GRAMMAR_ZH or _GRAMMAR_EN.fullmatch(word):
            strengths[at] = 0.0
    if top <= 0.0:
        return
    chosen = [int(at) for at in np.argsort(-strengths, kind="stable") if strengths[at] >= _SHARE * top]
    spans: list[tuple[int, int]] = []
    for at in sorted(chosen[: _MOST_WORDS * (3 if seen.han else 1)]):
        start, end = _whole_word(document, seen.starts[at], seen.ends[at])
        if spans and start <= spans[-1][1] + (0 if seen.han else 1):
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        elif len(spans) < _MOST_WORDS:
            spans.append((start, end))
    for start, end in spans:
        yield Quoted(start=start, end=end, quote=document.text[start:end])


def _whole_word(document: Document, start: int, end: int) -> tuple[int, int]:
    """The word of the document around a token: Chinese ones are cut into characters only for the model."""
    span = document.doc.char_span(start, end, alignment_mode="expand")
    return (span.start_char, span.end_char) if span is not None else (start, end)
