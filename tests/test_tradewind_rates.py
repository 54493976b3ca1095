"""Exchange rates: what ships, what a file of the user's must be, and that they order figures and are never printed."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.db import open_store
from store.errors import InputError
from store.queries import connect_readonly
from store.rates import Rate, save_rates
from tradewind.config import load_settings
from tradewind.rates import known_currencies, load_rates, parse_rates

HEAD = "currency,usd,date,source\n"


def refused(content: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_rates(content, "rates.csv")
    return caught.value


# --- the file ------------------------------------------------------------------------------------------------


def test_what_ships_says_for_each_rate_when_and_by_whom(tmp_path: Path) -> None:
    rates = {rate.currency: rate for rate in load_rates(load_settings(folder=tmp_path))}
    assert len(rates) > 100
    assert rates["USD"].usd == 1
    assert all(rate.on >= date(2026, 3, 31) and rate.source for rate in rates.values())
    # Sanity: of the size a reader knows.
    for code, low, high in (
        ("EUR", 1, 1.5),
        ("CNY", 0.1, 0.2),
        ("JPY", 0.004, 0.012),
        ("TWD", 0.02, 0.05),
        ("HKD", 0.12, 0.13),
    ):
        assert low < rates[code].usd < high, code


def test_money_that_figures_are_in_has_a_rate(tmp_path: Path) -> None:
    from nlp.units import load_units

    rated = {rate.currency for rate in load_rates(load_settings(folder=tmp_path))}
    marks = load_units().currency_before.values()  # "lei" and 元 are told by the text
    named = {mark for mark in marks if len(mark) == 3 and mark.isascii() and mark.isupper()}
    # Money of the past, at par with a dollar, or of which nobody publishes a rate that all may use.
    unrated = {
        "DEM",
        "ITL",
        "BEF",
        "FRF",
        "NLG",
        "HRK",
        "BGN",
        "ANG",
        "PAB",
        "BTN",
        "GIP",
        "KPW",
        "MOP",
        "SYP",
        "XPF",
    }
    assert named - rated <= unrated


@pytest.mark.parametrize(
    ("row", "key", "said"),
    [
        ("EUX,1.1,2026-03-31,x", "currency", "EUR"),
        ("eur,1.1,2026-03-31,x", "currency", "EUR"),
        ("EUR,one,2026-03-31,x", "usd", "not a number"),
        ("EUR,,2026-03-31,x", "usd", "not a number"),
        ("EUR,NaN,2026-03-31,x", "usd", "not a number"),
        ("EUR,0,2026-03-31,x", "usd", "cannot be"),
        ("EUR,-1.1,2026-03-31,x", "usd", "cannot be"),
        ("VND,26323,2026-03-31,x", "usd", "Divide 1 by it"),
        ("USD,2,2026-03-31,x", "usd", "Leave the row of USD out"),
        ("EUR,1.1,31.3.2026,x", "date", "2026-03-31"),
        ("EUR,1.1,2026-02-30,x", "date", "not a day"),
        ("EUR,1.1,2026-03-31,", "source", "missing"),
        ("EUR,1.1,2026-03-31,y\nEUR,1.2,2026-03-31,x", "currency", "line 3"),
    ],
)
def test_a_wrong_row_is_named_with_line_column_and_remedy(row: str, key: str, said: str) -> None:
    error = refused(f"# mine\n{HEAD}{row}\n")
    assert (error.path, error.key) == ("rates.csv", key)
    assert error.line == 3 + row.count("\n")
    assert said in str(error)
    assert error.remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no rates"),
        (HEAD, "holds no rates"),
        ("currency,date,source\nEUR,2026-03-31,x\n", "missing column usd"),
        (f"{HEAD}EUR,1.1,2026-03-31,A, B\n", "5 cells in place of 4"),
        (f'{HEAD}EUR,1.1,2026-03-31,"x\n', "not a row of CSV"),
    ],
)
def test_a_file_of_another_form_is_refused(content: str, said: str) -> None:
    assert said in str(refused(content))


@given(
    st.dictionaries(
        st.sampled_from(sorted(known_currencies() - {"USD"})),
        st.tuples(
            st.decimals("0.00001", "900", places=6).filter(lambda value: value > 0),
            st.dates(date(2000, 1, 1)),
            st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20),
        ),
        min_size=1,
    )
)
def test_what_is_written_is_read(rows: dict[str, tuple[Decimal, date, str]]) -> None:
    quoted = (
        f'{code},{usd},{on},"{source.replace(chr(34), chr(34) * 2)}"'
        for code, (usd, on, source) in rows.items()
    )
    read = {
        rate.currency: (rate.usd, rate.on, rate.source) for rate in parse_rates(HEAD + "\n".join(quoted), "r")
    }
    assert read.pop("USD")[:2] == (Decimal(1), max(on for _, on, _ in rows.values()))
    assert read == rows


def test_the_users_file_takes_the_place_of_what_ships(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(f"{HEAD}EUR,1.25,2026-11-01,The bank\n", encoding="utf-8")
    assert [rate.currency for rate in load_rates(load_settings(folder=tmp_path))] == ["EUR", "USD"]


def test_a_file_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text('[tag]\nrates = "money.csv"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"tag\.rates"):
        load_rates(load_settings(tmp_path / "tradewind.toml"))


# --- the store -----------------------------------------------------------------------------------------------


def rate(code: str, usd: str) -> Rate:
    return Rate(currency=code, usd=Decimal(usd), on=date(2026, 11, 1), source="The bank")


def test_rates_are_replaced_whole_and_only_when_they_changed(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "a.db")) as db:
        assert save_rates(db, [rate("EUR", "1.25"), rate("USD", "1")])
        assert not save_rates(db, [rate("USD", "1"), rate("EUR", "1.25")])
        assert save_rates(db, [rate("CNY", "0.14")])
    with closing(connect_readonly(tmp_path / "a.db")) as conn:
        assert conn.execute("SELECT currency, usd, date, source FROM rates").fetchall() == [
            ("CNY", 0.14, "2026-11-01", "The bank")
        ]
