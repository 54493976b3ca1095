"""Why a text is judged as it is: what was read of each name in each sentence, of each topic and of each policy event.

The finders say what they weighed (nlp.sentiment.read_rules, nlp.tone.combine); here it becomes a row for programs and
lines for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.about import Read, read_about
from nlp.document import Document
from nlp.past import mark_past
from nlp.sentiment import BAR, Weighed
from nlp.tone import as_record
from nlp.topic_terms import TopicTerms
from nlp.topics import Weighed as TopicWords
from nlp.topics import weigh_topics
from store.records import Annotations, Figure, Mention, Policy, Quoted, Sentiment, Topic, as_row

_SIGNS = {1: "for", -1: "against", 0: "neutral"}
_DAYS = ("announced_on", "effective_on", "deadline")
_MOST_TERMS = 20
_NAMED = ("instrument", "doc_number")


def explanation_row(
    document: Document, made: Annotations, names: Sequence[str] = (), terms: TopicTerms | None = None
) -> dict[str, Any]:
    """Sentiments, topics and policies of ``made`` with their reasons, ready for JSON; offsets into the text.

    ``names``: also asked about (nlp.about); their rows have the name as ``surface``. ``terms``: of the topics, where
    the user has some of their own.
    """
    readings, asked = read_about(document, made, names)
    surfaces = {item.id: item.surface for item in asked}
    records = mark_past(document, [as_record(reading.tone) for reading in readings], made.figures)
    weighed = weigh_topics(document, made.mentions, made.figures, terms)
    return {
        "sentiments": [
            _reading_row(document, reading, found, surfaces)
            for reading, found in zip(readings, records, strict=True)
        ],
        "asked": [as_row(item) for item in asked],
        "topics": [_topic_row(topic, weighed.get(topic.topic, ())) for topic in made.topics],
        "policies": [_policy_row(document, policy, made) for policy in made.policies],
        "dated": document.published_at is not None,
        "version": made.version,
    }


def asked_sentiments(document: Document, made: Annotations, names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of ``made.sentiments`` with those of the names asked about, which have the name as ``surface``."""
    readings, asked = read_about(document, made, names)
    surfaces = {item.id: item.surface for item in asked}
    rows = []
    found = mark_past(document, [as_record(reading.tone) for reading in readings], made.figures)
    for row in map(_sentiment_row, found):
        rows.append(row | ({"surface": surfaces[row["id"]]} if row["id"] in surfaces else {}))
    return rows


# --- sentiment -----------------------------------------------------------------------------------------------


def _reading_row(
    document: Document, read: Read, found: Sentiment, surfaces: Mapping[str, str]
) -> dict[str, Any]:
    """``decided_by``: rules | model | none | bystander. ``model`` is null where it was not asked."""
    reading = read.tone.rules
    row = {
        **_sentiment_row(found),
        "sentence": document.text[found.sent_start : found.sent_end],
        "names": [
            {"start": item.start, "end": item.end, "quote": item.quote, "type": item.type}
            for item in reading.mentions
        ],
        "rules": {
            "polarity": reading.polarity,
            "score": reading.score,
            "total": round(reading.total, 3),
            "bar": BAR,
            "bystander": reading.bystander,
            "cues": [_cue_row(document, item) for item in reading.cues],
        },
        "model": None if reading.bystander else _model_row(document, read),
        "decided_by": read.tone.decided_by,
    }
    return row | ({"surface": surfaces[reading.id]} if reading.id in surfaces else {})


def _sentiment_row(found: Sentiment) -> dict[str, Any]:
    return as_row(found) | {"evidence": [as_row(item) for item in found.evidence]}


def _model_row(document: Document, read: Read) -> dict[str, Any]:
    """How likely the model takes each sign to be, and the words that lean most: above 0 for good news, in log odds."""
    negative, neutral, positive = (round(chance, 3) for chance in read.tone.chances)
    words = [_quoted(document, item.start, item.end) | {"lean": item.lean} for item in read.heard]
    return {"against": negative, "neutral": neutral, "for": positive, "words": words}


def _cue_row(document: Document, item: Weighed) -> dict[str, Any]:
    cue = item.cue
    return {
        **_quoted(document, cue.start, cue.end),
        "kind": cue.kind,
        "metric": None if cue.metric is None else _quoted(document, *cue.metric),
        "role": item.role,  # of the entity: it does what the word says, or it is done to it
        "sign": 1 if item.weight > 0 else -1,  # after negation
        "negated": cue.negated,
        "weight": round(item.weight, 3),
    }


def _quoted(document: Document, start: int, end: int) -> dict[str, Any]:
    return as_row(Quoted(start=start, end=end, quote=document.text[start:end]))


# --- topics and policies -------------------------------------------------------------------------------------


def _topic_row(topic: Topic, weighed: Sequence[TopicWords]) -> dict[str, Any]:
    """``adds``: weight * place * (1 + log count), where repeating says more."""
    terms = [
        {
            "term": " … ".join(item.words),
            "weight": round(item.weight, 3),
            "place": item.place,
            "count": item.count,
            "adds": round(item.adds, 3),
        }
        for item in weighed[:_MOST_TERMS]
    ]
    return {"topic": topic.topic, "score": topic.score, "terms": terms}


