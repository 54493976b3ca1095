"""The exceptions that cross rooms.

TradewindError                 whatever a user can act on; the door prints it without a traceback
├── InputError                 what was given cannot be used: file, line, key, remedy        exit 2
│   └── ConfigError            the same, in tradewind.toml or a sources file                 exit 2
├── StoreError                 the database file cannot be used                              exit 2
│   ├── StoreMissing           no such file
│   ├── StoreForeign           a file, but not one of ours, or damaged
│   ├── StoreNewer             written by a newer version
│   ├── StoreReadOnly          cannot be written
│   ├── StoreFull              the disk (or quota) is full; nothing was acknowledged
│   └── StoreBusy              locked by someone else for longer than the timeout            exit 75
└── TryLater                   another run holds the lock, a server said "later"             exit 75
"""

from __future__ import annotations


class TradewindError(Exception):
    """Base of every error that is told to the user as one message; ``exit_code`` is the command's."""

    exit_code = 2


class InputError(TradewindError):
    """Given input cannot be used. The message names where (file, line, key) and what to do."""

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        key: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.message, self.path, self.line, self.key, self.remedy = message, path, line, key, remedy
        place = ":".join(str(part) for part in (path, line) if part is not None)
        text = f"{place}: {message}" if place else message
        if key is not None:
            text += f" (key: {key})"
        if remedy:
            text += f". {remedy}"
        super().__init__(text)


class ConfigError(InputError):
    """tradewind.toml or a sources file is wrong."""


class StoreError(TradewindError):
    """The database cannot be used as asked."""


class StoreMissing(StoreError):
    """There is no database file where one was named."""


class StoreForeign(StoreError):
    """The file is not a tradewind store, or it is damaged."""


class StoreNewer(StoreError):
    """The store was written by a newer version of tradewind."""


class StoreReadOnly(StoreError):
    """The store, or the folder it lies in, cannot be written."""


class StoreFull(StoreError):
    """No space left. The transaction was rolled back: nothing was acknowledged, nothing is lost."""


class StoreBusy(StoreError):
    """Another process holds the store locked for longer than the timeout."""

    exit_code = 75


class TryLater(TradewindError):
    """Nothing is wrong; the same command will work later."""

    exit_code = 75
