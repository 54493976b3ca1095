"""One line of a digest as an item to read: which sentences apply, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from digests.labels import Labels
from digests.parts import (
    CitedLine,
    Digest,
    FigureLine,
    FollowUp,
    HealthLine,
    NewLine,
    PolicyLine,
    ShiftLine,
    StoryLine,
    ToneLine,
    VoiceLine,
)
from digests.shifts import Shift
from digests.view import NAME, Item, Link, clean, quotes_of, web_address
from digests.weeks import shift as shifted

_HEALTH_SHOWN = 20  # sources; a letter has 102 kB
_SHARES = ("misread", "undated", "unsigned")  # measures whose "before" is a share of pages
_DAYS = ("days", "longest", "limit")
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


def voice_item(say: Labels, line: VoiceLine, *, alone: bool) -> Item:
    """``alone``: it is the only name watched, so every story is its own and there is no share."""
    text = say.say(
        "voice",
        "line",
        stories=say.count("story", line.stories),
        share=say.percent(line.share),
        low=f"{line.low * 100:.0f}",
        high=f"{line.high * 100:.0f}",
    )
    if line.stories == 0:
        text = say.say("voice", "none")
    elif alone:
        text = say.count("story", line.stories)
    more = []
    if line.usual is not None and not alone:
        more.append(say.say("voice", "usual", usual=say.percent(line.usual)))
    if line.headlines:
        more.append(say.say("voice", "headlines", headlines=say.count("headline", line.headlines)))
    tail = ("; " if say.lang == "en" else "；").join([text, *more])
    return Item(
        lead=clean(say.name(line.name), NAME),
        body=(tail,),
        bar=0 if alone or not line.stories else max(1, round(line.share * 100)),
        quotes=quotes_of(say, line.evidence, 1),
    )


def figure_item(say: Labels, line: FigureLine) -> Item:
    def amount(value: Decimal) -> str:
        return say.amount(value, currency=line.currency, unit=line.unit, kind=line.kind)

    ends = (line.low, line.high) if line.value is None else (line.value,)
    value = " – ".join(amount(end) for end in ends if end is not None)
    if line.approx and not value.startswith("≈"):
        word = say.term("approx", line.approx)
        value = f"{word} {value}" if say.lang == "en" else f"{word}{value}"
    if line.per:
        value = (
            f"{value} {say.term('per', line.per)}"
            if say.lang == "en"
            else f"{say.term('per', line.per)}{value}"
        )
    details = [say.term("direction", line.direction)] if line.direction else []
    if line.basis and ":" not in line.basis:  # against what else is for the quote to say
        details.append(say.term("basis", line.basis))
    if line.period:
        details.append(say.period(clean(line.period, 30)))
    if line.modality and line.modality != "actual":
        details.append(say.term("modality", line.modality))
    comma = ", " if say.lang == "en" else "，"
    name = clean(say.name(line.subject), NAME)
    body = []
    if line.houses > 1:
        body.append(say.say("figures", "houses", publishers=say.count("publisher", line.houses)))
    if line.cited:
        body.append(say.say("figures", "cited", who=clean(line.cited, 80)))
    notes = [comma.join(body) + ("." if say.lang == "en" else "。")] if body else []
    quotes = quotes_of(say, line.evidence, 1)
    for other, evidence in line.differs:
        notes.append(say.say("figures", "differs", source=clean(evidence.source, NAME), value=amount(other)))
        quotes += quotes_of(say, (evidence,), 1)
    if line.computed is not None:
        way = "does_not_add_up" if line.computed >= 0 else "other_way"
        notes.append(say.say("figures", way, value=amount(abs(line.computed))))
    if line.selling:
        notes.append(say.say("figures", "selling"))
    separator = " · "
    lead = separator.join([name, say.term("metric", line.metric), comma.join([value, *details])])
    return Item(lead=lead, body=tuple(notes), quotes=quotes)


def policy_item(say: Labels, line: PolicyLine) -> Item:
    intended = line.event == "effective" and _is_intended(line)
    words = [line.day, say.term("event", "intended" if intended else line.event)]
    if line.jurisdiction:
        words.append(say.term("jurisdiction", line.jurisdiction))
    if line.action and line.event == "announced":
        words.append(say.term("action", line.action))
    titles = [clean(text, 100) for text in (line.instrument, line.doc_number) if text] or [
        clean(_headline(say, line), 100)
    ]
    if len(titles) == 2 and titles[1] in titles[0]:
        titles.pop()
    return Item(lead=" · ".join([*words, *titles]), quotes=quotes_of(say, line.evidence, 1))


_INTENDED = re.compile(r"应在|應在|建议|建議|提议|提議|拟|擬|盼|\b(?:should|would|propos\w+)\b")
_SETTLED = re.compile(r"\b(?:will|starts|applies|taxes|takes effect)\b|[起将將]")


def _is_intended(line: PolicyLine) -> bool:
    """Whether the day is only wished for: by the words of quote and headline, else by what the act is."""
    said = " ".join([line.title, *(item.quote for item in line.evidence)])
    if _INTENDED.search(said):
        return True
    return line.action in ("proposed", "consultation") and not _SETTLED.search(said)


def _headline(say: Labels, line: PolicyLine) -> str:
    """The headline in the reader's script, else in the reader's language, else the first there was."""
    chinese = say.lang.startswith("zh")
    order = sorted(
        line.titles, key=lambda item: (item[0].startswith("zh") != chinese, item[0] != say.lang, item[0])
    )
    return order[0][1] if order else line.title


def tone_item(say: Labels, line: ToneLine) -> Item:
    text = say.say(
        "tone",
        "line",
        balance=_signed(line.balance),
        low=_signed(line.low),
        high=_signed(line.high),
        favourable=say.integer(line.favourable),
        unfavourable=say.integer(line.unfavourable),
        stories=say.count("story", line.stories),
    )
    body = [text]
    if line.before is not None:
        body.append(say.say("tone", "change", before=_signed(line.before)))
    return Item(lead=clean(say.name(line.name), NAME), body=tuple(body), quotes=quotes_of(say, line.evidence))


def _signed(balance: float) -> str:
    number = round(balance * 100)
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def story_item(say: Labels, line: StoryLine) -> Item:
    counts = {
        "publishers": say.count("publisher", line.houses),
        "articles": say.count("article", line.articles),
    }
    return Item(
        lead=clean(line.title),
        url=web_address(line.url),
        body=(say.say("top", "line", **counts),),
        quotes=quotes_of(say, line.evidence, 1),
    )


def new_item(say: Labels, line: NewLine) -> Item:
    counts = {"stories": say.count("story", line.stories), "publishers": say.count("publisher", line.houses)}
    return Item(
        lead=clean(say.name(line.name), NAME),
        body=(say.say("new", "line", **counts),),
        quotes=quotes_of(say, line.evidence, 1),
    )


def cited_item(say: Labels, lines: Sequence[CitedLine]) -> Item:
    """Whom stories cite, as a table: name, stories, publishers."""
    rows = tuple(
        (clean(say.name(line.name), NAME), say.integer(line.stories), say.integer(line.houses))
        for line in lines
    )
    return Item(columns=tuple(say.sentences["cited"]["columns"]), rows=rows)


def health_item(say: Labels, digest: Digest) -> Item:
    """The sources that were not well, as a table: name, state, since when, why."""
    lines = digest.blind.health
    rows = tuple(
        (
            clean(line.name, NAME),
            say.term("state", line.state),
            say.day(line.since, year=line.since.year != digest.week.monday.year),
            health_reason(say, line),
        )
        for line in lines[:_HEALTH_SHOWN]
    )
    body = [
        say.say("health", "intro", ill=say.integer(len(lines)), sources=say.count("source", digest.sources))
    ]
    if len(lines) > _HEALTH_SHOWN:
        body.append(say.say("health", "more", sources=say.count("source", len(lines) - _HEALTH_SHOWN)))
    return Item(body=tuple(body), columns=tuple(say.sentences["health"]["columns"]), rows=rows)


def health_reason(say: Labels, line: HealthLine) -> str:
    """The measure behind a state as a sentence; "" for a measure that this version does not know."""
    if line.measure not in say.sentences["health"]:
        return ""
    parts: dict[str, str] = {"status": _status(say, line)}
    for name, value in line.numbers.items():
        if name == "reason":
            parts[name] = _reason(say, str(value))
        elif name == "before" and line.measure in _SHARES:
            parts[name] = say.percent(float(value))
        elif not isinstance(value, str):
            parts[name] = _number(say, value, days=name in _DAYS)
    return say.say("health", line.measure, **parts)


def _number(say: Labels, value: float, *, days: bool) -> str:
    """Whole numbers as such, others to a tenth; of days with the word for them."""
    number = say.integer(round(value)) if value == round(value) or value >= 100 else f"{value:.1f}"
    one, more = say.sentences["count"]["day"]
    return str(one if value == 1 else more).format(n=number) if days else number


def _status(say: Labels, line: HealthLine) -> str:
    return _reason(say, f"{line.status} {line.detail[:3]}")


def _reason(say: Labels, reason: str) -> str:
    """A reason of the closed list; of a status its number."""
    name, _, code = reason.partition(" ")
    if name == "http-status" and len(code) == 3 and code.isascii() and code.isdigit():
        return say.say("health", "http", code=code)
    return say.term("reason", clean(name, NAME))
