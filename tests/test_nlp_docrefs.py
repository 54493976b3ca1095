"""Numbers of official documents: every form of the list is found whole, and what only looks like one is not."""

from __future__ import annotations

import itertools

import pytest

from nlp.docrefs import find_docrefs
from nlp.script import fold

# (number, sentence around it with {} for the number); own sentences.
FORMS = [
    ("海关总署公告2025年第61号", "根据{}，新规生效。"),
    ("商务部 海关总署公告2025年第57号", "{}对相关物项实施管制。"),
    ("国家税务总局公告2024年第8号", "企业应按{}申报。"),
    ("公告2026年第4号", "财政部等三部门{}将政策延长。"),
    ("2026年第9号公告", "商务部{}作出说明。"),
    ("商务部令2024年第2号", "{}自公布之日起施行。"),
    ("国务院令第810号", "《规定》（{}）要求平台报送。"),
    ("主席令第五十六号", "{}公布该法。"),
    ("海关总署令第240号", "参见{}第三条。"),
    ("第123號令", "依{}辦理。"),
    ("财税〔2023〕14号", "文件见{}。"),
    ("国发[2024]12号", "{}提出目标。"),
    ("国办发（2025）3号", "{}明确分工。"),
    ("深府办规〔2024〕5号", "深圳印发{}。"),
    ("国市监处罚〔2024〕41号", "处罚书文号为{}。"),
    ("台財關字第1141099345號", "財政部以{}令修正辦法。"),
    ("經授貿字第11320000123號", "依{}公告。"),
    ("司法院釋字第748號", "{}作成後修法。"),
    ("(2024)京73民终1234号", "法院在{}判决中认定。"),
    ("第14256号行政令", "总统签署{}。"),
    ("行政令14324号", "白宫发布{}。"),
    ("301条款", "美国依据{}加征关税。"),
    ("第301条", "依据{}展开调查。"),
    ("337调查", "该公司遭遇{}。"),
    ("2022/2065号条例", "欧盟{}要求平台报告。"),
    ("第01/2025/QĐ-TTg号决定", "越南{}废止旧规。"),
    ("税则号列 8541.43.00", "{}项下的商品不适用。"),
    ("GB 31241-2022", "产品须符合{}的要求。"),
    ("Regulation (EU) 2022/2065", "Under {} platforms report."),
    ("(EU) No 952/2013", "The code, {}, applies."),
    ("Council Directive 2006/112/EC", "{} sets a floor."),
    ("Implementing Regulation (EU) 2025/1234", "{} lays down the form."),
    ("COM(2023) 258 final", "In {} the Commission proposes it."),
    ("C/2025/1234", "The notice, {}, was published."),
    ("Case C-123/24", "The court ruled in {}."),
    ("Section 321", "Entry under {} ended."),
    ("Section 301(b)", "It acts under {} of the law."),
    ("H.R. 1234", "The bill, {}, passed."),
    ("S. 56", "The Senate took up {} on Monday."),
    ("S.J.Res. 37", "Senators voted for {}."),
    ("Executive Order 14256", "{} applies."),
    ("E.O. 14257", "Duties under {} rise."),
    ("Proclamation 10908", "{} covers cars."),
    ("Public Law 119-21", "{} repeals it."),
    ("Pub. L. 117-328", "See {}."),
    ("19 CFR 10.151", "Entries under {} end."),
    ("19 U.S.C. 1321(a)(2)(C)", "It amends {}."),
    ("90 FR 14899", "The order is at {}."),
    ("HTS 9903.01.25", "Goods of {} pay."),
    ("9903.01.25", "Importers declare {} on each entry."),
    ("WT/DS597", "The panel report, {}, was adopted."),
    ("Inv. No. 337-TA-1234", "The commission opened {}."),
    ("A-570-967", "The review covers {}."),
    ("Docket No. USTR-2025-0008", "Comments go to {}."),
    ("2:23-cv-01495", "The suit, {}, goes on."),
    ("Republic Act No. 12023", "Sellers register under {}."),
    ("Act No. 108 of 1988", "The tax rests on {}."),
    ("Decree 123/2020/NĐ-CP", "{} rules invoices."),
    ("Regulation No. 31 of 2023", "{} bans small parcels."),
]
NONE = [
    "他提出300条建议，开设2024年3号线。",
    "2025年第3号台风登陆，5号店开业。",
    "第2条和第12条规定了期限。",
    "The U.S. 50 states and sellers. 2024 was good.",
    "Section 3 of the plan, Chapter 4, Article 5.",
    "It won 2-1, sold 1/3 of it and scored 24/7.",
    "M. Dupont paid $50 at No. 5 for 3.5 hours.",
    "The case for change: 12 of 20 firms.",
]


@pytest.mark.parametrize("number,sentence", FORMS, ids=[number for number, _ in FORMS])
def test_every_form_is_found_whole(number: str, sentence: str) -> None:
    text = sentence.format(number)
    start = text.index(number)
    assert (start, start + len(number)) in find_docrefs(fold(text))


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_one(text: str) -> None:
    assert find_docrefs(fold(text)) == []


def test_sections_named_together_are_several() -> None:
    text = "Duties under Sections 122, 232 and 301 stack."
    assert [text[start:end] for start, end in find_docrefs(fold(text))] == ["Sections 122", "232", "301"]


def test_numbers_do_not_overlap_and_come_in_order() -> None:
    text = "；".join(sentence.format(number) for number, sentence in FORMS)
    spans = find_docrefs(fold(text))
    assert len(spans) >= len(FORMS)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
