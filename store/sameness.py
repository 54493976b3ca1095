"""Whether two versions of an article say the same: what a page changes by itself is no revision.

Left out of the comparison: spaces and line breaks, invisible characters, the kind of quotation marks and dashes,
and lines (or parts of a line between separators) that are nothing but a counter or the page's own age, such as
"1,234 views", "Updated 5 minutes ago", "阅读 10万+" or "更新于3分钟前". A number inside a sentence is never left out.
"""

from __future__ import annotations

import re
import unicodedata

MAX_LINE = 80  # characters; a longer line is a sentence, whatever it begins with

_COMPARED = 20_000  # characters of a text in which common passages are looked for
_PASSAGE = 8  # characters
_FEW_PASSAGES = 60  # a text this short cannot show that it is another one
_COMMON = 0.4  # of the shorter text's passages; a site's own lines are less, a corrected text is more
_CUT_OFF = 12  # characters of a headline that is cut short

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_SPACE = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
_FOLD = str.maketrans("‘’‚‛“”„‟«»「」『』‐‑‒–—―−", "''''" + '"' * 10 + "-" * 7)
_SEPARATOR = re.compile(r"\s*[|｜•·‧・∙/／]\s*|\s{2,}|\t")

# Not between digits: 1.5 is not 15.
_POINTS = re.compile(
    r"(?<!\d)[.,:;!?…'\"()\[\]，。、：；！？（）【】《》]|[.,:;!?…'\"()\[\]，。、：；！？（）【】《》](?!\d)"
)
_TAIL = re.compile(r"(?:\s[-|·•:]\s|\s?[|｜_]\s?)[^|｜_]{1,40}")
_HEAD = re.compile(r"[^|｜_]{1,40}(?:\s[-|·•]\s|\s?[|｜_]\s?)")

_N = r"[\d.,]{1,15}\s?(?:k|m|万|萬|亿|億|thousand|million)?\+?"
_AGO_EN = (
    r"(?:an?|one|\d{1,3})\s(?:sec(?:ond)?|min(?:ute)?|hr|hour|day|week|month)s?\sago|just now|moments? ago"
)
_AGO_ZH = r"(?:刚刚|剛剛|\d{1,3}\s?(?:秒|分钟|分鐘|小时|小時|个小时|個小時|天|周|週)(?:前|之前|以前))"
_DATE = (
    r"(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?|"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?"
    r"(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?(?:\s\d{1,2})?,?(?:\s\d{4})?)"
)
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.)?(?:\s?(?:[a-z]{2,4}|utc[+-]\d{1,2}|北京时间))?"
_WHEN = rf"(?:{_AGO_EN}|{_AGO_ZH}|(?:{_DATE})?(?:,|\sat|\s)?\s?(?:{_CLOCK})?)"
_WORDS_EN = (
    "views?|reads?|comments?|likes?|shares?|replies|reactions?|retweets?|reposts?|followers?|claps?|votes?"
    "|people (?:are )?reading(?: this)?(?: now)?"
)
_WORDS_ZH = (
    "阅读量?|閱讀數?|浏览量?|瀏覽數?|点击量?|點擊數?|评论数?|評論數?|留言|点赞数?|按讚數?|赞|讚|收藏|分享|转发|轉發|热度|人气|人氣"
    "|播放量?|观看|觀看|次阅读|次閱讀|次浏览|次瀏覽|次点击|次點擊|人阅读|人閱讀|人浏览|条评论|則留言|人气值|人看过|人看過|次观看|人参与"
)
_FURNITURE = re.compile(
    r"[(（\[]?\s?(?:"
    rf"{_N}\s?(?:{_WORDS_EN})|(?:{_WORDS_EN})\s?[:：(（]?\s?{_N}\s?[)）]?"
    rf"|{_N}\s?(?:{_WORDS_ZH})|(?:{_WORDS_ZH})\s?[:：(（]?\s?{_N}\s?(?:次|人|条|條|則|篇)?\s?[)）]?"
    rf"|(?:last |page )?(?:updated|modified|refreshed)(?: on| at|:)?\s?{_WHEN}"
    rf"|(?:最后|最後|最近|本文|页面|頁面)?(?:更新|修改|刷新)(?:于|於|时间|時間|日期)?\s?[:：]?\s?{_WHEN}(?:更新|修改)?"
    rf"|(?:{_DATE})?\s?(?:{_CLOCK})?\s?(?:{_AGO_ZH})?\s?更新"
    rf"|(?:published |posted )?(?:{_AGO_EN})|(?:发布于|發布於|发表于)?\s?{_AGO_ZH}"
    r")\s?[)）\]]?[.。]?",
    re.IGNORECASE,
)


def same_text(old: str, new: str) -> bool:
    """Whether ``new`` says what ``old`` said. Texts as stored: paragraphs separated by line feeds."""
    return old == new or essence(old) == essence(new)


def same_headline(old: str, new: str) -> bool:
    """Whether a headline says what it said.

    Capitals and marks, the site's name at one end, and an end that is cut off change nothing.
    """
    if old == new or (one := _plain(old)) == (other := _plain(new)):
        return True
    short, long = sorted((one, other), key=len)
    cut = short.removesuffix("...").removesuffix("…").rstrip()
    if cut != short and len(cut) >= _CUT_OFF and long.startswith(cut):
        return True
    if long.startswith(short) and _TAIL.fullmatch(long[len(short) :]):
        return True
    if long.endswith(short) and _HEAD.fullmatch(long[: len(long) - len(short)]):
        return True
    return _POINTS.sub("", one).replace(" ", "") == _POINTS.sub("", other).replace(" ", "")


def _plain(headline: str) -> str:
    return essence(unicodedata.normalize("NFKC", headline)).casefold()


def shares_text(old: str, new: str) -> bool:
    """Whether two texts have so much in common that they may be versions of one; texts of a line always may."""
    passages, others = _passages(old), _passages(new)
    least = min(len(passages), len(others))
    return least < _FEW_PASSAGES or len(passages & others) >= _COMMON * least


def _passages(text: str) -> set[str]:
    said = essence(text[:_COMPARED])
    return {said[start : start + _PASSAGE] for start in range(len(said) - _PASSAGE + 1)}


def essence(text: str) -> str:
    """What is compared: the words and marks of a text in their order, without what a page changes by itself.

    Runs of spaces count as nothing between Chinese characters and as one space elsewhere.
    """
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_FOLD)
    lines = (_without_furniture(line.strip()) for line in folded.split("\n"))
    joined = _SPACE.sub(" ", " ".join(line for line in lines if line)).strip()
    return _BETWEEN_HAN.sub("", joined)


def _without_furniture(line: str) -> str:
    """The line less its parts that are only counters or ages; "" when that is all it is."""
    if not line or len(line) > MAX_LINE:
        return line
    if _FURNITURE.fullmatch(_SPACE.sub(" ", line)):
        return ""
    parts = [part for part in _SEPARATOR.split(line) if part]
    if len(parts) < 2:
        return line
    kept = [part for part in parts if not _FURNITURE.fullmatch(_SPACE.sub(" ", part))]
    return line if len(kept) == len(parts) else " ".join(kept)
