"""What a pattern of periods is tried at is everything it can begin with: the quick search finds what the plain one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from figure_scoring import load_blind
from own_pages import all_articles

from nlp import period_forms, period_words
from nlp.script import fold
from nlp.word_patterns import led_matches

TESTS = Path(__file__).parent
LED = {
    "Chinese": (period_forms._CHINESE, period_forms._CHINESE_LEAD),
    "relative": (period_words._RELATIVE, period_words._LEAD),
}
# Alone they name no period in figures; nlp.period_words reads them.
UNREAD = {"全年", "年底", "年末", "年终", "年初", "底", "末", "初", "年", "中", "年中", "年中期", "中期"}


def texts() -> list[str]:
    return [
        *(fold(sentence.text) for sentence in load_blind()),
        *(fold("\n".join(line for _, line in article.body)) for article in all_articles()),
        *(fold((TESTS / name).read_text("utf-8")) for name in ("test_nlp_periods.py", "figure_examples.py")),
    ]


@pytest.mark.parametrize("name", LED)
def test_the_lead_loses_no_period(name: str) -> None:
    pattern, lead = LED[name]
    compared = 0
    for text in texts():
        plain = [m.span() for m in pattern.finditer(text) if m.group().strip(" 的") not in UNREAD]
        led = [m.span() for m in led_matches(pattern, lead, text) if m.group().strip(" 的") not in UNREAD]
        assert led == plain
        compared += len(plain)
    assert compared > 100
