"""Records as plain values that any format can hold (dicts, lists, strings, numbers), and back without loss.

Decimals are exact text. Written for the annotations that travel inside a spaCy Doc.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def plain(value: Any) -> Any:
    """A record, or a value of one, as dicts, lists, strings, numbers and None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def record_of(kind: Callable[..., Record], row: Mapping[str, Any]) -> Record:
    """The record that ``plain`` made this row of. A column the record does not know is left out.

    A column that is missing has the record's default; TypeError where it has none.
    """
    readers = _readers(kind)
    return kind(**{name: readers[name](value) for name, value in row.items() if name in readers})


@cache
def _readers(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a plain value one of this type again."""
    if get_origin(hint) is UnionType:
        inner = _reader(next(part for part in get_args(hint) if part is not NoneType))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(map(item, value))
    if hint is Decimal:
        return Decimal
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: record_of(hint, value)
    return _same


def _same(value: Any) -> Any:
    return value
