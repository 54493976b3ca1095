"""Ids of things that no catalogue lists: slugs of their names, Chinese ones by their sound.

The id of a name is the same wherever and in whichever Chinese script it is printed: it is made of the folded name
alone. It never is the id of a thing of the catalogue, unless the name is that thing's own, written otherwise
(``Mr. Price`` for Mr Price); another thing of that slug is marked ``-unlisted``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.lexicon import Lexicon
from nlp.names import slug, surname_readings
from nlp.script import fold
from nlp.segment import cut_words, is_dictionary_word

UNLISTED = "-unlisted"
_LONGEST = 60  # characters of a name that are read; no name has as many
_PIECES = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LEGAL = re.compile(r"(?:股份|集团)?有限(?:责任)?公司\Z")
_LONGEST_PERSON = 4  # characters of surname and given name together


def make_id(name: str, kind: str) -> str | None:
    """``Quill Freight`` to quill-freight, 陆嘉言 (a PERSON) to lu-jiayan, 云舟物流 to yunzhou-wuliu.

    Persons are surname and given name, transcribed ones a word for each part (米拉·卡塔里: mila-katali); other
    names a word for each word. None when nothing of the name can be read aloud.
    """
    if not _HAN.search(name):
        return slug(name[:_LONGEST])
    return _read_aloud(fold(name)[:_LONGEST], kind)


@lru_cache(maxsize=4096)
def _read_aloud(folded: str, kind: str) -> str | None:
    words: list[str] = []
    for piece in _PIECES.findall(folded):
        if not _HAN.match(piece):
            words.append(slug(piece) or "")
        elif kind != "PERSON":
            words += map(_sound, _whole_words(_LEGAL.sub("", piece) or piece))
        elif piece == folded and len(piece) <= _LONGEST_PERSON:
            words += _person(piece)
        else:
            words.append(_sound(piece))
    return "-".join(filter(None, words)) or None


def _whole_words(han: str) -> list[str]:
    """The words of a name; characters that jieba leaves alone belong to what is beside them (恒瑞|达)."""
    words: list[str] = []
    alone = False  # the last word is a run of single characters
    for word in _cut(han):
        if len(word) == 1 and words:
            words[-1] += word
        elif alone and len(words[-1]) == 1:
            words[-1] += word
            alone = False
        else:
            words.append(word)
            alone = len(word) == 1
    return words


def _cut(han: str) -> list[str]:
    """jieba's words; a place in front that jieba lays together with a made-up word is a word of its own."""
    words = cut_words(han)
    first = words[0]
    head = next(
        (first[:size] for size in (4, 3, 2) if size < len(first) and is_dictionary_word(first[:size])), ""
    )
    if not head or len(words) == 1 or is_dictionary_word(first):
        return words
    return [head, first[len(head) :] + words[1], *words[2:]]


def _person(name: str) -> tuple[str, str]:
    readings = surname_readings()
    head = next((name[:length] for length in (2, 1) if name[:length] in readings), name[:1])
    if head == name:
        head = name[:1]
    return readings.get(head) or _sound(head), _sound(name[len(head) :])


@lru_cache(maxsize=8192)
def _sound(han: str) -> str:
    """Pinyin without tones, in one word; ü is written u, as passports did."""
    # Its tables take a sixth of a second and 46 MB: they are loaded where they are needed. Read from them at once,
    # a name costs a third of what pypinyin.lazy_pinyin takes to say the same.
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.seg.mmseg import seg

    read: list[str] = []
    for word in seg.cut(han):
        phrase = PHRASES_DICT.get(word)
        if phrase is None:
            read += [PINYIN_DICT.get(ord(char), "").partition(",")[0] for char in word]
        else:
            read += [readings[0] for readings in phrase]
    return "".join(map(_without_tone, filter(None, read)))


@lru_cache(maxsize=2048)
def _without_tone(syllable: str) -> str:
    """``lǚ`` to lu."""
    from pypinyin import Style
    from pypinyin.style import convert

    plain = convert(syllable, Style.NORMAL, True, default=syllable)
    return re.sub(r"[^a-z0-9]", "", re.sub(r"(?<=[ln])v", "u", plain))


def free_id(made: str, name: str, kind: str, lexicon: Lexicon) -> str:
    """The id, or with ``-unlisted`` where the catalogue gives it to another thing than this name names.

    The name is the catalogue's own only when an alias of the same slug is spelt otherwise: had it been spelt
    so, the lexicon would have found it here, or decided against it.
    """
    entity = lexicon.entities.get(made)
    if entity is None:
        return made
    own = slug(name)
    spelling = fold(name)
    same = own is not None and any(
        not alias.weak and alias.folded != spelling and slug(alias.surface) == own for alias in entity.aliases
    )
    return made if same and entity.type == kind else made + UNLISTED
