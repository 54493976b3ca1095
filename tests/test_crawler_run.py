"""Whole crawls in processes of their own, against a real server on loopback and a real store."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import json
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import kept, rows, run, start
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from origin import Answer, Origin, article_html, feed_xml, origin

from crawler.run import _signals

pytestmark = pytest.mark.slow  # crawls run in processes of their own


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


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


@pytest.mark.slow
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
    links = [site.page(f"/a{number}", delay=0.05) for number in range(3)]
    run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}], options={"delay": 0.15})
    moments = [hit.at for hit in site.hits]
    assert len(moments) == 6  # robots.txt, the feed, tdmrep.json, three pages
    assert kept(moments, 0.15)
    assert site.open_at_most == 1


@pytest.mark.slow
def test_crawl_delay_is_obeyed_and_a_source_has_its_own_delay(site: Origin, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(body="User-agent: *\nCrawl-delay: 0.4\n", content_type="text/plain")
    links = [site.page(f"/a{number}") for number in range(2)]
    run(tmp_path / "t.db", [{"url": site.feed("/feed.xml", links)}])
    pages = [hit.at for hit in site.hits if hit.path != "/robots.txt"]
    assert kept(pages, 0.4)

    site.hits.clear()
    del site.answers["/robots.txt"]
    run(tmp_path / "u.db", [{"url": site.url("/feed.xml"), "delay": 0.35}])
    moments = [hit.at for hit in site.hits]
    assert kept(moments, 0.35)


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
    assert any("left for the next run" in note for note in found["summary"]["notes"])


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


def test_a_handler_that_was_set_outside_of_python_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    loop = asyncio.new_event_loop()
    nothing: Any = None
    try:
        with monkeypatch.context() as patch:
            patch.setattr(signal, "getsignal", lambda _: None)  # as Python says of a handler set in C
            block = _signals(loop, nothing, nothing)
            block.__enter__()
        assert set(block.before) == {signal.SIGINT, signal.SIGTERM}
        block.__exit__()
    finally:
        loop.close()
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_crawl_killed_again_and_again_ends_with_the_same_articles(site: Origin, tmp_path: Path) -> None:
    links = [site.page(f"/a{number}", delay=0.03) for number in range(30)]
    feed = site.feed("/feed.xml", links)
    run(tmp_path / "whole.db", [{"url": feed}])
    for _ in range(4):
        asked = len(site.hits)
        child = start(tmp_path / "killed.db", [{"url": feed}], options={"batch": 4})
        deadline = time.monotonic() + 30
        while len(site.hits) < asked + 9 and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        child.kill()
        child.communicate()
    run(tmp_path / "killed.db", [{"url": feed}])
    for question in (
        "select url, title, text, text_sha256 from articles order by url",
        "select url, outcome, attempts from candidates order by url",
        "select count(*) from article_revisions",
    ):
        assert rows(tmp_path / "killed.db", question) == rows(tmp_path / "whole.db", question)


@pytest.mark.slow
def test_a_certificate_nobody_vouches_for_is_refused(site: Origin, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.feed("/feed.xml", [site.page("/a")])
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    url = site.url("/feed.xml").replace("http://", "https://")
    found = run(tmp_path / "t.db", [{"url": url}], options={"retries": 0})
    assert site.hits == []
    assert found["summary"]["sources"]["s0"]["announcements"] == {"unreachable": 1}


def self_signed(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "self.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    return path
