"""How long an issue takes to read, measured on what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from digests.view import Section


def minutes_of(sections: Sequence[Section], bottom: Sequence[str]) -> int:
    """Reading time: 230 English words or 400 Chinese characters a minute."""
    words = chinese = 0
    for text in [*bottom, *(text for section in sections for text in _texts(section))]:
        cjk = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
        chinese += cjk
        words += len(text.split()) if cjk * 2 < len(text) else 0
    return max(1, round(words / 230 + chinese / 400))


def _texts(section: Section) -> list[str]:
    found = [section.heading, section.note]
    for item in section.items:
        found += [
            item.lead,
            *item.body,
            *(quote.text for quote in item.quotes),
            *(" ".join(row) for row in item.rows),
        ]
    return found
