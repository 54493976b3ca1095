"""Figures as items to read: what the articles state, in the units and words of one language."""

from __future__ import annotations

from decimal import Decimal

from digests.labels import Labels
from digests.parts import FigureLine
from digests.series import last_before
from digests.view import NAME, SHORT, Item, clean, quotes_of

_RELATIVE = ("percent", "pp", "multiple")


def figure_item(say: Labels, line: FigureLine) -> Item:
    """A figure: whose, which, how much; when and how sure; who says so."""
    details = [figure_text(say, line, "lead")]
    if line.period:
        details.append(say.period(clean(line.period, SHORT)))
    if line.modality and line.modality != "actual":
        details.append(say.term("modality", line.modality))
    body = [say.say("figures", "houses", witnesses=say.count("witness", line.houses))]
    if line.cited:
        body.append(say.say("figures", "cited", who=clean(line.cited, 80)))
    elif line.unnamed:
        body.append(say.say("figures", "unnamed"))
    comma = str(say.sentences["format"]["clause_comma"])
    notes = [capital(comma.join(body)) + str(say.sentences["format"]["full_stop"])]
    quotes = quotes_of(say, line.evidence, 1)
    for other, evidence in line.differs:
        value = _amount(say, line, other)
        notes.append(say.say("figures", "differs", source=clean(evidence.source, NAME), value=value))
        quotes += quotes_of(say, (evidence,), 1)
    if (last := last_before(line)) is not None:
        told = {"value": _amount(say, line, last.value), "source": clean(last.evidence.source, NAME)}
        notes.append(say.say("figures", "last", day=say.day(last.evidence.published_on), **told))
        quotes += quotes_of(say, (last.evidence,), 1)
    if line.computed is not None:
        way = "does_not_add_up" if line.computed >= 0 else "other_way"
        notes.append(say.say("figures", way, value=_amount(say, line, abs(line.computed))))
    if line.selling:
        notes.append(say.say("figures", "selling"))
    return Item(lead=capital(" · ".join(details)), body=tuple(notes), quotes=quotes)


def figure_text(say: Labels, line: FigureLine, form: str = "stake") -> str:
    """Whose figure it is and what it says: Anker: revenue up 27.8% year on year."""
    parts = {"metric": say.term("metric", line.metric), "value": _value(say, line)}
    known = line.basis if line.basis and ":" not in line.basis else None  # else it is for the quote to say
    basis = say.term("basis", known) if known else ""
    if line.direction:
        parts["direction"] = say.term("direction", line.direction)
    if known and line.direction in ("up", "down"):  # 同比增长, 年減
        parts["direction"] = say.term(f"basis_{line.direction}", known)
    elif basis and say.lang != "en":
        parts["metric"] += basis
    if line.change_role == "from":
        what = say.say("figures", "was", **parts)
    elif line.direction in ("up", "down") and line.change_role == "to":
        what = say.say("figures", "moved", **parts | {"direction": say.term("reached", line.direction)})
    elif line.direction in ("up", "down") and (line.change_role == "by" or line.kind in _RELATIVE):
        what = say.say("figures", "moved", **parts)
    else:  # a level that moved: by how much is for the quote to say
        what = say.say("figures", "level" if line.direction else "plain", **parts)
    what = f"{what} {basis}" if basis and say.lang == "en" else what
    if line.unnamed and form == "stake":  # it stands without its note there
        what = str(say.sentences["format"]["clause_comma"]).join([what, say.say("figures", "unnamed")])
    return say.say("figures", form, name=clean(say.name(line.subject), NAME), what=what)


def _value(say: Labels, line: FigureLine) -> str:
    ends = (line.low, line.high) if line.value is None else (line.value,)
    value = " – ".join(_amount(say, line, end) for end in ends if end is not None)
    if line.approx and not value.startswith("≈"):
        word = say.term("approx", line.approx)
        value = f"{word} {value}" if say.lang == "en" else f"{word}{value}"
    if line.per:
        per = say.term("per", line.per)
        value = f"{value} {per}" if say.lang == "en" else f"{per}{value}"
    return value


def _amount(say: Labels, line: FigureLine, value: Decimal) -> str:
    return say.amount(value, currency=line.currency, unit=line.unit, kind=line.kind)


def capital(text: str) -> str:
    """A line begins with a capital letter where the script has them; 关税 has none, and eBay has its own."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
