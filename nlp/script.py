"""Characters: the fold that every search is done on, and which language and script a text is in.

``fold`` maps code point to code point, so an offset into the fold is an offset into the text. What it does:

- Traditional to Simplified (OpenCC's character table), and the few pairs of which OpenCC leaves the choice to
  context (著/着, 乾/干 ...), so that both scripts of one text fold alike;
- full-width letters, digits and signs to half width, no-break and ideographic spaces to a space;
- upper case to lower case, accents off Latin letters, typographic apostrophes and hyphens and the
  middle dots of transcribed names to one form each.

Chinese clause marks (，；：！？。、) and double quotes stay what they are: a folded ， would read as a
thousands separator. A character whose fold is not exactly one character stays itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

import opencc

from store.records import Article, Lang, Paragraph

# Han blocks in which Traditional characters with a Simplified form occur.
_HAN_BLOCKS = ((0x2E80, 0x3000), (0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2FA20))
# Pairs that OpenCC's character table leaves alone, because the right form depends on the word.
_BY_WORD = {"著": "着", "乾": "干", "藉": "借", "瞭": "了", "徵": "征", "餘": "余", "妳": "你", "祂": "他"}
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2043\uff0d\ufe63", "-"),
    **dict.fromkeys("\u2022\u2027\u30fb\uff65\u2219\u22c5", "·"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " "),
}
_KEPT_FULL_WIDTH = frozenset("，；：！？")


def _latin_base(char: str) -> str:
    """The letter without its accents: é to e; anything else is returned as it is."""
    parts = unicodedata.normalize("NFD", char)
    if len(parts) > 1 and parts[0].isascii() and parts[0].isalpha():
        return parts[0]
    return char


def _plain_form(code: int) -> str:
    char = chr(code)
    if char in _SIGNS:
        return _SIGNS[char]
    if (0xFF01 <= code <= 0xFFE6 or 0x2E80 <= code <= 0x2FFF or 0xF900 <= code <= 0xFAFF) and (
        char not in _KEPT_FULL_WIDTH
    ):
        wide = unicodedata.normalize("NFKC", char)
        char = wide if len(wide) == 1 else char
    low = _latin_base(char).lower()
    return low if len(low) == 1 else char


@cache
def _simplified() -> dict[str, str]:
    """Traditional character to Simplified one, for every character OpenCC knows alone."""
    chars = [chr(code) for low, high in _HAN_BLOCKS for code in range(low, high)]
    # One character a line: no phrase rule can reach across.
    converted = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    pairs = {a: b for a, b in zip(chars, converted, strict=True) if a != b and len(b) == 1}
    return pairs | _BY_WORD


@cache
def _fold_table() -> dict[int, str]:
    simplified = _simplified()
    table: dict[int, str] = {}
    for low, high in ((0x20, 0x2200), (0x2219, 0x22C6), *_HAN_BLOCKS, (0x3000, 0x3100), (0xA640, 0xA7FF),
                      (0xFE50, 0xFFE7), (0x10400, 0x10428)):  # fmt: skip
        for code in range(low, high):
            char = _plain_form(code)
            char = simplified.get(char, char)
            if char != chr(code):
                table[code] = char
    return table


def fold(text: str) -> str:
    """The form texts are compared in: as long as the text, for every string; folding twice adds nothing."""
    if text.isascii():
        return text.lower()
    return text.translate(_fold_table())


@cache
def _simple_table() -> dict[int, str]:
    return str.maketrans(_simplified())


def simplify(text: str) -> str:
    """Traditional characters to Simplified ones and nothing else; as long as the text."""
    return text.translate(_simple_table())


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


def traditional(word: str) -> str:
    """A Simplified word as it is written in Taiwan (网络: 網路); a word of two readings may come out wrong."""
    converted: str = _to_traditional().convert(word)
    return converted


# --- language -----------------------------------------------------------------------------------------------

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA_HANGUL = re.compile(r"[\u3041-\u30fa\u30fc\u1100-\u11ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\u2c00-\u2dff\ua4d0-\ua63f\ua840-\uabff\u10a0-\u10ff]")
_SAMPLE = 20_000  # characters; more would not change the verdict


@cache
def _frequent_words() -> tuple[frozenset[str], frozenset[str]]:
    """Frequent words of English, and those of other languages in Latin letters."""
    lists = tomllib.loads((resources.files("nlp") / "data/words.toml").read_text(encoding="utf-8"))[
        "language"
    ]
    return frozenset(lists["english"].split()), frozenset(lists["other"].split())


@cache
def _script_signs() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only Simplified text uses, and those that only Traditional text uses.

    A character both standards list (后, 台, 里) says nothing. GB 2312 and Big5 are those standards.
    """
    simplified = _simplified()

    def listed(char: str, encoding: str) -> bool:
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    hant = frozenset(c for c in simplified if not listed(c, "gb2312"))
    hans = frozenset(c for c in simplified.values() if listed(c, "gb2312") and not listed(c, "big5"))
    return hans, hant


