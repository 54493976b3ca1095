"""What the tagger says of articles: written whole, one article replaced at a time."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from store.columns import clean, clean_or_none, decimal_real, decimal_text, key_list, list_text
from store.records import Amount, Annotations, Figure, Mention, Policy, Role, Sentiment, Topic
from store.transactions import transaction

if TYPE_CHECKING:
    from store.db import Database

_TABLES = ("mentions", "figures", "sentiments", "topics", "policies")  # rows numbered within an article
_KEYED = ("roles", "evidence")  # one row for each id, or for the article


def replace_annotations(db: Database, batch: Sequence[Annotations]) -> list[int]:
    """Put these annotations in the place of whatever was said of their articles, in one transaction.

    An item that does not fit the stored text (an offset outside, a quote that is not there, a value that is no
    number, an article that is gone) is not written, and its article stays untagged: the text was revised
    meanwhile, or the annotator is wrong. The numbers of such articles are returned.
    """
    conn, refused = db.conn, []
    with transaction(conn):
        held: dict[int, tuple[str, str]] = {
            row[0]: (row[1], row[2])
            for row in conn.execute(
                "SELECT id, title, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (key_list(item.article_id for item in batch),),
            )
        }
        sound: dict[int, Annotations] = {}
        for item in batch:
            if item.article_id in held and fits(item, *held[item.article_id]):
                sound[item.article_id] = item
            else:
                refused.append(item.article_id)
        for number in sound:
            forget_annotations(conn, number)
        _write(db, sound.values())
        conn.executemany(
            "UPDATE taggings SET version = ?, words = ? WHERE article_id = ?",
            [(clean(item.version), _words(item.words), number) for number, item in sound.items()],
        )
    return refused


def forget_annotations(conn: sqlite3.Connection, article_id: int) -> None:
    """Drop what was said of an article, inside the caller's transaction; it is untagged then."""
    for table in (*_TABLES, *_KEYED):
        conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    conn.execute("UPDATE taggings SET version = NULL, words = '' WHERE article_id = ?", (article_id,))


def fits(item: Annotations, title: str, text: str) -> bool:
    """Whether every offset lies in the text, every quote stands there, and every number is one."""
    return (
        all(_quoted(title if m.in_title else text, m.start, m.end, m.quote) for m in item.mentions)
        and all(_quoted(text, f.start, f.end, f.quote) and _finite(f) for f in item.figures)
        and all(
            0 <= s.sent_start <= s.sent_end <= len(text)
            and math.isfinite(s.score)
            and all(_quoted(text, e.start, e.end, e.quote) for e in s.evidence)
            for s in item.sentiments
        )
        and all(math.isfinite(t.score) for t in item.topics)
        and all(math.isfinite(r.salience) for r in item.roles)
        and len({r.id for r in item.roles}) == len(item.roles)
        and (item.evidence is None or math.isfinite(item.evidence.score))
        and all(_quoted(text, p.start, p.end, p.quote) and _finite_amounts(p) for p in item.policies)
    )


def _words(words: Sequence[str]) -> str:
    """With one space between two; a space inside of one would make two of it."""
    return clean(" ".join(part for word in words for part in word.split()))


def _quoted(text: str, start: int, end: int, quote: str) -> bool:
    return 0 <= start <= end <= len(text) and text[start:end] == clean(quote)


def _finite(figure: Figure) -> bool:
    values = (figure.value, figure.low, figure.high, figure.computed)
    return math.isfinite(figure.confidence) and all(v is None or v.is_finite() for v in values)


def _finite_amounts(policy: Policy) -> bool:
    return all(amount.value.is_finite() for amount in (*policy.rates, *policy.thresholds))


def _write(db: Database, batch: Collection[Annotations]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _TABLES}
    for item in batch:
        keyed = (
            ("mentions", map(_mention_row, item.mentions)),
            ("figures", map(_figure_row, item.figures)),
            ("sentiments", map(_sentiment_row, item.sentiments)),
            ("topics", map(_topic_row, item.topics)),
            ("policies", map(_policy_row, item.policies)),
        )
        for table, found in keyed:
            rows[table] += [{"article_id": item.article_id, "n": n, **row} for n, row in enumerate(found)]
    rows["roles"] = [
        {"article_id": item.article_id, **_role_row(role)} for item in batch for role in item.roles
    ]
    rows["evidence"] = [
        {"article_id": item.article_id, **asdict(item.evidence)}
        for item in batch
        if item.evidence is not None
    ]
    for table, found_rows in rows.items():
        if found_rows:
            db.table(table).insert_all(found_rows)


