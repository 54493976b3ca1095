"""`tradewind annotate --explain` and `--about`: files, a text on stdin, JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.newsdesk import inside

TEXT = "Temu's sales fell 12% while Amazon gained share. Quillo Box lost customers."


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_a_file_is_explained_to_people(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("希音销售额增长30%。", encoding="utf-8")
    done = inside(tmp_path, "annotate", "--explain", "a.txt", "b.txt")
    assert done.code == 0, done.err
    first, _, second = done.out.partition("\n\nb.txt\n")
    assert first.startswith("a.txt\n[0:48] Temu's sales fell")
    assert "temu (Temu): against" in first
    assert "amazon (Amazon): for" in first
    assert "shein (希音): for" in second


def test_a_text_on_stdin_is_explained(tmp_path: Path) -> None:
    done = inside(tmp_path, "annotate", "--explain", stdin="\n" + TEXT + "\nSecond line.\n")
    assert done.code == 0
    assert done.out.startswith("stdin\n[0:48] Temu")


def test_rows_of_json_lines_are_explained_as_rows(tmp_path: Path) -> None:
    stdin = lines({"id": 7, "text": TEXT, "about": ["Quillo Box"]}, {"id": 8, "text": "Temu"})
    done = inside(tmp_path, "annotate", "--explain", "--json", stdin=stdin)
    assert done.code == 0, done.err
    one, other = done.lines()
    assert (one["id"], other["id"]) == (7, 8)
    assert {"sentiments", "topics", "policies", "asked", "version"} <= one.keys()
    (asked,) = [row for row in one["sentiments"] if row.get("surface")]
    assert (asked["surface"], asked["polarity"]) == ("Quillo Box", -1)
    assert one["asked"][0]["found"] == 1
    assert other["asked"] == []


def test_names_to_ask_about_come_in_sentiments(tmp_path: Path) -> None:
    stdin = lines(
        {"id": 1, "text": "zzyzx lost customers."}, {"id": 2, "text": "Temu rose.", "about": ["temu"]}
    )
    done = inside(tmp_path, "annotate", "--about", "Zzyzx", stdin=stdin)
    one, other = done.lines()
    (row,) = one["sentiments"]
    assert (row["surface"], row["polarity"]) == ("Zzyzx", -1)
    assert [row["surface"] for row in other["sentiments"]] == ["temu"]
    plain = inside(tmp_path, "annotate", stdin=lines({"id": 1, "text": TEXT})).lines()
    assert all("surface" not in row for row in plain[0]["sentiments"])


@pytest.mark.parametrize("about", ["Quillo", [""], [3], {"a": 1}, ["x"] * 101])
def test_a_wrong_list_of_names_is_told_with_its_line(tmp_path: Path, about: object) -> None:
    done = inside(
        tmp_path, "annotate", stdin=lines({"id": 1, "text": "x"}, {"id": 2, "text": "y", "about": about})
    )
    assert done.code == 2
    assert "stdin:2" in done.err
    assert "about" in done.err


def test_wrong_options_are_told(tmp_path: Path) -> None:
    assert inside(tmp_path, "annotate", "--json", stdin=lines({"id": 1, "text": "x"})).code == 2
    assert inside(tmp_path, "annotate", "--about", " ", stdin=lines({"id": 1, "text": "x"})).code == 2


def test_no_control_characters_reach_a_terminal(tmp_path: Path) -> None:
    done = inside(
        tmp_path, "annotate", "--explain", "--about", "\x1b[31mred", stdin="Temu \x1b[31mred rose.\u202e"
    )
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_nothing_on_stdin_is_nothing(tmp_path: Path) -> None:
    for stdin in ("", "\n\n"):
        done = inside(tmp_path, "annotate", "--explain", stdin=stdin)
        assert (done.code, done.out) == (0, "")


NOTICE = "海关总署公告2026年第91号\n自2026年12月1日起,调整跨境电商零售进口商品清单的监管要求。\n"


def test_days_of_a_file_are_told_from_the_day_it_was_published(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    silent = inside(tmp_path, "annotate", "--explain", "notice.txt")
    assert "effective_on" not in silent.out
    assert "no days: they are told from the day of publication" in silent.out
    dated = inside(
        tmp_path, "annotate", "--explain", "--published", "2026-11-20", "--kind", "notice", "notice.txt"
    )
    assert "effective_on: 2026-12-01" in dated.out
    assert "announced_on: 2026-11-20" in dated.out
    assert "no days" not in dated.out


def test_a_kind_or_day_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    kind = inside(tmp_path, "annotate", "--kind", "law", "notice.txt")
    assert (kind.code, "--kind" in kind.err) == (2, True)
    day = inside(tmp_path, "annotate", "--published", "Monday", "notice.txt")
    assert (day.code, "--published" in day.err) == (2, True)
