"""Bytes to text: what a page is really written in, whatever it declares.

Order of trust: byte order mark, UTF-8 that is valid, then the declared encodings (HTTP header, meta,
XML declaration) and the usual Chinese ones, each read in full and judged by damage and by how much of
the result is everyday Chinese. Labels and tables are the web's (``crawler.reading.charsets``). A page put together
from parts in two encodings is read part by part.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from crawler.reading.charsets import EAST_ASIAN, REPLACEMENT, codec_of, read

__all__ = ["REPLACEMENT", "Decoded", "declared_encodings", "decode"]

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
_JUDGED_BYTES = (
    40_000  # of parts beyond ASCII: enough to tell encodings apart; the rest is read once, by the winner
)

_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_THREE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){4}")
_PARTS = re.compile(rb"([<>\r\n]+)")  # none of these is the second byte of a character, in any encoding here
_OTHER_SCRIPTS = frozenset(  # Cyrillic, Greek, Hebrew, Arabic, Thai in one byte a letter
    (
        *("cp866", "koi8-r", "koi8-u", "mac-cyrillic", "cp1251", "cp1253", "cp1255", "cp1256", "cp874"),
        *("iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8"),
    )
)
_THREES = re.compile(rb"((?:[\xe2-\xe9\xef][\x80-\xbf]{2})+)")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,60}")
_FOREIGN = re.compile(rb"[\x21-\x7e]{0,3}[\x80-\xff][^\x00-\x2f:;<=>?]*")
_WORDS = re.compile(rb"([\x00-\x2f:;=?]+)")
_MOSTLY = 0.5  # of the bytes beyond ASCII in three-byte UTF-8; GBK and Big5 have it by chance in 2 of 100
_PLAUSIBLE = 0.2  # everyday characters of a fragment; chance gives 0.05
# First bytes of the characters in daily use, which both tables put first, and of punctuation.
_GB_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")

# The most frequent characters of written Chinese, Simplified and Traditional. Real text is 35 to 60 %
# of these; text read in the wrong encoding has next to none of them.
_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "這個們來為國說時會對著過發後裡經麼學現當沒動進還樣開從實軍無與長機間關點業將兩問體見戰頭產話聲東論處義幾認條係氣題爾別變總電數報結員務場計資統區隊決書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運億元約於並對應價網貿稅關臺灣報導訊"
    "，。、：；？！“”‘’「」『』（）《》"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page. ``encoding`` is the Python codec that read it; ``damaged`` the share (0..1) of U+FFFD.

    Of a page in two encodings ``encoding`` names the one that most of it is in.
    """

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
    return list(dict.fromkeys(codec for label in labels if (codec := codec_of(label)) is not None))


def _decoded(body: bytes, codec: str) -> Decoded:
    text = read(body, codec)
    suspect = REPLACEMENT in text if codec == "utf-8" else _UTF8_RUN.search(body) is not None
    if suspect and codec in {"utf-8", "gb18030", "big5hkscs"}:
        text = _read_parts(body, codec)
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
    if not declared or declared[0] not in EAST_ASIAN:
        return True
    # A few GBK characters can happen to be valid two-byte UTF-8 (Latin, Greek, Cyrillic letters). Believe
    # the declaration then, but only when there is nothing that must be UTF-8.
    foreign = [char for char in text[:200_000] if char > "\x7f"]
    if not foreign or len(foreign) > 200 or any(char > "\u07ff" for char in foreign):
        return True
    return REPLACEMENT in read(body, declared[0])


def _best(body: bytes, declared: list[str]) -> str:
    """The codec that reads the bytes with the least damage and the most everyday Chinese."""
    if len(body) < _TOO_FEW and declared and REPLACEMENT not in read(body, declared[0]):
        return declared[0]
    if 3 * len(_UTF8_THREE.findall(body)) >= _MOSTLY * len(_HIGH.findall(body)):
        return "utf-8"
    sample = _sample(body)
    candidates = list(dict.fromkeys((*declared, "gb18030", "big5hkscs", "utf-8", "cp1252")))
    ranked = [
        (_merit(sample, codec) + (0.1 if codec in declared else 0.0), -rank, codec)
        for rank, codec in enumerate(candidates)
    ]  # a declaration decides between readings that are about as good as each other
    return max(ranked)[2]


