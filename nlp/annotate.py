"""The table of contents of this room: from an article to everything that is said of it.

document    nlp.segment     folded once, cut into sentences and words once
mentions    nlp.entities    who and what is named
figures     nlp.figures     quantities, with the mentions as subjects
sentiments  nlp.sentiment   what a sentence means for a company's business
roles       nlp.salience    what the article has to do with each thing, and how much of it
topics      nlp.topics      a closed list, and the user's own
policies    nlp.policy      events of a law or measure
evidence    nlp.evidence    how well the text is grounded
words       nlp.title_words what headline and lead say, for words of the week; kept, never printed
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.document import Document
from nlp.entities import find_mentions
from nlp.entity_files import Entity
from nlp.evidence import evidence_of
from nlp.figures import find_figures
from nlp.lexicon import load_lexicon
from nlp.model_files import model_mark
from nlp.policy import find_policies
from nlp.printed_names import called
from nlp.salience import find_roles
from nlp.segment import build_document
from nlp.title_words import find_title_words
from nlp.tone import find_sentiments
from nlp.topic_files import load_topic_terms
from nlp.topics import find_topics
from store.records import Amount, Annotations, Article, Figure, Lang, Quoted, Source, as_row

# Raised when the code of this room changes what it says of a text; changes of nlp/data show by their hash.
CODE_VERSION = "6"

_FIGURE_FIELDS = tuple(item.name for item in fields(Figure))  # in the order in which they are printed
_ROLE_FIELDS = ("id", "type", "role", "salience", "mentions")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagOptions:
    """What the user adds to what is shipped. Part of the version: other options are another tagger."""

    watchlist: Path | None = None  # rows of their own, in the form of nlp.entity_files; they win
    topics: Path | None = (
        None  # their own topics, in the form of nlp.topic_files; found beside the closed list
    )
    models: tuple[
        tuple[str, str], ...
    ] = ()  # (en or zh, package or folder of a spaCy model): in the tagger's place


_SHIPPED = TagOptions()


def version(options: TagOptions = _SHIPPED) -> str:
    """Code version and eight digits of a hash of nlp/data, of the watchlist's rows, own topics and chosen models.

    What an article was tagged by. Raises InputError where the watchlist or the file of topics is wrong.
    """
    own = "" if options.watchlist is None else load_lexicon(options.watchlist).own
    return _version(own, load_topic_terms(options.topics).own, options)


def _version(own: str, topics: str, options: TagOptions) -> str:
    """``own``, ``topics``: of what was used, not of the files, which may have been edited since."""
    marks = (f"{code}={model_mark(model)}" for code, model in options.models)
    parts = (_data_hash(), own, *([f"topics={topics}"] if topics else []), *marks)
    return f"{CODE_VERSION}+{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:8]}"


@cache
def _data_hash() -> str:
    digest = hashlib.sha256()
    for name, content in _data_files(resources.files("nlp") / "data", ""):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _data_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{prefix}{item.name}"
        if item.is_dir():
            yield from _data_files(item, f"{name}/")
        else:
            yield name, item.read_bytes()


def annotate(
    article: Article, *, source: Source | None = None, kind: str = "", options: TagOptions = _SHIPPED
) -> Annotations:
    """Everything the tagger says of one article. Pure: same article, source and version, same answer.

    ``kind`` is notice, press, blog or empty; a source of the group "policy" publishes notices. Nothing raises
    for the sake of what a text contains; InputError where the watchlist of the options is wrong.
    """
    return annotate_document(
        document_of(article, source=source, kind=kind), article_id=article.id, options=options
    )


def annotate_document(
    document: Document, *, article_id: int = 0, options: TagOptions = _SHIPPED
) -> Annotations:
    """``annotate`` of a document that ``nlp.segment.build_document`` made of any text."""
    lexicon = load_lexicon(options.watchlist)
    terms = load_topic_terms(options.topics)
    mentions = find_mentions(document, lexicon, dict(options.models))
    figures = find_figures(document, mentions)
    sentiments = find_sentiments(document, mentions, figures)
    return Annotations(
        article_id=article_id,
        version=_version(lexicon.own, terms.own, options),
        mentions=tuple(mentions),
        roles=tuple(find_roles(document, mentions, figures, sentiments, lexicon)),
        figures=tuple(figures),
        sentiments=tuple(sentiments),
        topics=tuple(find_topics(document, mentions, figures, terms)),
        policies=tuple(find_policies(document, mentions, figures)),
        evidence=evidence_of(document, figures, mentions),
        words=find_title_words(document),
    )


def annotate_from(given: tuple[Article, Source | None, TagOptions]) -> Annotations:
    """``annotate`` for worker pools: one argument that can be pickled."""
    article, source, options = given
    return annotate(article, source=source, options=options)


def document_of(article: Article, *, source: Source | None = None, kind: str = "") -> Document:
    """The article as the finders read it: folded once, cut into sentences and words once."""
    notices = source is not None and source.group == "policy"
    return build_document(
        article.text,
        lang=None if article.lang in (Lang.UNKNOWN, Lang.MIXED) else article.lang,
        title=article.title,
        published_at=article.published_at,
        source=source.name if source else article.source_id,
        kind=kind or ("notice" if notices else ""),
        region=source.region if source else "",
        paragraphs=article.paragraphs,
    )


def annotation_row(made: Annotations, options: TagOptions = _SHIPPED) -> dict[str, Any]:
    """The lists of one ``tradewind annotate`` line, ready for JSON; offsets into the given text.

    Names that stand in the title only are under ``title_mentions``, with offsets into the title. Values are
    numbers where JSON can hold them exactly as written, whole numbers without a fraction.
    """
    things = load_lexicon(options.watchlist).entities
    names = called(made, things)
    named: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for mention in made.mentions:
        row = {name: getattr(mention, name) for name in ("start", "end", "quote", "type", "id")}
        named[mention.in_title].append(row)
    return {
        "mentions": named[False],
        "title_mentions": named[True],
        "roles": [{name: getattr(role, name) for name in _ROLE_FIELDS} for role in made.roles],
        "figures": [_figure_row(figure, things, names) for figure in made.figures],
        "sentiments": [_plain(as_row(sentiment)) for sentiment in made.sentiments],
        "topics": [topic.topic for topic in made.topics],
        "policies": [_plain(as_row(policy)) for policy in made.policies],
        "evidence": made.evidence and asdict(made.evidence),
        "version": made.version,
    }


def _figure_row(figure: Figure, things: Mapping[str, Entity], names: Mapping[str, str]) -> dict[str, Any]:
    """A figure's columns; the subject as the text calls it, its id (null for a thing we do not know) beside it."""
    row = {name: _plain(getattr(figure, name)) for name in _FIGURE_FIELDS}
    known = things.get(figure.subject or "")
    row["subject_id"] = known and known.id
    if figure.subject is not None:
        row["subject"] = names.get(figure.subject, figure.subject)
    return row


def _plain(value: Any) -> Any:
    """A value of a record as JSON knows it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Amount | Quoted):
        return _plain(as_row(value))
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
