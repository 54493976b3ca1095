"""The shipped catalogue as a whole: what its rows must not say against each other."""

from __future__ import annotations

import re

from nlp.lexicon import load_lexicon


def test_no_confusable_hides_the_name_of_another_thing() -> None:
    """What a row says it is not may hold another name only where both are one spelling's doing, as listed."""
    rows = load_lexicon().entities.values()
    owners: dict[str, set[str]] = {}
    for entity in rows:
        for alias in entity.aliases:
            if not alias.weak:
                owners.setdefault(alias.folded, set()).add(entity.id)
    hidden = set()
    for entity in rows:
        for confusable in entity.confusables:
            if confusable in owners:
                assert entity.id not in owners[confusable], (entity.id, confusable)
                continue  # the longer name is found, nothing is hidden
            own = [alias.folded for alias in entity.aliases if alias.folded in confusable]
            pieces = (
                confusable[a:b] for a in range(len(confusable)) for b in range(a + 2, len(confusable) + 1)
            )
            for piece in pieces:
                overlaps = any(piece in name or name in piece for name in own)
                if _HAN.search(piece) and piece in owners and not overlaps and entity.id not in owners[piece]:
                    hidden.add((confusable, piece))
    assert hidden <= INTENDED


_HAN = re.compile(r"[\u3400-\u9fff]")
INTENDED = {
    ("华中科大", "中科大"),  # a university of Wuhan, not that of Hefei
    ("罗马公", "罗马"),  # 罗马公教, a church
    ("香港大", "香港"),
    ("北大西洋", "大西洋"),
    ("华北大", "华北"),
    ("河北大", "河北"),
    ("湖北大", "湖北"),
}


def test_cues_are_words() -> None:
    """One Chinese character is a piece of too much; two letters are looked for as a whole word only."""
    for entity in load_lexicon().entities.values():
        for cue in entity.cues:
            assert len(cue) >= 2, (entity.id, cue)


def test_a_stock_symbol_is_of_one_thing() -> None:
    owners: dict[str, str] = {}
    for entity in load_lexicon().entities.values():
        for ticker in entity.tickers:
            assert owners.setdefault(ticker, entity.id) == entity.id, ticker


def test_sectors_of_houses_hold_only_houses() -> None:
    for entity in load_lexicon().entities.values():
        if entity.sector in {"media", "research", "government"}:
            assert entity.type == "ORG", entity.id
        if entity.sector == "places":
            assert entity.type == "GPE", entity.id
        if entity.sector == "people":
            assert entity.type == "PERSON", entity.id


def test_a_family_that_is_a_row_is_a_house_and_its_own_family() -> None:
    entities = load_lexicon().entities
    for family in {entity.family for entity in entities.values() if entity.family}:
        house = entities.get(family)
        if house is not None:
            assert house.type == "ORG", family
            assert house.sector != "media" or house.family == family, family


def test_ports_and_airports_are_places() -> None:
    for entity in load_lexicon().entities.values():
        for name in entity.names.values():
            if re.fullmatch(r"Port of .+|.+(?<!Swiss)(?: Airport|机场|国际机场)", name):
                assert entity.type == "GPE", entity.id
