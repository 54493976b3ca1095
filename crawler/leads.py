"""What a site says of its own announcements: feeds, sitemaps and section pages that a page or a robots.txt names."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.announced import clean_title
from crawler.discovery import sniff
from crawler.reading.encodings import decode
from crawler.urls import UnusableURL, canonical_url, site_of
from store.records import Lang

MAX_ANCHORS = 3_000
MAX_LEADS = 40  # of one kind from one page
_HEAD = 200_000  # bytes of an announcement that tell what it is

# Where sites of all makes keep them (WordPress, Ghost, Hugo, Drupal, Shopify, Discourse and hand-made ones).
COMMON_FEEDS = (
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/rss",
    "/atom.xml",
    "/index.xml",
    "/blog/feed/",
    "/news/rss.xml",
)
COMMON_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|atom|feeds?)(?:[-_]?\w{0,20})?(?:/|$|\.(?:xml|json|rss|atom|aspx|php|jsp)$)|\.(?:rss|atom|rdf)$",
    re.I,
)
_COMMENTS = re.compile(r"comments?(?:[-_./?&]|$)|[?&]withoutcomments", re.I)  # of an address
_COMMENTS_TITLE = re.compile(r"\bcomments?\b|评论|評論|留言|迴響|回應", re.I)
_NOT_SECTION = re.compile(
    r"media-?kit|social-?media|submit|send-?us|contact|about|podcast|video|photo|newsletter|subscri|authors?/|reporter|"
    r"cdn-cgi|login|careers?|jobs?(?:/|$)|events?(?:/|$)|shop|cart",
    re.I,
)
_SECTION_PATH = re.compile(
    r"/(?:news|newsroom|news-?cent(?:er|re)|press|press-?(?:releases?|room|cent(?:er|re))|media|media-?cent(?:er|re)|blogs?|"
    r"articles?|stories|insights|updates|announcements?|notices?|latest|xinwen|zixun|gonggao|tongzhi|dongtai|hangye|"
    r"zx|xw|news_?list|whats-?new)(?:/|$|\.|_)",
    re.I,
)
_SECTION_TEXT = re.compile(
    r"新闻|新聞|资讯|資訊|公告|通知|动态|動態|要闻|要聞|快讯|快訊|头条|頭條|报道|報導|消息|发布|發布|即时|即時|"
    r"\b(?:news|newsroom|press|media|blog|stories|announcements?|updates?|insights?|releases?|latest)\b",
    re.I,
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_NEWSY = re.compile(r"news|article|post|story|stories|press|blog|xinwen|zixun", re.I)
_INNER = re.compile(r"<(?:\w{1,20}:)?(?:item|entry|image|textinput)[\s>]", re.I)
_XML_TITLE = re.compile(
    r"<(?:\w{1,20}:)?title(?:\s[^<>]{0,300})?>(?:\s{0,99}<!\[CDATA\[)?([^<\]]{1,500})", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLeads:
    """What one HTML page names, each list in the order of trust."""

    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    title: str = ""
    lang: Lang = Lang.UNKNOWN  # as its markup declares


def read_page(body: bytes, content_type: str, url: str) -> PageLeads:
    """Feeds, section pages, name and language of an HTML page; never raises, fetches nothing."""
    text = decode(body, content_type).text.replace("\x00", "").lstrip("\ufeff")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False)
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return PageLeads()
    base = next((href for node in root.iter("base") if (href := node.get("href"))), "")
    links = list(_links(root, _resolved(base, url) or url))
    return PageLeads(
        feeds=_once((*_declared_feeds(root, _resolved(base, url) or url), *_linked_feeds(links, url))),
        sections=_sections(links, url),
        title=_name_of(root),
        lang=lang_of_tag(root.get("lang") or ""),
    )


def newsy_first(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses that speak of news before the others, otherwise in the order given."""
    return tuple(sorted(urls, key=lambda url: not _NEWSY.search(urlsplit(url).path)))


def is_newsy(url: str) -> bool:
    """True when the address speaks of news, articles, posts or the press."""
    return _NEWSY.search(urlsplit(url).path) is not None


