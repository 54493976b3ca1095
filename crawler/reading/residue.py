"""Lines that are on the page but not of the article: promotion, login walls, licence numbers, "read more".

Works on paragraphs, whatever they came from. Each line that goes has the name of the rule that cut it. Rules are
patterns (``residue.toml``) and the share of a line that the words of furniture leave (``phrases``). What is
residue wherever it stands is dropped; what opens the tail (the end of the article proper) ends the text, but only in
its last part, so that an article that speaks of a phrase is not cut in two; what is residue only below an article (who
its author is, "follow us" in a wording of its own) is dropped from the end upwards. A whole sentence that states a
figure, a change or a speaker is news and stays, whatever it begins with: a line of residue too many costs a reader a
second, a sentence too few costs the fact.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from crawler.reading.addressed import addresses_reader, appeals_for_support
from crawler.reading.choices import Cut
from crawler.reading.phrases import Coverage, cover

_MAX_RESIDUE_LINE = 140  # code points; longer lines are prose and stay, whatever words they hold
_MAX_CREDIT = 160  # code points of a caption or a credit
_MAX_STATEMENT = 600  # code points of a statement of liability below an article
_TAIL_SHARE = 0.45  # without other evidence a tail begins after this share of the text
_LATE_SHARE = 0.4  # share of the text below which lines are never dropped from the end upwards
_MAX_BETWEEN = (
    2  # short lines no rule knows, between two that are residue: headlines and buttons of the same box
)
_MAX_LATE = 40  # lines from the end that are looked at
_MAX_DRAWN = 40  # code points of a heading drawn out with spaces
_PROSE = 40  # code points; a shorter line is a headline, a name or a button rather than a paragraph
_PROSE_HAN = 14  # the same for a line of Chinese
_COVERED = 0.85  # share of furniture's words from which a line is residue wherever it stands
_COVERED_STOP = 0.93  # the same for a line with a full stop
_COVERED_LATE = 0.6  # the same below the article; a line that ends like a sentence needs more
_COVERED_SENTENCE = 0.8
_CACHED = 4096  # lines; a line is asked for up to three times on its way into a text

_SENTENCE_END = re.compile(r"[。.！!？?][”’」』\"')）]?\Z")
_DRAWN = re.compile(r"(?:[\u3400-\u9fff] ){3,20}[\u3400-\u9fff]\Z")
_FULL_STOP = re.compile(r"[。.][”’」』\"')）]?\Z")  # a sentence of news; calls shout, headlines ask
# What news says and furniture does not: an amount, a change, somebody who is cited.
_NEWS = re.compile(
    r"\d\s?(?:%|％|个?百分|個?百分|percent|per cent|亿|億|万|萬|兆|元|美元|欧元|歐元|倍|million|billion|bn\b)|"
    r"\A(?:该|該|这家|這家)(?:公司|平台|企业|企業|网站|網站|应用|應用|机构|機構)|\A法院|(?<!如)被|"
    r"[$€£¥]\s?\d|"
    r"[一二三四五六七八九十两兩半]成|同比|环比|環比|增长|增長|增加|下降|下滑|上涨|上漲|上升|减少|減少|提高|降至|升至|"
    r"(?:称|稱|表示|指出|说|說|透露|认为|認為|显示|顯示)[，：:“「]|"
    r"[，,”」][^，。]{0,16}(?:称|稱|表示|指出|说|說|透露|认为|認為|强调|強調|提醒|坦言|解释|解釋|澄清|回应|回應)[。！]|"
    r"\b(?:were|had|said|says|told|reported|according to|rose|fell|grew|declined|increased|dropped|doubled|showed)\b",
    re.IGNORECASE,
)

_AMOUNT = re.compile(
    r"[$€£¥]\s?\d|\d\s?(?:%|％|percent|per cent|元|美元|欧元|歐元|亿|億|million|billion)", re.IGNORECASE
)

_HAN_AMOUNT = re.compile(r"[一二三四五六七八九十百千兩两]\s?(?:元|成|倍|[亿億万萬])")
_STEP = re.compile(
    r"step \d|第[一二三四五六七八九十\d]{1,3}步|\d{1,2}\s?[.、)）]\s?\D|[（(]?[一二三四五六七八九十]{1,2}[）)、]",
    re.IGNORECASE,
)


def cut_residue(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without residue. Order and wording of what stays are untouched."""
    return [paragraphs[index] for index in cut_lines(paragraphs)[0]]


