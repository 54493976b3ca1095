"""Figures and policy dates as items to read: what the articles state, in the units and words of one language."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.labels import Labels
from digests.parts import FigureLine, PolicyLine
from digests.view import NAME, Item, clean, quotes_of


def figure_item(say: Labels, line: FigureLine) -> Item:
    def amount(value: Decimal) -> str:
        return say.amount(value, currency=line.currency, unit=line.unit, kind=line.kind)

    ends = (line.low, line.high) if line.value is None else (line.value,)
    value = " – ".join(amount(end) for end in ends if end is not None)
    if line.approx and not value.startswith("≈"):
        word = say.term("approx", line.approx)
        value = f"{word} {value}" if say.lang == "en" else f"{word}{value}"
    if line.per:
        value = (
            f"{value} {say.term('per', line.per)}"
            if say.lang == "en"
            else f"{say.term('per', line.per)}{value}"
        )
    details = [say.term("direction", line.direction)] if line.direction else []
    if line.basis and ":" not in line.basis:  # against what else is for the quote to say
        details.append(say.term("basis", line.basis))
    if line.period:
        details.append(say.period(clean(line.period, 30)))
    if line.modality and line.modality != "actual":
        details.append(say.term("modality", line.modality))
    comma = ", " if say.lang == "en" else "，"
    name = clean(say.name(line.subject), NAME)
    body = []
    if line.houses > 1:
        body.append(say.say("figures", "houses", publishers=say.count("publisher", line.houses)))
    if line.cited:
        body.append(say.say("figures", "cited", who=clean(line.cited, 80)))
    notes = [comma.join(body) + ("." if say.lang == "en" else "。")] if body else []
    quotes = quotes_of(say, line.evidence, 1)
    for other, evidence in line.differs:
        notes.append(say.say("figures", "differs", source=clean(evidence.source, NAME), value=amount(other)))
        quotes += quotes_of(say, (evidence,), 1)
    if line.computed is not None:
        way = "does_not_add_up" if line.computed >= 0 else "other_way"
        notes.append(say.say("figures", way, value=amount(abs(line.computed))))
    if line.selling:
        notes.append(say.say("figures", "selling"))
    separator = " · "
    lead = separator.join([name, say.term("metric", line.metric), comma.join([value, *details])])
    return Item(lead=lead, body=tuple(notes), quotes=quotes)


def policy_item(say: Labels, line: PolicyLine) -> Item:
    intended = line.event == "effective" and _is_intended(line)
    words = [line.day, say.term("event", "intended" if intended else line.event)]
    if line.jurisdiction:
        words.append(say.term("jurisdiction", line.jurisdiction))
    if line.action and line.event == "announced":
        words.append(say.term("action", line.action))
    titles = [clean(text, 100) for text in (line.instrument, line.doc_number) if text] or [
        clean(_headline(say, line), 100)
    ]
    if len(titles) == 2 and titles[1] in titles[0]:
        titles.pop()
    return Item(lead=" · ".join([*words, *titles]), quotes=quotes_of(say, line.evidence, 1))


_INTENDED = re.compile(r"应在|應在|建议|建議|提议|提議|拟|擬|盼|\b(?:should|would|propos\w+)\b")
_SETTLED = re.compile(r"\b(?:will|starts|applies|taxes|takes effect)\b|[起将將]")


def _is_intended(line: PolicyLine) -> bool:
    """Whether the day is only wished for: by the words of quote and headline, else by what the act is."""
    said = " ".join([line.title, *(item.quote for item in line.evidence)])
    if _INTENDED.search(said):
        return True
    return line.action in ("proposed", "consultation") and not _SETTLED.search(said)


def _headline(say: Labels, line: PolicyLine) -> str:
    """The headline in the reader's script, else in the reader's language, else the first there was."""
    chinese = say.lang.startswith("zh")
    order = sorted(
        line.titles, key=lambda item: (item[0].startswith("zh") != chinese, item[0] != say.lang, item[0])
    )
    return order[0][1] if order else line.title
