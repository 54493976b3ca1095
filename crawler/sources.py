"""The catalogue of sources: TOML in, records out, and back.

The format is a list of ``[[source]]`` tables whose keys are the fields of store.records.Source; a ``[source.recipe]``
table below one says how an interface is read, its ``[source.recipe.fields]`` table what is kept of an entry.
crawler/sources.toml is the shipped catalogue; a user's file of the same format adds to it, and a table with
a known id replaces that source.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml.cssselect import CSSSelector, SelectorError

from crawler.paging import fill_address
from crawler.paths import check_value, parse_path
from crawler.urls import UnusableURL, canonical_url
from store.errors import ConfigError
from store.records import Lang, Recipe, Source, SourceKind

SHIPPED_NAME = "crawler/sources.toml"
GROUPS = ("newsroom", "press", "policy", "aggregator", "local")
KEYS = tuple(item.name for item in fields(Source))
REQUIRED = ("id", "name", "kind", "url")
MAX_FILE_BYTES = 4_000_000
MAX_DELAY = 86_400.0  # seconds; one day between requests is the most anybody asks for
MAX_PAGES = 50  # of one announcement
MAX_FIELDS = 50  # of a record
RECIPE_KEYS = tuple(item.name for item in fields(Recipe))

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HEADER = re.compile(r"\s*\[\[\s*source\s*\]\]")
_SUBTABLE = re.compile(r"\s*\[\s*source\s*\.\s*([a-z_]+)(?:\s*\.\s*([a-z_]+))?\s*\]")
_BARE = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")


def load_sources(extra: Path | None = None, *, shipped: bool = True) -> list[Source]:
    """The shipped catalogue, then the user's file; one with a known id replaces the shipped one in place.

    Raises ConfigError with file, line and key for anything that is not right in either file.
    """
    catalogue: dict[str, Source] = {}
    if shipped:
        text = files("crawler").joinpath("sources.toml").read_text(encoding="utf-8")
        catalogue.update((source.id, source) for source in parse_sources(text, SHIPPED_NAME))
    if extra is not None:
        catalogue.update((source.id, source) for source in parse_sources(_read(extra), str(extra)))
    return list(catalogue.values())


def parse_sources(text: str, path: str) -> list[Source]:
    """The sources of one catalogue file, in file order; ``path`` is for the messages."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigError(
            f"not valid TOML: {error}", path=path, line=int(line.group(1)) if line else None
        ) from None
    for key in content:
        if key != "source":
            raise ConfigError(
                "unknown key", path=path, line=_line_of_key(text, key), key=key,
                remedy="A catalogue holds [[source]] tables only",
            )  # fmt: skip
    tables = content.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(
            "source must be a list of tables", path=path, key="source", remedy="Write [[source]] above each"
        )
    starts = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    found: dict[str, Source] = {}
    for index, table in enumerate(tables):
        where = _Place(text, path, starts[index] if index < len(starts) else None)
        source = _build_source(table, where)
        if source.id in found:
            raise where.error(f"the id {source.id} is used twice", "id", "Each source has an id of its own")
        found[source.id] = source
    return list(found.values())


def render_sources(sources: Iterable[Source]) -> str:
    """TOML text that parse_sources reads back to equal records. Fields at their default are left out."""
    blocks = []
    for source in sources:
        lines = ["[[source]]"]
        for item in fields(Source):
            value = getattr(source, item.name)
            usual = default_zone(source.lang) if item.name == "timezone" else item.default
            if item.name != "recipe" and (item.name in REQUIRED or value != usual):
                lines.append(f"{item.name} = {_toml_value(value)}")
        blocks.append("\n".join([*lines, *_recipe_lines(source.recipe)]))
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def _recipe_lines(recipe: Recipe | None) -> list[str]:
    """The sub-tables of a source; they come last, because the keys behind a sub-table would be its own."""
    if recipe is None:
        return []
    lines = ["[source.recipe]", f"items = {_toml_value(recipe.items)}"]
    for item in fields(Recipe):
        value = getattr(recipe, item.name)
        if value and item.name not in ("items", "fields"):
            lines.append(f"{item.name} = {_toml_value(value)}")
    if recipe.fields:
        lines.append("[source.recipe.fields]")
        lines.extend(f"{_toml_value(name)} = {_toml_value(path)}" for name, path in recipe.fields)
    return lines


