"""A tested shift, and what became of last week's, as items to read."""

from __future__ import annotations

from collections.abc import Sequence

from digests.labels import Labels
from digests.parts import Digest, FollowUp, ShiftLine
from digests.shifts import Shift
from digests.view import NAME, Item, Link, clean, quotes_of, web_address
from digests.weeks import shift as shifted

_SPARKS = "▁▂▃▄▅▆▇█"


def shown_effect(shift: Shift) -> float:
    """The effect a reader gets who divides the printed stories by the printed expectation."""
    return shift.effect if shift.more_than else shift.observed / max(float(_about(shift.expected)), 0.1)


def shift_level(say: Labels, shift: Shift) -> str:
    """The effect in a sentence: 2.7 times, 40 %, more than 8 times."""
    level = say.level(shown_effect(shift))
    return say.say("shift", "more_than", ratio=level) if shift.more_than else level


def shift_lead(say: Labels, line: ShiftLine) -> str:
    arrow = "▲" if line.shift.effect > 1 else "▼"
    ratio = say.ratio(shown_effect(line.shift))
    return say.say(
        "shift",
        "lead",
        name=clean(say.name(line.name), NAME),
        arrow=arrow,
        ratio=say.say("shift", "more_than", ratio=ratio) if line.shift.more_than else ratio,
    )


def shift_item(say: Labels, digest: Digest, line: ShiftLine) -> Item:
    found = line.shift
    parts = {
        "stories": say.count("story", found.observed),
        "expected": _about(found.expected),
        "low": say.integer(found.range_low),
        "high": say.integer(found.range_high),
    }
    if found.second_look:
        weeks = {"first": say.week(shifted(found.week, -1)), "last": say.week(found.week)}
        body = [say.say("shift", "two_weeks", **weeks, **parts)]
    else:
        body = [say.say("shift", "normal", **parts)]
    if line.articles:
        counts = {
            "houses": say.count("publisher", line.houses),
            "articles": say.count("article", line.articles),
        }
        both = line.stories_zh > 0 and line.stories_en > 0
        languages = {"zh": say.integer(line.stories_zh), "en": say.integer(line.stories_en)}
        body.append(say.say("shift", "mix" if both else "mix_one", **counts, **(languages if both else {})))
    if line.also:
        body.append(say.say("shift", "also", names=_also(say, line)))
    if line.companions:
        names = [
            say.say("shift", "companion", name=clean(say.name(name), NAME), n=n)
            for name, n in line.companions
        ]
        body.append(say.say("shift", "companions", names=say.join(names)))
    if digest.method.baseline < 12:
        body.append(say.say("shift", "short", weeks=say.count("week", digest.method.baseline)))
    if not line.articles:
        body.append(say.say("shift", "none_now"))
    return Item(
        lead=capital(shift_lead(say, line)),
        arrow="up" if found.effect > 1 else "down",
        body=tuple(body),
        spark=sparkline(line.history),
        history=line.history,
        spark_label=say.say("shift", "history", numbers=", ".join(str(n) for n in line.history)),
        quotes=quotes_of(say, line.evidence),
        more=say.say("shift", "more") if line.more else "",
        links=tuple(Link(clean(title), web_address(url)) for title, url in line.more),
    )


def _also(say: Labels, line: ShiftLine) -> str:
    marks = ((name, "▲" if shift.effect > 1 else "▼", shift) for name, shift in line.also)
    return say.join(
        [
            f"{clean(say.name(name), NAME)} {arrow} "
            + (
                say.say("shift", "more_than", ratio=say.ratio(shown_effect(shift)))
                if shift.more_than
                else say.ratio(shown_effect(shift))
            )
            for name, arrow, shift in marks
        ]
    )


def capital(text: str) -> str:
    """A line begins with a capital letter where the script has them; 关税 has none."""
    return text[:1].upper() + text[1:]


def _about(expected: float) -> str:
    """Expected stories: one decimal where it matters."""
    return f"{expected:.1f}" if expected < 10 and round(expected, 1) != round(expected) else f"{expected:.0f}"


def sparkline(history: Sequence[int]) -> str:
    """Week by week as block characters: needs no image and no font of its own."""
    top = max(history, default=0)
    if top == 0:
        return ""
    return "".join(_SPARKS[round(value / top * (len(_SPARKS) - 1))] for value in history)


def follow_item(say: Labels, line: FollowUp) -> Item:
    text = say.say(
        "follow",
        line.outcome,
        name=clean(say.name(line.name), NAME),
        stories=say.count("story", line.observed),
        expected=_about(line.expected),
    )
    return Item(body=(text,), quotes=quotes_of(say, line.evidence, 1) if line.outcome != "again" else ())
