"""The type that the words beside an open name give it: nlp.kinds."""

from __future__ import annotations

import pytest

from nlp.finds import Find
from nlp.kinds import with_kinds
from nlp.script import fold


def kinds(text: str, *names: tuple[str, str]) -> list[str]:
    finds = [
        Find(start=text.index(name), end=text.index(name) + len(name), type=kind, id=None, found_by="tagger",
             listed=False)
        for name, kind in names
    ]  # fmt: skip
    return [find.type for find in with_kinds(text, fold(text), finds)]


@pytest.mark.parametrize(
    ("text", "name", "given", "expected"),
    [
        ("Flooding hit the southern Varnel province.", "Varnel", "ORG", "GPE"),
        ("Engineers use the Larkline format.", "Larkline", "ORG", "PRODUCT"),
        ("the Moss Pine supercomputer in Oslo", "Moss Pine", "ORG", "PRODUCT"),
        ("Tarn's former chairman sold his shares.", "Tarn", "GPE", "ORG"),
        ("the largest shareholder of Tarn", "Tarn", "GPE", "ORG"),
        ("Laura Venn joined in May.", "Laura Venn", "ORG", "PERSON"),
        ("咖啡網紅 Lupe Arredondo，一支影片", "Lupe Arredondo", "ORG", "PERSON"),
        ("设计师Wong Ka-lok却说那是库存", "Wong Ka-lok", "ORG", "PERSON"),
        ("Introducing the Pepper Data Accelerator", "Pepper Data Accelerator", "LAW", "PRODUCT"),
        ("Venn Freight province", "Venn Freight", "ORG", "ORG"),
        ("They met Tarn in Lyon.", "Tarn", "PERSON", "PERSON"),
    ],
)
def test_the_words_beside_a_name_say_what_it_is(text: str, name: str, given: str, expected: str) -> None:
    assert kinds(text, (name, given)) == [expected]


def test_one_of_a_list_of_persons_is_a_person() -> None:
    text = "Ada Venn, Maro Cizek, and Ivo Tarn tested"
    assert (
        kinds(text, ("Ada Venn", "PERSON"), ("Maro Cizek", "ORG"), ("Ivo Tarn", "PERSON")) == ["PERSON"] * 3
    )
