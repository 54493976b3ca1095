"""The rows of a digest against a reading of every row: whatever came late, was revised, tagged anew or left untagged."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.frames import ENTITY, TOPIC, Frames, build_frames
from digests.weeks import bounds, parse_week, shift
from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources
from store.db import Database, open_store
from store.digest_rows import load_article_rows, load_digest_rows, load_figures_of
from store.links import save_links
from store.pages import open_pages
from store.queries import connect_readonly
from store.records import (
    Annotations,
    DigestRows,
    EarlierRows,
    Figure,
    Fingerprint,
    Mention,
    Role,
    Sentiment,
    StoryLink,
    Topic,
)
from tests.storeroom import fetched, fold, source

WEEK, ZONE = parse_week("2026-W46"), "UTC"
START, END = bounds(shift(WEEK, -6), ZONE)[0], bounds(WEEK, ZONE)[1]
NEWEST = bounds(WEEK, ZONE)[0]
THINGS = ("temu", "shein", "amazon", "ups", "nobody-knows")
ROLES = ("subject", "actor", "affected", "source", "passing", "promotion")
TEXT = "Temu and Shein and Amazon and UPS and Nobody raise fees by 5%."


def annotated(chance: random.Random, number: int, version: str) -> Annotations:
    """What one reading of the text says; no two readings say the same."""
    named = chance.sample(THINGS, chance.randint(0, 4))
    mentions = tuple(
        Mention(start=0, end=4, quote="Temu", type="ORG", id=name, provisional=name == THINGS[-1])
        for name in named
    )
    roles = tuple(
        Role(
            id=name,
            type="ORG",
            role=chance.choice(ROLES),
            salience=chance.choice((0.1, 0.3)),
            mentions=1,
            in_title=False,
            provisional=name == THINGS[-1],
        )
        for name in named
    )
    at = TEXT.index("5%")
    figures = (
        Figure(start=at, end=at + 2, quote="5%", kind="percent", subject="temu", metric="fee", unit="%"),
    )
    return Annotations(
        article_id=number,
        version=version,
        mentions=mentions,
        roles=roles if chance.random() < 0.7 else (),
        figures=figures if chance.random() < 0.5 else (),
        sentiments=tuple(
            Sentiment(sent_start=0, sent_end=4, id=name, polarity=1, score=0.5) for name in named[:1]
        ),
        topics=tuple(
            Topic(topic=name, score=1.0) for name in chance.sample(("fees", "duties"), chance.randint(0, 2))
        ),
    )


def fill(db: Database, folder: Path, seed: int) -> None:
    """Seven weeks and a little more: late arrivals, revisions, texts read anew or not read, reprints."""
    chance = random.Random(seed)
    save_sources(db, [source(), source("tide", family="harbour"), source("quay")])
    with open_pages(folder / "news.pages.db") as archive:
        for n in range(chance.randint(0, 40)):
            published = START + (END - START) * chance.uniform(-0.1, 1.1)
            of = chance.choice(("harbour", "tide", "quay"))
            seen = published + timedelta(hours=chance.choice((1, 1, 1, 400)))
            item = fetched(f"p{n}", TEXT, of=of, at=seen, published_at=published.replace(microsecond=0))
            save_fetched(db, archive, [item], fold=fold)
            if chance.random() < 0.2:  # the page changed: the article is untagged until it is read again
                save_fetched(
                    db,
                    archive,
                    [fetched(f"p{n}", TEXT + " More.", of=of, at=seen + timedelta(days=1))],
                    fold=fold,
                )
            if chance.random() < 0.8:
                number = db.conn.execute("SELECT max(id) FROM articles").fetchone()[0]
                for version in ("1",) if chance.random() < 0.8 else ("1", "2"):
                    replace_annotations(db, [annotated(chance, number, version)])
    ids = [row[0] for row in db.conn.execute("SELECT id FROM articles ORDER BY id")]
    links: list[StoryLink] = []
    for number in ids:
        root = chance.choice([each for each in ids if each <= number])
        root = root if root == number or root in {link.root_id for link in links} else number
        story = f"s-{root}"
        links.append(
            StoryLink(
                article_id=number,
                story_id=story,
                root_id=root,
                reprint_of=None if root == number else root,
                reason="x",
            )
        )
    kept = [link for link in links if chance.random() < 0.9 or link.reprint_of is None]
    save_links(
        db, [Fingerprint(article_id=x.article_id, version="f", bands=(1,), shingles=1) for x in kept], kept
    )


def every_row(conn: sqlite3.Connection, as_of: datetime | None) -> DigestRows:
    """The same by reading the whole tables and choosing in Python: nothing of store.digest_rows but the form."""

    def table(name: str) -> list[dict[str, Any]]:
        cursor = conn.execute(f'SELECT * FROM "{name}"')
        return [dict(zip([item[0] for item in cursor.description], row, strict=True)) for row in cursor]

    def text(moment: datetime) -> str:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    links = {row["article_id"]: row for row in table("story_links")}
    read = {row["article_id"]: row["version"] for row in table("taggings")}
    house = {row["id"]: row["family"] or row["id"] for row in table("sources")}
    articles = [
        {
            **{name: row[name] for name in ("source_id", "lang", "url", "title", "published_at")},
            "article_id": row["id"],
            "family": row["publisher"] or house[row["source_id"]],
            **{name: links.get(row["id"], {}).get(name) for name in ("story_id", "root_id", "reprint_of")},
            "tagged": read.get(row["id"]),
        }
        for row in table("articles")
        if row["published_at"]
        and text(START) <= row["published_at"] < text(END)
        and (as_of is None or row["first_fetched_at"] < text(as_of))
    ]
    inside = {row["article_id"] for row in articles}
    tables = {
        name: tuple(row for row in table(name) if row["article_id"] in inside)
        for name in ("mentions", "roles", "figures", "sentiments", "topics", "policies")
    }
    sources = tuple({"source_id": key, "name": key, "enabled": 1} for key in sorted(house))
    return DigestRows(start=START, end=END, as_of=as_of, articles=tuple(articles), sources=sources, **tables)  # type: ignore[arg-type]


def counted(frames: Frames) -> dict[str, Any]:
    """All that is counted, without ids of the file."""
    stories = frames.stories
    return {
        "articles": frames.articles[
            ["url", "source_id", "family", "lang", "title", "at", "story"]
        ].values.tolist(),
        "stories": stories[["story", "at", "source", "house", "articles", "houses"]].values.tolist(),
        "about": sorted(map(tuple, frames.about.values.tolist())),
        "members": frames.members.values.tolist(),
        "things": frames.things.values.tolist(),
        "cited": frames.cited.values.tolist(),
        "seen": frames.seen,
        "stated": frames.stated,
        "unread": frames.unread,
        "series": frames.tested.counts.series,
        "counts": frames.tested.counts.stories.tolist(),
        "totals": frames.tested.counts.totals.tolist(),
        "witnesses": frames.tested.witnesses.tolist(),
        "surfaces": {name: frames.surfaces.of(name) for name in THINGS},
        "week": [
            len(frames.of_week(getattr(frames.rows, name)))
            for name in ("mentions", "roles", "figures", "topics")
        ],
    }


def members_by_hand(rows: DigestRows, unread: frozenset[int]) -> Counter[tuple[str, str]]:
    """(url, series) as digests.attention puts it into words, one row after the other."""
    url = {row["article_id"]: row["url"] for row in rows.articles if row["article_id"] not in unread}
    told = {row["article_id"] for row in rows.roles}
    sold = {(row["article_id"], row["id"]) for row in rows.roles if row["role"] == "promotion"}
    about = {
        (row["article_id"], ENTITY + row["id"])
        for row in rows.roles
        if row["role"] in ("subject", "actor", "affected")
        or (row["role"] == "passing" and row["salience"] >= 0.2)
        if not row["provisional"]
    }
    about |= {
        (row["article_id"], ENTITY + row["id"])
        for row in rows.mentions
        if row["article_id"] not in told
        and not row["provisional"]
        and (row["article_id"], row["id"]) not in sold
    }
    about |= {(row["article_id"], TOPIC + row["topic"]) for row in rows.topics}
    return Counter((url[article], series) for article, series in about if article in url)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), known_days=st.none() | st.integers(0, 60))
def test_columns_say_what_every_row_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, known_days: int | None
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    with closing(open_store(folder / "news.db")) as db:
        fill(db, folder, seed)
    as_of = None if known_days is None else START + timedelta(days=known_days)
    with closing(connect_readonly(folder / "news.db")) as conn:
        rows = load_digest_rows(conn, start=START, end=END, newest_start=NEWEST, as_of=as_of, names=THINGS)
        naive = every_row(conn, as_of)
    frames, other = (build_frames(each, week=WEEK, zone=ZONE, weeks=6) for each in (rows, naive))
    told, expected = counted(frames), counted(other)
    # Of earlier figures only those are read that the newest week repeats: nobody asks for the others.
    repeated = {
        tuple(row[name] for name in ("subject", "metric", "kind", "value", "currency", "unit"))
        for row in rows.figures
    }
    assert told.pop("stated") == expected.pop("stated") & repeated
    assert told == expected
    url = dict(zip(frames.articles["article_id"], frames.articles["url"], strict=True))
    found = Counter((url[article], series) for article, series in frames.about.values.tolist())
    assert found == members_by_hand(naive, other.unread)
    assert sorted(row["id"] for row in frames.rows.sentiments) == sorted(
        row["id"] for row in other.rows.sentiments
    )


def test_what_is_quoted_of_the_weeks_before_is_asked_for(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "news.db")) as db:
        fill(db, tmp_path, 4)
    with closing(connect_readonly(tmp_path / "news.db")) as conn:
        whole = load_digest_rows(conn, start=START, end=END, newest_start=START)
        assert not list(whole.earlier.articles["article_id"])
        ids = [row["article_id"] for row in whole.articles][::3]
        some = load_article_rows(conn, ids)
    assert len(ids) > 3

    def of(rows: tuple[Mapping[str, Any], ...]) -> Iterator[Mapping[str, Any]]:
        return (row for row in rows if row["article_id"] in ids)

    for name in ("articles", "mentions", "roles", "figures", "sentiments", "topics", "policies"):
        assert list(getattr(some, name)) == list(of(getattr(whole, name))), name
    assert replace(some, articles=()).earlier == EarlierRows()


def test_figures_of_a_thing_are_those_of_the_articles_asked_for(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "news.db")) as db:
        fill(db, tmp_path, 4)
    with closing(connect_readonly(tmp_path / "news.db")) as conn:
        stating = [row["article_id"] for row in every_figure(conn)]
        assert len(stating) > 3
        assert not any(row["value"] for row in every_figure(conn))
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn, conn:
        conn.execute("UPDATE figures SET value = '5' WHERE article_id <> ?", (stating[1],))
    with closing(connect_readonly(tmp_path / "news.db")) as conn:
        found = load_figures_of(conn, [("temu", "fee"), ("ups", "fee")], first=stating[0], last=stating[-2])
        assert not load_figures_of(conn, [("temu", "price"), ("ups", "fee")], first=0, last=stating[-1])
        assert [row["article_id"] for row in found] == [stating[0], *stating[2:-1]]
        assert list(found) == [
            row for row in every_figure(conn) if row["article_id"] in stating[:-1] and row["value"]
        ]


def every_figure(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every figure as a dict, by article."""
    cursor = conn.execute("SELECT * FROM figures ORDER BY article_id, n")
    return [dict(zip([item[0] for item in cursor.description], row, strict=True)) for row in cursor]
