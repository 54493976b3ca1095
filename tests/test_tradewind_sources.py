"""The sources commands against a site on loopback: each verdict, what is written where, what is proposed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.probe import Check, Sample
from store import queue
from store.db import open_store
from tests.newsdesk import inside, tradewind
from tests.origin import Answer, Origin, article_html, feed_xml, origin
from tradewind.commands.sources_check import in_brief

pytestmark = pytest.mark.slow  # crawls run in processes of their own

CONFIG = '[crawl]\nshipped_sources = false\ndelay = 0.0\nallow_hosts = ["127.0.0.1"]\n'


@pytest.fixture(scope="module")
def site() -> Iterator[Origin]:
    with origin() as running:
        yield running


def dated_article(title: str, when: datetime) -> str:
    stamp = f'<meta property="article:published_time" content="{when.isoformat()}"><meta name="author" content="Ana Ruiz">'
    return article_html(title, title).replace("</head>", f"{stamp}</head>")


def dated_feed(links: list[str], when: datetime, *, encoding: str = "utf-8", title: str = "港口") -> bytes:
    items = "".join(
        f"<item><title>{title} {number}: the parcel rules that sellers asked about</title><link>{link}</link>"
        f"<pubDate>{format_datetime(when - timedelta(hours=number))}</pubDate></item>"
        for number, link in enumerate(links)
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    ).encode(encoding)


def folder_of(tmp_path: Path, **sources: dict[str, Any]) -> Path:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    rows = []
    for name, row in sources.items():
        lines = [
            f"[[source]]  # {name}",
            f'id = "{name}"',
            f'name = "{name.title()}"',
            f'kind = "{row.pop("kind", "feed")}"',
        ]
        lines += [
            f"{key} = {value!r}".replace("'", '"').replace("True", "true").replace("False", "false")
            for key, value in row.items()
        ]
        rows.append("\n".join(lines))
    (tmp_path / "sources.toml").write_text("# mine\n" + "\n\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_each_verdict(site: Origin, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    for number in range(3):
        site.answers[f"/good/{number}"] = Answer(body=dated_article(f"Good report number {number}", now))
        site.page(f"/undated/{number}")
    pages = [site.url(f"/good/{number}") for number in range(3)]
    site.answers["/good.xml"] = Answer(body=dated_feed(pages, now, encoding="gbk"), content_type="text/xml")
    site.answers["/old.xml"] = Answer(body=dated_feed(pages, now - timedelta(days=200)))
    site.answers["/empty.xml"] = Answer(body=feed_xml([]))
    site.feed("/gone-pages.xml", [site.url("/nowhere/1"), site.url("/nowhere/2")])
    site.feed("/undated.xml", [site.url(f"/undated/{number}") for number in range(3)])
    site.feed("/forbidden/feed.xml", pages)
    site.answers["/denied.xml"] = Answer(body="go away", status=403)
    site.answers["/robots.txt"] = Answer(
        body="User-agent: *\nDisallow: /forbidden/\n", content_type="text/plain"
    )
    names = {
        "good": "/good.xml", "old": "/old.xml", "empty": "/empty.xml", "weak": "/gone-pages.xml", "undated": "/undated.xml",
        "robots": "/forbidden/feed.xml", "denied": "/denied.xml", "missing": "/missing.xml",
    }  # fmt: skip
    folder = folder_of(tmp_path, **{name: {"url": site.url(path)} for name, path in names.items()})
    before = (folder / "sources.toml").read_text(encoding="utf-8")
    done = tradewind(folder, "sources", "check", "--write", "--json")
    assert done.code == 3, done.err
    found = {row["id"]: row for row in done.rows()}
    assert {name: row["verdict"] for name, row in found.items()} == {
        "good": "ok", "old": "stale", "empty": "empty", "weak": "weak", "undated": "weak", "robots": "refused",
        "denied": "blocked", "missing": "broken",
    }  # fmt: skip
    good = found["good"]
    assert (good["status"], good["kind"], good["encoding"], good["robots"]) == (
        200,
        "feed",
        "gb18030",
        "allowed",
    )
    assert (good["items"], good["dated"], good["newest"]) == (3, 1.0, now.isoformat())
    assert (good["sampled"], good["articles"], good["with_date"], good["with_author"]) == (2, 2, 2, 2)
    assert good["characters"] > 300
    assert {sample["title"] for sample in good["samples"]} == {"Good report number 0", "Good report number 1"}
    assert found["robots"]["robots"] == "forbidden"
    assert (found["denied"]["status"], found["missing"]["status"]) == (403, 404)
    assert "http-status (404)" in found["weak"]["why"]
    assert found["undated"]["why"] == "no sample article has a date"
    after = (folder / "sources.toml").read_text(encoding="utf-8")
    day = f"verified_on = {datetime.now(UTC).date()}\n"
    assert after.replace(day, "") == before
    assert [row["id"] for row in tomllib.loads(after)["source"] if "verified_on" in row] == ["good"]
    assert not (folder / "tradewind.db").exists()


def test_one_source_that_works_and_a_name_that_nobody_has(site: Origin, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.answers["/one.xml"] = Answer(body=dated_feed([site.url("/one/1")], now))
    site.answers["/one/1"] = Answer(body=dated_article("The one report there is", now))
    folder = folder_of(
        tmp_path, one={"url": site.url("/one.xml")},
        off={"url": site.url("/off.xml"), "enabled": False, "disabled_reason": "answers 404"},
    )  # fmt: skip
    done = tradewind(folder, "sources", "check", "one")
    assert done.code == 0, done.err
    head, row = done.out.splitlines()
    assert head.split("\t")[:2] == ["id", "verdict"]
    assert row.split("\t")[:2] == ["one", "ok"]
    assert "1 of 1 sources work" in done.err
    wrong = inside(folder, "sources", "check", "onne")
    assert wrong.code == 2
    assert "Did you mean one?" in wrong.err


def test_the_day_of_a_shipped_source_stands_beside_the_users_file(tmp_path: Path) -> None:
    (tmp_path / "sources.verified.toml").write_text('"about-amazon" = 2026-11-21\n', encoding="utf-8")
    rows = {row["id"]: row for row in inside(tmp_path, "sources", "list", "--json").rows()}
    assert rows["about-amazon"]["verified"] == "2026-11-21"
    (tmp_path / "sources.verified.toml").write_text('"about-amazon" = "soon"\n', encoding="utf-8")
    done = inside(tmp_path, "sources", "list")
    assert done.code == 2
    assert "sources.verified.toml" in done.err
    assert "about-amazon" in done.err


def press_house(site: Origin, now: datetime) -> None:
    """A small newspaper: a declared feed, a section with cards, a news sitemap, and what is none of these."""
    stories = [f"/story/{number}-parcels-wait-longer-at-the-quay" for number in range(8)]
    for path in stories:
        site.answers[path] = Answer(body=dated_article(f"Report {path}", now))
    site.answers["/house/feed.xml"] = Answer(
        body=dated_feed([site.url(path) for path in stories[:5]], now, title="Quay Times")
    )
    site.answers["/house/comments/feed/"] = Answer(body=dated_feed([site.url("/story/1#c")], now))
    cards = "".join(
        f'<li><a href="{path}-x">Parcels wait longer at the quay than in any month of last year, number {number}</a></li>'
        for number, path in enumerate(stories)
    )
    site.answers["/house/press/"] = Answer(
        body=f'<html lang="en"><head><title>Press | Quay Times</title></head><body><main><ul>{cards}</ul></main></body></html>'
    )
    site.answers["/house/"] = Answer(
        body='<html lang="en"><head><title>Quay Times</title>'
        '<link rel="alternate" type="application/rss+xml" title="Quay Times" href="/house/feed.xml">'
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/house/comments/feed/"></head>'
        '<body><nav><a href="/house/press/">Press</a><a href="/house/about/">About us</a></nav></body></html>'
    )
    entries = "".join(
        f"<url><loc>{site.url(path)}-y</loc><news:news><news:publication_date>{now.isoformat()}</news:publication_date>"
        f"<news:title>Parcels wait at the quay {path}</news:title></news:news></url>"
        for path in stories
    )
    site.answers["/news-map.xml"] = Answer(
        body='<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{entries}</urlset>",
        content_type="application/xml",
    )  # fmt: skip
    site.answers["/robots.txt"] = Answer(
        body=f"User-agent: *\nSitemap: {site.url('/news-map.xml')}\n", content_type="text/plain"
    )


def test_a_site_is_looked_at_and_its_announcements_are_proposed(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    with origin() as site:
        press_house(site, now)
        done = tradewind(tmp_path, "sources", "discover", site.url("/house/"))
        assert done.code == 0, done.err
        (tmp_path / "sources.toml").write_text(done.out, encoding="utf-8")
        rows = tomllib.loads(done.out)["source"]
        assert [(row["kind"], row["url"]) for row in rows] == [
            ("feed", site.url("/house/feed.xml")), ("sitemap", site.url("/news-map.xml")), ("listing", site.url("/house/press/")),
        ]  # fmt: skip
        assert [row["name"] for row in rows] == ["Quay Times"] * 3
        assert {row["lang"] for row in rows} == {"en"}
        assert len({row["family"] for row in rows}) == 1
        assert "# 5 items, 100% of them dated, the newest" in done.out
        assert len(site.hits) <= 31
        assert "/house/comments/feed/" not in site.paths()
        listed = inside(tmp_path, "sources", "list", "--json").rows()
        assert [row["id"] for row in listed] == [row["id"] for row in rows]
        checked = tradewind(tmp_path, "sources", "check", rows[0]["id"], "--json")
        assert checked.rows()[0]["verdict"] == "ok", checked.out
        again = tradewind(tmp_path, "sources", "discover", site.url("/house/"), "--json")
        assert (again.code, again.rows()) == (4, [])
        assert "in the catalogue already" in again.err


def test_a_site_that_is_not_there_or_must_not_be_asked(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text("[crawl]\nshipped_sources = false\n", encoding="utf-8")
    done = tradewind(tmp_path, "sources", "discover", "http://127.0.0.1:9/", "--json")
    assert (done.code, done.rows()) == (3, [])
    assert "unsafe-address" in done.err
    wrong = inside(tmp_path, "sources", "discover", "ftp://files.example.org/")
    assert wrong.code == 2
    assert "not an address" in wrong.err


@pytest.mark.slow
def test_a_refusal_of_ours_names_its_remedy(site: Origin, tmp_path: Path) -> None:
    folder_of(tmp_path, mine={"url": site.url("/remedy")})
    (tmp_path / "tradewind.toml").write_text("[crawl]\nshipped_sources = false\n", encoding="utf-8")
    for words in (("crawl",), ("sources", "check"), ("sources", "discover", site.url("/"))):
        told = tradewind(tmp_path, *words)
        assert (told.code, told.err.count("crawl.allow_hosts")) == (3, 1), told.err


def test_a_site_named_without_its_scheme_is_asked_over_https_and_that_is_said(
    site: Origin, tmp_path: Path
) -> None:
    bare = site.base.removeprefix("http://")
    told = tradewind(folder_of(tmp_path), "sources", "discover", bare)
    assert told.code == 3
    assert f"named as http://{bare}" in told.err


def test_listings_sitemaps_and_interfaces_are_checked_as_they_are_crawled(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with origin() as site:
        paths = [f"/2026/report-{number}-of-the-quay.html" for number in range(4)]
        for path in paths:
            site.answers[path] = Answer(body=dated_article(f"Report {path}", now))
        anchors = "".join(
            f'<a href="{path}">Parcels wait longer at the quay than they did last year {path}</a>'
            for path in paths
        )
        site.answers["/list/"] = Answer(body=f"<html><body><main>{anchors}</main></body></html>")
        entries = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
        site.answers["/map.xml"] = Answer(body=f"<urlset>{entries}</urlset>", content_type="application/xml")
        site.answers["/api"] = Answer(
            body=json.dumps({"results": [{"t": f"Notice {path}", "u": path, "d": now.isoformat()} for path in paths]}),
            content_type="application/json",
        )  # fmt: skip
        folder = folder_of(
            tmp_path, listing={"kind": "listing", "url": site.url("/list/")}, sitemap={"kind": "sitemap", "url": site.url("/map.xml")},
            api={"kind": "api", "url": site.url("/api")},
        )  # fmt: skip
        with (folder / "sources.toml").open("a", encoding="utf-8") as stream:
            stream.write('[source.recipe]\nitems = "results"\nlink = "u"\ntitle = "t"\npublished = "d"\n')
        done = tradewind(folder, "sources", "check", "--write", "--json")
        assert done.code == 0, done.err
        found = {row["id"]: row for row in done.rows()}
        assert {name: (row["kind"], row["items"], row["dated"], row["articles"]) for name, row in found.items()} == {
            "listing": ("html", 4, 0.0, 2), "sitemap": ("sitemap", 4, 0.0, 2), "api": ("json", 4, 1.0, 2),
        }  # fmt: skip
        rows = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))["source"]
        assert all("verified_on" in row for row in rows)
        assert rows[2]["recipe"] == {"items": "results", "link": "u", "title": "t", "published": "d"}


@pytest.mark.slow
def test_a_host_that_asked_for_a_pause_is_not_asked(site: Origin, tmp_path: Path) -> None:
    site.answers["/rest.xml"] = Answer(body=feed_xml([]))
    folder = folder_of(tmp_path, quay={"url": site.url("/rest.xml")})
    with closing(open_store(folder / "tradewind.db")) as db:
        queue.save_rest(db, "127.0.0.1", datetime.now(UTC) + timedelta(hours=1), "answered 429")
    asked = len(site.hits)
    done = tradewind(folder, "sources", "check", "--json")
    assert done.code == 3
    (row,) = done.rows()
    assert row["verdict"] == "unknown"
    assert "host rests" in row["why"]
    found = tradewind(folder, "sources", "discover", site.url("/"))
    assert (found.code, found.out) == (3, "")
    assert len(site.hits) == asked


@pytest.mark.slow
def test_a_site_whose_robots_txt_says_no_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    with origin() as site:
        press_house(site, datetime.now(UTC))
        site.answers["/robots.txt"] = Answer(body="User-agent: *\nDisallow: /\n", content_type="text/plain")
        done = tradewind(tmp_path, "sources", "discover", site.url("/house/"))
        assert (done.code, done.out) == (3, "")
        assert "robots.txt forbids it" in done.err
        assert site.paths() == []


def test_a_terminal_gets_what_it_has_room_for() -> None:
    when = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    read = Sample(url="https://quay.example/1", title="One", characters=900)
    check = Check(
        source_id="quay", verdict="weak", newest=when, samples=(read, replace(read, reason="blocked"))
    )
    assert in_brief(check) == {"newest": "2026-11-20", "sample": "1 of 2, no date and no author"}
    whole = replace(read, published_at=when, author="Ana")
    assert in_brief(replace(check, samples=(whole,)))["sample"] == "1 of 1"
    assert in_brief(Check(source_id="quay", verdict="broken")) == {"newest": None, "sample": ""}
