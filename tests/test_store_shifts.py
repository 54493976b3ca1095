"""What issues claim and show for it: rows saved with their revision, and the views that read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.articles import save_fetched, save_sources
from store.claims import ShiftEvidenceRow, ShiftRow
from store.db import Database, open_store
from store.issues import save_issue
from store.pages import open_pages
from store.shifts import earlier_claims, shift_evidence
from tests.storeroom import NOW, fetched, fold, one, rows, source

TEXT = "Parcels to the port doubled. Nobody knows why."
HOSTILE = "entity:x'); DROP TABLE shifts;--"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(opened, [source()])
        batch = [fetched(f"p{i}", TEXT, published_at=NOW) for i in range(3)]
        save_fetched(opened, archive, batch, fold=fold)
    yield opened
    opened.close()


def shift(series: str = "entity:temu", **changes: Any) -> ShiftRow:
    given: dict[str, Any] = {
        "measure": "attention",
        "series": series,
        "name": "Temu",
        "status": "claim",
        "weeks": 1,
        "observed": 9.0,
        "expected": 3.0,
        "range_low": 1.0,
        "range_high": 5.0,
        "effect": 3.0,
        "low": 2.0,
        "high": 4.5,
        "p": 0.001,
        "q": 0.02,
        "n": 9,
        "witnesses": 4,
        "baseline": 12,
        "panel": ("harbour", "tide"),
    }
    return ShiftRow(**(given | changes))


def evidence(n: int, series: str = "entity:temu", quote: str | None = None) -> ShiftEvidenceRow:
    if quote is None:
        return ShiftEvidenceRow(measure="attention", series=series, n=n, article_id=n + 1)
    return ShiftEvidenceRow(
        measure="attention",
        series=series,
        n=n,
        article_id=n + 1,
        start=TEXT.index(quote),
        end=TEXT.index(quote) + len(quote),
        quote=quote,
        text_sha256="0" * 64,
    )


def issue(db: Database, body: str, week: str = "2026-W45", **claims: Any) -> int:
    return save_issue(db, week=week, lang="*", as_of=None, sha256=body, body_json="{}", at=NOW, **claims)


def test_claims_stand_beside_their_revision(db: Database) -> None:
    quoted, counted = evidence(0, quote="Parcels to the port doubled."), evidence(1)
    assert issue(db, "a", shifts=[shift()], evidence=[quoted, counted]) == 1
    (row,) = rows(db.conn, "SELECT * FROM v_shift")
    assert {name: row[name] for name in ("week", "revision", "series", "name", "status", "observed", "q", "n")} == {
        "week": "2026-W45", "revision": 1, "series": "entity:temu", "name": "Temu", "status": "claim",
        "observed": 9.0, "q": 0.02, "n": 9,
    }  # fmt: skip
    assert one(db.conn, "SELECT panel ->> 1 FROM v_shift") == "tide"
    assert shift_evidence(db.conn, "2026-W45") == [quoted, counted]
    first, second = rows(db.conn, "SELECT * FROM v_shift_evidence ORDER BY n")
    assert (first["url"], first["title"], first["source"]) == (
        "https://harbour.example/p0",
        "Headline of p0",
        "The Harbour",
    )
    text = one(db.conn, f"SELECT text FROM articles WHERE id = {first['article_id']}")
    assert text[first["start"] : first["end"]] == first["quote"] == "Parcels to the port doubled."
    assert (second["quote"], second["start"]) == (None, None)


def test_the_same_digest_again_writes_no_claim_twice(db: Database) -> None:
    assert [issue(db, "a", shifts=[shift()]), issue(db, "a", shifts=[shift()])] == [1, 1]
    assert one(db.conn, "SELECT count(*) FROM shifts") == 1


def test_a_claim_that_cannot_be_written_leaves_no_revision(db: Database) -> None:
    stranger = ShiftEvidenceRow(measure="attention", series="entity:temu", n=0, article_id=99)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        issue(db, "a", shifts=[shift()], evidence=[stranger])
    assert [
        one(db.conn, f"SELECT count(*) FROM {table}") for table in ("issues", "shifts", "shift_evidence")
    ] == [0] * 3


def test_views_show_the_newest_revision_and_claims_all_of_them(db: Database) -> None:
    issue(
        db,
        "a",
        shifts=[shift(), shift("entity:shein", name="Shein")],
        evidence=[evidence(0), evidence(0, "entity:shein")],
    )
    issue(db, "b", shifts=[shift(observed=8.0)], evidence=[evidence(2)])
    assert rows(db.conn, "SELECT series, observed, revision FROM v_shift") == [
        {"series": "entity:temu", "observed": 8.0, "revision": 2}
    ]
    assert rows(db.conn, "SELECT series, article_id FROM v_shift_evidence") == [
        {"series": "entity:temu", "article_id": 3}
    ]
    assert rows(db.conn, "SELECT series, revision, stands FROM v_digest_claim ORDER BY revision, series") == [
        {"series": "entity:shein", "revision": 1, "stands": 0},
        {"series": "entity:temu", "revision": 1, "stands": 0},
        {"series": "entity:temu", "revision": 2, "stands": 1},
    ]


def test_what_became_of_a_claim(db: Database) -> None:
    issue(db, "a", "2026-W44", shifts=[shift(), shift("entity:shein", name="Shein")])
    issue(db, "b", "2026-W45", shifts=[shift(status="still", observed=6.0)])
    assert rows(
        db.conn, "SELECT series, next_week, next_status, later_week FROM v_claim_outcome ORDER BY series"
    ) == [
        {"series": "entity:shein", "next_week": "2026-W45", "next_status": None, "later_week": None},
        {"series": "entity:temu", "next_week": "2026-W45", "next_status": "still", "later_week": None},
    ]
    issue(db, "c", "2026-W47", shifts=[shift(status="over", observed=3.0)])
    (row,) = rows(db.conn, "SELECT * FROM v_claim_outcome WHERE series = 'entity:temu'")
    assert (row["next_observed"], row["later_week"], row["later_status"], row["later_observed"]) == (
        6.0, "2026-W47", "over", 3.0,
    )  # fmt: skip


def test_earlier_claims_are_those_that_stand_and_lie_before(db: Database) -> None:
    issue(db, "a", "2026-W43", shifts=[shift()])
    issue(db, "b", "2026-W43", shifts=[])
    issue(db, "c", "2026-W44", shifts=[shift(), shift("entity:shein", status="watch")])
    issue(db, "d", "2026-W45", shifts=[shift(effect=0.4)])
    found = earlier_claims(db.conn, "2026-W45")
    assert [(row["week"], row["series"], row["effect"]) for row in found] == [
        ("2026-W44", "entity:temu", 3.0)
    ]


def test_hostile_names_stay_text(db: Database) -> None:
    name = "\x00\ud800<script>"
    issue(db, "a", shifts=[shift(HOSTILE, name=name)], evidence=[evidence(0, HOSTILE)])
    (row,) = rows(db.conn, "SELECT series, name FROM v_shift")
    assert row == {"series": HOSTILE, "name": "\ufffd\ufffd<script>"}
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("INSERT INTO shifts SELECT * FROM shifts")
