"""A week built again: the same revision byte for byte, or the next one, which says what changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from digests.bottom import letter_subject
from digests.changes import changed_since, find_changes, revise
from digests.labels import labels_of
from digests.parts import Change, Digest, FollowUp
from digests.render import render_html, render_json, render_text
from digests.site import render_page
from digests.wording import build_view
from tests.digest_rows import SOURCES, WEEK, Rows
from tests.newsdesk import TEXTS, inside
from tests.test_digests_render import make

LANGS = ("en", "zh", "zh-Hant")


@cache
def first() -> Digest:
    return make(Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3))


@cache
def late() -> Digest:
    """The same week after more articles of it have arrived: another claim, other numbers."""
    rows = Rows(3).weeks(14, per_source=4).surge("de-minimis-and-customs", "temu", 3)
    for _ in range(4):
        for source in SOURCES:
            rows.article(WEEK, source, "platform-regulation", "shein")
    return make(rows)


def body(digest: Digest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_json(digest))
    return found


def test_the_first_is_revision_one_and_says_nothing_of_it() -> None:
    made = revise(first(), None)
    assert (made.revision, made.changes) == (1, ())
    for lang in LANGS:
        assert "changes" not in [section.key for section in build_view(made, lang).sections]
    assert "revision" not in render_text(made, "en")
    assert body(made)["revision"] == 1


def test_built_again_from_the_same_rows_it_is_the_same() -> None:
    one = revise(first(), None)
    again = revise(first(), body(one))
    assert again == one
    two = revise(late(), body(one))
    assert revise(late(), body(two)) == two
    assert render_json(revise(late(), body(two))) == render_json(two)


def test_late_arrivals_make_the_next_revision_and_are_named() -> None:
    made = revise(late(), body(revise(first(), None)))
    assert made.revision == 2
    series = {change.name.id for change in made.changes if change.what == "claim" and change.name}
    claims = lambda digest: {  # noqa: E731
        name.id: shift for line in digest.shifts for name, shift in [(line.name, line.shift), *line.also]
    }
    before, after = claims(first()), claims(late())
    assert before.keys() ^ after.keys() <= series
    stories = next(change for change in made.changes if change.what == "stories")
    assert (stories.before, stories.after) == (first().stories, late().stories)
    for lang, said in (("en", "revision 2"), ("zh", "第2版"), ("zh-Hant", "第2版")):
        view = build_view(made, lang, brief=True)
        assert view.sections[0].key == "changes"
        for text in (render_text(made, lang), render_html(made, lang), render_page(made, lang)):
            assert said in text
    assert f"{late().stories} stories, {first().stories} before." in render_text(made, "en", brief=False)
    assert body(made)["changes"]


def test_what_is_withdrawn_is_said() -> None:
    made = revise(replace(first(), shifts=()), body(revise(first(), None)))
    gone = [change for change in made.changes if change.how == "gone"]
    assert {change.name.en for change in gone if change.name} >= {first().shifts[0].name.en}
    assert "Withdrawn: " in render_text(made, "en")
    assert "撤下：" in render_text(made, "zh")


def test_another_value_of_a_figure_and_another_day_are_changes() -> None:
    line = first().figures[0]
    other = replace(line, value=Decimal(99))
    made = list(find_changes(body(first()), body(replace(first(), figures=(other, *first().figures[1:])))))
    assert [(change.what, change.how, change.detail) for change in made] == [("figure", "other", line.metric)]


def test_a_change_of_words_only_is_said_to_be_one() -> None:
    made = revise(replace(first(), version="0.2.0"), body(revise(first(), None)))
    assert (made.revision, made.changes) == (2, ())
    assert "No claim, figure, date or share of voice changed" in render_text(made, "en")


SHARE = (
    ("en", "Share of voice of Temu: 45% (9 of 20 stories), was 40% (8 of 20 stories)."),
    ("zh", "Temu的声量份额改为45%（20条中9条），原为40%（20条中8条）。"),
    ("zh-Hant", "Temu的聲量占比改為45%（20則中9則），原為40%（20則中8則）。"),
)


def test_a_share_of_voice_with_other_numbers_is_a_change() -> None:
    line = next(line for line in first().voice if line.name.en == "Temu")
    before, after = (replace(first(), voice=(replace(line, stories=n, of=20, share=n / 20),)) for n in (8, 9))
    made = revise(after, body(revise(before, None)))
    (change,) = made.changes
    assert (change.what, change.how, change.before, change.after) == ("voice", "other", 8.0, 9.0)
    for lang, said in SHARE:
        assert [item.lead for item in build_view(made, lang).sections[0].items] == [said]
    assert revise(after, body(made)) == made
    (of,) = find_changes(body(before), body(replace(before, voice=(replace(before.voice[0], of=25),))))
    assert (of.before, of.before_of, of.after, of.after_of) == (8.0, 20, 8.0, 25)
    gone = revise(replace(before, voice=()), body(revise(before, None)))
    assert "Share of voice withdrawn: Temu (was 40% (8 of 20 stories))." in render_text(gone, "en")
    back = revise(before, body(gone))
    assert "New share of voice: Temu, 40% (8 of 20 stories)." in render_text(back, "en")


def followed(measure: str, outcome: str) -> Digest:
    line = first().shifts[0]
    return replace(
        first(),
        follow_ups=(
            FollowUp(
                name=line.name,
                measure=measure,
                then=line.shift,
                outcome=outcome,
                observed=4,
                expected=2.0,
                evidence=line.evidence,
            ),
        ),
    )


@pytest.mark.parametrize("measure", ["attention", "voice"])
@pytest.mark.parametrize("outcome", ["again", "still", "unseen"])
def test_another_end_of_a_claim_is_a_change(measure: str, outcome: str) -> None:
    before = revise(followed(measure, "over"), None)
    made = revise(followed(measure, outcome), body(before))
    (change,) = made.changes
    assert (change.what, change.how, change.detail) == ("follow", "other", f"{measure}//{outcome}")
    for lang in LANGS:
        (item,) = build_view(made, lang).sections[0].items
        labels = labels_of(lang)
        assert labels.name(change.name) in item.lead
        assert labels.say("changes", f"outcome_{outcome}") in item.lead
        assert (labels.say("follow", "of_voice", name="") in item.lead) == (measure == "voice")
    assert not list(find_changes(body(before), body(replace(before, revision=1))))
    gone = revise(replace(before, follow_ups=()), body(before))
    assert "no longer followed up: " in render_text(gone, "en")


def test_what_changed_can_be_told_from_a_revision_further_back() -> None:
    one = revise(first(), None)
    two = revise(late(), body(one))
    three = revise(replace(late(), version="0.2.0"), body(two))
    assert (three.revision, three.changes) == (3, ())
    assert changed_since(three, body(one)).changes == two.changes


def test_the_subject_of_a_revision_says_that_it_is_one() -> None:
    two = revise(late(), body(revise(first(), None)))
    for lang, begins in (("en", "Revised: "), ("zh", "更正："), ("zh-Hant", "更正：")):
        say, subject = labels_of(lang), build_view(two, lang).subject
        assert letter_subject(say, two, subject, 200) == begins + subject
        assert letter_subject(say, replace(two, revision=1), subject, 200) == subject
        long = letter_subject(say, two, "x" * 198, 200)
        assert (len(long), long[: len(begins)]) == (200, begins)


@pytest.mark.parametrize("earlier", [{}, {"revision": "x"}, {"revision": 4}, {"shifts": [3], "figures": {}}])
def test_a_body_of_another_version_is_the_revision_before(earlier: dict[str, Any]) -> None:
    made = revise(first(), earlier)
    known = earlier.get("revision")
    assert made.revision == (known if isinstance(known, int) else 1) + 1
    assert all(change.how == "new" for change in made.changes if change.what == "claim")
    assert revise(first(), body(made)) == made


def test_many_changes_are_counted_in_the_letter() -> None:
    changes = tuple(
        Change(what="claim", how="new", name=first().shifts[0].name, after=float(n)) for n in range(2, 40)
    )
    made = replace(first(), revision=3, changes=changes)
    shown = build_view(made, "en", brief=True).sections[0]
    assert "more on the page" in shown.rest
    assert len(build_view(made, "en").sections[0].items) == len(changes)


# --- a store ------------------------------------------------------------------------------------------------------

_BUILD = """
import sys
from datetime import datetime
from tests.test_digests_revisions import issue_of
print(issue_of(sys.argv[1], sys.argv[2:]))
"""


def issue_of(folder: str, order: list[str]) -> str:
    """Import the texts in this order, build the week; a hash of every file and what the CLI printed."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name in order:
        path = place / name
        path.write_text(TEXTS[name], encoding="utf-8")
        assert inside(place, "import", str(path), "--source", name.split("-")[0].split(".")[0]).code == 0
    for command in (("tag",), ("link",)):
        assert inside(place, *command).code in (0, 4)
    hashes = []
    for _ in range(2):
        done = inside(
            place, "digest", "--week", "2026-W45", "--lang", "en", "--lang", "zh", "--lang", "zh-Hant"
        )
        assert done.code == 0, done.err
        files = sorted(path for path in place.rglob("2026-W45*") if path.is_file())
        hashes.append(hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest())
    assert hashes[0] == hashes[1]
    return hashes[0]


