"""How names stand in their clauses."""

from __future__ import annotations

import pytest

from nlp.script import fold
from nlp.standing import AGENT, NAMED, PARTNER, PATIENT, PLACED, bears, is_sideways, stand
from store.records import Mention


def _stand(marked: str) -> list[str]:
    """The manner of each name in [brackets]; ``*`` before it: a place, ``+``: a person."""
    text, mentions = "", []
    for number, part in enumerate(marked.replace("]", "[").split("[")):
        if number % 2:
            kind = {"*": "GPE", "+": "PERSON"}.get(part[0], "ORG")
            name = part.lstrip("*+")
            mentions.append(
                Mention(start=len(text), end=len(text) + len(name), quote=name, type=kind, id=f"x-{number}")
            )
            part = name
        text += part
    manners = stand(fold(text), 0, len(text), mentions)
    return [manners[mention.start] for mention in mentions]


@pytest.mark.parametrize(
    ("marked", "manners"),
    [
        ("[海汐]在[*宁波]建仓", [AGENT, PLACED]),
        ("[市监局]对[海汐]处以罚款", [AGENT, PATIENT]),
        ("[海汐]被[市监局]罚款", [PATIENT, PARTNER]),
        ("[海汐]遭罚款", [PATIENT]),
        ("[海汐]收购德国零售商[罗姆]", [AGENT, PATIENT]),
        ("由[海汐]领投", [PARTNER]),
        ("公司完成融资,[海汐]跟投", [PARTNER]),
        ("[海汐]宣布与[罗姆]签署协议", [AGENT, PARTNER]),
        ("[*美国]对[*中国]商品加征关税", [AGENT, PATIENT]),
        ("[*美国]消费者喜欢[海汐]的低价", [PLACED, AGENT]),
        ("[Lumo] buys stablecoin firm [Bridge Nine]", [AGENT, PATIENT]),
        ("[Regulator One] fined [Lumo]", [AGENT, PATIENT]),
        ("[Lumo] fined over toys", [PATIENT]),
        ("[Lumo] was fined by [Regulator One]", [PATIENT, PARTNER]),
        ("[Lumo] opened a depot in [*Ghent]", [AGENT, PLACED]),
        ("[Lumo], the owner of Otter, raised its forecast", [AGENT]),
        ("[+Ann Reed] steps down in March", [PATIENT]),
        ("[+羅嵐]卸任", [PATIENT]),
        ("a depot run by [Lumo]", [PLACED]),
        ("the deal needs approval by [Regulator One]", [PLACED]),
    ],
)
def test_manners(marked: str, manners: list[str]) -> None:
    assert _stand(marked) == manners


def test_names_of_a_list_stand_alike() -> None:
    assert _stand("卖家离开[海汐]、[罗姆]和[林格]") == [NAMED] * 3
    assert _stand("[Lumo], [Otter] and [Ringo] raised fees") == [AGENT] * 3


@pytest.mark.parametrize("text", ["海汐此前曾推出类似服务", "lumo is a rival of otter", "otter also uses it"])
def test_sentences_that_look_sideways(text: str) -> None:
    assert is_sideways(text, 0, len(text))


@pytest.mark.parametrize("text", ["海汐上调运费", "lumo raised fees", "海汐也受到冲击"])
def test_sentences_that_do_not(text: str) -> None:
    assert not is_sideways(text, 0, len(text))


def test_a_word_of_a_name_does_not_look_sideways() -> None:
    text = "竞争保护局对海汐罚款"
    name = Mention(start=0, end=5, quote="竞争保护局", type="ORG", id="office")
    assert is_sideways(text, 0, len(text))
    assert not is_sideways(text, 0, len(text), [name])
    other = text + "，其竞争对手罗姆未受罚"
    assert is_sideways(other, 0, len(other), [name])


def test_sentences_that_say_who_bears_it() -> None:
    for text in ("海汐首当其冲", "the rule hits small sellers", "受此影响,运费上涨"):
        assert bears(text, 0, len(text))
    assert not bears("海汐在宁波建仓", 0, 7)
