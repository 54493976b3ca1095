"""Figures of a text: every quantity, calendar period and document number, with what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.approximation import approximation
from nlp.arithmetic import check_arithmetic
from nlp.basis import find_bases, in_growth_column
from nlp.citations import Citations, find_citations, reports_itself, source_of
from nlp.clauses import Surroundings, split_sentences, surround
from nlp.confidence import with_confidence
from nlp.countries import country_of
from nlp.currencies import currency_of
from nlp.denominators import with_denominators
from nlp.discourse import Discourse
from nlp.docrefs import find_docrefs
from nlp.document import Document
from nlp.flat_rows import read_flat_rows
from nlp.label_lines import read_labels
from nlp.metric_words import MetricWord, find_metric_words
from nlp.metrics import metric_of
from nlp.modality import modality_of
from nlp.movement import find_movements
from nlp.numbers import readable
from nlp.period_notation import Period
from nlp.periods import find_periods
from nlp.protected import find_protected
from nlp.quantities import find_quantities
from nlp.reach import Reach
from nlp.spans import Cover, Quantity
from nlp.subjects import subject_of, title_owner
from nlp.tables import read_tables
from nlp.themes import PEOPLE, Names
from store.records import Figure, Lang, Mention

# No article states more; what is beyond (a page of digits) keeps its value and is not looked into.
_MOST_READ = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is stated in a text, by place: the numbers with their units, the calendar periods, the document numbers."""

    page: str  # the folded text as numbers are read from it
    quantities: list[Quantity]
    periods: list[Period]  # with those that only give others their year
    docrefs: list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What the text names, sorted by place, with the starts for bisection."""

    periods: list[Period]
    words: list[MetricWord]
    word_starts: list[int]
    discourse: Discourse
    titled: Mention | None  # the company of the title
    citations: Citations
    meant: frozenset[tuple[str, str]]  # a name in lower case, and whom it means
    today: date | None


def find_figures(document: Document, mentions: Sequence[Mention]) -> list[Figure]:
    """Find every figure of the document, sorted by start, without overlap; offsets into ``document.text``.

    Fields a text does not give are None. ``mentions`` are the names of the same text: they are the
    subjects, and numbers inside them are not figures.
    """
    return _with_meaning(document, find_values(document, mentions), mentions)


def find_values(document: Document, mentions: Sequence[Mention]) -> Values:
    """Find the spans and values of all figures of the document, without what they are about."""
    page = readable(document.text, document.folded)
    docrefs = find_docrefs(page)
    protected = find_protected(page, mentions)
    official, guarded = Cover(docrefs), Cover(protected)
    periods = [
        period
        for period in find_periods(
            page, document.text, published_at=document.published_at, lang=document.lang
        )
        if not official.touches(period.start, period.end) and not guarded.holds(period.start, period.end)
    ]
    stated = [period for period in periods if period.stated]
    blocked = Cover([*docrefs, *protected, *((period.start, period.end) for period in stated)])
    quantities = find_quantities(
        page, document.text, lang=document.lang, region=document.region, blocked=blocked
    )
    return Values(page=page, quantities=quantities, periods=periods, docrefs=docrefs)


def _with_meaning(document: Document, found: Values, mentions: Sequence[Mention]) -> list[Figure]:
    page, quantities, periods = found.page, found.quantities, found.periods
    named = _name(document, page, periods, mentions)
    figures = _understand(document, page, quantities[:_MOST_READ], named)
    figures += [_plain(document.text, quantity) for quantity in quantities[_MOST_READ:]]
    figures += [_date(document.text, period) for period in periods if period.stated]
    figures += [
        Figure(start=start, end=end, quote=document.text[start:end], kind="docref", rule="docref")
        for start, end in found.docrefs
    ]
    own = named.discourse.names.mentions
    figures = read_tables(
        document,
        page,
        sorted(figures, key=lambda figure: (figure.start, figure.end)),
        periods=periods,
        mentions=own,
    )
    for read in (read_labels, read_flat_rows):
        figures = read(document.text, page, figures, words=named.words, periods=periods, mentions=own)
    figures = check_arithmetic(document, page, figures, named.words)
    return with_confidence(page, split_sentences(page, document.sentences), figures, named.words, own)


def _name(document: Document, page: str, periods: list[Period], mentions: Sequence[Mention]) -> _Named:
    words = find_metric_words(page)
    own = sorted((m for m in mentions if not m.in_title), key=lambda m: (m.start, m.end))
    return _Named(
        periods=periods,
        words=words,
        word_starts=[word.start for word in words],
        discourse=Discourse(
            names=Names(
                page=page,
                text=document.text,
                mentions=own,
                starts=[mention.start for mention in own],
                home=_home(document, page, own),
                measures=[word.start for word in words if PEOPLE.isdisjoint(word.metrics) and not word.weak],
            ),
            sentences=split_sentences(page, document.sentences),
        ),
        titled=title_owner(mentions, page),
        meant=frozenset((m.quote.lower(), who) for m in mentions for who in (m.id, m.quote) if who),
        citations=find_citations(page, document.text, split_sentences(page, document.sentences), own),
        today=document.published_at.date() if document.published_at else None,
    )


def _home(document: Document, page: str, mentions: Sequence[Mention]) -> str | None:
    """The country a Chinese text is at home in: by its publisher's region, its offices, its script and money."""
    if document.lang not in (Lang.ZH_HANS, Lang.ZH_HANT):
        return None
    if not document.region and document.lang is Lang.ZH_HANT:
        homes = {country_of(mention.id) for mention in mentions} & _TRADITIONAL
        if len(homes) == 1:
            return homes.pop()
    money = currency_of("元", lang=document.lang, region=document.region, page=page)
    return {"CNY": "china", "TWD": "taiwan", "HKD": "hong-kong", "MOP": "macau"}.get(money or "")


