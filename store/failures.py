"""What an error of SQLite means to the user: one of the StoreError classes, with the file and the remedy."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreBusy, StoreError, StoreForeign, StoreFull, StoreReadOnly

# Less free space than this, and an I/O error of SQLite is taken for a full disk: on some file systems growing
# the shared-memory file fails with IOERR instead of FULL.
_FULL_BELOW = 256 * 1024


def store_error(error: sqlite3.Error, path: Path | str) -> StoreError:
    """The StoreError that stands for an error of SQLite on the file ``path``."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return _full(path)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: another process is writing to the store. Try again when it has ended.")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreReadOnly(
            f"{path}: the store cannot be written. Check the owner and mode of file and folder."
        )
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT):
        return StoreForeign(f"{path}: not a tradewind store, or damaged ({error}). Restore it from a backup.")
    if primary == sqlite3.SQLITE_IOERR:
        return _full(path) if _is_full(path) else StoreError(f"{path}: reading or writing failed ({error}).")
    if primary == sqlite3.SQLITE_CANTOPEN:
        return StoreReadOnly(
            f"{path}: the store cannot be opened ({error}). Check the mode of file and folder."
        )
    if primary == sqlite3.SQLITE_NOMEM:
        return StoreError(f"{path}: not enough memory.")
    return StoreError(f"{path}: {error}")


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """Turn errors of SQLite and of the file system on ``path`` into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreReadOnly(f"{path}: {error.strerror}.") from error
        raise StoreError(f"{path}: {error.strerror or error}.") from error


def _full(path: Path | str) -> StoreFull:
    return StoreFull(
        f"{path}: no space left. What was not acknowledged was rolled back; make room and run again."
    )


def _is_full(path: Path | str) -> bool:
    try:
        return shutil.disk_usage(Path(path).parent).free < _FULL_BELOW
    except OSError:
        return False
