"""Term lists: short forms, word boundaries, longest match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.script import fold
from nlp.terms import TermIndex, expand_term
from store.errors import InputError


def found(terms: list[str], text: str) -> list[str]:
    return [hit.term for hit in TermIndex((term, None) for term in terms).find(fold(text))]


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("raise~", ["raise", "raises", "raised", "raising"]),
        ("carry~", ["carry", "carries", "carried", "carrying"]),
        ("push~ back", ["push back", "pushes back", "pushed back", "pushing back"]),
        ("delay~", ["delay", "delays", "delayed", "delaying"]),
        ("{ad|ads}", ["ad", "ads"]),
        ("cut{|s|ting} costs", ["cut costs", "cuts costs", "cutting costs"]),
        ("裁{員|减人手}", ["裁员", "裁减人手"]),
        ("ＶＡＴ", ["vat"]),
        ("a{b|c}{d|e}", ["abd", "abe", "acd", "ace"]),
    ],
)
def test_short_forms_are_written_out(term: str, forms: list[str]) -> None:
    assert sorted(expand_term(term)) == sorted(forms)


@pytest.mark.parametrize("term", ["{a|b", "a}b", "{a|b}" * 10])
def test_slips_of_the_pen_are_named(term: str) -> None:
    with pytest.raises(InputError) as caught:
        expand_term(term)
    assert term in str(caught.value)


def test_latin_terms_match_whole_words_only() -> None:
    assert found(["vat", "ad"], "VAT on private ads, an Ad; vatican") == ["vat", "ad"]
    assert found(["ai"], "欧盟AI法案 said") == ["ai"]
    assert found(["5g"], "15g and 5G") == ["5g"]


def test_the_longest_term_wins_at_a_place() -> None:
    assert found(["关税", "关税豁免", "税"], "申请關稅豁免") == ["关税豁免"]
    assert [hit.term for hit in TermIndex([("关税豁免", 1), ("豁免", 2)]).find_all("关税豁免")] == [
        "关税豁免",
        "豁免",
    ]


def test_find_stays_inside_the_given_span() -> None:
    index = TermIndex([("罚款", None)])
    assert [hit.start for hit in index.find("罚款罚款罚款", 2, 5)] == [2]


def test_the_later_value_of_a_form_counts() -> None:
    index = TermIndex([("cut", 1), ("cut", 2)])
    assert [hit.value for hit in index.find("a cut")] == [2]
    assert len(index) == 1


@given(
    st.text(alphabet="ab 税关x", max_size=60),
    st.lists(st.text(alphabet="ab税关", min_size=1, max_size=3), max_size=6),
)
def test_hits_are_in_order_apart_and_verbatim(text: str, terms: list[str]) -> None:
    last = 0
    for hit in TermIndex((term, None) for term in terms).find(text):
        assert last <= hit.start < hit.end
        assert text[hit.start : hit.end] == hit.term
        last = hit.end
