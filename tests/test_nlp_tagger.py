"""Names the tagger finds: in both languages and scripts, beside what is known, in any text, in even time."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.entities import find_mentions
from nlp.lexicon import load_lexicon
from nlp.names import Known, Name
from nlp.segment import build_document
from nlp.tagger import find_tagged
from nlp.tagger_en import GAZETTEERS
from nlp.training.train import RECIPES, SHIPPED
from store.records import Span
from tests.timing import grows_evenly

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"


def tagged(text: str, known: tuple[Known, ...] = (), formed: tuple[Name, ...] = ()) -> list[Name]:
    document = build_document(text)
    return find_tagged(document, document.text, document.folded, document.sentences, known, formed)


def quotes(text: str) -> dict[str, str]:
    return {text[name.start : name.end]: name.type for name in tagged(text)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("上周，货代霖驰国际物流有限公司宣布停运。", "霖驰国际物流有限公司", "ORG"),
        ("采购经理顾婉清表示，新仓下月启用。", "顾婉清", "PERSON"),
        ("採購經理顧婉清表示，新倉下月啟用。", "顧婉清", "PERSON"),
        (
            "Freight forwarder Marrowby Logistics said it had filed for bankruptcy.",
            "Marrowby Logistics",
            "ORG",
        ),
        (
            "“We shipped late,” Helena Ostrowicz, the company's chief executive, said.",
            "Helena Ostrowicz",
            "PERSON",
        ),
    ],
)
def test_names_nobody_lists_are_found(text: str, name: str, kind: str) -> None:
    assert quotes(text).get(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "跨境电商供应链的竞争，已经从价格转向服务。",
        "二、经营建议：先做减法，再谈增长",
        "供應鏈移轉趨勢明確，東南亞設廠成為顯學。",
        "How to Cut Return Rates in Five Steps",
        "The company said its margins would recover in the second half.",
        "",
    ],
)
def test_prose_without_names_has_none(text: str) -> None:
    assert {name for name, kind in quotes(text).items() if kind != "GPE"} == set()


def test_both_scripts_of_one_text_have_the_same_names() -> None:
    hans = "宁波卖家陆启明说，澄岚家居把仓库租给了禾屿科技，租期两年。"
    hant = "寧波賣家陸啟明說，澄嵐家居把倉庫租給了禾嶼科技，租期兩年。"
    first, second = ([(n.start, n.end, n.type) for n in tagged(text)] for text in (hans, hant))
    assert first == second
    assert len(first) >= 3


def test_a_known_name_is_not_said_again() -> None:
    text = "Quillmere Freight said on Monday that it would hire."
    assert quotes(text) == {"Quillmere Freight": "ORG"}
    whole = Known(start=0, end=17, type="ORG", id="quillmere")
    assert tagged(text, (whole,)) == []


def test_a_name_around_a_known_one_absorbs_it() -> None:
    text = "深圳前海法院驳回了货代的上诉。"
    (name,) = tagged(text, (Known(start=0, end=2, type="GPE", id="shenzhen"),))
    assert text[name.start : name.end] == "深圳前海法院"
    assert name.absorbs


def test_a_title_is_read_as_the_text_is() -> None:
    title = "货代霖驰国际物流有限公司宣布停运"
    document = build_document("正文没有名字。", title=title)
    span = Span(0, len(document.title))
    found = find_tagged(document, document.title, document.title_folded, [span], (), ())
    assert found == tagged(title)
    assert len(found) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("的公司Aa' .，。\n物流李")), max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    document = build_document(text)
    names = find_tagged(document, document.text, document.folded, document.sentences, (), ())
    for name in names:
        assert 0 <= name.start < name.end <= len(text)
    for before, after in pairwise(names):
        assert before.end <= after.start


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["啊", "9", "(", "A", "公司，", "Aa ", "李明说。"])
def test_the_time_grows_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        document = build_document(unit * (size // len(unit)))
        began = time.process_time()
        find_tagged(document, document.text, document.folded, document.sentences, (), ())
        return time.process_time() - began

    assert grows_evenly(seconds, 20_000, 120_000, factor=14, free=0.5)


# --- what is shipped -----------------------------------------------------------------------------------------


def test_the_weights_are_small_and_their_card_names_what_they_come_from() -> None:
    card = (SHIPPED / "CARD.md").read_text(encoding="utf-8")
    for code, recipe in RECIPES.items():
        assert (SHIPPED / f"{code}.npz").stat().st_size < 3_000_000
        assert all(name in card for name in (*recipe.files, *recipe.uner))
    assert GAZETTEERS.stat().st_size < 500_000
    assert "CC BY-SA 4.0" in card
    assert "GeoNames" in card


def test_the_package_says_the_licences_of_what_was_learned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["license"].split(" AND ")) == {"Apache-2.0", "CC-BY-SA-4.0", "CC-BY-4.0"}
    assert "NOTICE" in project["license-files"]
    notice, card = (each.read_text(encoding="utf-8") for each in (ROOT / "NOTICE", SHIPPED / "CARD.md"))
    for path in SHIPPED.glob("*.npz"):
        assert path.relative_to(ROOT).as_posix() in notice
        assert path.name in card
    for said in (
        "UNER_Chinese-GSDSIMP",
        "UNER_English-EWT",
        "GeoNames",
        "licenses/by-sa/4.0/",
        "licenses/by/4.0/",
    ):
        assert said in notice
    for readme in ("README.md", "README.zh.md"):
        assert {"zh.npz", "en.npz", "gazetteers.npz", "NOTICE"} <= set(
            re.findall(r"[\w.]+", (ROOT / readme).read_text(encoding="utf-8"))
        )


def scores(split: str, lang: str) -> tuple[float, float, float]:
    """Precision, F1 of exact names, and the share of names no lexicon lists that are found at least in part."""
    rows = [json.loads(line) for line in (DATA / "entities_fresh.jsonl").read_text("utf-8").splitlines()]
    aliases = {alias.folded for entity in load_lexicon().entities.values() for alias in entity.aliases}
    count: Counter[str] = Counter()
    for row in rows:
        if row.get("split") != split or row.get("lang") != lang:
            continue
        document = build_document(row["text"])
        found = {(m.start, m.end) for m in find_mentions(document, load_lexicon())}
        wanted = {(m["start"], m["end"]) for m in row["mentions"]}
        count["hit"] += len(found & wanted)
        count["found"] += len(found)
        count["wanted"] += len(wanted)
        for start, end in wanted:
            if document.folded[start:end] not in aliases:
                count["new"] += 1
                count["met"] += any(a < end and b > start for a, b in found)
    return (
        count["hit"] / count["found"],
        2 * count["hit"] / (count["found"] + count["wanted"]),
        count["met"] / count["new"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("split", ["tuned", "evaluated"])
@pytest.mark.parametrize(
    ("lang", "precision", "f1", "unseen"),
    [("en", 0.91, 0.90, 0.82), ("zh-Hans", 0.90, 0.86, 0.70), ("zh-Hant", 0.90, 0.85, 0.62)],
)
def test_what_is_found_with_the_shipped_weights_stays_good(
    split: str, lang: str, precision: float, f1: float, unseen: float
) -> None:
    measured = scores(split, lang)
    assert measured[0] >= precision
    assert measured[1] >= f1
    assert measured[2] >= unseen
