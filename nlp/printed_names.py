"""What a text calls a thing: the name that stands for its id where the reader is to recognise it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from nlp.countries import countries
from nlp.entity_files import Entity
from nlp.script import fold, simplify
from store.records import Annotations, Mention

_HAN = re.compile(r"[\u3400-\u9fff]")
# What a register adds to a name and nobody says: 龙湖集团, Woolworths Group Ltd.
_LEGAL = re.compile(
    r"(?<=[\u3400-\u9fff]{2})(?:集团|集團|控股|股份|公司|有限公司){1,3}$"
    r"|(?<=[\w.'’])(?:,? (?:Inc|Corp|Corporation|Co|Ltd|Limited|PLC|plc|Plc|LLC|AG|SE|NV|SA|Group|Holdings?)"
    r"\b\.?){1,3}$"
)
_SIDE = re.compile(r"[方籍]$")  # 美方: the United States as a party, not as its name


def called(made: Annotations, things: Mapping[str, Entity]) -> dict[str, str]:
    """How the text calls each thing a figure can be about: id to name.

    A thing of the catalogue goes by its usual name in the text's language where the text uses that, else by the
    name the text uses most; a place that acts under another name (Beijing, 美方) by its usual one. What no
    catalogue lists goes by its longest name.
    """
    quotes: dict[str, list[str]] = {}
    for mention in made.mentions:
        if mention.id:
            quotes.setdefault(mention.id, []).append(mention.quote)
    everything = [mention.quote for mention in made.mentions]
    script = _script("".join([*(m.quote for m in made.mentions), *(f.quote for f in made.figures)]))
    names = _provisional(made.mentions)
    for figure in made.figures:
        known = things.get(figure.subject or "")
        if known is not None and known.id not in names:
            names[known.id] = _usual(known, quotes.get(known.id, []), script, everything)
    return names


def _provisional(mentions: Iterable[Mention]) -> dict[str, str]:
    """How the article prints the things no catalogue lists, in full."""
    names: dict[str, str] = {}
    for mention in mentions:
        if mention.provisional and mention.id and len(mention.quote) > len(names.get(mention.id, "")):
            names[mention.id] = mention.quote
    return names


def _usual(thing: Entity, quotes: list[str], script: str, everything: list[str]) -> str:
    """The name of one thing of the catalogue; ``quotes`` mean it, ``everything`` else may hold its name."""
    if script == "en" and thing.id in countries().short:
        return countries().short[thing.id]
    written = {fold(quote): quote for quote in quotes}
    for name in thing.names.values():
        used = written.get(fold(name))
        if used is not None:
            return used if _HAN.search(used) else name
    if thing.type == "GPE":
        known = {alias.folded for alias in thing.aliases}
        quotes = [quote for quote in quotes if _HAN.search(quote) and fold(quote) in known]
        quotes = [quote for quote in quotes if not _SIDE.search(quote)]
    if quotes:
        return _shortened(Counter(_LEGAL.sub("", quote) for quote in quotes).most_common(1)[0][0], thing)
    for name in thing.names.values():  # 菲律賓 of 菲律賓海關, where the place itself is not named
        for quote in everything:
            if _HAN.search(name) and (at := fold(quote).find(fold(name))) >= 0:
                return quote[at : at + len(name)]
    chinese = ("zh-Hant", "zh-Hans") if script == "zh-Hant" else ("zh-Hans", "zh-Hant")
    wanted = ("en", *chinese) if script == "en" else (*chinese, "en")
    return next((thing.names[lang] for lang in wanted if lang in thing.names), thing.id)


def _shortened(quote: str, thing: Entity) -> str:
    """美國聯準會 is 聯準會 where the catalogue knows it by that name too."""
    known = {alias.folded for alias in thing.aliases}
    for cut in (2, 3, 4):
        if _HAN.search(quote) and len(quote) - cut >= 3 and fold(quote[cut:]) in known:
            return quote[cut:]
    return quote


def _script(text: str) -> str:
    """The language names are wanted in, by the names and figures of a text."""
    if not _HAN.search(text):
        return "en"
    return "zh-Hans" if simplify(text) == text else "zh-Hant"
