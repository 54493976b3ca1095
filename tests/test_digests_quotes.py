"""Quotes that read as news: no dateline, background last, the reader's name for things, one line for one act."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.evidence import best_quote, find_sentences, is_background, lead_quote, read, worth
from digests.frames import build_frames
from digests.items_policy import policy_item
from digests.labels import labels_of
from digests.parts import PolicyLine
from digests.proofs import Proofs
from store.records import Span
from tests.digest_rows import SOURCES, WEEK, ZONE, Rows, mention, policy
from tests.test_digests_digest import digest_of, write
from tests.test_digests_evidence import origin

NEWS = "Sellers will pay 4% more from January, the platform said on Monday."
ZH_NEWS = "平台周一通知卖家，佣金自一月起上调4%，低价商品不受影响。"


def first(text: str) -> str:
    span = find_sentences(text)[0]
    return text[span.start : span.end]


@pytest.mark.parametrize(
    "dateline",
    [
        "BRUSSELS, Nov. 3 (Northline) - ",
        "LONDON (Ledger) — ",
        "NEW YORK — ",
        "HONG KONG, March 12 (Desk) -- ",
    ],
)
def test_an_english_dateline_is_no_part_of_the_sentence(dateline: str) -> None:
    assert first(dateline + NEWS) == NEWS


@pytest.mark.parametrize(
    "dateline",
    ["【本報訊】", "〔記者林某／台北報導〕", "（本报记者 王某）", "跨海商讯11月3日讯 ", "某某社3月12日电，"],
)
def test_a_chinese_dateline_is_no_part_of_the_sentence(dateline: str) -> None:
    assert first(dateline + ZH_NEWS) == ZH_NEWS


@pytest.mark.parametrize(
    "text",
    [
        "UPS - the carrier of parcels - raised its rates by 4% on Monday, it said.",
        "VAT-registered sellers pay nothing more from January, the office said.",
        "【独家】平台上调佣金，一月起执行，卖家已经收到通知。",
        "（更新）平台上调佣金，一月起执行，卖家已经收到通知。",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    whole = first(text)
    assert text.startswith(whole[:3]) or text.startswith("UPS - ")


def test_a_second_paragraph_may_have_its_own_dateline() -> None:
    spans = find_sentences(f"{NEWS}\n【本報訊】{ZH_NEWS}")
    text = f"{NEWS}\n【本報訊】{ZH_NEWS}"
    assert [text[span.start : span.end] for span in spans] == [NEWS, ZH_NEWS]


@given(st.text(alphabet="ABC abc,.-(1)【】讯報記者者3月日\n", max_size=120))
def test_sentences_stay_in_order_inside_the_text_whatever_stands_before_them(text: str) -> None:
    spans = find_sentences(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


BACKGROUND = [
    "For almost a decade the threshold of the country has stood at $800, the highest of all.",
    "Local shops have complained for years that goods from abroad undercut them by the tax.",
    "The company was founded in Nanjing by three sellers of wedding dresses and a programmer.",
    "SHEIN創立於中國，總部設在新加坡，商品銷往約150國，員工逾萬人。",
    "两家平台此前均表示支持简化规则，并在扩大本地备货，没有给出时间。",
]
FRESH = [
    NEWS,
    "On Friday the panel backed the end of the exemption by 18 votes to 3, its chair said.",
    ZH_NEWS,
]


@pytest.mark.parametrize("sentence", BACKGROUND)
def test_background_is_known_by_its_words(sentence: str) -> None:
    assert is_background(read(origin(), sentence), Span(0, len(sentence)))


@pytest.mark.parametrize("sentence", FRESH)
def test_news_is_not_background(sentence: str) -> None:
    assert not is_background(read(origin(), sentence), Span(0, len(sentence)))


def test_a_sentence_whose_figures_are_all_known_is_background() -> None:
    sentence = "Britain has a threshold of 135 pounds and 20% of VAT on everything that is sold there."
    at, other = sentence.index("135"), sentence.index("20%")
    whole = Span(0, len(sentence))
    assert is_background(read(origin(), sentence, [], [at]), whole)
    assert not is_background(read(origin(), sentence, [other], [at]), whole)
    assert not is_background(read(origin(), sentence, [at, other], []), whole)


@pytest.mark.parametrize("sentence", [BACKGROUND[0], BACKGROUND[1], BACKGROUND[2]])
def test_a_lead_of_background_gives_way_to_the_news_behind_it(sentence: str) -> None:
    found = lead_quote(read(origin(), f"{sentence} {NEWS}"))
    assert found is not None
    assert found.quote == NEWS


def test_background_is_quoted_where_there_is_nothing_else() -> None:
    found = lead_quote(read(origin(), BACKGROUND[0]))
    assert found is not None
    assert found.quote == BACKGROUND[0]


def test_worth_falls_with_the_place_and_rises_with_figures() -> None:
    text = " ".join(f"The platform wrote to sellers a letter of {n} pages on Monday." for n in (3, 4, 5, 6))
    plain = read(origin(), text)
    ranked = [worth(plain, span) for span in plain.sentences]
    assert ranked == sorted(ranked, reverse=True)
    told = read(origin(), text, [text.index("6 pages")])
    assert worth(told, told.sentences[3]) > worth(plain, plain.sentences[3])
    assert worth(plain, Span(len(text) + 5, len(text) + 6)) < -10


def test_the_best_quote_about_a_name_is_not_its_history() -> None:
    text = f"Orbita has long charged sellers 4% on every parcel it carries abroad. {NEWS} Orbita raises its fee by 2% in May, it said."
    spans = [Span(at, at + 6) for at in range(len(text)) if text.startswith("Orbita", at)]
    found = best_quote(read(origin(), text, [text.index("4%"), text.index("2%")]), spans)
    assert found is not None
    assert found.quote == "Orbita raises its fee by 2% in May, it said."


# --- names ---------------------------------------------------------------------------------------------------

LEXICON = {"temu": {"en": "Temu", "zh-Hans": "多多跨境", "zh-Hant": "拼多多跨境"}}


def named(quotes: list[str], source: int) -> tuple[str, str, str]:
    rows = Rows(3)
    for quote in quotes:
        number = write(rows, source, f"{quote} told its sellers on Monday what the fee will be.", who="shein")
        rows.tables["mentions"].append(mention(number, 0, quote, "temu", in_title=False))
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    name = Proofs(frames, rows.read, LEXICON).name("entity:temu")
    return name.en, name.zh_hans, name.zh_hant


def test_a_name_that_chinese_articles_write_in_latin_is_shown_so() -> None:
    assert named(["Temu", "Temu", "多多跨境"], 4) == ("Temu", "Temu", "拼多多跨境")
    assert named(["Temu"], 7) == ("Temu", "多多跨境", "Temu")


def test_a_name_that_chinese_articles_write_in_chinese_stays_chinese() -> None:
    assert named(["多多跨境", "多多跨境", "Temu"], 4)[1] == "多多跨境"
    assert named(["Temu", "Temu"], 0) == ("Temu", "多多跨境", "拼多多跨境")


# --- one line for one act ------------------------------------------------------------------------------------

EN = "Poland will charge a fee of 2 euros on small parcels from 1 January 2027, its customs office said."
ZH = "波兰海关宣布，自2027年1月1日起对小额包裹每件收取2欧元处理费，由平台缴纳。"


def calendar(*told: dict[str, object]) -> tuple[PolicyLine, ...]:
    rows = Rows(3)
    for row in told:
        source = int(str(row.pop("in_source")))
        text = EN if SOURCES[source][3] == "en" else ZH
        number = write(rows, source, text)
        fields = {"effective_on": "2027-01-01", "scope": json.dumps(["low-value-parcels", "handling-fee"])}
        rows.tables["policies"].append(policy(number, 0, text, **(fields | row)))
    return digest_of(rows.build(), rows.read).policy


def test_an_act_told_in_two_languages_is_one_line_with_a_quote_of_each() -> None:
    lines = calendar({"in_source": 0, "jurisdiction": "PL"}, {"in_source": 4, "jurisdiction": "PL"})
    assert len(lines) == 1
    assert {item.lang for item in lines[0].evidence} == {"en", "zh-Hans"}
    assert [lang for lang, _ in lines[0].titles] == ["en", "zh-Hans"]


@pytest.mark.parametrize(
    "other",
    [
        {"jurisdiction": "RO"},
        {"scope": '["income-tax"]'},
        {"jurisdiction": "PL", "scope": "not json"},
        {"jurisdiction": None},
        {"doc_number": "C-2/27"},
    ],
)
def test_acts_of_other_countries_scopes_or_numbers_stay_apart(other: dict[str, object]) -> None:
    mine: dict[str, object] = {"in_source": 0, "jurisdiction": "PL"}
    if "doc_number" in other:
        mine |= {"doc_number": "C-1/27"}
    assert len(calendar(mine, {"in_source": 4, "jurisdiction": "PL"} | other)) == 2


def test_the_headline_is_in_the_language_of_the_reader() -> None:
    line = calendar({"in_source": 0, "jurisdiction": "PL"}, {"in_source": 4, "jurisdiction": "PL"})[0]
    english, chinese, traditional = (
        policy_item(labels_of(lang), line).lead for lang in ("en", "zh", "zh-Hant")
    )
    titles = dict(line.titles)
    assert english.endswith(titles["en"])
    assert chinese.endswith(titles["zh-Hans"])
    assert traditional.endswith(titles["zh-Hans"])


def test_what_is_only_proposed_would_take_effect() -> None:
    adopted = calendar({"in_source": 0, "jurisdiction": "PL", "action": "adopted"})[0]
    wished = EN.replace("will charge", "should charge")
    quote = replace(adopted.evidence[0], quote=wished)
    proposed = replace(adopted, evidence=(quote,))
    assert "would take effect" in policy_item(labels_of("en"), proposed).lead
    assert "拟生效" in policy_item(labels_of("zh"), proposed).lead
    assert "· takes effect ·" in policy_item(labels_of("en"), adopted).lead


def test_no_tone_is_stated_when_hardly_anybody_takes_a_side() -> None:
    rows = Rows(3)
    for number in range(6):
        write(rows, number, f"Amazon wrote {number} letters to its sellers on Monday, it told this paper.")
    neutral = [
        row
        | {"sent_start": 0, "sent_end": 10, "id": "amazon", "polarity": 0, "score": 0.0, "evidence": "[]"}
        | {"past": 0}
        for row in ({"article_id": article} for article in rows.texts)
    ]
    rows.tables["sentiments"] += neutral
    assert digest_of(rows.build(), rows.read).tone == ()
    for row in neutral[:2]:
        row |= {"polarity": 1, "score": 0.6}
    assert digest_of(rows.build(), rows.read).tone == ()
    neutral[2] |= {"polarity": -1, "score": -0.6}
    assert [line.stories for line in digest_of(rows.build(), rows.read).tone] == [6]
    neutral[2] |= {"past": 1}
    assert digest_of(rows.build(), rows.read).tone == ()


def test_the_tone_is_quoted_where_the_name_is_the_subject_and_never_of_the_past() -> None:
    rows = Rows(3)
    said = (
        ("Amazon gained eleven thousand sellers in Spain over the week, it told this paper.", 0.9, 1),
        ("In Spain the sellers gained by the week eleven thousand parcels over Amazon there.", 0.9, 0),
        ("Amazon gained two thousand sellers in Poland over the week, it told this paper.", 0.4, 0),
        ("Amazon gained three thousand sellers in Italy over the week, it told this paper.", 0.7, 0),
        ("Amazon met its sellers in Malta over the week, and it told this paper.", 0.0, 0),
    )
    for number, (sentence, score, past) in enumerate(said):
        article = write(rows, number, sentence)
        start = rows.texts[article].index(sentence)
        at = start + max(sentence.find("gained"), 0)
        rows.tables["sentiments"].append(
            {"article_id": article, "sent_start": start, "sent_end": start + len(sentence), "id": "amazon"}
            | {"polarity": int(score > 0), "score": score, "past": past}
            | {"evidence": json.dumps([{"start": at, "end": at + 6, "quote": "gained"}])}
        )
    (line,) = digest_of(rows.build(), rows.read).tone
    assert (line.stories, line.favourable) == (5, 3)
    assert line.evidence[0].quote == said[3][0]
    assert said[0][0] not in {item.quote for item in line.evidence}


def test_a_number_is_the_same_in_both_scripts() -> None:
    told: list[dict[str, object]] = [
        {"in_source": source, "jurisdiction": "CN", "scope": "[]", "doc_number": number}
        for source, number in ((4, "2026年第19号公告"), (7, "2026年第19號公告"), (5, "2026年第20号公告"))
    ]
    assert len(calendar(*told)) == 2


@pytest.mark.parametrize(
    "ahead, shown", [("依据《", False), ("根據《", False), ("通过《", True), ("公布《", True)]
)
def test_an_act_that_something_is_done_under_does_not_name_the_line(ahead: str, shown: bool) -> None:
    rows = Rows(3)
    text = f"监管机构{ahead}平台责任法》，要求平台自2027年1月1日起每季报送卖家名单。"
    number = write(rows, 4, text)
    rows.tables["policies"].append(
        policy(number, 0, text, effective_on="2027-01-01", instrument="平台责任法")
    )
    (line,) = digest_of(rows.build(), rows.read).policy
    assert line.instrument == ("平台责任法" if shown else None)
