"""What a revision of an issue changes: the difference of two bodies, nothing else.

A week that is built again after articles arrived late gives another body. It is the next revision, and it says what is
new in it and what was withdrawn. Built again from the same rows it is the same revision, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from digests.digest import plain
from digests.items_shifts import printed_expected
from digests.labels import term_name
from digests.parts import Change, Digest, Name
from digests.printed import date_key

Body = Mapping[str, Any]
_ABOUT = {"schema", "revision", "changes"}  # what a body says of itself
_FIGURE = ("metric", "kind", "unit", "currency", "per", "period", "change_role", "basis")


def revise(digest: Digest, earlier: Body | None) -> Digest:
    """The digest with its number and changes. ``earlier``: the body of this week's newest revision, if there is one."""
    if earlier is None:
        return replace(digest, revision=1, changes=())
    number = earlier.get("revision")
    number = number if isinstance(number, int) and number > 0 else 1
    body: Body = json.loads(json.dumps(plain(digest)))
    if _core(body) == _core(earlier):
        return replace(digest, revision=number, changes=tuple(_parsed(earlier)))
    return replace(digest, revision=number + 1, changes=tuple(find_changes(earlier, body)))


def changed_since(digest: Digest, earlier: Body) -> Digest:
    """The digest for one who had an ``earlier`` revision than the last one: what changed is told from there."""
    body: Body = json.loads(json.dumps(plain(digest)))
    return replace(digest, changes=tuple(find_changes(earlier, body)))


def find_changes(before: Body, after: Body) -> Iterator[Change]:
    """What the second body says otherwise: claims, figures, dates, what became of claims, shares, counts."""
    yield from _compare("claim", _claims(before), _claims(after))
    yield from _compare("figure", _figures(before), _figures(after))
    yield from _compare("date", _dates(before), _dates(after))
    yield from _compare("follow", _follow_ups(before), _follow_ups(after))
    yield from _compare_voice(_voice(before), _voice(after))
    for what in ("stories", "articles"):
        then, now = before.get(what), after.get(what)
        if isinstance(then, int) and isinstance(now, int) and then != now:
            yield Change(what=what, how="other", before=float(then), after=float(now))


def _core(body: Body) -> Body:
    return {key: value for key, value in body.items() if key not in _ABOUT}


Said = dict[Any, tuple[Name, str, Any, float | None]]  # name, detail, what is compared, number to print


def _compare(what: str, before: Said, after: Said) -> Iterator[Change]:
    for key, (name, detail, _, number) in after.items():
        if key not in before:
            yield Change(what=what, how="new", name=name, detail=detail, after=number)
    for key, (name, detail, _, number) in before.items():
        if key not in after:
            yield Change(what=what, how="gone", name=name, detail=detail, before=number)
    for key, (name, detail, value, number) in after.items():
        if key in before and before[key][2] != value:
            yield Change(
                what=what, how="other", name=name, detail=detail, before=before[key][3], after=number
            )


def _claims(body: Body) -> Said:
    """Claims by series, with the effect that is printed."""
    said: Said = {}
    for row in _rows(body, "shifts") + _rows(body, "pairs"):
        for name, shift in [
            (row.get("name"), row.get("shift")),
            *(tuple(pair) for pair in row.get("also") or ()),
        ]:
            if (known := _name(name)) is not None and isinstance(shift, Mapping):
                effect = _effect(shift)
                said[known.id] = known, "", round(effect, 1), float(f"{effect:.6g}")
    return said


def _effect(shift: Body) -> float:
    if shift.get("more_than"):
        return float(shift["effect"])
    return float(shift["observed"]) / max(printed_expected(float(shift["expected"])), 0.1)


def _figures(body: Body) -> Said:
    said: Said = {}
    for row in _rows(body, "figures"):
        if (name := _name(row.get("subject"))) is not None:
            key = (name.id, *(str(row.get(part)) for part in _FIGURE))
            value = tuple(str(row.get(part)) for part in ("value", "low", "high"))
            said[key] = name, str(row.get("metric")), value, None
    return said


def _dates(body: Body) -> Said:
    said: Said = {}
    for row in _rows(body, "policy"):
        country = str(row.get("jurisdiction") or "")
        title = str(row.get("instrument") or row.get("title") or "")
        name = (
            term_name("jurisdiction", country)
            if country
            else Name(id="", en=title, zh_hans=title, zh_hant=title)
        )
        said[date_key(row)] = name, str(row.get("day")), None, None
    return said


def _follow_ups(body: Body) -> Said:
    """What became of earlier claims. Their counts follow from this issue's, and are no news by themselves."""
    said: Said = {}
    for row in _rows(body, "follow_ups"):
        if (name := _name(row.get("name"))) is not None:
            measure, value, outcome = (str(row.get(part) or "") for part in ("measure", "value", "outcome"))
            said[measure, value, name.id] = name, f"{measure}/{value}/{outcome}", outcome, None
    return said


def _voice(body: Body) -> dict[str, tuple[Name, int, int]]:
    """Shares of voice: stories, and of how many."""
    said = {}
    for row in _rows(body, "voice"):
        name, stories, of = _name(row.get("name")), row.get("stories"), row.get("of")
        if name is not None and isinstance(stories, int) and isinstance(of, int):
            said[name.id] = name, stories, of
    return said


def _compare_voice(
    before: Mapping[str, tuple[Name, int, int]], after: Mapping[str, tuple[Name, int, int]]
) -> Iterator[Change]:
    for key, (name, stories, of) in after.items():
        if key not in before:
            yield Change(what="voice", how="new", name=name, after=float(stories), after_of=of)
    for key, (name, stories, of) in before.items():
        if key not in after:
            yield Change(what="voice", how="gone", name=name, before=float(stories), before_of=of)
    for key, (name, stories, of) in after.items():
        if key in before and before[key][1:] != (stories, of):
            _, had, had_of = before[key]
            yield Change(
                what="voice",
                how="other",
                name=name,
                before=float(had),
                after=float(stories),
                before_of=had_of,
                after_of=of,
            )


def _rows(body: Body, section: str) -> list[Body]:
    rows = body.get(section)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _name(row: Any) -> Name | None:
    parts = ("id", "en", "zh_hans", "zh_hant")
    if not isinstance(row, Mapping) or not all(isinstance(row.get(part), str) for part in parts):
        return None
    return Name(**{part: row[part] for part in parts})


def _parsed(body: Body) -> Iterator[Change]:
    """The changes as the stored revision has them."""
    for row in _rows(body, "changes"):
        yield Change(
            what=str(row["what"]),
            how=str(row["how"]),
            name=_name(row["name"]),
            detail=str(row["detail"]),
            before=row["before"],
            after=row["after"],
            before_of=int(row.get("before_of", 0)),
            after_of=int(row.get("after_of", 0)),
        )
