"""The time zone of a page of which no source says one: that of its country, where it keeps one, or of its script."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

COUNTRY_ZONES = {
    "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "hk": "Asia/Hong_Kong", "mo": "Asia/Macau", "sg": "Asia/Singapore",
    "my": "Asia/Kuala_Lumpur", "jp": "Asia/Tokyo", "kr": "Asia/Seoul", "vn": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok",
    "ph": "Asia/Manila", "in": "Asia/Kolkata", "uk": "Europe/London", "ie": "Europe/Dublin", "de": "Europe/Berlin",
    "fr": "Europe/Paris", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw", "be": "Europe/Brussels",
    "se": "Europe/Stockholm", "tr": "Europe/Istanbul", "ae": "Asia/Dubai", "sa": "Asia/Riyadh",
}  # fmt: skip
_LOCALES = {
    "zh-tw": "tw",
    "zh-hant": "tw",
    "zh-hant-tw": "tw",
    "zh-hk": "hk",
    "zh-hant-hk": "hk",
    "en-gb": "uk",
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30fa]")


def page_zone(url: str, lang: str, title: str, *, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of values that name none. ``lang``: as the page declares it; ``title``: of the page, for its script.

    ``otherwise``: IANA name of the zone where neither says anything.

    Wherever Chinese is the language of the news, the clock is that of Beijing, Taipei and Hong Kong: UTC+8.
    """
    host, declared = urlsplit(url).hostname or "", lang.lower().replace("_", "-")
    country = host.rpartition(".")[2]
    country = country if country in COUNTRY_ZONES else _LOCALES.get(declared, "")
    if not country and (declared.startswith("zh") or (_HAN.search(title) and not _KANA.search(title))):
        country = "cn"
    return ZoneInfo(COUNTRY_ZONES.get(country, otherwise))
