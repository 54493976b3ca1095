"""Exchange rates: a file that ships, and one of the user's that takes its place. For order by size only.

Columns, in any order: currency (ISO 4217), usd (US dollars for one unit of it), date (YYYY-MM-DD), source (who
published it). A line that begins with # is a remark. The dollar itself needs no row.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files

from store.errors import InputError
from store.rates import Rate
from tradewind.config import Settings, TagConfig

COLUMNS = ("currency", "usd", "date", "source")
_DOLLAR = "one dollar is one dollar"
_MOST_SOURCE = 200  # characters
# The rial is about a millionth of a dollar, the dinar of Kuwait some three: beyond these the two were mixed up.
_LEAST, _MOST = Decimal("1e-8"), Decimal(1000)


def load_rates(settings: Settings) -> list[Rate]:
    """The configured rates, by currency, with the dollar. Raises InputError with file, line, column and remedy."""
    path = settings.rates_path
    if path.exists():
        from nlp.entity_files import read_own

        return parse_rates(read_own(path), str(path))
    if settings.config.tag.rates != TagConfig().rates:
        raise InputError(
            "no such file of exchange rates",
            path=str(path),
            key="tag.rates",
            remedy="Name a CSV with the columns " + ", ".join(COLUMNS) + ", or leave the key out",
        )
    return parse_rates(files("tradewind").joinpath("rates.csv").read_text(encoding="utf-8"), "rates.csv")


def parse_rates(content: str, path: str) -> list[Rate]:
    """The rates of a file; ``path`` is for messages. Raises InputError at the first row that is wrong."""
    found: dict[str, Rate] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(content, path):
        rate = _rate(row, path, line)
        if rate.currency in found:
            raise InputError(
                f"{rate.currency} has a rate already, on line {lines[rate.currency]}",
                path=path,
                line=line,
                key="currency",
                remedy="Keep one of the two rows",
            )
        found[rate.currency], lines[rate.currency] = rate, line
    if not found:
        raise InputError("holds no rates", path=path, remedy="Write one row for each currency")
    dollar = Rate(currency="USD", usd=Decimal(1), on=max(rate.on for rate in found.values()), source=_DOLLAR)
    return sorted({"USD": dollar, **found}.values(), key=lambda rate: rate.currency)


def _rows(content: str, path: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows as {column: cell}, each with its line."""
    kept = [
        (number, line)
        for number, line in enumerate(content.removeprefix("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not kept:
        return
    head = [name.strip().lower() for name in next(csv.reader([kept[0][1]]))]
    if missing := [name for name in COLUMNS if name not in head]:
        raise InputError(
            "missing column " + ", ".join(missing),
            path=path,
            line=kept[0][0],
            key=missing[0],
            remedy="The first line names the columns: " + ",".join(COLUMNS),
        )
    for number, line in kept[1:]:
        try:
            cells = next(csv.reader(io.StringIO(line), strict=True))
        except csv.Error as error:
            raise InputError(f"not a row of CSV: {error}", path=path, line=number) from None
        if len(cells) != len(head):
            raise InputError(
                f"{len(cells)} cells in place of {len(head)}",
                path=path,
                line=number,
                remedy="Put a cell that holds a comma in quotation marks",
            )
        yield number, {name: cell.strip() for name, cell in zip(head, cells, strict=True)}


def _rate(row: Mapping[str, str], path: str, line: int) -> Rate:
    code = row["currency"]
    if code not in known_currencies():
        near = difflib.get_close_matches(code.upper(), sorted(known_currencies()), n=20, cutoff=0.6)
        near.sort(key=lambda known: known[:2] != code[:2].upper())
        hint = f"Did you mean {near[0]}?" if near else "Use ISO 4217: EUR, CNY, JPY"
        raise InputError(f"unknown currency {code!r}", path=path, line=line, key="currency", remedy=hint)
    try:
        usd = Decimal(row["usd"])
    except InvalidOperation:
        usd = Decimal("NaN")
    if not usd.is_finite():
        raise InputError(
            f"not a number: {row['usd']!r}",
            path=path,
            line=line,
            key="usd",
            remedy="Write US dollars for one unit of the currency, with a point: 1.0825",
        )
    if usd <= 0 or not _LEAST <= usd <= _MOST:
        raise InputError(
            f"{row['usd']} US dollars for one {code} cannot be",
            path=path,
            line=line,
            key="usd",
            remedy="Is it units for one dollar? Divide 1 by it",
        )
    if code == "USD" and usd != 1:
        raise InputError(
            "a dollar is 1 dollar", path=path, line=line, key="usd", remedy="Leave the row of USD out"
        )
    try:
        on = date.fromisoformat(row["date"])
    except ValueError:
        raise InputError(
            f"not a day: {row['date']!r}", path=path, line=line, key="date", remedy="Write it as 2026-03-31"
        ) from None
    if not row["source"] or len(row["source"]) > _MOST_SOURCE:
        raise InputError(
            f"who published it is {'missing' if not row['source'] else 'too long'}",
            path=path,
            line=line,
            key="source",
            remedy=f"Name them in at most {_MOST_SOURCE} characters",
        )
    return Rate(currency=code, usd=usd, on=on, source=row["source"])


def known_currencies() -> frozenset[str]:
    """The codes (ISO 4217) of the money that figures can be in, and of what ships with a rate."""
    from nlp.currencies import is_code, load_money
    from nlp.units import load_units

    money, units = load_money(), load_units()
    marks = {
        *money.names.values(),
        *(code for code, _ in money.parts.values()),
        *units.currency_before.values(),
        *(unit.currency or "" for unit in units.units.values()),
    }
    shipped = files("tradewind").joinpath("rates.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(
        mark for mark in (*marks, *(line[:3] for line in shipped)) if mark.isalpha() and is_code(mark)
    )
