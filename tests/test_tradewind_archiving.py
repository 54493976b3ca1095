"""The archive end to end: issues of a real store as a folder of pages, and what the pages promise of the store."""

from __future__ import annotations

import html
import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import feedparser
import pytest
from lxml import html as lxml_html

from digests.weeks import shift
from store.queries import connect_readonly
from tests.digest_rows import SOURCES, WEEK, Rows
from tests.news_store import newsroom, put
from tests.newsdesk import inside
from tradewind import archiving, issuing
from tradewind.config import Settings

LANGS = ("en", "zh", "zh-Hant")
TEMU = "2026-W46/entity-temu"


def surge() -> Rows:
    return Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = newsroom(tmp_path_factory.mktemp("desk"), surge())
    for back in (2, 1, 0):
        issuing.digest(settings, shift(WEEK, -back))
    return settings


def tree(settings: Settings, name: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring((settings.digests_path / name).read_bytes())


def query(settings: Settings, sql: str) -> list[tuple]:
    with closing(connect_readonly(settings.store_path)) as connection:
        return connection.execute(sql).fetchall()


# --- a page per shift -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_statement_on_the_page_gives_the_stories_on_the_page(desk: Settings, lang: str) -> None:
    page = tree(desk, f"{TEMU}.{lang}.html")
    found = query(desk, page.xpath("string(//pre[@class='sql'])"))
    listed = page.xpath("//div[@class='house']//li")
    assert len(found) == len(listed) > 20
    shown = {
        (
            item.xpath("string(.//p[@class='headline']/a/@href)"),
            item.xpath("string(.//blockquote/p)").strip(" …"),
        )
        for item in listed
    }
    quoted = {"en": "“{}”", "zh": "“{}”", "zh-Hant": "「{}」"}[lang]
    assert shown == {(url, quoted.format(quote) if quote else "") for _, _, _, _, url, quote in found}


def test_the_command_on_the_page_can_be_pasted(desk: Settings) -> None:
    command = tree(desk, f"{TEMU}.en.html").xpath("string(//pre[@class='command'])")
    program, *arguments = shlex.split(command)
    assert program == "tradewind"
    done = inside(desk.folder, *arguments, "--json")
    assert done.code == 0, done.err
    assert len(json.loads(done.out)) == len(query(desk, arguments[1]))


def test_what_is_counted_is_what_is_listed(desk: Settings) -> None:
    for status, n, observed, weeks, rows in query(
        desk,
        "SELECT status, n, observed, weeks, (SELECT count(*) FROM v_shift_evidence AS e WHERE e.week = s.week"
        " AND e.measure = s.measure AND e.series = s.series) FROM v_shift AS s WHERE measure = 'attention'",
    ):
        assert (status in ("claim", "watch", "still", "over"), n, weeks in (1, 2)) == (True, observed, True)
        assert rows >= n
    for text, quote, start, end in query(
        desk,
        'SELECT a.text, e.quote, e.start, e."end" FROM v_shift_evidence AS e JOIN articles AS a ON a.id = e.article_id'
        " WHERE e.quote IS NOT NULL",
    ):
        assert text[start:end] == quote


def test_a_claim_links_to_its_page_and_the_page_back(desk: Settings) -> None:
    for lang in LANGS:
        page = tree(desk, f"2026-W46.{lang}.page.html")
        links = set(page.xpath("//section[@class='shifts']//h3/a/@href|//p[@class='all']/a/@href"))
        assert {link.partition(".")[0] for link in links} >= {TEMU, "2026-W46/topic-de-minimis-and-customs"}
        for link in links:
            assert (desk.digests_path / link).is_file()
            back = tree(desk, link).xpath("//nav/a/@href")
            assert f"../2026-W46.{lang}.page.html" in back


def test_no_link_of_the_archive_leads_nowhere(desk: Settings) -> None:
    pages = [
        path
        for path in desk.digests_path.rglob("*.html")
        if re.search(r"page|index|/2026", str(path.relative_to(desk.digests_path)) + "/")
    ]
    seen = 0
    for path in pages:
        if re.fullmatch(r"2026-W\d\d\.[A-Za-z-]+\.html", path.name):
            continue  # a letter
        for link in lxml_html.fromstring(path.read_bytes()).xpath("//a/@href|//link/@href"):
            if not link.startswith(("http", "#")):
                seen += 1
                assert (path.parent / link).resolve().is_file(), f"{path.name}: {link}"
    assert seen > 60


def test_issues_know_their_neighbours(desk: Settings) -> None:
    def around(week: str) -> list[str]:
        return tree(desk, f"{week}.en.page.html").xpath("//nav[@class='around']/a/@href")

    assert around("2026-W44") == ["2026-W45.en.page.html"]
    assert around("2026-W45") == ["2026-W44.en.page.html", "2026-W46.en.page.html"]
    assert around("2026-W46") == ["2026-W45.en.page.html"]


def test_the_list_says_what_was_claimed_and_which_weeks_were_quiet(desk: Settings) -> None:
    lines = tree(desk, "index.en.html").xpath("//ol/li")
    assert [line.xpath("string(.//a/@href)")[:8] for line in lines] == ["2026-W46", "2026-W45", "2026-W44"]
    claims = len(query(desk, "SELECT 1 FROM v_shift WHERE week = '2026-W46' AND status = 'claim'"))
    assert lines[0].xpath("string(p[last()])") == f"{claims} claims"
    assert [line.get("class") for line in lines[1:]] == ["quiet", "quiet"]
    assert tree(desk, "index.html").xpath("//main//a/@href") == [f"index.{lang}.html" for lang in LANGS]


def test_the_archive_is_made_of_the_store_alone(desk: Settings) -> None:
    before = {path: path.read_bytes() for path in desk.digests_path.rglob("*") if path.is_file()}
    made = issuing.digest(desk, WEEK)
    assert made.revision == 1
    assert {path: path.read_bytes() for path in desk.digests_path.rglob("*") if path.is_file()} == before
    assert not [path for path in desk.digests_path.rglob("*") if path.name.endswith(".part")]


# --- what was known by then -------------------------------------------------------------------------------------------


def test_what_was_known_then_leaves_store_archive_and_feeds_alone(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    settings = newsroom(tmp_path / "desk", surge())
    issuing.digest(settings, WEEK)
    known = "SELECT * FROM issues", "SELECT * FROM shifts", "SELECT * FROM shift_evidence"
    files = {path: path.read_bytes() for path in settings.digests_path.rglob("*") if path.is_file()}
    rows = [query(settings, sql) for sql in known]
    (moment,) = query(settings, "SELECT min(fetched_at) FROM articles")[0]
    late = f"{WEEK}.en.html"
    done = inside(settings.folder, "digest", "--week", str(WEEK), "--as-of", "2027-01-02T03:04:05+08:00")
    assert done.code == 0, done.err
    assert "as of 2027-01-01 19:04:05 UTC: nothing is recorded" in done.err
    assert "revision" not in done.out
    own = settings.digests_path / "as-of-2027-01-01T190405Z"
    assert (own / late).is_file()
    names = {path.name for path in own.iterdir()}
    assert names >= {f"{WEEK}.json", f"{WEEK}.en.txt", f"{WEEK}.en.page.html"}
    for page in own.glob("*.page.html"):
        for link in lxml_html.fromstring(page.read_bytes()).xpath("//a/@href|//link/@href"):
            assert link.startswith(("http", "#")) or (own / link).is_file(), link
    assert (
        inside(settings.folder, "digest", "--week", str(WEEK), "--as-of", "2027-01-02", "--dry-run").code == 0
    )
    assert len(list((settings.digests_path / "as-of-2027-01-02T000000Z").glob("*.eml"))) > 0
    early = inside(settings.folder, "digest", "--week", str(WEEK), "--as-of", "2020-01-01")
    assert (early.code, early.out) == (4, "")
    assert f"no article of {WEEK} was known by 2020-01-01 00:00:00 UTC: nothing was written" in early.err
    assert moment > "2020-01-01"
    assert not (settings.digests_path / "as-of-2020-01-01T000000Z").exists()
    assert [query(settings, sql) for sql in known] == rows
    live = [path for path in settings.digests_path.rglob("*") if path.is_file()]
    assert {path: path.read_bytes() for path in live if not path.parent.name.startswith("as-of-")} == files


# --- revisions --------------------------------------------------------------------------------------------------------


def test_a_shift_that_a_revision_drops_leaves_a_page_that_says_so(tmp_path: Path) -> None:
    rows = surge()
    settings = newsroom(tmp_path, rows, languages='"en", "zh"')
    issuing.digest(settings, WEEK)
    assert "Claimed in this issue" in (settings.digests_path / f"{TEMU}.en.html").read_text("utf-8")
    # Late arrivals: the weeks before had as much of it as this one.
    for back in range(1, 13):
        rows.surge("de-minimis-and-customs", "temu", 3, week=shift(WEEK, -back))
    put(settings, rows)
    assert issuing.digest(settings, WEEK).revision == 2
    for lang, said in (("en", "Withdrawn: Temu"), ("zh", "已撤下：Temu")):
        page = tree(settings, f"{TEMU}.{lang}.html")
        assert page.xpath("string(//h1)") == said
        assert "2" in page.xpath("string(//p[@class='lede'])")
        (issue,) = page.xpath("//main//a/@href")
        assert (settings.digests_path / "2026-W46" / issue).resolve().is_file()
    assert query(settings, "SELECT DISTINCT revision FROM v_shift_evidence") in ([], [(2,)])
    claims = "SELECT DISTINCT revision, stands FROM v_digest_claim WHERE series = 'entity:temu'"
    assert query(settings, claims) == [(1, 0)]
    assert TEMU not in (settings.digests_path / "2026-W46.en.page.html").read_text("utf-8")


def test_a_claim_of_before_is_told_and_linked(tmp_path: Path) -> None:
    rows = surge().surge("de-minimis-and-customs", "temu", 3, week=shift(WEEK, -1))
    settings = newsroom(tmp_path, rows, languages='"en"')
    issuing.digest(settings, shift(WEEK, -1))
    issuing.digest(settings, WEEK)
    page = tree(settings, f"{TEMU}.en.html")
    assert page.xpath("//section[@aria-labelledby='s-earlier']//a/@href") == [
        "../2026-W45/entity-temu.en.html"
    ]
    outcome = query(
        settings,
        "SELECT next_week, next_status FROM v_claim_outcome"
        " WHERE week = '2026-W45' AND measure = 'attention' AND series = 'entity:temu'",
    )
    assert outcome == [("2026-W46", "claim")]


def test_an_issue_of_another_version_stays_listed(desk: Settings, tmp_path: Path) -> None:
    lines = archiving._lines(
        ['{"week": "2026-W40", "title": "Week 40", "bottom": "b", "url": "u", "later": 1}']
    )
    assert [(line.week, line.title, line.content) for line in lines] == [("2026-W40", "Week 40", "")]


# --- the feed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_has_every_issue(desk: Settings, lang: str) -> None:
    feed = feedparser.parse((desk.digests_path / f"feed.{lang}.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id for entry in feed.entries] == [
        f"tag:tradewind.invalid,2026:2026-W{week}:{lang if lang != 'zh' else 'zh-Hans'}"
        for week in (46, 45, 44)
    ]
    issued = dict(query(desk, "SELECT week, at FROM issues WHERE lang = '*'"))
    for entry in feed.entries:
        assert {entry.updated, entry.published} == {issued[entry.id.split(":")[2]].replace("Z", "+00:00")}
        assert "<svg" not in entry.content[0].value
        page = tree(desk, entry.link)
        assert page.xpath("string(//h1)") in entry.content[0].value
        assert html.escape(page.xpath("string(//div[@class='bottom']/p)"), quote=False) in entry.summary


def test_where_the_folder_is_served_links_are_whole(tmp_path: Path) -> None:
    settings = newsroom(
        tmp_path, surge(), languages='"en"', extra='site_url = "https://news.example.com/weekly/"\n'
    )
    issuing.digest(settings, WEEK)
    feed = feedparser.parse((settings.digests_path / "feed.en.xml").read_bytes())
    (entry,) = feed.entries
    assert entry.link == "https://news.example.com/weekly/2026-W46.en.page.html"
    assert entry.id.startswith("tag:news.example.com,2026:")
    assert 'href="https://news.example.com/weekly/2026-W46/entity-temu.en.html"' in entry.content[0].value
    assert {link.rel: link.href for link in feed.feed.links} == {
        "alternate": "https://news.example.com/weekly/index.en.html",
        "self": "https://news.example.com/weekly/feed.en.xml",
    }
    letter = (settings.digests_path / "2026-W46.en.html").read_text("utf-8")
    assert "https://news.example.com/weekly/2026-W46.en.page.html" in letter
    assert "news.example.com" not in (settings.digests_path / "2026-W46.en.page.html").read_text("utf-8")


# --- hostile ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["</title><script>alert(1)</script>", "\u202e\u2066evil", "a\r\nb\x00c" * 50, "'; DROP TABLE shifts;--"],
)
def test_hostile_headlines_and_sources_are_inert_everywhere(tmp_path: Path, text: str) -> None:
    rows = surge()
    for row in rows.tables["articles"][-24:]:
        row["title"] = f"{row['title']} {text}"
    rows.tables["articles"][-1]["url"] = "javascript:alert(1)"
    settings = newsroom(tmp_path, rows, name=lambda called: called + text, languages='"en", "zh"')
    issuing.digest(settings, WEEK)
    seen = 0
    for path in settings.digests_path.rglob("*"):
        if path.is_dir() or path.suffix == ".json":
            continue
        content = path.read_text("utf-8")
        assert not re.search("[\u202e\u2066\x00]", content), path.name
        if path.suffix == ".html":
            page = lxml_html.fromstring(content.encode())
            assert not page.xpath("//script|//iframe|//*[@onload]|//a[starts-with(@href,'javascript')]"), (
                path.name
            )
            seen += 1
        elif path.suffix == ".xml":
            assert not feedparser.parse(content.encode()).bozo
    assert seen > 6
    assert query(settings, "SELECT count(*) FROM shifts")[0][0] > 0


def test_what_cannot_be_written_ends_as_a_message(desk: Settings, tmp_path: Path) -> None:
    settings = newsroom(tmp_path, Rows(3).weeks(2, per_source=2), languages='"en"')
    settings.digests_path.write_text("a file in the way")
    with pytest.raises(Exception, match="cannot be written"):
        issuing.digest(settings, WEEK)
    assert isinstance(sqlite3.connect(settings.store_path), sqlite3.Connection)
    assert len(SOURCES) == 8
