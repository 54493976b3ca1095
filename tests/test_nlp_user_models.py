"""Names by a model of the user's own: labels, ends, what the lexicon knows, languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.annotate import TagOptions, annotate_document, version
from nlp.names import Known, Name
from nlp.script import simplify
from nlp.segment import build_document, find_sentences
from nlp.user_models import find_modelled, split_sentences
from store.records import Mention
from tests.tiny_model import write_model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("models")
    return {code: str(write_model(folder / code, code)) for code in ("en", "zh")}


def names(text: str, models: dict[str, str], known: list[Known] | None = None) -> list[Name]:
    own, _ = split_sentences(text, find_sentences(text), models)
    return find_modelled(text, own, known or [], models)


def known(text: str, quote: str, kind: str) -> Known:
    start = text.index(quote)
    return Known(start=start, end=start + len(quote), type=kind, id="x")


def said(text: str, found: list[Name]) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.type) for name in found]


def test_labels_become_our_types_and_numbers_days_and_peoples_nothing(models: dict[str, str]) -> None:
    text = "On Monday the Marta Oduya of Bluefin Parcel crossed the Quarry Bay Strait with Maltese crews."
    assert said(text, names(text, models)) == [
        ("Marta Oduya", "PERSON"), ("Bluefin Parcel", "ORG"), ("Quarry Bay Strait", "GPE"),
    ]  # fmt: skip


def test_traditional_text_is_given_simplified_and_reported_as_it_stands(models: dict[str, str]) -> None:
    for text, quotes in (
        ("岚桥运通与闻子谦签约。", ["岚桥运通", "闻子谦"]),
        ("嵐橋運通與聞子謙簽約。", ["嵐橋運通", "聞子謙"]),
    ):
        assert [quote for quote, _ in said(text, names(text, models))] == quotes
    assert simplify("嵐橋 Amazon ＡＢ") == "岚桥 Amazon ＡＢ"


def test_each_sentence_is_read_by_the_model_of_its_language(models: dict[str, str]) -> None:
    text = "Bluefin Parcel opened. 岚桥运通开业。 Bluefin Parcel closed."
    assert [quote for quote, _ in said(text, names(text, models))] == [
        "Bluefin Parcel",
        "岚桥运通",
        "Bluefin Parcel",
    ]
    only = {"zh": models["zh"]}
    own, others = split_sentences(text, find_sentences(text), only)
    assert [text[s.start : s.end] for s in own] == ["岚桥运通开业。"]
    assert len(others) == 2
    assert [quote for quote, _ in said(text, names(text, only))] == ["岚桥运通"]


def test_what_the_lexicon_knows_is_not_asked_again(models: dict[str, str]) -> None:
    text = "Amazon met the Chamber of Germany and Temu Bluefin."
    given = [known(text, "Amazon", "ORG"), known(text, "Germany", "GPE"), known(text, "Temu", "ORG")]
    (name,) = names(text, models, given)
    assert (text[name.start : name.end], name.absorbs) == ("Chamber of Germany", True)


def test_an_annotation_says_that_a_model_found_it(models: dict[str, str]) -> None:
    options = TagOptions(models=tuple(sorted(models.items())))
    made = annotate_document(
        build_document("Bluefin Parcel sued Temu. 嵐橋運通稱不知情。", title="Bluefin Parcel sues"),
        options=options,
    )
    found = {mention.quote: mention for mention in made.mentions}
    assert found["Temu"].found_by == "lexicon"
    for quote in ("Bluefin Parcel", "嵐橋運通"):
        mention: Mention = found[quote]
        assert (mention.type, mention.found_by, mention.provisional) == ("ORG", "model", True)
        assert mention.id
    assert [m.quote for m in made.mentions if m.in_title] == ["Bluefin Parcel"]
    assert made.version == version(options) != version()


def test_sentences_of_the_other_language_stay_with_the_shipped_tagger(models: dict[str, str]) -> None:
    text = "Bluefin Parcel hired Priya Raman. 岚桥运通与闻子谦签约。"
    for code, by_model in (("en", "Bluefin Parcel"), ("zh", "岚桥运通")):
        options = TagOptions(models=((code, models[code]),))
        made = annotate_document(build_document(text), options=options)
        found = {mention.quote: mention.found_by for mention in made.mentions}
        assert found[by_model] == "model"
        assert list(found.values()).count("model") < len(found)


@pytest.mark.parametrize("text", ["", " \n", "\ud800Bluefin Parcel", "a" * 5_000, "（" * 2_000, "1" * 3_000])
def test_nothing_raises_for_what_a_text_contains(models: dict[str, str], text: str) -> None:
    assert len(names(text, models)) == ("Bluefin" in text)


def test_a_model_writes_nothing_into_the_vocabulary_for_good(models: dict[str, str]) -> None:
    from nlp.spacy_door import load_model

    names("Bluefin Parcel opened.", models)
    before = len(load_model(models["en"]).vocab.strings)
    for number in range(50):
        names(f"Bluefin Parcel opened w{number}x.", models)
    assert len(load_model(models["en"]).vocab.strings) == before


def test_the_folder_is_no_part_of_the_version(models: dict[str, str], tmp_path: Path) -> None:
    other = write_model(tmp_path / "elsewhere")
    assert version(TagOptions(models=(("en", str(other)),))) == version(
        TagOptions(models=(("en", models["en"]),))
    )
