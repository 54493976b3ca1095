"""How each source stands after a crawl, judged by this crawl and by the source's own past. Pure: rows in, rows out.

What is a fact is said soon, what is an inference only when it is sure:

- broken, blocked: the announcement failed three looks in a row over eighteen hours (two looks, when the answer was
  plain, such as 404 or 403), or has not come for forty hours, or was refused from the start.
- empty: it comes well and holds nothing, for a day at least and twice as long as ever before.
- blocked also: at least half of the newest pages were refused. layout-changed: they read otherwise than those before
  (crawler.yields), or the announcement lists far fewer addresses than it ever did.
- flooded, silent: far more, or nothing new for far longer, than its own past allows (crawler.rhythm).

A source of which little is known is ok until proven otherwise. ``since`` is when that began which the state goes by:
the first failed look, the last look with news; for ok, the first good crawl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from statistics import median

from crawler import rhythm, yields
from crawler.rhythm import FINE, Peers, alone
from store.records import Article, Discovery, Fetched, Outcome, Reason, Rejection, SourceRun, SourceState

_AWAY = timedelta(hours=40)  # without a good look a single failure is enough
_IN_A_ROW, _PLAINLY = 3, 2
_HITCH = timedelta(hours=18)  # what often passes by itself may take so long
_EMPTY_FOR = timedelta(days=1)
_EMPTY_FIRST = timedelta(days=3)  # where too little is known of how often it is empty: weekends are
_KNOWN_FULL = timedelta(days=30)
_NEVER_FOR = timedelta(days=2)
_NEVER_LOOKS = 3

_KEPT = (Outcome.ARTICLE, Outcome.REVISION)
_PASSING = frozenset(
    {Reason.UNREACHABLE, Reason.TIMEOUT, Reason.TRUNCATED, Reason.ROBOTS}
)  # no robots.txt: no look
_CLOSED = frozenset({Reason.BLOCKED, Reason.LOGIN, Reason.CONSENT, Reason.ROBOTS, Reason.RESERVED})
_CLOSED_STATUSES = ("401", "403", "451")
_ANNOUNCEMENT = frozenset({"failing", "refused", "empty", "never", "pause", "fewer"})


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What one crawl saw of one source so far."""

    statuses: list[tuple[str, str]] = field(default_factory=list)  # status, detail; its own address first
    announced: int = 0
    new: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    authored: int = 0
    lengths: list[int] = field(default_factory=list)
    bytes: int = 0


