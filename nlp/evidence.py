"""How well an article is grounded: dated, sourced, its figures attributed, and how much it sells.

    score = 0.25 * dated + 0.40 * sourcing + 0.35 * attribution - promotion, kept between 0 and 1

    dated        1 with a date of publication, else 0
    sourcing     1 - 0.6 ** n, for n sentences that name who says so (nlp.sourcing): one .40, three .78, six .95
    attribution  share of the figures with somebody cited for them, or whose sentence names who says so or has the
                 number of an official document; a text without figures has its sourcing here
    promotion    0.15 for each marker of advertising (nlp.promotion), at most 0.5

Grades: A from 0.75, B from 0.5, C from 0.25, D below. It ranks what is shown side by side and hides nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from nlp.document import Document
from nlp.promotion import count_markers
from nlp.sourcing import says_who
from store.records import Evidence, Figure, Mention, Span

_DATED, _SOURCING, _ATTRIBUTION = 0.25, 0.40, 0.35
_UNSOURCED = 0.6  # what one more sourced sentence leaves of the doubt
_PROMOTION, _MOST_PROMOTION = 0.15, 0.5
_GRADES = ((0.75, "A"), (0.5, "B"), (0.25, "C"))
_MOST_SENTENCES = 600  # of a text that are asked who says so
_NO_QUANTITY = frozenset(("date", "docref"))


def evidence_of(document: Document, figures: Sequence[Figure], mentions: Sequence[Mention] = ()) -> Evidence:
    """The evidence of one document, from what was found in it. Pure; the same for both scripts of a text."""
    starts = [sentence.start for sentence in document.sentences]
    known = frozenset(m.quote.lower() for m in mentions if m.type in ("ORG", "PERSON") and not m.in_title)
    sourced = {
        number
        for number, sentence in enumerate(document.sentences[:_MOST_SENTENCES])
        if says_who(document, sentence, known)
    }
    sourced |= {_sentence(starts, figure) for figure in figures if figure.source}
    official = {_sentence(starts, figure) for figure in figures if figure.kind == "docref"}
    stated = [figure for figure in figures if figure.kind not in _NO_QUANTITY]
    attributed = sum(
        bool(figure.source) or _sentence(starts, figure) in sourced | official for figure in stated
    )
    dated = document.published_at is not None
    promotional = count_markers(document.text, document.folded, document.sentences, frozenset(sourced))
    promotional += count_markers(
        document.title, document.title_folded, (Span(0, len(document.title)),), frozenset()
    )
    score = _score(dated, len(sourced), len(stated), attributed, promotional)
    return Evidence(
        dated=dated,
        sourced=len(sourced),
        figures=len(stated),
        attributed=attributed,
        promotional=promotional,
        score=score,
        grade=next((grade for least, grade in _GRADES if score >= least), "D"),
    )


def _score(dated: bool, sourced: int, figures: int, attributed: int, promotional: int) -> float:
    sourcing = 1 - _UNSOURCED**sourced
    attribution = attributed / figures if figures else sourcing
    score = _DATED * dated + _SOURCING * sourcing + _ATTRIBUTION * attribution
    return round(min(1.0, max(0.0, score - min(_MOST_PROMOTION, _PROMOTION * promotional))), 3)


def _sentence(starts: list[int], figure: Figure) -> int:
    return bisect_right(starts, figure.start) - 1
