"""Which names speak or are cited: who says it is not what it is said of.

A name speaks where a verb of saying follows it in its clause with nothing but offices, times and further names
between (海关总署发言人吕大良说, Zalando co-chief executive Robert Gentz said), or, in English, stands before it
(said Amazon spokesperson Lauren Hale). It is cited behind 据, 援引, according to, told, and where its report says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.records import Mention

_REACH = 72  # characters around a name that are read
_STOP_ZH = re.compile(r"[，,。；;！!？?\n“”（）()]")
_SAYS_ZH = (
    r"表示|写道|评估|指出|援引|引述|引用|强调|透露|认为|坦言|直言|解释|回应|回复|告诉|介绍|披露|警告|呼吁|批评"
    r"|敦促|主张|评论|提醒|补充|提到|点评|欢迎"
    r"|乐见|反对|估计|估算|预计|预测|预估|预期|测算|分析|报道|报导|统计|暗示|说明|喊话"
    r"|(?<![名简号自俗通])称(?![为号作之呼得霸])|(?<![小传学听据再法])说(?![明法服])"
)
# Nothing but the speaker's office, place and time may stand between a name and its verb.
_OCCASION_ZH = re.compile(
    r"采访|受访|电话会议?|法说会|研报|声明书?|备忘录|致辞|公告|社交媒体|记者会|发布会|峰会|财报|专访"
    r"|报告(?=[中里])|邮件(?=[中里])|(?:内部)?信(?=[中里])"
)
_BETWEEN_ZH = re.compile(
    r"大中华区|亚太区|联席|联合|共同|全球|执行长|执行官|执行|资深|首席|高级|发言人|负责人|总裁|总经理"
    r"|经理|分析师|董事长|董事|创始人"
    r"|创办人|社长|会长|合伙人|理事长|主席|秘书长|秘书|总监|经济学家|研究员|署长|部长|局长|司长|处长|院长|行长"
    r"|官员|高管|人士|财政大臣|大臣|总统|总理|主管|顾问|律师"
    r"|教授|机构|方面|公司|平台|集团|官方|员工|记者|技术官|财务官|财务长|ceo|cfo|coo|cto|此前|近日|日前"
    r"|今日|昨日|昨天|今天|首次|最早|独家|先前|同时|进一步"
    r"|一度|周[一二三四五六日]|[的在于对向就也还则并均已前副总长上中时里会与和及、·《》\s]"
)
_IN_OFFICE_OF = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:[长席总]|代表|发言人|分析师|合伙人|总监|总裁|经理|教授|研究员|学家|顾问|律师|委员|议员|主委)"
)
_TITLE = 16  # characters of an office between a house and who holds it
_MANNER_ZH = 2  # characters that may say how: 公开批评
_REPORT_ZH = re.compile(
    r"》?的?[^，,。\n]{0,8}?(?:数据|通知|文件|统计|调查|报告|研究|监测|榜单|问卷|测算"
    r"|口径)[^，,。\n]{0,6}?(?:显示|指出|表明|估计|预计|称|发现)"
)
_REPORT_EN = re.compile(
    r"(?:['’]s)?(?: \w+)? (?:data|figures|estimates?|survey|study|report|index|research|analysis) "
    r"(?:shows?|showed|found|suggests?|says?|puts?|indicates?)\b"
)
_PUBLISHED_ZH = re.compile(r"[^，,。\n]{0,4}(?:发布|公布)(?:的)?(?:最新)?(?:数据|报告|统计|调查)")
_CITED_ZH = re.compile(
    r"(?:(?:根据|依据|据|援引|引述|引用|引用自|按照|按)(?:外媒|媒体|机构|研究机构|调研机构|日媒|美媒)?"
    r"|接受|告诉|获|来源[:：]|图源[:：]?)\s?《?$"
)
_SPOKESMAN = re.compile(
    r"(?:的)?(?:新闻)?(?:发言人|官员)|长(?=[\u4e00-\u9fff])|(?:['’]s)?\s(?:spokes\w+|officials?)\b"
)
_RATES_ZH = re.compile(r"[^。；;\n]{0,24}?(?:目标价|评级)|委托")
_SILENT_ZH = re.compile(r"没有?|未|拒绝|不(?!过)")
_TOLD_ZH = re.compile(r"(?:告诉|接受)(?:了)?《?$")
_CITED_AFTER_ZH = re.compile(
    r"》?的?[^，。\n]{0,12}?(?:报道|报导|消息|数据|统计|调查|报告|了解|获悉|披露|分析|预测|估计|资料"
    r"|采访|专访|研报|文件|专家|引述|$)"
)
_VERB_EN = (
    r"said|says|told|tells|added|adds|noted|notes|warned|warns|reported|reports|wrote|writes|estimates?"
    r"|estimated|forecasts?"
    r"|projects|projected|predicts?|predicted|expects|argued|argues|stated|called|declined to comment"
    r"|welcomed|urged|cited|explained"
    r"|acknowledged|commented|tweeted|posted|insisted|claimed|claims|confirmed|denied|blamed|blames|see"
    r"|sees|value"
    r"|values|obtained|reckons?|defended"
)
_SAYS_EN = re.compile(rf"\b(?:{_VERB_EN})\b")
_OFFICE = (
    r"analysts?|economists?|researchers?|strategists?|spokes(?:man|woman|person|people)|president|vice"
    r"|chief|co-chief|executive"
    r"|officer|ceo|cfo|coo|cto|founder|co-founder|chairman|chairwoman|chair|minister|prime|trade"
    r"|finance|commerce|secretary|head"
    r"|director|managing|manager|commissioner|general|solicitor|senior|deputy|former|boss|partner"
    r"|lawyer|professor|judge|official"
    r"|officials|executives|financial|operating|product|marketing|representative|also|later|then|first"
    r"|has|had|who|is|an?|the|its|of|at"
    r"|for|and|on|monday|tuesday|wednesday|thursday|friday|saturday|sunday|in|statement|interview"
    r"|independent|business|group|agency|firm|governor"
)
_BETWEEN_EN = re.compile(rf"['’]s\b|[\s,]|\b(?:{_OFFICE})\b", re.IGNORECASE)
_OFFICES_EN = re.compile(r"[A-Za-z’'\s-]{0,60}")  # said area port director X
_APPOSED_EN = re.compile(r",\s[^.;\n]{1,60},\s?$")
_CITED_EN = re.compile(
    r"(?:\baccording to(?: \w+){0,4}?|\b(?:told|tells|citing|cited by|reported by|polled by|surveyed by"
    r"|compiled by|published by|seen by|reviewed by|obtained by"
    r"|interview with|speaking to|data from|figures from|estimates from|report (?:by|from)|study by"
    r"|survey by|research (?:by|from)"
    r"|(?:analysts?|economists?|researchers?) (?:at|from|with))(?: the| a| data firm| research firm)?) ?$",
    re.IGNORECASE,
)


_REPORTS = re.compile(
    r"》?(?:最早|率先|首先|此前|先前|昨日|今日|周[一二三四五六日])?(?:报道|报导|援引|引述)"
    r"|\s(?:first\s)?reported\b(?! (?:a|its|second|first|third|fourth|net|revenue|quarter))"
)
_TRAILS = re.compile(r"\s(?:said|says|reported|reports)(?: on \w+day)?(?:\.|$)")


def speaks(text: str, folded: str, mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether this name speaks or is cited. ``others``: the names of its sentence; ``text`` as printed."""
    left, right = max(0, mention.start - _REACH), min(len(text), mention.end + _REACH)
    return (
        is_cited(text, folded, mention)
        or _says_zh(folded, mention, others, right)
        or _says_en(text, mention, others, left, right)
    )


