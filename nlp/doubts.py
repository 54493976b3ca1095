"""Rows of the user's that are right in form and may do harm all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nlp.entity_files import Alias, Entity, shipped_rows
from nlp.names import common_words


def doubtful_names(rows: Iterable[Entity]) -> Iterator[tuple[Entity, Alias]]:
    """Names that are claimed for good though they are words of everyday too, and would be found wherever those stand.

    Chinese ones that a dictionary lists (果园), Latin ones of common words in lower case (target) or as a
    sentence begins with them (On), numbers (360). Not those a shipped row has for good as well: they were looked at.
    """
    shipped = {(each.folded, each.exact) for row in shipped_rows() for each in row.aliases if not each.weak}
    for row in rows:
        for alias in row.aliases:
            known = alias.weak or alias.series or (alias.folded, alias.exact) in shipped
            if not known and _is_word(alias):
                yield row, alias


def _is_word(alias: Alias) -> bool:
    if not any(map(str.isalpha, alias.folded)):
        return True
    if alias.han:
        # The dictionary takes most of a second to load: only who claims a Chinese name waits for it.
        from nlp.segment import is_dictionary_word

        return is_dictionary_word(alias.folded)
    words = alias.folded.split()
    # With its capital a single word (On) stands where sentences begin; several (Best Buy) hardly do.
    told_apart = alias.exact and not (len(words) == 1 and alias.surface.istitle())
    return not told_apart and common_words().issuperset(words)
