"""When a page was published: JSON-LD, meta elements, the line beside the headline, the data of its scripts, the URL.

By evidence, not by order: what the page's head says is believed unless it is of another item, or was stamped anew
when the page was built, or the reader is shown another day that a second witness confirms. No date is better than a
wrong one: a date in the future, before the web, in a footer or a list of other articles is refused, and a value that
names no zone is read in the zone of its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.reading.datelines import (
    CERTAIN,
    Dateline,
    day_first_of,
    find_datelines,
    has_older_comment,
    is_change,
    may_tell_change,
    read_dateline,
    relative_date,
)
from crawler.reading.found_dates import SAME_DAY, FoundDate, date_in_url, in_range, local_text, stamp_of
from crawler.reading.linked_dates import changed_values, linked_values, script_values
from crawler.reading.markup import Head
from crawler.reading.moments import read_moment, read_stamp
from crawler.reading.page_lines import page_lines
from store.records import DateSource

__all__ = [
    "FoundDate",
    "date_in_url",
    "find_date",
    "find_modified",
    "local_text",
    "read_dateline",
    "relative_date",
]

_DAY_FIRST_HOSTS = frozenset(
    ("uk", "au", "nz", "in", "ie", "za", "sg", "eu", "de", "fr", "it", "es", "my", "hk", "pk")
)
_APART = timedelta(hours=36)  # two statements further apart speak of different days
# Where on earth a day can still be the one before or after UTC's; the last zones are left out as too rare.
_WESTMOST, _EASTMOST = timedelta(hours=-10), timedelta(hours=13)

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "bytedance:published_time",
    "datepublished", "article:published", "published", "publishdate", "publish_date", "publish-date",
    "publication_date", "pubdate", "pub_date", "published_time", "published-date", "published_at",
    "publishedtime", "dateposted", "cxenseparse:recs:publishtime", "parsely-pub-date", "sailthru.date",
    "weibo:article:create_at", "apub:time", "rnews:datepublished", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dcsext.articlefirstpublished",
    "citation_publication_date", "citation_date", "article.published", "article.created", "displaydate",
    "cdate", "datecreated", "og:release_date", "originalpublicationdate", "article_date_original",
    "timestamp", "date", "_pubtime", "firstcreatetime", "creationdate", "created",
)  # fmt: skip
_CHANGED_METAS = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified", "dateupdate",
    "modified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified", "og:updated_time",
    "article:updated_time", "updated_time", "date_modified", "modifieddate",
)  # fmt: skip
_OTHERS_ITEM = re.compile(r"comment|review|related|recommend|reply", re.IGNORECASE)


def find_date(
    head: Head,
    tree: HtmlElement,
    *,
    url: str,
    zone: tzinfo,
    now: datetime,
    title: str = "",
    read_lines: Callable[[], list[tuple[HtmlElement, str]]] | None = None,
) -> FoundDate | None:
    """The publication date a page states, weighed; None when nothing credible states one.

    ``read_lines``: gives the lines of ``tree``, for who keeps them to ask for more than one date of a page.
    """
    day_first = _day_first(urlsplit(url).hostname or "", zone, head)
    changed = changed_values(head)
    by_url = date_in_url(url, zone=zone, now=now)
    stated = _stated(head, tree, url, title, zone=zone, now=now, day_first=day_first)
    if stated and _is_settled(stated, by_url, zone, restamped=stated[0].raw in changed):
        seen = _as_readers_see(stated[0], [*stated[1:], *([by_url] if by_url else [])], zone)
        return replace(seen, others=_others(stated[0], stated))
    lines = read_lines() if read_lines is not None else page_lines(tree)
    if day_first is None:
        day_first = day_first_of(lines)
        stated = _stated(head, tree, url, title, zone=zone, now=now, day_first=day_first)
    shown = find_datelines(lines, title, zone=zone, now=now, day_first=day_first)
    drawn = None
    if not stated and not (shown and not shown[0].changed and not shown[0].found.date_only):
        drawn = _only_day(script_values(tree, title), zone, now)
    chosen = _weighed(stated, shown, by_url, drawn, changed) or _only_update(shown, lines, zone)
    if chosen is None:
        return None
    days = [line.found for line in shown if not line.changed and line.standing >= CERTAIN][:1]
    chosen = _meant(chosen, days, zone)
    seen = _as_readers_see(chosen, [*days, *stated[1:], *([by_url] if by_url else [])], zone)
    passed = [*stated, *(line.found for line in shown[:3]), *(item for item in (drawn, by_url) if item)]
    return replace(seen, others=_others(chosen, passed))


def _stated(
    head: Head,
    tree: HtmlElement,
    url: str,
    title: str,
    *,
    zone: tzinfo,
    now: datetime,
    day_first: bool | None,
) -> list[FoundDate]:
    """What the page says in its data: the first credible value of JSON-LD, of meta elements, of marked elements."""
    return [
        found
        for source, rule, values in (
            (DateSource.JSONLD, "jsonld datePublished", linked_values(head, url, title)),
            (DateSource.META, "meta of publication", _meta_values(head)),
            (DateSource.BODY, "element marked as the date", _time_values(tree, zone)),
        )
        if (found := next(_credible(values, source, rule, zone, now, day_first), None)) is not None
    ]


def _is_settled(stated: list[FoundDate], by_url: FoundDate | None, zone: tzinfo, *, restamped: bool) -> bool:
    """Whether the lines of the page need not be read: a full moment, unrefuted, on a day that is the publisher's."""
    first = stated[0]
    if first.date_only or (restamped and by_url is None) or not first.raw[:4].isdigit():
        return False
    if not all(_near(item, first) for item in (*stated[1:], *([by_url] if by_url else []))):
        return False
    written = read_moment(first.raw, zone)
    if written is None or written.at.utcoffset() != timedelta(0):
        return True
    # Written in UTC: the page has to say which day it was where it was printed, and whether UTC is what is meant.
    local = first.at.astimezone(zone)
    return not local.utcoffset() and by_url is not None and by_url.at.date() == first.at.date()


