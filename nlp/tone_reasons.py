"""Which words of a sentence the model of sentiment hears: how far each speaks for good or bad news of one name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from nlp.document import Document
from nlp.tone import ToneReading
from nlp.tone_features import look
from nlp.tone_model import shipped_model
from nlp.tone_tokens import Name, see

_MOST = 6  # words of a reading
_LEAST = 0.05  # of a lean: less says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A token of the sentence: half-open offsets into the text, and its lean, above 0 for good news."""

    start: int
    end: int
    lean: float  # half the difference of its weights for + and -, in log odds


def heard_words(document: Document, readings: Sequence[ToneReading]) -> list[tuple[Heard, ...]]:
    """For each reading the words that lean most either way, in order of the text; none of a bystander.

    ``readings``: of ``nlp.tone.combine``, all those of a sentence together.
    """
    return [words for _, group in groupby(readings, key=_sentence) for words in _heard(document, list(group))]


def _sentence(reading: ToneReading) -> tuple[int, int]:
    return reading.rules.sentence.start, reading.rules.sentence.end


def _heard(document: Document, rows: Sequence[ToneReading]) -> Iterator[tuple[Heard, ...]]:
    names = {
        row.rules.id: [Name(start=item.start, end=item.end, type=item.type) for item in row.rules.mentions]
        for row in rows
    }
    start, end = _sentence(rows[0])
    seen = see(document.folded, start, end, [name for each in names.values() for name in each])
    model = shipped_model("zh" if seen.han else "en")
    for row in rows:
        view = None if row.rules.bystander else look(seen, names[row.rules.id])
        if view is None:
            yield ()
            continue
        traced, tokens = view.traced(), len(seen.words)
        # Each is w(sign) - (the others) / 2: their difference is one and a half times that of + and -.
        lean = (model.strengths(*traced, 1, tokens) - model.strengths(*traced, -1, tokens)) / 3
        lean[[at for at, word in enumerate(seen.words) if not word[:1].isalnum()]] = 0.0  # names and marks
        loudest = np.argsort(-np.abs(lean), kind="stable")[:_MOST]
        yield tuple(
            Heard(start=seen.starts[at], end=seen.ends[at], lean=round(float(lean[at]), 3))
            for at in sorted(loudest.tolist())
            if abs(lean[at]) >= _LEAST
        )
