"""Opening a store: a new one, a known one, and every file that is not one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from store.articles import save_fetched, save_sources
from store.db import Database, atomic, check, open_existing, open_store
from store.errors import (
    StoreBusy,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreMissing,
    StoreNewer,
    StoreReadOnly,
)
from store.migrations import APPLICATION_ID, SCHEMA_VERSION
from store.pages import open_pages, pages_path
from tests.storeroom import NOW, fetched, fold, source

ROOT = Path(__file__).resolve().parents[1]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_new_store_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "news.db"
    db = open_store(path)
    try:
        assert path.is_file()
        assert db.conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert db.conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.conn.execute("PRAGMA synchronous").fetchone()[0] == 1
        assert check(db) == []
        assert not db.conn.in_transaction
    finally:
        db.close()


def test_an_opened_store_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_store(path)
    save_sources(db, [source()])
    db.close()
    for opening in (open_store, open_existing):
        db = opening(path)
        assert db.conn.execute("SELECT id FROM sources").fetchall() == [("harbour",)]
        assert db.conn.execute("SELECT count(*) FROM migrations").fetchone()[0] == 1
        db.close()


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.touch()
    db = open_store(path)
    assert "articles" in db.table_names()
    db.close()


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "a?b#c.db", "关税.db", "quote's.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    db = open_store(tmp_path / name)
    db.close()
    assert (tmp_path / name).is_file()
    open_existing(tmp_path / name).close()


def test_a_missing_store_is_said_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match=r"news\.db.*no store"):
        open_existing(tmp_path / "news.db")
    assert list(tmp_path.iterdir()) == []


def text_file(path: Path) -> None:
    path.write_text("Tariffs rose again.\n" * 400, encoding="utf-8")


def short_file(path: Path) -> None:
    path.write_bytes(b"SQL")


def other_database(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE notes (text)")
    conn.execute("INSERT INTO notes VALUES ('mine')")
    conn.commit()
    conn.close()


def other_application(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA application_id = 252006674")
    conn.execute("CREATE TABLE entries (text)")
    conn.commit()
    conn.close()


def stamped_but_empty(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 7")
    conn.close()


def no_version(path: Path) -> None:
    open_store(path).close()
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 0")
    conn.close()


@pytest.mark.parametrize(
    "make", [text_file, short_file, other_database, other_application, stamped_but_empty, no_version]
)
@pytest.mark.parametrize("opening", [open_store, open_existing])
def test_a_file_of_somebody_else_is_refused_untouched(
    tmp_path: Path, make: Callable[[Path], None], opening: Callable[[Path], Database]
) -> None:
    path = tmp_path / "news.db"
    make(path)
    before = bytes_of(tmp_path)
    with pytest.raises(StoreForeign, match=r"news\.db"):
        opening(path)
    assert bytes_of(tmp_path) == before


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreForeign, match="not a file"):
        open_store(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StoreError, match="taken"):
        open_store(tmp_path / "taken" / "news.db")


def test_a_newer_store_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_store(path).close()
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match="Update tradewind"):
        open_store(path)
    assert path.read_bytes() == before


def filled(path: Path, number: int = 40) -> None:
    db, archive = open_store(path), open_pages(pages_path(path))
    save_sources(db, [source()])
    texts = [fetched(f"a{i}", f"Parcel duties, part {i}. " * 60) for i in range(number)]
    save_fetched(db, archive, texts, fold=fold)
    archive.close()
    db.close()


def test_a_damaged_store_is_told_by_its_check(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(8 * 4096, size - 4096, 3 * 4096):
            file.seek(place)
            file.write(os.urandom(4096))
    try:
        db = open_existing(path)
    except StoreForeign:
        return
    try:
        try:
            found = check(db)
        except StoreForeign as error:
            assert "damaged" in str(error)
        else:
            assert found
    finally:
        db.close()


def test_a_truncated_store_is_never_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path)
    whole = path.read_bytes()
    for share in (0.02, 0.3, 0.7, 0.95):
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            db = open_existing(path)
        except StoreError:
            continue
        try:
            try:
                assert check(db)
            except StoreError:
                continue
        finally:
            db.close()


def test_check_sees_broken_sums(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path, 3)
    db = open_existing(path)
    assert check(db) == []
    conn = db.conn
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("UPDATE candidates SET outcome = 'rejected' WHERE url LIKE '%a0'")
    conn.execute("UPDATE candidates SET article_id = NULL WHERE url LIKE '%a1'")
    conn.execute("UPDATE articles SET search_id = NULL WHERE url LIKE '%a1'")
    conn.execute("DELETE FROM taggings WHERE article_id = (SELECT max(id) FROM articles)")
    conn.execute(
        'INSERT INTO mentions (article_id, n, start, "end", quote, type, in_title)'
        " VALUES (999, 0, 0, 1, 'x', 'ORG', 0)"
    )
    found = check(db)
    db.close()
    assert sorted(found) == [
        "1 articles are not in the search index",
        "1 articles have no row in taggings",
        "1 candidates are rejected without a reason",
        "1 candidates are settled as articles without an article",
        "a row of mentions points to a row of articles that is not there",
    ]


def test_atomic_is_all_or_nothing(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with pytest.raises(ZeroDivisionError), atomic(db):  # noqa: PT012  the block is the transaction
        save_sources(db, [source("one")])
        raise ZeroDivisionError
    assert not db.conn.in_transaction
    assert db.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 0
    with atomic(db):
        save_sources(db, [source("one")])
        with atomic(db):
            save_sources(db, [source("two")])
        assert db.conn.in_transaction
    assert db.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 2
    db.close()


def test_an_inner_failure_undoes_the_outer_transaction(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with pytest.raises(ZeroDivisionError), atomic(db):  # noqa: PT012  the block is the transaction
        save_sources(db, [source("one")])
        with atomic(db):
            raise ZeroDivisionError
    assert db.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 0
    db.close()


def test_a_second_writer_waits_and_then_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    first, second = open_store(path), open_existing(path, timeout=0.2)
    with atomic(first):
        save_sources(first, [source("one")])
        with pytest.raises(StoreBusy, match="another process"):
            save_sources(second, [source("two")])
        # Readers are not kept waiting: they see the store as it was.
        assert second.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 0
    save_sources(second, [source("two")])
    assert second.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 2
    assert StoreBusy("x").exit_code == 75
    first.close()
    second.close()


def test_a_second_writer_gets_its_turn(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_store(path)
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        other = open_existing(path)
        with atomic(other):
            save_sources(other, [source("other")])
            held.set()
            go.wait(10)
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    threading.Timer(0.3, go.set).start()
    save_sources(db, [source("mine")])
    thread.join()
    assert [row[0] for row in db.conn.execute("SELECT id FROM sources ORDER BY id")] == ["mine", "other"]
    db.close()


def test_many_openers_of_a_new_store_do_not_trip_over_each_other(tmp_path: Path) -> None:
    path, failures = tmp_path / "news.db", []
    start = threading.Barrier(6)

    def opener(number: int) -> None:
        try:
            start.wait(10)
            db = open_store(path)
            save_sources(db, [source(f"s{number}")])
            db.close()
        except Exception as error:
            failures.append(repr(error))

    threads = [threading.Thread(target=opener, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db = open_existing(path)
    assert db.conn.execute("SELECT count(*) FROM sources").fetchone()[0] == 6
    assert db.conn.execute("SELECT count(*) FROM migrations").fetchone()[0] == 1
    db.close()


def test_a_quota_is_a_full_store_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path, 5)
    db, archive = open_existing(path), open_pages(pages_path(path))
    pages_now = db.conn.execute("PRAGMA page_count").fetchone()[0]
    db.conn.execute(f"PRAGMA max_page_count = {pages_now + 10}")
    batch = [fetched(f"b{i}", f"A much longer report {i}. " * 400) for i in range(60)]
    with pytest.raises(StoreFull, match="no space left"):
        save_fetched(db, archive, batch, fold=fold)
    assert not db.conn.in_transaction
    assert db.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 5
    assert check(db) == []
    db.conn.execute("PRAGMA max_page_count = 1000000")
    assert save_fetched(db, archive, batch, fold=fold)["article"] == 60
    assert check(db) == []
    archive.close()
    db.close()


def test_a_full_archive_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path, 1)
    db, archive = open_existing(path), open_pages(pages_path(path))
    archive.conn.execute("PRAGMA max_page_count = 12")
    with pytest.raises(StoreFull, match=r"pages\.db"):
        save_fetched(db, archive, [fetched("b", os.urandom(200_000).hex())], fold=fold)
    assert db.conn.execute("SELECT count(*) FROM candidates").fetchone()[0] == 1
    archive.close()
    db.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    place = tmp_path / "disk"
    place.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_a_full_store_and_goes_on_after_room_is_made(small_disk: Path) -> None:
    path = small_disk / "news.db"
    db, archive = open_store(path), open_pages(pages_path(path))
    save_sources(db, [source()])
    kept = 0
    with pytest.raises(StoreFull):  # noqa: PT012  which one of them fails is open
        for i in range(200):
            save_fetched(db, archive, [fetched(f"a{i}", f"Report number {i}. " * 900)], fold=fold)
            kept += 1
    assert 0 < kept < 200
    assert db.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == kept
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    batch = [fetched(f"a{i}", f"Report number {i}. " * 900) for i in range(60)]
    save_fetched(db, archive, batch, fold=fold)
    assert db.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 60
    assert check(db) == []
    archive.close()
    db.close()


def test_no_room_for_a_new_store(small_disk: Path) -> None:
    with (small_disk / "filler").open("wb") as file:
        file.write(b"x" * (2 * 1024 * 1024 - 8192))
    with pytest.raises(StoreFull):
        open_store(small_disk / "news.db")
    (small_disk / "filler").unlink()
    db = open_store(small_disk / "news.db")
    assert check(db) == []
    db.close()


def test_a_read_only_disk(small_disk: Path) -> None:
    path = small_disk / "news.db"
    filled(path, 2)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for opening in (open_store, open_existing):
        with pytest.raises(StoreReadOnly, match=r"news\.db"):
            opening(path)
    with pytest.raises(StoreReadOnly):
        open_store(small_disk / "new.db")
    with pytest.raises(StoreReadOnly):
        open_pages(pages_path(path))


def test_a_store_that_turns_read_only_under_us(small_disk: Path) -> None:
    path = small_disk / "news.db"
    db = open_store(path)
    db.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        save_sources(db, [source()])
    db.conn.execute("PRAGMA query_only = OFF")
    save_sources(db, [source()])
    db.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become somebody else")
def test_a_file_of_another_owner(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path, 1)
    for file in tmp_path.iterdir():
        file.chmod(0o444)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    probe = f"""
        import os
        from pathlib import Path
        from store.db import open_existing, open_store
        from store.errors import StoreReadOnly
        os.setuid(65534)
        for path in (Path({str(path)!r}), Path({str(tmp_path / "new.db")!r})):
            try:
                open_store(path)
            except StoreReadOnly as error:
                print("read-only", error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(probe)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("read-only") == 2, done.stderr


def test_a_deleted_log_loses_transactions_but_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path, 3)
    db = open_existing(path)
    save_sources(db, [source("late")])
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    db.close()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "news.db").write_bytes(files["news.db"])
    db = open_existing(copy / "news.db")
    assert check(db) == []
    assert db.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 3
    db.close()


def test_time_stands_in_for_no_clock(tmp_path: Path) -> None:
    """The store never asks for the time: two stores made at different moments hold the same bytes."""
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        filled(tmp_path / name / "news.db", 3)
        found.append((tmp_path / name / "news.db").read_bytes())
    assert found[0] == found[1]
    assert NOW.isoformat()[:10].encode() in found[0]
