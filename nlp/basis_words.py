"""The phrases that say against what a change is measured, in Chinese (folded, lower case) and in English."""

from __future__ import annotations

import re

_CHANGES = "[增减升跌涨降]"
_BEFORE_YEAR = r"(?<![\d一二三四五六七八九十去今明前后上本每全当该半近财来成几多百千万合])"
_BEFORE_QUARTER = r"(?<![一二三四本上前下首末每当该单旺淡1-4])"
_BEFORE_MONTH = r"(?<![\d一二三四五六七八九十个本上当该每单首全下岁])"
_YEARS = r"(?:去年|上年|前一?年度?|上一?年度?|一年前|[前上]一?财年)"
# 较去年12月 and 较去年第四季 name a part of the year before.
_NOT_A_PART = r"(?!\d|的?(?:[一二三四五六七八九十]|\d{1,2})月|年?底|末|年初|第?[四4]季|q4|高点|低点)"
_TO = (
    r"(?:较之?|(?<!性价)(?<![同环占对配])比(?![例重率特亚较如])|相较于?|相比于?|与|跟|和|高于|低于|优于|对比)"
)
PHRASE_ZH = re.compile(
    r"(?P<CAGR>(?:年均?)?复合(?:年|年均|年度)?(?:增长|成长|增速)|年均?复合|\bcagr\b"
    r"|年均(?:实际|名义)?(?:增长|成长|增速|增幅|增加|下降))"
    rf"|(?P<YTD>[今本]年以来|年初(?:至今|以来)|{_TO}(?:今年)?年初|今年(?:已累计|累计已|至今|迄今)"
    rf"|(?<![半一两二三四五六七八九十几数\d])年内(?=[^，,。；]{{0,6}}{_CHANGES})|year[- ]to[- ]date|\bytd\b)"
    rf"|(?P<QoQ>环比|按季|{_BEFORE_QUARTER}季(?={_CHANGES})|{_TO}[上前]一?个?季度?"
    rf"|{_TO}第?[一二三四]季度?|\bqoq\b)"
    rf"|(?P<YoY>同比|按年|{_BEFORE_YEAR}年(?=(?:{_CHANGES}|成长|衰退)(?!至|到))|{_TO}{_YEARS}{_NOT_A_PART}"
    r"|(?:去年|上年|前一年)同(?:期|月|季|档期|时|日)|同期(?=相比|[增减下上])|\byoy\b)"
    rf"|(?P<month>按月|{_BEFORE_MONTH}月(?={_CHANGES})|{_TO}[上前]一?个?月)"
    rf"|(?P<week>按周|(?<![本上当该每下])周(?={_CHANGES})|{_TO}[上前]一?周|一周(?={_CHANGES})"
    rf"|全周(?=累计|{_CHANGES}))"
    r"|(?P<since>(?:自从?|从)(?P<start>[^，,。；;]{1,16}?)(?:以来|至今)(?!的?[最首新第]))"
)
# 比上一代贵了500元, 较2019年增长: anything else that stands behind a word of comparison, up to the change.
COMPARED_ZH = re.compile(
    r"(?:较之?|(?<!性价)(?<![同环占对配])比(?![例重率特亚较如])|相较于?|相比于?|高于|低于|优于|领先|落后|快过|高出"
    r"|超(?=同|竞|对手|行业|业界|业内|其他|平均|前代|上一?代|友商|传统|普通|一般))"
    r"(?P<what>[^，,；;。\d%]?[^，,；;。%高低多少增减升降涨跌快慢贵便提扩缩翻放回仍续再]{1,20})"
)
BESIDE_ZH = re.compile(
    r"[与和跟同](?P<what>(?:[^，,；;。]|(?<=\d),(?=\d)){1,20}?)相比"
    r"|(?:^|[，,；;。])相[较比]于?(?P<other>[^，,；;。]{1,20})[，,]"
)
# 是第二名的3.3倍, 仅4G手机的三分之一; a part of a whole (占…的三分之一) compares nothing.
TIMES_ZH = re.compile(
    r"^(?:[^，,；;。、]{0,40}"
    r"(?P<verb>是|为|达到?|相当于|接近|超过|保持在|[恢回]复[到至]|仅[剩为是]?|只有|剩下?|不[到足]))?"
    r"(?P<what>[^，,；;。、]{1,24}?)的?(?:近|约|逾|超过?|大约|不到|不足)?$"
)
_RATE = r"(?:[增涨降减跌]幅|增[率速]|成长率|增长率|成长幅度)"
RATE_ZH = re.compile(rf"(?:(?P<YoY>同比|年)|(?P<QoQ>环比|季)){_RATE}")
RIGHT_ZH = re.compile(
    r"[（(](?:(?P<YoY>同比|yoy)|(?P<QoQ>环比|qoq))[)）]"
    r"|的?(?:(?P<year>同比|年)|(?P<quarter>环比|季))(?:[增降减涨跌下上]|成长)"
)

