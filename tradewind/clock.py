"""The clock, read at the door and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC, whole seconds: the store keeps no finer time."""
    return datetime.now(UTC).replace(microsecond=0)
