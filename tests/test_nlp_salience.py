"""How much of an article is about each thing, and what part each plays: the rule on labelled articles and alone."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from role_examples import COUNTED, FIRST, SECOND, examples, found
from timing import grows_evenly

from nlp.annotate import annotate, annotation_row
from nlp.salience import find_roles
from nlp.segment import build_document
from store.records import Article, Lang, Mention, Role

ROLES = {"subject", "actor", "affected", "source", "passing", "promotion"}


NAMES = {
    "European Commission": "european-commission", "Temu": "temu", "Reuters": "reuters", "Amazon": "amazon",
    "Shopee": "shopee", "Zalando": "zalando", "Otto": "otto", "Shopify": "shopify", "Getty Images": "getty-images",
    "亚马逊": "amazon", "亞馬遜": "amazon", "路透社": "reuters", "沃尔玛": "walmart", "沃爾瑪": "walmart", "京东": "jd",
    "欧盟委员会": "european-commission",
}  # fmt: skip
PLACES = {"Spain": "spain", "Lyon": "lyon", "Germany": "germany", "LONDON": "london", "波兰": "poland"}


def _mentions(text: str, *, in_title: bool = False) -> list[Mention]:
    """Every name of the tables above that the text has."""
    found = []
    for names, kind in ((NAMES, "ORG"), (PLACES, "GPE")):
        for match in re.finditer("|".join(names), text):
            quote = match.group()
            found.append(
                Mention(
                    start=match.start(),
                    end=match.end(),
                    quote=quote,
                    type=kind,
                    id=names[quote],
                    in_title=in_title,
                )
            )
    return found


def _roles(text: str, title: str = "") -> dict[str, Role]:
    mentions = [*_mentions(text), *_mentions(title, in_title=True)]
    return {role.id: role for role in find_roles(build_document(text, title=title), mentions, ())}


def _scored(split: str, name: str = FIRST) -> Counter[tuple[str, str]]:
    """(labelled, found) of every thing."""
    pairs: Counter[tuple[str, str]] = Counter()
    for example in examples(split, name):
        roles = found(example)
        pairs.update((label, roles[key].role) for key, label in example.roles.items())
    return pairs


# --- labelled articles --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "split", "exact", "counted", "source"),
    [
        (FIRST, "tuned", 0.83, 0.87, 0.97),
        (FIRST, "evaluated", 0.78, 0.84, 0.94),
        (SECOND, "tuned", 0.80, 0.84, 0.95),
        (SECOND, "evaluated", 0.72, 0.81, 0.92),
    ],
)
def test_roles_of_labelled_articles(
    name: str, split: str, exact: float, counted: float, source: float
) -> None:
    pairs = _scored(split, name)
    total = pairs.total()
    assert sum(n for (label, role), n in pairs.items() if label == role) >= exact * total
    same = sum(n for (label, role), n in pairs.items() if (label in COUNTED) == (role in COUNTED))
    assert same >= counted * total
    assert sum(n for (a, b), n in pairs.items() if (a == "source") == (b == "source")) >= source * total


@pytest.mark.slow
@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_what_counts_is_twice_as_often_right_as_what_is_named(name: str) -> None:
    pairs = _scored("evaluated", name)
    named = sum(n for (label, _), n in pairs.items() if label in COUNTED) / pairs.total()
    chosen = {pair: n for pair, n in pairs.items() if pair[1] in COUNTED}
    right = sum(n for (label, _), n in chosen.items() if label in COUNTED) / sum(chosen.values())
    assert named < 0.45
    assert right >= 0.76


def test_promotion_never_counts_in_labelled_articles() -> None:
    for example in examples("tuned"):
        roles = found(example)
        for key, label in example.roles.items():
            if label == "promotion":
                assert (roles[key].role, roles[key].salience) == ("promotion", 0.0), (example.title, key)


def test_labelled_mentions_stand_where_they_say() -> None:
    splits: Counter[str] = Counter()
    for example in examples():
        splits[example.split] += 1
        ids = {mention.id for mention in example.mentions}
        assert ids >= example.roles.keys()
        assert set(example.roles.values()) <= ROLES
        assert all(mention.quote.strip() for mention in example.mentions)
    assert splits == {"tuned": 84, "evaluated": 60}


# --- the rule -----------------------------------------------------------------------------------------------


def test_a_fine_has_a_subject_an_actor_and_a_source() -> None:
    roles = _roles(
        "European Commission fined Temu 10 million euros on Monday, Reuters reported.\n"
        "Temu said it would appeal. Amazon paid a similar fine in 2021.",
        "European Commission fines Temu",
    )
    assert {key: role.role for key, role in roles.items()} == {
        "temu": "subject",
        "european-commission": "actor",
        "reuters": "source",
        "amazon": "passing",
    }


def test_both_scripts_have_the_same_roles() -> None:
    simplified = _roles("亚马逊周一宣布下调佣金。据路透社报道,沃尔玛也有类似计划。", "亚马逊下调佣金")
    traditional = _roles("亞馬遜週一宣布下調佣金。據路透社報導,沃爾瑪也有類似計畫。", "亞馬遜下調佣金")
    assert {k: (r.role, r.salience) for k, r in simplified.items()} == {
        k: (r.role, r.salience) for k, r in traditional.items()
    }
    assert simplified["amazon"].role == "subject"
    assert simplified["reuters"].role == "source"
    assert simplified["walmart"].role == "passing"


def test_a_thing_only_in_the_headline_is_the_subject_too() -> None:
    roles = _roles("The fee falls by a tenth from March. Sellers asked for it.", "Shopee lowers its fee")
    assert (roles["shopee"].role, roles["shopee"].in_title, roles["shopee"].mentions) == ("subject", True, 1)


def test_without_a_headline_the_first_sentence_decides() -> None:
    roles = _roles("Zalando opened a depot in Lyon. Otto runs three in Germany.")
    assert roles["zalando"].role == "subject"
    assert roles["otto"].role != "subject"


def test_a_trailing_promotion_weighs_nothing() -> None:
    text = "京东在波兰启用新仓。京东说每天可处理六万件。"
    alone = _roles(text, "京东在波兰建仓")
    sold = _roles(text + "\n扫码加入Shopify卖家群,领取京东白皮书。", "京东在波兰建仓")
    assert (sold["shopify"].role, sold["shopify"].salience) == ("promotion", 0.0)
    assert sold["jd"].salience == alone["jd"].salience
    assert sold["jd"].mentions == alone["jd"].mentions + 1


def test_a_dateline_and_a_credit_weigh_nothing() -> None:
    roles = _roles(
        "LONDON, Nov 3 (Reuters) - Zalando cut its fees.\nPhoto: Getty Images", "Zalando cuts fees"
    )
    assert roles["london"].salience == 0.0
    assert roles["reuters"].role == "source"
    assert roles["zalando"].salience == 1.0


def test_a_provisional_thing_says_so() -> None:
    document = build_document("Northwind opened a depot.", title="Northwind grows")
    mention = Mention(start=0, end=9, quote="Northwind", type="ORG", id="northwind", provisional=True)
    (role,) = find_roles(document, [mention], ())
    assert role.provisional


def test_nothing_named_has_no_roles() -> None:
    document = build_document("A quiet week.", title="")
    assert find_roles(document, [], ()) == []
    nameless = Mention(start=2, end=7, quote="quiet", type="ORG", id=None)
    assert find_roles(document, [nameless], ()) == []


def test_annotate_brings_them() -> None:
    made = annotate(
        Article(
            url="https://a.example/1",
            source_id="a",
            title="Temu raises prices",
            text="Temu raised its prices in Spain by a tenth on Monday.",
            lang=Lang.EN,
            fetched_at=datetime(2026, 11, 2, tzinfo=UTC),
        )
    )
    assert made.roles[0].id == "temu"
    first = annotation_row(made)["roles"][0]
    assert list(first) == ["id", "type", "role", "salience", "mentions"]
    assert (first["role"], first["mentions"]) == ("subject", 2)


# --- properties ---------------------------------------------------------------------------------------------

WORDS = [
    "亚马逊",
    "Temu",
    "说",
    "据",
    "报道",
    "。",
    ",",
    "\n",
    "Reuters",
    " said ",
    "欧盟委员会",
    "对",
    "扫码",
    "延伸阅读:",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.lists(st.sampled_from(WORDS), max_size=6)
)
def test_shares_add_up_to_one_at_most_and_every_id_has_one_role(text: str, title: list[str]) -> None:
    headline = "".join(title).replace("\n", " ")
    document = build_document(text, title=headline)
    mentions = [*_mentions(text), *_mentions(headline, in_title=True)]
    roles = find_roles(document, mentions, ())
    assert sorted(role.id for role in roles) == sorted({m.id for m in mentions if m.id})
    assert sum(role.salience for role in roles) <= 1.0 + 1e-9
    assert all(0 <= role.salience <= 1 and role.role in ROLES for role in roles)
    assert sum(role.role == "subject" for role in roles) <= 3
    assert all(role.salience == 0 for role in roles if role.role == "promotion")
    assert sum(role.mentions for role in roles) == sum(mention.id is not None for mention in mentions)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["亚马逊表示", "Amazon, ", "据亚马逊报道", "said Amazon ", "亚马逊、", "欧盟委员会对Temu"]
)
def test_hostile_texts_cost_by_their_length(unit: str) -> None:
    def seconds(n: int) -> float:
        text = (unit * n)[:n]
        step = len(unit)
        quote = "亚马逊" if "亚马逊" in unit else "Amazon" if "Amazon" in unit else "Temu"
        document = build_document(text, title=text[:400])
        mentions = [
            Mention(start=at, end=at + len(quote), quote=quote, type="ORG", id="amazon")
            for at in range(unit.index(quote), n - len(quote), step)
        ]
        began = time.perf_counter()
        find_roles(document, mentions, ())
        return time.perf_counter() - began

    assert grows_evenly(seconds, 20_000, 80_000, factor=9, free=1.0)
