"""Words of the week: counted by story, folded over both scripts, put to phrases, proved by a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from digests import terms
from digests.digest import build_digest, evidence_of
from digests.frames import build_frames
from digests.parts import TermLine
from digests.phrases import Opening, holds, join_words
from digests.terms import Words, merge_forms
from digests.weeks import shift
from digests.wording import build_view
from nlp.script import fold, traditional
from nlp.segment import build_document
from nlp.title_words import find_title_words
from tests.digest_rows import SOURCES, WEEK, ZONE, Rows

STORM = {
    "en": (
        "Typhoon Sorana closes Ningbo terminals",
        "Typhoon Sorana kept the Ningbo terminals closed from Monday to Thursday. Ships wait off the coast, and rates rose 9%.",
    ),
    "zh-Hans": (
        "台风索拉娜来袭，宁波码头停摆",
        "受台风索拉娜影响，宁波码头周一起停止收箱，货代预计积压要到下周才能清完。",
    ),
    "zh-Hant": (
        "颱風索拉娜來襲 寧波碼頭停擺",
        "受颱風索拉娜影響，寧波碼頭週一起停止收箱，貨代預計積壓要到下週才能清完。",
    ),
}


class Newsroom:
    """Quiet weeks, and stories of a storm where they are told to be."""

    def __init__(self, *storms: int, houses: int = 8, weeks: int = 14) -> None:
        self.rows = Rows(7)
        self.rows.weeks(weeks, per_source=5)
        for back in storms:
            for source in SOURCES[:houses]:
                self.storm(shift(WEEK, -back), source)

    def storm(self, week: Any, source: tuple[str, str, str, str]) -> None:
        title, text = STORM[source[3]]
        number = self.rows.article(week, source, "logistics-fulfilment", "ups", title=title)
        self.rows.texts[number] = text
        for name in ("mentions", "figures"):
            self.rows.tables[name] = [row for row in self.rows.tables[name] if row["article_id"] != number]

    def load(self, ids: Sequence[int]) -> Mapping[int, str]:
        titles = {row["article_id"]: row["title"] for row in self.rows.tables["articles"]}
        return {
            number: " ".join(find_title_words(build_document(self.rows.texts[number], title=titles[number])))
            for number in ids
        }

    def digest(self, **more: Any) -> Any:
        frames = build_frames(self.rows.build(), week=WEEK, zone=ZONE)
        words = Words(load=self.load, fold=fold, traditional=traditional)
        return build_digest(frames, texts=self.rows.read, words=words, **more)


def listed(lines: Sequence[TermLine], lang: str) -> list[str]:
    return [line.simplified for line in lines if line.lang == lang]


@pytest.fixture(scope="module")
def stormy() -> Any:
    return Newsroom(0).digest()


def test_a_week_of_the_usual_words_has_none() -> None:
    assert Newsroom().digest().terms == ()


def test_the_words_of_an_event_are_listed_with_proof(stormy: Any) -> None:
    english, chinese = listed(stormy.terms, "en"), listed(stormy.terms, "zh")
    assert 0 < len(english) <= 6
    assert any("Sorana" in word for word in english)
    assert any("台风" in word or "索拉娜" in word for word in chinese)
    for line in stormy.terms:
        assert line.stories >= 3
        assert line.houses >= 2
        assert line.evidence
        assert all(holds(line.word, fold(item.quote)) for item in line.evidence)
        assert len({item.house for item in line.evidence}) == len(line.evidence)


def test_words_of_one_event_are_two_at_most(stormy: Any) -> None:
    assert len(listed(stormy.terms, "en")) <= 2
    assert len(listed(stormy.terms, "zh")) <= 2


def test_each_reader_sees_the_own_script(stormy: Any) -> None:
    def section(lang: str) -> str:
        (found,) = [part for part in build_view(stormy, lang).sections if part.key == "terms"]
        return " ".join(text for item in found.items for text in (item.lead, *item.body))

    assert section("en").startswith("In English")
    assert section("zh").startswith("中文报道")
    simplified, hant = section("zh"), section("zh-Hant")
    assert ("台风" in simplified) == ("颱風" in hant)
    assert any(word in hant for word in ("颱風", "索拉娜", "碼頭", "寧波"))
    assert "码头" not in hant


def test_what_was_listed_last_week_is_not_listed_again() -> None:
    again = Newsroom(1, 0).digest().terms
    assert not any("Sorana" in word for word in listed(again, "en"))
    assert not any("索拉娜" in word for word in listed(again, "zh"))


def test_one_house_alone_marks_no_week() -> None:
    room = Newsroom()
    for _ in range(8):
        room.storm(WEEK, SOURCES[0])
    assert room.digest().terms == ()


def test_reprints_are_one_story() -> None:
    room = Newsroom()
    room.storm(WEEK, SOURCES[0])
    root = len(room.rows.texts)
    for source in SOURCES[1:3]:
        title, _ = STORM["en"]
        room.rows.article(
            WEEK, source, "logistics-fulfilment", "ups", story=f"s-{root:012d}", title=title, copy_of=root
        )
    assert room.digest().terms == ()


def test_a_young_store_lists_none() -> None:
    assert Newsroom(0, weeks=4).digest().terms == ()


def test_without_words_there_is_no_section() -> None:
    room = Newsroom(0)
    frames = build_frames(room.rows.build(), week=WEEK, zone=ZONE)
    assert build_digest(frames, texts=room.rows.read).terms == ()
    assert build_digest(
        frames, texts=room.rows.read, words=Words(load=lambda ids: {}, fold=fold, traditional=traditional)
    ).terms == ()  # fmt: skip


def test_the_same_rows_in_any_order_give_the_same_words(stormy: Any) -> None:
    room = Newsroom(0)
    for rows in room.rows.tables.values():
        rows.reverse()
    assert room.digest().terms == stormy.terms


def test_quotes_stand_where_they_say(stormy: Any) -> None:
    texts = Newsroom(0).rows.texts
    for item in evidence_of(stormy.terms):
        assert texts[item.article_id][item.start : item.end] == item.quote


def test_plurals_join_their_singular_when_both_are_written() -> None:
    words = {
        "tariff",
        "tariffs",
        "duty",
        "duties",
        "news",
        "new",
        "customs",
        "custom",
        "boxes",
        "box",
        "class",
        "ports",
    }
    assert merge_forms(words) == {"tariffs": "tariff", "duties": "duty", "boxes": "box"}


def test_phrases_are_what_always_stands_together() -> None:
    read = [
        Opening(number, number, title, title, fold)
        for number, title in enumerate(["小額豁免取消", "欧盟小额豁免将终止", "取消小额豁免后", "小额豁免"])
    ]
    assert join_words("豁免", read, ["取消", "小额"], spaced=False) == ("小额豁免", ("豁免", "小额"))
    english = [Opening(1, 1, "The end of de minimis", "", fold), Opening(2, 2, "", "After De Minimis", fold)]
    assert join_words("minimis", english, ["de", "end"], spaced=True)[0] == "de minimis"
    headlines = [Opening(number, number, "Port strike ends", "Dockers return.", fold) for number in range(3)]
    assert (
        join_words("strike", headlines, ["port"], spaced=True)[0] == "strike"
    )  # no sentence has the longer one


def test_a_word_is_found_whole_and_in_the_plural() -> None:
    assert holds("duty", "new duties apply")
    assert holds("port", "both ports closed")
    assert not holds("port", "a report of imports")


def test_hostile_words_break_nothing() -> None:
    room = Newsroom(0)
    plain = room.load
    odd = "(((( <script> \\d+ ]]"
    room.load = lambda ids: {number: f"{text} {odd}" for number, text in plain(ids).items()}  # type: ignore[method-assign]
    assert all("script" not in line.word for line in room.digest().terms)


def test_of_many_stories_a_sample_is_compared_and_all_are_counted(
    stormy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "_SAMPLE", 20)  # of some 25 English stories in the newest week
    sampled = Newsroom(0).digest().terms
    whole = {line.word: line for line in stormy.terms}
    shared = [line for line in sampled if line.word in whole]
    assert shared
    for line in shared:
        assert (line.stories, line.houses) == (whole[line.word].stories, whole[line.word].houses)


def test_of_a_word_of_very_many_stories_not_all_texts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_READ", 3)
    found = Newsroom(0).digest().terms
    assert found
    assert all(" " not in line.word and line.stories == 4 and line.houses >= 3 for line in found)
