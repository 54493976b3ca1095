"""A story's summary: its articles' own sentences, never an advert, a heading, a row of a table or a credit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.choosing import Question, Retelling, build_summary
from digests.evidence import Origin, read
from digests.frames import build_frames
from digests.furniture import is_credit, read_lines, sells
from digests.items import story_item
from digests.labels import labels_of
from digests.proofs import Proofs
from digests.sections import build_top
from digests.summary import Copy, cosine, find_candidates, grams, summarise
from nlp.script import fold
from store.records import Span
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows
from tests.summary_gold import copy_of, load_gold

GOLD = load_gold()


def copy(
    text: str, *, house: str = "a", title: str = "", focus: str = "", lang: str = "en", number: int = 1
) -> Copy:
    origin = Origin(
        article_id=number, url=f"https://{house}.example/{number}", source=house, house=house, lang=lang,
        published_on=date(2026, 11, 12),
    )  # fmt: skip
    spans, at = [], text.find(focus) if focus else -1
    while at >= 0:
        spans.append(Span(at, at + len(focus)))
        at = text.find(focus, at + 1)
    return Copy(reading=read(origin, text), title=title, focus=tuple(spans))


@pytest.mark.parametrize("kinds", [True, False], ids=["kinds of lines known", "not known"])
def test_the_gold_of_three_scripts(kinds: bool) -> None:
    """Marked before anything was run on it: 97 % of chosen sentences may stand, and nothing else than prose is chosen."""
    assert len(GOLD) >= 30
    assert {gold.lang for gold in GOLD} == {"en", "zh-Hans", "zh-Hant"}
    marks: Counter[str] = Counter()
    for gold in GOLD:
        for item in summarise([copy_of(gold, kinds=kinds)], limit=2, fill=True, fold=fold):
            assert gold.text[item.start : item.end] == item.quote
            marks[gold.mark_of(item.start, item.end)] += 1
    assert set(marks) <= {"+", "-"}
    assert sum(marks.values()) >= 60
    assert marks["+"] / sum(marks.values()) >= 0.93


def test_one_sentence_a_house_and_the_earliest_house_first() -> None:
    text = "Temu will raise its fee to 12% on 1 December. Sellers in Spain pay 9% from the same day. The rest stays."
    other = "A notice seen by this paper puts the new fee of Temu at 12%. Fines of up to 500 euros await late sellers."
    found = summarise([copy(text, focus="Temu"), copy(other, house="b", focus="Temu", number=2)], limit=3)
    assert [item.house for item in found] == ["a", "b"]
    assert "12% on 1 December" in found[0].quote


def test_a_reprint_adds_nothing_but_another_sentence() -> None:
    text = "Temu will raise its fee to 12% on 1 December. Sellers in Spain pay 9% from the same day, it said on Monday."
    found = summarise([copy(text), copy(text, house="b", number=2)], limit=3)
    assert len({item.quote for item in found}) == len(found) == 2


def test_the_other_script_says_the_same() -> None:
    simplified = copy("欧盟周二提案，对小包裹每件收取2欧元处理费，由平台缴纳。", lang="zh-Hans")
    traditional = copy(
        "歐盟週二提案，對小包裹每件收取2歐元處理費，由平臺繳納。", house="b", lang="zh-Hant", number=2
    )
    assert len(summarise([simplified, traditional], fold=fold)) == 1


def test_what_is_asked_for_is_told() -> None:
    text = (
        "Freight rates rose 9% on Monday to $2,100 a box, the exchange said. Ships wait off Ningbo.\n"
        "In Poznan, Shein hired 640 people for its returns hub on Friday."
    )
    (found,) = summarise([copy(text, title="Rates rise", focus="Shein")], limit=1)
    assert "Shein" in found.quote
    (general,) = summarise([copy(text, title="Freight rates rise 9%")], limit=1)
    assert "Freight" in general.quote


@pytest.mark.parametrize(
    "line",
    ["Sign up for our newsletter.", "Ship smarter: start your free trial now.", "扫码添加客服，领取优惠券。", "立即加入LINE好友，領取8折優惠。",
     "點擊下方連結看更多。", "本文由海外仓联盟赞助播出。", "© 2026 Oder Review. All rights reserved."],
)  # fmt: skip
def test_adverts_speak_to_the_reader(line: str) -> None:
    assert sells(line)


@pytest.mark.parametrize(
    "line",
    ["Sellers paid an average of $0.27 for a click on the site in September.", "“You can wait for years,” said Piotr Lem, who runs the hub.",
     "海关总署周三发布公告，对跨境包裹加征处理费。", "平台向卖家发放5亿元补贴。", "Temu told sellers to register for VAT by 1 March.",
     "Subscribers to the service number 3 million, and ads made up 12% of revenue."],
)  # fmt: skip
def test_reports_do_not(line: str) -> None:
    assert not sells(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Marta Oyarzun, staff reporter",
        "Photo: a sorting line",
        "記者林知遠／台北報導",
        "责任编辑：宋以宁",
        "▲高雄港第七貨櫃中心。",
    ],
)
def test_credits(line: str) -> None:
    assert is_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Friday, Temu will have moved all of its parcels to bonded warehouses in Poland.",
        "记者从海关获悉，前十月进出口增长6%。",
        "来源地证明须在12月1日前补交。",
    ],
)
def test_no_credits(line: str) -> None:
    assert not is_credit(line)


def test_behind_about_us_nothing_is_report() -> None:
    text = "Temu raised its fee to 12%.\nAbout us\nHantong ships 80,000 parcels a day."
    lines = read_lines(text)
    assert lines.tells(Span(0, 5))
    assert not lines.tells(Span(text.index("Hantong"), text.index("Hantong") + 3))


def test_the_same_copies_give_the_same_summary() -> None:
    copies = [copy_of(gold) for gold in GOLD[:4]]
    copies = [
        replace(item, reading=replace(item.reading, origin=replace(item.reading.origin, house=str(at))))
        for at, item in enumerate(copies)
    ]
    assert summarise(copies, fold=fold) == summarise(copies, fold=fold)


def test_grams_of_both_scripts() -> None:
    assert dict(grams("小额豁免")) == {"小额": 1, "额豁": 1, "豁免": 1}
    assert cosine(grams("tariff"), grams("tariffs")) > 0.8
    assert cosine(grams(""), grams("tariff")) == 0.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600), st.text(max_size=60))
def test_whatever_a_page_holds_quotes_stand_in_it(text: str, title: str) -> None:
    for item in summarise([copy(text, title=title)], fill=True, fold=fold):
        assert text[item.start : item.end] == item.quote != ""


class Fixed:
    """A chooser that answers the same whatever it is asked."""

    model = "test/fixed"

    def __init__(self, answer: tuple[int, ...] | None) -> None:
        self.answer, self.asked = answer, list[Question]()

    def __call__(self, question: Question) -> tuple[int, ...] | None:
        self.asked.append(question)
        return self.answer


def test_a_model_may_choose_and_order() -> None:
    candidates = find_candidates([copy_of(GOLD[0])], fold=fold)
    chooser = Fixed((2, 1))
    made = build_summary(candidates, headline="Temu", limit=2, fill=True, chooser=chooser)
    assert made.chosen_by == "test/fixed"
    assert [item.quote for item in made.evidence] == [
        candidates[1].evidence.quote,
        candidates[0].evidence.quote,
    ]
    assert chooser.asked[0].spans == tuple(item.evidence.quote for item in candidates)


@pytest.mark.parametrize("answer", [None, (), (0,), (99,), (1, 1), (1, 2, 3), (-1, 1)])
def test_what_is_no_choice_is_dropped(answer: tuple[int, ...] | None) -> None:
    candidates = find_candidates([copy_of(GOLD[0])], fold=fold)
    plain = build_summary(candidates, headline="Temu", limit=2, fill=True)
    assert build_summary(candidates, headline="Temu", limit=2, fill=True, chooser=Fixed(answer)) == plain
    assert plain.chosen_by == ""


def test_a_model_cannot_take_two_sentences_of_one_house() -> None:
    candidates = find_candidates([copy_of(GOLD[0])], fold=fold)
    made = build_summary(candidates, headline="Temu", limit=2, chooser=Fixed((1, 2)))
    assert made.chosen_by == ""
    assert len(made.evidence) == 1


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Quotes chosen by test/fixed."),
        ("zh", "引文由test/fixed挑选。"),
        ("zh-Hant", "引文由test/fixed挑選。"),
    ],
)
def test_the_digest_says_who_chose(lang: str, said: str) -> None:
    rows = Rows(3)
    rows.weeks(2)
    root = rows.article(WEEK, SOURCES[0], "fees-and-pricing", "temu", story="s-1")
    rows.article(WEEK, SOURCES[1], "fees-and-pricing", "temu", story="s-1", copy_of=root)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    proofs = Proofs(frames, rows.read, NAMES)
    (plain,) = build_top(frames, proofs)
    proofs.retelling = Retelling(fold=fold, chooser=Fixed((2,)))
    (line,) = build_top(frames, proofs)
    assert (plain.chosen_by, line.chosen_by) == ("", "test/fixed")
    assert len(plain.evidence) == 2
    assert {item.house for item in plain.evidence} == {"harbour", "parcel"}
    assert story_item(labels_of(lang), line).body[-1] == said
    assert said not in story_item(labels_of(lang), plain).body
