"""Money by its Chinese names: every name in both scripts, names that several countries share, whose 元 it is."""

from __future__ import annotations

import opencc
import pytest

from nlp.currencies import currency_of, is_code, load_money
from nlp.script import fold
from nlp.units import after_number, before_number
from store.records import Lang

NAMES = sorted(load_money().names.items())
TRADITIONAL = opencc.OpenCC("s2t")


@pytest.mark.parametrize("name,mark", NAMES)
def test_every_name_before_and_behind_an_amount_in_both_scripts(name: str, mark: str) -> None:
    for written in (name, TRADITIONAL.convert(name)):
        page = fold(f"5亿{written}")
        found = after_number(page, 2)
        assert found is not None
        assert (found[0], found[1].kind, found[1].currency) == (len(page), "money", mark)
        assert before_number(fold(f"{written}5亿"), len(written)) == (0, mark)


def test_names_are_folded_and_marks_are_codes_or_shared() -> None:
    money = load_money()
    assert [name for name in money.names if fold(name) != name] == []
    assert {mark for mark in money.names.values() if not is_code(mark)} == set(money.shared)
    assert [word for words in money.home.values() for word in words if fold(word) != word] == []


@pytest.mark.parametrize("mark", sorted(load_money().shared))
def test_a_shared_name_is_the_money_of_the_country_named_last(mark: str) -> None:
    shared = load_money().shared[mark]

    def resolve(page: str) -> str | None:
        at = page.index("【")
        return currency_of(mark, lang=Lang.ZH_HANS, region="", page=page, at=at)

    for country, code in shared.countries.items():
        assert resolve(f"{country}海关要求卖家缴纳【】") == code
        assert resolve(f"罚款【】，由{country}主管部门执行") == code
        other = next(
            (name for name in shared.countries if not {name} & {country} and name not in country), None
        )
        if other:
            assert resolve(f"与{other}不同，{country}收取【】") == code
    assert resolve("收取【】") == shared.default


@pytest.mark.parametrize(
    "text,code",
    [
        ("賣場業者表示，門市展店後月增兩成，免運門檻調至500元", "TWD"),
        ("股價除息後收在300元，三大法人買超", "TWD"),
        ("恒指收報兩萬點，大市成交2000億元", "HKD"),
        ("市民反映，網購一件120元", "HKD"),
        ("國務院要求，商務部發放補貼500元", "CNY"),
        ("一件500元", None),
        ("第二季營收(美元，下同)為500元", "USD"),
    ],
)
def test_whose_yuan_a_traditional_text_means(text: str, code: str | None) -> None:
    assert currency_of("元", lang=Lang.ZH_HANT, region="", page=fold(text)) == code
