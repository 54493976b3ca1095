"""What a page allows: copies, and text and data mining; read from headers and the head of the page, whatever is in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.permissions import MAX_METAS, Permissions, read_metas, read_permissions


def said(body: bytes | str = b"", **headers: str | list[str]) -> Permissions:
    names = {
        name.replace("_", "-"): [value] if isinstance(value, str) else value
        for name, value in headers.items()
    }
    return read_permissions(names, body.encode() if isinstance(body, str) else body, bot="tradewind")


HEADERS = [
    ("noarchive", "noarchive"), ("NoArchive", "noarchive"), ("noindex, noarchive", "noarchive"), ("nocache", "nocache"),
    ("unavailable_after: 25 Jun 2030 15:00:00 PST", "unavailable_after"), ("max-snippet: 10, noarchive", "noarchive"),
    ("tradewind: noarchive", "noarchive"), ("TradeWind: noindex, noarchive", "noarchive"), ("*: noarchive", "noarchive"),
    ("otherbot: noindex, tradewind: noarchive", "noarchive"), ("tradewind: unavailable_after: 2031-01-01", "unavailable_after"),
    ("noarchive, otherbot: noindex", "noarchive"),
    # what is said to others, or of search results
    ("otherbot: noarchive", ""), ("googlebot: noindex, noarchive", ""), ("otherbot: noindex, noarchive, nofollow", ""),
    ("none", ""), ("noindex", ""), ("noindex, nofollow, nosnippet", ""), ("all", ""), ("", ""), (":", ""), (", ,", ""),
    ("max-image-preview: large", ""), ("noarchives", ""), ("tradewind2: noarchive", ""),
]  # fmt: skip


@pytest.mark.parametrize("value, directive", HEADERS)
def test_a_header_forbids_a_copy(value: str, directive: str) -> None:
    assert said(x_robots_tag=value).no_copy == directive


def test_every_header_counts() -> None:
    assert (
        said(x_robots_tag=["noindex", "otherbot: noarchive", "tradewind: noarchive"]).no_copy == "noarchive"
    )
    assert (
        said(x_robots_tag=["otherbot: noindex", "noarchive"]).no_copy == "noarchive"
    )  # each header begins anew


PAGES = [
    ('<meta name="robots" content="noarchive">', "noarchive"),
    ("<META NAME=Robots CONTENT='index, NOARCHIVE'/>", "noarchive"),
    ("<meta content=noarchive name=robots>", "noarchive"),
    ('<meta name="tradewind" content="noarchive">', "noarchive"),
    ('<meta data-x="a>b" name="robots" content="noarchive">', "noarchive"),
    ('<meta name="robots" content="unavailable_after: 2026-12-01">', "unavailable_after"),
    ('<meta name="description" content="a &gt; b"><meta name="robots" content="no&#97;rchive">', "noarchive"),
    ('<script>var a = "<!--";</script><meta name="robots" content="noarchive">', "noarchive"),
    ("\n" * 100_000 + '<meta name="robots" content="noarchive">', "noarchive"),
    ('<meta name="otherbot" content="noarchive">', ""),
    ('<meta name="googlebot" content="noarchive">', ""),
    ('<meta name="robots" content="noindex,nofollow">', ""),
    ('<!-- <meta name="robots" content="noarchive"> -->', ""),
    ("<script>write('<meta name=\"robots\" content=\"noarchive\">')</script>", ""),
    ('<noscript><meta name="robots" content="noarchive"></noscript>', ""),
    ('</head><body><meta name="robots" content="noarchive">', ""),
    ("<p>The noarchive directive is what publishers write into robots meta elements.</p>", ""),
    ("<!-- never closed <meta name=robots content=noarchive>", ""),
    ("<meta name=robots content=", ""),
]  # fmt: skip


@pytest.mark.parametrize("head, directive", PAGES)
def test_a_page_forbids_a_copy(head: str, directive: str) -> None:
    assert said(f"<!doctype html><html><head>{head}<title>x</title></head><body>y").no_copy == directive


def test_a_page_in_utf_16_is_read_too() -> None:
    page = '<html><head><meta name="robots" content="noarchive">'
    assert said(page.encode("utf-16")).no_copy == "noarchive"


@pytest.mark.parametrize("headers, head, reserved, policy", [
    ({"tdm_reservation": "1"}, "", True, ""),
    ({"tdm_reservation": "1", "tdm_policy": "https://a.shop/terms.json"}, "", True, "https://a.shop/terms.json"),
    ({"tdm_reservation": " 1 "}, "", True, ""),
    ({"tdm_reservation": "0"}, "", False, ""),
    ({"tdm_reservation": "yes"}, "", None, ""),
    ({"tdm_reservation": ["nonsense", "1"]}, "", True, ""),
    ({}, '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/t">', True, "/t"),
    ({}, '<meta name="TDM-Reservation" content="1">', True, ""),
    ({"tdm_reservation": "1"}, '<meta name="tdm-reservation" content="0">', False, ""),  # the page knows better
    ({"tdm_reservation": "0"}, '<meta name="tdm-reservation" content="1">', True, ""),
    ({}, '<!-- <meta name="tdm-reservation" content="1"> -->', None, ""),
    ({}, "", None, ""),
])  # fmt: skip
def test_mining_is_reserved(headers: dict[str, str], head: str, reserved: bool | None, policy: str) -> None:
    found = said(f"<html><head>{head}</head>", **headers)
    assert (found.reserved, found.policy) == (reserved, policy)


HOSTILE = {
    "metas": b"<meta " * 60_000,
    "open quotes": b'<meta name="' * 25_000,
    "comments": b"<!--" * 80_000,
    "scripts": b"<script>" * 40_000,
    "equals": b"<meta " + b"a=" * 130_000,
    "spaces": b"<meta name" + b" " * 250_000 + b"=x>",
    "attributes": b"<meta " + b"a=b " * 60_000 + b">",
    "letters": b"<meta " + b"a" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_head_made_to_hurt_is_read_in_time(name: str) -> None:
    began = time.process_time()
    assert len(read_metas(HOSTILE[name])) <= MAX_METAS
    assert time.process_time() - began < 10  # a guard against hanging: each takes milliseconds


@given(st.binary(max_size=600))
def test_any_bytes_are_read(body: bytes) -> None:
    for page in (body, b"<head><meta " + body, b"<meta name='robots' content='" + body):
        assert said(page).reserved in (True, False, None)


@given(st.text(max_size=200))
def test_any_header_is_read(value: str) -> None:
    assert said(x_robots_tag=value, tdm_reservation=value, tdm_policy=value).no_copy in (
        "", "noarchive", "nocache", "unavailable_after",
    )  # fmt: skip
