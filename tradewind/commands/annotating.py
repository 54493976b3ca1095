"""annotate: everything the tagger says of given texts, or why it says so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nlp.annotate import TagOptions
    from nlp.document import Document
    from store.records import Annotations, Article, Source

_MOST_ASKED = 100  # names that are asked about in one text


@dataclass(frozen=True, kw_only=True)
class _Text:
    """A text as it was given."""

    id: Any
    article: Article
    source: Source | None = None
    kind: str = ""
    about: tuple[str, ...] = ()


_About = Annotated[
    list[str] | None,
    typer.Option(
        "--about",
        metavar="NAME",
        help="Judge this name too, though no list may know it; repeat for more. Its sentiments say"
        ' "surface": NAME. A row of JSON Lines may ask for itself: "about": ["NAME", ...].',
    ),
]
_Published = Annotated[
    str | None,
    typer.Option(help="The day or time the files were published: without one no day of a policy is told."),
]
_Kind = Annotated[str, typer.Option(help="What the files are: notice (a body's own text), press or blog.")]


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the command line says of texts that say nothing of themselves."""

    published: datetime | None
    kind: str


def annotate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Text files; without them JSON Lines on stdin (with --explain also a plain text)."
        ),
    ] = None,
    watchlist: Annotated[
        Path | None, typer.Option(help="Your own things (CSV), instead of the configured file: tag.entities.")
    ] = None,
    about: _About = None,
    published: _Published = None,
    kind: _Kind = "",
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Say why: per sentence and name each word that was weighed, its place, role and weight; the terms of"
            " topics; where the fields of policy events are printed.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON Lines.")] = False,
) -> None:
    """Mentions, figures, sentiment, topics and policy of texts: one JSON object a line. Stores nothing.

    On stdin, give one {"id", "text"} object a line; lang, published_at, title, source and kind help where known.
    """
    from nlp.annotate import annotate_document, document_of, version
    from nlp.explain import explanation_row
    from nlp.topic_files import load_topic_terms
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.tagging import ready_options

    if as_json and not explain:
        raise InputError("rows are JSON already", key="--json", remedy="It goes with --explain")
    told = _told(published, kind)
    names = _asked(about or (), key="--about")
    options = ready_options(settings_of(context), watchlist=watchlist)
    version(options)  # a wrong watchlist is told before the first text is waited for
    for number, given in enumerate(
        _texts_of_paths(paths, told) if paths else _texts_of_stdin(told, plain=explain)
    ):
        document = document_of(given.article, source=given.source, kind=given.kind)
        made = annotate_document(document, article_id=given.article.id, options=options)
        wanted = (*names, *given.about)
        if not explain:
            row = {"id": given.id, **_row(document, made, wanted, options)}
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            terms = load_topic_terms(options.topics)
            row = explanation_row(document, made, wanted, terms)
            _print_explanation(given.id, row, as_json=as_json, first=not number)


def _told(published: str | None, kind: str) -> _Told:
    from store.errors import InputError
    from tradewind.commands.given import parse_when

    if kind not in ("", "notice", "press", "blog"):
        raise InputError(f"no such kind: {kind!r}", key="--kind", remedy="It is notice, press or blog")
    return _Told(published=parse_when(published, option="--published"), kind=kind)


def _row(document: Document, made: Annotations, names: Sequence[str], options: TagOptions) -> dict[str, Any]:
    from nlp.annotate import annotation_row
    from nlp.explain import asked_sentiments

    row = annotation_row(made, options)
    return row | {"sentiments": asked_sentiments(document, made, names)} if names else row


def _print_explanation(name: Any, row: Mapping[str, Any], *, as_json: bool, first: bool) -> None:
    from nlp.explain import explanation_lines
    from tradewind.console import clean

    if as_json:
        print(json.dumps({"id": name, **row}, ensure_ascii=False), flush=True)
        return
    if not first:
        print()
    print(clean(name))
    for line in explanation_lines(row):
        print(clean(line), flush=True)


def _asked(names: Sequence[Any], *, key: str, line: int | None = None) -> tuple[str, ...]:
    """Names to ask about, checked."""
    from store.errors import InputError

    path = None if line is None else "stdin"
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise InputError(
                "a name is a text that is not empty", path=path, line=line, key=key, remedy="Name one"
            )
    if len(names) > _MOST_ASKED:
        raise InputError(
            f"more than {_MOST_ASKED} names", path=path, line=line, key=key, remedy="Ask for fewer"
        )
    return tuple(names)


def _texts_of_stdin(told: _Told, *, plain: bool) -> Iterator[_Text]:
    """The rows of JSON Lines; where ``plain``, all of stdin as one text if it does not begin like an object."""
    from itertools import chain

    from store.errors import InputError
    from tradewind.commands.given import json_lines, text_of
    from tradewind.commands.work import article_of, build_article

    lines: Iterator[str] = iter(sys.stdin)
    if plain:
        head = []
        for each in lines:
            head.append(each)
            if each.strip():
                break
        if head and head[-1].strip() and not head[-1].lstrip().startswith("{"):
            text = "".join(chain(head, lines)).strip("\n")
            yield _Text(
                id="stdin",
                article=build_article(number=1, text=text, published_at=told.published),
                kind=told.kind,
            )
            return
        lines = chain(head, lines)
    for number, (line, row) in enumerate(json_lines(lines), 1):
        wanted = row.get("about") or []
        if not isinstance(wanted, list):
            raise InputError(
                f"expected a list of names, got {type(wanted).__name__}",
                path="stdin",
                line=line,
                key="about",
                remedy='Give "about" as ["NAME", ...]',
            )
        article = article_of(row, line=line, number=number)
        yield _Text(
            id=row.get("id"),
            article=article,
            source=_source_of(article),
            kind=text_of(row, "kind", line=line),
            about=_asked(wanted, key="about", line=line),
        )


def _texts_of_paths(paths: Sequence[Path], told: _Told) -> Iterator[_Text]:
    from crawler.extract import MAX_BYTES
    from crawler.reading.encodings import decode
    from store.errors import InputError
    from tradewind.commands.work import build_article

    for number, path in enumerate(paths, 1):
        try:
            with path.open("rb") as stream:
                body = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}", path=str(path), remedy="Check the path"
            ) from None
        if len(body) > MAX_BYTES:
            raise InputError(
                f"more than {MAX_BYTES} bytes", path=str(path), remedy="Cut it into several files"
            )
        text = decode(body, "text/plain").text
        article = build_article(number=number, text=text, published_at=told.published)
        yield _Text(id=path.name, article=article, kind=told.kind)


def _source_of(article: Article) -> Source | None:
    from store.records import Source, SourceKind

    if not article.source_id:
        return None
    return Source(
        id=article.source_id, name=article.source_id, kind=SourceKind.LISTING, url="http://localhost/"
    )
