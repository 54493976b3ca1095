"""Stories: reprints are one text, templates are not, and the order of arrival changes nothing."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.fingerprint import build_fingerprint
from nlp.script import fold
from nlp.stories import build_stories, link_rows, match_texts, story_id
from nlp.variants import compare
from store.records import Article, Fingerprint, Lang, Peer, StoryLink
from tradewind.sample.newsroom import build_newsroom

SHARED = Path(__file__).resolve().parents[2] / "shared"
START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

EN = (
    "Lisbon will let online sellers settle import tax once a month instead of parcel by parcel, the finance "
    "ministry said on Tuesday. The rule starts on Dec. 1 and covers shipments worth up to €150.\n"
    "About 2,300 companies have applied, most of them from Spain and China. The ministry expects to save 14,000 "
    "working hours a year at the airport alone.\n"
    "“It is the first time that the form got shorter,” said a broker who clears 900 parcels a day."
)
HANS = (
    "里斯本将允许线上卖家按月汇总缴纳进口税，不必逐票申报，财政部周二表示。新规12月1日起实施，适用于150欧元以下货件。\n"
    "已有约2300家企业提出申请，多数来自西班牙和中国。财政部预计，仅机场一处每年就能省下1.4万个工时。\n"
    "一位每天清关900票的报关员说，这是头一回表格变短了。"
)
HANT = (
    "里斯本將允許線上賣家按月彙總繳納進口稅，不必逐票申報，財政部週二表示。新規12月1日起實施，適用於150歐元以下貨件。\n"
    "已有約2300家企業提出申請，多數來自西班牙和中國。財政部預計，僅機場一處每年就能省下1.4萬個工時。\n"
    "一位每天清關900票的報關員說，這是頭一回表格變短了。"
)
OTHER = (
    "A cold store near Gdansk will double its space for frozen fish by summer. The operator pays 31 million zloty, "
    "a third of it from a regional fund. Trucks queue there for up to six hours in the season, drivers say."
)


def article(
    id: int,
    text: str,
    lang: Lang = Lang.EN,
    *,
    title: str = "Headline",
    source: str = "",
    hours: float = 0,
    url: str = "",
) -> Article:
    at = START + timedelta(hours=hours)
    return Article(
        id=id,
        url=url or f"http://news{id}.example/a",
        source_id=source or f"source-{id}",
        title=title,
        text=text,
        lang=lang,
        fetched_at=at + timedelta(days=1),
        published_at=at,
    )


def with_prints(articles: Iterable[Article]) -> list[tuple[Article, Fingerprint]]:
    return [(item, build_fingerprint(item)) for item in articles]


def link_all(articles: Sequence[Article]) -> dict[int, StoryLink]:
    return {link.article_id: link for link in build_stories(with_prints(articles), (), {})}


# --- what is a reprint ---------------------------------------------------------------------------------------


def test_two_strangers_are_alone() -> None:
    links = link_all([article(1, EN), article(2, OTHER)])
    assert [link.reason for link in links.values()] == ["alone", "alone"]
    assert links[1].story_id != links[2].story_id
    assert links[1].root_id == 1
    assert links[1].reprint_of is None
    assert links[1].similarity is None


def test_an_exact_copy_under_another_headline_is_a_reprint_of_the_earlier() -> None:
    links = link_all([article(2, EN, title="What the new rule means", hours=5), article(1, EN)])
    assert links[2].reprint_of == 1
    assert links[2].root_id == 1
    assert links[2].similarity == 1.0
    assert links[2].reason == "repeats http://news1.example/a: the same text"
    assert links[1].reason == "the first to carry this text"
    assert links[1].story_id == links[2].story_id == story_id("http://news1.example/a")


def test_a_copy_in_the_other_script_is_a_reprint_and_says_so() -> None:
    links = link_all([article(1, HANT, Lang.ZH_HANT), article(2, HANS, Lang.ZH_HANS, hours=1)])
    assert links[2].reprint_of == 1
    assert "in the other script" in links[2].reason


def test_regional_words_do_not_hide_a_copy() -> None:
    taiwan = HANT.replace("線上賣家", "網路賣家").replace("機場", "航空站").replace("表格", "表單")
    assert match_texts(article(1, HANS, Lang.ZH_HANS), article(2, taiwan, Lang.ZH_HANT)) is not None


LIGHT = [
    EN.replace("said on Tuesday", "announced on Tuesday").replace("About", "Some"),
    EN.replace("most of them from Spain and China", "mainly from Spain and China"),
    "(Adds detail) " + EN,
    EN + "\nThis article first appeared in another paper.",
    EN.replace("\n", " "),
    EN.upper().replace("€150", "€150"),
    EN.rsplit("\n", 1)[0],
    EN.replace("2,300 companies", "2300 companies"),
]


@pytest.mark.parametrize("edited", LIGHT)
def test_a_light_edit_is_a_reprint(edited: str) -> None:
    match = match_texts(article(1, EN), article(2, edited))
    assert match is not None
    assert match.similarity > 0.4


LIGHT_ZH = [
    HANS.replace("财政部周二表示", "财政部周二称").replace("约2300家", "大约2300家"),
    "据外媒消息，" + HANS,
    HANS.replace("。新规", "。据悉，新规"),
    HANS + "（本文有删节）",
    HANS.replace("，", ",").replace("。", ". "),
    HANS.replace("12月1日", "１２月１日"),
    HANS.replace("已有约2300家企业提出申请", "目前约2300家企业已经提出申请"),
]


@pytest.mark.parametrize("edited", LIGHT_ZH)
def test_a_light_edit_in_chinese_is_a_reprint(edited: str) -> None:
    assert match_texts(article(1, HANS, Lang.ZH_HANS), article(2, edited, Lang.ZH_HANS)) is not None


def test_half_of_a_long_text_is_a_reprint_of_it() -> None:
    long = EN + "\n" + OTHER + "\n" + OTHER.replace("Gdansk", "Riga").replace("31", "44")
    match = match_texts(article(1, long), article(2, EN))
    assert match is not None


def test_a_translation_is_not_a_reprint() -> None:
    assert match_texts(article(1, EN), article(2, HANS, Lang.ZH_HANS)) is None
    # Not even when the bytes are the same and only the detected language differs.
    assert match_texts(article(1, "Temu 2026", Lang.EN), article(2, "Temu 2026", Lang.ZH_HANS)) is None


def test_own_wording_of_the_same_event_is_not_a_reprint() -> None:
    rewrite = (
        "Portugal has dropped the parcel-by-parcel import declaration. Firms may file one monthly return from "
        "December for goods below €150, and 2,300 of them are already in the queue, officials told reporters. At "
        "the airport the change frees some 14,000 hours."
    )
    assert match_texts(article(1, EN), article(2, rewrite)) is None


def test_empty_texts_do_not_make_a_story() -> None:
    links = link_all([article(1, "。。。"), article(2, "——"), article(3, "")])
    assert {link.story_id for link in links.values()} == {
        story_id(f"http://news{n}.example/a") for n in (1, 2, 3)
    }


# --- what is only a template ---------------------------------------------------------------------------------

TEMPLATE = (
    "The spot rate for a 40-foot container from {origin} to {port} stood at ${rate} on Friday, {change}% above the "
    "week before. The index of 13 routes closed at {points} points. Lines have cancelled {blank} sailings for the "
    "next five weeks, and {carrier} will add a surcharge of ${extra} per box from {day}."
)
CASES = [
    {
        "origin": "Shanghai",
        "port": "Los Angeles",
        "rate": "2,180",
        "change": "4.2",
        "points": "1,432.6",
        "blank": "11",
        "carrier": "Maersk",
        "extra": "150",
        "day": "Oct. 1",
    },
    {
        "origin": "Ningbo",
        "port": "Hamburg",
        "rate": "1,960",
        "change": "6.8",
        "points": "1,338.1",
        "blank": "7",
        "carrier": "COSCO",
        "extra": "200",
        "day": "Nov. 15",
    },
]


def test_a_weekly_report_of_another_week_is_no_reprint() -> None:
    one, other = (TEMPLATE.format(**case) for case in CASES)
    assert match_texts(article(1, one), article(2, other)) is None


def test_a_template_with_only_other_figures_is_no_reprint() -> None:
    figures = {key: CASES[1][key] for key in ("rate", "change", "points", "blank", "extra")}
    one, other = TEMPLATE.format(**CASES[0]), TEMPLATE.format(**(CASES[0] | figures))
    assert match_texts(article(1, one), article(2, other)) is None


def test_a_template_with_only_other_names_is_no_reprint() -> None:
    text = (
        "{a} will open a warehouse for sellers from {b} in spring. {a} pays the rent for the first year, and "
        "sellers from {b} get free storage. The move follows a similar one by {c}, which failed. Analysts say that "
        "{a} has more to lose than {c} had, because shoppers in {b} have grown used to speed."
    )
    one, other = (
        text.format(a="Amazon", b="Vietnam", c="Walmart"),
        text.format(a="Temu", b="Thailand", c="Shopee"),
    )
    assert match_texts(article(1, one), article(2, other)) is None
    assert match_texts(article(1, one), article(2, one.replace("in spring", "in the spring"))) is not None


def test_a_chinese_template_is_no_reprint() -> None:
    text = "{a}海关查获一批侵权{g}，共{n}件，货值约{v}万元。海关提醒，出口前应核实授权。案件已移交{p}处理，当事人被处以{f}元罚款。"
    one = text.format(a="宁波", g="球鞋", n=1200, v=36, p="法制部门", f=18000)
    other = text.format(a="厦门", g="手机壳", n=8400, v=21, p="法制部门", f=9500)
    assert match_texts(article(1, one, Lang.ZH_HANS), article(2, other, Lang.ZH_HANS)) is None


def test_one_corrected_figure_does_not_make_another_text() -> None:
    assert match_texts(article(1, EN), article(2, EN.replace("2,300", "2,400"))) is not None


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_templates_of_any_figures_are_never_merged(seed: int) -> None:
    rng = random.Random(seed)

    def case() -> dict[str, str]:
        return {
            "origin": "Shanghai",
            "port": "Los Angeles",
            "rate": f"{rng.randrange(1000, 4000):,}",
            "change": f"{rng.randrange(11, 99) / 10}",
            "points": f"{rng.randrange(10000, 19999) / 10:,}",
            "blank": str(rng.randrange(2, 40)),
            "carrier": "Maersk",
            "extra": str(rng.randrange(50, 500)),
            "day": "Oct. 1",
        }

    one, other = case(), case()
    same = sum(one[key] == other[key] for key in ("rate", "change", "points", "blank", "extra"))
    match = match_texts(article(1, TEMPLATE.format(**one)), article(2, TEMPLATE.format(**other)))
    assert match is None or same >= 4


# --- what differs --------------------------------------------------------------------------------------------


def test_compare_counts_equal_and_changed_values() -> None:
    difference = compare(
        "The fee rises to $4.90 in May for Amazon sellers.",
        "The fee rises to $5.20 in May for Amazon sellers.",
    )
    assert difference.changed == 1
    assert difference.example == ("4.90", "5.20")
    assert difference.kept >= 2
    assert difference.in_common < 1


def test_house_style_is_no_difference() -> None:
    one = "Sales rose 12 percent to 3,400 units, Temu said."
    other = "Sales rose 12% to 3400 units, Temu said."
    assert compare(one, other).changed == 0
    assert compare(one, other).in_common == 1


def test_names_of_both_scripts_are_one_name() -> None:
    difference = compare("亞馬遜於美國站調漲費用，平均3%。", "亚马逊于美国站调涨费用，平均3%。")
    assert difference.changed == 0
    assert difference.kept >= 3


def test_texts_without_figures_have_nothing_to_compare() -> None:
    difference = compare("nothing to see here", "nothing to see there")
    assert (difference.kept, difference.changed, difference.share_changed, difference.in_common) == (
        0,
        0,
        0,
        1,
    )


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_compare_is_symmetric_and_never_fails(one: str, other: str) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there.kept, there.changed, there.in_common) == (back.kept, back.changed, back.in_common)
    assert 0 <= there.in_common <= 1
    assert compare(one, one).changed == 0


def test_hostile_texts_are_linear() -> None:
    for unit in ("1.", "1,", "a", "一万", "A ", "9%", "percent "):
        text = unit * (60_000 // len(unit))
        begin = time.process_time()
        compare(text, text + unit)
        assert time.process_time() - begin < 5, unit


# --- stories -------------------------------------------------------------------------------------------------


def chain() -> list[Article]:
    """An original, its exact copy, a light edit, the other script, and two strangers."""
    return [
        article(1, HANT, Lang.ZH_HANT),
        article(2, HANT, Lang.ZH_HANT, title="轉載", hours=2),
        article(3, HANS.replace("财政部周二表示", "财政部周二称"), Lang.ZH_HANS, hours=3),
        article(4, HANS, Lang.ZH_HANS, hours=9),
        article(5, EN, hours=4),
        article(6, OTHER, hours=5),
    ]


def test_a_story_is_rooted_in_its_earliest_article() -> None:
    links = link_all(chain())
    assert {links[n].story_id for n in (1, 2, 3, 4)} == {story_id("http://news1.example/a")}
    assert {links[n].root_id for n in (1, 2, 3, 4)} == {1}
    assert [links[n].reprint_of for n in (2, 3, 4)] == [1, 1, 1]
    assert links[5].reprint_of is None
    assert links[6].reason == "alone"


def test_the_root_is_found_by_fetch_time_when_the_date_is_unknown_and_by_url_at_a_tie() -> None:
    undated = article(1, EN, url="http://b.example/")
    undated = Article(**{**_fields(undated), "published_at": None, "fetched_at": START})
    later = article(2, EN, hours=1, url="http://a.example/")
    assert link_all([later, undated])[2].reprint_of == 1
    tie = [article(1, EN, url="http://b.example/"), article(2, EN, url="http://a.example/")]
    assert link_all(tie)[1].reprint_of == 2


def _fields(item: Article) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__slots__}


@given(st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_the_order_given_changes_nothing(order: Sequence[int]) -> None:
    articles = chain()
    assert link_all([articles[place] for place in order]) == link_all(articles)


def _peers(articles: Sequence[Article], links: dict[int, StoryLink], new: Article) -> list[Peer]:
    """What a store gives: articles that share a band with the new one, and everybody in their stories."""
    prints = {item.id: build_fingerprint(item) for item in articles}
    bands = set(enumerate(build_fingerprint(new).bands))
    near = {item.id for item in articles if bands & set(enumerate(prints[item.id].bands))}
    roots = {links[n].root_id for n in near}
    return [
        Peer(article=item, fingerprint=prints[item.id], link=links[item.id])
        for item in articles
        if item.id in near or links[item.id].root_id in roots
    ]


def link_one_by_one(articles: Sequence[Article]) -> dict[int, StoryLink]:
    links: dict[int, StoryLink] = {}
    done: list[Article] = []
    for item in articles:
        changed = build_stories(with_prints([item]), _peers(done, links, item), {})
        links.update({link.article_id: link for link in changed})
        done.append(item)
    return links


@given(st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_one_by_one_or_all_at_once_is_the_same(order: Sequence[int]) -> None:
    articles = [chain()[place] for place in order]
    assert link_one_by_one(articles) == link_all(articles)


def test_only_peers_whose_link_changes_are_given_back() -> None:
    first, copy = article(1, EN, hours=5), article(2, EN, hours=6)
    links = link_all([first, copy])
    peers = [Peer(article=a, fingerprint=build_fingerprint(a), link=links[a.id]) for a in (first, copy)]
    later = article(3, EN, hours=7)
    assert [link.article_id for link in build_stories(with_prints([later]), peers, {})] == [3]
    earlier = article(4, EN, hours=1)
    changed = build_stories(with_prints([earlier]), peers, {})
    assert [(link.article_id, link.reprint_of) for link in changed] == [(4, None), (1, 4), (2, 4)]
    assert {link.story_id for link in changed} == {story_id(earlier.url)}


def test_a_later_article_can_join_two_stories() -> None:
    lines = [line for line in (EN + "\n" + OTHER).split("\n") if line]
    head, tail = "\n".join(lines[:2]), "\n".join(lines[2:])
    links = link_all([article(1, head), article(2, tail, hours=1), article(3, "\n".join(lines), hours=2)])
    assert links[1].story_id == links[2].story_id == links[3].story_id
    assert links[3].reprint_of == 1
    assert links[2].reprint_of == 1
    assert links[2].reason.startswith("joined to http://")


def test_a_house_that_repeats_itself_is_named() -> None:
    pair = with_prints([article(1, EN, source="paper"), article(2, EN, source="sister", hours=1)])
    reasons = {
        link.article_id: link.reason
        for link in build_stories(pair, (), {"paper": "house", "sister": "house"})
    }
    assert reasons[2].endswith("of the same house")
    assert not build_stories(pair, (), {})[1].reason.endswith("of the same house")


def test_an_article_that_names_its_publisher_is_that_houses() -> None:
    told = replace(article(2, EN, source="search", hours=1), publisher="house")
    families = {"paper": "house", "search": "search-engine"}
    links = build_stories(with_prints([article(1, EN, source="paper"), told]), (), families)
    assert links[1].reason.endswith("of the same house")
    other = replace(told, publisher="tide.example")
    links = build_stories(with_prints([article(1, EN, source="search"), other]), (), families)
    assert not links[1].reason.endswith("of the same house")


def test_rows_carry_the_callers_ids() -> None:
    links = build_stories(with_prints([article(1, EN), article(2, EN, hours=1), article(3, OTHER)]), (), {})
    rows = {row["id"]: row for row in link_rows(links, {1: "a", 2: "b", 3: "c"})}
    assert rows["b"] == {
        "row": "story",
        "id": "b",
        "story": story_id("http://news1.example/a"),
        "reprint_of": "a",
        "translation_of": None,
        "witness": "a",
    }
    assert rows["c"]["reprint_of"] is None
    assert rows["c"]["witness"] == "c"
    json.dumps(list(rows.values()))


def test_a_press_release_on_three_hundred_hosts_is_linked_quickly() -> None:
    flood = [article(n, EN if n % 2 else LIGHT[0], hours=n / 10) for n in range(1, 301)]
    begin = time.process_time()
    links = link_all(flood)
    assert time.process_time() - begin < 10
    assert len({link.story_id for link in links.values()}) == 1


# --- measured ------------------------------------------------------------------------------------------------


def _edited(text: str, pool: Sequence[str], share: float, rng: random.Random) -> str:
    """The text with that share of its clauses dropped, replaced, or followed by a foreign one."""
    clauses = re.split(r"(?<=[，。；,.;])", text)
    for place in rng.sample(range(len(clauses)), max(1, round(len(clauses) * share))):
        foreign = rng.choice(pool)
        clauses[place] = rng.choice(["", foreign, clauses[place] + foreign])
    return "".join(clauses)


@pytest.mark.parametrize(("share", "floor"), [(0.05, 0.98), (0.1, 0.98), (0.2, 0.93)])
@pytest.mark.slow
def test_planted_edits_are_found(share: float, floor: float) -> None:
    rng = random.Random(20)
    originals = [item for item in build_newsroom(8).articles if item.reprint_of is None]
    found = tried = 0
    for lang in (Lang.EN, Lang.ZH_HANS, Lang.ZH_HANT):
        texts = [item.text for item in originals if item.lang is lang]
        pool = [part for text in texts for part in re.split(r"(?<=[，。；,.;])", text) if len(part) > 4]
        for _ in range(50):
            one = "\n".join(rng.sample(texts, 3))
            other = _edited(one, pool, share, rng)
            target = Lang.ZH_HANS if lang is Lang.ZH_HANT and tried % 2 else lang
            if target is not lang:
                other = fold(other)
            links = link_all([article(1, one, lang), article(2, other, target, hours=1)])
            found += links[2].reprint_of == 1
            tried += 1
    assert found / tried >= floor


@pytest.mark.parametrize("seed", [45, 3])
def test_the_reprints_of_the_newsroom_are_found_and_nothing_else(seed: int) -> None:
    room = build_newsroom(seed)
    ids = {item.url: place for place, item in enumerate(room.articles, 1)}
    articles = [
        article(
            ids[item.url],
            item.text,
            item.lang,
            title=item.title,
            source=item.source_id,
            hours=(item.published_at - START) / timedelta(hours=1),
            url=item.url,
        )
        for item in room.articles
    ]
    links = link_all(articles)
    events = {ids[item.url]: item.event for item in room.articles}
    wrong = [n for n, link in links.items() if link.reprint_of and events[n] != events[link.reprint_of]]
    truth = {ids[item.url] for item in room.articles if item.reprint_of}
    said = {n for n, link in links.items() if link.reprint_of}
    assert len(truth) > 25
    assert wrong == []
    assert len(said & truth) / len(truth) >= 0.98
    assert len(said & truth) / len(said) >= 0.98


@pytest.mark.shared
def test_reprints_of_the_development_gold(tmp_path: Path) -> None:
    gold = SHARED / "gold" / "stories_dev.jsonl"
    if not gold.exists():
        pytest.skip("the gold samples are not part of the project")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    articles = [
        article(
            place,
            row["text"],
            Lang(row["lang"]),
            title=row["title"],
            source=row["source"],
            hours=(datetime.fromisoformat(row["published_at"]) - START) / timedelta(hours=1),
            url=row["url"],
        )
        for place, row in enumerate(rows, 1)
    ]
    links = build_stories(with_prints(articles), (), {})
    predicted = tmp_path / "predicted.jsonl"
    ids = {place: row["id"] for place, row in enumerate(rows, 1)}
    predicted.write_text("\n".join(json.dumps(row) for row in link_rows(links, ids)), encoding="utf-8")
    command = [
        sys.executable,
        str(SHARED / "eval" / "stories_score.py"),
        "--gold",
        str(gold),
        "--pred",
        str(predicted),
    ]
    score = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert score["reprint_of"]["f1"] == 1
    assert score["confusable"]["merged"] == 0
    assert score["pairwise"]["all"]["p"] == 1
