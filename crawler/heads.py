"""The head of an answer is bounded: Scrapy bounds bodies, and of headers takes what comes until the time is up.

At 20 MB a second, a server that sends headers without end would fill 600 MB in half a minute. Interim answers (1xx)
count as part of the head they come before.
"""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

MAX_HEAD = 262_144  # bytes of status line and headers; what browsers allow


class HeadTooLargeError(Exception):
    """More headers than any page needs."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, on connections that hang up on a head over the limit."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_heads(self._pool)


def bound_heads(pool: HTTPConnectionPool) -> None:
    """Make the connections of a pool count. Scrapy's lenient parser stays what reads them."""
    pool._factory = _BoundedFactory


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _read = 0  # bytes of the head that is being read

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the interface's name
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # twisted is half typed
        if self._parser is None or self._parser.state not in (STATUS, HEADER):
            self._read = 0
            return
        self._read += len(data)
        if self._read > MAX_HEAD:
            self._read = 0
            error = HeadTooLargeError(f"more than {MAX_HEAD} bytes of headers")
            self._giveUp(Failure(error))  # type: ignore[no-untyped-call]  # twisted is half typed


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802 - the same
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # twisted is half typed
