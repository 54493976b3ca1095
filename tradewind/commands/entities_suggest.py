"""entities suggest, accept: the names that articles use and nobody lists, and taking one of them up."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store.unlisted import AROUND
from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from store.unlisted import Context
    from tradewind.watchlist import Accepted, Suggestion

_LANGS = {"en": ("en",), "zh": ("zh-Hans", "zh-Hant"), "zh-Hans": ("zh-Hans",), "zh-Hant": ("zh-Hant",)}


def suggest(
    context: typer.Context,
    min_articles: Annotated[int, typer.Option(min=1, help="Only names that so many articles use.")] = 2,
    since: Annotated[
        str | None, typer.Option(help="Count only what was published on or after this day.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Count only articles in this language: en, zh, zh-Hans or zh-Hant.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Names at most.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Names that articles of the store use and nobody lists: in how many articles, of how many houses, and how.

    Those of most houses come first. `tradewind entities accept ID` writes the proposed row into your own file.
    """
    from nlp.lexicon import load_lexicon
    from store import queries
    from store.errors import InputError
    from store.unlisted import load_contexts
    from tradewind.commands.given import parse_when, settings_of
    from tradewind.console import print_rows, say
    from tradewind.tagging import own_things
    from tradewind.watchlist import suggestions

    if lang is not None and lang not in _LANGS:
        raise InputError(f"no language {lang!r}", key="--lang", remedy="Use " + ", ".join(_LANGS))
    after = parse_when(since, option="--since")
    settings = settings_of(context)
    lexicon = load_lexicon(own_things(settings))
    with closing(queries.connect_readonly(settings.store_path)) as connection:
        found = suggestions(
            connection, lexicon, least=min_articles, since=after, langs=_LANGS[lang] if lang else ()
        )
        rows = [
            _row(item, load_contexts(connection, (item.found.id, *item.also)))
            for item in islice(found, limit)
        ]
    counted = ("id", "type", "articles", "houses", "first", "last", "scripts")
    if as_json:
        print_rows(rows, columns=(*counted, "names", "also", "contexts", "row"), as_json=True)
    else:
        flat = [
            row | {"scripts": " ".join(row["scripts"]), "names": _names(row), "context": _first(row)}
            for row in rows
        ]
        print_rows(flat, columns=(*counted, "names", "context"))
    if not rows:
        say("no unlisted name: tag articles first (`tradewind tag`), or lower --min-articles")
        raise typer.Exit(4)
    say("take one up with: tradewind entities accept ID [--type T] [--en NAMES] [--zh-hans NAMES]")


def _row(item: Suggestion, contexts: list[Context]) -> dict[str, Any]:
    from nlp.entity_files import LANGS
    from nlp.watchlist import names_of

    by_lang = {lang: names_of({column: item.cells.get(column, "")}) for column, lang in LANGS.items()}
    names = {lang: list(found) for lang, found in by_lang.items() if found}
    return {
        "id": item.found.id,
        "type": item.cells["type"],
        "articles": item.found.articles,
        "houses": item.found.houses,
        "first": item.found.first,
        "last": item.found.last,
        "scripts": list(names),
        "names": names,
        "also": list(item.also),
        "contexts": [
            {
                "text": _excerpt(each), "in_title": each.in_title,
                "published_at": each.published_at, "source_id": each.source_id, "url": each.url,
            }
            for each in contexts
        ],
        "row": dict(item.cells),
    }  # fmt: skip


def _excerpt(place: Context) -> str:
    """The name within its paragraph, whole words around it."""
    before = place.before.rpartition("\n")[2]
    after = place.after.partition("\n")[0]
    if len(before) == AROUND and " " in before:
        before = before.partition(" ")[2]
    if len(after) == AROUND and " " in after:
        after = after.rpartition(" ")[0]
    return f"{before}{place.quote}{after}"


def _names(row: dict[str, Any]) -> str:
    return " / ".join("|".join(names) for names in row["names"].values())


