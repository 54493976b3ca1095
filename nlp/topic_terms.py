"""The terms that say a text is about a topic, ready to be found.

Each topic of nlp/data/topics.toml has the entities, metrics and misleading words of both languages; its terms stand
in topics_en.toml and topics_zh.toml. A user's own topics have the same form (nlp.topic_files).

strong, plain, weak   terms, in the forms of nlp.terms; ``a + b`` counts where both stand in one sentence
not                   longer words in which a term is none: ``tariff plan``, 关税卡
ids, plain_ids, weak_ids   entities of which a mention counts
metrics, plain_metrics     what a figure measures
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from ahocorasick_rs import AhoCorasick

from nlp.terms import expand_term
from store.errors import InputError
from store.records import Span

TOPICS = (
    "tariffs-and-duties",
    "de-minimis-and-customs",
    "platform-regulation",
    "antitrust",
    "product-safety",
    "data-privacy",
    "tax-vat",
    "logistics-fulfilment",
    "fees-and-pricing",
    "advertising",
    "ai-and-cloud",
    "sellers",
    "consumer-demand",
    "labour",
    "financial-results",
    "expansion",
    "investment-and-deals",
    "litigation-and-ip",
    "promotions",
    "sustainability",
)
"""The closed list, in the order of the guidelines."""

TERM_WEIGHTS = {"strong": 2.0, "plain": 1.0, "weak": 0.4}
ID_WEIGHTS = {"ids": 1.6, "plain_ids": 1.0, "weak_ids": 0.4}
METRIC_WEIGHTS = {"metrics": 1.6, "plain_metrics": 1.0}
NOT = "not"
JOINED = " + "
LISTS = (*TERM_WEIGHTS, NOT, *ID_WEIGHTS, *METRIC_WEIGHTS)

_FILES = ("topics.toml", "topics_en.toml", "topics_zh.toml")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TermHit:
    """Words that speak for a topic: where, and which. ``words`` of a joined term are all of its parts."""

    start: int
    end: int
    topic: str
    weight: float
    words: tuple[str, ...]
    term: str  # as it is written in the list: two forms of one term are one piece of evidence


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a form stands for: a term of a topic, or one part of a joined term. Weight 0: no term in here."""

    topic: str
    weight: float
    term: str
    group: int = -1
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTerms:
    """All topics and one automaton over all their terms."""

    topics: tuple[str, ...]
    entities: Mapping[str, tuple[tuple[str, float], ...]]  # id to (topic, weight)
    metrics: Mapping[str, tuple[tuple[str, float], ...]]
    own: str = ""  # hash of the user's topics; empty: none
    _parts: tuple[int, ...] = field(repr=False)  # of each joined term, how many it has
    _forms: tuple[str, ...] = field(repr=False)
    _senses: tuple[tuple[_Sense, ...], ...] = field(repr=False)
    _automaton: AhoCorasick = field(repr=False)

    def find(self, folded: str, sentences: Sequence[Span]) -> list[TermHit]:
        """Every term in a folded text, in order; one that lies in a longer one of its topic is left out.

        ``sentences`` cover the text: the parts of a joined term must stand in one of them. Linear in the text.
        """
        hits: list[TermHit] = []
        parts: list[tuple[int, int, str, _Sense]] = []
        spans = sorted(self._spans(folded), key=lambda span: (span[0], -span[1]))
        hidden: dict[str, list[tuple[int, int]]] = {}
        for start, end, index in spans:
            for sense in self._senses[index]:
                if not sense.weight:
                    hidden.setdefault(sense.topic, []).append((start, end))
        reached: dict[str, int] = {}
        for start, end, index in spans:
            for sense in self._senses[index]:
                if not sense.weight or _covered(start, end, hidden.get(sense.topic, ())):
                    continue
                if sense.group >= 0:
                    parts.append((start, end, self._forms[index], sense))
                elif end > reached.get(sense.topic, 0):
                    hits.append(
                        TermHit(start, end, sense.topic, sense.weight, (self._forms[index],), sense.term)
                    )
                    reached[sense.topic] = end
        hits += self._joined(parts, sentences)
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.topic))

    def _spans(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, form): a Latin form stands between boundaries, a Chinese one anywhere."""
        haystack = _SURROGATE.sub("\ufffd", folded)
        for index, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            if start and _is_word(folded[start]) and _is_word(folded[start - 1]):
                continue
            if end < len(folded) and _is_word(folded[end - 1]) and _is_word(folded[end]):
                continue
            yield start, end, index

    def _joined(
        self, parts: Sequence[tuple[int, int, str, _Sense]], sentences: Sequence[Span]
    ) -> Iterator[TermHit]:
        """Joined terms of which all parts stand in one sentence, apart from each other: once a sentence."""
        sentence = 0
        found: dict[tuple[int, int], dict[int, tuple[int, int, str]]] = {}
        for start, end, form, sense in parts:
            while sentence < len(sentences) and sentences[sentence].end <= start:
                sentence += 1
            have = found.setdefault((sentence, sense.group), {})
            if sense.part not in have and all(
                end <= other[0] or start >= other[1] for other in have.values()
            ):
                have[sense.part] = (start, end, form)
                if len(have) == self._parts[sense.group]:
                    first = have[0]
                    words = tuple(have[part][2] for part in sorted(have))
                    yield TermHit(first[0], first[1], sense.topic, sense.weight, words, sense.term)


def _covered(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def build_terms(
    tables: Mapping[str, Mapping[str, Sequence[str]]], topics: Sequence[str], own: str = ""
) -> TopicTerms:
    """``tables``: topic to its lists, as ``LISTS`` names them. Of one form in two lists of a topic the heavier counts.

    Raises InputError for a term that ``nlp.terms.expand_term`` refuses.
    """
    senses: dict[str, dict[tuple[str, int, int], tuple[float, str]]] = {}
    entities: dict[str, dict[str, float]] = {}
    metrics: dict[str, dict[str, float]] = {}
    parts: list[int] = []
    for topic, lists in tables.items():
        for name, values in lists.items():
            for value in values:
                if name in ID_WEIGHTS or name in METRIC_WEIGHTS:
                    row = (entities if name in ID_WEIGHTS else metrics).setdefault(value, {})
                    weight = ID_WEIGHTS.get(name) or METRIC_WEIGHTS[name]
                    row[topic] = max(weight, row.get(topic, 0.0))
                    continue
                written = value.split(JOINED)
                group = len(parts) if len(written) > 1 else -1
                if group >= 0:
                    parts.append(len(written))
                for part, piece in enumerate(written):
                    for form in expand_term(piece):
                        sense = senses.setdefault(form, {})
                        key = (topic, group, part)
                        sense[key] = max((TERM_WEIGHTS.get(name, 0.0), value), sense.get(key, (0.0, "")))
    forms = tuple(sorted(senses))
    return TopicTerms(
        topics=tuple(topics),
        entities={key: tuple(row.items()) for key, row in entities.items()},
        metrics={key: tuple(row.items()) for key, row in metrics.items()},
        own=own,
        _parts=tuple(parts),
        _forms=forms,
        _senses=tuple(
            tuple(
                _Sense(topic, weight, term, group, part)
                for (topic, group, part), (weight, term) in senses[form].items()
            )
            for form in forms
        ),
        _automaton=AhoCorasick(list(forms)),
    )


@cache
def shipped_tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Topic to list to values, of all files together. Raises InputError where they name what is unknown."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {topic: {} for topic in TOPICS}
    for name in _FILES:
        path = f"nlp/data/{name}"
        read: Mapping[str, Mapping[str, Any]] = tomllib.loads(
            (resources.files("nlp") / "data" / name).read_text(encoding="utf-8")
        )
        if set(read) != set(TOPICS):
            raise InputError("the topics are not those of the closed list", path=path)
        for topic, lists in read.items():
            for kind, values in lists.items():
                if kind not in LISTS:
                    raise InputError("unknown list", path=path, key=f"{topic}.{kind}")
                tables[topic][kind] = tables[topic].get(kind, ()) + tuple(values)
    return tables


@cache
def shipped_terms() -> TopicTerms:
    """Those of the closed list."""
    return build_terms(shipped_tables(), TOPICS)
