"""The names that the store's articles use and nobody lists, and how one of them gets into the user's own file."""

from __future__ import annotations

import difflib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlp.catalogue import Taken
from nlp.doubts import doubtful_names
from nlp.entity_files import LANGS, Entity, read_own
from nlp.lexicon import Lexicon, load_lexicon
from nlp.script import fold
from nlp.watchlist import (
    Form,
    append_row,
    cells_of,
    check_own,
    columns_of,
    names_of,
    propose_row,
    with_names,
)
from store import queries
from store.errors import InputError, StoreMissing, TryLater
from store.unlisted import Spelling, Unlisted, load_spellings, load_unlisted
from tradewind.config import Settings
from tradewind.files import write_files
from tradewind.lock import in_turn
from tradewind.tagging import own_things


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A thing of the store that no row lists, and the row that would list it."""

    found: Unlisted
    cells: Mapping[str, str]  # id, type, en, zh_hans, zh_hant
    also: Sequence[str]  # other ids that texts gave the same name


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What accepting a name wrote, or would write."""

    path: Path
    line: int
    cells: Mapping[str, str]
    taken: Sequence[Taken]  # names that the row takes from shipped things
    doubts: Sequence[str]  # its names that are words of everyday too
    articles: int | None  # of the store that name it; None: the store does not know it
    stored: int  # articles of the store, all of which the next tag run reads anew


def suggestions(
    conn: sqlite3.Connection,
    lexicon: Lexicon,
    *,
    least: int = 1,
    since: datetime | None = None,
    langs: Sequence[str] = (),
) -> Iterator[Suggestion]:
    """Things that articles name and the lexicon does not know: most houses first, then most articles.

    What a row lists by now, under that id or another, is left out though its articles are not tagged anew yet.
    """
    listed = {alias.folded for row in lexicon.entities.values() for alias in row.aliases if not alias.weak}
    things = _unlisted_things(conn)
    same = {entity_id: thing.ids[0] for thing in things.values() for entity_id in thing.ids}
    for found in load_unlisted(conn, same, least=least, since=since, langs=langs):
        thing = things[found.id]
        known = lexicon.entities.keys() & thing.ids or any(fold(name) in listed for name in thing.names)
        if thing.names and not known:
            yield Suggestion(found=found, cells=thing.cells, also=thing.ids[1:])


def suggestion_of(conn: sqlite3.Connection, entity_id: str) -> Suggestion | None:
    """That of one id; None where no article names it."""
    for thing in _unlisted_things(conn).values():
        if entity_id in thing.ids:
            found = load_unlisted(conn, dict.fromkeys(thing.ids, entity_id))[0]
            also = tuple(each for each in thing.ids if each != entity_id)
            return Suggestion(found=found, cells=thing.cells | {"id": entity_id}, also=also)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """An unlisted thing under all the ids that texts gave it; the first is the one it is told by."""

    ids: tuple[str, ...]
    cells: dict[str, str]
    names: Sequence[str]


def _unlisted_things(conn: sqlite3.Connection) -> dict[str, _Thing]:
    """Every unlisted thing of the store, by its first id.

    An id is made of the name as one text gives it: where another text adds the Latin name, the same thing has another.
    Ids of which the full names in one script are the same are one thing; a shared short form is no proof.
    """
    spellings = load_spellings(conn)
    single = {entity_id: _proposed(entity_id, forms) for entity_id, forms in spellings.items()}
    groups: dict[str, list[str]] = {}  # id to the ids it is one thing with; all of them share the list
    owners: dict[str, str] = {}
    for entity_id, cells in single.items():
        groups[entity_id] = [entity_id]
        for name in _full_names(cells):
            other = groups[owners.setdefault(name, entity_id)]
            mine = groups[entity_id]
            if other is not mine:
                other += mine
                groups |= dict.fromkeys(mine, other)
    things = {}
    for ids in {id(each): each for each in groups.values()}.values():
        # One made of a Latin name before others: it stays when a Chinese text adds the Latin name.
        ids.sort(key=lambda each: (not single[each]["en"], -sum(s.articles for s in spellings[each]), each))
        forms = [form for each in ids for form in spellings[each]]
        cells = single[ids[0]] if len(ids) == 1 else _proposed(ids[0], forms)
        things[ids[0]] = _Thing(ids=tuple(ids), cells=cells, names=names_of(cells))
    return things


def _full_names(cells: Mapping[str, str]) -> Iterator[str]:
    for column in LANGS:
        if first := names_of({column: cells[column].split("|")[0]}):
            yield fold(first[0])


