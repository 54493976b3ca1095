from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.evidence import (
    Origin,
    best_quote,
    clip,
    find_sentences,
    lead_quote,
    one_per_house,
    one_per_language,
    quotable,
    quote_around,
    read,
    says,
    width,
)
from store.records import Span

DAY = date(2026, 11, 9)


def origin(house: str = "harbour", lang: str = "en", number: int = 1) -> Origin:
    return Origin(
        article_id=number,
        url="https://harbour.example/1",
        source="Harbour Ledger",
        house=house,
        lang=lang,
        published_on=DAY,
    )


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_sentences(text)]


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("Parcels wait. Brokers do not!", ["Parcels wait.", "Brokers do not!"]),
        ("包裹在等。报关行不等！真的吗？", ["包裹在等。", "报关行不等！", "真的吗？"]),
        ("他说：“先等等。”然后走了。", ["他说：“先等等。”", "然后走了。"]),
        ("He said “wait.” Then he left.", ["He said “wait.”", "Then he left."]),
        ("Fees rose 3.5% at Orbita Inc. in May.", ["Fees rose 3.5% at Orbita Inc. in May."]),
        ("The U.S. office of J. Weaver, No. 4, replied.", ["The U.S. office of J. Weaver, No. 4, replied."]),
        ("Headline without an end\nThe first sentence.", ["Headline without an end", "The first sentence."]),
        ("  \n\n  \n", []),
        ("", []),
        ("费用上调3.5%。明年生效。", ["费用上调3.5%。", "明年生效。"]),
    ],
)
def test_sentences_are_cut(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@given(st.text(alphabet=st.sampled_from("ab。.!？\n ”,，3|"), max_size=300))
def test_sentences_cover_the_text_in_order_without_overlap(text: str) -> None:
    spans = find_sentences(text)
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        assert not text[position : span.start].strip()
        position = span.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "hostile",
    [
        "." * 200_000,
        "。" * 200_000,
        "Mr. " * 60_000,
        "a.b." * 60_000,
        "“" * 200_000,
        "\n" * 200_000,
        "，" * 200_000,
    ],
)
def test_hostile_texts_take_no_longer_than_their_length(hostile: str) -> None:
    began = time.process_time()
    spans = find_sentences(hostile)
    clip(hostile, Span(0, len(hostile)), Span(100, 101))
    assert time.process_time() - began < 5
    assert all(span.end <= len(hostile) for span in spans)


@pytest.mark.parametrize(
    "quote, may",
    [
        ("The fee rises in January.", True),
        ("费用将在一月上调。", True),
        ("他说：“费用将上调。”", True),
        ("A heading without an end", False),
        ("Fee | 3% | 4%.", False),
        ("Turned \u202e round.", False),
        ("Hidden\u200b mark.", False),
        ("Null\x00 byte.", False),
        ("Lone \ud800 half.", False),
    ],
)
def test_only_sentences_that_can_stand_alone_are_quoted(quote: str, may: bool) -> None:
    assert quotable(quote) is may


def test_width_counts_chinese_double() -> None:
    assert width("Temu") == 4
    assert width("关税") == 4
    assert width("Temu关税，") == 10


def test_a_quote_is_the_sentence_around_its_focus() -> None:
    text = "Brokers were not surprised by it. Orbita told sellers that the fee rises by 4% in January. Nobody asked why."
    at = text.index("4%")
    evidence = quote_around(read(origin(), text), Span(at, at + 2))
    assert evidence is not None
    assert evidence.quote == "Orbita told sellers that the fee rises by 4% in January."
    assert text[evidence.start : evidence.end] == evidence.quote
    assert not evidence.cut_before
    assert not evidence.cut_after
    assert len(evidence.text_sha256) == 64


def test_a_long_sentence_is_cut_at_its_clauses_and_says_so() -> None:
    clauses = [
        f"the {n}th carrier on the route between the two ports said that it would wait for guidance"
        for n in range(1, 12)
    ]
    text = ", ".join(clauses) + "."
    at = text.index("6th")
    evidence = quote_around(read(origin(), text), Span(at, at + 3))
    assert evidence is not None
    assert "6th" in evidence.quote
    assert width(evidence.quote) <= 300
    assert evidence.cut_before
    assert evidence.cut_after
    assert text[evidence.start : evidence.end] == evidence.quote
    assert not evidence.quote.endswith(",")


def test_a_clause_that_is_itself_too_long_is_not_quoted() -> None:
    text = "word " * 100 + "end."
    assert quote_around(read(origin(), text), Span(10, 14)) is None


