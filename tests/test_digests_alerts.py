"""What rules find: once each, only what the rule asks for, with a quote that stands in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digests.alert_days import find_claims, find_dates
from digests.alerts import Alert, Rule, find_alerts, still_stands
from store.records import DigestRows

ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = {
    1: "Temu will raise its commission for sellers in Germany to 12 percent in December, it said on Tuesday.",
    2: "自12月起，Temu将把德国卖家的佣金上调至12%，公司周二在通知中表示，约有四千名卖家受到影响。",
    3: "Shein is opening a depot near Wroclaw in March, a local paper reported without naming anybody.",
    4: "Book now: Temu coupons worth 90 euros are waiting for new customers of our partner shop.",
}


def rows() -> DigestRows:
    def article(number: int, story: str, family: str, lang: str) -> dict[str, Any]:
        return {
            "article_id": number, "source_id": f"s{number}", "family": family, "lang": lang,
            "url": f"https://{family}.example/{number}", "title": f"Headline {number}", "tagged": "1",
            "published_at": f"2026-11-0{number}T20:00:00Z", "story_id": story, "root_id": number, "reprint_of": None,
        }  # fmt: skip

    def figure(number: int, quote: str, **more: Any) -> dict[str, Any]:
        start = TEXTS[number].index(quote)
        row = dict.fromkeys(
            ("low", "high", "unit", "currency", "per", "period", "basis", "direction", "change_role")
        )
        row |= {
            "article_id": number, "start": start, "end": start + len(quote), "quote": quote, "kind": "percent",
            "value": "12", "unit": "percent", "subject": "temu", "metric": "fee", "modality": "target",
            "confidence": 0.8, "direction": "up",
        }  # fmt: skip
        return row | more

    def mention(number: int, name: str) -> dict[str, Any]:
        start = TEXTS[number].index(name)
        return {
            "article_id": number,
            "id": name.lower(),
            "start": start,
            "end": start + len(name),
            "quote": name,
            "in_title": 0,
        }

    def role(number: int, name: str, what: str) -> dict[str, Any]:
        return {
            "article_id": number,
            "id": name,
            "type": "ORG",
            "role": what,
            "salience": 0.5,
            "provisional": 0,
        }

    return DigestRows(
        start=datetime(2026, 11, 1, tzinfo=UTC), end=datetime(2026, 11, 9, tzinfo=UTC), as_of=None,
        articles=(
            article(1, "s-1", "harbour", "en"), article(2, "s-1", "chuhai", "zh-Hans"),
            article(3, "s-3", "harbour", "en"), article(4, "s-4", "coupons", "en"),
        ),
        mentions=(mention(1, "Temu"), mention(2, "Temu"), mention(3, "Shein"), mention(4, "Temu")),
        roles=(role(1, "temu", "subject"), role(2, "temu", "subject"), role(3, "shein", "actor"), role(4, "temu", "promotion")),
        figures=(
            figure(1, "12 percent"), figure(2, "12%"),
            figure(4, "90 euros", kind="money", value="90", unit=None, currency="EUR", metric="discount"),
        ),
        topics=({"article_id": 1, "topic": "fees-and-pricing"}, {"article_id": 2, "topic": "fees-and-pricing"}),
        sources=tuple({"source_id": f"s{number}", "name": f"Paper {number}"} for number in range(1, 5)),
    )  # fmt: skip


def found(*rules: Rule) -> tuple[Alert, ...]:
    def texts(ids: Sequence[int]) -> dict[int, str]:
        return {number: TEXTS[number] for number in ids}

    alerts = find_alerts(rules, rows(), texts, zone=ZONE)
    assert all(still_stands(alert, TEXTS[alert.article_id or 0]) for alert in alerts)
    return alerts


def test_a_story_is_one_finding_however_many_print_it() -> None:
    (alert,) = found(Rule(name="r", on="story", entities=("temu",)))
    assert alert.key == "story:s-1"
    assert alert.houses == 2
    assert alert.quote == TEXTS[1]
    assert (alert.source, alert.on, alert.title) == ("Paper 1", date(2026, 11, 2), "Headline 1")


@pytest.mark.parametrize(
    ("narrowed", "keys"),
    [
        ({"entities": ("temu", "shein")}, ["story:s-1", "story:s-3"]),
        ({"topics": ("fees-and-pricing",)}, ["story:s-1"]),
        ({"entities": ("shein",), "topics": ("fees-and-pricing",)}, []),
        ({"entities": ("temu", "shein"), "publishers": 2}, ["story:s-1"]),
        ({"entities": ("temu",), "languages": ("zh",)}, ["story:s-1"]),
        ({"entities": ("shein",), "languages": ("zh-Hans",)}, []),
    ],
)
def test_a_rule_is_narrowed_by_all_it_says(narrowed: dict[str, Any], keys: list[str]) -> None:
    assert [alert.key for alert in found(Rule(name="r", on="story", **narrowed))] == keys


def test_the_article_that_is_quoted_speaks_the_language_asked_for() -> None:
    (alert,) = found(Rule(name="r", on="story", entities=("temu",), languages=("zh",)))
    assert (alert.lang, alert.source) == ("zh-Hans", "Paper 2")


def test_the_same_figure_of_two_papers_is_told_once() -> None:
    (alert,) = found(Rule(name="r", on="figure", entities=("temu",), metrics=("fee",)))
    assert alert.fact == ("temu", "fee", "12 percent")
    assert alert.houses == 2
    assert "12 percent" in alert.quote


@pytest.mark.parametrize(
    ("bounds", "number"),
    [
        ({"at_least": Decimal(12), "unit": "percent"}, 1),
        ({"at_least": Decimal("12.1"), "unit": "percent"}, 0),
        ({"at_most": Decimal(12), "unit": "percent"}, 1),
        ({"at_least": Decimal(1), "unit": "EUR"}, 0),
        ({"direction": "down"}, 0),
        ({"direction": "up"}, 1),
    ],
)
def test_figures_keep_to_the_bounds_of_their_unit(bounds: dict[str, Any], number: int) -> None:
    assert len(found(Rule(name="r", on="figure", entities=("temu",), **bounds))) == number


def test_what_is_sold_what_is_denied_and_what_is_doubtful_raises_nothing() -> None:
    assert found(Rule(name="r", on="figure", metrics=("discount",))) == ()
    for wrong in (
        {"modality": "negated"},
        {"modality": "hypothetical"},
        {"confidence": 0.3},
        {"change_role": "from"},
    ):
        changed = rows()
        figures = tuple({**row, **wrong} for row in changed.figures)
        changed = DigestRows(
            start=changed.start, end=changed.end, as_of=None, articles=changed.articles, figures=figures,
            roles=changed.roles, mentions=changed.mentions, sources=changed.sources,
        )  # fmt: skip
        assert (
            find_alerts(
                [Rule(name="r", on="figure", entities=("temu",))], changed, lambda _: TEXTS, zone=ZONE
            )
            == ()
        )


def test_a_figure_whose_sentence_does_not_name_its_subject_raises_nothing() -> None:
    changed = rows()
    nobody = DigestRows(
        start=changed.start, end=changed.end, as_of=None, articles=changed.articles, figures=changed.figures,
        roles=changed.roles, sources=changed.sources,
    )  # fmt: skip
    assert (
        find_alerts([Rule(name="r", on="figure", metrics=("fee",))], nobody, lambda _: TEXTS, zone=ZONE) == ()
    )


def test_a_text_that_is_gone_is_not_quoted_and_the_finding_is_not_lost() -> None:
    alerts = find_alerts(
        [Rule(name="r", on="figure", metrics=("fee",))], rows(), lambda _: {}, zone=ZONE
    )  # fmt: skip
    assert [(alert.quote, alert.start, alert.url) for alert in alerts] == [
        ("", None, "https://harbour.example/1")
    ]


ACT = "Council agrees on parcels. The rules take effect on 1 December 2026. Comments may be sent until 20 November 2026."


def stated(day: str, words: str) -> list[object]:
    start = ACT.index(words)
    return [day, start, start + len(words), words]


POLICY = {
    "jurisdiction": "EU", "instrument": "Regulation on parcels", "doc_number": "(EU) 2026/77", "action": "adopted",
    "effective_on": "2026-12-01", "deadline": "2026-11-20", "title": "Council agrees", "url": "https://e.example/1",
    "source": "Ledger", "source_id": "ledger", "lang": "en", "published_at": "2026-11-08T20:00:00Z", "article_id": 9,
    "start": 0, "end": 26, "quote": "Council agrees on parcels.",
    "days": json.dumps([stated("2026-12-01", "1 December 2026"), stated("2026-11-20", "20 November 2026")]),
}  # fmt: skip


def dates(rule: Rule, *given: dict[str, Any]) -> tuple[Alert, ...]:
    return find_dates([rule], given, lambda _: {9: ACT}, today=date(2026, 11, 9), zone=ZONE)


def days(rule: Rule, *given: dict[str, Any]) -> list[tuple[str, ...]]:
    return [alert.fact for alert in dates(rule, *given)]


def test_a_day_is_quoted_by_the_sentence_that_names_it() -> None:
    alerts = dates(Rule(name="f", on="policy", within_days=30), POLICY)
    assert [alert.quote for alert in alerts] == [
        "Comments may be sent until 20 November 2026.",
        "The rules take effect on 1 December 2026.",
    ]
    assert all(still_stands(alert, ACT) for alert in alerts)


def test_a_day_that_no_sentence_names_is_not_told() -> None:
    assert days(Rule(name="f", on="policy", within_days=30), {**POLICY, "days": "[]"}) == []


def test_names_of_one_act_differ_from_paper_to_paper() -> None:
    rule = Rule(name="f", on="policy", within_days=30)
    unnumbered = {**POLICY, "doc_number": None}
    assert len(dates(rule, unnumbered, {**unnumbered, "instrument": "Parcel regulation"})) == 2
    assert len(dates(rule, POLICY, {**POLICY, "doc_number": "(EU) 2026/78"})) == 4


def test_a_day_is_told_once_it_is_near_and_once_only() -> None:
    near, far = Rule(name="n", on="policy", within_days=14), Rule(name="f", on="policy", within_days=30)
    assert days(near, POLICY, POLICY) == [("deadline", "2026-11-20", "EU")]
    assert days(far, POLICY, POLICY) == [
        ("deadline", "2026-11-20", "EU"),
        ("effective_on", "2026-12-01", "EU"),
    ]
    assert days(near, {**POLICY, "deadline": "2026-11-08"}) == []
    assert days(near, {**POLICY, "deadline": "2026-11"}) == []


def test_a_day_that_was_moved_is_another_finding() -> None:
    rule = Rule(name="f", on="policy", within_days=30)
    moved = {
        **POLICY,
        "deadline": "2026-11-25",
        "days": json.dumps([stated("2026-11-25", "20 November 2026")]),
    }
    assert len({alert.key for alert in dates(rule, moved, POLICY)}) == 3


def test_policies_are_narrowed_by_where_and_what() -> None:
    assert days(Rule(name="r", on="policy", within_days=14, jurisdictions=("US",)), POLICY) == []
    assert days(Rule(name="r", on="policy", within_days=14, actions=("repealed",)), POLICY) == []
    assert (
        len(
            days(
                Rule(name="r", on="policy", within_days=14, jurisdictions=("EU",), actions=("adopted",)),
                POLICY,
            )
        )
        == 1
    )


def test_claims_are_narrowed_by_series_and_way() -> None:
    claim = {
        "week": "2026-W45", "measure": "attention", "series": "entity:temu", "name": "Temu", "effect": 3.0,
        "observed": 12.0, "expected": 4.04, "witnesses": 5, "title": "T", "url": "https://e.example/1", "source": "S",
        "lang": "en", "article_id": 1, "start": 0, "end": 1, "quote": "T",
    }  # fmt: skip
    for rule, number in (
        (Rule(name="r", on="shift"), 1),
        (Rule(name="r", on="shift", entities=("temu",), direction="up"), 1),
        (Rule(name="r", on="shift", direction="down"), 0),
        (Rule(name="r", on="shift", topics=("antitrust",)), 0),
    ):
        alerts = find_claims([rule], [claim], monday=date(2026, 11, 2))
        assert len(alerts) == number
        assert all(alert.fact == ("Temu", "up", "12", "4.0", "2026-W45", "attention") for alert in alerts)


def test_what_fell_is_quoted_by_nothing_and_shares_are_shares() -> None:
    claim = {
        "week": "2026-W45", "measure": "voice", "series": "entity:amazon", "name": "Amazon", "effect": 0.0, "observed": 0.0,
        "expected": 0.37, "witnesses": 5, "title": "Old", "url": "https://e.example/1", "source": "S", "lang": "en",
        "article_id": 1, "start": 0, "end": 1, "quote": "O",
    }  # fmt: skip
    (alert,) = find_claims(
        [Rule(name="r", on="shift", entities=("amazon",))], [claim], monday=date(2026, 11, 2)
    )
    assert alert.fact == ("Amazon", "down", "0%", "37%", "2026-W45", "voice")
    assert (alert.quote, alert.start, alert.url) == ("", None, "")
    pair = {
        **claim,
        "measure": "pair",
        "series": "pair:entity:temu+topic:tax-vat",
        "observed": 4.0,
        "expected": 0.2,
    }
    assert (
        len(find_claims([Rule(name="r", on="shift", entities=("temu",))], [pair], monday=date(2026, 11, 2)))
        == 1
    )
    tone = {**claim, "measure": "tone"}
    assert find_claims([Rule(name="r", on="shift")], [tone], monday=date(2026, 11, 2)) == ()


def test_what_it_was_before_is_no_news() -> None:
    text = "顺丰速运自11月16日起每票收15元，原为10元，寄往美国的电商包裹一律如此。"
    changed = rows()
    start = text.index("10元")
    was = {
        **changed.figures[1], "article_id": 2, "start": start, "end": start + 3, "quote": "10元", "kind": "money",
        "value": "10", "unit": None, "currency": "CNY", "subject": "sf-express",
    }  # fmt: skip
    name = {"article_id": 2, "id": "sf-express", "start": 0, "end": 4, "quote": "顺丰速运", "in_title": 0}
    given = DigestRows(
        start=changed.start, end=changed.end, as_of=None, articles=changed.articles, figures=(was,), mentions=(name,),
        sources=changed.sources,
    )  # fmt: skip
    rule = Rule(name="r", on="figure", metrics=("fee",))
    assert find_alerts([rule], given, lambda _: {2: text}, zone=ZONE) == ()
