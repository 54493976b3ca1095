"""The headline and the author of a page, by agreement of what it states in several places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.markup import Head, is_article, text_of
from crawler.writers import written_authors

MAX_TITLE = 300  # code points
_TAIL = re.compile(
    r"\s{0,5}(?:-{2,3}|[|｜_–—»«·•:：<>]|\s[-‐]\s?|(?<=[\u3000-\u9fff])-|-(?=[\u3000-\u9fff]))\s{0,5}"
)
_POSTED = re.compile(
    r"\s(?:posted|published|updated)\s(?:on|by)\s|\s(?:发布时间|發布時間)[:：]", re.IGNORECASE
)
# How the names of Chinese and English news sites and channels end.
_SITE_WORD = re.compile(
    r"(?:网|網|新闻|新聞|频道|頻道|网站|在线|日报|日報|晚报|晚報|时报|時報|周刊|週刊|资讯|資訊|财经|財經|中文站|订阅|百科|"
    r"电视台|通讯社|客户端|论坛|社区|\bnews|\bmagazine|\bonline|\btimes|\bpost|\bblog|\bjournal|\.(?:com|cn|net|org|tw|hk))$",
    re.IGNORECASE,
)
_LONE = 0.2  # of the words of a page's only h1, when it has a few
_NEARLY_ALL = (
    0.87  # for elements that are merely called title: they hold half of a declared one, word for word
)
_CHANNEL = re.compile(r"(?:_|-{2,3}|\s?[|｜]\s?)[\u3400-\u9fffA-Za-z]{1,8}$")
_MAX_SITE = 26  # letters of a site's name
_AGREED = 0.34  # of a heading's words; less is a heading of something else
_MAX_NAME = 60
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|admin|editor(?:ial)?$|^(?:by|author|作者|编辑|編輯|记者|記者|来源|來源|责任编辑|佚名|匿名|网友|未知|null|none|undefined|n/a|"
    r"(?:the |about the )?author(?: bio)?|view (?:more|all) posts)$|[<>{}\\]",
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
_FULL_NAME = re.compile(
    r"[A-Z][\w.'’\-]{0,25}(?:\s(?:(?:de|da|del|della|der|den|di|do|dos|du|van|von|bin|al|el|la|le|y|e)\s){0,1}"
    r"[A-Z][\w.'’\-]{0,25}){1,3}$"
)
_HAN_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{1,6}){0,2}(?:[ 、，][\u4e00-\u9fff]{2,4}){0,3}$"
)
# What stands in elements named for the author beside names: buttons, and words for the author.
_NOT_HAN_NAME = re.compile(
    r"作者|关注|關注|订阅|訂閱|追蹤|更多|首页|首頁|登录|登入|粉丝|粉絲|专栏|專欄|简介|簡介|文章|收藏|分享|评论|評論|编辑|編輯|匿名|佚名|"
    r"来源|來源|原创|原創|转载|轉載|综合|綜合|发布|發布|主页|主頁|查看|私信|认证|認證"
)
_REPORTED = re.compile(r"\s{0,3}[/／|｜].{0,20}(?:報導|报道|報道|電|电|综合|綜合)$")
_ZH_BYLINE = re.compile(
    r"(?:作\s{0,2}者|撰\s{0,2}文|文\s{0,2}[/／|｜]|记者|記者|撰稿人?|编译|編譯)\s{0,3}[:：/／|｜]?\s{0,3}"
    r"(?P<name>[\u4e00-\u9fff·]{2,4}(?:[ 、，,\s][\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])){0,3})(?![\u4e00-\u9fff])"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Aug|Sept?|Oct|Nov|Dec"
)
_EN_NAME = (
    rf"[A-Z][\w.'’\-]{{0,30}}(?:\s(?!(?:{_MONTHS}|Updated|Published|Posted)\b)[A-Z][\w.'’\-]{{0,30}}){{1,3}}"
)
_EN_BYLINE = re.compile(
    r"^(?i:written\s|story\s|reported\s|posted\s)?(?i:by):?\s{1,3}(?P<name>"
    + _EN_NAME
    + r"(?:(?:,\s|\sand\s|\s&\s)"
    + _EN_NAME
    + r"){0,3})"
)


def find_title(head: Head, tree: HtmlElement) -> str:
    """The headline: what a heading and the document's title agree on, without the name of the site. "" if none."""
    linked = [text_of(item.get("headline")) for item in head.linked if is_article(item)][:1]
    headings = list(
        dict.fromkeys(text for element in islice(tree.iter("h1"), 8) if _letters(text := _line(element)))
    )
    social = [head.meta("og:title", "twitter:title", "parsely-title", "dc.title", "title", "citation_title")]
    declared = [text for text in (*linked, *social, head.title) if _letters(text)]
    sites = _site_names(head)
    if not declared:
        return next((text for text in (*headings, *_second_headings(tree)) if _key(text) not in sites), "")[
            :MAX_TITLE
        ]
    stated = [*declared, *headings]
    lone = _LONE if len(headings) == 1 and len(_words(headings[0])) >= 4 else _AGREED
    for group, least in ((headings, lone), (_titled(tree), _NEARLY_ALL)):
        ranked = [(_agreement(text, declared), -number, text) for number, text in enumerate(group)]
        best = max((item for item in ranked if _key(item[2]) not in sites), default=None)
        if best is not None and best[0] >= least:
            heading = _without_site(_without_byline(best[2]), sites, stated)
            others = [_without_site(text, sites, stated) for text in (*social, head.title) if _letters(text)]
            news = next((text_of(item.get("headline")) for item in head.linked if _is_news(item)), "")
            other = _outvoted(heading, _without_site(news, sites, stated), others)
            return (other or heading)[:MAX_TITLE]
    cut = [_without_site(text, sites, stated) for text in declared]
    return max(cut, key=lambda text: (sum(_key(text) == _key(other) for other in cut), -cut.index(text)))[
        :MAX_TITLE
    ]


