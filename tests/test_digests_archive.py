"""Names of pages, the SQL and the commands on them, bands, and the feed: what holds for any series and any issue."""

from __future__ import annotations

import re
import shlex
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from digests.addresses import shift_page_name, slug_of
from digests.backing import build_backing
from digests.case_view import evidence_sql, shell_command
from digests.cases import shift_rows
from digests.digest import build_digest
from digests.feed import render_feed
from digests.frames import build_frames
from digests.proofs import Proofs
from digests.site import Issue, build_issue, render_archive, render_issue
from digests.weeks import week_at
from tests.digest_rows import NAMES, SOURCES, WEEK, ZONE, Rows, figure

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
HOSTILE = ["entity:../../etc/passwd", "entity:A/B", "entity:a%2fb", "entity:", "entity:CON", "topic:" + "x" * 5000, "entity:名字",
           "entity:名宇", "entity:a.b", "entity:a b", "entity:\u202ea", "entity:\ud800", "", "entity:'; --", "entity:Temu", "entity:temu",
           "entity:temu-", "entity:te--mu", "pair:entity:a+topic:b", "pair:entity:b+topic:a"]  # fmt: skip


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_plain_id_is_its_name() -> None:
    assert (
        shift_page_name("2026-W46", "attention", "entity:temu", "zh-Hans") == "2026-W46/entity-temu.zh.html"
    )
    assert slug_of("attention", "topic:de-minimis-and-customs") == "topic-de-minimis-and-customs"
    assert slug_of("tone", "entity:temu") == "tone-entity-temu"


def test_every_series_has_a_name_of_its_own() -> None:
    names = [slug_of(measure, series) for measure in ("attention", "tone", "voice") for series in HOSTILE]
    assert len(set(names)) == len(names)


@given(st.text(max_size=200))
def test_any_name_is_safe_in_any_folder(series: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of("attention", "entity:" + series))
    assert len(slug_of("attention", series)) <= 90


# --- statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("series", [item for item in HOSTILE if "\ud800" not in item])
def test_a_statement_finds_its_series_and_shows_no_hidden_sign(series: str) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute(
        "CREATE TABLE v_shift_evidence (n, published_at, source, title, url, quote, week, measure, series)"
    )
    conn.executemany(
        "INSERT INTO v_shift_evidence VALUES (0, '', '', '', '', '', '2026-W46', 'attention', ?)",
        [(other,) for other in HOSTILE if "\ud800" not in other],
    )
    sql = evidence_sql("2026-W46", "attention", series)
    assert len(conn.execute(sql).fetchall()) == 1
    assert not re.search("[\x00-\x1f\u202a-\u202e]", sql)
    assert shlex.split(shell_command(sql)) == ["tradewind", "sql", sql]
    conn.close()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_any_series_stands_in_a_shell_as_it_is(series: str) -> None:
    sql = evidence_sql("2026-W46", "attention", series)
    assert shlex.split(shell_command(sql)) == ["tradewind", "sql", sql]
    conn = sqlite3.connect(":memory:")
    assert (
        conn.execute("SELECT " + sql.partition("series = ")[2].partition(" ORDER")[0]).fetchone()[0] == series
    )
    conn.close()


# --- cases ------------------------------------------------------------------------------------------------------------


