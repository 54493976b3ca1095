"""Sentences with the sign each says of the things named in it: read from marked text and from SEntFiN's table.

Marked text is ``[[name|TYPE|sign]]`` with the signs + 0 -; a line may begin with columns of its own, each with a tab.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from store.errors import InputError
from store.records import Mention

SIGNS = {"-": -1, "0": 0, "+": 1}
_MARK = re.compile(r"\[\[([^\[\]|]{1,200})\|(ORG|PERSON|GPE|PRODUCT|LAW|EVENT)\|([+0-])\]\]")
_DECISION = re.compile(r"""['"](.+?)['"]\s*:\s*['"](positive|negative|neutral)['"]\s*(?:,\s*(?=['"])|\}$)""")
_NAMED = {"positive": 1, "neutral": 0, "negative": -1}
# Names of the table in which a search for ratings was replaced by what it stands for: L&T neutralings.
_MENDED = {"neutral": "hold", "negative": "sell", "positive": "buy"}
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence and its names: (start, end, type, sign), half-open offsets. ``origin``: own | sentfin."""

    text: str
    names: tuple[tuple[int, int, str, int], ...]
    code: str  # zh | en
    origin: str
    columns: tuple[str, ...] = ()  # what stood before the sentence in its line

    @property
    def conflicting(self) -> bool:
        """Whether two names of the sentence have different signs."""
        return len({sign for *_, sign in self.names}) > 1

    @property
    def both_signs(self) -> bool:
        """Whether one name gains and another loses."""
        return {1, -1} <= {sign for *_, sign in self.names}


def read_signed(path: Path) -> list[Marked]:
    """The sentences of a file of marked text; empty lines and those that begin with # are left out.

    Raises InputError where brackets do not balance or a mark is not of the form above.
    """
    examples: list[Marked] = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        *columns, line = row.split("\t")
        text, names, end = "", [], 0
        for match in _MARK.finditer(line):
            text += line[end : match.start()]
            names.append((len(text), len(text) + len(match[1]), match[2], SIGNS[match[3]]))
            text += match[1]
            end = match.end()
        text += line[end:]
        if "[[" in text or "]]" in text:
            raise InputError("this is no mark of a name with its sign", path=str(path), line=number)
        code = "zh" if _HAN.search(text) else "en"
        examples.append(
            Marked(text=text, names=tuple(names), code=code, origin="own", columns=tuple(columns))
        )
    return examples


def read_sentfin(path: Path) -> list[Marked]:
    """The headlines of SEntFiN (columns Title, Decisions), names found in them by their letters.

    A name that does not stand in its headline is left out. Raises InputError where the columns are not there.
    """
    examples: list[Marked] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("Title") is None or row.get("Decisions") is None:
                raise InputError("this is not SEntFiN: columns Title and Decisions", path=str(path))
            names = tuple(_find_names(row["Title"], dict(_DECISION.findall(row["Decisions"].strip()))))
            if names:
                examples.append(Marked(text=row["Title"], names=names, code="en", origin="sentfin"))
    return examples


def _find_names(title: str, decisions: dict[str, str]) -> Iterator[tuple[int, int, str, int]]:
    low = title.lower()
    if len(low) != len(title):
        return
    for name, sign in decisions.items():
        written = name.lower()
        if written not in low:
            for wrong, right in _MENDED.items():
                written = written.replace(wrong, right)
        at = low.find(written)
        while at >= 0:
            yield at, at + len(written), "", _NAMED[sign]
            at = low.find(written, at + len(written))


def as_mentions(example: Marked) -> list[Mention]:
    """The names of the sentence as a finder of names would give them; the id is the name in lower case."""
    return [
        Mention(
            start=start,
            end=end,
            quote=example.text[start:end],
            type=kind or "ORG",
            id=example.text[start:end].lower(),
        )
        for start, end, kind, _ in example.names
    ]
