"""Names that a user asks about, in a text whose names are found: what is said of them, listed or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.document import Document
from nlp.lexicon import stands_alone
from nlp.provisional import make_id
from nlp.script import fold
from nlp.sentiment import read_rules
from nlp.tone import ToneReading, combine
from nlp.tone_reasons import Heard, heard_words
from store.records import Annotations, Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A name that was asked about, and the id under which it is judged."""

    surface: str  # as given
    id: str
    found: int  # places in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of one name in one sentence, and which words the model heard."""

    tone: ToneReading
    heard: tuple[Heard, ...]

    @property
    def key(self) -> tuple[Span, str]:
        """Sentence and id."""
        return self.tone.rules.sentence, self.tone.rules.id


def read_about(document: Document, made: Annotations, names: Sequence[str]) -> tuple[list[Read], list[Asked]]:
    """What is read of each name in each sentence, as in ``made``, and of the names asked about; in order of the text.

    The others are read as if nobody had asked. Of an asked name that was known anyway nothing is read twice.
    """
    found = _read(document, made, made.mentions)
    if not names:
        return found, []
    joined, asked = ask_about(document, made.mentions, names)
    wanted = {item.id for item in asked}
    known = {item.key for item in found}
    found += [
        item
        for item in _read(document, made, joined)
        if item.tone.rules.id in wanted and item.key not in known
    ]
    return sorted(found, key=lambda item: (item.key[0].start, item.tone.rules.mentions[0].start)), asked


def _read(document: Document, made: Annotations, mentions: Sequence[Mention]) -> list[Read]:
    readings = combine(document, read_rules(document, mentions, made.figures))
    return [
        Read(tone=tone, heard=heard)
        for tone, heard in zip(readings, heard_words(document, readings), strict=True)
    ]


def ask_about(
    document: Document, mentions: Sequence[Mention], names: Sequence[str]
) -> tuple[list[Mention], list[Asked]]:
    """The mentions with those of ``names`` put in, in order, and under which id each name is judged.

    A name is found in either Chinese script and in small or capital letters, but only between word boundaries. Where
    a finder has found it too, its id and type hold in all places; else it is an ORG with an id made of the name. A
    shorter name that it covers is taken out, one that is longer stays: A is judged in "A Prime", too. Linear in
    the text for each name.
    """
    joined = list(mentions)
    asked = []
    for surface in dict.fromkeys(" ".join(name.split()) for name in names):
        places = _places(document, surface)
        same = [item for item in joined if not item.in_title and places.get(item.start) == item.end]
        known = next((item for item in same if item.id is not None), None)
        key = known.id if known is not None else None
        key = key or make_id(surface, "ORG") or fold(surface)
        joined = [item for item in joined if item.in_title or not _covers(places, item)]
        joined += [
            Mention(
                start=start,
                end=end,
                quote=document.text[start:end],
                type=known.type if known is not None else same[0].type if same else "ORG",
                id=key,
                provisional=known is None or known.provisional,
                found_by="asked",
            )
            for start, end in places.items()
        ]
        asked.append(Asked(surface=surface, id=key, found=len(places)))
    return sorted(joined, key=lambda item: (item.in_title, item.start, item.end)), asked


def _places(document: Document, surface: str) -> dict[int, int]:
    """Start and end of each place, in order; no two overlap."""
    wanted, text = fold(surface), document.folded
    found: dict[int, int] = {}
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if stands_alone(text, at, end):
            found[at] = end
        at = text.find(wanted, end)
    return found


def _covers(places: dict[int, int], mention: Mention) -> bool:
    """Whether the mention lies in one of these places, which are as long as each other."""
    length = next(((end - start) for start, end in places.items()), 0)
    return any(
        start in places and mention.end <= places[start]
        for start in range(max(0, mention.end - length), mention.start + 1)
    )
