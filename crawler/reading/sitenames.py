"""The name of the site a page belongs to, and headlines without it: "Headline_Channel_Site", "Site | Headline"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.markup import Head, text_of

MAX_TITLE = 300  # code points
_MAX_READ = 4_000  # code points of an element's text
_MAX_WALKED = 800  # beginnings and ends of elements in it
MAX_SITE = 26  # letters of a site's name
_ANCHORS = 300  # links looked at for one that leads home
_MAX_CUTS = 24  # separators of one title that are looked at
_LEAST_HEADLINE = 6  # letters; what is shorter is rather a channel

_HAN = "\u3400-\u9fff"
SEPARATOR = re.compile(
    r"\s{0,5}(?:-{2,3}|>>|[|｜丨_»«·•:：<>]|(?<!—)—(?!—)|\s[-–‐]\s?|(?<=[\u3000-\u9fff])[-–]|[-–](?=[\u3000-\u9fff]))\s{0,5}"
)
# How the names of Chinese and English news sites and channels end.
_SITE_WORD = re.compile(
    r"(?:网|網|新闻|新聞|频道|頻道|网站|網站|在线|在線|線上|日报|日報|晚报|晚報|早报|早報|时报|時報|商报|商報|晨报|周报|電子報|电子报|周刊|週刊|月刊|杂志|雜誌|"
    r"资讯|資訊|财经|財經|中文站|订阅|百科|电视台|電視台|电台|電台|通讯社|通訊社|客户端|論壇|论坛|社区|社區|官网|官網|门户|博客|專欄|专栏|号|"
    r"\bnews|\bmagazine|\bonline|\btimes|\bpost|\bblog|\bjournal|\btribune|\bherald|\bgazette|\bchronicle|\bwire|"
    r"\.(?:com|cn|net|org|tw|hk|co|io|ai|uk|sg))$",
    re.IGNORECASE,
)
# What stands where a channel does: no page of news is called that.
_CHANNEL_WORD = re.compile(
    rf"(?:[{_HAN}]{{0,4}}(?:新闻|新聞|资讯|資訊|文章|公告|通知|动态|動態|详情|詳情|正文|内容|內容|中心|列表|首页|首頁|主页|频道|頻道|要闻|要聞|快讯|快訊|图集|圖集|滚动)"
    r"(?:页|頁|中心|详情|詳情|列表|正文)?|时政|時政|财经|財經|国际|國際|社会|社會|科技|生活|娱乐|娛樂|体育|體育|评论|評論|要聞|焦點|产经|股市|"
    r"opinion|opinions|news|analysis|politics|business|world|technology|tech|sport|sports|lifestyle|culture|home|homepage|articles?|"
    r"blog|posts?|article detail|details?|news detail|press releases?|index|untitled|untitled document|document)$",
    re.IGNORECASE,
)
_AFTER_MARK = re.compile(
    r"(?<=[，。：；！？、》”』」）])\s{1,20}"
)  # a line broken behind a mark needs no space
_NO_LETTER = re.compile(r"[\W_]{1,300}")
_DASH = re.compile(rf"(?<=[{_HAN}”》！？）])\s{{0,2}}[-–]\s{{0,2}}(?=[{_HAN}A-Z])")
_BAR = re.compile(rf"\s[|｜]\s|(?<=[{_HAN}”》！？])[|｜_]")
_CHANNEL = re.compile(rf"(?:_|-{{2,3}}|\s?[|｜]\s?)[{_HAN}A-Za-z]{{1,8}}$")
_FRINGE = "【】[]「」《》()（） \t"
_FEED = re.compile(
    r"\s{0,5}(?:»|-|\||–|—|_)?\s{0,5}(?:rss|feed|atom|comments feed|订阅|訂閱)\b.{0,40}$", re.IGNORECASE
)
_HOME = re.compile(
    r"(?:\.{0,2}/)?(?:index\.(?:html?|php|shtml|aspx?|jsp))?$|https?://[^/?#]{3,80}/?(?:index\.s?html?)?$"
)
_HOME_WORD = re.compile(r"首页|首頁|主页|返回|回到|^home\b|^back\b|^menu$|^logo$", re.IGNORECASE)
_NO_NAME = frozenset(
    {"www", "m", "wap", "mobile", "news", "blog", "en", "zh", "com", "co", "net", "org", "gov", "edu"}
)
_SITE_KINDS = re.compile(r"WebSite|Organization|Corporation|Publisher")
_APART = {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "section", "header"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """What a page's site is called. ``names``: keys (see ``key_of``); ``hosts``: labels of its host, in lower case."""

    names: frozenset[str]
    hosts: tuple[str, ...] = ()

    def owns(self, text: str) -> bool:
        """Whether a piece of a title is the site's name: the whole of it, its host, its initials, or nearly so."""
        tail = key_of(text)
        if not tail or tail in self.names:
            return bool(tail)
        if any(
            (len(site) >= 3 and site in tail and 2 * len(site) >= len(tail))
            or (len(tail) >= 3 and tail in site and 3 * len(tail) >= len(site))
            for site in self.names
        ):
            return True
        return self.names_host(text)

    def names_host(self, text: str) -> bool:
        """Whether a text is the name in the host's labels: "Rocket.Chat", "EDN 电子", "Institute of Port Economics"."""
        tail = key_of(text)
        return 0 < len(tail) <= MAX_SITE and any(_names_host(text, tail, host) for host in self.hosts)

    def with_names(self, more: Iterable[str]) -> Sites:
        """The same, with further names."""
        return Sites(names=self.names | {key for name in more if (key := key_of(name))}, hosts=self.hosts)


