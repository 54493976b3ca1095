"""What a reader wants to be told of at once: rules over the newest rows, each finding with its quote and its link.

A finding has a key: the same story, figure, date or claim is told once by a rule, however many papers print it and
however often it is looked for. What stands in promotions, and figures nobody is sure of, raise no alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from digests.attention import Pair, attention_of, without_promotion
from digests.evidence import Origin, Reading, best_quote, lead_quote, read, says
from digests.newness import fits
from digests.parts import Evidence
from digests.reported import MIN_CONFIDENCE
from store.records import DigestRows, Span

ON = ("story", "figure", "policy", "shift")
_UNSAID = ("hypothetical", "negated")
_PERCENT = ("percent", "%")

Row = Mapping[str, Any]
Texts = Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for. What is empty narrows nothing down; several values of one key: any of them."""

    name: str
    on: str  # story | figure | policy | shift
    entities: tuple[str, ...] = ()  # ids: stories about them, figures of them, claims about them
    topics: tuple[str, ...] = ()  # slugs
    metrics: tuple[str, ...] = ()  # figure
    at_least: Decimal | None = None  # figure: of the value, in ``unit``
    at_most: Decimal | None = None
    unit: str = ""  # figure: percent, a currency (USD), or a unit of things
    jurisdictions: tuple[str, ...] = ()  # policy: US, EU, CN, ...
    actions: tuple[str, ...] = ()  # policy: effective, consultation, ...
    within_days: int = 14  # policy: so long before a day that is named
    direction: str = ""  # figure, shift: up | down
    languages: tuple[str, ...] = ()  # of the article: en, zh (both scripts), zh-Hans, zh-Hant
    publishers: int = 1  # story: independent houses that carry it


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One finding of one rule."""

    rule: str
    key: str
    title: str  # headline, or what the claim is called
    fact: tuple[str, ...]  # words for the label of its kind: values by name, see digests.alert_letter
    url: str
    source: str
    lang: str
    on: date  # day of the article in the reader's zone, or Monday of the week
    quote: str = ""  # verbatim; empty: no sentence of it stands alone
    start: int | None = None
    end: int | None = None
    article_id: int | None = None
    houses: int = 1


def find_alerts(
    rules: Sequence[Rule], rows: DigestRows, texts: Texts, *, zone: ZoneInfo
) -> tuple[Alert, ...]:
    """Findings of the rules on stories and figures in ``rows`` (newest articles with all that was found in them).

    One of a rule and key: the earliest article that can be quoted, else the earliest. In the order of rules, then
    of publication.
    """
    rows = without_promotion(rows)
    desk = _Desk(rows, texts, zone)
    found: list[Alert] = []
    for rule in rules:
        if rule.on == "story":
            found += _stories(rule, desk)
        elif rule.on == "figure":
            found += _figures(rule, desk)
    return tuple(found)


class _Desk:
    """The rows by article, and texts read when a quote is asked for."""

    def __init__(self, rows: DigestRows, texts: Texts, zone: ZoneInfo) -> None:
        attention = attention_of(rows)
        self.about = attention.about | attention.proposed
        self.topics: frozenset[Pair] = frozenset((row["article_id"], row["topic"]) for row in rows.topics)
        self.articles = [row for row in rows.articles if row.get("tagged")]
        self.figures = _by_article(rows.figures)
        self.mentions = _by_article(rows.mentions)
        self._names = {row["source_id"]: str(row["name"]) for row in rows.sources}
        self._texts, self._zone = texts, zone

    def origin(self, row: Row) -> Origin:
        return Origin(
            article_id=row["article_id"],
            url=row["url"],
            source=self._names.get(str(row["source_id"]), str(row["source_id"])),
            house=row["family"],
            lang=row["lang"],
            published_on=datetime.fromisoformat(row["published_at"]).astimezone(self._zone).date(),
        )

    def reading(self, row: Row) -> Reading:
        """The text of an article, cut into sentences; empty when it is not there any more."""
        number = row["article_id"]
        text = self._texts([number]).get(number, "")
        return read(self.origin(row), text, [item["start"] for item in self.figures.get(number, ())])

    def quote(self, row: Row, spans: Sequence[Row]) -> Evidence | None:
        """The best sentence around these rows of the article; without any, the first that can stand alone."""
        reading = self.reading(row)
        focuses = [span for item in spans if (span := says(reading.text, item)) is not None]
        if focuses:
            return best_quote(reading, focuses)
        return lead_quote(reading) if not spans else None

    def stands(self, article: Row, figure: Row) -> bool:
        """Whether a figure can be what it is filed under, and its sentence names whom it is about.

        Whose a figure of another sentence is, is told by rules that err; an alarm is no place for that.
        """
        reading = self.reading(article)
        if not fits(figure, reading.text):
            return False  # what it was before is no news, and a rate is no sum of money
        index = reading.sentence_at(figure["start"])
        if index is None:
            return not reading.text  # the text has changed since: told without a quote
        sentence = reading.sentences[index]
        return any(
            row["id"] == figure["subject"]
            and not row["in_title"]
            and sentence.start <= row["start"] < sentence.end
            for row in self.mentions.get(article["article_id"], ())
        )


def _by_article(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["article_id"]].append(row)
    return found


def _stories(rule: Rule, desk: _Desk) -> list[Alert]:
    """Stories about one of the rule's things and one of its topics, carried by enough houses."""
    by_story: dict[str, list[Row]] = defaultdict(list)
    for row in desk.articles:
        by_story[row["story_id"] or f"article {row['article_id']}"].append(row)
    found = []
    for story, rows in by_story.items():
        houses = len({row["family"] for row in rows})
        told = [row for row in rows if _wanted(rule, row, desk)]
        if not told or houses < rule.publishers:
            continue
        named = [(row, _named(rule, desk.mentions.get(row["article_id"], ()))) for row in told]
        row, evidence = _first_quoted(desk, named)
        found.append(_alert(rule, f"story:{story}", row, desk, evidence, fact=(), houses=houses))
    return found


