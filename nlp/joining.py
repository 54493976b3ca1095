"""What the lexicon decided as names of the text: with model number, legal suffix, and the product after its company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.finds import Find
from nlp.lexicon import Lexicon
from nlp.names import slug
from nlp.senses import Sense

_SUFFIX = re.compile(
    r",? (?:Inc|Corp|Co|Ltd|LLC|PLC|plc|AG|SA|NV|SE|Corporation|Incorporated|Limited|Holdings|Group)(?![A-Za-z])\.?"
)
_HAN_SUFFIX = re.compile(r"(?:集[团團]|股份|控股)(?![\u4e00-\u9fff]?[权權份东東])")
_MODEL = re.compile(
    r"[ -]?(?:[A-Z]{1,2}(?=\d))?\d{1,4}[A-Za-z]{0,3}(?![A-Za-z0-9%]|[.,]\d)"
    r"(?: (?:Pro|Max|Plus|Ultra|Mini|Air|SE)(?![A-Za-z])){0,3}"
)
_GOVERNMENT = re.compile(r"方面|当局|政府|官方")
_BEFORE_CITY = re.compile(
    r"\b(?:in|from|at|near|outside|to|into|around|of) (?:downtown |central |and )?$", re.IGNORECASE
)
# A capital is named for its government, unless the sentence speaks of the place.
_CAPITALS = {"washington": "united-states", "beijing": "china", "brussels": "european-union"}


def as_find(text: str, folded: str, sense: Sense, lexicon: Lexicon) -> Find:
    """The name of a decided alias, with its model number; a capital may stand for its government."""
    entity = lexicon.entities[sense.alias.entity_id]
    end, entity_id, kind = sense.end, entity.id, entity.type
    if sense.alias.series:
        model = _MODEL.match(text, sense.end)
        if model:
            end = model.end()
            entity_id = f"{entity.id}-{slug(model.group())}"
            kind = "PRODUCT" if kind == "ORG" else kind
    elif entity_id in _CAPITALS:
        latin = text[sense.start].isascii()
        before = text[max(0, sense.start - 24) : sense.start]
        if _GOVERNMENT.match(folded, end) or (
            latin and not _BEFORE_CITY.search(before) and not text.startswith(("-based", ", D"), end)
        ):
            entity_id = _CAPITALS[entity_id]
    return Find(
        start=sense.start,
        end=end,
        type=kind,
        id=entity_id,
        found_by="lexicon",
        listed=entity_id in lexicon.entities,
    )


def joined(text: str, finds: Sequence[Find], lexicon: Lexicon) -> list[Find]:
    """Neighbours that are one name made one: the thing after what it belongs to."""
    out: list[Find] = []
    for find in finds:
        if out and find.id is not None:
            last = out[-1]
            gap = text[last.end : find.start]
            owners = lexicon.ancestors(find.id)
            close = gap in ("", " ") if last.type != "GPE" else gap == "" and find.type == "ORG"
            if (close and last.id in owners) or (gap == "" and last.id == find.id):
                out[-1] = replace(find, start=last.start)
                continue
        out.append(find)
    return out


def with_suffixes(text: str, finds: Sequence[Find]) -> list[Find]:
    """Companies with their legal suffix: it is part of the name."""
    out: list[Find] = []
    limits = [find.start for find in finds[1:]] + [len(text)]
    for find, limit in zip(finds, limits, strict=False):
        pattern = _SUFFIX if text[find.end - 1].isascii() else _HAN_SUFFIX
        suffix = pattern.match(text, find.end, limit) if find.type == "ORG" else None
        out.append(replace(find, end=suffix.end()) if suffix else find)
    return out
