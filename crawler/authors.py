"""Who wrote a page, as it declares and prints it; who edited it; never the site itself where a person is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.choices import Choice
from crawler.markup import Head, is_article, text_of
from crawler.sitenames import has_letters, is_site, line_of, site_names
from crawler.writers import written_authors

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


def find_author(head: Head, tree: HtmlElement) -> Choice | None:
    """Who wrote it; None when no person or desk is named."""
    named = _chosen(head, tree)
    return Choice(value=named, rule="agreement") if named else None


def find_editor(head: Head, tree: HtmlElement) -> str | None:
    """Who edited it, names joined with "; "; None when nobody is named."""
    return None


def _chosen(head: Head, tree: HtmlElement) -> str | None:
    """Names as printed, joined with "; "; None when no person or desk is named."""
    stages = (
        _linked_authors(head, people=True),
        _meta_authors(head),
        _marked_authors(tree),
        _byline_authors(tree),
        written_authors(tree),
        _linked_authors(head, people=False),
    )
    sites, house = site_names(head), ""
    for names in stages:
        found = list(dict.fromkeys(name for raw in names if (name := _name(raw))))[:6]
        kept = [name for name in found if not is_site(name, sites)]
        if kept:
            return "; ".join(kept)
        house = house or "; ".join(found)
    return house or None


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
        yield element.get("content") or line_of(element)


def _byline_authors(tree: HtmlElement) -> Iterator[str]:
    named = " or ".join(
        f'contains(@{attribute}, "{word}")'
        for attribute in ("class", "id")
        for word in ("author", "byline", "Author", "writer", "info", "source", "meta")
    )
    for element in islice(tree.xpath(f"//*[{named}]"), 60):
        text = line_of(element)
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
    if not text or len(text) > _MAX_NAME or _NOT_A_NAME.search(text) or not has_letters(text):
        return ""
    return text
