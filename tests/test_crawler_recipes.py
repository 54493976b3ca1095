"""Interfaces read by recipe: registers, searches, aggregators, states of pages, and everything that can be wrong."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Announcement, read_announcement
from crawler.recipes import MAX_ITEMS, parse_api_date, read_api
from store.records import DateSource, Reason, Recipe, Source, SourceKind

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://gazette.example/api/v1/notices.json?page=1"

GAZETTE = Recipe(
    items="results", link="html_url", title="title", published="publication_date", updated="revised", key="number",
    fields=(("type", "type"), ("agencies", "agencies.name"), ("effective_on", "effective_on"), ("cite", "{volume} GZ {page}")),
    next="next_page_url",
)  # fmt: skip


def source(recipe: Recipe | None, **more: Any) -> Source:
    return Source(
        **{
            "id": "gz",
            "name": "Gazette",
            "kind": SourceKind.API,
            "url": URL,
            "recipe": recipe,
            "pages": 5,
            **more,
        }
    )


def read(
    body: Any, recipe: Recipe | None = GAZETTE, *, page: int = 1, content_type: str = "", **more: Any
) -> Announcement:
    data = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    return read_announcement(source(recipe, **more), URL, data, content_type, AT, page=page)


def notice(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": f"2026-{number:05}", "title": f"Notice &amp; order <i>{number}</i>", "type": "Notice",
        "html_url": f"/documents/{number}", "publication_date": "2026-11-12", "volume": 91, "page": 400 + number,
        "agencies": [{"name": "Harbour Board"}, {"name": "Excise Office"}], "effective_on": None, **more,
    }  # fmt: skip


# --- registers ------------------------------------------------------------------------------------------------


def test_a_register_gives_candidates_and_records_and_its_next_page() -> None:
    further = "https://gazette.example/api/v1/notices.json?page=2"
    found = read(
        {
            "count": 9,
            "next_page_url": further,
            "results": [notice(1), notice(2, revised="2026-11-13T08:00:00Z")],
        }
    )
    assert (found.discovery.status, found.discovery.detail, found.further) == ("ok", "", (further,))
    first, second = found.discovery.candidates
    assert (first.url, first.title) == ("https://gazette.example/documents/1", "Notice & order 1")
    assert first.published_at == datetime(2026, 11, 12, 12, tzinfo=UTC)
    assert (first.date_source, first.updated_at) == (DateSource.FEED, None)
    assert second.updated_at == datetime(2026, 11, 13, 8, tzinfo=UTC)
    record = found.discovery.records[0]
    assert (record.key, record.title, record.url) == ("2026-00001", "Notice & order 1", first.url)
    assert (record.at, record.published_at, record.source_id) == (AT, first.published_at, "gz")
    assert record.fields == (
        ("type", "Notice"), ("agencies", "Harbour Board; Excise Office"), ("effective_on", ""), ("cite", "91 GZ 401"),
    )  # fmt: skip


def test_without_a_link_items_are_records_and_no_articles() -> None:
    recipe = Recipe(items="results", key="number", page="https://gazette.example{html_url}", title="title")
    found = read({"results": [notice(1)]}, recipe)
    assert found.discovery.candidates == ()
    assert [(item.key, item.url) for item in found.discovery.records] == [
        ("2026-00001", "https://gazette.example/documents/1")
    ]


def test_items_named_twice_are_one() -> None:
    found = read({"results": [notice(1), notice(1, title="Again")]})
    assert len(found.discovery.candidates) == len(found.discovery.records) == 1


def test_items_that_lack_what_is_asked_are_counted() -> None:
    found = read(
        {
            "results": [
                notice(1),
                {"title": "no more"},
                {**notice(3), "html_url": "javascript:go()", "number": ""},
            ]
        }
    )
    assert found.discovery.status == "ok"
    assert found.discovery.detail == "2 of 3 items lack what the recipe names"


XML = """<?xml version="1.0" encoding="{encoding}"?>
<alerts xmlns="urn:alerts"><alert id="W46/1"><product><name>{name}</name></product><day>14/11/2026</day>
<link>https://alerts.example/W46-1</link><risk>Burns</risk><risk>Shock</risk></alert>
<alert id="W46/2"><day>02.11.2026</day></alert></alerts>"""
ALERTS = Recipe(
    items="alerts.alert",
    key="@id",
    title="product.name",
    page="link",
    published="day",
    fields=(("risks", "risk"),),
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_an_xml_register_in_any_encoding(encoding: str) -> None:
    body = XML.format(encoding=encoding, name="电热水壶").encode(encoding)
    found = read(body, ALERTS, region="BE", timezone="Europe/Brussels")
    first, second = found.discovery.records
    assert (first.key, first.title, first.url) == ("W46/1", "电热水壶", "https://alerts.example/W46-1")
    assert first.fields == (("risks", "Burns; Shock"),)
    assert first.published_at == datetime(2026, 11, 14, 11, tzinfo=UTC)
    assert second.published_at == datetime(2026, 11, 2, 11, tzinfo=UTC)


def test_xml_that_breaks_off_gives_what_is_whole() -> None:
    body = XML.format(encoding="utf-8", name="Kettle")
    cut = body[: body.index("02.11")]
    found = read(cut.encode(), ALERTS)
    assert [item.key for item in found.discovery.records] == ["W46/1"]
    assert found.discovery.detail.startswith("damaged")


def test_a_document_that_defines_entities_is_refused() -> None:
    bomb = "<!DOCTYPE a [<!entity a 'x'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    found = read(
        f"{bomb}<alerts><alert id='1&b;'><product><name>N&f;</name></product></alert></alerts>", ALERTS
    )
    assert (found.discovery.status, found.discovery.detail) == ("not-html", "defines XML entities")
    html_ones = (
        "<alerts><alert id='1&nbsp;2'><product><name>A&eacute;&#8212;B</name></product></alert></alerts>"
    )
    [record] = read(html_ones, ALERTS).discovery.records
    assert record.title.endswith("—B")  # what nobody defined is left out, the rest is read


# --- aggregators ----------------------------------------------------------------------------------------------

SEARCH = Recipe(items="articles", link="url", title="title", published="seendate", publisher="domain")


def test_a_search_names_the_house_of_each_article() -> None:
    answer = {"articles": [
        {"url": "https://www.harbourpost.example/a", "title": "T", "seendate": "20261113T101500Z", "domain": "harbourpost.example"},
        {"url": "https://news.gazette.example/own", "title": "U", "seendate": "20261113101500", "domain": "gazette.example"},
        {"url": "https://m.tide.example.co.uk/b", "title": "V", "seendate": "20261113", "domain": "The Tide"},
    ]}  # fmt: skip
    found = read(answer, SEARCH, group="aggregator").discovery.candidates
    assert [item.publisher for item in found] == ["harbourpost.example", "", "example.co.uk"]
    assert found[0].published_at == found[1].published_at == datetime(2026, 11, 13, 10, 15, tzinfo=UTC)
    assert {item.publisher for item in read(answer, SEARCH, group="press").discovery.candidates} == {""}


# --- states and fragments -------------------------------------------------------------------------------------


def test_the_state_of_a_page() -> None:
    state = {"props": {"list": [{"id": 7, "slug": "tariff-news", "head": "关税上调", "at": 1794564000000}]}}
    page = f"<!doctype html><html><body><script id='__NEXT_DATA__' type='application/json'>{json.dumps(state)}</script></body></html>"
    recipe = Recipe(
        items="props.list", link="https://port.example/n/{id}/{slug}", title="head", published="at",
        payload="__NEXT_DATA__",
    )  # fmt: skip
    [item] = read(page, recipe).discovery.candidates
    assert (item.url, item.title) == ("https://port.example/n/7/tariff-news", "关税上调")
    assert item.published_at == datetime(2026, 11, 13, 10, tzinfo=UTC)
    assert (
        read("<html><body>new front end</body></html>", recipe).discovery.detail
        == "no __NEXT_DATA__ in the page"
    )


def test_linked_data_of_one_type() -> None:
    graph = {
        "@graph": [{"@type": "WebPage", "url": "/w"}, {"@type": "NewsArticle", "url": "/n", "headline": "H"}]
    }
    page = f'<html><script type="application/ld+json">{json.dumps(graph)}</script></html>'
    recipe = Recipe(
        items="@graph.?@type=NewsArticle", link="url", title="headline", payload="application/ld+json"
    )
    assert [item.url for item in read(page, recipe).discovery.candidates] == ["https://gazette.example/n"]
    other = page.replace("NewsArticle", "Event")
    assert read(other, recipe).discovery.status == "empty"


def test_html_inside_json() -> None:
    rows = "".join(
        f"<li><a href='/t/{n}.html' title='公告{n}'>公告…</a><span>2026-11-0{n}</span></li>" for n in (1, 2)
    )
    recipe = Recipe(items="**.li", link="a.@href", title="a.@title", published="span", payload="data.html")
    found = read(
        {"code": 200, "data": {"html": f"<div><ul>{rows}</ul></div>"}}, recipe, timezone="Asia/Shanghai"
    )
    assert [(item.url, item.title) for item in found.discovery.candidates] == [
        ("https://gazette.example/t/1.html", "公告1"), ("https://gazette.example/t/2.html", "公告2"),
    ]  # fmt: skip
    assert found.discovery.candidates[0].published_at == datetime(2026, 11, 1, 4, tzinfo=UTC)
    refused = read({"code": 403, "data": None}, recipe).discovery
    assert (refused.status, refused.detail) == ("not-article", "no HTML at data.html in the answer")


def test_a_script_file_and_a_wrapped_answer() -> None:
    recipe = Recipe(items="", link="u", title="t", payload="newest")
    assert read('var newest = [{"u": "/1", "t": "x"}];', recipe).discovery.candidates[0].url.endswith("/1")
    assert read('callback([{"u": "/1"}])', Recipe(items="", link="u")).discovery.status == "ok"


# --- pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named, page, further", [
    ("?page=2", 1, "https://gazette.example/api/v1/notices.json?page=2"), ("?page=2", 5, None), (None, 1, None),
    (URL, 1, None), ("ftp://x/", 1, None), ("", 1, None), (17, 1, "https://gazette.example/api/v1/17"),
])  # fmt: skip
def test_the_next_page(named: Any, page: int, further: str | None) -> None:
    found = read({"results": [notice(1)], "next_page_url": named}, page=page)
    assert found.further == ((further,) if further else ())


def test_an_index_that_only_leads_on() -> None:
    found = read({"next_page_url": "/week/46.json"})
    assert (found.discovery.status, found.further) == ("ok", ("https://gazette.example/week/46.json",))


def test_numbered_pages() -> None:
    url = "https://gazette.example/list?page={page}"
    recipe = Recipe(items="results", link="html_url")
    assert read({"results": [notice(1)]}, recipe, url=url).further == ("https://gazette.example/list?page=2",)
    assert read({"results": []}, recipe, url=url).further == ()


# --- what is wrong --------------------------------------------------------------------------------------------

EMPTY = [
    {},
    [],
    {"results": []},
    {"results": None},
    {"count": 0},
    {"count": "0", "description": "none"},
    {"total": 0},
]


@pytest.mark.parametrize("answer", EMPTY)
def test_nothing_new_is_no_failure(answer: Any) -> None:
    assert read(answer).discovery.status == "empty"


WRONG = [
    ('{"error": "quota"}', Reason.NOT_ARTICLE, "no results in the answer; it has error"),
    ('{"results": {"moved": {}}}', Reason.NOT_ARTICLE, "none of 1 items has what the recipe names"),
    ('{"results": [{"headline": "x"}]}', Reason.NOT_ARTICLE, "none of 1 items has what the recipe names"),
    ('{"results": [{"html_url": "/a", ', Reason.TRUNCATED, ""),
    ('{"results": [{"html_url": "/a}]}', Reason.NOT_HTML, ""),
    ("<!DOCTYPE html><html><body>Just a moment</body></html>", Reason.NOT_ARTICLE, "HTML where"),
    ("Queries must be longer.", Reason.NOT_HTML, "no JSON: 'Queries must be longer.'"),
    ("<other><x/></other>", Reason.NOT_ARTICLE, "no results in the answer; it has x"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", Reason.NOT_HTML, ""),
    (b"", Reason.EMPTY, "no bytes"),
]  # fmt: skip


@pytest.mark.parametrize("body, reason, detail", WRONG)
def test_what_cannot_be_read_is_named(body: str | bytes, reason: Reason, detail: str) -> None:
    found = read(body)
    assert (found.discovery.status, found.discovery.candidates, found.further) == (str(reason), (), ())
    assert detail in found.discovery.detail


def test_a_source_without_a_recipe_is_no_crash() -> None:
    assert read({"results": []}, None).discovery.detail == "the source has no recipe"


def test_an_item_cannot_lead_to_another_host_than_its_template() -> None:
    recipe = Recipe(items="results", link="https://gazette.example{path}", key="path")
    paths = ["/a", ".evil.example/x", "@evil.example/x", ":8443/x", "//evil.example/"]
    found = read({"results": [{"path": path} for path in paths]}, recipe).discovery
    assert {item.url.split("/")[2].partition(":")[0] for item in found.candidates} == {"gazette.example"}
    assert all(not item.url or "//gazette.example" in item.url for item in found.records)


def test_a_large_answer_is_cut_and_says_so() -> None:
    began = time.process_time()
    found = read({"results": [notice(n) for n in range(MAX_ITEMS + 50)]}).discovery
    assert len(found.candidates) == len(found.records) == MAX_ITEMS
    assert found.detail == f"only the first {MAX_ITEMS} items were read"
    assert time.process_time() - began < 20


@pytest.mark.parametrize("body", [
    b"[" * 200_000, b'{"results":' * 5_000, b"<a>" * 100_000, b'{"results": [' + b'{"html_url": "/x"},' * 20_000,
    b'{"results": "' + b"\\ud800" * 50_000 + b'"}', b'{"results": ' + b"9" * 200_000 + b"}", b"<r" + b" a='1'" * 50_000,
])  # fmt: skip
def test_hostile_answers_end_soon(body: bytes) -> None:
    began = time.process_time()
    assert read(body).discovery.status in {"ok", "empty", *Reason}
    assert time.process_time() - began < 10


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text(max_size=8) | st.integers(), lambda inner: st.lists(inner, max_size=3)
                   | st.dictionaries(st.sampled_from(["results", "html_url", "number", "title", "next_page_url"]), inner), max_leaves=15)
)  # fmt: skip
def test_no_answer_raises(answer: Any) -> None:
    data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    content = read_api(data, "", source=source(GAZETTE), url=URL, at=AT)
    assert content.reason is None or (not content.candidates and not content.records)


# --- dates ----------------------------------------------------------------------------------------------------

DATES = [
    ("2026-11-03", "UTC", "", "2026-11-03T12:00"), ("20261103T101500Z", "UTC", "", "2026-11-03T10:15"),
    ("20261103101500", "Asia/Shanghai", "", "2026-11-03T02:15"), ("20261103", "Asia/Shanghai", "", "2026-11-03T04:00"),
    ("1793700900", "Asia/Shanghai", "", "2026-11-03T10:15"), ("1793700900123", "UTC", "", "2026-11-03T10:15"),
    ("1793700900.5", "UTC", "", "2026-11-03T10:15"), ("/Date(1793700900000+0800)/", "UTC", "", "2026-11-03T10:15"),
    ("Tue, 03 Nov 2026 10:15:00 GMT", "UTC", "", "2026-11-03T10:15"), ("3 November 2026", "UTC", "", "2026-11-03T12:00"),
    ("November 3, 2026 6:15 pm", "Asia/Shanghai", "", "2026-11-03T10:15"), ("2026年11月3日 18:15", "Asia/Taipei", "", "2026-11-03T10:15"),
    ("03/11/2026", "UTC", "GB", "2026-11-03T12:00"), ("11/03/2026", "UTC", "US", "2026-11-03T12:00"),
    ("11/03/2026", "America/New_York", "", "2026-11-03T17:00"), ("03/11/2026", "UTC", "", None),
    ("13/11/2026", "UTC", "", "2026-11-13T12:00"), ("0", "UTC", "", None), ("1970-01-01", "UTC", "", None),
    ("2099-01-01", "UTC", "", None), ("9999999999999999", "UTC", "", None), ("soon", "UTC", "", None), ("", "UTC", "", None),
]  # fmt: skip


@pytest.mark.parametrize("raw, timezone, region, moment", DATES)
def test_dates_as_interfaces_write_them(raw: str, timezone: str, region: str, moment: str | None) -> None:
    found = parse_api_date(raw, source=source(GAZETTE, timezone=timezone, region=region), at=AT)
    assert (found and f"{found:%Y-%m-%dT%H:%M}") == moment
    assert found is None or found.tzinfo is UTC
