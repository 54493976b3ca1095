"""The knowledge files: one row a real-world thing, with its names in three scripts and what is known of it.

The files ``nlp/data/entities/*.csv`` (and a file of the user's in the same form) have the columns

    id       lower-case slug, one per real-world thing
    type     ORG PERSON GPE PRODUCT LAW EVENT
    en, zh_hans, zh_hant    aliases, separated by |
    tickers  stock symbols, separated by |, with the suffix of their exchange: AMZN, 9988.HK, 600519.SS
    parent   id of the thing this one belongs to; empty: none
    country  ISO 3166-1 alpha-2 of its seat or jurisdiction, EU for the union; empty: not told
    family   slug of the publishing house of a medium; empty: not told
    cues     words, separated by |, of which one must be near for a weak alias to count
    not      longer strings, separated by |, in which an alias is no name (苹果 in 苹果汁)

The name of a file is the sector of its things. Columns may stand in any order; id, type and one of the three name
columns are enough, and semicolons or tabs may stand for the commas. A line that begins with # is a remark.

An alias may carry marks: ``=`` before it: letter case counts (Target, US). ``~`` before it: weak, it only counts where
the text names a relative (what it belongs to, a sibling), another alias of the thing, or a cue. ``#`` after it: a
series, a model number that follows belongs to the name (iPhone#); a weak one needs it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from nlp.names import common_words
from nlp.script import fold
from store.errors import InputError

TYPES = frozenset({"ORG", "PERSON", "GPE", "PRODUCT", "LAW", "EVENT"})
COLUMNS = ("id", "type", "en", "zh_hans", "zh_hant", "tickers", "parent", "country", "family", "cues", "not")
WATCHLIST = "watchlist"  # sector of the user's own rows
_MOST = 16_000_000  # bytes of a file of the user's
LANGS = {"en": "en", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_TICKER = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,15}\Z")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One way to write the name of one thing."""

    surface: str  # as in the file, marks removed
    folded: str
    entity_id: str
    exact: bool  # letter case counts
    weak: bool  # needs support
    series: bool  # a model number may follow
    han: bool  # holds Chinese characters: no word boundary to look for


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing that has a name."""

    id: str
    type: str
    sector: (
        str  # name of the file it stands in: media, platforms, government ...; "watchlist": the user's own
    )
    parent: str | None
    country: str | None  # ISO 3166-1 alpha-2 of its seat or jurisdiction; EU for the union
    family: str | None  # publishing house of a medium: its papers are one witness
    tickers: tuple[str, ...]  # as printed, with their exchange where it has a suffix: AMZN, 9988.HK
    names: Mapping[str, str]  # what it is usually called: "en", "zh-Hans", "zh-Hant", as far as known
    aliases: tuple[Alias, ...]
    cues: tuple[str, ...]  # folded
    confusables: tuple[str, ...]  # folded
    path: str  # of the file, and the line, for messages
    line: int


def _split(cell: str | None) -> list[str]:
    return [" ".join(part.split()) for part in (cell or "").split("|") if part.strip()]


def usual_name(cell: str) -> str:
    """The first name of a cell, without its marks: what the thing is usually called; empty: not told."""
    first = next((part for part in cell.split("|") if part.strip()), "")
    return " ".join(first.split()).strip("=~#")


def _parse_alias(written: str, entity_id: str) -> Alias:
    body = written.lstrip("=~")
    marks = written[: len(written) - len(body)]
    series = body.endswith("#") and len(body) > 1
    surface = body[:-1] if series else body
    # Short capitals are words in lower case (US/us, IT/it): their case always counts.
    acronym = surface.isascii() and surface.isupper() and len(surface) <= 4
    # So is a name of everyday words (Best Buy, Whole Foods): only its capitals tell it from them.
    words = re.findall(r"[a-z]+", surface.lower())
    everyday = surface[:1].isupper() and surface.isascii() and common_words().issuperset(words)
    return Alias(
        surface=surface,
        folded=fold(surface),
        entity_id=entity_id,
        exact="=" in marks or acronym or (everyday and not re.search(r"\d", surface)),
        weak="~" in marks,
        series=series,
        han=bool(_HAN.search(surface)),
    )


def parse_rows(content: str, path: str, sector: str) -> Iterator[Entity]:
    """The rows of one file, each checked by itself. ``path`` is for messages. Raises InputError at the first wrong."""
    for row in read_rows(content, path, sector):
        if isinstance(row, InputError):
            raise row
        yield row


def read_rows(content: str, path: str, sector: str) -> Iterator[Entity | InputError]:
    """The rows of one file, and in the place of a wrong one what is wrong with it."""
    seen: dict[str, int] = {}
    header: list[str] | None = None
    try:
        for line, cells in read_cells(content, path):
            try:
                if header is None:
                    header = check_header(cells, path, line)
                else:
                    yield _check_row(cells, header, seen, path, line, sector)
            except InputError as error:
                yield error
                if header is None:
                    return
    except InputError as error:
        yield error
        return
    if header is None:
        yield _header_error(path, 1, None)


def read_cells(content: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is neither blank nor a remark. Raises InputError where it is not CSV."""
    content = content.removeprefix("\ufeff")
    lines = ("\n" if is_remark(line) else line for line in io.StringIO(content, newline=""))
    reader = csv.reader(lines, delimiter=separator_of(content), strict=True)
    try:
        for cells in reader:
            # A spreadsheet puts quotes around a remark that holds a comma.
            if any(cell.strip() for cell in cells) and not is_remark(cells[0]):
                yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"not a CSV file: {error}",
            path=path,
            line=reader.line_num,
            remedy='Put a cell that holds a comma in double quotes, and double those inside it ("")',
        ) from None


