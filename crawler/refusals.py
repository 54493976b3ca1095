"""Which fetched pages are no articles, and by what name: gates, missing pages, log-ins, consent, paywalls, indexes."""

from __future__ import annotations

from crawler.gates import blocked_by as blocked_by  # noqa: PLC0414 - the door of this room's refusals

__all__ = ["blocked_by"]
