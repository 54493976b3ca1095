"""What stands before the first sentence of a news text and is none of it: place, day and agency, or who reports."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"\s{0,4}(?:[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][a-z]{2,8}\.?(?: \d{1,2})?)?(?: ?\([^()\n]{1,30}\))? ?(?:[-–—]|--) "
    r"|[【〔（(\[][^】〕）)\]\n]{0,20}(?:[讯訊电電]|记者|記者|[报報][导導道])[^】〕）)\]\n]{0,20}[】〕）)\]]\s?"
    r"|[\u4e00-\u9fff]{2,12}\d{1,2}月\d{1,2}日(?:[讯訊电電])[，,：: ]?\s?)"
)


def after_dateline(text: str) -> int:
    """Offset of the first character after the dateline; 0 where there is none. ``text`` is not folded."""
    found = _DATELINE.match(text)
    return found.end() if found else 0
