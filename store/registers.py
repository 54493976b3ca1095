"""Official registers: their entries as they read them now, and when each was first read and last changed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence

from store.columns import clean, key_list, time_text, time_text_or_none
from store.records import OfficialRecord

_CHUNK = 500  # entries looked up and written at a time


def put_in_registers(conn: sqlite3.Connection, records: Sequence[OfficialRecord]) -> Counter[str]:
    """Write entries inside the caller's transaction; counts of new, changed and known.

    An entry that reads as before keeps its times, so saving it again changes nothing. An older reading than the one
    that is held changes nothing either.
    """
    counts: Counter[str] = Counter()
    for start in range(0, len(records), _CHUNK):
        chunk = records[start : start + _CHUNK]
        held = {
            (row[0], row[1]): row[2:]
            for row in conn.execute(
                "SELECT source_id, key, url, title, published_at, fields, changed_at FROM official_records"
                " WHERE source_id IN (SELECT value FROM json_each(?)) AND key IN (SELECT value FROM json_each(?))",
                (
                    key_list(sorted({item.source_id for item in chunk})),
                    key_list(clean(item.key) for item in chunk),
                ),
            )
        }
        for item in chunk:
            place = (item.source_id, clean(item.key))
            known, told, at = held.get(place), _told(item), time_text(item.at)
            if known is None:
                counts["new"] += 1
            elif known[:4] == told or at < known[4]:
                counts["known"] += 1
                continue
            else:
                counts["changed"] += 1
            conn.execute(
                "INSERT INTO official_records (source_id, key, url, title, published_at, fields, first_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, key) DO UPDATE SET url = excluded.url,"
                " title = excluded.title, published_at = excluded.published_at, fields = excluded.fields,"
                " changed_at = excluded.changed_at",
                (*place, *told, at, at),
            )
            held[place] = (*told, at)
    return counts


def _told(item: OfficialRecord) -> tuple[str, str, str | None, str]:
    """What an entry says, as its columns hold it."""
    said = {clean(name): clean(value) for name, value in item.fields}
    return (
        clean(item.url),
        clean(item.title),
        time_text_or_none(item.published_at),
        json.dumps(said, ensure_ascii=False),
    )
