from __future__ import annotations

import string
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.items_reported import capital
from digests.labels import LANGUAGES, labels_of, term, topic_name
from digests.view import clean
from store.errors import InputError
from store.records import Reason

FOLDER = files("digests").joinpath("labels")
EN, ZH, HANT = labels_of("en"), labels_of("zh"), labels_of("zh-Hant")


def table(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_all_languages_have_the_same_sentences_with_the_same_holes() -> None:
    english = table("en.toml")
    for other in ("zh-Hans.toml", "zh-Hant.toml"):
        chinese = table(other)
        assert chinese.keys() == english.keys()
        for section, sentences in english.items():
            assert chinese[section].keys() == sentences.keys(), (other, section)
            for key, sentence in sentences.items():
                if isinstance(sentence, str) and section != "format":
                    assert holes(str(chinese[section][key])) == holes(sentence), (other, section, key)


def test_terms_come_in_three_languages() -> None:
    for kind, rows in table("terms.toml").items():
        for slug, row in rows.items():
            assert isinstance(row, list), (kind, slug)
            assert len(row) == 3
            assert all(isinstance(word, str) and word.strip() == word != "" for word in row)


def test_every_reason_of_a_rejection_has_words() -> None:
    assert {str(reason) for reason in Reason} <= table("terms.toml")["reason"].keys()


def test_all_twenty_topics_have_names() -> None:
    assert len(table("terms.toml")["topic"]) == 20
    assert topic_name("tariffs-and-duties").zh_hant == "關稅"


def test_simplified_and_traditional_are_not_mixed() -> None:
    traditional = set("關稅報導來週國際產規標題則與條約術讀寫這個們還從對應據為義讓該")
    simplified = set("关税报导来际产规标题则与条约术读写这个们还从对应据为义让该")
    hans, hant = (
        FOLDER.joinpath("zh-Hans.toml").read_text("utf-8"),
        FOLDER.joinpath("zh-Hant.toml").read_text("utf-8"),
    )
    assert not set(hans) & (traditional - simplified)
    assert not set(hant) & (simplified - traditional)


def test_what_the_lists_do_not_have_is_printed_as_it_is() -> None:
    assert term("metric", "moon_phase", "en") == "moon phase"
    assert topic_name("space-trade").zh_hans == "space trade"


@pytest.mark.parametrize("lang", ["de", "", "zh-CN", "EN"])
def test_other_languages_are_refused(lang: str) -> None:
    with pytest.raises(InputError, match="no digest in"):
        labels_of(lang)


def test_simplified_has_two_names() -> None:
    assert labels_of("zh") == labels_of("zh-Hans")
    assert set(LANGUAGES) == {"en", "zh", "zh-Hans", "zh-Hant"}


def test_counts() -> None:
    assert [EN.count("story", n) for n in (0, 1, 2, 1038)] == [
        "no story",
        "1 story",
        "2 stories",
        "1,038 stories",
    ]
    assert ZH.count("article", 1038) == "1038篇文章"
    assert HANT.count("story", 1) == "1則新聞"


def test_days_and_spans() -> None:
    day = date(2026, 11, 9)
    assert (EN.day(day), ZH.day(day), HANT.day(day, year=True)) == ("9 November", "11月9日", "2026年11月9日")
    assert EN.span(day, date(2026, 11, 15)) == "9–15 November 2026"
    assert EN.span(date(2026, 12, 28), date(2027, 1, 3)) == "28 December 2026 – 3 January 2027"
    assert ZH.span(date(2018, 12, 31), date(2019, 1, 6)) == "2018年12月31日至2019年1月6日"
    assert HANT.span(date(2018, 12, 31), date(2019, 1, 6)) == "2018年12月31日至2019年1月6日"
    assert ZH.span(day, date(2026, 11, 15)) == "2026年11月9日至15日"
    assert ZH.span(date(2026, 11, 30), date(2026, 12, 6)) == "2026年11月30日至12月6日"


def test_lists() -> None:
    assert EN.join(["a", "b", "c"]) == "a, b and c"
    assert EN.join(["VAT and taxation", "Japan"]) == "VAT and taxation, and Japan"
    assert ZH.join(["a", "b", "c"]) == "a、b和c"
    assert (EN.join(["a"]), EN.join([])) == ("a", "")


def test_ratios_and_levels() -> None:
    assert (EN.ratio(3.14), ZH.ratio(12.4), EN.ratio(0.42)) == ("3.1×", "12倍", "0.4×")
    assert (EN.level(2.6), EN.level(0.42), ZH.level(2.6), HANT.level(0.42)) == (
        "2.6 times",
        "42%",
        "2.6倍",
        "42%",
    )


@pytest.mark.parametrize(
    "value, currency, unit, kind, en, zh, hant",
    [
        ("180.2e9", "USD", None, "money", "US$180.2 bn", "1,802亿美元", "1,802億美元"),
        ("120000000", "CNY", None, "money", "CN¥120 m", "1.2亿元人民币", "1.2億元人民幣"),
        ("1.9", "USD", None, "money", "US$1.90", "1.90美元", "1.90美元"),
        ("2", "EUR", None, "money", "€2", "2欧元", "2歐元"),
        ("3.1e12", "TWD", None, "money", "NT$3.1 tn", "3.1万亿新台币", "3.1兆元新台幣"),
        ("1234567890", "USD", None, "money", "≈US$1.235 bn", "≈12.35亿美元", "≈12.35億美元"),
        ("800", "XAU", None, "money", "XAU 800", "800 XAU", "800 XAU"),
        ("13", None, "%", "percent", "13%", "13%", "13%"),
        ("0.75", None, "pp", "pp", "0.75 percentage points", "0.75个百分点", "0.75個百分點"),
        ("2.50", None, None, "multiple", "2.5×", "2.5倍", "2.5倍"),
        ("300000", None, "家", "count", "300,000", "30万家", "30萬家"),
        ("-4", None, None, "count", "-4", "-4", "-4"),
        ("0", None, None, "count", "0", "0", "0"),
    ],
)
def test_amounts(
    value: str, currency: str | None, unit: str | None, kind: str, en: str, zh: str, hant: str
) -> None:
    given = {"currency": currency, "unit": unit, "kind": kind}
    assert [labels.amount(Decimal(value), **given) for labels in (EN, ZH, HANT)] == [en, zh, hant]  # type: ignore[arg-type]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=3))
def test_an_amount_that_was_rounded_says_so(value: Decimal) -> None:
    text = EN.amount(value, currency=None, unit=None, kind="count")
    scale = {"tn": 12, "bn": 9, "m": 6}
    number, _, word = text.removeprefix("≈").partition(" ")
    shown = Decimal(number.replace(",", "")).scaleb(scale.get(word, 0))
    assert (shown == value) == (not text.startswith("≈"))
    assert abs(shown - value) <= abs(value) / 1000


@given(st.text(max_size=700))
def test_foreign_text_is_one_safe_line(text: str) -> None:
    shown = clean(text)
    assert len(shown) <= 160
    assert "\n" not in shown
    assert shown == shown.strip()
    assert not set(shown) & set("\u202e\u202d\u2066\u200b\x00\x1b")


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("de minimis", "De minimis"),
        ("eBay fell", "eBay fell"),
        ("关税", "关税"),
        ("", ""),
        ("VAT", "VAT"),
        ("épargne", "Épargne"),
    ],
)
def test_a_line_begins_with_a_capital_but_a_name_keeps_its_own(text: str, begun: str) -> None:
    assert capital(text) == begun
