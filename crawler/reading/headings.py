"""The headings a page prints: which are seen, what stands in them beside the headline, which stand above the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.sitenames import has_letters, key_of, line_of

_MAX_H1 = 8
_MAX_NAMED = 80  # elements called title that are looked at
_MAX_PARTS = 40  # elements inside a heading; what holds more is a part of the page
_MAX_READ = 12
_MAX_LOOKED = 3_000  # elements looked at for one that repeats a part of the document's title
_MAX_LINES = 300  # possible headings that are read
_MAX_NAMES = 300  # code points of an element's classes that are read
_MAX_ANCESTORS = 40
_LONGEST = 150  # code points of a line that may be a headline without being an h1
_INFO_WITHIN = 14  # elements between a headline and the line with its date

_NO_LINES = frozenset({"script", "style", "head", "title", "meta", "link"})
_BOLD = frozenset({"h1", "h2", "h3", "h4", "h5", "strong", "b", "center", "font"})
_INLINE = frozenset(
    (
        "span",
        "em",
        "strong",
        "b",
        "i",
        "font",
        "a",
        "br",
        "small",
        "sup",
        "sub",
        "u",
        "mark",
        "img",
        "svg",
        "time",
    )
)
_UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:hidden|hide|d-none|visually-hidden|visuallyhidden|sr-only|screen-reader(?:-text)?|offscreen|invisible)(?:$|\s)",
    re.IGNORECASE,
)
_UNSEEN_STYLE = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|text-indent\s{0,3}:\s{0,3}-\d{3}",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:footer|sidebar|side-bar|related|recommend(?:ed|ations)?|comments?|breadcrumbs?|crumbs?|"
    r"navbar|navigation|menu|modal|popup|"
    r"popover|next-?(?:article|post|news|story)|prev-?(?:article|post|news|story)|newsletter|cookie|hotlist|hot-list|rank|ranking|cart|drawer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside", "template", "noscript", "dialog"})
# Parts of a heading's element that are not its words: a kicker, a counter of comments, buttons, the line below.
_EXTRA = re.compile(
    r"(?:^|[\s_-])(?:kicker|eyebrow|overline|label|badge|tag|categor(?:y|ies)|channel|column|section|rubric|"
    r"source|sourcelnk|counts?|"
    r"comments?|date|datetime|author|byline|share|icon|btn|button|tooltip|flag|sponsor(?:ed)?|meta|info|"
    r"subtitle|sub-title|deck|anchor|permalink|headerlink)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_EXTRA_TAGS = frozenset({"button", "svg", "script", "style", "time", "select", "sup"})
_PERMALINK = re.compile(r"\s{0,3}[¶#🔗§]\s{0,3}$")
_INFO = re.compile(
    r"(?:19|20)\d{2}\s{0,2}[-./年]\s{0,2}\d{1,2}\s{0,2}[-./月]\s{0,2}\d{1,2}"
    r"|\b(?:[A-Z][a-z]{2,8}\.? \d{1,2},? 20\d{2}|\d{1,2} [A-Z][a-z]{2,8}\.? 20\d{2})\b"
)
_NAMED = (
    '//h2 | //h3 | //h4 | //h5 | //*[contains(@class, "title") or contains(@class, "Title") or contains(@id, "title")'
    ' or contains(@class, "headline") or contains(@id, "Title") or @itemprop="headline"]'
)


def main_headings(tree: HtmlElement, stated: Mapping[str, str]) -> list[str]:
    """The page's h1s as lines, those that are seen first. ``stated``: keys of declared headlines -> their text."""
    seen: list[str] = []
    unseen: list[str] = []
    for element in islice(tree.iter("h1"), _MAX_H1):
        text = heading_text(element, stated)
        if has_letters(text):
            (seen if is_shown(element) else unseen).append(text)
    return list(dict.fromkeys((*seen, *unseen)))


def named_headings(tree: HtmlElement, stated: Mapping[str, str]) -> list[str]:
    """Short lines of lesser headings and of elements that are called title, for pages without an h1."""
    found = (element for element in islice(tree.xpath(_NAMED), _MAX_NAMED * 3) if len(element) <= 6)
    lines = (
        heading_text(element, stated)
        for element in islice(
            (e for e in found if e.tag not in {"h1", "meta", "title"} and is_shown(e)), _MAX_NAMED
        )
    )
    return list(dict.fromkeys(text for text in lines if 4 <= len(text) <= _LONGEST))


