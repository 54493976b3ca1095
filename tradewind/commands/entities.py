"""The entities group: the things that have names, the shipped ones and yours."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind.commands.collect import AsJson
from tradewind.commands.entities_suggest import accept, suggest

if TYPE_CHECKING:
    from nlp.entity_files import Entity
    from nlp.lexicon import Lexicon
    from nlp.watchlist import Checked
    from store.errors import InputError
    from tradewind.config import Settings

entities = typer.Typer(
    no_args_is_help=True,
    help="The things that have names: what ships with tradewind, and your own (tag.entities).",
)


def _lexicon_of(settings: Settings) -> Lexicon:
    from nlp.lexicon import load_lexicon
    from tradewind.tagging import own_things

    return load_lexicon(own_things(settings))


def complete_id(context: typer.Context, incomplete: str) -> list[str]:
    """Ids that begin with what was typed, for the shell; none where the catalogue cannot be read."""
    from store.errors import TradewindError
    from tradewind.config import load_settings

    try:
        config = context.find_root().params.get("config")
        return sorted(
            name for name in _lexicon_of(load_settings(config)).entities if name.startswith(incomplete)
        )
    except TradewindError:
        return []


def complete_type(incomplete: str) -> list[str]:
    """Types that begin with what was typed, for the shell."""
    from nlp.entity_files import TYPES

    return sorted(name for name in TYPES if name.startswith(incomplete.upper()))


def complete_sector(incomplete: str) -> list[str]:
    """Sectors that begin with what was typed, for the shell."""
    from nlp.entity_files import WATCHLIST, shipped_rows

    found = {row.sector for row in shipped_rows()} | {WATCHLIST}
    return sorted(name for name in found if name.startswith(incomplete))


@entities.command("list")
def list_(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Only things with these words in an id or a name, in any script."),
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            help="Only this type: ORG, PERSON, GPE, PRODUCT, LAW or EVENT.",
            autocompletion=complete_type,
        ),
    ] = None,
    sector: Annotated[
        str | None,
        typer.Option(
            help="Only this sector: platforms, media, government ...; watchlist: your own.",
            autocompletion=complete_sector,
        ),
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Only things seated in this country: CN, US, EU ...")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The things tradewind knows by name, each with its id."""
    from nlp.entity_files import TYPES
    from nlp.script import fold
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say

    known = _lexicon_of(settings_of(context)).entities
    sectors = {row.sector for row in known.values()} | set(complete_sector(""))
    kind = _one_of(type_ and type_.upper(), TYPES, "--type")
    place = _one_of(sector, sectors, "--sector")
    wanted = [fold(word) for word in words or ()]
    found = [
        row
        for row in sorted(known.values(), key=lambda row: row.id)
        if (kind is None or row.type == kind)
        and (place is None or row.sector == place)
        and (country is None or row.country == country.upper())
        and all(any(word in name for name in (row.id, *(a.folded for a in row.aliases))) for word in wanted)
    ]
    rows = [
        {"id": row.id, "type": row.type, "sector": row.sector, "country": row.country, "parent": row.parent}
        | {lang: row.names.get(lang) for lang in ("en", "zh-Hans", "zh-Hant")}
        for row in found
    ]
    columns = ("id", "type", "sector", "country", "parent", "en", "zh-Hans", "zh-Hant")
    print_rows(rows, columns=columns, as_json=as_json)
    say(f"{len(found)} of {len(known)} things")
    if not found:
        raise typer.Exit(4)


def _one_of(value: str | None, known: set[str] | frozenset[str], option: str) -> str | None:
    from store.errors import InputError

    if value is not None and value not in known:
        near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else "One of " + ", ".join(sorted(known))
        raise InputError(f"no {option.lstrip('-')} {value!r}", key=option, remedy=hint)
    return value


@entities.command()
def show(
    context: typer.Context,
    id_or_name: Annotated[
        str,
        typer.Argument(
            help="An id, or a name in any script.",
            autocompletion=complete_id,
        ),
    ],
    limit: Annotated[int, typer.Option(min=0, max=1000, help="Articles that name it, at most.")] = 5,
    as_json: AsJson = False,
) -> None:
    """All that is known of one thing: names, marks, parent and children, and where it was named lately."""
    from tradewind.commands.given import settings_of
    from tradewind.console import clean, print_json

    settings = settings_of(context)
    lexicon = _lexicon_of(settings)
    row = _row_of(_entity_called(settings, lexicon, id_or_name), lexicon) | {"named": None}
    row["named"] = _named(settings, row["id"], limit)
    if as_json:
        print_json(row)
        return
    for line in _lines_of(row):
        print(clean(line))


def _entity_called(settings: Settings, lexicon: Lexicon, thing: str) -> Entity:
    from nlp.script import fold
    from store.errors import InputError

    if thing in lexicon.entities:
        return lexicon.entities[thing]
    name = fold(thing.strip())
    owners = {
        row.id: alias.weak
        for row in lexicon.entities.values()
        for alias in sorted(row.aliases, key=lambda alias: not alias.weak)
        if alias.folded == name
    }
    # Whose name it is for good, before those who share it where a text supports them.
    found = [owner for owner, weak in owners.items() if not weak] or list(owners)
    if len(found) > 1:
        raise InputError(
            f"{thing!r} names several things: {', '.join(sorted(found))}",
            key="ID_OR_NAME",
            remedy="Give one of the ids",
        )
    if not found:
        raise _nobody(settings, lexicon, thing, name)
    return lexicon.entities[found[0]]


