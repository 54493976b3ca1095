"""Who wrote a page, as it declares and prints it; never the site itself where a person is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.choices import Choice
from crawler.reading.headings import is_shown
from crawler.reading.markup import Head, is_article, text_of
from crawler.reading.names import MAX_NAMES, Grade, grade_of, people_in, read_names
from crawler.reading.sitenames import is_site, key_of, line_of, site_names
from crawler.reading.writers import printed_authors, read_traces, written_authors

_MAX_MARKED = 40  # elements named for the author that are looked at
_MAX_CLASSES = 300  # code points of an element's classes that are read
_MAX_SCRIPT = 400_000  # characters of one script
_AUTHOR_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "byl", "creator", "mediaid", "og:article:author",
    "dable:author", "cxenseparse:author", "news_author", "twitter:creator:name",
)  # fmt: skip
_WROTE = re.compile(r"^(?:written by|author|by|作者|撰文|文|posted by)", re.IGNORECASE)
# Classes, ids and, where classes are hashes, names for tests that speak of the writer; which of their elements name
# him is told by _is_marked and _named_authors.
_SPEAKS = re.compile(r"[Aa]uth(?:or|i$)|[Bb]yline|[Ww]riter|[Cc]ontributor")
_MARKS = frozenset({"author-name", "byline-name"})
# The card's label and the metas are filled from one field of the CMS: together they are one witness.
_WITNESS = {
    "label of the card": "head",
    "meta author": "head",
    "jsonld author": "jsonld",
    "jsonld publisher": "jsonld",
}
_COMMENT = re.compile(
    r"comment|reply|review|respond|avatar|bio\b|description|desc\b|social|count|intro|posts|stories|articles|more",
    re.IGNORECASE,
)
# Comments and other articles; a card of the author is no card of another article.
_OTHERS = re.compile(
    r"comment|related|recommend|respond|popular|trending|sidebar|latest"
    r"|^(?!.*author).*(?:^|[\s_-])(?:ad|ads|card|cards|hot)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SAID = re.compile(
    r'"(?:pagePostAuthor|articleAuthor|authorName|author_name|content_author|byline)"\s{0,3}:\s{0,3}"([^"\\<>{}]{2,80})"'
    r'|\\?"authors?\\?"\s{0,3}:\s{0,3}\[?\s{0,3}\{[^{}]{0,80}?\\?"(?:name|publishName)\\?"\s{0,3}:\s{0,3}\\?"([^"\\<>{}]{2,60})\\?"'
    r'|\\?"author\\?"\s{0,3}:\s{0,3}\\?"([^"\\<>{}:/]{2,60})\\?"'
)


def find_author(head: Head, tree: HtmlElement, *, editor: str | None = None) -> Choice | None:
    """Who wrote it, names joined with "; "; None when nobody is named. ``editor``: who the page says edited it.

    A full name that two statements give is believed first, then a full name, then a pen name, then a newsroom; among
    equals the order is that of how seldom the statement is another's: structured data, the card's label, the
    metas, the marked element, the line below the headline, the text.
    """
    sites = site_names(head)
    read = _without_editor(_readings(_declared_by(head)), editor)
    if not _is_settled(read, sites):
        spoken = list(islice(_spoken(tree), 4 * _MAX_MARKED))
        traces = read_traces(tree)
        read += _readings(
            (
                ("marked author", _marked_authors(spoken)),
                ("line below the headline", printed_authors(traces)),
                ("element named author", _named_authors(spoken)),
                ("byline in the text", written_authors(traces)),
                ("data of a script", _said_authors(tree)),
                ("jsonld publisher", _linked_authors(head, people=False)),
            )
        )
    if not read:
        return None
    counts = Counter(
        key for _, key in {(_WITNESS.get(rule), key_of(name)) for rule, names in read for name in names}
    )
    ranked = [
        (max(_standing(name, sites) + _confirmed(name, counts, sites) for name in names), -number)
        for number, (_, names) in enumerate(read)
    ]
    rule, names = read[-max(ranked)[1]]
    best = max(_grade(name, sites) for name in names)
    kept = [name for name in names if _grade(name, sites) is not Grade.HOUSE or best is Grade.HOUSE]
    value = "; ".join(kept[:MAX_NAMES])
    others = tuple((other, "; ".join(also)) for other, also in read if also != names)
    return Choice(value=value, rule=rule, others=others)


def _declared_by(head: Head) -> tuple[tuple[str, Iterator[str]], ...]:
    return (
        ("jsonld author", _linked_authors(head, people=True)),
        ("label of the card", _labelled(head)),
        ("meta author", _meta_authors(head)),
    )


def _readings(stages: Iterable[tuple[str, Iterator[str]]]) -> list[tuple[str, list[str]]]:
    """The names that each stage gives, by its rule; stages that give none are left out."""
    read = [(rule, _read(list(islice(raws, MAX_NAMES)))) for rule, raws in stages]
    return [(rule, names) for rule, names in read if names]


def _without_editor(read: list[tuple[str, list[str]]], editor: str | None) -> list[tuple[str, list[str]]]:
    """What the head states, without the page's editor: Chinese publishing systems declare the one on duty as author.

    Who wrote a page and edited it is named in the text too.
    """
    edited = {name for name in (editor or "").split("; ") if not name.isascii()}
    left = [(rule, [name for name in names if name not in edited]) for rule, names in read]
    return [(rule, names) for rule, names in left if names]


def _read(raws: list[str]) -> list[str]:
    return list(dict.fromkeys(name for raw in raws for name in read_names(raw)))


def _is_settled(read: list[tuple[str, list[str]]], sites: set[str]) -> bool:
    """Whether the head's first statement is a person that another of its statements confirms: nothing outvotes that."""
    first = {key_of(name) for name in read[0][1] if _grade(name, sites) is Grade.PERSON} if read else set()
    return any(key_of(name) in first for _, names in read[1:] for name in names)


