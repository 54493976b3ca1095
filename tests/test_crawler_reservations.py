"""tdmrep.json: which paths are reserved, one look at each host, and files that are none."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, StopDownload
from scrapy.http import Response
from test_crawler_middlewares import AT, Engine, crawler_with

from crawler.outcomes import (
    HostRestsError,
    ReservedError,
    RobotsForbiddenError,
    RunEndsError,
    ending_of_error,
)
from crawler.reservations import MAX_BYTES, MAX_RULES, Reservations, read_reservations, reservation_of
from store.records import Reason

SITE = "https://news.shop"


def rows(*rules: tuple[str, int], **more: Any) -> bytes:
    return json.dumps(
        [{"location": location, "tdm-reservation": value, **more} for location, value in rules]
    ).encode()


def reserved(body: bytes, path: str) -> bool:
    rules = read_reservations(body)
    assert not isinstance(rules, str), rules
    return reservation_of(rules, SITE + path) is not None


@pytest.mark.parametrize("rules, path, expected", [
    ([("/", 1)], "/news/1", True),
    ([("/", 0)], "/news/1", False),
    ([("/*", 1)], "/news/1", True),
    ([("/news/", 1)], "/news/1", True),
    ([("/news/", 1)], "/sport/1", False),
    ([("news/", 1)], "/news/1", True),  # a location without its slash
    ([("/news/", 1), ("/news/free/", 0)], "/news/free/1", False),  # the longer one is meant
    ([("/news/free/", 0), ("/news/", 1)], "/news/free/1", False),  # in whatever order
    ([("/news/", 0), ("/news/", 1)], "/news/1", True),  # of two alike the stricter one
    ([("/*.pdf$", 1)], "/a/b.pdf", True),
    ([("/*.pdf$", 1)], "/a/b.pdf?x=1", False),
    ([("*/premium/*", 1)], "/a/premium/b", True),
    ([("/a*b*c$", 1)], "/axxbxxc", True),
    ([("/a*b*c$", 1)], "/axxcxxb", False),
    ([("/a*a$", 1)], "/a", False),  # an asterisk does not make one letter two
    ([("/a$", 1)], "/a", True),
    ([("/a$", 1)], "/ab", False),
    ([("/中文/", 1)], "/%E4%B8%AD%E6%96%87/1", True),
    ([("/a?id=", 1)], "/a?id=7", True),
    ([], "/a", False),
])  # fmt: skip
def test_paths(rules: list[tuple[str, int]], path: str, expected: bool) -> None:
    assert reserved(rows(*rules), path) is expected


def test_values_as_people_write_them() -> None:
    assert reserved(b'[{"location": "/", "tdm-reservation": "1"}]', "/a")
    assert reserved(b'{"location": "/", "tdm-reservation": 1}', "/a")  # one rule without its list
    assert reserved(b'\xef\xbb\xbf[{"location": "/", "tdm-reservation": 1}]', "/a")
    assert not reserved(
        b'[{"location": "/", "tdm-reservation": 1}, {"location": "/a", "tdm-reservation": 0}]', "/a"
    )


@pytest.mark.parametrize("body, why", [
    (b"{oops", "no JSON"), (b"7", "no list"), (b'"x"', "no list"), (b'[{"location": "/"}]', "no rule"), (b"[1, 2]", "no rule"),
    (b'[{"location": 7, "tdm-reservation": 1}]', "no rule"), (b'[{"location": "/", "tdm-reservation": true}]', "no rule"),
    (b'[{"location": "", "tdm-reservation": 1}]', "no rule"), (b"[" * 100_000, "no JSON"), (b" " * (MAX_BYTES + 1), "larger"),
])  # fmt: skip
def test_what_cannot_be_read_is_named(body: bytes, why: str) -> None:
    found = read_reservations(body)
    assert isinstance(found, str)
    assert why in found


@pytest.mark.parametrize("body", [b"", b"[]", b"  \n", b"<!doctype html><html><body>Home</body></html>"])
def test_no_file_reserves_nothing(body: bytes) -> None:
    assert read_reservations(body) == ()


def test_a_file_made_to_hurt_is_read_in_time() -> None:
    many = rows(*((f"/*{'a*' * 200}b", 1) for _ in range(600)))
    assert len(many) < MAX_BYTES * 2
    began = time.process_time()
    rules = read_reservations(many[: MAX_BYTES - 2].rpartition(b"}")[0] + b"}]")
    assert not isinstance(rules, str)
    assert len(rules) <= MAX_RULES
    for number in range(5):
        reservation_of(rules, f"{SITE}/{'a' * 2000}{number}")
    assert time.process_time() - began < 10  # a guard against hanging


@given(st.binary(max_size=400), st.text(max_size=50))
def test_any_bytes_have_an_answer(body: bytes, path: str) -> None:
    found = read_reservations(body)
    if not isinstance(found, str):
        held = reservation_of(found, f"{SITE}/{path}".replace("[", "").replace("]", ""))
        assert held is None or held in found


# --- one look at each host ---------------------------------------------------------------------------------------


def middleware(outcome: Response | Exception, **options: Any) -> Reservations:
    return Reservations.from_crawler(crawler_with(Engine(outcome), **options))


def answer(body: bytes, status: int = 200) -> Response:
    return Response(f"{SITE}/.well-known/tdmrep.json", status=status, body=body)


def page(path: str) -> Request:
    return Request(SITE + path, cb_kwargs={"candidate": None})


def ask(reservations: Reservations, *requests: Request) -> list[str]:
    async def ask_all() -> list[Any]:
        return await asyncio.gather(*map(reservations.process_request, requests), return_exceptions=True)

    return ["yes" if found is None else str(found) for found in asyncio.run(ask_all())]


def test_the_file_is_asked_for_once_and_says_where_the_terms_are() -> None:
    reservations = middleware(answer(rows(("/news/", 1), **{"tdm-policy": "https://news.shop/terms"})))
    found = ask(reservations, page("/news/1"), page("/free/1"), page("/news/2"), Request(SITE + "/news/feed"))
    told = "tdmrep.json reserves text and data mining; terms: https://news.shop/terms"
    assert found == [told, "yes", told, "yes"]  # the last one is an announcement, not a page
    assert reservations.crawler.engine.asked == 1
    ending = ending_of_error(ReservedError(told), at=AT)
    assert ending is not None
    assert (ending.reason, ending.retry_at) == (Reason.RESERVED, None)


@pytest.mark.parametrize("outcome", [
    answer(b"", 404), answer(b"", 403), answer(b"[1]", 500), answer(b"<html>", 200), DownloadTimeoutError("30 s"),
    RobotsForbiddenError("no"), ValueError("odd"), answer(b"", 301),
])  # fmt: skip
def test_a_host_without_the_file_reserves_nothing(outcome: Any) -> None:
    reservations = middleware(outcome)
    assert ask(reservations, page("/a")) == ["yes"]
    assert not reservations.work.hosts.notes


@pytest.mark.parametrize("error", [HostRestsError("news.shop: answered 429"), RunEndsError("SIGTERM")])
def test_a_host_that_could_not_be_asked_has_not_said_no(error: Exception) -> None:
    reservations = middleware(error)
    assert ask(reservations, page("/a"), page("/b")) == [str(error)] * 2
    assert ending_of_error(error, at=AT) is None  # the pages stay pending


def test_a_file_that_was_not_asked_for_in_a_pause_is_asked_for_after_it() -> None:
    reservations = middleware(HostRestsError("news.shop: answered 503"))
    reservations.work.hosts.rest("news.shop", 0.05, now=time.monotonic(), why="answered 503")
    assert ask(reservations, page("/a")) == ["news.shop: answered 503"]
    reservations.crawler.engine.outcome = answer(b"", 404)
    time.sleep(0.06)
    assert ask(reservations, page("/a"), page("/b")) == ["yes", "yes"]


def test_a_broken_file_is_noted_and_taken_for_none() -> None:
    reservations = middleware(answer(b"{oops"))
    assert ask(reservations, page("/a"), page("/b")) == ["yes", "yes"]
    assert reservations.work.hosts.notes == [
        "news.shop: its tdmrep.json cannot be read (no JSON), taken for none"
    ]


def test_it_may_be_told_not_to_look() -> None:
    reservations = middleware(answer(rows(("/", 1))), obey_tdm=False)
    assert ask(reservations, page("/a")) == ["yes"]
    assert reservations.crawler.engine.asked == 0


def test_a_file_that_does_not_end_is_stopped() -> None:
    reservations = middleware(answer(b""))
    request = Request(SITE, meta={"is_tdmrep": True})
    reservations.heard_bytes(b"x" * MAX_BYTES, request)
    with pytest.raises(StopDownload):
        reservations.heard_bytes(b"x", request)
    reservations.heard_bytes(b"x" * 10 * MAX_BYTES, page("/a"))  # a page has limits of its own
