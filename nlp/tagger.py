"""Names that neither the lexicon nor a rule of form knows, found by a trained tagger.

Sentences with Chinese characters are read by the Chinese model, as folded text, so both scripts read alike; the
others by the English one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.document import Document
from nlp.names import Known, Name, with_overlapped
from nlp.segment import cut_words
from nlp.tagger_en import english_features
from nlp.tagger_features import TYPES, Rows, everyday_words
from nlp.tagger_model import DOUBTFUL, FIRST, FORMED, FREE, LAST, ONLY, Model, best_labels, shipped_model
from nlp.tagger_tokens import HAN, Flags, Ints, Tokens, find_tokens, is_in
from nlp.tagger_zh import chinese_features, cut_to_words, ordinary_words
from store.records import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The sentences of one language as the model sees them. ``rows`` [templates, tokens].

    ``ordinary``: tokens of everyday words, of which a name is seldom made alone.
    """

    code: str
    tokens: Tokens
    rows: Rows
    lengths: Ints  # tokens of each sentence
    ordinary: Flags


def find_tagged(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    known: Sequence[Known],
    formed: Sequence[Name],
) -> list[Name]:
    """Names of ``text`` (the document's text or its title) that the tagger believes, in order.

    ``known`` is what the lexicon decided, ``formed`` what the rules of form propose. A name overlaps known ones
    only when it ``absorbs`` them. No id is given.
    """
    if not text:
        return []
    models = {code: model for code in ("zh", "en") if (model := shipped_model(code)) is not None}
    return find_names(document, text, folded, sentences, known, formed, models)


def find_names(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    known: Sequence[Known],
    formed: Sequence[Name],
    models: Mapping[str, Model],
) -> list[Name]:
    """As ``find_tagged``, with the models of the languages (zh, en) given; without one a language has no names."""
    found = [
        name
        for part in observe(document, text, folded, sentences, known, formed)
        if part.code in models
        for name in _believed(part, models[part.code], known, formed)
    ]
    return sorted(found, key=lambda name: name.start)


def observe(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    known: Sequence[Known],
    formed: Sequence[Name],
) -> Iterator[Observed]:
    """What the models look at, first in the Chinese sentences, then in the others."""
    tokens = find_tokens(text, folded, sentences)
    if not len(tokens):
        return
    han = np.bincount(tokens.sentence, weights=tokens.kinds == HAN, minlength=len(sentences)) > 0
    for code, chosen in (("zh", han), ("en", ~han)):
        part = tokens.of_sentences(chosen)
        if not len(part):
            continue
        if code == "zh":
            whole = text is document.text and document.doc is not None
            words = cut_to_words(part, _word_sizes(document.doc) if whole else _sizes(folded))
            rows, ordinary = chinese_features(part, words, known, formed), ordinary_words(words)
        else:
            rows, ordinary = english_features(part, known, formed), is_in(part.words, everyday_words())
        lengths = np.bincount(part.sentence)
        yield Observed(code=code, tokens=part, rows=rows, lengths=lengths[lengths > 0], ordinary=ordinary)


def _word_sizes(doc: object) -> Ints:
    """Characters of each word of a spaCy Doc, the space after it counted with it."""
    sizes: Ints = doc.to_array(["LENGTH", "SPACY"]).sum(1).astype(np.int64)  # type: ignore[attr-defined]  # spaCy
    return sizes


def _sizes(folded: str) -> Ints:
    return np.array([len(word) for word in cut_words(folded)], np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A name, what it scores above no name at all, and whether everyday words are all it is made of."""

    name: Name
    margin: int
    ordinary: bool


def _read(part: Observed, model: Model) -> Iterator[_Found]:
    """The names of the best labels."""
    scores = model.scores(part.rows)
    labels = best_labels(scores, part.lengths, model.steps)
    kind, place = (labels - 1) // 4, (labels - 1) % 4
    named = labels > 0
    firsts = np.flatnonzero(named & ((place == FIRST) | (place == ONLY)))
    lasts = np.flatnonzero(named & ((place == LAST) | (place == ONLY)))
    if not len(firsts):
        return
    gain = scores[np.arange(len(labels)), labels] - scores[:, 0]
    gain[1:] += model.steps.every[labels[:-1], labels[1:]] - model.steps.every[0, 0]
    summed, special = np.zeros(len(gain) + 1, np.int64), np.zeros(len(gain) + 1, np.int64)
    np.cumsum(gain, out=summed[1:])
    np.cumsum(~part.ordinary, out=special[1:])
    starts, ends, kinds = part.tokens.starts[firsts], part.tokens.ends[lasts], kind[firsts]
    margins, ordinary = summed[lasts + 1] - summed[firsts], special[lasts + 1] == special[firsts]
    for start, end, number, margin, plain in zip(
        starts.tolist(), ends.tolist(), kinds.tolist(), margins.tolist(), ordinary.tolist(), strict=True
    ):
        name = Name(start=start, end=end, type=TYPES[number], id=None)
        yield _Found(name=name, margin=margin, ordinary=plain)


def _believed(part: Observed, model: Model, known: Sequence[Known], formed: Sequence[Name]) -> Iterator[Name]:
    """Names that score enough, as the kind of name they are asks for."""
    proposed = {(name.start, name.end) for name in formed}
    found = list(_read(part, model))
    names = {(name.start, name.end): name for name in _beside([each.name for each in found], known)}
    for each in found:
        span = (each.name.start, each.name.end)
        if span not in names:
            continue
        doubtful = each.ordinary or names[span].absorbs
        row = FORMED if span in proposed else DOUBTFUL if doubtful else FREE
        if each.margin >= int(model.floors[row, TYPES.index(each.name.type)]):
            yield names[span]


def _beside(names: Sequence[Name], known: Sequence[Known]) -> list[Name]:
    """Names that touch nothing known, and those that hold a known one whole and go beyond it."""
    kept: list[Name] = []
    for name, inside in with_overlapped(names, known):
        if not inside:
            kept.append(name)
        elif inside[0].start >= name.start and inside[-1].end <= name.end and not any(
            (each.start, each.end) == (name.start, name.end) for each in inside
        ):  # fmt: skip
            kept.append(Name(start=name.start, end=name.end, type=name.type, id=None, absorbs=True))
    return kept
