"""Names nobody lists, from all who propose them: nlp.opening. The names here are invented."""

from __future__ import annotations

import pytest

from nlp import opening
from nlp.finds import Find, filled
from nlp.lexicon import load_lexicon
from nlp.names import Known, Name
from nlp.opening import Proposal, propose_names, with_names
from nlp.segment import build_document


def proposed(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    tagged: list[tuple[str, str]],
    known: list[tuple[str, str]] | None = None,
) -> list[tuple[str, str, str]]:
    """What comes of names a tagger would propose: quote, type and who is believed."""

    def places(pairs: list[tuple[str, str]]) -> list[tuple[int, int, str]]:
        return [(text.index(quote), text.index(quote) + len(quote), kind) for quote, kind in pairs]

    names = [Name(start=start, end=end, type=kind, id=None) for start, end, kind in places(tagged)]
    monkeypatch.setattr(opening, "find_tagged", lambda *given: names)
    document = build_document(text)
    found = [Known(start=start, end=end, type=kind, id="x") for start, end, kind in places(known or [])]
    groups = propose_names(document, text, document.folded, document.sentences, found, {})
    return [
        (text[each.name.start : each.name.end], each.name.type, each.by) for group in groups for each in group
    ]


@pytest.mark.parametrize(
    ("text", "tagged", "expected"),
    [
        # marks and brackets of the text are no part of a name
        ("“珞石”涨价", [("“珞石”", "ORG")], [("珞石", "ORG")]),
        ("轻羚（Qingling Bikes）召回", [("轻羚（Qingling Bikes", "ORG")], [("轻羚", "ORG"), ("Qingling Bikes", "ORG")]),
        ("众悦达货运代理（深圳）有限公司", [("众悦达货运代理（深圳）有限公司", "ORG")], [("众悦达货运代理（深圳）有限公司", "ORG")]),
        ("-Qualm sank", [("-Qualm", "ORG")], [("Qualm", "ORG")]),
        ("来源：潮眼　摄影", [("潮眼　摄影", "ORG")], [("潮眼", "ORG")]),
        ("说\u3000Qualm\u3000sank", [("\u3000Qualm\u3000", "ORG")], [("Qualm", "ORG")]),
        ("珞石\x1c轻羚涨价", [("珞石\x1c轻羚", "ORG")], []),
        ("珞石\x85轻羚涨价", [("珞石\x85轻羚", "ORG")], []),
        # neither are the number of a fair or a people
        ("在第12届潮洲选品会上", [("第12届潮洲选品会", "EVENT")], [("潮洲选品会", "EVENT")]),
        ("首屆潮洲選品會", [("首屆潮洲選品會", "EVENT")], [("潮洲選品會", "EVENT")]),
        ("Australian Ulla Brinkstad won", [("Australian Ulla Brinkstad", "PERSON")], [("Ulla Brinkstad", "PERSON")]),
        ("Australian Brink Bank won", [("Australian Brink Bank", "ORG")], [("Australian Brink Bank", "ORG")]),
        # no names at all
        ("Mr. is", [("Mr", "ORG")], []),
        ("12 34", [("12 34", "ORG")], []),
        # refused to the catalogue's thing, refused to every other
        ("Shell companies hid it", [("Shell", "ORG")], []),
        ("果农说苹果涨价", [("苹果", "ORG")], []),
    ],
)  # fmt: skip
def test_names_are_put_in_shape(
    monkeypatch: pytest.MonkeyPatch, text: str, tagged: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    found = proposed(monkeypatch, text, tagged)
    assert [(quote, kind) for quote, kind, by in found if by == "tagger"] == expected


@pytest.mark.parametrize(
    ("text", "tagged", "known", "there"),
    [
        ("微软的云拓涨价", ("微软的云拓", "PRODUCT"), ("微软", "ORG"), False),
        ("拉美市场回暖", ("拉美市场", "GPE"), ("拉美", "GPE"), False),
        ("交通部行新闻会", ("交通部行", "ORG"), ("交通部", "ORG"), False),
        ("微软云拓涨价", ("微软云拓", "PRODUCT"), ("微软", "ORG"), True),
    ],
)
def test_a_known_name_and_a_plain_word_are_no_longer_name(
    monkeypatch: pytest.MonkeyPatch, text: str, tagged: tuple[str, str], known: tuple[str, str], there: bool
) -> None:
    found = proposed(monkeypatch, text, [tagged], [known])
    assert (tagged[0] in [quote for quote, _, _ in found]) is there


def test_an_office_tells_how_long_a_name_is(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "创始人陆嘉言说，会涨价"
    assert proposed(monkeypatch, text, [("陆嘉", "PERSON")]) == [("陆嘉言", "PERSON", "form")]


def proposal(start: int, end: int, *, by: str = "tagger", absorbs: bool = False) -> Proposal:
    return Proposal(name=Name(start=start, end=end, type="ORG", id=None, absorbs=absorbs), by=by)


def known(start: int, end: int) -> Find:
    return Find(start=start, end=end, type="ORG", id="x", found_by="lexicon", listed=True)


def test_the_more_trusted_come_first() -> None:
    found = with_names(
        [known(0, 4)], [[proposal(5, 8)], [proposal(5, 10, by="form"), proposal(12, 14, by="form")]]
    )
    assert [(each.start, each.end, each.found_by) for each in found] == [
        (0, 4, "lexicon"), (5, 8, "tagger"), (12, 14, "form"),
    ]  # fmt: skip


def test_a_longer_name_takes_the_place_of_its_parts() -> None:
    found = with_names([known(3, 6)], [[proposal(0, 6, absorbs=True)]])
    assert [(each.start, each.end) for each in found] == [(0, 6)]
    assert with_names([known(3, 6)], [[proposal(3, 6, absorbs=True)]]) == [known(3, 6)]
    assert with_names([known(3, 6)], [[proposal(0, 6)]]) == [known(3, 6)]


def test_what_is_there_is_not_touched() -> None:
    assert filled([known(2, 5)], [known(0, 3), known(4, 6), known(5, 7), known(5, 9)]) == [
        known(2, 5),
        known(5, 9),
    ]


def test_the_real_tagger_is_asked() -> None:
    document = build_document("据珞珂物流介绍，仓库已满。")
    lexicon = load_lexicon()
    assert lexicon.entities
    groups = propose_names(document, document.text, document.folded, document.sentences, [], {})
    assert len(groups) == 3
