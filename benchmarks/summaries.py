"""Extractive summaries of own texts in three scripts, against lead-3, a TF-IDF centroid and TextRank.

    python benchmarks/summaries.py [--sentences 2]

The texts (tests/data/summaries.txt) have adverts, headings, tables, captions and bylines as pages have; which
sentences may stand in a summary was marked before anything was run. Printed: the share of chosen sentences that may,
and how often an advert, a heading, a row or a credit was chosen. The peers are given the same sentences (cut at full
stops and line ends) and, as ours, told nothing of the kinds of lines in the second table.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from digests.evidence import find_sentences
from digests.summary import cosine, grams, summarise
from nlp.annotate import annotate_document
from nlp.script import fold
from nlp.segment import build_document
from store.records import Lang, Span
from tests.summary_gold import Gold, copy_of, load_gold

Chosen = list[tuple[int, int]]
Way = Callable[[Gold, int, bool], Chosen]
_MARKS = {"+": "may stand", "-": "says less", "$": "advert", "#": "heading", "|": "row", "@": "credit"}


def ours(gold: Gold, limit: int, kinds: bool) -> Chosen:
    made = annotate_document(build_document(gold.text, lang=Lang(gold.lang), title=gold.title))
    copy = copy_of(gold, kinds=kinds, figures=tuple(figure.start for figure in made.figures))
    return [(item.start, item.end) for item in summarise([copy], limit=limit, fill=True, fold=fold)]


def sentences_of(gold: Gold, kinds: bool) -> list[Span]:
    """All of them, or without the lines that are stored as heading, row or caption."""
    found = find_sentences(gold.text)
    if not kinds:
        return found
    prose = [start for start, kind in gold.kinds if kind == "paragraph"]
    ends = {start: gold.text.find("\n", start) for start in prose}
    whole = len(gold.text)
    return [
        span
        for span in found
        if any(start <= span.start < (end if end >= 0 else whole) for start, end in ends.items())
    ]


def lead(gold: Gold, limit: int, kinds: bool) -> Chosen:
    return [(span.start, span.end) for span in sentences_of(gold, kinds)[:limit]]


def centroid(gold: Gold, limit: int, kinds: bool) -> Chosen:
    """Nearest to the text's TF-IDF centroid of character n-grams, without repeats (cosine under .7)."""
    spans = sentences_of(gold, kinds)
    vectors = _weighted([grams(fold(gold.text[span.start : span.end])) for span in spans])
    middle: Counter[str] = Counter()
    for vector in vectors:
        middle.update(vector)
    order = sorted(range(len(spans)), key=lambda at: (-cosine(vectors[at], middle), at))
    kept: list[int] = []
    for at in order:
        if len(kept) < limit and all(cosine(vectors[at], vectors[other]) < 0.7 for other in kept):
            kept.append(at)
    return [(spans[at].start, spans[at].end) for at in sorted(kept)]


def _weighted(counts: Sequence[Mapping[str, int]]) -> list[Counter[str]]:
    have = Counter(gram for vector in counts for gram in vector)
    return [
        Counter({gram: round(100 * n * math.log(1 + len(counts) / have[gram])) for gram, n in vector.items()})
        for vector in counts
    ]


def textrank(gold: Gold, limit: int, kinds: bool) -> Chosen:
    """PageRank over the overlap of sentences (Mihalcea and Tarau 2004), damping .85."""
    spans = sentences_of(gold, kinds)
    sets = [set(grams(fold(gold.text[span.start : span.end]))) for span in spans]
    size = len(spans)
    weight = np.zeros((size, size))
    for a in range(size):
        for b in range(size):
            if a != b and len(sets[a]) > 1 and len(sets[b]) > 1:
                weight[a, b] = len(sets[a] & sets[b]) / (math.log(len(sets[a])) + math.log(len(sets[b])))
    total = weight.sum(axis=0)
    share = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    rank = np.full(size, 1 / size)
    for _ in range(50):
        rank = 0.15 / size + 0.85 * (share @ rank)
    order = sorted(range(size), key=lambda at: (-round(float(rank[at]), 9), at))[:limit]
    return [(spans[at].start, spans[at].end) for at in sorted(order)]


WAYS: dict[str, Way] = {
    "this project": ours,
    "lead": lead,
    "TF-IDF centroid": centroid,
    "TextRank": textrank,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=2)
    given = parser.parse_args()
    articles = load_gold()
    for kinds in (True, False):
        told = "lines' kinds as stored" if kinds else "no kinds of lines known"
        print(f"\n{len(articles)} texts, {given.sentences} sentences each, {told}")
        print(f"{'':18}{'precision':>10}" + "".join(f"{name:>11}" for name in _MARKS.values()))
        for name, way in WAYS.items():
            marks = Counter(
                gold.mark_of(*span) for gold in articles for span in way(gold, given.sentences, kinds)
            )
            share = marks["+"] / max(1, sum(marks.values()))
            print(f"{name:18}{share:>10.0%}" + "".join(f"{marks[mark]:>11}" for mark in _MARKS))


if __name__ == "__main__":
    main()
