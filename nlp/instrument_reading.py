"""A policy event as joining sees it: with its number, its name and its body read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nlp.instrument_names import Body, KnownLaw, Name, is_case, read_body, read_name
from nlp.instrument_numbers import Number, read_number
from store.policy_records import PolicyEvent

_BEGINS = ("proposed", "consultation", "adopted")
_OLD = 2  # years; a paper numbered in December is printed in January
_MONEY = re.compile(r" [A-Z]{3}$")
_DOCKET = re.compile(
    r"(?:案卷号|案卷號|档案号|[Dd]ocket(?: [Nn]o\.?)?)[:：]? ?(?P<n>[A-Z]{2,6}-20\d\d-\d{3,5})(?!\d)"
)
_PLATFORMS = frozenset(("amazon", "temu", "shein", "aliexpress"))

Key = tuple[str, str, int]
"""Day of publication, URL and place in the article: the order of all events, the same in every file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An event as joining sees it."""

    event: PolicyEvent
    case: bool
    number: Number | None
    name: Name | None
    body: Body | None
    issuer: Body | None  # who issued the number: of the number, else who acts
    day: int  # of publication, as an ordinal; 0: not known
    origins: frozenset[str]  # tags of whose goods it is about
    parties: frozenset[str]  # against whom a case is: platforms of its scope, companies that its name holds
    amounts: tuple[frozenset[str], frozenset[str]]  # rates and thresholds, without "per item"

    @property
    def key(self) -> Key:
        return self.event.published or "9999", self.event.url, self.event.n

    @property
    def matters(self) -> frozenset[str]:
        """What it is about: tags of scope, laws it names, parties, limits."""
        about = self.name.about if self.name else frozenset()
        return frozenset(self.event.scope) | self.parties | about | self.limits

    @property
    def limits(self) -> frozenset[str]:
        """Thresholds in money: "150 EUR"."""
        return frozenset(amount for amount in self.amounts[1] if _MONEY.search(amount))

    @property
    def says(self) -> tuple[object, ...]:
        """All that joining by a day looks at."""
        event = self.event
        days = (event.announced_on, event.effective_on, event.deadline)
        return (
            event.action,
            event.kind,
            days,
            event.rates,
            event.thresholds,
            event.scope,
            self.name,
            self.body,
        )


def read_event(event: PolicyEvent, laws: Mapping[str, KnownLaw]) -> Read:
    """An event with its number, name and body read."""
    case = is_case(event)
    number = read_number(
        event.doc_number or _docket(event),
        jurisdiction=event.jurisdiction,
        announced_on=event.announced_on,
        published=event.published,
    )
    if number is not None and ((number.lawful and case) or _is_of_another(number, event)):
        number = None  # a case cites the law that it is under
    body = read_body(event.authority, event.named, event.jurisdiction)
    issuer = body
    if number is not None and number.issued:
        around = read_body(number.issuer, event.named, event.jurisdiction)
        issuer = around if around is not None and (around.ids or body is None) else body
    return Read(
        event=event,
        case=case,
        number=number,
        name=read_name(event, laws),
        body=body,
        issuer=issuer,
        day=_ordinal(event.published),
        origins=frozenset(tag for tag in event.scope if tag.startswith("origin:")),
        parties=_parties(event, body),
        amounts=(_values(event.rates), _values(event.thresholds)),
    )


def _docket(event: PolicyEvent) -> str | None:
    """The docket that the telling sentence of a proposal gives as its own: 案卷号USTR-2026-0024."""
    found = _DOCKET.search(event.quote) if event.action in ("proposed", "consultation") else None
    return found.group("n") if found else None


def _is_of_another(number: Number, event: PolicyEvent) -> bool:
    """Whether a number is years older than the act: what is adopted now changes or applies that document."""
    year = number.serial[:4]
    told = (event.announced_on or event.published)[:4]
    if event.action not in _BEGINS or (event.action == "adopted" and event.effective_on):
        return False  # adopted is also what takes effect after a time
    if not (year.isdigit() and told.isdigit() and year[:2] in ("19", "20")):
        return False
    return number.serial[4:5] == "-" and int(told) - int(year) >= _OLD


def _parties(event: PolicyEvent, body: Body | None) -> frozenset[str]:
    named = {item.id for item in event.named if item.type == "ORG" and item.quote in (event.instrument or "")}
    return (frozenset(event.scope) & _PLATFORMS) | (named - (body.ids if body else frozenset()))


def _values(amounts: tuple[str, ...]) -> frozenset[str]:
    """One report says €3, another €3 for each item."""
    return frozenset(amount.partition("/")[0] for amount in amounts)


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return 0
