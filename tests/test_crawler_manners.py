"""A crawl among hosts with wishes: copies, mining, pauses, budgets, pace. What they asked for is what they get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from crawling import rows, run
from origin import Answer, Origin, article_html, feed_xml, origin

pytestmark = pytest.mark.slow  # crawls run in processes of their own

OPTIONS: dict[str, Any] = {
    "allow_hosts": ["*.example"], "timeout": 5, "max_bytes": 1_000_000, "retries": 0, "concurrency": 32, "max_pages_per_host": 6,
}  # fmt: skip


def head(meta: str, mark: str) -> str:
    return article_html(f"Report {mark}", mark).replace("<head>", f"<head>{meta}")


def endless_rules(handler: BaseHTTPRequestHandler) -> None:
    """A robots.txt that begins well and does not end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
    begin = b"User-agent: *\nDisallow: /private/\n"
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(begin), begin))
    for _ in range(400):
        handler.wfile.write(b"10000\r\n" + b"# sixteen bytes!\n"[:16] * 4096 + b"\r\n")


def challenge(handler: BaseHTTPRequestHandler) -> None:
    body = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    handler.wfile.write(
        b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\ncf-mitigated: challenge\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )


def reservations(*rules: tuple[str, int]) -> Answer:
    policy = {"tdm-policy": "https://file.example/terms"}
    listed = [{"location": location, "tdm-reservation": value, **policy} for location, value in rules]
    return Answer(body=json.dumps(listed), content_type="application/json")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Origin, Path]]:
    """One crawl through a proxy, which is the Origin: each host of these answers has a wish of its own."""
    page = Answer(body=article_html("Fine", "fine"))
    huge = "User-agent: *\nDisallow: /private/\n" + "# nothing to see here\n" * 480_000  # ten megabytes
    answers: dict[str, Answer | list[Answer]] = {
        "http://plain.example/a": page,
        "http://nocopy.example/a": Answer(body=article_html("No copy", "nc"), headers={"X-Robots-Tag": "noindex, noarchive"}),
        "http://nocopy.example/b": Answer(body=head('<meta name="robots" content="noarchive">', "nb")),
        "http://nocopy.example/c": Answer(body=article_html("Others", "oc"), headers={"X-Robots-Tag": "otherbot: noarchive"}),
        "http://nocopy.example/d": Answer(body=article_html("None", "nd"), headers={"X-Robots-Tag": "none"}),
        "http://mine.example/header": Answer(body=article_html("H", "h"), headers={
            "TDM-Reservation": "1", "TDM-Policy": "https://mine.example/terms"}),
        "http://mine.example/meta": Answer(body=head('<meta name="tdm-reservation" content="1">', "m")),
        "http://mine.example/free": Answer(body=article_html("Free", "f"), headers={"TDM-Reservation": "0"}),
        "http://file.example/.well-known/tdmrep.json": reservations(("/", 1), ("/open/", 0)),
        "http://file.example/closed/a": page,
        "http://file.example/open/a": Answer(body=article_html("Open", "open")),
        "http://moved.example/a": Answer(status=302, headers={"Location": "http://file.example/closed/a"}),
        "http://odd.example/.well-known/tdmrep.json": Answer(body="{oops", content_type="application/json"),
        "http://odd.example/a": Answer(body=article_html("Odd", "odd")),
        "http://huge.example/robots.txt": Answer(body=huge, content_type="text/plain"),
        "http://huge.example/private/a": page,
        "http://huge.example/a": Answer(body=article_html("Huge", "huge")),
        "http://endless.example/robots.txt": Answer(write=endless_rules),
        "http://endless.example/private/a": page,
        "http://endless.example/a": Answer(body=article_html("Endless", "endless")),
        "http://short.example/a": Answer(status=302, headers={"Location": "http://target.example/a"}),
        "http://short.example/b": Answer(body=article_html("Short", "short")),
        "http://target.example/a": Answer(status=429, headers={"Retry-After": "600"}),
        "http://target.example/b": Answer(body=article_html("Target", "target")),
        "http://target.example/feed": Answer(body=feed_xml(["http://target.example/b"])),
        **{f"http://gate.example/{number}": Answer(write=challenge) for number in range(5)},
        **{f"http://flood.example/{number}": Answer(body=article_html(f"F {number}", f"f{number}")) for number in range(9)},
    }  # fmt: skip
    links = [
        url
        for url in answers
        if not url.endswith(("robots.txt", "tdmrep.json", "/feed")) and url != "http://target.example/a"
    ]
    with origin() as site:
        site.answers.update(answers)
        site.answers["http://feeds.example/feed.xml"] = Answer(body=feed_xml(links))
        db = tmp_path_factory.mktemp("manners") / "t.db"
        sources = [{"url": "http://feeds.example/feed.xml"}]
        yield run(db, sources, options={**OPTIONS, "http_proxy": site.base}), site, db


