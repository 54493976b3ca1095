"""digest, demo: what people read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from digests.weeks import Week
    from tradewind.config import Settings
    from tradewind.results import DigestFiles


def week_of(settings: Settings, label: str | None) -> Week:
    """The week named, or the last complete one in the digest's time zone. One that has not begun is an error."""
    from digests.weeks import bounds, last_complete_week, parse_week
    from store.errors import InputError
    from tradewind.clock import now

    zone = settings.config.digest.timezone
    if label is None:
        return last_complete_week(now(), zone)
    week = parse_week(label)
    if bounds(week, zone)[0] > now():
        raise InputError(f"{week} has not begun", key="week", remedy="Name a week that has")
    return week


def digest(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option(help="An ISO week such as 2026-W46; else the last complete one.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="Only what was known (fetched) before this day or time; kept apart, not recorded."),
    ] = None,
    lang: Annotated[
        list[str] | None, typer.Option("--lang", help="en, zh or zh-Hant; repeat for more.")
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to mail.recipients, each at their time; see `outbox`.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Write the letters as .eml files (samples where no mail is configured), send nothing.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the digest of a week as HTML, text and JSON, print it and, when asked, mail it."""
    from tradewind import issuing, letters
    from tradewind.commands.given import parse_when, settings_of
    from tradewind.commands.outbox import post_and_send
    from tradewind.config import LANGUAGES
    from tradewind.console import say
    from tradewind.named import misnamed

    settings = settings_of(context)
    for chosen in lang or ():
        if chosen not in LANGUAGES:
            raise typer.BadParameter(f"no digest in {chosen!r}; use {', '.join(LANGUAGES)}")
    known_by = parse_when(as_of, option="--as-of")
    if send and (known_by or dry_run):
        raise typer.BadParameter("--send goes with neither --as-of nor --dry-run")
    if send:
        letters.require_mail(settings)
    made = issuing.digest(settings, week_of(settings, week), as_of=known_by, languages=lang or None)
    if as_json:
        print(made.json)
    elif not (made.empty and made.as_of):  # what was not known yet is not told as withdrawn or missing
        print(next(iter(made.text.values())))
    code = report_digest(made)
    for wrong in misnamed(settings):
        say(wrong)
    if dry_run:
        for path in letters.write_letters(settings, made):
            say(f"written: {path}")
        if not settings.config.mail.recipients:
            say("[mail] names no recipients: these are samples, to an address that cannot exist")
    if send and not made.empty:
        sent = post_and_send(settings, made)
        code = code if sent == 4 else sent
    raise typer.Exit(code)


def report_digest(made: DigestFiles) -> int:
    """Say where the digest is, or why nothing was written (exit code 4)."""
    from tradewind.console import say

    for path in (*made.letters, *made.pages):
        say(f"written: {path}")
    if made.shift_pages:
        say(f"written: {len(made.shift_pages)} pages of shifts in {made.shift_pages[0].parent}")
    moment = f"{made.as_of:%Y-%m-%d %H:%M:%S} UTC" if made.as_of else ""
    if not made.empty:
        if moment:
            say(f"as of {moment}: nothing is recorded, and the archive and its feeds stay as they are")
        return 0
    if moment:
        say(f"no article of {made.week} was known by {moment}: nothing was written")
        return 4
    say(
        f"no article of {made.week} is in the store: nothing was written"
        + (f"; {made.hint}" if made.hint else "")
    )
    return 4


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", help="Where to put the demo's database and digest.")
    ] = Path("tradewind-demo"),
) -> None:
    """Serve the bundled sample newsroom on loopback, crawl, tag, link and digest it. Needs no network."""
    from tradewind.demo import play

    play(folder)
