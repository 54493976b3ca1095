"""How much of a page's truth an extraction gave back, and how much of what is not the article it left in.

Text is compared by what stands in a row: four neighbouring tokens are one shingle, a token is one Chinese character or
one run of letters and digits, and a shingle counts as often as it occurs. So order and repetition matter, and space,
punctuation and letter case do not. Figures are means over pages unless they say otherwise; all lie between 0 and 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 4
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKENS = re.compile(f"[{HAN}]|[^\\W_{HAN}]+")
NAMES = re.compile(r"[;,、，/|]|\band\b|&")
SHORTEST_RESIDUE = 6  # characters; a shorter line ("Share") stands in true sentences by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a page. None or empty: not known, so not counted."""

    lang: str
    text: str
    title: str | None = None
    date: str | None = None
    author: str | None = None
    lines: tuple[tuple[str, str], ...] = ()
    residue: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What a tool said of a page. ``date``: anything that begins with YYYY-MM-DD, or empty; ``lines``: (kind, text)."""

    text: str = ""
    title: str = ""
    date: str = ""
    author: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One page. Yes-or-no figures are None where the page has no truth; residue and body in characters."""

    f1: float | None
    precision: float | None
    recall: float | None
    title: bool | None
    date: bool | None
    wrong_date: bool | None
    author: bool | None
    residue_left: int
    residue_known: int
    kinds: float | None


def tokens(text: str) -> list[str]:
    """The tokens of a text, folded to one form of each character."""
    return TOKENS.findall(unicodedata.normalize("NFKC", text).lower())


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four tokens occurs; a shorter text is one shingle."""
    found = tokens(text)
    return (
        Counter(tuple(found[at : at + WIDTH]) for at in range(max(1, len(found) - WIDTH + 1)))
        if found
        else Counter()
    )


def overlap(got: str, truth: str, optional: Iterable[str] = ()) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean; optional lines cost nothing when they are given."""
    given, wanted = shingles(got), shingles(truth)
    right = (given & wanted).total()
    surplus = given - wanted
    for line in optional:
        surplus -= shingles(line)
    precision = right / (right + surplus.total()) if right + surplus.total() else 0.0
    recall = right / wanted.total() if wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def plain(text: str) -> str:
    """A text as one word of its tokens: what two writings of it have in common."""
    return "".join(tokens(text))


def named(names: str) -> set[str]:
    """The names in a byline."""
    return {plain(name) for name in NAMES.split(names.removeprefix("By ")) if plain(name)}


def score(truth: Truth, got: Got) -> Score:
    """One page's figures."""
    precision, recall, f1 = overlap(got.text, truth.text, truth.optional)
    whole, true = plain(got.text), plain(truth.text)
    known = [line for line in map(plain, truth.residue) if len(line) >= SHORTEST_RESIDUE and line not in true]
    date = None if truth.date is None else got.date[:10] == truth.date[:10]
    return Score(
        f1=f1 if truth.text else None,
        precision=precision if truth.text else None,
        recall=recall if truth.text else None,
        title=plain(got.title) == plain(truth.title) if truth.title else None,
        date=date,
        wrong_date=None if date is None else bool(got.date) and not date,
        author=bool(named(got.author) & named(truth.author)) if truth.author else None,
        residue_left=sum(len(line) for line in known if line in whole),
        residue_known=sum(len(line) for line in known),
        kinds=kinds_right(truth.lines, got.lines),
    )


def kinds_right(truth: tuple[tuple[str, str], ...], got: tuple[tuple[str, str], ...]) -> float | None:
    """Share of the headings, items, header rows and rows that came out as what they are; None without any."""
    wanted = {(kind, plain(text)) for kind, text in truth if kind != "paragraph"}
    given = {(kind, plain(text)) for kind, text in got}
    return len(wanted & given) / len(wanted) if wanted else None


def mean(values: Iterable[float | bool | None]) -> float:
    """The mean of what is known; 1 when nothing is, so that a floor holds where there is no truth."""
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else 1.0


def summary(scores: list[Score]) -> dict[str, float]:
    """The figures of many pages; of each, more is better.

    ``fair``: share of pages with an F1 of at least .8; ``body``: the mean recall, 1 minus what was lost; ``not_wrong``:
    pages whose date is right or not given; ``residue``: share of the known residue's characters that went.
    """
    known = sum(score.residue_known for score in scores)
    return {
        "f1": mean(score.f1 for score in scores),
        "precision": mean(score.precision for score in scores),
        "body": mean(score.recall for score in scores),
        "fair": mean(score.f1 >= 0.8 for score in scores if score.f1 is not None),
        "title": mean(score.title for score in scores),
        "date": mean(score.date for score in scores),
        "not_wrong": mean(not score.wrong_date for score in scores if score.date is not None),
        "author": mean(score.author for score in scores),
        "residue": 1 - sum(score.residue_left for score in scores) / known if known else 1.0,
        "kinds": mean(score.kinds for score in scores),
    }
