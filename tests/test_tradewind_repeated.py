"""What returns on a site, from pages to a crawl's store, and in a batch of `tradewind extract`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.repeats import measure, naive, ours
from store.records import Article, Lang, LineKind, Paragraph, Reason, Rejection
from tests.newsdesk import inside, tradewind
from tests.origin import Answer, Origin, origin
from tradewind.commands.repeated import without_repeats

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
CONFIG = '[crawl]\nshipped_sources = false\ndelay = 0.0\nallow_hosts = ["127.0.0.1"]\n'

# Lines that no rule knows by their words: only the site tells that they are its own.
FOOT = (
    "The lighthouse on this page was drawn by the children of the harbour school.",
    "Harbour Street 9, back entrance, second bell",
)


def body(name: str, count: int = 4) -> list[str]:
    return [
        f"Paragraph {number} of {name}: warehouses in Ningbo said that parcels of {name} took {number + 3} days longer"
        " to clear customs than they had in the month before, and blamed the new forms."
        for number in range(count)
    ]


def article(name: str, *, of: str = "harbour.example", foot: tuple[str, ...] = FOOT) -> Article:
    lines = [*body(name), *foot]
    return Article(
        url=f"https://{of}/{name}",
        source_id="",
        title=name,
        text="\n".join(lines),
        lang=Lang.EN,
        fetched_at=NOW,
    )


def cut(*results: Article | Rejection, pages: int = 5_000) -> list[str]:
    """What comes of these: the lines below the body, and the reasons of refusals, in their order."""
    pairs = list(without_repeats(((n, result) for n, result in enumerate(results)), pages=pages))
    assert [number for number, _ in pairs] == list(range(len(results)))
    return [
        made.reason if isinstance(made, Rejection) else "|".join(made.text.split("\n")[4:])
        for _, made in pairs
    ]


def refused(name: str) -> Rejection:
    return Rejection(
        url=f"https://harbour.example/{name}", source_id="", at=NOW, reason=Reason.EMPTY, detail=""
    )


def test_a_batch_is_cut_in_its_order() -> None:
    own = article("own", foot=("The lighthouse stands.",))
    found = cut(
        article("a"), refused("x"), article("b"), own, article("c"), article("e", of="lantern.example")
    )
    assert found == ["", "empty", "", "The lighthouse stands.", "", "|".join(FOOT)]


def test_two_pages_of_a_site_prove_nothing_and_pages_without_an_address_are_of_none() -> None:
    whole = "|".join(FOOT)
    assert cut(article("a"), article("b")) == [whole] * 2
    assert cut(*(article(name, of="local.invalid") for name in "abcd")) == [whole] * 4
    assert cut() == []


def test_what_one_batch_has_learned_the_next_one_knows() -> None:
    whole = "|".join(FOOT)
    assert cut(*(article(name) for name in "abcd"), pages=3) == [""] * 4
    assert cut(*(article(name) for name in "abcd"), pages=2) == [whole] * 4
    assert cut(*(article(name) for name in "abcdef"), pages=3) == [""] * 6


def test_what_is_known_of_lines_moves_along() -> None:
    made = []
    for name in "abc":
        found = article(name, foot=(f"{name} | 3",))
        found = replace(found, text="\n".join([*FOOT, found.text]))
        places, start = [], 0
        for line in found.text.split("\n"):
            kind = LineKind.ROW if "|" in line else LineKind.PARAGRAPH
            places.append(Paragraph(start=start, end=start + len(line), kind=kind))
            start += len(line) + 1
        made.append((name, replace(found, paragraphs=tuple(places))))
    for name, result in without_repeats(made):
        assert isinstance(result, Article)
        lines = [result.text[line.start : line.end] for line in result.paragraphs]
        assert lines == [*body(name), f"{name} | 3"]
        assert result.paragraphs[-1].kind is LineKind.ROW


def test_a_failure_comes_behind_what_was_read_before_it() -> None:
    def results() -> Iterator[tuple[int, Article]]:
        yield from enumerate(map(article, "abc"))
        raise ValueError("the fourth file")

    rows = without_repeats(results())
    came = [next(rows)[1] for _ in range(3)]
    with pytest.raises(ValueError, match="fourth"):
        next(rows)
    assert all(isinstance(result, Article) and FOOT[0] not in result.text for result in came)


def test_pages_are_read_as_far_as_a_batch_goes() -> None:
    """Memory and the file are bounded: the source is asked for no more than one batch at a time."""
    asked = 0

    def results() -> Iterator[tuple[int, Article]]:
        nonlocal asked
        while True:
            asked += 1
            yield asked, article(f"n{asked}")

    rows = without_repeats(results(), pages=5)
    assert next(rows)[0] == 1
    assert asked == 5
    assert [next(rows)[0] for _ in range(5)] == [2, 3, 4, 5, 6]
    assert asked == 10


def test_in_invented_sites_their_lines_go_and_the_texts_stay() -> None:
    """benchmarks/repeats.py prints the same for more sites of more sizes."""
    cut_share, lost = measure(ours, 40, 8)
    assert cut_share > 0.97
    assert lost < 0.001
    assert measure(naive, 40, 8)[1] > 0.01  # the simple rule takes whole paragraphs


def page_html(name: str) -> str:
    """A page whose site prints its own lines as paragraphs of the article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in (*body(name), *FOOT))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report {name}</title></head>'
        f"<body><article><h1>Report {name}</h1>{paragraphs}</article></body></html>"
    )


