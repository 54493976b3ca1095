"""An issue takes its place in the archive: its revision in the store, its pages in the folder beside all the others.

The folder follows from the store: whatever is kept of each issue, its pages, their lists and the feeds are made anew
with every issue, so that the issue before it links to the new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store import issues
from store.db import open_existing
from store.records import as_row
from tradewind.config import LANGUAGES, Settings

if TYPE_CHECKING:
    from digests.backing import Backing
    from digests.courses import PolicyPage
    from digests.parts import Digest
    from digests.site import Issue


@dataclass(frozen=True, kw_only=True)
class Archived:
    """An issue that was recorded: its revision, and the files of the archive by name."""

    revision: int
    own: Mapping[str, str]  # of this issue, the lists and the feeds
    shifts: Mapping[str, str]  # a page for each shift, and for each that an earlier revision had
    others: Mapping[str, str]  # of the issues before and after


def archive(
    settings: Settings,
    made: Digest,
    body: str,
    *,
    backing: Backing,
    earlier: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
    at: datetime,
) -> Archived:
    """Keep a digest with its claims and what its pages say, and render the archive as it stands with it.

    ``body``: the digest as JSON. ``earlier``: what issues before it claimed. ``at``: now.
    """
    from digests.cases import shift_rows
    from digests.site import build_issue

    week = made.week.label
    shifts, evidence = shift_rows(backing.cases)
    paged = {(row.measure, row.series) for row in shifts}
    more = [
        [row for row in rows if (row.measure, row.series) not in paged]
        for rows in (backing.shifts, backing.evidence)
    ]
    with closing(open_existing(settings.store_path)) as db:

        def keep(lang: str, content: str, **claims: Any) -> int:
            sha256 = hashlib.sha256(content.encode()).hexdigest()
            return issues.save_issue(
                db, week=week, lang=lang, as_of=None, sha256=sha256, body_json=content, at=at, **claims
            )

        revision = keep("*", body, shifts=(*shifts, *more[0]), evidence=(*evidence, *more[1]))
        for lang in languages:
            line = build_issue(made, lang, backing=backing, revision=revision)
            keep(lang, json.dumps(as_row(line), ensure_ascii=False))
        issued = issues.issue_languages(db)
        written = [lang for lang in LANGUAGES if lang in issued]
        lines = {lang: _lines(content for _, content in issues.newest_issues(db, lang)) for lang in written}
        revisions = {lang: _lines(issues.issue_revisions(db, week, lang)) for lang in written}
        times = issues.issue_times(db)
    own, others = _around(settings, week, lines, times)
    if backing.policy is not None and week == max(
        issue.week for of_lang in lines.values() for issue in of_lang
    ):
        own |= _policy_pages(backing.policy, languages)
    return Archived(
        revision=revision,
        own=own,
        shifts=_shift_pages(made, backing, earlier, languages, revisions),
        others=others,
    )


def pages_apart(made: Digest, backing: Backing, languages: Sequence[str]) -> dict[str, str]:
    """Pages of a digest that is no issue, by file name: no list, no neighbours, and no pages of its shifts.

    A shift's page shows what the store has recorded of it, and of these it has recorded nothing.
    """
    from digests.addresses import page_name
    from digests.site import build_issue, render_issue

    bare = replace(backing, cases=(), policy=None)
    return {
        page_name(made.week.label, lang): render_issue(
            build_issue(made, lang, backing=bare), lang, languages=languages, listed=False
        )
        for lang in languages
    }


def _around(
    settings: Settings,
    week: str,
    lines: Mapping[str, Sequence[Issue]],
    times: Mapping[str, tuple[datetime, datetime]],
) -> tuple[dict[str, str], dict[str, str]]:
    """The pages of ``week``, the lists and the feeds; and the pages of all other weeks."""
    from digests.addresses import feed_name, page_name
    from digests.feed import render_feed
    from digests.site import render_archive

    own: dict[str, str] = {}
    others: dict[str, str] = {}
    theirs = {page_name(issue.week, lang) for lang in lines for issue in lines[lang] if issue.week != week}
    for name, page in render_archive(lines).items():
        (others if name in theirs else own)[name] = page
    for lang, of_lang in lines.items():
        if feed := render_feed(of_lang, times, lang, site_url=settings.config.digest.site_url):
            own[feed_name(lang)] = feed
    return own, others


def _policy_pages(page: PolicyPage, languages: Sequence[str]) -> dict[str, str]:
    from digests.addresses import policy_name
    from digests.policy_page import render_policy_page

    return {policy_name(lang): render_policy_page(page, lang, languages=languages) for lang in languages}


def _shift_pages(
    made: Digest,
    backing: Backing,
    earlier: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
    revisions: Mapping[str, Sequence[Issue]],
) -> dict[str, str]:
    from digests.shift_pages import render_shift_pages, render_withdrawn

    found: dict[str, str] = {}
    for lang, of_lang in revisions.items():
        found |= render_withdrawn(of_lang, lang)
    for lang in languages:
        found |= render_shift_pages(made, backing.cases, lang, languages=languages, earlier=earlier)
    return found


def _lines(stored: Any) -> list[Issue]:
    """The stored lines. One that another version wrote may lack the page's content: it is listed all the same."""
    from digests.site import Issue

    known = {item.name for item in fields(Issue)}
    return [
        Issue(**{name: value for name, value in json.loads(content).items() if name in known})
        for content in stored
    ]