def title_of_feed(body: bytes, content_type: str) -> str:
    """The title of an XML feed itself, which stands before its items' and its picture's; "" where it has none."""
    text = decode(body[:20_000], content_type).text
    inner = _INNER.search(text)
    found = _XML_TITLE.search(text, 0, inner.start() if inner else len(text))
    return (clean_title(found.group(1)) or "") if found else ""


def plain_head(body: bytes) -> bytes:
    """The beginning of an announcement, unzipped where it is gzip (sitemap.xml.gz)."""
    if body[:2] != b"\x1f\x8b":
        return body[:_HEAD]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _HEAD)
    except zlib.error:
        return body[:_HEAD]


def kind_of(body: bytes) -> str:
    """What an announcement's bytes are, as crawler.discovery.sniff says it of the unzipped ones."""
    head = plain_head(body)
    return "binary" if head[:2] == b"\x1f\x8b" else sniff(head)


def lang_of_tag(tag: str) -> Lang:
    """A BCP 47 tag as one of our languages; UNKNOWN for others."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    if parts[0] == "en":
        return Lang.EN
    if parts[0] != "zh":
        return Lang.UNKNOWN
    return Lang.ZH_HANT if {"hant", "tw", "hk", "mo"} & set(parts[1:]) else Lang.ZH_HANS


def _declared_feeds(root: etree._Element, base: str) -> Iterator[str]:
    """<link rel="alternate" type="application/rss+xml">, feeds of comments left out."""
    for node in root.iter("link"):
        rel = (node.get("rel") or "").lower().split()
        if "alternate" not in rel and "feed" not in rel:
            continue
        kind = (node.get("type") or "").lower().partition(";")[0].strip()
        if kind not in _FEED_TYPES and "feed" not in rel:
            continue
        url = _resolved(node.get("href") or "", base)
        if url and not _COMMENTS.search(url) and not _COMMENTS_TITLE.search(node.get("title") or ""):
            yield url


def _linked_feeds(links: list[tuple[str, str]], page: str) -> Iterator[str]:
    """Links whose address or text says feed."""
    site = site_of(page)
    for url, text in links:
        says = text.strip().lower() in ("rss", "atom", "rss feed", "feed", "rss订阅", "rss訂閱", "订阅rss")
        if (
            (says or _FEED_PATH.search(urlsplit(url).path))
            and site_of(url) == site
            and not _COMMENTS.search(url)
        ):
            yield url


def _sections(links: list[tuple[str, str]], page: str) -> tuple[str, ...]:
    """Pages of the same site that look like lists of news by address or short text; the surest and nearest first."""
    site = site_of(page)
    found: dict[str, tuple[int, int]] = {}
    for url, text in links:
        parts = urlsplit(url)
        path = parts.path
        depth = path.strip("/").count("/")
        if site_of(url) != site or depth > 2 or url == page or re.search(r"\d{4}", path) or parts.query:
            continue
        last = path.rstrip("/").rsplit("/", 1)[-1]
        if _NOT_SECTION.search(path) or (last.count("-") >= 2 and not _SECTION_PATH.search(f"/{last}")):
            continue  # a page of its own, or an article of the section
        short = len(_CJK.findall(text)) <= 8 and len(text.split()) <= 4
        points = 2 * bool(_SECTION_PATH.search(path)) + bool(short and _SECTION_TEXT.search(text))
        if points and short and not _FEED_PATH.search(path):
            found[url] = max(found.get(url, (0, 0)), (points, -depth))
    return tuple(sorted(found, key=lambda url: found[url], reverse=True))[:MAX_LEADS]


def _links(root: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    for number, anchor in enumerate(root.iter("a")):
        if number >= MAX_ANCHORS:
            return
        url = _resolved(anchor.get("href") or "", base)
        if url:
            yield url, " ".join("".join(str(piece) for piece in anchor.itertext())[:300].split())


def _name_of(root: etree._Element) -> str:
    """og:site_name, or the last part of the page's title."""
    for node in root.iter("meta"):
        if node.get("property") == "og:site_name" and clean_title(node.get("content")):
            return clean_title(node.get("content")) or ""
    title = next(root.iter("title"), None)
    return (clean_title(title.text) or "") if title is not None else ""


def _resolved(href: str, base: str) -> str:
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return ""
    try:
        return canonical_url(href, base)
    except UnusableURL:
        return ""


def _once(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))[:MAX_LEADS]
