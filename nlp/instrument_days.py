"""Whether two policy events that state the same day are of one act, and whether two days of one act contradict."""

from __future__ import annotations

from datetime import date

from nlp.instrument_names import bodies_agree, is_government, likeness
from nlp.instrument_reading import Read
from store.policy_records import STAGES

OPPOSED = -1.0
"""Two events are of different acts, whatever day they state."""

_WINDOW = 400  # days between the publication of two texts on one day of one act
_WEEKS = 45  # days within which the press tells of one charge
_SAME_STEP = 7  # days by which reports of one step may disagree on when the body acted
_ALIKE, _UNLIKE = 0.6, 0.3  # of two names in one script
_ENOUGH, _ENOUGH_ROUND, _ENOUGH_ANNOUNCED = 1.0, 2.0, 4.0
_UNTOLD = 0.5  # more where one of the texts does not tell who acts, or the two names cannot be compared
# What half of all acts are about: sharing such a tag says little.
_BROAD = frozenset(
    ("platforms", "sellers", "foreign-sellers", "all-origins", "vat", "additional-duty", "shipping", "fees", "pricing",
     "listing", "cross-border-retail", "exports", "environment")
)  # fmt: skip
_TOTAL = 10_000_000  # a sum from here on is what something costs or brings in all, in whatever currency
_EVERYBODYS = frozenset(("5", "10", "15", "20", "25", "30", "50", "100"))  # shares that every other duty has
_GENERAL_RULES = frozenset(("law", "bill", "regulation", "order", "notice", "tariff", "programme"))


def contradict(a: str | None, b: str | None) -> bool:
    """Whether two stated days cannot both hold. A month is not contradicted by a day in it, nor by no day at all."""
    if not a or not b:
        return False
    short = min(len(a), len(b))
    return a[:short] != b[:short]


def days_between(a: str | None, b: str | None) -> int | None:
    """Days from a to b where both are whole days."""
    try:
        return (date.fromisoformat(b or "") - date.fromisoformat(a or "")).days
    except ValueError:
        return None


def day_score(a: Read, b: Read) -> float:
    """How well two events of one country fit as the same act by a day both state.

    0: no day in common, or not enough beside it; OPPOSED: they are of two acts. A day on which much begins or ends
    (the first and the last of a month) needs more beside it than another; the day of an announcement most.
    """
    if _opposed(a, b):
        return OPPOSED
    need = _needed(a, b)
    if need is None or _at_odds(a, b):
        return 0.0
    amounts = _amounts_alike(a, b)
    matter = _matter(a, b, amounts) or _charge(a, b)
    if not matter:
        return 0.0
    agree = bodies_agree(a.body, b.body, a.event.jurisdiction)
    if agree is False or (need == _ENOUGH_ANNOUNCED and not agree):
        return 0.0
    score = matter + amounts + (_agreement(a, b) if agree else 0.0)
    score += _same(a.event.announced_on, b.event.announced_on)
    score += min(_same(a.event.effective_on, b.event.effective_on), _same(a.event.deadline, b.event.deadline))
    untold = agree is None and not (is_government(a.body) or is_government(b.body))
    return score if score >= need + _UNTOLD * untold else 0.0


def _agreement(a: Read, b: Read) -> float:
    """Half for two bodies of a union that make its law together: each of them does much on one day."""
    return 1.0 if bodies_agree(a.body, b.body, None) else 0.5


def _opposed(a: Read, b: Read) -> bool:
    if a.case and a.parties and b.parties and not a.parties & b.parties:
        return True
    if a.origins and b.origins and not a.origins & b.origins:
        return True
    if a.name is None or b.name is None or not (a.name.own and b.name.own):
        return False
    if a.name.law and b.name.law:
        return a.name.law != b.name.law
    return a.name.han == b.name.han and likeness(a.name, b.name) < _UNLIKE


def _needed(a: Read, b: Read) -> float | None:
    """How much must speak for two events of one day; None: they share none."""
    shared = [
        (min(day, other, key=len))
        for day, other in ((a.event.effective_on, b.event.effective_on), (a.event.deadline, b.event.deadline))
        if day and other and not contradict(day, other)
    ]
    whole = [day for day in shared if len(day) == 10]
    if whole:
        return min(_enough(day) for day in whole)
    if shared and _one_step(a, b):
        return _ENOUGH_ROUND  # a month alone
    stage = STAGES.get(a.event.action or "")
    same = _same(a.event.announced_on, b.event.announced_on)
    return (
        _ENOUGH_ANNOUNCED
        if same and stage is not None and stage == STAGES.get(b.event.action or "")
        else None
    )


def _one_step(a: Read, b: Read) -> bool:
    """Whether the days on which the body acted, where both tell, are near enough to be one."""
    apart = days_between(a.event.announced_on, b.event.announced_on)
    return apart is None or abs(apart) <= _SAME_STEP


