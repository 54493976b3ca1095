"""The pages of an announcement: their addresses, with the placeholders of interfaces, and their names."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.urls import UnusableURL, canonical_url
from store.records import Source, SourceKind

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DAY = re.compile(r"today(?:-(\d{1,4}))?(?::([%A-Za-z0-9/_.-]{1,40}))?")
_FORMATS = re.compile(r"(?:%[YmdHMSyjBb]|[^%])+")


def fill_address(template: str, today: date, page: int = 1) -> str:
    """The address to fetch: ``{today}``, ``{today-7}``, ``{today-7:%Y%m%d}`` and ``{page}`` filled in.

    Days are written YYYY-MM-DD where no format says otherwise. Raises ValueError for any other placeholder.
    """

    def filled(match: re.Match[str]) -> str:
        if match.group(1) == "page":
            return str(page)
        day = _DAY.fullmatch(match.group(1))
        if day is None or not _FORMATS.fullmatch(day.group(2) or "%Y"):
            raise ValueError(f"{match.group()} is not known: write {{today}}, {{today-7:%Y%m%d}} or {{page}}")
        return (today - timedelta(days=int(day.group(1) or 0))).strftime(day.group(2) or "%Y-%m-%d")

    return _PLACEHOLDER.sub(filled, template)


def address_of(source: Source, at: datetime, page: int = 1) -> str:
    """Where a source's announcement is fetched at this moment; only the address of an api has placeholders."""
    if source.kind is not SourceKind.API or "{" not in source.url:
        return source.url
    return fill_address(source.url, at.astimezone(ZoneInfo(source.timezone)).date(), page)


def next_address(source: Source, at: datetime, page: int) -> str:
    """Where the page behind ``page`` is, for sources that number theirs; "" for the others and behind the last."""
    if "{page}" not in source.url or page >= source.pages:
        return ""
    try:
        return canonical_url(address_of(source, at, page + 1), tracking=True)
    except UnusableURL:
        return ""


def names_of(source: Source, url: str, at: datetime, page: int) -> tuple[str, str]:
    """Under which name a page of an announcement is remembered, and where it is fetched.

    The addresses of an interface change from day to day: its first page has the name of the catalogue, the others
    their number behind it. So have the further pages of a list.
    """
    if page > 1 and ends_with_known(source):
        return f"{source.url}#{page}", url
    return (source.url, address_of(source, at)) if source.kind is SourceKind.API else (url, url)


def ends_with_known(source: Source) -> bool:
    """Whether its news is on its first page, so that behind a page on which all is known there is none."""
    return source.kind in (SourceKind.LISTING, SourceKind.API)
