"""Pages that only a browser can read, through scrapy-playwright: the extra ``browser``. Only this module imports it.

A source asks for it with ``browser = true``. robots.txt, the delay of the host and the guard hold for the page as for
any other; what the page loads beside itself (scripts, data) passes a proxy of ours and is not delayed; pictures, fonts
and media are left out.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]  # ships no types
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]  # the same

from crawler.browser_proxy import GuardedProxy
from crawler.heads import bound_heads
from crawler.outcomes import UnsafeAddressError

NEEDLESS = frozenset(("image", "media", "font", "texttrack", "manifest", "ping", "cspviolationreport"))
_LOOK_EVERY = 0.25  # seconds between two looks at how much text the page shows
_CALM = 3  # looks without a change after which it is taken as finished
_LOOKS = 32  # at most, whatever still moves
_REFUSED = (
    "ERR_HTTP_RESPONSE_CODE_FAILURE",
    "ERR_TUNNEL_CONNECTION_FAILED",
)  # what a proxy's 403 is to Chromium

logging.getLogger("scrapy-playwright").addHandler(logging.NullHandler())


class BrowserHandler(ScrapyPlaywrightDownloadHandler):
    """Scrapy's own handler for http and https, and a browser behind the guard for requests that ask for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_heads(self._pool)
        settings = crawler.settings
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._proxy = GuardedProxy(
            allow=settings.getlist("GUARD_ALLOW_HOSTS"), upstream=settings.get("BROWSER_UPSTREAM_PROXY") or ""
        )
        self._one_page = asyncio.Lock()

    async def download_request(self, request: Request) -> Response:
        """The page as it stands when its scripts have come to rest. Errors are Scrapy's own."""
        if not request.meta.get("playwright"):
            response: Response = await super().download_request(request)
            return response
        request.meta["playwright_page_methods"] = [PageMethod(settle)]
        async with self._one_page:  # so that what the proxy refuses is known to be this page's
            await self._open_proxy()
            return await self._rendered(request)

    async def _rendered(self, request: Request) -> Response:
        self._proxy.refused.clear()
        try:
            response: Response = await asyncio.wait_for(super().download_request(request), self._seconds)
        except (BrowserTimeout, TimeoutError) as error:
            raise DownloadTimeoutError(f"the browser took longer than {self._seconds:g} s") from error
        except BrowserError as error:
            text = str(error)
            if any(sign in text for sign in _REFUSED) and self._proxy.refused:
                host, reason = next(iter(self._proxy.refused.items()))
                raise UnsafeAddressError(f"{host}: {reason}") from error
            raise DownloadFailedError(text.splitlines()[0][:200] if text else "the browser failed") from error
        if len(response.body) > self._most:
            raise DownloadCancelledError(f"rendered, it has more than {self._most} bytes")
        return response

    async def close(self) -> None:
        """End the browser, then its way out."""
        await super().close()
        await self._proxy.close()

    async def _open_proxy(self) -> None:
        """The proxy is there before the browser is, and the browser knows no other way."""
        if not self._proxy.port:
            await self._proxy.start()
            # Chromium spares loopback addresses the proxy unless told otherwise.
            self.config.launch_options["proxy"] = {
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "bypass": "<-loopback>",
            }


def is_needless(request: BrowserRequest) -> bool:
    """Whether a part of a page adds nothing to its text."""
    return request.resource_type in NEEDLESS or not request.url.startswith(("http://", "https://"))


async def settle(page: BrowserPage) -> None:
    """Wait until the text of the page has stopped growing, a few seconds at most.

    Not for silence on the network: pages that poll are never silent.
    """
    before, calm = -1, 0
    for _ in range(_LOOKS):
        now: Any = await page.evaluate("document.body ? document.body.innerText.length : 0")
        calm = calm + 1 if now == before and now > 0 else 0
        if calm >= _CALM:
            return
        before = now
        await asyncio.sleep(_LOOK_EVERY)
