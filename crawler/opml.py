"""Subscription lists: OPML in, sources out, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import listparser

from crawler.reading.encodings import decode
from crawler.urls import UnusableURL, canonical_url, host_of
from store.errors import InputError
from store.records import Source, SourceKind

MAX_OUTLINES = 5_000
MAX_BYTES = 10_000_000

# XML 1.0 cannot carry these even escaped.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,2000}\[|<!ENTITY", re.IGNORECASE)


def parse_opml(data: bytes, path: str) -> list[Source]:
    """One FEED source for each outline with a usable xmlUrl, in file order, the same URL once.

    Ids are made from the title or host and are unique within the result. Language and zone stay unknown.
    Raises InputError when there is no outline to use. Entity definitions are refused, nothing is fetched.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES} bytes", path=path)
    text = decode(data).text
    if _DOCTYPE.search(text):  # of the text: in UTF-16 the bytes would not show it
        raise InputError("defines XML entities", path=path, remedy="Remove the DOCTYPE; OPML needs none")
    found: dict[str, Source] = {}
    taken: set[str] = set()
    for feed in _outlines(text, path)[:MAX_OUTLINES]:
        try:
            url = canonical_url(str(feed.get("url", "")))
        except UnusableURL:
            continue
        if url in found:
            continue
        name = _SPACE.sub(" ", str(feed.get("title") or "")).strip()[:200] or host_of(url)
        slug = _free_slug(name, url, taken)
        taken.add(slug)
        found[url] = Source(id=slug, name=name, kind=SourceKind.FEED, url=url)
    if not found:
        raise InputError(
            "no feed in it", path=path, remedy="OPML lists feeds as <outline xmlUrl='https://...'/>"
        )
    return list(found.values())


def render_opml(sources: Iterable[Source], *, title: str = "tradewind sources") -> bytes:
    """OPML 2.0 of the feeds among ``sources``; sitemaps and listings have no place in it."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        if source.kind is SourceKind.FEED:
            name = _NOT_XML.sub("", source.name)
            attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": source.url}
            ElementTree.SubElement(body, "outline", attributes)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _outlines(text: str, path: str) -> list[dict[str, Any]]:
    try:
        # Always bytes: listparser fetches a str that looks like a URL.
        return list(listparser.parse(_as_utf8(text))["feeds"])
    except Exception as error:  # whatever the XML parser under listparser raises on hostile input
        raise InputError(f"not OPML: {type(error).__name__}", path=path) from None


def _as_utf8(text: str) -> bytes:
    """The list in UTF-8 without its XML declaration, which the parser beneath would not obey."""
    text = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text.lstrip("\ufeff"))
    return ('<meta charset="utf-8">' + text).encode("utf-8", "replace")


def _free_slug(name: str, url: str, taken: set[str]) -> str:
    """A slug nobody has yet: of the title when it has Latin letters, else of the host."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if len(base) < 3:
        base = re.sub(r"[^a-z0-9]+", "-", host_of(url).removeprefix("www.")).strip("-")
    base = base[:48].strip("-") or "feed"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
