"""Records to plain values and back."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from nlp.annotate import annotate_document
from nlp.plain_rows import plain, record_of
from nlp.segment import build_document
from store.records import Amount, Annotations, Figure, Mention, Policy

TEXTS = (
    "商务部公告2026年第12号：自2026年1月1日起对电商小包征收30%关税，免税额度降至150欧元。亚马逊表示影响有限。",
    "The European Commission will end the €150 de minimis exemption on 1 March 2026. Temu fell 4.5%, Reuters said.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_annotations_come_back_as_they_were(text: str) -> None:
    made = annotate_document(build_document(text, title=text[:20]), article_id=3)
    assert made.figures
    assert made.policies
    assert record_of(Annotations, json.loads(json.dumps(plain(made)))) == made


def test_decimals_are_exact_text_and_unknown_stays_none() -> None:
    figure = Figure(start=0, end=1, quote="x", kind="money", value=Decimal("0.10"), low=None)
    row = plain(figure)
    assert (row["value"], row["low"]) == ("0.10", None)
    assert str(record_of(Figure, row).value) == "0.10"


def test_tuples_of_records_and_of_words() -> None:
    policy = Policy(rates=(Amount(value=Decimal(30), unit="%"),), scope=("parcels", "小包"))
    assert record_of(Policy, plain(policy)) == policy
    as_tuples = {**plain(policy), "scope": ("parcels", "小包")}  # MessagePack may give tuples
    assert record_of(Policy, as_tuples) == policy


def test_rows_of_other_versions() -> None:
    row = {"start": 0, "end": 4, "quote": "Temu", "type": "ORG", "id": "temu", "hue": 3}
    assert record_of(Mention, row) == Mention(start=0, end=4, quote="Temu", type="ORG", id="temu")
    with pytest.raises(TypeError):
        record_of(Mention, {"start": 0})
