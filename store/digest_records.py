"""The rows of a digest as the store hands them over: the newest week in full, the weeks before it in columns.

Of a million articles 130,000 are of a digest's weeks. As dicts they fill gigabytes; in columns, with a number for each
text that returns, they are some 50 MB, and read in a second.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts of which few are different: ``values[codes[row]]``. None is a value too."""

    values: Sequence[str | None] = ()
    codes: array[int] = field(default_factory=lambda: array("i"))  # place in values, one a row

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str | None]:
        return map(self.values.__getitem__, self.codes)


Columns = Mapping[str, Coded | Sequence[Any]]  # by name, all of one length


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRows:
    """What is counted of the weeks before the digest's own. Each table is columns of equal length, by name.

    articles    article_id source_id* family* lang* url title published_at story_id root_id reprint_of tagged*
    roles       article_id id* type* role* salience provisional
    mentions    article_id id* type* quote* provisional
    topics      article_id topic*
    figures     article_id statement: (subject, metric, kind, value, currency, unit) of a figure, where articles of the
                newest week state the same
    A column with a star is ``Coded``; article_id, provisional and salience are arrays, the others lists. An empty
    mapping is a table without rows. What is quoted of these articles is asked for by article: see
    store.digest_rows.load_article_rows.
    """

    articles: Columns = field(default_factory=dict)
    roles: Columns = field(default_factory=dict)
    mentions: Columns = field(default_factory=dict)
    topics: Columns = field(default_factory=dict)
    figures: Columns = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRows:
    """What the store knows of the articles published in [start, end): plain rows, one dict a row.

    Only articles first fetched before ``as_of`` are in, in the newest version of their text. Times are ISO 8601 text
    in UTC, as stored. Keys of each row:
    articles    article_id source_id family lang url title published_at fetched_at(first) story_id root_id reprint_of
                evidence(its score) tagged(version of the annotator that read it; null: none yet)
    mentions, roles, figures, sentiments, topics, policies    every column of the table of that name (see the data
                dictionary); lists (evidence, rates, thresholds, scope) are JSON text, decimals exact text
    joined      all events, of whatever week, of the instruments that the newest week tells of or that have a day ahead:
                see store.policy_rows.load_events_of
    sources     source_id name family group lang enabled first_article_at(earliest known publication)
    rejections  source_id reason n                     (settled in the newest week only)
    announcements source_id url at status detail       (the last one of each announcement URL)
    health      source_id state since measure numbers status detail    (sources that are not ok; numbers is JSON text)
    ``family`` is never empty: the id where the catalogue names none. ``undated``: articles first fetched in the newest
    week whose date is unknown. ``pending``: candidates not yet fetched.
    ``ahead``: the last day of the calendar; None: none was asked for.
    ``earlier``: the weeks before the newest; then the other tables hold the newest week's rows only, and of the weeks
    before it the sentiments of the names asked for, and what policies tell of the acts of the newest week. An article
    is in ``articles`` or in ``earlier.articles``, never in both: all rows in full and ``earlier`` empty says the same.
    """

    start: datetime
    end: datetime
    as_of: datetime | None
    articles: tuple[Mapping[str, Any], ...] = ()
    mentions: tuple[Mapping[str, Any], ...] = ()
    roles: tuple[Mapping[str, Any], ...] = ()
    figures: tuple[Mapping[str, Any], ...] = ()
    sentiments: tuple[Mapping[str, Any], ...] = ()
    topics: tuple[Mapping[str, Any], ...] = ()
    policies: tuple[Mapping[str, Any], ...] = ()
    joined: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    rejections: tuple[Mapping[str, Any], ...] = ()
    announcements: tuple[Mapping[str, Any], ...] = ()
    health: tuple[Mapping[str, Any], ...] = ()
    undated: int = 0
    pending: int = 0
    ahead: date | None = None
    earlier: EarlierRows = field(default_factory=EarlierRows)
