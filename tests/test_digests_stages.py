"""An act that went a step further is told with both sentences; steps back, cases and other acts are not."""

from __future__ import annotations

import pytest

from digests.digest import build_digest
from digests.frames import build_frames
from digests.parts import Digest
from digests.weeks import shift
from digests.wording import build_view
from tests.digest_rows import FILLER, NAMES, SOURCES, WEEK, ZONE, Rows, policy

THEN = "The ministry proposed the Parcel Duty Act for public discussion, it said in a notice."
NOW = "Parliament passed the Parcel Duty Act by a narrow majority on Thursday evening."


def digest_of(then: dict[str, str], now: dict[str, str], said: str = NOW) -> Digest:
    rows = Rows(3)
    for back, text, more in ((5, THEN, then), (0, said, now)):
        number = rows.article(shift(WEEK, -back), SOURCES[0], "platform-regulation", "amazon")
        rows.texts[number] = f"{text}\n{FILLER['en']}"
        for name in ("mentions", "figures"):
            rows.tables[name] = [row for row in rows.tables[name] if row["article_id"] != number]
        row = policy(number, 0, text, **({"instrument": "Parcel Duty Act", "jurisdiction": "EU"} | more))
        rows.tables["policies"].append(row)
    return build_digest(build_frames(rows.build(), week=WEEK, zone=ZONE), texts=rows.read, names=NAMES)


def test_a_step_forward_is_told_with_both_sentences() -> None:
    made = digest_of({"action": "proposed"}, {"action": "adopted"})
    (line,) = made.stages
    assert (line.before, line.now, line.then.quote, line.evidence[0].quote) == (
        "proposed",
        "adopted",
        THEN,
        NOW,
    )
    for lang in ("en", "zh", "zh-Hant"):
        (section,) = [section for section in build_view(made, lang).sections if section.key == "policy"]
        assert "Parcel Duty Act" in section.items[0].lead
        assert [quote.text for quote in section.items[0].quotes] == [NOW, THEN]


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ({"action": "adopted"}, {"action": "proposed"}, NOW),
        ({"action": "adopted"}, {"action": "adopted"}, NOW),
        ({"action": "proposed"}, {"action": "ruling"}, NOW),
        ({"action": "proposed"}, {"action": "adopted", "jurisdiction": "US"}, NOW),
        ({"action": "proposed"}, {"action": "adopted", "instrument": "Toy Safety Act"}, NOW),
        (
            {"action": "proposed"},
            {"action": "adopted"},
            "Parliament passed it by a narrow majority on Thursday evening.",
        ),
    ],
    ids=["back", "same", "case", "country", "act", "unnamed"],
)
def test_what_is_no_step_of_one_act_is_not_told(then: dict[str, str], now: dict[str, str], said: str) -> None:
    assert digest_of(then, now, said).stages == ()
