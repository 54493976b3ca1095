"""Figures of a text: every quantity, calendar period and document number, with what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.docrefs import find_docrefs
from nlp.document import Document
from nlp.numbers import readable
from nlp.periods import Period, find_periods
from nlp.protected import find_protected
from nlp.quantities import Quantity, find_quantities
from store.records import Figure, Mention


def find_figures(document: Document, mentions: Sequence[Mention]) -> list[Figure]:
    """Find every figure of the document, sorted by start, without overlap; offsets into ``document.text``.

    Fields a text does not give are None. ``mentions`` are the names of the same text: they are the
    subjects, and numbers inside them are not figures.
    """
    page = readable(document.text, document.folded)
    docrefs = find_docrefs(page)
    protected = find_protected(page, mentions)
    periods = [
        period
        for period in find_periods(
            page, document.text, published_at=document.published_at, lang=document.lang
        )
        if not _touches(period.start, period.end, docrefs)
        and not _inside(period.start, period.end, protected)
    ]
    stated = [period for period in periods if period.stated]
    blocked = sorted([*docrefs, *protected, *((period.start, period.end) for period in stated)])
    quantities = find_quantities(
        page, document.text, lang=document.lang, region=document.region, blocked=blocked
    )
    figures = [_plain(document.text, quantity) for quantity in quantities]
    figures += [_date(document.text, period) for period in stated]
    figures += [
        Figure(start=start, end=end, quote=document.text[start:end], kind="docref", rule="docref")
        for start, end in docrefs
    ]
    return sorted(figures, key=lambda figure: (figure.start, figure.end))


def _plain(text: str, quantity: Quantity) -> Figure:
    return Figure(
        start=quantity.start,
        end=quantity.end,
        quote=text[quantity.start : quantity.end],
        kind=quantity.kind,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        currency=quantity.currency,
        per=quantity.per,
        approx="order" if quantity.order else "over" if quantity.more else None,
        direction=quantity.direction,
        change_role=quantity.change_role,
        modality="actual",
        rule=quantity.rule,
    )


def _date(text: str, period: Period) -> Figure:
    return Figure(
        start=period.start,
        end=period.end,
        quote=text[period.start : period.end],
        kind="date",
        period=period.period,
        modality="actual",
        rule="date",
    )


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a < end and b > start for a, b in spans)


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start and end <= b for a, b in spans)
