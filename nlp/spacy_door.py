"""The one door to spaCy: words and vocabularies, objects for its users, models of their own, our component.

Two blank pipelines, Chinese and English, lend the documents of this room their vocabulary; the English one also
its rules of where a word ends.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc as Doc  # noqa: PLC0414 - the type of what nlp.spacy_docs hands out
from spacy.tokens import Span

from store.errors import InputError

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@cache
def blank(code: str) -> Any:
    """The blank pipeline of ``zh`` or ``en``, whose vocabulary the documents of that language share."""
    return spacy.blank(code)


def english_words(piece: str) -> Iterator[tuple[str, bool]]:
    """The words of a stretch of text by spaCy's English rules, and whether a space follows each."""
    for token in blank("en").tokenizer(piece):
        yield token.text, bool(token.whitespace_)


def doc_of_words(words: list[str], spaces: list[bool], code: str) -> Any:
    """A Doc of these words in the vocabulary of ``zh`` or ``en``; ``spaces``: whether one follows the word."""
    return Doc(blank(code).vocab, words=words, spaces=spaces)


# --- objects for users of spaCy ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stretch of a text that becomes a Span: offsets in characters, its label, the id of the thing."""

    start: int
    end: int
    label: str
    id: str = ""


def storable(text: str) -> str:
    """The text as spaCy can hold it, as UTF-8: a lone surrogate becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def build_doc(vocab: Any, words: list[str], spaces: list[bool], starts: list[bool]) -> Doc:
    """A Doc of these words; ``starts``: whether a sentence begins with the word."""
    return Doc(vocab, words=words, spaces=spaces, sent_starts=[*starts])


def recut(doc: Any, cuts: Collection[int]) -> Any:
    """The doc with its tokens cut at these characters; the same object where no token is in the way.

    Where another component has said something of the tokens already, they stay as they are: a tag, a head or an
    entity cannot be cut in two.
    """
    firsts, ends = _edges(doc)
    at = np.array(sorted(cuts), dtype=np.int64)
    owner = np.searchsorted(firsts, at, side="right") - 1
    inside = at[(owner >= 0) & (at > firsts[owner]) & (at < ends[owner])] if len(doc) else at
    if not len(inside) or _is_annotated(doc):
        return doc
    odd = set(inside.tolist())
    pieces = [_pieces(token.text, token.idx, odd) for token in doc]
    words = [piece for each in pieces for piece in each]
    last = [at == len(each) - 1 for each in pieces for at in range(len(each))]
    owners = [token for token, each in zip(doc, pieces, strict=True) for _ in each]
    spaces = [ends and bool(token.whitespace_) for token, ends in zip(owners, last, strict=True)]
    cut = Doc(doc.vocab, words=words, spaces=spaces, user_data=doc.user_data)
    for token, owner in zip(cut, owners, strict=True):
        if token.text == owner.text:
            token.norm_ = owner.norm_
    cut.cats = doc.cats
    cut._context = doc._context  # what Language.pipe(as_tuples=True) keeps beside the doc
    return cut


def _pieces(word: str, at: int, cuts: Collection[int]) -> list[str]:
    inner = [place for place in range(1, len(word)) if at + place in cuts]
    return [word[a:b] for a, b in zip([0, *inner], [*inner, len(word)], strict=True)]


def _is_annotated(doc: Any) -> bool:
    said = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "ENT_IOB"]
    if len(doc) > 1:  # spaCy says of a single token that its sentence is known
        said.append("SENT_START")
    return bool(doc.spans) or bool(doc.tensor.size) or any(doc.has_annotation(name) for name in said)


def set_sentences(doc: Any, starts: Collection[int]) -> None:
    """Let sentences begin with the tokens at these characters, where no other component has cut them."""
    if not len(doc) or (len(doc) > 1 and doc.has_annotation("SENT_START")):
        return
    firsts, _ = _edges(doc)
    begins = np.isin(firsts, np.array(sorted(starts), dtype=np.int64))
    begins[0] = True
    # Token by token this takes time by the square: spaCy looks through the whole doc at each.
    doc.from_array(["SENT_START"], np.where(begins, 1, -1).astype(np.int64).view(np.uint64)[:, None])


def set_entities(doc: Any, names: Sequence[Marked]) -> None:
    """Make these names ``doc.ents``, as far as whole tokens make them; entities of others stay beside them."""
    spans = _spans(doc, names)
    taken = {index for span in spans for index in range(span.start, span.end)}
    others = [each for each in doc.ents if taken.isdisjoint(range(each.start, each.end))]
    doc.ents = [*spans, *others]


def set_group(doc: Any, name: str, marks: Sequence[Marked]) -> None:
    """Make these stretches ``doc.spans[name]``; they may overlap."""
    doc.spans[name] = _spans(doc, marks)


def _spans(doc: Any, marks: Sequence[Marked]) -> list[Any]:
    begin, end = ({int(place): at for at, place in enumerate(edges)} for edges in _edges(doc))
    return [
        Span(doc, begin[mark.start], end[mark.end] + 1, label=mark.label, kb_id=mark.id)
        for mark in marks
        if mark.start in begin and mark.end in end
    ]


def _edges(doc: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The characters at which each token begins, and before which it ends."""
    table = doc.to_array(["IDX", "LENGTH"]).astype(np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 0] + table[:, 1]


