"""A full disk and a disk that cannot be written: said in one line, nothing acknowledged that is not kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsdesk import TEXTS, inside, tradewind, write_texts


def mount(place: Path, *options: str) -> None:
    place.mkdir(exist_ok=True)
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("needs Linux to mount a small file system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", *options, "none", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("needs the right to mount a small file system")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    mount(place, "-o", "size=900k")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def many_texts(folder: Path, number: int) -> None:
    folder.mkdir(parents=True)
    for index in range(number):
        body = (
            TEXTS["temu-fee.txt"].replace("4,200", f"{4_000 + index:,}")
            + f"\nNotice number {index} of the series. " * 40
        )
        (folder / f"{index:03}.txt").write_text(body, encoding="utf-8")


def count(folder: Path, table: str) -> int:
    done = tradewind(folder, "sql", f"SELECT count(*) AS n FROM {table}", "--json")
    assert done.code == 0, done.err
    number = done.rows()[0]["n"]
    assert isinstance(number, int)
    return number


@pytest.mark.slow
def test_a_full_disk_ends_the_run_clearly_and_the_next_one_goes_on(small_disk: Path, tmp_path: Path) -> None:
    many_texts(tmp_path / "texts", 120)
    done = tradewind(small_disk, "import", str(tmp_path / "texts"))
    assert done.code == 2, done.err
    assert "full" in done.err.lower() or "space" in done.err.lower()
    assert "Traceback" not in done.err
    kept = count(small_disk, "articles")
    assert 0 < kept < 120
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    again = tradewind(small_disk, "import", str(tmp_path / "texts"))
    assert again.code == 0, again.err
    assert count(small_disk, "articles") == 120
    assert tradewind(small_disk, "tag").code == 0
    assert count(small_disk, "taggings") == 120


def test_a_store_that_cannot_be_written_is_named_and_can_still_be_asked(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    mount(place, "-o", "size=20m")
    try:
        write_texts(place)
        assert inside(place, "import", "texts").code == 0
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        for command in (["tag"], ["import", "texts"], ["digest", "--week", "2026-W45"]):
            done = inside(place, *command)
            assert done.code == 2, (command, done.err)
            assert "Traceback" not in done.err
            assert str(place) in done.err
        assert inside(place, "sql", "SELECT count(*) FROM articles").code == 0
    finally:
        subprocess.run(["umount", str(place)], check=True)
