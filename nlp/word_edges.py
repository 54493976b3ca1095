"""Whether a stretch of Chinese is a piece of other words: 中通 in 其中通过, 京东 in 京东方."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.document import Document
from nlp.segment import cut_words, is_dictionary_word


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEdges:
    """Where the words of a folded text begin and end."""

    folded: str
    starts: Sequence[int]

    def cut(self, start: int, end: int, *, inside_allowed: bool = False) -> bool:
        """Whether a word of the dictionary reaches over an edge of [start, end).

        ``inside_allowed``: a word that begins with the whole stretch does not count (places: 越南盾 holds 越南), nor
        does one of two words of which it is the second (美国硅谷); 彩虹桥 and 复合肥 hold 虹桥 and 合肥 by accident.
        """
        for edge in (start, end - 1):
            index = bisect_right(self.starts, edge) - 1
            first = self.starts[index]
            last = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.folded)
            if first >= start and last <= end:
                continue
            part = self.folded[first:start]  # of the word, in front of the stretch
            whole = last >= end and (first == start or (len(part) > 1 and is_dictionary_word(part)))
            if not (whole and inside_allowed) and is_dictionary_word(self.folded[first:last]):
                return True
        return False


def text_edges(document: Document) -> WordEdges:
    """The words of the text, as the document was cut into them."""
    sizes = document.doc.to_array(["LENGTH", "SPACY"])  # three times as fast as walking the tokens
    ends = np.cumsum(sizes.sum(axis=1, dtype=np.int64))
    return WordEdges(folded=document.folded, starts=[0, *ends[:-1].tolist()] if len(ends) else [])


def title_edges(document: Document) -> WordEdges:
    """The words of the title."""
    starts, at = [], 0
    for word in cut_words(document.title_folded):
        starts.append(at)
        at += len(word)
    return WordEdges(folded=document.title_folded, starts=starts)
