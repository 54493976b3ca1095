"""What a text calls the things its figures are about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.countries import countries, country_of
from nlp.lexicon import load_lexicon
from nlp.printed_names import called
from store.records import Annotations, Figure, Mention


def made(subject: str, *quotes: str, quote: str = "5") -> Annotations:
    return Annotations(
        article_id=0,
        version="",
        mentions=tuple(Mention(start=0, end=len(q), quote=q, type="ORG", id=subject) for q in quotes),
        figures=(Figure(start=0, end=1, quote=quote, kind="count", value=Decimal(5), subject=subject),),
    )


@pytest.mark.parametrize(
    ("subject", "quotes", "name"),
    [
        ("amazon", ("亚马逊", "亚马逊公司"), "亚马逊"),
        ("amazon", ("Amazon.com", "Amazon"), "Amazon"),
        ("longfor", ("龙湖集团",), "龙湖"),
        ("delta-air-lines", ("Delta", "Delta"), "Delta"),
        ("brazil", ("巴西",), "巴西"),
        ("south-korea", ("南韓", "南韓"), "南韓"),
        ("united-states", ("United States",), "US"),
        ("united-kingdom", ("Britain",), "UK"),
        ("united-states", ("美方", "美方"), "美国"),
        ("federal-reserve", ("美國聯準會",), "聯準會"),
    ],
)
def test_a_thing_goes_by_the_name_the_text_uses(subject: str, quotes: tuple[str, ...], name: str) -> None:
    assert called(made(subject, *quotes), load_lexicon().entities)[subject] == name


@pytest.mark.parametrize(("quote", "name"), [("3億元", "台灣"), ("3亿元", "台湾"), ("$5", "Taiwan")])
def test_a_place_nobody_names_goes_by_its_name_in_the_texts_script(quote: str, name: str) -> None:
    assert called(made("taiwan", quote=quote), load_lexicon().entities)["taiwan"] == name


def test_the_table_of_countries_is_of_places_the_catalogue_knows() -> None:
    things = load_lexicon().entities
    table = countries()
    assert all(things[place].country == code for code, place in table.by_code.items())
    assert set(table.by_word.values()) | set(table.by_seat.values()) <= set(table.by_code.values())
    assert set(table.by_seat) <= set(things)


def test_a_body_of_state_is_of_its_country() -> None:
    assert country_of("us-treasury") == "united-states"
    assert country_of("dgbas") == "taiwan"
    assert country_of("european-commission") == "european-union"
    assert country_of("no such thing") is None
