"""Words of the week: which words of headlines and leads mark this week against the weeks before, by language.

Counted are stories of the matched panel, by the opening words of each story's first article (rows ``words`` of the
tagger, folded: both Chinese scripts count as one). What marks a week is decided in digests.marking; here words are
counted, put together to phrases (小额 and 豁免 that always stand side by side are 小额豁免), held against what was
listed in the weeks before, and proved by a sentence that has them.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.counting import distinct
from digests.evidence import best_quote, one_per_house, worth
from digests.frames import Frames
from digests.marking import Marked, compare_words
from digests.panel import MIN_BASELINE_WEEKS
from digests.parts import Evidence, TermLine
from digests.phrases import Opening, holds, join_words
from digests.proofs import Proofs
from store.records import Span

LISTED = 6  # words of a language
_OF_ONE_EVENT = 2  # words that largely the same stories have
_SAME_EVENT = 0.6
_EARLIER_LISTS = 3  # weeks whose words are not listed again
_SAMPLE = 600  # stories of a week and language that are compared: more would tell nothing more
_READ = 120  # stories of a word whose texts are read
_QUOTES = 2
# Black Friday marks a week, a Friday does not.
_ONLY_IN_PHRASES = "monday tuesday wednesday thursday friday saturday sunday black cyber prime double singles"
_NO_PLURAL = "news goods customs arms means savings works series species headquarters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What reading words asks of others: the stored words, and the two scripts of Chinese."""

    load: Callable[[Sequence[int]], Mapping[int, str]]  # of articles by id: store.words.load_words
    fold: Callable[[str], str]  # nlp.script.fold: as long as the text
    traditional: Callable[[str], str]  # a word as Taiwan writes it, where no article prints it so


@dataclass(frozen=True, slots=True)
class Openings:
    """The stories of one language with their words, as numbers. Weeks are places in ``Frames.weeks``."""

    vocabulary: tuple[str, ...]
    articles: NDArray[np.int64]  # (story,) first article
    at: NDArray[np.int64]  # (story,) week
    house: NDArray[np.int64]  # (story,)
    tested: NDArray[np.bool_]  # (story,) compared; the others, of the newest week only, are counted
    story: NDArray[np.int64]  # (pair,) one row for each word of each story
    word: NDArray[np.int64]  # (pair,)


def build_terms(
    frames: Frames, proofs: Proofs, words: Words | None, printed: Collection[str]
) -> tuple[TermLine, ...]:
    """The words of the week, Chinese ones first, the most remarkable first; none before four weeks of baseline.

    ``printed``: names that the digest prints as shifts or as new, in any language; they are not listed again.
    """
    baseline = frames.tested.panel.baseline
    if words is None or baseline < MIN_BASELINE_WEEKS:
        return ()
    names = _printed(frames, words, printed)
    lines: list[TermLine] = []
    for lang in ("zh", "en"):
        openings = read_openings(frames, words, lang)
        lines += _lines(frames, proofs, words, openings, lang, names, baseline)
    return tuple(lines)


def _lines(
    frames: Frames,
    proofs: Proofs,
    words: Words,
    openings: Openings,
    lang: str,
    names: Collection[str],
    baseline: int,
) -> list[TermLine]:
    marked = _marked(openings, frames.now, baseline)
    if marked is None:
        return []
    listed = set().union(
        *(_list_of(openings, frames.now - back, baseline) for back in _earlier(frames, baseline))
    )
    ranked = [row for row in _ranked(marked) if row not in listed]
    told = [row for row in ranked if openings.vocabulary[row] not in names]
    lines: list[TermLine] = []
    behind: list[set[int]] = []
    spoken: set[str] = set()
    here = _stories_of(openings, frames.now, told[: 6 * LISTED])
    this_week = openings.at == frames.now
    share = int((this_week & openings.tested).sum()) / int(this_week.sum())
    for row in told[: 6 * LISTED]:
        stories = here[row]
        if len(lines) == LISTED or openings.vocabulary[row] in spoken:
            continue
        if sum(_overlap(stories, other) >= _SAME_EVENT for other in behind) >= _OF_ONE_EVENT:
            continue
        line, parts = _line(proofs, words, openings, lang, row, stories, marked, share, names)
        if line is not None and line.word not in spoken:
            lines.append(line)
            behind.append(stories)
            spoken |= {line.word, *parts}
    return lines


