"""What holds of the mentions of any text: their places, ids, and that an id of nobody's is said to be provisional."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.confusables import confusable_rows
from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
from store.records import Mention

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
FINDERS = {"lexicon", "document", "form", "tagger"}
NAMES = [
    "Amazon", "亚马逊", "亞馬遜", "Temu", "Target", "苹果", "小米", "618", "iPhone 15", "麒麟9000", "Mate", "安迪·贾西", "Andy Jassy",
    "陆嘉言", "Helena Ostrowicz", "Marrowby Logistics", "霖驰国际物流有限公司", "澄屿科技", "Xinhe", "北京", "Washington", "跨境包裹条例",
]  # fmt: skip
MARKS = [
    "（", "）", "(", ")", "「", "」", "《", "》", "“", "”", "下称", "又称", "简称", "known as ", "formerly ", "（NASDAQ: AMZN）", "（09988.HK）",
    " (AWD)", "·", "-", "’s ", " Inc.", " Ltd", "集团", "公司", " said ", "表示", "发言人", "CEO ", " of ", " and ", "&", "、", "，", "。",
    ". ", ": ", "\n", "|", "\t", " ", "\u3000", "的", "在", "依据", "Mr. ", "The ",
]  # fmt: skip
ODD = [
    "\ud800", "\udfff", "\x00", "\x1c", "\x85", "\u2028", "\u202e", "\u200f", "\u200b", "\ufeff", "\ufffd", "\U0010ffff", "עברית", "العربية",
    "😀", "한국어", "쿠팡", "カタカナ", "か\u3099", "々", "〇", "ﬁ", "Ǆ", "İ", "ß", "ſ", "e\u0301", "豈", "𠮷", "㊙", "Ａ", "①", "½", "٣", "№", "Ⅷ", "ª",
]  # fmt: skip
EXAMPLES = [text for row in confusable_rows() for text in (*row["yes"], *row["no"])]
PIECE = st.one_of(st.sampled_from(NAMES), st.sampled_from(MARKS), st.sampled_from(ODD), st.characters())
MIXTURE = st.lists(PIECE, max_size=40).map("".join)


def checked(text: str, title: str = "") -> list[Mention]:
    """The mentions, after what holds of every mention."""
    entities = load_lexicon().entities
    found = find_mentions(build_document(text, title=title), load_lexicon())
    for in_title, part in ((False, text), (True, title)):
        end = 0
        for mention in (each for each in found if each.in_title is in_title):
            assert end <= mention.start < mention.end <= len(part)
            assert part[mention.start : mention.end] == mention.quote
            assert mention.id is None or SLUG.match(mention.id)
            assert mention.provisional == (mention.id not in entities)
            assert mention.provisional or entities[mention.id or ""].type == mention.type
            assert mention.found_by in FINDERS
            end = mention.end
    return found


@pytest.mark.slow
@settings(deadline=None, max_examples=250)
@given(MIXTURE, MIXTURE)
def test_places_and_ids_are_right_in_any_mixture(text: str, title: str) -> None:
    checked(text, title)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(EXAMPLES), max_size=6), st.sampled_from(EXAMPLES))
def test_places_and_ids_are_right_where_names_are_words_too(texts: list[str], title: str) -> None:
    checked("\n".join(texts), title)


@settings(deadline=None, max_examples=25)
@given(st.permutations([
    "Marrowby Logistics said on Monday that it would hire.", "霖驰国际物流有限公司宣布停运。", "采购经理顾婉清表示，新仓下月启用。",
    "Helena Ostrowicz, chief executive of Marrowby Logistics, said so.", "顾婉清说，霖驰国际物流有限公司还欠款。",
    "Ostrowicz declined to name the buyer.", "前海法院判决霖驰国际物流有限公司败诉。", "Shares of Marrowby Logistics fell.",
]))  # fmt: skip
def test_a_name_has_one_id_and_one_type_in_whatever_order_it_is_told(sentences: list[str]) -> None:
    things: dict[str, set[tuple[str | None, str]]] = {}
    for mention in checked("\n".join(sentences), title=sentences[0]):
        things.setdefault(mention.quote, set()).add((mention.id, mention.type))
    assert {len(told) for told in things.values()} == {1}
    assert {"Marrowby Logistics", "霖驰国际物流有限公司", "顾婉清"} <= set(things)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "（" * 20_000 + "）" * 20_000, "(a" * 20_000, "「甲" * 20_000, "、" * 100_000, "|" * 100_000, "\n" * 100_000,
        "公司（下称“" * 8_000, "Temu (" * 8_000, "陆嘉言、" * 10_000, "的" * 60_000, "依据" * 30_000, "쿠팡" * 30_000, "\x00" * 100_000,
    ],
    ids=lambda text: ascii(text[:4]),
)  # fmt: skip
def test_long_and_nested_texts_are_read_to_their_end(text: str) -> None:
    """Each within a second or two; a quadratic step would make minutes of it."""
    checked(text, title=text[:10_000])