def _sample(body: bytes) -> bytes:
    """The words of a page that are not ASCII, from its start, in all about ``_JUDGED_BYTES``."""
    words: list[bytes] = []
    size = 0
    for found in _FOREIGN.finditer(body):
        words.append(found.group()[:_JUDGED_BYTES])
        size += len(words[-1]) + 1
        if size >= _JUDGED_BYTES:
            break
    return b" ".join(words)


def _merit(sample: bytes, codec: str) -> float:
    """About -1 (ruined) to +1 (clean, everyday Chinese) for what the sample becomes in ``codec``."""
    text = read(sample, codec)
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    damage = sum(map(_is_damage, foreign)) / len(foreign)
    if codec in _OTHER_SCRIPTS:
        return 0.1 - damage  # reads anything; wins only where it is declared and Chinese makes no sense
    if codec == "cp1252" or codec.startswith(("cp125", "iso8859", "mac")):
        # A single-byte table reads anything. Western text has its marks between ASCII letters; Chinese
        # bytes read this way are long runs of them.
        runs = sum(len(run) for run in re.findall(r"[\x80-\uffff]{3,60}", text))
        return 0.3 - damage - runs / len(foreign)
    if codec == "utf-8":
        return (
            0.9 - 5 * damage
        )  # bytes that are UTF-8 nine times in ten are it: no other encoding is by chance
    merit = sum(char in _EVERYDAY for char in foreign) / len(foreign) - 4 * damage
    if codec == "cp949":  # its syllables stand where GBK has its common characters: half of Chinese hits them
        merit += 0.6 * sum(map(len, _HANGUL.findall(text))) / len(foreign)
    elif codec in {"cp932", "euc_jp"}:
        merit += 0.8 * sum("\u3041" <= char <= "\u30fe" for char in foreign) / len(foreign)
    return merit


def _is_damage(char: str) -> bool:
    """What no writer writes: the replacement, private use, C1 controls, and half-width katakana, which single bytes
    of Chinese text become in Shift_JIS."""
    return (
        char == REPLACEMENT
        or "\ue000" <= char <= "\uf8ff"
        or "\uff61" <= char <= "\uff9f"
        or "\x80" <= char <= "\x9f"
    )


def _read_parts(body: bytes, codec: str) -> str:
    """A page whose parts (text between tags) are not all in ``codec``: each is read for itself."""
    return "".join(
        part.decode("ascii") if part.isascii() else _read_part(part, codec) for part in _PARTS.split(body)
    )


def _read_part(part: bytes, codec: str) -> str:
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        if codec != "utf-8":
            return read(part, codec)
    else:
        is_utf8 = codec == "utf-8" or _UTF8_RUN.search(part) is not None
        return text if is_utf8 else read(part, codec)
    whole = _fragment(part)
    return whole if whole is not None else "".join(map(_read_word, _WORDS.split(part)))


def _read_word(word: bytes) -> str:
    """A word of a UTF-8 page: itself UTF-8, or in another encoding, or with something pasted to it, or damaged."""
    whole = _fragment(word)
    if whole is not None:
        return whole
    pieces = [(piece, _fragment(piece) if len(piece) >= 4 else None) for piece in _THREES.split(word)]
    if any(found is not None for _, found in pieces):
        return "".join(
            piece.decode("utf-8", errors="replace") if found is None else found for piece, found in pieces
        )
    return word.decode("utf-8", errors="replace")


def _fragment(part: bytes) -> str | None:
    """A part of a UTF-8 page that is in another encoding; None when it is UTF-8, or damaged UTF-8."""
    if part.isascii():
        return None
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    options = []
    for codec, common in (("gb18030", _GB_COMMON), ("big5hkscs", _BIG5_COMMON)):
        text = read(part, codec)
        foreign = [char for char in text if char > "\x7f"]
        if not foreign or any(map(_is_damage, foreign)):
            continue
        everyday = sum(char in _EVERYDAY for char in foreign) / len(foreign)
        usual = len(common.findall(part)) / len(foreign)
        if everyday >= _PLAUSIBLE or (usual >= 0.9 and len(foreign) >= 2 and codec == "gb18030"):
            options.append((everyday + usual / 2, text))
    if options:
        return max(options)[1]
    if not any(len(run) > 1 for run in _HIGH_RUN.findall(part)) and _ASCII_LETTER.search(part):
        return read(part, "cp1252")  # one byte between ASCII letters: pasted from a Western page
    return None
