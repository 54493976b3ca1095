"""What an announcement says of an article: link, title and dates, cleaned alike for every format."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from crawler.reading.encodings import decode
from crawler.reading.moments import read_moment
from crawler.urls import UnusableURL, canonical_url
from store.records import Candidate, DateSource

MAX_TITLE = 500
BREAKS_OFF = "it breaks off"  # of an announcement's damage: its end is missing
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before it nothing was published on the web; 1970 is a zero
CLOCK_SKEW = timedelta(days=1)  # servers east of us and wrong clocks; anything later is an event's date

_DECLARATION = re.compile(r"\s{0,99}<\?xml\s[^>]{0,300}\?>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]+")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|UTC|GMT)?$",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s?(\d{1,2})[:时](\d{2})(?:[:分](\d{2})秒?|分)?)?$")
_HALF_OF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
# Zone names that feeds use and RFC 822 does not know. CST is left out: America's and China's differ.
_ZONES = {"HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "BST": 1, "CET": 1, "CEST": 2, "IST": 5.5, "AEST": 10}


def parse_announced_date(raw: str | None, *, timezone: str, at: datetime) -> datetime | None:
    """Aware UTC of a date as feeds and sitemaps write it, or None when it cannot be one.

    A time without a zone is of ``timezone``; a day without a time is that day's noon there. More than
    a day after ``at``, or before 1995, is None.
    """
    text = _SPACE.sub(" ", (raw or "")[:100]).strip()
    if not text:
        return None
    try:
        found = _iso(text, timezone) or _rfc822(text, timezone)
    except (ValueError, OverflowError, IndexError):
        return None
    if found is None or not EARLIEST <= found <= at + CLOCK_SKEW:
        return None
    return found


def xml_as_utf8(body: bytes, content_type: str) -> bytes:
    """An XML document in UTF-8 and declared so, read by the web's label table.

    XML parsers obey any label, know few, and some codecs take minutes.
    """
    text = decode(body, content_type).text.lstrip("\ufeff")
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    # The line end keeps feedparser from reading on into what follows for another label.
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace")


def clean_title(raw: str | None) -> str | None:
    """A title as one line of at most 500 characters, markup and entities resolved; None when empty."""
    if not raw:
        return None
    text = raw[: 8 * MAX_TITLE]
    if "<" in text or "&" in text:
        # Feeds escape titles once or twice; a second round turns &amp;amp; and &lt;b&gt; into what was meant.
        text = html.unescape(_TAG.sub("", html.unescape(text)))
        text = _TAG.sub("", text)
    text = _SPACE.sub(" ", text.encode("utf-8", "replace").decode()).strip()
    return text[:MAX_TITLE].rstrip() or None


def announce(
    link: str | None,
    *,
    base: str,
    source_id: str,
    at: datetime,
    title: str | None = None,
    published_at: datetime | None = None,
    updated_at: datetime | None = None,
    date_source: DateSource = DateSource.NONE,
    publisher: str = "",
) -> Candidate | None:
    """A candidate for a link found in an announcement; None when the link cannot be an article's."""
    try:
        url = canonical_url(link or "", base)
    except UnusableURL:
        return None
    try:
        address = canonical_url(link or "", base, tracking=True)
    except UnusableURL:  # too long with all it carries
        address = url
    return Candidate(
        url=url,
        source_id=source_id,
        discovered_at=at,
        title=clean_title(title),
        published_at=published_at,
        updated_at=updated_at,
        date_source=date_source if published_at else DateSource.NONE,
        fetch_url="" if address == url else address,
        publisher=publisher,
    )


def _iso(text: str, timezone: str) -> datetime | None:
    """ISO 8601 and its looser Chinese relatives (2026/11/2 8:05, 2026年11月2日)."""
    match = _ISO.match(text) or _CHINESE.match(text)
    if match is None:
        return None
    groups = match.groups()
    day = date(int(groups[0]), int(groups[1]), int(groups[2]))
    if groups[3] is None:
        return _in_zone(datetime.combine(day, time(12)), timezone)
    hour, second = int(groups[3]), min(int(groups[5] or 0), 59)  # a leap second is the one before it
    moment = datetime.combine(day, time(hour % 24, int(groups[4]), second)) + timedelta(days=hour // 24)
    offset = groups[6] if len(groups) > 6 else None
    if hour > 24 or offset is None:
        return _in_zone(moment, timezone) if hour <= 24 else None
    if offset.upper() in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return (moment - shift if offset[0] == "+" else moment + shift).replace(tzinfo=UTC)


def _rfc822(text: str, timezone: str) -> datetime | None:
    """RFC 822 and 2822 dates, two-digit years, and the zone names feeds use beside them."""
    if _HALF_OF_DAY.search(text):  # what reads mail would take 6:15 pm for the morning
        moment = read_moment(text, ZoneInfo(timezone))
        return moment.at.astimezone(UTC) if moment else None
    parts = parsedate_tz(text)
    if parts is None:
        return None
    offset: int | None = parts[9]
    word = text.rsplit(" ", 1)[-1].strip("()").upper()
    if word in _ZONES:
        offset = int(_ZONES[word] * 3600)
    elif word == "CST" and timezone.startswith("Asia/"):
        offset = 8 * 3600
    elif not offset and word not in ("GMT", "UTC", "UT", "Z", "+0000"):
        offset = None  # parsedate_tz says 0 for no zone and for one it does not know: the source's it is
    written = datetime.combine(date(*parts[:3]), time(parts[3], parts[4], min(parts[5], 59)))
    if offset is None:
        return _in_zone(written, timezone)
    return (written - timedelta(seconds=offset)).replace(tzinfo=UTC)


def _in_zone(moment: datetime, timezone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
