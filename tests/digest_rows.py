"""Seeded weeks of invented trade news as DigestRows, with their texts: what the digest tests are fed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from digests.weeks import Week, bounds, shift
from store.records import DigestRows

WEEK = Week(2026, 46)
ZONE = "Asia/Shanghai"
Texts = Callable[[Sequence[int]], Mapping[int, str]]

SOURCES = [
    # id, name, family, lang
    ("harbour", "Harbour Ledger", "", "en"),
    ("parcel", "Parcel Weekly", "", "en"),
    ("cross", "Crossborder Desk", "cross-media", "en"),
    ("cross-eu", "Crossborder Desk Europe", "cross-media", "en"),
    ("chuhai", "出海观察", "", "zh-Hans"),
    ("haiwai", "海外仓日报", "", "zh-Hans"),
    ("jinchu", "进出口快讯", "", "zh-Hans"),
    ("bensheng", "本省電商報", "", "zh-Hant"),
]

NAMES = {
    "amazon": {"en": "Amazon", "zh-Hans": "亚马逊", "zh-Hant": "亞馬遜"},
    "temu": {"en": "Temu", "zh-Hans": "Temu", "zh-Hant": "Temu"},
    "shein": {"en": "Shein", "zh-Hans": "希音", "zh-Hant": "希音"},
    "ups": {"en": "UPS", "zh-Hans": "UPS", "zh-Hant": "UPS"},
    "eu-commission": {"en": "European Commission", "zh-Hans": "欧盟委员会", "zh-Hant": "歐盟執委會"},
    "orbita": {"en": "Orbita Freight", "zh-Hans": "奥比塔货运", "zh-Hant": "奧比塔貨運"},
}

# (language, topic, sentences). {who} is a name, {n} a number with its unit written by the template.
SENTENCES = {
    "en": {
        "de-minimis-and-customs": [
            "{who} told sellers that parcels below the old exemption now need a full customs entry, which adds {n} days.",
            "Brokers say {who} has moved {n}% of its small parcels to bonded warehouses since the exemption ended.",
        ],
        "fees-and-pricing": [
            "{who} will raise its fulfilment fee by {n}% in January, according to a notice to merchants.",
            "Merchants on {who} report that the referral fee fell to {n}% for clothing under twenty dollars.",
        ],
        "logistics-fulfilment": [
            "{who} opened a sorting centre near the port and says it can handle {n},000 parcels a day.",
            "Air freight rates paid by {who} climbed {n}% on the week as charter capacity stayed short.",
        ],
        "platform-regulation": [
            "Regulators asked {who} for documents on how it ranks {n} categories of goods.",
            "{who} has {n} days to answer the request for information, the authority said.",
        ],
    },
    "zh": {
        "de-minimis-and-customs": [
            "{who}通知卖家，原先享受小额豁免的包裹今后须正式报关，时效将增加{n}天。",
            "多家报关行表示，{who}已把{n}%的小包转入保税仓。",
        ],
        "fees-and-pricing": [
            "{who}将在明年一月把配送费上调{n}%，公告已发给商家。",
            "有卖家反映，{who}对低价服装的佣金降到了{n}%。",
        ],
        "logistics-fulfilment": [
            "{who}在港口附近启用新的分拣中心，称每天可处理{n}万件包裹。",
            "包机运力紧张，{who}支付的空运价一周上涨{n}%。",
        ],
        "platform-regulation": [
            "监管机构要求{who}说明其对{n}类商品的排序办法。",
            "{who}须在{n}天内答复监管机构的问询。",
        ],
    },
}
FILLER = {
    "en": "The company did not give further details when asked by this paper on Thursday.",
    "zh": "截至发稿，该公司没有就此作出进一步说明。",
}
TITLES = {
    "en": {
        "de-minimis-and-customs": "{who} and the end of the parcel exemption",
        "fees-and-pricing": "{who} changes what sellers pay",
        "logistics-fulfilment": "{who} rearranges its freight",
        "platform-regulation": "Regulator writes to {who}",
    },
    "zh": {
        "de-minimis-and-customs": "小额豁免取消之后的{who}",
        "fees-and-pricing": "{who}调整卖家费用",
        "logistics-fulfilment": "{who}重排物流线路",
        "platform-regulation": "监管机构致函{who}",
    },
}
TOPICS = list(SENTENCES["en"])


class Rows:
    """Grows one week at a time; every span it records is true of the text it records."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.texts: dict[int, str] = {}
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in (
                "articles",
                "mentions",
                "figures",
                "sentiments",
                "topics",
                "policies",
                "rejections",
                "announcements",
            )
        }

    def article(
        self,
        week: Week,
        source: tuple[str, str, str, str],
        topic: str,
        who: str,
        *,
        story: str | None = None,
        title: str | None = None,
        url: str | None = None,
        copy_of: int | None = None,
        polarity: int = 0,
    ) -> int:
        number = len(self.texts) + 1
        script = source[3]
        lang = "en" if script == "en" else "zh"
        name = NAMES[who][script]
        n = self.random.randint(2, 48)
        body, spans = self._body(lang, topic, name, n)
        if copy_of is not None:
            body, spans = self.texts[copy_of], []
        start, _ = bounds(week, ZONE)
        moment = start + timedelta(hours=self.random.randint(0, 167))
        self.texts[number] = body
        self.tables["articles"].append(
            {
                "article_id": number,
                "source_id": source[0],
                "family": source[2] or source[0],
                "lang": script,
                "url": url if url is not None else f"https://{source[0]}.example/{week.label}/{number}",
                "title": title if title is not None else TITLES[lang][topic].format(who=name),
                "published_at": stamp(moment),
                "fetched_at": stamp(moment + timedelta(hours=2)),
                "story_id": story or f"s-{number:012d}",
                "root_id": copy_of or number,
                "reprint_of": copy_of,
            }
        )
        for first in positions(body, name):
            self.tables["mentions"].append(mention(number, first, name, who, in_title=False))
        self.tables["mentions"].append(mention(number, 0, name, who, in_title=True))
        self.tables["topics"].append(
            {
                "article_id": number,
                "topic": topic,
                "score": 2.0,
                "evidence": json.dumps([name], ensure_ascii=False),
            }
        )
        for start_at, quote, value in spans:
            self.tables["figures"].append(figure(number, start_at, quote, value, subject=who))
        if polarity:
            self.tables["sentiments"].append(
                {
                    "article_id": number,
                    "sent_start": 0,
                    "sent_end": body.index("\n"),
                    "id": who,
                    "polarity": polarity,
                    "score": 0.6 * polarity,
                    "evidence": "[]",
                    "past": 0,
                }
            )
        return number

    def _body(self, lang: str, topic: str, name: str, n: int) -> tuple[str, list[tuple[int, str, Decimal]]]:
        said = [template.format(who=name, n=n) for template in SENTENCES[lang][topic]]
        self.random.shuffle(said)
        body = "\n".join([*said, FILLER[lang]])
        spans = [(at, f"{n}%", Decimal(n)) for at in positions(body, f"{n}%")]
        return body, spans

    def weeks(
        self,
        count: int = 14,
        *,
        per_source: int = 4,
        last: Week = WEEK,
        dead: Mapping[str, Sequence[Week]] | None = None,
    ) -> Rows:
        for back in range(count - 1, -1, -1):
            week = shift(last, -back)
            for source in SOURCES:
                if dead and week in dead.get(source[0], ()):
                    continue
                for _ in range(per_source + self.random.randint(-1, 1)):
                    topic = self.random.choices(TOPICS, weights=[2, 3, 4, 3])[0]
                    self.article(
                        week,
                        source,
                        topic,
                        self.random.choice(list(NAMES)[:5]),
                        polarity=self.random.choice([0, 0, 1, -1]),
                    )
        return self

    def surge(self, topic: str, who: str, times: int, week: Week = WEEK) -> Rows:
        for _ in range(times):
            for source in SOURCES:
                self.article(week, source, topic, who, polarity=-1)
        return self

    def build(self, *, as_of: datetime | None = None, last: Week = WEEK, **more: Any) -> DigestRows:
        start, end = bounds(shift(last, -13), ZONE)[0], bounds(last, ZONE)[1]
        sources = tuple(
            {
                "source_id": key,
                "name": name,
                "family": family,
                "group": "press",
                "lang": lang,
                "enabled": 1,
                "first_article_at": None,
            }
            for key, name, family, lang in SOURCES
        )
        tables = {name: tuple(rows) for name, rows in self.tables.items()}
        return DigestRows(start=start, end=end, as_of=as_of, sources=sources, **(tables | more))

    def read(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {number: self.texts[number] for number in ids if number in self.texts}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def positions(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def mention(article: int, start: int, quote: str, who: str | None, *, in_title: bool) -> dict[str, Any]:
    return {
        "article_id": article,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "type": "ORG",
        "id": who,
        "in_title": int(in_title),
    }


def figure(article: int, start: int, quote: str, value: Decimal, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article_id": article,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "kind": "percent",
        "value": str(value),
        "low": None,
        "high": None,
        "unit": "%",
        "currency": None,
        "per": None,
        "approx": None,
        "direction": "up",
        "change_role": "by",
        "basis": None,
        "period": None,
        "modality": "actual",
        "subject": None,
        "metric": "fee",
        "source": None,
        "rule": "test",
        "confidence": 0.9,
    }
    return row | more


def policy(article: int, start: int, quote: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article_id": article,
        "instrument": None,
        "doc_number": None,
        "jurisdiction": None,
        "authority": None,
        "action": None,
        "announced_on": None,
        "effective_on": None,
        "deadline": None,
        "rates": "[]",
        "thresholds": "[]",
        "scope": "[]",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    return row | more
