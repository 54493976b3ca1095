"""``tradewind doctor``: what would keep the next run from working, found before the run."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from store.errors import StoreMissing, TradewindError
from tradewind.config import Settings
from tradewind.mail_checks import check_mail_server, check_outbox, check_recipients
from tradewind.models import models_of, require_models
from tradewind.named import near_to, unknown_watched
from tradewind.rates import load_rates
from tradewind.tagging import absent_things, absent_topics, own_things, own_topics

# Below this much free space the next weeks of pages may not fit (a page takes about 20 kB compressed).
ROOM_WANTED = 500_000_000
_NAMED = 8  # sources that one line can name


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. ``state``: ok | note | bad."""

    check: str
    state: str
    detail: str


def examine(settings: Settings, *, server: bool = False) -> list[Finding]:
    """Every check, whether it passed or not. None writes, but an older store is brought up to date.

    ``server``: ask the mail server too, which goes out into the network.
    """
    checks: dict[str, Callable[[Settings], tuple[str, str]]] = {
        "python": _python,
        "sqlite": _sqlite,
        "configuration": _configuration,
        "sources": _sources,
        "entities": _entities,
        "topics": _topics,
        "models": _models,
        "rates": _rates,
        "watch": _watch,
        "disk": _disk,
        "store": _store,
        "health": _health,
        "recipients": check_recipients,
        "outbox": check_outbox,
        **({"mail server": check_mail_server} if server else {}),
    }
    findings = []
    for name, check in checks.items():
        try:
            state, detail = check(settings)
        except TradewindError as error:
            state, detail = "bad", str(error)
        findings.append(Finding(check=name, state=state, detail=detail))
    return findings


def _python(_: Settings) -> tuple[str, str]:
    return "ok", sys.version.split()[0]


def _sqlite(_: Settings) -> tuple[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        return (
            "bad",
            f"SQLite {sqlite3.sqlite_version} was built without FTS5: use a Python whose SQLite has it",
        )
    return "ok", f"{sqlite3.sqlite_version} with FTS5"


def _configuration(settings: Settings) -> tuple[str, str]:
    if settings.file is None:
        return "note", "no tradewind.toml here: defaults are used. `tradewind init` writes one"
    if not settings.config.crawl.contact:
        return "note", f"{settings.file}: crawl.contact is empty; servers cannot reach you if we disturb them"
    return "ok", str(settings.file)


def _sources(settings: Settings) -> tuple[str, str]:
    from tradewind.commands.given import catalogue

    enabled = [item for item in catalogue(settings) if item.enabled]
    if not enabled:
        return (
            "bad",
            "no source is enabled: `tradewind sources import FILE.opml`, or crawl.shipped_sources = true",
        )
    unverified = sum(1 for item in enabled if item.verified_on is None)
    return "ok", f"{len(enabled)} enabled, {unverified} of them never verified"


def _entities(settings: Settings) -> tuple[str, str]:
    from nlp.entity_files import WATCHLIST
    from nlp.lexicon import load_lexicon

    path = own_things(settings)
    things = load_lexicon(path).entities.values()
    own = sum(1 for thing in things if thing.sector == WATCHLIST)
    if path is None:
        state = "ok" if absent_things(settings) is None else "note"
        return state, f"{len(things)} shipped; none of your own: {settings.entities_path} is not there"
    return "ok", f"{len(things) - own} shipped, {own} of your own in {path}"


def _topics(settings: Settings) -> tuple[str, str]:
    from nlp.topic_files import topic_labels
    from nlp.topic_terms import TOPICS

    path = own_topics(settings)
    if path is None:
        state = "ok" if absent_topics(settings) is None else "note"
        return state, f"{len(TOPICS)} shipped; none of your own: {settings.topics_path} is not there"
    return "ok", f"{len(TOPICS)} shipped, {len(topic_labels(path))} of your own in {path}"


def _models(settings: Settings) -> tuple[str, str]:
    chosen = models_of(settings)
    if not chosen:
        return "ok", "the shipped tagger finds the names no list has"
    require_models(chosen)
    return "ok", ", ".join(f"{code}: {model}" for code, model in chosen)


def _rates(settings: Settings) -> tuple[str, str]:
    rates = load_rates(settings)
    own = f"in {settings.rates_path}" if settings.rates_path.exists() else "shipped"
    days = sorted(rate.on.isoformat() for rate in rates)
    told = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return "ok", f"{len(rates)} currencies, {own}, of {told}"


def _watch(settings: Settings) -> tuple[str, str]:
    wrong = unknown_watched(settings)
    if not wrong:
        return "ok", ", ".join(settings.config.digest.watch)
    near = near_to(settings, wrong[:1], topics=False)[wrong[0]]
    hint = f"; did you mean {near}?" if near else ""
    return "bad", f"digest.watch: nothing is called {', '.join(wrong)}{hint}"


def _disk(settings: Settings) -> tuple[str, str]:
    folder = settings.store_path.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return ("ok" if free >= ROOM_WANTED else "bad"), f"{free / 1e9:.1f} GB free in {folder}"


def _store(settings: Settings) -> tuple[str, str]:
    from store.db import check, open_existing
    from store.queries import connect_readonly, run_sql

    try:
        connection = connect_readonly(settings.store_path)
    except StoreMissing:
        return "note", f"{settings.store_path} is not there yet: the first crawl or import makes it"
    with closing(connection):
        table = run_sql(connection, "SELECT count(*), max(fetched_at) FROM articles", limit=1, seconds=10)
    with closing(open_existing(settings.store_path)) as db:
        wrong = check(db)
    if wrong:
        return (
            "bad",
            f"{settings.store_path}: {'; '.join(wrong)}: keep a copy of the file, then crawl into a new one",
        )
    number, newest = table.rows[0]
    return "ok", f"{settings.store_path}: {number} articles, the newest fetched {newest or 'never'}"


def _health(settings: Settings) -> tuple[str, str]:
    from store.health import source_health
    from store.queries import connect_readonly
    from tradewind.commands.given import catalogue

    enabled = [item.id for item in catalogue(settings) if item.enabled]
    try:
        connection = connect_readonly(settings.store_path)
    except StoreMissing:
        return "ok", "no crawl yet"
    with closing(connection):
        seen = source_health(connection, enabled)
    ill = [
        f"{row['source_id']} {row['state']} since {row['since'][:10]}" for row in seen if row["state"] != "ok"
    ]
    if not ill:
        return (
            "ok",
            f"{len(seen)} of {len(enabled)} sources crawled, nothing wrong with any"
            if seen
            else "no crawl yet",
        )
    more = f", and {len(ill) - _NAMED} more" if len(ill) > _NAMED else ""
    named = ", ".join(ill[:_NAMED])
    return "note", f"{len(ill)} of {len(seen)} sources: {named}{more}. `tradewind sources health` says why"
