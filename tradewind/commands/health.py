"""sources health: how each source stood after the last crawl."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from tradewind.commands.collect import AsJson


def health(
    context: typer.Context,
    all_: Annotated[
        bool, typer.Option("--all", help="Also those that are well, and those no crawl has seen.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The sources that something is wrong with, since when, and the measure behind it.

    States: ok, empty, broken, blocked, silent, flooded, layout-changed. Little known of a source: ok until proven.
    """
    from store import queries
    from store.health import source_health
    from tradewind.commands.given import catalogue, settings_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    known = {item.id: item for item in catalogue(settings) if item.enabled}
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        seen = source_health(connection, list(known))
    rows = [row for row in seen if all_ or row["state"] != "ok"]
    ill = sum(1 for row in seen if row["state"] != "ok")
    if all_:
        unseen = known.keys() - {row["source_id"] for row in seen}
        rows += [{"source_id": name, "name": known[name].name, "state": "unseen"} for name in sorted(unseen)]
    columns = ("source_id", "state", "since", "why", *(("at", "status", "new", "articles") if all_ else ()))
    print_rows(rows, columns=columns, as_json=as_json)
    more = "" if all_ else " (--all shows the others)"
    say(f"{len(seen)} of {len(known)} sources were crawled; {ill} not ok{more}")
