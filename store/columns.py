"""How values stand in columns: times, days, decimals, texts and lists, there and back."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal

from store.errors import StoreError
from store.sources import Recipe

# SQLite's own functions stop at NUL, and a lone surrogate has no UTF-8: both become U+FFFD. One code point
# for one, so that offsets stay right.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Exponents beyond this are written as 1E+500 instead of with all their zeros.
_PLAIN_EXPONENT = 60


def clean(text: str) -> str:
    """``text`` as it can be stored: NUL and lone surrogates replaced, same length."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def clean_or_none(text: str | None) -> str | None:
    """The same for a column that may be null."""
    return None if text is None else clean(text)


def time_text(moment: datetime) -> str:
    """An aware time as ``2026-11-09T08:00:00Z``; parts of a second are cut. ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without zone cannot be stored: {moment!r}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def time_text_or_none(moment: datetime | None) -> str | None:
    """The same for a column that may be null."""
    return None if moment is None else time_text(moment)


def parse_time(text: str) -> datetime:
    """The aware UTC time of a column. StoreError if somebody else wrote something else there."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StoreError(f"the store holds a time that is none: {text!r}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def parse_time_or_none(text: str | None) -> datetime | None:
    """The same for a column that may be null."""
    return None if text is None else parse_time(text)


def day_text(day: date | None) -> str | None:
    """A calendar day as ``2026-11-09``."""
    return None if day is None else day.isoformat()


def decimal_text(value: Decimal | None) -> str | None:
    """An exact decimal as text. ValueError for NaN and infinity: they are not values."""
    if value is None:
        return None
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return f"{value:f}" if abs(value.adjusted()) <= _PLAIN_EXPONENT else str(value)


def decimal_real(value: Decimal | None) -> float | None:
    """The nearest float, for sorting; null where no float is near enough to be finite."""
    if value is None:
        return None
    nearest = float(value)
    return nearest if math.isfinite(nearest) else None


def list_text(items: Iterable[str]) -> str:
    """A list of texts as JSON, readable in any script."""
    return json.dumps([clean(item) for item in items], ensure_ascii=False)


def recipe_text(recipe: Recipe | None) -> str:
    """A recipe as a JSON object of what it says; "" for none."""
    if recipe is None:
        return ""
    said = {item.name: getattr(recipe, item.name) for item in fields(recipe)}
    return clean(json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False))


def parse_recipe(text: str) -> Recipe | None:
    """The recipe of a column."""
    if not text:
        return None
    said = json.loads(text)
    pairs = tuple((str(name), str(path)) for name, path in said.pop("fields", ()))
    return Recipe(**{"items": "", **said}, fields=pairs)


def key_list(keys: Iterable[str] | Iterable[int]) -> str:
    """Keys for ``IN (SELECT value FROM json_each(?))``: one parameter, however many there are."""
    return json.dumps(list(keys), ensure_ascii=False)


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
