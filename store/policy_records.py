"""Policy events as they are joined into instruments, and what comes of it, as records."""

from __future__ import annotations

from dataclasses import dataclass

STAGES = {
    "proposed": "proposal",
    "consultation": "proposal",
    "adopted": "adoption",
    "effective": "adoption",
    "amended": "amendment",
    "suspended": "suspension",
    "repealed": "repeal",
    "investigation": "investigation",
    "ruling": "ruling",
}
"""What an action is a step of. What is adopted is called effective by whoever writes after its first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of the catalogue that stands in an event's instrument or authority."""

    type: str  # LAW | ORG
    id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEvent:
    """A row of ``policies`` with what of its article matters to joining. Days: YYYY-MM-DD or YYYY-MM."""

    article_id: int
    n: int
    url: str  # with n it names the event in every file
    published: str = ""  # UTC day of publication, else of the first fetch
    official: bool = False  # the text is the acting body's own
    house: str = ""  # publisher family
    title: str = ""  # of the article
    instrument: str | None = None
    kind: str | None = None
    doc_number: str | None = None
    jurisdiction: str | None = None
    authority: str | None = None
    action: str | None = None
    announced_on: str | None = None
    effective_on: str | None = None
    deadline: str | None = None
    rates: tuple[str, ...] = ()  # "value unit"
    thresholds: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    quote: str = ""
    root_id: int = (
        0  # the article whose text this one repeats, at the end of the chain; 0: not known, or itself
    )
    printed: bool = True  # the name of the instrument stands in the text or the headline, word for word
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, measure, proposal or case: a row of ``instruments``."""

    instrument_id: str
    anchor: str  # what the id was made from: number:..., law:... or event:URL#n
    name: str  # "" where no article prints one
    doc_number: str | None = None
    jurisdiction: str | None = None
    authority: str | None = None
    kind: str | None = None
    scope: tuple[str, ...] = ()
    events: int = 0  # how many are joined


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLink:
    """Which instrument an event is of, why, and how it stands beside the others: a row of ``policy_links``."""

    article_id: int
    n: int
    instrument_id: str
    official: bool
    reason: str  # first | number | reprint | text | name | day
    stage: str | None  # a value of STAGES; None: the action is not known
    beside: tuple[int, int] | None = None  # (article_id, n) of the official document of the same stage
    differs: tuple[str, ...] = ()  # announced_on | effective_on | deadline: contradict that document
    replaced: tuple[
        str, ...
    ] = ()  # effective_on | deadline: a later event of the instrument sets another day
    root_id: int = 0  # of the event's article among reprints, as the joining saw it
