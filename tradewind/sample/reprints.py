"""How one house repeats another's text: word for word, trimmed, under another headline, in the other script."""

from __future__ import annotations

from enum import StrEnum
from random import Random

from nlp.script import fold
from store.records import Lang
from tradewind.sample.writing import Copy


class Edit(StrEnum):
    """What a reprint changes."""

    EXACT = "exact"
    LIGHT = "light"  # a few words
    HEADLINE = "headline"  # the same body under another headline
    SCRIPT = "script"  # Traditional to Simplified


_SOFTER = {
    Lang.EN: (
        (" said on ", " announced on "),
        ("about ", "around "),
        (" however", " though"),
        ("starting ", "beginning "),
    ),
    Lang.ZH_HANS: (("表示", "称"), ("目前", "眼下"), ("此外", "另外"), ("预计", "料"), ("同时", "与此同时")),
    Lang.ZH_HANT: (("表示", "指出"), ("目前", "現階段"), ("此外", "另外"), ("預計", "預料")),
}
_HEADLINES = {
    Lang.EN: ("{title}: what sellers should know", "In brief: {title}"),
    Lang.ZH_HANS: ("早报｜{title}", "关注：{title}"),
    Lang.ZH_HANT: ("快訊／{title}", "一文看懂：{title}"),
}


def simplified(text: str) -> str:
    """The text in Simplified characters, everything else as it was (``fold`` alone would lower the case too)."""
    return "".join(fold(char) if "\u3400" <= char <= "\u9fff" else char for char in text)


def reprint(title: str, text: str, lang: Lang, into: Lang, rng: Random) -> tuple[Copy, Edit]:
    """A copy of the article for a house that writes ``into``; the figures stay what they were."""
    paragraphs = text.split("\n")
    if lang is Lang.ZH_HANT and into is Lang.ZH_HANS:
        return Copy(title=simplified(title), paragraphs=tuple(map(simplified, paragraphs))), Edit.SCRIPT
    edit = rng.choice((Edit.EXACT, Edit.LIGHT, Edit.LIGHT, Edit.HEADLINE))
    if edit is Edit.HEADLINE:
        title = rng.choice(_HEADLINES[lang]).format(title=title)
    if edit is Edit.LIGHT:
        for old, new in _SOFTER[lang]:
            paragraphs = [line.replace(old, new, 1) for line in paragraphs]
        if len(paragraphs) > 4:
            paragraphs = paragraphs[:-1]
    return Copy(title=title, paragraphs=tuple(paragraphs)), edit