def _line(
    proofs: Proofs,
    words: Words,
    openings: Openings,
    lang: str,
    row: int,
    stories: Collection[int],
    marked: Marked,
    share: float,
    names: Collection[str],
) -> tuple[TermLine | None, tuple[str, ...]]:
    """The line of one word, and the words that its phrase holds; None where no sentence can prove it.

    ``share``: of the week's stories that were compared. A word of very many stories is put to no phrase: not all of
    their texts are read.
    """
    few = len(stories) <= _READ
    told = sorted(stories)[:_READ]
    articles = [int(openings.articles[story]) for story in told]
    proofs.load(articles)
    read = [
        Opening(article, int(openings.house[story]), proofs.title(article), reading.text, words.fold)
        for article, story in zip(articles, told, strict=True)
        if (reading := proofs.reading(article)) is not None
    ]
    others = _words_of(openings, stories) if few else []
    phrase, parts = join_words(openings.vocabulary[row], read, others, spaced=lang == "en")
    holding = [item for item in read if item.has(phrase)]
    if (
        phrase in names
        or phrase in _ONLY_IN_PHRASES.split()
        or len({item.house for item in holding}) < 2
        or len(holding) < 3
    ):
        return None, parts
    evidence = _evidence(proofs, words, phrase, holding)
    if not evidence:
        return None, parts
    simplified, traditional = _printed_forms(proofs, words, phrase, holding, lang)
    return (
        TermLine(
            lang=lang,
            word=phrase,
            simplified=simplified,
            traditional=traditional,
            z=float(marked.z[row]),
            stories=len(holding) if few else len(stories),
            houses=len(
                {item.house for item in holding} if few else set(openings.house[sorted(stories)].tolist())
            ),
            usual=float(marked.expected[row]) / share,
            evidence=evidence,
        ),
        parts,
    )


def _evidence(proofs: Proofs, words: Words, phrase: str, read: Sequence[Opening]) -> tuple[Evidence, ...]:
    """Sentences with the word inside the quote, each of its own house, those that tell most first."""
    found: list[tuple[float, int, Evidence]] = []
    for place, each in enumerate(read):
        reading = proofs.reading(each.article)
        item = reading and best_quote(reading, each.places(phrase))
        if reading and item and holds(phrase, words.fold(item.quote)):
            found.append((-round(worth(reading, Span(item.start, item.end)), 3), place, item))
    found.sort(key=lambda row: row[:2])
    return one_per_house((item for *_, item in found), _QUOTES)