def default_zone(lang: Lang) -> str:
    """The zone of a source that names none: wherever news are written in Chinese, the clock is that of Beijing."""
    return "Asia/Shanghai" if lang in (Lang.ZH_HANS, Lang.ZH_HANT) else "UTC"


class _Place:
    """Where in the file a table stands: knows how to blame one of its keys."""

    def __init__(self, text: str, path: str, start: int | None) -> None:
        self.lines, self.path, self.start = text.splitlines(), path, start

    def line_of(self, key: str) -> int | None:
        """Line of the key (in a sub-table: ``recipe.link``); the line of its table when it is not there."""
        if self.start is None:
            return None
        table, best = "", self.start
        for number in range(self.start, len(self.lines)):
            if _HEADER.match(self.lines[number]):
                break
            below = _SUBTABLE.match(self.lines[number])
            if below:
                table = ".".join(name for name in below.groups() if name) + "."
                best = number + 1 if key.startswith(table) else best
            bare = _BARE.match(self.lines[number])
            if bare and key.startswith(f"{table}{bare.group(1)}."):  # a table written in one line
                best = number + 1
            if (bare and f"{table}{bare.group(1)}" == key) or table == f"{key}.":
                return number + 1
        return best

    def error(self, message: str, key: str, remedy: str | None = None) -> ConfigError:
        return ConfigError(message, path=self.path, line=self.line_of(key), key=key, remedy=remedy)


def _read(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ConfigError(f"larger than {MAX_FILE_BYTES} bytes", path=str(path))
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", path=str(path)) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 (byte {error.start})", path=str(path), remedy="Save it as UTF-8"
        ) from None


def _build_source(table: Mapping[str, Any], where: _Place) -> Source:
    for key in table:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            raise where.error(
                "unknown key", key, f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(KEYS)}"
            )
    for key in REQUIRED:
        if not table.get(key):
            raise where.error("missing", key, f"Every source needs {', '.join(REQUIRED)}")
    values = {key: _checked(key, value, where) for key, value in table.items()}
    source = Source(**({"timezone": default_zone(values.get("lang", Lang.UNKNOWN))} | values))
    if not source.enabled and not source.disabled_reason:
        raise where.error("a disabled source needs a reason", "enabled", "Add disabled_reason")
    for key in ("link_css", "next_css"):
        if getattr(source, key) and source.kind is not SourceKind.LISTING:
            raise where.error(f"only a listing has {key}", key)
    if source.pages > 1 and source.kind not in (SourceKind.LISTING, SourceKind.API):
        raise where.error("only a listing or an api has pages", "pages")
    _check_recipe(source, where)
    return source


def _check_recipe(source: Source, where: _Place) -> None:
    """What a source's kind, address and recipe ask of each other."""
    if source.kind is not SourceKind.API:
        if source.recipe is not None:
            raise where.error("only an api has a recipe", "recipe", 'Write kind = "api"')
        return
    if source.recipe is None:
        raise where.error("an api needs a recipe", "kind", "Add a [source.recipe] table below it")
    if not source.recipe.link and not source.recipe.key:
        raise where.error(
            "needs link (articles), key (records) or both", "recipe", 'For example link = "url"'
        )
    if source.recipe.fields and not source.recipe.key:
        raise where.error("fields are of a record, and a record needs a key", "recipe.fields", "Add key")
    if source.pages > 1 and not source.recipe.next and "{page}" not in source.url:
        raise where.error(
            "nothing says where the next page is", "pages", "Add next to the recipe, or {page} to the url"
        )


def _build_recipe(table: Any, where: _Place) -> Recipe:
    if not isinstance(table, dict):
        raise where.error("must be a table", "recipe", "Write [source.recipe] below the source")
    values: dict[str, Any] = {"items": ""}
    for name, value in table.items():
        key = f"recipe.{name}"
        if name not in RECIPE_KEYS:
            near = difflib.get_close_matches(name, RECIPE_KEYS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(RECIPE_KEYS)}"
            raise where.error("unknown key", key, hint)
        values[name] = _fields(value, where) if name == "fields" else _path(key, value, where)
    return Recipe(**values)