def _first(row: dict[str, Any]) -> str:
    return row["contexts"][0]["text"] if row["contexts"] else ""


def complete_suggestion(context: typer.Context, incomplete: str) -> list[str]:
    """Ids of unlisted names that begin with what was typed, for the shell."""
    from store import queries
    from store.errors import TradewindError
    from store.unlisted import load_spellings
    from tradewind.config import load_settings

    try:
        settings = load_settings(context.find_root().params.get("config"))
        with closing(queries.connect_readonly(settings.store_path)) as connection:
            return [name for name in load_spellings(connection) if name.startswith(incomplete)]
    except TradewindError:
        return []


def accept(
    context: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            help="As `tradewind entities suggest` prints it.",
            autocompletion=complete_suggestion,
        ),
    ],
    new_id: Annotated[
        str | None,
        typer.Option("--id", help="Another id; that of a shipped thing adds the names to a copy of its row."),
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help="ORG, PERSON, GPE, PRODUCT, LAW or EVENT.")
    ] = None,
    en: Annotated[str | None, typer.Option("--en", help="English names, separated by bars.")] = None,
    zh_hans: Annotated[str | None, typer.Option("--zh-hans", help="Simplified ones.")] = None,
    zh_hant: Annotated[str | None, typer.Option("--zh-hant", help="Traditional ones.")] = None,
    parent: Annotated[str | None, typer.Option(help="Id of what it belongs to.")] = None,
    country: Annotated[str | None, typer.Option(help="Two capitals: where it is seated.")] = None,
    tickers: Annotated[str | None, typer.Option(help="Stock symbols, separated by bars.")] = None,
    cues: Annotated[
        str | None,
        typer.Option(help="Words one of which must be near for a weak name to count, separated by bars."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the row of a suggested name into your own file of things (tag.entities), with what you change of it.

    The file is checked whole before it is written; remarks, blank lines and order stay. An id that the store does not
    know needs --type and a name.
    """
    from tradewind.commands.given import settings_of
    from tradewind.watchlist import accept as accept_name

    given = {
        "id": new_id, "type": type_ and type_.upper(), "en": en, "zh_hans": zh_hans, "zh_hant": zh_hant,
        "parent": parent, "country": country and country.upper(), "tickers": tickers, "cues": cues,
    }  # fmt: skip
    changes = {key: value for key, value in given.items() if value is not None}
    done = accept_name(settings_of(context), id, changes, dry_run=dry_run)
    _print_accepted(done, dry_run=dry_run, as_json=as_json)


def _print_accepted(done: Accepted, *, dry_run: bool, as_json: bool) -> None:
    from tradewind.console import print_json, say

    cells = {key: cell for key, cell in done.cells.items() if cell}
    if as_json:
        print_json(
            {
                "file": str(done.path), "line": done.line, "row": cells, "written": not dry_run,
                "takes": [{"name": each.surface, "from": each.owner} for each in done.taken],
                "doubts": list(done.doubts),
                "articles": done.articles, "stored": done.stored,
            }
        )  # fmt: skip
    else:
        print(f"{done.path}:{done.line}")
        say(" · ".join(f"{key} {cell}" for key, cell in cells.items()))
    for each in done.taken:
        say(f"takes the name {each.surface!r} from the shipped {each.owner}")
    for name in done.doubts:
        say(f"the name {name!r} is a word or number of everyday too")
        say(f"if texts use it otherwise, write ~{name} and give cues")
    say(_what_next(done.articles, done.stored, dry_run=dry_run))


def _what_next(articles: int | None, stored: int, *, dry_run: bool) -> str:
    if dry_run:
        return "nothing was written (--dry-run)"
    if not stored:
        return "the next `tradewind tag` knows it"
    them = "the 1 stored article" if stored == 1 else f"all {stored} stored articles"
    naming = f"; {articles} of them {'names' if articles == 1 else 'name'} it" if articles else ""
    return (
        f"the watchlist is part of the tagger's version: the next `tradewind tag` reads {them} anew{naming}"
    )
