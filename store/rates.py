"""Exchange rates that put figures in order by size: written whole, read by the view of figures and by the digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from store.columns import clean
from store.transactions import transaction, worded

if TYPE_CHECKING:
    from store.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of a currency is in US dollars, on a day, by somebody who published it."""

    currency: str  # ISO 4217
    usd: Decimal  # above zero
    on: date
    source: str


@worded
def save_rates(db: Database, rates: Sequence[Rate]) -> bool:
    """Put these rates in the place of the store's, unless they are the same. Returns whether they were written."""
    rows = sorted((rate.currency, float(rate.usd), rate.on.isoformat(), clean(rate.source)) for rate in rates)
    with transaction(db.conn):
        held = db.conn.execute("SELECT currency, usd, date, source FROM rates ORDER BY currency").fetchall()
        if [tuple(row) for row in held] == rows:
            return False
        db.conn.execute("DELETE FROM rates")
        db.conn.executemany("INSERT INTO rates (currency, usd, date, source) VALUES (?, ?, ?, ?)", rows)
    return True