def _others(chosen: FoundDate, passed: list[FoundDate]) -> tuple[tuple[str, str], ...]:
    named = dict.fromkeys((item.rule, item.raw) for item in passed)
    return tuple(pair for pair in named if pair != (chosen.rule, chosen.raw))


def find_modified(
    head: Head,
    tree: HtmlElement,
    *,
    zone: tzinfo,
    now: datetime,
    read_lines: Callable[[], list[tuple[HtmlElement, str]]] | None = None,
) -> datetime | None:
    """When the page says that it was last changed, aware UTC; None when nothing credible says so."""
    values = [
        *changed_values(head),
        *(value for name in _CHANGED_METAS for value in head.metas.get(name, ())),
    ]
    values += [_written(element, zone) for element in _marked(tree, {"datemodified"})]
    found = next(_credible(values, DateSource.META, "", zone, now, None), None)
    if found is not None:
        return found.at
    lines = read_lines() if read_lines is not None else page_lines(tree)
    if not may_tell_change(lines):
        return None
    shown = find_datelines(lines, "", zone=zone, now=now, day_first=None)
    return next((line.found.at for line in shown if line.changed), None)


def _weighed(
    stated: list[FoundDate],
    shown: list[Dateline],
    by_url: FoundDate | None,
    drawn: FoundDate | None,
    changed: tuple[str, ...],
) -> FoundDate | None:
    """The statement that the others do not refute."""
    original = next((line.found for line in shown if line.first), None)
    beside = next((line for line in shown if not line.changed), None)
    if original is not None and not any(_near(item, original) for item in stated):
        return original
    if not stated:
        return _without_head(beside, by_url, drawn)
    first = stated[0]
    rest = [*stated[1:], *([beside.found] if beside else []), *([by_url] if by_url else [])]
    earlier = _refuting(first, stated, beside, by_url, restamped=first.raw in changed)
    if earlier is not None:
        first = earlier
    if first.date_only:
        clocked = next(
            (item for item in [*stated, *rest] if not item.date_only and _same_day(item, first)), None
        )
        return clocked or first
    return first


