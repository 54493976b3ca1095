"""From an article to all its annotations: nlp.annotate."""

from __future__ import annotations

import json
import pickle
import re
import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from importlib import resources
from pathlib import Path

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp import annotate as module
from nlp.annotate import TagOptions, annotate, annotate_from, annotation_row, version
from nlp.document import Document
from nlp.segment import MOST_READ, MOST_TITLE
from store.records import (
    Amount,
    Annotations,
    Article,
    DateSource,
    Figure,
    Lang,
    Mention,
    Policy,
    Quoted,
    Sentiment,
    Source,
    SourceKind,
    Topic,
)

AT = datetime(2026, 11, 9, 8, tzinfo=UTC)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=150)

REPORT = (
    "拼多多旗下的Temu周二公布，第三季度在德国的销售额同比增长35%，达到4.2亿欧元。\n"
    "同期，SHEIN的营收下降了8%，公司将裁员200人。\n"
    "欧盟委员会提议自2027年3月1日起对低于150欧元的包裹征收3欧元关税。"
)
STORY = (
    "Temu's sales in Germany rose 35% to 420 million euros in the third quarter.\n"
    "Shein's revenue fell 8% and the company will cut 200 jobs."
)


def article(text: str, *, title: str = "", lang: Lang = Lang.UNKNOWN, article_id: int = 7) -> Article:
    return Article(
        id=article_id,
        url="https://news.example/a",
        source_id="news",
        title=title,
        text=text,
        lang=lang,
        fetched_at=AT,
        published_at=AT,
        date_source=DateSource.FEED,
    )


def source(**fields: str) -> Source:
    given_fields = {
        "id": "news",
        "name": "News",
        "url": "https://news.example/feed",
        "region": "",
        "group": "press",
    }
    return Source(kind=SourceKind.FEED, **(given_fields | fields))  # type: ignore[arg-type]  # only text fields


@pytest.mark.parametrize(("text", "title"), [(REPORT, "Temu在德国增长"), (STORY, "Temu grows in Germany")])
def test_a_report_gets_every_kind_of_annotation(text: str, title: str) -> None:
    made = annotate(article(text, title=title), source=source())
    assert made.article_id == 7
    assert made.version == version()
    ids = {mention.id for mention in made.mentions}
    assert {"temu", "shein", "germany"} <= ids
    values = {figure.value for figure in made.figures}
    assert {Decimal(35), Decimal(8)} <= values
    polarity = {item.id: item.polarity for item in made.sentiments}
    assert polarity["temu"] == 1
    assert polarity["shein"] == -1


def test_every_offset_points_at_its_quote() -> None:
    made = annotate(article(REPORT, title="Temu在德国增长"), source=source())
    for mention in made.mentions:
        part = "Temu在德国增长" if mention.in_title else REPORT
        assert part[mention.start : mention.end] == mention.quote
    for figure in made.figures:
        assert REPORT[figure.start : figure.end] == figure.quote
    for item in made.sentiments:
        assert REPORT[item.sent_start : item.sent_end].strip()
    for policy in made.policies:
        assert REPORT[policy.start : policy.end] == policy.quote


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_annotated_without_error(text: str, title: str) -> None:
    made = annotate(article(text, title=title))
    json.dumps(annotation_row(made))
    for figure in made.figures:
        assert text[figure.start : figure.end] == figure.quote


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from([*re.findall(r"[\w%]+|\W", REPORT), *re.findall(r"\w+|\W", STORY)]), max_size=40
    ).map("".join)
)
def test_shuffled_reports_are_annotated_without_error(text: str) -> None:
    made = annotate(article(text), source=source(group="policy", region="CN"))
    for mention in made.mentions:
        assert text[mention.start : mention.end] == mention.quote


