"""Annotated texts as spaCy objects: whole spans, nothing lost on the way to bytes and back, any pipeline."""

from __future__ import annotations

import doctest
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from nlp.annotate import TagOptions, annotate, version
from nlp.spacy_docs import to_doc
from nlp.spacy_door import Marked, recut, set_entities, set_sentences
from store.errors import InputError
from store.records import Article, Lang
from tests.timing import grows_evenly
from tests.tiny_model import write_model

ROOT = Path(__file__).resolve().parents[1]
ZH = "亚马逊周一宣布，Temu在美国的销售额同比增长15.3%，达到12亿美元。\n“我们会再投30亿欧元。”亚马逊高管说。"
HANT = "亞馬遜週一宣布，Temu在美國的銷售額年增15.3%，達到12億美元。"
EN = "Amazon said on Monday that fees in the United States fall by 8%. Temu's parent PDD Holdings had no comment."
TEXTS = (
    ZH,
    HANT,
    EN,
    f"{EN}\n{HANT}",
    "亞馬遜　說\u00a0Temu\u202f在\t美國\r\n。",
    "",
    " \n ",
    "Amazon\ud800说Temu",
    "😀Temu😀",
)


def names(doc: Doc) -> list[tuple[str, str, str]]:
    return [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents]


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_stays_and_every_name_is_a_whole_span(text: str) -> None:
    doc = to_doc(text)
    assert doc.text == text.replace("\ud800", "\ufffd")
    assert [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents] == [
        (m.start, m.end, m.type, m.id or "") for m in doc._.mentions
    ]
    assert [(s.start_char, s.end_char, s.label_) for s in doc.spans["figures"]] == [
        (f.start, f.end, f.kind) for f in doc._.figures
    ]


def test_what_a_span_and_a_doc_say() -> None:
    doc = to_doc(ZH, title="Temu在美国", published_at=datetime(2026, 11, 2, tzinfo=UTC))
    first = doc.ents[0]
    assert (first.text, first.label_, first.kb_id_) == ("亚马逊", "ORG", "amazon")
    assert (first._.provisional, first._.found_by) == (False, "lexicon")
    assert {role.id: role.role for role in doc._.roles}["amazon"] == first._.role
    assert 0 <= first._.salience <= 1
    assert [(s.text, str(s._.figure.value), s._.figure.currency) for s in doc.spans["figures"]] == [
        ("15.3%", "15.3", None), ("12亿美元", "1200000000", "USD"), ("30亿欧元", "3000000000", "EUR"),
    ]  # fmt: skip
    assert [(m.quote, m.start) for m in doc._.title_mentions] == [("Temu", 0), ("美国", 5)]
    assert doc._.annotations.version == version()
    assert doc[0:1]._.figure is None
    assert doc[3:5]._.found_by is None
    assert doc[3:5]._.provisional is None
    assert doc[3:5]._.role is None
    assert doc[3:5]._.salience is None


def test_sentences_begin_where_the_finder_says() -> None:
    assert [sent.text.strip() for sent in to_doc(ZH).sents] == [
        "亚马逊周一宣布，Temu在美国的销售额同比增长15.3%，达到12亿美元。", "“我们会再投30亿欧元。”", "亚马逊高管说。",
    ]  # fmt: skip


def test_an_article_is_read_as_annotate_reads_it() -> None:
    article = Article(
        id=7, url="https://example.com/a", source_id="desk", title="Temu grows", text=EN, lang=Lang.EN,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC), published_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip
    assert to_doc(article)._.annotations == annotate(article)
    assert to_doc(article)._.policies == annotate(article).policies
    assert to_doc(article)._.topics == annotate(article).topics
    assert to_doc(article)._.sentiments == annotate(article).sentiments


@pytest.mark.parametrize("text", [ZH, EN])
def test_nothing_is_lost_on_the_way_to_bytes_and_back(text: str) -> None:
    doc = to_doc(text)
    other = spacy.blank("zh").vocab
    (stored,) = DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(other)
    for again in (Doc(doc.vocab).from_bytes(doc.to_bytes()), stored):
        assert again.text == text
        assert names(again) == names(doc)
        assert again._.annotations == doc._.annotations
        assert [span._.figure for span in again.spans["figures"]] == list(doc._.figures)
        assert [sent.text for sent in again.sents] == [sent.text for sent in doc.sents]


def test_a_doc_nobody_annotated_says_nothing() -> None:
    doc = spacy.blank("en")("Temu")
    assert doc._.mentions == doc._.figures == doc._.roles == ()
    assert doc._.annotations.version == ""


@pytest.mark.slow
def test_a_text_longer_than_is_read_keeps_its_end() -> None:
    text = "Temu在美国。" + "好，" * 100_000 + "Temu 在\u3000美国。"
    doc = to_doc(text)
    assert doc.text == text
    assert doc.ents[0].kb_id_ == "temu"


def test_the_vocabulary_can_be_the_users_own() -> None:
    pipeline = spacy.blank("en")
    assert to_doc(EN, vocab=pipeline.vocab).vocab is pipeline.vocab


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("亚马逊亞馬遜Temu $3.5%万亿。\n\u3000\u00a0'“(\ud800é"), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_kept(text: str) -> None:
    doc = to_doc(text)
    assert doc.text == text.replace("\ud800", "\ufffd")
    assert len(doc.ents) == len(doc._.mentions)
    english = spacy.blank("en")
    english.add_pipe("tradewind")
    tagged = english(doc.text)
    assert tagged.text == doc.text
    assert [(e.start_char, e.end_char) for e in tagged.ents] == [(m.start, m.end) for m in tagged._.mentions]


