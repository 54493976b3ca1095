"""Tags that were made to take hours are seen from their bytes; pages and scripts are not taken for them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from origin import article_html

from crawler.tags import MAX_ATTRIBUTES, has_crowded_tag

MANY = MAX_ATTRIBUTES + 10

CROWDED = {
    "with values": "<a " + " ".join(f'a{n}="1"' for n in range(MANY)) + ">",
    "bare": "<a " + " ".join(f"a{n}" for n in range(MANY)) + ">",
    "unquoted": "<a " + " ".join(f"a{n}=1" for n in range(MANY)) + ">",
    "without spaces": "<a " + "".join(f'a{n}="1"' for n in range(MANY)) + ">",
    "slashes": "<a" + "".join(f"/a{n}" for n in range(MANY)) + ">",
    "never closed": "<p>x</p><a " + " ".join(f"a{n}" for n in range(MANY)),
    "brackets in values": '<a x="<b>" ' + " ".join(f"a{n}='>'" for n in range(MANY)) + ">",
    "stray quotes": "<a ' \" " + " ".join(f'a{n}="<"' for n in range(MANY)) + ">",
    "a quote never closed": "<a " + " ".join(f"a{n}" for n in range(MANY)) + ' b="',
    "after a script": "<script>if (a<b) x='</b>';</script><a " + "b " * MANY + ">",
}


@pytest.mark.parametrize("name", CROWDED)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_crowded_tag_is_seen(name: str, codec: str) -> None:
    assert has_crowded_tag(("<html><body>" + CROWDED[name]).encode(codec))


SCRIPT = "".join(
    f"if (a{n} < b && c{n}<d) {{ e = 'it'; f = \"x y z\"; /* don't */ }}\n" for n in range(9_000)
)
HONEST = {
    "a page": article_html("Parcels", "parcels", paragraphs=300),
    "long texts": "<p>" + 'word don\'t "stop" here/now ' * 30_000 + "</p>",
    "a script": f"<html><script>{SCRIPT}</script><p>x</p></html>",
    "a picture inside": f'<img src="data:image/png;base64,{"A/b " * 50_000}">',
    "many quotes astray": "<p title='it's' class=\"a b\">it's</p>" * 9_000,
    "a feed": "<rss><channel>"
    + '<item><title>a < b "c</title><enclosure url="x" type="y"/></item>' * 9_000
    + "</channel></rss>",
    "a feed of escaped pages": "<description>%s</description>"
    % ('&lt;p class="a b"&gt;It is so/not. ' * 20_000),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_bytes_are_not_taken_for_one(name: str) -> None:
    assert not has_crowded_tag(HONEST[name].encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    assert not has_crowded_tag(data)


@pytest.mark.parametrize(
    "piece", [b"<a", b"<a '", b'<a b="', b"<script ", b"<a b='<script", b'"=" ', b'<\x00a=\x00"']
)
def test_time_grows_with_length_alone(piece: bytes) -> None:
    start = time.process_time()
    has_crowded_tag(piece * (2_000_000 // len(piece)))
    assert time.process_time() - start < 20  # the square of it would be hours