def _chinese_script(text: str) -> Lang:
    hans, hant = _script_signs()
    simplified = sum(char in hans for char in text)
    traditional = sum(char in hant for char in text)
    return Lang.ZH_HANT if traditional > simplified else Lang.ZH_HANS


def _is_english(words: list[str]) -> bool:
    low = [word.lower() for word in words]
    english_words, other_words = _frequent_words()
    english = sum(word in english_words for word in low)
    foreign = sum(word in other_words for word in low)
    if len(low) < 8:  # a headline may do without function words
        return foreign <= english and all(word.isascii() for word in words if len(words) < 3 or english == 0)
    return english > foreign and english >= 0.08 * len(low)


def detect_lang(text: str) -> Lang:
    """Language and script of a text from its characters and its most frequent words.

    A Chinese text keeps its label when it carries many Latin names. Text in another language is UNKNOWN, and
    so is one without any letter. MIXED: both Chinese and English make up a good part. Reads the first
    20 000 characters.
    """
    text = text[:_SAMPLE]
    han = len(_HAN.findall(text))
    words = _LATIN_WORD.findall(text)
    other = len(_KANA_HANGUL.findall(text)) + len(_OTHER_SCRIPT.findall(text))
    letters = sum(map(len, words))
    if other > 0.2 * (han + letters + other) or not han + letters:
        return Lang.UNKNOWN
    # An English word says about as much as one and a half Chinese characters.
    share = han / (han + 1.5 * len(words))
    if share >= 0.4:
        return _chinese_script(text)
    if not _is_english(words):
        return Lang.UNKNOWN if share < 0.15 else Lang.MIXED
    return Lang.EN if share < 0.15 else Lang.MIXED


# --- paragraphs ---------------------------------------------------------------------------------------------

_CLEAR_HAN = 12  # Chinese characters, or
_CLEAR_WORDS = 8  # words, from which a line is long enough to be told by itself
_FEW_WORDS = 4  # words without any Chinese that make a line of a Chinese text English


def detect_paragraph_langs(
    text: str, paragraphs: Sequence[Paragraph], *, lang: Lang | None = None
) -> tuple[Paragraph, ...]:
    """The same lines, each with its language and script; ``lang`` is the text's, detected when not given.

    A short line, a date or a number has the language of the text unless its letters are clearly of another; a
    Chinese line without a character that only one script has is in the script of the text.
    """
    whole = detect_lang(text) if lang is None else lang
    return tuple(replace(line, lang=_line_lang(text[line.start : line.end], whole)) for line in paragraphs)


def _line_lang(line: str, whole: Lang) -> Lang:
    line = line[:_SAMPLE]
    han, words = len(_HAN.findall(line)), _LATIN_WORD.findall(line)
    found = detect_lang(line)
    chinese = (Lang.ZH_HANS, Lang.ZH_HANT)
    if found in chinese:
        hans, hant = _script_signs()
        told = any(char in hans or char in hant for char in line)
        if whole in chinese:  # one odd character is a name or a slip; a line of the other script has several
            return found if told and (han >= _CLEAR_HAN or found is whole) else whole
        return found if han >= 2 else whole
    if found is Lang.EN and whole is not Lang.EN:
        return Lang.EN if len(words) >= (_FEW_WORDS if han == 0 else _CLEAR_WORDS) else whole
    if found is Lang.UNKNOWN and _may_be_english(words, whole):
        return Lang.EN
    if found is Lang.UNKNOWN:  # figures, signs, or words of a third language
        other = len(_KANA_HANGUL.findall(line)) + len(_OTHER_SCRIPT.findall(line))
        return Lang.UNKNOWN if len(words) >= _CLEAR_WORDS or other >= _CLEAR_HAN else whole
    if found is Lang.MIXED and han < _CLEAR_HAN and len(words) < _CLEAR_WORDS:
        return whole
    return found


def _may_be_english(words: list[str], whole: Lang) -> bool:
    """A sentence of many names has few of the frequent words: one is enough, none where the text is English."""
    if len(words) < _CLEAR_WORDS:
        return False
    english_words, other_words = _frequent_words()
    low = [word.lower() for word in words]
    english, foreign = (sum(word in known for word in low) for known in (english_words, other_words))
    if english:
        return english > foreign
    return whole is Lang.EN and foreign == 0 and all(word.isascii() for word in words)


def label_paragraphs(article: Article) -> Article:
    """The article with the language of each of its lines; as it is when its lines are not known."""
    if not article.paragraphs:
        return article
    lines = detect_paragraph_langs(article.text, article.paragraphs, lang=article.lang)
    return replace(article, paragraphs=lines)
