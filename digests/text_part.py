"""A view as plain text: everything the letter says, in the same order, every address on a line of its own."""

from __future__ import annotations

from collections.abc import Sequence

from digests.columns import WIDTH, columns
from digests.labels import labels_of
from digests.view import Item, Quote, View


def lead_link(item: Item, page_url: str) -> str:
    """Where the headline of a line leads: to its own page in the archive when that can be reached; "" for nowhere.

    A line without a quote keeps the address of the article that proves it.
    """
    own = page_url.rpartition("/")[0] + "/" + item.page if page_url and item.page else ""
    return (own or item.url) if item.quotes else (item.url or own)


def plain_text(view: View, *, page_url: str = "", ends: Sequence[str] = ()) -> str:
    """One line a sentence, ending in a line feed. ``page_url``: of the issue; ``ends``: lines of the foot."""
    mark = str(labels_of(view.lang).sentences["format"]["quote"])
    lines = [f"{view.name} · {view.tagline}", view.title, view.head, "", *view.bottom, ""]
    for section in view.sections:
        lines += [section.heading, "-" * min(WIDTH, max(3, columns(section.heading)))]
        if section.note:
            lines.append(section.note)
        for item in section.items:
            lines += ["", *_item_lines(item, mark, lead_link(item, page_url))]
        if section.rest:
            lines += ["", f"  {section.rest}"]
        lines.append("")
    return "\n".join([*lines, view.foot, *ends]) + "\n"


def _item_lines(item: Item, mark: str, leads_to: str) -> list[str]:
    lines = [f"* {item.lead}"] if item.lead else []
    if item.spark:
        lines.append(f"  {item.spark}")
    lines += [f"  {sentence}" for sentence in item.body]
    lines += [f"  - {' · '.join(filter(None, row))}" for row in item.rows]
    if leads_to and all(quote.url != leads_to for quote in item.quotes):
        lines.append(f"  {leads_to}")
    for quote in item.quotes:
        lines += _quote_lines(quote, mark)
    if item.links:
        lines.append(f"  {item.more}")
    for link in item.links:
        lines += [f"  - {link.text}", *([f"    {link.url}"] if link.url else [])]
    return lines


def _quote_lines(quote: Quote, mark: str) -> list[str]:
    said = mark.replace("{quote}", quote.text)
    address = [f"    {quote.url}"] if quote.url else []
    return [f"  > {quote.before}{said}{quote.after}", f"    {quote.source}", *address]
