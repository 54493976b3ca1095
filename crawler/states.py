"""The state a page carries for its own scripts: JSON in elements, assignments and wrappers. Nothing is run."""

from __future__ import annotations

import html
import json
import re
from typing import Any

MAX_SCRIPTS = 2_000
MAX_TRIES = 20  # places where a name is assigned that are looked at

_SCRIPT = re.compile(r"<script\b([^<>]{0,2000})>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(id|type)\s{0,9}=\s{0,9}[\"']?([^\"'\s>]{1,100})", re.IGNORECASE)
_WRAPPER = re.compile(r"\s{0,99}(?:/\*.{0,200}?\*/)?\s{0,99}[A-Za-z_$][\w.$]{0,99}\s{0,9}\(", re.DOTALL)
_GUARDS = (
    ")]}'",
    "while(1);",
    "while (1);",
    "for(;;);",
    "for (;;);",
)  # put before JSON so that no script can read it
_PARSED = re.compile(r"JSON\.parse\(\s{0,9}")
# Strings first, so that words inside them are left alone.
_UNDEFINED = re.compile(r'"(?:[^"\\]++|\\.?)*+"?|-?\b(?:undefined|NaN|Infinity|void 0)\b', re.DOTALL)
_QUOTED = re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}

_decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)


def parse_json(text: str) -> Any:
    """A JSON value, its numbers as the text they were written in. Raises ValueError.

    A callback's wrapper and the guards that some interfaces put before JSON are taken off.
    """
    body = text.lstrip("\ufeff \t\r\n")
    for guard in _GUARDS:
        body = body.removeprefix(guard).lstrip()
    wrapper = _WRAPPER.match(body) if body[:1] not in ("{", "[", '"') else None
    if wrapper is not None:
        body = body[wrapper.end() :].lstrip()
    value, rest = _raw(body)
    if rest and not (wrapper is not None and rest[:1] == ")"):
        raise ValueError(f"more behind the value: {rest[:30]!r}")
    return value


def find_state(text: str, name: str) -> Any:
    """What the page says under ``name``; None when it is not there or cannot be read.

    A name with a slash is a script's type (``application/ld+json``): a list of all of them. Else it is a script's
    id (``__NEXT_DATA__``), or what a script assigns to (``window.__INITIAL_STATE__``), in a page or a script file.
    """
    if "/" in name:
        return _of_type(text, name.lower())
    scripts = _scripts(text)
    for attributes, body in scripts:
        if attributes.get("id") == name:
            value = _read(body, escaped="&quot;" in body[:2000])
            if value is not None:
                return value
    for _, body in scripts or [({}, text)]:
        value = _assigned(body, name)
        if value is not None:
            return value
    return None


def _of_type(text: str, kind: str) -> list[Any] | None:
    found: list[Any] = []
    for attributes, body in _scripts(text):
        if attributes.get("type", "").lower() == kind:
            value = _read(body)
            found.extend(value if isinstance(value, list) else [] if value is None else [value])
    return found or None


def _scripts(text: str) -> list[tuple[dict[str, str], str]]:
    """Attributes and content of each script element, in page order."""
    found: list[tuple[dict[str, str], str]] = []
    place = 0
    while len(found) < MAX_SCRIPTS and (tag := _SCRIPT.search(text, place)) is not None:
        end = _SCRIPT_END.search(text, tag.end())
        place = end.end() if end else len(text)
        attributes = {key.lower(): value for key, value in _ATTRIBUTE.findall(tag.group(1))}
        found.append((attributes, text[tag.end() : end.start() if end else len(text)]))
    return found


def _assigned(script: str, name: str) -> Any:
    """The value of the first readable ``name = {...}`` or ``name = JSON.parse("...")``."""
    place = 0
    for _ in range(MAX_TRIES):
        place = script.find(name, place)
        if place < 0:
            return None
        before, place = script[max(0, place - 1) : place], place + len(name)
        rest = script[place : place + 40].lstrip("\"'] \t\r\n")
        if before.isalnum() or before in ("_", "$") or rest[:1] not in ("=", ":") or rest[1:2] == "=":
            continue
        value = _read(script[script.index(rest[0], place) + 1 :])
        if value is not None:
            return value
    return None


def _read(text: str, *, escaped: bool = False) -> Any:
    """The JSON value at the start of ``text``, whatever stands behind it; None when there is none."""
    try:
        body = html.unescape(text) if escaped else text
    except ValueError:  # a character whose number has thousands of digits
        return None
    body = body.lstrip("\ufeff \t\r\n")
    if body.startswith(("<!--", "/*", "//", "<![CDATA[")):
        start = min((at for at in (body.find("{"), body.find("[", 9)) if at >= 0), default=-1)
        body = body[start:] if start >= 0 else ""
    try:
        parsed = _PARSED.match(body)
        if parsed is not None:
            inner = _literal(body[parsed.end() :])
            return None if inner is None else _raw(inner.lstrip())[0]
        return _raw(body)[0] if body[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return None


def _literal(text: str) -> str | None:
    """A JavaScript string literal's value."""
    if text.startswith('"'):
        value = _decoder.raw_decode(text)[0]
        return value if isinstance(value, str) else None
    single = _QUOTED.match(text)
    return _ESCAPE.sub(_unescaped, single.group(1)) if single else None


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _LETTERS.get(code, code)


def _raw(body: str) -> tuple[Any, str]:
    """The value at the start of ``body`` and what is behind it; what only JavaScript can say is null."""
    try:
        value, end = _decoder.raw_decode(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as first:
        tamed = _UNDEFINED.sub(lambda found: found.group() if found.group()[0] == '"' else "null", body)
        if tamed == body:
            raise
        try:
            value, end = _decoder.raw_decode(tamed)
        except (ValueError, RecursionError):
            raise first from None
        return value, tamed[end:].strip()
    return value, body[end:].strip()
