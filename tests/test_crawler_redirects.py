"""Redirects that lead nowhere leave the answer as it is; meta elements are found in the head, as bytes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawler.redirects import HEAD_BYTES, Redirects, Refreshes

PAGE = "https://news.shop/a"


def made(kind: type[Any]) -> Any:
    crawler: Any = SimpleNamespace(
        settings=Settings({"REDIRECT_MAX_TIMES": 3, "METAREFRESH_MAXDELAY": 5}),
        signals=SignalManager(),
        spider=None,
    )
    return kind.from_crawler(crawler)


def follow(location: str | bytes) -> Request | Response:
    answer = Response(PAGE, status=302, headers={"Location": location})
    found: Request | Response = made(Redirects).process_response(Request(PAGE), answer)
    return found


@pytest.mark.parametrize(
    "location, url",
    [
        ("/b", "https://news.shop/b"),
        ("//other.shop/b", "https://other.shop/b"),
        ("http://x.shop", "http://x.shop"),
    ],
)
def test_a_redirect_is_followed(location: str, url: str) -> None:
    assert follow(location).url == url
    assert isinstance(follow(location), Request)


@pytest.mark.parametrize(
    "location",
    ["javascript:alert(1)", "http://[::zz]/", "mailto:a@b.shop", "about:blank", b"http://[\xff]/"],
)
def test_a_redirect_to_no_address_is_the_answer_itself(location: str | bytes) -> None:
    found = follow(location)
    assert isinstance(found, Response)
    assert found.status == 302


def test_redirects_without_end_are_ended() -> None:
    with pytest.raises(IgnoreRequest, match="redirect"):
        made(Redirects).process_response(
            Request(PAGE, meta={"redirect_times": 3, "redirect_ttl": 1}),
            Response(PAGE, status=302, headers={"Location": "/b"}),
        )


def refreshed(body: bytes, *, kind: str = "text/html") -> Request | Response:
    answer = HtmlResponse(PAGE, body=body, headers={"Content-Type": kind})
    found: Request | Response = made(Refreshes).process_response(Request(PAGE), answer)
    return found


META = '<meta http-equiv="%s" content="0; url=/b">'


@pytest.mark.parametrize("name", ["refresh", "Refresh", "REFRESH"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk", "big5", "rot13", "x-nonsense", "utf-16"])
def test_a_page_that_sends_on_is_understood_whatever_it_says_it_is_written_in(
    name: str, charset: str
) -> None:
    body = f'<html><head><meta charset="{charset}"><title>海關</title>{META % name}</head>'.encode(
        "big5" if charset == "big5" else "utf-8"
    )
    assert refreshed(body, kind=f"text/html; charset={charset}").url == "https://news.shop/b"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<p>Please refresh the page.</p>", b'<meta http-equiv="refresh" content="60; url=/b">',
        b'<meta http-equiv="refresh" content="0; url=javascript:x">', b'<meta http-equiv="refresh" content="0; url=http://[">',
        b"<noscript>" + (META % "refresh").encode() + b"</noscript>", b" " * HEAD_BYTES + (META % "refresh").encode(),
    ],
)  # fmt: skip
def test_a_page_that_stays_is_the_very_same_answer(body: bytes) -> None:
    answer = HtmlResponse(PAGE, body=body)
    assert made(Refreshes).process_response(Request(PAGE), answer) is answer


def test_what_is_no_html_sends_nobody_on() -> None:
    answer = Response(PAGE, body=(META % "refresh").encode())
    assert made(Refreshes).process_response(Request(PAGE), answer) is answer


def test_a_redirect_queues_for_its_own_host() -> None:
    """Scrapy leaves it in the queue of the host that it came from."""
    request = Request(PAGE, meta={"download_slot": "news.shop"})
    answer = Response(PAGE, status=302, headers={"Location": "https://www.other.shop/b"})
    found = made(Redirects).process_response(request, answer)
    assert found.meta["download_slot"] == "other.shop"
    body = (META % "refresh").replace("/b", "https://other.shop./b").encode()
    found = made(Refreshes).process_response(request, HtmlResponse(PAGE, body=body))
    assert found.meta["download_slot"] == "other.shop"
