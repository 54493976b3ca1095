"""Texts that nobody writes, to ask what they cost: one thing over and over."""

from __future__ import annotations

from nlp.document import Document
from nlp.segment import build_document

# What a number, a unit, a date, a bracket or a list begins with, and what joins two of them.
HOSTILE = (
    "7", "一", "1 1 1 ", "$", "$$$1", ",", "，", "1,1,1,", "1,000,", "万", "亿", "兆", "十", "百", "千", "一万", "点", "零点", "两",
    "-", "1-1-1-", "~", "1~", "%", "3%", "成", "一成", "折", "1折", "年", "月", "日", "2025年", "1月1日", "2025-01-", "1/2/", "Q3 ",
    "第", "第一", "《", "〔2025〕", "section 1", "号", "1号", "million million ", "million", "one ", "one hundred and ", "twenty-", "half a ",
    "a third ", "between 1 and ", "from 1 to ", "1 to ", "从", "从1%", "至", "1至", "1到2", "每", "每1", "分之", "三分之一", "百分之",
    "百 分 之 ", "一 ", "几", "数", "多", "余", "1万", "1元", "1美元", "1倍", "翻一番", "1个", "个", "上", "约", "超过", "(", "（", "(1", "[1]", "[",
    "|1", "|1|\n", "1|2\n", "x: 1\n", "名：1\n", " ", "\n", "1\n", "\t", "\u3000", ".", "1.", "1. ", "1.1", "+", "=1", "1e1", "http://", "a@",
    "增长1%", "last year ", "May ", "January 1, ", "据", "据a", "a said ", "A1 ", "gpt-4 ", "①", "½", "²",
    "111,", "一点", "1月", "from ", "$1 to ", "\n1. ", "。", "1%", "将1亿", "低了1%", "据和", "不含和1元", "plan would 1% ",
    "surveyed by A 1% ", "同比增长1%、", "较1%", "up 1% to 2% from ", "rose ", "to 1 and ", "同比", "全球1台", "每1元", "1万块", "若1%",
)  # fmt: skip


def hostile_text(piece: str, length: int) -> Document:
    """So many characters of the piece, cut into sentences."""
    return build_document((piece * (length // len(piece) + 1))[:length])
