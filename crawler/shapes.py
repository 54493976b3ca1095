"""A recipe guessed from a page's state: the list in it whose items have a link and a title of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crawler.announced import parse_announced_date
from crawler.reading.moments import read_stamp
from crawler.states import find_state
from store.records import Recipe

STATES = (
    "__NEXT_DATA__",
    "__NUXT_DATA__",
    "window.__INITIAL_STATE__",
    "window.__NUXT__",
    "window.__PRELOADED_STATE__",
)
MAX_VALUES = 50_000  # of one state that are looked at
MAX_DEPTH = 16
MIN_ITEMS = 4  # fewer are a menu or a choice of languages
_LOOKED_AT = 40  # items of one list

_LINK_NAMES = ("url", "link", "href", "canonicalurl", "weburl", "permalink", "articleurl", "path", "slug")
_TITLE_NAMES = ("title", "headline", "name", "subject", "articletitle", "shorttitle")
_DATE_NAMES = ("published", "publishedat", "publishdate", "publishtime", "datepublished", "pubdate", "date",
               "createdat", "created", "time", "ctime", "displaydate", "releasedate")  # fmt: skip
_NOT_A_PAGE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|css|js|mp[34]|pdf)(?:$|\?)", re.I)
_FURNITURE = re.compile(
    r"nav|menu|footer|header(?!line)|breadcrumb|author|categor|tags?\b|social|langu|locale|links?\b", re.I
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$-]{0,60}")  # what a path can name


def guess_recipes(text: str, *, at: datetime) -> list[Recipe]:
    """Recipes for the states of an HTML page, the longest list of items first. Nothing is run or fetched."""
    found: list[tuple[int, Recipe]] = []
    for name in STATES:
        state = find_state(text, name) if name in text else None
        if state is None:
            continue
        for path, items in _lists(state):
            recipe = _recipe_of(name, path, items, at)
            if recipe is not None:
                found.append((len(items) + 1_000 * bool(recipe.published), recipe))
    found.sort(key=lambda pair: -pair[0])
    return [recipe for _, recipe in found]


def _lists(state: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of objects in the state with its dotted path; bounded in depth and in values."""
    stack: list[tuple[str, Any, int]] = [("", state, 0)]
    seen = 0
    while stack and seen < MAX_VALUES:
        path, value, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, (dict, list)) and _PLAIN_KEY.fullmatch(key):
                    stack.append((f"{path}.{key}" if path else key, inner, depth + 1))
        elif isinstance(value, list):
            objects = [item for item in value if isinstance(item, dict)]
            if len(objects) >= MIN_ITEMS and len(objects) * 5 >= len(value) * 4:
                yield path, objects
            else:
                stack.extend(
                    (f"{path}.{n}" if path else str(n), item, depth + 1) for n, item in enumerate(value[:20])
                )


def _recipe_of(payload: str, path: str, items: list[dict[str, Any]], at: datetime) -> Recipe | None:
    """What of these items is the link, the title and the date; None when one of the first two cannot be told."""
    sample = items[:_LOOKED_AT]
    flat = [dict(_texts(item)) for item in sample]
    enough = len(sample) * 4 // 5
    names = dict.fromkeys(name for row in flat for name in row)
    keys = [key for key in names if sum(key in row for row in flat) >= enough]
    link = _best(keys, _LINK_NAMES, lambda key: _all_links(flat, key))
    title = _best(keys, _TITLE_NAMES, lambda key: _all_titles(flat, key))
    if not path or link is None or title is None:
        return None
    published = _best(keys, _DATE_NAMES, lambda key: _all_dates(flat, key, at))
    if _FURNITURE.search(path) or (
        published is None and not _are_headlines([row[title] for row in flat if title in row])
    ):
        return None
    return Recipe(items=path, link=link, title=title, published=published or "", payload=payload)


def _texts(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Texts of an item and of the objects directly in it, by dotted path."""
    for key, value in item.items():
        if not _PLAIN_KEY.fullmatch(key):
            continue
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            for inner, text in value.items():
                if isinstance(text, str) and _PLAIN_KEY.fullmatch(inner):
                    yield f"{key}.{inner}", text


def _best(keys: Sequence[str], names: Sequence[str], fits: Any) -> str | None:
    """The fitting key with the most telling name; one without a telling name is no guess worth making."""

    def rank(key: str) -> int:
        plain = key.rpartition(".")[2].lower().replace("_", "").replace("-", "")
        return (names.index(plain) if plain in names else len(names)) + 20 * key.count(".")

    telling = [
        key for key in keys if key.rpartition(".")[2].lower().replace("_", "").replace("-", "") in names
    ]
    return next((key for key in sorted(telling, key=rank) if fits(key)), None)


def _all_links(rows: Sequence[dict[str, str]], key: str) -> bool:
    values = [row[key] for row in rows if key in row]
    good = [value for value in values if _is_page(value)]
    return len(good) == len(values) and len(set(good)) * 5 >= len(values) * 4


def _is_page(value: str) -> bool:
    return value.startswith(("/", "http://", "https://")) and not _NOT_A_PAGE.search(value)


def _all_titles(rows: Sequence[dict[str, str]], key: str) -> bool:
    values = [row[key].strip() for row in rows if key in row]
    long = [value for value in values if 6 <= len(value) <= 400 and not value.startswith(("/", "http"))]
    return len(long) * 5 >= len(values) * 4 and len(set(long)) * 5 >= len(values) * 4


def _are_headlines(titles: Sequence[str]) -> bool:
    """Without a date only sentences tell news from a menu: most have 11 Chinese characters or 5 words."""
    long = sum(1 for title in titles if len(_CJK.findall(title)) > 10 or len(title.split()) >= 5)
    return long * 4 >= len(titles) * 3


def _all_dates(rows: Sequence[dict[str, str]], key: str, at: datetime) -> bool:
    values = [row[key] for row in rows if key in row]
    return sum(1 for value in values if _is_date(value, at)) * 5 >= len(values) * 4


def _is_date(value: str, at: datetime) -> bool:
    return parse_announced_date(value, timezone="UTC", at=at) is not None or read_stamp(value) is not None
