"""sources check, sources discover: look at sources before, or instead of, crawling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from datetime import date

    from crawler.probe import Check
    from store.records import Source
    from tradewind.config import Settings

COLUMNS = (
    "id", "verdict", "status", "kind", "encoding", "robots", "items", "dated", "newest", "articles", "sampled",
    "with_date", "with_author", "characters", "why",
)  # fmt: skip


def check(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Only these sources.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="The disabled ones too.")] = False,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Note today as verified_on of those that work: in your own tables in place, for shipped sources "
            "in sources.verified.toml beside your file.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch each source's announcement and two of its articles, and say whether it works. Stores nothing.

    Verdicts: ok, weak (something is missing), stale (nothing new for 90 days), empty, refused (robots.txt), blocked,
    broken, unknown. Exit code 3 when one is not ok.
    """
    from crawler.probe import check_sources
    from nlp.script import detect_lang
    from tradewind.clock import now
    from tradewind.commands.collect import chosen_sources, crawl_options
    from tradewind.commands.given import catalogue, settings_of
    from tradewind.console import meter, print_json, print_rows, say

    settings = settings_of(context)
    chosen = catalogue(settings) if all_ and not source else chosen_sources(settings, source)
    with meter("check") as bar:
        checks, summary = check_sources(
            chosen,
            crawl_options(settings),
            detect_lang=detect_lang,
            now=now,
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )
    if as_json:
        print_json([item.as_row() for item in checks])
    else:
        print_rows([item.as_row() for item in checks], columns=COLUMNS)
    for note in summary.notes:
        say(note)
    good = [item for item in checks if item.verdict == "ok"]
    if write:
        for line in write_verified(settings, chosen, good, now().date()):
            say(line)
    say(f"{len(good)} of {len(checks)} sources work")
    raise typer.Exit(0 if len(good) == len(checks) else 3)


def write_verified(
    settings: Settings, sources: Sequence[Source], good: Sequence[Check], day: date
) -> list[str]:
    """Note ``day`` for the good ones in the user's own file and in the overlay; says what was written where."""
    from crawler.sources import parse_sources
    from crawler.verified import load_verified, overlay_path, render_verified, set_verified
    from tradewind.files import write_files

    path = settings.sources_path
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    own = {item.id for item in parse_sources(text, str(path))}
    worked = {item.source_id for item in good}
    days: Mapping[str, date] = {item.id: day for item in sources if item.id in worked}
    mine = {name: day for name in days if name in own}
    shipped = {name: day for name in days if name not in own}
    written = []
    if mine:
        write_files(path.parent, {path.name: set_verified(text, mine, str(path))}, key="crawl.sources")
        written.append(f"{path}: verified_on of {len(mine)} sources")
    if shipped:
        overlay = overlay_path(path)
        kept = {**load_verified(overlay), **shipped}
        write_files(overlay.parent, {overlay.name: render_verified(kept)}, key="crawl.sources")
        written.append(f"{overlay}: {len(shipped)} shipped sources")
    return written
