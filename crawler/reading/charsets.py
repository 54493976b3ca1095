"""Encodings as the web reads them: the labels of the Encoding Standard, and what Python's codecs leave out of theirs.

https://encoding.spec.whatwg.org/ (labels, Big5 with its Hong Kong and ETEN characters, GB 18030 of 2022). The
differences were found by comparing every two-byte sequence with what a browser makes of it.
"""

from __future__ import annotations

import codecs

REPLACEMENT = "\ufffd"

# Codec of Python: the labels that mean it. A closed list: a label must never reach codecs that are no charset ("zip",
# "rot13") or that hide markup ("utf-7", "iso-2022-jp", "hz"). After the bar: labels seen on pages, not in the standard.
_LABELS = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 | utf-8-sig utf_8 utf-8-bom utf8mb4
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030 | cp936 ms936 936
gb18030: windows-936 gb-2312 gb2312-80 gb18030-2000 gb18030-2022 euc-cn gb_18030 x-gb2312
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5 | big5hkscs big-5 cp950 ms950 950 windows-950 big5-eten big5-2003
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le | utf-16-le utf16
utf-16-be: unicodefffe utf-16be | utf-16-be
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1
cp1252: iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 | latin-1 iso-latin-1 en_us iso-8859
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
euc_jp: cseucpkdfmtjapanese euc-jp x-euc-jp
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 | cp949
cp866: 866 cp866 csibm866 ibm866
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5
cp1254: windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i
iso8859-6: iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
iso8859-7: iso_8859-7:1987 sun_eu_greek
iso8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8
iso8859-8: iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
"""
CODECS: dict[str, str] = {
    label: codec
    for line in _LABELS.strip().splitlines()
    for codec, _, labels in [line.partition(": ")]
    for label in labels.replace("|", " ").split()
}
EAST_ASIAN = frozenset({"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp"})

# Two-byte sequences that Python's big5hkscs does not know, as runs: first code, then the characters from there on.
_BIG5_RUNS = """
877a 㡵𡵓𣚞𦀡㻬 87a1 𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦
87bf 珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿 87dd 拁灮鿋 8e69 箸 8e6f 簆 8e7e 糎
8eab 緒 8eb4 縝 8ecd 者 8ed0 耨 8f57 菁 8f69 蒨 8f6e 萏 8fcb 覦覩 8ffe 起 906d 都 907a 銹 90dc 靜 90f1 響
91bf 鼖 9244 蔃 92af 兙兛兝兞 92c8 鍮 92d1 瑹 9447 浧 94ca 禛 95d9 邗 9644 靝 96ed 瀞 96fc 嬨 9b76 爁
9b78 矗 9b7b 纇 9bc6 駖 9bde 釔 9bec 惞 9bf6 澶 9c42 輶 9c53 侻 9c62 營 9c68 鄄 9c6b 鷰 9c77 菏 9cbc 尐秣
9cd0 婧 9d57 輋 9d5a 筑 9dc4 拐 9ea9 恢 9eef 痹 9efd 汊 9f60 鬮 9f66 鼗 9fcb 僭 9fd8 弌 a063 蠏 a077 拎
a0d5 瑨 a0df 煢 a0e4 牐 c6cf 廴 c6d3 无 c6d5 癶 c6d7 隶 c6de 〃仝 fa5f 倩 fa66 偽 fabd 包 fac5 卄 fad5 卿
fb48 嘅 fbb8 婷 fbf3 幵 fbf9 廐 fc4f 彘 fc6c 悤 fcb9 撐 fce2 晴 fcf1 杞 fdb7 沜渝 fdbb 港 fdf1 煮 fe52 猪
fe6f 瑜 feaa 瓩 fedd 砉 a3c0 ␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝ a3de ␞␟␡€
"""
_PARTS = _BIG5_RUNS.split()
_BIG5: dict[int, str] = {
    int(start, 16) + step: char
    for start, run in zip(_PARTS[::2], _PARTS[1::2], strict=True)
    for step, char in enumerate(run)
}
# What both tables know and read differently. Of two codes for one character (the slashes) Python's reading stays.
_OTHERWISE: dict[str, dict[int, int]] = {
    "cp932": str.maketrans("\uf8f0\uf8f1\uf8f2\uf8f3", REPLACEMENT * 4),
    "big5hkscs": str.maketrans("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡"),
    "gb18030": str.maketrans(
        "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f"
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
    ),
}
_LEADS = {"big5hkscs": (0x81, 0xFE), "gb18030": (0x81, 0xFE), "cp949": (0x81, 0xFE), "cp932": (0x81, 0xFC)}


def codec_of(label: str) -> str | None:
    """The Python codec that a label of a page or header means; None for one that no browser reads."""
    return CODECS.get(label.strip().lower())


def read(body: bytes, codec: str) -> str:
    """``body`` in ``codec`` as a browser reads it. Never raises: what it cannot read becomes U+FFFD.

    A last character that was cut in two is left out: it is the cut's damage, not the encoding's.
    """
    decoder = codecs.getincrementaldecoder(codec)(errors="tradewind-web")
    text = decoder.decode(body, final=False)
    return text.translate(_OTHERWISE[codec]) if codec in _OTHERWISE else text


def _as_the_web(error: UnicodeError) -> tuple[str, int]:
    """What the standard makes of bytes that Python's codec refuses: (text, where to go on)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, at = error.object, error.start
    if error.encoding in {"big5hkscs", "big5"}:
        known = _BIG5.get(int.from_bytes(data[at : at + 2], "big"))
        if known is not None:
            return known, at + 2
    if error.encoding == "gb18030" and data[at] == 0x80:
        return "€", at + 1
    low, high = _LEADS.get(error.encoding, (1, 0))
    if low <= data[at] <= high and at + 1 < len(data) and data[at + 1] >= 0x80:
        return REPLACEMENT, at + 2
    return REPLACEMENT, max(error.end if error.encoding.startswith("utf") else at + 1, at + 1)


codecs.register_error("tradewind-web", _as_the_web)
