"""Listings: an HTML page of links, read by the source's CSS selector or by what article links look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector, SelectorError

from crawler.announced import announce, clean_title
from crawler.reading.encodings import decode
from crawler.urls import UnusableURL, canonical_url, host_of, site_of
from store.records import Candidate, Source

MAX_LINKS = 500
MAX_ANCHORS = 20_000
MAX_BASE = 2_000

_FURNITURE = frozenset(("nav", "footer", "aside", "form", "select"))
_FURNITURE_NAME = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|footer|breadcrumbs?|crumbs|sidebar|pagination|pager|tags?|tagcloud|login|"
    r"share|copyright|friend-?links?|links|language|lang-switch)(?:$|[-_ ])",
    re.IGNORECASE,
)
_NOT_ARTICLE_PATH = re.compile(
    r"/(?:tags?|topics?|category|categories|cat|authors?|users?|u|login|signin|signup|register|search|about|aboutus|"
    r"contact|privacy|terms|subscribe|account|cart|help|faq|jobs?|careers|rss|feed|page|events?|download|app|"
    r"advertise|newsletters?|sitemap|policy/cookies)(?:/|$|\.)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|xml|rss|atom|zip|rar|gz|mp[34]|avi|mov|apk|exe|docx?|xlsx?|pptx?|pdf)$",
    re.IGNORECASE,
)
_DATE_IN_PATH = re.compile(
    r"/(?:19|20)\d{2}[-/_]?(?:0[1-9]|1[0-2])(?:[-/_]?[0-3]\d)?(?=[/_.-]|$)|/t(?:19|20)\d{6}_"
)
_NUMBER = re.compile(r"\d{4,}")
_HEX = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{8,}", re.IGNORECASE)
_CJK = re.compile(r"[\u3400-\u9fff]")
# Sites that style their components in scripts put the rules beside the words.
_TEXTS = etree.XPath(".//text()[not(ancestor::style or ancestor::script or ancestor::template)]")


@dataclass(frozen=True, slots=True)
class ListingContent:
    """The article links of a page in page order; ``links`` counts all its links."""

    candidates: tuple[Candidate, ...] = ()
    links: int = 0
    damage: str = ""
    next: str = ""  # address of the next page, where the page names one and it is of the same host


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    href: str  # as written
    text: str
    score: int
    shape: str  # path with its variable parts blanked: pages of one kind share it


def read_listing(body: bytes, content_type: str, *, source: Source, url: str, at: datetime) -> ListingContent:
    """Article links of an HTML page; never raises, fetches nothing."""
    root = _parse(body, content_type)
    if root is None:
        return ListingContent(damage="no HTML in it")
    base = _base_of(root, url)
    if source.link_css:
        anchors, damage = _selected(root, source.link_css)
        links = [link for link in _links(anchors, base, url, any_site=True) if link.url != url]
    else:
        anchors, damage = list(_content_anchors(root)), ""
        links = _article_links(list(_links(anchors, base, url, any_site=False)))
    found: dict[str, Candidate] = {}
    for link in links:
        known = found.get(link.url)
        if known is not None and len(known.title or "") >= len(link.text):
            continue  # the picture and the headline often link to one page: the longer text is the headline
        candidate = announce(link.href, base=base, source_id=source.id, at=at, title=link.text)
        if candidate is not None:
            found[link.url] = candidate
    further = _next_page(root, source, base, url) if source.pages > 1 else ""
    return ListingContent(tuple(found.values())[:MAX_LINKS], len(anchors), damage, further)


def _next_page(root: etree._Element, source: Source, base: str, url: str) -> str:
    """Where ``next_css`` leads, or without one rel=next; "" when that is this page again or another host's."""
    if source.next_css:
        named, _ = _selected(root, source.next_css)
    else:
        named = [node for node in root.iter("link", "a") if "next" in (node.get("rel") or "").lower().split()]
    for node in named[:20]:
        try:
            found = canonical_url(node.get("href") or "", base, tracking=True)
        except UnusableURL:  # "javascript:" and the like
            continue
        if canonical_url(found) != canonical_url(url) and _host(found) == _host(url):
            return found
    return ""


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.")


def _article_links(links: list[_Link]) -> list[_Link]:
    """Those whose own look says article, and those of the same shape as several that do."""
    sure = Counter(link.shape for link in {link.url: link for link in links if link.score >= 3}.values())
    return [link for link in links if link.score >= 3 or (link.score >= 1 and sure[link.shape] >= 3)]


