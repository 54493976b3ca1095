"""Why a text is judged as it is, and what is said of names that nobody lists."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.about import ask_about, read_about
from nlp.annotate import annotate_document, annotation_row
from nlp.document import Document
from nlp.explain import asked_sentiments, explanation_lines, explanation_row
from nlp.segment import build_document
from store.records import Amount, Annotations, Policy

TEXT = (
    "Temu's sales fell 12% last year while Amazon gained share, according to Gartner. "
    "Quillo Box won three new customers.\n"
    "欧盟委员会对Temu处以2亿欧元罚款。商务部公告2026年第12号自2026年12月1日起施行,对小包加征15%关税。"
)


def read(text: str) -> tuple[Document, Annotations]:
    document = build_document(text)
    return document, annotate_document(document)


def test_each_name_of_each_sentence_has_its_reasons() -> None:
    document, made = read(TEXT)
    row = explanation_row(document, made)
    found = {(item["sent_start"], item["id"]): item for item in row["sentiments"]}
    assert found.keys() == {(item.sent_start, item.id) for item in made.sentiments}
    temu = found[0, "temu"]
    assert temu["sentence"].startswith("Temu's sales fell")
    (cue,) = [item for item in temu["rules"]["cues"] if item["quote"] == "fell"]
    assert cue["metric"]["quote"] == "sales"
    assert (cue["role"], cue["sign"], cue["negated"]) == ("subject", -1, False)
    assert cue["weight"] < 0
    assert found[0, "gartner"]["rules"]["bystander"] == "source"
    assert found[0, "gartner"]["polarity"] == 0


@pytest.mark.parametrize("text", ["Amazon did not lose customers.", "亚马逊没有流失客户。"])
def test_a_negation_is_said(text: str) -> None:
    document, made = read(text)
    row = explanation_row(document, made)
    (reading,) = row["sentiments"]
    assert any(cue["negated"] for cue in reading["rules"]["cues"])
    assert "; negated" in "\n".join(explanation_lines(row))


def test_the_model_says_how_likely_each_sign_is_and_what_it_heard() -> None:
    document, made = read(TEXT)
    for item in explanation_row(document, made, ["Quillo Box"])["sentiments"]:
        model = item["model"]
        if item["rules"]["bystander"]:
            assert (model, item["decided_by"], item["polarity"]) == (None, "bystander", 0)
            continue
        assert item["decided_by"] in ("rules", "model", "none")
        assert (item["decided_by"] == "none") is (item["polarity"] == 0)
        assert sum(model[sign] for sign in ("against", "neutral", "for")) == pytest.approx(1, abs=0.002)
        assert model["words"], item
        for word in model["words"]:
            assert item["sent_start"] <= word["start"] < word["end"] <= item["sent_end"]
            assert word["lean"]
            assert word["quote"][0].isalnum()
        starts = [word["start"] for word in model["words"]]
        assert starts == sorted(starts)


def test_words_that_lean_move_the_chances() -> None:
    good, bad = (
        explanation_row(*read(f"Amazon {word} in the quarter."))["sentiments"][0]["model"]
        for word in ("surged", "slumped")
    )
    assert good["for"] > bad["for"]
    assert bad["against"] > good["against"]
    lean = {word["quote"]: word["lean"] for model in (good, bad) for word in model["words"]}
    assert lean["surged"] > 0 > lean["slumped"]


def test_what_came_out_is_what_annotate_says() -> None:
    document, made = read(TEXT)
    told = annotation_row(made)["sentiments"]
    explained = explanation_row(document, made)["sentiments"]
    keys = ("sent_start", "sent_end", "id", "polarity", "score", "evidence", "past")
    assert [{key: row[key] for key in keys} for row in explained] == told


def test_every_place_is_one_of_the_text() -> None:
    document, made = read(TEXT)

    def check(value: object) -> int:
        if isinstance(value, list):
            return sum(check(item) for item in value)
        if not isinstance(value, dict):
            return 0
        if {"start", "end", "quote"} <= value.keys():
            assert TEXT[value["start"] : value["end"]] == value["quote"]
        return 1 + sum(check(item) for item in value.values())

    assert check(explanation_row(document, made, ["Quillo Box"])) > 10


def test_a_policy_says_where_its_fields_are_printed() -> None:
    text = "商务部公告2026年第12号自2026年12月1日起施行,对小包加征15%关税。"
    document, made = read(text)
    event = Policy(
        instrument="公告2026年第12号",
        doc_number="公告2026年第12号",
        authority="mofcom",
        effective_on="2026-12-01",
        deadline="2027-01-01",
        rates=(Amount(value=Decimal(15), unit="%"), Amount(value=Decimal(3), unit="%")),
        start=0,
        end=len(text),
        quote=text,
    )
    (policy,) = explanation_row(document, replace(made, policies=(event,)))["policies"]
    origins = policy["from"]
    assert origins["doc_number"]["quote"] == "公告2026年第12号"
    assert origins["authority"]["quote"] == "商务部"
    assert origins["effective_on"]["quote"] == "2026年12月1日"
    assert [place["quote"] for place in origins["rates"]] == ["15%"]
    assert "deadline" not in origins, "computed, not printed"
    said = "\n".join(explanation_lines(explanation_row(document, replace(made, policies=(event,)))))
    assert "effective_on: 2026-12-01 from '2026年12月1日' [15]" in said
    assert "deadline: 2027-01-01\n" in said


def test_a_topic_says_which_terms_made_it_and_how_much_each_adds() -> None:
    document, made = read(
        "The new tariff on parcels raises duties. Customs will collect the tariff from May, the tariff notice says."
    )
    row = explanation_row(document, made)
    assert [item["topic"] for item in row["topics"]] == [item.topic for item in made.topics]
    assert "tariffs-and-duties" in {item.topic for item in made.topics}
    for item in row["topics"]:
        adds = [term["adds"] for term in item["terms"]]
        assert adds == sorted(adds, reverse=True)
        assert adds[0] > 0
        (topic,) = [topic for topic in made.topics if topic.topic == item["topic"]]
        told = {word for term in item["terms"] for word in term["term"].split(" … ")}
        assert set(topic.evidence) <= told
    said = "\n".join(explanation_lines(row))
    assert re.search(r"  tariffs-and-duties \d\.\d\d: .*tariff.* \+\d", said)


def test_people_read_lines() -> None:
    document, made = read(TEXT)
    lines = list(explanation_lines(explanation_row(document, made, ["Nobody Anywhere"])))
    said = "\n".join(lines)
    assert lines[0].startswith("[0:80] Temu's sales fell")
    assert "'fell' [13] with 'sales' [7]" in said
    assert "never judged: source" in said
    assert "Nobody Anywhere: not in the text" in said
    assert ("topics: none" in lines) is not bool(made.topics)


@pytest.mark.parametrize("text", ["", "\n \n", "。", "Rain in May."])
def test_nothing_said_is_told(text: str) -> None:
    document, made = read(text)
    row = explanation_row(document, made, ["Temu"])
    assert row["sentiments"] == row["topics"] == row["policies"] == []
    assert "sentiment: no sentence names anybody" in list(explanation_lines(row))


@pytest.mark.parametrize(
    ("text", "name", "polarity"),
    [
        ("Last year the sales of zzyzx fell sharply.", "ZZYZX", -1),
        ("去年紫瓏的銷售額大幅下滑。", "紫珑", -1),  # asked in the other script
        ("Profit at Blue Whale Logistics rose 20%.", "Blue Whale Logistics", 1),
        ("The sales of zzyzx were published on Monday.", "zzyzx", 0),
    ],
)
def test_a_name_that_no_list_knows_is_judged(text: str, name: str, polarity: int) -> None:
    document, made = read(text)
    (row,) = [row for row in asked_sentiments(document, made, [name]) if row.get("surface") == name]
    assert row["polarity"] == polarity
    assert all(text[item["start"] : item["end"]] == item["quote"] for item in row["evidence"])


def test_asking_changes_nothing_for_the_others() -> None:
    document, made = read(TEXT)
    told = annotation_row(made)["sentiments"]
    rows = asked_sentiments(document, made, ["Quillo Box", "last year", "nobody"])
    others = [row for row in rows if "surface" not in row]
    kept = [{key: value for key, value in row.items() if key != "surface"} for row in rows]
    assert all(row in kept for row in told)
    assert all(row in told for row in others)


def test_a_known_name_keeps_its_id_and_is_told_once() -> None:
    document, made = read("Amazon lost sellers. 亞馬遜 gained share.")
    rows = [row for row in asked_sentiments(document, made, ["amazon"]) if row["id"] == "amazon"]
    assert [row["polarity"] for row in rows] == [-1, 1]
    assert {row["surface"] for row in rows} == {"amazon"}


def test_only_whole_words_are_places() -> None:
    document, made = read("Foxtrot rose. The fox fell. FOX won customers.")
    joined, asked = ask_about(document, made.mentions, ["fox"])
    assert asked[0].found == 2
    assert [item.quote for item in joined if item.id == asked[0].id] == ["fox", "FOX"]


def test_a_longer_name_takes_the_place_of_shorter_ones() -> None:
    document, made = read("Amazon Quillo Express lost customers.")
    joined, (asked,) = ask_about(document, made.mentions, ["Amazon Quillo Express"])
    assert [(item.start, item.end) for item in joined] == [(0, 21)]
    assert joined[0].id == asked.id


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="aA亞亚马馬 .。,'\ud800\x00é㐀", max_size=40),
    st.lists(st.text(alphabet="aA亞亚马 '\ud800\x00", max_size=4), max_size=3),
)
def test_hostile_names_and_texts(text: str, names: list[str]) -> None:
    document, made = read(text)
    joined, asked = ask_about(document, made.mentions, names)
    assert all(text[item.start : item.end] == item.quote for item in joined)
    assert len(asked) <= len(names)
    readings, _ = read_about(document, made, names)
    assert len({reading.key for reading in readings}) == len(readings)
    assert list(explanation_lines(explanation_row(document, made, names)))


def test_a_name_that_stands_everywhere_takes_no_longer_for_it() -> None:
    text = "aa bb " * 20_000
    document = build_document(text)
    joined, (asked,) = ask_about(document, [], ["bb"])
    assert asked.found == len(joined) == 20_000
