"""What a page's publisher allows to be done with it, as its headers and its head say.

Two things are asked. May a copy be kept? ``noarchive`` and ``nocache`` say no; ``unavailable_after`` says not for ever,
and an archive that forgets nothing keeps no such page. Is text and data mining reserved? (TDM Reservation Protocol.)
``noindex``, ``none``, ``nofollow`` and ``nosnippet`` speak of public search results. We publish none, the address came
from the publisher's own announcement, and a quotation with its link is no search result: they are read and change
nothing. Who wants no visit says so in robots.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

MAX_HEAD = 262_144  # bytes of a page in which its head is looked for
MAX_TAG = 4_096  # bytes of one meta element
MAX_METAS = 400
MAX_VALUES = 50  # directives of one header or element
MAX_POLICY = 200  # characters of a policy's address that are kept

_NO_COPY = ("noarchive", "nocache", "unavailable_after")
_VALUED = (
    "unavailable_after",
    "max-snippet",
    "max-image-preview",
    "max-video-preview",
)  # "name: value", no robot
_OPENING = re.compile(rb"<(?:!--|(?:script|style|noscript|template)\b|meta\b|body\b|/head\b)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"([a-zA-Z][a-zA-Z0-9:_-]{0,40})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))|>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """``no_copy``: the directive that forbids one, or "". ``reserved``: True or False as said, None: not said."""

    no_copy: str = ""
    reserved: bool | None = None
    policy: str = ""  # where the terms of mining are, as given


def read_permissions(headers: Mapping[str, Sequence[str]], body: bytes, *, bot: str) -> Permissions:
    """What a page says. ``headers``: lower-case names to values; ``bot``: our product token.

    Of reservations the page's own word counts before its header's.
    """
    metas = read_metas(body)
    forbidden = _no_copy(headers.get("x-robots-tag", ()), bot) or _no_copy(
        (content for name, content in metas if name in ("robots", bot)), ""
    )
    reserved, policy = None, ""
    sent = [(name, value) for name in _TDM for value in headers.get(name, ())]
    for name, value in (*metas, *sent):
        if name == "tdm-reservation" and reserved is None:
            reserved = {"1": True, "0": False}.get(value.strip())
        elif name == "tdm-policy":
            policy = policy or value.strip()[:MAX_POLICY]
    return Permissions(no_copy=forbidden, reserved=reserved, policy=policy)


_TDM = ("tdm-reservation", "tdm-policy")


def read_metas(body: bytes) -> list[tuple[str, str]]:
    """Names (lower case) and contents of the meta elements in a page's head; comments and scripts are passed over."""
    head = body[:MAX_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    found: list[tuple[str, str]] = []
    place = 0
    while len(found) < MAX_METAS and (opening := _OPENING.search(head, place)) is not None:
        kind = opening.group()[1:].lower()
        if kind in (b"body", b"/head"):
            break
        if kind == b"meta":
            attributes, place = _attributes(head, opening.end())
            name = attributes.get("name", attributes.get("http-equiv", "")).strip().lower()
            found.append((name, attributes.get("content", "")))
            continue
        ending = b"-->" if kind == b"!--" else b"</" + kind
        closing = _find(head, ending, opening.end())
        if closing < 0:
            break
        place = closing + len(ending)
    return found


def _find(head: bytes, ending: bytes, start: int) -> int:
    if ending == b"-->":
        return head.find(ending, start)
    found = re.compile(re.escape(ending), re.IGNORECASE).search(head, start)
    return found.start() if found else -1


def _attributes(head: bytes, start: int) -> tuple[dict[str, str], int]:
    """The attributes of the element that is open at ``start``, the first of each name, and where it ends."""
    found: dict[str, str] = {}
    limit = min(len(head), start + MAX_TAG)
    place = start
    while (match := _ATTRIBUTE.search(head, place, limit)) is not None:
        place = match.end()
        if match.group(1) is None:
            return found, place
        value = next((part for part in match.groups()[1:] if part is not None), b"")
        found.setdefault(match.group(1).decode("ascii").lower(), unescape(value.decode("utf-8", "replace")))
    return found, max(place, start + 1)


def _no_copy(values: Iterable[str], bot: str) -> str:
    """The directive that forbids a copy, of header values in which a robot may be named, or "".

    With ``bot`` "" no robots are named: in a page the element's own name says whom it means.
    """
    for value in values:
        meant = True
        for part in value.split(",")[:MAX_VALUES]:
            word, colon, rest = part.strip().lower().partition(":")
            word = word.strip()
            if colon and bot and word not in _VALUED:
                meant = word in (bot, "*")
                word = rest.strip().partition(":")[0].strip()
            if meant and word in _NO_COPY:
                return word
    return ""
