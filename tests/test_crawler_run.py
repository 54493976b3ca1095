"""Whole crawls in processes of their own, against a real server on loopback and a real store."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from origin import Answer, Origin, article_html, feed_xml, origin

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def start(db: Path, sources: list[dict[str, Any]], **job: Any) -> subprocess.Popen[str]:
    options = {"allow_hosts": ["127.0.0.1"], **job.pop("options", {})}
    rows = [
        {"id": f"s{number}", "name": "Source", "kind": "feed", **row} for number, row in enumerate(sources)
    ]
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "crawl_child.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error::ResourceWarning"},
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(json.dumps({"db": str(db), "sources": rows, "options": options, **job}))
    child.stdin.close()
    child.stdin = None
    return child


def run(db: Path, sources: list[dict[str, Any]], **job: Any) -> dict[str, Any]:
    child = start(db, sources, **job)
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    assert err.strip() == "ready", err
    found: dict[str, Any] = json.loads(out)
    found["by_url"] = {row["url"]: row for row in found["saved"]}
    return found


def rows(db: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(db) as conn:
        return conn.execute(sql).fetchall()


# --- the way of an article ------------------------------------------------------------------------------------


def test_a_second_crawl_fetches_nothing_again(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}") for number in range(5)]
    feed = site.feed("/feed.xml", links, etag='"v1"')
    first = run(tmp_path / "t.db", [{"url": feed}])
    assert site.open_at_most == 1  # without a delay too
    assert first["counts"]["article"] == 5
    assert first["summary"]["sources"]["s0"]["announcements"] == {"ok": 1}
    assert first["summary"]["pages"] == 5
    assert first["pending"] == 0
    assert sorted(site.paths()) == ["/a0", "/a1", "/a2", "/a3", "/a4", "/feed.xml"]

    site.hits.clear()
    second = run(tmp_path / "t.db", [{"url": feed}])
    assert [(hit.path, hit.status) for hit in site.hits if hit.path != "/robots.txt"] == [("/feed.xml", 304)]
    assert second["summary"]["sources"]["s0"]["announcements"] == {"unchanged": 1}
    assert second["summary"]["pages"] == 0
    assert second["failures"] == []


def test_an_update_is_asked_for_with_validators_and_304_is_unchanged(site: Origin, tmp_path: Path) -> None:
    same, changed = site.page("/same", etag='"1"'), site.page("/changed", etag='"1"')

    def feed(updated: str) -> str:
        entries = "".join(
            f"<entry><title>t</title><link href='{link}'/><published>2026-01-05T08:00:00Z</published>"
            f"<updated>{updated}</updated></entry>"
            for link in (same, changed)
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"

    site.answers["/feed"] = Answer(body=feed("2026-01-05T08:00:00Z"), content_type="application/atom+xml")
    assert run(tmp_path / "t.db", [{"url": site.url("/feed")}])["counts"]["article"] == 2

    site.hits.clear()
    site.answers["/feed"] = Answer(body=feed("2026-01-06T08:00:00Z"), content_type="application/atom+xml")
    site.answers["/changed"] = Answer(body=article_html("Report", "changed, corrected"), etag='"2"')
    again = run(tmp_path / "t.db", [{"url": site.url("/feed")}])
    conditional = {hit.path: hit.headers.get("if-none-match") for hit in site.hits}
    assert conditional["/same"] == conditional["/changed"] == '"1"'
    assert site.paths(status=304) == ["/same"]
    assert again["counts"].get("revision") == 1
    assert again["summary"]["sources"]["s0"]["unchanged"] == 1


@pytest.mark.slow
def test_sitemap_index_listing_and_feed_in_one_run(site: Origin, tmp_path: Path) -> None:
    deep = [site.page(f"/2026/deep-{number}") for number in range(3)]
    listed = [site.page(f"/news/story-{2000 + number}.html") for number in range(4)]
    fed = [site.page(f"/fed/{number}") for number in range(2)]
    urls = "".join(f"<url><loc>{link}</loc></url>" for link in deep)
    site.answers["/child.xml.gz"] = Answer(
        body=gzip.compress(f"<urlset>{urls}</urlset>".encode()), content_type="application/x-gzip", etag='"c"'
    )
    index = f"<sitemapindex><sitemap><loc>{site.url('/child.xml.gz')}</loc></sitemap></sitemapindex>"
    site.answers["/index.xml"] = Answer(body=index, content_type="text/xml", etag='"i"')
    anchors = "".join(
        f"<li><a href='{link}'>The port that opened its gates to parcels again</a></li>" for link in listed
    )
    site.answers["/latest/"] = Answer(body=f"<html><body><ul>{anchors}</ul></body></html>")
    sources = [
        {"url": site.url("/index.xml"), "kind": "sitemap"},
        {"url": site.url("/latest/"), "kind": "listing"},
        {"url": site.feed("/feed.xml", fed)},
    ]
    found = run(tmp_path / "t.db", sources)
    assert {row["url"] for row in found["saved"]} == {*deep, *listed, *fed}
    assert found["summary"]["sources"]["s0"]["announcements"] == {"ok": 2}

    # The index is asked for whole, its children are asked for changes: an index does not change with them.
    site.hits.clear()
    run(tmp_path / "t.db", sources)
    assert {hit.path: hit.status for hit in site.hits}["/index.xml"] == 200
    assert {hit.path: hit.status for hit in site.hits}["/child.xml.gz"] == 304


@pytest.mark.slow
def test_max_pages_leaves_the_rest_pending_and_since_leaves_the_old_out(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}") for number in range(6)]
    feed = site.feed("/feed.xml", links)
    found = run(tmp_path / "t.db", [{"url": feed}], options={"max_pages": 2})
    assert found["summary"]["pages"] == 2
    assert found["pending"] == 4
    assert found["summary"]["stopped_early"] == "max-pages"
    assert found["failures"] == []
    found = run(tmp_path / "t.db", [{"url": feed}])
    assert found["summary"]["pages"] == 4

    items = "".join(
        f"<item><link>{site.page(f'/b{day}')}</link><pubDate>Mon, {day:02} Nov 2021 08:00:00 GMT</pubDate></item>"
        for day in (1, 15, 29)
    )
    site.answers["/dated.xml"] = Answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>")
    found = run(
        tmp_path / "u.db", [{"url": site.url("/dated.xml")}], options={"since": "2021-11-15T00:00:00+00:00"}
    )
    assert sorted(found["by_url"]) == [site.url("/b15"), site.url("/b29")]
    assert rows(tmp_path / "u.db", "select count(*) from candidates") == [(2,)]


# --- faults ---------------------------------------------------------------------------------------------------


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A body that never ends, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.2)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(2000):
        handler.wfile.write(b"10000\r\n" + b"y" * 65536 + b"\r\n")


def truncated(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>half"
    )


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x16\x03\x01 this is not HTTP\r\n\r\n")


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Origin, Path]]:
    """One crawl through a proxy of thirty hosts, each with a fault of its own."""
    later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    german = article_html("Bericht", "x").replace("Paragraph", "Absatz")
    german = (
        "<h1>Bericht</h1>"
        + "<p>Der Zoll hat die Pakete aus dem Ausland länger geprüft als im Monat davor und wird das auch weiter tun.</p>"
        * 5
    )
    answers: dict[str, Answer | list[Answer]] = {
        "http://ok.example/a": Answer(body=article_html("Fine", "ok")),
        "http://missing.example/a": Answer(status=404),
        "http://gone.example/a": Answer(status=410),
        "http://forbidden.example/a": Answer(status=403),
        "http://many.example/a": Answer(status=429, headers={"Retry-After": "120"}),
        "http://many.example/b": Answer(body=article_html("Never asked", "b")),
        "http://unasked.example/a": Answer(status=429, headers={"Retry-After": "soon"}),
        "http://forever.example/a": Answer(status=503, headers={"Retry-After": "99999999999"}),
        "http://later.example/a": Answer(status=503, headers={"Retry-After": later}),
        "http://broken.example/a": Answer(status=500),
        "http://flaky.example/a": [Answer(status=502), Answer(body=article_html("After all", "flaky"))],
        "http://slow.example/a": Answer(write=drip),
        "http://big.example/a": Answer(body=b"z" * 3_000_000),
        "http://endless.example/a": Answer(write=endless),
        "http://bomb.example/a": Answer(
            body=gzip.compress(b"\0" * 60_000_000), headers={"Content-Encoding": "gzip"}
        ),
        "http://notgzip.example/a": Answer(body=b"<p>plain</p>", headers={"Content-Encoding": "gzip"}),
        "http://short.example/a": Answer(write=truncated),
        "http://garbage.example/a": Answer(write=garbage),
        "http://hangup.example/a": Answer(write=hang_up),
        "http://inside.example/a": Answer(status=302, headers={"Location": "http://10.1.2.3/admin"}),
        "http://meta.example/a": Answer(status=301, headers={"Location": "http://169.254.169.254/latest/"}),
        "http://file.example/a": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "http://loop.example/a": Answer(status=302, headers={"Location": "http://loop.example/a"}),
        "http://nowhere.example/a": Answer(status=302),
        "http://moved.example/a": Answer(status=301, headers={"Location": "http://ok.example/moved"}),
        "http://ok.example/moved": Answer(body=article_html("Moved here", "moved")),
        "http://rules.example/robots.txt": Answer(body="User-agent: *\nDisallow: /private/", content_type="text/plain"),
        "http://rules.example/private/a": Answer(body=article_html("Secret", "secret")),
        "http://rules.example/public": Answer(body=article_html("Open", "open")),
        "http://unruly.example/robots.txt": Answer(status=503),
        "http://unruly.example/a": Answer(body=article_html("Unknown rules", "unruly")),
        "http://hidden.example/a": Answer(status=302, headers={"Location": "http://rules.example/private/a"}),
        "http://empty.example/a": Answer(body=b""),
        "http://explode.example/a": Answer(body=article_html("explode", "x")),
        "http://german.example/a": Answer(body=german),
        "http://pdf.example/a": Answer(body=b"%PDF-1.7\x00\x01", content_type="application/pdf"),
    }  # fmt: skip
    links = [
        *(url for url in answers if not url.endswith(("/robots.txt", "/moved"))),
        "http://192.168.0.1/router", "http://[::1]/", "http://0x7f000001/", "http://printer.local/", "http://intranet/a",
    ]  # fmt: skip
    with origin() as site:
        site.answers.update(answers)
        site.answers["http://feeds.example/feed.xml"] = Answer(body=feed_xml(links))
        site.answers["http://nofeed.example/feed.xml"] = Answer(
            body="<html><body><p>Blocked.</p></body></html>"
        )
        site.answers["http://down.example/feed.xml"] = Answer(status=404)
        db = tmp_path_factory.mktemp("faults") / "t.db"
        sources = [
            {"url": "http://feeds.example/feed.xml"},
            {"url": "http://nofeed.example/feed.xml"},
            {"url": "http://down.example/feed.xml"},
            {"url": "http://rules.example/private/feed.xml"},
        ]
        options = {
            "allow_hosts": ["*.example"], "http_proxy": site.base, "timeout": 1.5, "max_bytes": 1_000_000, "retries": 1,
            "concurrency": 32,
        }  # fmt: skip
        yield run(db, sources, options=options), site, db


FAULTS = {
    "http://missing.example/a": ("http-status", "404", None),
    "http://gone.example/a": ("http-status", "410", None),
    "http://forbidden.example/a": ("http-status", "403", None),
    "http://many.example/a": ("http-status", "429", 120),
    "http://unasked.example/a": ("http-status", "429", 1800),
    "http://forever.example/a": ("http-status", "503", 86400),
    "http://broken.example/a": ("http-status", "500", 1800),
    "http://slow.example/a": ("timeout", None, 1800),
    "http://big.example/a": ("too-large", None, None),
    "http://endless.example/a": ("too-large", None, None),
    "http://bomb.example/a": ("too-large", None, None),
    "http://notgzip.example/a": ("truncated", None, 1800),
    "http://short.example/a": ("truncated", None, 1800),
    "http://garbage.example/a": ("unreachable", None, 1800),
    "http://hangup.example/a": ("unreachable", None, 1800),
    "http://inside.example/a": ("unsafe-address", "10.1.2.3 is private", None),
    "http://meta.example/a": ("unsafe-address", "169.254.169.254 is link-local", None),
    "http://file.example/a": ("unsafe-address", "redirect to file:///etc/passwd", None),
    "http://loop.example/a": ("http-status", "too many redirects", None),
    "http://nowhere.example/a": ("http-status", None, None),
    "http://rules.example/private/a": ("robots", None, None),
    "http://hidden.example/a": ("robots", None, None),
    "http://unruly.example/a": ("robots", "robots.txt answered 503", 1800),
    "http://explode.example/a": ("extract-failed", "RuntimeError: the extractor broke", None),
    "http://german.example/a": ("language", None, None),
    "http://192.168.0.1/router": ("unsafe-address", "192.168.0.1 is private", None),
    "http://[::1]/": ("unsafe-address", "::1 is this machine", None),
    "http://0x7f000001/": ("unsafe-address", "0x7f000001 is an address in disguise", None),
    "http://printer.local/": ("unsafe-address", ".local names are reserved", None),
    "http://intranet/a": ("unsafe-address", "intranet is a name of a local network", None),
}


@pytest.mark.parametrize("url", FAULTS)
def test_each_fault_has_a_name(faults: tuple[dict[str, Any], Origin, Path], url: str) -> None:
    reason, detail, retry_in = FAULTS[url]
    row = faults[0]["by_url"][url]
    assert row["reason"] == reason
    assert row["retry_in"] == retry_in
    assert detail is None or row["detail"] == detail
    assert "\n" not in (row["detail"] or "")


def test_healthy_pages_among_the_faults_become_articles(faults: tuple[dict[str, Any], Origin, Path]) -> None:
    found, _, db = faults
    articles = {url for url, row in found["by_url"].items() if row["article"]}
    assert articles == {
        "http://ok.example/a", "http://flaky.example/a", "http://moved.example/a", "http://rules.example/public"
    }  # fmt: skip
    assert rows(db, "select count(*) from articles") == [(4,)]


def test_each_candidate_ended_once_and_the_sums_meet(faults: tuple[dict[str, Any], Origin, Path]) -> None:
    found, _, db = faults
    assert max(Counter(row["url"] for row in found["saved"]).values()) == 1
    untouched = [("http://many.example/b", 0)]
    assert (
        rows(db, "select url, attempts from candidates where outcome='pending' and attempts=0") == untouched
    )
    report = found["summary"]["sources"]["s0"]
    total = report["articles"] + report["unchanged"] + report["later"] + sum(report["rejected"].values())
    assert total == len(found["saved"]) == found["summary"]["pages"] == report["candidates"] - 1


def test_a_date_in_retry_after_is_kept(faults: tuple[dict[str, Any], Origin, Path]) -> None:
    assert 6900 <= faults[0]["by_url"]["http://later.example/a"]["retry_in"] <= 7200


def test_what_is_forbidden_is_never_asked_for(faults: tuple[dict[str, Any], Origin, Path]) -> None:
    targets = [hit.target for hit in faults[1].hits]
    assert not [target for target in targets if "/private/" in target or "unruly.example/a" in target]
    assert not [
        target
        for target in targets
        if any(bad in target for bad in ("10.1.2.3", "169.254", "192.168", "passwd"))
    ]
    assert targets.count("http://broken.example/a") == 2
    assert targets.count("http://missing.example/a") == 1
    assert targets.count("http://rules.example/robots.txt") == 1


def test_failed_announcements_are_named(faults: tuple[dict[str, Any], Origin, Path]) -> None:
    found, _, db = faults
    statuses = {source: report["announcements"] for source, report in found["summary"]["sources"].items()}
    assert statuses == {
        "s0": {"ok": 1},
        "s1": {"not-article": 1},
        "s2": {"http-status": 1},
        "s3": {"robots": 1},
    }
    assert [line.split(":")[0] for line in found["failures"]] == ["s1", "s2", "s3"]
    assert "HTML where a feed was expected" in found["failures"][0]
    assert len(rows(db, "select * from announcements")) == 4
    assert any("many.example" in note for note in found["summary"]["notes"])


# --- manners and safety ---------------------------------------------------------------------------------------


def test_nothing_private_is_connected_to_by_default(site: Origin, tmp_path: Path) -> None:
    sources = [
        {"url": site.feed("/feed.xml", [])},
        {"url": f"http://localhost:{site.port}/feed.xml"},
        {"url": f"http://rebound.shop:{site.port}/feed.xml"},
    ]
    found = run(tmp_path / "t.db", sources, options={"allow_hosts": []}, dns={"rebound.shop": "127.0.0.1"})
    assert site.hits == []
    assert [report["announcements"] for report in found["summary"]["sources"].values()] == [
        {"unsafe-address": 1}
    ] * 3
    assert "rebound.shop: 127.0.0.1 is this machine" in found["failures"][2]


@pytest.mark.slow
def test_a_name_that_is_allowed_may_resolve_to_a_private_address(site: Origin, tmp_path: Path) -> None:
    page = site.page("/a").replace("127.0.0.1", "paper.intranet")
    site.feed("/feed.xml", [page])
    url = f"http://paper.intranet:{site.port}/feed.xml"
    found = run(
        tmp_path / "t.db",
        [{"url": url}],
        options={"allow_hosts": ["*.intranet"]},
        dns={"paper.intranet": "127.0.0.1"},
    )
    assert found["counts"] == {"article": 1}


def test_one_request_at_a_time_and_the_delay_between_them(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}", delay=0.05) for number in range(4)]
    run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}], options={"delay": 0.3})
    moments = [hit.at for hit in site.hits]
    assert len(moments) == 6  # robots.txt, the feed, four pages
    assert min(after - before for before, after in pairwise(moments)) >= 0.29
    assert site.open_at_most == 1


@pytest.mark.slow
def test_crawl_delay_is_obeyed_and_a_source_has_its_own_delay(site: Origin, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(body="User-agent: *\nCrawl-delay: 0.4\n", content_type="text/plain")
    links = [site.page(f"/a{number}") for number in range(2)]
    run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}])
    pages = [hit.at for hit in site.hits if hit.path != "/robots.txt"]
    assert min(after - before for before, after in pairwise(pages)) >= 0.39

    site.hits.clear()
    del site.answers["/robots.txt"]
    run(tmp_path / "u.db", [{"url": site.url("/feed.xml"), "delay": 0.35}])
    moments = [hit.at for hit in site.hits]
    assert min(after - before for before, after in pairwise(moments)) >= 0.34


@pytest.mark.slow
def test_a_host_that_is_down_is_left_for_the_next_run(site: Origin, tmp_path: Path) -> None:
    with socket.socket() as closed:  # a port where nobody listens
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    links = [f"http://127.0.0.1:{port}/a{number}" for number in range(12)]
    site.answers["http://feeds.example/f"] = Answer(body=feed_xml(links))
    options = {"allow_hosts": ["127.0.0.1", "*.example"], "http_proxy": site.base, "no_proxy": "127.0.0.1",
               "concurrency": 1, "retries": 0, "obey_robots": False}  # fmt: skip
    found = run(tmp_path / "t.db", [{"url": "http://feeds.example/f"}], options=options)
    assert [row["reason"] for row in found["saved"]] == ["unreachable"] * 3
    assert found["pending"] == 12
    assert "left for the next run" in found["summary"]["notes"][0]


@pytest.mark.slow
def test_requests_say_who_asks_and_nothing_else(site: Origin, tmp_path: Path) -> None:
    site.page("/a", headers={"Set-Cookie": "track=1"})
    run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", [site.url("/a")])}])
    for hit in site.hits:
        assert hit.headers["user-agent"] == "tradewind-test"
        assert "cookie" not in hit.headers
        assert "referer" not in hit.headers
        assert "zh-CN" in hit.headers["accept-language"]


# --- ends -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_signal_ends_the_run_soon_and_keeps_what_there_is(
    site: Origin, tmp_path: Path, number: int
) -> None:
    links = [site.page(f"/a{number}") for number in range(20)]
    child = start(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}], options={"delay": 0.6})
    deadline = time.monotonic() + 30
    while len(site.hits) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(number)
    began = time.monotonic()
    out, err = child.communicate(timeout=30)
    assert time.monotonic() - began < 20
    found = json.loads(out)
    assert found["summary"]["stopped_early"] == signal.Signals(number).name
    assert f"stopped early: {signal.Signals(number).name}" in found["failures"]
    fetched = len([path for path in site.paths() if path.startswith("/a")])
    assert len(found["saved"]) == fetched
    assert found["pending"] == 20 - fetched
    assert err.strip() == "ready"

    site.hits.clear()
    rest = run(tmp_path / "t.db", [{"url": site.url("/feed.xml")}])
    assert len(rest["saved"]) == 20 - fetched


def test_the_error_of_the_store_ends_the_run_and_is_raised(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}") for number in range(60)]
    feed = site.feed("/feed.xml", links)
    found = run(tmp_path / "t.db", [{"url": feed}], fail_on_save=True)
    assert found["error"] == "OSError: [Errno 28] no space left on the disk"
    assert rows(tmp_path / "t.db", "select count(*) from candidates where outcome='pending'") == [(60,)]
    assert len(run(tmp_path / "t.db", [{"url": feed}])["saved"]) == 60


@pytest.mark.slow
def test_progress_counts_up_to_what_was_asked_for(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}") for number in range(30)]
    found = run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}], options={"batch": 10})
    done = [step[0] for step in found["progress"]]
    assert done == sorted(done)
    assert found["progress"][-1][:2] == [30, 30]
    assert len(found["progress"]) >= 4


@pytest.mark.slow
def test_a_second_crawl_in_one_process_is_refused(site: Origin, tmp_path: Path) -> None:
    found = run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", [site.page("/a")])}], twice=True)
    assert "another process" in found["error"]
    assert [row["article"] for row in found["saved"]] == [True]


@pytest.mark.slow
def test_an_archive_is_not_fetched_in_one_run(site: Origin, tmp_path: Path) -> None:
    urls = "".join(f"<url><loc>{site.url(f'/old/{number}')}</loc></url>" for number in range(1500))
    for part in (1, 2):
        text = f"<urlset>{urls.replace('/old/', f'/old{part}/')}</urlset>"
        site.answers[f"/{part}.xml"] = Answer(body=text, content_type="text/xml")
    index = "".join(f"<sitemap><loc>{site.url(f'/{part}.xml')}</loc></sitemap>" for part in (1, 2))
    site.answers["/index.xml"] = Answer(body=f"<sitemapindex>{index}</sitemapindex>", content_type="text/xml")
    source = {"url": site.url("/index.xml"), "kind": "sitemap"}
    found = run(tmp_path / "t.db", [source], options={"max_pages": 0})
    assert found["pending"] == 3000
    assert found["summary"]["notes"] == ["s0: 2000 of 3000 pending pages in this run"]


@pytest.mark.slow
def test_no_source_at_all_is_an_empty_run(tmp_path: Path) -> None:
    found = run(tmp_path / "t.db", [])
    assert found["summary"]["pages"] == 0
    assert found["lines"][0].startswith("0 sources")


@pytest.mark.slow
def test_with_the_real_extractor(site: Origin, tmp_path: Path) -> None:
    links = [
        site.page(f"/a{number}", f"Parcels wait at gate {number} for a second week") for number in range(3)
    ]
    site.answers["/json"] = Answer(body=b'{"a": [1, 2]}', content_type="application/json")
    site.answers["/empty"] = Answer(body=b"")
    site.answers["/png"] = Answer(body=b"\x89PNG\r\n\x1a\n" + b"\0" * 500, content_type="image/png")
    extra = [site.url("/json"), site.url("/empty"), site.url("/png")]
    found = run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links + extra)}], real_extractor=True)
    assert sorted(row["article"] for row in found["saved"]) == [False] * 3 + [True] * 3
    assert found["by_url"][site.url("/json")]["reason"] == "not-html"
    assert found["by_url"][site.url("/png")]["reason"] == "not-html"
    assert found["by_url"][site.url("/empty")]["reason"] == "empty"
