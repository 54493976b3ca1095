"""Chinese names by their form: transcribed persons, persons beside their office, public bodies, laws and papers in
book marks, companies whose name ends in what they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.names import Known, Name, bodies, word_list
from nlp.names_firms import NOT_IN_NAMES, find_firms
from nlp.names_zh_people import find_people, find_sources
from nlp.segment import is_dictionary_word

_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,12}(?:·[\u4e00-\u9fff]{1,8}){1,3}")
_NOT_IN_BODIES = NOT_IN_NAMES - set("家和与及")  # 国家消费者保护局, 竞争和消费者委员会
_BOOK = re.compile(r"《([^《》\n]{2,60})》")


def find_chinese_names(text: str, folded: str, known: Sequence[Known]) -> list[Name]:
    """Chinese names in the text that is given with its fold."""
    if not _HAN.search(folded):
        return []
    names = [
        *_transcribed(folded, known),
        *_book_titles(folded),
        *_cited_laws(folded),
        *find_people(folded),
        *find_firms(folded),
        *find_sources(folded),
        *_occasions(folded),
        *_ministries(folded, known),
    ]
    names += _public_bodies(folded, known)
    return names


def _transcribed(folded: str, known: Sequence[Known]) -> Iterator[Name]:
    """安迪·贾西: characters that transcribe, around a dot; what does not transcribe is not part of the name.

    Nor is the office in front (总经理西蒙·…) or a verb whose first character would transcribe.
    """
    sounds, titles = _sounds(), word_list("chinese", "titles")
    for match in _DOTTED.finditer(folded):
        parts = match.group().split("·")
        office = max((parts[0].rfind(word) + len(word) for word in titles if word in parts[0]), default=0)
        head = len(parts[0])
        while head > office and parts[0][head - 1] in sounds:
            head -= 1
        tail = 0
        while tail < len(parts[-1]) and parts[-1][tail] in sounds:
            tail += 1
        if parts[-1][: tail + 1].endswith("大学"):
            tail -= 1  # 约翰·霍普金斯大学
        if (
            head == len(parts[0])
            or tail == 0
            or not all(char in sounds for part in parts[1:-1] for char in part)
        ):
            continue
        start = match.start() + head
        end = match.end() - (len(parts[-1]) - tail)
        if tail > 1 and folded[end - 1 : end + 1] in word_list("chinese", "verbs_that_sound"):
            end -= 1  # 奥布莱恩|威胁
        index = bisect_right(known, start, key=lambda each: each.end)
        # A part of it that the lexicon knows is no name by itself: 克劳迪娅·辛鲍姆, 杰克·伦敦.
        part = index < len(known) and known[index].end <= end and (
            folded[known[index].start - 1 : known[index].start] == "·" or folded.startswith("·", known[index].end)
        )  # fmt: skip
        yield Name(start=start, end=end, type="PERSON", id=None, absorbs=part)


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(word_list("chinese", "transcription"))) | frozenset("茉")


def _book_titles(folded: str) -> Iterator[Name]:
    """《数字服务法》 is a law, 《…日报》 a paper; other titles are no names."""
    laws, media = word_list("chinese", "law_last"), word_list("chinese", "media_last")
    for match in _BOOK.finditer(folded):
        title = re.sub(r"[（(][^（）()]{0,20}[）)]\Z", "", match[1])
        start = match.start(1)
        if any(title.endswith(word) for word in laws):
            yield Name(start=start, end=start + len(title), type="LAW", id=None, absorbs=True)
        elif len(title) <= 8 and any(title.endswith(word) for word in media):
            yield Name(start=start, end=start + len(title), type="ORG", id=None)


@cache
def _law_pattern() -> re.Pattern[str]:
    return re.compile(
        "(?:修正|修订|依据|依照|根据|按照|违反|触犯|实施|公布|颁布|通过|签署|出台|预告|拟定|现行|新版|的){1,6}+了?"
        "([\u4e00-\u9fff]{2,14}?(?:法案|条例|公约|管理办法|通关办法|实施办法|暂行办法))(?![律规令院])"
    )


def _cited_laws(folded: str) -> Iterator[Name]:
    """依据跨境包裹管理条例: a law without book marks, after a verb that is done to laws."""
    for match in _law_pattern().finditer(folded):
        named = match[1][: -len("法案")]
        if not set(named) & NOT_IN_NAMES and named not in word_list("chinese", "plain"):
            yield Name(start=match.start(1), end=match.end(1), type="LAW", id=None)


_OCCASION = re.compile(
    r"(?:第[\d一二三四五六七八九十百]{1,5}|首|本)届(?:中国|全国)?"
    r"([\u4e00-\u9fff]{2,12}?(?:博览会|交易会|展览会|展销会|大会|论坛|峰会|电影节|文化节|艺术节|购物节|锦标赛|大奖赛"
    r"|联赛|运动会|世界杯))(?![堂场厅馆])"
)
_MATTER = (
    r"(?:投资|贸易|国际贸易|工业|商业|经济|财政|金融|农业|科技|科学|技术|通信|通讯|数字|数码|交通|运输|能源|环境|劳工|就业|教育"
    r"|卫生|旅游|文化|体育|资源|矿业|渔业|林业|产业|商务|海洋|信息|创新|消费者|企业|中小企业|合作社|住房|国土|基础设施|食品|药品)"
)
_MINISTRY = re.compile(
    rf"{_MATTER}(?:、{_MATTER}){{0,3}}(?:及|和|与|暨){_MATTER}(?:发展|事务|保护)?部(?![长门分])"
)


def _occasions(folded: str) -> Iterator[Name]:
    """首届湄公跨境选品大会: fairs and meetings by the number they are given."""
    if "届" not in folded:
        return
    for match in _OCCASION.finditer(folded):
        if not set(match[1]) & NOT_IN_NAMES and not is_dictionary_word(match[1]):
            yield Name(start=match.start(1), end=match.end(1), type="EVENT", id=None, absorbs=True)


def _ministries(folded: str, known: Sequence[Known]) -> Iterator[Name]:
    """马来西亚投资、贸易及工业部: a ministry that names what it is for, with the country right in front."""
    if "部" not in folded:
        return
    for match in _MINISTRY.finditer(folded):
        index = bisect_right(known, match.start(), key=lambda each: each.end) - 1
        joined = index >= 0 and known[index].end == match.start() and known[index].type == "GPE"
        start = known[index].start if joined else match.start()
        yield Name(start=start, end=match.end(), type="ORG", id=None, absorbs=True)


@cache
def _body_pattern() -> re.Pattern[str]:
    last = "|".join(sorted(map(re.escape, word_list("chinese", "body_last")), key=len, reverse=True))
    return re.compile(rf"[省市州县区]?([\u4e00-\u9fff]{{0,10}}?)(?:{last})")


def _public_bodies(folded: str, known: Sequence[Known]) -> Iterator[Name]:
    """印度财政部, 广东省跨境电商协会: a place the lexicon knows, and a body right after it."""
    table = bodies()
    longest = max(map(len, table))
    for place in known:
        if place.type != "GPE":
            continue
        for length in range(longest, 1, -1):
            part = table.get(folded[place.end : place.end + length])
            whole = len(folded[place.end : place.end + length]) == length
            if part is not None and whole and not folded.startswith("长", place.end + length):
                yield Name(
                    start=place.start,
                    end=place.end + length,
                    type="ORG",
                    id=f"{place.id}-{part}" if place.id else None,
                    absorbs=True,
                )
                break
        else:
            match = _body_pattern().match(folded, place.end)
            if match and match[1][:1] not in NOT_IN_NAMES and not set(match[1]) & _NOT_IN_BODIES:
                yield Name(start=place.start, end=match.end(), type="ORG", id=None, absorbs=True)
