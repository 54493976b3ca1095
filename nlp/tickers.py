"""Stock symbols in brackets after a name: whose they are, by the tickers of the catalogue.

``PDD Holdings (NASDAQ: PDD)``, ``阿里巴巴-W（09988.HK）``, ``（股票代码：600519）``. A symbol without exchange or
suffix may be an abbreviation or a year and says nothing, unless it has six figures.
"""

from __future__ import annotations

import re

from nlp.lexicon import Lexicon

_SYMBOL = re.compile(
    r"\s*(?:(?P<exchange>[A-Za-z\u4e00-\u9fff]{2,12})\s?[:：]\s?)?(?P<code>[A-Z]{1,6}(?:[.-][AB])?|\d{4,6})"
    r"(?:[.](?P<suffix>[A-Z]{1,3}))?\s*\Z"
)
_US = frozenset(
    {"NASDAQ", "NYSE", "AMEX", "NYSEAMERICAN", "纳斯达克", "納斯達克", "纽交所", "紐交所", "那斯達克"}
)
_SUFFIXES = {
    "HKEX": "HK", "SEHK": "HK", "HKG": "HK", "港交所": "HK", "SHA": "SS", "SSE": "SS", "SH": "SS", "上交所": "SS",
    "SZSE": "SZ", "SHE": "SZ", "深交所": "SZ", "TWSE": "TW", "TPE": "TW", "TYO": "T", "TSE": "T", "LON": "L",
    "LSE": "L", "EPA": "PA", "ETR": "DE", "FRA": "DE", "ASX": "AX", "KRX": "KS", "TSX": "TO", "AMS": "AS",
    "STO": "ST", "BIT": "MI",
}  # fmt: skip
_PLAIN = ("股票代码", "股票代碼", "股票代號", "证券代码", "證券代碼", "证券代號", "代码", "代碼", "代號")
_HOMES = ("SS", "SZ")  # of a code of six figures without a suffix


def owner_of(symbol: str, lexicon: Lexicon) -> str | None:
    """Id of the thing a bracketed symbol is of (``NASDAQ: PDD``); None: no symbol, or nobody's."""
    match = _SYMBOL.match(symbol)
    if match is None:
        return None
    code = match["code"]
    number = code.lstrip("0").zfill(4) if code.isdigit() and len(code) < 6 else code
    for place in _places(match["exchange"], code, match["suffix"]):
        owner = lexicon.tickers.get(f"{number}.{place}" if place else number)
        if owner is not None:
            return owner
    return None


def _places(exchange: str | None, code: str, suffix: str | None) -> tuple[str, ...]:
    """The suffixes a symbol may have in the catalogue; "" for none."""
    if suffix is not None:
        return (_SUFFIXES.get(suffix, suffix),)
    if exchange is not None and exchange.upper() in _US:
        return ("",)
    if exchange is not None and exchange.upper() in _SUFFIXES:
        return (_SUFFIXES[exchange.upper()],)
    if code.isdigit() and len(code) == 6 and (exchange is None or exchange in _PLAIN):
        return _HOMES
    return ("", "HK", *_HOMES) if exchange in _PLAIN else ()