_TRADITIONAL = frozenset(("taiwan", "hong-kong"))  # where Traditional characters are written


def _understand(document: Document, page: str, quantities: list[Quantity], named: _Named) -> list[Figure]:
    around = surround(page, named.discourse.sentences, quantities)
    movements = find_movements(quantities, around)
    quantities = with_denominators(quantities, around, movements)
    reach = Reach(page, named.periods, quantities)
    figures: list[Figure] = []
    bases = find_bases(quantities, around, movements)
    for quantity, place, movement, basis in zip(quantities, around, movements, bases, strict=True):
        change = (*movement, basis)
        if quantity.kind == "percent" and (basis == "CAGR" or in_growth_column(page, quantity)):
            change = (movement.direction or "up", movement.role or "by", "CAGR")
        figure = _figure(document.text, quantity, place, change, named, reach, figures)
        figures.append(_converted(page, figures[-1], figure) if figures else figure)
    return figures


def _figure(
    text: str,
    quantity: Quantity,
    place: Surroundings,
    change: tuple[str | None, str | None, str | None],
    named: _Named,
    reach: Reach,
    before: Sequence[Figure],
) -> Figure:
    direction, role, basis = change
    approx = approximation(quantity, place)
    words, starts = named.words, named.word_starts
    metric = metric_of(
        quantity, place, words, starts, direction=direction, role=role, approx=approx, figures=before
    )
    cited = source_of(quantity.kind, quantity.start, metric, named.citations)
    told = reach.tell(quantity, place, role=role, metric=metric)
    subject = subject_of(
        quantity,
        place,
        named.discourse,
        metric=metric,
        titled=named.titled,
    )
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
        approx=approx,
        direction=direction,
        change_role=role,
        basis=basis,
        period=told.period,
        period_rule=told.rule,
        modality=modality_of(quantity, place, role=role, period=told.period, today=named.today),
        subject=subject,
        metric=metric,
        source=cited.name if cited and not reports_itself(cited, subject, named.meant) else None,
        rule=quantity.rule,
    )


_COPY = re.compile(
    r"[ ]?[(（](?:约合?|合|折合|相当于|约等于|or |about |approximately |roughly |equivalent to )?[ ]?$"
)


def _converted(page: str, before: Figure, figure: Figure) -> Figure:
    """$980bn (£720bn): the same amount in other money says all that the first says."""
    if not (before.kind == figure.kind == "money" and before.currency != figure.currency):
        return figure
    if not _COPY.fullmatch(page[before.end : figure.start]):
        return figure
    return Figure(
        start=figure.start,
        end=figure.end,
        quote=figure.quote,
        kind=figure.kind,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        currency=figure.currency,
        per=before.per,
        approx=before.approx or figure.approx,
        direction=before.direction,
        change_role=before.change_role,
        basis=before.basis,
        period=before.period,
        period_rule=before.period_rule,
        modality=before.modality,
        subject=before.subject,
        metric=before.metric,
        source=before.source,
        rule="money conversion",
    )


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
        rule=quantity.rule,
    )


def _date(text: str, period: Period) -> Figure:
    return Figure(
        start=period.start,
        end=period.end,
        quote=text[period.start : period.end],
        kind="date",
        period=period.period,
        period_rule=period.how,
        modality="actual",
        rule="date",
    )
