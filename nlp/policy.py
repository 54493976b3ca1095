"""Events of policy instruments in a text: who did what to which act, from when, until when, for whom.

Nothing is guessed: a field that the text does not state is None or empty. A company that changes its own fees or
rules makes no policy, whatever words it uses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from nlp.datelines import after_dateline
from nlp.document import Document
from nlp.policy_amounts import read_amounts
from nlp.policy_dates import find_days, find_durations, first_day
from nlp.policy_describe import describe_instrument, has_han
from nlp.policy_names import PUBLISHER, Actor, find_actor, find_doc_number, find_instrument
from nlp.policy_scope import find_scope
from nlp.policy_terms import ACTIONS, SCOPES, load_policy_terms
from nlp.policy_times import Times, read_times
from nlp.roles import is_regulator
from store.records import Figure, Mention, Policy, Span

__all__ = ["ACTIONS", "SCOPES", "find_policies"]

_LEAD = 900  # characters of the text in which the event itself is told
_COMPLIES = re.compile(
    r"(?:配合|因应|响应|依据|根据|按照|依照|由于|依|遵守|comply with|in response to|due to|"
    r"because of|in line with|under)\s?(?:the\s|new\s)?$"
)
_PLATFORM_SAYS = re.compile(
    r"平台(?:公告|通知|宣布|将)|公司(?:宣布|公告)|the (?:company|marketplace|retailer|platform) (?:said|will)"
)
_ADOPTS = re.compile(
    r"通过.{0,14}(?:方案|法案|改革|法(?!院)|条例)(?!修正)|(?:adopt(?:ed|s)?|approv(?:ed|"
    r"es|e)|pass(?:ed|es)?|back(?:ed|s)?|voted (?:for|through)|signed) (?:a |the |its )?(?:\w+ ){0,4}(?:bill|"
    r"reform|law|act|package|regulation)"
)


_STATISTICS = re.compile(
    r"同比|年增|年减|环比|进出口.{0,16}[亿兆]|(?:增长|成长|下降|减少)\d|year[ -]on[ -]year|from a year earlier"
)
_ONLY_POSSIBLE = re.compile(
    r"(?:可|最高|可能|或|不代表|不等于|并非|尚未|may|might|could|can|up to|risks?|face|facing|not)\s?"
    r"(?:be\s|被|处以?|处|a\s|认定)?$"
)
_POSSIBLE_AFTER = re.compile(r"^(?:\w{0,4}\s)?(?:up to|as much as|of up to|最高)")


def find_policies(document: Document, mentions: Sequence[Mention], figures: Sequence[Figure]) -> list[Policy]:
    """The policy event the text is about, or nothing. ``figures`` are those of nlp.figures for this document."""
    actor = find_actor(document)
    published = _published_day(document)
    doc_number = find_doc_number(document)
    if actor is None or _is_company_notice(document, mentions, actor, doc_number):
        return []
    action = _find_action(document)
    if doc_number is None and document.kind != "notice" and _only_counts(document):
        return []
    days = find_days(document.folded, published) if published else []
    durations = find_durations(document.folded)
    times = read_times(document, days, durations, published)
    if action is None and doc_number is None and (actor.name is None or times.effective is None):
        return []
    action = _settle_action(document, action, times, published)
    if action is None and doc_number is not None and actor.name is not None:
        action = "adopted"  # a numbered document of a body is published, whatever verb it uses
    if action is None:
        return []
    rates, thresholds = read_amounts(document, figures, durations, actor.jurisdiction)
    scope = find_scope(document, actor)
    span = _telling_sentence(document, actor)
    return [
        Policy(
            instrument=find_instrument(document, doc_number)
            or describe_instrument(document, actor, action, scope),
            doc_number=doc_number,
            jurisdiction=actor.jurisdiction,
            authority=actor.name,
            action=action,
            announced_on=times.announced,
            effective_on=times.effective,
            deadline=times.deadline,
            rates=rates,
            thresholds=thresholds,
            scope=scope,
            start=span.start,
            end=span.end,
            quote=document.text[span.start : span.end],
        )
    ]


def _published_day(document: Document) -> date | None:
    """The calendar day of publication where the text was written: Chinese texts are read eight hours ahead."""
    if document.published_at is None:
        return None
    ahead = 8 if has_han(document.folded) else 0
    return (document.published_at + timedelta(hours=ahead)).date()


def _is_company_notice(
    document: Document, mentions: Sequence[Mention], actor: Actor, doc_number: str | None
) -> bool:
    """Whether a company speaks of its own business: it opens the text or title, and no body acts.

    A body that is only complied with (配合財政部規定) does not act; a country alone acts where it opens the text.
    """
    if doc_number is not None or (document.kind == "notice" and (actor.name or actor.start == PUBLISHER)):
        return False
    companies = [item for item in mentions if item.type in ("ORG", "PRODUCT") and not is_regulator(item)]
    first = after_dateline(document.text)
    opens = any(item.start - (0 if item.in_title else first) <= 6 for item in companies)
    if actor.name is not None:
        end = next((row.end for row in document.sentences if row.end > first + 12), len(document.text))
        told = any(item.in_title or item.start < end for item in companies)
        if told and actor.start >= end:
            return True  # the news is a company's; the body is named where the text explains why
        complied = actor.start >= 0 and _COMPLIES.search(
            document.folded[max(0, actor.start - 16) : actor.start]
        )
        return bool(complied) and (opens or _PLATFORM_SAYS.search(document.folded[:80]) is not None)
    if opens or actor.start > 40:
        return True
    near = document.folded[actor.start : actor.start + 60] if actor.start >= 0 else document.title_folded
    return not any(True for _ in load_policy_terms().actions.find(near))


def _find_action(document: Document) -> str | None:
    """The kind of act that the title and lead speak of: the strongest one named."""
    found: dict[str, float] = {}
    terms = load_policy_terms()
    for text, weight in ((document.title_folded, 1.5), (document.folded[:_LEAD], 1.0)):
        for hit in terms.actions.find(text):
            if hit.value == "ruling" and _is_possible(text, hit.start, hit.end):
                continue
            early = 1.0 if hit.start < 160 else 0.5
            found[hit.value] = max(found.get(hit.value, 0.0), weight * early)
    for action in (
        "consultation",
        "investigation",
        "ruling",
        "proposed",
        "suspended",
        "repealed",
        "amended",
        "effective",
        "adopted",
    ):
        if action in found:
            if action == "consultation" and found.get("proposed"):
                return _consultation_or_proposal(document)
            return action
    return None


def _is_possible(text: str, start: int, end: int) -> bool:
    """Whether a penalty is only threatened: 最高可处…罚款, may be fined up to."""
    return bool(
        _ONLY_POSSIBLE.search(text[max(0, start - 14) : start]) or _POSSIBLE_AFTER.match(text[end : end + 24])
    )


def _only_counts(document: Document) -> bool:
    """Whether headline or first sentence report statistics, and the headline no act: customs that count exports."""
    first = next((row for row in document.sentences if row.end > after_dateline(document.text) + 12), None)
    lead = document.folded[first.start : first.end] if first else ""
    acts = any(True for _ in load_policy_terms().actions.find(document.title_folded))
    return not acts and bool(_STATISTICS.search(document.title_folded) or _STATISTICS.search(lead))


def _consultation_or_proposal(document: Document) -> str:
    """A body that proposes and asks for comment proposes; one that asks for comment on a draft consults."""
    text = document.folded[:_LEAD]
    verb = re.search(r"拟(?!定)|提出|提议|\bpropos(?:ed|es)\b(?!\s(?:section|rule|action|regulation))", text)
    asks = re.search(r"征求|征询|预告|consultation|request|seek|call for|comment|invit", text)
    return "proposed" if verb and (not asks or verb.start() < asks.start()) else "consultation"


def _settle_action(
    document: Document, action: str | None, times: Times, published: date | None
) -> str | None:
    """Adopted or amended and in force by the day of publication is effective; a vote on a reform adopts it."""
    in_force = bool(times.effective and published and first_day(times.effective) <= published)
    if action in ("adopted", "amended", "effective", None) and in_force:
        return "effective"
    if action == "effective" and times.effective:
        return "adopted"
    if action in ("repealed", "amended") and _ADOPTS.search(document.folded[:160]):
        return "adopted"
    return action or ("adopted" if times.effective else None)


def _telling_sentence(document: Document, actor: Actor) -> Span:
    """The sentence in which the body acts; the first one when it is named in the title only."""
    for sentence in document.sentences:
        if sentence.start <= actor.start < sentence.end:
            return sentence
    return document.sentences[0] if document.sentences else Span(0, 0)