def is_cited(text: str, folded: str, mention: Mention) -> bool:
    """Whether others tell the news in this name's words: 据X报道, according to X, X's data show, "..., X said."."""
    left, right = max(0, mention.start - _REACH), min(len(text), mention.end + _REACH)
    before, after = folded[left : mention.start], folded[mention.end : right]
    if _cited_zh(before, after) or _CITED_EN.search(text[left : mention.start]):
        return True
    if _REPORTS.match(after) or (before.endswith((", ", "” ", '" ')) and _TRAILS.match(after)):
        return True
    return any(form.match(after) for form in (_SPOKESMAN, _RATES_ZH, _REPORT_ZH, _PUBLISHED_ZH, _REPORT_EN))


def _cited_zh(before: str, after: str) -> bool:
    if _TOLD_ZH.search(before[-6:]):
        return True
    return _CITED_ZH.search(before[-8:]) is not None and _CITED_AFTER_ZH.match(after) is not None


_VERBS_ZH = re.compile(_SAYS_ZH)


def _says_zh(folded: str, mention: Mention, others: Sequence[Mention], right: int) -> bool:
    """Whether a verb of saying follows in the clause, of the name itself or of who speaks in office for it."""
    if mention.type == "ORG":
        for other in others:
            gap = folded[mention.end : other.start] if other.start > mention.end else ""
            if other.type == "PERSON" and len(gap) <= _TITLE and _IN_OFFICE_OF.fullmatch(gap):
                return _says_zh(folded, other, others, right)
    stop = _STOP_ZH.search(folded, mention.end, right)
    end = stop.start() if stop else right
    if stop and stop.group() in "“（(" and stop.start() - mention.end < 2:
        closed = folded.find(")" if stop.group() != "“" else "”", stop.start(), right)
        end = min(right, len(folded)) if closed >= 0 and stop.group() != "“" else end
    verb = _VERBS_ZH.search(folded, mention.end, end)
    if verb is None:
        return folded.startswith((":", "："), mention.end) and mention.type in ("PERSON", "ORG")
    gap = _without(folded, mention.end, verb.start(), others)
    if _SILENT_ZH.search(gap):
        return False
    occasions = [match.end() for match in _OCCASION_ZH.finditer(gap)]
    return len(_BETWEEN_ZH.sub("", gap[occasions[-1] if occasions else 0 :])) <= _MANNER_ZH


def _says_en(text: str, mention: Mention, others: Sequence[Mention], left: int, right: int) -> bool:
    verb = _SAYS_EN.search(text, mention.end, right)
    if verb is not None:
        gap = _without(text, mention.end, verb.start(), others)
        if not _BETWEEN_EN.sub("", gap) or (mention.type == "PERSON" and _APPOSED_EN.fullmatch(gap)):
            return True
    verbs = list(re.finditer(r"[,”\"’] ?(?:said|says|added|adds|wrote)\b", text[left : mention.start]))
    if not verbs:
        return False
    gap = _without(text, left + verbs[-1].end(), mention.start, others)
    return _OFFICES_EN.fullmatch(gap) is not None


def _without(text: str, start: int, end: int, others: Sequence[Mention]) -> str:
    """The stretch with the names in it left out."""
    parts, at = [], start
    for other in others:
        if other.start >= at and other.end <= end:
            parts.append(text[at : other.start])
            at = other.end
    parts.append(text[at:end])
    return "".join(parts)
