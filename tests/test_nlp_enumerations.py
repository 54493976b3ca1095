"""Unknown members of lists of names: nlp.enumerations."""

from __future__ import annotations

import time

import pytest
from timing import grows_evenly

from nlp.enumerations import with_members
from nlp.finds import Find
from nlp.script import fold


def members(text: str, *known: tuple[str, str]) -> list[tuple[str, str]]:
    finds = [
        Find(start=text.index(name), end=text.index(name) + len(name), type=kind, id=None, found_by="tagger",
             listed=False)
        for name, kind in known
    ]  # fmt: skip
    return [(text[find.start : find.end], find.type) for find in with_members(text, fold(text), finds)]


def test_what_is_announced_as_companies_are_companies() -> None:
    found = members("与会的供应商有立夏织品、大稻香、3号仓库及K&L生活。")
    assert found == [("立夏织品", "ORG"), ("大稻香", "ORG"), ("3号仓库", "ORG"), ("K&L生活", "ORG")]


def test_a_list_of_persons_speaks_for_the_unknown_one() -> None:
    found = members(
        "孙立军、郝戎、尹澈、王晓晖将讲述", ("孙立军", "PERSON"), ("郝戎", "PERSON"), ("王晓晖", "PERSON")
    )
    assert ("尹澈", "PERSON") in found


@pytest.mark.parametrize(
    "text",
    [
        "平台包括物流、支付、客服三项服务。",
        "卖家有库存、退货、罚款等成本。",
        "运费、关税、仓租全线上涨。",
        "顺丰、圆通、物流。",
    ],
)
def test_plain_words_in_a_list_are_no_names(text: str) -> None:
    assert members(text) == []


def test_long_lists_grow_evenly() -> None:
    def seconds(size: int) -> float:
        text = "品牌有" + "澄屿、" * size
        begun = time.perf_counter()
        members(text)
        return time.perf_counter() - begun

    assert grows_evenly(seconds, 4_000, 40_000, factor=20, free=0.3)
