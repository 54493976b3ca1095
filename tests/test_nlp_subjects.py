"""Whose a figure is when two names share it."""

from __future__ import annotations

import pytest

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Mention


def subjects(text: str, *names: str) -> set[str | None]:
    mentions = [
        Mention(start=at, end=at + len(name), quote=name, type="ORG", id=name.lower())
        for name in names
        for at in (text.index(name),)
    ]
    return {figure.subject for figure in find_figures(build_document(text, lang=None), mentions)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("潮鹿与北帆合计投入3亿元。", ("潮鹿", "北帆")),
        ("潮鹿和北帆两家投入3亿元。", ("潮鹿", "北帆")),
        ("Northquay and Windlass together shipped 40,000 parcels.", ("Northquay", "Windlass")),
    ],
)
def test_what_two_have_in_common_is_of_neither(text: str, names: tuple[str, ...]) -> None:
    assert subjects(text, *names) == {None}


@pytest.mark.parametrize(
    ("text", "name"),
    [("潮鹿合计投入3亿元。", "潮鹿"), ("Windlass combined sales of $3 million with a store.", "Windlass")],
)
def test_what_one_has_in_all_is_its_own(text: str, name: str) -> None:
    assert subjects(text, name) == {name.lower()}
