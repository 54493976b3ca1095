"""A store with invented policy news: an official document and press that differ, a day put off, a month, a past day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import Database, open_store
from store.pages import open_pages
from store.records import Annotations, Figure, Lang, Policy
from tests.newsdesk import inside
from tests.storeroom import fetched, fold, source

SOURCES = [
    source("harbour", name="Harbour Ledger"),
    source("tide", name="潮汐日报"),
    source("quay", name="Quay Weekly"),
    source("gazette", name="Official Gazette", group="policy", region="EU", family="eu-gazette"),
]
FEE = {"jurisdiction": "EU", "kind": "regulation", "doc_number": "(EU) 2026/1401"}
DOCKET = {"jurisdiction": "US", "kind": "notice", "doc_number": "USTR-2026-0099"}

# source, day of publication, language, headline, sentence, fields of the event
EVENTS: Sequence[tuple[str, str, Lang, str, str, dict[str, Any]]] = (
    (
        "harbour", "2026-09-10", Lang.EN, "Brussels wants a fee on small parcels",
        "The Commission proposed the Parcel Fee Regulation, (EU) 2026/1401, to apply from 1 January 2027.",
        {**FEE, "instrument": "Parcel Fee Regulation", "action": "proposed", "announced_on": "2026-09-09",
         "effective_on": "2027-01-01", "scope": ("low-value-parcels",)},
    ),
    (
        "gazette", "2026-10-20", Lang.EN, "Regulation (EU) 2026/1401",
        "The Parcel Fee Regulation, (EU) 2026/1401, applies from 15 December 2026 to parcels of up to EUR 150.",
        {**FEE, "instrument": "Parcel Fee Regulation", "action": "adopted", "announced_on": "2026-10-20",
         "effective_on": "2026-12-15", "scope": ("low-value-parcels",)},
    ),
    (
        "tide", "2026-10-22", Lang.ZH_HANS, "欧盟小包收费规定12月16日起施行",
        "欧盟《小包收费条例》（(EU) 2026/1401）将于2026年12月16日起施行。",
        {**FEE, "instrument": "小包收费条例", "action": "adopted", "announced_on": "2026-10-20",
         "effective_on": "2026-12-16", "scope": ("low-value-parcels",)},
    ),
    (
        "harbour", "2026-10-23", Lang.EN, "Parcel fee begins in December",
        "The Parcel Fee Regulation, (EU) 2026/1401, was adopted and begins on 15 December 2026, officials said.",
        {**FEE, "instrument": "Parcel Fee Regulation", "action": "adopted", "announced_on": "2026-10-20",
         "effective_on": "2026-12-15"},
    ),
    (
        "quay", "2026-10-28", Lang.EN, "Washington asks about kettles",
        "The trade office asked for comments on docket USTR-2026-0099 by 1 December 2026, it said on Wednesday.",
        {**DOCKET, "action": "consultation", "announced_on": "2026-10-28", "deadline": "2026-12-01"},
    ),
    (
        "quay", "2026-11-11", Lang.EN, "More time to speak about kettles",
        "The trade office extended the comment period of docket USTR-2026-0099 to 5 January 2027 on Wednesday.",
        {**DOCKET, "action": "amended", "announced_on": "2026-11-11", "deadline": "2027-01-05"},
    ),
    (
        "tide", "2026-11-10", Lang.ZH_HANS, "英国低值包裹新规下月生效",
        "英国《低值包裹申报办法》将于2026年12月生效，具体日期另行公布。",
        {"jurisdiction": "UK", "kind": "regulation", "instrument": "低值包裹申报办法", "action": "adopted",
         "announced_on": "2026-11-10", "effective_on": "2026-12"},
    ),
    (
        "quay", "2026-09-29", Lang.EN, "Japan ends its exemption",
        "Japan's Small Import Tax Act takes effect on 1 October 2026 after two years of debate.",
        {"jurisdiction": "JP", "kind": "law", "instrument": "Small Import Tax Act", "action": "adopted",
         "announced_on": "2026-09-29", "effective_on": "2026-10-01"},
    ),
    (
        "quay", "2026-11-12", Lang.EN, "Canada's border code changes",
        "Canada's Border Code Amendment Act was passed by a wide majority on Thursday evening in Ottawa.",
        {"jurisdiction": "CA", "kind": "law", "instrument": "Border Code Amendment Act", "action": "adopted",
         "announced_on": "2026-11-12", "effective_on": "2026-12-20"},
    ),
)  # fmt: skip


def build_newsroom(folder: Path, events: Sequence[Any] = EVENTS, *, extra: str = "") -> Path:
    """A folder with a configuration and a store of these events, linked by the command."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tradewind.toml").write_text(f"[digest]\n{extra}", encoding="utf-8")
    db = open_store(folder / "tradewind.db")
    save_sources(db, SOURCES)
    for number, event in enumerate(events):
        _put(db, folder, number, *event)
    db.close()
    assert inside(folder, "link").code == 0
    return folder


def _put(
    db: Database,
    folder: Path,
    number: int,
    of: str,
    day: str,
    lang: Lang,
    title: str,
    said: str,
    told: dict[str, Any],
) -> None:
    filler = "没有更多细节公布。" if lang is not Lang.EN else "No further details were given to this paper."
    text = f"{said}\n{filler} {number}"
    moment = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    page = fetched(f"{number}", text, of=of, at=moment, lang=lang, published_at=moment, title=title)
    with open_pages(folder / "tradewind.pages.db") as archive:
        save_fetched(db, archive, [page], fold=fold)
    (article,) = db.conn.execute(
        "SELECT id FROM articles WHERE url = ?", (f"https://{of}.example/{number}",)
    ).fetchone()
    figures = tuple(
        Figure(start=said.index(quote), end=said.index(quote) + len(quote), quote=quote, kind="date", period=period,
               confidence=0.9)
        for period, quote in told.get("days", ())
    )  # fmt: skip
    fields = {name: value for name, value in told.items() if name != "days"}
    policy = Policy(start=0, end=len(said), quote=said, **fields)
    made = Annotations(article_id=article, version="t", figures=figures, policies=(policy,))
    assert replace_annotations(db, [made]) == []
