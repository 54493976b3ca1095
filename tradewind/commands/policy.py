"""policy list, timeline, calendar, changes: laws and measures with their days, and who says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from tradewind.config import Settings

policy = typer.Typer(
    no_args_is_help=True,
    help="Laws, measures, proposals and cases: their steps, their days, and who says so.",
)

_WHERE = Annotated[
    list[str] | None,
    typer.Option("--jurisdiction", "-j", help="US, EU, CN, ... as the store has them; repeat for more."),
]
_LISTED = ("jurisdiction", "kind", "name", "stage", "last_day", "next", "official", "press", "houses", "differing",
           "instrument_id")  # fmt: skip
_STEPS = ("day", "action", "what", "said_by", "differs", "quote", "url")
_DAYS = ("day", "what", "jurisdiction", "name", "said_by", "differs", "before", "first_reported", "quote", "url",
         "instrument_id")  # fmt: skip
_CHANGED = ("jurisdiction", "change", "name", "what", "said_by", "quote", "url", "instrument_id")


@policy.command("list")
def list_(
    context: typer.Context,
    jurisdiction: _WHERE = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", "--topic", help="A tag of what it covers (vat, low-value-parcels) or a topic."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="law, bill, regulation, order, notice, tariff, agreement, case, programme."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only what was told of on or after this day.")] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, help="How many at most, the newest told first.")
    ] = 50,
    as_json: AsJson = False,
) -> None:
    """Instruments with the stage they have reached, their next day, and how many official documents and houses tell."""
    from tradewind import policies
    from tradewind.commands.given import parse_when, settings_of
    from tradewind.console import print_rows, say

    rows = policies.listed(
        settings_of(context),
        jurisdictions=jurisdiction or (),
        tags=scope or (),
        kind=kind,
        since=parse_when(since, option="--since"),
        limit=limit,
    )
    print_rows(rows, columns=_LISTED, as_json=as_json)
    if not rows:
        say("no instrument of that kind; `tradewind link` joins what articles tell of")
        raise typer.Exit(4)


@policy.command()
def timeline(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words of its name, its number, or its id.")],
    as_json: AsJson = False,
) -> None:
    """One instrument, step by step: what changed on which day, by an official document or by how many houses.

    A press day that is not the official one is told with both. Words that fit several list them; the id chooses one.
    """
    from tradewind import policies
    from tradewind.commands.given import settings_of
    from tradewind.console import print_json, print_rows, say

    asked = " ".join(words)
    found = policies.timeline(settings_of(context), asked)
    if found.instrument is None:
        if found.candidates:
            print_rows(
                found.candidates, columns=("instrument_id", "jurisdiction", "kind", "name"), as_json=as_json
            )
            say(
                f"{len(found.candidates)} instruments fit {asked!r}: give more words, or the id of one of these"
            )
            raise typer.Exit(2)
        near = f"; near it: {', '.join(found.near)}" if found.near else ""
        say(f"no instrument is called {asked!r}{near}")
        raise typer.Exit(4)
    if as_json:
        print_json({"instrument": found.instrument, "steps": found.steps})
        return
    say(found.heading)
    print_rows(found.steps, columns=_STEPS)


@policy.command()
def calendar(
    context: typer.Context,
    weeks: Annotated[
        int | None, typer.Option(min=1, max=520, help="How far ahead; else digest.calendar_weeks.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first day; else today.")] = None,
    jurisdiction: _WHERE = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", help="Write the days as an iCalendar file as well.", dir_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What takes effect or closes in the next weeks, by day: who says so, who says otherwise, and what was put off."""
    from tradewind import policies
    from tradewind.commands.given import settings_of
    from tradewind.console import counted, print_rows, say

    settings = settings_of(context)
    begin = _day(settings, first)
    found = policies.calendar(settings, first=begin, weeks=weeks, jurisdictions=jurisdiction or ())
    print_rows(found.rows, columns=_DAYS, as_json=as_json)
    if found.unstated:
        days = counted(found.unstated, "day")
        say(f"{days} left out: no sentence of the articles states {'it' if found.unstated == 1 else 'them'}")
    if ics is not None:
        policies.write_ics(found, ics)
        say(f"{counted(len(found.rows), 'day')} written to {ics}")
    if not found.rows:
        say(f"nothing takes effect or closes from {found.first} to {found.last}, as far as articles tell")
        raise typer.Exit(4)


def _day(settings: Settings, text: str | None) -> date:
    """The day given; else today in the digest's time zone."""
    from digests.weeks import zone_of
    from store.errors import InputError
    from tradewind.clock import now

    if text is None:
        return now().astimezone(zone_of(settings.config.digest.timezone)).date()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"not a day: {text!r}", key="--from", remedy="Write it as 2026-11-15") from None


@policy.command()
def changes(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option(help="An ISO week such as 2026-W46; else the last complete one.")
    ] = None,
    jurisdiction: _WHERE = None,
    as_json: AsJson = False,
) -> None:
    """What changed in a week, by jurisdiction: new instruments, steps taken, days moved or corrected."""
    from tradewind import policies
    from tradewind.commands.given import settings_of
    from tradewind.commands.publish import week_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    chosen = week_of(settings, week)
    rows = policies.changed(settings, chosen, jurisdictions=jurisdiction or ())
    print_rows(rows, columns=_CHANGED, as_json=as_json)
    if not rows:
        say(f"articles of {chosen} tell of no change")
        raise typer.Exit(4)
