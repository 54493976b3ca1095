"""crawler.reading.encodings: the encoding a page is really in, whatever it declares."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webpages import HANS, HANT, article_html

from crawler.reading.encodings import REPLACEMENT, declared_encodings, decode

HANS_PAGE = article_html("hans")
HANT_PAGE = article_html("hant")
EN_PAGE = article_html("en")
FALSE_LABELS = ["utf-8", "gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "windows-1252", "x-unheard-of", ""]


def declaring(page: str, charset: str) -> str:
    return page.replace('<meta charset="utf-8">', f'<meta charset="{charset}">' if charset else "")


@pytest.mark.parametrize("label", FALSE_LABELS)
@pytest.mark.parametrize(
    ("page", "codec", "read_by"),
    [
        (HANS_PAGE, "gbk", "gb18030"),
        (HANS_PAGE, "gb18030", "gb18030"),
        (HANS_PAGE, "utf-8", "utf-8"),
        (HANT_PAGE, "big5", "big5hkscs"),
        (HANT_PAGE, "utf-8", "utf-8"),
        (HANT_PAGE, "gbk", "gb18030"),
    ],
)
def test_the_bytes_decide_not_the_label(page: str, codec: str, read_by: str, label: str) -> None:
    body = declaring(page, label).encode(codec, errors="ignore")
    decoded = decode(body)
    assert decoded.text == declaring(page, label).encode(codec, errors="ignore").decode(codec)
    assert decoded.encoding == read_by
    assert decoded.damaged == 0.0


@pytest.mark.parametrize(
    "header", ["text/html; charset=utf-8", "text/html; charset=ISO-8859-1", "text/html", ""]
)
def test_a_lying_header_is_not_believed(header: str) -> None:
    body = declaring(HANS_PAGE, "").encode("gbk")
    assert HANS[0] in decode(body, header).text


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_beats_every_label(mark: bytes, codec: str) -> None:
    decoded = decode(mark + declaring(HANT_PAGE, "gb2312").encode(codec), "text/html; charset=big5")
    assert decoded.encoding == codec
    assert decoded.text == declaring(HANT_PAGE, "gb2312")  # and the mark is not part of the text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("page", [HANS_PAGE, HANT_PAGE, EN_PAGE])
def test_utf16_that_lost_its_mark_is_recognised_by_its_zeros(codec: str, page: str) -> None:
    decoded = decode(page.encode(codec), "text/html; charset=utf-8")
    assert (decoded.encoding, decoded.text) == (codec, page)


def test_a_page_cut_in_the_middle_of_a_character_is_still_utf8() -> None:
    body = HANS_PAGE.encode()
    whole = body[: body.index(HANS[3].encode()) + 31]  # 31 is not a multiple of 3
    decoded = decode(whole, "text/html; charset=gbk")
    assert decoded.encoding == "utf-8"
    assert HANS[2] in decoded.text
    assert decoded.text.count(REPLACEMENT) <= 1


@pytest.mark.parametrize(
    "page", [HANS_PAGE, HANT_PAGE, EN_PAGE.replace("said", "said “yes” – and ‘no’ – naïvely")]
)
def test_a_few_broken_bytes_do_not_make_utf8_something_else(page: str) -> None:
    body = bytearray(page.encode())
    places = [index for index, byte in enumerate(body) if byte >= 0xE0]
    body[places[len(places) // 2]] = 0xFF
    decoded = decode(bytes(body))
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.damaged < 0.01


@pytest.mark.parametrize("word", ["联通", "偷偷", "脉脉"])
def test_a_few_gbk_characters_follow_their_label(word: str) -> None:
    # So short that statistics say nothing; "偷偷" and "脉脉" are valid UTF-8 as well (two-byte letters).
    assert decode(b"<meta charset=gbk><p>" + word.encode("gbk")).text.endswith(word)


def test_damage_is_counted_as_a_share_of_the_text() -> None:
    body = ("<p>" + HANS[0] + "</p>").encode() + b"\xff\xfe\xff" * 200
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.damaged == pytest.approx(decoded.text.count(REPLACEMENT) / len(decoded.text))


def test_western_pages_are_read_as_windows_1252() -> None:
    text = "<p>Caf\u00e9 owners in Nantes said the \u201cd\u00e9j\u00e0 vu\u201d of tariffs hurt. Prices rose \u20ac5.</p>"
    decoded = decode(text.encode("cp1252"), "text/html; charset=ISO-8859-1")
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


@pytest.mark.parametrize(
    ("header", "head", "expected"),
    [
        ("text/html; charset=GB2312", b"", ["gb18030"]),
        ("text/html;charset='utf-8'", b"", ["utf-8"]),
        ('text/html; charset="Big5"', b"<meta charset=utf8>", ["big5hkscs", "utf-8"]),
        ("", b'<meta http-equiv="Content-Type" content="text/html; charset=gbk" />', ["gb18030"]),
        ("", b'<?xml version="1.0" encoding="big5"?><html>', ["big5hkscs"]),
        ("", b"<META CHARSET = windows-1252 >", ["cp1252"]),
        (
            "text/html; charset=utf-7",
            b"<meta charset=rot13>",
            [],
        ),  # never: they hide markup, or are no charset
        ("text/html; charset=zip", b"<meta charset=punycode>", []),
        ("text/html; charset=", b"<meta charset>", []),
        ("charset=" * 5000, b"<meta " * 5000, []),
    ],
)
def test_what_a_page_declares(header: str, head: bytes, expected: list[str]) -> None:
    assert declared_encodings(head, header) == expected


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x80" * 10, bytes(range(256)) * 40]
)
def test_odd_bytes_are_read_somehow(body: bytes) -> None:
    decoded = decode(body)
    assert isinstance(decoded.text, str)
    assert 0.0 <= decoded.damaged <= 1.0


def test_nothing_is_nothing() -> None:
    decoded = decode(b"")
    assert (decoded.text, decoded.damaged) == ("", 0.0)


@given(st.binary(max_size=3000), st.text(max_size=60))
def test_no_bytes_and_no_header_raise(body: bytes, header: str) -> None:
    assert 0.0 <= decode(body, header).damaged <= 1.0


@given(st.text(alphabet=st.sampled_from("".join(HANS)), min_size=40, max_size=300))
def test_chinese_in_gbk_comes_back_as_it_was(text: str) -> None:
    assert decode(f"<p>{text}</p>".encode("gbk")).text == f"<p>{text}</p>"


@given(st.text(alphabet=st.sampled_from("".join(HANT)), min_size=40, max_size=300))
def test_chinese_in_big5_comes_back_as_it_was(text: str) -> None:
    assert decode(f"<meta charset=big5><p>{text}</p>".encode("big5")).text.endswith(f"<p>{text}</p>")


@pytest.mark.parametrize("label", ["big5", "gb2312", ""])
def test_hong_kong_characters_of_big5_are_read(label: str) -> None:
    text = HANT[0] + "佢哋喺度嘅嘢唔係咁樣" + HANT[1]
    body = f"<meta charset='{label}'><p>{text}</p>".encode("big5hkscs")
    assert text in decode(body).text


def test_two_megabytes_are_read_once_by_the_winner() -> None:
    body = (declaring(HANS_PAGE, "utf-8") * 1800).encode("gbk")
    assert len(body) > 1_500_000
    assert decode(body).encoding == "gb18030"
