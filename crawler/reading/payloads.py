"""Articles that a page's scripts carry as data and draw later: read from the data, never by running anything.

Known forms: ``<script type="application/json">`` (Next.js ``__NEXT_DATA__``, Nuxt 3 ``__NUXT_DATA__`` with its numbered
references, others), assignments of a JSON value to a global (``window.__INITIAL_STATE__ = {...}``, also as
``JSON.parse("...")``), and markup in the fields of forms (``<textarea>``). What is not JSON (functions, Nuxt 2's
``(function(a,b){...}(...))``) is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.sights import units

MAX_SCRIPTS = 60  # looked at on one page
MAX_SCRIPT = 3_000_000  # characters of one
MAX_NODES = 120_000  # values visited in all
MAX_READ = 3_000_000  # characters read as bodies in all: references can say one text a thousand times
MAX_DEPTH = 40
MAX_PARTS = 2_000  # paragraphs of one body
LEAST = 300  # units of a body worth taking
SHOWN = 150  # units from which a page shows text of its own

_GLOBAL = re.compile(
    r"(?:window|self|globalThis|root)?\.?\[?[\"']?(__[A-Z][A-Z0-9_]{2,40}(?:__)?|__[a-z][A-Za-z]{2,30}|"
    r"(?:initial|preloaded|app|page|article|detail)(?:State|Data|Props|Info)|"
    r"(?:(?<=var )|(?<=let )|(?<=const ))(?:article|detail|news|post|story|page|content)"
    r"(?:_?(?:[Ii]nfo|[Dd]ata|[Dd]etail|[Cc]ontent))?|"
    r"INITIAL_STATE|PRELOADED_STATE|APP_DATA|PAGE_DATA|Fusion\.globalContent)[\"']?\]?\s{0,9}=\s{0,9}(?=[{\[J\"'])"
)
_PARSE = re.compile(r"JSON\.parse\(\s{0,9}(?=[\"'])")
_QUOTED = re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL)
_BODY_KEYS = frozenset(
    (
        *(
            "articlebody",
            "article_body",
            "body",
            "bodyhtml",
            "body_html",
            "content",
            "contents",
            "contenthtml",
        ),
        *(
            "content_html",
            "contenttext",
            "content_elements",
            "htmlcontent",
            "articlecontent",
            "article_content",
        ),
        *("newscontent", "news_content", "wapcontent", "maintext", "fulltext", "full_text", "text", "html"),
        *(
            "detail",
            "details",
            "richtext",
            "paragraphs",
            "blocks",
            "elements",
            "sections",
            "story",
            "markdown",
        ),
    )
)
_TITLE_KEYS = (
    "headline",
    "title",
    "headlines",
    "articletitle",
    "article_title",
    "newstitle",
    "subject",
    "name",
)
_PART_KEYS = ("text", "content", "html", "value", "children", "data", "body", "paragraph")
_SKIPPED_TYPES = frozenset(
    {"image", "img", "video", "ad", "advert", "gallery", "embed", "related", "recommend", "script", "style"}
)
_LETTERS = re.compile(r"[^\W_]", re.UNICODE)
_BREAK = re.compile(
    r"<br[^<>]{0,200}>|</(?:p|div|li|h[1-6]|section|blockquote|tr|figure)>|\\n|\r?\n", re.IGNORECASE
)
_UNSHOWN = re.compile(r"<(script|style|figcaption)\b[^<>]{0,500}>[^<]{0,20000}</\1>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,3000}>")
_SENTENCE = re.compile(r"[，。！？；、,.!?;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """An article in a page's data: its ``title`` there, "" where it has none, and its paragraphs."""

    title: str
    lines: tuple[str, ...]