def _fields(table: Any, where: _Place) -> tuple[tuple[str, str], ...]:
    if not isinstance(table, dict):
        raise where.error("must be a table of paths", "recipe.fields", "Write [source.recipe.fields]")
    if len(table) > MAX_FIELDS:
        raise where.error(f"more than {MAX_FIELDS} fields", "recipe.fields")
    return tuple((name, _path(f"recipe.fields.{name}", value, where)) for name, value in table.items())


def _path(key: str, value: Any, where: _Place) -> str:
    """A value of a recipe, when it is a path or a template of paths."""
    if not isinstance(value, str):
        raise where.error("must be a string", key)
    try:
        if key == "recipe.items" and value:
            parse_path(value)
        elif key != "recipe.payload" and value:
            check_value(value)
    except ValueError as error:
        raise where.error(f"{value!r} is no path: {error}", key, "For example results.0.url") from None
    return value


def _checked(key: str, value: Any, where: _Place) -> Any:
    """One value of a table, of the type its field has, or an error that says what is wanted."""
    if key == "topics":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise where.error("must be a list of strings", key)
        return tuple(value)
    if key == "recipe":
        return _build_recipe(value, where)
    if key == "pages":
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_PAGES:
            raise where.error(f"must be a whole number from 1 to {MAX_PAGES}", key)
        return value
    if key in ("enabled", "browser"):
        if not isinstance(value, bool):
            raise where.error("must be true or false", key)
        return value
    if key == "verified_on":
        if not isinstance(value, date) or hasattr(value, "hour"):
            raise where.error("must be a date such as 2026-02-19, without quotes", key)
        return value
    if key == "delay":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_DELAY:
            raise where.error(f"must be a number of seconds from 0 to {MAX_DELAY:.0f}", key)
        return float(value)
    if not isinstance(value, str):
        raise where.error("must be a string", key)
    return _checked_text(key, value, where)


def _checked_text(key: str, value: str, where: _Place) -> Any:
    if key == "id" and not _ID.fullmatch(value):
        raise where.error(f"{value!r} is not a slug", key, "Use a-z, 0-9, '-', '_' and '.', at most 64")
    if key == "kind":
        return _one_of(key, value, [kind.value for kind in SourceKind], where, SourceKind)
    if key == "lang":
        return _one_of(key, value, [lang.value for lang in Lang], where, Lang)
    if key == "group":
        return _one_of(key, value, GROUPS, where, str)
    if key == "url":
        try:
            canonical_url(fill_address(value, date(2000, 1, 1)))
        except (UnusableURL, ValueError) as error:
            raise where.error(f"cannot be fetched: {error}", key, "Give an http or https URL") from None
    if key in ("link_css", "next_css", "body_css", "drop_css") and value:
        try:
            CSSSelector(value, translator="html")
        except SelectorError as error:
            raise where.error(f"not a CSS selector: {error}", key) from None
    if key == "timezone":
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
            raise where.error(
                f"{value!r} is not an IANA time zone", key, "For example Asia/Shanghai"
            ) from None
    if key == "region" and value and not re.fullmatch(r"[A-Z]{2}", value):
        raise where.error(f"{value!r} is not a two-letter country code", key, "For example CN, TW, US")
    return value


def _one_of(key: str, value: str, allowed: Iterable[str], where: _Place, make: Any) -> Any:
    names = list(allowed)
    if value in names:
        return make(value)
    near = difflib.get_close_matches(value, names, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"One of {', '.join(names)}"
    raise where.error(f"{value!r} is not known", key, hint)


def _line_of_key(text: str, key: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[{{0,2}}\s*{re.escape(key)}\b", line):
            return number
    return None


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml_value(item) for item in value) + "]"
    # JSON's escapes are TOML's; only U+007F may stand bare in JSON and not in TOML.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
