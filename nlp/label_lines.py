"""Lines of the form ``label: value``: 毛利率：15%-20%, Revenue: $5 billion, up 4%, - Temu：月活1.2亿.

The label says what is measured, of whom and of which time, as far as the words beside the figure do not. What the
label leaves open, the line that opens the list may say: 亚马逊2025年Q3要点：.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.metric_words import MetricWord, fits_kind
from nlp.period_notation import Period
from store.records import Figure, Mention

_MOST_LINES = 2000
_MAX_LINE = 400  # characters; a longer line is prose that has a colon
_MAX_LEAD = 30  # characters between the colon and the first figure
_MAX_OPENER = 40
_OPENER_ABOVE = 12  # lines of one list

_LINE = re.compile(
    r"[ \t\u3000]{0,8}(?:[-–—•·●○■□◆▪►*✓>#|]{1,4}|[(（]?[\d一二三四五六七八九十]{1,2}[.、)）．]|[①-⑳])?"
    r"[ \t\u3000*]{0,4}"
    r"(?P<label>[^\s:：。！？!?;；\"“][^\n:：。！？!?;；]{0,39}?)[ *\u3000]{0,3}[:：][ *\u3000]{0,3}(?=\S)"
)
_STOP = re.compile(r"[。！？!?]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[，;；。、(（)）]|,(?=\s)|\s[–—-]\s")
# Who speaks, what stands above a picture, an hour, an address: no label of a value.
_NO_LABEL = re.compile(
    r"(?:称|说|道|问|答|表示|指出|认为|透露|强调|补充|显示|写道|如下|例如|比如|注|来源|出处|编辑|记者|作者|日期|时间|声明|标题"
    r"|数据|报告|统计|调查|消息|报道|快讯|公告|财报|分析|观点|研究|点评|解读|影响|原因|结论|总结|提醒|建议|背景|电话|热线|传真|邮箱|地址|网址|编号|\b(?:said|says|say|added|told|note|notes|sources?|by|editor|author|date|updated|published"
    r"|example|tel|phone|fax|e-?mail|address|https?|isbn|re|data|report|survey|study|update|analysis"
    r"|why|how|what|breaking|exclusive|conclusion|summary|background))$|\d$"
)
_BROKEN = re.compile(r"[\d，,、()（）/／|%]|^[的了和与及]|[的了和与及]$")
_GREW = re.compile(
    r"(?:增长率?|增速|增幅|成长率?|涨幅|同比|年增率?|\b(?:growth|increase|change|yoy)(?: rate)?)$"
)
_FELL = re.compile(r"(?:降幅|跌幅|减幅|\b(?:decline|decrease|drop))$")
_YEARLY = re.compile(r"同比|年增|\byoy\b|year[- ]o(?:ver|n)[- ]year|\bannual\b")
_SIGN = re.compile(r"[-−–](?=[\d$€£¥])|下[降滑跌]|减少|跌")
_PART = re.compile(r"(?:占比|比重|份额|\bshare)$")
_NOTE = re.compile(
    r"[(（\[【][^()（）\[\]【】]{0,12}(?:来源|出处|source)[^()（）\[\]【】]{0,60}[)）\]】]\s{0,3}$"
)
# What stands before the metric in a label and is nobody: 全年营收, 单季净利润.
_NOBODY = re.compile(
    r"(?:(?:19|20)?\d\d年?|第?[一二三四\d]季度?|[上下]半年|[一二三四五六七八九十\d]{1,3}月份?|今年|去年|明年|全年|本[季月周年]度?|上[季月周年]度?|当[季月年]"
    r"|单[季月]|同期|累计|预计|总体?|整体|净|平均|人均|月均|日均|年均|最[高低新大]|主要?|核心|公司|集团|其中|约|新|合计|同比|环比|年度|季度|目标|实际|的)*"
)
_NAMES = frozenset(("ORG", "PRODUCT", "PERSON"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A labelled line: where it begins, where its label stands, and up to where the label speaks."""

    start: int
    label: tuple[int, int]
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What a stretch of text names."""

    words: Sequence[MetricWord]
    mentions: Sequence[Mention]
    periods: Sequence[Period]


class _Names:
    """Metric words, mentions and periods of a text by their place."""

    def __init__(
        self, words: Sequence[MetricWord], mentions: Sequence[Mention], periods: Sequence[Period]
    ) -> None:
        self._lists = (words, mentions, periods)
        self._starts = [[item.start for item in given] for given in self._lists]

    def within(self, start: int, end: int) -> _Told:
        words, mentions, periods = self._lists
        cut = [slice(bisect_left(starts, start), bisect_left(starts, end)) for starts in self._starts]
        return _Told(words[cut[0]], mentions[cut[1]], periods[cut[2]])


def read_labels(
    text: str,
    page: str,
    figures: Sequence[Figure],
    *,
    words: Sequence[MetricWord],
    periods: Sequence[Period],
    mentions: Sequence[Mention],
) -> list[Figure]:
    """The figures, those of labelled lines with what the label says where their own words say nothing.

    ``figures``, ``words``, ``periods`` and ``mentions`` are sorted by place.
    """
    read = list(figures)
    starts = [figure.start for figure in figures]
    names = _Names(words, mentions, periods)
    for line, opener in _labelled(page, starts):
        first, last = bisect_left(starts, line.value), bisect_left(starts, line.end)
        label = names.within(*line.label)
        above = names.within(*opener) if opener else None
        for at in range(first, last):
            if read[at].kind not in ("date", "docref") and not read[at].rule.startswith("table"):
                read[at] = _completed(text, page, read[at], line, label, above, names, before=read[at - 1])
    return read


def _labelled(page: str, starts: Sequence[int]) -> Iterator[tuple[_Line, tuple[int, int] | None]]:
    """The labelled lines that hold a figure near their label, each with the place of the line that opens its list."""
    opener: tuple[int, int] | None = None
    since = count = at = 0
    while at < len(page):
        end = page.find("\n", at)
        end = len(page) if end < 0 else end
        line = _labelled_line(page, at, end, starts)
        if line is not None:
            count += 1
            since += 1
            yield line, opener if since <= _OPENER_ABOVE else None
        elif page[at:end].strip():
            short = end - at <= _MAX_OPENER and bisect_left(starts, at) == bisect_left(starts, end)
            opener, since = ((at, end) if short or page[at:end].rstrip()[-1:] in ":：" else None), 0
        if count >= _MOST_LINES:
            return
        at = end + 1


def _labelled_line(page: str, start: int, end: int, starts: Sequence[int]) -> _Line | None:
    first = bisect_left(starts, start)
    if end - start > _MAX_LINE or first == len(starts) or starts[first] >= end:
        return None
    match = _LINE.match(page, start, end)
    if match is None or _NO_LABEL.search(match["label"]):
        return None
    first = bisect_left(starts, match.end())
    stop = _STOP.search(page, match.end(), end)
    until = stop.start() if stop else end
    if first == len(starts) or starts[first] >= min(until, match.end() + _MAX_LEAD):
        return None
    return _Line(start, match.span("label"), match.end(), until)


def _completed(
    text: str,
    page: str,
    figure: Figure,
    line: _Line,
    label: _Told,
    above: _Told | None,
    names: _Names,
    before: Figure,
) -> Figure:
    begin, end = _clause(page, figure, line, before)
    own = names.within(begin, end)
    metric = figure.metric
    if not any(fits_kind(name, figure.kind) for word in own.words for name in word.metrics):
        metric = _metric(page, figure.kind, line, label) or metric
        if metric is None and above is not None:
            metric = _first_fitting(figure.kind, above.words)
    subject = figure.subject
    named = [mention for mention in label.mentions if mention.type in _NAMES] or list(label.mentions[:1])
    if (
        subject is None
        and named
        and not any(mention.type in _NAMES for mention in names.within(line.value, figure.start).mentions)
    ):
        subject = named[0].id or named[0].quote
    elif not named and _only_noted(page, line, subject, names):
        subject = _thing(text, page, line, label)
    period, told_by = figure.period, figure.period_rule
    if label.periods and not names.within(line.value, end).periods:
        period, told_by = label.periods[0].period, f"label, {label.periods[0].how}"
    elif period is None and above is not None and len(above.periods) == 1:
        period, told_by = above.periods[0].period, f"heading, {above.periods[0].how}"
    figure = replace(figure, metric=metric, subject=subject, period=period, period_rule=told_by)
    return _grown(page, figure, line) if begin == line.value else figure


def _clause(page: str, figure: Figure, line: _Line, before: Figure) -> tuple[int, int]:
    """The words of the line that are a figure's own: its clause, not reaching over the figure before it."""
    begin = max(line.value, before.end) if before.end <= figure.start else line.value
    for mark in _CLAUSE.finditer(page, begin, figure.start):
        begin = mark.end()
    stop = _CLAUSE.search(page, figure.end, line.end)
    return begin, stop.start() if stop else line.end


