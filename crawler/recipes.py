"""Interfaces: JSON, XML, or the state inside a page, read by the recipe that the catalogue declares for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.announced import CLOCK_SKEW, EARLIEST, announce, clean_title, parse_announced_date, xml_as_utf8
from crawler.paths import find_nodes, read_all, read_value, text_of
from crawler.publishers import own_address, publisher_of
from crawler.reading.encodings import decode
from crawler.reading.markup import parse_html
from crawler.reading.moments import read_moment, read_stamp
from crawler.states import find_state, parse_json
from crawler.urls import UnusableURL, canonical_url, host_of
from store.records import Candidate, DateSource, OfficialRecord, Reason, Recipe, Source

MAX_API_BYTES = 10_000_000  # of an answer, unpacked; read, it takes some fifteen times as much
MAX_ITEMS = 5_000
MAX_KEY = 200  # characters of a register's own name for an entry

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DATE_CALL = re.compile(r"/?Date\((-?\d{1,15})(?:[+-]\d{4})?\)/?")  # as .NET writes a moment in JSON
_ZERO_COUNTS = ("count", "total", "total_count", "totalCount", "totalResults", "numFound", "total_results")
_MONTH_FIRST = ("US", "CA", "PH")  # ISO 3166-1 countries where 11/05 is 5 November


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContent:
    """What one answer of an interface holds; ``reason`` says why nothing of it can be used."""

    candidates: tuple[Candidate, ...] = ()
    records: tuple[OfficialRecord, ...] = ()
    next: str = ""  # address of the next page; "" when the answer names none
    entries: int = 0  # items in the answer, before the caps
    reason: Reason | None = None
    damage: str = ""  # what was wrong with the answer, or with items that could not be used


def read_api(data: bytes, content_type: str, *, source: Source, url: str, at: datetime) -> ApiContent:
    """Candidates and records of an answer, by ``source.recipe``. Fetches nothing, runs nothing, never raises."""
    recipe = source.recipe
    if recipe is None:
        return ApiContent(reason=Reason.NOT_HTML, damage="the source has no recipe")
    if len(data) > MAX_API_BYTES:
        return ApiContent(reason=Reason.TOO_LARGE, damage=f"larger than {MAX_API_BYTES} bytes")
    text = decode(data, content_type).text.lstrip("\ufeff \t\r\n")
    try:
        return _read(text, recipe, source, url, at)
    except (ValueError, RecursionError, OverflowError, etree.LxmlError) as error:
        return ApiContent(reason=_unread(text), damage=_first_line(error))


def _unread(text: str) -> Reason:
    """Why an answer is neither JSON nor XML: it breaks off, or it never was."""
    opened = text[:1] in ("{", "[", "<")
    return (
        Reason.TRUNCATED
        if opened and text.rstrip()[-1:] not in ("}", "]", ">", ")", ";")
        else Reason.NOT_HTML
    )


def _read(text: str, recipe: Recipe, source: Source, url: str, at: datetime) -> ApiContent:
    root, damage = _root(text, recipe)
    if root is None:
        return ApiContent(reason=Reason.NOT_ARTICLE, damage=damage)
    items = [item for item in find_nodes(root, recipe.items) if isinstance(item, etree._Element) or item]
    further = _next(root, recipe, url)
    if not items:
        empty = bool(further) or _says_empty(root, recipe.items)
        damage = damage or ("" if empty else _not_there(root, recipe.items))
        return ApiContent(next=further, reason=None if empty else Reason.NOT_ARTICLE, damage=damage)
    candidates: dict[str, Candidate] = {}
    records: dict[str, OfficialRecord] = {}
    used = 0
    for item in items[:MAX_ITEMS]:
        candidate = _candidate(item, recipe, source, url, at) if recipe.link else None
        if candidate is not None and candidate.url != url:
            candidates.setdefault(candidate.url, candidate)
        record = _record(item, recipe, source, url, at) if recipe.key else None
        if record is not None:
            records.setdefault(record.key, record)
        used += candidate is not None or record is not None
    reason = None
    if not candidates and not records:
        reason = Reason.NOT_ARTICLE
        damage = damage or f"none of {len(items)} items has what the recipe names"
    elif used < len(items[:MAX_ITEMS]):
        damage = damage or f"{len(items) - used} of {len(items)} items lack what the recipe names"
    elif len(items) > MAX_ITEMS:
        damage = damage or f"only the first {MAX_ITEMS} items were read"
    return ApiContent(
        candidates=tuple(candidates.values()),
        records=tuple(records.values()),
        next=further,
        entries=len(items),
        reason=reason,
        damage=damage,
    )


def _root(text: str, recipe: Recipe) -> tuple[Any, str]:
    """The answer as a value or element, and what was wrong with it."""
    start = text[:200].lower()
    if recipe.payload and start[:1] in ("{", "["):
        return _markup(parse_json(text), recipe.payload)
    if recipe.payload:
        state = find_state(text, recipe.payload)
        return state, "" if state is not None else f"no {recipe.payload} in the page"
    if not start.startswith("<"):
        try:
            return parse_json(text), ""
        except ValueError as error:
            if text[:1] in ("{", "["):
                raise
            raise ValueError(f"no JSON: {text_of(text[:100])!r}") from error
    if start.startswith(("<!doctype html", "<html")):
        return None, "HTML where an interface's answer was expected"
    return _xml(text)


def _markup(value: Any, path: str) -> tuple[etree._Element | None, str]:
    """The HTML that a JSON answer carries as text at ``path``."""
    pieces = [piece for piece in find_nodes(value, path) if isinstance(piece, str) and "<" in piece]
    if not pieces:
        return None, f"no HTML at {path} in the answer"
    page = decode("".join(pieces).encode("utf-8", "replace"), "text/html; charset=utf-8")
    return parse_html(page.text), ""


def _xml(text: str) -> tuple[etree._Element | None, str]:
    """An XML document; one that breaks off without the member that was cut. One that defines entities is refused."""
    if _ENTITY.search(text):
        raise ValueError("defines XML entities")
    body = xml_as_utf8(text.replace("\x00", "").encode("utf-8", "replace"), "text/xml; charset=utf-8")
    try:
        return etree.fromstring(body, _parser(recover=False)), ""
    except etree.XMLSyntaxError as error:
        root = etree.fromstring(body, _parser(recover=True))
        damage = f"damaged: {_first_line(error)}"
    name = root.tag.rpartition("}")[2].encode() if root is not None and isinstance(root.tag, str) else b""
    if name and not re.search(
        rb"</(?:[\w.-]{1,50}:)?" + re.escape(name) + rb"\s{0,9}>\s{0,99}$", body[-500:]
    ):
        _drop_last(root)
    return root, damage


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        encoding="utf-8",
    )


def _drop_last(root: etree._Element) -> None:
    """Half a link is a link to somewhere else: of a document that breaks off the last list member goes."""
    node = root
    while len(node) == 1 and len(node[0]):
        node = node[0]
    if len(node):
        node.remove(node[-1])


def _candidate(item: Any, recipe: Recipe, source: Source, url: str, at: datetime) -> Candidate | None:
    link = own_address(_filled_link(item, recipe.link))
    named = read_value(item, recipe.publisher) if recipe.publisher else ""
    return announce(
        link,
        base=url,
        source_id=source.id,
        at=at,
        title=read_value(item, recipe.title) if recipe.title else None,
        published_at=_moment(item, recipe.published, source, at),
        updated_at=_moment(item, recipe.updated, source, at),
        date_source=DateSource.FEED,
        publisher=publisher_of(source, named=named, link=link),
    )


def _record(item: Any, recipe: Recipe, source: Source, url: str, at: datetime) -> OfficialRecord | None:
    key = read_value(item, recipe.key)[:MAX_KEY]
    if not key:
        return None
    try:
        shown = recipe.page or recipe.link
        link = canonical_url(_filled_link(item, shown), url) if shown else ""
    except UnusableURL:
        link = ""
    return OfficialRecord(
        source_id=source.id,
        key=key,
        at=at,
        url=link,
        title=(clean_title(read_value(item, recipe.title)) or "") if recipe.title else "",
        published_at=_moment(item, recipe.published, source, at),
        fields=tuple((name, _field(item, path)) for name, path in recipe.fields),
    )


def _field(item: Any, value: str) -> str:
    """What a field says, as printed; several values with semicolons between them."""
    return read_value(item, value) if "{" in value else "; ".join(read_all(item, value))


def _filled_link(item: Any, value: str) -> str:
    """The address a recipe makes of an item; "" when what the item says would lead to another host than written."""
    link = read_value(item, value)
    written = value.partition("{")[0]
    host = host_of(written) if "{" in value and "." in (urlsplit(written).netloc or "") else ""
    return link if not host or host_of(link) == host else ""


def _moment(item: Any, value: str, source: Source, at: datetime) -> datetime | None:
    return parse_api_date(read_value(item, value), source=source, at=at) if value else None


def parse_api_date(raw: str, *, source: Source, at: datetime) -> datetime | None:
    """Aware UTC of a date as interfaces write it: ISO, RFC 822, compact, seconds or milliseconds, in words.

    11/05/2026 is read in the order of the source's country; None when that is unknown and both could be the month.
    """
    call = _DATE_CALL.fullmatch(raw.strip())
    text = call.group(1) if call else raw
    zone = ZoneInfo(source.timezone)
    stamp = read_stamp(text)
    known = stamp.at if stamp else parse_announced_date(text, timezone=source.timezone, at=at)
    if known is None:
        moment = read_moment(text, zone, day_first=_day_first(source))
        known = moment.at if moment else None
    if known is None or not EARLIEST <= known <= at + CLOCK_SKEW:
        return None
    return known.astimezone(UTC)


def _day_first(source: Source) -> bool | None:
    if source.region:
        return source.region not in _MONTH_FIRST
    if source.timezone.startswith(("America/", "US/")):
        return False
    return True if source.timezone.startswith(("Europe/", "Australia/")) else None


def _next(root: Any, recipe: Recipe, url: str) -> str:
    if not recipe.next:
        return ""
    try:
        named = read_value(root, recipe.next).rstrip(", ")  # some end their addresses with a comma
        found = canonical_url(named, url, tracking=True) if named else ""
    except UnusableURL:
        return ""
    return found if found != url else ""


def _says_empty(root: Any, path: str) -> bool:
    """Whether an answer without items is an answer: nothing in it, an empty list in their place, or a count of 0."""
    if isinstance(root, etree._Element):
        return len(root) == 0
    if not root:
        return True
    if isinstance(root, dict) and any(text_of(root.get(name)) == "0" for name in _ZERO_COUNTS):
        return True
    parent, _, last = path.rpartition(".")
    holders = find_nodes(root, parent) if parent else [root]
    if last.startswith("?") and holders:
        return True  # there are items, and none of the wanted sort among them
    return any(isinstance(node, dict) and last in node and not node[last] for node in holders)


def _not_there(root: Any, path: str) -> str:
    names = [child.tag for child in root] if isinstance(root, etree._Element) else []
    names = list(root) if isinstance(root, dict) else [name for name in names if isinstance(name, str)]
    seen = ", ".join(dict.fromkeys(text_of(name)[:40] for name in names[:8]))
    return f"no {path or 'list'} in the answer" + (f"; it has {seen}" if seen else "")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:150] if str(error) else type(error).__name__
