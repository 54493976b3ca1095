"""Bodies as they were before their server packed them: whole or not at all, and never larger than a page may be.

Takes the place of Scrapy's own decompression, which hands on what it has of a stream that breaks off, so that half
an article passes for an article, and unpacks as many layers as a header names.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Self

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

MAX_LAYERS = 3  # of packing; honest servers use one, and a cache in front of them may add its own
MAX_MEMBERS = 100  # of one gzip or zstd body; honest ones have one
MAX_WINDOW = 8_388_608  # bytes of memory a zstd frame may ask for: what RFC 9659 allows on the web
ACCEPTED = b"gzip, deflate, br, zstd"
PARTIAL_CONTENT = 206

_PIECE = 65_536  # bytes unpacked at a time
_ZSTD_FEED = 64  # bytes given to zstd at a time: it cannot be told to stop, and 4 bytes may become 128 kB
_GZIP_MARK = b"\x1f\x8b"


class BrokenPackingError(OSError):
    """The body is not what its Content-Encoding says, or breaks off."""


class TooMuchPackedError(IgnoreRequest):
    """More than a page may be, or packed as nobody packs a page."""


class Unpacking:
    """A downloader middleware in the place of HttpCompressionMiddleware."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what we can unpack."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer with its body unpacked.

        Raises ResponseDataLossError for a part that nobody asked for, and what ``unpack`` raises.
        """
        if (
            response.status == PARTIAL_CONTENT
        ):  # RFC 9110, section 15.3.7: without a Range asked for, it is a part
            raise ResponseDataLossError("a part, though the whole was asked for")
        codings = _codings(response)
        known = _known(codings)
        if not known or not response.body:
            return response
        body = unpack(response.body, known, most=request.meta.get("download_maxsize", self._most))
        left = codings[: len(codings) - len(known)]
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        if left:
            headers["Content-Encoding"] = ", ".join(left)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        if issubclass(kind, TextResponse):
            return response.replace(cls=kind, body=body, headers=headers, encoding=None)
        return response.replace(cls=kind, body=body, headers=headers)


def unpack(body: bytes, codings: Iterable[str], *, most: int) -> bytes:
    """The body without its layers of packing, the last named taken off first.

    Raises BrokenPackingError when a layer is damaged or breaks off, TooMuchPackedError beyond ``most`` bytes.
    """
    layers = [coding for coding in codings if coding != "identity"]
    if len(layers) > MAX_LAYERS:
        raise TooMuchPackedError(f"packed {len(layers)} times over")
    for coding in reversed(layers):
        body = _joined(_READERS[coding](body), most)
    return body


def _codings(response: Response) -> list[str]:
    """What the Content-Encoding headers name, in the order it was applied."""
    lines = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    return [name for part in lines.split(",") if (name := part.strip().lower())]


def _known(codings: list[str]) -> list[str]:
    """The last of them that can be taken off; what lies under an unknown one stays."""
    known: list[str] = []
    for coding in reversed(codings):
        if coding not in _READERS:
            break
        known.insert(0, coding)
    return known


def _joined(pieces: Iterator[bytes], most: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooMuchPackedError(f"more than {most} bytes when unpacked")
        kept.append(piece)
    return b"".join(kept)


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members; what follows the last and is none, as some servers pad, is left."""
    for _ in range(MAX_MEMBERS):
        reader = zlib.decompressobj(wbits=31)
        yield from _zlib_pieces(reader, body)
        body = reader.unused_data
        if not body.startswith(_GZIP_MARK):
            return
    raise TooMuchPackedError(f"more than {MAX_MEMBERS} gzip members")


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib frame that the word means, or without, as some servers understand it."""
    framed = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _zlib_pieces(zlib.decompressobj(wbits=15 if framed else -15), body)


def _zlib_pieces(reader: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    try:
        while body and not reader.eof:
            yield reader.decompress(body, _PIECE)
            body = reader.unconsumed_tail
        if not reader.eof:
            yield reader.flush(_PIECE)
    except zlib.error as error:
        raise BrokenPackingError(str(error)) from error
    if not reader.eof:
        raise BrokenPackingError("it breaks off")


def _brotli(body: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    try:
        piece = reader.process(body, output_buffer_limit=_PIECE)
        while piece:
            yield piece
            piece = reader.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise BrokenPackingError(f"brotli: {error}") from error
    if not reader.is_finished():
        raise BrokenPackingError("it breaks off")


def _zstd(body: bytes) -> Iterator[bytes]:
    frames = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    at, members = 0, 0
    try:
        while at < len(body):
            members += 1
            if members > MAX_MEMBERS:
                raise TooMuchPackedError(f"more than {MAX_MEMBERS} zstd frames")
            reader = frames.decompressobj()
            while at < len(body) and not reader.eof:
                fed = body[at : at + _ZSTD_FEED]
                yield reader.decompress(fed)
                at += len(fed) - len(reader.unused_data)
            if not reader.eof:
                raise BrokenPackingError("it breaks off")
    except zstandard.ZstdError as error:
        raise BrokenPackingError(f"zstd: {error}") from error


def _identity(body: bytes) -> Iterator[bytes]:
    yield body


_READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd, "identity": _identity,
}  # fmt: skip
