"""The shipped catalogue against a saved page of each listing and interface: what must come out of it, and nothing else.

The pages under tests/data/sources are written for this project in the shape of the sites, with made-up news;
docs/sources.md says how they are made. A golden file beside each page says what an announcement of it brings.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import rows, run
from origin import Answer, Origin, origin

from crawler.discovery import Announcement, read_announcement
from crawler.paging import address_of
from crawler.sources import KEYS, RECIPE_KEYS, load_sources, parse_sources
from crawler.urls import canonical_url, host_of, site_of
from store.records import Lang, Source, SourceKind

DOCS = Path(__file__).resolve().parents[1] / "docs" / "sources.md"
PAGES = Path(__file__).resolve().parent / "data" / "sources"
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIPPED = {source.id: source for source in load_sources()}
SAVED = sorted(path for path in PAGES.iterdir() if not path.name.endswith(".golden.json"))
READ = [source for source in SHIPPED.values() if source.kind in (SourceKind.LISTING, SourceKind.API)]

# Names that many houses share: a registry of feeds, and the institutions of the Union.
SHARED_SITES = {"feedburner.com", "europa.eu"}
# Known over http only; a note in the catalogue says so of each that is enabled.
HTTP_ONLY = {
    "www.people.com.cn",
    "www.cw.com.tw",
    "www.chinatax.gov.cn",
    "www.customs.gov.cn",
    "data.gdeltproject.org",
}
ZONES = {
    "CN": {"Asia/Shanghai"}, "TW": {"Asia/Taipei"}, "HK": {"Asia/Hong_Kong"}, "SG": {"Asia/Singapore"},
    "GB": {"Europe/London"}, "JP": {"Asia/Tokyo"}, "KR": {"Asia/Seoul"}, "IE": {"Europe/Dublin"},
    "US": {"America/New_York", "America/Los_Angeles", "UTC"},
}  # fmt: skip


def read(path: Path, body: bytes | None = None) -> Announcement:
    """What the reader makes of a saved page. ID.page2.EXT is the page that the first one leads to."""
    source = SHIPPED[path.name.split(".")[0]]
    page = 2 if ".page2." in path.name else 1
    data = path.read_bytes() if body is None else body
    return read_announcement(source, address_of(source, AT), data, "", AT, page=page)


def shown(announcement: Announcement) -> dict[str, Any]:
    """An announcement as golden files write it."""
    found = announcement.discovery
    return {
        "status": found.status,
        "candidates": [
            {"url": item.url, "title": item.title, "published_at": _time(item.published_at)}
            | ({"publisher": item.publisher} if item.publisher else {})
            for item in found.candidates
        ],
        "records": [
            {
                "key": item.key, "title": item.title, "url": item.url, "published_at": _time(item.published_at),
                "fields": dict(item.fields),
            }
            for item in found.records
        ],
        "further": list(announcement.further),
    }  # fmt: skip


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def golden_of(path: Path) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads(golden_path(path).read_text(encoding="utf-8"))
    return golden


def golden_path(path: Path) -> Path:
    return path.with_name(f"{path.name.rpartition('.')[0]}.golden.json")


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_a_saved_page_gives_what_its_golden_file_says(path: Path) -> None:
    assert shown(read(path)) == golden_of(path)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_a_page_that_breaks_off_gives_no_half_of_anything(path: Path) -> None:
    """Wherever it is cut: what comes is among what the whole page has, to the letter of each address."""
    body, golden = path.read_bytes(), golden_of(path)
    urls, keys = {item["url"] for item in golden["candidates"]}, {item["key"] for item in golden["records"]}
    for cut in range(1, 24):
        found = read(path, body[: len(body) * cut // 24]).discovery
        assert {item.url for item in found.candidates} <= urls, (cut, found.candidates)
        assert {item.key for item in found.records} <= keys, (cut, found.records)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_another_page_in_its_place_is_never_taken_for_no_news(path: Path) -> None:
    """A refusal, a page for scripts, an error in JSON: the status names what is wrong, and it is not "empty"."""
    refusal = b"<html><head><title>Request Access</title></head><body><h1>Request Access</h1><p>Your request has been flagged.</p></body></html>"
    scripts = b'<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>'
    error = b'{"code": 40101, "msg": "no permission"}'
    for body in (refusal, scripts, error, b"\x89PNG\r\n\x1a\n\x00\x00"):
        found = read(path, body)
        assert (found.discovery.candidates, found.discovery.records, found.further) == ((), (), ())
        assert found.discovery.status != "ok"
        if body is error or SHIPPED[path.name.split(".")[0]].kind is SourceKind.API:
            assert found.discovery.status != "empty"


def test_every_listing_and_interface_has_its_page_and_every_page_its_source() -> None:
    wanted = {source.id for source in READ if source.enabled or source.recipe or source.link_css}
    assert {path.name.split(".")[0] for path in SAVED} == wanted
    for path in SAVED:
        assert golden_path(path).exists(), path.name
    golden = {path.name for path in PAGES.glob("*.golden.json")}
    assert golden == {golden_path(path).name for path in SAVED}
    for path in SAVED:
        said = golden_of(path)
        assert said["candidates"] or said["records"] or said["further"], path.name


def test_saved_pages_are_small_and_hold_what_must_be_left_out() -> None:
    """A page without navigation and other links would show nothing about choosing among links."""
    for path in SAVED:
        assert path.stat().st_size < 8_000, path.name
        if path.suffix == ".html":
            anchors = path.read_text(encoding="utf-8").count("<a ")
            assert anchors >= len(golden_of(path)["candidates"]) + 3, path.name


def test_registers_say_where_people_read_an_entry() -> None:
    for source in SHIPPED.values():
        if source.recipe is None:
            continue
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name, _ in source.recipe.fields), source.id
        assert source.recipe.title, source.id
        if source.recipe.key and source.id != "usitc-hts":  # its revisions have no page of their own
            assert source.recipe.page or source.recipe.link, source.id
        if not source.recipe.link:
            assert "Records" in source.note, source.id
    federal = golden_of(PAGES / "federal-register.json")["records"]
    assert {name for record in federal for name in record["fields"]} >= {
        "type", "agencies", "effective_on", "comments_close_on",
    }  # fmt: skip


def test_an_interface_that_numbers_its_days_asks_for_the_right_ones() -> None:
    address = address_of(SHIPPED["federal-register"], AT)
    assert "[publication_date][gte]=2026-10-30&" in address
    assert "{" not in address
    later = address_of(SHIPPED["federal-register"], datetime(2026, 11, 21, 3, tzinfo=UTC))
    assert later == address  # still the 20th in New York


def test_identity() -> None:
    sources = SHIPPED.values()
    names = Counter(source.name for source in sources)
    urls = Counter(re.sub(r"^https?://(?:www\.)?", "", canonical_url(_plain(source))) for source in sources)
    assert [name for name, count in names.items() if count > 1] == []
    assert [url for url, count in urls.items() if count > 1] == []


def test_the_sources_of_one_site_are_one_witness() -> None:
    families: dict[str, set[str]] = defaultdict(set)
    for source in SHIPPED.values():
        families[site_of(_plain(source))].add(source.witness_family)
    split = {site: found for site, found in families.items() if len(found) > 1 and site not in SHARED_SITES}
    assert split == {}


@pytest.mark.parametrize(
    "ids, family",
    [
        (
            ("about-amazon", "amazon-press", "amazon-small-business", "aws-whats-new", "aws-news-blog"),
            "amazon",
        ),
        (("36kr", "36kr-newsflashes", "36kr-chuhai"), "36kr"),
        (("retail-dive", "supply-chain-dive"), "industry-dive"),
        (("modern-retail", "glossy"), "digiday"),
        (("channelx", "channelx-all", "tamebay"), "channelx"),
        (("cna-finance", "cna-all"), "cna"),
        (("cnyes", "cnyes-tw-stock", "cnyes-headline"), "cnyes"),
        (("eu-commission", "eu-taxud", "eu-digital-strategy", "eu-safety-gate"), "eu-commission"),
        (("uk-hmrc", "uk-dbt", "uk-cma", "uk-dsit", "uk-hmrc-documents"), "uk-gov"),
    ],
)
def test_houses_with_several_sites_are_one_witness_too(ids: tuple[str, ...], family: str) -> None:
    assert {SHIPPED[id].witness_family for id in ids} == {family}


def test_http_only_where_nothing_else_is_known() -> None:
    plain = {host_of(_plain(source)) for source in SHIPPED.values() if source.url.startswith("http://")}
    assert plain == HTTP_ONLY
    assert not plain & {
        host_of(_plain(source)) for source in SHIPPED.values() if source.url.startswith("https://")
    }
    for source in SHIPPED.values():
        if source.enabled and source.url.startswith("http://"):
            assert "http only" in source.note, source.id


def test_reasons_dates_and_places() -> None:
    for source in SHIPPED.values():
        assert source.enabled == (not source.disabled_reason), source.id
        assert source.enabled or len(source.disabled_reason) > 20, source.id
        assert source.topics, source.id
        assert source.region, source.id
        assert source.timezone in ZONES.get(source.region, {source.timezone}), source.id
        for text in (source.note, source.disabled_reason):
            assert not text.endswith("."), source.id
        if source.delay is not None:
            assert source.delay > 1, source.id
        if source.kind is not SourceKind.API:
            assert "{" not in source.url, source.id


def test_there_is_enough_of_everything() -> None:
    enabled = [source for source in SHIPPED.values() if source.enabled]
    assert len(enabled) >= 145
    langs = Counter(source.lang for source in enabled)
    assert min(langs[Lang.EN], langs[Lang.ZH_HANS], langs[Lang.ZH_HANT]) >= 25
    groups = Counter(source.group for source in enabled)
    assert groups["press"] >= 70
    assert groups["policy"] >= 40
    assert groups["newsroom"] >= 15
    assert groups["aggregator"] >= 3
    kinds = Counter(source.kind for source in enabled)
    assert kinds[SourceKind.LISTING] >= 30
    assert kinds[SourceKind.API] >= 12
    assert len({source.witness_family for source in enabled}) >= 90


def test_the_page_about_sources_says_what_the_code_does() -> None:
    """Its tables load, its keys are all of them, and the sources it names are there."""
    text = DOCS.read_text(encoding="utf-8")
    tables = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert [source.kind for table in tables for source in parse_sources(table, "sources.md")] == [
        "feed",
        "api",
    ]
    named = {
        name for cell in re.findall(r"^\| ([a-z_, ]+) \|", text, re.MULTILINE) for name in cell.split(", ")
    }
    assert named >= set(KEYS) | set(RECIPE_KEYS)
    shapes = text[text.index("## Where the shapes come from") :]
    cells = re.findall(r"^\| ([a-z0-9*, -]+) \|", shapes, re.MULTILINE)
    known = {name for cell in cells for name in cell.split(", ")} - {"sources", "---", "all other listings"}
    assert {name for name in known if not name.endswith("*")} <= set(SHIPPED)
    unsaid = {source.id for source in READ if source.recipe or source.link_css} - known
    assert {id for id in unsaid if not id.startswith(("edgar-", "gdelt-"))} == set()


@pytest.mark.slow
def test_registers_are_read_to_their_last_page_and_change_only_when_they_do(tmp_path: Path) -> None:
    """The shipped recipes in a crawl: an index that leads to its report, a register of two pages, a list of articles."""
    with origin() as site:
        _put(site, "/weeks", "eu-safety-gate.xml", ("https://ec.europa.eu/", site.url("/report/")))
        _put(site, golden_of(PAGES / "eu-safety-gate.xml")["further"][0].replace("https://ec.europa.eu/", "/report/"),
             "eu-safety-gate.page2.xml")  # fmt: skip
        _put(site, "/documents", "federal-register.json",
             ("https://www.federalregister.gov/api/v1/documents.json", site.url("/documents2")))  # fmt: skip
        _put(site, golden_of(PAGES / "federal-register.json")["further"][0].replace(
             "https://www.federalregister.gov/api/v1/documents.json", "/documents2"),
             "federal-register-presidential.json")  # fmt: skip
        article = site.page("/content_7090301.htm")
        _put(site, "/list.json", "gov-cn-news.json",
             ("https://www.gov.cn/yaowen/liebiao/202611/content_7090301.htm", article))  # fmt: skip
        sources = [
            _row("eu-safety-gate", site.url("/weeks")),
            _row("federal-register", site.url("/documents")),
            _row("gov-cn-news", site.url("/list.json")),
        ]
        db = tmp_path / "t.db"
        first = run(db, sources)
        before = rows(db, "SELECT source_id, key, fields, first_at, changed_at FROM official_records")
        run(db, sources)
    assert Counter(row[0] for row in before) == {"eu-safety-gate": 2, "federal-register": 3}
    traders = {json.loads(row[2])["online_trader"] for row in before if row[0] == "eu-safety-gate"}
    assert traders == {"Temu", "AliExpress"}
    assert rows(db, "SELECT source_id, key, fields, first_at, changed_at FROM official_records") == before
    asked = {row[0] for row in rows(db, "SELECT DISTINCT source_id FROM candidates")}
    assert asked == {"gov-cn-news"}
    assert article in first["by_url"]


def _put(site: Origin, path: str, name: str, *exchanged: tuple[str, str]) -> None:
    """A saved page at an address of the origin, with addresses in it that lead there."""
    text = (PAGES / name).read_text(encoding="utf-8")
    for old, new in exchanged:
        assert old in text, old
        text = text.replace(old, new)
    site.answers[path] = Answer(body=text, content_type="")


def _row(id: str, url: str) -> dict[str, Any]:
    source = SHIPPED[id]
    recipe = source.recipe
    assert recipe is not None
    said = {item.name: getattr(recipe, item.name) for item in fields(recipe)}
    return {"id": id, "kind": "api", "url": url, "pages": source.pages, "timezone": source.timezone,
            "recipe": said}  # fmt: skip


def _plain(source: Source) -> str:
    """The source's address with its placeholders filled in."""
    return address_of(source, AT)
