"""sources check, sources discover: look at sources before, or instead of, crawling them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from datetime import date

    from crawler.probe import Check
    from crawler.scout import Survey
    from store.records import Source
    from tradewind.config import Settings

COLUMNS = (
    "id", "verdict", "status", "kind", "encoding", "robots", "items", "dated", "newest", "articles", "sampled",
    "with_date", "with_author", "characters", "why",
)  # fmt: skip
BRIEF = ("id", "verdict", "kind", "items", "newest", "sample", "why")  # what a terminal has room for


def promised_rests(settings: Settings) -> Mapping[str, datetime]:
    """The hosts that an earlier crawl was asked to leave alone, where there is a store that knows of them."""
    from contextlib import closing

    from store import queries
    from store.errors import TradewindError
    from tradewind.clock import now

    statement = "SELECT host, until FROM host_rests"
    try:
        with closing(queries.connect_readonly(settings.store_path)) as connection:
            rows = queries.run_sql(connection, statement, limit=10_000, seconds=5).rows
    except TradewindError:  # no store yet, or one of before there were such rows
        return {}
    at = now()
    return {str(host): when for host, until in rows if (when := datetime.fromisoformat(str(until))) > at}


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
    from tradewind.commands.collect import chosen_sources, crawl_options, say_how_private_hosts_are_allowed
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
            resting=promised_rests(settings),
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )
    if as_json:
        print_json([item.as_row() for item in checks])
    else:
        rows = [{**item.as_row(), **in_brief(item)} for item in checks]
        print_rows(rows, columns=BRIEF if sys.stdout.isatty() else COLUMNS)
    for note in summary.notes:
        say(note)
    say_how_private_hosts_are_allowed(item.why for item in checks)
    good = [item for item in checks if item.verdict == "ok"]
    if write:
        for line in write_verified(settings, chosen, good, now().date()):
            say(line)
    say(f"{len(good)} of {len(checks)} sources work")
    raise typer.Exit(0 if len(good) == len(checks) else 3)


def in_brief(check: Check) -> dict[str, object]:
    """For a narrow table: the newest as a day, and what was read of the sample articles in one cell."""
    row = check.as_row()
    read = f"{row['articles']} of {row['sampled']}" if check.samples else ""
    missing = [name for name in ("date", "author") if row["articles"] and not row[f"with_{name}"]]
    return {
        "newest": f"{check.newest:%Y-%m-%d}" if check.newest else None,
        "sample": f"{read}, no {' and no '.join(missing)}" if missing else read,
    }


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


def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A site's home page, a section of it, or a feed.")],
    as_json: AsJson = False,
) -> None:
    """Find a site's feeds, sitemaps and lists of news, and print a source table for each, the best first.

    Each was read before it is proposed. Append what you want to your sources.toml, then: tradewind sources check ID.
    Exit code 4 when there is nothing to propose, 3 when the site could not be looked at.
    """
    from crawler.scouting import discover as look
    from nlp.script import detect_lang
    from tradewind.clock import now
    from tradewind.commands.collect import crawl_options, say_how_private_hosts_are_allowed
    from tradewind.commands.given import catalogue, parse_address, settings_of
    from tradewind.console import meter, print_json, say

    settings = settings_of(context)
    address = parse_address(url if "://" in url else f"https://{url}", option="URL") or url
    known = {item.url: item.id for item in catalogue(settings)}
    with meter("look") as bar:
        survey, summary = look(
            address,
            crawl_options(settings),
            detect_lang=detect_lang,
            now=now,
            resting=promised_rests(settings),
            progress=lambda done, total, note: bar.update(done=done, total=total, note=note),
        )
    for note in (*survey.notes, *summary.notes):
        say(note)
    for item in [item for item in survey.proposals if item.source.url in known]:
        say(f"{item.source.url}: in the catalogue already, as {known[item.source.url]}")
    survey.proposals = [item for item in survey.proposals if item.source.url not in known]
    rows = proposal_rows(survey, taken=list(known.values()), day=now())
    if as_json:
        print_json(rows)
    else:
        print_proposals(rows)
    tail = f"; {survey.failure}" if survey.failure else ""
    say_how_private_hosts_are_allowed([tail])
    if survey.failure and "://" not in url:
        say(f"it was asked over https; a site without it is named as http://{url}")
    say(f"{len(rows)} proposed after {survey.requests} requests{tail}")
    raise typer.Exit(0 if rows else 3 if survey.failure or summary.stopped_early else 4)


def proposal_rows(survey: Survey, *, taken: Sequence[str], day: datetime) -> list[dict[str, Any]]:
    """Proposals as rows; ``toml`` is the whole [[source]] table."""
    from crawler.scout import name_sources
    from crawler.sources import render_sources

    return [
        {
            "id": source.id, "name": source.name, "kind": str(source.kind), "url": source.url, "lang": str(source.lang),
            "timezone": source.timezone, "items": found.items, "dated": round(found.dated, 2), "newest": found.newest,
            "how": found.how, "trouble": found.trouble, "toml": render_sources([source]),
        }
        for source, found in zip(name_sources(survey, taken=taken, day=day), survey.proposals, strict=True)
    ]  # fmt: skip


def print_proposals(rows: Sequence[Mapping[str, Any]]) -> None:
    """The tables on stdout, each below a comment of what was found in it: ready to be appended to a catalogue."""
    from tradewind.console import clean

    for row in rows:
        newest = f"{row['newest']:%Y-%m-%d}" if row["newest"] else "unknown"
        print(f"# {row['items']} items, {row['dated']:.0%} of them dated, the newest {newest}")
        if row["trouble"]:
            print(f"# an article of it could not be fetched: {clean(row['trouble'])}")
        print(row["toml"])
