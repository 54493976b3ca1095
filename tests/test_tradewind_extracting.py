"""tradewind.commands.extracting: text files beside pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from webpages import EN, HANS, TITLES

from crawler.extract import MAX_BYTES
from tradewind.commands.extracting import extract_rows, rows_of_paths


def rows(*paths: Path) -> list[dict[str, object]]:
    return list(extract_rows(rows_of_paths(paths), workers=1))


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_text_file_is_read_as_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(
        "\n".join((TITLES["hans"], "2026-11-05", *HANS, "扫码关注我们的公众号")), encoding="utf-8"
    )
    (row,) = rows(path)
    assert (row["id"], row["url"], row["title"]) == (str(path), "", TITLES["hans"])
    assert (row["text"], row["lang"], row["published_at"]) == ("\n".join(HANS), "zh-Hans", "2026-11-05")
    paragraphs = row["paragraphs"]
    assert isinstance(paragraphs, list)
    assert [line["kind"] for line in paragraphs] == ["paragraph"] * len(HANS)


def test_what_is_no_text_is_a_row_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_bytes(b"")
    (tmp_path / "some.txt").write_text("\n".join((TITLES["en"], *EN)), encoding="utf-8")
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(MAX_BYTES + 7)
    found = rows(tmp_path / "none.txt", tmp_path / "some.txt", tmp_path / "huge.md")
    assert [row.get("rejection") for row in found] == ["empty", None, "too-large"]