def _links(anchors: list[etree._Element], base: str, page: str, *, any_site: bool) -> Iterator[_Link]:
    site = site_of(page)
    for anchor in anchors[:MAX_ANCHORS]:
        href = anchor.get("href")
        if not href or href.startswith("#"):
            continue
        try:
            url = canonical_url(href, base)
        except UnusableURL:
            continue
        path = urlsplit(url).path
        if url == page or _FILE.search(path) or (not any_site and site_of(url) != site):
            continue
        text = clean_title(_text_of(anchor)) or ""
        yield _Link(url, href, text, _score(url, path, text), _shape(url))


def _score(url: str, path: str, text: str) -> int:
    """How much a link looks like an article's: long text, a date, a slug or number in its path. 3 is sure."""
    if _NOT_ARTICLE_PATH.search(path) or path == "/":
        return -5
    last = path.rstrip("/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0]
    cjk, words = len(_CJK.findall(text)), len(text.split())
    latin = cjk < 3
    if (cjk >= 14 or (latin and words >= 8)) and re.search(r"[-_%\d]", stem):
        score = 3  # nobody labels a button with a sentence
    elif cjk >= 9 or (latin and words >= 5):
        score = 2
    else:
        score = int(cjk >= 6 or (latin and words >= 3))
    if _DATE_IN_PATH.search(path):
        score += 2
    if _NUMBER.search(stem) or _HEX.fullmatch(stem) or stem.count("-") >= 2 or stem.count("%") >= 6:
        score += 1
    if re.search(r"\d", urlsplit(url).query) or last.endswith((".html", ".htm", ".shtml", ".php")):
        score += 1
    return score


def _shape(url: str) -> str:
    """example.com/news/2026/11/123.html and /news/2026/10/7.html have one shape."""
    parts = urlsplit(url)
    segments = parts.path.rstrip("/").split("/")
    blank = ["*" if re.search(r"\d", segment) else segment for segment in segments[:-1]]
    suffix = segments[-1].rsplit(".", 1)[1] if "." in segments[-1] else ""
    return f"{parts.netloc}{'/'.join(blank)}/*.{suffix}?{'*' if parts.query else ''}"


def _selected(root: etree._Element, css: str) -> tuple[list[etree._Element], str]:
    """Anchors at or inside what the selector finds."""
    try:
        nodes = CSSSelector(css, translator="html")(root)
    except (SelectorError, etree.XPathError) as error:
        return [], f"link_css is not a CSS selector: {str(error)[:100]}"
    anchors: list[etree._Element] = []
    elements = [node for node in nodes if isinstance(node, etree._Element)] if isinstance(nodes, list) else []
    for node in elements[:MAX_ANCHORS]:
        anchors.extend([node] if node.tag in ("a", "link") else node.iter("a"))
    return anchors, "" if anchors else "link_css finds nothing on the page"


def _content_anchors(root: etree._Element) -> Iterator[etree._Element]:
    """Anchors outside navigation, footers and the like. One walk down, so depth costs nothing twice."""
    stack = [root]
    seen = 0
    while stack and seen < MAX_ANCHORS:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _FURNITURE:
            continue
        if node.tag not in ("html", "body", "a") and _FURNITURE_NAME.search(_names(node)):
            continue
        if node.tag == "a":
            seen += 1
            yield node
            continue
        stack.extend(reversed(node))


def _names(node: etree._Element) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}"[:200]


def _text_of(anchor: etree._Element) -> str:
    """The link's own text; of a card, its heading; of a picture, its title."""
    heading = next(anchor.iter("h1", "h2", "h3", "h4"), None)
    found = _TEXTS(heading if heading is not None else anchor)
    pieces = found if isinstance(found, list) else []
    text = " ".join(str(piece).strip() for piece in pieces)[:2000].strip()
    title = anchor.get("title") or ""
    return title if len(title) > len(text) else text


def _parse(body: bytes, content_type: str) -> etree._Element | None:
    text = decode(body, content_type).text.replace("\x00", "").lstrip("\ufeff")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False)
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return None
    return root if isinstance(root, etree._Element) else None


def _base_of(root: etree._Element, url: str) -> str:
    base = next(root.iter("base"), None)
    href = base.get("href") if base is not None else None
    if not href or len(href) > MAX_BASE:
        return url
    try:
        return canonical_url(href, url)
    except UnusableURL:
        return url
