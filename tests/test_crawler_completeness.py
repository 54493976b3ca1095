"""What a crawl leaves out, the next one finds: nothing hides behind "unchanged", a limit, a pause or a known page."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from crawling import run
from origin import Answer, Origin, article_html, feed_xml, origin

pytestmark = pytest.mark.slow  # crawls run in processes of their own


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as one:
        yield one


def conditional(body: str, etag: str = '"v1"') -> Answer:
    """An announcement of one version, which answers "unchanged" to whoever has it."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.wfile.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
            return
        data = body.encode()
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nETag: %s\r\nContent-Length: %d\r\n\r\n%s"
            % (etag.encode(), len(data), data)
        )

    return Answer(write=write)


def announcements(found: dict[str, Any]) -> dict[str, int]:
    counted: dict[str, int] = found["summary"]["sources"]["s0"]["announcements"]
    return counted


def test_what_since_leaves_out_is_found_without_it(site: Origin, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>T</title><link>{site.page(path)}</link><pubDate>{day} Nov 2025 08:00:00 GMT</pubDate></item>"
        for path, day in (("/old", 10), ("/new", 20))
    )
    site.answers["/feed"] = conditional(f'<rss version="2.0"><channel>{items}</channel></rss>')
    sources, db = [{"url": site.url("/feed")}], tmp_path / "t.db"
    first = run(db, sources, options={"since": "2025-11-19T00:00:00+00:00"})
    assert [row["url"] for row in first["saved"]] == [site.url("/new")]
    second = run(db, sources)
    assert [row["url"] for row in second["saved"]] == [site.url("/old")]
    assert announcements(run(db, sources)) == {"unchanged": 1}  # all of it is held: the condition is back


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_an_announcement_that_broke_off_is_asked_for_whole(site: Origin, tmp_path: Path, kind: str) -> None:
    links = [site.page(f"/a{number}") for number in range(4)]
    whole = feed_xml(links)
    if kind == "sitemap":
        whole = "<urlset>" + "".join(f"<url><loc>{link}</loc></url>" for link in links) + "</urlset>"
    sources, db = [{"url": site.url("/news"), "kind": kind}], tmp_path / "t.db"
    site.answers["/news"] = conditional(whole[: whole.index("/a2<")])
    assert run(db, sources)["counts"] == {"article": 2}
    site.answers["/news"] = conditional(whole)
    assert run(db, sources)["counts"] == {"article": 2}
    assert announcements(run(db, sources)) == {"unchanged": 1}


def test_hosts_that_rest_use_up_no_limit(site: Origin, tmp_path: Path) -> None:
    for name in ("tired", "awake"):
        links = [f"http://{name}.example/{number}" for number in range(5)]
        for link in links:
            site.answers[link] = Answer(body=article_html(f"Report {link}", link))
        site.answers[f"http://{name}.example/feed"] = Answer(body=feed_xml(links))
    site.answers["http://tired.example/0"] = Answer(status=429, headers={"Retry-After": "6000"})
    sources, db = [{"url": f"http://{name}.example/feed"} for name in ("tired", "awake")], tmp_path / "t.db"
    options = {"allow_hosts": ["*.example"], "http_proxy": site.base}
    assert run(db, sources[:1], options=options)["pending"] == 5
    second = run(db, sources, options={**options, "max_pages": 4})
    assert second["counts"] == {"article": 4}
    assert second["summary"]["stopped_early"] == "max-pages"


def test_a_hosts_own_limit_uses_up_no_limit_of_the_run(site: Origin, tmp_path: Path) -> None:
    for name, number in (("big", 9), ("small", 3)):
        links = [f"http://{name}.example/{place}" for place in range(number)]
        for link in links:
            site.answers[link] = Answer(body=article_html(f"Report {link}", link))
        # The big one is announced first, and so is first to ask.
        site.answers[f"http://{name}.example/feed"] = Answer(
            body=feed_xml(links), delay=0.5 * (name == "small")
        )
    sources = [{"url": f"http://{name}.example/feed"} for name in ("big", "small")]
    options = {
        "allow_hosts": ["*.example"], "http_proxy": site.base, "max_pages": 6, "max_pages_per_host": 3,
    }  # fmt: skip
    found = run(tmp_path / "t.db", sources, options=options)
    assert found["counts"] == {"article": 6}
    assert found["summary"]["notes"][-1] == "big.example: 3 pages in this run; the rest waits for the next"


def page_of_links(site: Origin, numbers: range, next_page: str = "") -> str:
    items = "".join(
        f'<li><a class="x" href="{site.page(f"/news/{number}.html")}">Report number {number}</a></li>'
        for number in numbers
    )
    more = f'<a rel="next" href="{next_page}">Older</a>' if next_page else ""
    return f"<!doctype html><html><body><ul>{items}</ul>{more}</body></html>"


def test_a_page_of_a_list_that_did_not_come_is_asked_again(site: Origin, tmp_path: Path) -> None:
    """Even though all that stands before it is known by then; and once it has come, known pages are the end again."""
    site.answers["/list"] = Answer(body=page_of_links(site, range(5), "/list-2"))
    site.answers["/list-2"] = Answer(body=page_of_links(site, range(5, 10), "/list-3"))
    site.answers["/list-3"] = [Answer(status=503), Answer(body=page_of_links(site, range(10, 15)))]
    sources = [{"url": site.url("/list"), "kind": "listing", "pages": 5, "link_css": "a.x"}]
    options, db = {"retries": 0}, tmp_path / "t.db"
    assert run(db, sources, options=options)["counts"] == {"article": 10}
    assert run(db, sources, options=options)["counts"] == {"article": 5}
    site.hits.clear()
    run(db, sources, options=options)
    assert site.paths() == ["/list"]


def test_pages_that_a_run_did_not_come_to_are_read_by_the_next(site: Origin, tmp_path: Path) -> None:
    """As after a kill behind the first page: here the run may ask for one announcement only."""
    site.answers["/list"] = Answer(body=page_of_links(site, range(3), "/list-2"))
    site.answers["/list-2"] = Answer(body=page_of_links(site, range(3, 6)))
    sources = [{"url": site.url("/list"), "kind": "listing", "pages": 5, "link_css": "a.x"}]
    db = tmp_path / "t.db"
    assert run(db, sources, options={"max_announcements": 1})["counts"] == {"article": 3}
    assert run(db, sources)["counts"] == {"article": 3}
    site.hits.clear()
    run(db, sources)
    assert site.paths() == ["/list"]


def test_a_fault_of_ours_costs_its_page_and_is_told_when_the_run_has_ended(
    site: Origin, tmp_path: Path
) -> None:
    links = [site.page(f"/a{number}") for number in range(30)]
    sources, db = [{"url": site.feed("/feed", links)}], tmp_path / "t.db"
    found = run(db, sources, bug_at="/a3")
    assert found["error"] == "ZeroDivisionError: a fault of ours"
    assert len(found["saved"]) == 29
    assert run(db, sources)["counts"] == {"article": 1}
