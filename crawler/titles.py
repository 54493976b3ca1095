"""The headline and the author of a page, by agreement of what it states in several places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from crawler.markup import Head, is_article, text_of

MAX_TITLE = 300  # code points
_TAIL = re.compile(
    r"\s{0,5}(?:[|｜_–—»«·•:：<>]|\s[-‐]\s?|(?<=[\u3000-\u9fff])-|-(?=[\u3000-\u9fff])|--)\s{0,5}"
)
_MAX_NAME = 60
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|admin|editor(?:ial)?$|^(?:by|author|作者|编辑|編輯|记者|記者|来源|來源|责任编辑|佚名|匿名|网友|未知|null|none|undefined|n/a)$|[<>{}\\]",
    re.IGNORECASE,
)
_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "creator",
    "mediaid",
    "og:article:author",
    "dable:author",
)
_ZH_BYLINE = re.compile(
    r"(?:作\s{0,2}者|撰\s{0,2}文|文\s{0,2}[/／|｜]|记者|記者|撰稿人?|编译|編譯)\s{0,3}[:：/／|｜]?\s{0,3}"
    r"(?P<name>[\u4e00-\u9fff·]{2,4}(?:[ 、，,\s][\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])){0,3})(?![\u4e00-\u9fff])"
)
_EN_BYLINE = re.compile(
    r"^(?:written\s|story\s|reported\s|posted\s)?by:?\s{1,3}(?P<name>[A-Z][\w.'’\-]{0,30}(?:\s[A-Z][\w.'’\-]{0,30}){1,3}(?:(?:,\s|\sand\s|\s&\s)[A-Z][\w.'’\-]{0,30}(?:\s[A-Z][\w.'’\-]{0,30}){1,3}){0,3})",
    re.IGNORECASE,
)


def find_title(head: Head, tree: HtmlElement) -> str:
    """The headline: the statement that most others agree with, without the name of the site. "" if none."""
    linked = [text_of(item.get("headline")) for item in head.linked if is_article(item)]
    headings = [_line(element) for element in tree.iter("h1")][:5]
    social = [head.meta("og:title", "twitter:title", "parsely-title", "dc.title", "title", "citation_title")]
    stated = [text for text in (*linked[:1], *headings, *social, head.title) if _letters(text)]
    if not stated:
        return next((text for text in (_line(item) for item in tree.iter("h2")) if _letters(text)), "")[
            :MAX_TITLE
        ]
    sites = _site_names(head)
    cut = [_without_site(text, sites, stated) for text in stated]
    heading = next((text for text in headings if _supported(text, cut, head.title)), None)
    if heading:
        return _without_site(heading, sites, stated)[:MAX_TITLE]
    return max(cut, key=lambda text: (sum(_key(text) == _key(other) for other in cut), -cut.index(text)))[
        :MAX_TITLE
    ]


def find_author(head: Head, tree: HtmlElement) -> str | None:
    """Names as printed, joined with "; "; None when no person or desk is named."""
    for names in (_linked_authors(head), _meta_authors(head), _marked_authors(tree), _byline_authors(tree)):
        kept = list(dict.fromkeys(name for raw in names if (name := _name(raw))))[:6]
        if kept:
            return "; ".join(kept)
    return None


def _line(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())[: MAX_TITLE * 2]


def _key(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _letters(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= 2


def _site_names(head: Head) -> set[str]:
    names = [
        head.meta("og:site_name"),
        head.meta("application-name"),
        head.meta("apple-mobile-web-app-title"),
    ]
    for item in head.linked[:10]:
        names.append(text_of(item.get("publisher")))
    return {_key(name) for name in names if name}


def _supported(heading: str, cut: list[str], title: str) -> bool:
    """A heading is the headline when the document's title, or another statement, says the same."""
    key = _key(heading)
    return len(key) >= 4 and (
        key in _key(title)
        or sum(_key(text) == key for text in cut) > 1
        or any(_near(key, _key(text)) for text in cut if _key(text) != key)
    )


def _near(one: str, other: str) -> bool:
    """Same words for the most part: one begins or contains the other at two thirds of its length."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 8 and len(short) * 3 >= len(long) * 2 and short in long


def _without_site(text: str, sites: set[str], stated: list[str]) -> str:
    """Cut "_Channel_Site" from the end: what another statement confirms, or what is the site's name."""
    text = " ".join(text.split())
    cuts = [found for found in _TAIL.finditer(text) if found.start() > 0]
    keys = {_key(other) for other in stated if _key(other) != _key(text)}
    for found in cuts:
        if _key(text[: found.start()]) in keys and len(_key(text[: found.start()])) >= 6:
            return text[: found.start()].strip()
    for found in reversed(cuts):
        tail, rest = _key(text[found.end() :]), text[: found.start()]
        if (
            tail
            and len(_key(rest)) > 5
            and (tail in sites or any(tail in site or site in tail for site in sites if len(site) > 2))
        ):
            return _without_site(rest, sites, stated)
    return text


def _linked_authors(head: Head) -> Iterator[str]:
    for item in head.linked[:20]:
        if is_article(item) and item.get("author"):
            authors = item["author"]
            for author in authors if isinstance(authors, list) else [authors]:
                yield _author_text(author, head)
            return


def _author_text(author: Any, head: Head) -> str:
    if isinstance(author, dict) and author.get("@id") and not author.get("name"):
        return next((text_of(item) for item in head.linked if item.get("@id") == author["@id"]), "")
    return text_of(author)


def _meta_authors(head: Head) -> Iterator[str]:
    for name in _AUTHOR_METAS:
        yield from head.metas.get(name, ())
        if any(_name(text) for text in head.metas.get(name, ())):
            return


def _marked_authors(tree: HtmlElement) -> Iterator[str]:
    found = tree.xpath(
        '//*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author" and not(.//*[@itemprop="name"])]'
        ' | //a[@rel="author"] | //*[contains(concat(" ", @class, " "), " author-name ") or contains(concat(" ", @class, " "), " byline-name ")]'
    )
    for element in found[:5]:
        yield element.get("content") or _line(element)


def _byline_authors(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath(
        '//*[contains(@class, "author") or contains(@class, "byline") or contains(@id, "author") or contains(@class, "info") or contains(@class, "source")]'
    )[:40]:
        text = _line(element)
        if 2 < len(text) <= 160:
            found = _EN_BYLINE.search(text) or _ZH_BYLINE.search(text)
            if found:
                yield from re.split(r",\s|\sand\s|\s&\s|[、，\s](?=[\u4e00-\u9fff])", found["name"])
                return


def _name(raw: str) -> str:
    text = " ".join(raw.split()).strip(" ,;:|·-–—")
    text = (
        re.sub(
            r"^(?:by|作者|文|记者|記者|撰文)\s{0,3}[:：/／|｜]?\s{0,3}(?=\S)", "", text, flags=re.IGNORECASE
        )
        if len(text) > 4
        else text
    )
    if not text or len(text) > _MAX_NAME or _NOT_A_NAME.search(text) or not _letters(text):
        return ""
    return text
