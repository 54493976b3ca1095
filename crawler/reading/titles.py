"""The headline of a page, by agreement of what it states in several places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.choices import Choice
from crawler.reading.headings import above_the_date, main_headings, named_headings, printed_parts
from crawler.reading.markup import Head, is_article, text_of
from crawler.reading.sitenames import (
    MAX_TITLE,
    Sites,
    has_letters,
    is_channel,
    key_of,
    parts_of,
    read_sites,
    without_dash,
    without_site,
)

NO_HEADLINE = "name of the site, for want of a headline"  # a rule: any other title of the page is better
_LONE = 0.2  # of the words of a page's only h1, when it has a few
_AGREED = 0.34  # of a heading's words; less is a heading of something else
_NEARLY_ALL = 0.87  # for lesser headings: they hold half of a declared one, word for word
_ALIKE = 0.7  # of the words of a lesser heading and a title that is printed nowhere
_LEAST_PART = 6  # letters of a beginning of a title that may be the headline
_BARE = 8  # letters; a declared headline that is shorter, and printed nowhere, may be a channel's name
_POSTED = re.compile(
    r"\s(?:posted|published|updated)\s(?:on|by)\s|\s(?:发布时间|發布時間|来源|來源|作者|时间|時間)[:：]",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"\s?[(（\[【](?:组图|組圖|图|圖|多图|高清图?|高清组图|视频|視頻|影片|图文|圖文)[)）\]】]$"
)
_CLOCK = re.compile(r"\s?[(（]\d{1,2}[:：]\d\d[)）]$")  # newsrooms of live desks print it in the headline
_METAS = (
    ("og:title", ("og:title",)),
    ("twitter:title", ("twitter:title",)),
    (
        "meta title",
        (
            "articletitle",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "citation_title",
            "headline",
            "title",
        ),
    ),
)


def find_title(head: Head, tree: HtmlElement, *, url: str = "") -> Choice:
    """The headline, chosen by what the page's statements agree on; value "" if there is none.

    What is printed above the text is believed before what is written for search engines and for sharing; these tell
    which of the headings is the headline, and where it ends and the name of the site begins. ``url``: the page's,
    for the site's name.
    """
    declared = _declared(head)
    sites = _learned(read_sites(head, tree, url), declared)
    stated = {
        key: cut
        for text in declared.values()
        for cut in (*(start for start, _ in parts_of(text)), text, without_site(text, sites))
        if len(key := key_of(cut)) >= _LEAST_PART
    }
    headings = main_headings(tree, stated)
    value, rule = _chosen(tree, head, declared, sites, stated, headings)
    value = _CLOCK.sub("", value)
    offered = [*declared.items(), *(("h1", text) for text in headings[:3])]
    others = tuple((name, text[:MAX_TITLE]) for name, text in offered if key_of(text) != key_of(value))
    return Choice(value=value[:MAX_TITLE].strip(), rule=rule if value else "no title", others=others)


def _declared(head: Head) -> dict[str, str]:
    """What the page's head calls it, by the place it says so; places that say nothing are left out."""
    linked = [
        text_of(item.get("headline")) or text_of(item.get("name")) for item in head.linked if is_article(item)
    ]
    found = {"jsonld headline": next((text for text in linked[:1]), "")}
    found |= {name: head.meta(*names) for name, names in _METAS}
    found["document title"] = head.title
    short = {
        name: " ".join(text[: MAX_TITLE * 4].split()) for name, text in found.items()
    }  # no headline is longer
    return {name: text for name, text in short.items() if has_letters(text)}


def _learned(sites: Sites, declared: Mapping[str, str]) -> Sites:
    """Names that show in one title and not in another: "Headline | Name" where og:title says "Headline"."""
    keys = {key_of(text) for text in declared.values()}
    names: list[str] = []
    for text in declared.values():
        for start, rest in parts_of(text):
            if key_of(start) in keys and len(key_of(start)) >= _LEAST_PART and len(key_of(rest)) <= 40:
                names.append(rest)
            elif key_of(rest) in keys and len(key_of(start)) <= 40 < 4 * len(key_of(rest)):
                names.append(start)
    return sites.with_names(names)


