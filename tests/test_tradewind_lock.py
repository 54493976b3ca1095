"""One writer at a time, and no stale lock after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreReadOnly, TryLater
from tradewind.lock import in_turn, only_one

HOLD = """
import sys, time
from pathlib import Path
from tradewind.lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_it(tmp_path: Path) -> None:
    store = tmp_path / "news.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store)], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(TryLater, match=str(other.pid)) as caught, only_one(store):
                pass
            assert caught.value.exit_code == 75
        finally:
            os.kill(other.pid, signal.SIGKILL)
    with only_one(store):
        assert (tmp_path / "news.db.lock").read_text() == str(os.getpid())


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "news.db"
    with pytest.raises(RuntimeError), only_one(store):
        raise RuntimeError
    with only_one(store):
        assert store.parent.is_dir()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreReadOnly, match="cannot be written"), only_one(tmp_path / "file" / "news.db"):
        pass


def test_a_folder_is_held_by_one_at_a_time_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    with in_turn(tmp_path):
        with pytest.raises(TryLater, match="Run again"), in_turn(tmp_path, patience=0.1):
            pass
        # The nearest folder that is there stands for one that is not.
        with pytest.raises(TryLater), in_turn(tmp_path / "not" / "yet", patience=0.1):
            pass
    with in_turn(tmp_path, patience=0.1):
        assert list(tmp_path.iterdir()) == []
