"""The small path language of recipes: where in a JSON value or an XML element something stands.

A path is steps with dots between them. A step is a name, a position in a list (from 0), ``*`` for every member, ``**``
for the thing and all below it, or a condition ``?path=value``, which keeps the members that say so. A name asked of a
list is asked of each of its members. In XML and HTML a name is a child element's, whatever its namespace, and
``@name`` an attribute. ``.`` is the thing itself. ``a|b`` is the first of the two that says anything. A value with
braces is a template: ``https://a.example{link}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from lxml import etree

MAX_PATH = 500  # characters of a path as written
MAX_STEPS = 20
MAX_FOUND = 20_000  # members a path may find
MAX_TEXT = 4_000  # characters of one value

_BRACES = re.compile(r"\{([^{}]*)\}")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\ufeff]")
_SPACE = re.compile(r"\s+")

Path = tuple[tuple[str, ...], ...]  # alternatives, each of them steps


def parse_path(text: str) -> Path:
    """The steps of each alternative. Raises ValueError, whose message says what is wrong with the path."""
    if len(text) > MAX_PATH:
        raise ValueError(f"longer than {MAX_PATH} characters")
    return tuple(_steps(part.strip()) for part in text.split("|"))


def check_value(text: str) -> None:
    """Raise ValueError when ``text`` is neither a path nor a template of paths."""
    if "{" not in text and "}" not in text:
        parse_path(text)
        return
    rest = _BRACES.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValueError("a brace without its partner")
    for inner in _BRACES.findall(text):
        parse_path(inner)


def find_nodes(root: Any, path: str) -> list[Any]:
    """What ``path`` finds from ``root``; a list that stands there is taken apart. At most MAX_FOUND.

    The path of an XML document may begin with its root's own name.
    """
    for steps in parse_path(path) if path else ((),):
        named = isinstance(root, etree._Element) and root.getparent() is None and _local(root) == steps[:1]
        found = list(islice(_apart(_walk([root], steps)), MAX_FOUND))
        if not found and named:
            found = list(islice(_apart(_walk([root], steps[1:])), MAX_FOUND))
        # An alternative that is there and says nothing leaves the word to the next one.
        if found and ("|" not in path or any(_says_something(node) for node in found)):
            return found
    return []


def read_value(item: Any, value: str) -> str:
    """The first text that a path finds, or a template with all its parts filled; "" when something is missing."""
    if "{" not in value:
        return next((text for text in read_all(item, value) if text), "")
    parts = {inner: read_value(item, inner) for inner in _BRACES.findall(value)}
    if not all(parts.values()):
        return ""
    return _BRACES.sub(lambda match: parts[match.group(1)], value)[:MAX_TEXT]


def read_all(item: Any, path: str) -> list[str]:
    """Every text that a path finds, in order, each once."""
    return list(dict.fromkeys(text for node in find_nodes(item, path) if (text := text_of(node))))


def text_of(node: Any) -> str:
    """A scalar or element as one line of printable text, at most MAX_TEXT characters; "" for what has no text."""
    if isinstance(node, etree._Element):
        node = "".join(islice(_pieces(node), 10_000))
    if isinstance(node, bool):
        return "true" if node else "false"
    if not isinstance(node, str):
        return str(node) if isinstance(node, int | float) else ""
    cut = node[: 4 * MAX_TEXT].encode("utf-8", "replace").decode()  # lone surrogates are no text
    return _SPACE.sub(" ", _NOT_TEXT.sub(" ", cut)).strip()[:MAX_TEXT]


def _says_something(node: Any) -> bool:
    return bool(text_of(node)) if isinstance(node, str | etree._Element) else True


def _steps(text: str) -> tuple[str, ...]:
    if text == ".":
        return ()
    steps, condition = [], ""
    for part in text.split("."):
        # Conditions may hold dots of their own: their value ends with the path.
        condition = f"{condition}.{part}" if condition else part if part.startswith("?") else ""
        if not condition:
            steps.append(part)
        elif "=" in condition:
            steps.append(condition)
            condition = ""
    if condition:
        raise ValueError(f"the condition {condition!r} has no =")
    if not all(steps):
        raise ValueError("an empty step" if text else "an empty path")
    if len(steps) > MAX_STEPS:
        raise ValueError(f"more than {MAX_STEPS} steps")
    return tuple(steps)


def _walk(nodes: Iterable[Any], steps: tuple[str, ...]) -> Iterator[Any]:
    ends: list[Any] = []
    for place, step in enumerate(steps):
        if step.startswith("?"):
            nodes = _kept(_apart(nodes), step)
        elif step == "**":
            nodes = islice(_below(nodes), MAX_FOUND)
        elif step == "*":
            nodes = (child for node in nodes for child in _members(node))
        else:
            nodes = list(islice(nodes, MAX_FOUND))
            whole = ".".join(steps[place:])  # a key may have dots of its own
            ends += [
                node[whole] for node in nodes if isinstance(node, dict) and step not in node and whole in node
            ]
            nodes = list(islice(_children(nodes, step), MAX_FOUND))
    return chain(ends, nodes)


def _children(nodes: Iterable[Any], step: str) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, list) and step.isdecimal():
            yield from node[int(step[:9]) : int(step[:9]) + 1]
        elif isinstance(node, list):
            for member in node[:MAX_FOUND]:
                if isinstance(member, dict) and step in member:
                    yield member[step]
        elif isinstance(node, dict) and step in node:
            yield node[step]
        elif isinstance(node, etree._Element):
            yield from _of_element(node, step)


def _of_element(node: etree._Element, step: str) -> Iterator[Any]:
    if step.startswith("@"):
        for name, value in node.attrib.items():
            if str(name).rpartition("}")[2] == step[1:].rpartition(":")[2]:
                yield str(value)
        return
    for child in node:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == step.rpartition(":")[2]:
            yield child


def _local(node: etree._Element) -> tuple[str, ...]:
    return (node.tag.rpartition("}")[2],) if isinstance(node.tag, str) else ()


def _members(node: Any) -> Iterator[Any]:
    if isinstance(node, list):
        yield from node
    elif isinstance(node, dict):
        yield from node.values()
    elif isinstance(node, etree._Element):
        yield from (child for child in node if isinstance(child.tag, str))


def _below(nodes: Iterable[Any]) -> Iterator[Any]:
    """The nodes and all that is in them, in the order of the document."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, str):
            waiting.extend(list(islice(_members(node), MAX_FOUND))[::-1])


def _kept(nodes: Iterable[Any], step: str) -> Iterator[Any]:
    name, _, wanted = step[1:].partition("=")
    for node in nodes:
        if wanted in read_all(node, name):
            yield node


def _apart(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, list):
            yield from node
        elif node is not None:
            yield node


def _pieces(node: etree._Element) -> Iterator[str]:
    for piece in node.itertext():
        yield str(piece)
