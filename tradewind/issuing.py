"""The last arrow of an article's way: what the store has of some weeks becomes the digest, its files and its issue.

    weeks of rows --frames--> shifts --compose--> digest --render--> files               digest

Reads the store as of one moment; all it writes there is the issue, once the files are made.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store import issues, queries
from store.db import open_existing
from store.digest_rows import load_article_rows, load_digest_rows
from store.records import as_row
from store.words import load_words
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.files import write_files
from tradewind.results import DigestFiles
from tradewind.tagging import own_things
from tradewind.version import __version__

if TYPE_CHECKING:
    from digests.frames import Frames
    from digests.parts import Digest
    from digests.weeks import Week


def digest(
    settings: Settings,
    week: Week,
    *,
    as_of: datetime | None = None,
    languages: Sequence[str] | None = None,
) -> DigestFiles:
    """Build, render and write the digest of one week. The same store, week and version give the same bytes."""
    from digests.changes import revise
    from digests.columns import wrap_text
    from digests.digest import build_digest
    from digests.render import render_html, render_json, render_text
    from digests.site import page_name, render_page
    from digests.terms import Words
    from nlp.script import fold, traditional
    from nlp.usual_names import usual_names

    options = settings.config.digest
    chosen = tuple(languages or options.languages)
    with closing(queries.connect_readonly(settings.store_path)) as connection, queries.snapshot(connection):
        frames = _frames(settings, connection, week, as_of)
        earlier = _issued(connection, week)
        made = build_digest(
            frames,
            texts=lambda ids: queries.load_texts(connection, ids),
            more=lambda ids: load_article_rows(connection, ids),
            watch=options.watch,
            version=__version__,
            names=usual_names(own_things(settings)),
            words=Words(load=lambda ids: load_words(connection, ids), fold=fold, traditional=traditional),
            printed=earlier,
        )
        made = revise(made, earlier.get(str(week)))
        hint = _hint(connection, frames, options.timezone)
    body = render_json(made)
    page = {lang: page_name(str(week), lang) for lang in chosen}
    texts = {lang: wrap_text(render_text(made, lang, page_file=page[lang])) for lang in chosen}
    if not made.stories:
        return DigestFiles(
            week=str(week), revision=0, text=texts, json=body, letters=(), pages=(), empty=True, hint=hint
        )
    letters = {f"{week}.json": body}
    for lang in chosen:
        letters[f"{week}.{lang}.html"] = render_html(made, lang, page_file=page[lang])
        letters[f"{week}.{lang}.txt"] = texts[lang]
    web = {page[lang]: render_page(made, lang, languages=chosen) for lang in chosen}
    revision, lists = _record_issue(settings, made, body, chosen, as_of)
    return DigestFiles(
        week=str(week),
        revision=revision,
        text=texts,
        json=body,
        letters=write_files(settings.digests_path, letters),
        pages=write_files(settings.digests_path, web | lists),
        empty=False,
        hint="",
    )


def _issued(connection: sqlite3.Connection, week: Week) -> dict[str, dict[str, Any]]:
    """The bodies of this week's issue and the eight before it, by week, as far as there are any."""
    from digests.printed import ISSUES
    from digests.weeks import shift

    found = issues.issued(connection, first=str(shift(week, -ISSUES)), last=str(week))
    bodies = ((label, json.loads(body)) for label, body in found.items())
    return {label: body for label, body in bodies if isinstance(body, dict)}


def _record_issue(
    settings: Settings, made: Digest, body: str, languages: Sequence[str], as_of: datetime | None
) -> tuple[int, dict[str, str]]:
    """Keep the digest and its line for the list of issues; the revision, and the lists by file name."""
    from digests.site import INDEX, Issue, build_issue, render_index

    week, lists = str(made.week), {}
    with closing(open_existing(settings.store_path)) as db:

        def keep(lang: str, content: str) -> int:
            sha256 = hashlib.sha256(content.encode()).hexdigest()
            return issues.save_issue(
                db, week=week, lang=lang, as_of=as_of, sha256=sha256, body_json=content, at=now()
            )

        revision = keep("*", body)
        for lang in languages:
            keep(lang, json.dumps(as_row(build_issue(made, lang)), ensure_ascii=False))
            rows = [
                Issue(**line)
                for line in _lines(issues.newest_issues(db, lang), as_row(build_issue(made, lang)))
            ]
            lists[f"{INDEX}.{lang}.html"] = render_index(rows, lang)
    return revision, lists


def _lines(stored: Sequence[tuple[str, str]], like: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """The stored lines that have the fields of today's; another version may have written others."""
    for _, content in stored:
        line = json.loads(content)
        if line.keys() == like.keys():
            yield line


def tested_shifts(settings: Settings, week: Week) -> list[Mapping[str, object]]:
    """Every series that was tested for ``week``, one row each, claimed or not."""
    from digests.shifts import find_shifts, shift_row

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        return [shift_row(item) for item in find_shifts(_frames(settings, connection, week, None))]


def _frames(settings: Settings, connection: sqlite3.Connection, week: Week, as_of: datetime | None) -> Frames:
    """The rows of a week and its baseline (and one more, for the second look at its first week)."""
    from digests.frames import build_frames
    from digests.weeks import bounds, shift

    options = settings.config.digest
    start = bounds(shift(week, -options.baseline_weeks - 1), options.timezone)[0]
    newest, end = bounds(week, options.timezone)
    rows = load_digest_rows(
        connection, start=start, end=end, newest_start=newest, as_of=as_of, names=options.watch
    )
    return build_frames(rows, week=week, zone=options.timezone, weeks=options.baseline_weeks + 1)


def _hint(connection: sqlite3.Connection, frames: Frames, zone: str) -> str:
    """What to try when the week is empty but the store is not."""
    from digests.weeks import week_of

    newest = queries.newest_published(connection)
    if frames.stories_this_week or newest is None:
        return ""
    return (
        f"no article of {frames.week} is in the store; its newest is of {week_of(newest, zone)}: try --week"
    )
