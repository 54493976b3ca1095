"""Faults of Content-Encoding: bombs, encodings in encodings, packed bytes that break off or were never packed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import cache

import brotli
import zstandard
from fault_table import SOON, TRIES, PageFault
from faultserver import Serve, Wire, story

BOMB = 60_000_000  # bytes, unpacked; a page may have 1,000,000
TOO_LARGE = {"reason": "too-large"}
TRUNCATED = {"reason": "truncated", "retry": SOON, "asks": TRIES}


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
}


def page(name: str) -> bytes:
    """A page whose packed form is long enough to be cut in the middle."""
    return story(name).encode()


@cache
def _bomb(coding: str) -> bytes:
    return PACK[coding](bytes(BOMB))


@cache
def _bomb_in_gzip(times: int) -> bytes:
    data = bytes(BOMB)
    for _ in range(times):
        data = gzip.compress(data)
    return data


def packed(make: Callable[[], bytes], coding: str) -> Serve:
    """An answer whose body is made when it is asked for."""

    def serve(wire: Wire) -> None:
        wire.answer(make(), Content_Encoding=coding)

    return serve


def _cut(coding: str) -> PageFault:
    name = f"{coding}-cut"
    whole = PACK[coding](page(name) * 3)
    return PageFault(name=name, does=f"{coding} that breaks off", serve=packed(lambda: whole[: len(whole) // 2], coding), **TRUNCATED)  # fmt: skip


def _never_packed(coding: str) -> PageFault:
    name = f"{coding}-never"
    return PageFault(name=name, does=f"plain HTML called {coding}", serve=packed(lambda: page(name), coding), **TRUNCATED, detail="unpack")  # fmt: skip


def _fine(coding: str) -> PageFault:
    name = f"{coding}-fine"
    return PageFault(
        name=name, does=f"{coding}, as it should be", serve=packed(lambda: PACK[coding](page(name)), coding)
    )


def _nested(times: int, name: str) -> Serve:
    data = page(name)
    for _ in range(times):
        data = gzip.compress(data)
    return packed(lambda: data, ", ".join(["gzip"] * times))


FAULTS = [
    *(_fine(coding) for coding in PACK),
    *(_cut(coding) for coding in PACK),
    *(_never_packed(coding) for coding in PACK),
    *(PageFault(name=f"{coding}-bomb", does=f"60 MB of nothing in {coding}", serve=packed(lambda coding=coding: _bomb(coding), coding), **TOO_LARGE) for coding in PACK),
    PageFault(name="raw-deflate", does="deflate without its zlib frame", serve=packed(lambda: _raw_deflate(page("raw-deflate")), "deflate")),
    PageFault(name="two-members", does="gzip in two members", serve=packed(lambda: gzip.compress(page("two-members")[:300]) + gzip.compress(page("two-members")[300:]), "gzip"), text="Paragraph 3 of two-members"),
    PageFault(name="gzip-tail", does="zeros behind the gzip", serve=packed(lambda: gzip.compress(page("gzip-tail")) + bytes(64), "gzip")),
    PageFault(name="x-gzip", does="the old name of gzip", serve=packed(lambda: gzip.compress(page("x-gzip")), "x-gzip")),
    PageFault(name="unsaid-gzip", does="gzip without saying so", serve=lambda wire: wire.answer(gzip.compress(page("unsaid-gzip")))),
    PageFault(name="identity", does="Content-Encoding: identity", serve=packed(lambda: page("identity"), "identity")),
    PageFault(name="utf8-coding", does="Content-Encoding: utf-8, as some servers say", serve=packed(lambda: page("utf8-coding"), "utf-8")),
    PageFault(name="unknown-coding", does="a coding nobody asked for", serve=packed(lambda: bytes(range(256)) * 40, "snappy"), reason="not-html"),
    PageFault(name="empty-gzip", does="gzip of no bytes at all", serve=packed(lambda: b"", "gzip"), reason="empty"),
    PageFault(name="twice", does="gzip in gzip, and said so", serve=_nested(2, "twice")),
    PageFault(name="forty-times", does="gzip, forty times", serve=_nested(40, "forty-times"), reason="too-large"),
    PageFault(name="nested-bomb", does="a bomb in gzip in gzip", serve=packed(lambda: _bomb_in_gzip(2), "gzip, gzip"), **TOO_LARGE),
    PageFault(name="gzip-br-bomb", does="a brotli bomb in gzip", serve=packed(lambda: gzip.compress(_bomb("br")), "br, gzip"), **TOO_LARGE),
    PageFault(name="long-coding", does="10,000 codings in one header", serve=packed(lambda: page("long-coding"), ",".join(["gzip"] * 1_800)), reason="too-large"),
]  # fmt: skip
