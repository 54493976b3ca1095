"""How long an issue is and how long it takes to read, measured on what is printed.

Chinese is counted as editors count it: each Han character is one, and so is each Latin word or number. English is
counted in words; two Han characters of a quote or a name stand for one word. Addresses are not read and not counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from digests.view import Item, Section

WORDS_A_MINUTE, CHARACTERS_A_MINUTE = 230, 400  # a trade reader on a screen, English and Chinese
MINUTES = 5  # of a whole letter, at most
KEY = {"en": 400, "zh-Hans": 800, "zh-Hant": 800}  # of head, bottom line, what shifted and what became of it
QUIET = {"en": 150, "zh-Hans": 300, "zh-Hant": 300}  # of the whole letter of a quiet week
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WORD = re.compile(
    r"[^\W_][^\s\u3000-\u303f\uff00-\uffef]{0,23}"
)  # a word without end counts again and again


def size_of(texts: Iterable[str], lang: str) -> int:
    """English words, or Chinese characters, of these texts."""
    han, words = _count(texts)
    return words + math.ceil(han / 2) if lang == "en" else han + words


def minutes_of(texts: Iterable[str]) -> int:
    """Whole minutes that reading takes, rounded up."""
    return max(1, math.ceil(reading_time(texts)))


def reading_time(texts: Iterable[str]) -> float:
    """Minutes: each script at its own speed, whatever the language of the letter."""
    han, words = _count(texts)
    return words / WORDS_A_MINUTE + han / CHARACTERS_A_MINUTE


def _count(texts: Iterable[str]) -> tuple[int, int]:
    han = words = 0
    for text in texts:
        han += len(_HAN.findall(text))
        words += len(_WORD.findall(_HAN.sub(" ", text)))
    return han, words


def texts_of(section: Section) -> list[str]:
    """What a section prints."""
    items = (text for item in section.items for text in item_texts(item))
    return [section.heading, section.note, *items, section.rest]


def item_texts(item: Item) -> list[str]:
    """What an item prints."""
    return [
        item.lead,
        *item.body,
        *(text for quote in item.quotes for text in (quote.text, quote.source)),
        *(cell for row in (item.columns, *item.rows) for cell in row),
        item.more,
        *(link.text for link in item.links),
    ]


def printed_texts(sections: Sequence[Section]) -> list[str]:
    """What several sections print."""
    return [text for section in sections for text in texts_of(section)]
