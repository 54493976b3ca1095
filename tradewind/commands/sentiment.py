"""sentiment: how the stored stories speak of a thing, week by week, with the sentences behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from tradewind.commands.collect import AsJson
from tradewind.commands.entities import complete_id

_WEEKS = (
    *("id", "week", "n", "favourable", "unfavourable", "houses", "balance", "low", "high"),
    *("weighed", "weighed_low", "weighed_high", "effective"),
)
_SENTENCES = (
    *(
        "id",
        "week",
        "published_at",
        "source",
        "polarity",
        "score",
        "past",
        "sentence",
        "sent_start",
        "sent_end",
    ),
    *("evidence", "role", "salience", "title", "url", "article_id"),
)
_HALF = 5  # cells of a bar on either side of its middle


def sentiment(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            help="An entity's id, or a name of it in any script; without it all of the newest week.",
            autocompletion=complete_id,
        ),
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="Weeks up to the newest one.")] = 12,
    week: Annotated[
        str | None, typer.Option(help="The newest week, such as 2026-W46; else that of the newest article.")
    ] = None,
    sentences: Annotated[
        bool,
        typer.Option(
            "--sentences", help="The sentences that take a side instead, the words that decided them marked."
        ),
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, help="Names, or sentences (the newest), at most.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """How stories speak of a thing by week: stories for and against, the balance and its 95 % interval.

    The balance is (favourable - unfavourable) / stories, from -1 to 1 (people read hundredths). A story counts once,
    reprints and promotions never. By salience, a passing mention weighs less than the subject. docs/sentiment.md has
    the formulas.
    """
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.commands.publish import week_of
    from tradewind.console import say
    from tradewind.telling import find_thing, newest_rows, newest_week, notes, tell, telling_of
    from tradewind.telling import sentence_rows as rows_of_sentences
    from tradewind.telling import week_rows as rows_of_weeks

    settings = settings_of(context)
    if sentences and name is None:
        raise InputError("--sentences needs a NAME", key="--sentences", remedy="Name one: sentiment temu")
    with telling_of(settings) as connection:
        thing = None if name is None else find_thing(connection, settings, name)
        newest = week_of(settings, week) if week else newest_week(connection, settings.config.digest.timezone)
        telling = tell(connection, settings, newest, 1 if thing is None else weeks, thing)
        if thing is None:
            rows = newest_rows(telling, settings.config.digest.watch, limit)
        elif sentences:
            rows = rows_of_sentences(connection, telling, thing, limit)
        else:
            rows = rows_of_weeks(telling, thing)
    for note in notes(settings, telling):
        say(note)
    _print(
        rows, as_json=as_json, sentences=sentences, by="week" if thing else "id", title=thing or str(newest)
    )
    if not any(row.get("n", 1) for row in rows):
        say(f"no story of {telling.weeks[0]} to {newest} {'names ' + thing if thing else 'judges anybody'}")
        raise typer.Exit(4)


def _print(rows: Sequence[Mapping[str, Any]], *, as_json: bool, sentences: bool, by: str, title: str) -> None:
    from tradewind.console import print_rows

    if as_json:
        print_rows(rows, columns=_SENTENCES if sentences else _WEEKS, as_json=True)
    elif sentences:
        _print_sentences(rows)
    elif any(row["n"] for row in rows):
        columns = (by, "n", "for/against", "balance", "by salience", "houses", "tone")
        print_rows([_shown(row) for row in rows], columns=columns, title=title)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for people: balances in hundredths, as the digest prints them."""
    return {
        "id": row["id"],
        "week": row["week"],
        "n": row["n"],
        "for/against": f"{row['favourable']}/{row['unfavourable']}",
        "balance": _interval(row["balance"], row["low"], row["high"]),
        "by salience": _interval(row["weighed"], row["weighed_low"], row["weighed_high"]),
        "houses": row["houses"],
        "tone": _bar(row["balance"]),
    }


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    from digests.items_tested import signed

    if value is None or low is None or high is None:
        return ""
    return f"{signed(value)} ({signed(low)} to {signed(high)})"


def _bar(balance: float | None) -> str:
    """Eleven cells: to the left of the middle what speaks against, to the right what speaks for."""
    if balance is None:
        return ""
    cells = round(abs(balance) * _HALF)
    left, right = (cells, 0) if balance < 0 else (0, cells)
    return f"{'█' * left:·>{_HALF}}|{'█' * right:·<{_HALF}}"


def _print_sentences(rows: Sequence[Mapping[str, Any]]) -> None:
    from digests.told_words import mark_words
    from store.records import Span
    from tradewind.console import clean

    for row in rows:
        spans = [Span(item["start"], item["end"]) for item in row["evidence"]]
        sign = "+" if row["polarity"] > 0 else "−"
        print(f"{sign} {clean(mark_words(row['sentence'], row['sent_start'], spans))}")
        day = str(row["published_at"])[:10]
        past = "past, not counted; " if row["past"] else ""
        print(f"  {past}{row['week']}, {clean(row['source'])}, {day}  {clean(row['url'])}")
