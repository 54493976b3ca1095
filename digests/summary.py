"""The summary of a story: sentences of its articles, verbatim, with their offsets; nothing is written.

Query-focused, as an analyst asks about somebody or something: sentences that name the subject, with a figure, a day
and a named actor rather than without, early in the text, near to the headline, of the earliest source first, and none
that says again what another one said (maximal marginal relevance, Carbonell and Goldstein 1998, on the cosine of
character n-grams). Pure and deterministic.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from digests.evidence import Reading, is_background, is_leaning, quotable, quote_around
from digests.furniture import read_lines
from digests.parts import Evidence
from store.records import Span

LIMIT = 3
_CANDIDATES = 24  # sentences that are considered, the best ones
_SENTENCES = 60  # of one text that are looked at
_COPIES = 12  # articles of a story that are read, the earliest ones
_REPEATS = 0.55  # cosine from which a sentence says what another one said
_TAIL = 0.5  # of a text: behind it a sentence must name the subject or share words with the headline
_NEAR = 0.08  # share of the headline's n-grams that is some
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.,][0-9]+)*")
_QUESTION = re.compile(r"[?？][”」』\"')）]*$")
_DAY = re.compile(
    r"\d{1,2}月(?:\d{1,2}日)?|[週周][一二三四五六日]|星期[一二三四五六日]|\d{1,2}日"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One article of a story, as far as a summary asks."""

    reading: Reading
    title: str
    kinds: tuple[tuple[int, str], ...] = ()  # start and kind of each line, as stored; empty: not known
    focus: tuple[Span, ...] = ()  # where the subject is named; empty: the headline says what it is about
    names: tuple[Span, ...] = ()  # where anything is named


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in a summary."""

    evidence: Evidence
    score: float
    grams: Mapping[str, int]
    order: tuple[int, int]  # place of its article, start in it


def summarise(
    copies: Sequence[Copy],
    *,
    limit: int = LIMIT,
    fold: Callable[[str], str] = str.lower,
    fill: bool = False,
) -> tuple[Evidence, ...]:
    """At most ``limit`` sentences, each of its own publisher house, in the order of their articles and places.

    ``copies``: the articles of the story, the earliest first. ``fold``: what sentences are compared in (both Chinese
    scripts alike with nlp.script.fold). ``fill``: where there are fewer houses than sentences asked for, take more
    than one of a house.
    """
    return choose(find_candidates(copies, fold=fold), limit=limit, fill=fill)


def find_candidates(
    copies: Sequence[Copy], *, fold: Callable[[str], str] = str.lower
) -> tuple[Candidate, ...]:
    """The sentences that may be chosen, the best first; 24 at most."""
    found: list[Candidate] = []
    for place, copy in enumerate(copies[:_COPIES]):
        found += _of_copy(copy, place, fold)
    found.sort(key=lambda item: (-item.score, item.order))
    return tuple(found[:_CANDIDATES])


def choose(candidates: Sequence[Candidate], *, limit: int, fill: bool = False) -> tuple[Evidence, ...]:
    """The best ones that do not repeat each other, in the order of their articles and places."""
    kept = _without_repeats(candidates, [], limit, one_per_house=True)
    if fill and len(kept) < limit:
        kept = _without_repeats(candidates, kept, limit, one_per_house=False)
    return tuple(item.evidence for item in sorted(kept, key=lambda item: item.order))


def _without_repeats(
    candidates: Sequence[Candidate], kept: Sequence[Candidate], limit: int, *, one_per_house: bool
) -> list[Candidate]:
    """Greedily, each time the one with the best score less what it repeats."""
    chosen, left = list(kept), [item for item in candidates if item not in kept]
    while left and len(chosen) < limit:
        houses = {item.evidence.house for item in chosen} if one_per_house else set()
        ranked = [
            (item.score - 3.0 * repeated, -place, item)
            for place, item in enumerate(left)
            if item.evidence.house not in houses
            and (repeated := max((cosine(item.grams, other.grams) for other in chosen), default=0.0))
            < _REPEATS
        ]
        if not ranked:
            break
        best = max(ranked, key=lambda row: row[:2])[2]
        if chosen and best.score <= 0:
            break  # a second sentence must say something
        chosen.append(best)
        left.remove(best)
    return chosen


def _of_copy(copy: Copy, place: int, fold: Callable[[str], str]) -> list[Candidate]:
    reading = copy.reading
    lines = read_lines(reading.text, copy.kinds)
    title = set(grams(fold(copy.title)))
    found: list[Candidate] = []
    index = 0  # of prose sentences
    for sentence in reading.sentences[:_SENTENCES]:
        if not lines.tells(sentence) or not quotable(reading.text[sentence.start : sentence.end]):
            continue
        focus = [span for span in copy.focus if sentence.start <= span.start and span.end <= sentence.end]
        evidence = quote_around(reading, focus[0] if focus else Span(sentence.start, sentence.start + 1))
        index += 1
        if evidence is None:
            continue
        said = grams(fold(evidence.quote))
        near = len(title & said.keys()) / len(title) if title else 0.0
        late = sentence.start > _TAIL * len(reading.text)
        if late and not focus and near < _NEAR:
            continue
        score = _score(copy, sentence, evidence, index - 1, near) + 4.0 * bool(focus) - 0.1 * place
        found.append(Candidate(evidence, round(score, 6), said, (place, evidence.start)))
    return found


def _score(copy: Copy, sentence: Span, evidence: Evidence, index: int, near: float) -> float:
    """What a sentence is worth by itself; ``index``: which sentence of prose it is."""
    reading, quote = copy.reading, evidence.quote
    inside = Span(evidence.start, evidence.end)
    figures = sum(inside.start <= at < inside.end for at in reading.figures) or bool(_NUMBER.search(quote))
    actors = any(inside.start <= span.start and span.end <= inside.end for span in copy.names)
    lead = 1.5 if index == 0 else 0.7 if index == 1 else -0.1 * min(index, 15)
    return (
        lead
        + 0.8 * min(figures, 2)
        + 0.5 * bool(_DAY.search(quote))
        + 0.4 * actors
        + 2.5 * near
        - 2.0 * is_background(reading, sentence)
        - 4.0 * is_leaning(quote)
        - 3.0 * bool(_QUESTION.search(quote))
    )


def grams(folded: str) -> Mapping[str, int]:
    """Pairs of Chinese characters, fours of the letters of a word, numbers whole."""
    found: Counter[str] = Counter()
    for run in _RUN.findall(folded):
        if run[0] > "\u33ff":
            found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
        elif run[0].isdigit() or len(run) < 4:
            found[run] += 1
        else:
            found.update(run[at : at + 4] for at in range(len(run) - 3))
    return found


def cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Cosine of two counts; 0 where one is empty."""
    if not one or not other:
        return 0.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    product = sum(n * large.get(gram, 0) for gram, n in small.items())
    return product / math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