def _chosen(
    tree: HtmlElement,
    head: Head,
    declared: Mapping[str, str],
    sites: Sites,
    stated: Mapping[str, str],
    headings: list[str],
) -> tuple[str, str]:
    """The headline and the rule that gave it."""
    told = [text for text in declared.values() if not _is_no_headline(text, sites)]
    named = named_headings(tree, stated) if not told or not headings else []
    if not told:
        return _untold(tree, sites, headings, named, declared)
    lone = _LONE if len(headings) == 1 and len(_words(headings[0])) >= 4 else _AGREED
    best = _best(headings, told, sites, lone)
    if best is None:
        named = named or named_headings(tree, stated)
        best = _best(named, told, sites, _NEARLY_ALL)
    if best is not None:
        return _settled(best, head, declared, sites)
    return _declared_only(tree, told, named, sites)


def _is_no_headline(text: str, sites: Sites) -> bool:
    """Whether a declared title is made of nothing but names of sites and channels."""
    whole = [text, *(piece for pair in parts_of(text) for piece in pair)]
    if key_of(text) in {*sites.names, *sites.hosts} or (sites.names_host(text) and len(text.split()) <= 5):
        return True
    shortest = [piece for piece in whole if not any(True for _ in parts_of(piece)) and has_letters(piece)]
    channels = [is_channel(piece) for piece in shortest]
    return all(
        channel
        or key_of(piece) in sites.names
        or _is_short_name(piece)
        or (any(channels) and _is_brief(piece))
        for channel, piece in zip(channels, shortest, strict=True)
    )


def _is_short_name(text: str) -> bool:
    return len(text) <= 10 and text.rstrip("】]").endswith(("网", "網", "官网", "官網", "网站", "網站"))


def _is_brief(text: str) -> bool:
    return len(text) <= 6 and not text.isascii()


def _best(headings: list[str], told: list[str], sites: Sites, least: float) -> str | None:
    """The heading that agrees best with what is declared, if one does."""
    bare = [without_site(text, sites) for text in told]
    ranked = [
        (_agreement(text, [*told, *bare]), -number, text)
        for number, text in enumerate(headings)
        if key_of(text) not in sites.names
    ]
    best = max(ranked, default=None)
    return best[2] if best is not None and best[0] >= least else None


def _settled(heading: str, head: Head, declared: Mapping[str, str], sites: Sites) -> tuple[str, str]:
    """A heading that the page's head confirms, cleaned; or the declared headline that outvotes it."""
    bare = {name: without_site(text, sites) for name, text in declared.items()}
    keys = {key_of(text): name for name, text in bare.items()}
    text = without_site(_without_byline(heading), sites, printed=True)
    if key_of(text) not in keys:
        for start, rest in parts_of(text):  # a tail that every other statement goes without
            if len(key_of(start)) >= _LEAST_PART and key_of(start) in keys and not _repeats(text, declared):
                text = start if len(rest) < len(start) else text
                break
    other = _outvoted(text, head, bare)
    if other:
        return other, "jsonld headline, confirmed by the head"
    short = _PICTURES.sub("", text)
    if short != text and key_of(short) in keys:
        text = short
    confirming = keys.get(key_of(text))
    return text, f"heading and {confirming} agree" if confirming else "heading"


def _repeats(text: str, declared: Mapping[str, str]) -> bool:
    """Whether a declared title holds the whole of a heading."""
    return any(key_of(text) in key_of(other) for other in declared.values())


def _outvoted(heading: str, head: Head, bare: Mapping[str, str]) -> str | None:
    """The JSON-LD headline where the social or the document title confirms it, and nothing confirms the heading.

    Two titles without JSON-LD outvote nobody: they are often written together, for search engines. Blogs and shops
    call their pages Article or BlogPosting and write their headlines so too: only news outvotes.
    """
    if not any(_is_news(item) for item in head.linked):
        return None
    linked = bare.get("jsonld headline", "")
    keys = [key_of(text) for name, text in bare.items() if name != "jsonld headline"]
    confirmed = len(key_of(linked)) >= 4 and key_of(linked) in keys
    return linked if confirmed and key_of(heading) not in (key_of(linked), *keys) else None


