"""``tradewind extract`` of many pages: what returns on pages of one site is cut, as a crawl does it (store/repeats.py).

That takes two passes. The first keeps the results in a temporary file, and in memory only where each line stood; the
second gives them back in their order, cut. ``ROUND`` pages are one batch, so neither memory nor file grows with the
input; what a batch has learned of a site is known to the next ones.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from store.records import Article, Rejection
from store.repeats import (
    LEAST,
    Line,
    Seen,
    cut_text,
    edges_of,
    find_repeated,
    lines_of,
    site_of,
)

T = TypeVar("T")
Result = Article | Rejection

ROUND = 5_000  # pages judged together: some 20 lines each in memory, and a few kB each on disk
NO_SITE = "local.invalid"  # pages that came without an address: nobody knows which of them are of one site


@dataclass(slots=True)
class _Site:
    """What one batch saw of a site."""

    articles: list[int] = field(default_factory=list)  # their places in the batch
    urls: dict[int, str] = field(default_factory=dict)
    holders: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # by the mark of a line


class _Shelf:
    """Results in a temporary file: one pass writes them, later ones read any of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[int] = []

    def put(self, item: object) -> int:
        """Write one down; its number."""
        self._places.append(self._file.seek(0, 2))
        pickle.dump(item, self._file, pickle.HIGHEST_PROTOCOL)
        return len(self._places) - 1

    def get(self, number: int) -> Any:
        """The one with this number: our own records, written by this process a moment ago."""
        self._file.seek(self._places[number])
        return pickle.load(self._file)  # noqa: S301

    def __len__(self) -> int:
        return len(self._places)


def without_repeats(results: Iterable[tuple[T, Result]], *, pages: int = ROUND) -> Iterator[tuple[T, Result]]:
    """The same pairs in the same order, articles without what returns on their site.

    A failure of ``results`` comes behind what it had given. What each article names goes through unread.
    """
    source, known = iter(results), dict[str, set[int]]()
    while True:
        failure: Exception | None = None
        with TemporaryFile() as file:
            shelf, sites = _Shelf(file), dict[str, _Site]()
            try:
                for pair in islice(source, pages):
                    _note(sites, shelf.put(pair), pair[1], known)
            except Exception as error:  # raised below, when what came before it has been given
                failure = error
            for name, site in sites.items():
                found = _learn(site, partial(_lines, shelf), known.get(name, set()))
                known.setdefault(name, set()).update(found)
            for number in range(len(shelf)):
                named, result = shelf.get(number)
                yield named, _cut(result, known)
            empty = not len(shelf)
        if failure is not None:
            raise failure
        if empty:
            return


def _note(sites: dict[str, _Site], number: int, result: Result, known: dict[str, set[int]]) -> None:
    name = site_of(result.url)
    if not isinstance(result, Article) or name in ("", NO_SITE):
        return
    site = sites.setdefault(name, _Site())
    site.articles.append(number)
    site.urls[number] = result.url
    marks = {line.mark for line in edges_of(result.text, result.paragraphs)}
    for mark in marks - known.get(name, set()):
        site.holders[mark].append(number)


def _learn(site: _Site, lines: Callable[[int], list[Line]], known: set[int]) -> set[int]:
    """Marks of lines that have turned out to return."""
    total = len(site.articles)
    if total < LEAST:
        return set()

    def by_url(holders: list[int]) -> list[int]:
        return sorted(holders, key=lambda number: (site.urls[number], number))

    seen = {
        mark: Seen(articles=partial(by_url, holders), count=len(holders), total=total)
        for mark, holders in site.holders.items()
        if len(holders) >= LEAST
    }
    return set(find_repeated(seen, lines, known))


def _lines(shelf: _Shelf, number: int) -> list[Line]:
    result = shelf.get(number)[1]
    return lines_of(result.text, result.paragraphs)


def _cut(result: Result, known: dict[str, set[int]]) -> Result:
    marks = known.get(site_of(result.url))
    if not marks or not isinstance(result, Article):
        return result
    here = marks.intersection(line.mark for line in edges_of(result.text, result.paragraphs))
    text, paragraphs = cut_text(result.text, result.paragraphs, here)
    return replace(result, text=text, paragraphs=paragraphs)
