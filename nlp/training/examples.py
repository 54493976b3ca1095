"""Sentences with their names: read from marked text and from IOB2 files, and turned into what is learned from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp.tagger_features import TYPES
from store.errors import InputError

_MARK = re.compile(r"\[\[([^\[\]|]{1,200})\|([A-Z]{1,10})\]\]")
_UNIVERSAL = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and its names (start, end, type). ``whole``: names of all types are marked, not only three of them."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    weight: float = 1.0
    whole: bool = True


def read_marked(path: Path) -> list[Example]:
    """Lines with ``[[name|TYPE]]``; empty ones and those that begin with # are left out.

    Raises InputError for an unknown type or unbalanced brackets.
    """
    examples: list[Example] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        text, names, end = "", [], 0
        for match in _MARK.finditer(line):
            text += line[end : match.start()]
            if match[2] not in TYPES:
                raise InputError(f"unknown type {match[2]}", path=str(path), line=number, key="type")
            names.append((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            end = match.end()
        text += line[end:]
        if "[[" in text or "]]" in text:
            raise InputError("brackets of a name do not balance", path=str(path), line=number)
        examples.append(Example(text=text, names=tuple(names)))
    return examples


def read_iob2(path: Path, *, weight: float) -> list[Example]:
    """Sentences of a UNER file: one token a line, columns number, token, label; ``# text =`` gives the text."""
    return [
        example
        for block in path.read_text(encoding="utf-8").split("\n\n")
        if (example := _iob2_sentence(block.splitlines(), weight)) is not None
    ]


def _iob2_sentence(lines: Iterable[str], weight: float) -> Example | None:
    text, names, position = "", [], 0
    for line in lines:
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        if line.startswith("#") or "\t" not in line:
            continue
        _, token, label, *_ = line.split("\t")
        start = text.find(token, position)
        if start < 0:
            return None
        position = start + len(token)
        kind = _UNIVERSAL.get(label[2:])
        if kind and label[0] == "B":
            names.append((start, position, kind))
        elif kind and names and label[0] == "I":
            names[-1] = (names[-1][0], position, kind)
    return Example(text=text, names=tuple(names), weight=weight, whole=False) if text else None
