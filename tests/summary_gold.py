"""Reads tests/data/summaries.txt: own articles with adverts, headings and tables, each sentence marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from digests.evidence import Origin, read
from digests.summary import Copy
from store.records import Span

PATH = Path(__file__).parent / "data" / "summaries.txt"
_KINDS = {"#": "heading", "|": "row", "@": "caption"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One article: ``marks`` are (start, end, mark) of its sentences and lines."""

    id: str
    lang: str
    about: str
    title: str
    text: str
    marks: tuple[tuple[int, int, str], ...]
    kinds: tuple[tuple[int, str], ...]  # start and kind of each line

    def mark_of(self, start: int, end: int) -> str:
        """The mark of the sentence that a chosen stretch lies in; of several the worst."""
        found = {mark for first, last, mark in self.marks if first < end and start < last}
        return next((mark for mark in "$@|#-+" if mark in found), "?")


def load_gold() -> list[Gold]:
    articles = []
    for block in re.split(r"^=== ", PATH.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        key, lang, about, title = (part.strip() for part in head.split(" | ", 3))
        articles.append(_build(key, lang, about, title, body))
    return articles


def _build(key: str, lang: str, about: str, title: str, body: str) -> Gold:
    text, marks, kinds = "", [], []
    fresh, last = True, ""
    for row in body.split("\n"):
        if not row.strip():
            fresh = True
            continue
        mark, said = row[0], row[2:]
        own_line = mark in _KINDS or last in _KINDS or (mark == "$") != (last == "$")
        if text and (fresh or own_line):
            text += "\n"
            kinds.append((len(text), _KINDS.get(mark, "paragraph")))
        elif not text:
            kinds.append((0, _KINDS.get(mark, "paragraph")))
        elif lang == "en":
            text += " "
        marks.append((len(text), len(text) + len(said), mark))
        text += said
        fresh, last = False, mark
    return Gold(
        id=key, lang=lang, about=about, title=title, text=text, marks=tuple(marks), kinds=tuple(kinds)
    )


def copy_of(gold: Gold, *, kinds: bool = True, figures: tuple[int, ...] = ()) -> Copy:
    """The article as the summary is given it, its subject found by its name."""
    origin = Origin(
        article_id=1, url=f"https://gold.example/{gold.id}", source="Gold", house="gold", lang=gold.lang,
        published_on=date(2026, 11, 12),
    )  # fmt: skip
    focus = tuple(Span(at.start(), at.end()) for at in re.finditer(re.escape(gold.about), gold.text))
    return Copy(
        reading=read(origin, gold.text, figures),
        title=gold.title,
        kinds=gold.kinds if kinds else (),
        focus=focus,
    )