def _refuting(
    first: FoundDate,
    stated: list[FoundDate],
    beside: Dateline | None,
    by_url: FoundDate | None,
    *,
    restamped: bool,
) -> FoundDate | None:
    """What speaks against the first statement of the head, and more strongly."""
    certain = beside.found if beside and beside.standing >= CERTAIN else None
    if beside and first.date_only and first.source is DateSource.JSONLD and not first.raw[:4].isdigit():
        return beside.found  # "Jun 24, 2025" instead of ISO 8601: builders fill in the day of the last build
    witnesses = [item for item in (*stated[1:], certain, by_url) if item is not None]
    against = [item for item in witnesses if not _near(item, first)]
    if certain and by_url and _near(certain, by_url) and certain.at < first.at - _APART:
        return certain  # a page that was put up again: what is printed and its address know better
    if len(against) < len(witnesses):
        return None  # supported
    pairs = ((one, other) for n, one in enumerate(against) for other in against[n + 1 :])
    agreeing = next((one for one, other in pairs if _near(one, other)), None)
    if agreeing is not None:
        return agreeing
    return next((item for item in against if item.at < first.at - _APART), None) if restamped else None


def _without_head(
    beside: Dateline | None, by_url: FoundDate | None, drawn: FoundDate | None
) -> FoundDate | None:
    """The date of a page whose head states none."""
    line = beside.found if beside else None
    if (
        line
        and by_url
        and not _near(line, by_url)
        and by_url.at < line.at
        and not (beside and beside.labelled)
    ):
        line = (
            None  # a day in the path is that of the first publication; an unlabelled line may be of a change
        )
    if line is not None:
        return drawn if line.date_only and drawn and _same_day(line, drawn) and not drawn.date_only else line
    if drawn is not None or by_url is not None:
        if drawn and by_url and not _near(drawn, by_url):
            return by_url
        return drawn or by_url
    return None


def _only_update(
    shown: list[Dateline], lines: list[tuple[HtmlElement, str]], zone: tzinfo
) -> FoundDate | None:
    """The day of the update at the headline, where the page names no other day.

    Chinese newsrooms label the one date of a story so, and English ones show an update in the place of the date.
    """
    found = next((line.found for line in shown if line.changed and line.near), None)
    if found is None or has_older_comment(lines, found.at, zone):
        return None
    return replace(found, rule="only an update is dated, at the headline")


def _meant(chosen: FoundDate, days: list[FoundDate], zone: tzinfo) -> FoundDate:
    """The moment in the zone of the source, when the head calls UTC what the page prints as its own time of day.

    A system that writes its local clock with a "Z" behind it is hours off; the line below the headline tells.
    """
    written = read_moment(chosen.raw, zone)
    if chosen.date_only or written is None or written.at.utcoffset() != timedelta(0):
        return chosen
    for line in days:
        if line.date_only or line.at == chosen.at:
            continue
        printed = read_moment(line.raw, UTC)
        if (
            printed is not None
            and printed.at != line.at
            and printed.at == chosen.at.replace(second=0, microsecond=0)
        ):
            rule = f"{line.rule}, which {chosen.rule} calls UTC"
            return replace(line, at=printed.at.replace(tzinfo=zone).astimezone(UTC), rule=rule)
    return chosen


def _as_readers_see(chosen: FoundDate, days: list[FoundDate], zone: tzinfo) -> FoundDate:
    """The chosen moment on the day the publisher prints, when it was written in UTC and falls on the next.

    The same moment with its offset elsewhere on the page, else the zone of the source, else the bare day.
    """
    written = read_moment(chosen.raw, zone)
    if chosen.date_only or written is None or written.at.utcoffset() != timedelta(0):
        return chosen
    for other in days:
        local = read_moment(other.raw, UTC)
        same = not other.date_only and abs(other.at - chosen.at) < timedelta(minutes=1)
        if same and local and local.at.utcoffset() != timedelta(0):
            return replace(chosen, raw=other.raw, rule=f"{chosen.rule}, in the zone of: {other.rule}")
    own = chosen.at.astimezone(zone)
    for other in days:
        day = read_moment(other.raw, UTC)
        if not other.date_only or day is None or day.at.date() == own.date():
            continue
        if day.at.date() == chosen.at.date():
            return chosen
        start = day.at.replace(hour=0)
        if start - _EASTMOST <= chosen.at < start + timedelta(days=1) - _WESTMOST:
            return replace(other, rule=f"{other.rule}, as {chosen.rule} in another zone")
    if own.utcoffset() == timedelta(0):
        return chosen
    return replace(chosen, raw=own.isoformat(), rule=f"{chosen.rule}, in the zone of the source")


