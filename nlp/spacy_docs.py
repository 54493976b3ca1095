"""Annotated texts as spaCy's users know them: ``to_doc``, and what the pipeline component ``tradewind`` does.

Of a Doc made here
- ``doc.text`` is the text as given (spaCy cannot hold a lone surrogate: U+FFFD stands in its place);
- ``doc.ents`` are the names of the text: ``label_`` the type, ``kb_id_`` the id, and ``span._.provisional``,
  ``span._.found_by``, ``span._.role``, ``span._.salience``;
- ``doc.spans["figures"]`` are the quantities, ``label_`` the kind, ``span._.figure`` the record;
- ``doc._.annotations`` is the whole record, and its lists are ``doc._.mentions``, ``doc._.figures``,
  ``doc._.sentiments``, ``doc._.topics``, ``doc._.policies``, ``doc._.roles``; ``doc._.title_mentions`` are the
  names of the title, with offsets into it.

All of it stands as plain values in ``doc.user_data["tradewind"]``, so a Doc keeps it in ``to_bytes`` and in a
DocBin with ``store_user_data=True``. Whoever reads such a Doc imports this module first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from nlp.annotate import TagOptions, annotate_document, document_of, version
from nlp.document import KINDS, Document
from nlp.model_files import check_model
from nlp.plain_rows import plain, record_of
from nlp.segment import MOST_READ, build_document
from nlp.spacy_door import (
    Doc,
    Marked,
    build_doc,
    recut,
    register_readers,
    set_entities,
    set_group,
    set_sentences,
    storable,
)
from nlp.user_models import CODES
from store.errors import InputError
from store.records import (
    Annotations,
    Article,
    Figure,
    Lang,
    Mention,
    Policy,
    Role,
    Sentiment,
    Source,
    Topic,
)

KEY = "tradewind"
_SHIPPED = TagOptions()


def to_doc(
    given: Article | str,
    *,
    title: str = "",
    lang: Lang | None = None,
    published_at: datetime | None = None,
    source: Source | None = None,
    kind: str = "",
    options: TagOptions = _SHIPPED,
    vocab: Any = None,
) -> Doc:
    """An annotated spaCy Doc of a text or an article, whose tokens are cut so that each name is a whole Span.

    ``title``, ``lang``, ``published_at`` are for texts (an article has its own); they help the reading as they do
    in ``nlp.annotate.annotate``, which see for the others. ``vocab``: of the pipeline the Doc shall go on to; else
    one that all Docs of the language share. Nothing raises for what a text contains.
    """
    if isinstance(given, str):
        text = given
        document = build_document(text, lang=lang, title=title, published_at=published_at, kind=kind)
    else:
        text = given.text
        document = document_of(given, source=source, kind=kind)
    made = annotate_document(document, options=options)
    if isinstance(given, Article):
        made = replace(made, article_id=given.id)
    return _build(text, document, made, vocab)


class Component:
    """The component ``tradewind`` of a spaCy pipeline: reads the Doc's text, adds what ``to_doc`` has.

    Tokens are cut where a name begins or ends inside one, unless another component has said something of them
    already: then such a name is in ``doc._.mentions`` only. Sentences another component has set stay, and so do
    its entities that overlap no name.
    """

    def __init__(self, *, kind: str = "", options: TagOptions = _SHIPPED) -> None:
        self.kind = kind
        self.options = options

    @classmethod
    def of_settings(cls, *, kind: str, watchlist: str | None, models: Mapping[str, str]) -> Component:
        """From the values of a pipeline's config. Raises InputError for a wrong kind, file or model."""
        if kind not in KINDS:
            raise InputError(f"no kind {kind!r}", key="kind", remedy="Use " + ", ".join(filter(None, KINDS)))
        for code, model in models.items():
            if code not in CODES:
                raise InputError(f"no language {code!r}", key="models", remedy="Use " + ", ".join(CODES))
            check_model(model, code)
        options = TagOptions(
            watchlist=Path(watchlist) if watchlist is not None else None, models=tuple(sorted(models.items()))
        )
        version(options)  # a wrong watchlist is told before the first text
        return cls(kind=kind, options=options)

    def __call__(self, doc: Doc) -> Doc:
        """The doc with everything the tagger says of it; another object where tokens were cut."""
        document = build_document(doc.text, kind=self.kind)
        made = annotate_document(document, options=self.options)
        doc = recut(doc, _cuts(document, made))
        set_sentences(doc, {sentence.start for sentence in document.sentences})
        return _filled(doc, made)


def _cuts(document: Document, made: Annotations | None) -> set[int]:
    """Where a token has to end: at the edges of sentences, names and figures."""
    edges = [(sentence.start, sentence.end) for sentence in document.sentences]
    if made is not None:
        edges += [(each.start, each.end) for each in made.mentions if not each.in_title]
        edges += [(each.start, each.end) for each in made.figures]
    return {place for edge in edges for place in edge}


