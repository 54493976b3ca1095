"""Names in the configuration that nothing is called: they would select and count nothing, and nobody would see why."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from tradewind.config import Settings
from tradewind.mail_config import RecipientConfig
from tradewind.tagging import own_things, own_topics

_NEAR = 0.5  # of difflib's ratio: temoo is near temu, and a name of its own is near nothing


def unknown_topics(settings: Settings, recipients: Sequence[RecipientConfig]) -> tuple[str, ...]:
    """Topics of recipients that are no topic and no thing of the catalogue: they would select nothing."""
    asked = {topic.partition(":")[2] or topic for person in recipients for topic in person.topics}
    return tuple(sorted(asked - _known(settings, topics=True))) if asked else ()


def unknown_watched(settings: Settings) -> tuple[str, ...]:
    """Names of digest.watch that no thing of the catalogue has: they would have no story."""
    known = _known(settings, topics=False)
    return tuple(name for name in settings.config.digest.watch if name not in known)


def near_to(settings: Settings, names: Iterable[str], *, topics: bool) -> dict[str, str]:
    """Each of these names, with the one that may have been meant: "", where none is near."""
    known = sorted(_known(settings, topics=topics))
    return {name: _nearest(name, known) for name in names}


def _nearest(name: str, known: Sequence[str]) -> str:
    """Of equally near ones the one that begins alike: temoo is rather temu than togo."""
    near = difflib.get_close_matches(name, known, n=9, cutoff=_NEAR)

    def likeness(other: str) -> tuple[float, int]:
        ratio = difflib.SequenceMatcher(None, other, name).ratio()
        return round(ratio, 6), _alike(name, other)

    return max(near, key=likeness, default="")


def _alike(one: str, other: str) -> int:
    """How many letters two names begin with in common."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def misnamed(settings: Settings) -> list[str]:
    """For the person: each name of recipients' topics and of digest.watch that nothing is called."""
    topics = near_to(settings, unknown_topics(settings, settings.config.mail.recipients), topics=True)
    watched = near_to(settings, unknown_watched(settings), topics=False)
    told = [
        f"mail.recipients: nothing is called {name!r}; it selects nothing" + _meant(near)
        for name, near in topics.items()
    ]
    return told + [
        f"digest.watch: nothing is called {name!r}; it counts nothing" + _meant(near)
        for name, near in watched.items()
    ]


def _meant(near: str) -> str:
    return f". Did you mean {near!r}?" if near else ""


def _known(settings: Settings, *, topics: bool) -> set[str]:
    """Ids of the catalogue's things, and slugs of topics: the closed list and the user's own."""
    from digests.labels import topic_slugs
    from nlp.topic_files import topic_labels
    from nlp.usual_names import usual_names

    own = topic_labels(own_topics(settings)) if topics else {}
    return set(usual_names(own_things(settings))) | (set(topic_slugs()) | set(own) if topics else set())
