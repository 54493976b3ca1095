"""One writer at a time: an advisory lock on a file beside the store, gone with the process that held it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreReadOnly, TryLater


@contextmanager
def only_one(store: Path) -> Iterator[None]:
    """Hold ``<store>.lock`` for the block. Raises TryLater (exit 75) when another run holds it.

    The kernel drops the lock when the process dies, however it dies: there is no stale lock to clean up.
    """
    path = store.with_name(store.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreReadOnly(
            f"{path}: cannot be written: {error.strerror}. Check the folder's permissions"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise TryLater(
                f"another run (process {holder}) is working on {store}. Wait for it, or end it, and run again"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
