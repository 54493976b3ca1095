"""The sections of a digest that are not tested shifts: counted, quoted, never guessed."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from digests.evidence import one_per_language
from digests.frames import ENTITY, Frames
from digests.panel import ALIVE_STATUSES, MIN_BASELINE_WEEKS
from digests.parts import Blind, CitedLine, Evidence, HealthLine, NewLine, StoryLine, ToneLine, VoiceLine
from digests.proofs import Proofs

_TOP, _NEW, _QUOTES = 4, 4, 2
_CITED, _CITED_STORIES = 6, 3
_UNREAD = 0.05  # share of earlier articles not read by today's rules above which nobody knows what is new
_TONE_LEVEL, _TONE_CHANGE = 5, 20  # stories: to state a balance; to claim that it changed
_TONE_TOLD = 3  # stories that take a side: fewer say nothing of a name
_TONE_HOUSES = 4  # houses with a balance in both times, for a paired difference
_Z95 = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson): holds the share, stays inside 0..1 and is honest about small numbers."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, _Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z95 / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    # At 0 and at 1 a bound equals the share; rounding may put it a hair on the wrong side.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def build_voice(frames: Frames, proofs: Proofs, watch: Sequence[str]) -> tuple[VoiceLine, ...]:
    """Share of voice of the watched names among the stories that are about at least one of them.

    Every watched name has a line: that nobody wrote of it is what its reader asks.
    """
    members = frames.members[frames.members["series"].isin([ENTITY + name for name in watch])]
    at = members["story"].map(frames.stories.set_index("story")["at"])
    now, past = members[at == frames.now], members[at < frames.now]
    of, of_past = now["story"].nunique(), past["story"].nunique()
    if not of and not of_past:
        return ()
    in_headline = _headlines(frames)
    lines = []
    for name in dict.fromkeys(watch):
        series = ENTITY + name
        stories = set(now.loc[now["series"] == series, "story"])
        about = frames.articles[
            frames.articles["story"].isin(stories) & (frames.articles["at"] == frames.now)
        ]
        evidence = proofs.in_both(series, about["article_id"].tolist(), 1)
        low, high = wilson(len(stories), of)
        before = int((past["series"] == series).sum())
        lines.append(
            VoiceLine(
                name=proofs.name(series),
                stories=len(stories),
                of=of,
                share=len(stories) / of if of else 0.0,
                low=low,
                high=high,
                headlines=len({story for story in stories if (name, story) in in_headline}),
                usual=before / of_past if of_past else None,
                evidence=evidence,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name.id)))


def _headlines(frames: Frames) -> set[tuple[str, str]]:
    story = dict(zip(frames.articles["article_id"], frames.articles["story"], strict=True))
    rows = (row for row in frames.rows.mentions if row["in_title"] and row["article_id"] in story)
    return {(row["id"], story[row["article_id"]]) for row in rows}


def build_tone(frames: Frames, proofs: Proofs, watch: Sequence[str]) -> tuple[ToneLine, ...]:
    """The balance of favourable and unfavourable stories of each watched name that has enough of them."""
    story = dict(zip(frames.articles["article_id"], frames.articles["story"], strict=True))
    at = dict(zip(frames.stories["story"], frames.stories["at"], strict=True))
    house = dict(zip(frames.stories["story"], frames.stories["house"], strict=True))
    rows: dict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in frames.rows.sentiments:
        if row["id"] in watch and row["article_id"] in story:
            rows[row["id"]][story[row["article_id"]]].append(row)
    lines = []
    for name in dict.fromkeys(watch):
        sign = {key: _sign(sum(row["polarity"] for row in found)) for key, found in rows[name].items()}
        now = [key for key in sorted(sign) if at[key] == frames.now]
        up, down = sum(sign[key] > 0 for key in now), sum(sign[key] < 0 for key in now)
        if len(now) < _TONE_LEVEL or up + down < _TONE_TOLD:
            continue
        evidence = _tone_evidence(proofs, [row for key in now for row in rows[name][key]])
        if not evidence:
            continue
        balance, low, high = _balance(up, down, len(now))
        lines.append(
            ToneLine(
                name=proofs.name(ENTITY + name),
                stories=len(now),
                favourable=up,
                unfavourable=down,
                balance=balance,
                low=low,
                high=high,
                before=_paired_change(sign, at, house, frames.now) if len(now) >= _TONE_CHANGE else None,
                evidence=evidence,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.name.id)))


def _sign(total: int) -> int:
    return (total > 0) - (total < 0)


def _balance(up: int, down: int, n: int) -> tuple[float, float, float]:
    """(up - down) / n with a 95 % interval; two stories of each kind are added for it (Agresti), as n is small."""
    a, b, total = up + 1, down + 1, n + 3
    centre = (a - b) / total
    half = _Z95 * math.sqrt(max(0.0, (a + b) / total - centre**2) / total)
    return (up - down) / n, max(-1.0, centre - half), min(1.0, centre + half)


def _paired_change(
    sign: Mapping[str, int], at: Mapping[str, int], house: Mapping[str, str], now: int
) -> float | None:
    """The balance before, over houses that spoke in both times, if the paired difference excludes none; else None."""
    then: dict[str, list[int]] = defaultdict(list)
    today: dict[str, list[int]] = defaultdict(list)
    for story in sorted(sign):
        (today if at[story] == now else then)[house[story]].append(sign[story])
    both = sorted(then.keys() & today.keys())
    if len(both) < _TONE_HOUSES:
        return None
    difference = np.array([np.mean(today[name]) - np.mean(then[name]) for name in both])
    weight = np.array([1 / (1 / len(today[name]) + 1 / len(then[name])) for name in both])
    weight /= weight.sum()
    mean = float((weight * difference).sum())
    error = math.sqrt(float((weight**2 * (difference - mean) ** 2).sum()) * len(both) / (len(both) - 1))
    if abs(mean) <= _STUDENT_95.get(len(both) - 1, 2.1) * error:
        return None
    return float(np.mean([value for name in both for value in then[name]]))


_STUDENT_95 = {3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23, 11: 2.20, 12: 2.18}


def _tone_evidence(proofs: Proofs, rows: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The strongest sentences, of the side that prevails first."""
    side = _sign(sum(row["polarity"] for row in rows)) or 1
    told = [row for row in rows if row["polarity"] != 0]
    told.sort(key=lambda row: (-row["polarity"] * side, -abs(row["score"]), proofs.place[row["article_id"]]))
    proofs.load(row["article_id"] for row in told[:20])
    found = [proofs.sentence(row["article_id"], row["sent_start"], row["sent_end"]) for row in told[:20]]
    found.sort(key=lambda item: item is not None and proofs.only_background(item))
    return one_per_language(found, _QUOTES)


