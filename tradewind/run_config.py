"""The [run] section of tradewind.toml: whom a run of the whole job tells that it ran."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta


class RunConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``tradewind run`` does besides the stages."""

    ping_url: str = ""
    metrics_file: str = ""
    catch_up_weeks: Annotated[int, Meta(ge=0, le=52)] = 4


def is_ping_url(url: str) -> bool:
    """Whether runs can be reported to this address: http or https, with a host and without spaces."""
    if any(mark.isspace() or ord(mark) < 32 for mark in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
