"""From the places of things to their roles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.asides import CREDIT, PROMOTION
from nlp.casting import HEADLINE, Place, Thing, cast, is_lobby
from nlp.standing import AGENT, NAMED, PARTNER, PATIENT, PLACED
from store.records import Mention

LATER = 5  # a sentence of the background


def place(sentence: int = 0, manner: str = NAMED, **more: object) -> Place:
    plain = Place(
        sentence=sentence,
        manner=manner,
        aside="",
        speaks=False,
        cited=False,
        sideways=False,
        bears=False,
        weight=1.0,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields of Place by name


def thing(
    *places: Place, kind: str = "ORG", salience: float = 0.1, quote: str = "Lumo", **more: bool
) -> Thing:
    mention = Mention(start=0, end=len(quote), quote=quote, type=kind, id="x")
    flags = {"tells": False, "rules": False, "judged": False, "lobbies": is_lobby(quote)} | more
    return Thing(mention=mention, places=places, salience=salience, **flags)


SUBJECT = thing(place(HEADLINE, AGENT), place(0, AGENT), salience=0.5)
RULE = thing(place(HEADLINE, AGENT), place(0, AGENT), kind="LAW", salience=0.5)


def role(other: Thing, subject: Thing = SUBJECT) -> str:
    return cast({"a": subject, "b": other})["b"]


def test_the_headline_decides_what_an_article_is_about() -> None:
    assert cast({"a": SUBJECT, "b": thing(place(0), salience=0.3)}) == {"a": "subject", "b": "passing"}


def test_two_that_share_the_headline_are_both_subjects() -> None:
    assert role(thing(place(HEADLINE, AGENT), salience=0.4)) == "subject"
    assert role(thing(place(HEADLINE, NAMED), salience=0.05)) == "passing"


def test_what_a_company_buys_is_affected() -> None:
    assert role(thing(place(HEADLINE, PATIENT), salience=0.3)) == "affected"


def test_what_an_authority_fines_is_the_subject() -> None:
    office = thing(place(HEADLINE, AGENT), place(0, AGENT), salience=0.5, rules=True)
    fined = thing(place(HEADLINE, PATIENT), salience=0.3)
    assert cast({"office": office, "fined": fined}) == {"office": "actor", "fined": "subject"}


def test_who_only_tells_is_a_source() -> None:
    assert role(thing(place(LATER, AGENT, speaks=True), kind="PERSON")) == "source"
    assert role(thing(place(LATER, speaks=True, cited=True))) == "source"
    assert role(thing(place(LATER, aside=CREDIT, speaks=True))) == "source"
    assert role(thing(place(LATER, speaks=True, cited=True), place(LATER), tells=True)) == "source"
    assert role(thing(place(LATER, speaks=True), quote="Harbour Workers Association")) == "source"


def test_a_company_that_speaks_of_a_rule_bears_it() -> None:
    speaker = thing(place(LATER, AGENT, speaks=True))
    assert role(speaker) == "source"
    assert role(speaker, RULE) == "affected"


def test_a_place_is_no_source() -> None:
    assert role(thing(place(LATER, PLACED, speaks=True), kind="GPE")) == "passing"


def test_who_acts() -> None:
    assert role(thing(place(0, PARTNER))) == "actor"
    assert role(thing(place(LATER, AGENT), rules=True)) == "actor"
    assert role(thing(place(LATER, AGENT, speaks=True), rules=True)) == "actor"
    assert role(thing(place(0, AGENT), kind="GPE")) == "actor"
    assert role(thing(place(LATER, AGENT))) == "passing"


def test_who_bears_it() -> None:
    assert role(thing(place(LATER, PATIENT))) == "affected"
    assert role(thing(place(0), judged=True)) == "affected"
    assert role(thing(place(LATER), judged=True)) == "passing"
    assert role(thing(place(LATER, bears=True))) == "affected"
    assert role(thing(place(LATER)), RULE) == "affected"
    assert role(thing(place(0, PATIENT, sideways=True))) == "passing"


def test_what_stands_in_promotions_only() -> None:
    assert role(thing(place(LATER, aside=PROMOTION, weight=0.0))) == "promotion"
    assert role(thing(place(LATER, aside=PROMOTION, weight=0.0), place(LATER))) == "passing"


def test_without_a_headline_the_lead_decides_and_then_what_is_named_most() -> None:
    assert cast({"a": thing(place(0, AGENT), salience=0.6)}) == {"a": "subject"}
    assert cast({"a": thing(place(3), place(4), salience=0.6)}) == {"a": "subject"}
    assert cast({}) == {}


def test_a_person_in_an_article_makes_no_house_affected() -> None:
    portrait = thing(place(HEADLINE, AGENT), place(0, AGENT), kind="PERSON", salience=0.6)
    assert role(thing(place(2)), portrait) == "passing"
    things = {"a": portrait, "b": thing(place(2)), "c": thing(place(1, AGENT), rules=True)}
    assert cast(things)["b"] == "affected"  # an authority acts in it


def test_where_neither_headline_nor_lead_names_anything_the_next_sentence_does() -> None:
    listed = {key: thing(place(1), salience=0.15) for key in ("a", "b")}
    assert cast(listed | {"c": thing(place(3), salience=0.05)}) == {
        "a": "subject",
        "b": "subject",
        "c": "passing",
    }


@pytest.mark.parametrize("name", ["海汐商会", "自民党", "Lumo Federation"])
def test_who_speaks_for_many_is_no_business(name: str) -> None:
    assert is_lobby(name)
    assert role(thing(place(1, AGENT, speaks=True), quote=name), RULE) == "source"
    assert not is_lobby("海汐科技")
