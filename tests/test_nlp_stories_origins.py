"""A story's root is the article that others name as their source, whatever the dates of the copies say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_nlp_stories import EN, HANS, OTHER, article, link_all, link_one_by_one

from store.records import Article, Lang

WIRE = "https://www.wire.example/a/7"


def told() -> list[Article]:
    """A copy that is dated before what it was taken from, the source itself, a copy of the copy, and a stranger."""
    copy = article(1, EN, url="https://portal.example/1")
    return [
        replace(copy, origin="Harbour Wire", origin_url="https://m.wire.example/share/7"),
        article(2, EN, hours=3, url=WIRE),
        replace(article(3, EN + "\nMore.", hours=5), origin_url="https://portal.example/1"),
        article(4, OTHER, hours=1),
        article(5, EN, hours=1),
    ]


def test_the_named_source_is_the_root_though_a_copy_is_dated_earlier() -> None:
    links = link_all(told())
    assert {links[n].root_id for n in (1, 2, 3, 5)} == {2}
    assert links[2].reprint_of is None
    assert links[2].reason == "named by others as where they have this text from"
    assert links[1].reprint_of == 2
    assert links[1].reason == f"carries the text of {WIRE}, which is named as its source"
    assert links[1].similarity == 1.0
    assert links[4].reason == "alone"
    assert len({links[n].story_id for n in (1, 2, 3, 5)}) == 1


def test_every_chain_of_reprints_ends_at_the_root() -> None:
    links = link_all(told())
    for number in (1, 2, 3, 5):
        place, steps = number, 0
        while (source := links[place].reprint_of) is not None:
            place, steps = source, steps + 1
            assert steps < 5
        assert place == 2


@pytest.mark.parametrize(
    "origin_url",
    [
        "",
        "https://nobody.example/a",  # not in the store
        "https://www.portal.example/other",  # the article's own site
        "https://[broken",
    ],
)
def test_without_a_named_member_the_earliest_is_the_root(origin_url: str) -> None:
    first = replace(article(1, EN, url="https://portal.example/1"), origin_url=origin_url)
    links = link_all([first, article(2, EN, hours=3, url=WIRE)])
    assert links[2].reprint_of == 1
    assert links[1].reason == "the first to carry this text"


def test_a_source_that_is_first_by_date_too_stays_what_it_was() -> None:
    articles = told()
    articles[1] = replace(articles[1], published_at=articles[0].published_at, url="https://a.wire.example/7")
    links = link_all(articles)
    assert {links[n].root_id for n in (1, 2, 3, 5)} == {2}
    assert links[2].reason == "the first to carry this text"


def test_copies_that_name_each_other_have_the_earliest_as_root() -> None:
    one = replace(article(1, EN, url="https://portal.example/1"), origin_url=WIRE)
    other = replace(article(2, EN, hours=2, url=WIRE), origin_url="https://portal.example/9")
    links = link_all([one, other])
    assert {link.root_id for link in links.values()} == {1}


def test_a_name_without_an_address_moves_nothing() -> None:
    first = replace(article(1, HANS, Lang.ZH_HANS), origin="蓝湾日报", origin_mark="来源：蓝湾日报")
    links = link_all([first, article(2, HANS, Lang.ZH_HANS, hours=2)])
    assert links[2].reprint_of == 1


@given(st.permutations(range(5)))
@settings(max_examples=30, deadline=None)
def test_neither_the_order_nor_the_steps_of_arrival_change_anything(order: Sequence[int]) -> None:
    articles = told()
    expected = link_all(articles)
    assert link_all([articles[place] for place in order]) == expected
    assert link_one_by_one([articles[place] for place in order]) == expected
