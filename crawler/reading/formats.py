"""Whether what was fetched can be a page at all: its size, and what else its first bytes say it is."""

from __future__ import annotations

import json
import re
import zlib

from store.records import Page, Reason

MAX_BYTES = 5_000_000  # of HTML, after decompression: extraction is super-linear beyond
MAX_ELEMENTS = 60_000  # of a page: two seconds of work; the largest of 484 saved news pages has 4,000

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"), (b"RIFF", "riff"), (b"\x00\x00\x01\x00", "icon"), (b"\x7fELF", "elf"),
    (b"MZ\x90", "exe"), (b"\xd0\xcf\x11\xe0", "ole"), (b"ID3", "mp3"), (b"wOFF", "font"), (b"wOF2", "font"),
    (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"SQLite format", "sqlite"),
)  # fmt: skip


_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


class RefusedError(Exception):
    """Why a page is not an article; turned into a Rejection at the door of extraction."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def html_bytes(page: Page) -> bytes:
    """The bytes of a page, unpacked where a server packed them without saying so. Raises RefusedError."""
    body = page.body
    if body.startswith(b"\x1f\x8b"):  # compressed without saying so
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise RefusedError(Reason.NOT_HTML, "damaged gzip") from error
    if not body.strip(b" \t\r\n\x00"):
        raise RefusedError(Reason.EMPTY, "no bytes")
    if len(body) > MAX_BYTES:
        raise RefusedError(Reason.TOO_LARGE, f"{len(body)} bytes, the limit is {MAX_BYTES}")
    for magic, name in _MAGIC:
        if body.startswith(magic):
            raise RefusedError(Reason.NOT_HTML, name)
    return body


def refuse_other_formats(text: str, content_type: str) -> None:
    """Raise RefusedError for text that is no page: JSON, a feed, bytes that are no text."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            raise RefusedError(Reason.NOT_HTML, "json")
    if start.startswith("<?xml") and any(
        root in start[:600] for root in ("<rss", "<feed", "<urlset", "<sitemapindex", "<rdf:RDF")
    ):
        raise RefusedError(Reason.NOT_HTML, "feed")
    head = text[:20_000]
    if len(_CONTROL.findall(head)) > 0.02 * len(head) and "<p" not in text[:200_000].lower():
        raise RefusedError(Reason.NOT_HTML, "binary")
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) and "<" not in text[:2000]:
        raise RefusedError(Reason.NOT_HTML, kind)
