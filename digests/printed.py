"""What the issues before this one have printed: so that no story is news twice.

Issues are read as their JSON bodies, whatever version wrote them: every address in them leads to an article of these
weeks, that to its story, and that to all its reprints and later articles. The same headline is the same story.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digests.evidence import width
from digests.frames import Frames
from digests.weeks import Week, shift

ISSUES = 8  # how far back a story is not news again
_SHORT = 20  # columns of a headline that many stories may have: Daily brief, 亚马逊调整费用
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is no news any more."""

    stories: frozenset[str] = frozenset()
    articles: frozenset[int] = frozenset()  # of those stories
    names: frozenset[str] = frozenset()  # listed as new
    days: Mapping[
        tuple[str, str, str], str
    ]  # (day, event, country) of the calendar: the first issue that had it


def find_printed(frames: Frames, issues: Mapping[str, Mapping[str, Any]]) -> Printed:
    """What of these weeks the last eight issues before ``frames.week`` printed. ``issues``: their bodies by week."""
    bodies = [issues[label] for label in _last(frames.week) if label in issues]
    addresses = {url for body in bodies for url in _strings(body, "url")}
    table = frames.articles
    told = table[table["url"].isin(addresses)]
    headlines = {_folded(title) for body in bodies for title in _headlines(body)}
    headlines |= {_folded(title) for title in told["title"]}
    headlines = {title for title in headlines if width(title) > _SHORT}
    same = _titled(table["title"].tolist(), headlines)
    stories = frozenset(told["story"]) | frozenset(table["story"].iloc[same])
    days: dict[tuple[str, str, str], str] = {}
    for label in _last(frames.week):
        for row in _rows(issues.get(label, {}), "policy"):
            days.setdefault(date_key(row), label)
    return Printed(
        stories=stories,
        articles=frozenset(table.loc[table["story"].isin(stories), "article_id"]),
        names=frozenset(
            str(row["name"].get("id"))
            for body in bodies
            for row in _rows(body, "new")
            if isinstance(row.get("name"), Mapping)
        ),
        days=days,
    )


def _titled(titles: Sequence[str], headlines: Collection[str]) -> list[int]:
    """The places of the titles that are one of these headlines, folded. Few begin and end like one: they are folded."""
    ends = {(headline[0], headline[-1]) for headline in headlines if headline}

    def may_be(title: str) -> bool:
        first, last = title[:1].casefold(), title[-1:].casefold()
        return (first[:1], last[-1:]) in ends or not (first.isalnum() and last.isalnum())

    return [at for at, title in enumerate(titles) if ends and may_be(title) and _folded(title) in headlines]


def date_key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes two lines of the calendar the same day: its date, what happens on it, and where."""
    return str(row.get("day")), str(row.get("event")), str(row.get("jurisdiction") or "")


def _last(week: Week) -> list[str]:
    """The weeks of the eight issues before, oldest first."""
    return [shift(week, -back).label for back in range(ISSUES, 0, -1)]


def _rows(body: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    rows = body.get(section)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _headlines(body: Mapping[str, Any]) -> Iterator[str]:
    for section in ("top", "policy"):
        yield from (str(row.get("title") or "") for row in _rows(body, section))
    for row in _rows(body, "shifts") + _rows(body, "pairs") + _rows(body, "watch"):
        for pair in row.get("more") or ():
            if isinstance(pair, list | tuple) and len(pair) == 2:
                yield str(pair[0])


def _strings(part: Any, key: str) -> Iterator[str]:
    """Every text of this name, however deep. Headlines of further stories come as [headline, address]."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name == key and isinstance(value, str):
                yield value
            elif name == "more" and isinstance(value, list | tuple):
                yield from (
                    str(pair[1]) for pair in value if isinstance(pair, list | tuple) and len(pair) == 2
                )
            else:
                yield from _strings(value, key)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _strings(value, key)


def _folded(title: str) -> str:
    """A headline without marks and case, for comparing."""
    return _MARKS.sub("", title).casefold()
