"""Policy events of real stores joined into instruments: the stage, its restarts, and the views."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.instrument_ids import RULES, build_instruments
from nlp.instrument_names import KnownLaw
from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import Database, check, open_store
from store.instruments import is_official, join_jurisdiction, pending_jurisdictions, save_rules
from store.links import save_links
from store.pages import open_pages
from store.policy_records import Instrument, PolicyEvent, PolicyLink
from store.records import Annotations, Lang, Mention, Policy, StoryLink
from store.transactions import path_of
from tests.storeroom import fetched, fold, rows, source

LAWS = {"eu-dsa": KnownLaw("EU", act=True)}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    save_sources(
        opened,
        [
            source(),
            source("tide"),
            source("quay"),
            source("customs", group="policy", region="CN"),
            source("gazette", group="policy", region="BE", family="eu-gazette"),
        ],
    )
    yield opened
    assert check(opened) == []
    opened.close()


def put(
    db: Database, path: str, of: str, day: str, lang: Lang = Lang.EN, law: str = "", **fields: Any
) -> int:
    """One article that tells of one event; ``law``: id of the law that its instrument is a mention of."""
    text = f"{fields.get('quote') or 'The body acted as ' + path + ' says.'} {fields.get('instrument') or ''}"
    moment = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    with open_pages(Path(path_of(db.conn)).with_suffix(".pages.db")) as archive:
        save_fetched(db, archive, [fetched(path, text, of=of, lang=lang, published_at=moment)], fold=fold)
    (number,) = [
        row["id"]
        for row in rows(db.conn, "SELECT id FROM articles WHERE url = ?", f"https://{of}.example/{path}")
    ]
    tell(db, number, text, law=law, **fields)
    return int(number)


def tell(db: Database, number: int, text: str, law: str = "", **fields: Any) -> None:
    quote = fields.pop("quote", text)
    start = text.index(quote)
    mentions = []
    if law:
        at = text.index(fields["instrument"])
        mentions.append(
            Mention(
                start=at, end=at + len(fields["instrument"]), quote=fields["instrument"], type="LAW", id=law
            )
        )
    policies = [Policy(start=start, end=start + len(quote), quote=quote, **fields)] if fields else []
    made = Annotations(article_id=number, version="t", mentions=tuple(mentions), policies=tuple(policies))
    assert replace_annotations(db, [made]) == []


def build(
    events: Sequence[PolicyEvent], held: Mapping[str, str]
) -> tuple[Sequence[Instrument], Sequence[PolicyLink]]:
    return build_instruments(events, LAWS, held)


def join(db: Database) -> int:
    moved = 0
    for code in pending_jurisdictions(db, RULES):
        moved += join_jurisdiction(db, code, build)[0]
    save_rules(db, RULES)
    return moved


def partition(db: Database) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(db.conn, "SELECT instrument_id, url FROM v_policy_event"):
        found.setdefault(row["instrument_id"], set()).add(row["url"].rpartition("/")[2])
    return {frozenset(urls) for urls in found.values()}


CUSTOMS: dict[str, Any] = {
    "jurisdiction": "CN",
    "authority": "gacc",
    "scope": ("export-returns", "returned-goods"),
}

ABROAD: dict[str, Any] = {
    "jurisdiction": "US",
    "authority": "ustr",
    "scope": ("express", "low-value-parcels"),
}


def three_languages(db: Database) -> None:
    put(
        db, "gg12", "customs", "2026-10-20", Lang.ZH_HANS, action="adopted", announced_on="2026-10-20",
        effective_on="2026-12-01", doc_number="海关总署公告2026年第112号", instrument="关于跨境出口退货的公告",
        quote="海关总署公告2026年第112号自2026年12月1日起施行。", **CUSTOMS,
    )  # fmt: skip
    put(
        db, "returns", "harbour", "2026-10-21", action="adopted", announced_on="2026-10-20",
        effective_on="2026-12-01", doc_number="Announcement No. 112 of 2026", **CUSTOMS,
    )  # fmt: skip
    put(
        db, "tuihuo", "tide", "2026-10-22", Lang.ZH_HANT, action="adopted", announced_on="2026-10-20",
        effective_on="2026-12-15", doc_number="海關總署公告2026年第112號", **CUSTOMS,
    )  # fmt: skip


def test_an_official_document_and_press_in_three_languages_are_one_instrument(db: Database) -> None:
    three_languages(db)
    assert join(db) == 3
    assert partition(db) == {frozenset({"gg12", "returns", "tuihuo"})}
    (told,) = rows(db.conn, "SELECT * FROM v_instrument")
    assert told["instrument_id"] == "cn-gacc-2026-112"
    assert told["name"] == "关于跨境出口退货的公告"
    assert (told["official"], told["press"], told["houses"], told["languages"]) == (1, 2, 3, 3)
    assert (told["first_day"], told["last_day"], told["action"]) == ("2026-10-20", "2026-10-20", "adopted")
    assert told["differing"] == 1
    assert pending_jurisdictions(db, RULES) == []
    assert join(db) == 0


def test_a_press_date_that_differs_is_flagged_and_the_official_day_stands(db: Database) -> None:
    three_languages(db)
    join(db)
    said = {
        row["url"].rpartition("/")[2]: row
        for row in rows(db.conn, "SELECT url, official, official_effective_on, differs FROM v_policy_event")
    }
    assert said["gg12"]["official"] == 1
    assert said["gg12"]["differs"] is None
    assert json.loads(said["returns"]["differs"]) == []
    assert json.loads(said["tuihuo"]["differs"]) == ["effective_on"]
    assert said["tuihuo"]["official_effective_on"] == "2026-12-01"
    days = rows(db.conn, "SELECT day, what, status, official, houses FROM v_policy_calendar ORDER BY day")
    assert days == [
        {"day": "2026-12-01", "what": "effective", "status": "stands", "official": 1, "houses": 1},
        {"day": "2026-12-15", "what": "effective", "status": "differs", "official": 0, "houses": 1},
    ]


def test_two_acts_of_one_day_and_country_stay_apart(db: Database) -> None:
    three_languages(db)
    put(
        db, "gg113", "customs", "2026-10-20", action="adopted", announced_on="2026-10-20",
        effective_on="2026-12-01", doc_number="海关总署公告2026年第113号", **CUSTOMS,
    )  # fmt: skip
    # Fits both: nobody can say which of them it is about.
    put(
        db, "either", "quay", "2026-10-23", action="adopted", announced_on="2026-10-20", effective_on="2026-12-01",
        **CUSTOMS,
    )  # fmt: skip
    join(db)
    assert partition(db) == {
        frozenset({"gg12", "returns", "tuihuo"}),
        frozenset({"gg113"}),
        frozenset({"either"}),
    }


def test_a_case_under_a_law_is_not_the_law(db: Database) -> None:
    law: dict[str, Any] = {"jurisdiction": "EU", "authority": "european-commission", "law": "eu-dsa"}
    put(db, "oj", "gazette", "2026-10-05", action="amended", instrument="Digital Services Act", **law)
    put(db, "fagui", "tide", "2026-10-06", Lang.ZH_HANS, action="amended", instrument="数字服务法", **law)
    put(
        db,
        "fine",
        "harbour",
        "2026-10-07",
        action="ruling",
        instrument="Digital Services Act",
        scope=("temu",),
        **law,
    )
    join(db)
    assert partition(db) == {frozenset({"oj", "fagui"}), frozenset({"fine"})}
    assert {row["instrument_id"] for row in rows(db.conn, "SELECT instrument_id FROM v_instrument")} >= {
        "eu-dsa"
    }


def test_an_article_that_is_read_anew_is_joined_anew(db: Database) -> None:
    three_languages(db)
    join(db)
    (number,) = [row["id"] for row in rows(db.conn, "SELECT id FROM articles WHERE url LIKE '%returns'")]
    text = rows(db.conn, "SELECT text FROM articles WHERE id = ?", number)[0]["text"]
    tell(db, number, text)  # it tells of no policy after all
    assert pending_jurisdictions(db, RULES) == ["CN"]
    join(db)
    assert partition(db) == {frozenset({"gg12", "tuihuo"})}
    tell(
        db, number, text, action="adopted", doc_number="海关总署公告2026年第200号", quote=text[:20], **CUSTOMS
    )
    join(db)
    assert partition(db) == {frozenset({"gg12", "tuihuo"}), frozenset({"returns"})}
    assert rows(db.conn, "SELECT count(*) AS n FROM instruments") == [{"n": 2}]


def test_an_instrument_keeps_its_id_when_others_join(db: Database) -> None:
    put(db, "late", "tide", "2026-10-22", action="adopted", effective_on="2026-12-13", **CUSTOMS)
    join(db)
    (before,) = rows(db.conn, "SELECT instrument_id FROM instruments")
    put(
        db, "early", "customs", "2026-10-20", action="adopted", effective_on="2026-12-13",
        doc_number="海关总署公告2026年第112号", **CUSTOMS,
    )  # fmt: skip
    join(db)
    assert rows(db.conn, "SELECT instrument_id FROM instruments") == [before]
    assert {row["reason"] for row in rows(db.conn, "SELECT reason FROM policy_links")} == {"first", "day"}


def test_another_rule_of_joining_joins_everything_anew(db: Database) -> None:
    three_languages(db)
    join(db)
    assert pending_jurisdictions(db, RULES + "x") == ["CN"]
    assert join_jurisdiction(db, "CN", build) == (0, 1)


def test_months_sort_and_give_way_to_their_days(db: Database) -> None:
    put(
        db,
        "month",
        "tide",
        "2026-10-21",
        effective_on="2026-12",
        **CUSTOMS,
        doc_number="海关总署公告2026年第7号",
    )
    put(
        db,
        "day",
        "harbour",
        "2026-10-21",
        effective_on="2026-12-13",
        **CUSTOMS,
        doc_number="海关总署公告2026年第7号",
    )
    put(
        db,
        "other",
        "quay",
        "2026-10-21",
        effective_on="2027-01",
        jurisdiction="EU",
        scope=("vat",),
        action="adopted",
    )
    join(db)
    days = [
        row["day"]
        for row in rows(db.conn, "SELECT day FROM v_policy_calendar WHERE day >= '2026-11' ORDER BY day")
    ]
    assert days == ["2026-12-13", "2027-01"]


def test_a_prolonged_deadline_replaces_the_old_one(db: Database) -> None:
    case: dict[str, Any] = {
        "jurisdiction": "US",
        "authority": "ustr",
        "doc_number": "USTR-2026-0099",
        "scope": ("additional-duty",),
    }
    put(db, "open", "harbour", "2026-10-01", action="consultation", deadline="2026-11-20", **case)
    put(db, "more", "tide", "2026-11-10", action="amended", deadline="2026-12-20", **case)
    join(db)
    days = rows(db.conn, "SELECT day, status FROM v_policy_calendar ORDER BY day")
    assert days == [{"day": "2026-11-20", "status": "replaced"}, {"day": "2026-12-20", "status": "stands"}]


def test_weeks_count_articles_of_an_act(db: Database) -> None:
    three_languages(db)
    join(db)
    told = rows(
        db.conn, "SELECT week, jurisdiction, action, day, official, articles, houses, url FROM v_policy_week"
    )
    assert told == [
        {
            "week": "2026-W43", "jurisdiction": "CN", "action": "adopted", "day": "2026-10-20", "official": 1,
            "articles": 3, "houses": 3, "url": "https://customs.example/gg12",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "group", "region", "house", "jurisdiction", "official"),
    [
        ("https://www.federalregister.gov/d/1", "policy", "US", "us-fr", "US", True),
        ("https://eur-lex.europa.eu/eli/reg/2022/2065", "press", "", "x", "EU", True),
        ("https://www.mofcom.gov.cn/a", "policy", "CN", "cn-mofcom", "CN", True),
        ("https://www.mofcom.gov.cn/a", "policy", "CN", "cn-mofcom", "US", False),
        ("https://www.gov.uk/a", "policy", "GB", "uk-gov", "UK", True),
        ("https://www.beuc.eu/a", "policy", "BE", "beuc", "EU", False),
        ("https://www.cnil.fr/a", "policy", "FR", "cnil", "FR", True),
        ("https://news.example/a", "press", "US", "news", "US", False),
        ("https://notgov.example/a", "press", "US", "news", "US", False),
        ("https://www.customs.gov.hk/a", "policy", "HK", "hk-gov", "CN", False),
    ],
)
def test_whose_own_text_it_is(
    url: str, group: str, region: str, house: str, jurisdiction: str, official: bool
) -> None:
    assert is_official(url, group=group, region=region, house=house, jurisdiction=jurisdiction) is official


def test_an_event_that_turns_out_to_be_of_another_country(db: Database) -> None:
    """What its instrument's id was made from goes with it, and those it leaves behind are one instrument still."""
    number = put(db, "first", "tide", "2026-10-20", action="adopted", effective_on="2026-12-13", **ABROAD)
    put(db, "second", "harbour", "2026-10-21", action="adopted", effective_on="2026-12-13", **ABROAD)
    put(db, "third", "quay", "2026-10-22", action="adopted", effective_on="2026-12-13", **ABROAD)
    join(db)
    assert partition(db) == {frozenset({"first", "second", "third"})}
    text = rows(db.conn, "SELECT text FROM articles WHERE id = ?", number)[0]["text"]
    tell(db, number, text, action="adopted", effective_on="2026-12-13", **{**ABROAD, "jurisdiction": "CN"})
    assert pending_jurisdictions(db, RULES) == ["CN", "US"]
    join(db)
    assert partition(db) == {frozenset({"first"}), frozenset({"second", "third"})}
    assert len(rows(db.conn, "SELECT 1 FROM instruments")) == 2
    assert pending_jurisdictions(db, RULES) == []


