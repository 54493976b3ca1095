"""Articles on several pages, crawled from a real site and read again from the store."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tests.newsdesk import tradewind, write_texts
from tests.origin import Answer, Origin, origin
from tests.paged_site import dede, en_lines, page, zh_lines

pytestmark = pytest.mark.slow  # crawls run in processes of their own

CONFIG = """
[crawl]
shipped_sources = false
delay = 0.0
allow_hosts = ["127.0.0.1"]
"""


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def newsroom(folder: Path, site: Origin, *paths: str) -> None:
    feed = site.feed("/feed", [site.url(path) for path in paths])
    (folder / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "sources.toml").write_text(
        f'[[source]]\nid = "s"\nname = "S"\nkind = "feed"\nurl = "{feed}"\nlang = "zh-Hans"\n',
        encoding="utf-8",
    )


def store(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as conn, conn:
        return conn.execute(sql, values).fetchall()


def put_report(
    site: Origin, name: str, last: int, *, title: str = "跨境小包新规满月：各地仓库怎么样了"
) -> None:
    for number in range(1, last + 1):
        path = f"/2026/{name}.html" if number == 1 else f"/2026/{name}_{number}.html"
        said = title if number == 1 else f"{title}({number})"
        site.answers[path] = Answer(body=page(said, zh_lines(name, number), dede(name, number, last)))


def expected(name: str, last: int) -> str:
    return "\n".join(line for number in range(1, last + 1) for line in zh_lines(name, number))


def test_a_report_on_four_pages_is_one_article(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a101", 4)
    newsroom(tmp_path, site, "/2026/a101.html")
    done = tradewind(tmp_path, "crawl", "--json")
    assert done.code == 0, done.err
    assert done.rows()["outcomes"]["article"] == 1
    ((url, text, parts, missing),) = store(tmp_path, "SELECT url, text, parts, missing FROM articles")
    assert url == site.url("/2026/a101.html")
    assert text == expected("a101", 4)
    assert json.loads(parts) == [site.url(f"/2026/a101_{n}.html") for n in (2, 3, 4)]
    assert json.loads(missing) == []
    assert [path for path in site.paths() if path.startswith("/2026")] == [
        "/2026/a101.html", "/2026/a101_2.html", "/2026/a101_3.html", "/2026/a101_4.html",
    ]  # fmt: skip


def test_a_page_that_does_not_come_is_told(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a102", 3)
    site.answers["/2026/a102_2.html"] = Answer(status=404)
    newsroom(tmp_path, site, "/2026/a102.html")
    done = tradewind(tmp_path, "crawl", "--json")
    assert done.code == 0, done.err
    ((text, parts, missing),) = store(tmp_path, "SELECT text, parts, missing FROM articles")
    assert text == "\n".join([*zh_lines("a102", 1), *zh_lines("a102", 3)])
    assert (json.loads(parts), json.loads(missing)) == (
        [site.url("/2026/a102_3.html")],
        [site.url("/2026/a102_2.html")],
    )
    assert any("lacks a page" in note for note in done.rows()["notes"])


def test_a_later_page_announced_on_its_own_is_a_duplicate(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a103", 2)
    newsroom(tmp_path, site, "/2026/a103.html", "/2026/a103_2.html")
    assert tradewind(tmp_path, "crawl").code == 0
    assert store(tmp_path, "SELECT url, text FROM articles") == [
        (site.url("/2026/a103.html"), expected("a103", 2))
    ]
    outcomes = dict(store(tmp_path, "SELECT url, outcome FROM candidates"))
    assert sorted(outcomes.values()) == ["article", "duplicate"]


def test_a_later_page_alone_leads_to_its_first(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a104", 3)
    newsroom(tmp_path, site, "/2026/a104_2.html")
    assert tradewind(tmp_path, "crawl").code == 0
    assert store(tmp_path, "SELECT url, text FROM articles") == [
        (site.url("/2026/a104.html"), expected("a104", 3))
    ]
    # The first one, announced later, is the same article; the others are not asked for at all.
    site.feed("/feed", [site.url(f"/2026/a104{n}.html") for n in ("", "_3")])
    site.hits.clear()
    assert tradewind(tmp_path, "crawl").code == 4
    assert site.url("/2026/a104_3.html") not in [site.url(path) for path in site.paths()[:2]]
    assert store(tmp_path, "SELECT count(*), (SELECT count(*) FROM article_revisions) FROM articles") == [
        (1, 0)
    ]


def test_english_pages_by_number_and_what_is_no_pager(site: Origin, tmp_path: Path) -> None:
    title = "Parcel depots hire for the winter"
    for number in (1, 2):
        pager = '<div class="pages">Pages: <span>1</span> <a href="/story/depots?page=2">2</a> <a href="/story/depots?page=2">Next</a></div>'
        below = (
            pager
            if number == 1
            else '<div class="pages">Pages: <a href="/story/depots">1</a> <span>2</span></div>'
        )
        path = "/story/depots" if number == 1 else "/story/depots?page=2"
        site.answers[path] = Answer(body=page(title, en_lines("depots", number), below, lang="en"))
    other = '<div><a rel="next" href="/story/ferries-2">Next article: Ferries</a> <a href="/story/ferries-2">下一篇</a></div>'
    site.answers["/story/ferries"] = Answer(
        body=page("Ferries are late again", en_lines("ferries", 1), other, lang="en")
    )
    site.answers["/story/ferries-2"] = Answer(
        body=page("Ferries come back", en_lines("ferries-2", 1), lang="en")
    )
    newsroom(tmp_path, site, "/story/depots", "/story/ferries")
    assert tradewind(tmp_path, "crawl").code == 0
    texts = dict(store(tmp_path, "SELECT url, text FROM articles"))
    assert texts[site.url("/story/depots")] == "\n".join(en_lines("depots", 1) + en_lines("depots", 2))
    assert texts[site.url("/story/ferries")] == "\n".join(en_lines("ferries", 1))
    assert "/story/ferries-2" not in site.paths()


def revisions(folder: Path) -> list[tuple[Any, ...]]:
    return store(
        folder, "SELECT number, cause, extractor, text FROM article_revisions ORDER BY article_id, number"
    )


def as_of_version_one(folder: Path) -> None:
    """The store as an older extractor would have left it: first pages only, with a line too many."""
    store(
        folder,
        "UPDATE articles SET extractor = '1', text = substr(text, 1, instr(text, char(10)) - 1) || char(10) || 'ads',"
        " parts = '[]'",
    )


def test_stored_pages_are_read_anew_with_their_parts(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a105", 3)
    newsroom(tmp_path, site, "/2026/a105.html")
    assert tradewind(tmp_path, "crawl").code == 0
    assert tradewind(tmp_path, "tag").code == 0
    before = store(tmp_path, "SELECT id, url, fetched_at, published_at FROM articles")
    assert tradewind(tmp_path, "extract", "--again").code == 4
    as_of_version_one(tmp_path)
    site.hits.clear()
    tried = tradewind(tmp_path, "extract", "--again", "--dry-run", "--json")
    assert (tried.code, tried.rows()["counts"]) == (0, {"changed": 1})
    assert (revisions(tmp_path), store(tmp_path, "SELECT extractor FROM articles")) == ([], [("1",)])
    done = tradewind(tmp_path, "extract", "--again", "--json")
    assert (done.code, done.rows()["counts"]) == (0, {"changed": 1})
    assert store(tmp_path, "SELECT text, extractor FROM articles") == [(expected("a105", 3), "2")]
    assert store(tmp_path, "SELECT id, url, fetched_at, published_at FROM articles") == before
    assert [row[:3] for row in revisions(tmp_path)] == [(1, "extraction", "1")]
    assert site.hits == []
    assert store(tmp_path, "SELECT version FROM taggings") == [(None,)]
    assert tradewind(tmp_path, "extract", "--again").code == 4
    assert tradewind(tmp_path, "revisions").code == 4
    shown = tradewind(tmp_path, "revisions", "--extraction", "--json")
    assert [row["versions"] for row in shown.rows()] == [2]
    url = site.url("/2026/a105.html")
    assert tradewind(tmp_path, "revisions", url).code == 4
    assert "-ads" in tradewind(tmp_path, "revisions", url, "--extraction").out.splitlines()


def test_robots_hold_for_further_pages(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a106", 2)
    site.answers["/robots.txt"] = Answer(
        body="User-agent: *\nDisallow: /2026/a106_2.html\n", content_type="text/plain"
    )
    newsroom(tmp_path, site, "/2026/a106.html")
    assert tradewind(tmp_path, "crawl").code == 0
    assert "/2026/a106_2.html" not in site.paths()
    assert store(tmp_path, "SELECT text FROM articles") == [(expected("a106", 1),)]


def test_a_run_killed_between_two_pages_is_gone_on_with(site: Origin, tmp_path: Path) -> None:
    put_report(site, "a107", 3)
    slow = site.answers["/2026/a107_3.html"]
    assert isinstance(slow, Answer)
    site.answers["/2026/a107_3.html"] = replace(slow, delay=20.0)
    newsroom(tmp_path, site, "/2026/a107.html")
    running = subprocess.Popen(
        [sys.executable, "-m", "tradewind", "crawl"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "http_proxy": "", "https_proxy": ""},
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while "/2026/a107_3.html" not in site.paths() and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        running.kill()
        running.wait(10)
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(0,)]
    assert store(tmp_path, "SELECT outcome FROM candidates") == [("pending",)]
    site.answers["/2026/a107_3.html"] = slow
    assert tradewind(tmp_path, "crawl").code == 0
    assert store(tmp_path, "SELECT text, missing FROM articles") == [(expected("a107", 3), "[]")]


def test_reading_again_is_gone_on_with_and_says_what_it_cannot_read(site: Origin, tmp_path: Path) -> None:
    names = [f"b{number}" for number in range(60)]
    for name in names:
        put_report(site, name, 1, title=f"关于{name}的报道：仓库怎么样了")
    newsroom(tmp_path, site, *(f"/2026/{name}.html" for name in names))
    assert tradewind(tmp_path, "crawl").code == 0
    write_texts(tmp_path / "texts")
    assert tradewind(tmp_path, "import", str(tmp_path / "texts")).code == 0
    whole = store(tmp_path, "SELECT url, title, text FROM articles ORDER BY url")
    assert len(whole) == 60 + 3
    as_of_version_one(tmp_path)
    # One page is none of an article any more, one is not kept.
    with closing(sqlite3.connect(tmp_path / "tradewind.pages.db")) as pages, pages:
        pages.execute("DELETE FROM pages WHERE url LIKE '%/b7.html'")
        body = zstandard.ZstdCompressor().compress(
            emptied := b"<html><title>404</title><p>not here</p></html>"
        )
        pages.execute(
            "INSERT INTO bodies (sha256, size, zstd) VALUES (?, ?, ?)",
            (hashlib.sha256(emptied).digest(), len(emptied), body),
        )
        pages.execute(
            "UPDATE pages SET sha256 = ? WHERE url LIKE '%/b8.html'", (hashlib.sha256(emptied).digest(),)
        )
    running = subprocess.Popen(
        [sys.executable, "-m", "tradewind", "extract", "--again"], cwd=tmp_path, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and running.poll() is None:
            if store(tmp_path, "SELECT count(*) FROM articles WHERE extractor = '2'") != [(0,)]:
                break
            time.sleep(0.01)
    finally:
        running.kill()
        running.wait(10)
    (done,) = store(tmp_path, "SELECT count(*) FROM articles WHERE extractor = '2'")[0]
    assert 0 < done < 58
    again = tradewind(tmp_path, "extract", "--again", "--json")
    assert again.code == 0, again.err
    counts = again.rows()["counts"]
    assert counts == {"changed": 58 - done, "refused": 1, "not-kept": 1 + 3}
    assert "b8.html" in again.rows()["notes"][0]
    stays = {site.url("/2026/b7.html"), site.url("/2026/b8.html")} | {
        row[0] for row in whole if row[0].startswith("local")
    }
    now = {row[0]: row for row in store(tmp_path, "SELECT url, title, text FROM articles")}
    assert [now[row[0]] for row in whole if row[0] not in stays] == [
        row for row in whole if row[0] not in stays
    ]
    assert store(tmp_path, "SELECT count(*) FROM articles WHERE extractor = '1'") == [(len(stays),)]
    assert len(revisions(tmp_path)) == 58
    unknown = tradewind(tmp_path, "extract", "--again", "--source", "z")
    assert (unknown.code, "no source 'z' in the store" in unknown.err) == (2, True)
    assert tradewind(tmp_path, "extract", "--dry-run", "x.html").code == 2
