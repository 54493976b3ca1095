"""Which names speak or are cited."""

from __future__ import annotations

import pytest

from nlp.script import fold
from nlp.speakers import is_cited, speaks
from store.records import Mention


def _ask(marked: str) -> tuple[bool, bool]:
    """(speaks, is cited) of the first name in [brackets]; the further ones are names beside it."""
    text, mentions = "", []
    for number, part in enumerate(marked.replace("]", "[").split("[")):
        if number % 2:
            person = part.startswith("*")
            name = part.lstrip("*")
            kind = "PERSON" if person else "ORG"
            start = len(text)
            mentions.append(
                Mention(start=start, end=start + len(name), quote=name, type=kind, id=f"x-{number}")
            )
            part = name
        text += part
    folded = fold(text)
    return speaks(text, folded, mentions[0], mentions), is_cited(text, folded, mentions[0])


@pytest.mark.parametrize(
    "marked",
    [
        "[海汐]表示,运费不会上调。",
        "[海汐]首席执行官[*罗岚]在财报电话会上说,需求强劲。",
        "执行长[*羅嵐]([*Luo Lan])在法說會上強調,裁員並非因為AI。",
        "[*罗岚]公开批评该合作。",
        "[*罗岚]:今年不会裁员",
        "[港务协会]呼吁政府出手。",
        '"Prices rise," said area port director [*Ann Reed].',
        "[Lumo] co-chief executive [*Ann Reed] said the brands stay.",
        "[*Ann Reed], who runs Lumo in Ghent, told the paper it would grow.",
        "[*Ann Reed] blamed tariffs.",
    ],
)
def test_a_name_that_speaks_for_itself(marked: str) -> None:
    assert _ask(marked) == (True, False)


@pytest.mark.parametrize(
    "marked",
    [
        "据[港湾日报]报道,海汐将裁员。",
        "據[港灣日報]報導,海汐將裁員。",
        "根据[海汐研究]的数据,销量下滑。",
        "[海汐研究]的调查显示,三成卖家涨价。",
        "[港湾日报]援引知情人士的话称,交易已近尾声。",
        "知情人士告诉《[港湾日报]》,人选已定。",
        "[海汐研究]把目标价上调至12元。",
        "[海汐]发言人表示不予置评。",
        '"We listen," said [Lumo] spokesperson [*Ann Reed].',
        "According to [Lumo Research], sales fell.",
        "Analysts at [Lumo Research] value the unit at $2 billion.",
        "She told [Harbour Weekly] that the depot would close.",
        "[Harbour Weekly] reported that the depot would close.",
        "The depot will close, [Harbour Weekly] said.",
        "[Lumo Research] data show a vacancy of 7%.",
    ],
)
def test_a_name_that_is_cited(marked: str) -> None:
    assert _ask(marked) == (True, True)


@pytest.mark.parametrize(
    "marked",
    [
        "[海汐]宣布在宁波建仓。",
        "[海汐]没有透露补贴金额。",
        "[海汐]推出新方案后被监管部门约谈,业者称影响有限。",
        "[海汐]被称为行业标杆。",
        "监管部门对[海汐]处以罚款。",
        "[Lumo] opened a depot in Ghent.",
        "Shares of [Lumo] fell 4%.",
        "[Lumo], which sells shoes, opened a depot in Ghent last year after talks.",
    ],
)
def test_a_name_that_does_not(marked: str) -> None:
    assert _ask(marked) == (False, False)


def test_a_house_speaks_where_its_officer_does() -> None:
    assert _ask("[海汐律所]合伙人[*罗岚]认为,页面须改。") == (True, False)
    assert _ask("[海汐党]税制调查会长[*罗岚]说,起跑线不公。") == (True, False)
    assert _ask("[海汐]收购案让[*罗岚]说了实话。") == (False, False)
