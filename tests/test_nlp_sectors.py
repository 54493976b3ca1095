"""Bodies of state among the names: by the catalogue's files and by the form of a name nobody lists."""

from __future__ import annotations

import pytest

from nlp.judged import is_bystander, is_regulator
from nlp.sectors import sector_of
from nlp.witnesses import measures
from store.records import Mention


def named(quote: str, entity: str | None, kind: str = "ORG") -> Mention:
    return Mention(start=0, end=len(quote), quote=quote, type=kind, id=entity)


@pytest.mark.parametrize(
    ("entity", "sector"),
    [
        ("us-cbp", "government"),
        ("gartner", "research"),
        ("reuters", "media"),
        ("no-such-row", ""),
        (None, ""),
    ],
)
def test_the_file_of_a_row_is_its_sector(entity: str | None, sector: str) -> None:
    assert sector_of(entity) == sector


@pytest.mark.parametrize(
    ("quote", "entity"),
    [
        ("DGFT", "india-dgft"),  # by its row: nothing in the name says so
        ("消委會", "hk-consumer-council"),
        ("黑森州网络局", "heisenzhou-wangluoju"),
        ("乌有国贸工部", "wuyouguo-maogongbu"),
        ("明日党", "mingri-dang"),
        ("滨海市检察院", "binhaishi-jianchayuan"),
        ("Department of Coastal Trade", "department-of-coastal-trade"),
    ],
)
def test_a_body_of_state_is_judged_by_nobody(quote: str, entity: str) -> None:
    assert is_regulator(named(quote, entity))
    assert is_bystander(named(quote, entity))


@pytest.mark.parametrize(
    ("quote", "entity"),
    [
        ("澜汐跨境事业部", "lanxi-kuajing-shiyebu"),  # a firm has departments too
        ("好邻居总部", "haolinju-zongbu"),
        ("邮局便利", "youju-bianli"),
        ("Temu", "temu"),
        ("Northquay Freight", "northquay-freight"),
    ],
)
def test_a_firm_is_none(quote: str, entity: str) -> None:
    assert not is_regulator(named(quote, entity))


def test_research_houses_and_offices_measure_others() -> None:
    assert measures(named("Sernac", "chile-sernac"))
    assert measures(named("GlobalData", "globaldata"))
    assert not measures(named("Temu", "temu"))
