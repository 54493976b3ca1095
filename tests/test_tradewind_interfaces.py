"""Interfaces, pages of listings and aggregators, from a real server into a real store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.newsdesk import Done, tradewind
from tests.origin import Answer, Origin, article_html, origin

pytestmark = pytest.mark.slow  # crawls run in processes of their own

CONFIG = '[crawl]\nshipped_sources = false\ndelay = 0.0\nallow_hosts = ["127.0.0.1", "*.example"]\n'


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def write(folder: Path, text: str) -> None:
    (folder / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "sources.toml").write_text(text, encoding="utf-8")


def store(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as conn:
        return conn.execute(sql).fetchall()


def crawl(folder: Path, *, code: int, **env: str) -> Done:
    done = tradewind(folder, "crawl", env=env)
    assert done.code == code, done.err
    return done


def row(number: int) -> dict[str, Any]:
    day = f"2026-11-{10 - number:02}"
    return {
        "no": f"N-{number}",
        "title": f"Order {number}",
        "url": f"/o/{number}",
        "day": day,
        "fees": [{"eur": 2}, {"eur": 3}],
    }


def api_pages(site: Origin, *pages: list[dict[str, Any]]) -> None:
    """One answer for each page, and where the next one is."""
    for number, rows in enumerate(pages, 1):
        named = f"/api?page={number + 1}" if number < len(pages) else None
        answer = json.dumps({"rows": rows, "next": named})
        site.answers["/api" if number == 1 else f"/api?page={number}"] = Answer(
            body=answer, content_type="application/json", etag=f'"{len(answer)}"'
        )


REGISTER = """
[[source]]
id = "register"
name = "Register"
kind = "api"
url = "{url}"
lang = "en"
pages = 5
[source.recipe]
items = "rows"
link = "url"
title = "title"
published = "day"
key = "no"
next = "next"
[source.recipe.fields]
fees = "fees.eur"
"""


def test_a_register_becomes_articles_and_entries_and_is_not_read_again(site: Origin, tmp_path: Path) -> None:
    for number in range(6):
        site.page(f"/o/{number}", f"Order {number}")
    api_pages(site, [row(1), row(2)], [row(3), row(4)])
    write(tmp_path, REGISTER.format(url=site.url("/api")))
    crawl(tmp_path, code=0)
    assert store(tmp_path, "SELECT key, title, fields FROM official_records ORDER BY key") == [
        (f"N-{number}", f"Order {number}", '{"fees": "2; 3"}') for number in range(1, 5)
    ]
    assert store(tmp_path, "SELECT count(*), min(published_at) FROM articles") == [
        (4, "2026-11-06T12:00:00Z")
    ]
    names = store(
        tmp_path, "SELECT replace(url, (SELECT url FROM sources), '') FROM announcements ORDER BY 1"
    )
    assert names == [("",), ("#2",)]

    site.hits.clear()
    api_pages(site, [row(0), row(1)], [row(2), {**row(3), "title": "Order 3, corrected"}], [row(4)])
    crawl(tmp_path, code=0)
    asked = [path for path in site.paths() if path.startswith("/api")]
    assert asked == ["/api", "/api?page=2"]  # the second page told nothing new, so there is no third
    changed = store(tmp_path, "SELECT key, title FROM official_records WHERE changed_at > first_at")
    assert changed in ([("N-3", "Order 3, corrected")], [])  # within one second no time has passed
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(5,)]

    site.hits.clear()
    crawl(tmp_path, code=4)
    assert [path for path in site.paths() if path.startswith("/api")] == ["/api"]


def test_entries_alone_are_news_enough(site: Origin, tmp_path: Path) -> None:
    index = "<reports><report><url>/weekly/46.xml</url></report><report><url>/weekly/45.xml</url></report></reports>"
    report = "<report><alert id='W46/1'><product>Kettle</product></alert><alert id='W46/2'/></report>"
    site.answers["/weekly.xml"] = Answer(body=index, content_type="application/xml")
    site.answers["/weekly/46.xml"] = Answer(body=report, content_type="application/xml")
    write(tmp_path, f"""