def test_extract_of_many_files(tmp_path: Path) -> None:
    rows = []
    for name in ("one", "two", "three", "four"):
        (tmp_path / f"{name}.html").write_text(page_html(name), encoding="utf-8")
        rows.append(
            {"id": name, "url": f"https://harbour.example/{name}", "file": str(tmp_path / f"{name}.html")}
        )
    given = "".join(json.dumps(row) + "\n" for row in rows)
    done = inside(tmp_path, "extract", stdin=given)
    assert done.code == 0, done.err
    assert [(row["id"], row["text"].split("\n")) for row in done.lines()] == [
        (row["id"], body(row["id"])) for row in rows
    ]
    plain = inside(tmp_path, "extract", "--no-repeats", stdin=given).lines()
    assert [row["text"].split("\n") for row in plain] == [[*body(row["id"]), *FOOT] for row in rows]


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


def put(site: Origin, *names: str) -> list[str]:
    for name in names:
        site.answers[f"/{name}"] = Answer(body=page_html(name))
    return [site.url(f"/{name}") for name in names]


def store(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as conn:
        return conn.execute(sql).fetchall()


@pytest.mark.slow
def test_a_crawl_learns_and_the_next_one_knows(site: Origin, tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text(CONFIG, encoding="utf-8")
    feed = site.feed("/feed", put(site, "a", "b"))
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nid = "s"\nname = "S"\nkind = "feed"\nurl = "{feed}"\nlang = "en"\n', encoding="utf-8"
    )
    for code, command in ((0, "crawl"), (0, "tag"), (0, "link")):
        assert tradewind(tmp_path, command).code == code
    assert FOOT[0] in store(tmp_path, "SELECT text FROM articles")[0][0]
    site.feed("/feed", put(site, "a", "b", "c"))
    assert tradewind(tmp_path, "crawl").code == 0
    texts = store(tmp_path, "SELECT text FROM articles ORDER BY url")
    assert [text.split("\n") for (text,) in texts] == [body("a"), body("b"), body("c")]
    causes = store(tmp_path, "SELECT cause, count(*) FROM article_revisions GROUP BY cause")
    assert causes == [("extraction", 2)]
    counts = json.loads(store(tmp_path, "SELECT counts FROM runs ORDER BY id DESC LIMIT 1")[0][0])
    assert (counts["lines-learned"], counts["articles-recut"]) == (2, 3)

    site.feed("/feed", put(site, "a", "b", "c", "d"))
    assert tradewind(tmp_path, "crawl", "--recheck").code == 0
    assert store(tmp_path, "SELECT text FROM articles WHERE url LIKE '%/d'") == [("\n".join(body("d")),)]
    assert store(tmp_path, "SELECT count(*) FROM article_revisions") == [(2,)]  # no page has changed
    assert tradewind(tmp_path, "tag").code == 0
    assert store(tmp_path, "SELECT count(*) FROM taggings WHERE version IS NULL") == [(0,)]
