"""The archive of raw pages."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import StoreBusy, StoreForeign, StoreNewer
from store.pages import PageArchive, open_pages, pages_path
from store.records import Page, Validators
from tests.storeroom import DAY, HOUR, NOW, page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    with open_pages(tmp_path / "news.pages.db") as opened:
        yield opened


def test_the_archive_lies_beside_the_store() -> None:
    assert pages_path(Path("data/news.db")) == Path("data/news.pages.db")
    assert pages_path(Path("news")) == Path("news.pages.db")


def test_a_page_comes_back_as_it_was(archive: PageArchive) -> None:
    kept = page(
        "a",
        b"<html>\x00\xff\xfe" + "关税".encode("gbk"),
        final_url="https://harbour.example/moved",
        status=203,
        content_type="text/html; charset=GBK",
        validators=Validators(etag='W/"1"', last_modified="Mon, 09 Nov 2026 08:00:00 GMT"),
    )
    assert archive.save([kept]) == 1
    assert archive.load(kept.url) == kept
    assert archive.load("https://harbour.example/other") is None


def test_saving_again_changes_nothing(archive: PageArchive) -> None:
    batch = [page(f"p{i}", b"<p>%d</p>" % i) for i in range(5)]
    assert archive.save(batch) == 5
    before = archive.counts()
    assert archive.save(batch) == 0
    assert archive.save(batch[:2] + batch) == 0
    assert archive.counts() == before


def test_what_its_publisher_wants_no_copy_of_is_not_kept(archive: PageArchive) -> None:
    free, shy = page("a", b"<p>free</p>"), page("b", b"<p>shy</p>", keep=False)
    assert archive.save([shy, free]) == 1
    assert archive.load(shy.url) is None
    assert archive.counts()["bodies"] == 1
    # A copy from when it was allowed stays; the new version is not added to it.
    assert archive.save([page("a", b"<p>changed</p>", fetched_at=NOW + HOUR, keep=False)]) == 0
    assert archive.load(free.url) == free


def test_a_body_is_kept_once(archive: PageArchive) -> None:
    body = b"<html>" + b"the same words again " * 500
    archive.save([page(f"p{i}", body) for i in range(10)])
    archive.save([page("p1", body, at=NOW + DAY)])
    counts = archive.counts()
    assert counts["pages"] == 11
    assert counts["bodies"] == 1
    assert counts["bytes"] == len(body)
    assert counts["stored"] < len(body) / 10


def test_the_latest_page_is_loaded_and_all_are_listed_in_order(archive: PageArchive) -> None:
    later = page("a", b"second", at=NOW + DAY)
    archive.save([later, page("b", b"other", at=NOW + HOUR), page("a", b"first")])
    assert archive.load(later.url) == later
    assert [item.body for item in archive.each()] == [b"first", b"other", b"second"]


def test_two_bodies_of_one_second_are_both_kept(archive: PageArchive) -> None:
    archive.save([page("a", b"one"), page("a", b"two")])
    assert {item.body for item in archive.each()} == {b"one", b"two"}
    loaded = archive.load("https://harbour.example/a")
    assert loaded is not None
    assert loaded.body == min(b"one", b"two", key=lambda body: hashlib.sha256(body).digest())


def test_not_modified_is_nothing_to_keep_but_an_empty_page_is(archive: PageArchive) -> None:
    assert archive.save([page("a", b"", status=304), page("b", b"", status=200)]) == 1
    assert archive.save([]) == 0
    assert archive.load("https://harbour.example/a") is None
    empty = archive.load("https://harbour.example/b")
    assert empty is not None
    assert empty.body == b""


def test_odd_headers_are_cleaned(archive: PageArchive) -> None:
    archive.save([page("a", b"x", content_type="text/\x00html\udcff", validators=Validators(etag="\ud800"))])
    loaded = archive.load("https://harbour.example/a")
    assert loaded is not None
    assert loaded.content_type == "text/\ufffdhtml\ufffd"
    assert loaded.validators.etag == "\ufffd"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=200), st.integers(0, 3)), max_size=8))
def test_any_bytes_come_back(tmp_path: Path, items: list[tuple[str, bytes, int]]) -> None:
    path = tmp_path / f"{os.urandom(8).hex()}.db"
    pages = [page(name, body, at=NOW + timedelta(hours=hours)) for name, body, hours in items]
    with open_pages(path) as archive:
        archive.save(pages)
    with open_pages(path) as archive:
        archive.save(pages)
        found = list(archive.each())
        expected = {(item.url, item.fetched_at, item.body) for item in pages}
        assert {(item.url, item.fetched_at, item.body) for item in found} == expected
        assert len(found) == len(expected)
        assert [item.fetched_at for item in found] == sorted(item.fetched_at for item in found)


def test_a_failed_save_keeps_nothing_of_its_batch(archive: PageArchive) -> None:
    bad: Page = page("b", b"x", fetched_at=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without zone"):
        archive.save([page("a", b"fine"), bad])
    assert archive.counts()["pages"] == 0
    assert archive.counts()["bodies"] == 0
    assert not archive.conn.in_transaction


def test_damage_is_told(archive: PageArchive) -> None:
    archive.save([page("a", b"one " * 50), page("b", b"two " * 50), page("c", b"three " * 50)])
    conn = archive.conn
    digest = {name: hashlib.sha256(name.encode() * 50).digest() for name in ("one ", "two ", "three ")}
    conn.execute("UPDATE bodies SET zstd = x'00' WHERE sha256 = ?", (digest["one "],))
    conn.execute(
        "UPDATE bodies SET zstd = ? WHERE sha256 = ?",
        (zstandard.ZstdCompressor().compress(b"zwo " * 50), digest["two "]),
    )
    # A frame that claims more than was stored must not fill the memory.
    conn.execute(
        "UPDATE bodies SET zstd = ? WHERE sha256 = ?",
        (zstandard.ZstdCompressor().compress(b"\x00" * 50_000_000), digest["three "]),
    )
    for name in "abc":
        with pytest.raises(StoreForeign, match=f"/{name} is damaged"):
            archive.load(f"https://harbour.example/{name}")


def test_files_of_others_are_refused_untouched(tmp_path: Path) -> None:
    text = tmp_path / "a.pages.db"
    text.write_bytes(b"no database " * 999)
    other = tmp_path / "b.pages.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE notes (a)")
    conn.commit()
    conn.close()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(StoreForeign):
            open_pages(path)
        assert path.read_bytes() == before


def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.pages.db"
    open_pages(path).close()
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    with pytest.raises(StoreNewer):
        open_pages(path)


def test_a_locked_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.pages.db"
    with open_pages(path) as one, open_pages(path, timeout=0.1) as two:
        one.conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            two.save([page("a", b"x")])
        one.conn.execute("ROLLBACK")
        assert two.save([page("a", b"x")]) == 1


def test_real_pages_shrink(archive: PageArchive) -> None:
    body = "".join(
        f'<div class="card item-{i}"><a href="/news/{i}.html">Headline number {i}</a>'
        f"<p>Sellers paid {i * 7} yuan more a parcel in week {i}.</p></div>\n"
        for i in range(600)
    ).encode()
    archive.save([page("list", body)])
    assert archive.counts()["stored"] < len(body) / 5
