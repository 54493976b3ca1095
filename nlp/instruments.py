"""Instruments: which policy events of which articles are of one law, measure, proposal or case.

Events are joined by what names one document (its number, its own name), by copies of one text, by a sentence that
says the same word for word, and, weakest, by the day: same country, body, day and matter. Precision first: two acts
joined would make an invented timeline, two names for one act only a shorter one. What each rule asks, and what it
cannot do, stands in docs/decisions/instruments.md.

The result is a function of the set of events of a jurisdiction: no order of arrival matters. Only the ids remember
(nlp.instrument_ids).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from nlp.instrument_days import OPPOSED, day_score
from nlp.instrument_names import KnownLaw, Name, bodies_agree
from nlp.instrument_reading import Key, Read, read_event
from nlp.script import fold
from store.policy_records import PolicyEvent

_SENTENCE = 24  # folded characters of a telling sentence that is not said of two acts by chance; Latin ones twice that
_REPRINTED = 45  # days within which a sentence is printed again, and not only said again
_PAPER_YEARS = 400  # days between two papers of one title, at most: the next year's is another
_FEW = 150  # groups of one day and matter that are compared with each other, the largest ones


@dataclass(slots=True)
class Group:
    """Events that are one instrument, and why each was joined."""

    members: list[Read]
    reasons: dict[Key, str] = field(default_factory=dict)

    def numbers(self) -> dict[str, list[Read]]:
        """Series to an event for each different number of it."""
        found: dict[str, dict[object, Read]] = defaultdict(dict)
        for read in self.members:
            if read.number:
                found[read.number.series].setdefault((read.number.serial, _issued(read)), read)
        return {series: list(reads.values()) for series, reads in found.items()}


def join_events(events: Iterable[PolicyEvent], laws: Mapping[str, KnownLaw]) -> list[Group]:
    """The instruments of these events, each with its members in their order. Events without a country stay alone."""
    by_country: dict[str, list[Read]] = defaultdict(list)
    alone: list[Group] = []
    for event in events:
        read = read_event(event, laws)
        if event.jurisdiction:
            by_country[event.jurisdiction].append(read)
        else:
            alone.append(Group([read]))
    groups = alone
    for reads in by_country.values():
        reads.sort(key=lambda read: read.key)
        groups += _by_day(_by_name(_by_sentence(_by_reprint(_by_number(reads)))))
    for group in groups:
        group.members.sort(key=lambda read: read.key)
        group.reasons[group.members[0].key] = "first"
    return sorted(groups, key=lambda group: group.members[0].key)


# --- what names a document -----------------------------------------------------------------------------------


def _by_number(reads: Sequence[Read]) -> list[Group]:
    """One group for each document number; of an issuer's own series for each issuer.

    Who says whose number it is comes first; what fits two issuers then stays alone.
    """
    groups: list[Group] = []
    numbered: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for read in sorted(reads, key=lambda read: (read.issuer is None or not read.issuer.ids, read.key)):
        if read.number is None:
            groups.append(Group([read]))
            continue
        same = numbered[read.number.key]
        fitting = [group for group in same if all(_same_document(read, other) for other in _issuers(group))]
        if len(fitting) == 1:
            _take(fitting[0], Group([read]), "number")
        else:
            same.append(Group([read]))
    return groups + [group for same in numbered.values() for group in same]


def _issuers(group: Group) -> list[Read]:
    """One event for each different way that the members say whose number it is."""
    return list({_issued(read): read for read in group.members}.values())


def _issued(read: Read) -> tuple[object, ...]:
    event, number = read.event, read.number
    if number is None or not number.issued:
        return (number.paper if number else "",)
    return number.paper, read.issuer, event.scope, event.announced_on, event.effective_on, event.deadline


def _same_document(a: Read, b: Read) -> bool:
    """Whether two events with the same series and serial cite one document."""
    if a.number is None or b.number is None:
        return False
    if a.number.paper and b.number.paper and a.number.paper != b.number.paper:
        return False
    if not a.number.issued:
        return True
    agree = bodies_agree(a.issuer, b.issuer, a.event.jurisdiction)
    if agree is None:
        return bool(set(a.event.scope) & set(b.event.scope)) or bool(_days(a.event) & _days(b.event))
    return agree


def _days(event: PolicyEvent) -> set[str]:
    return {day for day in (event.announced_on, event.effective_on, event.deadline) if day and len(day) == 10}


# --- what says the same --------------------------------------------------------------------------------------


def _by_reprint(groups: list[Group]) -> list[Group]:
    """Groups of one event as the copies of one text tell it.

    It is the one told by the same sentence; else, in copies that tell of equally many events of the country, the
    one at the same place: a copy may be shortened, or its sums and days be read otherwise.
    """
    copies: dict[int, dict[str, list[tuple[Read, int]]]] = defaultdict(lambda: defaultdict(list))
    for place, group in enumerate(groups):
        for read in group.members:
            if read.event.root_id:
                copies[read.event.root_id][read.event.url].append((read, place))
    listed: list[list[int]] = []
    for texts in copies.values():
        if len(texts) > 1:
            listed += _same_places(list(texts.values()))
    return _merged(groups, listed, "reprint")


def _same_places(texts: Sequence[Sequence[tuple[Read, int]]]) -> list[list[int]]:
    """Places of groups whose events stand at one place of copies of a text."""
    said: dict[tuple[str, int], list[tuple[int, int, int]]] = defaultdict(list)
    for told in texts:
        again: dict[str, int] = defaultdict(int)
        for rank, (read, place) in enumerate(sorted(told, key=lambda one: one[0].event.n)):
            sentence = "".join(fold(read.event.quote).split())
            said[sentence, again[sentence]].append(
                (rank, len(told), place)
            )  # one sentence may tell of two acts
            again[sentence] += 1
    ranked: dict[tuple[int, int], list[int]] = defaultdict(list)
    for rows in said.values():
        if len(rows) == 1:
            rank, count, place = rows[0]
            ranked[rank, count].append(place)
    return [[row[2] for row in rows] for rows in said.values() if len(rows) > 1] + list(ranked.values())


def _by_sentence(groups: list[Group]) -> list[Group]:
    """Groups that hold the same sentence with the same days: a report and its reprints."""
    said: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for read in group.members:
            event, sentence = read.event, "".join(fold(read.event.quote).split())
            if len(sentence) >= (_SENTENCE if not sentence.isascii() else 2 * _SENTENCE):
                days = (event.announced_on, event.effective_on, event.deadline)
                said[sentence, event.action, days].append(place)
    return _merged(groups, said.values(), "text")


def _by_name(groups: list[Group]) -> list[Group]:
    """Groups of one act's own name: the law of the catalogue, or the same words."""
    called: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for read in group.members:
            if read.name is not None and read.name.own:
                called[_name_key(read.name)].append(place)
    return _merged(groups, called.values(), "name")


