"""Each check of the doctor, good and bad; looking changes nothing."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from tests.newsdesk import inside, write_texts
from tests.tiny_model import write_model
from tradewind import doctor, pipeline
from tradewind.config import Settings, parse_config
from tradewind.doctor import ROOM_WANTED, Finding, examine

OWN = "[crawl]\nshipped_sources = false\ncontact = 'desk@test-port.org'\n"
SOURCE = '[[source]]\nid = "harbour"\nname = "Harbour"\nkind = "feed"\nlang = "en"\nurl = "https://harbour.test-port.org/feed"\n'
Usage = namedtuple("Usage", "total used free")


def settings_for(folder: Path, config: str = OWN, *, file: bool = True) -> Settings:
    path = folder / "tradewind.toml"
    if file:
        path.write_text(config, encoding="utf-8")
    return Settings(config=parse_config(config, str(path)), folder=folder, file=path if file else None)


def found(settings: Settings) -> dict[str, Finding]:
    return {item.check: item for item in examine(settings)}


def test_a_machine_that_is_ready(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (tmp_path / "sources.toml").write_text(SOURCE, encoding="utf-8")
    pipeline.import_files(settings, sorted(write_texts(tmp_path).iterdir()))
    findings = examine(settings)
    assert [item.check for item in findings] == [
        "python", "sqlite", "configuration", "sources", "entities", "topics", "models", "rates", "watch", "disk", "store", "health",
        "recipients",
        "outbox",
    ]  # fmt: skip
    assert {item.state for item in findings} == {"ok"}
    details = {item.check: item.detail for item in findings}
    assert "1 enabled, 1 of them never verified" in details["sources"]
    assert "3 articles" in details["store"]
    assert "FTS5" in details["sqlite"]


def test_nothing_is_written_by_looking(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    examine(settings)
    assert [path.name for path in tmp_path.iterdir()] == ["tradewind.toml"]


def test_sqlite_without_full_text_search_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain:
        def execute(self, statement: str) -> list[tuple[str]]:
            return [("THREADSAFE=1",)]

        def close(self) -> None:
            """Nothing is open."""

    connect = sqlite3.connect
    monkeypatch.setattr(
        doctor.sqlite3,
        "connect",
        lambda name, **more: Plain() if name == ":memory:" else connect(name, **more),
    )
    finding = found(settings_for(tmp_path))["sqlite"]
    assert (finding.state, "FTS5" in finding.detail) == ("bad", True)


def test_without_a_file_the_defaults_are_named(tmp_path: Path) -> None:
    finding = found(settings_for(tmp_path, file=False))["configuration"]
    assert finding.state == "note"
    assert "tradewind init" in finding.detail


def test_a_crawler_that_cannot_be_reached_is_noted(tmp_path: Path) -> None:
    finding = found(settings_for(tmp_path, "[crawl]\nshipped_sources = false\n"))["configuration"]
    assert (finding.state, "crawl.contact" in finding.detail) == ("note", True)


def test_no_source_is_bad(tmp_path: Path) -> None:
    finding = found(settings_for(tmp_path))["sources"]
    assert finding.state == "bad"
    assert "tradewind sources import" in finding.detail


def test_a_source_that_is_switched_off_is_none(tmp_path: Path) -> None:
    off = SOURCE + 'enabled = false\ndisabled_reason = "gone"\n'
    (tmp_path / "sources.toml").write_text(off, encoding="utf-8")
    assert found(settings_for(tmp_path))["sources"].state == "bad"


def test_a_typo_in_the_sources_is_bad_and_the_other_checks_go_on(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCE.replace("kind", "knid"), encoding="utf-8")
    findings = found(settings_for(tmp_path))
    assert findings["sources"].state == "bad"
    assert "sources.toml" in findings["sources"].detail
    assert "knid" in findings["sources"].detail
    assert len(findings) == 14


def test_a_model_of_ones_own_is_looked_at(tmp_path: Path) -> None:
    finding = found(settings_for(tmp_path, OWN + "[tag]\nmodels = { zh = 'zh_no_model' }\n"))["models"]
    assert (finding.state, "no model 'zh_no_model'" in finding.detail) == ("bad", True)
    folder = write_model(tmp_path / "tiny")
    finding = found(settings_for(tmp_path, OWN + f"[tag]\nmodels = {{ en = '{folder}' }}\n"))["models"]
    assert (finding.state, finding.detail) == ("ok", f"en: {folder}")


@pytest.mark.parametrize(("free", "state"), [(ROOM_WANTED, "ok"), (ROOM_WANTED - 1, "bad"), (0, "bad")])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    asked: list[Any] = []

    def usage(folder: Path) -> Usage:
        asked.append(folder)
        return Usage(10**12, 0, free)

    monkeypatch.setattr(doctor.shutil, "disk_usage", usage)
    settings = settings_for(tmp_path, OWN + "[store]\npath = 'deep/er/news.db'\n")
    assert found(settings)["disk"].state == state
    assert asked == [tmp_path]  # the nearest folder that is there


def test_a_store_that_is_not_there_yet_is_noted(tmp_path: Path) -> None:
    finding = found(settings_for(tmp_path))["store"]
    assert (finding.state, "not there yet" in finding.detail) == ("note", True)


@pytest.mark.parametrize("content", [b"no database " * 400, b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_store_is_bad(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tradewind.db").write_bytes(content)
    finding = found(settings_for(tmp_path))["store"]
    assert finding.state == "bad"
    assert "tradewind.db" in finding.detail


def test_the_command_is_2_when_something_is_bad(tmp_path: Path) -> None:
    settings_for(tmp_path)
    done = inside(tmp_path, "doctor", "--json")
    assert done.code == 2
    assert [row["check"] for row in done.rows() if row["state"] == "bad"] == ["sources"]
    (tmp_path / "sources.toml").write_text(SOURCE, encoding="utf-8")
    assert inside(tmp_path, "doctor").code == 0
