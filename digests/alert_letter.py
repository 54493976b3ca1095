"""An alert as it is read: the view of a letter like the digest's, and a JSON body for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digests.alerts import Alert
from digests.labels import Labels, labels_of
from digests.view import NAME, Item, Link, Quote, Section, View, clean, web_address

SCHEMA = "tradewind.alert/1"
SHOWN = 20  # findings of one message; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """What one message of one rule tells."""

    rule: str
    on: str  # story | figure | policy | shift
    alerts: Sequence[Alert]
    at: datetime  # when it was written, aware
    day: date  # the same in the reader's zone
    quiet_hours: float  # the rule says nothing for so long now
    names: Mapping[str, Mapping[str, str]]  # what things are called: {id: {"en": ..., "zh-Hans": ...}}
    pages: Mapping[str, str]  # drill-down: key of a finding to the page that shows all of it; may lack any


def build_alert_view(message: AlertMessage, lang: str) -> View:
    """The view of an alert in "en", "zh" or "zh-Hant"."""
    say = labels_of(lang)
    shown = message.alerts[:SHOWN]
    items = [_item(say, message, alert) for alert in shown]
    if len(message.alerts) > SHOWN:
        more = say.say("alert", "more", n=len(message.alerts) - SHOWN, rule=message.rule)
        items.append(Item(body=(more,)))
    first = clean(_lead(say, message, shown[0]), 120)
    subject = say.say("alert", "subject", rule=message.rule, first=first)
    if len(message.alerts) > 1:
        subject = say.say("alert", "subject_many", rule=message.rule, first=first, n=len(message.alerts) - 1)
    hours = f"{message.quiet_hours:g}"
    return View(
        lang=say.lang,
        week="",
        subject=clean(subject, 200),
        name=say.say("head", "name"),
        tagline=say.say("head", "tagline"),
        title=say.say("alert", "title", rule=message.rule),
        head=say.day(message.day, year=True),
        bottom=(first,),
        sections=(Section("alert", say.say("alert", message.on), "", tuple(items)),),
        foot=say.say(
            "alert", "foot" if message.quiet_hours else "foot_always", rule=message.rule, hours=hours
        ),
        skip=say.say("head", "skip"),
    )


def _item(say: Labels, message: AlertMessage, alert: Alert) -> Item:
    body = []
    if message.on in ("figure", "policy"):
        body.append(clean(alert.title))
    if alert.houses > 1:
        body.append(say.say("alert", "houses", publishers=say.count("publisher", alert.houses)))
    source = say.say("format", "source", source=clean(alert.source, NAME), day=say.day(alert.on))
    url = web_address(alert.url)
    quotes = (Quote(alert.quote, "", "", source, url, alert.lang),) if alert.quote else ()
    links = []
    if not quotes and url:
        body.append(say.say("alert", "unquoted"))
        links.append(Link(source, url))
    if page := web_address(message.pages.get(alert.key, "")):
        links.append(Link(say.say("alert", "page"), page))
    return Item(
        lead=_lead(say, message, alert),
        url=url if message.on == "story" else "",
        body=tuple(part for part in body if part),
        quotes=quotes,
        more=say.say("alert", "see") if links else "",
        links=tuple(links),
    )


def _lead(say: Labels, message: AlertMessage, alert: Alert) -> str:
    """What was found, in one line."""
    if message.on == "figure":
        subject, metric, quote = alert.fact
        named = message.names.get(subject, {})
        name = named.get(say.lang) or named.get("en") or subject
        return " · ".join((clean(name, NAME), say.term("metric", metric), clean(quote, NAME)))
    if message.on == "policy":
        event, day, jurisdiction = alert.fact
        told = say.say("alert", event, day=say.day(date.fromisoformat(day), year=True))
        return f"{told} · {clean(jurisdiction, 10)}" if jurisdiction else told
    if message.on == "shift":
        name, way, observed, expected, week, measure = alert.fact
        said = {
            "name": clean(name, NAME),
            "arrow": "▲" if way == "up" else "▼",
            "week": week,
            "expected": expected,
        }
        if measure == "voice":
            return say.say("alert", "voice", share=observed, **said)
        return say.say("alert", "claim", stories=say.count("story", int(observed)), **said)
    return clean(alert.title)


def alert_json(message: AlertMessage, message_id: str) -> bytes:
    """The body of a webhook: one JSON object in UTF-8. ``fact`` is what was found beside the headline, in order."""
    rows = [
        {
            "key": alert.key,
            "title": alert.title,
            "fact": list(alert.fact),
            "quote": alert.quote,
            "start": alert.start,
            "end": alert.end,
            "url": alert.url,
            "source": alert.source,
            "lang": alert.lang,
            "day": alert.on.isoformat(),
            "publishers": alert.houses,
            "page": message.pages.get(alert.key, ""),
        }
        for alert in message.alerts
    ]
    body = {
        "schema": SCHEMA,
        "id": message_id,
        "rule": message.rule,
        "on": message.on,
        "at": message.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "alerts": rows,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