_FROM = r"(?:from|than|over|versus|vs\.?|on|against|above|below|since|compared (?:with|to))"
_LAST = r"(?:previous|prior|preceding|last)"
_PERIOD = r"(?:period|quarter|month|week|time|day|(?:three|six|nine) months|half|season|stretch)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
PHRASE_EN = re.compile(
    r"(?P<CAGR>\bcagr\b|\bcompound(?:ed)? annual|\baverage annual (?:growth|rate|increase|decline)"
    r"|\bannual average growth)"
    r"|(?P<YTD>\byear[- ]to[- ]date\b|\bytd\b|\bso far (?:this year|in (?:19|20)\d\d)|\bthis year so far\b"
    r"|\bsince the (?:start|beginning) of (?:the|this) year\b)"
    r"|(?P<QoQ>\b(?:quarter|month|week)[- ](?:over|on)[- ](?:quarter|month|week)\b|\bqoq\b|\b[qm]/[qm]\b|\bmom\b"
    r"|\bsequential(?:ly)?\b|\bon the (?:quarter|month)\b|\ba quarter (?:ago|earlier|before)\b"
    rf"|\b{_FROM} (?:last quarter|the (?:{_LAST}|first|second|third|fourth) (?:quarter|three months))\b)"
    r"|(?P<YoY>\byear[- ](?:over|on)[- ]year\b|\byoy\b|\by/y\b|\by-o-y\b|\bon-year\b"
    r"|\b(?:a|one) year (?:ago|earlier|before|prior)\b|\b(?:12|twelve) months (?:ago|earlier|before)\b"
    r"|\b(?:year-ago|year-earlier|prior-year|previous-year)\b|\bfrom the year before\b"
    rf"|\b{_FROM} (?:last year|the (?:{_LAST} (?:fiscal |financial |calendar )?year|year before))\b"
    rf"|\b(?:{_FROM}|in|of) the (?:same|corresponding|comparable) {_PERIOD} (?:of|in|last|a|the|one)\b"
    r"|\bannual(?:ly)? (?:(?:sales|revenue|price|wage) )?"
    r"(?:growth|increase|rise|decline|gain|drop|fall|inflation|jump)\b"
    r"|\bin the (?:(?:12|twelve) months|year) (?:through|to|ended|ending)\b|\bover the year\b)"
    r"|(?P<since>\bsince (?P<start>(?:[a-z]+ ){0,4}(?:19|20)\d\d"
    rf"|(?:late |early |mid-)?(?:{_MONTHS})|the [a-z]+(?: [a-z]+)?))"
)
# Of "the most since 2009" nothing is measured against 2009.
RECORD_EN = re.compile(r"\b(?:most|first|record|worst|best|lowest|highest|low|high|\w+est)\b[^.;]{0,30}$")
COMPARED_EN = re.compile(
    r"(?:^[ ](?:[a-z-]+ ){0,3}(?:more|less|fewer|\w+er|worse|better)(?: [a-z-]+){0,4} than"
    r"|\b(?:relative to|compared (?:with|to)|versus|vs\.?))(?! (?:expected|forecast|estimated|predicted|analysts))"
    r"(?: (?:in|on|at|for|the|a|its|their)\b)* (?P<what>(?:[\w’'&$-]+ ?){1,4})"
    r"|\bfrom (?P<time>(?:an?|one|two|three|\w+) (?:days?|weeks?|months?|decades?) (?:ago|earlier|before)"
    rf"|(?:{_MONTHS})\b|(?:the )?{_LAST} (?:day|week|month|session)|last (?:week|month)"
    r"|(?:its|their|the) (?:[\w-]+ )?(?:peak|high|low)|pre-pandemic levels)"
    r"|^[ ](?:below|above) (?:the|its|their|a|last) (?P<level>(?:[\w’'&-]+ ?){1,3})"
    r"|\b(?:on|below|above|from) (?P<year>(?:19|20)\d\d)(?: levels)?\b(?![-/,]\d)"
)
TIMES_EN = re.compile(
    r"[ ](?:as (?:many|much|large|big|high|fast|long|likely)\b[^.;,]{0,24}? as|that of|those of|what"
    r"|the (?:size|number|amount|rate|level|average|price|cost|volume) (?:of|in|for)"
    r"|(?:more|higher|larger|bigger|greater|faster|longer|better|cheaper|lower)\b[^.;,]{0,30}? than|the|its|their|last)"
    r"[ ](?P<what>(?:[\w’'$&.-]+ ?){1,4})"
)
