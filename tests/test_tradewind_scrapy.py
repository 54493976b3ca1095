"""Scrapy's own commands on the project: list, crawl, check and fetch, each in a process of its own, without a store."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.settings import crawl_settings
from crawler.spiders.news import NewsSpider
from crawler.standalone import work_of
from tests.origin import Answer, origin
from tradewind import scrapy_project
from tradewind.commands.collect import crawl_options
from tradewind.config import load_settings

pytestmark = pytest.mark.slow  # crawls run in processes of their own

ROOT = Path(__file__).resolve().parents[1]
CONFIG = '[crawl]\nshipped_sources = false\ndelay = 0.0\nallow_hosts = ["127.0.0.1"]\ncontact = "desk@quay.example"\n'
SETTINGS = crawl_settings(crawl_options(load_settings(folder=Path("/nowhere"))), [])
SOURCE = '[[source]]\nid = "{name}"\nname = "{name}"\nkind = "feed"\nurl = "{url}"\n'


def scrapy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a folder that has the project's scrapy.cfg and a tradewind.toml of its own."""
    shutil.copy(ROOT / "scrapy.cfg", folder / "scrapy.cfg")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "http_proxy": "",
        "https_proxy": "",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder, capture_output=True, text=True, env=environment, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_articles_and_rejections_are_items(folder: Path) -> None:
    with origin() as site:
        pages = [site.page(f"/report/{number}", f"Report number {number} of the quay") for number in range(3)]
        first = site.feed("/first.xml", [*pages[:2], site.url("/gone")])
        second = site.feed("/second.xml", [pages[2]])
        off = site.feed("/off.xml", [site.url("/never")])
        rows = [
            SOURCE.format(name=name, url=url)
            for name, url in (("first", first), ("second", second), ("third", off))
        ]
        (folder / "sources.toml").write_text("\n".join(rows), encoding="utf-8")
        done = scrapy(folder, "crawl", "news", "-a", "source=first,second", "-O", "out.jsonl")
        assert done.returncode == 0, done.stderr
        assert "first: ok, 3 candidates" in done.stderr
        assert "Traceback" not in done.stderr
        items = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {(item["type"], item["source"], item["url"]) for item in items} == {
            ("article", "first", pages[0]), ("article", "first", pages[1]), ("article", "second", pages[2]),
            ("rejection", "first", site.url("/gone")),
        }  # fmt: skip
        by_url = {item["url"]: item for item in items}
        article = by_url[pages[0]]
        assert article["title"] == "Report number 0 of the quay"
        assert article["lang"] == "en"
        assert "warehouses in Rotterdam" in article["text"]
        assert by_url[site.url("/gone")]["reason"] == "http-status"
        assert by_url[site.url("/gone")]["detail"] == "404"
        assert "/off.xml" not in site.paths()
        assert {hit.headers["user-agent"] for hit in site.hits} == {site.hits[0].headers["user-agent"]}
        assert site.hits[0].headers["user-agent"].endswith("(+desk@quay.example)")
        assert "/robots.txt" in {hit.path for hit in site.hits}
    assert not list(folder.glob("*.db"))


@pytest.mark.slow
def test_one_page_and_an_address_of_no_source(folder: Path) -> None:
    with origin() as site:
        page = site.page("/report/9", "A single report of the quay")
        feed = site.feed("/feed.xml", [page])
        site.answers["/robots.txt"] = Answer(
            body="User-agent: *\nDisallow: /secret\n", content_type="text/plain"
        )
        site.page("/secret/1")
        cases = [(["-a", f"url={page}"], ("article", page)), (["-a", f"announcement={feed}"], ("article", page)),
                 (["-a", f"url={site.url('/secret/1')}"], ("rejection", site.url("/secret/1")))]  # fmt: skip
        for number, (arguments, wanted) in enumerate(cases):
            done = scrapy(
                folder, "crawl", "news", *arguments, "-O", f"{number}.jsonl", "-s", "LOG_LEVEL=WARNING"
            )
            assert done.returncode == 0, done.stderr
            assert done.stderr == ""
            (item,) = [
                json.loads(line)
                for line in (folder / f"{number}.jsonl").read_text(encoding="utf-8").splitlines()
            ]
            assert (item["type"], item["url"]) == wanted
        assert item["reason"] == "robots"
        assert "/secret/1" not in site.paths()
        fetched = scrapy(folder, "fetch", page, "--nolog")
        assert "A single report of the quay" in fetched.stdout
        shown = scrapy(folder, "shell", page, "-c", "response.css('h1::text').get()", "--nolog")
        assert shown.stdout.strip() == "A single report of the quay"
        asked = len(site.hits)
        refused = scrapy(folder, "fetch", page.replace("127.0.0.1", "localhost"), "--nolog")
        assert (refused.stdout, len(site.hits)) == ("", asked)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"source": "frist"}, "Did you mean first?"),
        ({"sauce": "first"}, "unknown argument"),
        ({"max_pages": "many"}, "is no number"),
        ({"url": "ftp://quay.example/"}, "not an address"),
        ({"announcement": "https://quay.example/", "kind": "api"}, "no kind"),
        ({"since": "soon"}, "not a date"),
    ],
)
def test_an_argument_that_is_not_right_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, str], words: str
) -> None:
    (tmp_path / "sources.toml").write_text(
        SOURCE.format(name="first", url="https://quay.example/feed"), encoding="utf-8"
    )
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setattr(scrapy_project, "_config", load_settings(folder=tmp_path))
    with pytest.raises(SystemExit, match=re.escape(words)):
        scrapy_project.build_work(Settings(SETTINGS), arguments)