def _mention_row(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "quote": clean(mention.quote),
        "type": clean(mention.type),
        "id": clean_or_none(mention.id),
        "in_title": int(mention.in_title),
        "provisional": int(mention.provisional),
        "found_by": clean(mention.found_by),
    }


def _role_row(role: Role) -> dict[str, Any]:
    return {
        "id": clean(role.id),
        "type": clean(role.type),
        "role": clean(role.role),
        "salience": role.salience,
        "mentions": role.mentions,
        "in_title": int(role.in_title),
        "provisional": int(role.provisional),
    }


def _figure_row(figure: Figure) -> dict[str, Any]:
    return {
        "start": figure.start,
        "end": figure.end,
        "quote": clean(figure.quote),
        "kind": clean(figure.kind),
        **_decimal_columns("value", figure.value),
        **_decimal_columns("low", figure.low),
        **_decimal_columns("high", figure.high),
        "unit": clean_or_none(figure.unit),
        "currency": clean_or_none(figure.currency),
        "per": clean_or_none(figure.per),
        "approx": clean_or_none(figure.approx),
        "direction": clean_or_none(figure.direction),
        "change_role": clean_or_none(figure.change_role),
        "basis": clean_or_none(figure.basis),
        "period": clean_or_none(figure.period),
        "modality": clean_or_none(figure.modality),
        "subject": clean_or_none(figure.subject),
        "metric": clean_or_none(figure.metric),
        "source": clean_or_none(figure.source),
        "rule": clean(figure.rule),
        "confidence": float(figure.confidence),
        "period_rule": clean_or_none(figure.period_rule),
        "arithmetic": clean_or_none(figure.arithmetic),
        "computed": decimal_text(figure.computed),
    }


def _decimal_columns(name: str, value: Decimal | None) -> dict[str, Any]:
    return {name: decimal_text(value), f"{name}_real": decimal_real(value)}


def _sentiment_row(sentiment: Sentiment) -> dict[str, Any]:
    return {
        "sent_start": sentiment.sent_start,
        "sent_end": sentiment.sent_end,
        "id": clean(sentiment.id),
        "polarity": sentiment.polarity,
        "score": float(sentiment.score),
        "evidence": json.dumps(
            [{"start": e.start, "end": e.end, "quote": clean(e.quote)} for e in sentiment.evidence],
            ensure_ascii=False,
        ),
        "past": int(sentiment.past),
    }


def _topic_row(topic: Topic) -> dict[str, Any]:
    return {"topic": clean(topic.topic), "score": float(topic.score), "evidence": list_text(topic.evidence)}


def _policy_row(policy: Policy) -> dict[str, Any]:
    return {
        "instrument": clean_or_none(policy.instrument),
        "kind": clean_or_none(policy.kind),
        "doc_number": clean_or_none(policy.doc_number),
        "jurisdiction": clean_or_none(policy.jurisdiction),
        "authority": clean_or_none(policy.authority),
        "action": clean_or_none(policy.action),
        "announced_on": clean_or_none(policy.announced_on),
        "effective_on": clean_or_none(policy.effective_on),
        "deadline": clean_or_none(policy.deadline),
        "rates": _amounts(policy.rates),
        "thresholds": _amounts(policy.thresholds),
        "scope": list_text(policy.scope),
        "start": policy.start,
        "end": policy.end,
        "quote": clean(policy.quote),
    }


def _amounts(amounts: Sequence[Amount]) -> str:
    """``[{"value": "0.8", "unit": "%"}]``: values as text, so that they stay exact."""
    rows = [{"value": decimal_text(amount.value), "unit": amount.unit} for amount in amounts]
    return clean(json.dumps(rows, ensure_ascii=False))