def _name_key(name: Name) -> tuple[str, str]:
    return ("law", name.law) if name.law else ("name", name.plain)


def _merged(groups: list[Group], places: Iterable[Sequence[int]], reason: str) -> list[Group]:
    """The groups with those at each list of places joined, where nothing speaks against it.

    The group with most articles takes the others, so one article that numbers an act wrongly keeps to itself.
    """
    home = list(range(len(groups)))

    def find(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    for listed in places:
        roots = sorted({find(place) for place in listed}, key=lambda place: _weight(groups[place]))
        taken: list[int] = []
        for root in roots:
            into = next((other for other in taken if _may_join(groups[other], groups[root], reason)), None)
            if into is None:
                taken.append(root)
                continue
            _take(groups[into], groups[root], reason)
            home[root] = into
    return [group for place, group in enumerate(groups) if home[place] == place]


def _take(group: Group, other: Group, reason: str) -> None:
    group.reasons |= other.reasons
    group.members += other.members
    for read in (group.members[0], *other.members):  # also the one that the group began with
        group.reasons.setdefault(read.key, reason)


def _first(group: Group) -> Key:
    return min(read.key for read in group.members)


def _weight(group: Group) -> tuple[int, int, Key]:
    articles = {read.event.url for read in group.members}
    numbered = any(read.number for read in group.members)
    return -int(numbered), -len(articles), _first(group)


def _may_join(a: Group, b: Group, reason: str) -> bool:
    """Whether nothing speaks against two groups of one name or sentence being one instrument."""
    if a.members[0].case != b.members[0].case or _numbers_differ(a, b):
        return False
    if reason == "reprint":
        return True
    if reason == "text":
        return _days_apart(a, b) <= _REPRINTED
    lasting = all(read.name.lasting for read in (*a.members, *b.members) if read.name and read.name.own)
    return lasting or _days_apart(a, b) <= _PAPER_YEARS


def _numbers_differ(a: Group, b: Group) -> bool:
    """Whether they carry different numbers of one series."""
    ours, theirs = a.numbers(), b.numbers()
    return any(
        one.number.serial != other.number.serial or not _same_document(one, other)
        for series in ours.keys() & theirs.keys()
        for one in ours[series]
        for other in theirs[series]
        if one.number and other.number
    )


def _days_apart(a: Group, b: Group) -> int:
    days = [[read.day for read in group.members if read.day] for group in (a, b)]
    if not all(days):
        return 0
    return max(0, min(days[1]) - max(days[0]), min(days[0]) - max(days[1]))


# --- the same day --------------------------------------------------------------------------------------------


def _by_day(groups: list[Group]) -> list[Group]:
    """Groups joined by a day that their events state. Not transitive: each fits every other of what it joins.

    What fits two acts that are known to differ equally well is left alone.
    """
    scores = _day_scores(groups)
    neighbours: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), score in scores.items():
        if score > 0:
            neighbours[a][b] = neighbours[b][a] = score
    clusters = [[place] for place in range(len(groups))]
    fitting = [pair for pair, score in scores.items() if score > 0]
    for a, b in sorted(fitting, key=lambda pair: (-scores[pair], *(_first(groups[place]) for place in pair))):
        ours, theirs = clusters[a], clusters[b]
        if ours is theirs or _is_torn(a, b, scores, neighbours) or _is_torn(b, a, scores, neighbours):
            continue
        if all(y in neighbours[x] for x in ours for y in theirs):
            ours += theirs
            for place in theirs:
                clusters[place] = ours
    joined: list[Group] = []
    for places in {id(places): places for places in clusters}.values():
        first, *others = sorted(places, key=lambda place: _weight(groups[place]))
        for place in others:
            _take(groups[first], groups[place], "day")
        joined.append(groups[first])
    return joined


