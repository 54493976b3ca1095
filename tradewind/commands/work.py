"""tag, link, shifts: the stages between articles and the digest, on the store or on JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from store.records import Article, Lang


def tag(context: typer.Context, as_json: AsJson = False) -> None:
    """Annotate every article that this version of the tagger has not annotated yet."""
    from tradewind import pipeline
    from tradewind.commands.given import settings_of
    from tradewind.console import meter, say
    from tradewind.lock import only_one
    from tradewind.tagging import absent_things, absent_topics

    settings = settings_of(context)
    if absent := absent_things(settings):
        say(f"{absent} (tag.entities) is not there: the shipped things alone are known")
    if absent := absent_topics(settings):
        say(f"{absent} (tag.topics) is not there: the topics of the closed list alone are found")
    with only_one(settings.store_path), meter("tag") as bar:
        counts, code = pipeline.tag(
            settings, progress=lambda done, total, note: bar.update(done=done, total=total, note=note)
        )
    report_counts(counts, as_json=as_json, nothing="every article is tagged by this version already")
    if failed := counts.get("failed"):
        stay = "1 article stays" if failed == 1 else f"{failed} articles stay"
        say(f'{stay} untagged. Why: tradewind sql "SELECT notes FROM v_run ORDER BY started_at DESC LIMIT 1"')
    raise typer.Exit(code)


def link(
    context: typer.Context,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Articles as JSON Lines on stdin instead of the store; stores nothing."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fold reprints into stories, with the reason for each, and join policy events into instruments.

    With --jsonl: {id,lang,source,url,published_at,title,text} a line; gives {"row":"story",...} a line.
    Joining reports of one event across wordings and languages, and relations between figures, are not there yet.
    """
    from tradewind import pipeline
    from tradewind.commands.given import settings_of
    from tradewind.console import meter
    from tradewind.lock import only_one

    if jsonl:
        for row in _link_rows():
            print(json.dumps(row, ensure_ascii=False))
        return
    settings = settings_of(context)
    with only_one(settings.store_path), meter("link") as bar:
        counts, code = pipeline.link(
            settings, progress=lambda done, total, note: bar.update(done=done, total=total, note=note)
        )
    nothing = "every article has its story already, and every policy event its instrument"
    report_counts(counts, as_json=as_json, nothing=nothing)
    raise typer.Exit(code)


def report_counts(counts: Mapping[str, int], *, as_json: bool, nothing: str) -> None:
    """Counts of a stage as a table or JSON; ``nothing`` is said when there was nothing to do."""
    from tradewind.console import print_json, print_rows, say

    if as_json:
        print_json(dict(counts))
    elif any(counts.values()):
        print_rows([{"what": name, "n": number} for name, number in counts.items()], columns=("what", "n"))
    else:
        say(nothing)


def _link_rows() -> Iterator[Mapping[str, Any]]:
    from nlp.fingerprint import build_fingerprint
    from nlp.stories import build_stories, link_rows
    from store.errors import InputError
    from tradewind.commands.given import json_lines

    found: dict[str, Article] = {}
    for line, row in json_lines():
        article = article_of(row, line=line, number=len(found) + 1)
        name = str(row.get("id"))
        if name in found:
            raise InputError(
                f"id {name!r} stands twice", path="stdin", line=line, key="id", remedy="Give each its own"
            )
        found[name] = article
    new = [(article, build_fingerprint(article)) for article in found.values()]
    families = {article.source_id: article.source_id for article in found.values()}
    names = {article.id: name for name, article in found.items()}
    yield from link_rows(build_stories(new, [], families), names)


def article_of(row: dict[str, Any], *, line: int, number: int) -> Article:
    """An Article of a JSON row; ``number`` is its id here. The text stays as given: offsets are into it."""
    from store.errors import InputError
    from store.records import Lang
    from tradewind.commands.given import text_of, when_of

    given = text_of(row, "lang", line=line)
    known = {str(lang): lang for lang in Lang}
    if given and given not in known:
        if given.split("-")[0] not in ("zh", "en"):
            raise InputError(
                f"no language {given!r}",
                path="stdin",
                line=line,
                key="lang",
                remedy="Use " + ", ".join(known),
            )
        given = "en" if given.startswith("en") else ""
    return build_article(
        number=number,
        text=text_of(row, "text", line=line, required=True),
        title=text_of(row, "title", line=line),
        url=text_of(row, "url", line=line),
        source_id=text_of(row, "source", line=line),
        published_at=when_of(row, "published_at", line=line),
        lang=known.get(given),
    )


def build_article(
    *,
    number: int,
    text: str,
    title: str = "",
    url: str = "",
    source_id: str = "",
    lang: Lang | None = None,
    published_at: datetime | None = None,
) -> Article:
    """An Article of a text that somebody gave; ``number`` is its id here, the language is told from the text."""
    from nlp.script import detect_lang
    from store.records import Article
    from tradewind.clock import now

    return Article(
        id=number,
        url=url or f"local:{number}",
        source_id=source_id,
        title=title,
        text=text,
        lang=lang or detect_lang(text),
        fetched_at=published_at or now(),
        published_at=published_at,
    )


def shifts(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option(help="An ISO week such as 2026-W46; else the last complete one.")
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Counts as JSON Lines on stdin instead of the store; stores nothing."),
    ] = False,
    backtest: Annotated[
        bool,
        typer.Option(
            "--backtest", help="How the ranges of the twelve weeks up to this one held, and the claims."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The tested shifts of a week: effect, range, p, q and whether we claim it.

    Of subjects (attention), pairs of them, shares of voice, tone, languages and kinds of source (column measure).

    With --jsonl: {week,source,series,stories} a line; series "*" is all stories of that source and week.
    """
    from tradewind.commands.given import json_lines, settings_of

    if jsonl:
        from digests.backtest import compare_rows
        from digests.shifts import compare_counts

        for row in (compare_rows if backtest else compare_counts)([row for _, row in json_lines()]):
            print(json.dumps(row, ensure_ascii=False))
        return
    from tradewind import issuing
    from tradewind.commands.publish import week_of
    from tradewind.console import print_rows

    settings = settings_of(context)
    if backtest:
        held = issuing.backtested(settings, week_of(settings, week))
        print_rows(held, columns=("what", "of", "held", "share"), as_json=as_json)
        return
    rows = issuing.tested_shifts(settings, week_of(settings, week))
    columns = (
        *("measure", "series", "observed", "expected", "low", "high", "effect"),
        *("n", "p", "q", "claim", "second_look"),
    )
    print_rows(rows, columns=columns, as_json=as_json)
    if not rows:
        raise typer.Exit(4)
