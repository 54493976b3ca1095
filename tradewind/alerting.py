"""The arrow of alerts: rules over the newest rows, findings kept once, messages into the outbox.

    newest rows --rules--> findings --cooldown--> messages --outbox--> mail, webhook

A finding and the message that tells it are written in one transaction: killed anywhere, nothing is told twice by
itself and nothing that was found is lost.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store import alerts as kept
from store import outbox, queries
from store.db import Database, open_existing
from store.digest_rows import load_digest_rows
from store.errors import ConfigError
from store.transactions import transaction
from tradewind.alert_config import RuleConfig, TargetConfig, bound_of
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.hooks import Told, notify, post_json
from tradewind.ledger import ledger
from tradewind.lock import only_one
from tradewind.sending import next_wait, sender_lock
from tradewind.tagging import own_things, own_topics, printed_names

if TYPE_CHECKING:
    from digests.alert_letter import AlertMessage
    from digests.alerts import Alert, Rule
    from digests.mail import Sender

_LIST_PART = "alerts"
_APPRISE_LINES = 4_000  # characters of a text: chat services take about as many


@dataclass
class Checked:
    """What one look at the rules did."""

    found: Counter[str] = field(default_factory=Counter)  # new findings by rule
    waiting: Counter[str] = field(default_factory=Counter)  # found and not told yet, by rule: it is quiet
    messages: int = 0  # written into the outbox

    @property
    def exit_code(self) -> int:
        """0 something was found or told, 4 nothing new."""
        return 0 if self.messages or sum(self.found.values()) else 4


def rules_of(settings: Settings) -> tuple[Rule, ...]:
    """The rules as digests.alerts takes them. ConfigError for an id, topic or metric that nobody knows."""
    from digests.alerts import Rule

    require_known(settings)
    return tuple(
        Rule(
            name=rule.name, on=rule.on, entities=rule.entities, topics=rule.topics, metrics=rule.metrics,
            at_least=bound_of(rule.at_least), at_most=bound_of(rule.at_most), unit=rule.unit,
            jurisdictions=rule.jurisdictions, actions=rule.actions, within_days=rule.within_days,
            direction=rule.direction, languages=rule.languages, publishers=rule.publishers,
        )
        for rule in settings.config.alerts.rules
    )  # fmt: skip


def require_known(settings: Settings) -> None:
    """A rule that names what does not exist would be silent for ever: ConfigError, with the nearest name."""
    if not settings.config.alerts.rules:
        return
    from nlp.metric_words import metric_names
    from nlp.topic_files import topic_labels
    from nlp.topic_terms import TOPICS
    from nlp.usual_names import usual_names

    things = usual_names(own_things(settings))
    for at, rule in enumerate(settings.config.alerts.rules):
        known: tuple[tuple[str, Sequence[str], Iterable[str]], ...] = (
            ("entities", rule.entities, things),
            ("topics", rule.topics, (*TOPICS, *topic_labels(own_topics(settings)))),
            ("metrics", rule.metrics, metric_names()),
        )
        for key, given, names in known:
            for name in given:
                if name not in (choice := set(names)):
                    near = difflib.get_close_matches(name, sorted(choice), n=1, cutoff=0.5)
                    raise ConfigError(
                        f"nothing is called {name!r}",
                        path=str(settings.file) if settings.file else None,
                        key=f"alerts.rules[{at}].{key}",
                        remedy=f"Did you mean {near[0]}?"
                        if near
                        else "`tradewind entities list` shows what is known",
                    )


def check_rules(settings: Settings, *, dry_run: bool = False) -> tuple[Checked, list[Alert]]:
    """Look at the newest rows by the rules, keep what is new, and write the messages that are due.

    The findings are those that are new. ``dry_run``: nothing is written.
    """
    rules, at = rules_of(settings), now()
    checked = Checked()
    with closing(queries.connect_readonly(settings.store_path)) as connection, queries.snapshot(connection):
        found = _find(settings, connection, rules, at)
        known = {rule.name: kept.known_keys(connection, rule.name) for rule in rules}
    fresh = [alert for alert in found if alert.key not in known[alert.rule]]
    checked.found.update(alert.rule for alert in fresh)
    if dry_run or not rules:
        return checked, fresh
    with closing(open_existing(settings.store_path)) as db, ledger(db, "alerts check") as book:
        with transaction(db.conn):
            kept.save_alerts(db, [_row(alert, at) for alert in fresh])
            for rule in settings.config.alerts.rules:
                checked.messages += _tell(settings, db, rule, at)
                if left := len(kept.untold(db.conn, rule.name)):
                    checked.waiting[rule.name] = left
        book.counts.update({"found": len(fresh), "messages": checked.messages})
        book.exit_code = checked.exit_code
    return checked, fresh


def _find(
    settings: Settings, connection: sqlite3.Connection, rules: Sequence[Rule], at: datetime
) -> list[Alert]:
    from digests.alert_days import find_claims, find_dates
    from digests.alerts import find_alerts
    from digests.weeks import parse_week

    zone = ZoneInfo(settings.config.digest.timezone)
    found: list[Alert] = []
    if any(rule.on in ("story", "figure") for rule in rules):
        start = at - timedelta(days=settings.config.alerts.window_days)
        rows = load_digest_rows(connection, start=start, end=at + timedelta(days=1), newest_start=start)
        found += find_alerts(rules, rows, lambda ids: queries.load_texts(connection, ids), zone=zone)
    if dated := [rule for rule in rules if rule.on == "policy"]:
        today = at.astimezone(zone).date()
        last = today + timedelta(days=max(rule.within_days for rule in dated))
        days = kept.coming_days(connection, first=today, last=last)
        found += find_dates(
            rules, days, lambda ids: queries.load_texts(connection, ids), today=today, zone=zone
        )
    if any(rule.on == "shift" for rule in rules) and (claims := kept.newest_claims(connection)):
        found += find_claims(rules, claims, monday=parse_week(str(claims[0]["week"])).monday)
    return found


def _row(alert: Alert, at: datetime) -> kept.AlertRow:
    return kept.AlertRow(
        rule=alert.rule, key=alert.key, at=at, told_at=None, title=alert.title, fact=alert.fact, quote=alert.quote,
        start=alert.start, end=alert.end, url=alert.url, source=alert.source, lang=alert.lang, day=alert.on,
        houses=alert.houses, article_id=alert.article_id,
    )  # fmt: skip


def _tell(settings: Settings, db: Database, rule: RuleConfig, at: datetime) -> int:
    """Write the messages of one rule, unless it is quiet; how many. Inside the transaction that keeps the findings."""
    told = kept.last_told(db.conn, rule.name)
    rows = kept.untold(db.conn, rule.name)
    if not rows or (told is not None and at < told + timedelta(hours=rule.cooldown_hours)):
        return 0
    texts = queries.load_texts(db.conn, [row.article_id for row in rows if row.article_id is not None])
    message = _message(settings, rule, rows, texts, at)
    keys = [row.key for row in rows]
    made = [_for(settings, rule, message, keys, to) for to in rule.to]
    outbox.enqueue(db, made, at=at)
    kept.mark_told(db, rule.name, keys, at=at)
    return len(made)


def _message(
    settings: Settings,
    rule: RuleConfig,
    rows: Sequence[kept.AlertRow],
    texts: Mapping[int, str],
    at: datetime,
) -> AlertMessage:
    from digests.alert_letter import AlertMessage
    from digests.alerts import Alert, without_stale_quote

    alerts = [
        Alert(
            rule=row.rule, key=row.key, title=row.title, fact=row.fact, url=row.url, source=row.source,
            lang=row.lang, on=row.day, quote=row.quote, start=row.start, end=row.end,
            article_id=row.article_id, houses=row.houses,
        )
        for row in rows
    ]  # fmt: skip
    # An article may have been revised since: what no longer stands in it is not quoted.
    alerts = [without_stale_quote(alert, texts.get(alert.article_id or 0, "")) for alert in alerts]
    return AlertMessage(
        rule=rule.name,
        on=rule.on,
        alerts=alerts,
        at=at,
        day=at.astimezone(ZoneInfo(settings.config.digest.timezone)).date(),
        quiet_hours=rule.cooldown_hours,
        names=printed_names(settings),
        pages=_pages(settings, alerts, language_of(settings, rule)),
    )


def _pages(settings: Settings, alerts: Sequence[Alert], lang: str) -> Mapping[str, str]:
    """The page of each claim, with all its evidence, where the archive is served."""
    from digests.addresses import shift_page_name

    base = settings.config.digest.site_url.rstrip("/")
    if not base:
        return {}
    pages = {}
    for alert in alerts:
        kind, _, claim = alert.key.partition(":")
        if kind == "shift":
            week, measure, series = claim.split("|", 2)
            pages[alert.key] = f"{base}/{shift_page_name(week, measure, series, lang)}"
    return pages


def language_of(settings: Settings, rule: RuleConfig) -> str:
    """What a rule's messages are written in."""
    return rule.language or settings.config.digest.languages[0]


