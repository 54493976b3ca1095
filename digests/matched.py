"""The stories of a week's matched panel and what they are about: pairs, shares and compositions are counted in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digests.frames import Frames, Tested
from digests.pairing import parts_of
from digests.panel import Cube
from digests.weeks import Week

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Stories by the sources of one panel, from the first week its baseline needs to the week that is tested.

    ``stories``, by story: ``at`` (week, 0 is the first of these), ``source``, ``house``, ``lang`` of its earliest
    article in the panel. ``members``: story, series; by series, story.
    """

    week: Week
    sources: tuple[str, ...]
    weeks: int
    baseline: int
    stories: pd.DataFrame
    members: pd.DataFrame

    def weekly(self, stories: Collection[int]) -> Array:
        """How many of these stories there are a week."""
        at = self.stories.loc[self.stories.index.isin(stories), "at"]
        return np.bincount(at.to_numpy(int), minlength=self.weeks).astype(np.float64)

    def about(self, series: str) -> frozenset[int]:
        """The stories about a series, or about both parts of a pair."""
        return about(self.members, series)

    def cubes(self, pairs: pd.DataFrame, names: Sequence[str]) -> tuple[Array, Cube]:
        """Stories by (name, week) and by (name, house, week) of a table ``story``, ``name``."""
        chosen = pairs[pairs["name"].isin(names) & pairs["story"].isin(self.stories.index)]
        found = self.stories.loc[chosen["story"]]
        row = chosen["name"].map({name: index for index, name in enumerate(names)}).to_numpy(int)
        houses = {name: index for index, name in enumerate(sorted(self.stories["house"].unique()))}
        house, at = found["house"].map(houses).to_numpy(int), found["at"].to_numpy(int)
        cube = np.zeros((len(names), max(len(houses), 1), self.weeks))
        np.add.at(cube, (row, house, at), 1)
        return cube.sum(axis=1), cube


def find_matched(frames: Frames, tested: Tested) -> Matched:
    """The panel's stories of ``tested``: a story is of the week and source of its earliest article in the panel."""
    panel = tested.panel
    names = tuple(tested.counts.sources[index] for index in panel.sources)
    start = max(0, panel.at - panel.baseline - 1)
    inside = frames.articles[frames.articles["source_id"].isin(names) & (frames.articles["at"] <= panel.at)]
    if frames.unread:
        inside = inside[~inside["article_id"].isin(frames.unread)]
    first = inside.drop_duplicates("story")
    first = first[first["at"] >= start]
    house = frames.stories.set_index("story")["house"].astype("object")
    stories = pd.DataFrame(
        {
            "at": first["at"].to_numpy() - start,
            "source": first["source_id"].astype("object").to_numpy(),
            "house": house.loc[first["story"]].to_numpy(),
            "lang": first["lang"].astype("object").to_numpy(),
        },
        index=pd.Index(first["story"], name="story"),
    )
    return Matched(
        week=tested.counts.weeks[panel.at],
        sources=names,
        weeks=panel.at - start + 1,
        baseline=panel.baseline,
        stories=stories,
        members=frames.members[frames.members["story"].isin(stories.index)],
    )


def about(members: pd.DataFrame, series: str) -> frozenset[int]:
    """The stories of a table ``story``, ``series`` that are about a series, or about both parts of a pair."""
    found = [frozenset(members.loc[members["series"] == part, "story"]) for part in parts_of(series)]
    return frozenset.intersection(*found)
