"""The lists of a digest: what was most widely carried, what is new, whom stories cite. Counted, never tested."""

from __future__ import annotations

from digests.frames import ENTITY, Frames
from digests.panel import MIN_BASELINE_WEEKS
from digests.parts import CitedLine, NewLine, StoryLine
from digests.proofs import Proofs
from digests.retelling import retell

_TOP, _NEW = 4, 4
_COPIES = 8  # articles of a widely carried story that are read for its summary
_CITED, _CITED_STORIES = 6, 3
_UNREAD = 0.05  # share of earlier articles not read by today's rules above which nobody knows what is new


def build_top(frames: Frames, proofs: Proofs) -> tuple[StoryLine, ...]:
    """The week's stories that most independent publishers carried."""
    stories = frames.stories[frames.stories["at"] == frames.now]
    stories = stories[stories["articles"] > 1].sort_values(
        ["houses", "articles", "story"], ascending=[False, False, True], kind="stable"
    )
    lines: list[StoryLine] = []
    stories = stories[~stories["story"].isin(proofs.printed.stories)]
    ranked = stories[["story", "first", "articles", "houses"]].head(2 * _TOP).values.tolist()
    week = frames.articles[frames.articles["at"] == frames.now]
    copies = week[week["story"].isin([story for story, *_ in ranked])].groupby("story")["article_id"]
    of = {story: [int(article) for article in found][:_COPIES] for story, found in copies}
    proofs.load(article for story, *_ in ranked for article in of[story])
    for story, first, articles, houses in ranked:
        if len(lines) == _TOP:
            break
        told = retell(proofs, of[story])
        if not told.evidence:
            continue
        origin = proofs.origins[first]
        lines.append(
            StoryLine(
                title=proofs.title(first),
                url=origin.url,
                source=origin.source,
                lang=origin.lang,
                published_on=origin.published_on,
                articles=articles,
                houses=houses,
                evidence=told.evidence,
                chosen_by=told.chosen_by,
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
        if proofs.is_place(series) or proofs.recurs(series) or series in proofs.printed.names:
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
