"""Which things a text names: nlp.entities and nlp.senses."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.segment import build_document
from store.records import Lang, Mention

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=150)
SHARED = Path(__file__).resolve().parents[2] / "shared"


def mentions(text: str, title: str = "", lang: Lang | None = None) -> list[Mention]:
    return find_mentions(build_document(text, title=title, lang=lang), load_lexicon())


def named(text: str, title: str = "") -> list[tuple[str, str | None]]:
    return [(mention.quote, mention.id) for mention in mentions(text, title) if not mention.in_title]


def ids(text: str, title: str = "") -> list[str | None]:
    return [entity_id for _, entity_id in named(text, title)]


# --- names that the lexicon knows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("亚马逊与Temu在德国竞争", [("亚马逊", "amazon"), ("Temu", "temu"), ("德国", "germany")]),
        ("亞馬遜與Temu在德國競爭", [("亞馬遜", "amazon"), ("Temu", "temu"), ("德國", "germany")]),
        ("Amazon's rivals in Germany", [("Amazon", "amazon"), ("Germany", "germany")]),
        ("新款亚马逊Kindle上市", [("亚马逊Kindle", "amazon-kindle")]),
        ("他用 Amazon Alexa 点单", [("Amazon Alexa", "amazon-alexa")]),
        ("亚马逊 Echo 降价", [("亚马逊 Echo", "amazon-echo")]),
        ("TikTok Shop关店，TikTok不变", [("TikTok Shop", "tiktok-shop"), ("TikTok", "tiktok")]),
        ("拼多多旗下的Temu", [("拼多多", "pdd"), ("Temu", "temu")]),
        ("美国商务部与中国商务部", [("美国商务部", "us-commerce-department"), ("中国商务部", "mofcom")]),
        ("依据《数字服务法》处罚", [("数字服务法", "eu-dsa")]),
        ("微軟Azure成長", [("微軟Azure", "microsoft-azure")]),
        ("亞馬遜雲端服務AWS擴建", [("亞馬遜雲端服務AWS", "aws")]),
        ("双11之后是黑五", [("双11", "singles-day"), ("黑五", "black-friday")]),
        ("安迪·贾西表示", [("安迪·贾西", "andy-jassy")]),
        ("執行長安迪・賈西", [("安迪・賈西", "andy-jassy")]),
        ("Shares of Walmart Inc. rose", [("Walmart Inc.", "walmart")]),
        ("He left Pinterest, Inc. in May", [("Pinterest, Inc.", "pinterest")]),
        (
            "她买了iPhone 16 Pro和麒麟9000芯片的手机",
            [("iPhone 16 Pro", "iphone-16-pro"), ("麒麟9000", "huawei-kirin-9000")],
        ),
        ("Boeing 777 deliveries; Boeing gained", [("Boeing 777", "boeing-777"), ("Boeing", "boeing")]),
        (
            "Prime Day in the United Kingdom",
            [("Prime Day", "prime-day"), ("United Kingdom", "united-kingdom")],
        ),
    ],
)
def test_known_names(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一杯苹果汁和一个苹果园",
        "他喝了小米粥",
        "其中通过三项",
        "其中通过半数",
        "亚马逊雨林火灾" + "的报告",
        "阿里山的日出",
        "sales target for the year",
        "https://www.amazon.com/temu 见链接",
        "写信到 press@amazon.com",
        "图片：temu_logo.png",
        "the price in US$ terms",
        "1618年的事",
        "一共有618个包裹",
        "三星级酒店",
    ],
)
def test_no_company_where_only_its_letters_stand(text: str) -> None:
    types = {mention.type for mention in mentions(text)}
    assert types <= {"GPE"}


@pytest.mark.parametrize(
    ("text", "surface", "entity_id"),
    [
        ("亚马逊上调Prime年费", "Prime", "amazon-prime"),
        ("平台上调Prime年费", "Prime", None),
        ("Amazon said Fresh stores would close", "Fresh", "amazon-fresh"),
        ("京东说618期间销量大增", "618", "618"),
        ("这批货有618箱", "618", None),
        ("网易旗下的考拉宣布", "考拉", "kaola"),
        ("动物园的考拉睡着了", "考拉", None),
        ("亚马逊的DSP投放", "DSP", "amazon-dsp"),
        ("Perplexity launched Comet", "Comet", "perplexity-comet"),
        ("跨境监管代码9610出口", "9610", "china-9610"),
        ("售价9610元", "9610", None),
        ("小红书的RED在海外叫RedNote", "RED", "xiaohongshu"),
    ],
)
def test_weak_names_need_support(text: str, surface: str, entity_id: str | None) -> None:
    assert dict(named(text)).get(surface) == entity_id


def test_the_title_supports_the_text() -> None:
    assert dict(named("上调Prime年费", title="亚马逊涨价")) == {"Prime": "amazon-prime"}


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("Fires in the Amazon rainforest spread", "amazon-rainforest"),
        ("Deforestation in the Amazon rose, data show", "amazon-rainforest"),
        ("亚马逊的毁林面积增加，原住民受害", "amazon-rainforest"),
        ("Shares in Amazon rose, data show", "amazon"),
    ],
)
def test_the_forest_is_not_the_company(text: str, entity_id: str) -> None:
    assert entity_id in ids(text)
    assert len({"amazon", "amazon-rainforest"} & set(ids(text))) == 1


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("Washington and Beijing agreed on a truce.", "united-states"),
        ("Beijing said it would retaliate.", "china"),
        ("Brussels opened an inquiry.", "european-union"),
        ("The talks were held in Washington.", "washington"),
        ("The firm is based in Beijing.", "beijing"),
        ("a Brussels-based lobby", "brussels"),
        ("北京的仓库", "beijing"),
        ("北京方面回应", "china"),
        ("華盛頓當局回應", "united-states"),
    ],
)
def test_a_capital_is_its_government_or_the_city(text: str, entity_id: str) -> None:
    assert entity_id in ids(text)


@pytest.mark.parametrize(
    ("text", "surface", "entity_id"),
    [
        ("Jonathan Reed runs the firm. Reed was pleased.", "Reed", "jonathan-reed"),
        ("The pop star Anna Kessler sued. The label rejected Kessler's claims.", "Kessler", "anna-kessler"),
        ("入倉分銷網絡（AWD）擴容。AWD費用下調。", "AWD", "amazon-awd"),
        ("Global Parcel Alliance (GPA) met. GPA wants lower fees.", "GPA", "global-parcel-alliance"),
        ("全国电商协会", "全国电商协会", "quanguo-dianshang-xiehui"),
    ],
)
def test_what_a_text_defines_holds_in_it(text: str, surface: str, entity_id: str | None) -> None:
    assert dict(named(text)).get(surface) == entity_id


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("欧盟理事会周二表决。", "council-of-the-eu"),
        ("歐盟理事會週二表決。", "council-of-the-eu"),
        ("The Council of the European Union voted.", "council-of-the-eu"),
        ("The Council of the EU voted.", "council-of-the-eu"),
        ("欧洲理事会周二召开。", "european-council"),
        ("歐洲理事會週二召開。", "european-council"),
        ("歐盟高峰會週二召開。", "european-council"),
        ("The European Council met.", "european-council"),
    ],
)
def test_the_two_councils_of_the_union_are_two(text: str, entity_id: str) -> None:
    assert ids(text) == [entity_id]


def test_title_mentions_have_offsets_into_the_title() -> None:
    found = mentions("Temu降价。", title="拼多多：Temu降价")
    title = [mention for mention in found if mention.in_title]
    assert [(mention.start, mention.end, mention.id) for mention in title] == [(0, 3, "pdd"), (4, 8, "temu")]
    assert [mention.in_title for mention in found] == [False, True, True]


# --- properties ---------------------------------------------------------------------------------------------

PIECES = [
    "亞馬遜", "亚马逊", "Amazon", "Temu", " ", "，", "。", "\n", "在", "的", "Prime", "iPhone 15", "（AWD）", "《数字服务法》",
    "安迪·贾西", "发言人张一二表示", "美国", "财政部", "Bank of Canada", "Inc.", "said", "The", "John Legere", "’s",
    "苹果汁", "618", "http://temu.com", "US$", "Ltd", "of", "&", "\ud800", "😀", "ﬁ",
]  # fmt: skip


def check(text: str, title: str = "") -> None:
    found = mentions(text, title)
    for in_title, part in ((False, text), (True, title)):
        end = 0
        for mention in (item for item in found if item.in_title is in_title):
            assert end <= mention.start < mention.end <= len(part)
            assert part[mention.start : mention.end] == mention.quote
            assert mention.quote == mention.quote.strip()
            assert "\n" not in mention.quote
            assert mention.type in {"ORG", "PERSON", "GPE", "PRODUCT", "LAW", "EVENT"}
            assert mention.id is None or mention.id == mention.id.lower().strip("-")
            end = mention.end


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_offsets_and_quotes_agree_for_any_string(text: str, title: str) -> None:
    check(text, title)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
)
def test_offsets_and_quotes_agree_for_texts_full_of_names(text: str, title: str) -> None:
    check(text, title)


NEWS = [
    "拼多多旗下的Temu周四宣布，将在波兰和捷克开设两座仓库，与亚马逊、速卖通争夺东欧市场。",
    "美国海关与边境保护局的数据显示，取消小额免税后，从深圳和广州寄出的包裹减少了四成。",
    "欧盟委员会要求SHEIN说明其是否遵守《数字服务法》，公司称会配合调查。",
    "亚马逊首席执行官安迪·贾西在致股东信中说，AWS的需求超过了英伟达芯片的供应。",
    "阿里巴巴、京东和拼多多在双11期间都提高了补贴，抖音电商的增长最快。",
    "商务部发言人何咏前表示，中方将采取必要措施，并已向世界贸易组织提出申诉。",
    "随着运费上涨，马士基和中远海运的股价走高，而沃尔玛与塔吉特的利润承压。",
    "台湾财政部关务署说，进口包裹免税额不变；虾皮和露天拍卖的卖家松了一口气。",
]


@pytest.mark.parametrize("text", NEWS)
@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
@pytest.mark.slow
def test_both_scripts_of_a_text_name_the_same_things(text: str, config: str) -> None:
    traditional = opencc.OpenCC(config).convert(text)
    assert len(traditional) == len(text)
    assert traditional != text
    spans = [(mention.start, mention.end, mention.type, mention.id) for mention in mentions(text)]
    assert [(m.start, m.end, m.type, m.id) for m in mentions(traditional)] == spans
    assert len(spans) >= 2


def test_width_does_not_matter() -> None:
    wide = "Ｔｅｍｕ與Ｓｈｅｉｎ在２０２５年"
    assert ids(wide) == ["temu", "shein"]


def test_the_same_text_gives_the_same_answer() -> None:
    text = "\n".join(NEWS)
    assert mentions(text) == mentions(text)


HOSTILE = {
    "one name": "Amazon ",
    "han name": "亚马逊",
    "capitals": "Abc ",
    "possessives": "Abc's ",
    "brackets": "Temu（ABC）",
    "dots": "安·",
    "book marks": "《",
    "open books": "《法",
    "persons": "发言人张",
    "places": "中国",
    "bodies": "中国协",
    "urls": "http://temu.com/",
    "at signs": "a@",
    "letters": "A",
    "of": "Bank of ",
    "ampersands": "A & ",
    "confusables": "苹果汁",
    "numbers": "iPhone 1 ",
    "surrogates": "\ud800A",
    "particles": "的",
    "citing": "依据",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.slow
def test_time_is_linear_on_hostile_text(name: str) -> None:
    unit = HOSTILE[name]
    lexicon = load_lexicon()

    def seconds(size: int) -> float:
        document = build_document(unit * (size // len(unit)))
        began = time.process_time()
        find_mentions(document, lexicon)
        return time.process_time() - began

    seconds(500)
    assert grows_evenly(seconds, 4_000, 32_000, factor=24, free=0.5)


def test_a_lexicon_of_the_user_is_used(tmp_path: Path) -> None:
    path = tmp_path / "extra.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("id", "type", "en", "zh_hans", "zh_hant", "parent", "cues", "not"),
                ("acme-toys", "ORG", "Acme Toys", "阿克米玩具", "", "", "", ""),
            ]
        )
    found = find_mentions(build_document("阿克米玩具与Temu合作"), load_lexicon(path))
    assert [mention.id for mention in found] == ["acme-toys", "temu"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The Acme R2 sells well.", "Acme R2"),
        ("The Acme R 2 sells well.", "Acme R 2"),
        ("阿克米R2发布。", "阿克米R2"),
        ("阿克米星扫2发布。", "阿克米星扫2"),
    ],
)
def test_a_model_of_a_series_has_one_id_however_it_is_written(tmp_path: Path, text: str, quote: str) -> None:
    path = tmp_path / "extra.csv"
    path.write_text("id,type,en,zh_hans\nacme-robot,PRODUCT,Acme R#,阿克米R#|阿克米星扫#\n", encoding="utf-8")
    (found,) = find_mentions(build_document(text), load_lexicon(path))
    assert (found.quote, found.id, found.type) == (quote, "acme-robot-2", "PRODUCT")


# --- the development gold -----------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.skipif(
    not (SHARED / "gold" / "entities_dev.jsonl").exists(), reason="no development gold beside the project"
)
def test_floors_on_the_development_gold(tmp_path: Path) -> None:
    gold = SHARED / "gold" / "entities_dev.jsonl"
    texts: dict[str, tuple[str, str]] = {}
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] not in texts:
            seed = SHARED / "gold" / "seeds" / row["doc"]
            text = row.get("context") or seed.read_bytes().decode("utf-8")
            texts[row["doc"]] = (text, row["lang"])
    predictions = tmp_path / "predictions.jsonl"
    with predictions.open("w", encoding="utf-8") as file:
        for doc, (text, lang) in texts.items():
            for mention in mentions(text, lang=Lang(lang)):
                row = {
                    "doc": doc,
                    "start": mention.start,
                    "end": mention.end,
                    "type": mention.type,
                    "id": mention.id,
                }
                file.write(json.dumps(row) + "\n")
    scorer = SHARED / "eval" / "entities_score.py"
    done = subprocess.run(
        [sys.executable, str(scorer), "--task", "entities", "--gold", str(gold), "--pred", str(predictions),
         "--coverage", str(SHARED / "gold" / "coverage.json")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    score = json.loads(done.stdout)
    assert score["exact_typed"]["f1"] >= 0.97
    assert score["span_and_id"]["f1"] >= 0.96
