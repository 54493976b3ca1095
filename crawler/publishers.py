"""Who printed what an aggregator announces, and where: publishers of items, and links that stand for other links."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from crawler.urls import UnusableURL, canonical_url, host_of, site_of
from store.records import Candidate, Discovery, Source

MAX_NAME = 100
GOOGLE_NEWS = "news.google.com"

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}")
_GOOGLE_PATH = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_-]{8,2000})(?:={0,2})$")
_HEADER = b"\x08\x13\x22"  # of a Google News article: a number, then a text whose length comes next
# Hosts whose links carry the address they lead to: host -> paths and the parameters that hold it.
_CARRIERS = {
    "www.google.com": ("/url", ("url", "q")),
    "google.com": ("/url", ("url", "q")),
    "www.bing.com": ("/news/apiclick.aspx", ("url",)),
    "bing.com": ("/news/apiclick.aspx", ("url",)),
}


def is_aggregator(source: Source) -> bool:
    """Whether a source announces what others print."""
    return source.group == "aggregator" or host_of(source.url) == GOOGLE_NEWS


def own_address(link: str) -> str:
    """The address that a link of an aggregator stands for, where the link itself says it; else the link."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    host = (parts.hostname or "").lower()
    found = ""
    if host == GOOGLE_NEWS:
        found = _from_google_news(parts.path)
    elif host in _CARRIERS and parts.path.lower() == _CARRIERS[host][0]:
        asked = parse_qs(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else {}
        found = next((asked[name][0] for name in _CARRIERS[host][1] if name in asked), "")
    try:
        canonical_url(found)
    except UnusableURL:
        return link
    return found


def is_closed(url: str) -> bool:
    """Whether an address is an aggregator's own page in front of an article whose address it does not say."""
    return host_of(url) == GOOGLE_NEWS


def publisher_of(source: Source, *, named: str, link: str) -> str:
    """The site of the house that printed an item; "" when that is the source itself, or nobody says.

    ``named``: what the item says, an address, a domain or a name. Only aggregators are asked: the item of a
    publisher's own feed is the publisher's, whatever it calls its section.
    """
    if not is_aggregator(source):
        return ""
    own = site_of(source.url)
    name = " ".join(named.split())[:MAX_NAME]
    for address in (name if "://" in name else f"https://{name}" if _is_domain(name) else "", link):
        site = _site(address)
        if site and site != own and not is_closed(address):
            return site
    return name if name and not _is_domain(name) and "://" not in name else ""


def without_publisher(title: str, named: str) -> str:
    """A headline without the " - House" that Google News puts behind it."""
    for dash in (" - ", " – ", " | "):
        if named and title.endswith(dash + named) and len(title) > len(dash + named):
            return title[: -len(dash + named)]
    return title


def publisher_houses(sources: Iterable[Source]) -> dict[str, str]:
    """Site, or name, of each publisher of the catalogue -> its family; sites of several families are left out."""
    families: dict[str, set[str]] = {}
    for source in sources:
        if not is_aggregator(source):
            for key in (_site(source.url), source.name.casefold()):
                families.setdefault(key, set()).add(source.witness_family)
    return {key: next(iter(found)) for key, found in families.items() if key and len(found) == 1}


def with_houses(discovery: Discovery, houses: Mapping[str, str]) -> Discovery:
    """The same discovery, publishers that the catalogue knows named by their family: one house, one witness."""
    if not any(item.publisher for item in discovery.candidates):
        return discovery
    return replace(discovery, candidates=tuple(_housed(item, houses) for item in discovery.candidates))


def _housed(item: Candidate, houses: Mapping[str, str]) -> Candidate:
    family = houses.get(item.publisher.casefold()) if item.publisher else None
    return replace(item, publisher=family) if family else item


def _from_google_news(path: str) -> str:
    """The address inside the older form of a Google News link; "" for the newer one, which only Google can read."""
    match = _GOOGLE_PATH.search(path)
    if match is None:
        return ""
    try:
        body = base64.urlsafe_b64decode(match.group(1) + "=" * (-len(match.group(1)) % 4))
    except (binascii.Error, ValueError):
        return ""
    if not body.startswith(_HEADER):
        return ""
    size, place = _varint(body, len(_HEADER))
    address = body[place : place + size].decode("utf-8", "replace")
    return address if len(address) and address.startswith(("http://", "https://")) else ""


def _varint(body: bytes, place: int) -> tuple[int, int]:
    """A number as protocol buffers write it, of at most three bytes, and the place behind it."""
    value = 0
    for shift in range(0, 21, 7):
        if place >= len(body):
            return 0, place
        byte, place = body[place], place + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, place


def _is_domain(name: str) -> bool:
    return bool(_DOMAIN.fullmatch(name.lower())) and not name.replace(".", "").isdigit()


def _site(address: str) -> str:
    try:
        return site_of(canonical_url(address)) if address else ""
    except UnusableURL:
        return ""
