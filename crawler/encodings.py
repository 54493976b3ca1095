"""Bytes to text: what a page is really written in, whatever it declares.

Order of trust: byte order mark, UTF-8 that is valid, then the declared encodings (HTTP header, meta,
XML declaration) and the usual Chinese ones, each read in full and judged by damage and by how much of
the result is everyday Chinese. Labels follow the WHATWG Encoding Standard where that matters for
Chinese pages (``gb2312`` means GB18030, ``iso-8859-1`` means windows-1252).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

REPLACEMENT = "\ufffd"

# Labels a page may declare -> Python codec. Closed list: a label must never reach codecs that are no
# charset ("zip", "rot13") or that hide markup ("utf-7").
_CODECS: dict[str, str] = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312", "gb_2312-80", "chinese", "csgb2312", "cp936"),
        "gb18030",
    ),
    **dict.fromkeys(
        ("big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5", "cp950", "big5hkscs"), "big5hkscs"
    ),
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii", "windows-1252", "cp1252"),
        "cp1252",
    ),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16-le", "unicode"), "utf-16-le"),
    **dict.fromkeys(("utf-16be", "utf-16-be"), "utf-16-be"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-8859-15": "iso8859-15",
    "koi8-r": "koi8-r",
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14)},
}
_EAST_ASIAN = frozenset({"gb18030", "big5hkscs", "cp950", "cp932", "cp949", "euc_jp"})

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_HEADER_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]{1,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(
    rb"^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.\-]{1,40})", re.IGNORECASE
)

_HEAD_BYTES = (
    8_192  # where a declaration is looked for: browsers read 1,024; Chinese portals put more before it
)
_TOO_FEW = 60  # bytes; statistics say nothing of so little
_JUDGED_BYTES = 400_000  # enough to tell encodings apart; the rest is decoded once, by the winner

# The most frequent characters of written Chinese, Simplified and Traditional. Real text is 35 to 60 %
# of these; text read in the wrong encoding has next to none of them.
_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "這個們來為國說時會對著過發後裡經麼學現當沒動進還樣開從實軍無與長機間關點業將兩問體見戰頭產話聲東論處義幾認條係氣題爾別變總電數報結員務場計資統區隊決書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運億元約於並對應價網貿稅關臺灣報導訊"
    "，。、：；？！“”‘’「」『』（）《》"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page. ``encoding`` is the Python codec that read it; ``damaged`` the share (0..1) of U+FFFD."""

    text: str
    encoding: str
    damaged: float


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Read a page's bytes. Never raises; what no encoding can read becomes U+FFFD and is counted."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], codec)
    wide = _wide_without_mark(body)
    if wide is not None:
        return _decoded(body, wide)
    declared = declared_encodings(body, content_type)
    if _is_utf8(body, declared):
        return _decoded(body, "utf-8")
    return _decoded(body, _best(body, declared))


def declared_encodings(body: bytes, content_type: str) -> list[str]:
    """Python codecs the header, the meta element and the XML declaration name, in that order of trust."""
    head = body[:_HEAD_BYTES]
    labels: list[str] = [found.group(1) for found in _HEADER_CHARSET.finditer(content_type[:1000])]
    labels += [found.group(1).decode("ascii") for found in _META_CHARSET.finditer(head)]
    labels += [found.group(1).decode("ascii") for found in _XML_CHARSET.finditer(head)]
    codecs_named = [_CODECS[label.lower()] for label in labels if label.lower() in _CODECS]
    return list(dict.fromkeys(codecs_named))


def _decoded(body: bytes, codec: str) -> Decoded:
    text = body.decode(codec, errors="replace")
    if not text:
        return Decoded("", codec, 0.0)
    return Decoded(text, codec, text.count(REPLACEMENT) / len(text))


def _wide_without_mark(body: bytes) -> str | None:
    """UTF-16 that lost its mark: markup is ASCII, so every second byte of it is zero."""
    head = body[:_HEAD_BYTES]
    head = head[: len(head) // 2 * 2]
    if len(head) < 16:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.08 and even * 8 < odd:
        return "utf-16-le"
    if even > half * 0.08 and odd * 8 < even:
        return "utf-16-be"
    return None


def _is_utf8(body: bytes, declared: list[str]) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page cut in the middle of a character is still UTF-8; anything earlier is judged below.
        if error.reason != "unexpected end of data" or error.start == 0:
            return False
        text = body[: error.start].decode("utf-8")
    if not declared or declared[0] not in _EAST_ASIAN:
        return True
    # A few GBK characters can happen to be valid two-byte UTF-8 (Latin, Greek, Cyrillic letters). Believe
    # the declaration then, but only when there is nothing that must be UTF-8.
    foreign = [char for char in text[:_JUDGED_BYTES] if char > "\x7f"]
    if not foreign or len(foreign) > 200 or any(char > "\u07ff" for char in foreign):
        return True
    return REPLACEMENT in body.decode(declared[0], errors="replace")


def _best(body: bytes, declared: list[str]) -> str:
    """The codec that reads the bytes with the least damage and the most everyday Chinese."""
    sample = body[:_JUDGED_BYTES]
    if len(body) < _TOO_FEW and declared and REPLACEMENT not in body.decode(declared[0], errors="replace"):
        return declared[0]
    candidates = list(dict.fromkeys((*declared, "gb18030", "big5hkscs", "cp950", "utf-8", "cp1252")))
    ranked = [
        (_merit(sample, codec) + _trust(codec, declared), -rank, codec)
        for rank, codec in enumerate(candidates)
    ]
    return max(ranked)[2]


def _trust(codec: str, declared: list[str]) -> float:
    """A declaration decides between readings that are about as good as each other."""
    if codec == "cp950" and "big5hkscs" in declared:
        return 0.09  # the same label; the reading without damage wins
    return 0.1 if codec in declared else 0.0


def _merit(sample: bytes, codec: str) -> float:
    """About -1 (ruined) to +1 (clean, everyday Chinese) for what the sample becomes in ``codec``."""
    text = sample.decode(codec, errors="replace")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    damage = sum(char == REPLACEMENT or "\ue000" <= char <= "\uf8ff" for char in foreign) / len(foreign)
    if codec in {"cp1252", "koi8-r"} or codec.startswith(("cp125", "iso8859")):
        # A single-byte table reads anything. Western text has its marks between ASCII letters; Chinese
        # bytes read this way are long runs of them.
        runs = sum(len(run) for run in re.findall(r"[\x80-\uffff]{3,60}", text))
        return 0.3 - damage - runs / len(foreign)
    if codec == "utf-8":
        return (
            0.9 - 5 * damage
        )  # bytes that are UTF-8 nine times in ten are it: no other encoding is by chance
    everyday = sum(char in _EVERYDAY for char in foreign) / len(foreign)
    return everyday - 4 * damage
