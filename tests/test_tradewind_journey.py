"""The main job, end to end: the sample newsroom is served, crawled, tagged, linked and digested."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.kill import prepare
from tests.newsdesk import tradewind
from tradewind.sample.newsroom import Newsroom, build_newsroom
from tradewind.sample.server import Serving, serve

pytestmark = pytest.mark.slow


class Journey:
    """One crawl to digest, done once for all tests of this file."""

    def __init__(self, folder: Path, newsroom: Newsroom, serving: Serving) -> None:
        self.folder, self.newsroom, self.serving = folder, newsroom, serving
        self.crawl = self.run("crawl", "--json")
        self.requests = list(serving.requests)
        self.tag = self.run("tag", "--json")
        self.link = self.run("link", "--json")
        self.digest = self.run("digest", "--week", newsroom.planted.week)

    def run(self, *arguments: str):
        return tradewind(self.folder, *arguments, env={"http_proxy": self.serving.proxy_url})

    def ask(self, question: str):
        done = self.run("sql", question, "--json", "--limit", "100000")
        assert done.code == 0, done.err
        return done.rows()


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory):
    newsroom = build_newsroom()
    folder = prepare(tmp_path_factory.mktemp("journey") / "desk", newsroom)
    with serve(newsroom) as serving:
        yield Journey(folder, newsroom, serving)


def test_every_candidate_ends_under_exactly_one_name(journey: Journey) -> None:
    assert journey.crawl.code in (0, 3), journey.crawl.err
    report = journey.crawl.rows()
    outcomes = report["outcomes"]
    settled = journey.ask("SELECT outcome, count(*) AS n FROM candidates GROUP BY outcome")
    assert {row["outcome"]: row["n"] for row in settled} == {
        name: outcomes[name]
        for name in ("article", "duplicate", "rejected", "revision")
        if outcomes.get(name)
    } | ({"pending": report["pending"]} if report["pending"] else {})
    reasons = journey.ask("SELECT reason, count(*) AS n FROM rejections GROUP BY reason")
    assert sum(row["n"] for row in reasons) == outcomes["rejected"]
    assert {row["reason"]: row["n"] for row in reasons} == {
        name: number
        for name, number in outcomes.items()
        if name not in ("article", "duplicate", "rejected", "revision")
    }


def test_the_articles_are_those_the_newsroom_wrote(journey: Journey) -> None:
    written = {page.url: page for page in journey.newsroom.articles}
    found = {
        row["url"]: row for row in journey.ask("SELECT url, title, lang, published_at, text FROM v_article")
    }
    assert len(written) >= 300
    missing = [url for url in written if url not in found]
    assert len(missing) <= len(written) * 0.03, missing[:5]
    shared = [(written[url], found[url]) for url in written if url in found]
    assert sum(row["title"] == page.title for page, row in shared) >= len(shared) * 0.99
    assert sum(row["lang"] == str(page.lang) for page, row in shared) >= len(shared) * 0.99
    assert (
        sum((row["published_at"] or "")[:10] == page.published_at.date().isoformat() for page, row in shared)
        >= len(shared) * 0.97
    )
    assert not any("\N{REPLACEMENT CHARACTER}" in row["text"] for _, row in shared)


def test_no_mark_of_the_page_gets_into_a_text(journey: Journey) -> None:
    rows = journey.ask(
        "SELECT url FROM articles WHERE text LIKE '%invented events%' OR text LIKE '%虚构%' OR text LIKE '%虛構%'"
    )
    assert rows == []


def test_robots_txt_is_asked_first_and_one_name_is_used(journey: Journey) -> None:
    agents = {request.user_agent for request in journey.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("tradewind/")
    first = {}
    for request in journey.requests:
        host = request.url.split("/")[2]
        first.setdefault(host, request.url)
    assert all(url.endswith("/robots.txt") for url in first.values())


def test_a_second_crawl_fetches_no_article_again(journey: Journey) -> None:
    seen = len(journey.serving.requests)
    again = journey.run("crawl", "--json")
    assert again.code in (3, 4), again.err
    pages = {page.url for page in journey.newsroom.articles}
    asked = [request for request in journey.serving.requests[seen:] if request.url in pages]
    assert asked == []
    assert again.rows()["outcomes"].get("article", 0) == 0
    feeds = [
        request for request in journey.serving.requests[seen:] if not request.url.endswith("/robots.txt")
    ]
    assert {request.status for request in feeds if request.conditional} <= {304, 200}
    assert sum(request.status == 304 for request in feeds) >= len(journey.newsroom.sources) // 2


def test_tags_and_stories_are_there(journey: Journey) -> None:
    assert journey.tag.code == 0, journey.tag.err
    counts = journey.tag.rows()
    assert counts["tagged"] == journey.crawl.rows()["outcomes"]["article"]
    assert counts["mentions"] > counts["tagged"]
    assert counts["figures"] > counts["tagged"]
    assert journey.link.code == 0, journey.link.err
    assert journey.link.rows()["reprints"] > 0


def test_the_digest_reports_the_planted_shift_and_only_that(journey: Journey) -> None:
    assert journey.digest.code == 0, journey.digest.err
    made = json.loads(
        (journey.folder / "issues" / f"{journey.newsroom.planted.week}.json").read_text(encoding="utf-8")
    )
    assert made["week"] == journey.newsroom.planted.week
    claimed = json.dumps(made["shifts"], ensure_ascii=False)
    assert "de-minimis" in claimed


def test_every_quote_of_the_digest_stands_in_an_article_with_its_link(journey: Journey) -> None:
    made = json.loads(
        (journey.folder / "issues" / f"{journey.newsroom.planted.week}.json").read_text(encoding="utf-8")
    )
    texts = {row["url"]: row["text"] for row in journey.ask("SELECT url, text FROM v_article")}
    quotes = list(evidence(made))
    assert len(quotes) >= 5
    for item in quotes:
        assert texts[item["url"]][item["start"] : item["end"]] == item["quote"]


def evidence(node):
    if isinstance(node, dict):
        if {"quote", "url", "start", "end"} <= node.keys():
            yield node
        for value in node.values():
            yield from evidence(value)
    elif isinstance(node, list):
        for value in node:
            yield from evidence(value)


def test_the_chinese_digest_is_chinese_and_links_only_to_http(journey: Journey) -> None:
    page = (journey.folder / "issues" / f"{journey.newsroom.planted.week}.zh.html").read_text(
        encoding="utf-8"
    )
    assert len(page.encode()) <= 102_000
    assert len(re.findall(r"[\u4e00-\u9fff]", page)) > 300
    assert set(re.findall(r'href="([a-z]+):', page)) <= {"http", "https", "mailto"}
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()


def test_each_source_is_asked_once_at_a_time_and_all_are_heard(journey: Journey) -> None:
    per_source = Counter(row["source_id"] for row in journey.ask("SELECT source_id FROM articles"))
    heard = {source.id for source in journey.newsroom.sources if per_source[source.id]}
    assert len(heard) >= len(journey.newsroom.sources) - 1