def test_the_command_line_wins_over_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setattr(scrapy_project, "_config", load_settings(folder=tmp_path))
    settings = Settings({**SETTINGS, "DOWNLOAD_DELAY": 3, "USER_AGENT": "mine", "DOWNLOAD_TIMEOUT": 7})
    given = {"announcement": "https://quay.example/feed.json", "max_pages": "5", "since": "2026-11-01"}
    work = scrapy_project.build_work(settings, given)
    assert (work.options.delay, work.options.user_agent, work.options.timeout) == (3.0, "mine", 7.0)
    assert (work.options.max_pages, work.options.since) == (5, datetime(2026, 11, 1, tzinfo=UTC))
    assert work.options.allow_hosts == ("127.0.0.1",)
    assert [(item.kind, item.url) for item in work.sources] == [("feed", "https://quay.example/feed.json")]


def test_a_page_may_be_read_as_one_of_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = SOURCE.format(name="first", url="https://quay.example/feed")
    (tmp_path / "sources.toml").write_text(row, encoding="utf-8")
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setattr(scrapy_project, "_config", load_settings(folder=tmp_path))
    given = {"source": "first", "url": "https://quay.example/a?utm_source=x"}
    work = scrapy_project.build_work(Settings(SETTINGS), given)
    assert work.options.not_due == {"first"}  # its announcement is not asked
    (candidate,) = work.desk.pending(["first"])
    assert (candidate.url, candidate.source_id) == ("https://quay.example/a", "first")
    assert candidate.fetch_url == "https://quay.example/a?utm_source=x"
    assert not scrapy_project.build_work(Settings(SETTINGS), {"source": ""}).sources


def test_a_spider_without_the_project_says_how_it_is_started() -> None:
    crawler = Crawler(NewsSpider, {})
    with pytest.raises(ValueError, match="tradewind crawl"):
        work_of(crawler)
    with pytest.raises(ValueError, match="tradewind crawl"):
        NewsSpider.from_crawler(crawler, source="first")


def test_spiders_of_others_share_one_empty_work() -> None:
    crawler = Crawler(NewsSpider, {"NEWS_WORK": "tradewind.scrapy_project.build_work", **SETTINGS})
    work = work_of(crawler)
    assert work.sources == []
    assert work_of(crawler) is work


def test_an_argument_that_is_not_right_ends_the_process(folder: Path) -> None:
    (folder / "sources.toml").write_text(
        SOURCE.format(name="first", url="https://quay.example/feed"), encoding="utf-8"
    )
    done = scrapy(folder, "crawl", "news", "-a", "source=frist", "-s", "LOG_LEVEL=CRITICAL")
    assert done.returncode == 1
    assert "Did you mean first?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_configuration_that_is_not_right_is_one_line(folder: Path) -> None:
    (folder / "tradewind.toml").write_text("[crawl]\ndelya = 2\n", encoding="utf-8")
    done = scrapy(folder, "list")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "delya" in done.stderr
    assert "Did you mean crawl.delay?" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_contracts_hold_and_are_not_empty(folder: Path) -> None:
    done = scrapy(folder, "check", "-v")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("... ok") == 4
    assert "Ran 4 contracts" in done.stderr
    listed = scrapy(folder, "check", "--list")
    assert listed.stdout.split() == ["news", "*", "parse_announcement", "*", "parse_article"]


@pytest.mark.slow
def test_a_contract_that_does_not_hold_fails(folder: Path) -> None:
    """The same pages, a spider that reads no titles: the check must notice."""
    (folder / "broken.py").write_text(
        "from crawler import contracts\nfrom dataclasses import replace\n"
        "from tradewind.scrapy_project import *\n"
        "from tradewind.scrapy_project import __dict__ as names\n"
        "globals().update({key: value for key, value in names.items() if key.isupper()})\n"
        "page = contracts.PAGES['article']\n"
        "contracts.PAGES['article'] = replace(page, body='<html><body><p>gone</p></body></html>')\n"
        "feed = contracts.PAGES['feed']\n"
        "contracts.PAGES['feed'] = replace(feed, body=feed.body.replace('Ningbo terminal', 'Another terminal'))\n",
        encoding="utf-8",
    )
    os.environ["SCRAPY_SETTINGS_MODULE"] = "broken"
    try:
        done = scrapy(folder, "check")
    finally:
        del os.environ["SCRAPY_SETTINGS_MODULE"]
    assert done.returncode == 1
    assert "announced ['Another terminal opens a second parcel hall'" in done.stderr
    assert "rejected:" in done.stderr
