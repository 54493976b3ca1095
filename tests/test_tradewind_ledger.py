"""The run ledger: begun, ended, failed, killed; and files that are written whole or not at all."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import runs
from store.db import Database, open_store
from store.errors import InputError, StoreError, StoreFull, TryLater
from tradewind import ledger as ledger_module
from tradewind.clock import now
from tradewind.files import write_files
from tradewind.ledger import ledger
from tradewind.version import __version__


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "t.db")) as opened:
        yield opened


def last(db: Database) -> runs.RunRecord:
    return runs.last_runs(db.conn, 1)[0]


def test_a_run_is_written_when_it_begins_and_when_it_ends(db: Database) -> None:
    with ledger(db, "tag") as book:
        begun = last(db)
        assert (begun.command, begun.version, begun.finished_at, begun.exit_code) == (
            "tag", __version__, None, None,
        )  # fmt: skip
        book.counts["tagged"] += 3
        book.notes.append("one thing")
        book.exit_code = 3
    ended = last(db)
    assert (ended.id, ended.exit_code, ended.counts, ended.notes) == (
        begun.id, 3, {"tagged": 3}, ("one thing",),
    )  # fmt: skip
    assert ended.finished_at is not None
    assert ended.finished_at >= ended.started_at


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError("odd"), 1),
        (InputError("bad", path="x.toml", line=3), 2),
        (StoreFull("full"), 2),
        (TryLater("busy"), 75),
        (KeyboardInterrupt(), 1),
        (SystemExit(9), 1),
    ],
)
def test_a_run_that_fails_is_recorded_and_the_error_goes_on(
    db: Database, error: BaseException, code: int
) -> None:
    def fail() -> None:
        with ledger(db, "crawl") as book:
            book.counts["article"] = 7
            book.notes.append("before it")
            raise error

    with pytest.raises(type(error)) as caught:
        fail()
    assert caught.value is error
    run = last(db)
    assert (run.exit_code, run.counts) == (code, {"article": 7})
    assert run.notes == ("before it", f"{type(error).__name__}: {error}")


def test_a_very_long_error_is_cut(db: Database) -> None:
    with pytest.raises(ValueError), ledger(db, "tag"):
        raise ValueError("x" * 100_000)
    assert len(last(db).notes[-1]) == 500


def test_the_first_error_is_told_when_the_store_refuses_the_record_too(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("still full")

    monkeypatch.setattr(ledger_module.runs, "finish_run", refuse)
    with pytest.raises(StoreFull, match="first"), ledger(db, "tag"):
        raise StoreFull("first")
    assert last(db).finished_at is None


def test_runs_are_newest_first_and_one_that_was_killed_has_no_end(db: Database) -> None:
    runs.start_run(db, command="crawl", version="1", at=now())  # and no end: what a kill leaves behind
    with ledger(db, "tag"):
        pass
    assert [(run.command, run.exit_code) for run in runs.last_runs(db.conn, 5)] == [
        ("tag", 0), ("crawl", None),
    ]  # fmt: skip


# --- files ----------------------------------------------------------------------------------------------------


NAMES = st.from_regex(r"[a-z0-9]{1,12}\.(html|txt|json)", fullmatch=True)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=300), max_size=4))
def test_what_is_written_is_what_was_given(tmp_path: Path, files: dict[str, str]) -> None:
    paths = write_files(tmp_path / "new" / "folder", files)
    assert [path.name for path in paths] == list(files)
    for path in paths:
        assert path.read_bytes() == files[path.name].encode()
    assert not list((tmp_path / "new" / "folder").glob(".*"))


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    versions = ("a" * 400_000, "b" * 500_000)
    path = write_files(tmp_path, {"page.html": versions[0]})[0]
    ended, torn = threading.Event(), []

    def read() -> None:
        while not ended.is_set():
            seen = path.read_text(encoding="utf-8")
            if seen not in versions:
                torn.append(len(seen))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(60):
            write_files(tmp_path, {"page.html": versions[number % 2]})
    finally:
        ended.set()
        reader.join()
    assert torn == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError) as caught:
        write_files(tmp_path / "out", {"a.html": "x"})
    assert (caught.value.path, caught.value.key, caught.value.exit_code) == (
        str(tmp_path / "out"), "digest.out", 2,
    )  # fmt: skip
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_files(tmp_path, {"a.html": "x"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_disk_that_fills_up_leaves_the_old_file_and_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"a.html": "old a", "b.html": "old b"})
    whole = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if "b.html" in path.name:
            whole(path, content[:2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(InputError, match="No space left"):
            write_files(tmp_path, {"a.html": "new a", "b.html": "new b"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.html": "new a", "b.html": "old b",
    }  # fmt: skip
