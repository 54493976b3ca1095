"""Change told in English behind a figure, or once for several: a 4% pay rise, $1bn more than, 5% in May, 7% in June."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.movement_words import Movement, Turn, is_part, words

_DOWN = words("english", "down", "down_nouns", "cuts")
_NOUNS = words("english", "up_nouns", "down_nouns") - words("english", "often_verbs")
_MORE = words("english", "more")
_FEWER = words("english", "fewer")
_STOPS = words("english", "stops")


def _any(found: frozenset[str]) -> str:
    return "|".join(sorted(found, key=lambda word: (-len(word), word)))


# Up to three words between: a 12% year-over-year increase, a 4% pay rise.
_APART = r"(?!(?:of|and|in|to|for|from|on|at|by|is|was|said|as)\b)"
_NOUN = re.compile(
    rf"[ -]{_APART}(?P<between>(?:[a-z][a-z’'/-]{{0,24}} (?!the\b){_APART}){{0,3}}?)"
    rf"(?P<cue>{_any(_NOUNS)})(?![\w’'-])(?! rate\b| target\b| limit\b)"
)
_COMPARATIVE = re.compile(
    r"[ ](?:(?:percentage )?points? |or so |(?:per |a )?(?:share|year|month|week|day) )?"
    rf"(?P<cue>{_any(_MORE | _FEWER)}|up|down)(?![\w-])(?! to \d| and running)"
)
_THAN = re.compile(r"[ ](?:[a-z-]+ ){0,3}than\b")
_DONE_TO = re.compile(
    r"[ ](?:[a-z-]+ ){1,3}(?:were|was|have been|has been|had been|are being|got)"
    r" (?:(?P<up>added|gained|created)|(?P<down>lost|shed|eliminated|wiped))\b"
)
_STAFF = re.compile(
    r"[ ](?:of (?:its|their|the) )?(?:[a-z-]+ ){0,3}(?:jobs|positions|roles|staff|workers|workforce|employees|posts"
    r"|people)\b"
)
_WORTH = re.compile(
    r"[ ](?:in|of|off|from)(?: its| their| the)?(?: [a-z’'-]+){0,3} (?:value|capitali[sz]ation|worth|fortune|costs?"
    r"|spending|expenses|bill|price|debt|wealth)\b"
)
_CLAIMED = re.compile(
    r"[ ](?:of (?:them|respondents|those) )?(?:said|say|says|told|think|believe|plan|want|were|are|have|had|never)\b"
)
_CLAUSE_END = re.compile(r"[.,;]|$| (?:from|in|year|on|this|last)\b")
_ADVERB = re.compile(
    r"(?:(?:year|month|quarter|week)(?:[- ]o[a-z]+[- ](?:year|month|quarter|week)|ly)|yoy|annually|sequentially) "
)
_FLAT = re.compile(r"[ ](?:unchanged|flat)(?=[,.;]|$| (?:from|on|in|at|year|versus|compared|for)\b)")
_NEW_ONES = re.compile(r"[ ](?:more|new|additional|further)\b(?! than)")
_OPENED = re.compile(r"\b(?:open|add|build|launch)(?:s|ed|ing)?\b[^.,;]{0,24}$")


def way_of(word: str) -> str:
    """The direction of a word of change."""
    return "down" if word in _DOWN else "up"


def breaks_off(tokens: Sequence[str]) -> bool:
    """Whether another statement begins between two figures."""
    return any(word in _STOPS or word in ";:" for word in tokens)


def laid_off(turn: Turn) -> bool:
    """Whether the figure counts people: cut 10% of its staff tells of people, not of a measure that moved."""
    return _STAFF.match(turn.place.page, turn.place.end) is not None


def worth_behind(turn: Turn) -> bool:
    """Whether the amount is one of a value or of costs: lost $3bn in market value."""
    return _WORTH.match(turn.place.page, turn.place.end) is not None


def told_behind(turn: Turn) -> Movement | None:
    """12% higher, a 4% pay rise, $1 billion more than, 88,000 positions were added."""
    kind = turn.quantity.kind
    match = _COMPARATIVE.match(turn.right)
    if match:
        amount = kind == "money" or (kind in ("count", "duration") and _THAN.match(turn.right, match.end()))
        if is_part(turn.quantity) or (amount and match["cue"] not in ("above", "below")):
            return Movement("down" if match["cue"] in _FEWER or match["cue"] == "down" else "up", "by")
    noun = noun_behind(turn)
    if noun or kind != "count":
        return noun
    match = _DONE_TO.match(turn.right)
    if match:
        return Movement("up" if match["up"] else "down", "by")
    opened = _NEW_ONES.match(turn.right) and _OPENED.search(turn.left)
    return Movement("up", "by") if opened else None


def noun_behind(turn: Turn, *, near: bool = False) -> Movement | None:
    """a 4% pay rise: the noun of change behind the figure; ``near``: with one word between at most."""
    kind, match = turn.quantity.kind, _NOUN.match(turn.right)
    if match is None or kind == "duration" or (near and match["between"].count(" ") > 1):
        return None
    if kind == "money" and match["cue"] in ("raise", "rally"):
        return None  # a $400 million equity raise gets money
    return Movement(way_of(match["cue"]), "by")


def listed(turn: Turn, between: Sequence[str]) -> Movement | None:
    """5%, 7% and 9%; $2.06 billion, or $5.47 per share; 5% in Japan and 3% in China: told once for all of them."""
    before, moved, kind = turn.before, turn.moved, turn.quantity.kind
    if before is None or moved.role is None or not between:
        return None
    same = before.kind == kind
    if "or" in between and between[0].isalpha() and between[1:2] == [","]:
        between = between[1:]  # 41 points, or 0.6%
    adverb = _ADVERB.match(" ".join(between))
    if adverb and adverb.end() < len(" ".join(between)):
        between = between[adverb.group().count(" ") :]  # 0.4% month over month and 2.1% year over year
    if same and _then_too(turn, between):
        return moved
    if not all(word in (",", "and", "or", "to", "but") for word in between):
        places = between[0] in ("in", "for", "at", "on", "during") and between[-1] in ("and", ",")
        carried = same and places and moved.role in ("by", "to") and len(between) <= 7
        return moved if carried and not breaks_off(between[:-1]) else None
    if "," in between and "and" in between and _CLAIMED.match(turn.right):
        return None  # , and 8% said: a statement of its own
    if same or {before.kind, kind} == {"money", "rate"}:
        return moved
    return moved if "or" in between and moved.role == "by" and kind != "rate" else None


def _then_too(turn: Turn, between: Sequence[str]) -> bool:
    """soared 61% and those in Italy 38%: the verb is not said again."""
    short = between[0] in ("and", "while") and 2 <= len(between) <= 6 and turn.moved.role == "by"
    return short and not breaks_off(between[1:]) and _CLAUSE_END.match(turn.right) is not None


def unchanged(turn: Turn, tokens: Sequence[str]) -> Movement | None:
    """12% unchanged, flat."""
    if _FLAT.match(turn.right) or list(tokens[-1:]) == ["unchanged"]:
        return Movement("flat", None)
    return None
