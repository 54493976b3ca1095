"""What a new revision of an issue says otherwise than the one before it, as items to read."""

from __future__ import annotations

from digests.items_reported import capital
from digests.items_tested import claimed
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
    parts = {
        "before": _number(say, change, change.before, change.before_of),
        "after": _number(say, change, change.after, change.after_of),
    }
    if change.name is not None:
        parts["name"] = clean(say.name(change.name), NAME)
    if change.what == "figure":
        parts["metric"] = clean(say.term("metric", change.detail), SHORT)
    elif change.what == "date":
        parts["day"] = say.period(clean(change.detail, SHORT))
    elif change.what == "follow" and change.name is not None:
        measure, value, outcome = change.detail.split("/", 2)
        parts["name"] = claimed(say, change.name, measure, value)
        parts["outcome"] = say.say("changes", f"outcome_{outcome}")
        return capital(say.say("changes", f"follow_{change.how}", **parts))
    return say.say("changes", f"{change.what}_{change.how}", **parts)


def _number(say: Labels, change: Change, value: float | None, of: int) -> str:
    if value is None:
        return ""
    if change.what == "voice":
        n = round(value)
        share = say.percent(n / of) if of else say.percent(0)
        return say.say("changes", "share", share=share, stories=say.integer(n), of=say.integer(of))
    if change.what in _COUNTS:
        n = round(value)
        return say.count(_COUNTS[change.what], n) if value == change.after else say.integer(n)
    return ("▲" if value > 1 else "▼") + say.ratio(value)
