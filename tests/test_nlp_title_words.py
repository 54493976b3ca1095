"""The words an article opens with: of headline and lead, folded, each once, without numbers and everyday words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate_document, annotation_row
from nlp.segment import build_document
from nlp.title_words import MOST_WORDS, find_title_words, stop_words
from store.records import Lang, LineKind, Paragraph


def words(title: str, text: str, lang: Lang | None = None, **more: object) -> tuple[str, ...]:
    return find_title_words(build_document(text, lang=lang, title=title, **more))  # type: ignore[arg-type]


def test_both_scripts_give_the_same_words() -> None:
    simplified = words(
        "小额豁免取消，卖家改走保税仓", "巴西海关周四宣布，取消对小包的免税待遇，卖家须改走保税仓。"
    )
    traditional = words(
        "小額豁免取消，賣家改走保稅倉", "巴西海關週四宣布，取消對小包的免稅待遇，賣家須改走保稅倉。"
    )
    assert simplified == traditional
    assert {"小额", "豁免", "取消", "保税仓", "免税"} <= set(simplified)


def test_english_is_cut_without_its_function_words() -> None:
    found = words(
        "Brazil's customs to end the de minimis exemption",
        "BRASILIA, Nov 12 (Wire) - Brazil will scrap the exemption for parcels on 1 December, officials said.",
        Lang.EN,
    )
    assert found[:5] == ("brazil", "customs", "de", "minimis", "exemption")
    assert "parcels" in found
    assert not {"the", "said", "december", "nov", "brasilia", "wire"} & set(found)


def test_numbers_and_what_is_counted_with_them_are_no_words() -> None:
    found = words("停摆18小时后恢复作业", "港口12月1日起恢复作业，每天处理1.28万件包裹，第三季度增长三成。")
    assert {"港口", "恢复", "作业", "包裹"} <= set(found)
    assert not {"小时", "日起", "万件", "第三季度", "三成"} & set(found)
    assert not any(any(sign.isdigit() for sign in word) for word in found)


def test_the_lead_is_prose_and_no_heading_table_or_caption() -> None:
    text = "Key points at a glance\nPort | Boxes | Change\nCranes stand idle at dusk in Santos.\nDockers walked out on Monday. Talks failed. A third sentence mentions cheese."
    kinds = [LineKind.HEADING, LineKind.HEADER, LineKind.CAPTION, LineKind.PARAGRAPH]
    lines, at = [], 0
    for line, kind in zip(text.split("\n"), kinds, strict=True):
        lines.append(Paragraph(start=at, end=at + len(line), kind=kind))
        at += len(line) + 1
    found = words("Santos strike", text, Lang.EN, paragraphs=tuple(lines))
    assert {"santos", "strike", "dockers", "walked", "talks", "failed"} == set(found) - {"monday"}


def test_a_publisher_is_no_word_of_its_own_headline() -> None:
    found = words(
        "Rates climb again - Harbour Ledger",
        "Harbour Ledger has learned that charter rates climbed on every lane out of the harbour.",
        Lang.EN,
        source="Harbour Ledger",
    )
    assert "ledger" not in found
    assert "harbour" in found  # of the sentence, not of the name


def test_they_are_kept_and_not_printed() -> None:
    document = build_document("Dockers walked out on Monday after talks failed.", title="Santos strike")
    made = annotate_document(document)
    assert made.words == find_title_words(document) != ()
    assert "words" not in annotation_row(made)


def test_the_list_of_stop_words_is_folded_and_large() -> None:
    assert len(stop_words()) > 700
    assert {"the", "said", "公司", "报道"} <= stop_words()


@pytest.mark.parametrize("text", ["", "\n\n", " ", "。。。", "12 34\n56"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert words(text, text) == ()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.text(max_size=1500))
def test_whatever_a_page_holds_the_words_can_be_kept(title: str, text: str) -> None:
    found = words(title, text)
    assert len(found) <= MOST_WORDS
    assert len(set(found)) == len(found)
    assert " ".join(found).split() == list(found)
    assert all(2 <= len(word) <= 26 for word in found)
