"""The headline of a page, by agreement of what it states in several places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.choices import Choice
from crawler.markup import Head, is_article, text_of
from crawler.sitenames import MAX_TITLE, has_letters, key_of, line_of, site_names, without_site

_POSTED = re.compile(
    r"\s(?:posted|published|updated)\s(?:on|by)\s|\s(?:发布时间|發布時間)[:：]", re.IGNORECASE
)
_LONE = 0.2  # of the words of a page's only h1, when it has a few
_NEARLY_ALL = (
    0.87  # for elements that are merely called title: they hold half of a declared one, word for word
)
_AGREED = 0.34  # of a heading's words; less is a heading of something else


def find_title(head: Head, tree: HtmlElement) -> Choice:
    """The headline, chosen by what the page's statements agree on; value "" if there is none."""
    return Choice(value=_chosen(head, tree), rule="agreement")


def _chosen(head: Head, tree: HtmlElement) -> str:
    """The headline: what a heading and the document's title agree on, without the name of the site. "" if none."""
    linked = [text_of(item.get("headline")) for item in head.linked if is_article(item)][:1]
    headings = list(
        dict.fromkeys(text for element in islice(tree.iter("h1"), 8) if has_letters(text := line_of(element)))
    )
    social = [head.meta("og:title", "twitter:title", "parsely-title", "dc.title", "title", "citation_title")]
    declared = [text for text in (*linked, *social, head.title) if has_letters(text)]
    sites = site_names(head)
    if not declared:
        return next((text for text in (*headings, *_second_headings(tree)) if key_of(text) not in sites), "")[
            :MAX_TITLE
        ]
    stated = [*declared, *headings]
    lone = _LONE if len(headings) == 1 and len(_words(headings[0])) >= 4 else _AGREED
    for group, least in ((headings, lone), (_titled(tree), _NEARLY_ALL)):
        ranked = [(_agreement(text, declared), -number, text) for number, text in enumerate(group)]
        best = max((item for item in ranked if key_of(item[2]) not in sites), default=None)
        if best is not None and best[0] >= least:
            heading = without_site(_without_byline(best[2]), sites, stated)
            others = [
                without_site(text, sites, stated) for text in (*social, head.title) if has_letters(text)
            ]
            news = next((text_of(item.get("headline")) for item in head.linked if _is_news(item)), "")
            other = _outvoted(heading, without_site(news, sites, stated), others)
            return (other or heading)[:MAX_TITLE]
    cut = [without_site(text, sites, stated) for text in declared]
    return max(cut, key=lambda text: (sum(key_of(text) == key_of(other) for other in cut), -cut.index(text)))[
        :MAX_TITLE
    ]


def _is_news(item: Mapping[str, Any]) -> bool:
    """Whether a JSON-LD object calls itself a news article: blogs and shops call theirs Article or BlogPosting."""
    return "NewsArticle" in str(item.get("@type"))


def _outvoted(heading: str, linked: str, others: list[str]) -> str | None:
    """The JSON-LD headline where the social or the document title confirms it, and nothing confirms the heading.

    Two titles without JSON-LD outvote nobody: they are often written together, for search engines.
    """
    key, keys = key_of(linked), [key_of(text) for text in others]
    confirmed = len(key) >= 4 and key in keys
    return linked if confirmed and key_of(heading) not in (key, *keys) else None


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


def _titled(tree: HtmlElement) -> list[str]:
    """Short lines of elements that are named as the title, for pages without an h1."""
    found = tree.xpath(
        '//h2 | //h3 | //*[contains(@class, "title") or contains(@id, "title") or contains(@class, "headline")]'
    )
    lines = (line_of(element) for element in found[:60] if len(element) <= 4)
    return list(dict.fromkeys(text for text in lines if 6 <= len(text) <= 150))


def _second_headings(tree: HtmlElement) -> Iterator[str]:
    return (text for element in islice(tree.iter("h2"), 8) if has_letters(text := line_of(element)))


def _without_byline(text: str) -> str:
    """A heading that swallowed the line below it, "Rates rise Posted on July 1 by staff", without that line."""
    found = _POSTED.search(text)
    return text[: found.start()].strip() if found and found.start() >= 12 else text