def _is_news(item: Mapping[str, Any]) -> bool:
    """Whether a JSON-LD object calls itself a news article: blogs and shops call theirs Article or BlogPosting."""
    return "NewsArticle" in str(item.get("@type"))


def _outvoted(heading: str, linked: str, others: list[str]) -> str | None:
    """The JSON-LD headline where the social or the document title confirms it, and nothing confirms the heading.

    Two titles without JSON-LD outvote nobody: they are often written together, for search engines.
    """
    key, keys = _key(linked), [_key(text) for text in others]
    confirmed = len(key) >= 4 and key in keys
    return linked if confirmed and _key(heading) not in (key, *keys) else None


def find_author(head: Head, tree: HtmlElement) -> str | None:
    """Names as printed, joined with "; "; None when no person or desk is named."""
    stages = (
        _linked_authors(head, people=True),
        _meta_authors(head),
        _marked_authors(tree),
        _byline_authors(tree),
        written_authors(tree),
        _linked_authors(head, people=False),
    )
    sites, house = _site_names(head), ""
    for names in stages:
        found = list(dict.fromkeys(name for raw in names if (name := _name(raw))))[:6]
        kept = [name for name in found if not _is_site(name, sites)]
        if kept:
            return "; ".join(kept)
        house = house or "; ".join(found)
    return house or None


def _is_site(name: str, sites: set[str]) -> bool:
    """Whether a name is the publisher's own, which stands in for the writer when nobody is named."""
    return _key(name) in sites or (not name.isascii() and bool(_SITE_WORD.search(name)))


def _line(element: HtmlElement) -> str:
    return " ".join(unescape(element.text_content()[:4000]).split())[: MAX_TITLE * 2]


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


def _agreement(heading: str, declared: list[str]) -> float:
    """0..1: the share of a heading's words that a declared title has too, more for one that holds it whole.

    A page's first heading is often the site's name or the section; those are no part of most titles, or a
    short one. Of two headings inside the title the longer is the headline.
    """
    best = 0.0
    for text in declared:
        one, other = _key(heading), _key(text)
        if len(one) >= 4 and one in other:
            best = max(best, 0.7 + 0.3 * len(one) / len(other))
        words, others = _words(heading), _words(text)
        if words and others:
            best = max(best, 0.69 * len(words & others) / min(len(words), max(len(others), 4)))
    return best


