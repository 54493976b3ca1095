"""Sitemaps: small, large, nested, hostile."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sitemaps import MAX_CANDIDATES, MAX_CHILDREN, SitemapContent, read_sitemap
from store.records import DateSource, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.example/sitemap.xml"
SOURCE = Source(id="n", name="N", kind=SourceKind.SITEMAP, url=URL, timezone="Asia/Taipei")
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def read(text: str | bytes) -> SitemapContent:
    return read_sitemap(text.encode() if isinstance(text, str) else text, source=SOURCE, url=URL, at=AT)


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{"".join(entries)}</urlset>'


def test_lastmod_is_an_update_and_never_a_publication() -> None:
    content = read(urlset(
        "<url><loc>https://news.example/1</loc><lastmod>2026-11-02</lastmod><priority>0.5</priority></url>",
        "<url><loc>https://news.example/2</loc><lastmod>2026-11-03T10:00:00+08:00</lastmod><news:news>"
        "<news:publication><news:name>N</news:name></news:publication>"
        "<news:publication_date>2026-11-01T09:00:00Z</news:publication_date>"
        "<news:title>關稅 &amp; 包裹</news:title></news:news></url>",
        "<url><loc> https://news.example/3 </loc></url>",
        "<url><lastmod>2026-11-02</lastmod></url>",
        "<url><loc>javascript:alert(1)</loc></url>",
    ))  # fmt: skip
    found = {item.url.rsplit("/", 1)[-1]: item for item in content.candidates}
    assert list(found) == ["1", "2", "3"]
    assert content.entries == 5
    assert content.damage == ""
    assert found["1"].updated_at == datetime(2026, 11, 2, 4, tzinfo=UTC)  # noon in Taipei
    assert (found["1"].published_at, found["1"].date_source) == (None, DateSource.NONE)
    assert found["2"].published_at == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert found["2"].updated_at == datetime(2026, 11, 3, 2, tzinfo=UTC)
    assert found["2"].date_source is DateSource.SITEMAP
    assert found["2"].title == "關稅 & 包裹"
    assert found["3"].updated_at is None


def test_images_and_alternates_are_not_pages() -> None:
    content = read(
        f'<urlset {NS} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>https://news.example/1</loc>'
        "<image:image><image:loc>https://news.example/1.jpg</image:loc><image:title>I</image:title></image:image>"
        '<xhtml:link rel="alternate" href="https://news.example/en/1"/></url></urlset>'
    )
    assert [item.url for item in content.candidates] == ["https://news.example/1"]


def test_an_index_names_its_newest_children() -> None:
    entries = "".join(
        f"<sitemap><loc>https://news.example/s{number}.xml</loc><lastmod>2026-{number % 12 + 1:02}-01</lastmod></sitemap>"
        for number in range(60)
    )
    content = read(f"<sitemapindex {NS}>{entries}</sitemapindex>")
    assert content.candidates == ()
    assert len(content.children) == MAX_CHILDREN
    assert content.children[0] == "https://news.example/s58.xml"  # November; December is still to come

    undated = read(
        f"<sitemapindex {NS}>"
        + "".join(f"<sitemap><loc>/p{n}.xml</loc></sitemap>" for n in range(60))
        + "</sitemapindex>"
    )
    assert undated.children[0] == "https://news.example/p59.xml"  # numbered archives grow at the end


def test_an_index_that_names_itself_does_not_loop() -> None:
    content = read(
        f"<sitemapindex {NS}><sitemap><loc>{URL}</loc></sitemap><sitemap><loc>{URL}</loc></sitemap></sitemapindex>"
    )
    assert content.children == ()


@pytest.mark.parametrize("text", [
    "<urlset><url><loc>https://news.example/1</loc></url></urlset>",
    '<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>/1</s:loc></s:url></s:urlset>',
    '<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"><url><loc>/1</loc></url></urlset>',
    '\ufeff<?xml version="1.0"?><urlset><url><loc><![CDATA[https://news.example/1]]></loc></url></urlset>',
    "<urlset><url><loc>https://news.example/1</loc></url><url><loc>https://news.exam",
    "<urlset><url><loc>https://news.example/1</loc></url></wrong></urlset>",
])  # fmt: skip
def test_namespaces_marks_and_damage(text: str) -> None:
    assert [item.url for item in read(text).candidates] == ["https://news.example/1"]


@pytest.mark.slow
def test_a_hundred_thousand_entries_give_the_newest_and_cost_little() -> None:
    lines = [
        f"<url><loc>https://news.example/{number}</loc><lastmod>20{number // 5000:02}-0{number % 9 + 1}-15</lastmod></url>"
        for number in range(100_000)
    ]
    body = urlset(*lines).encode()
    began = time.process_time()
    content = read(body)
    seconds = time.process_time() - began
    assert content.entries == 100_000
    assert len(content.candidates) == MAX_CANDIDATES
    dates = [item.updated_at for item in content.candidates if item.updated_at]
    assert dates == sorted(dates, reverse=True)
    assert min(dates).year == 2019
    assert seconds < 15


def test_without_dates_the_first_win() -> None:
    content = read(urlset(*(f"<url><loc>/{number}</loc></url>" for number in range(MAX_CANDIDATES + 50))))
    assert content.candidates[0].url == "https://news.example/0"
    assert content.candidates[-1].url == f"https://news.example/{MAX_CANDIDATES - 1}"


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    bomb = "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for doctype in (
        f'<!DOCTYPE u [<!ENTITY a "x">{bomb}]>',
        f'<!DOCTYPE u [<!ENTITY i SYSTEM "file://{secret}">]>',
    ):
        began = time.process_time()
        content = read(doctype + "<urlset><url><loc>https://news.example/&i;</loc></url></urlset>")
        assert time.process_time() - began < 2
        assert "TOPSECRET" not in repr(content)
        assert len(repr(content)) < 5_000


@pytest.mark.parametrize(
    "text", ["<urlset>" + "<url>" * 50_000, "<urlset><url><loc>" + "x" * 3_000_000, "<a>" * 200_000, "<" * 100_000],
    ids=["nested", "long", "deep", "brackets"],
)  # fmt: skip
def test_hostile_shapes_end_soon(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 5


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(read(data), SitemapContent)
    assert isinstance(read(b"<urlset><url><loc>http://a.example/" + data + b"</loc></url>"), SitemapContent)


def test_the_newest_children_are_kept_wherever_the_index_names_them() -> None:
    def index(days: list[int]) -> str:
        rows = (
            f"<sitemap><loc>/s{number}.xml</loc><lastmod>2026-{day // 28 + 1:02}-{day % 28 + 1:02}</lastmod></sitemap>"
            for number, day in enumerate(days)
        )
        return f"<sitemapindex {NS}>{''.join(rows)}</sitemapindex>"

    old = [0] * 3_000
    wanted = [f"https://news.example/s{number}.xml" for number in range(3_019, 2_999, -1)]
    assert list(read(index([*old, *range(1, 21)])).children) == wanted
    first = read(index([*range(20, 0, -1), *old])).children
    assert list(first) == [f"https://news.example/s{number}.xml" for number in range(20)]
    undated = "".join(f"<sitemap><loc>/p{number}.xml</loc></sitemap>" for number in range(3_000))
    assert (
        read(f"<sitemapindex {NS}>{undated}</sitemapindex>").children[0] == "https://news.example/p2999.xml"
    )


# --- times of change that are of the sitemap and not of its pages ----------------------------------------------


def dated(stamps: list[str], *, more: str = "") -> SitemapContent:
    return read(urlset(*(
        f"<url><loc>https://news.example/{number}</loc><lastmod>{stamp}</lastmod>{more}</url>"
        for number, stamp in enumerate(stamps)
    )))  # fmt: skip


STAMPED = [
    (["2026-11-02T04:00:00Z"] * 12, "12 of 12 entries have 2026-11-02T04:00Z"),
    (["2026-11-02T04:00:00Z"] * 7 + [f"2026-10-{day:02}" for day in range(1, 7)], "7 of 13 entries have 2026-11-02T04:00Z"),
    ([f"2026-11-02T04:{minute:02}:00Z" for minute in range(30)], "30 of 30 entries have 2026-11-02"),
    ([f"2026-11-0{1 + n % 3}T{n % 24:02}:{n % 60:02}:00Z" for n in range(200)], "200 of 200 entries are of 3 days"),
]  # fmt: skip


@pytest.mark.parametrize("stamps, why", STAMPED)
def test_a_stamped_sitemap_dates_nothing(stamps: list[str], why: str) -> None:
    content = dated(stamps)
    assert content.note == f"lastmod dates nothing: {why}"
    assert {item.updated_at for item in content.candidates} == {None}
    assert len(content.candidates) == len(stamps)


ONE_BY_ONE = [
    ["2026-11-02T04:00:00Z"] * 4,  # too few to tell
    [f"2026-{1 + n % 10:02}-{1 + n % 27:02}T0{n % 10}:00:00Z" for n in range(60)],
    [f"2026-11-{1 + n // 20:02}T{n % 20:02}:00:00Z" for n in range(200)],  # twenty a day, ten days
    [
        f"2026-11-{1 + n // 40:02}T{n % 20:02}:{n % 60:02}:00Z" for n in range(90)
    ],  # three busy days, and no more
]


@pytest.mark.parametrize("stamps", ONE_BY_ONE)
def test_pages_that_change_one_by_one_are_believed(stamps: list[str]) -> None:
    content = dated(stamps)
    assert content.note == ""
    assert all(item.updated_at for item in content.candidates)


def test_the_days_of_publication_stay() -> None:
    news = "<news:news><news:publication_date>2026-11-01T09:00:00Z</news:publication_date></news:news>"
    content = dated(["2026-11-13T00:00:00Z"] * 20, more=news)
    assert content.note
    assert {item.published_at for item in content.candidates} == {datetime(2026, 11, 1, 9, tzinfo=UTC)}


# --- any label the web knows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("label, codec", [
    ("gb2312", "gb18030"), ("gb18030", "gb18030"), ("big5", "big5hkscs"), ("utf-16", "utf-16"), ("utf-16", "utf-16-le"),
    ("x-gbk", "gb18030"), ("iso-8859-1", "utf-8"), ("utf-7", "utf-8"), ("no-such-label", "utf-8"), ("utf-8", "utf-8-sig"),
])  # fmt: skip
@pytest.mark.parametrize("mark", ["urlset", "sitemapindex"])
def test_any_label(label: str, codec: str, mark: str) -> None:
    inner, name = ("url", "中文") if mark == "urlset" else ("sitemap", "中文")
    text = (
        f'<?xml version="1.0" encoding="{label}"?>\n<{mark} {NS}>'
        + "".join(f"<{inner}><loc>https://news.example/{name}/{n}</loc></{inner}>" for n in range(3))
        + f"</{mark}>"
    )
    content = read(text.encode(codec))
    found = [item.url for item in content.candidates] or list(reversed(content.children))
    assert found == [f"https://news.example/%E4%B8%AD%E6%96%87/{n}" for n in range(3)]
    assert content.damage == ""
