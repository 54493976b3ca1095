"""The topics group: what articles can be about, the closed list and your own, and why a text is about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from nlp.annotate import TagOptions
    from tradewind.config import Settings

topics = typer.Typer(
    invoke_without_command=True,
    help="What articles can be about: the closed list, and your own (tag.topics).",
)
_LANGS = ("en", "zh-Hans", "zh-Hant")
_MOST_TEXT = 4_000_000  # bytes of a text to be looked at


@topics.callback()
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """All topics with what they are called and how many articles of the store are about each."""
    if context.invoked_subcommand is not None:
        return
    from digests.labels import topic_name
    from nlp.topic_files import topic_labels
    from nlp.topic_terms import TOPICS
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows, say
    from tradewind.tagging import own_topics

    settings = settings_of(context)
    own = topic_labels(own_topics(settings))
    counts = _counted(settings)
    rows = []
    for slug in (*TOPICS, *own, *sorted(set(counts or {}) - {*TOPICS, *own})):
        name = topic_name(slug, own.get(slug))
        kind = "shipped" if slug in TOPICS else "own" if slug in own else "no longer listed"
        articles = None if counts is None else counts.get(slug, 0)
        labels = dict(zip(_LANGS, (name.en, name.zh_hans, name.zh_hant), strict=True))
        rows.append({"topic": slug, **labels, "list": kind, "articles": articles})
    print_rows(rows, columns=("topic", *_LANGS, "list", "articles"), as_json=as_json)
    if counts is None:
        say(f"{settings.store_path} is not there yet: no articles to count")


def _counted(settings: Settings) -> Mapping[str, int] | None:
    """Topic to the number of articles that are about it; None where there is no store."""
    from store import queries
    from store.errors import StoreMissing

    try:
        connection = queries.connect_readonly(settings.store_path)
    except StoreMissing:
        return None
    with closing(connection):
        return dict(connection.execute("SELECT topic, count(DISTINCT article_id) FROM topics GROUP BY topic"))


@topics.command()
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of your own topics (TOML), as tag.topics names one.")],
    texts: Annotated[
        list[Path] | None,
        typer.Argument(help="Text files: which topics they are about with that file, and why."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a file of topics, and what fires in texts. Stores nothing.

    A first line of a text followed by an empty one is taken for its title.
    """
    from nlp.topic_files import check_topics, read_topics
    from tradewind.commands.given import settings_of
    from tradewind.console import clean, print_json, say
    from tradewind.tagging import tag_options

    own, problems = check_topics(read_topics(file), str(file))
    settings = settings_of(context)
    unknown = _unknown_ids(settings, [value for topic in own for value in _ids_of(topic.lists)])
    read: list[dict[str, Any]] = []
    if not problems:
        options = tag_options(settings, topics=file)
        read = [{"text": str(path), "topics": _weighed(path, options)} for path in texts or ()]
    if as_json:
        print_json(
            {
                "topics": [topic.slug for topic in own],
                "problems": [str(each) for each in problems],
                "unknown_ids": unknown,
                "texts": read,
            }
        )
    else:
        for problem in problems:
            say(str(problem))
        for value in unknown:
            say(f"no thing has the id {value!r}: it will fire nowhere (`tradewind entities list`)")
        for text in read:
            for line in _lines(text):
                print(clean(line))
    if problems:
        raise typer.Exit(2)
    if not as_json:
        forms = "1 topic" if len(own) == 1 else f"{len(own)} topics"
        say(f"{file}: {forms}, nothing wrong")


def _ids_of(lists: Mapping[str, Sequence[str]]) -> list[str]:
    from nlp.topic_terms import ID_WEIGHTS

    return [value for name in ID_WEIGHTS for value in lists.get(name, ())]


def _unknown_ids(settings: Settings, ids: Sequence[str]) -> list[str]:
    """Ids that neither the catalogue nor the user's own file has."""
    from nlp.usual_names import usual_names
    from tradewind.tagging import own_things

    known = usual_names(own_things(settings)) if ids else {}
    return sorted({value for value in ids if value not in known})


def _weighed(path: Path, options: TagOptions) -> list[dict[str, Any]]:
    """Every topic that something in the text speaks for; those it is about first, then by score."""
    from nlp.entities import find_mentions
    from nlp.figures import find_figures
    from nlp.lexicon import load_lexicon
    from nlp.segment import build_document
    from nlp.topic_files import load_topic_terms
    from nlp.topics import find_topics, judge_topics

    title, text = _text_of(path)
    document = build_document(text, lang=None, title=title)
    mentions = find_mentions(document, load_lexicon(options.watchlist), dict(options.models))
    figures = find_figures(document, mentions)
    terms = load_topic_terms(options.topics)
    chosen = [topic.topic for topic in find_topics(document, mentions, figures, terms)]
    rows = [
        {
            "topic": item.topic,
            "fires": item.topic in chosen,
            "score": round(item.score, 3),
            "bar": round(item.bar, 3),
            "in_opening": item.opens,
            "reasons": [
                {"words": " + ".join(reason.words), "weight": reason.weight, "times": reason.count}
                for reason in item.reasons
            ],
        }
        for item in judge_topics(document, mentions, figures, terms)
    ]
    order = {topic: number for number, topic in enumerate(chosen)}
    return sorted(rows, key=lambda row: (order.get(row["topic"], len(order)), -row["score"]))


def _text_of(path: Path) -> tuple[str, str]:
    """(title or "", text). Raises InputError where the file cannot be read."""
    from store.errors import InputError

    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_TEXT + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path), key="TEXTS") from error
    if len(content) > _MOST_TEXT:
        raise InputError(f"is larger than {_MOST_TEXT} bytes", path=str(path), key="TEXTS")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", path=str(path), key="TEXTS", remedy="Save it as UTF-8") from error
    first, blank, rest = text.replace("\r\n", "\n").partition("\n\n")
    return (first, rest) if blank and "\n" not in first and rest.strip() else ("", text)


def _lines(text: Mapping[str, Any]) -> list[str]:
    """``path``, then a line a topic: a star where the text is about it, the score and the bar, and the words."""
    lines = [text["text"]]
    for row in text["topics"]:
        mark = "*" if row["fires"] else " "
        words = ", ".join(_reason(reason) for reason in row["reasons"][:8])
        aside = "" if row["in_opening"] else "; not in the opening"
        lines.append(f"  {mark} {row['topic']}  {row['score']:.1f} of {row['bar']:.1f}{aside}: {words}")
    if not text["topics"]:
        lines.append("    no word of any topic")
    return lines


def _reason(reason: Mapping[str, Any]) -> str:
    times = f" x{reason['times']}" if reason["times"] > 1 else ""
    return f"{reason['words']} ({reason['weight']:g}{times})"
