"""HTML text to a tree, and what its head says: meta elements, JSON-LD, title, canonical link, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_DEPTH = 180  # elements inside each other that are kept when a page nests deeper than the parser goes
_LONG_TAG = 4_000  # code points; images written into the page are longer
_MAX_ATTRIBUTES = 1_000  # of a tag
# A start tag as browsers read it: names, and values in quotes or up to a space. Possessive, so linear on any input.
_VALUE = r"""(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+)"""
_ATTRIBUTE = re.compile(rf"[\s/]++[^\s=>/][^\s=>/]*+(?:\s*+=\s*+{_VALUE})?+")
_START_TAG = re.compile(rf"(<[a-zA-Z][^\s>/]*+)(?:[\s/]++(?:[^\s=>/][^\s=>/]*+(?:\s*+=\s*+{_VALUE})?+)?+)*+")
_MAX_LINKED = 200  # JSON-LD objects read of one page
_MAX_METAS = 400

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])")
_NESTING = frozenset(
    (
        *("div", "span", "section", "article", "table", "tbody", "tr", "td", "font", "b", "i", "em"),
        *("strong", "blockquote", "ul", "ol", "li", "dl", "dd", "center"),
    )
)
# Characters XML trees cannot hold, and lone surrogates, which no file can.
_UNTREEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_XML_DECLARATION = re.compile(r"\s{0,99}<\?xml[^>]{0,300}\?>")
_ARTICLE_TYPES = re.compile(r"article|posting|report|blog", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself. ``metas``: lower-case name/property/itemprop -> contents in order."""

    title: str
    metas: Mapping[str, tuple[str, ...]]
    linked: tuple[Mapping[str, Any], ...]  # JSON-LD objects, the ones that are articles first
    canonical: str | None
    lang: str

    def meta(self, *names: str) -> str:
        """The first non-empty content of the named meta elements, in the order of the names."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return ""


_IN_HEAD = frozenset(
    ("title", "meta", "link", "script", "style", "base", "noscript", "template", "object", "bgsound")
)


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page, or None when there is no element in it. Never resolves entities or fetches."""
    text = text if _is_treeable(text) else _UNTREEABLE.sub("", text)
    declaration = _XML_DECLARATION.match(text)
    text = _without_overfull_tags(text[declaration.end() :] if declaration is not None else text)
    if not text.strip():
        return None
    try:
        parser = _parser()
        tree = document_fromstring(text, parser=parser)
        if any("depth" in entry.message for entry in parser.error_log.filter_from_errors()):
            # libxml2 drops whatever lies deeper than it goes, without a word.
            tree = document_fromstring(_flattened(text), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    _set_body_apart(tree)
    return tree


def _set_body_apart(tree: HtmlElement) -> None:
    """Give a page without a body tag its body: libxml2 knows no ``article`` or ``main`` and leaves them in the head."""
    head, body = tree.find("head"), tree.find("body")
    children = head if head is not None else ()
    first = next(
        (child for child in children if isinstance(child.tag, str) and child.tag not in _IN_HEAD), None
    )
    if first is None:
        return
    moved = [first, *first.itersiblings()]
    body = etree.SubElement(tree, "body") if body is None else body
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = moved


def _is_treeable(text: str) -> bool:
    """Whether nothing in a page is of ``_UNTREEABLE``: five times as fast as to look for it by the pattern."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    return len(raw.translate(None, _CONTROLS)) == len(raw) and "\ufffe" not in text and "\uffff" not in text


def _without_overfull_tags(text: str) -> str:
    """The page with tags of thousands of attributes emptied: libxml2 compares each attribute with all before it."""
    kept, end = [], 0
    for tag in _START_TAG.finditer(text):
        if tag.end() - tag.start() > _LONG_TAG and len(_ATTRIBUTE.findall(tag.group())) > _MAX_ATTRIBUTES:
            kept += [text[end : tag.start()], tag.group(1)]
            end = tag.end()
    return "".join([*kept, text[end:]]) if kept else text


def _parser() -> HTMLParser:
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    # One class for all elements: the parser's own choice by tag is a call in Python for each time one is touched.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _flattened(text: str) -> str:
    """The page without the opening and closing tags of containers beyond ``MAX_DEPTH``."""
    depth, out, last = 0, [], 0
    for found in _TAG.finditer(text):
        closing, name = found.group(1), found.group(2).lower()
        if name not in _NESTING:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth + bool(closing) > MAX_DEPTH:
            end = text.find(">", found.end())
            if end < 0:
                break
            out.append(text[last : found.start()])
            last = end + 1
    out.append(text[last:])
    return " ".join(out)


def read_head(tree: HtmlElement) -> Head:
    """Collect what the page declares. Malformed JSON-LD is repaired where it can be, else left out."""
    metas: dict[str, tuple[str, ...]] = {}
    for element in list(tree.iter("meta"))[:_MAX_METAS]:
        content = " ".join(unescape(element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (element.get(attribute) or "").strip().lower()
            if key:
                metas[key] = (*metas.get(key, ()), content)
    title = next((element.text_content() for element in tree.iter("title")), "")
    canonical = next(
        (
            link.get("href")
            for link in tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ),
        None,
    )
    lang = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    lang = lang or next(iter(metas.get("content-language", ())), "")
    return Head(" ".join(title.split()), metas, tuple(_linked(tree)), canonical, lang[:35])


def is_article(item: Mapping[str, Any]) -> bool:
    """Whether a JSON-LD object's @type names a kind of article."""
    kinds = item.get("@type")
    return any(
        _ARTICLE_TYPES.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    )


def text_of(value: Any) -> str:
    """A JSON-LD value as one line of text: a string, the name of an object, the first of a list."""
    for _ in range(4):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, Mapping):
            value = value.get("name") or value.get("@value") or value.get("headline")
        else:
            break
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def text_of_body(item: Mapping[str, Any]) -> list[str]:
    """The articleBody of a JSON-LD object as lines; its markup, if it has any, removed."""
    body = item.get("articleBody")
    if not isinstance(body, str) or len(body) > 1_000_000:
        return []
    body = re.sub(r"<br[^<>]{0,200}>|</(?:p|div|li|h[1-6])>", "\n", body, flags=re.IGNORECASE)
    body = unescape(re.sub(r"<[^<>]{1,2000}>", "", body))
    return [line for part in body.splitlines() if (line := " ".join(part.split()))]


def _linked(tree: HtmlElement) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) < 2_000_000:
            found += _objects(_load_json(script.text), 0)
        if len(found) > _MAX_LINKED:
            break
    return sorted(
        found[:_MAX_LINKED], key=lambda item: not is_article(item)
    )  # stable: page order within a kind


def _load_json(raw: str) -> Any:
    raw = (
        re.sub(r"^\s{0,99}(?://)?\s{0,9}(?:<!\[CDATA\[|<!--)|(?://)?\s{0,9}(?:\]\]>|-->)\s{0,99}$", "", raw)
        .strip()
        .rstrip(";")
    )
    for attempt in (raw, re.sub(r",\s{0,99}([}\]])", r"\1", raw), unescape(raw)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:_MAX_LINKED]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (dict, list)):
                yield from _objects(value[key], depth + 1)
