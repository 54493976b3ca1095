"""One crawl of a web where almost everything is broken: each fault has a name and harms only itself."""

from __future__ import annotations

import gzip
import socket
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from crawling import rows, run
from origin import Answer, Origin, article_html, feed_xml, origin


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