def _build(text: str, document: Document, made: Annotations, vocab: Any) -> Doc:
    """The Doc of the text as given: the words of the document, cut where a name, a figure or a sentence ends."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    for offset, part in _parts(text, document):
        cuts = _cuts(part, made if offset == 0 else None)
        opening = {sentence.start for sentence in part.sentences}
        for start, end, spaced in _words(part):
            places = [start, *(place for place in range(start + 1, end) if place in cuts), end]
            for left, right in pairwise(places):
                words.append(storable(part.text[left:right]))
                spaces.append(spaced and right == end)
                starts.append(not starts or left in opening)
    return _filled(build_doc(vocab or document.doc.vocab, words, spaces, starts), made)


def _parts(text: str, document: Document) -> Iterator[tuple[int, Document]]:
    """The document, and what of the text it left out because it is too long to be read, as documents behind it."""
    offset = 0
    while True:
        yield offset, document
        offset += len(document.text)
        if offset >= len(text):
            return
        document = build_document(text[offset : offset + MOST_READ], lang=document.lang)


def _words(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each word in the text as given, and whether a plain space follows."""
    at = 0
    for token in document.doc:
        end = at + len(token)
        followed = bool(token.whitespace_)
        plain_space = followed and document.text[end] == " "  # the fold made others plain too
        yield at, end, plain_space
        if followed and not plain_space:
            yield end, end + 1, False
        at = end + followed


def _filled(doc: Doc, made: Annotations) -> Doc:
    doc.user_data[KEY] = plain(made)
    names = [each for each in made.mentions if not each.in_title]
    set_entities(doc, [Marked(start=m.start, end=m.end, label=m.type, id=m.id or "") for m in names])
    set_group(doc, "figures", [Marked(start=f.start, end=f.end, label=f.kind) for f in made.figures])
    return doc


# --- what is read from a Doc ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The records of a Doc, and where to find them."""

    rows: Any  # the plain values they were made of
    made: Annotations
    mentions: Mapping[tuple[int, int], Mention]
    figures: Mapping[tuple[int, int], Figure]
    roles: Mapping[str, Role]


_readings: WeakKeyDictionary[Any, _Reading] = WeakKeyDictionary()


def _reading(doc: Any) -> _Reading:
    rows = doc.user_data.get(KEY)
    known = _readings.get(doc)
    if known is not None and known.rows is rows:
        return known
    made = record_of(Annotations, rows) if rows else Annotations(article_id=0, version="")
    reading = _Reading(
        rows=rows,
        made=made,
        mentions={(each.start, each.end): each for each in made.mentions if not each.in_title},
        figures={(each.start, each.end): each for each in made.figures},
        roles={role.id: role for role in made.roles},
    )
    _readings[doc] = reading
    return reading


def _mention(span: Any) -> Mention | None:
    return _reading(span.doc).mentions.get((span.start_char, span.end_char))


def _provisional(span: Any) -> bool | None:
    mention = _mention(span)
    return None if mention is None else mention.provisional


def _found_by(span: Any) -> str | None:
    mention = _mention(span)
    return None if mention is None else mention.found_by


def _role_of(span: Any) -> Role | None:
    mention = _mention(span)
    return None if mention is None or mention.id is None else _reading(span.doc).roles.get(mention.id)


def _role(span: Any) -> str | None:
    role = _role_of(span)
    return None if role is None else role.role


def _salience(span: Any) -> float | None:
    role = _role_of(span)
    return None if role is None else role.salience


def _figure(span: Any) -> Figure | None:
    return _reading(span.doc).figures.get((span.start_char, span.end_char))


def _annotations(doc: Any) -> Annotations:
    return _reading(doc).made


def _mentions(doc: Any) -> tuple[Mention, ...]:
    return tuple(each for each in _annotations(doc).mentions if not each.in_title)


def _title_mentions(doc: Any) -> tuple[Mention, ...]:
    return tuple(each for each in _annotations(doc).mentions if each.in_title)


def _figures(doc: Any) -> tuple[Figure, ...]:
    return _annotations(doc).figures


def _sentiments(doc: Any) -> tuple[Sentiment, ...]:
    return _annotations(doc).sentiments


def _topics(doc: Any) -> tuple[Topic, ...]:
    return _annotations(doc).topics


def _policies(doc: Any) -> tuple[Policy, ...]:
    return _annotations(doc).policies


def _roles(doc: Any) -> tuple[Role, ...]:
    return _annotations(doc).roles


register_readers(
    of_doc={
        "annotations": _annotations,
        "mentions": _mentions,
        "title_mentions": _title_mentions,
        "figures": _figures,
        "sentiments": _sentiments,
        "topics": _topics,
        "policies": _policies,
        "roles": _roles,
    },
    of_span={
        "provisional": _provisional,
        "found_by": _found_by,
        "role": _role,
        "salience": _salience,
        "figure": _figure,
    },
)
