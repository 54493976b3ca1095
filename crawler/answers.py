"""What an answer means for the candidate that was asked for: a page for the extractor, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scrapy.http import Response

from crawler.outcomes import Ending, clean_detail, ending_of_gate, ending_of_status
from crawler.permissions import read_permissions
from crawler.reading.refusals import blocked_by
from crawler.reservations import reserved_detail
from crawler.robots import product_token
from crawler.urls import host_of
from store.records import Page, Reason

_SAID_IN = ("x-robots-tag", "tdm-reservation", "tdm-policy")
# With what gates come, beside 200: 202 is that of Amazon's, 412, 418, 493 and 521 are those of Chinese measures.
_MAY_CHALLENGE = frozenset((202, 401, 403, 405, 406, 412, 418, 429, 451, 493, 503, 521))
MAX_GATE = 200_000  # bytes of a body that are looked at


def permitted(page: Page, response: Response, *, user_agent: str, obey_tdm: bool) -> Page | Ending:
    """The page, marked when no copy of it may be kept; an ending when its publisher reserves mining it."""
    headers = {
        name: [value.decode("latin-1") for value in response.headers.getlist(name)] for name in _SAID_IN
    }
    found = read_permissions(headers, page.body, bot=product_token(user_agent))
    if found.reserved and obey_tdm:
        return Ending(Reason.RESERVED, reserved_detail("the page", found.policy))
    return replace(page, keep=False) if found.no_copy else page


def ending_of(response: Response, *, asked: str, at: datetime) -> Ending:
    """The ending for an answer that is no page; ``asked``: the address of the candidate or announcement.

    A pause that was asked for on another host, to which a redirect led, is not this one's.
    """
    retry_after = header_of(response, "Retry-After") or None
    location = header_of(response, "Location")
    ending = ending_of_status(response.status, retry_after, location=location, at=at)
    if response.status in _MAY_CHALLENGE:
        measure = gate_of(response)
        if measure is not None:
            ending = ending_of_gate(measure, ending, at=at)
    if ending.host_rests and host_of(response.url) != host_of(asked):
        ending = replace(ending, host_rests=False)
    return ending


def gate_of(response: Response) -> str | None:
    """The measure whose page stands where an announcement was expected; None when it is none of those we know."""
    return blocked_by(response.status, _headers(response), response.body[:MAX_GATE])


def _headers(response: Response) -> dict[str, str]:
    names = [name.decode("latin-1") for name in response.headers]
    return {name: header_of(response, name) for name in names}


def header_of(response: Response, name: str) -> str:
    """A header as one printable line of at most 300 characters; "" when it is not there."""
    value = response.headers.get(name)
    return clean_detail(value.decode("latin-1")) if value else ""
