"""What the stories of each week say of things: rows of the store as stories, and stories as weeks.

The unit is the story. It is counted in the week in which it began, by what its articles printed that week, so a
week's numbers stay as they are; of an article and its reprints the earliest speaks. The side of a story is that of
the sum of its sentences' polarities, its weight the largest salience that the entity has in one of its texts. The
digest counts in the same way (digests.tone) and prints the same balance; by salience as well is printed here only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.balance import Balance, balance_of, side_of, weighed_balance
from digests.weeks import Week, Zone, week_of, zone_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneStory:
    """What one story says of one entity."""

    id: str
    week: Week  # in which the story began
    story: str
    side: int  # -1 | 0 | 1
    weight: float | None  # 0..1, the entity's salience; None: tagged before there were roles
    house: str  # publisher of the earliest text
    articles: tuple[int, ...]  # its texts that name the entity, reprints left out; the earliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneWeek:
    """The stories of one week about one entity, summed up. No stories: no balance."""

    id: str
    week: Week
    n: int
    favourable: int
    unfavourable: int
    houses: int
    balance: Balance | None  # each story once: the digest's number
    weighed: Balance | None  # by salience; None too where no text has roles


def build_tone_stories(rows: Iterable[Row], zone: Zone) -> tuple[ToneStory, ...]:
    """The stories of these rows (keys as store.tones.load_told gives them, in its order), by week, id and story."""
    local = zone_of(zone)
    texts: dict[tuple[str, str], dict[int, Row]] = defaultdict(dict)
    began: dict[str, Week] = {}
    for row in rows:
        if row["role"] == "promotion":
            continue
        story = row["story_id"]
        if story not in began:
            began[story] = week_of(datetime.fromisoformat(row["began"]), local)
        if week_of(datetime.fromisoformat(row["published_at"]), local) == began[story]:
            texts[row["id"], story].setdefault(row["root_id"], row)
    found = [
        _story(key, began[story], story, list(told.values())) for (key, story), told in sorted(texts.items())
    ]
    return tuple(sorted(found, key=lambda story: (story.week, story.id, story.story)))


def _story(key: str, week: Week, story: str, told: Sequence[Row]) -> ToneStory:
    weights = [float(row["salience"]) for row in told if row["salience"] is not None]
    return ToneStory(
        id=key,
        week=week,
        story=story,
        side=side_of(sum(row["favourable"] - row["unfavourable"] for row in told)),
        weight=max(weights, default=None),
        house=told[0]["house"],
        articles=tuple(row["article_id"] for row in told),
    )


def build_tone_week(key: str, week: Week, stories: Iterable[ToneStory]) -> ToneWeek:
    """The roll-up of one entity and week; stories of others and of other weeks are left out."""
    told = [story for story in stories if story.id == key and story.week == week]
    up, down = (sum(story.side == sign for story in told) for sign in (1, -1))
    balance = None
    if told:
        value, low, high = balance_of(up, down, len(told))
        balance = Balance(value=value, low=low, high=high, n=len(told))
    return ToneWeek(
        id=key,
        week=week,
        n=len(told),
        favourable=up,
        unfavourable=down,
        houses=len({story.house for story in told}),
        balance=balance,
        weighed=weighed_balance([(story.side, story.weight) for story in told if story.weight is not None]),
    )