def test_the_examples_of_the_page_are_true() -> None:
    done = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, encoding="utf-8")
    assert done.attempted > 15
    assert done.failed == 0


# --- the component ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("text", [ZH, HANT, EN])
def test_the_component_finds_the_same_in_any_pipeline(code: str, text: str) -> None:
    pipeline = spacy.blank(code)
    pipeline.add_pipe("tradewind")
    doc = pipeline(text)
    assert names(doc) == names(to_doc(text))
    assert doc._.figures == to_doc(text)._.figures
    assert [sent.text for sent in doc.sents] == [sent.text for sent in to_doc(text).sents]


def test_batches_and_contexts() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("tradewind")
    made = list(pipeline.pipe([(ZH, "a"), (EN, "b"), ("", "c")], as_tuples=True, batch_size=2))
    assert [context for _, context in made] == ["a", "b", "c"]
    assert [names(doc) for doc, _ in made] == [names(to_doc(ZH)), names(to_doc(EN)), []]


@pytest.mark.slow
def test_several_processes() -> None:
    pipeline = spacy.blank("zh")
    pipeline.add_pipe("tradewind")
    docs = list(pipeline.pipe([ZH, EN, HANT] * 4, n_process=2, batch_size=3))
    assert [names(doc) for doc in docs[:3]] == [names(to_doc(text)) for text in (ZH, EN, HANT)]
    assert docs[0]._.figures == to_doc(ZH)._.figures


def test_tokens_another_component_has_tagged_are_not_cut() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("tradewind")
    doc = pipeline(ZH)
    assert [token.text for token in doc] == [token.text for token in spacy.blank("en")(ZH)]
    assert len(doc.ents) < len(doc._.mentions)
    assert len(list(doc.sents)) < len(list(to_doc(ZH).sents))


def test_entities_of_others_stay_where_no_name_is() -> None:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "DAY", "pattern": "Monday"}, {"label": "X", "pattern": "Amazon said"}])
    pipeline.add_pipe("tradewind")
    found = names(pipeline(EN))
    assert ("Monday", "DAY", "") in found
    assert ("Amazon", "ORG", "amazon") in found
    assert not [label for _, label, _ in found if label == "X"]


def test_cutting_keeps_what_the_tokenizer_said_and_takes_even_time() -> None:
    english = spacy.blank("en")
    doc = english("don't " + "亚马逊" * 5)
    doc.user_data["mine"] = 1
    cut = recut(doc, {9, 12, 13})
    assert cut.text == doc.text
    assert [token.text for token in cut] == ["do", "n't", "亚马逊", "亚马逊", "亚", "马逊亚马逊亚马逊"]
    assert cut[1].norm_ == "not"
    assert cut.user_data["mine"] == 1
    assert recut(doc, {2, 6}) is doc

    def seconds(size: int) -> float:
        words = Doc(english.vocab, words=["亚马逊"] * size)
        start = time.process_time()
        cut = recut(words, set(range(0, 4 * size, 2)))
        set_sentences(cut, range(0, 3 * size, 30))
        set_entities(cut, [Marked(start=at, end=at + 2, label="ORG") for at in range(0, 3 * size - 2, 6)])
        return time.process_time() - start

    assert grows_evenly(seconds, 4_000, 32_000, factor=20, free=0.2)


def test_a_pipeline_with_the_component_is_saved_and_loaded(tmp_path: Path) -> None:
    pipeline = spacy.blank("zh")
    pipeline.add_pipe("tradewind", config={"kind": "notice"})
    pipeline.to_disk(tmp_path / "mine")
    assert names(spacy.load(tmp_path / "mine")(ZH)) == names(to_doc(ZH))


def test_a_model_of_the_users_own_in_a_pipeline(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("tradewind", config={"models": {"en": str(folder)}})
    (ent,) = pipeline("It was Bluefin Parcel.").ents
    assert (ent.text, ent._.found_by, ent._.provisional) == ("Bluefin Parcel", "model", True)
    assert (
        to_doc("Bluefin Parcel", options=TagOptions(models=(("en", str(folder)),))).ents[0]._.found_by
        == "model"
    )


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"kind": "notices"}, "no kind 'notices'"),
        ({"models": {"fr": "x"}}, "no language 'fr'"),
        ({"models": {"en": "no_such_model"}}, "no model 'no_such_model'"),
        ({"watchlist": "/nowhere/mine.csv"}, "mine.csv"),
    ],
)
def test_wrong_settings_are_told_when_the_pipeline_is_built(config: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        spacy.blank("en").add_pipe("tradewind", config=config)


@pytest.mark.slow
def test_the_entry_point_makes_the_component_known_without_an_import(tmp_path: Path) -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    about = tmp_path / "tradewind_probe-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: tradewind-probe\nVersion: 1\n", encoding="utf-8"
    )
    lines = [f"{name} = {place}" for name, place in points["spacy_factories"].items()]
    (about / "entry_points.txt").write_text("\n".join(["[spacy_factories]", *lines]), encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import spacy; pipeline = spacy.blank('zh')\n"
        "assert 'nlp.annotate' not in sys.modules\n"
        "pipeline.add_pipe('tradewind'); print(pipeline('亚马逊').ents[0].kb_id_)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.strip() == "amazon", done.stderr
