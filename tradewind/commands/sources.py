"""The sources group: list, import and export of the catalogue here, check and discover beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson
from tradewind.commands.health import health
from tradewind.commands.sources_check import check, discover

if TYPE_CHECKING:
    from store.records import Source

sources = typer.Typer(
    no_args_is_help=True, help="The catalogue of sources: what ships with tradewind, and yours."
)

sources.command()(check)
sources.command()(discover)
sources.command()(health)


@sources.command("list")
def list_(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Disabled ones too, with the reason.")] = False,
    as_json: AsJson = False,
) -> None:
    """The sources a crawl would visit."""
    from tradewind.commands.given import catalogue, settings_of
    from tradewind.console import print_rows, say

    known = catalogue(settings_of(context))
    rows = [
        {
            "id": item.id, "name": item.name, "kind": str(item.kind), "lang": str(item.lang), "group": item.group,
            "family": item.witness_family, "verified": item.verified_on or "unverified",
            "disabled": item.disabled_reason, "url": item.url,
        }
        for item in known
        if item.enabled or all_
    ]  # fmt: skip
    columns = ("id", "kind", "lang", "group", "family", "verified", *(("disabled",) if all_ else ()), "url")
    print_rows(rows, columns=columns, as_json=as_json)
    off = sum(1 for item in known if not item.enabled)
    say(f"{len(known) - off} sources; {off} disabled" + ("" if all_ else " (--all shows them)"))


@sources.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An OPML file.")],
) -> None:
    """Add the feeds of an OPML file to your own sources."""
    from crawler.opml import parse_opml
    from crawler.sources import load_sources, parse_sources, render_sources
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.console import say
    from tradewind.files import write_files

    settings = settings_of(context)
    try:
        found = parse_opml(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=str(file), remedy="Check the path"
        ) from None
    path = settings.sources_path
    own = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if path.exists() else ""
    known = load_sources(path if path.exists() else None)
    new = new_sources(found, known)
    if new:
        # Appended, so that the comments of a hand-written file stay; read back before it is written.
        text = own + render_sources(new)
        parse_sources(text, str(path))
        write_files(path.parent, {path.name: text}, key="crawl.sources")
    print(path)
    say(f"{len(new)} sources added, {len(found) - len(new)} were there already")


def new_sources(found: Sequence[Source], known: Sequence[Source]) -> list[Source]:
    """Those whose address nobody has yet; an id that is taken by another address gets a number behind it."""
    urls, ids = {item.url for item in known}, {item.id for item in known}
    new = []
    for item in found:
        if item.url in urls:
            continue
        names = chain([item.id], (f"{item.id[:60]}-{number}" for number in count(2)))
        free = next(name for name in names if name not in ids)
        urls.add(item.url)
        ids.add(free)
        new.append(replace(item, id=free))
    return new


@sources.command("export")
def export(context: typer.Context) -> None:
    """The enabled feeds as OPML on stdout; OPML has no place for other kinds of sources."""
    from crawler.opml import render_opml
    from store.records import SourceKind
    from tradewind.commands.given import catalogue, settings_of
    from tradewind.console import say

    enabled = [item for item in catalogue(settings_of(context)) if item.enabled]
    sys.stdout.buffer.write(render_opml(enabled))
    feeds = sum(1 for item in enabled if item.kind is SourceKind.FEED)
    say(
        f"{feeds} feeds; {len(enabled) - feeds} sitemaps, listings and interfaces left out: OPML has no place for them"
    )