def build_top(frames: Frames, proofs: Proofs) -> tuple[StoryLine, ...]:
    """The week's stories that most independent publishers carried."""
    stories = frames.stories[frames.stories["at"] == frames.now]
    stories = stories[stories["articles"] > 1].sort_values(
        ["houses", "articles", "story"], ascending=[False, False, True], kind="stable"
    )
    lines: list[StoryLine] = []
    titles = frames.articles.set_index("article_id")["title"]
    proofs.load(int(first) for first in stories["first"].head(2 * _TOP))
    for first, articles, houses in stories[["first", "articles", "houses"]].head(2 * _TOP).values.tolist():
        evidence = proofs.lead(first)
        if evidence is None or len(lines) == _TOP:
            continue
        origin = proofs.origins[first]
        lines.append(
            StoryLine(
                title=str(titles[first]),
                url=origin.url,
                source=origin.source,
                lang=origin.lang,
                published_on=origin.published_on,
                articles=articles,
                houses=houses,
                evidence=(evidence,),
            )
        )
    return tuple(lines)


def build_new(frames: Frames, proofs: Proofs) -> tuple[NewLine, ...]:
    """What stories of at least two publishers are about this week and no article of the weeks before names.

    A thing no catalogue lists is called as articles print it.
    """
    earlier = frames.articles[frames.articles["at"] < frames.now]
    weeks = earlier["at"].nunique()
    if weeks < MIN_BASELINE_WEEKS or earlier["article_id"].isin(frames.unread).mean() > _UNREAD:
        return ()
    rows = frames.things.merge(frames.stories[["story", "at", "house"]], on="story")
    grouped = rows.groupby("series").agg(
        first=("at", "min"), stories=("story", "nunique"), houses=("house", "nunique")
    )
    fresh = grouped[(grouped["first"] == frames.now) & (grouped["houses"] > 1)].sort_index()
    fresh = fresh.drop([series for series in fresh.index if series.removeprefix(ENTITY) in frames.seen])
    fresh = fresh.sort_values(["houses", "stories"], ascending=False, kind="stable")
    lines = []
    for series, stories, houses in fresh[["stories", "houses"]].itertuples():
        if proofs.is_place(series) or proofs.recurs(series):
            continue
        about = frames.articles[frames.articles["story"].isin(rows.loc[rows["series"] == series, "story"])]
        evidence = proofs.in_both(series, about["article_id"].tolist(), 1)
        if evidence:
            lines.append(
                NewLine(
                    name=proofs.name(series),
                    stories=int(stories),
                    houses=int(houses),
                    weeks=weeks,
                    evidence=evidence,
                )
            )
        if len(lines) == _NEW:
            break
    return tuple(lines)


def build_cited(frames: Frames, proofs: Proofs) -> tuple[CitedLine, ...]:
    """Whom the week's stories cite most and are not about: in three stories and by two publishers at least."""
    rows = frames.cited.merge(frames.stories[["story", "at", "house"]], on="story")
    grouped = (
        rows[rows["at"] == frames.now]
        .groupby("series")
        .agg(stories=("story", "nunique"), houses=("house", "nunique"))
    )
    told = grouped[(grouped["stories"] >= _CITED_STORIES) & (grouped["houses"] > 1)].sort_index()
    told = told.sort_values(["stories", "houses"], ascending=False, kind="stable").head(_CITED)
    return tuple(
        CitedLine(name=proofs.name(str(series)), stories=int(stories), houses=int(houses))
        for series, stories, houses in told.itertuples()
    )


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
