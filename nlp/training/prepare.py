"""From sentences with their names to what the model learns from: features and the labels that are allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.confusables import is_refused
from nlp.document import Document
from nlp.joining import as_find, joined
from nlp.lexicon import Lexicon
from nlp.names import Known, Name
from nlp.names_en import find_english_names
from nlp.names_zh import find_chinese_names
from nlp.segment import build_document
from nlp.senses import find_senses
from nlp.tagger import observe
from nlp.tagger_features import TYPES
from nlp.tagger_model import FIRST, INSIDE, LABELS, LAST, ONLY, label_of
from nlp.tagger_tokens import Flags, Tokens
from nlp.training.crf import Sentence
from nlp.training.examples import Example
from nlp.training.swaps import Variant

_UNMARKED = ("PRODUCT", "LAW", "EVENT")  # in data of three types


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Sentences of each model. ``lost``: names whose ends are inside of tokens and cannot be learned."""

    sentences: dict[str, list[Sentence]] = field(default_factory=lambda: {"zh": [], "en": []})
    lost: list[str] = field(default_factory=list)


def prepare(variants: Iterable[Variant], lexicon: Lexicon) -> Lessons:
    """Each variant as a document of its own, seen as the tagger will see it, but for the hidden names."""
    lessons = Lessons()
    for variant in variants:
        example = variant.example
        document = build_document(example.text)
        known, formed = find_hints(document, lexicon, variant.hidden)
        for part in observe(document, document.text, document.folded, document.sentences, known, formed):
            allowed, lost = _allowed(part.tokens, example)
            lessons.lost.extend(lost)
            end = np.cumsum(part.lengths)
            for start, stop in zip(end - part.lengths, end, strict=True):
                rows = np.ascontiguousarray(part.rows[:, start:stop].T)
                lessons.sentences[part.code].append(
                    Sentence(rows=rows, allowed=allowed[start:stop], weight=example.weight)
                )
    return lessons


def find_hints(
    document: Document, lexicon: Lexicon, hidden: Sequence[tuple[int, int]] = ()
) -> tuple[list[Known], list[Name]]:
    """What lexicon and forms say of the text, as in nlp.entities, when the lexicon does not know the hidden spans."""
    text, folded = document.text, document.folded
    senses, _ = find_senses(document, lexicon)
    finds = joined(text, [as_find(text, folded, sense, lexicon) for sense in senses], lexicon)
    known = [
        Known(start=find.start, end=find.end, type=find.type, id=find.id)
        for find in finds
        if not any(find.start < end and find.end > start for start, end in hidden)
    ]
    formed = [*find_english_names(text, document.sentences, known), *find_chinese_names(text, folded, known)]
    return known, [name for name in formed if not is_refused(text, folded, name.start, name.end)]


def _allowed(tokens: Tokens, example: Example) -> tuple[Flags, list[str]]:
    """[tokens, labels], and the names that could not be expressed."""
    labels = np.zeros(len(tokens), np.int64)
    lost: list[str] = []
    for start, end, kind in example.names:
        first, last = np.searchsorted(tokens.starts, start), np.searchsorted(tokens.ends, end)
        if first > last or last >= len(tokens) or tokens.starts[first] != start or tokens.ends[last] != end:
            lost.append(example.text[start:end])
            continue
        number = TYPES.index(kind)
        labels[first : last + 1] = label_of(number, INSIDE)
        labels[first], labels[last] = label_of(number, FIRST), label_of(number, LAST)
        if first == last:
            labels[first] = label_of(number, ONLY)
    allowed = np.zeros((len(tokens), LABELS), np.bool_)
    allowed[np.arange(len(tokens)), labels] = True
    if not example.whole:
        open_labels = [label_of(TYPES.index(kind), place) for kind in _UNMARKED for place in range(4)]
        allowed[np.ix_(labels == 0, open_labels)] = True
    return allowed, lost
