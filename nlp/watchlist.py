"""The user's own file of things: checking it whole, and adding a row to it without touching what is there."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from nlp.catalogue import Catalogue, find_problems, merge_rows
from nlp.entity_files import (
    COLUMNS,
    LANGS,
    WATCHLIST,
    Alias,
    Entity,
    check_header,
    read_cells,
    read_rows,
    separator_of,
    shipped_rows,
)
from nlp.script import fold
from store.errors import InputError

HEADER = ",".join(COLUMNS) + "\n"
_MOST_PROBLEMS = 200  # of a file that is told of
_MOST_NAMES = 4  # of one script that a proposed row holds
_NAME_COLUMNS = tuple(LANGS)
_HAN = re.compile(r"[\u3400-\u9fff]")
_UNFIT = re.compile(r"[|\r\n\t\"]|^[=~#]|#$")  # has a meaning of its own in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file of the user's, read against the shipped rows."""

    rows: tuple[Entity, ...]  # those that are right by themselves
    problems: tuple[InputError, ...]  # in the order of their lines; none: the file can be used
    catalogue: Catalogue  # with those rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which texts write a name."""

    quote: str
    lang: str  # of the texts: en, zh-Hans, zh-Hant, mixed, und
    articles: int  # that write it so


def check_own(content: str, path: str) -> Checked:
    """Every problem of the user's file (200 at most): of single rows, between them, and with the shipped ones."""
    rows: list[Entity] = []
    problems: list[InputError] = []
    for row in read_rows(content, path, WATCHLIST):
        if isinstance(row, Entity):
            rows.append(row)
        elif len(problems) < _MOST_PROBLEMS:
            problems.append(row)
    catalogue = merge_rows(shipped_rows(), rows)
    problems += islice(find_problems(catalogue.entities), _MOST_PROBLEMS - len(problems))
    return Checked(
        rows=tuple(rows),
        problems=tuple(sorted(problems, key=lambda problem: problem.line or 0)),
        catalogue=catalogue,
    )


def append_row(content: str, cells: Mapping[str, str], path: str) -> tuple[str, int]:
    """The text of the file with one row more at its end, and the line of that row.

    Nothing else changes: remarks, blank lines, order, the kind of line ends and a byte order mark stay. An empty text
    gets the line of columns first. Raises InputError where the file has no column for a cell that is not empty.
    """
    content, header = content or HEADER, columns_of(content, path)
    for name, cell in cells.items():
        if cell and name not in header:
            raise InputError(
                f"there is no column for {cell!r}",
                path=path,
                key=name,
                remedy=f"Add {name} to the line of columns and a comma to every row",
            )
    end = "\r\n" if "\r\n" in content else "\n"
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=separator_of(content), lineterminator=end)
    writer.writerow([cells.get(name, "") for name in header])
    before = content if content.endswith(("\n", "\r")) else content + end
    return before + line.getvalue(), len(io.StringIO(before, newline="").readlines()) + 1


def columns_of(content: str, path: str) -> list[str]:
    """The columns of the file in their order; those of the form for an empty text. Raises InputError."""
    if not content:
        return list(COLUMNS)
    line, cells = next(read_cells(content, path), (1, []))
    return check_header(cells, path, line)


# --- a row for a name that texts use and no row lists ----------------------------------------------------------


def propose_row(entity_id: str, kind: str, forms: Iterable[Form]) -> dict[str, str]:
    """The cells of a row for a thing that texts write in these forms.

    In each script the form that most articles use comes first (of two, the longer). A shorter one within it (a
    surname, 澜汐 of 澜汐科技) is weak: it counts where the name is said in full. A longer one around it is left out:
    legal suffixes and model numbers are found by rule. Of a name of one Latin word the letter case counts.
    """
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for form in forms:
        quote = " ".join(form.quote.split())
        if len(quote) >= 2 and not _UNFIT.search(quote):
            counted[_column(quote, form.lang)][quote] += form.articles
    names = {column: _aliases(counted[column]) for column in _NAME_COLUMNS}
    return {"id": entity_id, "type": kind} | {column: "|".join(names[column]) for column in _NAME_COLUMNS}


def _column(quote: str, lang: str) -> str:
    """Latin letters only: en. Chinese: by its characters where they tell, else by the texts."""
    if not _HAN.search(quote):
        return "en"
    written = "".join(_HAN.findall(quote))
    return "zh_hant" if lang == "zh-Hant" or fold(written) != written else "zh_hans"


def _aliases(counted: Counter[str]) -> list[str]:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for quote, articles in counted.items():
        spellings[fold(quote)][quote] += articles
    ranked = sorted(spellings, key=lambda name: (-spellings[name].total(), -len(name), name))
    if not ranked:
        return []
    main = ranked[0]
    kept = [name for name in ranked[1:] if main not in name]
    aliases = [_marked(_usual(spellings[main]), weak=False)]
    aliases += [_marked(_usual(spellings[name]), weak=name in main) for name in kept]
    return aliases[:_MOST_NAMES]


def _usual(spelling: Counter[str]) -> str:
    """The spelling most articles use; of two, that with fewer capitals (a headline's are no spelling)."""
    return min(spelling, key=lambda quote: (-spelling[quote], sum(map(str.isupper, quote)), quote))


def _marked(quote: str, *, weak: bool) -> str:
    single = quote.isascii() and " " not in quote and not quote.islower()
    return "~" * weak + "=" * single + quote


def cells_of(entity: Entity) -> dict[str, str]:
    """A row as it would be written: what parse_rows reads as that thing again."""
    names: dict[str, list[str]] = {column: [] for column in _NAME_COLUMNS}
    rest = list(entity.aliases)
    for column, lang in LANGS.items():
        usual = entity.names.get(lang, "")
        # 亚马逊 and 亞馬遜 are one alias to the search; both are names to be printed.
        alias = next((each for each in entity.aliases if each.folded == fold(usual)), None)
        if alias is not None:
            names[column].append(_written(alias, usual))
            rest = [each for each in rest if each is not alias]
    named = [column for column in reversed(_NAME_COLUMNS) if names[column]]
    for alias in rest:
        column = _column(alias.surface, "")
        # The first of a cell is what the thing is called: an alias alone in its script must not become that.
        names[column if column in named or not named else named[0]].append(_written(alias, alias.surface))
    return {
        "id": entity.id,
        "type": entity.type,
        **{column: "|".join(parts) for column, parts in names.items()},
        "tickers": "|".join(entity.tickers),
        "parent": entity.parent or "",
        "country": entity.country or "",
        "family": entity.family or "",
        "cues": "|".join(entity.cues),
        "not": "|".join(entity.confusables),
    }


def _written(alias: Alias, name: str) -> str:
    return "~" * alias.weak + "=" * alias.exact + name + "#" * alias.series


def with_names(cells: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """The cells with the names of ``more`` behind those of the same script, each once."""
    joined = dict(cells)
    known = {fold(name) for name in names_of(cells)}
    for column in _NAME_COLUMNS:
        for part in filter(None, (part.strip() for part in more.get(column, "").split("|"))):
            name = fold(part.lstrip("=~").removesuffix("#"))
            if name not in known:
                known.add(name)
                joined[column] = f"{joined[column]}|{part}" if joined[column] else part
    return joined


def names_of(cells: Mapping[str, str]) -> Sequence[str]:
    """The aliases of a row's cells, without their marks."""
    parts = [part.strip() for column in _NAME_COLUMNS for part in cells.get(column, "").split("|")]
    return [part.lstrip("=~").removesuffix("#") for part in parts if part]
