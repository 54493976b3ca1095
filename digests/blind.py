"""What an issue could not see: silent and broken sources, what was refused, what is undated or unread."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from digests.frames import Frames
from digests.panel import ALIVE_STATUSES
from digests.parts import Blind, HealthLine


def build_blind(frames: Frames, outages: Sequence[str], withheld: int) -> Blind:
    """What is known to be missing from this issue."""
    printed = {row["source_id"]: row["name"] for row in frames.rows.sources}
    ill = build_health(frames)
    told = {line.name for line in ill}
    broken = {
        (str(printed.get(row["source_id"], row["source_id"])), str(row["status"]))
        for row in frames.rows.announcements
        if row["status"] not in ALIVE_STATUSES
    }
    broken = {(name, status) for name, status in broken if name not in told}
    rejected: Counter[str] = Counter()
    for row in frames.rows.rejections:
        rejected[row["reason"]] += row["n"]
    week = frames.articles[frames.articles["at"] == frames.now]
    spoke = set(week["source_id"])
    silent = (row for row in frames.rows.sources if row["enabled"] and row["source_id"] not in spoke)
    return Blind(
        unheard=tuple(sorted(str(row["name"]) for row in silent)),
        outages=tuple(str(printed.get(name, name)) for name in outages),
        health=ill,
        broken=tuple(sorted(broken)),
        rejected=tuple(sorted(rejected.items(), key=lambda item: (-item[1], item[0]))),
        undated=frames.rows.undated,
        pending=frames.rows.pending,
        reprints=int(len(week) - week["story"].nunique()),
        withheld=withheld,
        unread=len(frames.unread),
    )


_STATES = ("broken", "blocked", "empty", "silent", "layout-changed", "flooded")  # the worst first


def build_health(frames: Frames) -> tuple[HealthLine, ...]:
    """The sources that were not well, the worst first, then by name."""
    printed = {row["source_id"]: row["name"] for row in frames.rows.sources}
    lines = [
        HealthLine(
            name=str(printed.get(row["source_id"], row["source_id"])),
            state=row["state"],
            since=datetime.fromisoformat(row["since"]).astimezone(frames.zone).date(),
            status=row["status"],
            detail=row["detail"],
            measure=row["measure"],
            numbers=json.loads(row["numbers"]),
        )
        for row in frames.rows.health
        if row["state"] in _STATES
    ]
    return tuple(sorted(lines, key=lambda line: (_STATES.index(line.state), line.name, line.since)))


def heard(frames: Frames) -> tuple[int, int]:
    """Sources with an article this week, and sources in all, of those that are switched on."""
    enabled = {row["source_id"] for row in frames.rows.sources if row["enabled"]}
    week: Iterable[str] = frames.articles.loc[frames.articles["at"] == frames.now, "source_id"]
    return len(enabled & set(week)), len(enabled)
