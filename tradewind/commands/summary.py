"""summary: what a story says, in the articles' own sentences."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from tradewind.commands.collect import AsJson


def summary(
    context: typer.Context,
    story: Annotated[
        str, typer.Argument(help="An article's address, or the id of a story (table story_links).")
    ],
    sentences: Annotated[int, typer.Option(min=1, max=10, help="Sentences at most.")] = 3,
    about: Annotated[
        str,
        typer.Option(help="What they are to be about: an entity's id (tradewind entities list), or a name."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Sum up a story in its articles' own sentences, each with its source; no word is written anew.

    Adverts, headings, tables and captions are left out. With [llm] configured a model chooses among the sentences and
    puts them in order, and it is said so; its words are never printed.
    """
    from tradewind.commands.given import parse_address, settings_of
    from tradewind.console import print_json, say
    from tradewind.model_choice import model_choice
    from tradewind.summarising import summarise_story

    settings = settings_of(context)
    key = parse_address(story, option="STORY") if story.lower().startswith(("http://", "https://")) else story
    made = summarise_story(
        settings, key or story, limit=sentences, about=about, chooser=model_choice(settings, os.environ)
    )
    if as_json:
        print_json(
            {
                "story": made.story,
                "title": made.title,
                "articles": made.articles,
                "houses": made.houses,
                "chosen_by": made.chosen_by or "rules",
                "sentences": list(made.rows),
            }
        )
    elif made.rows:
        print(made.title)
        for row in made.rows:
            print(f"\n  {row['quote']}\n    {row['source']}, {row['published_on']}  {row['url']}")
        if made.chosen_by:
            print(f"\nSentences chosen by {made.chosen_by}.")
    if not made.rows:
        say("no sentence of this story can be quoted by itself")
        raise typer.Exit(4)
