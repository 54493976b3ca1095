"""The store is a plain SQLite file: real Datasette opens it as it is and shows every view."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsdesk import inside, write_texts

pytest.importorskip("datasette", reason="comes with the extra 'web'")
pytestmark = pytest.mark.slow


def get(folder: Path, address: str) -> list[dict[str, object]]:
    """Ask a Datasette that serves the store, immutable, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "datasette", "-i", "tradewind.db", "--get", address],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert isinstance(rows, list)
    return rows


def test_datasette_shows_articles_and_mentions_with_their_addresses(tmp_path: Path) -> None:
    write_texts(tmp_path)
    assert inside(tmp_path, "import", "texts").code == 0
    assert inside(tmp_path, "tag").code == 0
    articles = get(tmp_path, "/tradewind/v_article.json?_shape=array")
    assert len(articles) == 3
    mentions = get(tmp_path, "/tradewind/v_mention.json?_shape=array&id=shein")
    assert mentions
    assert {row["url"] for row in mentions} <= {row["url"] for row in articles}
