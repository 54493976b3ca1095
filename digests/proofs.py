"""Where the quotes of a digest come from: texts read once, names found once.

What a series is called, which articles are about it, and the sentences that say so.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from digests.attention import without_promotion
from digests.choosing import Retelling
from digests.evidence import (
    Origin,
    Reading,
    best_quote,
    is_background,
    lead_quote,
    names_day,
    one_per_house,
    quote_around,
    read,
    says,
    worth,
)
from digests.frames import ENTITY, TOPIC, Frames, figure_key, in_order
from digests.labels import topic_name
from digests.pairing import PAIR, parts_of
from digests.parts import Evidence, Name
from digests.printed import Printed
from digests.readings import without_counts
from store.records import DigestRows, Span

Texts = Callable[[Sequence[int]], Mapping[int, str]]
Rows = Callable[[Sequence[int]], DigestRows]  # all rows of articles, as the store has them
Row = Mapping[str, Any]
Names = Mapping[str, Mapping[str, str]]  # entity id -> {"en": ..., "zh-Hans": ..., "zh-Hant": ...}

_TELLING = {"money", "percent", "pp", "count", "multiple", "rate", "date", "duration", "rank", "capacity"}
_ARTICLES_A_LINE = 16  # articles read for one line; the earliest of each house come first
_TERM = "term"  # a duration: "within 30 days" is how a computed day is stated
_HITS = 40  # occurrences of a term looked at in one article


class _Origins(Mapping[int, Origin]):
    """Where each article of a digest's weeks stands, made when it is asked for: few are quoted."""

    def __init__(self, frames: Frames) -> None:
        self._place, table = frames.place, frames.articles
        self._printed = {row["source_id"]: row["name"] for row in frames.rows.sources}
        self._zone, self._made = frames.zone, dict[int, Origin]()
        self._columns = [table[name].tolist() for name in ("url", "source_id", "family", "lang")]
        self._moments = table["published_at"]

    def __getitem__(self, article: int) -> Origin:
        if article not in self._made:
            place = self._place[article]
            url, source, house, lang = (column[place] for column in self._columns)
            moment: Any = self._moments.iloc[place]
            self._made[article] = Origin(
                article_id=article,
                url=url,
                source=str(self._printed.get(source, source)),
                house=house,
                lang=lang,
                published_on=moment.tz_convert(self._zone).date(),
            )
        return self._made[article]

    def __contains__(self, article: object) -> bool:
        return article in self._place

    def __iter__(self) -> Iterator[int]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)


