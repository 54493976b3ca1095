"""What is taken for each piece is a fee of whoever takes it, whatever cost or house was spoken of before."""

from __future__ import annotations

import pytest

from nlp.annotate import annotate_document
from nlp.segment import build_document


def fee_of(text: str) -> tuple[str | None, str | None]:
    """Subject and metric of the last amount of a text."""
    figures = [
        figure
        for figure in annotate_document(build_document(text)).figures
        if figure.kind in ("money", "rate", "percent")
    ]
    return figures[-1].subject, figures[-1].metric


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("小包成本上升，顺丰速运宣布11月16日起每票收15元。", "sf-express"),
        ("物流成本上升，顺丰每件加收2元。", "sf-express"),
        ("運費成本浮上檯面，順豐速運每件收新台幣80元。", "sf-express"),
        ("Shippers face rising costs; DHL collects $5 per parcel.", "dhl"),
    ],
)
def test_what_is_taken_for_a_piece_is_a_fee(text: str, subject: str) -> None:
    assert fee_of(text) == (subject, "fee")


@pytest.mark.parametrize("text", ["公司去年每件营收15元。", "欧盟每件征收2欧元关税。"])
def test_what_a_house_earns_or_a_state_levies_is_none(text: str) -> None:
    assert fee_of(text)[1] != "fee"


def test_a_house_that_charges_somebody_is_the_subject_of_its_own_sentence() -> None:
    before = "Temu will raise its fee to 12 percent. "
    assert fee_of(f"{before}Amazon charges sellers of clothing 15% in the same countries.") == (
        "amazon",
        "fee",
    )


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Analysts at Harbour Street expect Temu's European sales to reach $9.5 billion in 2027.", "temu"),
        ("The firm of brokers forecasts Shein's revenue to grow 31%.", "shein"),
        ("Amazon expects its sales to reach $200 billion.", "amazon"),
        ("Amazon expects sales to grow 9% this year.", "amazon"),
    ],
)
def test_what_is_expected_of_a_house_is_its_own(text: str, subject: str) -> None:
    assert fee_of(f"Walmart opened a store on Monday. {text}")[0] == subject
