"""What a page changes by itself is no revision; whatever a reader would call a change is one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sameness import essence, same_headline, same_text, shares_text

BODY = "The port of Rotterdam raised its storage fee to 12 euros a day.\nShippers had asked for a delay."
ZH = "鹿特丹港把堆存费提高到每天12欧元。\n托运人曾要求推迟。"

SAME = {
    "a space more": ("Fees  rose .", "Fees rose ."),
    "a hard space": ("Fees\u00a0rose.", "Fees rose."),
    "line breaks": ("Fees rose.\nAgain.", "Fees rose.\n\nAgain."),
    "paragraphs joined": ("Fees rose.\nAgain.", "Fees rose. Again."),
    "paragraphs joined in Chinese": ("费用上涨。\n再次上涨。", "费用上涨。再次上涨。"),
    "an ideographic space": ("\u3000\u3000费用上涨。", "费用上涨。"),
    "zero width": ("Fees\u200b rose.\ufeff", "Fees rose."),
    "soft hyphens": ("ware\u00adhouse fees", "warehouse fees"),
    "composed and decomposed": ("cafe\u0301 fees", "caf\u00e9 fees"),
    "quotation marks": ("“Fees” rose, it’s said.", '"Fees" rose, it\'s said.'),
    "corner brackets and dashes": ("「费用」上涨—很多", '"费用"上涨-很多'),
}


@pytest.mark.parametrize("name", SAME)
def test_marks_and_spaces_are_no_change(name: str) -> None:
    assert same_text(*SAME[name])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1,234 views", "5,678 views"),
        ("12 comments", "1 comment"),
        ("Comments (12)", "Comments (40)"),
        ("Views: 1.2k", "Views: 13k"),
        ("3 people are reading this now", "71 people reading this"),
        ("Updated 5 minutes ago", "Updated 2 hours ago"),
        ("Last updated: 3 days ago", "Last updated: just now"),
        ("Last updated on 9 November 2026", "Last updated on 10 November 2026"),
        (
            "Last updated on November 9, 2026 at 10:15 AM GMT",
            "Last updated on November 9, 2026 at 11:00 AM GMT",
        ),
        ("Updated 2026-11-09 10:15", "Updated 2026-11-10 09:00"),
        ("an hour ago", "3 hours ago"),
        ("阅读 1234", "阅读 10万+"),
        ("阅读(1234)", "阅读(1300)"),
        ("3.4万 次阅读", "3.6万 次阅读"),
        ("浏览量：56", "浏览量：78"),
        ("评论 3", "评论 44"),
        ("閱讀數 210", "閱讀數 222"),
        ("更新于3分钟前", "更新于1小时前"),
        ("5分钟前更新", "2小时前更新"),
        ("最后更新：2026-11-09 10:15", "最后更新：2026年11月10日 08:00"),
        ("最後更新時間：2026-11-09 10:15:30", "最後更新時間：2026-11-09 11:15:30"),
        ("10分鐘前", "3小時前"),
        ("By Lin Wei | Updated 3 minutes ago | 120 views", "By Lin Wei | Updated 9 minutes ago | 340 views"),
        ("来源：港口日报  阅读 12", "来源：港口日报  阅读 990"),
        ("Port Daily · 5 min ago", "Port Daily · 2 hours ago"),
    ],
)
@pytest.mark.parametrize("body", [BODY, ZH])
def test_a_counter_or_the_age_of_the_page_is_no_change(body: str, old: str, new: str) -> None:
    assert same_text(f"{body}\n{old}", f"{body}\n{new}")
    assert same_text(f"{old}\n{body}", f"{new}\n{body}")
    assert same_text(body, f"{body}\n{new}") or "|" in new or "·" in new or "来源" in new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The fee is 12 euros.", "The fee is 13 euros."),
        ("Sales rose 4.5%.", "Sales rose 4.6%."),
        ("12 comments were filed with the agency.", "14 comments were filed with the agency."),
        ("The video drew 3 million views.", "The video drew 4 million views."),
        ("销售额增长12%。", "销售额增长21%。"),
        ("该视频播放量达到300万次。", "该视频播放量达到400万次。"),
        ("规则更新于2025年。", "规则更新于2026年。"),
        ("Updated guidance: importers pay 10%.", "Updated guidance: importers pay 15%."),
        (
            "The rule was updated 5 minutes ago by the agency.",
            "The rule was updated 2 hours ago by the agency.",
        ),
        ("Correction: the name is Lin.", "Correction: the name is Ling."),
        ("Temu fined", "Temu not fined"),
        ("Amazon, Temu", "Temu, Amazon"),
        ("fees rose", "Fees rose"),
        ("1. Tariffs\n2. Fees", "1. Tariffs\n3. Fees"),
        ("Revenue | 120", "Revenue | 130"),
        ("2026-11-09", "2026-11-10"),
        ("12 euros", "13 euros"),
        ("150 million shares outstanding", "160 million shares outstanding"),
    ],
)
def test_what_a_reader_would_call_a_change_is_one(old: str, new: str) -> None:
    assert not same_text(f"{BODY}\n{old}", f"{BODY}\n{new}")
    assert not same_text(f"{ZH}\n{old}", f"{ZH}\n{new}")
    assert not same_text(BODY, f"{BODY}\n{new}")


def test_a_long_line_is_a_sentence_whatever_it_begins_with() -> None:
    line = "Updated 5 minutes ago " + "and then the ministry published a list of goods " * 3
    assert essence(line) == " ".join(line.split())


@given(st.text(max_size=300))
def test_a_text_is_the_same_as_itself_and_as_its_essence(text: str) -> None:
    assert same_text(text, text)
    assert same_text(text, text.replace("\n", "\n\n") + " \n")


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.text("0123456789", min_size=1, max_size=4))
def test_another_number_in_a_sentence_is_always_seen(text: str, digits: str) -> None:
    sentence = f"The agency said that {digits} importers and no one else would have to pay it by the end of the year."
    other = sentence.replace(f" {digits} ", f" {digits}1 ")
    assert not same_text(f"{text}\n{sentence}", f"{text}\n{other}")


@pytest.mark.parametrize(
    "hostile",
    [
        " " * 300_000,
        "|" * 300_000,
        "\n".join(["1 2 3 4 5 6 7 8 9 " * 4] * 20_000),
        "\n".join(["updated at " + "1" * 60] * 20_000),
        "(" * 79 + "\n" + "1:1:1:1:" * 50_000,
        "\u200b" * 500_000,
    ],
)
def test_hostile_texts_are_compared_in_linear_time(hostile: str) -> None:
    began = time.process_time()
    assert not same_text(hostile, hostile + "\nA word.")
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quay opens for parcels", "Quay Opens for Parcels"),
        ("Quay opens for parcels", "Quay opens for parcels | Harbour Times"),
        ("Quay opens for parcels - Harbour Times", "Quay opens for parcels"),
        ("Quay opens for parcels", "Harbour Times | Quay opens for parcels"),
        ("Quay opens for parcels…", "Quay opens for parcels from Tuesday on"),
        ("Quay opens, for parcels!", "Quay opens for parcels"),
        ("“Quay” opens", '"Quay" opens'),
        ("包裹新码头启用", "包裹新码头启用_港口时报"),
        ("包裹新码头启用：首日五十船", "包裹新码头启用:首日五十船"),
        ("包裹新碼頭啟用（圖）", "包裹新碼頭啟用(圖)"),
    ],
)
def test_a_headline_that_says_the_same(old: str, new: str) -> None:
    assert same_headline(old, new)
    assert same_headline(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Fees rise 1.5% in May", "Fees rise 15% in May"),
        ("Fees rise 3% in May", "Fees rise 4% in May"),
        ("Fees rise in May", "Fees fall in May"),
        ("Margin of +3% expected", "Margin of -3% expected"),
        ("Quay opens", "Quay opens late, and half empty"),
        ("包裹新码头启用", "包裹新码头停用"),
        ("关税上调至25%", "关税上调至2.5%"),
        ("Fees", "Fees…"[:4] + " double"),
    ],
)
def test_a_headline_that_says_something_else(old: str, new: str) -> None:
    assert not same_headline(old, new)
    assert not same_headline(new, old)


@given(st.text(max_size=60), st.text(max_size=60))
def test_headlines_are_compared_the_same_both_ways(old: str, new: str) -> None:
    assert same_headline(old, old)
    assert same_headline(old, new) is same_headline(new, old)


def test_versions_have_passages_in_common_and_other_articles_have_not() -> None:
    quay = "The port of Elm opened a quay for parcels on Monday. Customs officers expect fifty ships a week."
    court = (
        "A court in Lisbon ruled that marketplaces owe tax on imports. Sellers have until March to register."
    )
    foot = "\nAll rights reserved."
    assert shares_text(quay, quay.replace("fifty", "sixty"))
    assert shares_text(quay, f"{quay}\n{court}")  # a report that is carried on
    assert not shares_text(quay + foot, court + foot)
    assert shares_text("One.", "Two.")  # who can tell
