"""Lines that are on the page but not of the article: promotion, login walls, licence numbers, "read more".

Works on paragraphs, whatever they came from. Two kinds of rule, both in ``residue.toml``: a line that is residue
wherever it stands is dropped; a line that opens the tail (the end of the article proper) ends the text, but only
in its last part, so that an article that speaks of a phrase is not cut in two. A whole sentence that states a
figure, a change or a speaker is news and stays, whatever it begins with: a line of residue too many costs a reader
a second, a sentence too few costs the fact.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from crawler.choices import Cut

_MAX_RESIDUE_LINE = 140  # code points; longer lines are prose and stay, whatever words they hold
_TAIL_SHARE = 0.45  # without other evidence a tail begins after this share of the text

_SENTENCE_END = re.compile(r"[。.][”’」』\"')）]?\Z")
# What news says and furniture does not: an amount, a change, somebody who is cited.
_NEWS = re.compile(
    r"\d\s?(?:%|％|个?百分|個?百分|percent|per cent|亿|億|万|萬|兆|元|美元|欧元|歐元|倍|million|billion|bn\b)|"
    r"[$€£¥]\s?\d|"
    r"[一二三四五六七八九十两兩半]成|同比|环比|環比|增长|增長|增加|下降|下滑|上涨|上漲|上升|减少|減少|提高|降至|升至|"
    r"(?:称|稱|表示|指出|说|說|透露|认为|認為|显示|顯示)[，：:“「]|"
    r"\b(?:said|says|told|reported|according to|rose|fell|grew|declined|increased|dropped|doubled|showed)\b",
    re.IGNORECASE,
)


def cut_residue(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without residue. Order and wording of what stays are untouched."""
    return [paragraphs[index] for index in cut_lines(paragraphs)[0]]


def cut_lines(lines: Sequence[str]) -> tuple[list[int], tuple[Cut, ...]]:
    """The indices of the lines that stay, ascending, and what is cut with the rule that cut it, in page order."""
    rules = [rule_of(line) for line in lines]
    kept = [index for index, rule in enumerate(rules) if rule is None]
    total = sum(len(lines[index]) for index in kept)
    read = 0
    for index in kept[:]:
        rule = tail_rule(lines[index]) if index != kept[0] and read >= total * _TAIL_SHARE else None
        if rule is not None:
            rules[index:] = [rule, *(found or f"after: {rule}" for found in rules[index + 1 :])]
            break
        read += len(lines[index])
    cut = tuple(
        Cut(text=line, rule=rule)
        for line, rule in zip(lines, rules, strict=True)
        if rule is not None and line.strip()
    )
    return [index for index, rule in enumerate(rules) if rule is None], cut


def rule_of(line: str) -> str | None:
    """The name of the rule that makes a line page furniture wherever it stands, or None."""
    return "residue" if is_residue(line) else None


def tail_rule(line: str) -> str | None:
    """The name of the rule by which the article proper ends before this line, or None."""
    return "tail" if opens_tail(line) else None


def is_residue(line: str) -> bool:
    """Whether a line is page furniture wherever it stands."""
    line = line.strip()
    return 0 < len(line) <= _MAX_RESIDUE_LINE and bool(_patterns()[0].match(line)) and not _is_news(line)


def opens_tail(line: str) -> bool:
    """Whether what follows a line is no longer the article: related news, comments, a disclaimer."""
    line = line.strip()
    return 0 < len(line) <= _MAX_RESIDUE_LINE and bool(_patterns()[1].match(line)) and not _is_news(line)


def is_furniture(line: str) -> bool:
    """Whether a line is a button's label, or says no more than who took a picture."""
    line = line.strip()
    return line.lower().strip(" .:：!>»…") in _labels() or (
        0 < len(line) <= 160 and bool(_patterns()[2].match(line)) and not _is_news(line)
    )


def _is_news(line: str) -> bool:
    """Whether a line is a whole sentence with a fact in it. ``line`` is short and trimmed."""
    return bool(_SENTENCE_END.search(line)) and bool(_NEWS.search(line))


@cache
def _lists() -> dict[str, list[str]]:
    with resources.files("crawler").joinpath("residue.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _labels() -> frozenset[str]:
    return frozenset(_lists()["labels"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    anywhere, tail, credit = (
        "|".join(f"(?:{one})" for one in _lists()[name]) for name in ("anywhere", "tail", "credit")
    )
    ornament = r"[\s【\[（(▍■◆●▶*—\-#>｜|·]{0,4}"
    return (
        re.compile(rf"(?:{anywhere})\Z", re.IGNORECASE),
        re.compile(rf"{ornament}(?:{tail})[】\]）)\s:：]{{0,4}}\Z", re.IGNORECASE),
        re.compile(rf"(?:{credit})\Z", re.IGNORECASE),
    )
