"""What an instrument is called where people read it: as an article prints it, else by a headline.

A name put together by a tagger (the country, the matter, the word for a rule) is nobody's: it joins events, and is
never printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from digests.policy_days import moment_of

Row = Mapping[str, Any]

_UNDER = re.compile(
    r"(?:依据|依據|根据|根據|依照|按照|援引|法源|基础|基礎|依|按)(?:为|為|是)?\s?[《「『]?$"
    r"|\b(?:under|citing|pursuant to|based on|rests on|section \w+ of)\s(?:the\s)?[“\"]?$",
    re.IGNORECASE,
)


def refers(led: str) -> bool:
    """Whether the words before a name say that something is done under it: 依《數位服務法》 names no new act."""
    return _UNDER.search(led) is not None


def name_of(rows: Iterable[Row], lang: str = "") -> str:
    """The name that an official document prints, else most articles; else the first headline.

    ``lang``: of a reader, whose own script comes first. Rows are store.policy_rows'; ``led`` is what stands before the
    name in the text, null where the article does not print it.
    """
    told = sorted(rows, key=lambda row: (moment_of(row), str(row["url"]), int(row["n"])))
    printed = [row for row in told if row["instrument"] and row["led"] is not None and not refers(row["led"])]
    if printed:
        count = Counter(row["instrument"] for row in printed)
        best = min(
            printed,
            key=lambda row: (
                _foreign(row, lang),
                not row["official"],
                -count[row["instrument"]],
                moment_of(row),
            ),
        )
        return str(best["instrument"])
    return str(min(told, key=lambda row: (_foreign(row, lang), moment_of(row)))["title"])


def _foreign(row: Row, lang: str) -> tuple[bool, bool]:
    """Whether a row is not in the reader's script, and not in the very language; nothing is foreign to nobody."""
    written = str(row["lang"])
    return bool(lang) and written[:2] != lang[:2], bool(lang) and written != lang