def _names_host(text: str, tail: str, host: str) -> bool:
    words = re.findall(r"[A-Za-z0-9]{1,40}", text)
    first = words[0].lower() if words else ""
    initials = "".join(word[0] for word in words if word.lower() not in {"of", "the", "and", "for"}).lower()
    if tail == host or (len(tail) >= 4 and tail in host):
        return True
    if len(host) >= 4 and tail.startswith(host) and 2 * len(host) >= len(tail):
        return True
    han = any("\u3400" <= char <= "\u9fff" for char in text)
    return (han and len(first) >= 3 and host.startswith(first)) or (len(initials) >= 3 and initials == host)


def read_sites(head: Head, tree: HtmlElement, url: str = "") -> Sites:
    """Every name a page gives its site: in its head, its feeds' titles, links that lead home, and its host."""
    names = set(site_names(head))
    for link in islice(tree.iter("link"), 200):
        if "alternate" in (link.get("rel") or "").lower() and "xml" in (link.get("type") or ""):
            title = " ".join((link.get("title") or "").split())
            if 2 <= len(short := _FEED.sub("", title.split("»")[0]).strip()) <= 40 and short != title:
                names.add(key_of(short))
    for link in islice(tree.iter("a"), _ANCHORS):
        if _HOME.match((link.get("href") or "#").strip()):
            for name in (line_of(link), *(image.get("alt") or "" for image in islice(link.iter("img"), 2))):
                if 2 <= len(key_of(name)) <= MAX_SITE and not _HOME_WORD.search(name):
                    names.add(key_of(name))
    return Sites(names=frozenset(name for name in names if name), hosts=_labels(url, head))


def _labels(url: str, head: Head) -> tuple[str, ...]:
    """The labels of a page's host that may name its site, and the last of them with its suffix."""
    for address in (url, head.canonical or "", head.meta("og:url")):
        try:
            host = urlsplit(address.strip()).hostname or ""
        except ValueError:
            continue
        labels = host.lower().split(".")
        if len(labels) >= 2 and not labels[-1].isdigit():
            named = [label.replace("-", "") for label in labels[:-1] if label not in _NO_NAME]
            return (*named, "".join(labels[-2:])) if named else ()
    return ()


def line_of(element: HtmlElement) -> str:
    """An element's text as one line, of at most twice a title's length; a break of the line is a space."""
    text = _AFTER_MARK.sub("", _text_of(element))
    return " ".join(unescape(text).split())[: MAX_TITLE * 2]


def _text_of(element: HtmlElement) -> str:
    """The beginning of an element's text; no more is read, for a page may nest its whole text a hundredfold."""
    parts, length = [], 0
    for event, child in islice(etree.iterwalk(element, events=("start", "end")), _MAX_WALKED):
        piece = " " if child.tag in _APART else ""
        if event == "start":
            piece += child.text or ""
        elif child is not element:
            piece += child.tail or ""
        parts.append(piece[:_MAX_READ])
        length += len(parts[-1])
        if length > _MAX_READ:
            break
    return "".join(parts)[:_MAX_READ]


def key_of(text: str) -> str:
    """What of a text is compared: its letters and digits, in lower case."""
    return _NO_LETTER.sub("", text.lower())


def has_letters(text: str) -> bool:
    """Whether there is something to read in a text."""
    return sum(char.isalpha() for char in text) >= 2


def site_names(head: Head) -> set[str]:
    """The names a page's head gives its site and its publisher, as keys."""
    names = [
        *(
            head.meta(name)
            for name in (
                "og:site_name",
                "application-name",
                "apple-mobile-web-app-title",
                "dc.publisher",
                "dcterms.publisher",
                "sitename",
                "al:ios:app_name",
                "al:android:app_name",
            )
        ),
    ]
    for item in head.linked[:10]:
        names.append(text_of(item.get("publisher")))
        if _SITE_KINDS.search(str(item.get("@type"))):
            names += [text_of(item.get("name")), text_of(item.get("alternateName"))]
    return {_key for name in names if len(_key := key_of(name[:MAX_TITLE])) >= 2}