class Watch:
    """Counts what a crawl brings, source by source, as the desk is told of it."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}

    def saw(self, discovery: Discovery, new: int) -> None:
        """An announcement was read; ``new`` of its addresses (or records) nobody knew."""
        tally = self._tallies.setdefault(discovery.source_id, _Tally())
        tally.statuses.append((discovery.status, discovery.detail))
        tally.announced += len(discovery.candidates) or len(discovery.records)
        tally.new += new

    def ended(self, fetched: Fetched, outcome: Outcome) -> None:
        """A candidate was saved, and this became of it."""
        tally = self._tallies.setdefault(fetched.source_id, _Tally())
        if isinstance(fetched.result, Rejection) and fetched.result.reason is Reason.BLOCKED:
            outcome = Outcome.REJECTED  # asked for again hours later, but refused to us now
        tally.outcomes[outcome] += 1
        tally.bytes += len(fetched.page.body) if fetched.page else 0
        match fetched.result:
            case Article() as article if outcome in _KEPT:
                tally.dated += article.published_at is not None
                tally.authored += bool(article.author)
                tally.lengths.append(len(article.text))
            case Rejection() as rejection if outcome is Outcome.REJECTED:
                tally.reasons[_named(rejection)] += 1

    def runs(self, at: datetime) -> list[SourceRun]:
        """One run for each source that was asked or had a page, by id; not judged yet."""
        return [
            _run(source_id, tally, at)
            for source_id, tally in sorted(self._tallies.items())
            if tally.statuses or tally.outcomes
        ]


def _named(rejection: Rejection) -> str:
    """The reason; of a status the number too, because 403 and 404 are different stories."""
    number = rejection.detail[:3]
    plain = rejection.reason is Reason.HTTP_STATUS and number.isascii() and number.isdigit()
    return f"{rejection.reason} {number}" if plain else str(rejection.reason)


def _run(source_id: str, tally: _Tally, at: datetime) -> SourceRun:
    status, detail = _status(tally.statuses)
    return SourceRun(
        source_id=source_id, at=at, asked=bool(tally.statuses), status=status, detail=detail,
        announced=tally.announced, new=tally.new, articles=tally.outcomes[Outcome.ARTICLE],
        revisions=tally.outcomes[Outcome.REVISION], duplicates=tally.outcomes[Outcome.DUPLICATE],
        rejected=tally.outcomes[Outcome.REJECTED], later=tally.outcomes[Outcome.PENDING],
        reasons=dict(tally.reasons), dated=tally.dated, authored=tally.authored,
        characters=round(median(tally.lengths)) if tally.lengths else None, bytes=tally.bytes,
    )  # fmt: skip


def _status(statuses: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Of the source's own address; where that is fine and everything below it failed, of the first of those."""
    if not statuses:
        return "", ""
    own, below = statuses[0], statuses[1:]
    if own[0] not in FINE:
        return own
    if below and all(status not in FINE for status, _ in below):
        return below[0]
    full = any(status == "ok" for status, _ in statuses)
    return ("ok", "") if full else own


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, what began it, and the measure behind it."""

    state: SourceState
    since: datetime
    measure: str = ""
    numbers: Mapping[str, float | str] = field(default_factory=dict)


Histories = Callable[[Sequence[str]], Mapping[str, Sequence[SourceRun]]]


def judge_all(runs: Sequence[SourceRun], load: Histories, groups: Mapping[str, str]) -> list[SourceRun]:
    """The runs of one crawl with state, since and why.

    ``load`` gives the earlier runs of sources, oldest first. ``groups``: the language of every source we have, in this
    crawl or not; sources of one language have their holidays together. The others are loaded only when one is silent.
    """
    past = dict(load([run.source_id for run in runs]))
    newest = {run.source_id: run for run in runs}

    @cache
    def looks_of(group: str | None) -> Mapping[str, Sequence[SourceRun]]:
        members = [source_id for source_id in groups if groups[source_id] == group]
        past.update(load([source_id for source_id in members if source_id not in past]))
        looks = {name: _asked([*past[name], *([newest[name]] if name in newest else [])]) for name in members}
        return {name: rows for name, rows in looks.items() if rows}

    def peers_of(source_id: str) -> Peers:
        return lambda: [
            looks for other, looks in looks_of(groups.get(source_id)).items() if other != source_id
        ]

    return [judge(run, past[run.source_id], peers_of(run.source_id)) for run in runs]


def judge(run: SourceRun, history: Sequence[SourceRun], peers: Peers = alone) -> SourceRun:
    """``run`` with its state. ``history``: earlier runs of the source, oldest first; ``peers``: looks of others."""
    before = history[-1] if history else None
    verdict = _verdict(run, history, peers)
    since = verdict.since
    if before is not None and before.state is verdict.state and before.since is not None:
        since = min(since, before.since)
    return replace(
        run, state=verdict.state, since=since, measure=verdict.measure, numbers=dict(verdict.numbers),
        why=_worded(verdict, since),
    )  # fmt: skip


def _verdict(run: SourceRun, history: Sequence[SourceRun], peers: Peers) -> Verdict:
    runs = [*history, run]
    before = history[-1] if history else None
    looks = _asked(runs)
    if run.asked and run.status not in FINE:
        return _failing(looks) or _as_it_fails_now(run, _as_before(run, before))
    carried = _as_before(run, before)
    if not run.asked and carried.measure in _ANNOUNCEMENT:
        return carried
    return (
        (_empty(looks, peers) if run.asked else None)
        or _refused_pages(runs, run.at)
        or _layout(runs, looks, run.at)
        or (_flooded(looks) if looks else None)
        or (_silent(looks, peers) if run.asked else None)
        or Verdict(SourceState.OK, run.at)
    )


def _asked(runs: Sequence[SourceRun]) -> list[SourceRun]:
    return [run for run in runs if run.asked]


def _as_before(run: SourceRun, before: SourceRun | None) -> Verdict:
    """What was known stays known."""
    if before is None or before.since is None:
        return Verdict(SourceState.OK, run.at)
    return Verdict(before.state, before.since, before.measure, before.numbers)


def _as_it_fails_now(run: SourceRun, known: Verdict) -> Verdict:
    """A failure that goes on is told with its newest cause: what it began with may be long repaired."""
    if known.measure not in ("failing", "refused") or known.state is not _failed_state(run):
        return known
    return replace(known, numbers={"status": run.status, "detail": run.detail})


def _failing(looks: Sequence[SourceRun]) -> Verdict | None:
    """Broken or blocked, once the newest look's failure is more than a hitch."""
    newest = looks[-1]
    state = _failed_state(newest)
    good = max((look.at for look in looks if look.status in FINE), default=None)
    streak = [look for look in looks if good is None or look.at > good]
    plain = not _passes(newest)
    gone = newest.at - (good or streak[0].at)
    row = len(streak) >= (_PLAINLY if plain else _IN_A_ROW) and (plain or gone >= _HITCH)
    if not row and not (gone >= _AWAY or (good is None and plain)):
        return None
    first = newest.at
    for look in reversed(streak):
        if _failed_state(look) is not state:
            break
        first = look.at
    measure = "refused" if state is SourceState.BLOCKED else "failing"
    return Verdict(state, first, measure, {"status": newest.status, "detail": newest.detail})


def _failed_state(look: SourceRun) -> SourceState:
    closed = look.status in _CLOSED or (
        look.status == Reason.HTTP_STATUS and look.detail[:3] in _CLOSED_STATUSES
    )
    return SourceState.BLOCKED if closed else SourceState.BROKEN


