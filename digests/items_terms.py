"""Words of the week as items to read: one for each language, the reader's own first."""

from __future__ import annotations

from collections.abc import Sequence

from digests.labels import Labels
from digests.parts import TermLine
from digests.view import NAME, Item, clean, quotes_of

_QUOTES = 2  # of a language: the first words' ones; the others stand in the JSON


def term_items(say: Labels, lines: Sequence[TermLine]) -> list[Item]:
    """The words of each language in one line, with a sentence in which the first ones stand."""
    own = "en" if say.lang == "en" else "zh"
    items = []
    for lang in sorted({line.lang for line in lines}, key=lambda lang: (lang != own, lang)):
        told = [line for line in lines if line.lang == lang]
        quotes = [quote for line in told[:_QUOTES] for quote in quotes_of(say, line.evidence, 1)]
        items.append(
            Item(
                lead=say.say("terms", lang),
                body=(say.comma.join(_word(say, line) for line in told),),
                quotes=tuple(dict.fromkeys(quotes)),
            )
        )
    return items


def _word(say: Labels, line: TermLine) -> str:
    written = line.traditional if say.lang == "zh-Hant" else line.simplified
    usual = "never" if line.usual == 0 else "rare" if line.usual < 1 else "usual"
    return say.say(
        "terms",
        "word",
        word=clean(written, NAME),
        stories=say.count("story", line.stories),
        usual=say.say("terms", usual, n=f"{line.usual:.0f}"),
    )
