"""What an issue says last: what it could not see, and how its claims were tested."""

from __future__ import annotations

from digests.items_health import health_item
from digests.labels import Labels
from digests.parts import Digest, Method
from digests.view import NAME, Item, clean, names_of


def blind_items(say: Labels, digest: Digest) -> list[Item]:
    blind = digest.blind
    said: list[str] = []
    if blind.unheard:
        of = {"heard": say.integer(len(blind.unheard)), "sources": say.count("source", digest.sources)}
        said.append(say.say("blind", "unheard", names=names_of(say, blind.unheard), **of))
    if digest.method.tests == 0:
        said.append(say.say("blind", "uncompared"))
    if blind.outages:
        said.append(say.say("blind", "outage", names=names_of(say, blind.outages)))
    if blind.broken:
        each = [
            say.say("blind", "broken_one", name=clean(name, NAME), status=say.term("reason", status))
            for name, status in blind.broken
        ]
        said.append(say.say("blind", "broken", names=names_of(say, each)))
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
    if not said and not ill:
        said.append(say.say("blind", "nothing"))
    return [*ill, *([Item(body=tuple(said))] if said else [])]


_PLURALS = {"article": "articles", "page": "pages", "claim": "claims"}


def method_items(say: Labels, digest: Digest, *, brief: bool = False) -> list[Item]:
    """How claims were tested, and how many of them are false on average; ``brief``: in two lines."""
    method = digest.method
    if brief:
        return [Item(body=(say.stop.join([_short(say, method), *_false(say, digest)]),))]
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
            say.say("method", "others", pairs=say.count("pair", method.pairs)),
        ]
    if any(line.also for line in (*digest.shifts, *digest.pairs)):
        said.append(say.say("method", "also"))
    if any(line.shift.more_than for line in (*digest.shifts, *digest.pairs, *digest.watch)):
        said.append(say.say("method", "floor"))
    said += _false(say, digest)
    said.append(say.say("method", "quotes"))
    return [Item(body=(say.stop.join(said),))]


def _short(say: Labels, method: Method) -> str:
    if method.baseline == 0:
        return say.say("method", "short_none")
    return say.say(
        "method",
        "short",
        tests=say.count("subject", method.tests),
        weeks=say.count("week", method.baseline),
        sources=say.count("source", method.panel),
        q=f"{method.q:g}",
    )


def _false(say: Labels, digest: Digest) -> list[str]:
    """Of so many claims so many are chance, on average at most."""
    claims = digest.method.claims
    chance = f"{digest.method.expected_false:g}"
    return [say.say("method", "false", claims=say.count("claim", claims), n=chance)] if claims else []