def cut_lines(lines: Sequence[str]) -> tuple[list[int], tuple[Cut, ...]]:
    """The indices of the lines that stay, ascending, and what is cut with the rule that cut it, in page order."""
    rules = [rule_of(line) for line in lines]
    _cut_tail(lines, rules)
    left = [index for index, rule in enumerate(rules) if rule is None]
    for place, rule in rules_below([lines[index] for index in left]).items():
        rules[left[place]] = rule
    cut = tuple(
        Cut(text=line, rule=rule)
        for line, rule in zip(lines, rules, strict=True)
        if rule is not None and line.strip()
    )
    return [index for index, rule in enumerate(rules) if rule is None], cut


def _cut_tail(lines: Sequence[str], rules: list[str | None]) -> None:
    """Name the rule of each line from the first that opens a tail."""
    sizes = [len(line) if rule is None else 0 for line, rule in zip(lines, rules, strict=True)]
    total, read = sum(sizes), 0
    after, prose = sum(map(len, lines)), sum(map(_prose_in, lines))  # what stands below a line, summed once
    for index, line in enumerate(lines):
        after, prose = after - len(line), prose - _prose_in(line)
        if read and (read >= total * _TAIL_SHARE or not _goes_on(after, prose, read)):
            # A line of a box in the text ("Read more: ...") goes by itself; only a bare heading closes the text.
            rule = None if _named("anywhere", line.strip()[:_MAX_RESIDUE_LINE]) else tail_rule(line)
            if rule is not None:
                rules[index:] = [rule, *(found or f"after: {rule}" for found in rules[index + 1 :])]
                return
        read += sizes[index]


def _goes_on(after: int, prose: int, read: int) -> bool:
    """Whether paragraphs follow ``read`` code points of text, and not only headlines, names and comments.

    ``after``: code points below, of which ``prose`` are in lines of prose.
    """
    return read < _PROSE or prose * 3 > min(read, after)


def _prose_in(line: str) -> int:
    """The code points of a line that is long enough for prose and ends as a sentence does; else 0."""
    line = line.rstrip()
    least = _PROSE if line[:_PROSE].isascii() else _PROSE_HAN
    return len(line) if len(line) > least and _SENTENCE_END.search(line[-3:]) else 0


def rules_below(lines: Sequence[str]) -> dict[int, str]:
    """The rules of lines below an article by their index, from the end upwards to the first that is text.

    ``lines``: the article without what is residue wherever it stands. The first two fifths of it are never below it.
    """
    left = sum(map(len, lines))
    least = left * _LATE_SHARE
    found: dict[int, str] = {}
    between: list[int] = []
    for index in range(len(lines) - 1, max(0, len(lines) - _MAX_LATE), -1):
        rule = late_rule(lines[index]) if lines[index].strip() else "blank"
        left -= len(lines[index])
        if left < least:
            break
        if rule is None:
            if not found or len(between) == _MAX_BETWEEN or not _is_label(lines[index]):
                break
            between.append(index)
            continue
        if rule != "blank":
            found.update(dict.fromkeys(between, f"between: {rule}"))
            between = []
        found[index] = rule
    return found


def _is_label(line: str) -> bool:
    """Whether a line is no more than a headline or a button, and says no amount and no change."""
    if len(line) > _PROSE or _prose_in(line) or _SENTENCE_END.search(line):
        return False
    return not (_AMOUNT.search(line) or _HAN_AMOUNT.search(line) or _NEWS.search(line))


