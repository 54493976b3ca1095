"""The claims of an issue beside it: what it claims, watches and follows up, with every story behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from store.claims import ShiftEvidenceRow, ShiftRow
from store.columns import clean, list_text
from store.transactions import worded

_SHIFT = tuple(item.name for item in fields(ShiftRow))
_EVIDENCE = tuple(item.name for item in fields(ShiftEvidenceRow))


def save_shifts(
    conn: sqlite3.Connection,
    *,
    week: str,
    revision: int,
    shifts: Sequence[ShiftRow],
    evidence: Sequence[ShiftEvidenceRow],
) -> None:
    """Write the rows of a new revision. Inside the transaction that writes the revision itself."""
    _insert(conn, "shifts", _SHIFT, week, revision, shifts)
    _insert(conn, "shift_evidence", _EVIDENCE, week, revision, evidence)


def _insert(
    conn: sqlite3.Connection,
    table: str,
    names: tuple[str, ...],
    week: str,
    revision: int,
    rows: Sequence[ShiftRow] | Sequence[ShiftEvidenceRow],
) -> None:
    columns = ", ".join(f'"{name}"' for name in ("week", "revision", *names))
    marks = ", ".join("?" * (2 + len(names)))
    conn.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",
        [(week, revision, *(_column(getattr(row, name)) for name in names)) for row in rows],
    )


def _column(value: object) -> object:
    if isinstance(value, tuple):
        return list_text(value)
    return clean(value) if isinstance(value, str) else value


@worded
def shift_evidence(conn: sqlite3.Connection, week: str) -> list[ShiftEvidenceRow]:
    """All rows behind the newest revision of a week's issue, shift by shift, in their order."""
    columns = ", ".join(f'"{name}"' for name in _EVIDENCE)
    rows = conn.execute(
        f"SELECT {columns} FROM v_shift_evidence WHERE week = ? ORDER BY measure, series, n", (week,)
    )
    return [ShiftEvidenceRow(**dict(zip(_EVIDENCE, row, strict=True))) for row in rows]


@worded
def earlier_claims(conn: sqlite3.Connection, week: str) -> list[Mapping[str, Any]]:
    """What earlier issues, as they stand, claimed: week, measure, series, observed, expected, effect; newest first."""
    names = ("week", "measure", "series", "observed", "expected", "effect")
    rows = conn.execute(
        f"SELECT {', '.join(names)} FROM v_digest_claim WHERE stands AND week < ?"
        " ORDER BY week DESC, measure, series",
        (week,),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