@pytest.mark.slow
def test_the_same_store_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    names = list(TEXTS)
    made = set()
    for number, (order, env) in enumerate(
        [
            (names, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8"}),
            (
                names[::-1],
                {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LANG": "zh_CN.UTF-8", "LC_ALL": "C"},
            ),
            (names[1:] + names[:1], {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LANGUAGE": "de"}),
        ]
    ):
        done = subprocess.run(
            [sys.executable, "-c", _BUILD, str(tmp_path / str(number)), *order],
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, "PYTHONUTF8": "1", **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made.add(done.stdout.splitlines()[-1])
    assert len(made) == 1


@pytest.mark.slow
def test_an_article_that_arrives_late_makes_the_second_revision(tmp_path: Path) -> None:
    names = list(TEXTS)

    def build(arrived: list[str]) -> dict[str, Any]:
        for name in arrived:
            (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
            assert inside(tmp_path, "import", str(tmp_path / name), "--source", name.split(".")[0]).code == 0
        for command in (("tag",), ("link",)):
            assert inside(tmp_path, *command).code in (0, 4)
        assert inside(tmp_path, "digest", "--week", "2026-W45", "--lang", "en", "--lang", "zh").code == 0
        found = next(path for path in tmp_path.rglob("2026-W45.json"))
        made: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
        return made

    one = build(names[:2])
    assert (one["revision"], one["changes"]) == (1, [])
    two = build(names[2:])
    assert two["revision"] == 2
    assert {"what": "stories", "before": 2, "after": 3} in [
        {key: change[key] for key in ("what", "before", "after")} for change in two["changes"]
    ]
    assert build([]) == two
    letter = next(tmp_path.rglob("2026-W45.en.txt")).read_text(encoding="utf-8")
    assert "revision 2" in letter.splitlines()[1]
    assert "more on the page" in letter  # the counts come last
    page = next(tmp_path.rglob("2026-W45.en.page.html")).read_text(encoding="utf-8")
    assert "3 stories, 2 before." in page
