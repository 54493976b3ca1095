"""A digest for one who reads of some things only: the lines that are of them, and no line said otherwise.

Numbers, quotes and order are those of the issue. Head, what we could not see and method stay, because they say how far
the rest can be trusted. A claim is of what it claims; one of another subject stays where most of its stories are about
one of the things, with the quotes that name it. That a thing was seen beside a subject is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from digests.labels import is_topic, topic_name
from digests.parts import Change, Digest, Evidence, Name, Selection, ShiftLine
from digests.shifts import Shift
from digests.weeks import Week

_PREFIX = re.compile(r"^(?:topic|entity|pair|voice|tone):")
_CLAIMED = ("shifts", "watch", "pairs")  # of a subject, with the stories behind it
_SAID = (
    "claim",
    "figure",
    "date",
    "follow",
    "voice",
)  # of a new revision, these are news; plain counts are not


def select(
    digest: Digest, topics: Sequence[str], names: Mapping[str, Mapping[str, str]] | None = None
) -> Digest:
    """The digest with the lines that touch ``topics``; the same object when none is named.

    ``topics``: slugs of topics and ids of things, with or without ``topic:`` or ``entity:``. ``names``: what things
    are called, {id: {"en": ..., "zh-Hans": ..., "zh-Hant": ...}}, for those the issue does not name.
    """
    wanted = frozenset(_PREFIX.sub("", topic.strip()) for topic in topics if topic.strip())
    if not wanted:
        return digest
    kept = [place for place, line in enumerate(digest.figures) if _touches(line, wanted)]
    same: dict[str, Any] = {
        item.name: tuple(line for line in getattr(digest, item.name) if _touches(line, wanted))
        for item in fields(digest)
        if isinstance(getattr(digest, item.name), tuple) and item.name not in (*_CLAIMED, "mix")
    }
    claimed: dict[str, Any] = {name: _claims_of(getattr(digest, name), wanted, kept) for name in _CLAIMED}
    chosen = replace(digest, **same, **claimed, policy_more=0)
    claims = _claims(chosen)
    return replace(
        chosen,
        method=replace(digest.method, claims=claims, expected_false=round(digest.method.q * claims, 1)),
        selection=Selection(
            names=tuple(_name(digest, topic, names or {}) for topic in _unique(topics)),
            elsewhere=_claims(digest) - claims,
            watched=tuple(line.name for line in digest.voice),
        ),
    )


def matters(digest: Digest) -> bool:
    """Whether this revision says something else than the one before: anything but mere counts."""
    return any(change.what in _SAID for change in digest.changes)


def subjects_of(part: Any) -> set[str]:
    """The bare ids of all topics and things that a line names or is about. Quotes are read by nobody here."""
    found: set[str] = set()
    if isinstance(part, Name):
        found.update(_bare(part.id))
    elif isinstance(part, Shift):
        found.update(_bare(part.series))
    elif isinstance(part, tuple):
        for item in part:
            found |= subjects_of(item)
    elif is_dataclass(part) and not isinstance(part, (Evidence, Week)):
        for item in fields(part):
            value = getattr(part, item.name)
            if item.name == "about":
                found.update(bare for series in value for bare in _bare(series))
            else:
                found |= subjects_of(value)
    return found


def _bare(series: str) -> Iterable[str]:
    """``pair:temu+topic:tariffs-and-duties`` names two; a topic and a thing are asked for by what follows the colon."""
    return [_PREFIX.sub("", _PREFIX.sub("", part)) for part in series.split("+")]


def _touches(line: Any, wanted: frozenset[str]) -> bool:
    """What was counted of the whole week (a Change of counts) touches everybody."""
    return not wanted.isdisjoint(subjects_of(line)) or (isinstance(line, Change) and line.name is None)


def _claims_of(
    lines: tuple[ShiftLine, ...], wanted: frozenset[str], kept: Sequence[int]
) -> tuple[ShiftLine, ...]:
    """The claims that are left; their stakes point into the figures that are left."""
    found = []
    for whole in lines:
        line = whole
        own = {bare for name in (line.name, *(name for name, _ in line.also)) for bare in _bare(name.id)}
        if wanted.isdisjoint(own):
            about = wanted & {bare for series in line.about for bare in _bare(series)}
            told = [
                (item, named)
                for item, named in zip(line.evidence, line.named, strict=False)
                if about & {bare for series in named for bare in _bare(series)}
            ]
            if not told:
                continue
            line = replace(
                line, evidence=tuple(item for item, _ in told), named=tuple(named for _, named in told)
            )
        stakes = tuple(kept.index(place) for place in line.stakes if place in kept)
        found.append(replace(line, stakes=stakes))
    return tuple(found)


def _claims(digest: Digest) -> int:
    """Claims that a digest prints: in lines of their own, and beside names."""
    beside = sum(line.change is not None for line in digest.voice)
    beside += sum(line.change is not None for line in digest.tone)
    lines = (*digest.shifts, *digest.pairs)
    return sum(1 + len(line.also) + len(line.mix) for line in lines) + beside + len(digest.mix)


def _unique(topics: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_PREFIX.sub("", topic.strip()) for topic in topics if topic.strip()))


def _name(digest: Digest, topic: str, names: Mapping[str, Mapping[str, str]]) -> Name:
    """What a topic is called: as the closed list has it, as the issue has it, as we were told, or its id."""
    if is_topic(topic):
        return topic_name(topic)
    for name in _names_in(digest):
        if _bare(name.id) == [topic]:
            return name
    if own := names.get(f"topic:{topic}"):
        return topic_name(topic, own)
    told = names.get(topic, {})
    en = told.get("en", topic)
    return Name(id=f"entity:{topic}", en=en, zh_hans=told.get("zh-Hans", en), zh_hant=told.get("zh-Hant", en))


def _names_in(part: Any) -> Iterable[Name]:
    if isinstance(part, Name):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _names_in(item)
    elif is_dataclass(part) and not isinstance(part, (Evidence, Week, Shift)):
        for item in fields(part):
            yield from _names_in(getattr(part, item.name))