def _is_news(item: Mapping[str, Any]) -> bool:
    return "NewsArticle" in str(item.get("@type"))


def _likeness(one: str, other: str) -> float:
    """0..1: the share of the words of two lines that both have; lines of few words are not compared."""
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if min(len(words), len(others)) >= 5 else 0.0


def _declared_only(tree: HtmlElement, told: list[str], named: list[str], sites: Sites) -> tuple[str, str]:
    """The headline of a page whose headings say nothing of it: a part that is printed, or what most statements say."""
    parts = {
        key_of(start): start
        for text in told
        for start, _ in ((text, ""), *parts_of(text), *((rest, start) for start, rest in parts_of(text)))
        if len(key_of(start)) >= _LEAST_PART and not sites.owns(start)
    }
    cut = [without_site(text, sites) for text in told]
    value = max(cut, key=lambda text: (sum(key_of(text) == key_of(other) for other in cut), -cut.index(text)))
    printed = printed_parts(tree, parts)
    if printed and 2 * len(printed) >= len(value):
        return without_site(printed, sites), "line of the page that the declared title holds"
    alike = [] if printed else [line for line in named if _likeness(line, value) >= _ALIKE]
    if alike:
        return max(alike, key=lambda line: _likeness(line, value)), "heading in other words than the head"
    lone = len({key_of(text) for text in cut}) == 1 and len(told) == 1
    if not printed and (lone or len(key_of(value)) < _BARE):
        # a title of the site's own that every page of it has
        line = next((line for line in above_the_date(tree) if len(key_of(line)) >= _BARE), "")
        if line:
            return line, "heading above the date"
    return (value if printed else without_dash(value)), "declared titles"


def _untold(
    tree: HtmlElement, sites: Sites, headings: list[str], named: list[str], declared: Mapping[str, str]
) -> tuple[str, str]:
    """The headline of a page whose head says nothing of it: its h1, the heading above its date, its first heading."""
    shown = [text for text in headings if not _is_no_headline(text, sites)]
    if shown:
        return without_site(_without_byline(shown[0]), sites, printed=True), "h1"
    above = next((line for line in above_the_date(tree) if not _is_no_headline(line, sites)), "")
    if above:
        return above, "heading above the date"
    lesser = next((text for text in named if len(key_of(text)) >= 4 and not _is_no_headline(text, sites)), "")
    if lesser:
        return lesser, "first heading"
    return next(iter(declared.values()), ""), NO_HEADLINE


def _agreement(heading: str, declared: list[str]) -> float:
    """0..1: the share of a heading's words that a declared title has too, more for one that holds it whole.

    A page's first heading is often the site's name or the section; those are no part of most titles, or a
    short one. Of two headings inside the title the longer is the headline.
    """
    best = 0.0
    for text in declared:
        one, other = key_of(heading), key_of(text)
        if len(one) >= 4 and one in other:
            best = max(best, 0.7 + 0.3 * len(one) / len(other))
        words, others = _words(heading), _words(text)
        if words and others:
            best = max(best, 0.69 * len(words & others) / min(len(words), max(len(others), 4)))
    return best


def _words(text: str) -> set[str]:
    """Latin words and pairs of Chinese characters."""
    found = set(re.findall(r"[a-z0-9\u00c0-\u024f]{2,40}", text.lower()))
    han = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    return found | {han[index : index + 2] for index in range(len(han) - 1)}


def _without_byline(text: str) -> str:
    """A heading that swallowed the line below it, "Rates rise Posted on July 1 by staff", without that line."""
    found = _POSTED.search(text)
    return text[: found.start()].strip() if found and found.start() >= 8 else text
