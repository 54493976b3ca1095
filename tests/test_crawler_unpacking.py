"""Packed bodies: whole or not at all, never larger than asked for."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response

from crawler.unpacking import (
    MAX_LAYERS,
    MAX_MEMBERS,
    BrokenPackingError,
    TooMuchPackedError,
    Unpacking,
    unpack,
)

MOST = 1_000_000
TEXT = b"".join(b"Parcel %d cleared customs after %d hours. " % (n, n * 7 % 31) for n in range(900))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("coding", PACKERS)
@given(data=st.binary(max_size=3_000).map(lambda some: some * 40))
def test_what_was_packed_comes_back(coding: str, data: bytes) -> None:
    assert unpack(PACKERS[coding](data), [coding], most=MOST) == data


@pytest.mark.parametrize("coding", PACKERS)
def test_a_stream_that_breaks_off_is_never_a_shorter_page(coding: str) -> None:
    packed = PACKERS[coding](TEXT)
    for end in {1, 5, len(packed) // 3, len(packed) // 2, len(packed) - 1}:
        with pytest.raises(BrokenPackingError):
            unpack(packed[:end], [coding], most=MOST)


@pytest.mark.parametrize("coding", PACKERS)
@given(data=st.binary(min_size=1, max_size=300))
def test_bytes_that_were_never_packed_are_named_so_or_are_small(coding: str, data: bytes) -> None:
    try:
        assert len(unpack(data, [coding], most=MOST)) <= MOST
    except (BrokenPackingError, TooMuchPackedError) as error:
        assert str(error)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_cut_at_the_limit(coding: str) -> None:
    with pytest.raises(TooMuchPackedError, match="more than 1000000 bytes"):
        unpack(PACKERS[coding](bytes(30_000_000)), [coding], most=MOST)


@pytest.mark.parametrize("coding", PACKERS)
def test_exactly_the_limit_is_not_too_much(coding: str) -> None:
    assert len(unpack(PACKERS[coding](bytes(MOST)), [coding], most=MOST)) == MOST


def test_deflate_is_understood_with_and_without_its_frame() -> None:
    assert unpack(raw_deflate(TEXT), ["deflate"], most=MOST) == TEXT
    with pytest.raises(BrokenPackingError):
        unpack(raw_deflate(TEXT)[:-3], ["deflate"], most=MOST)


def test_members_are_joined_and_what_follows_them_is_left() -> None:
    two = gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])
    assert unpack(two + bytes(512), ["gzip"], most=MOST) == TEXT
    frames = PACKERS["zstd"](TEXT[:500]) + PACKERS["zstd"](TEXT[500:])
    assert unpack(frames, ["zstd"], most=MOST) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_without_number_are_no_page(coding: str) -> None:
    assert unpack(PACKERS[coding](b"x") * (MAX_MEMBERS - 1), [coding], most=MOST) == b"x" * (MAX_MEMBERS - 1)
    with pytest.raises(TooMuchPackedError, match="more than 100"):
        unpack(PACKERS[coding](b"") * 100_000, [coding], most=MOST)


def test_layers_are_taken_off_from_the_last_to_the_first() -> None:
    assert unpack(gzip.compress(brotli.compress(TEXT)), ["br", "gzip"], most=MOST) == TEXT
    deep = TEXT
    for _ in range(MAX_LAYERS + 1):
        deep = gzip.compress(deep)
    with pytest.raises(TooMuchPackedError, match="4 times over"):
        unpack(deep, ["gzip"] * (MAX_LAYERS + 1), most=MOST)


def test_a_frame_that_wants_much_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(BrokenPackingError, match="zstd"):
        unpack(packer.compress(TEXT * 200) + packer.flush(), ["zstd"], most=MOST)


def answer(body: bytes, coding: str, *, status: int = 200, **meta: Any) -> Response:
    response = Response(
        "https://n.shop/a", status=status, body=body,
        headers={"Content-Encoding": coding, "Content-Type": "text/html; charset=gbk"},
    )  # fmt: skip
    return Unpacking(MOST).process_response(Request("https://n.shop/a", meta=meta), response)


def test_the_answer_gets_its_body_and_its_class() -> None:
    page = "<html><p>海关</p></html>".encode("gbk")
    found = answer(gzip.compress(page), "GZIP")
    assert isinstance(found, HtmlResponse)
    assert found.body == page
    assert "Content-Encoding" not in found.headers


@pytest.mark.parametrize("coding", ["snappy", "utf-8", "", ","])
def test_what_lies_under_an_unknown_coding_stays(coding: str) -> None:
    assert answer(b"<p>x</p>", coding).body == b"<p>x</p>"


def test_known_codings_over_an_unknown_one_are_taken_off() -> None:
    found = answer(gzip.compress(b"?"), "snappy, gzip")
    assert found.body == b"?"
    assert found.headers["Content-Encoding"] == b"snappy"


def test_an_empty_body_is_an_empty_body() -> None:
    assert answer(b"", "gzip").body == b""


def test_the_limit_of_the_request_goes_before_the_general_one() -> None:
    bomb = gzip.compress(bytes(3_000_000))
    assert len(answer(bomb, "gzip", download_maxsize=5_000_000).body) == 3_000_000
    with pytest.raises(TooMuchPackedError):
        answer(bomb, "gzip")


def test_a_part_that_nobody_asked_for_is_no_page() -> None:
    with pytest.raises(ResponseDataLossError):
        answer(b"<p>half", "identity", status=206)


def test_requests_say_what_can_be_unpacked() -> None:
    request = Request("https://n.shop/")
    Unpacking(MOST).process_request(request)
    assert request.headers["Accept-Encoding"] == b"gzip, deflate, br, zstd"