Crawled = tuple[dict[str, Any], Origin, Path]


def test_what_wants_no_copy_is_read_and_not_kept(crawled: Crawled) -> None:
    found, _, db = crawled
    wishes = ("http://nocopy.example/a", "http://nocopy.example/b")
    others = ("http://nocopy.example/c", "http://nocopy.example/d", "http://plain.example/a")
    for url in (*wishes, *others):
        assert found["by_url"][url]["article"], url
    kept = {row[0] for row in rows(db.with_suffix(".pages.db"), "select url from pages")}
    assert kept.isdisjoint(wishes)
    assert kept.issuperset(others)


RESERVED = {
    "http://mine.example/header": "the page reserves text and data mining; terms: https://mine.example/terms",
    "http://mine.example/meta": "the page reserves text and data mining",
    "http://file.example/closed/a": "tdmrep.json reserves text and data mining; terms: https://file.example/terms",
    "http://moved.example/a": "tdmrep.json reserves text and data mining; terms: https://file.example/terms",
}


@pytest.mark.parametrize("url", RESERVED)
def test_what_is_reserved_is_named_and_not_kept(crawled: Crawled, url: str) -> None:
    found, site, db = crawled
    row = found["by_url"][url]
    assert (row["reason"], row["detail"], row["retry_in"]) == ("reserved", RESERVED[url], None)
    assert not rows(db.with_suffix(".pages.db"), f"select 1 from pages where url = '{url}'")
    assert "http://file.example/closed/a" not in [hit.target for hit in site.hits]


def test_what_is_not_reserved_is_read(crawled: Crawled) -> None:
    found = crawled[0]
    for url in ("http://mine.example/free", "http://file.example/open/a", "http://odd.example/a"):
        assert found["by_url"][url]["article"], url
    notes = [note for note in found["summary"]["notes"] if "tdmrep" in note]
    assert notes == ["odd.example: its tdmrep.json cannot be read (no JSON), taken for none"]


def test_each_host_is_asked_once_for_its_rules_and_its_reservations(crawled: Crawled) -> None:
    targets = [hit.target for hit in crawled[1].hits]
    for aside in ("robots.txt", ".well-known/tdmrep.json"):
        asked = [target for target in targets if target.endswith(aside)]
        assert len(asked) == len(set(asked)) >= 10
    assert "http://feeds.example/.well-known/tdmrep.json" not in targets  # nothing of it is mined


@pytest.mark.parametrize("host", ["huge.example", "endless.example"])
def test_a_robots_txt_without_end_is_obeyed_as_far_as_it_is_read(crawled: Crawled, host: str) -> None:
    found = crawled[0]
    assert found["by_url"][f"http://{host}/private/a"]["reason"] == "robots"
    assert found["by_url"][f"http://{host}/private/a"]["detail"] == "robots.txt forbids it"
    assert found["by_url"][f"http://{host}/a"]["article"]


def test_a_gate_is_asked_again_hours_later(crawled: Crawled) -> None:
    found, _, db = crawled
    shown = [row for url, row in found["by_url"].items() if "gate.example" in url]
    assert {(row["reason"], row["detail"], row["retry_in"]) for row in shown} == {
        ("blocked", "403: Cloudflare (cf-mitigated: challenge)", 6 * 3600)
    }
    waiting = rows(
        db, "select count(*) from candidates where url like 'http://gate.example/%' and outcome = 'pending'"
    )
    assert waiting == [(5,)]
    assert any(
        note.startswith("gate.example: blocked 3 times in a row") for note in found["summary"]["notes"]
    )


def test_a_host_has_a_budget_and_the_rest_waits(crawled: Crawled) -> None:
    found, site, db = crawled
    asked = [hit for hit in site.hits if "flood.example/" in hit.target and hit.target[-1].isdigit()]
    assert len(asked) == 6
    waiting = rows(
        db,
        "select count(*), max(attempts) from candidates where url like 'http://flood.%' and outcome = 'pending'",
    )
    assert waiting == [(3, 0)]
    assert "flood.example: 6 pages in this run; the rest waits for the next" in found["summary"]["notes"]


