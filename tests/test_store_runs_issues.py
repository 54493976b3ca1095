"""The ledger of runs, and digests as they were issued."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db import Database, open_store
from store.errors import StoreError
from store.issues import Issue, last_issue, newest_issues, save_issue
from store.runs import finish_run, last_runs, start_run
from tests.storeroom import DAY, HOUR, NOW, one, rows


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_store(tmp_path / "news.db")
    yield opened
    opened.close()


def test_a_run_from_beginning_to_end(db: Database) -> None:
    number = start_run(db, command="crawl --source tide", version="0.1.0", at=NOW)
    (begun,) = last_runs(db.conn, 5)
    assert (begun.finished_at, begun.exit_code, begun.counts, begun.notes) == (None, None, {}, ())
    finish_run(
        db,
        number,
        at=NOW + HOUR,
        exit_code=3,
        counts={"article": 12, "rejected": 3},
        notes=["潮汐: timeout", "bad \x00 byte"],
    )
    (done,) = last_runs(db.conn, 5)
    assert (done.id, done.command, done.version) == (number, "crawl --source tide", "0.1.0")
    assert (done.started_at, done.finished_at, done.exit_code) == (NOW, NOW + HOUR, 3)
    assert done.counts == {"article": 12, "rejected": 3}
    assert done.notes == ("潮汐: timeout", "bad \ufffd byte")
    (row,) = rows(db.conn, "SELECT * FROM v_run")
    assert (row["seconds"], row["exit_code"]) == (3600, 3)
    assert one(db.conn, "SELECT counts ->> 'article' FROM v_run") == 12


def test_a_killed_run_has_no_end(db: Database) -> None:
    start_run(db, command="crawl", version="1", at=NOW)
    second = start_run(db, command="tag", version="1", at=NOW + HOUR)
    finish_run(db, second, at=NOW + HOUR, exit_code=0, counts={})
    newest, oldest = last_runs(db.conn, 9)
    assert (newest.command, newest.exit_code) == ("tag", 0)
    assert (oldest.command, oldest.exit_code) == ("crawl", None)
    assert rows(db.conn, "SELECT command FROM v_run WHERE exit_code IS NULL") == [{"command": "crawl"}]


def test_the_last_runs_newest_first(db: Database) -> None:
    for number in range(6):
        start_run(db, command=f"c{number}", version="1", at=NOW)
    assert [run.command for run in last_runs(db.conn, 2)] == ["c5", "c4"]
    assert last_runs(db.conn, 0) == []
    assert last_runs(db.conn, -1) == []


def test_an_unknown_run_is_told(db: Database) -> None:
    with pytest.raises(StoreError, match="no run 7"):
        finish_run(db, 7, at=NOW, exit_code=0, counts={})


def issue(db: Database, sha: str, *, week: str = "2026-W45", lang: str = "en", hours: int = 0) -> int:
    return save_issue(
        db,
        week=week,
        lang=lang,
        as_of=None,
        sha256=sha,
        body_json=json.dumps({"sha": sha, "headline": "關稅"}, ensure_ascii=False),
        at=NOW + hours * HOUR,
    )


def test_a_digest_is_kept_once(db: Database) -> None:
    assert issue(db, "a" * 64) == 1
    assert issue(db, "a" * 64, hours=5) == 1
    assert one(db.conn, "SELECT count(*) FROM issues") == 1
    assert last_issue(db, "2026-W45", "en") == Issue(
        week="2026-W45",
        lang="en",
        revision=1,
        as_of=None,
        sha256="a" * 64,
        at=NOW,
        body_json=json.dumps({"sha": "a" * 64, "headline": "關稅"}, ensure_ascii=False),
    )


def test_another_digest_of_the_week_is_a_revision(db: Database) -> None:
    assert [issue(db, sha) for sha in ("a", "b", "b", "c", "c")] == [1, 2, 2, 3, 3]
    held = last_issue(db, "2026-W45", "en")
    assert held is not None
    assert (held.revision, held.sha256) == (3, "c")


def test_a_digest_that_comes_out_as_it_once_did_stands_again(db: Database) -> None:
    assert [issue(db, sha, hours=n) for n, sha in enumerate(("a", "b", "a"))] == [1, 2, 3]
    held = last_issue(db, "2026-W45", "en")
    assert held is not None
    assert (held.revision, held.sha256, held.at) == (3, "a", NOW + 2 * HOUR)
    assert newest_issues(db, "en") == [("2026-W45", held.body_json)]


def test_the_newest_of_every_week(db: Database) -> None:
    issue(db, "x", week="2026-W46")
    issue(db, "a")
    issue(db, "b")
    issue(db, "c", lang="zh")
    assert [(week, json.loads(body)["sha"]) for week, body in newest_issues(db, "en")] == [
        ("2026-W45", "b"),
        ("2026-W46", "x"),
    ]
    assert newest_issues(db, "zh-Hant") == []


def test_weeks_and_languages_are_apart(db: Database) -> None:
    assert issue(db, "a") == 1
    assert issue(db, "b", lang="zh") == 1
    assert issue(db, "b", week="2026-W46") == 1
    assert last_issue(db, "2026-W44", "en") is None
    assert last_issue(db, "2026-W45", "zh-Hant") is None
    assert rows(db.conn, "SELECT week, lang, revision FROM v_issue ORDER BY 1, 2") == [
        {"week": "2026-W45", "lang": "en", "revision": 1},
        {"week": "2026-W45", "lang": "zh", "revision": 1},
        {"week": "2026-W46", "lang": "en", "revision": 1},
    ]


def test_as_of_is_kept(db: Database) -> None:
    save_issue(db, week="2026-W45", lang="en", as_of=NOW - DAY, sha256="x", body_json="{}", at=NOW)
    held = last_issue(db, "2026-W45", "en")
    assert held is not None
    assert held.as_of == NOW - DAY


def test_an_issue_can_be_asked_in_sql(db: Database) -> None:
    issue(db, "a")
    assert one(db.conn, "SELECT body_json ->> 'headline' FROM v_issue") == "關稅"
