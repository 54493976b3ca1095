"""Damaged pages: our own pages with one to three harms done to each, the same ones for the same seed.

The harms are those of the wild and of people who mean harm: flipped bytes, pages cut off, tags that never close, trees
thousands deep, attributes of a megabyte, entities, encodings that lie, scripts and data without an end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from own_pages import own_pages

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One damaged page. ``harms``: what was done to it, in order."""

    number: int
    origin: str
    harms: tuple[str, ...]
    url: str
    body: bytes


Harm = Callable[[bytes, Random], bytes]


def at(body: bytes, dice: Random) -> int:
    """A place in the page."""
    return dice.randrange(len(body) + 1)


def inserted(body: bytes, dice: Random, piece: bytes, *, inside_text: bool = True) -> bytes:
    """The page with a piece put in: behind a tag, or anywhere."""
    ends = [found.end() for found in re.finditer(rb">", body)] if inside_text else []
    place = dice.choice(ends) if ends else at(body, dice)
    return body[:place] + piece + body[place:]


def flip_bytes(body: bytes, dice: Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(dice.choice((1, 20, 400))):
        if damaged:
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def cut_off(body: bytes, dice: Random) -> bytes:
    return body[: at(body, dice)]


def drop_closing_tags(body: bytes, dice: Random) -> bytes:
    share = dice.choice((0.1, 0.5, 1.0))
    return re.sub(rb"</[a-zA-Z0-9]+>", lambda tag: b"" if dice.random() < share else tag[0], body)


def drop_brackets(body: bytes, dice: Random) -> bytes:
    return re.sub(rb"[<>\"']", lambda mark: b"" if dice.random() < 0.05 else mark[0], body)


def nest_deeply(body: bytes, dice: Random) -> bytes:
    tag = dice.choice(
        (b"div", b"b", b"table><tr><td", b"font", b"ul><li", b"blockquote", b"svg", b"a href=x")
    )
    opened = b"<" + tag + b">"
    return inserted(body, dice, opened * dice.choice((200, 5_000, 60_000)))


def huge_attribute(body: bytes, dice: Random) -> bytes:
    name = dice.choice((b"class", b"style", b"id", b"href", b"data-x", b"content"))
    filling = dice.choice((b"a", b"article ", b"2026-01-02 ", b"&amp;", b'{"a":', "发布时间".encode()))
    value = filling * (MEGABYTE // len(filling))
    return inserted(body, dice, b"<p " + name + b"='" + value + b"'>")


def many_attributes(body: bytes, dice: Random) -> bytes:
    pairs = b" ".join(b"data-%d=%d" % (n, n) for n in range(dice.choice((100, 20_000))))
    return inserted(body, dice, b"<div " + pairs + b">")


def entities(body: bytes, dice: Random) -> bytes:
    piece = dice.choice(
        (b"&#x110000;", b"&#0;", b"&#xD800;", b"&amp;amp;lt;", b"&notanentity", b"&#99999999999999;")
    )
    return inserted(body, dice, piece * dice.choice((1, 1_000, 100_000)))


def escape_all(body: bytes, dice: Random) -> bytes:
    return body.replace(b"<p", b"&lt;p") if dice.random() < 0.5 else body.replace(b"&", b"&amp;")


def lie_about_encoding(body: bytes, dice: Random) -> bytes:
    name = dice.choice(
        (b"utf-16", b"big5", b"gb2312", b"shift_jis", b"utf-7", b"x-unheard-of", b"iso-2022-jp")
    )
    return b"<meta charset=" + name + b">" + body


def other_encoding(body: bytes, dice: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    half = len(text) // 2
    first, second = dice.sample(("utf-8", "gb18030", "big5", "utf-16", "cp1252", "utf-16-be"), 2)
    return text[:half].encode(first, "replace") + text[half:].encode(second, "replace")


def control_characters(body: bytes, dice: Random) -> bytes:
    piece = dice.choice((b"\x00", b"\x1b[2J", b"\xef\xbf\xbd", b"\xe2\x80\xae", b"\x0b\x0c", b"\xed\xa0\x80"))
    return inserted(body, dice, piece * dice.choice((1, 50, 50_000)), inside_text=False)


def endless(body: bytes, dice: Random) -> bytes:
    opening = (
        b"<!--",
        b"<script>",
        b"<style>",
        b"<textarea>",
        b"<plaintext>",
        b"<![CDATA[",
        b"<title>",
        b"<?php ",
    )
    return inserted(body, dice, dice.choice(opening))


def data_of_scripts(body: bytes, dice: Random) -> bytes:
    depth = dice.choice((100, 30_000))
    piece = dice.choice(
        (
            b'<script type="application/ld+json">' + b"[" * depth + b"</script>",
            b'<script type="application/ld+json">' + b'{"@graph":' * depth + b"</script>",
            b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":1e999}</script>',
            b"<script>window.__INITIAL_STATE__=" + b'{"content":"' + b"\\" * depth + b"</script>",
            b"<script>window.__NUXT__=(function(a,b){return " + b"(" * depth + b"</script>",
            b'<script id="__NEXT_DATA__" type="application/json">'
            + b'{"a":[' * depth
            + b"1"
            + b"]}" * depth
            + b"</script>",
        )
    )
    return inserted(body, dice, piece)


def long_run(body: bytes, dice: Random) -> bytes:
    pieces = (
        b"9",
        b" ",
        b"\n",
        b"&nbsp;",
        b"a",
        b"-",
        b"|",
        b"<br>",
        "年".encode(),
        "（".encode(),
        "　".encode(),
        b"2026-",
        b"http://a.",
    )
    piece = dice.choice(pieces)
    return inserted(body, dice, piece * (dice.choice((1_000, 300_000)) // len(piece)))


def many_elements(body: bytes, dice: Random) -> bytes:
    piece = dice.choice(
        (
            b"<p></p>",
            b"<br/>",
            b"<p>by</p>",
            b'<meta property="og:title" content="x">',
            b"<title>x</title>",
            b"<h1>a|b|c - d</h1>",
            b"<a href=/x>x</a>",
            b"<time datetime=2026-01-01>1</time>",
            b"<td colspan=1000000000 rowspan=9999999>x",
            "<p>责任编辑：王</p>".encode(),
            "<li>相关阅读：下一篇</li>".encode(),
        )
    )
    return inserted(body, dice, piece * dice.choice((50, 2_000, 20_000)))


def repeated(body: bytes, dice: Random) -> bytes:
    return body * dice.choice((2, 40))


def spliced(body: bytes, dice: Random) -> bytes:
    other = dice.choice(own_pages()).html
    return body[: at(body, dice)] + other[at(other, dice) :]


def shuffled(body: bytes, dice: Random) -> bytes:
    tags = re.split(rb"(?=<)", body)
    dice.shuffle(tags)
    return b"".join(tags)


HARMS: tuple[Harm, ...] = (
    flip_bytes,
    cut_off,
    drop_closing_tags,
    drop_brackets,
    nest_deeply,
    huge_attribute,
    many_attributes,
    entities,
    escape_all,
    lie_about_encoding,
    other_encoding,
    control_characters,
    endless,
    data_of_scripts,
    long_run,
    many_elements,
    repeated,
    spliced,
    shuffled,
)


def mutant(number: int) -> Mutant:
    """The damaged page of this number: the same one on every machine."""
    dice = Random(number)
    page = own_pages()[number % len(own_pages())]
    chosen = dice.sample(HARMS, dice.choice((1, 1, 2, 3)))
    body = page.html
    for harm in chosen:
        body = harm(body, dice)
    harms = tuple(harm.__name__ for harm in chosen)
    return Mutant(number=number, origin=page.id, harms=harms, url=page.url, body=body)


def mutants(count: int, start: int = 0, step: int = 1) -> Iterator[Mutant]:
    """Damaged pages, one by one."""
    return map(mutant, range(start, count, step))
