"""Which figures are the old level, the new level and the change between them: from 79.8 to 129.8, up 62.7 %.

The words between the three decide. Where nothing stands between them but words of movement and of time, they belong
together for certain; where other words do, they may, and only arithmetic that comes out can show it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from nlp.metric_words import MetricWord
from store.records import Figure, Span

_LEVELS = frozenset(("money", "percent", "count", "capacity", "rate", "duration"))
_CHANGES = frozenset(("money", "percent", "pp", "count", "multiple", "capacity", "duration", "rate"))
_PARTS = frozenset(("percent", "multiple"))
_EACH_ONCE = ["by", "from", "to"]
_WINDOW = 5  # figures of one sentence among which three are looked for
_MOST_FIGURES = 40  # of one sentence; longer ones are lists
_FAR = 120  # characters between two of the three
_STOP = re.compile(r"[;；\n]")
_DIGIT = re.compile(r"\d")  # of a number that was not read: 20至25元
_YEAR = re.compile(r"(?:FY)?(\d{4})")

# Nothing but these between the three: they belong together.
_BETWEEN_EN = re.compile(
    r"(?:[ ,()–—-]{1,4}|(?<![a-z])(?:"
    r"from|to|by|up|down|at|of|in|for|or|a|an|the|its|their|that|this|is|was|were|had been|which|it|level|levels|rate"
    r"|about|around|nearly|roughly|some|just|only|more than|less than|over|almost|approximately|under"
    r"|compared with|compared to|versus|vs\.?|against|equal|equivalent|i\.e\.|representing|marking|meaning|reflecting"
    r"|year|years|month|months|quarter|quarters|week|weeks|earlier|ago|last|prior|previous|preceding|before|same|period"
    r"|first|second|third|fourth|fiscal|full|half|now|then|end|start|early|late|mid|record|high|low|peak|all-time"
    r"|year[- ]o[vn]e?r?[- ]year|yoy|sharply|steadily|slightly|modestly|annually|total|whole|share|points?"
    r"|rises?|rose|rising|risen|increas(?:es?|ed|ing)|gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|drop(?:s|ped|ping)?|fall(?:s|en|ing)?|fell"
    r"|declin(?:es?|ed|ing)|decreas(?:es?|ed|ing)|cuts?|cutting|reduc(?:ed|ing|tion)|hik(?:es?|ed)|grow[ns]?|grew|growing|growth|climb(?:s|ed|ing)?"
    r"|surg(?:es?|ed|ing)|improv(?:ed|ement)|advanc(?:es?|ed)|shr[aiu]nk(?:ing)?|slump(?:s|ed)?|plung(?:es?|ed|ing)|slid|slip(?:s|ped)?|dip(?:s|ped)?"
    r"|soar(?:s|ed|ing)?|rais(?:es?|ed|ing)|lower(?:s|ed|ing)?|higher|chang(?:es?|ed)|difference|widen(?:s|ed|ing)?|narrow(?:s|ed|ing)?|expan(?:d|ded|sion)"
    r"|contract(?:ed|ion)|eas(?:es?|ed)|edged|ticked|moved|went|doubl(?:ed|ing)|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])){0,24}"
)
_BETWEEN_ZH = re.compile(
    "["
    "，,、()（） 的了至到为达是即从由自较比按与"  # how they are joined
    "同环前去今年季月周日期底末初其后此来先原累计合共总净约近逾超仅只有等低多出值率幅度回"  # when, how much
    "增成长提升涨扬上调高加大扩张修充延伸展膨胀放宽弹攀飙跃跳抬拉推走劲翻恢复暖"  # up
    "减降下跌落滑缩小收窄少水坡破削裁衰退萎挫探敛压短缓急暴骤锐猛激剧陡微略稳步相当于"  # down, and how fast
    "]{0,24}"
)
_COMPOUND_EN = re.compile(
    r"\b(?:compound(?:ed)?|annual(?:ized|ised)?|growth|rate|cagr|estimated|projected|expected|forecast(?:ed)?|predicted|with"
    r"|reach(?:ing|es|ed)?|value|valued|worth|and|will|be|grow|growing|expand|register(?:ing)?|exhibit(?:ing)?|during|over"
    r"|through|between|until|period|market|size)\b"
)
_COMPOUND_ZH = re.compile(
    r"复合|年均|年平均|成长率|增长率|预计|预估|预测|预期|有望|届时|将|期间|规模|市场|cagr"
)
# Others are spoken of behind these words.
_OTHERS = re.compile(
    r"\b(?:while|but|whereas|although|including|excluding)\b|其中|另外?|而(?!是)|此外|分别|各自|\brespectively\b|合计"
)
_OLD_ZH = re.compile(
    r"[，,(（ ]{0,2}(?:相?[较比]|与|对比|相较于?|高于|低于)?"
    r"(?:(?:去年|上年|前一?年|上一年|一年前|上一?季度?|前一季度?|上个?月|前一?月|上一?周|前一周|上一?财年)(?:同[期季月])?|同期)"
    r"(?:的|为|是|仅为|则为|只有|仅)?[约近:：]?"
)
_OLD_EN = re.compile(
    r",? ?\(?(?:up|down)? ?(?:compared (?:with|to)|versus|vs\.?|against|from)"
    r"(?: (?:about|roughly|nearly|just|the|a|an)){0,3} "
)
_A_YEAR = re.compile(
    r" ?(?:(?:a year|per year|annually|each year|every year|annual|on average)\b(?! earlier| ago| before)|/年|每年)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """Three figures by their place in the list; ``certain``: no other reading of the text is possible."""

    old: int
    new: int
    change: int
    certain: bool
    direction: str  # of the change: up, down
    years: int = 0  # over which a yearly change is compounded; 0: the change is all of it

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.old, self.new, self.change

    @property
    def levels(self) -> tuple[int, int]:
        return self.old, self.new


def find_triples(
    page: str, sentences: Sequence[Span], figures: Sequence[Figure], words: Sequence[MetricWord]
) -> list[Triple]:
    """Every triple of figures that may belong together, in reading order; ``figures`` are sorted by place."""
    starts = [figure.start for figure in figures]
    word_starts = [word.start for word in words]
    found: list[Triple] = []
    for sentence in sentences:
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        if last - first < 3 or not any(figures[at].change_role for at in range(first, last)):
            continue  # no change among them
        if figures[first].rule.startswith("table"):
            found += _of_row(figures, range(first, last))
            continue
        for run in _runs(page, figures, range(first, last)):
            for place in range(len(run)):
                near = run[place : place + _WINDOW]
                for second, third in combinations(range(1, len(near)), 2):
                    three = (near[0], near[second], near[third])
                    skipped = [figures[at] for at in near[:third] if at not in three]
                    triple = _triple(page, figures, three, skipped, words, word_starts)
                    if triple is not None:
                        found.append(triple)
    return found


def _of_row(figures: Sequence[Figure], span: range) -> Iterator[Triple]:
    """Last year's column, this year's, and that of the growth: of a row that has each of them once."""
    levels = [at for at in span if figures[at].kind in _LEVELS and _YEAR.match(figures[at].period or "")]
    growths = [at for at in span if figures[at].kind == "percent" and figures[at].basis == "YoY"]
    levels = [at for at in levels if at not in growths and figures[at].metric == figures[levels[0]].metric]
    if len(growths) != 1 or len(levels) != 2 or figures[growths[0]].metric != figures[levels[0]].metric:
        return
    old, new = sorted(levels, key=lambda at: figures[at].period or "")
    change, told = growths[0], figures[growths[0]].direction
    before, after = figures[old].period or "", figures[new].period or ""
    apart = before[:4].isdigit() and after[:4].isdigit() and int(after[:4]) - int(before[:4]) == 1
    if (
        apart
        and before[4:] == after[4:]
        and told in ("up", "down")
        and figures[change].period in (None, after)
        and _comparable(figures[old], figures[new], figures[change])
    ):
        yield Triple(old=old, new=new, change=change, certain=True, direction=told)


def _runs(page: str, figures: Sequence[Figure], span: range) -> Iterator[list[int]]:
    """The quantities of a sentence, cut at semicolons; dates, lengths of time and copies in other money left out."""
    run: list[int] = []
    for at in span:
        figure = figures[at]
        if run and _STOP.search(page, figures[at - 1].end, figure.start):
            if len(run) >= 3:
                yield run[:_MOST_FIGURES]
            run = []
        if figure.kind in ("date", "docref") or figure.rule == "money conversion":
            continue
        if figure.kind == "duration" and figure.change_role is None:
            continue
        run.append(at)
    if len(run) >= 3:
        yield run[:_MOST_FIGURES]


def _triple(
    page: str,
    figures: Sequence[Figure],
    three: tuple[int, int, int],
    skipped: Sequence[Figure],
    words: Sequence[MetricWord],
    word_starts: Sequence[int],
) -> Triple | None:
    gaps = [_gap(page, figures, a, b) for a, b in pairwise(three)]
    if any(len(gap) > _FAR or _OTHERS.search(gap) for gap in gaps):
        return None
    roles, guessed = _yearly(figures, three) or _roles(figures, three, gaps)
    if sorted(roles) != _EACH_ONCE:
        return None
    old, new, change = (three[roles.index(role)] for role in ("from", "to", "by"))
    if not _comparable(figures[old], figures[new], figures[change]):
        return None
    direction = figures[change].direction or figures[new].direction or figures[old].direction
    if direction not in ("up", "down"):
        return None
    years = _years(figures[old], figures[new]) if figures[change].basis == "CAGR" else 0
    if figures[change].basis == "CAGR" and not years:
        return None
    between = _between(gaps, compound=years > 0)
    if not between and (
        guessed or _apart(figures, three) or _other_metric(figures, three, words, word_starts)
    ):
        return None
    return Triple(
        old=old,
        new=new,
        change=change,
        direction=direction,
        years=years,
        # By $20, or 10%: a second change of another kind may stand between.
        certain=between
        and all(other.change_role == "by" and other.kind != figures[change].kind for other in skipped)
        and not _DIGIT.search(page[max(0, figures[three[0]].start - 2) : figures[three[0]].start])
        and _plain(page, figures[old], figures[new], figures[change]),
    )


def _gap(page: str, figures: Sequence[Figure], a: int, b: int) -> str:
    """The text between two figures without the figures in it."""
    parts: list[str] = []
    at = figures[a].end
    for between in range(a + 1, b):
        parts.append(page[at : figures[between].start])
        at = figures[between].end
    return "".join([*parts, page[at : figures[b].start]])


def _roles(figures: Sequence[Figure], three: Sequence[int], gaps: Sequence[str]) -> tuple[list[str], bool]:
    """The part each of the three plays, and whether that of the change is only guessed.

    A level without a role is the old one behind 去年同期, else the new one; a percentage without one beside two
    levels is the change between them: from $100 to $120, or 20%.
    """
    roles: list[str] = []
    guessed = False
    levels = {figures[at].kind for at in three if figures[at].change_role in ("from", "to")}
    for place, at in enumerate(three):
        figure = figures[at]
        role = figure.change_role
        if figure.basis == "CAGR" or (figure.kind == "multiple" and role == "to"):
            role = "by"  # it tripled, from 20 to 60
        elif role is None and figure.kind in _PARTS and levels and not levels & {figure.kind, "percent"}:
            role, guessed = "by", True
        elif role is None and figure.kind in _LEVELS and figure.kind != "duration":
            behind = place > 0 and (_OLD_ZH.fullmatch(gaps[place - 1]) or _OLD_EN.fullmatch(gaps[place - 1]))
            role = "from" if behind else "to"
        roles.append(role or "")
    return roles, guessed


def _yearly(figures: Sequence[Figure], three: Sequence[int]) -> tuple[list[str], bool] | None:
    """Two levels of two years and the yearly growth between them: the years say which is the old one."""
    growths = [at for at in three if figures[at].basis == "CAGR"]
    years = {
        at: found[1] for at in three if (found := _YEAR.match(figures[at].period or "")) and at not in growths
    }
    if len(growths) != 1 or len(years) != 2 or len(set(years.values())) != 2:
        return None
    old = min(years, key=lambda at: years[at])
    return ["by" if at in growths else "from" if at == old else "to" for at in three], False


def _comparable(old: Figure, new: Figure, change: Figure) -> bool:
    if old.kind not in _LEVELS or change.kind not in _CHANGES or not _same_kind(old, new):
        return False
    if "negated" in (old.modality, new.modality, change.modality):
        return False
    if change.kind in ("percent", "multiple"):
        return True
    if change.kind == "pp":
        return old.kind == "percent"
    return _same_kind(old, change)


def _same_kind(a: Figure, b: Figure) -> bool:
    return (
        a.kind == b.kind
        and a.currency == b.currency
        and (a.unit == b.unit or (a.kind == "count" and None in (a.unit, b.unit)))
        and (a.per == b.per or None in (a.per, b.per))
    )


def _between(gaps: Sequence[str], *, compound: bool) -> bool:
    """Whether nothing but words of movement and time stands between the three."""
    for gap in gaps:
        rest = _COMPOUND_ZH.sub("", _COMPOUND_EN.sub("", gap)) if compound else gap
        if not (_BETWEEN_EN.fullmatch(rest) or _BETWEEN_ZH.fullmatch(rest)):
            return False
    return True


def _apart(figures: Sequence[Figure], three: Sequence[int]) -> bool:
    """Whether the three are told of different subjects or different things measured."""
    for told in ({figures[at].metric for at in three}, {figures[at].subject for at in three}):
        if len(told - {None}) > 1:
            return True
    return False


def _other_metric(
    figures: Sequence[Figure], three: Sequence[int], words: Sequence[MetricWord], starts: Sequence[int]
) -> bool:
    """Whether a word between the three names another thing measured than theirs."""
    told = {figures[at].metric for at in three}
    inside = words[bisect_left(starts, figures[three[0]].end) : bisect_left(starts, figures[three[2]].start)]
    return any(not told & set(word.metrics) for word in inside)


def _plain(page: str, old: Figure, new: Figure, change: Figure) -> bool:
    """Whether the change can only be that from the old level to the new: not a yearly one, not of another time."""
    told = {figure.direction for figure in (old, new, change)} - {None}
    if len(told) != 1 or (change.per is not None and change.per != new.per):
        return False
    if change.basis == "CAGR":
        return True
    if _A_YEAR.match(page, change.end) or (change.basis or "").startswith(("since", "vs", "YTD")):
        return False
    before, after = _YEAR.match(old.period or ""), _YEAR.match(new.period or "")
    if change.basis in ("YoY", "QoQ") and old.period != new.period:
        if before and after:
            apart = int(after[1]) - int(before[1])
            return apart == 1 if change.basis == "YoY" else 0 <= apart <= 1
        return before is None
    return True


def _years(old: Figure, new: Figure) -> int:
    """Years from the old level's to the new one's, when the text tells both."""
    before, after = _YEAR.match(old.period or ""), _YEAR.match(new.period or "")
    return max(0, int(after[1]) - int(before[1])) if before and after else 0
