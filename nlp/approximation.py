"""How exactly a figure is said: about, over, under, nearly, up to, or of the order of (approx).

The word stands right before the figure (近300家, nearly $5 billion), right behind it (300家左右, $5 or less) or, in
Chinese, before the verb whose object the figure is (约占总额的三成, 最高可处年营业额6%的罚款). 高达, 仅 and 达 are
none. The words are data (data/approximations.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from nlp.clauses import Surroundings
from nlp.spans import Quantity

# Characters before a figure in which a word may stand, right before it or before its verb, and those behind it.
_NEAR, _FAR, _BEHIND = 40, 28, 48

_GAP = (
    r"[ ]?(?:(?:an?|the|its|their|his|her|our|additional|extra|another|further|only|just|every|a further"
    r"|a record|record|us|all) ){0,4}(?:每[\u4e00-\u9fff]|人民币|全[球国]的?|其中的?|整整)?[*~≈]?[ ]?$"
)
_COUNTED = r"(?:(?:of|in)(?: [a-z’']{1,16}){1,3} |(?:[a-z’']{1,16} ){1,2})?"
# Adverbs of a verb whose object is the figure.
_ADVERB = re.compile(
    r"(?P<about>(?:大约|大概|(?<![节合制签预契违履邀纽续租毁如订缔相])约)(?:[占为有合达减增降升需值]|相当于|等于"
    r"|落[在于]|是)[^，,。;；:：]{0,16})$"
    r"|(?P<up_to>最[高多](?:可|能|会|将|上|下|被|为|达|处|罚|按|相当于|以|减|加|提)[^，,。;；:：]{0,16})$"
)
# 不到售价的0.5%, 接近2023年的两倍; before an amount the words would compare: 超过去年的30亿元.
_SHARE_OF = re.compile(
    r"(?:(?P<nearly>接近|近乎|将近|逼近)|(?P<under>不到|不足|不及)|(?P<over>超过?|逾(?!期)))(?:于|了)?"
    r"[^，,。;；:：]{1,14}的$"
)
# over three years, within thirty days, 近三年: in the course of, not more or less than
_DURING = re.compile(
    r"(?:(?<!\bfor )(?<!\blasted )(?<!\btook )(?<!\btaken )(?<!\bspanning )\b(?:over|within|in under)"
    r"(?: (?:the|a)(?: (?:next|past|last|coming|first|previous|following))?)?[ ]"
    r"|(?<!长达)(?<!了)(?<!时)(?<!有)近)$"
)
# Words that take over, about and above as their own preposition: a dispute over $5 billion, worries about 500 jobs.
_OWN_PREPOSITION = re.compile(
    r"\b(?:disput\w{1,4}|fights?|rows?|battles?|lawsuits?|sue[ds]?|suing|concerns?|worr(?:y|ies|ied)|clash(?:es|ed)?"
    r"|debates?|feuds?|talks?|talked|talking|criticism|questions?|anger|outrage|advantage|edge|victory|win|premium"
    r"|control|complain(?:t|ts|ed)|news|stor(?:y|ies)|reports?|speculation|doubts?|uncertainty|wrangl\w{1,4}"
    r"|argu\w{1,6}|agreement|deal) (?:over|about|around|above)(?: an?| the| its){0,2}[ ]$"
)
# over a $5 billion deal, passed a $2 billion bill: of the thing behind, whose article is not of the figure
_WITH_ARTICLE = re.compile(
    r"(?:over|under|about|around|beyond|pass\w*|cross\w*|near\w*|within(?: the)?) an? "
)
_STANDING = re.compile(r"[低高多少大小]于|above|below|beneath|higher than|lower than")
_BENCHMARK = re.compile(
    r"的?(?:警戒线|荣枯线|平均|均值|预期|预测|共识|目标|基准|盈亏线|生死线)"
    r"|[ ]?(?:target|goal|forecasts?|estimates?|consensus|expectations?|average|benchmark)\b"
)


def approximation(quantity: Quantity, place: Surroundings) -> str | None:
    """about, over, under, nearly, up_to or order; None when the text says the number itself."""
    if quantity.order:
        return "order"
    before, behind = _patterns()
    left = place.page[max(place.sentence.start, place.before, place.start - _NEAR) : place.start]
    found = before.search(left)
    if found and not _means_else(quantity, place, left, found.group()):
        return found.lastgroup
    if quantity.more:
        return "over"
    if quantity.low is not None and "以" in place.page[place.start : place.end]:
        return None  # 2万元以上10万元以下: the words made the range
    after = behind.match(place.page, place.end, min(len(place.page), place.end + _BEHIND))
    name = after.lastgroup.removesuffix("_") if after and after.lastgroup else None
    if name is not None and (name != "order" or _is_round(quantity)):
        return name
    far = _ADVERB.search(left[-_FAR:])
    if far is None and quantity.kind in ("percent", "multiple"):
        far = _SHARE_OF.search(left[-_FAR:])
    return far.lastgroup if far else None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What ends right before a figure, and what begins right behind it; the group says which."""
    data = tomllib.loads(files("nlp").joinpath("data/approximations.toml").read_text(encoding="utf-8"))
    before = "|".join(f"(?P<{name}>{_any(words)})" for name, words in data["before"].items())
    behind = "|".join(f"(?P<{name}>{_any(words)})" for name, words in data["behind"].items())
    bounded = "|".join(f"(?P<{name}_>{_COUNTED}{_any(words)})" for name, words in data["bounded"].items())
    return re.compile(f"(?:{before}){_GAP}"), re.compile(f"[ ]?(?:{behind}|{bounded})")


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(word if _CHINESE.search(word) else rf"(?<![a-z]){word}" for word in words) + ")"


_CHINESE = re.compile(r"[\u4e00-\u9fff≈+]")


def _means_else(quantity: Quantity, place: Surroundings, left: str, words: str) -> bool:
    """Whether the words before say something else: during a time, what a dispute is about, a mark to compare with."""
    if quantity.kind == "duration" and _DURING.search(left):
        return True
    if left.endswith("than the ") or _WITH_ARTICLE.match(words) or _OWN_PREPOSITION.search(left):
        return True
    if words == "上":
        return place.page[place.start] not in "十百千万亿"  # 上万名
    if words.startswith("up to") and place.page.startswith(" from ", place.end):
        return True  # marked up to 2.4% from 0.9%
    return _STANDING.match(words) is not None and _BENCHMARK.match(place.page, place.end) is not None


def _is_round(quantity: Quantity) -> bool:
    """千元档, 2000亿阵营: one digit and a scale."""
    value = quantity.value
    return (
        quantity.kind in ("money", "count")
        and value is not None
        and len(value.normalize().as_tuple().digits) == 1
    )
