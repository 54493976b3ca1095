"""What counts for what by the roles of things, from rows to the printed digest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows

from digests.attention import attention_of, without_promotion
from digests.digest import build_digest
from digests.frames import ENTITY, Frames, build_frames
from digests.parts import Digest
from digests.render import render_text
from digests.weeks import shift
from store.records import DigestRows


def _role(article: int, who: str, role: str, salience: float = 0.1, **more: Any) -> dict[str, Any]:
    plain = {"type": "ORG", "mentions": 1, "in_title": 0, "provisional": 0}
    return {"article_id": article, "id": who, "role": role, "salience": salience} | plain | more


def _told(rows: DigestRows, roles: list[dict[str, Any]]) -> DigestRows:
    return replace(rows, roles=tuple(roles))


def _frames(rows: DigestRows) -> Frames:
    return build_frames(rows, week=WEEK, zone=ZONE)


def _digest(grown: Rows, roles: list[dict[str, Any]], watch: tuple[str, ...] = ()) -> Digest:
    frames = _frames(_told(grown.build(), roles))
    return build_digest(frames, texts=grown.read, watch=watch, names=NAMES)


def _series(frames: Frames) -> set[str]:
    return {name.removeprefix(ENTITY) for name in frames.members["series"] if name.startswith(ENTITY)}


@pytest.mark.parametrize(
    ("role", "salience", "counts"),
    [
        ("subject", 0.5, True),
        ("actor", 0.05, True),
        ("affected", 0.05, True),
        ("passing", 0.1, False),
        ("passing", 0.2, True),
        ("source", 0.4, False),
        ("promotion", 0.0, False),
    ],
)
def test_what_an_article_is_about(role: str, salience: float, counts: bool) -> None:
    grown = Rows()
    number = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    frames = _frames(_told(grown.build(), [_role(number, "amazon", role, salience)]))
    assert _series(frames) == ({"amazon"} if counts else set())
    assert frames.stories_this_week == 1  # the story is there all the same


def test_articles_without_roles_count_as_before() -> None:
    grown = Rows()
    old = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon")
    new = grown.article(WEEK, SOURCES[1], "fees-and-pricing", "temu")
    attention = attention_of(_told(grown.build(), [_role(new, "temu", "passing")]))
    assert attention.about == {(old, "amazon")}
    assert _frames(grown.build()).members.equals(_frames(_told(grown.build(), [])).members)


def test_a_story_is_about_a_thing_once() -> None:
    grown = Rows()
    first = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon", story="s-1")
    second = grown.article(WEEK, SOURCES[1], "fees-and-pricing", "amazon", story="s-1", copy_of=first)
    roles = [_role(first, "amazon", "source", 0.1), _role(second, "amazon", "subject", 0.9)]
    frames = _frames(_told(grown.build(), roles))
    assert frames.members["series"].tolist().count(ENTITY + "amazon") == 1
    assert frames.cited.empty  # one article of the story is about it


def test_sources_stand_apart() -> None:
    grown = Rows()
    roles = []
    for source in SOURCES[:4]:
        number = grown.article(WEEK, source, "fees-and-pricing", "temu")
        roles += [_role(number, "temu", "subject", 0.8), _role(number, "ups", "source", 0.02)]
    digest = _digest(grown, roles)
    (line,) = digest.cited
    assert (line.name.id, line.stories, line.houses) == (ENTITY + "ups", 4, 3)
    for lang, heading in (("en", "Most cited"), ("zh", "引用最多"), ("zh-Hant", "引用最多")):
        text = render_text(digest, lang)
        assert heading in text
        assert "UPS" in text[text.index(heading) :]


def test_a_house_that_cites_itself_is_not_counted() -> None:
    grown = Rows()
    number = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "temu")
    roles = [_role(number, "harbour", "source"), _role(number, "ups", "source")]
    assert _frames(_told(grown.build(), roles)).cited["series"].tolist() == [ENTITY + "ups"]


def test_persons_and_unknown_things_are_not_among_the_cited() -> None:
    grown = Rows()
    number = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "temu")
    roles = [
        _role(number, "luo-lan", "source", type="PERSON"),
        _role(number, "haixi", "source", provisional=1),
    ]
    assert attention_of(_told(grown.build(), roles)).cited == frozenset()


def test_few_citations_are_no_section() -> None:
    grown = Rows()
    roles = []
    for source in SOURCES[:2]:
        number = grown.article(WEEK, source, "fees-and-pricing", "temu")
        roles += [_role(number, "temu", "subject", 0.8), _role(number, "ups", "source", 0.02)]
    digest = _digest(grown, roles)
    assert digest.cited == ()
    assert "Most cited" not in render_text(digest, "en")


def test_promotion_never_counts() -> None:
    grown = Rows()
    number = grown.article(WEEK, SOURCES[0], "fees-and-pricing", "amazon", polarity=1)
    told = _told(grown.build(), [_role(number, "amazon", "promotion", 0.0)])
    kept = without_promotion(told)
    assert not kept.mentions
    assert not kept.sentiments
    assert not kept.figures
    assert _series(_frames(told)) == set()
    assert without_promotion(grown.build()) == grown.build()


def _everywhere(grown: Rows, who: str, roles: list[dict[str, Any]], *, provisional: int) -> None:
    """``who`` in one story each of two publishers this week; amazon in every article of the weeks before."""
    for source in SOURCES[:2]:
        number = grown.article(WEEK, source, "logistics-fulfilment", who)
        roles.append(_role(number, who, "subject", 0.9, provisional=provisional))
        for row in grown.tables["mentions"]:
            if row["article_id"] == number:
                row["provisional"] = provisional


def test_a_thing_no_catalogue_lists_may_be_new_and_is_not_tested() -> None:
    grown = Rows(7).weeks()
    roles: list[dict[str, Any]] = []
    _everywhere(grown, "orbita", roles, provisional=1)
    frames = _frames(_told(grown.build(), roles))
    assert ENTITY + "orbita" not in frames.tested.counts.series
    assert "orbita" not in _series(frames)
    names = {key: value for key, value in NAMES.items() if key != "orbita"}  # no catalogue names it
    digest = build_digest(frames, texts=grown.read, names=names)
    (line,) = [line for line in digest.new if line.name.id == ENTITY + "orbita"]
    assert (line.name.en, line.houses) == ("Orbita Freight", 2)


def test_a_sale_day_that_comes_every_year_is_not_new() -> None:
    grown = Rows(7).weeks()
    roles: list[dict[str, Any]] = []
    _everywhere(grown, "orbita", roles, provisional=0)
    assert any(line.name.id == ENTITY + "orbita" for line in _digest(grown, roles).new)
    for row in grown.tables["mentions"]:
        row["type"] = "EVENT" if row["id"] == "orbita" else row["type"]
    assert all(line.name.id != ENTITY + "orbita" for line in _digest(grown, roles).new)


def test_what_one_house_alone_writes_of_is_not_new() -> None:
    grown = Rows(7).weeks()
    number = grown.article(WEEK, SOURCES[0], "logistics-fulfilment", "orbita")
    digest = _digest(grown, [_role(number, "orbita", "subject", 0.9, provisional=1)])
    assert all(line.name.id != ENTITY + "orbita" for line in digest.new)


def test_what_was_named_in_passing_before_is_not_new() -> None:
    grown = Rows(7).weeks()
    roles: list[dict[str, Any]] = []
    earlier = grown.article(shift(WEEK, -3), SOURCES[2], "logistics-fulfilment", "orbita")
    roles.append(_role(earlier, "orbita", "passing", 0.05))
    _everywhere(grown, "orbita", roles, provisional=0)
    assert all(line.name.id != ENTITY + "orbita" for line in _digest(grown, roles).new)


def test_the_share_of_voice_is_of_stories_about_somebody() -> None:
    grown = Rows()
    roles = []
    for number in (grown.article(WEEK, source, "fees-and-pricing", "temu") for source in SOURCES[:3]):
        roles += [_role(number, "temu", "subject", 0.8), _role(number, "amazon", "passing", 0.05)]
    voice = {line.name.id: line for line in _digest(grown, roles, ("temu", "amazon")).voice}
    assert (voice[ENTITY + "temu"].stories, voice[ENTITY + "amazon"].stories) == (3, 0)
    assert voice[ENTITY + "temu"].of == 3
