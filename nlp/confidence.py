"""How sure a figure is: the share of figures with the same evidence whose claims were all right.

What a figure claims is its value and unit, and, where told, of whom and of what it is. The evidence is how the words
for these stand to it. The shares (data/confidence.toml) were counted on annotated development texts.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from nlp.metric_words import MetricWord
from store.records import Figure, Mention, Span

_CLAUSE = re.compile(r"[，,；;：:。()（）\n](?!\d{3}(?!\d))")
_NEAR = 60  # characters to either side in which a clause ends


class _Texts:
    """The sentences, metric words and names of a text, to be asked by place."""

    def __init__(
        self, page: str, sentences: Sequence[Span], words: Sequence[MetricWord], mentions: Sequence[Mention]
    ) -> None:
        self.page = page
        self._sentences, self._begins = sentences, [sentence.start for sentence in sentences]
        self._words, self._word_starts = words, [word.start for word in words]
        self._mentions, self._mention_starts = mentions, [mention.start for mention in mentions]

    def sentence(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._begins, at) - 1
        return (self._sentences[index].start, self._sentences[index].end) if index >= 0 else (at, at)

    def clause(self, figure: Figure) -> tuple[int, int]:
        start = max(0, figure.start - _NEAR)
        for mark in _CLAUSE.finditer(self.page, start, figure.start):
            start = mark.end()
        stop = _CLAUSE.search(self.page, figure.end, figure.end + _NEAR)
        return start, stop.start() if stop else figure.end + _NEAR

    def words(self, start: int, end: int) -> Sequence[MetricWord]:
        return self._words[bisect_left(self._word_starts, start) : bisect_left(self._word_starts, end)]

    def mentions(self, start: int, end: int) -> Sequence[Mention]:
        return self._mentions[
            bisect_left(self._mention_starts, start) : bisect_left(self._mention_starts, end)
        ]


def with_confidence(
    page: str,
    sentences: Sequence[Span],
    figures: Sequence[Figure],
    words: Sequence[MetricWord],
    mentions: Sequence[Mention],
) -> list[Figure]:
    """The figures with how sure each is. ``words`` and ``mentions`` are sorted by place."""
    texts, shares = _Texts(page, sentences, words, mentions), load_shares()
    return [replace(figure, confidence=shares[evidence_of(figure, texts)]) for figure in figures]


def evidence_of(figure: Figure, texts: _Texts) -> str:
    """What speaks for the claims of a figure: a key of data/confidence.toml."""
    if figure.kind in ("date", "docref"):
        return figure.kind
    form = (
        "bare"
        if figure.rule.split(" ")[-1] == "bare"
        else "cell"
        if figure.rule.startswith("table")
        else "prose"
    )
    if form == "bare" and figure.metric is None and figure.subject is None:
        return "bare"
    return f"{form if form == 'cell' else 'prose'} {_metric(figure, texts)} {_subject(figure, texts)}"


def _metric(figure: Figure, texts: _Texts) -> str:
    if figure.metric is None:
        return "none"
    for told, place in (("clause", texts.clause(figure)), ("sentence", texts.sentence(figure.start))):
        if any(figure.metric in word.metrics for word in texts.words(*place)):
            return told
    return "carried"


def _subject(figure: Figure, texts: _Texts) -> str:
    if figure.subject is None:
        return "none"
    for told, place in (("clause", texts.clause(figure)), ("sentence", texts.sentence(figure.start))):
        if any(figure.subject in (mention.id, mention.quote) for mention in texts.mentions(*place)):
            return told
    start, end = texts.sentence(figure.start)
    return "words" if figure.subject.lower() in texts.page[start:end] else "carried"


@cache
def load_shares() -> Mapping[str, float]:
    """Read data/confidence.toml once: {evidence: share of right figures}."""
    data = tomllib.loads(files("nlp").joinpath("data/confidence.toml").read_text(encoding="utf-8"))
    shares: dict[str, float] = {}
    for form, rows in data.items():
        for metric, cells in rows.items() if isinstance(rows, dict) else ():
            shares |= {f"{form} {metric} {subject}": share for subject, share in cells.items()}
        if not isinstance(rows, dict):
            shares[form] = rows
    return shares
