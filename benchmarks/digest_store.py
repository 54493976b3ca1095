"""A store of a million invented articles, as two years of a hundred sources leave it: what benchmarks/digest.py reads.

The real schema, filled with plain inserts, its secondary indexes made afterwards: the writing commands would need a
day. Every offset is true of its text. On average an article names 3 things, 2.5 have a part in it, it has 1.5 topics,
1.5 figures and 0.8 sentiments; four of ten are reprints. There is no full-text index: a digest does not search.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from store.db import open_store

SOURCES, DEAD = 100, 4  # sources, of which so many fall silent before the newest weeks
NEWEST = datetime(2026, 11, 15, 16, tzinfo=UTC)  # where the newest week ends: Sunday 24:00 in Shanghai
VERSION = "benchmark"
_KNOWN, _OTHERS = ("amazon", "temu", "shein"), 2_997  # entity ids: those a digest watches, and invented ones
_PROPOSED = 0.15  # share of the invented ones that no catalogue lists
_TOPICS = (
    "de-minimis-and-customs",
    "fees-and-pricing",
    "logistics-fulfilment",
    "platform-regulation",
    "tariffs-and-duties",
    "payments-and-finance",
    "competition",
    "company-results",
    "labour",
    "consumer-safety",
)
_KINDS = ("ORG", "ORG", "PRODUCT", "ORG", "GPE", "ORG", "PERSON", "ORG", "EVENT", "ORG")
_METRICS = ("revenue", "fee", "tariff_rate", "sales", "units_sold", "layoffs", "threshold", "price")
_REPRINTS = 0.4
_BATCH = 20_000
_FILLER = (
    "Carriers said that space on the lane stayed short and that contracts for the spring are being written late.",
    "The association of merchants asked for a transition of at least six months before the rule is applied.",
    "Warehouses near the port are leased for three years, and their rents have not followed the freight rates.",
    "An analyst of the house expects that margins stay thin until the returns of the holiday season are counted.",
    "卖家表示，旺季的仓位已经订满，春季合同迟迟没有落定。",
    "业内人士认为，新规的过渡期至少需要半年，中小商家的合规成本会明显上升。",
    "港口附近的仓库租约多为三年，租金并没有跟着运价下跌。",
)


@dataclass(frozen=True, slots=True)
class Size:
    """What is built."""

    articles: int
    weeks: int = 104
    seed: int = 7

    @property
    def name(self) -> str:
        """File name: a store that was built once is used again."""
        return f"digest-{self.articles}-{self.weeks}-{self.seed}.db"


def build_store(path: Path, size: Size) -> float:
    """Make the file; the seconds it took. An unfinished one is begun anew."""
    began = time.perf_counter()
    part = path.with_suffix(".part")
    for leftover in part.parent.glob(f"{part.name}*"):
        leftover.unlink()
    open_store(part).close()
    with sqlite3.connect(part, isolation_level=None) as conn:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -400000",
            "temp_store = FILE",
        ):
            conn.execute(f"PRAGMA {pragma}")
        indexes = conn.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            conn.execute(f'DROP INDEX "{name}"')
        conn.execute("BEGIN")
        _write_sources(conn)
        world = _World(size)
        for first in range(0, size.articles, _BATCH):
            world.write(conn, first, min(first + _BATCH, size.articles))
        conn.execute("COMMIT")
        for _, sql in indexes:
            conn.execute(sql)
        conn.execute("PRAGMA journal_mode = WAL")
    conn.close()
    part.rename(path)
    return time.perf_counter() - began


def _write_sources(conn: sqlite3.Connection) -> None:
    rows = [
        (
            f"source-{n:03d}",
            f"Source {n}",
            "feed",
            f"https://s{n}.example/feed",
            _lang(n),
            "UTC",
            f"house-{n % 60}",
        )
        for n in range(SOURCES)
    ]
    _insert(conn, "sources", ("id", "name", "kind", "url", "lang", "timezone", "family"), rows, _SOURCE_REST)


_SOURCE_REST = {
    "group": "press", "region": "", "topics": "[]", "enabled": 1, "disabled_reason": "", "note": "", "link_css": "",
}  # fmt: skip


def _lang(source: int) -> str:
    return ("en", "zh-Hans", "en", "zh-Hans", "zh-Hant")[source % 5]


def _insert(
    conn: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
    rest: dict[str, object] | None = None,
) -> None:
    """Insert rows; ``rest``: columns that are the same in all of them."""
    fixed = rest or {}
    names = ", ".join(f'"{name}"' for name in (*columns, *fixed))
    marks = ", ".join("?" * (len(columns) + len(fixed)))
    more = tuple(fixed.values())
    conn.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', (row + more for row in rows))


class _World:
    """Draws articles in the order of their publication; the same size and seed give the same store."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = np.random.default_rng(size.seed)
        others = [f"invented-{n:04d}" for n in range(_OTHERS)]
        self.ids = [*_KNOWN, *others]
        self.printed = [name.capitalize() for name in _KNOWN] + [
            f"Invented {n:04d} Ltd" for n in range(_OTHERS)
        ]
        weight = 1 / (np.arange(len(self.ids)) + 8.0)
        self.entity = np.cumsum(weight / weight.sum())
        self.proposed = self.random.random(len(self.ids)) < _PROPOSED
        self.proposed[: len(_KNOWN)] = False
        self.topic = np.cumsum(np.array([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) / 55)
        self.source = np.cumsum(self.random.dirichlet(np.ones(SOURCES) * 2))
        self.bodies = ["\n".join(self.random.permutation(_FILLER).tolist() * 2) for _ in range(64)]
        self.words = [f"word{n}" for n in range(20_000)]
        self.word = np.cumsum(1 / (np.arange(20_000) + 30.0))
        self.word /= self.word[-1]
        self.recent: list[int] = []  # articles that may be reprinted
        self.story: dict[int, str] = {}

    def draw(self, cumulative: np.ndarray, n: int) -> list[int]:
        """``n`` places of a discrete distribution."""
        found: list[int] = np.searchsorted(cumulative, self.random.random(n)).tolist()
        return found

    def write(self, conn: sqlite3.Connection, first: int, end: int) -> None:
        """Articles first to end (excluded), with everything that is said of them."""
        n = end - first
        tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in _COLUMNS}
        span = timedelta(weeks=self.size.weeks)
        sources = self.draw(self.source, n)
        reprints = (self.random.random(n) < _REPRINTS).tolist()
        counts = {name: self.random.poisson(mean, n).tolist() for name, mean in _MEANS.items()}
        words = iter(self.draw(self.word, 40 * n))
        for at in range(n):
            number = first + at + 1
            moment = NEWEST - span + span * ((number - 1) / self.size.articles)
            source = self._alive(sources[at], moment)
            article = _Article(number, source, moment, [next(words) for _ in range(40)])
            original = self._original(number) if reprints[at] else None
            self.story[number] = story = self.story[original] if original else f"s-{number:012d}"
            tables["story_links"].append((number, story, original or number, original, "drawn", None))
            self._say(tables, article, {name: found[at] for name, found in counts.items()})
            self.recent.append(number)
        self.recent = self.recent[-600:]
        self.story = {number: self.story[number] for number in self.recent}
        for name, rows in tables.items():
            _insert(conn, name, _COLUMNS[name], rows, _REST.get(name))

    def _alive(self, source: int, moment: datetime) -> int:
        quiet = source < DEAD and moment > NEWEST - timedelta(weeks=2 * (source + 1))
        return SOURCES - 1 - source if quiet else source

    def _original(self, number: int) -> int | None:
        """An article of the last hours that is reprinted: few are, and these often."""
        if len(self.recent) < 2:
            return None
        back = int(self.random.pareto(1.5) * 40) + 1
        return self.recent[-min(back, len(self.recent))]

    def _say(
        self, tables: dict[str, list[tuple[object, ...]]], article: _Article, counts: dict[str, int]
    ) -> None:
        number, chinese = article.number, _lang(article.source) != "en"
        things = list(dict.fromkeys(self.draw(self.entity, max(1, counts["mentions"]))))
        text, places = "", []
        for thing in things[:4]:
            name, amount = self.printed[thing], (number * 7 + thing) % 97 + 1
            start = len(text)
            text += (
                f"{name}表示，今后的费用将上调{amount}%，卖家须在三十天内答复。\n"
                if chinese
                else f"{name} said that its fee will rise by {amount}% and asked sellers to answer within a month.\n"
            )
            places.append((thing, start, name, text.index(f"{amount}%", start), amount))
        text += self.bodies[number % len(self.bodies)]
        title = f"{self.printed[things[0]]} {'调整费用' if chinese else 'changes its fees'} {number % 9973}"
        article.write(tables, title, text, chinese)
        self._mentions(tables, number, places, counts["mentions"], title)
        for n, (thing, _, _, figure, amount) in enumerate(places[: counts["figures"]]):
            metric = _METRICS[(number + thing) % len(_METRICS)]
            value = (self.ids[thing], metric, f"{amount}%", str(amount), float(amount))
            tables["figures"].append((number, n, figure, figure + len(f"{amount}%"), *value))
        for n, (thing, at, _, figure, _) in enumerate(places[: counts["sentiments"]]):
            polarity = (number + thing) % 3 - 1
            tables["sentiments"].append((number, n, at, figure, self.ids[thing], polarity, 0.6 * polarity))
        for n, topic in enumerate(dict.fromkeys(self.draw(self.topic, max(1, counts["topics"])))):
            tables["topics"].append((number, n, _TOPICS[topic], 3.0 - n, json.dumps(["fee", "费用"])))
        if number % 8 == 0:
            day = (article.moment + timedelta(days=number % 200)).date().isoformat()
            quote = text[: text.index("\n")]
            tables["policies"].append((number, 0, f"{number % 40}/2026", "EU", day, 0, len(quote), quote))

    def _mentions(
        self,
        tables: dict[str, list[tuple[object, ...]]],
        number: int,
        places: list[tuple[int, int, str, int, int]],
        wanted: int,
        title: str,
    ) -> None:
        rows = tables["mentions"]
        name = places[0][2]
        spans = [(places[0][0], title.index(name), name, 1)]
        spans += [(thing, start, printed, 0) for thing, start, printed, _, _ in places]
        for n, (thing, start, printed, in_title) in enumerate(spans[: wanted + 1]):
            kind = _kind(thing)
            known = self.ids[thing], in_title, int(self.proposed[thing])
            rows.append((number, n, start, start + len(printed), printed, kind, *known))
        for place, (thing, *_) in enumerate(places[:3]):
            role = ("subject", "actor", "affected", "source", "passing", "promotion")[(thing + place) % 6]
            counted = 1 + (place == 0), int(place == 0), int(self.proposed[thing])
            tables["roles"].append((number, self.ids[thing], _kind(thing), role, 0.5 / (place + 1), *counted))