@pytest.mark.parametrize("config", ["s2t", "s2tw"])
def test_both_scripts_give_the_same_records(config: str) -> None:
    traditional = opencc.OpenCC(config).convert(REPORT)
    one, other = annotate(article(REPORT)), annotate(article(traditional))
    spans = [(mention.start, mention.end, mention.id) for mention in one.mentions]
    assert [(mention.start, mention.end, mention.id) for mention in other.mentions] == spans
    figures = [(f.start, f.end, f.kind, f.value, f.currency, f.subject) for f in one.figures]
    assert [(f.start, f.end, f.kind, f.value, f.currency, f.subject) for f in other.figures] == figures
    assert [(s.id, s.polarity) for s in other.sentiments] == [(s.id, s.polarity) for s in one.sentiments]
    assert {topic.topic for topic in other.topics} == {topic.topic for topic in one.topics}


def test_same_article_same_answer_also_through_pickle() -> None:
    given_pair = (article(REPORT), source(), TagOptions())
    made = annotate_from(given_pair)
    assert made == annotate(article(REPORT), source=source())
    assert pickle.loads(pickle.dumps(given_pair)) == given_pair
    assert annotate_from(pickle.loads(pickle.dumps(given_pair))) == made


def test_an_empty_article() -> None:
    made = annotate(article(""))
    assert made == Annotations(article_id=7, version=version(), evidence=made.evidence)
    assert made.evidence is not None
    assert (made.evidence.figures, made.evidence.sourced, made.evidence.grade) == (0, 0, "C")


def test_a_title_alone_gives_title_mentions() -> None:
    made = annotate(article("", title="Temu降价"))
    assert [(mention.id, mention.in_title) for mention in made.mentions] == [("temu", True)]


@pytest.mark.parametrize("lang", list(Lang))
def test_a_wrong_language_label_does_no_harm(lang: Lang) -> None:
    made = annotate(article(REPORT, lang=lang))
    assert {"temu", "shein"} <= {mention.id for mention in made.mentions}


# --- version ------------------------------------------------------------------------------------------------


def test_version_is_code_and_data() -> None:
    assert re.fullmatch(r"\S+\+[0-9a-f]{8}", version())
    assert version().startswith(module.CODE_VERSION + "+")
    assert version() == version()


def test_version_changes_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    words = tmp_path / "data" / "words.toml"
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)

    def fresh() -> str:
        module._data_hash.cache_clear()
        return version()

    try:
        words.write_text("a = 1", encoding="utf-8")
        first = fresh()
        assert fresh() == first
        words.write_text("a = 2", encoding="utf-8")
        second = fresh()
        words.rename(tmp_path / "data" / "other.toml")
        third = fresh()
        assert len({first, second, third}) == 3
    finally:
        module._data_hash.cache_clear()


# --- rows ---------------------------------------------------------------------------------------------------


