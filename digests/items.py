"""Counted lines of a digest as items to read: share of voice, tone, stories, new names, who is cited."""

from __future__ import annotations

from collections.abc import Sequence

from digests.items_tested import signed, voice_change
from digests.labels import Labels
from digests.parts import CitedLine, NewLine, StoryLine, ToneLine, VoiceLine
from digests.view import NAME, Item, clean, first_address, quotes_of, web_address


def voice_item(say: Labels, line: VoiceLine, *, alone: bool) -> Item:
    """``alone``: it is the only name watched, so every story is its own and there is no share."""
    text = say.say(
        "voice",
        "line",
        stories=say.count("story", line.stories),
        share=say.percent(line.share),
        low=f"{line.low * 100:.0f}",
        high=f"{line.high * 100:.0f}",
    )
    if line.stories == 0:
        text = say.say("voice", "none")
    elif alone:
        text = say.count("story", line.stories)
    more = []
    if line.usual is not None and not alone:
        more.append(say.say("voice", "usual", usual=say.percent(line.usual)))
    if line.change is not None:
        more.append(voice_change(say, line))
    if line.headlines:
        more.append(say.say("voice", "headlines", headlines=say.count("headline", line.headlines)))
    tail = ("; " if say.lang == "en" else "；").join([text, *more])
    return Item(
        lead=clean(say.name(line.name), NAME),
        url=first_address(line.evidence),
        body=(tail,),
        bar=0 if alone or not line.stories else max(1, round(line.share * 100)),
        quotes=quotes_of(say, line.evidence, 1),
    )


def tone_item(say: Labels, line: ToneLine) -> Item:
    text = say.say(
        "tone",
        "line",
        balance=signed(line.balance),
        low=signed(line.low),
        high=signed(line.high),
        favourable=say.integer(line.favourable),
        unfavourable=say.integer(line.unfavourable),
        stories=say.count("story", line.stories),
    )
    body = [text]
    if line.before is not None:
        body.append(say.say("tone", "change", before=signed(line.before)))
    return Item(lead=clean(say.name(line.name), NAME), body=tuple(body), quotes=quotes_of(say, line.evidence))


def story_item(say: Labels, line: StoryLine) -> Item:
    counts = {
        "witnesses": say.count("witness", line.houses),
        "articles": say.count("article", line.articles),
    }
    chosen = (say.say("top", "chosen", model=clean(line.chosen_by, NAME)),) if line.chosen_by else ()
    return Item(
        lead=clean(line.title),
        url=web_address(line.url),
        body=(say.say("top", "line", **counts), *chosen),
        quotes=quotes_of(say, line.evidence, 2),
    )


def new_item(say: Labels, line: NewLine) -> Item:
    counts = {"stories": say.count("story", line.stories), "witnesses": say.count("witness", line.houses)}
    return Item(
        lead=clean(say.name(line.name), NAME),
        body=(say.say("new", "line", **counts),),
        quotes=quotes_of(say, line.evidence, 1),
    )


def cited_item(say: Labels, lines: Sequence[CitedLine]) -> Item:
    """Whom stories cite, as a table: name, stories, publishers."""
    rows = tuple(
        (clean(say.name(line.name), NAME), say.integer(line.stories), say.integer(line.houses))
        for line in lines
    )
    return Item(columns=tuple(say.sentences["cited"]["columns"]), rows=rows)
