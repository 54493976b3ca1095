"""Lines that repeat what a picture is described with for those who do not see it: its caption, said twice."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.lines import key_of

_MAX_CAPTION = 300  # code points
_LEAST = 24  # letters; a name, a product or a label beside its picture says less
_LEAST_HAN = 6  # the same in Chinese
_MAX_NEAR = 12  # elements that are looked at in the block and in the one before it


def repeats_picture(owner: HtmlElement, text: str) -> bool:
    """Whether a line says what a picture in its block, or in the element before the block, is described with.

    Newsrooms write a caption once and their system prints it twice: as the picture's ``alt`` or ``title`` and as a
    paragraph like any other, with no class of its own.
    """
    if len(text) > _MAX_CAPTION or len(key := key_of(text)) < (_LEAST if text.isascii() else _LEAST_HAN):
        return False
    before = owner.getprevious()
    near = (owner,) if before is None else (owner, before)
    return any(
        key == key_of(description[: 2 * _MAX_CAPTION])
        for block in near
        for element in islice(block.iter(), _MAX_NEAR)
        if element.tag == "img"
        for description in (element.get("alt") or "", element.get("title") or "")
    )