def _day_scores(groups: Sequence[Group]) -> dict[tuple[int, int], float]:
    """How well groups that state one day fit, for each pair of places: above 0 they do, OPPOSED: they cannot."""
    at: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for place, group in enumerate(groups):
        for read in group.members:
            for role in ("announced_on", "effective_on", "deadline"):
                day = getattr(read.event, role)
                for matter in read.matters if day else ():
                    at[role, day, matter].add(place)
    for (role, day, matter), places in list(at.items()):
        if len(day) == 10 and (role, day[:7], matter) in at:
            at[role, day[:7], matter] |= places  # a month beside its days
    shown = {place: _different(groups[place]) for places in at.values() for place in places}
    scores: dict[tuple[int, int], float] = {}
    for places in at.values():
        few = (
            sorted(places, key=lambda place: _weight(groups[place]))[:_FEW] if len(places) > _FEW else places
        )
        for a, b in combinations(sorted(few), 2):
            if (a, b) not in scores:
                scores[a, b] = _score(groups[a], groups[b], shown[a], shown[b])
    return scores


def _is_torn(
    place: int,
    other: int,
    scores: Mapping[tuple[int, int], float],
    neighbours: Mapping[int, Mapping[int, float]],
) -> bool:
    """Whether ``place`` fits a group that is not the same act as ``other`` just as well as ``other``."""
    mine = neighbours[place][other]
    return any(
        score >= mine and scores.get((min(rival, other), max(rival, other))) == OPPOSED
        for rival, score in neighbours[place].items()
        if rival != other
    )


def _score(a: Group, b: Group, ours: Sequence[Read], theirs: Sequence[Read]) -> float:
    """Some pair of events must fit, and none speak against it."""
    if a.members[0].case != b.members[0].case or _numbers_differ(a, b):
        return OPPOSED
    if {read.event.url for read in a.members} & {read.event.url for read in b.members}:
        return OPPOSED  # two events of one article are of two acts
    best = 0.0
    for one in ours:
        for other in theirs:
            score = day_score(one, other)
            if score == OPPOSED:
                return OPPOSED
            best = max(best, score)
    return best


def _different(group: Group) -> list[Read]:
    """One event for each different thing that the members say."""
    return list({read.says: read for read in group.members}.values())
