"""Placeholders in addresses, and under which name the pages of an announcement are remembered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.paging import address_of, ends_with_known, fill_address, names_of, next_address
from store.records import Recipe, Source, SourceKind

TODAY = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)


def source(url: str, *, kind: SourceKind = SourceKind.API, pages: int = 1, timezone: str = "UTC") -> Source:
    return Source(
        id="s",
        name="S",
        kind=kind,
        url=url,
        pages=pages,
        timezone=timezone,
        recipe=Recipe(items="", link="url"),
    )


@pytest.mark.parametrize("template, address", [
    ("https://a.example/x", "https://a.example/x"),
    ("https://a.example/?since={today-7}&until={today}", "https://a.example/?since=2026-10-27&until=2026-11-03"),
    ("https://a.example/{today:%Y/%m/%d}.json", "https://a.example/2026/11/03.json"),
    ("https://a.example/?d={today-1:%Y%m%d}000000", "https://a.example/?d=20261102000000"),
    ("https://a.example/?p={page}", "https://a.example/?p=4"),
])  # fmt: skip
def test_placeholders(template: str, address: str) -> None:
    assert fill_address(template, TODAY, 4) == address


@pytest.mark.parametrize(
    "wrong", ["{}", "{tomorrow}", "{today+1}", "{today-99999}", "{today:%s}", "{today:%Q}", "{Page}"]
)
def test_other_placeholders_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not known"):
        fill_address(f"https://a.example/?x={wrong}", TODAY)


def test_the_day_is_the_sources_own() -> None:
    assert (
        address_of(source("https://a.example/{today}", timezone="Asia/Taipei"), AT)
        == "https://a.example/2026-11-04"
    )
    assert address_of(source("https://a.example/{today}", timezone="America/New_York"), AT).endswith(
        "2026-11-03"
    )


def test_braces_of_other_kinds_are_part_of_the_address() -> None:
    listing = source("https://a.example/?q={x}", kind=SourceKind.LISTING)
    assert address_of(listing, AT) == "https://a.example/?q={x}"


def test_numbered_pages_end_with_the_last() -> None:
    numbered = source("https://a.example/?page={page}&since={today}", pages=3)
    assert next_address(numbered, AT, 1) == "https://a.example/?page=2&since=2026-11-03"
    assert next_address(numbered, AT, 2) == "https://a.example/?page=3&since=2026-11-03"
    assert next_address(numbered, AT, 3) == ""
    assert next_address(source("https://a.example/", pages=3), AT, 1) == ""


def test_names_stay_while_addresses_change() -> None:
    api = source("https://a.example/?since={today}", pages=9)
    assert names_of(api, api.url, AT, 1) == (api.url, "https://a.example/?since=2026-11-03")
    cursor = "https://a.example/?cursor=Zm9v"
    assert names_of(api, cursor, AT, 2) == (f"{api.url}#2", cursor)
    feed = source("https://a.example/feed", kind=SourceKind.FEED)
    assert names_of(feed, feed.url, AT, 1) == (feed.url, feed.url)
    listing = source("https://a.example/{news}", kind=SourceKind.LISTING, pages=9)
    assert names_of(listing, listing.url, AT, 1) == (listing.url, listing.url)
    assert names_of(listing, "https://a.example/older", AT, 3) == (
        f"{listing.url}#3",
        "https://a.example/older",
    )


def test_which_pages_show_the_new_first() -> None:
    assert [kind for kind in SourceKind if ends_with_known(source("https://a.example/", kind=kind))] == [
        SourceKind.LISTING, SourceKind.API,
    ]  # fmt: skip
