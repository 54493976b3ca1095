"""Instruments in the store: which policy events are to be joined, and the joining of a country written whole.

What is to be joined is a question to the store: countries with an event that has no link, with an instrument that lost
one (its article was revised or read anew) or with an article that repeats another text than at the joining; and all of
them when the rule of joining is another one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from store.columns import clean, clean_or_none, key_list, list_text
from store.policy_records import Instrument, Named, PolicyEvent, PolicyLink
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database

Build = Callable[
    [Sequence[PolicyEvent], Mapping[str, str]], tuple[Sequence[Instrument], Sequence[PolicyLink]]
]
"""(events of a country, anchor -> id as held) -> its instruments and the link of each event (nlp.instrument_ids)."""

_RULES = "instrument_rules"  # in settings: the rule that the links were made by

# Hosts of governments, and the country they speak for. The European Union's is no country of a domain.
_GOVERNMENTS = {
    "europa.eu": "EU", "gov": "US", "mil": "US", "gov.cn": "CN", "gov.tw": "TW", "gov.hk": "HK", "gov.uk": "UK",
    "go.jp": "JP", "go.kr": "KR", "gov.au": "AU", "govt.nz": "NZ", "gc.ca": "CA", "canada.ca": "CA", "gov.in": "IN",
    "gov.sg": "SG", "gov.my": "MY", "go.th": "TH", "go.id": "ID", "gov.ph": "PH", "gov.vn": "VN", "gov.br": "BR",
    "gob.mx": "MX", "gov.tr": "TR", "gov.za": "ZA", "gov.pl": "PL", "gov.it": "IT", "gouv.fr": "FR", "bund.de": "DE",
    "admin.ch": "CH", "gov.ie": "IE", "gob.es": "ES", "gov.il": "IL", "gov.sa": "SA", "gov.ng": "NG",
}  # fmt: skip

_EVENTS = (
    'SELECT p.article_id, p.n, a.url, substr(coalesce(a.published_at, a.first_fetched_at), 1, 10), s."group", s.region,'
    " coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id), p.instrument, p.kind, p.doc_number,"
    " p.jurisdiction, p.authority, p.action, p.announced_on, p.effective_on, p.deadline, p.rates, p.thresholds,"
    " p.scope, p.quote, a.title, coalesce(r.root_id, p.article_id),"
    " coalesce(instr(a.text, p.instrument) OR instr(a.title, p.instrument), 0) FROM policies AS p"
    " JOIN articles AS a ON a.id = p.article_id JOIN sources AS s ON s.id = a.source_id"
    " LEFT JOIN story_links AS r ON r.article_id = p.article_id WHERE p.jurisdiction IS ? ORDER BY a.url, p.n"
)
_NAMED = (
    "SELECT DISTINCT p.article_id, p.n, m.type, m.id, m.quote FROM policies AS p"
    " JOIN mentions AS m ON m.article_id = p.article_id"
    " WHERE p.jurisdiction IS ? AND m.type IN ('LAW', 'ORG') AND m.id IS NOT NULL AND m.provisional = 0"
    " AND (instr(p.instrument, m.quote) OR instr(p.authority, m.quote) OR instr(p.doc_number, m.quote))"
    " ORDER BY p.article_id, p.n, m.type, m.id, m.quote"
)
_PENDING = (
    "SELECT p.jurisdiction FROM policies AS p LEFT JOIN policy_links AS l ON l.article_id = p.article_id AND l.n = p.n"
    " WHERE l.article_id IS NULL"
    " UNION SELECT i.jurisdiction FROM instruments AS i WHERE i.events <>"
    " (SELECT count(*) FROM policy_links AS l WHERE l.instrument_id = i.instrument_id)"
    " UNION SELECT p.jurisdiction FROM policy_links AS l"
    " JOIN policies AS p ON p.article_id = l.article_id AND p.n = l.n"
    " LEFT JOIN story_links AS r ON r.article_id = l.article_id WHERE l.root_id <> coalesce(r.root_id, l.article_id)"
)


@worded
def pending_jurisdictions(db: Database, rules: str) -> list[str | None]:
    """Countries whose events are to be joined, in order; None are the events without one. ``rules``: of the joining."""
    held = db.conn.execute("SELECT value FROM settings WHERE name = ?", (_RULES,)).fetchone()
    asked = _PENDING
    if held is None or held[0] != rules:
        asked = "SELECT jurisdiction FROM policies UNION SELECT jurisdiction FROM instruments"
    found = [row[0] for row in db.conn.execute(asked)]
    return sorted(found, key=lambda code: (code is None, code or ""))


def save_rules(db: Database, rules: str) -> None:
    """Remember the rule that all links are made by now."""
    with transaction(db.conn):
        db.conn.execute(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_RULES, rules),
        )


def join_jurisdiction(db: Database, jurisdiction: str | None, build: Build) -> tuple[int, int]:
    """Join all events of a country anew, read, built and written in one transaction; only what changed is written.

    Returns how many events have another instrument than before, and how many instruments there are.
    """
    conn = db.conn
    with transaction(conn):
        events = load_events(db, jurisdiction)
        held = dict(
            conn.execute(
                "SELECT anchor, instrument_id FROM instruments WHERE jurisdiction IS ?", (jurisdiction,)
            )
        )
        instruments, links = build(events, held)
        moved = _save(conn, jurisdiction, instruments, links)
    return moved, len(instruments)


@worded
def load_events(db: Database, jurisdiction: str | None) -> list[PolicyEvent]:
    """All policy events of a country, by URL and place in the article."""
    named: dict[tuple[int, int], list[Named]] = defaultdict(list)
    for article_id, n, kind, id_, quote in db.conn.execute(_NAMED, (jurisdiction,)):
        named[article_id, n].append(Named(type=kind, id=id_, quote=quote))
    return [_event(row, named) for row in db.conn.execute(_EVENTS, (jurisdiction,))]


def _event(row: Sequence[Any], named: Mapping[tuple[int, int], Sequence[Named]]) -> PolicyEvent:
    article_id, n, url, published, group, region, house = row[:7]
    return PolicyEvent(
        article_id=article_id,
        n=n,
        url=url,
        published=published,
        official=is_official(url, group=group, region=region, house=house, jurisdiction=row[10]),
        house=house,
        instrument=row[7],
        kind=row[8],
        doc_number=row[9],
        jurisdiction=row[10],
        authority=row[11],
        action=row[12],
        announced_on=row[13],
        effective_on=row[14],
        deadline=row[15],
        rates=_amounts(row[16]),
        thresholds=_amounts(row[17]),
        scope=tuple(json.loads(row[18])),
        quote=row[19],
        title=row[20],
        root_id=row[21],
        printed=bool(row[22]),
        named=tuple(named.get((article_id, n), ())),
    )


def _amounts(text: str) -> tuple[str, ...]:
    return tuple(f"{item['value']} {item['unit']}" for item in json.loads(text))


def is_official(url: str, *, group: str, region: str, house: str, jurisdiction: str | None) -> bool:
    """Whether a text on an act is the acting side's own: a body of the country that the act is of printed it.

    A ministry that writes of another country's act is press. A source of the group "policy" speaks for its region;
    any article on a host of a government does for that country.
    """
    if not jurisdiction:
        return False
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        labels = []
    speaks = next(
        (_GOVERNMENTS[end] for end in (".".join(labels[-2:]), labels[-1]) if end in _GOVERNMENTS), None
    )
    if speaks is None and group == "policy":
        speaks = "EU" if house.startswith("eu-") else {"GB": "UK"}.get(region, region)
    return speaks == jurisdiction


# --- writing -------------------------------------------------------------------------------------------------


def _save(
    conn: sqlite3.Connection,
    jurisdiction: str | None,
    instruments: Sequence[Instrument],
    links: Sequence[PolicyLink],
) -> int:
    before = {
        row[0]: row
        for row in conn.execute("SELECT * FROM instruments WHERE jurisdiction IS ?", (jurisdiction,))
    }
    rows = {item.instrument_id: _instrument_row(item) for item in instruments}
    gone = before.keys() - rows.keys()
    changed = [row for key, row in rows.items() if before.get(key) != row]
    # An anchor may pass from one instrument to another: the old holders let go of theirs first.
    conn.executemany(
        "UPDATE instruments SET anchor = 'gone:' || instrument_id WHERE instrument_id = ?",
        [(key,) for key in (*gone, *(row[0] for row in changed if row[0] in before))],
    )
    # So does an instrument of another country, whose event turned out to be of this one.
    conn.execute(
        "UPDATE instruments SET anchor = 'gone:' || instrument_id WHERE jurisdiction IS NOT ?"
        " AND anchor IN (SELECT value FROM json_each(?))",
        (jurisdiction, key_list(row[1] for row in changed)),
    )
    conn.executemany(f"INSERT INTO instruments VALUES ({_marks(9)})", _new(changed, before))
    conn.executemany(
        "UPDATE instruments SET anchor = ?, name = ?, doc_number = ?, jurisdiction = ?, authority = ?, kind = ?,"
        " scope = ?, events = ? WHERE instrument_id = ?",
        [(*row[1:], row[0]) for row in changed if row[0] in before],
    )
    moved = _save_links(conn, jurisdiction, links)
    conn.executemany("DELETE FROM instruments WHERE instrument_id = ?", [(key,) for key in sorted(gone)])
    return moved


def _new(rows: Sequence[tuple[Any, ...]], before: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [row for row in rows if row[0] not in before]


def _save_links(conn: sqlite3.Connection, jurisdiction: str | None, links: Sequence[PolicyLink]) -> int:
    before = {
        (row[0], row[1]): row
        for row in conn.execute(
            "SELECT l.* FROM policies AS p JOIN policy_links AS l ON l.article_id = p.article_id AND l.n = p.n"
            " WHERE p.jurisdiction IS ?",
            (jurisdiction,),
        )
    }
    rows = [_link_row(link) for link in links]
    changed = [row for row in rows if before.get((row[0], row[1])) != row]
    conn.executemany(f"INSERT OR REPLACE INTO policy_links VALUES ({_marks(11)})", changed)
    return sum(1 for row in changed if before.get((row[0], row[1]), (0, 0, None))[2] != row[2])


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _instrument_row(item: Instrument) -> tuple[Any, ...]:
    return (
        clean(item.instrument_id),
        clean(item.anchor),
        clean(item.name),
        clean_or_none(item.doc_number),
        clean_or_none(item.jurisdiction),
        clean_or_none(item.authority),
        clean_or_none(item.kind),
        list_text(item.scope),
        item.events,
    )


def _link_row(link: PolicyLink) -> tuple[Any, ...]:
    beside = link.beside or (None, None)
    return (
        link.article_id,
        link.n,
        clean(link.instrument_id),
        int(link.official),
        link.reason,
        link.stage,
        *beside,
        list_text(link.differs),
        list_text(link.replaced),
        link.root_id,
    )
