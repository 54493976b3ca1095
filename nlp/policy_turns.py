"""Turns of phrase that decide what a policy sentence tells: a demand for answers, a recommendation, a test result.

Patterns on folded text. What a regulator bought and tested is no act; what it asks a company to explain opens or
carries on an investigation; what a committee or panel backs is proposed, for others decide.
"""

from __future__ import annotations

import re

ASKS_ANSWERS = re.compile(
    r"(?:信息|资讯|资料|讯息)(?:索取)?请求(?!不|并不)|被问话|问询(?:了)?(?=[a-z\u4e00-\u9fff])"
    r"|(?:要求|责令|须|限)[^。;；]{0,44}?(?:就|对|针对|说明)[^。;；,，]{1,36}?(?:提出|作出|做出|予以|进行)(?:书面)?"
    r"(?:说明|解释|答复|回应)"
    r"|(?:要求|须在?)[^。;；]{0,30}?(?:天|日)内(?:书面)?(?:答复|回复|说明|解释)"
    r"|\bhas \d{1,3} (?:working )?days to (?:answer|explain|reply|respond)\b"
    r"|\b(?:ask(?:ed|s)|order(?:ed|s)|told|tells|gives?|gave|demand(?:ed|s)?|want(?:s|ed)?|must) [^.;]{0,60}?"
    r"(?:to (?:explain|answer|account for|clarify)|to (?:provide|supply|hand over|submit) (?:\w+ ){0,2}?"
    r"(?:information|documents|details|records)|for (?:more |further |detailed )?information"
    r"|days? to (?:answer|explain|reply|respond)|(?:answer|explain|reply|respond) (?:\w+ ){0,6}?within)\b"
)
RECOMMENDS = re.compile(
    r"\d+\s?比\s?\d+[^,，。;；]{0,10}?支持|表态支持|支持(?:取消|终止|废除|结束|对[^,，。;；]{2,14}?(?:征|课|加)税?)"
    r"|应(?:当|该)?(?:在|于|自)[^,，。;；]{2,18}?(?:取消|终止|结束|废除)"
    r"|\bback(?:s|ed)\s(?:an?\s|the\s)?(?:end|dut(?:y|ies)|tax|levy|charge|fee|plan|proposal|call|idea|abolition)\b"
    r"|\brecommend(?:s|ed|ing|ation)\b|\basked for [^.;]{1,40} as the (?:first|starting)\b"
    r"|\bshould (?:go|end|be (?:abolished|scrapped|ended|removed|lowered))\b|\bmoves? closer\b|\bcall(?:s|ed) for\b"
)
DECIDES = re.compile(
    r"通过|批准|公布|发布|签署|生效|裁定|\b(?:adopted|enacted|signed|published|ruled|final rule|takes effect)\b"
)
TESTED = re.compile(
    r"(?:抽[检验查测]|检测|检验|样品|测试|购买的?|购得)[^。;；]{0,40}?(?:不符|不合格|缺陷|超标|合格率|有问题)"
    r"|(?:件|款)(?:样品|商品|产品)中[^。;；]{0,16}?(?:不|超)"
    r"|\b(?:bought|tested|sampled|samples|checked|inspected)\b[^.;]{0,80}?(?:\b(?:defects?|failed|fell short"
    r"|non-compliant|unsafe|did not (?:meet|comply))\b|%|per ?cent)"
    r"|(?:%|per ?cent) of (?:\w+ ){0,6}?(?:bought|tested|sampled|checked|inspected|samples)\b"
)
STAYS_AS_IT_IS = re.compile(r"^(?:调整|变动?|改变?|受|涉及|影响|考虑|纳入|作|会|清楚|明朗|包括|需|用)")
POSSIBLE = re.compile(r"(?:可(?:以|再)?|能|得|暂不|不会|并未)$|\b(?:can|may|could|might)\s(?:also\s)?be\s$")
NONE_OF = re.compile(r"(?:^|[.;]\s)no\s(?:\w+\s){1,3}(?:has|have|was|were|is|are)\s(?:been\s|yet\s)*$")
WAIT_AFTER = re.compile(
    r"^\s(?:\w+\s)?(?:months|years|weeks|days|speculation|guessing|uncertainty|confusion|doubts?|debate|disputes?"
    r"|hopes|the wait|a (?:long )?wait)\b"
)
FINDS = re.compile(  # a share of those looked at: no rule
    r"(?:中|卖家|商家)[,，]?(?:约|有)?\s?\d[\d.]*%(?:的)?(?!关税|税|附加)|^[\s“\"]*\d[\d.]*(?:%|\sper\s?cent)\sof\s"
    r"(?!the\s(?:value|price))"
)
RULES = re.compile(
    r"将不|须|必须|不得|要求|起(?:征|对)"
    r"|\b(?:will|must|shall|would|require[sd]?|fined?|order(?:s|ed)|from (?:\d|[a-z]{3}\.? \d))\b"
)
AT_ONCE = re.compile(r"^,\s(?:with|effective)\s[^,;.]{2,24},")  # suspended, with immediate effect, the fee


def only_finds(folded: str) -> bool:
    """Whether a sentence tells what was found among those tested or asked, and sets nothing."""
    return bool(FINDS.search(folded) or TESTED.search(folded)) and RULES.search(folded) is None


def recommends(folded: str) -> bool:
    """Whether a sentence tells that somebody backs or recommends what others have to decide."""
    return RECOMMENDS.search(folded) is not None and DECIDES.search(folded) is None


def is_none(term: str, before: str, after: str) -> bool:
    """Whether a word of an action is denied: no fine has been proposed, 暂不调整."""
    return NONE_OF.search(before) is not None or (term == "暂不" and STAYS_AS_IT_IS.match(after) is not None)
