"""The words an article opens with, as the tagger keeps them: what words of the week are counted from."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from store.columns import key_list
from store.transactions import worded

_CHUNK = 5_000  # ids of one look-up


@worded
def load_words(conn: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The different words of headline and lead of these articles, folded, with spaces between; "" where none.

    Articles that nobody has tagged yet, and unknown numbers, are left out.
    """
    found: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(
            conn.execute(
                "SELECT article_id, words FROM taggings WHERE version IS NOT NULL"
                " AND article_id IN (SELECT value FROM json_each(?))",
                (key_list(ids[start : start + _CHUNK]),),
            )
        )
    return found
