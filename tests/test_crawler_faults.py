"""One crawl of a web where almost everything is broken: each fault has a name and harms only itself.

What is right is written in fault_table; here crawls are held against it. The fast part crawls what is broken, the
slow part what is large, and both a second time, three quarters of an hour later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import rows, run
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fault_announcements import rss
from fault_table import (
    ANY,
    FINE,
    TRIES,
    UNTOUCHED,
    FeedFault,
    PageFault,
    feed_faults,
    healthy_page,
    page_faults,
)
from faultserver import FaultServer, Host, faultserver, says, story

pytestmark = pytest.mark.slow  # crawls run in processes of their own

HEALTHY = [f"healthy{number}.example" for number in range(4)]
HEALTHY_PAGES = 5
LATER = 45 * 60  # seconds after the first crawl: half an hour's waits are over, an hour's are not
AT_MOST = (
    150.0  # seconds of one crawl on a machine that does other things; a fault that holds it up holds for ever
)
MEMORY = 600_000_000  # bytes of the process that crawls; a small crawl of healthy hosts has 160 MB
TIMEOUT = 4.0  # seconds of an answer
PATIENT = 1.0  # seconds: a retry that comes so late was of an answer that came too late, not of a bad one
OPTIONS = {
    "allow_hosts": ["*.example"], "timeout": TIMEOUT, "max_bytes": 1_000_000, "retries": TRIES - 1, "concurrency": 256,
    "extract_workers": 2, "extract_deadline": 8.0,
}  # fmt: skip
PAGES = {fault.name: fault for fault in page_faults()}
FEEDS = {fault.name: fault for fault in feed_faults()}
HEAVY_PAGES = {fault.name: fault for fault in page_faults(heavy=True)}
HEAVY_FEEDS = {fault.name: fault for fault in feed_faults(heavy=True)}


@dataclass(frozen=True, slots=True)
class Web:
    """A crawled web: what the crawl reported, the server, what it was asked in this crawl, the store."""

    found: dict[str, Any]
    server: FaultServer
    db: Path
    log: Counter[tuple[str, str]]  # (host, path) -> requests
    first: dict[tuple[str, str], float]  # when each was first asked
    sent: Counter[str]  # bytes, by host

    def row(self, fault: PageFault, path: str = "/a") -> dict[str, Any] | None:
        """How the crawl ended a candidate; None when it left it as it was."""
        found: dict[str, Any] | None = self.found["by_url"].get(fault.url(self.server, path))
        return found

    def outcome(self, fault: PageFault, path: str = "/a") -> str:
        """As the store has it after both crawls."""
        url = fault.url(self.server, path)
        return str(rows(self.db, f"select outcome from candidates where url = '{url}'")[0][0])

    def report(self, source: str) -> dict[str, Any]:
        found: dict[str, Any] = self.found["summary"]["sources"][source]
        return found


@dataclass(frozen=True, slots=True)
class Crawls:
    first: Web
    second: Web


def certificate(path: Path, name: str) -> str:
    """A certificate that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key.public_key())
        .serial_number(7).not_valid_before(day - timedelta(days=1)).not_valid_after(day + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return str(path)


def web_of(pages: list[PageFault], feeds: list[FeedFault]) -> dict[str, Host]:
    """Every fault's host, healthy ones beside them, and those that redirects lead to."""
    hosts = {fault.where: fault.as_host() for fault in (*pages, *feeds)}
    items = [f"<item><title>{n}</title><link>/p/{n}</link></item>" for n in range(HEALTHY_PAGES)]
    for name in HEALTHY:
        hosts[name] = Host({"/feed": says(rss(items), kind="application/rss+xml")}, otherwise=healthy_page)
    hosts["new-home.example"] = Host({"/there": says(story("new home"))})
    hosts["weary.example"] = Host({"/there": says("", "429 Too Many", Retry_After="3600")})
    return hosts


def hub_of(pages: list[PageFault], server: FaultServer) -> Host:
    """The host whose feed names every faulty page, and the healthy one beside it."""
    links = [
        fault.url(server, path).replace(fault.where, fault.written or fault.where)
        for fault in pages
        for path in ("/a", "/ok")
        if path == "/a" or fault.beside != "none"
    ]
    body = rss(f"<item><title>Item</title><link>{link}</link></item>" for link in links)
    return Host({"/feed": says(body, kind="application/rss+xml")})


def crawl(server: FaultServer, db: Path, pages: list[PageFault], feeds: list[FeedFault], **job: Any) -> Web:
    """One crawl of everything."""
    server.forget()
    sources: list[dict[str, Any]] = [{"id": "hub", "url": server.url("hub.example", "/feed")}]
    sources += [{"id": name.split(".")[0], "url": server.url(name, "/feed")} for name in HEALTHY]
    sources += [{"id": one.name, "url": one.url(server), "kind": one.kind, **one.settings} for one in feeds]
    dns = dict.fromkeys((*server.hosts, "within.shop"), "127.0.0.1") | {
        one.where: one.dns for one in (*pages, *feeds)
    }
    options = {**OPTIONS, **job.pop("options", {})}
    found = run(db, sources, options=options, dns=dns, real_extractor=True, pace_share=0.0, **job)
    first = {(one.host, one.path): one.at for one in reversed(server.log)}
    return Web(found, server, db, requests_of(server), first, Counter(server.sent))


def requests_of(server: FaultServer) -> Counter[tuple[str, str]]:
    """How often each address was asked, retries after a timeout left out: a busy machine is no fault of the crawl."""
    counts: Counter[tuple[str, str]] = Counter()
    before: dict[tuple[str, str], float] = {}
    for one in server.log:
        key = (one.host, one.path)
        if key not in before or one.at - before[key] < PATIENT:
            counts[key] += 1
        before[key] = one.at
    return counts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a web of faults is served and crawled."""

    server: FaultServer
    db: Path
    pages: list[PageFault]
    feeds: list[FeedFault]
    options: dict[str, Any]

    def crawl(self, **job: Any) -> Web:
        return crawl(self.server, self.db, self.pages, self.feeds, options=self.options, **job)


@contextmanager
def served(where: Path, pages: list[PageFault], feeds: list[FeedFault], **options: Any) -> Iterator[Place]:
    certificates = {
        "tls": certificate(where / "own.pem", "tls-own.example"),
        "tls-star": certificate(where / "star.pem", "*.example"),
    }
    with faultserver(web_of(pages, feeds), certificates) as server:
        server.hosts["hub.example"] = hub_of(pages, server)
        yield Place(server, where / "t.db", pages, feeds, options)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with served(tmp_path_factory.mktemp("broken"), [*PAGES.values()], [*FEEDS.values()]) as found:
        yield found


@pytest.fixture(scope="module")
def broken(place: Place) -> Web:
    """The first crawl of what is broken."""
    return place.crawl()


@pytest.fixture(scope="module")
def again(place: Place, broken: Web) -> Crawls:
    """And the second."""
    return Crawls(broken, place.crawl(later=LATER))


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    """Both crawls of what is large."""
    where = tmp_path_factory.mktemp("heavy")
    options = {"max_bytes": 5_000_000, "timeout": 60.0, "max_pages_per_host": 40}
    with served(where, [*HEAVY_PAGES.values()], [*HEAVY_FEEDS.values()], **options) as found:
        yield Crawls(found.crawl(), found.crawl(later=LATER))


# --- the table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_ends_as_the_table_says(broken: Web, name: str) -> None:
    check_page(broken, PAGES[name])


@pytest.mark.parametrize("name", FEEDS)
def test_an_announcement_ends_as_the_table_says(broken: Web, name: str) -> None:
    check_feed(broken, FEEDS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY_PAGES)
def test_a_heavy_page_ends_as_the_table_says(heavy: Crawls, name: str) -> None:
    check_page(heavy.first, HEAVY_PAGES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY_FEEDS)
def test_a_heavy_announcement_ends_as_the_table_says(heavy: Crawls, name: str) -> None:
    check_feed(heavy.first, HEAVY_FEEDS[name])


def told(web: Web, fault: PageFault) -> dict[str, Any] | None:
    """The row of the faulty page; where the whole host fails, of that page of it which came first and was told so."""
    row = web.row(fault)
    return web.row(fault, "/ok") if row is None and fault.beside == "waits" else row


def check_page(web: Web, fault: PageFault) -> None:
    row = told(web, fault)
    asked = web.log[fault.where, "/a"]
    assert asked <= fault.asks, f"{fault.does}: asked {asked} times"
    assert web.sent[fault.where] < fault.most, f"{fault.does}: took {web.sent[fault.where]} bytes"
    if fault.reason == UNTOUCHED:
        assert row is None or (row["reason"], row["article"]) == (None, False), fault.does
        return
    assert row is not None, f"{fault.does}: never ended"
    assert "\n" not in (row["detail"] or "")
    if fault.reason == ANY:
        return
    assert (row["reason"] or "", row["article"]) == (fault.reason, fault.reason == FINE), (
        f"{fault.does}: {row}"
    )
    wait = row["retry_in"]
    assert wait == fault.retry or (wait and fault.retry and abs(wait - fault.retry) < AT_MOST), fault.does
    assert re.search(fault.detail, row["detail"] or ""), row["detail"]
    if fault.text:
        texts = rows(web.db, f"select text from articles where url like '%//{fault.where}:%'")
        assert any(fault.text in text for (text,) in texts), [text[:200] for (text,) in texts]


def check_feed(web: Web, fault: FeedFault) -> None:
    report = web.report(fault.name)
    assert web.log[fault.where, "/feed"] <= fault.asks
    if fault.status != ANY:
        assert set(report["announcements"]) == {fault.status}, f"{fault.does}: {report}"
    assert fault.pages is None or report["articles"] == fault.pages, f"{fault.does}: {report}"
    details = [
        detail
        for (detail,) in rows(web.db, f"select detail from announcements where source_id = '{fault.name}'")
    ]
    assert re.search(fault.detail, " ".join(details)), details
    assert not any("\n" in detail for detail in details)
    assert sum(path.startswith("/p/") for host, path in web.log if host == fault.where) <= 2_000
    assert sum(n for (host, _), n in web.log.items() if host == fault.where) <= 2_100


# --- what is around the faults --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_fault_harms_nothing_beside_it(broken: Web, name: str) -> None:
    check_beside(broken, PAGES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY_PAGES)
def test_a_heavy_fault_harms_nothing_beside_it(heavy: Crawls, name: str) -> None:
    check_beside(heavy.first, HEAVY_PAGES[name])


def check_beside(web: Web, fault: PageFault) -> None:
    row = web.row(fault, "/ok")
    assert fault.beside in ("article", "waits", "either", "none")
    if fault.beside == "article":
        assert row is not None, fault.does
        assert row["article"], f"{fault.does}: {row}"
    elif fault.beside == "waits" and row is not None:
        # No order is promised: it was told in the other's place, or asked before the host spoke for itself.
        early = web.first.get((fault.where, "/ok"), 0.0) < web.first.get((fault.where, "/a"), 0.0)
        assert web.row(fault) is None or (row["article"] and early), f"{fault.does}: {row}"


def check_around(web: Web) -> None:
    for name in HEALTHY:
        assert web.report(name.split(".")[0])["articles"] == HEALTHY_PAGES
    assert web.found["summary"]["seconds"] < AT_MOST
    assert web.found["summary"]["stopped_early"] is None
    strangers = {(host, path) for host, path in web.log if not host.endswith(".example")}
    assert not strangers, "asked what must not be asked"
    assert not [path for _, path in web.log if path.startswith("/secret")]
    assert web.found["memory"] is None or web.found["memory"] < MEMORY
    ended = Counter(row["url"] for row in web.found["saved"])
    assert not [url for url, times in ended.items() if times > 1]
    files = rows(web.db, "select count(*) from articles where text like '%root:%' or title like '%root:%'")
    assert files == [(0,)], "a file of this machine was read"


def test_healthy_hosts_are_complete_in_bounded_time_and_memory(broken: Web) -> None:
    check_around(broken)


@pytest.mark.slow
def test_healthy_hosts_are_complete_beside_the_heavy_ones(heavy: Crawls) -> None:
    check_around(heavy.first)


# --- the second crawl -----------------------------------------------------------------------------------------


def check_again(crawls: Crawls, faults: list[PageFault]) -> None:
    """What may be asked again by then is, what must wait longer or is final is not."""
    wrong = []
    for fault in faults:
        first = told(crawls.first, fault)
        wait = first["retry_in"] if first else None
        due = (wait is not None and wait <= LATER) or (fault.reason == UNTOUCHED and not fault.rests)
        row = (
            told(crawls.second, fault)
            if due or first is None
            else crawls.second.found["by_url"].get(first["url"])
        )
        if due != (row is not None):
            wrong.append(f"{fault.name}: {'not asked again' if due else 'asked again'} ({wait})")
        if not due and crawls.second.log[fault.where, "/a"]:
            wrong.append(f"{fault.name}: its server was asked again")
    assert not wrong


@pytest.mark.slow
def test_the_second_crawl_asks_again_what_may_come_yet_and_nothing_else(again: Crawls) -> None:
    check_again(again, [*PAGES.values()])


@pytest.mark.slow
def test_the_second_crawl_of_heavy_faults_asks_nothing_that_is_final(heavy: Crawls) -> None:
    check_again(heavy, [*HEAVY_PAGES.values()])


@pytest.mark.slow
def test_no_article_is_made_twice(again: Crawls) -> None:
    first = {url for url, row in again.first.found["by_url"].items() if row["article"]}
    assert len(first) > 150
    assert not first & set(again.second.found["by_url"])
    assert all(again.second.report(name.split(".")[0])["articles"] == 0 for name in HEALTHY)


@pytest.mark.slow
def test_failed_announcements_are_asked_again_and_named_each_time(again: Crawls) -> None:
    for web in (again.first, again.second):
        named = {line.split(":")[0] for line in web.found["failures"]}
        fine = {"ok", "empty", "unchanged", ANY}
        assert {fault.name for fault in FEEDS.values() if fault.status not in fine} <= named
    unheard = {fault.name for fault in FEEDS.values() if fault.asks and fault.dns and fault.port == "plain"}
    asked = {host.removesuffix(".example") for host, path in again.second.log if path == "/feed"}
    assert unheard <= asked


@pytest.mark.slow
def test_the_sums_meet_in_both_crawls(again: Crawls) -> None:
    for web in (again.first, again.second):
        reports = web.found["summary"]["sources"].values()
        booked = sum(
            one["articles"] + one["unchanged"] + one["later"] + sum(one["rejected"].values())
            for one in reports
        )
        assert booked == len(web.found["saved"]) == web.found["summary"]["pages"]


def test_the_table_is_long_and_each_line_says_what_it_does() -> None:
    lines = [*PAGES.values(), *FEEDS.values(), *HEAVY_PAGES.values(), *HEAVY_FEEDS.values()]
    assert len(lines) > 350
    assert all(line.does and not line.does.endswith(".") for line in lines)
