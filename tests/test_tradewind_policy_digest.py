"""The calendar of an issue: days told of in earlier weeks, the official one standing, none of them over, each proved."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digests.alert_days import find_dates
from digests.alerts import Rule
from store.alerts import coming_days
from store.queries import connect_readonly, load_texts
from store.records import Lang
from tests.newsdesk import inside
from tests.policy_news import EVENTS, FEE, build_newsroom

WEEK = "2026-W46"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build_newsroom(tmp_path_factory.mktemp("digest"), extra='languages = ["en", "zh", "zh-Hant"]\n')
    assert inside(folder, "digest", "--week", WEEK).code == 0
    return folder


def lines(folder: Path, name: str = f"issues/{WEEK}.json") -> list[dict]:
    return json.loads((folder / name).read_text(encoding="utf-8"))["policy"]


def text(folder: Path, lang: str) -> str:
    page = (folder / "issues" / f"{WEEK}.{lang}.page.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


def test_days_of_earlier_weeks_follow_the_weeks_own(desk: Path) -> None:
    told = [(line["jurisdiction"], line["event"], line["day"], line["since"]) for line in lines(desk)]
    assert told == [
        ("UK", "effective", "2026-12", None),
        ("US", "deadline", "2027-01-05", None),
        ("EU", "effective", "2026-12-15", "2026-W43"),
    ]


def test_the_official_day_stands_and_the_press_day_is_said_in_words(desk: Path) -> None:
    (fee,) = [line for line in lines(desk) if line["jurisdiction"] == "EU"]
    assert fee["official"]
    assert (fee["instrument"], fee["doc_number"]) == ("Parcel Fee Regulation", "(EU) 2026/1401")
    assert [(day, evidence["source"]) for day, evidence in fee["differs"]] == [("2026-12-16", "潮汐日报")]
    assert "潮汐日报 says 16 December 2026; the official document says 15 December 2026." in text(desk, "en")
    assert "潮汐日报称2026年12月16日，官方文件为2026年12月15日。" in text(desk, "zh")
    assert "潮汐日报稱2026年12月16日，官方文件為2026年12月15日。" in text(desk, "zh-Hant")
    assert "first reported in 2026-W43" in text(desk, "en")


def test_a_day_that_was_put_off_says_what_it_was(desk: Path) -> None:
    (docket,) = [line for line in lines(desk) if line["event"] == "deadline"]
    day, evidence = docket["was"]
    assert day == "2026-12-01"
    assert "1 December 2026" in evidence["quote"]
    assert "Put off: it was 1 December 2026 (Quay Weekly, 28 October)." in text(desk, "en")
    assert "已推迟，原为2026年12月1日（Quay Weekly，10月28日）。" in text(desk, "zh")


def test_what_changed_is_said_country_by_country(desk: Path) -> None:
    assert "This week: UK: new: 低值包裹申报办法; US: USTR-2026-0099 put off to 5 January 2027." in text(
        desk, "en"
    )
    assert "本周美国USTR-2026-0099推迟至2027年1月5日" in text(
        desk, "zh"
    ) or "美国USTR-2026-0099推迟至2027年1月5日" in text(desk, "zh")


@pytest.mark.parametrize("week", [f"2026-W{number}" for number in range(38, 48)])
def test_no_day_of_any_issue_is_over_and_each_is_stated(desk: Path, week: str) -> None:
    done = inside(desk, "digest", "--week", week, "--as-of", "2027-01-30", "--json")
    if done.code == 4:
        return
    (file,) = (desk / "issues").glob(f"as-of-*/{week}.json")
    year, number = week.split("-W")
    monday, sunday = (date.fromisocalendar(int(year), int(number), day).isoformat() for day in (1, 7))
    for line in json.loads(file.read_text(encoding="utf-8"))["policy"]:
        day = line["day"]
        assert day >= monday[: len(day)]
        if line["since"]:
            assert day > sunday[: len(day)] or len(day) == 7
        for quote in [line["evidence"][0]["quote"]]:
            numbers = {int(found) for found in re.findall("[0-9]+", quote)}
            assert (
                line["event"] == "announced" or {int(part) for part in (day[:4], *day[8:].split())} <= numbers
            )


def test_the_same_rows_in_another_order_give_the_same_bytes(desk: Path, tmp_path: Path) -> None:
    other = build_newsroom(
        tmp_path,
        [EVENTS[at] for at in (4, 2, 8, 0, 6, 1, 3, 7, 5)],
        extra='languages = ["en", "zh", "zh-Hant"]\n',
    )
    assert inside(other, "digest", "--week", WEEK).code == 0
    mine, theirs = (
        [{key: value for key, value in line.items() if key != "evidence"} for line in lines(folder)]
        for folder in (desk, other)
    )
    assert [(line["day"], line["event"], line["official"], line["since"]) for line in mine] == [
        (line["day"], line["event"], line["official"], line["since"]) for line in theirs
    ]
    before = (desk / "issues" / f"{WEEK}.json").read_bytes()
    assert inside(desk, "digest", "--week", WEEK).code == 0
    assert (desk / "issues" / f"{WEEK}.json").read_bytes() == before


def test_as_of_a_day_nothing_later_is_known(desk: Path) -> None:
    assert inside(desk, "digest", "--week", WEEK, "--as-of", "2026-11-11").code == 0
    (file,) = (desk / "issues").glob(f"as-of-2026-11-11*/{WEEK}.json")
    told = {line["jurisdiction"]: line for line in json.loads(file.read_text(encoding="utf-8"))["policy"]}
    assert (told["US"]["day"], told["US"]["was"]) == ("2026-12-01", None)
    assert inside(desk, "digest", "--week", "2026-W43", "--as-of", "2027-01-30").code == 0
    (file,) = (desk / "issues").glob("as-of-2027*/2026-W43.json")
    told = {line["jurisdiction"] for line in json.loads(file.read_text(encoding="utf-8"))["policy"]}
    assert told == {"EU"}  # what was first told in week 44 is not of an issue of week 43


def test_the_calendar_reaches_as_far_as_is_configured(tmp_path: Path) -> None:
    folder = build_newsroom(tmp_path, extra="calendar_weeks = 2\n")
    assert inside(folder, "digest", "--week", WEEK).code == 0
    assert "EU" not in {line["jurisdiction"] for line in lines(folder)}
    (folder / "tradewind.toml").write_text("[digest]\ncalendar_weeks = 0\n", encoding="utf-8")
    wrong = inside(folder, "digest", "--week", WEEK)
    assert wrong.code == 2
    assert "calendar_weeks" in wrong.err


def test_a_long_calendar_is_cut_and_counted(tmp_path: Path) -> None:
    many = [
        (
            "quay", "2026-10-05", Lang.EN, f"Rule {number} of the customs office",
            f"The Parcel Label Rule {number:03d} of the customs office applies from {number + 1} December 2026 to senders.",
            {"jurisdiction": "AU", "doc_number": f"CBR-2026-{number:03d}", "action": "adopted",
             "announced_on": "2026-10-05", "effective_on": f"2026-12-{number + 1:02d}"},
        )
        for number in range(20)
    ]  # fmt: skip
    folder = build_newsroom(tmp_path, [*EVENTS, *many])
    assert inside(folder, "digest", "--week", WEEK).code == 0
    body = json.loads((folder / "issues" / f"{WEEK}.json").read_text(encoding="utf-8"))
    before = [line["day"] for line in body["policy"] if line["since"]]
    assert len(before) == 8
    assert before == sorted(before)
    assert body["policy_more"] == 13
    assert "13 more dates" in text(folder, "en")


def test_a_day_of_an_earlier_issue_is_listed_since_then(desk: Path) -> None:
    late = (
        "harbour",
        "2026-11-18",
        Lang.EN,
        "Quiet week",
        "Nothing much happened at the port on Wednesday, it said.",
        {},
    )
    folder = build_newsroom(desk.parent / "second", [*EVENTS, late])
    for week in (WEEK, "2026-W47"):
        assert inside(folder, "digest", "--week", week).code == 0
    told = {(line["jurisdiction"], line["event"]): line for line in lines(folder, "issues/2026-W47.json")}
    assert told["EU", "effective"]["listed"] == WEEK
    assert told["US", "deadline"]["listed"] == WEEK


def test_an_alert_on_a_day_is_told_once_whoever_names_the_number(tmp_path: Path) -> None:
    unnumbered = {key: value for key, value in FEE.items() if key != "doc_number"}
    late = (
        "quay", "2026-11-12", Lang.EN, "Parcel fee again",
        "The Parcel Fee Regulation takes effect on 15 December 2026, the paper reminded its readers.",
        {**unnumbered, "instrument": "Parcel Fee Regulation", "action": "adopted", "announced_on": "2026-10-20",
         "effective_on": "2026-12-15", "scope": ("low-value-parcels",)},
    )  # fmt: skip
    folder = build_newsroom(tmp_path, [*EVENTS, late])
    today = date(2026, 11, 16)
    with closing(connect_readonly(folder / "tradewind.db")) as connection:
        rows = coming_days(connection, first=today, last=date(2027, 3, 1))
        rule = Rule(name="days", on="policy", within_days=100)
        found = find_dates(
            [rule], rows, lambda ids: load_texts(connection, ids), today=today, zone=ZoneInfo("Asia/Shanghai")
        )
    facts = [alert.fact for alert in found]
    assert len(facts) == len(set(facts))
    days = {day for _, day, _ in facts}
    assert {"2026-12-15", "2027-01-05"} <= days
    assert not days & {"2026-12-16", "2026-12-01"}  # what the document contradicts, and what was put off
    (fee,) = [alert for alert in found if alert.fact[1] == "2026-12-15"]
    assert fee.key == "policy:EU|(eu)2026/1401|effective_on|2026-12-15"  # as the first that told of it has it


def test_the_page_of_policy_has_every_day_ahead_and_the_course_of_each_act(desk: Path) -> None:
    folder = desk / "issues"
    for lang in ("en", "zh", "zh-Hant"):
        page = (folder / f"policy.{lang}.html").read_text(encoding="utf-8")
        assert f'href="policy.{lang}.html"' in (folder / f"{WEEK}.{lang}.page.html").read_text(
            encoding="utf-8"
        )
        assert all(
            f'href="policy.{other}.html"' in page for other in ("en", "zh", "zh-Hant") if other != lang
        )
        assert "<script" not in page
    page = re.sub(
        r"\s+", " ", re.sub("<[^>]+>", " ", (folder / "policy.en.html").read_text(encoding="utf-8"))
    )
    order = [
        "December 2026 · takes effect · UK",
        "15 December 2026 · takes effect · EU",
        "5 January 2027 · deadline · US",
    ]
    places = [page.index(line) for line in order]
    assert places == sorted(places)
    assert "1 October 2026" not in page  # is over
    course = page[page.index("Parcel Fee Regulation · EU") :]
    assert course.index("9 September 2026 · proposed") < course.index("20 October 2026 · adopted")
    assert "Stated in an official document and by 2 publishers." in course


def test_the_page_of_policy_is_the_newest_issues(tmp_path: Path) -> None:
    folder = build_newsroom(tmp_path)
    assert inside(folder, "digest", "--week", WEEK).code == 0
    before = (folder / "issues" / "policy.en.html").read_bytes()
    assert inside(folder, "digest", "--week", "2026-W43").code == 0
    assert (folder / "issues" / "policy.en.html").read_bytes() == before
    assert inside(folder, "digest", "--week", WEEK, "--as-of", "2026-11-14").code == 0
    assert not list((folder / "issues").glob("as-of-*/policy*"))
