"""Crawls in processes of their own: start one, run one, look into its database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def start(db: Path, sources: list[dict[str, Any]], **job: Any) -> subprocess.Popen[str]:
    options = {"allow_hosts": ["127.0.0.1"], **job.pop("options", {})}
    rows = [
        {"id": f"s{number}", "name": "Source", "kind": "feed", **row} for number, row in enumerate(sources)
    ]
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "crawl_child.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error::ResourceWarning"},
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(json.dumps({"db": str(db), "sources": rows, "options": options, **job}))
    child.stdin.close()
    child.stdin = None
    return child


def run(db: Path, sources: list[dict[str, Any]], **job: Any) -> dict[str, Any]:
    child = start(db, sources, **job)
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    assert err.strip() == "ready", err
    found: dict[str, Any] = json.loads(out)
    found["by_url"] = {row["url"]: row for row in found["saved"]}
    return found


def rows(db: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(db)) as conn:
        return conn.execute(sql).fetchall()


def kept(times: list[float], delay: float) -> bool:
    """Whether requests heard at these times left ``delay`` seconds between them.

    A busy machine hears a request late: one gap is longer by as much as the next is shorter. So no two stand
    close, and all of them together took as long as they should.
    """
    gaps = [later - before for before, later in pairwise(times)]
    return min(gaps) >= 0.5 * delay and sum(gaps) >= delay * len(gaps) - 0.25