def _for(
    settings: Settings, rule: RuleConfig, message: AlertMessage, keys: Sequence[str], to: str
) -> outbox.Message:
    """The message for one who is told, by whatever way."""
    from digests.alert_letter import alert_json, build_alert_view
    from digests.mail import Letter, Recipient, build_message, mail_address, message_id
    from digests.render import view_html, view_text

    lang = language_of(settings, rule)
    mail = settings.config.mail
    list_id = f"{_LIST_PART}.{mail.list_name}" if mail.host else "alerts.tradewind.invalid"
    about = f"alert:{rule.name}:{hashlib.sha256(json.dumps(sorted(keys)).encode()).hexdigest()[:20]}"
    view = build_alert_view(message, lang)
    target = next((item for item in settings.config.alerts.targets if item.name == to), None)
    if target is None:
        letter = Letter(
            subject=view.subject, html=view_html(view), text=view_text(view), lang=view.lang, list_id=list_id,
            about=about, revision=1, date=message.at,
        )  # fmt: skip
        sender = _sender(settings, list_id)
        identity, channel, recipient = message_id(list_id, about, to, 1), "mail", mail_address(to)
        body = build_message(letter, Recipient(to), sender)
    else:
        identity = f"<{hashlib.sha256(json.dumps([list_id, about, to]).encode()).hexdigest()[:40]}@{list_id}>"
        channel, recipient = target.kind, to
        body = alert_json(message, identity) if channel == "webhook" else view_text(view).encode()
    return outbox.Message(
        message_id=identity, channel=channel, about=f"alert:{rule.name}", revision=1, recipient=recipient,
        lang=lang, subject=view.subject, body=body, due_at=message.at,
    )  # fmt: skip