def _grade(name: str, sites: set[str]) -> Grade:
    return Grade.HOUSE if is_site(name, sites) else grade_of(name)


def _standing(name: str, sites: set[str]) -> float:
    return 2.0 * _grade(name, sites)


def _confirmed(name: str, counts: Mapping[str, int], sites: set[str]) -> float:
    """More for a name that two statements give; a house's name is in many places of its page."""
    return 1.0 if counts[key_of(name)] > 1 and _grade(name, sites) is not Grade.HOUSE else 0.0


def _linked_authors(head: Head, *, people: bool) -> Iterator[str]:
    """Authors of the JSON-LD article: its ``people``, or those declared to be organisations."""
    for item in head.linked[:20]:
        stated = item.get("author") or item.get("creator")
        if is_article(item) and stated:
            for author in stated[: 2 * MAX_NAMES] if isinstance(stated, list) else [stated]:
                kinds = str(author.get("@type")) if isinstance(author, dict) else ""
                house = "Organization" in kinds and "Person" not in kinds
                if house is not people:
                    yield _author_text(author, head)
            return


def _author_text(author: Any, head: Head) -> str:
    if isinstance(author, dict) and author.get("@id") and not author.get("name"):
        return next((text_of(item) for item in head.linked if item.get("@id") == author["@id"]), "")
    return text_of(author)


def _labelled(head: Head) -> Iterator[str]:
    """The value a card for sharing shows beside the label "Written by"."""
    for number in ("1", "2"):
        if _WROTE.match(head.meta(f"twitter:label{number}")):
            yield head.meta(f"twitter:data{number}")


def _meta_authors(head: Head) -> Iterator[str]:
    for name in _AUTHOR_METAS:
        if any(read_names(text) for text in head.metas.get(name, ())):
            yield from head.metas[name]
            return


def _spoken(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Every element that may be named for the page's writer; in Python, for XPath takes three times as long."""
    for element in tree.iter():
        for name in (element.get("class"), element.get("id"), element.get("data-testid")):
            if name is not None and _speaks(name[:_MAX_CLASSES]):
                yield element
                break
        else:
            if element.get("itemprop") == "author" or (
                element.tag == "a"
                and ("author" in (element.get("rel") or "") or "/author/" in (element.get("href") or ""))
            ):
                yield element


@lru_cache(maxsize=8192)
def _speaks(name: str) -> bool:
    """Whether a class or id speaks of the writer; pages repeat the same few on most elements."""
    return _SPEAKS.search(name) is not None


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element says by its markup, not only by a class of its own, that it names the writer."""
    return (
        element.get("itemprop") == "author"
        or (element.tag == "a" and (element.get("rel") or "") in {"author", "author external"})
        or (element.tag == "a" and "/author/" in (element.get("href") or ""))  # WordPress
        or (element.get("class") == "authi" and len(element) > 0)  # Discuz
        or not _MARKS.isdisjoint((element.get("class") or "")[:_MAX_CLASSES].split())
    )


def _marked_authors(spoken: list[HtmlElement]) -> Iterator[str]:
    found = (element for element in spoken if _is_marked(element) and not _is_of_others(element))
    for element in islice(found, 5):
        inner = element.xpath('.//*[@itemprop="name"]')
        named = inner[0] if inner else element[0] if element.get("class") == "authi" else element
        yield from people_in(named) or [named.get("content") or line_of(named)]


def _named_authors(spoken: list[HtmlElement]) -> Iterator[str]:
    """The first line in an element whose class or id speaks of the author that is a name."""
    for element in spoken[:_MAX_MARKED]:
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
        if (
            element.tag in {"script", "style", "body", "meta"}
            or _COMMENT.search(named[:_MAX_CLASSES])
            or _is_of_others(element)
        ):
            continue
        whole = line_of(element)
        piece = next((text for raw in islice(element.itertext(), 6) if (text := " ".join(raw.split()))), "")
        people = people_in(element)
        if people and (
            len(whole) <= 120 or 4 * sum(map(len, people)) >= len(whole) or people[0] in piece[:40]
        ):
            yield from people
            return
        if (
            len(whole) <= 40
            and 2 <= len(piece) <= 24
            and len(piece.split()) <= 3
            and not _DIGIT.search(piece)
        ):
            yield piece
            return


def _is_of_others(element: HtmlElement) -> bool:
    """Whether an element stands in comments, among other articles, or is not seen."""
    return not is_shown(element, alone=True) or any(
        _OTHERS.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"[:_MAX_CLASSES])
        for parent in (element, *islice(element.iterancestors(), 12))
        if parent.tag not in {"body", "html", "article", "main"}
    )


def _said_authors(tree: HtmlElement) -> Iterator[str]:
    """The author in the data from which a page's scripts draw it, when it is one and the same throughout."""
    found: list[str] = []
    for script in islice(tree.iter("script"), 80):
        text = script.text or ""
        if "uthor" in text and len(text) <= _MAX_SCRIPT and "ld+json" not in (script.get("type") or ""):
            found += [next(filter(None, match.groups())) for match in islice(_SAID.finditer(text), 20)]
    if found and len(set(found[:20])) == 1:
        yield found[0]
