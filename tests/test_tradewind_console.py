"""What commands print: safe for a terminal, plain in a pipe, exact in JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.console import clean, meter, print_json, print_rows


@given(st.text())
def test_cleaned_text_has_no_control_or_direction_characters(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown if char != "\t")
    assert not any(char in shown for char in "\u202e\u2066\u2069")


def test_an_escape_sequence_in_a_title_is_inert() -> None:
    assert "\x1b" not in clean("\x1b]0;owned\x07 title")


def test_rows_in_a_pipe_are_tab_separated_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"a": "x" * 300, "b": None}, {"a": "y\tz\nw", "b": 3}], columns=("a", "b"))
    out = capsys.readouterr().out.splitlines()
    assert out == ["a\tb", "x" * 300 + "\t", "y z w\t3"]


def test_rows_as_json_keep_types(capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "when": datetime(2026, 11, 15, 8, tzinfo=UTC), "day": date(2026, 11, 15), "value": Decimal("120000000"),
        "rate": Decimal("2.5"), "name": "速卖通", "none": None,
    }  # fmt: skip
    print_rows([row], columns=tuple(row), as_json=True)
    out = capsys.readouterr().out
    assert "速卖通" in out
    assert json.loads(out) == [
        {"when": "2026-11-15T08:00:00+00:00", "day": "2026-11-15", "value": 120000000, "rate": 2.5,
         "name": "速卖通", "none": None}
    ]  # fmt: skip


def test_json_refuses_what_has_no_form() -> None:
    with pytest.raises(TypeError, match="object"):
        print_json({"x": object()})


def test_no_progress_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with meter("crawl") as bar:
        bar.update(done=1, total=2, note="x")
    assert capsys.readouterr().err == ""
