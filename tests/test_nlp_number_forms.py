"""Chinese amounts over the whole space of forms: any value, written in any form, comes back as it went in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from number_forms import (
    ALL_COUNTED,
    BEFORE,
    BEHIND_IT,
    CENTS,
    CONNECTORS,
    COUNTS,
    MONEY,
    NUMBERS,
    SCALES,
    SHARES,
    TIMES,
    VAGUE,
    WORDS,
    Counted,
    Written,
    parts,
    pointed,
    scaled,
    spoken,
    traditional,
)

from nlp.document import Document
from nlp.figures import find_values
from nlp.script import fold
from nlp.spans import Quantity
from store.records import Lang

SCRIPTS = st.sampled_from([Lang.ZH_HANS, Lang.ZH_HANT])


def quantities(text: str, lang: Lang) -> list[Quantity]:
    document = Document(
        text=text,
        folded=fold(text),
        lang=lang,
        title="",
        title_folded="",
        sentences=(),
        published_at=None,
        source="",
        kind="",
        region="CN",
        doc=None,
    )
    return find_values(document, []).quantities


def check(text: str, amount: str, lang: Lang, kind: str, unit: str | None, *values: Decimal) -> None:
    """The text holds one quantity: this amount, of this kind and unit, with this value or these ends."""
    start = text.index(amount)
    written = traditional(text) if lang is Lang.ZH_HANT else text
    found = quantities(written, lang)
    assert [(f.start, f.end) for f in found] == [(start, start + len(amount))], (written, found)
    (figure,) = found
    assert figure.kind == kind, (written, figure)
    if unit is not None:
        assert unit in (figure.currency, figure.unit), (written, figure)
    got = (figure.value,) if len(values) == 1 else (figure.low, figure.high)
    assert got == values, (written, figure)


@settings(max_examples=600)
@given(NUMBERS, st.sampled_from(ALL_COUNTED), st.sampled_from(BEFORE), st.sampled_from(BEHIND_IT), SCRIPTS)
def test_every_number_with_every_unit_and_approximator(
    written: Written, counted: Counted, before: str, behind: str, lang: Lang
) -> None:
    assume(not (written.text.endswith("千") and counted.after.startswith("兆")))  # 千兆瓦 is a unit too
    amount = parts(written, counted)
    text = counted.sentence.format(f"{before}{amount}{behind}")
    check(text, amount, lang, counted.kind, counted.unit, written.value * counted.factor)


@settings(max_examples=300)
@given(
    st.one_of(pointed(), scaled()),
    st.sampled_from([*SHARES, *MONEY, *TIMES]),
    st.sampled_from(BEFORE),
    SCRIPTS,
)
def test_fractions_of_units(written: Written, counted: Counted, before: str, lang: Lang) -> None:
    amount = parts(written, counted)
    text = counted.sentence.format(f"{before}{amount}")
    check(text, amount, lang, counted.kind, counted.unit, written.value * counted.factor)


@settings(max_examples=600)
@given(
    st.integers(2, 899),
    st.integers(1, 99),
    st.sampled_from(["", "万", "亿", "百万", "千万"]),
    st.sampled_from([*MONEY, *CENTS, *COUNTS, *TIMES, *SHARES]),
    st.sampled_from(CONNECTORS),
    st.sampled_from(["last", "both", "scale"]),
    SCRIPTS,
)
def test_ranges_are_one_quantity(
    low: int, step: int, scale: str, counted: Counted, connector: str, where: str, lang: Lang
) -> None:
    """Unit and scale stand behind the second number, or behind both, or the scale alone behind both."""
    power = 10 ** SCALES[scale] if scale else 1
    assume(not (scale and (counted in SHARES or counted.factor != 1 or counted.after == "周岁")))
    high = low + step
    first = {"last": f"{low}", "both": f"{low}{scale}{counted.after}", "scale": f"{low}{scale}"}[where]
    second = f"{counted.before if where == 'both' else ''}{high}{scale}{counted.after}"
    amount = f"{counted.before}{first}{connector}{second}"
    ends = [Decimal(end) * power * counted.factor for end in (low, high)]
    check(counted.sentence.format(amount), amount, lang, counted.kind, counted.unit, *ends)


@settings(max_examples=200)
@given(
    st.integers(2, 8), st.sampled_from(["", "十", "百", "千", "万"]), st.sampled_from(COUNTS[:12]), SCRIPTS
)
def test_neighbouring_numerals_are_a_range(low: int, scale: str, counted: Counted, lang: Lang) -> None:
    """七八百家, 两三万人."""
    digits = "零一两三四五六七八九" if low == 2 else "零一二三四五六七八九"
    amount = f"{digits[low]}{digits[low + 1]}{scale}{counted.after}"
    power = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4}[scale]
    check(
        counted.sentence.format(amount),
        amount,
        lang,
        "count",
        None,
        Decimal(low) * power,
        Decimal(low + 1) * power,
    )


@pytest.mark.parametrize("sentence,words,kind,value", WORDS, ids=[words for _, words, _, _ in WORDS])
@pytest.mark.parametrize("lang", [Lang.ZH_HANS, Lang.ZH_HANT])
def test_quantities_in_words(
    sentence: str, words: str, kind: str, value: str | tuple[str, str], lang: Lang
) -> None:
    values = [Decimal(end) for end in ([value] if isinstance(value, str) else value)]
    check(sentence.format(words), words, lang, kind, None, *values)


@pytest.mark.parametrize("words", VAGUE)
def test_vague_amounts_are_no_quantities(words: str) -> None:
    assert quantities(f"据说有{words}。", Lang.ZH_HANS) == []


@given(st.integers(11, 99_999), st.sampled_from(COUNTS[:20]))
def test_a_number_behind_its_ordinal_mark_counts_nothing(number: int, counted: Counted) -> None:
    for written in (str(number), spoken(number)):
        found = quantities(f"这是第{written}{counted.after}。", Lang.ZH_HANS)
        assert all(figure.kind == "rank" for figure in found)