def is_site(name: str, sites: Iterable[str]) -> bool:
    """Whether a name is the publisher's own, which stands in for the writer when nobody is named."""
    return key_of(name) in sites or (not name.isascii() and bool(_SITE_WORD.search(name)))


def is_channel(text: str) -> bool:
    """Whether a text is what channels and kinds of pages are called, not a headline."""
    return bool(_CHANNEL_WORD.match(text.strip(_FRINGE)))


def parts_of(text: str) -> Iterator[tuple[str, str]]:
    """What stands before, and behind, each separator of a title, the longest beginning first."""
    for found in reversed(list(islice(SEPARATOR.finditer(text), _MAX_CUTS))):
        if found.start() > 0:
            yield text[: found.start()].strip(), text[found.end() :].strip()


def without_site(text: str, sites: Sites, *, printed: bool = False) -> str:
    """A title without the names of the site and its channels at its end and its beginning.

    ``printed``: a heading as readers see it; only what is surely a name is cut from it.
    """
    text = " ".join(text.split())
    for _ in range(4):
        shorter = _shorter(text, sites, printed=printed)
        if shorter == text:
            break
        text = shorter
    return text


def _shorter(text: str, sites: Sites, *, printed: bool) -> str:
    cuts = [found for found in islice(SEPARATOR.finditer(text), _MAX_CUTS) if found.start() > 0]
    for found in reversed(cuts):
        rest, tail, mark = (
            text[: found.start()].strip(),
            text[found.end() :].strip(_FRINGE),
            found.group().strip(),
        )
        if len(key_of(rest)) < _LEAST_HEADLINE or not tail:
            continue
        named = key_of(tail) in sites.names if mark in {":", "："} else sites.owns(tail)
        if named or _looks_like_site(rest, tail, mark, printed=printed):
            return _without_channel(rest)
        if is_channel(tail) and mark not in {":", "："} and len(key_of(rest)) >= 8:
            return rest
    for found in cuts[:1]:
        start, rest = text[: found.start()].strip(_FRINGE), text[found.end() :].strip()
        if (
            key_of(start) in sites.names | set(sites.hosts)
            and len(key_of(rest)) >= 8
            and found.group().strip() not in {"：", ":"}
        ):
            return rest
    return text if printed and re.search(rf"[{_HAN}]", text) else _without_bar(text)


def _without_channel(rest: str) -> str:
    """ "headline_channel", once the site's name behind it is gone."""
    channel = _CHANNEL.search(rest)
    return rest[: channel.start()] if channel and len(key_of(rest[: channel.start()])) >= 8 else rest


def _looks_like_site(rest: str, tail: str, mark: str, *, printed: bool) -> bool:
    if len(key_of(tail)) > MAX_SITE or len(key_of(rest)) < 8 or _weight(tail) > _weight(rest):
        return False
    if printed and mark not in {"|", "｜", "_", "--", "---"}:
        return False
    if mark in {":", "："}:
        return False
    han = any("\u3400" <= char <= "\u9fff" for char in tail)
    return bool(_SITE_WORD.search(tail)) and (not han or len(tail) <= 14)


def _without_bar(text: str) -> str:
    """A title without the few words behind a bar or, in Chinese, an underscore: a series, a channel or a section.

    Headlines have no bar inside: before one may stand the name of a series; what follows a headline is no part of it.
    """
    for found in reversed(list(islice(_BAR.finditer(text), 8))):
        rest, tail = text[: found.start()].strip(), text[found.end() :].strip()
        if _weight(rest) >= 8 and 0 < _weight(tail) * 2 <= _weight(rest):
            return rest
    return text


def without_dash(text: str) -> str:
    """A Chinese document's title that the page prints nowhere, without the short name behind its last dash.

    Chinese headlines set a dash apart as "——"; a single one stands before the name of the site.
    """
    found = next(iter(reversed(list(islice(_DASH.finditer(text), 8)))), None)
    if found is None:
        return text
    rest, tail = text[: found.start()].strip(), text[found.end() :].strip()
    brief = 2 <= len(tail) <= 10 and not re.search(r"[，。！？、：；]", tail)
    return rest if brief and _weight(rest) >= 10 and 2 * _weight(tail) <= _weight(rest) else text


def _weight(text: str) -> int:
    """How much a text says: a Chinese character is one, another word two."""
    return len(re.findall(rf"[{_HAN}]", text)) + 2 * len(
        re.findall(r"[A-Za-z0-9\u00c0-\u024f'’]{1,40}", text)
    )
