"""A letter that would be too large loses whole lines, the least important first, and says how many the page has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digests.brief import closing, with_rest
from digests.labels import labels_of
from digests.view import Section, View

# What is given up first, from the left; then sections named nowhere, from the last; then these, from the left.
_FIRST_CUT = ("cited", "top", "terms", "tone", "new", "policy", "figures", "mix", "voice")
_LAST_CUT = ("blind", "watch", "follow", "method", "changes", "pairs", "shifts")


def fit(view: View, size: Callable[[View], int], limit: int) -> View:
    """As many lines of ``view`` as ``limit`` allows by ``size``; head, bottom and closing line always stand."""
    if size(view) <= limit:
        return view
    order = _cut_order(view)
    low, high = 1, len(order)
    while low < high:
        middle = (low + high) // 2
        if size(_without(view, order[:middle])) <= limit:
            high = middle
        else:
            low = middle + 1
    return _without(view, order[:low])


def _cut_order(view: View) -> list[str]:
    """The section that loses its last line, step by step until nothing is left."""
    known = {key: at for at, key in enumerate((*_FIRST_CUT, "", *_LAST_CUT))}
    middle = known[""]
    ranked = sorted(enumerate(view.sections), key=lambda pair: (known.get(pair[1].key, middle), -pair[0]))
    return [section.key for _, section in ranked if section.key != "page" for _ in section.items]


def _without(view: View, cuts: list[str]) -> View:
    """The view without these lines; a section that has none left is named in the closing line, with its count."""
    say = labels_of(view.lang)
    cut = [_cut(view.lang, section, cuts) for section in view.sections]
    lost = [(section, section.left) for section in cut if section.left and not section.items]
    page = tuple(section for section in cut if section.key == "page")
    kept = tuple(section for section in cut if section.key != "page" and (section.items or not section.left))
    added = closing(say, lost)
    if page and added:
        page = (replace(page[0], items=(*page[0].items, *added[0].items)),)
    return replace(view, sections=(*kept, *(page or added)))


def _cut(lang: str, section: Section, cuts: list[str]) -> Section:
    n = min(cuts.count(section.key), len(section.items))
    if not n:
        return section
    kept = replace(section, items=section.items[: len(section.items) - n])
    return with_rest(labels_of(lang), kept, section.left + n)
