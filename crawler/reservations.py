"""TDM Reservation Protocol: /.well-known/tdmrep.json, asked for once for each host and run, and obeyed.

What a host reserves there is not fetched. A page may also say so itself (crawler.permissions): then it was fetched, and
is not kept. No file means nothing is reserved; a file that cannot be read means the same, and is noted.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from crawler.desk import Work
from crawler.middlewares import WithWork
from crawler.outcomes import HostRestsError, ReservedError, RunEndsError, clean_detail
from crawler.permissions import MAX_POLICY
from crawler.urls import host_of

MAX_BYTES = 262_144  # of the file
MAX_RULES = 1_000
MAX_PATTERN = 500  # characters
_FIRST = 900  # priority: after robots.txt, before the pages


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths that match ``pieces`` (what stands between asterisks) are reserved, or expressly are not."""

    pieces: tuple[str, ...]
    to_end: bool  # the pattern ended with "$"
    reserved: bool
    policy: str

    @property
    def length(self) -> int:
        """Characters that have to match: of two rules the longer one is meant."""
        return sum(map(len, self.pieces)) + self.to_end

    def matches(self, path: str) -> bool:
        """Whether a path with its query is meant. Linear in the path for each piece."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        place = len(first)
        if not rest:
            return not self.to_end or place == len(path)
        *middle, last = rest
        for piece in middle:
            found = path.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        if self.to_end:
            return len(path) - len(last) >= place and path.endswith(last)
        return path.find(last, place) >= 0


def read_reservations(body: bytes) -> tuple[Rule, ...] | str:
    """The rules of a tdmrep.json, or in a word why they cannot be read. A page of HTML is no such file: no rules."""
    if len(body) > MAX_BYTES:
        return f"larger than {MAX_BYTES} bytes"
    text = body.decode("utf-8-sig", "replace").strip()
    if not text or text.startswith("<"):
        return ()
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return "no JSON"
    if isinstance(rows, dict):
        rows = [rows]
    if not isinstance(rows, list):
        return "no list"
    rules = [rule for row in rows[:MAX_RULES] if (rule := _rule(row)) is not None]
    if rows and not rules:
        return "no rule in it has a location and a reservation"
    return tuple(sorted(rules, key=lambda rule: (-rule.length, not rule.reserved)))


def _rule(row: Any) -> Rule | None:
    if not isinstance(row, dict):
        return None
    location, reserved = row.get("location"), row.get("tdm-reservation")
    if not isinstance(location, str) or not 0 < len(location) <= MAX_PATTERN:
        return None
    if isinstance(reserved, bool) or str(reserved) not in ("0", "1"):
        return None
    pattern = unquote(location if location[0] in "/*" else f"/{location}")
    to_end = pattern.endswith("$")
    pieces = tuple(pattern.removesuffix("$").split("*"))
    policy = row.get("tdm-policy")
    return Rule(pieces, to_end, str(reserved) == "1", policy[:MAX_POLICY] if isinstance(policy, str) else "")


def reservation_of(rules: Sequence[Rule], url: str) -> Rule | None:
    """The rule that reserves a URL, or None: of those that match the longest is meant, of two alike the stricter."""
    if not rules:
        return None
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
    meant = next((rule for rule in rules if rule.matches(path)), None)
    return meant if meant is not None and meant.reserved else None


class Reservations(WithWork):
    """Asks a host what it reserves before the first of its pages is fetched.

    Announcements are not held back: they are read for addresses and dates, what is mined are the pages.
    """

    def __init__(self, crawler: Crawler, work: Work) -> None:
        super().__init__(crawler, work)
        self._rules: dict[str, asyncio.Future[tuple[Rule, ...]]] = {}
        crawler.signals.connect(self.heard_bytes, signal=signals.bytes_received)

    async def process_request(self, request: Request) -> None:
        """Raise for a page that is reserved."""
        if not self.work.options.obey_tdm or "candidate" not in request.cb_kwargs:
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._load(site, parts.netloc))
        asked = self._rules[site]
        # Shielding makes a task, and a host is asked for hundreds of pages.
        try:
            rules = asked.result() if asked.done() else await asyncio.shield(asked)
        except HostRestsError:
            if self.work.hosts.resting(host_of(request.url), now=monotonic()):
                self._rules.pop(site, None)  # it was not asked: when the pause is over, it will be
            raise
        rule = reservation_of(rules, request.url)
        if rule is not None:
            raise ReservedError(reserved_detail("tdmrep.json", rule.policy))

    def heard_bytes(self, data: bytes, request: Request) -> None:
        """Stop a file that is too large to be one."""
        if not request.meta.get("is_tdmrep"):
            return
        request.meta["tdmrep_read"] = read = request.meta.get("tdmrep_read", 0) + len(data)
        if read > MAX_BYTES:
            raise StopDownload(fail=False)

    async def _load(self, site: str, host: str) -> tuple[Rule, ...]:
        """What a host reserves; nothing, when there is no such file or it cannot be read.

        Raises HostRestsError and RunEndsError: it was not asked, and its pages wait for the next run.
        """
        meta = {
            "is_tdmrep": True,
            "download_maxsize": 2 * MAX_BYTES,
            "retry_times": self.work.options.retries,  # one try: it is there or not
        }
        address = f"{site}/.well-known/tdmrep.json"
        request = Request(address, callback=NO_CALLBACK, priority=_FIRST, dont_filter=True, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except (HostRestsError, RunEndsError):
            raise
        except (
            Exception
        ):  # forbidden by robots.txt, too large, not answered: the page is asked and speaks for itself
            return ()
        if response.status != 200:
            return ()
        rules = read_reservations(response.body)
        if isinstance(rules, str):
            self.work.hosts.notes.append(f"{host}: its tdmrep.json cannot be read ({rules}), taken for none")
            return ()
        return rules


def reserved_detail(said_by: str, policy: str) -> str:
    """Who reserves, and where the terms are."""
    return clean_detail(f"{said_by} reserves text and data mining" + (f"; terms: {policy}" if policy else ""))
