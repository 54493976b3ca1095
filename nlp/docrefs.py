"""Numbers of official documents, kept whole: 公告2025年第6号, 〔2024〕5号, (EU) 2022/2065, Section 321, H.R. 1234."""

from __future__ import annotations

import re

_DOCREF = re.compile(
    r"(?:[\u4e00-\u9fff]{0,10}公告[ ]?)?(?:19|20)\d\d[ ]?年[ ]?第?[ ]?\d{1,4}[ ]?号(?:公告|令|文)?"
    r"|[\u4e00-\u9fff]{1,8}[〔\[(【](?:19|20)\d\d[〕\])】][ ]?第?[ ]?\d{1,5}[ ]?号"
    r"|[〔【](?:19|20)\d\d[〕】][ ]?第?[ ]?\d{1,5}[ ]?号"
    r"|[\u4e00-\u9fff]{1,8}字第[ ]?\d{5,14}[ ]?号"
    r"|第[ ]?\d{1,6}[ ]?号(?:令|公告|法律|决定|条例|法令|行政令|法案)|\d{4,5}号(?:行政令|行政命令|公告)"
    r"|第?[ ]?\d{3}[ ]?条(?:款|调查)|\b\d{3}条款"
    r"|(?:(?:regulation|directive|decision|实施条例|条例|指令)[ ]?)?\((?:eu|ec|eec"
    r"|euratom)\)[ ]?(?:no\.?[ ]?)?\d{1,4}/\d{2,4}"
    r"|(?:(?:regulation|directive|decision)[ ])(?:no\.?[ ]?)?\d{2,4}/\d{1,4}(?:/(?:eu|ec|eec))?"
    r"|\d{2,4}/\d{1,4}/(?:eu|ec|eec)\b"
    r"|\bcom\((?:19|20)\d\d\)[ ]?\d{1,4}"
    r"|\b(?:sections?|sec\.|§)[ ]?\d{2,5}[a-z]?(?:\([a-z0-9]{1,4}\)){0,4}"
    r"|\bh\.?[ ]?r\.?[ ]\d{1,5}\b|\bs\.[ ]\d{2,5}\b|\bh\.?j\.?[ ]?res\.?[ ]\d{1,4}\b"
    r"|\b(?:executive order|proclamation|presidential proclamation)[ ](?:no\.?[ ]?)?\d{4,5}\b"
    r"|\be\.?o\.?[ ]\d{4,5}\b"
    r"|\bpublic law[ ]\d{2,3}-\d{1,4}\b|\b\d{1,2}[ ](?:u\.s\.c\.|usc|c\.f\.r\.|cfr)[ ](?:§[ ]?"
    r"|part[ ])?\d{1,5}(?:\.\d{1,5})?(?:\([a-z0-9]{1,4}\)){0,4}"
    r"|\b\d{2,3}[ ](?:fr|fed\. reg\.)[ ]\d{3,6}\b"
    r"|(?:税号|税则号列|hs编码|hs code|hts(?:us)?)[ ]?(?:为|:)?[ ]?\d{4}(?:\.\d{2}){0,3}(?!\d)"
)


def find_docrefs(page: str) -> list[tuple[int, int]]:
    """Spans of official document numbers in a folded text, left to right."""
    return [(match.start() + _lead(match.group()), match.end()) for match in _DOCREF.finditer(page)]


def _lead(quote: str) -> int:
    """How much of the front is prose and not the number: 根据海关总署公告… begins at 海关总署."""
    for word in (
        "根据",
        "依据",
        "参见",
        "见",
        "依照",
        "违反",
        "按照",
        "发布",
        "印发",
        "以及",
        "和",
        "的",
        "了",
        "与",
        "《",
    ):
        at = quote.find(word)
        if 0 <= at < 8:
            return at + len(word)
    return 0
