"""Whether and how a browser renders the pages of sources that ask for it; what can be said without loading one."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Sequence
from typing import Any

from crawler.desk import CrawlOptions
from store.records import Source

REMEDY = "needs a browser: pip install 'tradewind[browser]', and Chromium"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # as packages name them

_HANDLER = "crawler.browser.BrowserHandler"


def can_render() -> bool:
    """Whether the extra ``browser`` is installed. Nothing is loaded."""
    return importlib.util.find_spec("scrapy_playwright") is not None


def render_meta(source: Source, *, user_agent: str) -> dict[str, Any]:
    """What a request of this source carries to be rendered; empty for most."""
    if not source.browser:
        return {}
    return {
        "playwright": True,
        "playwright_context": "tradewind",
        "playwright_context_kwargs": {
            "user_agent": user_agent, "accept_downloads": False, "service_workers": "block", "bypass_csp": False,
        },
        "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
    }  # fmt: skip


def browser_settings(options: CrawlOptions, sources: Sequence[Source]) -> dict[str, Any]:
    """Scrapy settings for a crawl with a browser in it; empty when no source asks for one, or there is none."""
    if not any(source.browser for source in sources) or not can_render():
        return {}
    launch: dict[str, Any] = {"executable_path": _installed_browser(), "args": _arguments()}
    return {
        "DOWNLOAD_HANDLERS": {
            "file": None, "ftp": None, "s3": None, "data": None, "http": _HANDLER, "https": _HANDLER,
        },
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.browser.is_needless",
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": options.timeout * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "BROWSER_UPSTREAM_PROXY": options.http_proxy or options.https_proxy,
    }  # fmt: skip


def _installed_browser() -> str | None:
    """The system's own Chromium; None leaves the choice to Playwright, which knows what it has downloaded."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path), None)


def _arguments() -> list[str]:
    arguments = [
        "--disable-quic", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--mute-audio",
        "--disable-background-networking", "--disable-component-update", "--no-first-run",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium does not start for root with it
    return arguments
