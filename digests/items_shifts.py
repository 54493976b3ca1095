"""A tested shift, and what became of last week's, as items to read."""

from __future__ import annotations

from collections.abc import Sequence

from digests.addresses import shift_page_name
from digests.items_reported import capital, figure_text
from digests.items_tested import about, mix_note
from digests.labels import Labels
from digests.pairing import PAIR
from digests.parts import Digest, Name, ShiftLine
from digests.shifts import Shift
from digests.view import NAME, Item, Link, clean, quotes_of, short, web_address
from digests.weeks import shift as shifted

_SPARKS = "▁▂▃▄▅▆▇█"


def shown_effect(shift: Shift) -> float:
    """The effect a reader gets who divides the printed stories by the printed expectation."""
    return shift.effect if shift.more_than else shift.observed / max(printed_expected(shift.expected), 0.1)


def shift_level(say: Labels, shift: Shift) -> str:
    """The effect in a sentence: 2.7 times, 40%, more than 8 times."""
    level = say.level(shown_effect(shift))
    return say.say("shift", "more_than", ratio=level) if shift.more_than else level


def shift_lead(say: Labels, line: ShiftLine, *, small: bool = False) -> str:
    """Name, direction and effect: de minimis & customs ▲3.5×."""
    return lead_of(say, line.name, line.shift, small=small)


def lead_of(say: Labels, name: Name, shift: Shift, *, small: bool = False) -> str:
    """The same of any claim."""
    ratio = say.ratio(shown_effect(shift))
    return say.say(
        "shift",
        "lead",
        name=short(say.name(name)) if small else clean(say.name(name), NAME),
        arrow="▲" if shift.effect > 1 else "▼",
        ratio=say.say("shift", "over", ratio=ratio) if shift.more_than else ratio,
    )


def shift_item(say: Labels, digest: Digest, line: ShiftLine) -> Item:
    """A claim: what, then who says so, then why it counts; the sentences in the order in which a letter needs them."""
    found = line.shift
    measure = "pair" if found.series.startswith(PAIR) else "attention"
    body = [shift_sentence(say, found, line.houses)]
    if not line.articles:
        body.append(say.say("shift", "none_now"))
    if line.companions:
        names = [
            say.say("shift", "companion", name=clean(say.name(name), NAME), n=n)
            for name, n in line.companions
        ]
        body.append(say.say("shift", "companions", names=say.join(names)))
    if line.also:
        names = [lead_of(say, name, shift) for name, shift in line.also]
        body.append(say.say("shift", "also", names=say.join(names)))
    if line.stakes:
        told = [figure_text(say, digest.figures[at]) for at in line.stakes if at < len(digest.figures)]
        body.append(say.say("shift", "stakes", figures=say.clauses(told)))
    if line.stories_zh and line.stories_en:
        languages = {"zh": say.integer(line.stories_zh), "en": say.integer(line.stories_en)}
        body.append(say.say("shift", "mix", articles=say.count("article", line.articles), **languages))
    body += [mix_note(say, note) for note in line.mix]
    if digest.method.baseline < 12:
        body.append(say.say("shift", "short", weeks=say.count("week", digest.method.baseline)))
    return Item(
        lead=capital(shift_lead(say, line)),
        arrow="up" if found.effect > 1 else "down",
        page=shift_page_name(digest.week.label, measure, found.series, say.lang),
        body=tuple(body),
        spark=sparkline(line.history),
        history=line.history,
        spark_label=say.say("shift", "history", numbers=", ".join(str(n) for n in line.history)),
        quotes=quotes_of(say, line.evidence),
        more=say.say("shift", "more") if line.more else "",
        links=tuple(Link(clean(title), web_address(url)) for title, url in line.more),
    )


def shift_sentence(say: Labels, found: Shift, houses: int) -> str:
    """Stories and publishers against what is usual."""
    key = ("two_weeks" if found.second_look else "normal") + ("" if found.observed else "_none")
    parts = {
        "stories": say.count("story", found.observed),
        "witnesses": say.count("witness", houses or found.witnesses),
        "expected": about(found.expected),
        "low": say.integer(found.range_low),
        "high": say.integer(found.range_high),
        "first": say.week(shifted(found.week, -1)),
        "last": say.week(found.week),
    }
    return say.say("shift", key, **parts)


def printed_expected(expected: float) -> float:
    """The expectation as a reader sees it."""
    return float(about(expected))


def sparkline(history: Sequence[int]) -> str:
    """Week by week as block characters: needs no image and no font of its own."""
    top = max(history, default=0)
    if top == 0:
        return ""
    return "".join(_SPARKS[round(value / top * (len(_SPARKS) - 1))] for value in history)