def register_readers(
    of_doc: Mapping[str, Callable[[Any], Any]], of_span: Mapping[str, Callable[[Any], Any]]
) -> None:
    """Make these ``doc._.NAME`` and ``span._.NAME``. ValueError (of spaCy) where another package has that name."""
    for kind, readers in ((Doc, of_doc), (Span, of_span)):
        for name, reader in readers.items():
            if not (kind.has_extension(name) and kind.get_extension(name)[2] is reader):
                kind.set_extension(name, getter=reader)


@Language.factory(
    "tradewind",
    assigns=["doc.ents", "doc.spans", "token.is_sent_start"],
    default_config={"kind": "", "watchlist": None, "models": {}},
)
def make_component(
    nlp: Language, name: str, kind: str, watchlist: str | None, models: dict[str, str]
) -> Callable[[Any], Any]:
    """The component ``tradewind`` of a pipeline: see nlp.spacy_docs. Raises InputError where a setting is wrong."""
    from nlp.spacy_docs import Component

    return Component.of_settings(kind=kind, watchlist=watchlist, models=models)


# --- models of the user's own -----------------------------------------------------------------------------------

# Components that find no names and feed none that does.
_SPARE = (
    "tagger", "morphologizer", "parser", "senter", "sentencizer", "attribute_ruler", "lemmatizer",
    "trainable_lemmatizer", "textcat", "textcat_multilabel", "entity_linker",
)  # fmt: skip


def spacy_version() -> str:
    """The version of spaCy that is installed."""
    return str(spacy.about.__version__)


def is_compatible(version: str, wanted: str) -> bool:
    """Whether a version is one of ``>=3.8.0,<3.9.0``; a condition that cannot be read is not met."""
    return bool(spacy.util.is_compatible_version(version, wanted))


def data_folder(path: Path) -> Path | None:
    """The folder itself when it has a config.cfg, else the only one below it (package, unpacked wheel) that has."""
    for pattern in ("config.cfg", "*/config.cfg", "*/*/config.cfg"):
        found = [each.parent for each in path.glob(pattern)] if path.is_dir() else []
        if found:
            return found[0] if len(found) == 1 else None
    return None


@cache
def load_model(model: str) -> Any:
    """The pipeline of an installed package or of the folder of a model, without what finds no names.

    Raises InputError when spaCy cannot load it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: nlp.model_files looked at them
            place = (data_folder(Path(model)) or Path(model)) if Path(model).is_absolute() else model
            return spacy.load(place, exclude=_SPARE)
    except Exception as error:  # a damaged model fails in as many ways as it has parts
        raise InputError(
            f"spaCy cannot load the model {model!r}: {type(error).__name__}: {str(error)[:300]}",
            key="tag.models",
            remedy="`tradewind models check` says what is wrong with it; or install it again",
        ) from error


def find_entities(model: str, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """For each text the entities a model finds in it: start, end (characters), label as the model gives it."""
    if not texts:
        return []
    pipeline = load_model(model)
    plain = [storable(text) for text in texts]
    with pipeline.memory_zone():  # or its vocabulary grows with every text
        return [
            [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
            for doc in pipeline.pipe(plain)
        ]
