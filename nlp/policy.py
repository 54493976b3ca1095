"""Events of policy instruments in a text: who did what to which act, from when, until when, for whom.

Nothing is guessed: a field that the text does not state is None or empty. A company that changes its own fees or
rules makes no policy, whatever words it uses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.datelines import after_dateline
from nlp.document import Document
from nlp.policy_amounts import read_amounts
from nlp.policy_dates import Day, Duration, add_duration, find_days, find_durations, first_day
from nlp.policy_describe import describe_instrument, has_han
from nlp.policy_names import PUBLISHER, Actor, find_actor, find_doc_number, find_instrument
from nlp.policy_terms import ACTIONS, SCOPES, load_policy_terms
from nlp.roles import is_regulator
from store.records import Figure, Mention, Policy, Span

__all__ = ["ACTIONS", "SCOPES", "find_policies"]

_LEAD = 900  # characters of the text in which the event itself is told
_TWENTIETH = re.compile(r"(?:第二十[天日]|第20[天日]|twentieth day|20th day|20 days after|20 days following)")
_NEXT_DAY = re.compile(r"(?:day (?:after|following) (?:its )?publication|公布之?次日|发布之?次日|翌日起)")
_ORIGIN_AFTER = re.compile(
    r"^\s?(?:的?(?:商品|货物|包裹|产品|小包裹|小包|平台|进口|输美|卖家|制|产|输)|goods|imports|products|parcels)"
)
_GOODS_FROM = re.compile(
    r"(?:goods|imports|products|parcels|shipments|items)\s(?:made in|from|of|originating in)\s(?:the\s)?$"
)


_SENTENCE_END = re.compile(r"[。;；！？!?\n]|\.\s")
_COMMENT = re.compile(
    r"意见|征询|评论|反馈|答复|回复|回应|申辩|申诉|应诉|异议|上诉|公示|预告"
    r"|\b(?:comment\w*|respon[ds]\w*|repl(?:y|ies)|feedback|consult\w*|object(?:ions?)?|appeal|submi\w+|answer)\b"
)
_IN_FORCE = re.compile(
    r"有效|为期|期限|暂停|中止|延长|延期|展期|试行|到期|届满|过渡期|宽限期"
    r"|\b(?:suspen\w+|pause\w*|exten[ds]\w*|expir\w+|lapse\w*|grace|transition\w*|in force|valid)\b"
)
_FOR_BEFORE = re.compile(r"\bfor (?:an? |another |the |a (?:further|period of|maximum of) |up to )?$")
_TERM_OF_ACT = re.compile(
    r"存储|储存|存放|保管|保存|留存|仓储|暂存|登记|注册|备案|退货|退款|送达|交付|发货|申报"
    r"|\b(?:stor(?:ed?|age|ing)|h[eo]ld|kept|keep|retain\w*|retention|regist\w+|warehous\w*|return\w*|refund\w*"
    r"|deliver\w*|detain\w*)\b"
)


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
_EXEMPT_AMOUNT = re.compile(
    r"(?:[€$£]\s?[\d,]{1,8}|\d[\d,]{0,8}[ -](?:euro|dollar|pound|peso))\s(?:customs |duty |duty-free |import )?"
    r"(?:exemption|threshold|relief|de minimis)"
)


@dataclass(frozen=True, slots=True)
class _Times:
    announced: str | None
    effective: str | None
    deadline: str | None


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
    times = _times(document, days, durations, published)
    if action is None and doc_number is None and (actor.name is None or times.effective is None):
        return []
    action = _settle_action(document, action, times, published)
    if action is None and doc_number is not None and actor.name is not None:
        action = "adopted"  # a numbered document of a body is published, whatever verb it uses
    if action is None:
        return []
    rates, thresholds = read_amounts(document, figures, durations, actor.jurisdiction)
    scope = _find_scope(document, actor)
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
    document: Document, action: str | None, times: _Times, published: date | None
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


def _times(
    document: Document,
    days: Sequence[Day],
    durations: Sequence[Duration],
    published: date | None,
) -> _Times:
    def pick(role: str) -> str | None:
        rows = [day for day in days if day.role == role and not _is_history(day, published)]
        exact = [day for day in rows if day.exact]
        if not rows:
            return None
        best = (exact or rows)[0]
        if role == "effective" and "之日" in document.folded[best.start : best.end]:
            return pick("announced") or best.text  # 自发布之日起: the day it was announced, not reported
        return best.text

    announced = pick("announced")
    if announced is None and document.kind == "notice" and published:
        announced = published.isoformat()
    effective = pick("effective")
    start = first_day(announced) if announced else published
    if effective is None and start and _TWENTIETH.search(document.folded):
        effective = (start + timedelta(days=20)).isoformat()
    elif effective is None and start and _NEXT_DAY.search(document.folded):
        effective = (start + timedelta(days=1)).isoformat()
    deadline = pick("deadline")
    if deadline is None:
        deadline = _computed_deadline(document, durations, announced, effective, published)
    if announced is None and re.search(r"即日|公布之日|发布之日|印发之日", document.folded) and published:
        announced = published.isoformat()
    return _Times(announced, effective, deadline)


def _is_history(day: Day, published: date | None) -> bool:
    """Whether a day lies so far back that it is of an older act: the article tells of a new one."""
    return published is not None and first_day(day.text) < published - timedelta(days=400)


def _computed_deadline(
    document: Document,
    durations: Sequence[Duration],
    announced: str | None,
    effective: str | None,
    published: date | None,
) -> str | None:
    base = effective or announced or (published.isoformat() if published else None)
    for item in durations:
        if base and len(base) == 10 and _ends_something(document.folded, item):
            end = add_duration(first_day(base), item.count, item.unit)
            return end.isoformat() if end else None
    return None


def _ends_something(text: str, item: Duration) -> bool:
    """Whether a stretch of time ends with a deadline: time to comment or to reply, or how long an act is in force.

    How long goods may be stored, records kept or sellers take to register is a term of the act, not its deadline.
    """
    before = _SENTENCE_END.split(text[max(0, item.start - 40) : item.start])[-1]
    after = _SENTENCE_END.split(text[item.end : item.end + 40])[0]
    around = before + text[item.start : item.end] + after
    if _TERM_OF_ACT.search(around) and not _COMMENT.search(around):
        return False
    return bool(_COMMENT.search(around) or _IN_FORCE.search(around) or _FOR_BEFORE.search(before))


def _find_scope(document: Document, actor: Actor) -> tuple[str, ...]:
    terms = load_policy_terms()
    found: dict[str, None] = {}
    for text in (document.title_folded, document.folded[: 2 * _LEAD]):
        if _EXEMPT_AMOUNT.search(text):
            found["low-value-parcels"] = None
        for hit in terms.scopes.find_all(text):
            found.update(dict.fromkeys(hit.value))
        for country in terms.countries.find(text):
            before, after = (
                text[max(0, country.start - 24) : country.start],
                text[country.end : country.end + 12],
            )
            goods = _GOODS_FROM.search(before) or (
                _ORIGIN_AFTER.match(after) and country.value != actor.jurisdiction
            )
            if country.value not in (actor.jurisdiction, "EU") and (
                goods or re.search(r"(?:原产于|来自)$", before)
            ):
                found[f"origin:{country.value}"] = None
    order = {tag: index for index, tag in enumerate(SCOPES)}
    return tuple(sorted(found, key=lambda tag: (order.get(tag, len(order)), tag)))


def _telling_sentence(document: Document, actor: Actor) -> Span:
    """The sentence in which the body acts; the first one when it is named in the title only."""
    for sentence in document.sentences:
        if sentence.start <= actor.start < sentence.end:
            return sentence
    return document.sentences[0] if document.sentences else Span(0, 0)
