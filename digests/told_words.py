"""The words that decided a sentence's polarity, as the store keeps them, and the sentence with them marked."""

from __future__ import annotations

import json
from collections.abc import Iterable

from store.records import Span


def parse_evidence(stored: str) -> tuple[Span, ...]:
    """The places in the article's text that ``sentiments.evidence`` names, in order.

    None of what earlier versions of the tagger wrote (plain words, no places) or of what is no such list.
    """
    try:
        given = json.loads(stored)
    except (ValueError, RecursionError):
        return ()
    spans = []
    for item in given if isinstance(given, list) else ():
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if type(start) is int and type(end) is int and 0 <= start < end:
            spans.append(Span(start, end))
    return tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))


def mark_words(
    sentence: str, start: int, spans: Iterable[Span], *, before: str = "[", after: str = "]"
) -> str:
    """The sentence that stands at ``start`` of its text, with marks around those words of it.

    Words that overlap or touch are one; what lies outside the sentence is left out.
    """
    joined: list[list[int]] = []
    for first, last in sorted((span.start - start, span.end - start) for span in spans):
        if first < 0 or last > len(sentence):
            continue
        if joined and first <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    parts, at = [], 0
    for first, last in joined:
        parts += [sentence[at:first], before, sentence[first:last], after]
        at = last
    return "".join(parts) + sentence[at:]
