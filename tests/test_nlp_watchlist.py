"""The user's own file: checked whole, appended to without touching what is there, rows proposed from texts."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.doubts import doubtful_names
from nlp.entity_files import COLUMNS, WATCHLIST, parse_rows, shipped_rows
from nlp.lexicon import load_lexicon
from nlp.watchlist import (
    HEADER,
    Form,
    append_row,
    cells_of,
    check_own,
    names_of,
    propose_row,
    with_names,
)
from store.errors import InputError

ROW = {"id": "acme", "type": "ORG", "en": "Acme Toys"}


def form(quote: str, articles: int = 1, lang: str = "") -> Form:
    return Form(quote=quote, lang=lang or ("en" if quote.isascii() else "zh-Hans"), articles=articles)


def proposed(*forms: Form, kind: str = "ORG") -> tuple[str, str, str]:
    cells = propose_row("thing", kind, forms)
    assert (cells["id"], cells["type"]) == ("thing", kind)
    return cells["en"], cells["zh_hans"], cells["zh_hant"]


# --- checking ---------------------------------------------------------------------------------------------------


def test_all_problems_are_told_in_the_order_of_their_lines() -> None:
    content = HEADER + (
        "# our shelf\n"
        "acme,ORG,Acme Toys,,,,,,,,\n"
        "Bad Id,ORG,Bad,,,,,,,,\n"
        "acne,ORG,Acme Toys,,,,,,,,\n"
        "brio,ORG,Brio Toys,,,,nobody,,,,\n"
        "temu,ORG,Temu,,,,whaleco,,,,\n"
    )
    checked = check_own(content, "own.csv")
    assert [(each.line, each.key) for each in checked.problems] == [
        (4, "id"), (5, None), (6, "parent"), (7, "parent"),
    ]  # fmt: skip
    assert "temu > whaleco > temu" in str(checked.problems[-1])
    assert all(each.path == "own.csv" and each.remedy for each in checked.problems)
    assert [row.id for row in checked.rows] == ["acme", "acne", "brio", "temu"]


def test_a_sound_file_tells_what_it_changes() -> None:
    checked = check_own(HEADER + "temu,ORG,Temu|Teemu,,,,,,,,\nmoss,ORG,Shein,,,,,,,,\n", "own.csv")
    assert checked.problems == ()
    assert checked.catalogue.replaced == ("temu",)
    assert {each.owner for each in checked.catalogue.taken} == {"shein"}


def test_a_file_of_nothing_but_mistakes_is_told_up_to_a_limit() -> None:
    checked = check_own(HEADER + "X,ORG,Xy,,,,,,,,\n" * 1000, "own.csv")
    assert len(checked.problems) == 200


def test_a_wrong_header_ends_the_reading() -> None:
    (problem,) = check_own("# mine\n\nid,kind,en\nacme,ORG,Acme\n", "own.csv").problems
    assert (problem.line, problem.key) == (3, "kind")


def test_names_that_are_words_of_everyday_are_doubtful() -> None:
    rows = "a,ORG,target|Target,,,,,,,,\nb,ORG,Grove Nine,果园|果园贸易|~大众,,,,,,,\nc,ORG,,华为,,,,,,,\nd,ORG,518|Plan 518,,,,,,,,\ne,ORG,On|ON|Best Value,,,,,,,,\n"
    own = tuple(parse_rows(HEADER + rows, "own.csv", WATCHLIST))
    assert [(row.id, alias.surface) for row, alias in doubtful_names(own)] == [
        ("a", "target"), ("b", "果园"), ("d", "518"), ("e", "On"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", [";", "\t"])
def test_what_spreadsheets_put_between_cells_is_kept(mark: str) -> None:
    rows = ("# ours, and theirs", "id,type,en,zh_hans", "acme,ORG,Acme Toys,亚克米", ",,,", "")
    before = "\ufeff" + "\r\n".join(rows).replace(",", mark)
    checked = check_own(before, "own.csv")
    assert [row.names for row in checked.rows] == [{"en": "Acme Toys", "zh-Hans": "亚克米"}]
    assert checked.problems == ()
    after, line = append_row(before, {"id": "brio", "type": "ORG", "en": "Brio"}, "own.csv")
    assert (after, line) == (before + "brio,ORG,Brio,\r\n".replace(",", mark), 5)


def test_a_remark_that_a_spreadsheet_put_in_quotes_is_one() -> None:
    rows = '"# what we sell, and to whom",,,,,,,,,,\nacme,ORG,Acme Toys,,,,,,,,\n'
    for content in (HEADER + rows, rows.replace("\n", "\n" + HEADER, 1)):
        assert [row.id for row in check_own(content, "own.csv").rows] == ["acme"]
        assert check_own(content, "own.csv").problems == ()
        assert append_row(content, {"id": "brio", "type": "ORG", "en": "Brio"}, "own.csv")[1] == 4


def test_a_line_break_in_a_cell_is_a_space() -> None:
    (row,) = check_own('id,type,en\nacme,ORG,"Acme\n  Toys"\n', "own.csv").rows
    assert row.aliases[0].surface == "Acme Toys"


# --- appending --------------------------------------------------------------------------------------------------


def test_an_empty_text_gets_the_columns_first() -> None:
    assert append_row("", ROW, "own.csv") == (HEADER + "acme,ORG,Acme Toys,,,,,,,,\n", 2)


def test_everything_that_is_there_stays() -> None:
    before = '\ufeff# a "remark", unclosed: "\r\n\r\ntype,id,zh_hans,en\r\n\r\n # another\r\nORG,brio,布里奥,"Brio, Inc"'
    after, line = append_row(before, ROW, "own.csv")
    assert after == before + "\r\nORG,acme,,Acme Toys\r\n"
    assert line == 7
    assert [row.id for row in parse_rows(after, "own.csv", WATCHLIST)] == ["brio", "acme"]
    assert [row.line for row in parse_rows(after, "own.csv", WATCHLIST)] == [6, 7]


def test_a_cell_without_a_column_is_an_error() -> None:
    with pytest.raises(InputError, match="zh_hant") as caught:
        append_row("id,type,en\n", ROW | {"zh_hant": "亞克米"}, "own.csv")
    assert caught.value.remedy


def test_a_file_without_columns_is_an_error() -> None:
    with pytest.raises(InputError, match="first line"):
        append_row("# nothing but a remark\n", ROW, "own.csv")


@given(st.lists(st.text(alphabet='abc ,"\n\r#=~|', max_size=12), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_was_there_is_a_prefix_of_what_is(lines: list[str], end: str) -> None:
    content = end.join(["id,type,en", *lines])
    try:
        after, line = append_row(content, ROW, "own.csv")
    except InputError:
        return
    assert after.startswith(content)
    assert after.splitlines()[-1] == "acme,ORG,Acme Toys"
    assert line == len(io.StringIO(after, newline="").readlines())


# --- proposing --------------------------------------------------------------------------------------------------


def test_the_form_of_most_articles_leads_and_shorter_ones_are_weak() -> None:
    assert proposed(form("Brinkley", 2), form("Brinkley Home", 3)) == ("Brinkley Home|~=Brinkley", "", "")
    assert proposed(form("澜汐", 2), form("澜汐科技", 2)) == ("", "澜汐科技|~澜汐", "")


def test_longer_forms_around_the_main_one_are_left_to_the_rules() -> None:
    assert proposed(form("Brinkley Home", 3), form("Brinkley Home Inc")) == ("Brinkley Home", "", "")


def test_another_name_is_another_alias() -> None:
    assert proposed(form("Brinkley Home", 3), form("BHG", 1))[0] == "Brinkley Home|=BHG"


def test_one_latin_word_counts_with_its_case() -> None:
    assert proposed(form("Orbit"))[0] == "=Orbit"
    assert proposed(form("iOrbit"))[0] == "=iOrbit"
    assert proposed(form("orbit"))[0] == "orbit"


def test_a_headlines_capitals_are_no_spelling() -> None:
    assert proposed(form("ORBIT HOME", 2), form("Orbit Home", 2))[0] == "Orbit Home"


def test_each_script_has_its_column() -> None:
    forms = (form("Lanxi Tech"), form("澜汐科技"), form("瀾汐科技", lang="zh-Hant"))
    assert proposed(*forms) == ("Lanxi Tech", "澜汐科技", "瀾汐科技")
    # The characters tell before the label of the text does; the label where they are the same in both.
    assert proposed(form("瀾汐", lang="zh-Hans"))[2] == "瀾汐"
    assert proposed(form("安克", lang="zh-Hant"))[2] == "安克"
    assert proposed(form("SHEIN希音", lang="zh-Hans"))[1] == "SHEIN希音"


@pytest.mark.parametrize("quote", ["a|b", "=x", "~y", "#tag", "C#", 'the "x"', "Z"])
def test_what_means_something_in_a_row_is_left_out(quote: str) -> None:
    assert proposed(form(quote), form("Fine Name"))[0] == "Fine Name"


def test_a_line_break_in_a_name_is_a_space() -> None:
    assert proposed(form("Brinkley\nHome"))[0] == "Brinkley Home"


def test_four_names_of_a_script_at_most() -> None:
    assert proposed(*(form(f"Name {word}") for word in "abcdefgh"))[0].count("|") == 3


@given(
    st.lists(
        st.builds(Form, quote=st.text(max_size=12), lang=st.just("en"), articles=st.integers(1, 9)),
        max_size=6,
    )
)
def test_a_proposed_row_can_be_read(forms: list[Form]) -> None:
    cells = propose_row("thing", "ORG", forms)
    if not names_of(cells):
        return
    content, _ = append_row("", cells, "own.csv")
    (row,) = parse_rows(content, "own.csv", WATCHLIST)
    assert row.id == "thing"
    assert len(row.aliases) <= 12


# --- rows of known things ---------------------------------------------------------------------------------------


def test_a_shipped_row_is_written_as_it_is_read() -> None:
    shipped = load_lexicon().entities
    for entity in shipped_rows():
        line = io.StringIO(newline="")
        cells = cells_of(shipped[entity.id])
        csv.writer(line).writerow([cells[name] for name in COLUMNS])
        (row,) = parse_rows(HEADER + line.getvalue(), "own.csv", entity.sector)
        for name in ("id", "type", "parent", "country", "family", "tickers", "cues", "confusables", "names"):
            assert getattr(row, name) == getattr(entity, name), (entity.id, name)
        assert {(each.folded, each.weak, each.series, each.exact) for each in row.aliases} == {
            (each.folded, each.weak, each.series, each.exact) for each in entity.aliases
        }, entity.id


def test_names_are_added_once() -> None:
    cells = {"id": "acme", "type": "ORG", "en": "Acme Toys", "zh_hans": "亚克米", "zh_hant": ""}
    joined = with_names(cells, {"en": "ACME TOYS|=Acmeco", "zh_hant": "亞克米|艾克米"})
    assert (joined["en"], joined["zh_hans"], joined["zh_hant"]) == ("Acme Toys|=Acmeco", "亚克米", "艾克米")
    assert names_of(joined) == ["Acme Toys", "Acmeco", "亚克米", "艾克米"]
