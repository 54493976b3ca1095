"""kill -9 at every step of sending, with a server that errs: nothing twice, nothing lost without a word.

benchmarks/send.py does the same with many kills.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.send import SENDER, Kill, Trial, judge, prepare, trial, trials
from tests.smtp_server import Accepted, Fault, Post

pytestmark = pytest.mark.slow


def test_killed_senders_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    base = tmp_path / "base"
    tls = prepare(base)
    found = trials(base, tmp_path, tls, runs=15, seed=5)
    assert [item.lost for item in found if item.lost] == []
    assert sum(item.twice for item in found) == 0
    assert sum(len(item.kills) for item in found) >= 15
    states = sum((item.states for item in found), Trial().states)
    assert set(states) <= {"sent", "failed", "unknown"}
    assert states["sent"] > states["unknown"]

    # Accepted, and killed before the answer was read: the one case in which nobody can know.
    folder = tmp_path / "case"
    shutil.copytree(base, folder)
    done = trial(folder, [Kill("accepted", 2)], (), tls, SENDER)
    assert (done.kills, done.twice, done.lost, done.arrived) == (["accepted"], 0, [], 1)
    assert done.states == {"sent": 5, "unknown": 1}
    shutil.rmtree(folder)
    shutil.copytree(base, folder)
    done = trial(folder, [], (Fault("answered", "drop", times=3),), tls, SENDER)
    assert (done.runs, done.states, done.twice) == (1, {"sent": 6}, 0)
    _see_what_is_wrong(folder)


def _see_what_is_wrong(folder: Path) -> None:
    """The judge does see a letter that came twice, one that never came, and one that is still waiting."""
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection, connection:
        ids = [row[0] for row in connection.execute("SELECT message_id FROM outbox ORDER BY message_id")]
        connection.execute("UPDATE outbox SET state = 'sending' WHERE message_id = ?", (ids[2],))
        connection.execute("UPDATE outbox SET state = 'failed', reply = '' WHERE message_id = ?", (ids[3],))
    accepted = [Accepted(name, "", "", b"") for name in (ids[0], ids[0], *ids[2:])]
    done = Trial()
    judge(folder, Post(accepted=accepted), done)
    assert done.twice == 1
    assert len(done.lost) == 3
