"""The counts that are tested, of any of a digest's newest weeks: stories by series, source and week over its panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digests.panel import Counts, Cube, Panel, find_panel
from digests.weeks import Week

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tested:
    """What digests.shifts compares for one week: its matched panel, and the counts of that panel."""

    counts: Counts
    panel: Panel
    witnesses: Cube  # (series, house, week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Articles and what they are about as numbers; one entry an article, in the order of publication."""

    weeks: tuple[Week, ...]
    sources: tuple[str, ...]
    series: tuple[str, ...]
    at: Numbers  # place of the article's week
    source: Numbers  # place in sources
    house: Numbers  # number of the publisher house
    story: Numbers
    is_root: Flags  # whether the article is at the root of its reprint chain
    unread: Flags  # another version of the tagger read it, or none
    about: tuple[Numbers, Numbers]  # place of an article, place in series

    def tested(self, at: int) -> Tested:
        """The panel is chosen by articles (a source that only reprints is alive), then stories are counted in it.

        A source whose articles were not read is not in the panel, but it was not silent either.
        """
        longest = len(self.weeks) - 2
        panel = find_panel(self._by_source(np.ones(len(self.at), dtype=bool)), at, longest=longest)
        if self.unread.any():
            outages = panel.outages
            panel = replace(find_panel(self._by_source(~self.unread), at, longest=longest), outages=outages)
        inside = np.isin(self.source, panel.sources) & ~self.unread
        counts, witnesses = self._counts(inside)
        return Tested(counts, panel, witnesses)

    def _by_source(self, chosen: Flags) -> Cube:
        """Articles by source and week: who was alive, reprints and all."""
        return _cube((self.source[chosen], self.at[chosen]), (len(self.sources), len(self.weeks)))

    def _counts(self, inside: Flags) -> tuple[Counts, Cube]:
        """The cubes that are tested: stories by source and by house, of the articles inside alone."""
        told, first, house = first_and_house(self.story, self.house, self.is_root, inside)
        houses, house = np.unique(house, return_inverse=True)
        span, at, source = len(self.weeks), self.at[first], self.source[first]
        totals = _cube((source, at), (len(self.sources), span))
        article, name = self.about
        kept = inside[article]
        pairs = distinct(name[kept] * (int(self.story.max(initial=0)) + 1) + self.story[article[kept]])
        row, story = np.divmod(pairs, int(self.story.max(initial=0)) + 1)
        names, row = np.unique(row, return_inverse=True)
        place = np.searchsorted(told, story)
        stories = _cube((row, source[place], at[place]), (len(names), len(self.sources), span))
        witnesses = _cube((row, house[place], at[place]), (len(names), len(houses), span))
        series = tuple(self.series[number] for number in names.tolist())
        return Counts(self.weeks, self.sources, series, stories, totals), witnesses


def first_and_house(
    story: Numbers, house: Numbers, is_root: Flags, chosen: Flags
) -> tuple[Numbers, Numbers, Numbers]:
    """Of the articles chosen: their stories in order, each one's first article, and its house.

    A story's house is that of the article at the root of its reprints, or of the first when the root is elsewhere.
    """
    places = np.flatnonzero(chosen)
    told, first = np.unique(story[places], return_index=True)
    first = places[first]
    roots = np.flatnonzero(chosen & is_root)
    rooted, root = np.unique(story[roots], return_index=True)
    own = house[first].copy()
    own[np.searchsorted(told, rooted)] = house[roots[root]]
    return told, first, own


def distinct(numbers: Numbers) -> Numbers:
    """The different numbers, in order. numpy.unique puts them through a hash first: twenty times slower on millions."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    found: Numbers = ordered[new]
    return found


def among(numbers: Numbers, others: Numbers) -> Flags:
    """Which of the numbers stand among the others. numpy.isin hashes like numpy.unique."""
    if not len(others):
        return np.zeros(len(numbers), dtype=bool)
    ordered = np.sort(others)
    places = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    found: Flags = ordered[places] == numbers
    return found


def _cube(places: tuple[Numbers, ...], shape: tuple[int, ...]) -> Cube:
    """How often each cell is named."""
    counted: Cube = np.zeros(shape)
    np.add.at(counted, places, 1.0)
    return counted
