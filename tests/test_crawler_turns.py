"""Whose turn it is: a host is asked one thing at a time, by whatever way its pages are come by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from crawling import kept, run
from origin import ASIDE, Answer, Origin, article_html, feed_xml, origin

pytestmark = pytest.mark.slow  # crawls run in processes of their own

DELAY = 0.3
OWN_DELAY = 0.9

Crawled = tuple[dict[str, Any], Origin]


def to(url: str) -> Answer:
    return Answer(status=302, headers={"Location": url})


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl through a proxy, which is the Origin."""
    answers: dict[str, Answer | list[Answer]] = {}
    for number in range(4):
        answers[f"http://short.example/{number}"] = to(f"http://busy.example/r{number}")
        answers[f"http://dotted.example/{number}"] = to(f"http://busy.example./d{number}")
        answers[f"http://renamed.example/{number}"] = to(f"http://www.renamed.example/{number}")
        answers[f"http://www.renamed.example/{number}"] = Answer(
            body=article_html(f"W {number}", f"w{number}"), delay=0.1
        )
    for path in (*(f"r{number}" for number in range(4)), *range(8)):
        answers[f"http://busy.example/{path}"] = Answer(
            body=article_html(f"Busy {path}", f"b{path}"), delay=0.1
        )
    for number in range(4):
        answers[f"http://busy.example./d{number}"] = Answer(body=article_html(f"D {number}", f"d{number}"))
        answers[f"http://www.slow.co.uk/{number}"] = Answer(body=article_html(f"S {number}", f"s{number}"))
        answers[f"http://tired.example/{number}"] = Answer(body=article_html(f"T {number}", f"t{number}"))
    answers["http://tired.example/.well-known/tdmrep.json"] = Answer(
        status=429, headers={"Retry-After": "600"}, delay=0.3
    )
    reached = ("http://busy.example/r", "http://busy.example./", "http://www.")
    links = [url for url in answers if not url.startswith(reached) and not url.endswith(ASIDE)]
    with origin() as site:
        site.answers.update(answers)
        site.answers["http://feeds.example/feed.xml"] = Answer(body=feed_xml(links))
        site.answers["http://feeds.slow.co.uk/feed.xml"] = Answer(
            body=feed_xml([url for url in answers if "www.slow" in url])
        )
        sources = [
            {"url": "http://feeds.example/feed.xml"},
            {"url": "http://feeds.slow.co.uk/feed.xml", "delay": OWN_DELAY},
        ]
        options = {
            "allow_hosts": ["*.example", "*.example."],
            "http_proxy": site.base,
            "delay": DELAY,
            "retries": 0,
        }
        db: Path = tmp_path_factory.mktemp("turns") / "t.db"
        yield run(db, sources, options=options, pace_share=0.0), site


def starts(site: Origin, host: str) -> list[float]:
    return [hit.at for hit in site.hits if (urlsplit(hit.target).hostname or "").rstrip(".") == host]


def test_where_redirects_lead_is_asked_in_its_own_turn(crawled: Crawled) -> None:
    found, site = crawled
    times = starts(site, "busy.example")
    assert len([row for row in found["saved"] if row["article"]]) >= 16
    assert len(times) >= 16
    assert kept(times, DELAY)


def test_a_name_with_www_and_without_is_one_server(crawled: Crawled) -> None:
    _, site = crawled
    times = sorted((*starts(site, "renamed.example"), *starts(site, "www.renamed.example")))
    assert len(times) >= 8
    assert kept(times, DELAY)


def test_a_sources_own_delay_holds_for_every_host_of_its_site(crawled: Crawled) -> None:
    _, site = crawled
    times = starts(site, "www.slow.co.uk")
    assert len(times) >= 4
    assert kept(times[-4:], OWN_DELAY)


def test_a_pause_asked_for_before_the_first_page_holds_for_it(crawled: Crawled) -> None:
    found, site = crawled
    asked = [hit.path for hit in site.hits if urlsplit(hit.target).hostname == "tired.example"]
    assert asked == list(ASIDE)
    assert not [url for url in found["by_url"] if "tired.example" in url]  # they wait as they were
    assert found["pending"] == 4