def _only_noted(page: str, line: _Line, subject: str | None, names: _Names) -> bool:
    """Whether nobody is told, or only who is cited in brackets at the end of the line."""
    if subject is None:
        return True
    note = _NOTE.search(page, max(line.value, line.end - 90), line.end)
    return note is not None and any(
        subject in (mention.id, mention.quote) for mention in names.within(note.start(), note.end()).mentions
    )


def _thing(text: str, page: str, line: _Line, label: _Told) -> str | None:
    """移动端占比, 宠物用品市场规模: what a Chinese label names before the metric that ends it."""
    start, end = line.label
    word = next((word for word in label.words if word.end == end), None)
    if word is None or not "\u4e00" <= page[end - 1] <= "\u9fff":
        return None
    begin = _NOBODY.match(page, start, word.start)
    name = text[begin.end() if begin else start : word.start].strip()
    return name if 2 <= len(name) <= 12 and not _BROKEN.search(name) else None


def _metric(page: str, kind: str, line: _Line, label: _Told) -> str | None:
    """What a label measures: its last fitting word; of a share of something, that something."""
    words = list(label.words)
    if words and _PART.search(page, *line.label) and len(words) > 1:
        words.pop()
    return _first_fitting(kind, list(reversed(words)))


def _first_fitting(kind: str, words: Sequence[MetricWord]) -> str | None:
    if kind == "duration":
        return None
    kinds = (kind, "money") if kind == "rate" else (kind,)
    return next(
        (name for word in words for name in word.metrics for each in kinds if fits_kind(name, each)), None
    )


def _grown(page: str, figure: Figure, line: _Line) -> Figure:
    """Revenue growth: 12%: a label that names a growth says which way, and against what."""
    if figure.kind not in ("percent", "pp"):
        return figure
    up, down = _GREW.search(page, *line.label), _FELL.search(page, *line.label)
    if not up and not down:
        return figure
    falls = down is not None or _SIGN.search(page, line.value, figure.start) is not None
    yearly = "YoY" if _YEARLY.search(page, *line.label) else None
    metric = "revenue" if figure.metric == "revenue_growth" else figure.metric
    return replace(
        figure,
        direction=figure.direction or ("down" if falls else "up"),
        change_role=figure.change_role or "by",
        basis=figure.basis or yearly,
        metric=metric,
    )
