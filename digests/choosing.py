"""Who chooses and orders the sentences of a summary: the rules, or a model of the user's that may do no more.

A model is shown numbered sentences and answers with numbers. Whatever else it says is not read: the sentences stay the
articles' own, with their offsets. An answer that is no such choice is dropped, and the extractive choice stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from digests.parts import Evidence
from digests.summary import LIMIT, Candidate, choose


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked: which of ``spans``, by their place from 1, tell best what happened."""

    headline: str
    about: str  # the subject; empty: the story
    spans: tuple[str, ...]
    limit: int


class Chooser(Protocol):
    """A model that chooses."""

    @property
    def model(self) -> str:
        """What it is called where its choice is printed."""
        ...

    def __call__(self, question: Question) -> tuple[int, ...] | None:
        """Places from 1, in the order to be printed; None: it did not answer, or not with a choice. Never raises."""
        ...


Kinds = Mapping[int, tuple[tuple[int, str], ...]]  # article: start and kind of each line of its text


def _no_kinds(_: Sequence[int]) -> Kinds:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """What summaries of stories ask of others."""

    kinds: Callable[[Sequence[int]], Kinds] = _no_kinds  # of articles by id: store.stories.load_kinds
    fold: Callable[[str], str] = str.lower  # nlp.script.fold
    chooser: Chooser | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences of a story, and who chose them ("": the rules of digests.summary)."""

    evidence: tuple[Evidence, ...]
    chosen_by: str = ""


def build_summary(
    candidates: Sequence[Candidate],
    *,
    headline: str,
    about: str = "",
    limit: int = LIMIT,
    fill: bool = False,
    chooser: Chooser | None = None,
) -> Summary:
    """The chooser's sentences, checked, or else the extractive ones. With ``fill`` a house may have more than one."""
    if chooser is not None and len(candidates) > 1:
        question = Question(
            headline=headline,
            about=about,
            spans=tuple(item.evidence.quote for item in candidates),
            limit=limit,
        )
        found = _checked(chooser(question), candidates, limit, fill=fill)
        if found:
            return Summary(found, chooser.model)
    return Summary(choose(candidates, limit=limit, fill=fill))


def _checked(
    places: tuple[int, ...] | None, candidates: Sequence[Candidate], limit: int, *, fill: bool
) -> tuple[Evidence, ...]:
    """The sentences at these places; none where one is unknown or told twice, or there are more than may be."""
    if not places or len(places) > limit or len(set(places)) < len(places):
        return ()
    if not all(1 <= place <= len(candidates) for place in places):
        return ()
    found = tuple(candidates[place - 1].evidence for place in places)
    if not fill and len({item.house for item in found}) < len(found):
        return ()
    return found
