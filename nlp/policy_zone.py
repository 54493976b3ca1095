"""The calendar day on which a text was published, where it was published: what 今日 and "on Tuesday" count from."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp.document import Document
from nlp.policy_describe import has_han

_ZONES = {
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
    "HK": "Asia/Hong_Kong",
    "MO": "Asia/Macau",
    "SG": "Asia/Singapore",
    "MY": "Asia/Kuala_Lumpur",
    "PH": "Asia/Manila",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "VN": "Asia/Ho_Chi_Minh",
    "TH": "Asia/Bangkok",
    "ID": "Asia/Jakarta",
    "IN": "Asia/Kolkata",
    "AE": "Asia/Dubai",
    "AU": "Australia/Sydney",
    "NZ": "Pacific/Auckland",
    "US": "America/New_York",
    "CA": "America/Toronto",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "UK": "Europe/London",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "EU": "Europe/Brussels",
    "BE": "Europe/Brussels",
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "ES": "Europe/Madrid",
    "NL": "Europe/Amsterdam",
    "PL": "Europe/Warsaw",
    "CH": "Europe/Zurich",
    "TR": "Europe/Istanbul",
    "ZA": "Africa/Johannesburg",
}
"""Region of a publisher to the zone its days are counted in: where its capital or press sits."""

_EAST = 8  # hours ahead, for Chinese text of no known region


def published_day(document: Document) -> date | None:
    """The calendar day of publication where the publisher sits.

    Without a known region Chinese text is read eight hours ahead. A time of exactly midnight UTC is that of a
    publisher who gives the day alone: it is left as it is.
    """
    at = document.published_at
    if at is None:
        return None
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return at.date()
    try:
        zone = ZoneInfo(_ZONES[document.region])
    except (KeyError, ZoneInfoNotFoundError):
        ahead = _EAST if has_han(document.folded) else 0
        return (at + timedelta(hours=ahead)).date()
    return at.astimezone(zone).date()
