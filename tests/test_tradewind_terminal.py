"""What a person sees: tables, colours and progress bars on a pseudo-terminal, and none of it elsewhere."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tests.newsdesk import TEXTS, inside, write_texts
from tradewind.__main__ import run
from tradewind.console import meter, print_rows, say

pytestmark = pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7][0-9;]*m")
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ROWS = [{"name": "速卖通", "n": 7}, {"name": "Temu", "n": 1200}]


class Screen:
    """What was drawn, and as text without its styles."""

    raw = ""

    @property
    def text(self) -> str:
        return STYLE.sub("", self.raw).replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")


@contextmanager
def screen() -> Iterator[Screen]:
    """stdout and stderr are a terminal inside the block; what it showed is there after it."""
    seen, pieces = Screen(), []
    leader, follower = os.openpty()

    def read() -> None:
        while True:
            try:
                piece = os.read(leader, 65_536)
            except OSError:  # Linux says EIO when the other end is closed
                return
            if not piece:
                return
            pieces.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with (
            os.fdopen(follower, "w", encoding="utf-8", buffering=1) as stream,
            redirect_stdout(stream),
            redirect_stderr(stream),
        ):
            yield seen
    finally:
        reader.join()
        os.close(leader)
        seen.raw = b"".join(pieces).decode("utf-8")


def test_rows_are_a_table_with_numbers_to_the_right() -> None:
    with screen() as seen:
        print_rows(ROWS, columns=("name", "n"), title="Counts")
    lines = seen.text.splitlines()
    assert lines[0].strip() == "Counts"
    assert "━" in seen.text
    assert "\t" not in seen.text
    assert [line.split("│")[2].rstrip() for line in lines if "速卖通" in line or "Temu" in line] == [
        "    7", " 1200",
    ]  # fmt: skip


def test_the_head_of_a_table_is_bold_and_no_color_takes_the_colours_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with screen() as seen:
        print_rows(ROWS, columns=("name", "n"))
    assert "\x1b[1m" in seen.raw
    monkeypatch.setenv("NO_COLOR", "1")
    with screen() as plain, meter("crawl") as bar:
        print_rows(ROWS, columns=("name", "n"))
        bar.update(done=1, total=2)
    assert not COLOUR.search(plain.raw)


def test_a_dumb_terminal_gets_no_escape_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with screen() as seen:
        print_rows(ROWS, columns=("name", "n"))
    assert "\x1b" not in seen.raw
    assert "1200" in seen.text


@pytest.mark.parametrize("columns", ["20", "40", "100", "400"])
def test_a_narrow_terminal_folds_and_loses_nothing(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    word = "".join(chr(ord("a") + number % 26) for number in range(120))
    with screen() as seen:
        print_rows([{"title": word}], columns=("title",))
    lines = seen.text.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert word in re.sub(r"[^a-z]", "", seen.text)


@pytest.mark.parametrize("hostile", ["\x1b]0;owned\x07", "\x1b[2J", "\u202egpj.exe", "a\rb", "\x9b31m"])
def test_somebody_elses_text_cannot_drive_the_terminal(hostile: str) -> None:
    with screen() as seen:
        print_rows([{"title": hostile + " title"}], columns=("title",))
        say(hostile)
    rest = STYLE.sub("", seen.raw).replace("\r\n", "\n")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", rest)
    assert "\x1b[2J" not in seen.raw


def test_markup_in_a_title_is_text() -> None:
    with screen() as seen:
        print_rows([{"title": "[bold red]sale[/] [link=http://x.test]y[/link]"}], columns=("title",))
    assert "[bold red]sale[/]" in seen.text
    assert "[link=http://x.test]" in seen.text


def test_a_progress_bar_is_drawn_and_ends_full() -> None:
    with screen() as seen, meter("tag") as bar:
        for done in range(4):
            bar.update(done=done, total=3, note="海关总署\x1b[31m")
    last = seen.text.strip().splitlines()[-1]
    assert "tag" in last
    assert "3/3" in last
    assert "━" in last
    assert "海关总署" in last
    assert COLOUR.search(seen.raw)
    assert "\x1b[?25h" in seen.raw  # the cursor is back


def test_a_bar_that_is_interrupted_gives_the_cursor_back() -> None:
    with screen() as seen, pytest.raises(KeyboardInterrupt), meter("crawl"):
        raise KeyboardInterrupt
    assert seen.raw.rindex("\x1b[?25h") > seen.raw.rindex("\x1b[?25l")


def test_without_a_known_total_the_bar_shows_what_is_done() -> None:
    with screen() as seen, meter("crawl") as bar:
        bar.update(done=7, total=None, note="n" * 500)
    assert "7/?" in seen.text
    assert "n" * 61 not in seen.text


def test_a_command_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_texts(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")
    with screen() as seen:
        code = run(["import", "texts"])
    assert code == 0
    assert "3/3" in seen.text
    assert "海关总署公告小额包裹新规" in seen.text
    assert "3 article" in seen.text


def test_json_on_a_terminal_is_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["temu-fee.txt"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with screen() as seen:
        run(["import", "a.txt"])
    with screen() as seen:
        code = run(["sql", "SELECT lang FROM v_article", "--json"])
    assert code == 0
    assert seen.raw.replace("\r\n", "\n") == '[\n  {\n    "lang": "en"\n  }\n]\n'


def test_a_pipe_gets_neither_styles_nor_bars(tmp_path: Path) -> None:
    """FORCE_COLOR of a build server must not put styles into data."""
    write_texts(tmp_path)
    done = inside(tmp_path, "import", "texts", env={"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"})
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    assert done.out.startswith("file\tresult\ttitle")


@pytest.mark.skipif(sys.platform != "linux", reason="a full device is /dev/full")
def test_a_full_device_behind_stdout_is_no_success(tmp_path: Path) -> None:
    import subprocess

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tradewind", "sources", "list"],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode != 0
