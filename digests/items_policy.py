"""Days and acts of policy as items to read, and what changed by country: the words of one language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.items_reported import capital
from digests.labels import Labels
from digests.parts import Digest, PolicyLine, StageLine
from digests.view import NAME, SHORT, Item, clean, quotes_of
from digests.weeks import parse_week

_NAMED = 3  # acts of one country that the overview names; the rest is a number
_OVERVIEW = 2  # countries from which an overview is shorter than the lines below it
_INTENDED = re.compile(r"应在|應在|建议|建議|提议|提議|拟|擬|盼|\b(?:should|would|propos\w+)\b")
_SETTLED = re.compile(r"\b(?:will|starts|applies|taxes|takes effect)\b|[起将將]")


def policy_items(say: Labels, digest: Digest) -> list[Item]:
    """Acts that moved on, then the days that articles name."""
    moved = [stage_item(say, line) for line in digest.stages]
    return moved + [policy_item(say, line) for line in digest.policy]


def policy_note(say: Labels, digest: Digest) -> str:
    """What changed by country; which days these are, in which order, and how many more there are."""
    fresh = [line for line in digest.policy if line.since is None]
    announced = [line.event == "announced" for line in fresh]
    told = [said] if (said := overview(say, digest)) else []
    if fresh or not digest.policy:
        key = "note" if not any(announced) else "note_announced" if all(announced) else "note_both"
        told.append(say.say("policy", key))
    if len(fresh) < len(digest.policy):
        told.append(say.say("policy", "note_before" if fresh else "note_only_before"))
    if digest.policy_more:
        told.append(say.say("policy", "rest", dates=say.count("date", digest.policy_more)))
    return say.stop.join(told)


def policy_item(say: Labels, line: PolicyLine) -> Item:
    """A day: what happens, where, to which act; who says so, who says otherwise, and what it was before."""
    intended = line.event == "effective" and _is_intended(line)
    words = [say.period(clean(line.day, SHORT)), say.term("event", "intended" if intended else line.event)]
    if line.jurisdiction:
        words.append(say.term("jurisdiction", line.jurisdiction))
    if line.action and line.event == "announced":
        words.append(say.term("action", line.action))
    titles = [clean(text, 100) for text in (line.instrument, line.doc_number) if text]
    if len(titles) == 2 and titles[1] in titles[0]:
        titles.pop()
    headline = _headline(say, line)
    titles = titles or ([clean(headline, 100)] if headline else [])
    if line.listed:
        titles.append(say.say("policy", "listed", week=say.week(parse_week(line.listed))))
    elif line.since:
        titles.append(say.say("policy", "since", week=say.week(parse_week(line.since))))
    quotes = quotes_of(say, line.evidence, 1)
    for _, evidence in (*line.differs, *([line.was] if line.was else [])):
        quotes += quotes_of(say, (evidence,), 1)
    return Item(lead=" · ".join([*words, *titles]), body=tuple(_standing(say, line)), quotes=quotes)


def _standing(say: Labels, line: PolicyLine) -> list[str]:
    """How sure the day is."""
    told = []
    if line.official:
        others = {"publishers": say.count("publisher", line.houses)} if line.houses else {}
        told.append(say.say("policy", "official_and" if line.houses else "official", **others))
    for day, evidence in line.differs:
        parts = {"source": clean(evidence.source, NAME), "day": say.period(clean(day, SHORT))}
        key = "differs_official" if line.official else "differs"
        told.append(say.say("policy", key, official=say.period(clean(line.day, SHORT)), **parts))
    if line.was is not None:
        day, evidence = line.was
        source = say.say(
            "format", "source", source=clean(evidence.source, NAME), day=say.day(evidence.published_on)
        )
        key = "put_off" if line.day > day else "brought_forward"
        told.append(say.say("policy", key, day=say.period(clean(day, SHORT)), source=source))
    return told


def _is_intended(line: PolicyLine) -> bool:
    """Whether the day is only wished for: by the words of quote and headline, else by what the act is."""
    if line.official and line.action not in ("proposed", "consultation"):
        return False
    said = " ".join([line.title, *(item.quote for item in line.evidence)])
    if _INTENDED.search(said):
        return True
    return line.action in ("proposed", "consultation") and not _SETTLED.search(said)


def _headline(say: Labels, line: PolicyLine) -> str:
    """The headline in the reader's script, else in the reader's language; a foreign one is left to the quote."""
    chinese = say.lang.startswith("zh")
    order = sorted(
        line.titles, key=lambda item: (item[0].startswith("zh") != chinese, item[0] != say.lang, item[0])
    )
    if not order:
        return line.title
    return order[0][1] if order[0][0].startswith("zh") == chinese else ""


def stage_item(say: Labels, line: StageLine) -> Item:
    """An act that moved on: where it stands, where it stood, and both sentences."""
    then = line.then.published_on
    parts = {
        "name": clean(line.name, NAME),
        "where": say.term("jurisdiction", line.jurisdiction),
        "now": say.term("action", line.now),
        "before": say.term("action", line.before),
        "day": say.day(then, year=then.year != line.evidence[0].published_on.year),
    }
    lead = capital(say.say("policy", "moved", **parts))
    return Item(lead=lead, quotes=quotes_of(say, line.evidence, 1) + quotes_of(say, (line.then,), 1))


def overview(say: Labels, digest: Digest) -> str:
    """What changed this week, country by country, in a sentence: acts that moved on, days that were moved, new acts.

    It says what the lines below say with their quotes, and nothing else; of one country it would only repeat them.
    """
    told: dict[str, list[str]] = {}
    for stage in digest.stages:
        parts = {"name": clean(stage.name, NAME), "before": say.term("action", stage.before)}
        step = say.say("policy", "step", now=say.term("action", stage.now), **parts)
        told.setdefault(stage.jurisdiction, []).append(step)
    fresh = [line for line in digest.policy if line.since is None and not line.listed and line.jurisdiction]
    for line in fresh:
        if line.was is not None:
            key = "day_put_off" if line.day > line.was[0] else "day_brought_forward"
            name = _called(line) or say.term("event", line.event)
            moved = say.say("policy", key, name=name, day=say.period(clean(line.day, SHORT)))
            told.setdefault(str(line.jurisdiction), []).append(moved)
    known = {stage.name for stage in digest.stages}
    for where, lines in _by_country(fresh).items():
        new = [line for line in lines if not line.was and _called(line) not in known]
        if new:
            told.setdefault(where, []).append(_new(say, new))
    if len(told) < _OVERVIEW:
        return ""
    same: dict[str, list[str]] = {}
    for where, what in sorted(told.items()):
        same.setdefault(say.comma.join(what), []).append(say.term("jurisdiction", where))
    alike = sorted(same.items(), key=lambda item: len(item[1]) > 1)  # what many have in common comes last
    by = [
        say.say("policy", "country" if len(places) == 1 else "countries", where=say.join(places), what=what)
        for what, places in alike
    ]
    return say.say("policy", "overview", changes=say.clauses(by))


def _new(say: Labels, lines: Sequence[PolicyLine]) -> str:
    """New acts of one country by name or number; how many, where they have none."""
    names = [name for line in lines if (name := _called(line))]
    if len(names) < len(lines) or len(names) > _NAMED:
        return say.count("new_act", len(lines))
    return say.say("policy", "new", names=say.comma.join(names))


def _by_country(lines: Sequence[PolicyLine]) -> dict[str, list[PolicyLine]]:
    """Lines of each country; an act that has two lines is there by its first."""
    found: dict[str, list[PolicyLine]] = {}
    seen: set[str] = set()
    for line in lines:
        if not line.instrument_id or line.instrument_id not in seen:
            found.setdefault(str(line.jurisdiction), []).append(line)
        seen.add(line.instrument_id)
    return found


def _called(line: PolicyLine) -> str:
    """The name or number of an act; empty where no article prints one."""
    return clean(line.instrument or line.doc_number or "", NAME)
