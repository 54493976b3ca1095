"""A desk without a store: a crawl that remembers what it saw, for whoever examines sources or has no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from crawler.desk import Desk
from store.records import Candidate, Discovery, Fetched, Lang, Page, Validators

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class MemoryDesk:
    """What a crawl tells, kept for as long as this lives.

    ``sample``: pages asked for of each source, the newest first; None: all that are announced, in their order.
    ``resting``: hosts that asked to be left alone in an earlier run, and until when.
    ``keep`` False forgets what was fetched as soon as it is told: for crawls whose items go elsewhere.
    """

    def __init__(
        self,
        *,
        detect_lang: Callable[[str], Lang],
        now: Callable[[], datetime],
        sample: int | None = None,
        keep: bool = True,
        resting: Mapping[str, datetime] | None = None,
        progress: Callable[[int, int | None, str], Any] | None = None,
    ) -> None:
        self.answers: list[Page] = []  # to announcements, whatever their status
        self.discoveries: list[Discovery] = []
        self.fetched: list[Fetched] = []
        self._sample, self._keep = sample, keep
        self._detect_lang, self._now, self._progress = detect_lang, now, progress or _silent
        self._resting = resting or {}
        self._known: dict[str, dict[str, Candidate]] = {}
        self._given: dict[str, set[str]] = {}

    def desk(self) -> Desk:
        """The desk to give to a crawl."""
        return Desk(
            announcement_validators=_nothing_known,
            save_discovery=self.save_discovery,
            pending=self.pending,
            article_validators=_nothing_known,
            save_fetched=self.save_fetched,
            detect_lang=self._detect_lang,
            now=self._now,
            progress=self._progress,
            heard=self._hear,
            resting=lambda: self._resting,
        )

    def add(self, candidates: Iterable[Candidate]) -> int:
        """Take candidates as announced; the first announcement of a URL counts. Returns how many are new."""
        new = 0
        for candidate in candidates:
            known = self._known.setdefault(candidate.source_id, {})
            new += candidate.url not in known
            known.setdefault(candidate.url, candidate)
        return new

    def save_discovery(self, discovery: Discovery) -> int:
        """Remember an announcement and what it announced. Returns how much of it is new, records and all."""
        new = self.add(discovery.candidates) + len(discovery.records)
        self.discoveries.append(discovery if self._keep else replace(discovery, candidates=(), records=()))
        return new

    def pending(self, source_ids: Sequence[str]) -> list[Candidate]:
        """What these sources announced and nobody has been given yet, at most ``sample`` of each."""
        found: list[Candidate] = []
        for source_id in source_ids:
            given = self._given.setdefault(source_id, set())
            waiting = [item for item in self._known.get(source_id, {}).values() if item.url not in given]
            if self._sample is not None:
                waiting.sort(key=_when, reverse=True)  # stable: without dates as announced
                waiting = waiting[: max(0, self._sample - len(given))]
            given.update(item.url for item in waiting)
            found += waiting
        return found

    def save_fetched(self, batch: list[Fetched]) -> None:
        """Remember how candidates ended."""
        if self._keep:
            self.fetched += batch

    def _hear(self, page: Page) -> None:
        if self._keep:
            self.answers.append(page)


def _when(candidate: Candidate) -> datetime:
    return candidate.published_at or candidate.updated_at or _LONG_AGO


def _nothing_known(url: str) -> Validators | None:
    """Nothing was fetched before, so everything is asked for whole."""
    return None


def _silent(done: int, total: int | None, note: str) -> None:
    """Progress that nobody watches."""
