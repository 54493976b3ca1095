"""What a figure says of its subject: its direction times the kind of its metric (cost up is bad, loss down is good).

Kinds: nlp/data/sentiment.toml, table ``figures``. A figure of a forecast counts as one that was reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from nlp.cues import Cue, load_cues
from store.records import Figure, Span

_UNSAID = ("negated", "hypothetical")


@cache
def _kinds() -> dict[str, float]:
    table = load_cues().tables["figures"]
    return dict.fromkeys(table["good"], 1.0) | dict.fromkeys(table["bad"], -1.0)


def figure_cues(figures: Sequence[Figure], sentence: Span) -> Iterator[tuple[str, Cue]]:
    """Subject and cue of each figure of the sentence that moves; offsets as those of the text.

    What a figure moved from says nothing by itself; how far (by) and where to (to) do.
    """
    for figure in figures:
        if not sentence.start <= figure.start < sentence.end or not figure.subject or not figure.metric:
            continue
        sign = _kinds().get(figure.metric, 0.0) * {"up": 1.0, "down": -1.0}.get(figure.direction or "", 0.0)
        if sign and figure.change_role != "from" and figure.modality not in _UNSAID:
            words = f"{figure.metric} {figure.direction}"
            yield figure.subject, Cue(figure.start, figure.end, words, sign, 0.0, "figure")
