"""The name of the site a page belongs to, and headlines without it: "Headline_Channel_Site", "Headline | Site"."""

from __future__ import annotations

import re
from html import unescape

from lxml.html import HtmlElement

from crawler.markup import Head, text_of

MAX_TITLE = 300  # code points
_TAIL = re.compile(
    r"\s{0,5}(?:-{2,3}|[|｜_–—»«·•:：<>]|\s[-‐]\s?|(?<=[\u3000-\u9fff])-|-(?=[\u3000-\u9fff]))\s{0,5}"
)
# How the names of Chinese and English news sites and channels end.
_SITE_WORD = re.compile(
    r"(?:网|網|新闻|新聞|频道|頻道|网站|在线|日报|日報|晚报|晚報|时报|時報|周刊|週刊|资讯|資訊|财经|財經|中文站|订阅|百科|"
    r"电视台|通讯社|客户端|论坛|社区|\bnews|\bmagazine|\bonline|\btimes|\bpost|\bblog|\bjournal|\.(?:com|cn|net|org|tw|hk))$",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"(?:_|-{2,3}|\s?[|｜]\s?)[\u3400-\u9fffA-Za-z]{1,8}$")
_MAX_SITE = 26  # letters of a site's name


def line_of(element: HtmlElement) -> str:
    """An element's text as one line, of at most twice a title's length."""
    return " ".join(unescape(element.text_content()[:4000]).split())[: MAX_TITLE * 2]


def key_of(text: str) -> str:
    """What of a text is compared: its letters and digits, in lower case."""
    return "".join(char for char in text.lower() if char.isalnum())


def has_letters(text: str) -> bool:
    """Whether there is something to read in a text."""
    return sum(char.isalpha() for char in text) >= 2


def site_names(head: Head) -> set[str]:
    """The names a page gives its site and its publisher, as keys."""
    names = [
        head.meta("og:site_name"),
        head.meta("application-name"),
        head.meta("apple-mobile-web-app-title"),
    ]
    for item in head.linked[:10]:
        names.append(text_of(item.get("publisher")))
    return {key_of(name) for name in names if name}


def without_site(text: str, sites: set[str], stated: list[str]) -> str:
    """Cut "_Channel_Site" from the end: what another statement confirms, or what is the site's name."""
    text = " ".join(text.split())
    cuts = [found for found in _TAIL.finditer(text) if found.start() > 0]
    keys = {key_of(other) for other in stated if key_of(other) != key_of(text)}
    for found in cuts:
        if key_of(text[: found.start()]) in keys and len(key_of(text[: found.start()])) >= 6:
            return text[: found.start()].strip()
    for found in reversed(cuts):
        tail, rest = key_of(text[found.end() :]), text[: found.start()]
        if (
            tail
            and len(key_of(rest)) > 5
            and (tail in sites or any(tail in site or site in tail for site in sites if len(site) > 2))
        ):
            return without_site(rest, sites, stated)
    for found in reversed(cuts):
        tail, rest = text[found.end() :], text[: found.start()]
        if _SITE_WORD.search(tail) and len(key_of(tail)) <= _MAX_SITE and len(key_of(rest)) >= 8:
            channel = _CHANNEL.search(rest)  # "headline_channel_site"
            if channel and len(key_of(rest[: channel.start()])) >= 8:
                rest = rest[: channel.start()]
            return without_site(rest, sites, stated)
    return text


def is_site(name: str, sites: set[str]) -> bool:
    """Whether a name is the publisher's own, which stands in for the writer when nobody is named."""
    return key_of(name) in sites or (not name.isascii() and bool(_SITE_WORD.search(name)))
