"""What was chosen of a page and why: the record that every reading of a field gives, and `--explain` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


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


@dataclass(slots=True)
class Trace:
    """What was seen and chosen while one page was read, in the order of reading. A refusal ends it early.

    ``fields``: name of the article's field -> why it is so; an empty value was looked for and not found.
    ``measures``: what was weighed when the page was taken for an article or refused, by name.
    """

    fields: dict[str, Choice] = field(default_factory=dict)
    cut: tuple[Cut, ...] = ()
    measures: dict[str, str | int | bool] = field(default_factory=dict)

    def note(self, name: str, value: str, rule: str, others: Sequence[tuple[str, str]] = ()) -> None:
        """Keep why a field is as it is."""
        self.fields[name] = Choice(value=value, rule=rule, others=tuple(others))
