"""From real articles through the tagger and the store to "Most cited": who is cited stands there, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from storeroom import fetched, fold, source

from digests.digest import build_digest
from digests.frames import ENTITY, build_frames
from digests.parts import Digest
from digests.render import render_html, render_text
from digests.weeks import bounds, parse_week, shift
from nlp.annotate import annotate
from nlp.usual_names import usual_names
from store.annotations import replace_annotations
from store.articles import save_fetched, save_sources, untagged
from store.db import open_store
from store.digest_rows import load_digest_rows
from store.pages import open_pages
from store.queries import connect_readonly, load_texts
from store.records import Annotations, Lang

WEEK, ZONE = parse_week("2026-W46"), "UTC"
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)

# Six stories of four papers. Reuters stands behind four of them, eMarketer behind three; Bloomberg behind two, which
# is too few. A promotion at the end of one names PayPal.
ARTICLES = (
    (
        "harbour", Lang.EN, "Temu raises delivery fees in Spain",
        "Temu will raise delivery fees for sellers in Spain by 8% from December.\n\nThe change was first reported by"
        " Reuters. Temu did not say how many sellers pay the fee.",
    ),
    (
        "harbour", Lang.EN, "Shein opens depot in Wroclaw",
        "Shein opened its third Polish depot on Tuesday, with room for 40,000 parcels a day.\n\nOnline fashion sales"
        " in Poland will grow 11% this year, according to eMarketer.\n\nShein plans to hire 900 people,"
        " Bloomberg reported.",
    ),
    (
        "tide", Lang.EN, "Walmart pauses seller sign-ups",
        "Walmart stopped taking new sellers from abroad this week while it checks their papers.\n\nThe pause may last"
        " until January, Reuters reported, citing two people.\n\nWalmart's marketplace grew 20% last year, eMarketer"
        " estimates.\n\nSign up for our newsletter now and get paid faster with PayPal.",
    ),
    (
        "tide", Lang.EN, "EU drops exemption for small parcels",
        "The European Commission said on Wednesday that the exemption for parcels under 150 euros ends in July.\n\n"
        "Temu and Shein would pay most of the duty, according to Reuters.",
    ),
    (
        "gangwan", Lang.ZH_HANT, "蝦皮調高手續費",
        "蝦皮宣布,明年1月起成交手續費調高0.5個百分點。\n\n據路透社報導,蝦皮今年已是第二次調價。\n\n彭博社引述知情人士稱,蝦皮明年還會再漲。",
    ),
    (
        "chuhai", Lang.ZH_HANS, "TikTok Shop在德国开放全托管",
        "TikTok Shop周四宣布,德国站全托管模式开放入驻,首批只招家居类目。\n\n据eMarketer预测,德国社交电商规模明年将达到90亿欧元。",
    ),
)  # fmt: skip


def _digest(folder: Path, said: Callable[[Annotations], Annotations] = lambda made: made) -> Digest:
    """The digest of a store that holds the articles, tagged, and changed by ``said``."""
    db = open_store(folder / "news.db")
    with closing(db), open_pages(folder / "news.pages.db") as archive:
        save_sources(db, [source(key, family=key) for key in dict.fromkeys(row[0] for row in ARTICLES)])
        pages = [
            fetched(f"p{number}", text, of=key, at=MONDAY, lang=lang, title=title, published_at=MONDAY)
            for number, (key, lang, title, text) in enumerate(ARTICLES)
        ]
        save_fetched(db, archive, pages, fold=fold)
        for article in untagged(db, "none", after_id=0, limit=100):
            assert replace_annotations(db, [said(annotate(article))]) == []
    start, _ = bounds(shift(WEEK, -13), ZONE)
    newest, end = bounds(WEEK, ZONE)
    with closing(connect_readonly(folder / "news.db")) as conn:
        rows = load_digest_rows(conn, start=start, end=end, newest_start=newest)
        frames = build_frames(rows, week=WEEK, zone=ZONE)
        return build_digest(frames, texts=lambda ids: load_texts(conn, ids), names=usual_names())


@pytest.mark.slow
def test_whom_the_week_cites_is_told_apart_from_what_it_is_about(tmp_path: Path) -> None:
    digest = _digest(tmp_path)
    assert [(line.name.id, line.stories, line.houses) for line in digest.cited] == [
        (ENTITY + "reuters", 4, 3),
        (ENTITY + "emarketer", 3, 3),
    ]
    for lang, heading, name in (
        ("en", "Most cited", "Reuters"),
        ("zh", "引用最多", "路透社"),
        ("zh-Hant", "引用最多", "路透社"),
    ):
        text = render_text(digest, lang)
        section = text[text.index(heading) :].split("\n\n")
        assert name in "".join(section[:4])
        assert "Bloomberg" not in "".join(section[:4])  # one house's word only
        assert "PayPal" not in text
        assert heading in render_html(digest, lang)
    assert digest.blind.unread == 0


@pytest.mark.slow
def test_articles_of_other_rules_are_told_and_not_counted(tmp_path: Path) -> None:
    older = iter(range(len(ARTICLES)))

    def said(made: Annotations) -> Annotations:
        return replace(made, version="older", roles=()) if next(older) == 0 else made

    digest = _digest(tmp_path, said)
    assert digest.blind.unread == 1
    assert digest.articles == len(ARTICLES)
    assert [(line.name.id, line.stories) for line in digest.cited] == [
        (ENTITY + "emarketer", 3),
        (ENTITY + "reuters", 3),
    ]
    assert "1 article of these weeks not yet read" in render_text(digest, "en")