def _enough(day: str) -> float:
    """How much must speak for a shared day: more where many things begin or end on it."""
    busy = day[8:] == "01" or day[5:] in ("01-31", "03-31", "06-30", "09-30", "12-31")
    return _ENOUGH_ROUND if busy else _ENOUGH


def _same(a: str | None, b: str | None) -> float:
    return float(bool(a) and a == b and len(a or "") == 10)


def _at_odds(a: Read, b: Read) -> bool:
    """Whether they disagree so much that the common day is of two acts."""
    if a.day and b.day and abs(a.day - b.day) > _WINDOW:
        return True
    ours, theirs = a.event, b.event
    if contradict(ours.effective_on, theirs.effective_on) or contradict(ours.deadline, theirs.deadline):
        return True
    if STAGES.get(ours.action or "") == STAGES.get(theirs.action or "") and not _one_step(a, b):
        return True
    if ours.kind and theirs.kind and (ours.kind in _GENERAL_RULES) != (theirs.kind in _GENERAL_RULES):
        return True
    charged = a.amounts[0] | b.amounts[0]  # what one report takes for the charge is no limit in the other
    return _amounts_differ(*(read.amounts[0] for read in (a, b))) or _amounts_differ(
        *(read.amounts[1] - charged for read in (a, b))
    )


def _amounts_differ(mine: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both give sums of one currency, or shares, and none is the same. Counts and times are of all things."""
    kinds = ({_kind(amount) for amount in mine} & {_kind(amount) for amount in other}) - {""}
    compared = [{amount for amount in amounts if _kind(amount) in kinds} for amounts in (mine, other)]
    return bool(kinds) and not compared[0] & compared[1]


def _kind(amount: str) -> str:
    """The unit, apart for totals: what a charge brings in a year is not compared with the charge."""
    unit = _unit(amount)
    return f"total {unit}" if unit not in ("", "%") and _value(amount) >= _TOTAL else unit


def _unit(amount: str) -> str:
    """% or a currency; "" for whatever is not compared."""
    unit = amount.partition(" ")[2]
    return unit if unit == "%" or (len(unit) == 3 and unit.isupper()) else ""


def _value(amount: str) -> float:
    try:
        return float(amount.partition(" ")[0])
    except ValueError:
        return 0.0


def _matter(a: Read, b: Read, amounts: float) -> float:
    """What both are about: tags of scope, a party, words of their names. 0: nothing that tells an act from another.

    One broad tag, the origin of goods and a law that something is done under tell nothing alone: a body raises several
    duties on one day under one law. Two broad tags do, and one beside an amount that is not everybody's.
    """
    shared = frozenset(a.event.scope) & frozenset(b.event.scope) - a.parties
    narrow = shared - _BROAD - a.origins
    broad = shared & _BROAD
    score = min(2.0, float(len(narrow)))
    if a.case:
        score = score + 1.5 if a.parties & b.parties else 0.0
    elif len(a.parties) == 1 and a.parties == b.parties:
        score += 1.0
    elif len(a.parties) == len(b.parties) == 1:
        return 0.0  # done under one law to two companies
    under = bool(a.name and b.name and a.name.about & b.name.about)
    if (
        a.name
        and b.name
        and not (a.case or under)
        and a.name.han == b.name.han
        and likeness(a.name, b.name) >= _ALIKE
    ):
        score += 1.0
    if not score and (a.case or not broad or (len(broad) < 2 and amounts < 1.0)):
        return 0.0
    return score + min(1.0, 0.5 * len(shared - narrow)) + 0.5 * under


def _charge(a: Read, b: Read) -> float:
    """Something in common where no tag is: one charge and one limit below which it is due, told in the same weeks.

    Tags that tell acts apart must not be other ones.
    """
    if a.case or abs(a.day - b.day) > _WEEKS or not a.limits & b.limits:
        return 0.0
    if not any(_telling(amount) >= 1.0 for amount in (a.amounts[0] & b.amounts[0]) - a.limits):
        return 0.0
    narrow = [frozenset(read.event.scope) - _BROAD - read.origins for read in (a, b)]
    return 1.0 if not all(narrow) or narrow[0] & narrow[1] else 0.0


def _amounts_alike(a: Read, b: Read) -> float:
    """Shared rates and thresholds. A sum of money tells more than a share, and 10 or 25 % next to nothing."""
    return sum(
        max(map(_telling, ours & theirs), default=0.0)
        for ours, theirs in zip(a.amounts, b.amounts, strict=True)
    )


def _telling(amount: str) -> float:
    value, _, unit = amount.partition(" ")
    if unit == "%":
        return 0.25 if value in _EVERYBODYS else 1.0
    return 1.5 if _unit(amount) else 0.5  # money; else days, years, pieces
