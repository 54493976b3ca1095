"""What a stage tells the person who started it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.desk import CrawlSummary
    from digests.parts import Digest


@dataclass(frozen=True, kw_only=True)
class CrawlResult:
    """A crawl as told to the person: what the crawler saw, and what the store says of all candidates."""

    summary: CrawlSummary
    outcomes: Mapping[str, int]  # of this run, by Outcome and, for rejections, by Reason
    discovered: Mapping[str, int]  # new, known, again
    pending: int  # candidates still to be fetched
    exit_code: int
    waiting: int = 0  # of the pending: those with a time before which they are not asked for
    records: int = 0  # entries of official registers that are new, or read differently than before

    @property
    def interrupted(self) -> bool:
        """A signal ended it: whoever called it wants to stop, not to go on."""
        return self.summary.stopped_early not in (None, "max-pages")


@dataclass(frozen=True, kw_only=True)
class DigestFiles:
    """A digest of one week: its texts by language, and the files it was written to."""

    week: str
    revision: int  # 1 is the first; the same digest again keeps its revision
    text: Mapping[str, str]  # by language
    json: str
    letters: tuple[Path, ...]  # .json, and .html and .txt by language
    pages: tuple[Path, ...]  # web pages by language, the lists of all issues, and the feeds
    shift_pages: tuple[Path, ...] = ()  # one for each shift and language, in a folder below
    empty: bool  # no article of that week: nothing is written or recorded
    hint: str  # for the person: which week to try instead; "" when there is nothing to say
    digest: Digest | None = None  # what the files say; None when nothing is written
    as_of: datetime | None = (
        None  # only what was known before this: files in a folder of their own, no record
    )