def find_payload(tree: HtmlElement, titles: tuple[str, ...], shown: str) -> Payload | None:
    """The article that the page is about, in its data; None when there is none that can be told from the others.

    ``titles``: what the page calls itself (document title, og:title, h1). A body belongs to the page when the title
    beside it is one of these, or when it is the only body on a page that shows nothing. Of a page that shows text
    (``shown``) it must hold the beginning of that too.
    """
    keys = {_key(title) for title in titles if len(_key(title)) >= 4}
    found: list[Payload] = []
    budget = [MAX_NODES, MAX_READ]
    for value in load_states(tree):
        found += _bodies(value, budget)
    ours = [item for item in found if _is_ours(item.title, keys)]
    if units(shown) >= SHOWN:
        beginnings = [key[:16] for line in shown.splitlines() if len(key := _key(line)) >= 16][:5]
        ours = [item for item in ours if any(key in _letters(item.lines) for key in beginnings)]
    elif (
        not ours
        and len({item.lines for item in found}) == 1
        and len({item.title for item in found} - {""}) <= 1
    ):
        ours = found[:1]
    return max(ours, key=lambda item: sum(map(units, item.lines)), default=None)


def load_states(tree: HtmlElement) -> Iterator[Any]:
    """The JSON values that the scripts of a page hold, in page order. Never evaluates, never raises."""
    for number, script in enumerate(tree.iter("script")):
        if number >= MAX_SCRIPTS:
            return
        raw, kind = script.text or "", (script.get("type") or "").lower()
        if not 40 <= len(raw) <= MAX_SCRIPT or "ld+json" in kind:
            continue
        if "json" in kind:
            value = _load(raw.strip())
            yield _revived(value) if (script.get("id") or "").startswith("__NUXT") else value
        else:
            yield from _assigned(raw)
    yield from _written_in_forms(tree)


def _written_in_forms(tree: HtmlElement) -> Iterator[dict[str, str]]:
    """What fields of forms that nobody fills in hold for the page's scripts: markup, drawn when it is scrolled to.

    A field named for a title is that of the markup beside it.
    """
    fields = list(islice(tree.iter("textarea"), MAX_SCRIPTS))
    held = [(field, field.text_content()[:MAX_SCRIPT]) for field in fields]
    title = next((text for field, text in held if "title" in (field.get("class") or "")[:300]), "")
    for _, text in held:
        if "</p>" in text:
            yield {"title": title.strip()[:300], "content": text}