def _named(rule: Rule, mentions: Iterable[Row]) -> list[Row]:
    """Where the text (not the headline) names what the rule is about."""
    return [row for row in mentions if row["id"] in rule.entities and not row["in_title"]]


def _wanted(rule: Rule, row: Row, desk: _Desk) -> bool:
    number = row["article_id"]
    return (
        speaks(rule.languages, row["lang"])
        and (not rule.entities or any((number, name) in desk.about for name in rule.entities))
        and (not rule.topics or any((number, name) in desk.topics for name in rule.topics))
    )


def speaks(languages: Collection[str], lang: str) -> bool:
    """Whether an article's language is one of those asked for; ``zh`` is both scripts, none is all."""
    return not languages or lang in languages or (lang.startswith("zh") and "zh" in languages)


def _first_quoted(desk: _Desk, given: Sequence[tuple[Row, Sequence[Row]]]) -> tuple[Row, Evidence | None]:
    """The first article of which a sentence can be quoted, with it; the first article without one."""
    for row, spans in given[:5]:
        evidence = desk.quote(row, spans)
        if evidence is not None:
            return row, evidence
    return given[0][0], None


def _figures(rule: Rule, desk: _Desk) -> list[Alert]:
    """Figures of the rule's things and metrics within its bounds; the same value of the same thing is told once."""
    articles = {row["article_id"]: row for row in desk.articles}
    by_key: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for number, article in articles.items():
        if not speaks(rule.languages, article["lang"]) or (
            rule.topics and not any((number, name) in desk.topics for name in rule.topics)
        ):
            continue
        for row in desk.figures.get(number, ()):
            if _fits(rule, row) and desk.stands(article, row):
                by_key[_figure_key(row)].append((article, row))
    found = []
    for key, stated in by_key.items():
        row, evidence = _first_quoted(desk, [(article, [row]) for article, row in stated])
        houses = len({article["family"] for article, _ in stated})
        first = stated[0][1]
        fact = (str(first["subject"]), str(first["metric"]), str(first["quote"]))
        found.append(_alert(rule, key, row, desk, evidence, fact=fact, houses=houses))
    return found


def _fits(rule: Rule, row: Row) -> bool:
    confidence = row.get("confidence")
    return (
        bool(row["subject"])
        and bool(row["metric"])
        and row["modality"] not in _UNSAID
        and (confidence is None or confidence >= MIN_CONFIDENCE)
        and (not rule.entities or row["subject"] in rule.entities)
        and (not rule.metrics or row["metric"] in rule.metrics)
        and (not rule.direction or row["direction"] == rule.direction)
        and (not rule.unit or rule.unit in units_of(row))
        and _within(rule, row)
    )


def units_of(row: Row) -> frozenset[str]:
    """What a figure can be asked for by: its unit, its currency, percent for both kinds of percentages."""
    named = {str(row["unit"] or ""), str(row["currency"] or "")} - {""}
    if row["kind"] == "percent" or named & set(_PERCENT):
        named.add("percent")
    return frozenset(named)


def _within(rule: Rule, row: Row) -> bool:
    """Whether a value, or the whole of a range, keeps to the bounds."""
    if rule.at_least is None and rule.at_most is None:
        return True
    ends = [_decimal(row[name]) for name in (("value",) if row["value"] is not None else ("low", "high"))]
    if None in ends:
        return False
    return all(
        (rule.at_least is None or end >= rule.at_least) and (rule.at_most is None or end <= rule.at_most)
        for end in ends
        if end is not None
    )


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _figure_key(row: Row) -> str:
    names = (
        "subject",
        "metric",
        "kind",
        "value",
        "low",
        "high",
        "unit",
        "currency",
        "per",
        "period",
        "basis",
    )
    return "figure:" + "|".join(str(row[name] if row[name] is not None else "") for name in names)


def _alert(
    rule: Rule,
    key: str,
    row: Row,
    desk: _Desk,
    evidence: Evidence | None,
    *,
    fact: tuple[str, ...],
    houses: int,
) -> Alert:
    origin = desk.origin(row)
    return Alert(
        rule=rule.name,
        key=key,
        title=str(row["title"]),
        fact=fact,
        url=origin.url,
        source=origin.source,
        lang=origin.lang,
        on=origin.published_on,
        quote=evidence.quote if evidence else "",
        start=evidence.start if evidence else None,
        end=evidence.end if evidence else None,
        article_id=origin.article_id,
        houses=houses,
    )


def still_stands(alert: Alert, text: str) -> bool:
    """Whether the quote of an alert stands in the text where it says; one without a quote claims none."""
    if alert.start is None or alert.end is None:
        return not alert.quote
    span = Span(alert.start, alert.end)
    return text[span.start : span.end] == alert.quote


def without_stale_quote(alert: Alert, text: str) -> Alert:
    """The alert, without a quote that its article does not hold any more."""
    return alert if still_stands(alert, text) else replace(alert, quote="", start=None, end=None)