@given(
    st.lists(
        st.sampled_from(["运费上涨", "卖家观望", "包裹积压", "Temu", "仓库", "a fee of 3%"]),
        min_size=1,
        max_size=120,
    ),
    st.data(),
)
def test_whatever_is_quoted_stands_in_the_text(words: list[str], data: st.DataObject) -> None:
    text = "".join(word + data.draw(st.sampled_from(["，", "。", ", ", ". ", "\n", "、"])) for word in words)
    at = data.draw(st.integers(0, len(text) - 1))
    evidence = quote_around(read(origin(), text), Span(at, at + 1))
    if evidence is not None:
        assert text[evidence.start : evidence.end] == evidence.quote
        assert evidence.start <= at < evidence.end
        assert width(evidence.quote) <= 300


def test_sentences_with_figures_come_before_those_without() -> None:
    text = "Sellers on Orbita have been waiting for the notice. Orbita raises its storage fee by 4% in January. Orbita did not comment on the matter."
    focuses = [Span(at, at + 6) for at in range(len(text)) if text.startswith("Orbita", at)]
    plain = best_quote(read(origin(), text), focuses)
    told = best_quote(read(origin(), text, [text.index("4%")]), focuses)
    assert plain is not None
    assert told is not None
    assert plain.quote.startswith("Sellers on Orbita")
    assert told.quote.startswith("Orbita raises")


def test_a_focus_in_no_sentence_is_no_quote() -> None:
    reading = read(origin(), "  Parcels wait for the broker to come back from lunch.  ")
    assert best_quote(reading, [Span(0, 1)]) is None
    assert quote_around(reading, Span(54, 99)) is None
    assert best_quote(reading, []) is None


def test_a_lead_passes_over_headings_and_tables() -> None:
    text = (
        "Storage fees\nJan | 3% | 4%.\nOrbita told its sellers on Monday that storage fees will rise.\nMore."
    )
    lead = lead_quote(read(origin(), text))
    assert lead is not None
    assert lead.quote.startswith("Orbita told")
    assert lead_quote(read(origin(), "No end\n" * 20)) is None


def test_a_stale_row_proves_nothing() -> None:
    text = "Orbita raises its fee."
    assert says(text, {"start": 0, "end": 6, "quote": "Orbita"}) == Span(0, 6)
    for row in (
        {"start": 1, "end": 7, "quote": "Orbita"},
        {"start": 0, "end": 6, "quote": "Amazon"},
        {"start": -6, "end": 6, "quote": "Orbita"},
        {"start": 6, "end": 6, "quote": ""},
        {"start": 0, "end": 600, "quote": text},
    ):
        assert says(text, row) is None


def quote_of(house: str, lang: str, text: str):
    return lead_quote(read(origin(house, lang), text))


def test_one_quote_a_house_and_none_twice() -> None:
    a = quote_of("a", "en", "Orbita raises its storage fee by four per cent in January.")
    again = quote_of("a", "en", "Orbita will also close a depot in the north of the country.")
    same = quote_of("b", "en", "Orbita raises its storage fee by four per cent in January.")
    other = quote_of("c", "en", "Brokers expect the storage fee to rise again before the summer.")
    assert one_per_house([None, a, again, same, other], 3) == (a, other)
    assert one_per_house([a, other], 1) == (a,)


def test_quotes_are_kept_for_readers_of_both_languages() -> None:
    en = [
        quote_of(f"e{n}", "en", f"Orbita raises its storage fee by {n} per cent in January.")
        for n in range(3)
    ]
    zh = [
        quote_of(f"z{n}", "zh-Hant", f"奧比塔公告，明年一月起倉儲費上調{n}%，適用所有賣家。")
        for n in range(3)
    ]
    assert one_per_language([*en, *zh], 2) == (zh[0], zh[1], en[0], en[1])


def test_an_advert_with_a_figure_is_quoted_after_a_report_without_one() -> None:
    text = (
        "Harbour Street opened a hub for returns near Wroclaw, and Temu is its first customer there.\n"
        "Sell more on Temu: sign up today and get your listings at 20% off for the first month.\n"
    )
    places = [text.index("Temu"), text.rindex("Temu")]
    reading = read(origin(), text, figures=[text.index("20%")])
    assert reading.aside == {1}
    best = best_quote(reading, [Span(at, at + 4) for at in places])
    assert best is not None
    assert best.quote.startswith("Harbour Street")
    only = best_quote(reading, [Span(places[1], places[1] + 4)])
    assert only is not None  # where nothing else names it, the digest still can be checked against it


def test_a_stored_caption_is_no_lead() -> None:
    text = "A crane lifts the first box off the ship at dawn on Monday.\nTemu moved its parcels to bonded warehouses in Poland."
    reading = read(origin(), text, kinds=[(0, "caption"), (text.index("Temu"), "paragraph")])
    found = lead_quote(reading)
    assert found is not None
    assert found.quote.startswith("Temu")
