"""Stock symbols in brackets: nlp.tickers."""

from __future__ import annotations

import pytest

from nlp.lexicon import load_lexicon
from nlp.tickers import owner_of


@pytest.mark.parametrize(
    ("symbol", "owner"),
    [
        ("NASDAQ: PDD", "pdd"),
        ("NASDAQ:PDD", "pdd"),
        ("纳斯达克：PDD", "pdd"),
        ("09988.HK", "alibaba"),
        ("9988.HK", "alibaba"),
        ("港交所：9988", "alibaba"),
        ("HKEX: 09988", "alibaba"),
        ("股票代码：600519", load_lexicon().tickers.get("600519.SS")),
        # no exchange: an abbreviation, a year, a price
        ("PDD", None),
        ("2025", None),
        ("9988", None),
        ("PDD.HK", None),
        ("NASDAQ: ZZZZ", None),
        ("London: PDD", None),
        ("the Company", None),
        ("", None),
    ],
)
def test_owner_of(symbol: str, owner: str | None) -> None:
    assert owner_of(symbol, load_lexicon()) == owner