def _proposed(entity_id: str, spellings: Sequence[Spelling]) -> dict[str, str]:
    kinds: Counter[str] = Counter()
    for item in spellings:
        kinds[item.type] += item.articles
    kind = min(kinds, key=lambda name: (-kinds[name], name))
    forms = (Form(quote=item.quote, lang=item.lang, articles=item.articles) for item in spellings)
    return propose_row(entity_id, kind, forms)


def accept(
    settings: Settings, entity_id: str, changes: Mapping[str, str], *, dry_run: bool = False
) -> Accepted:
    """Append the row of a suggestion to the user's file, with ``changes`` in place of what was proposed.

    ``changes["id"]`` may be a shipped thing: then its row is copied and the names are added to it. The file is checked
    whole before it is written, and written whole or not at all. Who accepts at the same time waits; TryLater where
    somebody else changed the file meanwhile. Raises InputError.
    """
    if dry_run:
        return _prepared(settings, entity_id, changes, _content_of(settings.entities_path))[0]
    place = settings.entities_path.resolve()
    with in_turn(place.parent):
        before = _content_of(place)
        done, after = _prepared(settings, entity_id, changes, before)
        if _content_of(place) != before:
            raise TryLater(f"{settings.entities_path} was changed just now; nothing was written. Run again")
        write_files(place.parent, {place.name: after}, key="tag.entities")
    return done


def _content_of(path: Path) -> str:
    return read_own(path) if path.exists() else ""


def _prepared(
    settings: Settings, entity_id: str, changes: Mapping[str, str], content: str
) -> tuple[Accepted, str]:
    """What accepting an id does to a file with this content, and the content after it."""
    path = settings.entities_path
    changes = {column: " ".join(cell.split()) for column, cell in changes.items()}
    lexicon = load_lexicon(own_things(settings))
    made, stored = _asked(settings, entity_id)
    cells: Mapping[str, str] = {"id": entity_id, **(made.cells if made else {}), **changes}
    if made is None and not (cells.get("type") and names_of(cells)) and cells["id"] not in lexicon.entities:
        raise _unknown(settings, entity_id)
    known = lexicon.entities.get(cells["id"])
    if known is not None:
        cells = _joined(known, cells, changes, path)
    new, line = append_row(content, _that_fit(cells, content, path), str(path))
    checked = check_own(new, str(path))
    if checked.problems:
        raise checked.problems[0]
    own = (row for row in checked.rows if row.id == cells["id"])
    done = Accepted(
        path=path,
        line=line,
        cells=cells,
        taken=[each for each in checked.catalogue.taken if each.by == cells["id"]],
        doubts=[alias.surface for _, alias in doubtful_names(own)],
        articles=made.found.articles if made else None,
        stored=stored,
    )
    return done, new


def _asked(settings: Settings, entity_id: str) -> tuple[Suggestion | None, int]:
    """What the store knows of an id, and how many articles it holds; nothing and 0 where there is no store."""
    try:
        connection = queries.connect_readonly(settings.store_path)
    except StoreMissing:
        return None, 0
    with closing(connection):
        stored = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        return suggestion_of(connection, entity_id), stored


def _unknown(settings: Settings, entity_id: str) -> InputError:
    near: list[str] = []
    if settings.store_path.exists():
        with closing(queries.connect_readonly(settings.store_path)) as connection:
            near = difflib.get_close_matches(entity_id, list(load_spellings(connection)), n=1)
    hint = f"Did you mean {near[0]}?" if near else "`tradewind entities suggest` lists them."
    return InputError(
        f"no unlisted name of the store has the id {entity_id!r}",
        key="ID",
        remedy=f"{hint} For a row of your own, give --type and a name: --en, --zh-hans or --zh-hant",
    )


def _joined(
    known: Entity, cells: Mapping[str, str], changes: Mapping[str, str], path: Path
) -> Mapping[str, str]:
    """The row of a known thing with the names of ``cells`` added, and what else the user said."""
    if known.path == str(path):
        raise InputError(
            f"{known.id} has a row already",
            path=known.path,
            line=known.line,
            key="id",
            remedy="Add the name to that row, or give another --id",
        )
    names = {column: cells.get(column, "") for column in LANGS}
    if not names_of(names):
        raise InputError(
            f"{known.id} is shipped ({known.path}:{known.line}), and no name to add is given",
            key="ID",
            remedy="Add names with --en, --zh-hans, --zh-hant",
        )
    said = {column: cell for column, cell in changes.items() if column not in LANGS}
    return with_names(cells_of(known) | said, names)


def _that_fit(cells: Mapping[str, str], content: str, path: Path) -> Mapping[str, str]:
    """Without names in a script that the user's file has no column for, where others are left."""
    columns = columns_of(content, str(path))
    fitting = {name: cell for name, cell in cells.items() if name in columns or name not in LANGS}
    return fitting if names_of(fitting) else cells
