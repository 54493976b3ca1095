"""The catalogue as the store knows it, against the one that is configured now."""

from __future__ import annotations

from collections.abc import Sequence

from store.articles import save_sources
from store.columns import key_list
from store.db import Database, atomic
from store.records import Source
from store.transactions import worded

_GONE = "not in the catalogue any more"


@worded
def retire_sources(db: Database, catalogue: Sequence[Source]) -> int:
    """Switch off the sources of the store that the catalogue has switched off, or has no more; how many those are.

    A crawl saves what it asks; of the others nobody would say so, and a digest would miss them for ever. Sources of
    imported files (group "local") stand in no catalogue and stay.
    """
    with atomic(db):
        rows = db.conn.execute("SELECT id FROM sources WHERE enabled AND \"group\" <> 'local'").fetchall()
        held = {row[0] for row in rows}
        off = [source for source in catalogue if not source.enabled and source.id in held]
        gone = held - {source.id for source in catalogue}
        save_sources(db, off)
        db.conn.execute(
            "UPDATE sources SET enabled = 0, disabled_reason = ? WHERE id IN (SELECT value FROM json_each(?))",
            (_GONE, key_list(sorted(gone))),
        )
    return len(off) + len(gone)
