"""Sentences and words: nlp.segment."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.script import fold
from nlp.segment import build_document, find_sentences, is_dictionary_word
from store.records import Lang

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)
PROSE = st.text(alphabet=st.sampled_from(list("abcAB 12.。!？\n，,;“”\"')( U.S亚马逊")), max_size=200)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平台涨价了。卖家不满！怎么办？", ["平台涨价了。", "卖家不满！", "怎么办？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("一是物流;二是合规；三是人才。", ["一是物流;二是合规；三是人才。"]),
        ("标题\n正文第一句。", ["标题", "正文第一句。"]),
        ("标题\r\n正文", ["标题", "正文"]),
        ("It fell 3.5 percent. Shares rose.", ["It fell 3.5 percent.", "Shares rose."]),
        ("The U.S. Customs Service acted. It was late.", ["The U.S. Customs Service acted.", "It was late."]),
        ("It trades in the U.S. The firm is old.", ["It trades in the U.S.", "The firm is old."]),
        ("Mr. Lee met Dr. Wu. They talked.", ["Mr. Lee met Dr. Wu.", "They talked."]),
        ("Walmart Inc. said so.", ["Walmart Inc. said so."]),
        ("He works for Walmart Inc. The pay is low.", ["He works for Walmart Inc.", "The pay is low."]),
        ("J. B. Hunt hauls freight.", ["J. B. Hunt hauls freight."]),
        ("See amazon.com for it.", ["See amazon.com for it."]),
        ("“Good.” She left.", ["“Good.”", "She left."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Well... it works. Fine.", ["Well... it works.", "Fine."]),
        ("营收增长20.5%。", ["营收增长20.5%。"]),
        ("Temu降价.卖家不满.", ["Temu降价.", "卖家不满."]),
        ("1. First point\n2. Second point", ["1. First point", "2. Second point"]),
        ("https://a.example/?q=1 is a link", ["https://a.example/?q=1 is a link"]),
        ("at 9 a.m. on Monday", ["at 9 a.m. on Monday"]),
        ("没有标点", ["没有标点"]),
        ("  两头空白。  ", ["两头空白。"]),
        ("……然后呢", ["……", "然后呢"]),
        ("", []),
        (" \n \t\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.one_of(ANY_TEXT, PROSE))
def test_sentences_cover_the_text_without_overlap(text: str) -> None:
    end = 0
    for span in find_sentences(text):
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        body = text[span.start : span.end]
        assert body == body.strip()
        end = span.end
    assert not text[end:].strip()


def test_a_run_without_full_stops_is_cut_at_clause_marks() -> None:
    text = "很长的一句，" * 1000
    found = sentences(text)
    assert all(len(sentence) <= 1200 for sentence in found)
    assert all(sentence.endswith("，") for sentence in found)
    assert "".join(found) == text


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("亞馬遜推出服務", Lang.ZH_HANT, ["亚马逊", "推出", "服务"]),
        ("随着关税上涨", Lang.ZH_HANS, ["随着", "关税", "上涨"]),
        ("隨著關稅上漲", Lang.ZH_HANT, ["随着", "关税", "上涨"]),
        ("Amazon Ads grew", Lang.EN, ["amazon", "ads", "grew"]),
    ],
)
def test_words_are_of_the_fold(text: str, lang: Lang, words: list[str]) -> None:
    assert [token.text for token in build_document(text, lang=lang).doc] == words


@settings(deadline=None)
@given(ANY_TEXT, st.sampled_from([None, Lang.EN, Lang.ZH_HANS, Lang.MIXED, Lang.UNKNOWN]))
def test_words_lie_where_their_offsets_say(text: str, lang: Lang | None) -> None:
    document = build_document(text, lang=lang)
    assert document.folded == fold(text)
    assert len(document.doc.text) == len(text)
    for token in document.doc:
        original = document.folded[token.idx : token.idx + len(token.text)]
        assert len(original) == len(token.text)
        assert all(a == b or "\ud800" <= b <= "\udfff" for a, b in zip(token.text, original, strict=True))


def test_fields_of_a_document() -> None:
    at = datetime(2026, 11, 9, tzinfo=UTC)
    document = build_document(
        "關稅上漲。", title="關稅", published_at=at, source="海關總署", kind="notice", region="CN"
    )
    assert document.lang is Lang.ZH_HANT
    assert (document.title, document.title_folded) == ("關稅", "关税")
    assert (document.published_at, document.source, document.kind, document.region) == (
        at,
        "海關總署",
        "notice",
        "CN",
    )


def test_given_language_is_believed_and_the_title_helps_to_detect_one() -> None:
    assert build_document("Temu", lang=Lang.ZH_HANS).lang is Lang.ZH_HANS
    assert build_document("Temu 618", title="平台大促即将开始").lang is Lang.ZH_HANS


@pytest.mark.parametrize(
    ("word", "known"), [("亚马逊", True), ("着名", True), ("方面", True), ("多多跨", False), ("", False)]
)
def test_is_dictionary_word(word: str, known: bool) -> None:
    assert is_dictionary_word(word) is known


HOSTILE = {
    "one letter": "a",
    "one han": "亚",
    "rare han": "龘",
    "dots": ".",
    "initials": "U.",
    "stops": "。",
    "quotes": '"',
    "brackets": "([",
    "spaces": " ",
    "urls": "http://a.example/",
    "apostrophes": "a'",
    "words": "ab ",
    "surrogates": "\ud800",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", [Lang.ZH_HANS, Lang.EN])
@pytest.mark.slow
def test_time_is_linear_on_hostile_text(name: str, lang: Lang) -> None:
    unit = HOSTILE[name]
    build_document("预热 warm up", lang=lang)

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        build_document(text, lang=lang)
        return time.process_time() - began

    assert grows_evenly(seconds, 10_000, 80_000, factor=24, free=0.75)


def test_jieba_writes_no_cache_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    before = set(os.listdir(tempfile.gettempdir()))  # noqa: PTH208  names only
    with caplog.at_level(logging.DEBUG):
        build_document("跨境电商综合试验区", lang=Lang.ZH_HANS)
    assert not [record for record in caplog.records if record.name.startswith("jieba")]
    assert not [name for name in set(os.listdir(tempfile.gettempdir())) - before if "jieba" in name]  # noqa: PTH208


@pytest.mark.slow
def test_a_fresh_process_ignores_a_planted_jieba_cache(tmp_path: Path) -> None:
    """jieba unmarshals $TMPDIR/jieba.cache: anybody who can write there could change what we read."""
    (tmp_path / "jieba.cache").write_bytes(b"\x00not a cache")
    code = "from nlp.segment import build_document; print(len(build_document('亚马逊推出服务').doc))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.stdout.strip() == "3"
    assert (tmp_path / "jieba.cache").read_bytes() == b"\x00not a cache"