def _repeats(db: Database, number: int, root: int) -> None:
    link = StoryLink(
        article_id=number, story_id="s", root_id=root, reprint_of=root if root != number else None, reason="t"
    )
    save_links(db, [], [link])


def test_reprints_are_one_instrument_as_long_as_they_are_linked(db: Database) -> None:
    vague: dict[str, Any] = {"jurisdiction": "US", "authority": "ustr", "action": "adopted"}
    first = put(db, "own", "tide", "2026-10-20", **vague)
    copy = put(db, "copy", "harbour", "2026-10-20", deadline="2026-12-31", **vague)
    join(db)
    assert partition(db) == {frozenset({"own"}), frozenset({"copy"})}
    for number in (first, copy):
        _repeats(db, number, first)
    assert pending_jurisdictions(db, RULES) == ["US"]
    join(db)
    assert partition(db) == {frozenset({"own", "copy"})}
    assert {row["reason"] for row in rows(db.conn, "SELECT reason FROM policy_links")} == {"first", "reprint"}
    assert pending_jurisdictions(db, RULES) == []
    _repeats(db, copy, copy)  # the texts are no longer one
    assert pending_jurisdictions(db, RULES) == ["US"]
    join(db)
    assert partition(db) == {frozenset({"own"}), frozenset({"copy"})}


def test_a_name_put_together_is_not_the_instruments(db: Database) -> None:
    number = put(db, "a", "tide", "2026-10-20", action="adopted", instrument="Parcel Hubs Rule", **ABROAD)
    join(db)
    assert rows(db.conn, "SELECT name FROM v_instrument") == [{"name": "Parcel Hubs Rule"}]
    (text,) = [row["text"] for row in rows(db.conn, "SELECT text FROM articles WHERE id = ?", number)]
    tell(db, number, text, action="adopted", instrument="American parcel rule", **ABROAD)
    join(db)
    assert rows(db.conn, "SELECT name FROM v_instrument") == [{"name": ""}]