def test_whom_the_proxy_speaks_for_is_said(crawled: Crawled) -> None:
    found, site, _ = crawled
    notes = [note for note in found["summary"]["notes"] if "proxy" in note]
    assert notes == [
        f"through the proxy 127.0.0.1:{site.port}: it resolves the names, so where they lead is for it to check"
    ]


def test_a_pause_asked_for_behind_a_redirect_is_the_targets(crawled: Crawled) -> None:
    found, site, db = crawled
    assert found["by_url"]["http://short.example/a"]["retry_in"] == 600
    assert found["by_url"]["http://short.example/b"]["article"]  # this host asked for nothing
    assert [row[0] for row in rows(db, "select host from host_rests")] == ["target.example"]
    # The next run leaves the target alone, its feed too, and calls neither a failure.
    site.hits.clear()
    sources = [{"url": "http://feeds.example/feed.xml"}, {"url": "http://target.example/feed"}]
    second = run(db, sources, options={**OPTIONS, "http_proxy": site.base})
    assert not [hit for hit in site.hits if "target.example" in hit.target]
    report = second["summary"]["sources"]["s1"]
    assert report["announcements"] == {"put-off": 1}
    assert second["failures"] == []
    assert not rows(db, "select 1 from announcements where url = 'http://target.example/feed'")
    # What waited for the host's budget came; what is reserved was not asked again.
    assert not rows(db, "select 1 from candidates where url like 'http://flood.%' and outcome = 'pending'")
    assert not [hit for hit in site.hits if "mine.example/header" in hit.target]


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as one:
        yield one


def test_reservations_may_be_left_aside_by_configuration(site: Origin, tmp_path: Path) -> None:
    url = site.page("/a", headers={"TDM-Reservation": "1"})
    site.answers["/.well-known/tdmrep.json"] = reservations(("/", 1))
    feed = site.feed("/feed", [url])
    found = run(tmp_path / "t.db", [{"url": feed}], options={"obey_tdm": False})
    assert found["counts"] == {"article": 1}
    assert not [hit for hit in site.hits if "tdmrep" in hit.path]


def test_the_third_gate_in_a_row_ends_the_visit(site: Origin, tmp_path: Path) -> None:
    links = [site.url(f"/{number}") for number in range(12)]
    site.answers.update({f"/{number}": Answer(write=challenge) for number in range(12)})
    found = run(tmp_path / "t.db", [{"url": site.feed("/feed", links)}], options={"delay": 0.1})
    asked = [hit for hit in site.hits if hit.path[1:].isdigit()]
    assert 3 <= len(asked) <= 5  # one more may be on its way when the third is read
    assert len(found["saved"]) == len(asked)
    assert found["pending"] == 12


@pytest.mark.slow
def test_a_slow_host_is_asked_less_often(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}", delay=0.8) for number in range(4)]
    run(tmp_path / "t.db", [{"url": site.feed("/feed", links)}])
    moments = [hit.at for hit in site.hits if hit.path.startswith("/a")]
    gaps = [after - before for before, after in pairwise(moments)]
    # One answer of 0.8 s among quick ones changes nothing; from the third on half of its time is its own again.
    assert gaps[-1] > 0.95
    assert max(gaps) < 5


@pytest.mark.slow
def test_one_flooding_host_starves_no_other(site: Origin, tmp_path: Path) -> None:
    flood = [f"http://flood.example/{number}" for number in range(300)]
    few = [f"http://host{number}.example/a" for number in range(8)]
    for url in (*flood, *few):
        site.answers[url] = Answer(body=article_html(f"Report {url}", url))
    site.answers["http://feeds.example/f"] = Answer(body=feed_xml([*flood, *few]))
    options = {"allow_hosts": ["*.example"], "http_proxy": site.base, "delay": 0.05, "concurrency": 8}
    found = run(tmp_path / "t.db", [{"url": "http://feeds.example/f"}], options=options)
    assert found["counts"] == {"article": 308}
    targets = [hit.target for hit in site.hits if hit.target.endswith("/a") or hit.target[-1].isdigit()]
    last = max(targets.index(url) for url in few)
    assert last < 100, f"the last small host was asked after {last} pages"