class Proofs:
    """The articles of a digest's weeks, quotable. Texts are asked for in batches and kept."""

    def __init__(self, frames: Frames, texts: Texts, names: Names, more: Rows | None = None) -> None:
        self._texts, self._names, self._more = texts, names, more
        self.place, self._surfaces, self._unread = frames.place, frames.surfaces, frames.unread
        self.origins = _Origins(frames)
        self.retelling = Retelling()
        # What the store has of subjects and metrics; asked for the few that are printed.
        self.figures_of: Callable[[Collection[tuple[str, str]]], Sequence[Row]] = lambda things: ()
        self.kinds: dict[int, tuple[tuple[int, str], ...]] = {}  # of the lines of texts that are here
        self.printed = Printed(days={})  # what the issues before have printed
        self._titles = frames.articles["title"].tolist()
        self._stated_before, self._at = frames.stated, frames.articles["at"].to_numpy() < frames.now
        self._shown: set[tuple[int, int]] = set()
        self._loaded: dict[int, str] = {}
        self._read: dict[int, Reading | None] = {}
        self._in_full: set[int] = set()  # articles whose rows are here
        self._mentions: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._grounded: dict[int, float] = {}
        self._headlined: set[tuple[str, int]] = set()  # (series, article): what an article is mostly about
        self._terms: dict[tuple[str, int], tuple[str, ...]] = {}
        self._told: dict[int, list[Row]] = defaultdict(
            list
        )  # figures with a subject or without, in their order
        self._figures: dict[int, list[int]] = defaultdict(list)
        self._days: dict[tuple[int, str], list[Row]] = defaultdict(list)
        self._stated: dict[int, list[int]] = defaultdict(list)
        self._add(frames.rows)

    def _add(self, rows: DigestRows) -> None:
        """Look at the rows of some articles, which come in their order."""
        self._in_full |= {row["article_id"] for row in rows.articles}
        self._headlined |= _main_topics(rows.topics)
        for row in rows.articles:
            if row.get("evidence") is not None:
                self._grounded[row["article_id"]] = float(row["evidence"])
        for row in rows.mentions:
            if row["id"] and row["article_id"] in self.place:
                if row["in_title"]:
                    self._headlined.add((ENTITY + row["id"], row["article_id"]))
                else:
                    self._mentions[row["id"]][row["article_id"]].append(row)
        for row in rows.topics:
            self._terms[row["topic"], row["article_id"]] = _words(row.get("evidence"))
        for row in rows.figures:
            article = row["article_id"]
            self._told[article].append(row)
            if row["kind"] in ("date", "duration"):
                self._days[article, row["period"] or "" if row["kind"] == "date" else _TERM].append(row)
            if row["kind"] in _TELLING:
                known = self._stated if self._was_stated(row) else self._figures
                known[article].append(row["start"])

    def _was_stated(self, row: Row) -> bool:
        """Whether articles of the weeks before state a figure; those of the weeks before do it themselves."""
        place = self.place.get(row["article_id"])
        earlier = place is not None and bool(self._at[place]) and bool(row["metric"])
        return earlier or figure_key(row) in self._stated_before

    def figures(self, article: int) -> Sequence[Row]:
        """The figures an article states, in the order of its text."""
        self.load([article])
        return self._told.get(article, ())

    def name(self, series: str) -> Name:
        """What a series is called: a topic by its list, an entity by the lexicon or as articles write it."""
        if series.startswith(TOPIC):
            return topic_name(series.removeprefix(TOPIC), self._names.get(series))
        if series.startswith(PAIR):
            one, other = (self.name(part) for part in parts_of(series))
            return Name(
                id=series,
                en=f"{one.en} + {other.en}",
                zh_hans=f"{one.zh_hans}＋{other.zh_hans}",
                zh_hant=f"{one.zh_hant}＋{other.zh_hant}",
            )
        entity = series.removeprefix(ENTITY)
        given = self._names.get(entity, {})
        usual = {lang: given.get(lang) or self._usual(entity, lang) for lang in ("en", "zh-Hans", "zh-Hant")}
        if given.get(
            "en"
        ):  # Chinese articles write Temu and eBay: so do we, whatever else they may be called
            usual |= {lang: given["en"] for lang in ("zh-Hans", "zh-Hant") if self._in_latin(entity, lang)}
        fallback = usual["en"] or usual["zh-Hans"] or usual["zh-Hant"] or entity
        hans = usual["zh-Hans"] or usual["zh-Hant"] or fallback
        return Name(id=series, en=fallback, zh_hans=hans, zh_hant=usual["zh-Hant"] or hans)

    def _usual(self, entity: str, lang: str) -> str | None:
        """The most frequent surface in articles of this language, the shortest and first of equals."""
        called = self._surfaces.of(entity)
        seen = [(-n, len(quote), quote) for (script, quote), n in called.items() if script == lang]
        return min(seen)[2] if seen else None

    def _in_latin(self, entity: str, lang: str) -> bool:
        """Whether most articles in this Chinese script write the name in Latin letters."""
        called = self._surfaces.of(entity)
        seen = {quote: n for (script, quote), n in called.items() if script == lang}
        return 2 * sum(n for quote, n in seen.items() if quote.isascii()) > sum(seen.values())

    def known(self, entity: str) -> bool:
        """Whether any article of these weeks names it."""
        return self._surfaces.known(entity)

    def named(self, entity: str) -> bool:
        """Whether a catalogue says what it is called."""
        return bool(self._names.get(entity))

    def names_subject(self, entity: str, article: int, sentence: Span) -> bool:
        """Whether a sentence or the headline over it is about this name; what we do not know cannot be looked for."""
        rows = self._mentions[entity].get(article, []) if self.known(entity) else []
        inside = any(sentence.start <= row["start"] < sentence.end for row in rows)
        return inside or not self.known(entity) or (ENTITY + entity, article) in self._headlined

    def names_within(self, entity: str, article: int, span: Span) -> bool:
        """Whether the text names this entity between two offsets."""
        rows = self._mentions[entity].get(article, ())
        return any(span.start <= row["start"] < span.end for row in rows)

    def places_in(self, article: int) -> list[Row]:
        """The mentions of places in the text of an article whose rows are here."""
        named = [rows[article] for rows in self._mentions.values() if article in rows]
        return [row for rows in named for row in rows if row["type"] == "GPE"]

    def is_place(self, series: str) -> bool:
        """Countries and cities are in every story: worth testing, not worth naming beside another name."""
        return self._surfaces.is_a(series.removeprefix(ENTITY), "GPE")

    def recurs(self, series: str) -> bool:
        """Sale days and fairs come every year: that the last weeks did not name them is the calendar."""
        return self._surfaces.is_a(series.removeprefix(ENTITY), "EVENT")

    def title(self, article: int) -> str:
        """The headline of an article of these weeks."""
        return str(self._titles[self.place[article]])

    def grounded(self, article: int) -> float:
        """How well an article is grounded, 0 to 1 in tenths: it decides between equals and hides nothing."""
        return round(self._grounded.get(article, 0.0), 1)

    def sells(self, article: int) -> bool:
        """Whether a text has grade D: an article of a week has a date, so only advertising brings it there."""
        return self._grounded.get(article, 1.0) < 0.25

    def load(self, ids: Iterable[int]) -> None:
        """Ask for the texts of these articles at once, and for their rows where these are not here yet."""
        wanted = sorted({number for number in ids if number in self.place})
        if missing := [number for number in wanted if number not in self._loaded]:
            found = self._texts(missing)
            self._loaded.update({number: found.get(number, "") for number in missing})
            self.kinds.update(self.retelling.kinds(missing))
        absent = [number for number in wanted if number not in self._in_full]
        if self._more is not None and absent:
            rows = without_counts(self._more(absent), self._unread)
            self._in_full.update(absent)
            self._add(in_order(without_promotion(rows), self.place))

    def reading(self, article: int) -> Reading | None:
        """An article's text in sentences; None when there is no text of it."""
        if article not in self._read:
            self.load([article])
            text = self._loaded.get(article, "")
            known = self._figures.get(article, ()), self._stated.get(article, ()), self.kinds.get(article, ())
            self._read[article] = read(self.origins[article], text, *known) if text else None
        return self._read[article]

    def around(self, row: Mapping[str, Any], start: str = "start", end: str = "end") -> Evidence | None:
        """The sentence in which a row (figure, policy) stands; None when the text says something else by now."""
        reading = self.reading(row["article_id"])
        if reading is None:
            return None
        span = says(reading.text, row, start, end)
        return None if span is None else quote_around(reading, span)

    def sentence(self, article: int, start: int, end: int) -> Evidence | None:
        """The sentence that holds these offsets."""
        reading = self.reading(article)
        if reading is None or not 0 <= start < end <= len(reading.text):
            return None
        return quote_around(reading, Span(start, min(end, start + 1)))

    def dated(self, row: Mapping[str, Any], day: str) -> Evidence | None:
        """The sentence that names this day of a policy; for a computed day, the policy's own with its term in it."""
        for found in self._days.get((row["article_id"], day), ()):
            if (evidence := self.around(found)) is not None:
                return evidence
        evidence = self.around(row)
        if evidence is None:
            return None
        terms = self._days.get((row["article_id"], _TERM), ())
        told = any(evidence.start <= term["start"] and term["end"] <= evidence.end for term in terms)
        return evidence if told or names_day(evidence.quote, day) else None

    def texts_of(self, ids: Iterable[int]) -> Mapping[int, str]:
        """The texts of articles of whatever week; nothing of them is kept."""
        wanted = sorted(set(ids))
        return self._texts(wanted) if wanted else {}

    def lead(self, article: int) -> Evidence | None:
        """A first sentence that can stand alone."""
        reading = self.reading(article)
        return None if reading is None else lead_quote(reading)

    def about(self, series: str, articles: Sequence[int], limit: int) -> tuple[Evidence, ...]:
        """Sentences about a series from the given articles, one a publisher house: articles that are mostly about it
        first, then the sentences that tell most, then their order.

        A sentence of this issue, or a story of one of the last eight, comes again only when there is no other.
        """
        chosen = self._spread_over_houses(articles)
        self.load(chosen)
        found = [item for article in chosen if (item := self._about(series, article)) is not None]
        found.sort(key=lambda item: self._order(series, item))
        kept = one_per_house(found, limit)
        self._shown.update((item.article_id, item.start) for item in kept)
        return kept

    def _order(self, series: str, item: Evidence) -> tuple[bool, bool, float]:
        told = self._weight(item)
        main = (series, item.article_id) in self._headlined
        known = item.article_id in self.printed.articles
        return known, (item.article_id, item.start) in self._shown, -round(told + 1.5 * main, 1)

    def in_both(self, series: str, articles: Sequence[int], each: int = 2) -> tuple[Evidence, ...]:
        """Quotes from Chinese and from English articles: which come first is for the reader's language to say."""
        chinese = [number for number in articles if self.origins[number].lang.startswith("zh")]
        other = [number for number in articles if not self.origins[number].lang.startswith("zh")]
        found = self.about(series, chinese, each) + self.about(series, other, each)
        news = tuple(item for item in found if not self.only_background(item))
        return news or found

    def only_background(self, item: Evidence) -> bool:
        """Whether a quote says how things have been, not what happened."""
        reading = self.reading(item.article_id)
        return reading is not None and is_background(reading, Span(item.start, item.end))

    def _spread_over_houses(self, articles: Sequence[int]) -> list[int]:
        """The first article of each house, then the second, and so on: at most sixteen."""
        turn: Counter[str] = Counter()
        order = []
        for place, article in enumerate(articles):
            house = self.origins[article].house
            order.append((turn[house], place, article))
            turn[house] += 1
        return [article for _, _, article in sorted(order)[:_ARTICLES_A_LINE]]

    def _about(self, series: str, article: int) -> Evidence | None:
        reading = self.reading(article)
        if reading is None:
            return None
        if series.startswith(PAIR):
            return self._about_both(parts_of(series), article, reading)
        if series.startswith(ENTITY):
            rows = self._mentions[series.removeprefix(ENTITY)].get(article, [])
            if not rows and (series, article) in self._headlined:
                return lead_quote(reading)  # named in the headline only: what it is about stands in the lead
            spans = [span for row in rows if (span := says(reading.text, row)) is not None]
            return best_quote(reading, spans)
        terms = self._terms.get((series.removeprefix(TOPIC), article), ())
        found, first = best_quote(reading, _find(reading.text, terms)), lead_quote(reading)
        if found is None or (first is not None and (series, article) in self._headlined):
            return max((first, found), key=self._weight) if found else first
        return found

    def _about_both(self, parts: Sequence[str], article: int, reading: Reading) -> Evidence | None:
        """A sentence that names both, else one about the first: the other stands elsewhere in the same article."""
        spans = [self.spans(part, article, reading) for part in parts]
        near = {reading.sentence_at(span.start) for span in spans[-1]} - {None}
        both = [span for span in spans[0] if reading.sentence_at(span.start) in near]
        return best_quote(reading, both) or self._about(parts[0], article)

    def spans(self, series: str, article: int, reading: Reading) -> list[Span]:
        """Where a text names an entity, or has the terms of a topic."""
        if series.startswith(TOPIC):
            return _find(reading.text, self._terms.get((series.removeprefix(TOPIC), article), ()))
        rows = self._mentions[series.removeprefix(ENTITY)].get(article, [])
        return [span for row in rows if (span := says(reading.text, row)) is not None]

    def _weight(self, item: Evidence | None) -> float:
        """What a quote tells a reader; nothing tells least."""
        reading = self.reading(item.article_id) if item else None
        return worth(reading, Span(item.start, item.end)) if reading and item else -99.0


def _main_topics(rows: Iterable[Mapping[str, Any]]) -> set[tuple[str, int]]:
    """(series, article) of the strongest topics of each article."""
    best: dict[int, float] = {}
    scored = [(row["article_id"], row["topic"], float(row.get("score") or 0.0)) for row in rows]
    for article, _, score in scored:
        best[article] = max(score, best.get(article, score))
    return {(TOPIC + topic, article) for article, topic, score in scored if score >= best[article]}


def _words(evidence: object) -> tuple[str, ...]:
    """The terms a topic was found by: a list, or the JSON text of one."""
    if isinstance(evidence, str):
        try:
            evidence = json.loads(evidence)
        except ValueError:
            return ()
    return tuple(str(word) for word in evidence if word) if isinstance(evidence, list | tuple) else ()


def _find(text: str, terms: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose lower case is longer: offsets would be wrong
        lowered = text
    for term in terms:
        at = lowered.find(term.lower())
        while at >= 0 and len(spans) < _HITS:
            spans.append(Span(at, at + len(term)))
            at = lowered.find(term.lower(), at + 1)
    return sorted(spans, key=lambda span: span.start)
