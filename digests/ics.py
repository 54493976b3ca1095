"""Days of policies as an iCalendar file (RFC 5545), for the calendar that a reader has already.

All-day events: a policy begins on a day, not at an hour. The same days give the same bytes: UID is made of what a day
is of and is the same when the day is moved, so a calendar that takes the file again moves its entry; DTSTAMP is when
the newest article that tells of it was published. Lines end in CR LF and are folded at 75 octets, never inside a
character (section 3.1); text is escaped as section 3.3.11 says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_LONGEST = 75  # octets of a line, without its end
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]"
)  # what TEXT may not hold, or would turn it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day. ``key``: what makes it the same entry when it is written again, its day apart."""

    key: str
    day: date
    days: int = 1  # a month that is named without a day is as long as it is
    summary: str
    description: str
    url: str
    categories: tuple[str, ...] = ()
    told_at: datetime  # aware, UTC


def render_ics(entries: Iterable[Entry], *, name: str, version: str) -> str:
    """The file; entries by day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//tradewind//policy calendar {_text(version)}//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.key)):
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(entry.key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@tradewind"
    yield f"DTSTAMP:{entry.told_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=entry.days):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.url and not re.search(r"\s", entry.url):
        yield f"URL:{_UNSEEN.sub('', entry.url)}"
    if entry.categories:
        yield "CATEGORIES:" + ",".join(_text(item) for item in entry.categories)
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line end escaped, the last as backslash n."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The lines that a long one is cut into: each further one begins with a space, which counts."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8"))
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