def _policy_row(document: Document, policy: Policy, made: Annotations) -> dict[str, Any]:
    """The event's fields, and for each that the text prints, where: in its sentence, else at the nearest place."""
    row = {
        name: value for name, value in as_row(policy).items() if name not in ("rates", "thresholds", "scope")
    }
    amounts = {
        name: [{"value": str(item.value), "unit": item.unit} for item in getattr(policy, name)]
        for name in ("rates", "thresholds")
    }
    return row | amounts | {"scope": list(policy.scope), "from": dict(_origins(document, policy, made))}


def _origins(document: Document, policy: Policy, made: Annotations) -> Iterator[tuple[str, Any]]:
    acting = [item for item in made.mentions if item.id == policy.authority and not item.in_title]
    if policy.authority and acting:
        yield "authority", _nearest_place(document, acting, policy)
    for name in _NAMED:
        printed = getattr(policy, name)
        at = _nearest_text(document.text, printed, policy) if printed else -1
        if at >= 0:
            yield name, _quoted(document, at, at + len(printed))
    for name in _DAYS:
        day = getattr(policy, name)
        told = [item for item in made.figures if day and item.kind == "date" and item.period == day]
        if told:
            yield name, _nearest_place(document, told, policy)
    for name in ("rates", "thresholds"):
        amounts = getattr(policy, name)
        places = [
            _nearest_place(document, told, policy)
            for amount in amounts
            if (told := [item for item in made.figures if amount.value in (item.value, item.low, item.high)])
        ]
        if places:
            yield name, places


def _nearest_text(text: str, printed: str, policy: Policy) -> int:
    inside = text.find(printed, policy.start, policy.end)
    return inside if inside >= 0 else text.find(printed)


def _nearest_place(
    document: Document, places: Sequence[Figure] | Sequence[Mention], policy: Policy
) -> dict[str, Any]:
    """Of several places that say the same the one in the event's sentence, else the nearest to it."""

    def distance(place: Figure | Mention) -> tuple[int, int]:
        return max(policy.start - place.start, place.end - policy.end, 0), place.start

    nearest = min(places, key=distance)
    return _quoted(document, nearest.start, nearest.end)


# --- for people ----------------------------------------------------------------------------------------------


def explanation_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """The lines of ``explanation_row`` for people: each sentence once, then its names, then topics and policies."""
    place = None
    for item in row["sentiments"]:
        here = (item["sent_start"], item["sent_end"])
        if here != place:
            yield f"[{here[0]}:{here[1]}] {item['sentence']}"
            place = here
        yield from _reading_lines(item)
    for item in row["asked"]:
        if not item["found"]:
            yield f"{item['surface']}: not in the text"
    if not row["sentiments"]:
        yield "sentiment: no sentence names anybody"
    yield "topics:" + ("" if row["topics"] else " none")
    for item in row["topics"]:
        yield f"  {item['topic']} {item['score']:.2f}: {', '.join(_term(term) for term in item['terms'])}"
    yield "policies:" + ("" if row["policies"] else " none")
    for item in row["policies"]:
        yield from _policy_lines(item)
    if row["policies"] and not row["dated"]:
        yield "  no days: they are told from the day of publication, which nobody gave (published_at)"


def _reading_lines(item: Mapping[str, Any]) -> Iterator[str]:
    called = " / ".join(dict.fromkeys(name["quote"] for name in item["names"]))
    rules = item["rules"]
    yield f"  {item['id']} ({called}): {_SIGNS[item['polarity']]}, score {item['score']:+.2f}"
    if rules["bystander"]:
        yield f"    never judged: {rules['bystander']}"
    for cue in rules["cues"]:
        beside = f" with {cue['metric']['quote']!r} [{cue['metric']['start']}]" if cue["metric"] else ""
        yield (
            f"    {cue['weight']:+.2f} {cue['quote']!r} [{cue['start']}]{beside}:"
            f" {cue['kind']}, {called} is its {cue['role']}"
            + ("; negated" if cue["negated"] else "")
            + ("; not counted" if rules["bystander"] else "")
        )
    if not rules["cues"]:
        yield "    no word of gain or loss speaks of it"
    elif not rules["bystander"]:
        under = "" if rules["polarity"] else f", less than {rules['bar']:g}"
        yield f"    rules: {rules['total']:+.2f}{under}: {_SIGNS[rules['polarity']]}"
    model = item["model"]
    if model is not None:
        words = ", ".join(f"{word['quote']} {word['lean']:+.2f}" for word in model["words"])
        chances = ", ".join(f"{name} {model[name]:.2f}" for name in ("against", "neutral", "for"))
        yield f"    model: {chances}" + (f"; it hears {words}" if words else "")
        yield f"    decided by: {item['decided_by']}"


def _term(term: Mapping[str, Any]) -> str:
    times = f" x{term['count']}" if term["count"] > 1 else ""
    return f"{term['term']}{times} +{term['adds']:.2f}"


def _policy_lines(item: Mapping[str, Any]) -> Iterator[str]:
    yield f"  [{item['start']}:{item['end']}] {item['quote']}"
    for name, value in item.items():
        if name in ("start", "end", "quote", "from") or value in (None, "", []):
            continue
        origin = item["from"].get(name)
        places = origin if isinstance(origin, list) else [origin] if origin else []
        printed = ", ".join(f"{place['quote']!r} [{place['start']}]" for place in places)
        yield f"    {name}: {_shown(value)}" + (f" from {printed}" if printed else "")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    return f"{value['value']} {value['unit']}" if isinstance(value, Mapping) else str(value)
