"""Source health from the crawl to the people: the command, the doctor, the digest; crawls are real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.articles import save_sources
from store.db import open_store
from store.health import save_source_runs
from store.records import Source, SourceKind, SourceRun, SourceState
from store.runs import start_run
from tests.crawling import rows
from tests.newsdesk import Done, inside, tradewind, write_texts
from tests.origin import Answer, Origin, origin

CONFIG = """
[crawl]
shipped_sources = false
allow_hosts = ["127.0.0.1"]
delay = 0
[digest]
languages = ["en", "zh"]
"""

DAY = timedelta(days=1)
SUNDAY = datetime(2026, 11, 8, 20, tzinfo=UTC)
FAILED = SourceRun(
    source_id="gone", at=SUNDAY, status="timeout", state=SourceState.BROKEN, since=SUNDAY, why="x",
    measure="failing", numbers={"status": "timeout", "detail": ""},
)  # fmt: skip


@dataclass
class Desk:
    """A folder with a configuration, and the site its sources point to."""

    folder: Path
    site: Origin

    def sources(self, *names: str, off: str = "") -> None:
        text = "".join(
            f'[[source]]\nid = "{name}"\nname = "The {name.title()}"\nkind = "feed"\nlang = "en"\n'
            f'url = "{self.site.url(f"/{name}.xml")}"\n'
            + ('enabled = false\ndisabled_reason = "gone"\n' if name == off else "")
            for name in names
        )
        (self.folder / "sources.toml").write_text(text, encoding="utf-8")

    def crawl(self) -> Done:
        return tradewind(self.folder, "crawl")

    def health(self, *arguments: str) -> dict[str, dict[str, str]]:
        done = inside(self.folder, "sources", "health", "--json", *arguments)
        assert done.code == 0, done.err
        return {row["source_id"]: row for row in done.rows()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    with origin() as site:
        yield Desk(tmp_path, site)


@pytest.mark.slow
def test_what_a_crawl_saw_is_kept_and_told(desk: Desk) -> None:
    desk.sources("fine", "gone", "shut")
    links = [desk.site.page(f"/a{number}", f"Customs report {number}") for number in range(3)]
    desk.site.feed("/fine.xml", [*links, desk.site.url("/missing")])
    desk.site.answers["/shut.xml"] = Answer(status=403, body="no")
    assert desk.crawl().code == 3
    seen = desk.health("--all")
    assert {name: row["state"] for name, row in seen.items()} == {
        "fine": "ok",
        "gone": "broken",
        "shut": "blocked",
    }
    assert "http-status 404" in seen["gone"]["why"]
    assert (seen["fine"]["new"], seen["fine"]["articles"]) == (4, 3)
    assert list(desk.health()) == ["gone", "shut"]
    (row,) = rows(
        desk.folder / "tradewind.db",
        "SELECT asked, announced, new, articles, rejected, reasons, characters > 100, bytes > 1000 FROM source_runs"
        " WHERE source_id = 'fine'",
    )
    assert row[:5] == (1, 4, 4, 3, 1)
    assert json.loads(row[5]) == {"http-status 404": 1}
    assert row[6:] == (1, 1)
    doctor = {item["check"]: item for item in inside(desk.folder, "doctor", "--json").rows()}["health"]
    assert doctor["state"] == "note"
    assert "2 of 3 sources: gone broken since" in doctor["detail"]
    assert "sources health" in doctor["detail"]
    # A second crawl: nothing new is no illness, what came back is well again.
    desk.site.feed("/gone.xml", [desk.site.page("/b", "Back again")])
    desk.crawl()
    again = desk.health("--all")
    assert {name: row["state"] for name, row in again.items()} == {
        "fine": "ok",
        "gone": "ok",
        "shut": "blocked",
    }
    assert again["shut"]["since"] == seen["shut"]["since"]
    assert again["fine"]["new"] == 0
    # A source that was switched off is nobody's concern.
    desk.sources("fine", "gone", "shut", off="shut")
    assert desk.health() == {}


@pytest.mark.slow
def test_what_a_sister_feed_brought_first_counts_as_news_of_both(desk: Desk) -> None:
    desk.sources("old")
    desk.site.feed("/old.xml", [desk.site.page("/a", "Customs report")])
    desk.crawl()
    desk.sources("all", "old")
    links = [desk.site.page("/a", "Customs report"), desk.site.page("/b", "Port report")]
    desk.site.feed("/all.xml", links)
    inside(desk.folder, "crawl", "--source", "all")
    desk.site.feed("/old.xml", links)
    desk.crawl()
    assert {name: row["new"] for name, row in desk.health("--all").items()} == {"all": 0, "old": 1}


@pytest.mark.slow
def test_what_was_switched_off_or_taken_out_is_missed_by_no_digest(desk: Desk) -> None:
    desk.sources("fine", "shut", "gone")
    desk.site.feed("/fine.xml", [desk.site.page("/a", "Customs report")])
    assert desk.crawl().code == 3
    note = desk.folder / "note.txt"
    note.write_text("A headline of some length\n\n" + "Parcels took longer to clear. " * 20, encoding="utf-8")
    assert inside(desk.folder, "import", str(note)).code == 0
    desk.sources("fine", "shut", off="shut")
    assert desk.crawl().code == 4
    assert rows(
        desk.folder / "tradewind.db", "SELECT id, enabled, disabled_reason FROM sources ORDER BY id"
    ) == [
        ("fine", 1, ""),
        ("gone", 0, "not in the catalogue any more"),
        ("local", 1, ""),
        ("shut", 0, "gone"),
    ]
    desk.sources("fine", "shut", "gone")
    assert desk.crawl().code == 3
    assert rows(desk.folder / "tradewind.db", "SELECT count(*) FROM sources WHERE enabled") == [(4,)]


def test_the_digest_tells_it_and_stays_as_it_was_issued(desk: Desk) -> None:
    desk.sources("fine", "gone")
    for path in write_texts(desk.folder).iterdir():
        assert inside(desk.folder, "import", str(path), "--source", "fine").code == 0
    with closing(open_store(desk.folder / "tradewind.db")) as db:
        save_sources(
            db, [Source(id="gone", name="The Gone", kind=SourceKind.FEED, url="http://gone.example/feed")]
        )
        number = start_run(db, command="crawl", version="1", at=SUNDAY)
        save_source_runs(db, number, [replace(FAILED, source_id="gone", at=SUNDAY, since=SUNDAY - 3 * DAY)])
        later = start_run(db, command="crawl", version="1", at=SUNDAY + 9 * DAY)
        well = replace(
            FAILED, source_id="gone", at=SUNDAY + 9 * DAY, since=SUNDAY + 9 * DAY, state=SourceState.OK
        )
        save_source_runs(db, later, [well])
    done = inside(desk.folder, "digest", "--week", "2026-W45", "--lang", "en")
    assert "The Gone · broken · 6 November · its list of articles does not come: too slow" in " ".join(
        done.out.split()
    )
    before = inside(desk.folder, "digest", "--week", "2026-W45", "--lang", "en", "--as-of", "2026-11-07")
    assert "The Gone · " not in before.out
    assert inside(desk.folder, "digest", "--week", "2026-W45", "--lang", "en").out == done.out


def test_before_the_first_crawl(desk: Desk) -> None:
    desk.sources("fine")
    done = inside(desk.folder, "sources", "health")
    assert done.code == 2
    assert "no store" in done.err
    doctor = {item["check"]: item for item in inside(desk.folder, "doctor", "--json").rows()}["health"]
    assert (doctor["state"], doctor["detail"]) == ("ok", "no crawl yet")


def test_a_source_that_no_crawl_has_seen_is_unseen(desk: Desk) -> None:
    desk.sources("fine")
    text = desk.folder / "note.txt"
    text.write_text(
        "A headline of some length\n\n" + "Parcels took longer to clear customs. " * 20, encoding="utf-8"
    )
    assert inside(desk.folder, "import", str(text)).code == 0
    assert desk.health() == {}
    assert desk.health("--all")["fine"]["state"] == "unseen"
    told = inside(desk.folder, "sources", "health", "--all")
    assert "0 of 1 sources were crawled" in told.err
