"""Addresses a site makes without end: refused by name; addresses of articles, however odd: never."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import read_announcement
from crawler.traps import trap_reason, without_traps
from crawler.urls import UnusableURL, canonical_url
from store.records import Candidate, Discovery, Source, SourceKind

SHARED = Path(__file__).resolve().parents[2] / "shared"
AT = datetime(2026, 11, 14, tzinfo=UTC)

TRAPS = [
    ("https://a.shop/" + "x/y/z/w/v/" * 4, "deep path"),
    ("https://a.shop/news/news/news/one", "circling path"),
    ("https://a.shop/en/about/en/about/en/about/", "circling path"),
    ("https://a.shop/a/images/css/images/css/images/css/b.html", "circling path"),
    ("https://a.shop/login?next=https%3A%2F%2Fa.shop%2Flogin%3Fnext%3Dhttps%253A%252F%252Fa.shop%252Fx", "nested address"),
    ("https://a.shop/go?u=%25252Fx", "nested address"),
    ("https://a.shop/calendar/2031-05", "calendar"),
    ("https://a.shop/en/calendar/2031/05/07", "calendar"),
    ("https://a.shop/%E6%97%A5%E5%8E%86/2031/05", "calendar"),
    ("https://a.shop/events/?month=5&year=2044", "calendar"),
    ("https://a.shop/archive?mon=3&yr=1971&lang=en", "calendar"),
    ("https://a.shop/whats-on?tribe-bar-date=2031-02-03", "calendar"),
    ("https://a.shop/x?" + "&".join(f"p{number}=1" for number in range(17)), "growing query"),
    ("https://a.shop/x?f[]=1&f[]=2&f[]=3&f[]=4", "growing query"),
    ("https://a.shop/x?tag=a&tag=b&tag=c&tag=d", "growing query"),
    ("https://a.shop/list?sort=price&order=asc", "facets"),
    ("https://a.shop/list?filter[colour]=red&per_page=24", "facets"),
    ("https://a.shop/story-1/?replytocom=88", "action"),
]  # fmt: skip


@pytest.mark.parametrize("url, reason", TRAPS)
def test_a_trap_has_a_name(url: str, reason: str) -> None:
    assert trap_reason(url) == reason
    assert trap_reason(canonical_url(url)) == reason


ARTICLES = [
    "https://a.shop/",
    "https://a.shop/2011/11/11/11/",  # a day and a number
    "https://a.shop/2025/11/11/singles-day-sales",
    "https://a.shop/content/2025-11/03/content_123456.htm",
    "https://a.shop/zhengce/zhengceku/202511/content_7001234.htm",
    "https://a.shop/news/news/one",  # a section named like its desk
    "https://a.shop/news/2025/news/2026/news/x",
    "https://a.shop/article.php?year=2025&month=11&id=77",
    "https://a.shop/statistics?year=2025&month=10",  # the figures of a month are news
    "https://a.shop/reports/weekly?week=46&year=2026",
    "https://a.shop/calendar/why-the-lunar-calendar-moves-freight-rates",
    "https://a.shop/2026/calendar-of-tariffs",
    "https://a.shop/events/2026/canton-fair-opens",
    "https://a.shop/story?sort=1",
    "https://a.shop/story?order=12345",  # a case before a court
    "https://a.shop/?p=123",
    "https://a.shop/detail?contentid=9&columnid=3&lang=zh&source=list",
    "https://a.shop/interview?q=1&q=2",
    "https://news.google.com/rss/articles/CBMiX2h0dHBz?oc=5&hl=en-US&gl=US&ceid=US:en",
    "https://mp.weixin.qq.com/s?__biz=MzA4&mid=265&idx=1&sn=abcdef&chksm=8b9&scene=27",
    "https://web.archive.org/web/2025/https://a.shop/x",  # carries one address, and not its own
    "https://a.shop/%E6%B7%B1%E5%9C%B3%E8%B7%A8%E5%A2%83%E7%94%B5%E5%95%86",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_an_article_is_no_trap(url: str) -> None:
    assert trap_reason(url) is None


def test_the_line_counts_by_name() -> None:
    def candidate(url: str) -> Candidate:
        return Candidate(url=url, source_id="a", discovered_at=AT)

    found = [candidate(url) for url in (*ARTICLES[:3], *(url for url, _ in TRAPS[:4]))]
    kept, line = without_traps(found)
    assert [item.url for item in kept] == ARTICLES[:3]
    assert line == "4 addresses left out: circling path (3), deep path (1)"
    assert without_traps(found[:3]) == (tuple(found[:3]), "")
    assert without_traps([found[-1]])[1] == "1 address left out: circling path (1)"


def read(*urls: str) -> Discovery:
    source = Source(id="a", name="A", kind=SourceKind.FEED, url="https://a.shop/feed")
    items = "".join(f"<item><title>T</title><link>{html.escape(url)}</link></item>" for url in urls)
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    return read_announcement(source, source.url, feed, "application/rss+xml", AT).discovery


def test_an_announcement_leaves_traps_out_and_says_so() -> None:
    found = read(ARTICLES[3], TRAPS[7][0], TRAPS[8][0], ARTICLES[4])
    assert [item.url for item in found.candidates] == [ARTICLES[3], ARTICLES[4]]
    assert (found.status, found.detail) == ("ok", "2 addresses left out: calendar (2)")
    assert read(ARTICLES[3]).detail == ""


def test_an_announcement_of_nothing_but_traps_is_no_good_one() -> None:
    found = read(TRAPS[7][0])
    assert (found.status, found.detail) == ("not-article", "1 address left out: calendar (1)")
    assert not found.candidates


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    for url in (text, f"https://a.shop/{text}"):
        reason = trap_reason(url)
        assert reason is None or reason


@given(st.lists(st.sampled_from(["a", "b", "news", "2025", "11"]), min_size=1, max_size=5))
def test_a_path_that_repeats_itself_for_ever_is_told_sooner_or_later(turn: list[str]) -> None:
    assert trap_reason("https://a.shop/" + "/".join(turn * 18)) is not None


SESSIONS = [
    ("https://a.shop/x;jsessionid=0A1B2C3D4E.node1?id=4", "https://a.shop/x?id=4"),
    ("https://a.shop/x;jsessionid=AAA/y", "https://a.shop/x/y"),
    ("https://a.shop/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "https://a.shop/x.aspx"),
    ("https://a.shop/x?PHPSESSID=abc&id=4", "https://a.shop/x?id=4"),
    ("https://a.shop/x?id=4&ASPSESSIONIDCQ=QWE", "https://a.shop/x?id=4"),
    ("https://a.shop/x?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2&id=4", "https://a.shop/x?id=4"),
    ("https://a.shop/2026/11-tariffs?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2", "https://a.shop/2026/11-tariffs"),
    # Nothing else tells this page from others: it may be the page's own number.
    (
        "https://a.shop/x?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2",
        "https://a.shop/x?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2",
    ),
    (
        "https://a.shop/x?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2&lang=zh",
        "https://a.shop/x?sid=3f2a9c81b6d04e7fa5c6d7e8f9a0b1c2&lang=zh",
    ),
    ("https://a.shop/x?sid=20251103", "https://a.shop/x?sid=20251103"),  # a story's number
    ("https://a.shop/x?sid=20251103123456789012345", "https://a.shop/x?sid=20251103123456789012345"),
    ("https://a.shop/x?session=keynote", "https://a.shop/x?session=keynote"),
    ("https://a.shop/sessions/(S(short))/x", "https://a.shop/sessions/(S(short))/x"),
    ("https://a.shop/x;v=1.2/y", "https://a.shop/x;v=1.2/y"),
]


@pytest.mark.parametrize("url, key", SESSIONS)
def test_a_visit_is_no_part_of_the_key_and_stays_in_the_address(url: str, key: str) -> None:
    assert canonical_url(url) == key
    assert canonical_url(key) == key
    assert canonical_url(url, tracking=True) == url


@pytest.mark.shared
def test_no_address_of_the_saved_announcements_is_a_trap() -> None:
    """What real feeds, sitemaps and pages announce: none of it is refused."""
    corpus = SHARED / "corpus"
    if not corpus.is_dir():
        pytest.skip("the saved announcements are not here")
    addresses: set[str] = set()
    files = [path for path in sorted(corpus.rglob("*")) if path.is_file() and path.stat().st_size < 5_000_000]
    for path in files[:3000]:
        text = path.read_bytes()[:2_000_000].decode("utf-8", "replace")
        addresses.update(re.findall(r"<(?:link|loc)>\s{0,9}(https?://[^<\s]{1,500})", text))
        if path.suffix in (".json", ".jsonl"):
            addresses.update(re.findall(r'"(?:url|link)":\s{0,3}"(https?://[^"\s]{1,500})"', text))
    trapped = {}
    for address in addresses:
        try:
            url = canonical_url(address.replace("&amp;", "&"))
        except UnusableURL:
            continue
        if (reason := trap_reason(url)) is not None:
            trapped[url] = reason
    assert len(addresses) > 500
    assert not trapped, json.dumps(trapped, indent=1, ensure_ascii=False)[:2000]
