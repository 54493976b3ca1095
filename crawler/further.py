"""Whether the further pages of an article are asked for, and what comes of them. Decided between two extractions.

The extractor says which pages an article has that are not in its text (``Article.missing``). They are asked for like
any page, added to the first (``Page.parts``), and all of it is read again: so the store can do the same from the raw
pages later. Nothing is saved before the last has come; a run that is killed leaves the candidate as it was.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from crawler.desk import Arrived
from crawler.reading.pagers import MAX_PARTS
from crawler.urls import UnusableURL, canonical_url, host_of
from store.records import Article, Page, Rejection, Validators

PARTS_SECONDS = 300.0  # that an article waits for its further pages


def ask_next(item: Arrived, result: Article | Rejection, *, now: float, most: int) -> tuple[str, ...]:
    """Addresses of pages to ask for before the article is saved; none when it is whole, or has to do without.

    ``most``: further pages of an article; no more than the extractor reads.

    Of a page that is not the first of its article only the first is asked for: it says what belongs to it.
    """
    most = min(most, MAX_PARTS)
    if not isinstance(result, Article) or not may_go_on(item, now=now) or len(item.page.parts) >= most:
        return ()
    asked = {part.url for part in item.page.parts}
    host = host_of(item.page.final_url or item.page.url)
    addresses = tuple(url for url in result.missing if url not in asked and host_of(url) == host)
    if is_later(result):
        return addresses[:1] if item.until is None else ()
    return addresses[: most - len(asked)]


def is_later(result: Article | Rejection) -> bool:
    """Whether what was read is a later page of an article; then the first address it lacks is the article's own."""
    return isinstance(result, Article) and result.missing[:1] == (result.url,)


def may_go_on(item: Arrived, *, now: float) -> bool:
    """Whether one page more may be asked for."""
    return len(item.page.parts) < MAX_PARTS and (item.until is None or now < item.until)


def with_part(item: Arrived, address: str, came: Page | None, *, at: datetime) -> Arrived:
    """The article with the page that was asked for at ``address``; ``came`` None: it was asked for in vain."""
    page = item.page
    part = came or Page(
        url=address, final_url=address, source_id=page.source_id, fetched_at=at, status=0, body=b""
    )
    if not item.seeks_first:
        return replace(item, page=replace(page, parts=(*page.parts, part)))
    found = replace(item, seeks_first=False)
    if came is None:
        return found
    # The server's validators are those of another address than the candidate's.
    return replace(found, page=replace(part, validators=Validators()), later=found)


def holds(result: Article | Rejection, later: Arrived) -> bool:
    """Whether an article has the page in it that led to its first one."""
    if not isinstance(result, Article):
        return False
    names = {later.page.url}
    with suppress(UnusableURL):
        names.add(canonical_url(later.page.final_url))
    return not names.isdisjoint(result.parts)


def named(result: Article | Rejection, page: Page) -> Article | Rejection:
    """What was read, a later page whose first could not be had under its own address."""
    return replace(result, url=page.url) if isinstance(result, Article) and is_later(result) else result
