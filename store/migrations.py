"""Schema versions: a new file gets schema.sql whole, an older one the numbered steps that it lacks.

A step is SQL text that never changes once released, and needs nothing but the file as the step before left
it. Each runs in one transaction together with its record and the new version number; foreign keys are checked
before it commits. Views hold no data and are made anew from views.sql after the last step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from store.errors import StoreForeign
from store.transactions import transaction

SCHEMA_VERSION = 6
APPLICATION_ID = 0x54524457  # "TRDW": what `file` and `PRAGMA application_id` know a store by


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered change of the schema."""

    name: str  # what it does, for the record
    sql: str  # statements, each ended by a semicolon at the end of a line


def _text(name: str) -> str:
    return resources.files("store").joinpath(name).read_text(encoding="utf-8")


# Step N leads from version N-1 to N. Version 1 is the first one released: no step leads to it.
STEPS: Mapping[int, Step] = {
    2: Step("a memory of sources, and what a page says of itself", _text("step_2.sql")),
    3: Step("how names were found, and the roles of things", _text("step_3.sql")),
    4: Step("how periods were told, whether figures agree, and exchange rates", _text("step_4.sql")),
    5: Step("claims with their evidence, messages, alerts, and words of articles", _text("step_5.sql")),
    6: Step("policy instruments joined over articles", _text("step_6.sql")),
}


def create(conn: sqlite3.Connection) -> None:
    """Write the newest schema into an empty file. The caller has opened the transaction."""
    for statement in statements(_text("schema.sql")):
        conn.execute(statement)
    _make_views(conn)
    conn.execute("INSERT INTO migrations (version, name) VALUES (?, 'created')", (SCHEMA_VERSION,))
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def migrate(
    conn: sqlite3.Connection, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA_VERSION
) -> list[int]:
    """Bring an older file to ``target``; the versions gone through. No transaction may be open.

    Another process may be doing the same: the version is read again inside each transaction.
    """
    done: list[int] = []
    while _version(conn) < target:
        with transaction(conn):
            version = _version(conn) + 1
            if version <= target:
                _take(conn, version, steps)
                if version == target:
                    _make_views(conn)
                done.append(version)
    return done


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL text, one by one, without the comments that stand between them.

    ``executescript`` will not do: it commits first.
    """
    pending = ""
    for line in script.splitlines(keepends=True):
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if pending.strip():
        raise ValueError(f"the SQL text ends inside a statement: {pending[:60]!r}")


def _take(conn: sqlite3.Connection, version: int, steps: Mapping[int, Step]) -> None:
    step = steps.get(version)
    if step is None:
        raise StoreForeign(
            f"no step leads from schema version {version - 1} to {version}: the file is not one of ours"
        )
    for statement in statements(step.sql):
        conn.execute(statement)
    broken = conn.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreForeign(
            f"step {version} ({step.name}) would leave a row of {broken[0]} without its {broken[2]}"
        )
    conn.execute("INSERT INTO migrations (version, name) VALUES (?, ?)", (version, step.name))
    conn.execute(f"PRAGMA user_version = {version}")


def _make_views(conn: sqlite3.Connection) -> None:
    old = conn.execute("SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'v_*'").fetchall()
    for (name,) in old:
        conn.execute(f'DROP VIEW "{name}"')
    for statement in statements(_text("views.sql")):
        conn.execute(statement)


def _version(conn: sqlite3.Connection) -> int:
    return int(conn.execute("PRAGMA user_version").fetchone()[0])
