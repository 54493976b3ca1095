"""From texts to a timeline: official documents and press, tagged and linked by the stages themselves."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.script import detect_lang, fold
from store.articles import save_fetched, save_sources
from store.db import open_existing, open_store
from store.pages import open_pages, pages_path
from tests.storeroom import fetched, rows, source
from tradewind import pipeline
from tradewind.config import Settings, parse_config

NOTICE = (
    "海关总署公告2026年第112号（关于跨境电商出口退货监管的公告）",
    "为进一步便利跨境电子商务出口退货，现将有关事项公告如下。\n"
    "一、跨境电商出口商品可以跨关区退货。\n"
    "二、退货应当在出口放行之日起1年内运抵境内。\n"
    "本公告自2026年12月1日起施行。特此公告。\n海关总署\n2026年10月20日",
)
NEXT = (
    "海关总署公告2026年第113号（关于跨境电商出口海外仓备案的公告）",
    "为规范跨境电子商务出口海外仓业务，现将有关事项公告如下。\n"
    "一、企业不再办理海外仓备案。\n"
    "本公告自2026年12月1日起施行。特此公告。\n海关总署\n2026年10月20日",
)
ENGLISH = (
    "China customs lets sellers return exported parcels through any port",
    "China's General Administration of Customs said on 20 October 2026 that goods exported by cross-border "
    "e-commerce may be returned through any customs district. Announcement No. 112 of 2026 takes effect on "
    "1 December 2026.\nReturns must arrive within one year of the export.",
)
TAIWAN = (
    "中國海關放寬跨境電商退貨 12月15日上路",
    "中國海關總署20日發布海關總署公告2026年第112號，跨境電商出口商品可跨關區退貨，自2026年12月15日起施行。\n"
    "退貨須在出口放行一年內運抵。",
)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    settings = Settings(config=parse_config("", "tradewind.toml"), folder=tmp_path, file=None)
    told = [
        ("notice", "customs", "2026-10-20", NOTICE),
        ("next", "customs", "2026-10-20", NEXT),
        ("english", "harbour", "2026-10-21", ENGLISH),
        ("taiwan", "tide", "2026-10-21", TAIWAN),
    ]
    db = open_store(settings.store_path)
    with closing(db), open_pages(pages_path(settings.store_path)) as archive:
        customs = source("customs", name="海关总署", group="policy", region="CN")
        save_sources(db, [customs, source("harbour"), source("tide", region="TW")])
        for path, of, day, (title, text) in told:
            moment = datetime.fromisoformat(f"{day}T04:00:00+00:00")
            one = fetched(path, text, of=of, title=title, lang=detect_lang(text), published_at=moment)
            save_fetched(db, archive, [one], fold=fold)
    return settings


def ask(settings: Settings, question: str) -> list[dict[str, Any]]:
    with closing(open_existing(settings.store_path)) as db:
        return rows(db.conn, question)


def test_a_notice_and_two_reports_are_one_timeline(desk: Settings) -> None:
    pipeline.tag(desk)
    counts, code = pipeline.link(desk)
    assert (counts["joined"], code) == (4, 0)
    found = ask(
        desk, "SELECT url, instrument_id, official, effective_on, differs FROM v_policy_event ORDER BY url"
    )
    by_name = {row["url"].rpartition("/")[2]: row for row in found}
    assert {row["instrument_id"] for name, row in by_name.items() if name != "next"} == {"cn-gacc-2026-112"}
    assert by_name["next"]["instrument_id"] == "cn-gacc-2026-113"
    assert [by_name[name]["official"] for name in ("notice", "english", "taiwan")] == [1, 0, 0]
    assert json.loads(by_name["english"]["differs"]) == []
    assert json.loads(by_name["taiwan"]["differs"]) == ["effective_on"]
    calendar = ask(
        desk, "SELECT day, status, official FROM v_policy_calendar WHERE instrument_id = 'cn-gacc-2026-112'"
    )
    assert {"day": "2026-12-01", "status": "stands", "official": 1} in calendar
    assert {"day": "2026-12-15", "status": "differs", "official": 0} in calendar


def test_linking_again_does_nothing(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    before = ask(desk, "SELECT * FROM policy_links"), ask(desk, "SELECT * FROM instruments")
    assert pipeline.link(desk) == ({}, 4)
    assert (ask(desk, "SELECT * FROM policy_links"), ask(desk, "SELECT * FROM instruments")) == before


def test_what_is_tagged_later_is_joined_to_what_was_there(desk: Settings) -> None:
    pipeline.tag(desk)
    pipeline.link(desk)
    with closing(open_existing(desk.store_path)) as db, db.conn:
        db.conn.execute("UPDATE taggings SET version = NULL")
    pipeline.tag(desk)
    assert ask(desk, "SELECT count(*) AS n FROM policy_links") == [{"n": 0}]
    pipeline.link(desk)
    assert ask(desk, "SELECT events FROM instruments ORDER BY instrument_id") == [
        {"events": 3},
        {"events": 1},
    ]
