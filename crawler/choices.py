"""What was chosen of a page and why: the record that every reading of a field gives, and `--explain` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The value of one field, the rule that gave it, and what else the page offered."""

    value: str
    rule: str  # short and stable: "jsonld headline", "h1 and og:title agree", "line below the headline"
    others: tuple[tuple[str, str], ...] = ()  # rule and value of what was passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A line of the page that is not in the text."""

    text: str
    rule: str  # "read more", "next article", "caption of a picture", "seen on 5 pages of this site"
