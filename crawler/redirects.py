"""Redirects by status and by meta element, deaf to addresses and charsets that would end them in an exception."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import HtmlResponse, Response

from crawler.hosts import turn_of
from crawler.urls import host_of

HEAD_BYTES = 8_192  # where a page that only sends on says so


class Redirects(RedirectMiddleware):
    """A Location that is no address leaves the answer as it is: a redirect to nowhere, named by the spider."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # the base takes a spider it no longer uses
        """The request for where it leads, or the answer itself."""
        try:
            return _in_turn(super().process_response(request, response))
        except ValueError:
            return response


class Refreshes(MetaRefreshMiddleware):
    """Looks for the meta element in the head alone, and reads it as bytes.

    Scrapy would decode the whole page for it, in whatever codec the page names: a page called "rot13" is an error,
    and of every page two copies are made.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # as above
        """The request for where it leads, or the answer itself."""
        head = response.body[:HEAD_BYTES]
        if not isinstance(response, HtmlResponse) or b"refresh" not in head.lower():
            return response
        # Every encoding of the web but UTF-16 writes an element's brackets, quotes and name as ASCII does.
        plain = HtmlResponse(response.url, status=response.status, body=head, encoding="latin-1")
        try:
            found = super().process_response(request, plain)
        except ValueError:
            return response
        return _in_turn(found) if isinstance(found, Request) else response


def _in_turn(found: Request | Response) -> Request | Response:
    """A redirect waits for its own host's turn: it carries the name of the queue of the host that it came from."""
    if isinstance(found, Request):
        found.meta["download_slot"] = turn_of(host_of(found.url))
    return found