def test_annotation_row_has_the_promised_fields() -> None:
    made = Annotations(
        article_id=1,
        version="1+0",
        mentions=(
            Mention(start=0, end=4, quote="Temu", type="ORG", id="temu"),
            Mention(start=2, end=6, quote="Temu", type="ORG", id="temu", in_title=True),
            Mention(start=7, end=9, quote="某某", type="PERSON", id=None),
        ),
        figures=(
            Figure(
                start=1, end=3, quote="35", kind="percent", value=Decimal("35.0"), rule="x", confidence=0.5
            ),
            Figure(start=4, end=7, quote="0.1", kind="rate", low=Decimal("0.1"), high=Decimal("1E+2")),
        ),
        sentiments=(
            Sentiment(
                sent_start=0,
                sent_end=9,
                id="temu",
                polarity=-1,
                score=-0.5,
                evidence=(Quoted(start=4, end=6, quote="下降"),),
            ),
        ),
        topics=(Topic(topic="sellers", score=2.0), Topic(topic="tax-vat", score=1.0)),
        policies=(
            Policy(
                instrument="x",
                rates=(Amount(value=Decimal("3"), unit="EUR"),),
                scope=("vat",),
                start=0,
                end=2,
            ),
        ),
    )
    row = json.loads(json.dumps(annotation_row(made)))
    assert row["mentions"] == [
        {"start": 0, "end": 4, "quote": "Temu", "type": "ORG", "id": "temu"},
        {"start": 7, "end": 9, "quote": "某某", "type": "PERSON", "id": None},
    ]
    assert row["title_mentions"] == [{"start": 2, "end": 6, "quote": "Temu", "type": "ORG", "id": "temu"}]
    assert list(row["figures"][0]) == [
        "start", "end", "quote", "kind", "value", "low", "high", "unit", "currency", "per", "approx", "direction",
        "change_role", "basis", "period", "modality", "subject", "metric", "source", "rule", "confidence",
        "period_rule", "arithmetic", "computed", "subject_id",
    ]  # fmt: skip
    assert row["figures"][0]["value"] == 35
    assert isinstance(row["figures"][0]["value"], int)
    assert (row["figures"][1]["low"], row["figures"][1]["high"]) == (0.1, 100)
    assert row["sentiments"] == [
        {
            "sent_start": 0, "sent_end": 9, "id": "temu", "polarity": -1, "score": -0.5,
            "evidence": [{"start": 4, "end": 6, "quote": "下降"}], "past": False,
        }
    ]  # fmt: skip
    assert row["topics"] == ["sellers", "tax-vat"]
    assert row["policies"][0]["rates"] == [{"value": 3, "unit": "EUR"}]
    assert row["policies"][0]["thresholds"] == []
    assert row["policies"][0]["scope"] == ["vat"]
    assert row["version"] == "1+0"


def test_kind_and_source_reach_the_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Document] = []

    def watch(document: Document, *_: object) -> list[object]:
        seen.append(document)
        return []

    monkeypatch.setattr(module, "find_figures", watch)
    annotate(article(REPORT), source=source(name="海关总署", region="CN", group="policy"))
    annotate(article(REPORT), source=source(group="press"), kind="blog")
    annotate(article(REPORT, lang=Lang.EN))
    got = [(doc.source, doc.region, doc.kind, doc.lang, doc.published_at) for doc in seen]
    assert got == [
        ("海关总署", "CN", "notice", Lang.ZH_HANS, AT),
        ("News", "", "blog", Lang.ZH_HANS, AT),
        ("news", "", "", Lang.EN, AT),
    ]


UNITS = [
    REPORT, STORY, "亚马逊", "Amazon ", "欧盟委员会", "3.5%", "1% ", "1,", "7", "a", "a ", "。", "2025年", "3月1日", "（", "中", "\n",
]  # fmt: skip


def seconds_of(unit: str, size: int, title: str = "") -> float:
    text = (unit * (size // len(unit) + 1))[:size]
    began = time.process_time()
    annotate(article(text, title=title), source=source(group="policy"))
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(unit: str) -> None:
    """Twice the text costs about twice the time; what is done within a second is not compared."""
    seconds_of(unit, 500)
    assert grows_evenly(partial(seconds_of, unit), 50_000, 100_000, factor=4, free=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_costs_no_more_than_what_is_read_of_it(unit: str) -> None:
    seconds_of(unit, 500)
    assert seconds_of(unit, 1_000_000, title=unit * (1_000_000 // len(unit))) < 20


@pytest.mark.slow
def test_what_is_beyond_the_limit_is_not_read() -> None:
    """Everything before the break is read as ever, and no number is cut in two."""
    filler = "The weather was fine. "
    text = filler * ((MOST_READ - 100) // len(filler)) + "Temu sold 1,234,567 items. "
    text += "x" * (MOST_READ - 3 - len(text)) + " 1,234,567 items were sold by Shein."
    assert text[MOST_READ - 2 : MOST_READ] == "1,"
    made = annotate(article(text, title="Amazon " * 1000))
    assert [figure.value for figure in made.figures] == [Decimal(1_234_567)]
    assert {mention.id for mention in made.mentions if not mention.in_title} == {"temu"}
    assert all(mention.end <= MOST_TITLE for mention in made.mentions if mention.in_title)