def _printed_forms(
    proofs: Proofs, words: Words, phrase: str, read: Sequence[Opening], lang: str
) -> tuple[str, str]:
    """The word as articles print it: in Simplified (or in English) and in Traditional."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for item in read:
        forms[proofs.origins[item.article].lang].update(item.surfaces(phrase))
    if lang == "en":
        surface = _most(sum(forms.values(), Counter()), phrase)
        return surface, surface
    return (
        _most(forms["zh-Hans"], phrase),
        _most(forms["zh-Hant"], "") or words.traditional(phrase),
    )


def _most(forms: Counter[str], default: str) -> str:
    """The most frequent one; of equally frequent ones the one in small letters."""
    return max(forms, key=lambda form: (forms[form], form.islower(), form), default=default)


def read_openings(frames: Frames, words: Words, lang: str) -> Openings:
    """The stories of a language ("zh": both scripts) that began with a source of the panel, and their words."""
    inside = {frames.tested.counts.sources[index] for index in frames.tested.panel.sources}
    stories = frames.stories[frames.stories["source"].isin(inside)]
    langs = frames.articles.set_index("article_id")["lang"].reindex(stories["first"]).tolist()
    columns = (stories[name].tolist() for name in ("first", "at", "house"))
    rows = [
        (first, at, house)
        for (first, at, house), written in zip(zip(*columns, strict=True), langs, strict=True)
        if str(written).startswith(lang) and first not in frames.unread
    ]
    tested, counted = _sample(rows, frames.now)
    kept = words.load([first for first, _, _ in (*tested, *counted)])
    tested = [row for row in tested if row[0] in kept]
    read = [*tested, *(row for row in counted if row[0] in kept)]
    numbers, codes, lengths = _Numbers(), array("q"), array("q")
    for first, *_ in read:  # a word at a time: all of them at once as texts would be a hundred megabytes
        said = kept[first].split()
        codes.extend(map(numbers.__getitem__, said))
        lengths.append(len(said))
    word = np.array(codes, dtype=np.int64)
    if lang == "en":
        merged, raw = merge_forms(numbers.keys()), tuple(numbers)
        numbers = _Numbers()
        word = np.array([numbers[merged.get(each, each)] for each in raw], dtype=np.int64)[word]
    story = np.repeat(np.arange(len(read)), lengths)
    once = np.sort(np.unique(story * (len(numbers) + 1) + word, return_index=True)[1])
    houses = {house: index for index, house in enumerate(sorted({house for *_, house in read}))}
    return Openings(
        vocabulary=tuple(numbers),
        articles=np.array([first for first, *_ in read], dtype=np.int64),
        at=np.array([at for _, at, _ in read], dtype=np.int64),
        house=np.array([houses[house] for *_, house in read], dtype=np.int64),
        tested=np.arange(len(read)) < len(tested),
        story=story[once],
        word=word[once],
    )


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they are asked for."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


_Row = tuple[int, int, str]  # first article, week, house


def _sample(rows: Sequence[_Row], now: int) -> tuple[list[_Row], list[_Row]]:
    """``_SAMPLE`` evenly chosen ones of each week, the same in every run; and the rest of the newest week.

    All weeks alike, so that the most remarkable words of one can be held against those of another.
    """
    by_week: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_week[row[1]].append(row)
    chosen: list[_Row] = []
    rest: list[_Row] = []
    for at in sorted(by_week):
        found = by_week[at]
        places = np.arange(len(found))
        if len(found) > _SAMPLE:
            places = np.linspace(0, len(found) - 1, _SAMPLE).astype(int)
        chosen += [found[index] for index in places.tolist()]
        if at == now:
            rest = [found[index] for index in np.setdiff1d(np.arange(len(found)), places).tolist()]
    return chosen, rest


def merge_forms(words: Collection[str]) -> dict[str, str]:
    """Plurals of English words to their singular, where both stand in the texts: tariffs to tariff, duties to duty."""
    merged: dict[str, str] = {}
    kept = frozenset(_NO_PLURAL.split())
    for word in words:
        if not word.endswith("s") or word in kept or len(word) < 5 or word.endswith(("ss", "us", "is")):
            continue
        singular = word[:-1]
        if word.endswith("ies"):
            singular = word[:-3] + "y"
        elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
            singular = word[:-2]
        if singular in words and singular not in kept and f"{singular}s" not in kept:
            merged[word] = singular
    return merged


def _earlier(frames: Frames, baseline: int) -> range:
    """How many weeks back there are lists to look at: each needs a baseline of its own."""
    return range(1, 1 + max(0, min(_EARLIER_LISTS, frames.now - MIN_BASELINE_WEEKS, baseline - 1)))


def _marked(openings: Openings, at: int, baseline: int) -> Marked | None:
    """The words compared for week ``at``; None where this language has too few weeks before it."""
    first = max(0, at - baseline)
    stories = np.bincount(openings.at[openings.tested], minlength=at + 1)[first : at + 1].astype(np.float64)
    alive = np.flatnonzero(stories[:-1])
    if len(alive) < MIN_BASELINE_WEEKS or stories[-1] == 0 or not openings.vocabulary:
        return None
    weeks = at + 1 - first
    of = openings.at[openings.story]
    inside = (of >= first) & (of <= at) & openings.tested[openings.story]
    cell = openings.word[inside] * weeks + of[inside] - first
    size = len(openings.vocabulary) * weeks
    counts = np.bincount(cell, minlength=size).reshape(-1, weeks).astype(np.float64)
    houses = int(openings.house.max()) + 1
    different = distinct(cell * houses + openings.house[openings.story[inside]]) // houses
    witnesses = np.bincount(different, minlength=size).reshape(-1, weeks)
    columns = [*alive.tolist(), weeks - 1]  # a week in which nothing was heard is no quiet week
    return compare_words(counts[:, columns], stories[columns], witnesses[:, columns])


def _list_of(openings: Openings, at: int, baseline: int) -> set[int]:
    """What week ``at`` could have listed."""
    marked = _marked(openings, at, baseline)
    return set() if marked is None else set(_ranked(marked)[: 2 * LISTED])


def _ranked(marked: Marked) -> list[int]:
    """The claimed words, by z; of equal ones the more unlikely."""
    rows = np.flatnonzero(marked.claimed)
    order = np.lexsort((rows, marked.p[rows], -np.round(marked.z[rows], 6)))
    return [int(row) for row in rows[order]]


def _stories_of(openings: Openings, at: int, words: Sequence[int]) -> Mapping[int, set[int]]:
    """Each of these words to the stories of week ``at`` that have it."""
    found: dict[int, set[int]] = defaultdict(set)
    inside = (openings.at[openings.story] == at) & np.isin(openings.word, words)
    for story, word in zip(openings.story[inside].tolist(), openings.word[inside].tolist(), strict=True):
        found[word].add(story)
    return found


def _words_of(openings: Openings, stories: Collection[int]) -> list[str]:
    """The words that these stories have, the most frequent first."""
    inside = np.isin(openings.story, np.array(sorted(stories)))
    counted = Counter(openings.word[inside].tolist())
    return [openings.vocabulary[word] for word, n in counted.most_common() if 2 * n >= len(stories)]


def _overlap(one: Collection[int], other: Collection[int]) -> float:
    """Shared stories over those of the smaller of two sets."""
    return len(set(one) & set(other)) / max(1, min(len(one), len(other)))


_NAME_PART = re.compile(r"[a-z][a-z&'-]*[a-z]|[\u3400-\u9fff]{2,}")


def _printed(frames: Frames, words: Words, printed: Iterable[str]) -> frozenset[str]:
    """What is no word of the week: names the digest prints, whole and in their parts, and names of sources, whole."""
    found: set[str] = set()
    for name in printed:
        folded = words.fold(name)
        found |= {folded, *_NAME_PART.findall(folded)}
    for row in frames.rows.sources:
        folded = words.fold(str(row["name"])).strip()
        found |= {folded, folded.replace(" ", "")}
    return frozenset(found)
