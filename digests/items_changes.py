"""What a new revision of an issue says otherwise than the one before it, as items to read."""

from __future__ import annotations

from digests.labels import Labels
from digests.parts import Change, Digest
from digests.view import NAME, SHORT, Item, clean

_COUNTS = {"stories": "story", "articles": "article"}


def change_items(say: Labels, digest: Digest) -> list[Item]:
    """One line a change; that nothing changed but the words is said too."""
    if digest.revision < 2:
        return []
    return [Item(lead=_line(say, change)) for change in digest.changes] or [
        Item(lead=say.say("changes", "wording"))
    ]


def _line(say: Labels, change: Change) -> str:
    parts = {"before": _number(say, change, change.before), "after": _number(say, change, change.after)}
    if change.name is not None:
        parts["name"] = clean(say.name(change.name), NAME)
    if change.what == "figure":
        parts["metric"] = clean(say.term("metric", change.detail), SHORT)
    elif change.what == "date":
        parts["day"] = say.period(clean(change.detail, SHORT))
    return say.say("changes", f"{change.what}_{change.how}", **parts)


def _number(say: Labels, change: Change, value: float | None) -> str:
    if value is None:
        return ""
    if change.what in _COUNTS:
        n = round(value)
        return say.count(_COUNTS[change.what], n) if value == change.after else say.integer(n)
    return ("▲" if value > 1 else "▼") + say.ratio(value)
