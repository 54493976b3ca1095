"""The run ledger: what each run of a command did, written at its start and at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from store import runs
from store.db import Database
from store.errors import StoreError
from tradewind.clock import now
from tradewind.version import __version__


@dataclass
class Ledger:
    """What a run did, as it will stand in the run ledger."""

    run_id: int
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    exit_code: int = 0


@contextmanager
def ledger(db: Database, command: str) -> Iterator[Ledger]:
    """Record a run: its start at once, its end with counts and exit code, its failure as exit code 1."""
    book = Ledger(runs.start_run(db, command=command, version=__version__, at=now()))
    try:
        yield book
    except BaseException as error:
        code = getattr(error, "exit_code", 1)
        note = f"{type(error).__name__}: {error}"[:500]
        # A store that has just failed may refuse this too; the first error is the one to tell.
        with suppress(StoreError):
            _finish(db, book, code, note)
        raise
    _finish(db, book, book.exit_code)


def _finish(db: Database, book: Ledger, code: int, *more: str) -> None:
    notes = (*book.notes, *more)
    runs.finish_run(db, book.run_id, at=now(), exit_code=code, counts=dict(book.counts), notes=notes)