def heading_text(element: HtmlElement, stated: Mapping[str, str]) -> str:
    """What a heading says: without the kickers, counters and buttons in its element; once, where it is there twice."""
    whole = _PERMALINK.sub("", line_of(element))
    if len(element) == 0:
        return once(whole)
    if sum(1 for _ in islice(element.iterdescendants(), _MAX_PARTS + 1)) > _MAX_PARTS:
        return whole if element.tag == "h1" else ""
    text = whole
    for child in islice(element.iterdescendants(), _MAX_READ):
        line = line_of(child)
        key = key_of(line)
        if (
            len(key) >= 6
            and 2 * len(key) >= len(key_of(whole))
            and key in stated
            and key_of(whole) not in stated
        ):
            return line  # a part of the element is the headline, word for word
        if line and len(line) < len(text) and line in text and _is_extra(child):
            rest = " ".join(text.replace(line, " ", 1).split())
            text = rest if len(key_of(rest)) >= 4 else text
    if key_of(whole) in stated and key_of(text) not in stated:
        text = whole  # the head says it with what seemed to be beside it
    return once(_PERMALINK.sub("", text).strip(" |｜"))


def _is_extra(element: HtmlElement) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (
        element.tag in _EXTRA_TAGS
        or bool(_EXTRA.search(named[:_MAX_NAMES]))
        or not is_shown(element, alone=True)
    )


def once(text: str) -> str:
    """A line that says the same twice, for narrow and for wide screens, said once."""
    words = text.split()
    half = len(words) // 2
    if len(words) % 2 == 0 and half and words[:half] == words[half:] and len(key_of(text)) >= 16:
        return " ".join(words[:half])
    middle = len(text) // 2
    if len(text) >= 16 and len(text) % 2 == 0 and text[:middle] == text[middle:]:
        return text[:middle]
    return text


def is_shown(element: HtmlElement, *, alone: bool = False) -> bool:
    """Whether readers see an element among the page's own matter; ``alone``: without looking at what it stands in."""
    here: HtmlElement | None = element
    for number in range(_MAX_ANCESTORS):
        if here is None or here.tag in {"body", "html", "main", "article"}:
            return True
        named = f"{here.get('class') or ''} {here.get('id') or ''}"
        if (
            here.get("hidden") is not None
            or _UNSEEN_CLASS.search((here.get("class") or "")[:_MAX_NAMES])
            or _UNSEEN_STYLE.search((here.get("style") or "")[:_MAX_NAMES])
        ):
            return False
        if alone:
            return True
        if number and (here.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(named[:_MAX_NAMES])):
            return False
        here = here.getparent()
    return True


def printed_parts(tree: HtmlElement, parts: Mapping[str, str]) -> str:
    """The longest of ``parts`` (key -> text) that the page prints as a line of its own, outside of links; else ""."""
    best = ""
    for element in islice(tree.iter(), _MAX_LOOKED):
        text = element.text
        if (
            not text
            or len(text) > 400
            or len(element) > 4
            or element.tag in {"title", "script", "style", "a", "option"}
        ):
            continue
        if any(child.tag not in _INLINE for child in element):
            continue
        key = key_of(line_of(element))
        if key in parts and len(parts[key]) > len(best) and is_shown(element):
            best = parts[key]
    return best


def above_the_date(tree: HtmlElement) -> Iterator[str]:
    """Headings right above a line with a day in it: a headline stands there, whatever its element is called."""
    candidate, distance, read = "", _INFO_WITHIN, 0
    for element in islice(tree.iter(), 4 * _MAX_LOOKED):
        if not isinstance(element.tag, str) or element.tag in _NO_LINES:
            continue
        distance += 1
        text = f"{element.text or ''} {element.tail or ''}"
        dated = element.tag == "time" or (len(text) < 200 and _INFO.search(text))
        if candidate and distance <= _INFO_WITHIN and dated:
            yield candidate
            candidate = ""
        if read < _MAX_LINES and _may_be_heading(element):
            read += 1
            line = line_of(element)
            if 6 <= len(line) <= _LONGEST and not _INFO.search(line) and is_shown(element):
                candidate, distance = once(line), 0


def _may_be_heading(element: HtmlElement) -> bool:
    """Whether an element is built as old pages build their headlines, and leads nowhere."""
    parent = element.getparent()
    if parent is None or parent.tag in {"a", "li"} or len(element) > 4:
        return False
    if element.tag in _BOLD:
        return True
    return "title" in f"{element.get('class') or ''} {element.get('id') or ''}".lower()