def _nobody(settings: Settings, lexicon: Lexicon, thing: str, name: str) -> InputError:
    from store.errors import InputError

    used = _named(settings, thing, 0)
    if used is not None and used["articles"]:
        return InputError(
            f"no row lists {thing!r}, but {used['articles']} articles of the store name it",
            key="ID_OR_NAME",
            remedy=f"`tradewind entities accept {thing}` writes a row; `suggest` shows where it is named",
        )
    names = {alias.folded: row.id for row in lexicon.entities.values() for alias in row.aliases}
    near = difflib.get_close_matches(name, [*lexicon.entities, *names], n=1, cutoff=0.7)
    hint = f"Did you mean {names.get(near[0], near[0])}?" if near else "`tradewind entities list` lists all"
    return InputError(f"nothing is called {thing!r}", key="ID_OR_NAME", remedy=hint)


def _row_of(entity: Entity, lexicon: Lexicon) -> dict[str, Any]:
    children = sorted(row.id for row in lexicon.entities.values() if row.parent == entity.id)
    return {
        "id": entity.id,
        "type": entity.type,
        "sector": entity.sector,
        "names": dict(entity.names),
        "aliases": [
            {"name": each.surface, "weak": each.weak, "case": each.exact, "series": each.series}
            for each in entity.aliases
        ],
        "cues": list(entity.cues),
        "not": list(entity.confusables),
        "tickers": list(entity.tickers),
        "country": entity.country,
        "family": entity.family,
        "parents": list(lexicon.ancestors(entity.id)),
        "children": children,
        "file": entity.path,
        "line": entity.line,
    }


def _named(settings: Settings, entity_id: str, limit: int) -> dict[str, Any] | None:
    """How many articles of the store name it, and the newest; None where there is no store."""
    from dataclasses import asdict

    from store import queries
    from store.errors import StoreMissing
    from store.unlisted import load_namings

    try:
        connection = queries.connect_readonly(settings.store_path)
    except StoreMissing:
        return None
    with closing(connection):
        total, newest = load_namings(connection, entity_id, limit=limit)
    return {"articles": total, "newest": [asdict(naming) for naming in newest]}


def _lines_of(row: dict[str, Any]) -> Iterator[str]:
    """The same for a person: what is empty is left out."""
    for key in ("id", "type", "sector", "country", "family"):
        if row[key]:
            yield f"{key}: {row[key]}"
    for lang, name in row["names"].items():
        yield f"name ({lang}): {name}"
    for alias in row["aliases"]:
        marks = [mark for mark in ("weak", "case", "series") if alias[mark]]
        yield f"alias: {alias['name']}" + (f" ({', '.join(marks)})" if marks else "")
    for key in ("tickers", "parents", "children", "cues", "not"):
        if row[key]:
            yield f"{key}: {', '.join(row[key])}"
    yield f"written in: {row['file']}:{row['line']}"
    named = row["named"]
    if named is not None:
        yield f"named in: {named['articles']} articles of the store"
        for each in named["newest"]:
            yield f"  {each['published_at'] or 'no date'} {each['source_id']}: {each['title']} {each['url']}"


@entities.command()
def check(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A file of things (CSV); without it, your own: tag.entities.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check your file of things against the shipped ones: every problem with its line, and what your rows change."""
    from nlp.entity_files import read_own
    from nlp.watchlist import check_own
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say

    settings = settings_of(context)
    path = file or settings.entities_path
    present = file is not None or path.exists()
    checked = check_own(read_own(path) if present else "", str(path)) if present else _shipped_alone()
    rows = list(_findings(checked))
    if rows or as_json:
        print_rows(rows, columns=("line", "state", "key", "detail", "remedy"), as_json=as_json)
    shipped = len(checked.catalogue.entities) - len(checked.rows)
    if not present:
        say(f"{path} is not there: {shipped} shipped things, {_counted(len(checked.problems), 'problem')}")
    else:
        own = _counted(len(checked.rows), "row")
        say(f"{path}: {own} beside {shipped} shipped ones, {_counted(len(checked.problems), 'problem')}")
    if checked.problems:
        raise typer.Exit(2)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _shipped_alone() -> Checked:
    from nlp.entity_files import COLUMNS
    from nlp.watchlist import check_own

    return check_own(",".join(COLUMNS), "")


def _findings(checked: Checked) -> Iterator[dict[str, Any]]:
    """Problems, doubts, and what the user's rows change of the shipped ones."""
    from nlp.doubts import doubtful_names

    for problem in checked.problems:
        yield {
            "line": problem.line, "state": "bad", "key": problem.key, "detail": problem.message,
            "remedy": problem.remedy,
        }  # fmt: skip
    for row, alias in doubtful_names(checked.rows):
        yield {
            "line": row.line, "state": "doubt", "key": None,
            "detail": f"the name {alias.surface!r} of {row.id} is a word or number of everyday too",
            "remedy": f"If texts use it otherwise, write ~{alias.surface} and give cues",
        }  # fmt: skip
    lines = {row.id: row.line for row in checked.rows}
    for name in checked.catalogue.replaced:
        yield {
            "line": lines[name],
            "state": "note",
            "key": "id",
            "detail": f"takes the place of the shipped {name}",
        }
    for each in checked.catalogue.taken:
        detail = f"takes the name {each.surface!r} from the shipped {each.owner}"
        yield {"line": each.line, "state": "note", "key": None, "detail": detail}


entities.command()(suggest)
entities.command()(accept)
