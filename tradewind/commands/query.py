"""search, sql, schema: questions to the store, read-only."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from tradewind.commands.collect import AsJson


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
