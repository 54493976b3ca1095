"""What the things of the catalogue are usually called, for those who print names and look for none.

Only the cells of names are read: the lexicon behind the tagger folds and checks every alias, which takes longer than
a digest of a million articles may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from nlp.entity_files import LANGS, WATCHLIST, parse_rows, read_cells, read_own, usual_name

Names = Mapping[str, Mapping[str, str]]


def usual_names(watchlist: Path | None = None) -> Names:
    """{id: {"en": ..., "zh-Hans": ..., "zh-Hant": ...}}, as far as known; rows of the user's win, whole.

    Raises InputError with file and line where the user's file cannot be read or a row of it is wrong.
    """
    if watchlist is None:
        return _shipped()
    own = parse_rows(read_own(watchlist), str(watchlist), WATCHLIST)
    return {**_shipped(), **{row.id: row.names for row in own}}


@cache
def _shipped() -> Names:
    folder = resources.files("nlp") / "data/entities"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        key: names
        for file in files
        if file.name.endswith(".csv")
        for key, names in _names(file.read_text(encoding="utf-8"), file.name)
    }


def _names(content: str, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Id and names of each row of one file that is sound (the tests see to that)."""
    rows = read_cells(content, path)
    _, header = next(rows)
    key = header.index("id")
    columns = [(lang, header.index(column)) for column, lang in LANGS.items() if column in header]
    for _, cells in rows:
        names = {lang: name for lang, at in columns if (name := usual_name(cells[at]))}
        yield cells[key], names
