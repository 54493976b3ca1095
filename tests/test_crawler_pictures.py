"""crawler.reading.pictures: a caption that the page prints as a paragraph of its own."""

from __future__ import annotations

import time

import pytest
from lxml.html import fragment_fromstring
from webpages import HANS, TITLES

from crawler.reading.main_text import read_text
from crawler.reading.markup import parse_html, read_head
from crawler.reading.pictures import repeats_picture
from tests.timing import grows_evenly

SAID = "码头工人在夜班装卸冷藏箱"


@pytest.mark.parametrize(
    "html",
    [
        f'<div><p class="f_center"><img src=a.jpg alt="{SAID}"><br>{SAID}</p></div>',
        f'<div><a href=b.jpg><img src=a.jpg alt=1 title="{SAID}。"></a><p>{SAID}</p></div>',
        f'<div><p><span><img src=a.jpg alt=" {SAID} "></span></p><p>{SAID}</p></div>',
    ],
)
def test_the_words_of_a_picture_are_its_caption(html: str) -> None:
    assert repeats_picture(fragment_fromstring(html).xpath(".//p")[-1], SAID)


@pytest.mark.parametrize(
    "html",
    [
        f'<div><img src=a.jpg alt="港口夜景"><p>{SAID}</p></div>',
        f'<div><img src=a.jpg alt=""><p>{SAID}</p></div>',
        f'<div><img src=a.jpg alt="{SAID}"><p>中间隔着一段</p><p>{SAID}</p></div>',
        f"<div><p>{SAID}</p></div>",
    ],
)
def test_other_words_beside_a_picture_are_text(html: str) -> None:
    assert not repeats_picture(fragment_fromstring(html).xpath(".//p")[-1], SAID)


def test_a_word_or_a_whole_text_is_no_caption() -> None:
    owner = fragment_fromstring(f'<p><img alt="图片"><img alt="{"长" * 400}"></p>')
    assert not repeats_picture(owner, "图片")
    assert not repeats_picture(owner, "长" * 400)


def _article(inner: str) -> list[str]:
    html = f"<html lang=zh><title>{TITLES['hans']}</title><h1>{TITLES['hans']}</h1><div>{inner}</div></html>"
    tree = parse_html(html)
    assert tree is not None
    found = read_text(tree, read_head(tree), url="https://a.example/1", title=TITLES["hans"], author="")
    return [line.text for line in found.lines]


def test_a_thing_named_beside_its_picture_is_text() -> None:
    for name in ("Recycled materials", "Harbour crane 9", "有機棉"):
        owner = fragment_fromstring(f'<p><img src=a.png alt="{name}"> {name}</p>')
        assert not repeats_picture(owner, name)
    headed = f'<h3><img src=a.png alt="{SAID}"><br>{SAID}</h3>'
    prose = "".join(f"<p>{text}</p>" for text in HANS)
    assert _article(prose + headed + prose.replace("。", "！")).count(SAID) == 1


def test_captions_go_from_a_text_and_a_report_in_pictures_keeps_them() -> None:
    prose = "".join(f"<p>{text}</p>" for text in HANS)
    assert _article(f'<p class=c><img alt="{SAID}"><br>{SAID}</p>{prose}') == list(HANS)
    dated = f'<p class=c><img alt="{SAID}"><br>{SAID}</p><p>2026-07-31 08:19</p>{prose}'
    assert _article(dated) == list(HANS)
    shown = [f"{text}" for text in HANS]
    album = "".join(f'<p><img alt="{text}"><br>{text}</p>' for text in shown)
    assert _article(album) == shown


def test_a_block_of_many_elements_is_looked_at_in_part() -> None:
    def seconds(size: int) -> float:
        owner = fragment_fromstring(f"<div>{'<b>a</b>' * size}{SAID}</div>")
        start = time.perf_counter()
        for _ in range(50):
            repeats_picture(owner, SAID)
        return time.perf_counter() - start

    assert grows_evenly(seconds, 100, 20_000, factor=10, free=0.05)
