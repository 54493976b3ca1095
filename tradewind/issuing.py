"""The last arrow of an article's way: what the store has of some weeks becomes the digest, its files and its issue.

    weeks of rows --frames--> shifts --compose--> digest --render--> files               digest

Reads the store as of one moment; all it writes there is the issue with its claims, before its files. What was known
by an earlier moment is told in a folder of its own: it is no issue, and nothing of it is recorded.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from store import issues, queries, shifts
from store.digest_rows import load_article_rows, load_digest_rows, load_figures_of
from store.stories import load_kinds
from store.words import load_words
from tradewind.archiving import archive, pages_apart
from tradewind.clock import now
from tradewind.config import Settings
from tradewind.files import write_files
from tradewind.model_choice import model_choice
from tradewind.results import DigestFiles
from tradewind.tagging import printed_names
from tradewind.version import __version__

if TYPE_CHECKING:
    from digests.backing import Backing
    from digests.frames import Frames
    from digests.parts import Digest
    from digests.weeks import Week
    from store.records import DigestRows


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a search for cycles meanwhile: rows by the hundred thousand hold none, and each search walks them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def digest(
    settings: Settings,
    week: Week,
    *,
    as_of: datetime | None = None,
    languages: Sequence[str] | None = None,
) -> DigestFiles:
    """Build, render and write the digest of one week. The same store, week and version give the same bytes.

    With ``as_of`` neither the store nor the archive is touched: see ``DigestFiles.as_of``.
    """
    from digests.render import render_json

    chosen = tuple(languages or settings.config.digest.languages)
    built = _build(settings, week, as_of)
    made = built.digest
    body = render_json(made)
    letters = _letters(settings, made, chosen, linked=as_of is None)
    texts = {lang: letters[f"{week}.{lang}.txt"] for lang in chosen}
    if not made.stories:
        return DigestFiles(
            week=str(week),
            revision=0,
            text=texts,
            json=body,
            letters=(),
            pages=(),
            empty=True,
            hint=built.hint,
            as_of=as_of,
        )
    if as_of is not None:
        return _apart(settings, built, body, letters, texts, as_of)
    archived = archive(
        settings,
        made,
        body,
        backing=built.backing,
        earlier=built.earlier,
        languages=chosen,
        at=now(),
    )
    folder = settings.digests_path
    shift_pages = write_files(folder, archived.shifts)  # first: what is linked is there
    write_files(folder, archived.others, unless_same=True)
    return DigestFiles(
        week=str(week),
        revision=archived.revision,
        text=texts,
        json=body,
        letters=write_files(folder, {f"{week}.json": body} | letters),
        pages=write_files(folder, archived.own),
        shift_pages=shift_pages,
        empty=False,
        hint="",
        digest=made,
    )


def _apart(
    settings: Settings,
    built: _Built,
    body: str,
    letters: dict[str, str],
    texts: Mapping[str, str],
    as_of: datetime,
) -> DigestFiles:
    """What was known by ``as_of``, in a folder below that of the issues; there is no record of it."""
    made = built.digest
    folder = settings.digests_path / f"as-of-{as_of.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    return DigestFiles(
        week=str(made.week),
        revision=made.revision,
        text=texts,
        json=body,
        letters=write_files(folder, {f"{made.week}.json": body} | letters),
        pages=write_files(folder, pages_apart(made, built.backing, tuple(texts))),
        empty=False,
        hint="",
        digest=made,
        as_of=as_of,
    )


def _letters(
    settings: Settings, made: Digest, languages: Sequence[str], *, linked: bool = True
) -> dict[str, str]:
    """The letter and its text part in each language, by file name. Not ``linked``: its page is not on the web."""
    from digests.addresses import page_name
    from digests.columns import wrap_text
    from digests.render import render_html, render_text

    site_url = settings.config.digest.site_url.rstrip("/") if linked else ""
    found = {}
    for lang in languages:
        page = page_name(made.week.label, lang)
        url = f"{site_url}/{page}" if site_url else ""
        found[f"{made.week}.{lang}.html"] = render_html(made, lang, page_url=url, page_file=page)
        found[f"{made.week}.{lang}.txt"] = wrap_text(render_text(made, lang, page_url=url, page_file=page))
    return found


@dataclass(frozen=True, kw_only=True)
class _Built:
    """A digest, what stands behind it, what earlier issues claimed, and what to say when it is empty."""

    digest: Digest
    backing: Backing
    earlier: list[Mapping[str, Any]]
    hint: str


def _build(settings: Settings, week: Week, as_of: datetime | None) -> _Built:
    """All that is read from the store, as of one moment."""
    from digests.backing import build_backing
    from digests.changes import revise
    from digests.choosing import Retelling
    from digests.digest import build_digest
    from digests.proofs import Proofs
    from digests.terms import Words
    from nlp.script import fold, traditional

    options = settings.config.digest
    with closing(queries.connect_readonly(settings.store_path)) as connection, queries.snapshot(connection):
        frames = _frames(settings, connection, week, as_of)

        def texts_of(ids: Sequence[int]) -> Mapping[int, str]:
            return queries.load_texts(connection, ids)

        def rows_of(ids: Sequence[int]) -> DigestRows:
            return load_article_rows(connection, ids)

        issued = _issued(connection, week)
        proofs = Proofs(frames, texts_of, printed_names(settings), rows_of)
        first, last = min(frames.place, default=0), max(frames.place, default=0)
        proofs.figures_of = lambda things: load_figures_of(connection, things, first=first, last=last)
        proofs.retelling = Retelling(
            kinds=lambda ids: load_kinds(connection, ids),
            fold=fold,
            chooser=model_choice(settings, os.environ),
        )
        made = build_digest(
            frames,
            texts=texts_of,
            watch=options.watch,
            version=__version__,
            words=Words(load=lambda ids: load_words(connection, ids), fold=fold, traditional=traditional),
            printed=issued,
            proofs=proofs,
        )
        return _Built(
            digest=revise(made, issued.get(str(week)) if as_of is None and made.stories else None),
            backing=build_backing(frames, proofs, made),
            earlier=shifts.earlier_claims(connection, str(week)),
            hint=_hint(connection, frames, options.timezone) if as_of is None else "",
        )


def _issued(connection: sqlite3.Connection, week: Week) -> dict[str, dict[str, Any]]:
    """The bodies of this week's issue and the eight before it, by week, as far as there are any."""
    from digests.printed import ISSUES
    from digests.weeks import shift

    found = issues.issued(connection, first=str(shift(week, -ISSUES)), last=str(week))
    bodies = ((label, json.loads(body)) for label, body in found.items())
    return {label: body for label, body in bodies if isinstance(body, dict)}


