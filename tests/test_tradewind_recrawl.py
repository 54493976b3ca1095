"""Crawling again: what the timetable leaves out, what is asked with a condition, and what becomes of the answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.newsdesk import Done, inside, tradewind, write_texts
from tests.origin import Answer, Origin, article_html, feed_xml, origin

pytestmark = pytest.mark.slow  # crawls run in processes of their own

CONFIG = """
[crawl]
shipped_sources = false
delay = 0.0
allow_hosts = ["127.0.0.1"]
{more}
"""
BOTH = {"ETag": '"1"', "Last-Modified": "Mon, 09 Nov 2026 08:00:00 GMT"}


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def newsroom(folder: Path, *urls: str, more: str = "") -> None:
    (folder / "tradewind.toml").write_text(CONFIG.format(more=more), encoding="utf-8")
    tables = (
        f'[[source]]\nid = "s{number}"\nname = "S"\nkind = "feed"\nurl = "{url}"\nlang = "en"\n'
        for number, url in enumerate(urls)
    )
    (folder / "sources.toml").write_text("\n".join(tables), encoding="utf-8")


def store(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as conn:
        found = conn.execute(sql).fetchall()
        conn.commit()
    return found


def crawl(folder: Path, *more: str, code: int) -> Done:
    done = tradewind(folder, "crawl", *more)
    assert done.code == code, done.err
    return done


def conditions(site: Origin, path: str) -> list[tuple[str | None, str | None, int]]:
    """If-None-Match, If-Modified-Since and the status of each request for a path; forgets the requests."""
    found = [
        (hit.headers.get("if-none-match"), hit.headers.get("if-modified-since"), hit.status)
        for hit in site.hits
        if hit.path == path
    ]
    site.hits.clear()
    return found


def test_a_source_is_left_alone_until_it_is_due_and_what_is_pending_is_fetched(
    site: Origin, tmp_path: Path
) -> None:
    links = [site.page(f"/a{number}") for number in range(3)]
    newsroom(tmp_path, site.feed("/feed", links, etag='"1"'))
    crawl(tmp_path, "--max-pages", "2", code=0)
    ((every, seconds),) = store(
        tmp_path, "SELECT every, strftime('%s', due_at) - strftime('%s', at) FROM announcements"
    )
    assert (every, seconds) == (1_800, 1_800)

    site.hits.clear()
    told = crawl(tmp_path, "--due", code=0).err
    assert len(site.paths()) == 1
    assert site.paths()[0] in {"/a0", "/a1", "/a2"}
    assert "1 sources (1 not due)" in told

    store(tmp_path, "UPDATE announcements SET due_at = '2020-01-01T00:00:00Z'")
    site.hits.clear()
    assert "1 unchanged" in crawl(tmp_path, "--due", code=4).err
    assert site.paths() == ["/feed"]
    assert store(tmp_path, "SELECT every FROM announcements") == [(3_600,)]


@pytest.mark.slow
def test_an_hourly_run_keeps_to_the_timetable(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]))
    assert tradewind(tmp_path, "run", "hourly").code == 0
    site.hits.clear()
    done = tradewind(tmp_path, "run", "hourly")
    assert done.code == 4
    assert "not due" in done.err
    assert site.hits == []
    assert "not due" not in tradewind(tmp_path, "run", "weekly").err
    assert site.paths() == ["/feed"]


@pytest.mark.slow
def test_a_broken_file_of_things_costs_no_crawl_and_is_told_at_once(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]))
    (tmp_path / "entities.csv").write_text("id,type,en\nacme,FIRM,Acme Toys\n", encoding="utf-8")
    done = tradewind(tmp_path, "run", "weekly")
    assert done.code == 2
    first, *rest = [line for line in done.err.splitlines() if "entities.csv:2: 'FIRM' is not a type" in line]
    assert "The crawl comes first" in first
    assert len(rest) == 1
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(1,)]
    (tmp_path / "entities.csv").write_text("id,type,en\nacme,ORG,Acme Toys\n", encoding="utf-8")
    assert tradewind(tmp_path, "run", "hourly").code == 0


@pytest.mark.slow
def test_a_failure_is_not_hidden_and_validators_are_replaced_whole(site: Origin, tmp_path: Path) -> None:
    link = site.page("/a")
    good = Answer(body=feed_xml([link]), content_type="application/rss+xml", headers=BOTH)
    newer = Answer(
        body=feed_xml([link, site.page("/b")]), content_type="application/rss+xml", headers={"ETag": '"2"'}
    )
    answers = {
        "good": good,
        "gone": Answer(status=404),
        "a 304 nobody asked for": Answer(status=304),
        "empty": Answer(body=feed_xml([]), content_type="application/rss+xml", headers={"ETag": '"0"'}),
        "good again": good,
        "newer": newer,
        "unchanged": Answer(status=304),
    }
    expected = {
        "good": (0, "ok", 0, (None, None, 200)),
        "gone": (3, "http-status", 1, ('"1"', BOTH["Last-Modified"], 404)),
        "a 304 nobody asked for": (3, "http-status", 2, (None, None, 304)),
        "empty": (4, "empty", 0, (None, None, 200)),
        "good again": (4, "ok", 0, (None, None, 200)),
        "newer": (0, "ok", 0, ('"1"', BOTH["Last-Modified"], 200)),
        "unchanged": (4, "unchanged", 0, ('"2"', None, 304)),
    }
    newsroom(tmp_path, site.url("/feed"))
    for name, answer in answers.items():
        code, status, failures, asked = expected[name]
        site.answers["/feed"] = answer
        site.hits.clear()
        done = tradewind(tmp_path, "crawl")
        held = store(tmp_path, "SELECT status, failures FROM announcements")
        assert (name, done.code, held, conditions(site, "/feed")) == (
            name,
            code,
            [(status, failures)],
            [asked],
        )


@pytest.mark.slow
def test_an_article_that_changes_becomes_a_revision_that_can_be_read(site: Origin, tmp_path: Path) -> None:
    link = site.page("/a", "Customs take longer", etag='"1"')
    newsroom(tmp_path, site.feed("/feed", [link], etag='"f"'))
    crawl(tmp_path, code=0)
    assert inside(tmp_path, "revisions").code == 4

    def due() -> None:
        store(tmp_path, "UPDATE candidates SET recheck_at = '2020-01-01T00:00:00Z'")
        site.hits.clear()

    due()
    crawl(tmp_path, "--due", code=4)
    assert conditions(site, "/a") == [('"1"', None, 304)]

    ticked = article_html("Customs take longer", "/a").replace("</article>", "<p>512 views</p></article>")
    site.answers["/a"] = Answer(body=ticked, etag='"2"')
    due()
    crawl(tmp_path, "--due", code=4)
    assert conditions(site, "/a") == [('"1"', None, 200)]
    assert store(tmp_path, "SELECT count(*) FROM article_revisions") == [(0,)]

    changed = article_html("Customs take longer", "/a").replace("took 4 days", "took 9 days")
    site.answers["/a"] = Answer(body=changed, etag='"3"')
    due()
    told = crawl(tmp_path, "--due", code=0)
    assert conditions(site, "/a") == [('"2"', None, 200)]
    assert "revision\t1" in told.out
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(1,)]

    (row,) = inside(tmp_path, "revisions", "--json").rows()
    assert (row["url"], row["versions"]) == (link, 2)
    shown = inside(tmp_path, "revisions", link)
    assert shown.code == 0
    assert "took 4 days" in shown.out.split("\n-", 1)[1].split("\n+", 1)[0]
    assert "took 9 days" in shown.out.split("\n+", 2)[2]
    told_all = inside(tmp_path, "revisions", link, "--json").rows()
    assert [version["number"] for version in told_all["versions"]] == [1, 2]
    assert told_all["changes"][0]["from"] == 1

    site.answers["/a"] = Answer(status=410)
    site.hits.clear()
    crawl(tmp_path, "--recheck", code=4)
    assert conditions(site, "/a") == [('"3"', None, 410)]
    assert store(tmp_path, "SELECT outcome FROM candidates") == [("revision",)]


@pytest.mark.slow
def test_second_looks_can_be_switched_off(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]), more="recheck_days = 0")
    crawl(tmp_path, code=0)
    assert store(tmp_path, "SELECT recheck_at FROM candidates") == [(None,)]
    store(tmp_path, "UPDATE candidates SET recheck_at = '2020-01-01T00:00:00Z'")
    site.hits.clear()
    crawl(tmp_path, code=4)
    assert site.paths() == ["/feed"]


def test_an_address_nobody_knows_is_a_mistake_that_is_named(tmp_path: Path) -> None:
    assert inside(tmp_path, "import", str(write_texts(tmp_path))).code == 0
    url = store(tmp_path, "SELECT url FROM articles ORDER BY id LIMIT 1")[0][0]
    assert inside(tmp_path, "revisions").code == 4
    unknown = inside(tmp_path, "revisions", "https://harbour.example/a")
    assert unknown.code == 2
    assert "no article of the store has the address https://harbour.example/a" in unknown.err
    assert inside(tmp_path, "revisions", "no address at all").code == 2
    same = inside(tmp_path, "revisions", url)
    assert (same.code, same.out) == (4, "")
    assert "has not changed" in same.err
