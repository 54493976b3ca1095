"""Dates in the data of a page: JSON-LD of this article and not of another, and the state its scripts are drawn from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.reading.markup import Head, is_article, text_of

_LINKED_KEYS = ("datePublished", "pubDate", "dateCreated", "uploadDate")
_MAX_SCRIPTS = 60
_MAX_SCRIPT = 1_500_000  # code points of a page's scripts that are searched
_MAX_FOUND = 40
_FAR = 600  # code points between a headline and its date in the state of a page
# Keys under which frameworks and Chinese sites keep the publication, in JSON, in escaped JSON and in assignments:
# WeChat (ct, createTime, publish_time), Toutiao and Next.js (publishTime, publishedAt), Prismic and Contentful.
_KEYS = (
    r"datePublished|publishTime|publish_time|publishedAt|published_at|publishDate|publish_date|pubDate|pubTime|pubtime"
    r"|publicationDate|first_publication_date|firstPublishedAt|createTime|ptime"
)
_SCRIPT_DATE = re.compile(
    rf"(?<![A-Za-z0-9_])(?:{_KEYS})\\{{0,3}}[\"']?\s{{0,3}}[:=]\s{{0,3}}\\{{0,3}}[\"']?"
    r"(?P<value>\d{10}(?:\d{3})?(?!\d)|(?:19|20)\d\d[-/.年][^\"'\\,;<>{}]{3,30})"
)
_WORD = re.compile(r"[a-z0-9]{3,40}")
_WECHAT = re.compile(r"\bvar\s{1,3}ct\s{0,3}=\s{0,3}\"(?P<value>\d{10})\"")


def linked_values(head: Head, url: str, title: str) -> Iterator[str]:
    """Publication dates of the JSON-LD objects that can be this page's, the one that says so itself first."""
    ranked: list[tuple[int, Mapping[str, Any]]] = []
    for item in head.linked:
        kinds = str(item.get("@type"))
        if not (is_article(item) or "WebPage" in kinds or "VideoObject" in kinds or "@type" not in item):
            continue
        own = _is_own(item, url, title)
        if own is not False:
            ranked.append((0 if is_article(item) and own else 1 if is_article(item) else 2, item))
    for _, item in sorted(ranked, key=lambda pair: pair[0]):
        for key in _LINKED_KEYS:
            yield text_of(item.get(key))


def changed_values(head: Head) -> tuple[str, ...]:
    """Days of change of the page's JSON-LD, as written, those of articles first, each once."""
    items = (item for item in head.linked if is_article(item) or "WebPage" in str(item.get("@type")))
    return tuple(dict.fromkeys(value for item in items if (value := text_of(item.get("dateModified")))))


def script_values(tree: HtmlElement, title: str) -> list[str]:
    """Values in a page's scripts under the usual names of a publication date; bounded.

    Where the headline stands in a script, the values nearest to it alone: the others are of a list of articles.
    """
    every: list[str] = []
    own: list[tuple[int, str]] = []
    read = 0
    for script in islice(tree.iter("script"), _MAX_SCRIPTS):
        # JSON-LD is read as what it is, and weighed by whose it is.
        text = "" if "ld+json" in (script.get("type") or "") else (script.text or "")[: _MAX_SCRIPT - read]
        read += len(text)
        places = _places(text, title)
        for match in islice((*_WECHAT.finditer(text), *_SCRIPT_DATE.finditer(text)), _MAX_FOUND):
            every.append(match["value"])
            away = min((abs(match.start() - place) for place in places), default=_FAR)
            if away < _FAR:
                own.append((away, match["value"]))
    return [min(own)[1]] if own else every[:_MAX_FOUND]


def _places(text: str, title: str) -> list[int]:
    """Where a headline stands in a script, as it is or with its characters escaped."""
    places: list[int] = []
    for form in {title, json.dumps(title)[1:-1]} if len(title) >= 6 else ():
        at = text.find(form)
        while at >= 0 and len(places) < _MAX_FOUND:
            places.append(at)
            at = text.find(form, at + 1)
    return places


def _is_own(item: Mapping[str, Any], url: str, title: str) -> bool | None:
    """Whether a JSON-LD object is about this page; None when it does not tell."""
    names = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
    paths = {_path(name.get("@id") if isinstance(name, Mapping) else name) for name in names} - {None, ""}
    if _path(url) in paths:
        return True
    headline, wanted = _words(text_of(item.get("headline") or item.get("name"))), _words(title)
    if len(headline) < 3 or len(wanted) < 3:
        return None
    shared = len(headline & wanted) / min(len(headline), len(wanted))
    if shared >= 0.6:
        return True
    # Headlines for search engines differ from the printed one, but not in every word.
    return False if shared < 0.2 and is_article(item) and paths else None


def _path(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return urlsplit(value[:2000]).path.rstrip("/")
    except ValueError:
        return None


def _words(text: str) -> set[str]:
    """Words of three letters and more, and overlapping pairs of Chinese characters."""
    low = text.lower()[:300]
    han = "".join(char if "\u3400" <= char <= "\u9fff" else " " for char in low)
    pairs = {han[n : n + 2] for n in range(len(han) - 1) if " " not in han[n : n + 2]}
    return pairs | set(_WORD.findall(low))
