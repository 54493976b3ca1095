"""What is given on the command line or on stdin is hostile until parsed."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from store.errors import InputError
from tradewind.commands.given import json_lines, parse_when, text_of, when_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-15", datetime(2026, 11, 15, tzinfo=UTC)),
        ("2026-11-15T08:00:00+08:00", datetime(2026, 11, 15, tzinfo=UTC)),
        (" 2026-11-15T08:00:00Z ", datetime(2026, 11, 15, 8, tzinfo=UTC)),
        (None, None),
    ],
)
def test_when(text: str | None, expected: datetime | None) -> None:
    assert parse_when(text, option="--since") == expected


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00+14:00", "yesterday", "2026-13-01", "15.11.2026", "", "\x00"]
)
def test_a_date_that_is_none_is_named(text: str) -> None:
    with pytest.raises(InputError, match="--since"):
        parse_when(text, option="--since")


def test_json_lines_count_from_one_and_skip_blank_ones() -> None:
    stream = io.StringIO('{"a": 1}\n\n{"a": 2}\n')
    assert list(json_lines(stream)) == [(1, {"a": 1}), (3, {"a": 2})]


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "not JSON"), ("[1]", "got list"), ("[" * 100_000, "not JSON"), ("9" * 5000, "not JSON")],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        list(json_lines(io.StringIO('{"ok": 1}\n' + line + "\n")))
    assert (caught.value.path, caught.value.line) == ("stdin", 2)


def test_fields_of_a_row() -> None:
    row = {"id": 7, "text": "x", "n": 3, "published_at": "2026-02-30"}
    assert text_of(row, "id", line=1) == "7"
    assert text_of(row, "missing", line=1) == ""
    with pytest.raises(InputError, match="expected text, got int"):
        text_of(row, "n", line=4)
    with pytest.raises(InputError, match="got NoneType"):
        text_of(row, "missing", line=4, required=True)
    with pytest.raises(InputError) as caught:
        when_of(row, "published_at", line=9)
    assert (caught.value.line, caught.value.key) == (9, "published_at")
