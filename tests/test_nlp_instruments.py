"""Joining of policy events into instruments: labelled pairs, numbers, and what no order of arrival may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.instrument_ids import build_instruments
from nlp.instrument_numbers import read_number
from nlp.instrument_stages import differing, official_beside, replaced_days
from store.policy_records import PolicyEvent
from tests.instrument_cases import FILES, cases, judged, laws, partition

# --- labelled pairs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "floor"), list(zip(FILES, (0.95, 0.8), strict=True)))
def test_acts_are_kept_apart_and_nearly_all_of_one_act_come_together(file: str, floor: float) -> None:
    rows = list(judged(file))
    joined = [row for row in rows if row[4]]
    same = [row for row in rows if row[3]]
    wrong = [row[:3] for row in joined if not row[3]]
    assert not wrong
    assert sum(1 for row in same if row[4]) / len(same) >= floor


def test_all_cases_in_one_store_are_what_they_are_alone() -> None:
    """The cases of a country do not get in each other's way: nothing is joined across two of them."""
    events = [event for _, given_events, _ in cases() for event in given_events]
    _, links = build_instruments(events, laws(), {})
    case_of: dict[str, set[int]] = {}
    for link in links:
        case_of.setdefault(link.instrument_id, set()).add(link.article_id // 100)
    assert [name for name, places in case_of.items() if len(places) > 1] == []


# --- order ---------------------------------------------------------------------------------------------------


def _groups(events: Sequence[PolicyEvent]) -> set[frozenset[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for key, name in partition(events).items():
        found.setdefault(name, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


_DAYS = st.sampled_from([None, "2026-07-01", "2026-07-13", "2026-07", "2026-08-20"])
_EVENTS = st.builds(
    PolicyEvent,
    article_id=st.just(0),
    n=st.just(0),
    url=st.just(""),
    published=st.sampled_from(["2026-05-01", "2026-05-02", "2026-06-30", "2027-01-01", "2028-01-01"]),
    official=st.booleans(),
    instrument=st.sampled_from([None, "Parcel Hubs Regulation", "数字服务法", "EU VAT", "包裹透明办法"]),
    kind=st.sampled_from([None, "law", "tariff", "case"]),
    doc_number=st.sampled_from([None, "(EU) 2026/11", "(EU) 2026/12", "COM(2026) 5"]),
    jurisdiction=st.just("EU"),
    authority=st.sampled_from([None, "european-commission", "欧洲议会", "General Court"]),
    action=st.sampled_from([None, "proposed", "adopted", "ruling"]),
    announced_on=_DAYS,
    effective_on=_DAYS,
    deadline=_DAYS,
    scope=st.sampled_from([(), ("low-value-parcels",), ("low-value-parcels", "vat"), ("temu", "pricing")]),
    rates=st.sampled_from([(), ("3 EUR",), ("2 EUR/item",)]),
    title=st.sampled_from(["", "Parcel Hubs Regulation passed", "数字服务法"]),
    quote=st.sampled_from(["", "A long sentence that two reports have word for word, with all its words."]),
    root_id=st.sampled_from([0, 0, 201, 202]),
)


@settings(deadline=None, max_examples=120)
@given(st.lists(_EVENTS, max_size=9), st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_what_is_joined(events: list[PolicyEvent], dice: Random) -> None:
    told = [
        replace(event, article_id=place, url=f"https://a.example/{place}")
        for place, event in enumerate(events)
    ]
    shuffled = told[:]
    dice.shuffle(shuffled)
    # Another file gives other numbers to its articles.
    renumbered = [replace(event, article_id=100 - place) for place, event in enumerate(shuffled)]
    assert _groups(told) == _groups(shuffled) == _groups(renumbered)
    assert partition(told) == partition(renumbered)


@settings(deadline=None, max_examples=60)
@given(st.lists(_EVENTS, min_size=1, max_size=8))
def test_every_event_is_of_one_instrument_and_ids_are_kept(events: list[PolicyEvent]) -> None:
    told = [
        replace(event, article_id=place, url=f"https://a.example/{place}")
        for place, event in enumerate(events)
    ]
    held: dict[str, str] = {}
    for count in range(1, len(told) + 1):
        instruments, links = build_instruments(told[:count], laws(), held)
        assert sorted(link.article_id for link in links) == list(range(count))
        assert len({item.instrument_id for item in instruments}) == len(instruments)
        assert len({item.anchor for item in instruments}) == len(instruments)
        assert sum(item.events for item in instruments) == count
        kept = {item.anchor: item.instrument_id for item in instruments}
        assert all(held[anchor] == name for anchor, name in kept.items() if anchor in held)
        held = kept


# --- copies of one text --------------------------------------------------------------------------------------


def _copies(*texts: Sequence[tuple[str, str]], root: int = 7) -> set[frozenset[tuple[str, int]]]:
    """How events of copies of a text are joined; an event: (sentence, number)."""
    told = [
        PolicyEvent(
            article_id=place, n=n, url="abc"[place], published="2026-05-10", jurisdiction="US", action="adopted",
            quote=quote, doc_number=number or None, root_id=root,
        )
        for place, events in enumerate(texts)
        for n, (quote, number) in enumerate(events)
    ]  # fmt: skip
    return _groups(told)


def test_two_acts_of_one_text_are_two_in_its_copies() -> None:
    text = [("Duty ends.", ""), ("Checks begin.", "")]
    pairs = {frozenset({("a", 0), ("b", 0)}), frozenset({("a", 1), ("b", 1)})}
    assert _copies(text, text) == pairs
    assert _copies(text, [("Duty will end.", ""), ("Checks will begin.", "")]) == pairs
    both = ("Duty ends and checks begin.", "")
    assert _copies([both, both], [both, both]) == pairs
    assert len(_copies(text, text, root=0)) == 4  # sentences too short to tell anything alone


def test_a_shortened_copy_is_joined_by_its_sentence_only() -> None:
    text = [("Duty ends.", ""), ("Checks begin.", "")]
    assert _copies(text, [("Checks begin.", "")]) == {
        frozenset({("a", 0)}),
        frozenset({("a", 1), ("b", 0)}),
    }
    assert len(_copies(text, [("Something else.", "")])) == 3


def test_numbers_keep_copies_apart() -> None:
    assert len(_copies([("Duty ends.", "E.O. 14324")], [("Duty ends.", "E.O. 14325")])) == 2
    assert len(_copies([("Duty ends.", "E.O. 14324")], [("Duty ends.", "")])) == 1


def test_why_a_copy_is_joined_and_what_it_was_a_copy_of() -> None:
    told = [event(str(day), root_id=3, article_id=day, quote="Short.") for day in (3, 4)]
    _, links = build_instruments(told, laws(), {})
    assert [(link.reason, link.root_id) for link in links] == [("first", 3), ("reprint", 3)]
    (alone,) = build_instruments([event(article_id=9)], laws(), {})[1]
    assert alone.root_id == 9


# --- names ---------------------------------------------------------------------------------------------------


def test_a_name_that_no_article_prints_is_none() -> None:
    made = event(instrument="European parcel rule of ours", printed=False, official=True)
    (shown,), _ = build_instruments([made], laws(), {})
    assert shown.name == ""
    told = replace(
        made, url="https://b.example/1", printed=True, official=False, instrument="Parcel Hubs Regulation"
    )
    (shown,), _ = build_instruments(
        [replace(made, effective_on="2026-07-13", root_id=5), replace(told, root_id=5)], laws(), {}
    )
    assert shown.name == "Parcel Hubs Regulation"


# --- numbers -------------------------------------------------------------------------------------------------

ONE_NUMBER = [
    ("CN", "海关总署公告2026年第12号", "海關總署公告〔2026〕12號", "Announcement No. 12 of 2026", "公告［2026］第12号"),
    ("CN", "财关税〔2026〕5号", "財關稅（2026）5號", "财关税[2026] 5号"),
    ("CN", "国务院令第810号", "第810号国务院令", "國務院令第810號"),
    ("EU", "(EU) 2022/2065", "Regulation (EU) 2022/2065", "（欧盟）2022/2065号条例", "2022/2065"),
    ("EU", "(EU) No 952/2013", "Regulation (EU) No. 952/2013", "(EU) 952/2013"),
    ("EU", "COM(2025) 123 final", "COM (2025)123"),
    ("US", "Executive Order 14324", "E.O. 14324", "第14324號行政命令", "14324号行政令"),
    ("US", "90 FR 12345", "90 Fed. Reg. 12345"),
    ("US", "H.R. 1234", "HR 1234", "H. R. 1234"),
    ("US", "USTR-2026-0012", "Docket No. USTR-2026-0012", "Docket No. USTR‑2026‑0012"),
    ("TW", "台財關字第1151023456號", "臺財關字第1151023456號", "No. 1151023456"),
    ("MX", "rule 2.9.21", "第2.9.21条规则"),
    ("UK", "Notice VAT/26/07", "通知VAT/26/07"),
    ("VN", "Decree 85/2026/ND-CP", "第85/2026/NĐ-CP号", "85/2026/ND-CP"),
    ("JP", "notice 2026-41", "2026年第41号通知"),
]  # fmt: skip


@pytest.mark.parametrize("row", ONE_NUMBER, ids=lambda row: row[1])
def test_a_number_is_one_however_it_is_written(row: tuple[str, ...]) -> None:
    code, *written = row
    keys = {
        number.key if number else None
        for text in written
        for number in [read_number(text, jurisdiction=code, published="2026-05-01")]
    }
    assert len(keys) == 1
    assert None not in keys


def test_different_numbers_have_different_keys() -> None:
    found = [
        number.key
        for code, first, *_ in ONE_NUMBER
        if (number := read_number(first, jurisdiction=code, published="2026-05-01"))
    ]
    assert len(set(found)) == len(ONE_NUMBER)


@pytest.mark.parametrize("text", ["第12号公告", "Section 301", "Section 321", "No. 7", "第301条", "", None])
def test_what_names_no_document_has_no_key(text: str | None) -> None:
    assert read_number(text, jurisdiction="CN", published="2026-05-01") is None


def test_a_paper_without_its_year_has_that_of_its_announcement() -> None:
    number = read_number("第12号公告", jurisdiction="CN", announced_on="2026-03-01", published="2027-01-05")
    assert number is not None
    assert number.serial == "2026-12"


def test_a_bill_is_of_its_congress() -> None:
    keys = {
        year: number.key
        for year in ("2024", "2025", "2026", "2027")
        if (number := read_number("H.R. 1234", jurisdiction="US", published=f"{year}-05-01"))
    }
    assert keys["2025"] == keys["2026"]
    assert len({*keys.values()}) == 3


# --- days ----------------------------------------------------------------------------------------------------


def event(published: str = "2026-05-10", *, official: bool = False, **fields: Any) -> PolicyEvent:
    return PolicyEvent(
        n=0, url=f"https://a.example/{published}{official}{fields}", published=published,
        official=official, jurisdiction="EU", **{"article_id": 1, "action": "adopted", **fields},
    )  # fmt: skip


def test_a_month_is_not_contradicted_by_a_day_in_it() -> None:
    official = event(official=True, effective_on="2026-07-01", deadline="2026-09")
    assert differing(event(effective_on="2026-07"), official) == ()
    assert differing(event(deadline="2026-09-30"), official) == ()
    assert differing(event(effective_on="2026-08"), official) == ("effective_on",)
    assert differing(event(effective_on="2026-07-02", deadline="2026-10"), official) == (
        "effective_on",
        "deadline",
    )


def test_an_earlier_stage_is_no_contradiction() -> None:
    proposal = event("2026-01-10", official=True, action="proposed", announced_on="2026-01-10")
    adopted = event("2026-05-10", official=True, action="adopted", announced_on="2026-05-09")
    report = event("2026-05-10", action="adopted", announced_on="2026-05-08")
    assert official_beside(report, [proposal, adopted]) is adopted
    assert differing(report, adopted) == ("announced_on",)
    early = event("2026-01-11", action="proposed", announced_on="2026-01-10")
    assert official_beside(early, [proposal, adopted]) is proposal
    assert differing(early, proposal) == ()
    assert (
        differing(event(announced_on="2026-03-01"), adopted) == ()
    )  # the vote in committee, two months before


def test_a_report_is_held_against_what_was_out_when_it_was_written() -> None:
    first = event("2026-01-10", official=True, effective_on="2026-06-01")
    second = event("2026-04-10", official=True, effective_on="2026-09-01")
    report = event("2026-02-10", effective_on="2026-06-01")
    assert official_beside(report, [first, second]) is first
    assert replaced_days(report, [first, second]) == ("effective_on",)
    assert replaced_days(second, [first, second]) == ()
    assert official_beside(event("2025-12-10"), [first, second]) is None


def test_a_day_that_has_passed_is_not_put_off() -> None:
    begun = event("2026-01-10", effective_on="2026-02-01")
    amended = event("2026-06-01", action="amended", effective_on="2026-09-01")
    assert replaced_days(begun, [amended]) == ()
    assert replaced_days(event("2026-05-10", effective_on="2026-07-01"), [amended]) == ("effective_on",)
