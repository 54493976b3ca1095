"""Tables whose cells a page has run together: a line of column names, then rows with blanks between what were cells.

    品牌 应用场景 关键数据 数据来源
    远屿 智能推荐 销售额增长 12% [Fenwick Research]

Where one cell ends and the next begins is gone; whom a row is about is not: it stands first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.metric_words import MetricWord, fits_kind
from nlp.period_notation import Period
from store.records import Figure, Mention

_MOST_LINES = 2000
_MAX_HEAD, _MAX_ROW, _MAX_NAME = 80, 300, 16
_HEAD_WORD = re.compile(
    r"品牌|公司|企业|厂商|机构|平台|国家|地区|区域|城市|市场|细分|行业|领域|品类|产品|项目|指标|维度|类型|名称|场景|工具|事件|时间|年份|年度|季度|数据"
    r"|规模|金额|营收|收入|销售额|增长率|增速|占比|份额|成效|效果|细节|来源|出处|参考|备注|说明|排名"
)
_OWNERS = re.compile(
    r"(?:品牌|公司|企业|厂商|机构|平台|国家|地区|区域|城市|市场|细分|行业|领域|品类|产品|名称|实体|主体|项目)"
)
_PROSE = re.compile(r"[，,。；;：:！？!?\d|｜│\t]")
_NO_NAME = re.compile(r"[\d\[\]()（）【】:：，,。;；%]")
# A row that goes on with what the one before began: a label, a bracket, or the number itself.
_GOES_ON = re.compile(r"\s{0,4}(?:[^\s:：\d]{1,8}[:：]|[\[(（【]|[约近超逾$€£¥]?\s?\d)")
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.&'’-]{1,20}")
_NOBODY = frozenset(("Global", "Total", "All", "AI", "Top", "New", "The"))
_EXPECTED = re.compile(r"预测|预计|预估|展望")


def read_flat_rows(
    text: str,
    page: str,
    figures: Sequence[Figure],
    *,
    words: Sequence[MetricWord],
    periods: Sequence[Period],
    mentions: Sequence[Mention],
) -> list[Figure]:
    """The figures, those of run-together rows with whom their row is about and what only their head can say.

    ``figures``, ``words``, ``periods`` and ``mentions`` are sorted by place.
    """
    read = list(figures)
    starts = [figure.start for figure in figures]
    named = _Named(text, page, periods, mentions)
    for head, rows in _tables(page, starts):
        told = [word for word in words if head[0] <= word.start and word.end <= head[1]]
        expected = _EXPECTED.search(page, *head) is not None
        owner: str | None = None
        for start, end in rows:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            if not _GOES_ON.match(page, start, end):
                owner = named.owner(start, end, starts[first] if first < last else end)
            before: str | None = None
            for at in range(first, last):
                if read[at].kind not in ("date", "docref") and not read[at].rule.startswith("table"):
                    read[at] = _completed(read[at], owner, told, expected, before)
                    before = read[at].metric
    return read


def _completed(
    figure: Figure, owner: str | None, told: Sequence[MetricWord], expected: bool, before: str | None
) -> Figure:
    fitting = {name for word in told for name in word.metrics[:1] if fits_kind(name, figure.kind)}
    metric = figure.metric or (next(iter(fitting)) if len(fitting) == 1 else None)
    if metric is None and figure.kind == "percent" and figure.change_role == "by":
        metric = before  # a growth is of what the cell before it measures
    modality = "forecast" if expected and figure.modality in (None, "actual") else figure.modality
    return replace(figure, subject=owner or figure.subject, metric=metric, modality=modality)


def _tables(page: str, starts: Sequence[int]) -> Iterator[tuple[tuple[int, int], Sequence[tuple[int, int]]]]:
    """(place of the head, places of the rows) of every such table."""
    head: tuple[int, int] | None = None
    rows: list[tuple[int, int]] = []
    at = count = 0
    while at <= len(page) and count < _MOST_LINES:
        end = page.find("\n", at)
        end = len(page) if end < 0 else end
        if head is not None and (at == end or end - at > _MAX_ROW):
            if rows:
                yield head, rows
            head, rows = None, []
        elif head is not None:
            rows.append((at, end))
            count += 1
        elif _is_head(page, at, end):
            head, rows = (at, end), []
        at = end + 1
    if head is not None and rows:
        yield head, rows


def _is_head(page: str, start: int, end: int) -> bool:
    """Whether a line names columns: three words or more with blanks between, the first somebody, no prose."""
    if not 6 <= end - start <= _MAX_HEAD or _PROSE.search(page, start, end):
        return False
    cells = page[start:end].split()
    known = [cell for cell in cells if _HEAD_WORD.search(cell)]
    return len(cells) >= 3 and len(known) >= 3 and _OWNERS.search(cells[0]) is not None


class _Named:
    """Names that may stand at the head of a row."""

    def __init__(self, text: str, page: str, periods: Sequence[Period], mentions: Sequence[Mention]) -> None:
        self._text, self._page = text, page
        self._period_starts = [period.start for period in periods]
        self._mentions, self._mention_starts = mentions, [mention.start for mention in mentions]
        self._ids = {mention.quote: mention.id for mention in mentions if mention.id}

    def owner(self, start: int, end: int, first_figure: int) -> str | None:
        """Whom a row is about: its first word when that is a name, else all that stands before its first number."""
        word = self._text[start:end].split(" ", 1)[0]
        if word in self._ids:
            return self._ids[word]
        at = bisect_left(self._mention_starts, start)
        if (
            at < len(self._mentions)
            and self._mentions[at].start == start
            and self._mentions[at].end <= first_figure
        ):
            return self._mentions[at].id or self._mentions[at].quote
        index = bisect_left(self._period_starts, start)
        until = min([first_figure, *self._period_starts[index : index + 1]])
        name = self._text[start:until].strip()
        if 2 <= len(name) <= _MAX_NAME and not _NO_NAME.search(name):
            return name
        return word if _LATIN.fullmatch(word) and word not in _NOBODY else None
