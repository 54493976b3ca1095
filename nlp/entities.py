"""Which things a text names, and where. The straight line of it, for text and title each:

senses       nlp.senses       what the lexicon knows, and which of its things is meant
joining      nlp.joining      neighbours that are one name (亚马逊Kindle), model numbers, legal suffixes
bodies       nlp.state_bodies whose a supreme court or ministry is that is named without its country
forms        nlp.names_*      names no lexicon lists, by their form
tagger       nlp.tagger       and by training, or by a model of the user's own (nlp.user_models)
members      nlp.enumerations what else stands in a list of names
kinds        nlp.kinds        the type of an open name by what stands beside it

then for the document as a whole:

definitions  nlp.definitions  what it says a thing is also called
consistency  nlp.consistency  one name, one thing: its id, its type, and every place where it stands
ids          nlp.provisional  of the things no catalogue lists
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from nlp.consistency import Part, agreed, named_things, with_uses
from nlp.definitions import find_definitions
from nlp.document import Document
from nlp.enumerations import with_members
from nlp.finds import Find
from nlp.joining import as_find, joined, with_suffixes
from nlp.kinds import with_kinds
from nlp.lexicon import Lexicon
from nlp.names import Known
from nlp.opening import propose_names, with_names
from nlp.senses import Sense, find_senses
from nlp.state_bodies import placed_bodies
from nlp.word_edges import text_edges
from store.records import Mention, Span


def find_mentions(
    document: Document, lexicon: Lexicon, models: Mapping[str, str] = MappingProxyType({})
) -> list[Mention]:
    """Mentions of the text in order, then those of the title (``in_title``). No two of one part overlap.

    ``id`` is the catalogue's, or made of the name (``provisional``); None when nothing could be made of it.
    """
    in_text, in_title = find_senses(document, lexicon)
    parts = (
        _read(document, document.text, document.folded, document.sentences, in_text, lexicon, models),
        _read(
            document,
            document.title,
            document.title_folded,
            (Span(0, len(document.title)),),
            in_title,
            lexicon,
            models,
        ),
    )
    told = [find_definitions(part.text, part.folded, part.finds, lexicon) for part in parts]
    definitions = sorted((each for part in told for each in part), key=lambda each: not each.told)
    things = named_things(parts, definitions, lexicon)
    mentions: list[Mention] = []
    for part, own, is_title in zip(parts, told, (False, True), strict=True):
        finds = agreed(part, things, own)
        whole = Part(text=part.text, folded=part.folded, finds=finds)
        edges = None if is_title else text_edges(document)
        mentions += [_mention(part.text, find, is_title) for find in with_uses(whole, things, edges)]
    return mentions


def _read(
    document: Document,
    text: str,
    folded: str,
    sentences: Sequence[Span],
    senses: Sequence[Sense],
    lexicon: Lexicon,
    models: Mapping[str, str],
) -> Part:
    """What lexicon, forms and tagger find in one part; ``models`` take the tagger's place in their languages."""
    decided = joined(text, [as_find(text, folded, sense, lexicon) for sense in senses], lexicon)
    decided = placed_bodies(folded, decided, lexicon)
    known = [Known(start=f.start, end=f.end, type=f.type, id=f.id) for f in decided]
    proposals = propose_names(document, text, folded, sentences, known, models)
    whole = placed_bodies(folded, with_suffixes(text, with_names(decided, proposals)), lexicon)
    return Part(text=text, folded=folded, finds=with_kinds(text, folded, with_members(text, folded, whole)))


def _mention(text: str, find: Find, in_title: bool) -> Mention:
    return Mention(
        start=find.start,
        end=find.end,
        quote=text[find.start : find.end],
        type=find.type,
        id=find.id,
        in_title=in_title,
        provisional=not find.listed,
        found_by=find.found_by,
    )
