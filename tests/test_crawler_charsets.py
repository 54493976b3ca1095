"""crawler.reading.charsets and mixed pages: bytes are read as a browser reads them, part by part where a page was put together."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webpages import HANS, HANT, article_html

from crawler.reading.charsets import CODECS, REPLACEMENT, codec_of, read
from crawler.reading.encodings import decode

LIES = ("", "utf-8", "gb2312", "big5", "iso-8859-1", "shift_jis", "euc-kr", "unheard-of")


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"), (" gbk ", "gb18030"), ("gb_2312-80", "gb18030"), ("cp936", "gb18030"),
        ("Big5", "big5hkscs"), ("Big5-HKSCS", "big5hkscs"), ("cp950", "big5hkscs"), ("x-x-big5", "big5hkscs"),
        ("ISO-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("iso8859-1", "cp1252"), ("latin1", "cp1252"),
        ("UTF8", "utf-8"), ("unicode", "utf-16-le"), ("utf-16", "utf-16-le"), ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"), ("windows-1251", "cp1251"), ("iso-8859-9", "cp1254"), ("tis-620", "cp874"),
        ("utf-7", None), ("zip", None), ("rot13", None), ("hz-gb-2312", None), ("iso-2022-jp", None), ("", None),
        ("idna", None), ("unicode_escape", None), ("x" * 400, None),
    ],
)  # fmt: skip
def test_a_label_means_what_it_means_to_a_browser(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize("codec", sorted(set(CODECS.values())))
@given(body=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_reading_never_raises_and_ends(codec: str, body: bytes) -> None:
    text = read(body, codec)
    assert len(text) <= 2 * len(body)
    text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xa3\xe1", "€"),  # the euro, which cp950 has and Python's big5hkscs has not
        (b"\xf9\xd6\xf9\xd7\xf9\xd8\xf9\xd9\xf9\xda\xf9\xdb", "碁銹裏墻恒粧"),  # the seven of ETEN
        (b"\x87\xdf\x87\x7a", "鿋㡵"),  # Hong Kong's of 2008
        (b"\xfb\x48\xfd\xbb", "嘅港"),
        (b"\xa1\x45\xa1\x4e\xa1\xe3\xa2\x46", "‧﹑～￠"),  # which the two tables read differently
        (b"\xbb\xb4<p>", "輕<p>"),
        (b"\xbb<p>", REPLACEMENT + "<p>"),  # a lone first byte does not swallow the tag
        (b"\xff\xa4\xa4", REPLACEMENT + "中"),
        (b"\xa4\xa4\xa4", "中"),  # cut in two
    ],
)
def test_big5_is_the_webs(raw: bytes, text: str) -> None:
    assert read(raw, "big5hkscs") == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x80 5", "€ 5"),
        (b"\xa3\xa0", "\u3000"),
        (b"\xa8\xbc\xfe\x59", "\u1e3f龴"),
        ("䶮𠮷".encode("gb18030"), "䶮𠮷"),
        (b"\x81<b>", REPLACEMENT + "<b>"),
        ("中文".encode("gbk")[:3], "中"),
    ],
)
def test_gb18030_is_the_webs(raw: bytes, text: str) -> None:
    assert read(raw, "gb18030") == text


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize(
    ("outer", "inner", "texts"),
    [("utf-8", "gbk", HANS), ("gbk", "utf-8", HANS), ("utf-8", "big5", HANT), ("big5", "utf-8", HANT)],
)
def test_a_page_pasted_together_is_read_part_by_part(
    outer: str, inner: str, texts: tuple[str, ...], lie: str
) -> None:
    parts = [f"<p>{text}</p>".encode(inner if place == 2 else outer) for place, text in enumerate(texts)]
    decoded = decode(b"<html><body>" + b"".join(parts), f"text/html; charset={lie}")
    assert decoded.text == "<html><body>" + "".join(f"<p>{text}</p>" for text in texts)
    assert decoded.damaged == 0


def test_the_smallest_fragments() -> None:
    page = article_html("hans")
    for inside, codec in (
        ("版权所有", "gbk"),
        ("編輯：陳小姐", "big5"),
        ("周航", "gbk"),
        ("Bébé café", "cp1252"),
    ):
        body = page.replace("责任编辑：何一", "@@").encode().replace(b"@@", inside.encode(codec))
        decoded = decode(body, "text/html; charset=utf-8")
        assert inside in decoded.text
        assert HANS[1] in decoded.text
        assert decoded.damaged == 0


def test_both_encodings_in_one_line() -> None:
    body = "<p>来源：".encode() + "环球商讯".encode("gbk") + " 2026-11-05 作者：林越</p>".encode()
    assert decode(body + HANS[0].encode()).text == "<p>来源：环球商讯 2026-11-05 作者：林越</p>" + HANS[0]


def test_damaged_utf8_does_not_become_rare_chinese() -> None:
    for place in range(40, 400, 7):
        body = bytearray("".join(HANS).encode())
        body[place] = 0xFF
        decoded = decode(bytes(body))
        assert decoded.encoding == "utf-8"
        assert decoded.text.count(REPLACEMENT) >= 1
        assert HANS[3] in decoded.text


@pytest.mark.parametrize("texts", [HANS, HANT])
@pytest.mark.parametrize("lie", ["shift_jis", "x-sjis", "euc-jp", "euc-kr"])
def test_chinese_is_not_read_as_half_width_katakana(texts: tuple[str, ...], lie: str) -> None:
    text = "".join(texts)
    for codec in ("gbk", "big5"):
        body = text.encode(codec, errors="ignore")
        decoded = decode(f"<meta charset={lie}>".encode() + body, f"text/html; charset={lie}")
        if len(body.decode(codec)) == len(text):
            assert decoded.text.endswith(text)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("<p>関税の引き上げで、通販各社は価格の見直しを急いでいる。カタカナもある。</p>", "cp932"),
        ("<p>관세 인상으로 해외 직구 가격이 오르고 있다고 업계는 전했다.</p>", "cp949"),
        ("<p>Таможня сообщила, что посылки дешевле сорока долларов больше не беспошлинны.</p>", "cp1251"),
    ],
)
def test_other_languages_follow_their_label(text: str, codec: str) -> None:
    label = {"cp932": "shift_jis", "cp949": "euc-kr", "cp1251": "windows-1251"}[codec]
    assert decode(text.encode(codec), f"text/html; charset={label}").text == text


def test_a_western_page_with_curly_quotes_is_not_korean_or_chinese() -> None:
    text = (
        "<p>"
        + "The seller’s parcel — “lost”, she’d said – wasn’t found. It’s the carrier’s fault. " * 5
        + "</p>"
    )
    for lie in LIES:
        assert decode(text.encode("cp1252"), f"text/html; charset={lie}").text == text


@given(
    st.lists(st.sampled_from(HANS + HANT), min_size=1, max_size=4),
    st.sampled_from(LIES),
    st.sampled_from(LIES),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
    st.integers(0, 3),
)
@settings(max_examples=150, deadline=None)
def test_no_lie_hides_the_text(texts: list[str], header: str, meta: str, codec: str, cut: int) -> None:
    html = f'<html><head><meta charset="{meta}"></head><body><p>' + "</p><p>".join(texts) + "</p><p>结尾"
    body = html.encode(codec)
    body = body[: len(body) - cut]
    decoded = decode(body, f"text/html; charset={header}")
    assert html.startswith(decoded.text.rstrip(REPLACEMENT))
    assert len(html) - len(decoded.text.rstrip(REPLACEMENT)) <= 2


@pytest.mark.parametrize(
    "body",
    [
        b"a" * 3_000_000 + b"\xb0\xa1",
        b"\xb0\xa1" * 1_500_000 + b"\xff",
        ("<p>中" * 300_000).encode() + b"<p>\xff\xb0",
        b"<" * 2_000_000 + b"\xe4\xb8",
        b"<meta " * 400_000 + b"\xff",
        (b"\xe4\xb8\xad" * 4 + b"\xb0\xa1<") * 60_000,
    ],
)
@pytest.mark.slow
def test_hostile_bytes_cost_linear_time(body: bytes) -> None:
    begun = time.process_time()
    decode(body, "text/html; charset=gb2312")
    assert time.process_time() - begun < 30
