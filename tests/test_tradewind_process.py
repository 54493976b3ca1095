"""The command as a process: pipes, signals, odd encodings, a bug."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.newsdesk import TEXTS, inside, tradewind, write_texts

pytestmark = pytest.mark.slow  # the command is started as a process

ROOT = Path(__file__).resolve().parents[1]
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    write_texts(folder)
    assert inside(folder, "import", "texts").code == 0
    return folder


def test_a_process_gives_what_the_same_call_gives(desk: Path) -> None:
    question = ("sql", "SELECT title, lang FROM v_article ORDER BY title", "--json")
    assert tradewind(desk, *question) == inside(desk, *question)


def test_a_reader_that_leaves_is_no_error(desk: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT i, 'x' FROM n"
    script = f'{sys.executable} -m tradewind sql --limit 200000 "{many}" | head -n 1'
    done = subprocess.run(["sh", "-c", script], cwd=desk, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("i")
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_a_long_question_at_once(desk: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tradewind", "sql", "--seconds", "60", ENDLESS],
        cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell that runs tests in the background has them ignore Ctrl-C, and their children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as asked:  # fmt: skip
        time.sleep(1.5)  # started, and at the question
        began = time.monotonic()
        asked.send_signal(signal.SIGINT)
        _, err = asked.communicate(timeout=30)
        assert time.monotonic() - began < 5
    assert asked.returncode != 0
    assert "Traceback" not in err


def test_a_terminal_that_cannot_show_chinese_gets_escapes(desk: Path) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = tradewind(desk, "sql", "SELECT title FROM v_article WHERE lang = 'zh-Hans'", env=env)
    assert done.code == 0, done.err
    assert "\\u6d77\\u5173" in done.out


def test_a_bug_is_1_with_a_traceback(desk: Path) -> None:
    probe = (
        "import sys, tradewind.console\nfrom tradewind.__main__ import main\n"
        "tradewind.console.print_rows = lambda *_, **__: 1 / 0\n"
        "sys.argv = ['tradewind', 'sql', 'SELECT 1']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=desk, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_json_lines_come_as_they_are_done_not_at_the_end(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tradewind", "annotate"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as asked:  # fmt: skip
        assert asked.stdin is not None
        assert asked.stdout is not None
        for number in range(3):
            asked.stdin.write(json.dumps({"id": number, "text": TEXTS["temu-fee.txt"]}) + "\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["id"] == number
        # Half a surrogate pair cannot be encoded: it comes back as the escape it was given as.
        asked.stdin.write(json.dumps({"id": "a\ud800", "text": "Temu \udfff will charge 12%."}) + "\n")
        asked.stdin.flush()
        assert json.loads(asked.stdout.readline())["id"] == "a\ud800"
        asked.stdin.close()
    assert asked.returncode == 0
