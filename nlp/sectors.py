"""Which line of business a thing of the shipped catalogue is in: the file its row stands in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from nlp.entity_files import shipped_rows


@cache
def _sectors() -> Mapping[str, str]:
    return {row.id: row.sector for row in shipped_rows()}


def sector_of(entity_id: str | None) -> str:
    """``government``, ``research``, ``media`` ..., as the files of nlp/data/entities are called; "" if unlisted."""
    return _sectors().get(entity_id or "", "")
