"""Addresses that no article has: those a site makes without end, and a crawler would follow without end.

By form alone, before anything is asked. What numbers a visit is not refused here: the canonical URL leaves it out, so
the article is found once. Every rule needs a form that articles do not have; a wrong refusal would lose news silently,
so refusals are counted by name where candidates are announced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from store.records import Candidate

MAX_SEGMENTS = 16  # of a path: the deepest of the addresses in the sample feeds and sitemaps has 9
MAX_PARAMETERS = 16  # of a query
MAX_SAME_NAME = 4  # parameters of one name: a facet that is added to with each click
ROUNDS = 3  # times that a path repeats itself before it is a circle

_NUMBER = re.compile(r"[0-9]{1,4}")  # /11/11/11/ is a day
_CALENDARS = frozenset(("calendar", "kalender", "calendrier", "calendario", "rili", "日历", "日曆", "行事曆"))
_SHELVES = frozenset((*_CALENDARS, "events", "event", "archive", "archives", "agenda", "schedule"))
_DAY = re.compile(r"(?:1[0-9]{3}|2[0-9]{3})(?:[-/_]?[01]?[0-9])?(?:[-/_]?[0-3]?[0-9])?")
_CALENDAR_PLUGINS = frozenset(("tribe-bar-date", "eventdisplay", "mc_id", "ai1ec", "ical", "outlook-ical"))
_MONTHS = frozenset(("month", "mon", "monat", "mois", "cal_date", "caldate"))
_CALENDAR_NAMES = _MONTHS | {
    "year",
    "yr",
    "y",
    "week",
    "day",
    "date",
    "view",
    "cal",
    "calendar",
    "d",
    "lang",
    "mode",
}
_FACETS = frozenset((
    "sort", "sortby", "sort_by", "order", "orderby", "order_by", "dir", "direction", "filter", "filters", "facet",
    "facets", "per_page", "perpage", "pagesize", "page_size", "limit", "offset", "min_price", "max_price",
    "view_mode", "items_per_page",
))  # fmt: skip
_ACTIONS = frozenset(("replytocom", "add-to-cart", "add_to_cart", "add_to_wishlist"))


def trap_reason(url: str) -> str | None:
    """Why a canonical URL is one of a site's endless addresses; None when it may be an article's.

    The names: "deep path", "circling path", "nested address", "calendar", "growing query", "facets", "action".
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None  # canonical_url refuses it by name
    segments = [unquote(segment).casefold() for segment in parts.path.split("/") if segment]
    pairs = [pair.partition("=")[::2] for pair in parts.query.split("&") if pair]
    names = [unquote(name).casefold().partition("[")[0] for name, _ in pairs]
    if len(segments) > MAX_SEGMENTS:
        return "deep path"
    if _circles(segments):
        return "circling path"
    if _nests(url, parts.netloc):
        return "nested address"
    if _is_calendar(segments, names):
        return "calendar"
    if len(pairs) > MAX_PARAMETERS or max(Counter(names).values(), default=0) >= MAX_SAME_NAME:
        return "growing query"
    if len(_FACETS.intersection(names)) >= 2:
        return "facets"
    if not _ACTIONS.isdisjoint(names):
        return "action"
    return None


def without_traps(candidates: Iterable[Candidate]) -> tuple[tuple[Candidate, ...], str]:
    """The candidates that may be articles, and a line on the others: "3 addresses left out: calendar (3)", or ""."""
    kept: list[Candidate] = []
    left: Counter[str] = Counter()
    for candidate in candidates:
        reason = trap_reason(candidate.url)
        if reason is None:
            kept.append(candidate)
        else:
            left[reason] += 1
    told = ", ".join(f"{reason} ({number})" for reason, number in sorted(left.items()))
    total = left.total()
    return tuple(kept), f"{total} address{'' if total == 1 else 'es'} left out: {told}" if left else ""


def _circles(segments: list[str]) -> bool:
    """Whether one to four segments come again and again, right behind each other: a relative link gone wrong."""
    for length in range(1, 5):
        for start in range(len(segments) - ROUNDS * length + 1):
            turn = segments[start : start + length]
            if all(_NUMBER.fullmatch(segment) for segment in turn):
                continue
            if all(segments[start + turned * length :][:length] == turn for turned in range(1, ROUNDS)):
                return True
    return False


def _nests(url: str, netloc: str) -> bool:
    """Whether the address carries itself, or an escape of an escape of an escape: each visit makes it longer."""
    if "%25252" in url:
        return True
    inner = unquote(unquote(url))
    return bool(netloc) and inner.count(f"//{netloc}/") >= ROUNDS


def _is_calendar(segments: list[str], names: list[str]) -> bool:
    """A page of a calendar: its plug-ins' parameters, a day in a calendar's path, or nothing but a month of a shelf.

    A month alone is not enough: statistics are published by the month.
    """
    asked = {*names}
    if asked & _CALENDAR_PLUGINS:
        return True
    for place, segment in enumerate(segments):
        if segment in _CALENDARS and _DAY.fullmatch("/".join(segments[place + 1 :])):
            return True
    return bool(asked & _MONTHS) and asked <= _CALENDAR_NAMES and not _SHELVES.isdisjoint(segments)
