"""What stands behind each claim: all its stories, as rows for the store and as a case to read page by page.

A digest shows two quotes of a claim. Its case has every story that was counted, each with a sentence of it where
one can be quoted, who else is in them, their languages and figures, and the expected range week by week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from digests.band import BandPoint, find_bands
from digests.frames import ENTITY, Frames
from digests.measures import ATTENTION, PAIR
from digests.pairing import PAIR as PAIR_MARK
from digests.pairing import parts_of
from digests.parts import Digest, Evidence, Name
from digests.proofs import Proofs
from digests.reported import MIN_CONFIDENCE
from digests.shifts import Shift
from store.records import ShiftEvidenceRow, ShiftRow

CLAIM, WATCH = "claim", "watch"
FOLLOWED = ("still", "over")  # what is claimed again is a claim
_QUOTED = 40  # stories of one case that are read for a sentence to quote
_TOGETHER, _FIGURES = 8, 10

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """One story behind a claim."""

    article_id: int  # its first article in the panel, or the one that is quoted
    title: str
    url: str
    source: str  # name as printed
    house: str
    lang: str
    published_on: date
    articles: int  # that carry it, of all sources
    evidence: Evidence | None  # None: no sentence about it can be quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigure:
    """A figure that one of the stories states."""

    subject: Name
    metric: str
    quote: str  # the figure as written
    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One change that an issue claims, watches or follows up, with all that it rests on."""

    measure: str
    name: Name
    status: str  # claim | watch | over | still
    shift: Shift  # as tested for the week
    band: tuple[BandPoint, ...]
    houses: int  # publishers of its articles
    stories: tuple[CaseStory, ...]  # of the weeks looked at, quoted ones first; then by day
    before: tuple[
        CaseStory, ...
    ]  # quoted stories of earlier weeks: what a subject that fell silent is shown by
    together: tuple[tuple[Name, int], ...]  # what those stories are also about, and how many
    languages: tuple[tuple[str, int, int], ...]  # language, its stories, its stories in the weeks before
    figures: tuple[CaseFigure, ...]
    baseline: int  # weeks compared with
    panel: tuple[str, ...]  # source ids

    @property
    def series(self) -> str:
        """Its id, with the measure the key."""
        return self.shift.series


def measure_of(series: str) -> str:
    """What is measured of a series of stories."""
    return PAIR if series.startswith(PAIR_MARK) else ATTENTION


def build_cases(frames: Frames, proofs: Proofs, digest: Digest) -> tuple[Case, ...]:
    """A case for everything that ``digest`` claims, watches or follows up, in its order.

    ``proofs`` are those that the digest was built with: texts are read once.
    """
    chosen = _chosen(frames, proofs, digest)
    shifts = tuple(shift for _, _, shift, _ in chosen)
    counted = find_counted(frames, [shift.series for shift in shifts])
    weekly = {series: _weekly(frames, of.at.values()) for series, of in counted.items()}
    bands = find_bands(frames.tested, shifts, weekly)
    return tuple(
        _case(frames, proofs, digest, status, name, shift, quoted, counted[shift.series], band)
        for (status, name, shift, quoted), band in zip(chosen, bands, strict=True)
    )


def _chosen(
    frames: Frames, proofs: Proofs, digest: Digest
) -> list[tuple[str, Name, Shift, tuple[Evidence, ...]]]:
    """Status, name, numbers and quotes; a series once, under the strongest that is said of it."""
    found: dict[str, tuple[str, Name, Shift, tuple[Evidence, ...]]] = {}
    for status, lines in ((CLAIM, (*digest.shifts, *digest.pairs)), (WATCH, digest.watch)):
        for line in lines:
            found.setdefault(line.shift.series, (status, line.name, line.shift, line.evidence))
            for name, shift in line.also:
                found.setdefault(shift.series, (status, name, shift, ()))
    for old in digest.follow_ups:
        if old.outcome in FOLLOWED and isinstance(old.now, Shift):
            found.setdefault(old.now.series, (old.outcome, old.name, old.now, old.evidence))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Counted:
    """The stories that were counted for one series: the place of each (its week), its first article in the panel."""

    at: dict[int, int]
    lead: dict[int, int]


