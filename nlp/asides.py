"""Stretches of a text that are none of its article: what sells or points elsewhere, and credits of pictures.

A house closes its articles with its own offers, with headlines of other articles and with the beginning of the
next one. What is named there is not what the article is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.document import Document
from nlp.promotion import count_markers
from store.records import LineKind, Span

PROMOTION, CREDIT = "promotion", "credit"

_MOST_LINES = 2_000  # lines of a text that are looked at
_HEAD = 160  # characters of a line in which a label may stand
_CLOSING = 12  # lines at the end that may sell
_TITLE_WIDTH = 90  # characters: what is longer is no headline of another article
_MARKS = r"[\s【\[（(「▍▌►▶➤>»*#◆●■|★☞→\-–—]{0,6}"
# The article is over: all that follows belongs to another one.
_OVER = re.compile(
    rf"{_MARKS}(?:往下滑|下滑看|继续下滑|请往下滑)[^\n]{{0,12}}(?:文章|一篇|阅读)"
    rf"|{_MARKS}(?:下一篇|猜你喜欢|更多推荐|热门文章|热门新闻|相关推荐|you may also like|more from "
    rf"|related (?:articles|stories|posts)\b"
    r"|recommended (?:articles|stories|for you)\b|read next\b|up next\b)[^\n]{0,24}$"
)
# Headlines of other articles follow, on the line or below it.
_POINTS = re.compile(
    rf"{_MARKS}(?:(?:延伸|相关|推荐|更多|扩展|往期|精选)(?:阅读|文章|报道|新闻|内容|回顾|推荐)|看更多"
    rf"|点击阅读|另见"
    r"|read more|read also|also read|see also|further reading|more on this|related)"
    r"[】\]）)」]?\s?(?P<colon>[:：|]|$|(?<=[】\]）)」]))"
)
_SELLS_ZH = re.compile(
    r"(?:关注|订阅|追踪)[^。\n]{0,30}(?:公众号|官方账号|微信|视频号|小程序|电子报|频道|粉丝|newsletter"
    r"|社群)|扫码|扫描[^。\n]{0,8}二维码|长按识别"
    r"|(?:加入|入)[^。\n]{0,24}(?:交流群|社群|微信群|卖家群|会员)|领取[^。\n]{0,24}(?:白皮书|资料|礼包"
    r"|手册|报告|优惠)"
    r"|(?:立即|马上|现在|点此|欢迎|免费)(?:报名|订阅|预约|下载|注册|咨询|试用|领取|加入|购买|开店|入驻"
    r"|体验)|免费下载"
    r"|本文(?:由|系|为)[^。\n]{1,30}(?:原创|赞助|供稿|合作|推广|广告)|转载请(?:联系|注明)|未经(?:授权"
    r"|许可)[^。\n]{0,10}转载|主办方提示|联系记者"
    r"|更多(?:干货|资讯|精彩|内容)[^。\n]{0,16}(?:关注|请|尽在|欢迎)|本文授权转载|早鸟(?:价|票)"
    r"|下载[^。\n]{0,16}(?:app|客户端)|登[录入][^。\n]{0,12}(?:继续|解锁|阅读)|成为会员"
)
_SELLS_EN = re.compile(
    r"\b(?:sign up|subscribe|register)\b[^.\n]{0,40}\b(?:newsletter|inbox|updates|free|webinar|today"
    r"|now)\b|\bsubscribe to\b"
    r"|\b(?:our|the|this|free) newsletter\b|\bfollow us\b|\bjoin (?:our|us)\b|\bdownload (?:our"
    r"|the) (?:app|free|guide|report|e-?book|white ?paper)\b"
    r"|\bclick here\b|\bbook a demo\b|\bin your inbox\b|\ball rights reserved\b|\blog in to\b"
    r"|\bcreate an account\b"
)
_CREDIT = re.compile(
    r"\s{0,4}[（(]?(?:(?:图片?|头图|封面|题图|配图|摄影|视频|文|编辑|责编|作者|记者|撰文|资料来源"
    r"|来源)\s?(?:[片图]?来源|提供|来自)?\s?[/／:：|]"
    r"|本文(?:来自|转自|转载自|首发于|原载)|(?:文中|文内|题|头|首|封面|以上|本文)?图片?(?:均?来自|来源于?|由|源自|取自)"
    r"|(?:photos?|images?|pictures?|credit|photo credit|source|by|editing by|reporting by)\s?[:/])"
)
_CONTACT = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.[a-z]")


@dataclass(frozen=True, slots=True)
class Aside:
    """Half-open offsets of a stretch and what it is: PROMOTION or CREDIT."""

    start: int
    end: int
    kind: str


def find_asides(document: Document) -> list[Aside]:
    """The stretches in order, without overlap. Linear in the text."""
    lines = list(_lines(document.folded))
    captions = {line.start for line in document.paragraphs if line.kind is LineKind.CAPTION}
    found: dict[int, Aside] = {}
    pointed = False  # the line before pointed to other articles and named none
    for number, line in enumerate(lines):
        head = document.folded[line.start : min(line.end, line.start + _HEAD)]
        if number and _OVER.match(head):
            found[number] = Aside(line.start, len(document.text), PROMOTION)
            return _joined(found)
        points = _POINTS.match(head)
        if points and (number or len(lines) > 1):
            found[number] = Aside(line.start, line.end, PROMOTION)
            pointed = not head[points.end() :].strip()
        elif pointed and line.end - line.start <= _TITLE_WIDTH and not head.rstrip().endswith("。"):
            found[number] = Aside(line.start, line.end, PROMOTION)
        elif line.start in captions or (_CREDIT.match(head) and line.end - line.start < _HEAD):
            found[number] = Aside(line.start, line.end, CREDIT)
            pointed = False
        else:
            pointed = False
    for number in range(len(lines) - 1, max(0, len(lines) - 1 - _CLOSING), -1):
        if number in found:
            continue
        sold = _sold(document, lines[number])
        if sold is None:
            break
        found[number] = Aside(sold, lines[number].end, PROMOTION)
        if sold > lines[number].start:
            break
    return _joined(found)


def kind_at(asides: Sequence[Aside], offset: int) -> str:
    """The kind of the stretch in which an offset stands; empty: it stands in the article."""
    at = bisect_left(asides, offset + 1, key=lambda aside: aside.start) - 1
    return asides[at].kind if at >= 0 and offset < asides[at].end else ""


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        if text[start:stop].strip():
            yield Span(start, stop)
        if end < 0:
            return
        start = end + 1


def _sold(document: Document, line: Span) -> int | None:
    """Where a closing line begins to sell to its reader; None: it does not."""
    inside = [
        Span(max(line.start, sentence.start), min(line.end, sentence.end))
        for sentence in _within(document.sentences, line)
    ]
    for span in inside or [line]:
        text = document.folded[span.start : min(span.end, span.start + 600)]
        if _SELLS_ZH.search(text) or _SELLS_EN.search(text):
            return span.start
        if _CONTACT.search(text) and len(text) < _TITLE_WIDTH:
            return span.start
        if count_markers(document.text, document.folded, (span,), frozenset()):
            return span.start
    return None


def _within(sentences: Sequence[Span], line: Span) -> Sequence[Span]:
    first = max(0, bisect_left(sentences, line.start + 1, key=lambda span: span.start) - 1)
    last = bisect_left(sentences, line.end, key=lambda span: span.start)
    return [span for span in sentences[first:last] if span.end > line.start]


def _joined(found: dict[int, Aside]) -> list[Aside]:
    return [found[number] for number in sorted(found)]
