"""``tradewind extract --explain``: for files, for what the store keeps, for people and for programs."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from storeroom import candidate, discovery, fold, page, source
from webpages import EN, HANS, TITLES, article_html

from crawler.extract import extract_page
from store.articles import save_discovery, save_fetched, save_sources
from store.db import open_store
from store.pages import open_pages, pages_path
from store.records import Article, Fetched, Reason
from tests.newsdesk import inside

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
KEPT, SHORT, LOST = (f"https://harbour.example/{name}" for name in ("kept", "short", "lost"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store: an article and a refusal whose pages are kept, and an article whose page is not."""
    folder = tmp_path_factory.mktemp("desk")
    assert inside(folder, "init").code == 0
    bodies = {
        "kept": article_html("en"),
        "short": article_html("en", paragraphs=("Too short.",)),
        "lost": article_html("en", title="Another headline for the port", paragraphs=tuple(reversed(EN))),
    }
    store = folder / "tradewind.db"
    with closing(open_store(store)) as db, open_pages(pages_path(store)) as archive:
        save_sources(db, [source()])
        save_discovery(db, discovery(*(candidate(path) for path in bodies), at=AT))
        for path, body in bodies.items():
            raw = page(path, body.encode(), at=AT)
            made = extract_page(raw, source=source(), now=AT)
            if isinstance(made, Article):
                # As if the last line had been learned to return on other articles of the site.
                made = replace(made, text=made.text.rpartition("\n")[0], paragraphs=made.paragraphs[:-1])
            raw = replace(raw, keep=path != "lost")
            found = Fetched(candidate_url=raw.url, source_id="harbour", at=AT, page=raw, result=made)
            save_fetched(db, archive, [found], fold=fold)
    return folder


def test_a_file_is_explained_to_people(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(article_html("hans"), encoding="utf-8")
    (tmp_path / "b.html").write_bytes(b"")
    done = inside(tmp_path, "extract", "--explain", "a.html", "b.html")
    assert done.code == 0, done.err
    first, _, second = done.out.partition("\n\nb.html\n")
    lines = first.splitlines()
    assert lines[0] == "a.html"
    assert "title: 蓝鲸平台下调服装类目佣金" in lines
    assert "lang: zh-Hans" in lines
    assert any(line.startswith("  because: ") for line in lines)
    assert any(line.startswith("cut from the text: ") for line in lines)
    assert second.splitlines()[0].startswith("rejected: empty")


def test_a_file_is_explained_to_programs(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(article_html("hant"), encoding="utf-8")
    done = inside(tmp_path, "extract", "--explain", "--json", "a.html")
    assert done.code == 0, done.err
    (row,) = done.lines()
    assert row["id"] == "a.html"
    assert row["fields"]["lang"]["value"] == "zh-Hant"
    assert row["fields"]["title"]["rule"]
    assert row["measures"]["encoding"]
    assert (row["url"], row["fields"]["url"]["value"]) == ("", "")  # nobody has said where the file is from


def test_a_text_file_is_explained_as_text(tmp_path: Path) -> None:
    lines = (
        TITLES["hans"],
        "2026年11月5日 09:30",
        *HANS,
        "（本文转载自《南洋晨报》）",
        "扫一扫关注我们的微信公众号",
    )
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    done = inside(tmp_path, "extract", "--explain", "--json", "a.txt")
    assert done.code == 0, done.err
    (row,) = done.lines()
    told = {name: field["value"] for name, field in row["fields"].items()}
    assert (told["title"], told["origin"], told["lang"]) == (TITLES["hans"], "南洋晨报", "zh-Hans")
    assert told["published_at"] == "2026-11-05T09:30:00+08:00"
    assert "扫一扫关注我们的微信公众号" in {cut["text"] for cut in row["cut"]}
    plain = inside(tmp_path, "extract", "a.txt").lines()[0]
    assert (plain["title"], plain["origin"]) == (told["title"], told["origin"])


def test_a_stored_article_is_explained_from_its_raw_page(desk: Path) -> None:
    done = inside(desk, "extract", "--explain", "--json", KEPT)
    assert done.code == 0, done.err
    (row,) = done.lines()
    assert row["fields"]["title"]["value"] == "Bluefin cuts commission for clothing sellers"
    assert {"rule": "returns on several articles of this site", "text": EN[-1]} in row["cut"]


def test_a_stored_refusal_is_explained_with_its_measures(desk: Path) -> None:
    done = inside(desk, "extract", "--explain", SHORT)
    assert done.code == 0, done.err
    assert f"rejected: {Reason.TOO_SHORT}" in done.out
    assert "least characters 180" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--explain", LOST), "no raw copy of"),
        (("--explain", "https://harbour.example/nowhere"), "the store has no page at"),
        (("--explain", "http://"), "not an address"),
        (("--explain", "missing.html"), "cannot be read"),
        (("--explain",), "nothing to explain"),
        (("--json", "missing.html"), "It goes with --explain"),
    ],
)
def test_what_cannot_be_explained_is_said_plainly(desk: Path, arguments: tuple[str, ...], said: str) -> None:
    done = inside(desk, "extract", *arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_addresses_need_a_store(tmp_path: Path) -> None:
    done = inside(tmp_path, "extract", "--explain", KEPT)
    assert done.code != 0
    assert "there is no store yet" in done.err