def find_counted(frames: Frames, names: Collection[str]) -> dict[str, Counted]:
    """For each series its stories, of all weeks.

    A story counts for a series when an article of the panel says so, in the week of its first article there.
    """
    wanted = {part for series in names for part in parts_of(series)}
    table = frames.articles
    candidates = frames.members[frames.members["series"].isin(wanted)]["story"].unique()
    near = table[
        table["story"].isin(candidates)
        & table["source_id"].isin(panel_of(frames))
        & ~table["article_id"].isin(frames.unread)
    ]
    first = near.drop_duplicates("story")
    at = dict(zip(first["story"].tolist(), first["at"].tolist(), strict=True))
    lead = dict(zip(first["story"].tolist(), first["article_id"].tolist(), strict=True))
    story_of = dict(zip(near["article_id"].tolist(), near["story"].tolist(), strict=True))
    about = frames.about[
        frames.about["series"].isin(wanted) & frames.about["article_id"].isin(near["article_id"])
    ]
    found = {series: Counted({}, {}) for series in wanted}
    for article, series in zip(about["article_id"].tolist(), about["series"].tolist(), strict=True):
        story = story_of[article]
        found[series].at[story], found[series].lead[story] = at[story], lead[story]
    return {series: _in_all([found[part] for part in parts_of(series)]) for series in names}


def _in_all(parts: Sequence[Counted]) -> Counted:
    """The stories of a pair: those that both of it are in."""
    first, *others = parts
    both = [story for story in first.at if all(story in other.at for other in others)]
    return Counted({story: first.at[story] for story in both}, {story: first.lead[story] for story in both})


def _weekly(frames: Frames, at: Collection[int]) -> list[int]:
    by_week = Counter(at)
    return [by_week[week] for week in range(len(frames.weeks))]


def panel_of(frames: Frames) -> tuple[str, ...]:
    tested = frames.tested
    return tuple(tested.counts.sources[index] for index in tested.panel.sources)


def _case(
    frames: Frames,
    proofs: Proofs,
    digest: Digest,
    status: str,
    name: Name,
    shift: Shift,
    quoted: tuple[Evidence, ...],
    counted: Counted,
    band: tuple[BandPoint, ...],
) -> Case:
    first = frames.now - shift.weeks + 1
    now = {story: counted.lead[story] for story, at in counted.at.items() if at >= first}
    earlier = [article for story, article in counted.lead.items() if story not in now]
    table, panel = frames.articles, panel_of(frames)
    articles = table[table["story"].isin(now) & (table["at"] >= first) & table["source_id"].isin(panel)]
    stories, before = _stories(frames, proofs, shift.series, now, quoted)
    return Case(
        measure=measure_of(shift.series),
        name=name,
        status=status,
        shift=shift,
        band=band,
        houses=int(articles["family"].nunique()),
        stories=stories,
        before=before,
        together=_together(frames, proofs, shift.series, now),
        languages=_languages(frames, now.values(), earlier),
        figures=_figures(proofs, stories),
        baseline=digest.method.baseline,
        panel=panel,
    )


def _stories(
    frames: Frames, proofs: Proofs, series: str, now: Mapping[int, int], quoted: Sequence[Evidence]
) -> tuple[tuple[CaseStory, ...], tuple[CaseStory, ...]]:
    """The counted stories, quoted ones first, and the quoted ones that lie before them."""
    table = frames.articles
    near = table[table["article_id"].isin([item.article_id for item in quoted])]
    story_of = dict(zip(near["article_id"].tolist(), near["story"].tolist(), strict=True))
    told: dict[int, Evidence] = {}
    before: list[Evidence] = []
    for item in quoted:
        if story_of[item.article_id] in now:
            told.setdefault(story_of[item.article_id], item)
        else:
            before.append(item)
    order = sorted(now, key=lambda story: proofs.place[now[story]])  # as they were published
    unread = [story for story in order if story not in told][:_QUOTED]
    proofs.load(now[story] for story in unread)
    more = {story: item for story in unread for item in proofs.about(series, [now[story]], 1)}
    shown = {*now, *story_of.values()}
    sizes = frames.stories[frames.stories["story"].isin(shown)].set_index("story")["articles"]

    def line(story: int, item: Evidence | None) -> CaseStory:
        article = now[story] if item is None else item.article_id
        origin = proofs.origins[article]
        return CaseStory(
            article_id=article,
            title=proofs.title(article),
            url=origin.url,
            source=origin.source,
            house=origin.house,
            lang=origin.lang,
            published_on=origin.published_on,
            articles=int(sizes[story]),
            evidence=item,
        )

    found = [line(story, item) for story, item in told.items()]
    found += [line(story, more[story]) for story in order if story in more]
    found += [line(story, None) for story in order if story not in told and story not in more]
    return tuple(found), tuple(line(story_of[item.article_id], item) for item in before)


