"""Events of policy instruments in a text: who did what to which act, from when, until when, for whom.

Nothing is guessed: a field that the text does not state is None or empty. A company that changes its own fees or
rules makes no policy, whatever words it uses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nlp.document import Document
from nlp.policy_actors import Actor, find_actor
from nlp.policy_acts import Act, find_act, read_action
from nlp.policy_amounts import read_amounts
from nlp.policy_asides import find_asides
from nlp.policy_companies import is_company_notice, only_counts, tells_no_rule
from nlp.policy_dates import find_durations, first_day
from nlp.policy_describe import describe_instrument
from nlp.policy_kinds import kind_of
from nlp.policy_more import figures_in, further_events, others_sentences, without
from nlp.policy_names import find_instrument
from nlp.policy_numbers import find_doc_number
from nlp.policy_scope import find_scope
from nlp.policy_sentences import sentence_at, whole_sentence
from nlp.policy_terms import ACTIONS, SCOPES
from nlp.policy_times import Times, read_times
from nlp.policy_zone import published_day
from store.records import Figure, Mention, Policy, Span

__all__ = ["ACTIONS", "SCOPES", "find_policies"]

_IN_FORCE = re.compile(
    r"生效|施行|执行|实施|\b(?:into force|effect)\b"
)  # an inquiry is opened, it does not apply
_WEAK = (None, "adopted", "effective")


def find_policies(document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]) -> list[Policy]:
    """The policy events of a text, the one it is about first; nothing where no body acts.

    ``mentions`` and ``figures`` are those of nlp.entities and nlp.figures for this document.
    """
    actor = find_actor(document, mentions)
    if actor is None:
        return []
    whole, document = document, without(document, others_sentences(document, actor, mentions))
    doc_number = find_doc_number(document)
    if is_company_notice(document, mentions, actor, doc_number):
        return []
    if doc_number is None and document.kind != "notice" and only_counts(document):
        return []
    kept = [item for item in figures if document.text[item.start : item.end] == item.quote]
    main = _event(document, kept, actor, doc_number)
    if main is None:
        return []
    further = [
        replace(event, start=span.start, end=span.end, quote=whole.text[span.start : span.end])
        for part, body, number, span in further_events(whole, mentions, main, published_day(whole))
        if (event := _event(part, figures_in(figures, span), body, number)) is not None
    ]
    return [main, *further]


def _event(
    document: Document, figures: Sequence[Figure], actor: Actor, doc_number: str | None
) -> Policy | None:
    """The event ``actor`` makes in a text; None where nothing tells what is done."""
    published = published_day(document)
    durations = find_durations(document.folded)
    times = read_times(document, durations, published)
    act = find_act(document, actor)
    if doc_number is None and tells_no_rule(document, act, actor):
        return None
    timed = times.effective or (times.deadline and actor.acts)
    if act is None and doc_number is None and not (actor.name and timed):
        return None
    action = _settle_action(act, times, published)
    if action is None and actor.name and actor.acts and times.deadline:
        action = "adopted"  # a day by which others must have done something is set by a rule
    if action is None and doc_number is not None and actor.name is not None:
        action = "adopted"  # a numbered document of a body is published, whatever verb it uses
    if action is None:
        return None
    rates, thresholds = read_amounts(document, figures, durations, actor.jurisdiction)
    scope = find_scope(document, actor)
    instrument = find_instrument(document, doc_number, action) or describe_instrument(
        document, actor, action, scope
    )
    span = _telling_sentence(document, actor, act)
    return Policy(
        instrument=instrument,
        kind=kind_of(instrument, doc_number, action, scope),
        doc_number=doc_number,
        jurisdiction=actor.jurisdiction,
        authority=actor.name,
        action=action,
        announced_on=times.announced,
        effective_on=None
        if action == "investigation" and not _IN_FORCE.search(document.folded)
        else times.effective,
        deadline=times.deadline,
        rates=rates,
        thresholds=thresholds,
        scope=scope,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
    )


def _settle_action(act: Act | None, times: Times, published: date | None) -> str | None:
    """Adopted or amended and in force by the day of publication is effective; one to come is not in force yet."""
    action = act.action if act else None
    in_force = bool(times.effective and published and first_day(times.effective) <= published)
    if action in ("adopted", "amended", "effective", None) and in_force:
        return "effective"
    if action == "effective" and times.effective:
        return "adopted"
    return action or ("adopted" if times.effective else None)


def _telling_sentence(document: Document, actor: Actor, act: Act | None) -> Span:
    """The sentence that tells the act, else the one in which the body is named, else the first.

    A sentence further on that only says "will" tells less than the one in which the body acts.
    """
    own = sentence_at(document, actor.start) if actor.start >= 0 else None
    told = act.span if act else None
    weak = told and read_action(document.folded[told.start : told.end], actor) in _WEAK
    lead = document.sentences[0] if document.sentences else Span(0, 0)
    asides = find_asides(document)
    if told and own and told not in (own, lead) and (weak or told.start < own.start):
        if not asides.touches(own.start, own.start + 1):
            told = own
    elif told and told != lead and weak and read_action(document.folded[lead.start : lead.end], actor):
        told = lead
    return whole_sentence(document, told or own or lead)