def separator_of(content: str) -> str:
    """What stands between the cells: a comma, or what spreadsheets of some countries write there, ``;`` or a tab."""
    lines = io.StringIO(content.removeprefix("\ufeff"), newline="")
    header = next((line for line in lines if line.strip() and not is_remark(line)), "")
    return next((mark for mark in ";\t" if mark in header and "," not in header), ",")


def is_remark(line: str) -> bool:
    """Whether a line of a file is the writer's own note: it begins with #."""
    return line.lstrip().startswith("#")


def _check_row(
    cells: list[str], header: list[str], seen: dict[str, int], path: str, line: int, sector: str
) -> Entity:
    if len(cells) != len(header):
        raise InputError(
            f"{len(cells)} cells where {len(header)} belong",
            path=path,
            line=line,
            remedy="Give one cell for each column of the first line, empty ones too",
        )
    row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
    entity = _parse_row(row, path, line, sector)
    if entity.id in seen:
        raise InputError(
            f"{entity.id} was given in line {seen[entity.id]} already",
            path=path,
            line=line,
            key="id",
            remedy="Join the two rows, or give one another id",
        )
    seen[entity.id] = line
    return entity


def check_header(cells: list[str], path: str, line: int) -> list[str]:
    """The names of the columns. Raises InputError where they are not those of the form."""
    header = [cell.strip() for cell in cells]
    unknown = [name for name in header if name not in COLUMNS]
    lacking = {"id", "type"} - set(header)
    if unknown or lacking or len(set(header)) < len(header) or not LANGS.keys() & set(header):
        raise _header_error(path, line, unknown[0] if unknown else None)
    return header


def _header_error(path: str, line: int, key: str | None) -> InputError:
    return InputError(
        f"the first line must name columns: id, type, at least one of {', '.join(LANGS)}, and no other than"
        f" {', '.join(COLUMNS)}",
        path=path,
        line=line,
        key=key,
        remedy=f"Write {','.join(COLUMNS)} as its first line",
    )