def test_every_story_that_was_counted_stands_behind_a_claim() -> None:
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    proofs = Proofs(frames, rows.read, NAMES)
    digest = build_digest(
        frames, texts=rows.read, watch=("amazon", "temu", "shein"), names=NAMES, proofs=proofs
    )
    backing = build_backing(frames, proofs, digest)
    assert {case.series for case in backing.cases} >= {"entity:temu", "topic:de-minimis-and-customs"}
    for case in backing.cases:
        assert len(case.stories) == case.shift.observed
        tested = case.band[-case.shift.weeks :]
        assert sum(point.observed for point in tested) == case.shift.observed
        assert len(case.band) == digest.method.baseline + case.shift.weeks
        assert (tested[-1].low, tested[-1].high) == (
            case.shift.range_low,
            case.shift.range_high,
        ) or case.shift.weeks == 2
        assert all(
            point.low <= point.expected <= point.high + 1 for point in case.band if point.expected is not None
        )
        for story in (*case.stories, *case.before):
            said = story.evidence
            if said is not None:
                assert rows.texts[said.article_id][said.start : said.end] == said.quote
                assert said.article_id == story.article_id
    shifts, evidence = shift_rows(backing.cases)
    assert len({(row.measure, row.series) for row in shifts}) == len(shifts)
    assert len({(row.measure, row.series, row.n) for row in evidence}) == len(evidence)
    quoted = [
        row.quote is not None for row in evidence if (row.measure, row.series) == ("attention", "entity:temu")
    ]
    assert quoted == sorted(quoted, reverse=True)
    assert backing.voice is not None
    last = {name.id: shares[-1] for name, shares in backing.voice.lines}
    assert last == {line.name.id: pytest.approx(line.share) for line in digest.voice}
    again = build_backing(frames, Proofs(frames, rows.read, NAMES), digest)
    assert [case.band for case in again.cases] == [case.band for case in backing.cases]


# --- the feed and the folder ------------------------------------------------------------------------------------------


def year(content: str = "<h1>Week</h1>") -> list[Issue]:
    weeks = [week_at(WEEK.ordinal - back) for back in range(52)]
    return [
        Issue(
            f"{week}",
            f"Week {week.number}",
            "Nothing & nobody.",
            f"{week}.en.page.html",
            f"S {week}",
            content=content,
        )
        for week in weeks
    ]


def times(issues: list[Issue]) -> dict[str, tuple[datetime, datetime]]:
    return {
        issue.week: (NOW - timedelta(days=7 * at), NOW - timedelta(days=7 * at - 1))
        for at, issue in enumerate(issues)
    }


def check_atom(feed: str) -> None:
    """What RFC 4287 asks of a feed: 4.1.1, 4.1.2, 4.2.6, 4.2.7, 3.3."""
    root = etree.fromstring(feed.encode())
    assert root.tag == ATOM + "feed"
    seen = set()
    for part in (root, *root.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1, name
        (iri,) = (item.text for item in part.findall(ATOM + "id"))
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}(-\d\d)?:[A-Za-z0-9.:-]+", iri), iri  # RFC 4151
        seen.add(iri)
        for moment in (*part.findall(ATOM + "updated"), *part.findall(ATOM + "published")):
            assert datetime.fromisoformat(moment.text).tzinfo is not None
        links = part.findall(ATOM + "link")
        assert sum(link.get("rel", "alternate") == "alternate" for link in links) == 1
        assert all(link.get("href") for link in links)
        for item in (*part.findall(ATOM + "content"), *part.findall(ATOM + "summary")):
            assert item.get("type") == "html"
            assert etree.fromstring(f"<x>{item.text}</x>", etree.XMLParser(recover=True)) is not None
    assert root.findall(ATOM + "author")
    assert len(seen) == 1 + len(root.findall(ATOM + "entry"))


@pytest.mark.parametrize("site_url", ["", "https://news.example.com", "http://localhost:8000/a/"])
@pytest.mark.parametrize("lang", ["en", "zh", "zh-Hant"])
def test_the_feed_is_atom(lang: str, site_url: str) -> None:
    issues = year(
        '<h1>W</h1><figure class="chart"><svg></svg></figure><a href="2026-W46/entity-temu.en.html">x &lt;b&gt;</a>'
    )
    feed = render_feed(issues, times(issues), lang, site_url=site_url)
    check_atom(feed)
    read = feedparser.parse(feed.encode())
    assert not read.bozo
    assert len(read.entries) == 26
    assert read.entries[0].title == "S 2026-W46"
    assert "<svg" not in feed.replace("&lt;", "<")
    assert feed == render_feed(issues, times(issues), lang, site_url=site_url)
    assert feed.count("https://") == (
        0 if not site_url.startswith("https") else feed.count("https://news.example.com/")
    )


