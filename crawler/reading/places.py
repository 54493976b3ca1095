"""Places of a page that name something about its article: breadcrumbs, labels of a source, tags, who holds the rights.

They are found in one pass, because looking for each by itself costs more than everything else that is read of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.sitenames import line_of

_MAX_ELEMENTS = 30_000  # looked at
_MAX_EACH = 40  # places of one kind
_MAX_PIECES = 400  # texts of an element that is a line
MAX_TRAIL = 300  # code points of a visible breadcrumb trail, the headline at its end included
_UNSEEN = frozenset({"script", "style", "template", "title", "noscript", "textarea", "option"})
_NAME = re.compile(
    r"crumb|(?<![^\s_-])(?:(?P<source>source|laiyuan|media[-_]?name)|position|location|weizhi|site-?nav)(?![^\s_-])",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"来源|來源|稿源|Source\s?[:：]|位置\s?[:：]|You are here|版权所有|版權所有|©|"
    r"(?:标签|標籤|关键[词字]|關鍵[詞字]|[Tt]ags)\s?[:：]"
)
_TAGS = re.compile(r"\W{0,4}(?:本文)?(?:文章)?(?:标签|標籤|关键[词字]|關鍵[詞字]|[Tt]ags)\s?[:：]\s{0,9}$")
_SOURCE = re.compile(r"来源|來源|稿源|Source\s?[:：]")
_POSITION = re.compile(r"位置\s?[:：]|You are here")
_HOLDS_STEPS = re.compile(r"[>›»＞→]")
_LEADS_HOME = re.compile(r"\W{0,3}(?:home\b|.{0,8}首页|.{0,8}首頁|.{0,12}位置)", re.IGNORECASE)
_HOME = re.compile(r"\s{0,9}(?:https?:)?(?://[^/?#\s]{1,80})?(?:\.{0,2}/)?(?:index\.\w{3,5})?\s{0,9}$")
_RIGHTS = re.compile(r"版权所有|版權所有|©")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Elements in page order, at most ``_MAX_EACH`` of a kind."""

    trails: tuple[HtmlElement, ...]  # named as breadcrumbs, or labelled "您的位置："
    labels: tuple[HtmlElement, ...]  # whose own words hold "来源" or "Source:"
    sources: tuple[HtmlElement, ...]  # named as a source
    tags: tuple[HtmlElement, ...]  # links marked rel=tag
    tag_labels: tuple[HtmlElement, ...]  # whose own words are "标签：", "關鍵字：", "Tags:"
    homes: tuple[HtmlElement, ...]  # links to the front page of some host
    rights: tuple[str, ...]  # texts with "©" or "版权所有"


def read_places(tree: HtmlElement) -> Places:
    """Look at the first ``_MAX_ELEMENTS`` elements of a page once."""
    trails: list[HtmlElement] = []
    labels: list[HtmlElement] = []
    sources: list[HtmlElement] = []
    tags: list[HtmlElement] = []
    tag_labels: list[HtmlElement] = []
    homes: list[HtmlElement] = []
    rights: list[str] = []
    told: list[tuple[str, HtmlElement]] = []
    for element in islice(tree.iter(etree.Element), _MAX_ELEMENTS):
        own, after = element.text, element.tail
        if element.tag not in _UNSEEN:
            for name in (element.get("class"), element.get("id")):
                if name and (named := _named(name[:200])):
                    (sources if named == "source" else trails).append(element)
                    break
            if element.tag == "a":
                if "tag" in (element.get("rel") or "").split():
                    tags.append(element)
                if _HOME.match(element.get("href") or "#"):
                    homes.append(element)
            if own and len(own) > 2 and not own.isspace() and _WORD.search(own):
                told.append((own, element))
        if after and len(after) > 2 and not after.isspace() and _WORD.search(after):
            told.append((after, element.getparent()))
    for text, holder in told[: 3 * _MAX_EACH]:
        if _SOURCE.search(text):
            labels.append(holder)
        if _POSITION.search(text):
            trails.append(holder)
        if _TAGS.match(text):
            tag_labels.append(holder)
        if _RIGHTS.search(text):
            rights.append(text[:400])
    return Places(
        trails=tuple(_drawn(trails[: 3 * _MAX_EACH])),
        labels=tuple(labels[:_MAX_EACH]),
        sources=tuple(sources[:_MAX_EACH]),
        tags=tuple(tags[:_MAX_EACH]),
        tag_labels=tuple(tag_labels[:_MAX_EACH]),
        homes=tuple(homes[:_MAX_EACH]),
        rights=tuple(rights[:_MAX_EACH]),
    )


@lru_cache(maxsize=8192)
def _named(name: str) -> str:
    """What a class or id names: "source", "trail" or ""; pages repeat the same few on most elements."""
    found = _NAME.search(name)
    return "" if found is None else "source" if found["source"] else "trail"


def short_line(element: HtmlElement, limit: int) -> str:
    """An element's text as one line; "" when it is longer than ``limit``. What lies beyond the limit is not read."""
    size = 0
    for number, piece in enumerate(element.itertext()):
        size += len(piece) if piece.strip() else 0
        if size > 4 * limit or number > _MAX_PIECES:
            return ""
    line = line_of(element)
    return line if len(line) <= limit else ""


def is_named_source(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it names a source."""
    found = _NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:300])
    return found is not None and found["source"] is not None


def _drawn(found: list[HtmlElement]) -> list[HtmlElement]:
    """Breadcrumbs, each once; from a label to the element around it that holds its steps."""
    kept: dict[HtmlElement, None] = {}
    for element in found:
        around: HtmlElement | None = element
        for _ in range(3):
            if around is None:
                break
            line = short_line(around, MAX_TRAIL)
            named = "crumb" in f"{around.get('class') or ''} {around.get('id') or ''}".lower()
            if (named and line) or (_LEADS_HOME.match(line[:40]) and _HOLDS_STEPS.search(line)):
                kept.setdefault(around)
                break
            if around.find(".//a") is not None:
                if _LEADS_HOME.match(line[:40]):
                    kept.setdefault(around)
                break
            around = around.getparent()
        if len(kept) >= _MAX_EACH:
            break
    return list(kept)