def _assigned(raw: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    for number, found in enumerate(_GLOBAL.finditer(raw)):
        if number >= 20:
            return
        start = found.end()
        parse = _PARSE.match(raw, start)
        try:
            if parse is not None:
                value, _ = _string(raw, parse.end(), decoder)
                yield _load(value)
            else:
                yield decoder.raw_decode(raw, start)[0]
        except (ValueError, RecursionError, IndexError):
            continue


def _string(raw: str, start: int, decoder: json.JSONDecoder) -> tuple[str, int]:
    """A JavaScript string literal at ``start``; one in single quotes is read as JSON after its quotes are changed."""
    if raw[start] == '"':
        value, end = decoder.raw_decode(raw, start)
        return str(value), end
    found = _QUOTED.match(raw, start)
    if found is None:
        raise ValueError("a string without an end")
    inner = found[1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')
    return str(json.loads(f'"{inner}"', strict=False)), found.end()


def _load(raw: str) -> Any:
    try:
        return json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        return None


def _revived(value: Any) -> Any:
    """Nuxt 3's list, in which objects hold the numbers of their values, as plain objects; at most ``MAX_NODES`` deep
    copies, no cycles."""
    if not isinstance(value, list) or not value:
        return value
    left = [MAX_NODES]

    def at(index: Any, path: tuple[int, ...]) -> Any:
        if (
            type(index) is not int
            or not 0 <= index < len(value)
            or index in path
            or len(path) > MAX_DEPTH
            or left[0] <= 0
        ):
            return None
        left[0] -= 1
        item, path = value[index], (*path, index)
        if isinstance(item, dict):
            return {key: at(number, path) for key, number in item.items()}
        if isinstance(item, list):
            if item and isinstance(item[0], str):  # ["Reactive", 3] and its like
                return at(item[1], path) if len(item) > 1 else None
            return [at(number, path) for number in item]
        return item

    return at(0, ())


def _bodies(value: Any, budget: list[int]) -> list[Payload]:
    """Every object with a long body in it. Without recursion; stops when the page's budget of values is spent, and
    reads no more bodies when that of characters is."""
    found: list[Payload] = []
    stack: list[tuple[Any, str, int]] = [(value, "", 0)]
    while stack and budget[0] > 0:
        budget[0] -= 1
        item, title, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(item, dict):
            own = _title_of(item) or title
            for key, inner in item.items():
                lines = _lines(inner, budget) if str(key).lower() in _BODY_KEYS else ()
                if sum(map(units, lines)) >= LEAST and _is_prose(lines):
                    found.append(Payload(title=own, lines=lines))
                if isinstance(inner, (dict, list)):  # also what may be a body: the title may stand within
                    stack.append((inner, own, depth + 1))
        elif isinstance(item, list):
            stack.extend((inner, title if len(item) < 4 else "", depth + 1) for inner in item[:5000])
    return found


def _title_of(item: Mapping[str, Any]) -> str:
    lowered = {str(key).lower(): value for key, value in list(item.items())[:200]}
    for key in _TITLE_KEYS:
        value = lowered.get(key)
        if isinstance(value, dict):
            value = value.get("basic") or value.get("rendered") or value.get("text")
        if isinstance(value, str) and 4 <= len(value) <= 400:
            return " ".join(unescape(_TAG.sub("", value)).split())
    return ""


def _lines(value: Any, budget: list[int]) -> tuple[str, ...]:
    """A body as lines: HTML or text in a string, or a list of parts that hold their text under a usual key.

    ``budget``: values and characters that may still be read; what is read here is taken off it.
    """
    raw: list[str] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack and len(raw) < MAX_PARTS and min(budget) > 0:
        item, depth = stack.pop()
        budget[0] -= 1
        if isinstance(item, str):
            raw.append(item)
            budget[1] -= len(item)
        elif depth < 6 and isinstance(item, list):
            stack.extend((inner, depth + 1) for inner in reversed(item[:MAX_PARTS]))
        elif depth < 6 and isinstance(item, dict) and str(item.get("type", "")).lower() not in _SKIPPED_TYPES:
            inner = next(
                (item[key] for key in _PART_KEYS if isinstance(item.get(key), (str, list, dict))), None
            )
            if inner is not None:
                stack.append((inner, depth + 1))
    lines: list[str] = []
    for text in raw:
        if len(text) <= 1_000_000:
            shown = text if "<" in text or "&lt;" not in text else unescape(text)
            parts = _BREAK.sub("\n", _UNSHOWN.sub("", shown)).split("\n")
            lines += [line for part in parts if (line := " ".join(unescape(_TAG.sub("", part)).split()))]
    return tuple(lines[:MAX_PARTS])


def _is_prose(lines: tuple[str, ...]) -> bool:
    """Sentences, and no code, addresses or encoded bytes."""
    text = "".join(lines)[:5000]
    letters = len(_LETTERS.findall(text))
    return (
        len(_SENTENCE.findall(text)) * 120 >= len(text)
        and letters >= 0.6 * len(text.replace(" ", ""))
        and "{" not in text[:200]
    )


def _is_ours(title: str, keys: set[str]) -> bool:
    key = _key(title)
    return len(key) >= 4 and any(
        key == ours or (len(key) >= 8 and (key in ours or ours in key)) for ours in keys
    )


def _key(title: str) -> str:
    return "".join(_LETTERS.findall(title.lower()))[:300]


def _letters(lines: tuple[str, ...]) -> str:
    return "".join(_LETTERS.findall("".join(lines)[:100_000].lower()))
