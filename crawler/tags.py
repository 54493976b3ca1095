"""One tag with tens of thousands of attributes: parsers of HTML and of feeds take the square of their number in time.

60,000 attributes are half a megabyte and cost libxml2 five seconds, feedparser half a minute. No page has that.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = (
    10_000  # of one tag; the most on real pages are some dozens, but a script may look like a tag
)

_OPENING = re.compile(rb"<\x00?([A-Za-z][A-Za-z\x00]{0,20})")  # of UTF-16 too, with a zero beside each byte
_STOP = re.compile(rb"[>\"']")
_BETWEEN = re.compile(rb"[\s/]{1,999}")  # HTML takes a slash for a space there
_SPACE = b" \t\r\n\x00"
_RAW = {name: re.compile(rb"</" + name, re.IGNORECASE) for name in (b"script", b"style", b"textarea")}


def has_crowded_tag(data: bytes) -> bool:
    """Whether a tag has more than MAX_ATTRIBUTES; read from the bytes, in linear time, without parsing."""
    place = 0
    while (opening := _OPENING.search(data, place)) is not None:
        attributes, place = _tag(data, opening.end())
        if attributes > MAX_ATTRIBUTES:
            return True
        raw = _RAW.get(opening.group(1).lower())
        if raw is not None:
            closing = raw.search(data, place)
            place = closing.start() if closing else len(data)
    return False


def _tag(data: bytes, place: int) -> tuple[int, int]:
    """How many attributes the tag that is open at ``place`` has at most, and where it ends.

    A quote opens a value only after "=", as the standard has it: one that stands astray changes nothing for long.
    """
    attributes = 0
    while (stop := _STOP.search(data, place)) is not None:
        attributes += len(_BETWEEN.findall(data, place, stop.start()))
        place = stop.end()
        if stop.group() == b">":
            return attributes, place
        if data[max(0, stop.start() - 20) : stop.start()].rstrip(_SPACE).endswith(b"="):
            attributes += 1  # the next may follow without a space
            closing = data.find(stop.group(), place)
            place = closing + 1 if closing >= 0 else len(data)
    return attributes + len(_BETWEEN.findall(data, place)), len(data)
