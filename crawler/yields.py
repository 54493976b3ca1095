"""What a source's pages give, against what they gave before: refused pages, lost dates, shrunken texts.

The newest pages (ten at least, of two weeks at most) are compared with those of the four months before. A share must
have changed by half of all pages and by more than chance (one comparison in a hundred thousand). Pages of one crawl are
alike, so one crawl alone decides nothing unless it brought twenty.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

from store.records import Reason, SourceRun, SourceState

POOL = 10  # pages that speak for now
_SHUT = 3  # refused pages, where no page ever came
_YOUNG = timedelta(days=14)  # older ones do not
_BASE = 30  # pages that speak for before
_BASE_RUNS = 10  # runs, where only their medians are known
_ONE_RUN = 20  # pages that let a single crawl decide
_CHANGE = 0.5  # share of pages
_CHANCE = 1e-5
_SIGNED_CHANGE = 0.8  # bylines come and go with the section a piece stands in
_SHORT, _LONG = 0.5, 3.0  # times the least and the greatest that was usual
_BEFORE = timedelta(days=120)  # so far back; a change that lasts longer is how the source is now
_FEWER = 0.25
_LOOKS = 3  # that must agree on a shrunken announcement
_LEAST_LIST = 8
_WEEKENDS = timedelta(days=14)  # the list of a news sitemap is short after a weekend

REFUSED = frozenset(
    {
        Reason.BLOCKED, Reason.LOGIN, Reason.CONSENT, Reason.ROBOTS, Reason.RESERVED,
        "http-status 401", "http-status 403", "http-status 429", "http-status 451",
    }
)  # fmt: skip
MISREAD = frozenset(
    {Reason.NO_TITLE, Reason.TOO_SHORT, Reason.NOT_ARTICLE, Reason.EMPTY, Reason.EXTRACT_FAILED}
)


@dataclass(frozen=True, slots=True)
class Change:
    """``now`` of ``of`` pages, where it was ``before`` (a share, or characters or addresses)."""

    measure: str  # refused-pages | misread | undated | unsigned | shorter | longer | fewer
    now: float
    of: int
    before: float
    reason: str = ""


def find_refusals(runs: Sequence[SourceRun]) -> Change | None:
    """Whether most of the newest pages were refused to us, or every page there ever was."""
    newest, _ = _newest(runs, _settled)
    # A gate ends a visit at its third page: of a source that never let us in there are no ten to wait for.
    shut = not any(run.read for run in runs) and _refused(runs).total() == sum(map(_settled, runs))
    refused = _refused(runs if shut else newest)
    number, of = refused.total(), sum(map(_settled, runs if shut else newest))
    if number < (_SHUT if shut else POOL / 2) or number < of / 2:
        return None
    return Change("refused-pages", number, of, 0.0, max(sorted(refused), key=lambda name: refused[name]))


def _refused(runs: Sequence[SourceRun]) -> Counter[str]:
    """How many pages were refused, by reason."""
    found: Counter[str] = Counter()
    for run in runs:
        found.update({str(name): run.reasons[name] for name in REFUSED & run.reasons.keys()})
    return found


def find_change(runs: Sequence[SourceRun]) -> Change | None:
    """Whether the newest pages read otherwise than those before: the plainest change of them."""
    measures: tuple[tuple[str, Callable[[SourceRun], int], Callable[[SourceRun], int], float], ...] = (
        ("misread", lambda run: run.read + _misread(run), _misread, _CHANGE),
        ("undated", lambda run: run.read, lambda run: run.read - run.dated, _CHANGE),
        ("unsigned", lambda run: run.read, lambda run: run.read - run.authored, _SIGNED_CHANGE),
    )
    for measure, pages, bad, change in measures:
        found = _compare(measure, runs, pages, bad, change)
        if found is not None:
            return found
    return _lengths(runs)


def find_shrunken(looks: Sequence[SourceRun]) -> Change | None:
    """Whether the announcement lists far fewer addresses than it ever did: its list is no longer found."""
    told = [look for look in looks if look.status == "ok"]
    newest = told[-_LOOKS:]
    base = [look for look in told[:-_LOOKS] if _counts(look, looks[-1])]
    if len(base) < _BASE_RUNS or newest[0].at - base[0].at < _WEEKENDS or looks[-1].status != "ok":
        return None
    least = sorted(look.announced for look in base)[1]  # one odd look does not decide
    most = max(look.announced for look in newest)
    if least < _LEAST_LIST or most >= _FEWER * least:
        return None
    return Change("fewer", most, _LOOKS, least)


def _settled(run: SourceRun) -> int:
    return run.read + run.rejected


def _misread(run: SourceRun) -> int:
    return sum(run.reasons.get(name, 0) for name in MISREAD)


def _counts(run: SourceRun, newest: SourceRun) -> bool:
    """Whether a run is of the time that is compared with: not of a change that we are in."""
    return run.state is not SourceState.LAYOUT_CHANGED and newest.at - run.at <= _BEFORE


def _newest(runs: Sequence[SourceRun], pages: Callable[[SourceRun], int]) -> tuple[list[SourceRun], int]:
    """The newest runs until they have enough pages, and how many runs stand before them; [] when there are too few."""
    newest: list[SourceRun] = []
    number = 0
    for index in range(len(runs) - 1, -1, -1):
        run = runs[index]
        if runs[-1].at - run.at > _YOUNG:
            break
        if some := pages(run):
            newest.append(run)
            number += some
        if number >= POOL and (len(newest) > 1 or number >= _ONE_RUN):
            return newest, index
    return [], 0


def _compare(
    measure: str,
    runs: Sequence[SourceRun],
    pages: Callable[[SourceRun], int],
    bad: Callable[[SourceRun], int],
    change: float,
) -> Change | None:
    newest, older = _newest(runs, pages)
    of, now = sum(map(pages, newest)), sum(map(bad, newest))
    mostly = sum(2 * bad(run) > pages(run) for run in newest)
    if not newest or now < change * of or (mostly < 2 and max(map(pages, newest)) < _ONE_RUN):
        return None
    base = [run for run in runs[:older] if _counts(run, runs[-1])]
    before = sum(map(pages, base))
    share = (sum(map(bad, base)) + 1) / (before + 2)
    if before < _BASE or now / of - share < change or upper_tail(now, of, share) > _CHANCE:
        return None
    return Change(measure, now, of, share)


def _lengths(runs: Sequence[SourceRun]) -> Change | None:
    newest, older = _newest(runs, lambda run: run.read)
    base = [run.characters for run in runs[:older] if run.characters and _counts(run, runs[-1])]
    if not newest or len(base) < _BASE_RUNS:
        return None
    of = sum(run.read for run in newest)
    now = median([run.characters or 0 for run in newest for _ in range(min(run.read, 50))])
    cuts = quantiles(base, n=20, method="inclusive")
    if now < _SHORT * cuts[0]:
        return Change("shorter", now, of, cuts[0])
    if now > _LONG * cuts[-1]:
        return Change("longer", now, of, cuts[-1])
    return None


def upper_tail(count: int, of: int, share: float) -> float:
    """P(X >= count) of a binomial with ``of`` trials; ``share`` in (0, 1)."""
    odds, rest = math.log(share), math.log1p(-share)
    whole = math.lgamma(of + 1)
    return min(
        1.0,
        math.fsum(
            math.exp(whole - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * odds + (of - k) * rest)
            for k in range(count, of + 1)
        ),
    )
