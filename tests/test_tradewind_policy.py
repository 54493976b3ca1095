"""tradewind policy: what is listed, one timeline, the calendar and its iCalendar file, and what a week changed."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.newsdesk import inside
from tests.policy_news import build_newsroom

FEE = "eu-eu-2026-1401"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_newsroom(tmp_path_factory.mktemp("policy"))


def calendar(desk: Path, *more: str, first: str = "2026-11-16") -> list[dict]:
    return inside(desk, "policy", "calendar", "--from", first, "--json", *more).rows()


def test_the_list_has_stage_next_day_and_proofs(desk: Path) -> None:
    rows = {row["jurisdiction"]: row for row in inside(desk, "policy", "list", "--json").rows()}
    fee = rows["EU"]
    assert (fee["name"], fee["stage"]) == ("Parcel Fee Regulation", "adopted")
    assert (fee["official"], fee["press"], fee["houses"], fee["differing"]) == (1, 3, 2, 1)
    assert {"EU", "US", "UK", "JP", "CA"} == set(rows)
    only = inside(desk, "policy", "list", "-j", "us", "--json").rows()
    assert [row["jurisdiction"] for row in only] == ["US"]
    tagged = inside(desk, "policy", "list", "--scope", "low-value-parcels", "--json").rows()
    assert [row["jurisdiction"] for row in tagged] == ["EU"]
    assert inside(desk, "policy", "list", "--kind", "agreement").code == 4
    recent = inside(desk, "policy", "list", "--since", "2026-11-12", "--json").rows()
    assert [row["jurisdiction"] for row in recent] == ["CA"]
    wrong = inside(desk, "policy", "list", "-j", "XX")
    assert wrong.code == 2
    assert "CA, EU, JP, UK, US" in wrong.err


@pytest.mark.parametrize("words", [("parcel", "fee"), ("(EU) 2026/1401",), ("小包收费条例",), ("小包收費",)])
def test_a_timeline_is_found_by_name_or_number_in_any_script(desk: Path, words: tuple[str, ...]) -> None:
    told = inside(desk, "policy", "timeline", *words, "--json").rows()
    assert told["instrument"]["jurisdiction"] == "EU"
    assert [step["action"] for step in told["steps"]] == ["proposed", "adopted"]
    adopted = told["steps"][1]
    assert adopted["effective_on"] == ["2026-12-15"]
    assert adopted["said_by"] == "official + 2 houses"
    assert adopted["proofs"][0]["official"]
    (other,) = adopted["differences"]
    assert (other["field"], other["says"], other["official"], other["source"]) == (
        "effective_on",
        "2026-12-16",
        "2026-12-15",
        "潮汐日报",
    )
    assert "takes effect 2026-12-16, official 2026-12-15" in adopted["differs"]


def test_words_of_several_instruments_list_them_and_words_of_none_name_what_is_near(desk: Path) -> None:
    several = inside(desk, "policy", "timeline", "act", "--json")
    assert several.code == 2
    assert {row["name"] for row in several.rows()} == {"Small Import Tax Act", "Border Code Amendment Act"}
    assert "give more words" in several.err
    one = inside(desk, "policy", "timeline", several.rows()[0]["instrument_id"], "--json")
    assert (one.code, len(one.rows()["steps"])) == (0, 1)
    nothing = inside(desk, "policy", "timeline", "Parcel", "Free", "Regulations")
    assert nothing.code == 4
    assert "Parcel Fee Regulation" in nothing.err
    headline = inside(desk, "policy", "timeline", "kettles", "--json").rows()
    assert headline["instrument"]["doc_number"] == "USTR-2026-0099"


def test_the_official_day_stands_and_the_press_day_is_shown_beside_it(desk: Path) -> None:
    (fee,) = [row for row in calendar(desk) if row["jurisdiction"] == "EU"]
    assert (fee["day"], fee["what"], fee["said_by"]) == ("2026-12-15", "effective", "official + 1 house")
    assert fee["differs"] == "潮汐日报: 2026-12-16"
    assert "15 December 2026" in fee["quote"]


def test_a_day_that_was_put_off_stands_with_the_day_before(desk: Path) -> None:
    (docket,) = [row for row in calendar(desk) if row["jurisdiction"] == "US"]
    assert (docket["day"], docket["what"], docket["before"]) == ("2027-01-05", "deadline", "2026-12-01")


def test_a_day_that_no_sentence_states_is_left_out_and_counted(desk: Path) -> None:
    done = inside(desk, "policy", "calendar", "--from", "2026-11-16", "--json")
    assert "CA" not in {row["jurisdiction"] for row in done.rows()}
    assert "1 day left out" in done.err


@pytest.mark.parametrize("days", range(0, 130, 9))
def test_no_printed_day_is_over_or_beyond_the_weeks_and_each_is_stated(desk: Path, days: int) -> None:
    first = date(2026, 9, 1) + timedelta(days=days)
    done = inside(desk, "policy", "calendar", "--from", first.isoformat(), "--weeks", "6", "--json")
    last = first + timedelta(days=41)
    for row in done.rows():
        day = row["day"]
        assert first.isoformat()[: len(day)] <= day <= last.isoformat()[: len(day)]
        numbers = {int(number) for number in re.findall("[0-9]+", row["quote"])}
        assert {int(part) for part in (day[:4], *day[8:].split())} <= numbers
    assert [row["day"] for row in done.rows()] == sorted(row["day"] for row in done.rows())


def test_a_month_is_ahead_until_it_is_over(desk: Path) -> None:
    def uk(first: str) -> list[str]:
        return [row["day"] for row in calendar(desk, "-j", "UK", first=first)]

    assert uk("2026-11-16") == uk("2026-12-31") == ["2026-12"]
    assert inside(desk, "policy", "calendar", "--from", "2027-01-01", "-j", "UK").code == 4


def test_the_calendar_file_is_valid_and_the_same_each_time(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "days.ics"
    assert inside(desk, "policy", "calendar", "--from", "2026-11-16", "--ics", str(file)).code == 0
    first = file.read_bytes()
    inside(desk, "policy", "calendar", "--from", "2026-11-16", "--ics", str(file))
    assert file.read_bytes() == first
    assert first.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in first.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    lines = first.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(calendar(desk))
    assert "DTSTART;VALUE=DATE:20261215" in lines
    assert "DTEND;VALUE=DATE:20261216" in lines
    month = lines.index("DTSTART;VALUE=DATE:20261201")
    assert lines[month + 1] == "DTEND;VALUE=DATE:20270101"
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids))
    assert "DTSTAMP:20261023T090000Z" in lines  # of the newest article that tells of the day
    (said,) = [line for line in lines if "15 December 2026" in line]
    assert r"regulation\, (EU)".lower() in said.lower()
    assert r"\n" in said


def test_changes_of_a_week_are_told_by_jurisdiction(desk: Path) -> None:
    rows = inside(desk, "policy", "changes", "--week", "2026-W46", "--json").rows()
    assert [(row["jurisdiction"], row["change"], row["what"]) for row in rows] == [
        ("CA", "new", "adopted"),
        ("UK", "new", "adopted"),
        ("US", "postponed", "closes: 2026-12-01 → 2027-01-05"),
    ]
    stepped = inside(desk, "policy", "changes", "--week", "2026-W43", "--json").rows()
    assert [(row["change"], row["what"]) for row in stepped] == [
        ("step", "proposed → adopted"),
        ("brought forward", "takes effect: 2027-01-01 → 2026-12-15"),
    ]
    assert inside(desk, "policy", "changes", "--week", "2026-W40").code == 0  # Japan
    assert inside(desk, "policy", "changes", "--week", "2026-W41").code == 4
    assert json.loads(inside(desk, "policy", "changes", "--week", "2026-W41", "--json").out) == []


def test_the_statements_of_the_page_work(desk: Path) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "policy.md").read_text(encoding="utf-8")
    statements = re.findall(r"```sql\n(.*?)\n```", page, re.DOTALL)
    assert len(statements) > 3
    for statement in statements:
        done = inside(desk, "sql", statement, "--json")
        assert done.code == 0, done.err
    differing = inside(desk, "sql", statements[1], "--json").rows()
    assert [(row["effective_on"], row["official_effective_on"]) for row in differing] == [
        ("2026-12-16", "2026-12-15")
    ]
