"""Measures that no list names, told to be bad news by the words they are made of.

A Chinese head (率, 比, 时间, 账单 ...) with a character of harm before it (退, 空, 损, 欠 ...), or a head that is a
burden by itself; an English noun phrase that holds a word of harm (bounced payments, empty miles). Whatever such a
measure does, its direction counts the other way round.
"""

from __future__ import annotations

import re

_BEHIND = 14  # characters before a direction in which its Chinese subject stands
_WORDS_BEHIND = 44  # the same in English

_PHRASE_ZH = re.compile(r"[\u3400-\u9fffa-z]{2,10}$")
_HARM_ZH = re.compile(
    r"[退拒损亏债欠失废耗弃缺违逾坏罚赔诉滞延误故障断漏错伤病死裁闲堵塞盗骗劣假毁污废]|空(?!运|调|间|港"
    r"|军|客|航)|返修|返工|返厂|报废|积压|呆滞|瑕疵"
)
_HEAD_ZH = re.compile(
    r"(?:率|比|比例|占比|次数|件数|人数|数量|量|数|额|金额|笔数|件|单|工单|账单|包裹|里程|天数|时间"
    r"|时长|小时|订单|车次|箱|货)$"
)
_BURDEN_ZH = re.compile(
    r"(?:时间|时长|用时|耗时|历时|天数|周期|账期|工时|里程|成本|支出|开支|花费|费用|用电|油耗|能耗|排放"
    r"|负担|采购价|进价|进货价|料价|原料价|糖蜜价|拿货价"
    r"|租金|利息|利率|税率|关税|违约金|滞纳金|应收|存货|库存|欠款|赤字|逆差|折旧|摊销|跌势|跌幅"
    r"|衰退幅度|流出额|净流出|排队|缺口)$"
)
_NOT_A_BURDEN = re.compile(
    r"(?:营业|运营|直播|通话|使用|观看|停留|服务|飞行|续航|在线|活动|促销|有效)(?:时间|时长|天数|里程)$|贷款利率$"
)
_HARM_EN = re.compile(
    r"\b(?:abandon\w*|bounced|empty|demurrage|detention|consumption|overdue|unpaid|late|lost|missing"
    r"|missed|failed|damaged"
    r"|broken|returned|refunded|rejected|cancel\w*|complaint\w*|defect\w*|fault\w*|error\w*|wast\w*"
    r"|idle|unsold|excess|dead"
    r"|bad|fake|fraud\w*|stolen|theft\w*|delinquen\w*|default\w*|churn|attrition|accident\w*|injur\w*"
    r"|spoil\w*|shrink\w*"
    r"|overdrafts?|arrears|provisions?|penalt\w+|fines?|levies|charges|bills?|overheads?|payables"
    r"|receivables|lead times?"
    r"|chargebacks?|disputes?|outages?|downtime|backlogs?|queues?|delays?|discounts?|markdowns?"
    r"|write-?(?:offs?|downs?)"
    r"|lay-?offs|vacanc\w+|emissions?|debts?|borrowings?|losses|costs?|expenses?)\b"
)


def bad_measure_before(text: str, start: int, at: int) -> tuple[int, int] | None:
    """The noun before the direction at ``at`` in the clause from ``start``, if what it counts is bad news."""
    if "㐀" <= text[at] <= "鿿":
        phrase = _PHRASE_ZH.search(text, max(start, at - _BEHIND), at)
        if phrase is None or _NOT_A_BURDEN.search(phrase[0]):
            return None
        told = _BURDEN_ZH.search(phrase[0]) or (_HEAD_ZH.search(phrase[0]) and _HARM_ZH.search(phrase[0]))
        return phrase.span() if told else None
    found = [match.span() for match in _HARM_EN.finditer(text, max(start, at - _WORDS_BEHIND), at)]
    return found[-1] if found else None