def _together(
    frames: Frames, proofs: Proofs, series: str, stories: Collection[int]
) -> tuple[tuple[Name, int], ...]:
    rows = frames.members[
        frames.members["story"].isin(stories) & ~frames.members["series"].isin(parts_of(series))
    ]
    named = Counter(other for other in rows["series"] if not proofs.is_place(other))
    best = sorted(named.items(), key=lambda item: (-item[1], item[0]))[:_TOGETHER]
    return tuple((proofs.name(other), count) for other, count in best if count > 1)


def _languages(
    frames: Frames, now: Collection[int], before: Collection[int]
) -> tuple[tuple[str, int, int], ...]:
    table = frames.articles
    here, past = (
        Counter(map(str, table.loc[table["article_id"].isin(list(articles)), "lang"].tolist()))
        for articles in (now, before)
    )
    return tuple((lang, here[lang], past[lang]) for lang in sorted(here | past))


def _figures(proofs: Proofs, stories: Sequence[CaseStory]) -> tuple[CaseFigure, ...]:
    """What the stories state as figures with a subject and a metric, the surest first; each statement once."""
    read = [story.article_id for story in stories if story.evidence is not None]
    rows = [
        row
        for article in read
        for row in proofs.figures(article)
        if row["metric"] and row["subject"] and _sure(row) >= MIN_CONFIDENCE
    ]
    rows.sort(key=lambda row: (-_sure(row), proofs.place[row["article_id"]], row["start"]))
    found: dict[tuple[str, str, str], CaseFigure] = {}
    for row in rows:
        if len(found) == _FIGURES:
            break
        reading = proofs.reading(row["article_id"])
        if reading is None or reading.text[row["start"] : row["end"]] != row["quote"]:
            continue  # the text says something else by now
        key = (str(row["subject"]), str(row["metric"]), str(row["quote"]))
        origin = proofs.origins[row["article_id"]]
        found.setdefault(
            key,
            CaseFigure(
                subject=proofs.name(ENTITY + key[0]),
                metric=key[1],
                quote=key[2],
                source=origin.source,
                url=origin.url,
            ),
        )
    return tuple(found.values())


def _sure(row: Row) -> float:
    return 1.0 if row.get("confidence") is None else float(row["confidence"])


def shift_rows(cases: Sequence[Case]) -> tuple[tuple[ShiftRow, ...], tuple[ShiftEvidenceRow, ...]]:
    """The cases as rows of the store: what is claimed, and every story behind it."""
    shifts, evidence = [], []
    for case in cases:
        found = case.shift
        shifts.append(
            ShiftRow(
                measure=case.measure,
                series=case.series,
                name=case.name.en,
                status=case.status,
                weeks=found.weeks,
                observed=float(found.observed),
                expected=round(found.expected, 4),
                range_low=float(found.range_low),
                range_high=float(found.range_high),
                effect=round(found.effect, 6),
                low=round(found.low, 6),
                high=round(found.high, 6),
                p=float(f"{found.p:.6g}"),
                q=float(f"{found.q:.6g}"),
                n=len(case.stories),
                witnesses=found.witnesses,
                baseline=case.baseline,
                panel=case.panel,
            )
        )
        for n, story in enumerate((*case.stories, *case.before)):
            said = story.evidence
            evidence.append(
                ShiftEvidenceRow(
                    measure=case.measure,
                    series=case.series,
                    n=n,
                    article_id=story.article_id,
                    start=said.start if said else None,
                    end=said.end if said else None,
                    quote=said.quote if said else None,
                    text_sha256=said.text_sha256 if said else None,
                )
            )
    return tuple(shifts), tuple(evidence)