@lru_cache(maxsize=_CACHED)
def rule_of(line: str) -> str | None:
    """The name of the rule that makes a line page furniture wherever it stands, or None."""
    line = _unspaced(line)
    if not 0 < len(line) <= _MAX_RESIDUE_LINE or _is_news(line):
        return None
    named = _named("anywhere", line)
    if named is not None:
        return named
    covered = _covered(line)
    least = _COVERED_STOP if _FULL_STOP.search(line[-3:]) else _COVERED
    return covered.topic if covered is not None and not covered.late and covered.share >= least else None


def tail_rule(line: str) -> str | None:
    """The name of the rule by which the article proper ends before this line, or None."""
    line = _unspaced(line)
    return _named("tail", line) if 0 < len(line) <= _MAX_RESIDUE_LINE and not _is_news(line) else None


def late_rule(line: str) -> str | None:
    """The name of the rule that makes a line residue when nothing but residue stands below it, or None."""
    line = _unspaced(line)
    if not 0 < len(line) <= _MAX_STATEMENT:
        return None
    if appeals_for_support(line):
        return "call to the reader"
    if _is_news(line):
        return None
    credit = _credit_rule(line)
    if credit is not None:
        return credit
    named = _named("late", line)
    if named is not None:
        return named
    covered = _covered(line)
    if covered is not None:
        is_sentence = _SENTENCE_END.search(line) and covered.topic != "statement"
        if covered.share >= (_COVERED_SENTENCE if is_sentence else _COVERED_LATE):
            return covered.topic
    return "call to the reader" if addresses_reader(line) else None


def _covered(line: str) -> Coverage | None:
    """What furniture's words make of a line. An amount says something, were it only a price; so does a step."""
    return None if _AMOUNT.search(line) or _STEP.match(line) else cover(line)


def is_residue(line: str) -> bool:
    """Whether a line is page furniture wherever it stands."""
    return rule_of(line) is not None


def opens_tail(line: str) -> bool:
    """Whether what follows a line is no longer the article: related news, comments, a disclaimer."""
    return tail_rule(line) is not None


def is_furniture(line: str) -> bool:
    """Whether a line is a button's label, or says no more than who took a picture."""
    return _credit_rule(line.strip()) is not None


def _unspaced(line: str) -> str:
    """A trimmed line; a heading that is drawn out with spaces ("推 荐 阅 读") without them."""
    line = line.strip()
    return line.replace(" ", "") if len(line) <= _MAX_DRAWN and _DRAWN.match(line) else line


def _credit_rule(line: str) -> str | None:
    if line.lower().strip(" .:：!>»…") in _labels():
        return "label"
    return _named("credit", line) if 0 < len(line) <= _MAX_CREDIT and not _is_news(line) else None


def _is_news(line: str) -> bool:
    """Whether a line is a whole sentence with a fact in it. ``line`` is short and trimmed."""
    return bool(_FULL_STOP.search(line[-3:])) and bool(_NEWS.search(line))


def _named(place: str, line: str) -> str | None:
    """The first rule of a place whose pattern is the whole line."""
    whole, parts = _patterns()[place]
    if not whole.match(line):
        return None
    return next((name for name, pattern in parts if pattern.match(line)), None)


@cache
def _labels() -> frozenset[str]:
    return frozenset(_lists()["labels"])


@cache
def _lists() -> dict[str, Any]:
    with resources.files("crawler.reading").joinpath("residue.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]]:
    """By place: all patterns in one, which most lines do not match, and each rule's own with its name."""
    found = {}
    for place in ("anywhere", "tail", "late", "credit"):
        own = [rule for rule in _lists()["rule"] if rule["place"] == place]
        whole = _compiled(place, [pattern for rule in own for pattern in rule["patterns"]])
        found[place] = (whole, tuple((rule["name"], _compiled(place, rule["patterns"])) for rule in own))
    return found


def _compiled(place: str, patterns: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    if place == "tail":  # headings of boxes wear ornaments
        either = rf"[\s【\[（(▍■◆●▶*—\-#>｜|·]{{0,4}}(?:{either})[】\]）)\s:：]{{0,4}}"
    return re.compile(rf"(?:{either})\Z", re.IGNORECASE)
