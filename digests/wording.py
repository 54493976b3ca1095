"""A digest in one language: sections, items and quotes as text, before anybody thinks of HTML.

The letter, its text part and the web page are all made from this, so they say the same in the same
order. Sentences stand in digests/labels; this module only decides which apply and fills in numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.bottom import bottom_of, is_quiet, subject_of
from digests.brief import letter_sections
from digests.items import cited_item, new_item, story_item, tone_item, voice_item
from digests.items_changes import change_items
from digests.items_policy import policy_items, policy_note
from digests.items_reported import figure_item
from digests.items_shifts import shift_item
from digests.items_terms import term_items
from digests.items_tested import follow_item, mix_item
from digests.labels import Labels, labels_of
from digests.length import CHARACTERS_A_MINUTE, MINUTES, WORDS_A_MINUTE, minutes_of, printed_texts
from digests.parts import Digest, Name
from digests.small_print import blind_items, method_items
from digests.view import Item, Section, View, short
from digests.weeks import shift

_HAN = re.compile("[\u3400-\u9fff]")
_NAMED = 5  # of those whose share of voice is counted


def build_view(digest: Digest, lang: str, *, brief: bool = False) -> View:
    """The digest in "en", "zh" (Simplified) or "zh-Hant".

    ``brief``: the letter, which is read in five minutes; else all of it, for the page.
    """
    say = labels_of(lang)
    shown = tuple(section for section in _sections(say, digest, brief=brief) if section.items)
    bottom = bottom_of(say, digest)
    title = _title(say, digest)
    named = say.say("head", "name"), say.say("head", "tagline")
    foot = say.say(
        "method",
        "version",
        version=short(digest.version),
        zone=short(digest.zone),
        words=WORDS_A_MINUTE,
        characters=CHARACTERS_A_MINUTE,
    )
    fixed = [*named, title, _head(say, digest, MINUTES), *bottom, foot]
    if brief:
        shown = letter_sections(say, shown, fixed, quiet=is_quiet(digest))
    return View(
        lang=say.lang,
        week=digest.week.label,
        subject=subject_of(say, digest),
        name=named[0],
        tagline=named[1],
        title=title,
        head=_head(say, digest, minutes_of([*fixed, *printed_texts(shown)])),
        bottom=bottom,
        sections=shown,
        foot=foot,
        skip=say.say("head", "skip"),
    )


def _sections(say: Labels, digest: Digest, *, brief: bool) -> list[Section]:
    """In the order in which they are read: what changed, then what was said, then what we know of ourselves."""
    figures = sorted(digest.figures, key=lambda line: _is_foreign(say, line.subject))
    named = sorted(digest.new, key=lambda line: _is_foreign(say, line.name))
    return [
        _section(say, "changes", change_items(say, digest)),
        _section(say, "shifts", [shift_item(say, digest, line) for line in digest.shifts]),
        _section(
            say,
            "pairs",
            [shift_item(say, digest, line) for line in digest.pairs],
            say.say("pairs", "note"),
        ),
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
            [voice_item(say, line, alone=len(_watched(digest)) == 1) for line in digest.voice],
            _voice_note(say, digest),
        ),
        _section(say, "mix", [mix_item(say, line) for line in digest.mix]),
        _section(
            say,
            "figures",
            [figure_item(say, line) for line in figures],
            say.say("figures", "note"),
        ),
        _section(
            say,
            "policy",
            policy_items(say, digest),
            policy_note(say, digest),
        ),
        _section(
            say,
            "new",
            [new_item(say, line) for line in named],
            _new_note(say, digest),
        ),
        _section(say, "terms", term_items(say, digest.terms), say.say("terms", "note")),
        _section(say, "tone", [tone_item(say, line) for line in digest.tone], say.say("tone", "note")),
        _section(say, "top", [story_item(say, line) for line in digest.top]),
        _section(
            say, "cited", [cited_item(say, digest.cited)] if digest.cited else [], say.say("cited", "note")
        ),
        _section(say, "blind", blind_items(say, digest)),
        _section(say, "method", method_items(say, digest, brief=brief)),
    ]


def _is_foreign(say: Labels, name: Name) -> bool:
    """Whether a reader of English would read a name in Chinese: no English one is known. Such lines come last."""
    return say.lang == "en" and _HAN.search(say.name(name)) is not None


def _title(say: Labels, digest: Digest) -> str:
    span = say.span(digest.week.monday, digest.week.sunday)
    title = say.say("head", "week", number=digest.week.number, span=span)
    if digest.revision < 2:
        return title
    return say.say("head", "revised", title=title, revision=say.integer(digest.revision))


def _head(say: Labels, digest: Digest, minutes: int) -> str:
    """How much there is, from how many sources, against which weeks, and how long it takes to read."""
    parts = {
        "stories": say.count("story", digest.stories),
        "articles": say.count("article", digest.articles),
        "heard": say.integer(digest.sources_heard),
        "sources": say.count("source", digest.sources),
        "minutes": say.count("minute", minutes),
    }
    if not digest.articles:
        return say.say("head", "line_empty", **{key: parts[key] for key in ("heard", "sources", "minutes")})
    weeks = digest.method.baseline
    if not weeks:
        return say.say("head", "line_young", **parts)
    first, last = shift(digest.week, -weeks), shift(digest.week, -1)
    named = say.say("head", "weeks", first=first.number, last=last.number)
    return say.say("head", "line", weeks=named, **parts)


def _section(say: Labels, key: str, items: Sequence[Item], note: str = "") -> Section:
    return Section(key, say.say("section", key), note, tuple(items))


def _watched(digest: Digest) -> Sequence[Name]:
    """Whom the shares of voice are out of: a choice of their lines has another length."""
    return digest.selection.watched if digest.selection else [line.name for line in digest.voice]


def _voice_note(say: Labels, digest: Digest) -> str:
    lines, watched = digest.voice, _watched(digest)
    if not lines:
        return ""
    names = say.join([short(say.name(name)) for name in watched[:_NAMED]])
    key = "note_none" if lines[0].of == 0 else "note_one" if len(watched) == 1 else "note"
    return say.say(
        "voice", key, **({"naming": say.count("naming", lines[0].of)} if lines[0].of else {}), names=names
    )


def _new_note(say: Labels, digest: Digest) -> str:
    weeks = digest.new[0].weeks if digest.new else 0
    return say.say("new", "note", weeks=say.count("week", weeks))