@_uncollected()
def tested_shifts(settings: Settings, week: Week) -> list[Mapping[str, object]]:
    """Everything that was tested of ``week``, one row each, claimed or not, measure by measure."""
    from digests.claimed import shift_rows
    from digests.measures import measure_weeks

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        frames = _frames(settings, connection, week, None)
    now, _ = measure_weeks(frames, settings.config.digest.watch)
    return shift_rows(tuple(now.each()))


def backtested(settings: Settings, week: Week, weeks: int = 12) -> list[Mapping[str, object]]:
    """How the ranges of attention of ``week`` and those before it held, and what became of their claims."""
    from digests.backtest import backtest, backtest_rows
    from digests.shifts import find_shifts
    from digests.weeks import shift

    with closing(queries.connect_readonly(settings.store_path)) as connection:
        tested = [
            find_shifts(_frames(settings, connection, shift(week, -back), None))
            for back in reversed(range(weeks))
        ]
    return list(backtest_rows(backtest(tested)))


def _frames(settings: Settings, connection: sqlite3.Connection, week: Week, as_of: datetime | None) -> Frames:
    """The rows of a week and its baseline (and one more, for the second look at its first week)."""
    from digests.frames import build_frames
    from digests.weeks import bounds, shift

    options = settings.config.digest
    start = bounds(shift(week, -options.baseline_weeks - 1), options.timezone)[0]
    newest, end = bounds(week, options.timezone)
    return build_frames(
        # Held by nobody else: what is no longer needed of them goes while the frames are built.
        load_digest_rows(
            connection,
            start=start,
            end=end,
            newest_start=newest,
            as_of=as_of,
            names=options.watch,
            ahead=(week.monday, week.sunday + timedelta(days=7 * options.calendar_weeks)),
        ),
        week=week,
        zone=options.timezone,
        weeks=options.baseline_weeks + 1,
    )


def _hint(connection: sqlite3.Connection, frames: Frames, zone: str) -> str:
    """What to try when the week is empty but the store is not."""
    from digests.weeks import week_of

    newest = queries.newest_published(connection)
    if frames.stories_this_week or newest is None:
        return ""
    return (
        f"no article of {frames.week} is in the store; its newest is of {week_of(newest, zone)}: try --week"
    )