def _sender(settings: Settings, list_id: str) -> Sender:
    from digests.mail import Sender

    mail = settings.config.mail
    return Sender(
        address=mail.from_address, name=mail.from_name, list_name=f"{mail.from_name} alerts", list_id=list_id,
        unsubscribe_url=mail.unsubscribe_url, unsubscribe_mailto=mail.unsubscribe_mailto,
    )  # fmt: skip


def tell_targets(settings: Settings, *, environment: Mapping[str, str] = os.environ) -> Counter[str]:
    """Hand on what is due for webhooks and apprise, one attempt each; states by number. One sender at a time."""
    targets = {target.name: target for target in settings.config.alerts.targets}
    done: Counter[str] = Counter()
    with only_one(sender_lock(settings)), closing(open_existing(settings.store_path)) as db:
        outbox.make_durable(db)
        outbox.recover(db, at=now())
        for channel in ("webhook", "apprise"):
            for _ in range(outbox.count_due(db, at=now(), channel=channel)):
                claimed = outbox.claim_next(db, at=now(), channel=channel)
                if claimed is None:
                    break
                entry, body = claimed
                told = _attempt(
                    targets.get(entry.recipient), entry, body, settings.config.mail.timeout, environment
                )
                done[_settle(db, entry, told, settings.config.mail.retry_hours)] += 1
    return done


def _attempt(
    target: TargetConfig | None,
    entry: outbox.Entry,
    body: bytes,
    timeout: float,
    environment: Mapping[str, str],
) -> Told:
    if target is None:
        return Told(outbox.FAILED, None, "no target of this name is configured any more")
    url = target.url or environment.get(target.url_env, "")
    if not url:
        return Told(outbox.PENDING, None, f"the variable {target.url_env} is not set")
    if target.kind == "webhook":
        return post_json(url, body, entry.message_id, timeout=timeout)
    return notify(url, entry.subject, body.decode("utf-8", "replace")[:_APPRISE_LINES])


def _settle(db: Database, entry: outbox.Entry, told: Told, retry_hours: int) -> str:
    state, due, reply = told.state, None, told.reply
    if state == outbox.PENDING:
        wait = next_wait(entry.attempts, retry_hours)
        state, due = (outbox.FAILED, None) if wait is None else (state, now() + wait)
    outbox.settle(db, entry.message_id, state, at=now(), code=told.code, reply=reply, due_at=due)
    return state
