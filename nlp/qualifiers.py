"""How a figure is meant: how exactly (approx), against what (basis), as fact, plan or forecast (modality)."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import lru_cache

from nlp.clauses import Surroundings
from nlp.periods import lies_after
from nlp.spans import Quantity

_GAP = r"[ ]?(?:(?:an?|the|its|their|additional|extra|another|further) ){0,4}(?:[*~≈])?[ ]?$"
# Order matters: the first that ends right before the figure decides.
_BEFORE = (
    ("up_to", re.compile(
        r"(?:最高(?:可?达|可|为|能达|可?返|可?减|可?罚|回馈|优惠|补贴|奖励|加征|可?处)?(?:到)?|至多|最多(?:可?达|为)?|上限(?:为|至)?|不超过|不得超过"
        r"|\bup to|\bas (?:much|many|high) as|\bat most|\bno more than|\bnot more than|\bmaximum(?: of)?"
        r"|\bcapped at)" + _GAP)),
    ("over", re.compile(
        r"(?:超过|超出|超|逾|突破|高于|多于|大于|至少|不低于|不少于|不止|跨过|(?<!跌)破|(?<!不)过|站上|冲破|以上的|上(?=$)"
        r"|\bmore than|\bover|\babove|\bat least|\bexceed(?:s|ed|ing)?|\bnorth of|\bupwards of|\btopp(?:ed"
        r"|ing)|\bin excess of|\bsurpass(?:es|ed|ing)?|\bno (?:less|fewer) than|\bgreater than"
        r"|\blarger than|\bbeyond|\bpassed|\bcrossed)" + _GAP)),
    ("under", re.compile(
        r"(?:不到|不足|低于|少于|小于|未满|不满|未达|跌破|\bunder|\bbelow|\bless than|\bfewer than"
        r"|\bshort of|\blower than|\bwithin)" + _GAP)),
    ("nearly", re.compile(
        r"(?:(?<![最附靠邻亲])近|接近|将近|逼近|\bnearly|\balmost|\bclose to|\bapproaching|\bnearing"
        r"|\bverging on)" + _GAP)),
    ("about", re.compile(
        r"(?:大约|(?<![节合制签预契违])约|约合|大概|大致|左右的|\babout|\broughly|\baround|\bapproximately"
        r"|\bapprox\.|\bsome|\bcirca|\bsomewhere near|[~≈])" + _GAP)),
)  # fmt: skip
# over three years, within thirty days, 近三年: in the course of, not more or less than
_DURING = re.compile(r"(?:(?<!\bfor )\b(?:over|within|in under)(?: the (?:next|past|last))?[ ]|(?<!长达)近)$")
_AFTER = (
    (
        "over",
        re.compile(
            r"[ ]?(?:以上|之上|出头|有余|开外|\+|or more|-plus| plus\b(?! an?\b| the\b)|and above|and up\b)"
        ),
    ),
    ("under", re.compile(r"[ ]?(?:以下|之下|or less|or fewer|or below)")),
    ("up_to", re.compile(r"[ ]?(?:以内|之内|封顶)")),
    ("about", re.compile(r"[ ]?(?:左右|上下|前后(?!两)|or so\b)")),
)
_BASIS = (
    ("CAGR", re.compile(
        r"复合(?:年|年均|年度)?(?:增长|成长)|年均复合|年复合|\bcagr\b|\bcompound annual\b"
        r"|\bcompounded annual")),
    ("YTD", re.compile(
        r"年初至今|今年以来|年初以来|年内累计|\byear[- ]to[- ]date\b|\bytd\b|\bso far this year\b"
        r"|\bthis year so far\b")),
    ("QoQ", re.compile(
        r"环比|季增|季减|月增|月减|较上季|较上一?季|比上季|较上月|比上月|与上季度相比|\bquarter[- ](?:over"
        r"|on)[- ]quarter\b|\bqoq\b|\bq/q\b|\bsequential(?:ly)?\b|\bfrom the (?:previous|prior) (?:quarter"
        r"|month)\b|\bmonth[- ](?:over|on)[- ]month\b|\bmom\b")),
    ("YoY", re.compile(
        r"同比|年增|年减|年成长|按年|(?:较|比|与|跟|和|相较)(?:去年|上年|前一年)|去年同[期月季]"
        r"|上年同[期月季]|同期相比|\byear[- ](?:over"
        r"|on)[- ]year\b|\byoy\b|\by/y\b"
        r"|\b(?:from|than|compared with|compared to|versus|over) (?:the |a |one )?(?:same (?:period"
        r"|quarter|month)|year (?:earlier|ago|before)|last year|the (?:prior|previous) year"
        r"|a year (?:ago|earlier))"
        r"|\b(?:compared (?:to|with)|from|over) the same (?:period|quarter|month)|\ba year (?:ago"
        r"|earlier)\b|\bannual(?:ly)? (?:growth|increase|rise|decline|gain)")),
)  # fmt: skip
_SINCE = re.compile(
    r"(?:自|从)(?P<zh>[^，,。;；\d]{0,6}(?:19|20)\d\d)[ ]?年?[^，,。;；]{0,10}?(?:以来|起|至今)"
    r"|\bsince (?P<en>(?:[a-z]+ ){0,3}(?:19|20)\d\d|[a-z]+)"
)
_VERSUS_ZH = re.compile(
    r"(?:是|为|达到?|相当于|高达|超过?|(?<![性价同环占对])比(?![重例率])|较|高于|低于"
    r"|优于)(?P<what>[\u4e00-\u9fffa-z0-9 ]{1,14}?)(?:的|高出?|低"
    r"|多出?|少|快|贵|便宜|长|大|强|平均)?(?:了|约|近|逾|超过?|整整)?$"
)
_VERSUS_EN = re.compile(
    r"[^.;]{0,40}?\b(?:than|that of|the size of|as (?:much|many|large|big|high|fast) as"
    r"|compared (?:with|to)|versus|vs\.?|relative to)[ ](?P<what>(?:[\w’'&-]+ ?){1,4})"
)
_DOUBLE_THE = re.compile(
    r"[ ](?:that of|what it was in|the (?:size|number|amount|rate|level|average) of|(?:the|its)(?= (?:19|20)\d\d)"
    r"|the(?= (?:national|industry|average|previous|prior|usual|global)\b))[ ](?P<what>(?:[\w’'&-]+ ?){1,3})"
)

_HYPOTHETICAL = re.compile(
    r"如果|假如|假设|倘|一旦|只要|即便|假使|最坏|若(?![干非])|要是|或许"
    r"|\bif\b|\bcould\b|\bmight\b|\bwould\b|\bmay (?:be"
    r"|rise|fall|reach"
    r"|cost|face|have|need|exceed|see|lose|raise|cut)|\bassuming\b|\bin case\b|(?<![尽不很])可能"
)
_TARGET = re.compile(
    r"计划|目标|力拼|喊出|预定|订于|规画|盼(?=[年于在\d])|拼(?=年底|全年|\d)|挑战(?=\d|全年|年)|"
    r"将[^，,。;；]{0,12}?(?:下调|上调|提高至|降低|取消|征收|加征|收取|裁减|裁员|投资|关闭|开设|开通|扩招|调整为|课征)|"
    r"(?<![模虚])拟(?![定合真态])|力争|承诺|旨在|提议|提案|草案|征求意见|规划|打算|争取|有意"
    r"|谋求|力求|致力|要求到|同意(?:以|向|支付|投资|收购)"
    r"|将(?:投资|投入|斥资|裁|关闭|新建|新增|开设|征收|加征|上调|下调|提高|取消|实施|延伸|扩建|扩大"
    r"|招聘|雇|增聘|建设|实现|对)"
    r"|将(?:于|自|从)[^，,。;；]{1,16}?(?:上路|实施|生效|施行|起征|执行|开征|落实|启动)"
    r"|准备(?=[在把将对投涨提加])|志在|冲刺"
    r"|\bto (?:take effect|come into force)\b|按计划"
    r"|\bplan(?:s|ned|ning)?\b|\baim(?:s|ed|ing)?\b|\btarget(?:s|ed|ing)?\b|\bpledg(?:e|es|ed"
    r"|ing)\b|\bcommit(?:s|ted|ting|ment)?\b|\bpropos(?:e|es|ed|ing|al)\b|\bintend(?:s|ed)?\b"
    r"|\bagreed to\b|\bscheduled\b|\bset to (?:invest|cut|close|impose|raise|lay)\b"
    r"|\bwill (?:cut|invest|close|open|spend|build|impose|raise|hire|lay|add|launch|charge|levy"
    r"|take effect|apply|eliminate|reduce|increase|pay|buy|acquire)\b|\bgoal\b|\bseek(?:s|ing)? to\b"
    r"|\bvow(?:s|ed)?\b|\bwants? to\b|\bto be (?:imposed|levied|cut|raised|phased)\b|\bdraft\b"
    r"|\bthreat(?:en|ens|ened)\b"
)
_FORECAST = re.compile(
    r"预计|预测(?!准确|模型|能力|性|引擎|未来|算法|不同|的?需求)|(?<!超)预期|预料|料将|料(?=将|会|在)"
    r"|有望|看好|展望|指引|前瞻|预见|将(?:超|达|突破|增|降|升"
    r"|减|有|会|是|为|在|占|于|持续|进一步|近|从|由|以)|可望|上看|或将|或达|财测|预告|预言|届时|则估|"
    r"料(?=今年|本年|明年|每年|需|达|升|跌|录)|估(?=今年|明年|全年|第|年[增减]|季[增减]|下半年|后年)|看增|"
    r"[上下]修(?=[^，,。;；]{0,6}(?:经济|gdp|财测|成长率|增长率|增速))|料(?=后年|明年|下|全年|年底|可)|最快|"
    r"\bforecasts?\b|\bforecasted\b|\bforecasting\b|\bexpect(?:s|ed|ing|ation|ations)?\b|\bproject(?:s"
    r"|ed|ing|ion|ions)\b|\bguid(?:ed|ance|es|ing)\b|\boutlook\b|\bpredict(?:s|ed|ing|ion)?\b"
    r"|\banticipat(?:e|es|ed|ing)\b|\bset to\b|\bpoised to\b|\bon track to\b|\bsees\b|\blikely to\b"
    r"|\bwill\b|\bseen (?:at|rising|falling|reaching)\b"
)
_ESTIMATE = re.compile(
    r"估计|估算|(?<![低高])估(?=\d|[约达为逾])|据估|预估|估值模型|推算|推估|约莫|测算|\bestimat(?:e|es"
    r"|ed|ing|ion)\b|\breckon(?:s"
    r"|ed)?\b|\bbelieved to\b|\bthought to\b|级(?=增量|市场|规模)"
)
_NEGATED = re.compile(
    r"(?:并未|并没有|没有|未能|从未|尚未|未曾|并非|不会|不再|否认|不是|无意|暂不|不打算|驳斥|无计划)[^，,。;；\d]{0,14}$|\b(?:not"
    r"|never|didn't|did not|doesn't"
    r"|won't|no longer|denied|denies|far from|isn't)\b[^,.;]{0,32}$"
)
_NOT_REALLY = re.compile(r"没有变|不仅|不只|不但|\bnot only\b|\bnot just\b|\bnot (?:more|less) than\b")
_DENIED_BEHIND = re.compile(r"(?:说法|传闻|消息|报道|传言)?(?:并?不实|不属实|是谣言|是假消息|纯属虚构)")
# Said of a plan, would is no condition: the bill would tax…, X said it would spend…
_PROPOSED = re.compile(
    r"\b(?:bill|proposal|proposed|plans?|planned|rules?|law|measure|legislation|scheme|deal|agreement|said|says"
    r"|announced|pledged)\b[^.;]{0,120}\bwould\b|\bplans?\b[^.]{0,160}\bwould\b"
)
_GUESSED = re.compile(r"\bestimates?\b|估[计算]")
# What there is already, inside a plan: one in five of its 500 stores.
_STOCK = re.compile(r"\bof (?:its|their|the) (?:[a-z]+ )?$|现有的?$|已有的?$|目前的?$")
_SETTLED = re.compile(
    r"(?:已(?!宣布|计划|承诺|提议|拟|同意)|达到了"
    r"|上年|前一年|目前|此前|原先|截止|实际上?(?!控)|那轮|当时|实现了|曾|去年|截至"
    r"|\bhas (?:already )?\b(?=[a-z]+ed)|\balready\b)"
)


def approximation(quantity: Quantity, place: Surroundings) -> str | None:
    """about, over, under, nearly, up_to or order; None when the text says the number itself."""
    if quantity.order:
        return "order"
    left = place.page[max(place.sentence.start, place.before, place.start - 36) : place.start]
    spans_time = quantity.kind == "duration" and _DURING.search(left)
    for name, pattern in _BEFORE:
        if not spans_time and pattern.search(left) and not left.endswith("than the "):
            return name
    if quantity.more:
        return "over"
    right = place.page[place.end : place.end + 12]
    for name, pattern in _AFTER:
        if pattern.match(right):
            return name
    if re.match(r"[*]?[ ]?$", left) and left.startswith("约"):
        return "about"
    return None


def basis_of(quantity: Quantity, place: Surroundings, *, moved: bool) -> str | None:
    """YoY, QoQ, CAGR, YTD, since:X, vs:X: what a change or a multiple is measured against."""
    if quantity.kind not in ("percent", "pp", "multiple", "money", "count", "rate"):
        return None
    changes = quantity.kind in ("percent", "pp", "multiple")
    near = place.clause_left[-40:] + "\x00" + place.right[:60]
    if changes or moved:
        for name, pattern in _BASIS:
            if pattern.search(near) and (changes or name in ("YoY", "QoQ")):
                return "YoY" if name == "QoQ" and _nearest_is_yearly(near) else name
    if changes:
        tail = place.page[place.end : min(place.after, place.sentence.end, place.end + 60)]
        match = _BASIS[3][1].search(tail) or _BASIS[2][1].search(tail)
        if match and not re.search(r"[。；;]", tail[: match.start()]):
            return "YoY" if _BASIS[3][1].search(tail) else "QoQ"
        since = _SINCE.search(place.page, place.clause.start, min(place.clause.end, place.end + 40))
        if since and moved:
            return f"since:{(since['zh'] or since['en']).strip()}"
        return _versus(quantity, place, moved=moved)
    return None


def _nearest_is_yearly(near: str) -> bool:
    """月减4.2%、年减7.8%: of two bases the one right before the figure rules."""
    left = near.split("\x00", maxsplit=1)[0]
    monthly, yearly = (
        max((match.end() for match in pattern.finditer(left)), default=-1)
        for pattern in (_BASIS[2][1], _BASIS[3][1])
    )
    return yearly > monthly


def _versus(quantity: Quantity, place: Surroundings, *, moved: bool) -> str | None:
    behind = place.page[place.end : min(place.sentence.end, place.end + 60)]
    if quantity.kind == "multiple" and (match := _DOUBLE_THE.match(behind)):
        return f"vs:{match['what'].strip().split(' ')[0]}"
    match = (
        _VERSUS_EN.match(behind)
        if re.match(r"[ ](?:higher|lower|more|less|fewer|faster|the|as|than|better|cheaper|that)\b", behind)
        else None
    )
    if match and "of" not in behind.split()[:1]:
        return f"vs:{match['what'].strip()}"
    left = place.left[-20:]
    if match := _VERSUS_ZH.search(left):
        what = match["what"].strip(" 的")
        said = left[match.start() : match.start() + 1]
        if (
            what
            and (quantity.kind == "multiple" or (moved and said in "比较超高低优"))
            and not re.fullmatch(r"过|出|过了?|约|近", what)
        ):
            return f"vs:{what}"
    return None


@lru_cache(maxsize=4)
def _page_cues(page: str) -> tuple[list[tuple[int, str]], list[tuple[int, int]]]:
    """Every word of plan, forecast and estimate of a page as (start, name), and of what is settled, sorted."""
    cues = sorted(
        (match.start(), name)
        for name, pattern in (("target", _TARGET), ("forecast", _FORECAST), ("estimate", _ESTIMATE))
        for match in pattern.finditer(page)
    )
    return cues, [match.span() for match in _SETTLED.finditer(page)]


def _cues_before(place: Surroundings, start: int) -> tuple[int, list[tuple[int, str]]]:
    """Where the last settled word before a figure ends (-1: none), and the cues between it and the figure."""
    cues, done = _page_cues(place.page)
    ends = [end for _, end in done[bisect_left(done, (start, 0)) : bisect_left(done, (place.start, 0))]]
    settled = max((end for end in ends if end <= place.start), default=-1)
    first = bisect_left(cues, (max(start, settled), ""))
    return settled, cues[first : bisect_left(cues, (place.start, ""))]


def modality_of(place: Surroundings, *, period: str | None, today: date | None) -> str:
    """actual, unless the words before or the future of the period say otherwise.

    forecast, target, estimate, hypothetical or negated.
    """
    left, clause = re.split(r"[;；]", place.sentence_left)[-1], place.clause_left
    if _STOCK.search(clause):
        return "actual"
    if (match := _NEGATED.search(clause)) and not _NOT_REALLY.search(match.group()):
        return "negated"
    whole_clause = place.page[place.clause.start : place.clause.end]
    if _DENIED_BEHIND.search(place.page[place.end : min(place.clause.end, place.end + 24)]):
        return "negated"
    settled, cues = _cues_before(place, place.start - len(left))
    if (
        _HYPOTHETICAL.search(left)
        and settled < 0
        and re.search(r"\bif\b|如果|假如|倘|一旦|要是|假设|若(?![干非])|只要", left + whole_clause)
    ):
        return "hypothetical"
    if cues:
        name = max(cues)[1]
        first = min(cues)[1]
        return (
            "forecast"
            if {name, first} == {"target", "forecast"} and first == "forecast" and "预" in left
            else name
        )
    if _HYPOTHETICAL.search(clause):
        if _PROPOSED.search(place.sentence_left) and not re.search(r"\bif\b|如果|若", place.sentence_left):
            return "target"
        if _GUESSED.search(place.sentence_right[:90]):
            return "estimate"
        return "hypothetical"
    behind = place.right[:40]
    if re.match(
        r"[^，,。;；]{0,12}(?:计划|目标|承诺|打算|拟|有意|准备)|[^,.;]{0,30}\b(?:target|goal|plan)\b", behind
    ):
        return "target"
    if re.match(r"[^，,。;；]{0,8}(?:的?预期|预测)", behind):
        return "forecast"
    if settled < 0 and period and today and lies_after(period, today):
        return "forecast"
    return "actual"