def _words(text: str) -> set[str]:
    """Latin words and pairs of Chinese characters."""
    found = set(re.findall(r"[a-z0-9\u00c0-\u024f]{2,40}", text.lower()))
    han = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    return found | {han[index : index + 2] for index in range(len(han) - 1)}


def _titled(tree: HtmlElement) -> list[str]:
    """Short lines of elements that are named as the title, for pages without an h1."""
    found = tree.xpath(
        '//h2 | //h3 | //*[contains(@class, "title") or contains(@id, "title") or contains(@class, "headline")]'
    )
    lines = (_line(element) for element in found[:60] if len(element) <= 4)
    return list(dict.fromkeys(text for text in lines if 6 <= len(text) <= 150))


def _second_headings(tree: HtmlElement) -> Iterator[str]:
    return (text for element in islice(tree.iter("h2"), 8) if _letters(text := _line(element)))


def _without_byline(text: str) -> str:
    """A heading that swallowed the line below it, "Rates rise Posted on July 1 by staff", without that line."""
    found = _POSTED.search(text)
    return text[: found.start()].strip() if found and found.start() >= 12 else text


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
    for found in reversed(cuts):
        tail, rest = text[found.end() :], text[: found.start()]
        if _SITE_WORD.search(tail) and len(_key(tail)) <= _MAX_SITE and len(_key(rest)) >= 8:
            channel = _CHANNEL.search(rest)  # "headline_channel_site"
            if channel and len(_key(rest[: channel.start()])) >= 8:
                rest = rest[: channel.start()]
            return _without_site(rest, sites, stated)
    return text


def _linked_authors(head: Head, *, people: bool) -> Iterator[str]:
    """Authors of the JSON-LD article; ``people`` leaves out those declared to be organisations."""
    for item in head.linked[:20]:
        if is_article(item) and item.get("author"):
            authors = item["author"]
            for author in authors if isinstance(authors, list) else [authors]:
                if not (people and isinstance(author, dict) and author.get("@type") == "Organization"):
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
        ' | //a[@rel="author"] | //*[contains(concat(" ", @class, " "), " author-name ")]'
        ' | //*[contains(concat(" ", @class, " "), " byline-name ")]'
    )
    for element in found[:5]:
        yield element.get("content") or _line(element)


def _byline_authors(tree: HtmlElement) -> Iterator[str]:
    named = " or ".join(
        f'contains(@{attribute}, "{word}")'
        for attribute in ("class", "id")
        for word in ("author", "byline", "Author", "writer", "info", "source", "meta")
    )
    for element in islice(tree.xpath(f"//*[{named}]"), 60):
        text = _line(element)
        if not 2 <= len(text) <= 160:
            continue
        found = _EN_BYLINE.search(text) or _ZH_BYLINE.search(text)
        if found:
            yield from re.split(r",\s|\sand\s|\s&\s|[、，\s](?=[\u4e00-\u9fff])", found["name"])
            return
        name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if "author" not in name and "byline" not in name:
            continue
        if _FULL_NAME.match(text):
            yield text
            return
        if _HAN_NAME.match(text) and not _NOT_HAN_NAME.search(text):
            yield from re.split(r"[ 、，]", text)
            return


def _name(raw: str) -> str:
    text = _REPORTED.sub("", " ".join(raw.split()).strip(" ,;:|·-–—"))
    text = (
        re.sub(
            r"^(?:(?:by|author)(?=[\s:])|(?-i:By(?=[A-Z]))|作者|文|记者|記者|撰文)\s{0,3}[:：/／|｜]?\s{0,3}(?=\S)",
            "",
            text,
            flags=re.IGNORECASE,
        )
        if len(text) > 4
        else text
    )
    if _NOT_A_NAME.search(raw.strip()):
        return ""
    if not text or len(text) > _MAX_NAME or _NOT_A_NAME.search(text) or not _letters(text):
        return ""
    return text
