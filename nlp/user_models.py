"""Names by a spaCy model of the user's own, in place of the shipped tagger's.

A model reads the sentences of its language; those of the others stay with the shipped tagger. Chinese is given in
Simplified characters, letter case kept, so both scripts read alike. What the lexicon knows is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.names import Known, Name, with_overlapped
from nlp.script import simplify
from nlp.spacy_door import find_entities
from store.records import Span

CODES = ("en", "zh")
# The labels of OntoNotes, and those of corpora with four; what is missing here is no name of ours: numbers, dates,
# NORP (peoples, religions), LANGUAGE, WORK_OF_ART.
TYPES = {
    "PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "GPE", "FAC": "GPE",
    "PRODUCT": "PRODUCT", "LAW": "LAW", "EVENT": "EVENT",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE = re.compile(r"\s*(?:(?:the|a|an)\s{1,3})?[\"'“‘《「]{0,2}", re.IGNORECASE)
_AFTER = re.compile(r"(?:['’]s?)?[\s,.;:，。；：\"'”’》」]{0,3}\Z")
_LONGEST = 80  # characters; a longer "name" is a sentence the model stumbled over


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """Neighbouring sentences of one language."""

    code: str
    start: int
    end: int


def split_sentences(
    text: str, sentences: Sequence[Span], models: Mapping[str, str]
) -> tuple[list[Span], list[Span]]:
    """The sentences whose language has a model of the user's, and the others."""
    own: list[Span] = []
    others: list[Span] = []
    for sentence in sentences:
        (own if _code(text, sentence) in models else others).append(sentence)
    return own, others


def find_modelled(
    text: str, sentences: Sequence[Span], known: Sequence[Known], models: Mapping[str, str]
) -> list[Name]:
    """Names the models find in these sentences, in order, none of them twice, without ids.

    ``models``: language code to what ``nlp.spacy_door.load_model`` takes. A name overlaps a known one only when it
    ``absorbs`` it: when all it holds of known names are places (Bank of Canada).
    """
    passages = _passages(text, sentences, models)
    names: list[Name] = []
    for code, model in models.items():
        chosen = [passage for passage in passages if passage.code == code]
        read = [text[passage.start : passage.end] for passage in chosen]
        if code == "zh":
            read = [simplify(part) for part in read]
        for passage, found in zip(chosen, find_entities(model, read), strict=True):
            for start, end, label in found:
                name = _name(text, passage.start + start, passage.start + end, label)
                if name is not None:
                    names.append(name)
    return list(_beside(sorted(names, key=lambda name: (name.start, -name.end)), known))


def _code(text: str, sentence: Span) -> str:
    return "zh" if _HAN.search(text, sentence.start, sentence.end) else "en"


def _passages(text: str, sentences: Sequence[Span], models: Mapping[str, str]) -> list[_Passage]:
    passages: list[_Passage] = []
    for sentence in sentences:
        code = _code(text, sentence)
        if code not in models:
            continue
        last = passages[-1] if passages else None
        if last and last.code == code and not text[last.end : sentence.start].strip():
            passages[-1] = _Passage(code=code, start=last.start, end=sentence.end)
        else:
            passages.append(_Passage(code=code, start=sentence.start, end=sentence.end))
    return passages


def _name(text: str, start: int, end: int, label: str) -> Name | None:
    """The entity as a name of ours: without article, possessive and marks at its ends."""
    kind = TYPES.get(label)
    if kind is None or end - start > _LONGEST:
        return None
    before = _BEFORE.match(text, start, end)
    start = before.end() if before else start
    after = _AFTER.search(text, start, end)
    end = after.start() if after else end
    if not any(char.isalpha() for char in text[start:end]):
        return None
    return Name(start=start, end=end, type=kind, id=None)


def _beside(names: Sequence[Name], known: Sequence[Known]) -> Iterator[Name]:
    """Of the names, in order, those that overlap neither another nor a known one, and those that hold places only."""
    reached = 0
    for name, inside in with_overlapped(names, known):
        if name.start < reached:
            continue
        if not inside:
            yield name
        elif name.type != "GPE" and all(
            each.type == "GPE" and name.start <= each.start and each.end <= name.end for each in inside
        ):
            yield Name(start=name.start, end=name.end, type=name.type, id=None, absorbs=True)
        else:
            continue
        reached = name.end
