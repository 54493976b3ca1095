"""What the model of sentiment looks at: a sentence as one of the names in it sees it, as hashed features.

The name that is judged is masked, every other name too, numbers are only a kind. What is said is seen as runs of
tokens of the whole sentence, of the clause, and of the places to the left and right of the name, as runs of word
classes of nlp/data/sentiment.toml, and as what stands between the name and the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.tone_tokens import CLOSE, OPEN, TARGET, Hashes, Name, Seen, hash_word

Keys = NDArray[np.uint32]
Places = NDArray[np.int64]

_MOST = 220  # tokens of a sentence; of a longer one those around the name are seen
_WHOLE = 0xFFFFFFFFFFFFFFFF


@cache
def _odd(name: str) -> int:
    """A fixed odd 64-bit number for each name."""
    return (hash_word(name) << 32 | hash_word(name + "'")) & _WHOLE | 1


_TURNS = [np.uint64(_odd(f"turn {number}")) for number in range(6)]
_MIX, _SHIFT, _HALF = np.uint64(_odd("mix")), np.uint64(29), np.uint64(32)
_DISTANCE = np.array([_odd(f"far {min(place, 3)}") for place in range(16)], np.uint64)
_OPEN, _CLOSE = np.array([OPEN], np.uint64), np.array([CLOSE], np.uint64)


class View:
    """One name in one sentence: hashes with a salt for what they are seen as, and the tokens they stand for."""

    def __init__(self) -> None:
        self._arrays: list[Hashes] = []
        self._salts: list[int] = []
        self._places: list[tuple[Sequence[int] | Places, int]] = []  # first tokens, number of tokens
        self._words: list[int] = []

    def add(self, view: str, hashes: Hashes, tokens: Sequence[int] | Places = (), size: int = 0) -> None:
        """``tokens``: at which token each begins, with how many tokens; none for what is no word of the sentence."""
        if len(hashes):
            self._arrays.append(hashes)
            self._salts.append(_odd(view))
            self._places.append((tokens, size))

    def words(self, view: str, *values: str) -> None:
        """What is known besides the tokens."""
        salt = _odd(view)
        self._words += [(hash_word(value) + salt) & _WHOLE for value in values]

    def _hashed(self) -> Keys:
        sizes = [*map(len, self._arrays)]
        mixed = np.concatenate([*self._arrays, np.array(self._words, np.uint64)])
        mixed[: len(mixed) - len(self._words)] += np.repeat(np.array(self._salts, np.uint64), sizes)
        mixed *= _MIX
        mixed ^= mixed >> _SHIFT
        mixed *= _MIX
        return (mixed >> _HALF).astype(np.uint32)

    def keys(self) -> Keys:
        """All features, each once, ascending."""
        keys = np.sort(self._hashed())
        first = np.ones(len(keys), np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        return keys[first]

    def traced(self) -> tuple[Keys, Places, Places]:
        """Features with the first token and the number of tokens of each; 0 tokens for what is no word."""
        firsts: list[int] = []
        sizes: list[int] = []
        for array, (tokens, size) in zip(self._arrays, self._places, strict=True):
            firsts += [int(token) for token in tokens] if size else [0] * len(array)
            sizes += [size] * len(array)
        firsts += [0] * len(self._words)
        sizes += [0] * len(self._words)
        keys, where = np.unique(self._hashed(), return_index=True)
        return keys, np.array(firsts, np.int64)[where], np.array(sizes, np.int64)[where]


def look(seen: Seen, own: Sequence[Name]) -> View | None:
    """The sentence as the thing named by ``own`` sees it; None when none of these names is in it."""
    slots = [
        slot
        for slot in seen.names
        if any(seen.starts[slot] < name.end and name.start < seen.ends[slot] for name in own)
    ]
    if not slots:
        return None
    hashes = seen.hashes.copy()
    hashes[slots] = TARGET
    at, into = slots[0], View()
    low = max(0, at - _MOST // 2)
    framed = np.concatenate([_OPEN, hashes[low : low + _MOST], _CLOSE])
    _runs(into, "all", framed, low - 1, 1, 4 if seen.han else 3)
    _clause(into, seen, hashes, at)
    _sides(into, seen, hashes, at)
    _classes(into, seen, at)
    _between(into, seen, hashes, at, slots)
    if not seen.han:
        _letters(into, seen, at)
    _spoken(into, seen, slots)
    into.words("type", own[0].type)
    return into


def _runs(into: View, view: str, hashes: Hashes, first: int, shortest: int, longest: int) -> None:
    """Runs of tokens of each length; ``first`` is the token the array begins at."""
    total = hashes * _TURNS[0]
    for size in range(1, longest + 1):
        if size > 1:
            if len(hashes) < size:
                return
            total = total[:-1] + hashes[size - 1 :] * _TURNS[size - 1]
        if size >= shortest:
            into.add(f"{view}{size}", total, range(first, first + len(total)), size)


def _clause(into: View, seen: Seen, hashes: Hashes, at: int) -> None:
    low = max((edge + 1 for edge in seen.edges if edge < at), default=0)
    high = min((edge for edge in seen.edges if edge > at), default=len(hashes))
    _runs(into, "clause", hashes[low:high], low, 1, 3 if seen.han else 2)
    opened = hashes[low - 1 : low] if low else _OPEN
    closed = hashes[high : high + 1] if high < len(hashes) else _CLOSE
    into.add("clause edge left", opened)
    into.add("clause edge right", closed)
    into.add("clause edges", opened * _TURNS[0] + closed * _TURNS[1])


def _sides(into: View, seen: Seen, hashes: Hashes, at: int) -> None:
    """What stands next to the name, by side and distance."""
    reach, longest = (10, 4) if seen.han else (5, 3)
    left, right = hashes[max(0, at - reach) : at], hashes[at + 1 : at + 1 + reach]
    for side, part, low in (("left", left, at - len(left)), ("right", right, at + 1)):
        if len(part):
            far = _DISTANCE[: len(part)]
            into.add(
                f"{side} far", part + (far[::-1] if side == "left" else far), range(low, low + len(part)), 1
            )
            _runs(into, side, part, low, 1, longest)
    for side, part in (
        ("left", hashes[max(0, at - reach - 2) : at]),
        ("right", hashes[at + 1 : at + reach + 3]),
    ):
        for gap in (2, 3):
            if len(part) > gap:
                into.add(f"{side} gap", part[:-gap] * _TURNS[0] + part[gap:] * _TURNS[4])
    if len(left) and len(right):
        into.add("around", left[-1:] * _TURNS[0] + right[:3] * _TURNS[1])
        into.add("around", left[-3:-1] * _TURNS[0] + right[:1] * _TURNS[1])


def _letters(into: View, seen: Seen, at: int) -> None:
    """Pieces of English words: of the sentence, and of those near the name by side."""
    last = len(seen.words)
    counts = np.diff(seen.piece_ends)
    for view, low, high in (
        ("piece", 0, last),
        ("piece left", max(0, at - 5), at),
        ("piece right", at + 1, min(last, at + 6)),
    ):
        first, end = seen.piece_ends[min(low, last)], seen.piece_ends[high]
        if first < end:
            into.add(view, seen.pieces[first:end], np.repeat(np.arange(low, high), counts[low:high]), 1)


def _classes(into: View, seen: Seen, at: int) -> None:
    """Runs of word classes, of all and of the polar ones, and those next to the name."""
    marks = np.where(seen.mark_tokens == at, np.uint64(TARGET), seen.marks)
    _runs_of_classes(into, "class", marks, 2)
    polar, places = marks[seen.polar], seen.mark_tokens[seen.polar]
    _runs_of_classes(into, "polar", polar, 2)
    here = int(np.searchsorted(places, at))
    into.add("polar one", polar, places, 1)
    into.add("polar right", polar[here + 1 : here + 3], places[here + 1 : here + 3], 1)
    into.add("polar left", polar[max(0, here - 2) : here], places[max(0, here - 2) : here], 1)


def _runs_of_classes(into: View, view: str, marks: Hashes, shortest: int) -> None:
    """As runs of tokens, but they stand for no words: a class is told apart by its own."""
    total = marks * _TURNS[0]
    for size in range(2, min(4, len(marks)) + 1):
        total = total[:-1] + marks[size - 1 :] * _TURNS[size - 1]
        if size >= shortest:
            into.add(f"{view}{size}", total)


def _between(into: View, seen: Seen, hashes: Hashes, at: int, own: Sequence[int]) -> None:
    """What stands between the name and the next other one on each side, or the end of the sentence."""
    others = [place for place in seen.names if place not in own]
    after = next((place for place in others if place > at), None)
    before = next((place for place in reversed(others) if place < at), None)
    high = len(hashes) if after is None else after
    low = 0 if before is None else before + 1
    into.add("to end" if after is None else "to next", hashes[at + 1 : high], range(at + 1, high), 1)
    into.add("to start" if before is None else "to former", hashes[low:at], range(low, at), 1)
    into.words(
        "layout",
        f"next {'' if after is None else min(after - at, 5)}",
        f"former {'' if before is None else min(at - before, 5)}",
        f"others {min(4, len(others))}",
        f"order {min(4, sum(place < at for place in others))}",
        f"at {min(at, 6)}",
        f"end {min(len(hashes) - at, 4)}",
    )


def _spoken(into: View, seen: Seen, own: Sequence[int]) -> None:
    """The words of the names: a bank that rates, an index, a ministry."""
    for slot, words in zip(seen.names, seen.spoken, strict=True):
        if not words:
            continue
        if slot not in own:
            into.words("other", *words, " ".join(words))
        elif not seen.han:
            into.words("target", *words, " ".join(words))
            into.words("target last", words[-1])
        else:
            into.words("target", "".join(words[-1:]), "".join(words[-2:]), "".join(words[-3:]))
