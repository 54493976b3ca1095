"""Annotations are written whole, replaced whole, and fit the text they speak of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.annotations import fits, replace_annotations
from store.articles import count_untagged, save_fetched, save_sources, untagged
from store.db import Database, check, open_store
from store.errors import StoreFull
from store.pages import open_pages
from store.records import Amount, Annotations, Figure, Mention, Policy, Quoted, Sentiment, Topic
from tests.storeroom import DAY, NOW, fetched, fold, one, rows, source

TITLE = "Temu raises its fee"
TEXT = "Temu will take 12% from 1 December.\n卖家说成本上升1.2亿元。Amazon takes 15%."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(opened, [source()])
        batch = [fetched("a", TEXT, title=TITLE), fetched("b", "Another text.", title="B")]
        save_fetched(opened, archive, batch, fold=fold)
    yield opened
    assert check(opened) == []
    opened.close()


def at(quote: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def sentence(quote: str) -> dict[str, int]:
    start = TEXT.index(quote)
    return {"sent_start": start, "sent_end": start + len(quote)}


def full(article_id: int = 1, version: str = "1+abc") -> Annotations:
    return Annotations(
        article_id=article_id,
        version=version,
        mentions=(
            Mention(start=0, end=4, quote="Temu", type="ORG", id="temu", in_title=True),
            Mention(**at("Temu"), type="ORG", id="temu"),
            Mention(**at("Amazon"), type="ORG", id=None),
        ),
        figures=(
            Figure(
                **at("12%"),
                kind="percent",
                value=Decimal("12"),
                unit="%",
                direction="up",
                change_role="to",
                period="2026-12-01/",
                modality="forecast",
                subject="temu",
                metric="commission",
                rule="percent",
                confidence=0.9,
            ),
            Figure(
                **at("1.2亿元"),
                kind="money",
                low=Decimal("1.20E+8"),
                high=Decimal("130000000.10"),
                currency="CNY",
                approx="about",
                basis="YoY",
                per="year",
                source="卖家",
            ),
        ),
        sentiments=(
            Sentiment(
                **sentence("卖家说成本上升1.2亿元。"),
                id="temu",
                polarity=-1,
                score=-0.5,
                evidence=(Quoted(**at("成本上升")),),
            ),
        ),
        topics=(
            Topic(topic="fees-and-pricing", score=3.5, evidence=("fee", "成本")),
            Topic(topic="sellers", score=1),
        ),
        policies=(
            Policy(
                instrument="公告2026年第88号",
                doc_number="2026-88",
                jurisdiction="CN",
                authority="customs",
                action="adopted",
                announced_on="2026-11-04",
                effective_on="2027-01",
                deadline=None,
                rates=(Amount(value=Decimal("2.50"), unit="%"),),
                thresholds=(Amount(value=Decimal(800), unit="CNY"),),
                scope=("postal", "low-value-parcels"),
                **at("Temu will take 12% from 1 December."),
            ),
        ),
    )


def test_everything_is_written(db: Database) -> None:
    assert replace_annotations(db, [full()]) == []
    conn = db.conn
    assert [tuple(row.values()) for row in rows(conn, "SELECT * FROM mentions ORDER BY n")] == [
        (1, 0, 0, 4, "Temu", "ORG", "temu", 1, 0, "lexicon"),
        (1, 1, 0, 4, "Temu", "ORG", "temu", 0, 0, "lexicon"),
        (1, 2, TEXT.index("Amazon"), TEXT.index("Amazon") + 6, "Amazon", "ORG", None, 0, 0, "lexicon"),
    ]
    first, second = rows(conn, "SELECT * FROM figures ORDER BY n")
    assert (first["value"], first["value_real"], first["low"], first["confidence"]) == ("12", 12.0, None, 0.9)
    assert (first["modality"], first["subject"], first["metric"], first["rule"]) == (
        "forecast",
        "temu",
        "commission",
        "percent",
    )
    assert (second["value"], second["low"], second["high"]) == (None, "120000000", "130000000.10")
    assert (second["low_real"], second["high_real"]) == (1.2e8, 130000000.1)
    assert (second["quote"], second["currency"], second["source"]) == ("1.2亿元", "CNY", "卖家")
    (tone,) = rows(conn, "SELECT * FROM v_sentiment")
    assert tone["sentence"] == "卖家说成本上升1.2亿元。"
    (words,) = json.loads(tone["evidence"])
    assert words["quote"] == TEXT[words["start"] : words["end"]] == "成本上升"
    assert [row["topic"] for row in rows(conn, "SELECT topic FROM topics ORDER BY n")] == [
        "fees-and-pricing",
        "sellers",
    ]
    (policy,) = rows(conn, "SELECT * FROM v_policy")
    assert json.loads(policy["rates"]) == [{"value": "2.50", "unit": "%"}]
    assert json.loads(policy["thresholds"]) == [{"value": "800", "unit": "CNY"}]
    assert json.loads(policy["scope"]) == ["postal", "low-value-parcels"]
    assert policy["url"] == "https://harbour.example/a"
    assert one(conn, "SELECT version FROM taggings WHERE article_id = 1") == "1+abc"


def test_the_quote_is_what_sql_cuts_out_too(db: Database) -> None:
    replace_annotations(db, [full()])
    for table in ("mentions", "figures", "policies"):
        title = " AND NOT in_title" if table == "mentions" else ""
        wrong = db.conn.execute(
            f"SELECT count(*) FROM {table} AS x JOIN articles AS a ON a.id = x.article_id{title}"
            ' WHERE substr(a.text, x.start + 1, x."end" - x.start) <> x.quote'
        ).fetchone()[0]
        assert wrong == 0, table


def test_a_new_version_replaces_the_old_one_whole(db: Database) -> None:
    replace_annotations(db, [full()])
    less = Annotations(article_id=1, version="2", topics=(Topic(topic="sellers", score=0.25),))
    assert replace_annotations(db, [less]) == []
    counts = [
        one(db.conn, f"SELECT count(*) FROM {t}") for t in ("mentions", "figures", "sentiments", "policies")
    ]
    assert counts == [0, 0, 0, 0]
    assert rows(db.conn, "SELECT topic, score FROM topics") == [{"topic": "sellers", "score": 0.25}]
    assert one(db.conn, "SELECT version FROM taggings WHERE article_id = 1") == "2"


def test_saying_nothing_counts_as_said(db: Database) -> None:
    assert count_untagged(db, "1") == 2
    assert replace_annotations(db, [Annotations(article_id=2, version="1")]) == []
    assert [item.id for item in untagged(db, "1", after_id=0, limit=9)] == [1]
    assert replace_annotations(db, []) == []


def test_the_same_annotations_twice_change_nothing(db: Database) -> None:
    replace_annotations(db, [full()])
    before = rows(db.conn, "SELECT * FROM figures UNION ALL SELECT * FROM figures")
    replace_annotations(db, [full(), full()])
    assert rows(db.conn, "SELECT * FROM figures UNION ALL SELECT * FROM figures") == before


MISFITS = {
    "offset behind the end": {"mentions": (Mention(start=0, end=9999, quote="Temu", type="ORG", id="temu"),)},
    "negative offset": {"mentions": (Mention(start=-4, end=0, quote="", type="ORG", id="temu"),)},
    "offsets crossed": {"mentions": (Mention(start=4, end=0, quote="", type="ORG", id="temu"),)},
    "another quote": {"mentions": (Mention(start=0, end=4, quote="Shein", type="ORG", id="shein"),)},
    "text for title": {"mentions": (Mention(**at("Amazon"), type="ORG", id="amazon", in_title=True),)},
    "figure elsewhere": {"figures": (Figure(start=1, end=4, quote="12%", kind="percent"),)},
    "value is not a number": {"figures": (Figure(**at("12%"), kind="percent", value=Decimal("NaN")),)},
    "endless range": {"figures": (Figure(**at("12%"), kind="percent", high=Decimal("Infinity")),)},
    "confidence is not a number": {
        "figures": (Figure(**at("12%"), kind="percent", confidence=float("nan")),)
    },
    "sentence outside": {
        "sentiments": (Sentiment(sent_start=0, sent_end=9999, id="x", polarity=1, score=1.0),)
    },
    "score is not a number": {
        "sentiments": (Sentiment(sent_start=0, sent_end=4, id="x", polarity=1, score=float("inf")),)
    },
    "evidence elsewhere": {
        "sentiments": (
            Sentiment(
                sent_start=0,
                sent_end=4,
                id="x",
                polarity=1,
                score=1,
                evidence=(Quoted(start=0, end=4, quote="Shein"),),
            ),
        )
    },
    "topic score": {"topics": (Topic(topic="sellers", score=float("nan")),)},
    "policy elsewhere": {"policies": (Policy(start=2, end=6, quote="Temu"),)},
    "endless rate": {"policies": (Policy(rates=(Amount(value=Decimal("-Infinity"), unit="%"),)),)},
}


@pytest.mark.parametrize("fields", MISFITS.values(), ids=MISFITS.keys())
def test_what_does_not_fit_the_text_is_not_written(db: Database, fields: dict[str, Any]) -> None:
    good = Annotations(
        article_id=2, version="1", mentions=(Mention(start=0, end=7, quote="Another", type="ORG", id="x"),)
    )
    bad = Annotations(article_id=1, version="1", **fields)
    assert not fits(bad, TITLE, TEXT)
    assert replace_annotations(db, [bad, good]) == [1]
    assert [item.id for item in untagged(db, "1", after_id=0, limit=9)] == [1]
    assert one(db.conn, "SELECT count(*) FROM mentions") == 1


def test_an_article_that_is_gone_is_told(db: Database) -> None:
    assert replace_annotations(db, [Annotations(article_id=77, version="1"), full()]) == [77]
    assert one(db.conn, "SELECT count(*) FROM figures") == 2


def test_annotations_of_a_text_that_was_revised_meanwhile_are_refused(db: Database, tmp_path: Path) -> None:
    made = full()
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_fetched(db, archive, [fetched("a", "Shein: new text.", title=TITLE, at=NOW + DAY)], fold=fold)
    assert replace_annotations(db, [made]) == [1]
    assert one(db.conn, "SELECT count(*) FROM mentions") == 0


def test_a_refused_item_leaves_what_was_there(db: Database) -> None:
    replace_annotations(db, [full()])
    bad = replace(full(version="2"), topics=(Topic(topic="x", score=float("nan")),))
    assert replace_annotations(db, [bad]) == [1]
    assert one(db.conn, "SELECT count(*) FROM mentions") == 3
    assert one(db.conn, "SELECT version FROM taggings WHERE article_id = 1") == "1+abc"


@pytest.mark.slow
def test_a_full_disk_leaves_what_was_there(db: Database) -> None:
    replace_annotations(db, [full()])
    pages = one(db.conn, "PRAGMA page_count")
    db.conn.execute(f"PRAGMA max_page_count = {pages}")
    many = tuple(Mention(start=0, end=4, quote="Temu", type="ORG", id=f"temu-{i}") for i in range(20_000))
    with pytest.raises(StoreFull):
        replace_annotations(db, [Annotations(article_id=1, version="2", mentions=many)])
    assert one(db.conn, "SELECT count(*) FROM mentions") == 3
    db.conn.execute("PRAGMA max_page_count = 1000000")
    assert replace_annotations(db, [Annotations(article_id=1, version="2", mentions=many)]) == []
    assert one(db.conn, "SELECT count(*) FROM mentions") == 20_000


def test_odd_words_are_cleaned(db: Database) -> None:
    odd = Annotations(
        article_id=1,
        version="1\x00",
        topics=(Topic(topic="a\ud800", score=1, evidence=("b\x00", "c\udfff")),),
        figures=(Figure(**at("12%"), kind="percent", subject="\ud800", metric="m\x00"),),
    )
    assert replace_annotations(db, [odd]) == []
    assert rows(db.conn, "SELECT topic, evidence FROM topics") == [
        {"topic": "a\ufffd", "evidence": '["b\ufffd", "c\ufffd"]'}
    ]
    assert rows(db.conn, "SELECT subject, metric FROM figures") == [
        {"subject": "\ufffd", "metric": "m\ufffd"}
    ]


spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)
decimals = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
some_text = st.none() | st.text(max_size=8)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    start, end = draw(spans)
    return Figure(
        start=start,
        end=end,
        quote=TEXT[start:end],
        kind=draw(st.sampled_from(["money", "percent"])),
        value=draw(decimals),
        low=draw(decimals),
        high=draw(decimals),
        unit=draw(some_text),
        subject=draw(some_text),
        metric=draw(some_text),
        confidence=draw(st.floats(0, 1)),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(figures(), max_size=6))
def test_any_figures_come_back(db: Database, found: list[Figure]) -> None:
    assert replace_annotations(db, [Annotations(article_id=1, version="1", figures=tuple(found))]) == []
    back = rows(db.conn, "SELECT * FROM figures WHERE article_id = 1 ORDER BY n")
    assert len(back) == len(found)
    for row, figure in zip(back, found, strict=True):
        assert (row["start"], row["end"], row["quote"]) == (figure.start, figure.end, figure.quote)
        for name in ("value", "low", "high"):
            value = getattr(figure, name)
            assert (None if row[name] is None else Decimal(row[name])) == value
            assert row[f"{name}_real"] is None or row[f"{name}_real"] == float(value)
        for name in ("unit", "subject", "metric"):
            text = getattr(figure, name)
            assert row[name] == (None if text is None else text.replace("\x00", "\ufffd"))
        assert row["confidence"] == figure.confidence


def test_words_are_kept_with_the_version_and_go_with_it(db: Database) -> None:
    made = replace(full(), words=("temu", "fee", "小额", "two\u2028lines", "bad\ud800"))
    assert replace_annotations(db, [made]) == []
    (row,) = rows(db, "SELECT version, words FROM taggings WHERE article_id = 1")
    assert row == {"version": "1+abc", "words": "temu fee 小额 two lines bad\ufffd"}
    replace_annotations(db, [replace(full(), version="2+def", words=())])
    (row,) = rows(db, "SELECT version, words FROM taggings WHERE article_id = 1")
    assert tuple(row.values()) == ("2+def", "")
