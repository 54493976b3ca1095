"""What a page says about its article beside headline, writer, date and text: section, tags, access, origin.

Every value is the page's own word for it. A section comes from the breadcrumbs or the metadata, whichever is the more
particular; a tag that only the site could mean (its name, a word that neither headline nor text knows) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.choices import Choice
from crawler.reading.markup import Head, is_article, text_of
from crawler.reading.ownership import Owner, read_owner
from crawler.reading.paywalls import access_of
from crawler.reading.places import MAX_TRAIL, Places, read_places, short_line
from crawler.reading.reprints import Reprint, find_reprint
from crawler.reading.sitenames import key_of, line_of
from store.records import Access

MAX_TAGS = 20
MAX_TAG = 40  # code points
MAX_SECTION = 50
_STUFFED = 30  # keywords of one page from which they are for search engines, not for readers
_MAX_CRUMBS = 12

_SECTION_METAS = (
    "article:section", "og:article:section", "parsely-section", "section", "columnname", "sailthru.section",
    "article.section", "channel", "dcsext.section",
)  # fmt: skip
# Names that tell nothing: of the site as a whole, of any page, of no page.
_GENERIC = frozenset(
    (
        *("news", "home", "homepage", "blog", "article", "articles", "story", "stories", "posts"),
        *("post", "uncategorized", "front page", "latest", "latest news", "top story"),
        *("top stories", "all", "other", "others", "general", "default", "null", "none"),
        *("undefined", "newsarticle", "featured", "archive", "archives", "tags", "press"),
        *("index", "main", "content", "home page", "新闻", "新聞", "主页", "主頁", "正文"),
        *("资讯", "資訊", "文章", "详情", "詳情", "内容", "內容", "未分类", "未分類", "新闻详情"),
        *("文章详情", "详细内容", "新闻正文", "内容详情", "要闻", "最新", "最新消息", "即時"),
        *("即时", "其他", "其它", "新闻中心", "新聞中心", "新闻资讯", "查看正文", "阅读正文"),
    )
)
_NOT_SECTION = re.compile(
    r"首页|首頁|当前位置|您的位置|所在位置|目前位置|申请|登录|登入|投稿|返回|"
    r"^(?:back|return|updated?|share|menu|search|subscribe|log ?in|sign|advert|sponsor|read)\b",
    re.IGNORECASE,
)
_TRAIL_LABEL = re.compile(
    r"^.{0,8}位置\s{0,2}(?:是|为|為)?\s{0,2}[:：]|^\W{0,2}You are here\W{0,3}", re.IGNORECASE
)
_ARROW = re.compile(r"\s{0,3}(?:[>›»＞]{1,3}|\s/\s|→)\s{0,3}")
_KICKER = re.compile(
    r"kicker|eyebrow|overline|rubric|section|categor|channel|topic|label|article-tag|primary-tag",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d[:：/.-]\d|\d\s?(?:年|月|min)|\b(?:19|20)\d\d\b")
_MAX_KICKER = 30  # code points
_BETWEEN = re.compile(r"[,，;；、|]")
_SEVERAL = re.compile(r",(?!\s)|[;；|>]|，|、")
_INTERNAL = re.compile(
    r"[:=_#<>{}/\\@]|https?|^\d+$|^[0-9a-f]{8}-[0-9a-f-]{20,}$|\.(?:com|cn|net|org)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFields:
    """The lesser fields of an article, and why they are so. ``section`` None, "" and () are unknown."""

    section: Choice | None
    tags: tuple[str, ...]
    tags_rule: str
    access: Access
    access_rule: str
    reprint: Reprint | None


def read_fields(
    head: Head,
    tree: HtmlElement,
    lines: Sequence[str],
    *,
    cut: Sequence[str] = (),
    title: str = "",
    url: str = "",
) -> PageFields:
    """Read them from the page. ``lines``: of the article; ``cut``: what was taken out of it; ``url``: of the page."""
    places = read_places(tree)
    owner = read_owner(head, places, url)
    access, access_rule = access_of(head)
    tags, tags_rule = find_tags(head, places, title=title, text="\n".join(lines), owner=owner)
    return PageFields(
        section=find_section(head, tree, places, title=title, owner=owner),
        tags=tags,
        tags_rule=tags_rule,
        access=access,
        access_rule=access_rule,
        reprint=find_reprint(head, tree, lines, cut, owner=owner, places=places),
    )


def find_section(head: Head, tree: HtmlElement, places: Places, *, title: str, owner: Owner) -> Choice | None:
    """The part of the site that the article stands in; None when the page names none.

    The last step of the breadcrumbs that is not the article, else the section of the metadata, else the line above
    the headline: a trail is drawn for readers and ends in the narrowest part. Where two agree the rule says so.
    """
    declared = [
        (rule, name) for rule, names in _declared_sections(head) if (name := _first(names, title, owner))
    ]
    trails = [
        (rule, name)
        for rule, names in _trails(head, places)
        if (name := _first(reversed(names), title, owner))
    ]
    keys = {key_of(name) for _, name in declared}
    agreed = next(
        ((f"{rule} and the metadata agree", name) for rule, name in trails if key_of(name) in keys), None
    )
    above = [(rule, name) for rule, names in _kickers(tree, title) if (name := _first(names, title, owner))]
    found = [*([agreed] if agreed else []), *trails, *declared, *above]
    if not found:
        return None
    rule, value = found[0]
    others = tuple(dict.fromkeys((other, name) for other, name in found if key_of(name) != key_of(value)))[:6]
    return Choice(value=value, rule=rule, others=others)


def find_tags(
    head: Head, places: Places, *, title: str, text: str, owner: Owner
) -> tuple[tuple[str, ...], str]:
    """The keywords a page gives its article, at most ``MAX_TAGS``, and where they stood; () and "" when none."""
    known = f"{title}\n{text}".casefold()
    for rule, names, certain in _tag_lists(head, places):
        listed = list(names)
        trusted = certain and len(listed) <= _STUFFED
        kept: dict[str, str] = {}
        for name in listed[:200]:
            key = key_of(name)
            if key and _is_tag(name, title, owner) and (trusted or _is_about(name, known)):
                kept.setdefault(key, name)
        if kept:
            return tuple(kept.values())[:MAX_TAGS], rule
    return (), ""


def _declared_sections(head: Head) -> Iterator[tuple[str, list[str]]]:
    for item in [item for item in head.linked if is_article(item)][:2]:
        yield "jsonld articleSection", list(_strings(item.get("articleSection")))
    for name in _SECTION_METAS:
        yield f"meta {name}", list(head.metas.get(name, ()))[:5]


def _first(names: Iterable[str], title: str, owner: Owner) -> str:
    """The first of the names that is one of a section; "" when none is."""
    for raw in names:
        whole = " ".join(unescape(raw).split()).strip(" >»›/|·-—_")
        for name in (whole, *(part.strip() for part in _SEVERAL.split(whole)[:8])):
            if _is_section(name, title, owner):
                return name
    return ""


def _is_section(name: str, title: str, owner: Owner) -> bool:
    key, headline = key_of(name), key_of(title)
    if not 2 <= len(name) <= MAX_SECTION or not key or key.isdigit() or _SEVERAL.search(name):
        return False
    if name.lower() in _GENERIC or name.startswith(("http", "www.")) or _INTERNAL.search(name):
        return False
    if _NOT_SECTION.search(name):
        return False
    if headline and (
        key == headline or (len(key) >= 8 and (headline.startswith(key) or key.startswith(headline)))
    ):
        return False
    return key not in owner.names


def _trails(head: Head, places: Places) -> Iterator[tuple[str, list[str]]]:
    """Breadcrumbs, as data and as drawn: the names of their steps, the front page and the article included."""
    for item in head.linked[:60]:
        if item.get("@type") == "BreadcrumbList" and isinstance(item.get("itemListElement"), list):
            listed = [step for step in item["itemListElement"][:_MAX_CRUMBS] if isinstance(step, Mapping)]
            names = [text_of(step) or text_of(step.get("item")) for step in listed]
            yield "jsonld breadcrumbs", [name for name in names if name]
    for element in places.trails[:12]:
        if short_line(element, MAX_TRAIL) and 1 <= len(steps := _steps(element)) <= _MAX_CRUMBS:
            yield "breadcrumbs", steps


def _steps(element: HtmlElement) -> list[str]:
    """The steps of a drawn trail: its links, else its items, else what stands between its arrows."""
    for tag in ("a", "li", "span"):
        lines = [line for item in islice(element.iter(tag), _MAX_CRUMBS + 1) if (line := line_of(item))]
        if len(lines) > 1 or (lines and tag == "a"):
            return lines
    parts = _ARROW.split(_TRAIL_LABEL.sub("", line_of(element)))
    return [part.strip() for part in parts if part.strip()] if len(parts) > 1 else []


def _kickers(tree: HtmlElement, title: str) -> Iterator[tuple[str, list[str]]]:
    """What stands right above the headline: a short line that is a link, or is named as a channel."""
    headline = key_of(title)
    for heading in islice(tree.iter("h1"), 4):
        if not headline or key_of(line_of(heading)) != headline:
            continue
        element: HtmlElement | None = heading
        for _ in range(2):
            above = element.getprevious() if element is not None else None
            if above is not None:
                name = short_line(above, _MAX_KICKER)
                named = _KICKER.search(f"{above.get('class') or ''} {above.get('id') or ''}"[:200])
                link = above if above.tag == "a" else above.find(".//a")
                alone = bool(name) and link is not None and line_of(link) == name
                if len(name) >= 2 and (named or alone) and not _DATED.search(name):
                    yield "line above the headline", [name]
                return
            element = element.getparent() if element is not None else None


def _tag_lists(head: Head, places: Places) -> Iterator[tuple[str, Iterable[str], bool]]:
    """Where tags stand: the rule, the names, and whether an editor gave them to this article."""
    yield "meta article:tag", _split(head.metas.get("article:tag", ())), True
    linked = next((item for item in head.linked if is_article(item) and item.get("keywords")), None)
    if linked is not None:
        names = list(_strings(linked["keywords"]))  # a list of several is parted already
        yield "jsonld keywords", names if len(names) > 1 else _split(names), True
    yield "meta news_keywords", _split(head.metas.get("news_keywords", ())), True
    marked = [line_of(link) for link in places.tags]
    yield "links marked as tags", marked, len(set(marked)) <= 12
    for label in places.tag_labels[:3]:
        labelled = _beside(label)
        yield "links labelled as tags", labelled, len(labelled) <= 12
    yield "meta parsely-tags", _split(head.metas.get("parsely-tags", ())), False
    yield "meta keywords", _split(head.metas.get("keywords", ())), False


def _beside(label: HtmlElement) -> list[str]:
    """The links of the line that a label opens."""
    around: HtmlElement | None = label
    for _ in range(2):
        if around is None or not short_line(around, MAX_TRAIL):
            break
        links = [line for link in islice(around.iter("a"), 40) if (line := line_of(link))]
        if links:
            return links
        around = around.getparent()
    return []


def _strings(value: Any) -> Iterator[str]:
    for one in value[:100] if isinstance(value, list) else [value]:
        text = text_of(one)
        if text:
            yield text


def _split(values: Iterable[str]) -> list[str]:
    """Single keywords; where nothing parts Chinese ones but spaces, spaces do."""
    found: list[str] = []
    for raw in list(values)[:100]:
        value = unescape(raw)[:2_000]
        parts = _BETWEEN.split(value)
        if (
            len(parts) == 1
            and " " in value.strip()
            and re.search(r"[\u3400-\u9fff]\s{1,3}[\u3400-\u9fff]", value)
        ):
            parts = value.split()
        found += [" ".join(part.split()).strip(" .·-'\"“”#＃") for part in parts]
    return [name for name in found if name]


def _is_tag(name: str, title: str, owner: Owner) -> bool:
    if not 2 <= len(name) <= MAX_TAG or name.lower() in _GENERIC or _INTERNAL.search(name):
        return False
    return key_of(name) != key_of(title) and not owner.is_own(name)


def _is_about(name: str, known: str) -> bool:
    """Whether the article itself has the keyword, or every word of it. ``known``: headline and text in lower case."""
    wanted = name.casefold()
    if not wanted.isascii():
        return wanted in known
    words = [word for word in re.findall(r"[a-z0-9]+", wanted) if len(word) > 2] or [wanted]
    return all(re.search(rf"(?<![a-z0-9]){re.escape(word)}", known) is not None for word in words)
