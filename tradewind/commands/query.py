"""search, revisions, sql, schema: questions to the store, read-only."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from store.revisions import Versions


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words in any of the three scripts; all must occur.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Articles at most.")] = 20,
    since: Annotated[str | None, typer.Option(help="Only what was published on or after this day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Full-text search. Simplified finds Traditional and the other way round; two-character words are found."""
    from nlp.script import fold
    from store import queries
    from store.search import search as find
    from tradewind.commands.given import parse_when, settings_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    after = parse_when(since, option="--since")
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        rows = find(connection, fold(" ".join(words)), limit=limit, since=after, fold=fold)
    print_rows(rows, columns=("published_at", "source_id", "title", "snippet", "url"), as_json=as_json)
    if not rows:
        say("nothing found")
        raise typer.Exit(4)


def revisions(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Argument(help="An article's address: what has changed in it. Without it: a list.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", help="Only articles of this source; repeat for more."),
    ] = None,
    extraction: Annotated[
        bool,
        typer.Option(
            "--extraction",
            help="Also what another version of the extractor, or a line known to return, changed in the text of a page"
            " that stayed as it was (tradewind extract --again).",
        ),
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Articles at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Articles whose text or headline has changed since the first fetch, and what changed: paragraphs, old and new.

    Young articles are asked again by themselves (crawl.recheck_days); `tradewind crawl --recheck` asks all.
    """
    from store import queries
    from store.revisions import load_revised, load_versions
    from tradewind.commands.given import parse_address, require_stored, settings_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    # What was imported from files has no http address, but has one in the store.
    address = parse_address(url, option="URL") if url and url.lower().startswith("http") else url
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        if address is not None:
            found = load_versions(connection, address)
            raise typer.Exit(_print_versions(found, address, extraction=extraction, as_json=as_json))
        require_stored(source, [name for (name,) in connection.execute("SELECT source_id FROM v_source")])
        rows = load_revised(connection, source_ids=source, extraction=extraction, limit=limit)
    print_rows(rows, columns=("changed_at", "versions", "source_id", "title", "url"), as_json=as_json)
    if not rows:
        say("no article has changed since it was fetched")
        raise typer.Exit(4)


def _print_versions(found: Versions | None, address: str, *, extraction: bool, as_json: bool) -> int:
    """The differences between the versions of one article; the exit code."""
    from store.errors import InputError
    from store.revisions import diff_versions
    from tradewind.console import clean, print_json, say

    if found is None:
        raise InputError(
            f"no article of the store has the address {address}",
            key="URL",
            remedy="`tradewind revisions` lists the revised ones, `tradewind search WORDS` all",
        )
    changes = diff_versions(found, extraction=extraction)
    if as_json:
        versions = [
            {"number": item.number, "fetched_at": item.fetched_at, "title": item.title, "text": item.text,
             "cause": item.cause, "extractor": item.extractor}
            for item in found.versions
        ]  # fmt: skip
        told = [{"from": old.number, "to": new.number, "diff": lines} for old, new, lines in changes]
        print_json({"url": found.url, "source_id": found.source_id, "versions": versions, "changes": told})
        return 0 if changes else 4
    if not changes:
        say("it has not changed since it was fetched")
        return 4
    for _, _, lines in changes:
        for line in lines:
            print(clean(line))
    return 0


def sql(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="One SELECT. `tradewind schema` lists the views.")],
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")] = 1000,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Give up after this long.")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Ask the database. It is opened read-only: nothing you write here can change it.

    Words are searched for with: SELECT * FROM v_search WHERE grams MATCH zh_query('关税').
    """
    from nlp.script import fold
    from store import queries
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    with closing(queries.connect_readonly(settings.store_path, fold=fold)) as connection:
        table = queries.run_sql(connection, question, limit=limit, seconds=seconds)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    print_rows(rows, columns=table.columns, as_json=as_json)
    if table.truncated:
        say(f"only the first {limit} rows; --limit gives more")


def schema(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One table or view; without it, all of them.")] = None,
    as_json: AsJson = False,
) -> None:
    """The tables and views, with what every column means."""
    from store import queries
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows

    settings = settings_of(context)
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        tables = queries.schema_tables(connection)
    rows = [
        {
            "name": table.name,
            "kind": table.kind,
            "column": column.name,
            "type": column.type,
            "meaning": column.meaning,
        }
        for table in tables
        for column in table.columns
        if name in (None, table.name)
    ]
    if name is not None and not rows:
        raise InputError(f"no table or view {name!r}", remedy="`tradewind schema` lists them all")
    print_rows(rows, columns=("name", "kind", "column", "type", "meaning"), as_json=as_json)
