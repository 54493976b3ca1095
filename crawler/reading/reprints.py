"""Whether a page says that another house published its article first: which house, where, and in what words.

A mark that names the site itself (来源：本站) is none of a reprint, so the names of the site are read first; where the
page does not tell them, a bare "来源：X" is not believed, and only a mark that says "reprinted" is. What the text says
goes before the line below the headline, that before the page's data, and a canonical address elsewhere comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.markup import Head, is_article, text_of
from crawler.reading.ownership import Owner
from crawler.reading.places import Places, is_named_source, short_line
from crawler.reading.reprint_marks import Mark, is_office, labelled_house, said_in_text, says_translated
from crawler.urls import site_of

MAX_MARK = 200  # code points of a mark that are kept
MAX_URL = 2_000
_FIRST, _LAST = 4, 12  # lines of the text in which a mark may stand
_MAX_LINES = 60  # of those cut from it that are looked at
_MAX_INFO = 240  # code points of the line below a headline
_SOURCE_METAS = ("contentsource", "source", "article:source", "news_source", "og:article:source")
_SOURCE_URL_METAS = ("original-source", "syndication-source", "original_source")
_DATED = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|\d{1,2}[-/月]\d{1,2}|\d{1,2}:\d\d|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9·\-－]{1,20}")
_ORIGINAL_LINK = re.compile(
    r"(?:阅读|閱讀|查看)?原文(?:链接|連結|鏈接|地址|网址|網址|出处|出處)?|"
    r"(?:read )?(?:the )?original (?:article|story|post|piece)|original(?:ly published)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """What a page says of where its article comes from. ``house``: "" when only a translation is declared."""

    house: str
    url: str  # of the article there; "": it does not say
    mark: str  # as written; "" where only data says so
    translated: bool
    rule: str
    others: tuple[tuple[str, str], ...] = ()


def find_reprint(
    head: Head,
    tree: HtmlElement,
    lines: Sequence[str],
    cut: Sequence[str] = (),
    *,
    owner: Owner,
    places: Places,
) -> Reprint | None:
    """The origin a page names for its article; None when it names none, or itself.

    ``lines``: of the article; ``cut``: lines that were taken out of it; ``owner``: whose page it is;
    ``places``: where it may name a source.
    """
    near = _near(lines, cut)
    saying = next((line for line, _ in near if says_translated(line)), "")
    translated = bool(saying) or _declares_translation(head)
    named = list(_marks(head, places, near, owner))
    chosen = named[0] if named else None
    if chosen is not None and owner.is_own(chosen[1].house):
        chosen = None
    elif chosen is None:
        chosen = _elsewhere(head, owner)
    if chosen is None:
        if not translated:
            return None
        rule = "says it is a translation"
        return Reprint(house="", url="", mark=saying[:MAX_MARK], translated=True, rule=rule)
    rule, mark = chosen
    others = tuple((other, found.house) for other, found in named if found.house != mark.house)[:6]
    return Reprint(
        house=mark.house,
        url=_address(tree, mark, owner),
        mark=mark.text[:MAX_MARK],
        translated=translated or mark.translated,
        rule=rule,
        others=others,
    )


def origin_of_text(lines: Sequence[str], cut: Sequence[str] = ()) -> Reprint | None:
    """The same for a text without a page: only a mark that says "reprinted" is believed, whoever put the text there."""
    near = _near(lines, cut)
    said = (said_in_text(line, at_edge=at_edge) for line, at_edge in near)
    mark = next((mark for mark in said if mark is not None and mark.strong), None)
    saying = next((line for line, _ in near if says_translated(line)), "")
    if mark is None and not saying:
        return None
    return Reprint(
        house=mark.house if mark is not None else "",
        url="",
        mark=(mark.text if mark is not None else saying)[:MAX_MARK],
        translated=bool(saying),
        rule="said in the text",
    )


def _near(lines: Sequence[str], cut: Sequence[str]) -> list[tuple[str, bool]]:
    """Lines in which a mark may stand, and whether they are where an article begins or ends."""
    near = [(line, number < 2 or number >= len(lines) - 3) for number, line in enumerate(lines)]
    return [*near[:_FIRST], *near[_FIRST:][-_LAST:], *((line, True) for line in cut[:_MAX_LINES])]


def _marks(
    head: Head, places: Places, near: Sequence[tuple[str, bool]], owner: Owner
) -> Iterator[tuple[str, Mark]]:
    """Every mark of the page with the rule that found it, the weightiest first."""
    said = [mark for line, at_edge in near if (mark := said_in_text(line, at_edge=at_edge)) is not None]
    said = [mark for mark in said if mark.strong or owner.knows(mark.house)]
    yield from (("said in the text", mark) for mark in said if not mark.bare)
    for line in islice(_info_lines(places), 2):
        mark = labelled_house(line)
        if (
            mark is not None
            and owner.knows(mark.house)
            and not (owner.is_government and is_office(mark.house))
        ):
            yield "line below the headline", mark
    yield from (("said in the text", mark) for mark in said if mark.bare)
    for name in _SOURCE_METAS:
        for content in head.metas.get(name, ())[:3]:
            mark = labelled_house(content) or labelled_house(f"来源：{content}")
            if mark is None or (owner.is_government and is_office(mark.house)):
                continue
            if owner.knows(mark.house):
                yield f"meta {name}", Mark(house=mark.house, text=content)
    yield from _linked(head, owner)


def _info_lines(places: Places) -> Iterator[str]:
    """Lines that label a source and belong to a headline: dated, or named for it; else the only such line."""
    weak: dict[str, None] = {}
    for element in places.labels:
        line, named = _whole_label(element)
        if line and (named or _DATED.search(line)):
            yield line
        elif line:
            weak.setdefault(line)
    if len(weak) == 1:
        yield from weak
    for element in places.sources:
        name, around = short_line(element, _MAX_INFO), element.getparent()
        if around is not None and _HAN_NAME.fullmatch(name) and _DATED.search(short_line(around, _MAX_INFO)):
            yield f"来源：{name}"


def _whole_label(element: HtmlElement) -> tuple[str, bool]:
    """The line of a label, from the element around it where the name stands beside; whether it is named as a source."""
    named = is_named_source(element)
    for _ in range(3):
        line, around = short_line(element, _MAX_INFO), element.getparent()
        if not line:
            return "", False
        if labelled_house(line) is not None:
            wider = short_line(around, _MAX_INFO) if around is not None else ""
            return wider if labelled_house(wider) is not None else line, named
        if around is None:
            break
        element, named = around, named or is_named_source(around)
    return "", False


def _linked(head: Head, owner: Owner) -> Iterator[tuple[str, Mark]]:
    """Origins that the JSON-LD of the article declares."""
    for item in [item for item in head.linked if is_article(item)][:3]:
        based = item.get("isBasedOn") or item.get("isBasedOnUrl")
        for one in (based if isinstance(based, list) else [based])[:3]:
            address = one if isinstance(one, str) else one.get("url") if isinstance(one, Mapping) else None
            if isinstance(address, str) and owner.is_elsewhere(address):
                house = text_of(one.get("publisher")) if isinstance(one, Mapping) else ""
                yield "jsonld isBasedOn", Mark(house=house or site_of(address), text="", url=address)
        house = text_of(item.get("sourceOrganization"))
        if 2 <= len(house) <= 60 and owner.knows(house):
            yield "jsonld sourceOrganization", Mark(house=house, text="")


def _elsewhere(head: Head, owner: Owner) -> tuple[str, Mark] | None:
    """The house under whose address the page says its article stands."""
    for name in _SOURCE_URL_METAS:
        address = head.meta(name)
        if owner.is_elsewhere(address):
            return f"meta {name}", Mark(house=site_of(address), text="", url=address)
    address = (head.canonical or "").strip()
    if not owner.is_elsewhere(address) or owner.is_own(site_of(address)) or owner.is_mirrored(address):
        return None
    house = next((name for item in head.linked if (name := _publisher_at(item, site_of(address)))), "")
    return "canonical address", Mark(house=house or site_of(address), text="", url=address)


def _publisher_at(item: Mapping[str, Any], site: str) -> str:
    """The name of the publisher of a JSON-LD object, when its address is of that site."""
    publisher = item.get("publisher")
    if not isinstance(publisher, Mapping) or not isinstance(publisher.get("url"), str):
        return ""
    return text_of(publisher) if site_of(publisher["url"]) == site else ""


def _declares_translation(head: Head) -> bool:
    return any(
        item.get("translator") or item.get("translationOfWork")
        for item in head.linked[:5]
        if is_article(item)
    )


def _address(tree: HtmlElement, mark: Mark, owner: Owner) -> str:
    """Where the mark's house has the article: of the mark, else of a link that bears its name or says "original"."""
    if mark.url:
        return mark.url[:MAX_URL] if owner.is_elsewhere(mark.url) else ""
    if not mark.text:
        return ""
    wanted = mark.house.casefold()
    for link in tree.xpath("//a[@href]")[:3000]:
        address = (link.get("href") or "").strip()
        if not address.startswith(("http://", "https://")) or not owner.is_elsewhere(address):
            continue
        words = " ".join(link.text_content()[:200].split()).strip("《》“”「」『』 ").casefold()
        if words and (words == wanted or (_ORIGINAL_LINK.fullmatch(words))):
            return address[:MAX_URL]
    return ""
