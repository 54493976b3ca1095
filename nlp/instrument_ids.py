"""What an instrument is called in the store, what it shows of itself, and how each of its events stands in it.

An id is made from the number of the document, else it is the catalogue's id of the law, else a hash of the address of
the earliest event. It stays: an instrument that holds what an id was made from (its anchor) keeps that id, whatever is
joined to it later. Of two that turn out to be one, the id with the better anchor stays.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from nlp.instrument_names import KnownLaw
from nlp.instrument_reading import Read
from nlp.instrument_stages import differing, documents_of, official_beside, replaced_days, setters_of
from nlp.instruments import Group, join_events
from store.policy_records import STAGES, Instrument, PolicyEvent, PolicyLink

RULES = "3"
"""Version of the rule of joining: raised when events would be joined otherwise, and everything is joined anew."""

_ANCHORS = ("number", "law", "event")  # the better ones first


def build_instruments(
    events: Iterable[PolicyEvent], laws: Mapping[str, KnownLaw], held: Mapping[str, str]
) -> tuple[list[Instrument], list[PolicyLink]]:
    """The instruments of whole jurisdictions and the link of each of their events, in a fixed order.

    ``held``: anchor -> instrument id, as the store has them.
    """
    groups = join_events(events, laws)
    named = _named(groups, held)
    instruments, links = [], []
    for group, (instrument_id, anchor) in zip(groups, named, strict=True):
        instruments.append(_instrument(group, instrument_id, anchor))
        links += _links(group, instrument_id)
    return instruments, links


# --- ids -----------------------------------------------------------------------------------------------------


def _named(groups: Sequence[Group], held: Mapping[str, str]) -> list[tuple[str, str]]:
    """Id and anchor of each group. No id twice: a second one that would be the same gets the hash of its event."""
    anchors = [_anchors(group) for group in groups]
    found: list[tuple[str, str] | None] = [None] * len(groups)
    taken: set[str] = set()
    for place, own in enumerate(anchors):
        kept = next(
            ((held[anchor], anchor) for anchor in own if anchor in held and held[anchor] not in taken), None
        )
        if kept:
            taken.add(kept[0])
            found[place] = kept
    named: list[tuple[str, str]] = []
    for place, own in enumerate(anchors):
        made = found[place] or next(
            (new, anchor) for anchor in own if (new := _new_id(anchor, groups[place])) not in taken
        )
        taken.add(made[0])
        named.append(made)
    return named


def _anchors(group: Group) -> list[str]:
    """All that the group could have its id from, the best first."""
    found: dict[str, None] = {}
    official_first = sorted(group.members, key=lambda read: (not read.event.official, read.key))
    for read in official_first:
        if read.number is not None:
            issuer = _issuer(group, read) if read.number.issued else ""
            if read.number.issued and not issuer:
                continue  # whose No. 12 it is, nobody says
            code = read.event.jurisdiction or "xx"
            found[f"number:{code}:{issuer}:{read.number.series}:{read.number.serial}"] = None
    for read in official_first:
        if read.name is not None and read.name.law:
            found[f"law:{read.name.law}"] = None
    for read in group.members:
        found[f"event:{read.event.url}#{read.event.n}"] = None
    return sorted(found, key=lambda anchor: _ANCHORS.index(anchor.partition(":")[0]))


def _issuer(group: Group, read: Read) -> str:
    """The issuer's slug, as any member with the same number has it, else its name here."""
    slugs = [
        min(other.issuer.ids)
        for other in group.members
        if other.number
        and read.number
        and other.number.key == read.number.key
        and other.issuer
        and other.issuer.ids
    ]
    return min(slugs) if slugs else (read.issuer.name.replace(":", " ") if read.issuer else "")


def _new_id(anchor: str, group: Group) -> str:
    kind, _, rest = anchor.partition(":")
    code = (group.members[0].event.jurisdiction or "xx").lower()
    if kind == "law":
        return rest
    if kind == "event":
        return f"{code}-{hashlib.sha256(rest.encode()).hexdigest()[:10]}"
    _, issuer, series, serial = rest.split(":", 3)
    words = re.findall(
        r"[^\W_]+", f"{issuer} {series.removeprefix('paper').removeprefix('字')} {serial}".lower()
    )
    return "-".join([code, *(word for word in words if word != code)])


# --- what an instrument shows --------------------------------------------------------------------------------


def _instrument(group: Group, instrument_id: str, anchor: str) -> Instrument:
    events = [read.event for read in group.members]
    return Instrument(
        instrument_id=instrument_id,
        anchor=anchor,
        name=_most([event for event in events if event.printed], "instrument") or "",
        doc_number=_most([read.event for read in group.members if read.number], "doc_number"),
        jurisdiction=events[0].jurisdiction,
        authority=_most(events, "authority"),
        kind=_most(events, "kind"),
        scope=_scope(events),
        events=len(events),
    )


def _most(events: Sequence[PolicyEvent], field: str) -> str | None:
    """What an official document says, else what most say; of equally many the earliest."""
    for asked in ([event for event in events if event.official], events):
        said = Counter(value for event in asked if (value := getattr(event, field)))
        if said:
            return str(said.most_common(1)[0][0])
    return None


def _scope(events: Sequence[PolicyEvent]) -> tuple[str, ...]:
    """Tags by how many events have them."""
    tags = Counter(tag for event in events for tag in dict.fromkeys(event.scope))
    return tuple(sorted(tags, key=lambda tag: (-tags[tag], tag)))


def _links(group: Group, instrument_id: str) -> list[PolicyLink]:
    events = [read.event for read in group.members]
    documents, setters = documents_of(events), setters_of(events)
    links = []
    for read in group.members:
        official = official_beside(read.event, documents)
        links.append(
            PolicyLink(
                article_id=read.event.article_id,
                n=read.event.n,
                instrument_id=instrument_id,
                official=read.event.official,
                reason=group.reasons[read.key],
                stage=STAGES.get(read.event.action or ""),
                beside=(official.article_id, official.n) if official else None,
                differs=differing(read.event, official) if official else (),
                replaced=replaced_days(read.event, setters),
                root_id=read.event.root_id or read.event.article_id,
            )
        )
    return links
