"""One sentence read for its figures: the fields of the one quoted."""

from __future__ import annotations

from datetime import UTC, datetime

from nlp.figures import find_figures
from nlp.segment import build_document
from store.records import Figure, Lang

PUBLISHED = datetime(2025, 11, 20, 9, tzinfo=UTC)


def figures_of(text: str, *, published_at: datetime | None = PUBLISHED) -> list[Figure]:
    """The figures of a sentence without known names; Chinese characters make it Simplified Chinese."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    document = build_document(
        text,
        lang=Lang.ZH_HANS if chinese else Lang.EN,
        title="",
        published_at=published_at,
        source="",
        kind="",
        region="",
        paragraphs=(),
    )
    return find_figures(document, [])


def figure_of(text: str, quote: str, *, published_at: datetime | None = PUBLISHED) -> Figure:
    """The figure with this quote, else the first whose quote holds it; dates do not count."""
    found = [f for f in figures_of(text, published_at=published_at) if f.kind not in ("date", "docref")]
    exact = [figure for figure in found if figure.quote == quote]
    return (exact or [figure for figure in found if quote in figure.quote])[0]
