"""Further events of a text: another instrument or another body's act that a sentence of its own states.

Precision first: the sentence must say who acts, what is done, and a number, a day or a quoted name; what is only
feared, expected, quoted or long past is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from nlp.document import Document
from nlp.policy_actors import Actor, actor_of_number, find_bodies
from nlp.policy_acts import read_action
from nlp.policy_dates import find_days, first_day
from nlp.policy_numbers import find_doc_number
from nlp.policy_sentences import is_background, whole_sentence
from store.records import Figure, Mention, Policy, Span

_READ = 4000  # characters of the text in which further events are looked for
_MOST = 4  # further events of one text
_PAST = 60  # days; what happened longer ago is history and no news
_QUOTED = re.compile(r"《([^《》]{3,60})》|「([^「」]{4,40}(?:法|條例|辦法|規則|要點|規定|草案))」")
_UNSURE = re.compile(
    r"如果|假如|倘若|一旦|若(?!干)|可能|或将|或會|或将会|预计|预期|有望|分析|专家|业内|业者|业界|认为"
    r"|据传|传闻|呼吁|批评|担心|此举|类似"
    r"|\b(?:if|could|might|may|likely|expected|expects?|analysts?|experts?|critics?|reportedly|rumou?r\w*"
    r"|urged?|warn(?:s|ed)|fears?|similar)\b"
)
_WEAK = ("adopted", "effective")


def further_events(
    document: Document, mentions: Sequence[Mention], main: Policy, published: date | None
) -> list[tuple[Document, Actor, str | None, Span]]:
    """(the sentence as a document, who acts, its number, where it stands in the text), in the order of the text."""
    found: list[tuple[Document, Actor, str | None, Span]] = []
    seen = {(main.jurisdiction, main.action, main.doc_number)}
    for row in document.sentences:
        if row.start >= _READ or len(found) == _MOST:
            break
        span = whole_sentence(document, row)
        if row.start < main.end and main.start < row.end:
            continue
        event = _event_in(document, span, mentions, main, published)
        if event is None or (event[1], event[2], event[3]) in seen:
            continue
        seen.add((event[1], event[2], event[3]))
        found.append((event[0], event[4], event[3], span))
    return found


def _event_in(
    document: Document, span: Span, mentions: Sequence[Mention], main: Policy, published: date | None
) -> tuple[Document, str, str, str | None, Actor] | None:
    part = alone(document, span)
    if is_background(part.folded) or _UNSURE.search(part.folded):
        return None
    inside = [
        replace(item, start=item.start - span.start, end=item.end - span.start)
        for item in mentions
        if not item.in_title and span.start <= item.start and item.end <= span.end
    ]
    number = find_doc_number(part)
    body = next(
        (
            body.actor
            for body in find_bodies(part.folded, part.text, inside)
            if body.part == "free" and body.acts
        ),
        None,
    )
    actor = body or (actor_of_number(number) if number != main.doc_number else None)
    action = read_action(part.folded, actor)
    if actor is None or action is None or not _is_another(main, part, actor, number, action):
        return None
    days = find_days(part.folded, published) if published else []
    if published and any(first_day(day.text) < published - timedelta(days=_PAST) for day in days):
        return None
    named = number is not None or _QUOTED.search(part.text) is not None
    if not named and (action in _WEAK or not days):
        return None
    return part, actor.jurisdiction, action, number, actor


def _is_another(main: Policy, part: Document, actor: Actor, number: str | None, action: str) -> bool:
    """Another instrument, or another body's act: not one more sentence of the main event."""
    if number is not None and number != main.doc_number:
        return True
    name = _QUOTED.search(part.text)
    quoted = next((group for group in name.groups() if group), None) if name else None
    if quoted and main.instrument and quoted not in main.instrument and main.instrument not in quoted:
        return actor.name is not None and action not in _WEAK
    return actor.jurisdiction != main.jurisdiction and actor.name is not None


def others_sentences(document: Document, actor: Actor, mentions: Sequence[Mention]) -> list[Span]:
    """Sentences after the one in which ``actor`` is named that another state's body, or another numbered act, fills."""
    if actor.start < 0:
        return []
    inside = [item for item in mentions if not item.in_title]
    bodies = [
        body
        for body in find_bodies(document.folded, document.text, inside)
        if body.part == "free" and body.acts
    ]
    found: list[Span] = []
    for row in document.sentences:
        if row.start <= actor.start:
            continue
        body = next((body.actor for body in bodies if row.start <= body.actor.start < row.end), None)
        if body is None or body.name == actor.name:
            continue
        numbered = find_doc_number(alone(document, row)) is not None
        if body.jurisdiction != actor.jurisdiction or numbered:
            found.append(whole_sentence(document, row))
    return found


def without(document: Document, spans: Sequence[Span]) -> Document:
    """The text with some sentences blanked out: same length, same offsets."""
    if not spans:
        return document
    text, folded = document.text, document.folded
    for span in spans:
        blank = " " * (span.end - span.start)
        text = text[: span.start] + blank + text[span.end :]
        folded = folded[: span.start] + blank + folded[span.end :]
    kept = tuple(
        row for row in document.sentences if not any(span.start <= row.start < span.end for span in spans)
    )
    return replace(document, text=text, folded=folded, sentences=kept)


def alone(document: Document, span: Span) -> Document:
    """A sentence of the text as a text of its own, without title; offsets count from its start."""
    length = span.end - span.start
    return replace(
        document,
        text=document.text[span.start : span.end],
        folded=document.folded[span.start : span.end],
        title="",
        title_folded="",
        sentences=(Span(0, length),),
        kind="press",
        paragraphs=(),
    )


def figures_in(figures: Sequence[Figure], span: Span) -> list[Figure]:
    """The figures of a sentence, offsets counted from its start."""
    return [
        replace(item, start=item.start - span.start, end=item.end - span.start)
        for item in figures
        if span.start <= item.start and item.end <= span.end
    ]
