"""Change told in English: rose 5% to $2bn, cut from 14 a month to 12, down from 21.8%, bringing growth to a rate of 3%.

Read from the figure backwards, word by word: first what only qualifies it, then the word that says its role (by, to,
from, of), then the word of change that rules it. What stands behind the figure is asked in ``nlp.movement_en_behind``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.movement_en_behind import (
    breaks_off,
    laid_off,
    listed,
    noun_behind,
    told_behind,
    unchanged,
    way_of,
    worth_behind,
)
from nlp.movement_words import STILL, Movement, Turn, alike, is_part, way_from, words

_UP = words("english", "up", "up_nouns", "raises")
_DOWN = words("english", "down", "down_nouns", "cuts")
_MOVES = words("english", "up", "down")  # verbs of the thing that moves
_NOUNS = words("english", "up_nouns", "down_nouns")
_VERBS = words("english", "up", "down", "raises", "cuts")
_ACTS = words("english", "raises", "cuts")
_GAINS = words("english", "gains")
_LOSSES = words("english", "losses")
_SOFT = words("english", "soft")
_STOPS = words("english", "stops")
_NOT_TO = words("english", "not_to")
_REACHED = words("english", "reached")
_COPULAS = words("english", "copulas") - _REACHED
_CROSSED = words("english", "crossed")
_PRICED = words("english", "priced")
_NOT_UP = words("english", "not_up")
_CHANGED = words("english", "changed")
_CLOSING = words("english", "closing")
_ITS = words("english", "possessive")
_LEVEL_MARKS = words("english", "marks")
_MORE = words("english", "more", "fewer")
_REACH = 12  # words between a word of change and the role of what it rules
_WORD = re.compile(r"[a-z][a-z’'-]*|\d[\d.,]*|[^\sa-z\d]")
# Said of how exactly, not of the role.
_APPROXIMATE = re.compile(
    r"\b(?:close to|as (?:much|many|high|low|little|few|large) as|(?:more|less|fewer|greater) than|at (?:least|most)"
    r"|no (?:more|less|fewer) than"
    r"|(?:well |just |slightly )?(?:(?<!year )(?<!month )(?<!quarter )(?<!week )over|under)(?= |$)"
    r"|north of|upwards of|in excess of"
    r"|anywhere (?:from|between)|between|somewhere (?:around|between|near)|an estimated|or (?=an? )|up to)(?=\W|$)"
)
_THAN = re.compile(r"[ ](?:[a-z-]+ ){0,2}than ")
_UP_TO = re.compile(r"\bup to (?:an? |the |about |another )?$")
_GOES_UP_TO = re.compile(
    r"\b(?:go|goes|going|went|gone|rise|rises|rose|climb|climbs|climbed|moves?|moved|back) up to $"
)
_UP_FROM = re.compile(
    r"(?:^|[,(–—-])[ ]?(?:(?:but|still|and|a) )?(?:[a-z]+ )?"
    r"(?P<way>up|down|higher|lower|rise|drop|increase|decline)[ ]from\b"
)
_MORE_OF = frozenset(["extra", "additional", "further", "another"])
_DUTY = re.compile(
    r"[ ](?:import |punitive |baseline |reciprocal )?(?:dut(?:y|ies)|tariffs?|lev(?:y|ies)|tax|surcharge)\b"
)
_ON_TO = re.compile(r"[^.;,]{0,40}\bto\b[^.;,]{0,30}$")
_ADDED = re.compile(r"\badd(?:s|ed|ing)?\b")
_COUNTED = re.compile(
    r"[ ](?:new |net |paid |monthly |active |private |non-?farm |of its )?(?:jobs|positions|payrolls|subscribers|users"
    r"|customers|members|people|points|workers|employees|accounts|households|stores|clients)"
)
_DRIVEN = re.compile(r"(?:ed|en|wn|de|ld|ht)$")
# Prepositions and articles: what stands before them is not moved by an amount behind them.
_APART = frozenset(["of", "for", "in", "on", "with", "as", "by", "from", "at", "or", "a", "an"])


def read_english(turn: Turn) -> Movement:
    """How the thing moved that this figure measures; STILL when the sentence does not say."""
    if _GOES_UP_TO.search(turn.left) or (_UP_TO.search(turn.left) and re.match(r"[ ]from\b", turn.right)):
        return Movement("up", "to")  # marked up to 2.4% from 0.9%
    tokens = _tokens(turn.left)
    end = _without_soft(tokens)
    # a 10% jump is the amount, whatever verb is before it, unless that verb stands right there
    plain = not end or (tokens[end - 1] not in _UP and tokens[end - 1] not in _DOWN)
    return (
        (noun_behind(turn, near=True) if plain else None)
        or _by_role(turn, tokens, end)
        or _extra(turn, tokens[end:])
        or told_behind(turn)
        or listed(turn, tokens[:end])
        or unchanged(turn, tokens)
        or STILL
    )


def _extra(turn: Turn, qualified: Sequence[str]) -> Movement | None:
    """collect an extra €1 billion; an additional 25% duty."""
    amount = "extra" in qualified and not is_part(turn.quantity)
    duty = not _MORE_OF.isdisjoint(qualified) and turn.quantity.kind == "percent" and _DUTY.match(turn.right)
    return Movement("up", "by") if amount or duty else None


def earlier_level(turn: Turn) -> str | None:
    """58% of them, up from 49%: the direction in which the level before this old one has come from it."""
    match = _UP_FROM.search(turn.left)
    if match is None:
        return None
    return "down" if match["way"] in ("down", "lower", "drop", "decline") else "up"


def _tokens(left: str) -> list[str]:
    """The words before a figure; "more than" is none of them, but 35% more than the $1bn compares."""
    text = left if _THAN.match(left) else _APPROXIMATE.sub(" ", left)
    return [match.group() for match in _WORD.finditer(text)]


def _without_soft(tokens: Sequence[str], end: int | None = None) -> int:
    """Where the words end that may rule the figure: what only qualifies it is left behind."""
    end = len(tokens) if end is None else end
    while end and (tokens[end - 1] in _SOFT or (tokens[end - 1].endswith("ly") and len(tokens[end - 1]) > 4)):
        end -= 1
    while end and tokens[end - 1] in (":", "*", "“", '"', "~", "≈"):
        end -= 1
    return end


def _by_role(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    mark = tokens[end - 1] if end else ""
    if not mark:
        return None
    if mark == "of":
        return _of(turn, tokens, end)
    if mark == "by":
        return _by(tokens, end)
    if mark in _LEVEL_MARKS:
        return _at(turn, tokens, end) if mark == "at" else _to(turn, tokens, end)
    if mark == "from":
        return _from(turn, tokens, end)
    if mark in ("than", "versus", "vs", "against") or list(tokens[end - 2 : end]) in (
        ["compared", "with"],
        ["compared", "to"],
    ):
        return _compared(turn, tokens, end)
    if mark in _COPULAS:
        at = _without_soft(tokens, end - 1)
        return Movement("up", "by") if at and tokens[at - 1] == "growth" and is_part(turn.quantity) else None
    if mark in _UP or mark in _DOWN:
        return _direct(turn, tokens, end)
    return _passed(turn, tokens, end) if mark in _REACHED else _object(turn, tokens, end)


def _of(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """an increase of 5%, a rise in prices of 5%, to a range of 2%, from a peak of $3bn."""
    at = end - 2
    if at < 0:
        return None
    if tokens[at] in _NOUNS:
        return _amount(turn, tokens[at])
    if tokens[at] in ("loss", "losses"):
        users = turn.quantity.kind == "count" and _COUNTED.match(turn.place.page, turn.place.end)
        return (
            Movement("down", "by")
            if users or (turn.quantity.kind == "money" and worth_behind(turn))
            else None
        )
    if tokens[at] == "rate" and at and tokens[at - 1] in ("growth", "inflation"):
        return Movement("up", "by") if tokens[at - 1] == "growth" else None
    for back in range(at, max(-1, at - 8), -1):
        word = tokens[back]
        if word == "at" and tokens[at] in ("rate", "pace", "clip", "cagr"):
            cue = _ruling(tokens, back - 1)
            return Movement(way_of(tokens[cue]), "by") if cue is not None else None
        if word in _LEVEL_MARKS:
            return _at(turn, tokens, back + 1) if word == "at" else _to(turn, tokens, back + 1)
        if word == "from":
            return _from(turn, tokens, back + 1)
        if word in _REACHED and not {"high", "low", "peak", "record"}.isdisjoint(tokens[back:]):
            return _passed(turn, tokens, back + 1)  # reached a record high of $70
        if word in ("and", "or") and turn.moved.role == "from" and back <= 1:
            return turn.moved  # from the high of 21.8% and the average of 15.2%
        if word == "in" and back and tokens[back - 1] in _NOUNS:
            return _amount(turn, tokens[back - 1])
        if word in _STOPS or word in ",;:()" or word in ("of", "with", "for", "by"):
            return None
    return None


def _amount(turn: Turn, noun: str) -> Movement | None:
    if turn.quantity.kind == "money" and noun in ("gain", "gains", "raise", "raises"):
        return None  # a gain on a sale
    return Movement(way_of(noun), "by")


def _by(tokens: Sequence[str], end: int) -> Movement | None:
    at = end - 2
    if at >= 0 and tokens[at] not in _VERBS and _DRIVEN.search(tokens[at]):
        return None  # driven by, owned by, made by
    cue = _ruling(tokens, at)
    return Movement(way_of(tokens[cue]), "by") if cue is not None else None


def _to(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    mark, at = tokens[end - 1], end - 2
    if at >= 0 and mark == "to" and tokens[at] in _NOT_TO:
        return None
    cue = _ruling(tokens, at)
    if cue is not None:
        # bringing growth to a rate of 3%: the growth is the amount; growth slowed to 3% is ruled by "slowed"
        amount = tokens[cue] == "growth" and is_part(turn.quantity)
        return Movement(way_of(tokens[cue]), "by" if amount else "to")
    before, moved = turn.before, turn.moved
    onward = mark == "to" or "to" in tokens[max(0, end - 5) : end - 1]  # to a peak above $68,000
    if not onward or before is None or at > 9 or breaks_off(tokens[: end - 1]):
        return _crossing(tokens, end)
    again = moved.role == "to" and tokens[end - 2 : end] == ["and", "to"]  # to $3 in May and to $4 in June
    if (moved.role == "from" or again) and alike(before, turn.quantity):
        return Movement(moved.direction, "to")
    if _ADDED.search(turn.place.page[max(0, before.start - 30) : before.start]):
        return None  # adds 40 points to the 10% there is
    carried = moved.direction in ("up", "down") and (moved.role == "by" or before.kind == "multiple")
    if carried and (before.kind != turn.quantity.kind or before.kind in ("money", "count")):
        return Movement(moved.direction, "to")
    return None


def _crossing(tokens: Sequence[str], end: int) -> Movement | None:
    """break above $13.60, closed below 1.10: a price passed its level."""
    mark, verb = tokens[end - 1], tokens[end - 2] if end > 1 else ""
    if mark in ("above", "below", "past", "through", "under", "beyond") and verb in _CROSSED:
        return Movement("down" if mark in ("below", "under") else "up", "to")
    return None


def _at(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """expanded at a 3% rate; closed 7% lower at $119; unchanged at 2%."""
    ahead = list(tokens[max(0, end - 4) : end - 1])
    if re.match(
        r"[ ](?:annual(?:i[sz]ed)? |quarterly |monthly |yearly )?(?:rate|pace|clip|cagr)\b", turn.right
    ):
        cue = _ruling(tokens, end - 2)
        return Movement(way_of(tokens[cue]), "by") if cue is not None else None
    if {"unchanged", "flat", "steady", "stable"}.intersection(ahead) or ahead[-2:] == ["little", "changed"]:
        return Movement("flat", None)
    for word in reversed(ahead):
        if word in ("up", "down", "higher", "lower"):
            return Movement(way_of(word), "to")
    closing = all(word in _CLOSING or word == "," or word.endswith("day") for word in tokens[: end - 1])
    if turn.moved.role == "by" and end <= 7 and closing and not is_part(turn.quantity):
        return Movement(turn.moved.direction, "to")
    return None


def _from(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    quantity, after = turn.quantity, turn.after
    if quantity.kind == "duration" and not (after and after.kind == "duration"):
        return None
    onward = after and alike(quantity, after) and _ON_TO.match(turn.right)
    cue = _ruling(tokens, end - 2, over_comma=bool(onward))
    if cue is not None:
        if tokens[cue].startswith("rais") and quantity.kind == "count" and not after:
            return None  # raised from 10 investors
        return Movement(way_of(tokens[cue]), "from")
    before, moved = turn.before, turn.moved
    if before is not None and moved.direction in ("up", "down") and moved.role in ("by", "to") and end <= 14:
        if breaks_off(tokens[: end - 1]) or quantity.kind == "duration":
            return None
        return Movement(moved.direction, "from") if alike(before, quantity) or not is_part(quantity) else None
    goes = any(word in _CHANGED for word in tokens[max(0, end - 5) : end - 1])
    if goes and after and onward:
        way = way_from(quantity, after)
        return Movement(way, "from") if way else None
    return None


def _compared(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """to $5bn, compared with $4bn: the old level. 35% more than the $1.17bn: so is what it is more than."""
    before, moved = turn.before, turn.moved
    if before is None or moved.direction not in ("up", "down") or breaks_off(tokens[: end - 2]):
        return None
    if turn.quantity.kind == "duration":
        return None  # than the 10-year average
    if tokens[end - 1] == "than":
        more = moved.role == "by" and before.kind != turn.quantity.kind and not _MORE.isdisjoint(tokens)
        return Movement(moved.direction, "from") if more else None
    old = moved.role == "to" and alike(before, turn.quantity) and end <= _REACH
    return Movement(moved.direction, "from") if old else None


def _direct(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """rose 5%, up 2%, added 200,000 jobs; but not raised $5m, cut 1,400 jobs, cut its $250 target."""
    cue, kind, qualified = tokens[end - 1], turn.quantity.kind, tokens[end:]
    if cue in ("up", "down") and end > 1 and tokens[end - 2] in _NOT_UP:
        return None
    if cue in _GAINS | _LOSSES and kind in ("money", "count"):
        return _gained(turn, cue, qualified)
    if not _ITS.isdisjoint(qualified):
        return None
    if cue in _ACTS and cue not in _MOVES:
        if kind == "money":
            return Movement(way_of(cue), "by") if cue not in _UP and worth_behind(turn) else None
        if kind in ("count", "rate") or laid_off(turn):
            return None
    if cue in _NOUNS and cue not in _VERBS and qualified and tokens[-1] != ":" and kind != "percent":
        return None
    if kind == "duration" and cue not in ("adds", "added", "add", "extended", "shortened", "cut", "reduced"):
        return None
    return Movement(way_of(cue), "by")


def _gained(turn: Turn, cue: str, qualified: Sequence[str]) -> Movement | None:
    if turn.quantity.kind == "count":
        again = turn.before is not None and turn.before.kind == "count" and turn.moved.role == "by"
        counts = again or _COUNTED.match(turn.place.page, turn.place.end) or "another" in qualified
        return Movement(way_of(cue), "by") if counts else None
    if cue in _GAINS:
        return Movement("up", "by")
    wiped = cue.startswith(("shed", "wip", "eras", "shav", "knock"))
    return Movement("down", "by") if wiped or worth_behind(turn) else None


def _passed(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """Oil topped $127: of a price, a level reached is a movement; of a total it only is as large."""
    if turn.moved.role == "by":
        return Movement(turn.moved.direction, "to")  # rising by $30 a year until it hits $140
    near = tokens[max(0, end - _REACH) : end]
    cut = max((index for index, word in enumerate(near) if word in ",;:()"), default=-1)
    low = "low" in tokens[end:]
    extreme = low or "high" in tokens[end:]
    if extreme or turn.quantity.kind == "percent" or not _PRICED.isdisjoint(near[cut + 1 :]):
        return Movement("down" if low else "up", "to")
    return None


def _object(turn: Turn, tokens: Sequence[str], end: int) -> Movement | None:
    """cut emissions 42.6%, raise its dividend 5%: the thing that is moved stands between."""
    if not is_part(turn.quantity) or not tokens[end - 1].isalpha() or end < len(tokens):
        return None
    for word in reversed(tokens[max(0, end - 6) : end - 1]):
        if word in _ACTS:
            return Movement(way_of(word), "by")
        if not word[0].isalpha() or word in _STOPS or word in _APART:
            return None
    return None


def _describes(tokens: Sequence[str], back: int, at: int) -> bool:
    """A lower rate applies to 5%, set up an office: no verb of change, unless the role follows at once."""
    word = tokens[back]
    if word not in ("up", "down", "higher", "lower"):
        return False
    modal = back and tokens[back - 1] in ("to", "will", "would", "could", "may", "might", "not", "should")
    return at - back > 1 and not (word == "lower" and modal)


def _ruling(tokens: Sequence[str], at: int, *, over_comma: bool = False) -> int | None:
    """The word of change that rules what stands behind ``at``: a verb before a noun of change, within a dozen words."""
    noun = None
    for back in range(at, max(-1, at - _REACH - 1), -1):
        word = tokens[back]
        named = (
            word in _NOUNS and back and tokens[back - 1] in ("the", "a", "an", "of", "price", "pay", "sales")
        )
        if word in _VERBS and not named and not _describes(tokens, back, at):
            return back
        if word in _NOUNS:
            noun = back if noun is None else noun
        elif word in _STOPS or (word in ",;:()—–" and not (word == "," and over_comma)):
            break
    return noun
