"""Lines that stand among an article's and are not of it: teasers, replies, the article that is loaded behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.reading.lines import Line, Sheet
from store.records import LineKind

_TEASER_LEVELS = 7  # elements between the line of a teaser and its item in the list
_POST = re.compile(r"((?:[a-z]{1,12}[-_])?(?:post|reply|comment|floor|answer)[-_]?)\d{1,12}", re.IGNORECASE)
_MAX_HEADLINES = 20  # that may be the next article's
_MAX_NAME = 300  # code points of an id that are looked at
_HEADS = frozenset({"h1", "h2", "h3", "title"})


def mark_teasers(sheet: Sheet, *, bare: bool) -> None:
    """Mark prose that introduces other articles: one of several like items, each a headline link and a line.

    ``bare``: of a page that has hardly any prose."""
    least = 4 if bare else 8  # short headings of a text may be links; a page with no text has only lists
    said = [line for line in sheet.lines if line.units >= least]
    amounts: dict[int, float] = {}
    counts: dict[int, float] = {}
    led: dict[int, bool] = {}  # whether the first sentence or link in an element is a link
    for line in said:
        counts[line.at] = counts.get(line.at, 0.0) + 1
        if line.prose:
            amounts[line.at] = amounts.get(line.at, 0.0) + 1
        if line.prose or line.linked > 0.6:  # before it: a source, a time, a label
            for number in sheet.above(line.at):
                if number in led:
                    break
                led[number] = line.linked > 0.6
    prose, count = sheet.bubbled(amounts), sheet.bubbled(counts)
    like: dict[tuple[int, str], int] = {}  # items of one tag in one parent
    for number, element in enumerate(sheet.elements):
        if led.get(number) and prose[number] == 1 and count[number] <= 4:
            kind = (sheet.parents[number], element.tag)
            like[kind] = like.get(kind, 0) + 1
    marked: list[Line] = []
    for line in said:
        if line.elsewhere or not line.prose:
            continue
        for level, number in enumerate(sheet.above(line.at)):
            if prose[number] > 1 or level > _TEASER_LEVELS:
                break
            item = led.get(number) and count[number] <= 4
            if item and like.get((sheet.parents[number], sheet.elements[number].tag), 0) >= 3:
                marked.append(line)
                break
    if bare and marked and not _is_said_before(marked[0], sheet.lines):
        return  # they are all the page says: whether it is a list is asked of the page as a whole
    for line in marked:
        line.elsewhere = "introduces another article"


def mark_next_article(sheet: Sheet, headline: int) -> None:
    """Mark all that follows the headline of another article: pages that load the next one when read to their end.

    It is an h1 like ours after prose; where prose goes on in the same place after it, it is a heading of the text.
    """
    lines = sheet.lines
    if headline < 0 or lines[headline].owner.tag != "h1":
        return
    places: set[int] = set()
    tried = 0
    for number in range(headline + 1, len(lines)):
        line = lines[number]
        if line.prose and not line.elsewhere and line.owner.tag != "h1":
            places.add(sheet.parents[line.at])
        apart = line.owner.tag == "h1" and line.units >= 8 and line.text != lines[headline].text
        if not apart or not places:
            continue
        if not any(other.prose and sheet.parents[other.at] in places for other in lines[number:]):
            for other in lines[number:]:
                other.elsewhere = other.elsewhere or "another article"
            return
        tried += 1
        if tried >= _MAX_HEADLINES:
            return


def mark_replies(sheet: Sheet) -> None:
    """Mark the posts after the first of a thread: elements side by side whose ids differ in their number alone."""
    first: set[tuple[int, str]] = set()
    replies: list[bool] = []
    for number, element in enumerate(sheet.elements):
        reply = number > 0 and replies[sheet.parents[number]]
        name = None if reply or not (id := element.get("id")) else _POST.fullmatch(id[:_MAX_NAME])
        if name is not None:
            thread = (sheet.parents[number], name[1])
            reply = thread in first
            first.add(thread)
        replies.append(reply)
    for line in sheet.lines:
        if replies[line.at]:
            line.elsewhere = line.elsewhere or "a reply"


def _is_said_before(line: Line, lines: Sequence[Line]) -> bool:
    """Whether anything but links and headings stands above a line."""
    for other in lines:
        if other is line:
            return False
        if other.kind is not LineKind.HEADING and other.linked <= 0.6 and other.owner.tag not in _HEADS:
            return True
    return False
