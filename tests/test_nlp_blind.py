"""The blind set: floors under what a reading of it scores, and what holds for every text of it and of any kind."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import blind_set
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate, annotation_row
from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
from nlp.sentiment import find_sentiments
from store.records import Article, Lang

ROWS = blind_set.rows("entities_blind.jsonl")
TONES = blind_set.rows("sentiment_blind.jsonl")
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
PIECES = st.lists(
    st.sampled_from(
        ["苹果", "蘋果", "Amazon", "Apple ", "王海涛", "（", "(", "《", "法案", "有限公司", "宣布", "|", "\n", "，", "。", " - ",
         "却", "但", "的", "Inc.", "'s", "CEO ", "\x00", "\u202e", "\ud800", "🛒", "1,000", "%", "跌", "rose ", "旗下", "表示"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


def article(text: str) -> Article:
    return Article(
        url="https://a.example/1", source_id="a", title="", text=text, lang=Lang.UNKNOWN,
        fetched_at=datetime(2026, 1, 5, tzinfo=UTC),
    )  # fmt: skip


# --- the set itself -----------------------------------------------------------------------------------------


def test_the_set_quotes_its_texts() -> None:
    assert len(ROWS) >= 100
    assert sum(row["split"] == "held" for row in ROWS) >= 38
    for row in ROWS:
        for item in row["mentions"]:
            assert row["text"][item["start"] : item["end"]] == item["quote"]
    texts = {row["doc"]: row for row in ROWS}
    for tone in TONES:
        row = texts[tone["doc"]]
        assert row["text"][tone["start"] : tone["end"]] == tone["surface"]
        assert tone["split"] == row["split"]
        assert tone["polarity"] in (-1, 0, 1)


@pytest.mark.parametrize(
    ("split", "f1", "typed", "ids"), [("open", 0.97, 0.96, 0.97), ("held", 0.87, 0.86, 0.89)]
)
def test_names_keep_their_floor(split: str, f1: float, typed: float, ids: float) -> None:
    score = blind_set.score_names([row for row in ROWS if row["split"] == split])
    assert score.f1 >= f1
    assert score.typed >= typed
    assert score.id >= ids


@pytest.mark.parametrize(("lang", "f1"), [("zh-Hans", 0.94), ("zh-Hant", 0.93), ("en", 0.95)])
def test_every_language_keeps_its_floor(lang: str, f1: float) -> None:
    assert blind_set.score_names([row for row in ROWS if row["lang"] == lang]).f1 >= f1


@pytest.mark.parametrize(
    ("split", "known_only", "accuracy", "macro_f1"),
    [("open", True, 0.91, 0.91), ("held", True, 0.88, 0.88), (None, False, 0.85, 0.82)],
)
def test_tones_keep_their_floor(
    split: str | None, known_only: bool, accuracy: float, macro_f1: float
) -> None:
    score = blind_set.score_tones(split, known_only=known_only)
    assert score.accuracy >= accuracy
    assert score.macro_f1 >= macro_f1
    assert score.flipped <= 0.01


# --- what holds for every text ------------------------------------------------------------------------------


def test_a_traditional_copy_names_the_same_things() -> None:
    converter = opencc.OpenCC("s2t")
    for row in ROWS:
        if row["lang"] != "zh-Hans":
            continue
        copy = converter.convert(row["text"])
        ours, theirs = blind_set.readings()[row["doc"]], blind_set.read(copy)
        assert [(m.start, m.end, m.type, m.id) for m in ours[0]] == [
            (m.start, m.end, m.type, m.id) for m in theirs[0]
        ], row["text"]
        assert [(s.id, s.polarity) for s in ours[1]] == [(s.id, s.polarity) for s in theirs[1]], row["text"]


def test_a_simplified_copy_names_the_same_things() -> None:
    converter = opencc.OpenCC("t2s")
    for row in ROWS:
        if row["lang"] == "zh-Hant":
            ours = blind_set.readings()[row["doc"]][0]
            theirs, _ = blind_set.read(converter.convert(row["text"]))
            assert [(m.type, m.id) for m in ours] == [(m.type, m.id) for m in theirs], row["text"]


def test_cells_side_by_side_stay_apart() -> None:
    document = build_document("亚马逊 | 京东 | 12%\n阿里巴巴 | 菜鸟 | 8%\nAmazon | Prime | 3", lang=None)
    quotes = [mention.quote for mention in find_mentions(document, load_lexicon())]
    assert quotes[:4] == ["亚马逊", "京东", "阿里巴巴", "菜鸟"]
    assert not any("|" in quote or "\n" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ROTTERDAM, March 3 - Amazon opened a hub.", "ROTTERDAM"),
        ("BRUSSELS (Reuters) - Temu lost.", "BRUSSELS"),
    ],
)
def test_a_dateline_is_a_place_and_no_actor(text: str, place: str) -> None:
    document = build_document(text, lang=None)
    mentions = find_mentions(document, load_lexicon())
    first = mentions[0]
    assert (first.quote, first.type) == (place, "GPE")
    tones = {each.id: each.polarity for each in find_sentiments(document, mentions, [])}
    assert tones.get(first.id or "", 0) == 0
    assert tones.get("reuters", 0) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产地苹果价格走低，果农增收，苹果外销看好。", 0),
        ("苹果下周开发布会，水果店老板也在排队，苹果股价微升。", 2),
        ("Apple growers in Chile expect a larger harvest.", 0),
        ("Apple sold fewer iPhone units, a fruit stand sold more.", 1),
    ],
)
def test_one_sense_in_one_text(text: str, expected: int) -> None:
    found = find_mentions(build_document(text, lang=None), load_lexicon())
    assert sum(mention.id == "apple" for mention in found) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("沐云电器宣布裁员。", {"沐云电器"}),
        ("服务商捷瑞通拖欠货款。", {"捷瑞通"}),
        ("她后来创办了拙木，生意不错。", {"拙木"}),
        ("澄屿（Chengyu Home）在德国开店。", {"澄屿", "德国", "Chengyu Home"}),
        ("上海澄屿家居有限公司起诉对手。", {"上海澄屿家居有限公司"}),
        ("虽然晏禾科技完成融资，但是同行没有跟进。", {"晏禾科技"}),
        ("智能家居获得增长，冷链物流将扩容。", set()),
        ("多家企业宣布涨价，跨境电商拿下订单。", set()),
        ("双方宣布和解，并宣布推出新品。", set()),
        ("依据跨境寄递安全条例处罚。", {"跨境寄递安全条例"}),
        ("正在寻找解决的办法。", set()),
        ("周沐晴否认离职，记者李若川报道。", {"李若川"}),
        ("吴清越（Wu Qingyue）是店主。", {"吴清越", "Wu Qingyue"}),
    ],
)
def test_chinese_names_no_list_has(text: str, names: set[str]) -> None:
    assert {
        mention.quote for mention in find_mentions(build_document(text, lang=None), load_lexicon())
    } >= names
    if not names:
        assert not find_mentions(build_document(text, lang=None), load_lexicon())


@pytest.mark.parametrize(
    ("text", "entity", "polarity"),
    [
        ("顺丰的投诉率却上升了。", "sf-express", -1),
        ("亚马逊裁员，却实现扭亏为盈。", "amazon", 1),
        ("贝索斯的身家一年暴涨两成。", "jeff-bezos", 1),
        ("贝索斯表示销量暴涨两成。", "jeff-bezos", 0),
        ("越南出口商松了一口气。", "vietnam", 1),
        ("According to Gartner, Temu lost a fifth of its users.", "gartner", 0),
        ("Reuters said Etsy laid off 200 people.", "reuters", 0),
        ("Shein was put on the entity list.", "shein", -1),
        ("京东推出创新的比价工具，功能丰富高效。", "jd", 0),
        ("Etsy unveiled an innovative and popular search page.", "etsy", 0),
        ("Etsy launched a popular search page and its sales rose 9%.", "etsy", 1),
        ("美国取消对越南包裹的免税待遇。", "vietnam", -1),
        ("eBay had its appeal rejected.", "ebay", -1),
        ("谷歌被判赔偿出版商两亿欧元。", "google", -1),
        ("momo營收連三個月下滑。", "momo", -1),
    ],
)
def test_tones_of_a_kind(text: str, entity: str, polarity: int) -> None:
    _, tones = blind_set.read(text)
    assert {each.id: each.polarity for each in tones}.get(entity) == polarity


# --- any text at all ----------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(st.one_of(ANY_TEXT, PIECES))
def test_any_text_is_annotated(text: str) -> None:
    made = annotate(article(text))
    for mention in made.mentions:
        assert text[mention.start : mention.end] == mention.quote
    for left, right in zip(made.mentions, made.mentions[1:], strict=False):
        assert left.end <= right.start
    assert all(-1 <= tone.score <= 1 and tone.polarity in (-1, 0, 1) for tone in made.sentiments)
    annotation_row(made)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["A", "王", "苹果", "Apple ", "《", "\n", "發言人王", "旗下"])
def test_a_megabyte_of_one_thing_is_read_in_time(unit: str) -> None:
    document = build_document(unit * (1_000_000 // len(unit)), lang=None)
    begun = time.monotonic()
    mentions = find_mentions(document, load_lexicon())
    find_sentiments(document, mentions, [])
    assert time.monotonic() - begun < 60


@pytest.mark.slow
def test_the_command_reads_hostile_lines() -> None:
    texts = ["", "\x00\x01\x02", "\u202e苹果\u202c", "🛒" * 50, "（" * 500, "\ufeff亚马逊宣布", "\ud83d"]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    done = subprocess.run(
        [sys.executable, "-m", "tradewind", "annotate"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(texts)
    assert [item["quote"] for item in answers[5]["mentions"]] == ["亚马逊"]
