"""The quick search of every pattern of figures finds what the plain one does: leads and needed words lose nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from figure_scoring import load_blind
from own_pages import all_articles

import nlp.figures  # noqa: F401 - brings the modules in
from nlp.script import fold
from nlp.word_patterns import LedPattern
from tradewind.sample.newsroom import build_newsroom

TESTS = Path(__file__).parent
# Bare, they name no period to the figures of their pattern; other patterns read them.
UNREAD = {
    "nlp.period_forms._CHINESE": {
        "全年",
        "年底",
        "年末",
        "年终",
        "年初",
        "底",
        "末",
        "初",
        "年",
        "中",
        "年中",
        "中期",
    }
}


def patterns() -> Iterator[tuple[str, LedPattern]]:
    for module in sorted(name for name in sys.modules if name.startswith("nlp.")):
        for name, value in vars(sys.modules[module]).items():
            if isinstance(value, LedPattern) and not name.startswith("__"):
                yield f"{module}.{name}", value


def texts() -> list[str]:
    """Own articles and sentences, and the texts of tests, which hold the rarest forms."""
    sources = [TESTS / "figure_examples.py", *sorted(TESTS.glob("test_nlp_*.py"))]
    return [
        *(fold(sentence.text) for sentence in load_blind()),
        *(fold("\n".join(line for _, line in article.body)) for article in all_articles()),
        *(fold(article.text) for article in build_newsroom().articles[::8]),
        *(fold(path.read_text("utf-8")[:40_000]) for path in sources),
    ]


@pytest.mark.slow
def test_a_lead_and_needed_words_lose_nothing() -> None:
    chosen = dict(patterns())
    assert len(chosen) > 20
    lost = []
    for text in texts():
        for name, pattern in chosen.items():
            unread = UNREAD.get(name, set())
            plain = [m.span() for m in pattern.pattern.finditer(text) if m.group().strip(" 的") not in unread]
            led = [m.span() for m in pattern.finditer(text) if m.group().strip(" 的") not in unread]
            lost += [(name, text[a:b], text[a - 9 : b + 9]) for a, b in set(plain) ^ set(led)]
    assert lost == []


def test_a_text_without_the_needed_words_is_not_searched() -> None:
    pattern = LedPattern(r"\d+%", holds=("%",))
    assert [match.group() for match in pattern.finditer("5% and 7%")] == ["5%", "7%"]
    assert list(pattern.finditer("5 and 7")) == []
