"""The quality of extraction on saved pages of real sites: floors that a change may not fall below.

The pages are not part of the project; where they are not, this is skipped. Developed on these very pages, so the
floors guard against regressions; they do not tell how well unseen pages are read.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from webpages import NOW

from crawler.extract import extract_page, extract_row
from store.records import Page

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAGES = SHARED / "corpus" / "pages"
FLOORS = {  # group: measure: floor
    "en": {"F1": 0.95, "title": 0.87, "date": 0.85, "author": 0.77},
    "en-news": {"F1": 0.955, "title": 0.72, "date": 0.97},
    "zh-Hans": {"F1": 0.975, "title": 0.88, "date": 0.95},
    "zh-Hant": {"F1": 0.98, "title": 0.95, "date": 0.95},
}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not (PAGES / "manifest.jsonl").exists(), reason="no saved pages beside the project")
def test_quality_stays_above_the_floors(tmp_path: Path) -> None:
    rows = []
    with (PAGES / "manifest.jsonl").open(encoding="utf-8") as file:
        for entry in map(json.loads, file):
            body = gzip.decompress((PAGES / entry["file"]).read_bytes())
            url = entry["url"]
            given = Page(url=url, final_url=url, source_id="", fetched_at=NOW, status=200, body=body)
            row = extract_row(extract_page(given, now=NOW), id=entry["id"])
            date = (row.get("published_at") or "")[:10]
            rows.append(
                {
                    "id": row["id"],
                    "text": row.get("text"),
                    "title": row.get("title"),
                    "date": date,
                    "author": row.get("author"),
                }
            )
    results = tmp_path / "results.jsonl"
    results.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    scorer = [
        sys.executable,
        str(SHARED / "eval" / "extract_score.py"),
        "--manifest",
        str(PAGES / "manifest.jsonl"),
    ]
    done = subprocess.run([*scorer, str(results), "--json"], capture_output=True, text=True, check=True)
    scores = next(iter(json.loads(done.stdout).values()))
    below = {
        f"{group} {measure}": scores[group][measure]
        for group, floors in FLOORS.items()
        for measure, floor in floors.items()
        if scores[group][measure] < floor
    }
    assert not below
