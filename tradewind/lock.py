"""One writer at a time: advisory locks, gone with the process that held them.

A run holds a file beside the store, and another one is refused. Who adds to a file of the user's holds the folder it
lies in for as long as that takes (no file of ours is left there), and another one waits.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreReadOnly, TryLater

_PAUSE = 0.05  # seconds between two attempts to get a folder
_PATIENCE = 60.0  # seconds after which its holder is taken to be stopped


@contextmanager
def only_one(
    store: Path, *, patience: float = 0.0, waiting: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold ``<store>.lock`` for the block. TryLater (exit 75) when another holds it longer than ``patience`` s.

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
        if not _locked(descriptor):
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            until = time.monotonic() + patience
            if patience:
                waiting(f"another run (process {holder}) is working on {store}: waiting for it")
            while not _locked(descriptor):
                if time.monotonic() >= until:
                    raise TryLater(
                        f"another run (process {holder}) is working on {store}. Wait for it, or end it, and run again"
                    )
                time.sleep(min(1.0, patience))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def in_turn(folder: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold a folder, or the nearest one above it that is there, for the block, after whoever holds it now.

    Raises TryLater (exit 75) when that takes longer than ``patience`` seconds. Where the file system knows no locks
    (some that are mounted over a network) nobody is held off: compare before you write.
    """
    place = next(each for each in (folder, *folder.parents) if each.is_dir())
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TryLater(
                        f"another process has been writing in {place} for long. Run again"
                    ) from None
                time.sleep(_PAUSE)
                continue
            except OSError:
                pass
            break
        yield
    finally:
        os.close(descriptor)
