"""A digest in one language: sections, items and quotes as text, before anybody thinks of HTML.

The letter, its text part and the web page are all made from this, so they say the same in the same
order. Sentences stand in digests/labels; this module only decides which apply and fills in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.items import (
    cited_item,
    figure_item,
    follow_item,
    health_item,
    new_item,
    policy_item,
    shift_item,
    shift_lead,
    shift_level,
    story_item,
    tone_item,
    voice_item,
)
from digests.labels import Labels, labels_of
from digests.parts import Digest, Method, ShiftLine, VoiceLine
from digests.view import NAME, Item, Section, View, clean

_BROKEN_SHOWN = 8
_CLAIMS_SAID = 3


def build_view(digest: Digest, lang: str) -> View:
    """The digest in "en", "zh" (Simplified) or "zh-Hant"."""
    say = labels_of(lang)
    sections = [
        _section(say, "shifts", [shift_item(say, digest, line) for line in digest.shifts]),
        _section(
            say,
            "watch",
            [shift_item(say, digest, line) for line in digest.watch],
            say.say("shift", "watch_note"),
        ),
        _section(say, "follow", [follow_item(say, line) for line in digest.follow_ups]),
        _section(
            say,
            "voice",
            [voice_item(say, line, alone=len(digest.voice) == 1) for line in digest.voice],
            _voice_note(say, digest.voice),
        ),
        _section(
            say, "figures", [figure_item(say, line) for line in digest.figures], say.say("figures", "note")
        ),
        _section(
            say, "policy", [policy_item(say, line) for line in digest.policy], _policy_note(say, digest)
        ),
        _section(say, "tone", [tone_item(say, line) for line in digest.tone], say.say("tone", "note")),
        _section(say, "top", [story_item(say, line) for line in digest.top]),
        _section(say, "new", [new_item(say, line) for line in digest.new], _new_note(say, digest)),
        _section(
            say, "cited", [cited_item(say, digest.cited)] if digest.cited else [], say.say("cited", "note")
        ),
        _section(say, "blind", _blind(say, digest)),
        _section(say, "method", _method(say, digest)),
    ]
    shown = tuple(section for section in sections if section.items)
    bottom = _bottom(say, digest)
    minutes = _minutes(shown, bottom)
    return View(
        lang=say.lang,
        week=digest.week.label,
        subject=_subject(say, digest),
        name=say.say("head", "name"),
        tagline=say.say("head", "tagline"),
        title=say.say(
            "head", "week", number=digest.week.number, span=say.span(digest.week.monday, digest.week.sunday)
        ),
        head=say.say(
            "head",
            "line",
            stories=say.count("story", digest.stories),
            articles=say.count("article", digest.articles),
            heard=say.integer(digest.sources_heard),
            sources=say.count("source", digest.sources),
            minutes=say.count("minute", minutes),
        ),
        bottom=bottom,
        sections=shown,
        foot=say.say("method", "version", version=clean(digest.version), zone=digest.zone),
        skip=say.say("head", "skip"),
    )


def _section(say: Labels, key: str, items: Sequence[Item], note: str = "") -> Section:
    return Section(key, say.say("section", key), note, tuple(items))


def _subject(say: Labels, digest: Digest) -> str:
    week = say.week(digest.week)
    if digest.shifts:
        shifts = say.comma.join(shift_lead(say, line) for line in digest.shifts[:2])
        return say.say("head", "subject_shift", week=week, shifts=shifts)
    if digest.articles == 0:
        return say.say("head", "subject_empty", week=week)
    return say.say("head", "subject_quiet" if digest.method.baseline else "subject_young", week=week)


def _bottom(say: Labels, digest: Digest) -> tuple[str, ...]:
    """At most a few sentences, only from what stands below."""
    if digest.articles == 0:
        said = [say.say("bottom", "empty")]
    elif digest.method.baseline == 0:
        said = [_no_baseline(say, digest.method)]
    elif not digest.shifts:
        tests = digest.method.tests
        said = [
            say.say("bottom", "quiet", subjects=say.count("subject", tests))
            if tests
            else say.say("bottom", "quiet_untested")
        ]
    else:
        said = _claims(say, digest.shifts)
        rest = digest.method.tests - sum(1 + len(line.also) for line in (*digest.shifts, *digest.watch))
        if rest > 0:
            said.append(say.say("bottom", "rest", subjects=say.count("subject", rest)))
    if digest.watch:
        names = say.join([clean(say.name(line.name), NAME) for line in digest.watch])
        said.append(say.say("bottom", "watch" if len(digest.watch) == 1 else "watch_many", names=names))
    if digest.blind.outages:
        said.append(say.say("bottom", "outage", names=_names(say, digest.blind.outages)))
    return tuple(said)


def _no_baseline(say: Labels, method: Method) -> str:
    if method.have < method.needed:
        needed, have = say.count("week", method.needed), say.count("week", method.have)
        return say.say("bottom", "young", needed=needed, have=have)
    return say.say("bottom", "thin", coverage=say.percent(method.coverage))


def _claims(say: Labels, lines: Sequence[ShiftLine]) -> list[str]:
    """One sentence for the rises and one for the falls, three shifts in all."""
    said = []
    for way in ("up", "down"):
        chosen = [line for line in lines[:_CLAIMS_SAID] if (line.shift.effect > 1) == (way == "up")]
        if not chosen:
            continue
        named = [
            {"name": clean(say.name(line.name), NAME), "level": shift_level(say, line.shift)}
            for line in chosen
        ]
        parts = [
            say.say("bottom", way, **named[0]),
            *(say.say("bottom", "also", **other) for other in named[1:]),
        ]
        said.append(say.say("bottom", "claim", claims=say.join(parts, "list_also")))
    return said


def _voice_note(say: Labels, lines: Sequence[VoiceLine]) -> str:
    if not lines:
        return ""
    names = say.join([clean(say.name(line.name), NAME) for line in lines])
    key = "note_none" if lines[0].of == 0 else "note_one" if len(lines) == 1 else "note"
    return say.say(
        "voice", key, **({"naming": say.count("naming", lines[0].of)} if lines[0].of else {}), names=names
    )


def _policy_note(say: Labels, digest: Digest) -> str:
    note = say.say("policy", "note")
    if not digest.policy_more:
        return note
    return say.stop.join([note, say.say("policy", "rest", dates=say.count("date", digest.policy_more))])


def _new_note(say: Labels, digest: Digest) -> str:
    weeks = digest.new[0].weeks if digest.new else 0
    return say.say("new", "note", weeks=say.count("week", weeks))


def _names(say: Labels, names: Sequence[str]) -> str:
    shown = [clean(name, NAME) for name in names[:_BROKEN_SHOWN]]
    if len(names) > _BROKEN_SHOWN:
        shown.append(f"+{len(names) - _BROKEN_SHOWN}")
    return say.comma.join(shown)


def _blind(say: Labels, digest: Digest) -> list[Item]:
    blind = digest.blind
    said: list[str] = []
    if blind.unheard:
        of = {"heard": say.integer(len(blind.unheard)), "sources": say.count("source", digest.sources)}
        said.append(say.say("blind", "unheard", names=_names(say, blind.unheard), **of))
    if digest.method.tests == 0:
        said.append(say.say("blind", "uncompared"))
    if blind.outages:
        said.append(say.say("blind", "outage", names=_names(say, blind.outages)))
    if blind.broken:
        each = [
            say.say("blind", "broken_one", name=clean(name, NAME), status=say.term("reason", status))
            for name, status in blind.broken
        ]
        said.append(say.say("blind", "broken", names=_names(say, each)))
    if blind.rejected:
        pages = say.count("page", sum(n for _, n in blind.rejected))
        comma = say.comma
        reasons = [
            say.say("blind", "rejected_one", reason=say.term("reason", reason), n=say.integer(n))
            for reason, n in blind.rejected[:5]
        ]
        said.append(say.say("blind", "rejected", pages=pages, reasons=comma.join(reasons)))
    counts = (
        ("unread", "article"),
        ("undated", "article"),
        ("pending", "page"),
        ("reprints", "article"),
        ("withheld", "claim"),
    )
    for key, noun in counts:
        n = getattr(blind, key)
        if n:
            said.append(say.say("blind", key, **{_PLURALS[noun]: say.count(noun, n)}))
    ill = [health_item(say, digest)] if blind.health else []
    return [*ill, *(Item(body=(text,)) for text in said)] or [Item(body=(say.say("blind", "nothing"),))]


_PLURALS = {"article": "articles", "page": "pages", "claim": "claims"}


def _method(say: Labels, digest: Digest) -> list[Item]:
    method = digest.method
    if method.baseline == 0:
        said = [say.say("method", "test_none")]
    else:
        said = [
            say.say(
                "method",
                "test",
                weeks=say.count("week", method.baseline),
                sources=say.count("source", method.panel),
                coverage=say.percent(method.coverage),
                tests=say.count("subject", method.tests),
            ),
            say.say("method", "claim", q=f"{method.q:g}"),
        ]
    if any(line.also for line in digest.shifts):
        said.append(say.say("method", "also"))
    if any(line.shift.more_than for line in (*digest.shifts, *digest.watch)):
        said.append(say.say("method", "floor"))
    if digest.shifts:
        said.append(
            say.say(
                "method",
                "false",
                claims=say.count("claim", sum(1 + len(line.also) for line in digest.shifts)),
                n=f"{method.expected_false:g}",
            )
        )
    said.append(say.say("method", "quotes"))
    return [Item(body=(say.stop.join(said),))]


def _minutes(sections: Sequence[Section], bottom: Sequence[str]) -> int:
    """Reading time: 230 English words or 400 Chinese characters a minute."""
    words = chinese = 0
    for text in [*bottom, *(text for section in sections for text in _texts(section))]:
        cjk = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
        chinese += cjk
        words += len(text.split()) if cjk * 2 < len(text) else 0
    return max(1, round(words / 230 + chinese / 400))


def _texts(section: Section) -> list[str]:
    found = [section.heading, section.note]
    for item in section.items:
        found += [
            item.lead,
            *item.body,
            *(quote.text for quote in item.quotes),
            *(" ".join(row) for row in item.rows),
        ]
    return found
