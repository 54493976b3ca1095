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
columns are enough. An alias may carry marks: ``=`` before it: letter case counts (Target, US). ``~`` before it:
weak, it only counts where the text names a relative (what it belongs to, a sibling), another alias of the thing, or
a cue. ``#`` after it: a series, a model number that follows belongs to the name (iPhone#); a weak one needs it.
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
_LANGS = {"en": "en", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_TICKER = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,11}\Z")
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
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


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
    """The rows of one file, each checked by itself. ``path`` is for messages. Raises InputError."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    seen: dict[str, int] = {}
    try:
        header = _check_header(next(reader, []), path)
        for cells in reader:
            line = reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise InputError(f"{len(cells)} cells where {len(header)} belong", path=path, line=line)
            row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
            entity = _parse_row(row, path, line, sector)
            if entity.id in seen:
                raise InputError(
                    f"{entity.id} was given in line {seen[entity.id]} already", path=path, line=line, key="id"
                )
            seen[entity.id] = line
            yield entity
    except csv.Error as error:
        raise InputError(f"not a CSV file: {error}", path=path, line=reader.line_num) from error


def _check_header(header: list[str], path: str) -> list[str]:
    unknown = [name for name in header if name not in COLUMNS]
    lacking = {"id", "type"} - set(header)
    if unknown or lacking or len(set(header)) < len(header) or not _LANGS.keys() & set(header):
        raise InputError(
            f"the first line must name columns: id, type, at least one of {', '.join(_LANGS)}, and no other than"
            f" {', '.join(COLUMNS)}",
            path=path,
            line=1,
            key=unknown[0] if unknown else None,
            remedy=f"Write {','.join(COLUMNS)} as its first line",
        )
    return header


def _parse_row(row: Mapping[str, str], path: str, line: int, sector: str) -> Entity:
    entity_id = row["id"].strip()
    if not _SLUG.match(entity_id):
        raise InputError(
            f"{entity_id!r} is not a lower-case slug such as jd-logistics", path=path, line=line, key="id"
        )
    if row["type"] not in TYPES:
        raise InputError(
            f"{row['type']!r} is not a type",
            path=path,
            line=line,
            key="type",
            remedy=f"One of {', '.join(sorted(TYPES))}",
        )
    by_lang = {lang: _split(row[column]) for column, lang in _LANGS.items()}
    written = [part for parts in by_lang.values() for part in parts]
    aliases: dict[str, Alias] = {}
    for part in written:
        alias = _parse_alias(part, entity_id)
        if len(alias.folded) < 2:
            raise InputError(f"alias {part!r} is too short to be found safely", path=path, line=line)
        aliases.setdefault(alias.folded + "=" * alias.exact + alias.surface * alias.exact, alias)
    if not aliases:
        raise InputError(f"{entity_id} has no alias", path=path, line=line, key="en")
    return Entity(
        id=entity_id,
        type=row["type"],
        sector=sector,
        parent=row["parent"].strip() or None,
        country=_checked(row, "country", _COUNTRY, "two capitals such as CN, or EU", path, line),
        family=_checked(row, "family", _SLUG, "a lower-case slug such as dow-jones", path, line),
        tickers=_tickers(row, path, line),
        names={lang: parts[0].strip("=~#") for lang, parts in by_lang.items() if parts},
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
        raise InputError(f"{value!r} is not {wanted}", path=path, line=line, key=key)
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


def load_rows(path: Path) -> tuple[Entity, ...]:
    """The rows of a file of the user's. Raises InputError where it cannot be read or a row is wrong."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", path=str(path), remedy="Save it as UTF-8") from error
    return tuple(parse_rows(content, str(path), WATCHLIST))
