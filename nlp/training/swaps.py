"""More sentences out of few: the same sentence with other names, known and made up, and with knowledge hidden.

What is learned from a sentence whose names the lexicon lists says nothing about names it does not list. So most of
the variants hide from the tagger that the lexicon knows a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from nlp.lexicon import Lexicon
from nlp.names import word_list
from nlp.training.examples import Example

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_ENDING_SHARE = 0.5
_BRAND = (
    "云星海天华宏达盛瑞泰科智汇联众信远创凌沃朗飞捷顺安迅优品尚悦雅格美佳嘉宝乐臻锐拓启元辰光景澜汐屿禾木槿青橙蓝"
    "鲸熊猫鹿燕雀极客微知行易购通途航帆舟桥港域界维度曼诺森罗珂茵黛芙莱妮娅蔻珀橡榆桐柏松竹梅兰"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文志国庆海燕晓东梅雪峰宇浩轩子涵雨泽欣怡梓晨思远佳琪"
    "嘉豪俊凯美玲淑惠雅婷怡君家豪宗翰冠廷品妤承恩彦廷柏翰振荣启明德胜永康立新卫民学军少华润生景行书宁"
)
_PLACE = "清平安宁河江山石岭阳阴泉溪塘湖新东西南北青白黄长大上下古龙凤马牛桥沙田林木云乐丰义仁和顺"
_PLACE_LAST = ("镇", "县", "", "", "港", "岛", "湾", "乡", "口", "岭")
_SYLLABLES = [
    "ve",
    "xo",
    "lu",
    "mi",
    "ra",
    "to",
    "ka",
    "ne",
    "zi",
    "po",
    "qua",
    "bri",
    "fen",
    "dor",
    "lan",
    "mer",
    "tal",
    "vin",
    "zor",
    "hel",
    "kin",
    "sol",
    "pax",
    "nim",
    "cor",
    "dex",
    "lum",
    "rov",
    "tik",
    "wex",
    "yar",
    "zen",
    "ari",
    "ola",
    "eno",
    "ula",
    "iva",
    "oxi",
    "umi",
    "ash",
    "elm",
    "oak",
    "cray",
    "stel",
]
_FIRM_LAST = [
    "Logistics",
    "Freight",
    "Trading",
    "Goods",
    "Labs",
    "Retail",
    "Commerce",
    "Shipping",
    "Partners",
    "Capital",
    "Foods",
    "Cargo",
    "Home",
    "Systems",
    "Express",
    "Networks",
    "Group",
    "Analytics",
    "Supply",
    "Robotics",
    "Textiles",
    "Payments",
    "Beauty",
    "Outdoor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A sentence with other names, and the spans of names that the lexicon is not to know."""

    example: Example
    hidden: tuple[tuple[int, int], ...]


Pool = Mapping[tuple[str, bool], Sequence[str]]


def collect_names(examples: Iterable[Example], lexicon: Lexicon) -> Pool:
    """Names by type and whether they are Chinese: those of the examples, and the lexicon's."""
    names: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for example in examples:
        for start, end, kind in example.names:
            name = example.text[start:end]
            names[kind, bool(_HAN.search(name))].add(name)
    for entity in lexicon.entities.values():
        for alias in entity.aliases:
            if not alias.weak and len(alias.surface) > 1:
                names[entity.type, bool(_HAN.search(alias.surface))].add(alias.surface)
    return {key: sorted(values) for key, values in sorted(names.items())}


def vary(example: Example, pool: Pool, random: Random) -> Variant:
    """The example with most of its names exchanged for others of their type and script."""
    text, end = "", 0
    names: list[tuple[int, int, str]] = []
    hidden: list[tuple[int, int]] = []
    for first, last, kind in example.names:
        old = example.text[first:last]
        text += example.text[end:first]
        exchanged = random.random() < 0.7
        new = _other(old, kind, pool, random) if exchanged else old
        span = (len(text), len(text) + len(new))
        names.append((*span, kind))
        if exchanged or random.random() < 0.5:
            hidden.append(span)
        text += new
        end = last
    return Variant(
        example=replace(example, text=text + example.text[end:], names=tuple(names)), hidden=tuple(hidden)
    )


def _other(old: str, kind: str, pool: Pool, random: Random) -> str:
    han = bool(_HAN.search(old))
    if han and _LATIN.search(old):
        return old  # a compound of both: its parts belong together
    if random.random() < 0.5:
        made = _made_up_chinese(old, kind, random) if han else _made_up_latin(old, kind, random)
        if made:
            return made
    choices = pool.get((kind, han), ())
    return random.choice(choices) if choices else old


def _some(letters: str, count: int, random: Random) -> str:
    return "".join(random.choice(letters) for _ in range(count))


def _made_up_chinese(old: str, kind: str, random: Random) -> str | None:
    if kind == "PERSON":
        sounds = "".join(sorted(word_list("chinese", "transcription")))
        if "·" in old:
            return "·".join(_some(sounds, random.randint(2, 4), random) for _ in range(2))
        if len(old) > 3:
            return _some(sounds, random.randint(2, 4), random)
        surnames = "".join(sorted(word_list("chinese", "surnames")))
        return random.choice(surnames) + _some(_GIVEN, random.choice((1, 2, 2, 2)), random)
    if kind == "GPE":
        return _some(_PLACE, 2, random) + random.choice(_PLACE_LAST)
    if kind in ("ORG", "PRODUCT"):
        brand = _some(_BRAND, random.choice((2, 2, 2, 3, 4)), random)
        if kind == "ORG" and random.random() < _ENDING_SHARE:
            brand += random.choice(sorted(word_list("chinese", "org_open")))
        return brand
    return None


def _made_up_latin(old: str, kind: str, random: Random) -> str | None:
    def word() -> str:
        return "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 2, 3)))).capitalize()

    if kind == "PERSON":
        surname = word()
        return (
            f"{random.choice(sorted(word_list('english', 'first_names')))} {surname}"
            if " " in old
            else surname
        )
    if kind in ("ORG", "PRODUCT"):
        brand = random.choice((word(), word(), word(), word() + word(), word().lower(), word().upper()[:4]))
        if old[:1].isupper() and brand.islower():
            brand = brand.capitalize()
        if kind == "PRODUCT" and random.random() < 0.3:
            return f"{brand} {random.randint(1, 20)}"
        return f"{brand} {random.choice(_FIRM_LAST)}" if kind == "ORG" and " " in old else brand
    return word() if kind == "GPE" and " " not in old else None