@pytest.mark.parametrize("text", ["\x00\x1b\ufffe", "]]>", "<script>", "&amp;", "\u202e", "\ud800"])
def test_a_feed_of_hostile_titles_is_atom(text: str) -> None:
    issues = [
        Issue(
            "2026-W46", text, text, "2026-W46.en.page.html", text + "x", content=f"<p>{'&lt;script&gt;'}</p>"
        )
    ]
    feed = render_feed(issues, times(issues), "en")
    check_atom(feed)
    assert not feedparser.parse(feed.encode()).bozo


def test_no_issue_no_feed() -> None:
    assert render_feed([], {}, "en") == ""
    assert render_feed(year(), {}, "en") == ""


def test_a_year_of_issues_costs_little_more_than_one_page() -> None:
    """52 issues as a folder, against building the page of one of them: the archive is made anew with every issue."""
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    proofs = Proofs(frames, rows.read, NAMES)
    digest = build_digest(
        frames, texts=rows.read, watch=("amazon", "temu", "shein"), names=NAMES, proofs=proofs
    )
    backing = build_backing(frames, proofs, digest)
    one = build_issue(digest, "en", backing=backing)
    issues = year(one.content)
    render_archive({"en": issues[:2]})  # templates are read once
    begun = time.perf_counter()
    for _ in range(4):
        render_issue(build_issue(digest, "en", backing=backing), "en")
    page = (time.perf_counter() - begun) / 4
    begun = time.perf_counter()
    made = render_archive({"en": issues})
    whole = time.perf_counter() - begun
    assert len(made) == 54
    assert whole < 26 * page  # half of what building them anew would take


def test_a_figure_is_drawn_over_its_periods_with_what_conflicts() -> None:
    rows = Rows(3).weeks(14, per_source=4)
    told = [
        ("harbour", "2026Q1", "8"),
        ("parcel", "2026Q2", "9"),
        ("jinchu", "2026Q2", "9"),
        ("cross", "2026Q2", "12"),
        ("haiwai", "2026Q3", "11"),
    ]
    sources = {source[0]: source for source in SOURCES}
    for place, (house, period, value) in enumerate(told):
        article = rows.article(WEEK, sources[house], "fees-and-pricing", "orbita", title=f"Orbita {place}")
        rows.tables["figures"] = [row for row in rows.tables["figures"] if row["article_id"] != article]
        said = f"Orbita's share of the lane stood at {value}% in {period}, the port said on Thursday in its quarterly report."
        rows.texts[article] = f"{said}\n{rows.texts[article]}"
        rows.tables["mentions"] = [
            row for row in rows.tables["mentions"] if row["article_id"] != article or row["in_title"]
        ]
        rows.tables["figures"].append(
            figure(article, said.index(f"{value}%"), f"{value}%", Decimal(value), subject="orbita", metric="market_share",
                   period=period, direction=None, change_role=None)
        )  # fmt: skip
    frames = build_frames(rows.build(), week=WEEK, zone=ZONE)
    proofs = Proofs(frames, rows.read, NAMES)
    digest = build_digest(frames, texts=rows.read, watch=("orbita",), names=NAMES, proofs=proofs)
    backing = build_backing(frames, proofs, digest)
    (found,) = {
        stated
        for line, stated in zip(digest.figures, backing.figures, strict=True)
        if line.subject.id == "entity:orbita"
    }
    assert [(item.period, str(item.value), item.houses, item.conflict) for item in found] == [
        ("2026Q1", "8", 1, False), ("2026Q2", "9", 2, False), ("2026Q2", "12", 1, True), ("2026Q3", "11", 1, False),
    ]  # fmt: skip
    page = lxml_html.fromstring(build_issue(digest, "zh", backing=backing).content)
    charts = page.xpath("//section[@class='figures']//figure")
    assert charts
    assert charts[0].xpath(".//tbody/tr/td[1]/text()") == ["8%", "9%", "12%", "11%"]
    assert charts[0].xpath("count(.//*[@class='odd'])") == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