def _passes(look: SourceRun) -> bool:
    """Whether such a failure often passes by itself: no answer, an overloaded server."""
    busy = look.status == Reason.HTTP_STATUS and (
        look.detail[:1] == "5" or look.detail[:3] in ("408", "425", "429")
    )
    return look.status in _PASSING or busy


def _empty(looks: Sequence[SourceRun], peers: Peers) -> Verdict | None:
    """Empty, once it has been so for longer than its own past explains."""
    if looks[-1].status not in ("empty", "unchanged"):
        return None
    spells = _empty_spells(looks)
    if not spells or spells[-1][-1] is not looks[-1] or spells[-1][0].status != "empty":
        return None
    spell, earlier = spells[-1], [item[-1].at - item[0].at for item in spells[:-1]]
    began, lasts = spell[0].at, spell[-1].at - spell[0].at
    full = [look for look in looks if look.status == "ok" and look.announced]
    if not full:
        never = len(spell) >= _NEVER_LOOKS and lasts >= _NEVER_FOR
        return Verdict(SourceState.EMPTY, began, "never", {}) if never else None
    always = not earlier and began - full[0].at >= _KNOWN_FULL
    least = _EMPTY_FOR if always else _EMPTY_FIRST
    least = max(least, 2 * max(earlier, default=timedelta()))
    if (
        len(spell) < _PLAINLY
        or lasts < least
        or lasts * rhythm.activity(peers(), began, spell[-1].at) < least
    ):
        return None
    return Verdict(SourceState.EMPTY, began, "empty", {})


def _empty_spells(looks: Sequence[SourceRun]) -> list[list[SourceRun]]:
    """Looks in a row that found nothing in it; a 304 tells that it is as it was."""
    spells: list[list[SourceRun]] = []
    inside = False
    for look in looks:
        if look.status == "empty" and inside:
            spells[-1].append(look)
        elif look.status == "empty":
            spells.append([look])
        elif look.status == "unchanged" and inside:
            spells[-1].append(look)
        inside = look.status == "empty" or (look.status == "unchanged" and inside)
    return spells


def _refused_pages(runs: Sequence[SourceRun], at: datetime) -> Verdict | None:
    found = yields.find_refusals(runs)
    if found is None:
        return None
    numbers: dict[str, float | str] = {"now": found.now, "of": found.of, "reason": found.reason}
    return Verdict(SourceState.BLOCKED, at, found.measure, numbers)


def _layout(runs: Sequence[SourceRun], looks: Sequence[SourceRun], at: datetime) -> Verdict | None:
    found = yields.find_change(runs) or (yields.find_shrunken(looks) if runs[-1].asked else None)
    if found is None:
        return None
    numbers: dict[str, float | str] = {"now": found.now, "of": found.of, "before": round(found.before, 3)}
    return Verdict(SourceState.LAYOUT_CHANGED, at, found.measure, numbers)


def _flooded(looks: Sequence[SourceRun]) -> Verdict | None:
    found = rhythm.find_flood(looks)
    if found is None:
        return None
    numbers: dict[str, float | str] = {
        "new": found.new, "days": round(found.days, 1), "most": found.most, "usual": round(found.usual)
    }  # fmt: skip
    return Verdict(SourceState.FLOODED, looks[-1].at, "flood", numbers)


def _silent(looks: Sequence[SourceRun], peers: Peers) -> Verdict | None:
    found = rhythm.find_pause(looks, peers)
    if found is None:
        return None
    numbers: dict[str, float | str] = {
        "longest": round(found.longest / timedelta(days=1), 1),
        "limit": round(found.limit / timedelta(days=1), 1),
    }
    return Verdict(SourceState.SILENT, found.since, "pause", numbers)


_WORDS = {
    "": "",
    "failing": "its announcement does not come: {status} {detail}",
    "refused": "its announcement is refused to us: {status} {detail}",
    "empty": "its announcement comes well, with nothing in it",
    "never": "has announced nothing since it was first asked",
    "pause": "nothing new since {since:%Y-%m-%d}; it was never silent for more than {longest:g} days, beyond"
    " {limit:g} it is no chance",
    "flood": "{new} new addresses in {days:g} days; such a time brings {usual}, and never brought more than {most}",
    "refused-pages": "{now} of its {of} newest pages were refused, most of them as {reason}",
    "misread": "{now} of its {of} newest pages do not read as articles; {before:.0%} did not before",
    "undated": "{now} of its {of} newest articles have no date; {before:.0%} had none before",
    "unsigned": "{now} of its {of} newest articles have no byline; {before:.0%} had none before",
    "shorter": "its {of} newest articles have {now:.0f} characters (median); hardly any run had under {before:.0f}",
    "longer": "its {of} newest articles have {now:.0f} characters (median); hardly any run had over {before:.0f}",
    "fewer": "its last {of} announcements listed {now} addresses at most; hardly ever under {before:.0f} before",
}


def _worded(verdict: Verdict, since: datetime) -> str:
    return _WORDS[verdict.measure].format(**{**verdict.numbers, "since": since}).strip()