def _near(one: FoundDate, other: FoundDate) -> bool:
    return abs(one.at - other.at) <= _APART


def _same_day(one: FoundDate, other: FoundDate) -> bool:
    return abs(one.at - other.at) <= SAME_DAY


def _day_first(host: str, zone: tzinfo, head: Head) -> bool | None:
    """Whether 05/11/2025 is 5 November there; None when host, language and zone do not tell."""
    last = host.rsplit(".", 1)[-1]
    langs = {value.lower().replace("_", "-") for value in (head.lang, head.meta("og:locale"))}
    if last in _DAY_FIRST_HOSTS or langs & {"en-gb", "en-au", "en-nz", "en-in", "en-ie", "en-za"}:
        return True
    if last in {"gov", "us", "edu", "mil"} or head.lang.lower().replace("_", "-") == "en-us":
        return False
    if str(zone).startswith(("America/", "US/")):
        return False
    return True if str(zone).startswith(("Europe/", "Australia/")) else None


def _credible(
    values: Iterable[str], source: DateSource, rule: str, zone: tzinfo, now: datetime, day_first: bool | None
) -> Iterator[FoundDate]:
    for raw in values:
        moment = read_moment(raw, zone, day_first=day_first) or read_stamp(raw)
        if moment is not None and in_range(moment.at, now):
            yield FoundDate(moment.at.astimezone(UTC), raw.strip()[:80], source, moment.date_only, rule)


def _only_day(values: Iterable[str], zone: tzinfo, now: datetime) -> FoundDate | None:
    """What a page's scripts say, when all of them say one day: more days are those of other articles."""
    found = list(_credible(values, DateSource.BODY, "data of a script", zone, now, None))
    if not found or not all(_same_day(item, found[0]) for item in found):
        return None
    best = next((item for item in found if not item.date_only), found[0])
    return replace(best, raw=best.at.astimezone(zone).isoformat()) if best.raw.isdigit() else best


def _meta_values(head: Head) -> Iterator[str]:
    for name in _PUBLISHED_METAS:
        yield from head.metas.get(name, ())


def _time_values(tree: HtmlElement, zone: tzinfo) -> Iterator[str]:
    """Values of elements that are marked up as the publication date, those of comments left out."""
    for element in _marked(tree, {"datepublished", "datecreated"}):
        yield _written(element, zone)
    for element in tree.iterfind(".//time"):
        label = f"{element.get('class') or ''} {element.get('pubdate') or ''}"
        marked = "publish" in label or "pubdate" in element.attrib or "entry-date" in label
        if marked and _is_own(element) and not is_change(element):
            yield stamp_of(element, zone) or element.text_content()[:100]


def _marked(tree: HtmlElement, names: set[str]) -> Iterator[HtmlElement]:
    for element in tree.xpath(".//*[@itemprop]"):
        if (element.get("itemprop") or "").lower() in names and element.tag != "meta" and _is_own(element):
            yield element


def _written(element: HtmlElement, zone: tzinfo) -> str:
    inner = next((stamp_of(time, zone) for time in element.iterfind(".//time[@datetime]")), None)
    return stamp_of(element, zone) or element.get("content") or inner or element.text_content()[:100]


def _is_own(element: HtmlElement) -> bool:
    """Whether an element is not part of a comment, a review or a list of other articles."""
    node, steps = element, 0
    while node is not None and steps < 12 and node.tag != "body":
        if _OTHERS_ITEM.search(node.get("itemtype") or "") or node.tag == "aside":
            return False
        if _OTHERS_ITEM.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return False
        node, steps = node.getparent(), steps + 1
    return True