[[source]]
id = "alerts"
name = "Alerts"
kind = "api"
url = "{site.url("/weekly.xml")}"
pages = 2
[source.recipe]
items = "report.alert"
key = "@id"
title = "product"
next = "reports.report.url"
""")  # fmt: skip
    assert "official registers: 2 entries are new or have changed" in crawl(tmp_path, code=0).err
    assert store(tmp_path, "SELECT key, title FROM official_records") == [("W46/1", "Kettle"), ("W46/2", "")]
    assert store(tmp_path, "SELECT count(*) FROM candidates") == [(0,)]
    crawl(tmp_path, code=4)


def test_a_window_of_days_is_asked_for_under_one_name(site: Origin, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=1)):  # midnight may pass
        answer = Answer(body='{"rows": []}', content_type="application/json", etag='"1"')
        site.answers[f"/api?until={day}&p=1"] = answer
    write(tmp_path, REGISTER.format(url=site.url("/api?until={today}&p={page}")))
    crawl(tmp_path, code=4)
    crawl(tmp_path, code=4)
    assert [hit.status for hit in site.hits if hit.path.startswith("/api")] == [200, 200]  # never conditional
    assert store(tmp_path, "SELECT url, status FROM announcements") == [
        (site.url("/api?until={today}&p={page}"), "empty")
    ]


def test_a_refused_interface_is_named(site: Origin, tmp_path: Path) -> None:
    site.answers["/api"] = Answer(body='{"error": "quota"}', content_type="application/json")
    write(tmp_path, REGISTER.format(url=site.url("/api")))
    assert "no rows in the answer; it has error" in crawl(tmp_path, code=3).err


LISTING = """
[[source]]
id = "shelf"
name = "Shelf"
kind = "listing"
url = "{url}"
lang = "en"
link_css = "h2 a"
pages = {pages}
"""


def shelf(number: int, *, further: str) -> Answer:
    links = "".join(f"<h2><a href='/s/{number}-{n}.html'>Story {number}-{n}</a></h2>" for n in range(2))
    return Answer(body=f"<html><body>{links}<a rel='next' href='{further}'>older</a></body></html>")


@pytest.mark.slow
def test_the_pages_of_a_listing_end(site: Origin, tmp_path: Path) -> None:
    """With the limit of the catalogue, however many a site invents; in the next run with what is known."""
    for number in range(1, 20):
        site.answers["/shelf" if number == 1 else f"/shelf/{number}"] = shelf(
            number, further=f"/shelf/{number + 1}"
        )
        for n in range(2):
            site.answers[f"/s/{number}-{n}.html"] = Answer(
                body=article_html(f"Story {number}-{n}", f"{number}-{n}")
            )
    write(tmp_path, LISTING.format(url=site.url("/shelf"), pages=6))
    crawl(tmp_path, code=0)
    pages = [path for path in site.paths() if path.startswith("/shelf")]
    assert pages == ["/shelf", *(f"/shelf/{number}" for number in range(2, 7))]
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(12,)]
    site.hits.clear()
    crawl(tmp_path, code=4)
    assert site.paths() == ["/shelf"]


@pytest.mark.slow
@pytest.mark.parametrize("further", ["/shelf", "http://elsewhere.example/", "javascript:x()", "/missing"])
def test_a_next_page_that_is_none(site: Origin, tmp_path: Path, further: str) -> None:
    site.answers["/shelf"] = shelf(1, further=further)
    for n in range(2):
        site.answers[f"/s/1-{n}.html"] = Answer(body=article_html(f"Story {n}", str(n)))
    write(tmp_path, LISTING.format(url=site.url("/shelf"), pages=9))
    crawl(tmp_path, code=3 if further == "/missing" else 0)
    assert len([path for path in site.paths() if path.startswith(("/shelf", "/missing"))]) <= 2
    assert store(tmp_path, "SELECT count(*) FROM articles") == [(2,)]


def test_an_article_of_an_aggregator_is_its_houses(site: Origin, tmp_path: Path) -> None:
    """Announced by an aggregator or by the paper itself: one house, and a text it repeats is no second witness."""
    items = "".join(
        f"<item><title>{title} - {name}</title><link>http://{host}.example/{title}</link>"
        f"<source url='http://{host}.example'>{name}</source></item>"
        for title, host, name in (("One", "news.post", "Post"), ("Two", "tide", "Tide"))
    )
    site.answers["http://agg.example/feed"] = Answer(
        body=f"<rss version='2.0'><channel><title>a</title>{items}</channel></rss>",
        content_type="application/rss+xml",
    )
    own = "<item><title>One</title><link>http://www.post.example/copy</link></item>"
    site.answers["http://www.post.example/feed"] = Answer(
        body=f"<rss version='2.0'><channel><title>p</title>{own}</channel></rss>",
        content_type="application/rss+xml",
    )
    for address in ("http://news.post.example/One", "http://www.post.example/copy"):
        site.answers[address] = Answer(body=article_html("One", "one"))
    site.answers["http://tide.example/Two"] = Answer(body=article_html("Two", "two"))
    write(tmp_path, """
[[source]]
id = "agg"
name = "Aggregator"
kind = "feed"
url = "http://agg.example/feed"
group = "aggregator"
[[source]]
id = "post"
name = "Post"
kind = "feed"
url = "http://www.post.example/feed"
family = "harbour-house"
""")  # fmt: skip
    crawl(tmp_path, code=0, http_proxy=site.base)
    told = store(tmp_path, "SELECT title, source_id, publisher FROM articles ORDER BY title, source_id")
    assert told == [("One", "agg", "harbour-house"), ("One", "post", ""), ("Two", "agg", "tide.example")]
    families = store(tmp_path, "SELECT family FROM v_article ORDER BY title, source_id")
    assert families == [("harbour-house",), ("harbour-house",), ("tide.example",)]
    assert store(tmp_path, "SELECT title FROM candidates WHERE source_id = 'agg' ORDER BY 1") == [
        ("One",),
        ("Two",),
    ]
    assert tradewind(tmp_path, "link").code == 0
    reasons = [reason for (reason,) in store(tmp_path, "SELECT reason FROM story_links")]
    assert sum(reason.endswith("of the same house") for reason in reasons) == 1
