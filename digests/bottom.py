"""What an issue says first: its subject line and its bottom line, only from what stands below them."""

from __future__ import annotations

from collections.abc import Sequence

from digests.items_reported import capital
from digests.items_shifts import shift_lead, shift_level
from digests.labels import Labels
from digests.parts import Digest, Method, Name, ShiftLine
from digests.view import clean, names_of, short

_CLAIMS_SAID = 3
_SILENT_SAID = 3


def is_quiet(digest: Digest) -> bool:
    """Whether subjects were tested and nothing is claimed to have shifted: no subject, share, balance or mix."""
    if digest.selection is not None and any(
        (digest.figures, digest.policy, digest.new, digest.tone, digest.top)
    ):
        return False  # a choice of lines is short by itself
    claimed = digest.shifts or digest.pairs or digest.mix or _moved(digest)
    return digest.articles > 0 and digest.method.tests > 0 and not claimed


def _moved(digest: Digest) -> dict[str, list[Name]]:
    """Whose share of voice and whose tone are claimed to have changed."""
    voice = [line.name for line in digest.voice if line.change is not None]
    tone = [line.name for line in digest.tone if line.change is not None]
    return {key: names for key, names in (("voice", voice), ("tone", tone)) if names}


def subject_of(say: Labels, digest: Digest) -> str:
    """One line for an inbox: the week, the surest two claims, how many dates lie ahead."""
    week = digest.week.label
    if told := digest.shifts or digest.pairs:
        shifts = say.clause_comma.join(shift_lead(say, line, small=True) for line in told[:2])
        subject = say.say("head", "subject_shift", week=week, shifts=shifts)
    elif digest.articles == 0:
        return say.say("head", "subject_empty", week=week)
    elif digest.selection is not None and digest.selection.elsewhere:
        subject = say.say("head", "subject_elsewhere", week=week)
    elif is_quiet(digest) or (digest.selection is not None and digest.method.baseline):
        return say.say("head", "subject_quiet", week=week)
    else:
        subject = say.say("head", "subject_young", week=week)
    ahead = sum(line.event != "announced" for line in digest.policy)
    if not ahead:
        return subject
    return say.say("head", "subject_ahead", subject=subject, ahead=say.count("ahead", ahead))


def letter_subject(say: Labels, digest: Digest, subject: str, limit: int) -> str:
    """The ``subject`` of a letter: of a later revision it says first that it is one. ``limit``: in characters."""
    said = say.say("head", "subject_revised", subject=subject) if digest.revision > 1 else subject
    return clean(said, limit)


def bottom_of(say: Labels, digest: Digest) -> tuple[str, ...]:
    """At most a few sentences, only from what stands below."""
    if digest.articles == 0:
        return (say.say("bottom", "empty"),)
    if digest.method.baseline == 0:
        said = [_no_baseline(say, digest.method)]
    elif digest.selection is not None and (digest.shifts or digest.pairs or digest.selection.elsewhere):
        said = _chosen_claims(say, digest)
    elif not (digest.shifts or digest.pairs):
        tests = digest.method.tests
        said = [
            say.say("bottom", "quiet", subjects=say.count("subject", tests))
            if tests
            else say.say("bottom", "quiet_untested")
        ]
    else:
        said = _claims(say, digest.shifts or digest.pairs)
        rest = digest.method.tests - digest.method.unusual
        if rest > 0:
            said.append(say.say("bottom", "rest", subjects=say.count("subject", rest)))
    for key, changed in _moved(digest).items():
        names = say.join([short(say.name(name)) for name in changed[:_CLAIMS_SAID]])
        said.append(say.say("bottom", key, names=names))
    if digest.watch:
        names = say.join([short(say.name(line.name)) for line in digest.watch[:_CLAIMS_SAID]])
        said.append(say.say("bottom", "watch" if len(digest.watch) == 1 else "watch_many", names=names))
    if digest.blind.outages:  # before anything is said of those who spoke
        said.insert(0, say.say("bottom", "outage", names=names_of(say, digest.blind.outages, _SILENT_SAID)))
    if digest.selection is not None:
        if not _lines(digest):
            said = [say.say("selection", "nothing"), *said]
        asked = [short(say.name(name)) for name in digest.selection.names]
        said.insert(0, say.say("selection", "asked", names=say.join(asked)))
    return tuple(said)


def _lines(digest: Digest) -> int:
    """How many lines the sections have that a choice makes shorter."""
    sections = (digest.shifts, digest.watch, digest.follow_ups, digest.voice, digest.figures, digest.policy)
    more = (
        digest.pairs,
        digest.tone,
        digest.top,
        digest.new,
        digest.cited,
        digest.terms,
        digest.stages,
    )
    return sum(map(len, (*sections, *more)))


def _chosen_claims(say: Labels, digest: Digest) -> list[str]:
    """The claims that touch what was asked for, and how many the issue makes of other things."""
    said = _claims(say, digest.shifts or digest.pairs)
    if not said and _lines(digest):  # else it is said already that there is nothing
        said = [say.say("selection", "none")]
    if digest.selection is not None and digest.selection.elsewhere:
        elsewhere = say.count("claim", digest.selection.elsewhere)
        said.append(say.say("selection", "elsewhere", claims=elsewhere))
    return said


def _no_baseline(say: Labels, method: Method) -> str:
    if method.have < method.needed:
        needed, have = say.count("week", method.needed), say.count("week", method.have)
        return say.say("bottom", "young", needed=needed, have=have)
    return say.say("bottom", "thin", coverage=say.percent(method.coverage))


def _claims(say: Labels, lines: Sequence[ShiftLine]) -> list[str]:
    """One sentence for the rises and one for the falls, three shifts in all; and how many more there are."""
    said = []
    for way in ("up", "down"):
        chosen = [line for line in lines[:_CLAIMS_SAID] if (line.shift.effect > 1) == (way == "up")]
        if not chosen:
            continue
        named = [
            {"name": short(say.name(line.name)), "level": shift_level(say, line.shift)} for line in chosen
        ]
        parts = [
            say.say("bottom", way, **named[0]),
            *(say.say("bottom", "also", **other) for other in named[1:]),
        ]
        said.append(capital(say.say("bottom", "claim", claims=say.join(parts, "list_also"))))
    if (more := len(lines) - _CLAIMS_SAID) > 0:
        said.append(say.count("further", more))
    return said