def _kind(thing: int) -> str:
    return _KINDS[thing % 10] if thing >= len(_KNOWN) else "ORG"


@dataclass(frozen=True, slots=True)
class _Article:
    number: int
    source: int
    moment: datetime
    words: list[int]

    def write(
        self, tables: dict[str, list[tuple[object, ...]]], title: str, text: str, chinese: bool
    ) -> None:
        """Its own row and those that only say that it was read."""
        number, source = self.number, f"source-{self.source:03d}"
        url = f"https://s{self.source}.example/{self.moment:%Y/%m/%d}/parcels-wait-longer-at-the-border-{number}.html"
        published, fetched = (
            f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (self.moment, self.moment + timedelta(hours=2))
        )
        lang = _lang(self.source) if chinese else "en"
        sha = f"{number * 2654435761 % 2**64:064x}"
        tables["articles"].append((number, url, source, title, lang, published, fetched, fetched, sha, text))
        tables["taggings"].append((number, VERSION, " ".join(sorted({f"word{n}" for n in self.words}))))
        tables["evidence"].append((number, 0.5 + number % 5 / 10))
        tables["candidates"].append((url, source, fetched, number))


_MEANS = {"mentions": 3.0, "figures": 1.7, "sentiments": 0.9, "topics": 1.8}
_COLUMNS = {
    "articles": [
        "id", "url", "source_id", "title", "lang", "published_at", "first_fetched_at", "fetched_at", "text_sha256",
        "text",
    ],
    "candidates": ["url", "source_id", "discovered_at", "article_id"],
    "taggings": ["article_id", "version", "words"],
    "evidence": ["article_id", "score"],
    "story_links": ["article_id", "story_id", "root_id", "reprint_of", "reason", "similarity"],
    "mentions": ["article_id", "n", "start", "end", "quote", "type", "id", "in_title", "provisional"],
    "roles": ["article_id", "id", "type", "role", "salience", "mentions", "in_title", "provisional"],
    "figures": ["article_id", "n", "start", "end", "subject", "metric", "quote", "value", "value_real"],
    "sentiments": ["article_id", "n", "sent_start", "sent_end", "id", "polarity", "score"],
    "topics": ["article_id", "n", "topic", "score", "evidence"],
    "policies": ["article_id", "n", "doc_number", "jurisdiction", "effective_on", "start", "end", "quote"],
}  # fmt: skip
_REST: dict[str, dict[str, object]] = {
    "articles": {
        "date_only": 0, "date_source": "feed", "published_raw": "", "declared_lang": "", "description": "",
        "extractor": VERSION,
    },
    "candidates": {"date_source": "feed", "outcome": "article", "detail": "", "attempts": 0},
    "evidence": {"dated": 1, "sourced": 1, "figures": 1, "attributed": 1, "promotional": 0, "grade": "B"},
    "mentions": {"found_by": "lexicon"},
    "figures": {
        "kind": "percent", "unit": "%", "direction": "up", "change_role": "by", "modality": "actual", "rule": "drawn",
        "confidence": 0.8,
    },
    "sentiments": {"evidence": "[]"},
    "policies": {"action": "effective", "rates": "[]", "thresholds": "[]", "scope": '["parcels"]'},
}  # fmt: skip
