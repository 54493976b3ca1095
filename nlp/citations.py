"""Who is cited for a figure, and which names are cited more often than counted: banks, institutes, offices."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from nlp.clauses import Surroundings
from nlp.document import Document
from nlp.script import fold
from nlp.sectors import sector_of
from store.records import Mention, Span

# Who speaks for the state or studies others, by the form of the name.
_BODY = re.compile(
    r"(?:部|总署|[^格]局|署|统计处|总处|总局|委员会|联合会|协会|学会|研究院|研究所|研究中心|咨询|证券|智库)$"
    r"|\b(?:research|bureau|department|ministry|institute|association|commission|council|lab|analytics|securities)$"
)
_CITES_ZH = re.compile(
    r"(?:根据|依据|据|来源[:：]"
    r"|数据来源[:：])[ ]?(?P<who>[^，,。；;：:\n\d]{2,24}?)(?:的?(?:最新)?(?:公布|发布|披露|报道|报导"
    r"|统计|数据"
    r"|资料|调查|研究|报告|预测|估计|估算|分析|显示|消息|测算|说法|财报|指出))"
    r"|(?P<who2>[\u4e00-\u9fffa-z][\u4e00-\u9fffa-z·&. ]{1,19}?)(?:的?(?:报告|数据|统计|调查|研究|资料"
    r"|预测|财报))?(?:表示"
    r"|指出|称(?!为)|透露|预测|预计|预估|估计|估算|认为|披露|报道|报导|显示|公布的|强调|分析称|(?<=[部局署处院会行])(?:公布|发布|通报|回应|上修|下修))"
)
_CITES_EN = re.compile(
    r"\b[Aa]ccording to (?:data (?:from|by) |figures from |estimates (?:from|by) |a (?:report|survey"
    r"|study) (?:from|by) |research (?:from|by) )?(?:the )?(?P<who>(?:[A-Z][\w’'&.-]*|of|and|for"
    r"|the)(?: (?:[A-Z][\w’'&.-]*|of|and|for|the))*)"
    r"|\b(?:surveyed|polled|compiled|tracked|published) by (?:the )?(?P<who4>[A-Z][\w’'&.-]*(?: [A-Z][\w’'&.-]*){0,4})"
    r"|\b(?:data|figures|estimates|research|a report|a survey|a study|statistics) (?:from|by"
    r"|of) (?:the )?(?P<who2>[A-Z][\w’'&.-]*(?: (?:[A-Z][\w’'&.-]*|of|and|for|the))*)"
    r"|(?P<who3>[A-Z][\w&.-]*(?: (?:[A-Z][\w&.-]*|of|and|for|the))*)(?: (?:analysts?|data|researchers?"
    r"|economists?))? (?:said|says|estimates?|estimated|forecasts?|projects|projected|predicts?"
    r"|predicted|reported|expects|reckons|shows?|found)\b"
)
_LONGEST = 40  # characters of a name that is looked up whole
_SELF = re.compile(
    r"^(?:the|it|he|she|they|we|a|an|this|that|and|but|in|for|on|at|of|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$",
    re.I,
)
_BRACKET = re.compile(r"\[(?P<who>[^\[\]\n]{2,80})\][ \t]*$")
_GENERIC = re.compile(
    r"(?:消息人士|知情人士|记者|外媒|媒体|业内人士|官方|公司|该公司|市场|分析师|专家|报道|此前|这|其"
    r"|他|她|它|我们|可靠消息|了解|悉)$"
)
_TRIM = ("的", "有关", "相关", "最新")


def source_of(place: Surroundings, text: str, line: tuple[int, int], known: frozenset[str]) -> str | None:
    """Who is cited for a figure: the bracketed source of its row, 据 X, X 表示, according to X, X said.

    ``known`` are the names of the text in lower case; ``line`` the place of the figure's line.
    """
    if row := _bracketed(text, place, line):
        return row
    start, end = place.sentence.start, place.sentence.end
    for match in _CITES_ZH.finditer(place.page, start, end):
        group = "who" if match["who"] else "who2"
        if group == "who2" and match.end() > place.start:
            continue
        at = match.start(group)
        whole = next((n for n in range(_LONGEST, 1, -1) if text[at : at + n].lower() in known), 0)
        name = _clean(text[at : max(match.end(group), at + whole)])
        if name and (group == "who" or _can_speak(name, known)):
            return name
    for match in _CITES_EN.finditer(text, start, end):
        name = _clean(match["who"] or match["who2"] or match["who4"] or match["who3"] or "")
        if name and not _SELF.match(name) and (match["who3"] is None or _speaks(text, match, place)):
            return name
    return None


def names_source(
    document: Document, sentence: Span, known: frozenset[str], *, anybody: re.Pattern[str]
) -> bool:
    """Whether a sentence names who says what it says; ``known``: the names of the text in lower case.

    ``anybody`` are the English words that name nobody in particular.
    """
    for match in _CITES_ZH.finditer(document.folded, sentence.start, sentence.end):
        group = "who" if match["who"] else "who2"
        name = _clean(document.text[match.start(group) : match.end(group)])
        if name and (group == "who" or _can_speak(name, known)):
            return True
    for match in _CITES_EN.finditer(document.text, sentence.start, sentence.end):
        name = _clean(match["who"] or match["who2"] or match["who4"] or match["who3"] or "")
        if name and not _SELF.match(name) and not anybody.match(name):
            return True
    return False


_SPEAKERS = re.compile(
    r"(?:公司|集团|银行|证券|协会|学会|商会|联盟|研究院|研究所|研究中心|机构|咨询|总署|署|部|局|委"
    r"|委员会|组织|基金|智库|大学|报|社|网|统计局|中心|院|办|行|平台"
    r"|联合会|CEO|先生|女士)$|^[A-Za-z][\w&. -]+$"
)


def _can_speak(name: str, known: frozenset[str]) -> bool:
    """A speaker is a known name, or looks like an organisation: 总容量预计 has none."""
    return name.lower() in known or _SPEAKERS.search(name) is not None


def _speaks(text: str, match: re.Match[str], place: Surroundings) -> bool:
    """A speaker behind the figure closes the sentence (…, X said Friday); one before it says the figure."""
    if match.start() >= place.end:
        return (
            text[max(0, match.start() - 2) : match.start()].strip() in (",", "”", "s", '"')
            or text[match.start() - 1] == " "
        )
    return place.start - match.end() < 120


def _clean(name: str) -> str | None:
    name = name.strip(" ,.《》“”\"'’的")
    for word in _TRIM:
        name = name.removeprefix(word).removesuffix(word)
    name = re.sub(r"(?:'s|’s)$", "", name).strip()
    name = re.sub(r"(?: (?:of|and|for|the))+$", "", name)
    return None if len(name) < 2 or _GENERIC.search(name) or len(name) > 60 else name


def _bracketed(text: str, place: Surroundings, line: tuple[int, int]) -> str | None:
    """[McKinsey] at the end of the row, or alone on one of the next three lines of the same cell."""
    match = _BRACKET.search(text[line[0] : line[1]])
    if match and line[0] + match.start() > place.end and re.search(r"[^\d, -]", match["who"]):
        return match["who"].strip()
    at = line[1]
    for _ in range(3):
        stop = text.find("\n", at + 1)
        following = text[at + 1 : stop if stop >= 0 else len(text)][:120].strip()
        alone = re.fullmatch(r"\[([^\[\]]{2,80})\]", following)
        if alone:
            return alone.group(1).strip()
        if not re.match(r"[^。.]{1,16}[:：]", following) or stop < 0:
            return None
        at = stop
    return None


@cache
def _speakers() -> frozenset[str]:
    lines = files("nlp").joinpath("data/speakers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def measures(mention: Mention) -> bool:
    """Banks, research houses, ministries: more often the source of a figure than its subject."""
    return (
        mention.id in _speakers()
        or sector_of(mention.id) in ("research", "government")
        or is_body(mention.quote)
    )


@lru_cache(maxsize=4096)
def is_body(name: str) -> bool:
    return _BODY.search(fold(name)) is not None