def _parse_row(row: Mapping[str, str], path: str, line: int, sector: str) -> Entity:
    entity_id = row["id"].strip()
    if not _SLUG.match(entity_id):
        raise InputError(
            f"{entity_id!r} is not a lower-case slug such as jd-logistics",
            path=path,
            line=line,
            key="id",
            remedy="Write it with a-z, 0-9 and single hyphens",
        )
    kind = row["type"].strip()
    if kind not in TYPES:
        raise InputError(
            f"{kind!r} is not a type",
            path=path,
            line=line,
            key="type",
            remedy=f"One of {', '.join(sorted(TYPES))}",
        )
    by_lang = {lang: _split(row[column]) for column, lang in LANGS.items()}
    aliases: dict[str, Alias] = {}
    for column, part in ((column, part) for column, lang in LANGS.items() for part in by_lang[lang]):
        alias = _parse_alias(part, entity_id)
        if len(alias.folded) < 2:
            raise InputError(
                f"alias {part!r} is too short to be found safely",
                path=path,
                line=line,
                key=column,
                remedy="Write a name of two characters or more",
            )
        aliases.setdefault(alias.folded + "=" * alias.exact + alias.surface * alias.exact, alias)
    if not aliases:
        raise InputError(
            f"{entity_id} has no alias",
            path=path,
            line=line,
            key="en",
            remedy=f"Give it a name in one of {', '.join(LANGS)}",
        )
    return Entity(
        id=entity_id,
        type=kind,
        sector=sector,
        parent=row["parent"].strip() or None,
        country=_checked(row, "country", _COUNTRY, "two capitals such as CN, or EU", path, line),
        family=_checked(row, "family", _SLUG, "a lower-case slug such as dow-jones", path, line),
        tickers=_tickers(row, path, line),
        names={lang: name for column, lang in LANGS.items() if (name := usual_name(row[column]))},
        aliases=tuple(aliases.values()),
        cues=tuple(fold(cue) for cue in _split(row["cues"])),
        confusables=tuple(fold(part) for part in _split(row["not"])),
        path=path,
        line=line,
    )


def _checked(
    row: Mapping[str, str], key: str, form: re.Pattern[str], wanted: str, path: str, line: int
) -> str | None:
    value = row[key].strip()
    if value and not form.match(value):
        raise InputError(
            f"{value!r} is not {wanted}", path=path, line=line, key=key, remedy="Leave it empty if unknown"
        )
    return value or None


def _tickers(row: Mapping[str, str], path: str, line: int) -> tuple[str, ...]:
    found = tuple(_split(row["tickers"]))
    for ticker in found:
        if not _TICKER.match(ticker):
            raise InputError(
                f"{ticker!r} is not a stock symbol such as AMZN or 9988.HK",
                path=path,
                line=line,
                key="tickers",
                remedy="Write capitals, the exchange behind a full stop; separate several by |",
            )
    return found


@cache
def shipped_rows() -> tuple[Entity, ...]:
    """All rows of nlp/data/entities, file by file. An id that stands twice is an error (InputError)."""
    folder = resources.files("nlp") / "data/entities"
    rows: dict[str, Entity] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".csv"):
            continue
        path = f"nlp/data/entities/{file.name}"
        for row in parse_rows(file.read_text(encoding="utf-8"), path, file.name.removesuffix(".csv")):
            if row.id in rows:
                first = rows[row.id]
                raise InputError(
                    f"{row.id} was given in {first.path}:{first.line} already",
                    path=path,
                    line=row.line,
                    key="id",
                )
            rows[row.id] = row
    return tuple(rows.values())


def read_own(path: Path) -> str:
    """The text of a file of the user's. Raises InputError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=str(path), remedy="Check the path and its permissions"
        ) from error
    if len(content) > _MOST:
        raise InputError(f"is larger than {_MOST} bytes", path=str(path), remedy="Is it the right file?")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            "is not UTF-8", path=str(path), line=line, remedy='Save it as UTF-8 (in Excel: "CSV UTF-8")'
        ) from error
