"""Sentences of a policy text that tell of older acts: 背景, 此前, 现行法, had promised, last year.

What such a sentence says is not the news: it names no actor and no action of the event.
"""

from __future__ import annotations

import re

from nlp.document import Document
from store.records import Span

_BACK_ZH = re.compile(
    r"^[\s“\"「]*(?:背景|此前|早前|先前|早在|回顾|过去|历史上|资料显示|现行|目前现行|原先|原有|作为对比"
    r"|相比之下|另据|附[:：]|注[:：]"
    r"|去年|前年|上年|19\d\d年|20[01]\d年)|(?:曾(?!任)|此前已|早已|去年(?:已|就|曾)|原定|一度)"
)
_BACK_EN = re.compile(
    r"^[\s“\"]*(?:background|previously|earlier|last year|in (?:19|20)\d\d|the (?:last|previous|former"
    r"|earlier) |under the current"
    r"|currently|a reminder|recall|by comparison|until now|historically|separately|meanwhile|for context)\b"
    r"|\b(?:had (?:promised|adopted|proposed|announced|said|asked|imposed|suspended|already|been|opened"
    r"|fined|planned|previously)"
    r"|a year ago|years ago|in the past)\b"
)


def is_background(folded: str) -> bool:
    """Whether a sentence, folded, tells of something older than the news."""
    return bool(_BACK_ZH.search(folded) or _BACK_EN.search(folded))


def background_spans(document: Document) -> list[tuple[int, int]]:
    """Spans of the sentences after the first that tell of older acts."""
    return [
        (row.start, row.end)
        for row in document.sentences[1:]
        if is_background(document.folded[row.start : row.end])
    ]


_CUT = re.compile(r"(?:\b(?:H\.R|S|No|Nos|Inv|U\.S|Art|Sec|Pub\. ?L|Fed|Reg|Op|Gov|Dr|Mr|Ms)\.|nº)\s?$")


def whole_sentence(document: Document, span: Span) -> Span:
    """The sentence with the parts that a full stop of a number (H.R. 12, No. 5) cut from it."""
    rows = list(document.sentences)
    at = next((index for index, row in enumerate(rows) if row.start == span.start), None)
    if at is None:
        return span
    first = last = at
    while (
        first and at - first < 3 and _CUT.search(document.text[rows[first - 1].start : rows[first - 1].end])
    ):
        first -= 1
    while (
        last + 1 < len(rows)
        and last - at < 3
        and _CUT.search(document.text[rows[last].start : rows[last].end])
    ):
        last += 1
    return Span(rows[first].start, rows[last].end)


def sentence_at(document: Document, at: int) -> Span | None:
    """The sentence that holds a place of the text."""
    return next((row for row in document.sentences if row.start <= at < row.end), None)
